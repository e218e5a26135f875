"""Grading of the real lessons: the demonstration class holds misconceptions that are recognized; untouched cells are
empty.
"""

import contextlib
from pathlib import Path

import grading_course as course
import pytest
from system import needs

from helpers.instructors.authored import Course
from helpers.instructors.grading import demo, engine, sandbox
from helpers.instructors.grading.kernel import Zygote
from helpers.instructors.grading.plan import plan_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def zygote():
    with contextlib.closing(Zygote(ROOT, "numpy", True)) as warm:
        yield warm


@needs("bubblewrap")
@pytest.mark.parametrize("lesson", demo.FIRST_LOOK)
def test_every_typical_student_of_a_demo_lesson_holds_a_misconception(lesson, zygote):
    plan = plan_of(Course(ROOT).gradable(lesson), 1)
    students = demo.hand_ins(Course(ROOT).lesson(lesson))
    for student in demo.TYPICAL:
        result = engine.grade(plan, students[student], lambda: zygote.fork(plan.files))
        assert any(entry.misconceptions for entry in result.exercises), (student, result)
        assert sum(entry.points for entry in result.exercises) > 0


@needs("bubblewrap")
@pytest.mark.parametrize("touched, state", [("", "empty"), ("  # my network", "wrong")], ids=["untouched", "touched"])
def test_a_value_cell_is_empty_only_as_it_was_given(touched, state, zygote):
    plan, released = plan_of(Course(ROOT).gradable("01"), 1), Course(ROOT).lesson("01").released_for()
    given = next(c.source for c in released.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "xnor_network")
    content = demo.notebook_with(released, {"xnor_network": given + touched})
    result = engine.grade(plan, content, lambda: zygote.fork(plan.files))
    entry = next(e for e in result.exercises if e.name == "xnor_network")
    assert (entry.points, entry.state) == (0, state)
    assert ("as it was given" in entry.messages[0]) == (state == "empty")


def test_without_a_sandbox_the_demo_shows_its_class_and_says_so(tmp_path, monkeypatch):
    """A real class is refused there: test_class.py."""
    monkeypatch.setattr(
        sandbox, "require", lambda: (_ for _ in ()).throw(sandbox.NoSandbox("No sandbox can be made here."))
    )
    root, told = course.make(tmp_path), []
    summary = demo.run(Course(root), echo=told.append, jobs=1)
    assert summary.graded == 9
    assert [line for line in told if line.startswith("Notice: No sandbox can be made here. This made-up class runs")]
    assert any(line.startswith("A student's feedback page: grading/demo/") for line in told)
