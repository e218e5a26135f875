"""Lesson 01: every figure of the syllabus, from the code that the lesson shows, and what its text claims."""

import itertools

import numpy as np
import pytest
from lessons import ROOT, namespace, says
from scipy.optimize import linprog

from helpers import check
from helpers.checks import probes
from helpers.checks.judges import judge
from helpers.instructors.authored import Course
from helpers.instructors.banks.predictions import load_predictions
from helpers.widgets import GateTuner

SLUG = "01-perceptron-gates"
TABLES = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "NAND": [1, 1, 1, 0], "NOR": [1, 0, 0, 0], "NOT": [1, 0]}


@pytest.fixture(scope="module")
def lesson():
    return namespace(SLUG)


@pytest.mark.parametrize(
    "w, b, nets, outputs",
    [
        ([1, 1], -1.5, [-1.5, -0.5, -0.5, 0.5], TABLES["AND"]),
        ([1, 1], -0.5, [-0.5, 0.5, 0.5, 1.5], TABLES["OR"]),
        ([-2], 1, [1, -1], TABLES["NOT"]),
        ([-1, -1], 0.5, [0.5, -0.5, -0.5, -1.5], TABLES["NOR"]),
    ],
    ids=["AND", "OR", "NOT", "NOR"],
)
def test_truth_tables_with_their_net_inputs(lesson, w, b, nets, outputs):
    rows = lesson["gate_rows"](w, b)
    assert [row[-2] for row in rows] == nets and [row[-1] for row in rows] == outputs
    inputs = np.array([row[:-2] for row in rows])
    assert lesson["neuron"](inputs, np.array(w), b).tolist() == outputs
    source = (ROOT / "solutions" / SLUG / f"{SLUG}.py").read_text("utf-8")
    assert f"gate_rows({w}, {b:g})" in source, "the lesson shows this table"


def test_the_linear_neuron_gives_96(lesson):
    assert lesson["products"].tolist() == [4, 10, 18] and lesson["linear_output"] == 96


def test_the_step_fires_at_zero(lesson):
    assert lesson["step"](0) == 1 and lesson["step"](np.array([-1e-9, 0.0, 1e-9])).tolist() == [0, 1, 1]


def test_fourteen_of_sixteen_gates_are_one_neuron(lesson):
    assert np.flatnonzero(lesson["counts"] == 0).tolist() == [0b0110, 0b1001]
    # The four inequalities leave no room for the other two: on a fine grid of numbers, none does either.
    grid = np.array(list(itertools.product(np.arange(-3, 3.25, 0.25), repeat=3)))
    outputs = lesson["step"](lesson["CORNERS"] @ grid[:, :2].T + grid[:, 2])
    met = set(np.array([8, 4, 2, 1]) @ outputs)
    assert met == set(range(16)) - {0b0110, 0b1001}


def test_xor_from_or_and_nand_and_xnor_from_its_two_halves(lesson):
    step, corners = lesson["step"], lesson["CORNERS"]
    assert lesson["hidden"].T.tolist() == [TABLES["OR"], TABLES["NAND"]] and lesson["xor"].tolist() == [0, 1, 1, 0]
    (W, b), (w, c) = lesson["xnor_network"]["hidden"], lesson["xnor_network"]["output"]
    hidden = step(corners @ np.array(W) + b)
    assert hidden.T.tolist() == [TABLES["NOR"], TABLES["AND"]] and step(hidden @ np.array(w) + c).tolist() == [
        1,
        0,
        0,
        1,
    ]


def test_de_morgan_takes_xnor_apart_step_by_step():
    says(SLUG, "$(PQ)' = P' + Q'$ and $(P + Q)' = P'Q'$", "(A + B)' + (AB)'' = (A + B)' + AB = A'B' + AB")
    for a, b in itertools.product((False, True), repeat=2):
        nand = not (a and b)
        steps = [not ((a or b) and nand), not (a or b) or not nand, not (a or b) or (a and b)]
        assert {*steps, (not a and not b) or (a and b)} == {a == b}


