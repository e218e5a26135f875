"""The engine: probe in a sandboxed kernel, judge outside; honest work keeps its marks, nothing else earns one."""

import json
import subprocess
import sys
from dataclasses import replace

import grading_course as course
import nbformat
import pytest
from system import needs

from helpers.course.files import ROOT
from helpers.instructors.authored import Course
from helpers.instructors.building.needed import needed
from helpers.instructors.grading.contract import MarkInWords, Result
from helpers.instructors.grading.engine import grade
from helpers.instructors.grading.notebooks import Unreadable, read_bytes, read_cells
from helpers.instructors.grading.plan import plan_of

pytestmark = needs("bubblewrap")


def graded(content, plan=None):
    plan = plan or course.plan()
    result = grade(plan, content, lambda: course.zygote().fork(plan.files))
    assert Result.of(json.loads(json.dumps(result.plain()))) == result  # it goes as plain data
    return result, {entry.name: entry for entry in result.exercises}


def points(content):
    return {name: entry.points for name, entry in graded(content)[1].items()}


def test_right_answers_earn_all_and_an_answer_in_words_waits():
    result, entries = graded(course.submission(**course.RIGHT))
    assert {name: entry.points for name, entry in entries.items()} == {
        "triple": 2,
        "corners": 3,
        "total": 2,
        "quiz_answers": 2,
    }
    assert result.manual == [MarkInWords("why", 1.0, "ungraded")]
    assert result.seconds < 60  # the demonstration that sleeps for ten minutes did not run


def test_an_untouched_notebook_is_empty_and_earns_nothing():
    result, entries = graded(course.submission())
    assert [(e.points, e.state) for e in entries.values()] == [(0, "empty")] * 4
    assert result.manual[0].state == "empty"


@pytest.mark.parametrize(
    "source, state, points",
    [('corners["AND"] = 7', "wrong", 0), ('corners = {"AND": 3, "OR": 1}', "right", 3), ("x = 1", "empty", 0)],
)
def test_an_answer_in_a_cell_of_ones_own_is_not_empty(source, state, points):
    def add(notebook):
        at = notebook.cells.index(course.cell(notebook, "corners"))
        notebook.cells.insert(at + 1, nbformat.v4.new_code_cell(source))

    entry = graded(course.edited(course.right_but(corners="corners = {}"), add))[1]["corners"]
    assert (entry.points, entry.state) == (points, state)


@pytest.mark.parametrize(
    "answer, hint",
    [("2 * x", "That is twice x."), ("x ** 3", "power of three"), ("x + 3", "three more")],
)
def test_a_misconception_gets_its_own_hint(answer, hint):
    entry = graded(course.right_but(triple=f"def triple(x):\n    return {answer}"))[1]["triple"]
    assert entry.points == 0 and hint in entry.messages[0]


def test_partial_credit_follows_the_parts():
    entry = graded(course.right_but(corners='corners = {"AND": 0, "OR": 1}'))[1]["corners"]
    assert (entry.points, entry.state) == (2.0, "partly")


@pytest.mark.parametrize(
    "source",
    [
        "def triple(x):\n    return np.float32(3) * np.asarray(x, dtype=np.float32)",
        "def triple(x):\n    return (3 * np.asarray(x)).tolist()",
        "import warnings, sys\ndef triple(x):\n    warnings.warn('careful'); print('hello'); print('oh', "
        "file=sys.stderr)\n    return 3 * np.asarray(x)",
        "import time\ndef triple(x):\n    time.sleep(0.2)\n    return 3 * np.asarray(x)",
        "print('x' * 50_000_000)\ndef triple(x):\n    return 3 * np.asarray(x)",
        "def triple(x):\n    return factor * np.asarray(x)",
        "def triple(x):\n    return np.loadtxt('numbers.csv', delimiter=',')[2] * np.asarray(x)",
        "open('mine.txt', 'w').write('3')\ndef triple(x):\n    return float(open('mine.txt').read()) * np.asarray(x)",
        "%matplotlib inline\ndef triple(x):\n    return 3 * np.asarray(x)\ntriple(1)",
        "1 / 0",
    ],
    ids=[
        "float32",
        "list",
        "warns-and-prints",
        "slow",
        "prints-50-MB",
        "uses-a-demonstration",
        "reads-the-lessons-file",
        "writes-a-file",
        "magic",
        "crashes",
    ],
)
def test_honest_work_keeps_its_marks(source):
    got = points(course.right_but(triple=source))
    assert got == {"triple": 0.0 if source == "1 / 0" else 2.0, "corners": 3.0, "total": 2.0, "quiz_answers": 2.0}


