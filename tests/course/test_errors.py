"""Errors: advice is one sentence, an author's bug has a place and its cause, a bug of the course keeps its traceback."""

import os
import re
import subprocess
import sys

import mini_course
import pytest
from click.testing import CliRunner
from lessons import ROOT

from helpers.cli import main
from helpers.course import errors
from helpers.course.errors import BankError, CourseError
from helpers.instructors.authored import Course
from helpers.instructors.building import build as building

BUG = "np.ones(3) + np.ones(4)"


def run(root, monkeypatch, *words):
    monkeypatch.chdir(root)
    return CliRunner().invoke(main, words)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (
            ("return [Case((2.0,)", f"{BUG}\n    return [Case((2.0,)"),
            "Exercise 01.triple .*01-tiny/exercises.py, line 6",
        ),
        (("BANK = Bank", f"{BUG}\nBANK = Bank"), "01-tiny/exercises.py, line 12"),
        (("BANK = Bank", "BANK = = Bank"), "01-tiny/exercises.py, line 12"),
        (("Case((2.0,)", "Case(()"), "Exercise 01.triple.*01-tiny/exercises.py, line 5"),
        (('"01.g1", "remember"', '"01.g1", "recite"'), "01-tiny/exercises.py, line 20.*Question 01.g1"),
    ],
)
def test_a_bug_in_a_bank_names_exercise_file_and_line_and_keeps_its_cause(tmp_path, monkeypatch, change, where):
    root = mini_course.make(tmp_path, bank=mini_course.BANK.replace(*change, 1))
    told = run(root, monkeypatch, "build")
    assert told.exit_code == 1 and re.search(where, told.stderr) and "Traceback" not in told.stderr
    with pytest.raises(BankError) as caught:
        building.generated(Course(root), progress=False)
    assert caught.value.__cause__ is not None


def test_a_bug_in_a_solution_cell_names_the_line_of_the_source(tmp_path, monkeypatch):
    source = mini_course.SOURCE.replace(
        "    return 3 *", "    pass\n\n\nnp.ones(3) + np.ones(4)\n\n\ndef other():\n    return 3 *"
    )
    line = source[: source.index(BUG)].count("\n") + 1
    told = run(mini_course.make(tmp_path, source), monkeypatch, "build")
    assert told.exit_code == 1 and f'01-tiny/01-tiny.py, line {line}: the solution cell "triple"' in told.stderr


@pytest.mark.parametrize(
    "wrong", [ValueError("3"), FileNotFoundError(2, "No such file"), KeyError("x"), TypeError("y")]
)
def test_a_bug_of_the_course_is_a_traceback_that_asks_to_be_reported(tmp_path, monkeypatch, wrong):
    def broken(*_, **__):
        raise wrong

    monkeypatch.setattr(building, "build", broken)
    told = run(mini_course.make(tmp_path), monkeypatch, "build")
    assert told.exit_code == 1 and "Traceback" in told.stderr and "in broken" in told.stderr
    assert "bug of the course's own code" in told.stderr and "Please report it" in told.stderr


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_pipe_that_its_reader_closed_is_no_bug(tmp_path):
    """`nncourse progress | head -1` ends without a word."""
    reader, writer = os.pipe()
    os.close(reader)
    words = [sys.executable, "-m", "helpers", "progress"]
    surroundings = os.environ | {"NNCOURSE_HOME": str(tmp_path)}
    told = subprocess.run(words, cwd=ROOT, env=surroundings, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert told.stderr == ""


def test_advice_is_one_sentence(tmp_path, monkeypatch):
    told = run(mini_course.make(tmp_path), monkeypatch, "build", "77")
    assert (told.exit_code, told.stderr) == (1, 'Error: There is no lesson "77". The lessons are: 01-tiny.\n')


def test_what_the_machine_refuses_is_advice():
    assert "no right to write /etc/x" in errors.sentence(PermissionError(13, "Permission denied", "/etc/x"))
    assert errors.sentence(OSError(28, "No space left on device")) == "The disk: No space left on device."
    assert errors.sentence(FileNotFoundError(2, "No such file", "x")) is None


def test_the_tree_is_drawn_as_it_is():
    """The drawing in the docstring names every class below the one that it stands on, and no other."""
    drawn, path = {}, []
    for line in errors.__doc__.splitlines():
        found = re.match(r"    (?P<lead>[│ ├└─]*)(?P<name>[A-Z]\w+) {2,}", line)
        if found:
            depth = len(found["lead"]) // 4
            path[depth:] = [found["name"]]
            drawn[found["name"]] = path[depth - 1] if depth else "Exception"
    kinds = {
        name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, CourseError)
    }
    assert drawn == {name: kind.__bases__[0].__name__ for name, kind in kinds.items()}


def test_the_vocabulary_of_notebooks_stands_in_one_file():
    asking = re.compile(
        r"""(?<!resources)(\.get\(|\[)["']nbgrader["']|["']nbgrader["'] (not )?in \w*\.?meta|\.nbgrader\b(?=[.\[])|check\\\\\("""
    )
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "helpers").rglob("*.py")
        if asking.search(path.read_text("utf-8"))
    ]
    assert found == ["helpers/course/notebooks.py"]
