"""The judge for numbers: the same shape and the same values, whatever the container."""

from dataclasses import dataclass

import numpy as np

from .. import plain
from .base import Judge, Trouble


@dataclass(frozen=True)
class Close(Judge):
    """Values are right when |got − expected| ≤ atol + rtol·|expected|, in the expected shape.

    Args:
        rtol, atol: relative and absolute tolerance; the defaults accept float32.
        integer: the answer must be of an integer type (booleans and floats are not), as the reference's is.
        no_warning: a RuntimeWarning costs the mark, where numerical stability is the point.
    """

    rtol: float = 1e-5
    atol: float = 1e-6
    integer: bool = False
    no_warning: bool = False
    kind = "close"
    compares_values = True

    def warnings_that_count(self):
        return ("RuntimeWarning",) if self.no_warning else ()

    def trouble(self, got, expected, case, where=""):
        at = f" {where}" if where else ""
        if isinstance(got, plain.Opaque):
            return Trouble(f"The answer{at} is a {got.type_name}; {_asked_for(expected)} asked for.")
        if isinstance(expected, dict):
            return self._dict_trouble(got, expected, case)
        left, right = _numbers(got), _numbers(expected)
        if right is None:
            return self._sequence_trouble(got, expected, case, at)
        if left is None:
            return Trouble(f"The answer{at} cannot be read as numbers.", f"It gave {plain.show(got)}.", "unreadable")
        if left.shape != right.shape:
            return Trouble(
                f"The answer{at} has the wrong shape: {left.shape}, expected {right.shape}.",
                _both(got, expected),
            )
        if self.integer and _family(left) != _family(right):
            return Trouble(
                f"The answer{at} should be integers, but it holds {_kind_name(left)}.",
                _both(got, expected),
                "type",
            )
        if left.dtype.kind == "f" and np.isnan(left).any() and not np.isnan(right.astype(float)).any():
            return Trouble(
                f"The answer{at} holds NaN (not a number).",
                _both(got, expected),
            )
        if np.array_equal(left, right) or np.allclose(left, right, rtol=self.rtol, atol=self.atol, equal_nan=True):
            return None
        return Trouble(f"The value{at} is not right.", _both(got, expected), "value")

    def _dict_trouble(self, got, expected, case):
        if not isinstance(got, dict):
            return Trouble("A dict was asked for.", f"It gave {plain.show(got)}.")
        for key, value in expected.items():
            if key not in got:
                return Trouble(f'The dict has no entry "{key}".', f"Its keys are {', '.join(map(repr, got))}.")
            trouble = self.trouble(got[key], value, case, where=f'under "{key}"')
            if trouble:
                return trouble
        return None

    def _sequence_trouble(self, got, expected, case, at):
        """Sequences of unlike items, such as (w, b, errors), and texts such as names."""
        if not isinstance(expected, (list, tuple)):
            if type(got) is type(expected) and got == expected:
                return None
            return Trouble(f"The answer{at} is not right.", _both(got, expected), "value")
        if isinstance(got, np.ndarray) and got.ndim:
            got = list(got)
        if not isinstance(got, (list, tuple)):
            return Trouble(f"The answer{at} should be {len(expected)} values.", f"It gave {plain.show(got)}.")
        if len(got) != len(expected):
            items = "1 item" if len(got) == 1 else f"{len(got)} items"
            return Trouble(f"The answer{at} has {items}, expected {len(expected)}.", f"It gave {plain.show(got)}.")
        for i, (mine, right) in enumerate(zip(got, expected)):
            trouble = self.trouble(mine, right, case, where=f"in item {i + 1}")
            if trouble:
                return trouble if at else trouble._replace(item=i + 1)
        return None


def _both(got, expected):
    """Says both, when it is asked to: that takes longer than to compare them."""
    return lambda: f"It gave {plain.show(got)}; expected {plain.show(expected)}."


def _asked_for(expected):
    """What the right answer is, with its verb."""
    if isinstance(expected, (list, tuple)) and _numbers(expected) is None:
        return f"{len(expected)} values were"
    return {str: "a text was", dict: "a dict was", plain.Opaque: "something else was"}.get(
        type(expected), "numbers or an array were"
    )


def _numbers(value):
    """`value` as a numeric array, or None where it is text, a dict or a ragged sequence."""
    if value is None or isinstance(value, (str, dict)):
        return None
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    return array if array.dtype.kind in plain.ARRAY_KINDS else None


def _family(array):
    """ "i" for all integer types, else the dtype's kind: a misconception that answers with booleans
    is one of its own.
    """
    return "i" if array.dtype.kind in "iu" else array.dtype.kind


def _kind_name(array):
    return {"b": "booleans (True and False)", "f": "floats"}.get(array.dtype.kind, str(array.dtype))
