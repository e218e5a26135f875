"""`grading/report.html`, `items.csv` and `class.csv`: what each exercise measures, which misconceptions were met how
often, what was believed before, how marks are spread, who needs a person: what to teach again on Monday, and what to mend.
"""

import csv
import io
import json
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from ...course.files import HELPERS, write_whole
from ...course.lessons import is_exam
from ...study import predict
from ..authored.papers import is_on_paper
from ..insight import pictures
from ..insight.items import LITTLE, SMALL, Item, analyse
from ..insight.people import concerns
from ..people.roster import Roster
from ..people.words import table_cell
from . import marks, results
from .contract import EMPTY, FAILED, UNGRADED
from .pages import render
from .unexpected import Groups

STYLE = """
.bar { display: inline-block; height: .8rem; background: #4a7fa5; border-radius: .15rem; vertical-align: baseline; min-width: 1px }
h3 { font-size: 1rem; margin: 1.4rem 0 .3rem } li { margin: .3rem 0 } body { max-width: 72rem }
svg { display: block; margin: .6rem 0 }
"""
BINS = 10
BELIEFS = 4  # of one question
UNEXPECTED = 8  # groups of one lesson
RIGHT = "right"
KINDS = ("right", "known mistake", "other mistake", "stopped", "empty")  # what became of an exercise
COLUMNS = (
    "lesson",
    "item",
    "marks",
    "solved",
    "mean",
    "discrimination",
    "low",
    "high",
    "upper_lower",
    "minutes",
    "chosen",
    "says",
)


@dataclass
class Row:
    """Counts of one exercise."""

    name: str
    max: float
    points: float = 0.0
    states: Counter = field(default_factory=Counter)
    misconceptions: Counter = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def add(self, mark):
        self.points += mark.points
        self.states[mark.state] += 1
        self.misconceptions.update(mark.misconceptions)
        self.seconds.append(mark.seconds)


