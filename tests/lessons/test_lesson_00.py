"""Lesson 00 and what it shows: the doctor, the map of the course, the progress view, and their commands."""

import json
import shlex
import shutil
import sys

import pytest
from click.testing import CliRunner
from lessons import namespace, says, slugs

from helpers import progress
from helpers.checks import probes, record
from helpers.checks.check import check, public_lesson, public_spec
from helpers.checks.judges import judge
from helpers.cli import main
from helpers.course.lessons import shipped
from helpers.instructors.banks import Option, Question, graded_quiz
from helpers.study import doctor as doctor_module
from helpers.study.course_map import course_map
from helpers.study.doctor import HELPFUL, NEEDED, doctor
from helpers.study.progress import TIMES, shared


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A record of progress of the test's own."""
    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path))
    return tmp_path


# -- the lesson ----------------------------------------------------------------------------------


def test_the_lesson_runs_and_its_statements_hold(home):
    ns = namespace("00-start-here")
    assert ns["counter"] == 11
    assert not ns["neuron"].solved
    ns["neuron"].b = -1.5
    assert ns["neuron"].solved
    GateTuner = ns["GateTuner"]
    solved = [b / 10 for b in range(-40, 41) if GateTuner(gate="AND", w1=1, w2=1, b=b / 10).solved]
    assert (solved[0], solved[-1]) == (-2.0, -1.1)
    rows = GateTuner(gate="AND", w1=1, w2=1, b=-0.5).table
    assert [row[-2] == row[-1] for row in rows] == [True, False, False, True]
    assert "square" in check("00.double", ns["wrong_double"]).text()
    assert "`return`" in check("00.double", ns["printed_double"]).text()
    says("00-start-here", "the two that were shown wrong answers in section 4 go on complaining")
    assert [check("00.double", ns[name]).text()[0] for name in ("wrong_double", "printed_double")] == ["✘", "✘"]


def test_marks_are_weights_of_a_quizs_points():
    says("00-start-here", "Three questions of 5, 5 and 10 marks in a quiz of 2 points are worth half a point")
    options = [Option("yes", "Right.", right=True), Option("no", "No.")]
    questions = [Question(f"00.g{i}", "apply", marks, "?", options) for i, marks in enumerate((5, 5, 10))]
    spec = graded_quiz("00.quiz_answers", 2, questions).spec(0)
    earned = [judge(spec, probes.answer(probes.request(spec), {n: "a"})).points for n in "123"]
    assert earned == [0.5, 0.5, 1]


def test_a_check_says_what_it_found_out_about_a_mistake_that_it_does_not_know(home):
    says("00-start-here", "it says what it found out about your answer, or for which call what came back")
    told = [check("00.double", wrong).text() for wrong in (lambda x: 3 * x, lambda x: 2 * x + 0.1)]
    assert ["The call:" in text for text in told] == [False, True] and "larger by `x`" in told[0]


def test_each_of_the_other_lessons_has_a_graded_quiz_and_an_answer_in_words():
    says("00-start-here", "Each of the other lessons also has")
    for slug in slugs()[1:]:
        assert f"{slug[:2]}.quiz_answers" in public_lesson(slug[:2])["exercises"]
        says(slug, "marked by hand")


# -- the map -------------------------------------------------------------------------------------


def test_the_map_has_all_lessons_in_order_and_their_sums():
    assert [item.number for item in shipped()] == [f"{i:02}" for i in range(len(shipped()))] and len(shipped()) >= 14
    assert course_map().points == sum(item.points for item in shipped()) and course_map().minutes == sum(
        item.minutes for item in shipped()
    )
    assert repr(course_map()).count("\n") == len(shipped())
    page = course_map()._repr_html_()
    for item in shipped():
        assert f'href="../{item.slug}/{item.slug}.ipynb">{item.title}</a>' in page


# -- the doctor ----------------------------------------------------------------------------------


def test_the_doctor_finds_this_environment_fine_and_says_so_in_three_ways():
    report = doctor()
    names = {row.name for row in report.rows}
    assert {
        "Python",
        "numpy",
        "tensorflow",
        "anywidget",
        "data",
        "Graphviz",
        "disk",
        "Chromium",
        "Node",
        "bubblewrap",
    } <= names
    assert report.ok, report.verdict
    assert report.data()["rows"][0]["name"] == "Python" and json.dumps(report.data())
    page = report._repr_html_()
    assert all(row.name in page for row in report.rows) and "more packages" in page
    says("00-start-here", "with simpler pictures, other images or slightly other numbers")
    assert {row.name for row in report.rows if row.level == HELPFUL} == {
        "Graphviz",
        "Fashion-MNIST",
        "versions of the lock",
    }


