"""Reconcile an export of hand-ins with the class: every file is accounted for, every person stands once, and what is
unclear stops.

A person is known by the outermost part of an entry's name alone, which the platform wrote, and there by the platform's
stable key. What is below, a student has named, and it names nobody. Nothing is written while anything is unclear.
"""

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

from ...course.errors import CourseError
from ..people.roster import Roster
from ..people.words import plain, quoted, some
from . import archive, layouts
from .books import Books, Found, ask
from .latest import Latest
from .lessons import lesson_of, tell_lesson
from .whose import Whose

OWN_COPY = re.compile(r"\.before-[\w-]+\.ipynb$", re.IGNORECASE)  # made by `nncourse update`
COPY = re.compile(r"-checkpoint\.ipynb$", re.IGNORECASE)
DISGUISED = re.compile(r"^[^.]+$|\.(?:txt|json|ipynb\W.*)$", re.IGNORECASE)  # a browser or a system gave it another end
PLATFORMS_OWN = re.compile(
    r"(?:^|/)(?:status\.(?:csv|xlsx)|index\.html|grades?[^/]*\.csv|readme\.(?:md|txt))$", re.IGNORECASE
)


def collect(course, source, platform=None, lesson=None, decide=(), zone=None, dry_run=False):
    """Sort the notebooks of a folder or zip into `grading/submitted`.

    Args:
        source: a folder or a zip file.
        platform: name of a platform, or a regular expression with the group `student` and perhaps `lesson`; None finds
            out.
        lesson: folder name of the lesson, where file names do not tell it.
        decide: decisions "LABEL=STUDENT", "LABEL=new" or "FILE=leave"; kept for the next time.
        zone: `tzinfo` of times that come without one; None is this computer's.
        dry_run: True writes nothing.

    Returns:
        `Books`; with anything in `unclear` nothing has been written but the decisions.

    Raises:
        CourseError: there is no such folder or zip, or a decision or pattern cannot be meant.
    """
    run = _Run(course, lesson, zone)
    with archive.opened(source) as entries:
        run.decide(decide)
        run.read(entries, platform)
        if not dry_run:
            run.write()
    return run.books


