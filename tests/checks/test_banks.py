"""The test of the tests: every exercise bank proves its reference, its misconceptions and its alternatives."""

import functools
import inspect
import itertools
import re
from dataclasses import replace

import numpy as np
import pytest
from lessons import ROOT, slugs

from helpers.checks import plain, probes
from helpers.checks.check import public_spec
from helpers.checks.complaints import complain
from helpers.checks.contract import Outcome, Spec
from helpers.checks.judges import JUDGES, judge
from helpers.instructors.authored import Course

SEEDS = (0, 1, 20260)
"""Of the cases; the first circle takes the first alone, that of the files which students have."""


@functools.cache
def bank(slug):
    return Course(ROOT).lesson(slug).bank()


@functools.cache
def spec(slug, exercise_id, seed):
    """As the build made it, where it did; that this is up to date is a test of tests/building."""
    exercise = bank(slug)[exercise_id]
    return exercise.spec(seed) if seed or exercise.secret else public_spec(exercise_id).plain()


def exercises(graded_quizzes=True):
    return [
        pytest.param(slug, exercise.id, id=exercise.id)
        for slug in slugs()
        for exercise in bank(slug).exercises
        if graded_quizzes or not exercise.secret
    ]


@pytest.fixture(scope="session")
def seeds(pytestconfig):
    return SEEDS[:1] if pytestconfig.option.first_circle else SEEDS


def verdict(slug, exercise_id, target, seed):
    told = spec(slug, exercise_id, seed)
    return judge(told, probes.answer(probes.request(told), target))


@pytest.mark.parametrize("slug, exercise_id", exercises())
def test_reference_earns_full_marks(slug, exercise_id, seeds):
    exercise = bank(slug)[exercise_id]
    for seed in seeds:
        result = judge(spec(slug, exercise_id, seed), told_of_the_reference(slug, exercise_id, seed))
        assert result.state == "right" and result.points == exercise.points, result.messages


@functools.cache
def told_of_the_reference(slug, exercise_id, seed):
    return probes.answer(probes.request(spec(slug, exercise_id, seed)), bank(slug)[exercise_id].reference)


@pytest.mark.parametrize("slug", slugs())
def test_what_the_probe_tells_of_the_right_answer_is_no_answer(slug):
    """Plain data in the form of the facts, and in that of what is expected, given back by a function."""
    for exercise in bank(slug).exercises:
        if type(exercise.probe) in (probes.Call, probes.Value):  # what they tell is the very value that the answer is
            continue
        made = Spec.of(spec(slug, exercise.id, 0))
        how = JUDGES.from_plain(made.judge)
        for case, told in zip(made.cases, told_of_the_reference(slug, exercise.id, 0)):
            for outcome in (told, case.expected):
                value = plain.decode(outcome["value"])
                came = probes.answer(replace(made.request(), cases=[case.inputs()]), lambda *_, **__: value)
                assert complain(how, made, case, Outcome.read(came[0])), (made.probe, value)


def scalars_of_numpy(value, inside=False):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return any(scalars_of_numpy(item, inside=True) for item in value)
    return inside and isinstance(value, np.ndarray) and not value.ndim


@pytest.mark.parametrize("slug", slugs())
def test_a_list_of_numbers_that_a_student_is_given_holds_numbers_of_python(slug):
    """As lists in a lesson do: `match` and `is True` tell np.True_ from True."""
    for exercise in bank(slug).exercises:
        for case in Spec.of(spec(slug, exercise.id, 0)).cases:
            given, named = case.values()
            found = [value for value in (*given, *named.values()) if scalars_of_numpy(value)]
            assert found == [], (exercise.id, case.about)


