"""The engine behind stock `nbgrader autograde` and Formgrader's button: preprocessors named in nbgrader_config.py.

`Sanitize` replaces nbgrader's own sanitizing, `GradeOutside` its execution. The marks are those of `nncourse grade`.
"""

import atexit
import functools
import os
from pathlib import Path

import nbformat
from nbconvert.exporters import Exporter
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Unicode

from ...course import notebooks
from ..authored import Course
from . import engine, feedback, gradebook, results
from .kernel import Zygote
from .notebooks import Unreadable, read_cells, sanitized
from .plan import known_plan


class Sanitize(NbGraderPreprocessor):
    """The submission in the frame of the release: see `notebooks.sanitized`."""

    def preprocess(self, nb, resources):
        lesson = Course(Path.cwd()).gradable(resources["nbgrader"]["assignment"])
        seed = _seed_of(lesson, resources["nbgrader"]["student"])
        cells = read_cells(nbformat.writes(nb).encode("utf-8", "replace"))
        notebook, notes = sanitized(cells, lesson.released_for(seed))
        for note in notes:
            self.log.warning(note)
        return notebook, resources


def _seed_of(lesson, student):
    """The seed of an exam's notebook; of no matter for a lesson.

    Raises:
        KeyError: no notebook of this exam was made for this person.
    """
    return lesson.seeds[student] if lesson.seeds else 0


class GradeOutside(NbGraderPreprocessor):
    """Run what the exercises need in a sandboxed kernel, judge outside, write the points into the check cells."""

    sandbox = Bool(True, help="False runs submissions with your own rights.").tag(config=True)

    def preprocess(self, nb, resources):
        course = Course(".")
        lesson = resources["nbgrader"]["assignment"]
        student = resources["nbgrader"]["student"]
        plan = known_plan(course.gradable(lesson), results.seed_of(course, lesson)).of_student(student).whole
        sandboxed = self.sandbox and os.environ.get("NNCOURSE_NO_SANDBOX", "0") in ("", "0")
        warm = _zygote(course.root, plan.kind, sandboxed)
        warm.warm(plan.imports)
        result = engine.result_of(plan)
        try:
            engine.grade_notebook(plan, nb, warm.fork, result)
        except Unreadable as problem:
            self.log.error(str(problem))
        for mark in result.exercises:
            self.log.info("%s: %g of %g points, %s", mark.id, mark.points, mark.max, mark.state)
        for note in result.notes:
            self.log.warning(note)
        return engine.fill(nb, result, plan), resources


class FeedbackPage(Exporter):
    """`nbgrader generate_feedback` in the course's style: marks, the hint of each lost mark, the student's own code."""

    file_extension = Unicode(".html")
    output_mimetype = "text/html"
    lessons = Unicode("", help="Where students read the lessons, such as https://example.org/{lesson}.html").tag(
        config=True
    )

    def from_notebook_node(self, nb, resources=None, **kw):
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        about = resources["nbgrader"]
        waiting = _unmarked(about)
        for cell in nb.cells:
            if notebooks.grade_id(cell) in waiting:
                notebooks.about(cell)["score"] = None
        record = results.load(Course("."), about["assignment"], about["student"])
        return feedback.page(nb, about, self.lessons, record.predictions if record else {}), resources


def _unmarked(about):
    """Names of a submission's cells that wait for a person."""
    from nbgrader.api import Gradebook

    with Gradebook(about["db_url"]) as book:
        part = book.find_submission_notebook(about["notebook"], about["assignment"], about["student"])
        return {grade.name for grade in part.grades if gradebook.unmarked(grade)}


@functools.lru_cache(maxsize=4)
def _zygote(root, kind, sandboxed):
    warm = Zygote(root, kind, sandboxed)
    atexit.register(warm.close)
    return warm
