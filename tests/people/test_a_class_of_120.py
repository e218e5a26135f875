"""A class of 120 from each platform's list of people to its gradebook, really graded, with all that happens to a class in a
semester: the books balance at every step. Files, people and points are counted in and out.
"""

import csv
import re
import shutil
from collections import Counter
from datetime import UTC

import class_of_120 as made
import grading_course as course
import pytest
from class_of_120 import (
    AGAIN,
    APPEALS,
    ATTACKER,
    LATE,
    NEW,
    NOTHING,
    NUMBERS,
    PDF,
    RENAMED,
    SLUGS,
    TORN,
    TWICE,
    UPDATED,
)
from click.testing import CliRunner
from system import needs

from helpers.cli import main
from helpers.instructors.authored import Course
from helpers.instructors.grading import gradebook
from helpers.instructors.grading.batch import grade_class
from helpers.instructors.people import book
from helpers.instructors.people.roster import Roster
from helpers.instructors.platforms import exports, moves
from helpers.instructors.platforms.collect import collect
from helpers.instructors.platforms.importing import import_roster
from helpers.instructors.platforms.tables import read_table

pytestmark = needs("bubblewrap")
POLICY = """from nbgrader.plugins import BasePlugin


class OnePointAnHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late // 3600
"""
UNMARKED = (10, 20, 60)  # whose words wait to the end
SECOND = range(1, 41)  # who hand in lesson 2


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """(the course, its hand-ins of lesson 1 and 2 by student, the hand-ins of those who went through an update)."""
    root = made.make_course(tmp_path_factory.mktemp("fresh") / "c")
    (root / "policy_of_120.py").write_text(POLICY)
    with (root / "nbgrader_config.py").open("a") as config:
        config.write('c.AssignLatePenalties.plugin_class = "policy_of_120.OnePointAnHour"\n')
    first = {k: made.notebook(root, k) for k in NUMBERS if k not in (PDF, NEW, NOTHING)}
    second = {k: made.notebook(root, k, SLUGS[1]) for k in SECOND}
    gradebook.register(
        Course(root), SLUGS[0], gradebook.parsed((root / f"course/{SLUGS[0]}/{SLUGS[0]}.ipynb").read_text())
    )
    with book.open_gradebook(Course(root)) as books:
        books.update_or_create_assignment(SLUGS[0], duedate="2026-01-15 20:00:00 UTC")
    later = shutil.copytree(root, root.with_name("later"))
    new = made.release_anew(later)
    return root, later, first, second, {k: made.updated(first[k], new) for k in UPDATED}


