"""Code with colours that have enough contrast in light and dark; the colours are in the page's style."""

import html
from itertools import groupby
from operator import itemgetter

from pygments import lex
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, String
from pygments.util import ClassNotFound

_KINDS = [
    (Comment, "c"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (String, "s"),
    (Number, "n"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Decorator, "f"),
    (Name.Builtin, "b"),
]


def highlighted(code, language="python"):
    """The code as HTML; an unknown or no language stays plain."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False) if language else None
    except ClassNotFound:
        lexer = None
    code = code.rstrip("\n")
    if lexer is None:
        return html.escape(code)
    pieces = [(_kind(token), text) for token, text in lex(code, lexer)]
    # A string is many tokens; they need one element.
    together = [(name, "".join(text for _, text in run)) for name, run in groupby(pieces, key=itemgetter(0))]
    return "".join(_span(name, text) for name, text in together).rstrip("\n")


def _kind(token):
    return next((name for kind, name in _KINDS if token in kind), "")


def _span(name, text):
    text = html.escape(text, quote=False)
    return f'<span class="{name}">{text}</span>' if name else text