def test_the_doctor_names_what_is_missing_and_how_to_mend_it(monkeypatch):
    versions = {"numpy": "1.20.0", "nbgrader": None}
    real = doctor_module.version_of
    monkeypatch.setattr(doctor_module, "version_of", lambda name: versions[name] if name in versions else real(name))
    monkeypatch.setattr(doctor_module.shutil, "which", lambda name: None)
    monkeypatch.setattr(doctor_module.platform, "system", lambda: "Darwin")
    report = doctor()
    rows = {(row.name, row.level): row for row in report.rows}
    assert not report.ok and report.verdict.startswith("Missing: nbgrader, numpy.")
    assert rows["numpy", NEEDED].found.startswith("1.20.0, needs >=")
    assert 'pip install "nbgrader>=' in rows["nbgrader", NEEDED].mend
    assert rows["Graphviz", "good to have"].mend == "brew install graphviz"
    assert rows["bubblewrap", "for instructors"].found == "Linux only"
    assert "✘ missing" in report._repr_html_()
    lines = repr(report).splitlines()
    first, fine = lines.index("MISSING, needed: nbgrader"), lines.index("Fine, needed:")
    assert first < lines.index("MISSING, good to have: Graphviz") < fine, "what matters first"
    assert all(len(line) <= 80 or " " not in line.strip().removesuffix(" \\") for line in lines)
    words = shlex.split(repr(report).split("mend it by\n")[1].split("\n\n")[0].replace("\\\n", ""))
    assert words[:4] == [sys.executable, "-m", "pip", "install"], "a command over two lines is still one command"


