"""OptimizerRace: paths in the browser against Python and SciPy, stability limits, verdicts, contour lines, state in
Python.
"""

import itertools

import numpy as np
import pytest
import traitlets
from scipy.optimize import approx_fprime, minimize
from system import needs
from widgets_js import run_js

from helpers.widgets import OptimizerRace
from helpers.widgets.optimizer_race import NAMES, STARTS, SURFACES


def random_races(count):
    rng = np.random.default_rng(6)
    for i in range(count):
        surface = list(SURFACES)[i % len(SURFACES)]
        lr = STARTS[surface][1] * 10 ** rng.uniform(-1, 0.5)
        yield OptimizerRace(
            surface=surface,
            lr=lr,
            beta=rng.uniform(0, 0.99),
            start=rng.uniform(-2, 2, 2),
            steps=int(rng.integers(0, 120)),
        )


@needs("node")
def test_paths_in_the_browser_equal_python():
    races = list(random_races(60))
    calls = [("run", r.surface, name, list(r.start), r.lr, r.beta, r.steps) for r in races for name in NAMES]
    results = iter(run_js("optimizer_math", calls))
    for race in races:
        paths, losses = race.paths, race.losses
        for name in NAMES:
            got = next(results)
            # Where the motion is chaotic, the last digits of Python and the browser part after many steps.
            shown = min(len(paths[name]), 25)
            assert np.allclose(got["points"][:shown], paths[name][:shown], rtol=1e-7, atol=1e-9), (race, name)
            assert np.allclose(got["losses"][:shown], losses[name][:shown], rtol=1e-6, atol=1e-9)
            assert (got["ended"] > 0) == (len(paths[name]) <= race.steps)


@pytest.mark.parametrize("surface", SURFACES)
def test_slopes_are_those_of_the_surface_and_the_lowest_loss_is_zero(surface):
    loss, slope = SURFACES[surface]
    rng = np.random.default_rng(7)
    for point in rng.uniform(-2, 2, (50, 2)):
        assert np.allclose(slope(*point), approx_fprime(point, lambda p: loss(*p), 1e-7), rtol=1e-4, atol=1e-4)
    found = [minimize(lambda p: loss(*p), start, method="BFGS").fun for start in rng.uniform(-2, 2, (12, 2))]
    assert min(found) == pytest.approx(0, abs=1e-8)


@needs("node")
def test_largest_curvature_is_the_largest_eigenvalue_of_finite_differences():
    rng = np.random.default_rng(8)
    cases = [(surface, *map(float, point)) for surface in SURFACES for point in rng.uniform(-2, 2, (20, 2))]
    for (surface, x, y), got in zip(
        cases, run_js("optimizer_math", [("largestCurvature", *case) for case in cases]), strict=True
    ):
        slope, h = SURFACES[surface][1], 1e-5
        columns = [
            (np.subtract(slope(x + h * i, y + h * j), slope(x - h * i, y - h * j))) / (2 * h)
            for i, j in ((1, 0), (0, 1))
        ]
        assert got == pytest.approx(np.linalg.eigvalsh(np.transpose(columns)).max(), rel=1e-4, abs=1e-3)


@needs("node")
@pytest.mark.parametrize("name", ["gd", "momentum"])
def test_quadratic_surfaces_diverge_exactly_beyond_the_limit(name):
    cases = [(surface, beta) for surface in ("bowl", "ravine") for beta in (0.0, 0.5, 0.9)]
    limits = run_js("optimizer_math", [("stableLimit", surface, name, [1, 1], beta) for surface, beta in cases])
    for (surface, beta), limit in zip(cases, limits, strict=True):
        highest = {"bowl": 4, "ravine": 25}[surface]
        assert limit == pytest.approx(2 / highest * (1 + beta if name == "momentum" else 1))
        for factor, grows in ((0.97, False), (1.03, True)):
            race = OptimizerRace(surface=surface, lr=limit * factor, beta=beta, start=(1, 1), steps=1000, racers=[name])
            losses = race.losses[name]
            assert (len(losses) <= 1000 or losses[-1] > losses[0]) == grows


def verdicts(*races):
    calls = [(r.surface, name, list(r.start), r.lr, r.beta) for r in races for name in r.racers]
    steps = [r.steps for r in races for _ in r.racers]
    runs = run_js("optimizer_math", [("run", *call, n) for call, n in zip(calls, steps, strict=True)])
    return run_js("optimizer_math", [("verdict", *call, found) for call, found in zip(calls, runs, strict=True)])


