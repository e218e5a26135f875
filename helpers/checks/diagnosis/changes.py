"""Small changes of a student's code, as changes of its tree: another operator, number, name, axis, order of lines."""

import ast
import copy
import inspect
from dataclasses import dataclass, field

import numpy as np

from .steps import on_the_way

ONE = 0.05  # of processor time, for one run of a changed function
# What is made as large as these are told; behind the data where that comes first.
SIZES = {"zeros", "ones", "empty", "full", "eye", "arange", "linspace", "range"}
SIZES_OF = {"tile", "repeat", "pad", "reshape"}
OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.MatMult, ast.Add),  # no power: of large whole numbers it never ends
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Pow: (ast.Mult,),
    ast.BitXor: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
}
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
ALIKE = (
    ("sum", "mean", "max", "maximum", "min", "minimum", "argmax", "argmin", "prod", "median", "cumsum"),
    ("abs", "absolute", "square", "sqrt"),
    ("std", "var"),
    ("log", "log2", "log10", "log1p"),
    ("sin", "cos", "tan", "tanh"),
    ("floor", "ceil", "round", "trunc"),
    ("any", "all"),
    ("zeros", "ones"),
    ("dot", "multiply", "outer"),
    ("exp", "expm1"),
    ("append", "extend"),
)
PLACE, MISSING, NEEDLESS, LINE, EQUALS, WHOLE = (
    "look at `{}` in it",
    "something is missing at `{}`",
    "is all of `{}` needed?",
    "is it needed, and does it stand where it should?",
    "look at the sign between its left and its right side",
    "look at `{}` in it: is that function asked for each part, or for the whole?",
)


@dataclass
class Known:
    """Names in the student's code.

    What is no number or array is not computed with: a large whole number times a tuple would fill the memory.

    Attributes:
        given, every: its arguments; these and all that it assigns.
        numeric: those of `every` that hold a number or an array.
        functions: what can be called around a value.
        sizes: the nodes that decide how large something becomes: they are changed by little.
    """

    given: list
    every: list
    numeric: list
    functions: list
    sizes: set = field(default_factory=set)

    @classmethod
    def of(cls, tried, function):
        nodes = list(ast.walk(function))
        given = [arg.arg for arg in nodes if isinstance(arg, ast.arg)]
        stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        every = list(dict.fromkeys([*given, *sorted(stored)]))
        held = on_the_way(tried.live.target, tried.case, None, ONE)
        numeric = [name for name in every if name in held and not isinstance(held[name], (list, tuple))]
        called = [node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
        functions = dict.fromkeys([*called, *tried.spec.probe.get("earlier", ()), *(n for n in every if n not in held)])
        functions = [name for name in functions if name not in SIZES | SIZES_OF]
        inner = {name for node in nodes if isinstance(node, ast.comprehension) for name in _names_in(node.target)}
        lists = {name for name in every if name not in numeric} - inner
        return cls(given, every, numeric, functions, _sizes(nodes, lists))


def _sizes(nodes, lists):
    """The nodes in sizes, counts of repetitions and exponents, and in what is assigned to a name that stands there."""
    found, names = set(), set()
    todo = [size for node in nodes for size in _sizes_in(node, lists)]
    while todo:
        for node in ast.walk(todo.pop()):
            found.add(node)
            if isinstance(node, ast.Name) and node.id not in names:
                names.add(node.id)
                todo += [one for one in nodes if node.id in _stored(one)]
                todo += [one.iter for one in nodes if hasattr(one, "iter") and node.id in _names_in(one.target)]
    return found


def _sizes_in(node, lists):
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
        of_numpy = isinstance(node.func, ast.Attribute) and _module(node.func)
        data = 1 if name in SIZES_OF and of_numpy else 0
        return [*node.args[data:], *node.keywords] if name in SIZES | SIZES_OF else []
    if not isinstance(node, (ast.BinOp, ast.AugAssign)) or not isinstance(node.op, (ast.Pow, ast.Mult)):
        return []
    left, right = (node.target, node.value) if isinstance(node, ast.AugAssign) else (node.left, node.right)
    if isinstance(node.op, ast.Pow):
        return [right]
    return [one for one, other in ((left, right), (right, left)) if _repeated(other, lists)]


def _repeated(node, lists):
    """True for what may be a list or a text, which is repeated where it is multiplied."""
    if isinstance(node, ast.Name):
        return node.id in lists
    return isinstance(node, (ast.List, ast.Tuple, ast.ListComp, ast.JoinedStr)) or (
        isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
    )


def _stored(node):
    """The names that a statement gives a value."""
    if not isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr)):
        return set()
    return set().union(*map(_names_in, getattr(node, "targets", None) or [node.target]))


