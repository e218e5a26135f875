"""Lesson 06: every figure that its text states, computed by the lesson's own code; and the comparison with Keras."""

import importlib

import numpy as np
import pytest
from lessons import ROOT, namespace, says

from helpers.instructors.authored import Course
from helpers.widgets import OptimizerRace

SLUG = "06-optimizers"


@pytest.fixture(scope="module")
def ns():
    return namespace(SLUG)


def test_diverges_exactly_beyond_two_over_lambda(ns):
    walk = ns["walk"]
    assert walk(0.1, 2) == pytest.approx([1, 0.6, 0.36])
    assert [round(abs(walk(lr, 100)[-1]), 4) for lr in (0.49, 0.5, 0.51)] == [0.0169, 1.0, 50.5049]
    assert walk(0.25, 1)[-1] == 0 and round(walk(0.51, 3)[-1], 3) == -1.125
    border = ns["largest_stable_lr"]([ns["CURVATURE"]])
    assert border == 0.5 and ns["largest_stable_lr"]([1, 25]) == 0.08
    rng = np.random.default_rng(0)
    for curvatures in rng.uniform(0.1, 50, (20, 4)):
        for factor, grows in ((0.999, False), (1.001, True)):
            w = np.ones(4)
            for _ in range(20_000):
                w = ns["gradient_descent_step"](w, curvatures * w, factor * ns["largest_stable_lr"](curvatures))
            assert (np.abs(w).max() > 1e3) == grows


def test_widget_answers_that_the_text_gives():
    def end(name, **state):
        return OptimizerRace(racers=[name], **state).losses[name][-1]

    first = [x for x, _ in OptimizerRace(surface="bowl", lr=0.1, steps=3, racers=["gd"]).paths["gd"]]
    assert first == pytest.approx([1.6, 0.96, 0.576, 0.3456])
    assert OptimizerRace(surface="bowl", lr=0.51, steps=3, racers=["gd"]).paths["gd"][-1][0] == pytest.approx(
        -1.7998, abs=1e-3
    )
    ravine = {"surface": "ravine", "lr": 0.075, "steps": 25}
    assert round(end("gd", **ravine), 3) == 0.056 and round(end("momentum", beta=0.6, **ravine), 5) == 0.00006
    assert end("momentum", beta=0.95, **ravine) > end("gd", **ravine)
    bowl = {
        lr: sorted(race.losses, key=lambda name: race.losses[name][-1])
        for lr in (0.3, 0.01)
        for race in [OptimizerRace(surface="bowl", lr=lr, steps=40)]
    }
    assert (
        bowl[0.3][0] == "gd"
        and bowl[0.3][-1] == "rmsprop"
        and bowl[0.01][0] == "momentum"
        and bowl[0.01][-1] == "adagrad"
    )
    slow, fast = (OptimizerRace(surface="rosenbrock", lr=lr, steps=200).losses for lr in (0.002, 0.1))
    assert (
        min(slow, key=lambda name: slow[name][-1]) == "momentum"
        and max(slow, key=lambda name: slow[name][-1]) == "adagrad"
    )
    assert (
        len(fast["gd"]) < 200
        and len(fast["momentum"]) < 200
        and sorted(fast, key=lambda name: fast[name][-1])[:2] == ["adam", "rmsprop"]
    )
    steep = OptimizerRace(surface="ravine", lr=0.5, steps=100).losses
    assert [name for name in steep if len(steep[name]) < 101] == ["gd", "momentum"]
    for steps in (60, 200):
        basins = {lr: OptimizerRace(surface="basins", lr=lr, steps=steps).paths for lr in (0.05, 0.08, 0.1)}
        assert [basins[lr]["momentum"][-1][0] < 0 for lr in basins] == [True, False, True]
    assert all(paths["gd"][-1][0] == pytest.approx(0.96, abs=0.01) for paths in basins.values())
    ridge = OptimizerRace(surface="saddle", start=(1.8, 0), steps=300, racers=["gd", "momentum"]).losses
    assert all(losses[-1] > 0.24 for losses in ridge.values())
    left = {
        name: next(i for i, loss in enumerate(losses) if loss < 0.1)
        for name, losses in OptimizerRace(surface="saddle", steps=100).losses.items()
    }
    assert 15 <= left["momentum"] <= 30 and 35 <= left["gd"] <= 50


