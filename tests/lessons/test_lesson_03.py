"""Every figure of lesson 03 at its printed precision, computed by the lesson's own code."""

import itertools
import re

import numpy as np
import pytest
from lessons import ROOT, namespace, says
from scipy.special import expit

from helpers.instructors.authored import Course
from helpers.instructors.banks.predictions import load_predictions
from helpers.widgets import NetworkBuilder

SLUG = "03-feedforward-networks"


@pytest.fixture(scope="module")
def lesson():
    return namespace("03-feedforward-networks")


def test_the_classifier_has_266610_parameters_and_266200_without_biases(lesson):
    sizes = [784, 300, 100, 10]
    assert lesson["count_parameters"](sizes) == 266610
    assert lesson["count_parameters"](sizes) - sum(sizes[1:]) == 266200
    assert lesson["count_parameters"]([5, 7, 4]) == 74 == lesson["builder"].parameters


def test_answers_printed_beside_the_network_builder(lesson):
    count = lesson["count_parameters"]
    assert count([100, 10]) == 1010 and count([100, 10, 10]) == 1120
    assert count([784, 12, 10]) == 9550 and count([784, 13, 10]) > 10_000
    assert count([784, 200, 10]) == 159_010 and count([784, 100, 100, 10]) == 89_610


def test_shapes_in_both_conventions(lesson):
    assert lesson["column_shapes"] == [(5, 32), (7, 32), (4, 32)]
    assert lesson["row_shapes"] == [(32, 5), (32, 7), (32, 4)] == lesson["layer_shapes"]([5, 7, 4], 32)
    assert np.allclose(lesson["h2_row"], lesson["h2_col"].T)


def test_each_assumption_is_dropped_by_a_network_of_this_course():
    says(SLUG, "Each of them is dropped by some network that you meet later")
    text = "\n".join(cell.source for cell in Course(ROOT).lesson(SLUG).notebook().cells)
    rows = re.findall(r"^\| \d \|.*\| (.+) \|$", text, re.M)
    named = [re.findall(r"\((\d\d)\)", row) for row in rows]
    assert len(named) == 6 and all(named), rows
    assert all(number > SLUG[:2] for numbers in named for number in numbers)


def test_with_a_square_matrix_the_wrong_product_runs_unnoticed():
    says(SLUG, "With a square $W$ and samples as rows they fit: `x @ W` runs where `x @ W.T` was meant")
    x, square, other = np.ones((32, 5)), np.triu(np.ones((5, 5))), np.ones((7, 5))
    assert (x @ square).shape == (x @ square.T).shape and not np.allclose(x @ square, x @ square.T)
    with pytest.raises(ValueError):
        x @ other


def test_xnor_as_two_layers(lesson):
    layers = [(lesson["W1"], lesson["b1"], lesson["step"]), (lesson["W2"], lesson["b2"], lesson["step"])]
    hidden, output = lesson["forward"](lesson["corners"], layers)
    assert output.ravel().tolist() == [1, 0, 0, 1]
    assert hidden.tolist() == [[1, 0], [0, 0], [0, 0], [0, 1]]


def test_the_four_neuron_network_is_a_2_1_2_1_network_with_ten_parameters(lesson):
    names = ("w1", "w2", "b1", "w12", "b2", "w13", "b3", "w24", "w34", "b4")
    by_hand = dict(zip(names, (0.5, -0.25, 0, 2, -1, -2, 3, 1, -1, 0), strict=True))
    assert round(float(lesson["four_neuron_network"](1, 2, by_hand)), 4) == 0.4059
    assert round(float(expit(2)), 4) == 0.8808
    assert lesson["count_parameters"]([2, 1, 2, 1]) == len(names)
    rng = np.random.default_rng(0)
    for _ in range(20):
        p = dict(zip(names, rng.normal(size=10), strict=True))
        x = rng.normal(size=(6, 2))
        layers = [
            (np.array([[p["w1"]], [p["w2"]]]), np.array([p["b1"]]), expit),
            (np.array([[p["w12"], p["w13"]]]), np.array([p["b2"], p["b3"]]), expit),
            (np.array([[p["w24"]], [p["w34"]]]), np.array([p["b4"]]), expit),
        ]
        assert np.allclose(lesson["forward"](x, layers)[-1].ravel(), lesson["four_neuron_network"](x[:, 0], x[:, 1], p))


def test_loops_and_matrix_product_give_the_same(lesson):
    x, W, b = lesson["lists"]
    assert np.allclose(lesson["layer_with_loops"](x, W, b), np.array(x) @ W + b) and np.shape(x) == (8, 784)


