"""The judge for inverted dropout: properties of what comes out, whatever the order in which random
numbers were drawn.
"""

from dataclasses import dataclass

import numpy as np

from .. import plain
from .base import Judge, Trouble

SENTENCES = {
    "pair": "Two things came back; the output alone was asked for.",
    "form": "An array of the shape of `x` was asked for.",
    "not-finite": "The output holds infinite values or NaN.",
    "nothing": "The output equals `x`: nothing was dropped and nothing scaled.",
    "unscaled": "Some elements are dropped, but the others keep their value: the mean of the output is too small.",
    "scaled-by-rate": "The elements that stay are divided by `rate`.",
    "multiplied": "The elements that stay are multiplied by 1 − rate.",
    "all-scaled": "Every element is scaled, and none is dropped.",
    "values": "Each element should be either 0 or the input divided by 1 − rate.",
    "everything": "All elements are dropped at once: each wants a draw of its own.",
    "share": "The share of dropped elements is far from `rate`.",
    "fixed-count": "Whatever the seed, exactly the same number of elements is dropped: each should be dropped or kept "
    "on its own.",
    "same-for-samples": "Every sample gets the same mask: it is not drawn for every element.",
    "whole-rows": "All elements of a row are dropped together: the mask is not drawn for every element.",
    "unrepeatable": "The same seed gives another output: the mask does not come from the generator `rng` alone.",
    "seed": "Another seed gives the same mask: it does not come from the generator `rng`.",
}


@dataclass(frozen=True)
class Dropout(Judge):
    """Judge `inverted_dropout(x, rate, rng)`, asked by the probe `Seeded`; no element of x may be 0.

    Shares are only looked at where there are at least `least` elements, and with a width of six standard deviations, so
    that chance plays no part. The expected outcome is judged in the same way: an answer agrees with it when both are
    right, or both go wrong in the same way.
    """

    least: int = 500
    kind = "dropout"

    def outline(self, answer, case):
        """The kind of trouble, in place of large arrays of random numbers."""
        return self.violation(answer, case)

    def trouble(self, got, expected, case):
        mine = self.violation(got, case)
        told = expected if isinstance(expected, str) else self.violation(expected, case)
        if mine == told:
            return None
        first = got.get("first") if isinstance(got, dict) else got
        return Trouble(
            SENTENCES.get(mine, "The output is right here."), f"It gave {plain.show(first)}." if mine else ""
        )

    def violation(self, runs, case):
        """The kind of the first trouble, "" where there is none."""
        if not isinstance(runs, dict) or not set(runs) >= {"first", "again", "other"}:
            return "form"
        x, rate = (plain.decode(item) for item in case.args[:2])
        x = np.asarray(x, dtype=float)
        outputs = {}
        for name, value in runs.items():
            pair = isinstance(value, (list, tuple)) and len(value) == 2
            if pair and _shape(value[0]) == x.shape != _shape(value):
                return "pair"
            try:
                outputs[name] = np.asarray(value, dtype=float)
            except (TypeError, ValueError):
                return "form"
            if outputs[name].shape != x.shape:
                return "form"
        found = next(filter(None, (self._values(out, x, rate) for out in outputs.values())), "")
        return found or self._randomness(outputs, x, rate)

    def _values(self, out, x, rate):
        if not np.isfinite(out).all():
            return "not-finite"
        ratio = out / x
        kept = ratio[out != 0]
        scales = {
            "": 1 / (1 - rate),
            "unscaled": 1.0,
            "multiplied": 1 - rate,
            "scaled-by-rate": 1 / rate if rate else np.inf,
        }
        right = next((name for name, scale in scales.items() if np.allclose(kept, scale, rtol=1e-4)), "values")
        dropped = float(np.mean(out == 0))
        if right != "values" and rate and dropped == 0 and x.size >= self.least:
            return "nothing" if right == "unscaled" else "all-scaled"
        if right:
            return right
        if dropped == 1 and x.size >= self.least:
            return "everything"
        width = 6 * np.sqrt(rate * (1 - rate) / x.size)
        return "share" if x.size >= self.least and abs(dropped - rate) > width else ""

    def _randomness(self, outputs, x, rate):
        masks = {name: out == 0 for name, out in outputs.items()}
        if (masks["first"] != masks["again"]).any():
            return "unrepeatable"
        if not rate or x.size < self.least:
            return ""
        if (masks["first"] == masks["other"]).all():
            return "seed"
        counts = [int(mask.sum()) for name, mask in masks.items() if name != "again"]
        if len(counts) >= 5 and len(set(counts)) == 1:
            return "fixed-count"
        mask = masks["first"]
        if mask.ndim > 1 and (mask == mask[:1]).all():
            return "same-for-samples"
        return "whole-rows" if mask.ndim > 1 and (mask == mask[..., :1]).all() else ""


def _shape(value):
    """The shape of what may be no array at all: None."""
    try:
        return np.shape(value)
    except ValueError:
        return None
