"""Read a lesson's text source (Jupytext `py:percent` with nbgrader metadata) and write notebooks reproducibly."""
import hashlib
import json
import re
from pathlib import Path

import jupytext
import nbformat

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
MARKER = re.compile(r"^# %%(?P<rest>.*)$")
FLAGS = ("grade", "solution", "locked", "task")


class SourceError(ValueError):
    """A text source is malformed; the message names the file and the line."""


def lesson_folders(root):
    """The lessons' folders under `root/solutions`, in order; one that holds nothing but caches is what git left of a lesson."""
    found = sorted(path for path in (Path(root) / "solutions").glob("[0-9][0-9]-*") if path.is_dir())
    return [folder for folder in found if any(not path.name.startswith((".", "__")) for path in folder.iterdir())]


def find_lesson(root, name):
    """The folder of a lesson given by number ("05"), folder name or path.

    Raises:
        ValueError: there is no such lesson.
    """
    wanted = Path(str(name).rstrip("/")).name
    folders = lesson_folders(root)
    for folder in folders:
        if wanted in (folder.name, folder.name[:2]):
            return folder
    raise ValueError(f'There is no lesson "{name}". The lessons are: {", ".join(f.name for f in folders) or "none"}.')


def read_source(path):
    """The notebook that a text source describes: deterministic cell ids, no outputs, kernelspec `python3`.

    Raises:
        SourceError: nbgrader metadata is malformed, or a grade_id is used twice.
    """
    path = Path(path)
    text = path.read_text("utf-8")
    _check_markers(path, text)
    return normalized(jupytext.reads(text, fmt="py:percent"))


def normalized(notebook):
    """The notebook with reproducible ids and metadata, and without outputs."""
    seen = {}
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        stem = grade_id or hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        seen[stem] = seen.get(stem, 0) + 1
        cell.id = stem if seen[stem] == 1 else f"{stem}-{seen[stem]}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNELSPEC, "language_info": {"name": "python"}})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def notebook_bytes(notebook):
    """A notebook as the exact bytes of its file."""
    return (nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n").encode("utf-8")


def _check_markers(path, text):
    ids = {}
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
            raise SourceError(f'{where}: the grade_id "{data["grade_id"]}" is used already in line {ids[data["grade_id"]]}.')
        ids[data["grade_id"]] = number


def _check_metadata(where, data, markdown):
    if not isinstance(data, dict):
        raise SourceError(f"{where}: the nbgrader metadata must be a JSON object.")
    for flag in FLAGS:
        if not isinstance(data.get(flag), bool):
            raise SourceError(f'{where}: the nbgrader metadata needs "{flag}": true or false.')
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", str(data.get("grade_id", ""))):
        raise SourceError(f'{where}: the nbgrader metadata needs a "grade_id" of letters, digits, - and _.')
    if data.get("schema_version") != 3:
        raise SourceError(f'{where}: the nbgrader metadata needs "schema_version": 3.')
    if (data["grade"] or data["task"]) and not isinstance(data.get("points"), (int, float)):
        raise SourceError(f'{where}: a graded cell needs "points".')
    if markdown and data["grade"] != data["solution"]:
        raise SourceError(f'{where}: a Markdown answer cell needs both "grade" and "solution" to be true.')