def test_batches_epochs_and_iterations(ns):
    count = ns["updates_per_epoch"]
    assert [count(1000, 32), count(96, 32), count(5, 32), 10 * count(1000, 32)] == [32, 3, 1, 320]
    assert [len(b) for b, _ in ns["minibatches"](np.zeros((7, 1)), np.zeros(7), 3, np.random.default_rng(0))] == [
        3,
        3,
        1,
    ]
    assert {size: len(path) - 1 for size, path in ns["line_paths"].items()} == {256: 3, 32: 24, 1: 768}
    end = {size: losses[-1] for size, losses in ns["after"].items()}
    assert end[1] < end[32] < end[256] and ns["after"][1][-256:].max() > 10 * end[1]


def test_momentum_mends_the_ravine(ns):
    assert list(ns["ravine_steps"].values()) == [104, 30, 135, 1306]
    assert (
        round(2 / 26, 4) == 0.0769 and round(1 - 2 / 26, 3) == 0.923 and round(np.log(0.1) / np.log(1 - 2 / 26)) == 29
    )
    assert ns["momentum_step"](1.0, 0.5, 2.0, lr=0.1, beta=0.9) == pytest.approx((0.35, 0.65))
    w, v = 0.0, 0.0
    for _ in range(300):
        w, v = ns["momentum_step"](w, v, 1.0, lr=0.1)
    assert v == pytest.approx(10 * 0.1)


def test_adagrad_stops_too_early_and_rmsprop_recovers(ns):
    assert [round(-np.diff(ns["even"])[k - 1], 5) for k in (1, 100, 10_000)] == [0.1, 0.01, 0.001]
    assert -np.diff(ns["after_shock"])[1] == pytest.approx(0.001, rel=1e-3)
    assert ns["adagrad_step"](1.0, 16.0, 3.0, lr=0.1) == pytest.approx((0.94, 25))
    w, s = ns["rmsprop_step"](1.0, 10.0, 2.0, lr=0.1, rho=0.5)
    assert (round(w, 6), s) == (0.924407, 7)
    assert -np.diff(ns["rms_way"])[-1] == pytest.approx(0.1, rel=1e-3) and -np.diff(ns["adagrad_way"])[-1] < 0.00101
    assert ns["misprint"] == 0.9 and pytest.approx(1.8) == 0.9 + 0.1 * 9


def test_what_shrinks_in_adagrad_is_the_rate(ns):
    says(SLUG, "after a hundred gradients of 1 a gradient of 100 moves the weight by 0.0995")
    w, s = 0.0, 0.0
    for _ in range(100):
        w, s = ns["adagrad_step"](w, s, 1.0, 0.1)
    after, _ = ns["adagrad_step"](w, s, 100.0, 0.1)
    assert round(w - after, 4) == 0.0995


def test_a_shock_stays_in_adagrads_sum_until_as_many_squares_outweigh_it(ns):
    says(SLUG, "RMSprop forgets the shock; in AdaGrad's sum it stays")
    even, shocked = (-np.diff(ns[name])[-1] for name in ("even", "after_shock"))
    assert even / shocked == pytest.approx(np.sqrt(2), rel=1e-3)


def test_rmsprop_hops_half_a_rate_on_either_side(ns):
    says(SLUG, "about $\\eta/2$ on either side")
    w, s, path = 3.0, 0.0, []
    for _ in range(2000):
        w, s = ns["rmsprop_step"](w, s, w, 0.1)
        path.append(w)
    assert np.allclose(np.abs(path[-20:]), 0.05, rtol=0.1) and np.sign(path[-1]) != np.sign(path[-2])


def test_after_a_long_silence_adam_moves_three_rates(ns):
    says(SLUG, "no step is longer than η (AdaGrad), 3.16 η (RMSprop) or 7.3 η (Adam")
    after, _, _ = ns["adam_step"](0.0, 0.0, 0.0, 1.0, 100_000, lr=1.0)
    assert round(abs(after), 2) == 3.16
    (w, m, v), steps = (0.0, 0.0, 0.0), []
    for k in range(100):
        new, m, v = ns["adam_step"](w, m, v, 1e-3 * (0.999 / 0.9) ** k, 100_000 + k, lr=1.0, eps=0)
        steps.append(abs(new - w))
        w = new
    assert round(max(steps), 1) == 7.3 == round(np.sqrt(10 / (1 - 0.9**2 / 0.999)), 1)


