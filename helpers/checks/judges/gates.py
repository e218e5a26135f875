"""The judge for logic gates: any weights that give the right truth table are right."""
from dataclasses import dataclass
from itertools import product

import numpy as np


@dataclass(frozen=True)
class TruthTable:
    """Judge `(w, b)`, or `{"hidden": (W, b), "output": (w, b)}`, by the output for every corner of the inputs.

    The expected answer's own truth table is the right one; a net input of exactly 0 fires.

    Args:
        inputs: number of inputs of the gate.
        network: True for a network with one hidden layer, False for one neuron.
    """

    inputs: int = 2
    network: bool = False
    kind: str = "truth_table"

    def warnings_that_count(self):
        return ()

    def trouble(self, got, expected, case):
        inputs = 1 if case.get("key") == "NOT" else self.inputs
        mine, problem = self._outputs(got, inputs)
        if problem:
            return (problem, "")
        right, _ = self._outputs(expected, inputs)
        wrong = [(corner, m, r) for corner, m, r in zip(product((0, 1), repeat=inputs), mine, right) if m != r]
        if not wrong:
            return None
        name = f'"{case["key"]}"' if case.get("key") else "The network"
        rows = "; ".join(f"input {_corner(corner)} gives {m}, should give {r}" for corner, m, r in wrong)
        return (f"{name} is not met for {len(wrong)} of {len(mine)} inputs.", rows + ".")

    def _outputs(self, answer, inputs):
        """(outputs for every corner, "") or (None, what is wrong with the form of the answer)."""
        try:
            if self.network:
                fire = self._two_layers(answer, inputs)
            else:
                fire = _layer(*_pair(answer, inputs, None))
        except (TypeError, ValueError, KeyError, IndexError) as error:
            return None, f"The answer has not the form that was asked for: {error}."
        corners = product((0, 1), repeat=inputs)
        return [int(np.ravel(fire(np.array(corner, float)))[0]) for corner in corners], ""

    def _two_layers(self, answer, inputs):
        if not isinstance(answer, dict) or not {"hidden", "output"} <= set(answer):
            raise ValueError('a dict with "hidden" and "output" was asked for')
        W, b = _pair(answer["hidden"], inputs, 2)
        hidden = _layer(W, b)
        output = _layer(*_pair(answer["output"], 2, None))
        return lambda corner: output(hidden(corner))


def _pair(answer, inputs, units):
    """(weights, bias) as float arrays with checked shapes; weights are (inputs,) or (inputs, units)."""
    if not isinstance(answer, (list, tuple)) or len(answer) != 2:
        raise ValueError("a pair (weights, bias) was asked for")
    weights, bias = (np.asarray(item, dtype=float) for item in answer)
    shape = (inputs,) if units is None else (inputs, units)
    if weights.size != np.prod(shape) or (units is not None and weights.shape != shape):
        raise ValueError(f"the weights have shape {weights.shape}, expected {shape}")
    if bias.size not in (1, units or 1):
        raise ValueError(f"the bias has {bias.size} values, expected {units or 1}")
    if not (np.isfinite(weights).all() and np.isfinite(bias).all()):
        raise ValueError("weights and bias must be finite numbers")
    return weights.reshape(shape), bias.ravel()


def _layer(weights, bias):
    # A neuron on the line must fire, and 0.1 + 0.2 - 0.3 is -5.6e-17 in floating point: allow for the rounding.
    slack = 1e-12 * (np.abs(weights).sum(axis=0) + np.abs(bias))
    return lambda corner: (corner @ weights + bias >= -slack).astype(float)


def _corner(corner):
    return f"({', '.join(map(str, corner))})" if len(corner) > 1 else str(corner[0])
