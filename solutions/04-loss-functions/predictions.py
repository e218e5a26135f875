"""Lesson 04: what is asked before each result, what comes out, and what a difference means."""

from helpers.instructors.banks.predictions import Amount, Choice

PREDICTIONS = {
    "where_steepest": Choice(
        "Between which two values of w is the loss steepest?",
        ["1 and 1.5", "1.5 and 2", "2 and 2.5", "the same everywhere"],
        right="1 and 1.5",
        says="Squares grow faster the further one is away: from 1 to 1.5 the loss falls by three times as much as from "
        "1.5 "
        "to 2.",
    ),
    "best_constants": Choice(
        "Which c makes the MSE smallest, which the MAE?",
        ["the median and the mean", "the mean and the median", "the mean, both", "the largest and the mean"],
        right="the mean and the median",
        says="22 and 3. The one value 100 drags the mean to where no data are; the median does not care how far away "
        "it "
        "lies.",
    ),
    "confident_and_wrong": Choice(
        "From p = 0.01 to p = 0.001: what do the two losses do?",
        [
            "both grow tenfold",
            "log loss grows by 2.3, the squared error hardly at all",
            "log loss hardly grows, the squared error by 2.3",
            "both grow by 0.009",
        ],
        right="log loss grows by 2.3, the squared error hardly at all",
        says='To the squared error, "wrong" and "certain and wrong" cost about the same: it never exceeds 1.',
    ),
    "loss_at_the_start": Amount(
        "Ten classes, scores near 0: with which loss should training start?",
        2.303,
        near=(2.2, 2.4),
        says="log 10. A network that knows nothing gives each class a tenth, and pays −log 0.1.",
    ),
    "how_many_losses": Amount(
        "How many different single numbers can come out?",
        4,
        near=(4, 4),
        says="Four: 3, 6, 9 and 18. They differ by constant factors, and so do the steps of gradient descent.",
    ),
    "underflow": Choice(
        "The true loss is 120. What comes out behind probabilities and clipping?",
        ["120", "about 16", "0", "infinity"],
        right="about 16",
        says="In 32 bits the probability is 0, and clipping turns it into 1e-7: −log 1e-7 = 16.1, with slope 0. From "
        "the "
        "logits both are right.",
    ),
}
