"""The judge for lists of Keras callbacks: those asked for, with the settings asked for; more of them are welcome."""
from dataclasses import dataclass

from .. import plain


@dataclass(frozen=True)
class Callbacks:
    """Compare what `model_probes.ReturnsCallbacks` tells: class name -> settings.

    Args:
        settings: the settings that count, in the order in which they are told.
    """

    settings: tuple = ("monitor", "patience", "restore_best_weights", "save_best_only", "filepath")
    kind: str = "callbacks"

    def warnings_that_count(self):
        return ()

    def trouble(self, got, expected, case):
        """None where `got` holds all of `expected`, else (what is wrong in one sentence, what came)."""
        if not isinstance(got, dict) or not isinstance(expected, dict):
            same = isinstance(got, plain.Opaque) and got == expected
            return None if same else ("A list of callbacks was asked for.", f"It gave {plain.show(got)}.")
        for name, wanted in expected.items():
            if not isinstance(got.get(name), dict):
                here = ", ".join(map(str, got)) or "none"
                return (f"There is no {name} among your callbacks.", f"They are: {here}.")
            for key in self.settings:
                if key in wanted and got[name].get(key) != wanted[key]:
                    return (f"{name}: `{key}` is {got[name].get(key)!r}, expected {wanted[key]!r}.", "")
        return None
