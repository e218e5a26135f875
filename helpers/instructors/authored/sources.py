"""Read a lesson's text source (Jupytext `py:percent` with nbgrader metadata) and write notebooks reproducibly."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from ...course import notebooks
from ...course.errors import SourceError

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
MARKER = re.compile(r"^# %%(?P<rest>.*)$")
FLAGS = ("grade", "solution", "locked", "task")


def read_source(path: str | Path) -> Any:
    """The notebook that a text source describes: deterministic cell ids, no outputs, kernelspec `python3`.

    Raises:
        SourceError: there is none, nbgrader metadata is malformed, or a grade_id is used twice.
    """

    path = Path(path)
    if not path.is_file():
        raise SourceError(f"{path.parent.name} has no text source: {path} does not exist.")
    return parsed(path.read_text("utf-8"), path)


def parsed(text: str, path: Path) -> Any:
    """The notebook that the text of a source describes; `path` is for messages."""
    import jupytext  # it takes a second; finding a lesson should not

    _check_markers(path, text)
    return normalized(jupytext.reads(text, fmt="py:percent"))


def normalized(notebook: Any) -> Any:
    """The notebook with reproducible ids and metadata, and without outputs."""
    import nbformat

    give_ids(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNELSPEC, "language_info": {"name": "python"}})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def give_ids(notebook: Any) -> None:
    """Name each cell by its grade_id, or by its text: an update knows by that what is the course's own."""
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        stem = notebooks.grade_id(cell) or hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        seen[stem] = seen.get(stem, 0) + 1
        cell.id = stem if seen[stem] == 1 else f"{stem}-{seen[stem]}"


def notebook_bytes(notebook: Any) -> bytes:
    """A notebook as the exact bytes of its file."""
    import nbformat

    return (nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n").encode("utf-8")


def first_lines(text: str) -> list[int]:
    """For each cell of a text source, the number of the line that its first line stands in, from 1."""
    lines, found = text.splitlines(), []
    for number, line in enumerate(lines, 1):
        if re.match(r"# %%( |$)", line):
            # Jupytext leaves out empty lines between a marker and its cell.
            while number < len(lines) and lines[number] in ("", "#"):
                number += 1
            found.append(number + 1)
    return found


def _check_markers(path: Path, text: str) -> None:
    ids: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        marker = MARKER.match(line)
        if not marker or "nbgrader" not in marker["rest"]:
            continue
        where = f"{path}, line {number}"
        found = re.search(r"\bnbgrader=(.*)$", marker["rest"])
        if not found:
            raise SourceError(f"{where}: nbgrader metadata is written nbgrader={{...}} after `# %%`.")
        try:
            data, _ = json.JSONDecoder().raw_decode(found[1])
        except ValueError as error:
            raise SourceError(f"{where}: the nbgrader metadata is not valid JSON ({error}).") from None
        _check_metadata(where, data, "[markdown]" in marker["rest"])
        if data["grade_id"] in ids:
            raise SourceError(
                f'{where}: the grade_id "{data["grade_id"]}" is used already in line {ids[data["grade_id"]]}.'
            )
        ids[data["grade_id"]] = number


def _check_metadata(where: str, data: Any, markdown: bool) -> None:
    if not isinstance(data, dict):
        raise SourceError(f"{where}: the nbgrader metadata must be a JSON object.")
    for flag in FLAGS:
        if not isinstance(data.get(flag), bool):
            raise SourceError(f'{where}: the nbgrader metadata needs "{flag}": true or false.')
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", str(data.get("grade_id", ""))):
        raise SourceError(f'{where}: the nbgrader metadata needs a "grade_id" of letters, digits, - and _.')
    if data.get("schema_version") != 3:
        raise SourceError(f'{where}: the nbgrader metadata needs "schema_version": 3.')
    if (data["grade"] and data["solution"] or data["task"]) and not isinstance(data.get("points"), (int, float)):
        raise SourceError(
            f'{where}: an answer that is marked by hand needs "points"; those of a check come from the bank.'
        )
    if markdown and data["grade"] != data["solution"]:
        raise SourceError(f'{where}: a Markdown answer cell needs both "grade" and "solution" to be true.')
