"""Lesson 11: its functions against Keras, its numbers at the printed precision, and what its comparisons claim."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from lessons import namespace, says

pytestmark = pytest.mark.slow

SLUG = "11-regularization"


@pytest.fixture(scope="module")
def ns():
    return namespace("11-regularization")


def test_penalties_and_gradients_are_those_of_keras_and_of_central_differences(ns):
    import tensorflow as tf

    rng = np.random.default_rng(1)
    for name, make in (("l1", keras.regularizers.L1), ("l2", keras.regularizers.L2)):
        for _ in range(10):
            w, lam = rng.normal(size=(3, 2)), float(rng.uniform(0.01, 1))
            tensor = tf.Variable(w)
            with tf.GradientTape() as tape:
                value = make(lam)(tensor)
            assert ns[f"{name}_penalty"](w, lam) == pytest.approx(float(value), rel=1e-6)
            np.testing.assert_allclose(ns[f"{name}_grad"](w, lam), tape.gradient(value, tensor), rtol=1e-6)
            h = 1e-6 * rng.normal(size=w.shape)
            slope = (ns[f"{name}_penalty"](w + h, lam) - ns[f"{name}_penalty"](w - h, lam)) / 2
            assert slope == pytest.approx(np.sum(ns[f"{name}_grad"](w, lam) * h), rel=1e-4)


def test_numbers_by_hand(ns):
    w = np.array([3.0, -4.0, 0.0])
    assert round(ns["l1_penalty"](w, 0.1), 10) == 0.7 and round(ns["l2_penalty"](w, 0.1), 10) == 2.5
    assert ns["l1_grad"](w, 0.1).tolist() == [0.1, -0.1, 0.0] and np.allclose(ns["l2_grad"](w, 0.1), [0.6, -0.8, 0])
    bumps = [0.9, 0.7, 0.6, 0.65, 0.62, 0.61, 0.5]
    assert ns["early_stopping"](bumps, 2) == (4, 2) and ns["early_stopping"](bumps, 4) == (6, 6)
    assert ns["shift"]([[1, 2], [3, 4]], 1, 0).tolist() == [[0, 0], [1, 2]]
    assert ns["shift"]([[1, 2], [3, 4]], 0, -1).tolist() == [[2, 0], [4, 0]]
    kept, decay = 1.0, 0.1
    for _ in range(10):
        kept -= decay / 2 * ns["l2_grad"](np.array([kept]), 1.0)[0]
    says("11-regularization", f"$w_i (1 - 2 \\eta \\lambda)^k = 0.9^{{10}} = {kept:.4f}$")


def test_early_stopping_agrees_with_keras_on_random_curves(ns):
    assert ns["agreeing"](1000) == 1000
    rng = np.random.default_rng(11)
    for _ in range(300):
        curve = np.round(1 + np.cumsum(rng.normal(-0.01, 0.1, rng.integers(1, 50))), 1)  # rounding makes ties
        arguments = int(rng.integers(1, 9)), float(rng.choice([0, 0.05, 0.25]))
        assert ns["early_stopping"](curve, *arguments) == ns["keras_early_stopping"](curve, *arguments)


def test_patience_one_stops_at_the_first_bump(ns):
    assert ns["bumpy"].argmin() == 38, "the picture's alt text names the lowest point"
    stops = [ns["early_stopping"](ns["bumpy"], patience) for patience in (1, 3, 10, 40)]
    assert (
        stops[0][0] < 10 and stops[2][1] == stops[3][1] == int(ns["bumpy"].argmin()) and stops[3][0] - stops[3][1] == 40
    )


def test_dropout_keeps_the_mean_and_drops_the_rate(ns):
    for rate in (0.1, 0.5, 0.9):
        out = ns["inverted_dropout"](np.ones(200_000), rate, np.random.default_rng(0))
        assert out.mean() == pytest.approx(1, abs=0.03) and (out == 0).mean() == pytest.approx(rate, abs=0.01)
        assert np.unique(out).tolist() == pytest.approx([0, 1 / (1 - rate)])
    assert ns["training"].max() == pytest.approx(1 / 0.7) and (ns["inference"] == 1).all()


def test_overfitting_bias_and_variance_are_as_told(ns):
    train, new = ns["train_error"], ns["new_error"]
    assert all(b <= a + 1e-12 for a, b in zip(train, train[1:]))
    best = int(np.argmin(new))
    assert 1 < best + 1 < 9 and new[-1] > 3 * new[best] and new[0] > 2 * new[best]
    (stiff, *_), (good, calm, *_), (_, wild, *_) = ns["spread"].values()
    assert stiff > 5 * good and wild > 3 * calm


def test_the_error_is_bias_variance_and_noise_together(ns):
    says(SLUG, "For degree 1: bias² 0.155, variance 0.011, noise² 0.09", "They add up")
    for _, _, _, _, total, measured in ns["bias_rows"]:
        assert measured == pytest.approx(total, rel=0.01)
    assert [round(v, 3) for v in ns["bias_rows"][0][1:3]] == [0.155, 0.011]


def test_gradient_steps_jump_across_the_zero_that_soft_thresholding_reaches(ns):
    says(SLUG, "It never rests", "a step carries the weight across 0")
    last = ns["path"][-8:]
    assert 0 not in ns["path"] and min(last) < 0 < max(last) and ns["w_soft"] == 0
    training, validation, _ = ns["split"](0)
    history, _ = ns["train"](training, validation, 0, l1=0.0005, epochs=100)
    assert not np.any(history[-1][0] == 0)


def test_overfitting_needs_no_noise():
    says(SLUG, "With 5 points the validation error is about 1, noise or not")
    from helpers.widgets import RegularizationLab

    few, many = (RegularizationLab(degree=12, penalty="none", samples=n, noise=0).errors[1] for n in (5, 15))
    assert 0.8 < few < 1.3 and many < 1e-6


def test_noise_helps_as_much_on_shuffled_pixels(ns):
    says(SLUG, "shuffling all images in the same way would change nothing on average")
    order, right = np.random.default_rng(7).permutation(100), []
    for seed in range(5):
        sets = [(x.reshape(-1, 100)[:, order].reshape(-1, 10, 10), y) for x, y in ns["split"](seed)]
        history, _ = ns["train"](sets[0], sets[1], seed, noise=0.2)
        right.append(np.mean(ns["forward"](history[-1], sets[2][0].reshape(1000, -1))[1].argmax(axis=1) == sets[2][1]))
    assert np.mean(right) == pytest.approx(ns["summary"]["noise 0.2"][0][2], abs=0.03)


def test_keras_layers_assume_0_to_255_and_a_rotation_is_a_share():
    says(SLUG, "Layers that know brightness or colour assume pixels from 0 to 255", "raises a ValueError")
    grey = np.full((20, 8, 8, 1), 0.5, np.float32)
    assert np.asarray(keras.layers.RandomBrightness(0.2, seed=1)(grey, training=True)).max() > 20
    inside = np.asarray(keras.layers.RandomBrightness(0.2, value_range=(0, 1), seed=1)(grey, training=True))
    assert 0.3 <= inside.min() < inside.max() <= 0.7
    with pytest.raises(ValueError):
        keras.layers.RandomRotation(20)


def test_noise_on_the_inputs_is_l2(ns):
    np.testing.assert_allclose(ns["noisy"], ns["ridge"], atol=0.02)
    assert np.abs(ns["noisy"]).sum() < np.abs(ns["plain"]).sum()


def test_every_remedy_lowers_the_loss_and_augmentation_wins(ns):
    summary = {name: mean for name, (mean, _) in ns["summary"].items()}
    assert all(len(runs) == 5 for runs in ns["results"].values())
    assert summary["none"][0] < 0.05 and summary["none"][1] > 1.5
    for name, mean in summary.items():
        assert name == "none" or mean[1] < summary["none"][1] - 0.2, name
    assert summary["augmentation"][1] < 0.8 and summary["augmentation"][2] > summary["none"][2] + 0.15
    assert summary["early stopping"][2] < summary["none"][2]


def test_the_loss_that_keras_reports_contains_the_penalty(ns):
    assert ns["reported"] == pytest.approx(float(np.mean(ns["bare"])) + ns["penalty"], rel=1e-4)


def test_image_functions(ns):
    rng = np.random.default_rng(2)
    image = rng.random((5, 4, 3))
    np.testing.assert_array_equal(ns["horizontal_flip"](image), np.fliplr(image))
    np.testing.assert_array_equal(ns["shift"](ns["shift"](image, 1, -2), -1, 2)[:4, 2:], image[:4, 2:])
    assert ns["shift"](np.ones((3, 3), np.uint8), 1, 1).dtype == np.uint8
    assert ns["adjust_brightness"](image, 0.7).max() <= 1 and ns["adjust_brightness"](image, -0.7).min() >= 0
