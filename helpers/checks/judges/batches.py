"""The judge for mini-batches: properties of the batches, whatever the order in which random numbers were drawn."""

from dataclasses import dataclass

import numpy as np

from .. import plain
from .base import Judge, Trouble

FORM = "form"  # kinds of trouble; the first that applies is told
SENTENCES = {
    FORM: "Each item that comes out should be a pair: the inputs and the labels of one batch.",
    "single": "Each pair that comes out holds a single sample: a batch holds several, one in each row.",
    "none": "No batch comes out at all.",
    "apart": "Inputs and labels do not belong together any more: a row of X arrives with the label of another row.",
    "lost": "Not every sample arrives.",
    "twice": "Some samples arrive more than once in one pass.",
    "empty": "A batch without any sample comes out.",
    "sizes": "The batches have the wrong sizes: all are full, only the last one may be shorter.",
    "order": "The samples come out in the order in which they came in: nothing was shuffled.",
    "blocks": "Whole blocks of neighbouring samples stay together: the batches may be mixed, but the samples are not.",
    "unrepeatable": "The same seed gives different batches: the order does not come from the generator `rng` alone.",
    "seed": "Another seed gives the same batches: the order does not come from the generator `rng`.",
}


@dataclass(frozen=True)
class Batches(Judge):
    """Judge the batches of `minibatches(X, y, batch_size, rng)`, collected by the probe `Seeded(collect=True)`.

    Rows of X must be distinct, and labels too, so that every sample can be recognized. The expected outcome is judged
    in the same way: an answer agrees with it when both are right, or both go wrong in the same way. Shuffling is only
    looked for where there are at least `least` samples, so that chance plays no part.
    """

    least: int = 12
    kind = "batches"

    def outline(self, answer, case):
        """The kind of trouble, in place of large arrays of random numbers."""
        return self.violation(answer, case)

    def trouble(self, got, expected, case):
        mine = self.violation(got, case)
        told = expected if isinstance(expected, str) else self.violation(expected, case)
        came = "" if mine == "single" else self._came(got)
        return None if mine == told else Trouble(SENTENCES.get(mine, "The batches are right here."), came)

    def violation(self, runs, case):
        """The kind of the first trouble, "" where there is none."""
        if not isinstance(runs, dict) or set(runs) != {"first", "again", "other"}:
            return FORM
        X, y, size = (plain.decode(item) for item in case.args[:3])
        groups = {}
        for name, batches in runs.items():
            found, groups[name] = _groups(batches, X, y)
            if found:
                return found
        if groups["first"] != groups["again"]:
            return "unrepeatable"
        return (self._unshuffled(groups, size) if len(X) >= self.least else "") or _sizes(groups["first"], len(X), size)

    @staticmethod
    def _unshuffled(groups, size):
        order, other = (sum(groups[name], []) for name in ("first", "other"))
        if order == sorted(order):
            return "order"
        if 2 < size < len(order) and all(max(group) - min(group) == len(group) - 1 for group in groups["first"]):
            return "blocks"
        return "seed" if order == other else ""

    @staticmethod
    def _came(got):
        """The sizes of the batches that came, in words."""
        try:
            sizes = [len(batch[0]) for batch in got["first"]]
        except (TypeError, KeyError, IndexError):
            return ""
        return (
            f"It gave batches of {', '.join(map(str, sizes[:12])) or 'no'}{', …' if len(sizes) > 12 else ''} samples."
        )


def _groups(batches, X, y):
    """("", for each batch the positions in X of its samples), or (the kind of trouble, None)."""
    if not isinstance(batches, (list, tuple)):
        return FORM, None
    if not batches:
        return "none", None
    pairs = []
    for batch in batches:
        if not isinstance(batch, (list, tuple)) or len(batch) != 2:
            return FORM, None
        try:
            inputs, labels = (np.asarray(item, dtype=float) for item in batch)
        except (TypeError, ValueError):
            return FORM, None
        if inputs.shape == X.shape[1:] and labels.shape == y.shape[1:]:
            return "single", None
        if inputs.shape[1:] != X.shape[1:] or inputs.ndim != X.ndim or labels.shape != inputs.shape[:1] + y.shape[1:]:
            return FORM, None
        pairs.append((inputs, labels))
    inputs, labels = (np.concatenate(parts) for parts in zip(*pairs))
    if len(inputs) > 2 * len(X):  # whatever they are, and however many a hostile answer sends
        return "twice", None
    if not len(inputs):
        return "empty", None
    rows, marks = _positions(inputs, X), _positions(labels, y)
    if rows is None or marks is None:
        return FORM, None
    if rows != marks:
        return "apart", None
    if len(set(rows)) < len(rows):
        return "twice", None
    if len(rows) < len(X):
        return "lost", None
    if not all(len(part) for part, _ in pairs):
        return "empty", None
    ends = np.cumsum([len(part) for part, _ in pairs])
    return "", [rows[end - len(part) : end] for end, (part, _) in zip(ends, pairs)]


def _sizes(groups, n, size):
    full = [size] * (n // size) + ([n % size] if n % size else [])
    return "" if [len(group) for group in groups] == full else "sizes"


def _positions(items, source):
    """For each item the position in `source` of the entry that equals it; None where there is no such entry."""
    flat, known = (np.reshape(array, (len(array), -1)).astype(float) for array in (items, source))
    distances = np.abs(flat[:, None, :] - known[None, :, :]).sum(axis=2)
    found = distances.argmin(axis=1)
    close = np.isclose(flat, known[found], rtol=1e-5, atol=1e-6).all()
    return found.tolist() if close else None
