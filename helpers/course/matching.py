"""Which cell of a student's notebook is which of the lesson's, whatever editors and students did to it.

One matcher for grading, for stock nbgrader and for updates. It works on plain cells, dicts with "kind", "source" and
"grade_id", and believes, in this order: what a check line says, the ids that nbgrader gave, what a cell defines, and
where it stands.
"""

import re

from .notebooks import check_line, checked, grade_id, is_check

DEFINES = re.compile(r"^(?:async\s+)?(?:def|class)\s+(\w+)|^(\w+)\s*(?::[^=]+)?=(?!=)", re.MULTILINE)
FENCE = re.compile(r"^\s*```\w*\s*$", re.MULTILINE)


def released_frame(released):
    """{grade_id: cell} of the graded and answer cells of a released notebook, in order."""
    return {grade_id(cell): cell for cell in released.cells if grade_id(cell)}


def split_checks(cells, released):
    """The cells with each check line that stands among other code in a cell of its own, so that the code around it
    stays.

    A cell that nbgrader knows as a check, or the only one with a check's line, may hold a student's answer: typed
    there, or merged into it.
    """
    frame = released_frame(released)
    checks = {checked(cell) for cell in frame.values() if is_check(cell)}
    names = {name for name, cell in frame.items() if is_check(cell)}
    given = {cell["source"].strip() for cell in released.cells if not grade_id(cell)}
    texts = [cell["source"].strip() for cell in cells]
    alone = {match["id"] for text in texts if text not in given and "\n" not in text and (match := check_line(text))}
    found = []
    for cell in cells:
        lines = cell["source"].splitlines()
        places = [i for i, line in enumerate(lines) if (match := check_line(line)) and match["id"] in checks]
        places = [i for i in places if cell["grade_id"] in names or check_line(lines[i])["id"] not in alone]
        if (
            cell["kind"] != "code"
            or not places
            or cell["source"].strip() in given
            or len([line for line in lines if line.strip()]) == 1
        ):
            found.append(_without_name(cell, names, bool(places)))
            continue
        start = 0
        for place in [*places, len(lines)]:
            part = "\n".join(lines[start:place]).strip("\n")
            if part.strip():
                own = cell["grade_id"] if cell["grade_id"] not in names and start == 0 else None
                found.append(cell | {"source": part, "grade_id": own, "part": True})
            if place < len(lines):
                found.append(cell | {"source": lines[place], "grade_id": None, "part": True})
            start = place + 1
    return found


def _without_name(cell, names, has_line):
    """A cell that nbgrader takes for a check, and that holds other code instead, is a cell of the student's."""
    if cell["grade_id"] in names and not has_line and cell["source"].strip() and not checked(cell):
        return cell | {"grade_id": None}
    return cell


def owners(cells, released):
    """For each cell the grade_id that it stands for, or None; no id twice.

    Args:
        cells: dicts with "kind", "source" and "grade_id" (what nbgrader's metadata says, or None).
        released: the released notebook.

    Returns:
        (list, notes): `notes` are sentences on what had to be guessed.
    """
    frame = released_frame(released)
    notes, taken, found = [], set(), [None] * len(cells)

    def give(i, name):
        found[i] = name
        taken.add(name)

    checks = {checked(cell): name for name, cell in frame.items() if is_check(cell)}
    # A check is what it says, whatever a student's tool has done to its metadata; then the ids count. A lesson may also
    # show the check of something else: such a given line is nobody's answer.
    given = {cell["source"].strip() for cell in released.cells if not grade_id(cell)}
    for exactly in (True, False):
        for i, cell in enumerate(cells):
            source = cell["source"].strip()
            name = checks.get(checked(cell)) if "\n" not in source and found[i] is None else None
            if (
                name
                and name not in taken
                and source not in given
                and (not exactly or source == frame[name]["source"].strip())
            ):
                give(i, name)
    for name, several in _by_id(cells, frame, found, taken).items():
        best = _answered(several, cells, frame[name])
        give(best, name)
        if len(several) > 1:
            notes.append(f'The cell "{name}" was there {_times(len(several))}; one of them counts.')
    for name, cell in frame.items():
        if name not in taken and cell["cell_type"] == "code" and not is_check(cell):
            i = _defining(cells, released, found, cell)
            if i is not None:
                give(i, name)
    _by_neighbour(cells, released, found, give, taken)
    return found, notes


def _times(count):
    return "twice" if count == 2 else f"{count} times"


def _by_id(cells, frame, found, taken):
    groups = {}
    for i, cell in enumerate(cells):
        if found[i] is None and cell["grade_id"] in frame and cell["grade_id"] not in taken:
            groups.setdefault(cell["grade_id"], []).append(i)
    return groups


def _answered(several, cells, original):
    """Of several copies of a cell the first that holds more than was released."""
    worked = [i for i in several if cells[i]["source"].strip() != original["source"].strip()]
    return (worked or several)[0]


def _defining(cells, released, found, original):
    """The cell that defines what a released answer cell defines, where its own was lost: turned
    into text, or retyped.
    """
    wanted = defined(original["source"])
    given = {cell["source"].strip() for cell in released.cells if not grade_id(cell)}
    if not wanted:
        return None
    for i, cell in enumerate(cells):
        if found[i] is None and cell["source"].strip() not in given and wanted <= defined(unfenced(cell["source"])):
            return i
    return None


def defined(source):
    """Names that a cell's text binds at its left edge."""
    return {one or other for one, other in DEFINES.findall(source)}


def unfenced(source):
    """Code that was pasted into a text cell, without the fences around it."""
    return FENCE.sub("", source).strip("\n") if "```" in source else source


def _by_neighbour(cells, released, found, give, taken):
    """Answers in words whose metadata was lost: the cell right after the same question as in the release."""
    texts = [cell["source"].strip() for cell in cells]
    for before, cell in zip(released.cells, released.cells[1:]):
        name = grade_id(cell)
        if not name or name in taken or is_check(cell) or cell["cell_type"] != "markdown":
            continue
        if before["source"].strip() in texts[:-1]:
            i = texts.index(before["source"].strip()) + 1
            if found[i] is None and cells[i]["kind"] == "markdown":
                give(i, name)


def own_words(cells, found, released):
    """{position of an answer in words: positions of the student's own text cells right below it}: the answer goes on
    there.
    """
    frame = released_frame(released)
    given = {cell["source"].strip() for cell in released.cells}
    following = {}
    for i, name in enumerate(found):
        if name and frame[name]["cell_type"] == "markdown":
            more = []
            for k in range(i + 1, len(cells)):
                if found[k] or cells[k]["kind"] == "code" or cells[k]["source"].strip() in given:
                    break
                more.append(k)
            if more:
                following[i] = more
    return following
