"""Mutants of the reference solutions: does an exercise's set of cases tell wrong from right?

Each mutant is the reference with one small change: another operator, sign, constant, bound, axis, default or order, a
dropped term, factor or line, an ignored argument. One that earns full marks shows a missing case, unless it is equal to
the reference; such are explained in `equal_mutants.txt` beside this file. The others serve as wrong answers, to measure
what the check says of them.
"""

import ast
import copy
import inspect
import textwrap
import warnings
from dataclasses import dataclass
from pathlib import Path

from ...checks import probes
from ...checks.contract import Spec
from ...checks.diagnosis.slips import Slip
from ...checks.judges import judge
from .slips import slips, without_brackets

OTHER = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
TURNED = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
NAMES = {
    "maximum": "minimum",
    "minimum": "maximum",
    "max": "min",
    "min": "max",
    "sum": ("mean", "prod"),
    "mean": ("sum", "max", "median"),
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "any": "all",
    "all": "any",
    "argmax": "argmin",
    "argmin": "argmax",
    "floor": "ceil",
    "ceil": "floor",
    "sqrt": "abs",
    "exp": "expm1",
    "log": "log2",
    "abs": "square",
    "std": "var",
    "var": "std",
    "copy": "asarray",
    "tanh": "arctan",
    "prod": "sum",
    "square": "abs",
    "log1p": "log",
}
SECONDS = 2.0  # of processor time
EQUAL = Path(__file__).with_name("equal_mutants.txt")


@dataclass
class Mutant:
    """A changed reference.

    Attributes:
        name: what was changed, e.g. "3: `a - b` -> `a + b`", the line counted in the function.
        slip: how a teacher names it.
        answer: the changed function.
    """

    name: str
    slip: Slip
    answer: object


def mutants(exercise):
    """All mutants of an exercise's reference function; none of an open task, whose right answers are many, and none
    where the reference is no function with a source.
    """
    reference = exercise.reference if not exercise.probe.open_task else None
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(reference)))
    except (TypeError, OSError, SyntaxError):
        return
    function = next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == exercise.name), None)
    if function is None:
        return
    seen = {ast.unparse(function)}
    for name, slip, changed in _changes(function):
        text = ast.unparse(ast.fix_missing_locations(changed))
        if text in seen:
            continue
        seen.add(text)
        space = dict(reference.__globals__)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(text, f"<mutant of {exercise.id}>", "exec"), space)
        yield Mutant(name, slip, space[exercise.name])


def survivors(exercise, seeds=(0, 1)):
    """Mutants that earn full marks with the cases of each seed."""
    specs = [Spec.of(exercise.spec(seed, with_wrong=False)) for seed in seeds]
    for spec in specs:
        spec.time_limit = (
            min(spec.time_limit, SECONDS) if not spec.probe["kind"].startswith("model") else spec.time_limit
        )
    return [mutant for mutant in mutants(exercise) if all(earns(mutant.answer, spec) for spec in specs)]


def explained():
    """Exercise id -> {name without its line: why it is no missing case}, as `equal_mutants.txt` tells."""
    found = {}
    for line in EQUAL.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            exercise, name, why = (word.strip() for word in line.split(" | ", 2))
            found.setdefault(exercise, {})[name] = why
    return found


def unexplained(bank):
    """(exercise id, name) of each survivor in a bank that the list does not explain, and lines of
    the list about none.
    """
    known, missing, idle = explained(), [], []
    for exercise in bank.exercises:
        names = {mutant.name.partition(": ")[2] for mutant in survivors(exercise)} if not exercise.secret else set()
        listed = known.get(exercise.id, {})
        missing += [(exercise.id, name) for name in sorted(names - set(listed))]
        idle += [(exercise.id, name) for name in sorted(set(listed) - names)]
    return missing, idle


def earns(answer, spec):
    """True where an answer earns full marks; it is asked case by case and given up at the first that is wrong."""
    for case in spec.cases:
        one = copy.copy(spec)
        one.cases, one.parts, one.carried = [copy.copy(case)], {}, []
        one.cases[0].part = ""
        if judge(one, probes.answer(probes.request(one), answer, of_processor=True)).state != "right":
            return False
    return True


