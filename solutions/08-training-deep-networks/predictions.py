"""Lesson 08: what is asked before each result, what comes out, and what a difference means."""

from helpers.instructors.banks.predictions import Amount, Choice

PREDICTIONS = {
    "thirty_factors": Choice(
        "Thirty factors of 0.25, of 0.9 or of 1.5: which product is nearest to 1?",
        ["0.25", "0.9", "1.5"],
        right="0.9",
        says="1e-18, 0.04 and 2e5. Even 0.9 leaves 4 % only: deep networks need factors very near 1.",
    ),
    "how_many_level": Choice(
        "In how many of the twelve is the first layer's gradient between a tenth of the last one's and ten times it?",
        ["none", "three", "six", "all twelve"],
        right="three",
        says="Tanh with Glorot, tanh with He, ReLU with He. Small weights shrink a gradient, flat places shrink it, "
        "large "
        "weights make it grow: only a few starts balance.",
    ),
    "large_sigmoid_weights": Choice(
        "Sigmoid with starting weights of standard deviation 2 to 5: what do its gradients do?",
        ["they always vanish", "they stay level", "they explode"],
        right="they explode",
        says="The slope is at most 0.25, but the weights multiply, too: the factor a layer is 1.2 at 2 and 1.8 at 5.",
    ),
    "different_neurons": Amount(
        "How many different hidden neurons are there after 2 000 updates?",
        1,
        near=(1, 1),
        says="Equal weights give equal outputs and equal gradients, and stay equal. Random starts are there to break "
        "that.",
    ),
    "variance_of_a_sum": Choice(
        "What does the variance of the net input do as n grows?",
        ["it stays 1", "it grows like √n", "it grows like n", "it grows like n²"],
        right="it grows like n",
        says="Variances of independent terms add. That is why the recipes divide by n. (The *spread* grows like √n.)",
    ),
    "batch_of_one": Choice(
        "What does batch_norm make of a batch of one?",
        ["the sample itself", "β, whatever the sample is", "an error", "nan"],
        right="β, whatever the sample is",
        says="The mean of one sample is the sample: nothing of it is left. So prediction uses averages from training.",
    ),
    "four_times_the_samples": Choice(
        "Four times as many samples: how much less noise?",
        ["a quarter is left", "a half is left", "as much as before"],
        right="a half is left",
        says="Noise falls like 1/√m. The last halving is the dearest.",
    ),
    "stuck_networks": Choice(
        "Which of them stay at the loss of guessing, neither falling nor overflowing?",
        [
            "all eight learn",
            "plain sigmoid and ReLU with small weights",
            "all without batch norm",
            "tanh with Glorot and ReLU with He",
        ],
        right="plain sigmoid and ReLU with small weights",
        says="Their factor is far below 1: the first layers hear nothing. Batch norm lifts even the plain sigmoid.",
    ),
}
