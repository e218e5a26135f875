"""Exercises and questions of lesson 04: loss functions."""

import numpy as np
from scipy.special import log_softmax, softmax

from helpers.instructors.banks import Bank, Case, Exercise, Misconception, Option, Question, graded_quiz

EPS = 1e-7


# -- mse and mae -------------------------------------------------------------------------------


def regression_cases(rng):
    return [
        Case((np.array([3.0, 5.0, 2.0, 7.0]), np.array([2.5, 5.0, 4.0, 8.0])), about="the example"),
        Case((rng.normal(0, 3, 7), rng.normal(0, 3, 7)), about="7 numbers"),
        Case((rng.normal(0, 3, (5, 3)), rng.normal(0, 3, (5, 3))), about="5 samples with 3 outputs"),
        # Its error has the other sign than the mean error of the example.
        Case((float(rng.uniform(6, 9)), float(rng.normal())), about="one number"),
    ]


def squared_by_loop(y, p):
    pairs = list(zip(np.ravel(y).tolist(), np.ravel(p).tolist()))
    return sum((a - b) ** 2 for a, b in pairs) / len(pairs)


MSE = Exercise(
    "04.mse",
    points=2,
    cases=regression_cases,
    misconceptions=[
        Misconception(
            "sum",
            lambda y, p: np.sum((y - p) ** 2),
            "You add the squares. A mean also divides by how many there are, or twice as much data would be twice as "
            "bad.",
        ),
        Misconception(
            "no-mean",
            lambda y, p: (y - p) ** 2,
            "You return one square for each element. Their mean is still to be taken: one number in all.",
        ),
        Misconception(
            "times-two",
            lambda y, p: np.mean((y - p) * 2),
            "You multiply the errors by 2 (`* 2`). To square them, Python wants two stars: `** 2`. Errors of opposite "
            "sign cancel in yours.",
        ),
        Misconception(
            "half-sum",
            lambda y, p: 0.5 * np.sum((y - p) ** 2),
            "That is the ½·Σ(t − o)² of the worked example. It has a ½ and no mean; section 3 compares the two.",
        ),
        Misconception(
            "half-mean",
            lambda y, p: 0.5 * np.mean((y - p) ** 2),
            "Your value is half of the mean. The ½ belongs to the worked example of lesson 05, not to the MSE.",
        ),
        Misconception(
            "root",
            lambda y, p: np.sqrt(np.mean((y - p) ** 2)),
            "That is the root of the MSE (RMSE). It has the unit of y, which is handy for reports; asked for is the "
            "mean itself.",
        ),
        Misconception(
            "absolute",
            lambda y, p: np.mean(np.abs(y - p)),
            "You take the size of each error. That is the MAE, the next exercise. Here the errors are squared.",
        ),
        Misconception(
            "square-of-the-mean",
            lambda y, p: np.mean(y - p) ** 2,
            "You average first and square afterwards. Errors of +3 and −3 then cancel to a perfect 0. Try them.",
        ),
        Misconception(
            "mean-per-output",
            lambda y, p: np.mean((y - p) ** 2, axis=0),
            "With 5 samples of 3 outputs you return several numbers. The mean runs over all elements and leaves one "
            "number.",
        ),
        Misconception(
            "mean-per-sample",
            lambda y, p: np.mean((y - p) ** 2, axis=-1),
            "You take the mean over the outputs only, so a matrix leaves one number for each sample. Here the mean "
            "runs over everything.",
        ),
    ],
    alternatives={
        "a loop": squared_by_loop,
        "float32": lambda y, p: np.mean((np.float32(y) - np.float32(p)) ** 2),
        "p minus y": lambda y, p: np.square(p - y).sum() / np.size(y),
        "as a 0-d array": lambda y, p: np.asarray(np.mean((y - p) ** 2)),
        "variance and mean": lambda y, p: np.var(y - p) + np.mean(y - p) ** 2,
    },
)

