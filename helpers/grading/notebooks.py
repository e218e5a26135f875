"""A submitted notebook made sound: read without trust, and given back the graded cells and metadata of the release."""
import functools
import json
import re
import stat
from pathlib import Path

import nbformat

MAX_BYTES = 50_000_000
MAX_CELLS = 5_000
MAX_PARTS = 2_000_000  # brackets and commas: each makes an object in memory, which takes many times its place in the file
KINDS = ("code", "markdown", "raw")
CHECK_LINE = re.compile(r"""^\s*check\(\s*['"]([^'"]+)['"]""")


class Unreadable(ValueError):
    """A submitted file is not a notebook; the message says what it is, in one sentence for a person."""


def read_bytes(path):
    """The bytes of a submitted file, which must be an ordinary file of reasonable size.

    Raises:
        Unreadable: it is a link, a device, a folder, or too large.
    """
    path = Path(path)
    try:
        status = path.lstat()
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read ({error.strerror}).") from None
    if not stat.S_ISREG(status.st_mode):
        kind = "a link" if stat.S_ISLNK(status.st_mode) else "not an ordinary file"
        raise Unreadable(f"{path.name} is {kind}; hand in the notebook itself.")
    if status.st_size > MAX_BYTES:
        raise Unreadable(f"{path.name} has {status.st_size / 1e6:.0f} MB; a notebook may have {MAX_BYTES / 1e6:.0f}. Clear its outputs.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read ({error.strerror}).") from None


