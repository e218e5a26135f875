"""Every figure of lesson 05 at its printed precision, computed by the lesson's own code; and its bank, played as
students play.
"""

import base64
import json
import re

import numpy as np
import pytest
from lessons import ROOT, namespace, says

from helpers.checks import probes
from helpers.checks.judges import judge
from helpers.experiments.misprints import train_222_outputs_first
from helpers.instructors.authored import Course
from helpers.widgets import BackpropStepper, LearningLines

SLUG = "05-backpropagation"


@pytest.fixture(scope="module")
def lesson():
    return namespace(SLUG)


def prints(values, *texts):
    """True where each value, printed with as many decimals as its text, gives this text."""
    values = np.ravel(values)
    assert len(values) == len(texts)
    shown = [f"{value:.{len(text.split('.')[1])}f}" for value, text in zip(values, texts)]
    assert shown == list(texts)
    return True


# -- the two-weight network --------------------------------------------------------------------------


def test_two_weight_network_forward(lesson):
    assert prints([lesson["z1"], lesson["a1"]], "0.415", "0.6022861769")
    assert prints([lesson["z2"], lesson["a2"], lesson["E"]], "0.9210287796", "0.7152516803", "0.1082295630")


def test_two_weight_network_gradients_and_one_update(lesson):
    assert prints(lesson["chain_gradients"], "0.0010213959", "0.0102139588", "0.0570703982", "0.0947562810")
    new = lesson["chain_step"](0.1, *lesson["CHAIN"], 0.25, 0.4)
    assert prints(new, "0.1495914416", "0.3959144165", "0.4271718407", "0.6120974876")
    assert prints(lesson["chain_error"](new), "0.1032979247")


def test_81_updates_until_the_error_is_a_thousandth(lesson):
    assert lesson["chain_updates"] == 81
    assert lesson["chain_errors"][81] <= 0.001 < lesson["chain_errors"][80]
    says(SLUG, "each update takes away 5 to 7 % of the error")
    shares = 1 - np.divide(lesson["chain_errors"][1:], lesson["chain_errors"][:-1])
    assert round(100 * shares.min()) == 5 and round(100 * shares.max()) == 7


def test_the_misprinted_error_comes_from_rounding_a2_first(lesson):
    assert f"{lesson['E']:.4f}" == "0.1082" and lesson["rounded_a2"] == 0.7153
    assert f"{0.5 * (0.25 - lesson['rounded_a2']) ** 2:.4f}" == "0.1083"


# -- the 2-2-2 network -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def start(lesson):
    return lesson["X"], lesson["W"], lesson["B"]


def test_2_2_2_forward(lesson, start):
    state = lesson["forward_222"](*start)
    assert prints(state["net_h"], "0.3775", "0.3925")
    assert prints(state["out_h"], "0.5932699921", "0.5968843783")
    assert prints(state["out_o"], "0.7513650696", "0.7729284653")
    errors = [lesson["total_error"](t, o) for t, o in zip(lesson["TARGET"], state["out_o"])]
    assert prints([*errors, sum(errors)], "0.2748110832", "0.0235600256", "0.2983711088")


def test_2_2_2_factors_of_w5_and_w1(lesson):
    assert prints(lesson["w5_factors"], "0.7413650696", "0.1868156018", "0.5932699921")
    assert prints(lesson["w1_factors"], "0.0363503064", "0.2413007086", "0.05")
    assert prints([np.prod(lesson["w5_factors"]), np.prod(lesson["w1_factors"])], "0.0821670406", "0.0004385677")


def test_the_sum_over_two_paths(lesson):
    # In print: 0.0553994250 + (−0.0190491187), from rounded factors; to 40 digits it is 0.05539942465…,
    # −0.01904911825….
    assert prints([lesson["path_o1"], lesson["path_o2"]], "0.0553994247", "-0.0190491183")
    assert abs(lesson["path_o1"] - 0.0553994250) < 5e-10 and abs(lesson["path_o2"] + 0.0190491187) < 5e-10
    assert prints(lesson["dE_dout_h1"], "0.0363503064")
    says(
        SLUG, "takes away a third of what comes over o1. Whoever counts only the path over o1 gets 0.0554, half as much"
    )
    assert -lesson["path_o2"] / lesson["path_o1"] == pytest.approx(1 / 3, abs=0.02)
    assert lesson["path_o1"] / lesson["dE_dout_h1"] == pytest.approx(1.5, abs=0.03)


