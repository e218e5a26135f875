"""Exercises and questions of lesson 03: feedforward networks."""

import numpy as np
from scipy.special import expit

from helpers.checks.judges.close import Close
from helpers.checks.plain import Elementwise
from helpers.checks.probes import Call
from helpers.instructors.banks import Bank, Case, Exercise, Misconception, Option, Question, graded_quiz

EXACT = Close(rtol=0, atol=1e-9)


# -- dense -------------------------------------------------------------------------------------


def dense_cases(rng):
    def layer(batch, d, n, activation, about=""):
        return Case((rng.normal(size=(batch, d)), rng.normal(size=(d, n)), rng.normal(size=n), activation), about=about)

    example = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.5]]), np.array([0.0, -3.0, 1.0])
    return [
        Case((*example, Elementwise("arctan")), about="the numbers of the example"),
        layer(4, 3, 2, Elementwise("tanh"), "4 samples, 3 inputs, 2 neurons"),
        layer(1, 2, 5, Elementwise("sin"), "a single sample"),
        layer(3, 3, 3, Elementwise("arctan"), "3 samples, 3 inputs, 3 neurons"),
        layer(5, 4, 1, Elementwise("sinh", 0.5), "one neuron"),
        layer(2, 2, 2, Elementwise("cos"), "2 samples, 2 inputs, 2 neurons"),
    ]


def dense_loops(x, W, b, activation):
    return activation([[sum(a * W[i][j] for i, a in enumerate(row)) + b[j] for j in range(len(b))] for row in x])


def dense_with_print(x, W, b, activation):
    print("shapes", np.shape(x), np.shape(W))
    return activation(np.einsum("bi,ij->bj", x, W) + b)


def dense_in_place_bias(x, W, b, activation):
    b *= -1
    return activation(x @ W - b)


DENSE = Exercise(
    "03.dense",
    points=3,
    cases=dense_cases,
    misconceptions=[
        Misconception(
            "transposed-weights",
            lambda x, W, b, f: f(x @ W.T + b),
            "You use W transposed. It has one row per input and one column per neuron, so its shape (d, n) already "
            "fits behind (batch, d). With 3 inputs and 3 neurons that runs without an error and gives another network.",
        ),
        Misconception(
            "columns-convention",
            lambda x, W, b, f: f(W @ x + b),
            "`W @ x` is the convention in which samples are columns and W is (neurons, inputs). Here samples are rows "
            "and W is (inputs, neurons). Which of the two stands on the left then? Write the shapes side by side.",
        ),
        Misconception(
            "columns-convention-transposed",
            lambda x, W, b, f: f(W.T @ x + b),
            "With W transposed in front you treat the samples as columns. Here each sample is a row of x: (batch, d). "
            "Which array of shape (d, n) can stand behind it?",
        ),
        Misconception(
            "own-activation",
            lambda x, W, b, f: np.maximum(0, x @ W + b),
            "You always apply ReLU, whatever activation is given. The fourth argument is a function: call it.",
        ),
        Misconception(
            "bias-per-sample",
            lambda x, W, b, f: f(x @ W + np.reshape(b, (-1, 1))),
            "Your bias goes down the rows, so each sample gets a bias of its own. It belongs to the neurons, the "
            "columns. Try x = zeros: every row of the net input must then be b itself.",
        ),
        Misconception(
            "no-bias",
            lambda x, W, b, f: f(x @ W),
            "With x = 0 every neuron of yours has the net input 0. What should it be? Something of the formula is "
            "missing.",
        ),
        Misconception(
            "no-activation",
            lambda x, W, b, f: x @ W + b,
            "You return the net input z. The layer's output is what `activation` makes of it.",
        ),
        Misconception(
            "bias-after-activation",
            lambda x, W, b, f: f(x @ W) + b,
            "The bias belongs to the net input, so it is added before the activation. Yours comes after it: tanh could "
            "then return 5.",
        ),
        Misconception(
            "bias-subtracted",
            lambda x, W, b, f: f(x @ W - b),
            "You subtract the bias. In lesson 01 the threshold was moved to the other side and became a bias: it is "
            "added.",
        ),
        Misconception(
            "activation-on-the-input",
            lambda x, W, b, f: f(x) @ W + b,
            "You apply the activation to the input and leave the weighted sum as it is. The order is: sum, bias, "
            "activation.",
        ),
        Misconception(
            "changes-the-bias",
            dense_in_place_bias,
            "Your function changes `b` in place. The layer's owner still needs it: the next call would get another "
            "bias. Make a new array rather than `b *= ...` or `b += ...`.",
        ),
    ],
    alternatives={
        "loops": dense_loops,
        "einsum, with a print": dense_with_print,
        "float32": lambda x, W, b, f: f(x.astype("f4") @ W.astype("f4") + b.astype("f4")),
        "one matrix for weights and bias": lambda x, W, b, f: f(np.c_[x, np.ones(len(x))] @ np.vstack([W, b])),
        "a list of rows": lambda x, W, b, f: [f(row @ W + b) for row in x],
        "transposed twice": lambda x, W, b, f: f((W.T @ x.T + b[:, None]).T),
    },
)