def test_only_secret_cases_failing_names_what_they_are_about_and_no_value():
    source = "def triple(x):\n    x = np.asarray(x)\n    if x.ndim == 2 and abs(x[0, 0] - {public}) > 1e-9:\n        raise ValueError(f'seen {{x}}')\n    return 3 * x"
    public = course.plan().exercises[0].public.cases[2].args[0]
    from helpers.checks.plain import decode

    entry = graded(course.right_but(triple=source.format(public=decode(public)[0, 0])))[1]["triple"]
    assert entry.points == 0
    assert "a matrix" in entry.messages[0] and "seen [" not in entry.messages[0]
    secret = decode(course.plan().exercises[0].secret.cases[2].args[0])
    assert f"{secret[0, 0]:.4f}" not in json.dumps(entry.plain())


def test_a_public_case_that_fails_is_told_with_its_values():
    entry = graded(course.right_but(triple="def triple(x):\n    return 7 * np.asarray(x)"))[1]["triple"]
    assert "It gave 14" in entry.messages[0] and "expected 6" in entry.messages[0]


def test_the_same_seed_gives_the_same_result_and_another_seed_other_cases():
    one, other = course.plan(1), course.plan(2)
    assert one.exercises[0].secret != other.exercises[0].secret
    assert one.fingerprint != other.fingerprint
    content = course.right_but(total="def total(x):\n    return 0.5")
    first, second = (graded(content, one)[0] for _ in range(2))
    assert [replace(e, seconds=0) for e in first.exercises] == [replace(e, seconds=0) for e in second.exercises]


@pytest.mark.parametrize(
    "source, state, words",
    [
        ("def triple(x):\n    while True:\n        pass", "timeout", "1 seconds"),
        (
            "def triple(x):\n    while True:\n        try:\n            while True: pass\n        except "
            "BaseException: pass",
            "timeout",
            "stopped|1 seconds",
        ),
        (
            "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\ndef triple(x):\n    "
            "signal.signal(signal.SIGALRM, signal.SIG_IGN)\n    while True: pass",
            "timeout",
            "stopped",
        ),
        ("import os\ndef triple(x):\n    os._exit(0)", "error", "ended the whole Python process"),
        ("import ctypes\ndef triple(x):\n    ctypes.string_at(0)", "error", "ended the whole Python process"),
        ("def triple(x):\n    return bytearray(4_000_000_000)", "error", "MemoryError"),
        ("def triple(x)\n    return 3 * x", "error", "SyntaxError"),
        ("import os\nos._exit(0)\ndef triple(x):\n    return 3 * x", "error", "ended the whole Python process"),
        ("def triple(x):\n    return 'y' * 60_000_000", "wrong", ""),
        ("del triple", "error", "NameError"),
    ],
    ids=[
        "loop",
        "stubborn-loop",
        "ignores-alarms",
        "exit",
        "segfault",
        "memory",
        "syntax",
        "exit-in-cell",
        "long-text",
        "no-answer",
    ],
)
def test_one_broken_exercise_costs_only_itself(source, state, words):
    import re

    result, entries = graded(course.right_but(triple=source))
    assert (entries["triple"].state, entries["triple"].points) == (state, 0)
    assert re.search(words, entries["triple"].messages[0])
    assert {name: e.points for name, e in entries.items() if name != "triple"} == {
        "corners": 3.0,
        "total": 2.0,
        "quiz_answers": 2.0,
    }


def test_a_crash_late_in_the_notebook_keeps_what_was_judged_before():
    got = points(course.right_but(quiz_answers="import os; os.kill(os.getpid(), 9); os._exit(1)"))
    assert got == {"triple": 2.0, "corners": 3.0, "total": 2.0, "quiz_answers": 0.0}


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"{", "not valid JSON"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b"[]", "no cells"),
        (b'{"cells": 3}', "no cells"),
        (b'{"cells": [' + b"{}," * 6000 + b"{}]}", "6001 cells"),
    ],
)
def test_a_file_that_is_no_notebook_fails_with_one_sentence(content, words):
    result, entries = graded(content)
    assert result.state == "failed" and words in result.message and not entries


