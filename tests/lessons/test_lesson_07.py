"""Lesson 07: its figures, its claims on runs with Keras, and what old spellings do today."""

import os
import warnings

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["NNCOURSE_OFFLINE"] = "1"
keras = pytest.importorskip("keras")

import numpy as np
from lessons import ROOT, namespace, says

from helpers.checks.probes.models import describe
from helpers.instructors.authored import Course

pytestmark = pytest.mark.slow


SLUG = "07-keras-models"


def trouble(name, shown, right):
    """What the judge of the exercise says of the model that the lesson shows, against a right one."""
    return Course(ROOT).lesson(SLUG).bank()[f"07.{name}"].judge.trouble(describe(shown), describe(right), None)


@pytest.fixture(scope="module")
def ns():
    return namespace("07-keras-models")


def test_parameter_counts_are_those_of_the_syllabus(ns):
    assert ns["build_sequential"]().count_params() == 11274 == 6464 + 4160 + 650
    assert ns["build_functional"]().count_params() == 55050 == 50240 + 4160 + 650
    assert ns["build_classifier"]().count_params() == 266610 == 235500 + 30100 + 1010
    assert ns["build_regressor"](10).count_params() == 361
    assert ns["grown"].count_params() == 203 == 104 + 72 + 27
    assert ns["functional"].count_params() == 5453 == 4728 + 600 + 125
    assert ns["slip"].count_params() == 5453 - 600
    assert ns["branched"].get_layer("eye").count_params() == 12560


def test_raw_targets_break_two_layers_and_not_one(ns):
    says("07-keras-models", "It diverges within the first epoch", "No, it settles")
    assert not all(np.isfinite(ns["raw"].history["loss"]))
    assert ns["control"][-1] < ns["control"][0] / 4 and ns["control"][-1] < 3500


def test_a_sequential_model_takes_a_layer_twice_in_a_row_and_lets_one_look_inside():
    says("07-keras-models", "✘ (twice in a row works)", "so this works with both")
    shared = keras.layers.Dense(4)
    model = keras.Sequential([keras.Input((4,)), shared, shared])
    assert model.count_params() == 20
    assert keras.Model(model.inputs, model.layers[1].output)(np.zeros((3, 4))).shape == (3, 4)


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
    says(SLUG, "the differences are smaller than the spread between starts")
    network, line = np.mean(ns["errors"]), ns["linear_error"]
    always_mean = np.abs(ns["target_mean"] - ns["test_y"]).mean()
    assert abs(network - line) < np.ptp(ns["errors"]) and network < always_mean - 8
    assert ns["column"].shape == (90, 1) and (ns["column"] - ns["test_y"]).shape == (90, 90)


def test_the_classifier_learns_and_its_first_loss_is_near_ln_10(ns):
    says(SLUG, "$200\\,960 + 32\\,896 + 1\\,290 = 235\\,146$", "The loss starts in the hundreds")
    assert ns["test_accuracy"] > 0.75
    fresh = ns["classifier"](keras.optimizers.SGD(0.1))
    assert fresh.count_params() == 235146 == 200960 + 32896 + 1290
    assert float(ns["rows"][1][1]) > 100 and abs(float(ns["rows"][1][2]) - np.log(10)) < 0.3
    says(SLUG, "a little above, because random weights are a little sure of themselves")
    assert np.log(10) < ns["first_loss"] < np.log(10) + 0.4
    scores = [float(row[3].rstrip("%")) for row in ns["rows"]]
    assert scores[0] > 60 and scores[0] > 2 * max(scores[1:])


def test_more_epochs_on_60_images_raise_the_validation_loss_in_every_start(ns):
    for run in ns["runs"]:
        best = int(np.argmin(run["val_loss"]))
        assert run["loss"][-1] < 0.05 and best < 25 and run["val_loss"][-1] > 1.1 * run["val_loss"][best]


def test_random_labels_are_learned_by_heart_only(ns):
    history = ns["noise_history"]
    assert ns["noise_y"].shape == (1000, 10)
    says(SLUG, "here above 70 % on 800 samples of training")
    assert history["accuracy"][-1] > 0.7 and history["val_accuracy"][-1] < 0.2
    assert ns["history_verdict"](history) == "overfit"
    assert ns["history_verdict"](ns["short_run"].history) == "underfit"


def test_no_model_that_the_lesson_shows_is_an_answer(ns):
    shown = {
        "build_sequential": ns["grown"],
        "build_functional": ns["functional"],
        "build_classifier": ns["classifier"]("sgd"),
    }
    for name, model in shown.items():
        assert trouble(name, model, ns[name]()) and not trouble(name, ns[name](), ns[name]())


def test_the_baseline_of_the_open_task_leaves_much_to_gain(ns):
    says(SLUG, "It has 63 parameters", "$48 + 272 + 51 = 371$", "$60 + 420 + 63 = 543$", "$3m + 3m + 3 = 6m + 3$")
    assert ns["baseline"].count_params() == 63
    says(SLUG, "Its training loss is still falling")
    run = ns["baseline_run"].history
    assert run["loss"][-1] < run["loss"][-5] and 0.7 <= ns["baseline_right"] <= 0.78
    assert ns["beat_baseline"](ns["arms_x"][:400], ns["arms_y"][:400], 0).count_params() == 371 <= 400 < 543
    assert 6 * 66 + 3 <= 400 < 6 * 67 + 3


