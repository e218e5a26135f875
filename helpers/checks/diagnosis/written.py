"""Lines that do not do what they seem to do in any program, where a case that is wrong runs them."""

import ast
import difflib
import inspect
import itertools
import operator

import numpy as np

from ..verdict import Message
from .calling import is_run
from .source import source_of


def facts(tried):
    if tried.complaints[tried.first].kind == "value":
        for look in LOOKS:
            yield from itertools.islice(look(tried), 1)
    if tried.complaints[tried.first].kind in ("value", "error"):
        yield from itertools.islice(_binds_tighter(tried), 1)


# What leaves what it is given as it is and hands back something new: functions of NumPy, methods of its arrays.
FUNCTIONS = (
    "clip maximum minimum abs exp log sqrt square round where reshape transpose append concatenate pad array flip"
)
METHODS = "astype clip copy flatten ravel reshape round transpose"


def _without_effect(tried):
    """A line that calls a function for its result and gives the result no name."""
    for node in _nodes(tried, ast.Expr):
        call = node.value
        if not isinstance(call, ast.Call):
            continue
        of = _name(getattr(call.func, "value", None))
        name = getattr(call.func, "attr", "") or _name(call.func)
        pure = FUNCTIONS.split() if of in ("np", "numpy") else METHODS.split()
        attribute = isinstance(call.func, ast.Attribute)
        if name not in (pure if attribute else tried.spec.probe.get("earlier", ())):
            continue
        if not (attribute and _given_out(call, name, of_numpy=of in ("np", "numpy"))) and is_run(tried, node):
            yield Message(
                f"Your line `{ast.unparse(node)}` computes something and throws it away: what `{name}` gives back gets "
                "no name, and the rest goes on with the old values."
            )


def _given_out(call, name, of_numpy):
    """True where a call of NumPy may be told where to put its result, by the name `out` or by position."""
    if any(keyword.arg in ("out", None) for keyword in call.keywords):
        return True
    function = getattr(np, name, None)
    if isinstance(function, np.ufunc):
        place = function.nin
    else:
        try:
            place = list(inspect.signature(function).parameters).index("out")
        except (TypeError, ValueError):
            return False
    given = len(call.args) + (not of_numpy)  # a method has its first one before the point
    return given > place or any(isinstance(one, ast.Starred) for one in call.args)


def _one_row_for_all(tried):
    """A list of lists made by `[[0] * n] * n`, and something is written into one of its rows."""
    for node in _nodes(tried, ast.Assign):
        name, made = _name(node.targets[0]), node.value
        if name and isinstance(made, ast.BinOp) and isinstance(made.op, ast.Mult) and isinstance(made.left, ast.List):
            row = made.left.elts[0] if len(made.left.elts) == 1 else None
            row = row.left if isinstance(row, ast.BinOp) and isinstance(row.op, ast.Mult) else row
            into = [one for one in _nodes(tried, ast.stmt) if name in _rows_written(one)]
            if (isinstance(row, ast.List) or _is_new(row)) and any(is_run(tried, one) for one in into):
                yield Message(
                    f"`{ast.unparse(made)}` holds one and the same row several times: what is written into one of them "
                    "stands in all."
                )


def _rows_written(node):
    """The names of lists into whose rows a statement writes: `a[0][1] = 2`, `a[0].append(2)`."""
    if isinstance(node, (ast.Assign, ast.AugAssign)):
        rows = [one.value for one in getattr(node, "targets", None) or [node.target] if isinstance(one, ast.Subscript)]
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        function = node.value.func
        rows = [function.value] if getattr(function, "attr", "") in ("append", "extend", "insert") else []
    else:
        return
    for row in rows:
        if isinstance(row, ast.Subscript):
            while isinstance(row, ast.Subscript):
                row = row.value
            yield _name(row)


