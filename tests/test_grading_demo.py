"""The demonstration class: in every demo lesson each of its typical students holds a misconception that grading recognises."""
import contextlib
from pathlib import Path

import pytest
from system import needs

from helpers.building.sources import find_lesson
from helpers.grading import demo, engine
from helpers.grading.kernel import Zygote
from helpers.grading.plan import make_plan

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def zygote():
    with contextlib.closing(Zygote(ROOT, "numpy", True)) as warm:
        yield warm


@needs("bubblewrap")
@pytest.mark.parametrize("lesson", demo.FIRST_LOOK)
def test_every_typical_student_of_a_demo_lesson_holds_a_misconception(lesson, zygote):
    plan = make_plan(ROOT, lesson, 1)
    students = demo.hand_ins(ROOT, find_lesson(ROOT, lesson))
    for student in demo.TYPICAL:
        result = engine.grade(plan, students[student], lambda: zygote.fork(plan["files"]))
        assert any(entry["misconceptions"] for entry in result["exercises"]), (student, result)
        assert sum(entry["points"] for entry in result["exercises"]) > 0
