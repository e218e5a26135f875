"""HTML for notebooks, escaped by construction: whatever is put into a piece of it is text, unless it was made here."""

import re
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

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


# One *word* or a few; `a * b` and `*args` are none. controls.js has the same rule.
EMPHASIS = re.compile(r"(^|[^\w*])\*(?=\S)([^*]*[^*\s])\*(?![\w*])")


def as_html(text: str) -> Markup:
    """Text as HTML: what stands between backticks becomes code, a *word* between asterisks is emphasized."""
    pieces = enumerate(text.split("`"))
    return NOTHING.join(html("<code>{}</code>", piece) if i % 2 else _emphasized(piece) for i, piece in pieces)


def _emphasized(text: str) -> Markup:
    return Markup(EMPHASIS.sub(r"\1<em>\2</em>", str(escape(text))))
