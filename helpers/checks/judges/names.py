"""The judge for answers that are one name out of a few, where several names may be as good."""

from dataclasses import dataclass

from .. import plain
from .base import Judge, Trouble


@dataclass(frozen=True)
class Names(Judge):
    """Compare names without regard to capitals and spaces around.

    Args:
        same: groups of names that are equally right, e.g. (("lstm", "gru"),).
    """

    same: tuple = ()
    kind = "names"

    def trouble(self, got, expected, case):
        if not isinstance(got, str):
            return (
                None
                if plain.encode(got) == plain.encode(expected)
                else Trouble("A name in quotes was asked for.", f"It gave {plain.show(got)}.")
            )
        if not isinstance(expected, str):
            return Trouble("The name is not right.")
        mine, right = got.strip().lower(), expected.strip().lower()
        if mine == right or any(mine in group and right in group for group in self.same):
            return None
        return Trouble("The name is not right.", f"It gave {plain.show(got)}.")
