"""The judge for lists of Keras callbacks: those asked for, with the settings asked for; more of them are welcome."""

from dataclasses import dataclass

from .. import plain
from .base import Judge, Trouble


@dataclass(frozen=True)
class Callbacks(Judge):
    """Compare what the probe `ReturnsCallbacks` tells: class name -> settings.

    Args:
        settings: the settings that count, in the order in which they are told.
    """

    settings: tuple = ("monitor", "patience", "restore_best_weights", "save_best_only", "filepath")
    kind = "callbacks"

    def alike(self, got, wrong, case):
        """Both ways: a list with more in it is as good as the right one, but it is not the wrong one."""
        return self.trouble(got, wrong, case) is None and self.trouble(wrong, got, case) is None

    def trouble(self, got, expected, case):
        if not isinstance(got, dict) or not isinstance(expected, dict):
            same = isinstance(got, plain.Opaque) and got == expected
            return None if same else Trouble("A list of callbacks was asked for.", f"It gave {plain.show(got)}.")
        for name, wanted in expected.items():
            if not isinstance(got.get(name), dict):
                if f"the class {name}" in got:
                    return Trouble(f"{name} stands there as a class: round brackets behind it make a callback of it.")
                here = ", ".join(map(str, got)) or "none"
                return Trouble(f"There is no {name} among your callbacks.", f"They are: {here}.")
            for key in self.settings:
                if key in wanted and got[name].get(key) != wanted[key]:
                    return Trouble(f"{name}: `{key}` is {got[name].get(key)!r}, expected {wanted[key]!r}.")
        return None
