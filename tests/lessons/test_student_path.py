"""A student's way through every lesson in a real JupyterLab: open the released notebook, run it, solve it, validate."""

import json

import executed
import pytest
from lessons import ROOT, code_cells, slugs
from system import needs

from helpers.course.notebooks import INSTRUCTOR, has_tag
from helpers.instructors.authored import Course

pytestmark = needs("chromium")


def index_of(cells, grade_id):
    return next(i for i, cell in enumerate(cells) if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


# What a test types for a student: a wrong answer of the bank has no text of its own, so it comes by name. That all of
# them meet their hints is looked at in tests/checks.
WRONG = """
from helpers.instructors.authored import Lesson
{name} = Lesson.at({folder!r}).bank()[{id!r}].misconceptions[0].wrong
"""


def one_line(text):
    return " ".join(text.replace("`", "").split())


@pytest.mark.parametrize("slug", [slugs()[0], *[pytest.param(slug, marks=pytest.mark.slow) for slug in slugs()[1:]]])
def test_a_student_solves_the_released_lesson_and_sees_its_numbers(class_lab, slug):
    """Every cell in order; at each exercise first the empty cell, at the first a wrong answer, then the right one.

    Whatever a cell prints then, it printed when the handouts were made, too: a second run gives the same numbers.
    """
    browser, server, home, folder = class_lab
    bank, cells, shown = Course(ROOT).lesson(slug).bank(), code_cells(slug), {}
    first = next((exercise for exercise in bank.exercises if exercise.misconceptions), None)
    solved = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")]
    with server.open(browser, f"course/{slug}/{slug}.ipynb", height=1400) as notebook:
        for index, cell in enumerate(cells):
            if cell not in solved:
                shown[index] = executed.printed(notebook.run_cell(index, timeout=180))
                continue
            exercise = bank[cell.source.split('"')[1]]
            answer = index_of(cells, exercise.name)
            notebook.run_cell(index)
            assert notebook.text(index).startswith(f"○ Still empty: {exercise.id}"), notebook.text(index)
            if exercise is first:
                folder_of_bank = str(ROOT / "solutions" / slug)
                notebook.set_source(answer, WRONG.format(folder=folder_of_bank, name=exercise.name, id=exercise.id))
                notebook.run_cell(answer)
                notebook.run_cell(index)
                assert one_line(exercise.misconceptions[0].hint) in one_line(notebook.text(index))
            notebook.set_source(answer, cells[answer].source)
            shown[answer] = executed.printed(notebook.run_cell(answer))
            notebook.run_cell(index)
            verdict = f"{'Recorded' if exercise.secret else 'Right'}: {exercise.id}"
            assert notebook.text(index).startswith(f"✔ {verdict}"), notebook.text(index)
            # Lesson 00 shows reports of wrong answers of its own: look for this one.
            notebook.page.get_by_role("status").filter(has_text=verdict).wait_for(timeout=10_000)
        assert notebook.errors() == []
        assert notebook.page.get_by_text("Error displaying widget").count() == 0
        assert notebook.problems == []
    ran = [
        cell for cell in executed.solutions(slug).cells if cell.cell_type == "code" and not has_tag(cell, INSTRUCTOR)
    ]
    assert shown == {index: executed.printed(ran[index].outputs) for index in shown}
    record = json.loads((home / "progress.json").read_text())
    assert {exercise.id for exercise in bank.exercises} == {id for id in record if id.startswith(slug[:2])}
    assert all(
        record[exercise.id]["state"] == ("recorded" if exercise.secret else "right") for exercise in bank.exercises
    )


def test_validate_tells_a_student_which_check_fails(class_lab):
    browser, server, _, _ = class_lab
    slug = "00-start-here"
    cells = code_cells(slug)
    with server.open(browser, f"course/{slug}/{slug}.ipynb") as notebook:
        answer = index_of(cells, "double")
        notebook.set_source(answer, "def double(x):\n    return x + 2")
        notebook.page.get_by_role("button", name="Validate").click()
        dialog = notebook.page.get_by_role("dialog")
        dialog.wait_for(timeout=90_000)
        assert "check(" in dialog.inner_text() and "double" in dialog.inner_text()
        notebook.page.keyboard.press("Escape")
        notebook.set_source(answer, cells[answer].source)
        notebook.page.wait_for_timeout(500)
        notebook.page.get_by_role("button", name="Validate").click()
        notebook.page.get_by_text("Success").wait_for(timeout=90_000)


def test_a_button_tells_the_next_step_and_leaves_no_hole_in_a_reopened_notebook(class_lab):
    browser, server, _, _ = class_lab
    slug = "00-start-here"
    cells = code_cells(slug)
    asked = next(i for i, cell in enumerate(cells) if cell.source.startswith('check("00.double"'))
    with server.open(browser, f"course/{slug}/{slug}.ipynb", height=1400) as notebook:
        page = notebook.page
        notebook.run_cell(0)
        answer = index_of(cells, "double")
        notebook.set_source(answer, "def double(x):\n    return x * x - 1")
        notebook.run_cell(answer)
        notebook.run_cell(asked)
        report = page.locator(".nn-report").last
        before = report.inner_text()
        button = page.get_by_role("button", name="A step nearer")
        button.click()
        page.wait_for_function(
            "(words) => [...document.querySelectorAll('.nn-report')].at(-1).innerText !== words", arg=before
        )
        assert report.inner_text().startswith(before.splitlines()[0])
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        page.reload()
        page.locator(".nn-report").last.wait_for(state="attached", timeout=60_000)
        page.wait_for_timeout(2_000)
        assert not page.get_by_text("Error displaying widget").last.is_visible()
