"""The question bank of the course: the practice questions of all lessons, to filter, to answer and to draw a mock exam
from. Some are multiple choice, some are answered in words.

It is made of the public data of the lessons, so it holds no key of a graded quiz and no question kept for exams.
"""

from ..checks.check import PUBLIC, public_lesson
from ..course.markup import as_html
from ..course.questions import BLOOM, MARKS
from ..figures import table

FOLDED = "<details><summary>Model answer and marks</summary>\n\n{}\n\n</details>"


class question_bank:
    """The practice questions of all lessons as a table: `question_bank()` in a notebook, or as text on a terminal.

    `question_bank().filter(level="apply", lesson="05")` narrows it down, `.quiz()` makes it answer at once,
    `.in_words()` shows those to be answered in words, `.overview()` counts it by lesson and Bloom level,
    `.draw(marks=40, seed=1)` puts a mock exam together.

    Attributes:
        questions: list of dicts with id, lesson, bloom, marks, question, and options, or answer, scheme and section.
    """

    def __init__(self, questions=None, title="Question bank"):
        self.questions = _all_questions() if questions is None else list(questions)
        self.title = title

    def __len__(self):
        return len(self.questions)

    @property
    def marks(self):
        """Marks of all questions together."""
        return sum(question["marks"] for question in self.questions)

    def filter(self, lesson=None, level=None, marks=None, words="", kind=None):
        """The questions that fit all that is given.

        Args:
            lesson: two digits, e.g. "05", or a list of them.
            level: a Bloom level, e.g. "apply", or a list of them.
            marks: 2, 5 or 10.
            words: a piece of text that must occur in the question or in one of its options; capitals do not count.
            kind: "choice" or "words".

        Raises:
            ValueError: the lesson, the level, the marks or the kind do not exist in the course.
        """
        lessons, levels = _listed(lesson), _listed(level)
        known = {question["lesson"] for question in _all_questions()}
        for wanted in lessons:
            _require(
                wanted in known, f'There is no lesson "{wanted}" with questions; there are {", ".join(sorted(known))}.'
            )
        for wanted in levels:
            _require(wanted in BLOOM, f'"{wanted}" is no Bloom level; the levels are {", ".join(BLOOM)}.')
        _require(marks in (None, *MARKS), f"A question has 2, 5 or 10 marks, not {marks!r}.")
        _require(kind in (None, "choice", "words"), f'A question is of the kind "choice" or "words", not {kind!r}.')
        found = [
            question
            for question in self.questions
            if kind in (None, _kind(question))
            and (not lessons or question["lesson"] in lessons)
            and (not levels or question["bloom"] in levels)
            and marks in (None, question["marks"])
            and words.lower()
            in " ".join([question["question"], *(option["text"] for option in question.get("options", ()))]).lower()
        ]
        return question_bank(found, self.title)

    def draw(self, marks=40, seed=0):
        """A mock exam: questions of different lessons as far as there are enough, with `marks` marks in all.

        Where no choice of questions adds up to that, it has as many marks below as can be had.

        Raises:
            ValueError: the questions together have fewer marks than asked for.
        """
        import numpy as np

        _require(
            marks <= self.marks,
            f"These {len(self)} questions have {self.marks} marks together; {marks} cannot be drawn.",
        )
        rng = np.random.default_rng(seed)
        waiting = [self.questions[i] for i in rng.permutation(len(self.questions))]
        times, chosen = {}, []
        marks = left = max(_sums(waiting, marks))
        while left:
            waiting.sort(
                key=lambda question: times.get(question["lesson"], 0)
            )  # stable: the drawn order stays within a lesson
            question = waiting.pop(0)
            if left - question["marks"] in _sums(waiting, left):  # the rest can still fill the exam
                chosen.append(question)
                left -= question["marks"]
                times[question["lesson"]] = times.get(question["lesson"], 0) + 1
        return question_bank(sorted(chosen, key=lambda question: question["id"]), f"Mock exam {seed}, {marks} marks")

    def quiz(self):
        """The multiple-choice questions as a quiz that answers at once and explains every option."""
        from ..widgets import Quiz

        wanted = ("id", "bloom", "marks", "question", "options")
        asked = [{key: question[key] for key in wanted} for question in self.filter(kind="choice").questions]
        return Quiz(questions=asked, title=self.title)

    def in_words(self):
        """The questions to be answered in words, each with its model answer and marking scheme folded below it."""
        from IPython.display import Markdown

        parts = [f"**{self.title}: questions to answer in words**"]
        for question in self.filter(kind="words").questions:
            scheme = "\n".join(f"- {marks}: {what}" for marks, what in question["scheme"])
            seen = f"Lesson {question['lesson']}, section “{question['section']}”."
            parts.append(
                f"**{question['id']}** ({question['bloom']}, {question['marks']} marks)\n\n{question['question']}\n\n"
                + FOLDED.format(f"{question['answer']}\n\n{scheme}\n\n{seen}")
            )
        return Markdown("\n\n".join(parts))

    def overview(self):
        """A table that counts the questions by lesson and Bloom level."""
        lessons = sorted({question["lesson"] for question in self.questions})
        rows = []
        for lesson in lessons:
            mine = [question for question in self.questions if question["lesson"] == lesson]
            counts = [sum(question["bloom"] == level for question in mine) or "" for level in BLOOM]
            rows.append([lesson, *counts, len(mine), sum(question["marks"] for question in mine)])
        total = [sum(question["bloom"] == level for question in self.questions) for level in BLOOM]
        rows.append(["all", *total, len(self), self.marks])
        return table(rows, ["lesson", *BLOOM, "questions", "marks"], self.title, row_headings=True)

    def __repr__(self):
        lines = [
            f"{question['id']}  {question['bloom']:<10}  {question['marks']:>2} marks  {question['question']}"
            for question in self.questions
        ]
        return "\n".join([f"{self.title}: {len(self)} questions, {self.marks} marks", *lines])

    def _repr_html_(self):
        rows = [(one["id"], one["bloom"], one["marks"], as_html(one["question"])) for one in self.questions]
        caption = f"{self.title}: {len(self)} questions, {self.marks} marks"
        return table(rows, ("id", "Bloom level", "marks", "question"), caption)._repr_html_()


def _all_questions():
    found = []
    for path in sorted(PUBLIC.glob("*.json")):
        number = path.name[:2]
        lesson = public_lesson(number)
        found += [{**question, "lesson": number} for question in lesson["practice"] + lesson.get("written", [])]
    return found


def _kind(question):
    return "choice" if question.get("options") else "words"


def _sums(questions, most):
    """The marks, up to `most`, that some choice of the questions adds up to."""
    sums = {0}
    for question in questions:
        sums |= {total + question["marks"] for total in sums if total + question["marks"] <= most}
    return sums


def _listed(value):
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _require(good, sentence):
    if not good:
        raise ValueError(sentence)
