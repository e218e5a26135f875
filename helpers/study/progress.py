"""How far am I? `progress()` in a notebook, `nncourse progress` on a terminal: which exercises are passed, with a
picture.

It reads the local record that every check writes (`helpers/checks/record.py`). Answers marked by hand and graded
quizzes get their marks only after handing in, so they are counted apart.
"""

import json
from dataclasses import dataclass

from ..checks import record
from ..course.colours import GREEN, RULE, YELLOW
from ..course.errors import CourseError
from ..course.files import HELPERS
from ..course.lessons import shipped
from ..course.markup import NOTHING, html, several
from ..figures import table
from .predict import carried, surprises

PUBLIC = HELPERS / "checks" / "public"
PASSED, RECORDED, STARTED, OPEN = "passed", "answered", "started", "open"
TIMES = "application/vnd.nncourse.minutes+json"
"""What a shared progress carries in the notebook: exercise id -> minutes to the first right check."""
SHARED = (
    "Shared with whoever gets this notebook: the minutes from the first check of an exercise to its first right one."
)
CHANGED = "Your picture changed here:"
A_YEAR = 366 * 24 * 60  # minutes
MARKS = {PASSED: "✔", RECORDED: "✔", STARTED: "◐", OPEN: "○"}


@dataclass(frozen=True)
class Row:
    """One exercise: its id, its points, its state ("passed", "answered", "started" or "open") and how often it was
    tried.
    """

    exercise: str
    points: float
    state: str
    tries: int


class progress:
    """The exercises of the course with what the local record says about each: `progress()`, or `progress("02")`.

    Args:
        lesson: the two digits of one lesson; None for all of them.
        share: True puts the minutes from the first check of an exercise to its first right one into the notebook, for
            the class report of whoever gets it. Nothing is shared without it; without the cell's output it is gone.

    Attributes:
        rows: list of `Row`, in the order of the course.
        surprises: one sentence for each prediction that something else came out of.
        minutes: what is shared, exercise id -> minutes; empty unless it was asked for.

    Raises:
        ValueError: there is no such lesson.
    """

    def __init__(self, lesson=None, share=False):
        numbers = [item.number for item in shipped()]
        if lesson is not None and str(lesson)[:2] not in numbers:
            raise CourseError(f'There is no lesson "{lesson}". The lessons are {numbers[0]} to {numbers[-1]}.')
        self.lessons = [item for item in shipped() if lesson is None or item.number == str(lesson)[:2]]
        known = record.read()
        self.rows = [_row(name, points, known.get(name)) for item in self.lessons for name, points in _exercises(item)]
        self.surprises = [text for item in self.lessons for text in surprises(item.number)]
        mine = {row.exercise for row in self.rows}
        self.minutes = {name: m for name, m in record.minutes(known).items() if name in mine} if share else {}

    def of(self, number):
        """The rows of one lesson, by its two digits."""
        return [row for row in self.rows if row.exercise.startswith(f"{number}.")]

    @property
    def verdict(self):
        """One sentence on the whole."""
        done = sum(row.state in (PASSED, RECORDED) for row in self.rows)
        points = sum(row.points for row in self.rows if row.state == PASSED)
        waiting = sum(row.points for row in self.rows if row.state == RECORDED)
        later = f", and {waiting:g} points of quizzes wait to be marked" if waiting else ""
        return f"{done} of {len(self.rows)} exercises done, {points:g} points passed{later}."

    def data(self):
        """Everything as plain data."""
        return {"verdict": self.verdict, "rows": [vars(row) for row in self.rows], "surprises": self.surprises}

    def __repr__(self):
        lines = [self.verdict]
        for item in self.lessons:
            rows = self.of(item.number)
            if not rows:
                continue
            done = sum(row.state in (PASSED, RECORDED) for row in rows)
            bar = "".join(MARKS[row.state] for row in rows)
            lines.append(f"{item.number}  {item.title:<31} {bar:<14} {done} of {len(rows)}")
            todo = [row.exercise.split(".", 1)[1] for row in rows if row.state in (STARTED, OPEN)]
            if todo and done or any(row.state == STARTED for row in rows):
                lines.append(f"    to do: {', '.join(todo)}")
        if self.surprises:
            lines += [CHANGED, *(f"    {text}" for text in self.surprises)]
        lines += [SHARED] if self.minutes else []
        return "\n".join([*lines, f"{MARKS[PASSED]} done  {MARKS[STARTED]} started  {MARKS[OPEN]} open"])

    def _repr_mimebundle_(self, include=None, exclude=None):
        shown = {"text/plain": repr(self), "text/html": str(self._repr_html_())}
        return shown | ({TIMES: self.minutes} if self.minutes else {})

    def _repr_html_(self):
        rows = [self._line(item) for item in self.lessons if self.of(item.number)]
        page = table(
            rows, ("lesson", "exercises", "done", "still to do"), self.verdict, row_headings=True
        )._repr_html_()
        changed = several("<li>{}</li>", self.surprises)
        page += html("<p>{}</p><ul>{}</ul>", CHANGED, changed) if changed else NOTHING
        return page + (html("<p>{}</p>", SHARED) if self.minutes else NOTHING)

    def _line(self, item):
        rows = self.of(item.number)
        done = sum(row.state in (PASSED, RECORDED) for row in rows)
        todo = [row.exercise.split(".", 1)[1] for row in rows if row.state in (STARTED, OPEN)]
        count = html('<span style="white-space:nowrap">{} of {}</span>', done, len(rows))
        return (f"{item.number} · {item.title}", _picture(item, rows), count, ", ".join(todo) or "nothing")


