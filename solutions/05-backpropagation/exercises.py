"""Exercise bank of lesson 05: backpropagation through a chain, through the 2-2-2 network, and through layers."""

import numpy as np

from helpers.checks import plain, probes
from helpers.instructors.banks import Bank, Case, Exercise, Misconception, Option, Question, graded_quiz

# The worked example: inputs, weights, biases, targets, learning rate.
X = np.array([0.05, 0.10])
W = np.array([0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55])
B = (0.35, 0.60)
TARGET = np.array([0.01, 0.99])
LR = 0.5


def sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z, float)))


def away_from_zero(rng, size=None, low=0.4, high=1.5):
    """Random numbers of both signs whose size is large enough for every slip to show."""
    return rng.uniform(low, high, size) * rng.choice([-1.0, 1.0], size)


# -- total_error -------------------------------------------------------------------------------------


def total_error_cases(rng):
    return [
        Case((np.array([0.01, 0.99]), np.array([0.75136507, 0.772928465])), about="the worked example"),
        Case((np.array([0.25]), np.array([0.7152516803])), about="one output"),
        Case((rng.uniform(0.1, 0.9, 3), rng.uniform(1.1, 1.9, 3)), about="three outputs"),
        Case((rng.uniform(0.1, 0.9, 2), rng.uniform(-1.9, -0.1, 2)), about="two outputs"),
    ]


TOTAL_ERROR = Exercise(
    "05.total_error",
    points=2,
    cases=total_error_cases,
    misconceptions=[
        Misconception(
            "mean",
            lambda t, o: np.mean((t - o) ** 2),
            "This is the mean of the squares, the MSE. With two outputs it happens to be the same number; with one "
            "output it is twice, with three two thirds of what is asked. E has a ½ and a sum, and no division by the "
            "number of outputs.",
        ),
        Misconception(
            "no-half",
            lambda t, o: np.sum((t - o) ** 2),
            "Every answer is twice too large. The factor in front of the sum does not show in your answer.",
        ),
        Misconception(
            "half-mean",
            lambda t, o: 0.5 * np.mean((t - o) ** 2),
            "You have the ½, and then a mean. With one output it fits, with two it is half. The outputs' errors are "
            "added, not averaged.",
        ),
        Misconception(
            "no-sum",
            lambda t, o: 0.5 * (t - o) ** 2,
            "You give back one error for each output. Training needs one number: what is the error of the whole "
            "network?",
        ),
        Misconception(
            "sum-before-square",
            lambda t, o: 0.5 * np.sum(t - o) ** 2,
            "You add first and square afterwards. Then a miss of +0.3 and one of −0.3 cancel, and two wrong outputs "
            "look perfect. Each output's miss is squared on its own.",
        ),
        Misconception(
            "no-square",
            lambda t, o: 0.5 * np.sum(t - o),
            "The square does not show in your answer. Without it an output that is too small makes the error negative.",
        ),
        Misconception(
            "absolute",
            lambda t, o: 0.5 * np.sum(np.abs(t - o)),
            "You take the size of each miss, not its square. For a miss of 0.5 these are 0.5 and 0.25.",
        ),
        Misconception(
            "root",
            lambda t, o: 0.5 * np.sqrt(np.sum((t - o) ** 2)),
            "There is a square root in your error. E is built from squares only.",
        ),
    ],
    alternatives={
        "loop": lambda t, o: sum(0.5 * (ti - oi) ** 2 for ti, oi in zip(t, o)),
        "dot product": lambda t, o: 0.5 * np.dot(o - t, o - t),
        "float32": lambda t, o: np.float32(0.5) * np.sum((t.astype("float32") - o.astype("float32")) ** 2),
        "norm": lambda t, o: np.linalg.norm(t - o) ** 2 / 2,
        "prints": lambda t, o: print("E") or float(np.sum((o - t) ** 2 / 2)),
    },
)

# -- chain_step --------------------------------------------------------------------------------------


def chain_step_cases(rng):
    cases = [Case((0.1, 0.15, 0.40, 0.45, 0.65, 0.25, 0.4), about="the worked example")]
    for about in ("other numbers", "a negative input", "a larger learning rate"):
        x = -1.2 if "negative" in about else rng.uniform(0.6, 1.6)
        lr = 3.0 if "larger" in about else rng.uniform(0.8, 1.5)
        w1, b1, w2, b2 = away_from_zero(rng, 4)
        cases.append(Case((x, w1, b1, w2, b2, rng.uniform(1.2, 2.0), lr), about=about))
    return cases


def chain(slip=""):
    """`chain_step` with one slip."""

    def chain_step(x, w1, b1, w2, b2, target, lr):
        z1 = w1 * x + b1
        a1 = sigmoid(z1)
        z2 = w2 * a1 + b2
        a2 = sigmoid(z2)
        slope1, slope2 = a1 * (1 - a1), a2 * (1 - a2)
        if slip == "net":
            slope1, slope2 = a1 * (1 - z1), a2 * (1 - z2)
        if slip == "both-net":
            slope1, slope2 = z1 * (1 - z1), z2 * (1 - z2)
        delta2 = (a2 - target) * (1 if slip == "no-output-slope" else slope2) * (2 if slip == "no-half" else 1)
        if slip == "sign":
            delta2 = -delta2
        new_w2 = w2 - lr * delta2 * (1 if slip == "no-a1" else a1)
        through = new_w2 if slip == "new-w2" else 1 if slip == "no-w2" else w2
        delta1 = delta2 * through * (1 if slip == "no-hidden-slope" else slope1)
        new_w1 = w1 - lr * delta1 * (1 if slip == "no-x" else x)
        new_b1, new_b2 = (b1, b2) if slip == "no-biases" else (b1 - lr * delta1, b2 - lr * delta2)
        if slip == "gradients":
            return delta1 * x, delta1, delta2 * a1, delta2
        return (new_w1, new_w2, new_b1, new_b2) if slip == "order" else (new_w1, new_b1, new_w2, new_b2)

    return chain_step


def chain_by_nudging(x, w1, b1, w2, b2, target, lr):
    def error(p):
        return 0.5 * (target - sigmoid(p[2] * sigmoid(p[0] * x + p[1]) + p[3])) ** 2

    p, new = np.array([w1, b1, w2, b2]), []
    for i in range(4):
        nudge = np.zeros(4)
        nudge[i] = 1e-5
        new.append(p[i] - lr * (error(p + nudge) - error(p - nudge)) / 2e-5)
    return new


