"""An update loses no word, code or picture of a student's, whatever has happened to the notebook before."""

import random
import re

import mishaps
import nbformat
import pytest
from lessons import ROOT

from helpers.study.update import KEPT_HEADING, merge, read

LESSONS = sorted(path.stem for path in (ROOT / "course").glob("[0-9][0-9]-*/*.ipynb"))
PICTURE = {"scan.png": {"image/png": "iVBORw0KGgo="}}


def released(slug):
    return nbformat.read(ROOT / f"course/{slug}/{slug}.ipynb", as_version=4)


def newer(old, draw):
    """A later release: some text is reworded, some cells are gone, some are new; answers keep their names or are gone, too."""
    new = nbformat.from_dict(old)
    cells = []
    for cell in new.cells:
        lot = draw.random()
        if lot < 0.1 and not mishaps.is_check(cell):
            continue
        if lot < 0.3 and not mishaps.name_of(cell):
            cell.source += "\nA sentence that is new."
            cell.id = f"{draw.getrandbits(48):012x}"
        cells.append(cell)
        if lot > 0.9:
            cells.append(nbformat.v4.new_markdown_cell(f"A new cell {len(cells)}.", id=f"{draw.getrandbits(48):012x}"))
    new.cells = cells
    return new


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("slug", LESSONS)
def test_no_word_of_a_students_disappears(slug):
    draw = random.Random(slug)
    old = released(slug)
    for name, change in mishaps.MISHAPS.items():
        nb = mishaps.answered(old, {})
        said = []
        for k, cell in enumerate(list(nb["cells"])):
            answer = mishaps.is_answer(cell) or mishaps.is_answer(cell, "markdown")
            if answer or draw.random() < 0.05:  # an answer, or a given cell that was edited
                said.append(f"said{k}of{name}")
                own = f"def {stem}(): return '{said[-1]}'" if (stem := _defined(cell)) else f"# {said[-1]}"
                cell["source"] = (
                    own if answer and cell["cell_type"] == "code" else mishaps.text(cell) + "\n" + f"# {said[-1]}"
                )
            if draw.random() < 0.1:
                said.append(f"own{k}of{name}")
                nb["cells"].insert(
                    nb["cells"].index(cell) + 1, draw.choice((mishaps.code, mishaps.words))(f"# {said[-1]}")
                )
        change(nb)
        draw.choice([cell for cell in nb["cells"] if cell["cell_type"] == "markdown"])["attachments"] = PICTURE
        mine = read(mishaps.written(nb), "mine")
        there = "\n".join(cell.source for cell in mine.cells)
        pictured = sum(bool(cell.get("attachments")) for cell in mine.cells)
        new = newer(old, draw)
        merged, _ = merge(mine, new)
        text = "\n".join(cell.source for cell in merged.cells)
        assert not [word for word in said if word in there and word not in text], name
        assert sum(bool(cell.get("attachments")) for cell in merged.cells) >= pictured, name
        nbformat.validate(merged)
        again, counts = merge(merged, new)
        assert [cell.source for cell in again.cells] == [cell.source for cell in merged.cells], (name, counts)


def _defined(cell):
    found = re.search(r"^def (\w+)|^(\w+) =", mishaps.text(cell), re.MULTILINE)
    return found and (found[1] or found[2])


def test_an_untouched_notebook_becomes_the_new_release_and_nothing_else():
    old = released(LESSONS[1])
    new = newer(old, random.Random(3))
    merged, counts = merge(old, new)
    assert merged.cells == new.cells and counts == {"kept": 0, "added": 0, "retired": 0}


def test_of_two_copies_of_an_answer_both_stay():
    old = released(LESSONS[1])
    nb = mishaps.answered(old, {})
    cell = next(cell for cell in nb["cells"] if mishaps.is_answer(cell))
    place = nb["cells"].index(cell)
    nb["cells"][place] = cell | {"source": "first = 1"}
    nb["cells"].insert(place + 1, cell | {"source": "second = 2", "id": "copy"})
    merged, counts = merge(read(mishaps.written(nb), "mine"), old)
    assert merged.cells[place].source == "first = 1" and merged.cells[place + 1].source == "second = 2"
    assert counts["kept"] == 1 and counts["added"] == 1


def test_what_has_no_place_stands_at_the_end_under_its_heading():
    old = released(LESSONS[1])
    nb = mishaps.answered(old, {})
    cell = next(cell for cell in nb["cells"] if mishaps.is_answer(cell))
    cell["source"] = "mine = 1"
    new = nbformat.from_dict(old)
    new.cells = [one for one in new.cells if mishaps.name_of(one) != mishaps.name_of(cell)]
    merged, _ = merge(read(mishaps.written(nb), "mine"), new)
    assert [one.source for one in merged.cells[-2:]] == [KEPT_HEADING, "mine = 1"]
