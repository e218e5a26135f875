"""The numbers of an answer, and when a relation between what came and what was expected is true in every case."""

import itertools
from dataclasses import dataclass

import numpy as np

from ... import plain

RTOL, ATOL = 1e-5, 1e-8


@dataclass
class Relation:
    """What is true of every pair: `text` follows "your answer"; `numbers` counts the numbers that bear it out;
    `of_form` tells that order, pieces or shapes differ, not the numbers themselves; `of_place` that the words say
    where it is wrong, and not how; `of_pieces` that it holds more or less than is asked.
    """

    text: str
    numbers: int
    of_form: bool = False
    of_place: bool = False
    of_pieces: bool = False


def sequence(value):
    return isinstance(value, (list, tuple))


def form(value):
    """How a value is built, whatever its numbers are."""
    if isinstance(value, dict):
        return sorted(map(str, value))
    array = numbers(value)
    return [form(item) for item in value] if array is None and sequence(value) else np.shape(array)


def leaves(value, path=()):
    """(path, array) for every array of numbers in a nested result; None where something else is in it."""
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, tuple) or isinstance(value, list) and (numbers(value) is None or any(map(np.ndim, value))):
        items = list(enumerate(value))
    else:
        array = numbers(value)
        return None if array is None else [(path, array)]
    found = [leaves(item, (*path, key)) for key, item in items]
    return None if any(one is None for one in found) else list(itertools.chain(*found))


def flat(value):
    """All numbers of a nested result in one row; None where something else is in it."""
    found = leaves(value)
    return np.concatenate([array.ravel() for _, array in found]) if found else None


def numbers(value):
    if value is None or isinstance(value, (str, dict, plain.Opaque)):
        return None
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    return array.astype(float) if array.dtype.kind in "biuf" else None


def same(one, other, rtol=RTOL, atol=ATOL):
    return one.shape == other.shape and bool(np.allclose(one, other, rtol, atol, equal_nan=True))


def every(arrays, make):
    """True where `make(expected)` gives what came, in every case, and it is another value than the expected one in
    each.
    """
    try:
        with np.errstate(all="ignore"):
            return all(
                same(got, made := np.asarray(make(wanted), float)) and not same(made, wanted)
                for got, wanted, _ in arrays
            )
    except (ValueError, IndexError, TypeError):
        return False


def with_each(triples, make):
    try:
        with np.errstate(all="ignore"):
            made = [(got, wanted, np.asarray(make(wanted, value), float)) for got, wanted, value in triples]
        fits = all(same(got, other) and np.isfinite(other).all() for got, wanted, other in made)
        return fits and any(not same(other, wanted) for _, wanted, other in made)
    except (ValueError, TypeError):
        return False


def detail(tried):
    return tried.complaints[tried.first].detail
