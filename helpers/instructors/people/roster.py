"""The roster of a class: who is in it, by which names and numbers each platform knows them, and what was agreed with
them.

Names, e-mail and the platform's id live in nbgrader's gradebook, where Formgrader shows and edits them; what nbgrader
has no place for (logins, groups, numbers, extensions, decisions) lies in `grading/roster.json`, with a copy of the
names, so that a gradebook that is moved away takes nobody's name with it.
"""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field

from ...course.errors import CourseError
from ...course.files import write_whole
from . import book
from .words import as_student_id, compact, folded, is_student_id, plain

ALL = "all"  # an extension for every lesson


@dataclass
class Person:
    """One person of the class.

    Attributes:
        id: names the folder in grading/submitted, and the student in the gradebook.
        keys: how platforms know this person, such as "canvas:4711" or "login:aant".
        names: further names under which hand-ins came.
        extensions: lesson or "all" -> days after the due date.
        listed: True for those on an imported roster; False for those known from their hand-ins only.
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    login: str = ""
    group: str = ""
    accommodations: str = ""
    keys: list = field(default_factory=list)
    names: list = field(default_factory=list)
    extensions: dict = field(default_factory=dict)
    listed: bool = False

    @property
    def name(self):
        """First and last name, or the last name under which something was handed in, or the id."""
        return f"{self.first_name} {self.last_name}".strip() or (self.names[-1] if self.names else self.id)

    def forms(self):
        """All ways in which a platform may write the name, for comparing: also with letters and digits alone."""
        return (self.spelled() | {compact(name) for name in self.spelled()}) - {""}

    def spelled(self):
        """The ways in which a list may write the name, for comparing."""
        first, last = self.first_name, self.last_name
        return {folded(name) for name in (f"{first} {last}", f"{last} {first}", *self.names)} - {""}

    def key(self, kind):
        """What a platform calls this person, such as the number behind "canvas:"; "" where it is not known."""
        return next((key.split(":", 1)[1] for key in self.keys if key.startswith(f"{kind}:")), "")

    def all_keys(self):
        """`keys`, and those that follow from the other fields."""
        own = [f"id:{self.id.casefold()}"]
        own += [f"login:{self.login.casefold()}"] if self.login else []
        own += [f"email:{self.email.casefold()}"] if self.email else []
        return [*self.keys, *own]


class Roster:
    """All people of a class, and what was decided about unclear hand-ins and columns."""

    def __init__(self, course):
        self._course = course
        self.people, self.decisions, self.columns = {}, {}, {}
        self._read()

    def _read(self):
        path = self._course.grading.roster
        if path.is_file():
            try:
                data = json.loads(path.read_text("utf-8"))
                self.people = {one["id"]: Person(**one) for one in data["people"]}
                self.decisions, self.columns = dict(data["decisions"]), dict(data["columns"])
            except (ValueError, KeyError, TypeError) as error:
                raise CourseError(
                    f"{path.relative_to(self._course.root)} cannot be read ({error}). Put back a copy of it, or move "
                    f"it away and import the roster again."
                ) from error
        for student, fields in book.known_students(self._course).items():
            if student in self.people:  # what was edited in Formgrader counts
                for name, value in fields.items():
                    if value:
                        setattr(self.people[student], name, value)

    def save(self):
        """Write roster.json, and into the gradebook what nbgrader has a field for and what is new there."""
        data = {
            "people": [asdict(self.people[key]) for key in sorted(self.people)],
            "decisions": self.decisions,
            "columns": self.columns,
        }
        write_whole(self._course.grading.roster, json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        there = book.known_students(self._course)
        fresh = {}
        for person in self.people.values():
            fields = {name: getattr(person, name) for name in book.FIELDS}
            known = there.get(person.id, {})
            if any(value and known.get(name) != value for name, value in fields.items()):
                fresh[person.id] = fields
        book.put_students(self._course, fresh)

    @property
    def listed(self):
        """The ids of those on an imported roster, sorted; empty where none was imported."""
        return sorted(person.id for person in self.people.values() if person.listed)

    def by_key(self, key):
        """The person whom a platform knows by this key, or None."""
        return next((person for person in self.people.values() if key in person.all_keys()), None)

    def by_name(self, name):
        """All people who may be called so, those on the roster before those only known from hand-ins."""
        wanted = {folded(name), compact(name)} - {""}
        found = [person for person in self.people.values() if wanted & person.forms()]
        return [person for person in found if person.listed] or found

    def add(self, wanted, **fields):
        """A new person, with an id as near to `wanted` as is free."""
        stem = as_student_id(wanted) or "student"
        taken = {key.casefold() for key in self.people}
        fresh, number = stem, 2
        while fresh.casefold() in taken:
            fresh, number = f"{stem}-{number}", number + 1
        self.people[fresh] = Person(fresh, **fields)
        return self.people[fresh]

    def find(self, student):
        """The person of an id, a login, an e-mail or a full name.

        Raises:
            CourseError: nobody or more than one is called so.
        """
        found = self._find(student)
        if found is None:
            raise CourseError(
                f'There is no "{plain(student, 80)}" in this class. `nncourse roster list` shows everybody.'
            )
        return found

    def id_of(self, student):
        """The id of whom an id, a login, an e-mail or a full name names; the words themselves where that is nobody, or
        where hand-ins lie under them.

        Raises:
            CourseError: more than one is called so.
        """
        if is_student_id(student) and (self._course.grading.submitted / student).is_dir():
            return student
        found = self._find(student)
        return found.id if found else student

    def _find(self, student):
        if student in self.people:
            return self.people[student]
        found = [
            p
            for p in self.people.values()
            if {f"{kind}:{student.casefold()}" for kind in ("id", "login", "email")} & set(p.all_keys())
        ]
        found = found or self.by_name(student)
        if len(found) > 1:
            several = " or ".join(p.id for p in found)
            raise CourseError(f'"{plain(student, 80)}" may be {several}; give the id.')
        return found[0] if found else None

    def calls(self):
        """A function that gives what to call a student before people: the name, with the id where two have one name; of
        somebody without a name, the id.
        """
        several = Counter(folded(person.name) for person in self.people.values())

        def called(student):
            name = self.people[student].name if student in self.people else student
            alone = name == student or several[folded(name)] < 2
            return plain(name, 80) if alone else f"{plain(name, 80)} ({student})"

        return called

    def extension(self, student, lesson):
        """Days that a person has beyond the lesson's due date (0 for most)."""
        person = self.people.get(student)
        return 0.0 if person is None else float(person.extensions.get(lesson, person.extensions.get(ALL, 0)))

    def put_extensions(self):
        """Bring the gradebook's extensions up to those of the roster; of people who have none here it keeps its own."""
        given = [student for student, person in self.people.items() if person.extensions]
        pairs = [(student, lesson) for student in given for lesson in book.submissions_of(self._course, student)]
        if pairs:
            book.put_extensions(self._course, {pair: self.extension(*pair) for pair in pairs})

    def rename(self, old, new):
        """Give a person another id in the roster alone; see `moves.rename` for all the rest."""
        person = self.people.pop(old)
        person.id = new
        self.people[new] = person
        self.decisions = {label: new if choice == old else choice for label, choice in self.decisions.items()}


def checked_id(text):
    """A student id that was typed.

    Raises:
        CourseError: it cannot name a student.
    """
    if not is_student_id(text):
        raise CourseError(f"{text!r} is no student id: it takes letters and digits, and . _ @ + ' - and spaces inside.")
    return text
