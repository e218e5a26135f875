"""The judge for output layers: (units, activation, loss) with Keras' names and their usual aliases."""

from dataclasses import dataclass

import numpy as np

from .. import plain
from .base import Judge, Trouble

# Names that Keras takes for the same loss.
SAME_LOSS = (
    {"mse", "MSE", "mean_squared_error", "MeanSquaredError"},
    {"mae", "MAE", "mean_absolute_error", "MeanAbsoluteError"},
    {"bce", "BCE", "binary_crossentropy", "BinaryCrossentropy"},
    {"categorical_crossentropy", "CategoricalCrossentropy"},
    {"sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"},
)


@dataclass(frozen=True)
class OutputLayer(Judge):
    """Three items: a number of units, the name of an activation (None is linear), the name of a loss."""

    kind = "output_layer"

    def trouble(self, got, expected, case):
        mine = _three(got)
        if mine is None:
            return Trouble("Three values were asked for: units, activation, loss.", f"It gave {plain.show(got)}.")
        right = _three(expected)
        names = ("number of units", "activation", "loss")
        for name, text in (("activation", mine[1]), ("loss", mine[2])):
            if isinstance(text, plain.Opaque):
                return Trouble(
                    f"The {name} should be a name in quotes, as Keras takes it.", f"It gave {plain.show(got)}."
                )
        if [*map(repr, mine)] != [*map(repr, right)] and sorted(map(repr, mine)) == sorted(map(repr, right)):
            return Trouble("The three values are right, in another order.", f"It gave {plain.show(got)}.")
        wrong = [
            name
            for name, one, other in zip(names, map(_same, range(3), mine), map(_same, range(3), right))
            if one != other
        ]
        if not wrong:
            return None
        if wrong == ["loss"] and _letters(mine[2]) == _letters(right[2]):
            return Trouble("The loss is right but for its spelling: Keras knows no such name.", f"It gave {got[2]!r}.")
        return Trouble(
            f"The {' and the '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} not right for this task.",
            f"It gave {plain.show(got)}.",
        )


def _three(answer):
    return tuple(answer) if isinstance(answer, (list, tuple)) and len(answer) == 3 else None


def _same(position, item):
    """A form in which all spellings of one answer are equal."""
    if position == 0:
        return _whole(item)
    if position == 1:
        return "linear" if item is None else item.strip().lower() if isinstance(item, str) else repr(item)
    if isinstance(item, str):
        return next((min(names) for names in SAME_LOSS if item.strip() in names), item.strip())
    return repr(item)


def _letters(item):
    return "".join(filter(str.isalpha, item)).lower() if isinstance(item, str) else repr(item)


def _whole(item):
    if (
        isinstance(item, (bool, np.bool_))
        or not isinstance(item, (int, float, np.ndarray, np.generic))
        or np.size(item) != 1
    ):
        return repr(item)
    number = np.asarray(item).reshape(-1)[0]
    return int(number) if np.isrealobj(number) and np.isfinite(number) and number == int(number) else repr(item)
