"""Lesson 08: what it measures of gradients, starting weights, batch norm and remedies, compared with Keras and
TensorFlow.
"""

import os

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")

import numpy as np
import tensorflow as tf
from lessons import namespace, says

from helpers.widgets import GradientFlow

SLUG = "08-training-deep-networks"
pytestmark = pytest.mark.slow


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
        ("sigmoid", "small 0.01", 0, 0.05),
        ("sigmoid", "Glorot", 0.2, 0.3),
        ("sigmoid", "He", 0.25, 0.4),
        ("sigmoid", "standard 1", 0.8, 0.95),
        ("tanh", "small 0.01", 0, 0.1),
        ("tanh", "Glorot", 0.9, 1.0),
        ("tanh", "He", 0.98, 1.1),
        ("tanh", "standard 1", 1.8, 2.4),
        ("ReLU", "small 0.01", 0, 0.1),
        ("ReLU", "Glorot", 0.65, 0.76),
        ("ReLU", "He", 0.9, 1.1),
        ("ReLU", "standard 1", 5, 6.2),
    ],
)
def test_factor_a_layer(ns, activation, start, low, high):
    assert low < factor(ns, activation, start) < high


def test_saturation_shrinks_and_large_weights_explode(ns):
    says(
        "08-training-deep-networks",
        "for tanh at 100 only two places in a hundred have a slope that is not exactly 0 in float64",
    )
    saturated = {std: ns["gradient_norms"](20, "tanh", std)[0][0] for std in (1, 10, 100)}
    assert saturated[1] > 1e4 and saturated[10] > 1e4 and saturated[100] == 0
    slopes = 1 - np.square(ns["gradient_norms"](20, "tanh", 100)[1])
    assert np.mean(slopes != 0) == pytest.approx(0.02, abs=0.003)


def test_three_of_twelve_stay_level(ns):
    says("08-training-deep-networks", "between a tenth of the last layer's and ten times it: none, three, six or all")
    reach = [factor(ns, activation, start) ** 29 for activation in ns["FUNCTIONS"] for start in ns["STARTS"]]
    assert sum(0.1 < share < 10 for share in reach) == 3


def test_large_weights_make_sigmoid_explode_too(ns):
    says(
        "08-training-deep-networks", "sigmoid passes factor 1 between 1 and 2", "Sigmoid is below 1 for all four starts"
    )
    factors = {}
    for std in (1, 2, 3, 5):
        norms, _ = ns["gradient_norms"](20, "sigmoid", std)
        factors[std] = (norms[0] / norms[-1]) ** (1 / 19)
    assert factors[1] < 1 < factors[2] < factors[3] < factors[5]
    assert all(factor(ns, "sigmoid", start) < 1 for start in ns["STARTS"])


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
        assert np.allclose(layer.moving_mean, 0.01 * mean, atol=1e-9) and np.allclose(
            layer.moving_variance, 0.99 + 0.01 * var, atol=1e-9
        )
        frozen = ns["batch_norm_inference"](
            x, gamma, beta, np.asarray(layer.moving_mean), np.asarray(layer.moving_variance)
        )
        assert np.abs(frozen - np.asarray(layer(x, training=False))).max() < 1e-6


def test_the_example_by_hand(ns):
    out, (mean, var) = ns["batch_norm"](np.array([[1.0], [2.0], [6.0]]), np.array([2.0]), np.array([10.0]), eps=0)
    assert out.ravel().round(3).tolist() == [8.148, 9.074, 12.777] and mean == 3 and var == pytest.approx(14 / 3)


def test_averages_that_lag_spoil_predictions_and_catch_up_without_training(ns):
    says(SLUG, "predicts badly, even on its training data, suspect the averages first")
    assert ns["caught_up"] > ns["lagging"] + 0.1 and ns["caught_up"] > 0.8 and ns["on_training"] < 0.7


def test_glorot_was_made_for_a_slope_of_one(ns):
    says(SLUG, "tanh, whose slope at 0 is 1 (sigmoid's is ¼)", "for tanh; He, $2/n_{in}$, for ReLU")
    slopes = {name: slope(f(np.array(0.0))) for name, (f, slope) in ns["FUNCTIONS"].items()}
    assert slopes["tanh"] == 1 and slopes["sigmoid"] == 0.25
    assert factor(ns, "sigmoid", "Glorot") < 0.3 < 0.9 < factor(ns, "tanh", "Glorot")


def test_relu_is_level_at_root_two_in_wide_layers_and_a_little_above_it_in_narrow_ones():
    says(SLUG, "Section 5 gets √2 for wide layers; with 24 neurons it takes a little more")
    narrow = [
        np.mean([np.log(GradientFlow(depth=20, activation="relu", scale=s, seed=k).factor) for k in range(1, 13)])
        for s in (1.41, 1.5)
    ]
    assert narrow[0] < -0.03 < 0 < narrow[1]
    rng, n, start = np.random.default_rng(0), 1000, np.random.default_rng(1).normal(size=(20, 1000))
    weights = [rng.normal(0, np.sqrt(2 / n), (n, n)) for _ in range(20)]
    outs, back = [start], rng.normal(size=(20, n))
    for W in weights:
        outs.append(np.maximum(outs[-1] @ W, 0))
    norms = []
    for W, out in zip(weights[::-1], outs[:0:-1]):
        back = back * (out > 0)
        norms.append(np.linalg.norm(back))
        back = back @ W.T
    assert (norms[-1] / norms[0]) ** (1 / 19) == pytest.approx(1, abs=0.01)


