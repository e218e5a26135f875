"""Marking schemes: one notation for answers in words of the lessons and for the written questions of exams.

**Marking scheme.** What holds for all of it, in prose.

- 0.5: what earns half a point
- 1: what earns a point
"""

import re
from dataclasses import dataclass

HEAD = "**Marking scheme.**"
ITEM = re.compile(r"^- (?P<points>-?\d+(?:\.\d+)?): (?P<words>\S.*(?:\n(?!- )[ \t]*\S.*)*)", re.MULTILINE)


@dataclass(frozen=True)
class Scheme:
    """How an answer in words is marked.

    Args:
        answer: the model answer, Markdown.
        notes: what holds for all of it, Markdown.
        items: pairs (points, for what); those above 0 add up to the points of the answer.
    """

    answer: str
    notes: str
    items: tuple[tuple[float, str], ...]

    @property
    def points(self) -> float:
        """What the items add up to; deductions are not counted."""
        return sum(points for points, _ in self.items if points > 0)


def read_scheme(text: str) -> Scheme:
    """The `Scheme` in the text of a solution: the model answer, then the paragraph and list under `HEAD`."""
    answer, _, rest = text.partition(HEAD)
    return Scheme(answer.strip(), ITEM.sub("", rest).strip(), read_items(rest))


def read_items(text: str) -> tuple[tuple[float, str], ...]:
    """The items of a list of marks: pairs (points, for what)."""
    return tuple((float(found["points"]), " ".join(found["words"].split())) for found in ITEM.finditer(text))
