"""Rename, merge, delete or hand out a person with everything that is stored about them.

Each change first says what it will do, as a `Plan`, and is the same when it is done twice: killed half way, it is
started again.
"""

import csv
import functools
import io
import json
import shlex
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ...course.errors import CourseError
from ...course.files import write_whole
from ..authored.exam import NOTEBOOKS, RECORD
from ..grading import results
from ..grading.submissions import timestamp_of
from ..marking import journal, papers
from ..people import book
from ..people.roster import Roster, checked_id
from ..people.words import plain


@dataclass
class Plan:
    """What a change will do, in sentences, and how."""

    lines: list = field(default_factory=list)
    steps: list = field(default_factory=list)

    def add(self, line: str, step: Callable | None = None):
        """Put a sentence, and what does it, at the end."""
        self.lines.append(line)
        if step is not None:
            self.steps.append(step)

    def do(self):
        """Do it all, in order."""
        for step in self.steps:
            step()


def handed_in(course, student):
    """The lessons of which a student has handed something in."""
    folder = course.grading.submitted / student
    return sorted(path.name for path in folder.glob("[0-9][0-9]-*") if path.is_dir()) if folder.is_dir() else []


def places(course, student):
    """Everything that is stored about a student in files of their own, as paths that exist."""
    grading = course.grading
    found = [folder / student for folder in (*_made_for_hand_ins(grading), grading.earlier)]
    found += sorted(grading.results.glob(f"*/{_literal(student)}.json"))
    found += sorted(grading.exchange.glob(f"*/inbound/{_literal(student)}+*"))
    found += _released(grading, student)
    return [path for path in found if path.exists()]


def _made_for_hand_ins(grading):
    """The folders that hold one of each student, and in it one of each lesson."""
    return grading.submitted, grading.autograded, grading.feedback


def _released(grading, student):
    """Feedback pages that the exchange gives out to a student. It names them by a hash; they are known by content."""
    pages = sorted(grading.exchange.glob("*/feedback/*.html"))
    own = {path.read_bytes() for path in (grading.feedback / student).rglob("*.html")} if pages else set()
    return [path for path in pages if path.read_bytes() in own]


def _literal(name):
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def _known(course, roster, student):
    """The id of a person whom the roster, the hand-ins or the gradebook know.

    Raises:
        CourseError: nobody is called so.
    """
    if student in roster.people or places(course, student) or student in book.known_students(course):
        return student
    return roster.find(student).id


def _named(roster, student):
    """The id that a change is about, with the name where there is one."""
    name = roster.people[student].name if student in roster.people else student
    return student if name == student else f"{student} ({plain(name, 80)})"


def deleting(course, student):
    """The `Plan` of taking a person out of the class with everything about them."""
    roster = Roster(course)
    student = _known(course, roster, student)
    plan = Plan()
    plan.add(f"Delete {_named(roster, student)} with everything about them:")
    for path in places(course, student):
        count = sum(one.is_file() for one in path.rglob("*")) if path.is_dir() else 1
        plan.add(f"  {path.relative_to(course.root)}: {count} file(s)", lambda path=path: _remove(path))
    lessons = book.submissions_of(course, student)
    if student in book.known_students(course):
        plan.add(
            f"  gradebook: the student, marks and comments of {len(lessons)} lesson(s)",
            lambda: book.remove_student(course, student, forget=True),
        )
    _move_marking(plan, course, student, None)
    plan.add(
        "  lines of grading/grades.csv, and the class's report and exports, which the next `nncourse grade` makes anew",
        lambda: _forget_in_tables(course, student),
    )
    if student in roster.people:
        plan.add("  roster: names, numbers, extensions, decisions", lambda: _drop(course, student))
    plan.add(
        "Files outside grading/ (the platform's exports, backups) are yours to delete; collected again, they bring the "
        "person back."
    )
    return plan


