"""What is to be marked: the questions of the lessons that are answered in words, and the answers of a class to one."""

import hashlib
import json
from dataclasses import dataclass

from ...course import notebooks
from ...course.errors import CourseError
from ..authored.papers import is_on_paper
from ..banks.schemes import Scheme, read_scheme
from ..grading import results
from ..grading.contract import EMPTY, GRADED
from ..people.book import COURSE_ID

CODE = 10  # letters that stand for a student


@dataclass(frozen=True)
class Question:
    """A question that a person marks.

    Args:
        lesson: the assignment's name, which is the notebook's, too.
        name: of its cell, as nbgrader knows it.
        title: a few words.
        points: what a full answer earns.
        asked: the question, Markdown.
        scheme: a `Scheme` with the model answer, notes and items.
    """

    lesson: str
    name: str
    title: str
    points: float
    asked: str
    scheme: Scheme

    @property
    def id(self):
        """Its name among all questions of the course."""
        return f"{self.lesson}/{self.name}"

    @property
    def on_paper(self):
        """True for a question of an exam."""
        return is_on_paper(self.lesson)

    def code(self, student):
        """What stands for a student in this question, the same at each look: it also gives the order of the answers."""
        return hashlib.sha256(f"{COURSE_ID}/{self.id}/{student}".encode()).hexdigest()[:CODE]


def questions(lesson):
    """The questions of a lesson that wait for people, in its order."""
    notebook, found = lesson.notebook(), []
    for before, cell in zip(notebook.cells, notebook.cells[1:]):
        if notebooks.is_marked_by_hand(cell):
            text = notebooks.MARKER.sub("", cell.source).strip()
            asked = before.source if before.cell_type == "markdown" else ""
            found.append(
                Question(
                    lesson.slug,
                    notebooks.grade_id(cell),
                    _title(asked) or notebooks.grade_id(cell),
                    float(notebooks.points(cell)),
                    asked,
                    read_scheme(text),
                )
            )
    return found


def _title(asked):
    """The bold words that the question begins with, or its heading."""
    for line in asked.splitlines():
        line = line.strip()
        if line.startswith("**") and "**" in line[2:]:
            return line[2:].partition("**")[0].partition(" (")[0].strip(" .")
        if line.startswith("#"):
            return line.lstrip("# ").strip()
    return ""


@dataclass(frozen=True)
class Answer:
    """What a student wrote: Markdown that the grader has made inert, and pictures that it has drawn anew."""

    text: str
    pictures: dict  # name -> (mime type, base64 text)

    @property
    def word(self):
        """A word for exactly this answer: where it differs, something else was marked."""
        whole = json.dumps([self.text, self.pictures], sort_keys=True)
        return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:CODE]


def waiting(course, question):
    """(students whose answer waits for a person, in the question's order; number of students who wrote nothing)."""
    if question.on_paper:
        return sorted(course.paper(question.lesson).people, key=question.code), 0
    found, empty = [], 0
    for _, student, result in results.every(course, {question.lesson}):
        states = {mark.grade_id: mark.state for mark in result.manual}
        if result.state == GRADED and question.name in states:
            if states[question.name] == EMPTY:
                empty += 1
            else:
                found.append(student)
    return sorted(found, key=question.code), empty


def answer(course, question, student):
    """The answer of a student as the grader keeps it.

    Raises:
        CourseError: the graded notebook is not there any more.
    """
    from . import papers

    if question.on_paper:
        return papers.answer(course.paper(question.lesson), question, student)
    path = course.grading.graded(student, question.lesson)
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        raise CourseError(
            f"The graded notebook of this answer is missing: run `nncourse grade {question.lesson[:2]}`."
        ) from None
    for cell in cells:
        if notebooks.grade_id(cell) == question.name:
            attached = cell.get("attachments", {}).items()
            pictures = {name: kind for name, kinds in attached for kind in kinds.items()}
            return Answer("".join(cell["source"]), pictures)
    raise CourseError(f"The graded notebook of this answer has no cell {question.name}.")
