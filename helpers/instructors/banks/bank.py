"""Multiple-choice questions, the graded quiz that they make, and the bank of all that a lesson asks."""

from dataclasses import dataclass, field
from typing import Any

from ...checks import probes
from ...checks.judges.choices import Choices
from ...course.errors import BankError
from ...course.questions import fault_of
from .exercise import Case, Exercise

LETTERS = "abcdefgh"


@dataclass
class Option:
    """One answer of a question: its text, and `why` it is right or why it is tempting."""

    text: str
    why: str
    right: bool = False


@dataclass
class Question:
    """A multiple-choice question with one right option.

    Args:
        id: e.g. "01.q3".
        bloom, marks: as in `helpers.course.questions`.
        text: the question.
        options: two to six `Option`, one of them right.
    """

    id: str
    bloom: str
    marks: int
    text: str
    options: list

    def __post_init__(self):
        if fault := fault_of(self.bloom, self.marks):
            raise BankError(f"Question {self.id} {fault}.")
        if sum(option.right for option in self.options) != 1:
            raise BankError(f"Question {self.id}: exactly one option must be right.")
        if not all(option.why for option in self.options):
            raise BankError(f"Question {self.id}: every option needs a `why`.")

    @property
    def key(self):
        """The letter of the right option."""
        return LETTERS[[option.right for option in self.options].index(True)]


def graded_quiz(id, points, questions):
    """An exercise whose answer is a dict question number -> letter. Its key never ships with the student's files."""
    key = {str(i + 1): question.key for i, question in enumerate(questions)}
    return Exercise(
        id=id,
        points=points,
        cases=lambda rng: [Case(key=number, part=number) for number in key],
        parts={str(i + 1): question.marks for i, question in enumerate(questions)},
        probe=probes.Value(),
        judge=Choices(letters=LETTERS[: max(len(question.options) for question in questions)]),
        misconceptions=[],
        reference=key,
        secret=True,
        questions=list(questions),
    )


@dataclass
class Bank:
    """All exercises and practice questions of one lesson.

    Args:
        lesson: the lesson's folder name, e.g. "05-backpropagation".
        exercises: list of `Exercise`, in the lesson's order.
        questions: list of practice `Question`.
        sources: of an exam, the banks that its exercises are from.
        module: the Python module that it stands in, which loading it notes.
    """

    lesson: str
    exercises: list
    questions: list = field(default_factory=list)
    sources: list = field(default_factory=list, repr=False)
    module: Any = field(default=None, repr=False, compare=False)

    @property
    def all_questions(self):
        """Its practice questions, and those of its graded quizzes."""
        return [*self.questions, *(question for exercise in self.exercises for question in exercise.questions)]

    def add(self, exercise):
        """One more exercise, before the graded quiz."""
        quizzes = [i for i, known in enumerate(self.exercises) if known.secret]
        self.exercises.insert(quizzes[0] if quizzes else len(self.exercises), exercise)
        self.__post_init__()

    def __post_init__(self):
        ids = [item.id for item in self.exercises + self.questions]
        ids += [question.id for exercise in self.exercises for question in exercise.questions]
        twice = sorted({id for id in ids if ids.count(id) > 1})
        if twice:
            raise BankError(f'The bank of {self.lesson} declares "{twice[0]}" twice. Give each its own id.')
        for id in ids:
            if not id.startswith(f"{self.lesson[:2]}."):
                raise BankError(
                    f'The bank of {self.lesson} declares "{id}"; ids of this lesson begin with "{self.lesson[:2]}.".'
                )

    def __getitem__(self, id):
        for exercise in self.exercises:
            if exercise.id == id:
                return exercise
        raise KeyError(f'There is no exercise "{id}" in {self.lesson}.')
