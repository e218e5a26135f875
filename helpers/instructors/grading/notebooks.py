"""A submitted notebook made sound: read without trust, and given back the graded cells and metadata of the release."""

import functools
import json
import re
import stat
from pathlib import Path

from ...course import matching, notebooks
from ...course.errors import Unreadable
from .hostile import PICTURES

MAX_BYTES = 150_000_000
LARGE = 2_000_000  # bytes from which outputs are cut out before anything is read
MAX_CELLS = 5_000
MAX_PICTURES = 12  # in one cell
MAX_PARTS = (
    2_000_000  # brackets and commas: each makes an object in memory, which takes many times its place in the file
)
# The key of outputs with the bracket behind it, any other string (to the end where it is not closed), a bracket.
TOKEN = re.compile(rb'"outputs"\s*:\s*\[|"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)
MAX_TOKENS = 10_000_000
CELL_DEPTHS = (3, 5)  # {"cells": [{, and before 2015 {"worksheets": [{"cells": [{
KINDS = ("code", "markdown", "raw")


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
        raise Unreadable(
            f"{path.name} has {status.st_size / 1e6:.0f} MB; a notebook may have {MAX_BYTES / 1e6:.0f}. Clear its "
            f"outputs."
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read ({error.strerror}).") from None


def read_cells(content):
    """The cells of a notebook file as a list of {"kind", "source", "grade_id", "pictures"}; outputs and all else are
    dropped.

    Raises:
        Unreadable: the bytes are not a notebook.
    """
    if not content.strip():
        raise Unreadable("The file is empty.")
    if content[:2] == b"\x1f\x8b" or content[:4] == b"PK\x03\x04":
        raise Unreadable("The file is compressed; hand in the notebook itself.")
    try:
        data = json.loads(_text(content))
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


def _text(content):
    """A notebook's text, without the outputs of a large one: they are not read, and may be anything.

    Raises:
        Unreadable: what is left would be millions of values.
        ValueError: it is no text.
    """
    encoding = json.detect_encoding(content)
    if encoding != "utf-8":
        content = content.decode(encoding).encode()
    if len(content) > LARGE:
        content = _without_outputs(content)
    if _parts(content) > MAX_PARTS:
        raise Unreadable("The notebook holds millions of values. Clear its outputs and hand in again.")
    try:
        return content.decode()
    except UnicodeDecodeError:  # an old editor of Windows
        return content.decode("cp1252")


def _parts(content):
    return sum(map(content.count, (b"[", b"{", b",")))


def _without_outputs(content):
    """The bytes of a notebook in which the outputs of each cell are an empty list."""
    kept, depth, begun, start, inside = [], 0, 0, None, None
    for count, found in enumerate(TOKEN.finditer(content)):
        token = found[0]
        if count > MAX_TOKENS:
            raise Unreadable("The notebook holds millions of values. Clear its outputs and hand in again.")
        if token in b"[{":
            depth += 1
        elif token in b"]}":
            depth -= 1
            if inside is not None and depth == inside:
                kept += [content[begun:start], b"[]"]
                begun, inside = found.end(), None
        elif token.startswith(b'"outputs"') and token.endswith(b"["):
            if inside is None and depth in CELL_DEPTHS:
                start, inside = found.end() - 1, depth
            depth += 1
    return b"".join([*kept, content[begun:]])


def carried(content):
    """What outputs of a notebook that `read_cells` can read tell the class report: (predictions, minutes).

    Predictions are id -> {"guess", "right"}, minutes those to the first right check, exercise id -> number.
    """
    from ...study import predict, progress

    known = (predict.MIME.encode(), progress.TIMES.encode())
    if not any(name in content for name in known) or _parts(content) > MAX_PARTS:
        return {}, {}
    try:
        notebook = json.loads(content)
        return predict.believed(notebook), progress.shared(notebook)
    except (ValueError, RecursionError):  # an old encoding, or outputs that were made to break whoever reads them
        return {}, {}


def _cell(cell):
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(piece for piece in source if isinstance(piece, str))
    source = source if isinstance(source, str) else ""
    grade_id = notebooks.grade_id(cell)
    kind = cell.get("cell_type")
    return {
        "kind": kind if kind in KINDS else "raw",
        # Lone surrogates cannot be written to a file again.
        "source": source.encode("utf-8", "replace").decode("utf-8"),
        "grade_id": grade_id if isinstance(grade_id, str) else None,
        "pictures": _pictures(cell.get("attachments")),
    }


def _pictures(attachments):
    """Pictures that were pasted into a cell, as they were handed in: name -> {mime type: text}."""
    found = {}
    for name, kinds in attachments.items() if isinstance(attachments, dict) else ():
        for mime in PICTURES:
            data = kinds.get(mime) if isinstance(kinds, dict) else None
            data = "".join(map(str, data)) if isinstance(data, list) else data
            if isinstance(data, str) and len(found) < MAX_PICTURES:
                found[re.sub(r"[^\w.-]", "_", str(name))[-80:]] = {mime: data}
    return found


def sanitized(cells, released):
    """The submission as a sound notebook: what the student wrote, in the frame that the release gives.

    Graded and solution cells get the release's metadata, by `grade_id`, or by what they hold where a student's tool has
    lost it; check cells get the release's text; missing ones come back; doubles, tags and all other metadata go.

    Args:
        cells: of `read_cells`.
        released: the released notebook (an nbformat notebook).

    Returns:
        (notebook, notes): `notes` are sentences on what had to be mended.

    Raises:
        Unreadable: it is another lesson's notebook.
    """
    import nbformat

    _of_this_lesson(cells, released)
    frame = matching.released_frame(released)
    cells = matching.split_checks(cells, released)
    owners, notes = matching.owners(cells, released)
    going_on = matching.own_words(cells, owners, released)
    moved = {k for more in going_on.values() for k in more}
    made = []
    for i, (cell, owner) in enumerate(zip(cells, owners)):
        if i in moved:
            continue
        original = frame.get(owner)
        kind = original.cell_type if original is not None else cell["kind"]
        fresh = _fresh(kind, cell["source"])
        pictures = [cells[k].get("pictures", {}) for k in (i, *going_on.get(i, ()))]
        if kind == "markdown" and any(pictures):
            fresh.attachments = {name: kinds for own in pictures for name, kinds in own.items()}
        if original is not None:
            notebooks.give_meaning(fresh, original)
            if kind != cell["kind"]:
                notes.append(f'The cell "{owner}" had become a {cell["kind"]} cell.')
                fresh.source = matching.unfenced(cell["source"]) if kind == "code" else cell["source"]
            if notebooks.is_check(original):
                if cell["source"] != original.source:
                    notes.append(f'The check "{owner}" had been edited.')
                    made += [(None, _fresh("code", line)) for line in _other_name(cell["source"], original.source)]
                fresh.source = original.source
            elif kind == "markdown" and i not in going_on and cell["source"].strip() in ("", original.source.strip()):
                fresh.source = original.source  # nothing but spaces is no answer
            elif i in going_on:
                fresh.source = _joined(cell["source"], [cells[k]["source"] for k in going_on[i]], original.source)
                notes.append(f'The answer "{owner}" goes on in the cells below it.')
        made.append((owner, fresh))
    _set_up_again(made, released, notes)
    made = _restored(made, frame, notes)
    for number, (owner, cell) in enumerate(made):
        cell.id = f"{owner or 'cell'}-{number}"[:64] if re.fullmatch(r"[\w-]*", owner or "") else f"cell-{number}"
    language = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    notebook = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": language, "cells": []})
    notebook.cells = [cell for _, cell in made]
    return notebook, notes


def _of_this_lesson(cells, released):
    """Refuse a notebook that holds another lesson's checks and nothing of this one: all of it would be a silent 0."""
    ours, theirs = _lessons(released.cells), _lessons(cells)
    names = {notebooks.grade_id(cell) for cell in released.cells} - {None}
    if theirs and not theirs & ours and not any(cell["grade_id"] in names for cell in cells):
        raise Unreadable(f"The notebook holds exercises of lesson {min(theirs)} and none of this one. Was it mixed up?")


def _lessons(cells):
    """Numbers of the lessons whose exercises are checked in cells."""
    checked = (notebooks.checked(cell) or "" for cell in cells)
    return {name[:2] for name in checked if re.match(r"[0-9]{2}\.", name)}


def _other_name(line, original):
    """`step = Step` where a check was edited to look at Step: the student has given the answer another name."""
    theirs, ours = notebooks.CHECK.fullmatch(line.strip()), notebooks.CHECK.fullmatch(original.strip())
    if theirs and ours and theirs["name"] and theirs["id"] == ours["id"] and theirs["name"] != ours["name"]:
        yield f"{ours['name']} = {theirs['name']}"


def _joined(source, more, stub):
    """An answer in words with what the student wrote below it; the released text alone is not part of it."""
    parts = [part for part in (source, *more) if part.strip() and part.strip() != stub.strip()]
    return "\n\n".join(parts) or source


def _set_up_again(made, released, notes):
    """Put the release's set-up cells first where the submission has them changed or not at all; its own still run
    after.
    """
    sources = {cell.source.strip() for _, cell in made if cell.cell_type == "code"}
    lost = [c for c in released.cells if notebooks.has_tag(c, notebooks.SETUP) and c.source.strip() not in sources]
    for cell in reversed(lost):
        made.insert(0, (None, _fresh("code", cell.source)))
    if lost:
        notes.append("The set-up cell was changed or missing; the lesson's own ran first.")


def _fresh(kind, source):
    """A cell without metadata. nbformat's own makers validate each one against the schema, which takes most of the
    time.
    """
    import nbformat

    cell = {"id": "", "cell_type": kind, "metadata": {}, "source": source}
    return nbformat.from_dict(cell | {"outputs": [], "execution_count": None} if kind == "code" else cell)


@functools.lru_cache(maxsize=32)
def parsed(text):
    """The notebook of a text that we wrote ourselves; shared, so never change it."""
    import nbformat

    return nbformat.v4.reads(text)  # without a look at whether it is a notebook


def written(notebook):
    """A sound notebook as text."""
    import nbformat

    return nbformat.v4.writes(notebook) + "\n"


def own_words(notebook, released):
    """True where a sanitized notebook holds words that are not of the release and in no answer's cell."""
    given = {cell.source.strip() for cell in released.cells}
    return any(
        cell.cell_type != "code" and not notebooks.about(cell) and cell.source.strip() not in given | {""}
        for cell in notebook.cells
    )


def _restored(made, frame, notes):
    """Put graded and solution cells that are missing back after the cell that they follow in the release."""
    import nbformat

    names = list(frame)
    for position, name in enumerate(names):
        there = {owner: i for i, (owner, _) in enumerate(made) if owner}
        if name in there:
            continue
        before = [there[other] for other in names[:position] if other in there]
        fresh = frame[name].copy()
        fresh.metadata = nbformat.from_dict({})
        notebooks.give_meaning(fresh, frame[name])
        if fresh.cell_type == "code":
            fresh.outputs, fresh.execution_count = [], None
        if not notebooks.is_check(frame[name]) and fresh.cell_type == "code":
            # Students may answer in a cell of their own; an empty exercise put back must not hide that.
            fresh.source = "# This cell was missing from the submission."
        made.insert(before[-1] + 1 if before else 0, (name, fresh))
        notes.append(f'The cell "{name}" was missing and was put back.')
    return made
