"""Every question of the course that people mark can be marked: a scheme as buttons, and each formula of it set."""

import pytest
from lessons import ROOT, slugs

from helpers.instructors.authored import Course
from helpers.instructors.banks.schemes import read_scheme
from helpers.instructors.grading import judging
from helpers.instructors.grading.words import set_words
from helpers.instructors.marking.questions import questions


@pytest.fixture(scope="module", autouse=True)
def end():
    yield
    judging.close()


@pytest.mark.parametrize("slug", [slug for slug in slugs() if not slug.startswith("00")])
def test_a_lessons_questions_have_buttons_that_add_up_and_formulas_that_are_set(slug):
    found = questions(Course(ROOT).lesson(slug))
    assert found
    for question in found:
        assert question.scheme.points == question.points and 2 <= len(question.scheme.items) <= 9
        assert question.title != question.name and question.scheme.answer
        for text in (
            question.asked,
            question.scheme.answer,
            question.scheme.notes,
            *dict(question.scheme.items).values(),
        ):
            told = set_words(text)
            assert "typed" not in told, (slug, told)


def test_a_scheme_is_prose_and_a_list():
    text = "An answer.\n\n**Marking scheme.** All of it.\n\n- 0.5: one\n  more line\n- -1: a deduction\n\nAnd this."
    scheme = read_scheme(text)
    assert scheme.answer == "An answer." and " ".join(scheme.notes.split()) == "All of it. And this."
    assert scheme.items == ((0.5, "one more line"), (-1.0, "a deduction")) and scheme.points == 0.5
