"""Lesson 03: what is asked before each result, what comes out, and what a difference means."""

from helpers.instructors.banks.predictions import Amount, Choice, Curve

PREDICTIONS = {
    "shape_of_a_batch": Choice(
        "What is the shape of X @ W, and which biases does a sample get?",
        [
            "(4, 3); every sample gets the same three biases",
            "(4, 3); every sample gets one bias of its own",
            "(3, 4); every sample gets the same three biases",
            "(2, 3); every sample gets the same three biases",
        ],
        right="(4, 3); every sample gets the same three biases",
        says="One row for each sample, one column for each neuron. In each row the three neurons add their biases.",
    ),
    "rows_of_h1": Choice(
        "What are the rows of h1 for 00, 01, 10, 11?",
        ["10, 00, 00, 01", "10, 10, 10, 01", "01, 00, 00, 10", "10, 01, 01, 00"],
        right="10, 00, 00, 01",
        says="NOR fires for 00 only, AND for 11 only. The two inputs between fall onto one point.",
    ),
    "from_one_to_the_other": Choice(
        "How do you get from an array of one convention to that of the other?",
        ["reshape it", "transpose it", "multiply it by a matrix"],
        right="transpose it",
        says="Rows become columns. Reshape gives the right shape, too, and puts the numbers in wrong places.",
    ),
    "how_much_faster": Choice(
        "How much faster is one matrix product than three Python loops?",
        ["about 5 times", "about 50 times", "several hundred times or more"],
        right="several hundred times or more",
        says="The machine is the same. Python looks at every number anew; the product hands all of them to compiled "
        "code "
        "at once.",
    ),
    "graph_of_g": Choice(
        "What does the graph of g look like?",
        ["a hill", "a straight line", "a stair", "a parabola"],
        right="a hill",
        says="0, 0, 1, 0, 0: up from 1 to 2, down to 3. Three hinges, and everything outside cancels.",
    ),
    "twice_the_units": Choice(
        "What becomes of the largest distance with twice the units?",
        ["half", "a quarter", "a tenth", "nothing: it is a matter of luck"],
        right="a quarter",
        says="A short chord half as long lies about a quarter as far from a smooth curve.",
    ),
    "pieces": Amount(
        "How many straight pieces has t(t(t(x)))?",
        8,
        near=(8, 8),
        says="Each fold doubles them: 2, 4, 8. Depth multiplies what width only adds.",
    ),
    "nearer_to_a_square": Choice(
        "Which is nearer to x², with 16 units each?",
        ["one layer, ten times", "both alike", "the folds, ten times", "the folds, more than a hundred times"],
        right="the folds, more than a hundred times",
        says="This smooth curve gains from depth, too, if the weights are right. Here they were written down, not "
        "learned.",
    ),
    "deep_or_wide": Choice(
        "Trained on a sine: which comes nearer?",
        ["the deep one, in most starts", "both alike", "the wide one, in most starts"],
        right="the wide one, in most starts",
        says="What a network could represent is one thing, what training finds from a random start is another. Advice "
        "is a habit, not a law: try it on your own data.",
    ),
    "errors_of_more_units": Curve(
        "Sketch the test error for 1 to 29 hidden units, 30 training samples.",
        at=[1, 3, 6, 12, 20, 29],
        x="hidden units",
        y=(0, 0.75),
        label="test error",
        truth=[0.51, 0.32, 0.31, 0.35, 0.42, 0.39],
        says="Down, then up again, while the training error ends at 0. Past six units the extra ones fit the noise.",
    ),
}