MAE = Exercise(
    "04.mae",
    points=1,
    cases=regression_cases,
    misconceptions=[
        Misconception(
            "sum",
            lambda y, p: np.sum(np.abs(y - p)),
            "You add the sizes of the errors. The mean divides by how many there are.",
        ),
        Misconception(
            "no-mean",
            lambda y, p: np.abs(y - p),
            "You return the size of every error. Their mean is still to be taken: one number in all.",
        ),
        Misconception(
            "signed",
            lambda y, p: np.mean(y - p),
            "Your errors keep their sign, so too high and too low cancel each other. What makes the size of an error?",
        ),
        Misconception(
            "signed-the-other-way",
            lambda y, p: np.mean(p - y),
            "Your errors keep their sign (prediction minus target), so they can cancel, and the result can even be "
            "negative.",
        ),
        Misconception(
            "absolute-of-the-mean",
            lambda y, p: np.abs(np.mean(y - p)),
            "You take the mean first and its size afterwards. Errors of +3 and −3 then give 0. Which comes first?",
        ),
        Misconception(
            "squared", lambda y, p: np.mean((y - p) ** 2), "That is the MSE again. The absolute error is not squared."
        ),
        Misconception(
            "root-of-mean-square",
            lambda y, p: np.sqrt(np.mean((y - p) ** 2)),
            "Square, mean, root gives the RMSE, not the MAE: for errors 0 and 2 it is 1.414, while their mean size is "
            "1.",
        ),
        Misconception(
            "median",
            lambda y, p: np.median(np.abs(y - p)),
            "You return the median of the sizes. The MAE leads to the median as the best constant, but is itself a "
            "mean.",
        ),
        Misconception(
            "mean-per-output",
            lambda y, p: np.mean(np.abs(y - p), axis=0),
            "With 5 samples of 3 outputs you return several numbers. The mean runs over all elements.",
        ),
        Misconception(
            "mean-per-sample",
            lambda y, p: np.mean(np.abs(y - p), axis=-1),
            "A matrix leaves you with one number for each sample. The mean runs over everything and leaves one number.",
        ),
    ],
    alternatives={
        "a norm": lambda y, p: np.linalg.norm(np.ravel(y - p), 1) / np.size(y),
        "root of the square": lambda y, p: np.sqrt((y - p) ** 2).mean(),
        "float32": lambda y, p: np.mean(np.abs(np.float32(y) - np.float32(p))),
        "a Python number": lambda y, p: float(np.abs(np.subtract(y, p)).sum()) / np.size(p),
    },
)


# -- huber -------------------------------------------------------------------------------------


def huber_cases(rng):
    def spread(shape):
        # Errors on both sides of every border used below, none closer than 0.05 to it.
        errors = np.resize([0.2, -0.35, 0.8, -0.9, 1.4, -1.7, 2.4, -3.1, 4.2, -5.5], shape) + rng.uniform(
            -0.05, 0.05, shape
        )
        p = rng.normal(0, 2, shape)
        return p + errors, p

    return [
        Case((np.zeros(4), np.array([0.5, 1.0, -3.0, 0.0])), about="the example"),
        Case(spread(10), about="δ = 1 by default"),
        Case(spread(10), {"delta": 2.0}, about="δ = 2"),
        Case(spread((4, 5)), {"delta": 0.5}, about="4 samples with 5 outputs, δ = 0.5"),
        Case(tuple(map(float, spread(()))), {"delta": 0.1}, about="one number, δ = 0.1"),
        Case(spread(6), {"delta": 4.0}, about="all errors below δ = 4"),
    ]


def pieces(inner, outer, border=lambda e, d: np.abs(e) <= d):
    """A loss of two pieces in the error e = y − p, as a mean, for the mistakes below."""
    return lambda y, p, delta=1.0: np.mean(np.where(border(y - p, delta), inner(y - p, delta), outer(y - p, delta)))


def with_if(y, p, delta=1.0):
    e = abs(y - p)
    if e <= delta:
        return 0.5 * e**2
    return delta * (e - 0.5 * delta)


def quadratic(e, d):
    return 0.5 * e**2


def linear(e, d):
    return d * (np.abs(e) - 0.5 * d)


