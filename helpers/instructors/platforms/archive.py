"""The entries of an export, a zip or a folder: each with its name, its time as far as it can be known, and what is
wrong with it.

Nothing is unpacked, so no name in a zip can reach another place; what is broken costs itself alone.
"""

import contextlib
import functools
import io
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ...course.errors import CourseError

MAX_FILES = 100_000
MAX_INSIDE = 200  # of a zip in a hand-in
MAX_BYTES = 150_000_000  # of one notebook, outputs and all
JUNK = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints", ".git", "__pycache__")
TIME_FIELD, NAME_FIELD = 0x5455, 0x7075  # Info-ZIP: times in UTC, the name in UTF-8


@dataclass(eq=False)
class Entry:
    """One file of an export.

    Attributes:
        name: with slashes, as the export has it.
        time: aware where the zone is known, naive (the zone of whoever made the zip) where not, None where there is
            none.
        read: gives the bytes; raises `Damaged`.
        problem: why it cannot be taken whatever it is called, or "".
        junk: True for what systems and editors leave beside a person's files.
    """

    name: str
    time: datetime | None
    read: Callable
    problem: str = ""
    junk: bool = False


class Damaged(Exception):
    """An entry cannot be read; the message says why, in a few words."""


@contextlib.contextmanager
def opened(source):
    """The entries of a folder or zip file, sorted by name.

    Raises:
        CourseError: it is neither.
    """
    source = Path(source)
    if source.is_dir():
        yield _folder(source)
        return
    try:
        archive = zipfile.ZipFile(source)
    except FileNotFoundError:
        raise CourseError(f"There is no {source}.") from None
    except (OSError, zipfile.BadZipFile, ValueError, struct.error) as error:
        kind = "a zip file that is damaged or not whole" if _looks_zipped(source) else "neither a folder nor a zip file"
        raise CourseError(f"{source} is {kind} ({error}). Download it again.") from None
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len(infos) > MAX_FILES:
            raise CourseError(f"{source} holds {len(infos)} files; at most {MAX_FILES} are read.")
        yield sorted((_zipped(archive, info) for info in infos), key=lambda entry: entry.name)


def is_zip(name):
    """True for what is called a zip file."""
    return name.lower().endswith(".zip")


def inside(entry):
    """The entries of a zip that lies in an export, one level deep, named below it and with its time: what a student's
    own zip says of times is the student's.

    Raises:
        Damaged: it cannot be read, or holds too many files.
    """

    def whole():
        try:
            return zipfile.ZipFile(io.BytesIO(_held(entry)))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
            raise Damaged(f"it is no zip, or a damaged one: {str(error)[:100]}") from None

    def reader(info):
        def read():
            with whole() as archive:
                return _unpacked(archive, info)

        return read

    with whole() as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MAX_INSIDE:
        raise Damaged(f"it holds {len(infos)} files; of a zip in a hand-in at most {MAX_INSIDE} are read")
    if sum(info.file_size for info in infos) > MAX_BYTES:
        raise Damaged("what is in it is larger than any notebook")
    made = []
    for info in sorted(infos, key=lambda info: info.filename):
        problem = "a zip inside a zip is not opened" if is_zip(info.filename) else _problem(info)
        one = _entry(_name(info), entry.time, reader(info), problem)
        one.name = f"{entry.name}/{one.name}"
        made.append(one)
    return made


@functools.lru_cache(maxsize=1)
def _held(entry):
    """The bytes of the zip that is being looked into."""
    return entry.read()


def _looks_zipped(path):
    try:
        with path.open("rb") as file:
            return file.read(2) == b"PK"
    except OSError:
        return False


def _folder(source):
    entries = []

    def add(path, problem=""):
        status = path.lstat()
        problem = problem or ("" if stat.S_ISREG(status.st_mode) else "it is a link or no ordinary file")
        time = datetime.fromtimestamp(status.st_mtime, UTC)
        entries.append(_entry(path.relative_to(source).as_posix(), time, lambda: _bytes_of(path), problem))

    def closed(error):
        if Path(error.filename) == source:
            raise CourseError(f"{source} cannot be read ({error.strerror}).")
        add(Path(error.filename), f"the folder cannot be read: {error.strerror}")

    for folder, folders, files in os.walk(source, onerror=closed):
        folders.sort()
        # A folder that is a link is not gone into; it is told like any other link.
        for name in sorted([*files, *(one for one in folders if (Path(folder) / one).is_symlink())]):
            add(Path(folder) / name)
    return sorted(entries, key=lambda entry: entry.name)


def _bytes_of(path):
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Damaged("it is larger than any notebook")
        return path.read_bytes()
    except OSError as error:
        raise Damaged(f"it cannot be read: {error.strerror}") from None


def _zipped(archive, info):
    return _entry(_name(info), _time(info), lambda: _unpacked(archive, info), _problem(info))


def _problem(info):
    """Why an entry of a zip cannot be taken, or ""."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link"
    return ""


def _entry(name, time, read, problem):
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or (len(parts[0]) == 2 and parts[0][1] == ":"):
        problem = problem or "its name leads out of the export's folder"
    junk = bool(set(JUNK) & set(parts)) or parts[-1].startswith("._")
    return Entry(name, time, read, problem, junk)


def _unpacked(archive, info):
    if info.flag_bits & 1:
        raise Damaged("it is encrypted; unpack the zip with its password and give the folder")
    try:
        with archive.open(info) as file:
            content = file.read(MAX_BYTES + 1)  # a zip may claim any size
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        struct.error,
    ) as error:
        raise Damaged(f"it is damaged: {str(error)[:100]}") from None
    if len(content) > MAX_BYTES:
        raise Damaged("it is larger than any notebook")
    return content


def _name(info):
    """The name in the right letters: many programs write UTF-8 without saying so, or say it in a field of its own."""
    name = info.filename
    extra = _extra(info, NAME_FIELD)
    if len(extra) > 5:
        with contextlib.suppress(UnicodeDecodeError):
            name = extra[5:].decode("utf-8")
    elif not info.flag_bits & 0x800 and not name.isascii():
        with contextlib.suppress(UnicodeEncodeError, UnicodeDecodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _time(info):
    extra = _extra(info, TIME_FIELD)
    if len(extra) >= 5 and extra[0] & 1:
        return datetime.fromtimestamp(struct.unpack("<i", extra[1:5])[0], UTC)
    try:
        return datetime(*info.date_time)
    except ValueError:
        return None


def _extra(info, kind):
    position = 0
    while position + 4 <= len(info.extra):
        number, size = struct.unpack("<HH", info.extra[position : position + 4])
        if number == kind:
            return info.extra[position + 4 : position + 4 + size]
        position += 4 + size
    return b""
