"""What every right answer has and this one lacks; failing that, how far it is off, and in which direction."""

import numpy as np

from .values import flat, numbers

PROPERTIES = (
    ("has rows that each sum to 1", lambda a: a.ndim >= 1 and np.allclose(a.sum(axis=-1), 1)),
    ("lies between 0 and 1", lambda a: bool(((a >= -1e-12) & (a <= 1 + 1e-12)).all())),
    ("lies between −1 and 1", lambda a: bool((abs(a) <= 1 + 1e-12).all())),
    ("is never negative", lambda a: bool((a >= 0).all())),
    ("consists of whole numbers", lambda a: np.array_equal(a, np.round(a))),
    ("has columns with mean 0", lambda a: a.ndim == 2 and len(a) > 1 and np.allclose(a.mean(axis=0), 0)),
    ("never rises", lambda a: a.ndim == 1 and a.size > 2 and bool((np.diff(a) <= 0).all())),
    ("never falls", lambda a: a.ndim == 1 and a.size > 2 and bool((np.diff(a) >= 0).all())),
)
# What may be 1 in each row in place of its sum.
OTHER_MEASURES = (
    ("its squares sum to 1", lambda a: np.square(a).sum(axis=-1)),
    ("its largest number is 1", lambda a: a.max(axis=-1)),
    ("its mean is 1", lambda a: a.mean(axis=-1)),
)
NEAR = (0.0001, "a hundredth of a per cent"), (0.001, "a tenth of a per cent"), (0.01, "one per cent")


def words(tried, pairs):
    """(the first sentence that holds for every pair, "" where none does; False where it tells an effect only)."""
    arrays = [(numbers(got), numbers(wanted)) for got, wanted, _ in pairs]
    if any(got is None or wanted is None for got, wanted in arrays):  # arrays of unlike shapes in one list
        arrays = [(flat(got), flat(wanted)) for got, wanted, _ in pairs]
    if any(got is None or wanted is None or not got.size or not wanted.size for got, wanted in arrays):
        return "", True
    alike = all(got.shape == wanted.shape for got, wanted in arrays)
    tests = (_near, _measure, _proportional, _equal, _property, _direction) if alike else (_property,)
    told = ((found, test not in (_property, _direction)) for test in tests if (found := test(tried, arrays)))
    return next(told, ("", True))


def _near(tried, arrays):
    """Off by little everywhere: something is rounded on the way, or a step is too coarse."""
    with np.errstate(all="ignore"):
        off = max(float(np.max(abs(got - wanted) / np.maximum(abs(wanted), 1e-12))) for got, wanted in arrays)
    for most, text in NEAR:
        if off <= most:
            return (
                f"Your answer is near, and not exact: it is off by at most {text}. So looks what is rounded on the "
                "way, or comes from a step that is too coarse, or from a constant with too few digits."
            )
    return ""


def _measure(tried, arrays):
    """Rows that should sum to 1, of which something else is 1."""
    if not all(wanted.ndim and np.allclose(wanted.sum(axis=-1), 1) for _, wanted in arrays):
        return ""
    for text, measure in OTHER_MEASURES:
        if all(
            np.allclose(measure(got), 1)
            and not np.allclose(got.sum(axis=-1), 1)
            and not np.allclose(measure(wanted), 1)
            for got, wanted in arrays
        ):
            return f"Each row of the right answer sums to 1. In yours, wherever it is wrong, {text} instead."
    return ""


def _proportional(tried, arrays):
    """One common factor in each case, another one from case to case."""
    for got, wanted in arrays:
        some = abs(wanted) > 1e-9
        if some.sum() < 2 or not np.allclose(got[~some], 0, atol=1e-9):
            return ""
        ratios = got[some] / wanted[some]
        if not np.allclose(ratios, ratios[0], 1e-5, 1e-9) or abs(ratios[0]) < 1e-9:
            return ""
    return (
        "Wherever it is wrong, the numbers of your answer stand in the right proportion to each other: one common "
        "factor is off, for each input another one."
        if len(arrays) > 1
        else ""
    )


def _equal(tried, arrays):
    """Numbers that are one and the same along an axis, where they should not be."""
    for axis, what in ((-1, "row"), (0, "column")):
        still = lambda a, axis=axis: a.ndim >= 2 and a.shape[axis] > 1 and not np.ptp(a, axis=axis).any()  # noqa: E731
        if all(still(got) and not still(wanted) for got, wanted in arrays):
            if any(got.ndim > 2 for got, _ in arrays):
                what = {"row": "row along the last axis", "column": "column along the first axis"}[what]
            summed = all(np.allclose(got.take(0, axis), wanted.sum(axis), 1e-4) for got, wanted in arrays)
            how = f", the sum of what stands in that {what} of the right one" if summed else ""
            return f"In each {what} of your answer all numbers are equal{how}; those of the right answer are not."
    return ""


def _property(tried, arrays):
    asked = [numbers(outcome.value) for outcome in tried.expected if outcome.answered]
    if any(wanted is None for wanted in asked):
        return ""
    for text, holds in PROPERTIES:
        if all(holds(wanted) for wanted in asked) and not any(holds(got) for got, _ in arrays):
            return f"With each of these inputs the right answer {text}. Where yours is wrong, this does not hold."
    return ""


def _direction(tried, arrays):
    off = [(got - wanted)[~np.isclose(got, wanted, tried.how.rtol, tried.how.atol)] for got, wanted in arrays]
    for text, test in (("too large", lambda d: (d > 0).all()), ("too small", lambda d: (d < 0).all())):
        if all(d.size and test(d) for d in off):
            return f"Wherever your answer is wrong, it is {text}."
    return ""
