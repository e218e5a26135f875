"""Single small slips: the answer is exactly what the lesson's own way of computing gives with one of them in it.

The slips were made by machine when the bank was built (`instructors.banks.mutants`); what ships of each is its words
and one fingerprint for each case, from which no answer can be read.
"""

import ast
from dataclasses import dataclass

import numpy as np

from ..verdict import Message
from ..wire import Wire
from .difference import flat, relation
from .source import tree_of

CLOSE = 2e-5
FAR = 50 * CLOSE  # what is nearer to the right answer is hardly told from it by a fingerprint


@dataclass
class Slip(Wire):
    """One small slip in a reference, as a teacher names it.

    Attributes:
        text: its words, which do not show the right line: "a − stands where a + belongs".
        vague: the words fit many slips.
        holds: kinds of nodes, or the name of a function: a code that holds none of them has not this slip. Empty where
            that cannot be told.
        same: what else gives the same. The slip was made in the lesson's own way of computing; where the student's
            differs, its cause may, too.
    """

    text: str
    vague: bool = False
    holds: tuple = ()
    same: str = ""

    def __str__(self):
        return self.text

    def could_be_in(self, tree):
        """False where a code (None: unknown) does not hold what the slip is about."""
        if tree is None or not self.holds:
            return True
        there = {
            name
            for node in ast.walk(tree)
            for name in (type(node).__name__, getattr(node, "attr", ""), getattr(node, "id", ""))
        }
        return not there.isdisjoint(self.holds)


@dataclass
class Effect(Wire):
    """What some slips, all of them vague or none, make of the answers.

    Attributes:
        slips: any of them may be the cause.
        answers: a fingerprint for each case.
    """

    slips: list
    answers: list

    def __post_init__(self):
        self.slips = list(map(Slip.of, self.slips))


def facts(tried):
    if not tried.how.compares_values or not tried.spec.slips:
        return
    here = [k for k, case in enumerate(tried.spec.cases) if any(case is one for one in tried.cases)]
    if len(here) != len(tried.cases):
        return
    mine = [number_of(outcome) for outcome in tried.outcomes]
    if any(number is None for number in mine) or not any(tried.outcomes[i].answered for i in tried.wrong):
        return
    if not any(np.any(flat(tried.outcomes[i].value)) for i in tried.wrong if tried.outcomes[i].answered):
        return  # a plain 0 comes from many slips
    right = [number_of(outcome) for outcome in tried.expected]
    for effect in map(Effect.of, tried.spec.slips):
        slip = [effect.answers[k] for k in here] if len(effect.answers) == len(tried.spec.cases) else []
        if slip and all(map(_close, mine, slip)) and any(_tells(slip[i], right[i]) for i in tried.wrong):
            tree = tree_of(tried)
            if could_be := [one for one in effect.slips if one.could_be_in(tree)]:
                yield _told(tried, could_be)
            return


def _told(tried, could_be):
    said = " Or: ".join(f"{slip.text[0].upper()}{slip.text[1:]}." for slip in could_be)
    said += "".join(f" {same}" for same in dict.fromkeys(slip.same for slip in could_be) if same)
    pairs = [(tried.outcomes[i].value, tried.expected[i].value, i) for i in tried.wrong if tried.outcomes[i].answered]
    how = relation(tried, pairs) if len(pairs) == len(tried.wrong) else None
    effect = f"{'Wherever it is wrong, your' if tried.right else 'Your'} answer {how.text}. " if how else ""
    it = "It" if how else "Your answer"
    return Message(
        f"{effect}{it} is, in every case, exactly what comes out when all is right but for one small thing. {said}",
        sharp=not could_be[0].vague,
    )


def number_of(outcome):
    """The fingerprint of an outcome: of its value, or of the kind of error with which it stopped; None for others."""
    if outcome.error:
        return 1e6 + sum(k * ord(letter) for k, letter in enumerate(outcome.error.type, 1))
    return fingerprint(outcome.value) if outcome.answered and not outcome.changed else None


def _close(one, other, within=CLOSE):
    return abs(one - other) <= within * max(abs(one), abs(other), 1e-9)


def _tells(slip, right):
    """True where what is close to the slip cannot be the right answer but for its last digits."""
    return right is None or not _close(slip, right, FAR)


def fingerprint(value):
    """One number that stands for all numbers of a result, their order and their shapes; None where there are others
    than numbers.
    """
    parts = value if isinstance(value, (list, tuple)) else list(value.values()) if isinstance(value, dict) else [value]
    total, place = 0.0, 1
    for part in parts:
        if isinstance(part, (list, tuple)) and any(isinstance(item, (list, tuple, np.ndarray)) for item in part):
            number = fingerprint(part)
            if number is None:
                return None
            total += number * np.sqrt(place + 1.5)
            place += 1
            continue
        try:
            array = np.asarray(part)
        except ValueError:
            return None
        if array.dtype.kind not in "biuf":
            return None
        if array.dtype.kind == "f":
            array = np.nan_to_num(array, nan=1234.5, posinf=23456.7, neginf=-34567.8)
        weights = 1 + np.sqrt(np.arange(place, place + array.size)) % 1 + 0.31 * array.ndim
        total += float(np.abs(array.astype(float).ravel() + 0.618) ** 1.25 @ weights) + float(
            array.astype(float).ravel() @ weights[::-1]
        )
        place += array.size + 1
    return total
