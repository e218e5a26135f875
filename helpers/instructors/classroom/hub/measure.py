"""What one student needs: memory and processor time, measured on this machine, as the table of docs/hub.md.

    nncourse hub-memory [NUMBER ...]

Each lesson runs from its first cell to its last in a kernel of its own, with the hub's limits on threads. Memory is
what would be free again if the student left (unique set size), read five times a second; its highest value counts. What
all students share is not in it: another student, who has everything loaded, is there all the time. A server is measured
after its JupyterLab page has been asked for. Processor time counts the kernel and its children.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psutil

from ....course.errors import CourseError
from .start import free_ports

LESSONS = {
    "03": "a NumPy lesson (03)",
    "05": "a NumPy lesson (05)",
    "07": "a Keras lesson (07)",
    "08": "a Keras lesson (08)",
}
THREADS = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1"
)


def main(numbers=()):
    """Measure and print the table: the lessons with these numbers, or those of the table in docs/hub.md."""
    os.environ.update(THREADS, TF_CPP_MIN_LOG_LEVEL="3")
    root = Path.cwd()
    with another_student():
        server, kernel = server_memory(), idle_kernel_memory()
        rows = [
            ("JupyterLab open, no kernel", server, None, None),
            ("with an idle kernel", server + kernel, None, None),
        ]
        for number in numbers or LESSONS:
            memory, seconds, processor = lesson(next(root.glob(f"solutions/{number}-*/{number}-*.ipynb")))
            rows.append(
                (
                    f"{LESSONS.get(number, f'lesson {number}')}, run from first to last cell",
                    server + memory,
                    seconds,
                    processor,
                )
            )
    print("| a student with | memory | processor time | time |\n|---|---|---|---|")
    for what, memory, seconds, processor in rows:
        times = f"{processor:.0f} s | {seconds:.0f} s" if seconds else "none | –"
        print(f"| {what} | {memory / 1e6:.0f} MB | {times} |")


@contextmanager
def another_student():
    """A process that holds the libraries of all lessons and of the server."""
    loaded = "import jupyterlab.labapp, ipykernel.kernelapp, keras, matplotlib.pyplot, scipy.optimize, sklearn.datasets"
    words = [sys.executable, "-c", f"{loaded}; print(flush=True); input()"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        process.stdout.readline()
        try:
            yield
        finally:
            process.kill()


def server_memory():
    """Bytes of one JupyterLab server."""
    port = free_ports(1)[0]
    with tempfile.TemporaryDirectory() as home:
        command = [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            f"--port={port}",
            "--IdentityProvider.token=",
            "--allow-root",
        ]
        process = subprocess.Popen(
            command, cwd=home, env={**os.environ, "HOME": home}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            ask_for(f"http://127.0.0.1:{port}/lab", process)
            return used_by(psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait()


def ask_for(address, process):
    """Fetch a page as soon as the server answers."""
    while process.poll() is None:
        try:
            return urllib.request.urlopen(address).read()
        except OSError:
            time.sleep(0.2)
    raise CourseError("JupyterLab did not start.")


def idle_kernel_memory():
    """Bytes of one kernel that has run nothing."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="python3", extra_arguments=["--IPKernelApp.log_level=40"])
    try:
        return used_by(psutil.Process(manager.provisioner.pid))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def lesson(path):
    """Run a notebook; return (highest memory in bytes, seconds, processor seconds)."""
    import nbformat
    from nbclient import NotebookClient

    client = NotebookClient(
        nbformat.read(path, as_version=4),
        timeout=None,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=40"],  # else each kernel warns that it talks over TCP
        resources={"metadata": {"path": str(path.parent)}},
    )
    highest, processor, done = [0], [0.0], threading.Event()

    def watch():
        while not done.wait(0.2):
            pid = getattr(getattr(client.km, "provisioner", None), "pid", None)
            try:
                kernel = psutil.Process(pid) if pid else None
            except psutil.NoSuchProcess:  # it has just ended
                continue
            if kernel:
                highest[0] = max(highest[0], used_by(kernel))
                processor[0] = max(processor[0], sum(map(processor_of, family(kernel))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    started = time.monotonic()
    try:
        client.execute()
    finally:
        seconds = time.monotonic() - started
        done.set()
        watcher.join()
    return highest[0], seconds, processor[0]


def family(process):
    """A process and its children, as far as they are still there."""
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def used_by(process):
    """Bytes that a process and its children would give back."""
    total = 0
    for one in family(process):
        try:
            total += one.memory_full_info().uss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total


def processor_of(process):
    """Processor seconds of one process so far, with those of its ended children."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system + getattr(times, "children_user", 0) + getattr(times, "children_system", 0)
