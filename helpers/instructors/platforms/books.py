"""The books of a collection: every file of an export, and what becomes of it; everybody of the class, and what came."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from . import Owner

STATES = ("take", "same", "older", "other", "damaged", "leave", "unclear")


@dataclass
class Found:
    """One file of the export: whose it is, and what becomes of it.

    Attributes:
        choices: what may decide it where it is unclear.
        action: "take"; "same" (it is there already); "older" (than another hand-in of the same person); "other" (no
            notebook); "damaged"; "leave" (as was decided, or of no person); "unclear".
        time: aware time of handing in, None where it is not known.
        holds: the lesson whose exercises it holds, where its content tells.
    """

    source: str
    owner: Owner | None = None
    student: str = ""
    lesson: str = ""
    time: datetime | None = None
    action: str = "take"
    why: str = ""
    digest: str = ""
    holds: str = ""
    read: Callable | None = None
    choices: tuple = ()

    @property
    def is_of_a_stranger(self):
        """True where it is no notebook, and its owner nobody who is known: nothing asks who that is."""
        return bool(self.owner) and not self.student and self.action in ("other", "damaged")


@dataclass
class Books:
    """What a collection found: files and people, all of them.

    Attributes:
        files: one `Found` for each file of the export.
        unclear: sentences on people and files that need a decision, each with the words to type.
        notes: sentences on what was odd and needs no decision.
        absent: lesson -> students of the roster who handed in no notebook of it, now or before.
        instead: (student, lesson) -> what they handed in in place of a notebook: names, with a word on each.
        twice: lesson -> students with more than one notebook for it in this export.
        called: gives what to call a student.
    """

    platform: str = ""
    files: list = field(default_factory=list)
    unclear: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    absent: dict = field(default_factory=dict)
    instead: dict = field(default_factory=dict)
    twice: dict = field(default_factory=dict)
    zone: str = ""
    called: Callable = str

    def counts(self):
        """{state: number of files}; the sum is the number of files in the export."""
        return Counter(item.action for item in self.files)


def ask(item, why, choices):
    """This file needs a decision."""
    item.action, item.why, item.choices = "unclear", why, choices