@needs("node")
def test_it_says_what_became_of_an_optimizer_and_why():
    bowl = {"surface": "bowl", "steps": 3, "racers": ["gd"]}
    below, at, above = verdicts(*(OptimizerRace(**bowl, lr=lr) for lr in (0.49, 0.5, 0.51)))
    assert below["state"] == "going" and at["state"] == "hopping" and "for ever" in at["text"]
    assert above["state"] == "diverged" and "0.51 · 4 = 2.04 is above 2" in above["text"] and "−1.04" in above["text"]
    [momentum] = verdicts(OptimizerRace(surface="bowl", lr=0.96, beta=0.9, steps=3, racers=["momentum"]))
    assert "above 2(1 + β) = 3.8" in momentum["text"]
    # A start on the axis does not feel the steep direction.
    [free] = verdicts(OptimizerRace(surface="ravine", lr=0.5, start=(1, 0), steps=60, racers=["gd"]))
    assert free["state"] == "arrived"
    [local] = verdicts(OptimizerRace(surface="basins", steps=400, racers=["gd"]))
    assert local["state"] == "local" and "0.6 above" in local["text"]
    [ridge] = verdicts(OptimizerRace(surface="saddle", start=(1.8, 0), steps=300, racers=["gd"]))
    assert ridge["state"] == "saddle"
    [wild] = verdicts(OptimizerRace(surface="rosenbrock", lr=0.01, steps=300, racers=["gd"]))
    assert wild["state"] == "diverged" and "curvature λ is" in wild["text"] and "η is 0.01" in wild["text"]
    # Each is told its own limit: at the start of this surface the largest curvature is 1506.
    race = {"surface": "rosenbrock", "lr": 0.1, "beta": 0.9, "steps": 50}
    plain, rolling = verdicts(OptimizerRace(**race, racers=["gd", "momentum"]))
    assert "1506; on a bowl of this curvature the limit is 2/λ = 0.00133" in plain["text"]
    assert "the limit is 2(1 + β)/λ = 0.00252" in rolling["text"]
    [slow] = verdicts(OptimizerRace(surface="rosenbrock", lr=0.5, steps=500, racers=["adagrad"]))
    assert slow["state"] == "crawling"
    [bouncing] = verdicts(OptimizerRace(surface="ravine", lr=0.5, steps=100, racers=["rmsprop"]))
    assert bouncing["state"] == "hopping" and "brought no progress" in bouncing["text"]


@needs("node")
def test_contour_lines_lie_at_their_level():
    for surface, found in zip(
        SURFACES, run_js("optimizer_math", [("contours", surface, 60, 6) for surface in SURFACES]), strict=True
    ):
        loss = SURFACES[surface][0]
        spread = max(loss(x, y) for x, y in itertools.product((-2.2, 0, 2.2), repeat=2))
        for level, segments in found:
            ends = np.reshape(segments, (-1, 2))
            assert len(ends) and np.abs([loss(x, y) - level for x, y in ends]).max() < 0.02 * spread


def test_surface_decides_on_start_and_rate_unless_given():
    race = OptimizerRace(surface="rosenbrock")
    assert race.start == (-1.2, 1.0) and race.lr == 0.001 and race.racers == list(NAMES)
    race = OptimizerRace(surface="ravine", lr=0.01, racers=["adam"])
    assert race.start == (-2.0, 1.0) and race.lr == 0.01 and list(race.paths) == ["adam"]
    assert len(race.paths["adam"]) == race.steps + 1
    with pytest.raises(ValueError, match="no racer 'sgd'; it has gd, momentum"):
        OptimizerRace(racers=["sgd"])
    with pytest.raises(traitlets.TraitError, match="lr must be a number from 0.0001 to 10"):
        OptimizerRace(lr=0)


def test_what_it_shows_is_said_in_words():
    assert "gd loss 9.009" in OptimizerRace(surface="bowl", lr=0.51, steps=3, racers=["gd"]).describe()
    assert "gd left every bound at step" in OptimizerRace(surface="bowl", lr=2, steps=100, racers=["gd"]).describe()
    assert "no optimizer chosen" in OptimizerRace(racers=[]).describe()


@pytest.mark.parametrize("surface", SURFACES)
def test_a_race_opens_before_its_first_step(surface):
    race = OptimizerRace(surface=surface)
    assert race.steps == 0 and all(path == [race.start] for path in race.paths.values())
