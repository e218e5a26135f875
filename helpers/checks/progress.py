"""The student's own record of passed checks: a small file on this computer; nothing is sent anywhere."""
import json
import os
from datetime import datetime, timezone
from pathlib import Path

import platformdirs

from ..files import write_whole


def progress_file():
    """Where the record lies; the environment variable NNCOURSE_HOME moves it."""
    home = os.environ.get("NNCOURSE_HOME") or platformdirs.user_data_dir("nncourse", appauthor=False)
    return Path(home) / "progress.json"


def read():
    """The record: exercise id -> {"state", "points", "max", "tries", "first_passed"}; empty when there is none."""
    try:
        record = json.loads(progress_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def note(verdict):
    """Add one check to the record. A passed exercise stays passed; an unwritable disk costs nothing but the record."""
    record = read()
    entry = record.setdefault(verdict.exercise, {"tries": 0})
    entry["tries"] += 1
    if entry.get("state") not in ("right", "recorded"):
        entry.update(state=verdict.state, points=verdict.points, max=verdict.max_points)
        if verdict.state in ("right", "recorded"):
            entry["first_passed"] = datetime.now(timezone.utc).isoformat(timespec="seconds")
    path = progress_file()
    try:
        write_whole(path, json.dumps(record, indent=1, sort_keys=True))
    except OSError:
        pass
