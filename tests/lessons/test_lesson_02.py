"""Lesson 02: every figure of its text and of the syllabus, computed by the lesson's own code."""

import numpy as np
import pytest
from lessons import namespace, says
from scipy.special import expit

SLUG = "02-activation-functions"


@pytest.fixture(scope="module")
def ns():
    return namespace(SLUG)


def test_a_stack_of_linear_layers_is_one_linear_layer(ns):
    assert ns["hidden"][0].tolist() == [4, 5, -8] and ns["output"].ravel().tolist() == [-4.5, 4.5, 1.5]
    assert ns["W_one"].ravel().tolist() == [-1, 2] and ns["b_one"].tolist() == [0.5]
    assert np.array_equal(ns["x"] @ ns["W_one"] + ns["b_one"], ns["output"])
    assert ns["difference"] < 1e-12
    assert sum(W.size + b.size for W, b in ns["stack"]) == 200


def test_xor_is_half_for_a_line_and_right_for_two_bends(ns):
    assert ns["linear_best"] == pytest.approx([0.5] * 4)
    assert ns["bent"].tolist() == [0, 1, 1, 0]


def test_the_error_of_a_step_is_flat_and_that_of_a_smooth_curve_is_not(ns):
    stairs = ns["error_of"](lambda z: np.heaviside(z, 1))
    smooth = ns["error_of"](lambda z: (1 + np.tanh(z)) / 2)
    assert len(np.unique(stairs)) == 6 and np.mean(np.diff(stairs) == 0) > 0.99
    assert np.all(np.diff(smooth) < 0)


def test_sigmoid_at_the_points_of_the_text(ns):
    sigmoid = ns["sigmoid"]
    assert [f"{sigmoid(z):.4f}" for z in (0, 2, -2, 5)] == ["0.5000", "0.8808", "0.1192", "0.9933"]
    assert f"{sigmoid(10):.5f}" == "0.99995"
    assert sigmoid(36.0) < 1 and sigmoid(37.0) == 1
    assert np.allclose(1 - sigmoid(ns["z"]), sigmoid(-ns["z"]))


def test_the_greatest_slope_of_sigmoid_is_a_quarter_and_of_tanh_one_both_at_zero(ns):
    z = np.linspace(-8, 8, 16001)
    for f, top in ((ns["sigmoid_grad"], 0.25), (lambda v: 1 - ns["tanh_from_sigmoid"](v) ** 2, 1.0)):
        assert np.max(f(z)) == pytest.approx(top, abs=1e-12) and abs(z[np.argmax(f(z))]) < 1e-9
    assert f"{ns['steepest']:.1f}".lstrip("-") == "0.0"


def test_every_derivative_agrees_with_a_finite_difference(ns):
    z = np.array([-5.0, -2.0, -0.3, 0.4, 1.0, 2.0, 6.0])
    for f, grad in (
        (ns["sigmoid"], ns["sigmoid_grad"]),
        (ns["relu"], ns["relu_grad"]),
        (np.tanh, lambda v: 1 - np.tanh(v) ** 2),
    ):
        assert ns["slope"](f, z) == pytest.approx(grad(z), abs=1e-9)
    assert [f"{ns['sigmoid_grad'](v):.6f}" for v in (0.0, 2.0, 5.0, 10.0)] == [
        "0.250000",
        "0.104994",
        "0.006648",
        "0.000045",
    ]
    # The notes' version has the wrong sign.
    assert -np.exp(-0.0) / (1 + np.exp(-0.0)) ** 2 == -0.25


def test_tanh_is_a_sigmoid_squeezed_stretched_and_moved(ns):
    z = np.linspace(-6, 6, 61)
    assert ns["tanh_from_sigmoid"](z) == pytest.approx(np.tanh(z), abs=1e-12)
    assert f"{ns['tanh_from_sigmoid'](1.0):.6f}" == "0.761594"


def test_the_most_saturated_neuron_learns_least(ns):
    first = {start: outputs[0] for start, outputs in ns["starts"].items()}
    last = {start: outputs[-1] for start, outputs in ns["starts"].items()}
    assert f"{first[1]:.2f} {first[4]:.2f} {first[8]:.4f}" == "0.73 0.98 0.9997"
    assert last[1] < 0.05 and last[4] < 0.06 and last[8] > 0.999
    assert f"{ns['sigmoid_grad'](8.0):.4f}" == "0.0003"
    assert ns["starts"][4][50] > 0.9 > 0.2 > ns["starts"][4][100]
    says(SLUG, "at z = 8 it hardly moves in 400 steps")
    assert 0 < ns["starts"][8][0] - last[8] < 1e-3


