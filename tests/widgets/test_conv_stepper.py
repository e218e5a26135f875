"""ConvStepper: sums in the browser and in Python against SciPy, the figures of the lesson, and the state in Python."""

import numpy as np
import pytest
import traitlets
from scipy.signal import convolve2d, correlate2d
from system import needs
from widgets_js import run_js

from helpers.widgets import ConvStepper


def random_steppers(count):
    rng = np.random.default_rng(9)
    for i in range(count):
        image = rng.integers(-99, 256, rng.integers(2, 8, 2))
        kernel = rng.integers(-9, 10, rng.integers(1, 5, 2))
        settings = {"stride": rng.integers(1, 5), "padding": rng.integers(0, 3), "dilation": rng.integers(1, 4)}
        yield ConvStepper(
            image=image.tolist(),
            kernel=kernel.tolist(),
            flip=bool(i % 2),
            **{name: int(v) for name, v in settings.items()},
        )


def by_scipy(stepper):
    """The same through SciPy: padded image, kernel with gaps, every stride-th result."""
    image = np.pad(np.array(stepper.image, float), stepper.padding)
    kernel = np.array(stepper.kernel, float)
    spread = np.zeros([stepper.dilation * (n - 1) + 1 for n in kernel.shape])
    spread[:: stepper.dilation, :: stepper.dilation] = kernel
    if any(k > n for k, n in zip(spread.shape, image.shape, strict=True)):
        return []
    full = (convolve2d if stepper.flip else correlate2d)(image, spread, mode="valid")
    return full[:: stepper.stride, :: stepper.stride].tolist()


def test_output_in_python_equals_scipy():
    steppers = list(random_steppers(200))
    assert any(not s.output for s in steppers)
    for stepper in steppers:
        assert stepper.output == by_scipy(stepper), stepper


@needs("node")
def test_output_in_the_browser_equals_scipy():
    steppers = list(random_steppers(200))
    calls = [("slide", s.state()["image"], s.state()["kernel"], s.state()) for s in steppers]
    for stepper, got in zip(steppers, run_js("conv_stepper", calls), strict=True):
        assert np.allclose(got["values"], by_scipy(stepper)), stepper


@needs("node")
def test_products_are_those_under_the_kernel_and_zero_outside():
    image, kernel = [[1, 2], [3, 4]], [[5, 6], [7, 8]]
    corner, far = run_js("conv_stepper", [("products", image, kernel, -1, -1, 1), ("products", image, kernel, 0, 0, 2)])
    assert [(p["value"], p["weight"]) for p in corner] == [(0, 5), (0, 6), (0, 7), (1, 8)]
    assert [(p["row"], p["column"], p["value"]) for p in far] == [(0, 0, 1), (0, 2, 0), (2, 0, 0), (2, 2, 0)]


@needs("node")
def test_what_is_never_read_lies_behind_the_last_position():
    rng = np.random.default_rng(10)
    cases = []
    for _ in range(200):
        n, k = int(rng.integers(1, 8)), int(rng.integers(1, 5))
        cases.append(
            (
                n,
                k,
                {
                    "stride": int(rng.integers(1, 5)),
                    "padding": int(rng.integers(0, 3)),
                    "dilation": int(rng.integers(1, 4)),
                },
            )
        )
    for (n, k, s), got in zip(cases, run_js("conv_stepper", [("unread", *case) for case in cases]), strict=True):
        read = {
            start + i * s["dilation"]
            for start in range(-s["padding"], n + s["padding"] - s["dilation"] * (k - 1), s["stride"])
            for i in range(k)
        }
        behind = [i for i in range(-s["padding"], n + s["padding"]) if read and i > max(read)]
        assert (got["total"], got["ofImage"]) == (len(behind), sum(0 <= i < n for i in behind))


def test_default_is_the_example_of_the_lesson():
    stepper = ConvStepper()
    assert stepper.output == [[125, 79, 10, 88], [79, 86, 108, 266], [252, 59, 273, 277], [68, 163, 162, 200]]
    assert "output 4 × 4: 125 79 10 88 / 79" in stepper.describe()


def test_grids_are_checked_and_cannot_be_changed_in_place():
    stepper = ConvStepper(image=np.eye(3))
    assert stepper.image == ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    with pytest.raises(TypeError):
        stepper.kernel[0][0] = 3
    for bad in ([[1, 2], [3]], [], [[]], 5, [[1] * 8] * 8, [[1]]):
        with pytest.raises(traitlets.TraitError, match="ConvStepper: image must be 2 to 7 rows"):
            stepper.image = bad
    with pytest.raises(traitlets.TraitError, match=r"kernel\[0\]\[1\] must be a number from -999 to 999, got 1000"):
        stepper.kernel = [[0, 1000]]
    stepper.kernel = [[1] * 4] * 4
    assert stepper.output == [] and "does not fit" in stepper.describe()
