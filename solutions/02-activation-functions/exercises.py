"""Exercise bank of lesson 02: activation functions, their derivatives, softmax and output layers."""

import math

import numpy as np
from scipy.special import expit

from helpers.checks.judges.close import Close
from helpers.checks.judges.output_layer import OutputLayer
from helpers.checks.probes import Call
from helpers.instructors.banks import Bank, Case, Exercise, Misconception, Option, Question, graded_quiz

# Misconceptions below call it, as students' answers call theirs; during a probe SciPy's takes its place.
sigmoid = expit


def away_from_zero(rng, low, high, size):
    """Random numbers of either sign whose size lies between low and high: no ties, no kinks."""
    return rng.uniform(low, high, size) * rng.choice([-1.0, 1.0], size)


# -- sigmoid -----------------------------------------------------------------------------------------


def sigmoid_cases(rng):
    return [
        Case((0.0,), about="at z = 0"),
        Case((2.0,), about="a single number"),
        Case((away_from_zero(rng, 0.5, 6, 7),), about="an array"),
        Case((away_from_zero(rng, 0.5, 6, (2, 3)),), about="a matrix"),
        Case((np.array([3, -1, 0]),), about="an array of integers"),
        Case((np.array([-1000.0, -400.0, 1000.0]),), about="large z of both signs"),
        Case((-rng.uniform(720, 990),), about="a large negative number"),
        Case((rng.uniform(720, 990),), about="a large positive number"),
    ]


def stable(z):
    small = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1 / (1 + small), small / (1 + small))


def sigmoid_clipped_hard(z):
    return 1 / (1 + np.exp(-np.clip(z, -5, 5)))


def quiet_sigmoid(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-np.asarray(z)))


def sigmoid_by_mask(z):
    z = np.asarray(z, dtype=float)
    result = np.empty_like(z)
    positive = z >= 0
    result[positive] = 1 / (1 + np.exp(-z[positive]))
    e = np.exp(z[~positive])
    result[~positive] = e / (1 + e)
    return result


SIGMOID = Exercise(
    "02.sigmoid",
    points=2,
    cases=sigmoid_cases,
    judge=Close(no_warning=True),
    misconceptions=[
        Misconception(
            "overflow",
            lambda z: 1 / (1 + np.exp(-np.asarray(z))),
            "The formula is right, and for moderate z so are the values. But for z = −1000 your program asks for the "
            "exponential of +1000, which overflows and warns. Find a form in which the exponential never sees a large "
            "positive number; different signs of z may need different forms.",
        ),
        Misconception(
            "wrong-sign",
            lambda z: 1 / (1 + np.exp(np.asarray(z))),
            "Your curve falls where it should rise: you give 0.119 at z = 2, where 0.881 belongs. Look at the sign in "
            "the exponent.",
        ),
        Misconception(
            "complement",
            lambda z: np.exp(-np.asarray(z)) / (1 + np.exp(-np.asarray(z))),
            "Your function is 1 − σ(z): it falls where it should rise, 0.119 instead of 0.881 at z = 2. Compare your "
            "numerator with the one in the definition.",
        ),
        Misconception(
            "mirrored",
            lambda z: stable(-np.asarray(z)),
            "Stable, and mirrored: you give σ(−z). At z = 2 it should be 0.881, not 0.119. Which case belongs to which "
            "sign?",
        ),
        Misconception(
            "math-exp",
            lambda z: 1 / (1 + math.exp(-z)),
            "`math.exp` takes one number and not an array; NumPy's functions take both. And for z = −1000 it "
            "overflows.",
        ),
        Misconception(
            "if-branch",
            lambda z: 1 / (1 + np.exp(-z)) if z >= 0 else np.exp(z) / (1 + np.exp(z)),
            "Right for a single number, not for an array: it may hold entries of both signs, and an `if` decides once. "
            "Each entry needs a decision of its own, or a form that needs no decision.",
        ),
        Misconception(
            "where-both",
            lambda z: np.where(
                np.asarray(z) >= 0,
                1 / (1 + np.exp(-np.asarray(z))),
                np.exp(np.asarray(z)) / (1 + np.exp(np.asarray(z))),
            ),
            "You have the right form for each sign, but `np.where` computes both of them everywhere, so the one that "
            "is thrown away still overflows. What could stand in the exponent that is never positive, whatever the "
            "sign of z?",
        ),
        Misconception(
            "clipped",
            sigmoid_clipped_hard,
            "Your z is clipped too early: σ(6) is 0.9975, not σ(5) = 0.9933. Clipping keeps the exponential small, but "
            "only far out, beyond |z| = 40 or so, does it change nothing that counts.",
        ),
        Misconception(
            "step",
            lambda z: (np.asarray(z) >= 0).astype(float),
            "That is the step of lesson 01. Sigmoid has values in between: σ(0) = 0.5 and σ(2) = 0.881.",
        ),
    ],
    alternatives={
        "two forms": stable,
        "tanh": lambda z: (1 + np.tanh(np.asarray(z) / 2)) / 2,
        "errstate": quiet_sigmoid,
        "masks": sigmoid_by_mask,
        "clip far out": lambda z: 1 / (1 + np.exp(-np.clip(z, -500, 500))),
        "float32": lambda z: stable(np.asarray(z, dtype=np.float32)),
        "logaddexp": lambda z: np.exp(-np.logaddexp(0, -np.asarray(z, dtype=float))),
        "list": lambda z: stable(z).tolist(),
        "loop with math": lambda z: np.array(
            [1 / (1 + math.exp(-v)) if v >= 0 else math.exp(v) / (1 + math.exp(v)) for v in np.ravel(z)]
        ).reshape(np.shape(z)),
    },
)

