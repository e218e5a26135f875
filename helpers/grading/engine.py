"""Grade one submission: run the cells that the exercises need in a kernel that holds inputs only, judge outside of it.

`grade(plan, content, start)` is a function of its arguments alone; the result is plain data.
"""
import contextlib
import copy
import hashlib
import re
import time

import nbformat

from ..checks import judges, probes
from ..checks.check import Report
from .kernel import KernelDied
from .needed import UNKNOWN, names, needed
from .notebooks import Unreadable, parsed, read_cells, sanitized

MAX_STARTS = 8
STILL_EMPTY = "This exercise is still empty: its cell is as it was given."
DEATHS = {
    "timeout": "did not end, not even when it was interrupted, and had to be stopped",
    "ended": "ended the whole Python process (a crash, too much memory, or a call such as os._exit)",
    "flood": "sent more data than an answer may hold",
    "nonsense": "broke the connection to the grader",
}


def grade(plan, content, start):
    """Grade a submitted notebook.

    Args:
        plan: of `plan.make_plan`.
        content: bytes of the submitted file.
        start: function without arguments that gives a fresh `kernel.Kernel`.

    Returns:
        A dict: "lesson", "seed", "key", "state" ("graded" or "failed"), "message", "seconds", "notes", "exercises" (each
        "id", "grade_id", "points", "max", "state", "messages", "misconceptions", "seconds") and "manual".
    """
    began = time.monotonic()
    result = {"lesson": plan["lesson"], "seed": plan["seed"], "key": key_of(plan, content), "state": "graded", "message": "",
              "notes": [], "exercises": [], "manual": []}
    try:
        notebook, notes = sanitized(read_cells(content), parsed(plan["released"]))
        result["notes"] += notes
        grade_notebook(plan, notebook, start, result)
    except Unreadable as problem:
        result.update(state="failed", message=str(problem))
    result["seconds"] = round(time.monotonic() - began, 3)
    return result


def key_of(plan, content):
    """What a result depends on, in one word: the plan and the submission's bytes."""
    return hashlib.sha256(plan["fingerprint"].encode() + content).hexdigest()


def grade_notebook(plan, notebook, start, result):
    """Grade a sanitized notebook into `result`."""
    exercises = {exercise["grade_id"]: exercise for exercise in plan["exercises"]}
    session = Session(plan, start)
    session.read(notebook)
    steps = program(notebook, exercises, plan, session.names)
    session.play(steps)
    result["notes"] += session.notes
    blank = blank_answers(notebook, plan, session.names)
    for exercise in plan["exercises"]:
        entry = verdict_on(exercise, session, steps)
        if exercise["name"] in blank and entry["state"] == "wrong" and not entry["points"]:
            entry.update(state="empty", messages=[STILL_EMPTY], misconceptions=[])
        result["exercises"].append(entry)
    for item in plan["manual"]:
        cell = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == item["grade_id"])
        result["manual"].append({"grade_id": item["grade_id"], "max": item["points"], "state": "empty" if untouched(cell) else "ungraded"})


def untouched(cell):
    """True where an answer is still what was released."""
    from nbgrader.utils import compute_checksum

    return cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)


def blank_answers(notebook, plan, names):
    """Names that only cells bind which are still as they were released: a value cell starts as `gates = {}`."""
    released = {cell.source for cell in parsed(plan["released"]).cells}
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    blank = [cell for cell in codes if cell.metadata.get("nbgrader", {}).get("solution") and untouched(cell)]
    own = frozenset().union(*(found.binds | found.changes for found in (names(c.source) for c in codes if c.source not in released)))
    return frozenset().union(*(names(cell.source).binds for cell in blank)) - own


def program(notebook, exercises, plan, names):
    """The steps of a notebook in order: ("run", cell source, names bound) and ("ask", exercise)."""
    released = parsed(plan["released"])
    setup = {cell.source.strip() for cell in released.cells if "setup" in cell.metadata.get("tags", [])}
    given = {cell.source for cell in released.cells}
    steps, always = [], []
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("grade_id") in exercises and about.get("grade") and not about.get("solution"):
            steps.append(("ask", exercises[about["grade_id"]]))
        elif cell.cell_type == "code":
            if about.get("solution") or cell.source.strip() in setup:
                always.append(len(steps))
            steps.append(("run", cell.source))
    runs = [i for i, step in enumerate(steps) if step[0] == "run"]
    always = {position for position, i in enumerate(runs) if i in set(always)}
    sources = [steps[i][1] for i in runs]
    own = {position for position, source in enumerate(sources) if source not in given}
    chosen = needed(sources, [e["name"] for e in exercises.values()], always, names, own)
    keep = {runs[i] for i in chosen}
    return [step for i, step in enumerate(steps) if step[0] == "ask" or i in keep]


