"""Facts about what an answer depends on: the notebook's own names, arguments that it ignores, other samples that leak
in.
"""

import ast
import copy
import dis
import inspect
import types
from dataclasses import dataclass

import numpy as np

from .. import plain
from ..complaints import alike
from ..naming import listed, part
from ..verdict import Message
from .difference import relation
from .source import tree_of

OUT_OF_TIME = 0.01  # seconds that are left where nothing more is asked: what was not looked at is not spoken of


def facts(tried):
    if not tried.live or not tried.outcomes[tried.first].answered or tried.spec.probe["kind"] != "call":
        return
    unread = [name for name in tried.spec.moves if name in tried.spec.parameters and not _read(tried, name)]
    if not all(tried.outcomes[i].answered for i in tried.wrong):
        yield from _never_read(tried, unread)
        return
    used = [name for name in notebook_names(tried.live.target) if _uses(tried, name)]
    if used:
        names = listed(f"`{name}`" for name in used)
        none = "which is no argument of it" if len(used) == 1 else "which are no arguments of it"
        yield Message(
            f"Your function's answer depends on {names} of your notebook, {none}. Use what the call hands over."
        )
    if unread:
        yield from _never_read(tried, unread)
        return
    if _left_to_chance(tried):
        yield Message(
            "Your answer depends on random numbers that your function draws: with others it is another. Here nothing "
            "is left to chance."
        )
    ignored = [name for name in tried.spec.moves if ">" not in name and _ignores(tried, name)]
    ignored = [name for name in ignored if "[" not in name or name.partition("[")[0] not in ignored]
    turned = [name for name in ignored if isinstance(_apart(name)[1], Turned)]
    most = next((name for name in ignored if ":" in name), None)
    ignored = [name for name in ignored if ":" not in name and name not in turned]
    if not (ignored or most):
        yield from _parts_that_ignore(tried)
        for name in turned[:1]:
            yield Message(
                f"With these inputs your answer stays the same {_apart(name)[1].words(name.partition('[')[0])} should "
                "decide, too.",
                sharp=False,
            )
    if most and not ignored:
        yield Message(
            f"With these inputs your answer stays the same whatever {_rest_of(tried, most)} should decide, too.",
            sharp=False,
        )
    if ignored:
        names = listed(f"`{name}`" for name in ignored)
        whatever = f"whatever stands for {names}" if len(ignored) == 1 else f"whatever stands for one of {names}"
        yield Message(
            f"With these inputs your answer stays the same {whatever} (other values were tried): that should decide, "
            f"too."
        )
    yield from _cut_off(tried)
    depends = [name for name in tried.spec.still if _depends(tried, name)]
    if depends:
        yield Message(
            f"Your answer changes when only `{depends[0]}` changes. The right one stays the same for the values "
            "that were tried.",
            sharp=False,
        )
    mixed = [name for name in tried.spec.apart if _leaks(tried, name)] if not _rearranged(tried) else []
    if mixed:
        axes = max(_axes(tried.arguments(i).get(mixed[0])) for i in range(len(tried.cases)))
        one = "row" if axes > 1 else "entry"
        yield Message(
            f"The first {one} of your answer changes when only the last {one} of `{mixed[0]}` is another: they get "
            f"mixed. Each has to be worked out from its own."
        )


def _left_to_chance(tried):
    """True where the answer is another with other random numbers, in an exercise that hands over no generator."""
    if not _names_in(tried.live.target) & {"random", "default_rng", "rand", "randn", "seed"}:
        return False
    if any(isinstance(value, plain.Random) for value in tried.arguments(tried.first).values()):
        return False
    fresh, seed = np.random.default_rng, np.random.seed
    np.random.default_rng, np.random.seed = lambda *_, **__: fresh(97), lambda *_, **__: seed(97)
    try:
        after = tried.live.ask(tried.case.inputs())
    finally:
        np.random.default_rng, np.random.seed = fresh, seed
    return (
        after is not None
        and after.answered
        and plain.encode(after.value) != plain.encode(tried.outcomes[tried.first].value)
    )


def _names_in(target):
    """The names that a function's code reads, its own inner functions' among them."""
    found, todo = set(), [getattr(target, "__code__", None)]
    while todo:
        code = todo.pop()
        if code:
            found |= {*code.co_names}
            todo += [item for item in code.co_consts if isinstance(item, types.CodeType)]
    return found


