"""Exercises and questions of lesson 01: the step, the neuron, gates, XNOR, and Rosenblatt's learning rule."""

import numpy as np

from helpers.checks import probes
from helpers.checks.judges.close import Close
from helpers.checks.judges.gates import TruthTable
from helpers.instructors.banks import Bank, Case, Exercise, Misconception, Option, Question, graded_quiz

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def mistaken(exercise):
    """The wrong versions of an earlier exercise, whose mistakes are not punished again where later answers build on
    it.
    """
    return [misconception.wrong for misconception in exercise.misconceptions]


def fire(z):
    return np.where(np.asarray(z) >= 0, 1, 0)


# ---- step ------------------------------------------------------------------------------------


def step_cases(rng):
    return [
        Case((0.0,), about="z exactly 0"),
        Case((-1.25,), about="one negative number"),
        Case((2.5,), about="one positive number"),
        Case((np.array([-0.5, 0.0, 0.5, 1.0]),), about="an array"),
        Case((rng.normal(size=(3, 4)).round(2) + 0.005,), about="a matrix"),
        Case((np.arange(-2, 3),), about="an array of integers"),
    ]


def step_loop(z):
    z = np.asarray(z)
    return np.array([1 if value >= 0 else 0 for value in z.ravel()], dtype=int).reshape(z.shape)


STEP = Exercise(
    "01.step",
    points=2,
    cases=step_cases,
    judge=Close(integer=True),
    misconceptions=[
        Misconception(
            "strict",
            lambda z: (np.asarray(z) > 0).astype(int),
            "Your step is silent at z = 0. That is one of the three conventions, but not ours: here a net input of "
            "exactly 0 fires. Try `step(0)`.",
        ),
        Misconception(
            "booleans",
            lambda z: np.asarray(z) >= 0,
            "The decisions are right, but they come as True and False, and booleans calculate by rules of their own: "
            "in NumPy, True + True is True, and True − True is an error. Turn the array into integers; arrays have a "
            "method that changes their type.",
        ),
        Misconception(
            "floats",
            lambda z: np.heaviside(z, 1.0),
            "The decisions are right, but they come as floats, 0.0 and 1.0. A gate's output is a whole number: which "
            "dtype does your array have?",
        ),
        Misconception(
            "one-number-only",
            lambda z: 1 if z >= 0 else 0,
            "This works for one number and stops at an array: an `if` takes one decision, an array holds many. Try "
            "`np.array([-1, 2]) >= 0` in a new cell and look at what you get.",
        ),
        Misconception(
            "int-of-array",
            lambda z: int(z >= 0),
            "`int(...)` makes one Python integer, so it works for one number and stops at an array. Look for a way to "
            "change the type of a whole array at once.",
        ),
        Misconception(
            "plus-minus",
            lambda z: np.where(np.asarray(z) >= 0, 1, -1),
            "You answer −1 for “no”. That is the ±1 convention; its learning rule looks different, too. In this course "
            "“no” is 0.",
        ),
        Misconception(
            "sign",
            lambda z: np.sign(np.asarray(z)).astype(int),
            "`np.sign` has three answers, −1, 0 and 1. A step has two. What should come out for z = −3, and what for z "
            "= 0?",
        ),
        Misconception(
            "reversed",
            lambda z: (np.asarray(z) < 0).astype(int),
            "Your step fires where z is negative. Put z = 5 in: much evidence for firing, and your neuron stays "
            "silent.",
        ),
    ],
    alternatives={
        "where": fire,
        "loop": step_loop,
        "python-int-for-a-number": lambda z: int(z >= 0) if np.ndim(z) == 0 else (z >= 0) * 1,
        "int8": lambda z: np.greater_equal(z, 0).astype(np.int8),
        "heaviside": lambda z: np.heaviside(z, 1).astype(np.uint8),
        "prints": lambda z: print(z) or fire(z),
    },
)


# ---- neuron ----------------------------------------------------------------------------------


def samples_off_the_line(rng, shape, w, b):
    """Random samples of `shape` whose net input is at least 0.2 away from 0, some on either side."""
    x = rng.normal(size=shape)
    flat = x.reshape(-1, shape[-1])
    for i in range(len(flat)):
        while abs(flat[i] @ w + b) < 0.2:
            flat[i] = rng.normal(size=shape[-1])
    return x


def neuron_cases(rng):
    w = rng.choice([-1, 1], size=3) * rng.uniform(0.5, 2, size=3)
    cases = [
        Case((np.array([1.0, 0.0]), np.array([2.0, 1.0]), -1.5), about="one sample"),
        Case((np.array([0.0, 1.0]), np.array([2.0, 1.0]), -1.5), about="one sample"),
        Case(
            (np.array([[3.0, 1.0], [1.0, 3.0], [-1.0, -2.0], [0.5, 0.25]]), np.array([1.0, -1.0]), 0.75),
            about="a batch",
        ),
        Case((CORNERS, np.array([1.0, 1.0]), -1.75), about="a batch"),
        Case((CORNERS, np.array([-1.0, -1.0]), 1.75), about="a batch"),
    ]
    for b in (1.0, -1.0):
        cases.append(Case((samples_off_the_line(rng, (8, 3), w, b), w, b), about="a batch of 8 samples"))
    return [*cases, Case((samples_off_the_line(rng, (2, 3, 3), w, 0.5), w, 0.5), about="samples on two axes")]


