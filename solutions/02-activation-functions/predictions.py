"""Lesson 02: what is asked before each result, what comes out, and what a difference means."""

from helpers.instructors.banks.predictions import Choice

PREDICTIONS = {
    "two_layers_or_one": Choice(
        "Could one layer give the same output for every x?",
        ["yes", "only for some x", "no, two layers can do more"],
        right="yes",
        says="A sum of sums is a sum: multiply the two matrices once, and you have the one layer. Without a bend in "
        "between, depth is worth nothing.",
    ),
    "error_of_a_step": Choice(
        "What does the error of a step neuron look like against its weight?",
        ["a smooth valley", "a straight slope", "a flight of flat stairs"],
        right="a flight of flat stairs",
        says="A small move of the weight changes no answer, so the error does not move either. There is no slope to "
        "follow.",
    ),
    "at_minus_1000": Choice(
        "What does the formula give for z = −1000, typed as it stands?",
        ["0, in silence", "0, with a warning", "nan", "1"],
        right="0, with a warning",
        says="exp(1000) is too large for a float and becomes infinity; 1 over infinity happens to be 0. In a slightly "
        "different formula the same overflow gives nan.",
    ),
    "which_operation": Choice(
        "Which operation makes 0.25 of 0.5 and 0.5, and 0.104994 of 0.880797 and 0.119203?",
        ["the sum", "the difference", "the product", "the quotient"],
        right="the product",
        says="σ′ = σ · (1 − σ). The slope needs no exponential of its own: the output is enough.",
    ),
    "most_wrong": Choice(
        "Is the third neuron, the most wrong, also the fastest to improve?",
        ["yes", "no, it is the slowest", "all three are alike"],
        right="no, it is the slowest",
        says="Its error is multiplied by a derivative of 0.0003. Far out on the flat end nothing can be felt.",
    ),
    "recovers": Choice(
        "Does the ReLU neuron recover from one mistyped target? And the leaky one?",
        ["both recover", "neither recovers", "only the leaky one recovers", "only ReLU recovers"],
        right="only the leaky one recovers",
        says="The bad step pushed every sample to the flat side, where ReLU's slope is 0. A small slope is a way back.",
    ),
    "ten_sigmoids": Choice(
        "What share of the signal is left behind ten sigmoids at their best?",
        ["a tenth", "a thousandth", "a millionth"],
        right="a millionth",
        says="0.25 ten times over is 9.5e-07. Shares multiply; they do not add.",
    ),
    "rising_derivatives": Choice(
        "Which of the six derivatives never fall?",
        ["all six", "all but sigmoid's and tanh's", "only linear's", "only ReLU's and leaky ReLU's"],
        right="all but sigmoid's and tanh's",
        says="Linear, ReLU and leaky ReLU have derivatives that are level or step up once, and the step's is 0 "
        "wherever it "
        "has one. The derivatives of sigmoid and tanh are bells: up, then down.",
    ),
    "which_never_falls": Choice(
        "Which of the three never falls?",
        ["ELU", "GELU", "SiLU"],
        right="ELU",
        says="GELU and SiLU dip below 0 on the left and come back. They serve large models well all the same: "
        "monotonic is "
        "a wish, not a must.",
    ),
    "temperature_of_10": Choice(
        "Which way does T = 10 move the three probabilities?",
        ["towards (1, 0, 0)", "towards equal shares", "not at all"],
        right="towards equal shares",
        says="Scores divided by 10 are close together, and so are their shares. A low temperature decides, a high one "
        "hesitates.",
    ),
    "cat_and_dog": Choice(
        "What do softmax and sigmoid say about the cat?",
        ["both nearly 1", "softmax 0.5, sigmoid nearly 1", "softmax nearly 1, sigmoid 0.5", "both 0.5"],
        right="softmax 0.5, sigmoid nearly 1",
        says="Softmax hands out one whole among all labels, so cat and dog take each other's share. Sigmoids answer "
        "one "
        "by one.",
    ),
}
