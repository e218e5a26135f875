"""Grade one submission: run the cells that the exercises need in a kernel that holds inputs only, judge outside of it.

`grade(plan, content, start)` is a function of its arguments alone; the result is plain data.
"""

import base64
import contextlib
import re
import string
import time
from dataclasses import dataclass, replace

from ...checks import judges
from ...checks.check import Report
from ...checks.contract import Fault
from ...course import notebooks
from ..building.needed import UNKNOWN, names, needed
from . import judging, results
from .contract import EMPTY, FAILED, GRADED, UNGRADED, Judged, Mark, MarkInWords, Result
from .hostile import clean, inert
from .kernel import KernelDied
from .notebooks import Unreadable, own_words, parsed, read_cells, sanitized

MAX_STARTS = 8
MAX_TOLD = 4  # sentences on statements that were left out
STILL_EMPTY = "This exercise is still empty: its cell is as it was given."
DEATHS = {
    "timeout": "did not end, not even when it was interrupted, and had to be stopped",
    "ended": "ended the whole Python process (a crash, too much memory, or a call such as os._exit)",
    "flood": "sent more data than an answer may hold",
    "nonsense": "broke the connection to the grader",
}


def grade(plan, content, start, made=None):
    """Grade a submitted notebook.

    Args:
        plan: a `contract.Plan`.
        content: bytes of the submitted file.
        start: function without arguments that gives a fresh `kernel.Kernel`.
        made: a list that takes the notebook as it was made sound, for who writes it next.

    Returns:
        A `contract.Result`.
    """
    began = time.monotonic()
    result = result_of(plan, results.key_of(plan.fingerprint, content))
    try:
        cells = read_cells(content)
        notebook, notes = sanitized(cells, parsed(plan.released))
        result.notes += notes + _whose(plan.variant, cells)
        grade_notebook(plan, notebook, start, result)
        if made is not None:
            made.append(notebook)
    except Unreadable as problem:
        result.state, result.message = FAILED, str(problem)
    result.seconds = round(time.monotonic() - began, 3)
    return result


def _whose(variant, cells):
    """What is to be said of an exam's notebook in which the variant of this person does not stand."""
    text = "\n".join(cell["source"] for cell in cells)
    if variant in text:
        return []
    if other := re.search(r"\bVariant [0-9a-f]{8}\b", text):
        return [f"This is not the notebook that was made for this person: it is {other[0]}, and theirs is {variant}."]
    return [f"This notebook does not say whose it is: no cell has {variant}, as the first one had."]


def result_of(plan, key=""):
    """The result of a submission before anything of it was graded."""
    return Result(lesson=plan.lesson, seed=plan.seed, key=key, state=GRADED)


def grade_notebook(plan, notebook, start, result):
    """Grade a sanitized notebook into `result`."""
    exercises = {exercise.grade_id: exercise for exercise in plan.exercises}
    session = Session(plan, start)
    session.read(notebook)
    steps = program(notebook, exercises, plan, session.names)
    session.play(steps)
    result.notes += session.notes + session.left_out
    blank = blank_answers(notebook, plan, session.names)
    for exercise in plan.exercises:
        mark = mark_of(plan, exercise, session, steps)
        if exercise.name in blank and mark.state == "wrong" and not mark.points:
            mark = replace(mark, state="empty", messages=[STILL_EMPTY], misconceptions=[])
        result.exercises.append(mark)
    elsewhere = own_words(notebook, parsed(plan.released))
    for item in plan.manual:
        empty = untouched(notebooks.find(notebook, item.grade_id))
        if empty and elsewhere:
            result.notes.append(
                f'The answer "{item.grade_id}" is empty, but the student wrote words elsewhere: look whether they '
                f"are it."
            )
        state = EMPTY if empty and not elsewhere else UNGRADED
        result.manual.append(MarkInWords(item.grade_id, item.points, state))


def untouched(cell):
    """True where an answer is still what was released."""
    from nbgrader.utils import compute_checksum

    return notebooks.about(cell).get("checksum") == compute_checksum(cell)


