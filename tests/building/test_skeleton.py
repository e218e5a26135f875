"""New lessons and exercises: the skeletons build, lint clean and pass the course's own tests, and nothing is
overwritten.
"""

import os
import re
import shutil
import subprocess
import sys

import mini_course
import pytest
from click.testing import CliRunner
from lessons import ROOT, slugs

from helpers.cli import main
from helpers.course.lessons import Facts
from helpers.instructors.authored import Course
from helpers.instructors.building.pages import semester_plan
from helpers.instructors.building.skeleton import new_exercise, new_lesson

TESTS = (
    "lessons/test_solutions_run.py",
    "checks/test_banks.py",
    "docs/test_pages_are_true.py",
)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course without its lessons, to which the commands add one lesson with one more exercise."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "helpers", root / "helpers", ignore=shutil.ignore_patterns("__pycache__", "*.json"))
    shutil.copytree(ROOT / "docs", root / "docs")
    shutil.copytree(ROOT / "tests/support", root / "tests/support")
    for name in ("conftest.py", *TESTS):
        (root / "tests" / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "tests" / name, root / "tests" / name)
    for name in ("nbgrader_config.py", "pyproject.toml", "README.md", "Makefile"):
        shutil.copy(ROOT / name, root)
    (root / "solutions").mkdir()
    (root / "helpers/checks/public").mkdir(exist_ok=True)
    for words in (
        ["new-lesson", "14-transformers", "--title", "Attention", "--minutes", "45"],
        ["new-exercise", "14", "spread", "--points", "1.5"],
        ["new-exercise", "14-transformers", "second_spread"],
        ["build"],
    ):
        run(root, "-m", "helpers", *words)
    return root


def run(root, *words):
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, *words], cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_the_skeleton_lints_clean(course):
    assert "No complaint in 1 lesson(s)." in run(course, "-m", "helpers", "lint")


def test_the_skeleton_passes_the_tests_of_lessons_and_banks(course):
    told = run(
        course,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/lessons/test_solutions_run.py",
        "tests/checks/test_banks.py",
        "tests/docs/test_pages_are_true.py",
        "-k",
        "not test_pages_are_true or glossary",
    )
    assert int(re.search(r"(\d+) passed", told)[1]) >= 16 and "skipped" not in told


def test_the_lesson_stands_on_the_map_and_in_the_readme_with_all_its_points(course):
    told = run(
        course,
        "-c",
        "from helpers.course.lessons import shipped; print([i.slug for i in shipped()], shipped()[-1])",
    )
    assert "'14-transformers'" in told and "minutes=45, points=7.5" in told
    assert "[Attention](course/14-transformers/14-transformers.ipynb) | 45 min | 7.5 |" in (
        course / "README.md"
    ).read_text("utf-8")
    text = (course / "solutions/14-transformers/14-transformers.py").read_text("utf-8")
    guide = (course / "docs/instructor-guide.md").read_text("utf-8")
    assert "| 1 | [14 · Attention](../course/14-transformers/14-transformers.ipynb) | 45 min | 7.5 |" in guide
    assert "**Points** 7.5" in text and "| | together | 45 min | 7.5 |" in guide
    assert "| **weighted sum** |" in (course / "docs/glossary.md").read_text("utf-8")
    assert (
        text.index("Exercise 2 · spread (1.5 points)")
        < text.index("Exercise 3 · second_spread (2 points)")
        < text.index("## Practice quiz")
    )


def test_the_release_holds_no_answer_and_no_note_to_the_writer(course):
    released = (course / "course/14-transformers/14-transformers.ipynb").read_text("utf-8")
    assert "np.max(x) - np.min(x)" not in released and "new-lesson" not in released and "check(" in released


