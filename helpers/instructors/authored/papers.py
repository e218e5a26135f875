"""Exams on paper: what `nncourse exam` leaves of one in `grading/exams/NAME`, its questions and who has which paper."""

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...course.errors import CourseError

if TYPE_CHECKING:
    from .course import Course

RECORD, PEOPLE = "exam.json", "people.json"
EXAM = "exam-"
"""What an exam on paper is called in the gradebook, before its name; no lesson and no exam notebook begins so."""


def is_on_paper(lesson: str) -> bool:
    """Whether the name of an assignment, such as "exam-7", is that of an exam on paper."""
    return lesson.startswith(EXAM)


def home(course: "Course", name: str) -> Path:
    """The folder of an exam."""
    return course.grading.exams / name


def names(course: "Course") -> list[str]:
    """The exams whose papers have numbers, in order."""
    found = (path.parent for path in sorted(course.grading.exams.glob(f"*/{PEOPLE}")))
    return [folder.name for folder in found if (folder / RECORD).is_file() and read_people(course, folder.name)]


def read_record(course: "Course", name: str) -> Any:
    """What `nncourse exam` has left of an exam.

    Raises:
        CourseError: there is no such exam.
    """
    path = home(course, name) / RECORD
    if not path.is_file():
        raise CourseError(f"There is no exam {name}: `nncourse exam` makes one.")
    return _read(str(path), path.stat().st_mtime_ns)


def read_people(course: "Course", name: str) -> dict[str, Any]:
    """{student: {"number", "paper"}} of an exam; empty before anybody has a number."""
    path = home(course, name) / PEOPLE
    return dict(_read(str(path), path.stat().st_mtime_ns)) if path.is_file() else {}


@functools.lru_cache(maxsize=16)
def _read(path: str, _: int) -> Any:
    try:
        return json.loads(Path(path).read_text("utf-8"))
    except ValueError:
        raise CourseError(f"{path} cannot be read: make the exam again with the same words.") from None
