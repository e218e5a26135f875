"""The course as an object: its lessons and exams, and the places of its class."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from ...course.errors import CourseError
from ...course.lessons import is_exam
from . import exam
from .grading import Grading
from .lesson import Lesson
from .papers import EXAM, PEOPLE, RECORD, Paper


class Course:
    """A course of lessons in the repository `root`.

    Args:
        root: the folder that holds `solutions/` and `nbgrader_config.py`.
    """

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root).resolve()
        self.grading = Grading(self.root)

    @classmethod
    def here(cls) -> Self:
        """The course around the current folder.

        Raises:
            CourseError: there is none.
        """
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / "nbgrader_config.py").is_file() and (folder / "solutions").is_dir():
                return cls(folder)
        raise CourseError(
            "This is not the course's folder: change into the folder that holds solutions/ and try again."
        )

    @property
    def lessons(self) -> list[Lesson]:
        """All lessons, in order. A folder that holds nothing but caches is what git left of a lesson."""
        found = sorted(path for path in (self.root / "solutions").glob("[0-9][0-9]-*") if path.is_dir())
        return [
            Lesson(self.root, folder.name)
            for folder in found
            if any(not path.name.startswith((".", "__")) for path in folder.iterdir())
        ]

    @property
    def exams(self) -> list[Lesson]:
        """The exams that were made as notebooks, in order of their numbers."""
        folders = (path.parent for path in self.grading.exams.glob(f"*/{exam.RECORD}"))
        named = (f"{exam.read_record(folder)['number']}-exam-{folder.name}" for folder in folders)
        return [exam.Exam(self.root, slug) for slug in sorted(named)]

    @property
    def papers(self) -> list[Paper]:
        """The exams on paper whose papers have numbers, in order of their names."""
        found = (Paper(path.parent) for path in sorted(self.grading.exams.glob(f"*/{PEOPLE}")))
        return [paper for paper in found if (paper.folder / RECORD).is_file() and paper.people]

    def paper(self, lesson: str) -> Paper:
        """The exam on paper that the gradebook calls so, such as "exam-7"; it need not be there yet."""
        return Paper(self.grading.exams / lesson.removeprefix(EXAM))

    @property
    def graded(self) -> list[Lesson]:
        """What is handed in: lessons, and exams that were made as notebooks."""
        return self.lessons + self.exams

    def lesson(self, name: str | Path) -> Lesson:
        """The lesson given by number ("05"), folder name or path.

        Raises:
            CourseError: there is no such lesson.
        """
        lessons = self.lessons
        if found := _named(name, lessons):
            return found
        exam = " An exam cannot be given here." if is_exam(_last(name)) else ""
        raise CourseError(f'There is no lesson "{name}". The lessons are: {_slugs(lessons)}.{exam}')

    def gradable(self, name: str | Path) -> Lesson:
        """The lesson, or the exam ("90"), given by number, name or path. For a lesson no record of an exam is read.

        Raises:
            CourseError: there is neither, or the record of an exam is damaged.
        """
        if found := _named(name, self.lessons) or _named(name, self.exams):
            return found
        raise CourseError(f'There is no lesson "{name}". The lessons are: {_slugs(self.graded)}.')

    def chosen(self, names: Sequence[str]) -> list[Lesson]:
        """The lessons of these names, or all where no name is given."""
        return [self.lesson(name) for name in names] or self.lessons


def _last(name: str | Path) -> str:
    return Path(str(name).rstrip("/")).name


def _named(name: str | Path, lessons: list[Lesson]) -> Lesson | None:
    return next((lesson for lesson in lessons if _last(name) in (lesson.slug, lesson.number)), None)


def _slugs(lessons: list[Lesson]) -> str:
    return ", ".join(lesson.slug for lesson in lessons) or "none"