HUBER = Exercise(
    "04.huber",
    points=3,
    cases=huber_cases,
    misconceptions=[
        Misconception(
            "no-half-inside",
            pieces(lambda e, d: e**2, linear),
            "Near 0 you take the full square. Compare both lines at |e| = δ = 1: yours gives 1 from the left and 0.5 "
            "from the right, a jump.",
        ),
        Misconception(
            "jump-at-the-border",
            pieces(quadratic, lambda e, d: d * np.abs(e)),
            "Your two lines do not meet at |e| = δ: for δ = 1 the inner one ends at 0.5, the outer one starts at 1. "
            "What must be taken off so that they meet?",
        ),
        Misconception(
            "twice-huber",
            pieces(lambda e, d: e**2, lambda e, d: 2 * linear(e, d)),
            "Your curve has no jump, but all of it is twice as high: the ½ shows in neither line. An error of 0.5 "
            "should cost 0.125.",
        ),
        Misconception(
            "if-on-an-array",
            with_if,
            "`if` asks one question about the whole array, and NumPy refuses: some errors are small, others large. "
            "Each element needs its own answer. Which NumPy function chooses element by element?",
        ),
        Misconception(
            "one-decision-for-all",
            lambda y, p, delta=1.0: pieces(quadratic, linear, border=lambda e, d: np.all(np.abs(e) <= d))(y, p, delta),
            "One decision is taken for all errors together, and large ones among them turn all of them to the straight "
            "line. Each element needs its own decision.",
        ),
        Misconception(
            "mean-error-first",
            lambda y, p, delta=1.0: pieces(quadratic, linear)(np.mean(np.abs(y - p)), 0.0, delta),
            "You take the mean of all errors first, and then one loss of it. Each element has a loss of its own; the "
            "mean comes last.",
        ),
        Misconception(
            "line-everywhere",
            lambda y, p, delta=1.0: np.mean(linear(y - p, delta)),
            "The straight line serves for every error, small ones too, where it even falls below 0. If you take the "
            "smaller of the two formulas: the line touches the parabola from below, so it is never the larger one.",
        ),
        Misconception(
            "sum",
            lambda y, p, delta=1.0: np.size(y - p) * pieces(quadratic, linear)(y, p, delta),
            "You add the losses of all elements. Asked for is their mean.",
        ),
        Misconception(
            "signed-border",
            pieces(quadratic, linear, border=lambda e, d: e <= d),
            "Large errors of one sign still count as squares in your answer: −3 is below δ, too. Compare the size of "
            "the error with δ.",
        ),
        Misconception(
            "signed-border-the-other-way",
            pieces(quadratic, linear, border=lambda e, d: -e <= d),
            "Predictions far too low are treated as small errors in your answer: p − y is negative there and so below "
            "δ. Compare the size with δ.",
        ),
        Misconception(
            "delta-ignored",
            lambda y, p, delta=1.0: pieces(quadratic, linear)(y, p, 1.0),
            "Your answer is the same for every δ: you use 1. Try `delta=2` on an error of 3: the result should be 4.",
        ),
        Misconception(
            "slope-one-outside",
            pieces(quadratic, lambda e, d: np.abs(e) - 0.5 * d),
            "Beyond the border your line has slope 1. It should go on with the slope that the parabola has at |e| = δ.",
        ),
        Misconception(
            "pieces-swapped",
            pieces(linear, quadratic),
            "Your two pieces have changed places: small errors are linear and large ones squared. An outlier would "
            "pull harder than ever.",
        ),
        Misconception(
            "half-delta-forgotten-square",
            pieces(quadratic, lambda e, d: d * np.abs(e) - 0.5 * d),
            "Multiply the bracket out: δ meets both terms. For δ = 2 and |e| = 2 your outer line gives 3, the inner "
            "one 2.",
        ),
        Misconception(
            "half-whatever-delta",
            pieces(quadratic, lambda e, d: d * np.abs(e) - 0.5),
            "Beyond the border you take off ½, whatever δ is. With δ = 1 the two pieces meet; with δ = 2 yours gives "
            "3.5 at |e| = 2, and the inner one 2.",
        ),
        Misconception(
            "plain-mse",
            lambda y, p, delta=1.0: np.mean(0.5 * (y - p) ** 2),
            "You square every error, however large. Beyond δ the loss should grow in a straight line only.",
        ),
    ],
    alternatives={
        "through the clipped error": lambda y, p, delta=1.0: np.mean(
            (c := np.clip(y - p, -delta, delta)) * (y - p) - 0.5 * c**2
        ),
        "minimum of the size": lambda y, p, delta=1.0: np.mean(
            0.5 * np.minimum(np.abs(y - p), delta) ** 2 + delta * np.maximum(np.abs(y - p) - delta, 0)
        ),
        "a loop": lambda y, p, delta=1.0: np.mean(
            [
                0.5 * e * e if abs(e) < delta else delta * abs(e) - 0.5 * delta**2
                for e in np.ravel(np.subtract(y, p)).tolist()
            ]
        ),
        "float32": lambda y, p, delta=1.0: pieces(quadratic, linear)(np.float32(y), np.float32(p), np.float32(delta)),
    },
)


# -- binary cross-entropy ----------------------------------------------------------------------


def binary_cases(rng):
    def mixed(shape):
        y = rng.integers(0, 2, shape).astype(float)
        y.flat[:2] = 0.0, 1.0  # both labels occur
        return y, rng.uniform(0.05, 0.95, shape)

    return [
        Case((np.array([1.0, 0.0, 1.0]), np.array([0.9, 0.2, 0.4])), about="the example"),
        Case(mixed(8), about="8 labels"),
        Case(mixed((5, 3)), about="5 samples with 3 labels each"),
        Case((1.0, float(rng.uniform(0.1, 0.9))), about="one number"),
        Case((np.array([1.0, 1.0, 0.0]), np.array([0.0, 0.6, 0.3])), about="label 1 with p = 0"),
        Case((np.array([1.0, 0.0]), np.array([1.0, 0.3])), about="label 1 with p = 1"),
        Case((np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.0, 1.0, 0.7, 0.004])), {"eps": 0.01}, about="ε = 0.01"),
    ]


