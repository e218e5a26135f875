"""An exam from the course's questions: drawn by marks, lessons, topics, levels and seed; a paper
and a marker's copy.
"""

import string
from dataclasses import dataclass
from pathlib import Path

import jinja2
import numpy as np

from ...course.errors import CourseError
from ...course.files import write_whole
from ...course.questions import BLOOM
from ..authored.exam import CHOICE_MARKS
from ..banks.written import Written

KINDS = ("written", "choice", "both")


@dataclass(frozen=True)
class Choice:
    """A question with options, taken from a lesson's quiz."""

    id: str
    level: str
    question: str
    options: tuple  # (text, why, right)
    marks: int = CHOICE_MARKS
    topics: tuple = ()
    use: str = "practice"  # quizzes ship

    @property
    def lesson(self):
        """The two digits of its lesson."""
        return self.id[:2]


def choose(items, lessons=(), topics=(), levels=(), kind="both", unseen=False):
    """The questions that fit all that is given; `unseen` leaves out what students have.

    Raises:
        CourseError: a lesson, topic or level has no question, or nothing is left.
    """
    known_topics = sorted({topic for item in items for topic in item.topics})
    for given, known, what in (
        (lessons, sorted({item.lesson for item in items}), "lesson"),
        (levels, BLOOM, "level"),
        (topics, known_topics, "topic"),
    ):
        for wanted in given:
            if wanted not in known:
                raise CourseError(f'No question has the {what} "{wanted}"; there are {", ".join(known)}.')
    left = [
        item
        for item in items
        if (not lessons or item.lesson in lessons)
        and (not levels or item.level in levels)
        and (not topics or set(topics) & set(item.topics))
        and (kind == "both" or isinstance(item, Written) == (kind == "written"))
        and (item.use == "exam" or not unseen)
    ]
    if not left:
        more = ", or --unseen" if unseen else ""
        raise CourseError(f"No question fits all of that; leave a lesson, topic, level or kind out{more}.")
    return left


def draw(items, marks, seed=0):
    """Questions with exactly `marks` marks in all, of different lessons as far as there are enough; the same for a
    seed.

    Raises:
        CourseError: the questions have fewer marks, or no choice of them adds up; says what can be had.
    """
    total = sum(item.marks for item in items)
    if marks > total:
        raise CourseError(
            f"The {len(items)} question(s) that fit have {total} marks together, and {marks} were asked for: ask for "
            "less, or for more lessons, topics or levels."
        )
    reachable = _sums(items, total)
    if marks not in reachable:
        near = max(n for n in reachable if n < marks)
        raise CourseError(f"No choice of these questions has exactly {marks} marks; {near} can be had.")
    rng = np.random.default_rng(seed)
    waiting = [items[i] for i in rng.permutation(len(items))]
    chosen, times, left = [], {}, marks
    while left:
        waiting.sort(key=lambda item: times.get(item.lesson, 0))  # stable: within a lesson the drawn order stays
        item = waiting.pop(0)
        if left - item.marks in _sums(waiting, left):
            chosen.append(item)
            left -= item.marks
            times[item.lesson] = times.get(item.lesson, 0) + 1
    return chosen


def _sums(items, most):
    sums = {0}
    for item in items:
        sums |= {total + item.marks for total in sums if total + item.marks <= most}
    return sums


def variants(chosen, count, seed=0, same_order=False):
    """`count` papers of the same questions, each in another order and with its options in another order.

    Raises:
        CourseError: so many different orders do not exist.
    """
    rng, orders = np.random.default_rng([seed, 1]), []
    possible = _factorial(len(chosen), count)
    if not same_order and possible < count:
        raise CourseError(f"{len(chosen)} question(s) can be put in {possible} order(s), not in {count}.")
    while len(orders) < count:
        order = tuple(range(len(chosen))) if same_order else tuple(rng.permutation(len(chosen)).tolist())
        if same_order or order not in orders:
            orders.append(order)
    return [[_shuffled(chosen[i], rng) for i in order] for order in orders]


def _factorial(n, enough):
    """n!, or the first product that is `enough`."""
    product = 1
    for factor in range(2, n + 1):
        product *= factor
        if product >= enough:
            break
    return product


def _shuffled(item, rng):
    if isinstance(item, Written):
        return item
    return Choice(
        item.id, item.level, item.question, tuple(item.options[i] for i in rng.permutation(len(item.options)))
    )


def write_papers(papers, folder, title, to_html, sections, numbered=False):
    """Write A.html, B.html … for students and A-marker.html … for markers; return the paths.

    Args:
        papers: lists of questions, as `variants` gives them.
        folder: where to write.
        title: stands on top of each paper.
        to_html: Markdown, and the question's id for messages -> HTML.
        sections: question -> where a student reads its answer again, in words.
        numbered: whether everybody has a number, so that a paper bears no name.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    template, written = environment.get_template("paper.html.j2"), []
    for letter, paper in zip(string.ascii_uppercase, papers, strict=False):
        for marker in (False, True):
            page = template.render(
                title=title,
                letter=letter if len(papers) > 1 else "",
                marker=marker,
                numbered=numbered and not marker,
                questions=paper,
                marks=sum(item.marks for item in paper),
                written=lambda item: isinstance(item, Written),
                html=lambda text, item: jinja2.utils.markupsafe.Markup(to_html(text, item.id)),
                section=sections,
                letters=string.ascii_lowercase,
            )
            path = Path(folder) / f"{letter}{'-marker' if marker else ''}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, page)
            written.append(path)
    return written
