"""Single small slips: the answer is exactly what the lesson's own way of computing gives with one of them in it.

The slips were made by machine when the bank was built (`instructors.banks.mutants`); what ships of each is its words
and one fingerprint for each case, from which no answer can be read.
"""

import ast
import re

import numpy as np

from ..verdict import Message
from .difference import flat, relation
from .source import tree_of

CLOSE = 2e-5
FAR = 50 * CLOSE  # what is nearer to the right answer is hardly told from it by a fingerprint
# The slip was made in the lesson's own way of computing; where the student's differs, its cause may, too.
SAME_EFFECT = (
    ("looks the wrong way", "Results that have changed places between its branches give the same."),
    ("a / stands where a · belongs", "Missing brackets give the same: `a / 2 * b` is `(a / 2) * b`."),
    ("a · stands where a / belongs", "Missing brackets give the same: `a / 2 * b` is `(a / 2) * b`."),
)


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
    found = []
    for words, numbers in tried.spec.slips:
        slip = [numbers[k] for k in here] if len(numbers) == len(tried.spec.cases) else []
        if slip and all(map(_close, mine, slip)) and any(_tells(slip[i], right[i]) for i in tried.wrong):
            found.append(words)
    if found:
        every = list(dict.fromkeys(found[0].split(" | ")))
        every = [words for words in every if _could_be(words, tried)]
        if not every:
            return
        sharp = [words for words in every if not vague(words)]
        said = " Or: ".join(f"{words[0].upper()}{words[1:]}." for words in sharp or every)
        said += "".join(f" {same}" for words, same in SAME_EFFECT if words in found[0])
        pairs = [
            (tried.outcomes[i].value, tried.expected[i].value, i) for i in tried.wrong if tried.outcomes[i].answered
        ]
        how = relation(tried, pairs) if len(pairs) == len(tried.wrong) else None
        effect = f"{'Wherever it is wrong, your' if tried.right else 'Your'} answer {how.text}. " if how else ""
        it = "It" if how else "Your answer"
        yield Message(
            f"{effect}{it} is, in every case, exactly what comes out when all is right but for one small thing. {said}",
            sharp=bool(sharp),
        )


SIGNS = {"+": ast.Add, "−": ast.Sub, "·": ast.Mult, "/": ast.Div, "//": ast.FloorDiv, "**": ast.Pow, "`@`": ast.MatMult}
SIGNS |= {"`*`": ast.Mult}


def _could_be(words, tried):
    """False where words tell of a sign, a number or a function that the student's code does not hold."""
    tree = tree_of(tried)
    there = re.match(r"an? (\S+) stands (?:where|in)|(`\w+`|`\*`) stands where", words)
    if tree is None or not there:
        return True
    what, nodes = there[1] or there[2], list(ast.walk(tree))
    if what in SIGNS:
        turned = what == "−" and any(isinstance(node, ast.USub) for node in nodes)
        return turned or any(isinstance(node, SIGNS[what]) for node in nodes)
    if words.endswith("another function belongs"):
        names = {getattr(node, "attr", getattr(node, "id", "")) for node in nodes}
        return what.strip("`") in names
    return True


def vague(words):
    """True for words that fit many slips."""
    return words.startswith(("one step ", "two steps ", "a value on the way")) or words in (
        "a term is left out",
        "a factor is left out",
        "a part is left out",
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
