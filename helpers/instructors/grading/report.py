"""What a grading run tells: `grading/grades.csv`, and the lines for the terminal."""

import csv
import io
import json
import statistics
from dataclasses import dataclass
from typing import NamedTuple

from ...course import notebooks
from ...course.files import write_whole
from ..authored.papers import RECORD, is_on_paper
from ..people.roster import Roster
from ..people.words import table_cell
from . import marks, results, submissions
from .contract import EMPTY, FAILED, UNGRADED, MarkInWords

LATE = "late"  # the state of a row that takes points off
MARKED = "marked"  # by a person
MISSING = "missing"  # nothing was handed in
NOTHING, NOT_YET = "Nothing was handed in.", "Not graded yet."  # messages
OPEN = (MISSING, FAILED, UNGRADED)
FINE = ("right", MARKED, UNGRADED, LATE)  # states that need no remark
SCREEN = 24  # lines of a terminal
NAMED = 4  # of each kind that needs a person


@dataclass(frozen=True)
class Item:
    """Something that a lesson gives points for; `manual` where a person marks it."""

    name: str
    grade_id: str
    max: float
    manual: bool


class Row(NamedTuple):
    """A line of grades.csv. `points` is None where there is no mark yet."""

    student: str
    lesson: str
    exercise: str
    points: float | None
    max: float
    state: str
    message: str


def outline(course, lesson):
    """What a lesson gives points for: a list of `Item`s, from the released notebook; or an exam on paper, "exam-7".

    Raises:
        CourseError: the lesson is not built.
    """
    if is_on_paper(lesson):
        asked = course.paper(lesson).record["questions"]
        return [Item(one["id"], one["id"], float(one["marks"]), True) for one in asked]
    items = []
    for cell in json.loads(course.gradable(lesson).released_text())["cells"]:
        if notebooks.is_graded(cell):
            name, manual = notebooks.grade_id(cell), notebooks.is_marked_by_hand(cell)
            shown = None if manual else notebooks.checked(cell | {"source": "".join(cell["source"])})
            points = float(notebooks.points(cell))
            items.append(Item(shown or f"{lesson[:2]}.{name}", name, points, manual))
    return items


def outlines(course, lessons=()):
    """Lesson -> outline of all that has been graded, of the exams on paper that are being marked, and of `lessons`."""
    graded = set(results.lessons(course))
    marked = {lesson for _, lesson in marks.submitted(course) if is_on_paper(lesson)}
    marked = {lesson for lesson in marked if (course.paper(lesson).folder / RECORD).is_file()}
    return {lesson: outline(course, lesson) for lesson in sorted(graded | marked | {*lessons})}


def hand_ins(course, outlines):
    """The hand-ins of a class: none where it has exams on paper alone."""
    return submissions.Found() if all(map(is_on_paper, outlines)) else submissions.find(course)


def grade_rows(course, outlines, found):
    """Yield the `Row`s of grades.csv in order of student and lesson.

    Three states are never a silent 0: "missing" (nothing handed in), "failed" (it could not be graded) and "ungraded"
    (waits for a person's mark) have no points.

    Args:
        outlines: lesson -> outline, of the lessons to report.
        found: of `submissions.find`.
    """
    marked, penalties, said = marks.marks_by_hand(course), marks.penalties(course), marks.comments(course)
    recorded = {(lesson, student): result for lesson, student, result in results.every(course, outlines)}
    on_paper = {lesson: course.paper(lesson).people for lesson in outlines if is_on_paper(lesson)}
    students = sorted(
        found.students | {student for _, student in recorded} | set(Roster(course).listed).union(*on_paper.values())
    )
    for student in students:
        for lesson in sorted(outlines):
            if student not in on_paper.get(lesson, [student]):
                continue  # nobody writes an exam who has no number
            result = recorded.get((lesson, student))
            here = found.by_lesson.get(lesson, {}).get(student)
            by_hand, words = (told.get((student, lesson), {}) for told in (marked, said))
            given = _on_paper(outlines[lesson]) if lesson in on_paper else _given(result, here)
            yield from _rows(student, lesson, outlines[lesson], given, by_hand, words)
            if taken := penalties.get((student, lesson)):
                told = "Taken off by the policy for late hand-ins."
                yield Row(student, lesson, "late hand-in", -taken, 0.0, LATE, told)


def _given(result, here):
    """(what stands for every mark or None, grade_id -> mark) of a hand-in."""
    if here is None or here.problem:
        return (None, MISSING, here.problem if here else NOTHING), {}
    if result is None:
        return (None, UNGRADED, NOT_YET), {}
    if result.state == FAILED:
        return (None, FAILED, result.message), {}
    return None, {mark.grade_id: mark for mark in result.marks}


def _on_paper(items):
    """The same of a paper: all of it is marked by a person."""
    return None, {item.grade_id: MarkInWords(item.grade_id, item.max, UNGRADED) for item in items}


def _rows(student, lesson, items, given, by_hand, words):
    blank, given = given
    for item in items:
        mark, (score, again) = given.get(item.grade_id), by_hand.get(item.grade_id, (None, False))
        if mark is None:
            told = blank or (None, UNGRADED, NOT_YET)
        elif score is not None:
            told = (
                score,
                MARKED,
                "Look at it once more: it was graded anew since." if again else "",
            )
        elif not item.manual:
            told = (mark.points, mark.state, next(iter(mark.messages), ""))
        elif mark.state == EMPTY:
            told = (0.0, EMPTY, "No answer was written.")
        elif (words.get(item.grade_id) or "").startswith(marks.UNSETTLED):
            told = (None, UNGRADED, f"{marks.UNSETTLED} To settle it: nncourse mark, then [ or ].")
        else:
            told = (None, UNGRADED, "Waits for a mark: nncourse mark.")
        points, state, message = told
        yield Row(student, lesson, item.name, points, item.max, state, message)


