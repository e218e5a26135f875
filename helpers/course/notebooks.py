"""What the cells of a lesson's notebook mean: answers, check lines, set-up cells, boxes. Everybody asks here.

A cell's meaning stands in its nbgrader metadata and its tags. A *solution* cell holds an answer, a *check* cell the one
line that checks it, and an answer in words, which a person marks, is a Markdown cell that is graded and holds the
answer.
"""

import re
from typing import Any, NamedTuple

from . import colours

SETUP, INSTRUCTOR, TENSORFLOW = "setup", "instructor", "tensorflow"
"""Tags: runs before every solution; stays behind when the lesson is released; the NumPy lessons' cross-check."""

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
MARKER = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION[ \t]*\n?", re.MULTILINE)
STUB = ("# Your code here", "raise NotImplementedError()")
CHECK = re.compile(
    r"""^[ \t]*check\(\s*(?P<quote>["'])(?P<id>[^"']+)(?P=quote)(?:\s*,\s*(?P<name>[^\W\d]\w*)\s*\))?""", re.MULTILINE
)


class Box(NamedTuple):
    """The end of the name of its style in handouts, its sign, and its colour in JupyterLab."""

    style: str
    sign: str
    colour: str


ERRATUM = "Where lecture notes go wrong."
BOXES = {
    "Predict.": Box("predict", "?", colours.VIOLET),
    "Try it.": Box("try", "▸", colours.GREEN),
    "Think.": Box("think", "…", colours.BLUE),
    ERRATUM: Box("wrong", "✗", colours.CORAL),
    "Note.": Box("note", "i", colours.STONE),
    "By hand.": Box("hand", "✎", colours.BROWN),
}
"""First bold words of a block quote -> how it is shown."""
BOX = re.compile(r"^> \*\*(?P<kind>[^*\n]+)\*\*(?P<rest>.*(?:\n>.*)*)", re.MULTILINE)


def about(cell: Any) -> Any:
    """A cell's nbgrader metadata, as a dict; empty where it has none, or nonsense in its place."""
    metadata = cell.get("metadata")
    data = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return data if isinstance(data, dict) else {}


def give_meaning(cell: Any, original: Any) -> None:
    """Give a cell of a notebook the meaning of another: its nbgrader metadata, and none where the other is None."""
    cell.metadata.pop("nbgrader", None)
    if original is not None:
        cell.metadata["nbgrader"] = {key: value for key, value in about(original).items() if key != "cell_type"}


def grade_id(cell: Any) -> str | None:
    """The name that nbgrader knows a cell by, or None."""
    return about(cell).get("grade_id")


def is_answer(cell: Any) -> bool:
    """True for a cell that a student fills in: code, or words."""
    return bool(about(cell).get("solution"))


def is_graded(cell: Any) -> bool:
    """True for a cell that earns points: a check cell, or an answer in words."""
    return bool(about(cell).get("grade"))


def is_check(cell: Any) -> bool:
    """True for a check cell, whose points the machine gives."""
    return is_graded(cell) and not is_answer(cell)


def is_marked_by_hand(cell: Any) -> bool:
    """True for an answer in words, whose points a person gives."""
    return is_graded(cell) and is_answer(cell)


def points(cell: Any) -> float:
    """The points that a cell can earn, 0 for most."""
    return about(cell).get("points", 0) if is_graded(cell) else 0


def has_tag(cell: Any, *tags: str) -> bool:
    """True where a cell carries one of these tags."""
    return not set(tags).isdisjoint(cell.get("metadata", {}).get("tags", []))


def find(notebook: Any, name: str) -> Any:
    """The cell of a notebook that nbgrader knows by `name`, or None."""
    return next((cell for cell in notebook.cells if grade_id(cell) == name), None)


def checked(cell: Any) -> str | None:
    """The id of the exercise that a cell checks, such as "05.hidden_gradients", or None."""
    line = CHECK.search(cell["source"])
    return line["id"] if line else None


def check_line(line: str) -> re.Match[str] | None:
    """The call on a line that checks an exercise and does nothing else, a comment behind it aside; or None."""
    found = CHECK.match(line)
    return found if found and not line[0].isspace() and re.search(r"\)\s*(?:#.*)?$", line) else None


def is_plain_check(source: str) -> bool:
    """True for `check("05.f", f)`, as every release writes it."""
    found = CHECK.fullmatch(source.strip())
    return bool(found and found["name"] and found["id"].partition(".")[2] == found["name"])


def counted(points: float) -> str:
    """ "1 point", "1.5 points"."""
    return f"{points:g} point{'' if points == 1 else 's'}"
