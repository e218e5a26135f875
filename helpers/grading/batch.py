"""Grade a class: every submission that is new or changed, in parallel, with one writer; killed and started again it goes on."""
import collections
import contextlib
import os
import queue
import threading
from dataclasses import dataclass, field
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from ..building.sources import find_lesson
from . import class_report, engine, exports, gradebook, report, results, sandbox, submissions
from .kernel import Zygote
from .notebooks import Unreadable, read_bytes
from .plan import kind_of, make_plan, released_notebook

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


def before(root, submission, plan):
    """(key, content, result): the result where there is nothing to run, because nothing changed or nothing can be read."""
    content, problem = b"", submission.problem
    try:
        content = content if problem else read_bytes(submission.path)
    except Unreadable as unreadable:
        problem = str(unreadable)
    key = engine.key_of(plan, content + f"{submission.timestamp}{problem}".encode())
    known = results.load(root, submission.lesson, submission.student)
    if known and known["key"] == key:
        return key, content, known
    return key, content, blank(plan, key, problem) if problem else None


def blank(plan, key, message):
    """The result of a submission that could not be graded."""
    return {"lesson": plan["lesson"], "seed": plan["seed"], "key": key, "state": "failed", "message": message,
            "notes": [], "exercises": [], "manual": [], "seconds": 0}  # fmt: skip


def stumbled(plan, error):
    """The result where the grader itself came to grief over a submission; without a key, so that the next run tries again."""
    return blank(plan, "", engine.clean(f"The grader could not judge it ({type(error).__name__}: {error}).", 300))


class Pool:
    """Worker threads; each drives a runner of a shared warm process, so that all waiting and all student code is outside Python's lock."""

    def __init__(self, root, sandboxed, jobs=None):
        self._root, self._sandboxed = root, sandboxed
        self._jobs = max(1, jobs or os.cpu_count() or 1)
        self._warm, self._lock = {}, threading.Lock()

    def expect(self, kinds):
        """Let the warm processes for these kinds of lessons import while the plans are made.

        To be called from the thread that asks for results: a sandbox ends with the thread that started it.
        """
        for kind in sorted(kinds):
            self._zygote(kind)

    def close(self):
        for warm in self._warm.values():
            warm.close()

    def results(self, work, plans):
        """Yield (submission, result, content) as they come; unchanged submissions give their recorded result."""
        for plan in [plans[lesson] for lesson in sorted({s.lesson for s in work})]:
            self._zygote(plan["kind"]).warm(plan["imports"])
        jobs, done = collections.deque(work), queue.Queue(maxsize=4 * self._jobs)
        stop = threading.Event()

        def worker():
            while not stop.is_set():
                try:
                    submission = jobs.popleft()
                except IndexError:
                    break
                done.put((submission, *self._grade(submission, plans[submission.lesson])))
            done.put(None)

        threads = [threading.Thread(target=worker, daemon=True) for _ in range(self._jobs)]
        for thread in threads:
            thread.start()
        try:
            finished = 0
            while finished < len(threads):
                item = done.get()
                if item is None:
                    finished += 1
                elif isinstance(item[1], Exception):
                    raise item[1]
                else:
                    yield item
        finally:
            stop.set()

    def _grade(self, submission, plan):
        """(result, content); the result is an exception where the machine, not the submission, is to blame."""
        key, content, result = before(self._root, submission, plan)
        if result is None:
            try:
                result = engine.grade(plan, content, lambda: self._zygote(plan["kind"]).fork(plan["files"])) | {"key": key}
            except RuntimeError as error:
                result = error
            except Exception as error:  # fail closed, and never stop the batch
                result = stumbled(plan, error)
        return result, content

    def _zygote(self, kind):
        with self._lock:
            if kind not in self._warm:
                self._warm[kind] = Zygote(self._root, kind, self._sandboxed)
            return self._warm[kind]
