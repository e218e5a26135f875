"""Predict, then see: every Predict box takes a prediction, nothing before it gives the answer away, and the guess is kept."""

import ast
import itertools
import json
import re
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from lessons import ROOT, slugs
from traitlets import TraitError
from widgets_js import run_js

from helpers.instructors.authored.sources import read_source
from helpers.instructors.banks.predictions import Amount, Choice, Curve, Order, load_predictions
from helpers.study import predict as kept
from helpers.study.progress import progress
from helpers.widgets import Prediction
from helpers.widgets.guesses import fits, is_guess, seal, unseal

BOX = "> **Predict.**"


def cells(slug):
    return read_source(ROOT / "solutions" / slug / f"{slug}.py").cells


def source_text(slug):
    return (ROOT / "solutions" / slug / f"{slug}.py").read_text("utf-8")


@pytest.mark.parametrize("slug", slugs())
def test_every_predict_box_takes_a_prediction(slug):
    asked = []
    here = cells(slug)
    for index, cell in enumerate(here):
        if cell.cell_type == "markdown" and BOX in cell.source and "| box |" not in cell.source:
            assert cell.source.count(BOX) == 1, cell.source
            found = re.fullmatch(rf'predict\("{slug[:2]}\.(\w+)"\)', here[index + 1].source)
            assert found, f"no prediction after: {cell.source[cell.source.index(BOX) :][:80]}"
            asked.append(found[1])
    assert asked and asked == list(load_predictions(ROOT / "solutions" / slug))


@pytest.mark.parametrize("slug", slugs())
def test_nothing_that_is_in_sight_gives_the_answer_away(slug):
    """What follows a prediction and draws is folded; what is written in its box does not hold the sentence on the result."""
    here = cells(slug)
    for index, cell in enumerate(here):
        if not cell.source.startswith("predict("):
            continue
        results = itertools.takewhile(
            lambda cell: cell.cell_type == "code" and not cell.source.startswith("predict("), here[index + 1 :]
        )
        for cell_after in results:
            if re.search(r"^show\(|^\w+ = Diagram", cell_after.source, re.M):
                assert cell_after.metadata.get("jupyter", {}).get("source_hidden"), cell_after.source[:60]
        name = re.search(r"\.(\w+)\"", cell.source)[1]
        says = load_predictions(ROOT / "solutions" / slug)[name].says
        assert says not in here[index - 1].source


SMALL = set(
    "a an and are as at be by each for from in is it its no not of on or so than that the then they this to with".split()
)
NUMBERS = dict(
    zip("zero one two three four five six seven eight nine ten eleven twelve".split(), map(str, range(13)), strict=True)
)


def words(text):
    """The words that matter, in order, without the s of a plural; numbers as digits."""
    found = [word for word in re.findall(r"[^\W\d_]+|\d+(?:\.\d+)?", text.lower()) if word not in SMALL]
    return [NUMBERS.get(word) or (word.removesuffix("s") if len(word) > 3 else word) for word in found]


def in_order(part, whole):
    rest = iter(whole)
    return bool(part) and all(word in rest for word in part)


def tells(text, prediction, asked):
    """Whether a text has the words of the right answer, and of no other, that the question has not."""
    there = words(text)
    if isinstance(prediction, Amount):
        return f"{prediction.truth:g}" in there
    if isinstance(prediction, Order):
        return in_order(words(" ".join(prediction.right)), there)
    if isinstance(prediction, Curve):
        return False
    right, others = words(prediction.right), [words(o) for o in prediction.options if o != prediction.right]
    if in_order(right, there) and not any(in_order(other, there) for other in others):
        return True
    wrong = set(itertools.chain(*others))
    own = set(right) - wrong - set(words(f"{prediction.ask} {asked}"))
    return bool(own & set(there)) and not (wrong - set(right)) & set(there)


