"""Probes: feed inputs to a student's answer, where it lives, and turn what comes back into plain data.

A request is plain data that holds inputs only: `{"exercise", "name", "probe", "time_limit", "cases"}`.
`answer(request, target)` returns one outcome for each case, a dict with one of
    {"value": plain}       what came back,
    {"error": {...}}       the exception that the student's code raised, with the line where it happened,
    {"missing": name}      there was nothing to ask,
    {"timeout": seconds}   the exercise's time was used up,
and where they apply "changed" (names of arguments changed in place), "warned" and "calls".
"""
import contextlib
import inspect
import io
import linecache
import os
import signal
import threading
import traceback
import warnings
from dataclasses import asdict, dataclass

import numpy as np

from . import plain

OWN_FOLDER = os.path.dirname(os.path.abspath(__file__))


class TimeUp(BaseException):
    """The time of an exercise is used up. Not an `Exception`, so that a bare `except Exception` lets it through."""


@contextlib.contextmanager
def time_limit(seconds):
    """Raise `TimeUp` inside the block after `seconds`; where the main thread cannot be interrupted, do nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    if hasattr(signal, "setitimer"):

        def ring(signum, frame):
            raise TimeUp

        before = signal.signal(signal.SIGALRM, ring)
        # The alarm repeats, for code that catches the first one and goes on.
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        return
    import _thread  # Windows has no interval timer

    timer = threading.Timer(seconds, _thread.interrupt_main)
    timer.start()
    try:
        yield
    except KeyboardInterrupt as interrupt:
        raise TimeUp from interrupt
    finally:
        timer.cancel()


@dataclass(frozen=True)
class Call:
    """Call the answer with each case's arguments.

    Args:
        collect: the answer is a generator; its items are collected into a list (at most 10 000 of them).
        spies: names of functions of the notebook; the outcome's "calls" counts how often the answer called each.
        stand_ins: names of the notebook's functions that sound ones take the place of during the call, so that a mistake
            in an earlier exercise is not punished twice.
        earlier: names of the notebook's functions that the answer may build on; the outcome's "used" lists those that
            it called, so that the judge can tell an earlier mistake from a new one (`Exercise.carries`).
    """

    collect: bool = False
    spies: tuple = ()
    stand_ins: tuple = ()
    earlier: tuple = ()
    kind: str = "call"

    def ask(self, target, case):
        if not callable(target):
            return {"error": {"type": "NotCallable", "types": [], "message": type(target).__name__}}
        given = [plain.decode(item) for item in case.get("args", [])]
        named = {name: plain.decode(item) for name, item in case.get("kwargs", {}).items()}
        outcome = {}
        with self._counted(target) as counts:
            value = target(*map(ready, given), **{name: ready(item) for name, item in named.items()})
            if self.collect:
                value = [item for item, _ in zip(value, range(10_000))]
        if self.spies:
            outcome["calls"] = {name: counts[name] for name in self.spies}
        if any(counts[name] for name in self.earlier):
            outcome["used"] = [name for name in self.earlier if counts[name]]
        outcome["value"] = plain.encode(value)
        changed = [i for i, item in enumerate(given) if plain.encode(item) != case["args"][i]]
        names = _argument_names(target, len(given))
        changed = [names[i] for i in changed]
        changed += [name for name, item in named.items() if plain.encode(item) != case["kwargs"][name]]
        if changed:
            outcome["changed"] = changed
        return outcome

    @contextlib.contextmanager
    def _counted(self, target):
        counts = dict.fromkeys(self.spies + self.earlier, 0)
        space = getattr(target, "__globals__", {})
        found = {name: _from_scipy(name) for name in self.stand_ins}
        found |= {name: space[name] for name in counts if name not in found and callable(space.get(name))}
        originals = {name: space[name] for name in found if name in space}

        def counted(name, function):
            def wrapper(*args, **kwargs):
                counts[name] += 1
                return function(*args, **kwargs)

            return wrapper

        space.update({name: counted(name, function) if name in counts else function for name, function in found.items()})
        try:
            yield counts
        finally:
            for name in found.keys() - originals.keys():
                space.pop(name, None)
            space.update(originals)


@dataclass(frozen=True)
class Value:
    """Take the answer itself; where a case has a key, the answer's item of that name."""

    kind: str = "value"

    def ask(self, target, case):
        if "key" not in case:
            return {"value": plain.encode(target)}
        if not isinstance(target, dict):
            return {"missing": f'dict with the entry "{case["key"]}"'}
        if case["key"] not in target:
            return {"missing": f'"{case["key"]}"'}
        return {"value": plain.encode(target[case["key"]])}


