"""Where the course lies, and files that are written whole or not at all, whenever the process may be killed."""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

HELPERS = Path(__file__).resolve().parents[1]
ROOT = HELPERS.parent
"""The folder of the package, and the repository or the student's copy around it."""


def write_whole(path: str | Path, content: str | bytes) -> None:
    """Write text (as UTF-8) or bytes to a file, and make its folder where it is missing.

    Raises:
        OSError: the file cannot be written; what was there is still there.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        fresh.write_bytes(data)
        os.replace(fresh, path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def alone(path: Path, wait: float = 2.0) -> Iterator[None]:
    """Keep other processes of the same person from changing a small file while it is read and written again.

    A lock that is `wait` seconds old is that of a process that was killed; where none can be made, there is none.
    """
    lock, end = path.with_name(f".{path.name}.lock"), time.monotonic() + wait
    mine, seen = None, None
    while mine is None:
        try:
            lock.parent.mkdir(parents=True, exist_ok=True)
            made = os.open(lock, os.O_CREAT | os.O_EXCL)
            mine = _which(os.fstat(made))
            os.close(made)
        except BUSY:
            with contextlib.suppress(OSError):
                found = lock.stat()
                if _which(found) != seen:  # another process has its turn: the waiting begins again
                    seen, end = _which(found), time.monotonic() + wait
                if time.time() - found.st_mtime >= wait or time.monotonic() >= end:
                    lock.unlink()
                    continue
            if time.monotonic() >= end:
                break
            time.sleep(0.01)
        except OSError:
            break
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            if mine and _which(lock.stat()) == mine:  # who took too long may find the lock of the next one
                lock.unlink()


# Windows refuses a file that another process is just removing.
BUSY = (FileExistsError, PermissionError) if os.name == "nt" else (FileExistsError,)


def _which(found: os.stat_result) -> tuple[int, int]:
    """What tells one lock from the next of the same name."""
    return found.st_ino, found.st_mtime_ns
