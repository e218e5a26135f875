"""Static pictures and tables of the lessons, in one house style, with alternative text and caption.

`show` reaches JupyterLab and the handouts alike: an HTML figure keeps its alt text, a bare matplotlib output does not.
"""

import base64
import io
import re

from ..course.colours import BLUE, GREEN, GREY, ORANGE, PAPER, PURPLE, RED
from ..course.markup import NOTHING, html, several

COLORS = {"blue": BLUE, "orange": ORANGE, "green": GREEN, "red": RED, "purple": PURPLE, "grey": GREY}
"""The house colours, by name; each has at least 4.5:1 contrast on white. Styles and markers tell lines apart, too."""

STYLE = {
    "figure.dpi": 100,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#d9d9d9",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "lines.linewidth": 2,
    "legend.frameon": False,
    "image.cmap": "gray",
    "svg.fonttype": "path",
    "svg.hashsalt": "nncourse",
}

WIDE = 850
"""Pixels from which a figure has several panels or a long legend: a phone shows it in a box that scrolls, not tiny."""


def plots():
    """matplotlib's pyplot in the house style: `plt = plots()`; figures appear only through `show`."""
    import matplotlib.pyplot as plt
    from cycler import cycler

    styles = ["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (3, 1))]
    plt.rcParams.update(STYLE)
    plt.rcParams["axes.prop_cycle"] = cycler(color=list(COLORS.values()), linestyle=styles)
    plt.ioff()
    return plt


class Figure:
    """An HTML figure with alternative text and caption."""

    def __init__(self, mime, data, alt, caption, width):
        self.alt, self.caption = alt, caption
        self.source = f"data:{mime};base64,{base64.b64encode(data).decode('ascii')}"
        self._width = width

    def __repr__(self):
        return f"Figure: {self.caption} ({self.alt})"

    def _repr_html_(self):
        style = f"max-width:100%;width:{self._width}px;height:auto;background:{PAPER}"
        image = html('<img src="{}" alt="{}" style="{}">', self.source, self.alt, style)
        if self._width > WIDE:
            image = html('<div class="nn-wide scroll">{}</div>', image)
        return html('<figure class="nn-figure">{}<figcaption>{}</figcaption></figure>', image, self.caption)


def show(fig, alt, caption, raster=False):
    """Show a matplotlib figure, and close it.

    Args:
        fig: the figure.
        alt: what the picture shows, for someone who cannot see it; at least a full sentence.
        caption: one or two sentences below the picture.
        raster: True draws pixels rather than vectors, for pictures with photographs or very many points.

    Returns:
        A `Figure`; as the last value of a cell it is displayed.

    Raises:
        ValueError: alt or caption is missing.
    """
    if not str(alt).strip() or not str(caption).strip():
        raise ValueError("A figure needs an alt text and a caption: show(fig, alt=..., caption=...).")
    import matplotlib.pyplot as plt

    buffer = io.BytesIO()
    if raster:
        fig.savefig(buffer, format="png", dpi=130, metadata={"Software": None})
    else:
        fig.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    width = round(fig.get_figwidth() * 100)
    plt.close(fig)
    return Figure("image/png" if raster else "image/svg+xml", buffer.getvalue(), alt, caption, width)


# "−1 234.5", "9e-07", "25 %", "3 ×", "–": what a column of numbers holds.
NUMBER = re.compile(r"[−+-]?(\d+([., ]\d+)*\.?)?(e[−+-]?\d+)?\s?[%×°–—]?|[−+-]?inf|nan|∞")

# Cells of numbers alone, "(-1, 2)" and "1e-07" among them: there a hyphen is a minus.
NUMBERS = re.compile(r"[\s\d.,;:+−×=≈±%/()…-]*\d(?:[\s\d.,;:+−×=≈±%/()…-]|e(?=[−+-]?\d))*")


def typeset(cell):
    """A cell of numbers as formulas and text have them: a sign for minus, thousands apart, 7 % with its space, plain 0.

    Other words stay.
    """
    if not NUMBERS.fullmatch(cell):
        return cell
    cell = re.sub(r"(?<![\d.)])-(?=[\d.])", "−", cell)
    cell = re.sub(r"(?<=\d)%", "\N{NO-BREAK SPACE}%", re.sub(r"(?<![\d.])0(\.0+)?e\+00", "0", cell))
    if re.fullmatch(r"[−+]?(\d{1,3}(,\d{3})+|\d{5,})", cell):
        cell = re.sub(r"(?<=\d)(?=(\d{3})+$)", "\N{NO-BREAK SPACE}", cell.replace(",", ""))
    return cell


class table:
    """A small table: `table(rows, columns, caption)`.

    Args:
        rows: list of rows, each a list of cells (numbers, text, or `markup.html`).
        columns: list of column headings.
        caption: one sentence above the table.
        digits: decimals for floats; None leaves numbers as they are.
        row_headings: True makes the first cell of each row its heading.
    """

    def __init__(self, rows, columns, caption, digits=None, row_headings=False):
        self.columns, self.caption = list(columns), caption
        self._row_headings = row_headings
        self.rows = [[self._text(cell, digits) for cell in row] for row in rows]

    @staticmethod
    def _text(cell, digits):
        if hasattr(cell, "__html__"):
            return cell
        if isinstance(cell, bool) or digits is None or not hasattr(cell, "__float__") or isinstance(cell, str):
            return str(cell)
        return f"{float(cell):.{digits}f}" if float(cell) != int(float(cell)) else f"{float(cell):g}"

    def __repr__(self):
        grid = [self.columns, *self.rows]
        widths = [max(len(str(row[i])) for row in grid) for i in range(len(self.columns))]
        lines = ["  ".join(str(cell).rjust(width) for cell, width in zip(row, widths)) for row in grid]
        return "\n".join([self.caption, *lines])

    def _repr_html_(self):
        sides = [self._side(column) for column in range(len(self.columns))]
        # An empty corner is no heading; a screen reader would announce one.
        head = NOTHING.join(
            html('<th scope="col"{}>{}</th>', side, column) if column != "" else html("<td></td>")
            for column, side in zip(self.columns, sides)
        )
        body = several("<tr>{}</tr>", (self._cells(row, sides) for row in self.rows))
        return html(
            '<table class="nn-table"><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
            *(self.caption, head, body),
        )

    def _side(self, column):
        """Columns of words begin at the left; numbers stay at the right, where JupyterLab and the handout put all
        cells.
        """
        words = [not NUMBER.fullmatch(row[column]) for row in self.rows]
        return html(' style="text-align:start"') if sum(words) > len(words) / 2 else NOTHING

    def _cells(self, row, sides):
        row = [typeset(cell) for cell in row]
        cells = [html("<td{}>{}</td>", side, cell) for cell, side in zip(row, sides)]
        if self._row_headings:
            cells[0] = html('<th scope="row"{}>{}</th>', sides[0], row[0])
        return NOTHING.join(cells)
