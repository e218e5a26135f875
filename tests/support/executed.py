"""Notebooks as they ran: each is run once, whatever asks for it, and again only when something that it stands on
changed.

What ran lies in `handouts/.executed`, where `make handouts` looks, too. Test processes wait for each other.
"""

import contextlib
import re

import pytest
from lessons import ROOT

from helpers.instructors.authored import Course
from helpers.instructors.handouts.build import executed, files_of, run_key

TIMES = r"\b(took|as long|as fast|(?:nano|micro|milli)?seconds|ms|s)\b"
KEPT = ROOT / "handouts" / ".executed"


def solutions(slug):
    """A lesson's solutions edition, run from a clean kernel.

    Raises:
        HandoutError: a cell stops with an error or writes to stderr; the message names it.
    """
    lesson = Course(ROOT).lesson(slug)
    with _one_at_a_time(slug):
        return executed(lesson, KEPT, run_key(ROOT, files_of(lesson.folder)))


def printed(outputs):
    """What the outputs of one cell say: printed lines and tables, without pictures and widgets."""
    text = ""
    for output in outputs:
        if output["output_type"] == "stream" and output["name"] == "stdout":
            text += "".join(output["text"])
        else:
            page = "".join(output.get("data", {}).get("text/html", ""))
            text += page if "<table" in page else ""
    # Keras counts the layers of a session, those of wrong answers, too.
    text = re.sub(r"(?<=[a-z\d]{3})_\d+\b", "_n", text)
    # How long something took is another number each time.
    return "\n".join(line for line in text.split("\n") if not re.search(TIMES, line))


def errors(notebook):
    """Exceptions in the outputs, as "cell number: Name: message"."""
    return [
        f"cell {index}: {output.ename}: {output.evalue}"
        for index, cell in enumerate(notebook.cells)
        for output in cell.get("outputs", [])
        if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", [])
    ]


@contextlib.contextmanager
def _one_at_a_time(name):
    from filelock import FileLock

    KEPT.mkdir(parents=True, exist_ok=True)
    with FileLock(KEPT / f"{name}.lock"), pytest.MonkeyPatch.context() as patch:
        patch.setenv("NNCOURSE_OFFLINE", "1")
        yield
