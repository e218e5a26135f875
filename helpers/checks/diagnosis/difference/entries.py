"""How the numbers of an answer differ from the expected ones, entry by entry: sign, factor, rounding, order."""

import numpy as np

from ...naming import listed
from .values import every, same

FACTORS = (
    (2, "is exactly twice what it should be"),
    (1 / 2, "is exactly half of what it should be"),
    (3, "is exactly three times what it should be"),
    (1 / 3, "is exactly a third of what it should be"),
    (4, "is exactly four times what it should be"),
    (1 / 4, "is exactly a quarter of what it should be"),
    (-2, "is exactly −2 times what it should be"),
    (-1 / 2, "is exactly −½ times what it should be"),
    (100, "is exactly 100 times what it should be"),
    (1 / 100, "is exactly a hundredth of what it should be"),
    (1 / np.log(2), "is in another base: it differs by the factor between the natural logarithm and that of base 2"),
    (1 / np.log(10), "is in another base: it differs by the factor between the natural logarithm and that of base 10"),
)

CUT = "is 0 throughout, as all below 1 is when it is cut to whole numbers (`1 // 2` is 0)"
CHANGES = (
    (lambda e: -e, "has the right size and the wrong sign"),
    (np.zeros_like, "is 0 throughout"),
    (np.ones_like, "is 1 throughout"),
    (np.abs, "has lost its minus signs"),
    (lambda e: np.maximum(e, 0), "has 0 where a negative number should be"),
    (lambda e: np.minimum(e, 0), "has 0 where a positive number should be"),
    (lambda e: np.maximum(e, 1), "is never below 1, and should be there"),
    (lambda e: np.minimum(e, 1), "never gets above 1, and should be there"),
    (np.trunc, "is cut to whole numbers: what stands behind the point is lost"),
    (np.floor, "is rounded down to whole numbers"),
    (np.round, "is rounded to whole numbers"),
    (np.ceil, "is rounded up to whole numbers"),
    (lambda e: np.round(e, 1), "is rounded to one digit behind the point"),
    (lambda e: np.round(e, 2), "is rounded to two digits behind the point"),
    (lambda e: np.round(e, 3), "is rounded to three digits behind the point"),
    (lambda e: np.round(e, 4), "is rounded to four digits behind the point"),
    (lambda e: 1 - e, "is 1 minus what it should be"),
    (lambda e: e + 1, "is 1 too large"),
    (lambda e: e - 1, "is 1 too small"),
    (lambda e: e + 2, "is 2 too large"),
    (lambda e: e - 2, "is 2 too small"),
    (
        lambda e: 1 / e,
        "is 1 divided by what it should be, as `1 / 1 + a` is, where `1 / (1 + a)` is meant",
    ),
    (np.square, "is the square of what it should be"),
    (np.sqrt, "is the square root of what it should be"),
    (np.exp, "is e to the power of what it should be"),
    (np.log, "is the logarithm of what it should be"),
    (lambda e: e * (1 - e), "is s · (1 − s) for the s that it should be"),
    (lambda e: 1 - e * e, "is 1 − t² for the t that it should be"),
    (lambda e: np.full_like(e, np.mean(e)), "is the same number everywhere, the mean of what it should be"),
    (lambda e: np.full_like(e, np.sum(e)), "is the same number everywhere, the sum of what it should be"),
    (
        lambda e: np.broadcast_to(np.sum(e, axis=1, keepdims=True), e.shape),
        "holds in each row one and the same number, the sum of the right ones of that row",
    ),
    (
        lambda e: np.broadcast_to(np.sum(e, axis=0, keepdims=True), e.shape) if e.ndim == 2 else e,
        "holds in each column one and the same number, the sum of the right ones of that column",
    ),
    (lambda e: e[::-1], "holds the right numbers, in the reverse order"),
    (lambda e: e[..., ::-1], "holds the right numbers, each row in the reverse order"),
    (lambda e: np.swapaxes(e, 0, 1), "is transposed: rows and columns are exchanged"),
    (
        lambda e: e.reshape(-1).reshape(e.shape, order="F"),
        "holds the right numbers, filled in column by column, not row by row",
    ),
    (lambda e: np.roll(e, 1, 0), "holds the right numbers, all shifted by one place towards the end"),
    (lambda e: np.roll(e, -1, 0), "holds the right numbers, all shifted by one place towards the start"),
    (lambda e: np.roll(e, 1, 1), "holds the right numbers, each row shifted by one place towards the end"),
    (lambda e: np.roll(e, -1, 1), "holds the right numbers, each row shifted by one place towards the start"),
    (
        lambda e: np.roll(e, (1, 1), (0, 1)),
        "holds the right numbers, shifted by one row and one column towards the end",
    ),
    (
        lambda e: np.roll(e, (-1, -1), (0, 1)),
        "holds the right numbers, shifted by one row and one column towards the start",
    ),
    (lambda e: np.concatenate([np.zeros_like(e[:1]), e[:-1]]), "is shifted by one: it starts with a 0"),
    (lambda e: np.sort(e, axis=None).reshape(e.shape), "holds the right numbers, but sorted"),
)


