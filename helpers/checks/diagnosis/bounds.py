"""Which code of a student may be run in a changed form: what changes nothing but what it makes, and can be stopped."""

import ast
import builtins
import dis
from types import FunctionType, ModuleType

import numpy as np

from .source import codes_of, tree_of_function

# Code that reaches out of itself is not run in a changed form.
OUTSIDE = {"open", "exec", "eval", "input", "os", "sys", "shutil", "subprocess", "Path", "plt", "time", "requests"}
OUTSIDE |= {"globals", "setattr", "BaseException"}  # the last one would catch the end of the time
SCALARS = (int, float, complex, str, bytes, bool, type(None), np.generic)


def stays_inside(function, target, sound, seen):
    """Whether code can be run in a changed form: it changes nothing but what it makes, and can be stopped.

    Of the notebook it may read modules, what cannot be changed in place, and functions of which the same is true.

    Args:
        function, target: the tree of a function, and the function.
        sound: names of functions in whose place the course's own are called.
        seen: list of functions that were looked at.
    """
    nodes, space = list(ast.walk(function)), target.__globals__
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    kinds = (ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom)
    if names & OUTSIDE or target.__code__.co_freevars or any(isinstance(node, kinds) for node in nodes):
        return False
    for node in nodes:
        last = [inner for statement in getattr(node, "finalbody", []) for inner in ast.walk(statement)]
        if any(isinstance(inner, (ast.Return, ast.Break, ast.Continue)) for inner in last):
            return False  # this, and an `except` of all, catch the end of the time and go on
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            return False
        if isinstance(node, ast.Attribute) and isinstance(space.get(getattr(node.value, "id", "")), FunctionType):
            return False
    read = _names_of_the_notebook(compile(ast.Module([function], []), "<an answer>", "exec"))
    return all(_harmless(space[name], sound, seen) for name in read - {function.name, *sound} if name in space)


def _harmless(value, sound, seen):
    if isinstance(value, tuple):
        return all(_harmless(item, sound, seen) for item in value)
    if isinstance(value, (ModuleType, *SCALARS)) or value is getattr(builtins, getattr(value, "__name__", ""), seen):
        return True
    if isinstance(value, np.ufunc) or str(getattr(value, "__module__", "")).partition(".")[0] in ("numpy", "math"):
        return not isinstance(value, np.ndarray)
    if not isinstance(value, FunctionType):
        return False
    if value in seen:
        return True
    seen.append(value)
    kept = (*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values())
    tree = tree_of_function(value) if _harmless(kept, sound, seen) else None
    return tree is not None and stays_inside(tree, value, sound, seen)


def _names_of_the_notebook(code):
    """The names that a piece of code, or one inside of it, looks up outside of all functions."""
    steps = (one for piece in codes_of(code) for one in dis.get_instructions(piece))
    return {one.argval for one in steps if one.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
