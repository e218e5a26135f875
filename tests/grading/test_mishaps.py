"""What happened to a right notebook before it was handed in costs no mark: every mishap of the zoo, on every lesson."""

import functools
import json
from types import SimpleNamespace

import grading_course as course
import mishaps
import nbformat
import pytest
from lessons import ROOT
from system import needs

from helpers.course import notebooks
from helpers.instructors.authored import Course
from helpers.instructors.building.needed import names
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


@pytest.mark.parametrize("slug", LESSONS)
def test_what_is_asked_is_the_right_answer_after_any_mishap(slug):
    """Of the cells that would run, the last one that binds an exercise's name, before it is asked and at the end, holds
    the right answer: so it earns what the released notebook earns, and no lesson has to be run for that.
    """
    released, right = lesson(slug)
    found = {
        mishaps.name_of(c): notebooks.CHECK.fullmatch(c.source.strip()) for c in released.cells if mishaps.is_check(c)
    }
    exercises = {check: SimpleNamespace(id=line["id"], name=line["name"]) for check, line in found.items() if line}
    assert len(exercises) == len(found)
    plan, known = SimpleNamespace(released=nbformat.writes(released)), functools.cache(names)
    good = {line for text in right.values() for line in lines(text)}
    for name, change in mishaps.MISHAPS.items():
        nb = mishaps.answered(released, right)
        change(nb)
        notebook, _ = sanitized(read_cells(mishaps.written(nb)), released)
        steps, last = engine.program(notebook, exercises, plan, known), {}
        bound = {exercise.name for exercise in exercises.values()}
        asked = []
        for kind, content in steps:
            if kind == "run":
                last |= dict.fromkeys(known(content).binds & bound, content)
            else:
                asked.append(content.name)
                held = last.get(content.name, "")
                assert {line for line in lines(held) if line[0] != "%"} <= good, (name, content.name, held)
        assert sorted(asked) == sorted(bound), name
        for exercise, held in last.items():
            assert {line for line in lines(held) if line[0] != "%"} <= good, (name, exercise, held)
        run = "\n".join(line for kind, source in steps if kind == "run" for line in lines(source))
        for exercise in exercises.values():
            answers = [text for text in right.values() if exercise.name in known(text).binds]
            assert answers and all("\n".join(lines(text)) in run for text in answers), (name, exercise.name)


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
