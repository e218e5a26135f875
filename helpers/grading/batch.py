"""Grade a class: every submission that is new or changed, in parallel, with one writer; killed and started again it goes on."""
import contextlib
from dataclasses import dataclass, field
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from ..building.sources import find_lesson
from . import class_report, exports, gradebook, report, results, sandbox, submissions
from .plan import kind_of, make_plan, released_notebook
from .pool import Pool

MOST_LINES = 60  # of single students on the terminal


@dataclass
class Summary:
    """What a run did."""

    seed: int = 0
    graded: int = 0
    skipped: int = 0
    lines: list = field(default_factory=list)
    csv: Path | None = None


def grade_class(root, lessons=(), students=(), seed=None, sandboxed=True, jobs=None, scheduler=None, echo=click.echo, progress=True):
    """Grade what was handed in and write all results.

    Args:
        root: the course's root.
        lessons: names or numbers; empty means all that have submissions.
        students: ids; empty means all.
        seed: of the secret cases; None takes the recorded one, or draws one for a new class.
        sandboxed: False runs submissions with the rights of this user.
        jobs: submissions at a time; None means one for each processor.
        scheduler: address of a Dask scheduler whose workers do the work; None does it here.

    Returns:
        A `Summary`.

    Raises:
        ValueError: unknown lesson or student, nothing handed in, or no sandbox on this machine.
    """
    root = Path(root).resolve()
    names = [find_lesson(root, name).name for name in lessons]
    found = submissions.find(root)
    unknown = sorted(set(students) - found.students)
    if unknown:
        raise ValueError(f'There is no submission of a student "{unknown[0]}" in {submissions.SUBMITTED}.')
    if sandboxed and not scheduler:
        sandbox.require()
    summary = Summary(seed=results.seed_of(root, seed))
    lessons = names or sorted(found.by_lesson)
    with contextlib.closing(_pool(root, sandboxed, jobs, scheduler)) as pool:
        pool.expect({kind_of(find_lesson(root, lesson)) for lesson in lessons})
        plans = {lesson: _plan(root, lesson, summary.seed) for lesson in lessons}
        work = [s for lesson in plans for s in found.by_lesson.get(lesson, {}).values() if not students or s.student in students]
        echo(f"Grading {len(work)} submission(s) of {len(plans)} lesson(s), seed {summary.seed}.")
        _run(root, pool, work, plans, summary, progress)
    reported = set(plans) | {lesson for lesson, _, _ in results.every(root)}
    outlines = {lesson: report.outline(root, lesson) for lesson in sorted(reported)}
    summary.csv = report.write_csv(root, outlines, found)
    exports.write_exports(root, report.grade_rows(root, outlines, found), outlines)
    hints = {e["id"]: e["secret"]["misconceptions"] for plan in plans.values() for e in plan["exercises"]}
    class_report.write_report(root, outlines, hints, summary.seed)
    _tell(root, plans, found, summary, echo)
    return summary


def _plan(root, lesson, seed):
    plan = make_plan(root, lesson, seed)
    gradebook.register(root, lesson, released_notebook(root, lesson))
    plan["fingerprint"] += gradebook.due_date(root, lesson)  # late penalties hang on it
    return plan


def _run(root, pool, work, plans, summary, progress):
    with contextlib.closing(gradebook.Writer(root)) as writer:
        for submission, result, content in tqdm(pool.results(work, plans), total=len(work), unit="notebook", disable=not progress, smoothing=0.05):
            _record(root, writer, plans, submission, result, content, summary)


def _pool(root, sandboxed, jobs, scheduler):
    if scheduler is None:
        return Pool(root, sandboxed, jobs)
    from .remote import DaskPool

    return DaskPool(root, sandboxed, scheduler)


def _record(root, writer, plans, submission, result, content, summary):
    """First the result's own file, then gradebook and pages, then the word that all is written."""
    if result.get("written"):
        summary.skipped += 1
        return
    student, lesson = submission.student, submission.lesson
    results.save(root, lesson, student, result | {"written": False})
    try:
        notes = writer.write(submission, plans[lesson], result, content)
    except gradebook.PolicyError:
        raise
    except (OSError, SQLAlchemyError) as error:
        raise ValueError(f"The marks of {student} could not be written ({str(error)[:200]}). Mend that and start again; nothing is lost.") from error
    except Exception as error:  # something in this submission; fail closed, and never stop the batch
        writer.start_anew()
        result.update(state="failed", exercises=[], manual=[], message=f"Its result could not be written ({type(error).__name__}).")
        notes = writer.write(submission, plans[lesson], result, b"")
    result["notes"] = list(dict.fromkeys(result["notes"] + notes))
    results.save(root, lesson, student, result | {"written": True})
    summary.graded += 1


def _tell(root, plans, found, summary, echo):
    for lesson in plans:
        here = found.by_lesson.get(lesson, {})
        lines = list(report.summary(lesson, here, lambda student, lesson=lesson: results.load(root, lesson, student)))
        summary.lines += lines
        for line in lines if len(lines) <= MOST_LINES else [lines[0], *_problems(lines)]:
            echo(line)
    for stray in found.strays:
        echo(f"Note: {stray}")
    again = f", {summary.skipped} unchanged" if summary.skipped else ""
    echo(f"{summary.graded} graded{again}. Seed {summary.seed}.")
    echo(f"In {_from_here(summary.csv.parent)}: grades.csv, report.html, feedback/, canvas.csv, moodle.csv, gradebook.db")


def _from_here(path):
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _problems(lines):
    bad = [line for line in lines[1:] if " failed " in line or " missing " in line]
    return bad[:MOST_LINES]