def neuron_loop(x, w, b):
    x = np.asarray(x)
    out = [1 if sum(float(xi) * float(wi) for xi, wi in zip(row, w)) + b >= 0 else 0 for row in x.reshape(-1, len(w))]
    return np.array(out).reshape(x.shape[:-1])


NEURON = Exercise(
    "01.neuron",
    points=3,
    cases=neuron_cases,
    judge=Close(),
    probe=probes.Call(earlier=("step",)),
    carries={"step": mistaken(STEP)},
    misconceptions=[
        Misconception(
            "no-bias",
            lambda x, w, b: fire(x @ w),
            "This neuron takes no notice of b. Give it x = (0, 0): then only the bias speaks, and changing b must be "
            "able to change the answer.",
        ),
        Misconception(
            "bias-subtracted",
            lambda x, w, b: fire(x @ w - b),
            "You subtract b. Subtracting would be right for a threshold; a bias is the threshold with its sign turned. "
            "For x = (0, 0) the net input is b itself, not −b.",
        ),
        Misconception(
            "no-sum",
            lambda x, w, b: fire(x * w + b),
            "You decide for every input on its own: your answer has as many entries as there are inputs. One neuron "
            "adds the weighted inputs first, then decides once.",
        ),
        Misconception(
            "no-step",
            lambda x, w, b: x @ w + b,
            "That is the net input z, and it is right as far as it goes. What does the neuron do with z before it "
            "answers?",
        ),
        Misconception(
            "plus-minus",
            lambda x, w, b: np.where(np.asarray(x) @ w + b >= 0, 1, -1),
            "Your neuron says −1 when it is silent. In this course silence is 0. If you call your `step`, its check "
            "has more to say: mend it first.",
        ),
        Misconception(
            "sums-over-the-batch",
            lambda x, w, b: fire(np.sum(x * w) + b),
            "For a batch you give one answer in all: the sum runs over the samples, too. Each row is a sample and "
            "wants its own answer, so the sum must run over the last axis only.",
        ),
        Misconception(
            "two-inputs",
            lambda x, w, b: fire(np.asarray(x)[..., 0] * w[0] + np.asarray(x)[..., 1] * w[1] + b),
            "You count the first two inputs, whatever there are. With three, the third has no say: add over the whole "
            "last axis.",
        ),
        Misconception(
            "bias-in-every-term",
            lambda x, w, b: fire(np.sum(x * w + b, axis=-1)),
            "You add b once for every input, so with three inputs the bias counts three times. It belongs to the "
            "neuron, not to the connections.",
        ),
        Misconception(
            "one-sample-only",
            lambda x, w, b: fire(np.dot(w, x) + b),
            "This works for one sample and stops, or mixes things up, for a batch: with w on the left, NumPy matches w "
            "with the rows of x, which are samples. The features lie along the last axis of x.",
        ),
        Misconception(
            "loop-over-one-sample",
            lambda x, w, b: int(sum(x[i] * w[i] for i in range(len(w))) + b >= 0),
            "You take `x[i]` for feature i. That holds for one sample; in a batch `x[i]` is sample i. Features "
            "are on the last axis: `x[..., i]`.",
        ),
    ],
    alternatives={
        "sum": lambda x, w, b: fire(np.sum(np.asarray(x) * w, axis=-1) + b),
        "loop": neuron_loop,
        "einsum": lambda x, w, b: fire(np.einsum("...i,i->...", x, w) + b),
        "float32": lambda x, w, b: fire(np.float32(x) @ np.float32(w) + np.float32(b)),
        "booleans": lambda x, w, b: x @ w + b >= 0,
        "nested-lists": lambda x, w, b: neuron_loop(x, w, b).tolist(),
        "threshold-form": lambda x, w, b: (np.dot(x, w) >= -b) * 1.0,
    },
)


# ---- gates -----------------------------------------------------------------------------------

RIGHT = {"AND": ([1, 1], -1.5), "OR": ([1, 1], -0.5), "NAND": ([-1, -1], 1.5), "NOR": ([-1, -1], 0.5), "NOT": ([-2], 1)}


def but(**gates):
    return {**RIGHT, **gates}


