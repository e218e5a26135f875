"""Probes for exercises on Keras models: a model becomes a description in plain data.

The description holds the class, the layers with what matters of their configuration, shapes, parameter counts, how the
model was compiled, and its outputs on given inputs with given weights. Keras is imported when a probe is asked.
"""

from dataclasses import dataclass

import numpy as np

from .. import plain
from ..contract import Outcome
from .base import Probe, call, not_asked_for

KEPT = (
    "units",
    "filters",
    "kernel_size",
    "strides",
    "pool_size",
    "rate",
    "use_bias",
    "epsilon",
    "factor",
    "mode",
    "target_shape",
)


@dataclass(frozen=True)
class BuildsModel(Probe):
    """Call the answer with the case's arguments; it returns a Keras model, which is described.

    Args:
        seed: the given weights are drawn from this seed, in the order of `model.weights`.
        batch: number of made inputs on which the outputs are taken; 0 takes none.
    """

    seed: int = 0
    batch: int = 3
    kind = "model"

    def ask(self, target, case):
        model = call(target, case)
        return Outcome(value=describe(model, self.seed, self.batch)) if is_model(model) else not_asked_for(model)


@dataclass(frozen=True)
class BuildsBlock(Probe):
    """Call the answer with a symbolic tensor; what it returns is made into a model, which is described.

    The case's first argument is the shape of the tensor without the batch, the others follow it.
    """

    seed: int = 0
    batch: int = 3
    kind = "model_block"

    def ask(self, target, case):
        import keras

        shape, *rest = [plain.decode(item) for item in case.args]
        x = keras.Input(tuple(shape))
        out = target(x, *rest, **case.values()[1])
        if not isinstance(out, keras.KerasTensor):
            return not_asked_for(out)
        return Outcome(value=describe(keras.Model(x, out), self.seed, self.batch))


@dataclass(frozen=True)
class ReturnsCallbacks(Probe):
    """Call the answer; it returns a list of Keras callbacks, which become a dict class name -> their settings."""

    kind = "model_callbacks"

    def ask(self, target, case):
        found = call(target, case)
        if not isinstance(found, (list, tuple)):
            return not_asked_for(found)
        import keras

        settings = ("monitor", "patience", "restore_best_weights", "save_best_only", "filepath", "factor", "filename")
        told = {}
        for callback in found:
            if isinstance(callback, type):
                told[f"the class {callback.__name__}"] = {}
                continue
            if not isinstance(callback, keras.callbacks.Callback):
                continue  # of the name alone, or of anything else
            told[type(callback).__name__] = {key: getattr(callback, key) for key in settings if hasattr(callback, key)}
        return Outcome(value={name: {k: _plainly(v) for k, v in values.items()} for name, values in told.items()})


def is_model(value):
    import keras

    return isinstance(value, keras.Model)


def describe(model, seed=0, batch=3):
    """A Keras model as a dict of plain values: see the module's docstring.

    Args:
        model: a built model with one input and one output.
        seed: of the given weights and inputs.
        batch: number of inputs; 0 leaves the outputs out.
    """
    kind = "Sequential" if type(model).__name__ == "Sequential" else "Functional"
    if not model.built:
        return {"class": kind, "built": False, "layers": [_layer(layer) for layer in model.layers]}
    told = {
        "class": kind,
        "built": True,
        "input_shape": _shape(model.input_shape),
        "output_shape": _shape(model.output_shape),
        "layers": _layers(model),
        "params": model.count_params(),
        "trainable_params": int(sum(np.prod(v.shape) for v in model.trainable_variables)),
        "compiled": _compiled(model),
    }
    if batch:
        told["outputs"] = sampled(outputs_with_given_weights(model, seed, batch))
    return told


def sampled(outputs, most=120):
    """The outputs as they are, or, of large ones such as feature maps, `most` values evenly spread over them."""
    if outputs.size <= most:
        return outputs
    return outputs.ravel()[np.linspace(0, outputs.size - 1, most).astype(int)]


