"""What every test shares: the environment's programs are on the PATH, and `needs(...)` (see system.py) is held to."""
import os
import shutil
import sys
from pathlib import Path

import pytest
from system import stop_if_missing


def pytest_configure(config):
    config.addinivalue_line("markers", "needs(*programs): system programs without which this test cannot run")
    # nbgrader calls `alembic`, and JupyterLab its own commands, by name: as in an activated environment.
    os.environ["PATH"] = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]


def pytest_runtest_setup(item):
    for mark in item.iter_markers("needs"):
        stop_if_missing(mark.args)


@pytest.fixture(scope="module")
def class_lab(tmp_path_factory):
    """(browser, Lab, home, folder): JupyterLab on a copy of what students and instructors have."""
    from browser import chromium, jupyter_lab
    from lessons import ROOT

    folder = tmp_path_factory.mktemp("class")
    home = tmp_path_factory.mktemp("home")
    for room in ("course", "solutions"):
        shutil.copytree(ROOT / room, folder / room)
    for path in (folder / "solutions").rglob("*.py"):
        os.utime(path, (0, 0))  # after a clone any file may be the newer one
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    environment = {"NNCOURSE_HOME": str(home), "NNCOURSE_OFFLINE": "1"}
    with chromium() as browser, jupyter_lab(folder, environment=environment) as server:
        yield browser, server, home, folder
