"""Which tests belong to a change: those of each room that it touches, and of every room that
imports what it touches. As a program it prints them: `make test CHANGED=1`.
"""

import subprocess
from pathlib import PurePosixPath

from lessons import ROOT

ELSEWHERE = {
    "docs": "docs",
    "README.md": "docs",
    "data": "experiments",
    "Makefile": "machine",
    ".ci": "machine",
    ".devcontainer": "machine",
    "helpers/bootstrap.py": "machine",
    "nbgrader_config.py": "grading",
}
"""Places outside the package, and what has no room of its own -> the folder of their tests."""

TESTED_IN = {"platforms": "people", "study": "course", "authored": "building", "banks": "checks"}
"""Rooms without a folder of their own in tests/ -> the folder of their tests."""

EVERYWHERE = ("tests/support", "tests/conftest.py", "pyproject.toml", "requirements-test.lock")


def files_to_run():
    """Paths under tests/ for pytest; all of tests/ where the change touches what every test stands on."""
    paths = changed_paths()
    if any(path.startswith(EVERYWHERE) for path in paths):
        return ["tests"]
    rooms = rooms_with_tests()
    chosen = {path for path in paths if path.startswith("tests/") and path.endswith(".py") and (ROOT / path).is_file()}
    for path in paths:
        chosen |= {f"tests/{room}" for room in rooms_of(path) if room in rooms}
    folders = {path for path in chosen if not path.endswith(".py")}
    chosen -= {path for path in chosen if path.endswith(".py") and path.rpartition("/")[0] in folders}
    return sorted(chosen) or ["tests/docs/test_pages_are_true.py"]


def changed_paths():
    """Paths that differ from the branch main: committed, not yet committed, and new."""

    def git(*words):
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()

    base = "main" if git("branch", "--list", "main") else "HEAD"
    (start,) = git("merge-base", "HEAD", base)
    return sorted({*git("diff", "--name-only", start), *git("ls-files", "--others", "--exclude-standard")})


def rooms_with_tests():
    """The folders of tests/ that hold tests."""
    return {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}


def rooms_of(path):
    """The rooms that a change of this file concerns."""
    place = PurePosixPath(path)
    if place.parts[0] in ("solutions", "course"):
        return {"lessons", "checks", "building"}
    for start, room in ELSEWHERE.items():
        if place.is_relative_to(start):
            return {room}
    if place.parts[0] != "helpers":
        return set()
    if place.suffix != ".py":
        return {room_of(place.with_suffix("").parts)}
    return {room_of(module.split(".")) for module in who_imports(".".join(place.with_suffix("").parts))}


def room_of(parts):
    """The room of a module or file: helpers/checks/x is of checks, helpers/instructors/grading/x of grading."""
    inside = [part for part in parts[1:] if part not in ("instructors", "__init__")]
    room = inside[0] if len(inside) > 1 else "course"
    return TESTED_IN.get(room, room)


def who_imports(module):
    """The module and all that stands on it."""
    import grimp

    graph = grimp.build_graph("helpers", cache_dir=None)
    module = module.removesuffix(".__init__")
    if module not in graph.modules:  # deleted
        return {module}
    return {module, *graph.find_downstream_modules(module)}


if __name__ == "__main__":
    print("\n".join(files_to_run()))
