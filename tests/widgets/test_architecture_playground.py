"""ArchitecturePlayground: the network trained in the browser against the same run in NumPy,
gradients, and its words.
"""

import itertools

import numpy as np
import pytest
import traitlets
from scipy.optimize import approx_fprime
from system import needs
from widgets_js import run_js

from helpers.widgets import ArchitecturePlayground, mulberry
from helpers.widgets import architecture_playground as python

SETTINGS = ("data", "noise", "layers", "units", "activation", "lr", "seed")


def settings(widget):
    return {name: getattr(widget, name) for name in SETTINGS}


def some(count):
    rng = np.random.default_rng(7)
    for data, activation in itertools.islice(
        itertools.cycle(itertools.product(python.DATA, python.ACTIVATIONS)), count
    ):
        yield ArchitecturePlayground(
            data=data,
            activation=activation,
            noise=float(rng.uniform(0, 0.5)),
            layers=int(rng.integers(0, 5)),
            units=int(rng.integers(1, 11)),
            lr=float(rng.choice([0.01, 0.1, 0.3])),
            seed=int(rng.integers(10**6)),
            trained=int(rng.integers(0, 20)),
        )


@needs("node")
def test_random_numbers_in_python_equal_those_of_the_browser():
    expected = run_js("playground_math", [("makeData", "circles", 0.3, seed) for seed in (0, 1, 999999)])
    for seed, points in zip((0, 1, 999999), expected, strict=True):
        x, label = python._points("circles", 0.3, seed)
        assert np.allclose(np.column_stack([x, label]), points, atol=1e-12)
    assert mulberry.normals(5, 4000).std() == pytest.approx(1, abs=0.05)


@needs("node")
def test_runs_in_the_browser_equal_the_same_runs_in_numpy():
    widgets = list(some(32))
    for widget, run in zip(
        widgets, run_js("playground_math", [("trained", settings(w), w.trained) for w in widgets]), strict=True
    ):
        history = widget.history
        assert len(history["loss"]) == widget.trained + 1
        for name, key in (
            ("loss", "loss"),
            ("test_loss", "testLoss"),
            ("accuracy", "accuracy"),
            ("test_accuracy", "testAccuracy"),
        ):
            assert np.allclose(history[name], [row[key] for row in run["history"]], rtol=1e-6, atol=1e-9), (
                widget,
                name,
            )


@needs("node")
def test_points_moved_and_added_by_hand_are_learned_in_the_browser_as_in_numpy():
    hands = {"moved": [[3, 1.5, -1.5], [200, 0, 0]], "painted": [[-1.2, 1.1, 1], [0.2, 0.3, 0]]}
    widget = ArchitecturePlayground(data="xor", trained=8, **hands)
    [run] = run_js("playground_math", [("trained", settings(widget) | hands, 8)])
    assert np.allclose(widget.history["loss"], [row["loss"] for row in run["history"]], rtol=1e-6)
    assert widget.loss != ArchitecturePlayground(data="xor", trained=8, painted=hands["painted"]).loss


@pytest.mark.parametrize("activation", python.ACTIVATIONS)
def test_an_update_goes_down_the_gradient_that_differences_give(activation):
    points = python._points("moons", 0.1, 3)
    net = python._network([2, 3, 3, 1], activation, 4)
    flat = np.concatenate([part.ravel() for layer in net for part in layer])

    def unflatten(values):
        parts, used = [], 0
        for layer in net:
            made = []
            for part in layer:
                made.append(values[used : used + part.size].reshape(part.shape))
                used += part.size
            parts.append(made)
        return parts

    slope = approx_fprime(flat, lambda v: python._score(unflatten(v), activation, points)[0], 1e-6)
    moved = unflatten(flat)
    python._update(moved, activation, points, 1.0)
    assert np.allclose(flat - np.concatenate([part.ravel() for layer in moved for part in layer]), slope, atol=1e-5)


