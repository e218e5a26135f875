"""Item analysis: how hard each exercise, question and answer in words was, and whether it tells who knows the lesson.

Plain Python: a class report is made after every run of the grader, which must start at once.
"""

import math
import statistics
from collections import Counter
from dataclasses import dataclass, field

LEAST = 10  # marks; below, nothing is said of what an item measures
LITTLE = 0.2  # Ebel and Frisbie, Essentials of Educational Measurement, 5th ed. 1991, ch. 13: below, an item is poor
FEW = 0.05  # Haladyna and Downing, Educational and Psychological Measurement 53, 1993: a distractor that does no work
SMALL = 5  # of fewer students no mean is told
GROUP = 0.27  # Kelley, Journal of Educational Psychology 30, 1939: the best upper and lower groups
Z95 = statistics.NormalDist().inv_cdf(0.975)


@dataclass
class Item:
    """One thing that points are given for, and what each student earned.

    Attributes:
        earned: student -> points; who has no mark yet is left out.
        chosen: student -> letter, of a quiz's question; "" for no letter.
        options: letter -> text; `key` is the right one, "" where it is not known.
        text, quiz: what was asked, and the cell with the answers, of a quiz's question.
        waiting: students whose answer in words has no mark yet.
        minutes: from the first check to the first right one, of students who shared it.
    """

    name: str
    max: float
    earned: dict = field(default_factory=dict)
    chosen: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)
    key: str = ""
    text: str = ""
    quiz: str = ""
    waiting: int = 0
    minutes: list = field(default_factory=list)


@dataclass
class Analysis:
    """What an item's marks say.

    Attributes:
        count: marks.
        solved: share that earned all points.
        mean: share of the points that was earned.
        discrimination: correlation with the rest of the lesson's points; None where there is none to reckon.
        low, high: its 95 % interval.
        upper_lower: mean of the best 27 % minus mean of the last 27 %, as shares of the points; None likewise.
        says: the verdict in words, "" where there is nothing to mend.
        idle: letters of wrong options that hardly anybody took.
        pulls: letters of wrong options that those take who do well elsewhere.
    """

    item: Item
    count: int
    solved: float = 0.0
    mean: float = 0.0
    discrimination: float | None = None
    low: float | None = None
    high: float | None = None
    upper_lower: float | None = None
    says: str = ""
    idle: list = field(default_factory=list)
    pulls: list = field(default_factory=list)

    @property
    def minutes(self):
        """Median minutes to the first right check, or None where fewer than `SMALL` students shared it."""
        shared = self.item.minutes
        return statistics.median(shared) if len(shared) >= SMALL else None

    @property
    def tells_little(self):
        """True where it lies below what an item should have."""
        return self.discrimination is not None and self.discrimination < LITTLE

    @property
    def taken(self):
        """How often each option was taken, the right one marked: "a 3, b* 12, none 1"."""
        item = self.item
        counts = dict.fromkeys([*item.options, *sorted(set(item.chosen.values()) - {""})], 0)
        for letter in item.chosen.values():
            counts[letter] = counts.get(letter, 0) + 1
        return ", ".join(f"{letter or 'none'}{'*' * (letter == item.key != '')} {n}" for letter, n in counts.items())


def analyse(items):
    """The `Analysis` of each item of one lesson, in their order.

    An item is compared with the rest: the share of the other items' points, without its own, so that no item is
    compared with itself (Henrysson, Psychometrika 28, 1963). Of an item with two marks, such as a quiz's question, the
    correlation is the point-biserial one.

    Args:
        items: list of `Item`, all of one lesson.
    """
    earned, most = Counter(), Counter()
    for item in items:
        for student, points in item.earned.items():
            earned[student] += points
            most[student] += item.max
    rests = [
        {
            student: (earned[student] - points) / (most[student] - item.max)
            for student, points in item.earned.items()
            if most[student] > item.max
        }
        for item in items
    ]
    return [_analysis(item, rest) for item, rest in zip(items, rests)]


