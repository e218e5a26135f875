"""Handouts as files: what each edition shows, what stops a build and where, formulas, what is rebuilt, the site."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace

import handout_course
import nbformat
import pytest
from click.testing import CliRunner
from lessons import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.cli import main
from helpers.instructors.authored import Course
from helpers.instructors.authored.sources import read_source
from helpers.instructors.handouts import exporter
from helpers.instructors.handouts.build import build
from helpers.instructors.handouts.exporter import InstructorExporter, StudentExporter
from helpers.instructors.handouts.fonts import characters_of, math_font
from helpers.instructors.handouts.formulas import FormulaError, to_mathml
from helpers.instructors.handouts.frames import frames
from helpers.instructors.handouts.index import index_page
from helpers.instructors.handouts.linear import linear
from helpers.instructors.handouts.page import check_page
from helpers.instructors.handouts.places import HandoutError
from helpers.instructors.handouts.site import build_site, sections
from helpers.instructors.handouts.text import breakable

FORMULAS = json.loads((ROOT / "tests/support/formulas.json").read_text("utf-8"))
SECRETS = [
    "the-secret-of-triple",
    "the-model-answer",
    "a-secret-why",
    "an-instructors-note",
    "Marking scheme",
    "That is twice x",
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = handout_course.make(tmp_path_factory.mktemp("handouts") / "course")
    build(Course(folder), progress=False)
    return folder


def page_of(course, edition, name="01-neuron"):
    return (course / "handouts" / edition / f"{name}.html").read_text("utf-8")


def export(*cells, exporter=StudentExporter, **settings):
    """A page of the given cells, under a title."""
    notebook = new_notebook(cells=[new_markdown_cell("# A title"), *cells])
    return exporter(execute=False, **settings).from_notebook_node(notebook, {"metadata": {"name": "mine"}})[0]


def data_cell(data, metadata=None):
    return new_code_cell("x", outputs=[new_output("display_data", data, metadata=metadata or {})])


# -- the editions --------------------------------------------------------------------------------------


def test_student_edition_shows_no_answer_and_leaves_space_for_each(course):
    page = page_of(course, "student")
    assert [secret for secret in SECRETS if secret in page] == []
    labels = re.findall(r'<label for="answer-([\w-]+)">([^<]*)</label>\n<textarea id="answer-\1"', page)
    assert labels == [
        ("triple", "Your answer: Exercise 1 · triple (2 points)"),
        ("quiz_answers", "Your answer: 2 · Quiz"),
        ("why", "Your answer: Question 2 · Why three? (1 point)"),
    ]
    assert "Return three times x." in page and "NotImplementedError" not in page
    assert 'class="nn-report' not in page, "the result of a check belongs to the instructor's solution"


def test_instructor_edition_shows_solutions_schemes_hints_and_key(course):
    page = page_of(course, "instructor")
    assert [secret for secret in SECRETS if secret not in page] == []
    assert "BEGIN SOLUTION" not in page
    assert "Marking <code>01.triple</code>: 2 points." in page
    assert "<strong>b</strong> (remember, 2 marks) What is 3 times 2?" in page
    assert "Practice quiz." in page and "That is 3 + 3." in page
    assert "<textarea" not in page.split("<script", 1)[0].split("<main", 1)[1]


@pytest.mark.parametrize("edition", ["student", "instructor"])
def test_lesson_is_all_there(course, edition):
    page = page_of(course, edition)
    assert re.findall(r'class="box box-(\w+)">\n<p class="box-label" data-sign=".">([^<]+)<', page) == [
        ("predict", "Predict"),
        ("try", "Try it"),
        ("think", "Think"),
        ("wrong", "Where lecture notes go wrong"),
        ("note", "Note"),
        ("hand", "By hand"),
    ]
    assert "<details><summary>Answer</summary>\n\n<p>No: the four" in page.replace("\n\n\n", "\n\n")
    assert 'alt="Two curves from 0 to 1 over z: the step jumps at 0, the sigmoid rises in an S."' in page
    assert page.count('<div class="widget"><div data-widget=') == 2 and "data-frames" in page
    assert '<a href="02-second.html">lesson 02</a>' in page
    assert page.count('<details class="fold">') == 1, "cells that only draw are folded together"
    assert re.search(r'<span class="unbroken"><math>(?:(?!</math>).)*<mi>b</mi></math>,</span> and fires', page)
    assert "helpers.checks.check.PUBLIC" not in page, "a cell tagged remove-cell stays out"
    assert "$" not in re.sub(r"<script.*?</script>|<style.*?</style>|<pre.*?</pre>", "", page, flags=re.DOTALL)
    assert len(page) < 700_000


def test_long_names_may_be_broken_behind_an_underscore():
    text = '<h3 id="softmax_grad">softmax_grad, <code class="a_b">one_hot_labels</code>, __init__</h3>'
    assert (
        breakable(text)
        == '<h3 id="softmax_grad">softmax_<wbr>grad, <code class="a_b">one_<wbr>hot_<wbr>labels</code>, __init__</h3>'
    )


def test_no_line_ends_within_a_number_or_a_shape():
    page = export(new_markdown_cell("After 10 000 steps a 28 × 28 × 3 image, 2 · 3 numbers, in 2020 2 of them."))
    assert "After 10\xa0000 steps a 28\xa0×\xa028\xa0×\xa03 image, 2\xa0·\xa03 numbers, in 2020 2 of them." in page


def test_pages_lead_to_each_other_and_to_the_map(course):
    first, second = page_of(course, "student"), page_of(course, "student", "02-second")
    assert (
        '<a rel="next" href="02-second.html"><span>Next</span> 02 · A second lesson</a>' in first
        and '<a rel="prev"' not in first
    )
    assert '<a rel="prev" href="01-neuron.html">' in second and '<a rel="next"' not in second
    everything = (course / "handouts" / "index.html").read_text("utf-8")
    for edition in ("student", "instructor"):
        assert f'<a href="{edition}/01-neuron.html">' in everything
        assert '<a href="01-neuron.html">01 · A neuron that decides</a>' in (
            course / "handouts" / edition / "index.html"
        ).read_text("utf-8")
    assert '<a href="student/01-neuron.html">lesson 01</a>' in everything and "find weights for a gate" in everything


def test_a_lesson_says_its_facts_in_its_first_cell(course):
    first = Course(course).lessons[0].facts()
    assert (first.heading, first.minutes, first.points, first.needs) == ("01 · A neuron that decides", 20, 5, "nothing")
    assert first.about == "One neuron, one line, and what it can say about four points."
    assert first.goals == ("compute the output of a neuron by hand", "find weights for a gate")


# -- formulas ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "latex"), FORMULAS, ids=[name for name, _ in FORMULAS])
@pytest.mark.parametrize("display", [True, False])
def test_formula_can_be_set(name, latex, display):
    mathml = to_mathml(latex, display)
    assert mathml.startswith("<math") and mathml.endswith("</math>")
    assert "\\" not in mathml and "menclose" not in mathml and "merror" not in mathml
    assert re.search(r"\w", linear(mathml)) and "<" not in linear(mathml).replace(" < ", "")


def test_formulas_mean_what_they_say():
    assert "<mtext>if\u00a0</mtext><mi>z</mi><mo>&gt;</mo><mn>0</mn>" in to_mathml(r"\text{if $z>0$}")
    assert to_mathml(r"\sum_{\substack{i=1\\ i\ne j}}^n x_i").count("<mtr>") == 2
    assert "(3)" in to_mathml(r"\begin{equation} L \tag{3} \end{equation}", True)
    assert "(7)" in to_mathml(r"a = b \tag{7}", True)
    assert "(1)" not in to_mathml(r"\begin{align} a &= b \\ c &= d \end{align}", True), (
        "JupyterLab numbers nothing by itself"
    )
    assert 'class="m-box"' in to_mathml(r"\boxed{a}") and 'class="m-up"' in to_mathml(r"\cancel{x}")


@pytest.mark.parametrize("latex", [r"\nosuchcommand x", r"\frac{a", r"\begin{nothing}x\end{nothing}", r"\text{if $z"])
def test_wrong_formula_is_refused_with_its_reason(latex):
    with pytest.raises(FormulaError, match="in the formula"):
        to_mathml(latex)


@pytest.mark.parametrize(
    ("latex", "line"),
    [
        (r"E=\tfrac12(T-a_2)^2", "E = 1/2(T − a₂)²"),
        (r"z=\sum_{i=1}^{d} w_i x_i+b", "z = ∑ᵢ₌₁^d wᵢxᵢ + b"),
        (r"\frac{\partial E}{\partial w_5}=0.1", "∂E/∂w₅ = 0.1"),
        (r"\sigma(z)=\frac{1}{1+e^{-z}}", "σ(z) = 1/(1+e^(−z))"),
        (r"\sqrt{x^2+1}<3", "√(x² + 1) < 3"),
    ],
)
def test_a_formula_on_one_line_says_the_same(latex, line):
    assert linear(to_mathml(latex, False)) == line


def test_a_search_gets_sentences_with_formulas_and_code_apart(course):
    found = sections((course / "handouts/student/01-neuron.html").read_text("utf-8"), "01.html", "01")
    text = [sentence for section in found for sentence in section["text"]]
    assert any(sentence.startswith("z = ∑ᵢ₌₁^d wᵢxᵢ + b, step") for sentence in text)
    assert "For w = (1, 1) and b = −1.5: at which of the four corners does the neuron fire?" in text
    assert not any("import numpy" in sentence for sentence in text)
    assert any("import numpy" in section["code"] for section in found)


def test_font_holds_every_character_of_the_formulas_and_can_stretch():
    import base64
    import io

    from fontTools.ttLib import TTFont

    page = "".join(to_mathml(latex) for _, latex in FORMULAS) + "<p>never ☃ in a formula</p>"
    font = TTFont(io.BytesIO(base64.b64decode(math_font(characters_of(page)))))
    known = font.getBestCmap()
    invisible = "\u2061\u2062\u2063\u2064\ufe00\ufe01"
    assert [c for c in characters_of(page) if ord(c) not in known and c not in invisible] == []
    assert ord("☃") not in known and ord("√") in known
    assert ord("\U0001d465") in known, "x alone is shown as 𝑥"
    assert "(" in {
        chr(code) for code, glyph in known.items() if glyph in font["MATH"].table.MathVariants.VertGlyphCoverage.glyphs
    }


def test_same_formulas_give_the_same_font():
    characters = frozenset("abc+=")
    once = math_font(characters)
    math_font.cache_clear()
    assert math_font(characters) == once


# -- what stops a build, and where ---------------------------------------------------------------------


BROKEN = {
    "formula": (
        "$$\\operatorname{softmax}(",
        "$$\\nosuchcommand(",
        r'02-second\.py, line 15: Unknown command "\\nosuchcommand"',
    ),
    "formula cut by a list": (
        "Softmax turns",
        "It is $1 \\cdot 2\n# + 3 \\cdot 4$. Softmax turns",
        r"02-second\.py, line 4: \\cdot stands outside a formula",
    ),
    "exception": (
        "print(sum([0.2, 0.3, 0.5]))",
        "1 / 0",
        "02-second.py, line 18: this cell stops with ZeroDivisionError: division by zero",
    ),
    "warning": (
        "print(sum([0.2, 0.3, 0.5]))",
        'import warnings\nwarnings.warn("mind")',
        "02-second.py, line 18: this cell writes to stderr: .*UserWarning: mind",
    ),
    "picture in text": (
        "Softmax turns",
        "![](nothing.png)\n#\n# Softmax turns",
        r"02-second.py, line 4: this picture has no alt text",
    ),
    "link": (
        "Softmax turns",
        "[x](../77-none/77-none.ipynb) turns",
        "02-second.py, line 4: the link leads to 77-none, which is not a lesson",
    ),
    "heading": ("## 1 · Softmax", "#### 1 · Softmax", '02-second: the heading "1 · Softmax" skips a level'),
    "titles": (
        "## 1 · Softmax",
        "# 1 · Softmax",
        "02-second.py, line 2: a lesson has one heading with one #, here are 2",
    ),
}


def test_every_mistake_stops_the_build_of_its_lesson_and_names_its_place(tmp_path):
    for i, (old, new, message) in enumerate(BROKEN.values()):
        course = handout_course.make(tmp_path / str(i))
        shutil.rmtree(course / "solutions" / "01-neuron")
        handout_course.replace(course, "02-second", old, new)
        with pytest.raises(HandoutError, match=message):
            build(Course(course), editions=("student",), jobs=1, progress=False)
        assert not (course / "handouts" / "student" / "02-second.html").exists()


def test_other_lessons_are_made_and_all_failures_told(tmp_path):
    course = handout_course.make(tmp_path / "course")
    handout_course.replace(course, "02-second", *BROKEN["exception"][:2])
    with pytest.raises(HandoutError, match="02-second.py, line 18"):
        build(Course(course), editions=("student",), progress=False)
    assert (course / "handouts" / "student" / "01-neuron.html").is_file()
    index = (course / "handouts" / "student" / "index.html").read_text("utf-8")
    assert 'href="01-neuron.html"' in index and 'href="02-second.html"' not in index


@pytest.mark.skipif(os.name != "posix", reason="processes are killed by a signal")
def test_a_lesson_whose_process_is_killed_costs_no_other_lesson(tmp_path):
    course = handout_course.make(tmp_path / "course")
    handout_course.replace(course, "02-second", "print(sum([0.2, 0.3, 0.5]))", "import os\nos.kill(os.getppid(), 9)")
    with pytest.raises(HandoutError, match="02-second: its process was killed, perhaps for want of memory"):
        build(Course(course), editions=("student",), progress=False)
    assert (course / "handouts" / "student" / "01-neuron.html").is_file()


def test_what_nobody_thought_of_is_told_with_its_lesson_and_costs_no_other(tmp_path):
    course = handout_course.make(tmp_path / "course")
    (course / "handouts/student/02-second.html").mkdir(parents=True)
    with pytest.raises(HandoutError, match="02-second: IsADirectoryError: .*02-second.html"):
        build(Course(course), editions=("student",), progress=False)
    assert (course / "handouts" / "student" / "01-neuron.html").is_file()


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (data_cell({"image/png": "iVBORw0KGgo="}), "mine.ipynb, cell 2: this picture has no alt text"),
        (data_cell({"text/html": '<img src="data:image/png;base64,AA==">'}), "mine: a picture has no alt text"),
        (
            data_cell({"text/html": '<img src="https://example.org/a.png" alt="a">'}),
            "mine: <img> would fetch https://example.org/a.png",
        ),
        (data_cell({"text/html": '<script src="https://example.org/a.js"></script>'}), "mine: <script> would fetch"),
        (data_cell({"text/html": "<style>@import 'a.css';</style>"}), "mine: a style fetches a file"),
        (
            data_cell({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "w"}),
            "cell 2: this widget has no form for a page",
        ),
        (
            data_cell({"application/vnd.nncourse.widget+json": {"widget": "GateTuner", "state": {}, "text": ""}}),
            "cell 2: the widget GateTuner is empty",
        ),
        (
            data_cell({"application/vnd.nncourse.frames+json": {"frames": []}}),
            "cell 2: the series of pictures is empty",
        ),
        (new_markdown_cell("## A\n\n[x](#nowhere)"), 'mine: a link leads to "#nowhere", which is not there'),
        (new_markdown_cell('<p id="a"></p><p id="a"></p>'), 'mine: the id "a" stands there twice'),
        (new_markdown_cell("text\n\n$a \\nosuch b$"), r'mine.ipynb, cell 2: Unknown command "\\nosuch"'),
    ],
)
def test_what_must_not_reach_a_reader_is_refused(cell, message):
    with pytest.raises(HandoutError, match=message):
        export(cell)


def test_an_error_that_belongs_to_the_lesson_is_shown():
    error = new_output("error", ename="ValueError", evalue="Unrecognized keyword: lr", traceback=[])
    cell = new_code_cell("SGD(lr=0.1)", outputs=[error], metadata={"tags": ["raises-exception"]})
    assert '<pre class="printed">ValueError: Unrecognized keyword: lr</pre>' in export(cell)


def test_finished_page_is_looked_through_again():
    with pytest.raises(HandoutError, match="exactly one first-level heading"):
        check_page("<main><p>no heading</p></main>", "x")


# -- outputs -------------------------------------------------------------------------------------------


def test_a_table_in_a_box_or_a_list_is_a_table():
    table = "| a | b |\n> |---|---|\n> | 1 | $x$ |"
    page = export(
        new_markdown_cell(f"> **Note.** Look:\n>\n> {table}\n\n- in a list\n\n" + "  " + table.replace("> ", "  "))
    )
    assert page.count("<table>") == 2 and "|---" not in page


def test_printed_text_is_escaped_and_a_progress_bar_shows_its_end():
    page = export(
        new_code_cell("x", outputs=[new_output("stream", name="stdout", text="a\r 50%\r100%\r\n\x1b[1m<b>\x1b[0m\n")])
    )
    assert '<pre class="printed">100%\n&lt;b&gt;</pre>' in page


def test_a_terminal_copied_as_html_gives_way_to_its_plain_text():
    rich = {
        "text/html": '<pre style="white-space:pre;overflow-x:auto"><span style="color:#00af00">64</span></pre>',
        "text/plain": "units 64",
    }
    page = export(data_cell(rich))
    assert '<pre class="printed">units 64</pre>' in page and "00af00" not in page


def test_picture_with_alt_in_its_metadata_keeps_it():
    page = export(
        data_cell(
            {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>"}, {"image/svg+xml": {"alt": "A red dot."}}
        )
    )
    assert 'alt="A red dot."' in page


def test_large_pictures_become_smaller_and_stay_the_same():
    import base64
    import io

    import numpy as np
    from PIL import Image

    pixels = (np.indices((90, 90)).sum(axis=0) ** 2 % 251).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(np.stack([pixels] * 3, axis=-1)).save(stream, "PNG", compress_level=0)
    page = export(
        data_cell({"image/png": base64.b64encode(stream.getvalue()).decode()}, {"image/png": {"alt": "A pattern."}})
    )
    kept = base64.b64decode(re.search(r"data:image/webp;base64,([^\"]+)", page)[1])
    assert len(kept) < len(stream.getvalue()) / 2
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(kept)).convert("L")), pixels)


def test_links_in_outputs_lead_to_pages_and_empty_table_headings_go():
    table = '<table><tr><th scope="col"></th><th>a</th></tr></table><a href="../01-x/01-x.ipynb">One</a> <a href="../02-y/02-y.ipynb">Two</a>'
    page = export(data_cell({"text/html": table}), pages={"01-x": "01-x.html"})
    assert '<a href="01-x.html">One</a> Two' in page and "<tr><td></td><th>a</th></tr>" in page


def test_pictures_of_a_kernel_widget_win_over_its_view():
    widget = {"application/vnd.nncourse.widget+json": {"widget": "GateTuner", "state": {"b": 1}, "text": "w"}}
    page = export(
        data_cell({**widget, **frames("Loss", "epoch", [("1", "<svg xmlns='http://www.w3.org/2000/svg'/>", "Flat.")])})
    )
    assert "data-frames" in page and "js_gate_tuner" not in page


@pytest.mark.parametrize(
    ("pictures", "message"),
    [([], "needs at least one picture"), ([("1", b"", " ")], "the picture for epoch = 1 has no alt text")],
)
def test_series_of_pictures_without_pictures_or_words_is_refused(pictures, message):
    with pytest.raises(ValueError, match=message):
        frames("Loss", "epoch", pictures)


# -- what is rebuilt -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_only_what_changed_is_rebuilt(tmp_path):
    course = handout_course.make(tmp_path / "course")
    build(Course(course), progress=False)
    again = build(Course(course), progress=False)
    assert again.written == [] and again.unchanged == 4
    ran = course / "handouts" / ".executed" / "01-neuron.ipynb"
    before = ran.stat().st_mtime_ns
    handout_course.replace(course, "02-second", "Softmax turns scores into shares.", "Softmax makes shares.")
    changed = [
        path.relative_to(course / "handouts").as_posix() for path in build(Course(course), progress=False).written
    ]
    assert changed == [
        "index.html",
        "instructor/02-second.html",
        "instructor/index.html",
        "student/02-second.html",
        "student/index.html",
    ]
    # A new title stands in the links of the lesson before: its pages change, but it is not run again.
    handout_course.replace(course, "02-second", "# # 02 · A second lesson", "# # 02 · Softmax")
    changed = [path.name for path in build(Course(course), progress=False).written]
    assert changed.count("01-neuron.html") == 2 and ran.stat().st_mtime_ns == before


def test_a_version_number_on_the_map_is_no_lesson(course):
    facts = replace(Course(course).lessons[1].facts(), needs="lessons 01 and 02, Python 3.02, 01.5 hours")
    page = index_page(
        [Course(course).lessons[0].facts(), facts], {"student": ""}, {"student": ["01-neuron", "02-second"]}
    )
    assert ">lessons 01</a>" in page and ">02</a>, Python 3.02, 01.5 hours" in page


def test_same_sources_give_the_same_bytes(course, tmp_path):
    build(Course(course), out=tmp_path, progress=False)
    for page in (course / "handouts").rglob("*.html"):
        if ".site" not in page.parts:
            assert (tmp_path / page.relative_to(course / "handouts")).read_bytes() == page.read_bytes(), page.name


# -- through nbconvert, the command line, the site -----------------------------------------------------


@pytest.mark.parametrize("edition", ["student", "instructor"])
def test_nbconvert_knows_the_exporters_and_runs_a_notebook_that_was_not_run(tmp_path, edition):
    notebook = new_notebook(cells=[new_markdown_cell("# My own\n\nOn $x^2$."), new_code_cell("print(6 * 7)")])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, tmp_path / "own.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", f"nncourse_{edition}", "own.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "own.html").read_text("utf-8")
    assert '<pre class="printed">42</pre>' in page and "<msup>" in page and f"{edition.title()} edition" in page


def test_nbconvert_says_in_one_sentence_what_is_wrong_and_where(tmp_path):
    cells = [
        new_markdown_cell("# My own"),
        new_markdown_cell("On $a \\nosuch b$."),
        new_code_cell("6 * 7", execution_count=1),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "own.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "nncourse_student", "own.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    said = [line for line in done.stderr.splitlines() if not line.startswith("[NbConvertApp]")]
    assert said == [r'Stopped: own.ipynb, cell 2: Unknown command "\nosuch", in the formula a \nosuch b.']
    assert done.returncode == 1 and not (tmp_path / "own.html").exists()


def test_a_released_notebook_can_be_exported_before_it_is_solved(course, tmp_path):
    from helpers.instructors.building.release import release

    folder = course / "solutions" / "01-neuron"
    nbformat.write(read_source(folder / "01-neuron.py"), folder / "01-neuron.ipynb")
    try:
        release(course, ["01-neuron"], course / "course")
    finally:
        (folder / "01-neuron.ipynb").unlink()
    page = StudentExporter().from_filename(str(course / "course" / "01-neuron" / "01-neuron.ipynb"))[0]
    assert "Your answer: Exercise 1" in page and "NotImplementedError" not in page


def test_instructor_page_of_a_notebook_without_a_bank():
    assert "Marking" not in export(new_code_cell("1 + 1"), exporter=InstructorExporter)


def test_command_line_says_what_it_did_and_what_was_wrong(course, monkeypatch):
    monkeypatch.chdir(course)
    done = CliRunner().invoke(main, ["handouts", "01", "--edition", "student"])
    assert done.exit_code == 0 and "1 page(s) up to date" in done.output
    wrong = CliRunner().invoke(main, ["handouts", "47"])
    assert wrong.exit_code == 1 and 'There is no lesson "47"' in wrong.output
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("helpers.course.programs.CHROMIUM", ())
    none = CliRunner().invoke(main, ["handouts", "01", "--pdf"])
    assert none.exit_code == 1 and "PDF needs Chromium or Chrome" in none.output


def test_site_holds_the_student_pages_and_what_can_be_searched(course):
    written = build_site(Course(course), progress=False)
    assert sorted(path.name for path in written) == ["01-neuron.html", "02-second.html", "index.html"]
    assert build_site(Course(course), progress=False) == []
    index = (course / "site" / "index.html").read_text("utf-8")
    found = json.loads(re.search(r'id="sections">(.*?)</script>', index, re.DOTALL)[1])
    summary = next(section for section in found if section["heading"] == "Summary")
    assert summary["href"] == "01-neuron.html#Summary" and summary["text"][0] == "A neuron is a line."
    assert [secret for secret in SECRETS if secret in index] == []
    assert 'action="index.html"' in (course / "site" / "01-neuron.html").read_text("utf-8")


def test_a_students_page_opens_no_bank(tmp_path, monkeypatch):
    def broken(folder):
        raise AssertionError("The bank was opened.")

    monkeypatch.setattr(exporter, "_bank", broken)
    lesson = tmp_path / "01-mine"
    lesson.mkdir()
    (lesson / "exercises.py").write_text("1 / 0\n")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# 01 · Mine")])
    resources = {"metadata": {"name": "01-mine", "path": str(lesson)}}
    assert "Mine" in StudentExporter(execute=False).from_notebook_node(notebook, resources)[0]
    with pytest.raises(AssertionError, match="bank was opened"):
        InstructorExporter(execute=False).from_notebook_node(notebook, resources)
