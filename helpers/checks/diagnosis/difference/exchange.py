"""Whether the answer would be right for other arguments: one with another sign or size, or two of them exchanged."""

import itertools

import numpy as np

FACTORS = (
    (-1.0, "−`{}`"),
    (0.5, "half of `{}`"),
    (2.0, "twice `{}`"),
    (0.25, "a quarter of `{}`"),
    (4.0, "four times `{}`"),
)


def words(tried):
    """A sentence where nothing nearer explains the answer; "" where the answer would be wrong for these, too."""
    if not tried.live or tried.spec.probe["kind"] != "call":
        return ""
    given = [tried.taken(i) for i in tried.wrong]
    names = [name for name in tried.spec.parameters if all(name in arguments for arguments in given)]
    for name in names:
        for factor, words in FACTORS:
            other = words.format(name)
            changed = [{name: factor * arguments[name]} if _numeric(arguments[name]) else None for arguments in given]
            if right_with_each(tried, changed):
                return (
                    f"Given {other}, your function answers what is asked for `{name}` itself, in every case that is "
                    "wrong."
                )
    for one, other in itertools.combinations(names, 2):
        changed = [
            {one: arguments[other], other: arguments[one]}
            if _numeric(arguments[one])
            and _numeric(arguments[other])
            and np.shape(arguments[one]) == np.shape(arguments[other])
            else None
            for arguments in given
        ]
        if right_with_each(tried, changed):
            return (
                f"With `{one}` and `{other}` exchanged, your function answers what is asked for, in every case that is "
                "wrong. Which of the two stands where?"
            )
    return ""


def right_with(tried, change):
    """True where the answer, asked with this change of its arguments, is right in each case that is wrong."""
    return right_with_each(tried, [change] * len(tried.wrong), least=1)


def _numeric(value):
    return type(value) in (int, float) or isinstance(value, np.ndarray) and value.dtype.kind in "if"


def right_with_each(tried, changes, least=2):
    """True where the answer, asked with these other arguments, is right in each case that is wrong."""
    if not tried.live or len(changes) < least or None in changes:
        return False
    for i, change in zip(tried.wrong, changes):
        after = tried.live.ask(tried.asked_with(i, change))
        if after is None or not after.answered or after.changed:
            return False
        if tried.how.trouble(after.value, tried.expected[i].value, tried.cases[i]):
            return False
    return True
