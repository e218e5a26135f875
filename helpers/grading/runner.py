"""What runs beside a student's code: it executes cells and answers requests, and sends plain data back.

This is the untrusted side. Student code shares the process and can break everything here; the engine outside believes
nothing but right answers to inputs that this process has never seen, and fails closed.
"""
import contextlib
import io
import json
import os
import sys

# Kept before student code can replace them: a broken builtin then costs its own exercise only.
_dumps, _loads = json.dumps, json.loads


class Sink(io.TextIOBase):
    """Takes what student code prints and forgets it."""

    encoding = "utf-8"

    def writable(self):
        return True

    def write(self, text):
        return len(text)


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
    # Nobody reads tracebacks here, and rendering one takes longer than most cells.
    shell.showtraceback = shell.showsyntaxerror = shell.showindentationerror = lambda *args, **kwargs: None
    return shell


def serve(connection, shell):
    """Answer messages, one JSON line each, until the other side hangs up. Never returns.

    {"run": source, "limit": seconds} -> {"ran": true, "error": null or {...}, "timeout": true where it was stopped}
    {"ask": request} -> {"outcomes": [...]}
    {"names": sources} -> {"names": [...]}, as `needed.Names.plainly` tells them
    """
    from ..checks.probes import TimeUp

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
            stream.write(_dumps(reply).encode() + b"\n")
            stream.flush()
    os._exit(0)


def _reply(message, shell):
    from ..checks import probes

    if "names" in message:
        from .needed import names

        return {"names": [names(source).plainly() for source in message["names"]]}
    if "run" in message:
        return _run(message["run"], message["limit"], shell)
    request = message["ask"]
    space = shell.user_ns
    target = space[request["name"]] if request["name"] in space else probes.MISSING
    return {"outcomes": probes.answer(request, target)}


def _run(source, limit, shell):
    from ..checks.probes import TimeUp, describe_error, time_limit

    error = None
    try:
        with time_limit(limit):
            result = shell.run_cell(source, store_history=False, silent=True)
            error = result.error_before_exec or result.error_in_exec
    except TimeUp as up:
        error = up
    finally:
        sys.stdout, sys.stderr = Sink(), Sink()
    if isinstance(error, TimeUp):
        return {"ran": True, "error": None, "timeout": True}
    return {"ran": True, "error": None if error is None else describe_error(error)}