def _move_marking(plan, course, old, new):
    """Add what happens to the lines of markers and to papers of exams."""
    if count := len(journal.lines_about(course, old)):
        plan.add(f"  grading/marking: {count} line(s) of markers", lambda: journal.rename(course, old, new))
    if exams := [paper.name for paper in course.papers if old in paper.people]:
        plan.add(f"  grading/exams: a paper in {', '.join(exams)}", lambda: papers.rename(course, old, new))
    for exam in course.exams:
        if old in exam.seeds:
            plan.add(f"  grading/exams: the notebook of {exam.slug}", functools.partial(exam.rename, old, new))


def _remove(path):
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=False)
    else:
        path.unlink(missing_ok=True)


def _drop(course, student):
    roster = Roster(course)
    about = _decisions(roster, student)
    roster.decisions = {label: choice for label, choice in roster.decisions.items() if label not in about}
    roster.people.pop(student, None)
    roster.save()


def _decisions(roster, student):
    """What was decided about a person's unclear hand-ins, or with words of theirs: label -> choice."""
    person = roster.people.get(student)
    own = {*person.names, *(key.split(":", 1)[1] for key in person.keys)} if person else set()
    return {
        label: choice
        for label, choice in roster.decisions.items()
        if choice == student or own & {label, *label.rsplit("_", 1), label.split("/", 1)[0]}
    }


def _in_grades(course, student, new=None):
    """Give a student's rows of the table of marks to another id; None takes them out."""
    path = course.grading.grades
    if path.is_file():
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
        rows = [[new, *row[1:]] if row and row[0] == student else row for row in rows]
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(row for row in rows if not row or row[0] is not None)
        write_whole(path, text.getvalue())


def _forget_in_tables(course, student):
    """Take a student's rows out of the table of marks, and away what was made of the whole class: the next run of the
    grader makes it anew.
    """
    _in_grades(course, student)
    grading = course.grading
    for path in (grading.report, grading.counts, grading.folder / "canvas.csv", grading.folder / "moodle.csv"):
        path.unlink(missing_ok=True)
    for folder in (grading.exports, grading.similar):
        shutil.rmtree(folder, ignore_errors=True)


def renaming(course, old, new):
    """The `Plan` of giving a person another id.

    Raises:
        CourseError: the new id is taken, or cannot be one.
    """
    roster = Roster(course)
    old, new = _known(course, roster, old), checked_id(new)
    if new in roster.people or (places(course, new) and old in roster.people):
        raise CourseError(
            f"{new} is somebody already; `nncourse roster merge {shlex.quote(old)} {shlex.quote(new)}` "
            f"makes one person of two."
        )
    plan = Plan()
    plan.add(f"Rename {_named(roster, old)} to {new}:")
    _move_files(plan, course, old, new, set())
    if old in book.known_students(course):
        lessons = book.submissions_of(course, old)
        plan.add(
            f"  gradebook: marks of {len(lessons)} lesson(s)", lambda: book.move_student(course, old, new, lessons)
        )
    _move_marking(plan, course, old, new)
    if old in roster.people:
        plan.add("  roster: names, numbers, extensions", lambda: _rename_in_roster(course, old, new))
    plan.add("  grading/grades.csv: the student's lines", lambda: _rename_in_tables(course, old, new))
    plan.add("  feedback pages: made anew with the new id", lambda: _pages_anew(course, new))
    return plan


def _pages_anew(course, student):
    """Write a student's feedback pages again, which show the id."""
    loaded = {lesson: results.load(course, lesson, student) for lesson in handed_in(course, student)}
    if any(loaded.values()):
        from ..grading.gradebook import Writer

        with Writer(course) as writer:
            for lesson, result in loaded.items():
                if result:
                    writer.refresh(student, lesson, result)


def _rename_in_roster(course, old, new):
    roster = Roster(course)
    if old in roster.people:
        roster.rename(old, new)
        roster.save()


