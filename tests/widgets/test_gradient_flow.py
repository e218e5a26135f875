"""GradientFlow: the pass in the browser against NumPy, NumPy's gradients against differences and
Keras, and its words.
"""

import itertools

import numpy as np
import pytest
from scipy.special import expit
from system import needs
from widgets_js import run_js

from helpers.widgets import GradientFlow, mulberry
from helpers.widgets import gradient_flow as python

SETTINGS = ("depth", "activation", "scale", "batchNorm", "seed")


def settings(flow):
    return {name: getattr(flow, name) for name in SETTINGS}


def flows():
    rng = np.random.default_rng(3)
    for activation, norm, scale in itertools.product(python.ACTIVATIONS, (False, True), (0.05, 1.0, 1.41, 5.0)):
        yield GradientFlow(
            activation=activation,
            batchNorm=norm,
            scale=scale,
            depth=int(rng.integers(1, 31)),
            seed=int(rng.integers(10**6)),
        )


@needs("node")
def test_norms_and_histograms_in_the_browser_equal_numpy():
    made = list(flows())
    for flow, told in zip(made, run_js("flow_math", [("passed", settings(flow)) for flow in made]), strict=True):
        assert np.allclose(told["norms"], flow.gradient_norms, rtol=1e-6, atol=0), flow
        assert np.allclose(told["deltas"], flow.flowing, rtol=1e-6, atol=0)
        assert np.allclose(told["stds"], flow.stds, rtol=1e-8)
        assert np.allclose(told["edges"], flow.saturated, atol=2e-3)


@pytest.mark.parametrize("activation, norm", list(itertools.product(python.ACTIVATIONS, (False, True))))
def test_gradients_equal_central_differences(activation, norm):
    depth, scale, seed, n = 3, 1.2, 8, python.WIDTH
    draws = mulberry.normals(seed, python.BATCH * n + n + depth * n * n)
    x, readout = draws[: python.BATCH * n].reshape(-1, n), draws[python.BATCH * n :][:n] / np.sqrt(n)
    weights = draws[python.BATCH * n + n :].reshape(depth, n, n) * scale / np.sqrt(n)
    f = {"sigmoid": expit, "tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}[activation]

    def loss(W):
        a = x
        for layer in W:
            z = a @ layer
            a = f((z - z.mean(0)) / np.sqrt(z.var(0) + 1e-3) if norm else z)
        logit = a @ readout
        return np.mean(np.logaddexp(0, logit) - (x[:, 0] > 0) * logit)

    gradient = np.zeros((n, n))
    for i, j in itertools.product(range(n), range(n)):
        up, down = weights.copy(), weights.copy()
        up[0, i, j] += 1e-5
        down[0, i, j] -= 1e-5
        gradient[i, j] = (loss(up) - loss(down)) / 2e-5
    flow = GradientFlow(depth=depth, activation=activation, scale=scale, batchNorm=norm, seed=seed)
    assert np.linalg.norm(gradient) == pytest.approx(flow.gradient_norms[0], rel=1e-3)


def test_what_the_lesson_points_at():
    assert GradientFlow(depth=20, activation="sigmoid").factor < 0.3
    assert 0.7 < GradientFlow(depth=30, activation="relu", scale=1.41).factor < 1.3
    assert GradientFlow(depth=30, activation="relu", scale=4.9).factor > 2.5
    assert 0.7 < GradientFlow(depth=30, activation="relu", scale=4.9, batchNorm=True).factor < 1.5


@needs("node")
@pytest.mark.parametrize(
    "state, kind, words",
    [
        (dict(depth=20, activation="sigmoid"), "bad", "Vanishing"),
        (dict(depth=20, activation="relu", scale=4.9), "bad", "Exploding"),
        (dict(depth=20, activation="relu", scale=1.41), "good", "Healthy"),
        (dict(depth=20, activation="relu", scale=0.2), "bad", "Vanishing"),
        (dict(depth=20, activation="sigmoid", batchNorm=True), "good", "Healthy"),
        (dict(depth=1), "note", "One hidden layer"),
    ],
)
def test_it_says_what_the_gradients_do(state, kind, words):
    flow = GradientFlow(**state)
    result = {"norms": flow.gradient_norms, "deltas": flow.flowing, "edges": flow.saturated}
    ((told, sentence),) = run_js("gradient_flow", [("verdict", settings(flow), result)])
    assert told == kind and sentence.startswith(words)


@needs("node")
@needs("node")
def test_the_stack_in_words_says_by_how_much_the_gradient_changes():
    for first, words in (
        (1e-3, "fades away"),
        (0.02, "within a factor of 100"),
        (50, "within a factor of 100"),
        (200, "more than a hundredfold"),
    ):
        [told] = run_js("gradient_flow", [("stackInWords", {"depth": 3}, {"deltas": [first, 1, 1]})])
        assert words in told


def test_what_lies_outside_a_histogram_falls_into_its_outer_bins():
    (counts,) = run_js("flow_math", [("histogram", [-9, 0, 0.1, 0.9, 1, 50], 0, 1, 4)])
    assert counts == [3, 0, 0, 3]


def test_state_in_words():
    assert repr(GradientFlow(depth=2, activation="tanh", batchNorm=True)).startswith(
        "GradientFlow: 2 layers of 24 (tanh), scale 1, batch norm: gradient norm "
    )
