"""What the wrong cases share and the right ones lack: features of a case's inputs, as data."""

import ast

import numpy as np

from ..verdict import Message
from .source import tree_of

MOST_FEATURES = 4


def facts(tried):
    if not tried.right:
        return
    number, most = len(tried.wrong), len(tried.cases)
    found = list(_features(tried))
    # Many features that tell the same cases apart say that any of them may have to do with it, or none.
    for wrong, right in found[:1] if len(found) <= MOST_FEATURES else ():
        yield Message(f"It goes wrong exactly where {wrong} ({number} of {most} inputs); where {right}, it is right.")
        return
    about = [tried.cases[i].about for i in tried.wrong]
    entries = _by_entries(tried)
    if entries:
        yield Message(entries)
    elif all(about) and len(about) <= len(tried.right) + 2:
        which = "; ".join(dict.fromkeys(about))
        yield Message(f"{len(tried.right)} of {most} inputs come out right. It goes wrong here: {which}.")
    elif all(right := [tried.cases[i].about for i in tried.right]):
        yield Message(f"{len(right)} of {most} inputs come out right: {'; '.join(dict.fromkeys(right))}.")


SIGNS = (
    ("is positive", "is 0 or negative", lambda a: a > 0),
    ("is negative", "is 0 or positive", lambda a: a < 0),
    ("is 0", "is not 0", lambda a: a == 0),
)


def _by_entries(tried):
    """Where the sign of one argument tells the wrong entries from the right ones."""
    if not tried.how.compares_values:
        return None
    try:
        pairs = [(_array(tried.outcomes[i].value), _array(tried.expected[i].value)) for i in tried.wrong]
        if any(got.shape != asked.shape for got, asked in pairs):
            return None
        limits = tried.how.rtol, tried.how.atol
        wrong = [~np.isclose(got.astype(float), asked.astype(float), *limits) for got, asked in pairs]
        if all(mask.all() for mask in wrong):
            return None
        for name in tried.spec.parameters:
            values = [_array(tried.arguments(i).get(name)) for i in tried.wrong]
            if [value.shape for value in values] != [mask.shape for mask in wrong]:
                continue
            for has, lacks, test in SIGNS:
                for one, other, flip in ((has, lacks, False), (lacks, has, True)):
                    if all(np.array_equal(mask, test(value) != flip) for mask, value in zip(wrong, values)):
                        return (
                            f"In the inputs that go wrong, the wrong entries are exactly those where `{name}` {one}; "
                            f"where it {other}, they are right."
                        )
    except (TypeError, ValueError):
        pass
    return None


def _features(tried):
    """(what the wrong cases have, what the right ones have) for each feature that tells them apart."""
    given = [tried.arguments(i) for i in range(len(tried.cases))]
    yield from _beyond_a_number(tried, given)
    for name in dict.fromkeys(name for arguments in given for name in arguments):
        here = [name in arguments for arguments in given]
        if _tells(tried, here):
            yield (f"`{name}` is given", f"`{name}` is left at its default")
        if _tells(tried, [not item for item in here]):
            yield (f"`{name}` is left at its default", f"`{name}` is given")
        if not all(here):
            continue
        values = [arguments[name] for arguments in given]
        yield from _told_apart(tried, f"`{name}`", values)
    yield from _told_apart(tried, "the right answer", [outcome.value for outcome in tried.expected])


def _beyond_a_number(tried, given):
    """A number that stands in the student's code and that the wrong inputs go beyond, in size."""
    tree = tree_of(tried) or ast.Module([], [])
    numbers = {abs(n.value) for n in ast.walk(tree) if isinstance(n, ast.Constant) and type(n.value) in (int, float)}
    for name in tried.spec.parameters:
        try:
            largest = [float(np.max(abs(_array(arguments[name])))) for arguments in given]
        except (KeyError, TypeError, ValueError):
            continue
        for number in sorted(numbers):
            if number >= 3 and _tells(tried, [size > number for size in largest]):
                yield (f"`{name}` goes beyond {number:g}, a number that stands in your code", "it does not")


