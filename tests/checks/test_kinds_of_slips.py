"""Kinds of slips, made over all exercises with numbers: each meets words that name it, or the bank's own hint.

A kind is a change of a right answer, or of the arguments on their way to it; it is tried wherever it makes a difference.
"""

import functools
import re

import numpy as np
import pytest

from helpers.checks import plain
from helpers.checks.check import check, public_spec
from helpers.checks.judges import judge
from helpers.instructors.authored import Course

NUMPY = ("00", "01", "02", "03", "04", "05", "06", "08", "09", "10", "11", "13")


def of_numbers(change, least=0):
    """A change of a result that is one number or array."""

    def slip(right):
        def answer(*args, **kwargs):
            value = right(*args, **kwargs)
            if isinstance(value, (list, tuple, dict, str)) or value is None or np.ndim(value) < least:
                raise NotHere
            return change(np.asarray(value))

        return answer

    return slip


def of_parts(change):
    """A change of a result that is a tuple."""

    def slip(right):
        def answer(*args, **kwargs):
            value = right(*args, **kwargs)
            if not isinstance(value, tuple):
                raise NotHere
            return change(value)

        return answer

    return slip


class NotHere(Exception):
    """The kind does not apply to this result."""


def prints(right):
    def answer(*args, **kwargs):
        print(right(*args, **kwargs))

    return answer


def exchanged(right):
    def answer(*args, **kwargs):
        if len(args) < 2 or not all(isinstance(one, (float, np.ndarray)) for one in args[:2]):
            raise NotHere
        if np.shape(args[0]) != np.shape(args[1]):
            raise NotHere
        return right(args[1], args[0], *args[2:], **kwargs)

    return answer


def first_ignored(right):
    def answer(*args, **kwargs):
        if not args or not isinstance(args[0], (float, np.ndarray)):
            raise NotHere
        return right(args[0] * 0 + 0.5, *args[1:], **kwargs)

    return answer


KINDS = {
    "sign": (of_numbers(lambda v: -v), "wrong sign"),
    "twice": (of_numbers(lambda v: 2 * v), "exactly twice"),
    "half": (of_numbers(lambda v: v / 2), "exactly half"),
    "one too much": (of_numbers(lambda v: v + 1), "1 too large"),
    "rounded": (of_numbers(lambda v: np.round(v, 2)), "rounded to|near, and not exact|is 0 throughout"),
    "cut to integers": (of_numbers(lambda v: np.trunc(v)), "cut to whole|0 throughout|down|is 0 where|stays the same"),
    "a text": (of_numbers(lambda v: str(v), 0), "is a text"),
    "transposed": (of_numbers(lambda v: v.T, 2), "transposed|axes exchanged|another order"),
    "a mean of all": (of_numbers(lambda v: np.mean(v), 1), "the mean of|one number"),
    "first row alone": (of_numbers(lambda v: v[0], 1), "first|one number|axis|entry|row"),
    "last entry missing": (of_numbers(lambda v: v[:-1], 1), "last|shape"),
    "parts exchanged": (of_parts(lambda v: v[::-1]), "another order|exchanged"),
    "one part alone": (of_parts(lambda v: v[0]), "alone"),
    "a part too much": (of_parts(lambda v: (*v, v[0])), "and more|items, expected"),
    "printed": (prints, "return"),
    "arguments exchanged": (exchanged, "exchanged|wrong sign|stands where|is 1 divided|first"),
    "an argument ignored": (first_ignored, "stays the same|never looks|is taken as|does not (?:depend|look)"),
}


@functools.cache
def references():
    course = Course.here()
    return [
        exercise
        for number in NUMPY
        for exercise in course.lesson(number).bank().exercises
        if not exercise.secret and exercise.probe.kind == "call" and exercise.judge.compares_values
    ]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_slip_is_named_in_whatever_exercise(kind):

    slip, words = KINDS[kind]
    named, unnamed = 0, []
    for exercise in references():
        report = check(exercise.id, slip(exercise.reference))
        text = report.text()
        if report.passed or "NotHere" in text or report.verdict.state == "partly":
            continue
        sure = report.verdict.messages[0].layer in ("known", "slips")
        if sure or re.search(words, text):
            named += 1
        else:
            unnamed.append((exercise.id, text))
    assert named >= 3
    assert named >= 0.85 * (named + len(unnamed)), unnamed


NEARLY = {"a little more": lambda v: v * (1 + 1.3e-5)} | {
    f"{digits} digits": lambda v, digits=digits: np.round(v, digits) for digits in (3, 4, 5, 6)
}


def of_all_numbers(change, value):
    """A result of any form with each float in it changed."""
    if isinstance(value, (list, tuple)):
        return type(value)(of_all_numbers(change, item) for item in value)
    if isinstance(value, dict):
        return {key: of_all_numbers(change, item) for key, item in value.items()}
    return change(value) if np.asarray(value).dtype.kind == "f" else value


@pytest.mark.parametrize("kind", NEARLY)
def test_what_is_nearly_right_is_no_slip(kind):
    """So near to the right answer, it is as near to that of many a slip."""
    wrong = 0
    for exercise in references():
        spec = public_spec(exercise.id)
        outcomes = [
            {"value": plain.encode(of_all_numbers(NEARLY[kind], plain.decode(case.expected["value"])))}
            if "value" in case.expected
            else case.expected
            for case in spec.cases
        ]
        for message in judge(spec, outcomes).messages:
            wrong += 1
            assert message.layer != "slips", (exercise.id, message.text)
    assert wrong
