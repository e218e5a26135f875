"""Working skeletons for writers: a new lesson, and a new exercise in a lesson, that build, lint clean and pass the
tests.

What is made is a small, complete example. The writer replaces it piece by piece, with the tests green all the way.
"""

import builtins
import keyword
import math
import re
from dataclasses import dataclass
from pathlib import Path

from ...course import notebooks
from ...course.errors import CourseError
from ...course.files import write_whole
from ...course.lessons import FIRST_EXAM, is_exam
from ..authored import Lesson

TEMPLATES = Path(__file__).parent / "templates"
TERM, MEANING = "weighted sum", "The sum of a neuron's inputs, each taken as often as its weight says."
"""What the example lesson teaches."""


@dataclass
class Edit:
    """The files to write, path -> text, and what the writer does next. Nothing is written before all of it is known."""

    files: dict
    told: list

    def write(self, root):
        """Write the files under `root`; return their relative paths."""
        for path, text in self.files.items():
            write_whole(root / path, text)
        return list(self.files)


def new_lesson(course, slug, title, minutes=60, content="weighted sums: what the weights of a neuron do"):
    """The skeleton of a lesson, as an `Edit`.

    Args:
        slug: the folder's name, such as "14-transformers".
        title: the lesson's title, without its number.
        minutes: working time.
        content: what it holds in one line, for the map of the course.

    Raises:
        CourseError: the slug or the title does not fit, or is taken.
    """
    if not re.fullmatch(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise CourseError(
            f'"{slug}" is no name for a lesson: two digits, then small letters, digits and hyphens, as in '
            f"14-transformers."
        )
    for lesson in course.lessons:
        if lesson.number == slug[:2]:
            raise CourseError(f"There is a lesson {slug[:2]} already: solutions/{lesson.slug}. Choose another number.")
    if is_exam(slug):
        raise CourseError(f"Numbers from {FIRST_EXAM} on are for exams. Choose another one.")
    title, content = title.strip(), content.strip()
    if not title or set(title) & set('|\n[]"\\'):
        raise CourseError('A title is one line of words, without |, [, ], \\ and ".')
    if not content or set(content) & set('|\n"\\'):
        raise CourseError('The content is one line of words, without |, \\ and ".')
    if not 5 <= minutes <= 300:
        raise CourseError(f"A lesson takes between 5 and 300 minutes, not {minutes}.")
    before = [lesson.number for lesson in course.lessons if lesson.slug < slug]
    words = {
        "NUMBER": slug[:2],
        "SLUG": slug,
        "TITLE": title,
        "MINUTES": minutes,
        "CONTENT": content,
        "BEFORE": before[-1] if before else "00",
    }
    lesson = Lesson(course.root, slug)
    files = {lesson.source: _filled("lesson.py.txt", words), lesson.bank_file: _filled("bank.py.txt", words)}
    glossary = course.root / "docs/glossary.md"
    if glossary.is_file():
        files[glossary] = _glossary_with(glossary.read_text("utf-8"), slug)
    files = {path.relative_to(course.root): text for path, text in files.items()}
    source, bank = list(files)[:2]
    told = f"Next: replace the example in {source} and {bank}, then `nncourse build`, `nncourse lint {slug[:2]}`."
    return Edit(files, [told])


def new_exercise(course, name_of_lesson, name, points=2):
    """A new exercise before the lesson's practice quiz and in its bank, as an `Edit`.

    Args:
        name_of_lesson: number, folder name or path of the lesson.
        name: what the student's cell will define, such as "softmax".
        points: its marks, in steps of one half.

    Raises:
        CourseError: the lesson is unknown, or the name does not fit or is taken.
    """
    lesson = course.lesson(name_of_lesson)
    source, bank = lesson.source.read_text("utf-8"), lesson.bank_file.read_text("utf-8")
    _refuse_name(lesson, name, source, bank)
    if not (math.isfinite(points) and points > 0 and points * 2 % 1 == 0):
        raise CourseError(f"Points are positive, in steps of one half, not {points:g}.")
    files = {lesson.source.relative_to(course.root): source, lesson.bank_file.relative_to(course.root): bank}
    for path, text in files.items():
        if not re.search(r"^import numpy as np$", text, re.M):
            raise CourseError(
                f"{path} needs `import numpy as np`, in a lesson in its set-up cell: add it and try again."
            )
    taken = set(re.findall(r"^(?:def )?(\w+)", bank, re.M))
    words = {
        "LESSON": lesson.number,
        "NAME": name,
        "NUMBER_OF_POINTS": f"{points:g}",
        "POINTS": notebooks.counted(points),
        "COUNT": 1 + max(map(int, re.findall(r"^# ### Exercise (\d+)", source, re.M)), default=0),
        "CASES": next(word for word in (f"{name}_cases", f"{name}_exercise_cases") if word not in taken),
        "RULE": "-" * max(3, 96 - len(name)),
    }
    made = (
        _before_quiz(source, _filled("exercise_cells.py.txt", words)),
        bank.rstrip("\n") + "\n\n\n" + _filled("exercise_bank.py.txt", words),
    )
    told = f"Next: replace the example in both files, then `nncourse build`, `nncourse lint {lesson.number}`."
    return Edit(dict(zip(files, made)), [told])


def _filled(template, words):
    text = (TEMPLATES / template).read_text("utf-8")
    for word, value in words.items():
        text = text.replace(f"@{word}@", str(value))
    return text


def _refuse_name(lesson, name, source, bank):
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,49}", name) or keyword.iskeyword(name):
        raise CourseError(
            f'"{name}" is no name for an exercise: small letters, digits and _, as in max_pool2d; at most 50.'
        )
    if hasattr(builtins, name):
        raise CourseError(f'"{name}" is a name of Python itself, which the answer would hide. Choose another.')
    number = lesson.number
    if f'"{number}.{name}"' in bank or re.search(rf'"grade_id": "(check-)?{name}"', source):
        raise CourseError(f"{lesson.slug} has an exercise {number}.{name} already.")
    if re.search(rf"^(def |class )?{name}\b\s*(\(|=|:)|^(from .*)?import .*\b{name}\b", source, re.M):
        raise CourseError(f'{lesson.slug} uses the name "{name}" already for something else. Choose another.')