# -- derivatives and tanh ------------------------------------------------------------------------------


def sigmoid_grad_cases(rng):
    return [
        Case((0.0,), about="at z = 0, where it is greatest"),
        Case((2.0,), about="a single number"),
        Case((-2.0,), about="a negative number"),
        Case((away_from_zero(rng, 0.5, 5, 6),), about="an array"),
        Case((away_from_zero(rng, 0.5, 5, (3, 2)),), about="a matrix"),
        Case((np.array([-30.0, 30.0]),), about="far out"),
    ]


SIGMOID_GRAD = Exercise(
    "02.sigmoid_grad",
    points=2,
    cases=sigmoid_grad_cases,
    probe=Call(stand_ins=("sigmoid",)),
    misconceptions=[
        Misconception(
            "of-output",
            lambda z: np.asarray(z) * (1 - np.asarray(z)),
            "This is z(1 − z): it treats the argument as if it were σ already. Here z is the net input. Try z = 2: the "
            "slope of σ there is 0.105, and it can never be negative.",
        ),
        Misconception(
            "negative",
            lambda z: -sigmoid(z) * (1 - sigmoid(z)),
            "Sigmoid rises everywhere, so its derivative is positive everywhere; yours is negative. In the chain rule "
            "two minus signs meet, from 1/u and from the exponent: did one get lost?",
        ),
        Misconception(
            "no-square",
            lambda z: np.exp(-np.asarray(z)) / (1 + np.exp(-np.asarray(z))),
            "What you compute is 1 − σ(z): at z = 0 it gives 0.5, but σ is never steeper than 0.25. A factor does not "
            "show in your answer; in the form with e it is the square of the denominator.",
        ),
        Misconception(
            "sigmoid-itself",
            lambda z: sigmoid(z),
            "That is σ(z) and not its derivative. The derivative is highest at z = 0, with 0.25, and fades on both "
            "sides.",
        ),
        Misconception(
            "plus",
            lambda z: sigmoid(z) * (1 + sigmoid(z)),
            "Look at z = 30: σ is flat there, so its slope is 0, but you give 2. Check the sign inside the bracket.",
        ),
        Misconception(
            "twice",
            lambda z: sigmoid(sigmoid(z)) * (1 - sigmoid(sigmoid(z))),
            "Sigmoid is applied twice: to z and once more to the result. With s = σ(z) you have all that you need.",
        ),
        Misconception(
            "tanh-rule",
            lambda z: 1 - sigmoid(z) ** 2,
            "1 − a² is the derivative of tanh, written with its output. For sigmoid the rule is another one: at z = 0 "
            "it should give 0.25, yours gives 0.75.",
        ),
        Misconception(
            "coarse",
            lambda z: sigmoid(np.asarray(z) + 0.5) - sigmoid(np.asarray(z) - 0.5),
            "This finite difference takes too large a step, so it gives 0.245 at z = 0 in place of 0.25. Use the "
            "formula, or a much smaller step.",
        ),
    ],
    alternatives={
        "quotient": lambda z: np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))) ** 2,
        "own sigmoid": lambda z: stable(z) * (1 - stable(z)),
        "mirror": lambda z: sigmoid(z) * sigmoid(-np.asarray(z)),
        "finite difference": lambda z: (sigmoid(np.asarray(z) + 1e-5) - sigmoid(np.asarray(z) - 1e-5)) / 2e-5,
        "float32": lambda z: sigmoid(np.asarray(z, np.float32)) * (1 - sigmoid(np.asarray(z, np.float32))),
        "cosh": lambda z: 0.25 / np.cosh(np.asarray(z) / 2) ** 2,
    },
)


def tanh_cases(rng):
    return [
        Case((np.array([0.0, 0.5]),), about="at z = 0 and beside it"),
        Case((1.0,), about="a single number"),
        Case((away_from_zero(rng, 0.3, 3, 6),), about="an array"),
        Case((away_from_zero(rng, 0.3, 3, (2, 2)),), about="a matrix"),
    ]


TANH = Exercise(
    "02.tanh_from_sigmoid",
    points=2,
    cases=tanh_cases,
    probe=Call(spies=("sigmoid",), stand_ins=("sigmoid",)),
    misconceptions=[
        Misconception(
            "no-squeeze",
            lambda z: 2 * sigmoid(z) - 1,
            "The range is right, from −1 to 1, but the curve is too wide: at z = 1 you give 0.462 in place of 0.762. "
            "Tanh is twice as steep; what has to happen to z before sigmoid sees it?",
        ),
        Misconception(
            "no-shift",
            lambda z: 2 * sigmoid(2 * np.asarray(z)),
            "Your curve runs from 0 to 2, and tanh from −1 to 1. At z = 0 it should be 0.",
        ),
        Misconception(
            "no-stretch",
            lambda z: sigmoid(2 * np.asarray(z)) - 1,
            "Your curve runs from −1 to 0. It is squeezed and moved, but not stretched to the height of 2.",
        ),
        Misconception(
            "only-squeezed",
            lambda z: sigmoid(2 * np.asarray(z)),
            "That is only the first of three steps: squeeze, stretch, move down. Your curve runs from 0 to 1.",
        ),
        Misconception(
            "falls",
            lambda z: 2 * sigmoid(-2 * np.asarray(z)) - 1,
            "The shape is right but it falls: you give −0.762 at z = 1. Check the sign in front of 2z.",
        ),
        Misconception(
            "np-tanh",
            lambda z: np.tanh(z),
            "The values are right, but the point is to build tanh from *your* `sigmoid`. Call it, and squeeze, stretch "
            "and move.",
        ),
        Misconception(
            "misplaced-one",
            lambda z: 2 * sigmoid(2 * np.asarray(z) - 1),
            "The 1 slipped into the argument: it should move the curve down, and here it moves it to the right. At z = "
            "0 tanh is 0.",
        ),
        Misconception(
            "misplaced-brackets",
            lambda z: 2 * (sigmoid(2 * np.asarray(z)) - 1),
            "Brackets: you subtract 1 before stretching, so the curve runs from −2 to 0. Stretch first, then move.",
        ),
    ],
    alternatives={
        "odd": lambda z: 1 - 2 * sigmoid(-2 * np.asarray(z)),
        "difference": lambda z: sigmoid(2 * np.asarray(z)) - sigmoid(-2 * np.asarray(z)),
        "sum": lambda z: sigmoid(np.asarray(z) + z) * 2 - 1.0,
        "one by one": lambda z: np.array([2 * sigmoid(2 * v) - 1 for v in np.ravel(z)]).reshape(np.shape(z)),
        "float32": lambda z: np.float32(2) * sigmoid(2 * np.asarray(z, np.float32)) - np.float32(1),
    },
)

