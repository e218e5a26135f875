"""ActivationExplorer: an activation function, its tangent and its derivative; many layers; and softmax."""

from __future__ import annotations

import math

from .base import Choice, CourseWidget, Number, Numbers, Whole

NAMES = {
    "step": "binary step",
    "linear": "linear",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "softplus": "softplus",
}
SATURATED_SHARE = 0.05
"""A neuron counts as saturated where its derivative is below this share of the greatest derivative."""


class ActivationExplorer(CourseWidget):
    """A point z on an activation function, what the derivative does there, and what n layers make of it.

    ``ActivationExplorer(function="sigmoid", z=5)``; ``explorer.value``, ``.slope``, ``.band``, ``.product`` and
    ``.best_product`` follow the state. Three views: ``view="curve"`` shows function and derivative side by side,
    ``view="layers"`` the product of ``n`` derivatives on a log axis, ``view="softmax"`` three scores (``logits``)
    as probabilities at a ``temperature``. ``alpha`` is the slope of leaky ReLU for z ≤ 0.
    """

    MODULE = "activation_explorer"
    CONTROLS = ("function", "z", "alpha", "n", "view", "logits", "temperature", "shift", "reset")

    function = Choice(tuple(NAMES), "sigmoid")
    z = Number(1.0, -8, 8)
    alpha = Number(0.1, 0, 2)
    n = Whole(10, 1, 30)
    view = Choice(("curve", "layers", "softmax"))
    logits = Numbers((2.0, 1.0, 0.1), -10, 10)
    temperature = Number(1.0, 0.1, 10)
    shift = Number(0.0, -1000, 1000, help="a constant added to every logit")

    @property
    def value(self) -> float:
        """The activation at z."""
        half = math.tanh(self.z / 2)
        return {
            "step": float(self.z >= 0),
            "linear": self.z,
            "sigmoid": (1 + half) / 2,
            "tanh": math.tanh(self.z),
            "relu": max(self.z, 0.0),
            "leaky_relu": self.z if self.z > 0 else self.alpha * self.z,
            "softplus": max(self.z, 0.0) + math.log1p(math.exp(-abs(self.z))),
        }[self.function]

    @property
    def slope(self) -> float:
        """The derivative at z. ReLU's at 0 is 0, leaky ReLU's is alpha; the step has none at 0, and 0 elsewhere."""
        half = math.tanh(self.z / 2)
        return {
            "step": 0.0,
            "linear": 1.0,
            "sigmoid": (1 + half) * (1 - half) / 4,
            "tanh": 1 / math.cosh(self.z) ** 2,
            "relu": float(self.z > 0),
            "leaky_relu": 1.0 if self.z > 0 else self.alpha,
            "softplus": (1 + half) / 2,
        }[self.function]

    @property
    def best_slope(self) -> float:
        """The greatest derivative that the function has anywhere (for softplus, the limit)."""
        return {"step": 0.0, "sigmoid": 0.25, "leaky_relu": max(1.0, self.alpha)}.get(self.function, 1.0)

    @property
    def band(self) -> str:
        """ "flat" (derivative 0), "saturated" (below 5 % of the greatest), "leaking" (leaky ReLU at z ≤ 0) or
        "active".
        """
        if self.slope == 0:
            return "flat"
        if self.function == "leaky_relu":
            return "active" if self.z > 0 else "leaking"
        return "saturated" if self.slope < SATURATED_SHARE * self.best_slope else "active"

    @property
    def product(self) -> float:
        """The product of n derivatives, all taken at z."""
        return self.slope**self.n

    @property
    def best_product(self) -> float:
        """The greatest product that n layers of this function can have."""
        return self.best_slope**self.n

    @property
    def probabilities(self) -> tuple[float, ...]:
        """Softmax of the logits at the temperature; the shift changes nothing."""
        top = max(self.logits)
        weights = [math.exp((score - top) / self.temperature) for score in self.logits]
        return tuple(weight / sum(weights) for weight in weights)

    def describe(self) -> str:
        if self.view == "softmax":
            scores = ", ".join(f"{score + self.shift:g}" for score in self.logits)
            shares = ", ".join(f"{share:.3f}" for share in self.probabilities)
            return f"softmax of ({scores}) at temperature {self.temperature:g} is ({shares})."
        slope = f" with slope {self.alpha:g} on the left" if self.function == "leaky_relu" else ""
        here = (
            f"{NAMES[self.function]}{slope} at z = {self.z:g}: value {self.value:.4g}, derivative {self.slope:.4g}, "
            f"{self.band}"
        )
        if self.view == "layers":
            return f"{here}; product over {self.n} layers {self.product:.3g}, at best {self.best_product:.3g}."
        return f"{here}."
