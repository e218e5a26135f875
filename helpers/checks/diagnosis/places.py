"""Places of an exercise's arguments: what of a call can be another, what others stand there, and how that is said."""

import copy
from dataclasses import dataclass

import numpy as np

from ..wire import Wire

ENDS = {"but first": slice(1, None), "but last": slice(None, -1), "first": slice(None, 1), "last": slice(-1, None)}
MOST_ENTRIES = 20  # of a dict or a short row, each a place of its own


@dataclass
class Place(Wire):
    """An argument, or a part of one.

    Attributes:
        argument: its name.
        what: the "whole"; an "entry" of a dict or a short row; of an array along an axis the "first" or "last" part, or
            all "but first" or "but last"; or what is turned round: its "sign", or its "order" along an axis.
        at: the key of the entry, or the axis.
    """

    argument: str
    what: str = "whole"
    at: int | str | None = None

    @property
    def is_end(self):
        return self.what in ENDS

    @property
    def is_turned(self):
        return self.what in ("sign", "order")

    @property
    def code(self):
        """How Python names it: `w`, `w[2]`. "" for what is an end or turned."""
        if self.is_end or self.is_turned:
            return ""
        return self.argument if self.what == "whole" else f"{self.argument}[{self.at!r}]"

    def said(self, axes):
        """An end, or what is turned, between "your answer stays the same" and "should decide, too".

        Args:
            axes: how many the argument has.
        """
        name = f"`{self.argument}`"
        if self.what == "sign":
            return f"when {name} is turned into −{name}: the sign"
        if self.what == "order":
            along = ("first", "second", "third")[self.at]
            return f"when {name} comes in reverse order along its {along} axis: what stands where"
        end = self.what.removeprefix("but ")
        first_axis = ("row", "rows") if axes > 1 else ("entry", "entries")
        along_last = ("entry along the last axis", "entries along the last axis")
        one, several = (first_axis, ("column", "columns"), along_last)[self.at]
        if self.what == end:
            return f"whatever the {end} {one} of {name} is (other values were tried): it"
        return f"whatever the {several} of {name} but the {end} are (other values were tried): they"

    def variants(self, value):
        """Other values of the argument: this place is another, and the rest is as it was."""
        if self.is_turned:
            yield from self._turned(value)
        else:
            yield from (self._put(value, other) for other in others(self._of(value)))

    def _turned(self, value):
        """The argument turned round, where that makes another one of it."""
        number = isinstance(value, float) or isinstance(value, np.ndarray) and value.dtype.kind == "f"
        if self.what == "sign":
            other = -value if number else None
        elif self.at >= (np.ndim(value) if number else axes_of(value)):
            other = None
        else:
            other = np.flip(value, self.at) if isinstance(value, np.ndarray) else value[::-1]
        if other is not None and not np.array_equal(other, value):
            yield other

    @property
    def _index(self):
        """The index of an end."""
        return (*[slice(None)] * self.at, ENDS[self.what])

    def _of(self, value):
        """What stands there; None where the argument has no such place."""
        if self.what == "whole" or value is None:
            return value
        if self.is_end:
            if axes_of(value) <= self.at:
                return None
            return value[self._index] if isinstance(value, np.ndarray) else value[ENDS[self.what]]
        if isinstance(value, dict):
            return value.get(self.at)
        return float(value[self.at]) if _short(value) and self.at < len(value) else None

    def _put(self, value, other):
        if self.what == "whole":
            return other
        if self.is_end and isinstance(value, (list, tuple)):
            changed = list(value)
            changed[ENDS[self.what]] = other
            return type(value)(changed)
        changed = copy.copy(value)
        changed[self._index if self.is_end else self.at] = other
        return changed


def places(tried):
    """All arguments of an exercise's cases, and the parts of each: a list of `Place`."""
    found = []
    for name in dict.fromkeys(name for i in range(len(tried.cases)) for name in tried.arguments(i)):
        values = [tried.arguments(i).get(name) for i in range(len(tried.cases))]
        found.append(Place(name))
        axes = max(map(axes_of, values), default=0)
        found += [Place(name, end, axis) for axis in range(axes) for end in ENDS]
        if tried.how.compares_values:
            found += [Place(name, "order", axis) for axis in range(axes)]
            found += [Place(name, "sign")] * any(isinstance(v, float) or axes_of(v) for v in values)
        keys = [
            list(v) if isinstance(v, dict) else list(range(len(v))) if _short(v) else []
            for v in values
            if v is not None
        ]
        if keys and keys[0] and all(one == keys[0] for one in keys) and len(keys[0]) <= MOST_ENTRIES:
            found += [Place(name, "entry", key) for key in keys[0]]
    return found


def axes_of(value):
    """How many axes an array or a list of numbers has; 0 for anything else."""
    if isinstance(value, (list, tuple)):
        return int(len(value) > 1 and all(type(item) in (int, float) for item in value))
    return value.ndim if isinstance(value, np.ndarray) and value.dtype.kind in "iuf" and value.ndim <= 3 else 0


def _short(value):
    return isinstance(value, np.ndarray) and value.ndim == 1 and 1 < len(value) <= 10 and value.dtype.kind == "f"


def others(value):
    """Other values of the same form: near, far, with the other sign; whole numbers in another order, each 1 more."""
    yield from [] if nudged(value) is None else [nudged(value)]
    if isinstance(value, np.ndarray) and value.size and value.dtype.kind in "iu":
        yield value + 1
    if isinstance(value, (list, tuple)) and value and all(type(item) is int for item in value):
        yield type(value)(item + 1 for item in value)
    if isinstance(value, float) or isinstance(value, np.ndarray) and value.size and value.dtype.kind == "f":
        yield -1.5 * value - 0.125
        yield 4.0 * value


def nudged(value):
    """Another value of the same form, None where there is none that is sure to be allowed."""
    if isinstance(value, (bool, np.bool_)):
        return not value
    if isinstance(value, (int, np.integer)):
        return int(value) + 1
    if isinstance(value, (float, np.floating)):
        return float(value) * 1.25 + 0.0625
    if isinstance(value, np.ndarray) and value.size:
        if value.dtype.kind == "f":
            return value * 1.25 + 0.0625 * (1 + np.arange(value.size).reshape(value.shape) % 5)
        return np.roll(value, 1) if (np.roll(value, 1) != value).any() else None
    if isinstance(value, (list, tuple)) and value and all(isinstance(item, (int, float)) for item in value):
        if all(type(item) is int for item in value) and len(set(value)) > 1:
            return type(value)([value[-1], *value[:-1]])
        return type(value)(nudged(item) for item in value)
    if isinstance(value, dict) and value:
        others = {key: nudged(item) for key, item in value.items()}
        return others if all(item is not None for item in others.values()) else None
    return None