def binary(clip=lambda p, eps: np.clip(p, eps, 1 - eps), log=np.log, reduce=np.mean, terms=None):
    """Binary cross-entropy with one piece replaced, for the mistakes below."""
    terms = terms or (lambda y, p: y * log(p) + (1 - y) * log(1 - p))

    def loss(y, p, eps=EPS):
        with np.errstate(divide="ignore", invalid="ignore"):
            return -reduce(terms(y, clip(p, eps)))

    return loss


BINARY = Exercise(
    "04.binary_crossentropy",
    points=3,
    cases=binary_cases,
    misconceptions=[
        Misconception(
            "only-the-positive-term",
            binary(terms=lambda y, p: y * np.log(p)),
            "Samples with label 0 cost nothing in your answer, so a model that always says 1 would be perfect. Which "
            "term speaks for them?",
        ),
        Misconception(
            "only-the-negative-term",
            binary(terms=lambda y, p: (1 - y) * np.log(1 - p)),
            "Samples with label 1 cost nothing in your answer. Each label picks one of two terms.",
        ),
        Misconception(
            "log10",
            binary(log=np.log10),
            "Your logarithm is the one to base 10: −log of 0.1 gives you exactly 1. The natural logarithm gives "
            "2.3026.",
        ),
        Misconception(
            "log2",
            binary(log=np.log2),
            "Your logarithm has base 2, so you measure in bits. The loss uses the natural logarithm: p = 0.5 costs "
            "0.6931, not 1.",
        ),
        Misconception(
            "no-clipping",
            binary(clip=lambda p, eps: p),
            "With p = 0 or p = 1 you get infinity or NaN, because log 0 is −∞ and 0·∞ is no number. p has to be in the "
            "range when the logarithm is taken; `np.clip` gives a new array and leaves the old one as it is.",
        ),
        Misconception(
            "clipped-below-only",
            binary(clip=lambda p, eps: np.maximum(p, eps)),
            "You keep p away from 0 but not from 1. Label 0 with p = 1 then asks for log(1 − 1).",
        ),
        Misconception(
            "eps-added",
            binary(
                terms=lambda y, p: y * np.log(p[0] + p[1]) + (1 - y) * np.log(1 - p[0] + p[1]),
                clip=lambda p, eps: (p, eps),
            ),
            "You add ε inside the logarithm. That also avoids log 0, but it shifts every value. Here p is clipped to "
            "[ε, 1 − ε]: try ε = 0.01, where it shows.",
        ),
        Misconception(
            "eps-ignored",
            binary(clip=lambda p, eps: np.clip(p, EPS, 1 - EPS)),
            "Your answer does not depend on `eps`. With eps = 0.01 no sample may cost more than −log 0.01 = 4.605.",
        ),
        Misconception("sum", binary(reduce=np.sum), "You add the losses of all elements. Asked for is their mean."),
        Misconception(
            "sign",
            lambda y, p, eps=EPS: -binary()(y, p, eps),
            "Your loss is negative, and the better the model the larger it is. Logarithms of probabilities are "
            "negative: what stands in front of the sum?",
        ),
        Misconception(
            "sum-over-labels",
            binary(reduce=lambda t: np.mean(np.sum(t, axis=-1)) if np.ndim(t) > 1 else np.mean(t)),
            "With several labels per sample you add over the labels. In binary cross-entropy the mean runs over "
            "labels, too: over all elements.",
        ),
        Misconception(
            "squared-error",
            lambda y, p, eps=EPS: np.mean((y - np.clip(p, eps, 1 - eps)) ** 2),
            "That is the squared error of the probabilities. It never exceeds 1, however confident the mistake. Use "
            "logarithms.",
        ),
    ],
    alternatives={
        "where": lambda y, p, eps=EPS: np.mean(
            -np.log(np.clip(np.where(np.equal(y, 1), p, np.subtract(1, p)), eps, 1 - eps))
        ),
        "log1p": binary(terms=lambda y, p: y * np.log(p) + (1 - y) * np.log1p(-p)),
        "float32": lambda y, p, eps=EPS: binary()(np.float32(y), np.float32(p), np.float32(eps)),
        "a loop with prints": lambda y, p, eps=EPS: np.mean(
            [
                -np.log(min(max(q if t else 1 - q, eps), 1 - eps))
                for t, q in zip(np.ravel(y), np.ravel(p))
                if print(t, q) is None
            ]
        ),
    },
)


# -- categorical cross-entropies ---------------------------------------------------------------


def class_rows(rng, n, classes):
    y = rng.permutation(np.arange(n) % classes)
    return y, rng.dirichlet(np.ones(classes) * 2, n)


SURE = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.2, 0.3, 0.5]])


def sparse_cases(rng):
    return [
        Case((np.array([1, 0]), np.array([[0.2, 0.7, 0.1], [0.5, 0.3, 0.2]])), about="the example"),
        Case(class_rows(rng, 7, 4), about="7 samples, 4 classes"),
        Case(class_rows(rng, 10, 10), about="10 samples, 10 classes"),
        Case((np.array([2]), rng.dirichlet(np.ones(3), 1)), about="one sample"),
        Case((np.array([0, 2, 1]), SURE), about="probabilities of exactly 0 and 1"),
        Case((np.array([0, 2, 1]), SURE), {"eps": 0.01}, about="ε = 0.01"),
    ]


