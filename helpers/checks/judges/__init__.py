"""Judges: compare plain outcomes with what the reference answered, and choose the words for the student.

`judge(spec, outcomes)` takes a `contract.Spec` and one `contract.Outcome` for each of its cases, both as they travel,
and gives a `Verdict`; it runs no code of the student's. What a judge is says `base.Judge`; adding one is adding a
module here.
"""

import importlib
import pkgutil

from ..complaints import alike, complain, lost
from ..contract import Outcome, Spec
from ..diagnosis import Tried, explain
from ..verdict import Message, Verdict
from .base import JUDGES, Judge, Trouble  # noqa: F401  offered here

for _found in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_found.name}")


def judge(spec, outcomes, live=None, green=lambda name: None):
    """Judge `outcomes`, one for each of the spec's cases, and return a `Verdict`.

    Marks are shared over the exercise's parts by their weight; a part is earned when all of its cases are right.
    Anything malformed in `outcomes` counts as no answer: it may come from a hostile process.

    Args:
        live: `diagnosis.Live`, the answer itself, where it can be asked again; it helps to find words, never a mark.
        green: function name -> whether the check of that earlier exercise is green; None where that is not known. A
            mistake of a function that is green is not carried over.
    """
    spec = Spec.of(spec)
    how = JUDGES.from_plain(spec.judge)
    cases = spec.cases
    outcomes = list(outcomes) if isinstance(outcomes, list) else []
    outcomes = [
        Outcome.read(outcomes[i]) if i < len(outcomes) else Outcome(missing=spec.name) for i in range(len(cases))
    ]
    _name_earlier_exercises(spec, outcomes)
    found = [complain(how, spec, case, outcome) for case, outcome in zip(cases, outcomes)]

    weights = spec.parts or {"": 1}
    parts, unlucky = {}, []
    for part in weights:
        mine = [i for i, case in enumerate(cases) if case.part == part]
        wrong = [i for i in mine if found[i] is not None]
        parts[part] = 0 if wrong or not mine else 1
        if wrong:
            unlucky.append(mine)

    earlier = _carried_over(how, spec, outcomes, green) if unlucky else None
    if earlier:
        text = (
            f"Right, with your own `{earlier}`. There is a mistake in `{earlier}`, which costs nothing here: "
            "mend it, and the numbers of this exercise become right too."
        )
        return Verdict(spec.id, "right", spec.points, spec.points, dict.fromkeys(weights, 1), [Message(text)])

    messages = []
    for mine in unlucky:
        chosen = ([items[i] for i in mine] for items in (cases, outcomes, found))
        messages.append(_explained(Tried(spec, how, *chosen, live, green)))
    told = {m.misconception or (m.text if m.layer else m.text + m.detail): m for m in reversed(messages)}
    messages = list(reversed(told.values()))
    share = sum(weights[part] * earned for part, earned in parts.items()) / sum(weights.values())
    state = _state(share, outcomes)
    if state == "empty":
        # What was never begun has no mistakes, not even where an error was asked for and NotImplementedError came.
        messages = [Message(c.text, c.detail) for c in found if c and c.kind in ("missing", "empty")][:1] or messages
    return Verdict(spec.id, state, round(spec.points * share, 2), spec.points, parts, messages)


def _explained(tried):
    """The tutor's words. Its looking closer must never cost a mark, whatever a hostile answer holds."""
    try:
        return explain(tried)
    except Exception as error:
        lost("explain", error)
        complaint = tried.complaints[tried.first]
        return Message(complaint.text, complaint.detail)


def _state(share, outcomes):
    if share == 1:
        return "right"
    if share > 0:
        return "partly"
    errors = [outcome.error for outcome in outcomes if outcome.error]
    if any(error.earlier for error in errors):
        return "error"
    if all(outcome.missing for outcome in outcomes):
        return "empty"
    if len(errors) == len(outcomes) and {error.type for error in errors} == {"NotImplementedError"}:
        return "empty"
    if any(outcome.timeout for outcome in outcomes):
        return "timeout"
    return "error" if len(errors) == len(outcomes) else "wrong"


def _name_earlier_exercises(spec, outcomes):
    """Mark errors that were raised inside an earlier exercise's function, which this answer calls."""
    for outcome in outcomes:
        if outcome.error and outcome.error.function in spec.probe.get("earlier", ()):
            outcome.error.earlier = outcome.error.function


def carried(spec):
    """What the right answer gives on each wrong version of an earlier function: a list of {"uses", "outcomes"}."""
    spec = Spec.of(spec)
    expected = [case.expected for case in spec.cases]
    return [{"outcomes": expected} | item for item in spec.carried]


def _carried_over(how, spec, outcomes, green):
    """The earlier function whose known mistake explains every difference from the right answer, or None.

    One that is right has no mistake to carry: the same mistake was then made here.
    """
    for item in carried(spec):
        if green(item["uses"]) is True or not any(item["uses"] in outcome.used for outcome in outcomes):
            continue
        wanted = map(Outcome.read, item["outcomes"])  # read as far as they agree
        if all(alike(how, *three) for three in zip(spec.cases, outcomes, wanted, strict=True)):
            return item["uses"]
    return None