# -- four_neuron_network -----------------------------------------------------------------------

NAMES = ("w1", "w2", "b1", "w12", "b2", "w13", "b3", "w24", "w34", "b4")


def four_cases(rng):
    def params(scale=1.0):
        return {name: float(value) for name, value in zip(NAMES, rng.normal(0, scale, len(NAMES)))}

    by_hand = dict(zip(NAMES, (0.5, -0.25, 0.0, 2.0, -1.0, -2.0, 3.0, 1.0, -1.0, 0.0)))
    return [
        Case((1.0, 2.0, by_hand), about="the numbers of the example"),
        Case((float(rng.normal()), float(rng.normal()), params(2.0)), about="two numbers"),
        Case((float(rng.normal()), float(rng.normal()), params(2.0)), about="two numbers"),
        Case((rng.normal(size=5), rng.normal(size=5), params(2.0)), about="arrays"),
    ]


def network(first=None, second=None, third=None, last=None):
    """A version of the network in which some neurons are replaced: each takes (p, x1, x2, earlier outputs)."""

    def run(x1, x2, p):
        f1 = (first or (lambda: expit(p["w1"] * x1 + p["w2"] * x2 + p["b1"])))(*([p, x1, x2] if first else []))
        f2 = (second or (lambda: expit(p["w12"] * f1 + p["b2"])))(*([p, x1, x2, f1] if second else []))
        f3 = (third or (lambda: expit(p["w13"] * f1 + p["b3"])))(*([p, x1, x2, f1, f2] if third else []))
        return (last or (lambda: expit(p["w24"] * f2 + p["w34"] * f3 + p["b4"])))(*([p, f2, f3] if last else []))

    return run


def four_as_matrices(x1, x2, p):
    h = np.stack(np.broadcast_arrays(x1, x2), axis=-1)
    steps = [
        (np.array([[p["w1"]], [p["w2"]]]), [p["b1"]]),
        (np.array([[p["w12"], p["w13"]]]), [p["b2"], p["b3"]]),
        (np.array([[p["w24"]], [p["w34"]]]), [p["b4"]]),
    ]
    for W, b in steps:
        h = 1 / (1 + np.exp(-(h @ W + b)))
    return h[..., 0]


