"""Build everything that is generated and kept, or tell what is stale."""

import json
import shutil
import tempfile
from pathlib import Path

import nbformat
from tqdm import tqdm

from ...course.files import write_whole
from ..authored.points import with_points
from ..authored.sources import notebook_bytes, parsed
from ..authored.times import with_times
from ..banks.alike import difference
from ..banks.predictions import load_predictions
from ..banks.written import read_written
from .pages import (
    architecture_page,
    authoring_page,
    coverage_page,
    errata_page,
    lesson_table,
    map_text,
    semester_plan,
    with_list,
)
from .public import predictions_bytes, public_bytes
from .recording import recorded_bytes
from .release import release

MAP = "helpers/course/lessons.json"


def generated(course, lessons=None, progress=True):
    """Everything that the build makes, as a dict of path relative to the root -> bytes. Writes nothing under the root.

    Args:
        lessons: the `Lesson`s to build; None builds all. What is gathered from all lessons is made in any case.

    Raises:
        AuthorError: a source or bank is malformed, or nbgrader refused a notebook.
    """
    files, sources = {}, {}
    chosen = course.lessons if lessons is None else lessons
    for lesson in tqdm(chosen, desc="build", unit="lesson", disable=not progress):
        bank = lesson.bank()
        text = with_points(lesson.source.read_text("utf-8"), bank)
        text = with_times(text, parsed(text, lesson.source))
        sources[lesson.slug] = parsed(text, lesson.source)
        files[lesson.source] = text.encode("utf-8")
        files[lesson.paired] = notebook_bytes(sources[lesson.slug])
        files[lesson.public] = public_bytes(bank, read_written(lesson.folder / "written.md"))
        before = lesson.recorded.read_bytes() if lesson.recorded.is_file() else None
        if calls := recorded_bytes(lesson.folder, sources[lesson.slug], before):
            files[lesson.recorded] = calls
        if predictions := load_predictions(lesson.folder):
            files[lesson.predictions] = predictions_bytes(lesson.number, predictions)
    files |= _released(course, chosen, files) | _gathered(course, sources)
    return {path.relative_to(course.root): content for path, content in files.items()}


def _gathered(course, sources):
    """What is gathered from all lessons; those that are not built now are read as they are."""
    sources = {lesson.slug: sources.get(lesson.slug) or lesson.notebook() for lesson in course.lessons}
    facts = [lesson.facts(sources[lesson.slug]) for lesson in course.lessons]
    made = {
        course.root / MAP: map_text(facts),
        course.root / "docs/errata.md": errata_page(facts, sources),
        course.root / "docs/coverage.md": coverage_page(facts, sources, *_topics(course)),
    }
    lists = {
        "README.md": lambda text: with_list(text, "lessons", lesson_table(facts)),
        "docs/instructor-guide.md": lambda text: with_list(text, "semester", semester_plan(facts)),
        "docs/authoring.md": authoring_page,
        "docs/architecture.md": lambda text: architecture_page(text, course.root),
    }
    for name, filled in lists.items():
        path = course.root / name
        if path.is_file():
            made[path] = filled(path.read_text("utf-8"))
    return {path: text.encode("utf-8") for path, text in made.items()}


def _topics(course):
    """The text of the glossary, and the written questions of all lessons."""
    glossary = course.root / "docs/glossary.md"
    asked = [question for lesson in course.lessons for question in read_written(lesson.folder / "written.md")]
    return (glossary.read_text("utf-8") if glossary.is_file() else ""), asked


def _released(course, lessons, files):
    """Release fresh copies in a scratch folder, so that nothing half-made is ever seen in `course/`."""
    with tempfile.TemporaryDirectory(prefix="nncourse-build-") as scratch:
        scratch = Path(scratch)
        shutil.copy(course.root / "nbgrader_config.py", scratch / "nbgrader_config.py")
        for lesson in lessons:
            target = scratch / "solutions" / lesson.slug
            shutil.copytree(
                lesson.folder, target, ignore=shutil.ignore_patterns("*.py", "*.ipynb", "__pycache__", ".*")
            )
            (target / lesson.paired.name).write_bytes(files[lesson.paired])
        release(scratch, [lesson.slug for lesson in lessons], scratch / "course")
        released = {}
        for path in sorted((scratch / "course").rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                if path.suffix == ".ipynb":
                    content = notebook_bytes(nbformat.reads(content.decode("utf-8"), as_version=4))
                released[course.root / path.relative_to(scratch)] = content
        return released


def stale(course, files):
    """Relative paths of generated files that differ from `files`, are missing, or should not be there any more."""
    root = course.root
    wrong = [path for path, content in files.items() if not _up_to_date(root / path, content)]
    kept = set(files)
    shipped = ("checks/public", "checks/recorded", "study/predictions")
    for pattern in ("course/[0-9][0-9]-*/**/*", *(f"helpers/{room}/*.json" for room in shipped), "solutions/*/*.ipynb"):
        for path in root.glob(pattern):
            relative = path.relative_to(root)
            if path.is_file() and relative not in kept and ".ipynb_checkpoints" not in path.parts:
                wrong.append(relative)
    return sorted(wrong)


def complaint(course, files):
    """One sentence or two on what is stale, and on what lies among the generated files and is somebody's own; or ""."""
    wrong = stale(course, files)
    own = _somebodys(wrong, files)
    made = [path for path in wrong if path not in own]
    found = (
        ["Stale, run `nncourse build`: " + ", ".join(_named(course, path, files) for path in made) + "."]
        if made
        else []
    )
    return " ".join(found + ([OWN.format(", ".join(map(str, own)))] if own else []))


def _named(course, path, files):
    """A stale file, with the place of its first difference where that is known."""
    place = _first_difference(course.root / path, files.get(path, b""))
    return f"{path} (first at {' '.join(map(str, place))})" if place else str(path)


OWN = "Not made from solutions/, and students would get what lies in course/: move or delete {}."


def _somebodys(paths, files):
    """Those paths that no build can have written: they have another name than what it makes."""
    made = [path.parts[0] == "helpers" or path.name == f"{path.parent.name}.ipynb" for path in paths]
    return [path for path, ours in zip(paths, made, strict=True) if not ours and path not in files]


def _up_to_date(path, content):
    """True where the file holds `content`; numbers of public cases may differ in their last digits.

    The same NumPy gives another last digit on another processor, so bytes alone would call a fresh file stale.
    """
    return path.is_file() and (path.read_bytes() == content or _first_difference(path, content) is None)


def _first_difference(path, content):
    """Where a generated file of data first differs from `content`, as keys; of another file nothing is known: ()."""
    try:
        return difference(json.loads(path.read_bytes()), json.loads(content)) if path.suffix == ".json" else ()
    except (OSError, ValueError):
        return ()


def build(course, lessons=None, progress=True):
    """Build, write what changed and remove what an earlier build left. What is somebody's own stays.

    Returns the list of written and removed paths; nothing is written when anything fails.
    """
    files = generated(course, lessons, progress)
    written = [path for path, content in files.items() if not _up_to_date(course.root / path, content)]
    for path in written:
        write_whole(course.root / path, files[path])
    if lessons is None:
        extra = stale(course, files)
        gone = [path for path in extra if path not in _somebodys(extra, files)]
        for path in gone:
            (course.root / path).unlink()
        written += gone
    return written
