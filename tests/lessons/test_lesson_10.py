"""Lesson 10: figures of the syllabus and of the text, computed by the lesson's own cells and compared with Keras and
scikit-learn.
"""

import numpy as np
import pytest
import sklearn.metrics

keras = pytest.importorskip("keras")

from lessons import ROOT, code_cells, namespace, says

from helpers.figures.scale_drawing import costs
from helpers.instructors.banks.predictions import load_predictions
from helpers.widgets import FeatureMaps
from helpers.widgets.feature_maps import DATA, arrays, shipped

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ns():
    return namespace("10-cnn")


def shipped_network(ns):
    """The lesson's CNN with the weights that the widget ships."""
    model = ns["small_cnn"]()
    model.set_weights([array for layer in shipped(DATA)["layers"] for array in arrays(layer)])
    return model


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


def test_flatten_loses_nothing_and_pooling_saves_three_quarters():
    dense = [
        keras.Sequential([keras.layers.Input((n, n, 32)), keras.layers.Flatten(), keras.layers.Dense(10)])
        for n in (28, 14)
    ]
    whole, pooled = (f"{model.count_params():,}".replace(",", "\\,") for model in dense)
    says("10-cnn", f"$(25\\,088 + 1) \\cdot 10 = {whole}$", f"$320 + 128 + {pooled}$")
    says("10-cnn", "and loses none: `reshape` brings them back")
    image = np.random.default_rng(0).normal(size=(2, 5, 4, 3)).astype(np.float32)
    assert np.array_equal(np.asarray(keras.layers.Flatten()(image)).reshape(image.shape), image)


