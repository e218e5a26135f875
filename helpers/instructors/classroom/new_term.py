"""A new term starts from last term's course: everything that authors wrote, and nothing of the class that took it."""

import os
import re
import subprocess
from pathlib import Path

from ...course.errors import CourseError
from ...course.files import write_whole
from ..people.book import ABOUT, about_class, about_text, course_id
from ..people.roster import Roster
from ..people.words import plain
from .bundle import FILES, NEVER

ROOMS = (".devcontainer", ".github", "course", "data", "docs", "helpers", "solutions", "tests")
TOP = (*FILES, ".gitignore", "CITATION.cff", "Makefile", "README.md", "requirements-test.lock")  # where there is no git
LONG_ENOUGH = 5  # letters of a name that is looked for; a shorter one stands in any text


def new_term(course, target, term, id=None, graders=()):
    """Copy a course into the new folder `target`; yield lines that tell what was done.

    What git knows of the course is copied as it now stands, and new files in its rooms. Neither `grading/`, nor the
    history, nor other files beside the rooms (exports, lists, notes). A new file that names somebody of the old class
    stays behind; one that git knows is told.

    Args:
        course: the old `Course`.
        target: a folder that is not there yet, or is empty.
        term: what people call it, such as "Autumn 2027".
        id: nbgrader's course id; None keeps the old one.
        graders: names of those who grade the new class.

    Raises:
        CourseError: the target is taken or lies in the old course, the id cannot be one, or a grader has no name.
    """
    target = Path(target).resolve()
    if target.is_relative_to(course.root):
        raise CourseError(f"{target} lies in the old course: name a folder beside it.")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CourseError(f"{target} is not empty: name a new folder.")
    id = id or course_id(course)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", id):
        raise CourseError(f"{id!r} is no course id: it takes letters, digits, - and _.")
    if not all(plain(name).strip() for name in graders):
        raise CourseError("A grader needs a name.")
    known, fresh = _files(course)
    wanted, left, mentions = _words(course), [], []
    for name in sorted(known | fresh):
        content = (course.root / name).read_bytes()
        word = wanted.search(f"{name}\n{content.decode('utf-8', 'replace')}") if wanted else None
        if word and name in fresh:
            left.append(name)
            continue
        mentions += [(name, word[0])] if word else []
        write_whole(target / name, content)
        (target / name).chmod((course.root / name).stat().st_mode & 0o777)
    about = {"id": id, "term": term, "graders": list(graders), "lessons": about_class(course).get("lessons")}
    write_whole(target / ABOUT, "# Which class this copy of the course is for.\n" + about_text(about))
    no_name = "" if mentions else ", and no name"
    yield f"{target}: the course for {term}, course id {id}. No hand-in, mark or history came along{no_name}."
    yield from (f"Left behind, for it names somebody of the old class: {name}" for name in left)
    yield from (
        f'Look at {name}: it holds "{word}", which is also somebody of the old class.' for name, word in mentions
    )
    yield from _exchange(id)
    yield "Next: cd there, `git init`, `make setup`, and `nncourse roster import` with the new class."


def _files(course):
    """(files that git knows, new ones in the course's rooms), as names relative to the root."""
    known = _git(course, "ls-files", "-z", "--cached")
    if known is None:
        every = [path for room in ROOMS for path in (course.root / room).rglob("*")] + [
            course.root / name for name in TOP
        ]
        names = {path.relative_to(course.root).as_posix() for path in every if path.is_file() and not path.is_symlink()}
        return set(), {name for name in names if not set(NEVER) & set(Path(name).parts)}
    fresh = _git(course, "ls-files", "-z", "--others", "--exclude-standard", "--", *ROOMS) or []
    files = [{name for name in names if _is_the_courses(course, name)} for names in (known, fresh)]
    return files[0], files[1] - files[0]


def _is_the_courses(course, name):
    """True for a file that is not about the class, even where somebody has told git of it."""
    return (
        (course.root / name).is_file()
        and name != ABOUT
        and not (course.root / name).is_relative_to(course.grading.folder)
    )


def _git(course, *words):
    """The names that git lists, or None where the course is no repository of its own."""
    if not (course.root / ".git").exists():
        return None
    done = subprocess.run(["git", "-C", str(course.root), *words], capture_output=True)
    return done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1] if done.returncode == 0 else None


def _words(course):
    """A pattern for the people of the old class: ids, names, e-mail, logins; None where there is nobody."""
    found = set()
    for person in Roster(course).people.values():
        found |= {person.id, person.name, person.email, person.login, *person.names}
    for folder in (course.grading.submitted, course.grading.autograded, course.grading.feedback):
        found |= {path.name for path in folder.glob("*") if path.is_dir()}
    found |= {path.stem for path in course.grading.results.glob("*/*.json")}
    words = sorted((word for word in found if len(word) >= LONG_ENOUGH), key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE) if words else None


def _exchange(id):
    """A word on a shared exchange that still holds the old class's hand-ins under this id."""
    shared = os.environ.get("NBGRADER_EXCHANGE")
    inbound = Path(shared) / id / "inbound" if shared else None
    if inbound and inbound.is_dir() and any(inbound.iterdir()):
        yield f"{inbound} still holds hand-ins of the old class: empty it, or give the new class its own --id."
