"""What a student learns from a feedback page: each lost mark, where to read again, what was believed; by keyboard, on paper."""

import html
import re

import grading_course as course
import marking_class
import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import chromium, offline_page
from lessons import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from system import needs

from helpers.course import notebooks
from helpers.instructors.authored import Course
from helpers.instructors.grading import batch, feedback, judging
from helpers.instructors.grading.words import set_words
from helpers.instructors.handouts.text import Renderer
from helpers.study import predict

ABOUT = {"student": "anna", "assignment": "05-backpropagation", "score": 1.5, "max_score": 4, "late_penalty": 0}
RUBRIC = "- 0.5 point: both $\\delta$\n- 0 of 0.5: the sum over *two* paths\n\nLook at $w_8$, <b>too</b>."


@pytest.fixture(scope="module", autouse=True)
def end():
    yield
    judging.close()


def cell(made, name, score, points, solution=False, **more):
    made.metadata["nbgrader"] = {
        "grade_id": name,
        "grade": True,
        "solution": solution,
        "points": points,
        "score": score,
    }
    made.metadata["nbgrader"] |= more
    return made


def page(**options):
    cells = [
        new_markdown_cell("# 05 · Backpropagation"),
        new_markdown_cell("## 6 · Two paths"),
        new_markdown_cell("### Exercise 1 · step (2 points)"),
        cell(new_code_cell('check("05.step", step)'), "check-step", 1.0, 2),
        new_markdown_cell("## In your own words"),
        new_markdown_cell("**One weight (2 points, marked by hand).** Write down what section 6 does."),
        cell(new_markdown_cell("So $w_3$ is\n\n$$\\frac{1}{2}$$"), "words", 0.5, 2, solution=True, comment=RUBRIC),
    ]
    for one in cells:
        one.metadata.setdefault("nbgrader", {})
    guesses = {name: {"guess": "unsure", "right": False} for name in list(predict.questions("05"))[:2]}
    return feedback.page(new_notebook(cells=cells), ABOUT, predictions=guesses, **options)


def test_each_lost_mark_says_where_it_was_lost_and_what_to_read_again():
    told = page(lessons="https://example.org/{lesson}.html")
    link = '<a href="https://example.org/05-backpropagation.html#6-·-Two-paths">6 · Two paths</a>'
    assert told.count(f"Read again: {link}") == 2, "the question names the section that it is about"
    words = told.split('id="exercise-words"')[1]
    assert re.search(r"<li>0.5 point: both <span[^>]*><math><mi>δ</mi></math>", words)
    assert "0 of 0.5: the sum over <em>two</em> paths" in words and "&lt;b&gt;too&lt;/b&gt;" in words
    assert '<math display="block"><mfrac>' in words, "formulas are set without a network"
    nav = told.split('aria-label="Lost points"')[1].split("</nav>")[0]
    assert re.findall(r'href="#(.*?)"', nav) == ["exercise-step", "exercise-words", "predictions"]


@pytest.mark.parametrize("path", sorted((ROOT / "course").glob("*/*.ipynb")), ids=lambda path: path.stem)
def test_every_mark_that_can_be_lost_names_the_section_to_read_again(path):
    notebook = nbformat.read(path, as_version=4)
    cells, graded = notebook.cells, [cell for cell in notebook.cells if notebooks.is_graded(cell)]
    for cell in graded:
        notebooks.about(cell)["score"] = 0
    assert feedback.page(notebook, ABOUT).count("Read again: section ") == len(graded)
    asked = [i for i, cell in enumerate(cells) if notebooks.is_marked_by_hand(cell)]
    assert asked or path.stem.startswith("00-"), "each lesson but the first has one"
    for i in asked:
        assert feedback._section_named(cells[i], cells[:i]), notebooks.grade_id(cells[i])


@pytest.mark.parametrize("path", sorted((ROOT / "course").glob("*/*.ipynb")), ids=lambda path: path.stem)
def test_a_link_to_a_section_leads_to_its_heading_in_the_handout(path):
    notebook = nbformat.read(path, as_version=4)
    drawn = Renderer(None, None, {})
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for heading in re.findall(r"^#+ .+$", cell.source, re.MULTILINE):
                drawn.render_cell(new_markdown_cell(heading))
        if notebooks.is_graded(cell):
            notebooks.about(cell)["score"] = 0
    told = feedback.page(notebook, ABOUT | {"assignment": path.stem}, lessons="https://example.org/{lesson}.html")
    wanted = set(re.findall(rf'href="https://example.org/{path.stem}.html#([^"]+)"', told))
    assert wanted and {html.unescape(place) for place in wanted} <= {name for _, _, name in drawn.headings}


def test_the_address_of_the_lessons_stands_in_course_toml_and_reaches_pages_that_were_made(tmp_path):
    root = course.make(tmp_path / "c")
    marking_class.hand_in(root, {"anna": "Three."})
    place = root / f"grading/feedback/anna/{course.SLUG}/{course.SLUG}.html"
    batch.publish(Course(root))
    assert "example.org" not in place.read_text("utf-8")
    path = root / f"grading/autograded/anna/{course.SLUG}/{course.SLUG}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(1, new_markdown_cell("## 1 · Sums"))
    nbformat.write(notebook, path)
    (root / "course.toml").write_text('lessons = "https://example.org/{lesson}.html"\n', "utf-8")
    assert batch.publish(Course(root))[0] == 1 and batch.publish(Course(root))[0] == 0
    assert f'href="https://example.org/{course.SLUG}.html#1-·-Sums"' in place.read_text("utf-8")


def test_what_was_believed_stands_beside_what_came_out():
    told = page().split('id="predictions"')[1]
    for question in list(predict.questions("05").values())[:2]:
        assert str(set_words(question["ask"])) in told
    assert told.count("I don&#39;t know") == 2 and "What came out" in told
    assert 'id="predictions"' not in feedback.page(new_notebook(), ABOUT)


def test_it_holds_no_script_and_fetches_nothing():
    assert not re.search(r"<script|https?://|<link", page())


@needs("chromium")
@pytest.mark.slow
def test_it_is_reached_by_keyboard_and_made_for_paper_and_darkness(tmp_path):
    (path := tmp_path / "page.html").write_text(page(lessons="https://example.org/{lesson}.html"), "utf-8")
    with chromium() as browser, offline_page(browser, path, width=500) as shown:
        reached = []
        for _ in range(20):
            shown.keyboard.press("Tab")
            reached.append(shown.evaluate("() => document.activeElement.getAttribute('href')"))
        assert reached[0] == "#main" and {"#exercise-step", "#exercise-words", "#predictions"} <= set(reached)
        shown.locator("nav a").nth(1).press("Enter")
        assert shown.evaluate("() => location.hash") == "#exercise-words"
        inks = {}
        for scheme in ("light", "dark"):
            shown.emulate_media(color_scheme=scheme)
            assert Axe().run(shown).violations_count == 0, scheme
            inks[scheme] = shown.evaluate("() => getComputedStyle(document.body).color")
        shown.emulate_media(media="print", color_scheme="dark")
        assert shown.evaluate("() => getComputedStyle(document.body).color") == inks["light"] != inks["dark"]
        shown.emulate_media(media="screen")
        assert shown.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert shown.problems == [] and all(url.startswith("file:") for url in shown.requests)
