"""Update a course in use: a new release comes in, the student's answers stay, and the old file is kept beside."""
import copy
import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import nbformat

from ..files import write_whole

OWN_ID = re.compile(r"[0-9a-f]{12}(-\d+)?")  # ids that the build gives to cells without a grade_id
KEPT_HEADING = "## Answers from an earlier version\n\nThese exercises are no longer part of the lesson. Nothing of yours was deleted."


def merge(mine, new):
    """The new release of a lesson with the student's work in it.

    Answers are matched by `grade_id`. Cells that the student added stay behind the cell that they followed. Answers to
    exercises that are gone come last, under a heading of their own.

    Args:
        mine: the student's notebook.
        new: the new release of the same lesson.

    Returns:
        (notebook, dict): the merged notebook, and counts of "kept", "added" and "retired" cells.
    """
    merged = copy.deepcopy(new)
    answers = {_grade_id(cell): cell for cell in mine.cells if _is_answer(cell)}
    kept = 0
    for cell in merged.cells:
        old = answers.pop(_grade_id(cell), None) if _is_answer(cell) else None
        if old is not None and _worked_on(old) and old.cell_type == cell.cell_type:
            cell.source = old.source
            kept += 1
    retired = [cell for cell in answers.values() if _worked_on(cell)]
    added = _put_added_cells(mine, merged)
    if retired:
        merged.cells.append(nbformat.v4.new_markdown_cell(KEPT_HEADING, id="retired-answers"))
        merged.cells += [_plain(cell, f"retired-{_grade_id(cell)}"[:64]) for cell in retired]
    return merged, {"kept": kept, "added": added, "retired": len(retired)}


def update(folder, source, progress=False):
    """Bring a student's folder to a new release.

    Args:
        folder: the student's folder, which holds `course/`.
        source: the new bundle, a zip or an unpacked folder.
        progress: True shows a progress bar.

    Returns:
        list of sentences, one for each lesson that changed.

    Raises:
        ValueError: the folder is the instructors' repository, the source is no bundle, or a notebook cannot be read;
            then nothing has been written.
    """
    from tqdm import tqdm

    folder = Path(folder)
    if (folder / "solutions").exists():  # the bundle's own README and Makefile would take the place of the repository's
        raise ValueError("This folder holds solutions/, so it is the instructors' repository: run this in a student's copy of the course.")
    files = _read_bundle(Path(source))
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    writes, told = {}, []
    for name, content in tqdm(sorted(files.items()), desc="update", unit="file", disable=not progress):
        target = folder / name
        there = target.read_bytes() if target.is_file() else None
        if there == content:
            continue
        if there is None or not (name.startswith("course/") and name.endswith(".ipynb")):
            writes[target] = content
            if name.startswith("course/"):
                told.append(f"{target.name}: new.")
            continue
        merged, counts = merge(_read(there, name), _read(content, name))
        fresh = (nbformat.writes(merged) + "\n").encode("utf-8")
        if fresh == there:
            continue
        backup = target.with_name(f"{target.stem}.before-{stamp}.ipynb")
        writes[backup], writes[target] = there, fresh
        told.append(
            f"{target.name}: {counts['kept']} answer(s) kept, {counts['added']} own cell(s) kept, "
            f"{counts['retired']} answer(s) to retired exercises moved to the end; the old file is {backup.name}."
        )
    for target, content in writes.items():
        write_whole(target, content)
    return told


def _read_bundle(source):
    if source.is_dir():
        files = {path.relative_to(source).as_posix(): path.read_bytes() for path in source.rglob("*") if path.is_file()}
        files = {name: content for name, content in files.items() if not name.startswith(".git/")}
    else:
        try:
            with zipfile.ZipFile(io.BytesIO(source.read_bytes())) as bundle:
                names = [name for name in bundle.namelist() if not name.endswith("/")]
                files = {name.split("/", 1)[-1]: bundle.read(name) for name in names}
        except (OSError, zipfile.BadZipFile) as error:
            raise ValueError(f"{source} is no bundle of the course: {error}") from error
    if not any(name.startswith("course/") for name in files):
        raise ValueError(f"{source} is no bundle of the course: it holds no course/.")
    for name in files:
        if name.startswith("/") or ".." in Path(name).parts:
            raise ValueError(f"{source} holds a file outside its folder ({name}); nothing was written.")
    return files


def _read(content, name):
    try:
        return nbformat.reads(content.decode("utf-8"), as_version=4)
    except Exception as error:  # nbformat raises whatever its parts raise
        raise ValueError(f"{name} cannot be read as a notebook ({error}); nothing was written.") from error


def _put_added_cells(mine, merged):
    """Insert the student's own cells behind the cell that they followed; return how many."""
    places = {cell.id: cell for cell in merged.cells}
    last, count = None, 0
    for cell in mine.cells:
        if cell.id in places:
            last = places[cell.id]
        elif not _grade_id(cell) and not OWN_ID.fullmatch(cell.id):
            own = _plain(cell, cell.id)
            index = next((i for i, other in enumerate(merged.cells) if other is last), -1)
            merged.cells.insert(index + 1, own)
            places[own.id] = last = own
            count += 1
    return count


def _plain(cell, cell_id):
    fresh = copy.deepcopy(cell)
    fresh.id = cell_id
    fresh.metadata.pop("nbgrader", None)
    fresh.metadata.pop("deletable", None)
    return fresh


def _grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def _is_answer(cell):
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _worked_on(cell):
    """True where the answer differs from what was released (nbgrader keeps the released cell's checksum)."""
    from nbgrader.utils import compute_checksum

    released = cell.metadata["nbgrader"].get("checksum")
    return released is None or compute_checksum(cell) != released
