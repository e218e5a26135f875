"""Whatever the tutor says is true of the answer: every sentence is parsed and proved again, by other means than its own.

The answers are mutants of the references and the tries of strangers. A sentence that no rule of `proofs` reads fails
`test_strangers`, so that a new kind of fact brings its proof along.
"""

import copy
import functools
import logging

import pytest
import strangers
from proofs import Answer, mends, read

from helpers.checks import probes
from helpers.checks.check import public_spec
from helpers.checks.diagnosis import Live
from helpers.checks.judges import judge
from helpers.instructors.authored import Course
from helpers.instructors.banks.mutants import mutants


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path))
    caplog.set_level(logging.DEBUG, "helpers.checks")
    yield
    assert "stumbled" not in caplog.text


def told(exercise_id, target):
    """All messages about an answer, and their further ones, of the layers that look at it: nothing is known of it."""
    spec = copy.deepcopy(public_spec(exercise_id))
    spec.misconceptions, spec.slips = {}, []
    outcomes = probes.answer(probes.request(spec), target)
    verdict = judge(spec, outcomes, Live(target, spec, 1.0), lambda name: True)
    assert verdict.state != "right" or not verdict.messages
    return [one for message in verdict.messages for one in (message, *message.further)]


def prove(exercise_id, target):
    """How many sentences about an answer were proved."""
    proved = 0
    if len({case.part for case in public_spec(exercise_id).cases}) > 1:
        return 0  # a message speaks of one part's cases
    answer = Answer(exercise_id, target)
    for message in told(exercise_id, target):
        assert "check is not green" not in message.text, message.text  # all that these answers call is right
        for rule, found in read(message):
            proved += 1
            assert rule(answer, found), (exercise_id, message.text, found[0])
    return proved


@functools.cache
def answers(number):
    """(exercise id, answer) of a lesson: the strangers' tries, and every twelfth mutant of each reference."""
    found = [(one.exercise, one.answer) for one in strangers.tries() if one.name.startswith(number)]
    for exercise in Course.here().lesson(number).bank().exercises:
        if not exercise.secret and exercise.probe.kind == "call":
            found += [(exercise.id, mutant.answer) for mutant in list(mutants(exercise))[::12]]
    return found


SLOW = ("00", "01", "03", "04", "05", "06", "08", "09", "10", "13")


@pytest.mark.parametrize("number", ["02", *[pytest.param(number, marks=pytest.mark.slow) for number in SLOW]])
def test_what_is_said_is_true_of_the_answer(number):
    proved = sum(prove(exercise_id, target) for exercise_id, target in answers(number))
    assert proved >= 5, proved


@pytest.mark.parametrize(
    "place, holds",
    [("is all of `sigmoid(oh)` needed?", True), ("look at `oh` in it.", False), ("is all of `oh` needed?", False)],
)
def test_a_small_change_is_proved_by_making_it_again(place, holds):
    one = next(one for one in strangers.tries() if one.name == "05.hidden_gradients__sigmoid_of_out")
    assert mends(Answer(one.exercise, one.answer), ["", "a = sigmoid(oh)", place]) == holds
