"""The lessons of the course as its map names them: what the build has read from the lessons and ships beside this
file.
"""

import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MAP = Path(__file__).with_name("lessons.json")
FIRST_EXAM, LAST_EXAM = 90, 99
"""Numbers of exams that are handed in like lessons; no lesson has one of them, and their checks are off."""


def is_exam(name: str) -> bool:
    """Whether the name of a lesson or exercise, such as "90.sigmoid", is of an exam."""
    return name[:2].isdecimal() and FIRST_EXAM <= int(name[:2]) <= LAST_EXAM


@dataclass(frozen=True)
class Section:
    """One section of a lesson.

    Args:
        title: its heading, without the number.
        minutes: an estimate of the build.
        further: True where it is not on the core path.
    """

    title: str
    minutes: int
    further: bool = False


@dataclass(frozen=True)
class Facts:
    """What a lesson says of itself.

    Args:
        slug: its folder's name.
        title: without its number.
        minutes: working time, or None.
        points: the sum of its graded cells.
        content: what it holds, in one line for the map.
        week: of the semester plan; None joins the lesson before.
        needs: what it builds on, in a few words.
        about: its first paragraph.
        goals: what one can do after it.
        sections: its `Section`s, in order.
    """

    slug: str
    title: str
    minutes: int | None = None
    points: float = 0
    content: str = ""
    week: int | None = None
    needs: str = ""
    about: str = ""
    goals: tuple = ()
    sections: tuple = ()

    @property
    def core(self) -> int:
        """Minutes of the core path."""
        return sum(section.minutes for section in self.sections if not section.further)

    @property
    def further(self) -> int:
        """Minutes of what is not on the core path."""
        return sum(section.minutes for section in self.sections if section.further)

    @property
    def number(self) -> str:
        """The two digits that the folder's name begins with."""
        return self.slug[:2]

    @property
    def heading(self) -> str:
        """Number and title."""
        return f"{self.number} · {self.title}"

    @property
    def notebook(self) -> str:
        """The notebook that students open, as a path from the course's root."""
        return f"course/{self.slug}/{self.slug}.ipynb"


def totals(lessons: Iterable[Facts]) -> tuple[int, float]:
    """(minutes, points) of some lessons together."""
    return sum(lesson.minutes or 0 for lesson in lessons), sum(lesson.points for lesson in lessons)


def read_map(text: str) -> tuple[Facts, ...]:
    """The lessons of a map as it is kept in `lessons.json`."""
    return tuple(
        Facts(**item | {"goals": tuple(item["goals"]), "sections": tuple(Section(**one) for one in item["sections"])})
        for item in json.loads(text)
    )


@functools.cache
def shipped() -> tuple[Facts, ...]:
    """The lessons of this copy of the course, in order; none before the first build."""
    return read_map(MAP.read_text("utf-8")) if MAP.is_file() else ()