def write_csv(course, rows):
    """Write grading/grades.csv from `grade_rows`; return its path."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(Row._fields)
    for row in rows:
        table.writerow([table_cell(cell) for cell in row])
    write_whole(course.grading.grades, text.getvalue())
    return course.grading.grades


def summary(course, rows, plans, here, room=SCREEN):
    """The lines for the terminal: each student of a small class; of a large one what needs a person. They fit `room`.

    Args:
        rows: of `grade_rows`.
        plans: lesson -> `plan.Known`, of the lessons to tell about.
        here: lesson -> {student: submission}, of the students to tell about.
    """
    told, called = {lesson: {} for lesson in plans}, Roster(course).calls()
    for row in rows:
        if row.lesson in told and row.student in here.get(row.lesson, {}):
            told[row.lesson].setdefault(row.student, []).append(row)
    small = sum(map(len, told.values())) + len(told) <= room
    for number, (lesson, students) in enumerate(told.items(), 1):
        if number == room and len(told) > room:
            yield f"{len(told) - number + 1} more lessons: `nncourse grade {lesson[:2]}` tells of one alone."
            return
        loaded = {student: results.load(course, lesson, student) for student in students}
        apart = list(_out_of_step(course, plans[lesson]))
        own = room // len(told) - 1 - len(apart)
        lines = list(_each(students, loaded, called) if small else _crowd(students, loaded, called, own))
        if small or len(lines) <= own:
            yield from (lesson, *lines, *apart)
        else:
            yield f"{lesson}: {'; '.join(line.strip() for line in (*lines, *apart))}"


def _blank(rows):
    """The row that says that nothing could be graded, or None."""
    return next((row for row in rows if row.state in (MISSING, FAILED)), None)


def _each(students, loaded, called):
    for student, rows in students.items():
        name = f"  {called(student):<18}"
        if blank := _blank(rows):
            yield f"{name} {blank.state:<12} {blank.message}"
        elif loaded[student] is None:
            yield f"{name} not graded yet"
        else:
            yield f"{name} {_points(rows):<12} {_remarks(rows, loaded[student])}"


def _points(rows):
    return f"{_sum(rows):g} of {sum(row.max for row in rows):g}"


def _sum(rows):
    return max(0.0, sum(row.points or 0.0 for row in rows))


def _remarks(rows, result):
    states = {}
    for row in rows:
        if row.state not in FINE:
            states.setdefault(row.state, []).append(row.exercise.partition(".")[2])
    words = [
        f"{state}: {', '.join(names)}" if len(names) < 4 else f"{len(names)} {state}" for state, names in states.items()
    ]
    waiting = sum(row.state == UNGRADED for row in rows)
    words += [f"{waiting} to mark by hand"] if waiting else []
    words += [f"late: {-row.points:g} taken off" for row in rows if row.state == LATE]
    words += result.notes[:1]
    return "; ".join(words) or "all right"


def _crowd(students, loaded, called, room):
    """A large class: how it went, and whom to look at, by name as far as there is room."""
    groups = {FAILED: {}, MISSING: {}, "odd": {}}
    done, waiting, late = [], 0, []
    for student, rows in students.items():
        if blank := _blank(rows):
            groups[blank.state][student] = blank.message
            continue
        if loaded[student] and loaded[student].notes:
            groups["odd"][student] = loaded[student].notes[0]
        done.append(rows)
        waiting += any(row.state == UNGRADED for row in rows)
        late += [-row.points for row in rows if row.state == LATE]
    heads = []
    if done:
        points = [_sum(rows) for rows in done]
        most = max(sum(row.max for row in rows) for rows in done)
        right = sum(all(row.state in FINE for row in rows) for rows in done)
        heads.append(
            f"  {len(done)} graded: median {statistics.median(points):g} of {most:g}, from {min(points):g} to "
            f"{max(points):g}; {right} with no mistake that a check could find"
        )
    if waiting:
        heads.append(f"  {waiting} to mark by hand (nncourse mark)")
    if late:
        heads.append(f"  {len(late)} late, {sum(late):g} points taken off")
    yield from heads
    groups = {kind: people for kind, people in groups.items() if people}
    named = max(0, min(NAMED, (room - len(heads)) // max(1, len(groups)) - 1))
    for kind, people in groups.items():
        yield from some(f"{len(people)} {kind}", {called(student): why for student, why in people.items()}, named)


def some(head, people, most):
    """The lines on a group of people, under its head: at most so many of them, each with its reason."""
    shown = list(people.items())[:most]
    yield f"  {head}" + (f", of which {len(shown)}:" if 0 < len(shown) < len(people) else ":" * bool(shown))
    yield from (f"    {name}: {why[:150]}" for name, why in shown)


def _out_of_step(course, plan):
    """A word on results that another release, seed or judge has made: their marks do not compare."""
    others, most = 0, set()
    for _, student, result in results.every(course, [plan.lesson]):
        made = result.graded_by()
        if made and made.plan != plan.of_student(student).fingerprint[: len(made.plan)]:
            others += 1
        most.add(sum(mark.max for mark in result.marks))
    if others:
        apart = " or ".join(f"{n:g}" for n in sorted(most - {0}))
        yield (
            f"  {others} hand-in(s) were graded by another release, seed or judge (out of {apart} points): "
            f"`nncourse grade {plan.lesson[:2]}` grades them anew."
        )
