"""Lesson 09: what is asked before each result, what comes out, and what a difference means."""

from helpers.instructors.banks.predictions import Amount, Choice

PREDICTIONS = {
    "outputs_that_read": Amount(
        "How many of the 25 outputs read at least one pixel?",
        9,
        near=(9, 9),
        says="Three along each side. The other sixteen see nothing but zeros of the padding.",
    ),
    "even_grey": Choice(
        "On a patch of even grey, 80 everywhere: what do the four kernels give?",
        [
            "80 each",
            "blur and sharpen 80, the edge kernels 0",
            "blur 80, the others 0",
            "sharpen 400, blur 80, edges 0",
        ],
        right="blur and sharpen 80, the edge kernels 0",
        says="The grey times the sum of the weights. Sum 1 keeps the brightness; sum 0 answers only to change.",
    ),
    "brighter_pool": Choice(
        "Which pooled picture is brighter?",
        ["maximum", "mean", "both alike"],
        right="maximum",
        says="The largest of a window is never below the mean. On even ground they agree; where an edge crosses the "
        "window they differ.",
    ),
    "what_is_convolution": Choice(
        "Which is convolution, equivariant or invariant? And pooling?",
        [
            "convolution invariant, pooling equivariant",
            "convolution equivariant, pooling a little invariant",
            "both invariant",
            "both equivariant, exactly",
        ],
        right="convolution equivariant, pooling a little invariant",
        says="Shift the image, and the map shifts along. Max pooling does not tell where in its window the largest "
        "value stood.",
    ),
}
