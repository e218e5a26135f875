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
import io
import linecache
import os
import signal
import threading
import traceback
import warnings
from dataclasses import asdict

from . import model_probes, seeded
from .calls import Call, Value

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


PROBES = {"call": Call, "value": Value} | seeded.PROBES | model_probes.PROBES


def from_plain(data):
    """The probe that `to_plain` described."""
    options = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items() if key != "kind"}
    return PROBES[data["kind"]](**options)


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
