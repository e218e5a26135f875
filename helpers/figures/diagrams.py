"""Drawn networks and computational graphs for the lessons: circles, boxes and labelled arrows in the house style."""

from ..course.colours import INK, PAPER, STONE
from .house import COLORS, plots

STYLES = {
    "plain": {"color": STONE, "linewidth": 1.3, "linestyle": "-"},
    "strong": {"color": COLORS["blue"], "linewidth": 3, "linestyle": "-"},
    "back": {"color": COLORS["orange"], "linewidth": 2, "linestyle": (0, (4, 2))},
    "faint": {"color": "#b9bec4", "linewidth": 1, "linestyle": (0, (2, 3))},
}


class Diagram:
    """A drawing of `width` × `height` units, one unit about an inch; y grows upwards.

        net = Diagram(4, 2)
        net.node("x", 0.5, 1, above="0.1").node("z", 3, 1).edge("x", "z", "w = 0.15")
        show(net.figure, alt=..., caption=...)

    What is drawn later lies above what was drawn earlier; labels always lie above arrows.
    """

    def __init__(self, width, height):
        plt = plots()
        self.figure, self._axes = plt.subplots(figsize=(width, height))
        self._axes.set(xlim=(0, width), ylim=(0, height), aspect="equal")
        self._axes.axis("off")
        self._places = {}

    def node(self, name, x, y, text=None, *, above="", below="", shape="circle", radius=0.3, style="plain"):
        """A neuron ("circle") or a given value ("box"), with words in it, above it and (in orange) below it."""
        from matplotlib.patches import Circle, FancyBboxPatch

        look = {
            "facecolor": PAPER,
            "edgecolor": STYLES[style]["color"],
            "linewidth": STYLES[style]["linewidth"],
            "zorder": 3,
        }
        if shape == "box":
            half = radius * 0.62
            patch = FancyBboxPatch(
                (x - half, y - half), 2 * half, 2 * half, boxstyle=f"round,pad={radius * 0.25}", **look
            )
        else:
            patch = Circle((x, y), radius, **look)
        self._axes.add_patch(patch)
        self._axes.text(
            x, y, name if text is None else text, ha="center", va="center", fontsize=12, color=INK, zorder=4
        )
        if above:
            self._axes.text(x, y + radius + 0.07, above, ha="center", va="bottom", fontsize=10.5, color=INK, zorder=4)
        if below:
            self._axes.text(
                x, y - radius - 0.07, below, ha="center", va="top", fontsize=10.5, color=COLORS["orange"], zorder=4
            )
        self._places[name] = (x, y, radius)
        return self

    def edge(self, start, end, label="", *, at=0.5, style="plain", shift=(0, 0), side=0.0):
        """An arrow between two nodes, its label at the share `at` of the way, moved by `shift`; `side` moves it
        sideways.
        """
        (x1, y1, r1), (x2, y2, r2) = self._places[start], self._places[end]
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        sx, sy = -uy * side, ux * side
        tip = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, "mutation_scale": 13, **STYLES[style]}
        a = (x1 + ux * (r1 + 0.02) + sx, y1 + uy * (r1 + 0.02) + sy)
        b = (x2 - ux * (r2 + 0.03) + sx, y2 - uy * (r2 + 0.03) + sy)
        self._axes.annotate("", xy=b, xytext=a, arrowprops=tip, zorder=2)
        if label:
            place = (a[0] + at * (b[0] - a[0]) + shift[0], a[1] + at * (b[1] - a[1]) + shift[1])
            color = INK if style in ("plain", "faint") else STYLES[style]["color"]
            plate = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.2}
            self._axes.text(*place, label, ha="center", va="center", fontsize=10.5, color=color, bbox=plate, zorder=4)
        return self

    def text(self, x, y, words, *, color=INK, size=10.5, align="center"):
        """Words at a place."""
        self._axes.text(x, y, words, ha=align, va="center", fontsize=size, color=color, zorder=4)
        return self
