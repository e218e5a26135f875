"""How an answer differs from what was expected, where the same relation holds in every case that is wrong: one module
for each kind of relation.
"""

from ...verdict import Message
from . import entries, exchange, inputs, parts, shapes, traits
from .entries import KEEPING
from .values import Relation, detail, flat, form, numbers

__all__ = ["KEEPING", "Relation", "facts", "flat", "form", "relation"]


def facts(tried):
    if not all(tried.outcomes[i].answered and tried.complaints[i].kind == "value" for i in tried.wrong):
        return
    complaint = tried.complaints[tried.first]
    if not tried.how.compares_values:
        if complaint.telling:
            yield Message(complaint.text, complaint.detail)
        return
    pairs = [(tried.outcomes[i].value, tried.expected[i].value, i) for i in tried.wrong]
    found = relation(tried, pairs)
    told = f" {complaint.text}" if complaint.telling else ""
    if found and not found.of_place:
        it = "Wherever it is wrong, your answer" if tried.right else "Your answer"
        yield Message(f"{it} {found.text}.{told}", detail(tried))
        return
    by_parts, explained = parts.by_items(tried, relation)
    if by_parts and explained:
        yield Message(by_parts, detail(tried))
        return
    sharp = True
    other = next((one for one in (exchange.words(tried), _mostly(tried, pairs)) if one), "")
    if by_parts and not other:
        other = parts.shapes_inside(tried)
    if not (by_parts or other):
        other, sharp = _weaker(tried, pairs, found)
    said = " ".join(filter(None, [by_parts, other]))
    if said:
        yield Message(said, detail(tried), sharp=sharp and not (by_parts and not other))


def _weaker(tried, pairs, found):
    """(words for a place, a form or a direction, whether they tell what is wrong)."""
    complaint = tried.complaints[tried.first]
    form = shapes.words(tried, pairs) or parts.never(tried, pairs)
    if form:
        return form if complaint.aspect == "unreadable" or not complaint.telling else f"{form} {complaint.text}", True
    if found:
        return f"Your answer {found.text}.", False
    of_type = complaint.aspect == "type"
    if complaint.telling and not of_type:
        return complaint.text, True
    words, sharp = traits.words(tried, pairs)
    return f"{words} {complaint.text}".strip() if of_type else words, sharp


def relation(tried, pairs):
    """The first `Relation` that holds for every (got, expected, position of the case), or None.

    The pairs that are alike must bear it out, too, so nothing is said of a case that is not true there.
    """
    if not pairs:
        return None
    for test in (parts.order, parts.pieces, parts.cut, parts.unmoved, parts.several):
        found = test(tried, pairs)
        if found:
            found.of_form, found.of_pieces = True, test is parts.pieces
            return found
    arrays = [(numbers(got), numbers(wanted), i) for got, wanted, i in pairs]
    if any(got is None or wanted is None for got, wanted, _ in arrays):
        return parts.but_for_the_last(pairs) or parts.texts(pairs)
    bearing = sum(wanted.size for _, wanted, _ in arrays)
    alike = all(got.shape == wanted.shape for got, wanted, _ in arrays)
    named = all(isinstance(w, tuple) and len(w) == len(tried.spec.returns) for _, w, _ in pairs)
    places = () if named else (entries.places,)  # of a result of several parts each is looked at by itself
    kinds = (
        (entries.relations, inputs.relations, *places, entries.one_factor)
        if alike
        else (shapes.relations, shapes.other_axis)
    )
    for kind in kinds:
        for text, holds in kind(tried, arrays):
            if holds:
                return Relation(text, bearing, of_form=not alike, of_place=kind is entries.places)
    return None


def _mostly(tried, pairs):
    """A relation that holds in most of the cases that are wrong, though not in all; "" where there is none."""
    found = {}
    for got, wanted, i in pairs:
        one = [(numbers(got), numbers(wanted), i)]
        if any(array is None for array in one[0][:2]) or one[0][0].shape != one[0][1].shape:
            continue
        for kind in (entries.relations, inputs.relations):
            for text, holds in kind(tried, one):
                if holds:
                    found.setdefault(text, []).append(one[0][1].size)
    text = max(found, key=lambda text: len(found[text]), default="")
    sizes = found.get(text, [])
    if len(sizes) < 3 or 3 * len(sizes) < 2 * len(pairs) or sum(sizes) < 5:
        return ""
    return f"In {len(sizes)} of the {len(pairs)} inputs that go wrong, your answer {text}."
