"""Lessons for tests: run a solutions notebook's code cells once, and hand out the names that it defines."""

import contextlib
import functools
import io
import os
from pathlib import Path

from helpers.course.notebooks import INSTRUCTOR, has_tag
from helpers.instructors.authored import Course

ROOT = Path(__file__).resolve().parents[2]


def slugs():
    """Folder names of all lessons, in order."""

    return [lesson.slug for lesson in Course(ROOT).lessons]


def code_cells(slug):
    """The code cells of the lesson's source that students get, in the order that the notebook has them."""
    cells = Course(ROOT).lesson(slug).notebook().cells
    return [cell for cell in cells if cell.cell_type == "code" and not has_tag(cell, INSTRUCTOR)]


def says(slug, *sentences):
    """Assert that the lesson's text holds each sentence, so that a claim and its check stay together."""
    cells = Course(ROOT).lesson(slug).notebook().cells
    text = " ".join(" ".join(cell.source.replace("\n> ", "\n").split()) for cell in cells)
    for sentence in sentences:
        assert sentence in text, f"{slug} no longer says: {sentence}"


@functools.cache
def namespace(slug, skip_tags=("tensorflow",)):
    """The names that the code cells of a lesson's solutions edition define, run in order in this process.

    Cells with one of `skip_tags` are left out: a NumPy lesson's cross-check with TensorFlow has its own test.
    """
    os.environ.setdefault("MPLBACKEND", "agg")
    from IPython.core.interactiveshell import InteractiveShell

    notebook = Course(ROOT).lesson(slug).notebook()
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