def labels(source):
    """The names that a cell sets, and the words that it prints or puts over columns."""
    nodes = list(ast.walk(ast.parse(source)))
    calls = [
        node for node in nodes if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("table", "print")
    ]
    printed = (part.value for call in calls for part in ast.walk(call) if isinstance(part, ast.Constant))
    names = [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return [*names, " ".join(part for part in printed if isinstance(part, str))]


@pytest.mark.parametrize("slug", slugs())
def test_no_name_or_title_in_sight_gives_the_answer_away(slug):
    """The name of the question, the headings around it, and of the cells that answer: titles, names, words printed."""
    here, asked = cells(slug), load_predictions(ROOT / "solutions" / slug)
    for index, cell in enumerate(here):
        if not cell.source.startswith("predict("):
            continue
        name = re.search(r"\.(\w+)\"", cell.source)[1]
        text = "\n".join(before.source for before in here[:index] if before.cell_type == "markdown")
        after = list(
            itertools.takewhile(
                lambda c: c.cell_type == "code" and not c.source.startswith("predict("), here[index + 1 :]
            )
        )
        folded = [c.metadata.get("jupyter", {}).get("source_hidden", False) for c in after]
        titles = [c.source.split("\n")[0] for c, hidden in zip(after, folded, strict=True) if hidden]
        next_heading = re.match(r"#+ .*", here[index + 1 + len(after)].source)
        headings = [re.findall(r"^#+ .*", text, re.M)[-1], *([next_heading[0]] if next_heading else [])]
        in_sight = [name, *titles, *(re.sub(r"^#+ (\d+ ·)?", "", heading) for heading in headings)]
        if not isinstance(asked[name], Amount):
            in_sight += [
                label for c, hidden in zip(after, folded, strict=True) if not hidden for label in labels(c.source)
            ]
        told = [text for text in in_sight if tells(text, asked[name], here[index - 1].source)]
        assert not told, f"{name}: {told} before the answer is opened"


def test_what_gives_an_answer_away_is_found():
    best = Choice(
        "Which c?",
        ["the median and the mean", "the mean and the median", "the mean, both"],
        "the mean and the median",
        "",
    )
    assert tells("mean_and_median", best, "") and not tells("best_constants", best, "")
    shape = Choice("What does g look like?", ["a hill", "a stair"], "a hill", "")
    assert (
        tells(*labels("hill = 1")[:1], shape, "")
        and not tells("hills_and_stairs", shape, "")
        and not tells("g", shape, "")
    )
    assert tells("Picture: four pieces", Amount("How many?", 4, (4, 4), ""), "") and labels("print('a', n)") == ["a"]


@pytest.mark.parametrize("slug", slugs())
def test_a_folded_cell_says_what_is_folded(slug):
    """JupyterLab shows the first line of a folded cell: a title that says what is drawn and not what comes out."""
    folded = [cell.source for cell in cells(slug) if cell.metadata.get("jupyter", {}).get("source_hidden")]
    for source in folded:
        assert re.match(r"# [A-Z].{9,70}\n", source), source[:80]


# What stands open behind a result without telling it: what is asked next, or how it is measured.
NEUTRAL = {
    "00.counter",
    "01.where_inputs_land",
    "02.rising_derivatives",
    "05.digits_read",
    "06.three_rates",
    "06.best_of_five",
    "07.loss_for_integers",
    "07.sixty_images",
    "10.most_parameters",
    "10.dense_or_cnn",
    "12.fifteen_images",
    "12.largest_network",
    "13.best_method",
    "13.reading_row_by_row",
}


@pytest.mark.parametrize("slug", slugs())
def test_what_came_out_is_written_in_a_fold(slug):
    """The text behind a result begins with a fold, a heading or a box; a box on lecture notes folds what a check shows."""
    here = cells(slug)
    for index, cell in enumerate(here):
        if not cell.source.startswith("predict("):
            continue
        name = re.search(r'"(.+)"', cell.source)[1]
        after = itertools.takewhile(lambda cell: not cell.source.startswith("predict("), here[index + 1 :])
        text = next((cell.source for cell in after if cell.cell_type == "markdown"), "#")
        folded = text.startswith(("<details", "#", "> **Note", "> **By hand", "> **Try it"))
        if text.startswith("> **Where lecture notes"):
            folded = "<details>" in text.split("\n\n")[0]
        assert folded or name in NEUTRAL, f"{name}: {text[:120]}"


@pytest.mark.parametrize("slug", slugs())
def test_results_ship_sealed(slug):
    shipped = (ROOT / "helpers/study/predictions" / f"{slug}.json").read_text("utf-8")
    for name, prediction in load_predictions(ROOT / "solutions" / slug).items():
        assert prediction.says not in shipped
        there = json.loads(shipped)[f"{slug[:2]}.{name}"]
        assert unseal(there["sealed"])["says"] == prediction.says
    assert "predictions.py" not in {path.name for path in (ROOT / "course").rglob("*.py")}


def test_a_declaration_that_contradicts_itself_is_named():
    assert "none of its options" in Choice("?", ["a"], "b", "So.").trouble()
    assert "not near itself" in Amount("?", 3, (4, 5), "So.").trouble()
    assert "offered in the right order" in Order("?", ["a", "b"], ["a", "b"], "So.").trouble()
    assert "one height for each place" in Curve("?", [1, 2], "x", (0, 1), "y", [1], "So.").trouble()
    assert "one bar for each" in Choice("?", ["a", "b"], "a", "So.", bars=[1]).trouble()


def test_the_picture_and_python_judge_alike():
    rng = np.random.default_rng(0)
    calls, here = [], []
    for _ in range(40):
        truth, guess = rng.uniform(0, 1, 5).round(3).tolist(), rng.uniform(0, 1, 5).round(3).tolist()
        near = float(rng.uniform(0.1, 0.5))
        calls += [("fits", "curve", guess, {"truth": truth, "near": near})]
        here += [fits("curve", guess, {"truth": truth, "near": near})]
        gaps = [None if gap else height for gap, height in zip(rng.random(5) < rng.random(), guess)]
        calls += [("fits", "curve", gaps, {"truth": truth, "near": near})]
        here += [fits("curve", gaps, {"truth": truth, "near": near})]
        number = float(rng.uniform(0, 2))
        calls += [("fits", "number", number, {"truth": 1, "near": [0.5, 1.5]})]
        here += [fits("number", number, {"truth": 1, "near": [0.5, 1.5]})]
    for kind, guess, truth in (
        ("choice", "a", "a"),
        ("choice", "b", "a"),
        ("order", ["b", "a"], ["a", "b"]),
        ("choice", "unsure", "a"),
    ):
        calls.append(("fits", kind, guess, {"truth": truth, "near": None}))
        here.append(fits(kind, guess, {"truth": truth, "near": None}))
    nothing = ("curve", [None] * 3, {"truth": [0.0] * 3, "near": 0.1})
    calls.append(("fits", *nothing))
    here.append(fits(*nothing))
    assert not here[-1] and run_js("prediction", calls) == here and len(set(here)) == 2


def test_gaps_of_a_sketch_are_filled():
    told = run_js("prediction", [("filled", [None, 1, None, 3, None]), ("opened", seal("σ", "≤", near=None))])
    assert told[0] == [1, 1, 2, 3, 3]
    assert told[1] == {"truth": "σ", "says": "≤", "near": None, "bars": None}


def test_what_is_no_answer_is_refused():
    asked = {"kind": "order", "options": ["a", "b"], "sealed": seal(["b", "a"], "So.")}
    with pytest.raises(TraitError, match="is no answer to a question of the kind 'order'"):
        Prediction(**asked, guess=["a", "c"])
    assert not is_guess("number", True, [], {}) and not is_guess("curve", [1], [], {"at": [1, 2]})
    assert is_guess("curve", "unsure", [], {})


def test_the_first_guess_stays_and_stands_in_the_progress_view(tmp_path, monkeypatch):
    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path))
    assert progress("05").surprises == []
    kept.note("05.which_moves_most", "w1", False)
    kept.note("05.which_moves_most", "b2", True)
    assert kept.predicted("05.which_moves_most") == "w1"
    (told,) = progress("05").surprises
    assert told == "05.which_moves_most: Which of the four moves E most? You said “w1”, it is “b2”."
    assert (
        "Your picture changed here" in repr(progress("05"))
        and "Your picture changed here" in progress("05")._repr_html_()
    )


