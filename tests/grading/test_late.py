"""Late submissions by nbgrader's policy: `nncourse grade` takes off what stock `nbgrader autograde` takes off."""

import os
import subprocess
import sys
from datetime import timedelta

import grading_course as course
import pytest
from system import needs

from helpers.course.errors import CourseError
from helpers.instructors.authored import Course
from helpers.instructors.grading import gradebook, results
from helpers.instructors.grading.batch import grade_class
from helpers.instructors.people.roster import Roster

pytestmark = needs("bubblewrap")
DUE = "2026-01-15 18:00:00 UTC"
HAND_INS = {
    "anna": "2026-01-15 17:00:00 UTC",  # in time
    "ben": "2026-01-15 20:00:00 UTC",  # two hours late
    "chris": "2026-01-15T18:30:00-01:00",  # an hour and a half late, in another time zone
    "dora": "2026-02-15 18:00:00 UTC",  # a month late: no more is taken off than was earned
    "emil": None,  # without a time
}
PENALTIES = {"anna": 0, "ben": 2, "chris": 1.5, "dora": 9, "emil": 0}
PLUGIN = """from nbgrader.plugins import BasePlugin


class OnePointAnHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return round(total_seconds_late / 3600, 2)
"""
POLICY = 'c.AssignLatePenalties.plugin_class = "late_policy.OnePointAnHour"\n'


def late_course(folder, plugin=PLUGIN):
    """A course with a due date and a policy of its own, before anything is graded."""
    root = course.make(folder)
    (root / "late_policy.py").write_text(plugin)
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(POLICY)
    gradebook.register(Course(root), course.SLUG, Course(root).gradable(course.SLUG).released_for())
    with gradebook.open_gradebook(Course(root)) as book:
        book.update_or_create_assignment(course.SLUG, duedate=DUE)
    results.seed_of(Course(root), course.SEED)
    sys.modules.pop("late_policy", None)
    gradebook.config_of.cache_clear()
    return root


def grade(root):
    lines = []
    kept = list(sys.path)
    try:
        return grade_class(Course(root), echo=lines.append, progress=False, jobs=2), lines
    finally:
        sys.path[:] = kept


def book_of(root):
    """{student: (score, penalty, seconds late)}."""
    with gradebook.open_gradebook(Course(root)) as book:
        return {
            s.student.id: (s.score, s.late_submission_penalty, s.total_seconds_late)
            for s in book.assignment_submissions(course.SLUG)
        }


def feedback(root, student):
    return (root / f"grading/feedback/{student}/{course.SLUG}/{course.SLUG}.html").read_text("utf-8")


