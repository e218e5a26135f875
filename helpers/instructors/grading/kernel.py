"""This side's handle on the untrusted side: a warm process in its sandbox, and the runners that it forks."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field

from ...checks.contract import Fault
from ...course.errors import CannotStart
from ..building.needed import Names
from . import sandbox
from .hostile import clean

MAX_REPLY = 16_000_000  # bytes
MAX_PARTS = 500_000  # brackets in a reply: each becomes an object here, which takes many times its place in the text
GRACE = 2.0  # seconds between a time limit inside the runner and the kill from outside
START_LIMIT = 180.0  # seconds for importing TensorFlow on a slow, cold machine
MEGABYTE = 2**20
# Addresses are more than memory, because threads reserve some; a limit keeps the kernel's own tables small.
LIMITS = {
    "numpy": {
        "memory": 1500 * MEGABYTE,
        "addresses": 12_000 * MEGABYTE,
        "cpu": 600,
        "file": 64 * MEGABYTE,
        "processes": 256,
    },
    "tensorflow": {
        "memory": 4000 * MEGABYTE,
        "addresses": 32_000 * MEGABYTE,
        "cpu": 1800,
        "file": 64 * MEGABYTE,
        "processes": 512,
    },
}


class KernelDied(Exception):
    """The runner is gone or useless. `reason` is "timeout", "ended", "flood" or "nonsense"."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Zygote:
    """A warm process with the libraries of one kind of lesson; threads may share it.

    It imports while its maker goes on; the first `warm` or `fork` waits for it.

    Args:
        root: the course's root.
        kind: "numpy" or "tensorflow".
        sandboxed: False runs submissions with the rights of this user.

    Raises:
        NoSandbox: a sandbox was asked for and cannot be had.
        CannotStart: from `warm` and `fork`: the process does not start; the message holds what it said.
    """

    def __init__(self, root, kind="numpy", sandboxed=True):
        if sandboxed:
            sandbox.require()
        elif not hasattr(os, "fork"):
            raise sandbox.NoSandbox("Grading runs on Linux and macOS; on Windows use it inside WSL.")
        self.kind, self._lock, self._scratch = kind, threading.Lock(), None
        mine = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        self.busy = dict.fromkeys(mine, 0)  # processor -> runners on it
        self._control, theirs = socket.socketpair(
            socket.AF_UNIX, socket.SOCK_SEQPACKET if sys.platform == "linux" else socket.SOCK_DGRAM
        )
        inner = [
            sys.executable,
            "-P",
            "-m",
            "helpers.instructors.grading.zygote",
            str(theirs.fileno()),
            kind,
            "nested" if sandboxed else "bare",
        ]
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - read after the process has ended
        options = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.DEVNULL,
            "stderr": self._errors,
            "pass_fds": [theirs.fileno()],
        }
        if sandboxed:
            self._process = subprocess.Popen(sandbox.command(root, inner), **options, **sandbox.user(str(root)))
        else:
            self._scratch = tempfile.mkdtemp(prefix="nncourse-grading-")
            clean = sandbox.environment(root) | {
                "HOME": self._scratch,
                "IPYTHONDIR": f"{self._scratch}/ipython",
                "MPLCONFIGDIR": f"{self._scratch}/matplotlib",
            }
            self._process = subprocess.Popen(inner, env=clean, cwd=self._scratch, start_new_session=True, **options)
        theirs.close()
        self._ready = False

    def fork(self, files=()):
        """A `Kernel` for one submission, with links to `files` in its working folder."""
        mine, theirs = socket.socketpair()
        processor = self._processor()
        order = {"limits": LIMITS[self.kind], "files": [str(path) for path in files], "processor": processor}
        folder = None
        if self._scratch:
            # Without namespaces a limit on processes would count all of the instructor's own.
            order["limits"] = order["limits"] | {"processes": 0}
            order["folder"] = folder = tempfile.mkdtemp(dir=self._scratch)
        with self._lock:
            self._until_ready()
            socket.send_fds(self._control, [json.dumps({"fork": order}).encode()], [theirs.fileno()])
            theirs.close()
            reply = self._receive(60.0)
        if not reply or not reply["pid"]:
            raise CannotStart(
                f"No process could be made for a submission: {reply['problem'] if reply else self._said()}"
            )
        return Kernel(self, reply["pid"], mine, folder, processor)

    def _processor(self):
        """The processor with the fewest runners, or None where this system cannot say."""
        with self._lock:
            chosen = min(self.busy, key=self.busy.get, default=None)
            if chosen is not None:
                self.busy[chosen] += 1
            return chosen

    def kill(self, pid, processor=None):
        """End a runner and all that it started."""
        with self._lock, contextlib.suppress(OSError):
            if processor is not None:
                self.busy[processor] -= 1
            self._control.send(json.dumps({"kill": pid}).encode())

    def warm(self, imports):
        """Let the warm process import what a lesson's set-up cells import."""
        with self._lock:
            self._until_ready()
            self._control.send(json.dumps({"warm": imports}).encode())
            self._receive(START_LIMIT)

    def close(self):
        """End the warm process and all runners."""
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        if self._scratch:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _until_ready(self):
        open_ = self._control.fileno() >= 0  # a process that did not start is not asked twice
        self._ready = self._ready or (open_ and "ready" in (self._receive(START_LIMIT) or {}))
        if not self._ready:
            self.close()
            raise CannotStart(f"The process for submissions does not start: {self._said()}")

    def _receive(self, seconds):
        self._control.settimeout(seconds)
        try:
            packet = self._control.recv(65536)
        except OSError:
            return None
        return json.loads(packet) if packet else None

    def _said(self):
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "it gave no reason"