def _parts_that_ignore(tried):
    """An argument that moves a part of the right result and never that part of the student's."""
    count = len(tried.spec.returns)
    for name in dict.fromkeys(place.partition(">")[0] for place in tried.spec.moves if ">" in place):
        wanted = {k for k in range(count) if f"{name}>{k}" in tried.spec.moves}
        tries = 0
        for _, moved in _moves(tried.live.ask, tried, name):
            if moved is None:
                continue
            tries += 1
            wanted = {k for k in wanted if isinstance(moved, Moved) and not moved[k]}
            if not wanted:
                break
        if wanted and tries >= 4 and tried.live.left > OUT_OF_TIME:
            those = listed(part(tried.spec, k, count) for k in sorted(wanted))
            one = len(wanted) == 1
            yield Message(
                f"With these inputs {those} {'stays' if one else 'stay'} the same whatever stands for `{name}` (other "
                f"values were tried): that should decide {'it' if one else 'them'}, too.",
                sharp=False,
            )
            return


def _cut_off(tried):
    """A number in the code beyond which an argument counts no more, in every case that is wrong."""
    nodes = ast.walk(tree_of(tried) or ast.Module([], []))
    numbers = {abs(n.value) for n in nodes if isinstance(n, ast.Constant) and type(n.value) in (int, float)}
    for name in tried.spec.parameters if tried.how.compares_values else ():
        given = [tried.arguments(i).get(name) for i in tried.wrong]
        if not all(
            isinstance(value, float) or isinstance(value, np.ndarray) and value.size and _axes(value) for value in given
        ):
            continue
        for number in sorted(number for number in numbers if number >= 3):
            if all(np.max(abs(value)) > number for value in given) and all(
                (after := tried.live.ask(tried.asked_with(i, {name: np.clip(value, -number, number)}))) is not None
                and after.answered
                and plain.encode(after.value) == plain.encode(tried.outcomes[i].value)
                for i, value in zip(tried.wrong, given)
            ):
                yield Message(
                    f"Your answer takes no notice of how far `{name}` goes beyond {number:g}, a number that stands in "
                    f"your code: wherever it is wrong, it stays the same when `{name}` is cut off there."
                )
                return


def _never_read(tried, unread):
    for name in unread[:1]:
        yield Message(
            f"Your function never looks at its argument `{_own(tried, name)}`, on which the right answer depends."
        )


PARTS = {"1:": slice(1, None), ":-1": slice(None, -1), ":1": slice(None, 1), "-1:": slice(-1, None)}


def _rest_of(tried, place):
    """A place such as `y[1:]` or `x[:, :-1]` in words."""
    name, _, key = place.partition("[")
    parts = key[:-1].split(", ")
    end = "first" if parts[-1] in ("1:", ":1") else "last"
    axes = min(filter(None, (_axes(tried.arguments(i).get(name)) for i in range(len(tried.cases)))))
    what = ("entries", "columns", "entries along the last axis")[min(len(parts) - 1, 2)]
    what = "rows" if what == "entries" and axes > 1 else what
    if parts[-1] in (":1", "-1:"):
        one = {"entries": "entry", "columns": "column", "rows": "row"}.get(what, "entry along the last axis")
        return f"the {end} {one} of `{name}` is (other values were tried): it"
    return f"the {what} of `{name}` but the {end} are (other values were tried): they"


# -- what the reference does, found when the bank is built ---------------------------------------------


def moving(ask, tried):
    """(places whose change alone changes the answer, more often than not; those that never do).

    A place is an argument, "lr", an entry of a short one, "w[2]" or "params['b1']", all of an array but its first or
    last part along an axis, "y[1:]" or "x[:, :-1]", or what is `Turned`: its sign, "z[sign]", or its order along an
    axis, "x[order 1]". "steps>0" is an argument that changes the first part of a result. What moves does so in each
    part of an exercise, for the student's answer is looked at part by part.
    """
    moves, still = [], []
    for name in places(tried):
        seen = {}
        for i, moved in _moves(ask, tried, name):
            if moved is not None:
                seen.setdefault(tried.cases[i].part, []).append(moved)
        each = [moved for ours in seen.values() for moved in ours]
        if each and all(sum(map(bool, ours)) > len(ours) / 2 for ours in seen.values()):
            moves.append(name)
            of_parts = [moved for moved in each if isinstance(moved, Moved)] if "[" not in name else []
            if len(of_parts) == len(each):
                count = len(tried.spec.returns)
                moves += [f"{name}>{k}" for k in range(count) if sum(one[k] for one in of_parts) > len(each) / 2]
        elif each and not any(each) and ":" not in name and not isinstance(_apart(name)[1], Turned):
            still.append(name)
    return moves, still


