"""A small made class in `grading/demo`: an instructor's first look at grading, and the test of the whole way.

Its folder is a course of its own with links to the lessons, so that no real gradebook is ever touched.
"""

import contextlib
import os
import shutil

import click
import nbformat

from ...course import notebooks
from ...course.errors import CourseError
from ..authored import Course
from ..building.needed import names
from . import batch, sandbox
from .sources import NoSource, answer_source, solution_cells

FIRST_LOOK = ("01", "05")
WHEN = "2026-01-15 17:00:00 UTC"
MARKER = "made-by-nncourse-demo"
ENDLESS = "def {name}(*args, **kwargs):\n    while True:\n        pass\n"
IN_WORDS = "I start from the definition and apply the chain rule step by step."
TYPICAL = ("chris", "dora", "emil", "fay")


def run(course, lessons=(), sandboxed=True, echo=click.echo, jobs=None):
    """Make the class, grade it, print the report; return the `batch.Summary`."""
    chosen = [course.lesson(name) for name in lessons]
    chosen = chosen or [lesson for lesson in course.lessons if lesson.number in FIRST_LOOK] or course.lessons[:2]
    if not chosen:
        raise CourseError("There is no lesson in solutions/ yet.")
    sandboxed = sandboxed and sandbox_or_notice(echo)
    scratch = prepare(course)
    for lesson in chosen:
        students = hand_ins(lesson)
        for student, content in students.items():
            path = scratch.grading.handed_in(student, lesson.slug)
            path.parent.mkdir(parents=True)
            path.write_bytes(content)
            (path.parent / "timestamp.txt").write_text(WHEN, "utf-8")
        echo(f"Made {len(students)} submissions of {lesson.slug}.")
    summary = batch.grade_class(scratch, sandboxed=sandboxed, echo=echo, jobs=jobs)
    page = scratch.grading.page("chris", chosen[0].slug).relative_to(scratch.root)
    echo(f"A student's feedback page: {course.grading.demo.relative_to(course.root) / page}")
    return summary


def sandbox_or_notice(echo):
    """Whether there is a sandbox; where there is none, these submissions of our own run without it."""
    try:
        sandbox.require()
    except sandbox.NoSandbox as problem:
        echo(f"Notice: {problem.reason} This made-up class runs without a sandbox; a real class is refused until then.")
        return False
    return True


def prepare(course):
    """An empty course in `grading/demo` beside the real one, with links to the lessons."""
    scratch = course.grading.demo
    if scratch.exists():
        if not (scratch / MARKER).is_file():
            raise CourseError(f"{scratch} exists and was not made by this command; move it away.")
        shutil.rmtree(scratch)
    scratch.mkdir(parents=True)
    (scratch / MARKER).touch()
    for name in ("solutions", "course", "nbgrader_config.py"):
        os.symlink(course.root / name, scratch / name)
    return Course(scratch)


def hand_ins(lesson):
    """{student: bytes of a submitted notebook} of one lesson's demonstration class.

    anna has all right; ben did the first half; chris, dora, emil and fay each hold other misconceptions; gus handed in
    what he was given; hana has a loop that never ends; ivo's file broke on the way.
    """
    bank, released = lesson.bank(), lesson.released_for()
    right = solution_cells(lesson.notebook())
    words = {notebooks.grade_id(c): IN_WORDS for c in released.cells if notebooks.is_marked_by_hand(c)}
    right |= words
    cells = homes(bank, right)
    late = set(list(cells.values())[(len(cells) + 1) // 2 :]) | set(words)
    first = next(e.name for e in bank.exercises if e.name in cells and e.probe.kind == "call")
    made = {
        "anna": notebook_with(released, right),
        "ben": notebook_with(released, {name: text for name, text in right.items() if name not in late}),
    }
    for k, student in enumerate(TYPICAL):
        made[student] = notebook_with(released, right | misconceived(bank, cells, k))
    made["gus"] = notebook_with(released, {})
    made["hana"] = notebook_with(released, right | {cells[first]: ENDLESS.format(name=first)})
    made["ivo"] = made["anna"][: len(made["anna"]) // 2]
    return made


def homes(bank, right):
    """{exercise name: grade_id of the solution cell that defines it}, in the bank's order."""
    found = {}
    for exercise in bank.exercises:
        cells = [name for name, source in right.items() if exercise.name in names(source).binds]
        if cells:
            found[exercise.name] = exercise.name if exercise.name in cells else cells[-1]
    return found


def misconceived(bank, cells, k):
    """Wrong answers of the k-th typical student: {grade_id: source}.

    They are of every fourth exercise, from the k-th on. Where none of these can be typed, one of another exercise is
    taken, if possible one that no other student holds.
    """
    own = {}
    for i, exercise in enumerate(bank.exercises):
        if i % len(TYPICAL) == k:
            for source in _wrong_sources(exercise, cells, k)[:1]:
                own[cells[exercise.name]] = source
    if own:
        return own
    others = [(cells[e.name], source) for e in bank.exercises for source in _wrong_sources(e, cells, k)]
    held = {pair for j in range(k) for pair in misconceived(bank, cells, j).items()}
    fresh = [pair for pair in others if pair not in held] or others
    return dict(fresh[k % len(fresh) :][:1]) if fresh else {}


def _wrong_sources(exercise, cells, k):
    """An exercise's misconceptions as a student would type them, from the k-th on."""
    found = []
    if exercise.name in cells:
        start = k % max(1, len(exercise.misconceptions))
        for misconception in exercise.misconceptions[start:] + exercise.misconceptions[:start]:
            with contextlib.suppress(NoSource):
                found.append(answer_source(exercise.name, misconception.wrong))
    return found


def notebook_with(released, answers):
    """The released notebook with answers typed into its solution cells, as the bytes of a file."""
    notebook = nbformat.reads(nbformat.writes(released), as_version=4)
    for cell in notebook.cells:
        name = notebooks.grade_id(cell)
        if name in answers:
            cell.source = answers[name]
    return (nbformat.writes(notebook) + "\n").encode("utf-8")