# -- ReLU and its relatives ---------------------------------------------------------------------------


def relu_cases(rng):
    return [
        Case((2.5,), about="a positive number"),
        Case((-1.5,), about="a negative number"),
        Case((np.concatenate([[0.0, 0.4], away_from_zero(rng, 0.3, 4, 6), [-2.2, 3.3]]),), about="an array"),
        Case((np.concatenate([away_from_zero(rng, 0.3, 4, (2, 3)), [[-1.4, 0.0, 1.7]]]),), about="a matrix"),
    ]


def clamp_in_place(z):
    z[z < 0] = 0
    return z


def relu_loop(z):
    return np.array([v if v > 0 else 0.0 for v in np.ravel(z)]).reshape(np.shape(z))


RELU = Exercise(
    "02.relu",
    points=1,
    cases=relu_cases,
    misconceptions=[
        Misconception(
            "builtin-max",
            lambda z: max(0, z),
            "Python's `max` and `if` decide once, about the whole array, and an array has no single answer. NumPy has "
            "a function that compares entry by entry.",
        ),
        Misconception(
            "np-max",
            lambda z: np.max(0, z),
            "`np.max` looks for the largest entry *of one array*; its second argument is an axis. You need the one "
            "that compares two things entry by entry; its name is a little longer.",
        ),
        Misconception(
            "in-place",
            clamp_in_place,
            "Writing zeros into `z` changes the caller's array (and fails for a plain number). Make a new array.",
        ),
        Misconception(
            "absolute",
            lambda z: np.abs(z),
            "Negative inputs come out positive: you give 1.5 for −1.5. They should come out as 0.",
        ),
        Misconception(
            "mask-only",
            lambda z: (np.asarray(z) > 0).astype(float),
            "You give 1 for every positive input. That is where ReLU is open, not what comes through: for 2.5 it is "
            "2.5.",
        ),
        Misconception(
            "other-side",
            lambda z: np.minimum(z, 0),
            "You keep the negative inputs and cut off the positive ones. It is the other way round.",
        ),
        Misconception(
            "capped",
            lambda z: np.clip(z, 0, 1),
            "Large inputs are cut off at 1. ReLU has no upper limit: 2.5 stays 2.5.",
        ),
        Misconception(
            "leak",
            lambda z: np.maximum(z, 0.1 * np.asarray(z)),
            "Negative inputs leak through with a small slope. That is leaky ReLU, in Exercise 6. Here they come out as "
            "0.",
        ),
    ],
    alternatives={
        "where": lambda z: np.where(np.asarray(z) > 0, z, 0),
        "product": lambda z: np.asarray(z) * (np.asarray(z) > 0),
        "absolute": lambda z: (z + np.abs(z)) / 2,
        "clip": lambda z: np.clip(z, 0, None),
        "loop": relu_loop,
        "copy": lambda z: clamp_in_place(np.array(z, dtype=float)),
        "float32": lambda z: np.maximum(np.asarray(z, np.float32), 0),
    },
)


def relu_grad_cases(rng):
    return [
        Case((2.5,), about="a positive number"),
        Case((-1.5,), about="a negative number"),
        Case((0.0,), about="exactly 0"),
        Case((np.concatenate([[-0.7, 0.8, -3.0], away_from_zero(rng, 0.3, 4, 5)]),), about="an array"),
        Case(
            (np.concatenate([away_from_zero(rng, 0.3, 4, (2, 3)), [[-1.4, 0.0, 1.7]]]),),
            about="a matrix with a 0 in it",
        ),
    ]


def ratio(z):
    with np.errstate(all="ignore"):
        return np.maximum(z, 0) / z


