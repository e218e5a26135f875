"""The course on machines that nobody prepared: odd paths, locales, pipes and shells; moved; without a network or a
home.

One real set-up, in a folder whose name has blanks and signs and under LC_ALL=C, serves all of them.
"""

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from lessons import ROOT
from system import present

from helpers import bootstrap

pytestmark = [pytest.mark.skipif(os.name == "nt", reason="the commands are those of make"), pytest.mark.slow]

NOWHERE = "http://127.0.0.1:9"
OFFLINE = {"UV_OFFLINE": "1", "PIP_NO_INDEX": "1", "http_proxy": NOWHERE, "https_proxy": NOWHERE, "all_proxy": NOWHERE}
ANOTHER = {"PYTHONHOME": "/nowhere", "PYTHONPATH": "foreign", "VIRTUAL_ENV": "/nowhere", "CONDA_PREFIX": "/nowhere"}
SITUATIONS = {
    "a plain locale": {"LC_ALL": "C"},
    "a pipe of Windows": {"PYTHONIOENCODING": "cp1252"},
    "no home": {"HOME": None},
    "a home that cannot be written": {"HOME": "/dev/null/home"},
    "another environment active": ANOTHER,
    "offline behind a proxy": OFFLINE,
}
ALL_AT_ONCE = {**ANOTHER, **OFFLINE, "LC_ALL": "C", "PYTHONIOENCODING": "cp1252", "HOME": None}
OTHER_COMMANDS = {  # of the README, and what each says where it works
    "help": "make TARGET",
    "bundle": "nncourse.zip",
    "demo LESSONS=01": "A student's feedback page",
    "grade LESSONS=00": "1 graded",
    "build LESSONS=00": "Nothing had changed",
    "lint LESSONS=00": "No complaint",
    "handouts LESSONS=00": "00-start-here",
}


class Place:
    """A copy of the course with an environment of its own."""

    def __init__(self, folder):
        self.folder = folder

    def run(self, *words, **settings):
        """Run a command there with some environment variables, None for one that is not set; return what it printed."""
        done = subprocess.run(
            words, cwd=self.folder, env=surroundings(settings), stdin=subprocess.DEVNULL, capture_output=True
        )
        told = (done.stdout + done.stderr).decode("utf-8", "replace")
        assert done.returncode == 0 and "Traceback" not in told, told
        return told