GATES = Exercise(
    "01.gates",
    points=4,
    probe=probes.Value(),
    judge=TruthTable(),
    cases=lambda rng: [Case(key=name, part=name) for name in RIGHT],
    parts=dict.fromkeys(RIGHT, 1),
    # A truth table has few values, so each hint is true of every answer that gives its table.
    misconceptions=[
        Misconception(
            "and-always",
            but(AND=([1, 1], 1.5)),
            "Your AND fires for every input, even for (0, 0), where the net input is the bias alone. Which sign must a "
            "bias have that keeps the neuron quiet there?",
        ),
        Misconception(
            "and-is-or",
            but(AND=([1, 1], -0.5)),
            "Your AND is an OR: one input that is on is enough to fire. Ask for more evidence: the bias has to "
            "outweigh each weight alone, and not both together.",
        ),
        Misconception(
            "and-never",
            but(AND=([1, 1], -2.5)),
            "Your AND never fires, not even for (1, 1). There the net input is w1 + w2 + b: the two weights together "
            "must be able to pay for the bias.",
        ),
        Misconception(
            "and-is-nand",
            but(AND=([-1, -1], 1.5)),
            "Your AND says the opposite of AND for every input: it is a NAND. Compute its net input for (1, 1) and "
            "look at the sign.",
        ),
        Misconception(
            "or-always",
            but(OR=([1, 1], 0.5)),
            "Your OR fires on (0, 0). There both weights count for nothing and the net input is the bias: what must "
            "its sign be? And remember that exactly 0 fires.",
        ),
        Misconception(
            "or-is-and",
            but(OR=([1, 1], -1.5)),
            "Your OR wants both inputs: it is an AND. For (1, 0) the net input is w1 + b. It must reach 0 with one "
            "input alone.",
        ),
        Misconception(
            "nand-is-and",
            but(NAND=([1, 1], -1.5)),
            "Your NAND is still an AND. NAND is its opposite for every input. What happens to z, and to the decision, "
            "when all weights and the bias change their sign?",
        ),
        Misconception(
            "nand-never",
            but(NAND=([-1, -1], -1.5)),
            "Your NAND never fires. For (0, 0) its net input is the bias alone, and NAND has to answer 1 there. Did "
            "you turn the weights and forget the bias?",
        ),
        Misconception(
            "nand-always",
            but(NAND=([-1, -1], 2)),
            "Your NAND fires for every input, for (1, 1) too. Compute z there by hand. If it is exactly 0: in this "
            "course 0 fires, so leave some room.",
        ),
        Misconception(
            "nor-is-or",
            but(NOR=([1, 1], -0.5)),
            "Your NOR is an OR: the opposite of what was asked for, in all four rows. Each input that is on should now "
            "count against firing.",
        ),
        Misconception(
            "nor-never",
            but(NOR=([-1, -1], -0.5)),
            "Your NOR never fires. Its one 1 stands in the row (0, 0), where z is the bias alone. Which sign makes it "
            "fire there?",
        ),
        Misconception(
            "nor-is-nand",
            but(NOR=([-1, -1], 1.5)),
            "Your NOR is a NAND: it is silent only when both inputs are on. In NOR one input that is on must be enough "
            "to silence it. Is the bias too generous?",
        ),
        Misconception(
            "not-always",
            but(NOT=([-1], 1)),
            "Your NOT fires for both inputs. Compute z for x = 1. With w = −1 and b = 1 it is exactly 0, and here 0 "
            "fires: leave some room below 0.",
        ),
        Misconception(
            "not-copies",
            but(NOT=([2], -1)),
            "Your NOT passes its input on unchanged. The input must count against firing: which sign has such a "
            "weight?",
        ),
        Misconception(
            "not-never",
            but(NOT=([-2], -1)),
            "Your NOT never fires. For x = 0 the net input is the bias alone, and NOT must answer 1 there. (The order "
            "is weights first, then bias.)",
        ),
        Misconception(
            "three-numbers",
            but(AND=(1, 1, -1.5), OR=(1, 1, -0.5), NAND=(-1, -1, 1.5), NOR=(-1, -1, 0.5)),
            "You give three numbers in a row. Put the weights together: two items are asked for, first the weights, as "
            "a list or an array, then the bias.",
        ),
        Misconception(
            "bias-first",
            but(AND=(-1.5, [1, 1]), OR=(-0.5, [1, 1]), NAND=(1.5, [-1, -1]), NOR=(0.5, [-1, -1])),
            "The order is weights first, then the bias. Yours seems to be the other way round.",
        ),
    ],
    alternatives={
        "others": {
            "AND": ([2, 2], -3),
            "OR": ([1, 1], -1),
            "NAND": ([-3, -2], 4),
            "NOR": ([-1, -1], 0),
            "NOT": ([-1], 0.5),
        },
        "arrays": {name: (np.array(w), np.array([b])) for name, (w, b) in RIGHT.items()},
        "float32": {name: (np.float32(w), np.float32(b)) for name, (w, b) in RIGHT.items()},
        "on-the-line": {**RIGHT, "AND": ((0.1, 0.2), -0.3)},
        "not-as-a-number": {**RIGHT, "NOT": (-2, 1)},
        "not-as-one-array": {**RIGHT, "NOT": np.array([-2.0, 1.0])},
        "lists-and-extra": {**{name: [w, b] for name, (w, b) in RIGHT.items()}, "YES": ([1], -0.5)},
        "uneven": {**RIGHT, "AND": ([5, 0.3], -5.1), "OR": ([7, 0.2], -0.1)},
    },
)


# ---- XNOR ------------------------------------------------------------------------------------


def network(W, b, w, c):
    return {"hidden": (W, b), "output": (w, c)}


