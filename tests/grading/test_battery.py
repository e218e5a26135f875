"""The battery: no unearned mark, no harm to anyone else, and the batch ends; through `nncourse grade` and stock
nbgrader.
"""

import csv
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import grading_course as course
import pytest
from battery import attacks
from system import needs

from helpers.instructors.authored import Course
from helpers.instructors.grading import gradebook, plan, results
from helpers.instructors.grading.batch import grade_class

pytestmark = [needs("bubblewrap"), pytest.mark.slow]
ABSTRACT = "nncourse-battery"


def fill(content, root, port):
    for word, value in {
        "%ROOT%": root,
        "%PORT%": port,
        "%HELPERS%": course.mini_course.ROOT / "helpers",
        "%HOME%": Path.home(),
        "%ABSTRACT%": ABSTRACT,
    }.items():
        content = content.replace(word.encode(), str(value).encode())
    return content


def lay_out(root, names=None):
    """Hand in all attacks and, before and after them, honest students."""
    port = _listener().getsockname()[1]
    for name, content in attacks.contents().items():
        if names is None or name in names:
            course.hand_in(root, name, fill(content, root, port))
    for honest in ("aaron", "honest", "zoe"):
        course.hand_in(root, honest, course.submission(**course.RIGHT))
    if names is None:
        beside = course.hand_in(root, "files-beside", course.right_but(triple=attacks.WRONG)).parent
        (beside / "numpy.py").write_text("raise SystemExit(1)")
        (beside / "helpers").mkdir()
        (beside / "helpers/__init__.py").write_text("check = print")
        (beside / "sitecustomize.py").write_text("import os; os._exit(0)")
        linked = course.hand_in(root, "linked", b"")
        linked.unlink()
        linked.symlink_to(root / "solutions" / course.SLUG / f"{course.SLUG}.ipynb")
        course.hand_in(root, "pipe", b"").unlink()
        os.mkfifo(root / "grading/submitted/pipe" / course.SLUG / f"{course.SLUG}.ipynb")
        course.hand_in(root, "odd-time", course.submission(**course.RIGHT), timestamp="the 35th of May")
        course.hand_in(root, "far-time", course.submission(**course.RIGHT), timestamp="9" * 150)
        course.hand_in(root, "misnamed", course.submission(**course.RIGHT), name="01-graded (1)")
        course.hand_in(root, "Zoe", course.right_but(triple=attacks.WRONG))
        course.hand_in(root, "字" * 80, course.submission(**course.RIGHT))
        for odd in ("..evil", "a;b", "=1+1", "-rf", "x\nzoe", "é" * 60):
            (root / "grading/submitted" / odd).mkdir()
    return root


_open = []


def _listener():
    """A server on this machine that no submission may reach."""
    if not _open:
        server = socket.create_server(("127.0.0.1", 0))
        abstract = socket.socket(socket.AF_UNIX)
        if sys.platform == "linux":
            abstract.bind("\0" + ABSTRACT)
            abstract.listen()
        _open.extend([server, abstract])
    return _open[0]


def fingerprint(root):
    """Checksums of everything that grading must not touch."""
    watched = [p for folder in ("solutions", "course", "grading/submitted") for p in sorted((root / folder).rglob("*"))]
    watched += sorted((course.mini_course.ROOT / "helpers/checks").rglob("*.py"))
    return {p: hashlib.sha256(p.read_bytes()).hexdigest() for p in watched if p.is_file() and not p.is_symlink()}


@pytest.fixture(scope="module")
def battery(tmp_path_factory):
    """All attacks, graded in one batch."""
    root = lay_out(course.make(tmp_path_factory.mktemp("battery")))
    before = fingerprint(root)
    os.environ["SECRET_OF_THE_INSTRUCTOR"] = "yes"
    lines = []
    plan.CELL_SECONDS["numpy"], kept = 2.0, plan.CELL_SECONDS["numpy"]
    try:
        grade_class(Course(root), seed=course.SEED, jobs=2, echo=lines.append, progress=False)
    finally:
        plan.CELL_SECONDS["numpy"] = kept
        del os.environ["SECRET_OF_THE_INSTRUCTOR"]
    with open(root / "grading/grades.csv", encoding="utf-8", newline="") as file:
        table = {(row["student"], row["exercise"]): row for row in csv.DictReader(file)}
    return root, before, table, lines


ALL = [*attacks.ATTACKS, *attacks.NOTEBOOKS, "files-beside"]


@pytest.mark.parametrize("name", ALL)
def test_no_attack_earns_a_mark(battery, name):
    row = battery[2][name, "01.triple"]
    assert row["points"] in ("0", ""), row
    assert row["message"]


@pytest.mark.parametrize("name", [name for name in ALL if name not in attacks.LOSES_MORE])
def test_an_accident_costs_only_its_own_exercise(battery, name):
    others = {
        exercise: battery[2][name, exercise]["points"] for exercise in ("01.corners", "01.total", "01.quiz_answers")
    }
    assert others == {"01.corners": "3", "01.total": "2", "01.quiz_answers": "2"}


def test_no_cell_of_the_table_is_a_formula(battery):
    for row in battery[2].values():
        assert not any(value.startswith(("=", "+", "-", "@")) for value in row.values()), row


def test_students_whose_names_differ_in_capitals_are_two(battery):
    assert [battery[2][name, "01.triple"]["points"] for name in ("zoe", "Zoe")] == ["2", "0"]