def _names_in(node):
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def changed(function, run, known):
    """The tree with one change after the other in it, in the lines that were `run`: (the node that was changed, words
    for the place). Each change is taken back.
    """
    for node, holder, at, new, words in _ordered(function, run, known):
        before = holder[at] if isinstance(holder, list) else getattr(holder, at)
        _put(holder, at, new)
        ast.fix_missing_locations(function)
        try:
            yield node, words
        finally:
            _put(holder, slice(None) if isinstance(at, slice) else at, before)


def _put(holder, at, value):
    if isinstance(holder, list):
        holder[at] = value
    else:
        setattr(holder, at, value)


def _ordered(function, run, known):
    """All changes, the likely and few before the many: (node, what holds the change, its place there, the new value,
    words).
    """
    nodes = [found for found in _nodes(function) if run.intersection(range(found[0].lineno, found[0].end_lineno + 1))]
    bounded = (_operators, _numbers, _axes, _wrapped)  # those that make little larger
    few = (_operators, _merged, _numbers, _lines, _left_out, _axes)
    for kind in (*few, _names, _renamed, _factor, _wrapped, _called, _added):
        for node, holder, at in nodes:
            if kind in bounded or node not in known.sizes:
                yield from kind(node, holder, at, known)


def _nodes(function):
    """(node, what holds it, its place there) for each expression and statement of the body; texts are none of them."""
    todo = [(statement, function.body, i) for i, statement in enumerate(function.body)]
    while todo:
        node, holder, at = todo.pop(0)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # the docstring
        yield node, holder, at
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                todo += [(item, value, i) for i, item in enumerate(value) if hasattr(item, "lineno")]
            elif hasattr(value, "lineno"):
                todo.append((value, node, name))


def _operators(node, holder, at, known):
    size = node in known.sizes
    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        for other in OPERATORS.get(type(node.op), ()):
            if not size or other in (ast.Add, ast.Sub):
                yield node, node, "op", other(), PLACE
    if isinstance(node, ast.BinOp) and not size:
        if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult)):
            yield node, holder, at, _like(node, ast.BinOp(node.right, node.op, node.left)), PLACE
        left, right = node.left, node.right
        if isinstance(left, ast.BinOp) and not isinstance(left.op, ast.Pow):  # brackets: (a + b) · c or a + (b · c)
            inner = _like(node, ast.BinOp(left.right, node.op, right))
            yield node, holder, at, _like(node, ast.BinOp(left.left, left.op, inner)), PLACE
        if isinstance(right, ast.BinOp):
            inner = _like(node, ast.BinOp(left, node.op, right.left))
            yield node, holder, at, _like(node, ast.BinOp(inner, right.op, right.right)), PLACE
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in COMPARISONS:
            if not isinstance(node.ops[0], other):
                yield node, node, "ops", [other()], PLACE
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
        yield node, holder, at, node.operand, PLACE
    if isinstance(node, (ast.Attribute, ast.Name)) and isinstance(holder, ast.Call) and at == "func":
        field = "attr" if isinstance(node, ast.Attribute) else "id"
        for group in ALIKE:
            if getattr(node, field) in group:
                for other in group:
                    if other != getattr(node, field):
                        yield holder, node, field, other, PLACE


