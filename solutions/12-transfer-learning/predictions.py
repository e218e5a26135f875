"""Lesson 12: what is asked before each result, what comes out, and what a difference means."""

from helpers.instructors.banks.predictions import Choice

PREDICTIONS = {
    "never_seen": Choice(
        "It has never seen a 7, 8 or 9. What will it say?",
        [
            "it spreads its probability evenly",
            "one of its seven digits, rather sure of itself",
            "it raises an error",
            "it says 7, 8 and 9",
        ],
        right="one of its seven digits, rather sure of itself",
        says="A softmax has no answer for none of these. Being sure is no sign of having seen such a thing.",
    ),
    "moving_statistics": Choice(
        "Do the moving statistics of a frozen batch norm layer move during fit?",
        ["yes", "no", "only in the last epoch"],
        right="no",
        says="In Keras, frozen also means inference mode for batch norm. Elsewhere it need not: always look.",
    ),
    "fifteen_images": Choice(
        "15 training images, 250 test images: what will the two reach?",
        ["both about 0.33", "both between 0.4 and 0.8", "both above 0.9"],
        right="both between 0.4 and 0.8",
        says="Better than guessing, far from good. And which one is ahead depends on the draw of images: one run says "
        "little.",
    ),
    "do_they_cross": Choice(
        "Accuracy against images per class: do the two curves cross?",
        [
            "no, transfer is ahead everywhere",
            "yes, from scratch overtakes with many images",
            "yes, transfer overtakes with many images",
        ],
        right="yes, from scratch overtakes with many images",
        says="Transfer replaces data. With plenty, a network makes features for its own task, and a frozen base cannot "
        "follow.",
    ),
    "random_base": Choice(
        "Where will the random base land?",
        ["at guessing", "between guessing and transfer", "at transfer", "above transfer"],
        right="between guessing and transfer",
        says="Random features are not worth nothing. What is above them was learned.",
    ),
    "largest_network": Choice(
        "Which has the most parameters?",
        ["VGG-16", "Inception-v3", "ResNet-50", "Xception"],
        right="VGG-16",
        says="138 million against 23 to 26. Depth is cheap; dense layers on large maps are not.",
    ),
}
