"""What the check promises is what grading gives: every exercise, misconception, alternative and mistake that is
carried on.
"""

import contextlib
import functools
import json

import pytest
from lessons import ROOT, slugs
from system import needs

from helpers.checks import probes
from helpers.checks.check import public_spec
from helpers.checks.judges import Verdict, judge
from helpers.instructors.authored import Course
from helpers.instructors.grading.contract import Exercise
from helpers.instructors.grading.demo import homes, notebook_with
from helpers.instructors.grading.engine import grade
from helpers.instructors.grading.judging import judge_both
from helpers.instructors.grading.kernel import Zygote
from helpers.instructors.grading.plan import plan_of
from helpers.instructors.grading.sources import NoSource, answer_source, solution_cells

pytestmark = pytest.mark.slow

SEED = 4711


@functools.cache
def bank(slug):
    return Course(ROOT).lesson(slug).bank()


@functools.cache
def planned(exercise_id):
    """An exercise as a plan has it, after its way through a file."""
    slug = next(slug for slug in slugs() if slug[:2] == exercise_id[:2])
    item, public = bank(slug)[exercise_id], public_spec(exercise_id)
    made = Exercise(item.id, item.name, f"check-{item.name}", item.points, item.spec(SEED), public)
    return Exercise.of(json.loads(json.dumps(made.plain())))


def exercises():
    return [
        pytest.param(slug, item.id, id=item.id) for slug in slugs() for item in bank(slug).exercises if not item.secret
    ]


def promised_and_graded(exercise_id, target):
    """The verdict of the student's check, and that of the grader."""
    exercise = planned(exercise_id)
    outcomes = [json.loads(json.dumps(probes.answer(spec.request(), target))) for spec in exercise.specs]
    return judge(exercise.public, outcomes[0]), judge_both(exercise, outcomes)[0]


@contextlib.contextmanager
def built_on(exercise, name, version):
    """While the earlier function `name` is this wrong version; what is expected was drawn before."""
    planned(exercise.id)
    space = exercise.reference.__globals__
    right, space[name] = space[name], version
    try:
        yield
    finally:
        space[name] = right


@pytest.mark.parametrize("slug, exercise_id", exercises())
def test_grading_gives_what_the_check_promised(slug, exercise_id):
    exercise = bank(slug)[exercise_id]
    answers = (
        {"reference": exercise.reference} | exercise.alternatives | {m.name: m.wrong for m in exercise.misconceptions}
    )
    hints = {m.name: m.hint for m in exercise.misconceptions}
    for name, answer in answers.items():
        promise, graded = promised_and_graded(exercise_id, answer)
        assert hints.get(name, "") in "".join(message.text for message in promise.messages), (name, promise.messages)
        assert (graded.state, graded.points) == (promise.state, promise.points), (
            name,
            promise.messages,
            graded.messages,
        )


def building_on_earlier_ones():
    return [param for param in exercises() if bank(param.values[0])[param.values[1]].carries]


@pytest.mark.parametrize("slug, exercise_id", building_on_earlier_ones())
def test_a_carried_mistake_keeps_the_marks_that_the_check_promised(slug, exercise_id):
    exercise = bank(slug)[exercise_id]
    foreseen = {(name, version) for name, versions in exercise.carries.items() for version in versions}
    earlier = [
        (item.name, m.wrong)
        for item in bank(slug).exercises
        for m in item.misconceptions
        if item.name in exercise.probe.earlier
    ]
    for name, version in [*foreseen, *earlier]:
        with built_on(exercise, name, version):
            promise, graded = promised_and_graded(exercise_id, exercise.reference)
        if (name, version) in foreseen:
            # Where the earlier function stops with an error there are no numbers to carry on: mend that first.
            assert promise.points == exercise.points or promise.state == "error", (name, version)
        assert (graded.state, graded.points) == (promise.state, promise.points), (name, version, graded.messages)


@needs("bubblewrap")
@pytest.mark.parametrize(
    "slug", [slug for slug in slugs() if any(exercise.carries for exercise in bank(slug).exercises)]
)
def test_carried_mistakes_through_the_whole_engine(slug):
    right = solution_cells(Course(ROOT).lesson(slug).notebook())
    plan, cells = plan_of(Course(ROOT).gradable(slug), SEED), homes(bank(slug), right)
    with Zygote(ROOT, plan.kind) as warm:
        for name, version in carried_on(bank(slug)):
            with contextlib.suppress(NoSource):
                answers = right | {cells[name]: answer_source(name, version)}
                result = grade(plan, notebook_with(Course(ROOT).gradable(slug).released_for(), answers), warm.fork)
                for entry in result.exercises:
                    promise = promised_in_a_notebook(slug, entry.id, name, version)
                    assert (entry.state, entry.points) == (promise.state, promise.points), (name, version, entry)


def carried_on(bank):
    """The wrong versions of earlier functions that any exercise of a bank knows, each once."""
    return list(
        {
            (name, version): 0
            for exercise in bank.exercises
            for name, versions in exercise.carries.items()
            for version in versions
        }
    )


def promised_in_a_notebook(slug, exercise_id, name, version):
    """What the check says of an exercise in a notebook that is right but for one function."""
    exercise, spec = bank(slug)[exercise_id], public_spec(exercise_id)
    target = version if exercise.name == name else exercise.reference
    if exercise.secret:
        return Verdict(exercise_id, "right", exercise.points, exercise.points)
    with built_on(exercise, name, version) if callable(exercise.reference) else contextlib.nullcontext():
        return judge(spec, probes.answer(probes.request(spec), target))
