"""Answers in words are never a silent 0, wherever they were written; pasted pictures stay, and nothing else of them does."""

import base64
import html
import io
import json
import re
from xml.etree import ElementTree

import grading_course as course
import nbformat
import pytest
from browser import chromium, new_page
from lessons import ROOT
from PIL import Image
from system import needs

from helpers.instructors.authored import Course
from helpers.instructors.grading import engine, feedback, judging
from helpers.instructors.grading.hostile import MATHEMATICS, inert
from helpers.instructors.grading.notebooks import parsed, read_cells, sanitized
from helpers.instructors.grading.words import set_words
from helpers.instructors.handouts.formulas import to_mathml
from helpers.instructors.marking.questions import questions

STUB = "*Write your answer here.*"


def notebook(change, **answers):
    plan = course.plan()
    return sanitized(read_cells(course.edited(course.right_but(**answers), change)), parsed(plan.released))


def answer(made):
    return course.cell(made, "why")


def below(source, kind="markdown"):
    def change(nb):
        at = nb.cells.index(course.cell(nb, "why"))
        cell = nbformat.v4.new_markdown_cell(source) if kind == "markdown" else nbformat.v4.new_raw_cell(source)
        nb.cells.insert(at + 1, cell)

    return change


def above(nb):
    nb.cells.insert(nb.cells.index(course.cell(nb, "why")), nbformat.v4.new_markdown_cell("My reason."))


def in_the_question(nb):
    question = nb.cells[nb.cells.index(course.cell(nb, "why")) - 1]
    question.source += "\n\nMy reason."


@pytest.mark.parametrize("change", [below("My reason."), below("My reason.", "raw")])
def test_words_below_an_untouched_answer_are_the_answer(change):
    made, notes = notebook(change, why=STUB)
    assert "My reason." in answer(made).source and STUB not in answer(made).source
    assert not engine.untouched(answer(made)) and any("goes on" in note for note in notes)
    assert sum("My reason." in cell.source for cell in made.cells) == 1


def test_words_below_an_answer_go_on_with_it():
    made, _ = notebook(below("And a second one."), why="A first reason.")
    assert answer(made).source == "A first reason.\n\nAnd a second one."


@pytest.mark.parametrize("source", [STUB + "\n", "  " + STUB, ""])
def test_nothing_but_spaces_is_no_answer(source):
    assert engine.untouched(answer(notebook(lambda nb: None, why=source)[0]))


def far(nb):
    nb.cells.insert(2, nbformat.v4.new_markdown_cell("My reason stands up here."))


@needs("bubblewrap")
@pytest.mark.parametrize("far", [far, above, in_the_question])
def test_words_far_from_their_place_wait_for_a_person(far):
    plan = course.plan()
    content = course.edited(course.right_but(why=STUB), far)
    result = engine.grade(plan, content, lambda: course.zygote().fork(plan.files))
    assert result.manual[0].state == "ungraded" and any("elsewhere" in note for note in result.notes)
    filled = engine.fill(sanitized(read_cells(content), parsed(plan.released))[0], result, plan)
    assert not engine.untouched(answer(filled))


def photo(kind="PNG", size=(40, 30)):
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind)
    return out.getvalue()


def pasted(**kinds):
    def change(nb):
        cell = course.cell(nb, "why")
        cell.attachments = {
            f"{name}.x": {mime: base64.b64encode(data).decode()} for name, (mime, data) in kinds.items()
        }
        cell.source = " ".join(f"![scan](attachment:{name}.x)" for name in kinds)

    return change