class Tally:
    """Counts of one lesson, added result by result, so that a class of any size needs little memory."""

    def __init__(self, outline, public=None):
        """`outline` is that of `report.outline`; `public` are the lesson's public exercises, which hold a quiz's texts."""
        self.graded = self.waiting = 0
        self.failed, self.shares, self.kinds = [], {}, Counter()
        self.items = {item.grade_id: Item(item.name, item.max) for item in outline}
        self._public = public or {}
        self.met = defaultdict(set)  # misconception -> students
        self.exercises = {item.grade_id: Row(item.name, item.max) for item in outline if not item.manual}
        self.seeds = set()
        self._unexpected = Groups()
        self.predictions = {}  # question -> Counter of guesses in words
        self._before = {}  # question -> {student: whether right}

    def add(self, student, result, by_hand=None):
        """Count a result; `by_hand` are the marks that a person gave: grade_id -> (score, needs another look)."""
        self.seeds.add(result.seed)
        if result.state == FAILED:
            self.failed.append(student)
            return
        self.graded += 1
        self._unexpected.add(student, result)
        marked = by_hand or {}
        self.waiting += any(mark.state == UNGRADED and mark.grade_id not in marked for mark in result.manual)
        for mark in result.exercises:
            if row := self.exercises.get(mark.grade_id):
                row.add(mark)
                self.kinds[_kind(mark)] += 1
            for name in mark.misconceptions:
                self.met[name].add(student)
        self._earn(student, result, marked)
        for question, told in result.predictions.items():
            words = RIGHT if told["right"] else predict.in_words(told["guess"])
            self.predictions.setdefault(question, Counter())[words] += 1
            self._before.setdefault(question, {})[student] = bool(told["right"])
        most = sum(mark.max for mark in result.exercises)
        self.shares[student] = result.points / most if most else 0.0

    def add_paper(self, by_hand):
        """Count an exam on paper, all of which is marked by people: student -> marks as `add` takes them, {} where nothing
        is marked yet.
        """
        for student, given in by_hand.items():
            self.graded += bool(given)
            self.waiting += not given.keys() >= self.items.keys()
            for name, item in self.items.items():
                if name in given:
                    item.earned[student] = given[name][0]
                else:
                    item.waiting += 1

    def _earn(self, student, result, by_hand):
        """Note what each item earned; a quiz counts by its questions."""
        for mark in result.marks:
            item = self.items.get(mark.grade_id)
            if item is None:
                continue
            if mark.grade_id in by_hand:
                item.earned[student] = by_hand[mark.grade_id][0]
            elif hasattr(mark, "points"):
                item.earned[student] = mark.points
            elif mark.state == EMPTY:
                item.earned[student] = 0.0
            else:
                item.waiting += 1
            if getattr(mark, "id", None) in result.minutes:
                item.minutes.append(result.minutes[mark.id])
            for question, (letter, right) in getattr(mark, "choices", {}).items():
                asked = self._question(mark, question)
                asked.earned[student], asked.chosen[student] = asked.max if right else 0.0, letter
                asked.key = letter if right else asked.key

    def _question(self, mark, question):
        name = f"{mark.id} {question}"
        if name not in self.items:
            about = self._public.get(mark.id, {})
            weights = about.get("parts") or dict.fromkeys(mark.choices, 1)
            texts = dict(zip(weights, about.get("questions", [])))
            options = dict(zip("abcdefgh", texts.get(question, {}).get("options", [])))
            share = weights.get(question, 1) / sum(weights.values())
            text = texts.get(question, {}).get("question", "")
            self.items[name] = Item(name, mark.max * share, options=options, text=text, quiz=mark.grade_id)
        return self.items[name]

    def analyses(self):
        """The `Analysis` of each item: exercises, questions of quizzes, answers in words."""
        asked = {item.quiz for item in self.items.values()}
        return analyse([item for name, item in self.items.items() if name not in asked])

    def told(self, course, name, hints, penalties, items):
        """What the template lays out; `items` are the lesson's `analyses`."""
        taken = [points for (_, lesson), points in penalties.items() if lesson == name]
        about = {"name": name, "graded": self.graded, "failed": len(self.failed), "waiting": self.waiting}
        about |= {
            "seeds": [] if is_exam(name) else sorted(self.seeds),
            "late": len(taken),
            "taken": sum(taken),
            "on_paper": is_on_paper(name),
        }
        if not self.graded:
            return about
        spread = Counter(min(int(share * BINS), BINS - 1) for share in self.shares.values())
        bins = [{"range": f"{100 * i // BINS}–{100 * (i + 1) // BINS} %", "count": spread[i]} for i in range(BINS)]
        rows = [self._row(row) for row in self.exercises.values()]
        middle = statistics.median(self.shares.values()) if self.shares else 0.0
        drawn = [(i, one.mean, one.discrimination) for i, one in enumerate(items, 1) if one.discrimination is not None]
        about |= {"items": items, "picture": pictures.scatter(drawn, LITTLE) if drawn else ""}
        about |= {"predictions": list(self._believed(name[:2]))}
        about |= {"unexpected": list(self._unexpected.largest(course, name, UNEXPECTED))}
        return about | {"rows": rows, "met": self._met(hints), "bins": bins, "middle": middle}

    def _believed(self, lesson):
        """Of each question that was answered before its result: how many were right, and what the others believed."""
        for question, known in predict.questions(lesson).items():
            if guesses := self.predictions.get(question):
                others = [f"{count} × {words}" for words, count in guesses.most_common() if words != RIGHT]
                told = ", ".join(others[:BELIEFS]) + (", …" if len(others) > BELIEFS else "")
                count = guesses.total()
                about = {"ask": known["ask"], "count": count, "right": guesses[RIGHT] / count, "others": told}
                yield about | {"after_right": self._after(question, True), "after_wrong": self._after(question, False)}

    def _after(self, question, right):
        """The mean share of the lesson's points of those who had predicted right, or otherwise; None for few."""
        shares = [self.shares[student] for student, was in self._before[question].items() if was == right]
        return statistics.fmean(shares) if len(shares) >= SMALL else None

    def _row(self, row):
        others = [f"{count} {state}" for state, count in row.states.most_common() if state != RIGHT]
        seconds = row.seconds or [0]
        about = {"name": row.name, "max": row.max, "others": ", ".join(others)}
        about |= {"solved": row.states[RIGHT] / self.graded, "mean": row.points / self.graded}
        return about | {"median": statistics.median(seconds), "slowest": max(seconds)}

    def _met(self, hints):
        met = [
            {"count": count, "exercise": row.name, "name": name, "hint": hints.get(row.name, {}).get(name, "")}
            for row in self.exercises.values()
            for name, count in row.misconceptions.items()
        ]
        return sorted(met, key=lambda item: (-item["count"], item["exercise"], item["name"]))


def _kind(mark):
    """What became of an exercise, one of `KINDS`."""
    if mark.state == RIGHT:
        return KINDS[0]
    if mark.misconceptions:
        return KINDS[1]
    return {"empty": KINDS[4], "error": KINDS[3], "timeout": KINDS[3]}.get(mark.state, KINDS[2])


def in_order(course, outlines):
    """The outlines as a term takes them: an exam notebook, numbered behind all lessons, after the last that it is on."""
    exams = {name: course.gradable(name).record["lessons"] for name in outlines if is_exam(name)}
    return dict(sorted(outlines.items(), key=lambda item: (max(exams.get(item[0], [item[0]])), item[0])))