RELU_GRAD = Exercise(
    "02.relu_grad",
    points=2,
    cases=relu_grad_cases,
    probe=Call(stand_ins=("relu",)),
    misconceptions=[
        Misconception(
            "mask-on-output",
            lambda z: (np.maximum(z, 0) >= 0).astype(float),
            "You give 1 everywhere, for −1.5 too. If you ask whether the *output* of ReLU is ≥ 0: it always is. Ask a "
            "question that has two answers.",
        ),
        Misconception(
            "one-at-zero",
            lambda z: (np.asarray(z) >= 0).astype(float),
            "Nearly: at z = 0 there is a corner, and this course takes 0 there. Your function gives 1.",
        ),
        Misconception(
            "value",
            lambda z: np.maximum(z, 0),
            "That is ReLU itself. Its derivative is the slope: for z = 2.5 the function is 2.5, its slope is 1.",
        ),
        Misconception(
            "sign",
            lambda z: np.sign(z),
            "You give −1 for negative inputs. ReLU is flat there, and a flat line has slope 0.",
        ),
        Misconception(
            "ratio",
            ratio,
            "Dividing the output by the input gives the slope except at z = 0, where it is 0/0 = NaN. The slope there "
            "is taken as 0.",
        ),
        Misconception(
            "reversed",
            lambda z: (np.asarray(z) < 0).astype(float),
            "Reversed: you give 1 where ReLU is flat and 0 where it rises.",
        ),
        Misconception(
            "if-branch",
            lambda z: 1.0 if z > 0 else 0.0,
            "Right for a single number, not for an array: it holds entries of both signs, and an `if` decides once. A "
            "comparison such as z > 3 works entry by entry: what does it give you for an array?",
        ),
        Misconception(
            "half-at-zero",
            lambda z: np.heaviside(z, 0.5),
            "At z = 0 you give 0.5, the middle of the two slopes. A fair idea, but this course takes 0 there, as "
            "Keras' `relu` does.",
        ),
        Misconception(
            "leak",
            lambda z: np.where(np.asarray(z) > 0, 1.0, 0.1),
            "A slope of 0.1 on the left belongs to leaky ReLU. ReLU is flat there.",
        ),
    ],
    alternatives={
        "booleans": lambda z: np.asarray(z) > 0,
        "mask on output": lambda z: np.maximum(z, 0) > 0,
        "integers": lambda z: (np.asarray(z) > 0).astype(int),
        "where": lambda z: np.where(np.asarray(z) > 0, 1, 0),
        "heaviside": lambda z: np.heaviside(z, 0.0),
        "list": lambda z: (np.asarray(z) > 0).tolist(),
        "product": lambda z: 1.0 * (np.asarray(z) > 0),
    },
)


def leaky_cases(rng):
    return [
        Case((-2.0,), about="a negative number, with the default alpha"),
        Case((3.0,), about="a positive number"),
        Case((2.0,), {"alpha": 3.0}, about="a positive number, alpha = 3"),
        Case((-2.0,), {"alpha": 3.0}, about="a negative number, alpha = 3"),
        Case((np.concatenate([[0.0, -1.3, 2.1], away_from_zero(rng, 0.3, 4, 5)]),), about="an array"),
        Case((away_from_zero(rng, 0.3, 4, (2, 3)),), {"alpha": 0.3}, about="alpha = 0.3"),
        Case((np.array([-4.0, -1.0, 2.0]), 0.01), about="alpha = 0.01"),
        Case((np.array([-2.0, 2.0, -0.5, 0.5]),), {"alpha": float(rng.integers(2, 5))}, about="an alpha above 1"),
        Case((np.array([-2.0, 2.0]),), {"alpha": 0.0}, about="alpha = 0"),
        Case((np.array([-3, 0, 2]),), about="an array of whole numbers"),
    ]


LEAKY_RELU = Exercise(
    "02.leaky_relu",
    points=2,
    cases=leaky_cases,
    probe=Call(stand_ins=("relu",)),
    misconceptions=[
        Misconception(
            "maximum",
            lambda z, alpha=0.1: np.maximum(alpha * np.asarray(z), z),
            "Right as long as alpha is at most 1. With alpha = 3 the larger of 3z and z is 3z for a *positive* z, "
            "which should come out unchanged. Decide by the sign of z, not by which product is larger.",
        ),
        Misconception(
            "whole-numbers",
            lambda z, alpha=0.1: np.where(np.asarray(z) > 0, z, alpha * np.asarray(z)).astype(np.asarray(z).dtype),
            "Right for arrays of floats. From whole numbers yours makes whole numbers, and −0.3 is cut off to 0. What "
            "is made like `z`, such as `np.zeros_like(z)`, has the type of `z`: ask for floats.",
        ),
        Misconception(
            "if-branch",
            lambda z, alpha=0.1: z if z > 0 else alpha * z,
            "Right for a single number, not for an array: it holds entries of both signs, and `if` and Python's `max` "
            "decide once. NumPy can choose entry by entry, by a condition.",
        ),
        Misconception(
            "builtin-max",
            lambda z, alpha=0.1: max(alpha * z, z),
            "Two things. With alpha = 3 the larger of 3z and z is 3z for a *positive* z, which should come out "
            "unchanged: decide by the sign of z. And an array, with entries of both signs, needs a decision for each "
            "entry.",
        ),
        Misconception(
            "fixed-alpha",
            lambda z, alpha=0.1: np.where(np.asarray(z) > 0, z, 0.1 * np.asarray(z)),
            "The slope is always 0.1, whatever alpha is given. Use the argument.",
        ),
        Misconception(
            "default-hundredth",
            lambda z, alpha=0.01: np.where(np.asarray(z) > 0, z, alpha * np.asarray(z)),
            "Your default for alpha is 0.01. Many papers use it, but this exercise asks for 0.1.",
        ),
        Misconception(
            "constant",
            lambda z, alpha=0.1: np.where(np.asarray(z) > 0, z, alpha),
            "On the left you give alpha itself. It is a slope: for z = −2 it should be alpha times −2.",
        ),
        Misconception(
            "bounced",
            lambda z, alpha=0.1: np.where(np.asarray(z) > 0, z, -alpha * np.asarray(z)),
            "The left side should go on *down*, and yours bounces up: a negative z gives a positive result.",
        ),
        Misconception(
            "both-sides",
            lambda z, alpha=0.1: alpha * np.asarray(z),
            "Alpha multiplies the positive side as well, so there is no bend. A positive z comes out as it is.",
        ),
        Misconception(
            "plain-relu",
            lambda z, alpha=0.1: np.maximum(z, 0),
            "That is ReLU: the left side is 0 and alpha is never used. Let a little of a negative z through.",
        ),
        Misconception(
            "subtracted",
            lambda z, alpha=0.1: np.where(np.asarray(z) > 0, z, np.asarray(z) - alpha),
            "Alpha is subtracted on the left. It is a slope, a factor: for z = −2 and alpha = 0.1 the result is −0.2.",
        ),
        Misconception(
            "gradient",
            lambda z, alpha=0.1: np.where(np.asarray(z) > 0, 1.0, alpha),
            "That is the derivative: 1 and alpha. The function itself is asked for: 3 for z = 3.",
        ),
    ],
    alternatives={
        "two halves": lambda z, alpha=0.1: np.maximum(z, 0) + alpha * np.minimum(z, 0),
        "slopes": lambda z, alpha=0.1: np.asarray(z) * np.where(np.asarray(z) > 0, 1, alpha),
        "at least": lambda z, alpha=0.1: np.where(np.asarray(z) >= 0, z, alpha * np.asarray(z)),
        "loop": lambda z, alpha=0.1: np.array([v if v > 0 else alpha * v for v in np.ravel(z)]).reshape(np.shape(z)),
        "two maxima": lambda z, alpha=0.1: (
            np.maximum(alpha * np.asarray(z), z) if alpha <= 1 else np.minimum(alpha * np.asarray(z), z)
        ),
        "float32": lambda z, alpha=0.1: np.where(np.asarray(z) > 0, z, alpha * np.asarray(z)).astype(np.float32),
    },
)

