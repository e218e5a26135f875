"""Code with colours that have enough contrast in light and dark; the colours are in the page's style."""
import html

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
    return "".join(_span(token, text) for token, text in lex(code, lexer)).rstrip("\n")


def _span(token, text):
    for kind, name in _KINDS:
        if token in kind:
            return f'<span class="{name}">{html.escape(text)}</span>'
    return html.escape(text)
