"""An empty Debian 12 for a test: `make_root` writes its files, `booted` starts it with systemd in a container of its
own.

Needs root, or sudo without a password. Debian 12 wherever the tests run: its systemd starts on kernels with either
version of control groups.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import psutil

RELEASE = "bookworm"
AS_ROOT = [] if getattr(os, "geteuid", int)() == 0 else ["sudo", "--non-interactive"]
# How this machine reaches its package registries, if it says so: the same holds in the other one.
NETWORK_FILES = ("/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt")
NETWORK_VARIABLES = r"SSL_CERT_FILE|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|PIP_INDEX_URL|(https?|no)_proxy"
CONTROLLERS = Path("/sys/fs/cgroup")  # of control groups' first version: one folder each


def make_root(target, packages):
    """Write a minimal Debian with some packages to `target`, a folder, or a tar file if its name says so."""
    words = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(['ca-certificates', *packages])}"]
    for path in filter(os.path.exists, NETWORK_FILES):
        words.append(f"--customize-hook=copy-in {path} {os.path.dirname(path)}")
    done = subprocess.run([*AS_ROOT, *words, RELEASE, str(target), *mirror()], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]


def mirror():
    """Where this machine gets its Debian packages from, or nothing where it is no Debian of that release."""
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(CODENAME) $(REPO_URI)"], capture_output=True, text=True
    )
    return re.findall(rf"^{RELEASE} (\S+)", targets.stdout, re.M)[:1]


class Machine:
    """A running machine. It shares the network with its host, and nothing else."""

    def __init__(self, root, leader):
        self.root = Path(root)
        self.enter = [*AS_ROOT, "nsenter", "--target", str(leader), "--all", "env", "--ignore-environment"]
        network = {name: value for name, value in os.environ.items() if re.fullmatch(NETWORK_VARIABLES, name)}
        settings = {
            "HOME": "/root",
            "LANG": "C.UTF-8",
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            **network,
        }
        self.enter += [f"{name}={value}" for name, value in settings.items()]

    def run(self, command, code=0):
        """Run a shell command as root; return what it printed, and fail unless it ends with `code`."""
        done = subprocess.run(
            [*self.enter, "sh", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        assert done.returncode == code, (
            f"{command}\nended with {done.returncode}:\n{(done.stdout + done.stderr)[-4000:]}"
        )
        return done.stdout

    def write(self, path, text):
        """Write a file of root's."""
        self.run(f"printf %s {shlex.quote(text)} > {path}")


@contextmanager
def booted(root, read_only):
    """The Machine whose files lie in `root`; `read_only` maps folders of this machine to where they appear there."""
    name = f"nncourse-{os.getpid()}"
    words = [
        "systemd-nspawn",
        f"--directory={root}",
        "--boot",
        f"--machine={name}",
        "--keep-unit",
        "--register=no",
        "--resolv-conf=copy-host",
    ]
    words += [f"--bind-ro={here}:{there}" for here, there in read_only.items()]
    log = Path(f"{root}.log")
    with control_groups(name) as join, log.open("w") as out:
        process = subprocess.Popen(
            [*AS_ROOT, "sh", "-c", f"{join} exec {shlex.join(words)}"],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield started(root, process, log)
        finally:
            send(process, signal.SIGTERM)  # an orderly shutdown
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                send(process, signal.SIGKILL)
                process.wait()
            subprocess.run([*AS_ROOT, "rm", "-rf", str(root)])


def started(root, process, log):
    """Wait for systemd; return the Machine."""
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        leader = next(
            (child.pid for child in psutil.Process(process.pid).children(recursive=True) if child.name() == "systemd"),
            None,
        )
        if leader:
            machine = Machine(root, leader)
            state = subprocess.run(
                [*machine.enter, "systemctl", "is-system-running"], capture_output=True, text=True
            ).stdout.strip()
            if state in ("running", "degraded"):
                let_limits_bite(machine)
                return machine
        time.sleep(0.5)
    raise AssertionError(f"the machine did not start:\n{log.read_text(errors='replace')[-3000:]}")


@contextmanager
def control_groups(name):
    """Shell words by which a process joins a control group of its own, where the kernel has their first version."""
    folders = [
        path / name
        for path in CONTROLLERS.glob("*")
        if path.name in ("memory", "pids") and (path / "cgroup.procs").exists()
    ]
    try:
        yield "".join(f"mkdir {folder} && echo $$ > {folder}/cgroup.procs; " for folder in folders)
    finally:
        for folder in filter(Path.exists, folders):
            subprocess.run([*AS_ROOT, "find", str(folder), "-depth", "-type", "d", "-exec", "rmdir", "{}", "+"])


def let_limits_bite(machine):
    """Give the machine's systemd its own part of memory and pids, which nspawn makes read-only in
    their first version.
    """
    for name in ("memory", "pids"):
        machine.run(f"[ ! -d {CONTROLLERS / name} ] || mount -o remount,bind,rw {CONTROLLERS / name}")
    machine.run("systemctl daemon-reexec")


def send(process, number):
    """Send a signal to a process of root's."""
    if process.poll() is None:
        subprocess.run([*AS_ROOT, "kill", f"-{int(number)}", str(process.pid)])


def can_be_made():
    """Tell whether this computer has what it takes."""
    programs = ("mmdebstrap", "systemd-nspawn", "nsenter")
    return all(map(shutil.which, programs)) and subprocess.run([*AS_ROOT, "true"], capture_output=True).returncode == 0