def test_twice_the_relus_quarter_the_error(lesson):
    errors = lesson["fit_errors"]
    assert {n: round(error, 3) for n, error in errors.items()} == {3: 0.442, 6: 0.122, 12: 0.031, 24: 0.008, 48: 0.002}
    assert all(errors[n] / errors[2 * n] > 3.5 for n in (3, 6, 12, 24))
    says(SLUG, "With 12 units 0.031, with 24 units 0.0078")
    assert round(errors[24], 4) == 0.0078
    kinks, weights, bias = lesson["relu_fit"](np.sin, 0, 6, 24)
    assert round(lesson["network_1_n_1"](np.array([10.0]), kinks, weights, bias)[0], 3) == 3.382


def test_each_folding_layer_doubles_the_pieces(lesson):
    assert lesson["pieces"] == {depth: 2**depth for depth in range(1, 9)}


def test_one_layer_needs_a_unit_for_each_piece_of_the_zigzag(lesson):
    says(
        SLUG,
        "one unit more than it has kinks",
        "So one layer needs $2^k$ units",
        "Up to two layers both cost the same.",
    )
    rows, coarse = lesson["rows"], slice(None, None, 32)  # a grid that still hits all kinks
    grid = lesson["grid"][coarse]
    assert [row[3:] for row in rows] == [[7, 2, 7], [13, 4, 13], [25, 16, 49], [37, 64, 193], [49, 256, 769]]
    for depth in (1, 2, 3):
        zigzag, units = lesson["zigzags"][depth - 1][coarse], 2**depth
        fit = lesson["relu_fit"](lambda x, y=zigzag: np.interp(x, grid, y), 0, 1, units)
        assert np.abs(lesson["network_1_n_1"](grid, *fit) - zigzag).max() < 1e-9
        # One unit fewer, a kink each, whichever side each of them faces: none meets the zigzag.
        far = grid[:, None] - np.arange(1, units) / units
        for faces in itertools.product((-1, 1), repeat=units - 1):
            hidden = np.column_stack([np.ones_like(grid), np.maximum(0, far * faces)])
            weights = np.linalg.lstsq(hidden, zigzag, rcond=None)[0]
            assert np.abs(hidden @ weights - zigzag).max() > 0.05


def test_the_carried_sum_costs_a_plain_network_one_more_unit_in_each_layer_after_the_first(lesson):
    says(
        SLUG,
        "with one more unit in each layer after the first, 23 in all",
        "Next to `relu_fit` with 23 units it is still more than a hundred times nearer",
    )
    relu, grid = lesson["relu"], lesson["grid"]
    # Units: relu(t) and relu(t − 0.5) of the fold before, and the carried sum, which is never negative on [0, 1].
    layers = [(np.ones((1, 2)), np.array([0, -0.5]), relu)]
    for depth in range(1, 8):
        share = -np.array([2.0, -4]) / 4**depth
        carried = [1 + share[0], share[1]] if depth == 1 else [*share, 1]
        fold = [2.0, -4] if depth == 1 else [2.0, -4, 0]
        layers.append((np.column_stack([fold, fold, carried]), np.array([0, -0.5, 0]), relu))
    layers.append((np.array([[-2 / 4**8], [4 / 4**8], [1]]), np.zeros(1), lambda z: z))
    plain = lesson["forward"](grid[:, None], layers)[-1].ravel()
    assert sum(W.shape[1] for W, _, _ in layers[:-1]) == 23
    assert np.allclose(plain, lesson["square_by_folds"](grid, 8), atol=1e-12)
    wide = np.abs(lesson["network_1_n_1"](grid, *lesson["relu_fit"](np.square, 0, 1, 23)) - grid**2).max()
    assert wide > 100 * np.abs(plain - grid**2).max()


def test_folds_make_a_parabola_and_trained_width_beats_trained_depth_here(lesson):
    says(SLUG, "more than two hundred times nearer than `relu_fit`", "Here the wide one wins")
    says(
        SLUG,
        "more than a hundred times nearer than the best chain of 16 pieces, which has half the error of `relu_fit`",
    )
    piece = np.linspace(0, 1 / 16, 1001)  # of 16 pieces one is at least so long, and x² bends alike everywhere
    middle = piece**2 - piece / 16  # beside its chord: from 0 at both ends down to −1/1024
    best, chord = np.ptp(middle) / 2, np.abs(middle).max()
    assert best == pytest.approx(chord / 2) and round(chord, 5) == 0.00098
    assert best > 100 * np.abs(lesson["square_by_folds"](lesson["grid"], 8) - lesson["grid"] ** 2).max()
    assert lesson["square_rows"][-1] == [16, "9.8e-04", "3.8e-06"]
    deep, wide = (np.median(errors) for errors in lesson["trained_errors"].values())
    assert deep > 1.5 * wide
    says(SLUG, "in 8 of 10 starts")
    assert [row[-1] for row in lesson["trained_rows"]] == [2, 8]
    assert lesson["count_parameters"]([1, 8, 8, 1]) == lesson["count_parameters"]([1, 32, 1]) == 97


