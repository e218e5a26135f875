"""Exams on paper: what `nncourse exam` leaves of one in `grading/exams/NAME`, its questions and who has which paper."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...course.errors import CourseError

RECORD, PEOPLE = "exam.json", "people.json"
EXAM = "exam-"
"""What an exam on paper is called in the gradebook, before its name; no lesson and no exam notebook begins so."""


def is_on_paper(lesson: str) -> bool:
    """Whether the name of an assignment, such as "exam-7", is that of an exam on paper."""
    return lesson.startswith(EXAM)


@dataclass(frozen=True)
class Paper:
    """An exam on paper, in a folder that has its name."""

    folder: Path

    @property
    def name(self) -> str:
        """What people call it."""
        return self.folder.name

    @property
    def lesson(self) -> str:
        """What the gradebook calls it."""
        return EXAM + self.name

    @property
    def record(self) -> Any:
        """What `nncourse exam` has left of it.

        Raises:
            CourseError: there is no such exam.
        """
        path = self.folder / RECORD
        if not path.is_file():
            raise CourseError(f"There is no exam {self.name}: `nncourse exam` makes one.")
        return _read(str(path), path.stat().st_mtime_ns)

    @property
    def people(self) -> dict[str, Any]:
        """{student: {"number", "paper"}}; empty before anybody has a number."""
        path = self.folder / PEOPLE
        return dict(_read(str(path), path.stat().st_mtime_ns)) if path.is_file() else {}


@functools.lru_cache(maxsize=16)
def _read(path: str, _: int) -> Any:
    try:
        return json.loads(Path(path).read_text("utf-8"))
    except ValueError:
        raise CourseError(f"{path} cannot be read: make the exam again with the same words.") from None
