"""Binder, the dev container and Colab start the course from files that are right, as far as that shows without them."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbclient import NotebookClient

from helpers.cli import main
from helpers.course.errors import CourseError
from helpers.instructors.authored import Course
from helpers.instructors.classroom import bundle
from helpers.instructors.classroom.colab import MISSING_THERE, with_install_cell, write_notebooks

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "https://example.org/nncourse.zip"


def test_students_get_what_binder_and_the_dev_container_need():
    assert {"environment.yml", "postBuild", ".devcontainer/devcontainer.json", ".devcontainer/Dockerfile"} <= set(
        bundle.FILES
    )
    assert os.access(ROOT / "postBuild", os.X_OK)


def test_what_binder_runs_after_the_installation_works(tmp_path):
    """`python` is this environment's, but writes its settings into a folder of the test's own."""
    shutil.copy(ROOT / "postBuild", tmp_path)
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.prefix = " + repr(str(tmp_path / "prefix")) + "\n")
    (tmp_path / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (tmp_path / "python").chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}",
    }
    done = subprocess.run([tmp_path / "postBuild"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    settings = json.loads((tmp_path / "prefix/share/jupyter/lab/settings/overrides.json").read_text())
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    assert "Python" in done.stdout, "doctor has told what is there"


def test_the_dev_container_calls_commands_that_exist():
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
    assert (ROOT / ".devcontainer" / container["build"]["dockerfile"]).is_file()
    recipe = (ROOT / ".devcontainer/Dockerfile").read_text()
    assert f"useradd --create-home --uid 1000 --shell /bin/bash {container['remoteUser']}" in recipe.replace("\\\n", "")
    for name, words in (("onCreateCommand", ["setup"]), ("postAttachCommand", ["lab", "--no-browser", "--port=8888"])):
        command = container[name].split()
        assert command[:2] == ["python3", "helpers/bootstrap.py"] and command[2:] == words
    assert container["forwardPorts"] == [8888]


def test_the_cell_for_colab_stands_first_and_changes_nothing_else():
    notebook = nbformat.read(ROOT / "course/00-start-here/00-start-here.ipynb", as_version=4)
    fresh = with_install_cell(notebook, SOURCE)
    nbformat.validate(fresh)
    assert fresh.cells[1:] == notebook.cells and SOURCE in fresh.cells[0].source and notebook.cells[0] != fresh.cells[0]
    assert "--no-deps" in fresh.cells[0].source.splitlines()[2], "pip must not replace what Colab's kernel runs on"
    declared = (ROOT / "pyproject.toml").read_text()
    assert all(f'"{name}"' in declared for name in MISSING_THERE)


def test_the_cell_runs_elsewhere_too_and_enables_widgets_on_colab(tmp_path):
    """With a stand-in for pip's magic, since a test installs nothing, and for Colab's module."""
    (tmp_path / "google/colab").mkdir(parents=True)
    (tmp_path / "google/colab/__init__.py").touch()
    (tmp_path / "google/colab/output.py").write_text(
        "def enable_custom_widget_manager():\n    print('widgets enabled')\n"
    )
    stand_in = "from IPython import get_ipython\nget_ipython().register_magic_function(lambda line: print('pip', line), 'line', 'pip')"
    cell = with_install_cell(nbformat.v4.new_notebook(), SOURCE).cells[0]
    for before, expected in (
        (f"import sys; sys.path.insert(0, {str(tmp_path)!r})", "widgets enabled"),
        ("", "pip install"),
    ):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(f"{stand_in}\n{before}"), cell.copy()])
        NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
        told = "".join(output.text for output in notebook.cells[1].outputs)
        assert expected in told and SOURCE in told


@pytest.mark.parametrize("source", ["", "a b", 'x"; rm', "line\nbreak", "$HOME"])
def test_a_source_that_breaks_out_of_its_line_is_refused(source):
    with pytest.raises(CourseError, match="no address that pip can install from"):
        with_install_cell(nbformat.v4.new_notebook(), source)


def test_the_command_writes_every_released_lesson(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(main, ["colab", SOURCE, "--to", str(tmp_path / "colab")])
    assert result.exit_code == 0, result.output
    lessons = sorted(path.name for path in ROOT.glob("course/[0-9][0-9]-*/[0-9][0-9]-*.ipynb"))
    assert lessons and sorted(path.name for path in (tmp_path / "colab").iterdir()) == lessons
    with pytest.raises(CourseError, match="holds no lesson"):
        write_notebooks(Course(tmp_path), tmp_path / "none", SOURCE)


def test_the_guide_shows_the_cell_that_is_written():
    shown = re.search(r"```python\n(.*?)```", (ROOT / "docs/launchers.md").read_text(), re.DOTALL)[1]
    written = with_install_cell(nbformat.v4.new_notebook(), "https://ADDRESS/nncourse.zip").cells[0].source
    missing = [line for line in shown.splitlines() if line.strip() and line.strip() not in written]
    assert not missing
