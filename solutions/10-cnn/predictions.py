"""Lesson 10: what is asked before each result, what comes out, and what a difference means."""

from helpers.instructors.banks.predictions import Choice, Curve

PREDICTIONS = {
    "where_it_answers": Choice(
        "Where on a digit does this filter answer with large numbers?",
        ["at upper edges of strokes", "at lower edges of strokes", "at left edges", "inside thick strokes"],
        right="at lower edges of strokes",
        says="Bright above, dark below. At upper edges it gives negative numbers, and ReLU throws those away.",
    ),
    "pool_then_relu": Choice(
        "First pooling, then ReLU: does the result differ?",
        ["for both kinds of pooling", "for max-pooling only", "for average pooling only", "for neither"],
        right="for average pooling only",
        says="ReLU never swaps two values, so a maximum stays the maximum. In a mean, −3 and +3 cancel before ReLU can "
        "drop the −3.",
    ),
    "most_parameters": Choice(
        "Which layer of VGG-16 has the most parameters?",
        ["the first convolution", "the last convolution", "the first dense layer", "the last dense layer"],
        right="the first dense layer",
        says="It meets 7 · 7 · 512 inputs, each with 4096 weights: 103 million, 74 % of all. Convolutions share "
        "theirs.",
    ),
    "without_pooling": Choice(
        "VGG-16 without its poolings: how many times as many multiplications in its convolutions?",
        ["as many as before", "about 5 times", "about 50 times", "about 5000 times"],
        right="about 50 times",
        says="48 times. The filters stay as they are, but each now stands at 224 × 224 places; in the last block that "
        "is 256 times as many as at 14 × 14.",
    ),
    "dense_or_cnn": Choice(
        "Which has more parameters, and by what factor?",
        ["the CNN, ten times", "both alike", "the dense network, twice", "the dense network, nine times"],
        right="the dense network, nine times",
        says="A filter's weights serve the whole image: the two convolutions have 1 248 parameters together. Most of "
        "the CNN's 9 098 are in its dense layer.",
    ),
    "moving_along": Choice(
        "The 5 moves right. Do the maps move along exactly?",
        [
            "both at every shift",
            "the convolution's at every shift, the pooled ones at even shifts",
            "neither",
            "the pooled ones only",
        ],
        right="the convolution's at every shift, the pooled ones at even shifts",
        says="A window of two moves only by whole windows. In between, other pixels share a window.",
    ),
    "accuracy_against_shift": Curve(
        "Sketch the accuracy of the CNN with flatten against the shift, trained on centred digits only.",
        at=[-4, -3, -2, -1, 0, 1, 2, 3, 4],
        x="shift in pixels",
        y=(0, 1),
        label="accuracy",
        truth=[0.34, 0.54, 0.8, 0.93, 0.96, 0.92, 0.77, 0.55, 0.37],
        says="A little better than the dense network, not more: the convolutions carry the shift faithfully to a dense "
        "layer that has never seen it. Global pooling makes the answer nearly invariant.",
    ),
    "lower_threshold": Choice(
        "You lower the threshold. What happens?",
        [
            "recall up, precision and accuracy down",
            "recall down, precision and accuracy up",
            "all three up",
            "accuracy up, both others as they were",
        ],
        right="recall up, precision and accuracy down",
        says="More alarms: none that was found before is lost, and most of the new ones are false. Recall can also "
        "stay where it is, if no broken part lies between the two thresholds.",
    ),
}