class Session:
    """Plays a program in kernels; when one dies, plays it again in a fresh one without the guilty step.

    Attributes:
        answers: exercise id -> {"public": outcomes or None, "secret": outcomes or None, "seconds"}.
        errors: position of a cell -> its error.
        notes: sentences for the report.
    """

    def __init__(self, plan, start):
        self._plan, self._start = plan, start
        self._deadline = time.monotonic() + plan["total_seconds"]
        self._guilty = set()
        self._names, self._fresh = {}, None
        self.answers, self.errors, self.notes = {}, {}, []

    def read(self, notebook):
        """Find out what the student's cells do with which names, in the sandbox."""
        released = {cell.source for cell in parsed(self._plan["released"]).cells}
        sources = list(dict.fromkeys(cell.source for cell in notebook.cells if cell.cell_type == "code"))
        own = [source for source in sources if source not in released]
        self._names = {source: names(source) for source in sources if source in released}
        kernel = self._start()
        try:
            self._names |= zip(own, kernel.names(own, self._plan["cell_seconds"]))
            self._fresh = kernel
        except KernelDied:
            kernel.close()
            self.notes.append("Its cells are so long or so odd that they could not be read in time; only answers and set-up cells were run.")

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
                self.notes.append(f"The whole notebook took longer than {self._plan['total_seconds']:g} seconds; the rest was left out.")
                return True
            if i in self._guilty or (kind == "ask" and content["id"] in self.answers):
                continue
            if all(exercise["id"] in self.answers and not self._missing(exercise) for exercise in asked):
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
        outcomes = self.answers.get(exercise["id"], {}).get("public") or self.answers.get(exercise["id"], {}).get("secret") or []
        return any(isinstance(outcome, dict) and "missing" in outcome for outcome in outcomes)

    def _ask_again(self, exercises, kernel):
        """Answers that stand below their check, where cells were moved."""
        for exercise in exercises:
            with contextlib.suppress(KernelDied):
                self._ask(exercise, kernel)
        return True

    def _run(self, i, source, kernel):
        done = kernel.run(source, self._plan["cell_seconds"])
        if done["timeout"]:
            self.errors[i] = {"type": "Timeout", "message": ""}
            self.notes.append(f"{_first_line(source)}: stopped after {self._plan['cell_seconds']:g} seconds.")
        elif done["error"]:
            self.errors[i] = done["error"]

    def _ask(self, exercise, kernel):
        began = time.monotonic()
        answer = {"public": None, "secret": None, "seconds": 0.0, "death": ""}
        for which in ("public", "secret"):
            if exercise[which] is None:
                continue
            try:
                answer[which] = kernel.ask(probes.request(exercise[which]))
            except KernelDied as death:
                answer["death"] = death.reason
                self.answers[exercise["id"]] = answer
                answer["seconds"] = round(time.monotonic() - began, 3)
                raise
            if any(isinstance(o, dict) and ("timeout" in o or "missing" in o) for o in answer[which]):
                break
        answer["seconds"] = round(time.monotonic() - began, 3)
        self.answers[exercise["id"]] = answer

    def _blame(self, i, kind, content, death):
        if kind == "ask":
            self.notes.append(f"{content['id']} {DEATHS[death.reason]}.")
        else:
            self.errors[i] = {"type": "Died", "message": DEATHS[death.reason]}
            self.notes.append(f"{_first_line(content)}: this cell {DEATHS[death.reason]}.")


def verdict_on(exercise, session, steps):
    """One exercise's entry of the result."""
    answer = session.answers.get(exercise["id"]) or {"public": None, "secret": None, "seconds": 0.0, "death": "left out"}
    verdict, messages = _judged(exercise, answer["public"] or [], answer["secret"] or [])
    state, points = verdict.state, verdict.points
    if answer["death"]:
        state, points = ("timeout" if answer["death"] == "timeout" else "error"), 0.0
        what = DEATHS.get(answer["death"], "was not reached, because cells before it took all the time or ended Python again and again")
        messages = [judges.Message(f"Your answer {what}.")]
    elif state == "empty":
        messages = _why_missing(exercise, session, steps) or messages
        state = "error" if messages and messages[0].misconception == "cell" else state
        messages = [judges.Message(message.text) for message in messages]
    return {
        "id": exercise["id"], "name": exercise["name"], "grade_id": exercise["grade_id"],
        "points": points, "max": exercise["points"], "state": state,
        "messages": [clean(" ".join(filter(None, [m.text, m.detail]))) for m in messages][:5],
        "misconceptions": verdict.misconceptions, "seconds": answer["seconds"],
    }


def _judged(exercise, public_outcomes, secret_outcomes):
    """`judge_both`; what a judge cannot even look at is no answer, and costs no other exercise anything."""
    try:
        return judge_both(exercise, public_outcomes, secret_outcomes)
    except Exception as error:  # such as the text of an integer of a million digits
        message = judges.Message(f"The answer is nothing that can be compared ({type(error).__name__}).")
        return judges.Verdict(exercise["id"], "wrong", 0.0, exercise["points"], {}, [message]), [message]