def test_signs_of_gradients_mix_after_tanh_and_never_after_sigmoid(ns):
    def mixed(f):
        signs = np.sign(ns["delta"] * f(ns["net_inputs"]))
        return np.mean(np.abs(signs.sum(axis=1)) < 5)

    assert mixed(expit) == 0 and mixed(np.tanh) > 0.9
    says(SLUG, "in about a third of batches of 32, behind tanh in 15 of 16")
    chosen = np.random.default_rng(0).integers(0, len(ns["net_inputs"]), size=(4000, 32))

    def mixed_batches(f):
        sums = (ns["delta"] * f(ns["net_inputs"]))[chosen].sum(axis=1)
        return np.mean(np.abs(np.sign(sums).sum(axis=1)) < 5)

    assert 0.27 < mixed_batches(expit) < 0.4 and 0.9 < mixed_batches(np.tanh) < 0.97


def test_softplus_has_a_slope_everywhere_and_zeros_with_bias_zero_stand_on_the_corner(ns):
    says(SLUG, "Softplus has a slope for every $z$", "It is for an input of zeros", "never dead, for α > 0")
    z = np.array([-30.0, -5, 0, 5])
    measured = ns["slope"](lambda v: np.logaddexp(0, v), z, h=1e-3)
    assert np.all(measured > 0) and measured == pytest.approx(expit(z), rel=1e-5)
    assert np.all(np.zeros(8) @ np.random.default_rng(0).normal(size=(8, 3)) == 0)


def test_the_mask_on_the_output_of_relu_is_always_true_with_or_equal(ns):
    assert np.all(ns["a"] >= 0) and (ns["a"] > 0).tolist() == [False, False, True, True]


def test_relu_dies_of_one_bad_target_or_a_bad_start_and_a_leak_recovers(ns):
    last = {name: (shares[-1], losses[-1]) for name, (shares, losses) in ns["runs"].items()}
    clean, mistyped, bad_start, leaky = last.values()
    assert clean[0] == 1 and clean[1] < 1e-5
    assert mistyped[0] == 0 and bad_start[0] == 0 and f"{mistyped[1]:.1f}" == "2.7"
    assert leaky[0] == 1 and leaky[1] < 1e-4
    losses = ns["runs"]["leaky ReLU, one mistyped target"][1]
    assert round(np.max(losses[10:])) == 8 and losses[120] > 1 > losses[140]


def test_weight_decay_can_wake_a_dead_neuron_and_plain_descent_cannot():
    says(SLUG, "With plain gradient descent it stays dead", "weight decay can bring it back")
    x = np.random.default_rng(0).uniform(0.5, 2, 100)
    target, alive = 1.5 * x + 0.5, {}
    for decay in (0.0, 0.01):
        w, b = -3.0, 0.5
        for _ in range(3000):
            z = w * x + b
            delta = (np.maximum(z, 0) - target) * (z > 0)
            w, b = w - 0.1 * (np.mean(delta * x) + 2 * decay * w), b - 0.1 * np.mean(delta)
        alive[decay] = np.mean(w * x + b > 0)
    assert alive == {0.0: 0, 0.01: 1}


def test_the_derivative_at_the_corner_is_a_convention():
    tf = pytest.importorskip("tensorflow")
    import keras

    says(
        SLUG, "The `relu` of Keras and TensorFlow takes 0 there", "(`tf.maximum(x, 0.0)` takes 1: it is a convention.)"
    )
    found = []
    for f in (keras.activations.relu, tf.nn.relu, lambda x: tf.maximum(x, 0.0)):
        x = tf.Variable(0.0)
        with tf.GradientTape() as tape:
            y = f(x)
        found.append(float(tape.gradient(y, x)))
    assert found == [0, 0, 1]


def test_nan_spreads_through_sums_and_products():
    says(SLUG, "then spreads through sums and products")
    nan = float("nan")
    assert all(np.isnan(value) for value in (nan + 1, nan * 0, np.sum([nan, 1]), np.array([[nan, 1]]) @ [0, 1]))


def test_leaky_relu_takes_any_slope_also_those_above_one(ns):
    leaky_relu = ns["leaky_relu"]
    for alpha in (0.01, 0.1, 0.3, 3.0):
        assert leaky_relu(np.array([-2.0, 2.0]), alpha=alpha).tolist() == [-2 * alpha, 2.0]
    assert leaky_relu(-2.0) == -0.2
    z = np.array([-2.0, 2.0])
    assert np.maximum(0.1 * z, z).tolist() == leaky_relu(z, alpha=0.1).tolist()
    assert np.maximum(3 * z, z).tolist() != leaky_relu(z, alpha=3.0).tolist()  # that shortcut holds below one alone


def test_what_n_layers_leave_of_the_signal(ns):
    best = ns["columns"]["sigmoid at best, 0.25ⁿ"]
    assert f"{best**10:.1e}" == "9.5e-07" and f"{best**20:.0e}" == "9e-13"
    at_two = ns["columns"]["sigmoid at z = 2"]
    assert f"{at_two:.3f} {at_two**3:.4f} {at_two**4:.5f}" == "0.105 0.0012 0.00012"
    assert f"{0.3**5:.4f}" == "0.0024" and pytest.approx(1e-10) == 0.01**5


def test_the_measured_properties_of_the_big_table(ns):
    measured = {row[0]: row[2:5] for row in ns["rows_of_properties"]}
    assert all(f_monotonic for f_monotonic, *_ in measured.values())
    assert [name for name, (_, slope_monotonic, _) in measured.items() if not slope_monotonic] == ["sigmoid", "tanh"]
    assert [top for *_, top in measured.values()] == ["0.00", "1.00", "0.25", "1.00", "1.00", "1.00"]