@dataclass
class Ran:
    """How a cell went: the error that stopped it, whether its time was up, and the errors of statements that could not
    run here.
    """

    error: Fault | None = None
    timeout: bool = False
    left_out: list[Fault] = field(default_factory=list)


def _fault(told):
    """An error as the other side describes it: three texts, whatever was sent."""
    return Fault(**{name: clean(str(told.get(name) or ""), 600) for name in ("type", "message", "line")})


class Kernel:
    """One runner: run cells, ask for answers, and believe nothing that is not plain data within its limits."""

    def __init__(self, zygote, pid, connection, folder=None, processor=None):
        self._zygote, self._pid, self._connection, self._folder, self._processor = (
            zygote,
            pid,
            connection,
            folder,
            processor,
        )
        self._buffer = b""

    def run(self, source, limit):
        """Run a cell; return how it `Ran`.

        Raises:
            KernelDied: it did not come back within `limit` seconds and the grace.
        """
        reply = self._exchange({"run": source, "limit": limit}, limit + GRACE)
        left = reply.get("left_out")
        left = [_fault(one) for one in left if isinstance(one, dict)] if isinstance(left, list) else []
        error = _fault(reply["error"]) if isinstance(reply.get("error"), dict) else None
        return Ran(error, reply.get("timeout") is True, left)

    def names(self, sources, limit):
        """The `needed.Names` of cells, read where a hostile text can do no harm. To be asked before any cell has run.

        Raises:
            KernelDied: they were not read within `limit` seconds.
        """
        reply = self._exchange({"names": sources}, limit)
        try:
            found = [Names.from_plain(data) for data in reply["names"]]
        except (KeyError, TypeError, ValueError):
            raise KernelDied("nonsense") from None
        if len(found) != len(sources):
            raise KernelDied("nonsense")
        return found

    def ask(self, request):
        """Ask for the outcomes of a `Request`.

        Returns:
            ("missing", "timeout" or "", the outcomes as JSON text, which nobody here takes apart).

        Raises:
            KernelDied: no outcomes came within the exercise's time limit and the grace.
        """
        seconds = request.time_limit + GRACE
        deadline = time.monotonic() + seconds
        reply = self._exchange({"ask": request.plain()}, seconds)
        if "outcomes" not in reply:
            raise KernelDied("nonsense")
        try:
            return reply["outcomes"] if reply["outcomes"] in ("missing", "timeout") else "", self._line(deadline)
        except TimeoutError:
            raise KernelDied("timeout") from None
        except OSError:
            raise KernelDied("ended") from None

    def close(self):
        """End the runner and everything that it started."""
        self._connection.close()
        self._zygote.kill(self._pid, self._processor)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _exchange(self, message, seconds):
        deadline = time.monotonic() + seconds
        try:
            self._connection.settimeout(seconds)
            self._connection.sendall(json.dumps(message).encode() + b"\n")
            line = self._line(deadline)
        except TimeoutError:
            raise KernelDied("timeout") from None
        except OSError:
            raise KernelDied("ended") from None
        if line.count(b"[") + line.count(b"{") > MAX_PARTS:
            raise KernelDied("flood")
        try:
            reply = json.loads(line)
        except (ValueError, RecursionError):
            raise KernelDied("nonsense") from None
        if not isinstance(reply, dict):
            raise KernelDied("nonsense")
        return reply

    def _line(self, deadline):
        pieces, size = [self._buffer], len(self._buffer)
        while b"\n" not in pieces[-1]:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._connection.settimeout(left)
            piece = self._connection.recv(1 << 20)
            if not piece:
                raise KernelDied("ended")
            pieces.append(piece)
            size += len(piece)
            if size > MAX_REPLY:
                raise KernelDied("flood")
        line, _, self._buffer = b"".join(pieces).partition(b"\n")
        return line
