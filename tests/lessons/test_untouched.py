"""Nobody is locked out: a released lesson runs from top to bottom without an error, whatever its answers are."""

import ast
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import IPython
import numpy as np
import pytest
from lessons import ROOT, slugs

from helpers.checks import answers as going_on
from helpers.checks import probes
from helpers.checks.answers import NotYet, answers
from helpers.checks.check import public_lesson
from helpers.checks.judges import judge
from helpers.course.errors import SourceError
from helpers.instructors.authored.sources import read_source
from helpers.instructors.banks.alike import alike
from helpers.instructors.building.recording import record, recorded_bytes

KERAS = [slug for slug in slugs() if slug[:2] in ("07", "08", "10", "11", "12", "13")]
NUMPY = [slug for slug in slugs() if slug not in KERAS]
HALF = [slug for slug in NUMPY if slug[:2] in ("05", "09")]  # those in which most cells stand on answers


def failing(state, some, home):
    quiet = {"MPLBACKEND": "agg", "NNCOURSE_OFFLINE": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
    command = [sys.executable, str(ROOT / "tests/support/untouched.py"), state, *some]
    ended = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | quiet | {"NNCOURSE_HOME": str(home)}
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    found = json.loads(ended.stdout)
    assert set(found) == set(some)
    return {slug: told["failed"] for slug, told in found.items() if told["failed"]}


@pytest.mark.parametrize("some", [NUMPY, KERAS], ids=["numpy", "keras"])
def test_an_untouched_lesson_runs_to_its_end(some, tmp_path):
    assert failing("untouched", some, tmp_path) == {}


@pytest.mark.parametrize("state", ["nothing", "broken", "odd", "even"])
def test_a_half_solved_lesson_runs_to_its_end(state, tmp_path):
    assert failing(state, HALF, tmp_path) == {}


def own(**functions):
    """What `my` of lesson 05 makes of a notebook that has these functions."""
    return eval("answers('05')", {"answers": answers, **functions})


def sigmoid(z):
    import numpy as np

    return 1 / (1 + np.exp(-z))


def chain_step(x, w1, b1, w2, b2, target, lr):
    a1 = sigmoid(w1 * x + b1)
    a2 = sigmoid(w2 * a1 + b2)
    delta2 = (a2 - target) * a2 * (1 - a2)
    delta1 = delta2 * w2 * a1 * (1 - a1)
    return w1 - lr * delta1 * x, b1 - lr * delta1, w2 - lr * delta2 * a1, b2 - lr * delta2


START = (0.1, 0.15, 0.40, 0.45, 0.65, 0.25)


def test_a_right_answer_is_used_and_a_wrong_one_never(capsys):
    told = []

    def moved(*args, lr):
        told.append(args)
        return args[:4]

    recorded = own(chain_step=moved).chain_step(*START, lr=0.4)
    assert recorded[2] == pytest.approx(0.4271718407, abs=1e-10)
    assert "The check of `chain_step` is not green yet" in capsys.readouterr().out
    assert own(chain_step=chain_step).chain_step(*START, lr=0.4) == pytest.approx(recorded, abs=1e-12)
    assert "uses your own `chain_step`" in capsys.readouterr().out


def test_an_answer_that_is_mended_is_used_from_then_on():
    space = {"answers": answers, "chain_step": lambda *args, lr: args[:4]}
    my = eval("answers('05')", space)
    with pytest.raises(NotYet, match="Your own `chain_step` is needed here"):
        my.chain_step(*START, lr=0.123)
    space["chain_step"] = chain_step
    assert len(my.chain_step(*START, lr=0.123)) == 4


def test_recorded_numbers_answer_no_check():
    from helpers.checks.check import passes

    my = own()
    assert not passes("05.chain_step", lambda *args: my.chain_step(*args))
    assert not passes("05.total_error", lambda target, out: my.total_error(target, out))


def test_an_exercise_that_does_not_exist_is_named():
    with pytest.raises(AttributeError, match="Lesson 05 has no exercise 'chain_stepp'"):
        own().chain_stepp


def test_a_setting_that_was_changed_has_no_recorded_number(monkeypatch):
    space = {"answers": answers, "RATE": 1.0}
    exec("my = answers('05')\n@my.run\ndef once():\n    return RATE * my.total_error(1.0, 2.0)", space)
    key = going_on.key_of("once", ((), {}, {"RATE": 1.0}))
    monkeypatch.setattr(going_on, "_calls", lambda lesson: {key: 0.5})
    assert space["once"]() == 0.5
    space["RATE"] = 2.0
    with pytest.raises(NotYet):
        space["once"]()


def test_the_recorded_numbers_are_what_the_solutions_give():
    """The build keeps a record while the lesson's cells are the same; this looks whether the helpers still agree."""
    folder = ROOT / "solutions/05-backpropagation"
    there = json.loads((ROOT / "helpers/checks/recorded/05-backpropagation.json").read_text("utf-8"))["calls"]
    fresh = json.loads(recorded_bytes(folder, read_source(folder / f"{folder.name}.py")))["calls"]
    assert set(fresh) == set(there)
    assert alike(*({key: one[key] for key in one if not key.startswith("both_ways")} for one in (fresh, there)))


def test_a_lesson_that_fails_is_no_record(tmp_path):
    with pytest.raises(SourceError, match="cannot be recorded: ZeroDivisionError"):
        record(tmp_path, ["1 / 0"])


def test_what_is_lacking_in_a_cell_is_told_in_one_note(monkeypatch):
    notes, cell = [], SimpleNamespace(execution_count=3)

    class Note:
        def __init__(self, said):
            notes.append(said["text/plain"])
            self.place = len(notes) - 1

        def update(self, said, raw):
            notes[self.place] = said["text/plain"]

    monkeypatch.setattr(IPython, "get_ipython", lambda: cell)
    monkeypatch.setattr(IPython.display, "display", lambda said, raw, display_id: Note(said))
    my = own()
    for _ in range(2):
        my.chain_step(*START, lr=0.4)
        my.total_error(np.array([0.01, 0.99]), np.array([0.7513650696, 0.7729284653]))
        cell.execution_count += 1
    rest = " not green yet. Until then the lesson goes on with numbers that come with it."
    assert notes == [f"○ The checks of `chain_step` and `total_error` are{rest}"] * 2


def test_an_empty_function_is_told_that_and_nothing_else():
    def empty(*args, **kwargs):
        raise NotImplementedError

    specs = [spec for slug in slugs() for spec in public_lesson(slug[:2])["exercises"].values()]
    functions = [spec for spec in specs if spec["probe"]["kind"] == "call"]
    assert len(functions) > 50
    for spec in functions:
        verdict = judge(spec, probes.answer(probes.request(spec), empty))
        told = [message.text for message in verdict.messages]
        assert verdict.state == "empty", spec["id"]
        assert len(told) == 1 and told[0].startswith("This exercise is still empty."), (spec["id"], told)


def released_code(slug):
    """The code cells of a released lesson, without folded ones."""
    cells = json.loads((ROOT / "course" / slug / f"{slug}.ipynb").read_text("utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    return ["".join(c["source"]) for c in code if not c["metadata"].get("jupyter", {}).get("source_hidden")]


def test_code_that_is_read_fits_a_notebook_of_1280_pixels():
    lines = [(slug, line) for slug in slugs() for source in released_code(slug) for line in source.splitlines()]
    assert [(slug, line) for slug, line in lines if len(line) > 138] == []


def test_no_cell_ends_in_an_object_that_shows_nothing_but_its_address():
    """`model.fit(...)` gives a History, which JupyterLab would show as `<... at 0x7f81...>`."""
    for slug in slugs():
        for source in released_code(slug):
            *_, last = ast.parse(source).body or [None]
            call = last.value if isinstance(last, ast.Expr) else None
            name = getattr(getattr(call, "func", None), "attr", "")
            assert name not in ("fit", "compile", "set_title", "plot", "legend", "subplots"), (slug, source)