def _changes(function):
    """(name, slip, changed copy of the function) for every change of every place."""
    for words, old, changed in without_brackets(function):
        yield f"0: `{_one_line(old)}` -> `{words}`", Slip(words), changed
    for position, node in enumerate(ast.walk(function)):
        for slip, old, make in _at(node, function):
            slip = Slip(slip) if isinstance(slip, str) else slip
            changed = copy.deepcopy(function)
            place = next(item for k, item in enumerate(ast.walk(changed)) if k == position)
            new = make(place)
            if isinstance(new, ast.AST):
                changed = _Put(place, new).visit(changed)
                after = slip.text if hasattr(new, "body") else ast.unparse(ast.fix_missing_locations(new))
            else:
                after = new
            if hasattr(changed.args, "first_line"):
                changed.body.insert(1 if _docstring(changed.body[0]) else 0, ast.parse(changed.args.first_line).body[0])
            line = getattr(node, "lineno", function.lineno) - function.lineno + 1
            yield f"{line}: `{_one_line(old)}` -> `{_one_line(after)}`", slip, changed


def _one_line(text):
    return " ".join(text.split())


class _Put(ast.NodeTransformer):
    def __init__(self, old, new):
        self._old, self._new = old, new

    def visit(self, node):
        return self._new if node is self._old else self.generic_visit(node)


SIGNS = {
    ast.Add: "+",
    ast.Sub: "−",
    ast.Mult: "·",
    ast.Div: "/",
    ast.Pow: "**",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.MatMult: "@",
}
BRACKETS = "Missing brackets give the same: `a / 2 * b` is `(a / 2) * b`."
BRANCHES = "Results that have changed places between its branches give the same."


def _at(node, function):
    """(words or slip, old text, function that changes a copy of the node in place or gives another) for one place."""
    old = ast.unparse(node) if isinstance(node, (ast.expr, ast.stmt)) and node is not function else ""
    known = {arg.arg for arg in function.args.args}
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in OTHER:
        one, other = type(node.op), OTHER[type(node.op)]
        holds = (other.__name__, *["USub"] * (other is ast.Sub))
        same = BRACKETS if {one, other} == {ast.Mult, ast.Div} else ""
        slip = Slip(f"a {SIGNS[other]} stands where a {SIGNS[one]} belongs", holds=holds, same=same)
        yield slip, old, lambda n: _with(n, op=OTHER[type(n.op)]())
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.MatMult):
        for side, gone in (("left", node.right), ("right", node.left)):
            names = _with_names(gone, known)
            yield (
                Slip(
                    f"{_kind(node.op)}{names} is left out",
                    vague=not names and not isinstance(node.op, (ast.Div, ast.Pow)),
                ),
                old,
                lambda n, s=side: copy.deepcopy(getattr(n, s)),
            )
    if isinstance(node, ast.AugAssign):
        yield (
            f"`=` stands where `{SIGNS[type(node.op)].replace('−', '-')}=` belongs",
            old,
            lambda n: ast.Assign([n.target], n.value),
        )
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
        lost = "a minus sign" if isinstance(node.op, ast.USub) else "a `not`"
        yield f"{lost} is left out", old, lambda n: copy.deepcopy(n.operand)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for words, table in (
            ("a comparison treats the case of equality the other way", OTHER),
            (Slip("a comparison looks the wrong way", same=BRANCHES), TURNED),
        ):
            if type(node.ops[0]) in table:
                if isinstance(node.ops[0], (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)):
                    words = "a comparison asks for the opposite"
                yield words, old, lambda n, table=table: _with(n, ops=[table[type(n.ops[0])]()])
    if isinstance(node, ast.BoolOp):
        yield "`and` and `or` are exchanged", old, lambda n: _with(n, op=OTHER[type(n.op)]())
        for k in range(len(node.values)):
            yield "one of the conditions is left out", old, lambda n, k=k: copy.deepcopy(n.values[k])
    if isinstance(node, (ast.IfExp, ast.If)):
        yield (
            "a condition is the wrong way round",
            ast.unparse(node.test),
            lambda n: _with(n, test=ast.UnaryOp(ast.Not(), n.test)),
        )
    yield from slips(node, function)
    yield from _constants(node)
    yield from _calls(node, old)
    if isinstance(node, ast.Slice):
        for bound in ("lower", "upper"):
            if getattr(node, bound) is not None:
                where = "start" if bound == "lower" else "end"
                yield (
                    f"a slice takes in too much at its {where}",
                    "slice",
                    lambda n, bound=bound: _with(n, **{bound: None}),
                )
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
        yield (
            "the first two values are exchanged",
            old,
            lambda n: _with(n, value=ast.Tuple([n.value.elts[1], n.value.elts[0], *n.value.elts[2:]], ast.Load())),
        )
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield "an array is not transposed where it should be", old, lambda n: copy.deepcopy(n.value)
    if isinstance(node, ast.arguments):
        yield from _ignored(node, function)
    for field in ("body", "orelse"):
        block = getattr(node, field, None)
        if isinstance(block, list):
            for k, statement in enumerate(block):
                kept = isinstance(statement, (ast.Return, ast.FunctionDef, ast.Raise)) or _docstring(statement)
                if not kept:
                    first = ast.unparse(statement).splitlines()[0]
                    yield (
                        _left_out(statement, known),
                        first,
                        lambda n, field=field, k=k: _without(n, field, k),
                    )