def test_the_doctor_calls_no_program_fine_that_does_not_start(monkeypatch, tmp_path):
    for name in ("dot", "node", "chromium", "bwrap"):
        (tmp_path / name).write_text("#!/nowhere/python\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    rows = {row.name: row for row in doctor().rows}
    for name in ("Graphviz", "Node", "Chromium", "bubblewrap"):
        assert not rows[name].fine and rows[name].found.endswith("does not start"), rows[name]


def test_a_package_that_is_missing_for_instructors_only_does_not_worry_a_student(monkeypatch):
    monkeypatch.setattr(doctor_module.shutil, "which", lambda name: None)
    report = doctor()
    assert report.ok and "Good to have as well: Graphviz." in report.verdict


def test_the_doctor_compares_the_packages_with_the_lock_and_names_the_pip_of_this_environment(monkeypatch):
    fine = next(row for row in doctor().rows if row.name == "versions of the lock")
    assert fine.fine and int(fine.found.split()[1]) > 100, fine
    versions = {"tqdm": "4.66.1", "click": None}
    real = doctor_module.version_of
    monkeypatch.setattr(doctor_module, "version_of", lambda name: versions[name] if name in versions else real(name))
    row = next(row for row in doctor_module.locked() if not row.fine)
    assert row.found.startswith("click not installed, the lock has ") and "; tqdm 4.66.1, the lock has " in row.found
    assert row.mend.startswith(f"{sys.executable} -m pip install --no-deps -r ") and row.mend.endswith(
        'requirements.lock"'
    )


def test_the_doctor_finds_damaged_data(monkeypatch, tmp_path):
    shutil.copytree(doctor_module.ROOT / "data", tmp_path / "course/data", ignore=shutil.ignore_patterns("cache"))
    monkeypatch.setattr(doctor_module, "ROOT", tmp_path / "course")
    assert [row.fine for row in doctor_module.data_sets()] == [True]
    (tmp_path / "course/data/digit_cnn.json").write_text("{}")
    (tmp_path / "course/data/transfer_lab.json").unlink()
    row = doctor_module.data_sets()[0]
    assert (
        row.found == "missing or damaged: digit_cnn.json, transfer_lab.json"
        and "update path/to/nncourse.zip" in row.mend
    )
    (tmp_path / "course/.git").mkdir()
    assert doctor_module.data_sets()[0].mend == f'git -C "{tmp_path}/course" checkout -- data'


def test_the_doctor_finds_a_damaged_download_and_does_not_miss_one_that_was_never_made(monkeypatch, tmp_path):
    monkeypatch.setenv("NNCOURSE_DATA", str(tmp_path))
    row = doctor_module.downloads()[0]
    assert row.fine and row.found.startswith("not downloaded yet")
    (tmp_path / "fashion-mnist").mkdir()
    broken = tmp_path / "fashion-mnist/t10k-labels-idx1-ubyte.gz"
    broken.write_bytes(b"half a file")
    row = doctor_module.downloads()[0]
    assert not row.fine and row.found == f"damaged: {broken.name}" and str(broken) in row.mend


@pytest.mark.parametrize("before", ["", "sudo "], ids=["root", "user"])
def test_the_doctor_names_the_switch_that_forbids_a_sandbox(monkeypatch, before):
    monkeypatch.setattr(doctor_module, "SUDO", before)
    switches = {
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1\n",
        "/proc/sys/user/max_user_namespaces": "0\n",
    }
    monkeypatch.setattr(doctor_module.Path, "is_file", lambda path: str(path) in switches)
    monkeypatch.setattr(doctor_module.Path, "read_text", lambda path: switches[str(path)])
    assert doctor_module.allow_namespaces() == f"{before}sysctl kernel.apparmor_restrict_unprivileged_userns=0"
    switches.clear()
    assert doctor_module.allow_namespaces().startswith("in a container:")


def test_doctor_on_the_command_line(monkeypatch):
    done = CliRunner().invoke(main, ["doctor", "--json"])
    assert done.exit_code == 0 and json.loads(done.output)["ok"] is True
    monkeypatch.setattr(doctor_module, "version_of", lambda name: None)
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 1 and done.output.startswith("Missing: ")


# -- progress ------------------------------------------------------------------------------------


def test_progress_follows_the_checks(home):
    assert progress("00").rows[0].state == "open"
    check("00.double", lambda x: x**2)
    assert progress("00").rows[0].state == "started"
    check("00.double", lambda x: x + x)
    row = progress("00").rows[0]
    assert (row.state, row.points, row.tries) == ("passed", 2, 2)
    assert progress("00").verdict == "1 of 1 exercises done, 2 points passed."
    page = progress()._repr_html_()
    assert 'aria-label="Lesson 00: double passed."' in page and "2 points passed" in page


def test_minutes_travel_with_the_notebook_of_whoever_shares_them(home, monkeypatch):
    times = iter(["2027-01-15T12:00:00+00:00", "2027-01-15T12:30:00+00:00"])
    monkeypatch.setattr(record, "_now", lambda: next(times))
    check("00.double", lambda x: x**2)
    check("00.double", lambda x: x + x)
    kept = progress("00")
    assert kept.minutes == {} and TIMES not in kept._repr_mimebundle_()
    given = progress("00", share=True)
    assert given.minutes == {"00.double": 30.0} and "Shared with whoever gets this notebook" in repr(given)
    cells = [{"cell_type": "code", "source": "", "outputs": [{"data": given._repr_mimebundle_()}]}]
    assert shared({"cells": cells}) == {"00.double": 30.0}
    odd = {"00.double": "soon", "00.triple": -1, "00.half": True, "00.third": 1e300, 5: 2, "00.fourth": float("nan")}
    assert shared({"cells": [{"outputs": [{"data": {TIMES: odd}}, {"data": {TIMES: [3]}}, {"data": 5}]}]}) == {}
    record.progress_file().write_text('{"00.double": {"first_tried": 5, "first_passed": "then"}}')
    assert progress("00", share=True).minutes == {}


def test_an_answered_graded_quiz_waits_to_be_marked(home):
    check("02.quiz_answers", {case.key: "a" for case in public_spec("02.quiz_answers").cases})
    assert progress("02").rows[-1].state == "answered"
    assert "2 points of quizzes wait to be marked" in progress().verdict


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"00.double": 3}', '{"00.double": {"tries": "many"}}', '{"99.gone": {"state": "right"}}'],
)
def test_a_broken_record_is_no_trouble(home, content):
    record.progress_file().write_text(content, "utf-8")
    assert progress("00").rows[0].state in ("open", "started")
    assert progress()._repr_html_()


def test_progress_on_the_command_line(home):
    done = CliRunner().invoke(main, ["progress", "00"])
    assert done.exit_code == 0 and "00  Start here" in done.output
    assert json.loads(CliRunner().invoke(main, ["progress", "--json"]).output)["rows"][0]["exercise"] == "00.double"
    done = CliRunner().invoke(main, ["progress", "42"])
    assert (
        done.exit_code == 1
        and done.output == f'Error: There is no lesson "42". The lessons are 00 to {shipped()[-1].number}.\n'
    )
