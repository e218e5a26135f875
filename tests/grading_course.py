"""A course of one small lesson made for grading, and submissions of it: each test names the cells that it answers."""
import contextlib
import functools
import json
import shutil
import tempfile
from pathlib import Path

import mini_course
import nbformat

from helpers.building.build import build
from helpers.grading.demo import notebook_with
from helpers.grading.kernel import Zygote
from helpers.grading.plan import make_plan, released_notebook

SLUG = "01-graded"
SEED = 20

SOURCE = '''# %% [markdown]
# # 01 · Graded

# %% tags=["setup"]
import numpy as np

from helpers import check

# %%
import time
slow = time.sleep(600)          # a demonstration that no exercise needs

# %%
factor = 3                      # a demonstration that an answer may use

# %% nbgrader={"grade": false, "grade_id": "triple", "locked": false, "schema_version": 3, "solution": true, "task": false}
def triple(x):
    """Return three times x."""
    ### BEGIN SOLUTION
    return 3 * np.asarray(x)  # the-secret-of-triple
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-triple", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("01.triple", triple)

# %% nbgrader={"grade": false, "grade_id": "corners", "locked": false, "schema_version": 3, "solution": true, "task": false}
corners = {}
### BEGIN SOLUTION
corners = {"AND": 3, "OR": 1}
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-corners", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("01.corners", corners)

# %% nbgrader={"grade": false, "grade_id": "total", "locked": false, "schema_version": 3, "solution": true, "task": false}
def total(x):
    """Return the sum."""
    ### BEGIN SOLUTION
    return float(np.sum(x))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-total", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("01.total", total)

# %% nbgrader={"grade": false, "grade_id": "quiz_answers", "locked": false, "schema_version": 3, "solution": true, "task": false}
quiz_answers = {}
### BEGIN SOLUTION
quiz_answers = {"1": "b"}
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-quiz_answers", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("01.quiz_answers", quiz_answers)

# %% [markdown]
# Why three?

# %% [markdown] nbgrader={"grade": true, "grade_id": "why", "locked": false, "points": 1, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# the-model-answer
#
# **Marking scheme.** 1 point for any reason.
# ### END SOLUTION
'''

BANK = '''import numpy as np

from helpers.checks import probes
from helpers.checks.bank import Bank, Case, Exercise, Misconception, Option, Question, graded_quiz

def triple_cases(rng):
    return [Case((2.0,), about="one number"), Case((rng.normal(size=4),), about="an array"), Case((rng.normal(size=(2, 3)),), about="a matrix")]

def in_place(x):
    x *= 3
    return x

def total_cases(rng):
    return [Case((rng.normal(size=5),), about="five numbers"), Case((rng.normal(size=(2, 2)),), about="a matrix")]

BANK = Bank("01-graded", [
    Exercise("01.triple", 2, triple_cases, [
        Misconception("double", lambda x: 2 * x, "That is twice x."),
        Misconception("cube", lambda x: x**3, "That is x to the power of three."),
        Misconception("plus", lambda x: x + 3, "That is three more than x."),
        Misconception("in-place", in_place, "The caller's array has changed."),
    ], time_limit=1.0),
    Exercise("01.corners", 3, lambda rng: [Case(key="AND", part="AND"), Case(key="OR", part="OR")], [
        Misconception("swapped", {"AND": 1, "OR": 3}, "You have swapped the two."),
    ], probe=probes.Value(), parts={"AND": 1, "OR": 2}, time_limit=1.0),
    Exercise("01.total", 2, total_cases, [
        Misconception("mean", lambda x: float(np.mean(x)), "That is the mean."),
    ], time_limit=1.0),
    graded_quiz("01.quiz_answers", 2, [
        Question("01.g1", "remember", 2, "What is 3 times 2?", [Option("5", "a-secret-why"), Option("6", "yes", right=True)]),
    ]),
])
'''

RIGHT = {
    "triple": "def triple(x):\n    return 3 * np.asarray(x)",
    "corners": 'corners = {"AND": 3, "OR": 1}',
    "total": "def total(x):\n    return float(np.sum(x))",
    "quiz_answers": 'quiz_answers = {"1": "b"}',
    "why": "Because three is three.",
}


@functools.lru_cache(maxsize=1)
def template():
    """The built course; made once a test run."""
    folder = Path(tempfile.mkdtemp(prefix="graded-course-"))
    folder.chmod(0o755)  # root lets submissions run as nobody
    lesson = folder / "solutions" / SLUG
    lesson.mkdir(parents=True)
    (lesson / f"{SLUG}.py").write_text(SOURCE, "utf-8")
    (lesson / "exercises.py").write_text(BANK, "utf-8")
    (lesson / "numbers.csv").write_text("1,2,3\n", "utf-8")
    shutil.copy(mini_course.ROOT / "nbgrader_config.py", folder)
    build(folder, progress=False)
    return folder


def make(folder):
    """A fresh course in `folder`; return it."""
    shutil.copytree(template(), folder, dirs_exist_ok=True)
    return Path(folder)


def submission(**answers):
    """A submitted notebook as bytes, with these answers in its cells."""
    return notebook_with(released_notebook(template(), SLUG), answers)


def right_but(**answers):
    """A submitted notebook that is right but for these answers."""
    return submission(**RIGHT | answers)


def edited(content, change):
    """A submitted notebook after `change(notebook)`."""
    notebook = nbformat.from_dict(json.loads(content))
    change(notebook)
    return json.dumps(notebook).encode()


def cell(notebook, grade_id):
    """The cell with a grade_id."""
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def hand_in(root, student, content, timestamp="2026-01-15 17:00:00 UTC", name=SLUG):
    """Lay a submission into grading/submitted; return its path."""
    folder = Path(root) / "grading/submitted" / student / SLUG
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.ipynb").write_bytes(content)
    if timestamp:
        (folder / "timestamp.txt").write_text(timestamp, "utf-8")
    return folder / f"{name}.ipynb"


@functools.lru_cache(maxsize=2)
def plan(seed=SEED):
    return make_plan(template(), SLUG, seed)


@functools.lru_cache(maxsize=1)
def zygote(sandboxed=True):
    """One warm process for all tests that grade single notebooks."""
    return contextlib.ExitStack().enter_context(Zygote(template(), "numpy", sandboxed))
