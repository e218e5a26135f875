"""What a notebook calls: `check("05.hidden_gradients", hidden_gradients)` and the quizzes.

The check asks the student's answer the public cases, which ship beside this file as plain data, and says in plain
words what is right, or which misconception the answer matches and how to think again.
"""
import difflib
import functools
import html
import json
import os
import re
from dataclasses import replace
from pathlib import Path

from . import probes, progress
from .judges import Message, Verdict, judge
from .judges import from_plain as judge_from_plain

PUBLIC = Path(__file__).parent / "public"


class CheckFailed(AssertionError):
    """A check that did not pass, raised only while nbgrader's "Validate" runs, so that it can count it."""


@functools.lru_cache(maxsize=None)
def public_lesson(number):
    """The public data of a lesson, by its two-digit number: exercises, practice questions, graded questions.

    Raises:
        ValueError: there is no such lesson.
    """
    found = sorted(PUBLIC.glob(f"{number}-*.json"))
    if not found:
        known = ", ".join(sorted(path.name[:2] for path in PUBLIC.glob("*.json"))) or "none"
        raise ValueError(f'There is no lesson "{number}". The lessons with exercises are: {known}.')
    return json.loads(found[0].read_text("utf-8"))


def public_spec(exercise_id):
    """The public specification of an exercise, with one clear sentence where the id is unknown."""
    exercises = public_lesson(str(exercise_id).split(".", 1)[0])["exercises"]
    if exercise_id not in exercises:
        close = difflib.get_close_matches(str(exercise_id), exercises, n=1)
        near = f' Did you mean "{close[0]}"?' if close else f" The exercises are: {', '.join(exercises)}."
        raise ValueError(f'There is no exercise "{exercise_id}".{near}')
    return exercises[exercise_id]


def check(exercise_id, answer):
    """Check an answer against the public cases and say what to do next.

    Args:
        exercise_id: e.g. "05.hidden_gradients".
        answer: the function or value that the exercise asks for.

    Returns:
        A `Report`, which JupyterLab shows as a coloured note.

    Raises:
        ValueError: the exercise id is unknown.
    """
    spec = public_spec(exercise_id)
    outcomes = probes.answer(probes.request(spec), answer)
    verdict = recorded(spec, outcomes) if spec.get("secret") else judge(spec, outcomes)
    if isinstance(answer, dict) and not answer and verdict.state == "wrong":
        # A dict as the lesson gave it is no wrong answer, whatever its judge has to say about its form.
        unfilled = Message(f"The dict `{spec['name']}` is still empty. Fill in the entries that the exercise asks for.")
        verdict = replace(verdict, state="empty", messages=[unfilled])
    report = Report(verdict)
    if os.environ.get("NBGRADER_EXECUTION") == "validate":
        if verdict.state not in ("right", "recorded"):
            raise CheckFailed(report.text()) from None
    else:
        progress.note(verdict)
    return report


def recorded(spec, outcomes):
    """The verdict on a graded quiz before it is handed in: only the form can be judged, the key is not here."""
    how = judge_from_plain(spec["judge"])
    letters = {case["key"]: how.read(outcome.get("value")) for case, outcome in zip(spec["cases"], outcomes)}
    open_questions = [number for number, letter in letters.items() if letter is None]
    if open_questions:
        wanted = ", ".join(how.letters)
        text = f"Still open: question {', '.join(open_questions)}. Write one of the letters {wanted} for each."
        return Verdict(spec["id"], "empty" if len(open_questions) == len(letters) else "wrong", 0, spec["points"], {}, [Message(text)])
    chosen = ", ".join(f"{number}: {letter}" for number, letter in letters.items())
    return Verdict(spec["id"], "recorded", 0, spec["points"], {}, [Message(f"Your answers are {chosen}. They are marked when you hand in.")])