FOUR = Exercise(
    "03.four_neuron_network",
    steps=("f1", "f2", "f3"),
    points=3,
    cases=four_cases,
    probe=Call(stand_ins=("sigmoid",)),
    misconceptions=[
        Misconception(
            "linear-output",
            network(last=lambda p, f2, f3: p["w24"] * f2 + p["w34"] * f3 + p["b4"]),
            "You return the net input of f4. All four neurons use the sigmoid, the last one too: an answer outside (0, "
            "1) is a sign that it is missing.",
        ),
        Misconception(
            "linear-first-neuron",
            network(first=lambda p, x1, x2: p["w1"] * x1 + p["w2"] * x2 + p["b1"]),
            "f2 and f3 must get f1's output. You pass them its net input: the sigmoid of f1 does not show in your "
            "answer.",
        ),
        Misconception(
            "only-one-sigmoid",
            lambda x1, x2, p: expit(
                p["w24"] * (p["w12"] * (z := p["w1"] * x1 + p["w2"] * x2 + p["b1"]) + p["b2"])
                + p["w34"] * (p["w13"] * z + p["b3"])
                + p["b4"]
            ),
            "You apply the sigmoid once, at the end. Without it the hidden neurons collapse into one linear sum. "
            "Every neuron has its own.",
        ),
        Misconception(
            "w24-w34-swapped",
            network(last=lambda p, f2, f3: expit(p["w34"] * f2 + p["w24"] * f3 + p["b4"])),
            "w24 goes from f2 to f4, w34 from f3 to f4. In your last sum they have changed places.",
        ),
        Misconception(
            "w12-w13-swapped",
            lambda x1, x2, p: network()(x1, x2, {**p, "w12": p["w13"], "w13": p["w12"]}),
            "Read the two digits of a weight as from-to: w12 leads to f2 and w13 to f3. In your answer they have "
            "changed places.",
        ),
        Misconception(
            "same-bias-twice",
            network(third=lambda p, x1, x2, f1, f2: expit(p["w13"] * f1 + p["b2"])),
            "f3 uses the bias of f2, as happens when a line is copied. Which bias has an arrow into f3 in the drawing?",
        ),
        Misconception(
            "chain",
            network(third=lambda p, x1, x2, f1, f2: expit(p["w13"] * f2 + p["b3"])),
            "In your network f3 sits behind f2. In the drawing both get their signal from f1 and do not see each "
            "other.",
        ),
        Misconception(
            "last-bias-forgotten",
            network(last=lambda p, f2, f3: expit(p["w24"] * f2 + p["w34"] * f3)),
            "One of the ten parameters never appears in your answer: try changing them one by one and see which change "
            "nothing.",
        ),
        Misconception(
            "biases-forgotten",
            lambda x1, x2, p: network()(x1, x2, {**p, "b1": 0, "b2": 0, "b3": 0, "b4": 0}),
            "Your answer does not depend on any bias. Each of the four neurons has one, with an arrow of its own in "
            "the drawing.",
        ),
        Misconception(
            "bias-for-each-arrow",
            lambda x1, x2, p: network()(x1, x2, {**p, "b1": 2 * p["b1"], "b4": 2 * p["b4"]}),
            "b1 and b4 count twice, as if every arrow into f1 and f4 brought a bias along. A bias belongs to a neuron: "
            "it is added once, whatever the number of its inputs.",
        ),
        Misconception(
            "sigmoid-of-each-term",
            network(last=lambda p, f2, f3: expit(p["w24"] * f2) + expit(p["w34"] * f3 + p["b4"])),
            "Each arrow into f4 goes through a sigmoid of its own, and the two are added. A neuron adds first: the "
            "sigmoid is taken once, of the whole net input.",
        ),
    ],
    alternatives={
        "three layers as matrices": four_as_matrices,
        "float32": lambda x1, x2, p: np.float32(network()(np.float32(x1), np.float32(x2), p)),
        "sigmoid by tanh": lambda x1, x2, p: (
            0.5
            + 0.5
            * np.tanh(
                0.5
                * (
                    p["b4"]
                    + p["w24"] * expit(p["b2"] + p["w12"] * (f1 := expit(p["b1"] + p["w1"] * x1 + p["w2"] * x2)))
                    + p["w34"] * expit(p["b3"] + p["w13"] * f1)
                )
            )
        ),
    },
)


# -- forward -----------------------------------------------------------------------------------


