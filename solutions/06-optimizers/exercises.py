"""Exercise bank of lesson 06: steps of five optimizers, the stability limit, schedules, mini-batches, quizzes."""

import itertools
import math

import numpy as np

from helpers.checks.judges.batches import Batches
from helpers.checks.plain import Random
from helpers.checks.probes.seeded import Seeded
from helpers.instructors.banks import Bank, Case, Exercise, Misconception, Option, Question, graded_quiz


def away_from_zero(rng, shape=()):
    """Random gradients of size 0.5 to 2: there the place of ε is not felt."""
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 2, shape)


# -- gradient descent ------------------------------------------------------------------------------


def descent_cases(rng):
    return [
        Case((1.0, 4.0, 0.1), about="plain numbers"),
        Case((rng.normal(size=5), rng.normal(size=5), 0.05), about="arrays"),
        Case((rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), 0.5), about="matrices"),
        Case((rng.normal(size=3), np.zeros(3), 0.3), about="gradient 0"),
    ]


def descent_in_place(w, g, lr):
    w -= lr * g
    return w


descent = Exercise(
    "06.gradient_descent_step",
    points=1,
    cases=descent_cases,
    misconceptions=[
        Misconception(
            "uphill",
            lambda w, g, lr: w + lr * g,
            "You walk uphill: the gradient points to where the loss grows. For w = 1, g = 4, lr = 0.1 the answer "
            "should be below 1.",
        ),
        Misconception(
            "no-rate",
            lambda w, g, lr: w - g,
            "The learning rate is not used. Try lr = 0: then nothing should move, but your weights do.",
        ),
        Misconception(
            "step-only",
            lambda w, g, lr: lr * g,
            "This is the length of the step. Asked for is where you stand after it: with g = 0 you should still be at "
            "w.",
        ),
        Misconception(
            "negative-step",
            lambda w, g, lr: -lr * g,
            "This is the change of w, with the right sign. Asked for is the new w itself: with g = 0 it should be the "
            "old one.",
        ),
        Misconception(
            "rate-on-weights",
            lambda w, g, lr: lr * w - g,
            "The learning rate multiplies the weights here. It belongs to the gradient: with lr = 0 the weights should "
            "stay as they are.",
        ),
        Misconception(
            "both-scaled",
            lambda w, g, lr: lr * (w - g),
            "The learning rate multiplies everything, so even with g = 0 the weights shrink. Only the gradient is "
            "scaled.",
        ),
        Misconception(
            "divided",
            lambda w, g, lr: w - g / lr,
            "You divide by the learning rate. A smaller rate should mean a smaller step; yours grows.",
        ),
        Misconception(
            "in-place",
            descent_in_place,
            "The value is right, but `w -= ...` writes into the caller's array: after the call the old weights are "
            "gone. Make a new array.",
        ),
    ],
    alternatives={
        "reordered": lambda w, g, lr: -g * lr + w,
        "float32": lambda w, g, lr: np.subtract(w, np.multiply(lr, g), dtype=np.float32),
        "list": lambda w, g, lr: (np.asarray(w) - lr * np.asarray(g)).tolist(),
        "own copy": lambda w, g, lr: descent_in_place(np.array(w), g, lr),
        "prints": lambda w, g, lr: print(w) or w - lr * g,
    },
)

# -- the largest stable rate -----------------------------------------------------------------------


def stable_cases(rng):
    return [
        Case(([1, 25],), about="the ravine of the lesson"),
        Case((np.array([4.0]),), about="one direction"),
        Case((np.array([25.0, 1.0]),), about="the steep one first"),
        Case((rng.uniform(0.1, 30, size=6),), about="six curvatures"),
        Case((rng.uniform(100, 3000, size=3),), about="large curvatures"),
    ]


stable = Exercise(
    "06.largest_stable_lr",
    points=2,
    cases=stable_cases,
    misconceptions=[
        Misconception(
            "one-step",
            lambda c: 1 / np.max(c),
            "With this rate the steepest direction arrives in one step. You can go higher: it may jump over the "
            "minimum as long as it lands nearer than before. Look again at the factor 1 − ηλ, and at where it reaches "
            "−1.",
        ),
        Misconception(
            "flattest",
            lambda c: 2 / np.min(c),
            "This is the limit of the flattest direction. For [1, 25] it gives 2: put η = 2 into 1 − 25η and see what "
            "the steep one does.",
        ),
        Misconception(
            "mean",
            lambda c: 2 / np.mean(c),
            "You use the mean curvature. Every direction walks on its own: it takes only one that diverges. Which one "
            "is it?",
        ),
        Misconception(
            "sum",
            lambda c: 2 / np.sum(c),
            "You add the curvatures up. This rate is safe, but not the largest: for [1, 25] even 0.0799 still "
            "converges.",
        ),
        Misconception(
            "upside-down",
            lambda c: np.max(c) / 2,
            "Upside down: a steeper bowl needs a smaller rate. Your answer grows with the curvature.",
        ),
        Misconception(
            "each",
            lambda c: 2 / np.asarray(c),
            "You give one limit for each direction. There is only one learning rate for all of them: which of your "
            "limits decides?",
        ),
        Misconception(
            "first",
            lambda c: 2 / c[0],
            "Only the first curvature is used. Try [1, 25] and [25, 1]: the order of the directions should not matter.",
        ),
        Misconception(
            "no-two",
            lambda c: np.max(c),
            "This is the largest curvature itself. The border is a learning rate: with it, the factor 1 − ηλ is −1.",
        ),
    ],
    alternatives={
        "python": lambda c: 2 / max(c),
        "smallest limit": lambda c: min(2 / x for x in c),
        "array": lambda c: np.array(2.0) / np.asarray(c, dtype=float).max(),
        "float32": lambda c: np.float32(2 / max(c)),
    },
)

# -- updates and mini-batches ----------------------------------------------------------------------


def updates_cases(rng):
    size = int(rng.integers(5, 40))
    full = int(rng.integers(3, 30))
    return [
        Case((1000, 32), about="a short batch at the end"),
        Case((96, 32), about="it divides"),
        Case((5, 32), about="a batch larger than the data"),
        Case((full * size + 1, size), about="one sample left over"),
        Case((full * size + size - 1, size), about="one sample missing"),
        Case((full * size, size), about="it divides"),
        Case((int(rng.integers(2, 500)), 1), about="single samples"),
    ]


