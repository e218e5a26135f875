"""What happened to a right notebook before it was handed in costs no mark: every mishap of the zoo, on every lesson."""

import functools
import json

import grading_course as course
import mishaps
import nbformat
import pytest
from lessons import ROOT
from system import needs

from helpers.instructors.authored import Course
from helpers.instructors.grading import engine
from helpers.instructors.grading.notebooks import read_cells, sanitized
from helpers.instructors.grading.sources import solution_cells

COURSE = Course(ROOT)
LESSONS = [lesson.slug for lesson in COURSE.lessons]


@functools.cache
def lesson(slug):
    """(the released notebook, right answers: code as in the source, words as a student's)."""
    released = Course(ROOT).gradable(slug).released_for()
    right = solution_cells(COURSE.lesson(slug).notebook())
    kinds = {mishaps.name_of(cell): cell["cell_type"] for cell in released.cells}
    return released, {
        name: f"Own words on {name}." if kinds[name] == "markdown" else text for name, text in right.items()
    }


def lines(source):
    return [line.rstrip() for line in source.splitlines() if line.strip()]


@pytest.mark.parametrize("slug", LESSONS)
def test_no_answer_is_lost_on_the_way_to_the_grader(slug):
    """In the notebook that is graded each answer stands in full, each check as it was released, and the set-up comes first."""
    released, right = lesson(slug)
    setup = [cell.source.strip() for cell in released.cells if "setup" in cell.metadata.get("tags", [])]
    checks = {mishaps.name_of(cell): cell.source for cell in released.cells if mishaps.is_check(cell)}
    for name, change in mishaps.MISHAPS.items():
        nb = mishaps.answered(released, right)
        change(nb)
        notebook, _ = sanitized(read_cells(mishaps.written(nb)), released)
        codes = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        run = "\n".join(line for source in codes for line in lines(source))
        for answer, source in right.items():
            kind = next(cell.cell_type for cell in notebook.cells if mishaps.name_of(cell) == answer)
            if kind == "code":
                assert "\n".join(lines(source)) in run, (name, answer)
            else:
                there = next(cell.source for cell in notebook.cells if mishaps.name_of(cell) == answer)
                assert source in there, (name, answer)
        assert {mishaps.name_of(c): c.source for c in notebook.cells if mishaps.is_check(c)} == checks, name
        assert all(any(lines(one) == lines(source) for source in codes) for one in setup), name
        nbformat.validate(notebook)


@needs("bubblewrap")
@pytest.mark.parametrize("name", mishaps.MISHAPS)
def test_a_mishap_costs_no_mark(name):
    nb = mishaps.answered(Course(course.template()).gradable(course.SLUG).released_for(), course.RIGHT)
    mishaps.MISHAPS[name](nb)
    result = engine.grade(course.plan(), mishaps.written(nb), course.zygote().fork)
    assert {entry.name: entry.points for entry in result.exercises} == {
        "triple": 2,
        "corners": 3,
        "total": 2,
        "quiz_answers": 2,
    }
    assert result.manual[0].state == "ungraded"


@needs("bubblewrap")
def test_an_answer_of_another_name_counts_where_its_check_was_told():
    def rename(nb):
        course.cell(nb, "triple").source = "def three_times(x):\n    return 3 * np.asarray(x)"
        course.cell(nb, "check-triple").source = 'check("01.triple", three_times)'

    result = engine.grade(course.plan(), course.edited(course.right_but(), rename), course.zygote().fork)
    assert result.exercises[0].points == 2


def test_hostile_shapes_of_cells_are_no_trouble():
    released = Course(course.template()).gradable(course.SLUG).released_for()
    odd = [
        {"cell_type": "code", "source": ["check(", 3, None], "metadata": []},
        {"cell_type": 7, "source": {"a": 1}},
        {"metadata": {"nbgrader": "x"}},
        {
            "cell_type": "code",
            "source": 'check("01.triple", triple)\n' * 50,
            "metadata": {"nbgrader": {"grade_id": "check-triple"}},
        },
    ]
    notebook, _ = sanitized(read_cells(json.dumps({"cells": odd}).encode()), released)
    assert sum(mishaps.is_check(cell) for cell in notebook.cells) == 4


@pytest.mark.parametrize("name", mishaps.FILES)
def test_what_happens_to_the_file_leaves_its_cells(name):
    for slug in LESSONS if "of" not in name else LESSONS[:1]:  # megabytes once
        data = mishaps.written(mishaps.answered(*lesson(slug)))
        found, expected = read_cells(mishaps.FILES[name](data)), read_cells(data)
        for cell, wanted in zip(found, expected, strict=True):
            source = (
                wanted["source"].encode("cp1252", "xmlcharrefreplace").decode("cp1252") if "old W" in name else None
            )
            assert cell == wanted | {"source": source or wanted["source"]}, (slug, name)