CHAIN_STEP = Exercise(
    "05.chain_step",
    steps=("a1", "a2"),
    points=3,
    cases=chain_step_cases,
    misconceptions=[
        Misconception(
            "new-w2",
            chain("new-w2"),
            "Your w2, b2 and their updates are right. Then w1 and b1 go wrong by a little: you sent the error back "
            "through the *new* w2. The forward pass used the old one. Work out all four gradients first, then change "
            "all four numbers.",
        ),
        Misconception(
            "uphill",
            chain("sign"),
            "All four numbers moved, and by the right amount, but the wrong way: the error grows. Is it output minus "
            "target, or target minus output, and which sign goes with it in the update?",
        ),
        Misconception(
            "no-output-slope",
            chain("no-output-slope"),
            "The slope of the output neuron's sigmoid does not show in your answer. From a2 to w2 the path leads "
            "through z2: there are "
            "three factors, not two.",
        ),
        Misconception(
            "no-hidden-slope",
            chain("no-hidden-slope"),
            "w2 and b2 are right. On the way to w1 you pass a sigmoid too, the one between z1 and a1, and its slope is "
            "missing.",
        ),
        Misconception(
            "slope-mixes-a-and-z",
            chain("net"),
            "Your slope of the sigmoid is a·(1 − z). Both letters must be the same: the slope is the output times one "
            "minus the output. A test: it can never be larger than 0.25.",
        ),
        Misconception(
            "slope-of-z",
            chain("both-net"),
            "Your slope of the sigmoid is z·(1 − z), made from the net input. The formula wants the sigmoid's output. "
            "For z = 2 yours gives −2, and a sigmoid never falls.",
        ),
        Misconception(
            "biases-stay",
            chain("no-biases"),
            "The weights are right, but b1 and b2 did not move. A bias is a weight whose input is always 1: it has a "
            "gradient of its own.",
        ),
        Misconception(
            "order", chain("order"), "The four numbers are right but in another order. Asked are w1, b1, w2, b2."
        ),
        Misconception(
            "gradients",
            chain("gradients"),
            "You return the four gradients. Asked are the four new values: each old value, moved by the learning rate "
            "times its gradient.",
        ),
        Misconception(
            "no-x",
            chain("no-x"),
            "w1 moves exactly as b1 does. The path to w1 has one factor more: how fast does z1 grow when w1 grows?",
        ),
        Misconception(
            "no-a1",
            chain("no-a1"),
            "w2 moves exactly as b2 does. The path to w2 has one factor more: how fast does z2 grow when w2 grows?",
        ),
        Misconception(
            "no-w2",
            chain("no-w2"),
            "w1 and b1 do not feel w2. The error comes back through the connection w2: how fast does z2 grow when a1 "
            "grows?",
        ),
        Misconception(
            "doubled",
            chain("no-half"),
            "All four steps are twice too long. The derivative of the square brings a 2; what does the ½ in E do with "
            "it?",
        ),
    ],
    alternatives={
        "numerical": chain_by_nudging,
        "float32": lambda *numbers: [np.float32(v) for v in chain()(*map(np.float32, numbers))],
        "array": lambda *numbers: np.array(chain()(*numbers)),
    },
)

# -- numerical_gradient ------------------------------------------------------------------------------


def numerical_gradient_cases(rng):
    return [
        Case(
            (plain.Elementwise("square", total=True), np.array([3.0, -1.0, 0.5])), about="a sum of squares, default eps"
        ),
        Case(
            (plain.Elementwise("exp", rng.uniform(0.5, 2, 4), total=True), rng.normal(size=4), 0.1), about="a large eps"
        ),
        Case(
            (plain.Elementwise("sinh", rng.uniform(0.5, 2, (2, 3)), total=True), rng.normal(size=(2, 3)), 0.25),
            about="a matrix and a large eps",
        ),
        Case(
            (plain.Elementwise("tanh", rng.uniform(0.5, 2, (2, 2, 3)), total=True), rng.normal(size=(2, 2, 3)) / 3),
            about="an array with three axes",
        ),
        Case(
            (
                plain.Elementwise("tanh", rng.uniform(0.3, 0.6, (2, 3)), coupled=True),
                rng.normal(size=(2, 3)) / 3,
                0.1,
            ),
            about="entries that influence each other",
        ),
    ]


def difference(kind):
    """`numerical_gradient` with one slip."""

    def numerical_gradient(f, w, eps=1e-6):
        if kind == "eps-ignored":
            eps = 1e-6
        grad = np.zeros_like(w)
        for i in np.ndindex(w.shape):
            up, down = w.copy(), w.copy()
            up[i] += eps
            down[i] -= eps
            if kind == "forward":
                grad[i] = (f(up) - f(w)) / eps
            elif kind == "backward":
                grad[i] = (f(w) - f(down)) / eps
            else:
                grad[i] = (f(up) - f(down)) / (eps if kind == "no-two" else 2 * eps)
        return -grad if kind == "sign" else grad.ravel() if kind == "flat" else grad

    return numerical_gradient


def nudge_and_back(f, w, eps=1e-6):
    grad = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        w[i] += eps
        up = f(w)
        w[i] -= 2 * eps
        down = f(w)
        w[i] += eps
        grad[i] = (up - down) / (2 * eps)
    return grad


def nudge_and_restore(f, w, eps=1e-6):
    grad = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        old = w[i]
        w[i] = old + eps
        up = f(w)
        w[i] = old - eps
        down = f(w)
        w[i] = old
        grad[i] = (up - down) / (2 * eps)
    return grad


def by_rows_of_identity(f, w, eps=1e-6):
    steps = eps * np.eye(w.size)
    found = [(f(w + step.reshape(w.shape)) - f(w - step.reshape(w.shape))) / (2 * eps) for step in steps]
    return np.array(found).reshape(w.shape).tolist()


NUMERICAL_GRADIENT = Exercise(
    "05.numerical_gradient",
    points=3,
    cases=numerical_gradient_cases,
    misconceptions=[
        Misconception(
            "forward-difference",
            difference("forward"),
            "This is the forward difference: one step ahead, compared with where you are. Its error shrinks like eps, "
            "that of the central difference like eps². With eps = 0.1 they are easy to tell apart. Look to both sides "
            "of w.",
        ),
        Misconception(
            "backward-difference",
            difference("backward"),
            "You compare w with the point one step *behind* it. Look to both sides: w itself need not be evaluated at "
            "all.",
        ),
        Misconception(
            "no-two",
            difference("no-two"),
            "Every slope is twice too large. How far apart are the two points at which you evaluate f?",
        ),
        Misconception(
            "all-at-once",
            lambda f, w, eps=1e-6: (f(w + eps) - f(w - eps)) / (2 * eps),
            "You move all entries of w at once and get one number. A gradient asks about each entry alone, with all "
            "others held still.",
        ),
        Misconception(
            "flat",
            difference("flat"),
            "The numbers are right, but a matrix came back as a row. The gradient has the shape of w: one slope for "
            "each entry, in its place.",
        ),
        Misconception(
            "in-place",
            nudge_and_back,
            "The values are right, but `w` is no longer what it was. If an entry is moved and moved back, a "
            "rounding error stays (try `0.3 + 0.1 - 0.1 == 0.3`). Work on a copy, or keep the old entry and put it "
            "back.",
        ),
        Misconception(
            "eps-ignored",
            difference("eps-ignored"),
            "Your function does not use the `eps` that it is given. Called with eps = 0.1 it should step by 0.1.",
        ),
        Misconception(
            "sign",
            difference("sign"),
            "Every sign is reversed. Which of the two values is subtracted from which? Try f(w) = w²: for w = 3 the "
            "slope is +6.",
        ),
        Misconception(
            "no-division",
            lambda f, w, eps=1e-6: 2 * eps * difference("")(f, w, eps),
            "You return differences of f. A slope is rise over run: what is the run?",
        ),
    ],
    alternatives={
        "restores each entry": nudge_and_restore,
        "rows of the identity, as a list": by_rows_of_identity,
        "float32 result": lambda f, w, eps=1e-6: difference("")(f, w, eps).astype("float32"),
        "complaining": lambda f, w, eps=1e-6: (np.log(np.zeros(1)), difference("")(f, w, eps))[1],
    },
)