def blank_answers(notebook, plan, names):
    """Names that only cells bind which are still as they were released: a value cell starts as `gates = {}`."""
    released = {cell.source for cell in parsed(plan.released).cells}
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    blank = [cell for cell in codes if notebooks.is_answer(cell) and untouched(cell)]
    own = frozenset().union(
        *(found.binds | found.changes for found in (names(c.source) for c in codes if c.source not in released))
    )
    return frozenset().union(*(names(cell.source).binds for cell in blank)) - own


def _bound_elsewhere(notebook, given, names):
    """Names that code cells of the student's own bind."""
    own = [cell.source for cell in notebook.cells if cell.cell_type == "code" and cell.source not in given]
    return frozenset().union(*(names(source).binds for source in own))


def program(notebook, exercises, plan, names):
    """The steps of a notebook in order: ("run", cell source, names bound) and ("ask", exercise)."""
    released = parsed(plan.released)
    setup = {cell.source.strip() for cell in released.cells if notebooks.has_tag(cell, notebooks.SETUP)}
    given = {cell.source for cell in released.cells}
    steps, always = [], []
    elsewhere = _bound_elsewhere(notebook, given, names)
    for cell in notebook.cells:
        if notebooks.is_answer(cell) and cell.cell_type == "code" and untouched(cell):
            bound = names(cell.source).binds
            if bound and bound <= elsewhere:
                continue  # the answer stands in a cell of the student's own: an empty stub must not hide it
        if notebooks.is_check(cell) and notebooks.grade_id(cell) in exercises:
            steps.append(("ask", exercises[notebooks.grade_id(cell)]))
        elif cell.cell_type == "code":
            if notebooks.is_answer(cell) or cell.source.strip() in setup:
                always.append(len(steps))
            steps.append(("run", cell.source))
    runs = [i for i, step in enumerate(steps) if step[0] == "run"]
    always = {position for position, i in enumerate(runs) if i in set(always)}
    sources = [steps[i][1] for i in runs]
    own = {position for position, source in enumerate(sources) if source not in given}
    chosen = needed(sources, [exercise.name for exercise in exercises.values()], always, names, own)
    keep = {runs[i] for i in chosen}
    return [step for i, step in enumerate(steps) if step[0] == "ask" or i in keep]


@dataclass
class Answer:
    """What a kernel told of one exercise, as the judge saw it.

    Attributes:
        missing: there was nothing to ask; `death` says why the kernel ended over it.
    """

    found: Judged | None = None
    missing: bool = False
    death: str = ""
    seconds: float = 0.0