def shared(notebook):
    """The minutes in a notebook that was handed in: exercise id -> minutes. What cannot be a time is left out."""
    found = {}
    for data in carried(notebook, TIMES):
        found |= {
            name: float(minutes)
            for name, minutes in data.items()
            if isinstance(name, str) and type(minutes) in (int, float) and 0 <= minutes <= A_YEAR
        }
    return found


def _exercises(lesson):
    """The lesson's exercises and points, or nothing where the lesson is not in this copy of the course."""
    file = PUBLIC / f"{lesson.slug}.json"
    if not file.is_file():
        return []
    return [(name, spec["points"]) for name, spec in json.loads(file.read_text("utf-8"))["exercises"].items()]


def _row(name, points, entry):
    if not isinstance(entry, dict):
        return Row(name, points, OPEN, 0)
    state = {"right": PASSED, "recorded": RECORDED, "empty": OPEN}.get(entry.get("state"), STARTED)
    tries = entry.get("tries", 0)
    return Row(name, points, state, tries if isinstance(tries, int) else 0)


def _picture(lesson, rows):
    """One box an exercise, its width by points: full with a tick, half full, or empty."""
    unit, gap, x, boxes = 8, 3, 0.5, []
    for row in rows:
        width = unit * max(1.75, row.points)
        share = {PASSED: 1, RECORDED: 1, STARTED: 0.5, OPEN: 0}[row.state]
        # Without a fill, so that an empty box is empty in a dark theme too; this grey stands out from both.
        box = '<rect x="{:g}" y="0.5" width="{:g}" height="19" rx="3" fill="{}" stroke="{}"/>'
        boxes.append(html(box, x, width, "none", RULE))
        if share:
            boxes.append(html(box, x, share * width, GREEN if share == 1 else YELLOW, "none"))
        if share == 1:
            tick = '<path d="M{:g} 10l4 4l7 -8" fill="none" stroke="white" stroke-width="2"/>'
            boxes.append(html(tick, x + width / 2 - 5))
        x += width + gap
    words = ", ".join(f"{row.exercise.split('.', 1)[1]} {row.state}" for row in rows)
    return html(
        '<svg width="{x:g}" height="20" viewBox="0 0 {x:g} 20" role="img" aria-label="Lesson {number}: {words}.">'
        "{boxes}</svg>",
        x=x,
        number=lesson.number,
        words=words,
        boxes=NOTHING.join(boxes),
    )
