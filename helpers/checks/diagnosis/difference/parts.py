"""Results of several parts: in another order, some of them alone, which of them are right."""

import numpy as np

from ...naming import listed, part
from .values import Relation, numbers, same, sequence


def order(tried, pairs):
    """Results of several parts: the right ones in another order."""
    if not all(sequence(got) and sequence(wanted) and 1 < len(wanted) == len(got) <= 6 for got, wanted, _ in pairs):
        return None
    orders = None
    for got, wanted, _ in pairs:
        mine, right = [numbers(item) for item in got], [numbers(item) for item in wanted]
        if any(item is None for item in mine + right):
            return None
        fits = {tuple(p) for p in _permutations(mine, right)}
        orders = fits if orders is None else orders & fits
    if not orders or tuple(range(len(pairs[0][1]))) in orders:
        return None
    count = len(pairs[0][1])
    asked = listed(part(tried.spec, k, count) for k in range(count)) if len(tried.spec.returns) == count else ""
    return Relation("holds the right values, in another order" + (f": asked are {asked}" if asked else ""), 6)


def unmoved(tried, pairs):
    """Results whose parts are arguments as they came in, all of them."""
    if not all(sequence(got) and sequence(wanted) and 1 < len(got) == len(wanted) for got, wanted, _ in pairs):
        return None
    names = []
    for k in range(len(pairs[0][0])):
        came_in = [
            name
            for name in tried.spec.parameters
            if all(
                len(got) > k
                and (mine := numbers(got[k])) is not None
                and (given := numbers(tried.arguments(i).get(name))) is not None
                and same(mine, given)
                for got, _, i in pairs
            )
        ]
        if not came_in:
            return None
        names.append(came_in[0])
    return Relation(f"is {listed(f'`{name}`' for name in names)} as they came in: nothing has moved", 6)


def several(tried, pairs):
    """Several values in a tuple, where one is asked for."""
    counts = {len(got) if isinstance(got, tuple) else 0 for got, _, _ in pairs}
    count = counts.pop() if len(counts) == 1 else 0
    if count < 2 or any(isinstance(wanted, (list, tuple, dict)) for _, wanted, _ in pairs):
        return None
    if any(numbers(wanted) is None or np.shape(numbers(got)) == np.shape(wanted) for got, wanted, _ in pairs):
        return None
    came_in = [
        name
        for name in tried.spec.parameters
        if all(
            (given := numbers(tried.arguments(i).get(name))) is not None
            and all((mine := numbers(item)) is not None and same(mine, given) for item in got)
            for got, _, i in pairs
        )
    ]
    each = f", each of them `{came_in[0]}` as it came in" if came_in else ""
    return Relation(f"is {count} values in a tuple{each}: one is asked for, and a comma between two makes them two", 6)


def _permutations(mine, right, chosen=()):
    """All orders in which the items of `mine` are those of `right`."""
    if len(chosen) == len(right):
        yield chosen
        return
    for k in range(len(mine)):
        if k not in chosen and same(mine[k], right[len(chosen)]):
            yield from _permutations(mine, right, (*chosen, k))


def pieces(tried, pairs):
    """Results of several parts: one alone, some of them, or more than was asked for."""
    if not all(sequence(wanted) and 1 < len(wanted) <= 6 for _, wanted, _ in pairs):
        return _too_many(tried, pairs)
    count = len(pairs[0][1])
    if any(len(wanted) != count for _, wanted, _ in pairs):
        return None
    right = [[numbers(item) for item in wanted] for _, wanted, _ in pairs]
    if any(item is None for row in right for item in row):
        return None
    got = [value for value, _, _ in pairs]
    for k in range(count):
        alone = all((one := numbers(value)) is not None and same(one, row[k]) for value, row in zip(got, right))
        if alone:
            return Relation(f"is {part(tried.spec, k, count)} alone, of the {count} that are asked for", 6)
    if all(sequence(value) and len(value) != count for value in got):
        mine = [[numbers(item) for item in value] for value in got]
        if any(item is None for row in mine for item in row):
            return None
        found = [
            k for k in range(count) if all(any(same(item, row[k]) for item in items) for items, row in zip(mine, right))
        ]
        if len(found) == count:
            return Relation(f"holds all that is asked for, and more: asked are {count} values", 6)
        if found:
            missing = listed(part(tried.spec, k, count) for k in range(count) if k not in found)
            return Relation(f"is short of {missing}", 6)
    return None


def cut(tried, pairs):
    """Lists from which items are missing, or that have one too much, at either end."""
    if not all(sequence(got) and sequence(wanted) and len(got) != len(wanted) for got, wanted, _ in pairs):
        return None
    alone = [(numbers(got), [numbers(item) for item in wanted]) for got, wanted, _ in pairs]
    if all(one is not None and many and many[-1] is not None and same(one, many[-1]) for one, many in alone):
        return Relation("is the last item alone, of all that are asked for", 6)
    lists = [([numbers(item) for item in got], [numbers(item) for item in wanted]) for got, wanted, _ in pairs]
    if any(item is None for lengths in lists for row in lengths for item in row):
        return None
    for text, mine, right in (
        ("lacks the last item; the others are right", slice(None), slice(0, -1)),
        ("lacks the first item; the others are right", slice(None), slice(1, None)),
        ("holds the last item alone", slice(None), slice(-1, None)),
        ("holds the first item alone", slice(None), slice(0, 1)),
        ("has an item too much at its start", slice(1, None), slice(None)),
        ("has an item too much at its end", slice(0, -1), slice(None)),
    ):
        cut = [(got[mine], wanted[right]) for got, wanted in lists]
        if all(len(one) == len(other) and all(map(same, one, other)) for one, other in cut):
            return Relation(text, 6)
    return None