def test_flat_places_are_counted_as_the_erratum_prints_them(ns):
    says(SLUG, "sigmoid, with 57 % flat places, still vanishes")
    outs = ns["gradient_norms"](30, "sigmoid", 1.0)[1]
    assert round(100 * np.mean([np.mean(out * (1 - out) < 0.05) for out in outs])) == 57


def test_batch_norm_cures_the_large_rate_and_the_weights_of_he_do_not(ns):
    says(SLUG, "with which no neuron dies even at rate 1", "He's weights do not help there: the rate is what kills")

    def dead(start, norm):
        keras.utils.set_random_seed(0)
        hidden = [keras.layers.Dense(100, kernel_initializer=start)]
        hidden += [keras.layers.BatchNormalization()] * norm + [keras.layers.Activation("relu")]
        net = keras.Sequential([keras.Input((784,)), *hidden, keras.layers.Dense(10, "softmax")])
        net.compile(keras.optimizers.SGD(1.0), "sparse_categorical_crossentropy")
        net.fit(ns["pixels"], ns["train_y"], epochs=5, batch_size=50, verbose=0)
        return ns["dead_fraction"](keras.Model(net.inputs, hidden[-1].output)(ns["pixels"]).numpy())

    assert dead("he_normal", 0) > 0.9 and dead("glorot_uniform", 1) == 0


def test_equal_weights_of_a_wide_network_add_up():
    # What a wrong option of the graded quiz says: all weights 0.1, layers of 64 ReLU.
    h = np.ones(64)
    for _ in range(10):
        h = np.maximum(np.full((64, 64), 0.1) @ h, 0)
    assert h[0] > 1e6


def test_batch_sizes_at_equal_epochs_and_at_equal_updates(ns):
    says(SLUG, "At equal *epochs* the smallest batch is ahead", "batches of 500 are not worse than batches of 50")
    size, epochs, updates, _, score = zip(*ns["batch_table"])
    right = [float(text.split("%")[0]) for text in score]
    assert updates == (400, 80, 8, 80) and right[0] > right[1] > right[2] and right[3] >= right[1] - 1


def test_clipping_equals_tensorflow_on_random_gradients(ns):
    rng = np.random.default_rng(4)
    for limit in (0.1, 2.0, 50.0):
        grads = [rng.normal(size=shape) for shape in ((5, 3), (3,), (2, 2, 2))]
        theirs, _ = tf.clip_by_global_norm([tf.constant(g) for g in grads], limit)
        assert all(np.allclose(a, b, atol=1e-12) for a, b in zip(ns["clip_by_global_norm"](grads, limit), theirs))


def test_noise_of_the_gradient_halves_for_four_times_the_batch(ns):
    sizes = sorted(ns["noise"])
    assert all(0.4 < ns["noise"][b] / ns["noise"][a] < 0.6 for a, b in zip(sizes, sizes[1:]))


def test_the_census_counts_what_a_large_rate_and_a_bad_start_kill(ns):
    says("08-training-deep-networks", "A rate that is too large kills the layer in its first updates")
    sane, large, bad, leaky = (result[:3] for result in ns["counted"].values())
    assert max(sane) < 0.2 and large[0] < 0.1 and 0.8 < large[1] <= large[2] and min(bad) > 0.95 and max(leaky) == 0


def test_remedies_learn_or_not_as_the_lesson_says(ns):
    says("08-training-deep-networks", "tells what learns and what does not, but not the order of those that learn")
    accuracy = {name: result[1].mean() for name, result in ns["results"].items()}
    for stuck in ("sigmoid, Glorot", "ReLU, small", "ReLU, standard 1"):
        assert accuracy[stuck] < 0.2
    assert accuracy["ReLU, Glorot"] < accuracy["ReLU, He"] < accuracy["tanh, Glorot"]
    assert accuracy["sigmoid, Glorot, batch norm"] > 0.8 > accuracy["sigmoid, Glorot"]
    last = {name: result[0][-1] for name, result in ns["results"].items()}
    still = {name for name, losses in last.items() if np.abs(losses - np.log(10)).max() < 0.02}
    learned = [result[1] for name, result in ns["results"].items() if accuracy[name] > 0.8]
    assert min(np.ptp(found) for found in learned) > 0.003, "a start moves an accuracy by more than 0.3 points"
    assert still == {"sigmoid, Glorot", "ReLU, small"} and not np.isfinite(last["ReLU, standard 1"]).any()