XNOR = Exercise(
    "01.xnor_network",
    points=3,
    probe=probes.Value(),
    judge=TruthTable(network=True),
    cases=lambda rng: [Case()],
    misconceptions=[
        Misconception(
            "xor",
            network([[1, -1], [1, -1]], [-0.5, 1.5], [1, 1], -1.5),
            "Your network answers the opposite in all four rows: it is XOR. XNOR fires when the inputs are equal. Did "
            "you take the worked network from above?",
        ),
        Misconception(
            "joined-by-and",
            network([[-1, 1], [-1, 1]], [0.5, -1.5], [1, 1], -1.5),
            "Your network never fires. Write down what the hidden neurons say for (0, 0) and for (1, 1), then the "
            "output's net input there: it must reach 0 in both rows. If your hidden neurons are A′B′ and AB, they "
            "never fire together: which gate joins them?",
        ),
        Misconception(
            "always",
            network([[-1, 1], [-1, 1]], [0.5, -1.5], [1, 1], 0.5),
            "Your network fires for every input. If your hidden neurons are A′B′ and AB, both are silent for (0, 1), "
            "and then the output's net input is its bias alone. Which sign keeps it quiet? Exactly 0 fires.",
        ),
        Misconception(
            "both-on-only",
            network([[1, 1], [1, 1]], [-1.5, -1.5], [1, 1], -0.5),
            "Your network is an AND: it fires for (1, 1) only. The neuron for “both off” is missing or never heard. "
            "What is its net input at (0, 0)?",
        ),
        Misconception(
            "both-off-only",
            network([[-1, 1], [-1, 1]], [0.5, -1.5], [1, -1], -0.5),
            "Your network fires for (0, 0) only. The neuron for “both on” is missing, or its weight into the output "
            "has the wrong sign. Follow (1, 1) through by hand.",
        ),
        Misconception(
            "rows-for-columns",
            network([[-1, -1], [1, 1]], [0.5, -1.5], [1, 1], -0.5),
            "Your network treats the two inputs differently: (0, 1) and (1, 0) get different answers, while XNOR does "
            "not mind the order. W is (inputs, hidden): one hidden neuron is one column. In which direction did you "
            "write yours?",
        ),
        Misconception(
            "or",
            network([[1, 1], [1, 1]], [-0.5, -1.5], [1, 1], -0.5),
            "Your network is an OR: it is silent only for (0, 0), where XNOR must fire. The hidden neuron for “both "
            "off” needs weights that count against firing, and a bias that fires alone.",
        ),
        Misconception(
            "nand",
            network([[-1, 1], [-1, 1]], [1.5, -1.5], [1, -1], -0.5),
            "Your network is silent only for (1, 1): it is a NAND. Which hidden neuron should fire for (1, 1), and "
            "does its voice reach the output with a positive weight?",
        ),
        Misconception(
            "flat-w",
            network([-1, -1, 1, 1], [0.5, -1.5], [1, 1], -0.5),
            "The hidden weights are a table, not a row: W has shape (2, 2), one row for each input and one column for "
            "each hidden neuron.",
        ),
        Misconception(
            "neuron-by-neuron",
            {"hidden": [([-1, -1], 0.5), ([1, 1], -1.5)], "output": ([1, 1], -0.5)},
            'Your "hidden" lists the neurons one by one, each with its own weights and bias. Here both neurons share '
            "one table: "
            "first W with one column for each neuron, then the two biases.",
        ),
        Misconception(
            "hidden-only",
            {"hidden": ([[-1, 1], [-1, 1]], [0.5, -1.5])},
            'Your dict has no output neuron yet. Beside "hidden" it needs the entry "output": the weights and the bias '
            "that join a1 and a2.",
        ),
    ],
    alternatives={
        "or-and-nand-negated": network([[1, -1], [1, -1]], [-0.5, 1.5], [-1, -1], 1.5),
        "arrays": network(
            np.array([[-1.0, 1], [-1, 1]]), np.array([[0.5, -1.5]]), np.array([[1], [1]]), np.array([-0.5])
        ),
        "tuples": network(((-2, 2), (-2, 2)), (1, -3), (2, 2), -1),
        "float32": network(
            np.float32([[-1, 1], [-1, 1]]), np.float32([0.5, -1.5]), np.float32([1, 1]), np.float32(-0.5)
        ),
        "neither-one-alone": network([[-1, 1], [1, -1]], [-0.5, -0.5], [-1, -1], 0.5),
        "one-bias-for-both": network([[-1, 1], [1, -1]], -0.5, [-1, -1], [0.5]),
        "on-the-line": network([[-1, 1], [-1, 1]], [0, -2], [1, 1], -1),
    },
)


# ---- the learning rule -----------------------------------------------------------------------


def update_cases(rng):
    w, b = np.array([0.5, -1.0]), 0.25
    cases = [
        Case((w, b, np.array([1.0, 2.0]), 1, 0.5), about="it should have fired"),
        Case((w, b, np.array([2.0, -1.0]), 0, 0.5), about="it should have been silent"),
        Case((w, b, np.array([2.0, -1.0]), 1, 0.5), about="it fired, and rightly"),
        Case((w, b, np.array([1.0, 2.0]), 0, 0.5), about="it was silent, and rightly"),
        Case((w, 0.75, np.array([1.0, 1.0]), 0, 0.5), about="the bias decides that it fires"),
    ]
    for d, target in ((3, 0), (4, 1), (5, 0), (5, 1)):
        w, b, lr = rng.normal(size=d), float(rng.normal()), float(rng.uniform(0.1, 0.8))
        x = samples_off_the_line(rng, (d,), w, b)
        cases.append(Case((w, b, x, target, lr), about=f"{d} inputs"))
    return cases


