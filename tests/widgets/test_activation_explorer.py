"""ActivationExplorer: the browser's mathematics against SciPy and finite differences, and the state in Python."""

import math

import numpy as np
import pytest
from scipy.special import expit, softmax
from system import needs
from widgets_js import run_js

from helpers.widgets import ActivationExplorer
from helpers.widgets.activation_explorer import NAMES, SATURATED_SHARE

REFERENCE = {
    "step": lambda z, a: np.heaviside(z, 1.0),
    "linear": lambda z, a: z,
    "sigmoid": lambda z, a: expit(z),
    "tanh": lambda z, a: np.tanh(z),
    "relu": lambda z, a: np.maximum(z, 0),
    "leaky_relu": lambda z, a: np.where(z > 0, z, a * z),
    "softplus": lambda z, a: np.logaddexp(0, z),
}


def random_states(count, seed):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        name = str(rng.choice(list(NAMES)))
        yield ActivationExplorer(
            function=name, z=round(rng.uniform(-8, 8), 3), alpha=round(rng.uniform(0, 2), 3), n=int(rng.integers(1, 31))
        )


@pytest.mark.parametrize("name", NAMES)
def test_values_and_slopes_agree_with_scipy_and_with_finite_differences(name):
    h = 1e-6
    for z in (-7.5, -2.0, -0.3, 0.4, 1.0, 6.0):
        explorer = ActivationExplorer(function=name, z=z, alpha=0.3)
        f = REFERENCE[name]
        assert explorer.value == pytest.approx(float(f(z, 0.3)), rel=1e-12)
        difference = (f(z + h, 0.3) - f(z - h, 0.3)) / (2 * h)
        assert explorer.slope == pytest.approx(float(difference), abs=1e-8)


@needs("node")
def test_the_browser_computes_what_python_computes():
    states = list(random_states(300, seed=1))
    calls = [(what, s.function, s.z, s.alpha) for s in states for what in ("value", "derivative", "band")]
    calls += [("best", s.function, s.alpha) for s in states]
    results = run_js("activation_explorer", calls)
    for i, s in enumerate(states):
        value, slope, band = results[3 * i : 3 * i + 3]
        assert value == pytest.approx(s.value, rel=1e-12, abs=1e-15)
        assert slope == pytest.approx(s.slope, rel=1e-12, abs=1e-15)
        assert band == s.band
    assert results[3 * len(states) :] == [s.best_slope for s in states]


@needs("node")
def test_the_sigmoid_in_the_browser_is_stable_far_out():
    far = [-1000.0, -750.0, -40.0, 40.0, 750.0, 1000.0]
    values = run_js("activation_explorer", [("value", "sigmoid", z, 0) for z in far])
    assert values == pytest.approx(expit(far), rel=1e-12, abs=0)


@needs("node")
def test_softmax_in_the_browser_equals_scipy():
    rng = np.random.default_rng(2)
    cases = [(rng.uniform(-10, 10, 3).tolist(), rng.uniform(0.1, 10)) for _ in range(100)] + [
        ([10.0, -10.0, -10.0], 0.1)
    ]
    for (logits, t), got in zip(
        cases, run_js("activation_explorer", [("probabilities", *case) for case in cases]), strict=True
    ):
        expected = softmax(np.array(logits) / t)
        assert got == pytest.approx(expected, rel=1e-12)
        explorer = ActivationExplorer(logits=logits, temperature=t, shift=500)
        assert explorer.probabilities == pytest.approx(tuple(expected), rel=1e-12)


@needs("node")
def test_shaded_bands_are_where_the_band_is_not_active():
    calls = [("bands", name, alpha) for name in NAMES for alpha in (0.0, 0.1, 1.5)]
    for (_, name, alpha), stretches in zip(calls, run_js("activation_explorer", calls), strict=True):
        for z in np.arange(-7.95, 8, 0.1):
            inside = [s["kind"] for s in stretches if s["from"] <= z <= s["to"]]
            band = ActivationExplorer(function=name, z=float(z), alpha=alpha).band
            assert inside == ([] if band == "active" else [band]), (name, alpha, z)


def test_saturation_begins_at_a_twentieth_of_the_greatest_slope():
    edge = 2 * math.atanh(math.sqrt(1 - SATURATED_SHARE))
    assert ActivationExplorer(z=edge - 1e-6).band == "active"
    assert ActivationExplorer(z=edge + 1e-6).band == "saturated"
    assert round(edge, 2) == 4.36


def test_the_product_over_layers_and_its_best():
    assert ActivationExplorer(z=0, n=10).product == 0.25**10 == ActivationExplorer(n=10).best_product
    assert ActivationExplorer(function="relu", z=-1, n=3).product == 0
    assert ActivationExplorer(function="leaky_relu", alpha=2, z=-1, n=3).best_product == 8
    assert ActivationExplorer(function="tanh", z=0, n=30).product == 1


def test_what_it_shows_is_said_in_words():
    assert (
        repr(ActivationExplorer(z=5))
        == "ActivationExplorer: sigmoid at z = 5: value 0.9933, derivative 0.006648, saturated."
    )
    assert "slope 0.3 on the left" in ActivationExplorer(function="leaky_relu", alpha=0.3, z=-1).describe()
    assert "at best 9.54e-07" in ActivationExplorer(view="layers", n=10).describe()
    assert "(0.659, 0.242, 0.099)" in ActivationExplorer(view="softmax", shift=1000).describe()
