"""What each edition shows: the student's has space to write where an answer stands, the instructor's has the answers."""
import re

from nbformat.v4 import new_markdown_cell

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
INSTRUCTOR_TAG = "instructor"
STUB = ("# Your code here", "raise NotImplementedError()")


def label_answers(notebook):
    """Note in each answer cell the heading that it belongs to, so that its writing space has a name.

    Where one heading stands over several exercises, the space has its own exercise's name.
    """
    heading = ""
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("solution"):
            several = heading.startswith("Exercises ") and meta.get("grade_id")
            cell.metadata["nncourse_label"] = f"Exercise {meta['grade_id']}" if several else heading
        if cell.cell_type == "markdown":
            found = re.findall(r"^#{2,6}\s+(.+)$", cell.source, re.MULTILINE)
            heading = found[-1] if found else heading


def student(notebook, bank=None):
    """Take out every answer; results of checks go too, for the reader has not answered yet."""
    kept = []
    for cell in notebook.cells:
        if INSTRUCTOR_TAG in cell.metadata.get("tags", []):
            continue
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("solution"):
            lines = len(_regions(cell.source)) or cell.source.count("\n") + 1
            cell.source = _without(cell.source, "### BEGIN MARK SCHEME", "### END MARK SCHEME")
            cell.source = _stubless(_without(cell.source, BEGIN, END))
            cell.metadata["nncourse_space"] = max(4, min(lines + 2, 24))
            if cell.cell_type == "code":
                cell.outputs = []
        elif meta.get("grade"):
            cell.source = _without(cell.source, "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
            cell.outputs = []
        kept.append(cell)
    notebook.cells = kept


def instructor(notebook, bank=None):
    """Show answers, marking schemes, and from the lesson's exercise bank the hints and the quiz key."""
    cells = []
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        if INSTRUCTOR_TAG in cell.metadata.get("tags", []):
            cell.metadata["nncourse_kind"] = "For the instructor"
        elif meta.get("solution"):
            points = f" · {counted(meta['points'])}" if meta.get("grade") and meta.get("points") else ""
            cell.metadata["nncourse_kind"] = ("Solution" if cell.cell_type == "code" else "Model answer") + points
            cell.source = "\n".join(line for line in cell.source.splitlines() if line.strip() not in (BEGIN, END))
        cells.append(cell)
        found = re.search(r"""\bcheck\(\s*["']([\w.]+)["']""", cell.source) if meta.get("grade") and not meta.get("solution") else None
        exercise = bank and found and next((item for item in bank.exercises if item.id == found[1]), None)
        if exercise:
            note = new_markdown_cell(marking(exercise), metadata={"nncourse_kind": "For the instructor"})
            note.metadata["nncourse_cell"] = cell.metadata.get("nncourse_cell", [0, 0])
            cells.append(note)
    if bank and bank.questions:
        _add_practice_key(cells, bank)
    notebook.cells = cells


def marking(exercise):
    """What an instructor wants to know of an exercise, as Markdown: points, parts, misconceptions with hints, quiz key."""
    lines = [f"**Marking `{exercise.id}`: {counted(exercise.points)}.** " + _parts(exercise), ""]
    if exercise.misconceptions:
        lines += ["Known misconceptions, and the hint that each is answered with:", ""]
        lines += [f"- **{item.name}.** {item.hint}" for item in exercise.misconceptions]
    if exercise.questions:
        lines += _key(exercise.questions)
    return "\n".join(lines)


def counted(points):
    """"1 point", "2 points"."""
    return f"{points:g} point{'' if points == 1 else 's'}"


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
        if cell.cell_type == "code" and re.search(r"\bquiz\(", cell.source) and not cell.metadata.get("nbgrader", {}).get("grade"):
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
