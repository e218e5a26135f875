"""Update a course in use: a new release comes in, the student's answers stay, and the old file is kept beside."""

import copy
import hashlib
import io
import json
import re
import warnings
import zipfile
from datetime import datetime
from pathlib import Path

import nbformat
from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning

from ..course import matching
from ..course.errors import CourseError
from ..course.files import write_whole
from ..course.notebooks import about, give_meaning, grade_id, is_check, is_plain_check

KEPT_HEADING = (
    "## Answers from an earlier version\n\nWhat follows had a place in the lesson that is no longer there. Nothing of "
    "yours was "
    "deleted."
)


def merge(mine, new):
    """The new release of a lesson with all of the student's work in it.

    Answers are found as the grader finds them (`course/matching.py`). Cells that the student added or changed stay
    behind the cell that they followed; what has no place any more comes last, under a heading of its own. No word, code
    or picture of the student's disappears: what cannot be proved to be the course's own text is the student's.

    Args:
        mine: the student's notebook, of any format and from any editor.
        new: the new release of the same lesson.

    Returns:
        (notebook, dict): the merged notebook, and counts of "kept", "added" and "retired" cells.
    """
    return _Merge(mine, new).result()


class _Merge:
    """One notebook on its way into a new release."""

    def __init__(self, mine, new):
        self._new = copy.deepcopy(new)
        self._cells = matching.split_checks([_plainly(cell) for cell in mine.cells], new)
        self._owners, _ = matching.owners(self._cells, new)
        self._by_name = {grade_id(cell): cell for cell in self._new.cells if grade_id(cell)}
        self._given = {cell.source.strip(): cell for cell in self._new.cells if not grade_id(cell)}
        self._by_id = {cell.id: cell for cell in self._new.cells}
        self._ids = set(self._by_id)
        self._counts = {"kept": 0, "added": 0, "retired": 0}
        self._last, self._retired = None, []

    def result(self):
        for cell, owner in zip(self._cells, self._owners):
            if owner:
                self._owned(cell, self._by_name[owner])
            elif cell["source"].strip() in self._given and not _pictures(cell):
                self._last = self._given[cell["source"].strip()]
            elif cell["grade_id"] and cell["grade_id"] not in self._by_name:
                self._of_earlier(cell)
            elif not _is_the_courses(cell):
                self._own(cell)
            else:
                self._last = self._by_id.get(cell["cell"].get("id"), self._last)
        if self._retired:
            if not any(cell.source == KEPT_HEADING for cell in self._new.cells):
                self._new.cells.append(nbformat.v4.new_markdown_cell(KEPT_HEADING, id=self._free("retired-answers")))
            self._new.cells += self._retired
        return self._new, self._counts

    def _owned(self, cell, place):
        """An answer goes into its new cell; a check line that says more than the course's stays as a cell of the
        student's.
        """
        self._last = place
        if is_check(place):
            same = cell["source"].strip() == place.source.strip() or is_plain_check(cell["source"])
            if not same and not _is_the_courses(cell):
                self._own(cell)
        elif cell["source"].strip() != place.source.strip() and not _is_the_courses(cell) or _pictures(cell):
            to_code = place.cell_type == "code" and cell["kind"] != "code"
            place.source = matching.unfenced(cell["source"]) if to_code else cell["source"]
            if place.cell_type == "code":
                place.outputs = cell["cell"].get("outputs", [])
                if _pictures(cell):  # a code cell cannot hold them
                    self._own(cell)
            elif _pictures(cell):
                place.attachments = copy.deepcopy(cell["cell"]["attachments"])
            self._counts["kept"] += 1

    def _of_earlier(self, cell):
        """A graded cell that the new release does not have."""
        if not _is_the_courses(cell) and not is_plain_check(cell["source"]):
            self._retired.append(self._fresh(cell, f"retired-{cell['grade_id']}"))
            self._counts["retired"] += 1

    def _own(self, cell):
        """Put a cell of the student's behind the cell that it followed."""
        if not cell["source"].strip() and not _pictures(cell) and not cell["cell"].get("outputs"):
            return
        fresh = self._fresh(cell, cell["cell"].get("id"))
        index = next((i for i, other in enumerate(self._new.cells) if other is self._last), -1)
        self._new.cells.insert(index + 1, fresh)
        self._last = fresh
        self._counts["added"] += 1

    def _fresh(self, cell, name):
        made = copy.deepcopy(cell["cell"])
        made.source, made.id = cell["source"], self._free(name)
        made.metadata = made.get("metadata") if isinstance(made.get("metadata"), dict) else nbformat.from_dict({})
        give_meaning(made, None)
        made.metadata.pop("deletable", None)
        made.metadata.pop("editable", None)
        return made

    def _free(self, name):
        """A cell id that nobody has, as near to `name` as may be."""
        stem = re.sub(r"[^\w-]", "", name or "", flags=re.ASCII)[:50] or "own"
        made, number = stem, 2
        while made in self._ids:
            made, number = f"{stem}-{number}", number + 1
        self._ids.add(made)
        return made


