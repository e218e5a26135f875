"""The judge for output layers takes every spelling that Keras takes, and the probe's stand-ins keep exercises apart."""

import json
import subprocess
import sys

import numpy as np
import pytest

from helpers.checks import plain, probes
from helpers.checks.contract import CaseSpec
from helpers.checks.judges.output_layer import SAME_LOSS, OutputLayer

HOW = OutputLayer()
BINARY = (1, "sigmoid", "binary_crossentropy")


@pytest.mark.parametrize(
    "got, expected",
    [
        ([1, "Sigmoid", "bce"], BINARY),
        ((np.int64(1), "sigmoid", "BinaryCrossentropy"), BINARY),
        ((np.array([1.0]), "sigmoid ", "BCE"), BINARY),
        ((3, None, "mse"), (3, "linear", "mse")),
        ((3, "linear", "MeanSquaredError"), (3, "linear", "mse")),
        ((5, "softmax", "SparseCategoricalCrossentropy"), (5, "softmax", "sparse_categorical_crossentropy")),
    ],
)
def test_every_usual_spelling_is_right(got, expected):
    assert HOW.trouble(got, expected, CaseSpec()) is None


@pytest.mark.parametrize(
    "got, words",
    [
        ((2, "sigmoid", "bce"), "The number of units is not right"),
        ((True, "sigmoid", "bce"), "The number of units is not right"),
        (("1", "sigmoid", "bce"), "The number of units is not right"),
        ((1, None, "bce"), "The activation is not right"),
        ((1, "tanh", "mse"), "The activation and the loss are not right"),
        ((1, "sigmoid", "binary_cross_entropy"), "The loss is right but for its spelling"),
        ((1, "sigmoid", "categorical_crossentropy"), "The loss is not right"),
        (("sigmoid", 1, "binary_crossentropy"), "The three values are right, in another order"),
        ((1, plain.Opaque("function"), "bce"), "The activation should be a name in quotes"),
        ((1, "sigmoid", plain.Opaque("BinaryCrossentropy")), "The loss should be a name in quotes"),
        ((1, "sigmoid"), "Three values were asked for"),
        ("sigmoid", "Three values were asked for"),
        ((1, ["sigmoid"], {"a": 1}), "The activation and the loss are not right"),
        ((float("nan"), "sigmoid", "bce"), "The number of units is not right"),
        ((1j, "sigmoid", "bce"), "The number of units is not right"),
    ],
)
def test_what_is_wrong_is_named(got, words):
    assert HOW.trouble(got, BINARY, CaseSpec())[0].startswith(words)


def test_keras_takes_all_spellings_of_a_loss_for_the_same():
    code = (
        "import json, sys, keras\n"
        "for names in json.loads(sys.argv[1]):\n"
        "    found = [keras.losses.get(name) for name in names]\n"
        "    assert len({getattr(f, 'fn', f) for f in found}) == 1, names\n"
    )
    groups = json.dumps([sorted(names) for names in SAME_LOSS])
    done = subprocess.run([sys.executable, "-c", code, groups], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


def test_stand_ins_replace_a_broken_earlier_answer_during_the_call_only():
    space = {"np": np}
    exec(
        "def sigmoid(z):\n    raise NotImplementedError()\n\ndef grad(z):\n    return sigmoid(z) * (1 - sigmoid(z))",
        space,
    )
    broken = space["sigmoid"]
    case = CaseSpec(args=[plain.encode(np.array([0.0]))])
    outcome = probes.Call(spies=("sigmoid",), stand_ins=("sigmoid",)).ask(space["grad"], case)
    assert outcome.value == [0.25] and outcome.calls == {"sigmoid": 2}
    assert space["sigmoid"] is broken
    del space["sigmoid"]
    assert probes.Call(stand_ins=("sigmoid",)).ask(space["grad"], case).value == [0.25]
    assert "sigmoid" not in space