def one_hot_cases(rng):
    return [
        Case((np.eye(case.args[1].shape[1])[case.args[0]], case.args[1]), case.kwargs, about=case.about)
        for case in sparse_cases(rng)
    ]


def categorical(log=np.log, clip=lambda P, eps: np.clip(P, eps, 1 - eps), reduce=lambda t: np.mean(np.sum(t, axis=-1))):
    """Cross-entropy for one-hot labels with one piece replaced, for the mistakes below."""

    def loss(Y, P, eps=EPS):
        with np.errstate(divide="ignore", invalid="ignore"):
            return -reduce(Y * log(clip(P, eps)))

    return loss


def binary_formula(Y, P, eps=EPS):
    P = np.clip(P, eps, 1 - eps)
    return -np.mean(np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P), axis=-1))


def unclipped_pick(Y, P, eps=EPS):
    with np.errstate(divide="ignore"):
        return -np.mean(np.log(np.sum(Y * P, axis=-1)))


CATEGORICAL = Exercise(
    "04.categorical_crossentropy",
    points=2,
    cases=one_hot_cases,
    misconceptions=[
        Misconception(
            "mean-over-classes",
            categorical(reduce=np.mean),
            "You take the mean over the classes as well, so with ten classes your loss is ten times too small. Over "
            "the classes it is a sum.",
        ),
        Misconception(
            "sum-over-samples",
            categorical(reduce=np.sum),
            "You add over the samples. The loss of a batch is the mean over its samples.",
        ),
        Misconception(
            "binary-formula",
            binary_formula,
            "You also charge for the other classes with log(1 − p), as binary cross-entropy does for each label. Here "
            "only the true class counts.",
        ),
        Misconception(
            "log10",
            categorical(log=np.log10),
            "Your logarithm has base 10. With the natural logarithm a probability of 0.1 for the true class costs "
            "2.3026.",
        ),
        Misconception(
            "log2",
            categorical(log=np.log2),
            "Your logarithm has base 2. With the natural logarithm a probability of 0.5 for the true class costs "
            "0.6931.",
        ),
        Misconception(
            "no-clipping",
            categorical(clip=lambda P, eps: P),
            "A probability of exactly 0 gives you NaN: 0 · log 0. It happens even where the zero belongs to a wrong "
            "class. Clip before the logarithm.",
        ),
        Misconception(
            "no-clipping-of-the-true-class",
            unclipped_pick,
            "If the true class got probability 0 you return infinity. Clip before the logarithm; with ε = 0.01 nothing "
            "costs more than 4.605.",
        ),
        Misconception(
            "eps-ignored",
            categorical(clip=lambda P, eps: np.clip(P, EPS, 1 - EPS)),
            "Your answer does not depend on `eps`. The range of the clipping is given by the caller: [eps, 1 − eps].",
        ),
        Misconception(
            "eps-added",
            categorical(clip=lambda P, eps: P + eps),
            "You add ε to the probabilities, which shifts all of them. Clip instead: only values outside [ε, 1 − ε] "
            "change.",
        ),
        Misconception(
            "sign",
            lambda Y, P, eps=EPS: -categorical()(Y, P, eps),
            "Your loss is negative: the minus sign in front is missing.",
        ),
        Misconception(
            "one-per-sample",
            categorical(reduce=lambda t: np.sum(t, axis=-1)),
            "You return one loss for each sample. The loss of the batch is their mean, one number.",
        ),
    ],
    alternatives={
        "pick by argmax": lambda Y, P, eps=EPS: (
            -np.log(np.clip(P[np.arange(len(P)), Y.argmax(axis=1)], eps, 1 - eps)).mean()
        ),
        "sum over all, by n": lambda Y, P, eps=EPS: -np.sum(Y * np.log(np.clip(P, eps, 1 - eps))) / len(Y),
        "einsum": lambda Y, P, eps=EPS: -np.einsum("ik,ik->", Y, np.log(np.clip(P, eps, 1 - eps))) / Y.shape[0],
        "float32": lambda Y, P, eps=EPS: categorical()(Y.astype("f4"), P.astype("f4"), np.float32(eps)),
    },
)


def sparse(
    pick=lambda P, y: P[np.arange(len(y)), y], log=np.log, clip=lambda P, eps: np.clip(P, eps, 1 - eps), reduce=np.mean
):
    """Cross-entropy for integer labels with one piece replaced, for the mistakes below."""

    def loss(y, P, eps=EPS):
        with np.errstate(divide="ignore", invalid="ignore"):
            return -reduce(log(pick(clip(P, eps), y)))

    return loss


