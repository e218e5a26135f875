"""Make what a release consists of, in dist/: `make release`. The recipe around it stands in docs/releasing.md.

The wheel is installed into a fresh environment outside the repository and has to work there before anything is said to
be done.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from ...course.files import ROOT

PROOF = "import helpers.widgets; helpers.widgets.GateTuner()"


def main():
    """Make the wheel, the students' zip and the handouts of this version, each tried or complete."""
    version = agreed_version(ROOT)
    dist = ROOT / "dist"
    print(f"Version {version}: the wheel, and whether it works elsewhere …", flush=True)
    wheel = _make_wheel(dist)
    _works_elsewhere(wheel)
    print("the students' zip and the handouts …", flush=True)
    _run([sys.executable, "-m", "helpers", "bundle"], cwd=ROOT)
    _run([sys.executable, "-m", "helpers", "handouts", "--edition", "student"], cwd=ROOT)
    students = shutil.copy(ROOT / "bundle/nncourse.zip", dist / f"nncourse-{version}-students.zip")
    handouts = shutil.make_archive(str(dist / f"nncourse-{version}-handouts"), "zip", ROOT / "handouts/student")
    for path in map(Path, (wheel, students, handouts)):
        print(f"wrote {path.relative_to(ROOT)} ({path.stat().st_size / 1e6:.1f} MB)")
    print(f'All is there. Now: git tag --annotate v{version} --message "Version {version}"')


def agreed_version(root):
    """The version, which pyproject.toml, CITATION.cff and the newest heading of the changelog must say alike.

    Raises:
        ValueError: they differ.
    """
    said = {}
    for name, pattern in (
        ("pyproject.toml", r'^version = "(.+)"'),
        ("CITATION.cff", r"^version: (.+)"),
        ("docs/changelog.md", r"^## (\d\S*)"),
    ):
        said[name] = re.search(pattern, (root / name).read_text("utf-8"), re.M)[1]
    if len(set(said.values())) > 1:
        raise ValueError("The version differs: " + ", ".join(f"{name} says {one}" for name, one in said.items()) + ".")
    return said["pyproject.toml"]


def _make_wheel(folder):
    """Build the package into a folder; return the wheel's path."""
    words = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    _run(words, cwd=ROOT)
    return next(folder.glob(f"nncourse-{agreed_version(ROOT)}-*.whl"))


def _works_elsewhere(wheel):
    """Install a wheel with the lock's versions into an environment of its own, and use it there.

    Raises:
        ValueError: it cannot be installed, or does not work.
    """
    with tempfile.TemporaryDirectory(prefix="nncourse-release-") as folder:
        venv.create(folder, with_pip=False)
        python = next(
            path for path in (Path(folder) / "bin/python", Path(folder) / "Scripts/python.exe") if path.exists()
        )
        uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", str(python)]
        _run([*uv, f"{wheel}[cpu]", "--constraint", str(ROOT / "requirements.lock")], cwd=folder)
        _run([python, "-c", PROOF], cwd=folder)
        for command in ("doctor", "progress"):
            _run([python, "-m", "helpers", command], cwd=folder)


def _run(words, cwd):
    """Run a command; return what it prints. Raises ValueError with its last lines where it fails."""
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        raise ValueError(f"{' '.join(map(str, words[:4]))} … failed:\n{(done.stdout + done.stderr)[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    try:
        main()
    except ValueError as error:
        raise SystemExit(f"Stopped: {error}") from None