def test_learning_by_heart_lowers_the_training_error_and_raises_the_test_error(lesson):
    (_, told_train, told_test), (_, few_train, few_test), (_, many_train, many_test) = lesson["error_rows"]
    says(SLUG, "makes no error there", "it does worse than a single neuron", "26 of them, about 1 in 10, get a slip")
    assert lesson["slips"].sum() == 26
    assert round(told_train, 1) == round(told_test, 1) == 0.1
    assert many_train == 0 < few_train < 0.15 and told_test < few_test < 0.2 and many_test > 0.35
    predicted = load_predictions(ROOT / "solutions" / SLUG)["one_neuron_or_a_table"].says
    assert f"Told {told_test:.2f}, learned {few_test:.2f}, by heart {many_test:.2f}." in predicted


def test_a_network_that_knows_its_rows_by_heart_answers_0_to_all_others(lesson):
    says(SLUG, "so the network answers 0, whatever the rule says", "It would be about as bad without any slips")
    test, train, bits = lesson["test"], lesson["train"], lesson["bits"]
    by_heart = [*lesson["outputs"].values()][-1]
    assert not by_heart[test].any() and lesson["error_rows"][-1][-1] == lesson["noisy"][test].mean()
    rows = bits[train][lesson["ideal"][train] == 1]
    clean = (bits @ (2 * rows.T - 1) + 0.5 - rows.sum(axis=1) >= 0).any(axis=1)
    assert abs(np.mean(clean[test] != lesson["ideal"][test]) - lesson["error_rows"][-1][-1]) < 0.05


def test_a_bias_taken_for_a_threshold_makes_the_bicycle_ride_by_default(lesson):
    says(SLUG, "Its net input for (0, 0, 0) is then +1.5: by default you ride")
    by_default = [lesson["neuron"](np.zeros(3), np.array([2, 1, -2]), b) for b in (-1.5, 1.5)]
    assert by_default == [0, 1]


def test_the_line_stands_at_a_right_angle_to_w_at_a_distance_of_b_by_its_length():
    says(SLUG, "$w \\cdot (p - q) = 0$", "$|b| / \\lVert w \\rVert$", "\\sqrt{w_1^2 + w_2^2}$, the length of $w$")
    w, b = np.array([1.5, -2.0]), 0.7
    line = np.array([[x, -(w[0] * x + b) / w[1]] for x in np.linspace(-5, 5, 100_001)])
    assert np.isclose(w @ (line[0] - line[-1]), 0)
    assert np.isclose(np.linalg.norm(line, axis=1).min(), abs(b) / np.hypot(*w), atol=1e-6)


def test_the_hints_of_the_xnor_network_hold_for_other_hidden_neurons_too():
    """A network that never fires need not have A′B′ and AB inside: OR and NAND, joined by NOR, are silent as well."""
    spec = Course(ROOT).lesson(SLUG).bank()["01.xnor_network"].spec(0)
    silent = {"hidden": ([[1, -1], [1, -1]], [-0.5, 1.5]), "output": ([-1, -1], 0.5)}
    (told,) = judge(spec, probes.answer(probes.request(spec), silent)).messages
    assert "it must reach 0 in both rows" in told.text
    joined = {**silent, "output": ([-1, -1], 1.5)}
    assert judge(spec, probes.answer(probes.request(spec), joined)).state == "right"


def test_rosenblatts_rule_ends_on_and_and_or_and_circles_on_xor(lesson):
    w, b, errors = lesson["learned"]["AND"]
    assert (w.tolist(), b, errors) == ([2, 1], -3, [2, 3, 3, 2, 1, 0])
    w, b, errors = lesson["learned"]["OR"]
    assert (w.tolist(), b, errors) == ([1, 1], -1, [2, 2, 1, 0])
    train, y = lesson["train_perceptron"], np.array([0, 1, 1, 0])
    assert train(lesson["CORNERS"], y, 1, 500)[2] == [3, 3] + [4] * 498
    ends = [train(lesson["CORNERS"], y, 1, epochs)[:2] for epochs in (2, 3, 4, 50)]
    assert all(w.tolist() == [-1, 0] and b == 0 for w, b in ends)


