"""A course of one small lesson, or of several such, made in a folder of the test's own: for tests that break things."""
import os
import re
import shutil
import subprocess
import sys
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


def make(folder, source=SOURCE, bank=BANK, slugs=(SLUG,)):
    """Write the course into `folder`, the same lesson under each of the names; return the folder."""
    for slug in slugs:
        lesson = Path(folder) / "solutions" / slug
        lesson.mkdir(parents=True)
        (lesson / f"{slug}.py").write_text(renumbered(source, slug), "utf-8")
        (lesson / "exercises.py").write_text(renumbered(bank, slug), "utf-8")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return Path(folder)


def make_whole(folder, slugs=(SLUG,)):
    """A course of such lessons with all else that an instructor's repository holds, built; return the folder."""
    folder = Path(folder)
    for room in (".devcontainer", "docs", "data", "helpers", "tests"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "[0-9][0-9]-*.json", "cache"))
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    (folder / "helpers/checks/public").mkdir(exist_ok=True)
    make(folder, slugs=slugs)
    environment = os.environ | {"PYTHONPATH": str(folder)}
    subprocess.run([sys.executable, "-m", "helpers", "build"], cwd=folder, env=environment, check=True, capture_output=True)
    return folder


def commit_all(folder):
    """Make a git repository of what lies in a folder."""
    author = ["-c", "user.name=teacher", "-c", "user.email=teacher@example.org"]
    for words in (["init", "--quiet"], ["add", "--all"], [*author, "commit", "--quiet", "--message", "The course"]):
        subprocess.run(["git", *words], cwd=folder, check=True)


def renumbered(text, slug):
    """A text of lesson 01 as that of another lesson."""
    text = text.replace(SLUG, slug).replace('"01.', f'"{slug[:2]}.')
    return re.sub(r"^# # 01", f"# # {slug[:2]}", text, flags=re.M)