# -- the 2-2-2 network -------------------------------------------------------------------------------


def network_inputs(rng):
    x, w = away_from_zero(rng, 2), away_from_zero(rng, 8)
    b1, b2 = 0.3 + rng.uniform(0, 0.5), -0.3 - rng.uniform(0, 0.5)
    return x, w, (b1, b2)


def forward_cases(rng):
    return [
        Case((X, W, B), about="the worked example"),
        *(Case(network_inputs(rng), about="other numbers") for _ in range(3)),
    ]


def forward(slip=""):
    """`forward_222` with one slip. W_h and W_o hold one row for each neuron: its two weights."""

    def forward_222(x, w, b):
        W_h, W_o = np.reshape(w[:4], (2, 2)), np.reshape(w[4:], (2, 2))
        b_h, b_o = b
        if slip == "transposed":
            W_h, W_o = W_h.T, W_o.T
        if slip == "hidden-transposed":
            W_h = W_h.T
        if slip == "misprint":
            W_h = np.array([[w[0], w[2]], [w[2], w[3]]])
        if slip == "broadcast":
            b_h = b_o = np.asarray(b)
        if slip == "no-bias":
            b_h = b_o = 0.0
        if slip == "b1-twice":
            b_o = b_h
        net_h = W_h @ x + b_h
        out_h = net_h if slip == "linear-hidden" else sigmoid(net_h)
        net_o = W_o @ (x if slip == "skips-hidden" else net_h if slip == "net-passed-on" else out_h) + b_o
        out_o = net_o if slip == "linear-output" else sigmoid(net_o)
        return {"net_h": net_h, "out_h": out_h, "net_o": net_o, "out_o": out_o}

    return forward_222


def forward_by_hand(x, w, b):
    def s(z):
        return 0.5 * (1 + np.tanh(z / 2))

    h1, h2 = w[0] * x[0] + w[1] * x[1] + b[0], w[2] * x[0] + w[3] * x[1] + b[0]
    o1, o2 = w[4] * s(h1) + w[5] * s(h2) + b[1], w[6] * s(h1) + w[7] * s(h2) + b[1]
    return {"net_h": [h1, h2], "out_h": (s(h1), s(h2)), "net_o": [o1, o2], "out_o": (s(o1), s(o2)), "note": "by hand"}


FORWARD_WRONG = [
    Misconception(
        "w2-w3-swapped",
        forward("misprint"),
        "net_h1 uses w1 and w3. This is a misprint found in notes: both weights into h1 are w1 and w2, and w2 belongs "
        "to i2. Look at the picture: which two arrows end in h1?",
    ),
    Misconception(
        "transposed",
        forward("transposed"),
        "Your weights are sorted by where the arrows start, so that w1 and w3 go into h1. In this network the numbers "
        "run along the arrows that *end* in one neuron: w1, w2 end in h1, and w5, w6 end in o1.",
    ),
    Misconception(
        "hidden-transposed",
        forward("hidden-transposed"),
        "The hidden layer takes w1, w3 into h1 and w2, w4 into h2. The picture has w1, w2 into h1 and w3, w4 into h2. "
        "Your output layer is sorted correctly; do the same in the hidden one.",
    ),
    Misconception(
        "bias-spread",
        forward("broadcast"),
        "Adding the pair `b` to two net inputs gives b1 to the first neuron and b2 to the second one, in both layers. "
        "Here b1 belongs to both hidden neurons and b2 to both outputs.",
    ),
    Misconception(
        "no-bias",
        forward("no-bias"),
        "The biases are missing in the net inputs. For the worked example net_h1 should be 0.3775, yours is 0.0275.",
    ),
    Misconception(
        "b1-twice",
        forward("b1-twice"),
        "The hidden layer is right. The output neurons have a bias of their own, the second one of the pair.",
    ),
    Misconception(
        "linear-hidden",
        forward("linear-hidden"),
        "out_h equals net_h: the sigmoid of the hidden layer does not show in your answer. Without it two layers are "
        "no better than one "
        "(lesson 02).",
    ),
    Misconception(
        "net-passed-on",
        forward("net-passed-on"),
        "out_h is right, but the output layer does not use it: you passed on net_h. What leaves a neuron is its out.",
    ),
    Misconception(
        "linear-output", forward("linear-output"), "out_o equals net_o: the outputs are sigmoid neurons too."
    ),
    Misconception(
        "skips-hidden",
        forward("skips-hidden"),
        "net_o is computed from the inputs i1, i2. The output neurons see only what the hidden neurons send.",
    ),
]

FORWARD_222 = Exercise(
    "05.forward_222",
    steps=("net_h", "out_h", "net_o"),
    points=3,
    cases=forward_cases,
    misconceptions=FORWARD_WRONG,
    alternatives={
        "number by number, lists, an extra key": forward_by_hand,
        "float32": lambda x, w, b: {k: v.astype("float32") for k, v in forward()(x, w, b).items()},
        "batch of one, squeezed": lambda x, w, b: {k: np.squeeze(v) for k, v in forward()(np.asarray(x), w, b).items()},
    },
)


def gradient_cases(rng):
    cases = [Case((X, W, B, TARGET), about="the worked example")]
    for _ in range(3):
        # Targets outside of (0, 1) keep every factor away from 0.
        cases.append(
            Case((*network_inputs(rng), np.array([rng.uniform(1.3, 2), rng.uniform(-1, -0.3)])), about="other numbers")
        )
    return cases


def deltas(x, w, b, target):
    """(out_h, delta_o): what the backward pass of the output layer needs."""
    f = forward()(x, w, b)
    return f["out_h"], (f["out_o"] - target) * f["out_o"] * (1 - f["out_o"])


def output_slip(slip=""):
    """`output_gradients` with one slip."""

    def output_gradients(x, w, b, target):
        f = forward()(x, w, b)
        out, net, source = f["out_o"], f["net_o"], f["out_h"]
        slope = {"no-slope": 1.0, "out-net": out * (1 - net), "net-net": net * (1 - net)}.get(slip, out * (1 - out))
        miss = 1.0 if slip == "no-miss" else out - target
        source = {"inputs": x, "net-h": f["net_h"]}.get(slip, source)
        delta = miss * slope * {"sign": -1, "doubled": 2, "mean": 0.5}.get(slip, 1)
        if slip == "deltas":
            return np.repeat(delta, 2)
        grad = np.outer(delta, source)
        return grad.T.ravel() if slip == "order" else grad.ravel()

    return output_gradients


