"""An instructor's way in a real JupyterLab: "Run all" over a solutions notebook, and edits that go back to the text source."""

import pytest
from lessons import code_cells, slugs
from system import needs

pytestmark = [needs("chromium"), pytest.mark.slow]


def test_run_all_takes_the_solutions_to_the_end(class_lab):
    """One lesson: that each runs is seen where its handout is made, and in JupyterLab on a student's path."""
    browser, server, _, _ = class_lab
    slug = slugs()[1]
    with server.open(browser, f"solutions/{slug}/{slug}.ipynb", height=1400) as notebook:
        notebook.run_all(timeout=480)
        assert notebook.errors() == []
        assert notebook.problems == []
        assert notebook.page.get_by_text("Error displaying widget").count() == 0


def test_an_instructors_edit_goes_back_to_the_text_source_and_changes_nothing_else(class_lab):
    browser, server, _, folder = class_lab
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