class Class:
    """One class on its way: what is expected of each person, and the steps that ask whether it is so."""

    def __init__(self, root, platform):
        self.root, self.platform, self.format = root, platform, made.FORMATS[platform]
        self.person, self.points, self.waiting = {}, {1: {}, 2: {}}, {1: set(), 2: set()}
        self.listed, self.closed = 120, set()

    def people(self, n):
        head, row = self.format.people
        (self.root / "people.csv").write_text(
            "\n".join([head, *(row(k, n) for k in NUMBERS if k not in self.closed)]) + "\n", "utf-8"
        )
        return import_roster(Course(self.root), self.root / "people.csv")

    def collect(self, hand_ins, n, who=made.name, later=()):
        """Collect an export; what is unclear may be the attacker's file, namesakes whom the platform does not tell apart, and
        nothing else. Returns the books, which account for every file and every person."""
        path = made.export(self.root.parent / f"{n}{len(later)}.zip", self.platform, hand_ins, n, who, later)
        names = {k: self.format.file(k, n, own, who(k), k in later) for k, own, _ in hand_ins}
        zone = UTC if self.format.timed else None
        books = collect(Course(self.root), path, lesson=SLUGS[n - 1], zone=zone)
        if books.unclear:
            before = made.stored(self.root)
            asked = {item.source for item in books.files if item.action == "unclear"}
            again = {names[k] for k in later}
            assert asked <= {names.get(ATTACKER), names[7], names[8]} | again, books.unclear[:3]
            decide = [f"{name}=take" for name in asked if name not in (names[7], names[8])]
            decide += [
                f"{item.owner.label}=u{k}" for k in (7, 8) for item in books.files if item.source == names[k] in asked
            ]
            books = collect(Course(self.root), path, lesson=SLUGS[n - 1], zone=zone, decide=decide)
            assert made.stored(self.root).keys() >= before.keys() and not books.unclear, books.unclear[:3]
        assert len(books.files) == len(hand_ins) == sum(books.counts().values())
        whose = {item.source: item.student for item in books.files}
        assert len(set(whose.values())) == len(hand_ins) and set(whose.values()) <= set(
            Roster(Course(self.root)).listed
        )
        self.person |= {k: whose[entry] for k, entry in names.items()}
        there = made.stored(self.root)
        for k, own, content in hand_ins:
            assert (there[self.person[k], SLUGS[n - 1]] == content) if own.endswith(".ipynb") else True
        handed = {student for student, lesson in there if lesson == SLUGS[n - 1]}
        assert len(handed) + len(books.absent[SLUGS[n - 1]]) == self.listed
        return books

    def grade(self, graded):
        """Grade; every person has a row for every exercise, every point is where it belongs, and open marks are none."""
        run = grade_class(Course(self.root), echo=lambda line: None, progress=False, jobs=2)
        # The PDF is told as what it is, and waits.
        assert run.graded == graded and run.graded + run.skipped == len(made.stored(self.root)) + 1
        with open(self.root / "grading/grades.csv", encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["lesson"] in SLUGS]
        lessons = {row["lesson"] for row in rows}
        assert Counter((row["student"], row["lesson"]) for row in rows if row["state"] != "late") == {
            (student, lesson): 5 for student in Roster(Course(self.root)).listed for lesson in lessons
        }
        name = {student: k for k, student in self.person.items()}
        found, waiting = {1: Counter(), 2: Counter()}, {1: set(), 2: set()}
        for row in rows:
            n, k = SLUGS.index(row["lesson"]) + 1, name.get(row["student"])
            if k == PDF and n == 1:
                assert row["state"] == "missing" and re.search(r"is no notebook: \S*scan\.pdf ", row["message"])
            elif row["state"] in ("missing", "failed"):
                assert k in (None, TORN, PDF) or k not in self.points[n]
            elif row["state"] == "ungraded":
                waiting[n].add(k)
            else:
                found[n][k] += float(row["points"])
        for n in (1, 2):
            assert dict(found[n]) == self.points[n] and waiting[n] == self.waiting[n]
        return run

    def mark(self, n):
        """A person gives a point for the words of all but some."""
        done = self.waiting[n] - set(UNMARKED)
        with book.open_gradebook(Course(self.root)) as books:
            for k in done:
                grade = books.find_grade("why", SLUGS[n - 1], SLUGS[n - 1], self.person[k])
                grade.manual_score, grade.needs_manual_grade = 1.0, False
            books.db.commit()
        self.points[n] = {k: points + (k in done) for k, points in self.points[n].items()}
        self.waiting[n] -= done

    def fill(self, n):
        """The platform's own gradebook: final marks in their column and row, every other cell and line as it was."""
        lessons = [n] if self.format.each else [1, 2]
        final = {
            i: {k: f"{points:g}" for k, points in self.points[i].items() if k not in self.waiting[i]} for i in lessons
        }
        others = {i: [k for k in NUMBERS if k not in final[i] and k not in self.closed] for i in lessons}
        before = {i: {k: "3" for k in others[i] if k % 3 == 0} for i in lessons}
        file = self.root.parent / f"HW {n}.csv"
        file.write_text(made.gradebook(self.platform, n, before, self.closed), "utf-8")
        done = exports.fill(Course(self.root), file)
        found = done.path.read_text("utf-8")
        if self.platform == "ilias":
            found = found.replace("\n1;", "\n0;")  # "update" says that the mark counts
        whole = {i: before[i] | final[i] for i in lessons}
        assert found == made.gradebook(self.platform, n, whole, self.closed)
        assert not done.problems and done.written == sum(map(len, final.values()))
        for i in lessons:
            column = self.format.columns[i - 1]
            filled = [float(row[column]) for row in read_table(done.path).rows[1:] if row[column]]
            points = [mark for k, mark in self.points[i].items() if k not in self.waiting[i]]
            assert sum(filled) == sum(points) + 3 * len(before[i])


