"""Exercise bank of lesson 12: a base with a new head, thawing its last layers, counting, residual blocks."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
from keras import layers

from helpers.checks.judges.close import Close
from helpers.checks.judges.facts import Facts
from helpers.checks.plain import GivenModel
from helpers.checks.probes.transfer import BlockFacts, ThawFacts, TransferFacts
from helpers.instructors.banks import Bank, Case, Exercise, Misconception, Option, Question, graded_quiz

SECONDS = 60

# -- models among the inputs -----------------------------------------------------------------------


def small_base():
    """Two blocks of convolution, batch norm and ReLU; 8×8×1 in, 4×4×6 out."""
    x = inputs = keras.Input((8, 8, 1))
    for i, filters in enumerate((4, 6), 1):
        x = layers.Conv2D(filters, 3, padding="same", name=f"conv{i}")(x)
        x = layers.BatchNormalization(name=f"bn{i}")(x)
        x = layers.ReLU(name=f"relu{i}")(x)
    return keras.Model(inputs, layers.MaxPooling2D(name="pool")(x))


def plain_base():
    """A base without batch norm; 6×6×2 in, 6×6×5 out."""
    x = inputs = keras.Input((6, 6, 2))
    x = layers.Conv2D(3, 3, padding="same", name="first")(x)
    x = layers.Conv2D(4, 3, padding="same", name="second")(x)
    return keras.Model(inputs, layers.Conv2D(5, 1, activation="relu", name="third")(x))


def whole_network():
    """A small base with a head, as one model with a nested base."""
    base = keras.Sequential(
        [keras.Input((5, 5, 1)), layers.Conv2D(3, 3, name="conv"), layers.BatchNormalization(name="bn")], name="base"
    )
    return keras.Sequential([keras.Input((5, 5, 1)), base, layers.Flatten(), layers.Dense(4, "softmax", name="head")])


SMALL, PLAIN, WHOLE = (build().to_json() for build in (small_base, plain_base, whole_network))

# -- build_transfer_model --------------------------------------------------------------------------


def transfer(
    freeze="all", head="softmax", pool="gap", training=False, frozen_head=False, extra=0, other_base=False, forget=False
):
    """A builder of transfer models, right by default, with one thing done otherwise."""

    def build(base, classes):
        if other_base:
            base = keras.models.clone_model(base)
        if freeze == "all":
            base.trainable = False
        elif freeze == "but-norm":
            for layer in base.layers:
                layer.trainable = isinstance(layer, layers.BatchNormalization)
        elif freeze == "last-open":
            for layer in [item for item in base.layers if item.weights][:-1]:
                layer.trainable = False
        else:
            base.trainable = True  # as it was built
        inputs = keras.Input(base.input_shape[1:])
        h = base(inputs, training=training)
        h = layers.GlobalAveragePooling2D()(h) if pool == "gap" else layers.Flatten()(h) if pool == "flat" else h
        model = keras.Model(inputs, layers.Dense(classes + extra, activation=head)(h))
        if frozen_head:
            model.trainable = False
        return base if forget else model

    return build


def transfer_sequential(base, classes):
    base.trainable = False
    return keras.Sequential(
        [base, layers.Flatten(), layers.Dropout(0.2), layers.Dense(16, "relu"), layers.Dense(classes), layers.Softmax()]
    )


def transfer_by_output(base, classes):
    for layer in base.layers:
        layer.trainable = False
    h = layers.GlobalMaxPooling2D()(base.output)
    return keras.Model(base.input, layers.Dense(classes, "softmax")(h))


def transfer_compiled(base, classes):
    model = transfer()(base, classes)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


BUILD_TRANSFER_MODEL = Exercise(
    "12.build_transfer_model",
    points=4,
    cases=lambda rng: [
        Case((GivenModel(SMALL, seed=1), 5), about="a base with batch norm, 5 classes"),
        Case((GivenModel(PLAIN, seed=2), 3), about="a base without batch norm, 3 classes"),
        Case(
            (GivenModel(SMALL, seed=int(rng.integers(9, 99)), as_a_whole=False), int(rng.integers(6, 20))),
            about="a base that is frozen already",
        ),
    ],
    probe=TransferFacts(),
    judge=Facts(
        sentences={
            "input_shape": "The model takes inputs of shape {got}; those of the base have {expected}",
            "holds_base": "The model does not hold the given base and a new head with weights of its own",
            "output_shape": "The output has shape {got}, expected {expected}",
            "base_learns": "{got} arrays of the base's weights are trainable, expected {expected}",
            "norm_layers_learn": "{got} batch norm layers of the base are trainable, so they run in training mode "
            "during `fit`; expected {expected}",
            "head_is_frozen": "Nothing outside the base is trainable, so there is nothing left that could learn",
            "between_0_and_1": "Not every output lies between 0 and 1, so they are no probabilities",
            "rows_sum_to_one": "The outputs of one image are not probabilities that sum to 1",
            "base_weights_kept": "The base's weights have changed: what it had learned is lost",
        }
    ),
    time_limit=SECONDS,
    misconceptions=[
        Misconception(
            "not-frozen",
            transfer(freeze="none"),
            "The base still learns, all of it. The new head begins with random weights, and its first gradients, which "
            "say little yet, run straight into the features that you wanted to keep. Compare the trainable "
            "parameters in `summary()` "
            "before and after.",
        ),
        Misconception(
            "norm-not-frozen",
            transfer(freeze="but-norm"),
            "The convolutions are frozen, batch norm is not: its γ and β learn, and in `fit` it uses the statistics of "
            "a few new images in place of those that the base was trained with. It belongs to the base as much as the "
            "convolutions do.",
        ),
        Misconception(
            "last-layer-open",
            transfer(freeze="last-open"),
            "The last layer of the base is still trainable. Freezing here means the whole base, its last layer too; "
            "opening the end again is exercise 2. Is there a −1 in your slice?",
        ),
        Misconception(
            "sigmoid-head",
            transfer(head="sigmoid"),
            "Every output lies between 0 and 1, but a row does not sum to 1: each class is answered by itself. One "
            "class "
            "of several is right here (lesson 02).",
        ),
        Misconception(
            "no-activation",
            transfer(head=None),
            "The outputs are no probabilities: look at `model.predict` for one image and add up the row. Which "
            "activation makes scores into probabilities?",
        ),
        Misconception(
            "no-pooling",
            transfer(pool="none"),
            "Dense works along the last axis, so your model answers once for every pixel of the feature map: its "
            "output has four axes. Something must turn the map into one row of numbers per image first.",
        ),
        Misconception(
            "head-frozen-too",
            transfer(frozen_head=True),
            "You froze the whole model, its new head included, so `fit` would change nothing at all. What is to be "
            "frozen is the base.",
        ),
        Misconception(
            "one-class-too-many",
            transfer(extra=1),
            "The head has one output more than there are classes. Labels 0 to `classes` − 1 need `classes` outputs; "
            "“none of these” is no class unless you train it.",
        ),
        Misconception(
            "new-base",
            transfer(other_base=True),
            "The model that you return does not hold the base that was handed in. (`clone_model` makes another one, "
            "with "
            "weights of its own.) Put `base` itself into it.",
        ),
        Misconception(
            "returns-base",
            transfer(forget=True),
            "You return the base itself. Asked for is a model that ends at a new head.",
        ),
    ],
    alternatives={
        "flatten": transfer(pool="flat"),
        "training=True, yet frozen": transfer(training=True),
        "a list, larger head": transfer_sequential,
        "from base.output": transfer_by_output,
        "compiled": transfer_compiled,
    },
)

# -- unfreeze_last ---------------------------------------------------------------------------------


def thaw(pick=lambda given, n: given[len(given) - n :] if n else [], norm=False, whole=True, first=True, back=True):
    def unfreeze_last(base, n):
        if whole:
            base.trainable = True
        if first:
            for layer in base.layers:
                layer.trainable = False
        for layer in pick(base.layers, n):
            layer.trainable = norm or not isinstance(layer, layers.BatchNormalization)
        return base if back else None

    return unfreeze_last


def thaw_by_index(base, n):
    base.trainable = True
    border = len(base.layers) - n
    for i, layer in enumerate(base.layers):
        layer.trainable = i >= border and layer.__class__.__name__ != "BatchNormalization"
    return base


def thaw_everything(base, n):
    base.trainable = True
    return base


UNFREEZE_LAST = Exercise(
    "12.unfreeze_last",
    points=3,
    cases=lambda rng: [
        Case((GivenModel(SMALL, seed=1, as_a_whole=False), 4), about="n = 4, frozen as a whole"),
        Case((GivenModel(SMALL, seed=1, as_a_whole=False), 0), about="n = 0"),
        Case((GivenModel(SMALL, seed=1), 3), about="n = 3, everything trainable before"),
        Case((GivenModel(SMALL, seed=1), 0), about="n = 0, everything trainable before"),
        Case((GivenModel(PLAIN, seed=2, as_a_whole=False), int(rng.integers(1, 3))), about="a base without batch norm"),
        Case((GivenModel(SMALL, seed=3, as_a_whole=False), 6), about="n = 6"),
    ],
    probe=ThawFacts(),
    judge=Facts(
        noun="The base",
        sentences={
            "returns_base": "The base itself was to be returned",
            "learning": "Trainable arrays in each layer are {got}, expected {expected}",
            "norm_layers_learn": "{got} batch norm layers are trainable, expected {expected}",
            "base_weights_kept": "The weights of the base have changed",
        },
    ),
    time_limit=SECONDS,
    misconceptions=[
        Misconception(
            "minus-zero",
            thaw(pick=lambda given, n: given[-n:]),
            "With n = 0 your function frees every layer: −0 is 0, and `layers[0:]` is the whole list. Count from the "
            "front, or treat 0 by itself.",
        ),
        Misconception(
            "norm-thawed",
            thaw(norm=True),
            "The right layers are free, and batch norm among them. A trainable batch norm layer uses the statistics of "
            "your few new images in `fit`, and all that follows it was learned with others. It stays frozen.",
        ),
        Misconception(
            "only-opens",
            thaw(whole=False, first=False),
            "The last layers are open, and none is closed: where the earlier layers came in open, they still learn.",
        ),
        Misconception(
            "earlier-stay-open",
            thaw(first=False),
            "Setting `base.trainable = True` opens every layer, and nobody closes the earlier ones again.",
        ),
        Misconception(
            "everything",
            thaw_everything,
            "The whole base is free, whatever n is, batch norm included. Only its last n layers were to be opened.",
        ),
        Misconception(
            "first-layers",
            thaw(pick=lambda given, n: given[:n]),
            "You open the first n layers. As a rule those see what many tasks need; the last layers are the ones that "
            "know the old task.",
        ),
        Misconception(
            "all-but-n",
            thaw(pick=lambda given, n: given[n:]),
            "`layers[n:]` leaves out the first n layers and takes all others. How does one count from the end of a "
            "list?",
        ),
        Misconception(
            "norm-not-counted",
            thaw(
                pick=lambda given, n: (
                    [x for x in given if not isinstance(x, layers.BatchNormalization)][-n:] if n else []
                )
            ),
            "You skip batch norm while counting, so that you reach too far forward. It counts as one of the n layers, "
            "and stays frozen.",
        ),
        Misconception(
            "returns-nothing",
            thaw(back=False),
            "The layers are as they should be, but your function returns None. It was asked to return the base.",
        ),
    ],
    alternatives={"one loop": thaw_by_index, "the base's own flag untouched": thaw(whole=False)},
)

# -- trainable_parameters --------------------------------------------------------------------------


def numbers(variables):
    return int(sum(np.prod(v.shape) for v in variables))


def counted(model, kinds):
    return numbers(v for v in model.trainable_variables if not v.path.endswith(kinds))


def ignores_outer(model):
    return sum(
        ignores_outer(x)
        if isinstance(x, keras.Model)
        else numbers(w for w in x.weights if x.trainable and "moving" not in w.path)
        for x in model.layers
    )


TRAINABLE_PARAMETERS = Exercise(
    "12.trainable_parameters",
    points=2,
    cases=lambda rng: [
        Case((GivenModel(SMALL),), about="everything trainable, with batch norm"),
        Case((GivenModel(SMALL, trainable={"conv1": False, "bn1": False}),), about="the first block frozen"),
        Case((GivenModel(WHOLE, trainable={"base": False}),), about="a frozen base inside, a trainable head"),
        Case((GivenModel(WHOLE),), about="a trainable base inside"),
        Case((GivenModel(PLAIN, as_a_whole=False),), about="frozen as a whole"),
    ],
    judge=Close(integer=False),
    time_limit=SECONDS,
    misconceptions=[
        Misconception(
            "all-parameters",
            lambda model: model.count_params(),
            "`count_params()` counts every number, frozen layers and the moving statistics of batch norm included. "
            "Only those that `fit` may change were asked for.",
        ),
        Misconception(
            "arrays-not-numbers",
            lambda model: len(model.trainable_variables),
            "You count arrays: a kernel of 3·3·1·4 numbers counts as 1 in your answer. How many numbers does each "
            "array hold?",
        ),
        Misconception(
            "without-gamma-beta",
            lambda model: counted(model, ("gamma", "beta")),
            "γ and β of batch norm do not show in your answer. They learn by gradients like any weight (lesson 08); it "
            "is the moving "
            "mean and variance that do not.",
        ),
        Misconception(
            "kernels-only",
            lambda model: counted(model, ("bias", "beta")),
            "The biases and β do not show in your answer. They are numbers that learn, too.",
        ),
        Misconception(
            "kernels-alone",
            lambda model: counted(model, ("bias", "beta", "gamma")),
            "You count kernels alone. Biases, and γ and β of batch norm, are numbers that learn, too.",
        ),
        Misconception(
            "inner-models-skipped",
            lambda model: numbers(
                w for x in model.layers if not isinstance(x, keras.Model) for w in x.trainable_variables
            ),
            "The layers of a model inside the model do not show in your answer. Those that are not frozen learn, too.",
        ),
        Misconception(
            "frozen-only",
            lambda model: numbers(model.non_trainable_variables),
            "These are the parameters that do *not* learn. Look at the last lines of `summary()`.",
        ),
        Misconception(
            "moving-included",
            lambda model: numbers(v for x in model.layers for v in x.variables if x.trainable),
            "The moving mean and variance of batch norm are in your sum. They are updated in training, but not by "
            "gradients: they are not trainable parameters.",
        ),
    ],
    alternatives={
        "trainable_weights": lambda model: sum(int(np.prod(tuple(w.shape))) for w in model.trainable_weights),
        "sizes of arrays": lambda model: sum(np.asarray(v).size for v in model.trainable_variables),
        "float": lambda model: float(numbers(model.trainable_variables)),
    },
)

# -- residual_block --------------------------------------------------------------------------------


def conv(filters, size=3, **options):
    return layers.Conv2D(filters, size, padding="same", **options)


JOINS = {
    "add": layers.Add,
    "multiply": layers.Multiply,
    "concatenate": layers.Concatenate,
    "average": layers.Average,
    "subtract": layers.Subtract,
}


def block(
    inner="relu", last="relu", shortcut="auto", convolutions=2, size=3, early=False, join="add", norm=False, bent=False
):
    def residual_block(x, filters):
        h = conv(filters, size, activation=inner)(x)
        if convolutions == 2:
            h = conv(filters, size, activation="relu" if early else None)(h)
        if norm:
            h = layers.BatchNormalization()(h)
        project = shortcut == "always" or (shortcut == "auto" and x.shape[-1] != filters)
        side = conv(filters, 3 if shortcut == "wide" else 1)(x) if project or shortcut == "wide" else x
        if shortcut == "none":
            return layers.ReLU()(h)
        side = layers.ReLU()(side) if project and bent else side
        joined = JOINS[join]()([h, side])
        return layers.Activation(last)(joined) if last else joined

    return residual_block


def block_by_plus(x, filters):
    side = x if x.shape[-1] == filters else layers.Conv2D(filters, 1, use_bias=False)(x)
    h = layers.Activation("relu")(layers.Conv2D(filters, (3, 3), padding="same", use_bias=False)(x))
    return keras.activations.relu(side + layers.Conv2D(filters, (3, 3), padding="same", use_bias=False)(h))


RESIDUAL_BLOCK = Exercise(
    "12.residual_block",
    points=3,
    cases=lambda rng: [
        Case(((6, 6, 4), 4), about="as many channels as filters"),
        Case(((6, 6, 3), 5), about="3 channels become 5"),
        Case(((5, 7, int(rng.integers(6, 9))), int(rng.integers(2, 6))), about="fewer filters than channels"),
    ],
    probe=BlockFacts(),
    judge=Facts(
        noun="A tensor that depends on x",
        sentences={
            "output_shape": "The output has shape {got}, expected {expected}",
            "three_by_three": "The 3×3 kernels have the shapes {got}, expected {expected}",
            "one_by_one": "The 1×1 kernels have the shapes {got}, expected {expected}",
            "other_kernels": "There are {got} kernels that are neither 3×3 nor 1×1, expected {expected}",
            "zeroed": "With both 3×3 kernels zero, the block should give ReLU of what its shortcut carries, and it "
            "does not",
            "outputs": "With the same kernels, the outputs differ from those of the asked block",
        },
    ),
    time_limit=SECONDS,
    misconceptions=[
        Misconception(
            "no-shortcut",
            block(shortcut="none"),
            "Nothing leads around the two convolutions: with their kernels at zero, your block gives zero for every "
            "input. Where does x come in again?",
        ),
        Misconception(
            "always-projects",
            block(shortcut="always"),
            "There is a 1×1 convolution on the shortcut although the channels agree. The plain x costs nothing and "
            "lets the gradient through unchanged; project only where the shapes force you to.",
        ),
        Misconception(
            "no-last-relu",
            block(last=None),
            "The sum leaves the block as it is, with negative values. One ReLU does not show in your answer: the one "
            "after the sum.",
        ),
        Misconception(
            "relu-before-sum",
            block(last=None, early=True),
            "The ReLU stands before the sum, so F can only add, never take away. Sum first, then ReLU.",
        ),
        Misconception(
            "two-relus",
            block(early=True),
            "The second convolution has a ReLU of its own before the sum: F can then only push upwards. It should "
            "reach the sum as it is.",
        ),
        Misconception(
            "linear-inside",
            block(inner=None),
            "Between your two convolutions there is no activation, and two linear maps in a row are one (lesson 02).",
        ),
        Misconception(
            "one-convolution",
            block(convolutions=1),
            "Your F has one convolution. Two 3×3 convolutions were asked for, the first of them with a ReLU.",
        ),
        Misconception(
            "concatenates",
            block(join="concatenate"),
            "You put F(x) and x side by side, so the channels double. A residual block *adds* them, number by number.",
        ),
        Misconception(
            "multiplies",
            block(join="multiply"),
            "You multiply F(x) by x. With F at zero that gives 0 rather than x, and the free way for the gradient is "
            "gone.",
        ),
        Misconception(
            "averages",
            block(join="average"),
            "You take the mean of F(x) and x. A residual block takes their sum: with F at zero ReLU(x) comes out, not "
            "half of it.",
        ),
        Misconception(
            "subtracts",
            block(join="subtract"),
            "With F at zero your block gives ReLU(−x): the shortcut is subtracted. The two are added.",
        ),
        Misconception(
            "relu-on-the-shortcut",
            block(bent=True),
            "Where the channels differ, what your shortcut carries passes a ReLU before the sum. The 1×1 convolution "
            "has no activation, and the ReLU behind the sum comes after both.",
        ),
        Misconception(
            "wide-projection",
            block(shortcut="wide"),
            "The shortcut is a 3×3 convolution. It only has to change the number of channels: a kernel of one pixel is "
            "enough, and only where the channels differ.",
        ),
    ],
    alternatives={
        "with +, no biases": block_by_plus,
        "batch norm in F": block(norm=True),
        "layer objects": block(inner=keras.activations.relu, last=keras.activations.relu),
    },
)

# -- residual_gradient -----------------------------------------------------------------------------

RESIDUAL_GRADIENT = Exercise(
    "12.residual_gradient",
    points=1,
    cases=lambda rng: [
        Case((np.array([0.1, 0.2]),), about="two blocks"),
        Case((rng.normal(0, 0.3, 20),), about="twenty blocks"),
        Case(([0.5, -0.25, 0.1],), about="a list"),
        Case((np.array([0.5, -1.0, 0.3]),), about="one block with −1"),
    ],
    misconceptions=[
        Misconception(
            "plain-product",
            lambda g: np.prod(g),
            "This is the gradient of a stack *without* shortcuts. What does the “+ x” of y = F(x) + x add to the slope "
            "of each block?",
        ),
        Misconception(
            "one-plus-product",
            lambda g: 1 + np.prod(g),
            "You add 1 once, at the end, as if one shortcut led around the whole stack. Every block has its own.",
        ),
        Misconception(
            "sum",
            lambda g: 1 + np.sum(g),
            "1 + Σg is the product multiplied out and cut after its first terms. For (0.1, 0.2) the product has one "
            "more term, 0.1 · 0.2.",
        ),
        Misconception(
            "slopes-added",
            lambda g: np.sum(1 + np.asarray(g)),
            "Blocks in a row: the chain rule multiplies the slopes, it does not add them.",
        ),
        Misconception(
            "each-factor",
            lambda g: 1 + np.asarray(g),
            "These are the factors, one for each block. One number was asked for: what the whole stack does to the "
            "gradient.",
        ),
    ],
    alternatives={
        "loop": lambda g: __import__("math").prod(1 + value for value in g),
        "float32": lambda g: np.prod(1 + np.asarray(g, np.float32)),
    },
)

# -- questions -------------------------------------------------------------------------------------

PRACTICE = [
    Question(
        "12.p1",
        "remember",
        2,
        "In a transfer by feature extraction, what learns?",
        [
            Option("The new head only.", "The base is frozen: it computes features and stays as it is.", right=True),
            Option("The base only.", "Its features are what you came for, and the head starts with random weights."),
            Option("Everything, with a small rate.", "That is fine-tuning, the second step."),
            Option(
                "Nothing: the weights are copied.", "The new head answers for new classes; nobody has trained it yet."
            ),
        ],
    ),
    Question(
        "12.p2",
        "understand",
        2,
        "Why is the head trained before anything of the base is unfrozen?",
        [
            Option(
                "A random head's gradients say little yet and may spoil the base.",
                "They may overwrite features before the head can use them; how much depends on the rate and the data.",
                right=True,
            ),
            Option(
                "Keras cannot train both at once.", "It can. Whether that does harm depends on the rate and the data."
            ),
            Option("The head has more parameters.", "Most often it has far fewer."),
            Option("Frozen layers compute faster at inference.", "The forward pass costs the same, frozen or not."),
        ],
    ),
    Question(
        "12.p3",
        "apply",
        5,
        "A base has 20 000 parameters, 400 of them moving statistics. It is frozen and ends in 64 maps; the head is "
        "global average pooling and Dense(5). How many parameters learn?",
        [
            Option("325", "64 · 5 + 5; pooling has none.", right=True),
            Option("320", "The five biases learn, too."),
            Option("19 925", "This counts the base, which is frozen."),
            Option("none of these", "One of them is right: 64 · 5 weights and 5 biases of the head."),
        ],
    ),
    Question(
        "12.p4",
        "understand",
        5,
        "What does `trainable = False` do to a Keras batch norm layer, beyond freezing γ and β?",
        [
            Option(
                "It uses its moving statistics and does not update them.",
                "Keras treats this layer so on purpose, for fine-tuning.",
                right=True,
            ),
            Option(
                "It uses the statistics of each batch, but does not learn.",
                "So it was in very old versions; today the flag also chooses the mode.",
            ),
            Option("It passes its input through unchanged.", "It still normalizes, with its moving mean and variance."),
            Option("Nothing more.", "Run it: the outputs in training mode no longer depend on the batch."),
        ],
    ),
    Question(
        "12.p5",
        "analyse",
        5,
        "Twenty blocks in a row have local gradients of 0.1 each. By what is the gradient multiplied without and with "
        "shortcuts?",
        [
            Option("1e-20 and about 6.7", "0.1 to the power 20, and 1.1 to the power 20.", right=True),
            Option("1e-20 and 1", "Each factor is 1 + 0.1, and twenty of them grow."),
            Option("2 and 22", "Slopes in a row multiply."),
            Option("1e-20 and 1 + 1e-20", "That is one shortcut around everything, not one around each block."),
        ],
    ),
    Question(
        "12.p6",
        "evaluate",
        5,
        "You have 200 000 labelled X-ray images, and a base trained on holiday photographs. What is the most "
        "reasonable plan?",
        [
            Option(
                "Start from the base, unfreeze much, compare with scratch.",
                "With much data and distant domains, the comparison decides; the base is only a start.",
                right=True,
            ),
            Option(
                "Freeze the whole base: it has seen more images than there are X-rays.",
                "Its late features are about holidays. With so much data you can afford better ones.",
            ),
            Option(
                "Train from scratch: domains differ, so nothing transfers.",
                "Early layers often do. Measure before you give them away.",
            ),
            Option("Train only batch norm.", "Possible, but an odd first plan with so much data."),
        ],
    ),
    Question(
        "12.p7",
        "remember",
        2,
        "What does VGG stand for?",
        [
            Option("Visual Geometry Group", "The Oxford group that made the network.", right=True),
            Option("Very Good Graphics", "A good name, but no."),
            Option("Visual Geometric Gradient", "It sounds like it, but it names no method."),
            Option("Vectorized Gaussian Grid", "None of these words appears in the paper."),
        ],
    ),
    Question(
        "12.p8",
        "apply",
        2,
        "When must a residual block that keeps height and width project its shortcut?",
        [
            Option(
                "When F(x) has another number of channels than x.",
                "Then the shapes differ, and a 1×1 convolution brings them in line. (A stride in F is a second "
                "reason.)",
                right=True,
            ),
            Option("Always.", "Then the free way for the gradient costs parameters and is no longer free."),
            Option("When the block has batch norm.", "Batch norm changes no shape."),
            Option(
                "When the network is deeper than 20 layers.",
                "Depth is why shortcuts help, not why they need a projection.",
            ),
        ],
    ),
]

GRADED = [
    Question(
        "12.g1",
        "understand",
        2,
        "What does one usually keep in inference mode while a transferred network is fine-tuned on few images?",
        [
            Option("dropout", "Dropout belongs to training; it stays on while the head learns."),
            Option(
                "batch normalization",
                "Its moving statistics were measured on the many images of the old task.",
                right=True,
            ),
            Option("pooling", "Pooling has one mode only."),
            Option("softmax", "It computes the same in both modes."),
        ],
    ),
    Question(
        "12.g2",
        "apply",
        5,
        "Three residual blocks have the local gradients 0.5, −0.5 and 1. By what do they multiply the gradient "
        "together?",
        [
            Option("1.5", "1.5 · 0.5 · 2 = 1.5.", right=True),
            Option("−0.25", "That is the product without the shortcuts."),
            Option("0.75", "1 − 0.25 has one shortcut around all three."),
            Option("2", "1 + Σg leaves out the products of two and three."),
        ],
    ),
    Question(
        "12.g3",
        "analyse",
        5,
        "`fit` has run on a model with a frozen base. Then `base.trainable = True` is set and `fit` is called again. "
        "The head changes, the base does not. Why?",
        [
            Option("The learning rate is too small for it.", "Then it would change a little."),
            Option("A frozen layer stays frozen for good.", "The flag can be set back at any time."),
            Option(
                "The model was not compiled again.",
                "The first fit built a training step for the head only; until you compile, fit uses that one.",
                right=True,
            ),
            Option("Softmax has saturated.", "That would stop the head as well."),
        ],
    ),
    Question(
        "12.g4",
        "evaluate",
        5,
        "When is training from scratch most likely to be as good as transfer?",
        [
            Option("With two images per class.", "Then the new task cannot even teach edges."),
            Option(
                "With plenty of data of the new task, far from the old one.",
                "Much data can teach its own features, and distant ones help less.",
                right=True,
            ),
            Option("When the base is very large.", "Size alone says nothing about the task."),
            Option(
                "When the two tasks share their features and their kind of image.",
                "That is where transfer is at its best.",
            ),
        ],
    ),
]

BANK = Bank(
    "12-transfer-learning",
    exercises=[
        BUILD_TRANSFER_MODEL,
        UNFREEZE_LAST,
        TRAINABLE_PARAMETERS,
        RESIDUAL_BLOCK,
        RESIDUAL_GRADIENT,
        graded_quiz("12.quiz_answers", 1, GRADED),
    ],
    questions=PRACTICE,
)