@pytest.mark.slow
@pytest.mark.parametrize("slug", slugs())
def test_an_exercise_can_be_added_to_every_lesson_of_the_course(slug, tmp_path):
    (tmp_path / "solutions").mkdir()
    shutil.copytree(
        ROOT / "solutions" / slug,
        tmp_path / "solutions" / slug,
        ignore=shutil.ignore_patterns("*.ipynb", "__pycache__"),
    )
    new_exercise(Course(tmp_path), slug, "spread_of_it", 1).write(tmp_path)
    bank = Course(tmp_path).lesson(slug).bank()
    after = [exercise.id for exercise in bank.exercises]
    quizzes = [exercise.id for exercise in bank.exercises if exercise.secret]
    assert after[len(after) - len(quizzes) - 1 :] == [f"{slug[:2]}.spread_of_it", *quizzes]
    source = (tmp_path / "solutions" / slug / f"{slug}.py").read_text("utf-8")
    assert set(after) == set(re.findall(r'^check\("([^"]+)", \w+\)$', source, re.M)) and len(after) == len(set(after))
    assert bank[f"{slug[:2]}.spread_of_it"].spec(0)["points"] == 1


@pytest.mark.parametrize(
    "words, told",
    [
        (["new-lesson", "Transformers", "--title", "T"], '"Transformers" is no name for a lesson'),
        (["new-lesson", "14_x", "--title", "T"], "two digits, then small letters"),
        (["new-lesson", "01-other", "--title", "T"], "There is a lesson 01 already: solutions/01-tiny"),
        (["new-lesson", "14-x", "--title", " "], "A title is one line of words"),
        (["new-lesson", "14-x", "--title", "a|b"], "A title is one line of words"),
        (["new-lesson", "14-x", "--title", "T", "--minutes", "0"], "between 5 and 300 minutes"),
        (["new-lesson", "14-x", "--title", "T", "--content", "a|b"], "The content is one line of words"),
        (["new-exercise", "09", "x"], 'There is no lesson "09"'),
        (["new-exercise", "01", "Max Pool"], "no name for an exercise"),
        (["new-exercise", "01", "class"], "no name for an exercise"),
        (["new-exercise", "01", "sum"], "a name of Python itself"),
        (["new-exercise", "01", "triple"], "has an exercise 01.triple already"),
        (["new-exercise", "01", "np"], 'uses the name "np" already'),
        (["new-exercise", "01", "check"], 'uses the name "check" already'),
        (["new-exercise", "01", "double_it", "--points", "0"], "Points are positive"),
        (["new-exercise", "01", "double_it", "--points", "nan"], "Points are positive"),
        (["new-exercise", "01", "double_it", "--points", "inf"], "Points are positive"),
        (["new-exercise", "01", "double_it", "--points", "0.3"], "in steps of one half"),
    ],
)
def test_what_cannot_be_made_is_refused_with_one_sentence_and_nothing_written(tmp_path, monkeypatch, words, told):
    root = mini_course.make(tmp_path)
    monkeypatch.chdir(root)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1 and told in result.output and result.output.count("\n") == 1
    assert {
        path: path.read_bytes() for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    } == before


def test_two_new_lessons_bring_a_term_each(tmp_path):
    root = mini_course.make(tmp_path)
    shutil.copytree(ROOT / "docs", root / "docs")
    for slug in ("14-attention", "15-diffusion"):
        new_lesson(Course(root), slug, slug[3:].capitalize(), 30).write(root)
    terms = re.findall(
        r"^\| \*\*(weighted sum.*?)\*\*.*\[(\d\d)\]", (root / "docs/glossary.md").read_text("utf-8"), re.M
    )
    assert terms == [("weighted sum", "14"), ("weighted sum (lesson 15)", "15")]


def test_a_lesson_without_a_week_joins_the_lesson_before_it():
    lessons = [Facts("01-a", "A", 60, 2, week=1), Facts("02-b", "B", 30, 1.5, week=3), Facts("03-c", "C", 45, 1)]
    assert semester_plan(lessons).splitlines()[2:] == [
        "| 1 | [01 · A](../course/01-a/01-a.ipynb) | 60 min | 2 |",
        "| 2 | review: lessons 01 to 01; catch up, mark the answers in words | 0 min | 0 |",
        "| 3 | [02 · B](../course/02-b/02-b.ipynb) and [03 · C](../course/03-c/03-c.ipynb) | 75 min | 2.5 |",
        "| | together | 135 min | 4.5 |",
    ]
