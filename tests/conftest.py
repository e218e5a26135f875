"""What every test shares: the environment's programs are on the PATH, and `needs(...)` (see system.py) is held to."""
import os
import sys
from pathlib import Path

from system import stop_if_missing


def pytest_configure(config):
    config.addinivalue_line("markers", "needs(*programs): system programs without which this test cannot run")
    # nbgrader calls `alembic`, and JupyterLab its own commands, by name: as in an activated environment.
    os.environ["PATH"] = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]


def pytest_runtest_setup(item):
    for mark in item.iter_markers("needs"):
        stop_if_missing(mark.args)