def _plainly(cell):
    """A cell as the matcher reads it, with the cell itself."""
    source = cell.get("source", "")
    source = source if isinstance(source, str) else "".join(source)
    name = grade_id(cell)
    name = name if isinstance(name, str) else None
    return {"kind": cell.get("cell_type", "raw"), "source": source, "grade_id": name, "cell": cell}


def _pictures(cell):
    return bool(cell["cell"].get("attachments")) and not cell.get("part")


def _is_the_courses(cell):
    """True for a cell that is, word for word, what some release had: its id or nbgrader's checksum is made from its
    text.
    """
    from nbgrader.utils import compute_checksum

    kind, source, whole = cell["kind"], cell["source"], cell["cell"]
    if cell.get("part") or _pictures(cell):
        return False
    if source == KEPT_HEADING:
        return False
    if about(whole).get("checksum"):
        return compute_checksum(whole) == about(whole)["checksum"]
    made = hashlib.sha256(f"{kind}\n{source}".encode("utf-8", "replace")).hexdigest()[:12]
    return str(whole.get("id", "")).split("-")[0] == made


def update(folder, source, progress=False):
    """Bring a student's folder to a new release.

    Args:
        folder: the student's folder, which holds `course/`.
        source: the new bundle, a zip or an unpacked folder.
        progress: True shows a progress bar.

    Returns:
        list of sentences, one for each lesson that changed.

    Raises:
        CourseError: the folder is the instructors' repository, the source is no bundle, or a notebook cannot be read;
            then nothing has been written.
    """
    from tqdm import tqdm

    folder = Path(folder)
    if (folder / "solutions").exists():  # the bundle's own README and Makefile would take the place of the repository's
        raise CourseError(
            "This folder holds solutions/, so it is the instructors' repository: run this in a student's copy of the "
            "course."
        )
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
        merged, counts = merge(read(there, name), read(content, name))
        fresh = (nbformat.writes(merged) + "\n").encode("utf-8")
        if fresh == there:
            continue
        backup = target.with_name(f"{target.stem}.before-{stamp}.ipynb")
        writes[backup], writes[target] = there, fresh
        told.append(
            f"{target.name}: {counts['kept']} answer(s) kept, {counts['added']} own cell(s) kept, {counts['retired']} "
            f"answer(s) to retired exercises moved to the end; the old file is {backup.name}."
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
            raise CourseError(f"{source} is no bundle of the course: {error}") from error
    if not any(name.startswith("course/") for name in files):
        raise CourseError(f"{source} is no bundle of the course: it holds no course/.")
    for name in files:
        if name.startswith("/") or ".." in Path(name).parts:
            raise CourseError(f"{source} holds a file outside its folder ({name}); nothing was written.")
    return files


def read(content, name):
    """The notebook in a file's bytes, of any format and from any editor; missing fields of metadata and missing or
    repeated cell ids are mended.

    Raises:
        CourseError: it is none; the message begins with `name`.
    """
    try:
        data = json.loads(content)
        for part in (data, *data.get("cells", [])):
            part.setdefault("metadata", {})
        with warnings.catch_warnings():  # of what it mends
            warnings.simplefilter("ignore", MissingIDFieldWarning)
            warnings.simplefilter("ignore", DuplicateCellId)
            return nbformat.reads(json.dumps(data), as_version=4)
    except Exception as error:  # nbformat raises whatever its parts raise
        raise CourseError(f"{name} cannot be read as a notebook ({error}); nothing was written.") from error
