"""The judge for logic gates: any weights that give the right truth table are right."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from .. import plain
from .base import Judge, Trouble


@dataclass(frozen=True)
class TruthTable(Judge):
    """Judge `(w, b)`, or `{"hidden": (W, b), "output": (w, b)}`, by the output for every corner of the inputs.

    The expected answer's own truth table is the right one; a net input of exactly 0 fires. Two answers are alike when
    their tables are, so a misconception's hint must be true of every answer with its table.

    Args:
        inputs: number of inputs of the gate.
        network: True for a network with one hidden layer of two neurons, False for one neuron.
    """

    inputs: int = 2
    network: bool = False
    kind = "truth_table"

    def outline(self, answer, case):
        """What an answer does, in place of its weights: its outputs for every corner, or what is
        wrong with its form.
        """
        outputs, problem = self._outputs(answer, self._inputs(case))
        return {"outputs": outputs, "problem": problem}

    def _inputs(self, case):
        return 1 if case.key == "NOT" else self.inputs

    def trouble(self, got, expected, case):
        key, inputs = case.key, self._inputs(case)
        name = f'"{key}"' if key else "The network"
        mine, problem = self._outputs(got, inputs)
        right, other = self._told(expected, inputs)
        if problem or other:
            # A misconception may be one of form: both are alike when they stumble over the same thing.
            return (
                None
                if problem == other
                else Trouble(f"{name} is not in the form that was asked for: {problem or 'it is well formed'}.")
            )
        wrong = [(corner, m, r) for corner, m, r in zip(product((0, 1), repeat=inputs), mine, right) if m != r]
        if not wrong:
            return None
        rows = "; ".join(f"input {_corner(corner)} gives {m}, should give {r}" for corner, m, r in wrong)
        turned = ""
        if self.network and self._outputs(_transposed(got), inputs)[0] == right:
            turned = ". With the transpose of its W it would be right: W[i, j] leads from input i to hidden neuron j"
        return Trouble(f"{name} is not met for {len(wrong)} of {len(mine)} inputs{turned}.", rows + ".")

    def _told(self, expected, inputs):
        if isinstance(expected, dict) and set(expected) == {"outputs", "problem"}:
            return expected["outputs"], expected["problem"]
        return self._outputs(expected, inputs)

    def _outputs(self, answer, inputs):
        """(outputs for every corner, "") or (None, what is wrong with the form of the answer)."""
        try:
            if self.network:
                fire = self._two_layers(answer, inputs)
            else:
                fire = _layer(*_pair(answer, inputs, None, "the neuron"))
        except ValueError as error:
            return None, str(error)
        corners = product((0, 1), repeat=inputs)
        return [int(np.ravel(fire(np.array(corner, float)))[0]) for corner in corners], ""

    def _two_layers(self, answer, inputs):
        if not isinstance(answer, dict):
            raise ValueError('it should be a dict with the entries "hidden" and "output"')
        missing = [f'"{name}"' for name in ("hidden", "output") if name not in answer]
        if missing:
            spelled = [str(key) for key in answer if f'"{str(key).strip().lower()}"' in missing]
            counts = [
                what
                for what, same in (("capitals", str.lower), ("spaces", str.strip))
                if any(same(key) != key for key in spelled)
            ]
            other = f"; yours has {' and '.join(map(repr, spelled))}, and {' and '.join(counts)} count"
            other = other if spelled else " yet"
            raise ValueError(f"its dict has no entry {' and no '.join(missing)}{other}")
        W, b = _pair(answer["hidden"], inputs, 2, '"hidden"')
        hidden = _layer(W, b)
        output = _layer(*_pair(answer["output"], 2, None, '"output"'))
        return lambda corner: output(hidden(corner))


def _pair(answer, inputs, units, where):
    """(weights, bias) as float arrays with checked shapes: weights (inputs,) or (inputs, units), bias (1,) or (units,).

    Raises:
        ValueError: what is wrong with the form, to follow the name of the gate or network.
    """
    if not isinstance(answer, (list, tuple)) and not (isinstance(answer, np.ndarray) and answer.ndim):
        raise ValueError(f"{where} wants a pair (weights, bias), not {plain.show(answer)}")
    if len(answer) != 2:
        raise ValueError(f"{where} wants a pair (weights, bias): two items, not {len(answer)}")
    weights, bias = (_floats(item, what, where) for item, what in zip(answer, ("weights", "bias")))
    shape = (inputs,) if units is None else (inputs, units)
    if weights.size != np.prod(shape) or (units is not None and weights.shape != shape):
        raise ValueError(f"the weights of {where} have shape {weights.shape}, expected {shape}")
    if bias.size not in (1, units or 1):
        raise ValueError(f"the bias of {where} has {bias.size} values, expected {units or 1}")
    if not (np.isfinite(weights).all() and np.isfinite(bias).all()):
        raise ValueError(f"weights and bias of {where} must be finite numbers")
    return weights.reshape(shape), bias.ravel()


def _floats(item, what, where):
    try:
        if isinstance(item, (str, dict)) or item is None:
            raise TypeError
        return np.asarray(item, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"the {what} of {where} cannot be read as numbers") from None


def _layer(weights, bias):
    # A neuron on the line must fire, and 0.1 + 0.2 - 0.3 is -5.6e-17 in float64, -7e-9 in float32: allow for the
    # rounding.
    slack = 1e-7 * (np.abs(weights).sum(axis=0) + np.abs(bias))
    return lambda corner: (corner @ weights + bias >= -slack).astype(float)


def _transposed(network):
    W, b = network["hidden"]
    return {**network, "hidden": (np.transpose(np.asarray(W, dtype=float)), b)}


def _corner(corner):
    return f"({', '.join(map(str, corner))})" if len(corner) > 1 else str(corner[0])
