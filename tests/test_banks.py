"""The test of the tests: every exercise bank proves its reference, its misconceptions and its alternatives."""
import functools
import inspect
import itertools

import pytest
from lessons import ROOT, slugs

from helpers.building.sources import read_source
from helpers.checks import probes
from helpers.checks.bank import load_bank
from helpers.checks.judges import judge

SEEDS = (0, 1, 20260)


@functools.lru_cache(maxsize=None)
def bank(slug):
    return load_bank(ROOT / "solutions" / slug)


@functools.lru_cache(maxsize=None)
def spec(slug, exercise_id, seed):
    return bank(slug)[exercise_id].spec(seed)


def exercises(graded_quizzes=True):
    return [
        pytest.param(slug, exercise.id, id=exercise.id)
        for slug in slugs()
        for exercise in bank(slug).exercises
        if graded_quizzes or not exercise.secret
    ]


def verdict(slug, exercise_id, target, seed):
    told = spec(slug, exercise_id, seed)
    return judge(told, probes.answer(probes.request(told), target))


@pytest.mark.parametrize("slug, exercise_id", exercises())
def test_reference_earns_full_marks(slug, exercise_id):
    exercise = bank(slug)[exercise_id]
    for seed in SEEDS:
        result = verdict(slug, exercise_id, exercise.reference, seed)
        assert result.state == "right" and result.points == exercise.points, result.messages


@pytest.mark.parametrize("slug, exercise_id", exercises(graded_quizzes=False))
def test_every_misconception_loses_the_mark_and_gets_its_own_hint(slug, exercise_id):
    exercise = bank(slug)[exercise_id]
    assert len(exercise.misconceptions) >= 4
    assert len({m.hint for m in exercise.misconceptions}) == len(exercise.misconceptions)
    for seed, misconception in itertools.product(SEEDS, exercise.misconceptions):
        result = verdict(slug, exercise_id, misconception.wrong, seed)
        assert result.points < exercise.points, f"{misconception.name} keeps its marks with seed {seed}"
        assert misconception.name in result.misconceptions, (misconception.name, seed, result.messages)


@pytest.mark.parametrize("slug, exercise_id", exercises(graded_quizzes=False))
def test_alternative_right_answers_are_accepted(slug, exercise_id):
    exercise = bank(slug)[exercise_id]
    for seed, (name, answer) in itertools.product(SEEDS, exercise.alternatives.items()):
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
    notebook = read_source(ROOT / "solutions" / slug / f"{slug}.py")
    source = next(c.source for c in notebook.cells if c.metadata.get("nbgrader", {}).get("solution") and f"def {exercise.name}(" in c.source)
    answers = [line.strip().removeprefix("return ") for line in source.splitlines() if line.strip().startswith("return ")]
    for misconception in exercise.misconceptions:
        assert not any(len(answer) > 12 and answer in misconception.hint for answer in answers)


@pytest.mark.parametrize("slug", slugs())
def test_points_of_check_cells_agree_with_the_bank(slug):
    cells = read_source(ROOT / "solutions" / slug / f"{slug}.py").cells
    checks = {}
    for cell in cells:
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("grade") and cell.cell_type == "code":
            exercise_id = cell.source.split('"')[1]
            assert cell.source == f'check("{exercise_id}", {bank(slug)[exercise_id].name})'
            checks[exercise_id] = meta["points"]
    assert checks == {exercise.id: exercise.points for exercise in bank(slug).exercises}