def test_2_2_2_one_update(lesson):
    w = lesson["w_after_1"]
    # To 14 digits w4 is 0.29950228726… and w7 0.51130127023…; sources that print …2871 and …2703 rounded on the way.
    assert prints(w[:4], "0.1497807161", "0.1995614323", "0.2497511436", "0.2995022873")
    assert prints(w[4:], "0.3589164797", "0.4086661861", "0.5113012702", "0.5613701211")
    assert prints(lesson["errors_1"], "0.2910277737")


def test_2_2_2_ten_thousand_updates(lesson):
    assert prints(lesson["out_trained"], "0.0159136", "0.9840643")
    assert f"{lesson['errors_weights'][-1]:.6e}" == "3.510188e-05" and len(lesson["errors_weights"]) == 10_000
    assert f"{lesson['errors_both'][-1]:.3e}" == "4.355e-06"


def test_whose_numbers_the_misprints_are(lesson, start):
    x, w, b = start
    target = lesson["TARGET"]
    assert prints(train_222_outputs_first(x, w, b, target, 0.5, 1)[2], "0.291027924")
    o1, o2, error = train_222_outputs_first(x, w, b, target, 0.5, 10_000)
    assert prints([o1, o2, error], "0.015912196", "0.984065734", "0.0000350848")
    errors = lesson["errors_weights"]
    assert f"{errors[9_998]:.10f}" == "0.0000351085" and f"{errors[9_999]:.10f}" != "0.0000351085"
    w_10002, _, _ = lesson["train_222"](x, lesson["w_trained"], b, target, 0.5, 2)
    assert np.allclose(lesson["forward_222"](x, w_10002, b)["out_o"], (0.015912196, 0.984065734), atol=5e-7)


def test_net_h1_and_its_misprint(start):
    x, w, b = start
    assert prints([w[0] * x[0] + w[1] * x[1] + b[0], w[0] * x[0] + w[2] * x[1] + b[0]], "0.3775", "0.3825")


def test_half_the_sum_is_the_mean_for_two_outputs_only(lesson):
    rng = np.random.default_rng(1)
    for n in (1, 2, 3, 10):
        t, o = rng.uniform(size=(2, n))
        assert lesson["total_error"](t, o) / np.mean((t - o) ** 2) == pytest.approx(n / 2)


# -- checked twice: nudging here, the tape in the notebook's last section -------------------------------


def test_hand_made_gradients_agree_with_nudging_on_random_networks(lesson):
    rng = np.random.default_rng(2)
    for _ in range(20):
        x, w, b, target = rng.normal(size=2), rng.normal(size=8), tuple(rng.normal(size=2)), rng.uniform(size=2)
        by_hand = np.concatenate(
            [lesson["hidden_gradients"](x, w, b, target), lesson["output_gradients"](x, w, b, target)]
        )

        def error(v, x=x, b=b, target=target):
            return lesson["total_error"](target, lesson["forward_222"](x, v, b)["out_o"])

        assert np.allclose(by_hand, lesson["numerical_gradient"](error, w), atol=1e-9)
        widget = BackpropStepper(x=x, w=w, b=b, target=target, lr=0.7, train_biases=True)
        new_w, new_b, errors = lesson["train_222"](x, w, b, target, 0.7, 3, train_biases=True)
        assert widget.update(3) == pytest.approx(errors[-1], rel=1e-12)
        assert np.allclose(widget.w, new_w, rtol=1e-12) and np.allclose(widget.b, new_b, rtol=1e-12)


def test_how_far_right_gradients_are_from_nudging(lesson):
    says(SLUG, "a gradient near 0.1 agrees to nine digits and one near 0.0004 to about seven")
    nudged = lesson["numerical_gradient"](lesson["error_222"], np.array(lesson["W"]))
    relative = np.abs(lesson["gradients_222"] - nudged) / np.abs(lesson["gradients_222"])
    assert relative[4:].max() < 1e-9 and 1e-9 < relative[:4].max() < 1e-6