def update(w, b, x, target, lr):
    error = target - int(np.asarray(x) @ np.asarray(w) + b >= 0)
    return w + lr * error * x, b + lr * error


def update_sign(w, b, x, target, lr):
    error = fire(x @ w + b) - target
    return w + lr * error * x, b + lr * error


def update_net(w, b, x, target, lr):
    error = target - (x @ w + b)
    return w + lr * error * x, b + lr * error


def update_without_bias(w, b, x, target, lr):
    error = target - fire(x @ w)
    return w + lr * error * x, b + lr * error


def update_in_place(w, b, x, target, lr):
    error = target - fire(x @ w + b)
    w += lr * error * x
    b += lr * error
    return w, b


def update_float32(w, b, x, target, lr):
    new_w, new_b = update(np.float32(w), np.float32(b), np.float32(x), target, np.float32(lr))
    return np.float32(new_w), np.float32(new_b)


def update_lists(w, b, x, target, lr):
    output = 1 if sum(wi * xi for wi, xi in zip(w, x)) + b >= 0 else 0
    if output == target:
        return [w, b]
    move = lr if target == 1 else -lr
    return [[float(wi + move * xi) for wi, xi in zip(w, x)], float(b + move)]


UPDATE = Exercise(
    "01.perceptron_update",
    returns=("w", "b"),
    points=3,
    cases=update_cases,
    judge=Close(),
    probe=probes.Call(earlier=("neuron", "step")),
    carries={"step": mistaken(STEP), "neuron": mistaken(NEURON)},
    misconceptions=[
        Misconception(
            "sign",
            update_sign,
            "Every wrong answer makes the weights worse: you move them away from the target. When the target is 1 and "
            "the output 0, z has to grow. Which sign has target − output then?",
        ),
        Misconception(
            "bias-frozen",
            lambda w, b, x, target, lr: (update(w, b, x, target, lr)[0], b),
            "With these samples your bias stays where it was, also where the answer was wrong. Treat b as a "
            "weight whose input is always 1: how would that weight move?",
        ),
        Misconception(
            "output-without-bias",
            update_without_bias,
            "Right wherever w·x alone has the sign of z. The output that you compare with the target leaves out the "
            "bias: the neuron fires for w·x + b ≥ 0.",
        ),
        Misconception(
            "net-for-output",
            update_net,
            "You compare the target with the net input z. Rosenblatt's rule looks at the decision, 0 or 1. A sample "
            "that is answered rightly must leave everything as it is, however large its z.",
        ),
        Misconception(
            "in-place",
            update_in_place,
            "The new values are right, but the caller's w has changed, too: `w += …` writes into the array that you "
            "were given. Make a new array and return that.",
        ),
        Misconception(
            "no-lr",
            lambda w, b, x, target, lr: update(w, b, x, target, 1),
            "Your step is always a full step: lr has no effect. Call it twice, with lr = 0.1 and with lr = 0.5, and "
            "compare.",
        ),
        Misconception(
            "no-input",
            lambda w, b, x, target, lr: (w + lr * (target - fire(x @ w + b)), update(w, b, x, target, lr)[1]),
            "All your weights move by the same amount. A weight should move in proportion to its own input: an input "
            "of 0 had no part in the error.",
        ),
        Misconception(
            "input-in-bias",
            lambda w, b, x, target, lr: (update(w, b, x, target, lr)[0], b + lr * (target - fire(x @ w + b)) * x),
            "Your new b is an array: you multiplied the bias's step by x. The bias has no input of its own, or, if you "
            "like, the input 1.",
        ),
        Misconception(
            "no-comparison",
            lambda w, b, x, target, lr: (w + lr * target * x, b + lr * target),
            "You move the weights by the target, whatever the neuron answered. Then a sample that is already right "
            "still moves them, and a target of 0 never does. What must be 0 for “right”?",
        ),
        Misconception(
            "weights-only",
            lambda w, b, x, target, lr: update(w, b, x, target, lr)[0],
            "You return the weights alone. Two things come back: the new w and the new b.",
        ),
    ],
    alternatives={
        "arithmetic": update,
        "float32": update_float32,
        "lists-and-branches": update_lists,
        "copy-first": lambda w, b, x, target, lr: update_in_place(w.copy(), b, x, target, lr),
        "zero-d-bias": lambda w, b, x, target, lr: [
            update(w, b, x, target, lr)[0],
            np.array(update(w, b, x, target, lr)[1]),
        ],
    },
)


def train(X, y, lr, epochs, net=lambda x, w, b: x @ w + b, output=fire, bias=1, start=0.0):
    """Rosenblatt's rule with parts that misconceptions exchange. Returns (w, b, errors)."""
    w, b, errors = np.full(X.shape[1], start), start, []
    for _ in range(epochs):
        wrong = 0
        for x, target in zip(X, y):
            error = target - output(net(x, w, b))
            w, b, wrong = w + lr * error * x, b + bias * lr * error, wrong + (error != 0)
        errors.append(int(wrong))
        if wrong == 0:
            break
    return w, b, errors


