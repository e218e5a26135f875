"""The judge for dicts of facts, as the probes of `probes.transfer` tell them: each fact has its own sentence."""

from dataclasses import dataclass, field

import numpy as np

from .. import plain
from .base import Judge, Trouble


@dataclass(frozen=True)
class Facts(Judge):
    """Compare facts in the order of `sentences`.

    Args:
        sentences: fact -> what to say where it differs; "{got}" and "{expected}" stand for the values.
        noun: what was asked for, for answers that are no dict of facts at all.
        rtol, atol: for arrays.
    """

    sentences: dict = field(default_factory=dict)
    noun: str = "A Keras model"
    rtol: float = 5e-3
    atol: float = 5e-3
    kind = "facts"

    def trouble(self, got, expected, case):
        # `expected` may also be what a misconception gave, e.g. no model at all.
        if not isinstance(got, dict) or not isinstance(expected, dict):
            if type(got) is type(expected) and not isinstance(got, np.ndarray) and got == expected:
                return None
            return Trouble(f"{self.noun} was asked for.", f"It gave {plain.show(got)}.")
        for name, sentence in self.sentences.items():
            mine, right = got.get(name), expected.get(name)
            if not self._same(mine, right):
                return Trouble(sentence.format(got=plain.show(mine), expected=plain.show(right)))
        return None

    def _same(self, mine, right):
        if isinstance(right, np.ndarray) and right.ndim:
            mine = np.asarray(mine) if isinstance(mine, (np.ndarray, list, tuple)) else np.zeros(())
            return mine.shape == right.shape and bool(np.allclose(mine, right, rtol=self.rtol, atol=self.atol))
        if isinstance(mine, (list, tuple)) and isinstance(right, (list, tuple)):
            return plain.encode(list(mine)) == plain.encode(list(right))
        return isinstance(mine, bool) == isinstance(right, bool) and plain.encode(mine) == plain.encode(right)
