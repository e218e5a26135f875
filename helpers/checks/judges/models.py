"""The judge for Keras models: every sound way to build the asked network is right."""

from dataclasses import dataclass

import numpy as np

from .. import plain
from .base import Judge, Trouble

ACTIVATION_LAYERS = ("Activation", "ReLU", "Softmax", "LeakyReLU", "ELU")
IDLE = ("Dropout", "SpatialDropout2D", "GaussianNoise")
WORDS = {
    "units": "units",
    "filters": "filters",
    "kernel_size": "kernel size",
    "strides": "strides",
    "pool_size": "pool size",
    "rate": "dropout rate",
    "activation": "activation",
    "use_bias": "use_bias",
    "kernel_regularizer": "regularizer of the kernel",
    "bias_regularizer": "regularizer of the bias",
    "output_shape": "output shape",
    "trainable": "trainable",
}


@dataclass(frozen=True)
class SameModel(Judge):
    """Compare descriptions made by `probes.models.describe`.

    Activations may stand in their layer or in a layer of their own; names never count; padding counts only through the
    shapes and outputs that it gives.

    Args:
        look_at: what is compared, in this order, out of "class", "input_shape", "layers", "trainable", "compiled",
            "metrics", "outputs".
        learning_rate: True compares the learning rate, too.
        ignore: settings of layers that do not count, e.g. ("use_bias",) where a bias before batch norm is a choice;
            "optimizer" or "loss" leaves that out of "compiled".
    """

    look_at: tuple = ("input_shape", "layers", "outputs")
    learning_rate: bool = False
    ignore: tuple = ()
    rtol: float = 1e-3
    atol: float = 1e-4
    kind = "model"

    def trouble(self, got, expected, case):
        # `expected` may also be what a misconception gave: no model at all, or one without shapes.
        if not isinstance(got, dict) or "layers" not in got:
            same = isinstance(got, plain.Opaque) and got == expected
            return None if same else Trouble("A Keras model was asked for.", f"It gave {plain.show(got)}.")
        if not isinstance(expected, dict) or "layers" not in expected:
            return Trouble("This is a Keras model.")
        if not got.get("built"):
            if not expected.get("built") and not self._layers(got, expected):
                return None
            return Trouble("The model does not know its input shape: start it with `keras.Input(shape)`.")
        if not expected.get("built"):
            return Trouble("This model knows its input shape.")
        for look in self.look_at:
            found = getattr(self, f"_{look}")(got, expected)
            if found:
                return found if isinstance(found, Trouble) else Trouble(found)
        return None

    def _class(self, got, expected):
        if got["class"] != expected["class"]:
            return f"This is a {got['class']} model; a {expected['class']} one was asked for."

    def _input_shape(self, got, expected):
        if list(got["input_shape"]) != list(expected["input_shape"]):
            return f"The input shape is {_shape(got['input_shape'])}, expected {_shape(expected['input_shape'])}."

    def _layers(self, got, expected):
        mine, right = self._steps(got["layers"]), self._steps(expected["layers"])
        if len(mine) == len(right) + 1:
            spare = next((i for i in reversed(range(len(mine))) if mine[:i] + mine[i + 1 :] == right), None)
            if spare is not None:
                kind = mine[spare]["type"]
                return f"Layer {spare + 1} ({kind}) is one too many: without it, all layers are those asked for."
        kinds = [[step["type"] for step in steps] for steps in (mine, right)]
        if kinds[0] != kinds[1] and sorted(kinds[0]) == sorted(kinds[1]):
            return f"The layers are of the kinds that are asked for, in another order: {', '.join(kinds[0])}."
        for i, (one, other) in enumerate(zip(mine, right), 1):
            if one["type"] != other["type"]:
                return f"Layer {i} is a {one['type']}; a {other['type']} was asked for."
            for key in WORDS:
                if key != "trainable" and one.get(key) != other.get(key):
                    return (
                        f"Layer {i} ({one['type']}): the {WORDS[key]} is {_value(one.get(key))}, expected "
                        f"{_value(other.get(key))}."
                    )
        if len(mine) != len(right):
            names = ", ".join(step["type"] for step in mine)
            return (
                f"The model has {len(mine)} layers ({names}), expected {len(right)}. Inputs and activations are not "
                f"counted."
            )

    def _steps(self, layers):
        """The layers with their activations merged in, and without what does nothing."""
        steps = []
        for layer in layers:
            kind = layer["type"]
            name = layer.get("activation")
            if kind == "Activation" and name == "linear":
                continue
            if kind in ACTIVATION_LAYERS and steps and steps[-1].get("activation") in (None, "linear"):
                steps[-1]["activation"] = name
                continue
            if (kind in IDLE and not layer.get("rate")) or kind == "Identity":
                continue
            step = {key: value for key, value in layer.items() if key in (*WORDS, "type") and key not in self.ignore}
            step.setdefault("activation", None)
            steps.append(step)
        for step in steps:
            step["activation"] = None if step["activation"] == "linear" else step["activation"]
        return steps

    def _trainable(self, got, expected):
        if got["trainable_params"] != expected["trainable_params"]:
            return (
                f"{got['trainable_params']} parameters are trainable, expected {expected['trainable_params']} (of "
                f"{expected['params']})."
            )

    def _compiled(self, got, expected):
        mine, right = got["compiled"], expected["compiled"]
        if mine is None or right is None:
            return None if mine is right else "The model is not compiled."
        for key in ("optimizer", "loss"):
            if key not in self.ignore and mine[key] != right[key]:
                return f"The {key} is {mine[key]}, expected {right[key]}."
        if bool(mine.get("from_logits")) != bool(right.get("from_logits")):
            says = "expects" if mine.get("from_logits") else "does not expect"
            return f"The loss {says} logits (from_logits); that does not fit the activation of the output layer."
        rates = mine["learning_rate"], right["learning_rate"]
        if self.learning_rate and not self._same_rate(*rates):
            return f"The learning rate is {rates[0]}, expected {rates[1]}."

    @staticmethod
    def _same_rate(mine, right):
        numbers = all(isinstance(rate, (int, float)) for rate in (mine, right))
        return bool(np.isclose(mine, right, rtol=1e-4)) if numbers else mine == right

    def _metrics(self, got, expected):
        if got["compiled"] is None or expected["compiled"] is None:
            return None if got["compiled"] is expected["compiled"] else "The model is not compiled."
        mine, right = (_short(told["compiled"]["metrics"]) for told in (got, expected))
        missing = sorted(right - mine)
        if missing:
            return f"The metric {missing[0]} is not reported."

    def _outputs(self, got, expected):
        mine, right = np.asarray(got.get("outputs")), np.asarray(expected["outputs"])
        if mine.shape != right.shape:
            return f"The outputs have shape {mine.shape}, expected {right.shape}."
        if not np.allclose(mine, right, rtol=self.rtol, atol=self.atol):
            text = "With the same weights and inputs, the model's outputs differ from those of the asked network."
            return Trouble(text, aspect="value")


def _short(metrics):
    return {name.removeprefix("sparse_").removeprefix("categorical_") for name in metrics}


def _shape(shape):
    return f"({', '.join('batch' if n is None else str(n) for n in shape)})"


def _value(value):
    return "not set" if value is None else _shape(value) if isinstance(value, (list, tuple)) else str(value)