def closest_call(X, y, lr, epochs):
    """The smallest |z| met in training, apart from exact zeros: near it, rounding could flip a decision."""
    met = []
    train(X, y, lr, epochs, net=lambda x, w, b: met.append(x @ w + b) or met[-1])
    return min((abs(z) for z in met if z != 0), default=1.0)


def separable(rng, n, d, lr, least):
    """Random samples with a line between the classes, for which training takes at least `least` epochs."""
    while True:
        X = rng.normal(size=(n, d)).round(3)
        z = X @ rng.normal(size=d) + 0.4
        y = (z >= 0).astype(int)
        if (
            np.abs(z).min() > 0.1
            and 0 < y.sum() < n
            and len(train(X, y, lr, 60)[2]) in range(least, 40)
            and closest_call(X, y, lr, 60) > 1e-3
        ):
            return X, y


def train_cases(rng):
    # Learning rates that are powers of two keep the gates' arithmetic exact: on the line, 0.1 + 0.2 − 0.3 is not 0.
    X, y = separable(rng, 12, 2, 0.3, least=4)
    X3, y3 = separable(rng, 10, 3, 0.2, least=3)
    return [
        Case((CORNERS, np.array([0, 0, 0, 1]), 1.0, 20), about="AND"),
        Case((CORNERS, np.array([0, 1, 1, 1]), 0.5, 20), about="OR"),
        Case((CORNERS, np.array([0, 1, 1, 0]), 0.5, 6), about="XOR, 6 epochs"),
        Case((X, y, 0.3, 50), about="12 samples with 2 features"),
        Case((X3, y3, 0.2, 50), about="10 samples with 3 features"),
        Case((X, y, 0.3, 2), about="stopped after 2 epochs"),
    ]


def never_stops(X, y, lr, epochs):
    w, b, errors = train(X, y, lr, epochs)
    return w, b, errors + [0] * (epochs - len(errors))


def zero_left_out(X, y, lr, epochs):
    w, b, errors = train(X, y, lr, epochs)
    return w, b, [count for count in errors if count]


def running_total(X, y, lr, epochs):
    w, b, total, errors = np.zeros(X.shape[1]), 0.0, 0, []
    for _ in range(epochs):
        for x, target in zip(X, y):
            error = target - fire(x @ w + b)
            w, b, total = w + lr * error * x, b + lr * error, total + int(error != 0)
        errors.append(total)
        if total == 0:
            break
    return w, b, errors


def signed_errors(X, y, lr, epochs):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        total = 0
        for x, target in zip(X, y):
            error = target - fire(x @ w + b)
            w, b, total = w + lr * error * x, b + lr * error, total + int(error)
        errors.append(total)
        if total == 0:
            break
    return w, b, errors


def batch_updates(X, y, lr, epochs):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        error = y - fire(X @ w + b)
        w, b = w + lr * error @ X, b + lr * error.sum()
        errors.append(int(np.abs(error).sum()))
        if errors[-1] == 0:
            break
    return w, b, errors


def counted_after_each_update(X, y, lr, epochs):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        errors.append(0)
        for x, target in zip(X, y):
            error = target - fire(x @ w + b)
            w, b = w + lr * error * x, b + lr * error
            errors[-1] += int(fire(x @ w + b) != target)
        if errors[-1] == 0:
            break
    return w, b, errors


def counted_afterwards(X, y, lr, epochs):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        for x, target in zip(X, y):
            error = target - fire(x @ w + b)
            w, b = w + lr * error * x, b + lr * error
        errors.append(int((fire(X @ w + b) != y).sum()))
        if errors[-1] == 0:
            break
    return w, b, errors


def train_float32(X, y, lr, epochs):
    w, b, errors = train(X.astype(np.float32), y, np.float32(lr), epochs, start=np.float32(0))
    return np.float32(w), np.float32(b), np.array(errors)


def bias_as_a_weight(X, y, lr, epochs):
    ones = np.hstack([X, np.ones((len(X), 1))])
    v, errors = np.zeros(ones.shape[1]), []
    while len(errors) < epochs and (not errors or errors[-1] > 0):
        errors.append(0)
        for x, target in zip(ones, y):
            if fire(v @ x) != target:
                v += lr * (2 * target - 1) * x
                errors[-1] += 1
    return v[:-1], v[-1], errors