def test_how_many_digits_nudging_gives_in_float32(lesson, start):
    says(SLUG, "expect four digits of a gradient near 0.1, two of one near 0.0004")
    x, w, b = (np.float32(value) for value in start)
    target, worst = np.float32(lesson["TARGET"]), []
    for eps in np.float32([1e-2, 1e-6]):
        steps = np.eye(8, dtype=np.float32) * eps
        error = [
            [lesson["total_error"](target, lesson["forward_222"](x, v, b)["out_o"]) for v in (w + s, w - s)]
            for s in steps
        ]
        assert all(e.dtype == np.float32 for pair in error for e in pair)
        worst.append(np.abs(np.diff(error)[:, 0] / (-2 * eps) / lesson["gradients_222"] - 1))
    assert worst[0][4:].max() < 1e-4 and worst[0][:4].max() < 1e-2 < worst[1].min()


def test_rounding_on_the_way_does_not_explain_the_printed_error(lesson, start):
    says(SLUG, "E moves by less than 0.000000001. Here it is off by 0.00000015")
    (x, w, b), target, sigmoid = start, lesson["TARGET"], lesson["sigmoid"]

    def after_one_update(r):
        def forward(w):
            h = r(sigmoid(r(w[:4].reshape(2, 2) @ x + b[0])))
            return h, r(sigmoid(r(w[4:].reshape(2, 2) @ h + b[1])))

        h, o = forward(w)
        delta = r((o - target) * r(o * (1 - o)))
        delta_h = r(r(delta @ w[4:].reshape(2, 2)) * r(h * (1 - h)))
        new = r(w - 0.5 * np.concatenate([r(np.outer(delta_h, x)).ravel(), r(np.outer(delta, h)).ravel()]))
        return lesson["total_error"](target, forward(new)[1])

    exact = after_one_update(lambda v: v)
    assert prints(exact, "0.2910277737") and abs(after_one_update(lambda v: np.round(v, 9)) - exact) < 1e-9
    assert round(0.291027924 - exact, 8) == 0.00000015


def test_the_weights_into_a_hidden_neuron_do_not_belong_in_its_sum(lesson):
    says(SLUG, "$\\delta_{o1} w_1 + \\delta_{o2} w_2$ would be 0.0132 in place of 0.0364")
    deltas, w = np.array([lesson["delta_o1"], lesson["delta_o2"]]), lesson["W"]
    assert round(deltas @ w[:2], 4) == 0.0132 and round(deltas @ w[[4, 6]], 4) == 0.0364


def test_the_algorithm_as_written_learns_xor_and_stops_by_threshold_or_count(lesson):
    says(
        SLUG,
        "*Backward*, last layer to first: dz = dout ⊙ f′(z), dW = xᵀ·dz, dx = dz·Wᵀ",
        "*or* the rounds are used up",
    )

    def rounds_until(threshold, most):
        rng = np.random.default_rng(2)
        layers = [rng.normal(size=(3, 4)), rng.normal(size=(5, 1))]
        for count in range(1, most + 1):
            signal, kept = lesson["corners"], []
            for W in layers:
                kept.append(lesson["with_one"](signal))
                signal = lesson["sigmoid"](kept[-1] @ W)
            if lesson["total_error"](lesson["xor"], signal) < threshold:
                return count
            dout, steps = signal - lesson["xor"], []
            for x, W in zip(reversed(kept), reversed(layers), strict=True):
                dx, dW = lesson["sigmoid_layer_backward"](dout, x, W)
                dout, steps = dx[:, :-1], [dW, *steps]
            layers = [W - dW for W, dW in zip(layers, steps, strict=True)]
        return None

    assert 100 < rounds_until(0.01, 5000) < 5000 and rounds_until(0.01, 100) is None


