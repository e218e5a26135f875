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
            if plain.encode(got) == plain.encode(expected):
                return None
            many = isinstance(got, (list, tuple)) and len(got) > 1
            asked = "One name was asked for, not several." if many else "A name in quotes was asked for."
            return Trouble(asked, f"It gave {plain.show(got)}.")
        if not isinstance(expected, str):
            return Trouble("The name is not right.")
        mine, right = got.strip().lower(), expected.strip().lower()
        if mine == right or any(mine in group and right in group for group in self.same):
            return None
        return Trouble("The name is not right.", f"It gave {plain.show(got)}.")
