"""JupyterLab as `make lab` opens it: the first lesson is there, and nbgrader's pages work on this
repository's layout.
"""

import shutil
from pathlib import Path

import nbformat
from browser import chromium, jupyter_lab, new_page
from system import needs

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ["nbgrader:open-assignment-list", "nbgrader:open-formgrader", "nbgrader:open-create-assignment"]


@needs("chromium")
def test_every_page_of_nbgrader_is_enabled_and_knows_the_lessons(tmp_path):
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (tmp_path / "grading" / "exchange").mkdir(parents=True)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for room in ("course", "solutions"):
        (tmp_path / room / "01-a-lesson").mkdir(parents=True)
        nbformat.write(notebook, tmp_path / room / "01-a-lesson" / "01-a-lesson.ipynb")
    with chromium() as browser, jupyter_lab(tmp_path) as lab:
        with lab.open(browser, "course/01-a-lesson/01-a-lesson.ipynb") as opened:
            listed = opened.page.evaluate("() => window.jupyterapp.commands.listCommands()")
            assert set(COMMANDS) <= set(listed)
            opened.page.get_by_role("button", name="Validate").wait_for()
            opened.page.evaluate("() => { window.jupyterapp.commands.execute('nbgrader:open-assignment-list'); }")
            opened.page.get_by_text("There are no assignments to fetch.").wait_for()
            assert opened.problems == []
        with new_page(browser) as page:
            page.goto(lab.url + "/formgrader")
            page.get_by_role("link", name="01-a-lesson").wait_for()
            assert "exchange directory" not in page.content()
