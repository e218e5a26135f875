"""Slips of the hand as changes of a reference: brackets that are missing, a function of each term in place of one of
the sum, a value in another's place, lines in another order. `mutants` adds them to its own.
"""

import ast
import copy
import re

from ...checks.diagnosis.slips import Slip

SUMS = (ast.Add, ast.Sub)
MOST_NAMES = 40  # values in another's place, for each reference
# They count, convert, or raise: to leave them out, or to take them of each term, is no slip or the same.
NO_SLIPS = ("range", "len", "array", "asarray", "zip", "list", "tuple", "int", "float", "enumerate", "ValueError")
LINEAR = ("sum", "mean", "diff", "flip", "pad")


def slips(node, function):
    """(words or slip, old text, function that gives another node for a copy of this one) for one place."""
    if isinstance(node, ast.BinOp):
        yield from _brackets(node)
        yield from _matrices(node)
    if isinstance(node, ast.Call) and len(node.args) >= 1:
        yield from _of_each_term(node)
    for field in ("body", "orelse"):
        block = getattr(node, field, None)
        if isinstance(block, list):
            yield from _lines(block, field)
    if isinstance(node, ast.Attribute) and node.attr == "pi":
        yield "180 stands where π belongs", ast.unparse(node), lambda n: ast.Constant(180)
    if node is function:
        return
    yield from _in_place_of(node, function)
    yield from _as_default(node, function)


def _binary(left, op, right):
    return ast.BinOp(copy.deepcopy(left), op, copy.deepcopy(right))


def _brackets(node):
    """`(a - b) ** 2` as `a ** 2 - b ** 2`, `a * b + c` as `a * (b + c)`."""
    old = ast.unparse(node)
    if isinstance(node.op, ast.Pow) and isinstance(node.left, ast.BinOp) and isinstance(node.left.op, SUMS):
        yield (
            "each term is raised to the power by itself, and not their sum or difference",
            old,
            lambda n: _binary(_binary(n.left.left, n.op, n.right), n.left.op, _binary(n.left.right, n.op, n.right)),
        )
    inner = node.left
    if isinstance(node.op, SUMS) and isinstance(inner, ast.BinOp) and isinstance(inner.op, (ast.Mult, ast.Div)):
        words = "a term stands inside of brackets, where it belongs outside"
        yield words, old, lambda n: _binary(n.left.left, n.left.op, _binary(n.left.right, n.op, n.right))
        if isinstance(inner.op, ast.Div) and isinstance(inner.left, ast.BinOp) and isinstance(inner.left.op, ast.Mult):
            yield (
                words,
                old,
                lambda n: _binary(
                    n.left.left.left,
                    ast.Mult(),
                    _binary(_binary(n.left.left.right, ast.Div(), n.left.right), n.op, n.right),
                ),
            )


def without_brackets(function):
    """Each pair of brackets around a part of a formula left out: (words, old text, the changed function)."""
    bare = copy.deepcopy(function)
    bare.body = [
        line for line in bare.body if not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
    ]
    text = ast.unparse(bare)
    same, first = ast.dump(ast.parse(text).body[0]), len(text.splitlines()[0])
    for start, letter in enumerate(text):
        if (
            letter != "("
            or start < first
            or re.search(r"[\w\])]$", text[:start])
            and not re.search(r"\b(return|in|and|or|not|if|else)$", text[:start].rstrip())
        ):
            continue
        end = _closing(text, start)
        try:
            changed = ast.parse(text[:start] + " " + text[start + 1 : end] + " " + text[end + 1 :]).body[0]
        except SyntaxError:
            continue
        if ast.dump(changed) != same:
            yield "brackets around a part of the formula are missing", text[start : end + 1], changed


def _closing(text, start):
    depth = 0
    for k in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[k], 0)
        if depth == 0:
            return k
    return len(text)


def _matrices(node):
    if not isinstance(node.op, ast.MatMult):
        return
    old = ast.unparse(node)
    yield Slip("`*` stands where `@` belongs", holds=("Mult",)), old, lambda n: _binary(n.left, ast.Mult(), n.right)
    yield "the two factors of a matrix product are exchanged", old, lambda n: _binary(n.right, n.op, n.left)
    for side in ("left", "right"):
        if isinstance(getattr(node, side), ast.Name):
            yield "an array is transposed where it should not be", old, lambda n, side=side: _transposed(n, side)


def _transposed(node, side):
    changed = copy.deepcopy(node)
    setattr(changed, side, ast.Attribute(getattr(changed, side), "T", ast.Load()))
    return changed


