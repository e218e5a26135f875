"""What each edition shows: the student's has space to write where an answer stands, the
instructor's has the answers.
"""

import re

from nbformat.v4 import new_markdown_cell

from ...course import notebooks
from ...course.notebooks import BEGIN, END, STUB, counted


def label_answers(notebook):
    """Note in each answer cell the heading that it belongs to, so that its writing space has a name.

    Where one heading stands over several exercises, the space has its own exercise's name.
    """
    heading = ""
    for cell in notebook.cells:
        if notebooks.is_answer(cell):
            name = notebooks.grade_id(cell)
            several = heading.startswith("Exercises ") and name
            cell.metadata["nncourse_label"] = f"Exercise {name}" if several else heading
        if cell.cell_type == "markdown":
            found = re.findall(r"^#{2,6}\s+(.+)$", cell.source, re.MULTILINE)
            heading = found[-1] if found else heading


def student(notebook):
    """Take out every answer; results of checks go too, for the reader has not answered yet."""
    kept = []
    for cell in notebook.cells:
        if notebooks.has_tag(cell, notebooks.INSTRUCTOR):
            continue
        if notebooks.is_answer(cell):
            lines = len(_regions(cell.source)) or cell.source.count("\n") + 1
            cell.source = _without(cell.source, "### BEGIN MARK SCHEME", "### END MARK SCHEME")
            cell.source = _stubless(_without(cell.source, BEGIN, END))
            cell.metadata["nncourse_space"] = max(4, min(lines + 2, 24))
            if cell.cell_type == "code":
                cell.outputs = []
        elif notebooks.is_check(cell):
            cell.source = _without(cell.source, "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
            cell.outputs = []
        kept.append(cell)
    notebook.cells = kept


def instructor(notebook, bank=None):
    """Show answers, marking schemes, and from the lesson's exercise bank the hints and the quiz key."""
    cells = []
    for cell in notebook.cells:
        if notebooks.has_tag(cell, notebooks.INSTRUCTOR):
            cell.metadata["nncourse_kind"] = "For the instructor"
        elif notebooks.is_answer(cell):
            points = f" · {counted(notebooks.points(cell))}" if notebooks.points(cell) else ""
            cell.metadata["nncourse_kind"] = ("Solution" if cell.cell_type == "code" else "Model answer") + points
            cell.source = "\n".join(line for line in cell.source.splitlines() if line.strip() not in (BEGIN, END))
        cells.append(cell)
        asked = notebooks.checked(cell) if notebooks.is_check(cell) else None
        exercise = bank and next((item for item in bank.exercises if item.id == asked), None)
        if exercise:
            note = new_markdown_cell(marking(exercise), metadata={"nncourse_kind": "For the instructor"})
            note.metadata["nncourse_cell"] = cell.metadata.get("nncourse_cell", [0, 0])
            cells.append(note)
    if bank and bank.questions:
        _add_practice_key(cells, bank)
    notebook.cells = cells


def marking(exercise):
    """What an instructor wants to know of an exercise, as Markdown: points, parts, misconceptions with hints, quiz
    key.
    """
    lines = [f"**Marking `{exercise.id}`: {counted(exercise.points)}.** " + _parts(exercise), ""]
    if exercise.misconceptions:
        lines += ["Known misconceptions, and the hint that each is answered with:", ""]
        lines += [f"- **{item.name}.** {item.hint}" for item in exercise.misconceptions]
    if exercise.questions:
        lines += _key(exercise.questions)
    return "\n".join(lines)


def _parts(exercise):
    if not exercise.parts or exercise.questions:
        return "" if exercise.questions else "All cases or nothing."
    total = sum(exercise.parts.values())
    shares = (f"{name} {exercise.points * weight / total:g}" for name, weight in exercise.parts.items())
    return "Points by part: " + ", ".join(shares) + "."


def _key(questions):
    lines = ["Key:", ""]
    for number, question in enumerate(questions, 1):
        lines.append(f"{number}. **{question.key}** ({question.bloom}, {question.marks} marks) {question.text}")
        for letter, option in zip("abcdefgh", question.options):
            mark = " ✓" if option.right else ""
            lines.append(f"    - {letter}) {option.text}{mark} *{option.why}*")
    return lines


def _add_practice_key(cells, bank):
    for i, cell in enumerate(cells):
        if cell.cell_type == "code" and re.search(r"\bquiz\(", cell.source) and not notebooks.is_graded(cell):
            text = "\n".join(["**Practice quiz.** " + _key(bank.questions)[0], *_key(bank.questions)[1:]])
            note = new_markdown_cell(text, metadata={"nncourse_kind": "For the instructor"})
            note.metadata["nncourse_cell"] = cell.metadata.get("nncourse_cell", [0, 0])
            cells.insert(i + 1, note)
            return


def _regions(source):
    """The lines between the markers of a solution."""
    inside, lines = False, []
    for line in source.splitlines():
        if line.strip() == END:
            inside = False
        if inside:
            lines.append(line)
        if line.strip() == BEGIN:
            inside = True
    return lines


def _without(source, begin, end):
    kept, inside = [], False
    for line in source.splitlines():
        if line.strip() == begin:
            inside = True
        if not inside:
            kept.append(line)
        if line.strip() == end:
            inside = False
    return "\n".join(kept)


def _stubless(source):
    """A released cell without its stub, where the writing space takes over."""
    return "\n".join(line for line in source.splitlines() if line.strip() not in STUB).rstrip()
