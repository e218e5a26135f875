"""A course of one small lesson, or of several such, made in a folder of the test's own: for tests that break things.

Its parts are those of `grading_course` and `handout_course`, too.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SLUG = "01-tiny"


def exercise(name, points, source):
    """The two cells of an exercise in a text source: what a student answers, and its check."""
    answer, check = _nbgrader(name, solution=True), _nbgrader(f"check-{name}", grade=True, locked=True, points=points)
    return f'# %% {answer}\n{source}\n# %% {check}\ncheck("01.{name}", {name})\n'


def in_words(name, points):
    """The cell of an answer in words."""
    return (
        f"# %% [markdown] {_nbgrader(name, grade=True, points=points, solution=True)}\n"
        "# ### BEGIN SOLUTION\n# the-model-answer\n#\n# **Marking scheme.** 1 point for any reason.\n#\n"
        f"# - {points / 2:g}: a reason\n# - {points / 2:g}: it holds for $x^2$, too\n# ### END SOLUTION\n"
    )


def _nbgrader(name, **data):
    told = {"grade": False, "grade_id": name, "locked": False, "schema_version": 3, "solution": False, "task": False}
    return f"nbgrader={json.dumps(told | data, sort_keys=True)}"


def bank(slug, *exercises, practice="", imports="", before=""):
    """The text of an exercise bank; `triple` and the quiz stand in every one."""
    head = f"import numpy as np\n\n{imports}from helpers.instructors.banks import {WORDS}\n\n{before}"
    return head + f'BANK = Bank("{slug}", [\n{"".join(exercises)}{GRADED_QUIZ}]{practice})\n'


TRIPLE = exercise(
    "triple",
    2,
    '''def triple(x):
    """Return three times x."""
    ### BEGIN SOLUTION
    return 3 * np.asarray(x)  # the-secret-of-triple
    ### END SOLUTION
''',
)
WORDS = "Bank, Case, Exercise, Misconception, Option, Question, graded_quiz"
TRIPLE_CASES = """def triple_cases(rng):
    return [Case((2.0,), about="one number"), Case((rng.normal(size=4),), about="an array")]

def in_place(x):
    x *= 3
    return x

"""
TRIPLE_IN_BANK = """    Exercise("01.triple", 2, triple_cases, [
        Misconception("double", lambda x: 2 * x, "That is twice x."),
        Misconception("cube", lambda x: x**3, "That is x to the power of three."),
        Misconception("plus", lambda x: x + 3, "That is three more than x."),
        Misconception("in-place", in_place, "The caller's array has changed."),
    ]),
"""
GRADED_QUIZ = """    graded_quiz("01.quiz_answers", 2, [
        Question("01.g1", "remember", 2, "What is 3 times 2?", [Option("5", "a-secret-why"), Option("6", "yes", right=True)]),
    ]),
"""
PRACTICE = """, [Question("01.p1", "remember", 2, "What is 3 times 3?", [Option("6", "That is 3 + 3."), Option("9", "Yes.", right=True)])]"""

SOURCE = "\n".join(
    [
        "# %% [markdown]\n# # 01 · Tiny\n",
        '# %% tags=["setup"]\nimport numpy as np\n\nfrom helpers import check\n',
        TRIPLE,
        exercise(
            "quiz_answers",
            2,
            'quiz_answers = {}\n### BEGIN SOLUTION\nquiz_answers["1"] = "b"\n### END SOLUTION\n',
        ),
        "# %% [markdown]\n# Why three?\n",
        in_words("why", 1),
        '# %% [markdown] tags=["instructor"]\n# an-instructors-note\n',
    ]
)
BANK = bank(SLUG, TRIPLE_IN_BANK, practice=PRACTICE, before=TRIPLE_CASES)


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
        shutil.copytree(
            ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "[0-9][0-9]-*.json", "cache")
        )
    for path in ROOT.iterdir():
        if path.is_file() and path.name != ".git":  # a work tree of git has a file: the copy would commit into it
            shutil.copy(path, folder)
    (folder / "helpers/checks/public").mkdir(exist_ok=True)
    make(folder, slugs=slugs)
    environment = os.environ | {"PYTHONPATH": str(folder)}
    subprocess.run(
        [sys.executable, "-m", "helpers", "build"], cwd=folder, env=environment, check=True, capture_output=True
    )
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
