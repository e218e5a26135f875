"""Grading a class: gradebook, CSV, feedback, going on after a kill, and the same marks through stock nbgrader."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import grading_course as course
import nbformat
import pytest
from click.testing import CliRunner
from markupsafe import escape
from system import needs

from helpers.cli import main
from helpers.course.errors import CourseError
from helpers.instructors.authored import Course
from helpers.instructors.grading import plan, report, results
from helpers.instructors.grading.batch import grade_class
from helpers.instructors.grading.class_report import write_report
from helpers.instructors.grading.contract import Mark
from helpers.instructors.grading.notebooks import carried
from helpers.instructors.platforms.exports import write_plain
from helpers.study import predict
from helpers.study.progress import TIMES
from helpers.widgets.guesses import unseal

CLASS = {
    "anna": lambda: course.submission(**course.RIGHT),
    "ben": lambda: course.right_but(triple="def triple(x):\n    return 2 * x", why="*Write your answer here.*"),
    "chris": lambda: course.right_but(corners='corners = {"AND": 0, "OR": 1}'),
    "gus": lambda: course.submission(),
    "hana": lambda: course.right_but(total="def total(x):\n    while True: pass"),
    "ivo": lambda: course.submission(**course.RIGHT)[:900],
    "joy": lambda: course.right_but(triple="import os\nos._exit(0)"),
}
TOTALS = {"anna": 9, "ben": 7, "chris": 8, "gus": 0, "hana": 7, "joy": 7}
WAITING = {"anna", "chris", "hana", "joy"}


def grade(root, **options):
    return grade_class(Course(root), echo=lambda line: None, progress=False, jobs=2, **options)


def marks(root):
    """{student: (score, needs a manual mark)} as the gradebook has it."""
    from helpers.instructors.grading.gradebook import open_gradebook

    with open_gradebook(Course(root)) as gradebook:
        return {s.student.id: (s.score, s.needs_manual_grade) for s in gradebook.assignment_submissions(course.SLUG)}


def rows(root):
    with open(Path(root) / "grading/grades.csv", encoding="utf-8", newline="") as file:
        return {(row["student"], row["exercise"]): row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def class_(tmp_path_factory):
    """A class graded by `nncourse grade`."""
    root = course.make(tmp_path_factory.mktemp("class"))
    for student, content in CLASS.items():
        course.hand_in(root, student, content())
    course.hand_in(root, "kim", course.submission(**course.RIGHT), name="my copy (1)")
    (root / "grading/submitted/notes.txt").write_text("left by the instructor")
    (root / "grading/submitted/anna/99-none").mkdir()
    summary = grade(root, seed=course.SEED)
    return root, summary


@needs("bubblewrap")
def test_the_gradebook_has_every_mark(class_):
    found = marks(class_[0])
    assert {student: found[student][0] for student in TOTALS} == TOTALS
    assert {student for student in TOTALS if found[student][1]} == WAITING


@needs("bubblewrap")
def test_missing_failed_and_ungraded_are_visible_states(class_):
    table = rows(class_[0])
    assert {table["kim", e]["state"] for _, e in table if (_, e)[0] == "kim"} == {"missing"}
    assert "my copy (1).ipynb" in table["kim", "01.triple"]["message"]
    assert table["ivo", "01.triple"]["state"] == "failed" and table["ivo", "01.triple"]["points"] == ""
    assert "not valid JSON" in table["ivo", "01.total"]["message"]
    assert (table["anna", "01.why"]["state"], table["anna", "01.why"]["points"]) == ("ungraded", "")
    assert (table["ben", "01.why"]["state"], table["ben", "01.why"]["points"]) == ("empty", "0")
    assert table["hana", "01.total"]["state"] == "timeout"
    assert marks(class_[0])["ivo"][1]  # Formgrader shows that it needs a person


@needs("bubblewrap")
def test_the_csv_is_sorted_and_holds_hints_and_no_secret(class_):
    table = rows(class_[0])
    students = [student for student, _ in table]
    assert students == sorted(students)
    assert table["ben", "01.triple"]["message"] == "That is twice x."
    assert table["chris", "01.corners"]["points"] == "2"


@needs("bubblewrap")
def test_the_report_names_seed_strays_and_every_student(class_):
    _, summary = class_
    assert summary.seed == course.SEED and summary.graded == 8
    text = "\n".join(summary.lines)
    assert all(student in text for student in CLASS)


@needs("bubblewrap")
def test_feedback_pages_carry_the_hint_and_nothing_from_elsewhere(class_):
    page = (class_[0] / f"grading/feedback/ben/{course.SLUG}/{course.SLUG}.html").read_text("utf-8")
    assert "That is twice x." in page and "7 of 10 points" in page and "triple" in page
    for forbidden in ("the-secret-of-triple", "the-model-answer", "<script", "http://", "https://"):
        assert forbidden not in page
    failed = (class_[0] / f"grading/feedback/ivo/{course.SLUG}/{course.SLUG}.html").read_text("utf-8")
    assert "Not graded" in failed and "not valid JSON" in failed


@needs("bubblewrap")
def test_graders_see_the_marking_scheme_and_students_do_not(class_):
    autograded = (class_[0] / f"grading/autograded/anna/{course.SLUG}/{course.SLUG}.ipynb").read_text("utf-8")
    assert "1 point for any reason" in autograded and "the-model-answer" in autograded
    for page in (class_[0] / "grading/feedback").rglob("*.html"):
        assert "1 point for any reason" not in page.read_text("utf-8")


@needs("bubblewrap")
def test_exports_hold_only_final_totals(class_):
    """An open total has no row: a platform may take an empty cell for "clear the mark"."""
    files = {path.name: path.read_text().splitlines() for path in write_plain(Course(class_[0]))}
    lines = files[f"moodle-{course.SLUG}.csv"]
    assert lines[0] == f"First name,Last name,ID number,Email address,{course.SLUG}"
    assert lines[1:] == [",ben,ben,,7", ",gus,gus,,0"]
    canvas = files[f"canvas-{course.SLUG}.csv"]
    assert canvas[1].endswith(",10") and canvas[2:] == ["ben,,,ben,,7", "gus,,,gus,,0"]


@needs("bubblewrap")
def test_the_class_report_says_what_to_teach_again(class_):
    page = (class_[0] / "grading/report.html").read_text("utf-8")
    assert "1 × 01.triple · double" in page and "That is twice x." in page
    assert "6 graded, 2 failed, 4 with answers to mark by hand" in page
    assert f"seed {course.SEED}" in page and "://" not in page


def test_hints_in_the_class_report_show_code_as_code(tmp_path):
    whose = {"id": "01.step", "name": "step", "grade_id": "check-step", "max": 1}
    mark = Mark(**whose, state="wrong", points=0, misconceptions=["strict"], seconds=0.1)
    results.save(Course(tmp_path), "ben", course.graded("01-a-lesson", exercises=[mark]))
    outlines = {"01-a-lesson": [report.Item("01.step", "check-step", 1.0, manual=False)]}
    write_report(Course(tmp_path), outlines, {"01.step": {"strict": "What is `step(0)` & why?"}})
    assert "What is <code>step(0)</code> &amp; why?" in (tmp_path / "grading/report.html").read_text("utf-8")


def test_the_class_report_tells_how_long_it_took_those_who_shared_it(tmp_path):
    lesson, outlines = "01-a-lesson", {"01-a-lesson": [report.Item("01.step", "check-step", 1.0, manual=False)]}
    for i, minutes in enumerate([4, 6, 10, 30, 200, None]):
        outputs = [{"data": {TIMES: {"01.step": minutes, "01.other": 7}}}]
        content = json.dumps({"cells": [{"cell_type": "code", "source": "", "outputs": outputs}]}).encode()
        mark = Mark(id="01.step", name="step", grade_id="check-step", max=1, state="right", points=1, seconds=0.1)
        results.save(Course(tmp_path), f"s{i}", course.graded(lesson, exercises=[mark], minutes=carried(content)[1]))
        if i == 3:
            assert "shared)" not in write_report(Course(tmp_path), outlines, {}).read_text("utf-8"), "four are too few"
    assert '<td class="number">10 (5 shared)</td>' in write_report(Course(tmp_path), outlines, {}).read_text("utf-8")
    assert ",10.000," in (tmp_path / "grading/items.csv").read_text("utf-8")


def test_the_class_report_tells_what_was_believed_before(tmp_path):
    lesson, question = "05-a-lesson", "05.which_moves_most"
    right = unseal(predict.questions("05")[question]["sealed"])["truth"]
    wrong = next(option for option in predict.questions("05")[question]["options"] if option != right)
    for i, guess in enumerate([right, wrong, wrong, "unsure", "<b>odd", None]):
        outputs = [{"data": {predict.MIME: {"question": question, "guess": guess}}}]
        content = json.dumps({"cells": [{"cell_type": "code", "source": "", "outputs": outputs}]}).encode()
        results.save(Course(tmp_path), f"s{i}", course.graded(lesson, predictions=carried(content)[0]))
    page = write_report(Course(tmp_path), {lesson: []}, {}).read_text("utf-8")
    asked = str(escape(predict.questions("05")[question]["ask"]))
    assert f'<td>{asked}</td><td class="number">4</td><td class="number">25%</td>' in page
    assert f"2 × “{wrong}”, 1 × “I don&#39;t know”" in page and "odd" not in page


@pytest.mark.slow
@needs("bubblewrap")
@pytest.mark.parametrize("moment", [0.5, 2.0, 4.0])
def test_a_run_that_was_killed_goes_on_and_ends_as_if_nothing_had_been(tmp_path, moment):
    root = course.make(tmp_path)
    for i in range(60):
        course.hand_in(
            root, f"s{i:02d}", course.right_but(triple=f"def triple(x):\n    return {2 + i % 2} * np.asarray(x)")
        )
    words = [sys.executable, "-m", "helpers", "grade", "--jobs", "2", "--seed", "3"]
    environment = os.environ | {"PYTHONPATH": str(course.mini_course.ROOT)}
    run = subprocess.Popen(words, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    run.stdout.readline()  # it has begun
    results = root / f"grading/results/{course.SLUG}"
    wanted = int(20 * moment) - 9
    while run.poll() is None and len(list(results.glob("*.json"))) < wanted:
        pass
    run.kill()
    run.wait()
    before = {
        path.name: path.read_bytes() for path in results.glob("*.json") if b'"written": true' in path.read_bytes()
    }
    summary = grade(root)
    assert summary.graded + summary.skipped == 60 and summary.skipped == len(before)
    assert all((results / name).read_bytes() == content for name, content in before.items())
    assert marks(root) == {f"s{i:02d}": (7 + 2 * (i % 2), True) for i in range(60)}
    assert {row["points"] for (_, exercise), row in rows(root).items() if exercise == "01.triple"} == {"0", "2"}


@pytest.mark.slow
@needs("bubblewrap")
def test_stock_nbgrader_gives_the_same_marks_notebooks_and_feedback(class_, tmp_path):
    root = course.make(tmp_path)
    for student, content in CLASS.items():
        course.hand_in(root, student, content())
    from helpers.instructors.grading import gradebook

    gradebook.register(Course(root), course.SLUG, Course(root).gradable(course.SLUG).released_for())
    results.seed_of(Course(root), course.SEED)
    environment = os.environ | {"PYTHONPATH": str(course.mini_course.ROOT)}
    for command in ("autograde", "generate_feedback"):
        words = [sys.executable, "-m", "nbgrader", command, course.SLUG]
        done = subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True)
        assert "student 'ivo'" in done.stderr or command == "generate_feedback", done.stderr[-2000:]
    mine, theirs = marks(class_[0]), marks(root)
    assert {s: mine[s] for s in TOTALS} == {s: theirs[s] for s in TOTALS}
    for student in TOTALS:
        for kind in (
            f"autograded/{student}/{course.SLUG}/{course.SLUG}.ipynb",
            f"feedback/{student}/{course.SLUG}/{course.SLUG}.html",
        ):
            assert (root / "grading" / kind).read_text("utf-8") == (class_[0] / "grading" / kind).read_text("utf-8")


@needs("bubblewrap")
def test_an_unchanged_class_is_seen_without_anything_heavy(class_):
    heavy = ("numpy", "nbformat", "nbgrader", "nbconvert", "sqlalchemy", "IPython", "pygments", "tqdm")
    code = f"""
