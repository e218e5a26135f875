"""Exams as notebooks: checks that say nothing, a seed for each person, marks by the same engine."""

import json
import re
import shutil

import mini_course
import nbformat
import pytest
from click.testing import CliRunner
from mini_course import PRACTICE, TRIPLE, TRIPLE_CASES, TRIPLE_IN_BANK, exercise
from system import needs

from helpers.checks.check import check
from helpers.cli import main
from helpers.course.errors import BankError, CourseError
from helpers.instructors.authored import Course
from helpers.instructors.building.build import build, generated
from helpers.instructors.exams.notebook import make_notebooks
from helpers.instructors.grading import report, results, submissions
from helpers.instructors.grading.appeal import appeal
from helpers.instructors.grading.batch import grade_class
from helpers.instructors.grading.class_report import in_order
from helpers.instructors.grading.demo import notebook_with
from helpers.instructors.grading.plan import known_plan, plan_of
from helpers.instructors.people.roster import Roster
from helpers.instructors.platforms import moves

SIX = exercise(
    "six_times",
    3,
    '''def six_times(x):
    """Return six times x, with triple."""
    ### BEGIN SOLUTION
    return 2 * triple(x)
    ### END SOLUTION
''',
)
SOURCE = "\n".join(
    [
        "# %% [markdown]\n# # 01 · Tiny\n",
        '# %% tags=["setup"]\nimport numpy as np\n\nfrom helpers import check\n',
        "# %% [markdown]\n# ### Exercise 1 · triple (2 points)\n#\n# Write `triple(x)`: three times $x$.\n",
        TRIPLE,
        "# %% [markdown]\n# ### Exercise 2 · six_times (3 points)\n#\n# Write `six_times(x)` with your `triple`.\n",
        SIX,
        exercise(
            "quiz_answers", 2, 'quiz_answers = {}\n### BEGIN SOLUTION\nquiz_answers["1"] = "b"\n### END SOLUTION\n'
        ),
    ]
)
QUESTION = (
    'Question("01.p{0}", "remember", 2, "What is {0} times 3?", [Option("{1}", "Yes.", right=True), '
    'Option("one-{0}", "a-practice-why"), Option("two-{0}", "No."), Option("three-{0}", "No.")])'
)
QUESTIONS = ", ".join(QUESTION.format(n, 3 * n) for n in range(2, 8))
SIX_IN_BANK = """    Exercise("01.six_times", 3, triple_cases, [
        Misconception("four", lambda x: 4 * x, "That is four times x."),
        Misconception("cube", lambda x: x**6, "That is a power."),
        Misconception("plus", lambda x: x + 6, "That is six more."),
        Misconception("half", lambda x: 3 * x, "That is half of it."),
    ]),
"""
BANK = mini_course.bank(
    mini_course.SLUG, TRIPLE_IN_BANK, SIX_IN_BANK, practice=PRACTICE[:-1] + f", {QUESTIONS}]", before=TRIPLE_CASES
)
TAKE = ["01.triple", "01.six_times", *(f"01.p{n}" for n in range(2, 8))]
STUDENTS = ("anna", "ben", "copycat", "dora")
RIGHT = {
    "triple": "def triple(x):\n    return 3 * np.asarray(x)",
    "six_times": "def six_times(x):\n    return 2 * triple(x)",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("exam")
    root.chmod(0o755)  # root lets submissions run as nobody
    made = Course(mini_course.make(root, SOURCE, BANK))
    build(made, progress=False)
    roster = Roster(Course(root))
    for student in STUDENTS:
        roster.add(student, listed=True)
    roster.people["dora"].accommodations = "25 % more time"
    roster.save()
    make_notebooks(made, "7", TAKE, minutes=60)
    return made


def own(course, student):
    return nbformat.read(course.root / f"grading/exams/7/notebooks/{student}/90-exam-7.ipynb", as_version=4)


def choices(notebook):
    """The cell with the right letters for the questions of a notebook."""
    asked = next(cell.source for cell in notebook.cells if "What is" in cell.source)
    letters = re.findall(r"^- (\w)\) \d+$", asked, re.MULTILINE)
    assert len(letters) == 6
    return f"choices = {dict(zip('123456', letters))}"


def test_an_exam_notebook_tells_nothing_and_each_person_has_their_own(course):
    pages = {student: own(course, student) for student in STUDENTS}
    assert len({choices(page) for page in pages.values()}) > 1, "options stand in an order of their own"
    assert len({page.cells[0].source for page in pages.values()}) == len(STUDENTS), "each has a variant"
    assert "60 minutes" in pages["anna"].cells[0].source and "75 minutes" in pages["dora"].cells[0].source
    for student in STUDENTS:
        text = json.dumps(pages[student])
        for secret in ("the-secret-of-triple", "a-practice-why", "That is twice x", "2 * triple", '"right"', "Yes."):
            assert secret not in text, secret
        assert str(course.gradable("90").seeds[student]) not in text
    space = {}
    for cell in pages["anna"].cells:
        if cell.cell_type == "code" and not cell.source.startswith("check("):
            exec(cell.source, space)
    said = {name: check(f"90.{name}", space[name]).text() for name in ("triple", "six_times", "choices")}
    assert all("Still empty" in text for text in said.values())
    wrong = [check("90.triple", lambda x: x).text(), check("90.choices", {"1": "zz"}).text()]
    right = [check("90.triple", lambda x: 3 * x).text(), check("90.choices", {"1": "a"}).text()]
    assert wrong == right and all("Your answer is received." in text and "point" not in text for text in right)


def test_what_judges_an_exam_is_known_whatever_was_loaded_before(course):
    """Else the next run would grade it anew, and an appeal say that something has changed."""
    seed = course.gradable("90").seeds["anna"]
    before = plan_of(Course(course.root).gradable("90"), seed)
    loaded = course.gradable("90")
    loaded.bank()  # notes its banks …
    for lesson in course.lessons:
        lesson.bank()  # … and others of the same name come after
    assert plan_of(loaded, seed).fingerprint == before.fingerprint


@needs("bubblewrap")
def test_the_same_engine_grades_each_with_their_own_seed(course):
    pages = {student: own(course, student) for student in STUDENTS}
    other = next(s for s in ("anna", "ben", "dora") if choices(pages[s]) != choices(pages["copycat"]))
    handed_in = {
        "anna": notebook_with(pages["anna"], RIGHT | {"choices": choices(pages["anna"])}),
        "ben": notebook_with(
            pages["ben"], {"triple": "def triple(x):\n    return 2 * x", "choices": 'choices = {"1": "x"}'}
        ),
        "copycat": notebook_with(pages[other], RIGHT | {"choices": choices(pages[other])}),
        "stranger": notebook_with(pages["anna"], RIGHT),
        "dora": notebook_with(pages["dora"], {}),
    }
    handed_in["ben"] = handed_in["ben"].decode().encode("utf-16")
    bare = json.loads(handed_in["dora"])
    handed_in["dora"] = json.dumps(bare | {"cells": bare["cells"][1:]}).encode()
    for student, content in handed_in.items():
        folder = course.root / "grading/submitted" / student / "90-exam-7"
        folder.mkdir(parents=True)
        (folder / "90-exam-7.ipynb").write_bytes(content)
    said = []
    grade_class(course, ["90"], echo=said.append, progress=False, jobs=1)
    found = {student: results.load(course, "90-exam-7", student) for student in handed_in}
    assert found["anna"].points == 17 and not found["anna"].notes
    assert found["ben"].points == 0 and found["ben"].exercises[0].misconceptions == ["double"]
    assert found["copycat"].points < 17, "letters of another variant are judged by one's own"
    assert any("not the notebook that was made for this person" in note for note in found["copycat"].notes)
    assert any("does not say whose it is" in note for note in found["dora"].notes)
    assert not any("Variant" in note for note in found["ben"].notes), found["ben"].notes
    assert found["stranger"].state == "failed" and "No notebook of this exam was made" in found["stranger"].message
    seeds = {student: result.seed for student, result in found.items() if student != "stranger"}
    assert seeds == {student: course.gradable("90").seeds[student] for student in seeds}
    later = {name: [] for name in ("90-exam-7", "02-later", mini_course.SLUG)}
    assert [*in_order(course, later)] == [mini_course.SLUG, "90-exam-7", "02-later"], "who needs a person now"
    in_the_bank = found["anna"].exercises[-1].choices
    assert [letter for letter, right in in_the_bank.values()] == ["a"] * 6, "the report knows options by the bank"
    told, of_the_class = "\n".join(said), results.seed_of(course)
    assert "another release, seed or judge" not in told
    assert told.count("eed in 90-exam-7 each person's own") == 2 and str(of_the_class) not in told
    plan = known_plan(Course(course.root).gradable("90"), results.seed_of(course, "90-exam-7")).of_student("anna")
    assert plan.whole.files == [], "everybody's seed lies beside the frame"
    page = (course.root / "grading/report.html").read_text("utf-8")
    assert "90-exam-7" in page and not any(str(seed) in page for seed in seeds.values())
    lines = list(appeal(course, "anna", "90", seeds=1))
    assert sum("17 of 17 points" in line for line in lines) == 2, "other cases, and the options as they were asked"
    assert not any("has changed since" in line for line in lines)
    with pytest.raises(CourseError, match="No notebook of this exam was made"):
        list(appeal(course, "stranger", "90"))
    again = grade_class(course, ["90"], echo=said.append, progress=False, jobs=1)
    assert (again.graded, again.skipped) == (0, 5)
    with pytest.raises(CourseError, match="everybody has a seed of their own"):
        grade_class(course, ["90"], seed=3)


def test_a_frame_that_is_gone_is_not_asked_of_the_build(course, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(course.root, root)
    lost = Course(root).gradable("90").released
    lost.unlink()
    for told in (lambda: report.outline(Course(root), "90"), lambda: Course(root).gradable("90").released_for()):
        with pytest.raises(CourseError, match=f"{lost.relative_to(root)} is missing: bring it back from a backup"):
            told()


def test_a_late_person_gets_a_notebook_and_nobody_elses_changes(course, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(course.root, root, ignore=shutil.ignore_patterns("submitted"))  # who handed in keeps the old time
    course, before = Course(root), (root / "grading/exams/7/notebooks/anna/90-exam-7.ipynb").read_bytes()
    roster, other = Roster(Course(root)), json.dumps(own(course, "dora"))
    roster.add("late", listed=True)
    roster.save()
    assert len(make_notebooks(course, "7", TAKE, minutes=60)) == 3, "one notebook, and the two lists"
    assert (root / "grading/exams/7/notebooks/anna/90-exam-7.ipynb").read_bytes() == before
    seeds, lost = course.gradable("90").seeds, root / "grading/exams/7/notebooks/ben/90-exam-7.ipynb"
    (root / "grading/submitted/anna/90-exam-7").mkdir(parents=True, exist_ok=True)
    roster.people["anna"].accommodations = roster.people["dora"].accommodations = "30 min"
    roster.save()
    whole = lost.read_bytes()
    lost.unlink()  # as where the first run was interrupted
    source = root / f"solutions/{mini_course.SLUG}/exercises.py"
    source.write_text(source.read_text("utf-8").replace("What is", "How much is"), "utf-8")
    assert len(make_notebooks(course, "7", TAKE, minutes=60)) == 4, "what is missing, and another time"
    assert course.gradable("90").seeds == seeds and len(lost.read_bytes()) - len(whole) == 6 * (
        len("How much") - len("What")
    )
    assert (root / "grading/exams/7/notebooks/anna/90-exam-7.ipynb").read_bytes() == before, "she has handed in"
    text = json.dumps(own(course, "dora"))
    assert "90 minutes" in text and text.replace("90 minutes", "75 minutes") == other
    with pytest.raises(CourseError, match="There is another exam 7 already"):
        make_notebooks(course, "7", TAKE[:1], minutes=60)
    shutil.copytree(root / f"solutions/{mini_course.SLUG}", root / "solutions/91-own")
    with pytest.raises(BankError, match="91-own: numbers from 90 on are of exams"):
        generated(course, [course.lesson("91")], progress=False)
    make_notebooks(course, "8", TAKE)
    assert [exam.slug for exam in course.exams] == ["90-exam-7", "92-exam-8"], "no number of a lesson is taken"
    shutil.rmtree(root / "grading/exams/8")
    shutil.rmtree(root / "solutions/91-own")
    seed = course.gradable("90").seeds["late"]
    moves.renaming(Course(root), "late", "later").do()
    assert course.gradable("90").seeds["later"] == seed and own(course, "later")
    moves.deleting(Course(root), "later").do()
    kept = [path for path in (root / "grading/exams").rglob("*") if path.is_file()]
    assert "later" not in course.gradable("90").seeds and not any(b"later" in path.read_bytes() for path in kept)


@pytest.mark.parametrize(
    "take, said",
    [
        (["01.six_times"], "01.six_times builds on 01.triple: take that, too."),
        (["01.nothing"], 'There is no exercise and no choice question "01.nothing".'),
    ],
)
def test_what_cannot_be_taken_is_said(course, take, said):
    with pytest.raises(CourseError, match=re.escape(said)):
        make_notebooks(course, "8", take)
    assert not (course.root / "grading/exams/8").exists()


@pytest.mark.parametrize("words", [["build"], ["lint"], ["handouts"], ["mark"], ["new-exercise", "x"], ["mutants"]])
def test_commands_that_are_for_lessons_say_so_of_an_exam(course, words, monkeypatch):
    monkeypatch.chdir(course.root)
    done = CliRunner().invoke(main, [words[0], "90", *words[1:]])
    assert done.exit_code == 1 and len(done.output.splitlines()) == 1, done.output
    said = "90 has no question that is answered in words." if words == ["mark"] else "An exam cannot be given here."
    assert said in done.output


@pytest.mark.parametrize("text", ["", "[]", '{"number": 90}', '{"number": "5"}'])
def test_a_damaged_record_of_an_exam_stops_no_lesson(tmp_path, text):
    root = mini_course.make(tmp_path / "course")
    damaged = root / "grading/exams/7/notebook.json"
    damaged.parent.mkdir(parents=True)
    damaged.write_text(text, "utf-8")
    (root / "grading/submitted/anna" / mini_course.SLUG).mkdir(parents=True)
    assert submissions.find(Course(root)).by_lesson and Course(root).gradable("01").number == "01"
    with pytest.raises(CourseError, match="notebook.json cannot be read: bring it back from a backup"):
        Course(root).gradable("90")


def test_a_name_with_a_dot_is_no_name_of_an_exam(course):
    with pytest.raises(CourseError, match='not "mid.2"'):
        make_notebooks(course, "mid.2", TAKE)
    assert not (course.root / "grading/exams/mid.2").exists()
