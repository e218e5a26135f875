"""Every figure of lesson 03 at its printed precision, computed by the lesson's own code."""
import numpy as np
import pytest
from lessons import namespace
from scipy.special import expit


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
    kinks, weights, bias = lesson["relu_fit"](np.sin, 0, 6, 24)
    assert round(lesson["network_1_n_1"](np.array([10.0]), kinks, weights, bias)[0], 3) == 3.382


def test_each_folding_layer_doubles_the_pieces(lesson):
    assert lesson["pieces"] == {depth: 2**depth for depth in range(1, 9)}


def test_training_error_reaches_zero_while_the_test_error_has_a_minimum(lesson):
    log = lesson["log"]
    assert lesson["best_units"] == 6 and round(log[5][3], 2) == 0.31
    assert log[-1][0] == 29 and log[-1][2] < 1e-9 and log[-1][3] > 0.39
    assert round(log[0][2], 2) == 0.54 and max(row[3] for row in log[20:]) > 0.45


def test_keras_agrees_on_count_shapes_and_outputs():
    lesson = namespace("03-feedforward-networks", skip_tags=())
    assert lesson["model"].count_params() == 266610
    assert lesson["keras_shapes"] == [(None, 300), (None, 100), (None, 10)]
    assert np.allclose(lesson["mine"][-1], lesson["theirs"], atol=1e-6)
