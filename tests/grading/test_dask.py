"""Grading through Dask: a real scheduler and workers, one of which is killed in the middle."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

import grading_course as course
import pytest
from system import needs

from helpers.course.errors import CourseError
from helpers.instructors.authored import Course
from helpers.instructors.building.build import build
from helpers.instructors.grading import results
from helpers.instructors.grading.batch import grade_class
from helpers.instructors.grading.gradebook import open_gradebook

pytestmark = [needs("bubblewrap"), pytest.mark.slow]


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers on this machine: (address, processes of the workers)."""
    pytest.importorskip("distributed")
    environment = os.environ | {"PYTHONPATH": str(course.mini_course.ROOT)}
    options = {"env": environment, "cwd": tmp_path, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    where = tmp_path / "scheduler.json"
    words = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(where),
    ]
    started = [subprocess.Popen(words, **options)]
    while not where.exists() and started[0].poll() is None:
        time.sleep(0.1)
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        "--scheduler-file",
        str(where),
        "--no-nanny",
        "--no-dashboard",
        "--nthreads",
        "1",
    ]
    started += [subprocess.Popen(worker, **options) for _ in range(2)]
    yield json.loads(where.read_text())["address"], started[1:]
    for process in started:
        process.kill()
        process.wait()


def test_a_class_is_graded_though_a_worker_is_killed(tmp_path, cluster):
    from distributed import Client

    address, workers = cluster
    root = course.make(tmp_path / "course")
    for i in range(40):
        course.hand_in(
            root,
            f"s{i:02d}",
            course.right_but(
                triple=f"import time; time.sleep(0.2)\ndef triple(x):\n    return {2 + i % 2} * np.asarray(x)"
            ),
        )
    course.hand_in(root, "broken", b"{")
    with Client(address) as client:
        client.wait_for_workers(2, timeout=120)
    lines = []

    def kill_one():
        results = root / f"grading/results/{course.SLUG}"
        while len(list(results.glob("*.json"))) < 10:
            time.sleep(0.05)
        workers[0].send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    summary = grade_class(Course(root), seed=3, scheduler=address, echo=lines.append, progress=False)
    killer.join()
    assert workers[0].wait(10) == -signal.SIGKILL
    assert summary.graded == 41
    with open_gradebook(Course(root)) as gradebook:
        found = {s.student.id: s.score for s in gradebook.assignment_submissions(course.SLUG)}
    assert found == {f"s{i:02d}": 7.0 + 2 * (i % 2) for i in range(40)} | {"broken": 0.0}
    assert grade_class(Course(root), scheduler=address, echo=lines.append, progress=False).skipped == 41


def test_each_of_several_lessons_is_graded_by_its_own_plan(tmp_path, cluster):
    """An untouched notebook earns nothing and waits for nobody; by another lesson's plan its title is the student's."""
    address, _ = cluster
    slugs = ("01-perceptron", "03-feedforward", "05-backpropagation")
    root = course.mini_course.make(tmp_path / "course", slugs=slugs)
    build(Course(root), progress=False)
    for slug in slugs:
        shutil.copytree(root / "course" / slug, root / "grading/submitted/anna" / slug)
    assert grade_class(Course(root), scheduler=address, echo=lambda line: None, progress=False).graded == 3
    for slug in slugs:
        result = results.load(Course(root), slug, "anna")
        assert {mark.id[:2] for mark in result.exercises} == {slug[:2]}
        assert [mark.state for mark in result.marks] == ["empty"] * 3 and result.notes == []


def test_no_scheduler_gets_one_sentence(tmp_path):
    pytest.importorskip("distributed")
    root = course.make(tmp_path)
    course.hand_in(root, "anna", course.submission())
    with pytest.raises(CourseError, match="no Dask scheduler at tcp://127.0.0.1:9"):
        grade_class(Course(root), scheduler="tcp://127.0.0.1:9", echo=lambda line: None, progress=False)