def forward_cases(rng):
    def net(batch, sizes, activations, about):
        layers = [(rng.normal(size=(d, n)), rng.normal(size=n), f) for d, n, f in zip(sizes, sizes[1:], activations)]
        return Case((rng.normal(size=(batch, sizes[0])), layers), about=about)

    by_hand = [
        (np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([0.0, -1.0]), Elementwise("tanh")),
        (np.array([[1.0], [-1.0]]), np.array([0.5]), Elementwise("sin")),
    ]
    return [
        Case((np.array([[1.0, 2.0]]), by_hand), about="one sample, layers of 2 and 1"),
        net(6, [5, 7, 4], [Elementwise("tanh"), Elementwise("sin")], "two layers of different width"),
        net(
            4,
            [3, 3, 3, 3],
            [Elementwise("sin"), Elementwise("tanh"), Elementwise("arctan")],
            "three layers of equal width",
        ),
        net(2, [4, 1], [Elementwise("cos")], "a single layer"),
        net(
            1,
            [2, 3, 2, 4],
            [Elementwise("tanh"), Elementwise("arctan"), Elementwise("tanh", 0.5)],
            "one sample, three layers",
        ),
    ]


def layerwise(step):
    """A forward pass whose layer is `step(h, W, b, f)`, for the mistakes below."""

    def run(x, layers):
        outputs, h = [], x
        for W, b, f in layers:
            h = step(h, W, b, f)
            outputs.append(h)
        return outputs

    return run


right_forward = layerwise(lambda h, W, b, f: f(h @ W + b))


def net_inputs(x, layers):
    found, h = [], x
    for W, b, f in layers:
        found.append(h @ W + b)
        h = f(found[-1])
    return found


def net_input_handed_on(x, layers):
    outputs = []
    for W, b, f in layers:
        x = x @ W + b
        outputs.append(f(x))
    return outputs


def forward_recursive(x, layers):
    if not layers:
        return []
    W, b, f = layers[0]
    h = f(x @ W + b)
    return [h, *forward_recursive(h, layers[1:])]


def pops_layers(x, layers):
    outputs = []
    while layers:
        W, b, f = layers.pop(0)
        x = f(x @ W + b)
        outputs.append(x)
    return outputs


FORWARD = Exercise(
    "03.forward",
    points=4,
    cases=forward_cases,
    probe=Call(stand_ins=("dense",)),
    misconceptions=[
        Misconception(
            "only-the-last",
            lambda x, layers: right_forward(x, layers)[-1],
            "You return the prediction alone. Asked for is a list with the output of every layer: backpropagation "
            "needs them all.",
        ),
        Misconception(
            "input-included",
            lambda x, layers: [x, *right_forward(x, layers)],
            "Your list starts with the input itself. Two layers should give two arrays, not three.",
        ),
        Misconception(
            "every-layer-sees-x",
            lambda x, layers: [f(x @ W + b) for W, b, f in layers],
            "Each of your layers gets the original x. From the second layer on, the input is the output of the layer "
            "before.",
        ),
        Misconception(
            "only-the-first",
            lambda x, layers: right_forward(x, layers[:1]),
            "Your list ends after the first layer. Is there a `return` inside the loop? It leaves the function at "
            "once.",
        ),
        Misconception(
            "net-inputs",
            net_inputs,
            "Your list holds the net inputs z. Each entry should be the layer's output, after its activation.",
        ),
        Misconception(
            "z-passed-on",
            layerwise(lambda h, W, b, f: h @ W + b),
            "No activation is applied in your network, so its layers collapse into a single linear one (lesson 02). "
            "Each tuple brings its activation as the third entry.",
        ),
        Misconception(
            "activation-only-at-the-end",
            lambda x, layers: (
                layerwise(lambda h, W, b, f: h @ W + b)(x, layers[:-1] + [layers[-1]])[:-1]
                + [layers[-1][2](layerwise(lambda h, W, b, f: h @ W + b)(x, layers)[-1])]
            ),
            "Only your last layer has its activation. Hidden layers have theirs, too: each tuple names its own.",
        ),
        Misconception(
            "one-activation-for-all",
            lambda x, layers: layerwise(lambda h, W, b, f: layers[0][2](h @ W + b))(x, layers),
            "You use the first layer's activation everywhere. Take the one in the tuple of the layer that is being "
            "computed.",
        ),
        Misconception(
            "no-bias",
            layerwise(lambda h, W, b, f: f(h @ W)),
            "The biases play no part in your answer. Send a batch of zeros through: the first layer must return "
            "activation(b).",
        ),
        Misconception(
            "net-input-handed-on",
            net_input_handed_on,
            "Each layer applies its activation in your list, and yet the next layer is given the net input without it. "
            "What stands in the list is what the next layer gets.",
        ),
        Misconception(
            "bias-after-the-activation",
            layerwise(lambda h, W, b, f: f(h @ W) + b),
            "The bias is added behind the activation. It is a part of the net input, on which the activation acts.",
        ),
        Misconception(
            "reversed",
            lambda x, layers: right_forward(x, layers)[::-1],
            "The outputs are right, but in reverse order. The first entry of the list belongs to the first layer.",
        ),
        Misconception(
            "uses-up-the-layers",
            pops_layers,
            "Your function empties the list `layers` that it was given (pop changes it). A second call would find no "
            "network. Loop over the list instead.",
        ),
    ],
    alternatives={
        "recursive": forward_recursive,
        "a tuple": lambda x, layers: tuple(right_forward(x, layers)),
        "float32": lambda x, layers: right_forward(
            x.astype("f4"), [(W.astype("f4"), b.astype("f4"), f) for W, b, f in layers]
        ),
        "lists": lambda x, layers: [np.asarray(h).tolist() for h in right_forward(x, layers)],
        "with a print": layerwise(lambda h, W, b, f: (print(h.shape), f(np.dot(h, W) + b))[1]),
    },
)


