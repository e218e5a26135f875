"""nbgrader's gradebook and the notebooks that Formgrader shows: written by one writer, from results."""
import functools
import logging
import os
import shutil
import sys
import warnings
from pathlib import Path

import nbformat
from sqlalchemy.exc import SQLAlchemyError

from ..files import write_whole
from . import engine, feedback
from .notebooks import parsed, read_cells, sanitized, written

COURSE_ID = "nncourse"


def db_url(root):
    """The same database as in nbgrader_config.py. A second writer waits for its turn."""
    return f"sqlite:///{Path(root).resolve()}/grading/gradebook.db?timeout=60"


def open_gradebook(root):
    """nbgrader's `Gradebook`, made where it does not exist; use it as a context manager."""
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import SAWarning

    # nbgrader's own code warns about itself on every new submission.
    warnings.filterwarnings("ignore", category=SAWarning, module=r"nbgrader\.")
    own = os.path.dirname(sys.executable)
    if own not in os.environ.get("PATH", "").split(os.pathsep):
        # A new database asks the program `alembic` for its version; it lies beside this Python.
        os.environ["PATH"] = f"{own}{os.pathsep}{os.environ.get('PATH', '')}"
    (Path(root) / "grading").mkdir(exist_ok=True)
    return Gradebook(db_url(root), COURSE_ID)


@functools.lru_cache(maxsize=4)
def config_of(root):
    """The course's nbgrader configuration."""
    from traitlets.config import PyFileConfigLoader

    return PyFileConfigLoader("nbgrader_config.py", str(root)).load_config()


def register(root, lesson, released):
    """Make the lesson known to the gradebook, from the released notebook; nothing happens where it is known as it is.

    Raises:
        ValueError: its graded cells have changed since submissions were graded.
    """
    from nbgrader.api import MissingEntry
    from nbgrader.preprocessors import SaveCells

    cells = [cell for cell in released.cells if "nbgrader" in cell.metadata]
    with open_gradebook(root) as gradebook:
        gradebook.update_or_create_assignment(lesson)
        try:
            known = {c.name: c.checksum for c in gradebook.find_notebook(lesson, lesson).source_cells}
        except MissingEntry:
            known = None
    if known == {cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.get("checksum") for cell in cells}:
        return
    resources = {"nbgrader": {"notebook": lesson, "assignment": lesson, "student": ".", "db_url": db_url(root)}}
    step = SaveCells()
    step.log = _quiet()
    try:
        step.preprocess(released.copy(), resources)
    except RuntimeError:
        raise ValueError(
            f"Graded cells were added to or taken from {lesson} after submissions of it had been graded. Keep the old "
            "marks (grading/grades.csv), move grading/gradebook.db away, and grade again.") from None


def _quiet():
    """A log that nobody reads: nbgrader's steps write several lines for each student."""
    log = logging.getLogger("nncourse.quiet")
    log.propagate = False
    log.setLevel(logging.CRITICAL)
    return log


class PolicyError(ValueError):
    """The course's policy for late submissions cannot be applied; that is no student's fault."""


