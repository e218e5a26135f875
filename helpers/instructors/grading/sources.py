"""Answers as a student would type them: solutions and misconceptions of a bank as source text, for demonstrations and
tests.
"""

import ast
import inspect
import sys
import textwrap
import types

import numpy as np

from ...course import notebooks


class NoSource(ValueError):
    """This answer cannot be written down as a cell."""


def solution_cells(notebook):
    """{grade_id: source without markers} of a lesson's solution cells, in order."""
    found = {}
    for cell in notebook.cells:
        if notebooks.is_answer(cell):
            found[notebooks.grade_id(cell)] = notebooks.MARKER.sub("", cell.source).strip()
    return found


def answer_source(name, answer):
    """The text of a cell that defines `name` as `answer`, with what it needs of the module where it was written.

    Raises:
        NoSource: it is made in a way that leaves no text, such as a closure.
    """
    lines, seen = [], set()
    if isinstance(answer, types.FunctionType):
        _function(name, answer, lines, seen)
    else:
        lines.append(f"{name} = {_literal(answer)}")
    return "\n".join(lines)


def _function(name, function, lines, seen):
    if function.__closure__ or function.__code__.co_filename.startswith("<"):
        raise NoSource(f"{name} is made by other code.")
    _needs(function, lines, seen)
    if function.__name__ == "<lambda>":
        lines.append(f"{name} = {_lambda_source(function)}")
        return
    try:
        text = textwrap.dedent(inspect.getsource(function)).strip()
    except (OSError, TypeError) as error:
        raise NoSource(f"{name}: {error}") from None
    if text not in lines:
        lines.append(text)
    if function.__name__ != name:
        lines.append(f"{name} = {function.__name__}")


def _needs(function, lines, seen):
    """Write down the module's own names that a function, or a default value of its arguments, uses."""
    space = function.__globals__
    for name in _names_in(function.__code__) + _names_in_defaults(function):
        if name in seen or name not in space:
            continue
        value = space[name]
        seen.add(name)
        if isinstance(value, types.FunctionType) and value.__module__ != function.__module__:
            lines.append(f"from {value.__module__} import {value.__name__} as {name}")
        elif isinstance(value, types.FunctionType):
            _function(name, value, lines, seen)
        elif isinstance(value, types.ModuleType):
            lines.append(f"import {value.__name__}" + ("" if value.__name__ == name else f" as {name}"))
        elif isinstance(value, np.ufunc):
            home = "numpy" if getattr(np, value.__name__, None) is value else "scipy.special"
            lines.append(f"from {home} import {value.__name__} as {name}")
        elif isinstance(value, type):
            lines.append(f"from {value.__module__} import {value.__name__}")
        else:
            lines.append(f"{name} = {_literal(value)}")


def _names_in(code):
    names = list(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names += _names_in(constant)
    return names


def _names_in_defaults(function):
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)).strip())
    except (OSError, SyntaxError):
        return []
    defaults = [
        node
        for item in ast.walk(tree)
        if isinstance(item, ast.arguments)
        for node in [*item.defaults, *item.kw_defaults]
        if node
    ]
    return [name.id for node in defaults for name in ast.walk(node) if isinstance(name, ast.Name)]


def _lambda_source(function):
    """The text of a lambda: of those in its file the one whose body stands where the code says."""
    text = inspect.getsource(sys.modules[function.__module__])
    places = set(function.__code__.co_positions())
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Lambda):
            body = node.body
            if (body.lineno, body.end_lineno, body.col_offset, body.end_col_offset) in places:
                source = ast.get_source_segment(text, node)
                return source if "\n" not in source else f"({source})"
    raise NoSource("The text of a lambda was not found.")


def _literal(value):
    if isinstance(value, np.ndarray):
        return f"__import__('numpy').array({value.tolist()!r})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_literal(k)}: {_literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(map(_literal, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
    if value is None or isinstance(value, (bool, int, float, str)):
        return repr(value)
    if isinstance(value, np.generic):
        return repr(value.item())
    raise NoSource(f"A {type(value).__name__} cannot be typed.")
