"""LossExplorer: best lines and losses in the browser against SciPy and scikit-learn, and the state in Python."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LinearRegression, QuantileRegressor
from sklearn.metrics import log_loss
from system import needs
from widgets_js import run_js

from helpers.widgets import LossExplorer
from helpers.widgets.loss_explorer import POINTS

EDGES = [(9.5, 8.6, 1), (0, 30, 0.1), (10, -15, 20), (0.5, 30, 0.1), (10, 30, 0.1), (5, -15, 1)]


def situations():
    rng = np.random.default_rng(8)
    yield from EDGES
    for _ in range(30):
        yield rng.uniform(0, 10), rng.uniform(-15, 30), 10 ** rng.uniform(-1, 1.3)


def huber_total(line, x, y, delta):
    """Huber's loss through its definition as the smallest mix of a squared and an absolute part."""
    r = line[0] * x + line[1] - y
    inner = np.clip(r, -delta, delta)
    return np.mean(0.5 * inner**2 + delta * np.abs(r - inner))


@needs("node")
def test_best_lines_in_the_browser_are_those_of_scikit_learn_and_scipy():
    cases = list(situations())
    for (ox, oy, delta), got in zip(
        cases, run_js("loss_explorer", [("compare", [ox, oy], d) for ox, oy, d in cases]), strict=True
    ):
        x, y = np.array([*POINTS, (ox, oy)]).T
        lines, losses = got["lines"], got["losses"]
        least = LinearRegression().fit(x[:, None], y)
        assert lines["MSE"] == pytest.approx([least.coef_[0], least.intercept_], abs=1e-9)
        median = QuantileRegressor(quantile=0.5, alpha=0, solver="highs").fit(x[:, None], y)
        # Several lines can be best under MAE; the loss they reach is the same.
        assert losses["MAE"]["MAE"] == pytest.approx(np.abs(median.predict(x[:, None]) - y).mean(), abs=1e-9)
        found = minimize(
            huber_total,
            least.coef_.tolist() + [least.intercept_],
            args=(x, y, delta),
            method="Nelder-Mead",
            options={"xatol": 1e-10, "fatol": 1e-14, "maxiter": 4000},
        )
        assert losses["Huber"]["Huber"] == pytest.approx(huber_total(lines["Huber"], x, y, delta), abs=1e-12)
        assert losses["Huber"]["Huber"] <= found.fun + 1e-9
        # Each line is the best of the three by its own loss.
        for kind in lines:
            assert losses[kind][kind] <= min(losses[other][kind] for other in lines) + 1e-9


@needs("node")
def test_lines_in_the_browser_equal_those_in_python():
    cases = list(situations())
    for (ox, oy, delta), got in zip(
        cases, run_js("loss_explorer", [("compare", [ox, oy], d) for ox, oy, d in cases]), strict=True
    ):
        for kind, line in LossExplorer(outlier_x=ox, outlier_y=oy, delta=delta).lines.items():
            assert got["lines"][kind] == pytest.approx(line, abs=1e-6), (ox, oy, delta, kind)


@needs("node")
def test_log_loss_and_its_slopes_in_the_browser():
    rng = np.random.default_rng(9)
    cases = [(int(rng.integers(2)), float(p)) for p in rng.uniform(0.01, 0.99, 60)]
    results = run_js(
        "loss_explorer",
        [(f, *case, *rest) for case in cases for f, rest in (("logLoss", [False]), ("squaredError", []))],
    )
    h = 1e-6
    for (label, p), log, square in zip(cases, results[::2], results[1::2], strict=True):
        assert log["value"] == pytest.approx(log_loss([label], [p], labels=[0, 1]), rel=1e-12)
        assert log["value"] == pytest.approx(LossExplorer(label=label, p=p).log_loss, rel=1e-12)
        z = math.log(p / (1 - p))
        for got, f in (
            (log, lambda q, t=label: log_loss([t], [q], labels=[0, 1])),
            (square, lambda q, t=label: (q - t) ** 2),
        ):
            assert got["byP"] == pytest.approx((f(p + h) - f(p - h)) / (2 * h), rel=1e-4)
            assert got["byZ"] == pytest.approx((f(expit(z + h)) - f(expit(z - h))) / (2 * h), rel=1e-4, abs=1e-9)


@needs("node")
def test_clipping_keeps_the_cost_finite_and_makes_it_flat():
    clipped, bare = run_js("loss_explorer", [("logLoss", 1, 0.0, True), ("logLoss", 1, 0.0, False)])
    assert round(clipped["value"], 3) == 16.118 and clipped["byZ"] == 0
    assert bare["value"] == "Infinity" and bare["byZ"] == -1
    assert LossExplorer(p=0).log_loss == clipped["value"] and LossExplorer(p=0, clip=False).log_loss == math.inf


def test_one_outlier_moves_the_mse_line_most():
    calm, wild = LossExplorer(), LossExplorer(outlier_y=30)
    moved = {kind: abs(wild.lines[kind][0] - calm.lines[kind][0]) for kind in calm.lines}
    assert moved["MSE"] > 1 and moved["MAE"] < 0.15 and moved["MAE"] <= moved["Huber"] < moved["MSE"] / 4
    wide = LossExplorer(outlier_y=30, delta=20).lines
    assert wide["Huber"] == pytest.approx(wide["MSE"], abs=0.6)


def test_what_it_shows_is_said_in_words():
    assert (
        repr(LossExplorer(view="log", p=0.01))
        == "LossExplorer: predicted probability 0.01 for label 1: log loss 4.605."
    )
    assert "outlier at (9.5, 30)" in LossExplorer(outlier_y=30).describe()


@needs("node")
def test_names_at_the_ends_of_lines_never_overlap():
    cases = [[100, 100, 100], [100, 101, 300], [5, 5, 5], [395, 396, 400], [200, 100, 101]]
    for heights, moved in zip(
        cases, run_js("loss_explorer", [("apart", heights, 17, 0, 400) for heights in cases]), strict=True
    ):
        ordered = sorted(moved)
        assert min(b - a for a, b in zip(ordered, ordered[1:])) >= 17 - 1e-9
        assert ordered[0] >= 0 and ordered[-1] <= 400
        assert [h for _, h in sorted(zip(heights, moved))] == ordered, "in the order they had"
