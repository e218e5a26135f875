"""Exercise bank of lesson 10: small convolutional networks, shapes and parameters of large ones, and honest
evaluation.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
from keras import layers

from helpers.checks.judges.close import Close
from helpers.checks.judges.models import SameModel
from helpers.checks.probes.models import BuildsModel
from helpers.instructors.banks import Bank, Case, Exercise, Misconception, Option, Question, graded_quiz

SECONDS = 60


def stack(shape, *makers):
    """A builder of a Sequential model; `makers` are called anew each time, so that layers are not shared."""

    def build():
        return keras.Sequential([*([keras.Input(shape)] if shape else []), *(make() for make in makers)])

    return build


def conv(*args, **options):
    return lambda: layers.Conv2D(*args, **options)


# -- build_cnn_150 ---------------------------------------------------------------------------------

GREY = (150, 150, 1)


def cnn_150_functional():
    x = keras.Input(GREY)
    return keras.Model(x, layers.ReLU()(layers.Conv2D(8, (3, 3), strides=(3, 3), padding="same", name="mosaic")(x)))


def cnn_150_compiled():
    model = stack(GREY, conv(8, 3, 3, activation=keras.activations.relu))()
    model.compile("adam", "mse")
    return model


BUILD_CNN_150 = Exercise(
    "10.build_cnn_150",
    points=3,
    cases=lambda rng: [Case()],
    probe=BuildsModel(),
    judge=SameModel(look_at=("input_shape", "layers", "outputs")),
    time_limit=SECONDS,
    misconceptions=[
        Misconception(
            "stride-1",
            stack(GREY, conv(8, 3, activation="relu")),
            "Your maps are 148×148: the kernel moves one pixel at a time, which is the default. The exercise asks for "
            "steps of three.",
        ),
        Misconception(
            "no-activation",
            stack(GREY, conv(8, 3, 3)),
            "Shapes and parameters are right, but the layer answers with negative numbers, too. Which activation was "
            "asked for?",
        ),
        Misconception(
            "kernel-and-filters-exchanged",
            stack(GREY, conv(3, 8, strides=3, activation="relu")),
            "You have 3 filters of 8×8. `Conv2D` takes the number of filters first, then the kernel size. Count: 80 "
            "parameters were expected, this has 195.",
        ),
        Misconception(
            "three-channels",
            stack((150, 150, 3), conv(8, 3, 3, activation="relu")),
            "Your network expects three channels. The images are grey: how many numbers has one of their pixels? (With "
            "three the layer has 224 parameters.)",
        ),
        Misconception(
            "no-channel-axis",
            stack(None, conv(8, 3, 3, activation="relu")),
            "Your model does not know the shape of one image, so it has no weights yet. Start it with `keras.Input`, "
            "and remember that the channels are an axis even if there is only one.",
        ),
        Misconception(
            "pool-in-place-of-stride",
            stack(GREY, conv(8, 3, padding="same", activation="relu"), lambda: layers.MaxPooling2D(3)),
            "The output has the right shape, but you convolve with stride 1 and then pool by 3. That is nine times the "
            "work, and another function: one layer was asked for.",
        ),
        Misconception(
            "flatten-and-dense",
            stack(
                GREY, conv(8, 3, 3, activation="relu"), layers.Flatten, lambda: layers.Dense(10, activation="softmax")
            ),
            "The convolution is right. What follows was not asked for: the model should end with the 50×50×8 maps.",
        ),
        Misconception(
            "sigmoid",
            stack(GREY, conv(8, 3, 3, activation="sigmoid")),
            "The shapes are right, but the activation is a sigmoid: all values lie between 0 and 1. Feed it an image "
            "and look at the largest value. Which activation was asked for?",
        ),
    ],
    alternatives={
        "functional, padding same, ReLU apart": cnn_150_functional,
        "compiled, activation as function": cnn_150_compiled,
        "padding valid by name": stack(
            GREY,
            conv(filters=8, kernel_size=(3, 3), strides=(3, 3), padding="valid"),
            lambda: layers.Activation("relu"),
        ),
    },
)

# -- trace_shapes ----------------------------------------------------------------------------------

CHAIN_39 = [("conv", 3, 1, 0, 10), ("conv", 5, 2, 0, 20), ("conv", 5, 2, 0, 40), ("flatten",)]
LENET = [
    ("conv", 5, 1, 0, 6),
    ("pool", 2, 2),
    ("conv", 5, 1, 0, 16),
    ("pool", 2, 2),
    ("flatten",),
    ("dense", 120),
    ("dense", 10),
]


def trace_cases(rng):
    def chain():
        k, s, p = (int(rng.integers(*limits)) for limits in ((2, 6), (1, 4), (0, 3)))
        return [
            ("conv", k, s, p, int(rng.integers(2, 40))),
            ("pool", 3, 2),
            ("conv", 3, 1, 1, int(rng.integers(2, 40))),
            ("flatten",),
            ("dense", int(rng.integers(2, 50))),
        ]

    return [
        Case(((39, 39, 3), CHAIN_39), about="the chain 39×39×3 of lesson 09"),
        Case(((28, 28, 1), LENET), about="LeNet"),
        Case(((128, 128, 3), [("conv", 3, 1, 1, 32)]), about="a single convolution with padding 1"),
        Case(
            ((11, 8, 4), [("pool", 2, 2), ("pool", 3, 1)]), about="pooling only, odd height, width not equal to height"
        ),
        Case(((224, 224, 3), [("conv", 5, 2, 2, 7)]), about="224, k 5, s 2, p 2, which does not divide"),
        *(
            Case(
                ((int(rng.integers(30, 60)), int(rng.integers(30, 60)), int(rng.integers(1, 5))), chain()),
                about="a random chain",
            )
            for _ in range(4)
        ),
    ]


def tracer(
    size=lambda n, k, s, p: (n + 2 * p - k) // s + 1,
    pool=lambda n, k, s: (n - k) // s + 1,
    pool_channels=lambda c: c,
    conv_channels=lambda c, f: f,
    flat=lambda shape: int(np.prod(shape)),
    first=False,
    square=False,
):
    def trace(input_shape, layers):
        shape = tuple(input_shape)
        shapes = [shape] if first else []
        for kind, *n in layers:
            if kind == "conv":
                shape = (size(shape[0], *n[:3]), size(shape[0 if square else 1], *n[:3]), conv_channels(shape[2], n[3]))
            elif kind == "pool":
                shape = (pool(shape[0], *n), pool(shape[0 if square else 1], *n), pool_channels(shape[2]))
            else:
                shape = (flat(shape),) if kind == "flatten" else (n[0],)
            shapes.append(shape)
        return shapes

    return trace


def trace_with_keras(input_shape, layers):
    """The same through Keras' own layers."""
    kl, model = keras.layers, keras.Sequential([keras.Input(input_shape)])
    shapes = []
    for kind, *n in layers:
        if kind == "conv":
            model.add(kl.ZeroPadding2D(n[2]))
            model.add(kl.Conv2D(n[3], n[0], strides=n[1]))
        else:
            model.add(
                {"pool": lambda: kl.MaxPooling2D(*n), "flatten": kl.Flatten, "dense": lambda: kl.Dense(*n)}[kind]()
            )
        shapes.append(model.output_shape[1:])
    return shapes


