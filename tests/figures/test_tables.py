"""Tables of the lessons: words begin at the left, numbers end at the right."""

import re

import pytest

from helpers import table


def sides(cells):
    page = table([[cell] for cell in cells], ["heading"], "A caption")._repr_html_()
    found = {bool(start) for start in re.findall(r"<t[hd](?: scope=\"col\")?( style=\"text-align:start\")?>", page)}
    assert len(found) == 1, "a heading stands over its column"
    return found.pop()


@pytest.mark.parametrize(
    "cells",
    [
        ["mse", "mae"],
        ["28 × 28", "7 × 7"],
        ["5 × 5, kernel 3", "4 × 4"],
        [True, False],
        ["2, 3, 3, 0", "2, 1, 0"],
        ["sum", "x", 3],
    ],
)
def test_a_column_of_words_begins_at_the_left(cells):
    assert sides(cells)


@pytest.mark.parametrize(
    "cells",
    [
        [1, 2],
        ["−0.5", "-1.25"],
        ["9e-07", "1e−7"],
        ["25.3%", "25 %"],
        ["10,977 ×", "266 610"],
        ["–", 3.6],
        ["", 1],
        ["[2. 1.]", 3.0, 4.0],
    ],
)
def test_a_column_of_numbers_ends_at_the_right(cells):
    assert not sides(cells)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("-1.5", "−1.5"),
        ("(-1, -0.5)", "(−1, −0.5)"),
        ("9e-07", "9e−07"),
        ("−3", "−3"),
        ("10-20", "10-20"),
        ("x[-1]", "x[-1]"),
        ("2-2-1", "2-2-1"),
        ("w = -1", "w = -1"),
        ("-50 … 50", "−50 … 50"),
        ("57%", "57 %"),
        ("94.7% ± 1.1%", "94.7 % ± 1.1 %"),
        ("8,756", "8 756"),
        ("15052800", "15 052 800"),
        ("1960", "1960"),
        ("0.12345678", "0.12345678"),
        ("(10, 300)", "(10, 300)"),
        ("0e+00", "0"),
        ("0.0e+00", "0"),
        ("3.0e+00", "3.0e+00"),
    ],
)
def test_numbers_in_a_table_are_set_as_in_formulas_and_text(cell, shown):
    assert f"<td>{shown}</td>" in table([[cell, "a"], [1, 2], [3, 4]], ["x", "y"], "c.")._repr_html_().replace(
        "\N{NO-BREAK SPACE}", " "
    ).replace(' style="text-align:start"', "")
