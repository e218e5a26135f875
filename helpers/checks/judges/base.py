"""What every judge is."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, NamedTuple

from ..contract import CaseSpec, Described, Kinds

JUDGES = Kinds("judge")


class Trouble(NamedTuple):
    """What is wrong with a value.

    Attributes:
        text: in one sentence. It may be shown for a secret case: it quotes no input.
        detail: what came and what was expected, or a function that says it; shown for public cases only.
        aspect: "value" where the text tells no more than that the value is not right; "type" or "unreadable" where no
            value was looked at; "" for all else.
        item: the number of the item that the text calls "item N", counted from 1; 0 where it names none.
    """

    text: str
    detail: str | Callable[[], str] = ""
    aspect: str = ""
    item: int = 0


class Judge(Described, ABC):
    """Compares what an answer gave with what the reference gave, both as decoded plain data.

    A judge is a frozen dataclass in a module of this folder; its fields are its options, its `kind` names it on the
    wire. It never sees the student's code. `got` may be hostile: of any type that `plain.decode` makes, of any size
    within its limits, and never of the type that was asked for; an exception that a judge raises is "nothing that can
    be compared". `expected` comes from the reference or from a misconception, which may have a form of its own: two
    answers are alike when `trouble` finds nothing between them, and a misconception's hint is told to every answer that
    is alike.
    """

    compares_values = False  # True where numbers are held against the expected ones: their difference tells something

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        JUDGES.add(cls)

    @abstractmethod
    def trouble(self, got: Any, expected: Any, case: CaseSpec) -> Trouble | None:
        """None where `got` is as good as `expected`."""

    def alike(self, got: Any, wrong: Any, case: CaseSpec) -> bool:
        """True where an answer says what a misconception says, so that its hint is true of both."""
        return self.trouble(got, wrong, case) is None

    def warnings_that_count(self) -> tuple[str, ...]:
        """Categories of warnings that cost the mark."""
        return ()

    def outline(self, answer: Any, case: CaseSpec) -> Any:
        """The effect of an answer, which ships in its place where the answer itself would be a solution."""
        return answer
