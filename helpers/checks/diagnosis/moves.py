"""What moves a result: whether it changes with each of the places of its arguments.

The bank asks it of the reference, and `dependence` of the student's function: each hands over whom to `ask`.
"""

import numpy as np

from .. import plain
from ..complaints import alike
from .places import nudged, places


def moving(ask, tried):
    """(places whose change alone changes the answer, more often than not; those that never do; argument -> numbers of
    the parts of a result that it changes, where a result has several).

    What moves does so in each part of an exercise, for the student's answer is looked at part by part.
    """
    moves, still, decides = [], [], {}
    for place in places(tried):
        seen = {}
        for i, moved in each_move(ask, tried, place):
            if moved is not None:
                seen.setdefault(tried.cases[i].part, []).append(moved)
        each = [moved for ours in seen.values() for moved in ours]
        if each and all(sum(map(bool, ours)) > len(ours) / 2 for ours in seen.values()):
            moves.append(place)
            if place.what == "whole" and all(isinstance(moved, Moved) for moved in each):
                count = len(tried.spec.returns)
                if parts := [k for k in range(count) if sum(one[k] for one in each) > len(each) / 2]:
                    decides[place.argument] = parts
        elif each and not any(each) and place.code:
            still.append(place)
    return moves, still, decides


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


class Moved(tuple):
    """For each part of a result: has it changed? True where one has."""

    def __bool__(self):
        return any(self)


def each_move(ask, tried, place):
    """(case, does the answer change?) for each case with this place and each other value; None where that cannot be
    told, `Moved` where a result has several parts.

    What is only turned round comes out the same but for its last digits where it makes no difference.
    """
    name = place.argument
    for i in range(len(tried.cases)):
        value, before = tried.arguments(i).get(name), tried.outcomes[i]
        if name not in tried.arguments(i) or not before.answered or not _plain(before.value):
            continue
        for other in place.variants(value):
            after = ask(tried.asked_with(i, {name: other}))
            answered = after is not None and after.answered and _plain(after.value)
            if answered and place.is_turned:
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
