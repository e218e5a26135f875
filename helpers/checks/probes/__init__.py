"""Probes: feed inputs to a student's answer, where it lives, and turn what comes back into plain data.

`answer(request, target)` gives one outcome for each case of a `contract.Request`, as `contract.Outcome` describes it.
What a probe is says `base.Probe`; adding one is adding a module to this folder.
"""

import contextlib
import contextvars
import importlib
import io
import linecache
import pkgutil
import re
import signal
import sys
import threading
import traceback
import warnings
from dataclasses import replace

from ...course.errors import of_the_course_or_a_library
from ..contract import Fault, Outcome, Request, Spec
from .base import PROBES, Probe  # noqa: F401  offered here
from .calls import Call, Value  # noqa: F401  the two plainest, offered here

for _found in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_found.name}")


class TimeUp(BaseException):
    """The time of an exercise is used up. Not an `Exception`, so that a bare `except Exception` lets it through."""


@contextlib.contextmanager
def time_limit(seconds, of_processor=False):
    """Raise `TimeUp` inside the block after `seconds`, by the clock or of this process's processor time.

    Where the main thread cannot be interrupted, do nothing; Windows knows the clock only.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    if hasattr(signal, "setitimer"):

        def ring(signum, frame):
            raise TimeUp

        timer, alarm = (signal.ITIMER_PROF, signal.SIGPROF) if of_processor else (signal.ITIMER_REAL, signal.SIGALRM)
        before = signal.signal(alarm, ring)
        # The alarm repeats, for code that catches the first one and goes on.
        signal.setitimer(timer, seconds, 0.2)
        try:
            yield
        finally:
            signal.setitimer(timer, 0)
            signal.signal(alarm, before)
        return
    with _without_interval_timer(seconds):
        yield


@contextlib.contextmanager
def _without_interval_timer(seconds):
    """The same on Windows: a thread makes the main one handle a signal that nothing else sends there.

    What waits outside of Python, as `time.sleep` does, is stopped when it comes back.
    """
    import _thread

    over = threading.Event()

    def ring(signum, frame):
        if not over.is_set():
            raise TimeUp

    def wait():
        after = seconds
        while not over.wait(after):
            _thread.interrupt_main(signal.SIGTERM)
            after = 0.2

    before = signal.signal(signal.SIGTERM, ring)
    threading.Thread(target=wait, daemon=True).start()
    try:
        yield
    finally:
        over.set()
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


def request(spec):
    """The part of a specification that may enter the student's kernel: inputs, nothing that tells what is right."""
    return Spec.of(spec).request().plain()


MISSING = object()


def answer(request, target=MISSING, of_processor=False):
    """Ask `target` for every case of the request; return the list of outcomes as plain data.

    What the student's code prints is thrown away, what it warns is noted, what it raises is reported. The request's
    time limit is of the clock, or of processor time: then the outcomes do not depend on what else the machine does.
    """
    asked = Request.of(request)
    if target is MISSING:
        return [Outcome(missing=asked.name).plain() for _ in asked.cases]
    probe = PROBES.from_plain(asked.probe)
    outcomes = []
    token = _asking.set(True)
    try:
        with time_limit(asked.time_limit, of_processor), _undisplayed():
            for case in asked.cases:
                outcomes.append(_ask_one(probe, target, case))
    except TimeUp:
        # Judged again with what is left: a slow case must not cost those answered before it.
        del outcomes[len(asked.cases) :]
        outcomes += [Outcome(timeout=asked.time_limit).plain() for _ in asked.cases[len(outcomes) :]]
    finally:
        _asking.reset(token)
    return outcomes


_asking = contextvars.ContextVar("asking", default=False)


def asking():
    """True while an answer is being asked: then nothing may stand in for it."""
    return _asking.get()


def _ask_one(probe, target, case):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            with _silence():
                outcome = probe.ask(target, case).plain()
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            outcome = Outcome(error=described(error, getattr(probe, "earlier", ()))).plain()
    warned = sorted({item.category.__name__ for item in caught})
    if warned:
        outcome["warned"] = warned
    return outcome


