"""From a request to the finished papers: gather the course's questions, draw, write."""

import re
import string
from pathlib import Path

from nbformat.v4 import new_markdown_cell

from ...course.errors import BankError, CourseError
from ..banks.written import Written, read_written
from ..handouts.text import Renderer
from ..people.roster import Roster
from . import people
from .paper import Choice, choose, draw, variants, write_papers


def all_questions(course):
    """Every written question and every quiz question of the course, lesson by lesson.

    Raises:
        BankError: a bank or a file of written questions is wrong.
    """
    found = []
    for lesson in course.lessons:
        found += read_written(lesson.folder / "written.md", _sections(lesson))
        found += [_choice(question) for question in lesson.bank().all_questions]
    return found


def make_exam(
    course,
    folder,
    marks,
    lessons=(),
    topics=(),
    levels=(),
    kind="both",
    seed=0,
    papers=1,
    same_order=False,
    keep=None,
    unseen=False,
):
    """Draw an exam and write its papers and marker's copies into `folder`; return the paths.

    Where the marking page finds it and the class has a roster, papers ask for a number, and for no name.

    Args:
        unseen: only questions that students do not have.
        keep: the `Paper` as which the marking page finds it; None for papers that are marked by hand.

    Raises:
        CourseError: the request cannot be met.
    """
    if not 1 <= papers <= len(string.ascii_uppercase):
        raise CourseError(f"There can be 1 to {len(string.ascii_uppercase)} papers, not {papers}.")
    numbers = tuple(course.lesson(name).number for name in lessons)
    chosen = draw(choose(all_questions(course), numbers, topics, levels, kind, unseen), marks, seed)
    titles = {lesson.number: lesson.facts().title for lesson in course.lessons}

    def section(item):
        place = f", section {item.shown}" if isinstance(item, Written) else ", quiz"
        return f"lesson {item.lesson}, {titles[item.lesson]}{place}"

    title, drawn = f"Exam {seed}", variants(chosen, papers, seed, same_order)
    if keep:
        people.record(course, keep, title, drawn)
    numbered = bool(keep and Roster(course).listed)
    return write_papers(drawn, folder, title, _to_html, section, numbered)


def _choice(question):
    options = tuple((option.text, option.why, option.right) for option in question.options)
    return Choice(question.id, question.bloom, question.text, options)


def _sections(lesson):
    return set(re.findall(r"^# ## (.+?)\s*$", Path(lesson.source).read_text("utf-8"), re.MULTILINE))


class _Places:
    """Says which question a formula or a link is wrong in."""

    def __init__(self, question):
        self._question = question

    def error(self, cell, message, fragment=""):
        return BankError(f"Question {self._question}: {message}")


def _to_html(text, question):
    return Renderer(_Places(question), None, {}).render_cell(new_markdown_cell(text))