PROBES = {"call": Call, "value": Value}


def from_plain(data):
    """The probe that `to_plain` described."""
    options = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items() if key != "kind"}
    kind = data["kind"]
    if kind not in PROBES and kind.startswith("model"):
        from . import model_probes  # imports Keras, so only when an exercise needs it

        PROBES.update(model_probes.PROBES)
    if kind == "seeded":
        from .seeded import PROBES as seeded  # builds on `Call`, so it cannot be imported above

        PROBES.update(seeded)
    return PROBES[kind](**options)


def to_plain(probe):
    """A probe as plain data, e.g. `{"kind": "call", "collect": true}`."""
    return asdict(probe)


def request(spec):
    """The part of a specification that may enter the student's kernel: inputs, nothing that tells what is right."""
    asked = [{key: case[key] for key in ("args", "kwargs", "key") if key in case} for case in spec["cases"]]
    return {key: spec[key] for key in ("id", "name", "probe", "time_limit")} | {"cases": asked}


MISSING = object()


def answer(request, target=MISSING):
    """Ask `target` for every case of the request; return the list of outcomes as plain data.

    What the student's code prints is thrown away, what it warns is noted, what it raises is reported.
    """
    if target is MISSING:
        return [{"missing": request["name"]} for _ in request["cases"]]
    probe = from_plain(request["probe"])
    outcomes = []
    try:
        with time_limit(request["time_limit"]):
            for case in request["cases"]:
                outcomes.append(_ask_one(probe, target, case))
    except TimeUp:
        # Judged again with what is left: a slow case must not cost those answered before it.
        del outcomes[len(request["cases"]) :]
        rest = len(request["cases"]) - len(outcomes)
        outcomes += [{"timeout": request["time_limit"]} for _ in range(rest)]
    return outcomes


def _ask_one(probe, target, case):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        silence = io.StringIO()
        try:
            with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
                outcome = probe.ask(target, case)
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            outcome = {"error": describe_error(error)}
    warned = sorted({item.category.__name__ for item in caught})
    if warned:
        outcome["warned"] = warned
    return outcome


def describe_error(error):
    """An exception as plain data: type, the types it derives from, message, and the student's own line."""
    types = [cls.__name__ for cls in type(error).__mro__ if issubclass(cls, BaseException)]
    found = {"type": type(error).__name__, "types": types, "message": _short(str(error))}
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if not f.filename.startswith(OWN_FOLDER) and "site-packages" not in f.filename]
    if isinstance(error, SyntaxError) and error.text:
        found.update(line=_short(error.text.strip()), lineno=error.lineno)
    elif own:
        text = own[-1].line or linecache.getline(own[-1].filename, own[-1].lineno).strip()
        found.update(line=_short(text), lineno=own[-1].lineno, function=own[-1].name)
    return found


def _short(text, most=300):
    return text if len(text) <= most else text[: most - 1] + "…"


def _from_scipy(name):
    """A function that lessons write by hand, from SciPy, or for layers as one homogeneous product."""
    from scipy import special

    def layer(x, W, b, activation, *_, **__):
        return activation(np.column_stack([x, np.ones(len(x))]) @ np.vstack([W, b]))

    found = {"sigmoid": special.expit, "softmax": lambda z: special.softmax(z, axis=-1), "dense": layer}
    return {**found, "relu": lambda z: np.clip(z, 0, None)}[name]


def ready(item):
    """An input as the student's code gets it: descriptions of generators and models become the real thing."""
    if isinstance(item, plain.Random):
        return np.random.default_rng(item.seed)
    if isinstance(item, plain.GivenModel):
        from .model_probes import build_given

        return build_given(item)
    return item


def _argument_names(target, count):
    """Names of the first `count` positional arguments, for messages."""
    try:
        names = [p.name for p in inspect.signature(target).parameters.values()]
    except (TypeError, ValueError):
        names = []
    return names[:count] + [f"argument {i + 1}" for i in range(len(names), count)]
