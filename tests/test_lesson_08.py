"""Lesson 08: what it measures of gradients, starting weights, batch norm and remedies, compared with Keras and TensorFlow."""
import os

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["NNCOURSE_OFFLINE"] = "1"
keras = pytest.importorskip("keras")

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from lessons import namespace  # noqa: E402


@pytest.fixture(scope="module")
def ns():
    return namespace("08-training-deep-networks")


def factor(ns, activation, start):
    norms, _ = ns["gradient_norms"](30, activation, ns["STARTS"][start])
    return (norms[0] / norms[-1]) ** (1 / 29)


def test_twelve_combinations_are_measured_for_every_depth_from_2_to_30(ns):
    assert list(ns["depths"]) == list(range(2, 31)) and len(ns["first_layer"]) == 12
    assert all(len(values) == 29 for values in ns["first_layer"].values())


@pytest.mark.parametrize(
    "activation, start, low, high",
    [
        ("sigmoid", "small 0.01", 0, 0.05), ("sigmoid", "Glorot", 0.2, 0.3), ("sigmoid", "He", 0.25, 0.4), ("sigmoid", "standard 1", 0.8, 0.95),
        ("tanh", "small 0.01", 0, 0.1), ("tanh", "Glorot", 0.9, 1.0), ("tanh", "He", 0.98, 1.1), ("tanh", "standard 1", 1.8, 2.4),
        ("ReLU", "small 0.01", 0, 0.1), ("ReLU", "Glorot", 0.65, 0.76), ("ReLU", "He", 0.9, 1.1), ("ReLU", "standard 1", 5, 6.2),
    ],
)
def test_factor_a_layer(ns, activation, start, low, high):
    assert low < factor(ns, activation, start) < high


def test_saturation_shrinks_and_large_weights_explode(ns):
    saturated = {std: ns["gradient_norms"](20, "tanh", std)[0][0] for std in (1, 10, 100)}
    assert saturated[1] > 1e4 and saturated[10] > 1e4 and saturated[100] == 0


def test_the_hand_written_pass_equals_the_tape(ns):
    assert np.allclose(ns["by_tape"], ns["gradient_norms"](5, "tanh", 0.125)[0], rtol=1e-10)


def test_equal_weights_stay_equal(ns):
    for value in (0.0, 0.5):
        W1, loss = ns["train_241"](np.full((2, 4), value), np.full((4, 1), value))
        assert np.allclose(W1, W1[:, :1]) and loss > 0.4
    rng = np.random.default_rng(0)
    assert ns["train_241"](rng.normal(size=(2, 4)), rng.normal(size=(4, 1)))[1] < 0.3


def test_glorot_and_he_are_those_of_keras(ns):
    assert np.abs(ns["glorot"]).max() == pytest.approx(ns["glorot_limit"](300, 100), rel=1e-3)
    assert ns["glorot_limit"](300, 100) == pytest.approx(np.sqrt(6 / 400))
    assert ns["he"].std() == pytest.approx(ns["he_std"](300), rel=0.01)
    assert np.abs(ns["he"]).max() == pytest.approx(2.27 * ns["he_std"](300), rel=0.01)


def test_he_keeps_the_second_moment_of_relu_networks(ns):
    rng, a = np.random.default_rng(0), np.random.default_rng(1).normal(size=(2000, 400))
    z = a @ rng.normal(0, ns["he_std"](400), (400, 400))
    for _ in range(5):
        following = np.maximum(z, 0) @ rng.normal(0, ns["he_std"](400), (400, 400))
        assert following.var() == pytest.approx(z.var(), rel=0.12)
        z = following


def test_batch_norm_by_hand_equals_keras_on_random_batches(ns):
    rng = np.random.default_rng(2)
    for batch, units in ((2, 1), (16, 5), (64, 33)):
        x = rng.normal(rng.normal(), rng.uniform(0.01, 5), size=(batch, units))
        layer = keras.layers.BatchNormalization(dtype="float64")
        layer.build((None, units))
        gamma, beta = rng.uniform(0.5, 2, units), rng.normal(size=units)
        layer.set_weights([gamma, beta, np.zeros(units), np.ones(units)])
        out, (mean, var) = ns["batch_norm"](x, gamma, beta)
        assert np.abs(out - np.asarray(layer(x, training=True))).max() < 1e-6
        assert np.allclose(layer.moving_mean, 0.01 * mean, atol=1e-9) and np.allclose(layer.moving_variance, 0.99 + 0.01 * var, atol=1e-9)
        frozen = ns["batch_norm_inference"](x, gamma, beta, np.asarray(layer.moving_mean), np.asarray(layer.moving_variance))
        assert np.abs(frozen - np.asarray(layer(x, training=False))).max() < 1e-6


def test_the_example_by_hand(ns):
    out, (mean, var) = ns["batch_norm"](np.array([[1.0], [2.0], [6.0]]), np.array([2.0]), np.array([10.0]), eps=0)
    assert out.ravel().round(3).tolist() == [8.148, 9.074, 12.777] and mean == 3 and var == pytest.approx(14 / 3)


def test_averages_that_lag_spoil_predictions_and_catch_up_without_training(ns):
    assert ns["caught_up"] > ns["lagging"] + 0.1 and ns["caught_up"] > 0.8


def test_clipping_equals_tensorflow_on_random_gradients(ns):
    rng = np.random.default_rng(4)
    for limit in (0.1, 2.0, 50.0):
        grads = [rng.normal(size=shape) for shape in ((5, 3), (3,), (2, 2, 2))]
        theirs, _ = tf.clip_by_global_norm([tf.constant(g) for g in grads], limit)
        assert all(np.allclose(a, b, atol=1e-12) for a, b in zip(ns["clip_by_global_norm"](grads, limit), theirs))


def test_noise_of_the_gradient_halves_for_four_times_the_batch(ns):
    sizes = sorted(ns["noise"])
    assert all(0.4 < ns["noise"][b] / ns["noise"][a] < 0.6 for a, b in zip(sizes, sizes[1:]))


def test_the_census_counts_what_a_large_update_and_a_bad_start_kill(ns):
    counted = {name: result[:2] for name, result in ns["counted"].items()}
    sane, large, bad, leaky = counted.values()
    assert sane[1] < 0.2 and large[0] < 0.1 and large[1] > 0.8 and bad[0] > 0.95 and bad[1] > 0.95 and leaky == (0, 0)


def test_remedies_order_as_the_lesson_says(ns):
    accuracy = {name: result[1].mean() for name, result in ns["results"].items()}
    for stuck in ("sigmoid, Glorot", "ReLU, small", "ReLU, standard 1"):
        assert accuracy[stuck] < 0.2
    assert accuracy["ReLU, Glorot"] < accuracy["ReLU, He"] < accuracy["tanh, Glorot"]
    assert accuracy["sigmoid, Glorot, batch norm"] > 0.8 > accuracy["sigmoid, Glorot"]


def test_more_sigmoid_layers_cost_accuracy_and_tanh_keeps_it(ns):
    sigmoid = [float(row[1].split("%")[0]) for row in ns["depth_table"]]
    tanh = [float(row[2].split("%")[0]) for row in ns["depth_table"]]
    assert sigmoid == sorted(sigmoid, reverse=True) and sigmoid[-1] < 15 and min(tanh) > 80
