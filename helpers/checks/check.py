"""What a notebook calls: `check("05.hidden_gradients", hidden_gradients)` and the quizzes.

The check asks the student's answer the public cases, which ship beside this file as plain data, and says in plain
words what is right, or which misconception the answer matches and how to think again.
"""

import difflib
import functools
import hashlib
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from ..course import colours
from ..course.lessons import is_exam
from ..course.markup import as_html, frame, html, several
from ..course.notebooks import counted
from . import probes, record
from .contract import Spec
from .diagnosis import Live
from .judges import JUDGES, Message, Verdict, judge

LOOKING_AGAIN = {"other": 0.25, "model": 2.0}  # seconds for asking a wrong answer again, to find better words
PUBLIC = Path(__file__).parent / "public"


class CheckFailed(AssertionError):
    """A check that did not pass, raised only while nbgrader's "Validate" runs, so that it can count it."""


@functools.cache
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
    return Spec.of(exercises[exercise_id])


def check(exercise_id, answer, more=False):
    """Check an answer against the public cases and say what to do next.

    Args:
        exercise_id: e.g. "05.hidden_gradients".
        answer: the function or value that the exercise asks for.
        more: True tells the next step to one and the same answer, each time it is asked; none shows the solution. How
            often it was asked is kept on this computer alone.

    Returns:
        A `Report`, which JupyterLab shows as a coloured note.

    Raises:
        ValueError: the exercise id is unknown.
    """
    if is_exam(str(exercise_id)):
        return Report(_received(exercise_id, answer))
    spec = public_spec(exercise_id)
    outcomes = probes.answer(probes.request(spec), answer)
    live = Live(answer, spec, seconds=LOOKING_AGAIN["model" if spec.probe["kind"].startswith("model") else "other"])
    verdict = recorded(spec, outcomes) if spec.secret else judge(spec, outcomes, live, _green(spec, answer))
    if isinstance(answer, dict) and not answer and verdict.state == "wrong":
        # A dict as the lesson gave it is no wrong answer, whatever its judge has to say about its form.
        unfilled = Message(f"The dict `{spec.name}` is still empty. Fill in the entries that the exercise asks for.")
        verdict = replace(verdict, state="empty", messages=[unfilled])
    _settled[exercise_id] = answer, verdict.state == "right"
    validating = os.environ.get("NBGRADER_EXECUTION") == "validate"
    same_answer = hashlib.sha256(json.dumps(outcomes, sort_keys=True).encode()).hexdigest()[:16]
    report = Report(verdict, steps=0 if validating else record.asked(verdict.exercise, same_answer, more))
    report.on_more = lambda: record.asked(verdict.exercise, same_answer, True)
    if validating:
        if verdict.state not in ("right", "recorded"):
            raise CheckFailed(report.text()) from None
    else:
        record.note(verdict)
    return report


def _received(exercise_id, answer):
    """What the check of an exam says: nothing of the answer is looked at but whether it is still the empty cell."""
    code = getattr(answer, "__code__", None)
    if answer == {} if isinstance(answer, dict) else code and "NotImplementedError" in code.co_names:
        return Verdict(exercise_id, "empty", 0, 0, {}, [Message("This cell is as it was given.")])
    text = "Your answer is received. It is marked after you have handed in."
    return Verdict(exercise_id, "recorded", 0, 0, {}, [Message(text)])


def _green(spec, answer):
    """Tells of the notebook's function for an earlier exercise whether its check is green now; None where there is
    none.
    """

    @functools.cache
    def green(name):
        earlier = public_lesson(spec.id[:2])["exercises"].get(f"{spec.id[:2]}.{name}")
        target = getattr(answer, "__globals__", {}).get(name)
        if not earlier or target is None:
            return None
        return judge(earlier, probes.answer(probes.request(earlier), target)).state == "right"

    return green


_settled: dict[str, tuple] = {}  # exercise id -> (the answer that was checked last, whether it was right)


def passes(exercise_id, answer):
    """Whether the check of an answer is green; it is asked in silence where that is not known yet."""
    settled, right = _settled.get(exercise_id, (None, False))
    if settled is not answer or not callable(answer):
        spec = public_spec(exercise_id)
        outcomes = probes.answer(probes.request(spec), answer)
        right = judge(spec, outcomes, green=_green(spec, answer)).state == "right"
        _settled[exercise_id] = answer, right
    return right


def recorded(spec, outcomes):
    """The verdict on a graded quiz before it is handed in: only the form can be judged, the key is not here."""
    how = JUDGES.from_plain(spec.judge)
    letters = {case.key: how.read(outcome.get("value")) for case, outcome in zip(spec.cases, outcomes)}
    open_questions = [number for number, letter in letters.items() if letter is None]
    if open_questions:
        wanted = ", ".join(how.letters)
        word = "question" if len(open_questions) == 1 else "questions"
        text = f"Still open: {word} {', '.join(open_questions)}. Write one of the letters {wanted} for each."
        return Verdict(
            spec.id, "empty" if len(open_questions) == len(letters) else "wrong", 0, spec.points, {}, [Message(text)]
        )
    chosen = ", ".join(f"{number}: {letter}" for number, letter in letters.items())
    return Verdict(
        spec.id,
        "recorded",
        0,
        spec.points,
        {},
        [Message(f"Your answers are {chosen}. They are marked when you hand in.")],
    )


LIVE = "application/vnd.nncourse.live+json"
"""Marks an output that means nothing without a kernel: pages leave it out."""


