"""Exercise bank of lesson 13: one step of an RNN, one of an LSTM, and the network that fits a problem."""

import numpy as np
from scipy.special import expit

from helpers.checks.judges.names import Names
from helpers.instructors.banks import Bank, Case, Exercise, Misconception, Option, Question, graded_quiz

# -- rnn_step --------------------------------------------------------------------------------------


def rnn_case(rng, batch, features, units, about=""):
    draw = rng.normal
    return Case(
        (
            draw(size=(batch, features)),
            draw(size=(batch, units)),
            draw(size=(features, units)),
            draw(size=(units, units)),
            draw(size=units),
        ),
        about=about,
    )


RNN_STEP = Exercise(
    "13.rnn_step",
    points=3,
    cases=lambda rng: [
        Case(
            (np.array([[1.0, 0.0]]), np.array([[0.5]]), np.array([[0.3], [0.7]]), np.array([[0.8]]), np.array([0.1])),
            about="one sample, one unit",
        ),
        rnn_case(rng, 3, 2, 4, "a batch of three"),
        rnn_case(rng, 4, 3, 3, "as many units as features"),
        rnn_case(rng, 2, 4, 4),
    ],
    misconceptions=[
        Misconception(
            "no-tanh",
            lambda x, h, Wx, Wh, b: x @ Wx + h @ Wh + b,
            "The net input is right; the activation does not show in your answer. Without tanh the state is multiplied "
            "by Wh at every "
            "step and nothing keeps it in bounds.",
        ),
        Misconception(
            "no-memory",
            lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + b),
            "Your step does not use `h`. Then nothing is remembered from one step to the next: it is a dense layer.",
        ),
        Misconception(
            "sigmoid",
            lambda x, h, Wx, Wh, b: expit(x @ Wx + h @ Wh + b),
            "That is a sigmoid: all values lie between 0 and 1. A plain recurrent unit uses tanh, between −1 and 1.",
        ),
        Misconception(
            "no-bias",
            lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + h @ Wh),
            "The bias b does not appear. Give zeros for x and h: the new state should be tanh(b).",
        ),
        Misconception(
            "two-tanhs",
            lambda x, h, Wx, Wh, b: np.tanh(x @ Wx) + np.tanh(h @ Wh + b),
            "You take tanh twice and add: the state can then leave [−1, 1]. Both parts and the bias are added first, "
            "and tanh is taken once.",
        ),
        Misconception(
            "h-added",
            lambda x, h, Wx, Wh, b: h + np.tanh(x @ Wx + h @ Wh + b),
            "You add the old state to the new one. That is a good idea, a residual one (lesson 12), and not a plain "
            "RNN: its new state is tanh(…) alone.",
        ),
        Misconception(
            "outer-memory",
            lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + b) + h @ Wh,
            "The recurrent part h·Wh is added after tanh. It belongs inside, with x·Wx and b.",
        ),
        Misconception(
            "transposed",
            lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + h @ Wh.T + b),
            "Wh is transposed. Both matrices are (inputs, units), as all weights of this course are: the state stands "
            "on the left of its matrix.",
        ),
    ],
    alternatives={
        "float32": lambda x, h, Wx, Wh, b: np.tanh(
            x.astype(np.float32) @ Wx.astype(np.float32)
            + h.astype(np.float32) @ Wh.astype(np.float32)
            + b.astype(np.float32)
        ),
        "one matrix": lambda x, h, Wx, Wh, b: np.tanh(np.hstack([x, h]) @ np.vstack([Wx, Wh]) + b),
        "by exponentials": lambda x, h, Wx, Wh, b: 2 * expit(2 * (x @ Wx + h @ Wh + b)) - 1,
    },
)

# -- lstm_step -------------------------------------------------------------------------------------


def lstm(
    order="ifco", out=np.tanh, candidate=np.tanh, gate=expit, keep=None, swap=False, bias=True, use_h=True, old_c=False
):
    """An LSTM step, right by default, with one thing done otherwise; gates that are not in `order` take the last one's
    place.
    """

    def lstm_step(x, h, c, params):
        kernel, recurrent, b = params
        parts = dict(
            zip(order, np.split(x @ kernel + (h @ recurrent if use_h else 0) + (b if bias else 0), 4, axis=-1))
        )
        i, f, o = gate(parts["i"]), gate(parts["f"]), gate(parts["o"])
        new = (keep or (lambda i, f, c, g: f * c + i * g))(i, f, c, candidate(parts["c"]))
        state = o * out(c if old_c else new)
        return (new, state) if swap else (state, new)

    return lstm_step


