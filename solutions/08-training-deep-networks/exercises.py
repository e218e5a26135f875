"""Exercise bank of lesson 08: products of derivatives, starting weights, clipping, batch
normalization, dead neurons.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import math

import numpy as np

from helpers.checks.judges.close import Close
from helpers.instructors.banks import Bank, Case, Exercise, Misconception, Option, Question, graded_quiz

# -- gradient_product ------------------------------------------------------------------------------


def product_cases(rng):
    return [
        Case(([0.5, 0.2, -3.0],), about="three numbers, one negative"),
        Case((rng.uniform(0.3, 1.5, size=6),), about="an array"),
        Case(([0.7],), about="a single layer"),
        Case(([-0.5, -0.4, 2.0, 1.5],), about="two negative numbers"),
        Case((rng.uniform(0.1, 0.25, size=20),), about="20 sigmoid slopes: a very small number"),
        Case((rng.uniform(1.2, 2.0, size=12),), about="factors above 1"),
    ]


def looped(derivatives):
    value = 1.0
    for factor in derivatives:
        value = value * factor
    return value


GRADIENT_PRODUCT = Exercise(
    "08.gradient_product",
    points=2,
    cases=product_cases,
    judge=Close(rtol=1e-4, atol=1e-300),
    misconceptions=[
        Misconception(
            "sum",
            lambda d: np.sum(d),
            "You add the derivatives. Sums belong to several *paths*; along one path the chain rule multiplies. Ten "
            "slopes of 0.25 leave 10⁻⁶, not 2.5.",
        ),
        Misconception(
            "mean",
            lambda d: np.mean(d),
            "This is the mean of the derivatives. A gradient is not averaged on its way back: each layer multiplies it "
            "again.",
        ),
        Misconception(
            "running",
            lambda d: np.cumprod(d),
            "You return what is left after *each* layer, an array. One number was asked for: what is left after all of "
            "them.",
        ),
        Misconception(
            "absolute",
            lambda d: np.prod(np.abs(d)),
            "The size is right, the sign is not: for 0.5, 0.2 and −3.0 the product is negative. A sign says in which "
            "direction the weight should move.",
        ),
        Misconception(
            "best-case",
            lambda d: 0.25 ** len(d),
            "0.25ⁿ is the best that n sigmoids can do. Here the derivatives are given: use them.",
        ),
        Misconception(
            "geometric-mean",
            lambda d: np.sign(np.prod(d)) * np.abs(np.prod(d)) ** (1 / len(d)),
            "This is the factor *per layer*, the n-th root of what was asked. Try two factors of 0.5: what is left is "
            "0.25.",
        ),
        Misconception(
            "smallest",
            lambda d: np.min(d),
            "You return the smallest derivative. The weakest layer hurts, and all the others multiply too.",
        ),
    ],
    alternatives={
        "loop": looped,
        "math.prod": lambda d: math.prod(float(v) for v in d),
        "float32": lambda d: np.prod(np.asarray(d, np.float32)),
        "reduce": lambda d: np.multiply.reduce(np.asarray(d)),
        "last of cumprod": lambda d: np.cumprod(d)[-1],
    },
)

# -- glorot_limit and he_std -----------------------------------------------------------------------


def fans(rng):
    return [
        Case((2, 4), about="the example"),
        Case((784, 300)),
        Case((64, 64), about="as many in as out"),
        Case((int(rng.integers(5, 900)), int(rng.integers(5, 900)))),
    ]


GLOROT_LIMIT = Exercise(
    "08.glorot_limit",
    points=1,
    cases=fans,
    misconceptions=[
        Misconception(
            "standard-deviation",
            lambda a, b: math.sqrt(2 / (a + b)),
            "This is the standard deviation of Glorot's *normal* distribution. A uniform one on [−a, a] has variance "
            "a²/3, so its limit is larger by √3.",
        ),
        Misconception(
            "no-root",
            lambda a, b: 6 / (a + b),
            "The root does not show in your answer: 6/(in + out) is the square of the limit. In the example you get 1 "
            "by luck; try 784 "
            "and 300.",
        ),
        Misconception(
            "inputs-only",
            lambda a, b: math.sqrt(6 / a),
            "Your limit looks at the inputs only; that is He's uniform limit. Glorot takes the mean of both sides, "
            "inputs and outputs.",
        ),
        Misconception(
            "three",
            lambda a, b: math.sqrt(3 / (a + b)),
            "There is a 3 where a 6 belongs. Variance a²/3 = 2/(in + out): solve it for a.",
        ),
        Misconception(
            "root-of-six-only",
            lambda a, b: math.sqrt(6) / (a + b),
            "Only the 6 is under the root. The sum of inputs and outputs belongs there too.",
        ),
        Misconception(
            "product",
            lambda a, b: math.sqrt(6 / (a * b)),
            "You multiply inputs and outputs. The variance is set by the mean of the two, so their sum stands below "
            "the line.",
        ),
    ],
    alternatives={
        "power": lambda a, b: (6 / (a + b)) ** 0.5,
        "from the variance": lambda a, b: np.sqrt(3 * 2 / (a + b)),
        "float32": lambda a, b: np.float32(np.sqrt(6 / (a + b))),
    },
)

HE_STD = Exercise(
    "08.he_std",
    points=1,
    cases=lambda rng: [
        Case((50,), about="the example"),
        Case((784,)),
        Case((2,), about="two inputs"),
        Case((int(rng.integers(3, 2000)),)),
    ],
    misconceptions=[
        Misconception(
            "variance",
            lambda n: 2 / n,
            "2/n is the *variance*. The standard deviation is its root: for 50 inputs 0.2, not 0.04.",
        ),
        Misconception(
            "lecun",
            lambda n: math.sqrt(1 / n),
            "√(1/n) keeps the variance of a *linear* layer. ReLU throws half of it away; what makes up for a half?",
        ),
        Misconception(
            "root-of-two-only",
            lambda n: math.sqrt(2) / n,
            "Only the 2 is under the root; n belongs there too. For 50 inputs you give 0.028.",
        ),
        Misconception(
            "uniform-limit",
            lambda n: math.sqrt(6 / n),
            "This is the limit of He's *uniform* distribution. The normal one asks for the standard deviation, smaller "
            "by √3.",
        ),
        Misconception(
            "upside-down",
            lambda n: math.sqrt(n / 2),
            "Your weights grow with the number of inputs. More terms in the sum need *smaller* weights.",
        ),
        Misconception(
            "half",
            lambda n: math.sqrt(1 / (2 * n)),
            "The 2 is on the wrong side of the line: it should make the weights larger, not smaller.",
        ),
    ],
    alternatives={
        "power": lambda n: (2 / n) ** 0.5,
        "float32": lambda n: np.float32(np.sqrt(2 / n)),
        "quotient of roots": lambda n: math.sqrt(2) / math.sqrt(n),
    },
)

# -- clip_by_global_norm ---------------------------------------------------------------------------


def clip_cases(rng):
    return [
        Case(([np.array([3.0, 4.0]), np.array([12.0])], 1.3), about="the example"),
        Case(
            ([rng.normal(size=(3, 2)), rng.normal(size=3) * 4, rng.normal(size=(2, 2, 2))], 1.0), about="three arrays"
        ),
        Case(([np.array([0.3, 0.4]), np.array([0.1])], 5.0), about="already within the limit"),
        Case(([np.array([3.0, 0.5]), np.array([2.0])], 3.3), about="each array within the limit, all together not"),
        Case(([np.array([[-6.0, 0.2], [0.1, 0.3]])], 2.0), about="a single array"),
        Case(([np.zeros((2, 2)), np.zeros(3)], 1.0), about="all zeros"),
    ]


def scaled(norm_of, always=False):
    def clip(grads, max_norm):
        norm = norm_of(grads)
        if norm == 0 or (norm <= max_norm and not always):
            return [g * 1.0 for g in grads]
        return [g * (max_norm / norm) for g in grads]

    return clip


def global_norm(grads):
    return np.sqrt(sum(float((g**2).sum()) for g in grads))


def each_alone(grads, max_norm):
    return [g * min(1.0, max_norm / n) if (n := np.linalg.norm(g)) else g * 1.0 for g in grads]


def in_place(grads, max_norm):
    norm = global_norm(grads)
    if norm > max_norm:
        for g in grads:
            g *= max_norm / norm
    return grads


def zero_by_zero(grads, max_norm):
    with np.errstate(all="ignore"):
        factor = np.minimum(1.0, np.float64(max_norm) / np.float64(global_norm(grads)))
        return [g / np.float64(global_norm(grads)) * max_norm if global_norm(grads) == 0 else g * factor for g in grads]


def as_tensorflow(grads, max_norm):
    return scaled(global_norm)(grads, max_norm), global_norm(grads)


CLIP = Exercise(
    "08.clip_by_global_norm",
    steps=("norm",),
    points=3,
    cases=clip_cases,
    misconceptions=[
        Misconception(
            "each-alone",
            each_alone,
            "You clip each array by its own norm. Then a long gradient is shortened more than a short one, and the "
            "step turns. There is one norm for all arrays together, and one factor. Try `[[3, 0.5]]` and `[[2]]` with "
            "limit 3.3.",
        ),
        Misconception(
            "scales-up",
            scaled(global_norm, always=True),
            "You bring every gradient to the limit, small ones too: near a minimum the steps would never get shorter. "
            "Below the limit nothing should change.",
        ),
        Misconception(
            "by-value",
            lambda grads, limit: [np.clip(g, -limit, limit) for g in grads],
            "You clip every number by itself. That is clipping by value, and it can turn the step. The global norm "
            "shortens all numbers by one factor.",
        ),
        Misconception(
            "sum-of-norms",
            scaled(lambda grads: sum(np.linalg.norm(g) for g in grads)),
            "You add the norms of the arrays. Norms add like the sides of a right triangle: add the *squares*, then "
            "take the root. For norms 5 and 12 it is 13, not 17.",
        ),
        Misconception(
            "squared",
            scaled(lambda grads: global_norm(grads) ** 2),
            "The root does not show in your answer: you compare the *squared* norm with the limit. In the example that "
            "is 169 instead of "
            "13.",
        ),
        Misconception(
            "largest-entry",
            scaled(lambda grads: max(float(np.abs(g).max()) for g in grads)),
            "You scale by the largest single number. All directions stay, but the norm counts every number: root of "
            "the sum of all squares.",
        ),
        Misconception(
            "in-place",
            in_place,
            "The values are right, but you write into the caller's arrays: after the call their gradients are clipped "
            "too. Return new arrays.",
        ),
        Misconception(
            "zero-divided",
            zero_by_zero,
            "When all gradients are 0 you divide 0 by 0 and answer NaN. A norm of 0 is within every limit: nothing "
            "needs to be done.",
        ),
        Misconception(
            "norm-too",
            as_tensorflow,
            "You return a pair, the list and the norm, as TensorFlow's function does. Here the list alone was asked "
            "for.",
        ),
    ],
    alternatives={
        "flattened": scaled(lambda grads: np.linalg.norm(np.concatenate([np.ravel(g) for g in grads]))),
        "min of one": lambda grads, limit: [g * min(1.0, limit / max(global_norm(grads), 1e-12)) for g in grads],
        "divide by the larger": lambda grads, limit: [limit * g / max(limit, global_norm(grads)) for g in grads],
        "tuple, float32": lambda grads, limit: tuple(np.float32(v) for v in scaled(global_norm)(grads, limit)),
        "hypot": scaled(lambda grads: math.hypot(*(float(np.linalg.norm(g)) for g in grads))),
    },
)

# -- batch_norm ------------------------------------------------------------------------------------


def norm_cases(rng):
    def case(batch, units, about, spread=1.0, middle=0.0, **options):
        x = rng.normal(middle, spread, size=(batch, units))
        return Case((x, rng.uniform(0.5, 2, units), rng.normal(size=units)), options, about=about)

    flat = rng.normal(size=(6, 3))
    flat[:, 1] = 4.0
    return [
        Case((np.array([[1.0], [2.0], [6.0]]), np.array([2.0]), np.array([10.0])), about="one unit, batch 1, 2, 6"),
        case(8, 4, "8 samples, 4 units", spread=2.0, middle=3.0),
        case(5, 5, "as many samples as units", middle=-1.0),
        case(7, 2, "small spread, where ε matters", spread=0.03),
        case(6, 3, "ε given", eps=0.5),
        Case((flat, np.ones(3), np.array([0.5, -1.0, 2.0])), about="a unit that is constant over the batch"),
    ]


def normalizer(
    mean=lambda x: x.mean(axis=0),
    var=lambda x: x.var(axis=0),
    divide=lambda v, eps: np.sqrt(v + eps),
    use=(True, True),
    give="pair",
):
    """A batch_norm put together from parts; `use`: gamma, beta."""

    def normalize(x, gamma, beta, eps=1e-3):
        m, v = mean(x), var(x)
        out = (x - m) / divide(v, eps)
        out = out * (gamma if use[0] else 1) + (beta if use[1] else 0)
        return {
            "pair": (out, (m, v)),
            "out": out,
            "std": (out, (m, np.sqrt(v))),
            "three": (out, m, v),
            "v+eps": (out, (m, v + eps)),
        }[give]

    return normalize


def row_wise(x, gamma, beta, eps=1e-3):
    m, v = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return gamma * (x - m) / np.sqrt(v + eps) + beta, (m[:, 0], v[:, 0])


def norm_in_place(x, gamma, beta, eps=1e-3):
    m, v = x.mean(axis=0), x.var(axis=0)
    x -= m
    x /= np.sqrt(v + eps)
    return gamma * x + beta, (m, v)


def shift_first(x, gamma, beta, eps=1e-3):
    m, v = x.mean(axis=0), x.var(axis=0)
    return gamma * ((x - m) / np.sqrt(v + eps) + beta), (m, v)


def by_sums(x, gamma, beta, eps=1e-3):
    m = np.sum(x, axis=0) / len(x)
    v = np.sum((x - m) ** 2, axis=0) / x.shape[0]
    return (x - m) * (gamma / (v + eps) ** 0.5) + beta, [m, v]


BATCH_NORM = Exercise(
    "08.batch_norm",
    steps=("mean", "var"),
    points=4,
    cases=norm_cases,
    misconceptions=[
        Misconception(
            "ddof-1",
            normalizer(var=lambda x: x.var(axis=0, ddof=1)),
            "Your variance divides by m − 1, the estimate for a larger population. Batch norm divides by m: the batch "
            "itself is what gets normalized. For 1, 2, 6 it is 14/3.",
        ),
        Misconception(
            "per-row",
            row_wise,
            "You normalize each *sample* over its units (that is layer normalization). Batch norm takes each unit over "
            "the samples of the batch: which axis is that?",
        ),
        Misconception(
            "eps-outside",
            normalizer(divide=lambda v, eps: np.sqrt(v) + eps),
            "Your ε stands outside the root. For large spreads nobody notices; for a variance of 0.001 the outputs "
            "differ by more than a third. Look at the third equation again.",
        ),
        Misconception(
            "no-root",
            normalizer(divide=lambda v, eps: v + eps),
            "You divide by the variance. Dividing by the *standard deviation* gives spread 1: that is its root.",
        ),
        Misconception(
            "no-scale-and-shift",
            normalizer(use=(False, False)),
            "γ and β have no effect on your output: the fourth equation brings them in. Without them the network could "
            "never choose another mean or spread.",
        ),
        Misconception("no-beta", normalizer(use=(True, False)), "γ is used, β is not: every unit keeps mean 0."),
        Misconception("no-gamma", normalizer(use=(False, True)), "β is used, γ is not: every unit keeps spread 1."),
        Misconception(
            "whole-batch",
            normalizer(mean=lambda x: np.full(x.shape[1], x.mean()), var=lambda x: np.full(x.shape[1], x.var())),
            "You use one mean and one variance for the whole matrix. Every unit has its own: the mean of an array of "
            "shape (batch, units) over the samples has shape (units,).",
        ),
        Misconception(
            "no-eps",
            normalizer(divide=lambda v, eps: np.sqrt(v) + (v == 0)),
            "ε is not used. Try a unit with a very small spread: ε keeps it from being blown up.",
        ),
        Misconception(
            "gives-std",
            normalizer(give="std"),
            "The output is right. The second part should hold the *variance*; you give its root.",
        ),
        Misconception(
            "var-with-eps",
            normalizer(give="v+eps"),
            "The output is right. The variance that you return has ε in it; the moving averages would carry it along.",
        ),
        Misconception(
            "output-only",
            normalizer(give="out"),
            "The output alone comes back. Training also needs the batch's statistics for the moving averages: return "
            "`(out, (mean, var))`.",
        ),
        Misconception(
            "three-values",
            normalizer(give="three"),
            "You return three values in a row. Asked for is a pair, and the second of them is itself a pair: `(out, "
            "(mean, var))`.",
        ),
        Misconception(
            "beta-scaled",
            shift_first,
            "You add β before multiplying by γ, so β is scaled as well. First γ times the normalized value, then plus "
            "β.",
        ),
        Misconception(
            "in-place",
            norm_in_place,
            "The values are right, but `x -= ...` writes into the caller's array. Make a new one.",
        ),
    ],
    alternatives={
        "sums, a list": by_sums,
        "float32": lambda x, g, b, eps=1e-3: normalizer()(
            np.asarray(x, np.float32), np.float32(g), np.float32(b), np.float32(eps)
        ),
        "standard deviation by square of means": lambda x, g, b, eps=1e-3: (
            g * (x - x.mean(0)) / np.sqrt((x**2).mean(0) - x.mean(0) ** 2 + eps) + b,
            (x.mean(0), (x**2).mean(0) - x.mean(0) ** 2),
        ),
        "einsum and lists": lambda x, g, b, eps=1e-3: (
            normalizer()(x, g, b, eps)[0].tolist(),
            (x.mean(0).tolist(), x.var(0).tolist()),
        ),
    },
)


def inference_cases(rng):
    def case(batch, units, about, low=0.3, high=3.0, **options):
        return Case(
            (
                rng.normal(2, 3, size=(batch, units)),
                rng.uniform(0.5, 2, units),
                rng.normal(size=units),
                rng.normal(size=units),
                rng.uniform(low, high, units),
            ),
            options,
            about=about,
        )

    return [
        case(1, 3, "a batch of one"),
        case(6, 4, "6 samples, 4 units"),
        case(4, 4, "as many samples as units"),
        case(5, 2, "small moving variance, where ε matters", low=0.0005, high=0.002),
        case(3, 2, "ε given", eps=0.4),
    ]


def inference(
    mean=lambda x, m: m,
    var=lambda x, v: v,
    divide=lambda v, eps: np.sqrt(v + eps),
    use=(True, True),
    give=lambda out, m, v: out,
):
    def normalize(x, gamma, beta, moving_mean, moving_var, eps=1e-3):
        m, v = mean(x, moving_mean), var(x, moving_var)
        out = (x - m) / divide(v, eps)
        return give(out * (gamma if use[0] else 1) + (beta if use[1] else 0), m, v)

    return normalize


def folded(x, gamma, beta, moving_mean, moving_var, eps=1e-3):
    scale = gamma / np.sqrt(moving_var + eps)
    return x * scale + (beta - moving_mean * scale)


BATCH_NORM_INFERENCE = Exercise(
    "08.batch_norm_inference",
    points=2,
    cases=inference_cases,
    misconceptions=[
        Misconception(
            "batch-statistics",
            inference(mean=lambda x, m: x.mean(axis=0), var=lambda x, v: x.var(axis=0)),
            "You measure the batch again. At prediction the moving averages take its place: with one sample in the "
            "batch your answer is β, whatever the sample is.",
        ),
        Misconception(
            "batch-mean-only",
            inference(mean=lambda x, m: x.mean(axis=0)),
            "The variance is the moving one, the mean is still measured on the batch. Both are given to you.",
        ),
        Misconception(
            "no-root",
            inference(divide=lambda v, eps: v + eps),
            "You divide by the variance. `moving_var` is a variance, not a standard deviation: take the root.",
        ),
        Misconception(
            "eps-outside",
            inference(divide=lambda v, eps: np.sqrt(v) + eps),
            "Your ε stands outside the root, so training and prediction would not fit together. Where does it stand in "
            "the third equation?",
        ),
        Misconception(
            "no-scale-and-shift",
            inference(use=(False, False)),
            "γ and β are not used. What was learned in training belongs to prediction as well.",
        ),
        Misconception("no-beta", inference(use=(True, False)), "γ is used, β does not show in your answer."),
        Misconception(
            "pair",
            inference(give=lambda out, m, v: (out, (m, v))),
            "You return the statistics too. At prediction nothing is measured: the output alone was asked for.",
        ),
        Misconception(
            "mixed",
            inference(
                mean=lambda x, m: 0.99 * m + 0.01 * x.mean(axis=0), var=lambda x, v: 0.99 * v + 0.01 * x.var(axis=0)
            ),
            "You move the averages with this batch before using them. They move in training only; a prediction must "
            "not change what the next one gives.",
        ),
    ],
    alternatives={
        "folded into one scale": folded,
        "float32": lambda *a, **k: np.float32(inference()(*a, **k)),
        "list": lambda *a, **k: inference()(*a, **k).tolist(),
    },
)

# -- dead_fraction ---------------------------------------------------------------------------------


def dead_cases(rng):
    def layer(batch, units, dead):
        made = np.maximum(rng.normal(size=(batch, units)), 0)
        made[0] = rng.uniform(0.5, 1, size=units)  # every unit alive at least once ...
        made[:, rng.permutation(units)[:dead]] = 0  # ... but these
        return made

    rare = np.zeros((9, 4))
    rare[4, 1], rare[7, 2] = 1e-4, 3.0
    return [
        Case((np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0]]),), about="the example"),
        Case((layer(12, 8, 3),), about="3 of 8 dead"),
        Case((layer(5, 20, 7),), about="7 of 20 dead"),
        Case((layer(10, 6, 0),), about="none dead"),
        Case((np.zeros((4, 5)),), about="all dead"),
        Case((rare,), about="two units that fire once in nine samples"),
        Case((layer(6, 6, 2),), about="as many samples as units"),
    ]


DEAD_FRACTION = Exercise(
    "08.dead_fraction",
    points=2,
    cases=dead_cases,
    misconceptions=[
        Misconception(
            "share-of-zeros",
            lambda a: np.mean(a == 0),
            "You count all zeros. A unit that is alive can be 0 for some samples, too; it is dead only when it "
            "is 0 for *every* sample.",
        ),
        Misconception(
            "any-zero",
            lambda a: np.mean((a == 0).any(axis=0)),
            "You count a unit as soon as it is 0 once. Silence for one sample is normal; dead means silent for all of "
            "them.",
        ),
        Misconception(
            "rows",
            lambda a: np.mean((a == 0).all(axis=1)),
            "You look along the rows: samples for which the whole layer is silent. Units are the columns.",
        ),
        Misconception(
            "count",
            lambda a: int((a == 0).all(axis=0).sum()),
            "This is the number of dead units. The share was asked for, from 0 to 1.",
        ),
        Misconception(
            "alive",
            lambda a: np.mean((a > 0).any(axis=0)),
            "This is the share of units that are *alive*. The question was about the others.",
        ),
        Misconception(
            "small-mean",
            lambda a: np.mean(a.mean(axis=0) < 0.01),
            "You call a unit dead when its mean is small. One that fires rarely or weakly still gets a gradient then: "
            "it is alive.",
        ),
        Misconception(
            "per-unit",
            lambda a: np.mean(a == 0, axis=0),
            "You return one number for each unit: how often it is 0. One number for the layer was asked for.",
        ),
        Misconception(
            "share-of-samples",
            lambda a: (a == 0).all(axis=0).sum() / len(a),
            "You divide the number of dead units by the number of *samples*. Divide by the number of units.",
        ),
    ],
    alternatives={
        "maximum": lambda a: float((a.max(axis=0) == 0).mean()),
        "sum": lambda a: np.count_nonzero(a.sum(axis=0) == 0) / a.shape[1],
        "not any": lambda a: 1 - np.mean(np.any(a > 0, axis=0)),
        "loop": lambda a: sum(all(v == 0 for v in column) for column in a.T) / a.shape[1],
    },
)

# -- quizzes ---------------------------------------------------------------------------------------

GRADED = graded_quiz(
    "08.quiz_answers",
    2,
    [
        Question(
            "08.q1",
            "apply",
            2,
            "A sigmoid layer multiplies a returning gradient by 0.2, a ReLU layer with He's weights by about 1. What "
            "is left after eight sigmoid layers?",
            [
                Option("1.6 times the gradient", "8 · 0.2: factors along a path are multiplied, not added."),
                Option("about 2.6 millionths of it", "Right: 0.2 to the power 8 is 2.56e−6.", right=True),
                Option("one fortieth of it", "0.2 / 8 divides once; each layer multiplies again."),
                Option("0.2 of it, the smallest factor decides", "All eight factors are applied, one after the other."),
            ],
        ),
        Question(
            "08.q2",
            "analyse",
            5,
            "All weights of a network start at 0.1. What happens in training?",
            [
                Option(
                    "Nothing: the gradients are 0.",
                    "That holds for the hidden weights in the first step from zeros; with 0.1 there are gradients, but "
                    "the same for every neuron of a hidden layer.",
                ),
                Option(
                    "It trains more slowly, and catches up.",
                    "Equal neurons get equal updates for ever: there is nothing that could catch up.",
                ),
                Option(
                    "The gradients explode.",
                    "In wide, deep networks they may, since equal weights add up. Equal neurons are the "
                    "trouble of all.",
                ),
                Option(
                    "All neurons of a hidden layer stay equal.",
                    "Right: equal weights, equal outputs, equal gradients. Random starts break the symmetry.",
                    right=True,
                ),
            ],
        ),
        Question(
            "08.q3",
            "understand",
            2,
            "Why does batch norm use moving averages at prediction?",
            [
                Option(
                    "Because an answer must not depend on the rest of its batch.",
                    "Right; and a batch of one has no spread at all.",
                    right=True,
                ),
                Option("Because they are faster to compute.", "A little, but a wrong answer would not be worth it."),
                Option(
                    "Because the weights are frozen at prediction, and the statistics too.",
                    "They are, and batch statistics could still be measured; the trouble is their meaning.",
                ),
                Option(
                    "Because γ and β are not known before.", "They are learned in training and known at prediction."
                ),
            ],
        ),
        Question(
            "08.q4",
            "evaluate",
            5,
            "Training runs well, then the loss jumps to a huge value once in a few hundred updates and needs long to "
            "recover. Which remedy fits best?",
            [
                Option("He's weights", "They help at the start. Here the start went well."),
                Option(
                    "a larger batch, nothing else",
                    "It lowers the noise a little; one steep place still throws the weights away.",
                ),
                Option(
                    "clipping by global norm",
                    "Right: a speed limit for the rare long step, with its direction kept.",
                    right=True,
                ),
                Option("sigmoid instead of ReLU", "It would trade a rare jump for gradients that vanish."),
            ],
        ),
    ],
)

PRACTICE = [
    Question(
        "08.p1",
        "remember",
        2,
        "Which starting weights suit a ReLU layer with n inputs?",
        [
            Option(
                "normal with standard deviation 0.01",
                "Far too small for a deep network: each layer shrinks the signal.",
            ),
            Option("normal with variance 2/n", "Right: He's recipe.", right=True),
            Option("all equal to 1/n", "Then all neurons of the layer answer the same."),
            Option("normal with variance 1", "The sum of n terms then has variance n: signal and gradient explode."),
        ],
    ),
    Question(
        "08.p2",
        "understand",
        2,
        "What does saturation do to a gradient that passes through?",
        [
            Option(
                "It makes it explode.",
                "The slope of a saturated neuron is near 0; nothing grows by multiplying with it.",
            ),
            Option(
                "It shrinks it.",
                "Right: the slope there is almost 0. Large *weights* can outweigh it, and then gradients explode in "
                "spite of saturation.",
                right=True,
            ),
            Option("It turns its sign.", "The slope of sigmoid and tanh is never negative."),
            Option(
                "Nothing, saturation concerns the forward pass.", "The same flat place has slope 0 on the way back."
            ),
        ],
    ),
    Question(
        "08.p3",
        "apply",
        2,
        "Gradients with norms 3, 4 and 12 are clipped to global norm 6.5. By what are they multiplied?",
        [
            Option("0.5", "Right: √(9 + 16 + 144) = 13, and 6.5/13 = ½, for all three.", right=True),
            Option("the first two by 1, the third by 0.54", "That clips each array alone and turns the step."),
            Option("0.34", "6.5/19 uses the sum of the norms."),
            Option("1, since two of the three are below 6.5", "The norm of all together counts: 13."),
        ],
    ),
    Question(
        "08.p4",
        "apply",
        5,
        "A layer Dense(64) is followed by batch norm. How many trainable parameters has the batch norm, and which of "
        "the Dense layer's are now useless?",
        [
            Option("256, and none", "256 counts the moving averages, which are not trained; and the bias is useless."),
            Option(
                "128, and its 64 biases",
                "Right: 64 γ and 64 β. Subtracting the mean removes any bias, β takes its place.",
                right=True,
            ),
            Option("64, and its weights", "γ *and* β are learned; the weights do all the work."),
            Option("2, and its 64 biases", "γ and β exist once for every unit."),
        ],
    ),
    Question(
        "08.p5",
        "analyse",
        5,
        "With batch norm, all weights of a layer are multiplied by 10. What changes in its output during training?",
        [
            Option(
                "It grows tenfold.",
                "z grows tenfold; so do its mean and its standard deviation, and they are divided out.",
            ),
            Option(
                "Almost nothing.",
                "Right: mean and spread are divided out (up to ε). That is why the starting scale matters little.",
                right=True,
            ),
            Option("It saturates.", "A sigmoid or a tanh would, without batch norm."),
            Option(
                "It becomes a hundred times larger, because of the variance.",
                "The variance grows a hundredfold and stands, under a root, below the line.",
            ),
        ],
    ),
    Question(
        "08.p6",
        "analyse",
        5,
        "After the first epoch 60 % of a ReLU layer's units answer 0 to every sample. At the start it was 1 %. What is "
        "the likeliest cause?",
        [
            Option(
                "a learning rate that is too large",
                "Right: large updates pushed biases and weights so far that the net inputs are negative for all "
                "samples.",
                right=True,
            ),
            Option(
                "too few epochs",
                "Too few epochs do not silence a unit. Once dead, it gets no gradient of its own that could bring it "
                "back.",
            ),
            Option("He's weights", "They were fine: 1 % at the start."),
            Option("the softmax at the end", "It has no part in hidden net inputs being negative."),
        ],
    ),
    Question(
        "08.p7",
        "evaluate",
        5,
        "A colleague shows that a 40-layer plain network does better than one of 4 layers: one run each, 87.1 % "
        "against 86.8 %. What do you ask first?",
        [
            Option("Which optimizer?", "Interesting, and not the first question: is there any difference at all?"),
            Option(
                "How much do runs with other seeds scatter?",
                "Right: in section 9 the start alone moves an accuracy by more than 0.3 points.",
                right=True,
            ),
            Option("Was a GPU used?", "It changes the time, hardly the accuracy."),
            Option("Nothing, more layers are better.", "You measured networks that learn nothing beyond a depth."),
        ],
    ),
    Question(
        "08.p8",
        "remember",
        2,
        "Batches four times as large: the noise of the gradient",
        [
            Option("is a quarter", "That would be 1/m. The noise of a mean falls like 1/√m."),
            Option("is a half", "Right: 1/√4.", right=True),
            Option("stays the same", "A mean over more samples scatters less."),
            Option("none of these", "One of them is right: the noise of a mean of m samples falls like 1/√m."),
        ],
    ),
]

BANK = Bank(
    "08-training-deep-networks",
    [GRADIENT_PRODUCT, GLOROT_LIMIT, HE_STD, CLIP, BATCH_NORM, BATCH_NORM_INFERENCE, DEAD_FRACTION, GRADED],
    PRACTICE,
)