def outputs_with_given_weights(model, seed, batch):
    """Outputs at inference for made inputs, after every weight has been replaced by a made one.
    Restores the weights.
    """
    rng = np.random.default_rng(seed)
    before = model.get_weights()
    made = []
    for variable in model.weights:
        values = rng.normal(0, 0.2, variable.shape)
        made.append(np.abs(values) + 0.5 if "variance" in variable.path or "gamma" in variable.path else values)
    x = rng.random((batch, *model.input_shape[1:])).astype(np.float32)
    try:
        model.set_weights(made)
        return np.asarray(model(x, training=False))
    finally:
        model.set_weights(before)


def _layers(model, inside=""):
    """Descriptions of all layers but inputs, in order; the layers of a nested model name it as `inside`."""
    import keras

    told = []
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer):
            continue
        if isinstance(layer, keras.Model):
            told += [dict(item, outer_trainable=layer.trainable) for item in _layers(layer, inside=layer.name)]
        else:
            told.append(_layer(layer) | ({"inside": inside} if inside else {}))
    return told


def _layer(layer):
    config = layer.get_config()
    told = {"type": type(layer).__name__}
    told |= {key: _plainly(config[key]) for key in KEPT if key in config}
    if "activation" in config:
        told["activation"] = _activation(config["activation"])
    for key in ("kernel_regularizer", "bias_regularizer"):
        penalty = _penalty(config.get(key))
        if penalty:
            told[key] = penalty
    told["trainable"] = bool(layer.trainable)
    told["params"] = layer.count_params() if layer.built else 0
    try:
        told["output_shape"] = _shape(layer.output.shape)
    except (AttributeError, ValueError):
        pass
    return told


def _penalty(given):
    """What a regularizer adds: its coefficients that are not 0, the same for L2(x) and L1L2(0, x);
    {} for none at all.
    """
    settings = (given or {}).get("config", {})
    numbers = {name: value for name, value in settings.items() if isinstance(value, (int, float)) and value}
    return {name: round(float(value), 8) for name, value in numbers.items()} | (
        {} if set(settings) <= {"l1", "l2"} else {"class": str(given.get("class_name"))}
    )


def _learning_rate(optimizer):
    """The learning rate as a number; the name of the schedule where it changes."""
    try:
        return float(np.asarray(optimizer.learning_rate))
    except (TypeError, ValueError):
        return type(getattr(optimizer, "_learning_rate", None)).__name__


def _activation(given):
    """The name of an activation from a layer's configuration: text, or the configuration of a layer used as one."""
    if isinstance(given, dict):
        name = str(given.get("config") if isinstance(given.get("config"), str) else given.get("class_name", ""))
        return {"ReLU": "relu", "Softmax": "softmax", "LeakyReLU": "leaky_relu"}.get(name, name)
    return given if given is None or isinstance(given, str) else type(given).__name__


def _compiled(model):
    if not getattr(model, "compiled", False):
        return None
    optimizer = model.optimizer
    return {
        "optimizer": type(optimizer).__name__,
        "learning_rate": _learning_rate(optimizer),
        "loss": _name(model.loss[0] if isinstance(model.loss, (list, tuple)) and len(model.loss) == 1 else model.loss),
        "from_logits": bool(getattr(model.loss, "from_logits", False)),
        "metrics": [_name(metric) for metric in _given_metrics(model)],
    }


def _given_metrics(model):
    config = model.get_compile_config() or {}
    metrics = config.get("metrics") or []
    return metrics if isinstance(metrics, (list, tuple)) else [metrics]


def _name(thing):
    """The name of a loss or metric given as text, function, object or its configuration, in snake case."""
    if isinstance(thing, dict):
        if thing.get("class_name") == "Accuracy":
            return "exact_equality"  # keras.metrics.Accuracy() compares labels with outputs, not with their argmax
        config = thing.get("config")
        thing = (config.get("name") if isinstance(config, dict) else config) or thing.get("class_name") or ""
    if not isinstance(thing, str):
        thing = getattr(thing, "name", None) or getattr(thing, "__name__", None) or type(thing).__name__
    short = {"mse": "mean_squared_error", "MSE": "mean_squared_error", "acc": "accuracy", "mae": "mean_absolute_error"}
    snake = "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(thing))
    return short.get(thing, snake)


def _shape(shape):
    return [None if n is None else int(n) for n in shape]


def _plainly(value):
    if isinstance(value, (list, tuple)):
        return [_plainly(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
