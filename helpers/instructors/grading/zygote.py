"""The warm process: it has the libraries of one kind of lesson loaded and forks a runner for each submission.

Started by `kernel.Zygote` inside the sandbox: `python -m helpers.instructors.grading.zygote FD KIND NESTED`. It runs no
student code itself. Orders come over the control socket FD, one JSON packet each:
    {"fork": {"limits": {...}, "files": [...]}} with a socket attached -> {"pid": n}
    {"warm": statements of a lesson's set-up cells, `plan.imports_of`} -> {"warm": true}
    {"kill": n}                                                        no answer
"""

import contextlib
import gc
import json
import os
import signal
import socket
import sys

from . import isolation
from .runner import Nobody, Sink, make_shell, serve

NUMPY = (
    "bdb",  # IPython imports it with the first cell that it runs
    "helpers.instructors.building.needed",
    "numpy",
    "matplotlib.pyplot",
    "helpers.figures",
    "helpers.checks.check",
    "helpers.widgets",
)
KINDS = {"numpy": NUMPY, "tensorflow": (*NUMPY, "tensorflow", "keras")}


def main():
    control = socket.socket(fileno=int(sys.argv[1]))
    kind, nested = sys.argv[2], sys.argv[3] == "nested"
    isolation.adopt_orphans()
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.getcwd())]
    shell = make_shell()
    for name in KINDS[kind]:
        __import__(name)
    # What is alive now is shared by all children: the collector must not touch, and so copy, it.
    gc.collect()
    gc.freeze()
    control.send(json.dumps({"ready": kind}).encode())
    runners = set()
    while True:
        packet, sockets, _, _ = socket.recv_fds(control, 65536, 1)
        if not packet:
            break
        order = json.loads(packet)
        if "fork" in order:
            pid, problem = fork_runner(control, sockets[0], order["fork"], shell, nested)
            os.close(sockets[0])
            runners.add(pid)
            control.send(json.dumps({"pid": pid, "problem": problem}).encode())
        elif "warm" in order:
            warm_up(order["warm"])
            control.send(json.dumps({"warm": True}).encode())
        else:
            kill(order["kill"], runners, nested)
        reap(runners)
    for pid in list(runners):
        kill(pid, runners, nested)


def warm_up(statements):
    """Do what a lesson's own set-up cells do for everybody alike, so that no submission waits for it."""
    space = {}
    for statement in statements:
        with contextlib.suppress(Exception):
            exec(statement, space)
    gc.collect()
    gc.freeze()


def fork_runner(control, connection, order, shell, nested):
    """Fork a runner in namespaces of its own; return (its process number, what went wrong or "")."""
    read, write = os.pipe()
    helper = os.fork()
    if helper == 0:
        os.close(read)
        try:
            if nested:
                isolation.leave_namespaces()
            pid = os.fork()
            if pid:
                # The runner's number as this process sees it; the warm process becomes its parent.
                os.write(write, f"{pid} ".encode())
                os._exit(0)
            control.close()
            become_runner(write, connection, order, shell, nested)
        except BaseException as error:
            with contextlib.suppress(OSError):
                os.write(write, f"0 {type(error).__name__}: {error}".encode())
        os._exit(1)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        number, _, problem = pipe.read().decode().partition(" ")
    os.waitpid(helper, 0)
    return int(number or 0), problem


def become_runner(report, connection, order, shell, nested):
    """In the forked child: lock everything away, then serve. Never returns."""
    os.setsid()
    folder = order.get("folder") or isolation.HOME
    # Measured before /proc may be hidden.
    isolation.limit_resources(order["limits"])
    isolation.go_first()
    isolation.stay_on(order.get("processor"))
    if nested:
        isolation.private_folders()
        isolation.drop_capabilities()
        isolation.forbid_processes()
    os.makedirs(f"{folder}/tmp", exist_ok=True)
    os.makedirs(f"{folder}/work", exist_ok=True)
    os.chdir(f"{folder}/work")
    os.environ.update(HOME=folder, TMPDIR=f"{folder}/tmp", NNCOURSE_HOME=folder)
    for path in order.get("files", []):
        os.symlink(path, os.path.basename(path))
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    sys.stdout, sys.stderr, sys.stdin = Sink(), Sink(), Nobody()
    sys.path.append(os.getcwd())  # last: a module that a cell has written is found, and hides none
    own = socket.socket(fileno=os.dup(connection))
    keep = own.fileno()
    os.close(report)
    for entry in range(3, 256):
        if entry != keep:
            with contextlib.suppress(OSError):
                os.close(entry)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    serve(own, shell)


def kill(pid, runners, nested):
    """End a runner with everything that it started."""
    if pid not in runners:
        return
    runners.discard(pid)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if nested:
            os.kill(pid, signal.SIGKILL)  # the first process of its namespace: the kernel ends all others
        else:
            os.killpg(pid, signal.SIGKILL)
    if not nested:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
        _kill_strays(runners)


def reap(runners):
    """Take leave of children that have ended; those still alive are left as they are."""
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            runners.discard(pid)


def _kill_strays(runners):
    """End processes that a runner left behind in sessions of their own; they have become our children."""
    with contextlib.suppress(OSError):
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            strays = [int(number) for number in file.read().split()]
        for pid in set(strays) - runners:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
