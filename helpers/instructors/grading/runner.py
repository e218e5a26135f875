"""What runs beside a student's code: it executes cells and answers requests, and sends plain data back.

This is the untrusted side. Student code shares the process and can break everything here; the engine outside believes
nothing but right answers to inputs that this process has never seen, and fails closed.
"""

import ast
import contextlib
import importlib
import io
import json
import os
import sys
import traceback

# Kept before student code can replace them: a broken builtin then costs its own exercise only.
_dumps, _loads = json.dumps, json.loads


class Sink(io.TextIOBase):
    """Takes what student code prints and forgets it."""

    encoding = "utf-8"

    def writable(self):
        return True

    def write(self, text):
        return len(text)


class NoInput(EOFError):
    """Asked of a notebook that nobody sits at."""


class Nobody(io.TextIOBase):
    """The keyboard while a notebook is graded: whoever asks it is told so, in a sentence that helps."""

    encoding = "utf-8"

    def readable(self):
        return True

    def read(self, size=-1):
        raise NoInput("nobody is there to answer input() when it is graded; write the value into the code")

    readline = read


def make_shell():
    """An IPython shell without history, colours, start-up files or rich pictures; made once, in the warm process."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    class Quiet(DisplayHook):
        """Shows nothing and remembers nothing."""

        def __call__(self, result=None):
            pass

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    config.InteractiveShell.cache_size = 0
    config.InteractiveShell.displayhook_class = Quiet
    shell = InteractiveShell.instance(config=config)
    shell.display_formatter.active_types = ["text/plain"]
    shell.enable_gui = lambda gui=None: None  # `%matplotlib inline` asks for one
    # `!pip install numpy` above an answer is no mistake; no process can be started here.
    shell.system = lambda command: None
    shell.getoutput = lambda command, *args, **kwargs: []
    # IPython parses each cell once more to learn whether it waits for something.
    waits = shell.should_run_async
    shell.should_run_async = lambda cell, **known: ("async" in cell or "await" in cell) and waits(cell, **known)
    # Nobody reads tracebacks here, and rendering one takes longer than most cells.
    shell.showtraceback = shell.showsyntaxerror = shell.showindentationerror = lambda *args, **kwargs: None
    return shell


def serve(connection, shell):
    """Answer messages, one JSON line each, until the other side hangs up. Never returns.

    {"run": source, "limit": seconds} -> {"ran": true, "error": null or {...}, "timeout": true where it was stopped,
                                          "left_out": [{...}], errors of statements that only fail here}
    {"ask": request} -> {"outcomes": "missing", "timeout" or ""}, and a second line, the list of outcomes
    {"names": sources} -> {"names": [...]}, as `needed.Names.plainly` tells them
    """
    from ...checks.probes import TimeUp

    with connection.makefile("rwb") as stream, contextlib.suppress(OSError):
        while line := stream.readline():
            try:
                reply = _reply(_loads(line), shell)
            except TimeUp:
                reply = {"ran": True, "error": None, "timeout": True}
            except MemoryError:
                reply = {"failed": "memory"}
            except BaseException as error:  # whatever student code has broken
                reply = {"failed": type(error).__name__}
            for part in reply if isinstance(reply, list) else [reply]:
                stream.write(_dumps(part).encode() + b"\n")
            stream.flush()
    os._exit(0)


def _reply(message, shell):
    from ...checks import probes

    if "names" in message:
        from ..building.needed import names

        return {"names": [names(source).plainly() for source in message["names"]]}
    if "run" in message:
        return _run(message["run"], message["limit"], shell)
    request = message["ask"]
    space = shell.user_ns
    target = space.get(request["name"], probes.MISSING)
    outcomes = probes.answer(request, target)
    state = next((name for name in ("missing", "timeout") if any(name in outcome for outcome in outcomes)), "")
    return [{"outcomes": state}, outcomes]


def _run(source, limit, shell):
    from ...checks.probes import TimeUp, describe_error, time_limit

    error, left_out = None, []
    try:
        with time_limit(limit):
            importlib.invalidate_caches()  # a module that a cell before has just written is found
            while source.strip():
                result = shell.run_cell(source, store_history=False, silent=True)
                error = result.error_before_exec or result.error_in_exec
                source = _rest(source, error, shell) if len(left_out) < MOST_LEFT_OUT else None
                if source is None:
                    break
                left_out.append(describe_error(error))
                error = None
    except TimeUp as up:
        error = up
    finally:
        sys.stdout, sys.stderr = Sink(), Sink()
    if isinstance(error, TimeUp):
        return {"ran": True, "error": None, "timeout": True}
    return {"ran": True, "error": None if error is None else describe_error(error), "left_out": left_out}


MOST_LEFT_OUT = 20  # statements of one cell
_lost: set[str] = set()  # names that such statements would have bound


def _rest(source, error, shell):
    """The cell after a statement that stopped only because it is graded here: a package is missing, nobody answers
    `input()`, or it uses what such a statement would have made. None where the error is the notebook's own.
    """
    here = isinstance(error, (ModuleNotFoundError, NoInput))
    if not here and not (isinstance(error, NameError) and error.name in _lost):
        return None
    text = shell.transform_cell(source)
    stopped = [n for frame, n in traceback.walk_tb(error.__traceback__) if frame.f_globals is shell.user_ns][:1]
    found = [node for node in ast.parse(text).body if stopped and node.lineno <= stopped[0] <= node.end_lineno]
    if not found:
        return None
    for part in (part for node in found for part in ast.walk(node)):
        if isinstance(part, ast.alias):
            _lost.add((part.asname or part.name).partition(".")[0])
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            _lost.add(part.id)
    return "\n".join(text.splitlines()[found[-1].end_lineno :])
