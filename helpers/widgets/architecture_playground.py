"""ArchitecturePlayground: a small classifier trained live, with its decision surface and its loss curve."""

from __future__ import annotations

import functools

import traitlets

from .base import Choice, CourseWidget, Number, Whole, checked_number

DATA = ("moons", "circles", "xor", "spirals")
ACTIVATIONS = ("relu", "tanh", "sigmoid", "linear")
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
SAMPLES, BATCH = 150, 10


class ArchitecturePlayground(CourseWidget):
    """A dense network with two inputs that learns to tell two classes of points apart, in the browser.

    ``ArchitecturePlayground(data="xor", layers=1, units=4, activation="tanh", lr=0.1, trained=100)``: ``layers``
    hidden layers of ``units``, one sigmoid output, log loss, stochastic gradient descent in mini-batches of 10 out of
    150 points. ``epochs`` is where Run stops, ``trained`` how many epochs are done. ``playground.loss``,
    ``.accuracy``, ``.test_accuracy`` and ``.history`` follow the state: the same seed gives the same run.
    """

    MODULE = "architecture_playground"
    CONTROLS = (
        "data",
        "noise",
        "layers",
        "units",
        "activation",
        "lr",
        "epochs",
        "run",
        "step",
        "restart",
        "reseed",
        "edge",
        "painted",
        "reset",
    )

    data = Choice(DATA)
    noise = Number(0.1, 0, 0.5)
    layers = Whole(1, 0, 4)
    units = Whole(4, 1, 10)
    activation = Choice(ACTIVATIONS)
    lr = Choice(RATES, 0.1)
    epochs = Whole(300, 10, 1000)
    seed = Whole(1, 0, 10**6, help="of the points and of the first weights")
    trained = Whole(0, 0, 1000, help="epochs done")
    edge = Whole(0, 0, 400, help="the weight that can be changed, counted over all weights")
    edits: traitlets.List = traitlets.List(help="weights set by hand: [epoch, number of the weight, value]").tag(
        sync=True
    )
    painted: traitlets.List = traitlets.List(help="training points added by hand: [x1, x2, label]").tag(sync=True)
    moved: traitlets.List = traitlets.List(help="training points moved by hand: [number, x1, x2]").tag(sync=True)
    point = Whole(0, 0, 1000, help="the training point that can be moved")
    brush = Choice((1, 0), help="the class of the next point that is added")

    @traitlets.validate("edits", "painted", "moved")
    def _rows_of_three(self, proposal):
        name, rows = proposal["trait"].name, proposal["value"]
        for i, row in enumerate(rows):
            place = f"ArchitecturePlayground: {name}[{i}]"
            if not isinstance(row, (list, tuple)) or len(row) != 3:
                raise traitlets.TraitError(f"{place} must be three numbers, got {row!r}.")
            for value in row:
                checked_number(place, value, -1000, 1000)
        return [list(row) for row in rows]

    @property
    def sizes(self) -> list[int]:
        """Units of every layer, the two inputs and the output included."""
        return [2, *[self.units] * self.layers, 1]

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return sum((a + 1) * b for a, b in zip(self.sizes, self.sizes[1:]))

    @property
    def history(self) -> dict[str, list[float]]:
        """`loss`, `accuracy`, `test_loss` and `test_accuracy`, before the first epoch and after each."""
        rows = _history(
            self.data,
            self.noise,
            self.layers,
            self.units,
            self.activation,
            self.lr,
            self.seed,
            self.trained,
            tuple(map(tuple, self.edits)),
            tuple(map(tuple, self.painted)),
            tuple(map(tuple, self.moved)),
        )
        names = ("loss", "accuracy", "test_loss", "test_accuracy")
        return {name: [row[i] for row in rows] for i, name in enumerate(names)}

    @property
    def loss(self) -> float:
        """Mean log loss on the training points now."""
        return self.history["loss"][-1]

    @property
    def accuracy(self) -> float:
        """Share of training points that are right now."""
        return self.history["accuracy"][-1]

    @property
    def test_accuracy(self) -> float:
        """Share of the test points that are right now."""
        return self.history["test_accuracy"][-1]

    def describe(self) -> str:
        net = "-".join(map(str, self.sizes))
        state = f"network {net} ({self.activation}) on {self.data}, noise {self.noise:g}, learning rate {self.lr:g}"
        return (
            f"{state}, {self.trained} epochs trained: loss {self.loss:.3g}, {self.accuracy:.0%} of the training points "
            f"right."
        )


