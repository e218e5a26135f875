"""A course of one small lesson, made in a folder of the test's own: for tests that break things."""
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SLUG = "01-tiny"

SOURCE = '''# %% [markdown]
# # 01 · Tiny

# %% tags=["setup"]
import numpy as np

from helpers import check

# %% nbgrader={"grade": false, "grade_id": "triple", "locked": false, "schema_version": 3, "solution": true, "task": false}
def triple(x):
    """Return three times x."""
    ### BEGIN SOLUTION
    return 3 * np.asarray(x)  # the-secret-of-triple
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-triple", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("01.triple", triple)

# %% nbgrader={"grade": false, "grade_id": "quiz_answers", "locked": false, "schema_version": 3, "solution": true, "task": false}
quiz_answers = {}
### BEGIN SOLUTION
quiz_answers["1"] = "b"
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

# %% [markdown] tags=["instructor"]
# an-instructors-note
'''

BANK = '''import numpy as np

from helpers.checks.bank import Bank, Case, Exercise, Misconception, Option, Question, graded_quiz

def triple_cases(rng):
    return [Case((2.0,), about="one number"), Case((rng.normal(size=4),), about="an array")]

def in_place(x):
    x *= 3
    return x

BANK = Bank("01-tiny", [
    Exercise("01.triple", 2, triple_cases, [
        Misconception("double", lambda x: 2 * x, "That is twice x."),
        Misconception("cube", lambda x: x**3, "That is x to the power of three."),
        Misconception("plus", lambda x: x + 3, "That is three more than x."),
        Misconception("in-place", in_place, "The caller's array has changed."),
    ]),
    graded_quiz("01.quiz_answers", 2, [
        Question("01.g1", "remember", 2, "What is 3 times 2?", [Option("5", "a-secret-why"), Option("6", "yes", right=True)]),
    ]),
], [Question("01.p1", "remember", 2, "What is 3 times 3?", [Option("6", "That is 3 + 3."), Option("9", "Yes.", right=True)])])
'''


def make(folder, source=SOURCE, bank=BANK):
    """Write the course into `folder`; return the folder."""
    lesson = Path(folder) / "solutions" / SLUG
    lesson.mkdir(parents=True)
    (lesson / f"{SLUG}.py").write_text(source, "utf-8")
    (lesson / "exercises.py").write_text(bank, "utf-8")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return Path(folder)
