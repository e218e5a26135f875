"""What a run tells on the terminal fits a screen, whatever the class, and names what needs a person."""

import dataclasses

import grading_course as course
import pytest

from helpers.instructors.authored import Course
from helpers.instructors.grading import report, results, submissions
from helpers.instructors.grading.contract import Event
from helpers.instructors.grading.plan import known_of

COUNT = 1000


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """A course with 1 000 made results: right, waiting, failed, odd, not handed in, and of another release."""
    root = course.make(tmp_path_factory.mktemp("crowd") / "c")
    made = known_of(course.plan())
    course.recorded(root, {f"s{i:04d}": None if i % 3 else 2.0 for i in range(COUNT)})
    for i in range(COUNT):
        student = f"s{i:04d}"
        result = results.load(Course(root), course.SLUG, student)
        result.history = [Event(when="", event="graded", plan=made.fingerprint[:12] if i % 7 else "of-before")]
        if i % 7 == 0:
            result.exercises = result.exercises[:3]  # graded when there were fewer
        if i % 50 == 1:
            result = course.graded(state="failed", message="The file is empty.", history=result.history)
        result.notes = ["The set-up cell was changed."] if i % 11 == 0 else []
        results.save(Course(root), student, result)
        if i % 100 != 3:
            (root / f"grading/submitted/{student}/{course.SLUG}/{course.SLUG}.ipynb").write_text("{}")
    outlines = {course.SLUG: report.outline(Course(root), course.SLUG)}
    found = submissions.find(Course(root))
    return root, list(report.grade_rows(Course(root), outlines, found)), found.by_lesson[course.SLUG]


@pytest.mark.parametrize("lessons", [1, 2, 5, 14, 30])
@pytest.mark.parametrize("room", [24, 13])
def test_a_class_of_any_size_fits_a_screen(crowd, lessons, room, monkeypatch):
    root, rows, here = crowd
    names = [course.SLUG, *(f"{i:02d}-other" for i in range(2, lessons + 1))]
    load = results.load
    monkeypatch.setattr(results, "load", lambda class_, lesson, student: load(class_, course.SLUG, student))
    rows = [row._replace(lesson=name) for name in names for row in rows]
    plans = {name: dataclasses.replace(known_of(course.plan()), lesson=name) for name in names}
    told = list(report.summary(Course(root), rows, plans, dict.fromkeys(names, here), room))
    assert len(told) <= room
    text = "\n".join(told)
    assert "20 failed" in text and "10 missing" in text and "to mark by hand" in text
    assert lessons <= room or f"{lessons - room + 1} more lessons" in told[-1]
    if lessons == 1 and room == 24:
        assert "s0001: The file is empty." in text and "of which 4" in text


def test_maxima_that_differ_are_told(crowd):
    root, rows, here = crowd
    told = list(report.summary(Course(root), rows, {course.SLUG: known_of(course.plan())}, {course.SLUG: here}))
    sentence = "143 hand-in(s) were graded by another release, seed or judge (out of 8 or 10 points)"
    assert any(sentence in line and "`nncourse grade 01` grades them anew" in line for line in told)
