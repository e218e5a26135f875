"""Exam papers: drawn to the mark, other orders for neighbours, no answer on a student's copy, one sentence for bad requests."""

import re
import subprocess
import sys

import pytest
from lessons import ROOT

from helpers.course.errors import BankError, CourseError
from helpers.instructors.authored import Course
from helpers.instructors.banks.written import Written, read_written
from helpers.instructors.exams.make import all_questions, make_exam
from helpers.instructors.exams.paper import Choice, choose, draw, variants
from helpers.instructors.people.roster import Roster


@pytest.fixture(scope="module")
def questions():
    return all_questions(Course(ROOT))


def test_the_bank_covers_the_lecture_notes_questions_and_as_many_of_its_own(questions):
    written = [item for item in questions if isinstance(item, Written)]
    topics = {topic for item in written if item.use == "practice" for topic in item.topics}
    asked = (
        "backpropagation",
        "challenges",
        "Sequential",
        "Functional",
        "plot_model",
        "CNN",
        "drawbacks",
        "output layer",
        "batch normalization",
        "activation functions",
        "gradient descent",
        "chain rule",
        "dense network",
        "convolutional layers",
        "pooling",
        "data augmentation",
        "flatten",
        "dense layers",
        "transfer learning",
        "VGG-16",
        "residual connections",
        "Inception",
        "Xception",
        "fine-tuning",
        "accuracy",
        "precision",
        "recall",
        "F1",
    )
    assert set(asked) <= topics
    assert sum(item.use == "practice" for item in written) >= 22 <= sum(item.use == "exam" for item in written)
    assert {item.lesson for item in written} == {f"{n:02}" for n in range(1, 14)}
    assert {item.level for item in written} == {"remember", "understand", "apply", "analyse", "evaluate", "create"}


@pytest.mark.parametrize("marks", [2, 17, 40, 100])
def test_a_paper_has_exactly_the_marks_and_is_the_same_for_a_seed(questions, marks):
    drawn = draw(questions, marks, seed=3)
    assert sum(item.marks for item in drawn) == marks and len(set(drawn)) == len(drawn)
    assert drawn == draw(questions, marks, seed=3)
    assert marks < 10 or drawn != draw(questions, marks, seed=4)


def test_two_papers_have_the_same_questions_in_another_order_unless_asked(questions):
    drawn = draw(questions, 40, seed=1)
    first, second, third = variants(drawn, 3, seed=1)
    orders = [[item.id for item in paper] for paper in (first, second, third)]
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(orders[2])
    assert orders[0] != orders[1] != orders[2] != orders[0]
    same, again = variants(drawn, 2, seed=1, same_order=True)
    assert [item.id for item in same] == [item.id for item in again]
    assert variants(drawn, 3, seed=1)[2] == third
    for paper in (first, second):
        for item in paper:
            if isinstance(item, Choice):
                assert sum(right for _, _, right in item.options) == 1
    with pytest.raises(CourseError, match=r"can be put in 2 order\(s\), not in 3"):
        variants(drawn[:2], 3)


def test_only_what_was_asked_for_is_drawn(questions):
    left = choose(questions, lessons=("05",), levels=("apply", "analyse"), kind="written")
    assert {item.id for item in left} == {"05.w3", "05.w4"}
    assert {item.id for item in choose(questions, topics=("pooling",))} == {"09.w2"}
    with pytest.raises(CourseError, match='No question has the topic "polling"; there are'):
        choose(questions, topics=("polling",))
    with pytest.raises(CourseError, match="have 15 marks together, and 40 were asked for"):
        draw(choose(questions, lessons=("05",), levels=("apply", "analyse"), kind="written"), 40)


def test_the_students_copy_holds_no_answer_and_the_markers_all(questions, tmp_path):
    paths = make_exam(Course(ROOT), tmp_path, marks=40, seed=2, papers=2)
    assert [path.name for path in paths] == ["A.html", "A-marker.html", "B.html", "B-marker.html"]
    pages = {path.name: path.read_text("utf-8") for path in paths}
    for name, page in pages.items():
        assert not re.search(r"<(?:script|link|img)\b|https?://", re.sub(r'xmlns="[^"]*"', "", page))
        assert "$" not in re.sub(r"<code>.*?</code>", "", page, flags=re.DOTALL), "every formula is set"
        assert ("Marking scheme" in page) == ("☒" in page) == ("marker" in name)
    for item in draw(questions, 40, seed=2):
        if isinstance(item, Written):
            for words in re.findall(r"[A-Za-z][A-Za-z ,]{24,}[a-z]", item.answer):
                assert words in " ".join(pages["A-marker.html"].split()), item.id
                assert words not in " ".join(pages["A.html"].split()), item.id


def test_unseen_questions_are_those_that_no_student_has(questions, tmp_path):
    left = choose(questions, unseen=True)
    shipped = [path.read_text("utf-8") for path in (ROOT / "course").rglob("*.ipynb")]
    words = [max(re.findall(r"[A-Za-z][A-Za-z ,]+", item.question), key=len) for item in left]
    assert len(left) >= 22 and not [one for one in words if any(one in text for text in shipped)]
    assert sum(item.marks for item in draw(left, 40, seed=7)) == 40
    with pytest.raises(CourseError, match="No question fits all of that.* or --unseen"):
        choose(questions, kind="choice", unseen=True)


def test_with_a_roster_a_paper_asks_for_a_number_and_for_no_name(tmp_path):
    for name in ("solutions", "course", "nbgrader_config.py"):
        (tmp_path / name).symlink_to(ROOT / name)
    course = Course(tmp_path)
    words = {"marks": 40, "seed": 2, "keep": course.paper("exam-7")}
    paper, marker = (path.read_text("utf-8") for path in make_exam(course, tmp_path / "exams", **words))
    assert ">Name<" in paper and ">Name<" not in marker
    roster = Roster(Course(tmp_path))
    roster.add("ada", listed=True)
    roster.save()
    paper, marker = (path.read_text("utf-8") for path in make_exam(course, tmp_path / "exams", **words))
    assert ">Name<" not in paper and ">Number<" in paper and "Number:" not in marker


def test_a_bad_request_is_one_sentence():
    done = subprocess.run(
        [sys.executable, "-m", "helpers", "exam", "--marks", "9999"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1 and "and 9999 were asked for" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "old, new, told",
    [
        ("- 1: nothing is lost", "- 2: nothing is lost", "the marking scheme adds up to 3, not 2"),
        ("level: remember", "level: know", "has the Bloom level 'know'"),
        ("### Answer", "## Answer", "needs a line of facts"),
        ("shown: 1 · Who does what", "shown: 9 · Nowhere", 'the lesson has no section "9 · Nowhere"'),
        ("topics: flatten · ", "", "does not say topics"),
    ],
)
def test_a_slip_in_a_question_is_named_with_file_and_line(tmp_path, old, new, told):
    text = (ROOT / "solutions/10-cnn/written.md").read_text("utf-8")
    start = text.index("## Flatten")
    one = text[start : text.index("\n## ", start)]
    (tmp_path / "10-cnn").mkdir()
    path = tmp_path / "10-cnn/written.md"
    path.write_text("# Written questions\n\n" + one.replace(old, new), encoding="utf-8")
    with pytest.raises(BankError, match=r"10-cnn/written\.md, line 3: ") as caught:
        read_written(path, {"1 · Who does what"})
    assert told in str(caught.value)
