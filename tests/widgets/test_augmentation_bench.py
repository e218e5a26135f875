"""AugmentationBench: every transform in the browser against SciPy and NumPy, the verdicts, and the state in Python."""

import colorsys
import json

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d, map_coordinates
from system import needs
from widgets_js import run_js

from helpers.widgets import AugmentationBench
from helpers.widgets import augmentation_bench as module
from helpers.widgets.mulberry import normals_from, uniforms

IMAGE = AugmentationBench().original
FLOWER = AugmentationBench(picture="flower").original


def augmented(image=IMAGE, other=FLOWER, **state):
    [got] = run_js("augmentation_bench", [("augment", image.ravel().tolist(), state, other.ravel().tolist())])
    return np.reshape(got, (64, 64, 3))


@needs("node")
def test_nothing_set_changes_nothing():
    np.testing.assert_allclose(augmented(), IMAGE, atol=1e-12)


@needs("node")
def test_flips_quarter_turns_and_whole_shifts_are_exact():
    np.testing.assert_allclose(augmented(flip=True), IMAGE[:, ::-1], atol=1e-7)
    np.testing.assert_allclose(augmented(flip_vertical=True), IMAGE[::-1], atol=1e-7)
    for angle, turns in ((90, 1), (180, 2), (-90, 3)):
        np.testing.assert_allclose(augmented(rotate=angle), np.rot90(IMAGE, turns), atol=1e-6)
    moved = np.zeros_like(IMAGE)
    moved[8:, :-16] = IMAGE[:-8, 16:]
    np.testing.assert_allclose(augmented(down=8 / 64, right=-16 / 64), moved, atol=1e-7)


@needs("node")
def test_any_place_is_that_of_scipy():
    rng = np.random.default_rng(13)
    for _ in range(6):
        rotate, zoom, right, down = rng.uniform(-180, 180), rng.uniform(0.5, 3), *rng.uniform(-0.6, 0.6, 2)
        angle, i, j = np.deg2rad(rotate), *np.indices((64, 64)) - 31.5
        y, x = i - 64 * down, j - 64 * right
        at = [
            (np.sin(angle) * x + np.cos(angle) * y) / zoom + 31.5,
            (np.cos(angle) * x - np.sin(angle) * y) / zoom + 31.5,
        ]
        right_one = np.stack(
            [map_coordinates(IMAGE[:, :, c], at, order=1, mode="grid-constant") for c in range(3)], axis=2
        )
        np.testing.assert_allclose(augmented(rotate=rotate, zoom=zoom, right=right, down=down), right_one, atol=1e-6)


@needs("node")
def test_blur_is_that_of_scipy():
    for sigma in (0.5, 1.25, 6):
        reach = int(np.ceil(3 * sigma))
        right = IMAGE
        for axis in (0, 1):
            right = gaussian_filter1d(right, sigma, axis=axis, mode="nearest", radius=reach)
        np.testing.assert_allclose(augmented(blur=sigma), right, atol=1e-9)


@needs("node")
def test_light_and_colour():
    grey = np.array([0.299, 0.587, 0.114])
    for b in (-0.5, 0.3):
        np.testing.assert_allclose(augmented(brightness=b), np.clip(IMAGE + b, 0, 1), atol=1e-9)
    for c in (0, 0.4, 1.7):
        mean = (IMAGE @ grey).mean()
        np.testing.assert_allclose(augmented(contrast=c), np.clip(mean + c * (IMAGE - mean), 0, 1), atol=1e-9)
    for s in (0, 0.5, 2.5):
        own = (IMAGE @ grey)[:, :, None]
        np.testing.assert_allclose(augmented(saturation=s), np.clip(own + s * (IMAGE - own), 0, 1), atol=1e-9)
    soft = 0.35 + 0.3 * IMAGE  # far from black and white, so that nothing is clipped
    turned = augmented(image=soft, hue=90)
    np.testing.assert_allclose(turned @ grey, soft @ grey, atol=1e-9)
    np.testing.assert_allclose(augmented(image=turned, hue=-90), soft, atol=1e-9)
    red = np.broadcast_to([0.6, 0.4, 0.4], (64, 64, 3))
    assert colorsys.rgb_to_hsv(*augmented(image=red, hue=120)[0, 0])[0] not in (0.0, 1.0)