# -- softmax -------------------------------------------------------------------------------------------

ROW, BATCH, LARGE = "a row of scores", "batches", "large scores"


def softmax_cases(rng):
    # Eighths, so that float32 holds them exactly even near 1000.
    rows = (
        np.array([[720.0, 722.0, 719.0], [-903.0, -902.0, -905.0], [1.0, 0.0, 2.0]]) + rng.integers(-4, 5, (3, 3)) / 8
    )
    return [
        Case((np.array([2.0, 1.0, 0.1]),), part=ROW, about="one row"),
        Case((rng.normal(scale=2, size=5),), part=ROW, about="one row"),
        Case((np.array([3, 1, -2]),), part=ROW, about="integer scores"),
        Case((rng.normal(scale=2, size=(4, 3)),), part=BATCH, about="four rows of three"),
        Case((rng.normal(scale=2, size=(3, 3)),), part=BATCH, about="three rows of three"),
        Case((rng.normal(scale=2, size=(2, 3, 4)),), part=BATCH, about="three axes"),
        Case((np.array([1000.0, 999.0, 998.125]),), part=LARGE, about="scores near 1000"),
        Case((rows,), part=LARGE, about="rows of very different size"),
        Case((np.array([[-1000.0, 1000.0]]),), part=LARGE, about="a difference of 2000"),
    ]


def quiet_softmax(z):
    with np.errstate(all="ignore"):
        e = np.exp(np.asarray(z, float) - np.max(z, axis=-1, keepdims=True))
        return e / np.sum(e, axis=-1, keepdims=True)


def softmax_in_place(z):
    z -= z.max(axis=-1, keepdims=True).astype(z.dtype)
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


def shifted(z, top):
    e = np.exp(z - top)
    return e / e.sum(axis=-1, keepdims=True)


def shares_of_shifted(z):
    above = z - np.min(z, axis=-1, keepdims=True)
    return above / above.sum(axis=-1, keepdims=True)


def no_keepdims(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1)


