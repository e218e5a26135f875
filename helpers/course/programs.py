"""Programs of the system that the course can use: where they are found, and whether they may do what they are for."""

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

CHROMIUM = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
BROWSERS = {"darwin": "Library/Caches", "win32": "AppData/Local"}  # where Playwright keeps its own, under the home
# A sandbox as grading makes it, around nothing: namespaces of its own, and its own /proc, which some containers forbid.
SANDBOX = ("bwrap", "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true")


def starts(command: Sequence[str]) -> bool:
    """True where a command ends well."""
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def chromium() -> str | None:
    """The path of the system's Chromium, Chrome or Edge, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def playwrights_chromium() -> Path | None:
    """The folder of a Chromium that Playwright has downloaded, or None."""
    folder = Path(os.path.expanduser("~")) / BROWSERS.get(sys.platform, ".cache") / "ms-playwright"
    whole = [path for path in folder.glob("chromium-*") if path.name.partition("-")[2].isdecimal()]
    return max(whole, key=lambda path: int(path.name.partition("-")[2]), default=None)


@functools.lru_cache(maxsize=1)
def no_sandbox() -> str:
    """Why bubblewrap cannot make a sandbox here, in a few words; "" where it can."""
    if sys.platform != "linux":
        return "Linux only"
    if not shutil.which("bwrap"):
        return "not installed"
    try:
        done = subprocess.run(SANDBOX, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    said = done.stderr.strip().splitlines()
    return (said[-1] if said else "no reason given") if done.returncode else ""
