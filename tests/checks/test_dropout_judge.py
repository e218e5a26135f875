"""The judge for dropout: any order of draws is right, and each way to go wrong has a name of its own."""

import numpy as np
import pytest

from helpers.checks import plain
from helpers.checks.contract import CaseSpec
from helpers.checks.judges.dropout import SENTENCES, Dropout
from helpers.checks.judges.same_dtype import SameDtype
from helpers.checks.probes.seeded import Seeded


def violation(answer, rate=0.3, shape=(40, 50)):
    x = np.random.default_rng(0).uniform(0.5, 2, shape)
    case = CaseSpec(args=[plain.encode(v) for v in (x, rate, plain.Random(5))])
    return Dropout().violation(Seeded().ask(answer, case).value, case)


@pytest.mark.parametrize(
    "name, answer",
    {
        "": lambda x, rate, rng: x * (rng.random(x.shape) >= rate) / (1 - rate),
        "unscaled": lambda x, rate, rng: x * (rng.random(x.shape) >= rate),
        "multiplied": lambda x, rate, rng: x * (rng.random(x.shape) >= rate) * (1 - rate),
        "scaled-by-rate": lambda x, rate, rng: x * (rng.random(x.shape) < rate) / rate,
        "share": lambda x, rate, rng: x * (rng.random(x.shape) < rate) / (1 - rate),
        "same-for-samples": lambda x, rate, rng: x * (rng.random(x.shape[1:]) >= rate) / (1 - rate),
        "whole-rows": lambda x, rate, rng: x * (rng.random((len(x), 1)) >= rate) / (1 - rate),
        "seed": lambda x, rate, rng: x * (np.random.default_rng(1).random(x.shape) >= rate) / (1 - rate),
        "unrepeatable": lambda x, rate, rng: x * (np.random.default_rng().random(x.shape) >= rate) / (1 - rate),
        "nothing": lambda x, rate, rng: x.copy(),
        "all-scaled": lambda x, rate, rng: x / (1 - rate),
        "values": lambda x, rate, rng: x * rng.random(x.shape),
        "not-finite": lambda x, rate, rng: x * np.inf,
        "pair": lambda x, rate, rng: (x, x),
        "form": lambda x, rate, rng: float(x.sum()),
    }.items(),
)
def test_each_way_to_go_wrong_has_its_name(name, answer):
    assert violation(answer) == name
    assert not name or name in SENTENCES


def test_few_elements_are_never_judged_by_chance():
    for rate in (0.0, 0.5, 0.9):
        assert violation(lambda x, r, rng: x * (rng.random(x.shape) >= r) / (1 - r), rate, (2, 2)) == ""


def test_the_same_values_of_another_type_are_told():
    judge, bytes_ = SameDtype(), np.ones((2, 2), np.uint8)
    assert (
        judge.trouble(bytes_, bytes_, CaseSpec()) is None and judge.trouble(bytes_.tolist(), bytes_, CaseSpec()) is None
    )
    assert "uint8 went in, int64 came out" in judge.trouble(bytes_.astype(np.int64), bytes_, CaseSpec())[0]