def test_cost_and_parameters_of_vgg_lie_in_different_layers(ns):
    says(
        "10-cnn",
        "50 176 times in the first block",
        "99 % of the multiplications with a tenth of the",
        "But 48 times as many",
    )
    rows = ns["vgg_costs"]
    total = {key: sum(row[key] for row in rows) for key in ("parameters", "multiplications")}
    mine = {key: sum(row[key] for row in rows if row["kind"] == "convolution") for key in total}
    assert total["parameters"] == 138_357_544 and 224 * 224 == 50_176
    assert (
        mine["multiplications"] / total["multiplications"] > 0.99
        and 0.1 < mine["parameters"] / total["parameters"] < 0.11
    )
    assert mine["multiplications"] == ns["with_pooling"] == 15_346_630_656
    assert round(ns["at_full_size"] / ns["with_pooling"]) == 48 and (224 // 14) ** 2 == 256
    assert 105e9 < ns["first_dense"][224] < 106e9 and ns["first_dense"][7] == 102_764_544


def test_lenet_computes_in_its_convolutions(ns):
    says("10-cnn", "Two convolutions do 88 % of the multiplications.")
    rows = costs(ns["keras_lenet"])
    assert [row["shape"] for row in rows[1:]] == [shape for shape in ns["traced"] if shape != (256,)]
    assert (
        round(sum(rows[k]["multiplications"] for k in (1, 3)) / sum(row["multiplications"] for row in rows), 2) == 0.88
    )
    assert rows[1]["multiplications"] == 24 * 24 * 6 * 25


def test_the_units_see_what_the_caption_says(ns):
    says("10-cnn", "bright above a dark row; a dark row above bright; all bright")
    units = [np.mean(patches, axis=0) for patches in ns["rows_of_patches"]]
    assert units[0][:2].min() > 0.7 and units[0][2].max() < 0.2
    assert units[1][0].max() < 0.2 and units[1][1:].min() > 0.7 and units[2].min() > 0.9
    assert units[3][:3, :3].mean() < 0.4 < 0.8 < units[3][4:, 4:].mean()
    assert units[4][:, :3].mean() > 0.8 and units[4][:, 6:].mean() < 0.2
    assert units[5][:3, 3:].mean() > 0.5 and units[5][4:].mean() < 0.3
    for digit_class in (0, 3, 7):
        best = np.argsort(-ns["outputs"][:, digit_class])[:7]
        assert (ns["test_y"][best] == digit_class).all()


def test_a_patch_is_the_receptive_field_of_its_unit(ns):
    image = ns["test_x"][:1].copy()
    base = np.asarray(ns["looks"](image)[1])[0, 6, 6]
    for row in range(28):
        nudged = image.copy()
        nudged[0, row, 5:20] += 1.0
        changed = not np.allclose(np.asarray(ns["looks"](nudged)[1])[0, 6, 6], base)
        assert not changed or 2 * 6 - 3 <= row <= 2 * 6 + 4
    says("10-cnn", "(lesson 09: 3, then 4 after pooling, then 4 + 2 · 2)")


def test_alexnet_has_61_million_parameters():
    convolutions = [(11, 3, 96), (5, 48, 256), (3, 256, 384), (3, 192, 384), (3, 192, 256)]  # in two groups, as in 2012
    dense = [(6 * 6 * 256, 4096), (4096, 4096), (4096, 1000)]
    count = sum((k * k * c + 1) * f for k, c, f in convolutions) + sum((n + 1) * m for n, m in dense)
    says("10-cnn", f"three dense layers, {count / 1e6:.0f} million parameters")


def test_shapes_by_hand(ns):
    trace = ns["trace_shapes"]
    assert trace((39, 39, 3), [("conv", 3, 1, 0, 10), ("conv", 5, 2, 0, 20), ("conv", 5, 2, 0, 40), ("flatten",)]) == [
        (37, 37, 10),
        (17, 17, 20),
        (7, 7, 40),
        (1960,),
    ]
    assert (
        trace((28, 28, 1), ns["lenet"])
        == [(24, 24, 6), (12, 12, 6), (8, 8, 16), (4, 4, 16), (256,), (120,), (10,)]
        == ns["keras_shapes"]
    )


def test_the_block_has_its_parameters_where_the_text_says(ns):
    model = ns["build_small_cnn"]()
    assert [layer.count_params() for layer in model.layers] == [320, 128, 0, 0, 0, 62_730]
    assert [type(layer).__name__ for layer in model.layers] == [
        "Conv2D",
        "BatchNormalization",
        "ReLU",
        "MaxPooling2D",
        "Flatten",
        "Dense",
    ]


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


def test_it_is_global_pooling_that_survives_and_not_one_more_convolution(ns):
    says("10-cnn", "with flatten behind it in place of global pooling, accuracy falls as in the second network")

    def three_and_flatten():
        *convolutions, _, dense = ns["global_cnn"]().layers
        return keras.Sequential(
            [
                keras.Input((28, 28, 1)),
                *convolutions,
                keras.layers.Flatten(),
                keras.layers.Dense(10, activation="softmax"),
            ]
        )

    model = ns["trained"](three_and_flatten, "flatten in place of global pooling", seed=0)
    centred, left, right = (ns["accuracy"](model, ns["moved"](ns["test_x"], s), ns["test_y"]) for s in (0, -4, 4))
    assert centred > 0.9 and max(left, right) < 0.5


def test_convolution_moves_along_with_the_image(ns):
    conv, digit, moved = ns["conv_1"], ns["digit"], ns["moved"]
    for right in (1, 2, 3, 4):
        np.testing.assert_allclose(conv(moved(digit, right)), moved(np.asarray(conv(digit)), right), atol=1e-5)


def test_metrics_agree_with_scikit_learn_on_random_labels(ns):
    rng = np.random.default_rng(10)
    for _ in range(50):
        n, samples = int(rng.integers(2, 8)), int(rng.integers(1, 40))
        t, p = rng.integers(0, n, samples), rng.integers(0, n, samples)
        np.testing.assert_array_equal(
            ns["confusion_matrix"](t, p, n), sklearn.metrics.confusion_matrix(t, p, labels=range(n))
        )
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
    says("10-cnn", "From 0.1 to 0.02 it stays", "recall can only rise or stay")
    assert recalls == sorted(recalls) and recalls[-1] == recalls[-2] > recalls[0]
    assert ns["per_class"][:, 2].mean() == pytest.approx(
        sklearn.metrics.f1_score(ns["test_y"][ns["keep"]], ns["predicted"][ns["keep"]], average="macro")
    )


def test_the_widgets_answers_are_those_of_the_box():
    from scipy.ndimage import sobel, uniform_filter

    def correlation(some, others):
        return np.corrcoef(np.ravel(some), np.ravel(others))[0, 1]

    says(
        "10-cnn",
        "Filter 1 does not reach 0.5 on the 5; the others reach 1.2 to 2.7",
        "small, and their sum is nearly 0",
    )
    five = FeatureMaps(digit=5)
    silent, *loud = five.activations["conv 1"].max(axis=(0, 1))
    assert silent < 0.5 and [f"{v:.1f}" for v in (min(loud), max(loud))] == ["1.2", "2.7"]
    kernels = arrays(shipped(DATA)["layers"][0])[0][:, :, 0]
    assert (
        abs(kernels[..., 0].sum()) < 0.1
        and np.abs(kernels[..., 0]).max() < np.abs(kernels[..., 1:]).max(axis=(0, 1)).min()
    )
    says("10-cnn", "Two pixels to the right; at three it says 3. Four to the left; at five it says 4")
    assert [FeatureMaps(digit=5, right=s).prediction for s in range(-5, 4)] == [4, *[5] * 7, 3]

    digits = [FeatureMaps(digit=k) for k in range(10)]
    bright = [uniform_filter(one.image, 3) for one in digits]
    alike = [correlation([one.activations["conv 1"][..., unit] for one in digits], bright) for unit in range(8)]
    says("10-cnn", "Here most of its filters blur the stroke or brighten it")
    assert np.sum(np.array(alike) > 0.9) >= 5
    says("10-cnn", "Filter 4 for lower edges, filter 9 for upper ones; filter 7 likes right-hand sides")
    for number, axis, sign in ((4, 0, -1), (9, 0, 1), (7, 1, -1)):
        maps = [one.activations["conv 2"][..., number - 1] for one in digits]
        edges = [sign * sobel(one.image, axis) for one in digits]
        found, opposite = (correlation(maps, [np.maximum(way * e, 0)[::2, ::2] for e in edges]) for way in (1, -1))
        assert found > opposite + 0.3


def test_a_network_that_follows_shifts_does_not_follow_sizes(ns):
    from scipy.ndimage import zoom

    says("10-cnn", "The network reads 35 of the 36 test 7s, and hardly one of them at half the size")
    sevens = ns["test_x"][ns["test_y"] == 7]
    small = np.pad(zoom(sevens, (1, 0.5, 0.5, 1), order=1), ((0, 0), (7, 7), (7, 7), (0, 0)))
    read = [np.sum(np.asarray(shipped_network(ns)(images)).argmax(axis=1) == 7) for images in (sevens, small)]
    assert len(sevens) == 36 and read[0] == 35 and read[1] <= 2


def test_the_widget_holds_the_network_of_the_lesson(ns):
    """The shipped weights come from the lesson; other processors may round differently, so predictions are compared."""
    assert ns["accuracy"](shipped_network(ns), ns["test_x"], ns["test_y"]) > 0.94


def test_no_caption_says_which_layer_holds_most_before_it_is_asked():
    sources = [cell.source for cell in code_cells("10-cnn")]
    asked = next(k for k, source in enumerate(sources) if 'predict("10.most_parameters")' in source)
    assert not any("first dense layer holds" in source for source in sources[:asked])
    assert any("first dense layer holds" in source for source in sources[asked:])


def test_keras_rounds_sizes_down_without_padding():
    says("10-cnn", 'Sizes are rounded down, as in Keras with `padding="valid"`')
    for padding, size in (("valid", 2), ("same", 3)):
        conv = keras.layers.Conv2D(1, 3, strides=2, padding=padding)
        pool = keras.layers.MaxPooling2D(2, padding=padding)
        assert conv.compute_output_shape((None, 6, 6, 1))[1] == pool.compute_output_shape((None, 5, 5, 1))[1] == size


def test_what_the_predictions_say_of_shifts_and_thresholds(ns):
    sealed = load_predictions(ROOT / "solutions" / "10-cnn")
    assert "A little better than the dense network" in sealed["accuracy_against_shift"].says
    gained = ns["curves"]["CNN"].mean() - ns["curves"]["dense"].mean()
    assert 0.04 < gained < 0.15
    assert "if no broken part lies between the two thresholds" in sealed["lower_threshold"].says
    between = (ns["p_broken"] >= 0.02) & (ns["p_broken"] < 0.1)
    assert between.sum() > 10 and not ns["broken"][between].any()