def test_pasted_pictures_are_drawn_anew_and_reach_grader_and_student():
    secret = b"<script>alert(1)</script>"
    change = pasted(
        a=("image/png", photo() + secret),
        b=("image/jpeg", photo("JPEG", (4000, 3000))),
        c=("image/png", secret),
        d=("image/svg+xml", secret),
    )
    made, _ = notebook(change)
    engine.fill(made, engine.result_of(course.plan()), course.plan())
    cell = answer(made)
    assert set(cell.attachments) == {"a.x", "b.x"}
    assert "![scan](attachment:a.x)" in cell.source and "](attachment:c.x)" not in cell.source
    for kinds in cell.attachments.values():
        for data in map(base64.b64decode, kinds.values()):
            assert secret not in data and max(Image.open(io.BytesIO(data)).size) <= judging.PICTURE_SIDE
    about = {"student": "anna", "assignment": course.SLUG, "score": 0, "max_score": 1, "late_penalty": 0}
    cell.metadata.nbgrader.update(score=None)
    page = feedback.page(made, about)
    assert page.count("<img ") == 2 and "data:image/png;base64," in page and "data:image/jpeg;base64," in page
    json.dumps(made)
    judging.close()


def test_a_picture_made_to_fill_the_memory_is_none():
    bomb = photo(size=(1, 1)).replace((1).to_bytes(4, "big") * 2, (60_000).to_bytes(4, "big") * 2)
    assert judging.picture(bomb) is None
    assert judging.picture(photo())[0] == "image/png"
    judging.close()


@pytest.mark.parametrize(
    "text",
    [
        r"$\mmlToken{mtext}[href=\"javascript:alert(1)\"]{click}$",
        r"$\href{javascript:alert(1)}{x}$",
        r"$\csname href\endcsname{javascript:alert(1)}{x}$",
        r"$\def\x#1{\href{#1}}$",
        r"$\unknownmacrooftomorrow{x}$",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x] [y]\n\n[y]: javascript:alert(1)",
        "![x](attachment:not-ours.png)",
    ],
)
def test_nothing_in_a_students_words_lives(text):
    assert inert(text) != text
    assert inert(text).replace("\u200b", "") == text


def test_mathematics_stays_mathematics():
    text = r"$$\frac{\partial E}{\partial w} = \left(\hat{y} - y\right)\,\sigma'(z)$$ and \(a \le b\), [0, 1]."
    assert inert(text) == text


def tree(element):
    """An element of XML as a browser tells it below."""
    return [element.tag, (element.text or "").strip(), [tree(child) for child in element]]


TREE = "(one) => [one.localName, one.firstChild?.nodeType === 3 ? one.firstChild.data.trim() : '', [...one.children].map(tree)]"


@needs("chromium")
@pytest.mark.slow
def test_a_browser_sees_each_part_of_a_formula_where_it_stands():
    """A space that does not end hides what follows it. Formulas of the design, and those that markers read."""
    asked = [question for lesson in Course(ROOT).lessons for question in questions(lesson)]
    texts = [text for one in asked for text in (one.asked, one.scheme.answer, *dict(one.scheme.items).values())]
    formulas = dict(json.loads((ROOT / "tests/support/formulas.json").read_text("utf-8"))).values()
    formulas = {*formulas, *(latex for text in texts for latex in re.findall(r"(?<!\$)\$([^$`]+)\$(?!\$)", text))}
    commands = {latex: set(re.findall(r"\\\\|\\([a-zA-Z]+)", latex)) - {""} for latex in formulas if "$" not in latex}
    formulas = sorted(latex for latex, names in commands.items() if names <= MATHEMATICS and latex.strip() == latex)
    assert any("matrix" in latex for latex in formulas)
    assert len(formulas) > 100 and sum("\\," in latex for latex in formulas) > 10
    with chromium() as browser, new_page(browser) as page:
        for latex in formulas:
            page.set_content(str(set_words(f"${latex}$")))
            seen = page.evaluate(f"() => {{ const tree = {TREE}; return tree(document.querySelector('math')); }}")
            written = re.sub(r"&(?!lt|gt|amp)\w+;", lambda name: html.unescape(name[0]), to_mathml(latex, False))
            assert seen == tree(ElementTree.fromstring(written)), latex
    judging.close()
