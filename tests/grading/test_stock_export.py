"""`nbgrader export` as it stands: no mark is an empty cell, never a 0."""

import csv
import os
import subprocess
import sys

import grading_course as course
from system import needs

from helpers.instructors.authored import Course
from helpers.instructors.grading.batch import grade_class


@needs("bubblewrap")
def test_open_marks_are_empty_in_nbgraders_own_table(tmp_path):
    root = course.make(tmp_path)
    course.hand_in(root, "anna", course.right_but(why="*Write your answer here.*"))
    course.hand_in(root, "ben", b"not a notebook")
    course.hand_in(root, "chris", course.submission(**course.RIGHT))
    course.hand_in(root, "dora", course.submission())
    grade_class(Course(root), echo=lambda line: None, progress=False, jobs=2)
    environment = os.environ | {"PYTHONPATH": str(course.mini_course.ROOT)}
    words = [sys.executable, "-m", "nbgrader", "export", "--to", "marks.csv"]
    done = subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-1000:]
    with open(root / "marks.csv", encoding="utf-8", newline="") as file:
        scores = {row["student_id"]: row["score"] for row in csv.DictReader(file)}
    # chris's answer in words waits for a person, ben's file is broken, dora answered nothing.
    assert scores == {"anna": "9.0", "ben": "", "chris": "", "dora": "0.0"}
