"""Prediction: a question before a result. Committing shows the result beside one's own guess."""

from __future__ import annotations

import base64
import json

import numpy as np
import traitlets

from .base import Choice, CourseWidget, Flag

KINDS = ("choice", "number", "order", "curve")
UNSURE = "unsure"  # the guess of someone who does not know


class Prediction(CourseWidget):
    """One question of the kind "choice", "number", "order" or "curve"; `guess` is the answer, `committed` says it
    stands.

    ``options`` are the choices, or what is to be ordered. ``axes`` of a curve is {"at": places on x, "y": [low, high],
    "xLabel", "yLabel"}. ``sealed`` holds the result and the sentence on it, see ``seal``. A guess is an option, a
    number, a list of options in order, a list of heights, or "unsure".

    Raises ``traitlets.TraitError`` for a guess that is none.
    """

    MODULE = "prediction"
    CONTROLS = ("commit", "unsure", "reset")

    ask = traitlets.Unicode("What will come out?").tag(sync=True)
    kind = Choice(KINDS)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    unit = traitlets.Unicode("").tag(sync=True)
    axes = traitlets.Dict().tag(sync=True)
    sealed = traitlets.Unicode("").tag(sync=True)
    guess = traitlets.Any(None, allow_none=True).tag(sync=True)
    committed = Flag(False)

    @property
    def truth(self):
        """What comes out."""
        return unseal(self.sealed)["truth"]

    @property
    def right(self) -> bool:
        """Whether the guess is what comes out."""
        return fits(self.kind, self.guess, unseal(self.sealed))

    def describe(self) -> str:
        # The result is not given away to readers without the widget, before there is a guess.
        sealed = unseal(self.sealed) if self.committed and self.sealed else None
        told = [f"You said {_words(self.guess)}. It is {_words(sealed['truth'])}.", sealed["says"]] if sealed else []
        return " ".join(filter(None, [self.ask, "; ".join(self.options), *told]))

    @traitlets.validate("guess")
    def _is_a_guess(self, proposal):
        guess = proposal["value"]
        if guess is not None and not is_guess(self.kind, guess, self.options, self.axes):
            raise traitlets.TraitError(f"Prediction: {guess!r} is no answer to a question of the kind {self.kind!r}.")
        return guess


def seal(truth, says, near=None, bars=None) -> str:
    """The result as text that cannot be read at a glance.

    Args:
        truth: an option, a number, the options in order, or the heights of a curve.
        says: one or two sentences on what a difference means.
        near: for a number the pair (low, high) that counts as right, for a curve the mean distance that does.
        bars: for choices, the number that came out for each option.
    """
    data = json.dumps({"truth": truth, "says": says, "near": near, "bars": bars}, ensure_ascii=False)
    return base64.b64encode(data.encode()).decode()


def unseal(sealed: str) -> dict:
    """What ``seal`` was given."""
    return json.loads(base64.b64decode(sealed))


def is_guess(kind, guess, options, axes) -> bool:
    """Whether plain data, which may come from anywhere, is an answer to such a question."""
    if guess == UNSURE:
        return True
    if kind == "choice":
        return guess in options
    if kind == "number":
        return _is_number(guess)
    if not isinstance(guess, list):
        return False
    if kind == "order":
        return all(isinstance(item, str) for item in guess) and sorted(guess) == sorted(options)
    return len(guess) == len(axes.get("at", [])) and all(item is None or _is_number(item) for item in guess)


def fits(kind, guess, sealed) -> bool:
    """Whether a guess is what comes out; `prediction.js` has the same rule."""
    truth, near = sealed["truth"], sealed["near"]
    if guess is None or guess == UNSURE:
        return False
    if kind == "number":
        return near[0] <= guess <= near[1]
    if kind == "curve":
        return sum(abs(a - b) for a, b in zip(_filled(guess), truth)) / len(truth) <= near
    return guess == truth


def _filled(guess) -> list[float]:
    """A sketched curve with its gaps filled: straight between marks, level beyond the first and the last."""
    marks = [i for i, value in enumerate(guess) if value is not None]
    return np.interp(range(len(guess)), marks, [guess[i] for i in marks]).tolist() if marks else [np.inf] * len(guess)


def _words(value) -> str:
    """A guess or a result as text."""
    if isinstance(value, list):
        return ", ".join(_words(item) for item in value)
    return f"{value:.4g}" if _is_number(value) else "nothing" if value is None else str(value)


def _is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300
