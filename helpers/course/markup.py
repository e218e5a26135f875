"""HTML for notebooks, escaped by construction: whatever is put into a piece of it is text, unless it was made here."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

NOTHING = Markup("")


def html(piece: str, *values: Any, **named: Any) -> Markup:
    """A piece of HTML with values in its `{}`, each of them escaped unless it is HTML already."""
    return Markup(piece).format(*values, **named)


def several(piece: str, values: Iterable[Any]) -> Markup:
    """The same piece of HTML for each of some values, one behind the other."""
    return NOTHING.join(html(piece, value) for value in values)
