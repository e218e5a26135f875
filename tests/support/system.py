"""Which system programs a test needs: `pytestmark = needs("chromium")`, or above one test, `@needs("node",
"graphviz")`.

Without the program the test is skipped with a plain reason, except in continuous integration, where it fails.
"""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

import debian
import pytest

from helpers.course import programs

HOW_TO_INSTALL = {
    "chromium": "apt install chromium, or playwright install chromium",
    "graphviz": "apt install graphviz",
    "node": "apt install nodejs",
    "bubblewrap": "apt install bubblewrap, and allow user namespaces; Linux only",
    "machine": "apt install mmdebstrap systemd-container, and run as root; Linux only",
    "podman": "apt install podman, and run as root; Linux only",
}


def needs(*programs):
    """Return the mark of a test that needs these programs."""
    unknown = set(programs) - set(HOW_TO_INSTALL)
    if unknown:
        raise ValueError(f"needs() knows {', '.join(HOW_TO_INSTALL)}, not {', '.join(sorted(unknown))}.")
    return pytest.mark.needs(*programs)


def stop_if_missing(programs):
    """End the running test if a program is missing: skipped, or failed where CI is set."""
    missing = [name for name in programs if not present(name)]
    if missing:
        reason = "; ".join(f"{name} is missing ({HOW_TO_INSTALL[name]})" for name in missing)
        (pytest.fail if in_ci() else pytest.skip)(reason)


def in_ci():
    """Tell whether this run is continuous integration."""
    return os.environ.get("CI", "").lower() in ("1", "true")


def present(program):
    """Tell whether a program is there and usable."""
    if program == "chromium":
        return bool(programs.chromium() or programs.playwrights_chromium())
    if program == "bubblewrap":
        return not programs.no_sandbox()
    if program in ("machine", "podman"):
        return debian.can_be_made() and (program == "machine" or shutil.which(program) is not None)
    return shutil.which({"graphviz": "dot"}.get(program, program)) is not None


@contextlib.contextmanager
def one_at_a_time(what):
    """Wait until no other test process of this computer has `what`, such as a port, and keep it meanwhile."""
    import fcntl

    with open(Path(tempfile.gettempdir()) / f"nncourse-{what.replace(' ', '-')}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
