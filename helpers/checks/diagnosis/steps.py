"""The first wrong value on the way, where an exercise names its steps and the student's function has variables of
those names.
"""

import sys

import numpy as np

from .. import plain, probes
from ..naming import listed
from ..probes.given import ready
from ..verdict import Message


def facts(tried):
    if not tried.live or tried.spec.probe["kind"] != "call" or not tried.how.compares_values:
        return
    steps = tried.case.steps
    mine = (
        on_the_way(tried.live.target, tried.case, list(steps), tried.live.left)
        if steps and tried.live.left > 0.02
        else {}
    )
    right = []
    for name, wanted in steps.items():
        if name not in mine:
            continue
        asked, got = plain.decode(wanted), mine[name]
        if np.shape(got) == np.shape(asked) and np.allclose(got, asked, tried.how.rtol, tried.how.atol):
            right.append(name)
            continue
        fine = (
            f"Your {listed(f'`{item}`' for item in right)} {'is' if len(right) == 1 else 'are'} right, "
            if right
            else ""
        )
        text = (
            f"{fine}{'your' if right else 'Your'} `{name}` is the first value on the way that is not what the text "
            f"means by it."
        )
        yield Message(text, f"With `{tried.call}`, `{name}` is {plain.show(got)}; it should be {plain.show(asked)}.")
        return
    yield from _under_other_names(tried, steps, right)
    if right and len(right) == len([name for name in steps if name in mine]) == len(steps):
        yield Message(
            f"Your {listed(f'`{item}`' for item in right)} {'is' if len(right) == 1 else 'are'} right: the slip comes "
            f"after that.",
            sharp=False,
        )


def _under_other_names(tried, steps, right):
    """Which of the values on the way the student's variables hold, whatever their names are, and which they do not."""
    if len(right) == len(steps) or not steps:
        return
    seen = [(tried.cases[i], on_the_way(tried.live.target, tried.cases[i], None, 0.2)) for i in tried.wrong[:3]]
    holds = {}
    for name in steps:
        fits = None
        for case, mine in seen:
            asked = plain.decode(case.steps[name]) if name in case.steps else None
            same = {own for own, value in mine.items() if asked is not None and _alike(value, asked)}
            fits = same if fits is None else fits & same
        if not fits:
            break
        holds[name] = sorted(fits)[0]
    missing = next((name for name in steps if name not in holds), None)
    if holds and missing:
        found = [f"your `{own}` is {name}" for name, own in holds.items() if own != name]
        if found:
            yield Message(
                f"On the way {listed(found)}, as it should be; none of your variables holds {missing} at the end.",
                sharp=False,
            )


def _alike(value, asked):
    """Equal numbers that are no accident: more than a plain 0 or 1."""
    plainest = np.isin(np.asarray(asked), (0, 1)).all()
    return not plainest and np.shape(value) == np.shape(asked) and np.allclose(value, asked, 1e-5, 1e-8)


def on_the_way(function, case, names, seconds):
    """Name -> number or array of the function's own variables when it ends on a case; {} where that cannot be seen.

    Without names: of all variables, and of the entries of those that are dicts, as `s["out"]`.
    """
    code, found = getattr(function, "__code__", None), {}
    args, kwargs = case.values()
    if code is None:
        return {}

    def trace(frame, event, _):
        if frame.f_code is not code:
            return None
        if event == "return":
            mine = dict(frame.f_locals)
            inner = [(name, item) for name, item in mine.items() if names is None and isinstance(item, dict)]
            mine |= {f'{name}["{key}"]': value for name, item in inner for key, value in list(item.items())[:20]}
            found.update({name: mine[name] for name in (mine if names is None else names) if name in mine})
        return trace

    if not traced(trace, function, args, kwargs, seconds):
        return {}
    sound = {name: plain.decode(plain.encode(value)) for name, value in found.items()}
    return {name: value for name, value in sound.items() if _numeric(value)}


def traced(trace, function, args, kwargs, seconds):
    """Call a function under a trace, quietly; True where it ended in time, by itself or by an error."""

    def run():
        old = sys.gettrace()
        sys.settrace(trace)
        try:
            function(*map(ready, args), **{name: ready(item) for name, item in kwargs.items()})
        finally:
            sys.settrace(old)

    return probes.quietly(run, seconds)


def _numeric(value):
    try:
        return value is not None and not isinstance(value, (str, dict)) and np.asarray(value).dtype.kind in "iuf"
    except ValueError:
        return False