OUTPUT_WRONG = [
    Misconception(
        "sign",
        output_slip("sign"),
        "Every sign is reversed. With E = ½(target − out)², the inner derivative of the bracket is −1. A test without "
        "formulas: o1 is 0.751 and should be 0.01, so a larger w5 makes things worse, and ∂E/∂w5 must be positive.",
    ),
    Misconception(
        "no-slope",
        output_slip("no-slope"),
        "The middle factor does not show in your answer. From E to w5 the path goes through out_o1 *and* net_o1: how "
        "fast does out_o1 "
        "grow with net_o1?",
    ),
    Misconception(
        "out-one-minus-net",
        output_slip("out-net"),
        "Your middle factor is out·(1 − net). Some notes print it like that. The slope of the sigmoid is out·(1 − "
        "out); for o1 it must be 0.1868156018, and it can never be negative.",
    ),
    Misconception(
        "net-one-minus-net",
        output_slip("net-net"),
        "Your middle factor is net·(1 − net). The slope of the sigmoid is made from its output, not from its input.",
    ),
    Misconception(
        "inputs-for-hidden",
        output_slip("inputs"),
        "The last factor is i1, i2. But w5 does not sit on an input: whose signal does it multiply?",
    ),
    Misconception(
        "net-for-out",
        output_slip("net-h"),
        "The last factor is net_h. What travels along w5 is the hidden neuron's output, after its sigmoid.",
    ),
    Misconception(
        "order",
        output_slip("order"),
        "The four numbers are right but sorted as w5, w7, w6, w8. Sort them by the weights' numbers: w5 and w6 both "
        "end in o1.",
    ),
    Misconception(
        "doubled", output_slip("doubled"), "All four are twice too large. The 2 from the square and the ½ in E cancel."
    ),
    Misconception(
        "halved",
        output_slip("mean"),
        "All four are half of what they should be. E adds the errors of the outputs, it does not average them.",
    ),
    Misconception(
        "no-miss",
        output_slip("no-miss"),
        "The first factor does not show in your answer: nothing in your answer depends on the target. How fast does E "
        "grow with out_o1?",
    ),
    Misconception(
        "deltas",
        output_slip("deltas"),
        "These are the gradients with respect to net_o1 and net_o2. One factor does not show in your answer: how fast "
        "does net_o1 grow "
        "with w5?",
    ),
]

BUILDS_ON_FORWARD = {"forward_222": [m.wrong for m in FORWARD_WRONG]}


def spelled_out(x, w, b, target):
    """All eight gradients, number by number."""
    f = forward_by_hand(x, w, b)
    (h1, h2), (o1, o2) = f["out_h"], f["out_o"]
    d1, d2 = -(target[0] - o1) * o1 * (1 - o1), -(target[1] - o2) * o2 * (1 - o2)
    e1, e2 = (d1 * w[4] + d2 * w[6]) * h1 * (1 - h1), (d1 * w[5] + d2 * w[7]) * h2 * (1 - h2)
    return [e1 * x[0], e1 * x[1], e2 * x[0], e2 * x[1], d1 * h1, d1 * h2, d2 * h1, d2 * h2]


def by_nudging(x, w, b, target):
    """All eight gradients by central differences."""

    def error(v):
        return 0.5 * np.sum((target - forward()(x, v, b)["out_o"]) ** 2)

    steps = 1e-5 * np.eye(8)
    return np.array([(error(w + s) - error(w - s)) / 2e-5 for s in steps])


OUTPUT_GRADIENTS = Exercise(
    "05.output_gradients",
    steps=("out_o", "delta_o"),
    points=4,
    cases=gradient_cases,
    probe=probes.Call(earlier=("forward_222",)),
    misconceptions=OUTPUT_WRONG,
    carries=BUILDS_ON_FORWARD,
    alternatives={
        "number by number": lambda *inputs: tuple(spelled_out(*inputs)[4:]),
        "numerical": lambda *inputs: by_nudging(*inputs)[4:],
        "float32": lambda *inputs: output_slip()(*inputs).astype("float32"),
    },
)


def hidden_slip(slip=""):
    """`hidden_gradients` with one slip."""

    def hidden_gradients(x, w, b, target):
        out_h, delta_o = deltas(x, w, b, target)
        if slip == "no-output-slope":
            delta_o = forward()(x, w, b)["out_o"] - target
        if slip == "sign":
            delta_o = -delta_o
        W_o = np.reshape(w[4:], (2, 2))
        if slip == "new-weights":
            W_o = W_o - LR * np.outer(delta_o, out_h)
        dout_h = {
            "one-path": delta_o[0] * W_o[0],
            "own-path": delta_o * np.diag(W_o),
            "rows": W_o @ delta_o,
            "no-weights": np.repeat(delta_o.sum(), 2),
        }.get(slip, W_o.T @ delta_o)
        net_h = forward()(x, w, b)["net_h"]
        slope = {"no-slope": 1.0, "out-net": out_h * (1 - net_h)}.get(slip, out_h * (1 - out_h))
        delta_h = dout_h * slope
        if slip == "deltas":
            return np.repeat(delta_h, 2)
        grad = np.outer(delta_h, out_h if slip == "own-output" else x)
        return grad.T.ravel() if slip == "order" else grad.ravel()

    return hidden_gradients


HIDDEN_WRONG = [
    Misconception(
        "half",
        lambda *inputs: hidden_slip()(*inputs) / 2,
        "Every gradient is half of what it should be. Is there a mean of the two paths, or a ½ too much? What comes "
        "back over several arrows is added up.",
    ),
    Misconception(
        "own-output-for-input",
        hidden_slip("own-output"),
        "The last factor is out_h. But w1 does not start at h1, it ends there: whose signal does it carry?",
    ),
    Misconception(
        "one-path",
        hidden_slip("one-path"),
        "Only the path through o1 is counted. h1 also feeds o2, through w7, and that path pulls the other way: "
        "0.0553994247 + (−0.0190491183). Add what comes back over all arrows that leave the neuron.",
    ),
    Misconception(
        "own-path",
        hidden_slip("own-path"),
        "h1 hears only from o1, and h2 only from o2. Each hidden neuron feeds both outputs: how many arrows leave h1?",
    ),
    Misconception(
        "new-weights",
        hidden_slip("new-weights"),
        "This is what comes out when w5 … w8 are updated first (η = 0.5) and the new values are used on the way back. "
        "The error that you measured was made by the old weights: send it back through them. All updates happen at "
        "once, at the end.",
    ),
    Misconception(
        "rows-for-columns",
        hidden_slip("rows"),
        "You sent the errors back over the wrong arrows: w5 and w6 for h1. Those two *end* in o1. Which two weights "
        "stand on arrows that *leave* h1?",
    ),
    Misconception(
        "no-hidden-slope",
        hidden_slip("no-slope"),
        "∂E/∂out_h is right, but on the way to w1 the path crosses the hidden neuron's own sigmoid, and its slope is "
        "missing. For h1 it is 0.2413007086.",
    ),
    Misconception(
        "no-output-slope",
        hidden_slip("no-output-slope"),
        "You carried out − target back to the hidden layer. On the way it crosses the sigmoid of the output neuron: "
        "its slope does not show in your answer. What travels back is ∂E/∂net_o, not ∂E/∂out_o.",
    ),
    Misconception(
        "out-one-minus-net",
        hidden_slip("out-net"),
        "The hidden neurons' slope is out·(1 − net) in your answer. Both must be the output: out·(1 − out).",
    ),
    Misconception(
        "no-weights",
        hidden_slip("no-weights"),
        "The errors of o1 and o2 come back to the hidden neurons unweighted. How fast does net_o1 grow with out_h1?",
    ),
    Misconception(
        "deltas",
        hidden_slip("deltas"),
        "These are the gradients with respect to net_h1 and net_h2, each twice. One factor does not show in your "
        "answer: how fast does "
        "net_h1 grow with w1?",
    ),
    Misconception(
        "order",
        hidden_slip("order"),
        "The four numbers are right but sorted as w1, w3, w2, w4. Sort them by the weights' numbers: w1 and w2 both "
        "end in h1.",
    ),
    Misconception(
        "sign",
        hidden_slip("sign"),
        "Every sign is reversed: target − out where out − target belongs. A test: nudge w1 up by 0.01 and see whether "
        "E grows.",
    ),
]

