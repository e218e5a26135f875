"""A notebook that was right where it was written keeps its marks where other packages are installed and nobody sits."""

import grading_course as course
import mishaps
import nbformat
import pytest
from system import needs

from helpers.instructors.building.needed import needed
from helpers.instructors.grading import engine

pytestmark = needs("bubblewrap")
TRIPLE = course.RIGHT["triple"]
MODULE = f"import numpy as np\n{TRIPLE}"
FULL = {"triple": 2.0, "corners": 3.0, "total": 2.0, "quiz_answers": 2.0}


def graded(content):
    result = engine.grade(course.plan(), content, course.zygote().fork)
    return result, {entry.name: entry for entry in result.exercises}


def before_the_answer(source, answer=TRIPLE):
    """A right notebook with a cell of the student's own before the answer."""

    def change(nb):
        nb.cells.insert(nb.cells.index(course.cell(nb, "triple")), nbformat.from_dict(mishaps.code(source)))

    return course.edited(course.right_but(triple=answer), change)


def on_top_of_the_setup(line):
    def change(nb):
        for cell in mishaps.setups(nb)[:1]:
            cell["source"] = f"{line}\n{mishaps.text(cell)}"

    return course.edited(course.right_but(), change)


@pytest.mark.parametrize(
    "lines, told",
    [
        ("import asyncio, nest_asyncio_x\nnest_asyncio_x.apply()", "No module named 'nest_asyncio_x'"),
        ("import torch_x as t\nseed = t.manual_seed(0)\nseed.step()", "No module named 'torch_x'"),
        ("name = input('Who? ')\nprint(name.upper())", "nobody is there to answer input()"),
        ("import getpass\ngetpass.getpass()", "nobody is there to answer input()"),
    ],
)
@pytest.mark.parametrize("place", ["in the answer", "in a cell before", "in the set-up"])
def test_what_cannot_run_here_is_left_out_alone_and_told(lines, told, place):
    content = {
        "in the answer": lambda: course.right_but(triple=f"{lines}\n{TRIPLE}"),
        "in a cell before": lambda: before_the_answer(f"{lines}\nfactor = 3", TRIPLE.replace("3 *", "factor *")),
        "in the set-up": lambda: on_top_of_the_setup(lines),
    }[place]()
    result, entries = graded(content)
    assert {name: entry.points for name, entry in entries.items()} == FULL
    assert sum(told in note for note in result.notes) == 1


def test_an_answer_that_needs_what_is_not_here_says_so_in_one_sentence():
    _, entries = graded(course.right_but(triple="times = int(input('How often? '))\n" + TRIPLE.replace("3", "times")))
    messages = " ".join(entries["triple"].messages)
    assert entries["triple"].points == 0 and "`times = int(input('How often? '))` was left out" in messages
    assert sum(entry.points for entry in entries.values()) == 7
    _, entries = graded(course.right_but(triple=TRIPLE.replace("    return", "    input('Go? ')\n    return")))
    assert "your line `input('Go? ')`" in entries["triple"].messages[0]


def test_a_students_own_error_still_stops_the_cell():
    _, entries = graded(course.right_but(triple=f"import torch_x\nunheard_of.apply()\n{TRIPLE}"))
    assert entries["triple"].points == 0 and "unheard_of" in entries["triple"].messages[0]


@pytest.mark.parametrize(
    "content",
    [
        before_the_answer(f"%%writefile mine.py\n{MODULE}", "from mine import triple"),
        before_the_answer(f"%%writefile mine.py\n{MODULE}", "from mine import *"),
        before_the_answer(f"%%writefile ./mine.py\n{MODULE}", "import mine\ntriple = mine.triple"),
        before_the_answer(f"with open('mine.py', 'w') as f:\n    f.write('''{MODULE}''')", "from mine import triple"),
        before_the_answer(f"%%writefile mine.py\n{MODULE}", "%run mine.py"),
        before_the_answer("np.save('three.npy', 3)", "def triple(x):\n    return np.load('three.npy') * np.asarray(x)"),
        course.right_but(triple=f"open('mine.py', 'w').write('''{MODULE}''')\nfrom mine import triple"),
        course.right_but(triple=f"import sys\nsys.setrecursionlimit(100_000)\n{TRIPLE}"),
        before_the_answer("import sys\nsys.setrecursionlimit(100_000)"),
        on_top_of_the_setup("import sys; sys.setrecursionlimit(80)"),
        on_top_of_the_setup("%load_ext autoreload\n%autoreload 2"),
        on_top_of_the_setup("a = 1 +"),
        on_top_of_the_setup("import os; os.chdir('/content')"),
        on_top_of_the_setup("np = check = 3"),
    ],
)
def test_files_limits_and_a_line_on_top_of_the_setup_cost_nothing(content):
    _, entries = graded(content)
    assert {name: entry.points for name, entry in entries.items()} == FULL


def test_a_cell_that_defines_by_text_is_needed_for_its_name():
    cells = ["slow = 1", "exec('def tri(x): return 3 * x')", "triple = tri", "exec('other = 2')"]
    assert 1 in needed(cells, ["triple"], own={1, 2, 3})
    assert needed(cells[2:], ["triple"], own={0, 1}) == [0]
