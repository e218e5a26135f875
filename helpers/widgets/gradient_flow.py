"""GradientFlow: activations forward and gradients back through a deep network with random weights."""

from __future__ import annotations

import functools

from .base import Choice, CourseWidget, Flag, Number, Whole

WIDTH, BATCH, EPSILON = 24, 48, 1e-3
ACTIVATIONS = ("sigmoid", "tanh", "relu")


class GradientFlow(CourseWidget):
    """Depth, activation, scale of the weights, batch norm: histograms of activations and gradient norms by layer.

    ``GradientFlow(depth=20, activation="relu", scale=1.41)``: every layer has 24 neurons, weights are normal with
    standard deviation ``scale``/√24 (1 is Glorot's, 1.41 He's), 48 samples go through it, and the gradient of a log
    loss comes back. ``flow.gradient_norms``, ``.flowing``, ``.factor``, ``.stds`` and ``.saturated`` follow the state.
    """

    MODULE = "gradient_flow"
    CONTROLS = ("depth", "activation", "scale", "tiny", "glorot", "he", "large", "huge", "batchNorm", "reseed", "reset")

    depth = Whole(10, 1, 30)
    activation = Choice(ACTIVATIONS)
    scale = Number(1.0, 0.05, 25)
    batchNorm = Flag(False, help="batch normalization before each activation")
    seed = Whole(1, 0, 10**6)

    @property
    def gradient_norms(self) -> list[float]:
        """The norm of ∂L/∂W of every hidden layer, the one next to the input first."""
        return list(self._passed()[0])

    @property
    def flowing(self) -> list[float]:
        """The norm of ∂L/∂z of every hidden layer: what flows back through it."""
        return list(self._passed()[3])

    @property
    def stds(self) -> list[float]:
        """The standard deviation of every layer's activations."""
        return list(self._passed()[1])

    @property
    def saturated(self) -> list[float]:
        """The share of every layer's activations that are saturated (ReLU: that are 0)."""
        return list(self._passed()[2])

    @property
    def factor(self) -> float:
        """By what a layer multiplies the gradient on its way back, on average."""
        deltas = self.flowing
        return 1.0 if len(deltas) < 2 or not deltas[-1] else (deltas[0] / deltas[-1]) ** (1 / (len(deltas) - 1))

    def _passed(self):
        return _pass(self.depth, self.activation, self.scale, self.batchNorm, self.seed)

    def describe(self) -> str:
        norms = self.gradient_norms
        norm = ", batch norm" if self.batchNorm else ""
        return (
            f"{self.depth} layers of {WIDTH} ({self.activation}), scale {self.scale:g}{norm}: gradient norm "
            f"{norms[0]:.3g} in layer 1, {norms[-1]:.3g} in layer {self.depth}."
        )


@functools.lru_cache(maxsize=16)
def _pass(depth, activation, scale, batch_norm, seed):
    """The browser's pass in NumPy: gradient norms, standard deviations, shares at the edge, ∂L/∂z norms."""
    import numpy as np
    from scipy.special import expit

    from .mulberry import normals

    f, slope, edge = {
        "sigmoid": (expit, lambda a: a * (1 - a), lambda a: (a < 0.05) | (a > 0.95)),
        "tanh": (np.tanh, lambda a: 1 - a * a, lambda a: np.abs(a) > 0.95),
        "relu": (lambda z: np.maximum(z, 0), lambda a: (a > 0).astype(float), lambda a: a == 0),
    }[activation]
    draws = normals(seed, BATCH * WIDTH + WIDTH + depth * WIDTH * WIDTH)
    x = draws[: BATCH * WIDTH].reshape(BATCH, WIDTH)
    readout = draws[BATCH * WIDTH :][:WIDTH] / np.sqrt(WIDTH)
    weights = draws[BATCH * WIDTH + WIDTH :].reshape(depth, WIDTH, WIDTH) * scale / np.sqrt(WIDTH)
    outs, hats, deviations = [x], [], []
    for W in weights:
        z = outs[-1] @ W
        if batch_norm:
            deviations.append(np.sqrt(z.var(axis=0) + EPSILON))
            hats.append((z - z.mean(axis=0)) / deviations[-1])
            z = hats[-1]
        outs.append(f(z))
    error = (expit(outs[-1] @ readout) - (x[:, 0] > 0)) / BATCH
    delta, norms, deltas = np.outer(error, readout), [], []
    for i in range(depth - 1, -1, -1):
        delta = delta * slope(outs[i + 1])
        if batch_norm:
            delta = (delta - delta.mean(axis=0) - hats[i] * (delta * hats[i]).mean(axis=0)) / deviations[i]
        deltas.append(float(np.linalg.norm(delta)))
        norms.append(float(np.linalg.norm(outs[i].T @ delta)))
        delta = delta @ weights[i].T
    layers = outs[1:]
    return (
        tuple(norms[::-1]),
        tuple(float(a.std()) for a in layers),
        tuple(float(edge(a).mean()) for a in layers),
        tuple(deltas[::-1]),
    )
