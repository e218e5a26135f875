"""The record of a grading run: one small file a submission, so that a killed run goes on where it was."""

import functools
import hashlib
import json
import os
import secrets
from collections.abc import Collection, Iterator
from pathlib import Path

from ...course.files import write_whole
from .contract import Result

RESULTS = Path("grading/results")
Place = str | Path  # the course's root


def seed_of(root: Place, lesson: str | None = None, given: int | None = None) -> int:
    """The seed of a lesson's secret cases: as given, else as recorded, else a fresh one for the class. It is recorded.

    Without a lesson: the class's own, from which lessons draw that were given none.
    """
    path = Path(root) / (f"grading/seeds/{lesson}.txt" if lesson else "grading/seed.txt")
    if given is None:
        try:
            return int(path.read_text("utf-8"))
        except (OSError, ValueError):
            if lesson:
                return seed_of(root)
            given = secrets.randbelow(2**31)
    write_whole(path, f"{int(given)}\n")
    return int(given)


def path_of(root: Place, lesson: str, student: str) -> Path:
    """Where the result of one submission lies."""
    return Path(root) / RESULTS / lesson / f"{student}.json"


def load(root: Place, lesson: str, student: str) -> Result | None:
    """The recorded `Result`, or None. It may be shared with other callers: change a copy."""
    path = f"{root}/{RESULTS}/{lesson}/{student}.json"
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


def save(root: Place, student: str, result: Result) -> None:
    """Record a result."""
    text = json.dumps(result.plain(), ensure_ascii=False, sort_keys=True)
    write_whole(path_of(root, result.lesson, student), text + "\n")


def sweep(root: Place) -> None:
    """Remove what a run that was killed while it wrote has left beside its results. Only for who holds the lock."""
    for folder in (Path(root) / RESULTS).glob("*/"):
        for name in os.listdir(folder):
            if name.startswith("."):
                (folder / name).unlink(missing_ok=True)


def lessons(root: Place) -> list[str]:
    """The lessons of which there is a result, in order."""
    names = sorted(folder.name for folder in (Path(root) / RESULTS).glob("*/"))
    return [name for name in names if next(every(root, [name]), None)]


def every(root: Place, lessons: Collection[str] | None = None) -> Iterator[tuple[str, str, Result]]:
    """Yield (lesson, student, result) of all recorded results, in order of lesson and student."""
    for folder in sorted((Path(root) / RESULTS).glob("*")):
        if folder.is_dir() and (lessons is None or folder.name in lessons):
            students = (name.removesuffix(".json") for name in os.listdir(folder) if name.endswith(".json"))
            for student in sorted(name for name in students if not name.startswith(".")):
                if (result := load(root, folder.name, student)) is not None:
                    yield folder.name, student, result