def test_what_three_slips_of_a_drawing_would_mean(lesson):
    says(SLUG, "With a bias for each link, 5-7-4 would have 126 numbers; it has 74")
    links = 5 * 7 + 7 * 4
    assert 2 * links == 126 and lesson["count_parameters"]([5, 7, 4]) == 74
    says(SLUG, "Every neuron of a layer would then give the same answer", "$h^3 = F^3(F^2(F^1(x)))$")
    X = np.random.default_rng(0).normal(size=(4, 5))
    without_weights = expit(X @ np.ones((5, 7)))
    assert np.allclose(without_weights, without_weights[:, :1])
    layers = [(np.full((1, 1), w), np.zeros(1), np.tanh) for w in (1.0, 2.0, 3.0)]
    assert lesson["forward"](np.ones((1, 1)), layers)[-1].item() == np.tanh(3 * np.tanh(2 * np.tanh(1)))


def test_a_chain_of_straight_pieces_is_a_sum_of_relus_on_a_range_with_a_left_end(lesson):
    says(SLUG, "On a range with a left end every such chain can be written as a sum of ReLUs and an output bias")
    points, heights = np.array([0.0, 1, 2, 4, 5]), np.array([3.0, -1, 2, 2, 0])
    kinks, slopes = points[:-1], np.diff(heights) / np.diff(points)
    x = np.linspace(0, 5, 301)
    network = lesson["network_1_n_1"](x, kinks, np.diff(slopes, prepend=0.0), heights[0])
    assert np.allclose(network, np.interp(x, points, heights))


def test_answers_printed_beside_the_fitter():
    says(
        SLUG,
        "All even numbers",
        "At about 6 to 8 the error is below 0.03",
        "4 to 6 units, with some noise at 7 or more",
    )
    fitter = NetworkBuilder(view="fit", target="sine")

    def errors(units, which):
        fitter.units = units
        return fitter.errors[which]

    assert errors(5, 1) > 0.03 > max(errors(6, 1), errors(7, 1), errors(8, 1))
    fitter.target = "kink"
    assert [n for n in range(1, 31) if errors(n, 1) < 1e-6] == list(range(2, 31, 2))
    says(SLUG, "dragging the kink to 3 can")
    assert NetworkBuilder(view="fit", target="kink", units=3, kinks=[0, 3, 4]).errors[1] < 1e-6
    fitter.target, fitter.noise, best = "sine", 0.3, []
    for fitter.seed in range(12):
        best.append(1 + int(np.argmin([errors(n, 1) for n in range(1, 31)])))
    assert sum(4 <= n <= 6 for n in best) > 8 and max(best) >= 7


def test_training_error_reaches_zero_while_the_test_error_has_a_minimum(lesson):
    log = lesson["log"]
    says(SLUG, "30 numbers are fitted to 30 samples", "the training error rises a little now and then")
    assert log[-1][1] == 30 and any(later[2] > earlier[2] for earlier, later in zip(log, log[1:], strict=False))
    assert lesson["best_units"] == 6 and round(log[5][3], 2) == 0.31
    assert log[-1][0] == 29 and log[-1][2] < 1e-9 and log[-1][3] > 0.39
    assert round(log[0][2], 2) == 0.54 and max(row[3] for row in log[20:]) > 0.5
    sketch = load_predictions(ROOT / "solutions" / SLUG)["errors_of_more_units"]
    assert sketch.truth == [round(log[n - 1][3], 2) for n in sketch.at]
    says(SLUG, "the kinks of 5 units are not all among those of 6")
    five, six = ({6 * k / n for k in range(n)} for n in (5, 6))
    assert not five <= six and log[5][2] > log[4][2]


def test_keras_agrees_on_count_shapes_and_outputs():
    lesson = namespace("03-feedforward-networks", skip_tags=())
    assert lesson["model"].count_params() == 266610
    assert [tuple(layer.output.shape) for layer in lesson["model"].layers] == [(None, 300), (None, 100), (None, 10)]
    assert lesson["difference"] < 1e-6
