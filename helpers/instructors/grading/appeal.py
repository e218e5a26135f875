"""An appeal: one hand-in graded once more as it was graded, beside what is recorded. Nothing is written."""

import contextlib
import functools
import secrets
import shlex

from ...course.errors import GradingError
from ..people.roster import Roster
from . import history, marks, results, sandbox, submissions
from .contract import FAILED


def appeal(course, student, lesson, seeds=0, sandboxed=True):
    """Yield the lines of the comparison.

    Args:
        seeds: how many other draws of secret cases to try as well.

    Raises:
        GradingError: there is no such hand-in, it was never graded, or no sandbox can be had.
    """
    lesson = course.gradable(lesson)
    name = lesson.slug
    roster = Roster(course)
    student, called = roster.id_of(student), roster.calls()
    handed_in = submissions.find(course).by_lesson.get(name, {}).get(student)
    recorded = results.load(course, name, student)
    if handed_in is None:
        raise GradingError(f'There is no hand-in of "{called(student)}" for {name}.')
    if recorded is None:
        raise GradingError(
            f"{called(student)}'s {name} was not graded yet: "
            f"`nncourse grade {name[:2]} --student {shlex.quote(student)}`."
        )
    submissions.strangers(course, [handed_in])
    if sandboxed:
        sandbox.require()
    yield f"{called(student)}, {name}: what became of each mark"
    yield from history.lines(recorded)
    yield f"Grading it once more, seed {recorded.seed} …"
    draws = [recorded.seed, *(secrets.randbelow(2**31) for _ in range(seeds))]
    for seed, plan, found in _played(lesson, handed_in, draws, sandboxed):
        if seed == recorded.seed:
            yield from _compared(recorded, found)
            made = recorded.graded_by()
            if made is None or made.plan != plan.fingerprint[: history.SHORT]:
                yield "  The release, the bank or the judge has changed since; `nncourse grade` would grade it anew."
        else:
            yield f"Seed {seed}: {_points(found)}"
            yield from (line for line in _compared(recorded, found) if ":" in line)
    if taken := marks.penalties(course).get((student, name)):
        yield f"Late hand-in: {taken:g} points taken off."
    yield "Nothing was written."


def _played(lesson, handed_in, draws, sandboxed):
    from . import engine, judging
    from .kernel import Zygote
    from .notebooks import read_bytes
    from .plan import known_of, plan_of

    if handed_in.problem:
        raise GradingError(handed_in.problem)
    content = read_bytes(handed_in.path)
    plan = plan_of(lesson, draws[0])
    with Zygote(lesson.root, plan.kind, sandboxed) as warm, contextlib.closing(judging):
        warm.warm(plan.imports)
        for seed in draws:
            plan = plan if seed == plan.seed else plan_of(lesson, seed, own=draws[0])
            yield seed, known_of(plan), engine.grade(plan, content, functools.partial(warm.fork, plan.files))


def _points(result):
    if result.state == FAILED:
        return f"not graded ({result.message})"
    return f"{result.points:g} of {sum(mark.max for mark in result.exercises):g} points by checks"


def _compared(recorded, found):
    """Lines on each exercise that came out otherwise, and a last one on all."""
    before, now = ({mark.id: _mark(mark) for mark in result.exercises} for result in (recorded, found))
    for name in sorted(before.keys() | now.keys()):
        first, second = (marks.get(name, "nothing") for marks in (before, now))
        if first != second:
            yield f"  {name}: {first} recorded, {second} now"
    same = before == now
    yield f"  {'The same' if same else 'Recorded'}, {_points(recorded)}" + ("" if same else f"; now {_points(found)}")


def _mark(mark):
    return f"{mark.points:g} of {mark.max:g} ({mark.state})"