def lstm_case(rng, batch, features, units, about="", scale=1.0):
    params = (
        scale * rng.normal(size=(features, 4 * units)),
        scale * rng.normal(size=(units, 4 * units)),
        rng.normal(size=4 * units),
    )
    return Case(
        (rng.normal(size=(batch, features)), rng.normal(size=(batch, units)), rng.normal(size=(batch, units)), params),
        about=about,
    )


LSTM_STEP = Exercise(
    "13.lstm_step",
    points=4,
    cases=lambda rng: [
        lstm_case(rng, 1, 1, 1, "one sample, one unit"),
        lstm_case(rng, 3, 2, 4, "a batch of three"),
        lstm_case(rng, 2, 5, 3),
    ],
    misconceptions=[
        Misconception(
            "gate-order-ifoc",
            lstm(order="ifoc"),
            "The gates come in another order: Keras stacks them i, f, c, o, input, forget, candidate, output. Yours "
            "takes the last two the other way round, as some papers list them.",
        ),
        Misconception(
            "gate-order-fico",
            lstm(order="fico"),
            "Input and forget gate are exchanged: your cell keeps where it should write. The first quarter of the "
            "columns is i, the second f.",
        ),
        Misconception(
            "no-tanh-of-c",
            lstm(out=lambda c: c),
            "The cell state leaves through the output gate as it is. Before the gate it passes a tanh; the new c "
            "itself does not.",
        ),
        Misconception(
            "sigmoid-candidate",
            lstm(candidate=expit),
            "The candidate is a sigmoid in your step, so that what it writes is never negative. The three "
            "gates are sigmoids; the candidate is a tanh.",
        ),
        Misconception(
            "forgets-all",
            lstm(keep=lambda i, f, c, g: i * g),
            "The old cell state does not enter the new one. The forget gate decides how much of it stays: f = 1 keeps "
            "all.",
        ),
        Misconception(
            "no-forget-gate",
            lstm(keep=lambda i, f, c, g: c + i * g),
            "The old cell state is kept in full; the forget gate f is computed and not used.",
        ),
        Misconception(
            "forgets-the-kept",
            lstm(keep=lambda i, f, c, g: (1 - f) * c + i * g),
            "You keep the share 1 − f. In spite of its name, the forget gate says what *stays*: f = 1 remembers "
            "everything.",
        ),
        Misconception(
            "old-cell-out",
            lstm(old_c=True),
            "h is made from the old cell state. First c is renewed, then the output gate looks at the new one.",
        ),
        Misconception(
            "answers-swapped", lstm(swap=True), "Both arrays are right, in the wrong order: h first, then c."
        ),
        Misconception(
            "no-bias", lstm(bias=False), "The bias does not show in your answer. `params` holds three arrays."
        ),
        Misconception(
            "no-recurrence",
            lstm(use_h=False),
            "The old h does not enter the gates. The recurrent kernel, the second of the three arrays, belongs to it.",
        ),
        Misconception(
            "tanh-gates",
            lstm(gate=np.tanh),
            "Your gates are tanh, so they can be negative. A gate is a share between 0 and 1.",
        ),
    ],
    alternatives={
        "float32": lambda x, h, c, p: lstm()(
            *(np.asarray(v, np.float32) for v in (x, h, c)), [np.asarray(v, np.float32) for v in p]
        ),
        "sliced": lambda x, h, c, p: sliced(x, h, c, p),
        "list": lambda x, h, c, p: list(lstm()(x, h, c, p)),
    },
)


def sliced(x, h, c, params):
    n = h.shape[-1]
    z = x @ params[0] + h @ params[1] + params[2]
    new = expit(z[:, n : 2 * n]) * c + expit(z[:, :n]) * np.tanh(z[:, 2 * n : 3 * n])
    return expit(z[:, 3 * n :]) * np.tanh(new), new


# -- choose_network --------------------------------------------------------------------------------

RIGHT = {
    "tabular": "mlp",
    "image": "cnn",
    "long_sequence": "lstm",
    "denoise": "autoencoder",
    "generate_images": "gan",
    "linearly_separable": "perceptron",
}


def chooses(**other):
    return lambda problem: {**RIGHT, **other}.get(problem, "mlp")