# -- layer_shapes ------------------------------------------------------------------------------


def shapes_cases(rng):
    return [
        Case(([5, 7, 4], 32), about="the example"),
        Case(([784, 300, 100, 10], 64), about="four sizes"),
        Case(([3, 2], 1), about="no hidden layer, one sample"),
        Case((rng.integers(2, 50, 5).tolist(), int(rng.integers(51, 200))), about="five sizes"),
    ]


SHAPES = Exercise(
    "03.layer_shapes",
    points=3,
    cases=shapes_cases,
    judge=EXACT,
    misconceptions=[
        Misconception(
            "columns-convention",
            lambda sizes, batch: [(n, batch) for n in sizes],
            "Yours are the shapes with samples as columns, (n, batch). This course puts the batch first.",
        ),
        Misconception(
            "input-left-out",
            lambda sizes, batch: [(batch, n) for n in sizes[1:]],
            "The shape of the input is missing. There is one tuple for every entry of `sizes`, the first one too.",
        ),
        Misconception(
            "output-left-out",
            lambda sizes, batch: [(batch, n) for n in sizes[:-1]],
            "The last layer's output is missing: your list ends one layer too early. Compare the length of `sizes` "
            "with yours.",
        ),
        Misconception(
            "weight-shapes",
            lambda sizes, batch: list(zip(sizes[:-1], sizes[1:])),
            "Those are the shapes of the weight matrices, (inputs, outputs). Asked for are the shapes of the data "
            "between them.",
        ),
        Misconception(
            "only-the-last",
            lambda sizes, batch: (batch, sizes[-1]),
            "You give the shape of the network's output alone. Give the shape at every stop on the way, as a list of "
            "tuples.",
        ),
        Misconception(
            "no-batch",
            lambda sizes, batch: [(n,) for n in sizes],
            "You describe one sample. A batch of 32 samples adds an axis: which of the two numbers comes first?",
        ),
        Misconception(
            "batch-grows-together",
            lambda sizes, batch: [(batch * n,) for n in sizes],
            "You multiply batch and width. That is how many numbers there are; the shape keeps the two apart.",
        ),
        Misconception(
            "batch-only-at-the-input",
            lambda sizes, batch: [(batch, sizes[0])] + list(zip(sizes[:-1], sizes[1:])),
            "After the first entry you give the shapes of the weights. The number of samples stays the same from layer "
            "to layer: it is the first number everywhere.",
        ),
    ],
    alternatives={
        "lists": lambda sizes, batch: [[batch, n] for n in sizes],
        "an array": lambda sizes, batch: np.column_stack([np.full(len(sizes), batch), sizes]),
        "from real arrays": lambda sizes, batch: [np.zeros((batch, n)).shape for n in sizes],
        "a tuple of tuples": lambda sizes, batch: tuple((batch, int(n)) for n in np.asarray(sizes)),
    },
)


# -- count_parameters --------------------------------------------------------------------------