# -- the lesson's source ------------------------------------------------------------------------


def _before_quiz(source, cells):
    """The source with `cells` before its practice quiz, or before what comes after the exercises where it has none."""
    lines = source.splitlines(keepends=True)
    for heading in ("Practice quiz", "Graded quiz", "In your own words", "Summary"):
        found = [i for i, line in enumerate(lines) if re.match(rf"# ## {heading}", line)]
        if found:
            break
    else:
        return source.rstrip("\n") + "\n\n" + cells.rstrip("\n") + "\n"
    place = found[0]
    marker = max(i for i in range(place) if lines[i].startswith("# %%"))
    if any(line.strip(" #\n") for line in lines[marker + 1 : place]):
        # The heading stands in the middle of a cell: it begins a cell of its own.
        lines[place] = "# %% [markdown]\n" + lines[place]
        while lines[place - 1].strip() == "#":
            del lines[place - 1]
            place -= 1
        cells = "\n" + cells
    else:
        place = marker
    return "".join(lines[:place]) + cells + "".join(lines[place:])


# -- the glossary --------------------------------------------------------------------------------------------


def _glossary_with(text, slug):
    """The glossary with the one term of the example lesson, in its place of the alphabet."""
    lines = text.splitlines(keepends=True)
    rows = [i for i, line in enumerate(lines) if line.startswith("| **")]
    term = f"{TERM} (lesson {slug[:2]})" if f"| **{TERM}** |" in text else TERM
    if not rows:
        return text
    row = f"| **{term}** | {MEANING} | [{slug[:2]}](../course/{slug}/{slug}.ipynb) |\n"
    place = next((i for i in rows if lines[i].split("**")[1].lower() > term), rows[-1] + 1)
    lines.insert(place, row)
    return "".join(lines)
