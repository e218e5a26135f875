"""RegularizationLab: a polynomial fitted to noisy points under an L1 or L2 penalty; its coefficients and its errors."""

from __future__ import annotations

import traitlets

from .base import Choice, CourseWidget, Number, Whole, checked_number

VALIDATION_SEED = 1000
VALIDATION_COUNT = 60
NO_PENALTY = 1e-10
"""Without a penalty a trace of L2 is kept, so that more coefficients than points still have one answer."""


class RegularizationLab(CourseWidget):
    """Points around sin(πx), a polynomial fitted to them, its coefficients, and training against validation error.

    The loss is the mean squared error + λ·Σ|w| or λ·Σw², over the coefficients of x, x², … scaled to mean 0 and
    standard deviation 1; the bias is not penalized. ``lab.errors`` gives (training, validation), ``lab.coefficients``
    the weights.

    Args:
        degree: 1 to 15; penalty: "none", "L2" or "L1"; log_lam: λ = 10^log_lam.
        noise: standard deviation; samples: number of points; seed: which points.
    """

    MODULE = "regularization_lab"
    CONTROLS = ("degree", "penalty", "log_lam", "noise", "samples", "moved", "seed", "reset")

    degree = Whole(12, 1, 15)
    penalty = Choice(("none", "L2", "L1"))
    log_lam = Number(-3.0, -6, 1)
    noise = Number(0.3, 0, 1)
    samples = Whole(15, 5, 100)
    seed = Whole(3, 1, 999)
    point = Whole(0, 0, 99, help="the training point that is chosen, to be moved by slider")
    moved = traitlets.Dict(help="training points taken elsewhere: number from 0 (as text, as JSON has it) -> y").tag(
        sync=True
    )

    @traitlets.validate("moved")
    def _moved_to_numbers(self, proposal):
        return {
            str(int(i)): checked_number(f"RegularizationLab: moved[{i}]", y, -2.5, 2.5)
            for i, y in proposal["value"].items()
        }

    @property
    def lam(self) -> float:
        """λ, 0 without a penalty."""
        return 0.0 if self.penalty == "none" else 10**self.log_lam

    def points(self, validation: bool = False):
        """x and y of the training or validation points."""
        import numpy as np

        from .mulberry import normals_from, uniforms

        seed, count = (self.seed + VALIDATION_SEED, VALIDATION_COUNT) if validation else (self.seed, self.samples)
        drawn = uniforms(seed, 3 * count).reshape(count, 3)
        x = 2 * (np.arange(count) + drawn[:, 0]) / count - 1  # one in each of `count` equal parts
        y = np.sin(np.pi * x) + self.noise * normals_from(drawn[:, 1:])[:, 0]
        for i, taken in ({} if validation else self.moved).items():
            y[int(i) : int(i) + 1] = taken  # beyond the last point there is none to move
        return x, y

    def _fitted(self):
        from sklearn.linear_model import Lasso, Ridge

        x, y = self.points()
        powers = x[:, None] ** range(1, self.degree + 1)
        mean, scale = powers.mean(axis=0), powers.std(axis=0)
        features = (powers - mean) / scale
        if self.penalty == "L1":
            model = Lasso(alpha=self.lam / 2, max_iter=200_000, tol=1e-8)
        else:
            model = Ridge(alpha=len(x) * (self.lam or NO_PENALTY), solver="svd")
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # small λ: not converged to the last digit, good to four
            model.fit(features, y)
        return model, mean, scale

    @property
    def coefficients(self):
        """The weights of the scaled powers x, x², …"""
        return self._fitted()[0].coef_

    @property
    def errors(self) -> tuple[float, float]:
        """Mean squared error on the training and on the validation points."""
        model, mean, scale = self._fitted()

        def error(validation):
            x, y = self.points(validation)
            features = (x[:, None] ** range(1, self.degree + 1) - mean) / scale
            return float(((model.predict(features) - y) ** 2).mean())

        return error(False), error(True)

    def describe(self) -> str:
        train, validation = self.errors
        how = "no penalty" if self.penalty == "none" else f"{self.penalty} with λ = {self.lam:.3g}"
        return (
            f"degree {self.degree}, {self.samples} points, noise {self.noise:g}, {how}: training error {train:.3f}, "
            f"validation error {validation:.3f}."
        )