@needs("node")
def test_noise_erasing_and_mixing():
    drawn = uniforms(7, 2 + 2 * IMAGE.size)
    noise = normals_from(drawn[2:].reshape(-1, 2))[:, 0].reshape(IMAGE.shape)
    np.testing.assert_allclose(augmented(noise=0.2, seed=7), np.clip(IMAGE + 0.2 * noise, 0, 1), atol=1e-9)
    side = 32
    top, left = (drawn[:2] * (64 - side + 1)).astype(int)
    erased = IMAGE.copy()
    erased[top : top + side, left : left + side] = 0
    np.testing.assert_allclose(augmented(erase=0.5, seed=7), erased, atol=1e-12)
    np.testing.assert_allclose(augmented(mix=0.3), 0.7 * IMAGE + 0.3 * FLOWER, atol=1e-12)


@needs("node")
def test_verdicts_in_the_browser_are_those_of_python():
    rng = np.random.default_rng(14)
    widgets = []
    for _ in range(60):
        state = {"picture": str(rng.choice(["temple", "flower", "six"]))}
        for name, low, high in (
            ("rotate", -180, 180),
            ("zoom", 0.5, 3),
            ("right", -0.6, 0.6),
            ("brightness", -0.6, 0.6),
            ("contrast", 0, 2),
            ("hue", -180, 180),
            ("noise", 0, 0.5),
            ("blur", 0, 6),
            ("erase", 0, 0.9),
            ("mix", 0, 1),
            ("saturation", 0, 3),
        ):
            if rng.random() < 0.3:
                state[name] = float(rng.uniform(low, high))
        state |= {name: bool(rng.random() < 0.4) for name in ("flip", "flip_vertical")}
        widgets.append(AugmentationBench(**state))
    for widget, got in zip(
        widgets, run_js("augmentation_bench", [("verdicts", w.state()) for w in widgets]), strict=True
    ):
        assert [tuple(row) for row in got] == [(name, *why) for name, why in widget.verdicts.items()]


def test_what_keeps_a_temple_changes_a_six():
    assert AugmentationBench(flip=True).verdict == "keeps the label"
    assert AugmentationBench(picture="six", flip=True).verdict == "changes the label"
    assert AugmentationBench(picture="six", rotate=180).verdict == "changes the label"
    assert AugmentationBench(picture="flower", rotate=180).verdict == "keeps the label"
    assert AugmentationBench(mix=0.25).verdicts["mix"][1] == "the target is mixed, too: 0.75 temple, 0.25 flower"
    assert repr(AugmentationBench()) == "AugmentationBench: temple: unchanged."


def test_shipped_images_are_those_of_scikit_learn():
    made = module.made()
    for name, text in module.shipped(module.DATA).items():
        shipped, again = (
            np.frombuffer(module.base64.b64decode(one), np.uint8).astype(int) for one in (text, made[name])
        )
        assert shipped.shape == (64 * 64 * 3,) and np.abs(shipped - again).max() <= 2  # JPEG decoders differ by a step


def test_missing_images_are_told_in_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "DATA", tmp_path / "augmentation_images.json")
    with pytest.raises(ValueError, match="Restore the course's data folder"):
        AugmentationBench()


def test_the_page_without_kernel_carries_the_images():
    from helpers.widgets.base import MIME

    state = AugmentationBench()._repr_mimebundle_()[0][MIME]["state"]
    assert set(state["_images"]) == {"temple", "flower", "six"} and len(json.dumps(state)) < 70_000
