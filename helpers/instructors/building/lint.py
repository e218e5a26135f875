"""A linter for lessons, with plain messages: what a reader, a screen reader or a grader would stumble over."""

import ast
import re
from dataclasses import dataclass

from ...course import notebooks
from ..banks.schemes import HEAD, read_scheme

MOST_LINES = 30
LEAST_MISCONCEPTIONS = 4
QUIET = (notebooks.SETUP, notebooks.INSTRUCTOR, notebooks.TENSORFLOW)


@dataclass(frozen=True)
class Complaint:
    """One thing to mend: the lesson, where in it, and what in one sentence."""

    lesson: str
    place: str
    text: str

    def __str__(self):
        return f"{self.lesson}, {self.place}: {self.text}"


def lint(lesson):
    """All complaints about one lesson, in the order of its cells.

    Args:
        lesson: a `Lesson`.

    Raises:
        SourceError, BankError: the source or the bank cannot be read at all.
    """
    notebook, bank = lesson.notebook(), lesson.bank()
    found = []

    def say(index, text):
        found.append(Complaint(lesson.slug, f"cell {index + 1} ({_first_words(notebook.cells[index])})", text))

    _headings(notebook.cells, say)
    for index, cell in enumerate(notebook.cells):
        lines = len(cell.source.splitlines())
        if cell.cell_type == "code" and lines > MOST_LINES:
            say(index, f"the cell has {lines} lines; {MOST_LINES} are the most that can be read at a glance. Split it.")
        if notebooks.is_marked_by_hand(cell):
            _scheme(index, cell, say)
        if cell.cell_type == "markdown":
            _markdown(index, cell, say)
        else:
            _code(index, cell, notebook.cells, bank, say)
    for exercise in bank.exercises:
        if not exercise.secret and len(exercise.misconceptions) < LEAST_MISCONCEPTIONS:
            count = len(exercise.misconceptions)
            text = (
                f"exercise {exercise.id} has {count} misconceptions with hints; it needs at least "
                f"{LEAST_MISCONCEPTIONS}."
            )
            found.append(Complaint(lesson.slug, "exercises.py", text))
        for misconception in exercise.misconceptions:
            if not misconception.hint.strip():
                found.append(
                    Complaint(lesson.slug, "exercises.py", f"{exercise.id}: {misconception.name} has no hint.")
                )
    return found


def _headings(cells, say):
    """One first-level heading, at the top; no level skipped below it."""
    level = 0
    for index, cell in enumerate(cells):
        if cell.cell_type != "markdown":
            continue
        prose = re.sub(r"```.*?```|^### (BEGIN|END) SOLUTION$", "", cell.source, flags=re.S | re.M)
        for mark in re.findall(r"^(#{1,6}) +\S", prose, re.M):
            if len(mark) == 1 and level:
                say(index, "a lesson has one heading with a single #, its title.")
            elif len(mark) > level + 1:
                say(index, f"the heading level jumps from {level} to {len(mark)}; screen readers lose the thread.")
            level = len(mark)
    if not level:
        say(0, "the lesson has no title: start with `# NN · Title`.")


def _markdown(index, cell, say):
    for alt in re.findall(r"!\[(.*?)\]\(", cell.source):
        if not alt.strip():
            say(index, "an image has no alt text: ![what can be seen](...).")
    for tag in re.findall(r"<img\b[^>]*>", cell.source):
        if not re.search(r"\balt\s*=\s*[\"'][^\"']", tag):
            say(index, "an <img> has no alt text.")
    for word, _ in notebooks.BOX.findall(cell.source):
        if word.endswith(".") and not word.startswith(tuple(notebooks.BOXES)):
            say(index, f'the box "{word}" is none of those of the course: {", ".join(notebooks.BOXES)}')
    if cell.source.count("<details>") != cell.source.count("<summary>"):
        say(index, "every <details> needs its <summary>.")


def _scheme(index, cell, say):
    """An answer in words has a marking scheme whose items add up to its points: the marking page makes buttons of
    them.
    """
    points, scheme = notebooks.points(cell), read_scheme(cell.source)
    if not scheme.items:
        say(index, f"the answer has no marking scheme: a paragraph {HEAD}, and below it a list such as `- 0.5: …`.")
    elif scheme.points != points:
        say(index, f"the marking scheme adds up to {scheme.points:g}, and the answer is worth {points:g}.")


def _code(index, cell, cells, bank, say):
    try:
        tree = ast.parse(re.sub(r"^\s*[%!].*$", "", cell.source, flags=re.M))
    except SyntaxError as error:
        say(index, f"the code cannot be read: {error.msg}.")
        return
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        if isinstance(call.func, ast.Name) and name == "show":
            for wanted in ("alt", "caption"):
                value = given.get(wanted)
                if value is None or (isinstance(value, ast.Constant) and not str(value.value).strip()):
                    say(index, f"a figure has no {wanted}: show(fig, alt=..., caption=...).")
        if isinstance(call.func, ast.Attribute) and name == "show" and getattr(call.func.value, "id", "") == "plt":
            say(index, "plt.show() loses the alt text; end the cell with show(fig, alt=..., caption=...).")
    if notebooks.is_answer(cell) and notebooks.BEGIN not in cell.source:
        say(index, "a solution cell has no ### BEGIN SOLUTION … ### END SOLUTION, so its answer would be released.")
    if notebooks.is_graded(cell):
        known = [exercise.id for exercise in bank.exercises]
        wanted = notebooks.CHECK.fullmatch(cell.source.strip())
        if not wanted or not wanted["name"]:
            say(index, 'a check cell holds exactly one line, check("NN.name", name).')
        elif wanted["id"] not in known:
            say(index, f"the bank has no exercise {wanted['id']}.")
    elif not notebooks.about(cell) and not notebooks.has_tag(cell, *QUIET):
        before = [other for other in cells[:index] if not _is_folded(other)]
        if not any(other.cell_type == "markdown" for other in before[-3:]):
            say(index, "nothing explains this cell: put a sentence or a question before it.")


def _is_folded(cell):
    """True for code that only draws and is folded away."""
    return cell.metadata.get("jupyter", {}).get("source_hidden", False)


def _first_words(cell):
    words = next((line.strip() for line in cell.source.splitlines() if line.strip()), "empty")
    return words if len(words) <= 50 else words[:49] + "…"
