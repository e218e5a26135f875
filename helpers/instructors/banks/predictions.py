"""The words of `solutions/NN-slug/predictions.py`: what is asked before a result is shown, what comes out, what a
difference means.
"""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from ...course.errors import BankError, place_of
from ...widgets.guesses import is_guess, seal


@dataclass
class Choice:
    """One of a few options.

    Args:
        ask: the question, in one sentence.
        options: what can be chosen.
        right: the option that comes out.
        says: one or two sentences on what a difference means.
        bars: the number that came out for each option, where there is one: drawn beside the guess.
    """

    ask: str
    options: list
    right: str
    says: str
    bars: list | None = None

    def plain(self):
        sealed = seal(self.right, self.says, bars=self.bars)
        return {"kind": "choice", "ask": self.ask, "options": self.options, "sealed": sealed}

    def trouble(self):
        """What is wrong with the declaration, or ""."""
        if self.right not in self.options:
            return f"the right option {self.right!r} is none of its options"
        return "it has not one bar for each option" if self.bars and len(self.bars) != len(self.options) else ""


@dataclass
class Amount:
    """A number. `near` is (low, high): what lies between counts as right."""

    ask: str
    truth: float
    near: tuple
    says: str
    unit: str = ""

    def plain(self):
        sealed = seal(self.truth, self.says, near=list(self.near))
        return {"kind": "number", "ask": self.ask, "unit": self.unit, "sealed": sealed}

    def trouble(self):
        return "" if self.near[0] <= self.truth <= self.near[1] else "its result is not near itself"


@dataclass
class Order:
    """Options to be put in order; `right` is the order that comes out, `options` the one in which they are offered."""

    ask: str
    options: list
    right: list
    says: str

    def plain(self):
        return {"kind": "order", "ask": self.ask, "options": self.options, "sealed": seal(self.right, self.says)}

    def trouble(self):
        if self.options == self.right:
            return "the options are offered in the right order"
        return "" if is_guess("order", self.right, self.options, {}) else "the right order has other options"


@dataclass
class Curve:
    """A curve to sketch: its heights at the places `at`.

    Args:
        at, x: places and what they are.
        y, label: (low, high) of the axis and what it shows.
        truth: the heights that come out; a mean distance of `near` axes' heights counts as right.
    """

    ask: str
    at: list
    x: str
    y: tuple
    label: str
    truth: list
    says: str
    near: float = 0.1

    def plain(self):
        axes = {"at": list(self.at), "y": list(self.y), "xLabel": self.x, "yLabel": self.label}
        sealed = seal(list(self.truth), self.says, near=self.near * (self.y[1] - self.y[0]))
        return {"kind": "curve", "ask": self.ask, "axes": axes, "sealed": sealed}

    def trouble(self):
        return "" if len(self.at) == len(self.truth) else "it has not one height for each place"


def load_predictions(folder):
    """The predictions of a lesson, name -> declaration; empty where it has none.

    Raises:
        BankError: one contradicts itself.
    """
    path = Path(folder) / "predictions.py"
    if not path.is_file():
        return {}
    spec = importlib.util.spec_from_file_location(f"predictions_{path.parent.name.replace('-', '_')}", path)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise BankError(f"{place_of(error) or path}: it stops with {type(error).__name__}: {error}") from error
    for name, prediction in module.PREDICTIONS.items():
        if trouble := prediction.trouble():
            raise BankError(f"{path.parent.name}, prediction {name}: {trouble}.")
    return module.PREDICTIONS
