"""Answers of another shape: cut, reduced, spread out, transposed, over another axis."""

import itertools

import numpy as np

from ... import plain
from ...naming import listed, part
from .values import flat, leaves, numbers, same

REDUCTIONS = (("sum", np.sum), ("mean", np.mean), ("largest", np.max), ("smallest", np.min), ("product", np.prod))


def relations(tried, arrays):
    """Relations between answers of other shapes."""
    if any(got.size > 1 for got, _, _ in arrays):
        for name, reduce in REDUCTIONS:
            yield (
                f"holds the right numbers, one for each entry; asked is one number that is made of them, their {name}",
                all(w.ndim == 0 and g.ndim and g.size and same(np.asarray(reduce(g)), w) for g, w, _ in arrays),
            )
    for got_is, text in (
        (
            lambda g, w: w.ndim == g.ndim + 1 and len(w) and same(g, w[0]),
            "is the first row alone of what is asked for",
        ),
        (
            lambda g, w: w.ndim == g.ndim + 1 > 1 and len(w) and same(g, w[-1]),
            "is the last row alone of what is asked for",
        ),
        (lambda g, w: g.size == w.size and same(g.ravel(), w.ravel()), "holds the right numbers, in another shape"),
        (lambda g, w: g.ndim == 2 and same(g.T, w), "is transposed: rows and columns are exchanged"),
        *_given_transposed(tried, arrays),
        (
            lambda g, w: g.size == w.size and same(np.sort(g.ravel()), np.sort(w.ravel())),
            "holds the right numbers, in another order and shape",
        ),
        (lambda g, w: w.ndim and same(g, w[1:]), "lacks the first entry; the rest is right"),
        (lambda g, w: w.ndim and same(g, w[:-1]), "lacks the last entry; the rest is right"),
        (lambda g, w: g.ndim and same(g[1:], w), "has an entry too much at the start; the rest is right"),
        (lambda g, w: g.ndim and same(g[:-1], w), "has an entry too much at the end; the rest is right"),
        (
            lambda g, w: w.ndim == 0 and g.size > 1 and same(g, np.full_like(g, w.item())),
            "is the right number, once for each entry of an array; asked is the number alone",
        ),
    ):
        yield text, all(got_is(got, wanted) for got, wanted, _ in arrays)
    yield from _some_entries(arrays)
    for name, reduce in REDUCTIONS:
        yield (
            f"is one number, the {name} of those that are asked for: each is asked for on its own",
            all(g.ndim == 0 and w.size > 1 and same(g, np.asarray(reduce(w))) for g, w, _ in arrays),
        )
    for at, end in ((-1, "last"), (0, "first")):
        yield (
            f"is one number, the {end} of those that are asked for: each of them is asked for",
            all(g.ndim == 0 and w.size > 1 and same(g, np.asarray(w.flat[at])) for g, w, _ in arrays),
        )
    for name, reduce in REDUCTIONS:
        for axis in (0, 1):
            yield (
                f"is the {name} over axis {axis} of what is asked for: it should not be summed up there",
                all(g.ndim and w.ndim == g.ndim + 1 > axis and same(g, reduce(w, axis=axis)) for g, w, _ in arrays),
            )
            yield (
                f"holds parts whose {name} over axis {axis} is asked for",
                all(w.ndim + 1 == g.ndim > axis and w.ndim and same(reduce(g, axis=axis), w) for g, w, _ in arrays),
            )


def _given_transposed(tried, arrays):
    for name in tried.spec.parameters:
        values = [numbers(tried.arguments(i).get(name)) for _, _, i in arrays]
        fits = all(
            v is not None and v.ndim > 1 and min(v.shape) > 1 and same(got, v.T)
            for v, (got, _, _) in zip(values, arrays)
        )
        yield (lambda g, w, fits=fits: fits), f"is `{name}` with its axes exchanged, rows for columns"


def _some_entries(arrays):
    """Some entries of a flat result, the same in every case."""
    sizes = {(got.shape, wanted.shape) for got, wanted, _ in arrays}
    if len(sizes) != 1 or not all(got.ndim == wanted.ndim == 1 for got, wanted, _ in arrays):
        return
    (few,), (many,) = sizes.pop()
    if not 1 < few < many <= 8:
        return
    for kept in itertools.combinations(range(many), few):
        places = listed(str(k + 1) for k in kept)
        missing = listed(str(k + 1) for k in range(many) if k not in kept)
        yield (
            f"holds entries {places} of what is asked for, and not {missing}",
            all(same(got, wanted[list(kept)]) for got, wanted, _ in arrays),
        )


def other_axis(tried, arrays):
    """Where samples lie in rows, and the answer has the form of one sample."""
    for name in tried.spec.parameters:
        shapes = [np.shape(numbers(tried.arguments(i).get(name))) for _, _, i in arrays]
        yield (
            f"has the shape that is left of `{name}` when the samples are summed up: that of one sample. Asked is one "
            "for each sample",
            any(got.shape != wanted.shape for got, wanted, _ in arrays)
            and all(
                len(shape) > 1 and got.shape == shape[1:] and wanted.shape == shape[:-1]
                for (got, wanted, _), shape in zip(arrays, shapes)
            ),
        )


