"""Exercise bank of lesson 11: penalties, dropout, early stopping, augmentation and a regularized Keras model."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
from keras import layers

from helpers.checks import plain
from helpers.checks.judges.dropout import Dropout
from helpers.checks.judges.models import SameModel
from helpers.checks.judges.same_dtype import SameDtype
from helpers.checks.probes.models import BuildsModel
from helpers.checks.probes.seeded import Seeded
from helpers.instructors.banks import Bank, Case, Exercise, Misconception, Option, Question, graded_quiz

# -- penalties -------------------------------------------------------------------------------------


def weight_cases(rng):
    return [
        Case((np.array([3.0, -4.0, 0.0]), 0.1), about="the example of the text"),
        Case((rng.normal(size=(4, 3)), float(rng.uniform(0.01, 0.3))), about="a matrix"),
        Case((rng.normal(size=7), 0.0), about="λ = 0"),
        Case((np.zeros(3), 0.5), about="all weights 0"),
        Case((2.5 * rng.normal(size=(2, 3, 2)), float(rng.uniform(0.5, 2))), about="three axes, a large λ"),
        Case((rng.normal(size=1) - 2, 0.2), about="a single negative weight"),
    ]


L1_PENALTY = Exercise(
    "11.l1_penalty",
    points=1,
    cases=weight_cases,
    misconceptions=[
        Misconception(
            "no-absolute-value",
            lambda w, lam: lam * np.sum(w),
            "Positive and negative weights cancel in your sum, and a penalty can come out negative. Try w = (3, −4, "
            "0): each weight should cost its size.",
        ),
        Misconception(
            "squares", lambda w, lam: lam * np.sum(np.square(w)), "You square the weights: that is L2. L1 counts |w|."
        ),
        Misconception(
            "mean",
            lambda w, lam: lam * np.mean(np.abs(w)),
            "You take the mean. The penalty is a sum: twice as many weights of the same size cost twice as much.",
        ),
        Misconception(
            "no-lambda",
            lambda w, lam: np.sum(np.abs(w)),
            "Your penalty does not depend on λ. With λ = 0 nothing should be charged.",
        ),
        Misconception(
            "elementwise",
            lambda w, lam: lam * np.abs(w),
            "You have one number for each weight. The penalty is a single number, added to the loss.",
        ),
        Misconception(
            "half",
            lambda w, lam: 0.5 * lam * np.sum(np.abs(w)),
            "Your penalty is half as large as asked. The formula here has no ½.",
        ),
    ],
    alternatives={
        "loop": lambda w, lam: sum(lam * abs(v) for v in np.ravel(w)),
        "norm": lambda w, lam: lam * np.linalg.norm(np.ravel(w), 1),
        "float32": lambda w, lam: np.float32(lam) * np.abs(np.float32(w)).sum(),
    },
)

L2_PENALTY = Exercise(
    "11.l2_penalty",
    points=1,
    cases=weight_cases,
    misconceptions=[
        Misconception(
            "half",
            lambda w, lam: 0.5 * lam * np.sum(np.square(w)),
            "Your penalty is half as large as asked: you use the convention with ½. Here, and in Keras, it is λ·Σw². "
            "Try w = (3, −4, 0), λ = 0.1: 2.5.",
        ),
        Misconception(
            "root",
            lambda w, lam: lam * np.sqrt(np.sum(np.square(w))),
            "You take the square root: that is the length of w. The penalty is the sum of squares itself.",
        ),
        Misconception(
            "absolute-values",
            lambda w, lam: lam * np.sum(np.abs(w)),
            "You add absolute values: that is L1. L2 adds squares.",
        ),
        Misconception(
            "mean",
            lambda w, lam: lam * np.mean(np.square(w)),
            "You take the mean of the squares. The penalty is their sum.",
        ),
        Misconception(
            "square-of-sum",
            lambda w, lam: lam * np.sum(w) ** 2,
            "You add first and square then, so weights of opposite sign cancel. Square each weight, then add.",
        ),
        Misconception(
            "no-lambda",
            lambda w, lam: np.sum(np.square(w)),
            "Your penalty does not depend on λ. With λ = 0 nothing should be charged.",
        ),
        Misconception(
            "elementwise",
            lambda w, lam: lam * np.square(w),
            "You have one number for each weight. The penalty is a single number, added to the loss.",
        ),
    ],
    alternatives={
        "dot product": lambda w, lam: lam * float(np.ravel(w) @ np.ravel(w)),
        "norm": lambda w, lam: lam * np.linalg.norm(w) ** 2,
        "loop": lambda w, lam: sum(lam * v * v for v in np.ravel(w)),
    },
)

L1_GRAD = Exercise(
    "11.l1_grad",
    points=2,
    cases=weight_cases,
    misconceptions=[
        Misconception(
            "absolute-value",
            lambda w, lam: lam * np.abs(w),
            "You return λ|w|, the cost of each weight. The gradient is the slope of that: how steep is |w| at w = 3, "
            "and at w = −4?",
        ),
        Misconception(
            "one-at-zero",
            lambda w, lam: lam * np.where(np.asarray(w) >= 0, 1.0, -1.0),
            "At w = 0 you answer +λ, and a weight that has reached 0 would be pushed away again. There it should be 0.",
        ),
        Misconception("no-lambda", lambda w, lam: np.sign(w), "Your gradient does not depend on λ."),
        Misconception(
            "like-l2",
            lambda w, lam: 2 * lam * np.asarray(w),
            "This is the gradient of L2: it grows with the weight. The pull of L1 has the same strength for small and "
            "large weights.",
        ),
        Misconception(
            "nan-at-zero",
            lambda w, lam: lam * np.asarray(w) / np.abs(w),
            "w/|w| is the sign, but at w = 0 it is 0/0, NaN, and one NaN spoils the whole training.",
        ),
        Misconception(
            "no-sign",
            lambda w, lam: lam * (np.asarray(w) != 0),
            "All your slopes are positive, so negative weights would be pushed further down. What is the slope of |w| "
            "left of 0?",
        ),
        Misconception(
            "summed",
            lambda w, lam: lam * np.sum(np.sign(w)),
            "You add everything up. A gradient has one entry for each weight.",
        ),
    ],
    alternatives={
        "where": lambda w, lam: lam * np.where(np.asarray(w) > 0, 1, np.where(np.asarray(w) < 0, -1, 0)),
        "difference of masks": lambda w, lam: lam * ((np.asarray(w) > 0).astype(float) - (np.asarray(w) < 0)),
        "float32": lambda w, lam: np.float32(lam) * np.sign(np.float32(w)),
    },
)

L2_GRAD = Exercise(
    "11.l2_grad",
    points=2,
    cases=weight_cases,
    misconceptions=[
        Misconception(
            "half",
            lambda w, lam: lam * np.asarray(w),
            "Your gradient is half as large as asked: it belongs to the penalty with ½. Take the derivative of λ·w² by "
            "w.",
        ),
        Misconception(
            "constant",
            lambda w, lam: 2 * lam * np.ones_like(w),
            "Your gradient does not depend on the weight. The derivative of w² does.",
        ),
        Misconception("no-lambda", lambda w, lam: 2 * np.asarray(w), "Your gradient does not depend on λ."),
        Misconception(
            "no-sign",
            lambda w, lam: 2 * lam * np.abs(w),
            "All your slopes are positive, so negative weights would be pushed further down.",
        ),
        Misconception(
            "penalty",
            lambda w, lam: lam * np.square(w),
            "You return the cost λw² of each weight. The gradient is its derivative.",
        ),
        Misconception(
            "like-l1",
            lambda w, lam: lam * np.sign(w),
            "This is the gradient of L1: a pull of constant strength. That of L2 grows with the weight.",
        ),
        Misconception(
            "summed",
            lambda w, lam: 2 * lam * np.sum(w),
            "You add everything up. A gradient has one entry for each weight.",
        ),
    ],
    alternatives={
        "sum": lambda w, lam: lam * (np.asarray(w) + w),
        "nested list": lambda w, lam: (2 * lam * np.asarray(w)).tolist(),
        "float32": lambda w, lam: 2 * np.float32(lam) * np.float32(w),
    },
)

# -- dropout ---------------------------------------------------------------------------------------


def dropout_cases(rng):
    def away_from_zero(*shape):
        return rng.choice([-1, 1], shape) * rng.uniform(0.5, 2, shape)

    def seeded():
        return plain.Random(int(rng.integers(1, 10_000)))

    return [
        Case((away_from_zero(20, 25), 0.2, seeded()), about="rate 0.2"),
        Case((away_from_zero(25, 20), 0.8, seeded()), about="rate 0.8"),
        Case((away_from_zero(500), 0.35, seeded()), about="one axis"),
        Case((away_from_zero(7, 9, 8), 0.6, seeded()), about="three axes"),
        Case((away_from_zero(3, 4), 0.0, seeded()), about="rate 0: nothing is dropped"),
        Case((away_from_zero(60), 0.5, seeded()), about="a short row"),
    ]


def dropout(
    keep=lambda u, rate: u >= rate,
    scale=lambda rate: 1 / (1 - rate),
    shape=lambda x: x.shape,
    source=lambda rng: rng,
    give=lambda out, mask: out,
):
    def drop(x, rate, rng):
        x = np.asarray(x)
        with np.errstate(all="ignore"):
            mask = np.broadcast_to(keep(source(rng).random(shape(x)), rate), x.shape)
            return give(x * mask * np.float64(scale(np.float64(rate))), mask)

    return drop


ELSEWHERE = np.random.default_rng(
    11
)  # a stream that no seed of the caller's reaches; fixed, so that a build can be repeated


def dropout_in_place(x, rate, rng):
    x *= (rng.random(x.shape) >= rate) / (1 - rate)
    return x


def dropped_by_count(x, rate, rng):
    """A fixed number of elements is dropped; only their places are drawn."""
    mask = np.ones(x.size)
    mask[rng.permutation(x.size)[: round(rate * x.size)]] = 0
    return x * mask.reshape(x.shape) / (1 - rate)


INVERTED_DROPOUT = Exercise(
    "11.inverted_dropout",
    points=3,
    cases=dropout_cases,
    probe=Seeded(more=4),
    judge=Dropout(),
    misconceptions=[
        Misconception(
            "fixed-count",
            dropped_by_count,
            "Whatever the seed, exactly the same number of elements is 0. In dropout each element is dropped or kept "
            "on its own, "
            "by chance: with rate 0.2 and 500 elements, 94 one time and 107 another.",
        ),
        Misconception(
            "no-rescale",
            dropout(scale=lambda rate: 1.0),
            "You drop, but what stays keeps its value, so the next layer sees smaller sums in training than at "
            "inference. Take 1 000 ones and rate 0.2: what should the mean of the output be?",
        ),
        Misconception(
            "keeps-rate",
            dropout(keep=lambda u, rate: u < rate),
            "You *keep* a share of `rate` and drop the rest. With rate 0.2, four of five elements should stay. Count "
            "the zeros.",
        ),
        Misconception(
            "keeps-rate-and-divides-by-it",
            dropout(keep=lambda u, rate: u < rate, scale=lambda rate: 1 / rate),
            "What stays is divided by `rate`, the share that is dropped. It has to be divided by the share that stays, "
            "so "
            "that the mean is what it was. Rate 0 should change nothing.",
        ),
        Misconception(
            "multiplies",
            dropout(scale=lambda rate: 1 - rate),
            "You multiply by 1 − rate. Plain dropout does that at *inference*; inverted dropout makes what stays "
            "larger in training. Is your mean the mean of x?",
        ),
        Misconception(
            "one-mask-for-the-batch",
            dropout(shape=lambda x: (1, *x.shape[1:]) if x.ndim > 1 else x.shape),
            "The same neurons are off in every sample of the batch. The mask should have the shape of x: each element "
            "is dropped by itself.",
        ),
        Misconception(
            "one-mask-for-all-features",
            dropout(shape=lambda x: (*x.shape[:-1], 1) if x.ndim > 1 else x.shape),
            "You drop whole rows: all features of a sample vanish together. The mask should have the shape of x, one "
            "draw for every element.",
        ),
        Misconception(
            "own-seed",
            dropout(source=lambda rng: np.random.default_rng(0)),
            "You make a generator of your own with a fixed seed, so the mask is the same in every step and the same "
            "neurons are off for ever. Use `rng`.",
        ),
        Misconception(
            "own-randomness",
            dropout(source=lambda rng: ELSEWHERE),
            "What is dropped does not come from `rng`: the same seed gives another result, and nobody can repeat your "
            "training. Use `rng.random(...)`.",
        ),
        Misconception(
            "pair",
            dropout(give=lambda out, mask: (out, mask)),
            "You return the mask as well. Here the output alone was asked for.",
        ),
        Misconception(
            "in-place",
            dropout_in_place,
            "Your function changes `x` itself, so the activations that were computed are lost. Make a new array.",
        ),
        Misconception(
            "scales-everything",
            lambda x, rate, rng: np.asarray(x) / (1 - rate),
            "You scale, but nothing is dropped. Count the zeros in your output.",
        ),
    ],
    alternatives={
        "uniform, kept by keep probability": lambda x, rate, rng: np.where(
            rng.uniform(size=np.shape(x)) < 1 - rate, np.asarray(x) / (1 - rate), 0
        ),
        "binomial": lambda x, rate, rng: x * rng.binomial(1, 1 - rate, np.shape(x)) / (1 - rate),
        "choice": lambda x, rate, rng: x * rng.choice([0, 1 / (1 - rate)], size=np.shape(x), p=[rate, 1 - rate]),
        "float32, list": lambda x, rate, rng: (
            np.float32(x) * (rng.random(np.shape(x), dtype=np.float32) >= rate) / np.float32(1 - rate)
        ).tolist(),
    },
)

# -- early stopping --------------------------------------------------------------------------------


def stopping_cases(rng):
    def walk(n):
        return (1 + np.cumsum(rng.normal(-0.02, 0.1, n))).round(4).tolist()

    bumps = [0.9, 0.7, 0.6, 0.65, 0.62, 0.61, 0.5]
    return [
        Case((bumps, 2), about="the example of the text"),
        Case((bumps, 4), about="the same with more patience"),
        Case(([1.0, 0.8, 0.6, 0.4], 1), about="it falls all the time"),
        Case(([0.5, 0.6, 0.7, 0.8, 0.9], 3), about="the first epoch is the best"),
        Case(([0.5, 0.5, 0.5, 0.5], 2), about="the same loss again and again"),
        Case(([1.0, 0.9, 0.95, 0.85, 0.9, 0.8, 0.85, 0.9], 2), about="up and down, always a new best"),
        Case(([1.0, 0.7, 0.69, 0.68, 0.67, 0.3], 3, 0.1), about="improvements smaller than min_delta"),
        Case(([1.0, 0.94, 0.88, 0.82, 0.76], 2, 0.1), about="many small steps that add up to more than min_delta"),
        Case(([1.0, 0.6, 0.65, 0.68, 0.4], 2, 0.1), about="slightly worse losses, with min_delta"),
        Case(([0.7], 1), about="one epoch"),
        *(
            Case(
                (walk(int(rng.integers(12, 40))), int(rng.integers(1, 6)), float(rng.choice([0.0, 0.05]))),
                about="a random curve",
            )
            for _ in range(6)
        ),
    ]


def stopper(
    improves=lambda loss, best, delta, before: loss < best - delta,
    enough=lambda waited, patience: waited >= patience,
    reset=True,
    give=lambda stop, best, losses: (stop, best),
    never=lambda n: n - 1,
):
    def stop(val_losses, patience, min_delta=0.0):
        best, best_epoch, waited, before = np.inf, 0, 0, np.inf
        for epoch, loss in enumerate(val_losses):
            if improves(loss, best, min_delta, before):
                best, best_epoch = loss, epoch
                waited = 0 if reset else waited
            else:
                waited += 1
                if enough(waited, patience):
                    return give(epoch, best_epoch, list(val_losses))
            before = loss
        return give(never(len(val_losses)), best_epoch, list(val_losses))

    return stop


def by_keras(val_losses, patience, min_delta=0.0):
    callback = keras.callbacks.EarlyStopping(monitor="val_loss", mode="min", patience=patience, min_delta=min_delta)
    callback.set_model(type("Nothing", (), {"stop_training": False})())
    callback.on_train_begin()
    for epoch, loss in enumerate(val_losses):
        callback.on_epoch_end(epoch, {"val_loss": loss})
        if callback.model.stop_training:
            break
    return epoch, callback.best_epoch


def by_counting_back(val_losses, patience, min_delta=0.0):
    improvements = [0]
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[improvements[-1]] - min_delta:
            improvements.append(epoch)
        if epoch - improvements[-1] == patience:
            return [epoch, improvements[-1]]
    return np.array([len(val_losses) - 1, improvements[-1]])


EARLY_STOPPING = Exercise(
    "11.early_stopping",
    points=3,
    cases=stopping_cases,
    time_limit=60,
    misconceptions=[
        Misconception(
            "one-epoch-late",
            stopper(enough=lambda waited, patience: waited > patience),
            "You stop one epoch late: with patience 2 you wait through three epochs without an improvement. Try 0.5, "
            "0.6, 0.7, 0.8, 0.9 with patience 3: the third bad epoch is epoch 3.",
        ),
        Misconception(
            "one-epoch-early",
            stopper(enough=lambda waited, patience: waited >= patience - 1),
            "You stop one epoch early: with patience 2 two bad epochs in a row are needed. Count them on 0.9, 0.7, "
            "0.6, 0.65, 0.62.",
        ),
        Misconception(
            "counts-from-one",
            stopper(give=lambda stop, best, losses: (stop + 1, best + 1)),
            "Both of your numbers are one too large. Epochs are counted from 0 here, as in Keras.",
        ),
        Misconception(
            "never-resets",
            stopper(reset=False),
            "You count all bad epochs, also those before a new best. After an improvement the count starts again at 0. "
            "Try a curve that goes up and down and still falls.",
        ),
        Misconception(
            "compares-with-the-epoch-before",
            stopper(improves=lambda loss, best, delta, before: loss < before - delta),
            "You compare with the epoch before. A loss that climbs to 0.65 and falls to 0.62 has not improved on 0.6: "
            "compare with the best so far.",
        ),
        Misconception(
            "ignores-min-delta",
            stopper(improves=lambda loss, best, delta, before: loss < best),
            "You ignore `min_delta`: with 0.1, a step from 0.70 to 0.69 does not count as an improvement.",
        ),
        Misconception(
            "equal-is-better",
            stopper(improves=lambda loss, best, delta, before: loss <= best - delta),
            "You take an equal loss for an improvement. On 0.5, 0.5, 0.5, 0.5 with patience 2 training should stop "
            "after epoch 2.",
        ),
        Misconception(
            "min-delta-added",
            stopper(improves=lambda loss, best, delta, before: loss < best + delta),
            "You add `min_delta` to the best loss, so a slightly worse loss counts as better. An improvement must be "
            "*below* the best by more than min_delta.",
        ),
        Misconception(
            "lowest-of-all",
            stopper(give=lambda stop, best, losses: (stop, int(np.argmin(losses)))),
            "Your best epoch is the lowest of the whole list. Epochs after the stop were never trained, and with "
            "min_delta the lowest need not count.",
        ),
        Misconception(
            "looks-into-the-future",
            lambda losses, patience, min_delta=0.0: (
                min(int(np.argmin(losses)) + patience, len(losses) - 1),
                int(np.argmin(losses)),
            ),
            "You take the lowest of all losses first and count from there: that looks into the future. Go through the "
            "epochs one by one, as training does, and stop as soon as the patience is used up.",
        ),
        Misconception(
            "exchanged",
            stopper(give=lambda stop, best, losses: (best, stop)),
            "Your two numbers are exchanged: first the epoch of the stop, then the best one.",
        ),
        Misconception(
            "length-when-never",
            stopper(never=lambda n: n),
            "When training never stops you return the number of epochs. The last index is one less.",
        ),
    ],
    alternatives={"Keras": by_keras, "list or array": by_counting_back},
)

# -- images ----------------------------------------------------------------------------------------


def image_cases(rng):
    return [
        Case((np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),), about="a small image"),
        Case((rng.random((4, 4)),), about="a square image"),
        Case((rng.random((3, 5, 3)),), about="a colour image"),
        Case((rng.integers(0, 255, (4, 6)).astype(np.uint8),), about="whole numbers"),
    ]


HORIZONTAL_FLIP = Exercise(
    "11.horizontal_flip",
    points=1,
    cases=image_cases,
    misconceptions=[
        Misconception(
            "top-and-bottom",
            lambda image: image[::-1],
            "You exchange top and bottom. Rows stay where they are in a horizontal flip; which axis runs from left to "
            "right?",
        ),
        Misconception(
            "both-axes",
            lambda image: image[::-1, ::-1],
            "You flip both axes: the image is turned by 180°. Only left and right should change places.",
        ),
        Misconception(
            "last-axis",
            lambda image: image[..., ::-1],
            "Right for grey images. In a colour image the last axis holds the channels: you turn red into blue. Which "
            "axis is the width in `(H, W, C)`?",
        ),
        Misconception(
            "transposed",
            lambda image: np.swapaxes(image, 0, 1),
            "You exchange rows and columns. The shape should stay the same.",
        ),
        Misconception(
            "flattened",
            lambda image: np.ravel(image)[::-1].reshape(image.shape),
            "You reverse the whole row of numbers: rows change places, too, and so do the channels.",
        ),
        Misconception("unchanged", lambda image: image, "The image comes back as it was."),
    ],
    alternatives={
        "fliplr": np.fliplr,
        "flip": lambda image: np.flip(image, axis=1),
        "loop": lambda image: np.stack([row[::-1] for row in image]),
        "lists": lambda image: image[:, ::-1].tolist(),
    },
)


def shift_cases(rng):
    def by(n):
        return int(rng.integers(1 - n, n))

    return [
        Case((np.array([[1.0, 2.0], [3.0, 4.0]]), 1, 0), about="one pixel down"),
        Case((np.array([[1.0, 2.0], [3.0, 4.0]]), 0, -1), about="one pixel to the left"),
        Case((rng.random((5, 7)), 0, 0), about="no shift"),
        Case((rng.random((5, 7)) + 1, 2, -3, 9), about="with a fill"),
        Case((rng.integers(1, 255, (6, 5)).astype(np.uint8), -2, 1), about="bytes"),
        Case((rng.random((4, 6, 3)).astype(np.float32) + 1, 1, 2, 0.5), about="a colour image in float32"),
        *(Case((rng.random((6, 8)) + 1, by(6), by(8)), about="a random shift") for _ in range(3)),
    ]


def shifter(dy_sign=1, dx_sign=1, swap=False, use_fill=True, dtype=None, mode="fill"):
    def move(image, dy, dx, fill=0):
        image = np.asarray(image)
        dy, dx = (dx, dy) if swap else (dy_sign * dy, dx_sign * dx)
        if mode == "roll":
            return np.roll(image, (dy, dx), axis=(0, 1))
        height, width = image.shape[:2]
        moved = np.full(image.shape, fill if use_fill else 0, dtype=dtype or image.dtype)
        for i in range(height):
            for j in range(width):
                a, b = i - dy, j - dx
                if mode == "edge":
                    moved[i, j] = image[min(max(a, 0), height - 1), min(max(b, 0), width - 1)]
                elif 0 <= a < height and 0 <= b < width:
                    moved[i, j] = image[a, b]
        return moved

    return move


def shift_by_padding(image, dy, dx, fill=0):
    image = np.asarray(image)
    rest = [(0, 0)] * (image.ndim - 2)
    padded = np.pad(image, [(max(dy, 0), max(-dy, 0)), (max(dx, 0), max(-dx, 0)), *rest], constant_values=fill)
    return padded[max(-dy, 0) :, max(-dx, 0) :][: image.shape[0], : image.shape[1]]


def shift_by_roll(image, dy, dx, fill=0):
    moved = np.roll(image, (dy, dx), axis=(0, 1))
    if dy:
        moved[slice(0, dy) if dy > 0 else slice(dy, None)] = fill
    if dx:
        moved[:, slice(0, dx) if dx > 0 else slice(dx, None)] = fill
    return moved


def shift_in_place(image, dy, dx, fill=0):
    image[...] = shifter()(image, dy, dx, fill)
    return image


SHIFT = Exercise(
    "11.shift",
    points=2,
    cases=shift_cases,
    judge=SameDtype(),
    misconceptions=[
        Misconception(
            "wraps-around",
            shifter(mode="roll"),
            "What leaves on one side comes back on the other. `np.roll` goes round in a circle; here it is lost, and "
            "`fill` comes in.",
        ),
        Misconception(
            "both-signs", shifter(-1, -1), "Your image moves the other way: positive dy is down, positive dx is right."
        ),
        Misconception(
            "up-for-down",
            shifter(-1, 1),
            "Left and right are fine, but a positive dy should move the image *down*. Row 0 is at the top.",
        ),
        Misconception(
            "exchanged",
            shifter(swap=True),
            "dy and dx are exchanged: the first axis of an image is its rows, top to bottom.",
        ),
        Misconception("fill-ignored", shifter(use_fill=False), "You always fill with 0. Use the argument `fill`."),
        Misconception(
            "edge-repeated",
            shifter(mode="edge"),
            "You repeat the pixels at the edge. That is another way to fill; here `fill` was asked for.",
        ),
        Misconception(
            "dtype-lost",
            shifter(dtype=np.float64),
            "The values are right, but the type is not kept: bytes go in and floats come out. `np.full_like` and "
            "`np.zeros_like` take the type of their argument.",
        ),
        Misconception(
            "in-place",
            shift_in_place,
            "Your function changes the image itself, so the original is lost, and the next epoch starts from a "
            "moved one. Make a new array.",
        ),
    ],
    alternatives={"padding": shift_by_padding, "roll and overwrite": shift_by_roll, "loops": shifter()},
)


def brightness_cases(rng):
    return [
        Case((np.array([[0.0, 0.5], [0.9, 1.0]]), 0.2), about="brighter"),
        Case((np.array([[0.0, 0.5], [0.1, 1.0]]), -0.2), about="darker"),
        Case((rng.random((3, 4, 3)), float(rng.uniform(0.2, 0.6))), about="a colour image, brighter"),
        Case((rng.random((5, 5)), -float(rng.uniform(0.2, 0.6))), about="darker by a random amount"),
        Case((rng.random((2, 3)), 0.0), about="unchanged"),
    ]


def brighten_in_place(image, delta):
    image += delta
    return image.clip(0, 1)


ADJUST_BRIGHTNESS = Exercise(
    "11.adjust_brightness",
    points=1,
    cases=brightness_cases,
    misconceptions=[
        Misconception(
            "not-clipped",
            lambda image, delta: image + delta,
            "Values leave [0, 1]: 0.9 + 0.2 is 1.1, brighter than white. Clip.",
        ),
        Misconception(
            "clipped-above-only",
            lambda image, delta: np.minimum(image + delta, 1),
            "You clip at 1 but not at 0: a darker image gets negative values.",
        ),
        Misconception(
            "clipped-below-only",
            lambda image, delta: np.maximum(image + delta, 0),
            "You clip at 0 but not at 1 (or at 255): a brighter image gets values above white. These images hold "
            "floats from 0 to 1.",
        ),
        Misconception(
            "factor",
            lambda image, delta: np.clip(image * (1 + delta), 0, 1),
            "You multiply, so black stays black. Here the same amount is *added* to every pixel.",
        ),
        Misconception(
            "wraps",
            lambda image, delta: (image + delta) % 1,
            "Your values go round: 0.9 + 0.2 becomes 0.1, and white turns black. What is above 1 should stay at 1.",
        ),
        Misconception(
            "in-place",
            brighten_in_place,
            "Your function changes the image itself (`+=`), so each epoch starts from a brighter one. Make a new "
            "array.",
        ),
    ],
    alternatives={
        "minimum and maximum": lambda image, delta: np.minimum(np.maximum(image + delta, 0), 1),
        "float32": lambda image, delta: np.clip(np.float32(image) + np.float32(delta), 0, 1),
        "where": lambda image, delta: np.where(image + delta > 1, 1, np.where(image + delta < 0, 0, image + delta)),
    },
)

# -- build_regularized -----------------------------------------------------------------------------


def regularized(
    kernel=lambda l2: keras.regularizers.L2(l2),
    bias=None,
    hidden="relu",
    last="softmax",
    order="dense dropout",
    drop=lambda rate: rate,
    out=None,
    units=64,
):
    def build(input_dim, classes, l2=0.01, rate=0.5):
        parts = {
            "dense": lambda: layers.Dense(
                units, activation=hidden, kernel_regularizer=kernel(l2), bias_regularizer=bias and bias(l2)
            ),
            "dropout": lambda: layers.Dropout(drop(rate)),
        }
        end = layers.Dense(classes, activation=last, kernel_regularizer=out and out(l2))
        body = [parts[word]() for word in order.split() if word != "end"]
        if order.endswith("end dropout"):
            return keras.Sequential([keras.Input((input_dim,)), parts["dense"](), end, parts["dropout"]()])
        return keras.Sequential([keras.Input((input_dim,)), *body, end])

    return build


def regularized_functional(input_dim, classes, l2=0.01, rate=0.5):
    x = keras.Input((input_dim,))
    h = layers.ReLU()(layers.Dense(64, kernel_regularizer=keras.regularizers.l2(l2))(x))
    return keras.Model(x, layers.Softmax()(layers.Dense(classes)(layers.Dropout(rate, seed=3)(h))))


def regularized_compiled(input_dim, classes, l2=0.01, rate=0.5):
    model = regularized()(input_dim, classes, l2, rate)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


BUILD_REGULARIZED = Exercise(
    "11.build_regularized",
    points=3,
    cases=lambda rng: [
        Case((20, 3), about="the defaults"),
        Case((8, 10), {"l2": 0.002, "rate": 0.2}, about="other λ and rate"),
        Case((int(rng.integers(5, 40)), int(rng.integers(2, 9)), 0.05, 0.35), about="a random size"),
    ],
    probe=BuildsModel(),
    judge=SameModel(look_at=("input_shape", "layers", "outputs")),
    time_limit=60,
    misconceptions=[
        Misconception(
            "biases-penalized",
            regularized(bias=lambda l2: keras.regularizers.L2(l2)),
            "You penalize the biases, too. Only the kernel should pay.",
        ),
        Misconception(
            "l1",
            regularized(kernel=lambda l2: keras.regularizers.L1(l2)),
            "Your kernel has an L1 penalty, which charges |w|. L2, which charges w², was asked for.",
        ),
        Misconception(
            "no-penalty",
            regularized(kernel=lambda l2: None),
            "The kernel of your hidden layer carries no penalty. `Dense` has an argument for each thing that can pay "
            "one, the kernel, the bias or the layer's output: the kernel's is wanted, when the layer is made.",
        ),
        Misconception(
            "fixed-penalty",
            regularized(kernel=lambda l2: keras.regularizers.L2(0.01)),
            'Your λ is always 0.01 (that is also what the text "l2" means). Use the argument `l2`.',
        ),
        Misconception(
            "penalty-on-the-biases-only",
            lambda input_dim, classes, l2=0.01, rate=0.5: keras.Sequential(
                [
                    keras.Input((input_dim,)),
                    layers.Dense(64, activation="relu", bias_regularizer=keras.regularizers.L2(l2)),
                    layers.Dropout(rate),
                    layers.Dense(classes, activation="softmax"),
                ]
            ),
            "Your penalty sits on the biases and the kernel goes free. It should be the other way round.",
        ),
        Misconception(
            "output-penalized",
            regularized(out=lambda l2: keras.regularizers.L2(l2)),
            "The output layer is penalized as well. Here only the hidden layer should be.",
        ),
        Misconception(
            "keep-probability",
            regularized(drop=lambda rate: 1 - rate),
            "Your dropout rate is 1 − rate. Keras' argument is the share that is *dropped*.",
        ),
        Misconception(
            "fixed-rate",
            regularized(drop=lambda rate: 0.5),
            "Your dropout rate is always 0.5. Use the argument `rate`.",
        ),
        Misconception(
            "dropout-first",
            regularized(order="dropout dense"),
            "Your dropout comes before the hidden layer: it switches inputs off. It should act on the 64 neurons.",
        ),
        Misconception(
            "dropout-last",
            regularized(order="dense end dropout"),
            "Your dropout comes after the softmax: it switches off whole classes. It should act on the 64 hidden "
            "neurons.",
        ),
        Misconception(
            "no-dropout", regularized(order="dense"), "The model that you return holds no dropout that drops anything."
        ),
        Misconception(
            "no-softmax",
            regularized(last=None),
            "The last layer has no activation, so its outputs are no probabilities.",
        ),
        Misconception(
            "no-relu",
            regularized(hidden=None),
            "The hidden layer has no activation: two linear layers are one linear layer.",
        ),
    ],
    alternatives={
        "functional, activations apart": regularized_functional,
        "compiled": regularized_compiled,
        "L1L2 with l1 = 0": regularized(kernel=lambda l2: keras.regularizers.L1L2(l1=0.0, l2=l2)),
        "l1_l2, and one that adds nothing": regularized(
            kernel=lambda l2: keras.regularizers.l1_l2(0, l2), out=lambda l2: keras.regularizers.L2(0.0)
        ),
    },
)

# -- quizzes ---------------------------------------------------------------------------------------

GRADED = graded_quiz(
    "11.quiz_answers",
    1,
    [
        Question(
            "11.q1",
            "analyse",
            5,
            "Training loss 0.9, validation loss 0.95, both flat; guessing costs 1.0. What do you do?",
            [
                Option("Add dropout.", "That is for overfitting; this network cannot even fit the training data."),
                Option(
                    "Increase λ, so that the weights do not grow so large.",
                    "The penalty may be the reason why nothing is learned.",
                ),
                Option(
                    "Use a larger network or less regularization.",
                    "Right: both errors are high, which is underfitting.",
                    right=True,
                ),
                Option("Stop earlier.", "There is nothing to save: the validation loss does not rise."),
            ],
        ),
        Question(
            "11.q2",
            "apply",
            5,
            "w = (1, −2), λ = 0.1, penalty λ·Σw², η = 0.5, the gradient of the loss is 0. w after one step?",
            [
                Option("(0.9, −1.8)", "Right: w is multiplied by 1 − 2·0.5·0.1 = 0.9.", right=True),
                Option("(0.95, −1.9)", "That is the convention with ½ in the penalty."),
                Option("(0.95, −1.95)", "A constant step is L1's: λ·sign(w)·η = 0.05."),
                Option("(0.9, −2.2)", "The pull is towards 0 for negative weights, too."),
            ],
        ),
        Question(
            "11.q3",
            "evaluate",
            5,
            "Handwritten letters, among them b, d, p and q. Which augmentation would you leave out?",
            [
                Option("Rotation by up to 10°.", "Hands are not exact; this keeps the label."),
                Option("Shift by two pixels.", "A letter moved is the same letter."),
                Option("A little noise.", "It keeps the label."),
                Option("Flips.", "Right: b, d, p and q are each other's mirror images.", right=True),
            ],
        ),
        Question(
            "11.q4",
            "understand",
            2,
            "Why is the validation loss sometimes *below* the training loss when dropout is used?",
            [
                Option(
                    "The validation data leaked into training and are known by now.",
                    "It can happen, but dropout explains it without a mistake.",
                ),
                Option(
                    "The training loss is measured with neurons switched off.",
                    "Right: dropout is active in training only.",
                    right=True,
                ),
                Option("Dropout is stronger at inference.", "It is off at inference."),
                Option("The network underfits.", "Underfitting does not order the two losses."),
            ],
        ),
    ],
)

PRACTICE = [
    Question(
        "11.p1",
        "remember",
        2,
        "Which of these is a sign of overfitting?",
        [
            Option("Training and validation error are both high.", "Underfitting."),
            Option(
                "Training error low, validation error much higher.",
                "Right: the network knows its training data by heart.",
                right=True,
            ),
            Option("Both errors are low.", "What we hope for."),
            Option("The validation error is noisy.", "A small validation set is enough for that."),
        ],
    ),
    Question(
        "11.p2",
        "understand",
        2,
        "Why does a loss with an L1 penalty often have its minimum at exact zeros, and with L2 not?",
        [
            Option("L1 is larger than L2.", "For |w| above 1 it is smaller."),
            Option(
                "L1 pulls with constant force; the pull of L2 fades near 0.",
                "Right: λ·sign(w) against 2λw.",
                right=True,
            ),
            Option(
                "L1 is not differentiable at 0, so training stops there for good.",
                "Only the single point 0 has no slope, and training does not stop there: it jumps across.",
            ),
            Option("L1 rounds weights.", "Nothing is rounded; the minimum lies at 0."),
        ],
    ),
    Question(
        "11.p3",
        "apply",
        2,
        "Inverted dropout with rate 0.75. By what are the remaining values multiplied?",
        [
            Option("0.75", "They must grow, not shrink."),
            Option("4/3", "That is 1/0.75: the rate is what is dropped."),
            Option("none of these", "Right: it is 1/(1 − 0.75) = 4.", right=True),
            Option("0.25", "Plain dropout multiplies by that at inference."),
        ],
    ),
    Question(
        "11.p4",
        "apply",
        2,
        "Validation losses 0.8, 0.5, 0.6, 0.55, 0.4, patience 2. Where does training stop, and which weights are "
        "restored?",
        [
            Option("After epoch 3; those of epoch 1.", "Right: epochs 2 and 3 do not improve on 0.5.", right=True),
            Option(
                "It never stops; those of epoch 4.", "Epoch 4 is never reached: two bad epochs in a row come first."
            ),
            Option("After epoch 2; those of epoch 1.", "One bad epoch is not yet two."),
            Option("After epoch 3; those of epoch 3.", "With `restore_best_weights` the best ones come back."),
        ],
    ),
    Question(
        "11.p5",
        "evaluate",
        5,
        "“L1 is robust to outliers, so I use an L1 penalty on the weights of my regression with outliers.” What do you "
        "say?",
        [
            Option(
                "Right, and L2 would be worse, since it squares what the outliers do.",
                "The penalty never sees a data point.",
            ),
            Option(
                "The robust thing is the L1 *loss*; a penalty sees weights only.",
                "Right: outliers enter through the loss.",
                right=True,
            ),
            Option("Use a larger λ.", "It shrinks weights and leaves the outlier's pull."),
            Option("Use dropout.", "An outlier pulls with and without it."),
        ],
    ),
    Question(
        "11.p6",
        "analyse",
        5,
        "A polynomial of degree 12 on 15 points has variance; on 1 000 points hardly any. Why?",
        [
            Option(
                "More points make the noise of each point smaller, so there is less to wiggle for.",
                "The noise of each point is the same.",
            ),
            Option(
                "With many points, wiggling through one of them costs at all the others.",
                "Right: more data regularizes without a penalty.",
                right=True,
            ),
            Option("The degree is lower with more points.", "It is still 12."),
            Option("Bias has taken its place.", "Bias depends on what the model can express; that has not changed."),
        ],
    ),
    Question(
        "11.p7",
        "understand",
        2,
        'What does `RandomFlip("horizontal")` in front of a model do at prediction?',
        [
            Option("It flips half of the images.", "Only in training."),
            Option("Nothing.", "Right: random preprocessing layers are active in training only.", right=True),
            Option("It flips every image.", "That would be a fixed transform."),
            Option("It averages both versions.", "Test-time augmentation does that, if you program it."),
        ],
    ),
    Question(
        "11.p8",
        "create",
        10,
        "300 photographs of leaves with three diseases; the colour of the spots tells them apart. Which plan is best?",
        [
            Option(
                "Flips, rotations, mild brightness; early stopping; the test set once.",
                "Right: leaves lie any way up, colour is the label, and the plan is honest.",
                right=True,
            ),
            Option(
                "Strong hue jitter, to make the network independent of the colour of spots.",
                "It destroys what the label depends on.",
            ),
            Option(
                "No augmentation, but a large network with λ chosen on the test set.",
                "Choosing on the test set is fitting it.",
            ),
            Option("Mix-up without mixed targets.", "A mixture with the label of one image teaches a mistake."),
        ],
    ),
]

EXERCISES = [
    L1_PENALTY,
    L2_PENALTY,
    L1_GRAD,
    L2_GRAD,
    INVERTED_DROPOUT,
    EARLY_STOPPING,
    HORIZONTAL_FLIP,
    SHIFT,
    ADJUST_BRIGHTNESS,
    BUILD_REGULARIZED,
    GRADED,
]
BANK = Bank("11-regularization", EXERCISES, PRACTICE)