def places(tried):
    """All arguments, and the entries of those that are dicts or short rows of numbers."""
    found = []
    for name in dict.fromkeys(name for i in range(len(tried.cases)) for name in tried.arguments(i)):
        values = [tried.arguments(i).get(name) for i in range(len(tried.cases))]
        found.append(name)
        axes = max(map(_axes, values), default=0)
        found += [f"{name}[{':, ' * axis}{part}]" for axis in range(axes) for part in ("1:", ":-1", ":1", "-1:")]
        if tried.how.compares_values:
            found += [f"{name}[order {axis}]" for axis in range(axes)]
            found += [f"{name}[sign]" for _ in range(any(isinstance(v, float) or _axes(v) for v in values))]
        keys = [
            list(v) if isinstance(v, dict) else list(range(len(v))) if _short(v) else []
            for v in values
            if v is not None
        ]
        if keys and keys[0] and all(one == keys[0] for one in keys) and len(keys[0]) <= 20:
            found += [f"{name}[{key!r}]" for key in keys[0]]
    return found


def _axes(value):
    """How many axes an array or a list of numbers has; 0 for anything else."""
    if isinstance(value, (list, tuple)):
        return int(len(value) > 1 and all(type(item) in (int, float) for item in value))
    return value.ndim if isinstance(value, np.ndarray) and value.dtype.kind in "iuf" and value.ndim <= 3 else 0


def _short(value):
    return isinstance(value, np.ndarray) and value.ndim == 1 and 1 < len(value) <= 10 and value.dtype.kind == "f"


def _apart(place):
    """(argument, key or None) of a place."""
    name, _, key = place.partition("[")
    if key.startswith(("sign", "order")):
        return name, Turned(int(key[6:-1]) if key.startswith("order") else None)
    if ":" in key:
        return name, tuple(PARTS.get(p, slice(None)) for p in key[:-1].split(", "))
    return name, ast.literal_eval(key[:-1]) if key else None


@dataclass(frozen=True)
class Turned:
    """What of an argument is turned round: its sign (None), or its order along an axis."""

    axis: int | None

    def others(self, value):
        """The argument with this turned, where that makes another one of it."""
        if isinstance(value, float) or isinstance(value, np.ndarray) and value.dtype.kind == "f":
            other = -value if self.axis is None else np.flip(value, self.axis) if self.axis < np.ndim(value) else value
            if not np.array_equal(other, value):
                yield other
        elif self.axis is not None and _axes(value) > self.axis:
            other = np.flip(value, self.axis) if isinstance(value, np.ndarray) else value[::-1]
            if not np.array_equal(other, value):
                yield other

    def words(self, name):
        if self.axis is None:
            return f"when `{name}` is turned into −`{name}`: the sign"
        along = ("first", "second", "third")[self.axis]
        return f"when `{name}` comes in reverse order along its {along} axis: what stands where"


class Moved(tuple):
    """For each part of a result: has it changed? True where one has."""

    def __bool__(self):
        return any(self)


def _variants(value, key):
    """Other values of an argument in which one place is another."""
    if isinstance(key, Turned):
        yield from key.others(value)
    else:
        yield from (_put(value, key, other) for other in others(_at(value, key)))


def _at(value, key):
    if key is None or value is None:
        return value
    if isinstance(key, tuple):
        enough = _axes(value) >= len(key)
        return None if not enough else value[key] if isinstance(value, np.ndarray) else value[key[0]]
    return (
        value.get(key) if isinstance(value, dict) else float(value[key]) if _short(value) and key < len(value) else None
    )


def _put(value, key, other):
    if key is None:
        return other
    if isinstance(key, tuple) and isinstance(value, (list, tuple)):
        changed = list(value)
        changed[key[0]] = other
        return type(value)(changed)
    changed = copy.copy(value)
    changed[key] = other
    return changed


