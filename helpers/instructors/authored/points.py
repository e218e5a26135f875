"""Points stand in the exercise bank; here they get into everything of a lesson's text source that shows them."""

import itertools
import json
import re
from typing import Any

from ...course import notebooks
from ..banks import Bank

EXERCISES = re.compile(r"^# ### Exercises? .*? · (?P<names>\w+.*)$")
QUIZ = re.compile(r"[\d.]+ points? together")
BY_HAND = re.compile(r"(?<=\()[\d.]+ points?(?=, marked by hand\))")
SUM = re.compile(r"(?<=\*\*Points\*\* )[\d.]+")


def with_points(text: str, bank: Bank) -> str:
    """A lesson's text source with the points of its bank in check cells, headings, the quiz's words and the line of
    sums.

    Points of an answer in words stand in its cell; the question before it gets them from there.

    Args:
        text: the source.
        bank: the lesson's `Bank`.
    """
    known = {exercise.id: exercise.points for exercise in bank.exercises}
    quizzes = {exercise.id for exercise in bank.exercises if exercise.questions}
    cells = re.split(r"^(?=# %%(?: |$))", text, flags=re.MULTILINE)
    total = 0
    for i in reversed(range(len(cells))):
        marker, _, body = cells[i].partition("\n")
        data = _metadata(marker)
        if data.get("grade") and not data.get("solution"):
            exercise = notebooks.checked({"source": body})
            if exercise in known:
                cells[i] = _marked(marker, data | {"points": known[exercise]}) + "\n" + body
                data["points"] = known[exercise]
            if exercise in quizzes:
                _replace_before(cells, i, QUIZ, f"{notebooks.counted(known[exercise])} together")
        elif data.get("grade"):
            _replace_before(cells, i, BY_HAND, notebooks.counted(data["points"]))
        total += data.get("points", 0) if data.get("grade") else 0
    names = {exercise.name: exercise.points for exercise in bank.exercises}
    lines = [_heading(line, names) for line in "".join(cells).split("\n")]
    return SUM.sub(f"{total:g}", "\n".join(lines), count=1)


def _metadata(marker: str) -> dict[str, Any]:
    """The nbgrader metadata in the marker of a cell."""
    found = re.search(r"\bnbgrader=(\{.*)$", marker)
    return json.JSONDecoder().raw_decode(found[1])[0] if found else {}


def _marked(marker: str, data: dict[str, Any]) -> str:
    """The marker of a cell with these metadata."""
    start = marker.index("nbgrader={") + len("nbgrader=")
    end = start + json.JSONDecoder().raw_decode(marker[start:])[1]
    return marker[:start] + json.dumps(data, sort_keys=True) + marker[end:]


def _replace_before(cells: list[str], i: int, pattern: re.Pattern[str], words: str) -> None:
    """Put words in the nearest text before a cell that has a place for them, at most three cells back."""
    for k in range(i - 1, max(i - 5, -1), -1):
        if pattern.search(cells[k]):
            cells[k] = pattern.sub(words, cells[k], count=1)
            return


def _heading(line: str, points: dict[str, float]) -> str:
    """A heading over exercises with the points of each: "a, b (1 point each), c (2 points)"."""
    found = EXERCISES.match(line)
    if not found:
        return line
    names = re.sub(r" \([^()]*points?( each)?\)", "", found["names"]).split(", ")
    if not set(names) <= set(points):
        return line
    groups = []
    for worth, several in itertools.groupby(names, key=lambda name: points[name]):
        group = list(several)
        groups.append(f"{', '.join(group)} ({notebooks.counted(worth)}{' each' if len(group) > 1 else ''})")
    return line[: found.start("names")] + ", ".join(groups)
