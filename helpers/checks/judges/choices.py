"""The judge for graded quizzes: the letter chosen for each question."""

from dataclasses import dataclass

from .. import plain
from .base import Judge, Trouble


@dataclass(frozen=True)
class Choices(Judge):
    """One letter a question, in either case; each question is a case with its key.

    Args:
        letters: the letters that the questions offer, e.g. "abcd".
    """

    letters: str = "abcd"
    kind = "choices"

    def trouble(self, got, expected, case):
        choice = self.read(got)
        if choice is None:
            return Trouble(
                f"Question {case.key} wants one of the letters {', '.join(self.letters)}.",
                f"It gave {plain.show(got)}.",
            )
        if expected is not None and choice == self.read(expected):
            return None
        return Trouble(f"The answer to question {case.key} is not right.")

    def read(self, got):
        """The chosen letter in lower case, or None where the answer is no choice at all."""
        choice = got.strip().strip("()").lower() if isinstance(got, str) else None
        return choice if choice and len(choice) == 1 and choice in self.letters else None
