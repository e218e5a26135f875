"""The syntax tree of a student's answer."""

import ast
import inspect
import textwrap
from types import CodeType


def tree_of(tried):
    """The syntax tree of the answer, its lines counted as in its file; None where it cannot be seen."""
    return source_of(tried) if tried.spec.probe["kind"] == "call" else None


def source_of(tried):
    """The same for answers of every kind, those that build a model, too."""
    return tree_of_function(getattr(tried.live, "target", None))


def tree_of_function(target):
    """The syntax tree of a function, its lines counted as in its file; None where it cannot be seen."""
    if not isinstance(getattr(target, "__code__", None), CodeType):
        return None
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(target)))
    except (OSError, TypeError, SyntaxError, ValueError):
        return None
    function = tree.body[0]
    return ast.increment_lineno(function, target.__code__.co_firstlineno - 1) if _is_function(function) else None


def _is_function(node):
    return isinstance(node, ast.FunctionDef)
