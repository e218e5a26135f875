"""The judge of gates and two-layer networks: every sound form of an answer, and a clear word on the others."""

import numpy as np
import pytest

from helpers.checks import probes
from helpers.checks.check import public_lesson
from helpers.checks.contract import CaseSpec
from helpers.checks.judges import judge
from helpers.checks.judges.close import Close
from helpers.checks.judges.gates import TruthTable
from helpers.instructors.banks import Case, Exercise, Misconception

XNOR = {"hidden": ([[-1, 1], [-1, 1]], [0.5, -1.5]), "output": ([1, 1], -0.5)}


@pytest.mark.parametrize(
    "answer", [(-2, 1), ([-2], 1), ([[-2.0]], [1]), np.array([-2, 1]), (np.float32(-2), np.array(1.0)), [-1, 0.25]]
)
def test_a_not_takes_its_one_weight_as_a_number_or_a_sequence(answer):
    assert TruthTable().trouble(answer, ([-2], 1), CaseSpec(key="NOT")) is None


def test_float32_weights_on_the_line_fire_as_on_paper():
    weights = (np.array([0.1, 0.2], np.float32), np.float32(-0.3))
    assert TruthTable().trouble(weights, ([1, 1], -1.5), CaseSpec(key="AND")) is None


@pytest.mark.parametrize(
    "answer",
    [
        {"hidden": (np.array(XNOR["hidden"][0]), np.array([[0.5, -1.5]])), "output": (np.array([[1], [1]]), [-0.5])},
        {"hidden": [((1, -1), (1, -1)), (-1.5, 0.5)], "output": [(1, 1), -1]},
        {"hidden": (((1, -1), (1, -1)), np.float32([-0.5, 1.5])), "output": ((-2, -2), 3)},
        {"hidden": ([[1, 1], [1, 1]], (-0.5, -1.5)), "output": ([-1, 1], 0), "name": "exactly one, both"},
        {"hidden": ([[-1, 1], [1, -1]], -0.5), "output": ([-1, -1], 0.5)},
    ],
)
def test_every_network_that_works_is_right(answer):
    assert TruthTable(network=True).trouble(answer, XNOR, CaseSpec()) is None


def test_a_network_whose_w_is_transposed_is_told_so():
    turned = {**XNOR, "hidden": (np.transpose(XNOR["hidden"][0]), XNOR["hidden"][1])}
    assert "transpose" in TruthTable(network=True).trouble(turned, XNOR, CaseSpec())[0]
    other = {**XNOR, "output": ([1, 1], -1.5)}
    assert "transpose" not in TruthTable(network=True).trouble(other, XNOR, CaseSpec())[0]


@pytest.mark.parametrize(
    "answer, says",
    [
        ((1, 1, -1.5), "two items, not 3"),
        ((-1.5, (1, 1)), "shape ()"),
        (lambda a, b: a and b, "pair (weights, bias)"),
        (([1, 1], None), "the bias of the neuron cannot be read"),
        (([1, 1, 1], -2.5), "expected (2,)"),
        (([np.inf, 1], -2), "finite"),
    ],
)
def test_a_malformed_gate_is_told_what_is_wrong_with_its_form(answer, says):
    spec = Exercise(
        "01.gates",
        1,
        lambda rng: [Case(key="AND")],
        [],
        probe=probes.Value(),
        judge=TruthTable(),
        reference={"AND": ([1, 1], -1.5)},
    ).spec(0)
    verdict = judge(spec, probes.answer(probes.request(spec), {"AND": answer}))
    assert verdict.points == 0 and says in verdict.messages[0].text


def test_a_misconception_of_form_gets_its_own_hint():
    flat = Misconception("flat", {"AND": (1, 1, -1.5)}, "Two items are asked for: the weights, and the bias.")
    exercise = Exercise(
        "01.gates",
        1,
        lambda rng: [Case(key="AND")],
        [flat],
        probe=probes.Value(),
        judge=TruthTable(),
        reference={"AND": ([1, 1], -1.5)},
    )
    spec = exercise.spec(0)
    assert judge(spec, probes.answer(probes.request(spec), {"AND": (2, 2, -3)})).misconceptions == ["flat"]
    assert judge(spec, probes.answer(probes.request(spec), {"AND": ([1, 1], -0.5)})).misconceptions == []


def test_a_network_is_told_which_layer_is_missing():
    how = TruthTable(network=True)
    assert (
        '"output"' in how.trouble({"hidden": XNOR["hidden"]}, XNOR, CaseSpec())[0]
        and '"hidden"' not in how.trouble({"hidden": XNOR["hidden"]}, XNOR, CaseSpec())[0]
    )
    assert (
        '"hidden" and no "output"' in how.trouble({}, XNOR, CaseSpec())[0]
        and "a dict" in how.trouble([1], XNOR, CaseSpec())[0]
    )
    for key, words in (("Hidden", "capitals count"), ("hidden ", "spaces count"), (" Hidden", "capitals and spaces")):
        told = how.trouble({key: XNOR["hidden"], "output": XNOR["output"]}, XNOR, CaseSpec())[0]
        assert f"{key!r}, and {words}" in told, told


def test_something_else_than_a_dict_of_gates_is_asked_for_one():
    spec = Exercise(
        "01.gates",
        1,
        lambda rng: [Case(key="AND")],
        [],
        probe=probes.Value(),
        judge=TruthTable(),
        reference={"AND": ([1, 1], -1.5)},
    ).spec(0)
    for target in ([1], None, lambda: 0):
        assert "dict" in judge(spec, probes.answer(probes.request(spec), target)).messages[0].text


def test_booleans_floats_and_integers_are_three_answers_where_integers_are_asked_for():
    how = Close(integer=True)
    truth, ones, floats, expected = np.array([True]), np.array([1], np.uint8), np.array([1.0]), np.array([1])
    assert how.trouble(ones, expected, CaseSpec()) is None
    assert how.trouble(truth, truth, CaseSpec()) is None and how.trouble(floats, floats, CaseSpec()) is None
    assert (
        "booleans" in how.trouble(truth, expected, CaseSpec())[0]
        and "floats" in how.trouble(floats, expected, CaseSpec())[0]
    )
    assert how.trouble(floats, truth, CaseSpec()) is not None


def test_the_public_file_tells_what_a_gate_does_and_not_how():
    exercises = public_lesson("01")["exercises"]
    for name in ("01.gates", "01.xnor_network"):
        for case in exercises[name]["cases"]:
            told = [case["expected"], *case.get("wrong", {}).values()]
            assert all(
                [key for key, _ in outcome["value"]["dict"]] == ["outputs", "problem"]
                for outcome in told
                if "value" in outcome
            )
    assert judge(exercises["01.xnor_network"], [exercises["01.xnor_network"]["cases"][0]["expected"]]).points == 0
