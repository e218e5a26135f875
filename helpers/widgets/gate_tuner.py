"""GateTuner: one neuron with a step, tuned by hand or by Rosenblatt's rule until it is a logic gate."""

from __future__ import annotations

import itertools

from .base import Choice, CourseWidget, Number, Whole

# The outputs wanted for the inputs in counting order: 0, 1 or 00, 01, 10, 11.
TARGETS = {
    "AND": (0, 0, 0, 1),
    "OR": (0, 1, 1, 1),
    "NAND": (1, 1, 1, 0),
    "NOR": (1, 0, 0, 0),
    "XOR": (0, 1, 1, 0),
    "XNOR": (1, 0, 0, 1),
    "NOT": (1, 0),
}


class GateTuner(CourseWidget):
    """Sliders for the weights and the bias of a neuron with two inputs, its line and its truth table.

    ``GateTuner(gate="AND", w1=1, w2=1, b=-1.5)``; ``tuner.solved`` and ``tuner.table`` follow the state.
    NOT has one input: w2 is not used. The second view (``view="learn"``) plays the perceptron's learning
    rule: ``shown`` sample presentations at learning rate ``lr``, from zero weights.
    """

    MODULE = "gate_tuner"
    CONTROLS = ("gate", "w1", "w2", "b", "view", "lr", "step", "epoch", "run", "restart", "reset")

    gate = Choice(tuple(TARGETS))
    w1 = Number(0.0, -4, 4)
    w2 = Number(0.0, -4, 4)
    b = Number(0.0, -4, 4)
    tries = Whole(0, 0, 10**9, help="changes made for this gate; after some the widget says how far a line can get")
    view = Choice(("tune", "learn"))
    lr = Number(0.5, 0.01, 2)
    shown = Whole(0, 0, 100_000, help="samples that the learning rule has seen")

    @property
    def table(self) -> list[tuple]:
        """The truth table: one row (inputs..., net input, output, wanted output) per corner."""
        targets = TARGETS[self.gate]
        weights = (self.w1,) if self.gate == "NOT" else (self.w1, self.w2)
        rows = []
        for corner, wanted in zip(itertools.product((0, 1), repeat=len(weights)), targets, strict=True):
            # Rounded, so that 0.7 + 0.1 - 0.8 lies on the line as it does on paper.
            net = round(sum(w for w, x in zip(weights, corner, strict=True) if x) + self.b, 9)
            rows.append((*corner, net, 1 if net >= 0 else 0, wanted))
        return rows

    @property
    def solved(self) -> bool:
        """True when every corner has the output that the gate wants."""
        return all(row[-2] == row[-1] for row in self.table)

    def describe(self) -> str:
        right = sum(row[-2] == row[-1] for row in self.table)
        weights = f"w1 = {self.w1:g}" + ("" if self.gate == "NOT" else f", w2 = {self.w2:g}")
        return f"gate {self.gate}, {weights}, b = {self.b:g}: {right} of {len(self.table)} corners right."
