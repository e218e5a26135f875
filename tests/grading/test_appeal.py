"""An appeal replays one hand-in, compares, and writes nothing; a seed for single students is refused."""

import grading_course as course
import pytest
from click.testing import CliRunner
from system import needs

from helpers.cli import main
from helpers.instructors.authored import Course
from helpers.instructors.grading.batch import grade_class

pytestmark = needs("bubblewrap")


def files(root):
    return {path: path.read_bytes() for path in (root / "grading").rglob("*") if path.is_file()}


def test_an_appeal_compares_and_writes_nothing(tmp_path, monkeypatch):
    root = course.make(tmp_path)
    course.hand_in(root, "anna", course.right_but(triple="def triple(x):\n    return 2 * x"))
    grade_class(Course(root), echo=lambda line: None, progress=False, jobs=1, seed=course.SEED)
    monkeypatch.chdir(root)
    before = files(root)
    done = CliRunner().invoke(main, ["appeal", "anna", "01", "--seeds", "2"])
    assert done.exit_code == 0, done.output
    assert f"seed {course.SEED}" in done.output and "The same, 7 of 9 points by checks" in done.output
    assert done.output.count("Seed ") == 2 and done.output.strip().endswith("Nothing was written.")
    assert files(root) == before
    told = CliRunner().invoke(main, ["history", "anna", "01"]).output
    assert (
        f"graded: 7 points; seed {course.SEED}, release " in told
        and "01.corners 3, 01.quiz_answers 2, 01.total 2, 01.triple 0" in told
    )
    assert "01.triple: 0 of 2 (wrong)" in told and "why: open of 1 (ungraded)" in told
    course.hand_in(root, "anna", course.right_but())
    grade_class(Course(root), echo=lambda line: None, progress=False, jobs=1)
    assert "01.triple: 0 before, 2 now" in CliRunner().invoke(main, ["history", "anna", "01"]).output
    before = files(root)
    for words in (
        ["history", "zoe", "01"],
        ["grade", "01", "--student", "anna", "--seed", "99"],
        ["appeal", "zoe", "01"],
    ):
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 1 and "Traceback" not in done.output
    assert files(root) == before


@pytest.mark.parametrize("lessons", [("01",), ()])
def test_a_seed_grades_anew_also_when_it_is_the_recorded_one(tmp_path, lessons):
    root = course.make(tmp_path)
    course.hand_in(root, "anna", course.submission())
    grades = [
        grade_class(Course(root), lessons, echo=lambda line: None, progress=False, jobs=1, **options)
        for options in ({"seed": 5}, {}, {"seed": 5}, {"again": True})
    ]
    assert [run.graded for run in grades] == [1, 0, 1, 1] and {run.seed for run in grades} == {5}
