"""What every test shares: programs on the PATH, `needs(...)` held to, the two circles, and which process takes what.

pytest --first-circle     without what is marked slow: `make test`
pytest tests/checks       what belongs to a room: `make test ROOM=checks`
pytest --order=random     files in another order each time; the seed that is printed gives the same again
"""

import collections
import os
import random
import shutil
import sys
from pathlib import Path

import pytest
from system import stop_if_missing

LONGEST_FIRST = (
    "tests/docs/test_commands.py",
    "tests/handouts/test_pages_of_the_course.py",
    "tests/lessons/test_student_path.py",
    "tests/lessons/test_instructor_path.py",
    "tests/classroom/test_class_machine.py",
    "tests/widgets/test_controls.py",
    "tests/machine/test_containers.py",
    "tests/machine/test_situations.py",
    "tests/lessons/test_untouched.py",
    "tests/machine/test_interrupted.py",
    "tests/people/test_a_class_of_120.py",
    "tests/checks/test_truth.py",
    "tests/handouts/test_pages_as_files.py",
    "tests/checks/test_check_promise.py",
    "tests/course/test_helpers_face.py",
)
"""Files that would keep everybody waiting if a process began with them at the end; measured."""


def pytest_addoption(parser):
    group = parser.getgroup("the course")
    group.addoption("--first-circle", action="store_true", help="leave out what is marked slow")
    group.addoption("--order", metavar="SEED", help='shuffle the files: "random", or a number for the same again')


def pytest_configure(config):
    if config.option.order == "random":  # set before xdist starts its processes, which must all have the same order
        config.option.order = random.randrange(10_000)
    config.addinivalue_line("markers", "needs(*programs): system programs without which this test cannot run")
    config.addinivalue_line("markers", "slow: belongs to the second circle, `make test ALL=1`")
    # nbgrader calls `alembic`, and JupyterLab its own commands, by name: as in an activated environment.
    os.environ["PATH"] = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]
    # An environment that a test makes imports little of what it holds: byte code of all would take longest.
    os.environ["UV_COMPILE_BYTECODE"] = "0"


def pytest_report_header(config):
    return f"files shuffled: --order={config.option.order} gives the same again" if config.option.order else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Long files first, or all shuffled; each whole in one process (`--dist loadfile`)."""
    if config.option.first_circle:
        left_out = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]
    rank = {name: place for place, name in enumerate(LONGEST_FIRST)}
    if config.option.order:
        files = sorted({file_of(item) for item in items})
        random.Random(str(config.option.order)).shuffle(files)
        rank = {name: place for place, name in enumerate(files)}
    items.sort(key=lambda item: rank.get(file_of(item), len(rank)))


def file_of(item):
    """The file of a test or report, as a path under the repository."""
    return item.nodeid.split("::")[0]


def pytest_runtest_setup(item):
    for mark in item.iter_markers("needs"):
        stop_if_missing(mark.args)


def pytest_terminal_summary(terminalreporter):
    """Name the files that took longest, all their tests together."""
    seconds = collections.Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if hasattr(report, "duration"):
                seconds[file_of(report)] += report.duration
    if sum(seconds.values()) > 60:
        terminalreporter.section("longest files")
        for name, taken in seconds.most_common(15):
            terminalreporter.write_line(f"{taken:6.0f} s  {name}")


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
