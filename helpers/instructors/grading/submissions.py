"""What was handed in: `grading/submitted/STUDENT/LESSON/LESSON.ipynb`, read without trust."""

import functools
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from ...course.errors import CourseError
from ...course.lessons import is_exam
from ..people.words import is_student_id
from .hostile import clean

RECEIPT = "receipt.json"  # what `nncourse collect` notes of a hand-in, beside it
LONGEST_RECEIPT = 1_000_000  # bytes
HOW = "Hand-ins are expected as grading/submitted/STUDENT/LESSON/LESSON.ipynb."


@dataclass
class Submission:
    """One student's folder for one lesson; `problem` says why there is no notebook to grade in it."""

    student: str
    lesson: str
    path: Path
    timestamp: str | None = None
    problem: str = ""


@dataclass
class Found:
    """All submissions by lesson, the students, and what in the folder is no submission, as sentences."""

    by_lesson: dict = field(default_factory=dict)
    students: set = field(default_factory=set)
    strays: list = field(default_factory=list)


def find(course):
    """Look through `grading/submitted`.

    Raises:
        CourseError: the folder is missing or empty, or nothing in it looks like a submission.
    """
    folder, found, lessons = course.grading.submitted, Found(), _Names(course)
    submitted = folder.relative_to(course.root)
    if not folder.is_dir():
        raise CourseError(f"There is no folder {submitted}. {HOW}")
    entries = _entries(folder)
    if not entries:
        raise CourseError(f"{submitted} is empty. {HOW}")
    for entry in entries:
        problem = _no_student(entry, lessons, submitted / entry.name)
        if problem:
            found.strays.append(clean(problem, 300))
            continue
        found.students.add(entry.name)
        try:
            inside = _entries(entry.path)
        except OSError as error:
            found.strays.append(clean(f"{submitted / entry.name} cannot be read ({error.strerror}).", 300))
            continue
        for inner in inside:
            if inner.name not in lessons:
                found.strays.append(
                    clean(f"{entry.name}/{inner.name} is not the folder of a lesson; it was left alone.", 300)
                )
            elif inner.is_symlink() or not inner.is_dir():
                found.strays.append(clean(f"{entry.name}/{inner.name} is not a folder; it was left alone.", 300))
            else:
                found.by_lesson.setdefault(inner.name, {})[entry.name] = _submission(
                    entry.name, inner.name, Path(inner.path)
                )
    if not found.by_lesson:
        raise CourseError(f"Nothing in {submitted} looks like a submission. {' '.join(found.strays[:3])} {HOW}")
    return found


class _Names:
    """What may be handed in, by its name. Exams are looked for only where something is called like one."""

    def __init__(self, course):
        self._lessons = {lesson.slug for lesson in course.lessons}
        self._exams = functools.cache(lambda: {exam.slug for exam in course.exams})

    def __contains__(self, name):
        return name in self._lessons or (is_exam(name) and name in self._exams())


def _entries(folder):
    with os.scandir(folder) as listing:
        return sorted((entry for entry in listing if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _no_student(entry, lessons, place):
    if entry.is_symlink() or not entry.is_dir():
        return f"{place} is not the folder of a student; it was left alone."
    if entry.name in lessons:
        return f"{place} is named like a lesson; the student's folder comes first: STUDENT/{entry.name}."
    if not is_student_id(entry.name):
        return f"{place!r} is no student id (letters, digits, and . _ @ + ' - inside); it was left alone."
    return ""


def _submission(student, lesson, folder):
    path = folder / f"{lesson}.ipynb"
    submission = Submission(student, lesson, path, timestamp_of(folder))
    try:
        names = os.listdir(folder)
    except OSError as error:
        submission.problem = f"Its folder cannot be read ({error.strerror})."
        return submission
    if path.name not in names:
        others = sorted(clean(name, 80) for name in names if name.endswith(".ipynb") and not name.startswith("."))
        here = f"found instead: {', '.join(others[:3])}" if others else "the folder holds no notebook"
        submission.problem = f"There is no {lesson}.ipynb ({here}). Rename it, or use `nncourse collect`."
        instead = receipt_of(folder).get("instead")
        told = [text for text in instead if isinstance(text, str)] if isinstance(instead, list) else []
        if told and not others:
            submission.problem = clean(f"What was handed in is no notebook: {', '.join(told[:3])}.", 400)
    return submission


def receipt_of(folder):
    """What was noted when a hand-in was collected; {} for one that came otherwise, with whatever of the student's."""
    path = folder / RECEIPT
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > LONGEST_RECEIPT:
            return {}
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def timestamp_of(folder):
    """The text of timestamp.txt, or None; whether it is a time is seen later."""
    path = folder / "timestamp.txt"
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > 200:
            return None
        return path.read_text("utf-8", "replace").strip() or None
    except OSError:
        return None


def strangers(course, work):
    """Say of hand-ins of an exam whose student has no notebook of it why they cannot be graded."""
    work = [submission for submission in work if is_exam(submission.lesson)]
    known = {exam.slug: exam.seeds for exam in course.exams} if work else {}
    for submission in work:
        if submission.student not in known.get(submission.lesson, {submission.student}):
            name = submission.lesson.split("-", 2)[2]
            submission.problem = submission.problem or (
                f"No notebook of this exam was made for this person: put them on the roster, and make the "
                f"exam {name} again with the same words."
            )
