"""Lessons for tests: run a solutions notebook's code cells once, and hand out the names that it defines."""
import contextlib
import functools
import io
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def slugs():
    """Folder names of all lessons, in order."""
    from helpers.building.sources import lesson_folders

    return [folder.name for folder in lesson_folders(ROOT)]


def code_cells(slug):
    """The code cells of the lesson's source that students get, in the order that the notebook has them."""
    from helpers.building.release import INSTRUCTOR_TAG
    from helpers.building.sources import read_source

    cells = read_source(ROOT / "solutions" / slug / f"{slug}.py").cells
    return [cell for cell in cells if cell.cell_type == "code" and INSTRUCTOR_TAG not in cell.metadata.get("tags", [])]


@functools.lru_cache(maxsize=None)
def namespace(slug, skip_tags=("tensorflow",)):
    """The names that the code cells of a lesson's solutions edition define, run in order in this process.

    Cells with one of `skip_tags` are left out: a NumPy lesson's cross-check with TensorFlow has its own test.
    """
    os.environ.setdefault("MPLBACKEND", "agg")
    from IPython.core.interactiveshell import InteractiveShell

    from helpers.building.sources import read_source

    notebook = read_source(ROOT / "solutions" / slug / f"{slug}.py")
    shell = InteractiveShell()
    shell.displayhook.quiet = lambda: True
    before = Path.cwd()
    os.chdir(ROOT / "solutions" / slug)
    try:
        for cell in notebook.cells:
            tags = set(cell.metadata.get("tags", []))
            if cell.cell_type == "code" and not tags & set(skip_tags):
                with contextlib.redirect_stdout(io.StringIO()):
                    shell.run_cell(cell.source, silent=True).raise_error()
    finally:
        os.chdir(before)
    return shell.user_ns
