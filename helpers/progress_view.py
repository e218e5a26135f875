"""How far am I? `progress()` in a notebook, `nncourse progress` on a terminal: which exercises are passed, with a picture.

It reads the local record that every check writes (`helpers/checks/progress.py`). Answers marked by hand and graded
quizzes get their marks only after handing in, so they are counted apart.
"""
import html
import json
from dataclasses import dataclass
from pathlib import Path

from .checks import progress as record
from .course_map import LESSONS

PUBLIC = Path(__file__).parent / "checks" / "public"
PASSED, RECORDED, STARTED, OPEN = "passed", "answered", "started", "open"
MARKS = {PASSED: "✔", RECORDED: "✔", STARTED: "◐", OPEN: "○"}


@dataclass(frozen=True)
class Row:
    """One exercise: its id, its points, its state ("passed", "answered", "started" or "open") and how often it was tried."""

    exercise: str
    points: float
    state: str
    tries: int


class progress:
    """The exercises of the course with what the local record says about each: `progress()`, or `progress("02")`.

    Args:
        lesson: the two digits of one lesson; None for all of them.

    Attributes:
        rows: list of `Row`, in the order of the course.

    Raises:
        ValueError: there is no such lesson.
    """

    def __init__(self, lesson=None):
        numbers = [item.number for item in LESSONS]
        if lesson is not None and str(lesson)[:2] not in numbers:
            raise ValueError(f'There is no lesson "{lesson}". The lessons are {numbers[0]} to {numbers[-1]}.')
        self.lessons = [item for item in LESSONS if lesson is None or item.number == str(lesson)[:2]]
        known = record.read()
        self.rows = [_row(name, points, known.get(name)) for item in self.lessons for name, points in _exercises(item)]

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
        return {"verdict": self.verdict, "rows": [vars(row) for row in self.rows]}

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
        return "\n".join([*lines, f"{MARKS[PASSED]} done  {MARKS[STARTED]} started  {MARKS[OPEN]} open"])

    def _repr_html_(self):
        rows = "".join(self._line(item) for item in self.lessons if self.of(item.number))
        head = "".join(f'<th scope="col" style="text-align:left">{title}</th>' for title in ("lesson", "exercises", "done", "still to do"))
        return (
            f'<table class="nn-table"><caption>{html.escape(self.verdict)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def _line(self, item):
        rows = self.of(item.number)
        done = sum(row.state in (PASSED, RECORDED) for row in rows)
        todo = [row.exercise.split(".", 1)[1] for row in rows if row.state in (STARTED, OPEN)]
        cells = [_picture(item, rows), f'<span style="white-space:nowrap">{done} of {len(rows)}</span>', html.escape(", ".join(todo)) or "nothing"]
        left = ' style="text-align:left"'
        return f'<tr><th scope="row"{left}>{item.number} · {html.escape(item.title)}</th>' + "".join(f"<td{left}>{cell}</td>" for cell in cells) + "</tr>"


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
        boxes.append(f'<rect x="{x:g}" y="0.5" width="{width:g}" height="19" rx="3" fill="none" stroke="#80868b"/>')
        if share:
            colour = "#1b7837" if share == 1 else "#e0b13c"
            boxes.append(f'<rect x="{x:g}" y="0.5" width="{share * width:g}" height="19" rx="3" fill="{colour}"/>')
        if share == 1:
            boxes.append(f'<path d="M{x + width / 2 - 5:g} 10l4 4l7 -8" fill="none" stroke="#fff" stroke-width="2"/>')
        x += width + gap
    words = ", ".join(f"{row.exercise.split('.', 1)[1]} {row.state}" for row in rows)
    label = html.escape(f"Lesson {lesson.number}: {words}.", quote=True)
    size = f'width="{x:g}" height="20" viewBox="0 0 {x:g} 20"'
    return f'<svg {size} role="img" aria-label="{label}">{"".join(boxes)}</svg>'