HIDDEN_GRADIENTS = Exercise(
    "05.hidden_gradients",
    steps=("out_h", "out_o", "delta_o", "delta_h"),
    points=4,
    cases=gradient_cases,
    probe=probes.Call(earlier=("forward_222", "output_gradients")),
    misconceptions=HIDDEN_WRONG,
    carries=BUILDS_ON_FORWARD,
    alternatives={
        "number by number": lambda *inputs: spelled_out(*inputs)[:4],
        "numerical": lambda *inputs: by_nudging(*inputs)[:4],
        "float32": lambda *inputs: hidden_slip()(*inputs).astype("float32"),
    },
)


def train_cases(rng):
    target = np.array([0.9, 0.2])
    return [
        Case((X, W, B, TARGET, LR, 3), about="three updates of the worked example"),
        Case((X, W, B, TARGET, LR, 3, True), about="the same, biases trained"),
        Case((*network_inputs(rng), target, 0.8, 6), about="six updates"),
        Case((*network_inputs(rng), target, 1.5, 5, True), about="five updates, biases trained"),
    ]


def trained(slip=""):
    """`train_222` with one slip."""

    def train_222(x, w, b, target, lr, steps, train_biases=False):
        first, first_b = w, np.array(b, float)
        b = first_b
        if slip != "in-place":
            w = w.copy()
        errors = []
        if slip == "one-more":
            errors.append(0.5 * np.sum((target - forward()(x, w, b)["out_o"]) ** 2))
        for _ in range(1 if slip == "one-update" else steps):
            error_before = 0.5 * np.sum((target - forward()(x, w, b)["out_o"]) ** 2)
            if slip == "from-the-start":
                w, b = first.copy(), first_b
            at = first if slip == "first-gradients" else w
            out_h, delta_o = deltas(x, at, b, target)
            W_o = at[4:].reshape(2, 2)
            if slip == "new-weights":
                W_o = W_o - lr * np.outer(delta_o, out_h)
            delta_h = (W_o.T @ delta_o) * out_h * (1 - out_h)
            of_hidden, of_outputs = np.outer(delta_h, x).ravel(), np.outer(delta_o, out_h).ravel()
            if slip == "outputs-first":
                moved = np.concatenate([w[:4], w[4:] - lr * of_outputs])
                later_h, later_o = deltas(x, moved, b, target)
                of_hidden = np.outer((moved[4:].reshape(2, 2).T @ later_o) * later_h * (1 - later_h), x).ravel()
            step = lr * np.concatenate([of_hidden, of_outputs])
            w -= -step if slip == "uphill" else step
            if (train_biases or slip == "biases-always") and slip != "biases-never":
                fold = {"bias-mean": np.mean, "bias-first": lambda d: d[0]}.get(slip, np.sum)
                b = b - lr * np.array([fold(delta_h), fold(delta_o)]) * (-1 if slip == "uphill" else 1)
            error_after = 0.5 * np.sum((target - forward()(x, w, b)["out_o"]) ** 2)
            errors.append(error_before if slip == "before" else error_after)
        return w, tuple(b), errors[-1] if slip == "last-only" else errors

    return train_222


TRAIN_222 = Exercise(
    "05.train_222",
    returns=("w", "b", "the errors"),
    points=3,
    cases=train_cases,
    probe=probes.Call(earlier=("forward_222", "total_error", "output_gradients", "hidden_gradients")),
    misconceptions=[
        Misconception(
            "measured-before",
            trained("before"),
            "Weights and biases are right. Your errors are late by one: the first one, 0.2983711088, is that of the "
            "untouched network. Measure after the update, so that the last error belongs to the weights you return.",
        ),
        Misconception(
            "one-more",
            trained("one-more"),
            "Your list of errors has one entry too many: it begins with the error before any update. One entry for "
            "each update is asked.",
        ),
        Misconception(
            "new-weights",
            trained("new-weights"),
            "After the first update of the worked example your error is 0.2910279239. That is what happens when w5 … "
            "w8 move first and the hidden gradients go through the new ones. Compute all eight gradients, then move "
            "all eight weights.",
        ),
        Misconception(
            "outputs-first",
            trained("outputs-first"),
            "Your w5 … w8 move first, and the gradients of w1 … w4 are those of the network with the new ones. All "
            "eight belong to one and the same network: compute them all, then move all eight weights.",
        ),
        Misconception(
            "from-the-start",
            trained("from-the-start"),
            "Each of your updates starts again from the weights that were handed in, so the last one ends where the "
            "first one did, and all errors are the same. Go on from what the update before has left.",
        ),
        Misconception(
            "in-place",
            trained("in-place"),
            "The numbers are right, but the caller's `w` has been trained as well: a second run would start where the "
            "first one ended. Where does your code write into the array that it was given? `w = w - ...` makes a new "
            "one, `w -= ...` does not.",
        ),
        Misconception(
            "biases-always",
            trained("biases-always"),
            "Your biases move although `train_biases` is False. The classic example keeps them fixed.",
        ),
        Misconception(
            "biases-never",
            trained("biases-never"),
            "With `train_biases=True` your biases stay as they are. Each has a gradient, too.",
        ),
        Misconception(
            "bias-mean",
            trained("bias-mean"),
            "Your biases move too little, by half: you average over the two neurons that share a bias. Two paths lead "
            "from b1 to the error. What do we do with paths?",
        ),
        Misconception(
            "bias-first-neuron",
            trained("bias-first"),
            "Each of your biases listens to the first neuron of its layer only. b1 feeds h1 and h2, b2 feeds o1 and "
            "o2.",
        ),
        Misconception(
            "uphill",
            trained("uphill"),
            "Your errors grow from update to update: the steps go uphill. Which sign stands before the learning rate?",
        ),
        Misconception(
            "last-only",
            trained("last-only"),
            "Weights and biases are right. For the curve we need all errors, one for each update, not only the last.",
        ),
        Misconception(
            "one-update",
            trained("one-update"),
            "Your function makes one update, whatever `steps` says. Is there a `return` inside the loop?",
        ),
        Misconception(
            "first-gradients",
            trained("first-gradients"),
            "Each of your updates uses the gradients of the very first weights. The slope changes as the weights move: "
            "compute the gradients anew inside the loop, from the present weights.",
        ),
    ],
    carries=BUILDS_ON_FORWARD
    | {
        "total_error": [m.wrong for m in TOTAL_ERROR.misconceptions],
        "output_gradients": [m.wrong for m in OUTPUT_WRONG],
        "hidden_gradients": [m.wrong for m in HIDDEN_WRONG],
    },
    alternatives={
        "lists": lambda *a, **k: [np.asarray(part).tolist() for part in trained()(*a, **k)],
        "array of errors": lambda *a, **k: (*trained()(*a, **k)[:2], np.array(trained()(*a, **k)[2])),
        "float32": lambda *a, **k: tuple(np.asarray(part, "float32") for part in trained()(*a, **k)),
    },
)