def _always_true(tried):
    """`x == "a" or "b"`: what stands alone counts as true."""
    for node in _nodes(tried, ast.BoolOp):
        if not isinstance(node.op, ast.Or):
            continue
        alone = [
            one
            for one in node.values[1:]
            if isinstance(one, ast.Constant) and one.value and type(one.value) in (str, int, float)
        ]
        if isinstance(node.values[0], ast.Compare) and alone and is_run(tried, node):
            text = type(alone[0].value) is str
            yield Message(
                f"Your `{ast.unparse(node)}` is true whatever comes in: behind `or`, `{ast.unparse(alone[0])}` stands "
                f"alone, compared with nothing, and a {'text that is not empty' if text else 'number other than 0'} "
                "counts as true."
            )


COMPARING = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def _picked_again(tried):
    """`a[a < 0] = 0`, and in the next line `a[a >= 0] = 1`, which picks what the first one wrote, too."""
    for node in _nodes(tried, ast.AST):
        lines = getattr(node, "body", None)
        for one, other in zip(lines, lines[1:]) if isinstance(lines, list) else ():
            first, second = _masked(one), _masked(other)
            if not (first and second and first[0] == second[0] and first[3] != second[3]):
                continue
            name, compares, border, _ = second
            if compares(first[3], border) and is_run(tried, one) and is_run(tried, other):
                yield Message(
                    f"Your line `{ast.unparse(other)}` looks at `{name}` after `{ast.unparse(one)}` has changed it: "
                    f"each {first[3]:g} that was written there is picked, too."
                )


def _masked(node):
    """(name, comparison, border, what is written) of a line like `a[a < 0] = 1`; None for any other."""
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    mask = getattr(target, "slice", None)
    if not isinstance(target, ast.Subscript) or not isinstance(mask, ast.Compare) or len(mask.ops) != 1:
        return None
    names = {getattr(target.value, "id", None), getattr(mask.left, "id", "")}
    compares = COMPARING.get(type(mask.ops[0]))
    try:
        border, written = ast.literal_eval(mask.comparators[0]), ast.literal_eval(node.value)
    except ValueError:
        return None
    numbers = all(type(one) in (int, float) for one in (border, written))
    return (names.pop(), compares, border, written) if len(names) == 1 and compares and numbers else None


def _no_effect(tried):
    """A line such as `w == w - lr * g`, whose value goes nowhere."""
    for node in _nodes(tried, ast.Expr):
        if isinstance(node.value, (ast.Compare, ast.BinOp)) and is_run(tried, node):
            meant = " `=` gives a name a value; `==` compares." if isinstance(node.value, ast.Compare) else ""
            yield Message(f"Your line `{ast.unparse(node)}` computes something and does nothing with it.{meant}")


def _same_counter(tried):
    """A loop inside another, both with the same variable."""
    for outer in _nodes(tried, ast.For):
        for inner in ast.walk(outer):
            same = isinstance(inner, ast.For) and inner is not outer and _name(inner.target) == _name(outer.target)
            if same and _name(inner.target) not in ("", "_") and is_run(tried, inner):
                yield Message(
                    f"Two of your loops, one inside the other, have the same variable `{_name(inner.target)}`: from "
                    "the inner one on, the value that the outer one gave it is lost."
                )


def _set_anew(tried):
    """`for w in weights: w = …`: the name is another one's, the list is as before."""
    for loop in _nodes(tried, ast.For):
        name, through = _name(loop.target), _name(loop.iter)
        for node in loop.body:
            if not (isinstance(node, ast.Assign) and name and name in map(_name, node.targets) and through):
                continue
            reads = [one for one in _nodes(tried, ast.Name) if one.id == name and isinstance(one.ctx, ast.Load)]
            if all(one.lineno <= node.end_lineno for one in reads) and is_run(tried, node):
                yield Message(
                    f"Your line `{ast.unparse(node)}` gives the loop's name `{name}` another value, which nothing "
                    f"reads. What stands in `{through}` is as it was."
                )


