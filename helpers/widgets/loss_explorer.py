"""LossExplorer: the best line under MSE, MAE and Huber while one outlier moves; and log loss against probability."""

from __future__ import annotations

import itertools
import math

from .base import Choice, CourseWidget, Flag, Number

POINTS = ((0.5, 1.6), (1.5, 1.9), (2.5, 3.3), (3.5, 3.5), (4.5, 4.9), (5.5, 5.1), (6.5, 6.6), (7.5, 6.7), (8.5, 8.1))
"""Nine points near the line y = 1 + 0.8 x; the tenth is the outlier."""

EPS = 1e-7
"""Where probabilities are clipped, as in Keras."""


class LossExplorer(CourseWidget):
    """Ten points and the straight lines that three losses call best; and what one predicted probability costs.

    ``LossExplorer(outlier_y=20, delta=1)``; ``explorer.lines`` gives (slope, intercept) under "MSE", "MAE" and
    "Huber", ``explorer.log_loss`` the cost of predicting ``p`` when the label is ``label``. Two views:
    ``view="lines"`` and ``view="log"``.
    """

    MODULE = "loss_explorer"
    CONTROLS = ("outlier_x", "outlier_y", "delta", "residuals", "view", "p", "label", "clip", "reset")

    outlier_x = Number(9.5, 0, 10)
    outlier_y = Number(8.6, -15, 30)
    delta = Number(1.0, 0.1, 20)
    residuals = Choice(("MSE", "MAE", "Huber", "none"))
    view = Choice(("lines", "log"))
    p = Number(0.7, 0, 1)
    label = Choice((1, 0))
    clip = Flag(True)

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """All ten points, the outlier last."""
        return (*POINTS, (self.outlier_x, self.outlier_y))

    @property
    def lines(self) -> dict[str, tuple[float, float]]:
        """Loss name -> (slope, intercept) of the line that makes it smallest."""
        return {"MSE": self._least_squares(), "MAE": self._least_absolute(), "Huber": self._least_huber()}

    @property
    def log_loss(self) -> float:
        """−log of the probability that was given to the label."""
        given = self.p if self.label == 1 else 1 - self.p
        if self.clip:
            given = min(max(given, EPS), 1 - EPS)
        return -math.log(given) if given > 0 else math.inf

    def _least_squares(self, weights=(1.0,) * 10):
        total = sum(weights)
        mx = sum(w * x for w, (x, _) in zip(weights, self.points, strict=True)) / total
        my = sum(w * y for w, (_, y) in zip(weights, self.points, strict=True)) / total
        spread = sum(w * (x - mx) ** 2 for w, (x, _) in zip(weights, self.points, strict=True))
        slope = sum(w * (x - mx) * (y - my) for w, (x, y) in zip(weights, self.points, strict=True)) / spread
        return slope, my - slope * mx

    def _least_absolute(self):
        # Some best line goes through two of the points: all pairs are tried.
        found = []
        for (x1, y1), (x2, y2) in itertools.combinations(self.points, 2):
            if x1 != x2:
                slope = (y2 - y1) / (x2 - x1)
                found.append((sum(abs(slope * (x - x1) + y1 - y) for x, y in self.points), slope, y1 - slope * x1))
        return min(found)[1:]

    def _least_huber(self):
        # Iteratively reweighted least squares: a point farther off than delta counts delta/distance.
        line = self._least_squares()
        for _ in range(5000):
            off = [abs(line[0] * x + line[1] - y) for x, y in self.points]
            new = self._least_squares([1.0 if r <= self.delta else self.delta / r for r in off])
            moved, line = max(abs(a - b) for a, b in zip(new, line, strict=True)), new
            if moved < 1e-13:
                break
        return line

    def describe(self) -> str:
        if self.view == "log":
            return f"predicted probability {self.p:g} for label {self.label}: log loss {self.log_loss:.4g}."
        found = "; ".join(f"{name} {slope:.3f} x {intercept:+.3f}" for name, (slope, intercept) in self.lines.items())
        return f"outlier at ({self.outlier_x:g}, {self.outlier_y:g}), delta {self.delta:g}; best lines: {found}."