updates = Exercise(
    "06.updates_per_epoch",
    points=1,
    cases=updates_cases,
    misconceptions=[
        Misconception(
            "floor",
            lambda n, batch_size: n // batch_size,
            "The short batch at the end is forgotten: with 1 000 samples and 32 in a batch, 31 batches hold 992. Where "
            "do the other 8 go?",
        ),
        Misconception(
            "always-one-more",
            lambda n, batch_size: n // batch_size + 1,
            "You always add one batch. Try 96 samples and 32 in a batch: the fourth batch would be empty.",
        ),
        Misconception(
            "true-division",
            lambda n, batch_size: n / batch_size,
            "A number of batches is whole. 31.25 batches means 31 full ones and something more: how many calls of the "
            "update is that?",
        ),
        Misconception(
            "rounded",
            lambda n, batch_size: round(n / batch_size),
            "Rounding to the nearest loses a last batch that is less than half full. Even one sample left over makes a "
            "batch.",
        ),
        Misconception(
            "at-least-one",
            lambda n, batch_size: max(1, n // batch_size),
            "Data smaller than one batch are handled, but with 1 000 and 32 the last 8 samples are still lost.",
        ),
        Misconception(
            "samples",
            lambda n, batch_size: n,
            "This is the number of samples. It is the number of updates only when each batch holds one.",
        ),
    ],
    alternatives={
        "negative floor": lambda n, batch_size: -(-n // batch_size),
        "shifted floor": lambda n, batch_size: (n + batch_size - 1) // batch_size,
        "divmod": lambda n, batch_size: n // batch_size + (n % batch_size > 0),
        "range": lambda n, batch_size: len(range(0, n, batch_size)),
        "float": lambda n, batch_size: np.ceil(n / batch_size),
    },
)


def batch_cases(rng):
    def data(n, features):
        return rng.normal(size=(n, features)), rng.permutation(n) + 100

    seeds = [Random(int(seed)) for seed in rng.integers(0, 10**6, 4)]
    return [
        Case((*data(23, 2), 5, seeds[0]), about="23 samples, batches of 5"),
        Case((*data(24, 3), 6, seeds[1]), about="24 samples, batches of 6"),
        Case((*data(7, 1), 10, seeds[2]), about="a batch size above n"),
        Case((*data(16, 2), 1, seeds[3]), about="single samples"),
    ]


def _cut(X, y, size):
    for i in range(0, len(X), size):
        yield X[i : i + size], y[i : i + size]


def shuffled(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    yield from _cut(X[order], y[order], batch_size)


def only_batches(X, y, batch_size, rng):
    parts = list(_cut(X, y, batch_size))
    order = rng.permutation(len(parts))
    return [parts[i] for i in order]


def apart(X, y, batch_size, rng):
    return _cut(rng.permutation(X), rng.permutation(y), batch_size)


def full_only(X, y, batch_size, rng):
    return [(a, b) for a, b in shuffled(X, y, batch_size, rng) if len(a) == batch_size]


def range_too_short(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for i in range(0, len(X) - batch_size, batch_size):
        yield X[order[i : i + batch_size]], y[order[i : i + batch_size]]


def with_replacement(X, y, batch_size, rng):
    for _ in range(math.ceil(len(X) / batch_size)):
        # The first index twice: by chance alone a single small batch could hold no sample twice.
        chosen = rng.integers(0, len(X), batch_size)
        chosen = np.r_[chosen[0], chosen]
        yield X[chosen], y[chosen]


_turn = itertools.count()


def global_random(X, y, batch_size, rng):
    # Stands for np.random.permutation: another order at each of the probe's three calls, yet the same in every build.
    return shuffled(X, y, batch_size, np.random.default_rng(next(_turn) % 3))


def own_generator(X, y, batch_size, rng):
    return shuffled(X, y, batch_size, np.random.default_rng(0))


def in_place(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    X[:], y[:] = X[order], y[order]
    return _cut(X.copy(), y.copy(), batch_size)


def inputs_only(X, y, batch_size, rng):
    return [a for a, _ in shuffled(X, y, batch_size, rng)]


def by_shuffle(X, y, batch_size, rng):
    order = list(range(len(X)))
    rng.shuffle(order)
    for i in range(math.ceil(len(X) / batch_size)):
        part = order[i * batch_size : (i + 1) * batch_size]
        yield X[part], y[part]


batches = Exercise(
    "06.minibatches",
    points=3,
    cases=batch_cases,
    probe=Seeded(collect=True),
    judge=Batches(),
    misconceptions=[
        Misconception(
            "not-shuffled",
            lambda X, y, batch_size, rng: _cut(X, y, batch_size),
            "The samples come out in the order in which they went in. Data sets are often sorted by class: then each "
            "batch would hold one class only. Use `rng` to mix them first.",
        ),
        Misconception(
            "only-batches",
            only_batches,
            "You mix the batches, but neighbours stay together: samples 0 to 4 always share a batch. Mix the samples "
            "before you cut.",
        ),
        Misconception(
            "apart",
            apart,
            "X and y come apart: an image arrives with the label of another one. One order has to serve both.",
        ),
        Misconception(
            "full-only",
            full_only,
            "Only full batches come out. With 23 samples and batches of 5, three samples are never seen; with 7 "
            "samples and a batch size of 10, nothing comes at all.",
        ),
        Misconception(
            "range-too-short",
            range_too_short,
            "The loop ends one batch too early, even when the division comes out even: 24 samples in batches of 6 "
            "should give 4 batches. Where must the range stop?",
        ),
        Misconception(
            "with-replacement",
            with_replacement,
            "You draw each batch afresh, so some samples come twice and others never. In one epoch every sample comes "
            "exactly once: draw one order of all of them.",
        ),
        Misconception(
            "global-random",
            global_random,
            "The same seed gives different batches on a second run. All randomness should come from the `rng` that you "
            "are given, not from `np.random` functions or a generator without a seed.",
        ),
        Misconception(
            "own-generator",
            own_generator,
            "You make a generator of your own with a fixed seed, so the order is the same in every epoch and for every "
            "seed. Use the `rng` that you are given.",
        ),
        Misconception(
            "in-place",
            in_place,
            "The batches are right, but the caller's X and y are shuffled too. Indexing with an order, `X[order]`, "
            "makes a new array; `rng.shuffle(X)` and `X[:] = ...` change the old one.",
        ),
        Misconception(
            "inputs-only",
            inputs_only,
            "What comes out, item by item, should be a pair: the inputs of a batch, one row for each sample, and the "
            "labels that belong to them, one for each row. `yield X_batch, y_batch` gives one pair each time; a "
            "`return` ends the function at the first.",
        ),
    ],
    alternatives={
        "list": lambda X, y, batch_size, rng: list(shuffled(X, y, batch_size, rng)),
        "shuffled index list": by_shuffle,
        "sorted by random keys": lambda X, y, batch_size, rng: _cut(
            *(a[o] for o in [np.argsort(rng.random(len(X)))] for a in (X, y)), batch_size
        ),
        "same seed for both": lambda X, y, batch_size, rng: (
            lambda s: _cut(np.random.default_rng(s).permutation(X), np.random.default_rng(s).permutation(y), batch_size)
        )(rng.integers(2**31)),
        "array_split by size": lambda X, y, batch_size, rng: (
            (X[i], y[i]) for i in np.split(rng.permutation(len(X)), range(batch_size, len(X), batch_size))
        ),
        "float32": lambda X, y, batch_size, rng: (
            (a.astype(np.float32), b) for a, b in shuffled(X, y, batch_size, rng)
        ),
        "copy shuffled in place": lambda X, y, batch_size, rng: in_place(X.copy(), y.copy(), batch_size, rng),
    },
)

# -- momentum --------------------------------------------------------------------------------------


def momentum_cases(rng):
    return [
        Case((1.0, 0.5, 2.0), {"lr": 0.1, "beta": 0.9}, about="the example"),
        Case((rng.normal(size=4), np.zeros(4), away_from_zero(rng, 4)), {"lr": 0.2}, about="first step, velocity 0"),
        Case(
            (rng.normal(size=4), rng.normal(size=4), away_from_zero(rng, 4)), {"lr": 0.05, "beta": 0.7}, about="arrays"
        ),
        Case(
            (rng.normal(size=3), away_from_zero(rng, 3), away_from_zero(rng, 3)),
            {"lr": 0.1},
            about="beta at its default",
        ),
        Case(
            (rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), np.zeros((2, 3))),
            {"lr": 0.3, "beta": 0.5},
            about="gradient 0: it rolls on",
        ),
    ]


def momentum_in_place(w, v, g, lr, beta=0.9):
    v *= beta
    v += lr * g
    w -= v
    return w, v


def keras_sign(w, v, g, lr, beta=0.9):
    v = beta * v - lr * g
    return w + v, v


def torch_form(w, v, g, lr, beta=0.9):
    v = beta * v + g
    return w - lr * v, v


def momentum_uphill(w, v, g, lr, beta=0.9):
    v = beta * v - lr * g
    return w - v, v


def averaged(w, v, g, lr, beta=0.9):
    v = beta * v + (1 - beta) * lr * g
    return w - v, v


def nesterov(w, v, g, lr, beta=0.9):
    v = beta * v + lr * g
    return w - (beta * v + lr * g), v


momentum = Exercise(
    "06.momentum_step",
    points=3,
    cases=momentum_cases,
    misconceptions=[
        Misconception(
            "keras-sign",
            keras_sign,
            "This is Keras' way to write it: velocity with the other sign, then w + v. Here the velocity is "
            "subtracted. From v = 0 your weights are right and your v has the wrong sign.",
        ),
        Misconception(
            "uphill",
            momentum_uphill,
            "The two minus signs cancel: the velocity takes −lr·g, and then it is subtracted. From v = 0 your first "
            "step goes uphill.",
        ),
        Misconception(
            "torch-form",
            torch_form,
            "This is PyTorch's way to write it, with the learning rate outside the velocity. Here the rate goes into "
            "v: for v = 0, g = 2, lr = 0.1 the new v should be 0.2.",
        ),
        Misconception(
            "averaged",
            averaged,
            "You take a running mean, with a factor 1 − β on the new gradient. Momentum as asked for is a fading sum: "
            "the new gradient counts in full.",
        ),
        Misconception(
            "averaged-rate-outside",
            lambda w, v, g, lr, beta=0.9: (w - lr * (beta * v + (1 - beta) * g), beta * v + (1 - beta) * g),
            "You take a running mean of the gradients and multiply by the rate afterwards, as Adam does. Here the new "
            "gradient counts in full, and the rate goes into the velocity: lr·g is added to β·v.",
        ),
        Misconception(
            "old-velocity",
            lambda w, v, g, lr, beta=0.9: (w - v, beta * v + lr * g),
            "The weights move with the old velocity. From v = 0 they would not move at all in the first step. First "
            "the new velocity, then the weights.",
        ),
        Misconception(
            "no-memory",
            lambda w, v, g, lr, beta=0.9: (w - lr * g, lr * g),
            "The old velocity is not used, so this is plain gradient descent. With g = 0 and v = 1 the ball should "
            "still roll.",
        ),
        Misconception(
            "no-fading",
            lambda w, v, g, lr, beta=0.9: (w - v - lr * g, v + lr * g),
            "β is not used: the velocity never fades. With g = 0 the new v should be β times the old one.",
        ),
        Misconception(
            "nesterov",
            nesterov,
            "This looks one step ahead: Nesterov's momentum. Asked for is the plain one, in which the weights move by "
            "exactly the new v.",
        ),
        Misconception(
            "swapped",
            lambda w, v, g, lr, beta=0.9: (beta * v + lr * g, w - beta * v - lr * g),
            "The two results come in the wrong order: first the weights, then the velocity.",
        ),
        Misconception(
            "velocity-forgotten",
            lambda w, v, g, lr, beta=0.9: w - beta * v - lr * g,
            "Only the weights come back. The next step needs the new velocity too: return both.",
        ),
        Misconception(
            "in-place",
            momentum_in_place,
            "The numbers are right, but `v *= ...` or `w -= ...` writes into the caller's arrays. Make new ones.",
        ),
    ],
    alternatives={
        "one line": lambda w, v, g, lr, beta=0.9: (w - (beta * v + lr * g), beta * v + lr * g),
        "keras inside": lambda w, v, g, lr, beta=0.9: (w + (-beta * v - lr * g), -(-beta * v - lr * g)),
        "float32": lambda w, v, g, lr, beta=0.9: tuple(
            np.float32(a) for a in (w - (beta * v + lr * g), beta * v + lr * g)
        ),
        "lists": lambda w, v, g, lr, beta=0.9: [
            np.asarray(a).tolist() for a in (w - (beta * v + lr * g), beta * v + lr * g)
        ],
        "own copies": lambda w, v, g, lr, beta=0.9: momentum_in_place(
            np.array(w, float), np.array(v, float), g, lr, beta
        ),
    },
)

# -- AdaGrad and RMSprop ---------------------------------------------------------------------------


def adagrad_cases(rng):
    return [
        Case((1.0, 16.0, 3.0), {"lr": 0.1}, about="the example"),
        Case((rng.normal(size=5), rng.uniform(1, 5, 5), away_from_zero(rng, 5)), {"lr": 0.3}, about="arrays"),
        Case((rng.normal(size=4), np.zeros(4), away_from_zero(rng, 4)), {"lr": 0.1}, about="first step, s = 0"),
        Case(
            (rng.normal(size=(2, 2)), np.zeros((2, 2)), np.array([[0.0, 1.5], [-2.0, 0.0]])),
            {"lr": 0.1},
            about="some gradients 0 with s = 0",
        ),
    ]


def quiet(function):
    """The function without NumPy's warnings, for wrong answers that divide by zero on purpose."""

    def silent(*args, **kwargs):
        with np.errstate(all="ignore"):
            return function(*map(np.float64, args), **kwargs)

    return silent


def adaptive(accumulate, divide=lambda s, eps: np.sqrt(s) + eps):
    """A step that keeps `accumulate(s, g)` and divides by `divide(s, eps)`."""

    def step(w, s, g, lr, eps=1e-7):
        s = accumulate(s, g)
        return w - lr * g / divide(s, eps), s

    return step


def adagrad_in_place(w, s, g, lr, eps=1e-7):
    s += g**2
    w -= lr * g / (np.sqrt(s) + eps)
    return w, s


def add_square(s, g):
    return s + g**2


adagrad = Exercise(
    "06.adagrad_step",
    points=3,
    cases=adagrad_cases,
    misconceptions=[
        Misconception(
            "no-eps",
            quiet(adaptive(add_square, lambda s, eps: np.sqrt(s))),
            "Right, except where g = 0 meets s = 0: that is 0/0, and NaN spreads to everything after it. That is what "
            "`eps` is for. If you did use it, look at the brackets: in `g / np.sqrt(s) + eps` it is added after the "
            "division, too late.",
        ),
        Misconception(
            "no-root",
            adaptive(add_square, lambda s, eps: s + eps),
            "You divide by s itself. Its root is wanted: on the first step from s = 0 every weight should move by "
            "exactly lr, whatever g is.",
        ),
        Misconception(
            "no-square",
            quiet(adaptive(lambda s, g: s + g, lambda s, eps: np.sqrt(np.abs(s)) + eps)),
            "The accumulator adds g, not its square. Gradients of changing sign would cancel; squares never do.",
        ),
        Misconception(
            "old-sum",
            lambda w, s, g, lr, eps=1e-7: (w - lr * g / (np.sqrt(s) + eps), s + g**2),
            "You divide by the old s, without this step's gradient. From s = 0 that makes a step of millions. First "
            "the new s, then the step.",
        ),
        Misconception(
            "forgets",
            adaptive(lambda s, g: 0.9 * s + 0.1 * g**2),
            "Your accumulator fades, which is the idea of the next exercise. AdaGrad forgets nothing: it adds the new "
            "square to the old sum.",
        ),
        Misconception(
            "uphill",
            lambda w, s, g, lr, eps=1e-7: (w + lr * g / (np.sqrt(s + g**2) + eps), s + g**2),
            "The sign: the weights walk uphill. With a positive gradient w should become smaller.",
        ),
        Misconception(
            "no-sum",
            adaptive(lambda s, g: g**2),
            "The old sum is not used, so every step is ±lr. The squares of earlier steps belong in s too.",
        ),
        Misconception(
            "root-kept",
            lambda w, s, g, lr, eps=1e-7: (w - lr * g / (np.sqrt(s + g**2) + eps), np.sqrt(s + g**2)),
            "The weights are right, but you hand back the root as the new s. The next step would add a square to a "
            "root. Keep the sum of squares.",
        ),
        Misconception(
            "in-place",
            adagrad_in_place,
            "The numbers are right, but `s += ...` or `w -= ...` writes into the caller's arrays. Make new ones.",
        ),
        Misconception(
            "weights-only",
            lambda w, s, g, lr, eps=1e-7: w - lr * g / (np.sqrt(s + g**2) + eps),
            "Only the weights come back. Without the new s the next step cannot go on: return both.",
        ),
    ],
    alternatives={
        "eps inside": adaptive(add_square, lambda s, eps: np.sqrt(s + eps)),
        "eps inside, squared": adaptive(add_square, lambda s, eps: np.sqrt(s + eps**2)),
        "largest of root and eps": adaptive(add_square, lambda s, eps: np.maximum(np.sqrt(s), eps)),
        "power": adaptive(add_square, lambda s, eps: (s + eps) ** 0.5),
        "product": adaptive(lambda s, g: s + g * g),
        "float32": lambda *a, **k: tuple(np.float32(x) for x in adaptive(add_square)(*a, **k)),
        "list": lambda *a, **k: list(adaptive(add_square)(*a, **k)),
    },
)


def rmsprop_cases(rng):
    return [
        Case((1.0, 10.0, 2.0), {"lr": 0.1, "rho": 0.5}, about="the example"),
        Case((rng.normal(size=5), rng.uniform(0.5, 4, 5), away_from_zero(rng, 5)), {"lr": 0.05}, about="arrays"),
        Case((rng.normal(size=4), np.zeros(4), away_from_zero(rng, 4)), {"lr": 0.01}, about="first step, s = 0"),
        Case(
            (rng.normal(size=3), rng.uniform(0.5, 4, 3), away_from_zero(rng, 3)),
            {"lr": 0.05, "rho": 0.99},
            about="a long memory",
        ),
        Case(
            (rng.normal(size=(2, 2)), np.zeros((2, 2)), np.array([[0.0, 1.5], [-2.0, 0.0]])),
            {"lr": 0.01},
            about="some gradients 0 with s = 0",
        ),
    ]


def running(mean=lambda s, g, rho: rho * s + (1 - rho) * g**2, divide=lambda s, eps: np.sqrt(s) + eps, sign=-1):
    """A step that keeps the running `mean(s, g, rho)` and divides by `divide(s, eps)`."""

    def step(w, s, g, lr, rho=0.9, eps=1e-7):
        s = mean(s, g, rho)
        return w + sign * lr * g / divide(s, eps), s

    return step


def rmsprop_in_place(w, s, g, lr, rho=0.9, eps=1e-7):
    s *= rho
    s += (1 - rho) * g**2
    w -= lr * g / (np.sqrt(s) + eps)
    return w, s


rmsprop = Exercise(
    "06.rmsprop_step",
    points=3,
    cases=rmsprop_cases,
    misconceptions=[
        Misconception(
            "weights-swapped",
            running(lambda s, g, rho: (1 - rho) * s + rho * g**2),
            "ρ and 1 − ρ have changed places: with ρ = 0.9 you keep a tenth of the past instead of nine tenths. With g "
            "= 0 the new s should be ρ times the old one.",
        ),
        Misconception(
            "sum-not-mean",
            running(lambda s, g, rho: rho * s + g**2),
            "The factor 1 − ρ on the new square does not show in your answer. For a constant gradient of 1 a running "
            "mean of its squares "
            "should settle at 1; yours settles at 1/(1 − ρ) = 10.",
        ),
        Misconception(
            "s-missing",
            running(lambda s, g, rho: rho + (1 - rho) * g**2),
            "The old s does not show in your answer beside ρ, the misprint of the lesson. What you have then remembers "
            "nothing: it is "
            "the same for every s.",
        ),
        Misconception(
            "never-forgets",
            running(lambda s, g, rho: s + g**2),
            "Your accumulator only grows: that is AdaGrad. RMSprop keeps a running mean with ρ.",
        ),
        Misconception(
            "no-eps",
            quiet(running(divide=lambda s, eps: np.sqrt(s))),
            "Right, except where g = 0 meets s = 0: that is 0/0, and NaN spreads to everything after it. That is what "
            "`eps` is for.",
        ),
        Misconception(
            "no-root",
            running(divide=lambda s, eps: s + eps),
            "You divide by s itself. The method is named after the *root* of the mean square.",
        ),
        Misconception(
            "no-square",
            quiet(running(lambda s, g, rho: rho * s + (1 - rho) * g, divide=lambda s, eps: np.sqrt(np.abs(s)) + eps)),
            "You average g, not its square. Gradients of changing sign would cancel.",
        ),
        Misconception(
            "old-mean",
            lambda w, s, g, lr, rho=0.9, eps=1e-7: (w - lr * g / (np.sqrt(s) + eps), rho * s + (1 - rho) * g**2),
            "You divide by the old s. From s = 0 that makes a step of hundreds of thousands. First the new s, then the "
            "step.",
        ),
        Misconception(
            "uphill",
            running(sign=1),
            "The sign: the weights walk uphill. With a positive gradient w should become smaller.",
        ),
        Misconception(
            "root-kept",
            lambda w, s, g, lr, rho=0.9, eps=1e-7: (
                running()(w, s, g, lr, rho, eps)[0],
                np.sqrt(rho * s + (1 - rho) * g**2),
            ),
            "The weights are right, but you hand back the root as the new s. The next step needs the running mean of "
            "squares itself.",
        ),
        Misconception(
            "in-place",
            rmsprop_in_place,
            "The numbers are right, but `s *= ...` or `w -= ...` writes into the caller's arrays. Make new ones.",
        ),
    ],
    alternatives={
        "eps inside": running(divide=lambda s, eps: np.sqrt(s + eps)),
        "eps inside, squared": running(divide=lambda s, eps: np.sqrt(s + eps**2)),
        "moved by the difference": running(lambda s, g, rho: s + (1 - rho) * (g * g - s)),
        "float32": lambda *a, **k: tuple(np.float32(x) for x in running()(*a, **k)),
        "list": lambda *a, **k: [np.asarray(x).tolist() for x in running()(*a, **k)],
    },
)

# -- Adam ------------------------------------------------------------------------------------------


def adam_cases(rng):
    def state(n):
        return rng.normal(size=n), rng.normal(0, 0.5, n), rng.uniform(0.2, 2, n), away_from_zero(rng, n)

    w, _, _, g = state(4)
    return [
        Case((1.0, 0.0, 0.0, 2.0), {"t": 1, "lr": 0.1}, about="the first step"),
        Case((w, np.zeros(4), np.zeros(4), g), {"t": 1, "lr": 0.05}, about="the first step, arrays"),
        Case(state(4), {"t": 2, "lr": 0.02}, about="the second step"),
        Case(state(4), {"t": 7, "lr": 0.05, "beta1": 0.8, "beta2": 0.99}, about="other betas"),
        Case(state(3), {"t": 400, "lr": 0.1}, about="a late step"),
        Case(state(3), {"t": 3}, about="everything at its default"),
        Case(
            (np.ones(2), np.zeros(2), np.zeros(2), np.array([0.0, 1.0])),
            {"t": 1, "lr": 0.01},
            about="a gradient 0 with m = v = 0",
        ),
    ]


def adam(
    correct=lambda m, v, t, beta1, beta2: (m / (1 - beta1**t), v / (1 - beta2**t)),
    divide=lambda v, eps: np.sqrt(v) + eps,
    square=lambda g: g**2,
    keep=False,
    sign=-1,
    swap=False,
    top=lambda m_hat, g: m_hat,
):
    """Adam with one of its pieces replaced; `keep` hands back the corrected means."""

    def step(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):
        if swap:
            beta1, beta2 = beta2, beta1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * square(g)
        m_hat, v_hat = correct(m, v, t, beta1, beta2)
        w = w + sign * lr * top(m_hat, g) / divide(v_hat, eps)
        return (w, m_hat, v_hat) if keep else (w, m, v)

    return step


def adam_in_place(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):
    m *= beta1
    m += (1 - beta1) * g
    v *= beta2
    v += (1 - beta2) * g**2
    w -= lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w, m, v


def no_one_minus(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):
    m, v = beta1 * m + g, beta2 * v + g**2
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def keras_form(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):
    m, v = m + (g - m) * (1 - beta1), v + (g * g - v) * (1 - beta2)
    return w - lr * math.sqrt(1 - beta2**t) / (1 - beta1**t) * m / (np.sqrt(v) + eps), m, v


adam_exercise = Exercise(
    "06.adam_step",
    steps=("m_hat", "v_hat"),
    points=5,
    cases=adam_cases,
    misconceptions=[
        Misconception(
            "no-correction",
            adam(lambda m, v, *_: (m, v)),
            "The bias correction does not show in your answer. On the first step every weight should move by exactly "
            "lr; yours moves by "
            "3.16 times as much.",
        ),
        Misconception(
            "no-correction-no-eps",
            quiet(adam(lambda m, v, *_: (m, v), lambda v, eps: np.sqrt(v))),
            "Two things. The bias correction does not show in your answer: the first step is 3.16 times too long. And "
            "where g = 0 meets "
            "v = 0 there is 0/0: `eps` belongs to the denominator, all of which the step is divided by.",
        ),
        Misconception(
            "t-from-0",
            quiet(adam(lambda m, v, t, b1, b2: (m / (1 - b1 ** (t - 1)), v / (1 - b2 ** (t - 1))))),
            "You use t − 1, as if the first step had t = 0. Then 1 − β^0 = 0 stands under the fraction: infinity or "
            "NaN. Here t is already 1 at the first step.",
        ),
        Misconception(
            "t-plus-1",
            adam(lambda m, v, t, b1, b2: (m / (1 - b1 ** (t + 1)), v / (1 - b2 ** (t + 1)))),
            "You use t + 1. Here t is already 1 at the first step: put t = 1 into 1 − β^t and see that m̂ becomes g.",
        ),
        Misconception(
            "only-m-corrected",
            adam(lambda m, v, t, b1, b2: (m / (1 - b1**t), v)),
            "Only m is corrected. v starts at 0 just as well, and β2 = 0.999 makes it too small for thousands of "
            "steps.",
        ),
        Misconception(
            "only-v-corrected",
            adam(lambda m, v, t, b1, b2: (m, v / (1 - b2**t))),
            "Only v is corrected. m starts at 0 just as well: your first step is a tenth of what it should be.",
        ),
        Misconception(
            "betas-times-t",
            quiet(
                adam(
                    lambda m, v, t, b1, b2: (m / (1 - b1 * t), v / (1 - b2 * t)),
                    lambda v, eps: np.sqrt(np.abs(v)) + eps,
                )
            ),
            "You multiply β by t. It is β to the power t: `beta1**t`. Both agree at t = 1, so test with t = 2.",
        ),
        Misconception(
            "fixed-correction",
            adam(lambda m, v, t, b1, b2: (m / (1 - b1), v / (1 - b2))),
            "You divide by 1 − β at every step. That is right for t = 1 only: the correction fades as t grows.",
        ),
        Misconception(
            "corrected-means-kept",
            adam(keep=True),
            "The weights are right, but you hand back m̂ and v̂. The next step would correct them a second time. "
            "Return the plain running means.",
        ),
        Misconception(
            "betas-swapped",
            adam(swap=True),
            "β1 and β2 have changed places: β1 belongs to the mean of gradients, β2 to the mean of their squares.",
        ),
        Misconception(
            "no-root",
            adam(divide=lambda v, eps: v + eps),
            "You divide by v̂ itself; its root is wanted. With g = 2 your first step is half of lr, with g = 0.5 it is "
            "twice lr.",
        ),
        Misconception(
            "size-for-square",
            adam(square=np.abs),
            "v averages the size of g where its square is wanted: with g = 2 the new v grows by half of what it "
            "should.",
        ),
        Misconception(
            "no-square",
            quiet(adam(divide=lambda v, eps: np.sqrt(np.abs(v)) + eps, square=lambda g: g)),
            "v averages g; it should average the square of g.",
        ),
        Misconception(
            "no-momentum",
            adam(top=lambda m_hat, g: g),
            "The step uses g instead of m̂, so the momentum part is computed and not used. That is RMSprop with a "
            "correction.",
        ),
        Misconception(
            "no-one-minus",
            no_one_minus,
            "The factors 1 − β on the new gradient and on its square do not show in your answer: m and v are running "
            "means, not sums.",
        ),
        Misconception(
            "no-eps",
            quiet(adam(divide=lambda v, eps: np.sqrt(v))),
            "Right, except where g = 0 meets m = v = 0: that is 0/0, and NaN spreads to everything after it. That is "
            "what `eps` is for.",
        ),
        Misconception(
            "uphill",
            adam(sign=1),
            "The sign: the weights walk uphill. With a positive gradient on the first step w should become smaller.",
        ),
        Misconception(
            "in-place",
            adam_in_place,
            "The numbers are right, but something like `m *= ...` writes into the caller's arrays. Make new ones.",
        ),
    ],
    alternatives={
        "keras": keras_form,
        "eps inside": adam(divide=lambda v, eps: np.sqrt(v + eps)),
        "eps inside, squared": adam(divide=lambda v, eps: np.sqrt(v + eps**2)),
        "float32": lambda *a, **k: tuple(np.float32(x) for x in adam()(*a, **k)),
        "list": lambda *a, **k: [np.asarray(x).tolist() for x in adam()(*a, **k)],
    },
)

# -- schedules -------------------------------------------------------------------------------------


def schedule_cases(rng):
    lr = float(rng.uniform(0.05, 0.5))
    step = int(rng.integers(31, 60))
    return [
        Case((0, "constant"), {"lr": 0.1}, part="constant"),
        Case((step, "constant"), {"lr": lr}, part="constant"),
        Case((25, "step"), {"lr": 0.1, "drop": 0.5, "every": 10}, about="the example", part="step"),
        Case((10, "step"), {"lr": 0.1, "drop": 0.5, "every": 10}, about="just dropped", part="step"),
        Case((9, "step"), {"lr": 0.1, "drop": 0.5, "every": 10}, about="just before the drop", part="step"),
        Case((step, "step"), {"lr": lr, "drop": 0.2, "every": 15}, part="step"),
        Case((0, "exponential"), {"lr": 0.1, "rate": 0.9}, about="step 0", part="exponential"),
        Case((step // 6, "exponential"), {"lr": lr, "rate": 0.8}, part="exponential"),
        Case((0, "inverse_time"), {"lr": 0.1, "rate": 0.5}, about="step 0", part="inverse_time"),
        Case((step, "inverse_time"), {"lr": lr, "rate": 0.1}, part="inverse_time"),
        Case((0, "cosine"), {"lr": 0.1, "total": 100}, about="step 0", part="cosine"),
        Case((50, "cosine"), {"lr": 0.1, "total": 100}, about="half way", part="cosine"),
        Case((step, "cosine"), {"lr": lr, "total": 80}, part="cosine"),
        Case((130, "cosine"), {"lr": lr, "total": 100}, about="beyond the total", part="cosine"),
        Case((5, "linear"), {"lr": 0.1}, about="a name that does not exist", part="another name"),
        Case((0, "Cosine decay"), {"lr": 0.1, "total": 10}, about="a name that does not exist", part="another name"),
    ]


def schedules(**changed):
    """All schedules right, except those given as functions of (step, options)."""
    rules = {
        "constant": lambda t, o: o["lr"],
        "step": lambda t, o: o["lr"] * o["drop"] ** (t // o["every"]),
        "exponential": lambda t, o: o["lr"] * o["rate"] ** t,
        "inverse_time": lambda t, o: o["lr"] / (1 + o["rate"] * t),
        "cosine": lambda t, o: o["lr"] * (1 + math.cos(math.pi * min(t, o["total"]) / o["total"])) / 2,
    } | changed

    def learning_rate(step, schedule, **options):
        if schedule not in rules:
            raise ValueError(f"unknown schedule {schedule}")
        return rules[schedule](step, options)

    return learning_rate


def last_is_else(step, schedule, **options):
    known = schedule if schedule in ("constant", "step", "exponential", "inverse_time") else "cosine"
    return schedules()(step, known, **{"total": 100, **options})


def returns_none(step, schedule, **options):
    try:
        return schedules()(step, schedule, **options)
    except ValueError:
        return None


def does_not_name(step, schedule, **options):
    try:
        return schedules()(step, schedule, **options)
    except ValueError:
        raise ValueError("unknown schedule") from None


def key_error(step, schedule, **options):
    try:
        return schedules()(step, schedule, **options)
    except ValueError as error:
        raise KeyError(schedule) from error


rates = Exercise(
    "06.learning_rate",
    points=4,
    cases=schedule_cases,
    parts={"constant": 0.5, "step": 1, "exponential": 0.5, "inverse_time": 0.5, "cosine": 1, "another name": 0.5},
    misconceptions=[
        Misconception(
            "step-smooth",
            schedules(step=lambda t, o: o["lr"] * o["drop"] ** (t / o["every"])),
            "Your step schedule falls a little at every step. It should stay flat for `every` steps and then drop at "
            "once: at step 9 with every = 10 nothing has dropped yet.",
        ),
        Misconception(
            "step-once",
            schedules(step=lambda t, o: o["lr"] * (o["drop"] if t >= o["every"] else 1)),
            "Your step schedule drops only once. At step 25 with every = 10 there were two drops.",
        ),
        Misconception(
            "step-subtracts",
            schedules(step=lambda t, o: o["lr"] - o["drop"] * (t // o["every"])),
            "You subtract `drop`. It is a factor: 0.5 means half of what it was, again and again.",
        ),
        Misconception(
            "step-multiplies-count",
            schedules(step=lambda t, o: o["lr"] * o["drop"] * (t // o["every"])),
            "You multiply by the number of drops. Two drops by a factor of 0.5 leave a quarter; and before the first "
            "drop your rate is 0.",
        ),
        Misconception(
            "step-remainder",
            schedules(step=lambda t, o: o["lr"] * o["drop"] ** (t % o["every"])),
            "`%` is the remainder. How many whole times does `every` fit into the step? At step 10 with every = 10 the "
            "answer is one.",
        ),
        Misconception(
            "exponential-e",
            schedules(exponential=lambda t, o: o["lr"] * math.exp(-o["rate"] * t)),
            "This is e to the power −rate·step, another common form. Here `rate` is the factor for each step: after "
            "one step lr · rate is left.",
        ),
        Misconception(
            "exponential-linear",
            schedules(exponential=lambda t, o: o["lr"] * o["rate"] * t),
            "You multiply rate by the step, so the schedule starts at 0 and grows. At step 0 it should be lr.",
        ),
        Misconception(
            "inverse-no-one",
            schedules(inverse_time=lambda t, o: o["lr"] / (o["rate"] * t) if t else math.inf),
            "The 1 in the denominator of the inverse-time schedule does not show in your answer: at step 0 the rate "
            "should be lr, not "
            "infinite.",
        ),
        Misconception(
            "inverse-root",
            schedules(inverse_time=lambda t, o: o["lr"] / math.sqrt(1 + o["rate"] * t)),
            "You take a root in the inverse-time schedule. Without it: at rate = 0.5 and step = 2 half of lr is left.",
        ),
        Misconception(
            "inverse-rate-outside",
            schedules(inverse_time=lambda t, o: o["lr"] / (1 + t) * o["rate"]),
            "In the inverse-time schedule `rate` multiplies the step, inside the sum. Put step = 0: then lr should "
            "come out, whatever the rate is.",
        ),
        Misconception(
            "cosine-no-half",
            schedules(cosine=lambda t, o: o["lr"] * (1 + math.cos(math.pi * min(t, o["total"]) / o["total"]))),
            "The ½ of the cosine schedule does not show in your answer: at step 0 you give 2·lr.",
        ),
        Misconception(
            "cosine-rises-again",
            schedules(cosine=lambda t, o: o["lr"] * (1 + math.cos(math.pi * t / o["total"])) / 2),
            "Right up to `total`, but then your cosine rises again. Beyond `total` the rate stays at 0.",
        ),
        Misconception(
            "cosine-two-pi",
            schedules(cosine=lambda t, o: o["lr"] * (1 + math.cos(2 * math.pi * min(t, o["total"]) / o["total"])) / 2),
            "Your cosine runs through a whole period: at `total` it is back at lr. Half a period is wanted, from 0 to "
            "π.",
        ),
        Misconception(
            "cosine-quarter",
            schedules(cosine=lambda t, o: o["lr"] * math.cos(0.5 * math.pi * min(t, o["total"]) / o["total"])),
            "This is a quarter of a cosine. Asked for is half a period, lifted by 1 and halved: half way it should be "
            "exactly lr/2.",
        ),
        Misconception(
            "other-name-accepted",
            last_is_else,
            "A name that does not exist gets a learning rate all the same. A typing error in a name would go "
            "unnoticed: raise a ValueError instead of a last `else`.",
        ),
        Misconception(
            "other-name-none",
            returns_none,
            "For a name that does not exist your function ends without a result, or gives None. Raise a ValueError "
            "whose message names it.",
        ),
        Misconception(
            "other-name-not-said",
            does_not_name,
            "Your ValueError does not say which name it refuses. Who reads it has often just mistyped one: put the "
            "name that came into the message.",
        ),
        Misconception(
            "other-name-keyerror",
            key_error,
            "A KeyError says that a dict has no such entry. To a caller who mistyped a name, a ValueError with a "
            "sentence says more.",
        ),
    ],
    alternatives={
        "rules": schedules(),
        "numpy": schedules(cosine=lambda t, o: 0.5 * o["lr"] * (1 + np.cos(np.pi * np.clip(t / o["total"], 0, 1)))),
        "cosine as a square": schedules(
            cosine=lambda t, o: o["lr"] * math.cos(0.5 * math.pi * min(t / o["total"], 1)) ** 2
        ),
        "loop of drops": schedules(step=lambda t, o: o["lr"] * math.prod([o["drop"]] * (t // o["every"]))),
        "float32": lambda *a, **k: np.float32(schedules()(*a, **k)),
    },
)

# -- quizzes ---------------------------------------------------------------------------------------

PRACTICE = [
    Question(
        "06.p1",
        "apply",
        2,
        "A bowl has curvatures 2 and 40. Which is the largest of these learning rates with which gradient descent "
        "still converges?",
        [
            Option(
                "0.9", "0.9 is below 2/2, the limit of the flat direction. The steep one has the factor 1 − 36 = −35."
            ),
            Option("0.06", "0.06 is above 2/40 = 0.05: the steep direction has the factor −1.4."),
            Option(
                "0.049",
                "Right: below 2/40 = 0.05. The steep direction has the factor −0.96, the flat one 0.902.",
                right=True,
            ),
            Option(
                "0.025",
                "It converges, and it is 1/40, the best rate for the steep direction alone. A larger one of the four "
                "converges too.",
            ),
        ],
    ),
    Question(
        "06.p2",
        "apply",
        2,
        "60 000 samples, batches of 128, 5 epochs. How many updates?",
        [
            Option("2 345", "Right: 60 000/128 = 468.75, so 469 updates in an epoch, times 5.", right=True),
            Option("2 340", "That forgets the short last batch: 468 times 5."),
            Option("469", "That is one epoch."),
            Option("300 000", "That is one update for each sample: batches of 1."),
        ],
    ),
    Question(
        "06.p3",
        "understand",
        2,
        "Why does momentum help in a ravine?",
        [
            Option(
                "It lowers the learning rate in the steep direction.",
                "No rate is changed for a single direction. That is the idea of AdaGrad and its followers.",
            ),
            Option(
                "Across the ravine the gradients alternate and cancel; along it they add up.",
                "Right: the velocity is a fading sum.",
                right=True,
            ),
            Option("It makes the loss rounder.", "The loss stays what it is. Only the walk changes."),
            Option(
                "It adds noise that shakes the weights free.",
                "Noise comes from mini-batches, and at the same η momentum makes the weights swing more in it.",
            ),
        ],
    ),
    Question(
        "06.p4",
        "analyse",
        5,
        "AdaGrad has trained for 10 000 steps and the loss hardly moves, though the gradients are not small. What has "
        "happened?",
        [
            Option("The gradients vanish.", "They are not small, says the question."),
            Option(
                "The learning rate is above 2/λ, so it hops from side to side.",
                "Then the loss would grow, or jump. It hardly moves.",
            ),
            Option("It has reached the global minimum.", "There the gradient would be 0."),
            Option(
                "The sum of squares has grown, so its steps are tiny.",
                "Right: the sum never forgets. RMSprop mends that.",
                right=True,
            ),
        ],
    ),
    Question(
        "06.p5",
        "apply",
        2,
        "First step of Adam with η = 0.001 from m = v = 0, gradient 50. How far does the weight move?",
        [
            Option("0.05", "η times g is plain gradient descent. Adam divides by the root of the mean square."),
            Option(
                "0.001", "Right: m̂ = 50 and √v̂ = 50, so the step is η. The size of the gradient cancels.", right=True
            ),
            Option("0.00316", "That is the step without bias correction: 0.1/√0.001 times η."),
            Option("none of these", "One of them is right: both means are corrected, so their ratio is 1."),
        ],
    ),
    Question(
        "06.p6",
        "evaluate",
        5,
        "A blog compares SGD and Adam, both at η = 0.001, and concludes that Adam is better. What do you say?",
        [
            Option(
                "The conclusion is right: the comparison is fair because η is the same.",
                "The same number means different things: Adam's step is about η, that of SGD is η times the gradient.",
            ),
            Option("SGD always wins in the end.", "Not always. It depends on the problem and the rate."),
            Option(
                "Each needs its own best η; a rate that suits Adam may be far too small for SGD.",
                "Right: compare at each one's best rate, over several seeds.",
                right=True,
            ),
            Option(
                "The comparison needs more epochs, then it is fair.",
                "More epochs with a rate that is far too small stay unfair.",
            ),
        ],
    ),
    Question(
        "06.p7",
        "understand",
        2,
        "When does gradient descent surely come as near to the global minimum as one likes?",
        [
            Option(
                "When it uses all samples in each step, so that no noise can lead it astray.",
                "Exact gradients lead to a minimum near the start, which may be a poor one.",
            ),
            Option(
                "When the loss is convex and smooth, has a minimum, and the rate is small enough.",
                "Right: together they suffice. Without them it may still be lucky.",
                right=True,
            ),
            Option(
                "When the learning rate is small enough.",
                "Small steps go down into the basin in which they start, whichever that is.",
            ),
            Option("When momentum is used.", "Momentum may roll over a hill. It promises nothing."),
        ],
    ),
    Question(
        "06.p8",
        "analyse",
        5,
        "The training loss falls for 20 epochs, then swings up and down around the same level. What do you try first?",
        [
            Option(
                "a smaller learning rate, or a schedule that lowers it",
                "Right: the steps are too long, or too noisy, to settle. Smaller ones let it sink further.",
                right=True,
            ),
            Option("a larger learning rate", "The swings would grow."),
            Option(
                "all weights to zero and start again",
                "With all weights equal a hidden layer is worth one neuron (lesson 08).",
            ),
            Option("a batch size of 1", "That makes the noise larger."),
        ],
    ),
]

GRADED = [
    Question(
        "06.g1",
        "apply",
        2,
        "On L(w) = ½·8·w² you start at w = 1 with η = 0.3. Where are you after two steps?",
        [
            Option("at 0.16", "That is the square of 0.4: the factor would be 1 − 0.6, as if λ were 2."),
            Option("at 0", "The factor is 0 only for η = 1/8."),
            Option(
                "at 1.96",
                "Right: the factor is 1 − 2.4 = −1.4, and its square is 1.96. It diverges, since 0.3 > 2/8.",
                right=True,
            ),
            Option("at −1.4", "That is where you are after one step."),
        ],
    ),
    Question(
        "06.g2",
        "understand",
        2,
        "What does the bias correction of Adam mend?",
        [
            Option(
                "the missing bias of the neurons",
                "The word is the same, the thing is not: here it means a mean that is too small on average.",
            ),
            Option(
                "the means m and v, which start at 0",
                "Right: dividing by 1 − βᵗ makes up for it, and fades by itself.",
                right=True,
            ),
            Option("the steps, which are too long near the minimum", "That is the business of a schedule."),
            Option("the noise of mini-batches", "The running means damp noise, with or without correction."),
        ],
    ),
    Question(
        "06.g3",
        "analyse",
        5,
        "With batches of 256 a network needs 10 epochs to reach a certain loss; with batches of 16 and the same η it "
        "needs 3. Why?",
        [
            Option(
                "Small batches have more exact gradients, so each step counts.",
                "They are noisier: the noise grows like 1/√B.",
            ),
            Option(
                "Small batches use fewer samples in an epoch.",
                "An epoch sees every sample once, whatever the batch size.",
            ),
            Option("Small batches make the curvature smaller.", "The loss of the whole training set stays the same."),
            Option(
                "An epoch has 16 times as many updates with them.",
                "Right: 3 epochs of small batches are about five times as many updates as 10 of large ones.",
                right=True,
            ),
        ],
    ),
    Question(
        "06.g4",
        "evaluate",
        5,
        "Training stands still. The gradient is nearly 0 in all directions, and the loss is still high. Which remedy "
        "fits?",
        [
            Option(
                "momentum or some noise: it may be a saddle or a plateau",
                "Right: near a saddle or on a plateau a slope of almost 0 says nothing about how far one could still "
                "go down.",
                right=True,
            ),
            Option(
                "none: with gradient 0 the minimum is reached",
                "Saddles and plateaus have gradients of almost 0, too, and so have poor minima.",
            ),
            Option("AdaGrad instead of Adam, for its steps stay large", "Its rate is the one that only falls."),
            Option(
                "batch gradient descent, for it guarantees the global minimum",
                "It guarantees that only where the loss is convex, and exact gradients sit still at a saddle.",
            ),
        ],
    ),
]

BANK = Bank(
    "06-optimizers",
    [
        descent,
        stable,
        updates,
        batches,
        momentum,
        adagrad,
        rmsprop,
        adam_exercise,
        rates,
        graded_quiz("06.quiz_answers", 1, GRADED),
    ],
    PRACTICE,
)