def _rename_in_tables(course, old, new):
    _in_grades(course, old, new)
    shutil.rmtree(course.grading.similar, ignore_errors=True)


def _move_files(plan, course, old, new, without):
    """Add the moves of all files of a student, but those of some lessons."""
    for path in places(course, old):
        if path.is_dir():
            for inner in sorted(path.iterdir()):
                if inner.name not in without:
                    target = path.with_name(new) / inner.name
                    plan.add(
                        f"  {inner.relative_to(course.root)} becomes {target.relative_to(course.root)}",
                        lambda a=inner, b=target: _move(a, b),
                    )
            plan.steps.append(lambda path=path: path.rmdir() if path.is_dir() and not any(path.iterdir()) else None)
        elif path.parent.name not in without:
            target = path.with_name(path.name.replace(old, new, 1))
            plan.add(f"  {path.relative_to(course.root)} becomes {target.name}", lambda a=path, b=target: _move(a, b))


def _move(source, target):
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            for inner in source.iterdir():
                inner.replace(target / inner.name)
            source.rmdir()
        else:
            source.replace(target)


def merging(course, double, into):
    """The `Plan` of making one person of two."""
    roster, grading = Roster(course), course.grading
    double, into = _known(course, roster, double), _known(course, roster, into)
    if double == into:
        raise CourseError(f"{double} and {into} are the same person already.")
    for exam in course.exams:
        if {double, into} <= exam.seeds.keys():
            raise CourseError(
                f"Both have a notebook of {exam.slug}, each with a seed of its own: take the one that handed nothing "
                f"in out of {exam.folder / RECORD}, then merge."
            )
    for paper in course.papers:
        if {double, into} <= paper.people.keys():
            raise CourseError(
                f"Both have a number in the exam {paper.name}: take the one that wrote nothing out of "
                f"{paper.folder / papers.PEOPLE}, then merge."
            )
    plan = Plan()
    plan.add(f"Make {_named(roster, double)} and {_named(roster, into)} one person, {into}:")
    both = sorted(set(handed_in(course, double)) & set(handed_in(course, into)))
    for lesson in both:
        ours, theirs = (timestamp_of(grading.submitted / student / lesson) for student in (into, double))
        wins = double if ours and theirs and theirs > ours else into
        why = "handed in later" if ours and theirs and ours != theirs else "nothing tells which is later"
        books = [one for one in (into, double) if grading.handed_in(one, lesson).is_file()]
        if len(books) == 1:
            wins, why = books[0], "the other is no notebook"
        loses = into if wins == double else double
        plan.add(
            f"  {lesson}: both handed in. The hand-in of {wins} counts ({why}), with its marks and comments; that of "
            f"{loses} is kept, with its marks, in {(grading.earlier / into / lesson).relative_to(course.root)}",
            lambda lesson=lesson, wins=wins, loses=loses: _settle(course, lesson, wins, loses, into, double),
        )
    _move_files(plan, course, double, into, set(both))
    if double in book.known_students(course):
        own = [
            lesson for lesson in book.submissions_of(course, double) if lesson not in book.submissions_of(course, into)
        ]
        plan.add(f"  gradebook: marks of {len(own)} lesson(s)", lambda: book.move_student(course, double, into, own))
    _move_marking(plan, course, double, into)
    plan.add("  roster: names and numbers of both", lambda: _join(course, double, into))
    plan.add(
        "  grading/grades.csv: the next `nncourse grade` writes it anew", lambda: _forget_in_tables(course, double)
    )
    plan.add("  feedback pages: made anew with this id", lambda: _pages_anew(course, into))
    return plan


