"""Honest but odd: submissions that a fair teacher gives all points, and that a grader easily harms."""

import json
from contextlib import closing

import grading_course as course
import nbformat
import pytest
from system import needs

from helpers.checks.contract import Inputs, Request
from helpers.instructors.authored import Course
from helpers.instructors.grading import engine
from helpers.instructors.grading.batch import grade_class

pytestmark = needs("bubblewrap")
PLAIN = "def triple(x):\n    return 3 * np.asarray(x)"


def with_cells(*sources, triple="def triple(x):\n    return helper(x)"):
    """Right, with cells of the student's own above the answer."""

    def add(notebook):
        i = notebook.cells.index(course.cell(notebook, "triple"))
        notebook.cells[i:i] = [nbformat.v4.new_code_cell(source) for source in sources]

    return course.edited(course.right_but(triple=triple), add)


def in_two_cells(notebook):
    i = notebook.cells.index(course.cell(notebook, "triple"))
    notebook.cells.insert(i + 1, nbformat.v4.new_code_cell("def triple(x):\n    return 3 * part(x)"))


HELPER = "def helper(x):\n    return 3 * np.asarray(x)"
FROM_TABLE = "def triple(x):\n    return table['k'] * np.asarray(x)"
ANSWERS = {
    "typed": "def triple(x: 'np.ndarray | float') -> np.ndarray:\n    y: np.ndarray = 3 * np.asarray(x)\n    return y",
    "lambda": "triple = lambda x: 3 * np.asarray(x)",
    "vectorized": "triple = np.vectorize(lambda x: 3 * x)",
    "list": "def triple(x):\n    return (3 * np.asarray(x)).tolist()",
    "float32": "def triple(x):\n    return np.float32(3) * np.asarray(x, dtype=np.float32)",
    "windows": PLAIN.replace("\n", "\r\n"),
    "tabs": PLAIN.replace("    ", "\t"),
    "noisy": "import warnings\ndef triple(x):\n    print('x' * 10_000); warnings.warn('odd'); np.log(np.array(-1.0))\n "
    "   return 3 * np.asarray(x)",
    "plots": "import matplotlib.pyplot as plt\ndef triple(x):\n    plt.plot(np.ravel(x)); plt.show(); plt.figure()\n   "
    " return 3 * np.asarray(x)",
    "imports-inside": "def triple(x):\n    from functools import reduce\n    return reduce(lambda a, b: a + b, "
    "[np.asarray(x)] * 3)",
    "slow": "import time\ndef triple(x):\n    time.sleep(0.2)\n    return 3 * np.asarray(x)",
    "a-test-of-their-own-fails": PLAIN + "\nassert triple(2) == 7",
    "magics": "%matplotlib inline\n%timeit -n1 -r1 1 + 1\n" + PLAIN,
    "timed": "%%time\n" + PLAIN,
    "installs": "!pip install numpy\n%pip install numpy\n" + PLAIN,
    "event-loop": "import asyncio\nasync def later(x): return 3 * np.asarray(x)\ndef triple(x):\n    return "
    "asyncio.new_event_loop().run_until_complete(later(x))",
    "awaits": "import asyncio\nawait asyncio.sleep(0)\n" + PLAIN,
    "threads": "from concurrent.futures import ThreadPoolExecutor\ndef triple(x):\n    with ThreadPoolExecutor() as "
    "pool: return list(pool.map(lambda v: 3 * v, [np.asarray(x)]))[0]",
}
NOTEBOOKS = {
    "helper-apart": with_cells(HELPER),
    "helper-in-a-timed-cell": with_cells("%%time\n" + HELPER),
    "helper-in-a-quiet-cell": with_cells("%%capture out\nk = 3\ndef helper(x): return k * np.asarray(x)"),
    "helper-above-an-error": with_cells(HELPER + "\n1 / 0"),
    "errors-between": with_cells("1 / 0", HELPER, "no_such_name"),
    "class": with_cells(
        "class Net:\n    def __init__(self, k): self.k = k\n    def __call__(self, x): return self.k * np.asarray(x)",
        "net = Net(3)",
        triple="triple = net",
    ),
    "decorator": with_cells(
        "import functools\ndef same(f):\n    @functools.wraps(f)\n    def g(*a): return f(*a)\n    return g",
        triple="@same\n" + PLAIN,
    ),
    "list-filled-in-a-loop": with_cells(
        "parts = []",
        "for i in range(3):\n    parts.append(1)",
        triple="def triple(x):\n    return sum(p * np.asarray(x) for p in parts)",
    ),
    "dict-filled-by-a-function": with_cells("def fill(d): d['k'] = 3\ntable = {}", "fill(table)", triple=FROM_TABLE),
    "dict-filled-in-passing": with_cells("table = {}", "_ = table.update(k=3)", triple=FROM_TABLE),
    "attribute": with_cells(
        "class Box: pass\nbox = Box()",
        "setattr(box, 'k', 3)",
        triple="def triple(x):\n    return box.k * np.asarray(x)",
    ),
    "global-in-a-function": with_cells(
        "def start():\n    global k\n    k = 3", "start()", triple="def triple(x):\n    return k * np.asarray(x)"
    ),
    "counts-its-calls": with_cells(
        "calls = 0", triple="def triple(x):\n    global calls\n    calls += 1\n    return 3 * np.asarray(x)"
    ),
    "default-value": with_cells("K = 3", triple="def triple(x, k=K):\n    return k * np.asarray(x)"),
    "walrus": with_cells("print(k := 3)", triple="def triple(x):\n    return k * np.asarray(x)"),
    "from-a-file": with_cells(
        "with open('numbers.csv') as file: k = float(file.read().split(',')[2])",
        triple="def triple(x):\n    return k * np.asarray(x)",
    ),
    "star-import": with_cells("from math import *", triple="def triple(x):\n    return floor(3.5) * np.asarray(x)"),
    "in-two-cells": course.edited(course.right_but(triple="def part(x):\n    return np.asarray(x)"), in_two_cells),
    "in-a-cell-at-the-end": course.edited(
        course.right_but(triple="# see below"), lambda nb: nb.cells.append(nbformat.v4.new_code_cell(PLAIN))
    ),
    "byte-order-mark": b"\xef\xbb\xbf" + course.right_but(),
}