CHOOSE_NETWORK = Exercise(
    "13.choose_network",
    points=2,
    cases=lambda rng: [Case((name,), part=name) for name in RIGHT],
    parts=dict.fromkeys(RIGHT, 1),
    judge=Names(same=(("lstm", "gru"),)),
    misconceptions=[
        Misconception(
            "rnn-for-long",
            chooses(long_sequence="rnn"),
            "`long_sequence`: a plain RNN forgets. Section 4 measured how little of the first step's gradient is left "
            "after 40 steps. Which cells have a path for memory of their own?",
        ),
        Misconception(
            "mlp-for-a-line",
            chooses(linearly_separable="mlp"),
            "`linearly_separable`: an MLP can do it, and is more than the problem needs. Lesson 01: if a line is "
            "enough, what is the smallest network that finds one?",
        ),
        Misconception(
            "perceptron-for-tables",
            chooses(tabular="perceptron"),
            "`tabular`: one neuron draws one line, and these relations are curved; lesson 03 has the network with "
            "hidden "
            "layers for them.",
        ),
        Misconception(
            "mlp-for-images",
            chooses(image="mlp"),
            "`image`: an MLP sees pixels, not neighbours, and needs a weight for each (lessons 09 and 10). Which "
            "network shares its weights over the image?",
        ),
        Misconception(
            "gan-for-noise",
            chooses(denoise="gan"),
            "`denoise`: here you have the clean image as a target. Which network of section 5 was trained from noisy "
            "images to clean ones?",
        ),
        Misconception(
            "cnn-for-noise",
            chooses(denoise="cnn"),
            "`denoise`: no class of an image is asked for, but an image. Which network of section 5 was trained from "
            "noisy images to clean ones?",
        ),
        Misconception(
            "autoencoder-for-new-images",
            chooses(generate_images="autoencoder"),
            "`generate_images`: a plain autoencoder gives back what it is shown. New images from random numbers come "
            "from two networks that compete.",
        ),
        Misconception(
            "cnn-to-generate",
            chooses(generate_images="cnn"),
            "`generate_images`: a CNN may well be a part of it, but a classifier turns images into classes. What turns "
            "random numbers into images?",
        ),
        Misconception(
            "cnn-for-long",
            chooses(long_sequence="cnn"),
            "`long_sequence`: one convolution sees as far as its kernel reaches. Which network of section 4 carries a "
            "state along?",
        ),
    ],
    alternatives={"gru, capitals": chooses(long_sequence="GRU", image="CNN"), "lstm": chooses()},
)

# -- questions -------------------------------------------------------------------------------------