def _merged(node, holder, at, known):
    """f(a + b) in place of f(a) + f(b)."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub, ast.Mult)):
        calls = [one for one in (node.left, node.right) if isinstance(one, ast.Call) and len(one.args) == 1]
        if len(calls) == 2 and ast.dump(calls[0].func) == ast.dump(calls[1].func):
            inner = ast.BinOp(calls[0].args[0], node.op, calls[1].args[0])
            yield node, holder, at, _like(node, ast.Call(calls[0].func, [inner], calls[0].keywords)), WHOLE


def _numbers(node, holder, at, known):
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        for other in (0, 1, None, node.operand.value):
            yield node, holder, at, _like(node, ast.Constant(other)), PLACE
    if not isinstance(node, ast.Constant) or isinstance(node.value, (str, bytes)) or node.value is Ellipsis:
        return
    value = node.value
    others = (not value,) if isinstance(value, bool) else (0, 1, -1, 2, 0.5) if value is None else ()
    if not others:
        others = (value + 1, value - 1, 0, 1, -value, 2, 0.5)
    for other in dict.fromkeys(others):
        if other != value or type(other) is not type(value):
            yield node, holder, at, _like(node, ast.Constant(other)), PLACE


def _lines(node, holder, at, known):
    if not isinstance(node, ast.stmt):
        return
    if isinstance(node, ast.AugAssign):
        yield node, holder, at, _like(node, ast.Assign([node.target], node.value)), EQUALS
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Name, ast.Subscript)):
        for op in (ast.Add(), ast.Sub()):
            yield node, holder, at, _like(node, ast.AugAssign(node.targets[0], op, node.value)), EQUALS
    if not isinstance(holder, list):
        return
    if len(holder) > 1 and not isinstance(node, ast.Return):
        yield node, holder, at, _like(node, ast.Pass()), LINE
        if at + 1 < len(holder) and not isinstance(holder[at + 1], ast.Return):  # two lines in the other order
            yield node, holder, slice(None), [*holder[:at], holder[at + 1], node, *holder[at + 2 :]], LINE
    inner = getattr(node, "body", None)
    if isinstance(node, (ast.For, ast.While)) and isinstance(inner, list) and isinstance(inner[-1], ast.Return):
        outside = ast.copy_location(copy.copy(node), node)
        outside.body = inner[:-1] or [ast.Pass()]
        yield inner[-1], holder, at, _like(node, ast.If(ast.Constant(True), [outside, inner[-1]], [])), LINE


def _left_out(node, holder, at, known):
    if isinstance(node, ast.BinOp):
        yield node, holder, at, node.left, NEEDLESS
        yield node, holder, at, node.right, NEEDLESS
    if isinstance(node, ast.Call):
        if node.args and not isinstance(holder, ast.Expr) and not isinstance(node.args[0], ast.Starred):
            yield node, holder, at, node.args[0], NEEDLESS
        if isinstance(node.func, ast.Attribute) and not _module(node.func):
            yield node, holder, at, node.func.value, NEEDLESS
        for k in range(len(node.keywords)):
            yield node, node, "keywords", [*node.keywords[:k], *node.keywords[k + 1 :]], PLACE
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node, holder, at, node.value, NEEDLESS
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield node, holder, at, node.value, PLACE
    if isinstance(node, ast.List) and len(node.elts) > 1:
        yield node, node, "elts", node.elts[1:], PLACE
    if isinstance(node, ast.IfExp):
        yield node, holder, at, node.body, PLACE
        yield node, holder, at, node.orelse, PLACE


def _module(function):
    return isinstance(function.value, ast.Name) and function.value.id in ("np", "numpy", "math", "keras")


def _names(node, holder, at, known):
    power = isinstance(holder, ast.BinOp) and isinstance(holder.op, ast.Pow)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float) and not power:
        for name in known.numeric:
            yield node, holder, at, _like(node, ast.Name(name, ast.Load())), PLACE
    called = isinstance(holder, ast.Call) and at == "func"
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and not called:
        for name in known.every:
            if name != node.id and (name in known.numeric) == (node.id in known.numeric):
                yield node, node, "id", name, PLACE
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and isinstance(node.ctx, ast.Load):
        for name in known.numeric:  # an entry of it, where the whole of another one belongs
            yield node, holder, at, _like(node, ast.Name(name, ast.Load())), PLACE


def _wrapped(node, holder, at, known):
    if not _value(node, holder, at):
        return
    if isinstance(node, (ast.BinOp, ast.Name, ast.Call, ast.Subscript)):
        yield node, holder, at, _like(node, ast.UnaryOp(ast.USub(), node)), PLACE
        yield node, holder, at, _like(node, ast.BinOp(ast.Constant(1), ast.Sub(), node)), MISSING
        for number, op in ((1, ast.Add), (1, ast.Sub), (2, ast.Mult), (2, ast.Div)):
            yield node, holder, at, _like(node, ast.BinOp(node, op(), ast.Constant(number))), MISSING
        if node in known.sizes:
            return
        yield node, holder, at, _like(node, ast.Attribute(node, "T", ast.Load())), PLACE
        for name in ("square", "abs", "sqrt", "mean", "sum", "log", "exp", "tanh", "asarray", "radians"):
            call = ast.Call(ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load()), [node], [])
            yield node, holder, at, _like(node, call), MISSING
    if isinstance(node, ast.Name) and isinstance(holder, ast.BinOp):
        for part in (ast.Constant(-1), ast.Constant(0)):
            yield node, holder, at, _like(node, ast.Subscript(node, part, ast.Load())), PLACE


def _axes(node, holder, at, known):
    """An axis that is missing, the axes that should be kept, or both."""
    name = getattr(getattr(node, "func", None), "attr", "")
    if not isinstance(node, ast.Call) or not _takes(name, "axis"):
        return
    given = {keyword.arg for keyword in node.keywords}
    keeps = [ast.keyword("keepdims", ast.Constant(True))]
    both = ([], keeps) if "keepdims" not in given and _takes(name, "keepdims") else ([],)
    for axis in (0, -1) if "axis" not in given else (None,):
        for more in both:
            further = [*([] if axis is None else [ast.keyword("axis", ast.Constant(axis))]), *more]
            if further:
                yield node, node, "keywords", [*node.keywords, *further], MISSING


def _takes(name, argument):
    """Whether a function of NumPy takes an argument of that name."""
    try:
        return argument in inspect.signature(getattr(np, name, None) or getattr(np.linalg, name)).parameters
    except (AttributeError, TypeError, ValueError):
        return False


OPERANDS = (ast.BinOp, ast.Name, ast.Call, ast.Subscript, ast.Constant)


def _renamed(node, holder, at, known):
    """One name in place of another throughout a line that holds it more than once."""
    if not isinstance(node, ast.stmt) or hasattr(node, "body") or not isinstance(holder, list):
        return
    if not known.sizes.isdisjoint(ast.walk(node)):
        return
    loads = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    for name in known.numeric:
        for other in known.numeric:
            if loads.count(name) > 1 and other != name:
                changed = copy.deepcopy(node)
                for inner in ast.walk(changed):
                    if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load) and inner.id == name:
                        inner.id = other
                yield _first(node, name), holder, at, changed, PLACE


def _first(node, name):
    return next(n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load))


def _factor(node, holder, at, known):
    """A factor that is missing: one of the arguments."""
    if _value(node, holder, at) and isinstance(node, OPERANDS):
        for name in known.given:
            if name in known.numeric and not (isinstance(node, ast.Name) and node.id == name):
                yield node, holder, at, _with(node, ast.Mult, name), MISSING


def _added(node, holder, at, known):
    if _value(node, holder, at) and isinstance(node, OPERANDS):
        for name in known.numeric:
            for op in (ast.Mult, ast.Add, ast.Sub, ast.Div):
                if not (isinstance(node, ast.Name) and node.id == name):
                    yield node, holder, at, _with(node, op, name), MISSING


def _with(node, op, name):
    return _like(node, ast.BinOp(node, op(), ast.Name(name, ast.Load())))


def _called(node, holder, at, known):
    """A function that is missing around a value."""
    if _value(node, holder, at) and isinstance(node, (ast.BinOp, ast.Name)):
        for name in known.functions:
            yield node, holder, at, _like(node, ast.Call(ast.Name(name, ast.Load()), [node], [])), MISSING


def _value(node, holder, at):
    """True for an expression whose value is used, and which is no target, function or size."""
    if not isinstance(node, ast.expr) or isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del)):
        return False
    if isinstance(holder, ast.Call) and (at == "func"):
        return False
    text = isinstance(node, ast.Constant) and isinstance(node.value, (str, bool))
    return not (isinstance(holder, ast.Attribute) or text)


def _like(old, new):
    return ast.copy_location(new, old)