def test_xor_is_wrong_four_times_when_shown_and_twice_at_the_end_of_an_epoch(lesson):
    assert load_predictions(ROOT / "solutions" / SLUG)["later_epochs"].right == "4"
    says(SLUG, "XOR ends up with 4 errors an epoch: every sample is answered wrongly *when it is shown*", "Two of four")
    y = np.array(TABLES["OR"]) & np.array(TABLES["NAND"])
    for epochs in range(3, 12):
        w, b, errors = lesson["train_perceptron"](lesson["CORNERS"], y, 1, epochs)
        assert errors[-1] == 4 and np.sum(lesson["neuron"](lesson["CORNERS"], w, b) != y) == 2


def test_three_points_in_a_row_are_no_neuron():
    says(SLUG, "three points in a row with the targets 0, 1, 0")
    for w, b in itertools.product(np.arange(-3, 3.25, 0.25), repeat=2):
        assert [w * x + b >= 0 for x in (0, 1, 2)] != [False, True, False]


def test_first_epoch_of_and_as_worked_by_hand(lesson):
    w, b, errors = lesson["train_perceptron"](lesson["CORNERS"], np.array(TABLES["AND"]), 1, 1)
    assert (w.tolist(), b, errors) == ([1, 1], 0, [2])


def test_the_learning_rate_sets_the_scale_only_and_a_tenth_shows_rounding(lesson):
    def run(lr):
        return lesson["train_perceptron"](lesson["CORNERS"], np.array(TABLES["AND"]), lr, 12)

    for lr in (0.5, 0.25):
        assert run(lr)[2] == run(1)[2] and run(lr)[0].tolist() == (lr * run(1)[0]).tolist()
    w, b, errors = run(0.1)
    assert errors == [2, 3, 3, 0] and b == -0.20000000000000004 and w[0] == 0.2 and -3e-17 < w[0] + b < -2e-17


def test_the_bound_of_the_convergence_theorem(lesson):
    says(SLUG, "$0.5 / \\sqrt{2} = 0.354$", "would promise 24 updates", "learning rate may be any number above 0")
    assert round(0.5 / 2**0.5, 3) == 0.354 and round(lesson["R"] ** 2 / 0.125) == 24
    assert round((lesson["R"] / lesson["gamma"]) ** 2) == 51 and sum(lesson["learned"]["AND"][2]) == 11
    says(SLUG, "gives a bound, if no sample stands exactly at its $z = 0$")
    w, b, _ = lesson["learned"]["AND"]
    assert np.abs(lesson["samples"] @ [*w, b]).min() == 0, "the learned neuron separates and gives no bound"


def test_no_line_separates_versicolor_from_virginica(lesson):
    """Farkas' lemma: some mean of the one kind's flowers is a mean of the other's, so no line has them on two sides."""
    says(SLUG, "their clouds overlap")
    for flowers in (70, 100):
        X, y = lesson["X2"][:flowers], lesson["y2"][:flowers]
        sides = np.vstack([np.where(y == 1, 1, -1) * column for column in (*X.T, np.ones(flowers))] + [y == 1])
        assert linprog(np.zeros(flowers), A_eq=sides, b_eq=[0, 0, 0, 1]).success


def test_a_net_input_of_0_is_no_accident_with_whole_numbers():
    says(SLUG, "small whole numbers for weights and bias it happens often")
    triples = list(itertools.product(range(-2, 3), repeat=3))
    met = [any(w1 * x1 + w2 * x2 + b == 0 for x1 in (0, 1) for x2 in (0, 1)) for w1, w2, b in triples]
    assert np.mean(met) > 0.5


def test_scaling_w_and_b_together_keeps_the_line_and_scaling_w_alone_does_not():
    says(SLUG, "Multiply $w$ and $b$ by 10")
    crossing = lambda w, b: [-b / w[0], -b / w[1]]  # noqa: E731
    assert np.allclose(crossing((10, 20), -15), crossing((1, 2), -1.5))
    assert not np.allclose(crossing((10, 20), -1.5), crossing((1, 2), -1.5))