TRAIN = Exercise(
    "01.train_perceptron",
    points=3,
    returns=("w", "b", "errors"),
    cases=train_cases,
    judge=Close(),
    probe=probes.Call(earlier=("perceptron_update", "neuron", "step")),
    carries={"step": mistaken(STEP), "neuron": mistaken(NEURON), "perceptron_update": mistaken(UPDATE)},
    misconceptions=[
        Misconception(
            "never-stops",
            never_stops,
            "The weights are right, but your training goes on after an epoch without an error and fills `errors` with "
            "zeros. Once nothing is wrong, nothing will ever change: stop there.",
        ),
        Misconception(
            "zero-left-out",
            zero_left_out,
            "The last entry is missing: the error-free epoch has been run, so its 0 belongs in `errors`. Do you leave "
            "the loop before you append?",
        ),
        Misconception(
            "counted-after-each-update",
            counted_after_each_update,
            "You look at each sample again after its update and count what is still wrong. `errors` counts the samples "
            "that were answered wrongly when they were shown, before the update.",
        ),
        Misconception(
            "running-total",
            running_total,
            "Your counts only grow: you go on counting from one epoch to the next. `errors` wants one count for each "
            "epoch, so where should the counter start again at 0?",
        ),
        Misconception(
            "signed-errors",
            signed_errors,
            "You add up target − output, and a miss of +1 cancels a miss of −1. An epoch with two errors then looks "
            "error-free. Count the samples that are answered wrongly.",
        ),
        Misconception(
            "batch-updates",
            batch_updates,
            "You judge all samples with the weights of the epoch's beginning and move once at its end. Here the "
            "weights move at once, after each sample, and the next sample meets the new ones.",
        ),
        Misconception(
            "counted-afterwards",
            counted_afterwards,
            "You count the errors when the epoch is over, with its last weights. Count while you train: was the sample "
            "wrong at the moment when it was shown?",
        ),
        Misconception(
            "bias-frozen",
            lambda X, y, lr, epochs: train(X, y, lr, epochs, bias=0),
            "Your bias stays 0, so the line has to pass through the origin. Does your loop keep the new b that an "
            "update gives back?",
        ),
        Misconception(
            "strict",
            lambda X, y, lr, epochs: train(X, y, lr, epochs, output=lambda z: int(z > 0)),
            "This is the rule with a step that is silent at z = 0. At the start all weights are 0, so the first z is "
            "exactly 0, and in this course the neuron fires there.",
        ),
        Misconception(
            "one-epoch",
            lambda X, y, lr, epochs: train(X, y, lr, 1),
            "You return after the first epoch. Is your `return` inside the loop over the epochs?",
        ),
        Misconception(
            "starts-at-one",
            lambda X, y, lr, epochs: train(X, y, lr, epochs, start=1.0),
            "The rule works, but you start from weights and bias of 1. Here everyone starts at zeros, so that results "
            "can be compared.",
        ),
    ],
    alternatives={
        "same-rule": train,
        "float32": train_float32,
        "bias-as-a-weight": bias_as_a_weight,
        "lists": lambda X, y, lr, epochs: [np.asarray(item).tolist() for item in train(X, y, lr, epochs)],
    },
)


# ---- questions -------------------------------------------------------------------------------

PRACTICE = [
    Question(
        "01.p1",
        "remember",
        2,
        "Which part of the artificial neuron plays the role of a synapse?",
        [
            Option(
                "the input",
                "Tempting, since signals arrive at synapses. But an input is the signal; the synapse decides how much "
                "of it counts.",
            ),
            Option(
                "the weight",
                "Right: a strong synapse is a large weight, an inhibiting one a negative weight.",
                right=True,
            ),
            Option(
                "the bias", "The bias has no connection of its own. It stands for the threshold of the cell's body."
            ),
            Option(
                "the step",
                "The step is the decision to fire, which is taken behind all synapses, where their sum arrives.",
            ),
        ],
    ),
    Question(
        "01.p2",
        "apply",
        2,
        "A neuron has w1 = 2, w2 = −1 and b = −0.5. For which of these inputs does it fire?",
        [
            Option("(0, 0)", "z = −0.5. With no input only the bias speaks, and it is negative."),
            Option(
                "(0, 1)", "z = −1 − 0.5 = −1.5. The second weight is negative, so this input counts against firing."
            ),
            Option("(1, 1)", "z = 2 − 1 − 0.5 = 0.5, and 0.5 ≥ 0: it fires.", right=True),
            Option("none of them", "It looks like it, with two negative numbers out of three. Compute z for (1, 1)."),
        ],
    ),
    Question(
        "01.p3",
        "understand",
        2,
        "All of w1, w2 and b are multiplied by 10. What changes in the neuron's answers?",
        [
            Option(
                "nothing",
                "Right: z becomes ten times as large, and its sign, which is all that the step looks at, stays.",
                right=True,
            ),
            Option(
                "the line moves ten times as far from the origin",
                "Tempting, because b has grown. But w has grown just as much, and the distance is |b| / ‖w‖.",
            ),
            Option(
                "it fires for more inputs",
                "That would need a larger b beside the same weights. Here both sides of the comparison grow alike.",
            ),
            Option(
                "inputs far from the line may change their answer",
                "Their z is far from 0 and keeps its sign. No z changes its sign here.",
            ),
        ],
    ),
    Question(
        "01.p4",
        "analyse",
        5,
        "With w1 = w2 = 1 and step(0) = 1, for exactly which b is the neuron an OR?",
        [
            Option("−1 ≤ b < 0", "Right: (0, 0) needs b < 0, and one input alone needs 1 + b ≥ 0.", right=True),
            Option(
                "−1 < b ≤ 0",
                "The inequalities belong to the other convention, step(0) = 0. Here b = 0 fires at (0, 0).",
            ),
            Option("−2 ≤ b < −1", "These are the biases of AND: one input alone is not enough."),
            Option("b = −0.5 only", "−0.5 is the usual choice because it lies in the middle. Try −0.2: it works, too."),
        ],
    ),
    Question(
        "01.p5",
        "apply",
        5,
        "w = (0.5, −0.5), b = 0, x = (1, 1), target 0, lr = 0.5. What are w and b after one update?",
        [
            Option(
                "unchanged, since z = 0 means silent",
                "In this course step(0) = 1: the neuron fires, which is wrong here.",
            ),
            Option(
                "w = (1, 0), b = 0.5",
                "That is one step in the wrong direction. Target 0 and output 1 give an error of −1.",
            ),
            Option(
                "w = (0, −1), b = −0.5",
                "z = 0, output 1, error 0 − 1 = −1: every number moves by 0.5 · (−1) · 1.",
                right=True,
            ),
            Option("w = (0, −1), b = 0", "The weights are right. The bias moves, too, as a weight with input 1."),
        ],
    ),
    Question(
        "01.p6",
        "analyse",
        5,
        "A network has a hidden layer, but its hidden neurons have no step: they pass on z. Can it compute XOR with a "
        "step at the output?",
        [
            Option("yes, it has two layers", "What helps is the bend between the layers, not their number."),
            Option(
                "yes, with enough hidden neurons any table can be computed",
                "However many there are, a sum of weighted sums is one weighted sum.",
            ),
            Option(
                "no: without steps the layers melt into one neuron",
                "Right. Weighted sums of weighted sums are weighted sums. Lesson 02 shows it with numbers.",
                right=True,
            ),
            Option("no, since XOR needs three layers", "Two layers of step neurons do XOR: you have seen them."),
        ],
    ),
    Question(
        "01.p7",
        "evaluate",
        5,
        "A perceptron that starts at zero learns from 2 000 customers. After 1 000 epochs the errors still jump "
        "between 40 and 90. What is the best conclusion?",
        [
            Option(
                "1 000 epochs were too few: the convergence theorem promises zero errors",
                "The theorem promises it only if a line separates the classes. It says nothing otherwise.",
            ),
            Option(
                "the learning rate is too large",
                "From zero weights the learning rate only sets the scale of w and b. The line is the same.",
            ),
            Option(
                "very likely no line separates them",
                "Right. It is no proof, since slow convergence looks alike, but it is the way to bet. Other features "
                "or a hidden layer may help.",
                right=True,
            ),
            Option(
                "the code must be wrong",
                "Possible, but errors that jump are what correct code does on classes that overlap.",
            ),
        ],
    ),
]