def clean(text, most=1200):
    """A student's words made fit for files and terminals: no control characters, no lone surrogates, not endless."""
    text = text[: 2 * most]
    text = "".join(c if c.isprintable() else " " for c in text.encode("utf-8", "replace").decode("utf-8"))
    return text if len(text) <= most else text[: most - 1] + "…"


def judge_both(exercise, public_outcomes, secret_outcomes):
    """The verdict on public and secret cases together, and what may be told of it.

    A mark needs both. Hints of recognized misconceptions are told; of a public case also inputs and values; of secret
    cases only what they are about.
    """
    secret, public = exercise["secret"], exercise["public"]
    hushed = [_hush(outcome) for outcome in secret_outcomes]
    if public is None:
        verdict = judges.judge(secret, hushed)
        return verdict, [judges.Message(m.text, misconception=m.misconception) for m in verdict.messages]
    merged = dict(secret, cases=public["cases"] + secret["cases"])
    padded = list(public_outcomes)[: len(public["cases"])]
    padded += [None] * (len(public["cases"]) - len(padded))
    verdict = judges.judge(merged, padded + hushed)
    hints = [judges.Message(m.text, misconception=m.misconception) for m in verdict.messages if m.misconception]
    if hints:
        return verdict, hints
    if verdict.state == "right":
        return verdict, [judges.Message(m.text) for m in verdict.messages]
    seen = judges.judge(public, padded)
    if seen.state != "right":
        return verdict, seen.messages
    return verdict, [judges.Message(m.text) for m in verdict.messages]


def _hush(outcome):
    """A secret case's outcome without the error's message, which may quote the secret input."""
    if isinstance(outcome, dict) and isinstance(outcome.get("error"), dict) and outcome["error"].get("type") != "NotCallable":
        outcome = copy.copy(outcome)
        outcome["error"] = dict(outcome["error"], message="(on an input that is not shown)")
    return outcome


def _why_missing(exercise, session, steps):
    """Where a cell that should have defined the answer stopped, its error as the message."""
    for i, (kind, content) in enumerate(steps):
        if kind != "run" or i not in session.errors:
            continue
        error = session.errors[i]
        bound = session.names(content)
        if exercise["name"] in bound.binds or (not bound.sound and exercise["name"] in content):
            if error.get("type") == "NotImplementedError":
                return []
            if error["type"] == "Died":
                text = f"The cell with your answer {error['message']}."
            elif error["type"] == "Timeout":
                text = "The cell with your answer ran too long. Is there a loop that never ends?"
            else:
                line = f" in your line `{error['line']}`" if error.get("line") else ""
                text = f"The cell with your answer stopped with {error['type']}: {error.get('message', '')}{line}."
            return [judges.Message(str(text)[:600], misconception="cell")]
    return []


def inert(text):
    """A student's Markdown in which no browser finds a tag, a link or a command: Formgrader shows it with the grader's rights.

    A space without width breaks what would be live, so that the words look as they were written.
    """
    text = re.sub(r"<(?=[A-Za-z/!?])|\](?=[(:])|\\(?=(?:href|require|cssId|class|style|unicode)\b)", lambda found: f"{found[0]}\u200b", text)
    return text.replace("For the grader.", "For the grader (the student writes).")


def note_html(entry):
    """An exercise's result as the note that its check would show, for autograded notebooks."""
    messages = [judges.Message(text) for text in entry["messages"]]
    verdict = judges.Verdict(entry["id"], entry["state"], entry["points"], entry["max"], {}, messages)
    return Report(verdict)._repr_html_()


def fill(notebook, result, plan):
    """Make the autograded notebook that graders see, in place.

    The check cells' outputs hold the points, in nbgrader's convention for partial credit, and the note. Below each answer
    in words stands its marking scheme; feedback pages do not have it.
    """
    schemes = {item["grade_id"]: item["scheme"] for item in plan["manual"]}
    released = {cell.source for cell in parsed(plan["released"]).cells}
    for cell in notebook.cells:
        if cell.cell_type != "code" and cell.source not in released:
            cell.source = inert(cell.source)
    entries = {entry["grade_id"]: entry for entry in result["exercises"]}
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if cell.cell_type != "code" or not about.get("grade") or about.get("solution"):
            continue
        entry = entries.get(about["grade_id"])
        data = {"text/plain": f"{entry['points'] if entry else 0.0}"}
        if entry:
            data["text/html"] = note_html(entry)
        cell.outputs = [nbformat.from_dict({"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": data})]
    for i in reversed(range(len(notebook.cells))):
        name = notebook.cells[i].metadata.get("nbgrader", {}).get("grade_id")
        if schemes.get(name):
            text = f"> **For the grader.** {schemes[name]}".replace("\n", "\n> ")
            notebook.cells.insert(i + 1, nbformat.from_dict({"id": f"scheme-{i}", "cell_type": "markdown", "metadata": {}, "source": text}))
    return notebook


def _first_line(source):
    lines = [line.strip() for line in source.splitlines() if line.strip() and not line.strip().startswith("#")]
    line = lines[0] if lines else "an empty cell"
    return f'The cell "{clean(line, 60)}"'