def test_at_the_same_rate_momentum_swings_more_in_noise(ns):
    says(SLUG, "at the same η it swings more in noise")
    rng, w, v, met = np.random.default_rng(0), {0.0: 0.0, 0.9: 0.0}, {0.0: 0.0, 0.9: 0.0}, {0.0: [], 0.9: []}
    for _ in range(20_000):
        noise = rng.normal()
        for beta in w:
            w[beta], v[beta] = ns["momentum_step"](w[beta], v[beta], w[beta] + noise, 0.05, beta)
            met[beta].append(w[beta])
    assert 7 < np.var(met[0.9]) / np.var(met[0.0]) < 13


def test_descent_on_rosenbrock_just_above_the_limit_of_its_start_does_not_diverge(ns):
    says(SLUG, "descent at 0.002, above 2/λ of the start, does not diverge")
    race = OptimizerRace(surface="rosenbrock", lr=0.002, steps=200)
    x, y = race.start
    for _ in range(200):
        gx, gy = -2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)
        x, y = x - 0.002 * gx, y - 0.002 * gy
    assert abs(x) < 3 and abs(y) < 3


def test_a_rate_below_one_is_neither_needed_nor_enough(ns):
    says(
        SLUG,
        "with $\\lambda = 4$, 0.51 diverges. On a flat bowl with $\\lambda = 0.1$ a rate of 10 arrives in one step",
    )
    step, w = ns["gradient_descent_step"], 1.0
    for _ in range(300):
        w = step(w, 4 * w, 0.51)
    assert abs(w) > 1000 and step(1.0, 0.1, 10) == 0


def test_nesterov_brakes_earlier_and_has_a_narrower_limit(ns):
    says(SLUG, "with η = 0.04 and β = 0.9, it needs 58 steps in place of 135", "limit of stability is narrower")
    curvatures = np.array([1.0, 25.0])

    def steps(lr, beta, most=2000):
        w, v = np.array([-2.0, 1.0]), np.zeros(2)
        for count in range(1, most + 1):
            w, v = ns["momentum_step"](w, v, curvatures * (w - beta * v), lr, beta)
            if 0.5 * np.sum(curvatures * w**2) < 1e-6 or np.abs(w).max() > 1e6:
                return count if np.abs(w).max() < 1 else np.inf
        return most

    assert steps(0.04, 0.9) == 58 and ns["steps_on_ravine"](0.04, 0.9) == 135
    assert steps(1 / 9, 4 / 9) == np.inf and ns["steps_on_ravine"](1 / 9, 4 / 9) == 30


def test_an_early_shock_is_not_forgotten_for_thousands_of_steps(ns):
    says(SLUG, "for thousands of gradients of 1 every step is then about a hundredth of $\\eta$")
    after = -np.diff(ns["after_shock"])[1:4000] / 0.1
    assert 0.008 < after.min() <= after.max() < 0.0101


def test_keras_knows_both_relatives():
    keras = pytest.importorskip("keras")
    says(SLUG, "`SGD(momentum=0.9, nesterov=True)`", "Keras takes λ = 0.004", "shrinks by the share $\\eta\\lambda$")

    def after(optimizer, gradients, begin):
        variable = keras.Variable(np.array([begin]), dtype="float64")
        optimizer.build([variable])
        for g in gradients:
            optimizer.apply([keras.ops.convert_to_tensor(np.array([g]))], [variable])
        return variable.numpy()[0]

    assert keras.optimizers.AdamW().weight_decay == 0.004
    decayed = after(keras.optimizers.AdamW(1 / 256, weight_decay=0.5), [3.0], 2.0)
    assert decayed == pytest.approx(2 * (1 - 0.5 / 256) - 1 / 256, abs=1e-7)
    # Keras keeps the weights one velocity ahead: w − βv of the lesson's formula.
    w, v, beta = 1.0, 0.0, 0.5
    for g in (1.0, 0.5, 2.0):
        v = beta * v + 0.125 * g
        w -= v
    nesterov = keras.optimizers.SGD(0.125, momentum=beta, nesterov=True)
    assert after(nesterov, [1.0, 0.5, 2.0], 1.0) == pytest.approx(w - beta * v)


def test_bias_correction(ns):
    assert ns["adam_step"](1.0, 0.0, 0.0, 2.0, t=1, lr=0.1) == pytest.approx((0.9, 0.2, 0.004), abs=1e-6)
    assert round(0.2 / np.sqrt(0.004), 2) == 3.16 == round(ns["without"][0], 2)
    assert round(ns["without"].max(), 2) == 6.53 and round(ns["without"][-1], 2) == 1.0


