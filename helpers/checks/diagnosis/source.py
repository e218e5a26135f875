"""The source of a student's answer as a tree, and the names that its code reads."""

import ast
import inspect
import textwrap
from types import CodeType, ModuleType


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


def codes_of(code):
    """A piece of code, and those that are made inside of it."""
    todo = [code]
    while todo:
        code = todo.pop(0)
        if isinstance(code, CodeType):
            yield code
            todo += code.co_consts


def names_in(target):
    """The names that a function's code reads, its own inner functions' among them."""
    return {name for code in codes_of(getattr(target, "__code__", None)) for name in code.co_names}


def notebook_names(target):
    """The notebook's names that a function reads and that hold data: no functions, classes or modules."""
    space, codes = getattr(target, "__globals__", {}), codes_of(getattr(target, "__code__", None))
    found = dict.fromkeys(name for code in codes for name in code.co_names if name in space)
    return [name for name in found if not (callable(space[name]) or isinstance(space[name], (ModuleType, type)))]
