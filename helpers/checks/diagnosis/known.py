"""Mistakes that the bank knows: one of its misconceptions, one with another slip on top, two in different parts of a
result.
"""

import numpy as np

from ..complaints import alike, complain
from ..verdict import Message
from .difference import KEEPING, form, relation


def facts(tried):
    for name in tried.spec.misconceptions:
        if _matches(tried, name):
            yield Message(_hint(tried, name), misconception=name)
            return
    yield from _with_a_slip(tried)


def _hint(tried, name):
    """The bank's words; where a mistake of an earlier function shows and that function is right, it was made here."""
    hint, earlier = tried.spec.misconceptions[name], name.partition(": ")[0]
    inside = f"A mistake of `{earlier}` sits inside this answer."
    if hint.startswith(inside) and tried.green(earlier) is True:
        as_if = f"Your `{earlier}` is right, and yet this comes out as if it were not: look at what you hand it."
        return f"{as_if} The mistake would be this one: {hint.removeprefix(inside).strip()}"
    return hint


def _outcomes(tried, name):
    """Yield what the misconception gives in each case."""
    return (case.as_if(name) for case in tried.cases)


def _matches(tried, name):
    """True where the answer says what the misconception says, in every case, and that is wrong in one of them."""
    triples = []
    for triple in zip(tried.cases, tried.outcomes, _outcomes(tried, name)):
        if not alike(tried.how, *triple):
            return False
        triples.append(triple)
    if not any(complain(tried.how, tried.spec, case, wrong) for case, _, wrong in triples):
        return False
    # The same type of error has many causes; its words, or a value elsewhere, tell which.
    stopped = [(got.error, wrong.error) for i, (_, got, wrong) in enumerate(triples) if got.error and i in tried.wrong]
    told_apart = any(tried.outcomes[i].answered for i in tried.wrong)
    return told_apart or any(not wrong.message or got.message == wrong.message for got, wrong in stopped)


def _with_a_slip(tried):
    """Two mistakes at once: what the misconception gives, with another sign, factor, order or form."""
    if not tried.how.compares_values or not all(outcome.answered for outcome in tried.outcomes):
        return
    if any(tried.complaints[i].kind != "value" for i in tried.wrong):
        return  # what is wrong with it is not its values
    if relation(tried, [(tried.outcomes[i].value, tried.expected[i].value, i) for i in tried.wrong]):
        return  # one explains it
    for name in tried.spec.misconceptions:
        outcomes = list(_outcomes(tried, name))
        if not all(outcome.answered for outcome in outcomes):
            continue
        if not all(complain(tried.how, tried.spec, tried.cases[i], outcomes[i]) for i in tried.wrong):
            continue
        if _as_it_came_in(tried, outcomes):
            continue  # nothing was done yet, so what was done is one thing
        pairs = [(tried.outcomes[i].value, outcomes[i].value, i) for i in range(len(tried.cases))]
        found = relation(tried, pairs)
        if found and found.of_pieces:
            continue  # the pieces are those of the misconception, not of what is asked
        if found and found.of_form and not all(map(_same_form, outcomes, tried.expected)):
            continue  # another form hides what the misconception is about
        if found and found.numbers >= 6 and (found.of_form or found.text in KEEPING):
            hint = _hint(tried, name)
            yield Message(
                f"Two things at once. First: {hint} Then compare with that: your answer {found.text}.",
                misconception=name,
            )
            return


def _as_it_came_in(tried, outcomes):
    """True where what a misconception gives is one of the arguments, in every case."""
    return any(
        all(np.array_equal(outcome.value, tried.arguments(i).get(name)) for i, outcome in enumerate(outcomes))
        for name in tried.spec.parameters
    )


def _same_form(one, other):
    return form(one.value) == form(other.value)