def test_more_sigmoid_layers_cost_accuracy_and_tanh_keeps_it(ns):
    sigmoid = [float(row[1].split("%")[0]) for row in ns["depth_table"]]
    tanh = [float(row[2].split("%")[0]) for row in ns["depth_table"]]
    says("08-training-deep-networks", "each doubling *costs* the sigmoid network accuracy, from 93 % down to guessing")
    assert [row[0] for row in ns["depth_table"]] == [1, 2, 4, 8] and 90 < sigmoid[0] < 96
    assert sigmoid == sorted(sigmoid, reverse=True) and sigmoid[-1] < 15 and min(tanh) > 93


def test_equal_neurons_stay_equal_and_neurons_that_differ_on_the_way_out_do_not(ns):
    says("08-training-deep-networks", "equal weights on the way in *and* on the way out")
    twins, _ = ns["train_241"](np.full((2, 4), 0.5), np.full((4, 1), 0.5), steps=50)
    apart, _ = ns["train_241"](np.full((2, 4), 0.5), np.array([[0.1], [0.2], [0.3], [0.4]]), steps=50)
    assert np.unique(twins.round(9), axis=1).shape[1] == 1 and np.unique(apart.round(9), axis=1).shape[1] == 4


def test_batch_norm_leaves_a_variance_a_little_below_one_and_does_not_see_the_scale_of_the_weights(ns):
    says(
        "08-training-deep-networks",
        "(a little less, because of ε)",
        "changes no output of the batch norm behind it, but for ε",
    )
    x = np.random.default_rng(0).normal(size=(200, 3))
    one, zero = np.ones(3), np.zeros(3)
    out, _ = ns["batch_norm"](x, one, zero)
    assert (out.var(axis=0) < 1).all() and (out.var(axis=0) > 0.99).all()
    assert np.abs(ns["batch_norm"](10 * x, one, zero)[0] - out).max() < 2e-3


def test_clipping_can_turn_a_gradient_and_by_global_norm_does_not(ns):
    says("08-training-deep-networks", "| can turn |", "| **stays** |")
    gradient = np.array([6.0, 1.0])
    cosine = lambda a: a @ gradient / np.linalg.norm(a) / np.linalg.norm(gradient)  # noqa: E731
    assert cosine(np.clip(gradient, -2, 2)) < 0.97 and cosine(np.clip(np.array([6.0, 6.0]), -2, 2)) < 1
    assert cosine(ns["clip_by_global_norm"]([gradient], 2)[0]) == pytest.approx(1)


def test_relu_explodes_most_from_a_standard_deviation_of_1(ns):
    says("08-training-deep-networks", "never saturates, explodes most")
    factors = {}
    for activation in ("sigmoid", "tanh", "ReLU"):
        norms, _ = ns["gradient_norms"](30, activation, 1.0)
        factors[activation] = (norms[0] / norms[-1]) ** (1 / 29)
    assert factors["sigmoid"] < 1 < factors["tanh"] < factors["ReLU"]


def test_tanh_falls_a_little_from_glorot_and_rises_a_little_from_he(ns):
    says(SLUG, "tanh falls a little for Glorot, rises a little for He and steeply for standard 1")
    reach = {
        start: ns["first_layer"]["tanh", start][-1] / ns["first_layer"]["tanh", start][0] for start in ns["STARTS"]
    }
    assert 0.1 < reach["Glorot"] < 0.5 and 1.5 < reach["He"] < 5 and reach["standard 1"] > 1e6


def test_the_factor_of_he_scatters_in_narrow_networks():
    says(SLUG, "He's factor is 1 on average, and in a network only 32 wide it scatters from start to start")

    def reach(width):
        """log10 of what 20 ReLU layers with He's weights leave of a gradient, for 40 starts."""
        found = []
        for seed in range(40):
            rng = np.random.default_rng(seed)
            out, back, slopes, weights = rng.normal(size=(32, width)), rng.normal(size=(32, width)), [], []
            for _ in range(20):
                weights.append(rng.normal(0, np.sqrt(2 / width), (width, width)))
                out = np.maximum(out @ weights[-1], 0)
                slopes.append(out > 0)
            before = np.linalg.norm(back)
            for W, slope in zip(weights[::-1], slopes[::-1]):
                back = (back * slope) @ W.T
            found.append(np.log10(np.linalg.norm(back) / before))
        return np.std(found)

    assert reach(32) > 2 * reach(512)


def test_all_that_is_trained_sees_the_digits_with_a_network_and_without(ns):
    says(SLUG, "Its images, and those of all that follows, are scikit-learn's handwritten digits")
    assert ns["images"].name == "handwritten digits" and ns["valid_x"].shape == (400, 784)


def test_a_live_unit_can_be_silent_for_some_samples_and_equal_numbers_are_not_turned(ns):
    rng = np.random.default_rng(0)
    outputs = np.maximum(rng.normal(size=(50, 20)), 0)
    assert ns["dead_fraction"](outputs) == 0 and 0.3 < np.mean(outputs == 0) < 0.7
    assert np.allclose(np.clip(np.full(3, 6.0), -2, 2) / 2, np.full(3, 6.0) / 6)