def test_no_sample_of_the_neuron_exercise_has_the_net_input_0():
    says(SLUG, "Net inputs of exactly 0 do not occur in this exercise.")
    exercise = Course(ROOT).lesson(SLUG).bank()["01.neuron"]
    for seed in range(20):
        for case in exercise.cases(np.random.default_rng(seed)):
            x, w, b = case.args
            assert np.abs(x @ w + b).min() > 1e-3


def test_two_kinds_of_iris_are_separated_and_two_are_not(lesson):
    assert lesson["errors"][-1] == 0 and lesson["test_errors"] == 0
    assert len(lesson["errors2"]) == 100 and min(lesson["errors2"]) > 0 and lesson["test_errors2"] < 8
    says(SLUG, "at the end of the last epoch the line gets 6 of 70 wrong; after another epoch it was only 3")
    wrong, last = lesson["wrong_of_70"], lesson["neuron"](lesson["X2"][:70], lesson["w2"], lesson["b2"])
    assert (wrong[-1], min(wrong)) == (6, 3) and np.sum(last != lesson["y2"][:70]) == 6


def test_the_widgets_of_the_lesson_start_as_the_text_says(lesson):
    assert lesson["tuner"].solved
    assert not any(row[-2] == row[-1] for row in GateTuner(gate="NAND", w1=1, w2=1, b=-1.5).table), (
        "all four corners wrong"
    )
    assert [row[-3] for row in GateTuner(gate="NOT", w1=-1, b=1).table] == [1, 0] and not GateTuner(
        gate="NOT", w1=-1, b=1
    ).solved
    met = {b / 4 for b in range(-12, 5) if GateTuner(gate="AND", w1=1, w2=1, b=b / 4).solved}
    assert met == {-2, -1.75, -1.5, -1.25}
    met = {b / 4 for b in range(-12, 5) if GateTuner(gate="OR", w1=1, w2=1, b=b / 4).solved}
    assert met == {-1, -0.75, -0.5, -0.25}


def test_examples_in_the_exercise_texts(lesson):
    assert lesson["neuron"](np.array([[1, 0, 0], [0, 1, 0], [1, 1, 1]]), np.array([2, 1, -2]), -1.5).tolist() == [
        1,
        0,
        0,
    ]
    w, b = lesson["perceptron_update"](np.array([0.5, -1.0]), 0.25, np.array([1.0, 2.0]), 1, 0.5)
    assert w.tolist() == [1.0, 0.0] and b == 0.75


def test_each_gate_counts_on_its_own(lesson):
    spec = Course(ROOT).lesson(SLUG).bank()["01.gates"].spec(0)
    for count in range(6):
        answer = {
            name: lesson["gates"][name] if i < count else ([0, 0][: 1 + (name != "NOT")], -1)
            for i, name in enumerate(TABLES)
        }
        assert judge(spec, probes.answer(probes.request(spec), answer)).points == pytest.approx(4 * count / 5)
    missing = judge(spec, probes.answer(probes.request(spec), {"AND": ([1, 1], -1.5)}))
    assert missing.points == 0.8 and any('"OR"' in message.text for message in missing.messages)


def test_a_dict_as_it_was_given_is_empty_and_a_half_filled_one_is_wrong(tmp_path, monkeypatch):
    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path))
    for exercise in ("01.gates", "01.xnor_network"):
        report = check(exercise, {})
        assert report.text().startswith(f"○ Still empty: {exercise}"), report
    assert "still empty. Fill in" in check("01.xnor_network", {}).text()
    assert check("01.xnor_network", {"hidden": ([[-1, 1], [-1, 1]], [0.5, -1.5])}).text().startswith("✘ Not yet")


def test_keras_agrees_and_finds_no_slope():
    pytest.importorskip("keras")
    space = namespace(SLUG, skip_tags=())
    assert space["keras_and_out"].tolist() == TABLES["AND"] and space["keras_xor_out"].tolist() == [0, 1, 1, 0]
    assert space["slopes"] == [None] * 4
    says(SLUG, "`None` for every weight", "Zeros. A step is flat")
    assert space["flat_slopes"].tolist() == [0, 0]
