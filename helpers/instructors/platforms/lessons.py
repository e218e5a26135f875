"""Which lesson a notebook is of: as was decided or said, as its folder, its exercises or its name tell."""

import re
from collections import Counter
from pathlib import PurePosixPath

from .books import ask

EXERCISE = re.compile(rb"""check\(\s*\\?["'](\d\d)\.""")
WORN_OUT = re.compile(r"\(\d+\)|copy\s*\d*|-\d+$", re.IGNORECASE)


def lesson_of(name, lessons):
    """The lesson that a name tells: `01-perceptron-gates (1).ipynb`, `lesson 1.ipynb`, `01.ipynb`; else "", as where
    its numbers are of several.
    """
    told = lessons_of(PurePosixPath(name).stem, lessons)
    return told[0] if len(told) == 1 else ""


def lessons_of(text, lessons):
    """The lessons that a text may tell: the one whose folder it names, or those that its numbers are of."""
    text = text.lower()
    for lesson in sorted(lessons, key=len, reverse=True):  # "exam-final-resit" before "exam-final"
        if re.search(rf"{re.escape(_dashed(lesson.lower()))}(?!\w)", _dashed(text)):
            return [lesson]
    numbers = {int(number) for number in re.findall(r"(?<!\d)\d{1,2}(?!\d)", WORN_OUT.sub("", text))}
    return [lesson for lesson in lessons if any(lesson.startswith(f"{number:02d}-") for number in numbers)]


def _dashed(text):
    return re.sub(r"[\s_]+", "-", text)


def tell_lesson(item, lessons, decided, said, inside, content):
    """Put its lesson into a `Found`, and a word where its name tells another. Where its content does, somebody decides:
    graded as another lesson's, it would earn nothing.

    Args:
        lessons: folder names of all lessons.
        decided: what was decided of this file.
        said: the lesson that was said for all files, or "".
        inside: True where the rest of its name starts with the lesson's folder.
        content: its bytes.
    """
    rest = item.owner.rest
    decided = decided if decided in lessons else ""
    item.lesson = decided or said or (rest.split("/", 1)[0] if inside else "")
    named = rest if rest in lessons else lesson_of(rest, lessons)
    held = Counter(number.decode() for number in EXERCISE.findall(content))
    item.holds = next(
        (name for number, _ in held.most_common(1) for name in lessons if name.startswith(f"{number}-")), ""
    )
    item.lesson = item.lesson or item.holds or named
    if item.lesson not in lessons:
        ask(item, "neither its name nor its content tells the lesson; give one with --lesson", ("LESSON", "leave"))
    elif item.holds and item.holds != item.lesson and not decided:
        ask(item, f"it holds the exercises of {item.holds}, not of {item.lesson}", ("LESSON", "leave"))
    elif item.holds and item.holds != item.lesson:
        item.why = f"it holds the exercises of {item.holds}"
    elif named and named != item.lesson:
        item.why = f"it is named like {named}"
