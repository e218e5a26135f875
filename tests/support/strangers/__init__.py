"""Wrong first tries by someone who had seen nothing but the released notebooks, and what the check should say of each.

`lessonNN.py` holds the tries as a student's notebook does: functions `exercise__slip`, each with a comment that tells
what is wrong, beside right versions of what they call. `phrases.txt` holds for each a few words of the hint that names
the mistake, found by reading all of them; a third column says where the words are true, but do not name it.

Each round was met unseen once, before its kinds were mended: of 219 tries 83 % were named and 4 met words that were not
true, of the 142 after them 85 % and 2, of the next 156 85 % and 4, of the 120 after them 93 % and 1, of
the next 100 82 % and 4. Of the last 100, chosen away from the mistakes of textbooks, 74 % were named, 3 met words that were
not true, and 3 were taken for right; those 6 stand here. Of 159 to 20 exercises, by two persons, 86 % were named, 5 met
words that were not true, and 1 was taken for right; of them stand here those that are of a kind not yet among the others.
"""

import importlib
import time
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
# Words that are false of every try here: what it calls is right, and there is one mistake, but where a name says "and".
TWO = "Two things at once"
FALSE = ("whose check is not green", "There is a mistake in `", "sits inside this answer")


@dataclass
class Try:
    """One wrong try: `exercise` is its check's id, `phrase` stands in its hint, `named` where that names the mistake."""

    name: str
    exercise: str
    answer: object
    phrase: str
    named: bool


def tries():
    """All tries, in the order of `phrases.txt`."""
    for line in (FOLDER / "phrases.txt").read_text("utf-8").splitlines():
        name, phrase, *aside = line.split(" | ")
        lesson, _, function = name.partition(".")
        module = importlib.import_module(f"{__name__}.lesson{lesson}")
        yield Try(name, name.partition("__")[0], getattr(module, function), phrase, not aside)


def written():
    """The names of all tries that the files of the lessons hold."""
    for path in sorted(FOLDER.glob("lesson*.py")):
        number = path.stem.removeprefix("lesson")
        for name in list(vars(importlib.import_module(f"{__name__}.lesson{number}"))):
            if "__" in name.strip("_"):
                yield f"{number}.{name}"


def checked(one):
    """(report, seconds) of `check` on a try."""
    from helpers.checks.check import check

    began = time.perf_counter()
    report = check(one.exercise, one.answer)
    return report, time.perf_counter() - began


def is_false(report, one):
    """True where a report holds words that are not true of a try, or calls it right."""
    words = FALSE if "_and_" in one.name else (*FALSE, TWO)
    return report.verdict.state == "right" or any(said in report.text() for said in words)
