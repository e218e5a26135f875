"""Measure grading against stock `nbgrader autograde`: the same submissions on the same machine, alternating runs.

    nncourse bench-grading [LESSON] [SUBMISSIONS] [ROUNDS]

Stock runs with nbgrader's own preprocessors on a copy of the course in which each check cell calls the same public
check in the student's kernel. Ours runs as `nncourse grade` does: sandbox on, a worker for each processor, gradebook,
CSV and feedback pages written. Both times are of whole commands, from start to end.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ...course.files import ROOT
from ..authored import Course
from .demo import TYPICAL, hand_ins

STOCK_CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "bench"
c.CourseDirectory.root = {root!r}
c.CourseDirectory.source_directory = "course"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.db_url = "sqlite:///" + {root!r} + "/grading/gradebook.db?timeout=60"
"""


def main(lesson="01", submissions=8, rounds=2):
    """Print the seconds for each submission of both, and the ratio of the medians."""
    here = Course.here()
    taught = here.lesson(lesson)
    contents = typical(taught, submissions)
    times = {"nncourse": [], "stock": []}
    for _ in range(rounds):
        for name, run in (("stock", stock), ("nncourse", ours)):
            with tempfile.TemporaryDirectory(prefix="nncourse-bench-") as scratch:
                course = prepare(here, Path(scratch), taught.slug, contents)
                times[name].append(run(course, taught.slug) / submissions)
                print(f"{name:<9} {times[name][-1]:.2f} s for each of {submissions} submissions", flush=True)
    middle = {name: statistics.median(values) for name, values in times.items()}
    ratio = middle["stock"] / middle["nncourse"]
    print(
        f"{taught.slug}: stock {middle['stock']:.2f} s, nncourse {middle['nncourse']:.2f} s: {ratio:.1f} times the "
        f"throughput ({os.cpu_count()} processors, sandbox on, {rounds} alternating rounds)"
    )
    return ratio


def typical(lesson, submissions):
    """As many notebooks as are asked for: right, half done, and with the usual mistakes in turn.

    Loops that never end are left out: stock would wait for its time limit, which says nothing about speed.
    """
    made = [content for name, content in hand_ins(lesson).items() if name in ("anna", "ben", "gus", *TYPICAL)]
    return [made[i % len(made)] for i in range(submissions)]


def prepare(here, scratch, lesson, contents):
    """A `Course` in the folder `scratch` with links to the lessons of another and the submissions in place."""
    for name in ("solutions", "course"):
        os.symlink(here.root / name, scratch / name)
    shutil.copy(here.root / "nbgrader_config.py", scratch)
    return hand_in(Course(scratch), lesson, contents)


def hand_in(course, lesson, contents):
    """Lay submissions of one more lesson into a course."""
    for i, content in enumerate(contents):
        path = course.grading.handed_in(f"student{i:04d}", lesson)
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    return course


def ours(course, lesson):
    """Seconds of `nncourse grade`."""
    return timed([sys.executable, "-m", "helpers", "grade", lesson], course.root)


def stock(course, lesson):
    """Seconds of `nbgrader autograde` with nbgrader's own defaults; registering the lesson is not counted."""
    from .gradebook import register

    course.grading.folder.mkdir(exist_ok=True)
    register(course, lesson, course.lesson(lesson).released_for())
    (course.root / "nbgrader_config.py").write_text(STOCK_CONFIG.format(root=str(course.root)), "utf-8")
    return timed([sys.executable, "-m", "nbgrader", "autograde", lesson], course.root)


def timed(words, folder):
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "MPLBACKEND": "agg",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    began = time.perf_counter()
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(words[2:])} failed: {done.stderr[-800:]}")
    return time.perf_counter() - began
