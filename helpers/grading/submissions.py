"""What was handed in: `grading/submitted/STUDENT/LESSON/LESSON.ipynb`, read without trust."""
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from ..building.sources import lesson_folders

SUBMITTED = Path("grading/submitted")
STUDENT_ID = re.compile(r"[^\W_][\w.@+' -]{0,99}")
MAX_ID_BYTES = 200  # a result's file is named after the student, and file names are short
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


def find(root):
    """Look through `grading/submitted`.

    Raises:
        ValueError: the folder is missing or empty, or nothing in it looks like a submission.
    """
    folder = Path(root) / SUBMITTED
    if not folder.is_dir():
        raise ValueError(f"There is no folder {SUBMITTED}. {HOW}")
    lessons = {path.name for path in lesson_folders(root)}
    found = Found()
    entries = _entries(folder)
    if not entries:
        raise ValueError(f"{SUBMITTED} is empty. {HOW}")
    for entry in entries:
        problem = _no_student(entry, lessons)
        if problem:
            found.strays.append(problem)
            continue
        found.students.add(entry.name)
        for inner in _entries(entry.path):
            if inner.name not in lessons:
                found.strays.append(f"{entry.name}/{inner.name} is not the folder of a lesson; it was left alone.")
            elif inner.is_symlink() or not inner.is_dir():
                found.strays.append(f"{entry.name}/{inner.name} is not a folder; it was left alone.")
            else:
                found.by_lesson.setdefault(inner.name, {})[entry.name] = _submission(entry.name, inner.name, Path(inner.path))
    if not found.by_lesson:
        raise ValueError(f"Nothing in {SUBMITTED} looks like a submission. {' '.join(found.strays[:3])} {HOW}")
    return found


def _entries(folder):
    with os.scandir(folder) as listing:
        return sorted((entry for entry in listing if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _no_student(entry, lessons):
    if entry.is_symlink() or not entry.is_dir():
        return f"{SUBMITTED / entry.name} is not the folder of a student; it was left alone."
    if entry.name in lessons:
        return f"{SUBMITTED / entry.name} is named like a lesson; the student's folder comes first: STUDENT/{entry.name}."
    if not STUDENT_ID.fullmatch(entry.name) or len(os.fsencode(entry.name)) > MAX_ID_BYTES:
        return f"{SUBMITTED / entry.name!r} is no student id (letters, digits, and . _ @ + ' - inside); it was left alone."
    return ""


def _submission(student, lesson, folder):
    path = folder / f"{lesson}.ipynb"
    submission = Submission(student, lesson, path, timestamp_of(folder))
    if not os.path.lexists(path):
        others = sorted(p.name for p in folder.glob("*.ipynb") if not p.name.startswith("."))
        here = f"found instead: {', '.join(others[:3])}" if others else "the folder holds no notebook"
        submission.problem = f"There is no {lesson}.ipynb ({here}). Rename it, or use `nncourse collect`."
    return submission


def timestamp_of(folder):
    """The text of timestamp.txt, or None; whether it is a time is seen later."""
    path = folder / "timestamp.txt"
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > 200:
            return None
        return path.read_text("utf-8", "replace").strip() or None
    except OSError:
        return None
