"""Make the handouts of the course: lessons run and turned into pages, several at a time, only what has changed."""
import hashlib
import multiprocessing
import os
import re
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

import nbformat
from tqdm import tqdm

from ..building.sources import notebook_bytes, read_source
from ..files import write_whole
from .catalog import catalog
from .exporter import InstructorExporter, StudentExporter
from .index import index_page
from .outputs import check_outputs
from .places import HandoutError, Places
from .run import run_notebook

HELPERS = Path(__file__).resolve().parents[1]
EXPORTERS = {"student": StudentExporter, "instructor": InstructorExporter}
PACKAGES = ("nbconvert", "mistune", "math-core", "ziamath", "fonttools", "numpy", "matplotlib")
NOT_RUN = ("handouts", "grading", "building", "classroom", "cli.py")
"""Rooms and files of the package that no lesson runs: a change there needs no new run."""


@dataclass
class Built:
    """What a run has done: all its pages, the paths written, and how many pages were up to date."""

    pages: list = field(default_factory=list)
    written: list = field(default_factory=list)
    unchanged: int = 0


def build(root, folders=None, editions=tuple(EXPORTERS), out=None, jobs=None, progress=True, search="", cache=None):
    """Make pages under `out/student` and `out/instructor`, and their indexes.

    Args:
        root: the repository's root.
        folders: folders of the lessons to make; None makes all.
        editions: "student", "instructor" or both.
        out: folder to write to; `root/handouts` if None.
        jobs: lessons at a time; one for each processor if None.
        search: address of the page that searches the lessons, for a site.
        cache: folder of the lessons as they ran; `out/.executed` if None.

    Returns:
        `Built`.

    Raises:
        ValueError: some lessons could not be made; the message says why, one line each. The others are written.
    """
    root = Path(root)
    out = Path(out) if out else root / "handouts"
    entries = catalog(root)
    if not entries:
        raise HandoutError(f"There is no lesson in {root / 'solutions'}.")
    for folder in folders or []:
        if folder not in [entry.folder for entry in entries]:
            raise HandoutError(f"{folder.name} has no text source: {folder / folder.name}.py does not exist.")
    chosen = [entry for entry in entries if folders is None or entry.folder in folders]
    tasks = [_task(root, entries, entry, editions, out, search, Path(cache) if cache else out / ".executed") for entry in chosen]
    built, failures = Built([out / edition / f"{entry.name}.html" for entry in chosen for edition in editions]), []
    with _processes(min(jobs or os.cpu_count() or 1, len(tasks))) as pool:
        waiting = {pool.submit(make_lesson, task): task for task in tasks}
        try:
            for done in tqdm(as_completed(waiting), total=len(tasks), desc="handouts", unit="lesson", disable=not progress):
                try:
                    written = _result(done, waiting[done])
                except ValueError as error:
                    failures.append(str(error))
                except Exception as error:  # a fault of this program in one lesson must not cost the others
                    failures.append(f"{waiting[done]['folder'].name}: {type(error).__name__}: {error}")
                else:
                    built.written += written
                    built.unchanged += len(editions) - len(written)
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise
    built.written += _write_indexes(entries, editions, out)
    built.written.sort()
    if failures:
        raise HandoutError("\n".join(sorted(failures)))
    return built


def _processes(count):
    """A pool of fresh processes: a copy of one that has threads, as TensorFlow's has, may die before it begins."""
    return ProcessPoolExecutor(max_workers=count, mp_context=multiprocessing.get_context("spawn"))


def _result(done, task):
    """The paths that a lesson's process wrote. A pool ends with the first process that is killed and does not tell
    whose it was: each lesson that had not ended by then is made again, alone."""
    try:
        return done.result()
    except BrokenProcessPool:
        pass
    try:
        with _processes(1) as pool:
            return pool.submit(make_lesson, task).result()
    except BrokenProcessPool:
        raise HandoutError(f"{task['folder'].name}: its process was killed, perhaps for want of memory; try again with --jobs 1.") from None