SPARSE = Exercise(
    "04.sparse_categorical_crossentropy",
    points=2,
    cases=sparse_cases,
    misconceptions=[
        Misconception(
            "all-pairs",
            sparse(pick=lambda P, y: P[:, y]),
            "`P[:, y]` takes the columns y from *every* row: n·n numbers instead of n. Look at its shape. You need row "
            "0 with y[0], row 1 with y[1] …",
        ),
        Misconception(
            "largest-probability",
            sparse(pick=lambda P, y: P.max(axis=1)),
            "You take the largest probability of each row. That is what the model believes, not what is true. Where "
            "does y come in?",
        ),
        Misconception(
            "labels-from-one",
            sparse(pick=lambda P, y: P[np.arange(len(y)), y - 1]),
            "Your classes start at 1. Here class 0 is the first column; y − 1 turns it into the last one.",
        ),
        Misconception(
            "mean-over-classes",
            lambda y, P, eps=EPS: sparse()(y, P, eps) / P.shape[1],
            "You divide by the number of classes, too. The mean runs over the samples only.",
        ),
        Misconception("sum", sparse(reduce=np.sum), "You add over the samples. Asked for is their mean."),
        Misconception(
            "log10",
            sparse(log=np.log10),
            "Your logarithm has base 10. With the natural one a probability of 0.1 for the true class costs 2.3026.",
        ),
        Misconception(
            "log2",
            sparse(log=np.log2),
            "Your logarithm has base 2. With the natural one a probability of 0.5 for the true class costs 0.6931.",
        ),
        Misconception(
            "no-clipping",
            sparse(clip=lambda P, eps: P),
            "If the true class got probability 0 you return infinity. Clip before you take the logarithm.",
        ),
        Misconception(
            "eps-ignored",
            sparse(clip=lambda P, eps: np.clip(P, EPS, 1 - EPS)),
            "Your answer does not depend on `eps`. With eps = 0.01 no sample may cost more than 4.605.",
        ),
        Misconception(
            "sign",
            lambda y, P, eps=EPS: -sparse()(y, P, eps),
            "Your loss is negative: the minus sign in front is missing.",
        ),
        Misconception(
            "no-logarithm",
            sparse(log=lambda p: p),
            "You average the probabilities themselves. Which function turns a small probability into a large cost?",
        ),
        Misconception(
            "one-per-sample",
            sparse(reduce=lambda t: t),
            "You return one loss for each sample. The loss of the batch is their mean, one number.",
        ),
    ],
    alternatives={
        "one-hot": lambda y, P, eps=EPS: categorical()(np.eye(P.shape[1])[y], P, eps),
        "take_along_axis": lambda y, P, eps=EPS: (
            -np.log(np.clip(np.take_along_axis(P, y[:, None], axis=1), eps, 1 - eps)).mean()
        ),
        "a loop": lambda y, P, eps=EPS: sum(-np.log(min(max(row[k], eps), 1 - eps)) for k, row in zip(y, P)) / len(y),
        "float32": lambda y, P, eps=EPS: sparse()(y, P.astype("f4"), np.float32(eps)),
    },
)


# -- gradient of softmax with cross-entropy ----------------------------------------------------


def gradient_cases(rng):
    def batch(n, classes, scale=2.0):
        return rng.normal(0, scale, (n, classes)), rng.integers(0, classes, n)

    return [
        Case((np.array([[2.0, 1.0, 0.0]]), np.array([0])), about="the example"),
        Case((np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 0.0]]), np.array([2, 1])), about="2 samples, 3 classes"),
        Case(batch(5, 3), about="5 samples, 3 classes"),
        Case(batch(4, 4), about="4 samples, 4 classes"),
        Case(batch(3, 10), about="3 samples, 10 classes"),
        # Eighths, which 32-bit numbers near 1000 still hold exactly.
        Case(
            (rng.integers(-8, 9, (3, 4)) / 8 + np.array([[1000.0], [0.0], [-1000.0]]), np.array([0, 3, 1])),
            about="logits near 1000",
        ),
    ]


def gradient(P=lambda z: softmax(z, axis=-1), n=lambda z: len(z)):
    """(probabilities − one-hot) / n with one piece replaced, for the mistakes below."""
    return lambda z, y: (P(z) - np.eye(z.shape[1])[y]) / n(z)


def unshifted(z):
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)


