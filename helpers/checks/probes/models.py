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
ACTIVATIONS = ("linear", "relu", "sigmoid", "tanh", "softmax", "leaky_relu", "elu", "selu", "gelu", "silu", "softplus")
ANY_LENGTH = 7  # of an axis that a model leaves open
CROSS_ENTROPIES = ("BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy")
LOSSES = [("MeanSquaredError", False), ("MeanAbsoluteError", False)]
LOSSES += [(name, logits) for name in CROSS_ENTROPIES for logits in (False, True)]


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
            name = next(kind.__name__ for kind in type(callback).__mro__ if kind.__module__.startswith("keras."))
            told[name] = {key: _plainly(getattr(callback, key)) for key in settings if hasattr(callback, key)}
        return Outcome(value=told)


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
    if not (model.built and hasattr(model, "input_shape")):  # a subclass of `keras.Model` never has one
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
    for layer in getattr(model, "operations", model.layers):
        if isinstance(layer, keras.layers.InputLayer):
            continue
        if not isinstance(layer, keras.layers.Layer):  # such as `keras.ops.relu(x)` between the layers
            told.append({"type": type(layer).__name__} | _stands_for(layer) | _size(layer))
        elif isinstance(layer, keras.Model):
            told += [dict(item, outer_trainable=layer.trainable) for item in _layers(layer, inside=layer.name)]
        else:
            told.append(_layer(layer) | ({"inside": inside} if inside else {}))
    return told


def _layer(layer):
    config = layer.get_config()
    told = {"type": type(layer).__name__}
    told |= {key: _plainly(config[key]) for key in KEPT if key in config}
    if "activation" in config:
        told["activation"] = _activation(layer.activation)
    elif told["type"] in ("ReLU", "LeakyReLU", "ELU", "Softmax"):
        told["activation"] = _activation(layer)
    elif told["type"] in ("Lambda", "Reshape"):
        told |= _stands_for(layer)
    for key in ("kernel_regularizer", "bias_regularizer"):
        penalty = _penalty(getattr(layer, key, None))
        if penalty:
            told[key] = penalty
    told["trainable"] = bool(layer.trainable)
    told["params"] = layer.count_params() if layer.built else 0
    return told | _size(layer)


def _size(operation):
    try:
        return {"output_shape": _shape(operation.output.shape)}
    except (AttributeError, ValueError):  # it was never called, or has several outputs
        return {}


def _stands_for(operation):
    """What an operation between the layers, or a layer of any function, is: the type of the layer that computes the
    same, and its activation where it has one; {} where there is none.
    """
    import keras

    try:
        size = [length or ANY_LENGTH for length in operation.input.shape[1:]]
        x = np.linspace(-8, 8, 4 * int(np.prod(size)), dtype=np.float32).reshape(4, *size)
        values = np.asarray(keras.Function(operation.input, operation.output)(x))
    except Exception:  # it may be anything, and take several inputs
        return {}
    if len(size) > 1 and np.array_equal(values, x.reshape(4, -1)):
        return {"type": "Flatten"}
    name = _named(values, x)
    return {"type": "Activation", "activation": name} if name else {}


def _penalty(function):
    """What a regularizer adds, whatever it is written as: its coefficients of Σ|w| and Σw² that are not 0."""
    if function is None:
        return {}
    rng = np.random.default_rng(0)
    weights = [np.float32(scale) * rng.normal(size=(4, 3)).astype(np.float32) for scale in (0.5, 1, 2, 3)]
    sums = np.array([[np.abs(w).sum(), np.square(w).sum()] for w in weights], float)
    try:
        values = np.array([float(function(w)) for w in weights])
        found = np.linalg.lstsq(sums, values, rcond=None)[0]
    except Exception:  # a function of the student's own may be anything
        return {"class": _name(function)}
    if not np.allclose(sums @ found, values, rtol=1e-4, atol=1e-8):
        return {"class": _name(function)}
    least = max(1e-9, 1e-5 * np.abs(found).max())
    return {name: float(f"{one:.5g}") for name, one in zip(("l1", "l2"), found.tolist()) if abs(one) > least}


