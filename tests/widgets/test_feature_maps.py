"""FeatureMaps: the forward pass in the browser and in Python against Keras, shifts, and the state in Python."""

import json

import numpy as np
import pytest
import traitlets
from system import needs
from widgets_js import run_js

from helpers.widgets import FeatureMaps
from helpers.widgets import feature_maps as module

LAYERS = ("conv 1", "pool 1", "conv 2", "pool 2")


def keras_model(filters=(8, 16)):
    import os

    os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
    keras = pytest.importorskip("keras")
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(filters[0], 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(filters[1], 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


def shipped_model():
    model = keras_model()
    model.set_weights([array for layer in module.shipped(module.DATA)["layers"] for array in module.arrays(layer)])
    return model


def inside(model, image):
    """Layer name -> Keras' maps, and the probabilities."""
    import keras

    looks = keras.Model(model.inputs[0], [layer.output for layer in model.layers[:4]] + [model.layers[-1].output])
    *maps, out = (np.asarray(v)[0] for v in looks(image[None, :, :, None].astype(np.float32)))
    return dict(zip(LAYERS, maps, strict=True)), out


def in_browser(net, image):
    [got] = run_js("feature_maps", [("forward", net, image.ravel().tolist())])
    maps = {}
    for name, m in got["maps"].items():
        data = m["data"] if isinstance(m["data"], list) else [m["data"][str(i)] for i in range(len(m["data"]))]
        maps[name] = np.array(data).reshape(m["size"], m["size"], m["depth"])
    return maps, got["probabilities"]


@needs("node")
def test_every_map_in_the_browser_is_that_of_keras():
    model, rng = shipped_model(), np.random.default_rng(3)
    for image in [
        FeatureMaps(digit=5).image,
        FeatureMaps(digit=8, right=-3, down=2).image,
        rng.random((28, 28)),
        np.zeros((28, 28)),
    ]:
        right, probabilities = inside(model, image)
        maps, out = in_browser(module.shipped(module.DATA), image)
        for name in LAYERS:
            np.testing.assert_allclose(maps[name], right[name], atol=2e-5)
        np.testing.assert_allclose(out, probabilities, atol=2e-5)


@needs("node")
def test_a_model_of_ones_own_can_be_looked_into():
    model, rng = keras_model((4, 6)), np.random.default_rng(4)
    digits = rng.random((10, 28, 28, 1))
    maps = FeatureMaps.of(model, digits, layer="conv 2", digit=7)
    right, probabilities = inside(model, maps.image)
    got, out = in_browser(maps._net, maps.image)
    np.testing.assert_allclose(got["conv 2"], right["conv 2"], atol=2e-5)
    np.testing.assert_allclose(out, probabilities, atol=2e-5)
    np.testing.assert_allclose(maps.probabilities, probabilities, atol=2e-5)
    with pytest.raises(ValueError, match="FeatureMaps looks into a model"):
        FeatureMaps.of(keras_model((4, 6)), digits[:3])


def test_python_computes_the_same_maps_as_keras():
    model = shipped_model()
    for state in ({"digit": 3}, {"digit": 9, "right": 4, "down": -2}, {"drawn": "80" * 784}):
        maps = FeatureMaps(**state)
        right, probabilities = inside(model, maps.image)
        for name in LAYERS:
            np.testing.assert_allclose(maps.activations[name], right[name], atol=2e-5)
        np.testing.assert_allclose(maps.probabilities, probabilities, atol=2e-5)


@needs("node")
def test_images_in_the_browser_are_those_of_python():
    net, rng = module.shipped(module.DATA), np.random.default_rng(5)
    drawing = bytes(rng.integers(0, 256, 784, dtype=np.uint8)).hex()
    for digit, right, down, drawn in [(0, 0, 0, ""), (4, 3, -10, ""), (7, -10, 10, ""), (1, 2, 1, drawing)]:
        [source] = run_js("feature_maps", [("source", net, digit, drawn)])
        [got] = run_js("feature_maps", [("shifted", source, down, right)])
        np.testing.assert_allclose(
            np.reshape(got, (28, 28)), FeatureMaps(digit=digit, right=right, down=down, drawn=drawn).image, atol=1e-12
        )


@needs("node")
def test_maps_move_along_by_whole_cells_only():
    net = module.shipped(module.DATA)
    image = FeatureMaps(digit=5).image.ravel().tolist()
    calls = [("movedAlong", net, image, 0, right, layer) for layer in LAYERS for right in (1, 2, 4)]
    got = np.array([np.nan if v is None else v for v in run_js("feature_maps", calls)], dtype=float).reshape(4, 3)
    assert np.isnan(got[1:3, 0]).all() and np.isnan(got[3, :2]).all()
    assert np.nanmax(got) < 1e-9


@needs("node")
def test_the_brush_only_brightens():
    image = np.random.default_rng(6).random(784).tolist()
    [got] = run_js("feature_maps", [("brushed", image, 10, 12)])
    assert (np.array(got) >= image).all() and got[10 * 28 + 12] == 1
    assert np.flatnonzero(np.array(got) != image).size < 20


def test_shipped_digits_are_known_and_a_far_shift_is_not():
    assert sum(FeatureMaps(digit=k).prediction == k for k in range(10)) >= 9
    assert sum(FeatureMaps(digit=k, right=8).prediction == k for k in range(10)) <= 5
    assert "the network says 5" in repr(FeatureMaps(digit=5))


def test_bad_drawings_and_missing_data_are_told_in_one_sentence(monkeypatch, tmp_path):
    with pytest.raises(traitlets.TraitError, match="1568 hexadecimal digits"):
        FeatureMaps(drawn="ff")
    monkeypatch.setattr(module, "DATA", tmp_path / "digit_cnn.json")
    with pytest.raises(ValueError, match="Restore the course's data folder"):
        FeatureMaps()


def test_the_page_without_kernel_carries_the_weights():
    from helpers.widgets.base import MIME

    state = FeatureMaps()._repr_mimebundle_()[0][MIME]["state"]
    assert len(state["_net"]["digits"]) == 10 and len(json.dumps(state)) < 80_000