def _settle(course, lesson, wins, loses, into, double):
    """Of two hand-ins of a lesson one stays, with all that a person gave for it; the other is kept with its marks."""
    earlier, loser = course.grading.earlier, course.grading.handed_in(loses, lesson)
    kept = earlier / into / lesson
    if loser.is_file():
        write_whole(kept / f"of-{loses}.ipynb", loser.read_bytes())
        about = {kind: [one for one in rows if one.get("lesson") == lesson] for kind, rows in _booked(course, loses)}
        result = results.load(course, lesson, loses)
        about["result"] = result and result.plain()
        write_whole(kept / f"of-{loses}.json", json.dumps(about, ensure_ascii=False, indent=1, default=str))
    if loses == double or journal.holds(course, double, lesson):  # started again after a kill, what was moved stays
        journal.rename(course, loses, None, lesson)
        journal.rename(course, wins, into, lesson)
    folders = _made_for_hand_ins(course.grading)
    if wins == double:
        book.take_over(course, double, into, lesson)
        for folder in folders:
            shutil.rmtree(folder / into / lesson, ignore_errors=True)
            _move(folder / double / lesson, folder / into / lesson)
        result = results.path_of(course, lesson, double)
        results.path_of(course, lesson, into).unlink(missing_ok=True)
        _move(result, results.path_of(course, lesson, into))
    for folder in folders:
        shutil.rmtree(folder / double / lesson, ignore_errors=True)
    results.path_of(course, lesson, double).unlink(missing_ok=True)
    _move(earlier / double / lesson, kept)


def _booked(course, student):
    about = book.everything_about(course, student)
    return [(kind, about.get(kind, [])) for kind in ("marks", "comments")]


def _join(course, double, into):
    roster = Roster(course)
    other = roster.people.pop(double, None)
    if other is None:
        return
    person = roster.people.get(into) or roster.add(into)
    for name in ("first_name", "last_name", "email", "lms_user_id", "login", "group", "accommodations"):
        setattr(person, name, getattr(person, name) or getattr(other, name))
    # Of both, logins and e-mail, too: the next list of people may call this person either way.
    person.keys = list(dict.fromkeys([*person.all_keys(), *other.all_keys()]))
    person.names += [
        name for name in [*other.names, other.name] if name not in person.names and name not in (double, person.name)
    ]
    person.extensions = other.extensions | person.extensions
    person.listed = person.listed or other.listed
    roster.decisions = {label: into if choice == double else choice for label, choice in roster.decisions.items()}
    roster.save()


def _of_exams(course, student):
    """What exams hold of a person in files of their own: scanned pages, and the notebooks that were made for them."""
    pages = [page for paper in course.papers for page in papers.pages_of(paper, student)]
    return pages + [exam.folder / NOTEBOOKS / student for exam in course.exams]


def export_everything(course, student, target=None):
    """Write all that is stored about a person into a zip file; return (path, number of files)."""
    roster = Roster(course)
    student = _known(course, roster, student)
    target = Path(target or f"{student}.zip")
    files = {}
    for path in [*places(course, student), *_of_exams(course, student)]:
        for one in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if one.is_file():
                files[one.relative_to(course.root).as_posix()] = one.read_bytes()
    if student in roster.people:
        about = asdict(roster.people[student]) | {"decisions": _decisions(roster, student)}
        files["roster.json"] = json.dumps(about, ensure_ascii=False, indent=1).encode()
    files["gradebook.json"] = json.dumps(
        book.everything_about(course, student), ensure_ascii=False, indent=1, default=str
    ).encode()
    written = {paper.name: paper.people.get(student) for paper in course.papers}
    written |= {exam.slug: exam.seeds.get(student) for exam in course.exams}
    if any(written.values()):
        files["exams.json"] = json.dumps(written, ensure_ascii=False, indent=1).encode()
    if marked := journal.lines_about(course, student):
        files["marking.json"] = json.dumps(marked, ensure_ascii=False, indent=1).encode()
    if (grades := course.grading.grades).is_file():
        lines = grades.read_text("utf-8").splitlines()
        own = [line for line in lines[1:] if next(csv.reader([line]), [""])[0] == student]
        files[grades.name] = "\n".join([*lines[:1], *own, ""]).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(f"{student}/{name}", content)
    return target, len(files)
