"""A course of one small lesson made for grading, and submissions of it: each test names the cells that it answers."""

import contextlib
import functools
import json
import shutil
import tempfile
from pathlib import Path

import mini_course
import nbformat
from mini_course import exercise

from helpers.instructors.authored import Course
from helpers.instructors.building.build import build
from helpers.instructors.grading import results
from helpers.instructors.grading.contract import Mark, MarkInWords, Result
from helpers.instructors.grading.demo import notebook_with
from helpers.instructors.grading.kernel import Zygote
from helpers.instructors.grading.plan import plan_of

SLUG = "01-graded"
SEED = 20

SOURCE = "\n".join(
    [
        "# %% [markdown]\n# # 01 · Graded\n",
        '# %% tags=["setup"]\nimport numpy as np\n\nfrom helpers import check\n',
        "# %%\nimport time\nslow = time.sleep(600)          # a demonstration that no exercise needs\n",
        "# %%\nfactor = 3                      # a demonstration that an answer may use\n",
        mini_course.TRIPLE,
        exercise("corners", 3, 'corners = {}\n### BEGIN SOLUTION\ncorners = {"AND": 3, "OR": 1}\n### END SOLUTION\n'),
        exercise(
            "total",
            2,
            '''def total(x):
    """Return the sum."""
    ### BEGIN SOLUTION
    return float(np.sum(x))
    ### END SOLUTION
''',
        ),
        exercise(
            "quiz_answers",
            2,
            'quiz_answers = {}\n### BEGIN SOLUTION\nquiz_answers = {"1": "b"}\n### END SOLUTION\n',
        ),
        "# %% [markdown]\n# Why three?\n",
        mini_course.in_words("why", 1),
    ]
)

BANK = mini_course.bank(
    SLUG,
    mini_course.TRIPLE_IN_BANK.replace("]),", "], time_limit=1.0),"),
    """    Exercise("01.corners", 3, lambda rng: [Case(key="AND", part="AND"), Case(key="OR", part="OR")], [
        Misconception("swapped", {"AND": 1, "OR": 3}, "You have swapped the two."),
    ], probe=probes.Value(), parts={"AND": 1, "OR": 2}, time_limit=1.0),
    Exercise("01.total", 2, total_cases, [
        Misconception("mean", lambda x: float(np.mean(x)), "That is the mean."),
    ], time_limit=1.0),
""",
    imports="from helpers.checks import probes\n",
    before=mini_course.TRIPLE_CASES.replace(
        '"an array")]', '"an array"), Case((rng.normal(size=(2, 3)),), about="a matrix")]'
    )
    + """def total_cases(rng):
    return [Case((rng.normal(size=5),), about="five numbers"), Case((rng.normal(size=(2, 2)),), about="a matrix")]

""",
)

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
    build(Course(folder), progress=False)
    return folder


def make(folder):
    """A fresh course in `folder`; return it."""
    shutil.copytree(template(), folder, dirs_exist_ok=True)
    return Path(folder)


def submission(**answers):
    """A submitted notebook as bytes, with these answers in its cells."""
    return notebook_with(Course(template()).gradable(SLUG).released_for(), answers)


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
    return plan_of(Course(template()).gradable(SLUG), seed)


@functools.lru_cache(maxsize=1)
def zygote(sandboxed=True):
    """One warm process for all tests that grade single notebooks."""
    return contextlib.ExitStack().enter_context(Zygote(template(), "numpy", sandboxed))


def recorded(root, points):
    """Results as a run of the grader records them: {student: points, or None for one whose answer in words waits}."""
    for student, mark in points.items():
        (root / "grading/submitted" / student / SLUG).mkdir(parents=True, exist_ok=True)
        exercises = [
            Mark(id=f"01.{name}", name=name, grade_id=f"check-{name}", max=most, state="right", points=0.0)
            for name, most in (("triple", 2), ("corners", 3), ("total", 2), ("quiz_answers", 2))
        ]
        exercises[0].points = mark or 0.0
        manual = [MarkInWords("why", 1.0, "ungraded" if mark is None else "empty")]
        results.save(Course(root), student, graded(exercises=exercises, manual=manual, written=True))


def graded(lesson=SLUG, **fields):
    """A result as the grader makes it."""
    return Result(**{"lesson": lesson, "seed": 1, "key": "", "state": "graded"} | fields)
