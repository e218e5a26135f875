"""The house colours on white paper, and on the quiet card that a drawing gets in the dark."""

import re

import numpy as np
import pytest
from lessons import ROOT

from helpers.figures.house import COLORS
from helpers.figures.matrices import matrices

PAGE = (ROOT / "helpers/instructors/handouts/templates/nncourse/page.html.j2").read_text("utf-8")


def light(channels):
    """Relative luminance of three channels from 0 to 1, as WCAG 2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def quiet(channels):
    """The colour behind the page's filter."""
    numbers = set(re.findall(r'amplitude="([\d.]+)" exponent="([\d.]+)"', PAGE))
    assert len(numbers) == 1
    amplitude, exponent = map(float, numbers.pop())
    return [amplitude * c**exponent for c in channels]


def contrast(one, other):
    low, high = sorted([light(one), light(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("seen", [list, quiet], ids=["white", "quiet"])
@pytest.mark.parametrize("name", COLORS)
def test_house_colours_can_be_read_as_text(name, seen):
    colour = [int(COLORS[name][i : i + 2], 16) / 255 for i in (1, 3, 5)]
    assert contrast(seen([1, 1, 1]), seen(colour)) >= 4.49


def test_each_number_of_a_matrix_can_be_read_on_its_tint():
    """Pixels on their own grey; weights on their tint over a light and a dark page, in the page's ink."""
    pixels = matrices({"pixels": np.arange(256).reshape(16, 16)}, "All greys.", pixels=["pixels"])._repr_html_()
    cells = re.findall(r"background:rgb\((\d+),\d+,\d+\);color:#(\w)\w\w\">(\d+)</td>", pixels)
    assert len(cells) == 256
    for grey, ink, number in cells:
        assert grey == number and contrast([int(grey) / 255] * 3, [int(ink, 16) / 15] * 3) >= 4.5, number
    page = matrices({"weights": [[-2, 0, 2]]}, "Weights.")._repr_html_()
    tints = re.findall(r"rgba\(([\d,]+),([\d.]+)\)\">([^<]+)</td>", page)
    assert [number for *_, number in tints] == ["−2", "0", "2"] and float(tints[1][1]) == 0
    for rgb, alpha, _ in tints:
        for ground, ink in ((1.0, 0.13), (0.09, 0.87)):
            mixed = [float(alpha) * int(c) / 255 + (1 - float(alpha)) * ground for c in rgb.split(",")]
            assert contrast(mixed, [ink] * 3) >= 4.5, (rgb, ground)


def test_a_matrix_has_two_axes():
    with pytest.raises(ValueError, match='"image" has 3 axes; a matrix has two.'):
        matrices({"image": np.zeros((2, 2, 3))}, "A colour image.")
    assert "2 × 3" in matrices({"a": np.ones((2, 3))}, "Ones.")._repr_html_()
    assert "[[1. 1. 1.]" in repr(matrices({"a": np.ones((2, 3))}, "Ones."))