class Writer:
    """Writes results, one after the other: gradebook, autograded notebook, feedback page."""

    def __init__(self, root):
        self._root = Path(root)
        self.gradebook = open_gradebook(root)

    def close(self):
        self.gradebook.close()

    def start_anew(self):
        """Forget what was half done after an error."""
        self.gradebook.db.rollback()

    def write(self, submission, plan, result, content):
        """Record one result; doing it twice is the same as doing it once. Returns sentences on what was odd."""
        notes = []
        student, lesson = submission.student, submission.lesson
        timestamp = _parsed(submission.timestamp, notes)
        self.gradebook.update_or_create_student(student)
        options = {"timestamp": timestamp} if timestamp else {}  # without one, nbgrader keeps the last
        entry = self.gradebook.update_or_create_submission(lesson, student, **options)
        notebook = None
        if result["state"] == "graded":
            notebook, _ = sanitized(read_cells(content), parsed(plan["released"]))
            engine.fill(notebook, result, plan)
        self._scores(entry, result, notebook)
        self.gradebook.db.commit()
        self._late(entry)
        self._files(submission, notebook)
        self._feedback(submission, entry, result, notebook)
        return notes

    def _scores(self, entry, result, notebook):
        points = {item["grade_id"]: item["points"] for item in result["exercises"]}
        points |= {item["grade_id"]: 0.0 for item in result["manual"] if item["state"] == "empty"}
        answered = {item["grade_id"] for item in result["manual"] if item["state"] != "empty"}
        empty = set()
        if notebook is not None:
            empty = {c.metadata.nbgrader.grade_id for c in notebook.cells
                     if c.metadata.get("nbgrader", {}).get("solution") and engine.untouched(c)}
        for part in entry.notebooks:
            for grade in part.grades:
                name = grade.cell.name
                # None shows in Formgrader as "needs grading": a failed submission is never a silent 0.
                grade.auto_score = None if name in answered else points.get(name)
                grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
            for comment in part.comments:
                comment.auto_comment = "No response." if comment.cell.name in empty else None

    def _late(self, entry):
        """nbgrader's own policy for late submissions, as nbgrader_config.py has it."""
        if entry.timestamp is None or not entry.total_seconds_late:
            for part in entry.notebooks:
                part.late_submission_penalty = None
            self.gradebook.db.commit()
            return
        names = {"notebook": entry.name, "assignment": entry.name, "student": entry.student.id, "db_url": db_url(self._root)}
        try:
            self._policy().preprocess(nbformat.v4.new_notebook(), {"nbgrader": names})
        except SQLAlchemyError:
            raise
        except Exception as error:  # an instructor's own plugin may raise anything
            raise PolicyError(
                f"The policy for late submissions in nbgrader_config.py failed ({type(error).__name__}: {str(error)[:200]}). "
                "Mend it and start again; nothing is lost.") from error
        self.gradebook.db.expire_all()  # the step has written through a connection of its own

    def _policy(self):
        """nbgrader's step; a plugin of the course's own lies beside nbgrader_config.py, as nbgrader finds it, too."""
        from nbgrader.preprocessors import AssignLatePenalties

        if str(self._root) not in sys.path:
            sys.path.insert(0, str(self._root))
        step = AssignLatePenalties(config=config_of(self._root))
        step.log = _quiet()
        return step

    def _files(self, submission, notebook):
        folder = self._root / "grading/autograded" / submission.student / submission.lesson
        if notebook is None:
            shutil.rmtree(folder, ignore_errors=True)
            return
        write_whole(folder / f"{submission.lesson}.ipynb", written(notebook))
        self._receipt(submission, folder)

    def _receipt(self, submission, folder):
        """Copy what nbgrader's exchange gave at hand-in: by it, released feedback finds its student."""
        for name in ("timestamp.txt", "submission_secret.txt"):
            path = submission.path.parent / name
            if name == "timestamp.txt" and _parsed(submission.timestamp, []) is None:
                # nbgrader stops at a text that is no time, and with it the feedback of the whole class.
                (folder / name).unlink(missing_ok=True)
            elif path.is_file() and not path.is_symlink() and path.stat().st_size < 1000:
                write_whole(folder / name, path.read_text("utf-8", "replace"))

    def _feedback(self, submission, entry, result, notebook):
        """The same page as `nbgrader generate_feedback` makes, without its cost."""
        folder = self._root / "grading/feedback" / submission.student / submission.lesson
        about = {"student": submission.student, "assignment": submission.lesson}
        if notebook is None:
            text = feedback.failed_page(about, result["message"])
        else:
            grades = {grade.cell.name: grade for part in entry.notebooks for grade in part.grades}
            comments = {comment.cell.name: comment for part in entry.notebooks for comment in part.comments}
            for cell in notebook.cells:
                data = cell.metadata.get("nbgrader", {})
                if data.get("grade_id") in grades:
                    grade = grades[data["grade_id"]]
                    data.update(score=None if unmarked(grade) else grade.score, points=grade.max_score)
                if data.get("grade_id") in comments:
                    data["comment"] = comments[data["grade_id"]].comment
            late = sum(part.late_submission_penalty or 0 for part in entry.notebooks)
            about |= {"score": entry.score - late, "max_score": entry.max_score, "late_penalty": late}
            text = feedback.page(notebook, about)
        write_whole(folder / f"{submission.lesson}.html", text)
        self._receipt(submission, folder)


def unmarked(grade):
    """True where neither the engine nor a person has given a mark; nbgrader's own score is then a silent 0."""
    return grade.manual_score is None and grade.auto_score is None


def manual_marks(root):
    """{(student, lesson): {grade_id: (score or None, needs marking)}} of all cells that a person marks or has marked."""
    marks = {}
    if not (Path(root) / "grading/gradebook.db").is_file():
        return marks
    from sqlalchemy import text

    query = text(
        "select s.student_id, a.name, b.name, g.manual_score, g.extra_credit, g.needs_manual_grade "
        "from grade g join base_cell b on g.cell_id = b.id join submitted_notebook n on g.notebook_id = n.id "
        "join submitted_assignment s on n.assignment_id = s.id join assignment a on s.assignment_id = a.id "
        "where g.manual_score is not null")
    with open_gradebook(root) as gradebook:
        for student, lesson, cell, score, extra, needs in gradebook.db.execute(query):
            marks.setdefault((student, lesson), {})[cell] = (score + (extra or 0), bool(needs))
    return marks


def due_date(root, lesson):
    """The lesson's due date in UTC as text, "" without one."""
    with open_gradebook(root) as gradebook:
        due = gradebook.find_assignment(lesson).duedate
    return due.isoformat() if due else ""


def late_penalties(root):
    """{(student, lesson): points taken off} where nbgrader's policy for late submissions took some."""
    if not (Path(root) / "grading/gradebook.db").is_file():
        return {}
    from sqlalchemy import text

    query = text(
        "select s.student_id, a.name, sum(n.late_submission_penalty) from submitted_notebook n join submitted_assignment s "
        "on n.assignment_id = s.id join assignment a on s.assignment_id = a.id where n.late_submission_penalty > 0 group by 1, 2")
    with open_gradebook(root) as gradebook:
        return {(student, lesson): penalty for student, lesson, penalty in gradebook.db.execute(query)}


def _parsed(timestamp, notes):
    from nbgrader.utils import parse_utc

    if timestamp is None:
        return None
    try:
        return parse_utc(timestamp)
    except (ValueError, TypeError, OverflowError, AttributeError):
        notes.append(f'Its timestamp "{engine.clean(timestamp, 40)}" is not a time; it counts as handed in without one.')
        return None