def test_another_lessons_notebook_is_no_silent_zero():
    """Nothing of this lesson stands in it: a mark of 0 would be for a file that was mixed up."""
    other = course.submission(**course.RIGHT).replace(b"01.", b"05.").replace(b'"grade_id": "', b'"grade_id": "other-')
    result, entries = graded(other)
    assert result.state == "failed" and "exercises of lesson 05 and none of this one" in result.message and not entries
    for kept in (other.replace(b"05.total", b"01.total"), other.replace(b'"other-triple', b'"triple')):
        assert graded(kept)[0].state == "graded"


def test_links_and_devices_are_not_read(tmp_path):
    (tmp_path / "link.ipynb").symlink_to("/etc/passwd")
    with pytest.raises(Unreadable, match="a link"):
        read_bytes(tmp_path / "link.ipynb")
    with pytest.raises(Unreadable, match="not an ordinary file"):
        read_bytes("/dev/zero")


def test_notebooks_of_odd_make_are_read():
    assert read_cells(b'{"worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1"}]}]}')[0]["source"] == "x = 1"
    odd = b'{"cells": [{"cell_type": "code", "source": ["a = ", "1"], "metadata": {"nbgrader": 7}}, 3, {"cell_type": "x", "source": 5}]}'
    assert [(c["kind"], c["source"]) for c in read_cells(odd)] == [("code", "a = 1"), ("raw", "")]


def test_only_cells_that_the_answers_need_are_run():
    sources = [
        "import numpy as np",  # 0
        "model = object()\nmodel.train()",  # 1
        "scale = 3",  # 2
        "scale = scale + 0",  # 3
        "def helper(x):\n    return later * x",  # 4
        "later = 2",  # 5
        "def answer(x):\n    model = 1\n    return helper(scale * x)",  # 6
        "print(model)",  # 7
        "np.linalg.norm([1])",  # 8
    ]
    assert needed(sources, ["answer"]) == [2, 3, 4, 5, 6]
    assert needed(["a = 1", "b = 2", "c = 3"], ["a", "c"]) == [0, 2]
    assert needed(["import time\ntime.sleep(9)", "import time\ndef answer():\n    return time.time()"], ["answer"]) == [
        1
    ]
    assert needed(sources, ["answer"], always={0}) == [0, 2, 3, 4, 5, 6]
    assert needed([*sources, "answer = eval('answer')"], ["answer"]) == list(range(10))
    assert needed(["x = [", "def answer(:", "y = 1"], ["answer"]) == [1]
    assert needed(
        ["cache = {}", "cache['a'] = 1", "cache.update(b=2)", "def answer():\n    return cache"], ["answer"]
    ) == [0, 1, 2, 3]


def test_an_open_task_is_asked_on_secret_cases_alone(monkeypatch):
    """Its answer trains for seconds: to train once more on what the check has seen would double that."""
    from helpers.checks.probes.calls import Call

    def asked():
        return {
            exercise.name: len(exercise.specs)
            for exercise in plan_of(Course(course.template()).gradable(course.SLUG), 3).exercises
        }

    before = asked()
    assert before["triple"] == 2
    monkeypatch.setattr(Call, "open_task", True)
    assert asked()["triple"] == 1 and asked().keys() == before.keys()


def test_the_warm_process_has_read_what_each_set_up_reads():
    """What a lesson's set-up does for everybody is done before a submission comes, as far as it is the course's own."""
    code = """
from helpers.checks.check import public_lesson
from helpers.course.files import ROOT
from helpers.instructors.authored import Course
from helpers.instructors.grading.plan import imports_of
from helpers.instructors.grading.zygote import warm_up

for number in ("01", "05"):
    said = imports_of(Course.here().lesson(number).released_for(0))
    warm_up(said)
    print(public_lesson.cache_info().currsize, "plt = plots()" in said, any("def " in one for one in said))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "1 True False\n2 True False\n", done.stderr
