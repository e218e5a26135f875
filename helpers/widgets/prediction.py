"""Prediction: a question before a result. Committing shows the result beside one's own guess."""

from __future__ import annotations

import traitlets

from .base import Choice, CourseWidget, Flag
from .guesses import KINDS, fits, is_guess, is_number, unseal


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


def _words(value) -> str:
    """A guess or a result as text."""
    if isinstance(value, list):
        return ", ".join(_words(item) for item in value)
    return f"{value:.4g}" if is_number(value) else "nothing" if value is None else str(value)
