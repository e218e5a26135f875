"""The probe for open tasks: the answer trains a network, which is asked about samples that it has never seen."""

from dataclasses import dataclass

import numpy as np

from ..contract import Outcome
from .base import Probe, not_asked_for
from .models import is_model


@dataclass(frozen=True)
class Trained(Probe):
    """Call the answer with (x, y, seed) of the case; the Keras model that it returns is asked about `new_x`.

    The case's arguments are x, y, seed, new_x. A start that gets less than `enough` of its own training samples right
    is no misfortune to pay for: the answer is called again with the next seed, up to `tries` times, and the guesses of
    every try are told.

    Args:
        tries: the most starts.
        enough: share of the training samples that ends the tries.
    """

    tries: int = 3
    enough: float = 0.92
    kind = "model_trained"
    open_task = True

    def ask(self, target, case):
        told = None
        for again in range(self.tries):
            x, y, seed, new_x = case.values()[0]
            model = target(x, y, seed + again)
            if not is_model(model):
                return not_asked_for(model)
            guesses = told["guesses"] if told else []
            told = about(model) | {"guesses": [*guesses, classes(model, new_x)]}
            learned = classes(model, case.values()[0][0])
            if len(learned) == len(y) and np.mean(learned == case.values()[0][1]) >= self.enough:
                break
        return Outcome(value=told)


def about(model):
    """What the budget looks at: all numbers of the model, whether it bends anywhere, and whose layers it has."""
    inner = list(model._flatten_layers(include_self=True))
    bends = [getattr(getattr(layer, "activation", None), "__name__", "linear") for layer in model.layers[:-1]]
    bends += [type(layer).__name__ for layer in model.layers if "Activation" in type(layer).__module__]
    return {
        "numbers": int(sum(np.prod(weight.shape) for weight in model.weights)),
        "bends": any(name != "linear" for name in bends),
        "own_code": not all(type(layer).__module__.startswith("keras.src.") for layer in inner),
    }


def classes(model, x):
    """The class with the largest output for each sample; empty where the outputs are no rows of several numbers."""
    outputs = np.asarray(model(np.asarray(x, np.float32), training=False)) if model.built else np.zeros(0)
    return outputs.argmax(axis=1) if outputs.ndim == 2 and outputs.shape[1] > 1 else np.zeros(0, int)
