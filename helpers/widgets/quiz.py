"""Quiz: a practice quiz that answers at once, with an explanation for every option."""

from __future__ import annotations

import traitlets

from ..course.questions import fault_of
from .base import CourseWidget, Whole


class Quiz(CourseWidget):
    """Questions with one right option each; every option says why it is right or tempting.

    ``Quiz(questions=[{"id": "bias", "bloom": "understand", "marks": 2, "question": "...",
    "options": [{"text": "...", "right": True, "why": "..."}, ...]}])``. Text in `backticks` is set as
    code; formulas are plain Unicode. ``answers`` maps a question's id to the option checked last, counted as given;
    ``score`` is (marks earned, marks of all questions). ``seed`` draws the order in which options are shown, with
    "none of these" last; 0 keeps the order given, −1 draws another one whenever a page is opened.

    Raises ``traitlets.TraitError`` that names the question and what is wrong with it.
    """

    MODULE = "quiz"
    CONTROLS = ("score", "reset")

    title = traitlets.Unicode("Check yourself").tag(sync=True)
    questions = traitlets.List(traitlets.Dict()).tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)
    seed = Whole(0, -1, 2**31 - 1)

    def __init__(self, questions=None, **state):
        super().__init__(questions=list(questions or []), **state)

    @property
    def score(self) -> tuple[int, int]:
        """(marks earned, marks of all questions)."""
        earned = sum(q["marks"] for q in self.questions if self._is_right(q))
        return earned, sum(q["marks"] for q in self.questions)

    def _is_right(self, question) -> bool:
        chosen = self.answers.get(question["id"])
        return chosen is not None and question["options"][chosen]["right"]

    def describe(self) -> str:
        # The right options are not given away to readers without the widget.
        asked = " ".join(
            f"{n}. {q['question']} "
            + " ".join(f"({chr(96 + i)}) {o['text']}" for i, o in enumerate(q["options"], start=1))
            for n, q in enumerate(self.questions, start=1)
        )
        chosen = [(n, self.answers.get(q["id"])) for n, q in enumerate(self.questions, start=1)]
        given = ", ".join(f"{n} ({chr(97 + option)})" for n, option in chosen if option is not None)
        so_far = f" Answered: {given}; {self.score[0]} of {self.score[1]} marks." if given else ""
        return f"{len(self.questions)} question{'s' * (len(self.questions) != 1)}. {asked}{so_far}"

    @traitlets.validate("questions")
    def _well_formed(self, proposal):
        seen = set()
        for n, question in enumerate(proposal["value"], start=1):
            _check_question(question, n)
            if question["id"] in seen:
                raise traitlets.TraitError(f"Quiz: two questions have the id {question['id']!r}.")
            seen.add(question["id"])
        return proposal["value"]

    @traitlets.validate("answers")
    def _known_answers(self, proposal):
        counts = {q["id"]: len(q["options"]) for q in self.questions}
        for key, chosen in proposal["value"].items():
            if key not in counts:
                raise traitlets.TraitError(f"Quiz: there is no question {key!r} to answer.")
            if chosen is not None and chosen not in range(counts[key]):
                raise traitlets.TraitError(f"Quiz: question {key!r} has no option number {chosen!r}.")
        return proposal["value"]


def _check_question(question: dict, n: int) -> None:
    place = f"Quiz: question {question.get('id', n)!r}"

    def require(good, what):
        if not good:
            raise traitlets.TraitError(f"{place} {what}.")

    for key in ("id", "bloom", "marks", "question", "options"):
        require(key in question, f"has no {key!r}")
    fault = fault_of(question["bloom"], question["marks"])
    require(not fault, fault)
    require(len(question["options"]) >= 2, "needs at least two options")
    for i, option in enumerate(question["options"], start=1):
        require({"text", "right", "why"} <= set(option), f"needs 'text', 'right' and 'why' in option {i}")
        require(str(option["why"]).strip(), f"does not say why option {i} is right or tempting")
    right = sum(bool(option["right"]) for option in question["options"])
    require(right == 1, f"must have exactly one right option, it has {right}")
