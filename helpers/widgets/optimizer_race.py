"""OptimizerRace: five optimizers on five surfaces, their paths on the contour lines and their loss step by step."""

from __future__ import annotations

import math

from .base import Choice, CourseWidget, Flag, Number, Numbers, Whole

# Loss and slope of each surface; the lowest loss is 0.
SURFACES = {
    "bowl": (lambda x, y: 2 * x * x + 2 * y * y, lambda x, y: (4 * x, 4 * y)),
    "ravine": (lambda x, y: 0.5 * x * x + 12.5 * y * y, lambda x, y: (x, 25 * y)),
    "saddle": (lambda x, y: 0.5 * x * x - 0.5 * y * y + 0.25 * y**4 + 0.25, lambda x, y: (x, y**3 - y)),
    "rosenbrock": (
        lambda x, y: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
        lambda x, y: (2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)),
    ),
    "basins": (
        lambda x, y: (x * x - 1) ** 2 + 0.3 * x + y * y + 0.30542848371,
        lambda x, y: (4 * x * (x * x - 1) + 0.3, 2 * y),
    ),
}
STARTS = {
    "bowl": ((1.6, 1.0), 0.1),
    "ravine": ((-2.0, 1.0), 0.05),
    "saddle": ((1.8, 0.01), 0.1),
    "rosenbrock": ((-1.2, 1.0), 0.001),
    "basins": ((1.7, 1.0), 0.05),
}
"""Where a race on each surface starts, and with which learning rate, unless it is told otherwise."""

NAMES = ("gd", "momentum", "adagrad", "rmsprop", "adam")
FAR = 1e4
RHO, BETA2, EPS = 0.9, 0.999, 1e-7


class OptimizerRace(CourseWidget):
    """Gradient descent, momentum, AdaGrad, RMSprop and Adam from one start on one surface.

    ``OptimizerRace(surface="ravine", lr=0.05, beta=0.9, start=(-2, 1), steps=60, racers=["gd", "adam"])``: surfaces are
    "bowl" (curvature 4), "ravine" (1 and 25), "saddle", "rosenbrock" and "basins". ``beta`` is momentum's β and Adam's
    β1. All racers share the learning rate. The race opens at its start, before anything is known; ``steps`` is how far
    they have gone. ``race.losses["adam"]`` and ``race.paths["adam"]`` follow the state; they are shorter than
    ``steps + 1`` where an optimizer left every bound.
    """

    MODULE = "optimizer_race"
    CONTROLS = (
        "surface",
        "lr",
        "lr_field",
        "beta",
        "start",
        "steps",
        "racers",
        "step",
        "run",
        "restart",
        "limits",
        "table",
        "curve",
        "reset",
    )

    surface = Choice(tuple(SURFACES))
    lr = Number(0.1, 0.0001, 10)
    beta = Number(0.9, 0, 0.99)
    start = Numbers((1.6, 1.0), -2, 2)
    steps = Whole(0, 0, 1000)
    gd = Flag(True)
    momentum = Flag(True)
    adagrad = Flag(True)
    rmsprop = Flag(True)
    adam = Flag(True)

    def __init__(self, racers=None, **state):
        """``racers``: names of those that run, in place of the five flags."""
        if racers is not None:
            unknown = sorted(set(racers) - set(NAMES))
            if unknown:
                raise ValueError(f"OptimizerRace has no racer {unknown[0]!r}; it has {', '.join(NAMES)}.")
            state = {**{name: name in racers for name in NAMES}, **state}
        start, lr = STARTS.get(state.get("surface"), STARTS["bowl"])
        super().__init__(**{"start": start, "lr": lr, **state})

    @property
    def racers(self) -> list[str]:
        """The optimizers that run."""
        return [name for name in NAMES if getattr(self, name)]

    @property
    def paths(self) -> dict[str, list[tuple[float, float]]]:
        """Racer -> the points (x, y) that it has visited, start included."""
        slope = SURFACES[self.surface][1]
        return {name: _path(name, slope, self.start, self.lr, self.beta, self.steps) for name in self.racers}

    @property
    def losses(self) -> dict[str, list[float]]:
        """Racer -> the loss at each point of its path."""
        loss = SURFACES[self.surface][0]
        return {name: [loss(*point) for point in path] for name, path in self.paths.items()}

    def describe(self) -> str:
        words = []
        for name, losses in self.losses.items():
            gone = len(losses) <= self.steps
            words.append(f"{name} " + (f"left every bound at step {len(losses)}" if gone else f"loss {losses[-1]:.4g}"))
        found = "; ".join(words) or "no optimizer chosen"
        x, y = self.start
        return (
            f"surface {self.surface} from ({x:g}, {y:g}), learning rate {self.lr:g}, beta {self.beta:g}, after "
            f"{self.steps} steps: {found}."
        )


def _path(name, slope, start, lr, beta, steps):
    """The points that a racer visits; the list ends early when it goes farther out than FAR."""
    points, speed, size = [tuple(start)], [0.0, 0.0], [0.0, 0.0]
    for t in range(1, steps + 1):
        here, gradient, moved = points[-1], slope(*points[-1]), []
        for i, g in enumerate(gradient):
            if name == "momentum":
                speed[i] = beta * speed[i] + lr * g
                move = speed[i]
            elif name == "gd":
                move = lr * g
            else:
                keep, add = {"adagrad": (1, 1), "rmsprop": (RHO, 1 - RHO), "adam": (BETA2, 1 - BETA2)}[name]
                size[i] = keep * size[i] + add * g * g
                push, spread = g, size[i]
                if name == "adam":
                    speed[i] = beta * speed[i] + (1 - beta) * g
                    push, spread = speed[i] / (1 - beta**t), size[i] / (1 - BETA2**t)
                move = lr * push / (math.sqrt(spread) + EPS)
            moved.append(here[i] - move)
        if not all(abs(value) < FAR for value in moved):
            break
        points.append(tuple(moved))
    return points