@pytest.mark.parametrize("slug, exercise_id", exercises(graded_quizzes=False))
def test_every_misconception_loses_the_mark_and_gets_its_own_hint(slug, exercise_id, seeds):
    exercise = bank(slug)[exercise_id]
    assert len(exercise.misconceptions) >= 4
    assert len({m.hint for m in exercise.misconceptions}) == len(exercise.misconceptions)
    for seed, misconception in itertools.product(seeds, exercise.misconceptions):
        result = verdict(slug, exercise_id, misconception.wrong, seed)
        assert result.points < exercise.points, f"{misconception.name} keeps its marks with seed {seed}"
        assert misconception.name in result.misconceptions, (misconception.name, seed, result.messages)


@pytest.mark.parametrize("slug, exercise_id", exercises(graded_quizzes=False))
def test_alternative_right_answers_are_accepted(slug, exercise_id, seeds):
    exercise = bank(slug)[exercise_id]
    for seed, (name, answer) in itertools.product(seeds, exercise.alternatives.items()):
        result = verdict(slug, exercise_id, answer, seed)
        assert result.state == "right", (name, seed, result.messages)


@pytest.mark.parametrize("slug, exercise_id", exercises())
def test_an_untouched_cell_scores_nothing(slug, exercise_id):
    def untouched(*args, **kwargs):
        raise NotImplementedError()

    for target in (untouched, probes.MISSING, None, {}):
        result = verdict(slug, exercise_id, target, 0)
        assert result.points == 0 and result.messages


@pytest.mark.parametrize("slug, exercise_id", exercises(graded_quizzes=False))
def test_a_hint_never_holds_the_solution(slug, exercise_id):
    exercise = bank(slug)[exercise_id]
    if not inspect.isfunction(exercise.reference):
        return
    # The reference's own return lines must not stand in a hint.
    notebook = Course(ROOT).lesson(slug).notebook()
    source = next(
        c.source
        for c in notebook.cells
        if c.metadata.get("nbgrader", {}).get("solution") and f"def {exercise.name}(" in c.source
    )
    answers = [
        line.strip().removeprefix("return ") for line in source.splitlines() if line.strip().startswith("return ")
    ]
    for misconception in exercise.misconceptions:
        assert not any(len(answer) > 12 and answer in misconception.hint for answer in answers)


FORM = re.compile(r"\b[Yy]our (?:own )?(?:loop|mask|brackets?|condition|variable|branch|slice|`if`|`for`)(?!\w)")


@pytest.mark.parametrize("slug, exercise_id", exercises(graded_quizzes=False))
def test_a_hint_presumes_no_form_of_code(slug, exercise_id):
    """The same answer comes from code without a loop, a mask …: such a thing may be asked for, not taken for granted."""
    for misconception in bank(slug)[exercise_id].misconceptions:
        for sentence in re.split(r"(?<=[.?!:]) ", misconception.hint):
            assert sentence.endswith("?") or not FORM.search(sentence), misconception.hint


@pytest.mark.parametrize("slug", slugs())
def test_points_of_check_cells_agree_with_the_bank(slug):
    cells = Course(ROOT).lesson(slug).notebook().cells
    checks = {}
    for cell in cells:
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("grade") and cell.cell_type == "code":
            exercise_id = cell.source.split('"')[1]
            assert cell.source == f'check("{exercise_id}", {bank(slug)[exercise_id].name})'
            checks[exercise_id] = meta["points"]
    assert checks == {exercise.id: exercise.points for exercise in bank(slug).exercises}


def test_neither_the_length_of_an_option_nor_none_of_these_tells_the_answer():
    asked = [
        q for slug in slugs() for q in [*bank(slug).questions, *(g for e in bank(slug).exercises for g in e.questions)]
    ]
    longest, none = 0, []
    for question in asked:
        right = next(option for option in question.options if option.right)
        longest += all(len(right.text) > len(option.text) for option in question.options if option is not right)
        none += [option.right for option in question.options if option.text.startswith("none of the")]
    assert longest < 0.33 * len(asked) + 2, f"the longest option alone is right in {longest} of {len(asked)}"
    assert not none or 3 <= sum(none) < len(none) - 2, "a course of a few questions may do without"