def _task(root, entries, entry, editions, out, search, cache):
    """Everything that one lesson's page depends on, as plain data for another process."""
    at = entries.index(entry)
    turn = [{"href": f"{other.name}.html", "title": other.title} for other in entries]
    run_key = _hash([*_files(entry.folder, ("*.ipynb",)), *_helper_files(NOT_RUN), *_files(root / "data", ("cache",)), *_versions()])
    settings = {
        "pages": {other.name: f"{other.name}.html" for other in entries},
        "home": "index.html",
        "previous": turn[at - 1] if at else {},
        "next": turn[at + 1] if at + 1 < len(turn) else {},
        "search": search,
    }
    page_key = _hash([run_key, *_files(HELPERS / "handouts", ()), repr(settings)])
    return {"folder": entry.folder, "editions": editions, "out": out, "cache": cache, "run_key": run_key, "page_key": page_key, "settings": settings}


def make_lesson(task):
    """Run a lesson if needed and write its pages; return the paths written."""
    folder, name = task["folder"], task["folder"].name
    wanted = {edition: task["out"] / edition / f"{name}.html" for edition in task["editions"]}
    stale = {edition: path for edition, path in wanted.items() if _key_of(path) != task["page_key"]}
    if not stale:
        return []
    notebook = executed(folder, task["cache"], task["run_key"])
    resources = {"metadata": {"name": name, "path": str(folder)}}
    pages = {
        path: EXPORTERS[edition](build_key=task["page_key"], execute=False, **task["settings"]).from_notebook_node(notebook, resources)[0]
        for edition, path in stale.items()
    }
    for path, page in pages.items():
        write_whole(path, page)
    return list(pages)


def executed(folder, cache, key):
    """The lesson's notebook with its outputs, from the cache if nothing has changed since; looked through for errors."""
    kept = cache / f"{folder.name}.ipynb"
    if kept.is_file():
        notebook = nbformat.read(kept, as_version=4)
        if notebook.metadata.get("nncourse_run") == key:
            return notebook
    notebook = run_notebook(read_source(folder / f"{folder.name}.py"), folder)
    places = Places(folder.name, folder)
    places.number(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            check_outputs(cell, places)
        del cell.metadata["nncourse_cell"]
    notebook.metadata["nncourse_run"] = key
    write_whole(kept, notebook_bytes(notebook))
    return notebook


def _write_indexes(entries, editions, out):
    """The map of the course in every folder that somebody may hand on; return what was written."""
    there = {name: [entry.name for entry in entries if (out / name / f"{entry.name}.html").is_file()] for name in EXPORTERS}
    pages = {out / edition / "index.html": index_page(entries, {edition: ""}, there) for edition in editions}
    pages[out / "index.html"] = index_page(entries, {name: f"{name}/" for name in EXPORTERS if there[name]}, there)
    changed = [path for path, page in pages.items() if not path.is_file() or path.read_text("utf-8") != page]
    for path in changed:
        write_whole(path, pages[path])
    return changed


# -- what a page was made from -------------------------------------------------------------------------


def _key_of(page):
    if not page.is_file():
        return None
    with page.open(encoding="utf-8") as stream:
        found = re.search(r'<meta name="nncourse-build" content="(\w+)">', stream.read(4000))
    return found and found[1]


def _hash(parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else str(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()[:32]


def _files(folder, without):
    """The files of a folder that somebody wrote, in a fixed order."""
    if not folder.is_dir():
        return []
    made = ("__pycache__", ".ipynb_checkpoints", *without)
    found = [path for path in folder.rglob("*") if path.is_file() and not any(Path(part).match(name) for part in path.relative_to(folder).parts for name in made)]
    return sorted(path for path in found if path.suffix != ".pyc")


def _helper_files(without):
    return [path for path in _files(HELPERS, ()) if path.relative_to(HELPERS).parts[0] not in without]


def _versions():
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"{name} -")
    return found
