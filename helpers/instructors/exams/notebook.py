"""Exams as notebooks: exercises and questions of the lessons with checks off, a notebook for each person."""

import json
import re
import secrets
from collections import Counter
from dataclasses import dataclass

from ...course import notebooks
from ...course.errors import CourseError
from ...course.files import write_whole
from ...course.lessons import FIRST_EXAM, LAST_EXAM
from ..authored.exam import CHOICE_MARKS, CHOICES, NOTEBOOKS, QUESTIONS, RECORD, VARIANT, Exam
from ..authored.sources import KERNELSPEC, give_ids, notebook_bytes
from ..building.needed import names
from ..people.roster import Roster
from ..people.words import plain
from . import people
from .paper import draw
from .people import time_of

NAME = re.compile(r"[A-Za-z0-9_-]+")  # of an exam: it becomes the name of an assignment
COLUMNS = ("student", "name", "notebook", "minutes", "accommodations")
BITS = 62  # of a seed: nobody tries them all
STATEMENT = re.compile(r"^### Exercise \d+ · (?P<name>\w+)(?: \([^()\n]* points?\))?$", re.MULTILINE)
TIME = "<!-- time -->"
META = {"grade": False, "locked": False, "schema_version": 3, "solution": False, "task": False, "cell_type": "code"}
RULES = """# {title}

**{marks} marks** · **{time}** · {variant}

This notebook was made for you: your code is judged on inputs of your own, and your questions have their options in an
order of their own. A check line says only that your answer is received. Everything is marked after you have handed in.
Save the notebook, and hand in the whole file under its own name, `{slug}.ipynb`."""


@dataclass(frozen=True)
class Item:
    """What an exam notebook may take.

    Attributes:
        question: True for a choice question, False for an exercise.
        builds_on: exercises of its lesson that it needs.
        alone: False where its text speaks of what stands near it in the lesson.
        never: why it can be in no exam notebook, in words that follow "it".
    """

    id: str
    marks: float
    question: bool = False
    builds_on: tuple = ()
    alone: bool = True
    never: str = ""

    @property
    def lesson(self):
        """The two digits of its lesson."""
        return self.id[:2]

    @property
    def name(self):
        """What the student's cell defines."""
        return self.id.partition(".")[2]


def make_notebooks(course, name, take=(), marks=40, lessons=(), kind="both", seed=0, minutes=None):
    """Make an exam's notebooks in `grading/exams/NAME`, one for each person on the roster; return what was written.

    Done again with the same words it makes those of people who are new on the roster, and those that are missing. It
    says somebody's time anew where that has changed and they have not handed in. All else stays, also where the course
    has changed since.

    Args:
        name: of the exam.
        take: ids of exercises and of choice questions; empty draws them by `marks`, `lessons`, `kind` and `seed`.
        kind: "both", or "choice" for questions alone.
        minutes: of the exam; with them everybody's notebook says their own time.

    Raises:
        CourseError: the request cannot be met, or there is another exam of this name.
    """
    if not NAME.fullmatch(name):
        raise CourseError(f'An exam notebook takes letters, digits, _ and - as its name, not "{name}": choose by --to.')
    roster = Roster(course)
    if not roster.listed:
        raise CourseError("Each notebook is made for a person, and nobody is on the roster: `nncourse roster import`.")
    if kind == "written":
        raise CourseError("An exam notebook has exercises and choice questions; answers in words are for papers.")
    asked = {"minutes": minutes, "take": list(dict.fromkeys(take))}
    if not take:
        numbers = sorted({course.lesson(one).number for one in lessons})
        asked |= {"marks": marks, "lessons": numbers, "kind": kind, "seed": seed}
    exam = next((exam for exam in course.exams if exam.folder.name == name), None)
    if exam and exam.record.get("asked") != asked:
        raise CourseError(f"There is another exam {name} already: name another folder, --to.")
    exam = exam or _made(course, name, asked)
    seeds = {student: secrets.randbits(BITS) for student in roster.listed} | exam.seeds
    if seeds != exam.seeds:
        write_whole(exam.folder / RECORD, json.dumps(exam.record | {"people": seeds}, ensure_ascii=False) + "\n")
        exam = Exam(course.root, exam.slug)
    given = [_give(exam, roster, student, minutes) for student in roster.listed]
    return [*filter(None, given), *_list(exam, roster, minutes)]


