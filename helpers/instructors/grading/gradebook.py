"""nbgrader's gradebook and the notebooks that Formgrader shows: written by one writer, from results."""

import functools
import logging
import shutil
import sys
from datetime import timedelta

import nbformat

from ...course import notebooks
from ...course.errors import GradingError, PolicyError
from ...course.files import write_whole
from ..people.book import about_class, db_url, open_gradebook
from ..people.roster import Roster
from . import engine, feedback, judging
from .contract import EMPTY, GRADED
from .hostile import clean
from .notebooks import parsed, read_cells, sanitized, written

RECEIPT = ("timestamp.txt", "submission_secret.txt")


@functools.lru_cache(maxsize=4)
def config_of(root):
    """The course's nbgrader configuration."""
    from traitlets.config import PyFileConfigLoader

    return PyFileConfigLoader("nbgrader_config.py", str(root)).load_config()


def register(course, lesson, released):
    """Make the lesson known to the gradebook, from the released notebook; nothing happens where it is known as it is.

    Raises:
        GradingError: its graded cells have changed since submissions were graded.
    """
    from nbgrader.api import MissingEntry

    cells = [cell for cell in released.cells if notebooks.grade_id(cell)]
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(lesson)
        try:
            known = {c.name: c.checksum for c in gradebook.find_notebook(lesson, lesson).source_cells}
        except MissingEntry:
            known = None
    if known == {notebooks.grade_id(cell): notebooks.about(cell).get("checksum") for cell in cells}:
        return
    from nbgrader.preprocessors import SaveCells

    resources = {"nbgrader": {"notebook": lesson, "assignment": lesson, "student": ".", "db_url": db_url(course)}}
    step = SaveCells()
    step.log = _quiet()
    try:
        step.preprocess(released.copy(), resources)
    except RuntimeError:
        raise GradingError(
            f"Graded cells were added to or taken from {lesson} after submissions of it had been graded. Keep the old "
            "marks (grading/grades.csv), move grading/gradebook.db away, and grade again."
        ) from None


def _quiet():
    """A log that nobody reads: nbgrader's steps write several lines for each student."""
    log = logging.getLogger("nncourse.quiet")
    log.propagate = False
    log.setLevel(logging.CRITICAL)
    return log