# What leaves all that the numbers tell: another mistake below it can still be seen.
KEEPING = {CHANGES[0][1], *(text for _, text in FACTORS)} | {
    text for _, text in CHANGES if "right numbers" in text or "transposed" in text
}


def relations(tried, arrays):
    for change, text in CHANGES[:1]:
        yield text, every(arrays, change)
    for factor, text in FACTORS:
        yield text, every(arrays, lambda e, c=factor: c * e)
    if all(np.all(abs(wanted) < 1) for _, wanted, _ in arrays):
        yield CUT, every(arrays, np.zeros_like)
    for change, text in CHANGES[1:]:
        yield text, every(arrays, change)
    firsts = [got.flat[0] for got, _, _ in arrays if got.size]
    still = all(same(got, np.full_like(got, firsts[0])) for got, _, _ in arrays) if firsts else False
    if (
        still
        and len(arrays) > 1
        and any(not same(arrays[0][1].ravel()[:1], wanted.ravel()[:1]) for _, wanted, _ in arrays)
    ):
        yield "is the same number for every input that goes wrong", True


ROOTS = {np.sqrt(2): "√2", np.sqrt(3): "√3", np.sqrt(6): "√6", np.pi: "π", np.e: "e"}


def one_factor(tried, arrays):
    """One and the same factor in every case, whatever it is."""
    rows = [(got.ravel(), wanted.ravel()) for got, wanted, _ in arrays]
    got, wanted = (np.concatenate(both) for both in zip(*rows)) if rows else (np.zeros(0), np.zeros(0))
    some = abs(wanted) > 1e-9
    if len(arrays) < 2 or np.unique(abs(wanted[some])).size < 2:
        return
    factor = float((got[some] / wanted[some])[0])
    if not np.isfinite(factor) or abs(factor) < 1e-6 or abs(factor - 1) < 0.01:
        return  # what is off by so little is off by a term that is nearly the same in each case
    name = next((f", {text}" for root, text in ROOTS.items() if np.isclose(factor, root, 1e-6)), "")
    name = name or next((f", 1/{text}" for root, text in ROOTS.items() if np.isclose(factor, 1 / root, 1e-6)), "")
    yield (
        f"is what it should be times {factor:.6g}{name}, one factor for every input",
        every(arrays, lambda e: factor * e),
    )


def places(tried, arrays):
    """Where the wrong numbers stand, where that is the same place in every case."""
    limits = tried.how.rtol, tried.how.atol  # what is right says the judge
    for ends, text in ((slice(0, 1), "first"), (slice(-1, None), "last")):
        rest = slice(1, None) if text == "first" else slice(0, -1)
        for axis, what in ((0, "entry"), (1, "column")):
            at = lambda a, part, axis=axis: a[part] if axis == 0 else a[:, part]  # noqa: E731
            fits = all(
                g.ndim > axis
                and g.shape[axis] > 1
                and same(at(g, rest), at(w, rest), *limits)
                and not same(at(g, ends), at(w, ends), *limits)
                for g, w, _ in arrays
            )
            what = "row" if axis == 0 and all(g.ndim == 2 for g, _, _ in arrays) else what
            yield f"is right but for its {text} {what}", fits
            yield f"is right in its {text} {what} alone", _right_alone(arrays, at, ends, rest, axis, limits)
    rows = [~np.isclose(g, w, *limits, equal_nan=True) for g, w, _ in arrays if g.ndim == 1 and 3 <= g.size <= 12]
    if len(rows) == len(arrays) > 1 and all(np.array_equal(row, rows[0]) for row in rows) and not rows[0].all():
        which = [str(k + 1) for k in np.flatnonzero(rows[0])]
        yield f"is right but for its {'entry' if len(which) == 1 else 'entries'} {listed(which)}", True
    masks = [~np.isclose(g, w, *limits, equal_nan=True) for g, w, _ in arrays if g.ndim == 2 and min(g.shape) > 1]
    if len(masks) == len(arrays):
        yield (
            "is wrong on its diagonal alone",
            all(m.any() and not m[~np.eye(*m.shape, dtype=bool)].any() for m in masks),
        )
        yield (
            "is right on its diagonal alone",
            all(m[~np.eye(*m.shape, dtype=bool)].any() and not np.diag(m).any() for m in masks),
        )


def _right_alone(arrays, at, ends, rest, axis, limits):
    return all(
        g.ndim > axis
        and g.shape[axis] > 2
        and same(at(g, ends), at(w, ends), *limits)
        and not np.isclose(at(g, rest), at(w, rest), *limits)
        .all(axis=tuple(k for k in range(g.ndim) if k != axis))
        .any()
        for g, w, _ in arrays
    )
