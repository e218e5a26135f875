"""What every probe is."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from .. import plain
from ..contract import Described, Inputs, Kinds, Outcome
from .given import ready

PROBES = Kinds("probe")


class Probe(Described, ABC):
    """Asks a student's answer one case and turns what comes back into plain data.

    A probe is a frozen dataclass in a module of this folder; its fields are its options, its `kind` names it on the
    wire. It runs in the process of the student's code: it gets inputs, never an expected value, and whatever it sends
    is taken as hostile by those who read it. It may call the answer as often as it likes within the exercise's time
    limit; prints, warnings and exceptions are caught around it.
    """

    open_task: ClassVar[bool] = False  # True where many answers are right, each in its own way

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        PROBES.add(cls)

    @abstractmethod
    def ask(self, target: Any, case: Inputs) -> Outcome:
        """The outcome for one case.

        Args:
            target: the student's answer, of any type.
            case: the inputs, in plain form; what `Inputs.values` gives is fresh and may be handed to the answer.
        """


def not_asked_for(value: Any) -> Outcome:
    """What came in place of the thing that a probe tells facts about: None, or the name of its type alone.

    Its contents stay behind: a dict of the student's must not pass for the facts themselves.
    """
    return Outcome(value=None if value is None else plain.Opaque(type(value).__name__))


def call(target: Any, case: Inputs) -> Any:
    """Call the answer with the case's arguments."""
    args, kwargs = case.values()
    return target(*map(ready, args), **{name: ready(item) for name, item in kwargs.items()})
