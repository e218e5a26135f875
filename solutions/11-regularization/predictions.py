"""Lesson 11: what is asked before each result, what comes out, and what a difference means."""

from helpers.instructors.banks.predictions import Amount, Choice

PREDICTIONS = {
    "errors_and_degree": Choice(
        "As the degree grows: what do the errors do?",
        [
            "both fall",
            "on these points it falls, on others it falls and then rises",
            "on these points it falls and rises, on others it falls",
            "both rise",
        ],
        right="on these points it falls, on others it falls and then rises",
        says="A higher degree runs at least as close to the points it sees. Between them it swings.",
    ),
    "three_parts": Amount(
        "What is the mean squared error on new points, for degree 1?",
        0.256,
        near=(0.25, 0.262),
        says="The three parts add up: 0.155 + 0.011 + 0.09. Nothing of the noise can be learned away.",
    ),
    "where_a_weight_ends": Choice(
        "t = 0.4 and λ = 1: where does the weight end with L2, and with L1?",
        ["0.4 and 0.4", "0.2 and 0", "0 and 0.2", "0.2 and 0.2"],
        right="0.2 and 0",
        says="L2 divides by 1 + λ. L1 takes λ/2 away and stops at 0: small weights vanish.",
    ),
    "exactly_zero": Choice(
        "What is w after 1 000 steps?",
        ["exactly 0", "it creeps towards 0 and never gets there", "it jumps to and fro around 0"],
        right="it jumps to and fro around 0",
        says="L1 pulls with the same force however small the weight is, so a step carries it across, and the next one "
        "throws it back. Exact zeros need a step that stops there.",
    ),
    "brightness": Choice(
        "All pixels are 0.5. What comes out?",
        ["between 0.3 and 0.7", "between 0 and 1", "up to some 50", "an error"],
        right="up to some 50",
        says="The layer assumes pixels from 0 to 255 and adds up to a fifth of that. It makes no error: "
        "`value_range=(0, 1)` "
        "is needed.",
    ),
    "noisier_batch": Choice(
        "With which batch size is this noise larger?",
        ["8", "128", "the same with both"],
        right="8",
        says="The mean of few samples scatters more. So a batch's size regularizes, too.",
    ),
}