@pytest.mark.slow
@pytest.mark.parametrize("platform", made.FORMATS)
def test_the_books_balance(platform, fresh, tmp_path, monkeypatch):
    root, later, first, second, updates = fresh
    root = shutil.copytree(root, tmp_path / "c")
    monkeypatch.chdir(root)
    monkeypatch.setattr("sys.path", list(__import__("sys").path))
    one = Class(root, platform)

    # The list of people: a person for each row.
    done = one.people(1)
    assert (done.rows, len(done.added), len(Roster(Course(root)).listed)) == (120, 120, 120)

    # Lesson 1: 117 notebooks, one named like somebody else's hand-in, and a PDF.
    own = f"{SLUGS[0]}.ipynb"
    victim = made.FORMATS[platform].file(1, 1, own, made.name(1), False).replace("/", "_")
    hand_ins = [(k, victim if k == ATTACKER else own, content) for k, content in first.items()]
    books = one.collect([*hand_ins, (PDF, "scan.pdf", b"%PDF")], 1)
    assert books.counts() == {"take": 117, "other": 1} and len(books.absent[SLUGS[0]]) == 3
    one.points[1] = {k: float(made.by_checks(made.answers(k))) for k in first if k != TORN}
    one.waiting[1] = {k for k in first if k != TORN and made.answers(k)}
    late = LATE if one.format.timed else ()
    assert CliRunner().invoke(main, ["roster", "extend", one.person[LATE[1]], "01", "1"]).exit_code == 0
    for k in late:
        one.points[1][k] -= 2 if k != LATE[1] else 0
    one.grade(118)

    # Extensions and marks by hand are arithmetic: nothing is graded for them.
    assert CliRunner().invoke(main, ["roster", "extend", one.person[LATE[2]], "01", "1"]).exit_code == 0
    one.points[1][LATE[2]] = 9.0
    one.mark(1)
    one.grade(0)
    one.fill(1)

    # An appeal compares and writes nothing.
    files = {path: path.read_bytes() for path in (root / "grading").rglob("*") if path.is_file()}
    told = CliRunner().invoke(main, ["appeal", one.person[APPEALS], "01"]).output
    assert "The same, 7 of 9 points by checks" in told and "marked by a person: why 1" in told
    assert {path: path.read_bytes() for path in (root / "grading").rglob("*") if path.is_file()} == files

    # Two accounts are one person: nothing happens until somebody says so; then the later hand-in counts, with its marks.
    two = [one.person[k] for k in reversed(TWICE)]
    before = made.stored(root)
    assert CliRunner().invoke(main, ["roster", "merge", *two], input="n\n").exit_code == 1
    assert made.stored(root) == before and len(Roster(Course(root)).listed) == 120
    assert CliRunner().invoke(main, ["roster", "merge", *two, "--yes"]).exit_code == 0
    gone, kept = TWICE if one.format.timed else reversed(TWICE)
    one.person[kept] = two[1]
    one.closed, one.listed = {gone}, 119
    del one.points[1][gone], one.person[gone]
    after = made.stored(root)
    assert len(after) == len(before) - 1 and after[two[1], SLUGS[0]] == first[kept]
    assert first[gone] in made.stored(root, "earlier").values()

    # A new release in the middle; a second export: nine went through the update, one handed in again, one for the first time,
    # one has a new name, the rest is there already.
    shutil.copytree(later / "course", root / "course", dirs_exist_ok=True)
    again = (
        first
        | updates
        | {
            AGAIN: made.mishaps.written(
                made.mishaps.answered(made.Course(root).gradable(SLUGS[0]).released_for(), course.RIGHT)
            )
        }
    )
    again[NEW] = first[50]
    hand_ins = [(k, victim if k == ATTACKER else own, content) for k, content in again.items() if k != gone]
    books = one.collect(hand_ins, 1, made.later_name, (*UPDATED, AGAIN))
    assert books.counts() == {"same": 106, "take": 11} and len(made.stored(root, "earlier")) == 11
    one.points[1] |= {AGAIN: one.points[1][AGAIN] + 2, NEW: float(made.by_checks(made.answers(50)))}
    one.waiting[1] |= {NEW} if made.answers(50) else set()
    one.grade(11)

    # Lesson 2, by the same people under the numbers of another assignment.
    if one.format.each:
        assert not one.people(2).added
    books = one.collect([(k, f"{SLUGS[1]}.ipynb", content) for k, content in second.items()], 2, made.later_name)
    assert books.counts() == {"take": len(SECOND)} and len(books.absent[SLUGS[1]]) == 119 - len(SECOND)
    one.points[2] = {k: float(made.by_checks(made.answers(k))) for k in SECOND}
    one.waiting[2] = {k for k in SECOND if made.answers(k)}
    one.grade(len(SECOND))
    one.mark(2)

    # One gets another id, one leaves the class with everything.
    moves.renaming(Course(root), one.person[RENAMED], "thirty").do()
    one.person[RENAMED] = "thirty"
    moves.deleting(Course(root), one.person[80]).do()
    files = [path for path in (root / "grading").rglob("*") if path.is_file()]
    assert not [path for path in files if b"Last80" in path.read_bytes() or "Last80" in path.as_posix()]
    one.listed -= 1
    del one.points[1][80], one.person[80]
    one.waiting[1] -= {80}
    one.grade(0)
    one.fill(1)
    one.fill(2)
    assert len(Roster(Course(root)).listed) == 118 and Roster(Course(root)).people["thirty"].listed
    assert len(made.stored(root)) == 117 + 1 - 1 - 1 + len(SECOND) and len(made.stored(root, "earlier")) == 11
