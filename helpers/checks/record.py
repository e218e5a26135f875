"""The student's own record of passed checks: a small file on this computer; nothing is sent anywhere."""

import contextlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from ..course.files import alone, write_whole


def progress_file():
    """Where the record lies; the environment variable NNCOURSE_HOME moves it."""
    home = os.environ.get("NNCOURSE_HOME") or platformdirs.user_data_dir("nncourse", appauthor=False)
    return Path(home) / "progress.json"


def read():
    """The record: exercise id -> {"state", "points", "max", "tries", "first_tried", "first_passed", "asked_more"};
    empty when there is none."""
    try:
        return _sound(progress_file().read_bytes()) or {}
    except OSError:
        return {}


def note(verdict):
    """Add one check to the record. A passed exercise stays passed; an unwritable disk costs nothing but the record."""
    with _entry(verdict.exercise) as entry:
        _count(entry, "tries")
        if "first_tried" not in entry and "state" not in entry:  # a record of an older version does not know when
            entry["first_tried"] = _now()
        if entry.get("state") not in ("right", "recorded"):
            entry.update(state=verdict.state, points=verdict.points, max=verdict.max_points)
            if verdict.state in ("right", "recorded"):
                entry["first_passed"] = _now()


def minutes(known):
    """Minutes from the first check of an exercise to its first right one: exercise id -> minutes, of those passed.

    Args:
        known: the record, as `read` gives it.
    """
    found = {}
    for exercise, entry in known.items():
        with contextlib.suppress(KeyError, TypeError, ValueError):  # a record may be an older one, or edited
            begun, passed = (datetime.fromisoformat(entry[when]) for when in ("first_tried", "first_passed"))
            found[exercise] = round((passed - begun).total_seconds() / 60, 1)
    return found


def _now():
    return datetime.now(UTC).isoformat(timespec="seconds")


_steps: dict[str, tuple] = {}  # exercise id -> (its latest answer in short, the steps that were told of it)


def asked(exercise, answer, more):
    """How many further steps to tell of an answer; asking for more adds one and counts in the record ("asked_more").

    Args:
        exercise: its id.
        answer: what came back, in short: another answer starts again at 0.
        more: False asks for the first hint alone.
    """
    before = _steps.get(exercise, ("", 0))
    steps = (before[1] if before[0] == answer else 0) + 1 if more else 0
    _steps[exercise] = (answer, steps)
    if more:
        with _entry(exercise) as entry:
            _count(entry, "asked_more")
    return steps


def _sound(content):
    """The entries that a file holds; None where it is no record at all."""
    try:
        record = json.loads(content)
    except ValueError:
        return None
    return {name: entry for name, entry in record.items() if isinstance(entry, dict)} if type(record) is dict else None


def _count(entry, what):
    before = entry.get(what)
    entry[what] = before + 1 if type(before) is int else 1


@contextlib.contextmanager
def _entry(exercise):
    """The entry of an exercise, to be changed; no other notebook writes meanwhile."""
    path, entry = progress_file(), {}
    with alone(path):
        try:
            record = _sound(path.read_bytes())
            if record is None:
                kept = path.with_name(f"progress-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.json")
                os.replace(path, kept)
                print(f"Your record of passed checks cannot be read. It is kept as {kept}, and a new one begins.")
        except FileNotFoundError:
            record = None
        except OSError:  # what cannot be read is not written over
            yield entry
            return
        record = record or {}
        yield record.setdefault(exercise, entry)
        with contextlib.suppress(OSError):
            write_whole(path, json.dumps(record, indent=1, sort_keys=True))