def staying_apart(ask, tried):
    """Parameters with samples in rows, where another last row leaves the answer's first row as it is, in every case."""
    found = []
    for name in tried.spec.parameters:
        if not _entry_by_entry(tried, name):
            continue
        seen = [changed for changed in _first_rows(ask, tried, name) if changed is not None]
        if seen and not any(seen):
            found.append(name)
    return found


# -- the student's -------------------------------------------------------------------------------------


def _ignores(tried, name):
    """True where no other value changed the answer in any case, and all were tried: the first that does ends the
    search, and so does the end of the time. What is turned round may not stop the answer either.
    """
    seen, turned = 0, isinstance(_apart(name)[1], Turned)
    for _, moved in _moves(tried.live.ask, tried, name):
        if moved or moved is None and turned:
            return False
        seen += moved is not None
    return seen >= (3 if turned else 4) and tried.live.left > OUT_OF_TIME


def _depends(tried, name):
    """True where another value changes the answer; so small a change as rounding makes is none."""
    key = _apart(name)[1]
    for i in range(len(tried.cases)):
        value, before = tried.arguments(i).get(_apart(name)[0]), tried.outcomes[i]
        for other in _variants(value, key):
            after = tried.live.ask(tried.asked_with(i, {_apart(name)[0]: other}))
            if (
                before.answered
                and after is not None
                and after.answered
                and tried.how.trouble(after.value, before.value, tried.cases[i])
            ):
                return True
    return False


def _own(tried, name):
    """What the student's function calls an argument: it may have a name of their own."""
    code = getattr(tried.live.target, "__code__", None)
    bound = int(inspect.ismethod(tried.live.target))  # to an object, which takes the first place
    mine = code.co_varnames[bound : code.co_argcount] if code else ()
    position = tried.spec.parameters.index(name)
    return name if name in mine or position >= len(mine) else mine[position]


READING = ("LOAD_FAST", "LOAD_DEREF", "LOAD_CLOSURE")  # STORE_FAST_LOAD_FAST reads, too


def _read(tried, name):
    """Whether the function's code reads an argument; True where that cannot be seen."""
    code = getattr(tried.live.target, "__code__", None)
    if code is None or hasattr(tried.live.target, "__wrapped__"):
        return True
    wanted, todo = _own(tried, name), [code]
    while todo:
        code = todo.pop()
        if code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS) or "locals" in code.co_names:
            return True
        for i in dis.get_instructions(code):
            names = i.argval if isinstance(i.argval, tuple) else (i.argval,)
            if any(word in i.opname for word in READING) and wanted in names:
                return True
        if wanted in (*code.co_freevars, *code.co_cellvars):
            return True
        todo += [item for item in code.co_consts if isinstance(item, types.CodeType)]
    return False


def _rearranged(tried):
    """True where the difference says more than "mixed": the answer is transposed, say, and of course other rows are
    then in the first.
    """
    if not tried.how.compares_values:
        return False
    return relation(tried, [(tried.outcomes[i].value, tried.expected[i].value, i) for i in tried.wrong]) is not None


def _leaks(tried, name):
    return any(changed for changed in _first_rows(tried.live.ask, tried, name))


def _moves(ask, tried, place):
    """(case, does the answer change?) for each case with this place and each other value; None where that cannot be
    told, `Moved` where a result has several parts.

    What is only turned round comes out the same but for its last digits where it makes no difference.
    """
    name, key = _apart(place)
    for i in range(len(tried.cases)):
        value, before = tried.arguments(i).get(name), tried.outcomes[i]
        if name not in tried.arguments(i) or not before.answered or not _plain(before.value):
            continue
        for other in _variants(value, key):
            after = ask(tried.asked_with(i, {name: other}))
            answered = after is not None and after.answered and _plain(after.value)
            if answered and isinstance(key, Turned):
                yield i, not alike(tried.how, tried.cases[i], after, before)
            else:
                yield i, _changed(tried, before.value, after.value) if answered else None


def _changed(tried, before, after):
    count, pair = len(tried.spec.returns), (before, after)
    if count > 1 and all(isinstance(one, (list, tuple)) and len(one) == count for one in pair):
        return Moved(plain.encode(one) != plain.encode(other) for one, other in zip(before, after))
    return plain.encode(after) != plain.encode(before)


