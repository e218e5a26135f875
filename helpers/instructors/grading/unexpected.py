"""Wrong answers that no misconception of a bank explains, in groups of those that give the same values, and such a
group as a draft for the bank.
"""

import json
import re
import tokenize
from dataclasses import dataclass

from ...course import notebooks
from ...course.errors import GradingError
from . import results
from .hostile import clean

LEAST = 2  # students who make a group
SHOWN = 1500  # letters of an example


@dataclass
class Group:
    """Students who gave the same unexpected answer: how many, what the check said, and the code of one of them."""

    exercise: str
    count: int
    said: str
    example: str


class Groups:
    """The unexpected answers of one lesson, added result by result."""

    def __init__(self):
        self._found = {}

    def add(self, student, result):
        for mark in result.exercises:
            if mark.answer and mark.state in ("wrong", "partly"):
                self._found.setdefault((mark.id, mark.grade_id, mark.answer), []).append((student, mark))

    def largest(self, course, lesson, most=None):
        """The `Group`s of at least two students, the largest first."""
        several = [(key, given) for key, given in self._found.items() if len(given) >= LEAST]
        for (exercise, check, _), given in sorted(several, key=lambda item: (-len(item[1]), item[0]))[:most]:
            code = next(filter(None, (_code(course, lesson, student, check) for student, _ in given[:5])), "")
            yield Group(exercise, len(given), next(iter(given[0][1].messages), ""), code)


def _code(course, lesson, student, check):
    """What a student wrote into an exercise's cell, "" where it cannot be read."""
    path = course.grading.graded(student, lesson)
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
    except (OSError, ValueError):
        return ""
    name = check.removeprefix("check-")
    code = next(("".join(cell["source"])[:SHOWN] for cell in cells if notebooks.grade_id(cell) == name), "")
    return "\n".join(clean(line.expandtabs(4), 200) for line in _without_comments(code))


def _without_comments(code):
    """The lines of a code without its comments, in which people sign their work."""
    lines = code.splitlines(keepends=True)
    try:
        for token in tokenize.generate_tokens(iter([*lines]).__next__):
            if token.type == tokenize.COMMENT:
                row, column = token.start
                lines[row - 1] = lines[row - 1][:column]
    except (tokenize.TokenError, SyntaxError):  # it is cut off within brackets, or no Python: any # may begin one
        lines = [line.partition("#")[0] for line in lines]
    return [line.rstrip() for line in lines]


def draft(course, lesson, exercise):
    """Yield the largest unexpected groups of an exercise as text for its bank.

    Raises:
        GradingError: no two students gave the same unexpected answer.
    """
    found = Groups()
    for _, student, result in results.every(course, [lesson]):
        found.add(student, result)
    name = exercise.partition(".")[2]
    number = 0
    for group in found.largest(course, lesson):
        if group.exercise == exercise:
            number += 1
            wrong = f"{name}_unexpected_{number}"
            yield f"# {group.count} students gave this same answer. The check said: {group.said}"
            yield re.sub(rf"\b{re.escape(name)}\b", wrong, group.example).strip()
            yield f'Misconception("unexpected-{number}", {wrong}, "")  # its name, and the hint as said aloud\n'
    if not number:
        raise GradingError(f"No two students gave the same unexpected answer to {exercise}.")
