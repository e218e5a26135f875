"""Facts about what an answer depends on: the notebook's own names, arguments that it ignores, other samples that leak
in.
"""

import ast
import dis
import inspect

import numpy as np

from .. import plain
from ..naming import listed, part
from ..verdict import Message
from .difference import relation
from .moves import Moved, each_move, first_rows
from .places import Place, axes_of, nudged
from .source import codes_of, names_in, notebook_names, tree_of

OUT_OF_TIME = 0.01  # seconds that are left where nothing more is asked: what was not looked at is not spoken of


def facts(tried):
    if not tried.live or not tried.outcomes[tried.first].answered or tried.spec.probe["kind"] != "call":
        return
    moves = list(map(Place.of, tried.spec.moves))
    named = [place.argument for place in moves if place.what == "whole" and place.argument in tried.spec.parameters]
    unread = [name for name in named if not _read(tried, name)]
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
    ignored = [place for place in moves if _ignores(tried, place)]
    whole = [place.argument for place in ignored if place.what == "whole"]
    ignored = [place for place in ignored if place.what == "whole" or place.argument not in whole]
    ends = [place for place in ignored if place.is_end]
    if those := [place.code for place in ignored if place.code]:
        names = listed(f"`{name}`" for name in those)
        whatever = f"whatever stands for {names}" if len(those) == 1 else f"whatever stands for one of {names}"
        yield Message(
            f"With these inputs your answer stays the same {whatever} (other values were tried): that should decide, "
            f"too."
        )
    else:
        if not ends:
            yield from _parts_that_ignore(tried)
        for place in (ends or ignored)[:1]:
            said = place.said(_axes(tried, place.argument))
            yield Message(f"With these inputs your answer stays the same {said} should decide, too.", sharp=False)
    yield from _cut_off(tried)
    depends = [place for place in map(Place.of, tried.spec.still) if _depends(tried, place)]
    if depends:
        yield Message(
            f"Your answer changes when only `{depends[0].code}` changes. The right one stays the same for the values "
            "that were tried.",
            sharp=False,
        )
    mixed = [name for name in tried.spec.apart if _leaks(tried, name)] if not _rearranged(tried) else []
    if mixed:
        axes = max(axes_of(tried.arguments(i).get(mixed[0])) for i in range(len(tried.cases)))
        one = "row" if axes > 1 else "entry"
        yield Message(
            f"The first {one} of your answer changes when only the last {one} of `{mixed[0]}` is another: they get "
            f"mixed. In the right answer the first takes nothing from the last."
        )


def _left_to_chance(tried):
    """True where the answer is another with other random numbers, in an exercise that hands over no generator."""
    if not names_in(tried.live.target) & {"random", "default_rng", "rand", "randn", "seed"}:
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


def _parts_that_ignore(tried):
    """An argument that moves a part of the right result and never that part of the student's."""
    count = len(tried.spec.returns)
    for name, parts in tried.spec.decides.items():
        wanted = set(parts)
        tries = 0
        for _, moved in each_move(tried.live.ask, tried, Place(name)):
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
            isinstance(value, float) or isinstance(value, np.ndarray) and value.size and axes_of(value)
            for value in given
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


def _axes(tried, name):
    """The fewest axes that an argument has in those cases where it has any."""
    return min(filter(None, (axes_of(tried.arguments(i).get(name)) for i in range(len(tried.cases)))), default=0)


def _ignores(tried, place):
    """True where no other value changed the answer in any case, and all were tried: the first that does ends the
    search, and so does the end of the time. What is turned round may not stop the answer either.
    """
    seen = 0
    for _, moved in each_move(tried.live.ask, tried, place):
        if moved or moved is None and place.is_turned:
            return False
        seen += moved is not None
    return seen >= (3 if place.is_turned else 4) and tried.live.left > OUT_OF_TIME


def _depends(tried, place):
    """True where another value changes the answer; so small a change as rounding makes is none."""
    for i in range(len(tried.cases)):
        value, before = tried.arguments(i).get(place.argument), tried.outcomes[i]
        for other in place.variants(value):
            after = tried.live.ask(tried.asked_with(i, {place.argument: other}))
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
    if not hasattr(tried.live.target, "__code__") or hasattr(tried.live.target, "__wrapped__"):
        return True
    wanted = _own(tried, name)
    for code in codes_of(tried.live.target.__code__):
        if code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS) or "locals" in code.co_names:
            return True
        for i in dis.get_instructions(code):
            names = i.argval if isinstance(i.argval, tuple) else (i.argval,)
            if any(word in i.opname for word in READING) and wanted in names:
                return True
        if wanted in (*code.co_freevars, *code.co_cellvars):
            return True
    return False


def _rearranged(tried):
    """True where the difference says more than "mixed": the answer is transposed, say, and of course other rows are
    then in the first.
    """
    if not tried.how.compares_values:
        return False
    return relation(tried, [(tried.outcomes[i].value, tried.expected[i].value, i) for i in tried.wrong]) is not None


def _leaks(tried, name):
    return any(changed for changed in first_rows(tried.live.ask, tried, name))


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