import sys
from helpers.instructors.authored import Course
from helpers.instructors.grading.batch import grade_class
run = grade_class(Course({str(class_[0])!r}), echo=lambda line: None)
print((run.graded, run.skipped), [name for name in {heavy} if name in sys.modules])
"""
    said = subprocess.run([sys.executable, "-c", code], cwd=course.mini_course.ROOT, capture_output=True, text=True)
    assert said.stdout == "(0, 8) []\n", said.stdout + said.stderr[-1000:]


def test_the_gradebook_opens_without_what_serves_pages_and_runs_kernels(tmp_path):
    code = f"""
import sys
from helpers.instructors.authored import Course
from helpers.instructors.people.book import open_gradebook
with open_gradebook(Course({str(tmp_path)!r})):
    print([name for name in ("nbconvert", "jupyter_client", "rfc3987_syntax") if name in sys.modules])
from nbgrader.server_extensions.formgrader import handlers
print(hasattr(handlers, "default_handlers"))
"""
    said = subprocess.run([sys.executable, "-c", code], cwd=course.mini_course.ROOT, capture_output=True, text=True)
    assert said.stdout == "[]\nTrue\n", said.stdout + said.stderr[-1000:]


@needs("bubblewrap")
def test_unchanged_submissions_are_skipped_and_changed_ones_graded_anew(tmp_path):
    root = course.make(tmp_path)
    course.hand_in(root, "anna", course.submission())
    course.hand_in(root, "ben", course.submission())
    (root / "course.toml").write_text('lessons = "https://example.org/{lesson}.html"\n', "utf-8")
    first = grade(root)
    assert (first.graded, first.settled) == (2, 0), "a fresh page is not made anew"
    course.hand_in(root, "ben", course.submission(**course.RIGHT))
    again = grade(root)
    assert (again.graded, again.skipped) == (1, 1)
    assert marks(root)["ben"] == (9, True)
    replay = grade(root, seed=again.seed + 1)
    assert (replay.graded, replay.seed) == (2, again.seed + 1)


@needs("bubblewrap")
def test_something_is_printed_before_plans_are_drawn_and_they_are_kept_for_the_next_run(tmp_path, monkeypatch):
    root, said, drawn = course.make(tmp_path), [], []
    make = plan.plan_of
    monkeypatch.setattr(plan, "plan_of", lambda *given: drawn.append(len(said)) or make(*given))
    for graded in (1, 0, 1):
        if graded:
            course.hand_in(root, "anna", course.right_but(why=f"Reason {len(said)}."))
        assert grade_class(Course(root), echo=said.append, progress=False, jobs=1).graded == graded
    assert len(drawn) == 1 and drawn[0] >= 1 and "1 submission" in said[0]


@needs("bubblewrap")
def test_regrading_keeps_a_manual_mark_and_asks_to_look_again(tmp_path):
    from helpers.instructors.grading.gradebook import open_gradebook

    root = course.make(tmp_path)
    course.hand_in(root, "anna", course.submission(**course.RIGHT))
    grade(root)
    with open_gradebook(Course(root)) as gradebook:
        mark = gradebook.find_grade("why", course.SLUG, course.SLUG, "anna")
        mark.manual_score, mark.needs_manual_grade = 1.0, False
        gradebook.db.commit()
    grade(root)
    assert rows(root)["anna", "01.why"]["state"] == "marked"
    course.hand_in(root, "anna", course.right_but(why="Something else."))
    grade(root)
    row = rows(root)["anna", "01.why"]
    assert (row["points"], row["state"]) == ("1", "marked") and "once more" in row["message"]
    assert marks(root)["anna"] == (10, True)


@needs("bubblewrap")
def test_a_submission_that_breaks_later_loses_no_mark_silently(tmp_path):
    root = course.make(tmp_path)
    course.hand_in(root, "anna", course.submission(**course.RIGHT))
    grade(root)
    course.hand_in(root, "anna", b"not a notebook")
    grade(root)
    assert rows(root)["anna", "01.triple"]["state"] == "failed"
    assert not (root / f"grading/autograded/anna/{course.SLUG}").exists()
    assert marks(root)["anna"][1]


def run(root, monkeypatch, *words):
    monkeypatch.chdir(root)
    return CliRunner().invoke(main, ["grade", *words])


@pytest.mark.parametrize(
    "prepare, words, sentence",
    [
        (lambda root: None, [], "There is no folder grading/submitted"),
        (lambda root: (root / "grading/submitted").mkdir(parents=True), [], "is empty"),
        (lambda root: course.hand_in(root, "anna", b""), ["99"], 'There is no lesson "99"'),
        (lambda root: course.hand_in(root, "anna", b""), ["--student", "zoe"], 'no submission of a student "zoe"'),
        (
            lambda root: (root / f"grading/submitted/{course.SLUG}/anna").mkdir(parents=True),
            [],
            "the student's folder comes first",
        ),
        (lambda root: (root / "grading/submitted/=cmd").mkdir(parents=True), [], "no student id"),
        (
            lambda root: (root / "grading/submitted/anna").mkdir(parents=True),
            [],
            "Nothing in grading/submitted looks like",
        ),
        (
            lambda root: (
                course.hand_in(root, "anna", b""),
                (root / f"course/{course.SLUG}/{course.SLUG}.ipynb").unlink(),
            ),
            [],
            "run `nncourse build 01`",
        ),
    ],
    ids=["no-folder", "empty", "lesson", "student", "turned-round", "odd-name", "nothing", "not-built"],
)
def test_bad_input_gets_one_sentence(tmp_path, monkeypatch, prepare, words, sentence):
    root = course.make(tmp_path)
    prepare(root)
    result = run(root, monkeypatch, "--no-sandbox", *words)
    assert result.exit_code == 1 and sentence in result.output
    assert "Traceback" not in result.output and result.output.strip().count("\n") == 0


def test_without_a_sandbox_grading_stops_unless_told(tmp_path, monkeypatch):
    from helpers.course import programs

    root = course.make(tmp_path)
    course.hand_in(root, "anna", course.submission(**course.RIGHT))
    monkeypatch.setattr(programs, "no_sandbox", lambda: "not installed")
    result = run(root, monkeypatch)
    assert result.exit_code == 1 and "bubblewrap" in result.output and "--no-sandbox" in result.output
    result = run(root, monkeypatch, "--no-sandbox", "--jobs", "1")
    assert result.exit_code == 0, result.output
    assert marks(root)["anna"] == (9, True)


@pytest.mark.slow
@needs("bubblewrap")
def test_the_demo_shows_every_kind_of_hand_in_and_touches_no_real_gradebook(tmp_path, monkeypatch):
    root = course.make(tmp_path)
    monkeypatch.chdir(root)
    for _ in range(2):
        result = CliRunner().invoke(main, ["demo"])
        assert result.exit_code == 0, result.output
    for words in (
        "anna               9 of 10",
        "gus                0 of 10",
        "timeout: triple",
        "ivo                failed",
        "1 to mark by hand",
    ):
        assert words in result.output
    assert not (root / "grading/gradebook.db").exists() and not (root / "grading/submitted").exists()
    table = rows(root / "grading/demo")
    assert table["chris", "01.triple"]["message"] == "That is twice x."
    assert table["dora", "01.corners"]["message"] == "You have swapped the two."
    assert table["emil", "01.total"]["message"] == "That is the mean."


@needs("bubblewrap")
def test_changed_graded_cells_are_refused_once_there_are_marks(tmp_path):
    root = course.make(tmp_path)
    course.hand_in(root, "anna", course.submission(**course.RIGHT))
    grade(root)
    path = root / f"course/{course.SLUG}/{course.SLUG}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") != "why"]
    nbformat.write(notebook, path)
    with pytest.raises(CourseError, match="move grading/gradebook.db away"):
        grade(root)
    assert results.load(Course(root), course.SLUG, "anna").state == "graded"
