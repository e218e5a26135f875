"""A mistake in an earlier exercise is not punished twice: what a later answer gets that calls the wrong function."""

import json

import pytest

from helpers.checks import probes
from helpers.checks.check import Report
from helpers.checks.judges import judge
from helpers.instructors.banks import Case, Exercise, Misconception

NOTEBOOK = "def area(r):\n    return {area}\n\ndef volume(r, h):\n    return {volume}\n"


def notebook(area="3.14 * r**2", volume="area(r) * h"):
    space = {}
    exec(NOTEBOOK.format(area=area, volume=volume), space)
    return space


EXERCISE = Exercise(
    "01.volume",
    2,
    lambda rng: [Case((2.0, 3.0)), Case((0.5, 4.0))],
    [Misconception("no-height", lambda r, h: 3.14 * r**2, "Where is the height?")],
    probe=probes.Call(earlier=("area",)),
    reference=notebook()["volume"],
    carries={"area": [lambda r: 3.14 * 2 * r, lambda r: r**2]},
)


def verdict(**cells):
    spec = json.loads(json.dumps(EXERCISE.spec(0)))
    return judge(spec, json.loads(json.dumps(probes.answer(probes.request(spec), notebook(**cells)["volume"]))))


@pytest.mark.parametrize("area", ["3.14 * 2 * r", "r * r"])
def test_an_answer_that_is_right_but_for_an_earlier_mistake_keeps_its_marks(area):
    found = verdict(area=area)
    assert (found.state, found.points) == ("right", 2)
    assert "mistake in `area`" in Report(found).text()


def test_the_same_numbers_without_calling_the_earlier_function_lose_the_mark():
    assert verdict(area="r * r", volume="r**2 * h").points == 0


def test_a_mistake_of_its_own_is_still_found():
    found = verdict(volume="area(r)")
    assert found.points == 0 and found.misconceptions == ["no-height"]


def test_an_earlier_mistake_that_nobody_foresaw_is_named_as_a_suspect():
    found = verdict(area="r + 1")
    assert found.points == 0 and "builds on your `area`" in found.messages[0].text


def test_an_earlier_exercise_that_is_empty_or_stops_is_named():
    space = {}
    exec("def area(r):\n    raise NotImplementedError()\n\ndef volume(r, h):\n    return area(r) * h\n", space)
    spec = EXERCISE.spec(0)
    found = judge(spec, probes.answer(probes.request(spec), space["volume"]))
    assert found.state == "error" and "`area`, which is still empty" in found.messages[0].text
    exec("def area(r):\n    return r.missing\n", space)
    found = judge(spec, probes.answer(probes.request(spec), space["volume"]))
    assert "calls `area`, and that stopped with AttributeError" in found.messages[0].text


def test_what_enters_the_kernel_does_not_tell_the_carried_answers():
    assert "carried" not in json.dumps(probes.request(EXERCISE.spec(0)))


def test_no_outcomes_at_all_earn_nothing_where_earlier_answers_may_be_used():
    found = judge(EXERCISE.spec(0), [])
    assert (found.state, found.points) == ("empty", 0)


@pytest.mark.parametrize("volume", ["(area(r), 3.14 * 2 * r * h)[1]", "0 * area(r) + 3.14 * 2 * r * h"])
def test_an_earlier_function_that_is_called_for_show_carries_nothing(volume):
    assert verdict(volume=volume).points == 0
    assert verdict(area="3.14 * 2 * r", volume=volume).points == 0


def test_a_loop_that_ends_only_with_the_right_numbers_costs_nothing_but_its_calls():
    space = notebook(area="r * r")
    exec("def volume(r, h):\n    while area(r) != r * r:\n        pass\n    return area(r) * h", space)
    spec = EXERCISE.spec(0)
    assert judge(spec, probes.answer(probes.request(spec), space["volume"])).state == "right"