def _told_apart(tried, name, values):
    for has, lacks, test in FEATURES:
        try:
            found = [test(value) for value in values]
        except (TypeError, ValueError, IndexError, AttributeError):
            continue  # a feature of other values than these
        if None in found:
            continue
        if _tells(tried, found):
            yield (f"{name} {has}", f"it {lacks}")
        elif _tells(tried, [not item for item in found]):
            yield (f"{name} {lacks}", f"it {has}")


def _tells(tried, found):
    return all(found[i] for i in tried.wrong) and not any(found[i] for i in tried.right)


def _array(value):
    if isinstance(value, (str, dict)) or value is None:
        raise TypeError
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError
    return array


def _matrix(value):
    array = _array(value)
    if array.ndim < 2:
        raise TypeError
    return array


def _single(value):
    array = _array(value)
    if array.ndim:
        raise TypeError
    return array.item()


def _flat(value):
    return isinstance(value, (list, tuple)) or np.ndim(value) == 1


def _of(test):
    return lambda value: bool(test(_array(value)))


# What a case may have, what it may lack, and how to see it. Where a value has no such feature, the test raises.
FEATURES = (
    ("is a single number", "is an array or a list", _of(lambda a: a.ndim == 0)),
    (
        "comes as a list",
        "comes as an array",
        lambda v: isinstance(v, list) if isinstance(v, (list, np.ndarray)) else None,
    ),
    ("is a matrix", "is no matrix", _of(lambda a: a.ndim == 2)),
    ("has one axis", "has not one axis", _of(lambda a: a.ndim == 1)),
    ("has more than two axes", "has two axes at most", _of(lambda a: a.ndim > 2)),
    ("is as high as it is wide", "is not square", lambda v: len(set(_matrix(v).shape[:2])) == 1),
    ("has a single row", "has several rows", lambda v: len(_matrix(v)) == 1),
    ("has a single column", "has several columns", lambda v: _matrix(v).shape[1] == 1),
    (
        "has a single entry along its last axis",
        "has several entries along its last axis",
        lambda v: _matrix(v).shape[-1] == 1 if np.ndim(v) > 2 else None,
    ),
    ("is 0", "is not 0", lambda v: _single(v) == 0),
    ("is 1", "is not 1", lambda v: _single(v) == 1),
    ("is negative", "is not negative", lambda v: _single(v) < 0),
    ("is 1 or more", "is smaller than 1", lambda v: _single(v) >= 1),
    ("is a whole number", "is no whole number", lambda v: float(_single(v)).is_integer()),
    ("is even", "is odd", lambda v: _single(v) % 2 == 0 if isinstance(v, int) else None),
    ("holds whole numbers of an integer type", "holds floats", _of(lambda a: a.dtype.kind in "iu")),
    ("holds negative numbers", "holds no negative number", _of(lambda a: a.size > 0 and (a < 0).any())),
    ("holds positive numbers", "holds no positive number", _of(lambda a: a.size > 0 and (a > 0).any())),
    ("holds a 0", "holds no 0", _of(lambda a: (a == 0).any())),
    (
        "holds equal numbers",
        "holds no number twice",
        lambda v: len(np.unique(_array(v))) < np.size(v) if np.size(v) > 1 else None,
    ),
    ("is sorted", "is not sorted", _of(lambda a: a.ndim == 1 and (np.diff(a) >= 0).all())),
    (
        "has an even number of entries",
        "has an odd number of entries",
        lambda v: len(v) % 2 == 0 if np.ndim(v) == 1 else None,
    ),
    ("has two entries", "has not two entries", lambda v: len(v) == 2 if _flat(v) else None),
    ("has one entry", "has several entries", lambda v: len(v) == 1 if _flat(v) else None),
    ("holds large numbers (beyond 30)", "holds small numbers only", _of(lambda a: a.size > 0 and (abs(a) > 30).any())),
)