class Report:
    """What a check says, as text and as an HTML note. Colour never carries the meaning alone."""

    HEADINGS = {
        "right": ("✔", "Right", "good"),
        "recorded": ("✔", "Recorded", "good"),
        "partly": ("◐", "Partly right", "part"),
        "wrong": ("✘", "Not yet", "bad"),
        "empty": ("○", "Still empty", "bad"),
        "error": ("✘", "Your code stopped", "bad"),
        "timeout": ("⏱", "Too slow", "bad"),
    }

    def __init__(self, verdict, show_details=True):
        self.verdict = verdict
        self.passed = verdict.state in ("right", "recorded")
        self._details = show_details

    def _heading(self):
        icon, word, tone = self.HEADINGS[self.verdict.state]
        points = f"{self.verdict.points:g} of {self.verdict.max_points:g} points"
        tail = "" if self.verdict.state == "recorded" else f" · {points}"
        return icon, f"{word}: {self.verdict.exercise}{tail}", tone

    def lines(self):
        """The sentences of the report, most helpful first."""
        if self.verdict.state == "right":
            return [message.text for message in self.verdict.messages] or ["All cases are right."]
        found = [" ".join(filter(None, [m.text, m.detail if self._details else ""])) for m in self.verdict.messages]
        if self.verdict.state == "partly":
            done = [name for name, share in self.verdict.parts.items() if share]
            found.insert(0, f"Right so far: {', '.join(done)}.")
        return found

    def text(self):
        icon, heading, _ = self._heading()
        return "\n".join([f"{icon} {heading}", *self.lines()])

    def __repr__(self):
        return self.text()

    def _repr_html_(self):
        icon, heading, tone = self._heading()
        body = "".join(f"<p>{as_html(line)}</p>" for line in self.lines())
        return (
            f'<div class="nn-report nn-{tone}" role="status" style="{_STYLES[tone]}">'
            f'<p><strong><span aria-hidden="true">{icon}</span> {html.escape(heading)}</strong></p>{body}</div>'
        )


_BOX = "border-left:4px solid;padding:.4em 1em;margin:.4em 0;color:#1b1b1b;max-width:60em;"
_STYLES = {
    "good": _BOX + "border-color:#1b7837;background:#e9f5ec",
    "part": _BOX + "border-color:#8a6100;background:#fdf3dc",
    "bad": _BOX + "border-color:#a3262a;background:#fbebeb",
}


# One *word* or a few; `a * b` and `*args` are none. controls.js has the same rule.
EMPHASIS = re.compile(r"(^|[^\w*])\*(?=\S)([^*]*[^*\s])\*(?![\w*])")


def as_html(text):
    """Escape for HTML; what stands between backticks becomes code, a *word* between asterisks is emphasized."""
    pieces = html.escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if i % 2 else EMPHASIS.sub(r"\1<em>\2</em>", piece) for i, piece in enumerate(pieces))


def quiz(lesson):
    """The practice quiz of a lesson, e.g. `quiz("05")`: it answers at once and explains every option."""
    from ..widgets import Quiz

    return Quiz(questions=public_lesson(lesson)["practice"])


class questions:
    """The graded questions of a quiz, e.g. `questions("05.quiz")`, as text; their key is not in the student's files."""

    def __init__(self, exercise_id):
        self._questions = public_spec(exercise_id)["questions"]

    def __repr__(self):
        blocks = []
        for i, question in enumerate(self._questions, 1):
            rows = [f"   {'abcdefgh'[k]}) {option}" for k, option in enumerate(question["options"])]
            blocks.append("\n".join([f"{i}. {question['question']} ({question['marks']} marks)", *rows]))
        return "\n\n".join(blocks)

    def _repr_html_(self):
        blocks = []
        for question in self._questions:
            rows = "".join(f"<li>{as_html(option)}</li>" for option in question["options"])
            blocks.append(f'<li><p>{as_html(question["question"])} <em>({question["marks"]} marks)</em></p>'
                          f'<ol type="a" style="list-style-type: lower-alpha; margin-bottom: 0.8em">{rows}</ol></li>')
        return f'<ol class="nn-questions">{"".join(blocks)}</ol>'
