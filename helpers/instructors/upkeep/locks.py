"""Make the locks and environment.yml anew from pyproject.toml: `make lock`, and `make lock UPGRADE=1` for new versions.

requirements.lock is what a student needs, requirements-test.lock the same versions and what the tests and a classroom
need besides. Both hold for every system and Python of the course, with the hash of each file, and name no registry.
environment.yml gives conda and Binder the same versions.
"""

import os
import re
import subprocess
import sys

from ...course.files import ROOT

CONDA_PYTHON = "3.12"
PRODUCT = ["jupyterlab", "numpy", "tensorflow", "matplotlib", "ipywidgets", "nbgrader"]
STUDENT = ["cpu", "build"]
EVERYTHING = STUDENT + ["test", "classroom", "hub"]

ENVIRONMENT = """\
# The course for conda and Binder, with the versions of requirements.lock. Made by `make lock`: edit pyproject.toml.
#   conda env create -f environment.yml && conda activate nncourse && jupyter lab
# Its product packages are {product}.
name: nncourse
channels:
  - conda-forge
dependencies:
  - python={python}
  - graphviz # draws the diagrams of models
  - pip
  - pip:
      - -e . # the course's own package, `helpers`
      # what the course itself uses; pyproject.toml says what for
{direct}
      # what those need
{indirect}
"""


def main():
    """Write the two locks and environment.yml."""
    upgrade = ["--upgrade"] if os.environ.get("UPGRADE", "0") not in ("", "0") else []
    student, everything = ROOT / "requirements.lock", ROOT / "requirements-test.lock"
    hashes = ["--generate-hashes", "--universal", "--python-version", "3.11"]
    compile_lock(STUDENT, ["-o", str(student), *hashes, *upgrade])
    compile_lock(EVERYTHING, ["-o", str(everything), *hashes, *upgrade, "-c", str(student)])
    (ROOT / "environment.yml").write_text(environment_text(conda_pins(student)), encoding="utf-8")
    for path in (student, everything):
        count = len(re.findall(r"^[a-z0-9]", path.read_text(encoding="utf-8"), re.MULTILINE))
        print(f"{path.name}: {count} packages")
    print("environment.yml: the same for conda and Binder")


def compile_lock(extras, options):
    """Let uv resolve pyproject.toml with some extras; return what it prints."""
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "pyproject.toml",
        "--quiet",
        "--no-header",
        "--no-emit-index-url",
        *[f"--extra={name}" for name in extras],
        *options,
    ]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def conda_pins(lock):
    """Return the lock's pins for conda's Python, as requirement lines without hashes, in order of names."""
    options = ["--universal", "--python-version", CONDA_PYTHON, "--no-annotate", "-c", str(lock)]
    return compile_lock(["cpu"], options).splitlines()


def environment_text(pins):
    """Return environment.yml for the given pins, the course's direct dependencies first."""
    declared = {name.lower() for name in re.findall(r'^    "([A-Za-z0-9_-]+)[^"]*"', project_text(), re.MULTILINE)}
    lines = {True: [], False: []}
    for pin in pins:
        name = re.split(r"[=;\s]", pin)[0]
        lines[name in declared].append(f'      - "{pin}"' if ";" in pin else f"      - {pin}")
    return ENVIRONMENT.format(
        product=", ".join(PRODUCT), python=CONDA_PYTHON, direct="\n".join(lines[True]), indirect="\n".join(lines[False])
    )


def project_text():
    """Return pyproject.toml up to where its dependencies end."""
    return (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[project.scripts]")[0]
