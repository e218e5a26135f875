"""New lessons and exercises: the skeletons build, lint clean and pass the course's own tests, and nothing is overwritten."""
import os
import re
import shutil
import subprocess
import sys

import mini_course
import pytest
from click.testing import CliRunner
from lessons import ROOT, slugs

from helpers.building.skeleton import new_exercise, new_lesson
from helpers.checks.bank import load_bank
from helpers.cli import main
from helpers.course_map import LESSONS

TESTS = ("lessons.py", "conftest.py", "system.py", "test_lessons.py", "test_banks.py", "test_readme.py", "test_docs.py", "docs_pages.py", "debian.py")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course without its lessons, to which the commands add one lesson with one more exercise."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "helpers", root / "helpers", ignore=shutil.ignore_patterns("__pycache__", "*.json"))
    shutil.copytree(ROOT / "docs", root / "docs")
    (root / "tests").mkdir()
    for name in TESTS:
        shutil.copy(ROOT / "tests" / name, root / "tests")
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
    told = run(course, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_lessons.py", "tests/test_banks.py",
               "tests/test_readme.py::test_the_map_in_the_readme_is_the_course",
               "tests/test_docs.py", "-k", "not test_docs or semester or glossary")  # fmt: skip
    assert int(re.search(r"(\d+) passed", told)[1]) >= 18 and "skipped" not in told


def test_the_lesson_stands_on_the_map_and_in_the_readme_with_all_its_points(course):
    told = run(course, "-c", "from helpers.course_map import LESSONS; print([i.slug for i in LESSONS], LESSONS[-1])")
    assert "'14-transformers'" in told and "minutes=45, points=7.5" in told
    assert "[Attention](course/14-transformers/14-transformers.ipynb) | 45 min | 7.5 |" in (course / "README.md").read_text("utf-8")
    text = (course / "solutions/14-transformers/14-transformers.py").read_text("utf-8")
    guide = (course / "docs/instructor-guide.md").read_text("utf-8")
    assert "and [14 · Attention](../course/14-transformers/14-transformers.ipynb) | 105 min | 19.5 |" in guide
    assert "| **weighted sum** |" in (course / "docs/glossary.md").read_text("utf-8")
    assert text.index("Exercise 2 · spread (1.5 points)") < text.index("Exercise 3 · second_spread (2 points)") < text.index("## Practice quiz")


def test_the_release_holds_no_answer_and_no_note_to_the_writer(course):
    released = (course / "course/14-transformers/14-transformers.ipynb").read_text("utf-8")
    assert "np.max(x) - np.min(x)" not in released and "new-lesson" not in released and "check(" in released


@pytest.mark.parametrize("slug", slugs())
def test_an_exercise_can_be_added_to_every_lesson_of_the_course(slug, tmp_path):
    (tmp_path / "solutions").mkdir()
    shutil.copytree(ROOT / "solutions" / slug, tmp_path / "solutions" / slug, ignore=shutil.ignore_patterns("*.ipynb", "__pycache__"))
    new_exercise(tmp_path, slug, "spread_of_it", 1).write(tmp_path)
    bank = load_bank(tmp_path / "solutions" / slug)
    after = [exercise.id for exercise in bank.exercises]
    quizzes = [exercise.id for exercise in bank.exercises if exercise.secret]
    assert after[len(after) - len(quizzes) - 1 :] == [f"{slug[:2]}.spread_of_it", *quizzes]
    source = (tmp_path / "solutions" / slug / f"{slug}.py").read_text("utf-8")
    assert set(after) == set(re.findall(r'^check\("([^"]+)", \w+\)$', source, re.M)) and len(after) == len(set(after))
    assert bank[f"{slug[:2]}.spread_of_it"].spec(0)["points"] == 1


def test_a_lesson_in_the_middle_gets_its_place(tmp_path):
    root = mini_course.make(tmp_path)
    (root / "helpers").mkdir()
    shutil.copy(ROOT / "helpers/course_map.py", root / "helpers")
    shutil.copy(ROOT / "README.md", root)
    text = (root / "helpers/course_map.py").read_text("utf-8")
    cut = LESSONS[5]
    entry = re.search(rf'    Lesson\("{cut.slug}".*?\),\n(?=    Lesson|\))', text, re.S)[0]
    (root / "helpers/course_map.py").write_text(text.replace(entry, ""), "utf-8")
    new_lesson(root, cut.slug, cut.title, 90, content=cut.content).write(root)
    text = (root / "helpers/course_map.py").read_text("utf-8")
    order = re.findall(r'Lesson\("(\d\d-[^"]+)"', text)
    assert order == [lesson.slug for lesson in LESSONS]
    compile(text, "course_map.py", "exec")


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
        (["new-exercise", "01", "double_it", "--points", "0.3"], "in steps of one half"),
    ],
)
def test_what_cannot_be_made_is_refused_with_one_sentence_and_nothing_written(tmp_path, monkeypatch, words, told):
    root = mini_course.make(tmp_path)
    monkeypatch.chdir(root)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1 and told in result.output and result.output.count("\n") == 1
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts} == before


def test_two_new_lessons_bring_a_term_each_and_share_a_week(tmp_path):
    root = mini_course.make(tmp_path)
    shutil.copytree(ROOT / "docs", root / "docs")
    (root / "helpers").mkdir()
    shutil.copy(ROOT / "helpers/course_map.py", root / "helpers")
    for slug in ("14-attention", "15-diffusion"):
        new_lesson(root, slug, slug[3:].capitalize(), 30).write(root)
    terms = re.findall(r"^\| \*\*(weighted sum.*?)\*\*.*\[(\d\d)\]", (root / "docs/glossary.md").read_text("utf-8"), re.M)
    assert terms == [("weighted sum", "14"), ("weighted sum (lesson 15)", "15")]
    last = (root / "docs/instructor-guide.md").read_text("utf-8").split("\n| 14 |")[1].split("\n")[0]
    assert re.findall(r"\[(\d\d) ·", last) == ["13", "14", "15"] and last.endswith("| 120 min | 20 |")


def test_a_bank_in_an_unknown_form_is_refused(tmp_path):
    root = mini_course.make(tmp_path, bank="import numpy as np\nfrom helpers.checks.bank import Bank\nBANK = Bank('01-tiny', list([]))\n")
    with pytest.raises(ValueError, match="must say BANK = Bank"):
        new_exercise(root, "01", "spread")
