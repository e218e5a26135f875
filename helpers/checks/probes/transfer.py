"""Probes for exercises on transfer learning and residual blocks: what the answer did to a model, as a dict of facts.

A fact is a number, a text, a list or an array that is the same for every right answer, however it is written.
"""

from dataclasses import dataclass

import numpy as np

from .. import plain
from ..contract import Outcome
from .base import Probe, not_asked_for
from .given import ready


@dataclass(frozen=True)
class TransferFacts(Probe):
    """Call the answer with a base model and a number of classes; tell facts about the model that it returns."""

    kind = "model_transfer"

    def ask(self, target, case):
        import keras

        base, before, arguments = _given(case)
        model = target(base, *arguments)
        if not isinstance(model, keras.Model):
            return not_asked_for(model)
        return Outcome(value=self._facts(model, base, before))

    def _facts(self, model, base, before):
        inside = {id(v) for v in base.variables}
        mine = {id(v) for v in model.variables}
        x = np.random.default_rng(1).random((6, *model.input_shape[1:])).astype(np.float32)
        _make_head_plain([v for v in model.variables if id(v) not in inside])
        rows = np.asarray(model(x, training=False))
        return {
            "input_shape": list(model.input_shape),
            "output_shape": list(model.output_shape),
            "holds_base": bool(inside <= mine) and bool(mine - inside),
            "base_learns": sum(id(v) in inside for v in model.trainable_variables),
            "norm_layers_learn": sum(bool(layer.trainable) for layer in norm_layers(base)),
            "head_is_frozen": not any(id(v) not in inside for v in model.trainable_variables),
            "between_0_and_1": bool((rows >= 0).all() and (rows <= 1).all()),
            "rows_sum_to_one": bool(np.allclose(rows.sum(axis=-1), 1, atol=1e-3)),
            "base_weights_kept": all(np.array_equal(a, b) for a, b in zip(before, base.get_weights())),
        }


@dataclass(frozen=True)
class ThawFacts(Probe):
    """Call the answer with a base model and a number; tell which layers of the base learn afterwards.

    Inside a larger model `fit` asks each variable, so a flag of the base itself that still says False closes nothing.
    """

    kind = "model_thaw"

    def ask(self, target, case):
        base, before, arguments = _given(case)
        back = target(base, *arguments)
        layers = {layer.name: sum(v.trainable for v in layer.variables) for layer in base.layers if layer.variables}
        kept = all(np.array_equal(a, b) for a, b in zip(before, base.get_weights()))
        facts = {"returns_base": back is base, "learning": layers, "base_weights_kept": kept}
        # Batch norm without γ and β has nothing to learn, but its flag still chooses between batch and moving
        # statistics.
        facts["norm_layers_learn"] = sum(bool(layer.trainable) for layer in norm_layers(base))
        return Outcome(value=facts)


@dataclass(frozen=True)
class BlockFacts(Probe):
    """Call the answer with a symbolic tensor of the case's shape; tell facts about the block, with given weights.

    Kernels are given by their role, in the order of the block: 3×3 first, 3×3 second, 1×1. Biases become 0 and batch
    norm is switched to doing nothing, so that both are a choice.
    """

    kind = "model_block_facts"

    def ask(self, target, case):
        import keras

        shape, *rest = [plain.decode(item) for item in case.args]
        x = keras.Input(tuple(shape))
        out = target(x, *rest)
        if not isinstance(out, keras.KerasTensor):
            return not_asked_for(out)
        model = keras.Model(x, out)
        kernels = [v for layer in model.layers for v in layer.weights if v.path.endswith("kernel")]
        large, small = ([v for v in kernels if v.shape[0] == size] for size in (3, 1))
        rng = np.random.default_rng(3)
        inputs = rng.normal(size=(2, *shape)).astype(np.float32)
        given = [rng.normal(0, 0.3, (3, 3, *sizes)) for sizes in ((shape[-1], rest[0]), (rest[0], rest[0]))]
        one = rng.normal(0, 0.5, (1, 1, shape[-1], rest[0]))
        facts = {
            "output_shape": list(model.output_shape),
            "three_by_three": [list(v.shape) for v in large],
            "one_by_one": [list(v.shape) for v in small],
            "other_kernels": sum(v.shape[0] not in (1, 3) for v in kernels),
        }
        for name, factor in (("zeroed", 0.0), ("outputs", 1.0)):
            _idle(model)
            _set(large, [factor * values for values in given])
            _set(small, [one])
            facts[name] = np.asarray(model(inputs, training=False))
        return Outcome(value=facts)


def norm_layers(model):
    """All batch normalization layers of a model, those of nested models among them."""
    import keras

    found = []
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            found += norm_layers(layer)
        elif isinstance(layer, keras.layers.BatchNormalization):
            found.append(layer)
    return found


def _given(case):
    """(the base as a model, its weights before, the other arguments)."""
    base, *rest = [ready(plain.decode(item)) for item in case.args]
    return base, base.get_weights(), rest


def _make_head_plain(variables):
    """Kernels near 0 and biases 1.5: a softmax then gives a row that sums to 1, a sigmoid 0.8 per class, no activation
    1.5.
    """
    rng = np.random.default_rng(2)
    for variable in variables:
        if variable.path.endswith("kernel"):
            variable.assign(rng.normal(0, 1e-4, variable.shape))
        elif variable.path.endswith("bias"):
            variable.assign(np.full(variable.shape, 1.5))


def _idle(model):
    """Make every kernel and bias 0 and let batch norm do nothing, so that what is not given later adds nothing."""
    for variable in model.weights:
        idle = 1.0 if "gamma" in variable.path or "variance" in variable.path else 0.0
        variable.assign(np.full(variable.shape, idle))


def _set(kernels, values):
    """Give kernels their values where the shape fits."""
    for variable, value in zip(kernels, values):
        if tuple(variable.shape) == value.shape:
            variable.assign(value)