def _learning_rate(optimizer):
    """The learning rate as a number; the name of the schedule where it changes."""
    try:
        return float(np.asarray(optimizer.learning_rate))
    except (TypeError, ValueError):
        return type(getattr(optimizer, "_learning_rate", None)).__name__


def _activation(function):
    """The name of an activation, whatever it is written as: what computes the same has the same name."""
    if known := _computes(function):
        return known
    name = _name(getattr(function, "activation", function))
    return f"{name} of its own" if name in ACTIVATIONS else name


def _computes(function):
    """The name of the activation of Keras with the same values, "" where there is none."""
    import keras

    x = keras.ops.convert_to_tensor(np.linspace(-8, 8, 24, dtype=np.float32).reshape(4, 6))
    try:
        values = np.asarray(function(x))
    except Exception:  # it may be anything, and need another shape
        return ""
    return _named(values, x)


def _named(values, x):
    """The name of the activation of Keras that makes these values of x, "" where there is none."""
    import keras

    return next((name for name in ACTIVATIONS if _alike(values, getattr(keras.activations, name)(x))), "")


def _alike(one, other):
    return np.shape(one) == np.shape(other) and np.allclose(one, other, rtol=1e-5, atol=1e-6)


def _compiled(model):
    if not getattr(model, "compiled", False):
        return None
    losses = _flat(model.loss)
    loss, from_logits = _loss(losses[0]) if len(losses) == 1 else (_name(model.loss), False)
    return {
        "optimizer": type(model.optimizer).__name__,
        "learning_rate": _learning_rate(model.optimizer),
        "loss": loss,
        "from_logits": from_logits,
        "metrics": [_metric(metric) for metric in _flat(model._compile_config.config["metrics"])],
    }


def _loss(given):
    """(the name of a loss, whether it expects logits); what computes the same has the same name."""
    import keras

    digits = np.arange(12) % 10
    one_hot = np.eye(10, dtype=np.float32)[digits]
    predicted = np.random.default_rng(0).dirichlet(np.ones(10), len(digits)).astype(np.float32)

    def value(loss, name):
        truth = digits if name.startswith("sparse") else one_hot
        return np.mean(keras.losses.get(loss)(truth, predicted))

    for name, logits in LOSSES:
        known = getattr(keras.losses, name)(**({"from_logits": True} if logits else {}))
        name = _name(known)
        try:
            if _alike(value(given, name), value(known, name)):
                return name, logits
        except Exception:  # a loss of the student's own may need anything
            continue
    of_keras = isinstance(given, str) or str(getattr(given, "__module__", "")).startswith("keras.")
    return _name(given) + ("" if of_keras else " of its own"), bool(getattr(given, "from_logits", False))


def _flat(given):
    """What was given alone, in lists in lists, or under the names of outputs, as one list."""
    if isinstance(given, dict):
        given = list(given.values())
    if isinstance(given, (list, tuple)):
        return [item for one in given for item in _flat(one)]
    return [] if given is None else [given]


def _metric(given):
    """The name of what a metric measures, whatever name it was given."""
    import keras

    if isinstance(given, keras.metrics.Metric):
        given = given._fn if type(given) is keras.metrics.MeanMetricWrapper else type(given)
    # This class compares labels with outputs, not with their argmax, as "accuracy" does.
    return "exact_equality" if given is keras.metrics.Accuracy else _name(given)


def _name(thing):
    """The name of a loss, metric or activation given as text, function, class or object, in snake case."""
    if not isinstance(thing, str):
        thing = getattr(thing, "__name__", None) or type(thing).__name__
    short = {"mse": "mean_squared_error", "MSE": "mean_squared_error", "acc": "accuracy", "mae": "mean_absolute_error"}
    snake = "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(thing))
    return short.get(thing, snake)


def _shape(shape):
    return [None if n is None else int(n) for n in shape]


def _plainly(value):
    if isinstance(value, (list, tuple)):
        return [_plainly(item) for item in value]
    if isinstance(value, np.generic):
        return value.item()
    return value if value is None or isinstance(value, (bool, int, float, str)) else type(value).__name__
