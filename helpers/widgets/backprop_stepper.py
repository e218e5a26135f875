"""BackpropStepper: the worked 2-2-2 network, forward and backward one step at a time, and trained."""

from __future__ import annotations

import math

import traitlets

from .base import CourseWidget, Flag, Number, Numbers, Whole, checked_number


class BackpropStepper(CourseWidget):
    """The 2-2-2 network with sigmoid neurons, every value on its node and edge.

    ``BackpropStepper(x=(0.05, 0.10), target=(0.01, 0.99), w=[w1, ..., w8], b=(b1, b2), lr=0.5)``: the
    default is the classic example. w1, w2 go into h1; w3, w4 into h2; w5, w6 into o1; w7, w8 into o2; b1
    is shared by the hidden neurons, b2 by the outputs. ``stage`` counts the steps shown of the present
    update. ``update(n)`` makes n updates; ``out`` and ``error`` (half the sum of squares) follow the state.
    """

    MODULE = "backprop_stepper"
    CONTROLS = (
        *(f"w{i}" for i in range(1, 9)),
        *("b1", "b2", "i1", "i2", "target1", "target2", "lr", "train_biases", "log_axis"),
        *("steps", "guess", "updates", "curve", "table", "sliders", "reset"),
    )

    x = Numbers((0.05, 0.10), -10, 10)
    target = Numbers((0.01, 0.99), -10, 10)
    w = Numbers((0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55), -1000, 1000)
    b = Numbers((0.35, 0.60), -1000, 1000)
    lr = Number(0.5, 0, 100)
    train_biases = Flag(False)
    log_axis = Flag(True)
    stage = Whole(0, 0, 100)
    guess: traitlets.List = traitlets.List(help="[step, number] that was typed before that step; empty").tag(sync=True)
    updates = Whole(0, 0, 10**9)
    curve: traitlets.List = traitlets.List(help="pairs [updates, error], thinned where they are many").tag(sync=True)

    @property
    def out(self) -> tuple[float, float]:
        """The two outputs for the present weights."""
        return tuple(_run(self.x, self.w, self.b)[1])

    @property
    def error(self) -> float:
        """½·Σ(target − out)² for the present weights."""
        return _error(self.out, self.target)

    def update(self, count: int = 1) -> float:
        """Make ``count`` updates of gradient descent; the new error.

        Raises ``traitlets.TraitError`` unless count is a whole number from 0 to 1 000 000.
        """
        if checked_number("BackpropStepper: count", count, 0, 10**6) != int(count):
            raise traitlets.TraitError(f"BackpropStepper: count must be a whole number, got {count!r}.")
        w, b = list(self.w), list(self.b)
        curve = [list(point) for point in self.curve] or [[self.updates, self.error]]
        for done in range(self.updates + 1, self.updates + int(count) + 1):
            _descend(w, b, self.x, self.target, self.lr, self.train_biases)
            if _kept(done) or done == self.updates + count:
                curve.append([done, _error(_run(self.x, w, b)[1], self.target)])
        with self.hold_sync():
            self.w, self.b, self.curve = w, b, curve
            self.updates += int(count)
        return self.error

    @traitlets.validate("guess")
    def _is_a_guess(self, proposal):
        guess = proposal["value"]
        if guess and (len(guess) != 2 or not all(isinstance(item, (int, float)) for item in guess)):
            raise traitlets.TraitError(f"BackpropStepper: guess is [step, number] or empty, got {guess!r}.")
        return guess

    def describe(self) -> str:
        weights = ", ".join(f"w{i} = {w:.6g}" for i, w in enumerate(self.w, start=1))
        net = f"2-2-2 network after {self.updates} updates: {weights}, b1 = {self.b[0]:.6g}, b2 = {self.b[1]:.6g}"
        # Like the drawing, the words tell only what has been computed: outputs from step 8, the error from step 11.
        known = [f"outputs {self.out[0]:.6g} and {self.out[1]:.6g}"] if self.updates or self.stage >= 8 else []
        known += [f"error {self.error:.6g}"] if self.updates or self.stage >= 11 else []
        return f"{net}; {', '.join(known) or 'its outputs and its error are the question'}."


def _run(x, w, b):
    """Outputs of the hidden layer and of the output layer; w lists the rows of both layers."""
    layer, outs = list(x), []
    for first, bias in ((0, b[0]), (4, b[1])):
        rows = (w[first : first + 2], w[first + 2 : first + 4])
        layer = [0.5 + 0.5 * math.tanh(0.5 * (math.fsum((r[0] * layer[0], r[1] * layer[1], bias)))) for r in rows]
        outs.append(layer)
    return outs


def _error(out, target) -> float:
    return 0.5 * math.fsum((t - o) ** 2 for t, o in zip(target, out, strict=True))


def _descend(w, b, x, target, lr, train_biases) -> None:
    """One update in place. The slopes of both layers are known before any weight moves."""
    hidden, out = _run(x, w, b)
    outer = [(o - t) * o * (1 - o) for o, t in zip(out, target, strict=True)]
    inner = [a * (1 - a) * (outer[0] * w[4 + i] + outer[1] * w[6 + i]) for i, a in enumerate(hidden)]
    for slopes, inputs, first in ((outer, hidden, 4), (inner, x, 0)):
        for i, slope in enumerate(slopes):
            for j, value in enumerate(inputs):
                w[first + 2 * i + j] -= lr * slope * value
    if train_biases:
        b[0] -= lr * sum(inner)
        b[1] -= lr * sum(outer)


def _kept(count: int) -> bool:
    """All of the first hundred updates, then two leading digits: a curve of a few hundred points."""
    return count <= 100 or count % 10 ** (len(str(count)) - 2) == 0