def _analysis(item, rest):
    shares = {student: points / item.max for student, points in item.earned.items()} if item.max else {}
    found = Analysis(item, len(shares))
    if not shares:
        found.says = f"No marks yet, {item.waiting} wait." if item.waiting else "No marks yet."
        return found
    found.solved = sum(share >= 1 for share in shares.values()) / len(shares)
    found.mean = statistics.fmean(shares.values())
    both = [(shares[student], rest[student]) for student in sorted(shares) if student in rest]
    found.discrimination = correlation(both)
    if found.discrimination is not None:
        found.low, found.high = interval(found.discrimination, len(both))
    found.upper_lower = upper_lower(both)
    found.idle, found.pulls = _options(item, rest)
    found.says = " ".join([*_words(found, both), *_option_words(found)])
    return found


def correlation(pairs):
    """Pearson's correlation of pairs of numbers; None where there are too few, or all of one kind are the same."""
    if len(pairs) < LEAST or any(len({round(number, 9) for number in column}) < 2 for column in zip(*pairs)):
        return None
    return statistics.correlation(*zip(*pairs))


def interval(r, count):
    """The 95 % interval of a correlation, by Fisher's z."""
    if abs(r) > 1 - 1e-12:
        return r, r
    z, half = math.atanh(r), Z95 / math.sqrt(count - 3)
    return math.tanh(z - half), math.tanh(z + half)


def upper_lower(pairs):
    """Mean share of the 27 % with the most points elsewhere minus that of the 27 % with the fewest; None for too few.

    Where several have the same points elsewhere, each of them counts in part, so that no order of names decides.
    """
    if len(pairs) < LEAST:
        return None
    size = GROUP * len(pairs)
    return _mean_of_first(pairs, size, -1) - _mean_of_first(pairs, size, 1)


def _mean_of_first(pairs, size, direction):
    groups = {}
    for share, rest in pairs:
        groups.setdefault(round(rest, 9), []).append(share)
    total, left = 0.0, size
    for rest in sorted(groups, key=lambda rest: direction * rest):
        taken = min(left, len(groups[rest]))
        total += taken * statistics.fmean(groups[rest])
        left -= taken
        if left <= 0:
            break
    return total / size


def _words(found, both):
    if found.item.waiting:
        yield f"{found.item.waiting} are not marked yet; these figures are of the others alone."
    if len(both) < LEAST:
        yield f"Too few marks to say what it measures ({len(both)} of {LEAST})."
    elif found.solved == 1:
        yield "Everybody solved it, so it tells nobody apart: fine for a first step, too easy for the points it gives."
    elif found.mean == 0:
        yield "Nobody earned anything: look at its text, its check, and whether it was taught before."
    elif found.discrimination is None:
        yield "All earned the same here or everywhere else, so it tells nobody apart."
    elif found.high < 0:
        yield "Those who do well elsewhere lose it more often than others: look for a trap in its text or its check."
    elif found.high < LITTLE:
        yield "It does not measure what the rest of the lesson measures: who knows the lesson gains nothing by it."
    elif found.tells_little:
        yield f"It hardly tells who knows the lesson, as far as {len(both)} marks can say."


def _options(item, rest):
    """(wrong options that hardly anybody took, those whose takers do better elsewhere than those of the right one)."""
    taken = {letter: [s for s, chosen in item.chosen.items() if chosen == letter] for letter in item.options}
    if len(item.chosen) < LEAST or not item.key:
        return [], []
    elsewhere = {
        letter: statistics.fmean(rest[student] for student in students if student in rest)
        for letter, students in taken.items()
        if sum(student in rest for student in students) >= LEAST / 2
    }
    wrong = [letter for letter in item.options if letter != item.key]
    idle = [letter for letter in wrong if len(taken[letter]) < FEW * len(item.chosen)]
    right = elsewhere.get(item.key)
    return idle, [letter for letter in wrong if right is not None and elsewhere.get(letter, -1) > right]


def _option_words(found):
    chosen = list(found.item.chosen.values())
    nobody = [letter for letter in found.idle if letter not in chosen]
    hardly = [letter for letter in found.idle if letter in chosen]
    if nobody:
        yield f"Nobody takes {_listed(nobody)}."
    if hardly:
        yield f"Hardly anybody takes {_listed(hardly)}."
    if found.pulls:
        yield f"Those who take {_listed(found.pulls)} do better elsewhere than those who are right: is the key right?"


def _listed(letters):
    return " and ".join(filter(None, [", ".join(letters[:-1]), letters[-1]]))