def read_cells(content):
    """The cells of a notebook file as a list of {"kind", "source", "grade_id"}; outputs and all else are dropped.

    Raises:
        Unreadable: the bytes are not a notebook.
    """
    if not content.strip():
        raise Unreadable("The file is empty.")
    if content[:2] == b"\x1f\x8b" or content[:4] == b"PK\x03\x04":
        raise Unreadable("The file is compressed; hand in the notebook itself.")
    if sum(map(content.count, (b"[", b"{", b","))) > MAX_PARTS:
        raise Unreadable("The notebook holds millions of values. Clear its outputs and hand in again.")
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unreadable("The file is not a notebook: it is not valid JSON. Was it saved completely?") from None
    cells = data.get("cells") if isinstance(data, dict) else None
    if cells is None and isinstance(data, dict) and isinstance(data.get("worksheets"), list):
        sheets = [sheet for sheet in data["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets for cell in sheet.get("cells") or []]  # notebooks before 2015
    if not isinstance(cells, list):
        raise Unreadable("The file is JSON but not a notebook: it has no cells.")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"The notebook has {len(cells)} cells; at most {MAX_CELLS} are read.")
    return [_cell(cell) for cell in cells if isinstance(cell, dict)]


def _cell(cell):
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(piece for piece in source if isinstance(piece, str))
    source = source if isinstance(source, str) else ""
    metadata = cell.get("metadata") if isinstance(cell.get("metadata"), dict) else {}
    nbgrader = metadata.get("nbgrader") if isinstance(metadata.get("nbgrader"), dict) else {}
    grade_id = nbgrader.get("grade_id")
    kind = cell.get("cell_type")
    return {
        "kind": kind if kind in KINDS else "raw",
        # Lone surrogates cannot be written to a file again.
        "source": source.encode("utf-8", "replace").decode("utf-8"),
        "grade_id": grade_id if isinstance(grade_id, str) else None,
    }


def sanitized(cells, released):
    """The submission as a sound notebook: what the student wrote, in the frame that the release gives.

    Graded and solution cells get the release's metadata, by `grade_id`, or by what they hold where a student's tool has
    lost it; check cells get the release's text; missing ones come back; doubles, tags and all other metadata go.

    Args:
        cells: of `read_cells`.
        released: the released notebook (an nbformat notebook).

    Returns:
        (notebook, notes): `notes` are sentences on what had to be mended.
    """
    frame = {c.metadata.nbgrader.grade_id: c for c in released.cells if "nbgrader" in c.metadata}
    owners, notes = _owners(cells, released, frame)
    made = []
    for cell, owner in zip(cells, owners):
        original = frame.get(owner)
        kind = original.cell_type if original is not None else cell["kind"]
        fresh = _fresh(kind, cell["source"])
        if original is not None:
            fresh.metadata.nbgrader = dict(original.metadata.nbgrader)
            fresh.metadata.nbgrader.pop("cell_type", None)
            if kind != cell["kind"]:
                notes.append(f'The cell "{owner}" had become a {cell["kind"]} cell.')
            if _locked(original):
                if cell["source"] != original.source:
                    notes.append(f'The check "{owner}" had been edited.')
                fresh.source = original.source
        made.append((owner, fresh))
    made = _restored(made, frame, notes)
    for number, (owner, cell) in enumerate(made):
        cell.id = f"{owner or 'cell'}-{number}"[:64] if re.fullmatch(r"[\w-]*", owner or "") else f"cell-{number}"
    language = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    notebook = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": language, "cells": []})
    notebook.cells = [cell for _, cell in made]
    return notebook, notes


def _fresh(kind, source):
    """A cell without metadata. nbformat's own makers validate each one against the schema, which takes most of the time."""
    cell = {"id": "", "cell_type": kind, "metadata": {}, "source": source}
    return nbformat.from_dict(cell | {"outputs": [], "execution_count": None} if kind == "code" else cell)


@functools.lru_cache(maxsize=32)
def parsed(text):
    """The notebook of a text that we wrote ourselves; shared, so never change it."""
    return nbformat.reads(text, as_version=4)


def written(notebook):
    """A sound notebook as text."""
    return nbformat.v4.writes(notebook) + "\n"


def _locked(cell):
    return cell.metadata.nbgrader.get("grade") and not cell.metadata.nbgrader.get("solution")


def _owners(cells, released, frame):
    """For each submitted cell the grade_id that it answers for, or None; no id twice."""
    notes, taken, owners = [], set(), [None] * len(cells)
    checks = {CHECK_LINE.match(c.source)[1]: name for name, c in frame.items() if _locked(c) and CHECK_LINE.match(c.source)}
    # A check is what it says, whatever a student's tool has done to its metadata; then the ids count.
    for i, cell in enumerate(cells):
        line = CHECK_LINE.match(cell["source"]) if cell["source"].strip().count("\n") == 0 else None
        name = checks.get(line[1]) if line else None
        if name and name not in taken:
            owners[i] = name
            taken.add(name)
    for i, cell in enumerate(cells):
        if owners[i] is None and cell["grade_id"] in frame:
            if cell["grade_id"] in taken:
                notes.append(f'The cell "{cell["grade_id"]}" was there twice; one of them counts.')
            else:
                owners[i] = cell["grade_id"]
                taken.add(cell["grade_id"])
    _find_by_neighbour(cells, released, frame, owners, taken)
    return owners, notes


def _find_by_neighbour(cells, released, frame, owners, taken):
    """Answers in words whose metadata was lost: the cell right after the same question as in the release."""
    texts = [cell["source"].strip() for cell in cells]
    for before, cell in zip(released.cells, released.cells[1:]):
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if not name or name in taken or _locked(cell) or cell.cell_type != "markdown":
            continue
        if before.source.strip() in texts[:-1]:
            i = texts.index(before.source.strip()) + 1
            if owners[i] is None and cells[i]["kind"] == "markdown":
                owners[i] = name
                taken.add(name)


def _restored(made, frame, notes):
    """Put graded and solution cells that are missing back after the cell that they follow in the release."""
    names = list(frame)
    for position, name in enumerate(names):
        there = {owner: i for i, (owner, _) in enumerate(made) if owner}
        if name in there:
            continue
        before = [there[other] for other in names[:position] if other in there]
        fresh = frame[name].copy()
        fresh.metadata = nbformat.from_dict({"nbgrader": dict(frame[name].metadata.nbgrader)})
        fresh.metadata.nbgrader.pop("cell_type", None)
        if fresh.cell_type == "code":
            fresh.outputs, fresh.execution_count = [], None
        if not _locked(frame[name]) and fresh.cell_type == "code":
            # Students may answer in a cell of their own; an empty exercise put back must not hide that.
            fresh.source = "# This cell was missing from the submission."
        made.insert(before[-1] + 1 if before else 0, (name, fresh))
        notes.append(f'The cell "{name}" was missing and was put back.')
    return made
