"""The tutor: what is true and useful to say of a wrong answer, layer by layer, each step nearer than the one before.

A layer is a module with one function, `facts(tried)`, that yields `verdict.Message`s. Each fact was checked on this
very answer, over all cases that it speaks of, before it is said; none shows the solution. The layers are tried in the
order of `LAYERS`.
"""

from ..complaints import lost
from ..naming import listed
from ..verdict import Message
from . import calling, dependence, difference, elsewhere, known, pattern, repair, slips, steps, written
from .tried import Live, Tried, chance_as_before

# Layer -> how near its facts come to the mistake itself, those that are sharp and those that are not: what is exact,
# then a place, then an effect.
LAYERS = {
    written: (0, 0),
    known: (0, 0),
    calling: (0, 0),
    slips: (7, 7),
    dependence: (1, 5),
    pattern: (10, 10),
    difference: (2, 8),
    steps: (6, 9),
    elsewhere: (3, 3),
    repair: (4, 4),
}

__all__ = ["LAYERS", "Live", "Tried", "explain"]


def explain(tried):
    """The messages about one part of an exercise: the most useful first, its `further` ones behind it."""
    with chance_as_before():
        told = _told(tried)
    told = _joined(sorted(told, key=_rank))
    first, rest = (told[0], told[1:]) if told else (_plain(tried), [])
    first.further = [*rest, *([_plain(tried)] if told else []), _closer(tried)]
    return first


def _told(tried):
    """What the layers tell, in their order."""
    told = []
    for layer in LAYERS:
        if layer is repair and any(message.sharp and message.layer != "pattern" for message in told):
            break  # it takes its time, and is for what nothing else explains
        try:
            for message in layer.facts(tried):
                message.layer = _name(layer)
                told.append(message)
        except Exception as error:
            lost(_name(layer), error)  # looking closer must never cost the other words, whatever an answer holds
        if told and told[-1].sharp and layer in (written, known, calling, slips):
            break  # they say what the mistake is; what follows would describe its effects
    return told


def _name(layer):
    return layer.__name__.rpartition(".")[2]


def _rank(message):
    """How near a message comes to the mistake itself; the nearest is 0."""
    ranks = next(ranks for layer, ranks in LAYERS.items() if _name(layer) == message.layer)
    return ranks[0 if message.sharp else 1]


def _joined(told):
    """A pattern and a difference say more together: where it goes wrong, and how."""
    where = next((m for m in told if m.layer == "pattern"), None)
    how = next((m for m in told if m.layer in ("difference", "slips", "elsewhere")), None)
    change = next((m for m in told if m.layer == "repair"), None)
    parts = next((m for m in told if m.layer == "difference" and not m.sharp), None)
    if change and parts:  # which part is wrong, and where that comes from
        words = [parts.text, where.text if where else "", change.text]
        both = Message(" ".join(filter(None, words)), change.detail, layer="repair")
        return [both if m is change else m for m in told if m is not parts and m is not where]
    if not (where and how):
        return told
    words = (where.text, how.text) if how.layer == "elsewhere" else (how.text, where.text)
    both = Message(" ".join(words), how.detail or where.detail, layer=how.layer, sharp=how.sharp)
    return [both if m is how else m for m in told if m is not where]


def _plain(tried):
    """What was observed, for one case: what came in, what came out, what was expected."""
    complaint = tried.complaints[tried.first]
    used = dict.fromkeys(name for outcome in tried.outcomes for name in outcome.used if tried.green(name) is None)
    builds_on = f" It builds on your {listed(f'`{name}`' for name in used)}: look there, too." if used else ""
    return Message(complaint.text + builds_on, complaint.detail)


def _closer(tried):
    """How to look closer."""
    if not tried.case.args and not tried.case.kwargs:
        return Message(f"Look at `{tried.spec.name}` in a cell of its own, part by part.")
    text = "Run that call in a cell of its own, and print what your function computes on the way, line by line."
    return Message(text, f"The call: `{tried.call}`.")