def test_a_broken_record_costs_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path))
    kept.predictions_file().write_text('{"05.which_moves_most": {"guess": ["no"]}, "05.x": 3}')
    assert kept.predicted("05.which_moves_most") is None and progress().surprises == []
    kept.predictions_file().write_text("{")
    assert kept.read() == {}


def test_an_unknown_question_is_told():
    with pytest.raises(ValueError, match='no prediction "05.which_moves".* Did you mean "05.which_moves_most"'):
        kept.predict("05.which_moves")


COMMIT = """
from IPython.core.formatters import format_display_data
from helpers.study import predict as module
from helpers.widgets import Prediction
made = []
start = Prediction.__init__
def noted(self, **state):
    start(self, **state)
    made.append(self)
Prediction.__init__ = noted
module.predict("05.which_moves_most")
made[0].guess = "w1"
made[0].committed = True
"""


def test_a_guess_travels_with_the_notebook(tmp_path, monkeypatch):
    from nbclient import NotebookClient

    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(COMMIT)])
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
    saved = nbformat.reads(nbformat.writes(notebook), as_version=4)
    assert kept.believed(saved) == {"05.which_moves_most": {"guess": "w1", "right": False}}
    assert kept.read()["05.which_moves_most"]["guess"] == "w1"
    assert any("Your prediction is kept: “w1”." in str(output) for output in saved.cells[0].outputs)


def test_what_a_notebook_claims_is_not_believed():
    data = [
        {"question": "05.which_moves_most", "guess": "nonsense"},
        {"question": "99.x", "guess": 1},
        {"question": 5},
        "text",
        None,
    ]
    outputs = [{"output_type": "display_data", "data": {kept.MIME: item}} for item in data]
    outputs += ["text", {"data": "text"}]
    assert kept.believed({"cells": [{"outputs": outputs}, {"outputs": None}, {"outputs": 5}, {}, "text"]}) == {}
    assert kept.believed({"cells": 5}) == {}
    huge = {question: item for lesson in range(14) for question, item in kept.questions(f"{lesson:02d}").items()}
    for question, known in huge.items():
        guess = {"number": 10**400, "curve": [10**400] * len(known.get("axes", {}).get("at", []))}.get(
            known["kind"], {}
        )
        notebook = {"cells": [{"outputs": [{"data": {kept.MIME: {"question": question, "guess": guess}}}]}]}
        assert kept.believed(notebook) == {}


def test_asking_costs_no_heavy_import():
    code = "import sys; from helpers import predict; print([n for n in ('tensorflow', 'matplotlib', 'scipy') if n in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.strip() == "[]"