class Session:
    """Plays a program in kernels; when one dies, plays it again in a fresh one without the guilty step.

    Attributes:
        answers: exercise id -> `Answer`.
        errors: position of a cell -> its error.
        notes: sentences for the report.
        left_out: sentences on statements that could not run where it is graded.
    """

    def __init__(self, plan, start):
        self._plan, self._start = plan, start
        self._deadline = time.monotonic() + plan.total_seconds
        self._guilty = set()
        self._names, self._fresh = {}, None
        self.answers, self.errors, self.notes, self.left_out = {}, {}, [], []

    def read(self, notebook):
        """Find out what the student's cells do with which names, in the sandbox."""
        released = {cell.source for cell in parsed(self._plan.released).cells}
        sources = list(dict.fromkeys(cell.source for cell in notebook.cells if cell.cell_type == "code"))
        own = [source for source in sources if source not in released]
        self._names = {source: names(source) for source in sources if source in released}
        kernel = self._start()
        try:
            self._names |= zip(own, kernel.names(own, self._plan.cell_seconds))
            self._fresh = kernel
        except KernelDied:
            kernel.close()
            self.notes.append(
                "Its cells are so long or so odd that they could not be read in time; only answers and set-up cells "
                "were run."
            )

    def names(self, source):
        """The `Names` of a cell of this notebook."""
        return self._names.get(source, UNKNOWN)

    def play(self, steps):
        for _ in range(MAX_STARTS):
            kernel, self._fresh = self._fresh or self._start(), None
            try:
                if self._play_once(steps, kernel):
                    return
            finally:
                kernel.close()
        self.notes.append(f"After {MAX_STARTS} fresh starts the rest was left out.")

    def _play_once(self, steps, kernel):
        """True when the program came to its end, or there is no time left for it."""
        asked = [content for kind, content in steps if kind == "ask"]
        for i, (kind, content) in enumerate(steps):
            if time.monotonic() > self._deadline:
                self.notes.append(
                    f"The whole notebook took longer than {self._plan.total_seconds:g} seconds; the rest was left out."
                )
                return True
            if i in self._guilty or (kind == "ask" and content.id in self.answers):
                continue
            if all(exercise.id in self.answers and not self._missing(exercise) for exercise in asked):
                return True
            try:
                if kind == "run":
                    self._run(i, content, kernel)
                else:
                    self._ask(content, kernel)
            except KernelDied as death:
                self._guilty.add(i)
                self._blame(i, kind, content, death)
                return False
        return self._ask_again([exercise for exercise in asked if self._missing(exercise)], kernel)

    def _missing(self, exercise):
        return self.answers.get(exercise.id, Answer()).missing

    def _ask_again(self, exercises, kernel):
        """Answers that stand below their check, where cells were moved."""
        for exercise in exercises:
            with contextlib.suppress(KernelDied):
                self._ask(exercise, kernel)
        return True

    def _run(self, i, source, kernel):
        done = kernel.run(source, self._plan.cell_seconds)
        if done.timeout:
            self.errors[i] = Fault("Timeout")
            self.notes.append(f"{_first_line(source)}: stopped after {self._plan.cell_seconds:g} seconds.")
        elif done.error or done.left_out:
            self.errors[i] = done.error or done.left_out[0]
        for left in done.left_out:
            sentence = f"`{left.line}` was left out where it is graded ({left.type}: {left.message})."
            if left.type != "NameError" and sentence not in self.left_out and len(self.left_out) < MAX_TOLD:
                self.left_out.append(sentence)

    def _ask(self, exercise, kernel):
        began = time.monotonic()
        answer = self.answers[exercise.id] = Answer()
        told = []
        try:
            for spec in exercise.specs:
                state, text = kernel.ask(spec.request())
                told.append(text)
                answer.missing = state == "missing"
                if state:
                    break
        except KernelDied as death:
            answer.death = death.reason
            raise
        finally:
            answer.seconds = round(time.monotonic() - began, 3)
        # At once, so that no more than one answer is ever held here.
        states = {name: other.found.state for name, other in self.answers.items() if other.found}
        right = [other.name for other in self._plan.exercises if states.get(other.id) == "right"]
        answer.found = judging.verdict(self._plan, exercise, told, right)
        for number, choice in answer.found.choices.items() if exercise.order else ():
            if choice[0]:
                choice[0] = exercise.order[number][string.ascii_lowercase.index(choice[0])]

    def _blame(self, i, kind, content, death):
        if kind == "ask":
            self.notes.append(f"{content.id} {DEATHS[death.reason]}.")
        else:
            self.errors[i] = Fault("Died", message=DEATHS[death.reason])
            self.notes.append(f"{_first_line(content)}: this cell {DEATHS[death.reason]}.")


def mark_of(plan, exercise, session, steps):
    """One exercise's mark."""
    answer = session.answers.get(exercise.id) or Answer(death="left out")
    found = answer.found or judging.verdict(plan, exercise)
    if answer.death:
        what = DEATHS.get(
            answer.death,
            "was not reached, because cells before it took all the time or ended Python again and again",
        )
        state = "timeout" if answer.death == "timeout" else "error"
        found = replace(found, state=state, points=0.0, messages=[f"Your answer {what}."])
    elif found.state == "empty":
        stopped, sentence = _why_missing(exercise, session, steps)
        messages = [clean(sentence)] if sentence else found.messages
        found = replace(found, state="error" if stopped else "empty", messages=messages)
    elif found.state == "error" and session.left_out:
        found = replace(found, messages=[*found.messages, *session.left_out])
    whose = {"id": exercise.id, "name": exercise.name, "grade_id": exercise.grade_id, "max": exercise.points}
    return Mark(**whose, seconds=answer.seconds, **vars(found))