def trace_as_lists(input_shape, layers):
    return [list(np.array(shape)) for shape in tracer()(input_shape, layers)]


TRACE_SHAPES = Exercise(
    "10.trace_shapes",
    points=4,
    cases=trace_cases,
    time_limit=SECONDS,
    misconceptions=[
        Misconception(
            "one-padding",
            tracer(size=lambda n, k, s, p: (n + p - k) // s + 1),
            "Padding is added on both sides of the image. Try 128×128, k 3, s 1, p 1: the size should stay 128.",
        ),
        Misconception(
            "no-plus-one",
            tracer(size=lambda n, k, s, p: (n + 2 * p - k) // s),
            "Your convolutions come out one short. Count the places for a kernel of 3 on 5 pixels with stride 1: there "
            "are three, not two.",
        ),
        Misconception(
            "true-division",
            tracer(size=lambda n, k, s, p: (n + 2 * p - k) / s + 1, pool=lambda n, k, s: (n - k) / s + 1),
            "A map has a whole number of rows. With 224, k 5, s 2, p 2 you get 112.5: what do frameworks do with the "
            "half?",
        ),
        Misconception(
            "rounds-up",
            tracer(size=lambda n, k, s, p: -(-(n + 2 * p - k) // s) + 1, pool=lambda n, k, s: -(-(n - k) // s) + 1),
            "Where the stride does not divide, you count a window that hangs over the edge. Here sizes are rounded "
            "down: 224, k 5, s 2, p 2 gives 112.",
        ),
        Misconception(
            "channels-multiplied",
            tracer(conv_channels=lambda c, f: c * f),
            "You multiply channels by filters. Each filter reads all channels and makes one map: 32 filters give 32 "
            "channels, however many came in.",
        ),
        Misconception(
            "channels-kept",
            tracer(conv_channels=lambda c, f: c),
            "Your convolutions keep the number of channels. Each filter makes one map, so how many channels come out?",
        ),
        Misconception(
            "pool-halves",
            tracer(pool=lambda n, k, s: n // s),
            "Your pooling divides by the stride and forgets the window. Try 12 rows with window 3, stride 2: there are "
            "5 places, not 6; and 8 columns with window 3, stride 1 have 6.",
        ),
        Misconception(
            "pool-changes-channels",
            tracer(pool_channels=lambda c: c // 2),
            "Pooling works in each map by itself. The number of channels stays.",
        ),
        Misconception(
            "flatten-forgets-channels",
            tracer(flat=lambda shape: shape[0] * shape[1]),
            "Flatten puts all maps into one row. A 7×7×40 block has more than 49 numbers.",
        ),
        Misconception(
            "input-included",
            tracer(first=True),
            "Your list begins with the input. The exercise asks for one tuple for each layer.",
        ),
        Misconception(
            "square-only",
            tracer(square=True),
            "You use the height for both. Images need not be square: try (11, 8, 4).",
        ),
    ],
    alternatives={
        "by Keras": trace_with_keras,
        "lists of NumPy numbers": trace_as_lists,
        "other form": tracer(size=lambda n, k, s, p: int(np.floor((n - k + p + p + s) / s))),
    },
)

# -- build_small_cnn -------------------------------------------------------------------------------

DIGIT = (28, 28, 1)
C32, BN, RELU, POOL, FLAT = (
    conv(32, 3, padding="same"),
    layers.BatchNormalization,
    layers.ReLU,
    (lambda: layers.MaxPooling2D(2)),
    layers.Flatten,
)
SOFT10 = lambda: layers.Dense(10, activation="softmax")  # noqa: E731


def small_cnn_functional():
    x = keras.Input(DIGIT)
    h = layers.Conv2D(32, (3, 3), padding="same", use_bias=False)(x)
    h = layers.MaxPool2D(pool_size=(2, 2), strides=2)(
        layers.Activation("relu")(layers.BatchNormalization(momentum=0.9)(h))
    )
    return keras.Model(x, layers.Softmax()(layers.Dense(10)(layers.Flatten()(h))))


BUILD_SMALL_CNN = Exercise(
    "10.build_small_cnn",
    points=3,
    cases=lambda rng: [Case()],
    probe=BuildsModel(),
    judge=SameModel(look_at=("input_shape", "layers"), ignore=("use_bias",)),
    time_limit=SECONDS,
    misconceptions=[
        Misconception(
            "padding-valid",
            stack(DIGIT, conv(32, 3), BN, RELU, POOL, FLAT, SOFT10),
            "Your maps shrink to 26×26, and 13×13 after the pool. Which padding keeps 28×28?",
        ),
        Misconception(
            "activation-before-batch-norm",
            stack(DIGIT, conv(32, 3, padding="same", activation="relu"), BN, POOL, FLAT, SOFT10),
            "ReLU comes before your batch normalization. The block asked for is convolution, batch norm, ReLU, pool: "
            "give ReLU a layer of its own.",
        ),
        Misconception(
            "activation-after-pooling",
            stack(DIGIT, C32, BN, POOL, RELU, FLAT, SOFT10),
            "ReLU comes after your pooling. With max-pooling the numbers agree, but with average pooling they do not: "
            "activation belongs to the convolution. See section 1.",
        ),
        Misconception(
            "no-batch-norm",
            stack(DIGIT, conv(32, 3, padding="same", activation="relu"), POOL, FLAT, SOFT10),
            "No batch normalization layer is part of the model that you return: a layer counts once it is called on "
            "the one before it.",
        ),
        Misconception(
            "no-activation",
            stack(DIGIT, C32, BN, POOL, FLAT, SOFT10),
            "There is no activation behind your batch normalization. The block asked for has a ReLU there, before the "
            "pool.",
        ),
        Misconception(
            "no-flatten",
            stack(DIGIT, C32, BN, RELU, POOL, SOFT10),
            "Look at `model.output_shape`: a dense layer on maps answers at each of the 14×14 places. What puts the "
            "maps into one row first?",
        ),
        Misconception(
            "global-pooling",
            stack(DIGIT, C32, BN, RELU, POOL, lambda: layers.GlobalAveragePooling2D(), SOFT10),
            "You average each map instead of flattening. That is a good idea (section 5), but this model keeps all "
            "14·14·32 numbers.",
        ),
        Misconception(
            "no-softmax",
            stack(DIGIT, C32, BN, RELU, POOL, FLAT, lambda: layers.Dense(10)),
            "The last layer has no activation, so its ten numbers are no probabilities. Add up those of one image.",
        ),
        Misconception(
            "no-pool",
            stack(DIGIT, C32, BN, RELU, FLAT, SOFT10),
            "Nothing makes your maps smaller, so the dense layer has 250 890 parameters. Which layer halves height and "
            "width?",
        ),
    ],
    alternatives={
        "functional, no bias": small_cnn_functional,
        "activation of the pool's neighbour": stack(
            DIGIT,
            conv(32, (3, 3), padding="same"),
            BN,
            lambda: layers.Activation("relu"),
            lambda: layers.MaxPooling2D((2, 2)),
            FLAT,
            SOFT10,
        ),
        "softmax apart": stack(DIGIT, C32, BN, RELU, POOL, FLAT, lambda: layers.Dense(10), layers.Softmax),
    },
)

# -- vgg16_parameters ------------------------------------------------------------------------------

VGG = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))


def vgg_cases(rng):
    def configuration():
        blocks = tuple((int(rng.integers(1, 4)), int(rng.integers(2, 30))) for _ in range(int(rng.integers(2, 4))))
        dense = tuple(int(n) for n in rng.integers(2, 60, size=int(rng.integers(1, 4))))
        return {
            "blocks": blocks,
            "dense": dense,
            "image": (int(rng.integers(4, 9)) * 8, int(rng.integers(4, 9)) * 8, int(rng.integers(1, 5))),
        }

    return [
        Case((), about="VGG-16 itself"),
        Case((), {"blocks": ((1, 2),), "dense": (3,), "image": (4, 4, 1)}, about="the example of the text"),
        Case((), {"blocks": ((2, 64), (2, 128), (4, 256), (4, 512), (4, 512))}, about="VGG-19"),
        Case((), {"image": (64, 64, 3), "dense": (256, 10)}, about="small images, small classifier"),
        Case(
            (),
            {"blocks": ((1, 4), (1, 6)), "dense": (5,), "image": (30, 21, 3)},
            about="sizes that pooling rounds down",
        ),
        *(Case((), configuration(), about="a random configuration") for _ in range(3)),
    ]


def vgg(
    per_filter=lambda c: 9 * c + 1,
    keep_channels=False,
    pool=True,
    dense_bias=1,
    flat=lambda h, w, c: h * w * c,
    add_dense=True,
    once=False,
):
    def count(blocks=VGG, dense=(4096, 4096, 1000), image=(224, 224, 3)):
        height, width, channels = image
        total = 0
        for times, filters in blocks:
            for _ in range(1 if once else times):
                total += per_filter(channels) * filters
                channels = image[2] if keep_channels else filters
            height, width = (height // 2, width // 2) if pool else (height, width)
        inputs = flat(height, width, blocks[-1][1])
        for units in dense if add_dense else ():
            total, inputs = total + (inputs + dense_bias) * units, units
        return total

    return count


def vgg_by_keras(blocks=VGG, dense=(4096, 4096, 1000), image=(224, 224, 3)):
    with keras.StatelessScope(initialize_variables=False):
        x = h = keras.Input(image)
        for times, filters in blocks:
            for _ in range(times):
                h = layers.Conv2D(filters, 3, padding="same")(h)
            h = layers.MaxPooling2D(2)(h)
        h = layers.Flatten()(h)
        for units in dense:
            h = layers.Dense(units)(h)
        return keras.Model(x, h).count_params()


VGG16_PARAMETERS = Exercise(
    "10.vgg16_parameters",
    points=3,
    cases=vgg_cases,
    judge=Close(rtol=1e-12, atol=0.1),
    time_limit=SECONDS,
    misconceptions=[
        Misconception(
            "no-biases",
            vgg(per_filter=lambda c: 9 * c, dense_bias=0),
            "You are a little short: 138 344 128 rather than 138 357 544 for VGG-16. Each filter and each dense neuron "
            "has one more number than its weights.",
        ),
        Misconception(
            "channels-not-carried-on",
            vgg(keep_channels=True),
            "All your filters read as many channels as the image has. From the second convolution on, the channels are "
            "the filters of the layer before.",
        ),
        Misconception(
            "one-channel-filters",
            vgg(per_filter=lambda c: 10),
            "Your filters have 9 weights each. A filter reads all channels: it is 3×3×channels.",
        ),
        Misconception(
            "no-pooling",
            vgg(pool=False),
            "Your first dense layer sees maps of the image's own size. How often is the size halved before flatten?",
        ),
        Misconception(
            "pooled-to-one",
            vgg(flat=lambda h, w, c: c),
            "Your first dense layer has one input for each map. Flatten keeps every place: 7·7·512 inputs for VGG-16, "
            "of which you count 512.",
        ),
        Misconception(
            "convolutions-only",
            vgg(add_dense=False),
            "These are the convolutions: 14 714 688 for VGG-16. The dense layers are missing.",
        ),
        Misconception(
            "one-convolution-a-block",
            vgg(once=True),
            "You count each block once. The first number of a pair says how many convolutions it has, and the second "
            "of them reads other channels than the first.",
        ),
        Misconception(
            "fixed-answer",
            lambda blocks=VGG, dense=(4096, 4096, 1000), image=(224, 224, 3): 138357544,
            "Right for VGG-16, but the answer does not depend on the arguments. The check asks for other networks as "
            "well: compute it.",
        ),
    ],
    alternatives={"by Keras": vgg_by_keras, "as float": lambda **given: float(vgg()(**given))},
)

# -- confusion_matrix ------------------------------------------------------------------------------


def confusion_cases(rng):
    def labels(n, samples):
        return rng.integers(0, n, samples)

    y = labels(4, 30)
    return [
        Case((np.array([0, 0, 1, 2]), np.array([0, 1, 1, 1]), 3), about="the example of the text"),
        Case((y, y, 4), about="all right: everything on the diagonal"),
        Case((np.array([1, 1, 1]), np.array([0, 0, 1]), 5), about="classes that never occur"),
        Case(([2, 0, 2, 2], [0, 0, 2, 0], 3), about="lists"),
        Case((labels(2, 25), labels(2, 25), 2), about="two classes"),
        Case((labels(10, 200), labels(10, 200), 10), about="ten classes"),
        Case((np.array([], dtype=int), np.array([], dtype=int), 2), about="no samples"),
    ]


def counted(y_true, y_pred, n):
    y_true, y_pred = np.asarray(y_true, dtype=int), np.asarray(y_pred, dtype=int)
    return np.bincount(n * y_true + y_pred, minlength=n * n).reshape(n, n)


def counts_once(y_true, y_pred, n):
    m = np.zeros((n, n), dtype=int)
    m[np.asarray(y_true, dtype=int), np.asarray(y_pred, dtype=int)] += 1
    return m


def only_seen(y_true, y_pred, n):
    seen = sorted({*np.asarray(y_true).tolist(), *np.asarray(y_pred).tolist()})
    return counted(y_true, y_pred, n)[np.ix_(seen, seen)]


def sklearn_matrix(y_true, y_pred, n):
    from sklearn.metrics import confusion_matrix

    return confusion_matrix(y_true, y_pred, labels=range(n)) if len(y_true) else np.zeros((n, n), int)


CONFUSION_MATRIX = Exercise(
    "10.confusion_matrix",
    points=3,
    cases=confusion_cases,
    judge=Close(integer=True),
    misconceptions=[
        Misconception(
            "transposed",
            lambda t, p, n: counted(p, t, n),
            "Your matrix is mirrored at the diagonal: rows are predicted and columns true. Here a row is a true class; "
            "its sum says how many samples of that class there are.",
        ),
        Misconception(
            "counts-once",
            counts_once,
            "No entry of yours is larger than 1. `m[i, j] += 1` with arrays of indices adds once for each distinct "
            "pair, however often it occurs. Try true [0, 0], predicted [1, 1].",
        ),
        Misconception(
            "fractions",
            lambda t, p, n: counted(t, p, n) / np.maximum(counted(t, p, n).sum(axis=1, keepdims=True), 1),
            "Each of your rows is divided by its sum. That is useful to look at, but counts were asked for.",
        ),
        Misconception(
            "floats",
            lambda t, p, n: counted(t, p, n).astype(float),
            "The counts are right, but they are floating-point numbers. `np.zeros` gives floats unless it is told "
            "otherwise.",
        ),
        Misconception(
            "only-classes-seen",
            only_seen,
            "Your matrix has rows only for classes that occur. Its size should be n × n: a class without samples has a "
            "row of zeros.",
        ),
        Misconception(
            "right-ones-only",
            lambda t, p, n: np.diag(np.diag(counted(t, p, n))),
            "Only the diagonal is filled. The mistakes are the interesting part: where does a sample of class 0 go "
            "that was called 1?",
        ),
    ],
    alternatives={
        "bincount": counted,
        "scikit-learn": sklearn_matrix,
        "list of lists": lambda t, p, n: counted(t, p, n).tolist(),
        "uint8": lambda t, p, n: counted(t, p, n).astype(np.uint8),
    },
)

# -- precision_recall_f1 ---------------------------------------------------------------------------


def metric_cases(rng):
    def labels():
        return rng.integers(0, 2, 20)

    y = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    return [
        Case((y, np.array([1, 1, 1, 0, 1, 1, 1, 0, 0, 0])), about="3 found, 1 missed, 3 false alarms"),
        Case((y, np.array([1, 0, 0, 0, 0, 0, 0, 0, 0, 0])), about="1 found, no false alarm"),
        Case((y, y), about="all right"),
        Case((y, np.zeros(10, dtype=int)), about="no alarm at all"),
        Case((np.zeros(6, dtype=int), np.array([0, 1, 0, 0, 1, 0])), about="nothing to find"),
        Case((np.zeros(4, dtype=int), np.zeros(4, dtype=int)), about="nothing to find, and no alarm"),
        Case((y, 1 - y), about="all wrong"),
        Case((y.tolist(), [1, 1, 0, 0, 1, 0, 0, 0, 0, 0]), about="lists"),
        *(Case((labels(), labels()), about="random labels") for _ in range(3)),
    ]


def tallies(y_true, y_pred):
    t, p = np.asarray(y_true).astype(int), np.asarray(y_pred).astype(int)
    return int(np.sum(t & p)), int(np.sum((1 - t) & p)), int(np.sum(t & (1 - p))), int(np.sum((1 - t) & (1 - p)))


def share(a, b, empty=0.0):
    return a / b if b else empty


def metrics(swap=False, empty=0.0, mean=None, positive=1, precision=None):
    def answer(y_true, y_pred):
        if positive == 0:
            y_true, y_pred = 1 - np.asarray(y_true), 1 - np.asarray(y_pred)
        tp, fp, fn, tn = tallies(y_true, y_pred)
        p, r = share(tp, tp + fp, empty), share(tp, tp + fn, empty)
        p = precision(tp, fp, fn, tn) if precision else p
        f1 = mean(p, r) if mean else share(2 * p * r, p + r, empty)
        return (r, p, f1) if swap else (p, r, f1)

    return answer


def divides(y_true, y_pred):
    tp, fp, fn, _ = tallies(y_true, y_pred)
    p, r = tp / (tp + fp), tp / (tp + fn)
    return p, r, 2 * p * r / (p + r)


def divides_in_numpy(y_true, y_pred):
    tp, fp, fn, _ = map(np.float64, tallies(y_true, y_pred))
    p, r = tp / (tp + fp), tp / (tp + fn)
    return p, r, 2 * p * r / (p + r)


def f1_unguarded(y_true, y_pred):
    tp, fp, fn, _ = map(np.float64, tallies(y_true, y_pred))
    p, r = share(tp, tp + fp), share(tp, tp + fn)
    return p, r, np.float64(2 * p * r) / np.float64(p + r)


def sklearn_metrics(y_true, y_pred):
    from sklearn.metrics import precision_recall_fscore_support

    return precision_recall_fscore_support(y_true, y_pred, average="binary", zero_division=0)[:3]


def by_counts(y_true, y_pred):
    tp, fp, fn, _ = tallies(y_true, y_pred)
    return np.array([share(tp, tp + fp), share(tp, tp + fn), share(2 * tp, 2 * tp + fp + fn)], dtype=np.float32)


PRECISION_RECALL_F1 = Exercise(
    "10.precision_recall_f1",
    steps=("precision", "recall"),
    points=3,
    cases=metric_cases,
    misconceptions=[
        Misconception(
            "swapped",
            metrics(swap=True),
            "Precision and recall are exchanged. Precision looks at what you *called* positive; recall at what *is* "
            "positive. One alarm, rightly raised, with four to find: which of the two is 1?",
        ),
        Misconception(
            "division-by-zero",
            divides,
            "Your code divides by zero when there is no alarm, or nothing to find. Say what the value is in that case: "
            "here it is 0.",
        ),
        Misconception(
            "nan",
            divides_in_numpy,
            "0/0 gives NaN in NumPy, and a NaN spoils every average that it enters. Where a value is undefined, it "
            "should be 0 here. Try predictions that are all 0.",
        ),
        Misconception(
            "f1-nan",
            f1_unguarded,
            "Precision and recall are guarded, F1 is not: when both are 0, it divides 0 by 0. Try predictions that are "
            "all wrong.",
        ),
        Misconception(
            "undefined-is-one",
            metrics(empty=1.0),
            "Where nothing was called positive you answer 1. A program that never raises the alarm would have perfect "
            "precision: here the value is 0.",
        ),
        Misconception(
            "arithmetic-mean",
            metrics(mean=lambda p, r: (p + r) / 2),
            "F1 is the harmonic mean, not the plain one. With precision 1 and recall 0.25 it is 0.4, while (1 + "
            "0.25)/2 is 0.625.",
        ),
        Misconception(
            "f1-without-two",
            metrics(mean=lambda p, r: share(p * r, p + r)),
            "Your F1 is half of what it should be: when everything is right, it gives 0.5. A factor does not show in "
            "your answer.",
        ),
        Misconception(
            "zero-is-positive",
            metrics(positive=0),
            "You count zeros as the positives. Here 1 is the class to be found.",
        ),
        Misconception(
            "accuracy-for-precision",
            metrics(precision=lambda tp, fp, fn, tn: share(tp + tn, tp + fp + fn + tn)),
            "Your first number is the accuracy. Precision looks only at the samples that were called positive.",
        ),
    ],
    alternatives={"scikit-learn": sklearn_metrics, "from counts, float32 array": by_counts, "plain Python": metrics()},
)

# -- quizzes ---------------------------------------------------------------------------------------

GRADED = graded_quiz(
    "10.quiz_answers",
    1,
    [
        Question(
            "10.q1",
            "apply",
            5,
            "A 60×60×3 image goes through a convolution with 16 filters 5×5, stride 2, padding 2, then max-pooling "
            "2×2. What comes out, and how many parameters has the convolution?",
            [
                Option(
                    "15×15×16 and 416", "The shape is right. Each filter reads three channels: 5·5·3 weights, not 5·5."
                ),
                Option(
                    "15×15×16 and 1 216",
                    "Right: ⌊(60 + 4 − 5)/2⌋ + 1 = 30, pooled to 15; (75 + 1)·16 = 1 216.",
                    right=True,
                ),
                Option(
                    "15×15×48 and 1 216",
                    "Filters do not multiply channels: each sums over all three and makes one map.",
                ),
                Option(
                    "14×14×16 and 1 200",
                    "Without padding, or with it on one side only; and the 16 biases are missing.",
                ),
            ],
        ),
        Question(
            "10.q2",
            "analyse",
            5,
            "A CNN with flatten and dense was trained on centred objects and fails when they are moved by 8 pixels. "
            "Why?",
            [
                Option(
                    "Convolution is not equivariant for shifts above the kernel's size.",
                    "It is equivariant for every shift, up to the border.",
                ),
                Option(
                    "The pooling layers destroyed the object when they made the maps smaller.",
                    "They keep the strongest answers, wherever they are.",
                ),
                Option("It has too few parameters.", "The dense network with nine times as many fails sooner."),
                Option(
                    "The maps moved along, but the dense layer has its own weights for each place.",
                    "Right: equivariant maps meet a head that has never seen anything at those places.",
                    right=True,
                ),
            ],
        ),
        Question(
            "10.q3",
            "evaluate",
            5,
            "1 of 200 patients has a disease. Test A: accuracy 99.5 %, recall 0. Test B: accuracy 95 %, recall 0.9. "
            "Which one helps to decide who gets a closer look?",
            [
                Option(
                    "B: it finds nine of ten, though eleven of twelve alarms are false.",
                    "Right: a closer look sorts those out. A is the program that says “healthy” to everyone.",
                    right=True,
                ),
                Option(
                    "A: its accuracy is higher, and that counts both classes.",
                    "So is that of a stamp that prints “healthy”.",
                ),
                Option(
                    "Neither: one needs an accuracy of 100 %.",
                    "Few tests have that; the costs of both mistakes decide.",
                ),
                Option("Both are equal once F1 is computed.", "A's F1 is 0, B's is not."),
            ],
        ),
        Question(
            "10.q4",
            "understand",
            2,
            "Where are most of VGG-16's 138 million parameters?",
            [
                Option(
                    "In its first convolutions, which work on the largest maps.",
                    "Large maps mean much arithmetic. The parameters of a convolution do not depend on their size.",
                ),
                Option(
                    "In the last convolutions, with 512 filters.", "About 2.4 million each: much, but far from most."
                ),
                Option("In the first dense layer.", "Right: (7·7·512 + 1)·4096 = 102.8 million.", right=True),
                Option("In the pooling layers.", "Pooling has none at all."),
            ],
        ),
    ],
)

PRACTICE = [
    Question(
        "10.p1",
        "remember",
        2,
        "What does a max-pooling layer learn?",
        [
            Option("The size of its window.", "You choose it: a hyperparameter."),
            Option("Nothing: it has no parameters.", "Right: it takes maxima, before and after training.", right=True),
            Option("One weight for each map.", "There is no weight in a maximum."),
            Option("Which pixel of a window matters.", "The largest one wins each time anew; nothing is stored."),
        ],
    ),
    Question(
        "10.p2",
        "apply",
        2,
        "How many parameters has a convolution with 8 filters 3×3 on a 150×150 grey image?",
        [
            Option("72", "The weights; each filter has a bias as well."),
            Option("80", "Right: (3·3·1 + 1)·8.", right=True),
            Option("20 000", "That is the number of outputs with stride 3: 50·50·8."),
            Option("none of these", "One of them is right: (3·3·1 + 1)·8."),
        ],
    ),
    Question(
        "10.p3",
        "understand",
        2,
        "“Equivariant to shifts” means:",
        [
            Option("The object moves and the answer stays the same.", "That is invariant."),
            Option(
                "The object moves and the map moves along.",
                "Right: nothing is forgotten, it is only elsewhere.",
                right=True,
            ),
            Option("All maps are the same.", "Maps differ by their filters."),
            Option("The network was trained with moved images.", "Convolution is equivariant before any training."),
        ],
    ),
    Question(
        "10.p4",
        "analyse",
        5,
        "Why does ReLU before or after max-pooling give the same numbers, but not with average pooling?",
        [
            Option(
                "Because max-pooling contains a ReLU of its own, and average pooling contains none.",
                "The maximum of −1 and −3 is −1: negative values pass.",
            ),
            Option(
                "ReLU never falls, so the largest stays the largest; a mean mixes values first.",
                "Right: max and any non-decreasing function may be exchanged.",
                right=True,
            ),
            Option("Because average pooling has weights.", "Its weights are fixed, all the same."),
            Option("They differ with both.", "Section 1 measured 0 for max-pooling."),
        ],
    ),
    Question(
        "10.p5",
        "apply",
        5,
        "50 broken parts among 1 000. 60 alarms, 45 of them right. Precision, recall?",
        [
            Option("0.9 and 0.75", "Exchanged: 45 of 60 alarms were right, 45 of 50 parts were found."),
            Option("0.75 and 0.9", "Right: 45/60 and 45/50.", right=True),
            Option("0.98 and 0.9", "0.98 is the accuracy: 980 of 1 000 were called rightly."),
            Option("0.75 and 0.045", "Recall divides by the parts that are broken, not by all."),
        ],
    ),
    Question(
        "10.p6",
        "evaluate",
        5,
        "You lower the alarm threshold. Which of these cannot happen?",
        [
            Option(
                "Recall falls.",
                "Right: every alarm stays and new ones come, so no part that was found is lost.",
                right=True,
            ),
            Option("Precision falls.", "It usually does: the new alarms are less certain."),
            Option("Precision rises.", "It can, when the next alarms happen to be right."),
            Option("Accuracy rises.", "It can, when the new alarms are mostly right."),
        ],
    ),
    Question(
        "10.p7",
        "understand",
        2,
        "“A 224×224 RGB image needs 150 528 weights.” What is right?",
        [
            Option(
                "Each neuron of a dense layer needs that many.",
                "Right: 224·224·3 weights for one neuron, and a bias.",
                right=True,
            ),
            Option("Each filter of a convolution needs that many.", "A 3×3 filter needs 27."),
            Option("A whole dense layer needs that many.", "As many for each of its neurons."),
            Option("The image has that many weights.", "The image has that many numbers; networks have weights."),
        ],
    ),
    Question(
        "10.p8",
        "create",
        10,
        "Scratches on metal, anywhere on the part, few pixels long, 200 labelled images. Which design do you try "
        "first?",
        [
            Option(
                "Flatten and three dense layers of 1 000.",
                "It must learn a scratch for each place by itself, from 200 images.",
            ),
            Option(
                "A few convolutions, global max-pooling, one sigmoid unit.",
                "Right: small patterns, any place, one question, few parameters for few images.",
                right=True,
            ),
            Option(
                "VGG-16 from scratch, because it did so well on a million photographs.",
                "138 million parameters and 200 images: it learns them by heart (lesson 11).",
            ),
            Option("One convolution with a kernel as large as the part.", "That is a dense layer under another name."),
        ],
    ),
]

BANK = Bank(
    "10-cnn",
    [BUILD_CNN_150, TRACE_SHAPES, BUILD_SMALL_CNN, VGG16_PARAMETERS, CONFUSION_MATRIX, PRECISION_RECALL_F1, GRADED],
    PRACTICE,
)
