"""NetworkBuilder: layers and widths by sliders, with shapes and parameters; and hidden ReLU units fitting a curve."""

from __future__ import annotations

import math

import traitlets

from .base import Choice, CourseWidget, Number, Numbers, Whole

TARGETS = {
    "sine": math.sin,
    "bell": lambda x: 2 * math.exp(-((x - 3) ** 2)) - 1,
    "kink": lambda x: abs(x - 3) - 1.5,
    "stairs": lambda x: math.floor(x / 2) - 1.0 if x < 6 else 1.0,
}
"""The curves of the second view, on [0, 6]."""

SAMPLES = 41
END = 6.0


class WholeNumbers(Numbers):
    """A fixed count of whole numbers in [low, high]."""

    def validate(self, obj, value):
        items = super().validate(obj, value)
        for i, item in enumerate(items):
            if item != int(item):
                raise traitlets.TraitError(
                    f"{type(obj).__name__}: {self.name}[{i}] must be a whole number, got {item!r}."
                )
        return tuple(map(int, items))


class NetworkBuilder(CourseWidget):
    """A fully connected network drawn from its layer sizes, and a one-layer network fitting a curve.

    ``NetworkBuilder(sizes=[784, 300, 100, 10], batch=32)``; ``builder.sizes``, ``.shapes`` and ``.parameters``
    follow the sliders. ``depth`` is the number of hidden layers (0 to 4), ``widths`` holds four widths of which the
    first ``depth`` count. ``convention`` is "rows" (one sample a row) or "columns" (one sample a column).
    The second view (``view="fit"``) fits ``units`` hidden ReLU units to 41 samples of a ``target`` with ``noise``.
    """

    MODULE = "network_builder"
    CONTROLS = (
        "inputs",
        "depth",
        "widths",
        "outputs",
        "batch",
        "convention",
        "view",
        "target",
        "units",
        "kinks",
        "noise",
        "draw",
        "reset",
    )

    inputs = Whole(5, 1, 1024)
    depth = Whole(1, 0, 4)
    widths = WholeNumbers((7, 6, 6, 6), 1, 512)
    outputs = Whole(4, 1, 100)
    batch = Whole(32, 1, 256)
    convention = Choice(("rows", "columns"))
    view = Choice(("build", "fit"))
    target = Choice(tuple(TARGETS))
    units = Whole(3, 1, 30)
    noise = Number(0.0, 0, 1)
    seed = Whole(1, 0, 10**6, help="of the noise")
    unit = Whole(2, 2, 8, help="the hidden unit that is chosen, to have its kink moved by slider")
    kinks = traitlets.List(
        traitlets.Float(), help="where the units bend; evenly spaced from 0 to 6 while it is empty"
    ).tag(sync=True)

    @traitlets.validate("kinks")
    def _rising_kinks(self, proposal):
        kinks = proposal["value"]
        if kinks and not (kinks[0] == 0 and kinks[-1] < END and all(a < b for a, b in zip(kinks, kinks[1:]))):
            raise traitlets.TraitError(f"NetworkBuilder: kinks must rise from 0 and stay below {END:g}, got {kinks!r}.")
        return kinks

    def __init__(self, sizes=None, **state):
        """``sizes``: all layer sizes at once, input first, in place of inputs, depth, widths and outputs."""
        if sizes is not None:
            state = {**_from_sizes(sizes), **state}
        super().__init__(**state)

    @property
    def sizes(self) -> list[int]:
        """The size of every layer, input first."""
        return [self.inputs, *self.widths[: self.depth], self.outputs]

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """The shape of every layer's output for the batch, input first, in the chosen convention."""
        rows = self.convention == "rows"
        return [(self.batch, size) if rows else (size, self.batch) for size in self.sizes]

    @property
    def parameters(self) -> int:
        """Weights and biases of the whole network."""
        total, before = 0, self.inputs
        for size in self.sizes[1:]:
            total += (before + 1) * size
            before = size
        return total

    @property
    def errors(self) -> tuple[float, float]:
        """Root mean squared error of the fit: on the samples, and against the curve without noise."""
        import numpy as np

        target = np.vectorize(TARGETS[self.target], otypes=[float])
        knots = np.array(self.kinks if len(self.kinks) == self.units else END * np.arange(self.units) / self.units)
        x = np.linspace(0, END, SAMPLES)
        y = target(x) + self.noise * np.array(_normals(self.seed, SAMPLES))

        def features(points):
            return np.column_stack([np.ones_like(points), *(np.maximum(points - knot, 0) for knot in knots)])

        coefficients = np.linalg.lstsq(features(x), y, rcond=None)[0]
        fine = np.linspace(0, END, 601)
        return (
            float(np.sqrt(np.mean((features(x) @ coefficients - y) ** 2))),
            float(np.sqrt(np.mean((features(fine) @ coefficients - target(fine)) ** 2))),
        )

    def describe(self) -> str:
        if self.view == "fit":
            samples, curve = self.errors
            return (
                f"{self.units} hidden ReLU units fitted to {self.target}, noise {self.noise:g}: error {samples:.3g} on "
                f"the samples, {curve:.3g} against the curve."
            )
        shapes = " -> ".join(str(shape) for shape in self.shapes)
        return f"network {'-'.join(map(str, self.sizes))}, {self.parameters} parameters, shapes {shapes}."


def _from_sizes(sizes):
    sizes = list(sizes)
    if not 2 <= len(sizes) <= 6:
        raise traitlets.TraitError(
            f"NetworkBuilder: sizes must name 2 to 6 layers, input and output included, got {len(sizes)}."
        )
    hidden = sizes[1:-1]
    return {"inputs": sizes[0], "depth": len(hidden), "widths": hidden + [6] * (4 - len(hidden)), "outputs": sizes[-1]}


def _normals(seed, count):
    """The same standard normal numbers as in the browser: mulberry32, then Box and Muller."""
    state = seed & 0xFFFFFFFF

    def uniform():
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = (state ^ state >> 15) * (state | 1) & 0xFFFFFFFF
        t ^= (t + (t ^ t >> 7) * (t | 61)) & 0xFFFFFFFF
        return ((t ^ t >> 14) & 0xFFFFFFFF) / 2**32

    return [math.sqrt(-2 * math.log(1 - uniform())) * math.cos(2 * math.pi * uniform()) for _ in range(count)]
