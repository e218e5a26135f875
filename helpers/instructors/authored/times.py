"""How long a lesson's sections take: an estimate from words, code, questions and exercises, written into the lesson.

A section that is no part of the core path carries `further=true` in the metadata of its heading's cell.
"""

import re
from collections.abc import Iterable
from typing import Any

from ...course import notebooks
from ...course.lessons import Section

WORDS_A_MINUTE = 170  # read with a pen in hand
LINES_A_MINUTE = 14  # code that is read and run; what only draws is folded and costs a look
LOOK = 0.3  # minutes for a picture or a table
ASKED = 0.7  # a prediction, a question to think about, a few numbers by hand
TRIED = 4.0  # a guided task with a widget
EXERCISE, POINT = 1.5, 1.3  # an exercise, and each of its points
QUIZ = 0.6  # a question of a quiz
IN_WORDS = 4.0  # each point of an answer in words
FURTHER = " · further"
AFTERWARDS = ("Practice quiz", "Graded quiz", "In your own words", "Cross-check")
HEADING = re.compile(r"^## (?:\d+ · )?(.+)$", re.M)
LINE = re.compile(r"^\*(?:About \d+ minutes?|Core path: )[^\n]*\*\n*", re.M)
IN_SOURCE = re.compile(r"^(# ## (?:\d+ · )?(.+)\n)(?:#\n# \*About \d+ minutes?[^\n]*\*\n)?", re.M)
START = re.compile(r"^(?:# \*Core path: [^\n]*\*\n#\n)?(?=# After this lesson you can)", re.M)


def section_times(notebook: Any) -> tuple[Section, ...]:
    """The `Section`s of a lesson, in order; what comes before the first heading belongs to none.

    Quizzes, the answer in words and the cross-check are for afterwards, so they are not on the core path.

    Args:
        notebook: the solutions edition.
    """
    found: list[list[Any]] = []
    for cell in notebook.cells:
        if cell.cell_type != "markdown" or notebooks.is_answer(cell):
            parts = [("", cell_minutes(cell))]
        else:
            before, *headed = re.split(r"^(?=## )", LINE.sub("", cell.source), flags=re.M)
            parts = [("", _reading(before)), *((HEADING.findall(text)[0].strip(), _reading(text)) for text in headed)]
        for title, minutes in parts:
            if title:
                further = bool(cell.metadata.get("further")) or title.startswith(AFTERWARDS)
                found.append([title, 0.0, further])
            if found:
                found[-1][1] += minutes
    return tuple(Section(title, max(1, round(minutes)), further) for title, minutes, further in found)


def with_times(text: str, notebook: Any) -> str:
    """A lesson's text source with the minutes of each section under its heading, and the core path's at its start."""
    sections = section_times(notebook)
    if not sections:
        return text
    times = iter(sections)

    def timed(match: re.Match[str]) -> str:
        section = next(times)
        if section.title == "Summary":
            return match[1]
        return (
            f"{match[1]}#\n# *About {section.minutes} minute{'s' * (section.minutes > 1)}{FURTHER * section.further}*\n"
        )

    core, further = totals_of(sections)
    start = (
        f"# *Core path: about {core} minutes; what is marked “further” and the quizzes take about {further} more.*\n#\n"
    )
    return START.sub(start, IN_SOURCE.sub(timed, text), count=1)


def totals_of(sections: Iterable[Section]) -> tuple[int, int]:
    """(minutes of the core path, minutes of the rest)."""
    core = sum(section.minutes for section in sections if not section.further)
    return core, sum(section.minutes for section in sections) - core


def cell_minutes(cell: Any) -> float:
    """Minutes for one cell."""
    if cell.cell_type == "markdown":
        points = notebooks.points(cell) if notebooks.is_answer(cell) else 0
        return IN_WORDS * points if points else _reading(cell.source)
    if notebooks.is_check(cell):
        return 0 if "quiz_answers" in cell.source else EXERCISE + POINT * notebooks.points(cell)
    if notebooks.is_answer(cell):
        return 0
    if re.match(r"(quiz|questions)\(", cell.source):
        return QUIZ * 8 if cell.source.startswith("quiz") else QUIZ * 4
    if cell.source.startswith("predict("):
        return ASKED
    if cell.metadata.get("jupyter", {}).get("source_hidden"):
        return LOOK
    return len([line for line in cell.source.splitlines() if line.strip()]) / LINES_A_MINUTE + LOOK


def _reading(text: str) -> float:
    """Minutes to read a Markdown text; what is folded is read by those who want it, at half the price."""
    folded = re.findall(r"<details>.*?</details>", text, re.S)
    open_words = len(re.findall(r"\w+", re.sub(r"<details>.*?</details>", "", text, flags=re.S)))
    words = open_words + len(re.findall(r"\w+", " ".join(folded))) / 2
    boxes = [box["kind"] for box in notebooks.BOX.finditer(text)]
    asked, tried = boxes.count("Think.") + boxes.count("By hand."), boxes.count("Try it.")
    return words / WORDS_A_MINUTE + ASKED * asked + TRIED * tried