def _plain(value):
    """True for what can be compared: an object of another kind is known by the name of its type alone."""
    if isinstance(value, dict):
        return all(map(_plain, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(_plain, value))
    return not isinstance(value, plain.Opaque)


def others(value):
    """Other values of the same form: near, far, with the other sign."""
    yield from [] if nudged(value) is None else [nudged(value)]
    if isinstance(value, float) or isinstance(value, np.ndarray) and value.size and value.dtype.kind == "f":
        yield -1.5 * value - 0.125
        yield 4.0 * value


def _first_rows(ask, tried, name):
    """For each case with rows of samples: does the answer's first row change with the last row of this argument?"""
    for i in range(len(tried.cases)):
        value, before = tried.arguments(i).get(name), _in_rows(tried.outcomes[i].value)
        if not _rows(value) or not _rows(before) or len(value) != len(before):
            continue
        other = value.copy()
        moved = nudged(other[-1:])
        if moved is None:
            continue
        other[-1:] = moved
        after = ask(tried.asked_with(i, {name: other}))
        now = _in_rows(after.value) if after is not None and after.answered else None
        if _rows(now) and now.shape == before.shape:
            yield not np.array_equal(now[0], before[0], equal_nan=True)


def _entry_by_entry(tried, name):
    """True for a result that is one array; one of several parts has to have the shape of the argument, in all cases."""
    results = [(tried.outcomes[i].value, tried.arguments(i).get(name)) for i in range(len(tried.cases))]
    parts = [(value[0], given) for value, given in results if isinstance(value, (list, tuple)) and value]
    sound = (np.ndarray, float, int)
    return all(
        isinstance(one, sound) and isinstance(given, sound) and np.shape(one) == np.shape(given) for one, given in parts
    )


def _in_rows(value):
    """What of a result lies in rows: the result itself, or the first of its parts."""
    return value[0] if isinstance(value, (list, tuple)) and value else value


def _rows(value):
    return isinstance(value, np.ndarray) and value.ndim >= 1 and len(value) >= 2 and value.dtype.kind == "f"


def nudged(value):
    """Another value of the same form, None where there is none that is sure to be allowed."""
    if isinstance(value, (bool, np.bool_)):
        return not value
    if isinstance(value, (int, np.integer)):
        return int(value) + 1
    if isinstance(value, (float, np.floating)):
        return float(value) * 1.25 + 0.0625
    if isinstance(value, np.ndarray) and value.size:
        if value.dtype.kind == "f":
            return value * 1.25 + 0.0625 * (1 + np.arange(value.size).reshape(value.shape) % 5)
        return np.roll(value, 1) if (np.roll(value, 1) != value).any() else None
    if isinstance(value, (list, tuple)) and value and all(isinstance(item, (int, float)) for item in value):
        if all(type(item) is int for item in value) and len(set(value)) > 1:
            return type(value)([value[-1], *value[:-1]])
        return type(value)(nudged(item) for item in value)
    if isinstance(value, dict) and value:
        others = {key: nudged(item) for key, item in value.items()}
        return others if all(item is not None for item in others.values()) else None
    return None


def notebook_names(target):
    """The notebook's names that a function reads and that hold data: no functions, classes or modules."""
    space, code = getattr(target, "__globals__", {}), getattr(target, "__code__", None)
    found, todo = [], [code] if code else []
    while todo:
        code = todo.pop()
        todo += [item for item in code.co_consts if isinstance(item, types.CodeType)]
        found += [name for name in code.co_names if name in space and name not in found]
    return [name for name in found if not (callable(space[name]) or isinstance(space[name], (types.ModuleType, type)))]


def _uses(tried, name):
    """True where the answer changes with this name of the notebook."""
    if name in tried.spec.constants:
        return False
    space = tried.live.target.__globals__
    kept, other = space[name], nudged(space[name])
    if other is None:
        return False
    space[name] = other
    try:
        for i in tried.wrong[:3]:
            after = tried.live.ask(tried.cases[i].inputs())
            answered = after is not None and after.answered
            if answered and plain.encode(after.value) != plain.encode(tried.outcomes[i].value):
                return True
    finally:
        space[name] = kept
    return False