def write_report(course, outlines, hints, names=False):
    """Write report.html, items.csv and class.csv from the recorded results; return the page's path.

    Args:
        outlines: lesson -> outline of `report.outline`.
        hints: exercise id -> {misconception: hint}, of the lessons whose plans are at hand.
        names: whether the page names those who need a person.
    """
    tallies = {
        lesson: Tally(outline, _public(course, lesson)) for lesson, outline in in_order(course, outlines).items()
    }
    by_hand = marks.marks_by_hand(course)
    for lesson, student, result in results.every(course, outlines):
        tallies[lesson].add(student, result, by_hand.get((student, lesson), {}))
    for lesson in filter(is_on_paper, tallies):
        people = course.paper(lesson).people
        tallies[lesson].add_paper({student: by_hand.get((student, lesson), {}) for student in people})
    penalties = marks.penalties(course)
    analyses = {lesson: tally.analyses() for lesson, tally in tallies.items()}
    lessons = [tally.told(course, lesson, hints, penalties, analyses[lesson]) for lesson, tally in tallies.items()]
    whole = _whole(course, tallies)
    whole["nothing"] = [(told["name"], one) for told in lessons for one in told.get("items", ()) if one.tells_little]
    _write_items(course, analyses)
    _write_counts(course, tallies, lessons, whole["concerns"])
    page = render("report.html", title="Class report", style=STYLE, lessons=lessons, names=names, **whole)
    write_whole(course.grading.report, page)
    return course.grading.report


def _public(course, lesson):
    """The public exercises of a lesson, empty where they do not ship."""
    for folder in (course.root / "helpers", HELPERS):
        path = folder / "checks/public" / f"{lesson}.json"
        if path.is_file():
            return json.loads(path.read_text("utf-8"))["exercises"]
    return {}


def _whole(course, tallies):
    """What concerns more than one lesson: what became of exercises, mistakes that come back, who needs a person."""
    graded = {lesson: tally for lesson, tally in tallies.items() if tally.kinds}
    rows = [(lesson, [tally.kinds[kind] / tally.kinds.total() for kind in KINDS]) for lesson, tally in graded.items()]
    words = "; ".join(f"{lesson}: {shares[0]:.0%} right, {shares[1]:.0%} a known mistake" for lesson, shares in rows)
    drawn = pictures.stacked([(lesson[:14], shares) for lesson, shares in rows], KINDS, words) if len(rows) > 1 else ""
    shares = {lesson: tally.shares for lesson, tally in tallies.items() if tally.shares or tally.failed}
    failed = {lesson: tallies[lesson].failed for lesson in shares}
    roster = Roster(course)
    return {
        "over": rows if drawn else [],
        "kinds": KINDS,
        "drawn": drawn,
        "again": list(_coming_back(tallies)),
        "concerns": concerns(shares, failed, roster.listed),
        "called": roster.calls(),
    }


def _coming_back(tallies):
    """Mistakes of one name that were met in several lessons, those of most students first."""
    met = defaultdict(dict)
    for lesson, tally in tallies.items():
        for name, students in tally.met.items():
            met[name][lesson] = students
    several = [(name, where) for name, where in met.items() if len(where) > 1]
    for name, where in sorted(several, key=lambda item: (-sum(map(len, item[1].values())), item[0])):
        counts = Counter(student for students in where.values() for student in students)
        places = ", ".join(f"{lesson[:2]} ({len(students)})" for lesson, students in where.items())
        yield {"name": name, "places": places, "twice": sum(count > 1 for count in counts.values())}


def _write_items(course, analyses):
    """`grading/items.csv`: the figures behind the page, which names nobody."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for lesson, items in analyses.items():
        for one in items:
            figures = (one.discrimination, one.low, one.high, one.upper_lower)
            numbers = [*([one.solved, one.mean, *figures] if one.count else [None] * 6), one.minutes]
            rounded = ["" if number is None else f"{number:.3f}" for number in numbers]
            table.writerow(
                [table_cell(cell) for cell in (lesson, one.item.name, one.count)] + rounded + [one.taken, one.says]
            )
    write_whole(course.grading.items, text.getvalue())


def _write_counts(course, tallies, lessons, told_of):
    """`grading/class.csv`: what the page counts beside items, a row for each count. It names nobody."""
    rows = []
    for told in lessons:
        name, graded = told["name"], told["graded"]
        rows += [
            (name, "misconception", met["exercise"], met["name"], met["count"], graded) for met in told.get("met", ())
        ]
        for group in told.get("unexpected", ()):
            rows.append((name, "unexpected answer", group.exercise, group.said, group.count, graded))
        for question, guesses in tallies[name].predictions.items():
            counts = sorted(guesses.items(), key=lambda item: (-item[1], item[0]))
            rows += [(name, "predicted", question, words, count, guesses.total()) for words, count in counts]
    rows += [("", "needs a person", "", concern.reason, len(concern.students), "") for concern in told_of]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("lesson", "what", "item", "which", "count", "of"))
    table.writerows([table_cell(cell) for cell in row] for row in rows)
    write_whole(course.grading.counts, text.getvalue())
