"""A judge with limits of its own, names that are no text, machines that fail: nothing stops a batch, nothing is lost."""

import errno
import json
import os
import random
import subprocess
import sys
import threading
import time

import grading_course as course
import pytest
from system import needs

from helpers.instructors.authored import Course
from helpers.instructors.building.needed import names
from helpers.instructors.grading import batch, judging, marks, results, submissions
from helpers.instructors.grading.batch import GradingStopped, grade_class
from helpers.instructors.grading.notebooks import carried, read_cells
from helpers.study.predict import MIME

QUIET = {"echo": lambda line: None, "progress": False}


def judged(outcomes):
    """The verdict on three outcomes of `triple`, as text from the untrusted side."""
    plan = course.plan()
    exercise = next(item for item in plan.exercises if item.name == "triple")
    try:
        return judging.verdict(plan, exercise, [outcomes, outcomes])
    finally:
        judging.close()


HASH = 2**61 - 1
HOSTILE = {
    "shape": json.dumps(
        [{"value": {"array": {"dtype": "|i1", "shape": [4] * 10, "bytes": "A" * (4**10 // 3 * 4 + 4)}}}]
    ),
    "collisions": json.dumps([{"value": {"dict": [[{"int": hex(HASH * k)}, 1] for k in range(60_000)]}}]),
    "deep": "[" * 100_000,
    "calls": json.dumps([{"value": 1, "calls": {str(k): k for k in range(200_000)}}]),
    "changed": json.dumps([{"value": 1, "changed": ["x" * 1000] * 10_000}]),
    "number": json.dumps([{"value": {"int": "0x" + "f" * 5_000_000}}]),
    "memory": json.dumps([{"value": {"list": [0.5] * 3_000_000}}]),
    "words": json.dumps([{"error": {"type": "E" * 5_000_000, "message": "m" * 5_000_000}}]),
    "nothing": "\x00 not JSON",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_answer_occupies_the_judge_or_the_grader(name):
    found = judged(HOSTILE[name].encode())
    assert found.points == 0 and found.state != "right"
    assert sum(map(len, found.messages)) < 10_000


def test_outputs_made_to_break_their_reader_cost_a_hand_in_nothing():
    """They are cut out of a large file before it is read; whoever looks for predictions in it must bear them, too."""
    deep = b"[" * 100_000 + b"]" * 100_000
    outputs = b'[{"data": {"%s": %s}}, "%s"]' % (MIME.encode(), deep, b"x" * 3_000_000)
    content = b'{"cells": [{"cell_type": "code", "source": "x = 1", "outputs": %s}]}' % outputs
    assert [cell["source"] for cell in read_cells(content)] == ["x = 1"] and carried(content) == ({}, {})


def test_a_judge_that_was_stopped_judges_the_next_answer():
    plan = course.plan()
    exercise = next(item for item in plan.exercises if item.name == "triple")
    try:
        judging.verdict(plan, exercise, [HOSTILE["collisions"].encode()])
        right = [
            json.dumps([{"value": case.expected["value"]} for case in spec.cases]).encode() for spec in exercise.specs
        ]
        assert judging.verdict(plan, exercise, right).points == 2
    finally:
        judging.close()


def test_cells_are_parsed_from_many_threads_without_one_error():
    sources = [
        f"def f{i}(x):\n" + "".join(f"    y{k} = [x[{k}] for x in [{i}]]\n" for k in range(40)) for i in range(400)
    ]
    wrong = []

    def parse(part):
        wrong.extend(source for source in part if not names(source).sound)

    threads = [threading.Thread(target=parse, args=(sources[k::8] * 3,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@needs("bubblewrap")
def test_names_that_are_no_text_cost_only_themselves(tmp_path):
    root = course.make(tmp_path)
    course.hand_in(root, "anna", course.submission(**course.RIGHT))
    odd = course.hand_in(root, "ben", course.submission(**course.RIGHT))
    os.rename(odd, os.path.join(os.fsencode(odd.parent), b"caf\xe9\x1b[2J.ipynb"))
    os.makedirs(os.path.join(os.fsencode(root), b"grading/submitted/\xff\xfe"))
    said = []
    run = grade_class(Course(root), echo=said.append, progress=False, jobs=2)
    assert run.graded == 2
    assert results.load(Course(root), course.SLUG, "ben").state == "failed"
    assert all(line.isprintable() and line.encode() for line in said)


def class_of(root, count):
    for i in range(count):
        course.hand_in(root, f"s{i:02d}", course.submission(**course.RIGHT))
    return root


@needs("bubblewrap")
def test_a_machine_that_fails_is_one_sentence_and_loses_nothing(tmp_path, monkeypatch):
    root = class_of(course.make(tmp_path), 4)
    save, calls = results.save, []

    def full(*args):
        calls.append(args)
        if len(calls) == 4:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "results")
        save(*args)

    monkeypatch.setattr(results, "save", full)
    with pytest.raises(GradingStopped, match="No space left on device.*nothing is lost"):
        grade_class(Course(root), jobs=2, **QUIET)
    monkeypatch.undo()
    run = grade_class(Course(root), jobs=2, **QUIET)
    assert run.graded + run.skipped == 4 and run.skipped >= 1
    assert len(marks.submitted(Course(root))) == 4


@needs("bubblewrap")
def test_a_folder_that_cannot_be_read_costs_only_itself(tmp_path, monkeypatch):
    root = class_of(course.make(tmp_path), 3)
    scandir, listdir = os.scandir, os.listdir

    def closed(function, closed_path):
        def guarded(path="."):
            if os.fspath(path).endswith(closed_path):
                raise PermissionError(13, "Permission denied", os.fspath(path))
            return function(path)

        return guarded

    monkeypatch.setattr(os, "scandir", closed(scandir, "s00"))
    monkeypatch.setattr(os, "listdir", closed(listdir, f"submitted/s01/{course.SLUG}"))
    found = submissions.find(Course(root))
    assert any("s00 cannot be read (Permission denied)" in stray for stray in found.strays)
    handed_in = found.by_lesson[course.SLUG]
    assert "cannot be read (Permission denied)" in handed_in["s01"].problem and not handed_in["s02"].problem


@needs("bubblewrap")
@pytest.mark.parametrize(
    "words",
    [["grade", "--no-sandbox"], ["export"], ["roster", "import", "PEOPLE"], ["roster", "delete", "s00", "--yes"]],
)
def test_a_read_only_disk_is_one_sentence(tmp_path, words):
    root = class_of(course.make(tmp_path / "c"), 2)
    grade_class(Course(root), jobs=1, students=["s00"], **QUIET)
    (tmp_path / "people.csv").write_text("name,email\nEva Example,e@example.org\n")
    words = [str(tmp_path / "people.csv") if word == "PEOPLE" else word for word in words]
    closed = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", root, root, sys.executable, "-m", "helpers", *words]
    environment = os.environ | {"PYTHONPATH": str(course.mini_course.ROOT)}
    done = subprocess.run(closed, cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1
    assert "Read-only file system" in done.stderr


@needs("bubblewrap")
def test_a_locked_gradebook_is_one_sentence(tmp_path, monkeypatch):
    import sqlite3

    from helpers.instructors.grading import gradebook
    from helpers.instructors.people import book

    root = class_of(course.make(tmp_path), 1)
    grade_class(Course(root), jobs=1, **QUIET)
    monkeypatch.setattr(book, "db_url", lambda course: f"sqlite:///{course.root}/grading/gradebook.db?timeout=1")
    monkeypatch.setattr(gradebook, "db_url", book.db_url)
    other = sqlite3.connect(root / "grading/gradebook.db", isolation_level=None)
    other.execute("begin exclusive")
    try:
        monkeypatch.setattr(book, "WAIT", 1)
        with pytest.raises(GradingStopped, match="locked .is it open in another program"):
            grade_class(Course(root), jobs=1, again=True, **QUIET)
    finally:
        other.rollback()
        other.close()
    assert grade_class(Course(root), jobs=1, **QUIET).skipped == 1


KILLED_WHILE_IT_WRITES = """
import os, signal, sqlite3, sys
book = sqlite3.connect(sys.argv[1], isolation_level=None)
book.executescript("pragma cache_size = 1; begin")
for i in range(2000):
    book.execute("insert into student (id) values (?)", (f"s{i}" * 20,))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_while_the_gradebook_was_written_leaves_it_readable(tmp_path):
    from helpers.instructors.people.book import open_gradebook

    root = course.make(tmp_path)
    with open_gradebook(Course(root)) as book:
        book.update_or_create_student("anna")
    path = root / "grading/gradebook.db"
    subprocess.run([sys.executable, "-c", KILLED_WHILE_IT_WRITES, path])
    assert path.with_name("gradebook.db-journal").stat().st_size
    assert marks.submitted(Course(root)) == set()
    assert not path.with_name("gradebook.db-journal").exists()


def test_a_second_grader_waits_outside(tmp_path):
    root = course.make(tmp_path)
    course.hand_in(root, "anna", course.submission())
    with batch.alone(Course(root)), pytest.raises(GradingStopped, match="Another grading run is at work"):
        grade_class(Course(root), sandboxed=False, **QUIET)


@needs("bubblewrap")
@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_killed_at_random_moments_it_ends_as_if_nothing_had_been(tmp_path, kills):
    root = class_of(course.make(tmp_path), 30)
    words = [sys.executable, "-m", "helpers", "grade", "--jobs", "2"]
    environment = os.environ | {"PYTHONPATH": str(course.mini_course.ROOT)}
    folder = root / f"grading/results/{course.SLUG}"
    draw = random.Random(kills)
    for wanted in sorted(draw.sample(range(1, 26), kills)):
        run = subprocess.Popen(words, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while run.poll() is None and len(list(folder.glob("*.json"))) < wanted:
            time.sleep(0.01)
        time.sleep(draw.random() / 20)  # about the time that one hand-in takes
        run.kill()
        run.wait()
    (folder / ".s00.json.4711").write_text("{")  # as a kill between writing and renaming leaves it
    run = grade_class(Course(root), jobs=2, **QUIET)
    assert run.graded + run.skipped == 30
    assert {results.load(Course(root), course.SLUG, f"s{i:02d}").state for i in range(30)} == {"graded"}
    assert len(marks.submitted(Course(root))) == 30 and not list((root / "grading").rglob(".*.json.*"))