def surroundings(settings):
    """The environment of a stranger: without a screen, and not inside the `make` that runs the tests."""
    both = {**os.environ, **settings}
    not_theirs = ("DISPLAY", "BROWSER", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    return {name: value for name, value in both.items() if value is not None and name not in not_theirs}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("machine") / "Kürs %25 #1 it's" / "nncourse"
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this copy of the course is not a git repository")
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    (folder / "foreign").mkdir()
    for name in ("numpy", "click", "tempfile"):
        (folder / "foreign" / f"{name}.py").write_text("raise SystemExit('this is another environment')\n")
    mask = os.umask(0o077)
    try:
        place = Place(folder)
        assert "Ready after" in place.run("make", "setup", f"PYTHON={bootstrap_python()}", LC_ALL="C")
    finally:
        os.umask(mask)
    return place


def bootstrap_python():
    return getattr(sys, "_base_executable", sys.executable)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_commands_work(place, situation):
    assert "Everything that you need is here." in place.run("make", "doctor", **SITUATIONS[situation])
    assert " exercises done" in place.run("make", "progress", **SITUATIONS[situation])


@pytest.mark.parametrize("command", OTHER_COMMANDS)
def test_the_other_commands_of_the_readme_work_in_all_of_them_at_once(place, command):
    words = command.split()
    if words[0] == "grade":
        mine = place.folder / "grading/submitted/anna/00-start-here"
        mine.mkdir(parents=True)
        shutil.copy(place.folder / "course/00-start-here/00-start-here.ipynb", mine)
        words += [] if present("bubblewrap") else ["ARGS=--no-sandbox"]
    assert OTHER_COMMANDS[command] in place.run("make", *words, **ALL_AT_ONCE)


def test_on_a_poor_pipe_passed_and_open_still_differ(place, tmp_path):
    done = "from helpers import check; check('00.double', lambda x: 2 * x)"
    place.run(".venv/bin/python", "-c", done, NNCOURSE_HOME=str(tmp_path), PYTHONIOENCODING="utf-8")
    told = place.run("make", "progress", NNCOURSE_HOME=str(tmp_path), PYTHONIOENCODING="cp1252")
    assert re.search(r"^00 .* \+ +1 of 1$", told, re.M) and re.search(r"^01 .* -+ +0 of 7$", told, re.M), told


def test_the_lab_opens_in_all_of_them_at_once(place, tmp_path):
    """Its address answers; root is told so, and who has no browser what to do."""
    (place.folder / "random.py").write_text("raise SystemExit('not the one of the library')\n")
    log = tmp_path / "log.txt"
    settings = {**ANOTHER, **OFFLINE, "LC_ALL": "C", "HOME": str(tmp_path)}
    with log.open("w") as out:
        words = ["make", "lab", "LAB_ARGS=--port=0"]
        lab = subprocess.Popen(
            words,
            cwd=place.folder,
            env=surroundings(settings),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        address = wait_for(r"http://127\.0\.0\.1:\d+/lab/tree/course/00-start-here/\S+token=\S+", log, lab)
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        assert direct.open(address).status == 200
    finally:
        os.killpg(lab.pid, signal.SIGTERM)
        lab.wait()
        (place.folder / "random.py").unlink()
    told = log.read_text()
    assert "There is no browser here: open the address" in told and "Traceback" not in told
    assert ("Notice: you are root" in told) == (os.geteuid() == 0)


def wait_for(pattern, log, process):
    """What a pattern finds in a log, as soon as it stands there."""
    end = time.monotonic() + 300
    while time.monotonic() < end and process.poll() is None:
        found = re.search(pattern, log.read_text(errors="replace"))
        if found:
            return found[0]
        time.sleep(0.2)
    raise AssertionError(log.read_text(errors="replace"))


def test_files_beside_a_lesson_hide_nothing_or_are_named_and_nobody_reads_along(place, tmp_path):
    """A kernel as JupyterLab starts it: with the environment's own settings."""
    for name in ("helpers", "numpy", "my_own"):
        (tmp_path / f"{name}.py").write_text("x = 1\n")
    cells = [
        "import helpers, my_own\nprint(helpers.__all__[0])",
        "from helpers import check",
        "from ipykernel.kernelapp import IPKernelApp\nimport json\n"
        "print('curve_publickey' in json.load(open(IPKernelApp.instance().abs_connection_file)))",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, tmp_path / "lesson.ipynb")
    words = ["nbconvert", "--execute", "--allow-errors", "--to", "notebook", "--inplace"]
    told = place.run(".venv/bin/jupyter", *words, str(tmp_path / "lesson.ipynb"), HOME=str(tmp_path / "home"))
    assert "without encryption" not in told
    first, second, third = nbformat.read(tmp_path / "lesson.ipynb", as_version=4).cells
    assert first.outputs[0].text == "answers\n" and third.outputs[0].text == "True\n"
    error = next(output for output in second.outputs if output.output_type == "error")
    assert "helpers.check could not be loaded: module 'numpy' has no attribute" in error.evalue
    hint = "".join(output.text for output in second.outputs if output.get("name") == "stderr")
    assert hint.startswith("Beside this notebook lies numpy.py, ") and "my_own" not in hint and "helpers" not in hint


def test_a_moved_folder_is_noticed_and_mended_without_a_network(place):
    old, new = place.folder, place.folder.parent.parent / "anderswo"
    old.rename(new)
    place.folder = new
    told = place.run("make", "doctor", **OFFLINE)
    assert "the folder was moved" in told and "Everything that you need is here." in told
    assert "alembic" in place.run(".venv/bin/alembic", "--version")
    names = b"".join(
        path.read_bytes() for path in (new / ".venv/bin").iterdir() if path.is_file() and not path.is_symlink()
    )
    assert str(old).encode() not in names and str(new).encode() in names
    told = place.run("make", "doctor", **OFFLINE)
    assert told.startswith(("Notice", "Everything"))


def test_another_account_in_a_folder_that_it_may_not_write_is_told_so(monkeypatch, tmp_path, capsys):
    writable = os.access
    monkeypatch.setattr(bootstrap.os, "access", lambda path, mode: str(path) != str(ROOT) and writable(path, mode))
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "none")
    assert bootstrap.main(["setup"]) == 1
    assert re.fullmatch(r"Stopped: you may not write in .*; copy the course to .*\n", capsys.readouterr().err)
    monkeypatch.setattr(bootstrap, "run_in_venv", lambda words: print(*words))
    bootstrap.open_lab([])
    told = capsys.readouterr().out
    assert "Notice: you may not write in" in told and "jupyterlab" in told


def test_an_account_without_a_home_gets_one_that_stays(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", "before")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap.os.path, "expanduser", lambda path: path)  # as for a number without a name
    bootstrap.have_a_home()
    home = Path(os.environ["HOME"])
    assert home == tmp_path / "grading/home" and stat.S_IMODE(home.stat().st_mode) == 0o700


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owner there")
def test_a_home_that_another_account_laid_out_is_not_taken(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", "before")
    monkeypatch.setattr(bootstrap.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(bootstrap.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(bootstrap.os, "access", lambda path, mode: False)
    monkeypatch.setattr(bootstrap.os.path, "expanduser", lambda path: path)
    (tmp_path / "theirs").mkdir()
    (tmp_path / f"nncourse-{os.getuid()}").symlink_to(tmp_path / "theirs")
    bootstrap.have_a_home()
    assert os.environ["HOME"].startswith(str(tmp_path / "nncourse-"))
    assert Path(os.environ["HOME"]).resolve() != tmp_path / "theirs"


def test_a_file_of_another_account_is_named_in_one_sentence(monkeypatch, capsys):
    def refused(*_, **__):
        raise PermissionError(13, "Permission denied", "grading/exchange")

    monkeypatch.setattr(bootstrap, "set_up", refused)
    assert bootstrap.main(["setup"]) == 1
    assert capsys.readouterr().err.startswith("Stopped: grading/exchange belongs to another account")