PRACTICE = [
    Question(
        "13.p1",
        "remember",
        2,
        "In which year did AlexNet win ImageNet and begin the present wave of deep learning?",
        [
            Option("1986", "Then backpropagation became widely known."),
            Option("1998", "LeNet-5 read cheques then."),
            Option(
                "2012",
                "Error rates fell by ten points at once, thanks to ReLU, dropout and two graphics cards.",
                right=True,
            ),
            Option("2017", "That is the year of the transformer."),
        ],
    ),
    Question(
        "13.p2",
        "understand",
        2,
        "What does an LSTM have that a plain RNN lacks?",
        [
            Option(
                "A cell state that is changed by addition, under gates.",
                "Where the forget gate is near 1, gradients pass almost unchanged: a shortcut through time.",
                right=True,
            ),
            Option("A hidden state that is handed on from each step to the next.", "A plain RNN has one, too."),
            Option("Weights that are shared over time.", "All recurrent networks share them."),
            Option("A non-linear activation.", "Both use tanh."),
        ],
    ),
    Question(
        "13.p3",
        "apply",
        5,
        "A Keras LSTM layer has 32 units and 8 inputs a step. How many parameters?",
        [
            Option("1 312", "That is a plain RNN: 8·32 + 32·32 + 32."),
            Option("5 248", "Four times as many: three gates and a candidate.", right=True),
            Option("5 120", "The biases are missing: 4 · 32 of them."),
            Option("3 936", "Three times is a GRU without its second bias."),
        ],
    ),
    Question(
        "13.p4",
        "analyse",
        5,
        "A table in lecture notes says: “Training time: deep learning short, classical long. Interpretation: deep "
        "learning easy.” What is wrong?",
        [
            Option(
                "Both rows are the wrong way round.",
                "Deep learning usually trains longer, and is harder to interpret.",
                right=True,
            ),
            Option("Only the first row.", "Millions of weights are not easy to interpret."),
            Option("Only the second row.", "Measure it: section 1 does."),
            Option(
                "Nothing: graphics cards are fast.",
                "They make long trainings bearable, not shorter than a decision tree's.",
            ),
        ],
    ),
    Question(
        "13.p5",
        "understand",
        2,
        "What is the target of an autoencoder?",
        [
            Option("a class label", "It needs no labels."),
            Option(
                "its input (for denoising: the clean version of it)",
                "It rebuilds what it was shown, and no label is needed for that.",
                right=True,
            ),
            Option("random noise", "Noise may be added to the input; the target is what should come out."),
            Option("the output of a second network", "That is closer to a GAN."),
        ],
    ),
    Question(
        "13.p6",
        "analyse",
        5,
        "While a GAN trains, the loss of the discriminator falls to 0 and stays there. What does that mean?",
        [
            Option(
                "Training is finished: both networks are perfect and have no more to learn.",
                "A perfect discriminator means that every fake is recognized.",
            ),
            Option(
                "The discriminator wins; it recognizes every fake.",
                "At equilibrium it should be unsure: a loss near 2·log 2.",
                right=True,
            ),
            Option("The generator wins.", "Then the discriminator would be at a coin's level."),
            Option("The learning rate is too small.", "Something was learned, by one of the two."),
        ],
    ),
    Question(
        "13.p7",
        "evaluate",
        5,
        "800 patients, 20 measured values each, and the doctor wants to know why. What do you try first?",
        [
            Option(
                "A deep network with dropout, which finds features of its own.",
                "Too little data, and no reasons given.",
            ),
            Option(
                "Logistic regression or a small decision tree, as a baseline.",
                "They are quick, and the doctor can read them. A network must first do better.",
                right=True,
            ),
            Option("An LSTM.", "Nothing here is a sequence."),
            Option("A pretrained image network.", "Twenty numbers are no image: the base does not fit."),
        ],
    ),
    Question(
        "13.p8",
        "create",
        10,
        "A phone should warn of engine damage from sound, three minutes at a time; you have 5 000 hours of healthy "
        "engines and four broken ones. Which design fits best?",
        [
            Option(
                "A classifier with two classes, trained on all the sound that there is.",
                "Four examples of one class: it would learn to say “healthy” (lesson 10 on imbalance).",
            ),
            Option(
                "An autoencoder of healthy sound; a large error is the alarm.",
                "It needs no broken engines to train. Some of the four help to set the threshold, the others test it.",
                right=True,
            ),
            Option("A GAN that makes broken engines.", "It would have four examples to learn from."),
            Option("A perceptron on the mean loudness.", "Cheap, and blind to anything but loudness."),
        ],
    ),
]

GRADED = [
    Question(
        "13.g1",
        "remember",
        2,
        "Which gate of an LSTM decides how much of the old cell state stays?",
        [
            Option("the input gate", "It decides how much of the candidate is written."),
            Option("the output gate", "It decides how much of the cell can be seen in h."),
            Option("the forget gate", "f = 1 keeps everything, f = 0 clears the cell.", right=True),
            Option("the candidate", "It is the new content, no gate."),
        ],
    ),
    Question(
        "13.g2",
        "apply",
        5,
        "A plain RNN layer has 16 units and 4 inputs a step. How many parameters?",
        [
            Option("80", "That is a dense layer: 4·16 + 16."),
            Option("336", "4·16 + 16·16 + 16.", right=True),
            Option("320", "The biases are missing."),
            Option("1 344", "Four times as many would be an LSTM."),
        ],
    ),
    Question(
        "13.g3",
        "analyse",
        5,
        "Compared with classical machine learning on the same table, a deep network usually …",
        [
            Option("trains faster and is easier to interpret", "Both are the wrong way round."),
            Option("needs less data", "It has more numbers to set."),
            Option("needs more features made by hand", "Making its own features is its strength."),
            Option(
                "trains longer and is harder to interpret",
                "Section 1 measures the time; millions of weights are hard to read. Some tables print the opposite.",
                right=True,
            ),
        ],
    ),
    Question(
        "13.g4",
        "evaluate",
        5,
        "Which sentence about GANs is sound?",
        [
            Option(
                "The generator never sees a real image.",
                "All it knows of the data comes through the other network.",
                right=True,
            ),
            Option("The generator copies training images.", "It has no access to them."),
            Option(
                "Training ends when both losses are 0 at the same time.",
                "They pull against each other: both cannot be 0.",
            ),
            Option("The discriminator is thrown in for speed.", "Without it there is no target at all."),
        ],
    ),
]

BANK = Bank(
    "13-beyond",
    exercises=[RNN_STEP, LSTM_STEP, CHOOSE_NETWORK, graded_quiz("13.quiz_answers", 1, GRADED)],
    questions=PRACTICE,
)
