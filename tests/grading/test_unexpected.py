"""Wrong answers that nobody foresaw: the same one of several students is a group in the class report, and a draft for the bank."""

import json

import grading_course as course
import pytest
from click.testing import CliRunner
from system import needs

from helpers.cli import main
from helpers.instructors.authored import Course
from helpers.instructors.grading import engine, report, results
from helpers.instructors.grading.class_report import write_report
from helpers.instructors.grading.contract import Mark

SAME = [
    "def triple(x):\n    return 5 * np.asarray(x)",
    "def triple(x):\n    return (4 + 1.0) * np.asarray(x, dtype=float)",
]
OTHERS = {
    "another": "def triple(x):\n    return 7 * np.asarray(x)",
    "foreseen": "def triple(x):\n    return 2 * x",
    "right": course.RIGHT["triple"],
    "stops": "def triple(x):\n    return x.nothing",
}


@needs("bubblewrap")
def test_answers_of_the_same_values_have_a_word_in_common():
    def word(source):
        return engine.grade(course.plan(), course.right_but(triple=source), course.zygote().fork).exercises[0].answer

    first, second = map(word, SAME)
    assert first and first == second
    assert word(OTHERS["another"]) not in ("", first)
    assert word(OTHERS["foreseen"]) == word(OTHERS["right"]) == ""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = course.make(tmp_path_factory.mktemp("unexpected") / "c")
    for student, answer in {"anna": "a", "ben": "a", "chris": "b", "dora": ""}.items():
        whose = {"id": "01.triple", "name": "triple", "grade_id": "check-triple", "max": 2.0}
        mark = Mark(**whose, state="wrong", points=0.0, messages=["Not three times `x`."], answer=answer)
        results.save(Course(root), student, course.graded(exercises=[mark]))
        source = "def triple(x):\n\treturn '<script>' * 5  # triple \x1b[31m of triple"
        source = f"# by {student}, Anna Ant\n{source}, by {student}"
        cell = {"cell_type": "code", "source": source, "metadata": {"nbgrader": {"grade_id": "triple"}}}
        folder = root / f"grading/autograded/{student}/{course.SLUG}"
        folder.mkdir(parents=True)
        (folder / f"{course.SLUG}.ipynb").write_text(json.dumps({"cells": [cell]}))
    return root


def test_the_class_report_shows_each_group_with_the_code_of_one(root):
    page = write_report(Course(root), {course.SLUG: report.outline(Course(root), course.SLUG)}, {}).read_text("utf-8")
    assert page.count("gave the same unexpected answer") == 1
    assert "2 students gave the same unexpected answer to 01.triple." in page
    assert "&lt;script&gt;" in page and "<script>" not in page and "anna" not in page.lower()


def test_a_group_becomes_a_draft_for_the_bank(root, monkeypatch):
    monkeypatch.chdir(root)
    told = CliRunner().invoke(main, ["new-misconception", "01.triple"])
    assert told.exit_code == 0 and "\x1b" not in told.output
    assert "def triple_unexpected_1(x):\n    return" in told.output
    assert 'Misconception("unexpected-1", triple_unexpected_1, "")' in told.output
    compile(told.output, "draft", "exec")
    told = CliRunner().invoke(main, ["new-misconception", "01.total"])
    assert told.exit_code == 1 and "No two students gave the same unexpected answer to 01.total" in told.output
