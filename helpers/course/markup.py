"""HTML for notebooks, escaped by construction: whatever is put into a piece of it is text, unless it was made here."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from .colours import rgb

NOTHING = Markup("")


def tint(colour: str, strength: float = 0.08) -> str:
    """The style of a ground in one of the `colours`: a veil that leaves a page's own ink legible, light or dark."""
    return f"background-color:rgba({rgb(colour)},{strength:g})"


def frame(colour: str) -> str:
    """The style of a box: a bar at the left, and a ground of its colour."""
    return f"border-left:6px solid rgb({rgb(colour)});{tint(colour)};padding:4px 12px"


def html(piece: str, *values: Any, **named: Any) -> Markup:
    """A piece of HTML with values in its `{}`, each of them escaped unless it is HTML already."""
    return Markup(piece).format(*values, **named)


def several(piece: str, values: Iterable[Any]) -> Markup:
    """The same piece of HTML for each of some values, one behind the other."""
    return NOTHING.join(html(piece, value) for value in values)