def whole_batch(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def columns_normalized(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def axis_one(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


SOFTMAX = Exercise(
    "02.softmax",
    points=4,
    cases=softmax_cases,
    parts={ROW: 1, BATCH: 2, LARGE: 1},
    judge=Close(no_warning=True),
    misconceptions=[
        Misconception(
            "whole-batch",
            whole_batch,
            "You normalize over the whole batch: all entries together sum to 1. Every row is a sample with "
            "probabilities of its own, so each *row* should sum to 1. Try two equal rows.",
        ),
        Misconception(
            "columns",
            columns_normalized,
            "Your *columns* sum to 1. A row is a sample and holds the scores of its classes: sum along the last axis.",
        ),
        Misconception(
            "axis-one",
            axis_one,
            "`axis=1` is the last axis only for arrays with two axes. A single row has no axis 1, and with three axes "
            "it is the "
            'middle one. Is there a way to say "the last"?',
        ),
        Misconception(
            "no-keepdims",
            no_keepdims,
            "The sums of the rows have lost their axis: dividing (4, 3) by (4,) fails, and with (3, 3) it divides the "
            "*columns*. Keep the axis, so that each row meets its own sum.",
        ),
        Misconception(
            "no-shift",
            lambda z: np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True),
            "The formula is right and works for small scores. For a score of 1000 the exponential overflows and "
            "infinity is divided by infinity. Adding the same number to every score of a row changes nothing: which "
            "number helps?",
        ),
        Misconception(
            "shift-across-rows",
            lambda z: shifted(z, z.max(axis=0)),
            "The maximum is taken along the wrong axis, so entries of one row are shifted by *different* amounts, and "
            "that changes the probabilities. Each row needs its own maximum, one number for the row.",
        ),
        Misconception(
            "one-shift-for-all",
            lambda z: shifted(z, z.max()),
            "You subtract the maximum of the whole batch. A row whose scores all lie far below it has only "
            "exponentials of 0: 0/0. Each row needs its own maximum.",
        ),
        Misconception(
            "no-exponential",
            lambda z: z / np.sum(z, axis=-1, keepdims=True),
            "You divide the scores by their sum without the exponential. With negative scores that gives negative "
            '"probabilities": try (2, −1).',
        ),
        Misconception(
            "shares-of-the-shifted-scores",
            shares_of_shifted,
            "Your rows sum to 1, but no exponential is in them: the smallest score of a row gets 0, and in a softmax "
            "each class has a chance. Try (2, −1).",
        ),
        Misconception(
            "not-normalized",
            lambda z: np.exp(z - z.max(axis=-1, keepdims=True)),
            "The exponentials are there, but nothing divides them by their sum: the largest entry is always 1, and a "
            "row does not sum to 1.",
        ),
        Misconception(
            "sigmoid-each",
            lambda z: expit(z),
            "You apply sigmoid to every score alone. Softmax lets the scores compete: each row sums to 1.",
        ),
        Misconception(
            "in-place",
            softmax_in_place,
            "The probabilities are right, but `z -= ...` writes the shifted scores into the caller's array. Give the "
            "shifted scores a new name.",
        ),
    ],
    alternatives={
        "errstate": quiet_softmax,
        "float32": lambda z: shifted(np.asarray(z, np.float32), np.asarray(z, np.float32).max(axis=-1, keepdims=True)),
        "logsumexp": lambda z: np.exp(z - np.logaddexp.reduce(np.asarray(z, float), axis=-1, keepdims=True)),
        "apply_along_axis": lambda z: np.apply_along_axis(whole_batch, -1, z),
        "list": lambda z: quiet_softmax(z).tolist(),
        "own copy": lambda z: softmax_in_place(np.array(z, dtype=float)),
        "transposed": lambda z: columns_normalized(np.asarray(z).T).T if np.ndim(z) < 3 else quiet_softmax(z),
    },
)

# -- output layers ---------------------------------------------------------------------------------------

RIGHT = {
    "binary": lambda n: (1, "sigmoid", "binary_crossentropy"),
    "multiclass": lambda n: (n, "softmax", "sparse_categorical_crossentropy"),
    "multilabel": lambda n: (n, "sigmoid", "binary_crossentropy"),
    "regression": lambda n: (n, "linear", "mse"),
}


def with_wrong(task, wrong):
    """An `output_layer` that is right but for one task."""
    return lambda asked, n=1: (wrong if asked == task else RIGHT[asked])(n)


def output_layer_cases(rng):
    classes, labels, numbers = (int(v) for v in rng.permutation(np.arange(3, 30))[:3])
    return [
        Case(("binary",), part="binary", about="binary"),
        Case(("binary", 2), part="binary", about="binary, n is ignored"),
        Case(("multiclass", classes), part="multiclass", about=f"{classes} classes"),
        Case(("multiclass",), {"n": 2}, part="multiclass", about="2 classes"),
        Case(("multilabel", labels), part="multilabel", about=f"{labels} labels"),
        Case(("multilabel",), {"n": 2}, part="multilabel", about="2 labels"),
        Case(("regression",), part="regression", about="one number"),
        Case(("regression", numbers), part="regression", about=f"{numbers} numbers"),
    ]


OUTPUT_LAYER = Exercise(
    "02.output_layer",
    points=3,
    cases=output_layer_cases,
    parts={"binary": 1, "multiclass": 1, "multilabel": 1, "regression": 1},
    judge=OutputLayer(),
    misconceptions=[
        Misconception(
            "binary-softmax-one",
            with_wrong("binary", lambda n: (1, "softmax", "binary_crossentropy")),
            "Softmax over a single unit is always 1, whatever the score: it divides a number by itself. Which "
            "activation turns one score into a probability?",
        ),
        Misconception(
            "binary-softmax-two",
            with_wrong("binary", lambda n: (2, "softmax", "sparse_categorical_crossentropy")),
            "Two units with softmax do work for yes or no. But here one unit is asked for, which does the same with "
            "half the weights.",
        ),
        Misconception(
            "binary-relu",
            with_wrong("binary", lambda n: (1, "relu", "binary_crossentropy")),
            'ReLU may give 3 or exactly 0. Neither works as the probability of "yes": a probability lies between 0 and '
            "1.",
        ),
        Misconception(
            "binary-tanh",
            with_wrong("binary", lambda n: (1, "tanh", "binary_crossentropy")),
            "Tanh gives values from −1 to 1. A probability of −0.6 has no meaning, and its logarithm neither.",
        ),
        Misconception(
            "binary-n-units",
            with_wrong("binary", lambda n: (n, "sigmoid", "binary_crossentropy")),
            "For yes or no, one unit is enough, whatever n is: it gives the probability of yes, and no has the rest.",
        ),
        Misconception(
            "multiclass-sigmoid",
            with_wrong("multiclass", lambda n: (n, "sigmoid", "binary_crossentropy")),
            "Separate sigmoids can call a digit a 3 and an 8 at once, with 0.9 each. Exactly one class is right here, "
            "so the probabilities should compete and sum to 1. If that is written in your function: does this task get "
            "there? "
            'A condition such as `a == "x" or "y"` is always true.',
        ),
        Misconception(
            "multiclass-one-hot",
            with_wrong("multiclass", lambda n: (n, "softmax", "categorical_crossentropy")),
            "Units and activation are right. `categorical_crossentropy` wants labels as rows such as (0, 0, 1); here "
            "they are integers such as 2. The loss for those has one word more in its name.",
        ),
        Misconception(
            "multiclass-one-unit",
            with_wrong("multiclass", lambda n: (1, "softmax", "sparse_categorical_crossentropy")),
            "One unit cannot tell several classes apart, and softmax over one unit is always 1. How many probabilities "
            "do you need?",
        ),
        Misconception(
            "multiclass-one-less",
            with_wrong("multiclass", lambda n: (n - 1, "softmax", "sparse_categorical_crossentropy")),
            "It is true that the last probability follows from the others, but softmax in Keras needs one unit for "
            "every class.",
        ),
        Misconception(
            "multilabel-softmax",
            with_wrong("multilabel", lambda n: (n, "softmax", "categorical_crossentropy")),
            "With softmax the labels compete: a cat and a dog in one picture get 0.5 each at most. Any number of "
            "labels may be right here, so each needs a probability of its own.",
        ),
        Misconception(
            "multilabel-one-unit",
            with_wrong("multilabel", lambda n: (1, "sigmoid", "binary_crossentropy")),
            "One unit answers one question. Here there are n questions, one for each label.",
        ),
        Misconception(
            "multilabel-sparse",
            with_wrong("multilabel", lambda n: (n, "sigmoid", "sparse_categorical_crossentropy")),
            "Units and activation are right. But the sparse loss takes *one* right class per sample. Here every label "
            "is a yes-or-no question of its own: which loss goes with those?",
        ),
        Misconception(
            "regression-sigmoid",
            with_wrong("regression", lambda n: (n, "sigmoid", "mse")),
            "Sigmoid can only answer between 0 and 1. Numbers of any size and sign are asked for: nothing may squash "
            "them.",
        ),
        Misconception(
            "regression-relu",
            with_wrong("regression", lambda n: (n, "relu", "mse")),
            "ReLU can never answer −3. It would fit numbers that are never negative; here any sign is possible.",
        ),
        Misconception(
            "regression-one-unit",
            with_wrong("regression", lambda n: (1, "linear", "mse")),
            "Each number to be predicted needs a unit of its own: what if n is 4?",
        ),
        Misconception(
            "regression-crossentropy",
            with_wrong("regression", lambda n: (n, "linear", "binary_crossentropy")),
            "Cross-entropy compares probabilities, and a temperature is none. Which loss measures how far off a number "
            "is?",
        ),
    ],
    alternatives={
        "aliases": lambda task, n=1: {
            "binary": (1, "sigmoid", "bce"),
            "multiclass": [n, "softmax", "SparseCategoricalCrossentropy"],
            "multilabel": (np.int64(n), "sigmoid", "BinaryCrossentropy"),
            "regression": (n, None, "mean_squared_error"),
        }[task],
        "class names": lambda task, n=1: (
            *RIGHT[task](n)[:2],
            {"regression": "MeanSquaredError"}.get(task, RIGHT[task](n)[2]),
        ),
        "capitals": lambda task, n=1: (
            RIGHT[task](n)[0],
            *[{"mse": "MSE", "binary_crossentropy": "BCE"}.get(v, v) for v in RIGHT[task](n)[1:]],
        ),
    },
)

# -- questions -------------------------------------------------------------------------------------------

PRACTICE = [
    Question(
        "02.p1",
        "understand",
        2,
        "A network has 20 layers and no activation functions. What can it compute?",
        [
            Option(
                "any continuous function, because it is deep",
                "Depth helps only with a bend between the layers. Without one, the product of all weight matrices is "
                "one matrix.",
            ),
            Option(
                "the same as one layer without activation",
                "Right: x·W1·W2⋯W20 is x times one matrix, and the biases add up to one bias.",
                right=True,
            ),
            Option("XOR, but not more", "XOR needs a bend. A linear model answers 0.5 at every corner at best."),
            Option(
                "nothing, it cannot run",
                "It runs, and it can be trained. It is a linear regression with many parameters too many.",
            ),
        ],
    ),
    Question(
        "02.p2",
        "remember",
        2,
        "What is the range of tanh, and is it zero-centred?",
        [
            Option("(0, 1), no", "That is sigmoid."),
            Option(
                "(−1, 1), yes", "Right: tanh z = 2σ(2z) − 1 stretches (0, 1) to (−1, 1), and tanh 0 = 0.", right=True
            ),
            Option("[0, ∞), no", "That is ReLU."),
            Option("(−∞, ∞), yes", "That is the linear activation. Tanh is bounded."),
        ],
    ),
    Question(
        "02.p3",
        "apply",
        2,
        "A sigmoid neuron has the output 0.8. What is the derivative of its activation there?",
        [
            Option("0.16", "Right: σ(1 − σ) = 0.8 · 0.2. You need the output only, not z.", right=True),
            Option("0.25", "That is the maximum, reached only where the output is 0.5."),
            Option(
                "−0.16", "The size is right. Sigmoid rises, so its derivative is never negative: a lost minus sign."
            ),
            Option("0.2", "That is 1 − σ: the second factor without the first."),
        ],
    ),
    Question(
        "02.p4",
        "analyse",
        5,
        "A sigmoid output neuron should say 0. It has z = 9 and is trained with the squared error. Why does it hardly "
        "learn?",
        [
            Option("its error is too small", "Its error is as large as can be: it says 0.9999 and should say 0."),
            Option(
                "the learning rate of saturated neurons is lowered",
                "The learning rate is the same for all. Another factor is small.",
            ),
            Option(
                "its error is multiplied by σ′(9) = 0.0001",
                "Right: it is saturated. The larger |z|, the flatter the curve, whatever the error.",
                right=True,
            ),
            Option(
                "it is dead: the derivative is exactly 0",
                "Close, but σ′ is never exactly 0; a little signal comes through. Dead is a word for ReLU.",
            ),
        ],
    ),
    Question(
        "02.p5",
        "analyse",
        5,
        "A ReLU neuron outputs 0 for every training sample. What does gradient descent, without weight decay, do to "
        "it next?",
        [
            Option(
                "it raises the bias until the neuron fires again",
                "It would, if a gradient came through. But the derivative is 0 for every sample.",
            ),
            Option(
                "nothing: no weight of this neuron changes",
                "Right: the gradient of each of its weights is a sum of zeros. The neuron is dead.",
                right=True,
            ),
            Option("it sets the weights to 0", "The weights keep their values. They just never change."),
            Option("it stops with an error", "Nothing looks wrong from outside, which makes it hard to notice."),
        ],
    ),
    Question(
        "02.p6",
        "evaluate",
        5,
        'Which output layer suits "is this tumour malignant?"',
        [
            Option("1 unit, ReLU", "It can give 7, or exactly 0, whose logarithm is −∞. It is no probability."),
            Option("1 unit, tanh", "It can give −0.6. One could rescale it, and would have sigmoid."),
            Option(
                "1 unit, sigmoid",
                'Right: one probability, of "yes". Two units with softmax would do the same.',
                right=True,
            ),
            Option("1 unit, softmax", "Softmax over one unit is always 1: every tumour would be malignant."),
        ],
    ),
    Question(
        "02.p7",
        "understand",
        2,
        "Why is ReLU cheaper to compute than sigmoid?",
        [
            Option(
                "it needs one comparison and no exponential",
                "Right. In a wide layer the weighted sum before it is the larger part of the work all the same.",
                right=True,
            ),
            Option("it is computed for positive inputs only", "Each input has to be looked at to know its sign."),
            Option("it has fewer parameters", "Neither has any. (Leaky ReLU's α is chosen, not learned.)"),
            Option("its derivative is 0", "Only on the left side. And that is a drawback rather than a saving."),
        ],
    ),
    Question(
        "02.p8",
        "apply",
        5,
        "softmax of (1, 3) is (0.119, 0.881). What is softmax of (101, 103)?",
        [
            Option(
                "(0.495, 0.505), because 101/204 and 103/204",
                "That divides the scores themselves. Softmax divides exponentials, and only the difference of the "
                "scores counts.",
            ),
            Option(
                "undefined, the exponentials overflow",
                "They would if the scores were above 709, in a naive program. The function itself is defined for all "
                "scores.",
            ),
            Option(
                "(0.119, 0.881)",
                "Right: both scores rose by 100, and a shift of all scores changes nothing.",
                right=True,
            ),
            Option("(0, 1)", "That would need a large *difference* between the scores. It is still 2."),
        ],
    ),
]

GRADED = [
    Question(
        "02.g1",
        "remember",
        2,
        "Which statement about σ(z) is true for every finite z, in exact arithmetic?",
        [
            Option("above z = 5 it is 1", "σ(5) = 0.9933. It approaches 1 and never reaches it."),
            Option("it is at least 0.5", "Only for z ≥ 0."),
            Option("it lies strictly between 0 and 1", "Yes: e⁻ᶻ is positive and finite.", right=True),
            Option("it is symmetric: σ(−z) = σ(z)", "It is symmetric about the point (0, 0.5): σ(−z) = 1 − σ(z)."),
        ],
    ),
    Question(
        "02.g2",
        "apply",
        5,
        "A sigmoid neuron has the output 0.9. The derivative of the loss with respect to this output is 2. What is the "
        "derivative of the loss with respect to its net input z?",
        [
            Option("0.18", "2 · 0.9 · 0.1.", right=True),
            Option("0.09", "That is σ′ alone; the 2 that comes from above is missing."),
            Option("1.8", "2 · 0.9: the factor 1 − σ is missing."),
            Option("−1.6", "2 − 4 · 0.9: this mixes up sums and products. Derivatives of a chain are multiplied."),
        ],
    ),
    Question(
        "02.g3",
        "analyse",
        5,
        "A signal goes back through the activations of 6 tanh layers, and in each the output is 0.8. Which share of it "
        "is left? (The weights are left out.)",
        [
            Option("all of it, because tanh′ is 1", "Only where the output is 0."),
            Option("0.8⁶ = 0.26", "That multiplies the outputs. The derivatives are multiplied."),
            Option("0.25⁶ = 0.0002", "That is the best case of sigmoid."),
            Option("0.36⁶ = 0.002", "1 − 0.8² = 0.36 in each layer.", right=True),
        ],
    ),
    Question(
        "02.g4",
        "evaluate",
        5,
        "A photo may show a person, a car, a bicycle, several of these, or none. Which output layer fits?",
        [
            Option("3 units with softmax", 'Softmax must give 1 in sum: it can say neither "none" nor "two of them".'),
            Option("3 units with sigmoid", "Three separate yes-or-no questions.", right=True),
            Option(
                "8 units with sigmoid, one for each combination",
                "Exactly one combination is right, so these would have to compete; and with 20 labels there would be a "
                "million of them.",
            ),
            Option("1 unit with ReLU that counts", "It would tell how many things there are, but not which."),
        ],
    ),
    Question(
        "02.g5",
        "understand",
        2,
        "Why is leaky ReLU used in place of ReLU?",
        [
            Option("it is faster", "It needs a product more."),
            Option("its output is bounded", "Neither is."),
            Option(
                "a neuron with z < 0 for all samples can still learn",
                "Its derivative there is α and not 0.",
                right=True,
            ),
            Option("it is smooth at z = 0", "It has a corner there too, unless α is 1."),
        ],
    ),
]

BANK = Bank(
    "02-activation-functions",
    [
        SIGMOID,
        SIGMOID_GRAD,
        TANH,
        RELU,
        RELU_GRAD,
        LEAKY_RELU,
        SOFTMAX,
        OUTPUT_LAYER,
        graded_quiz("02.quiz_answers", 2, GRADED),
    ],
    PRACTICE,
)
