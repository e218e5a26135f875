"""Lesson 10: figures of the syllabus and of the text, computed by the lesson's own cells and compared with Keras and scikit-learn."""
import numpy as np
import pytest
import sklearn.metrics

pytest.importorskip("keras")

from lessons import namespace  # noqa: E402


@pytest.fixture(scope="module")
def ns():
    return namespace("10-cnn")


def test_the_mosaic_gives_50_by_50_by_8_with_80_parameters(ns):
    model = ns["build_cnn_150"]()
    assert model.output_shape == (None, 50, 50, 8) and model.count_params() == 80


def test_vgg16_has_138_357_544_parameters_most_of_them_in_its_first_dense_layer(ns):
    assert ns["vgg16_parameters"]() == 138_357_544 == ns["vgg"].count_params()
    assert len(ns["vgg_sizes"]) == 16
    assert ns["vgg_sizes"]["fc1"] == 102_764_544 and round(ns["vgg_sizes"]["fc1"] / 138_357_544, 2) == 0.74
    assert round(sum(n for name, n in ns["vgg_sizes"].items() if name.startswith("block")) / 1e6, 1) == 14.7
    assert ns["vgg16_parameters"](blocks=((1, 2),), dense=(3,), image=(4, 4, 1)) == 47
    assert ns["in_numbers"] == 150_528


def test_shapes_by_hand(ns):
    trace = ns["trace_shapes"]
    assert trace((39, 39, 3), [("conv", 3, 1, 0, 10), ("conv", 5, 2, 0, 20), ("conv", 5, 2, 0, 40), ("flatten",)]) == [(37, 37, 10), (17, 17, 20), (7, 7, 40), (1960,)]
    assert trace((28, 28, 1), ns["lenet"]) == [(24, 24, 6), (12, 12, 6), (8, 8, 16), (4, 4, 16), (256,), (120,), (10,)] == ns["keras_shapes"]


def test_the_block_has_its_parameters_where_the_text_says(ns):
    model = ns["build_small_cnn"]()
    assert [layer.count_params() for layer in model.layers] == [320, 128, 0, 0, 0, 62_730]
    assert [type(layer).__name__ for layer in model.layers] == ["Conv2D", "BatchNormalization", "ReLU", "MaxPooling2D", "Flatten", "Dense"]


def test_activation_and_max_pooling_may_be_exchanged_average_pooling_not(ns):
    assert ns["orders"]["max-pooling"] == 0 and ns["orders"]["average pooling"] > 0.1


def test_cnn_ties_with_fewer_parameters_and_global_pooling_survives_shifts(ns):
    curves, nets = ns["curves"], ns["nets"]
    sizes = {name: models[0].count_params() for name, models in nets.items()}
    assert sizes == {"dense": 79_510, "CNN": 9_098, "CNN, global pool": 6_218}
    centred = {name: values[:, 4].mean() for name, values in curves.items()}
    assert min(centred.values()) > 0.9 and max(centred.values()) - min(centred.values()) < 0.05
    mean = {name: values.mean() for name, values in curves.items()}
    assert mean["dense"] < mean["CNN"] < mean["CNN, global pool"] - 0.1
    assert curves["dense"][:, [0, -1]].max() < 0.5 and curves["CNN, global pool"].mean(axis=0).min() > 0.85


def test_convolution_moves_along_with_the_image(ns):
    conv, digit, moved = ns["conv_1"], ns["digit"], ns["moved"]
    for right in (1, 2, 3, 4):
        np.testing.assert_allclose(conv(moved(digit, right)), moved(np.asarray(conv(digit)), right), atol=1e-5)


def test_metrics_agree_with_scikit_learn_on_random_labels(ns):
    rng = np.random.default_rng(10)
    for _ in range(50):
        n, samples = int(rng.integers(2, 8)), int(rng.integers(1, 40))
        t, p = rng.integers(0, n, samples), rng.integers(0, n, samples)
        np.testing.assert_array_equal(ns["confusion_matrix"](t, p, n), sklearn.metrics.confusion_matrix(t, p, labels=range(n)))
        t, p = (t == 0).astype(int), (p == 0).astype(int)
        right = sklearn.metrics.precision_recall_fscore_support(t, p, average="binary", zero_division=0)[:3]
        assert ns["precision_recall_f1"](t, p) == pytest.approx(right)


def test_numbers_of_the_inspection_by_hand(ns):
    true, called = np.repeat([1, 0], [30, 970]), np.repeat([1, 0, 1, 0], [24, 6, 16, 954])
    assert [round(float(v), 4) for v in ns["precision_recall_f1"](true, called)] == [0.6, 0.8, 0.6857]
    assert round(float((true == called).mean()), 3) == 0.978
    broken, alarms = ns["broken"], ns["alarms"]
    assert (alarms["never"] == broken).mean() == pytest.approx(0.970, abs=5e-4)
    recalls = [ns["precision_recall_f1"](broken, alarms[f"p ≥ {t}"])[1] for t in (0.9, 0.5, 0.1, 0.02)]
    assert recalls == sorted(recalls) and recalls[-1] > recalls[0]
    assert ns["per_class"][:, 2].mean() == pytest.approx(sklearn.metrics.f1_score(ns["test_y"][ns["keep"]], ns["predicted"][ns["keep"]], average="macro"))


def test_the_widget_holds_the_network_of_the_lesson(ns):
    """The shipped weights come from the lesson; other processors may round differently, so predictions are compared."""
    from helpers.widgets.feature_maps import DATA, _arrays, shipped

    model = ns["small_cnn"]()
    model.set_weights([array for layer in shipped(DATA)["layers"] for array in _arrays(layer)])
    assert ns["accuracy"](model, ns["test_x"], ns["test_y"]) > 0.94