def test_both_ways_of_grading_take_off_the_same(tmp_path):
    roots = [late_course(tmp_path / name) for name in ("mine", "stock")]
    for root in roots:
        for student, time in HAND_INS.items():
            course.hand_in(root, student, course.submission(**course.RIGHT), timestamp=time)
    mine, stock = roots
    environment = os.environ | {"PYTHONPATH": str(course.mini_course.ROOT)}
    for command in ("autograde", "generate_feedback"):
        words = [sys.executable, "-m", "nbgrader", command, course.SLUG]
        done = subprocess.run(words, cwd=stock, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
    sys.modules.pop("late_policy", None)
    grade(mine)
    assert book_of(mine) == book_of(stock)
    assert {student: penalty for student, (_, penalty, _) in book_of(mine).items()} == PENALTIES
    for student in HAND_INS:
        assert feedback(mine, student) == feedback(stock, student)
    assert "2 points taken off" in feedback(mine, "ben") and "7 of 10 points" in feedback(mine, "ben")

    course.hand_in(mine, "ben", course.submission(**course.RIGHT), timestamp=HAND_INS["anna"])
    grade(mine)  # the platform's clock was wrong: handed in anew with the right time
    assert book_of(mine)["ben"] == (9, 0, 0)


def test_a_due_date_that_moves_reaches_submissions_that_did_not_change(tmp_path):
    root = late_course(tmp_path)
    for student, time in HAND_INS.items():
        course.hand_in(root, student, course.submission(**course.RIGHT), timestamp=time)
    grade(root)
    assert grade(root)[0].skipped == len(HAND_INS)
    with gradebook.open_gradebook(Course(root)) as book:
        book.update_or_create_assignment(course.SLUG, duedate="2026-01-15 19:00:00 UTC")
    run, lines = grade(root)
    assert (run.graded, run.settled) == (0, 2)  # arithmetic on finished results: nothing ran
    assert any("late: 1 taken off" in line for line in lines)
    assert {student: penalty for student, (_, penalty, _) in book_of(root).items()} == PENALTIES | {
        "ben": 1,
        "chris": 0.5,
    }
    assert "1 point taken off" in feedback(root, "ben")


def test_timestamps_that_are_no_times_are_told_and_stop_nothing(tmp_path):
    root = late_course(tmp_path)
    times = ["yesterday evening", "2026-99-99 00:00:00 UTC", "9" * 60, "\0", "2026-01-15 17:00:00 99999999999"]
    for i, time in enumerate(times):
        course.hand_in(root, f"s{i}", course.submission(**course.RIGHT), timestamp=time)
    grade(root)
    for i in range(len(times)):
        result = results.load(Course(root), course.SLUG, f"s{i}")
        assert result.state == "graded" and [note for note in result.notes if "is not a time" in note]
        assert book_of(root)[f"s{i}"] == (9, 0, 0)
    # nbgrader stops at such a file: it must not come where `nbgrader generate_feedback` reads.
    assert not list((root / "grading/autograded").rglob("timestamp.txt"))


def test_a_policy_that_fails_is_the_courses_fault_and_not_the_students(tmp_path):
    root = late_course(tmp_path, PLUGIN.replace("round(", "1 / 0 * round("))
    course.hand_in(root, "ben", course.submission(**course.RIGHT), timestamp=HAND_INS["ben"])
    with pytest.raises(
        CourseError, match="policy for late submissions in nbgrader_config.py failed .ZeroDivisionError"
    ):
        grade(root)
    sys.modules.pop("late_policy", None)
    (root / "late_policy.py").write_text(PLUGIN)
    grade(root)
    assert book_of(root)["ben"][:2] == (9, 2)


def test_extensions_and_a_changed_policy_are_arithmetic_on_finished_results(tmp_path):
    root = late_course(tmp_path)
    for student, time in HAND_INS.items():
        course.hand_in(root, student, course.submission(**course.RIGHT), timestamp=time)
    grade(root)
    with gradebook.open_gradebook(Course(root)) as book:
        book.find_submission(course.SLUG, "ben").extension = timedelta(hours=1)
        book.db.commit()
    run, _ = grade(root)
    assert (run.graded, run.settled, book_of(root)["ben"][1]) == (0, 1, 1)
    (root / "late_policy.py").write_text(PLUGIN.replace("/ 3600", "/ 1800"))
    sys.modules.pop("late_policy")
    run, _ = grade(root)
    assert run.graded == 0 and (book_of(root)["ben"][1], book_of(root)["chris"][1]) == (2, 3)
    events = [event.event for event in results.load(Course(root), course.SLUG, "ben").history]
    assert events == ["graded", "late penalty", "late penalty", "late penalty"]
    rows = (root / "grading/grades.csv").read_text("utf-8")
    assert f"ben,{course.SLUG},late hand-in,-2,0,late" in rows


def test_an_extension_of_the_roster_reaches_a_finished_mark(tmp_path):
    root = late_course(tmp_path / "c")
    for student in ("anna", "ben"):
        course.hand_in(root, student, course.right_but(), timestamp=HAND_INS[student])
    people = Roster(Course(root))
    for student in ("anna", "ben", "zoe"):
        people.add(student, listed=True)
    people.save()
    grade(root)
    rows = (root / "grading/grades.csv").read_text().splitlines()
    assert any(row.startswith("ben,") and "late hand-in,-2" in row for row in rows)
    assert any(row.startswith("zoe,") and ",missing," in row for row in rows)  # on the roster, and handed in nothing
    people = Roster(Course(root))
    people.people["ben"].extensions["all"] = 1
    people.save()
    _, lines = grade(root)
    assert "late hand-in" not in (root / "grading/grades.csv").read_text() and any("0 graded" in line for line in lines)


def test_a_hand_in_of_unknown_time_is_not_late_by_the_time_of_an_earlier_one(tmp_path):
    root = late_course(tmp_path)
    path = course.hand_in(root, "ben", course.right_but(), timestamp=HAND_INS["ben"])
    grade(root)
    assert book_of(root)["ben"][1] == 2
    path.with_name("timestamp.txt").unlink()
    grade(root)
    assert book_of(root)["ben"] == (9, 0, 0)
