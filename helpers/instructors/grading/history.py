"""What happened to each mark, and all that is arithmetic on finished results: hand-in times, due dates, extensions,
penalties, and marks that a person gave. Nothing of a student's runs here.
"""

import hashlib
import shlex
from dataclasses import replace
from datetime import UTC, datetime

from ...course.errors import GradingError
from ...course.files import write_whole
from ..authored.papers import is_on_paper
from ..people.book import about_class
from ..people.roster import Roster
from ..people.words import plain
from . import marks, report, results
from .contract import EMPTY, GRADED, UNGRADED, Event, Mark, MarkInWords, Settled

BY_HAND, PENALTY = "marked by a person", "late penalty"
SHORT = 12  # letters of a word that stands for code or a release


def graded(result, plan, read_at=""):
    """Note in a fresh result what decided it, by a `plan.Known`, and where its page says that lessons are read."""
    words = {"release": plan.release[:SHORT], "code": plan.code[:SHORT], "plan": plan.fingerprint[:SHORT]}
    came = {"failed": result.message}
    if result.state == GRADED:
        came = {"points": result.points, "marks": {mark.id: mark.points for mark in result.exercises}}
    _note(result, GRADED, seed=plan.seed, **words, **came)
    result.settled = replace(result.settled, comments=_shown("", read_at))


def _shown(words, read_at):
    """A word for what a page shows beside marks: people's words, and where the lessons are read."""
    return hashlib.sha256((words + read_at).encode()).hexdigest()[:SHORT] if words or read_at else ""


def _note(result, event, **told):
    now = datetime.now(UTC).isoformat(timespec="seconds")
    result.history = [*result.history, Event(when=now, event=event, **told)]


def settle(course, found):
    """Bring gradebook, history and feedback pages to what times, due dates, extensions, the policy and people now say.

    Args:
        found: of `submissions.find`.

    Returns:
        Number of hand-ins of which something changed.

    Raises:
        gradebook.PolicyError: the course's policy for late submissions fails.
    """
    Roster(course).put_extensions()
    moved = []
    for lesson, student, result in results.every(course):
        submission = found.by_lesson.get(lesson, {}).get(student)
        if submission is not None and result.timestamp != submission.timestamp:
            moved.append((submission, result))
    if moved or _word(course) != _settled(course):
        from . import gradebook

        with gradebook.Writer(course) as writer:
            for submission, result in moved:
                writer.set_time(submission)
                results.save(course, submission.student, replace(result, timestamp=submission.timestamp))
            writer.penalize(marks.perhaps_late(course))
        write_whole(course.grading.settled, _word(course))
    return _remember(course)


def _word(course):
    """A word for all that late penalties hang on."""
    word = hashlib.sha256(repr(sorted(marks.perhaps_late(course), key=lambda row: row[:2])).encode())
    # The policy, a plugin beside it, and extensions.
    for path in [*sorted(course.root.glob("*.py")), course.grading.roster]:
        word.update(path.read_bytes() if path.is_file() else b"")
    return word.hexdigest()


def _settled(course):
    try:
        return course.grading.settled.read_text("utf-8")
    except OSError:
        return ""


def _remember(course):
    """Note marks by hand and penalties that are new; make anew the feedback pages that show other marks or words."""
    marked, taken, said, fresh = marks.marks_by_hand(course), marks.penalties(course), marks.comments(course), []
    read_at = about_class(course).get("lessons", "")
    for lesson, student, result in results.every(course):
        by_hand = {cell: score for cell, (score, _) in marked.get((student, lesson), {}).items()}
        words = repr(sorted(said[student, lesson].items())) if (student, lesson) in said else ""
        before, now = result.settled, Settled(by_hand, taken.get((student, lesson), 0.0), _shown(words, read_at))
        if now == before:
            continue
        result = replace(result, settled=now)
        if now.by_hand != before.by_hand:
            _note(result, BY_HAND, marks=by_hand)
        if now.penalty != before.penalty:
            _note(result, PENALTY, penalty=now.penalty)
        fresh.append((lesson, student, result))
    if fresh:
        from . import gradebook

        with gradebook.Writer(course) as writer:
            for lesson, student, result in fresh:
                writer.refresh(student, lesson, result)
                results.save(course, student, result)
    return len(fresh)


def told(course, student, lesson):
    """Yield the lines of `nncourse history`: what became of each mark of a hand-in, and each mark as it stands, with
    what markers wrote. An exam on paper has the last part alone.

    Raises:
        GradingError: it was never graded, or the person has no number in the exam.
    """
    called = Roster(course).calls()
    if is_on_paper(lesson):
        asked = [MarkInWords(item.grade_id, item.max, UNGRADED) for item in report.outline(course, lesson)]
        if student not in course.paper(lesson).people:
            raise GradingError(f"{called(student)} has no number in {lesson}.")
        yield f"{called(student)}, {lesson}:"
        yield from _now(course, student, lesson, asked)
        return
    result = results.load(course, lesson, student)
    if result is None:
        raise GradingError(
            f"{called(student)}'s {lesson} was not graded yet: "
            f"`nncourse grade {lesson[:2]} --student {shlex.quote(student)}`."
        )
    yield f"{called(student)}, {lesson}: what became of each mark"
    yield from lines(result)
    yield "Now:"
    yield from _now(course, student, lesson, result.marks)
    if taken := marks.penalties(course).get((student, lesson)):
        yield f"  late hand-in: {-taken:g}"


def _now(course, student, lesson, given):
    """Lines on marks as they stand, with the words of people below theirs."""
    by_hand, words = (read(course).get((student, lesson), {}) for read in (marks.marks_by_hand, marks.comments))
    for mark in given:
        name = mark.id if isinstance(mark, Mark) else mark.grade_id
        if mark.grade_id in by_hand:
            yield f"  {name}: {by_hand[mark.grade_id][0]:g} of {mark.max:g} (marked by a person)"
        elif isinstance(mark, Mark):
            yield f"  {name}: {mark.points:g} of {mark.max:g} ({mark.state})"
        else:
            yield f"  {name}: {'0' if mark.state == EMPTY else 'open'} of {mark.max:g} ({mark.state})"
        yield from (f"    {plain(line, 300)}" for line in words.get(mark.grade_id, "").splitlines() if line.strip())


def lines(result):
    """The history of a hand-in's marks for the terminal, oldest first; of gradings after the first what has changed."""
    before = None
    for event in result.history:
        yield f"  {event.when.replace('T', ' ')}  {event.event}: {_told(event)}"
        if event.event == GRADED:
            yield from _changes(before, event.marks)
            before = event.marks
    if not result.history:
        yield "  (graded before histories were kept)"


def _changes(before, now):
    if before is None and now:
        yield f"    {', '.join(f'{name} {points:g}' for name, points in sorted(now.items()))}"
    if not before:
        return
    for name in sorted(before.keys() | now.keys()):
        first, second = (f"{marks[name]:g}" if name in marks else "nothing" for marks in (before, now))
        if first != second:
            yield f"    {name}: {first} before, {second} now"


def _told(event):
    if event.event == GRADED:
        earned = event.failed if event.points is None else f"{event.points:g} points"
        return f"{earned}; seed {event.seed}, release {event.release}, judging code {event.code}, plan {event.plan}"
    if event.event == PENALTY:
        return f"{event.penalty:g} taken off"
    return ", ".join(f"{cell} {score:g}" for cell, score in sorted(event.marks.items())) or "marks taken back"
