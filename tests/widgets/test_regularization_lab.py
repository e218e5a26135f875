"""RegularizationLab: fits in the browser against scikit-learn, points against NumPy, and the state in Python."""

import warnings

import numpy as np
import pytest
from sklearn.linear_model import Lasso, Ridge
from system import needs
from widgets_js import run_js

from helpers.widgets import RegularizationLab


def situations():
    rng = np.random.default_rng(12)
    for penalty in ("L1", "L2"):
        for _ in range(12):
            yield {
                "degree": int(rng.integers(1, 16)),
                "penalty": penalty,
                "log_lam": float(rng.uniform(-3, 1)),
                "noise": float(rng.uniform(0, 1)),
                "samples": int(rng.integers(5, 101)),
                "seed": int(rng.integers(1, 1000)),
            }


def objective(weights, features, y, penalty, lam):
    cost = np.abs(weights) if penalty == "L1" else np.square(weights)
    return np.mean((features @ weights - (y - y.mean())) ** 2) + lam * cost.sum()


@needs("node")
def test_points_in_the_browser_are_those_of_python():
    for state in [
        {"seed": 1, "samples": 5, "noise": 0},
        {"seed": 999, "samples": 100, "noise": 1},
        {"seed": 42, "samples": 33, "noise": 0.4},
    ]:
        [got] = run_js("regularization_lab", [("points", state["seed"], state["samples"], state["noise"])])
        np.testing.assert_allclose(np.transpose(got), RegularizationLab(**state).points(), atol=1e-12)


@needs("node")
def test_the_verdict_says_what_the_two_errors_and_the_noise_are():
    cases = (np.random.default_rng(4).uniform(0, 1, (200, 3)) ** 3).tolist()
    calls = [("verdict", {"trainError": train, "validationError": new}, noise) for train, new, noise in cases]
    for (train, validation, noise), (kind, said) in zip(cases, run_js("regularization_lab", calls), strict=True):
        near = validation <= max(0.02, 2 * train, 2 * noise**2)
        assert (kind == "good") == ("at most twice the larger of noise² and training error" in said)
        assert kind != "good" or near, (train, validation, noise)
        assert "Overfitting" not in said or not near, (train, validation, noise)


@needs("node")
def test_fits_in_the_browser_are_those_of_scikit_learn():
    cases = list(situations())
    calls = [("study", {**{k: v for k, v in s.items() if k != "log_lam"}, "lam": 10 ** s["log_lam"]}) for s in cases]
    for state, got in zip(cases, run_js("regularization_lab", calls), strict=True):
        x, y = RegularizationLab(**state).points()
        powers = x[:, None] ** np.arange(1, state["degree"] + 1)
        features = (powers - powers.mean(axis=0)) / powers.std(axis=0)
        weights, lam = np.array(got["model"]["weights"]), 10 ** state["log_lam"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = (
                Ridge(alpha=len(x) * lam, solver="svd")
                if state["penalty"] == "L2"
                else Lasso(alpha=lam / 2, max_iter=300_000, tol=1e-9)
            ).fit(features, y)
        if state["penalty"] == "L2":
            np.testing.assert_allclose(weights, model.coef_, rtol=1e-5, atol=1e-6)
        mine, right = (objective(w, features, y, state["penalty"], lam) for w in (weights, model.coef_))
        assert mine <= right + 1e-6
        assert mine == pytest.approx(right, abs=2e-4)


@needs("node")
def test_errors_are_those_of_python():
    for state in list(situations())[::4]:
        lab = RegularizationLab(**state)
        [got] = run_js(
            "regularization_lab",
            [
                (
                    "study",
                    {
                        "degree": lab.degree,
                        "penalty": lab.penalty,
                        "lam": lab.lam,
                        "noise": lab.noise,
                        "samples": lab.samples,
                        "seed": lab.seed,
                    },
                )
            ],
        )
        assert (got["trainError"], got["validationError"]) == pytest.approx(lab.errors, rel=2e-2, abs=2e-3)


@needs("node")
def test_l1_makes_exact_zeros_where_scikit_learn_does_and_l2_does_not():
    [l1, l2] = run_js(
        "regularization_lab",
        [
            ("study", {"degree": 12, "penalty": p, "lam": 0.05, "noise": 0.3, "samples": 30, "seed": 5})
            for p in ("L1", "L2")
        ],
    )
    zeros = [w == 0 for w in l1["model"]["weights"]]
    lab = RegularizationLab(degree=12, penalty="L1", log_lam=np.log10(0.05), noise=0.3, samples=30, seed=5)
    assert sum(zeros) >= 6 and zeros == (lab.coefficients == 0).tolist()
    assert all(w != 0 for w in l2["model"]["weights"])


def test_a_penalty_and_more_points_both_cure_overfitting():
    train, validation = RegularizationLab(degree=12, samples=15).errors
    assert validation > 10 * train
    assert RegularizationLab(degree=12, samples=15, penalty="L2", log_lam=-2).errors[1] < validation / 5
    assert RegularizationLab(degree=12, samples=100).errors[1] < validation / 5
    assert "no penalty" in repr(RegularizationLab())
