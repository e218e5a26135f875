"""Guesses at a result: which data is one, whether it fits, and how the result is kept from a reader's first glance."""

import base64
import json

import numpy as np

KINDS = ("choice", "number", "order", "curve")
UNSURE = "unsure"  # the guess of someone who does not know


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
        return is_number(guess)
    if not isinstance(guess, list):
        return False
    if kind == "order":
        return all(isinstance(item, str) for item in guess) and sorted(guess) == sorted(options)
    return len(guess) == len(axes.get("at", [])) and all(item is None or is_number(item) for item in guess)


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


def is_number(value) -> bool:
    """Whether a value is a number that can be drawn."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300
