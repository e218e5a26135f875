"""The class report: what it shows of a class, that it names nobody unless asked, and that the same class gives the same."""

import csv
import random
from contextlib import chdir

import grading_course as course
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import chromium, offline_page
from click.testing import CliRunner
from system import needs

from helpers.cli import main
from helpers.instructors.authored import Course
from helpers.instructors.grading import engine, report, results
from helpers.instructors.grading.class_report import write_report
from helpers.instructors.grading.contract import Mark, MarkInWords
from helpers.instructors.people.roster import Person, Roster

LESSONS = ("01-graded", "02-more")
NAMES = [f"Student{i:02d}" for i in range(40)]
HOSTILE = "<script>alert(1)</script>"


def counts(root):
    with open(root / "grading/class.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def mark(name, points, most, **more):
    state = "right" if points == most else "partly" if points else "wrong"
    whose = {"id": f"01.{name}", "name": name, "grade_id": f"check-{name}", "max": most}
    return Mark(**whose, **{"state": state, "points": points} | more)


def a_class(root):
    """Two lessons of 40: `corners` measures nothing, Student39 falls, Student38's file is broken, one of the roster is
    missing."""
    dice = random.Random(5)
    for lesson in LESSONS:
        for i, student in enumerate(NAMES):
            able = (i + dice.randrange(12)) / 51 if i < 39 or lesson == LESSONS[0] else 0
            right = [able > level for level in (0.2, 0.5)]
            letter = "b" if able > 0.4 else "a"
            marks = [
                mark("triple", 2.0 * right[0], 2.0, misconceptions=[] if right[0] else ["in-place"]),
                mark("corners", 3.0 * (dice.random() < 0.5), 3.0, answer="word", messages=[HOSTILE]),
                mark("total", 2.0 * right[1], 2.0),
                mark("quiz_answers", 2.0 * (letter == "b"), 2.0, choices={"1": [letter, letter == "b"]}),
            ]
            made = course.graded(lesson, exercises=marks, manual=[MarkInWords("why", 1.0, "ungraded")], written=True)
            if student == "Student38" and lesson == LESSONS[1]:
                made = course.graded(lesson, state="failed", message="The file is empty.")
            results.save(Course(root), student, made)
    roster = Roster(Course(root))
    roster.people |= {"late-lena": Person("late-lena", "Lena", "Late", listed=True)}
    roster.save()
    return {lesson: report.outline(Course(course.template()), course.SLUG) for lesson in LESSONS}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = course.make(tmp_path_factory.mktemp("insight") / "c")
    outlines = a_class(root)
    return root, write_report(Course(root), outlines, {}), outlines


def test_the_exercise_that_measures_nothing_is_named(made):
    root, page, _ = made
    with open(root / "grading/items.csv", encoding="utf-8", newline="") as file:
        rows = {row["item"]: row for row in csv.DictReader(file) if row["lesson"] == LESSONS[0]}
    assert set(rows) == {"01.triple", "01.corners", "01.total", "01.quiz_answers 1", "01.why"}
    assert float(rows["01.corners"]["discrimination"]) < 0.2 < float(rows["01.total"]["discrimination"])
    assert "hardly tells who knows" in rows["01.corners"]["says"] or "not measure" in rows["01.corners"]["says"]
    assert rows["01.total"]["says"] == "" and rows["01.why"]["says"] == "No marks yet, 40 wait."
    assert "b* " in rows["01.quiz_answers 1"]["chosen"]
    assert rows["01.corners"]["says"] in page.read_text("utf-8")
    assert "<h2>What measures little, or misleads</h2>" in page.read_text("utf-8")


def test_nobody_is_named_unless_asked(made):
    root, path, outlines = made
    page, table = path.read_text("utf-8"), (root / "grading/items.csv").read_text("utf-8")
    for name in [*NAMES, "late-lena", "Lena"]:
        assert name not in page and name not in table
    assert "<strong>1</strong> whose hand-in of 02-more could not be graded" in page
    assert "without a hand-in of 02-more" in page and "nncourse report --names" in page
    named = write_report(Course(root), outlines, {}, names=True).read_text("utf-8")
    assert "could not be graded: Student38" in named and "without a hand-in of 02-more: Lena Late" in named
    assert "Student39" in named and "names people, because it was asked to" in named
    write_report(Course(root), outlines, {})


def test_what_is_counted_beside_items_is_a_table_that_names_nobody(made):
    root, _, _ = made
    rows = counts(root)
    met = [row for row in rows if row["what"] == "misconception" and row["lesson"] == LESSONS[0]]
    wrong = sum(result.exercises[0].misconceptions != [] for _, _, result in results.every(Course(root), {LESSONS[0]}))
    assert [(row["item"], row["which"], row["count"], row["of"]) for row in met] == [
        ("01.triple", "in-place", str(wrong), "40")
    ]
    assert {row["which"] for row in rows if row["what"] == "unexpected answer"} == {HOSTILE}
    assert {row["count"] for row in rows if row["what"] == "needs a person"} >= {"1"}
    text = (root / "grading/class.csv").read_text("utf-8")
    assert not any(name in text for name in [*NAMES, "late-lena", "Lena"])


def test_what_measures_little_stands_first(tmp_path):
    root, dice = course.make(tmp_path / "c"), random.Random(1)
    for i in range(300):
        right = [i > 60, i > 150, i > 240]
        marks = [mark("corners", 3.0 * (dice.random() < 0.5), 3.0)]
        marks += [mark(name, 2.0 * earned, 2.0) for name, earned in zip(("triple", "total", "quiz_answers"), right)]
        results.save(Course(root), f"s{i}", course.graded(LESSONS[0], exercises=marks, written=True))
    text = write_report(Course(root), {LESSONS[0]: report.outline(Course(root), course.SLUG)}, {}).read_text("utf-8")
    first = text.split("What measures little")[1].split("</section>")[0]
    assert "01-graded · 01.corners</strong>: It does not measure" in first and first.count("<li>") == 1


def test_mistakes_that_come_back_over_the_lessons(made):
    page = made[1].read_text("utf-8")
    assert "Mistakes that come back" in page and "<strong>in-place</strong>: lessons 01 (" in page
    assert "made it in more than one" in page


def test_the_same_class_gives_the_same_page_and_table(made):
    root, path, outlines = made
    before = path.read_text("utf-8"), (root / "grading/items.csv").read_text("utf-8")
    write_report(Course(root), dict(reversed(outlines.items())), {})
    assert before == (path.read_text("utf-8"), (root / "grading/items.csv").read_text("utf-8"))


@needs("chromium")
@pytest.mark.slow
def test_the_page_is_one_file_without_barriers_and_escapes_what_students_wrote(made):
    _, path, _ = made
    text = path.read_text("utf-8")
    assert "<script" not in text and "://" not in text
    with chromium() as browser, offline_page(browser, path) as page:
        assert page.locator("svg[role=img]").count() == 3
        assert "Below the line of 0.2" in page.locator("svg").nth(1).get_attribute("aria-label")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert Axe().run(page).violations_count == 0
        assert all(url.startswith("file:") for url in page.requests)


def test_the_command_makes_the_page_without_grading(tmp_path):
    root = course.make(tmp_path / "c")
    with chdir(root):
        told = CliRunner().invoke(main, ["report"])
        assert told.exit_code == 1 and "Nothing is graded yet" in told.output
        course.recorded(root, {"anna": 2.0, "ben": None})
        told = CliRunner().invoke(main, ["report", "--names"])
    assert told.exit_code == 0 and "wrote grading/report.html" in told.output, told.output
    assert "1 graded" not in told.output and (root / "grading/items.csv").is_file()


@needs("bubblewrap")
def test_grading_records_what_was_chosen_in_a_quiz():
    def chosen(answers):
        content = course.right_but(quiz_answers=f"quiz_answers = {answers!r}")
        result = engine.grade(course.plan(), content, course.zygote().fork)
        return next(mark.choices for mark in result.exercises if mark.name == "quiz_answers")

    assert chosen({"1": "B"}) == {"1": ["b", True]}
    assert chosen({"1": "a"}) == {"1": ["a", False]}
    assert chosen({"1": ["x"] * 3}) == chosen({}) == {"1": ["", False]}
