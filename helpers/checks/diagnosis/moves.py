"""What moves a result: places of its arguments, other values for them, and whether it changes.

The bank asks it of the reference, and `dependence` of the student's function: each hands over whom to `ask`.
"""

import ast
import copy
from dataclasses import dataclass

import numpy as np

from .. import plain
from ..complaints import alike

PARTS = {"1:": slice(1, None), ":-1": slice(None, -1), ":1": slice(None, 1), "-1:": slice(-1, None)}


def moving(ask, tried):
    """(places whose change alone changes the answer, more often than not; those that never do).

    A place is an argument, "lr", an entry of a short one, "w[2]" or "params['b1']", all of an array but its first or
    last part along an axis, "y[1:]" or "x[:, :-1]", or what is `Turned`: its sign, "z[sign]", or its order along an
    axis, "x[order 1]". "steps>0" is an argument that changes the first part of a result. What moves does so in each
    part of an exercise, for the student's answer is looked at part by part.
    """
    moves, still = [], []
    for name in places(tried):
        seen = {}
        for i, moved in each_move(ask, tried, name):
            if moved is not None:
                seen.setdefault(tried.cases[i].part, []).append(moved)
        each = [moved for ours in seen.values() for moved in ours]
        if each and all(sum(map(bool, ours)) > len(ours) / 2 for ours in seen.values()):
            moves.append(name)
            of_parts = [moved for moved in each if isinstance(moved, Moved)] if "[" not in name else []
            if len(of_parts) == len(each):
                count = len(tried.spec.returns)
                moves += [f"{name}>{k}" for k in range(count) if sum(one[k] for one in of_parts) > len(each) / 2]
        elif each and not any(each) and ":" not in name and not isinstance(apart(name)[1], Turned):
            still.append(name)
    return moves, still


def staying_apart(ask, tried):
    """Parameters with samples in rows, where another last row leaves the answer's first row as it is, in every case."""
    found = []
    for name in tried.spec.parameters:
        if not _entry_by_entry(tried, name):
            continue
        seen = [changed for changed in first_rows(ask, tried, name) if changed is not None]
        if seen and not any(seen):
            found.append(name)
    return found


def places(tried):
    """All arguments, and the entries of those that are dicts or short rows of numbers."""
    found = []
    for name in dict.fromkeys(name for i in range(len(tried.cases)) for name in tried.arguments(i)):
        values = [tried.arguments(i).get(name) for i in range(len(tried.cases))]
        found.append(name)
        axes = max(map(axes_of, values), default=0)
        found += [f"{name}[{':, ' * axis}{part}]" for axis in range(axes) for part in ("1:", ":-1", ":1", "-1:")]
        if tried.how.compares_values:
            found += [f"{name}[order {axis}]" for axis in range(axes)]
            found += [f"{name}[sign]" for _ in range(any(isinstance(v, float) or axes_of(v) for v in values))]
        keys = [
            list(v) if isinstance(v, dict) else list(range(len(v))) if _short(v) else []
            for v in values
            if v is not None
        ]
        if keys and keys[0] and all(one == keys[0] for one in keys) and len(keys[0]) <= 20:
            found += [f"{name}[{key!r}]" for key in keys[0]]
    return found


def axes_of(value):
    """How many axes an array or a list of numbers has; 0 for anything else."""
    if isinstance(value, (list, tuple)):
        return int(len(value) > 1 and all(type(item) in (int, float) for item in value))
    return value.ndim if isinstance(value, np.ndarray) and value.dtype.kind in "iuf" and value.ndim <= 3 else 0


def _short(value):
    return isinstance(value, np.ndarray) and value.ndim == 1 and 1 < len(value) <= 10 and value.dtype.kind == "f"


def apart(place):
    """(argument, key or None) of a place."""
    name, _, key = place.partition("[")
    if key.startswith(("sign", "order")):
        return name, Turned(int(key[6:-1]) if key.startswith("order") else None)
    if ":" in key:
        return name, tuple(PARTS.get(p, slice(None)) for p in key[:-1].split(", "))
    return name, ast.literal_eval(key[:-1]) if key else None