def test_leaky_relu_is_hardly_nearer_to_zero_mean_and_two_younger_functions_dip(ns):
    says(SLUG, "no: mean 0.36 (α = 0.1), ReLU 0.40", "GELU and SiLU dip below 0 and come back")
    means = {row[0]: row[-1] for row in ns["rows_of_properties"]}
    assert (means["ReLU"], means["leaky ReLU, α = 0.1"]) == ("0.40", "0.36")
    assert {name: monotonic for name, monotonic, *_ in ns["younger_rows"]} == {
        "ELU": True,
        "GELU": False,
        "SiLU (Swish)": False,
    }
    assert all(0 < float(row[-1]) < 0.3 for row in ns["younger_rows"])


def test_a_dead_unit_behind_a_learning_layer_can_wake_and_one_in_the_first_layer_cannot():
    says(SLUG, "Behind a layer that still learns, the inputs shift, and now and then one of them wakes it")
    woken = {1: 0, 2: 0}
    x = np.linspace(-1, 1, 50)[:, None]
    for seed in range(40):
        rng = np.random.default_rng(seed)
        sizes = [1, 16, 16, 1]
        layers = [
            [rng.normal(size=(a, b)) / np.sqrt(a), rng.normal(size=b)] for a, b in zip(sizes, sizes[1:], strict=False)
        ]
        dead = None
        for step in range(300):
            signals = [x]
            for i, (W, b) in enumerate(layers):
                z = signals[-1] @ W + b
                signals.append(np.maximum(z, 0) if i < 2 else z)
            alive = {i: (signals[i] > 0).any(axis=0) for i in (1, 2)}
            if step == 0:
                dead = {i: ~alive[i] for i in (1, 2)}
            gradient = (signals[-1] - np.sin(3 * x)) / len(x)
            for i in (2, 1, 0):
                upstream = gradient @ layers[i][0].T * (signals[i] > 0)
                layers[i] = [layers[i][0] - 0.3 * signals[i].T @ gradient, layers[i][1] - 0.3 * gradient.sum(axis=0)]
                gradient = upstream
        for i in (1, 2):
            woken[i] += int(np.sum(dead[i] & alive[i]))
    assert woken[1] == 0 < woken[2]


def test_softmax_by_hand_shifted_heated_and_for_two_classes(ns):
    softmax, scores = ns["softmax"], ns["scores"]
    assert ns["weights_of_classes"].round(3).tolist() == [7.389, 2.718, 1.105]
    says(SLUG, "their sum is about 11.21", "$7.389/11.21 = 0.659$, $2.718/11.21 = 0.242$ and $1.105/11.21 = 0.099$")
    assert [round(share / 11.21, 3) for share in (7.389, 2.718, 1.105)] == [0.659, 0.242, 0.099]
    assert softmax(scores).round(3).tolist() == [0.659, 0.242, 0.099] == ns["probabilities"].round(3).tolist()
    assert softmax(scores + 1000) == pytest.approx(softmax(scores), rel=1e-9)
    assert softmax(scores / 0.25)[0].round(2) == 0.98
    assert softmax(scores / 10).round(2).tolist() == [0.37, 0.33, 0.30]
    for z1, z2 in ns["pairs"]:
        assert softmax(np.array([z1, z2]))[0] == pytest.approx(ns["sigmoid"](z1 - z2), rel=1e-12)


def test_softmax_derivatives_of_the_big_table(ns):
    z, h = np.array([0.3, -1.0, 0.8]), 1e-6
    p = ns["softmax"](z)
    steps = np.eye(3) * h
    measured = np.array([(ns["softmax"](z + s) - ns["softmax"](z - s)) / (2 * h) for s in steps]).T
    assert measured == pytest.approx(np.diag(p) - np.outer(p, p), abs=1e-9)


def test_one_unit_with_softmax_is_always_one_and_labels_do_not_compete_with_sigmoid(ns):
    assert ns["softmax"](np.array([[-2.0], [0.0], [3.0]])).ravel().tolist() == [1, 1, 1]
    assert ns["softmax"](ns["animals"])[0].round(2) == 0.5 and ns["sigmoid"](ns["animals"])[0].round(2) == 0.98


def test_the_cross_check_with_keras_agrees_to_a_millionth():
    ns = namespace(SLUG, skip_tags=())
    assert set(ns["keras_differences"]) == {"sigmoid", "tanh_from_sigmoid", "relu", "leaky_relu, α = 0.3", "softmax"}
    assert all(float(d) < 1e-6 for d in ns["keras_differences"].values())
    assert all(float(d) < 1e-6 for pair in ns["tape_differences"].values() for d in pair)
    keras = ns["keras"]
    assert keras.layers.LeakyReLU().negative_slope == 0.3
    assert float(keras.activations.leaky_relu(np.float32(-1))) == pytest.approx(-0.2)
