"""nbgrader's release step with this repository's configuration, into a folder of our choice."""

import logging
import re
import shutil
from pathlib import Path

from nbgrader.preprocessors import NbGraderPreprocessor

from ...course import notebooks
from ...course.errors import SourceError
from ..authored.sources import give_ids
from .boxes import painted


class StubsOfValues(NbGraderPreprocessor):
    """A value cell keeps its empty value: an error there would stop "Run all" before anything has been read.

    Comes right after ClearSolutions, so that the checksums are of what students get.
    """

    def preprocess_cell(self, cell, resources, index):
        if notebooks.is_answer(cell) and cell.cell_type == "code":
            cell.source = re.sub(r"^raise NotImplementedError\(\)\n?", "", cell.source, flags=re.M).rstrip("\n")
        return cell, resources


class ReleaseToStudents(NbGraderPreprocessor):
    """Last touch of the release: cells tagged "instructor" and traces of the text source stay behind; boxes are
    painted.
    """

    def preprocess(self, nb, resources):
        nb.cells = [cell for cell in nb.cells if not notebooks.has_tag(cell, notebooks.INSTRUCTOR)]
        nb.metadata.pop("jupytext", None)
        for cell in nb.cells:
            for own in ("lines_to_next_cell", "content", "week", "further"):
                cell.metadata.pop(own, None)
            if cell.cell_type == "markdown" and not notebooks.about(cell):
                cell.source = painted(cell.source)
        give_ids(nb)
        return nb, resources


class _Messages(logging.Handler):
    """Keeps what nbgrader says when it refuses, so that the error can name the reason."""

    def __init__(self):
        super().__init__(level=logging.WARNING)
        self._lines = []

    def emit(self, record):
        self._lines.append(
            record.getMessage() + (f" ({record.exc_info[1]})" if record.exc_info and record.exc_info[1] else "")
        )

    def text(self):
        return " ".join(self._lines)


def release(root, lessons, target):
    """Run nbgrader's `generate_assignment` on lessons of `root/solutions`; write `target/NN-slug/NN-slug.ipynb`.

    Args:
        root: the repository's root, where `nbgrader_config.py` lies.
        lessons: names of lesson folders.
        target: a folder outside `root/course`, so that a failed build leaves the course as it was.

    Raises:
        SourceError: nbgrader refused a notebook; the message says which and why.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config, PyFileConfigLoader

    config = Config()
    file = Path(root) / "nbgrader_config.py"
    if file.is_file():
        config.merge(PyFileConfigLoader(file.name, str(file.parent)).load_config())
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.release_directory = str(
        Path(target).relative_to(root) if Path(target).is_relative_to(root) else target
    )
    config.GenerateAssignment.no_database = True
    # The build needs no gradebook; `nncourse grade` fills it.
    steps = config.GenerateAssignment.get("preprocessors", [])
    config.GenerateAssignment.preprocessors = [step for step in steps if not step.endswith(".SaveCells")]
    log = logging.getLogger("nncourse.release")
    log.propagate = False
    said = _Messages()
    log.handlers = [said]
    for lesson in lessons:
        config.CourseDirectory.assignment_id = lesson
        converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
        converter.log = log
        converter.force = True
        try:
            converter.start()
        except (SystemExit, NbGraderException) as error:
            raise SourceError(f"nbgrader could not release {lesson}: {said.text() or error}") from error
    for stray in Path(target).rglob("*"):
        if stray.is_dir() and stray.name in ("__pycache__", ".ipynb_checkpoints"):
            shutil.rmtree(stray, ignore_errors=True)
