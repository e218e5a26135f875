"""Matrices of pixels, weights and feature maps as tinted grids: each number in its cell, and its size as a colour."""

import numpy as np

from ..course.markup import NOTHING, html, several
from .house import typeset

ROW = "display:flex;flex-wrap:wrap;gap:.4rem 1.6rem;align-items:start"
TABLE = "border-collapse:collapse;width:auto;margin:0;font-size:.9em;font-variant-numeric:tabular-nums"
NAME = "font-weight:600;font-size:.9em;white-space:nowrap"
CELL = "min-width:2.5em;padding:.2em .35em;text-align:center;border:1px solid #808890;print-color-adjust:exact;{}"
# As the widgets paint them: above 0 orange, below 0 blue; the ink is the page's own, so they suit light and dark.
ABOVE, BELOW = "230,140,40", "70,120,220"


class matrices:
    """Matrices side by side: `matrices({"image": image, "kernel": kernel}, caption)`.

    The numbers are text: a screen reader goes through them cell by cell, in tables named by their names and sizes.

    Args:
        grids: name → array of shape (rows, columns).
        caption: one or two sentences below.
        pixels: names of those that are pixels from 0, black, to 255, white. The others get orange above 0 and blue
            below, the stronger the further from 0.
        digits: decimals that are kept.

    Raises:
        ValueError: an array has not two axes.
    """

    def __init__(self, grids, caption, pixels=(), digits=2):
        self.caption = caption
        self.grids = {name: np.asarray(values) for name, values in grids.items()}
        self._pixels, self._digits = set(pixels), digits
        for name, values in self.grids.items():
            if values.ndim != 2:
                raise ValueError(f'"{name}" has {values.ndim} axes; a matrix has two.')

    def __repr__(self):
        grids = (f"{name}:\n{values.round(self._digits)}" for name, values in self.grids.items())
        return "\n".join([*grids, self.caption])

    def _repr_html_(self):
        tables = several("{}", (self._table(name, values) for name, values in self.grids.items()))
        return html(
            '<figure class="nn-figure"><div style="{}">{}</div><figcaption>{}</figcaption></figure>',
            *(ROW, tables, self.caption),
        )

    def _table(self, name, values):
        paint = grey if name in self._pixels else tint(np.abs(values).max() or 1)
        rows = NOTHING.join(
            html('<tr style="background:none">{}</tr>', several("{}", (self._cell(value, paint) for value in row)))
            for row in values
        )
        title = f"{name}, {values.shape[0]} × {values.shape[1]}"
        # A <caption> would widen the cells of a small matrix.
        return html(
            '<div><div style="{}" aria-hidden="true">{}</div>'
            '<table style="{}" aria-label="{}"><tbody>{}</tbody></table></div>',
            *(NAME, title, TABLE, title, rows),
        )

    def _cell(self, value, paint):
        shown = typeset(f"{round(float(value), self._digits):.10g}")
        return html('<td style="{}">{}</td>', CELL.format(paint(float(value))), shown)


def grey(value):
    """A pixel's own grey, with the ink that can be read on it."""
    level = round(min(max(value, 0), 255))
    return f"background:rgb({level},{level},{level});color:{'#000' if level > 117 else '#fff'}"


def tint(most):
    """How a number is tinted where the largest, sign apart, is `most`."""
    return lambda value: f"background:rgba({ABOVE if value > 0 else BELOW},{0.5 * abs(value) / most:.2f})"
