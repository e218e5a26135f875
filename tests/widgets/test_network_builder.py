"""NetworkBuilder: shapes, counts and fits in the browser against Python and NumPy, and the state in Python."""

import numpy as np
import pytest
import traitlets
from system import needs
from widgets_js import run_js

from helpers.widgets import NetworkBuilder
from helpers.widgets.network_builder import END, TARGETS


def random_builders(count):
    rng = np.random.default_rng(5)
    for _ in range(count):
        sizes = rng.integers(1, 100, rng.integers(2, 7)).tolist()
        yield NetworkBuilder(
            sizes=sizes, batch=int(rng.integers(1, 257)), convention=str(rng.choice(["rows", "columns"]))
        )


def test_sizes_given_at_once_set_the_sliders():
    builder = NetworkBuilder(sizes=[784, 300, 100, 10], batch=64)
    assert builder.sizes == [784, 300, 100, 10] and builder.depth == 2 and builder.parameters == 266610
    assert builder.shapes == [(64, 784), (64, 300), (64, 100), (64, 10)]
    builder.convention = "columns"
    assert builder.shapes[0] == (784, 64)
    builder.depth = 0
    assert builder.sizes == [784, 10] and builder.parameters == 7850
    builder.reset()
    assert builder.sizes == [784, 300, 100, 10]


def test_wrong_sizes_are_refused_in_one_sentence():
    with pytest.raises(traitlets.TraitError, match="2 to 6 layers, input and output included, got 7"):
        NetworkBuilder(sizes=[1] * 7)
    with pytest.raises(traitlets.TraitError, match="must be a whole number, got 2.5"):
        NetworkBuilder(widths=(2.5, 1, 1, 1))


@needs("node")
def test_sizes_shapes_and_counts_in_the_browser_equal_arrays_made_in_numpy():
    builders = list(random_builders(150))
    calls = [("sizesOf", b.state()) for b in builders]
    calls += [("layerRows", b.sizes, b.batch, b.convention == "columns") for b in builders]
    results = run_js("network_builder", calls)
    for b, sizes, rows in zip(builders, results[: len(builders)], results[len(builders) :], strict=True):
        assert sizes == b.sizes
        assert [tuple(r["out"]) for r in rows] == b.shapes
        assert sum(r["weights"] + r["biases"] for r in rows) == b.parameters
        # Arrays of the shapes that are shown really fit together.
        h = np.zeros(rows[0]["out"])
        for r in rows[1:]:
            W, bias = np.zeros(r["W"]), np.zeros(r["b"])
            h = h @ W + bias if b.convention == "rows" else W @ h + bias
            assert list(h.shape) == r["out"] and (W.size, bias.size) == (r["weights"], r["biases"])


@needs("node")
@pytest.mark.parametrize("target", TARGETS)
def test_fits_in_the_browser_equal_least_squares_in_numpy(target):
    states = [
        (n, noise, seed) for n in (1, 2, 3, 7, 12, 20, 29, 30) for noise, seed in ((0.0, 0), (0.3, 1), (1.0, 999999))
    ]
    for (units, noise, seed), fit in zip(
        states, run_js("network_builder", [("fitUnits", target, *s) for s in states]), strict=True
    ):
        x, y = np.array(fit["points"]).T
        design = np.column_stack([np.ones_like(x), np.maximum(x[:, None] - END * np.arange(units) / units, 0)])
        expected = np.linalg.lstsq(design, y, rcond=None)[0]
        assert np.allclose([fit["bias"], *fit["weights"]], expected, atol=1e-8)
        builder = NetworkBuilder(target=target, units=units, noise=noise, seed=seed)
        assert builder.errors == pytest.approx((fit["sampleError"], fit["curveError"]), abs=1e-9)
        if noise == 0:
            assert np.allclose(y, np.vectorize(TARGETS[target])(x))


def test_more_units_come_closer_and_follow_the_noise():
    clean = [NetworkBuilder(units=n).errors[1] for n in (3, 6, 12, 24)]
    assert all(after < before / 3 for before, after in zip(clean, clean[1:], strict=False))
    few, many = (NetworkBuilder(units=n, noise=0.5, seed=3).errors for n in (5, 30))
    assert many[0] < few[0] and many[1] > few[1]
    assert NetworkBuilder(target="kink", units=2).errors == pytest.approx((0, 0), abs=1e-12)


def test_what_it_shows_is_said_in_words():
    assert (
        repr(NetworkBuilder(sizes=[5, 7, 4]))
        == "NetworkBuilder: network 5-7-4, 74 parameters, shapes (32, 5) -> (32, 7) -> (32, 4)."
    )
    assert "2 hidden ReLU units fitted to kink" in NetworkBuilder(view="fit", target="kink", units=2).describe()


@pytest.mark.parametrize(("units", "reached"), [(3, False), (4, True), (6, True), (5, False)])
def test_that_the_curve_is_met_is_said_in_words(units, reached):
    [fit] = run_js("network_builder", [("fitUnits", "kink", units, 0, 1)])
    [words] = run_js("network_builder", [("fitInWords", units, 0, fit)])
    assert words.endswith("The curve is met exactly.") == reached
    assert ("The largest distance" in words) != reached
    for samples, curve in ((0.1, 0.2), (0.2, 0.1)):
        [words] = run_js(
            "network_builder", [("fitInWords", 3, 0.2, {**fit, "sampleError": samples, "curveError": curve})]
        )
        assert ("It is nearer to the noisy samples than to the curve" in words) == (curve > samples)