def _left_out(statement, known):
    calls = [node.func for node in ast.walk(statement) if isinstance(node, ast.Call)]
    if isinstance(statement, ast.Assign) and any(getattr(f, "attr", "") in ("asarray", "array") for f in calls):
        return "what comes as a list is computed with as if it were an array"
    names = sorted({n.id for n in ast.walk(statement) if isinstance(n, ast.Name)} & known)
    with_names = f" with {' and '.join(f'`{name}`' for name in names)} in it" if names else ""
    return Slip(f"one step{with_names} is left out, or has no effect", vague=True)


def _kind(op):
    kinds = {ast.Add: "a term", ast.Sub: "a term", ast.Mult: "a factor", ast.Div: "a division", ast.Pow: "a power"}
    return kinds.get(type(op), "a part")


def _with_names(gone, known):
    """The arguments in what is left out: they may be named, the formula may not."""
    names = sorted({n.id for n in ast.walk(gone) if isinstance(n, ast.Name)} & known)
    return f" with {' and '.join(f'`{name}`' for name in names)} in it" if names else ""


def _with(node, **fields):
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _docstring(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _without(node, field, k):
    getattr(node, field)[k] = ast.Pass()
    return "nothing"


def _constants(node):
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield "a True and a False are exchanged", repr(value), lambda n: ast.Constant(not n.value)
    elif isinstance(value, int):
        for by in (1, -1):
            yield (
                f"a {value + by} stands where another number belongs",
                repr(value),
                lambda n, by=by: ast.Constant(n.value + by),
            )
    elif isinstance(value, float):
        for other in (value * 2 if value else 1.0, value * 0.5 if value else -1.0):
            yield (
                f"a {other:g} stands where another number belongs",
                repr(value),
                lambda n, other=other: ast.Constant(other),
            )


def _calls(node, old):
    if not isinstance(node, ast.Call):
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    others = NAMES.get(name, ())
    for other in (others,) if isinstance(others, str) else others:
        field = "attr" if isinstance(node.func, ast.Attribute) else "id"
        slip = Slip(f"`{other}` stands where another function belongs", holds=(other,))
        yield slip, old, lambda n, field=field, other=other: _with(n, func=_with(n.func, **{field: other}))
    for k, keyword in enumerate(node.keywords):
        rest = [k for k in range(len(node.keywords)) if k != node.keywords.index(keyword)]
        words = f"`{keyword.arg}` is not given to `{name}`"
        yield words, old, lambda n, rest=rest: _with(n, keywords=[n.keywords[i] for i in rest])
        if keyword.arg == "axis" and isinstance(keyword.value, (ast.Constant, ast.UnaryOp)):
            other = 1 if getattr(keyword.value, "value", None) == 0 else 0
            words = f"`{name}` runs over axis {other}, where another is asked for"
            yield (
                words,
                old,
                lambda n, k=k, other=other: _with(
                    n,
                    keywords=[
                        ast.keyword("axis", ast.Constant(other)) if i == k else item
                        for i, item in enumerate(n.keywords)
                    ],
                ),
            )
    if name == "range":
        end = lambda n: [*n.args[:-1], ast.BinOp(n.args[-1], ast.Sub(), ast.Constant(1))]  # noqa: E731
        if len(node.args) < 3:
            yield "a loop ends one round too early", old, lambda n: _with(n, args=end(n))
        if len(node.args) == 1:
            yield "a loop starts one round too late", old, lambda n: _with(n, args=[ast.Constant(1), *n.args])


def _ignored(node, function):
    """Each argument ignored: its default in its place, or ones of its form."""
    names = [arg.arg for arg in node.args]
    defaults = dict(zip(reversed(names), [ast.unparse(item) for item in reversed(node.defaults)]))
    for name in names:
        line = f"{name} = {defaults.get(name, f'{name} * 0 + 1')}"
        words = f"`{name}` is always taken as its default" if name in defaults else f"`{name}` is taken as 1 throughout"
        yield words, f"argument {name}", lambda n, line=line: _first_line(n, line)


def _first_line(arguments, line):
    arguments.first_line = line  # `_changes` puts it into the function of these arguments
    return line
