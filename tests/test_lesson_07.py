"""Lesson 07: its figures, its claims on runs with Keras, and what old spellings do today."""
import os
import warnings

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["NNCOURSE_OFFLINE"] = "1"
keras = pytest.importorskip("keras")

import numpy as np  # noqa: E402
from lessons import namespace  # noqa: E402


@pytest.fixture(scope="module")
def ns():
    return namespace("07-keras-models")


def test_parameter_counts_are_those_of_the_syllabus(ns):
    assert ns["build_sequential"]().count_params() == 11274 == 6464 + 4160 + 650
    assert ns["build_functional"]().count_params() == 55050 == 50240 + 4160 + 650
    assert ns["build_classifier"]().count_params() == 266610 == 235500 + 30100 + 1010
    assert ns["build_regressor"](10).count_params() == 361
    assert ns["slip"].count_params() == 55050 - 4160
    assert ns["branched"].get_layer("eye").count_params() == 12560


def test_keras_computes_what_lesson_03_computes(ns):
    x = np.random.default_rng(1).normal(size=(6, 100)).astype(np.float32)
    h, model = x, ns["build_sequential"]()
    for layer in model.layers:
        W, b = layer.get_weights()
        z = h @ W + b
        h = np.maximum(z, 0)
    expected = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    assert np.allclose(np.asarray(model(x)), expected, atol=1e-6)


def test_the_regression_diverges_unscaled_and_is_no_better_than_a_line(ns):
    assert not np.isfinite(ns["raw"].history["loss"][-1])
    network, line = np.mean(ns["errors"]), ns["linear_error"]
    always_mean = np.abs(ns["target_mean"] - ns["test_y"]).mean()
    assert abs(network - line) < 4 and network < always_mean - 8
    assert ns["column"].shape == (90, 1) and (ns["column"] - ns["test_y"]).shape == (90, 90)


def test_the_classifier_learns_and_its_first_loss_is_near_ln_10(ns):
    assert ns["test_accuracy"] > 0.75
    fresh = ns["classifier"](keras.optimizers.SGD(0.1))
    assert fresh.evaluate(ns["valid_x"], ns["valid_y"], verbose=0)[0] == pytest.approx(np.log(10), abs=0.6)
    scores = [float(row[3].rstrip("%")) for row in ns["rows"]]
    assert scores[0] > 60 and scores[0] > 2 * max(scores[1:])


def test_more_epochs_on_60_images_raise_the_validation_loss_in_every_start(ns):
    for run in ns["runs"]:
        best = int(np.argmin(run["val_loss"]))
        assert run["loss"][-1] < 0.05 and best < 25 and run["val_loss"][-1] > 1.1 * run["val_loss"][best]


def test_random_labels_are_learned_by_heart_only(ns):
    history = ns["noise_run"].history
    assert ns["noise_y"].shape == (1000, 10)
    assert history["accuracy"][-1] > 0.7 and history["val_accuracy"][-1] < 0.2
    assert ns["history_verdict"](history) == "overfit"
    assert ns["history_verdict"](ns["short_run"].history) == "underfit"


def test_early_stopping_restores_what_the_checkpoint_saved(ns):
    val = ns["run"].history["val_loss"]
    assert len(val) - 1 - int(np.argmin(val)) == 5
    data = ns["valid_x"][:300], ns["valid_y"][:300]
    best = min(val)
    assert ns["watched"].evaluate(*data, verbose=0)[0] == pytest.approx(best, abs=1e-3)
    assert ns["saved"].evaluate(*data, verbose=0)[0] == pytest.approx(best, abs=1e-3)
    assert len((ns["folder"] / "log.csv").read_text().splitlines()) == len(val) + 1


@pytest.mark.parametrize(
    "line, does",
    [
        ("Dense(64, input_shape=(100,))", "warns"), ("Dense(output_dim=64)", "stops"), ("SGD(lr=0.01)", "stops"),
        ("SGD(0.01, decay=1e-2)", "warns"), ("keras...ImageDataGenerator()", "stops"),
    ],
)
def test_old_spellings_do_today_what_the_lesson_says(ns, line, does):
    assert ns["what_happens"](ns["old_lines"][line][0]).startswith(does)


def test_decay_is_ignored_and_a_schedule_is_not(ns):
    assert float(ns["ignored"].learning_rate) == pytest.approx(0.01)
    assert float(ns["scheduled"].learning_rate) == pytest.approx(0.005)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import tensorflow as tf

        assert tf.keras.preprocessing.image.ImageDataGenerator(rotation_range=20) is not None
