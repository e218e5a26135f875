"""What students wrote into the hand-ins of a lesson or of an exam notebook, this year's and an earlier one's, read
without trust.
"""

from dataclasses import dataclass, field
from pathlib import Path

from ...course import matching, notebooks
from ...course.errors import CourseError, Unreadable
from ...course.lessons import is_exam
from ..grading.notebooks import read_bytes, read_cells
from ..people.roster import Roster
from ..people.words import is_student_id
from .fingerprints import fingerprints

OWN = "cells of their own"
LONGEST = 200_000  # letters of one hand-in


@dataclass
class Part:
    """What stands in one cell: `answer` is the name of the answer, or `OWN`; `kind` is "code" or "words"."""

    answer: str
    kind: str
    text: str


@dataclass
class HandIn:
    """One student's own text in one lesson; fingerprints: kind -> word -> [(number of the part, start, end)]."""

    student: str
    earlier: bool
    called: str
    parts: list = field(default_factory=list)
    prints: dict = field(default_factory=lambda: {"code": {}, "words": {}})

    @property
    def name(self):
        """What people call it."""
        return f"{self.called} (earlier class)" if self.earlier else self.called


def read(course, lesson, earlier=None, unreadable=None):
    """Yield the `HandIn`s of a lesson, this year's first, each year in order of the students.

    Args:
        lesson: the `Lesson`. Of an exam notebook code alone is read: its text differs between people.
        earlier: the folder of another class: a course, or a folder of STUDENT/LESSON/LESSON.ipynb; None for none.
        unreadable: a list that takes the names of hand-ins that are no notebook.

    Raises:
        CourseError: there is no such folder, or no hand-in of the lesson in it.
    """
    released = lesson.released_for()
    known, called = known_prints(lesson, released), Roster(course).calls()
    folders = [(course.grading.submitted, False)]
    if earlier is not None:
        inside = Path(earlier) / course.grading.submitted.relative_to(course.root)
        folders.append((inside if inside.is_dir() else Path(earlier), True))
    for folder, before in folders:
        paths = list(_notebooks(folder, lesson.slug))
        if not paths:
            raise CourseError(
                f"There is no hand-in of {lesson.slug} in {folder}: expected are files "
                f"STUDENT/{lesson.slug}/{lesson.slug}.ipynb."
            )
        for student, path in paths:
            made = HandIn(student, before, student if before else called(student))
            try:
                parts = _parts(read_cells(read_bytes(path)), released)
                made.parts = [part for part in parts if part.kind in kinds_of(lesson)]
            except Unreadable:
                if unreadable is not None:
                    unreadable.append(made.name)
                continue
            for number, part in enumerate(made.parts):
                for found in fingerprints(part.kind, part.text):
                    if found.word not in known:
                        made.prints[part.kind].setdefault(found.word, []).append((number, found.start, found.end))
            yield made


def kinds_of(lesson):
    """The kinds of parts in which hand-ins of a lesson are compared."""
    return ("code",) if is_exam(lesson.slug) else ("code", "words")


def _notebooks(folder, slug):
    """(student, path) of the hand-ins of a lesson, which another year may have called otherwise, or of an exam, to
    which it may have given another number.
    """
    wanted = f"*{slug[2:]}" if is_exam(slug) else f"{slug[:2]}-*"
    for student in sorted(folder.iterdir()) if folder.is_dir() else ():
        if is_student_id(student.name) and student.is_dir() and not student.is_symlink():
            for inner in sorted(student.glob(wanted)):
                path = inner / f"{inner.name}.ipynb"
                if not inner.is_symlink() and path.is_file():
                    yield student.name, path


def _parts(cells, released):
    """What of a notebook the student wrote: answers by their names, and other cells that are not of the release."""
    given = {cell.source.strip() for cell in released.cells}
    cells = matching.split_checks(cells, released)
    owners, _ = matching.owners(cells, released)
    room = LONGEST
    for cell, owner in zip(cells, owners):
        text = cell["source"][:room]
        if text.strip() and cell["source"].strip() not in given:
            room -= len(text)
            yield Part(owner or OWN, "code" if cell["kind"] == "code" else "words", text)


def known_prints(lesson, released):
    """Fingerprints of what is known to everybody who teaches or takes the lesson: the release, the solutions with model
    answers and marking schemes, and the bank with other right answers and misconceptions.
    """
    cells = [*released.cells, *(cell for one in lesson.taught for cell in one.notebook().cells)]
    texts = [(cell.cell_type, cell.source) for cell in cells]
    texts += [("code", one.bank_file.read_text("utf-8")) for one in lesson.taught]
    return {
        found.word
        for kind, text in texts
        for piece in _pieces(notebooks.MARKER.sub("", text))
        for found in fingerprints("code" if kind == "code" else "words", piece)
    }


def _pieces(text, most=15_000):
    """A long text in pieces that overlap, for fingerprints read no more than a cell's worth."""
    return (text[start : start + most] for start in range(0, len(text), most - 500)) if text else ()