def count_cases(rng):
    return [
        Case(([3, 2],), about="no hidden layer"),
        Case(([5, 7, 4],), about="two layers"),
        Case(([784, 300, 100, 10],), about="the classifier of lesson 07"),
        Case((rng.integers(2, 60, 4).tolist(),), about="three layers"),
        Case((rng.integers(2, 60, 6).tolist(),), about="five layers"),
    ]


def pairs(sizes):
    return list(zip(sizes[:-1], sizes[1:]))


def count_in_place(sizes):
    total = 0
    while len(sizes) > 1:
        total += (sizes[0] + 1) * sizes[1]
        sizes.pop(0)
    return total


COUNT = Exercise(
    "03.count_parameters",
    points=3,
    cases=count_cases,
    judge=EXACT,
    misconceptions=[
        Misconception(
            "no-biases",
            lambda sizes: sum(a * b for a, b in pairs(sizes)),
            "You count the weights only: 266200 for the big example. Every neuron beyond the input layer has one more "
            "parameter.",
        ),
        Misconception(
            "biases-for-the-input",
            lambda sizes: sum(a * b for a, b in pairs(sizes)) + sum(sizes),
            "You give biases to the input layer too. It computes nothing, so it has none: 5-7-4 has 11 biases, not 16.",
        ),
        Misconception(
            "one-bias-per-layer",
            lambda sizes: sum(a * b + 1 for a, b in pairs(sizes)),
            "You count one bias for each layer. A bias belongs to a neuron: a layer of 7 neurons has 7.",
        ),
        Misconception(
            "biases-of-the-layer-before",
            lambda sizes: sum(a * b + a for a, b in pairs(sizes)),
            "You count one bias for each input of a layer. It is one for each of its neurons: 5 inputs and 7 neurons "
            "make 7 biases.",
        ),
        Misconception(
            "a-bias-for-each-link",
            lambda sizes: sum(2 * a * b for a, b in pairs(sizes)),
            "You count as many biases as weights. A bias belongs to a neuron, not to a link: the 7 neurons of 5-7 have "
            "35 weights and 7 biases.",
        ),
        Misconception(
            "counts-neurons",
            lambda sizes: sum(sizes),
            "That is how many nodes there are. Parameters sit on the links between them and in the neurons: 3-2 has 6 "
            "links.",
        ),
        Misconception(
            "product-of-all",
            lambda sizes: int(np.prod(sizes)),
            "You multiply all sizes. Links run from one layer to the next only, so each pair of neighbours makes its "
            "own product, and these are added.",
        ),
        Misconception(
            "product-of-all-and-biases",
            lambda sizes: int(np.prod(sizes)) + sum(sizes[1:]),
            "The biases are right. The weights are not: you multiply all sizes. Links run from one layer to the next "
            "only, so each pair of neighbours makes its own product, and these are added.",
        ),
        Misconception(
            "output-layer-forgotten",
            lambda sizes: sum((a + 1) * b for a, b in pairs(sizes)[:-1]),
            "The last layer is missing from your sum. For 3-2, where it is the only one, you get 0.",
        ),
        Misconception(
            "only-the-first-layer",
            lambda sizes: (sizes[0] + 1) * sizes[1],
            "You count the first layer only. Is there a `return` inside the loop? 5-7-4 has 42 parameters in its first "
            "layer and 32 more.",
        ),
        Misconception(
            "only-the-last-layer",
            lambda sizes: (sizes[-2] + 1) * sizes[-1],
            "Only the last layer is in your number: 32 for 5-7-4. Does each round add to the total, or put a new "
            "number in its place?",
        ),
        Misconception(
            "no-biases-at-the-output",
            lambda sizes: sum((a + 1) * b for a, b in pairs(sizes)) - sizes[-1],
            "Your hidden neurons have biases, your output neurons have none. Output neurons are neurons like the "
            "others.",
        ),
        Misconception(
            "uses-up-the-sizes",
            count_in_place,
            "The number is right, but your function empties the list `sizes` while it counts. Loop over it without "
            "changing it.",
        ),
    ],
    alternatives={
        "weights, then biases": lambda sizes: int(np.dot(sizes[:-1], sizes[1:]) + np.sum(sizes[1:])),
        "from real arrays": lambda sizes: sum(np.zeros((a, b)).size + np.zeros(b).size for a, b in pairs(sizes)),
        "a float": lambda sizes: float(sum((a + 1) * b for a, b in pairs(sizes))),
        "a NumPy integer": lambda sizes: np.int64(sum(a * b + b for a, b in pairs(sizes))),
    },
)