def test_another_seed_finds_other_gates(lesson):
    says(SLUG, "Another seed finds another way")
    found = set()
    for seed in range(4):
        rng = np.random.default_rng(seed)
        W, V = rng.normal(size=(3, 4)), rng.normal(size=(5, 1))
        for _ in range(3000):
            hidden = lesson["sigmoid"](lesson["with_one"](lesson["corners"]) @ W)
            out = lesson["sigmoid"](lesson["with_one"](hidden) @ V)
            dhidden, dV = lesson["sigmoid_layer_backward"](out - lesson["xor"], lesson["with_one"](hidden), V)
            _, dW = lesson["sigmoid_layer_backward"](dhidden[:, :4], lesson["with_one"](lesson["corners"]), W)
            W, V = W - dW, V - dV
        found.add(tuple(sorted(tuple(column) for column in (hidden > 0.5).T)))
    assert len(found) == 4


def test_what_the_hidden_neurons_found_for_xor(lesson):
    says(SLUG, "off for (1, 0) only, which is $A' + B$", "h4 fires for (0, 1) only", "h3 says 0.85 or so to everything")
    found = lesson["hidden"]
    for h in (0, 1):
        assert (found[:, h] > 0.5).tolist() == [True, True, False, True]
    assert np.all(np.abs(found[:, 2] - 0.865) < 0.04) and (found[:, 3] > 0.5).tolist() == [False, True, False, False]


def test_the_film_of_xor_shows_what_the_box_says(lesson):
    says(
        SLUG,
        "All four corners are right after some 150 updates",
        "h3 leaves the picture",
        "In the cliff h1, h2 and h4 turn and grow steep, h1 by some 30°",
    )
    film = {frame["update"]: frame for frame in lesson["film"]}
    assert film[0]["error"] == lesson["xor_errors"][0] and max(film) == 5000 and len(film) > 40

    def right(frame):
        answers = LearningLines(frames=[frame]).outputs()
        return [(out > 0.5) == bool(target) for out, target in zip(answers, lesson["xor"])]

    first = next(update for update in sorted(film) if all(right(film[update])))
    assert 120 <= first <= 190 and all(all(right(film[update])) for update in film if update >= first)

    def at_axes(frame, unit):
        w, v, c = (row[unit] for row in frame["hidden"])
        return -c / w, -c / v

    last = film[5000]
    assert np.allclose(at_axes(last, 0), (0.5, -0.5), atol=0.1) and np.allclose(at_axes(last, 1), (0.5, -0.5), atol=0.1)
    assert np.allclose(at_axes(last, 3), (-0.5, 0.5), atol=0.1) and min(map(abs, at_axes(last, 2))) > 1.5

    def near(update):
        return min(film, key=lambda other: abs(other - update))

    before, after = (np.array(film[near(update)]["hidden"])[:2, [0, 1, 3]] for update in (100, 500))
    steep = np.linalg.norm(after, axis=0) / np.linalg.norm(before, axis=0)
    turns = np.degrees(
        np.arccos(np.sum(before * after, axis=0) / np.prod(np.linalg.norm([before, after], axis=1), axis=0))
    )
    assert 25 < turns[0] < 35 and turns.min() > 5 and turns.argmax() == 0 and steep.min() > 1.5


def test_the_lessons_own_layers_read_digits(lesson):
    says(SLUG, "That is 2 410 parameters", "rises within five epochs to more than nine in ten")
    assert 65 * 32 + 33 * 10 == 2410
    curves = lesson["digit_curves"]
    assert (
        curves["test"][1] < 0.9 < curves["test"][4]
        and 0.95 < curves["test"][-1] < 0.985
        and curves["training"][-1] > 0.98
    )


@pytest.mark.parametrize("name, f", [("relu", lambda z: np.maximum(0, z)), ("sigmoid", lambda z: 1 / (1 + np.exp(-z)))])
def test_layer_backward_agrees_with_nudging_on_random_shapes(lesson, name, f):
    rng = np.random.default_rng(3)
    for batch, inputs, units in rng.integers(1, 6, size=(15, 3)):
        dout, x, W = rng.normal(size=(batch, units)), rng.normal(size=(batch, inputs)), rng.normal(size=(inputs, units))
        dx, dW = lesson[f"{name}_layer_backward"](dout, x, W)
        nudge = lesson["numerical_gradient"]
        assert np.allclose(dW, nudge(lambda v: np.sum(dout * f(x @ v)), W), atol=1e-7)
        assert np.allclose(dx, nudge(lambda v: np.sum(dout * f(v @ W)), x), atol=1e-7)


