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

from ...course.errors import CourseError, HandoutError
from ...course.files import HELPERS, write_whole
from ..authored.sources import notebook_bytes
from .exporter import InstructorExporter, StudentExporter
from .index import index_page
from .outputs import check_outputs
from .places import Places
from .run import run_notebook

EXPORTERS = {"student": StudentExporter, "instructor": InstructorExporter}
PACKAGES = (
    *("nbconvert", "mistune", "pygments", "jinja2", "beautifulsoup4", "pillow", "math-core", "ziamath", "fonttools"),
    *("numpy", "scipy", "matplotlib", "scikit-learn", "keras", "tensorflow", "tensorflow-cpu"),
)
NOT_RUN = ("instructors", "cli.py")
"""Rooms and files of the package that no lesson runs: a change there needs no new run."""
PAGE_ROOMS = ("handouts", "authored", "building", "banks")
"""Rooms of the instructors' side that decide how a lesson that has run looks on its pages."""


@dataclass
class Built:
    """What a run has done: all its pages, the paths written, and how many pages were up to date."""

    pages: list = field(default_factory=list)
    written: list = field(default_factory=list)
    unchanged: int = 0


def build(course, lessons=None, editions=tuple(EXPORTERS), out=None, jobs=None, progress=True, search="", cache=None):
    """Make pages under `out/student` and `out/instructor`, and their indexes.

    Args:
        lessons: the `Lesson`s to make; None makes all.
        editions: "student", "instructor" or both.
        out: folder to write to; `handouts` in the course's root if None.
        jobs: lessons at a time; one for each processor if None.
        search: address of the page that searches the lessons, for a site.
        cache: folder of the lessons as they ran; `out/.executed` if None.

    Returns:
        `Built`.

    Raises:
        HandoutError: some lessons could not be made; the message says why, one line each. The others are written.
    """
    out = Path(out) if out else course.root / "handouts"
    known = [lesson for lesson in course.lessons if lesson.source.is_file()]
    chosen = known if lessons is None else lessons
    if not known:
        raise HandoutError(f"There is no lesson in {course.root / 'solutions'}.")
    facts = [lesson.facts() for lesson in known]
    cache = Path(cache) if cache else out / ".executed"
    tasks = [_task(lesson, facts, editions, out, search, cache) for lesson in chosen]
    built, failures = Built([out / edition / f"{lesson.slug}.html" for lesson in chosen for edition in editions]), []
    with _processes(min(jobs or os.cpu_count() or 1, len(tasks))) as pool:
        waiting = {pool.submit(make_lesson, task): task for task in tasks}
        try:
            for done in tqdm(
                as_completed(waiting), total=len(tasks), desc="handouts", unit="lesson", disable=not progress
            ):
                try:
                    written = _result(done, waiting[done])
                except CourseError as error:
                    failures.append(str(error))
                except Exception as error:  # a fault of this program in one lesson must not cost the others
                    failures.append(f"{waiting[done]['lesson'].slug}: {type(error).__name__}: {error}")
                else:
                    built.written += written
                    built.unchanged += len(editions) - len(written)
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise
    built.written += _write_indexes(facts, editions, out)
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
        raise HandoutError(
            f"{task['lesson'].slug}: its process was killed, perhaps for want of memory; try again with --jobs 1."
        ) from None


def _task(lesson, facts, editions, out, search, cache):
    """Everything that one lesson's page depends on, as plain data for another process."""
    turn = [{"href": f"{other.slug}.html", "title": other.heading} for other in facts]
    at = next((i for i, other in enumerate(facts) if other.slug == lesson.slug), 0)
    key = run_key(lesson.root, files_of(lesson.folder))
    settings = {
        "pages": {other.slug: f"{other.slug}.html" for other in facts},
        "home": "index.html",
        "previous": turn[at - 1] if at else {},
        "next": turn[at + 1] if at + 1 < len(turn) else {},
        "search": search,
    }
    page_key = _hash(
        [key, *(path for room in PAGE_ROOMS for path in _files(HELPERS / "instructors" / room, ())), repr(settings)]
    )
    return {
        "lesson": lesson,
        "editions": editions,
        "out": out,
        "cache": cache,
        "run_key": key,
        "page_key": page_key,
        "settings": settings,
    }


def make_lesson(task):
    """Run a lesson if needed and write its pages; return the paths written."""
    lesson, name = task["lesson"], task["lesson"].slug
    wanted = {edition: task["out"] / edition / f"{name}.html" for edition in task["editions"]}
    stale = {edition: path for edition, path in wanted.items() if _key_of(path) != task["page_key"]}
    if not stale:
        return []
    notebook = executed(lesson, task["cache"], task["run_key"])
    resources = {"metadata": {"name": name, "path": str(lesson.folder)}}
    pages = {
        path: EXPORTERS[edition](build_key=task["page_key"], execute=False, **task["settings"]).from_notebook_node(
            notebook, resources
        )[0]
        for edition, path in stale.items()
    }
    for path, page in pages.items():
        write_whole(path, page)
    return list(pages)


def executed(lesson, cache, key):
    """The lesson's notebook with its outputs, from the cache if nothing has changed since; looked
    through for errors.
    """
    kept = cache / f"{lesson.slug}.ipynb"
    if kept.is_file():
        notebook = nbformat.read(kept, as_version=4)
        if notebook.metadata.get("nncourse_run") == key:
            return notebook
    notebook = run_notebook(lesson.notebook(), lesson.folder)
    places = Places(lesson.slug, lesson.folder)
    places.number(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            check_outputs(cell, places)
        del cell.metadata["nncourse_cell"]
    notebook.metadata["nncourse_run"] = key
    write_whole(kept, notebook_bytes(notebook))
    return notebook


def _write_indexes(facts, editions, out):
    """The map of the course in every folder that somebody may hand on; return what was written."""
    there = {name: [item.slug for item in facts if (out / name / f"{item.slug}.html").is_file()] for name in EXPORTERS}
    pages = {out / edition / "index.html": index_page(facts, {edition: ""}, there) for edition in editions}
    pages[out / "index.html"] = index_page(facts, {name: f"{name}/" for name in EXPORTERS if there[name]}, there)
    changed = [path for path, page in pages.items() if not path.is_file() or path.read_text("utf-8") != page]
    for path in changed:
        write_whole(path, pages[path])
    return changed


# -- what a page was made from -------------------------------------------------------------------------


def files_of(folder):
    """The files of a lesson that decide how it runs: all that somebody wrote."""
    return _files(folder, ("*.ipynb",))


def run_key(root, files):
    """What decides how a notebook runs, as one string: these files, the package without what no
    lesson runs, the data.
    """
    data = _files(Path(root) / "data", ("cache",))
    return _hash([*files, *_helper_files(NOT_RUN), *data, *_versions()])


def _key_of(page):
    if not page.is_file():
        return None
    with page.open(encoding="utf-8") as stream:
        found = re.search(r'<meta name="nncourse-build" content="(\w+)">', stream.read(4000))
    return found and found[1]


def _hash(parts):
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):  # its name, too: a renamed picture is another page
            digest.update(f"{part.parent.name}/{part.name}".encode() + b"\0" + part.read_bytes())
        else:
            digest.update(str(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()[:32]


def _files(folder, without):
    """The files of a folder that somebody wrote, in a fixed order."""
    if not folder.is_dir():
        return []
    made = ("__pycache__", ".ipynb_checkpoints", *without)
    found = [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(Path(part).match(name) for part in path.relative_to(folder).parts for name in made)
    ]
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