def _made(course, name, asked):
    """A new exam of this name, and of nobody yet."""
    take = asked["take"]
    taught = course.chosen(sorted({id.partition(".")[0] for id in take} or asked["lessons"]))
    items = {item.id: item for lesson in taught for item in _items(lesson)}
    how = [asked.get(key) for key in ("marks", "kind", "seed")]
    chosen = _taken(items, take, taught) if take else _drawn(items, taught, *how)
    about = {"number": _free(course), "title": f"Exam {name}", "minutes": asked["minutes"], "asked": asked}
    about |= {"take": [item.id for item in chosen], "people": {}}
    about["lessons"] = [lesson.slug for lesson in taught if any(id[:2] == lesson.number for id in about["take"])]
    exam = Exam(course.root, f"{about['number']}-exam-{name}")
    write_whole(exam.released, notebook_bytes(_frame(exam.slug, about, chosen, taught)))
    write_whole(exam.folder / RECORD, json.dumps(about, ensure_ascii=False) + "\n")
    return exam


def _free(course):
    taken = {one.number for one in course.graded}
    for number in range(FIRST_EXAM, LAST_EXAM + 1):
        if str(number) not in taken:
            return str(number)
    raise CourseError(f"The numbers {FIRST_EXAM} to {LAST_EXAM} are taken: move an exam out of grading/exams/.")


def _items(lesson):
    """What an exam could take of a lesson."""
    bank, notebook = lesson.bank(), lesson.notebook()
    own = {exercise.name: exercise.id for exercise in bank.exercises}
    answers = {notebooks.grade_id(cell): cell.source for cell in notebook.cells if notebooks.is_answer(cell)}
    for exercise in bank.exercises:
        if exercise.secret:
            continue
        used = names(answers.get(exercise.name, "")).uses - {exercise.name}
        text, never = _statement(notebook, exercise.name), ""
        if exercise.probe.kind.startswith("model"):
            never = "asks for a Keras model, and drawing its cases for each person takes too long"
        elif not text:
            never = "shares its text with other exercises"
        builds_on = tuple(own[name] for name in sorted(used & own.keys()))
        alone = not re.search(r"\b(above|below)\b", text)
        yield Item(exercise.id, exercise.points, False, builds_on, alone, never)
    yield from (Item(question.id, CHOICE_MARKS, True) for question in bank.all_questions)


def _statement(notebook, name):
    """The text of an exercise that has one of its own, without its heading; else ""."""
    for cell in notebook.cells:
        found = STATEMENT.search(cell.source) if cell.cell_type == "markdown" else None
        if found and found["name"] == name:
            return cell.source[found.end() :].strip()
    return ""


def _taken(items, take, taught):
    """The items that were named.

    Raises:
        CourseError: one of them is none, needs another one, or would stand answered beside another.
    """
    for id in take:
        if id not in items:
            raise CourseError(f'There is no exercise and no choice question "{id}".')
        if items[id].never:
            raise CourseError(f"{id} cannot be in an exam notebook: it {items[id].never}.")
        if missing := [other for other in items[id].builds_on if other not in take]:
            raise CourseError(f"{id} builds on {missing[0]}: take that, too.")
    chosen = [items[id] for id in dict.fromkeys(take)]
    if clashing := [item for item in chosen if item.name in _given(chosen, taught)]:
        raise CourseError(
            f"{clashing[0].id} cannot be in an exam beside these: a set-up cell or another exercise of the same name "
            "would answer it."
        )
    return chosen


def _drawn(items, taught, marks, kind, seed):
    given = _given(items.values(), taught)
    left = [
        item
        for item in items.values()
        if item.question or (kind == "both" and item.alone and not (item.never or item.builds_on or item.name in given))
    ]
    return sorted(draw(left, marks, seed), key=lambda item: (item.question, item.id))


def _given(items, taught):
    """Names that a set-up cell of these lessons defines, or more than one exercise."""
    numbers = {item.lesson for item in items if not item.question}
    counts = Counter(item.name for item in items if not item.question)
    cells = [cell for lesson in taught if lesson.number in numbers for cell in _setup(lesson)]
    bound = frozenset().union(*(names(cell.source).binds for cell in cells))
    return bound | {name for name, count in counts.items() if count > 1} | {CHOICES}