def _too_many(tried, pairs):
    """More values than the one that is asked for, which is among them."""
    if not all(sequence(got) and 1 < len(got) <= 8 for got, _, _ in pairs):
        return None
    places = None
    for got, wanted, _ in pairs:
        right = numbers(wanted)
        if right is None or numbers(got) is not None and right.shape == numbers(got).shape:
            return None
        fits = {k for k, item in enumerate(got) if (one := numbers(item)) is not None and same(one, right)}
        places = fits if places is None else places & fits
    return (
        Relation(f"holds the right value as item {min(places) + 1} of several; it alone is asked for", 6)
        if places
        else None
    )


def but_for_the_last(pairs):
    """Lists whose items are all right but the last, in every case."""
    for got, wanted, _ in pairs:
        if not (isinstance(got, list) and isinstance(wanted, list) and len(got) == len(wanted) > 1):
            return None
        both = [(numbers(one), numbers(other)) for one, other in zip(got, wanted)]
        if any(one is None or other is None for one, other in both):
            return None
        if [same(one, other) for one, other in both] != [True] * (len(both) - 1) + [False]:
            return None
    return Relation("is right but for its last item", 6, of_place=True)


def texts(pairs):
    """Texts that differ in their spelling only."""
    texts = all(isinstance(got, str) and isinstance(wanted, str) for got, wanted, _ in pairs)
    if texts and all(got.strip().lower() == wanted.lower() for got, wanted, _ in pairs):
        return Relation("is the right word in another spelling: capitals and spaces count", 6)
    if all(isinstance(got, str) and not isinstance(wanted, str) and got == str(wanted) for got, wanted, _ in pairs):
        return Relation("looks right when it is printed, and is a text: quotes stand around it", 6)
    return None


def never(tried, pairs):
    """A word that is asked for in all cases that are wrong, and that the answer never is; "" where there is none."""
    words = {wanted for _, wanted, _ in pairs if isinstance(wanted, str)}
    if len(words) != 1 or not all(isinstance(wanted, str) for _, wanted, _ in pairs):
        return ""
    word = words.pop()
    if any(outcome.value == word for outcome in tried.outcomes if isinstance(outcome.value, str)):
        return ""
    return f'Your answer is never "{word}", which is asked for in {len(pairs)} of the {len(tried.cases)} inputs.'


def shapes_inside(tried):
    """The shape of the first part that is wrong in each case, where that is another shape than the asked one."""
    wanted = [tried.expected[i].value for i in range(len(tried.cases))]
    got = [tried.outcomes[i].value for i in range(len(tried.cases))]
    keys, name = _keys(tried, got, wanted)
    for key in keys:
        found = [(numbers(got[i][key]), numbers(wanted[i][key])) for i in tried.wrong]
        if all(mine is not None and asked is not None and mine.shape != asked.shape for mine, asked in found):
            mine, asked = found[0]
            what = "is one number" if mine.ndim == 0 else f"has the shape {mine.shape}"
            return f"{name(key)} {what}, where the shape {asked.shape} is asked for."
    return ""


def by_items(tried, relation):
    """(which items of a result are right in every case, whether it is known how the wrong ones differ)."""
    wanted = [tried.expected[i].value for i in range(len(tried.cases))]
    got = [tried.outcomes[i].value for i in range(len(tried.cases))]
    keys, name = _keys(tried, got, wanted)
    right, wrong = [], []
    for key in keys:
        troubled = [i for i in tried.wrong if tried.how.trouble(got[i][key], wanted[i][key], tried.cases[i])]
        (wrong if troubled else right).append((key, troubled))
    if not wrong:
        return "", False
    found = [(key, relation(tried, [(got[i][key], wanted[i][key], i) for i in troubled])) for key, troubled in wrong]
    if not right:
        each = "; ".join(f"{name(key)} {how.text}" for key, how in found if how)
        explained = all(how and how.numbers >= 3 for _, how in found)
        return (f"Part by part: {each}.", True) if explained else ("", False)
    fine, bad = listed(name(k) for k, _ in right), listed(name(k) for k, _ in wrong)
    text = f"{fine} {_is(right)} right in every case, {bad} {_is(wrong)} not."
    hows = {how.text: [key for key, other in found if other and other.text == how.text] for _, how in found if how}
    for how, those in hows.items():
        what = (
            name(those[0])
            if len(those) == 1
            else "each of them"
            if len(those) == len(wrong)
            else listed(map(name, those))
        )
        text += f" {what[0].upper()}{what[1:]} {how}."
    return text[0].upper() + text[1:], bool(hows)


def _is(items):
    return "is" if len(items) == 1 else "are"


def _keys(tried, got, wanted):
    """The keys or positions that all results have, and the function that names one; none where they differ."""
    nothing = [], str
    if all(isinstance(value, dict) and value for value in wanted):
        keys = list(wanted[0])
        fits = all(isinstance(v, dict) and list(one) == keys and set(keys) <= set(v) for v, one in zip(got, wanted))
        return (keys, lambda key: f"`{key}`") if fits else nothing
    counts = {len(value) if sequence(value) else 0 for value in wanted}
    count = counts.pop() if len(counts) == 1 else 0
    if not 1 < count <= 6 or not all(sequence(v) and len(v) == count for v in got):
        return nothing
    return range(count), lambda k: part(tried.spec, k, count)