def test_words_are_inert_where_the_grader_reads_them(battery):
    path = battery[0] / f"grading/autograded/live-words/{course.SLUG}/{course.SLUG}.ipynb"
    words = [
        "".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] != "code"
    ]
    theirs = [text for text in words if "alert(1)" in text]
    assert sum(text.count("alert(1)") for text in theirs) == 15
    for text in theirs:
        assert not re.search(r"<[a-z/!?]|\]\(|\]:", text, re.IGNORECASE), text
    assert sum(text.startswith("> **For the grader.**") for text in words) == 1


@pytest.mark.parametrize("name", [*attacks.FILES, "linked", "pipe"])
def test_what_is_no_notebook_fails_with_a_sentence(battery, name):
    row = battery[2][name, "01.triple"]
    assert (row["state"], row["points"]) == ("failed", "") and row["message"].endswith((".", "?"))


@pytest.mark.parametrize("name", ["aaron", "honest", "zoe", "odd-time", "far-time"])
def test_honest_students_in_the_same_batch_keep_everything(battery, name):
    earned = {exercise: row["points"] for (student, exercise), row in battery[2].items() if student == name}
    assert earned == {"01.triple": "2", "01.corners": "3", "01.total": "2", "01.quiz_answers": "2", "01.why": ""}


def test_nothing_was_touched_and_nothing_is_left(battery):
    root, before, _, _ = battery
    assert fingerprint(root) == before
    for folder in ("/tmp", "/dev/shm", "/var/tmp", "/"):
        assert not Path(folder, "left-behind-by-a-student").exists()
    assert not (Path.home() / ".ipython/profile_default/startup/0.py").exists()
    if Path("/proc").is_dir():
        running = [p.read_bytes() for p in Path("/proc").glob("[0-9]*/cmdline") if os.access(p, os.R_OK)]
        assert not any(b"98765" in line for line in running)


def test_the_report_has_one_line_for_each_and_names_what_is_odd(battery):
    states = {student: row["state"] for (student, _), row in battery[2].items()}
    assert (states["misnamed"], states["linked"]) == ("missing", "failed")
    text = "\n".join(battery[3])
    assert re.search(r"^  \d+ missing(?:, of which \d+)?:$", text, re.MULTILINE)
    assert text.count("no student id") == 5  # hidden folders are not looked at, and letters are letters
    assert "Traceback" not in text


def test_the_gradebook_agrees_with_the_csv(battery):
    root, _, table, _ = battery
    with gradebook.open_gradebook(Course(root)) as book:
        scores = {s.student.id: s.score for s in book.assignment_submissions(course.SLUG)}
    for student, score in scores.items():
        mine = [row["points"] for (name, _), row in table.items() if name == student]
        assert score == sum(float(points or 0) for points in mine), student


def test_feedback_pages_are_inert(battery):
    for page in (battery[0] / "grading/feedback").rglob("*.html"):
        text = page.read_text("utf-8")
        assert "<script" not in text and "<img" not in text and "http://" not in text.replace("http://example.com", "")


STOCK = [
    "exit",
    "kill-parent",
    "kill-all",
    "equal-to-everything",
    "patch-probe",
    "forged-messages",
    "read-solutions",
    "write-gradebook",
    "write-submissions",
    "input-transformer",
    "patch-shell",
    "stubborn-loop",
    "endless-integer",
    "shared-memory",
    "cell-of-magics",
    *attacks.NOTEBOOKS,
    "corrupt",
    "empty",
    "millions-of-values",
]
if os.environ.get("NNCOURSE_WHOLE_BATTERY"):  # nbgrader grades one after the other: many minutes
    STOCK = list(attacks.contents())


# nbgrader stops at these before any preprocessor sees them; they stay ungraded, which is no mark.
STOCK_STOPS = {
    "corrupt",
    "deep",
    "empty",
    "gzip",
    "hundred-thousand-cells",
    "json-but-no-notebook",
    "millions-of-values",
    "no-json",
    "nonsense-metadata",
    "wrong-encoding",
    "zip",
}


def test_stock_autograde_gives_the_same_marks_for_the_battery(battery, tmp_path):
    root = lay_out(course.make(tmp_path), STOCK)
    before = fingerprint(root)
    gradebook.register(Course(root), course.SLUG, Course(root).gradable(course.SLUG).released_for())
    results.seed_of(Course(root), course.SEED)
    words = [sys.executable, "-m", "nbgrader", "autograde", course.SLUG]
    done = subprocess.run(
        words, cwd=root, env=os.environ | {"PYTHONPATH": str(course.mini_course.ROOT)}, capture_output=True, text=True
    )
    failed = {
        line.split("'")[3] for line in done.stderr.splitlines() if "There was an error processing assignment '" in line
    }
    with gradebook.open_gradebook(Course(root)) as book, gradebook.open_gradebook(Course(battery[0])) as mine:
        theirs = {
            s.student.id: {g.name: g.auto_score for n in s.notebooks for g in n.grades}
            for s in book.assignment_submissions(course.SLUG)
        }
        ours = {
            s.student.id: {g.name: g.auto_score for n in s.notebooks for g in n.grades}
            for s in mine.assignment_submissions(course.SLUG)
        }
    assert failed <= STOCK_STOPS, done.stderr[-3000:]
    for student in set(STOCK) - failed | {"aaron", "honest", "zoe"}:
        if student == "forged-messages":  # its thread writes lines among the real ones: what they hit is chance
            assert not theirs[student]["check-triple"], student
        else:
            assert theirs[student] == ours[student], student
    assert fingerprint(root) == before