def _undisplayed():
    """What the student's code displays in a notebook meanwhile is thrown away: made for all cases of an exercise at
    once, for it takes as long as many an answer.
    """
    shell = sys.modules.get("IPython")
    if not shell or not shell.get_ipython():
        return contextlib.nullcontext()
    from IPython.utils.capture import capture_output

    return capture_output()


@contextlib.contextmanager
def _silence():
    """What the student's code prints and draws meanwhile is thrown away."""
    nothing, plots = io.StringIO(), sys.modules.get("matplotlib.pyplot")
    before = set(plots.get_fignums()) if plots else set()
    with contextlib.redirect_stdout(nothing), contextlib.redirect_stderr(nothing):
        try:
            yield
        finally:
            for number in set(plots.get_fignums()) - before if plots else ():
                plots.close(number)


def quietly(run, seconds):
    """Run something of the student's within a time, whatever it prints or raises; True where it came to its end or an
    error.
    """
    try:
        with time_limit(seconds), warnings.catch_warnings(), _undisplayed(), _silence():
            warnings.simplefilter("ignore")
            with contextlib.suppress(Exception, SystemExit, KeyboardInterrupt):
                run()
        return True
    except TimeUp:
        return False


def describe_error(error):
    """An exception as plain data."""
    return Outcome(error=described(error)).plain()["error"]


def described(error, earlier=()):
    """An exception as a `Fault`: type, the types it derives from, message, and the student's own line.

    Args:
        earlier: names of functions that the answer may build on. Where one of them stopped, the fault is that of the
            first that was called, however deep inside it happened, and `held` is what the answer's own line held: what
            it handed over.
    """
    types = [cls.__name__ for cls in type(error).__mro__ if issubclass(cls, BaseException)]
    found = Fault(type(error).__name__, types, _short(re.sub(r"[\w.]*<locals>\.", "", _message(error))))
    if isinstance(error, SyntaxError) and error.text:
        return replace(found, line=_short(error.text.strip()), lineno=error.lineno)
    frames = [
        (frame, lineno)
        for frame, lineno in traceback.walk_tb(error.__traceback__)
        if not of_the_course_or_a_library(frame.f_code.co_filename)
    ]
    if not frames:
        return found
    built_on = next((k for k, (frame, _) in enumerate(frames) if k and frame.f_code.co_name in earlier), None)
    frames = frames if built_on is None else frames[: built_on + 1]
    frame, lineno = frames[-1]
    line = line_of(frame.f_code, lineno)
    callers = [line_of(one.f_code, number) for one, number in frames if one.f_code is not frame.f_code]
    if built_on is not None:
        frame, lineno = frames[-2]
    names = _named_in(line_of(frame.f_code, lineno))
    held = {name: _in_words(frame.f_locals[name]) for name in names if name in frame.f_locals}
    return replace(
        found,
        line=_short(line),
        lineno=lineno,
        function=frames[-1][0].f_code.co_name,
        caller=_short(callers[-1]) if callers else "",
        held={name: what for name, what in held.items() if what},
    )


def _message(error):
    """The text of an exception; "" where a student's own kind of it cannot say any."""
    try:
        return str(error)
    except Exception:
        return ""


def line_of(code, lineno):
    """The text of a line, "" where it cannot be had."""
    return linecache.getline(code.co_filename, lineno).strip()


def _named_in(line):
    return list(dict.fromkeys(re.findall(r"(?<![\w.])[A-Za-z_]\w*", line)))


def _in_words(value):
    """What a variable holds, without its value: "an array of shape (3,)"; "" for what says nothing by its type."""
    try:
        if value is None:
            return "None"
        if isinstance(value, (list, tuple, str, dict)):
            words = {list: "a list", tuple: "a tuple", str: "a text", dict: "a dict"}
            word = next(word for kind, word in words.items() if isinstance(value, kind))
            return f"{word} of length {len(value)}"
        if isinstance(value, bool):
            return "True or False"
        if isinstance(value, (int, float)):
            return "a single number"
        shape = getattr(value, "shape", None)
        return f"an array of shape {tuple(shape)}" if isinstance(shape, tuple) else ""
    except Exception:  # a student's object may do anything
        return ""


def _short(text, most=300):
    return text if len(text) <= most else text[: most - 1] + "…"
