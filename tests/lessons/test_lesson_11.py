"""Lesson 11: its functions against Keras, its numbers at the printed precision, and what its comparisons claim."""

import inspect
import itertools

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
    says(SLUG, "Best on the new points are degrees 5 and 6 here, with an error of 0.097.")
    assert sorted(np.argsort(new)[:2] + 1) == [5, 6] and {f"{new[4]:.3f}", f"{new[5]:.3f}"} == {"0.097"}
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
    says(
        SLUG, "With 5 points yes: the training error is 0 and the validation error about 1", "a penalty only does harm"
    )
    from helpers.widgets import RegularizationLab

    few, many = (RegularizationLab(degree=12, penalty="none", samples=n, noise=0) for n in (5, 15))
    assert few.errors[0] < 1e-12 and 0.8 < few.errors[1] < 1.3 and many.errors[1] < 1e-6
    for penalty, log_lam in itertools.product(("L1", "L2"), (-6, -4, -2)):
        assert RegularizationLab(penalty=penalty, log_lam=log_lam, noise=0).errors[1] > many.errors[1]
        assert RegularizationLab(penalty=penalty, log_lam=log_lam, noise=0, samples=5).errors[1] < few.errors[1]


def test_where_the_widget_has_its_lowest_validation_error():
    from helpers.widgets import RegularizationLab

    says(SLUG, "At λ = 0.016: 0.12", "At λ = 0.008: 0.10, and 6 of the 12 coefficients are exactly zero")
    for penalty, lam, error, zeros in (("L2", "0.016", "0.12", 0), ("L1", "0.008", "0.10", 6)):
        best = min(
            (RegularizationLab(penalty=penalty, log_lam=k / 10) for k in range(-60, 11)), key=lambda lab: lab.errors[1]
        )
        assert f"{best.lam:.3f}" == lam and f"{best.errors[1]:.2f}" == error and np.sum(best.coefficients == 0) == zeros
    says(SLUG, "The validation error is 3.3 with 15 points, 0.21 with 25, 0.12 with 40 and 0.10 with 50")
    says(SLUG, "move λ from 10⁻⁶ to 10", "So from about 40 on there is little left to mend.")
    errors = [RegularizationLab(penalty="none", samples=n).errors[1] for n in (15, 25, 40, 50)]
    assert [f"{e:.2f}" for e in errors] == ["3.26", "0.21", "0.12", "0.10"]


def test_neither_penalty_protects_from_an_outlier(ns):
    says(SLUG, "With an L2 penalty the slope goes from 1.96 to 4.43, with an L1 penalty from 1.98 to 4.48")
    from sklearn.linear_model import Lasso, Ridge

    slopes = [
        round(float(model.fit(ns["X"], y).coef_[0]), 2)
        for model in (Ridge(alpha=0.4), Lasso(alpha=0.01))
        for y in (ns["clean"], ns["spoiled"])
    ]
    assert slopes == [1.96, 4.43, 1.98, 4.48]


def test_a_random_crop_stops_a_flat_head_at_prediction():
    says(
        SLUG, "`RandomCrop` cuts in training only", "flatten + dense head, built for the cut size, stops with an error"
    )
    images = np.zeros((2, 16, 16, 1), np.float32)
    crop = keras.layers.RandomCrop(8, 8)
    assert crop(images, training=True).shape == (2, 8, 8, 1) and crop(images, training=False).shape == images.shape
    head = [keras.layers.Flatten(), keras.layers.Dense(3)]
    model = keras.Sequential([keras.Input((16, 16, 1)), crop, *head])
    model.compile("sgd", "mse")
    model.fit(images, np.zeros((2, 3)), verbose=0)
    with pytest.raises(ValueError, match="incompatible"):
        model.predict(images, verbose=0)


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
    says(SLUG, "Up to a fifth of 255 is added, so up to 51.5 can come out")
    assert 20 < np.asarray(keras.layers.RandomBrightness(0.2, seed=1)(grey, training=True)).max() <= 51.5
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
    says(SLUG, "moves by at most six hundredths: a little up with dropout, down with early stopping")
    moved = {name: mean[2] - summary["none"][2] for name, mean in summary.items()}
    calm = ("L2, λ = 0.003", "L1, λ = 0.0005")
    assert -0.06 < moved["early stopping"] < -0.02 < 0.02 < moved["dropout 0.5"] < 0.06
    assert all(abs(moved[name]) <= ns["summary"][name][1][2] for name in calm)
    says(SLUG, "Noise on the pixels does more for the accuracy")
    assert moved["augmentation"] > moved["noise 0.2"] > max(moved["dropout 0.5"], *(moved[name] for name in calm))