def test_the_text_keeps_its_promises(lesson):
    assert prints(lesson["slopes"], "3.0", "3.0", "-0.628")
    assert lesson["over_u"] + lesson["over_v"] == 16
    twins = BackpropStepper()
    twins.w = (0.5,) * 8
    twins.update(1000)
    assert np.allclose(twins.w[:2], twins.w[2:4], atol=1e-12)
    assert lesson["xor_errors"][-1] < 1e-3 < 0.3 < lesson["xor_errors"][50]
    louder, negative, loud = BackpropStepper(), BackpropStepper(), BackpropStepper(lr=100)
    louder.w = (5, *louder.w[1:])
    negative.w = (*negative.w[:4], -5, *negative.w[5:])
    loud.update(1)
    assert prints([louder.error, negative.error, loud.out[0]], "0.3005", "0.0285", "0.0002")
    fast = BackpropStepper(lr=5)
    assert fast.update(1000) == pytest.approx(3.5e-5, rel=0.01)


@pytest.mark.parametrize("w5, sign", [(0.13, -1), (0.14, 1)])
def test_the_two_paths_cancel_where_the_answer_says(lesson, start, w5, sign):
    x, w, b = start
    w = w.copy()
    w[4] = w5
    assert np.sign(lesson["hidden_gradients"](x, w, b, lesson["TARGET"])[0]) == sign


# -- the bank --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bank():
    return Course(ROOT).lesson(SLUG).bank()


@pytest.mark.parametrize("name", ["output_gradients", "hidden_gradients"])
def test_a_wrong_forward_pass_is_punished_once(lesson, bank, name):
    spec = bank[f"05.{name}"].spec(7)
    right = bank[f"05.{name}"].reference
    space = right.__globals__
    original = space["forward_222"]
    try:
        for misconception in bank["05.forward_222"].misconceptions:
            space["forward_222"] = misconception.wrong
            verdict = judge(spec, probes.answer(probes.request(spec), right))
            assert (verdict.state, verdict.points) == ("right", 4), misconception.name
    finally:
        space["forward_222"] = original


def test_wrong_gradients_are_not_punished_again_in_training(bank):
    exercise = bank["05.train_222"]
    spec, space = exercise.spec(7), exercise.reference.__globals__
    for name in ("total_error", "forward_222", "output_gradients", "hidden_gradients"):
        original = space[name]
        try:
            for misconception in bank[f"05.{name}"].misconceptions:
                space[name] = misconception.wrong
                verdict = judge(spec, probes.answer(probes.request(spec), exercise.reference))
                assert verdict.state == "right", (name, misconception.name, verdict.messages)
        finally:
            space[name] = original


def test_a_case_of_the_relu_layer_hits_the_kink(bank):
    case = bank["05.relu_layer_backward"].cases(np.random.default_rng(0))[0]
    assert np.any(case.args[1] @ case.args[2] == 0)


def test_no_secret_number_of_a_grading_run_is_in_the_public_cases(bank):
    public = json.loads((ROOT / "helpers" / "checks" / "public" / f"{SLUG}.json").read_text("utf-8"))["exercises"]
    secret = bank["05.hidden_gradients"].spec(12345)["cases"][1]["args"][1]["array"]["bytes"]
    assert base64.b64decode(secret) and secret not in json.dumps(public)


def test_the_released_notebook_holds_no_answer():
    text = (ROOT / "course" / SLUG / f"{SLUG}.ipynb").read_text("utf-8")
    assert "BEGIN SOLUTION" not in text and "Marking scheme" not in text
    assert not re.search(r'quiz_answers\[\\"\d\\"\] = \\"[b-d]\\"', text)
    for line in (
        "delta1 * x, b1 - lr",
        "np.outer(delta_o",
        "np.outer(delta_h",
        "dout * (x @ W > 0)",
        "errors.append(total_error(target",
    ):
        assert line not in text