# -- layers ------------------------------------------------------------------------------------------


def relu_cases(rng):
    def random(batch, inputs, units):
        return Case(
            (rng.normal(size=(batch, units)), rng.normal(size=(batch, inputs)), rng.normal(size=(inputs, units))),
            about=f"a batch of {batch}, {inputs} inputs, {units} units",
        )

    x = np.array([[1.0, 1.0], [2.0, -1.0], [0.0, 3.0]])
    W0 = np.array([[1.0, -2.0, 3.0], [-1.0, 1.0, 2.0]])
    return [
        Case((rng.uniform(1, 2, (3, 3)), x, W0), about="net input exactly 0 for the first sample and unit"),
        random(4, 3, 2),
        random(3, 3, 3),
        random(1, 2, 4),
    ]


def relu_slip(slip=""):
    """`relu_layer_backward` with one slip."""

    def relu_layer_backward(dout, x, W):
        z = x @ W
        mask = {"out-mask": np.maximum(0, z) >= 0, "tie": z >= 0, "upstream-mask": dout > 0}.get(slip, z > 0)
        dz = mask * (1.0 if slip == "no-upstream" else dout)
        if slip == "value":
            dz = dout * np.maximum(0, z)
        dW, dx = x.T @ (dout if slip == "dW-unmasked" else dz), (dout if slip == "dx-unmasked" else dz) @ W.T
        if slip == "mean":
            dW = dW / len(x)
        if slip == "columns":
            dx = W.T @ dz
        return (dW, dx) if slip == "swapped" else (dx, dW)

    return relu_layer_backward


def relu_loop(dout, x, W):
    dx, dW = np.zeros(x.shape), np.zeros(W.shape)
    for n in range(len(x)):
        for j in range(W.shape[1]):
            if sum(x[n, i] * W[i, j] for i in range(W.shape[0])) > 0:
                dx[n] += dout[n, j] * W[:, j]
                dW[:, j] += dout[n, j] * x[n]
    return dx, dW


RELU_LAYER = Exercise(
    "05.relu_layer_backward",
    points=2,
    cases=relu_cases,
    misconceptions=[
        Misconception(
            "mask-on-output",
            relu_slip("out-mask"),
            "All of `dout` comes through, as if no unit were off. Where the net input is negative, the slope of ReLU "
            "is 0. If you have a mask `out >= 0`: the output of a ReLU is never negative, so that is always True.",
        ),
        Misconception(
            "tie",
            relu_slip("tie"),
            "All is right except where x @ W is exactly 0. At the kink this course takes the slope 0, as TensorFlow "
            "does: is 0 on the open or the closed side of your comparison?",
        ),
        Misconception(
            "no-upstream",
            relu_slip("no-upstream"),
            "`dout` does not appear in your answer, apart from its shape. What you have is the layer's local slope. "
            "The chain rule multiplies it with what comes from above.",
        ),
        Misconception(
            "mean",
            relu_slip("mean"),
            "dx is right, dW is too small by the batch size. No mean is taken here: the samples' contributions are "
            "added. Where a loss is a mean over the batch, its 1/n is already inside `dout`.",
        ),
        Misconception(
            "swapped",
            relu_slip("swapped"),
            "The two arrays are right but come in the other order. Asked are dx, then dW.",
        ),
        Misconception(
            "dx-unmasked",
            relu_slip("dx-unmasked"),
            "dW is right. dx ignores the mask: a neuron that is off sends nothing back to its inputs either.",
        ),
        Misconception(
            "dW-unmasked",
            relu_slip("dW-unmasked"),
            "dx is right. dW ignores the mask: a weight into a neuron that is off does not change the output at all.",
        ),
        Misconception(
            "mask-on-upstream",
            relu_slip("upstream-mask"),
            "The sign of `dout` decides in your answer what passes. Whether a neuron is on was decided in the forward "
            "pass, by its net input.",
        ),
        Misconception(
            "column-convention",
            relu_slip("columns"),
            "`W.T @ dz` is how notes write it, with one sample as a column. Here samples are rows: it fits by chance "
            "when all sizes are equal, and else stops with a mismatch. Write down the shapes of dz and W, and look for "
            "the product that is shaped like x.",
        ),
        Misconception(
            "value-for-slope",
            relu_slip("value"),
            "You multiply by the output of the ReLU. The chain rule wants its slope, which is 0 or 1.",
        ),
    ],
    alternatives={
        "loops": relu_loop,
        "where": lambda dout, x, W: (np.where(x @ W > 0, dout, 0) @ W.T, x.T @ np.where(x @ W > 0, dout, 0)),
        "heaviside": lambda dout, x, W: [(np.heaviside(x @ W, 0) * dout) @ W.T, x.T @ (np.heaviside(x @ W, 0) * dout)],
        "mask on the output with >": lambda dout, x, W: ((m := (np.maximum(x @ W, 0) > 0) * dout) @ W.T, x.T @ m),
        "einsum in float32": lambda dout, x, W: (
            np.einsum("nj,ij->ni", np.float32(dout) * (x @ W > 0), np.float32(W)),
            np.einsum("ni,nj->ij", np.float32(x), np.float32(dout) * (x @ W > 0)),
        ),
    },
)


def sigmoid_cases(rng):
    sizes = [(4, 3, 2), (3, 3, 3), (1, 2, 4)]
    return [
        Case(
            (rng.normal(size=(n, k)), rng.normal(size=(n, d)), rng.normal(size=(d, k))),
            about=f"a batch of {n}, {d} inputs, {k} units",
        )
        for n, d, k in sizes
    ]