GRADIENT = Exercise(
    "04.softmax_crossentropy_grad",
    points=2,
    cases=gradient_cases,
    misconceptions=[
        Misconception(
            "not-divided",
            gradient(n=lambda z: 1),
            "Each row is right for one sample on its own. The loss is the mean over the batch: what does that do to "
            "every row?",
        ),
        Misconception(
            "divided-by-all",
            gradient(n=lambda z: z.size),
            "You divide by the number of all entries. The mean runs over the samples; the classes are only summed.",
        ),
        Misconception(
            "divided-by-classes",
            gradient(n=lambda z: z.shape[1]),
            "You divide by the number of classes. The mean runs over the samples.",
        ),
        Misconception(
            "sign",
            lambda z, y: -gradient()(z, y),
            "Your gradient has the wrong sign: descent would lower the true class. It should be negative there and "
            "positive elsewhere.",
        ),
        Misconception(
            "only-probabilities",
            lambda z, y: softmax(z, axis=-1) / len(z),
            "Your rows sum to something positive; they should sum to 0. The true class has not been taken into "
            "account.",
        ),
        Misconception(
            "true-class-only",
            lambda z, y: gradient()(z, y) * (np.arange(z.shape[1]) == y[:, None]),
            "Only the entry of the true class has a gradient in your answer, the others are 0. The other classes are "
            "pushed, too: their probabilities should fall.",
        ),
        Misconception(
            "labels-subtracted",
            lambda z, y: (softmax(z, axis=-1) - y) / len(z),
            "You subtract the class *number* from the probabilities. What has to be taken off is 1, and only in the "
            "column of the true class: think of y as one-hot rows.",
        ),
        Misconception(
            "labels-subtracted-as-a-column",
            lambda z, y: (softmax(z, axis=-1) - y[:, None]) / len(z),
            "Reshaping y lets the shapes fit, but you still subtract the class number from a whole row. Class 2 is not "
            "twice class 1.",
        ),
        Misconception(
            "softmax-over-everything",
            gradient(P=lambda z: softmax(z)),
            "Your softmax normalizes over the whole batch, so rows share one total of 1. Each row is a distribution of "
            "its own: which axis is that?",
        ),
        Misconception(
            "softmax-over-samples",
            gradient(P=lambda z: softmax(z, axis=0)),
            "Your softmax runs down the columns, over the samples. The classes of one sample stand in a row.",
        ),
        Misconception(
            "overflow",
            gradient(P=unshifted),
            "Small logits are right, but exp(1000) overflows and leaves NaN. Lesson 02: what may be subtracted from a "
            "row without changing its softmax?",
        ),
        Misconception(
            "all-pairs",
            lambda z, y: (softmax(z, axis=-1) - np.isin(np.arange(z.shape[1]), y)) / len(z),
            "You take 1 off in *every* row for each class that occurs in y. `p[:, y]` does that; row i wants class "
            "y[i] only.",
        ),
        Misconception(
            "sigmoid-slope-too",
            lambda z, y: gradient()(z, y) * (p := softmax(z, axis=-1)) * (1 - p),
            "You multiply by p(1 − p) once more. The derivative of softmax is already part of p − y.",
        ),
        Misconception(
            "by-probabilities",
            lambda z, y: -np.eye(z.shape[1])[y] / np.maximum(softmax(z, axis=-1), 1e-300) / len(z),
            "That is the gradient by the probabilities, −y/p. Asked for is the one by the logits, one chain-rule step "
            "further back.",
        ),
    ],
    alternatives={
        "subtract at": lambda z, y: (
            (np.exp(log_softmax(z, axis=1)) - (np.arange(z.shape[1]) == np.asarray(y)[:, None])) / z.shape[0]
        ),
        "by hand": lambda z, y: (
            ((e := np.exp(z - z.max(1, keepdims=True))) / e.sum(1, keepdims=True) - np.eye(z.shape[1])[y]) / len(y)
        ),
        "float32": lambda z, y: gradient()(z.astype("f4"), y).astype("f4"),
        "rows as lists": lambda z, y: [
            (softmax(row) - np.eye(len(row))[k]).__truediv__(len(z)).tolist() for row, k in zip(z, y)
        ],
    },
)


# -- quizzes -----------------------------------------------------------------------------------

GRADED = graded_quiz(
    "04.quiz_answers",
    1,
    [
        Question(
            "04.g1",
            "apply",
            5,
            "A classifier gives the true class the probability 0.05 on one sample and 0.5 on another. "
            "What is the cross-entropy of this batch of two, rounded to two decimals?",
            [
                Option("0.73", "That is the mean distance of the two probabilities from 1; no logarithm was taken."),
                Option("1.84", "(2.996 + 0.693) / 2", right=True),
                Option("3.69", "That is the sum; the loss is the mean over the samples."),
                Option("0.80", "That comes from logarithms to base 10."),
            ],
        ),
        Question(
            "04.g2",
            "analyse",
            5,
            "House prices contain a few typing errors with ten times the true price. Nothing can be removed. Which "
            "loss will the typing errors disturb most?",
            [
                Option("MAE", "Each wrong price pulls with the same strength as any other point."),
                Option("Huber with a small δ", "Beyond δ the pull does not grow."),
                Option("All to the same degree", "Their slopes for large errors differ, and the slope is the pull."),
                Option("MSE", "The pull grows with the error, without limit.", right=True),
            ],
        ),
        Question(
            "04.g3",
            "understand",
            2,
            "You saved a model's class probabilities as a NumPy array and want Keras' cross-entropy of it. Which "
            "setting belongs to that?",
            [
                Option(
                    "`from_logits=False`", "The loss gets probabilities, and must not apply softmax again.", right=True
                ),
                Option(
                    "`from_logits=True`",
                    "Then softmax would be applied to probabilities, and even a perfect prediction would cost "
                    "something.",
                ),
                Option(
                    "Either; Keras finds out what the array holds.",
                    "An array is numbers only. A tensor from Keras' own softmax remembers its logits, an array does "
                    "not.",
                ),
            ],
        ),
    ],
)

