"""Relations with what came in: a factor or a term that is an argument, a size of one, or the argument itself."""

import numpy as np

from .shapes import REDUCTIONS
from .values import every, numbers, same, with_each


def relations(tried, arrays):
    """Relations with what came in: a factor or a term that is an argument, a size of one, or the argument itself."""
    names = [name for name in tried.spec.parameters if all(name in tried.arguments(i) for _, _, i in arrays)]
    given = {name: [numbers(tried.arguments(i)[name]) for _, _, i in arrays] for name in names}
    for name, values in given.items():
        if any(value is None for value in values):
            continue
        triples = [(got, wanted, value) for (got, wanted, _), value in zip(arrays, values)]
        yield f"is `{name}` as it came in", all(same(got, value) for got, _, value in triples)
        yield f"is `{name}`, with its sign turned", all(same(got, -value) for got, _, value in triples)
        for axis, those in ((0, "rows"), (1, "columns")):
            wide = all(value.ndim > 1 and value.shape[axis] > 1 for value in values)
            for step, end in ((1, "end"), (-1, "start")) if wide else ():
                yield (
                    f"is `{name}` with its {those} moved by one place towards the {end}, round the border",
                    all(same(got, np.roll(value, step, axis)) for got, _, value in triples),
                )
        for text, make in (
            (f"lacks the factor `{name}`", lambda w, v: w / v),
            (f"has the factor `{name}` too much", lambda w, v: w * v),
            (f"is divided by `{name}` where it should be multiplied", lambda w, v: w / v / v),
            (f"is multiplied by `{name}` where it should be divided", lambda w, v: w * v * v),
            (f"is smaller by `{name}` than it should be", lambda w, v: w - v),
            (f"is larger by `{name}` than it should be", lambda w, v: w + v),
            (f"is what it should be subtracted from `{name}`", lambda w, v: v - w),
            (f"lacks the factor 1 − `{name}`", lambda w, v: w / (1 - v)),
            (f"has the factor 1 − `{name}` too much", lambda w, v: w * (1 - v)),
        ):
            yield text, with_each(triples, make)
        for text, at, entry in (
            (f"is the entry of `{name}` that stands at the place that is asked for, and not the place", 1, 0),
            (f"is the place of an entry of `{name}`, counted from 0, where the entry itself is asked for", 0, 1),
        ):
            yield text, all(_is_entry(three[at], value, three[entry]) for *three, value in triples)
        yield from _steps(tried, name, triples, given, len(arrays))
        for text, reduce in REDUCTIONS:
            yield (
                f"is the {text} of `{name}`, one number",
                all(got.ndim == 0 and value.size > 1 and same(got, reduce(value)) for got, _, value in triples),
            )
        sizes = [(got, wanted, float(n)) for got, wanted, value in triples for n in [value.size] if value.ndim]
        if len(sizes) == len(triples):
            yield from _size_factors(sizes, f"the number of entries of `{name}`")
        for axis, what in ((0, f"the length of `{name}`"), (1, f"the number of columns of `{name}`")):
            sizes = [(got, wanted, float(v.shape[axis])) for got, wanted, v in triples if v.ndim > axis]
            if len(sizes) == len(triples):
                yield from _size_factors(sizes, what)


def _is_entry(place, values, entry):
    """Whether `entry` is what stands in a row of values at a place, and the two are different numbers."""
    if place.ndim or entry.ndim or values.ndim != 1 or not 0 <= place < len(values) or place != int(place):
        return False
    return same(values[int(place)], entry) and not same(place, entry)


def _steps(tried, name, triples, others, count):
    """Where the answer is an argument moved by a step: how the step differs."""
    if not all(got.shape == value.shape for got, _, value in triples):
        return
    steps = [(got - value, wanted - value, 0) for got, wanted, value in triples]
    if not all(np.any(step) for _, step, _ in steps):
        return
    yield f"moves `{name}` by the right amount, but the wrong way", every(steps, lambda e: -e)
    for factor, words in (
        (2, "twice as far as"),
        (0.5, "half as far as"),
        (-2, "twice as far as, and away from where"),
        (-0.5, "half as far as, and away from where"),
    ):
        yield f"moves `{name}` exactly {words} it should", every(steps, lambda e, c=factor: c * e)
    for other, values in others.items():
        if any(value is None or value.ndim for value in values) or len(values) != count:
            continue
        with_other = [(got, wanted, value) for (got, wanted, _), value in zip(steps, values)]
        yield f"moves `{name}` by a step that lacks the factor `{other}`", with_each(with_other, lambda w, v: w / v)
        yield f"moves `{name}` by a step with the factor `{other}` too much", with_each(with_other, lambda w, v: w * v)
        yield (
            f"moves `{name}` by a step that lacks the factor 1 − `{other}`",
            with_each(with_other, lambda w, v: w / (1 - v)),
        )
        yield (
            f"moves `{name}` by a step with the factor 1 − `{other}` too much",
            with_each(with_other, lambda w, v: w * (1 - v)),
        )


def _size_factors(triples, what):
    for text, make in (
        (f"is too large by a factor that is {what}", lambda w, n: w * n),
        (f"is too small by a factor that is {what}", lambda w, n: w / n),
        (f"is off by the factor n/(n − 1), where n is {what}", lambda w, n: w * n / (n - 1)),
        (f"is off by the factor (n − 1)/n, where n is {what}", lambda w, n: w * (n - 1) / n),
        (f"is too large by a factor that is the root of {what}", lambda w, n: w * np.sqrt(n)),
        (f"is too small by a factor that is the root of {what}", lambda w, n: w / np.sqrt(n)),
    ):
        yield text, with_each(triples, make)
