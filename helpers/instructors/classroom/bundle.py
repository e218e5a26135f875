"""The student's bundle: course, helpers, data and set-up, and nothing that an instructor keeps.

The same content goes into a zip, or into a git repository that students pull from.
"""

import shlex
import subprocess
import zipfile
from pathlib import Path

from ...course.errors import CourseError
from ..authored import Course
from ..building.build import complaint, generated
from ..people.book import ABOUT, about_class, about_text

FILES = (
    "environment.yml",
    "pyproject.toml",
    "hatch_build.py",
    "requirements.lock",
    "nbgrader_config.py",
    "LICENSE",
    "LICENSE-TEXT",
    "postBuild",
    ".devcontainer/devcontainer.json",
    ".devcontainer/Dockerfile",
)
PROGRAMS = ("postBuild",)
FOLDERS = ("course", "helpers", "data")
INSTRUCTORS = "helpers/instructors/"  # what stays behind is a place, not a list
NEVER = ("__pycache__", ".ipynb_checkpoints", "cache")
README = Path("docs/student-guide.md")
MAKEFILE = """\
# The two commands of a student. PYTHON=path chooses the Python; on Windows call helpers/bootstrap.py directly.
.PHONY: lab doctor
PYTHON ?= python3
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV CONDA_PREFIX # another active environment does not mix into this one

lab: ## open JupyterLab on the first lesson (sets up at the first time)
\t@"$(PYTHON)" helpers/bootstrap.py lab $(LAB_ARGS)

doctor: ## say what of the set-up is fine and what is missing
\t@"$(PYTHON)" helpers/bootstrap.py setup && .venv/bin/python -m helpers doctor
"""
GITIGNORE = ".venv/\n__pycache__/\n.ipynb_checkpoints/\n*.egg-info/\ngrading/\ndata/cache/\n"


def contents(course: Course) -> dict[str, bytes]:
    """What a student receives, as a dict of path (relative, with slashes) -> bytes.

    Raises:
        CourseError: the released course is stale, so that what students get would differ from the sources.
    """
    if wrong := complaint(course, generated(course)):  # takes a while, and shows how far it is
        raise CourseError(wrong)
    root = course.root
    files = {name: (root / name).read_bytes() for name in FILES}
    if about := about_class(course):  # who grades is not for students
        files[ABOUT] = about_text({key: about.get(key) for key in ("id", "term")}).encode()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_file() and not name.startswith(INSTRUCTORS) and not set(NEVER) & set(path.parts):
                files[name] = path.read_bytes()
    files["README.md"] = (root / README).read_bytes()
    files["Makefile"] = MAKEFILE.encode()
    files[".gitignore"] = GITIGNORE.encode()
    return files


def make_zip(course: Course, target: str | Path) -> Path:
    """Write the bundle as a zip whose one folder is `nncourse/`; the same sources give the same bytes. Returns its
    path.
    """
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    files = contents(course)
    fresh = target.with_suffix(".part")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"nncourse/{name}", date_time=(2020, 1, 1, 0, 0, 0))
            entry.external_attr = (0o755 if name in PROGRAMS else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, files[name])
    fresh.replace(target)
    return target


def make_repository(course: Course, target: str | Path) -> bool:
    """Write the bundle into the git repository `target` as one commit, for students who pull.

    Returns:
        True when there was anything new to commit.

    Raises:
        CourseError: `target` is no git repository, or one that holds something else, or git fails.
    """
    target = Path(target)
    if not (target / ".git").exists():  # a path with a slip in it must not become a second repository
        new = f"git init --initial-branch=main {shlex.quote(str(target))}"
        raise CourseError(f"{target} is no git repository. If it is to be the students', make it one first: {new}")
    there = [name for name in _git(target, "ls-files", "-z").split("\0") if name]
    if there and (FILES[0] not in there or any(name.startswith("solutions/") for name in there)):
        raise CourseError(
            f"{target} is a repository of something else, whose files would be lost: name the students' one."
        )
    files = contents(course)
    for name in there:
        if name not in files:
            (target / name).unlink(missing_ok=True)
    for name, content in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o755 if name in PROGRAMS else 0o644)
    _git(target, "add", "--all")
    if not _git(target, "status", "--porcelain").strip():
        return False
    _git(
        target,
        "-c",
        "user.name=nncourse",
        "-c",
        "user.email=nncourse@localhost",
        "commit",
        "--quiet",
        "-m",
        "New release of the course",
    )
    return True


def _git(folder, *arguments):
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise CourseError(f"git {arguments[0]} failed in {folder}: {done.stderr.strip()}")
    return done.stdout