def _why_missing(exercise, session, steps):
    """(whether a cell that should have defined the answer stopped, what is to be said of it)."""
    for i, (kind, content) in enumerate(steps):
        if kind != "run" or i not in session.errors:
            continue
        error = session.errors[i]
        bound = session.names(content)
        if exercise.name in bound.binds or (not bound.sound and exercise.name in content):
            if error.type == "NotImplementedError":
                return False, ""
            if error.type == "Died":
                text = f"The cell with your answer {error.message}."
            elif error.type == "Timeout":
                text = "The cell with your answer ran too long. Is there a loop that never ends?"
            else:
                line = f" in your line `{error.line}`" if error.line else ""
                text = f"The cell with your answer stopped with {error.type}: {error.message}{line}."
            return True, text[:600]
    return False, ""


def note_html(mark):
    """An exercise's mark as the note that its check would show, for autograded notebooks."""
    messages = [judges.Message(text) for text in mark.messages]
    verdict = judges.Verdict(mark.id, mark.state, mark.points, mark.max, {}, messages)
    return Report(verdict)._repr_html_()


def fill(notebook, result, plan):
    """Make the autograded notebook that graders see, in place.

    The check cells' outputs hold the points, in nbgrader's convention for partial credit, and the note. Below each
    answer in words stands its marking scheme; feedback pages do not have it.
    """
    import nbformat

    schemes = {item.grade_id: item.scheme for item in plan.manual}
    released = {cell.source for cell in parsed(plan.released).cells}
    for cell in notebook.cells:
        if cell.cell_type != "code" and cell.source not in released:
            pictures = _drawn_anew(cell)
            cell.source = inert(cell.source, pictures)
    waiting = {item.grade_id for item in result.manual if item.state == UNGRADED}
    for cell in notebook.cells:
        if notebooks.grade_id(cell) in waiting and untouched(cell):
            cell.source += (
                "\n\n*Nothing was written here, but elsewhere in this notebook.*"  # so that nobody takes it for none
            )
    marks = {mark.grade_id: mark for mark in result.exercises}
    for cell in notebook.cells:
        if cell.cell_type != "code" or not notebooks.is_check(cell):
            continue
        mark = marks.get(notebooks.grade_id(cell))
        data = {"text/plain": f"{mark.points if mark else 0.0}"}
        if mark:
            data["text/html"] = note_html(mark)
        cell.outputs = [
            nbformat.from_dict({"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": data})
        ]
    for i in reversed(range(len(notebook.cells))):
        name = notebooks.grade_id(notebook.cells[i])
        if schemes.get(name):
            text = f"> **For the grader.** {schemes[name]}".replace("\n", "\n> ")
            notebook.cells.insert(
                i + 1,
                nbformat.from_dict({"id": f"scheme-{i}", "cell_type": "markdown", "metadata": {}, "source": text}),
            )
    return notebook


def _drawn_anew(cell):
    """A cell's pictures as the judge has drawn them anew; what is no picture goes. Returns their names."""
    found = {}
    for name, kinds in cell.pop("attachments", {}).items():
        for data in kinds.values():
            with contextlib.suppress(ValueError):
                if drawn := judging.picture(base64.b64decode(data)):
                    found[name] = {drawn[0]: base64.b64encode(drawn[1]).decode()}
    if found:
        cell.attachments = found
    return set(found)


def _first_line(source):
    lines = [line.strip() for line in source.splitlines() if line.strip() and not line.strip().startswith("#")]
    line = lines[0] if lines else "an empty cell"
    return f'The cell "{clean(line, 60)}"'
