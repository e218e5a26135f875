"""Programs with mistakes that are found in printed notes, wrong on purpose: lessons run them to see what they give."""

from math import exp


def train_222_outputs_first(x, w, b, target, lr, steps):
    """Train the 2-2-2 network of lesson 05, but move w5 … w8 first and send the errors back through the new ones.

    Args: as in the lesson: x, target pairs; w the eight weights; b the pair of biases, which stay; lr; steps.

    Returns:
        (o1, o2, E) after `steps` such updates.
    """
    w1, w2, w3, w4, w5, w6, w7, w8 = map(float, w)
    for done in range(steps + 1):
        h1 = 1 / (1 + exp(-(w1 * x[0] + w2 * x[1] + b[0])))
        h2 = 1 / (1 + exp(-(w3 * x[0] + w4 * x[1] + b[0])))
        o1 = 1 / (1 + exp(-(w5 * h1 + w6 * h2 + b[1])))
        o2 = 1 / (1 + exp(-(w7 * h1 + w8 * h2 + b[1])))
        if done == steps:
            return o1, o2, ((target[0] - o1) ** 2 + (target[1] - o2) ** 2) / 2
        d1, d2 = lr * (o1 - target[0]) * (o1 - o1 * o1), lr * (o2 - target[1]) * (o2 - o2 * o2)
        w5, w6, w7, w8 = w5 - d1 * h1, w6 - d1 * h2, w7 - d2 * h1, w8 - d2 * h2
        # The mistake: w5 … w8 are the new ones already.
        e1, e2 = (d1 * w5 + d2 * w7) * (h1 - h1 * h1), (d1 * w6 + d2 * w8) * (h2 - h2 * h2)
        w1, w2, w3, w4 = w1 - e1 * x[0], w2 - e1 * x[1], w3 - e2 * x[0], w4 - e2 * x[1]