def sigmoid_slip(slip=""):
    """`sigmoid_layer_backward` with one slip."""

    def sigmoid_layer_backward(dout, x, W):
        z = x @ W
        out = sigmoid(z)
        slope = {
            "of-z": z * (1 - z),
            "mixed": out * (1 - z),
            "none": 1.0,
            "twice": sigmoid(out) * (1 - sigmoid(out)),
        }.get(slip, out * (1 - out))
        dz = slope * (1.0 if slip == "no-upstream" else dout)
        dW, dx = x.T @ dz, (dout if slip == "dx-without-slope" else dz) @ W.T
        if slip == "mean":
            dW = dW / len(x)
        if slip == "columns":
            dx = W.T @ dz
        if slip == "sign":
            dx, dW = -dx, -dW
        return (dW, dx) if slip == "swapped" else (dx, dW)

    return sigmoid_layer_backward


def sigmoid_loop(dout, x, W):
    dx, dW = np.zeros(x.shape), np.zeros(W.shape)
    for n in range(len(x)):
        for j in range(W.shape[1]):
            a = 1 / (1 + np.exp(-np.dot(x[n], W[:, j])))
            delta = dout[n, j] * (a - a**2)
            dx[n] += delta * W[:, j]
            dW[:, j] += delta * x[n]
    return dx, dW


SIGMOID_LAYER = Exercise(
    "05.sigmoid_layer_backward",
    steps=("out",),
    points=2,
    cases=sigmoid_cases,
    misconceptions=[
        Misconception(
            "no-upstream",
            sigmoid_slip("no-upstream"),
            "`dout` does not appear in your answer: this is the local gradient that notes print as `dz = W.T @ "
            "(z*(1-z))`. It says how the output moves, not how the loss moves. Multiply by what comes from above.",
        ),
        Misconception(
            "slope-of-net",
            sigmoid_slip("of-z"),
            "Your slope is z·(1 − z) with z = x @ W. Notes that write this call the *output* z. The slope is made from "
            "the sigmoid's output.",
        ),
        Misconception(
            "slope-mixed",
            sigmoid_slip("mixed"),
            "Your slope mixes output and net input: out·(1 − z). Both must be the output.",
        ),
        Misconception(
            "no-slope",
            sigmoid_slip("none"),
            "The slope of the sigmoid does not show in your answer: `dout` goes straight to the weights, as if the "
            "layer were linear.",
        ),
        Misconception(
            "sigmoid-twice",
            sigmoid_slip("twice"),
            "You applied the sigmoid twice: your slope is taken at the output instead of at x @ W. "
            "If a function of yours expects z, do not give it the output.",
        ),
        Misconception(
            "mean",
            sigmoid_slip("mean"),
            "dx is right, dW is too small by the batch size. The samples' contributions are added here, not averaged.",
        ),
        Misconception(
            "swapped",
            sigmoid_slip("swapped"),
            "The two arrays are right but come in the other order. Asked are dx, then dW.",
        ),
        Misconception(
            "column-convention",
            sigmoid_slip("columns"),
            "dx is built as W.T @ dz, which belongs to samples in columns. With a batch of 4, 3 inputs and 2 units "
            "that cannot be multiplied. Samples are rows here: dz is (batch, units), W is (inputs, units), and dx must "
            "be (batch, inputs).",
        ),
        Misconception(
            "dx-without-slope",
            sigmoid_slip("dx-without-slope"),
            "dW is right. On the way to x the error crosses the sigmoid as well: dx needs the same slope.",
        ),
        Misconception(
            "sign",
            sigmoid_slip("sign"),
            "Every sign is reversed. No minus is needed here: it belongs to the loss, and is already inside `dout`.",
        ),
    ],
    alternatives={
        "loops": sigmoid_loop,
        "tanh form": lambda dout, x, W: ((d := dout * (1 - np.tanh(x @ W / 2) ** 2) / 4) @ W.T, x.T @ d),
        "float32 list": lambda dout, x, W: [part.astype("float32") for part in sigmoid_slip()(dout, x, W)],
    },
)

# -- questions ---------------------------------------------------------------------------------------

GRADED = graded_quiz(
    "05.quiz_answers",
    2,
    [
        Question(
            "05.g1",
            "understand",
            2,
            "A hidden neuron feeds three output neurons. How is ∂E/∂out of that hidden neuron put together?",
            [
                Option(
                    "It is the largest of three terms, one for each output.",
                    "Paths do not compete. A nudge travels along all of them at the same time.",
                ),
                Option(
                    "It is the product of three terms, one for each output.",
                    "Factors are multiplied along one path. Different paths are added.",
                ),
                Option("It is the sum of three terms, one for each output.", "Right: over paths we add.", right=True),
                Option(
                    "It is the mean of three terms, one for each output.",
                    "A mean would shrink the gradient with every output that is added. The nudge does not get weaker "
                    "by having more listeners.",
                ),
            ],
        ),
        Question(
            "05.g2",
            "apply",
            5,
            "A sigmoid output neuron gives out = 0.8, its target is 0.5, and the weight w carries the signal 0.6 into "
            "it. With E = ½(target − out)², what is ∂E/∂w?",
            [
                Option("−0.0288", "Right size, wrong sign: the output is too large, so a larger w makes E larger."),
                Option("0.18", "This is 0.3 · 0.6: the slope of the sigmoid, 0.16, is missing."),
                Option(
                    "0.048",
                    "This is 0.3 · 0.16, the gradient with respect to the net input. The signal 0.6 is missing.",
                ),
                Option("0.0288", "Right: 0.3 · 0.16 · 0.6.", right=True),
            ],
        ),
        Question(
            "05.g3",
            "analyse",
            5,
            "You compare your gradients with finite differences. All output-layer gradients agree to nine digits. "
            "Every hidden-layer gradient is off by a few per cent, and the smaller the learning rate, the better it "
            "fits. What is wrong?",
            [
                Option(
                    "The hidden gradients go through output weights that have already been updated.",
                    "Right: only then can the learning rate leak into a gradient.",
                    right=True,
                ),
                Option(
                    "The hidden neurons' σ′ is missing.",
                    "That would be a factor of four or more, and it would not depend on the learning rate.",
                ),
                Option(
                    "The step of the finite difference is too large.",
                    "Then the output-layer gradients would be off, too, and the learning rate would not matter.",
                ),
                Option(
                    "Nothing: gradients of early layers are always less exact.",
                    "Backpropagation is exact in every layer, up to rounding.",
                ),
            ],
        ),
        Question(
            "05.g4",
            "apply",
            2,
            "Batch-first: x is (32, 5), W is (5, 7), out = f(x @ W), and dz = ∂E/∂(x @ W) is (32, 7). Which line gives "
            "dW?",
            [
                Option(
                    "`dW = dz.T @ x`",
                    "This is (7, 5): right numbers, but W would have to be stored the other way round.",
                ),
                Option(
                    "`dW = x.T @ dz`",
                    "Right: (5, 32) @ (32, 7) is (5, 7), the shape of W, and the batch is summed over.",
                    right=True,
                ),
                Option("`dW = x @ dz.T`", "(32, 5) and (7, 32) do not fit together."),
                Option("`dW = dz @ W.T`", "This is (32, 5): it is dx."),
            ],
        ),
        Question(
            "05.g5",
            "evaluate",
            5,
            "A sigmoid output stands at 0.999 and its target is 0. With E = ½(target − out)² the weights hardly move. "
            "Which explanation is the right one?",
            [
                Option(
                    "The error is small, so the step is small.", "The error is almost 0.5, as large as it can get here."
                ),
                Option(
                    "The learning rate must be too small for a network of this size.",
                    "The rate is not among the factors of the gradient, and one of those is tiny: look there first.",
                ),
                Option(
                    "The neuron is saturated: out·(1 − out) is about 0.001.",
                    "Right: very wrong and very slow at once.",
                    right=True,
                ),
                Option(
                    "The gradient points in the wrong direction.",
                    "Its sign is right: out − target is positive. Its size is the trouble.",
                ),
            ],
        ),
    ],
)