@needs("node")
@pytest.mark.parametrize(
    "state, kind, words",
    [
        (dict(data="circles", units=8, activation="tanh", trained=200), "good", "Learned in 200 epochs"),
        (dict(data="circles", layers=0, trained=100), "bad", "border is a straight line"),
        (dict(data="circles", layers=3, units=8, activation="linear", trained=100), "bad", "Linear layers in a row"),
        (
            dict(data="circles", layers=3, units=10, activation="linear", lr=3, trained=30),
            "bad",
            "became infinite or not a number",
        ),
        (dict(data="moons", layers=2, units=8, activation="tanh", lr=10, trained=50), "bad", "Diverged: the loss grew"),
        (dict(data="moons", units=8, activation="relu", lr=10, trained=50), "bad", "every ReLU answers 0"),
        (dict(data="moons", layers=4, units=8, activation="sigmoid", lr=0.03, trained=200), "bad", "Stuck at 0.69"),
        (dict(data="spirals", layers=2, units=10, trained=1000), "bad", "Overfitting"),
        (dict(data="moons", trained=0), "note", "weights are random"),
    ],
)
def test_what_went_wrong_is_said_in_words(state, kind, words, tmp_path):
    widget = ArchitecturePlayground(**state)
    (told,) = run_js("playground_math", [("verdictOf", settings(widget), widget.trained)])
    assert told[0] == kind and words in told[1]


@needs("node")
def test_what_is_called_overfitting_goes_on_falling_in_training():
    said = "while the training loss went from "
    runs = [
        ArchitecturePlayground(data=data, layers=2, units=10, activation=activation, lr=lr, noise=0.3)
        for data in ("spirals", "moons")
        for activation in ("relu", "tanh")
        for lr in (0.3, 3)
    ]
    told = run_js("playground_math", [("verdictOf", settings(run), epochs) for run in runs for epochs in (60, 400)])
    falls = [words.split(said)[1].split(". ")[0].split(" to ") for _, words in told if words.startswith("Overfitting")]
    assert falls and all(float(before) >= float(after) for before, after in falls)


@needs("node")
@pytest.mark.parametrize("noise", [0, 0.5])
def test_the_surface_is_the_networks_answer_on_a_grid_from_the_top_left_and_holds_every_point(noise):
    widget = ArchitecturePlayground(data="moons", trained=5, units=3, noise=noise)
    ((weights, cells, edge),) = run_js("architecture_playground", [("surfaceOf", settings(widget), 5)])
    net = [[np.array(W).reshape(len(W) // len(b), len(b)), np.array(b)] for W, b in weights]
    n, farthest = len(cells), np.abs(python._points("moons", noise, widget.seed)[0]).max()
    assert farthest < edge == pytest.approx(max(1.7, farthest + 0.1))
    at = np.linspace(-edge + edge / n, edge - edge / n, n)
    grid = np.array([[x, y] for y in at[::-1] for x in at])
    z = python._outputs(net, widget.activation, grid)[-1][:, 0]
    assert np.allclose(np.ravel(cells), 1 / (1 + np.exp(-z)), atol=1e-9)


@needs("node")
def test_what_stands_still_is_the_dead_layer_and_those_before_it():
    widget = ArchitecturePlayground(data="moons", layers=2, units=8, activation="relu", lr=10, trained=50)
    dead = settings(widget)
    assert "its weights and those before it stand still" in run_js("playground_math", [("verdictOf", dead, 50)])[0][1]
    net = python._network([2, 8, 8, 1], "relu", widget.seed)
    net[0][1][:], net[-1][1][:] = -100.0, 1.0
    before = [part.copy() for layer in net for part in layer]
    python._update(net, "relu", python._points("moons", 0.1, 1), 1.0)
    moved = [not np.array_equal(a, b) for a, b in zip(before, [part for layer in net for part in layer])]
    assert not any(moved[:2]) and moved[-1]


def test_state_in_python():
    widget = ArchitecturePlayground(data="xor", layers=2, units=4, activation="tanh", trained=60)
    assert widget.sizes == [2, 4, 4, 1] and widget.parameters == 37
    assert widget.loss == widget.history["loss"][-1] < widget.history["loss"][0] and len(widget.history["loss"]) == 61
    assert "network 2-4-4-1 (tanh) on xor" in repr(widget) and "60 epochs trained" in repr(widget)
    with pytest.raises(traitlets.TraitError, match="lr must be one of 0.001"):
        widget.lr = 0.05