def test_schedules_and_plateau(ns):
    rate = ns["learning_rate"]
    assert rate(25, "step", lr=0.1, drop=0.5, every=10) == 0.025
    assert rate(50, "cosine", lr=0.1, total=100) == pytest.approx(0.05) and rate(500, "cosine", lr=0.1, total=100) == 0
    assert ns["plateau_rates"](ns["stalling"], 0.1) == [0.1] * 5 + [0.05] * 4 + [0.025] * 2
    ends = {name: losses[-100:].mean() for name, losses in ns["schedule_losses"].items()}
    assert ends["cosine"] < ends["constant"] / 100


def test_no_promise_of_the_global_minimum(ns):
    ends = ns["basin_ends"]
    assert [round(ends[start][0], 4) for start in (1.7, 0.3, 0.0, -1.7)] == [0.9601, 0.9601, -1.0356, -1.0356]
    assert round(ends[1.7][1] - ends[-1.7][1], 1) == 0.6
    assert [steps for _, steps in ns["plateau_table"]] == [35, 43, 119, 11068]


def test_gradient_of_the_digits_network(ns):
    assert sum(np.prod(shape) for shape in ns["SHAPES"]) == 2410 and ns["digits"].shape == (1797, 64)
    rng = np.random.default_rng(1)
    theta, x, y = rng.normal(0, 0.3, 2410), ns["digits"][:40], ns["labels"][:40]
    gradient = ns["network_loss"](theta, x, y)[1]
    for i in rng.integers(0, 2410, 40):
        step = np.zeros(2410)
        step[i] = 1e-6
        slope = (ns["network_loss"](theta + step, x, y)[0] - ns["network_loss"](theta - step, x, y)[0]) / 2e-6
        assert gradient[i] == pytest.approx(slope, abs=1e-6)


def test_the_ranking_flips_with_the_learning_rate(ns):
    ends = {lr: {name: losses[:, -1].mean() for name, losses in found.items()} for lr, found in ns["curves"].items()}
    adaptive, plain = ("RMSprop", "Adam"), ("gradient descent", "momentum", "AdaGrad")
    assert max(ends[0.003][name] for name in adaptive) < 0.45 and min(ends[0.003][name] for name in plain) > 1.5
    assert max(ends[0.3][name] for name in plain) < 0.7 and min(ends[0.3][name] for name in adaptive) > 1
    best = ns["best_rates"]
    says(
        SLUG,
        "gradient descent near 1. Each curve is a valley",
        "0.03 is its best, 0.01 comes near, and 0.001 is far too",
    )
    assert best["gradient descent"] == 1.0 and best["Adam"] == 0.03
    adam = dict(zip(ns["RATES"], ns["final"]["Adam"]))
    assert adam[0.01] < 2 * adam[0.03] and adam[0.001] > 10 * adam[0.03]
    assert best["gradient descent"] > best["momentum"] > best["Adam"] and best["momentum"] == best["AdaGrad"] == 0.1
    assert max(losses.min() for losses in ns["final"].values()) < 0.2
    six = {name: np.mean(losses) for name, losses in ns["six_seeds"].items()}
    assert (
        max(six["momentum"], six["Adam"]) < 0.16 and min(six["gradient descent"], six["AdaGrad"], six["RMSprop"]) > 0.25
    )
    assert sum(loss > 1 for loss in ns["six_seeds"]["gradient descent"]) == 2


def test_hand_written_steps_equal_keras_over_fifty_steps():
    if importlib.util.find_spec("tensorflow") is None:
        pytest.skip("TensorFlow is not installed")
    full = namespace(SLUG, skip_tags=())
    assert set(full["differences"]) == set(full["OPTIMIZERS"]) and len(full["gradients"]) == 50
    assert max(full["differences"].values()) < 1e-6
    assert full["unmapped"] > 1e-4
    assert np.allclose(full["keras_rates"], full["plateau_rates"](full["stalling"], 0.1))


def test_points_and_quiz_key():
    bank = Course(ROOT).lesson(SLUG).bank()
    assert sum(exercise.points for exercise in bank.exercises) + 2 == 28
    assert namespace(SLUG)["quiz_answers"] == bank["06.quiz_answers"].reference