def _of_each_term(node):
    """`f(a + b)` as `f(a) + f(b)`, as `f(a) + b`, and without f."""
    name, old, inner = _called(node), ast.unparse(node), node.args[0]
    if not name or name in NO_SLIPS:
        return
    if len(node.args) == 1 and not node.keywords:
        yield f"`{name}` is left out", old, lambda n: copy.deepcopy(n.args[0])
    if _one_of(inner) and len(node.args) == 1:
        yield f"`{name}` and `{_called(inner)}` come in the other order", old, _inside_out
    if not (isinstance(inner, ast.BinOp) and isinstance(inner.op, SUMS)) or name in LINEAR:
        return

    def around(n, term):
        rest = map(copy.deepcopy, n.args[1:])
        return ast.Call(copy.deepcopy(n.func), [copy.deepcopy(term), *rest], copy.deepcopy(n.keywords))

    yield (
        f"`{name}` is taken of each term, and not of their sum or difference",
        old,
        lambda n: ast.BinOp(around(n, n.args[0].left), n.args[0].op, around(n, n.args[0].right)),
    )
    if isinstance(inner.left, ast.BinOp) and isinstance(inner.left.op, SUMS):
        for last in (lambda n: n.args[0].right, lambda n: around(n, n.args[0].right)):
            yield (
                f"`{name}` is taken of each term, and not of their sum or difference",
                old,
                lambda n, last=last: ast.BinOp(
                    ast.BinOp(around(n, n.args[0].left.left), n.args[0].left.op, around(n, n.args[0].left.right)),
                    n.args[0].op,
                    copy.deepcopy(last(n)),
                ),
            )
    for side, other in (("left", "right"), ("right", "left")):
        yield (
            f"a term stands outside of `{name}`, where it belongs inside",
            old,
            lambda n, side=side, other=other: ast.BinOp(
                *(
                    around(n, getattr(n.args[0], part))
                    if part == side
                    else copy.deepcopy(getattr(n.args[0], part))
                    if part in ("left", "right")
                    else n.args[0].op
                    for part in ("left", "op", "right")
                )
            ),
        )


def _one_of(inner):
    return isinstance(inner, ast.Call) and len(inner.args) == 1 and _called(inner) not in ("", *NO_SLIPS)


def _inside_out(node):
    """`f(g(x))` as `g(f(x))`."""
    outer, inner = copy.deepcopy(node), copy.deepcopy(node.args[0])
    outer.args, inner.args = inner.args, [outer]
    return inner


def _called(node):
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _lines(block, field):
    """Lines in another order, a `return` inside the loop before it, a start value set anew in each round."""
    for k, (one, other) in enumerate(zip(block, block[1:])):
        if isinstance(one, (ast.For, ast.While)) and isinstance(other, ast.Return):
            yield (
                "the function is left in the first round of a loop",
                "return after the loop",
                lambda n, k=k: _moved_into(n, field, k, k + 1, -1),
            )
        if isinstance(one, ast.Assign) and isinstance(other, (ast.For, ast.While)):
            yield (
                "a start value is set anew in each round of a loop",
                ast.unparse(one),
                lambda n, k=k: _moved_into(n, field, k + 1, k, 0),
            )
        changing = all(isinstance(line, (ast.Assign, ast.AugAssign)) for line in (one, other))
        if changing and _stored(one) & _loaded(other) and not _converts(one):
            yield (
                Slip("two steps come in the other order", vague=True),
                f"{ast.unparse(one)}; {ast.unparse(other)}",
                lambda n, k=k: _exchanged(n, field, k),
            )


def _converts(line):
    """True for `x = np.asarray(x)`, which changes nothing for an array."""
    return getattr(getattr(line.value, "func", None), "attr", "") == "asarray"


def _stored(line):
    return {n.id for n in ast.walk(line) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _loaded(line):
    return {n.id for n in ast.walk(line) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _moved_into(node, field, loop, line, at):
    """The node with one of its lines moved into the loop beside it, at its start or its end."""
    changed = copy.deepcopy(node)
    block = getattr(changed, field)
    body = block[loop].body
    body.insert(0 if at == 0 else len(body), copy.deepcopy(block[line]))
    if at == 0:
        block.pop(line)
    return changed


def _exchanged(node, field, k):
    changed = copy.deepcopy(node)
    block = getattr(changed, field)
    block[k], block[k + 1] = block[k + 1], block[k]
    return changed


def _in_place_of(node, function):
    """Each of the arguments in the place of another argument, or of a value on the way, that is computed with."""
    if not isinstance(node, (ast.BinOp, ast.Return)):
        return
    arguments = [arg.arg for arg in function.args.args]
    local = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for side in ("left", "right", "value"):
        place = getattr(node, side, None)
        if not isinstance(place, ast.Name) or place.id not in {*arguments, *local}:
            continue
        for name in [*arguments, *sorted(local - set(arguments))][:MOST_NAMES]:
            if name != place.id:
                words = (
                    f"`{name}` stands where another value belongs"
                    if name in arguments
                    else Slip("a value on the way stands where another belongs", vague=True)
                )
                yield (
                    words,
                    f"{place.id} in {ast.unparse(node)}",
                    lambda n, side=side, name=name: _renamed(n, side, name),
                )


def _as_default(node, function):
    """An argument taken as its default in one place, where the call gives another value."""
    arguments, defaults = function.args.args, function.args.defaults
    said = {id(n) for text in ast.walk(function) if isinstance(text, ast.JoinedStr) for n in ast.walk(text)}
    if id(node) in said:
        return  # in the words of an error
    known = dict(zip([arg.arg for arg in arguments][len(arguments) - len(defaults) :], defaults))
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and isinstance(known.get(node.id), ast.Constant):
        words = f"`{node.id}` is taken as its default in one place"
        yield words, f"{node.id} in one place", lambda n: copy.deepcopy(known[n.id])


def _renamed(node, side, name):
    changed = copy.deepcopy(node)
    getattr(changed, side).id = name
    return changed