class _Run:
    """One collection."""

    def __init__(self, course, lesson, zone):
        self._course = course
        self._lessons = [lesson.slug for lesson in course.graded]
        self._lesson = lesson
        self._zone = zone
        self._roster = Roster(course)
        self.books = Books()
        self._latest = Latest(course, self.books, self._decided)

    # Decisions

    def decide(self, decisions):
        for text in decisions:
            label, equals, choice = text.rpartition("=")
            label, choice = label.strip(), choice.strip()
            if not equals or not label or not choice:
                raise CourseError(
                    f'"{plain(text, 100)}" is no decision; write --decide "WHAT WAS PRINTED=STUDENT", or =new, or '
                    f"=leave."
                )
            if choice not in ("new", "leave", "take"):
                lessons = [name for name in self._lessons if choice in (name, name[:2])]
                choice = lessons[0] if lessons else self._roster.find(choice).id
            self._roster.decisions[label] = choice

    def _decided(self, label):
        return self._roster.decisions.get(label)

    # Reading

    def read(self, entries, platform):
        real = [entry for entry in entries if not entry.junk and not entry.problem]
        layout, top, alone = layouts.choose([entry.name for entry in real], platform, self._roster)
        self.books.platform = layout.title
        owners = layout.owners([entry.name[len(top) :] for entry in real])
        for entry in entries:
            self._entry(entry, owners.get(entry.name[len(top) :]), layout)
        self._right_lesson()
        whose, latest = Whose(self._roster, self.books, alone), self._latest
        whose.mixed()
        whose.give()
        latest.choose()
        latest.compare()
        self.books.instead = self._instead(layout)
        self._tell(layout)

    def _right_lesson(self):
        """Stop where those notebooks that tell, and most do, are all of another lesson than was said: one sentence."""
        books = [item for item in self.books.files if item.digest]
        telling = [item for item in books if item.holds]
        held = {item.holds for item in telling}
        other = self._lesson and len(held) == 1 and self._lesson not in held and 2 * len(telling) > len(books)
        if other and all(item.action == "unclear" for item in telling):  # none was decided
            raise CourseError(
                f"These notebooks hold the exercises of {held.pop()}, not of {self._lesson}: leave --lesson out, or "
                f"give the zip of that lesson. Nothing was taken."
            )

    def _entry(self, entry, owner, layout):
        """Put a file into the books; what a zip inside a hand-in holds comes behind it, as the same person's."""
        owner = replace(owner, label=plain(owner.label, 300)) if owner else None
        item = Found(plain(entry.name, 300), None if entry.junk else owner)
        self.books.files.append(item)
        if entry.junk:
            item.action, item.why = "other", "a system or an editor left it"
        elif entry.problem:
            item.action, item.why = "damaged", entry.problem
        elif owner and archive.is_zip(entry.name):
            self._zip(item, entry, owner, layout)
        else:
            self._file(item, entry, owner, layout)

    def _zip(self, item, entry, owner, layout):
        try:
            inside = archive.inside(entry)
        except archive.Damaged as damage:
            item.action, item.why = "damaged", str(damage)
            return
        item.action, item.why = (
            "other",
            f"a zip; the {len(inside)} file(s) in it stand below" if inside else "an empty zip",
        )
        for one in inside:
            self._entry(one, replace(owner, rest=owner.rest + one.name[len(entry.name) :]), layout)

    def _file(self, item, entry, owner, layout):
        file = PurePosixPath(entry.name).name
        notebook = bool(layouts.NOTEBOOK.search(file)) or (owner and DISGUISED.search(file) and _is_notebook(entry))
        if self._decided(item.source) == "leave":
            item.action, item.why = "leave", "as was decided"
        elif owner is None and notebook:
            ask(item, f"its name is not in the layout of {layout.title}, as the others are", ("leave",))
        elif owner is None:
            item.action = "other"
            item.why = "the platform's own file" if PLATFORMS_OWN.search(entry.name) else "no notebook, and of nobody"
        elif not notebook:
            item.action, item.why = "other", _what_it_is(file)
        elif OWN_COPY.search(file):
            item.action, item.why = "older", "the course kept it when it was updated; the notebook itself counts"
        elif COPY.search(file):
            item.action, item.why = "older", "JupyterLab's own copy; the notebook itself counts"
        else:
            try:
                content = entry.read()
            except archive.Damaged as damage:
                item.action, item.why = "damaged", str(damage)
                return
            item.digest, item.read = hashlib.sha256(content).hexdigest(), entry.read
            item.time = self._time(owner, entry, layout)
            tell_lesson(item, self._lessons, self._decided(item.source), self._lesson or "", layout.inside, content)
            if owner.problem and item.action == "take" and self._decided(item.source) != "take":
                ask(item, owner.problem, ("take", "leave"))

    def _instead(self, layout):
        """What came in place of a notebook: for the lesson that was said, that its folder tells, that of all others, or
        that its name tells.
        """
        lessons = {self._lesson or item.lesson for item in self.books.files} - {""}
        only, instead = lessons.pop() if len(lessons) == 1 else "", {}
        opened = {str(folder) for item in self.books.files for folder in PurePosixPath(item.source).parents}
        came = {(item.student, item.lesson) for item in self.books.files if item.action in ("take", "same")}
        for item in self.books.files:
            if not item.student or item.action not in ("other", "damaged", "older") or item.source in opened:
                continue
            folder = item.owner.rest.split("/", 1)[0] if layout.inside and not self._lesson else ""
            own = item.lesson or (folder if folder in self._lessons else only)
            whose = item.student, own or lesson_of(item.owner.rest, self._lessons)
            if whose[1] and whose not in came and not self._is_there(*whose):
                name = item.owner.rest or PurePosixPath(item.source).name
                instead.setdefault(whose, []).append(f"{plain(name, 80)} ({item.why})")
        return instead

    def _is_there(self, student, lesson):
        """True where a notebook was handed in before."""
        return self._course.grading.handed_in(student, lesson).is_file()

    def _time(self, owner, entry, layout):
        """When it was handed in, aware; None where nothing trustworthy tells."""
        time = owner.time or (entry.time if layout.dated else None)
        if time is None:
            return None
        if time.tzinfo is None:
            time = time.replace(tzinfo=self._zone) if self._zone else time.astimezone()
            self.books.zone = time.strftime("%Z (UTC%z)")
        now = datetime.now(UTC)
        return time.astimezone(UTC) if datetime(2000, 1, 1, tzinfo=UTC) < time < now + timedelta(days=1) else None

    def _tell(self, layout):
        asked, self.books.called = set(), self._roster.calls()
        for item in self.books.files:
            person = "new" in item.choices
            label = item.owner.label if person else item.source
            if item.action == "unclear" and label not in asked:
                asked.add(label)
                words, choices = quoted(f"{label}=…"), " or ".join(item.choices)
                self.books.unclear.append(
                    f"{item.source}: {item.why}. Decide with --decide {words}, where … is {choices}."
                )
        late = {item.student for item in self.books.files if item.action in ("take", "same") and item.owner.late}
        if late:
            self.books.notes.append(
                f"{layout.title} says LATE of {some(map(self.books.called, sorted(late)))}; how late it does not say."
            )
        unknown = [item for item in self.books.files if item.action == "take" and item.time is None]
        if unknown:
            self.books.notes.append(
                f"The time of handing in is not known for {len(unknown)} of them; no time is invented, no penalty "
                f"follows."
            )
        lessons = {item.lesson for item in self.books.files if item.action in ("take", "same", "older")} - {""}
        handed = {(item.student, item.lesson) for item in self.books.files if item.action in ("take", "same", "older")}
        for lesson in sorted(lessons) if self._roster.listed else ():
            self.books.absent[lesson] = [
                student
                for student in self._roster.listed
                if (student, lesson) not in handed and not self._is_there(student, lesson)
            ]

    # Writing

    def write(self):
        if self.books.unclear:
            kept = Roster(self._course)
            if kept.decisions != self._roster.decisions:
                kept.decisions = self._roster.decisions
                kept.save()
            return
        for item in self.books.files:
            if item.action == "take":
                self._latest.store(item)
        for (student, lesson), files in self.books.instead.items():
            self._latest.note(student, lesson, files)
        self._roster.save()


def _is_notebook(entry):
    try:
        content = entry.read()
    except archive.Damaged:
        return False
    begun = content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")
    return begun and b'"cells"' in content and b'"nbformat"' in content


def _what_it_is(name):
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    return f"a .{plain(ending, 12)} file, no notebook" if ending else "no notebook"