QUESTIONS = [
    Question(
        "05.p1",
        "remember",
        2,
        "A nudge can travel from a weight to the error along two paths. How do you get the derivative?",
        [
            Option(
                "Multiply the local slopes along each path, then add the paths.",
                "Right: along a path multiply, over paths add.",
                right=True,
            ),
            Option(
                "Add the local slopes along each path, then multiply the paths.",
                "The two verbs are swapped. Gears in a row multiply: 2 times 3 is 6, not 5.",
            ),
            Option("Multiply all local slopes in the network.", "Slopes of different paths never meet in one product."),
            Option(
                "Take the path with the largest slope.",
                "The other path carries the nudge as well. In the 2-2-2 network it takes a third away again.",
            ),
        ],
    ),
    Question(
        "05.p2",
        "understand",
        2,
        "Why do we walk from the error backwards and not from the weights forwards?",
        [
            Option(
                "Because the targets are at the end.",
                "Both directions know the targets. The question is how often the same work is done.",
            ),
            Option(
                "Because one walk back gives the slope for every weight.",
                "Right: one number leaves at the end, many weights enter. Walking backwards costs about as much as one "
                "or two forward passes, however many weights there are.",
                right=True,
            ),
            Option(
                "Because the derivative of a target is needed first, at the end.",
                "The slope of E by the outputs is needed first, and the targets stand in it. Targets are given: nobody "
                "differentiates by them, and nothing changes them.",
            ),
            Option(
                "Because the chain rule holds in this direction only.",
                "It holds in both. Walking forwards gives the same numbers, one weight at a time.",
            ),
        ],
    ),
    Question(
        "05.p3",
        "apply",
        5,
        "Sigmoid output neuron: out = 0.5, target = 1, E = ½(target − out)². What is δ = ∂E/∂net?",
        [
            Option("0.125", "Right size, wrong sign: out − target is −0.5."),
            Option("−0.5", "This is ∂E/∂out. The slope 0.25 of the sigmoid is still missing."),
            Option("−0.125", "Right: (0.5 − 1) · 0.5 · (1 − 0.5).", right=True),
            Option("−0.25", "This would be right for E = (target − out)². The ½ removes the factor 2."),
        ],
    ),
    Question(
        "05.p4",
        "understand",
        2,
        "δ of a neuron is known. What is the gradient of its bias?",
        [
            Option(
                "0, biases are not trained",
                "The classic 2-2-2 example leaves them alone. That is a choice of the example, and a poor one.",
            ),
            Option("δ", "Right: the bias is a weight on a constant input 1.", right=True),
            Option("δ times the bias", "The slope of the net input in b is 1, whatever value b has."),
            Option("δ times the neuron's input", "That is the gradient of a weight."),
        ],
    ),
    Question(
        "05.p5",
        "analyse",
        5,
        "`z = np.maximum(0, x @ W)` and then `dz = dout * (z >= 0)`. What does the backward pass do?",
        [
            Option(
                "It is right: neurons at 0 are switched off.", "Try it: 0 >= 0 is True. Neurons at 0 are switched *on*."
            ),
            Option(
                "It lets every gradient through, as if the ReLU were not there.",
                "Right: z holds outputs, which are never negative, so the mask is always True.",
                right=True,
            ),
            Option("It stops every gradient.", "The other way round: the mask never says no."),
            Option(
                "It raises an error for negative numbers.",
                "It runs without complaint. That is what makes it dangerous.",
            ),
        ],
    ),
    Question(
        "05.p6",
        "evaluate",
        5,
        "A friend checks gradients with a central difference and eps = 1e-13, 'to be as exact as possible'. What do "
        "you say?",
        [
            Option(
                "Good: the smaller the step, the smaller the error of the formula.",
                "True on paper. In floating point two nearly equal numbers are subtracted, and most digits cancel.",
            ),
            Option(
                "Take about 1e-5 or 1e-6: below that, rounding errors grow.",
                "Right: the picture in section 5 shows the bend.",
                right=True,
            ),
            Option(
                "Take 0.1: larger steps see more of the function.",
                "At 0.1 the curve bends within the step, and you measure that bend.",
            ),
            Option(
                "Use a forward difference, it needs no second evaluation.",
                "It needs f(w), too, and its error shrinks like eps only, not like eps².",
            ),
        ],
    ),
    Question(
        "05.p7",
        "apply",
        2,
        "Ten sigmoid layers of one neuron each, all weights 1. By which factor does the gradient shrink on its way "
        "back, at the very best?",
        [
            Option("about 1e-6", "Right: 0.25¹⁰ is 9.5e-7, and 0.25 is the best case.", right=True),
            Option("about 0.4", "This would be ten layers of factor 0.91. The slope of a sigmoid is never above 0.25."),
            Option("about 0.025", "This would be 0.25/10. Ten factors are multiplied."),
            Option(
                "it does not shrink, each layer is normalized", "Nothing normalizes here. Lesson 08 adds such a thing."
            ),
        ],
    ),
    Question(
        "05.p8",
        "create",
        10,
        "You invent a layer out = (x @ W)³, elementwise. Which backward pass belongs to it, with z = x @ W?",
        [
            Option(
                "`dz = dout * z**3`, `dx = dz @ W.T`, `dW = x.T @ dz`",
                "The value of the function stands where its slope belongs.",
            ),
            Option(
                "`dz = 3 * z**2`, `dx = dz @ W.T`, `dW = x.T @ dz`",
                "The local slope is right, but `dout` is forgotten.",
            ),
            Option(
                "`dz = dout * 3 * z**2`, `dx = dz @ W.T`, `dW = x.T @ dz`",
                "Right: upstream times local slope, then the two lines that every dense layer shares.",
                right=True,
            ),
            Option(
                "`dz = dout * 3 * z**2`, `dx = dz @ W`, `dW = dz.T @ x`",
                "The slopes are right. Look at the shapes: dx must look like x, and dW like W.",
            ),
        ],
    ),
]

BANK = Bank(
    "05-backpropagation",
    [
        TOTAL_ERROR,
        CHAIN_STEP,
        NUMERICAL_GRADIENT,
        FORWARD_222,
        OUTPUT_GRADIENTS,
        HIDDEN_GRADIENTS,
        TRAIN_222,
        RELU_LAYER,
        SIGMOID_LAYER,
        GRADED,
    ],
    QUESTIONS,
)
