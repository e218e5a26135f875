"""Exercise banks: the words in which `solutions/NN-slug/exercises.py` declares a lesson's exercises and questions."""

from .words import (
    PUBLIC_SEED,
    Bank,
    Case,
    Exercise,
    Misconception,
    Option,
    Question,
    graded_quiz,
)

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
