"""Lay out the folder that the students' container image is built in: the bundle, and Jupyter's settings for a class."""

import json
from pathlib import Path

from ....course.errors import CourseError
from ..bundle import contents

HERE = Path(__file__).resolve().parent


def settings():
    """Jupyter's settings for students as one folder: a dict of path -> bytes."""
    files = {}
    for folder in (HERE / "everyone", HERE / "students"):
        for path in sorted(folder.rglob("*")):
            if path.suffix not in (".json", ".py"):
                continue
            name, content = path.relative_to(folder).as_posix(), path.read_bytes()
            if name in files:
                content = (json.dumps(merged(json.loads(files[name]), json.loads(content)), indent=2) + "\n").encode()
            files[name] = content
    return files


def merged(one, other):
    """Two nested dicts as one; where they differ, the second counts."""
    both = dict(one)
    for key, value in other.items():
        both[key] = merged(one[key], value) if isinstance(value, dict) and isinstance(one.get(key), dict) else value
    return both


def make_folder(course, target):
    """Write the build folder; return the paths written, relative to it.

    Raises:
        CourseError: `target` holds files already, or the released course is stale.
    """
    target = Path(target)
    if target.exists() and any(target.iterdir()):
        raise CourseError(f"{target} is not empty: name a new folder.")
    files = contents(course)
    files |= {f"settings/{name}": content for name, content in settings().items()}
    files["Containerfile"] = (HERE / "kubernetes/Containerfile").read_bytes()
    for name, content in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return sorted(files)
