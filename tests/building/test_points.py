"""Points stand in the bank alone: one number changed by hand, and everything shown is right after the build."""

import json
import re

import mini_course
import nbformat
import pytest
from lessons import ROOT, slugs

from helpers.course import notebooks
from helpers.course.lessons import read_map
from helpers.instructors.authored import Course
from helpers.instructors.authored.points import with_points
from helpers.instructors.building.build import build

SHOWN = """# %% [markdown] content="three times" week=1
# # 01 · Tiny
#
# **Time** 20 min · **Points** 0 · **You need** nothing

# %% [markdown]
# ### Exercise 1 · triple
"""
LISTS = {
    "README.md": "# The course\n\n<!-- lessons: old -->\n<!-- /lessons -->\n",
    "docs/instructor-guide.md": "# Guide\n\n<!-- semester: old -->\n<!-- /semester -->\n",
}


@pytest.mark.parametrize(("points", "total"), [(1.5, 4.5), (3, 6), (1, 4)])
def test_one_number_in_the_bank_reaches_everything_that_shows_it(tmp_path, points, total):
    source = mini_course.SOURCE.replace("# %% [markdown]\n# # 01 · Tiny\n", SHOWN, 1)
    root = mini_course.make(tmp_path, source, mini_course.BANK.replace('"01.triple", 2', f'"01.triple", {points}'))
    for name, text in LISTS.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    course = Course(root)
    build(course, progress=False)
    lesson = course.lesson("01")
    released = nbformat.read(lesson.released, as_version=4)
    assert notebooks.points(notebooks.find(released, "check-triple")) == points
    text = lesson.source.read_text("utf-8")
    assert f"# ### Exercise 1 · triple ({points:g} point{'' if points == 1 else 's'})\n" in text
    assert f"**Points** {total:g} ·" in text and f"**Points** {total:g} ·" in released.cells[0].source
    assert read_map((root / "helpers/course/lessons.json").read_text("utf-8"))[0].points == total
    assert f"| 20 min | {total:g} | three times |" in (root / "README.md").read_text("utf-8")
    assert (root / "docs/instructor-guide.md").read_text("utf-8").count(f"| 20 min | {total:g} |") == 2
    public = json.loads(lesson.public.read_text("utf-8"))
    assert public["exercises"]["01.triple"]["points"] == points
    assert build(course, progress=False) == [], "a second build has nothing to do"


def test_exercises_under_one_heading_share_their_brackets_where_their_points_agree():
    class Exercise:
        def __init__(self, name, points):
            self.id, self.name, self.points, self.questions = f"11.{name}", name, points, []

    class Bank:
        exercises = [Exercise("a", 1), Exercise("b", 1), Exercise("c", 1.5)]

    text = "# ### Exercises 1 to 3 · a, b (2 points each), c\n# ### Exercise 4 · other (9 points)\n"
    assert with_points(text, Bank) == (
        "# ### Exercises 1 to 3 · a, b (1 point each), c (1.5 points)\n# ### Exercise 4 · other (9 points)\n"
    )


@pytest.mark.parametrize("slug", slugs())
def test_every_place_of_the_course_that_shows_points_follows(slug):
    """Half a point more for every exercise of the course: no old number is left where points are said."""
    lesson = Course(ROOT).lesson(slug)
    bank, text = lesson.bank(), lesson.source.read_text("utf-8")
    for exercise in bank.exercises:
        exercise.points += 0.5
    changed = with_points(text, bank)
    by_name = {exercise.name: exercise for exercise in bank.exercises}
    for name, exercise in by_name.items():
        marker = re.search(rf'"grade_id": "check-{name}".*?"points": ([\d.]+)', changed)
        assert float(marker[1]) == exercise.points
        if not exercise.questions and slug[:2] != "00":
            heading = re.search(rf"^# ### Exercise.*\b{name}\b.*$", changed, re.M)[0]
            assert f"({notebooks.counted(exercise.points)}" in heading, heading
        elif exercise.questions:
            assert f"{notebooks.counted(exercise.points)} together" in changed
    manual = sum(map(notebooks.points, filter(notebooks.is_marked_by_hand, lesson.notebook().cells)))
    total = sum(exercise.points for exercise in bank.exercises) + manual
    assert f"**Points** {total:g} ·" in changed


def test_only_the_named_lesson_is_built(tmp_path):
    root = mini_course.make(tmp_path, slugs=("01-tiny", "02-other"))
    course = Course(root)
    written = build(course, [course.lesson("02")], progress=False)
    assert not [path for path in written if "01-tiny" in str(path)]
    assert course.lesson("02").released.is_file() and not course.lesson("01").released.exists()
    assert [item.slug for item in read_map((root / "helpers/course/lessons.json").read_text("utf-8"))] == [
        "01-tiny",
        "02-other",
    ]
