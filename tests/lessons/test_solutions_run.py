"""Every lesson as a whole: its solutions run from a clean kernel without error or warning, and its points add up."""

import re

import executed
import pytest
from lessons import ROOT, slugs

from helpers.instructors.authored import Course

BOXES = ("Predict.", "Think.")


@pytest.mark.slow
@pytest.mark.parametrize("slug", slugs())
def test_the_solutions_run_clean_from_start_to_end(slug):
    notebook = executed.solutions(slug)  # stops at an error, a warning, a picture without words
    said = "\n".join(
        "".join(output.get("data", {}).get("text/plain", ""))
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )
    passed = set(re.findall(r"^✔ (?:Right|Recorded): (\S+?)[.,:]?(?:\s|$)", said, re.M))
    assert passed >= {exercise.id for exercise in Course(ROOT).lesson(slug).bank().exercises}


@pytest.mark.parametrize("slug", slugs())
def test_a_lesson_asks_plays_thinks_and_sums_up(slug):
    cells = Course(ROOT).lesson(slug).notebook().cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert "## Summary" in text
    summary = text.split("## Summary", 1)[1]
    assert len([line for line in summary.splitlines() if line.strip()]) <= 12
    if slug[:2] != "00":
        assert "> **Predict.**" in text and "> **Try it.**" in text
        assert "helpers.widgets" in code and "quiz(" in code and "questions(" in code
        manual = [c for c in cells if c.cell_type == "markdown" and c.metadata.get("nbgrader", {}).get("grade")]
        assert manual and all("**Marking scheme.**" in cell.source for cell in manual)


@pytest.mark.parametrize("slug", slugs())
def test_every_question_explains_every_option(slug):
    bank = Course(ROOT).lesson(slug).bank()
    graded = [question for exercise in bank.exercises for question in exercise.questions]
    for question in bank.questions + graded:
        assert 2 <= len(question.options) <= 6
        assert all(len(option.why) > 6 for option in question.options), question.id
        assert len({option.text for option in question.options}) == len(question.options)
    if slug[:2] != "00":
        assert len(bank.questions) >= 6 and len(graded) >= 2
