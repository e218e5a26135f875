"""Which hand-ins are more alike than those of a class usually are.

What the release, the known solutions and nearly everybody have counts nothing; what few have counts much: a shared
fingerprint weighs log2(hand-ins / hand-ins that have it), so that an exercise in which all must look alike accuses
nobody. The line above which a pair is told comes from the class itself.
"""

import math
import statistics
from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ...course.errors import CourseError

LEAST = 12  # hand-ins; below, nobody can say how alike honest ones are
# The line lies this many times the distance from the lower quartile to the median above the median: an outlier's fence
# (Tukey, Exploratory Data Analysis, 1977) whose width comes from the lower half, for copies widen the upper one.
FAR = 5
LEAST_SHARE = 0.6  # of what a hand-in holds of its own; less is never told
# Fingerprints that no third hand-in has, or what weighs as much: some seven lines of code, thirty words in a row.
ENOUGH = {"code": 30, "words": 12}


@dataclass
class Pair:
    """Two hand-ins that are too alike in code or in words.

    Attributes:
        kind: "code" or "words".
        likeness: what both share, as a share of all that the smaller one holds of its own.
        weight: the same in bits.
        shared: fingerprints that both have and hardly anybody else -> bits.
    """

    kind: str
    one: object
    other: object
    likeness: float
    weight: float
    shared: dict


@dataclass
class Comparison:
    """The pairs of one kind that are too alike, heaviest first; the line above which they lie; how alike a hand-in and
    its nearest usually are.
    """

    kind: str
    pairs: list
    line: float
    usual: float


def compare(handins, kind):
    """Compare all hand-ins of this year with each other and with the earlier ones; return a `Comparison`.

    Args:
        handins: list of `HandIn`. Those of one name in both years are one person's, and are not compared.
        kind: "code" or "words".

    Raises:
        CourseError: there are too few.
    """
    if len(handins) < LEAST:
        raise CourseError(
            f"{len(handins)} hand-in(s) are too few to see how alike honest ones are; {LEAST} are needed. "
            "Add those of an earlier class: --with FOLDER."
        )
    spread = Counter(word for handin in handins for word in handin.prints[kind])
    bits = {word: math.log2(len(handins) / count) for word, count in spread.items()}
    shared, own = _shared(handins, kind, bits)
    # What holds next to nothing is contained in much: it is measured as if it held what half the class does.
    likeness = shared / np.maximum(np.minimum.outer(own[: len(shared)], own), statistics.median(own) or 1)
    nearest = likeness.max(axis=1).tolist()
    lower, usual, _ = statistics.quantiles(nearest * 2 if len(nearest) == 1 else nearest, n=4)
    line = max(LEAST_SHARE, usual + FAR * (usual - lower))
    enough = ENOUGH[kind] * math.log2(len(handins) / 2)
    pairs = []
    for i, k in zip(*np.nonzero((likeness > line) & (shared >= enough))):
        one, other = handins[i], handins[k]
        if other.earlier or i < k:
            both = {word: bits[word] for word in one.prints[kind].keys() & other.prints[kind].keys()}
            pairs.append(Pair(kind, one, other, float(likeness[i, k]), float(shared[i, k]), both))
    pairs.sort(key=lambda pair: (-pair.weight, pair.one.student, pair.other.name))
    return Comparison(kind, pairs, float(line), float(usual))


def _shared(handins, kind, bits):
    """(bits that this year's hand-ins share with all, 0 with themselves; bits that each holds)."""
    columns = {word: i for i, word in enumerate(sorted(bits))}
    rows = np.repeat(np.arange(len(handins)), [len(handin.prints[kind]) for handin in handins])
    places = np.array([columns[word] for handin in handins for word in handin.prints[kind]], dtype=int)
    has = sparse.csr_array((np.ones(len(places)), (rows, places)), shape=(len(handins), len(columns)))
    weights = np.array([bits[word] for word in columns])
    now = sum(not handin.earlier for handin in handins)
    shared = (has[:now].multiply(weights[None, :]).tocsr() @ has.T).toarray()
    places = {}
    for k, handin in enumerate(handins):
        shared[places.setdefault(handin.student, []), k] = 0
        if not handin.earlier:
            places[handin.student].append(k)
            shared[k, k] = 0
    return shared, has @ weights
