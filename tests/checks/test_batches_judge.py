"""Answers with a random generator: the same seed twice, another seed, and mini-batches judged by their properties."""

import itertools
import json

import numpy as np
import pytest

from helpers.checks import plain, probes
from helpers.checks.judges import judge
from helpers.checks.judges.batches import SENTENCES, Batches
from helpers.checks.probes.seeded import Seeded
from helpers.instructors.banks import Case, Exercise, Misconception

X = np.arange(46.0).reshape(23, 2)
Y = 100 + np.arange(23)


def batches(X, y, size, rng):
    order = rng.permutation(len(X))
    for i in range(0, len(X), size):
        yield X[order[i : i + size]], y[order[i : i + size]]


def cut(X, y, size):
    return [(X[i : i + size], y[i : i + size]) for i in range(0, len(X), size)]


_turn = itertools.count()


def only_blocks(X, y, size, rng):
    parts = cut(X, y, size)
    return [parts[i] for i in rng.permutation(len(parts))]


def inside_blocks(X, y, size, rng):
    for part in cut(X, y, size):
        order = rng.permutation(len(part[0]))
        yield part[0][order], part[1][order]


def apart(X, y, size, rng):
    return cut(rng.permutation(X), rng.permutation(y), size)


def drawn(X, y, size, rng):
    order = rng.integers(0, len(X), len(X))
    return cut(X[order], y[order], size)


def own_seed(X, y, size, rng):
    return batches(X, y, size, np.random.default_rng(3))


def no_seed(X, y, size, rng):
    return batches(X, y, size, np.random.default_rng(next(_turn)))


def trailing(X, y, size, rng):
    yield from batches(X, y, size, rng)
    yield X[:0], y[:0]


WRONG = {
    "none": lambda *_: iter(()),
    "form": lambda X, y, size, rng: (xb for xb, _ in batches(X, y, size, rng)),
    "single": lambda X, y, size, rng: (pair for batch in batches(X, y, size, rng) for pair in zip(*batch)),
    "apart": apart,
    "lost": lambda X, y, size, rng: list(batches(X, y, size, rng))[:-1],
    "twice": drawn,
    "empty": trailing,
    "sizes": lambda X, y, size, rng: batches(X, y, size + 1, rng),
    "order": lambda X, y, size, rng: cut(X, y, size),
    "blocks": only_blocks,
    "unrepeatable": no_seed,
    "seed": own_seed,
}


def verdict(answer, cases=None, **options):
    cases = cases or [Case((X, Y, 5, plain.Random(8)), about="23 samples")]
    made = Exercise(
        "06.minibatches",
        3,
        lambda rng: cases,
        probe=Seeded(collect=True),
        judge=Batches(),
        reference=batches,
        **{"misconceptions": [], **options},
    )
    spec = json.loads(json.dumps(made.spec(0)))
    return judge(spec, json.loads(json.dumps(probes.answer(probes.request(spec), answer))))


RIGHT = {
    "list": lambda *given: list(batches(*given)),
    "shuffled index": lambda X, y, size, rng: _by_shuffle(X, y, size, rng),
    "argsort": lambda X, y, size, rng: _by(np.argsort(rng.random(len(X))), X, y, size),
    "float32": lambda X, y, size, rng: ((a.astype(np.float32), b) for a, b in batches(X, y, size, rng)),
    "lists": lambda X, y, size, rng: ([a.tolist(), b.tolist()] for a, b in batches(X, y, size, rng)),
}


def _by(order, X, y, size):
    return cut(X[order], y[order], size)


def _by_shuffle(X, y, size, rng):
    order = list(range(len(X)))
    rng.shuffle(order)
    return _by(np.array(order), X, y, size)


@pytest.mark.parametrize("name", RIGHT)
def test_any_order_of_draws_is_right(name):
    assert verdict(RIGHT[name]).state == "right"


@pytest.mark.parametrize("name", SENTENCES)
def test_each_kind_of_trouble_is_told(name):
    result = verdict(WRONG[name])
    assert result.points == 0 and result.messages[0].text.startswith(SENTENCES[name][:-1])


def test_every_sentence_is_reached_by_a_wrong_answer():
    assert set(WRONG) == set(SENTENCES)


def test_samples_mixed_inside_blocks_only_are_not_shuffled():
    assert verdict(inside_blocks).messages[0].text.startswith(SENTENCES["blocks"][:-1])


def test_a_misconception_is_met_by_the_kind_of_trouble_not_by_its_numbers():
    known = [Misconception(name, WRONG[name], f"hint {name}") for name in ("blocks", "order", "unrepeatable")]
    assert verdict(inside_blocks, misconceptions=known).misconceptions == ["blocks"]
    assert verdict(
        lambda X, y, size, rng: batches(X, y, size, np.random.default_rng()), misconceptions=known
    ).misconceptions == ["unrepeatable"]
    assert verdict(apart, misconceptions=known).misconceptions == []


def test_a_batch_larger_than_the_data_and_few_samples_are_fine():
    cases = [
        Case((X[:3], Y[:3], 10, plain.Random(1))),
        Case((X[:4], Y[:4], 1, plain.Random(1))),
        Case((X, Y, 23, plain.Random(1))),
    ]
    assert verdict(batches, cases).state == "right"


def test_arguments_changed_in_any_of_the_runs_are_noticed():
    def in_place(X, y, size, rng):
        order = rng.permutation(len(X))
        X[:], y[:] = X[order], y[order]
        return cut(X, y, size)

    assert "changes its argument `X` and `y` in place" in verdict(in_place).messages[0].text


def test_errors_and_endless_generators_end():
    def endless(X, y, size, rng):
        while True:
            yield X[:size], y[:size]

    assert verdict(endless).state == "wrong"
    assert (
        verdict(lambda X, y, size, rng: 1 / 0).messages[0].text.startswith("Your code stopped with ZeroDivisionError")
    )
    assert verdict(lambda X, y, size, rng: None).state == "error"


def test_seeds_reach_keyword_arguments_too():
    case = Case(kwargs={"rng": plain.Random(5)}).inputs()
    found = Seeded().ask(lambda rng: rng.integers(10**6), case).value
    draws = [np.random.default_rng(seed).integers(10**6) for seed in (5, 5, 6)]
    assert [int(found[name]) for name in ("first", "again", "other")] == draws


@pytest.mark.parametrize(
    "sent",
    [None, 3, {"first": 1}, {"first": [], "again": [], "other": [[1]]}, {"first": [[1, 2]], "again": 0, "other": 0}],
)
def test_malformed_answers_are_wrong_not_an_error(sent):
    case = Case((X, Y, 5, plain.Random(8))).inputs()
    assert Batches().violation(plain.decode(plain.encode(sent)), case)
