"""Lesson 00: what is asked before each result, what comes out, and what a difference means."""

from helpers.instructors.banks.predictions import Amount, Choice

PREDICTIONS = {
    "counter": Amount(
        "Which number do you see at the end?",
        13,
        near=(13, 13),
        says="10 and three times 1. Running a cell again does it again: the kernel remembers what was run, not what is "
        "written.",
    ),
    "printed": Choice(
        "The answer prints the right number. What will the check say?",
        ["right", "that nothing came back", "that the number is wrong"],
        right="that nothing came back",
        says="Printing shows a number to you. The line that called the function gets what it returns, and that is "
        "None.",
    ),
}
