"""Lesson 06: what is asked before each result, what comes out, and what a difference means."""

from helpers.instructors.banks.predictions import Amount, Choice, Curve

PREDICTIONS = {
    "three_rates": Choice(
        "0.02, 0.2 or 0.51: which arrives first, and what does the largest do?",
        [
            "0.51 arrives first",
            "0.2 arrives first, 0.51 a little later",
            "0.2 arrives first, 0.51 jumps away further and further",
            "0.02 arrives first, for it never overshoots",
        ],
        right="0.2 arrives first, 0.51 jumps away further and further",
        says="A step longer than twice the way to the bottom lands higher up on the other side. Larger is faster only "
        "up to "
        "a limit.",
    ),
    "updates": Amount(
        "How many updates has one epoch?",
        32,
        near=(32, 32),
        says="1000 / 32 = 31.25: 31 full batches and a short one, 320 updates in 10 epochs. Rounding down loses 8 "
        "samples.",
    ),
    "adagrad_steps": Curve(
        "Sketch the length of AdaGrad's step. The first one is 0.1.",
        at=[1, 10, 100, 1000, 10000],
        x="step",
        y=(-5, 0),
        label="power of ten of the step's length",
        truth=[-1, -1.5, -2, -2.5, -3],
        near=0.08,
        says="The sum of squares is t after t steps, so the step is 0.1 / √t: a tenth of its length after 100 steps. "
        "The "
        "slope has not changed; AdaGrad's memory has.",
    ),
    "best_of_five": Choice(
        "Which has the lowest loss after five epochs?",
        [
            "Adam at both rates",
            "momentum at both rates",
            "RMSprop or Adam at 0.003, momentum at 0.3",
            "momentum at 0.003, Adam at 0.3",
        ],
        right="RMSprop or Adam at 0.003, momentum at 0.3",
        says="A step of RMSprop or Adam is about η long. Gradient descent and momentum multiply η by small gradients, "
        "and AdaGrad's rate falls from step to step: they need a larger η.",
    ),
}