# -- quizzes -----------------------------------------------------------------------------------

GRADED = graded_quiz(
    "03.quiz_answers",
    2,
    [
        Question(
            "03.g1",
            "apply",
            5,
            "A linear neuron has the inputs 2, 1, 3, the weights 1, 4, 2 and the activation 2·z, so its output is 24. "
            "Behind it stands a second linear neuron with weight 0.5 and activation 4·z. Both have bias 0. Which "
            "single neuron with activation z always gives the same output?",
            [
                Option(
                    "The one with the weights 1, 4, 2.",
                    "It would return 12: both activations and the second weight are missing.",
                ),
                Option(
                    "The one with the weights 2, 8, 4.",
                    "That is the first neuron alone, 24; the second one still doubles it.",
                ),
                Option(
                    "The one with the weights 4, 16, 8.", "2 · 0.5 · 4 = 4 times the weighted sum: 48 here.", right=True
                ),
                Option("None: two layers can do more than one.", "Only with a non-linear activation between them."),
            ],
        ),
        Question(
            "03.g2",
            "understand",
            2,
            "Which of these is a parameter, not a hyperparameter?",
            [
                Option(
                    "The bias of the third neuron in the second hidden layer.", "It is found by training.", right=True
                ),
                Option("The number of neurons in the second hidden layer.", "It is chosen before training starts."),
                Option("The learning rate.", "It steers the training but is not trained."),
                Option("The batch size.", "It is chosen before training, and training does not change it."),
            ],
        ),
        Question(
            "03.g3",
            "apply",
            5,
            "A batch of 20 samples with 8 features goes through layers of 6 and 3 neurons, samples as rows. "
            "Which shapes do the second layer's weights and its output have?",
            [
                Option("W is (3, 6), the output (3, 20).", "That is the convention with samples as columns."),
                Option("W is (6, 3), the output (20, 3).", "(20, 6) @ (6, 3) gives (20, 3).", right=True),
                Option(
                    "W is (8, 3), the output (20, 3).",
                    "The second layer sees the 6 outputs of the first, not the 8 features.",
                ),
                Option(
                    "W is (20, 6, 3), the output (20, 3).", "One W serves all samples; the batch is not in its shape."
                ),
            ],
        ),
        Question(
            "03.g4",
            "analyse",
            5,
            "Network A has training error 0.02 and test error 0.30. Network B, smaller, has training "
            "error 0.10 and test error 0.14. Which statement is right?",
            [
                Option(
                    "A is better: its training error is five times smaller.",
                    "Training error tells how well the samples are reproduced, not what happens on new ones.",
                ),
                Option(
                    "B is underfitting, so it needs more layers.",
                    "Its errors are close together and low; more layers would lead towards A.",
                ),
                Option(
                    "Both are equally good: the sums of their errors are about the same.",
                    "The two errors mean different things and do not add.",
                ),
                Option(
                    "A is overfitting; B will serve new data better.",
                    "The wide gap between training and test error is the sign.",
                    right=True,
                ),
            ],
        ),
    ],
)

