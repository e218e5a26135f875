"""Totals for learning platforms: `grading/canvas.csv` and `grading/moodle.csv`, ready to import.

A total stands there only when it is final: nothing missing, failed or waiting for a person's mark.
"""
import csv
import io
from pathlib import Path

from ..files import write_whole
from .gradebook import late_penalties

OPEN_STATES = ("missing", "failed", "ungraded")


def totals(rows, penalties):
    """{student: {lesson: points, or None while open}} from the rows of grades.csv."""
    found = {}
    for student, lesson, _, points, _, state, _ in rows:
        sums = found.setdefault(student, {})
        if state in OPEN_STATES or sums.get(lesson, 0.0) is None:
            sums[lesson] = None
        else:
            sums[lesson] = sums.get(lesson, 0.0) + points
    for (student, lesson), penalty in penalties.items():
        if found.get(student, {}).get(lesson) is not None:
            found[student][lesson] = max(0.0, found[student][lesson] - penalty)
    return found


def write_exports(root, rows, outlines):
    """Write both files; return their paths."""
    rows = list(rows)
    found = totals(rows, late_penalties(root))
    lessons = sorted(outlines)
    most = {lesson: sum(item["max"] for item in outlines[lesson]) for lesson in lessons}
    canvas = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *lessons],
              ["    Points Possible", "", "", "", "", *(f"{most[lesson]:g}" for lesson in lessons)]]
    moodle = [["ID number", *lessons]]
    for student in sorted(found):
        marks = ["" if found[student].get(lesson) is None else f"{found[student][lesson]:g}" for lesson in lessons]
        canvas.append([student, "", "", student, "", *marks])
        moodle.append([student, *marks])
    return [_write(Path(root) / "grading/canvas.csv", canvas), _write(Path(root) / "grading/moodle.csv", moodle)]


def _write(path, lines):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    write_whole(path, text.getvalue())
    return path
