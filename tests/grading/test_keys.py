"""A result's key: a mended judge grades anew what it judged, and a change of anything else grades nothing anew."""

import json
import os
import re
import subprocess
import sys
import types

import mini_course
import pytest
from system import needs

from helpers.checks.judges.close import Close
from helpers.checks.judges.dropout import Dropout
from helpers.instructors.authored import Course
from helpers.instructors.grading import history, judging_code, results
from helpers.instructors.grading.demo import notebook_with

CLOSE, DROPOUT = ("helpers/checks/judges/close.py", "helpers/checks/judges/dropout.py")
TROUBLE = re.compile(r"(    def trouble\(.*?\):\n)", re.DOTALL)


def graded(root):
    """How many hand-ins a run graded, and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "helpers", "grade", "--jobs", "1"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    return int(re.search(r"^(\d+) graded", done.stdout, re.MULTILINE)[1]), done.stdout


def edit(root, name, change):
    path = root / name
    text = path.read_text("utf-8")
    assert change(text) != text
    path.write_text(change(text), "utf-8")


@needs("bubblewrap")
def test_a_mended_judge_grades_anew_what_it_judged_and_nothing_else_does(tmp_path):
    root = mini_course.make_whole(tmp_path)
    lesson = mini_course.SLUG
    folder = root / f"grading/submitted/anna/{lesson}"
    folder.mkdir(parents=True)
    wrong = {"triple": "def triple(x):\n    return 2.5 * x"}
    (folder / f"{lesson}.ipynb").write_bytes(notebook_with(Course(root).gradable(lesson).released_for(), wrong))
    assert graded(root)[0] == 1
    assert graded(root)[0] == 0
    edit(root, CLOSE, lambda text: "# A comment.\n" + text.replace("return None", "return None  # right", 1))
    edit(root, DROPOUT, lambda text: TROUBLE.sub(r"\1        return None\n", text, count=1))
    assert graded(root)[0] == 0
    edit(root, CLOSE, lambda text: TROUBLE.sub(r"\1        return None\n", text, count=1))
    count, said = graded(root)
    assert count == 1 and "triple" not in said


def word_after(monkeypatch, module, change):
    """The word for `Close` as if its file had been changed."""
    with open(module.__file__, encoding="utf-8") as file:
        text = file.read()
    edited = types.ModuleType(module.__name__)
    edited.__file__ = f"{os.environ['PYTEST_TMP']}/edited.py"
    with open(edited.__file__, "w", encoding="utf-8") as file:
        file.write(change(text))
    vars(edited).update({k: v for k, v in vars(module).items() if k != "__file__"})
    monkeypatch.setitem(sys.modules, module.__name__, edited)
    judging_code.module_tree.cache_clear()
    try:
        return judging_code.code_of(Close)
    finally:
        monkeypatch.undo()
        judging_code.module_tree.cache_clear()


@pytest.mark.parametrize(
    "change, same",
    [
        (lambda text: text.replace("    def trouble", "    # why\n\n    def trouble", 1), True),
        (lambda text: re.sub(r'""".*?"""', '"""Other words."""', text, flags=re.DOTALL), True),
        (lambda text: text.replace("rtol: float = 1e-5", "rtol: float = 1e-4"), False),
        (lambda text: text.replace("np.allclose", "np.array_equal"), False),
        (lambda text: text + "\n\ndef nobody_calls_this():\n    return 1\n", True),
    ],
)
def test_the_word_for_code_changes_with_what_it_does(monkeypatch, tmp_path, change, same):
    from helpers.checks.judges import close

    before = judging_code.code_of(Close)
    monkeypatch.setenv("PYTEST_TMP", str(tmp_path))
    assert (word_after(monkeypatch, close, change) == before) is same


def test_other_judges_do_not_stand_in_the_word_for_one():
    assert judging_code.code_of(Close) != judging_code.code_of(Dropout)
    both = judging_code.code_of(Close, Dropout)
    assert both not in (judging_code.code_of(Close), judging_code.code_of(Dropout))


def test_a_record_of_before_is_read_and_a_broken_one_is_none(tmp_path):
    """Results were dicts with every field written out; what was decided then must not be lost."""
    mark = {"id": "01.a", "name": "a", "grade_id": "check-a", "max": 2.0, "state": "wrong", "points": 0.0, "seconds": 1}
    graded = {
        "when": "2026-01-01T00:00:00+00:00",
        "event": "graded",
        "seed": 3,
        "release": "r",
        "code": "c",
        "plan": "p",
    }
    old = {
        "lesson": "01-x",
        "seed": 3,
        "key": "k",
        "state": "graded",
        "message": "",
        "notes": [],
        "exercises": [mark | {"messages": ["no"], "misconceptions": []}],
        "manual": [{"grade_id": "why", "max": 1.0, "state": "ungraded"}],
        "history": [graded | {"points": 0.0}, {"when": "", "event": "late penalty", "penalty": 0.5}],
        "settled": {"by_hand": {"why": 1.0}, "penalty": 0.5},
        "written": True,
    }
    path = results.path_of(Course(tmp_path), "01-x", "anna")
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(old))
    read = results.load(Course(tmp_path), "01-x", "anna")
    assert (read.points, read.marks[-1].state, read.settled.by_hand) == (0.0, "ungraded", {"why": 1.0})
    assert read.graded_by().plan == "p" and "0.5 taken off" in list(history.lines(read))[1] and read.written
    results.save(Course(tmp_path), "anna", read)
    assert results.load(Course(tmp_path), "01-x", "anna") == read
    for text in ("", "[]", "7", "{}", '{"exercises": [3]}', json.dumps(old | {"exercises": [{"id": "01.a"}]})):
        path.write_text(text)
        assert results.load(Course(tmp_path), "01-x", "anna") is None
