"""Build everything that is generated and kept, or tell what is stale."""
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
from tqdm import tqdm

from ..checks.bank import load_bank
from ..checks.plain import decode
from .pages import coverage_page, errata_page
from .public import public_bytes
from .release import release
from .sources import lesson_folders, notebook_bytes, read_source

PUBLIC = Path("helpers/checks/public")


def generated(root, lessons=None, progress=True):
    """Everything that the build makes, as a dict of path relative to `root` -> bytes. Writes nothing under `root`.

    Args:
        root: the repository's root.
        lessons: folders of the lessons to build; None builds all.

    Raises:
        SourceError, BankError: a source or bank is malformed.
        ValueError: nbgrader refused a notebook.
    """
    root = Path(root)
    files, made, notebooks = {}, [], {}
    for folder in tqdm(lessons or lesson_folders(root), desc="build", unit="lesson", disable=not progress):
        notebook = read_source(folder / f"{folder.name}.py")
        files[Path("solutions") / folder.name / f"{folder.name}.ipynb"] = notebook_bytes(notebook)
        files[PUBLIC / f"{folder.name}.json"] = public_bytes(load_bank(folder))
        made.append(folder)
        notebooks[folder.name] = notebook
    for name, content in _released(root, made, files).items():
        files[Path("course") / name] = content
    if lessons is None:
        files[Path("docs/errata.md")] = errata_page(notebooks).encode("utf-8")
        files[Path("docs/coverage.md")] = coverage_page(notebooks).encode("utf-8")
    return files


def _released(root, folders, files):
    """Release fresh copies in a scratch folder, so that nothing half-made is ever seen in `course/`."""
    import nbformat

    with tempfile.TemporaryDirectory(prefix="nncourse-build-") as scratch:
        scratch = Path(scratch)
        shutil.copy(root / "nbgrader_config.py", scratch / "nbgrader_config.py")
        for folder in folders:
            target = scratch / "solutions" / folder.name
            shutil.copytree(folder, target, ignore=shutil.ignore_patterns("*.py", "*.ipynb", "__pycache__", ".*"))
            (target / f"{folder.name}.ipynb").write_bytes(files[Path("solutions") / folder.name / f"{folder.name}.ipynb"])
        release(scratch, [folder.name for folder in folders], scratch / "course")
        released = {}
        for path in sorted((scratch / "course").rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                if path.suffix == ".ipynb":
                    content = notebook_bytes(nbformat.reads(content.decode("utf-8"), as_version=4))
                released[path.relative_to(scratch / "course")] = content
        return released


def stale(root, files):
    """Relative paths of generated files that differ from `files`, are missing, or should not be there any more."""
    root = Path(root)
    wrong = [path for path, content in files.items() if not _up_to_date(root / path, content)]
    kept = set(files)
    for pattern in ("course/[0-9][0-9]-*/**/*", f"{PUBLIC}/*.json", "solutions/*/*.ipynb"):
        for path in root.glob(pattern):
            relative = path.relative_to(root)
            if path.is_file() and relative not in kept and ".ipynb_checkpoints" not in path.parts:
                wrong.append(relative)
    return sorted(wrong)


def _up_to_date(path, content):
    """True where the file holds `content`; numbers of public cases may differ in their last digits.

    The same NumPy gives another last digit on another processor, so bytes alone would call a fresh file stale.
    """
    if not path.is_file():
        return False
    there = path.read_bytes()
    if there == content:
        return True
    try:
        return path.suffix == ".json" and _alike(json.loads(there), json.loads(content))
    except ValueError:
        return False


def _alike(one, other):
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and "array" in one and "array" in other:
        one, other = decode(one), decode(other)
        close = (1e-4, 1e-5) if one.dtype == np.float32 else (1e-9, 1e-12)  # TensorFlow sums in another order each time
        return one.shape == other.shape and one.dtype == other.dtype and np.allclose(one, other, *close, equal_nan=True)
    if isinstance(one, dict):
        return list(one) == list(other) and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return abs(one - other) <= 1e-9 * abs(one) + 1e-12 if isinstance(one, float) else one == other


def build(root, lessons=None, progress=True):
    """Build and write what changed. Returns the list of written paths; nothing is written when anything fails."""
    root = Path(root)
    files = generated(root, lessons, progress)
    written = []
    for path, content in files.items():
        target = root / path
        if not _up_to_date(target, content):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            written.append(path)
    if lessons is None:
        for path in stale(root, files):
            (root / path).unlink()
            written.append(path)
    return written
