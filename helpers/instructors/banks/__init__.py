"""Exercise banks: the words in which `solutions/NN-slug/exercises.py` declares a lesson's exercises and questions."""

from .bank import Bank, Option, Question, graded_quiz
from .exercise import PUBLIC_SEED, Case, Exercise, Misconception

__all__ = [
    "PUBLIC_SEED",
    "Bank",
    "Case",
    "Exercise",
    "Misconception",
    "Option",
    "Question",
    "graded_quiz",
]