def _no_power(tried):
    """`x ^ 2`, which is a number for whole numbers."""
    for node in _nodes(tried, ast.BinOp):
        exponent = isinstance(node.right, ast.Constant) and type(node.right.value) is int and node.right.value > 1
        if isinstance(node.op, ast.BitXor) and exponent and is_run(tried, node):
            yield Message(f"`{ast.unparse(node)}` is no power in Python: `^` compares bits, and a power is `**`.")


def _two_names(tried):
    """`dw = db = np.zeros(3)`, and something is written into one of the two."""
    for node in _nodes(tried, ast.Assign):
        names = [_name(target) for target in node.targets]
        if len(names) < 2 or not all(names) or not (isinstance(node.value, ast.List) or _is_new(node.value)):
            continue
        if any(_names_written(one) & {*names} and is_run(tried, one) for one in _nodes(tried, ast.stmt)):
            yield Message(
                f"Your line `{ast.unparse(node)}` makes one thing with {len(names)} names: what is written into one "
                "stands in the other."
            )


def _names_written(node):
    """The names of lists or arrays that a statement changes in place: `a[0] = 1`, `a += 1`, `a.append(1)`."""
    if isinstance(node, ast.AugAssign):
        return {_name(getattr(node.target, "value", node.target))}
    if isinstance(node, ast.Assign):
        return {_name(target.value) for target in node.targets if isinstance(target, ast.Subscript)}
    call = node.value if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
    changes = getattr(getattr(call, "func", None), "attr", "") in ("append", "extend", "insert")
    return {_name(call.func.value)} if changes else set()


def _binds_tighter(tried):
    """`a > 0 & b > 0`, which is read as `a > (0 & b) > 0`."""
    for node in _nodes(tried, ast.Compare):
        inner = [one for one in node.comparators[:-1] if isinstance(one, ast.BinOp)]
        inner = [one for one in inner if isinstance(one.op, (ast.BitAnd, ast.BitOr))]
        if inner and is_run(tried, node):
            sign = "&" if isinstance(inner[0].op, ast.BitAnd) else "|"
            yield Message(
                f"Your `{ast.unparse(node)}` takes `{ast.unparse(inner[0])}` first: `{sign}` binds tighter than a "
                "comparison. Brackets around each comparison keep them apart."
            )


def _new_attribute(tried):
    """`base.trainabel = False`, which Keras takes and never reads."""
    for node in _nodes(tried, ast.Assign):
        names = [target.attr for target in node.targets if isinstance(target, ast.Attribute)]
        if any(difflib.get_close_matches(name, ["trainable"]) and name != "trainable" for name in names):
            yield Message(
                f"Your line `{ast.unparse(node)}` makes something new that Keras never looks at: compare the name "
                "letter by letter with the one in the lesson."
            )


def _whole_division(tried):
    """`1 // 2`, which is 0; a larger quotient, such as `3 // 2` for a border, may be meant so."""
    for node in _nodes(tried, ast.BinOp):
        numbers = [getattr(one, "value", None) for one in (node.left, node.right)]
        nothing = all(type(number) is int for number in numbers) and 0 < numbers[0] < numbers[1]
        if isinstance(node.op, ast.FloorDiv) and nothing and is_run(tried, node):
            yield Message(f"`{ast.unparse(node)}` is 0: `//` leaves the rest out.")


NEW = "zeros ones empty full zeros_like ones_like full_like array eye".split()


def _is_new(node):
    """True for a call of NumPy that makes an array."""
    function = getattr(node, "func", None)
    return getattr(function, "attr", "") in NEW and _name(getattr(function, "value", None)) in ("np", "numpy")


def _nodes(tried, kind):
    return [node for node in ast.walk(source_of(tried) or ast.Module([], [])) if isinstance(node, kind)]


def _name(node):
    return getattr(node, "id", "")


LOOKS = (
    _without_effect,
    _no_effect,
    _one_row_for_all,
    _two_names,
    _always_true,
    _picked_again,
    _same_counter,
    _set_anew,
    _no_power,
    _new_attribute,
    _whole_division,
)
