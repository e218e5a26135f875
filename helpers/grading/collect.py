"""Take submissions as learning platforms export them (a folder or zip of files) into `grading/submitted`.

Moodle names folders `Anna Ant_12345_assignsubmission_file_`, Canvas names files `antanna_LATE_12345_67890_name-1.ipynb`.
Anything else is told by a pattern. Nothing is overwritten unless it is newer, and a dry run shows what would be taken as what.
"""
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path, PurePosixPath

from ..building.sources import lesson_folders
from ..files import write_whole
from .notebooks import MAX_BYTES
from .submissions import STUDENT_ID, SUBMITTED, timestamp_of

MAX_FILES = 100_000
PATTERNS = {
    "nbgrader": r"(?P<student>[^/]+)/(?P<lesson>\d\d-[a-z0-9-]+)/[^/]+",
    "moodle": r"(?:.*/)?(?P<name>[^/_]+)_(?P<student>\d+)_assignsubmission_[^/]*/.*",
    "canvas": r"(?:.*/)?(?P<student>[a-z0-9.@+-]+?)_(?:LATE_)?\d+_\d+_[^/]*",
    "folders": r"(?:.*/)?(?P<student>[^/]+)/[^/]+",
    "names": r"(?:.*/)?(?P<student>[^/_ ]+)[_ ][^/]*",
}


@dataclass
class Found:
    """One file: where it comes from, whose it seems to be, and what is to be done with it."""

    source: str
    student: str = ""
    lesson: str = ""
    time: datetime | None = None
    action: str = ""  # "take", "older", "same" or "leave"
    why: str = ""


def collect(root, source, pattern=None, lesson=None, dry_run=False):
    """Sort the notebooks of a folder or zip into `grading/submitted`.

    Args:
        root: the course's root.
        source: a folder or a zip file.
        pattern: name of a pattern, or a regular expression with the group `student` and perhaps `lesson`; None tries all.
        lesson: folder name of the lesson, where file names do not tell it.
        dry_run: True writes nothing.

    Returns:
        The list of `Found`, in order of source.

    Raises:
        ValueError: there is no such folder or zip, or the pattern is not one.
    """
    lessons = [folder.name for folder in lesson_folders(root)]
    patterns = _patterns(pattern)
    with _opened(source) as (names, read, time_of):
        found = [_recognized(name, time_of(name), patterns, lessons, lesson) for name in names]
        _choose_latest(found)
        for item in found:
            if item.action == "take":
                _compare(root, item, read)
            if item.action == "take" and not dry_run:
                _store(root, item, read(item.source))
    return found


def lesson_of(name, lessons):
    """The lesson that a file name tells: `01-perceptron-gates (1).ipynb`, `lesson 1.ipynb`, `01.ipynb`; else ""."""
    text = PurePosixPath(name).stem.lower()
    for lesson in lessons:
        if lesson in re.sub(r"[\s_]+", "-", text):
            return lesson
    number = re.search(r"(?:^|[^0-9])(\d{1,2})(?:[^0-9]|$)", re.sub(r"\(\d+\)|copy\s*\d*|-\d+$", "", text))
    matching = [lesson for lesson in lessons if number and lesson.startswith(f"{int(number[1]):02d}-")]
    return matching[0] if len(matching) == 1 else ""


def _patterns(pattern):
    if pattern is None:
        return [re.compile(text) for text in PATTERNS.values()]
    try:
        compiled = re.compile(PATTERNS.get(pattern, pattern))
    except re.error as error:
        raise ValueError(f"The pattern is not a regular expression ({error}). Known names are {', '.join(PATTERNS)}.") from None
    if "student" not in compiled.groupindex:
        raise ValueError(f"The pattern needs a group (?P<student>…). Known names are {', '.join(PATTERNS)}.")
    return [compiled]


class _opened:
    """(names, read, time_of) of a folder or zip. Nothing is unpacked, so no name in a zip can reach another place."""

    def __init__(self, source):
        self._source, self._zip = Path(source), None

    def __enter__(self):
        if self._source.is_dir():
            paths = {p.relative_to(self._source).as_posix(): p for p in sorted(self._source.rglob("*.ipynb"))
                     if p.is_file() and not p.is_symlink() and ".ipynb_checkpoints" not in p.parts}
            return list(paths), lambda name: paths[name].read_bytes(), lambda name: _utc(paths[name].stat().st_mtime)
        if not zipfile.is_zipfile(self._source):
            raise ValueError(f"{self._source} is neither a folder nor a zip file.")
        self._zip = zipfile.ZipFile(self._source)
        infos = {info.filename: info for info in self._zip.infolist()[:MAX_FILES]
                 if info.filename.endswith(".ipynb") and not info.is_dir() and not info.filename.startswith("__MACOSX/")}
        return sorted(infos), lambda name: self._read(infos[name]), lambda name: datetime(*infos[name].date_time, tzinfo=timezone.utc)

    def _read(self, info):
        with self._zip.open(info) as file:
            return file.read(MAX_BYTES + 1)  # a zip may claim any size

    def __exit__(self, *_):
        if self._zip:
            self._zip.close()


def _utc(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc)


def _recognized(name, time, patterns, lessons, lesson):
    match = next((m for m in (pattern.fullmatch(name) for pattern in patterns) if m), None)
    if not match:
        return Found(name, time=time, action="leave", why="its name tells no student")
    groups = match.groupdict()
    student = unicodedata.normalize("NFC", groups["student"].strip())  # macOS writes é as two letters
    which = lesson or (groups.get("lesson") if groups.get("lesson") in lessons else "") or lesson_of(name, lessons)
    if not STUDENT_ID.fullmatch(student):
        return Found(name, student, which, time, "leave", "that is no student id")
    if not which:
        return Found(name, student, "", time, "leave", "its name tells no lesson; give one with --lesson")
    return Found(name, student, which, time, "take")


def _choose_latest(found):
    """Of several files of one student for one lesson the latest counts."""
    best = {}
    for item in found:
        if item.action == "take":
            key = (item.student, item.lesson)
            if key in best:
                older, newer = sorted((best[key], item), key=lambda one: (one.time, one.source))
                older.action, older.why = "older", f"{newer.source} is later"
                item = newer
            best[key] = item


def _compare(root, item, read):
    """Leave what is there already, and what is older than that."""
    path = Path(root) / SUBMITTED / item.student / item.lesson / f"{item.lesson}.ipynb"
    if not path.is_file():
        return
    if path.read_bytes() == read(item.source):
        item.action, item.why = "same", "it is there already"
    else:
        there = timestamp_of(path.parent)
        if there and there >= _stamp(item.time):
            item.action, item.why = "older", f"what is there was handed in {there}"


def _stamp(time):
    return time.strftime("%Y-%m-%d %H:%M:%S UTC")


def _store(root, item, content):
    folder = Path(root) / SUBMITTED / item.student / item.lesson
    write_whole(folder / f"{item.lesson}.ipynb", content)
    write_whole(folder / "timestamp.txt", _stamp(item.time))
