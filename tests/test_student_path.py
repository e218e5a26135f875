"""A student's way through a lesson in a real JupyterLab: open the released notebook, run, solve an exercise, validate.

And the solutions edition of every lesson, run there from start to end.
"""
import json
import os
import shutil

import pytest
from browser import chromium, jupyter_lab
from lessons import ROOT, slugs
from system import needs

from helpers.building.sources import read_source
from helpers.checks.bank import load_bank

pytestmark = [needs("chromium"), pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """(browser, Lab, home, folder): JupyterLab on a copy of what students and instructors have."""
    folder = tmp_path_factory.mktemp("class")
    home = tmp_path_factory.mktemp("home")
    for room in ("course", "solutions"):
        shutil.copytree(ROOT / room, folder / room)
    for path in (folder / "solutions").rglob("*.py"):
        os.utime(path, (0, 0))  # after a clone any file may be the newer one
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    environment = {"NNCOURSE_HOME": str(home), "NNCOURSE_OFFLINE": "1"}
    with chromium() as browser, jupyter_lab(folder, environment=environment) as server:
        yield browser, server, home, folder


def code_cells(slug):
    """The code cells of the lesson's source, in the order that the notebook has them."""
    return [cell for cell in read_source(ROOT / "solutions" / slug / f"{slug}.py").cells if cell.cell_type == "code"]


def index_of(cells, grade_id):
    return next(i for i, cell in enumerate(cells) if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


@pytest.mark.parametrize("slug", slugs())
def test_the_first_exercise_goes_from_empty_over_a_hint_to_right(lab, slug):
    browser, server, home, _ = lab
    exercise = next(item for item in load_bank(ROOT / "solutions" / slug).exercises if callable(item.reference))
    cells = code_cells(slug)
    answer = next(
        i for i, cell in enumerate(cells)
        if cell.metadata.get("nbgrader", {}).get("solution") and f"def {exercise.name}(" in cell.source
    )  # fmt: skip
    check = index_of(cells, f"check-{exercise.name}")
    with server.open(browser, f"course/{slug}/{slug}.ipynb") as notebook:
        for index, cell in enumerate(cells[:answer]):
            if "setup" in cell.metadata.get("tags", []) or cell.metadata.get("nbgrader", {}).get("solution"):
                notebook.run_cell(index, timeout=120)
        notebook.run_cell(answer)
        notebook.run_cell(check)
        assert "Still empty" in notebook.text(check)
        notebook.set_source(answer, f"def {exercise.name}(*args, **kwargs):\n    return None")
        notebook.run_cell(answer)
        notebook.run_cell(check)
        assert "Right" not in notebook.text(check) and "points" in notebook.text(check)
        notebook.set_source(answer, cells[answer].source)
        notebook.run_cell(answer)
        notebook.run_cell(check)
        assert notebook.text(check).startswith("✔ Right")
        assert notebook.page.get_by_role("status").filter(has_text=exercise.id).is_visible()
        assert notebook.problems == []
    assert json.loads((home / "progress.json").read_text())[exercise.id]["state"] == "right"


@pytest.mark.parametrize("slug", slugs())
def test_the_solutions_run_from_start_to_end(lab, slug):
    browser, server, _, _ = lab
    with server.open(browser, f"solutions/{slug}/{slug}.ipynb", height=1400) as notebook:
        notebook.run_all(timeout=240)
        assert notebook.errors() == []
        assert notebook.problems == []
        assert notebook.page.get_by_text("Error displaying widget").count() == 0


def test_validate_tells_a_student_which_check_fails(lab):
    browser, server, _, _ = lab
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


def test_an_instructors_edit_goes_back_to_the_text_source_and_changes_nothing_else(lab):
    browser, server, _, folder = lab
    slug = slugs()[0]
    source = folder / "solutions" / slug / f"{slug}.py"
    before = source.read_text("utf-8")
    first = code_cells(slug)[0].source
    with server.open(browser, f"solutions/{slug}/{slug}.ipynb") as notebook:
        notebook.set_source(0, f"{first}\n# an instructor was here")
        notebook._command("docmanager:save")
        for _ in range(100):
            if source.read_text("utf-8") != before:
                break
            notebook.page.wait_for_timeout(100)
    assert source.read_text("utf-8") == before.replace(first, f"{first}\n# an instructor was here", 1)
