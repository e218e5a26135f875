"""Grade a class: every submission that is new or changed, in parallel, with one writer; killed and started again it
goes on.

What is unchanged is seen without anything heavy: no library of notebooks, no bank, no kernel.
"""

import contextlib
import errno
import fcntl
import os
import sqlite3
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from ...course.errors import GradingError
from ...course.lessons import is_exam
from ..authored.papers import is_on_paper
from ..people import book
from ..people.roster import Roster
from . import class_report, history, marks, report, results, sandbox, submissions
from .beforehand import before
from .contract import FAILED, GRADED
from .plan import known_plan

STRAYS = 8  # told one by one
LAST = 2  # lines after all others


@dataclass
class Summary:
    """What a run did. `seeds` are those of the lessons that it looked at; `rows` are those of grades.csv."""

    seeds: dict = field(default_factory=dict)
    graded: int = 0
    skipped: int = 0
    settled: int = 0
    lines: list = field(default_factory=list)
    csv: Path | None = None
    rows: list = field(default_factory=list)

    @property
    def seed(self):
        """Of the first lesson."""
        return next(iter(self.seeds.values()), 0)


class GradingStopped(GradingError):
    """A run that could not go on; the message says why, and that nothing is lost."""


def grade_class(
    course,
    lessons=(),
    students=(),
    seed=None,
    sandboxed=True,
    jobs=None,
    scheduler=None,
    echo=click.echo,
    progress=True,
    again=False,
):
    """Grade what was handed in and write all results.

    Args:
        lessons: names or numbers; empty means all that have submissions.
        students: ids, or names of the roster; empty means all.
        seed: of the secret cases of these lessons; None takes the recorded one, or draws one for a new class.
        sandboxed: False runs submissions with the rights of this user.
        jobs: submissions at a time; None means one for each processor.
        scheduler: address of a Dask scheduler whose workers do the work; None does it here.
        again: True grades also what has not changed; a seed that is given does, too.

    Returns:
        A `Summary`.

    Raises:
        GradingError: unknown lesson or student, nothing handed in, a seed for single students, or no sandbox here.
        GradingStopped: another run is at work, or something could not be written.
    """
    if seed is not None and students:
        raise GradingError(
            "A class has the same secret cases for all, so a seed cannot be given for single students. To see what "
            "another seed gives, and change nothing: nncourse appeal STUDENT LESSON --seeds 5."
        )
    names = [course.gradable(name).slug for name in lessons]
    found = submissions.find(course)
    with in_one_sentence():
        roster = Roster(course)
    students = [roster.id_of(name) for name in students]
    unknown = sorted(set(students) - found.students)
    if unknown:
        here = course.grading.submitted.relative_to(course.root)
        raise GradingError(f'There is no submission of a student "{unknown[0]}" in {here}.')
    if sandboxed and not scheduler:
        sandbox.require()
    lessons = names or sorted(found.by_lesson)
    work = [
        submission
        for lesson in lessons
        for submission in found.by_lesson.get(lesson, {}).values()
        if not students or submission.student in students
    ]
    if exams := [lesson for lesson in lessons if is_exam(lesson) and seed is not None]:
        raise GradingError(f"In {exams[0]} everybody has a seed of their own; no other can be given.")
    submissions.strangers(course, work)
    for lesson in lessons:
        report.outline(course, lesson)  # one that is not built is told before anything begins
    echo(f"Looking at {len(work)} submission(s) of {len(lessons)} lesson(s) …")
    run = Summary()
    with alone(course), in_one_sentence():
        results.sweep(course)
        run.seeds = {lesson: results.seed_of(course, lesson, seed) for lesson in lessons}
        plans = {lesson: known_plan(course.gradable(lesson), run.seeds[lesson], echo) for lesson in lessons}
        todo = _changed(course, plans, work, again or seed is not None, run)
        if todo:
            echo(f"Grading {len(todo)}, {_seeds({s.lesson: run.seeds[s.lesson] for s in todo})}.")
            with contextlib.closing(_pool(course, sandboxed, jobs, scheduler)) as pool:
                _run(course, pool, todo, plans, run, progress)
        run.settled = history.settle(course, found)
        _report(course, plans, found, run)
    _tell(course, plans, found, students, run, echo)
    return run


def report_class(course, names=False, echo=click.echo):
    """Make the class report anew from what is recorded, and grade nothing; return the page's path.

    Args:
        names: whether the page names those who need a person.

    Raises:
        GradingError: nothing is graded yet.
        GradingStopped: a grading run is at work, or something could not be written.
    """
    outlines = report.outlines(course)
    if not outlines:
        raise GradingError("Nothing is graded yet: `nncourse grade` comes first.")
    with alone(course), in_one_sentence():
        graded = [course.gradable(name) for name in outlines if not is_on_paper(name)]
        plans = {lesson.slug: known_plan(lesson, results.seed_of(course, lesson.slug), echo) for lesson in graded}
        hints = {exercise: told for plan in plans.values() for exercise, told in plan.hints.items()}
        return class_report.write_report(course, outlines, hints, names)


def publish(course):
    """Bring feedback pages and grades.csv to what the gradebook now says, and grade nothing.

    Returns:
        (number of hand-ins of which something changed, path of grades.csv).

    Raises:
        GradingStopped: another run is at work, or something could not be written.
    """
    outlines = report.outlines(course)
    found = report.hand_ins(course, outlines)
    with alone(course), in_one_sentence():
        changed = history.settle(course, found)
        return changed, report.write_csv(course, report.grade_rows(course, outlines, found))