PRACTICE = [
    Question(
        "04.p1",
        "remember",
        2,
        "What needs a loss?",
        [
            Option("Predicting.", "The forward pass gives predictions without any loss."),
            Option("Gradient descent.", "The slope of the loss says how the weights should change.", right=True),
            Option("Counting parameters.", "That depends on the layer sizes only."),
        ],
    ),
    Question(
        "04.p2",
        "understand",
        2,
        "Why is accuracy not used as a loss?",
        [
            Option("It is too small a number.", "Its size could be scaled at will."),
            Option(
                "It can only be computed for two classes.",
                "It is the share of right answers for any number of classes.",
            ),
            Option(
                "It is flat almost everywhere, so its slope says nothing.",
                "It changes only in jumps, when a prediction crosses the border.",
                right=True,
            ),
        ],
    ),
    Question(
        "04.p3",
        "apply",
        2,
        "Errors 1, −1, 4. What are MSE and MAE?",
        [
            Option("MSE 6, MAE 2", "(1 + 1 + 16)/3 and (1 + 1 + 4)/3.", right=True),
            Option("MSE 18, MAE 6", "These are sums, not means."),
            Option("MSE 6, MAE 4/3", "In this MAE the error −1 has kept its sign."),
            Option("MSE 9, MAE 2", "This MSE carries the ½ of the worked example in place of the mean."),
        ],
    ),
    Question(
        "04.p4",
        "analyse",
        5,
        "For a single sample with 4 outputs, what is MSE divided by ½·Σ(t − o)²?",
        [
            Option("1", "True for two outputs only."),
            Option("2", "That would be one output."),
            Option("½", "(Σ/4) / (Σ/2) = 2/4.", right=True),
            Option("none of these", "One of them is right: (Σ/4) / (Σ/2)."),
        ],
    ),
    Question(
        "04.p5",
        "understand",
        2,
        "The label is 1 and the model says p = 0.001. What does log loss do that squared error does not?",
        [
            Option(
                "It gives a strong slope by the net input z.",
                "p − y = −0.999; the squared error's slope is about −0.002.",
                right=True,
            ),
            Option("It stays below 1.", "That is the squared error; log loss is 6.9 here."),
            Option("It ignores the sample as an outlier.", "It costs 6.9, where p = 0.5 costs 0.69."),
        ],
    ),
    Question(
        "04.p6",
        "apply",
        5,
        "A fresh network for 100 classes shows a loss of 4.6 in the first step. What do you conclude?",
        [
            Option("It is badly initialized.", "4.6 looks large only beside two-class problems."),
            Option("All is well: log 100 = 4.6.", "It knows nothing yet and says so.", right=True),
            Option("Its accuracy is 4.6 %.", "The loss is not an accuracy; chance would be 1 %."),
        ],
    ),
    Question(
        "04.p7",
        "evaluate",
        5,
        "Labels are integers 0 to 9, the last layer has 10 softmax units. Which loss needs no change of the labels?",
        [
            Option("`categorical_crossentropy`", "It wants one-hot rows of length 10."),
            Option("`sparse_categorical_crossentropy`", "It takes the integers as they are.", right=True),
            Option("`binary_crossentropy`", "It is for labels 0 and 1."),
            Option("`mse`", "It would take class 9 for something larger than class 1."),
        ],
    ),
    Question(
        "04.p8",
        "analyse",
        5,
        "You change the reduction from mean to sum and the batch size from 32 to 64. Training now diverges. Why?",
        [
            Option("Sums cannot be differentiated.", "They can, as well as means."),
            Option(
                "The gradient is now 64 times that of a mean.",
                "A sum over 64 samples is 64 times their mean.",
                right=True,
            ),
            Option(
                "A larger batch needs more parameters to take it in.", "Batch size and parameter count are independent."
            ),
        ],
    ),
]

BANK = Bank("04-loss-functions", [MSE, MAE, HUBER, BINARY, CATEGORICAL, SPARSE, GRADIENT, GRADED], PRACTICE)
