"""LearningLines: the hidden units of a small network as lines in the plane, while it learns."""

from __future__ import annotations

import math

import traitlets

from .base import CourseWidget, Whole

CORNERS = ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0))
PARTS = ("update", "hidden", "output", "error")


class LearningLines(CourseWidget):
    """A training, played back: each hidden sigmoid unit of a 2-n-1 network is the line where it answers ½.

    ``LearningLines(frames=[{"update": 0, "hidden": [[w_A…], [w_B…], [bias…]], "output": [v…, bias], "error": E}, …])``:
    the weights as they were after so many updates. ``at`` is the frame that is shown. ``points`` are (A, B, target).

    Raises ``traitlets.TraitError`` for frames that are none.
    """

    MODULE = "learning_lines"
    CONTROLS = ("at", "run", "reset")

    frames = traitlets.List(traitlets.Dict()).tag(sync=True)
    points = traitlets.List([list(corner) for corner in CORNERS]).tag(sync=True)
    at = Whole(0, 0, 400)

    def __init__(self, frames=(), **state):
        super().__init__(frames=list(frames), **state)

    @property
    def frame(self) -> dict | None:
        """The frame that is shown; None where there is none."""
        return self.frames[min(self.at, len(self.frames) - 1)] if self.frames else None

    def outputs(self) -> list[float]:
        """What the network of the present frame answers at its points."""
        if not self.frame:
            return []
        w_a, w_b, bias = self.frame["hidden"]
        *v, last = self.frame["output"]
        told = []
        for a, b, _ in self.points:
            hidden = [_sigmoid(x * a + y * b + c) for x, y, c in zip(w_a, w_b, bias)]
            told.append(_sigmoid(sum(map(float.__mul__, hidden, map(float, v))) + last))
        return told

    def describe(self) -> str:
        if not self.frame:
            return "no training to show yet."
        answers = ", ".join(f"({a:g}, {b:g}) {out:.2f}" for (a, b, _), out in zip(self.points, self.outputs()))
        units = len(self.frame["output"]) - 1
        update, error = self.frame["update"], self.frame["error"]
        return f"{units} hidden units as lines after {update} updates, error {error:.3g}: {answers}."

    @traitlets.validate("frames")
    def _well_formed(self, proposal):
        for number, frame in enumerate(proposal["value"]):
            place = f"LearningLines: frame {number}"
            missing = [part for part in PARTS if part not in frame]
            if missing:
                raise traitlets.TraitError(f'{place} has no "{missing[0]}".')
            widths = {len(row) for row in frame["hidden"]}
            if len(frame["hidden"]) != 3 or widths != {len(frame["output"]) - 1}:
                raise traitlets.TraitError(
                    f"{place}: hidden has three rows of n weights each, output n weights and a bias."
                )
        return proposal["value"]


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0