def words(tried, pairs):
    """What can be said of shapes that are wrong in one and the same way; "" where nothing can."""
    arrays = [(numbers(got), numbers(wanted), i) for got, wanted, i in pairs]
    if any(got is None or wanted is None for got, wanted, _ in arrays):
        return _kinds(tried, pairs) or _inside(tried, pairs)
    each = _one_for_each(tried, arrays)
    if each:
        return f"Your answer holds one result for each entry along {each}; asked is one result in all."
    fewer = _fewer_axes(tried, arrays)
    if fewer:
        return f"Where {_asked_like(tried, arrays)} is asked for, your answer {fewer}."
    off = [(got, wanted) for got, wanted, _ in arrays if got.shape != wanted.shape]
    if len(off) > 1 and len({got.shape for got, _ in off}) == 1 and len({wanted.shape for _, wanted in off}) > 1:
        return f"Wherever the shape is wrong, your answer has one and the same shape, {off[0][0].shape}."
    return ""


def _one_for_each(tried, arrays):
    """The axis of an argument that an answer has kept in front of what is asked, in every case; "" for none."""
    if not all(got.ndim == wanted.ndim + 1 and got.shape[1:] == wanted.shape for got, wanted, _ in arrays):
        return ""
    for name in tried.spec.parameters:
        shapes = [
            np.shape(value) if isinstance(value := tried.arguments(i).get(name), np.ndarray) else () for *_, i in arrays
        ]
        for axis, words in ((0, "the first axis"), (1, "the second axis"), (2, "the third axis")):
            sizes = [shape[axis] if len(shape) > axis else 0 for shape in shapes]
            if len(set(sizes)) > 1 and all(got.shape[0] == size for (got, _, _), size in zip(arrays, sizes)):
                return f"{words} of `{name}`"
    return ""


def _fewer_axes(tried, arrays):
    """Words for arrays that come with an axis less, in every case that asks for an array."""
    wide = [(got, wanted, i) for got, wanted, i in arrays if wanted.ndim]
    if not wide or not all(got.ndim < wanted.ndim for got, wanted, _ in wide):
        return ""
    flat = "is one row" if _asked_like(tried, arrays) == "a list of tuples" else "has lost an axis"
    lost = "is one number" if all(got.ndim == 0 for got, _, _ in wide) else flat
    return lost + _made_of(tried, wide)


def _asked_like(tried, arrays):
    wide = [(wanted, i) for _, wanted, i in arrays if wanted.ndim]
    for name in tried.spec.parameters:
        if all(np.shape(tried.arguments(i).get(name)) == wanted.shape for wanted, i in wide):
            return f"one number for each entry of `{name}`"
    asked = [tried.expected[i].value for _, i in wide]
    if all(isinstance(value, list) and all(isinstance(item, tuple) for item in value) for value in asked):
        return "a list of tuples"
    return "an array"


def _made_of(tried, arrays):
    """Of which argument that is the sum, the mean …, of all its entries or over an axis."""
    for name in tried.spec.parameters:
        values = [numbers(tried.arguments(i).get(name)) for _, _, i in arrays]
        if any(value is None or value.size < 2 for value in values):
            continue
        for (text, reduce), axis in itertools.product(REDUCTIONS, (None, 0, -1)):
            if all(same(got, np.asarray(reduce(value, axis=axis))) for (got, _, _), value in zip(arrays, values)):
                over = {None: "", 0: " over axis 0", -1: " over the last axis"}[axis]
                return f", the {text} of `{name}`{over}"
    return ""


def _inside(tried, pairs):
    """Nested results: the first array in them that comes with an axis less; or the right numbers in another form."""
    found = [(leaves(got), leaves(wanted), i) for got, wanted, i in pairs]
    if any(mine is None or asked is None for mine, asked, _ in found):
        return ""
    if all(same(flat(got), flat(wanted)) for got, wanted, _ in pairs):
        return "Your answer holds the right numbers, put together in another form."
    if any([path for path, _ in mine] != [path for path, _ in asked] for mine, asked, _ in found):
        return ""
    for k in range(min(len(mine) for mine, _, _ in found)):
        path = found[0][1][k][0]
        fewer = _fewer_axes(tried, [(mine[k][1], asked[k][1], i) for mine, asked, i in found])
        if fewer:
            return f"{_place(tried, path)} {fewer}, where an array is asked for."
    return ""


def _place(tried, path):
    """`(1, 0)` as "The first value of item 2"."""
    top = f"`{path[0]}`" if isinstance(path[0], str) else f"item {path[0] + 1}"
    inner = f"value {path[1] + 1} of {top}" if len(path) > 1 and not isinstance(path[1], str) else top
    return inner[0].upper() + inner[1:]


def _kinds(tried, pairs):
    """What came in place of numbers."""
    asked = _how_many(tried, pairs[0][1])
    for kind, what in ((dict, "a dict"), (str, "a text"), (plain.Opaque, "")):
        if asked and all(isinstance(got, kind) and not isinstance(wanted, kind) for got, wanted, _ in pairs):
            return f"Your answer is {what or _named(pairs[0][0])}; asked {asked}."
    if all(isinstance(got, (list, tuple)) and any(isinstance(item, str) for item in got) for got, _, _ in pairs):
        return "Your answer holds texts, between quotes, and a text does not compute like what is written in it."
    inner = [item for got, _, _ in pairs if isinstance(got, (list, tuple)) for item in got]
    if inner and all(isinstance(item, plain.Opaque) for item in inner) and len({item.type_name for item in inner}) == 1:
        return f"Each item of your answer is {_named(inner[0])}, which is no row of numbers."
    return ""


def _named(value):
    return f"a {value.type_name}"


def _how_many(tried, wanted):
    count = len(wanted) if isinstance(wanted, (list, tuple)) else 0
    if count and len(tried.spec.returns) == count:
        return f"are {count} values, {listed(part(tried.spec, k, count) for k in range(count))}"
    array = numbers(wanted)
    if array is None:
        return f"are {count} values" if count else ""
    return "is one number" if array.ndim == 0 else "are numbers"