class Report:
    """What a check says, as text and as an HTML note. Colour never carries the meaning alone."""

    HEADINGS = {
        "right": ("✔", "Right", "good"),
        "recorded": ("✔", "Recorded", "good"),
        "partly": ("◐", "Partly right", "part"),
        "wrong": ("✘", "Not yet", "bad"),
        "empty": ("○", "Still empty", "empty"),
        "error": ("✘", "Your code stopped", "bad"),
        "timeout": ("⏱", "Too slow", "bad"),
    }

    def __init__(self, verdict, show_details=True, steps=0):
        self.verdict = verdict
        self.steps = steps
        self.on_more = None
        self.passed = verdict.state in ("right", "recorded")
        self._details = show_details

    def _heading(self):
        icon, word, tone = self.HEADINGS[self.verdict.state]
        points = f"{self.verdict.points:g} of {counted(self.verdict.max_points)}"
        tail = "" if self.verdict.state == "recorded" or not self.verdict.max_points else f" · {points}"
        return icon, f"{word}: {self.verdict.exercise}{tail}", tone

    def lines(self):
        """The sentences of the report, most helpful first."""
        if self.verdict.state == "right":
            return [message.text for message in self.verdict.messages] or ["All cases are right."]
        found = [self._words(message) for message in self.verdict.messages]
        for step in range(min(self.steps, self.steps_left(0))):
            found += [
                self._words(message.further[step]) for message in self.verdict.messages if step < len(message.further)
            ]
        if self.verdict.state == "partly":
            done = [name for name, share in self.verdict.parts.items() if share]
            found.insert(0, f"Right so far: {', '.join(done)}.")
        return found

    def _words(self, message):
        return " ".join(filter(None, [message.text, self._details and message.detail]))

    def steps_left(self, steps=None):
        """How many further steps there are to be told."""
        steps = self.steps if steps is None else steps
        most = max((len(message.further) for message in self.verdict.messages), default=0)
        return max(most - steps, 0) if self.verdict.state not in ("right", "empty") else 0

    def text(self):
        icon, heading, _ = self._heading()
        asking = ["For the next step: check(…, more=True)."] if self.steps_left() else []
        return "\n".join([f"{icon} {heading}", *self.lines(), *asking])

    def __repr__(self):
        return self.text()

    def _ipython_display_(self):
        """The note, and below it a button for the next step, which adds its words to the note."""
        from IPython.display import display

        asked = bool(self.on_more and self.steps_left() and "ipykernel" in sys.modules)
        shown = display({"text/plain": self.text(), "text/html": self._page(asked)}, raw=True, display_id=True)
        if not (shown and asked):
            return
        import ipywidgets

        button = ipywidgets.Button(description="A step nearer", tooltip="Tell me more about this answer")

        def one_more(_):
            self.steps = self.on_more()
            shown.update({"text/plain": self.text(), "text/html": self._page(asked)}, raw=True)
            if not self.steps_left():
                button.close()

        button.on_click(one_more)
        display({**button._repr_mimebundle_(), LIVE: {}}, raw=True)

    def _page(self, asked):
        """The note as HTML; where the button stands below it, with what hides the place of a button that is gone."""
        return self._repr_html_() + (_GONE if asked else "")

    def _repr_html_(self):
        icon, heading, tone = self._heading()
        body = several("<p>{}</p>", map(as_html, self.lines()))
        return html(
            '<div class="nn-report nn-{}" role="status" style="{};margin:.4em 0;max-width:60em">'
            '<p><strong><span aria-hidden="true">{}</span> {}</strong></p>{}</div>',
            *(tone, frame(_COLOURS[tone]), icon, heading, body),
        )


# A notebook that is opened again has no live button; JupyterLab would say there that a model was not found.
_GONE = Markup(
    '<style class="nn-more">.jp-OutputArea-child:has(.nn-more)+.jp-OutputArea-child:not(:has(.jupyter-button))'
    "{display:none!important}</style>"
)
_COLOURS = {"good": colours.GREEN, "part": colours.BROWN, "bad": colours.CORAL, "empty": colours.STONE}


def quiz(lesson):
    """The practice quiz of a lesson, e.g. `quiz("05")`: it answers at once and explains every option.

    Options stand in another order for every student and every view.
    """
    from ..widgets import Quiz

    seed = -1 if os.environ.get("NNCOURSE_HANDOUT") else 1 + int.from_bytes(os.urandom(3), "big")
    return Quiz(questions=public_lesson(lesson)["practice"], seed=seed)


class questions:
    """The graded questions of a quiz, e.g. `questions("05.quiz")`, as text; their key is not in the student's files."""

    def __init__(self, exercise_id):
        self._questions = public_spec(exercise_id).questions

    def __repr__(self):
        blocks = []
        for i, question in enumerate(self._questions, 1):
            rows = [f"   {'abcdefgh'[k]}) {option}" for k, option in enumerate(question["options"])]
            blocks.append("\n".join([f"{i}. {question['question']} ({question['marks']} marks)", *rows]))
        return "\n\n".join(blocks)

    def _repr_html_(self):
        blocks = []
        for question in self._questions:
            rows = several("<li>{}</li>", map(as_html, question["options"]))
            blocks.append(
                html(
                    '<p>{} <em>({} marks)</em></p><ol type="a" '
                    'style="list-style-type: lower-alpha; margin-bottom: 0.8em">{}</ol>',
                    *(as_html(question["question"]), question["marks"], rows),
                )
            )
        return html('<ol class="nn-questions">{}</ol>', several("<li>{}</li>", blocks))