@contextlib.contextmanager
def alone(course):
    """Hold the right to write in grading/.

    Raises:
        GradingStopped: another run holds it.
    """
    course.grading.folder.mkdir(exist_ok=True)
    with in_one_sentence(), open(course.grading.lock, "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            who = lock.read().strip()
            raise GradingStopped(
                f"Another grading run is at work here{f' (process {who})' if who else ''}. Wait until it has ended."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
STORAGE = ("locked", "full", "readonly", "read-only", "disk i/o", "unable to open", "malformed")


@contextlib.contextmanager
def in_one_sentence():
    """A disk that is full or read-only and a gradebook that is locked are no bugs: one sentence, and all goes on
    later.
    """
    try:
        yield
    except Exception as error:
        cause = getattr(error, "orig", error)  # SQLAlchemy wraps what the database says
        if isinstance(cause, OSError) and cause.errno in MACHINE:
            what = f"{cause.strerror}{f': {cause.filename}' if cause.filename else ''}"
        elif isinstance(cause, sqlite3.Error) and any(word in str(cause).lower() for word in STORAGE):
            what = f"gradebook.db: {cause}"
        else:
            raise
        raise GradingStopped(_stopped(what)) from error


def _stopped(what):
    what = f"{what} (is it open in another program?)" if "locked" in what else what
    return (
        f"Grading stopped: something could not be written ({what[:200]}). Mend that and start again; nothing is lost."
    )


def _changed(course, plans, work, again, run):
    """The submissions that need something done; all others are counted as skipped."""
    todo, booked = [], marks.submitted(course)
    for submission in work:
        _, _, result = before(course, submission, plans[submission.lesson].of_student(submission.student), again)
        if result and result.written and (submission.student, submission.lesson) in booked:
            run.skipped += 1
        else:
            todo.append(submission)
    return todo


def _run(course, pool, work, plans, run, progress):
    book.import_nbgrader()
    from tqdm import tqdm

    from . import gradebook

    pool.expect({plans[submission.lesson].kind for submission in work})
    for lesson in sorted({submission.lesson for submission in work}):
        gradebook.register(course, lesson, course.gradable(lesson).released_for())
    with contextlib.closing(gradebook.Writer(course)) as writer:
        for submission, result, *handed_in in tqdm(
            pool.results(work, plans), total=len(work), unit="notebook", disable=not progress, smoothing=0.05
        ):
            plan = plans[submission.lesson].of_student(submission.student)
            _record(course, writer, plan, submission, result, handed_in, run)


def _pool(course, sandboxed, jobs, scheduler):
    if scheduler is None:
        from .pool import Pool

        return Pool(course, sandboxed, jobs)
    from .remote import DaskPool

    return DaskPool(course, sandboxed, scheduler)


def _record(course, writer, plan, submission, result, handed_in, run):
    """First the result's own file, then gradebook and pages, then the word that all is written.

    Args:
        handed_in: (content, the notebook made sound, or None where nobody has it at hand).
    """
    from sqlalchemy.exc import SQLAlchemyError

    from .notebooks import carried

    student, lesson = submission.student, submission.lesson
    known = results.load(course, lesson, student)
    result = replace(result, history=known.history if known else [], written=False)
    if result.state == GRADED:
        result.predictions, result.minutes = carried(handed_in[0])
    results.save(course, student, result)
    try:
        notes = writer.write(submission, plan.whole, result, *handed_in)
    except (OSError, SQLAlchemyError):
        raise
    except Exception as error:  # something in this submission; fail closed, and never stop the batch
        writer.start_anew()
        told = f"Its result could not be written ({type(error).__name__})."
        result = replace(result, state=FAILED, exercises=[], manual=[], message=told)
        notes = writer.write(submission, plan.whole, result, b"")
    result.notes = list(dict.fromkeys(result.notes + notes))
    history.graded(result, plan, writer.read_at)
    result.written = True
    results.save(course, student, result)
    run.graded += 1


def _report(course, plans, found, run):
    outlines = report.outlines(course, plans)
    run.rows = list(report.grade_rows(course, outlines, found))
    run.csv = report.write_csv(course, run.rows)
    hints = {exercise: told for plan in plans.values() for exercise, told in plan.hints.items()}
    class_report.write_report(course, outlines, hints)


def _tell(course, plans, found, students, run, echo):
    here = {
        lesson: {student: item for student, item in handed_in.items() if not students or student in students}
        for lesson, handed_in in found.by_lesson.items()
    }
    notes = [f"Note: {stray}" for stray in found.strays[:STRAYS]]
    if len(found.strays) > STRAYS:
        notes.append(f"Note: {len(found.strays) - STRAYS} more of this kind.")
    run.lines += report.summary(course, run.rows, plans, here, report.SCREEN - len(notes) - LAST)
    for line in run.lines + notes:
        echo(line)
    again = f", {run.skipped} unchanged" if run.skipped else ""
    settled = f", {run.settled} with a new mark, penalty or page" if run.settled else ""
    seeds = _seeds(run.seeds)
    echo(f"{run.graded} graded{again}{settled}. {seeds[0].upper()}{seeds[1:]}.")
    echo(f"In {_from_here(run.csv.parent)}: grades.csv, items.csv, class.csv, report.html, feedback/, gradebook.db")


def _seeds(seeds):
    """Lesson -> seed, in words. In an exam everybody has their own, and the class's plays no part."""
    known = sorted({str(seed) for lesson, seed in seeds.items() if not is_exam(lesson)})
    exams = [f"in {lesson} each person's own" for lesson in sorted(seeds) if is_exam(lesson)]
    return f"seed {', '.join(known + exams)}"


def _from_here(path):
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
