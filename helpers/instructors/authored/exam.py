"""An exam as a notebook: exercises and questions of the lessons with checks off, and a seed for each person.

It lies in `grading/exams/NAME/`, where nothing is committed. Everything that differs between people follows from their
seed: the inputs that their code is judged on, and the order of the options.
"""

import functools
import hashlib
import json
import shutil
import string
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...course import notebooks
from ...course.errors import CourseError
from ...course.files import write_whole
from ...course.lessons import is_exam
from .lesson import Lesson

if TYPE_CHECKING:
    from ..banks import Bank

RECORD, FRAME = "notebook.json", "frame.ipynb"
SHAPE = {"number": str, "title": str, "lessons": list, "take": list, "people": dict}
NOTEBOOKS = "notebooks"  # the folder with a folder for each person
MADE_OF_PEOPLE = ("notebooks.csv", "notebooks.html")
CHOICES = "choices"
CHOICE_MARKS = 2
"""What a choice counts in an exam, whatever its weight in a quiz: one letter is soon written."""
QUESTIONS, VARIANT = "<!-- the questions -->", "<!-- variant -->"
"""Stand in the frame where each person's own notebook has something else."""


def read_record(folder: Path) -> dict[str, Any]:
    """What an exam notebook is made of, as `Exam.record` gives it.

    Raises:
        CourseError: the file is damaged.
    """
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
        if all(isinstance(record[key], kind) for key, kind in SHAPE.items()) and is_exam(record["number"]):
            return record
    except (OSError, ValueError, LookupError, TypeError):
        pass
    raise CourseError(f"{folder / RECORD} cannot be read: bring it back from a backup.")


class Exam(Lesson):
    """An exam notebook: to the grader a lesson like others, numbered from `course.lessons.FIRST_EXAM` on."""

    @property
    def folder(self) -> Path:
        """Where the instructor keeps it."""
        return self.grading.exams / self.slug.split("-", 2)[2]

    @property
    def released(self) -> Path:
        """The frame that all its notebooks have in common."""
        return self.folder / FRAME

    @property
    def back(self) -> str:
        """The frame was made when the exam was, and the course may have changed since."""
        return "bring it back from a backup"

    @functools.cached_property
    def record(self) -> dict[str, Any]:
        """What it is made of: "number", "title", "minutes", "lessons" (slugs), "take" (ids of exercises and
        questions), "people" (student -> seed), "asked" (the request, by which the same one is known again).

        Raises:
            CourseError: the file is damaged.
        """
        return read_record(self.folder)

    @property
    def seeds(self) -> dict[str, int]:
        """Student -> seed of their own notebook."""
        return self.record["people"]

    @property
    def source(self) -> Path:
        """What it is made of."""
        return self.folder / RECORD

    def files(self) -> list[Path]:
        """What its plans stand on beside the package."""
        return [self.folder / RECORD, self.released, *(path for one in self.taught for path in one.files())]

    def released_for(self, seed: int = 0) -> Any:
        """The notebook of whoever has this seed."""
        notebook = super().released_for(seed)
        for cell in notebook.cells:
            cell.source = cell.source.replace(VARIANT, self.variant(seed)).replace(QUESTIONS, self._asked(seed))
        return notebook

    def variant(self, seed: int) -> str:
        """A word that stands in the notebook of this seed."""
        return f"Variant {hashlib.sha256(f'{self.slug} {seed}'.encode()).hexdigest()[:8]}"

    def notebook(self) -> Any:
        """The set-up and solution cells that it has from lessons."""
        from nbformat.v4 import new_notebook

        names = {id.partition(".")[2] for id in self.record["take"]}
        cells = [cell for one in self.taught for cell in one.notebook().cells]
        setup = [cell for cell in cells if notebooks.has_tag(cell, notebooks.SETUP)]
        return new_notebook(cells=setup + [cell for cell in cells if notebooks.grade_id(cell) in names])

    def bank(self) -> "Bank":
        """Its exercises with the options in the order of the lessons."""
        return self._bank(self._questions)

    def bank_for(self, seed: int) -> "Bank":
        """Its exercises as whoever has this seed is asked them."""
        return self._bank(self._in_order(seed))

    def order_for(self, seed: int) -> dict[str, str]:
        """Question of the choices -> the letters that its options a, b, c … have in the lesson's bank."""
        turned = zip(self._questions, self._orders(seed))
        return {str(i): "".join(string.ascii_lowercase[k] for k in order) for i, (_, order) in enumerate(turned, 1)}

    def rename(self, old: str, new: str | None) -> None:
        """Give a person's notebook to another id, which keeps its own if it has one; None forgets it."""
        people = dict(self.seeds)
        seed = people.pop(old)
        if new:
            people.setdefault(new, seed)
        write_whole(self.folder / RECORD, json.dumps(self.record | {"people": people}, ensure_ascii=False) + "\n")
        for made in MADE_OF_PEOPLE:
            (self.folder / made).unlink(missing_ok=True)
        folder = self.folder / NOTEBOOKS
        if new and not (folder / new).exists() and (folder / old).exists():
            (folder / old).replace(folder / new)
        shutil.rmtree(folder / old, ignore_errors=True)

    def _bank(self, questions: list[Any]) -> "Bank":
        from ..banks import Bank, graded_quiz

        named = [replace(one, id=f"{self.number}.{one.name}") for one in self._exercises]
        if questions:
            own = [replace(one, id=f"{self.number}.{i}") for i, one in enumerate(questions, 1)]
            named.append(graded_quiz(f"{self.number}.{CHOICES}", CHOICE_MARKS * len(own), own))
        return Bank(self.slug, named, sources=self._banks)

    def _orders(self, seed: int) -> list[list[int]]:
        import numpy as np

        rng = np.random.default_rng([seed, 3])
        return [rng.permutation(len(question.options)).tolist() for question in self._questions]

    def _in_order(self, seed: int) -> list[Any]:
        pairs = zip(self._questions, self._orders(seed))
        return [replace(one, options=[one.options[k] for k in order]) for one, order in pairs]

    def _asked(self, seed: int) -> str:
        """The questions in Markdown."""
        return "\n\n".join(
            "\n".join(
                [
                    f"**{i}.** {question.text} ({CHOICE_MARKS} marks)\n",
                    *(f"- {letter}) {one.text}" for letter, one in zip(string.ascii_lowercase, question.options)),
                ]
            )
            for i, question in enumerate(self._in_order(seed), 1)
        )

    @functools.cached_property
    def taught(self) -> list[Lesson]:
        """The lessons that it takes something from."""
        return [Lesson(self.root, slug) for slug in self.record["lessons"]]

    @functools.cached_property
    def _banks(self) -> list["Bank"]:
        return [lesson.bank() for lesson in self.taught]

    @functools.cached_property
    def _exercises(self) -> list[Any]:
        known = {one.id: one for bank in self._banks for one in bank.exercises}
        return [known[id] for id in self.record["take"] if id in known]

    @functools.cached_property
    def _questions(self) -> list[Any]:
        known = {one.id: one for bank in self._banks for one in bank.all_questions}
        return [known[id] for id in self.record["take"] if id in known]