GRADED = [
    Question(
        "01.g1",
        "apply",
        2,
        "Which (b, w1, w2) makes a neuron with step(z) = 1 for z ≥ 0 an AND gate?",
        [
            Option(
                "(1.5, 1, 1)", "The bias has the wrong sign: z = 1.5 at (0, 0), so it fires there and everywhere else."
            ),
            Option("(−0.5, 1, 1)", "One input alone gives 0.5: this is OR."),
            Option("(−1.5, 1, 1)", "z is −1.5, −0.5, −0.5 and 0.5: it fires for (1, 1) only.", right=True),
            Option("(0.5, −1, −1)", "z is 0.5 at (0, 0) and negative elsewhere: this is NOR."),
        ],
    ),
    Question(
        "01.g2",
        "evaluate",
        2,
        "“Adding hidden layers always lowers the error on new data.” What do you answer?",
        [
            Option(
                "True: more layers can represent more, so they can only get better",
                "They can represent more, noise included. On new data the memorized noise can do harm.",
            ),
            Option(
                "True, if each layer has enough neurons",
                "More neurons make it easier still to learn the training data by heart.",
            ),
            Option(
                "False: a hidden layer never lowers the error, whatever it is trained on",
                "On XOR it takes the error from 1 in 4 to 0. It depends on what the data need.",
            ),
            Option(
                "False: the training error may fall while the error on new data rises",
                "Right: this is what the table of section 6 shows.",
                right=True,
            ),
        ],
    ),
    Question(
        "01.g3",
        "understand",
        2,
        "What does the bias do to the decision line of a neuron with fixed weights?",
        [
            Option("it turns the line", "The direction is set by the weights: the line stands at a right angle to w."),
            Option(
                "it shifts the line without turning it",
                "Right: w·x = −b is a family of parallel lines, one for each b.",
                right=True,
            ),
            Option(
                "it makes the step steeper",
                "A step has no steepness: it jumps from 0 to 1, whatever the bias.",
            ),
            Option("it sets how fast the neuron learns", "That is the learning rate."),
        ],
    ),
    Question(
        "01.g4",
        "analyse",
        2,
        "Which task is out of reach for a single perceptron?",
        [
            Option(
                "a lamp with two switches: on when exactly one of them is up",
                "This is XOR: no line separates its corners.",
                right=True,
            ),
            Option(
                "an alarm that rings when at least 3 of 5 sensors fire",
                "All weights 1 and b = −2.5: it counts and compares.",
            ),
            Option(
                "telling two kinds of flowers apart by two lengths whose point clouds do not overlap and lie on either "
                "side of a line",
                "This is what section 8 does.",
            ),
            Option(
                "a gate that is 1 only for the input (1, 0)",
                "w = (1, −1) and b = −0.5: one corner can always be cut off by a line.",
            ),
        ],
    ),
]

BANK = Bank(
    "01-perceptron-gates",
    [STEP, NEURON, GATES, XNOR, UPDATE, TRAIN, graded_quiz("01.quiz_answers", 2, GRADED)],
    PRACTICE,
)
