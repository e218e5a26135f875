"""The record of a grading run: one small file a submission, so that a killed run goes on where it was."""

import functools
import hashlib
import json
import os
import secrets
from collections.abc import Collection, Iterator
from pathlib import Path

from ...course.files import write_whole
from ..authored import Course
from .contract import Result


def seed_of(course: Course, lesson: str | None = None, given: int | None = None) -> int:
    """The seed of a lesson's secret cases: as given, else as recorded, else a fresh one for the class. It is recorded.

    Without a lesson: the class's own, from which lessons draw that were given none.
    """
    path = course.grading.seeds / f"{lesson}.txt" if lesson else course.grading.seed
    if given is None:
        try:
            return int(path.read_text("utf-8"))
        except (OSError, ValueError):
            if lesson:
                return seed_of(course)
            given = secrets.randbelow(2**31)
    write_whole(path, f"{int(given)}\n")
    return int(given)


def path_of(course: Course, lesson: str, student: str) -> Path:
    """Where the result of one submission lies."""
    return course.grading.results / lesson / f"{student}.json"


def load(course: Course, lesson: str, student: str) -> Result | None:
    """The recorded `Result`, or None. It may be shared with other callers: change a copy."""
    path = f"{course.grading.results}/{lesson}/{student}.json"
    try:
        about = os.stat(path)
        return _read(path, about.st_ino, about.st_mtime_ns, about.st_size)
    except (OSError, ValueError, TypeError, KeyError):
        return None


@functools.lru_cache(maxsize=4096)
def _read(path: str, *about: int) -> Result:
    """A result's file; `about` tells its versions apart."""
    with open(path, encoding="utf-8") as file:
        return Result.of(json.load(file))


def key_of(fingerprint: str, content: bytes, problem: str = "") -> str:
    """What decided a result, in one word: all of the plan and the code that judges, and what was handed in."""
    word = hashlib.sha256(fingerprint.encode() + content)
    word.update(problem.encode("utf-8", "surrogateescape"))
    return word.hexdigest()


def save(course: Course, student: str, result: Result) -> None:
    """Record a result."""
    text = json.dumps(result.plain(), ensure_ascii=False, sort_keys=True)
    write_whole(path_of(course, result.lesson, student), text + "\n")


def sweep(course: Course) -> None:
    """Remove what a run that was killed while it wrote has left beside its results. Only for who holds the lock."""
    for folder in course.grading.results.glob("*/"):
        for name in os.listdir(folder):
            if name.startswith("."):
                (folder / name).unlink(missing_ok=True)


def lessons(course: Course) -> list[str]:
    """The lessons of which there is a result, in order."""
    names = sorted(folder.name for folder in course.grading.results.glob("*/"))
    return [name for name in names if next(every(course, [name]), None)]


def every(course: Course, lessons: Collection[str] | None = None) -> Iterator[tuple[str, str, Result]]:
    """Yield (lesson, student, result) of all recorded results, in order of lesson and student."""
    for folder in sorted(course.grading.results.glob("*")):
        if folder.is_dir() and (lessons is None or folder.name in lessons):
            students = (name.removesuffix(".json") for name in os.listdir(folder) if name.endswith(".json"))
            for student in sorted(name for name in students if not name.startswith(".")):
                if (result := load(course, folder.name, student)) is not None:
                    yield folder.name, student, result