class Writer:
    """Writes results, one after the other: gradebook, autograded notebook, feedback page."""

    def __init__(self, course):
        self._course = course
        self.read_at = about_class(course).get("lessons", "")
        self.gradebook = open_gradebook(course)

    def close(self):
        judging.close()  # it has drawn pictures
        self.gradebook.close()

    def start_anew(self):
        """Forget what was half done after an error."""
        self.gradebook.db.rollback()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def write(self, submission, plan, result, content, notebook=None):
        """Record one result; doing it twice is the same as doing it once. Returns sentences on what was odd.

        Args:
            notebook: what `sanitized` makes of the content, where it is at hand; it is filled in place.
        """
        notes = []
        student, lesson = submission.student, submission.lesson
        self.gradebook.update_or_create_student(student)
        entry = self.gradebook.update_or_create_submission(lesson, student, **_time(submission, notes))
        if result.state == GRADED:
            notebook = notebook or sanitized(read_cells(content), parsed(plan.released))[0]
            engine.fill(notebook, result, plan)
        self._scores(entry, result, notebook)
        autograded = None if notebook is None else written(notebook)
        page = self._page(student, lesson, entry, result, notebook)
        self.gradebook.db.commit()
        self._files(submission, autograded)
        write_whole(self._course.grading.page(student, lesson), page)
        self._receipt(submission, self._course.grading.page(student, lesson).parent)
        result.timestamp = submission.timestamp
        return notes

    def set_time(self, submission):
        """Give a hand-in that has not changed another time."""
        self.gradebook.update_or_create_submission(submission.lesson, submission.student, **_time(submission, []))
        for place in (self._course.grading.graded, self._course.grading.page):
            if (folder := place(submission.student, submission.lesson).parent).is_dir():
                self._receipt(submission, folder)

    def refresh(self, student, lesson, result):
        """Make a feedback page anew from what was graded and what the gradebook now says."""
        from nbgrader.api import MissingEntry

        try:
            entry = self.gradebook.find_submission(lesson, student)
        except MissingEntry:
            return
        path = self._course.grading.graded(student, lesson)
        notebook = nbformat.read(path, as_version=4) if result.state == GRADED and path.is_file() else None
        write_whole(self._course.grading.page(student, lesson), self._page(student, lesson, entry, result, notebook))

    def _scores(self, entry, result, notebook):
        points = {mark.grade_id: mark.points for mark in result.exercises}
        points |= {mark.grade_id: 0.0 for mark in result.manual if mark.state == EMPTY}
        answered = {mark.grade_id for mark in result.manual if mark.state != EMPTY}
        empty = set()
        if notebook is not None:
            empty = {
                notebooks.grade_id(cell)
                for cell in notebook.cells
                if notebooks.is_answer(cell) and engine.untouched(cell)
            }
        grades, comments = self._marked(entry)
        for name, grade in grades.items():
            # None shows in Formgrader as "needs grading": a failed submission is never a silent 0.
            grade.auto_score = None if name in answered else points.get(name)
            grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
        for name, comment in comments.items():
            comment.auto_comment = "No response." if name in empty else None

    def _marked(self, entry):
        """The grades and the comments of a submission, each by its cell's name, as the gradebook has them now.

        Two statements: nbgrader's own relations take one for each cell, which was most of the time of writing.
        """
        from nbgrader.api import Comment, Grade, SubmittedNotebook
        from sqlalchemy.orm import joinedload

        def by_name(kind):
            rows = self.gradebook.db.query(kind).join(SubmittedNotebook, SubmittedNotebook.id == kind.notebook_id)
            rows = rows.filter(SubmittedNotebook.assignment_id == entry.id).options(joinedload(kind.cell))
            return {row.cell.name: row for row in rows.populate_existing()}

        return by_name(Grade), by_name(Comment)

    def penalize(self, rows):
        """Take off what nbgrader's own policy for late submissions says, as nbgrader_config.py has it.

        Args:
            rows: of `marks.perhaps_late`.

        Raises:
            PolicyError: the policy fails.
        """
        step, roster = self._policy(), Roster(self._course)
        for student, lesson in dict.fromkeys(row[:2] for row in rows):
            entry = self.gradebook.find_submission(lesson, student)
            if days := roster.extension(student, lesson):
                entry.extension = timedelta(days=days)
            for part in entry.notebooks:
                part.late_submission_penalty = None
                seconds = entry.total_seconds_late
                if seconds > 0:
                    try:
                        penalty = step.plugin_inst.late_submission_penalty(student, part.score, seconds)
                    except Exception as error:  # an instructor's own plugin may raise anything
                        raise _policy_failed(error) from error
                    part.late_submission_penalty = None if penalty is None else min(max(0, penalty), part.score)
        self.gradebook.db.commit()

    def _policy(self):
        """nbgrader's step; a plugin of the course's own lies beside nbgrader_config.py, as nbgrader finds it, too."""
        from nbgrader.preprocessors import AssignLatePenalties

        if str(self._course.root) not in sys.path:
            sys.path.insert(0, str(self._course.root))
        config_of.cache_clear()  # the file may have changed while this process lived
        try:
            step = AssignLatePenalties(config=config_of(self._course.root))
            step.log = _quiet()
            step.init_plugin()
            step.plugin_inst.log = _quiet()
        except Exception as error:
            raise _policy_failed(error) from error
        return step

    def _files(self, submission, autograded):
        path = self._course.grading.graded(submission.student, submission.lesson)
        if autograded is None:
            shutil.rmtree(path.parent, ignore_errors=True)
            return
        write_whole(path, autograded)
        self._receipt(submission, path.parent)

    def _receipt(self, submission, folder):
        """Copy what nbgrader's exchange gave at hand-in: by it, released feedback finds its student."""
        for name in RECEIPT:
            path = submission.path.parent / name
            if name == "timestamp.txt" and _parsed(submission.timestamp, []) is None:
                # nbgrader stops at a text that is no time, and with it the feedback of the whole class.
                (folder / name).unlink(missing_ok=True)
            elif path.is_file() and not path.is_symlink() and path.stat().st_size < 1000:
                write_whole(folder / name, path.read_text("utf-8", "replace"))

    def _page(self, student, lesson, entry, result, notebook):
        """The page as `nbgrader generate_feedback` makes it, without its cost; the cells of the notebook get scores."""
        about = {"student": student, "assignment": lesson}
        if notebook is None:
            return feedback.failed_page(about, result.message)
        grades, comments = self._marked(entry)
        for cell in notebook.cells:
            data = notebooks.about(cell)
            if grade := grades.get(data.get("grade_id")):
                data.update(score=None if unmarked(grade) else grade.score, points=grade.max_score)
            if comment := comments.get(data.get("grade_id")):
                data["comment"] = comment.comment
        late = sum(part.late_submission_penalty or 0 for part in entry.notebooks)
        about |= {"score": entry.score - late, "max_score": entry.max_score, "late_penalty": late}
        where = self.read_at or config_of(self._course.root).FeedbackPage.get("lessons", "")
        return feedback.page(notebook, about, where, result.predictions)


def _policy_failed(error):
    return PolicyError(
        f"The policy for late submissions in nbgrader_config.py failed ({type(error).__name__}: {str(error)[:200]}). "
        "Mend it and start again; nothing is lost."
    )


def _time(submission, notes):
    """The option that tells nbgrader the time of a hand-in. None where it is not known: nbgrader would keep that of an
    earlier one, and take off points for it.
    """
    return {"timestamp": _parsed(submission.timestamp, notes)}


def unmarked(grade):
    """True where neither the engine nor a person has given a mark; nbgrader's own score is then a silent 0."""
    return grade.manual_score is None and grade.auto_score is None


def _parsed(timestamp, notes):
    from nbgrader.utils import parse_utc

    if timestamp is None:
        return None
    try:
        return parse_utc(timestamp)
    except (ValueError, TypeError, OverflowError, AttributeError):
        notes.append(f'Its timestamp "{clean(timestamp, 40)}" is not a time; it counts as handed in without one.')
        return None