@dataclass(frozen=True)
class Turned:
    """What of an argument is turned round: its sign (None), or its order along an axis."""

    axis: int | None

    def others(self, value):
        """The argument with this turned, where that makes another one of it."""
        if isinstance(value, float) or isinstance(value, np.ndarray) and value.dtype.kind == "f":
            other = -value if self.axis is None else np.flip(value, self.axis) if self.axis < np.ndim(value) else value
            if not np.array_equal(other, value):
                yield other
        elif self.axis is not None and axes_of(value) > self.axis:
            other = np.flip(value, self.axis) if isinstance(value, np.ndarray) else value[::-1]
            if not np.array_equal(other, value):
                yield other

    def words(self, name):
        if self.axis is None:
            return f"when `{name}` is turned into −`{name}`: the sign"
        along = ("first", "second", "third")[self.axis]
        return f"when `{name}` comes in reverse order along its {along} axis: what stands where"


class Moved(tuple):
    """For each part of a result: has it changed? True where one has."""

    def __bool__(self):
        return any(self)


def variants(value, key):
    """Other values of an argument in which one place is another."""
    if isinstance(key, Turned):
        yield from key.others(value)
    else:
        yield from (_put(value, key, other) for other in others(_at(value, key)))


def _at(value, key):
    if key is None or value is None:
        return value
    if isinstance(key, tuple):
        enough = axes_of(value) >= len(key)
        return None if not enough else value[key] if isinstance(value, np.ndarray) else value[key[0]]
    return (
        value.get(key) if isinstance(value, dict) else float(value[key]) if _short(value) and key < len(value) else None
    )


def _put(value, key, other):
    if key is None:
        return other
    if isinstance(key, tuple) and isinstance(value, (list, tuple)):
        changed = list(value)
        changed[key[0]] = other
        return type(value)(changed)
    changed = copy.copy(value)
    changed[key] = other
    return changed


def each_move(ask, tried, place):
    """(case, does the answer change?) for each case with this place and each other value; None where that cannot be
    told, `Moved` where a result has several parts.

    What is only turned round comes out the same but for its last digits where it makes no difference.
    """
    name, key = apart(place)
    for i in range(len(tried.cases)):
        value, before = tried.arguments(i).get(name), tried.outcomes[i]
        if name not in tried.arguments(i) or not before.answered or not _plain(before.value):
            continue
        for other in variants(value, key):
            after = ask(tried.asked_with(i, {name: other}))
            answered = after is not None and after.answered and _plain(after.value)
            if answered and isinstance(key, Turned):
                yield i, not alike(tried.how, tried.cases[i], after, before)
            else:
                yield i, _changed(tried, before.value, after.value) if answered else None


def _changed(tried, before, after):
    count, pair = len(tried.spec.returns), (before, after)
    if count > 1 and all(isinstance(one, (list, tuple)) and len(one) == count for one in pair):
        return Moved(plain.encode(one) != plain.encode(other) for one, other in zip(before, after))
    return plain.encode(after) != plain.encode(before)


def _plain(value):
    """True for what can be compared: an object of another kind is known by the name of its type alone."""
    if isinstance(value, dict):
        return all(map(_plain, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(_plain, value))
    return not isinstance(value, plain.Opaque)


def others(value):
    """Other values of the same form: near, far, with the other sign."""
    yield from [] if nudged(value) is None else [nudged(value)]
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


def first_rows(ask, tried, name):
    """For each case with rows of samples: does the answer's first row change with the last row of this argument?"""
    for i in range(len(tried.cases)):
        value, before = tried.arguments(i).get(name), _in_rows(tried.outcomes[i].value)
        if not _rows(value) or not _rows(before) or len(value) != len(before):
            continue
        other = value.copy()
        moved = nudged(other[-1:])
        if moved is None:
            continue
        other[-1:] = moved
        after = ask(tried.asked_with(i, {name: other}))
        now = _in_rows(after.value) if after is not None and after.answered else None
        if _rows(now) and now.shape == before.shape:
            yield not np.array_equal(now[0], before[0], equal_nan=True)


def _entry_by_entry(tried, name):
    """True for a result that is one array; one of several parts has to have the shape of the argument, in all cases."""
    results = [(tried.outcomes[i].value, tried.arguments(i).get(name)) for i in range(len(tried.cases))]
    parts = [(value[0], given) for value, given in results if isinstance(value, (list, tuple)) and value]
    sound = (np.ndarray, float, int)
    return all(
        isinstance(one, sound) and isinstance(given, sound) and np.shape(one) == np.shape(given) for one, given in parts
    )


def _in_rows(value):
    """What of a result lies in rows: the result itself, or the first of its parts."""
    return value[0] if isinstance(value, (list, tuple)) and value else value


def _rows(value):
    return isinstance(value, np.ndarray) and value.ndim >= 1 and len(value) >= 2 and value.dtype.kind == "f"
