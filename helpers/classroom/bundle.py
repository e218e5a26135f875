"""The student's bundle: course, helpers, data and set-up, and nothing that an instructor keeps.

The same content goes into a zip, or into a git repository that students pull from.
"""
import re
import subprocess
import zipfile
from pathlib import Path

from ..building.build import generated, stale

FILES = ("environment.yml", "pyproject.toml", "requirements.lock", "nbgrader_config.py", "LICENSE", "LICENSE-TEXT",
         "postBuild", ".devcontainer/devcontainer.json", ".devcontainer/Dockerfile")
PROGRAMS = ("postBuild",)
FOLDERS = ("course", "helpers", "data")
# Rooms of the instructor: they hold no answer, but a student has no use for them.
LEFT_OUT = ("helpers/grading", "helpers/handouts", "helpers/classroom/hub", "data/cache")
NEVER = ("__pycache__", ".ipynb_checkpoints")
README = Path("docs/student-guide.md")
MAKEFILE = """\
# The two commands of a student. PYTHON=path chooses the Python; on Windows call helpers/bootstrap.py directly.
.PHONY: lab doctor
PYTHON ?= python3

lab: ## open JupyterLab on the first lesson (sets up at the first time)
\t@"$(PYTHON)" helpers/bootstrap.py lab $(LAB_ARGS)

doctor: ## say what of the set-up is fine and what is missing
\t@"$(PYTHON)" helpers/bootstrap.py setup && .venv/bin/python -m helpers doctor
"""
GITIGNORE = ".venv/\n__pycache__/\n.ipynb_checkpoints/\n*.egg-info/\ngrading/\ndata/cache/\n"


def contents(root):
    """What a student receives, as a dict of path (relative, with slashes) -> bytes.

    Raises:
        ValueError: the released course is stale, so that what students get would differ from the sources.
    """
    root = Path(root)
    wrong = stale(root, generated(root, progress=False))
    if wrong:
        raise ValueError(f"The released course is stale ({wrong[0]} and {len(wrong) - 1} more): run `nncourse build` first.")
    files = {name: (root / name).read_bytes() for name in FILES}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_file() and not name.startswith(LEFT_OUT) and not set(NEVER) & set(path.parts):
                files[name] = path.read_bytes()
    files["pyproject.toml"] = _without_exporters(files["pyproject.toml"])
    files["README.md"] = (root / README).read_bytes()
    files["Makefile"] = MAKEFILE.encode()
    files[".gitignore"] = GITIGNORE.encode()
    return files


def _without_exporters(project):
    """pyproject.toml without the exporters, whose room stays behind: Jupyter would load them, and lose its whole export menu."""
    return re.sub(rb'^\[project\.entry-points\."nbconvert\.exporters"\]\n(?:.+\n)*\n?', b"", project, flags=re.MULTILINE)


def make_zip(root, target):
    """Write the bundle as a zip whose one folder is `nncourse/`; the same sources give the same bytes. Returns its path."""
    files = contents(root)
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".part")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"nncourse/{name}", date_time=(2020, 1, 1, 0, 0, 0))
            entry.external_attr = (0o755 if name in PROGRAMS else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, files[name])
    fresh.replace(target)
    return target


def make_repository(root, target):
    """Write the bundle into the git repository `target` (made if need be) as one commit, for students who pull.

    Returns:
        True when there was anything new to commit.

    Raises:
        ValueError: `target` holds other files that are no git repository, or git fails.
    """
    files = contents(root)
    target = Path(target)
    if not (target / ".git").is_dir():
        if target.exists() and any(target.iterdir()):
            raise ValueError(f"{target} is neither empty nor a git repository: name another folder.")
        target.mkdir(parents=True, exist_ok=True)
        _git(target, "init", "--quiet", "--initial-branch=main")
    for name in filter(None, _git(target, "ls-files", "-z").split("\0")):
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
    _git(target, "-c", "user.name=nncourse", "-c", "user.email=nncourse@localhost", "commit", "--quiet", "-m", "New release of the course")
    return True


def _git(folder, *arguments):
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise ValueError(f"git {arguments[0]} failed in {folder}: {done.stderr.strip()}")
    return done.stdout
