"""The errors of the course, in one tree. The command line turns these into one sentence, and nothing else.

    CourseError            advice: what was wrong with what somebody asked for, and what to do
    ├── AuthorError        a lesson or a bank is wrong: exercise, file and line, and the cause
    │   ├── SourceError    a lesson's text source cannot be read
    │   ├── BankError      an exercise bank contradicts itself, or its code stops
    │   └── HandoutError   a lesson cannot be made into a page
    │       └── FormulaError   one of its formulas cannot be set
    ├── DataError          a data set is damaged
    ├── GradingError       a run of grading cannot go on
    │   ├── NoSandbox      submissions cannot be kept apart from this computer
    │   ├── PolicyError    the class's own rule for late submissions stops
    │   └── CannotStart    the process for submissions does not start
    └── Unreadable         a submission is no notebook that can be graded

A bad argument to one of the public functions is Python's own ValueError or TypeError. Everything else that is raised is
a bug of the course's own code, keeps its traceback, and asks to be reported.
"""

import errno
import functools
import sys
import traceback
from pathlib import Path


class CourseError(Exception):
    """What a person asked for cannot be done; the message is one clear sentence that says why and what to do."""


class AuthorError(CourseError):
    """A lesson or an exercise bank is wrong; the message names the place."""


class SourceError(AuthorError):
    """A lesson's text source is malformed; the message names the file and the line."""


class BankError(AuthorError):
    """An exercise bank contradicts itself, or its code stops; the message names the exercise, and file and line of
    code.
    """


class HandoutError(AuthorError):
    """A handout cannot be made; the message names the place and says what to do."""


class FormulaError(HandoutError):
    """A formula cannot be set; the message says what is wrong with it."""


class DataError(CourseError):
    """A data set is damaged."""


class GradingError(CourseError):
    """A run of grading cannot go on."""


class NoSandbox(GradingError):
    """Submissions cannot be run safely on this machine; the message says why (`reason`) and what to do."""

    def __init__(self, reason: str) -> None:
        choice = "Or say --no-sandbox: submissions then run with your own rights, so do that only for code you trust."
        super().__init__(f"{reason} {choice}")
        self.reason = reason


class PolicyError(GradingError):
    """The class's own rule for late submissions stops."""


class CannotStart(GradingError):
    """The process for submissions does not start; the message says what it said."""


class Unreadable(CourseError):
    """A submission is no notebook that can be graded; the message says what its author can do."""


REFUSALS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT)


def sentence(error: BaseException) -> str | None:
    """What to tell a person instead of a traceback: one sentence, or None where the error is a bug of the course.

    What the machine refuses (no permission, no space, a read-only disk) is no bug of anybody's code.
    """
    if isinstance(error, CourseError):
        return str(error)
    if isinstance(error, PermissionError) and error.filename:
        place = f"{error.filename}: copy the course to a folder of your own, or ask whose it is."
        return f"You have no right to write {place}"
    if isinstance(error, OSError) and error.errno in REFUSALS:
        return f"{error.filename or 'The disk'}: {error.strerror}."
    return None


def place_of(error: BaseException) -> str:
    """Where in an author's own code an error came from, the innermost line: "05-x/exercises.py, line 12"; else ""."""
    frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        frames.append((error.filename, error.lineno))
    return next((place(*frame) for frame in reversed(frames) if _is_authors(frame[0])), "")


def place(file: str, line: int | None) -> str:
    """A line of a lesson's file, for a message."""
    path = Path(file)
    return f"{path.parent.name}/{path.name}, line {line}"


def _is_authors(file: str) -> bool:
    return not file.startswith("<") and not of_the_course_or_a_library(file)


@functools.lru_cache(maxsize=256)
def of_the_course_or_a_library(file: str) -> bool:
    """True for a file of the course's own code, of Python or of a library: no line of it is an author's or a
    student's.
    """
    path, own = Path(file), (Path(__file__).resolve().parents[1], sys.prefix, sys.base_prefix)
    return (
        file.startswith("<frozen ")
        or "site-packages" in path.parts
        or any(path.is_relative_to(folder) for folder in own)
    )
