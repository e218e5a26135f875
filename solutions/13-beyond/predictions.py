"""Lesson 13: what is asked before each result, what comes out, and what a difference means."""

from helpers.instructors.banks.predictions import Choice

PREDICTIONS = {
    "best_method": Choice(
        "Which is most accurate on the test images?",
        ["logistic regression", "a forest of 100 trees", "a support vector machine", "the network"],
        right="a support vector machine",
        says="With 50, 300 and 1400 images alike, and it trains in a small part of the network's time. Deep learning "
        "pays where features are hard to write down.",
    ),
    "why_2012": Choice(
        "Why did the wave begin in 2012 only?",
        [
            "a better learning rule took the place of backpropagation",
            "data, graphics cards and small remedies came together",
            "a proof appeared that depth helps",
        ],
        right="data, graphics cards and small remedies came together",
        says="The ideas were there. A million labelled photographs, and machines to multiply matrices, were not.",
    ),
    "reading_row_by_row": Choice(
        "After how many of the eight rows are all three right on more than half of the digits?",
        ["one", "three", "eight"],
        right="three",
        says="The state carries what the earlier rows have shown. After three rows more than half of the digits are "
        "right, and the last row adds nothing.",
    ),
    "clean_without_labels": Choice(
        "Can it clean a noisy digit that it has never seen?",
        ["yes", "no, only those of its training", "no, it needs labels"],
        right="yes",
        says="It was trained to give the clean image. What it learned about strokes holds for new digits, too.",
    ),
}