PRACTICE = [
    Question(
        "03.p1",
        "remember",
        2,
        "What does the input layer of a 784-300-100-10 network compute?",
        [
            Option("784 weighted sums.", "It has no weights: weighted sums begin in the first hidden layer."),
            Option("Nothing: it holds the features.", "That is why it has neither weights nor biases.", right=True),
            Option("The mean of the features.", "Scaling the data is done before, not by the network's input layer."),
        ],
    ),
    Question(
        "03.p2",
        "apply",
        2,
        "How many parameters does one dense layer with 10 inputs and 4 neurons have?",
        [
            Option("40", "Those are the weights; each of the 4 neurons has a bias, too."),
            Option("50", "You added 10 biases. The inputs have none; the neurons do."),
            Option("none of these", "Right: 10 · 4 weights and 4 biases make 44.", right=True),
            Option("41", "A layer has one bias for each neuron, not one in all."),
        ],
    ),
    Question(
        "03.p3",
        "understand",
        2,
        "You double the batch size. What happens to the number of parameters?",
        [
            Option(
                "It doubles.", "Tempting, because the arrays of outputs double. The weights are shared by all samples."
            ),
            Option("Nothing.", "Every sample of the batch uses the same W and b.", right=True),
            Option(
                "It grows by one bias per sample.",
                "A bias per sample is the classic broadcasting mistake, not a parameter.",
            ),
        ],
    ),
    Question(
        "03.p4",
        "apply",
        2,
        "A network shall say where the centre of a ball is in a picture, in pixels. Which output layer?",
        [
            Option(
                "2 units, no activation.",
                "Two coordinates; a position such as pixel 412 does not fit into the range of sigmoid or tanh.",
                right=True,
            ),
            Option("1 unit, sigmoid.", "One number between 0 and 1 cannot hold two coordinates in pixels."),
            Option("4 units, softmax.", "Four numbers make a box, and softmax would force them to sum to 1."),
            Option(
                "As many units as pixels, softmax.",
                "One could put it as a classification over all pixels, but two numbers are enough.",
            ),
        ],
    ),
    Question(
        "03.p5",
        "analyse",
        5,
        "In notes with samples as columns you read h = W·x with W of size 7×5. You store x batch-first, as rows. "
        "Which line of NumPy gives the same layer?",
        [
            Option("`x @ W`", "(32, 5) @ (7, 5) does not fit: the inner numbers differ."),
            Option("`W @ x`", "(7, 5) @ (32, 5) does not fit: 5 meets 32."),
            Option("`x @ W.T`", "(32, 5) @ (5, 7) gives (32, 7): the notes' result, transposed.", right=True),
            Option(
                "`(x * W).sum(axis=1)`",
                "That multiplies entry by entry; the shapes (32, 5) and (7, 5) do not even match.",
            ),
        ],
    ),
    Question(
        "03.p6",
        "understand",
        2,
        "In a sum of shifted ReLUs, all with hidden weight 1, what does the output weight of a unit say?",
        [
            Option("Where the curve bends.", "That is the kink, set by the hidden weight and bias."),
            Option("How high the curve is at the kink.", "At its own kink the unit adds exactly 0."),
            Option(
                "By how much the slope changes at the kink.",
                "Left of the kink the unit adds nothing, right of it a line of that slope.",
                right=True,
            ),
        ],
    ),
    Question(
        "03.p7",
        "evaluate",
        5,
        '"By universal approximation, one hidden layer is all we ever need." What is the best reply?',
        [
            Option(
                "True: such a network can approximate every continuous function.",
                "That weights exist does not mean that they can be found, nor that the layer has a sensible width.",
            ),
            Option(
                "The theorem says nothing about the width needed, about training, or about new data.",
                "Existence is not learning, and depth can save a great many units.",
                right=True,
            ),
            Option(
                "False: only deep networks can approximate curves.", "You fitted a sine with a single hidden layer."
            ),
            Option("It holds for ReLU only.", "It holds for nearly every activation that is not a polynomial."),
        ],
    ),
    Question(
        "03.p8",
        "evaluate",
        5,
        "Your network has a training error of 0.40 and a test error of 0.41, and you need 0.20. What do you try first?",
        [
            Option(
                "More neurons or another layer.",
                "Both errors are high and nearly equal: it underfits, so it may grow.",
                right=True,
            ),
            Option(
                "Stop training earlier.", "That helps against overfitting; here even the training data are not fitted."
            ),
            Option("A smaller network.", "It would fit the training data even less."),
            Option("Test data that are easier.", "That changes the figure, not the network."),
        ],
    ),
]

BANK = Bank("03-feedforward-networks", [DENSE, FOUR, FORWARD, SHAPES, COUNT, GRADED], PRACTICE)
