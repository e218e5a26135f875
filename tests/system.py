"""Which system programs a test needs: `pytestmark = needs("chromium")`, or above one test, `@needs("node", "graphviz")`.

Without the program the test is skipped with a plain reason, except in continuous integration, where it fails.
"""
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import debian
import pytest

MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
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
        return any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome", MAC_CHROME))) or own_chromium()
    if program == "bubblewrap":
        return shutil.which("bwrap") is not None and sandbox_starts()
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


def own_chromium():
    """Tell whether Playwright has downloaded a Chromium of its own."""
    caches = {"darwin": "Library/Caches", "win32": "AppData/Local"}
    folder = Path.home() / caches.get(sys.platform, ".cache") / "ms-playwright"
    return any(folder.glob("chromium*"))


def sandbox_starts():
    """Tell whether bubblewrap may make a sandbox; some systems forbid the namespaces that it is made of."""
    return subprocess.run(["bwrap", "--ro-bind", "/", "/", "--unshare-net", "true"], capture_output=True).returncode == 0
