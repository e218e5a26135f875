"""One small change of the student's own code with which every input comes out right: found by trying, told as a place.

What is said names the line and the piece, never what belongs there. The student's function is not touched: the changed
ones are made from its source, and live only as long as they are asked.
"""

import ast
import builtins
import copy
import dis
import inspect
import linecache
import threading
import time
import warnings
from dataclasses import dataclass, field
from types import CodeType, FunctionType, ModuleType

import numpy as np

from .. import probes
from ..complaints import complain
from ..contract import Outcome, Request
from ..verdict import Message
from .calling import tree_of, tree_of_function, watch
from .difference import numbers
from .steps import on_the_way
from .tried import chance_as_before

SECONDS = 0.8  # of processor time, for all changes together
ONE = 0.05  # and for one of them
# Code that reaches out of itself is not run in a changed form.
OUTSIDE = {"open", "exec", "eval", "input", "os", "sys", "shutil", "subprocess", "Path", "plt", "time", "requests"}
OUTSIDE |= {"globals", "setattr", "BaseException"}  # the last one would catch the end of the time
SCALARS = (int, float, complex, str, bytes, bool, type(None), np.generic)
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
PLACE, MISSING, NEEDLESS, LINE, EQUALS = (
    "look at `{}` in it",
    "something is missing at `{}`",
    "is all of `{}` needed?",
    "is it needed, and does it stand where it should?",
    "look at the sign between its left and its right side",
)


def facts(tried):
    function = tree_of(tried)
    if not function or threading.current_thread() is not threading.main_thread():  # there alone the time has an end
        return
    function.decorator_list = []
    target = tried.live.target
    if not _stays_inside(function, target, tried.spec.probe.get("stand_ins", ()), [target]):
        return
    until = time.process_time() + SECONDS
    first, last = function.lineno, function.end_lineno
    run = set(watch(tried, lines=True) or range(first, last + 1))
    known = Known.of(tried, function)
    for node, words in _changed(function, run, known):
        if time.process_time() > until:
            return
        if _right(tried, function):
            code = tried.live.target.__code__
            line, piece = probes.line_of(code, node.lineno), _text(code, node)
            number = len(tried.cases)
            yield Message(
                f"One small change in your line `{line}` is enough, and all {number} inputs that are tried here come "
                f"out right: {words.format(piece)}{'' if words.endswith('?') else '.'}",
                tried.complaints[tried.first].detail,
            )
            return


def _stays_inside(function, target, sound, seen):
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
    return tree is not None and _stays_inside(tree, value, sound, seen)


def _names_of_the_notebook(code):
    """The names that a piece of code, or one inside of it, looks up outside of all functions."""
    found = {one.argval for one in dis.get_instructions(code) if one.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    return found.union(*(_names_of_the_notebook(inner) for inner in code.co_consts if isinstance(inner, CodeType)))


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


def _text(code, node):
    """A piece of the student's code as it is written."""
    lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 : node.end_lineno]
    indent = len(lines[0]) - len(lines[0].lstrip())
    if node.lineno != node.end_lineno:
        return f"{probes.line_of(code, node.lineno)} …"
    return lines[-1].encode()[indent + node.col_offset : indent + node.end_col_offset].decode()


def _right(tried, function):
    """Whether the function that a tree stands for is right in every case of this part, and no worse in other parts; the
    smallest case that is wrong is asked first.
    """
    live = tried.live
    space = dict(live.target.__globals__)  # a copy: the notebook's own stay, and what calls itself is the changed one
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = compile(ast.Module([function], []), "<a changed answer>", "exec")
    except SyntaxError:  # a change may make no Python
        return False
    exec(code, space)
    mine, smallest = space[function.name], min(tried.wrong, key=lambda i: len(str(tried.cases[i].args)))
    if not all(_fine(tried, case, mine) for case in (tried.cases[smallest], *tried.cases)):
        return False
    others = [case for case in tried.spec.cases if not any(case is one for one in tried.cases)]
    return all(_fine(tried, case, mine) or not _fine(tried, case, tried.live.target) for case in others)


def _fine(tried, case, target):
    spec = tried.spec
    request = Request(spec.id, spec.name, spec.probe | {"earlier": ()}, [case.inputs()], ONE)
    with chance_as_before():
        outcome = Outcome.read(probes.answer(request, target, of_processor=True)[0])
    if outcome.answered and tried.how.compares_values:  # most are far off, and a complaint in full takes its time
        got, wanted = numbers(outcome.value), numbers(Outcome.read(case.expected).value)
        readable = got is not None and wanted is not None
        if readable and not (got.shape == wanted.shape and np.allclose(got, wanted, 1e-3, 1e-3)):
            return False
    return complain(tried.how, spec, case, outcome) is None


def _changed(function, run, known):
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
    for kind in (_operators, _numbers, _lines, _left_out, _axes, _names, _renamed, _factor, _wrapped, _called, _added):
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