@functools.lru_cache(maxsize=16)
def _history(data, noise, layers, units, activation, lr, seed, epochs, edits=(), painted=(), moved=()):
    """The run of the browser again, in NumPy: rows (loss, accuracy, test loss, test accuracy)."""
    import numpy as np

    net = _network([2, *[units] * layers, 1], activation, seed)
    train, test = _points(data, noise, seed), _points(data, noise, seed + 500)
    for number, *place in moved:
        if 0 <= number < SAMPLES:
            train[0][int(number)] = place
    if painted:
        more = np.array(painted)
        train = (np.vstack([train[0], more[:, :2]]), np.concatenate([train[1], more[:, 2]]))
    rows = []
    with np.errstate(all="ignore"):
        for epoch in range(epochs + 1):
            if epoch and np.isfinite(rows[-1][0]):
                for i in range(0, len(train[1]), BATCH):
                    _update(net, activation, [part[i : i + BATCH] for part in train], lr)
            _edit(net, [row for row in edits if row[0] == epoch])
            rows.append((*_score(net, activation, train), *_score(net, activation, test)))
    return rows


def _edit(net, edits):
    """Set weights by hand, each by its number over all weights."""
    for _, number, value in edits:
        k = int(number)
        for W, _b in net:
            if 0 <= k < W.size:
                W.flat[k] = value
                break
            k -= W.size


def _points(kind, noise, seed):
    import numpy as np

    from .mulberry import normals_from, uniforms

    draws = uniforms(seed, 6 * SAMPLES).reshape(SAMPLES, 6)
    label = np.arange(SAMPLES) % 2
    a, b = draws[:, 0], draws[:, 1]
    flip = 1 - 2 * label
    if kind == "moons":
        x1, x2 = flip * (np.cos(np.pi * a) - 0.5), flip * (np.sin(np.pi * a) - 0.25)
    elif kind == "circles":
        r = np.where(label == 1, 0.5 * np.sqrt(b), 0.85 + 0.3 * b)
        x1, x2 = r * np.cos(2 * np.pi * a), r * np.sin(2 * np.pi * a)
    elif kind == "spirals":
        t = 0.15 + 0.85 * a
        x1, x2 = (1.2 * t * f(3 * np.pi * t + np.pi * label) for f in (np.cos, np.sin))
    else:
        sign = np.where((a * 1000) % 1 < 0.5, 1, -1)
        x1, x2 = sign * (0.1 + 1.1 * a), sign * flip * (0.1 + 1.1 * b)
    return np.stack([x1, x2], axis=1) + noise * normals_from(draws[:, 2:]), label


def _network(sizes, activation, seed):
    import numpy as np

    from .mulberry import normals

    draws = normals(seed + 1000, sum(a * b for a, b in zip(sizes, sizes[1:])))
    net, used = [], 0
    for a, b in zip(sizes, sizes[1:]):
        scale = np.sqrt((2 if activation == "relu" else 1) / a)
        net.append([scale * draws[used : used + a * b].reshape(a, b), np.zeros(b)])
        used += a * b
    return net


def _outputs(net, activation, x):
    import numpy as np
    from scipy.special import expit

    act = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh, "sigmoid": expit, "linear": lambda z: z}[activation]
    outs = [x]
    for i, (W, b) in enumerate(net):
        z = outs[-1] @ W + b
        outs.append(z if i == len(net) - 1 else act(z))
    return outs


def _score(net, activation, points):
    import numpy as np

    x, y = points
    z = _outputs(net, activation, x)[-1][:, 0]
    return float(np.mean(np.logaddexp(0, z) - y * z)), float(np.mean((z > 0) == (y == 1)))


def _update(net, activation, points, lr):
    from scipy.special import expit

    x, y = points
    slope = {
        "relu": lambda a: a > 0,
        "tanh": lambda a: 1 - a * a,
        "sigmoid": lambda a: a * (1 - a),
        "linear": lambda a: 1,
    }[activation]
    outs = _outputs(net, activation, x)
    delta = (expit(outs[-1]) - y[:, None]) / len(y)
    for i in range(len(net) - 1, -1, -1):
        W, b = net[i]
        back = delta @ W.T * slope(outs[i]) if i else None
        net[i] = [W - lr * outs[i].T @ delta, b - lr * delta.sum(axis=0)]
        delta = back