@pytest.mark.parametrize("name", [*ANSWERS, *NOTEBOOKS])
def test_honest_work_keeps_its_marks(name):
    plan = course.plan()
    content = NOTEBOOKS[name] if name in NOTEBOOKS else course.right_but(triple=ANSWERS[name])
    result = engine.grade(plan, content, lambda: course.zygote().fork(plan.files))
    assert {entry.name: (entry.points, entry.messages) for entry in result.exercises} == {
        "triple": (2.0, []),
        "corners": (3.0, []),
        "total": (2.0, []),
        "quiz_answers": (2.0, []),
    }


def test_a_busy_submission_takes_no_processor_from_the_one_beside_it():
    with closing(course.zygote().fork()) as first, closing(course.zygote().fork()) as second:
        where = []
        for kernel in (first, second):
            kernel.run("import os\ndef where(): return sorted(os.sched_getaffinity(0))", 5)
            told = kernel.ask(Request("w", "where", {"kind": "call"}, [Inputs()], 5))[1]
            where.append(json.loads(told)[0]["value"])
    assert all(len(place["list"]) == 1 for place in where)
    assert where[0] != where[1] or len(course.zygote().busy) == 1


def test_an_answer_that_waits_for_a_person_is_no_zero_on_its_page(tmp_path):
    root = course.make(tmp_path)
    course.hand_in(root, "anna", course.submission(**course.RIGHT))
    course.hand_in(root, "ben", course.right_but(why="*Write your answer here.*"))
    grade_class(Course(root), seed=course.SEED, jobs=1, echo=lambda line: None, progress=False)
    pages = {
        name: (root / f"grading/feedback/{name}/{course.SLUG}/{course.SLUG}.html").read_text("utf-8")
        for name in ("anna", "ben")
    }
    assert "not marked yet of 1" in pages["anna"] and "1 answer is not marked yet" in pages["anna"]
    assert "0 of 1" in pages["ben"] and "not marked" not in pages["ben"]