def _setup(lesson):
    return [cell for cell in lesson.notebook().cells if notebooks.has_tag(cell, notebooks.SETUP)]


def _frame(slug, about, chosen, taught):
    """The notebook without what differs between people, put together from released cells: they hold no answer."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    marks, coded = sum(item.marks for item in chosen), [item for item in chosen if not item.question]
    rules = RULES.format(title=about["title"], marks=f"{marks:g}", time=TIME, variant=VARIANT, slug=slug)
    released = {lesson.number: lesson.released_for(0) for lesson in taught}
    cells = [new_markdown_cell(rules)]
    for number in dict.fromkeys(item.lesson for item in coded):
        cells += [cell for cell in released[number].cells if notebooks.has_tag(cell, notebooks.SETUP)]
    if not coded:
        cells.append(new_code_cell("from helpers import check", metadata={"tags": [notebooks.SETUP]}))
    for place, item in enumerate(coded, 1):
        text = _statement(released[item.lesson], item.name)
        near = "" if item.alone else f"\n\n*From lesson {item.lesson}, where you find what stands above or below it.*"
        head = f"## Exercise {place} · {item.name} ({notebooks.counted(item.marks)})"
        check = notebooks.find(released[item.lesson], f"check-{item.name}")
        check.source = f'check("{slug[:2]}.{item.name}", {item.name})'
        answer = notebooks.find(released[item.lesson], item.name)
        cells += [new_markdown_cell(f"{head}\n\n{text}{near}"), answer, check]
    if len(coded) < len(chosen):
        most = CHOICE_MARKS * (len(chosen) - len(coded))
        head = f'## Questions ({notebooks.counted(most)})\n\nWrite the letter of your choice: `{CHOICES}["1"] = "a"`.'
        asked = META | {"grade_id": CHOICES, "solution": True}
        answer = new_code_cell(f"{CHOICES} = {{}}", metadata={"nbgrader": asked})
        graded = META | {"grade": True, "grade_id": f"check-{CHOICES}", "locked": True, "points": most}
        check = new_code_cell(f'check("{slug[:2]}.{CHOICES}", {CHOICES})', metadata={"nbgrader": graded})
        cells += [new_markdown_cell(f"{head}\n\n{QUESTIONS}"), answer, check]
    return _sealed(new_notebook(cells=cells))


def _sealed(notebook):
    """The notebook with ids and nbgrader's checksums of what its cells now hold."""
    from nbgrader.utils import compute_checksum

    for cell in notebook.cells:
        if notebooks.about(cell):
            notebooks.about(cell)["checksum"] = compute_checksum(cell)
    give_ids(notebook)
    notebook.metadata = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def _minutes(roster, student, minutes):
    person = roster.people.get(student)
    agreed = plain(person.accommodations, 300) if person else ""
    return (f"{time_of(minutes, agreed):g}" if minutes else ""), agreed


def _give(exam, roster, student, minutes):
    """Write a person's own notebook where it is missing, or says another time; return its path, or None."""
    import nbformat

    path = exam.folder / NOTEBOOKS / student / f"{exam.slug}.ipynb"
    there = path.is_file()
    if there and (exam.grading.submitted / student / exam.slug).exists():
        return None
    notebook = exam.released_for(exam.seeds[student])
    time, _ = _minutes(roster, student, minutes)
    rules = notebook.cells[0].source.replace(TIME, f"{time} minutes" if time else "no time limit")
    if there:
        notebook = nbformat.read(path, as_version=4)
        if notebook.cells[0].source == rules:
            return None
    notebook.cells[0].source = rules
    write_whole(path, notebook_bytes(notebook))
    return path


def _list(exam, roster, minutes):
    """Write who gets which notebook and how long they have, as a table and as a page."""
    rows = []
    for student in sorted(exam.seeds):
        time, agreed = _minutes(roster, student, minutes)
        person = roster.people.get(student)
        shown = plain(person.name, 200) if person else student
        rows.append((student, shown, f"{NOTEBOOKS}/{student}/{exam.slug}.ipynb", time, agreed))
    return people.write_list(exam.folder, "notebooks", exam.record["title"], COLUMNS, rows)
