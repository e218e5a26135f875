"""What the code that decides a mark says, as one word: it changes when that code does, and not with comments or layout.

A function stands for itself and for every function, class and constant of the course that it names; so a judge that is
mended changes the word of what it judged, and nothing else does.
"""

import ast
import functools
import hashlib
import importlib
import inspect
import sys
import types


def code_of(*roots):
    """The word for functions, classes and modules, with all of the course's own code that they use.

    What is looked up at run time (a registry of judges, an attribute of an object) is not followed: name it as a root.
    """
    found, todo = {}, list(roots)
    while todo:
        name, node, space = _place(todo.pop())
        if node is not None and name not in found:
            found[name] = ast.dump(node)
            todo += _used(node, space)
    return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()


def text_of(source):
    """The word for a piece of Python text, whatever its comments and layout; "" for what is none."""
    try:
        return ast.dump(_bare(ast.parse(source)))
    except SyntaxError:
        return ""


class Constant:
    """A name that a module binds to something that is neither function nor class."""

    def __init__(self, module, name):
        self.module, self.name = module, name


def _place(thing):
    """(its full name, its syntax tree or None where it is none of ours, the names around it)."""
    if isinstance(thing, types.ModuleType):
        return thing.__name__, module_tree(thing.__name__)[0], vars(thing)
    if isinstance(thing, Constant):
        node = module_tree(thing.module)[1].get(thing.name)
        return f"{thing.module}.{thing.name}", node, vars(sys.modules[thing.module])
    thing = inspect.unwrap(thing)
    module = getattr(thing, "__module__", None) or ""
    name = f"{module}.{getattr(thing, '__qualname__', '')}"
    if not module.startswith("helpers"):
        return name, None, {}
    node = module_tree(module)[1].get(thing.__qualname__)
    return name, node, vars(sys.modules[module])


@functools.cache
def module_tree(name):
    """(the bare tree of a module, {qualified name: node} of its functions, classes and constants)."""
    with open(sys.modules[name].__file__, encoding="utf-8") as file:
        tree = _bare(ast.parse(file.read()))
    places = {}
    for node in tree.body:
        for target in _targets(node):
            if isinstance(target, ast.Name):
                places[target.id] = node
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            places[node.name] = node
            for inner in getattr(node, "body", []):
                if isinstance(node, ast.ClassDef) and isinstance(inner, ast.FunctionDef):
                    places[f"{node.name}.{inner.name}"] = inner
    return tree, places


def _targets(node):
    return node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []


def _bare(tree):
    """The tree without docstrings and annotations."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str):
                node.body[:1] = [] if len(node.body) > 1 else [ast.Pass()]
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return tree


def _used(node, space):
    """What a piece of code names of the course: functions, classes, constants."""
    names, space = set(), dict(space)
    for part in _followed(node):
        if isinstance(part, ast.ImportFrom) and (source := _resolved(part, space)):
            here = importlib.import_module(source)
            for alias in part.names:
                if hasattr(here, alias.name):
                    space[alias.asname or alias.name] = getattr(here, alias.name)
    for part in _followed(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            names.add((part.id,))
        elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            names.add((part.value.id, part.attr))
    for first, *rest in sorted(names):
        value = space.get(first)
        if isinstance(value, types.ModuleType):
            if rest and value.__name__.startswith("helpers") and hasattr(value, rest[0]):
                yield from _named(getattr(value, rest[0]), value.__name__, rest[0])
        elif first in space:
            yield from _named(value, space["__name__"], first)


def _named(value, module, name):
    if isinstance(value, types.ModuleType):
        return
    if inspect.isclass(value) or inspect.isroutine(inspect.unwrap(value) if callable(value) else value):
        yield value
        return
    node = module_tree(module)[1].get(name) if module.startswith("helpers") else None
    if node is not None and not _is_registry(node, vars(sys.modules[module])):
        yield Constant(module, name)
    elif node is None and (home := _home(module, name)):
        yield from _named(value, *home)


def _home(module, name):
    """Where a constant that a module has imported is made: (module, name)."""
    if (
        module not in sys.modules
        or not getattr(sys.modules[module], "__file__", None)
        or not module.startswith("helpers")
    ):
        return None
    for node in module_tree(module)[0].body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name and (source := _resolved(node, vars(sys.modules[module]))):
                    return source, alias.name
    return None


def _is_registry(node, space):
    """True for a table of classes; which of them counts is said where it is looked up."""
    called = {id(part.func) for part in ast.walk(node) if isinstance(part, ast.Call)}
    names = (part for part in ast.walk(node) if isinstance(part, ast.Name) and id(part) not in called)
    return any(inspect.isclass(space.get(part.id)) for part in names)


def _followed(node):
    """The parts of a piece of code; a field's default is taken as it stands: what it makes is a root of its own."""
    todo = [node]
    while todo:
        part = todo.pop()
        yield part
        if isinstance(part, ast.ClassDef):
            todo += [inner for inner in part.body if not isinstance(inner, ast.AnnAssign)] + part.bases
        else:
            todo += ast.iter_child_nodes(part)


def _resolved(node, space):
    """The full name of the module that an import names, or None where it is none of the course."""
    package = space.get("__package__") or ""
    if node.level:
        package = package.rsplit(".", node.level - 1)[0] if node.level > 1 else package
        name = f"{package}.{node.module}" if node.module else package
    else:
        name = node.module or ""
    return name if name.split(".")[0] == "helpers" else None
