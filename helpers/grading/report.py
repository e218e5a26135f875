"""What a grading run tells: `grading/grades.csv`, and the lines for the terminal."""
import csv
import io
from pathlib import Path

from ..files import write_whole
from . import gradebook, results
from .notebooks import CHECK_LINE
from .plan import released_notebook

COLUMNS = ("student", "lesson", "exercise", "points", "max", "state", "message")


def outline(root, lesson):
    """What a lesson gives points for: a list of {"name", "grade_id", "max", "manual"}, from the released notebook."""
    items = []
    for cell in released_notebook(root, lesson).cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("grade"):
            line = CHECK_LINE.match(cell.source)
            manual = bool(about.get("solution"))
            name = f"{lesson[:2]}.{about['grade_id']}" if manual or not line else line[1]
            items.append({"name": name, "grade_id": about["grade_id"], "max": float(about["points"]), "manual": manual})
    return items


def grade_rows(root, outlines, found):
    """Yield the rows of grades.csv in order of student and lesson.

    Three states are never a silent 0: "missing" (nothing handed in), "failed" (it could not be graded) and "ungraded"
    (waits for a person's mark) leave the points empty.

    Args:
        outlines: lesson -> outline, of the lessons to report.
        found: of `submissions.find`.
    """
    marks = gradebook.manual_marks(root)
    students = sorted(found.students | {student for _, student, _ in results.every(root, outlines)})
    for student in students:
        for lesson in sorted(outlines):
            result = results.load(root, lesson, student)
            here = found.by_lesson.get(lesson, {}).get(student)
            yield from _rows(student, lesson, outlines[lesson], result, here, marks.get((student, lesson), {}))


def _rows(student, lesson, items, result, here, marks):
    blank = None
    if here is None or here.problem:
        blank = ("missing", here.problem if here else "Nothing was handed in.")
    elif result is None:
        blank = ("ungraded", "Not graded yet.")
    elif result["state"] == "failed":
        blank = ("failed", result["message"])
    entries = {} if blank else {entry["grade_id"]: entry for entry in result["exercises"] + result["manual"]}
    for item in items:
        entry, (score, again) = entries.get(item["grade_id"]), marks.get(item["grade_id"], (None, False))
        if entry is None:
            points, state, message = "", *(blank or ("ungraded", "Not graded yet."))
        elif score is not None:
            points, state, message = score, "marked", "Graded anew since it was marked; look at it once more." if again else ""
        elif not item["manual"]:
            points, state, message = entry["points"], entry["state"], (entry["messages"] or [""])[0]
        elif entry["state"] == "empty":
            points, state, message = 0.0, "empty", "No answer was written."
        else:
            points, state, message = "", "ungraded", "Waits for a mark in Formgrader."
        yield (student, lesson, item["name"], points, item["max"], state, message)


def write_csv(root, outlines, found):
    """Write grading/grades.csv; return its path."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for row in grade_rows(root, outlines, found):
        table.writerow([f"{cell:g}" if isinstance(cell, float) else cell for cell in row])
    path = Path(root) / "grading/grades.csv"
    write_whole(path, text.getvalue())
    return path


def summary(lesson, submissions, stored):
    """The lines of one lesson for the terminal: each student with points, and what was remarkable."""
    yield f"{lesson}"
    for student in sorted(submissions):
        result = stored(student)
        if submissions[student].problem:
            yield f"  {student:<18} missing      {submissions[student].problem}"
        elif result is None:
            yield f"  {student:<18} not graded yet"
        elif result["state"] == "failed":
            yield f"  {student:<18} failed       {result['message']}"
        else:
            yield f"  {student:<18} {_points(result):<12} {_remarks(result)}"


def _points(result):
    points = sum(entry["points"] for entry in result["exercises"])
    most = sum(entry["max"] for entry in result["exercises"])
    return f"{points:g} of {most:g}"


def _remarks(result):
    waiting = sum(item["state"] == "ungraded" for item in result["manual"])
    states = {}
    for entry in result["exercises"]:
        states.setdefault(entry["state"], []).append(entry["name"])
    words = []
    for state, names in states.items():
        if state != "right":
            words.append(f"{state}: {', '.join(names)}" if len(names) < 4 else f"{len(names)} {state}")
    words += [f"{waiting} to mark by hand"] if waiting else []
    words += result["notes"][:1]
    return "; ".join(words) or "all right"
