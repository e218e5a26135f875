"""`grading/similar/LESSON.html`: the hand-ins that are too alike, side by side, with what both have marked."""

from collections import Counter

from ...course.files import write_whole
from ..grading.pages import render
from .compare import LEAST_SHARE, compare
from .fingerprints import normalized
from .handins import OWN, kinds_of, read

SHOWN = 40  # pairs on a page
STYLE = """
body { max-width: 80rem } main > p, main > ul, main > table, .note { max-width: 50rem } section { margin-top: 2.5rem }
.two { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem } .two pre { margin-top: .2rem }
@media (max-width: 50rem) { .two { grid-template-columns: minmax(0, 1fr) } }
h3 { font-size: 1rem; margin: 1.2rem 0 .2rem } h4 { font-size: .9rem; margin: 0 }
mark { background: #ffe08a; color: #000; border-radius: .15rem }
.note { border-left: 4px solid var(--line); padding: .2rem 1rem }
"""


def write_page(course, lesson, earlier=None):
    """Compare the hand-ins of a lesson and write the page.

    Args:
        lesson: the `Lesson`.
        earlier: the folder of another class, or None.

    Returns:
        (path, lines): `lines` tell the outcome on a terminal.

    Raises:
        CourseError: there are too few hand-ins, or none.
    """
    unreadable = []
    handins = list(read(course, lesson, earlier, unreadable))
    found = [compare(handins, kind) for kind in kinds_of(lesson)]
    pairs = [pair for comparison in found for pair in comparison.pairs]
    about = {
        "lesson": lesson.slug,
        "count": len(handins),
        "earlier": sum(handin.earlier for handin in handins),
        "unreadable": unreadable,
        "found": found,
        "answers": list(_answers(handins)),
        "pairs": [_told(pair, found) for pair in pairs[:SHOWN]],
        "more": max(0, len(pairs) - SHOWN),
        "least": LEAST_SHARE,
    }
    path = course.grading.similar / f"{lesson.slug}.html"
    page = render(
        "similar.html", "helpers.instructors.similarity", title=f"{lesson.slug} · alike", style=STYLE, **about
    )
    write_whole(path, page)
    return path, list(_lines(about, pairs))


def _lines(about, pairs):
    before = f", {about['earlier']} of them of the earlier class" if about["earlier"] else ""
    yield f"{about['lesson']}: {about['count']} hand-ins compared{before}."
    if about["unreadable"]:
        yield f"{len(about['unreadable'])} could not be read: {', '.join(about['unreadable'][:5])}."
    for pair in pairs[:10]:
        yield f"  {pair.one.name} and {pair.other.name}: {pair.likeness:.0%} of the {pair.kind} that is their own"
    yield (
        f"{len(pairs)} pair(s) to look at. That two hand-ins are alike does not say why, nor who wrote first."
        if pairs
        else "No two are more alike than hand-ins of this class usually are."
    )


def _answers(handins):
    """For each answer: how many wrote it, and how many different ones there are, names and layout aside."""
    forms = {}
    for handin in handins:
        for part in handin.parts:
            if part.answer != OWN:
                forms.setdefault(part.answer, Counter())[normalized(part.kind, part.text)] += 1
    for answer, ways in sorted(forms.items()):
        yield {"name": answer, "count": ways.total(), "ways": len(ways), "most": max(ways.values())}


def _told(pair, found):
    """What the template lays out of a pair: its answers side by side, those with the most in common first."""
    of_kind = next(comparison for comparison in found if comparison.kind == pair.kind)
    sides = [_marked(handin, pair) for handin in (pair.one, pair.other)]
    alike = {answer for side in sides for answer, (_, marked) in side.items() if marked}
    order = sorted(alike, key=lambda answer: -sum(side.get(answer, ("", 0))[1] for side in sides))
    rows = [{"answer": answer, "sides": [side.get(answer, ([], 0))[0] for side in sides]} for answer in order]
    return {
        "names": [pair.one.name, pair.other.name],
        "kind": pair.kind,
        "likeness": pair.likeness,
        "usual": of_kind.usual,
        "rows": rows,
    }


def _marked(handin, pair):
    """answer -> ([(text, True where both have it)], letters that both have)."""
    spans = {}
    for word in pair.shared:
        for number, start, end in handin.prints[pair.kind].get(word, ()):
            if pair.shared[word] > 1:  # more than half of the class has the others
                spans.setdefault(number, []).append((start, end))
    made = {}
    for number, part in enumerate(handin.parts):
        if part.kind == pair.kind:
            pieces, marked = made.get(part.answer, ([], 0))
            fresh, letters = _pieces(part.text, sorted(spans.get(number, ())))
            made[part.answer] = ([*pieces, ("\n\n", False), *fresh] if pieces else fresh, marked + letters)
    return made


def _pieces(text, spans):
    """A text cut at the borders of spans, and how many letters these cover."""
    pieces, at, letters = [], 0, 0
    for start, end in spans:
        start = max(start, at)
        if end > start:
            pieces += [(text[at:start], False), (text[start:end], True)]
            letters += end - start
            at = end
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]], letters