def test_a_step_written_out_does_what_fit_does_and_reports_what_fit_reports(ns):
    says(SLUG, "this one does the core of Keras'")
    assert np.array_equal(*ns["after"]) and np.abs(ns["after"][0]).max() > 0.1
    assert np.allclose(*ns["reported"], rtol=1e-6) and min(ns["reported"][0]) > 0.1


def test_fit_returns_an_object_whose_history_is_a_dict_and_a_model_may_wait_for_its_first_batch():
    says(SLUG, "its `.history` is a dict of lists, one number per epoch", "its weights wait for the first batch")
    late = keras.Sequential([keras.layers.Dense(2)])
    late.compile("sgd", "mse")
    assert not late.weights
    told = late.fit(np.zeros((4, 3)), np.zeros((4, 2)), epochs=3, verbose=0)
    assert not isinstance(told, dict) and len(told.history["loss"]) == 3 and late.count_params() == 8


def test_callbacks_are_called_at_the_end_of_batches_and_of_epochs():
    says(SLUG, "at set moments, such as the end of each batch and of each epoch")
    met = []
    watch = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: met.append("batch"),
        on_epoch_end=lambda epoch, logs: met.append("epoch"),
    )
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.zeros((4, 3)), np.zeros(4), batch_size=2, verbose=0, callbacks=[watch])
    assert met == ["batch", "batch", "epoch"]


def test_a_saved_model_with_a_loss_of_ones_own_needs_that_code(tmp_path):
    says(SLUG, "as long as layers, loss and metrics are Keras' own")
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    for loss, loads in (("mse", True), (lambda y, p: keras.ops.mean((y - p) ** 2), False)):
        model.compile("sgd", loss)
        model.save(tmp_path / "model.keras")
        if loads:
            keras.models.load_model(tmp_path / "model.keras")
        else:
            with pytest.raises((ValueError, TypeError)):
                keras.models.load_model(tmp_path / "model.keras")


def test_raw_targets_need_a_rate_that_fits_their_scale(ns):
    says(SLUG, "A rate of 0.001 would cure it here, but only for this scale")
    x = ns["standardized"](ns["train_x"])
    for scale, settles in ((1, True), (10, False)):
        keras.utils.set_random_seed(0)
        losses = ns["regressor"](0.001).fit(x, scale * ns["train_y"], epochs=5, verbose=0).history["loss"]
        assert bool(np.isfinite(losses).all()) == settles


def test_the_plain_losses_refuse_integer_labels():
    tf = pytest.importorskip("tensorflow")
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3, "softmax")])
    for loss in ("categorical_crossentropy", "mse"):
        model.compile("sgd", loss)
        with pytest.raises((ValueError, tf.errors.InvalidArgumentError)):
            model.fit(np.zeros((6, 3)), np.arange(6) % 3, verbose=0)


def test_keras_mends_a_second_softmax_and_says_so():
    says("04-loss-functions", "a wrong `from_logits=True` costs a warning only")
    x, y, losses = np.random.default_rng(0).normal(size=(20, 4)), np.arange(20) % 3, []
    for from_logits in (False, True):
        keras.utils.set_random_seed(0)
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "softmax")])
        model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            losses.append(model.fit(x, y, verbose=0).history["loss"])
    assert losses[0] == losses[1] and any("from_logits=True" in str(told.message) for told in caught)


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
        ("Dense(64, input_shape=(100,))", "warns"),
        ("Dense(output_dim=64)", "stops"),
        ("SGD(lr=0.01)", "stops"),
        ("SGD(0.01, decay=1e-2)", "warns"),
        ("keras...ImageDataGenerator()", "stops"),
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


def test_the_picture_of_a_model_is_asked_for_what_the_text_says(ns, monkeypatch):
    says(SLUG, "with `show_shapes=True`, `show_layer_names=True` and `show_layer_activations=True`")
    asked = {}
    monkeypatch.setattr("helpers.figures.model_drawing.shutil.which", lambda name: name)
    monkeypatch.setattr(keras.utils, "model_to_dot", lambda model, **options: asked.update(options) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ns["draw_model"](ns["functional"])
    assert {name for name, value in asked.items() if value is True} == {
        "show_shapes",
        "show_layer_names",
        "show_layer_activations",
    }


def test_fit_stops_on_the_squared_error_of_class_numbers_but_for_a_batch_of_ten():
    labels = np.arange(40) % 10
    for batch, stops in ((8, True), (10, False)):
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(10, activation="softmax")])
        model.compile("sgd", "mse")
        if stops:
            with pytest.raises(ValueError):
                model.fit(np.ones((40, 4)), labels, batch_size=batch, verbose=0)
        else:
            model.fit(np.ones((40, 4)), labels, batch_size=batch, verbose=0)