def test_a_remedy_makes_the_network_less_sure_of_its_mistakes(ns):
    says(SLUG, "lower the test *loss* a lot: the network is less sure of its mistakes")

    def sure(name):
        """Mean probability of the answers that are wrong."""
        found = []
        for seed in range(2):
            training, validation, (images, labels) = ns["split"](seed)
            history, losses = ns["train"](training, validation, seed, **ns["REMEDIES"][name])
            kept = history[ns["early_stopping"](losses, 10)[1] if name == "early stopping" else -1]
            p = ns["forward"](kept, images.reshape(1000, -1))[1]
            found.append(p.max(axis=1)[p.argmax(axis=1) != labels].mean())
        return np.mean(found)

    plain = sure("none")
    assert plain > 0.7 and all(
        sure(name) < plain - 0.03 for name in ns["REMEDIES"] if name[:2] in ("L2", "L1", "dr", "ea")
    )


def test_which_layers_fill_what_is_new():
    says(SLUG, "`fill_value=0` of the layers that rotate, zoom, shift or shear")
    fills = ("Rotation", "Zoom", "Translation", "Shear")
    for name in (*fills, "Flip", "Crop"):
        arguments = inspect.signature(getattr(keras.layers, f"Random{name}").__init__).parameters
        assert ({"fill_mode", "fill_value"} <= set(arguments)) == (name in fills), name


def test_the_loss_that_keras_reports_contains_the_penalty(ns):
    assert ns["reported"] == pytest.approx(float(np.mean(ns["bare"])) + ns["penalty"], rel=1e-4)


def test_image_functions(ns):
    rng = np.random.default_rng(2)
    image = rng.random((5, 4, 3))
    np.testing.assert_array_equal(ns["horizontal_flip"](image), np.fliplr(image))
    np.testing.assert_array_equal(ns["shift"](ns["shift"](image, 1, -2), -1, 2)[:4, 2:], image[:4, 2:])
    assert ns["shift"](np.ones((3, 3), np.uint8), 1, 1).dtype == np.uint8
    assert ns["adjust_brightness"](image, 0.7).max() <= 1 and ns["adjust_brightness"](image, -0.7).min() >= 0


def test_more_patience_goes_back_to_a_loss_that_is_never_higher(ns):
    says(SLUG, "More patience costs time, and goes back to a validation loss that is never higher")
    rng = np.random.default_rng(0)
    for _ in range(200):
        losses = 1 + np.cumsum(rng.normal(-0.02, 0.1, 40))
        found = [ns["early_stopping"](losses, patience) for patience in range(1, 15)]
        kept, stops = [losses[best] for _, best in found], [stop for stop, _ in found]
        assert kept == sorted(kept, reverse=True) and stops == sorted(stops)


def test_the_bias_shifts_a_polynomial_and_moves_the_kink_of_a_hidden_unit():
    says(SLUG, "here it shifts the whole curve and does not bend it", "a hidden bias does more")
    x = np.linspace(-1, 1, 201)
    curve = np.polynomial.Polynomial([0.0, 1.0, -2.0])
    assert np.ptp((curve + 0.5)(x) - curve(x)) < 1e-12
    assert np.ptp(np.maximum(x + 0.5, 0) - np.maximum(x, 0)) == pytest.approx(0.5)
