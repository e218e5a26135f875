"""Exercise bank of lesson 07: models built, compiled and watched with Keras, and verdicts on learning curves."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
from keras import layers

from helpers.checks.judges.callbacks import Callbacks
from helpers.checks.judges.models import SameModel
from helpers.checks.judges.trained import OnNewSamples
from helpers.checks.probes.models import BuildsModel, ReturnsCallbacks
from helpers.checks.probes.trained import Trained
from helpers.experiments.datasets import spiral_arms
from helpers.instructors.banks import Bank, Case, Exercise, Misconception, Option, Question, graded_quiz

SECONDS = 60


def dense(units, activation=None, **options):
    return layers.Dense(units, activation=activation, **options)


def stack(shape, *makers, compile_with=None):
    """A builder of a Sequential model; `makers` are called anew each time, so that layers are not shared."""

    def build(*ignored):
        inputs = [keras.Input(shape)] if shape else []
        model = keras.Sequential([*inputs, *(make() for make in makers)])
        if compile_with:
            model.compile(**compile_with)
        return model

    return build


# -- build_sequential ------------------------------------------------------------------------------

R64, S10 = (lambda: dense(64, "relu")), (lambda: dense(10, "softmax"))


def sequential_as_functional():
    x = keras.Input((100,))
    return keras.Model(x, dense(10, "softmax")(dense(64, "relu")(dense(64, "relu")(x))))


def sequential_by_add():
    model = keras.models.Sequential()
    model.add(layers.InputLayer(shape=(100,)))
    for _ in range(2):
        model.add(layers.Dense(64))
        model.add(layers.Activation("relu"))
    model.add(layers.Dense(10))
    model.add(layers.Softmax())
    return model


BUILD_SEQUENTIAL = Exercise(
    "07.build_sequential",
    points=1,
    cases=lambda rng: [Case()],
    probe=BuildsModel(),
    judge=SameModel(look_at=("class", "input_shape", "layers", "outputs")),
    time_limit=SECONDS,
    misconceptions=[
        Misconception(
            "no-input-shape",
            stack(None, R64, R64, S10),
            "Your model does not know how many numbers come in, so it has no weights yet: `summary()` shows question "
            "marks. Tell it the shape of one sample, before the first Dense layer.",
        ),
        Misconception(
            "input-as-layer",
            stack((100,), lambda: dense(100, "relu"), R64, R64, S10),
            "There is a Dense layer of 100 neurons too many. The first number in 100-64-64-10 counts the inputs; "
            "inputs are not neurons and have no weights. Your model has 10 100 parameters more than asked.",
        ),
        Misconception(
            "one-hidden-layer",
            stack((100,), R64, S10),
            "There are two 64s in 100-64-64-10, and your model has one hidden layer. Count its parameters: 11 274 were "
            "asked.",
        ),
        Misconception(
            "no-softmax",
            stack((100,), R64, R64, lambda: dense(10)),
            "The last layer has no activation, so its ten numbers are not probabilities: feed it one sample and add "
            "them up.",
        ),
        Misconception(
            "sigmoid-output",
            stack((100,), R64, R64, lambda: dense(10, "sigmoid")),
            "Ten sigmoids answer ten separate yes-or-no questions (multi-label, lesson 02). Here one class of ten is "
            "right: the ten outputs of a sample should add up to 1.",
        ),
        Misconception(
            "linear-hidden",
            stack((100,), lambda: dense(64), lambda: dense(64), S10),
            "The hidden layers have no activation. Lesson 02: a stack of linear layers is one linear layer, however "
            "many parameters it has.",
        ),
        Misconception(
            "softmax-everywhere",
            stack((100,), lambda: dense(64, "softmax"), lambda: dense(64, "softmax"), S10),
            "Softmax in a hidden layer makes its 64 neurons share a total of 1, so almost nothing gets through. It "
            "belongs to the output only; what was asked for the hidden layers?",
        ),
        Misconception(
            "no-bias",
            stack(
                (100,),
                lambda: dense(64, "relu", use_bias=False),
                lambda: dense(64, "relu", use_bias=False),
                lambda: dense(10, "softmax", use_bias=False),
            ),
            "The layers have no biases: 11 136 parameters rather than 11 274. Every neuron of a plain network has one "
            "(lesson 03).",
        ),
        Misconception(
            "functional",
            sequential_as_functional,
            "The network is right, but it was built the Functional way. This exercise asks for a list of layers in "
            "`keras.Sequential`; the other way is exercise 2.",
        ),
    ],
    alternatives={
        "add, activations apart": sequential_by_add,
        "objects as activations": stack(
            (100,),
            lambda: dense(64, keras.activations.relu),
            lambda: dense(64, layers.ReLU()),
            lambda: dense(10, keras.activations.softmax),
        ),
        "compiled, other names": stack(
            (100,),
            lambda: dense(64, "relu", name="a"),
            R64,
            S10,
            compile_with=dict(optimizer="adam", loss="categorical_crossentropy"),
        ),
        "other initializer": stack((100,), lambda: dense(64, "relu", kernel_initializer="he_normal"), R64, S10),
        "input layer object": stack(None, lambda: layers.InputLayer(shape=(100,)), R64, R64, S10),
        "batch shape": stack(None, lambda: layers.InputLayer(batch_shape=(None, 100)), R64, R64, S10),
    },
)

# -- build_functional ------------------------------------------------------------------------------


def functional(size=784, hidden="relu", last="softmax", chain=True, use="output"):
    def build():
        x = keras.Input((size,) if isinstance(size, int) else size)
        first = dense(64, hidden)(x)
        second = dense(64, hidden)(first if chain else x)
        out = dense(10, last)(second)
        return {"output": lambda: keras.Model(x, out), "hidden": lambda: keras.Model(x, second), "tensor": lambda: out}[
            use
        ]()

    return build


def functional_apart():
    x = keras.layers.Input(shape=(784,), name="some_name")
    h = x
    for i in range(2):
        h = layers.Activation("relu")(layers.Dense(64, name=f"block{i}")(h))
    return keras.models.Model(inputs=x, outputs=layers.Softmax()(layers.Dense(10)(h)))


def functional_compiled():
    model = functional()()
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


BUILD_FUNCTIONAL = Exercise(
    "07.build_functional",
    points=1,
    cases=lambda rng: [Case()],
    probe=BuildsModel(),
    judge=SameModel(look_at=("class", "input_shape", "layers", "outputs")),
    time_limit=SECONDS,
    misconceptions=[
        Misconception(
            "sequential",
            stack((784,), R64, R64, S10),
            "The network is right, but this is a Sequential model. Here the three steps are asked for: define the "
            "input, call the layers on it one after the other, make the model from first and last.",
        ),
        Misconception(
            "not-connected",
            functional(chain=False),
            "Your second hidden layer hangs on the input, not on the first hidden layer, so the first leads nowhere "
            "and is not part of the model. Keras does not complain; the parameter count does. Look at what stands in "
            "the last pair of brackets of each line.",
        ),
        Misconception(
            "ends-too-early",
            functional(use="hidden"),
            "The model ends at the second hidden layer: its output shape is (None, 64). Which tensor did you name as "
            "the model's output?",
        ),
        Misconception(
            "returns-tensor",
            functional(use="tensor"),
            "You return a symbolic tensor, the end of the chain. A tensor cannot be trained; the third step, making a "
            "model from input and output, is missing.",
        ),
        Misconception(
            "no-softmax",
            functional(last=None),
            "The last layer has no activation, so its ten numbers are not probabilities: feed it one sample and add "
            "them up.",
        ),
        Misconception(
            "sigmoid-output",
            functional(last="sigmoid"),
            "Ten sigmoids do not share a total of 1. One class of ten is right here: which activation makes ten "
            "numbers that add up to 1?",
        ),
        Misconception(
            "linear-hidden",
            functional(hidden=None),
            "The hidden layers have no activation, so the whole network is one linear layer and a softmax (lesson 02).",
        ),
        Misconception(
            "image-input",
            functional(size=(28, 28)),
            "The input is 28 × 28 here, and a Dense layer then works on each row of 28 pixels by itself: look at the "
            "output shape. The exercise asks for 784 numbers in a row.",
        ),
        Misconception(
            "other-network",
            functional(size=100),
            "100 inputs belong to exercise 1. Here an image of 28 · 28 pixels comes in, already laid out in a row.",
        ),
    ],
    alternatives={
        "activations apart, names": functional_apart,
        "compiled": functional_compiled,
        "input as a list": lambda: keras.Model(
            [x := keras.Input((784,))], [dense(10, "softmax")(dense(64, "relu")(dense(64, "relu")(x)))]
        ),
    },
)

# -- build_regressor -------------------------------------------------------------------------------

SGD_MSE = {"optimizer": "sgd", "loss": "mse"}


def regressor(hidden="relu", last=None, units=30, outputs=1, compile_with=SGD_MSE, fixed=None):
    def build(n_features):
        model = keras.Sequential([keras.Input((fixed or n_features,)), dense(units, hidden), dense(outputs, last)])
        if compile_with:
            model.compile(**compile_with)
        return model

    return build


def regressor_functional(n_features):
    x = keras.Input(shape=(n_features,))
    model = keras.Model(x, layers.Dense(1, "linear")(layers.ReLU()(layers.Dense(30)(x))))
    model.compile(
        keras.optimizers.SGD(learning_rate=0.001, momentum=0.9), keras.losses.MeanSquaredError(), metrics=["mae"]
    )
    return model


def regressor_scheduled(n_features):
    rate = keras.optimizers.schedules.ExponentialDecay(0.05, 10, 0.9)
    return regressor(compile_with={"optimizer": keras.optimizers.SGD(rate), "loss": keras.losses.mean_squared_error})(
        n_features
    )


BUILD_REGRESSOR = Exercise(
    "07.build_regressor",
    points=2,
    cases=lambda rng: [
        Case((10,), about="10 features"),
        Case((1,), about="one feature"),
        Case((int(rng.integers(2, 9)),)),
        Case((int(rng.integers(11, 60)),)),
    ],
    probe=BuildsModel(),
    judge=SameModel(look_at=("input_shape", "layers", "compiled", "outputs")),
    time_limit=SECONDS,
    misconceptions=[
        Misconception(
            "relu-output",
            regressor(last="relu"),
            "With ReLU at the end the network can never answer below 0, and a net input below 0 gets no gradient. The "
            "targets of section 4 were standardized: about half of them are negative.",
        ),
        Misconception(
            "sigmoid-output",
            regressor(last="sigmoid"),
            "A sigmoid at the end locks every answer between 0 and 1. Which activation lets a regression say any "
            "number (lesson 02)?",
        ),
        Misconception(
            "softmax-output",
            regressor(last="softmax"),
            "Softmax of a single neuron is always 1, whatever comes in: e^z / e^z. Your network answers 1 to "
            "everything.",
        ),
        Misconception(
            "linear-hidden",
            regressor(hidden=None),
            "The hidden layer has no activation. Two linear layers are one line: this is linear regression with extra "
            "steps.",
        ),
        Misconception(
            "fixed-features",
            regressor(fixed=10),
            "Your model always takes 10 features, whatever `n_features` says. Try `build_regressor(3)` and look at its "
            "input shape.",
        ),
        Misconception(
            "not-compiled",
            regressor(compile_with=None),
            "The network is right, but it does not know yet how to learn: `fit` would complain. The model that "
            "you return must have been compiled, whatever is compiled elsewhere.",
        ),
        Misconception(
            "mae-loss",
            regressor(compile_with={"optimizer": "sgd", "loss": "mae"}),
            "The loss is the mean absolute error; the mean squared error was asked for. As a *metric* MAE is a fine "
            "idea.",
        ),
        Misconception(
            "adam",
            regressor(compile_with={"optimizer": "adam", "loss": "mse"}),
            "The optimizer is Adam. Often a good choice; this exercise asks for plain SGD.",
        ),
        Misconception(
            "cross-entropy",
            regressor(compile_with={"optimizer": "sgd", "loss": "binary_crossentropy"}),
            "Cross-entropy compares probabilities of classes. A regression's target is a number with a unit: which "
            "loss measures the distance to it (lesson 04)?",
        ),
        Misconception(
            "thirty-outputs",
            regressor(units=1, outputs=30),
            "Your hidden layer has 1 neuron and the output 30: the two are exchanged. One number a person should come "
            "out.",
        ),
    ],
    alternatives={
        "functional, momentum": regressor_functional,
        "schedule": regressor_scheduled,
        "spelled out": regressor(compile_with={"optimizer": "SGD", "loss": "mean_squared_error", "metrics": ["mae"]}),
    },
)

# -- build_classifier ------------------------------------------------------------------------------

SPARSE = {"optimizer": "sgd", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}
FLAT, R300, R100 = layers.Flatten, (lambda: dense(300, "relu")), (lambda: dense(100, "relu"))


def told(**changes):
    return {**SPARSE, **changes}


def classifier_functional():
    x = keras.Input((28, 28))
    h = layers.Reshape((784,))(x)
    for units in (300, 100):
        h = layers.ReLU()(layers.Dense(units)(h))
    model = keras.Model(x, layers.Activation("softmax")(layers.Dense(10)(h)))
    model.compile(
        keras.optimizers.Adam(1e-3),
        keras.losses.SparseCategoricalCrossentropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    return model


BUILD_CLASSIFIER = Exercise(
    "07.build_classifier",
    points=2,
    cases=lambda rng: [Case()],
    probe=BuildsModel(),
    judge=SameModel(look_at=("input_shape", "layers", "compiled", "metrics", "outputs"), ignore=("optimizer",)),
    time_limit=SECONDS,
    misconceptions=[
        Misconception(
            "no-flatten",
            stack((28, 28), R300, R100, S10, compile_with=SPARSE),
            "Without laying the image out in a row, Dense works on each of its 28 rows separately: the output shape is "
            "(None, 28, 10). A layer between the input and the first Dense is missing.",
        ),
        Misconception(
            "flat-input",
            stack((784,), R300, R100, S10, compile_with=SPARSE),
            "Your model takes 784 numbers; the images arrive as (28, 28). Let the model do the flattening.",
        ),
        Misconception(
            "categorical-loss",
            stack((28, 28), FLAT, R300, R100, S10, compile_with=told(loss="categorical_crossentropy")),
            "`categorical_crossentropy` wants one-hot labels of length 10. The labels here are integers 0 to 9: `fit` "
            "would stop with a complaint about shapes. Lesson 04 had a loss for integers.",
        ),
        Misconception(
            "binary-loss",
            stack((28, 28), FLAT, R300, R100, S10, compile_with=told(loss="binary_crossentropy")),
            "Binary cross-entropy is for yes-or-no questions. Ten classes with one right answer need another loss, and "
            "the labels are integers.",
        ),
        Misconception(
            "mse-loss",
            stack((28, 28), FLAT, R300, R100, S10, compile_with=told(loss="mse")),
            "The mean squared error compares amounts, and the number of a class is a name. Here a "
            "label is one number, the output ten: `fit` stops, or pairs each label with a column where a batch has "
            "just ten samples. Choose the loss for integer labels.",
        ),
        Misconception(
            "logits-twice",
            stack(
                (28, 28),
                FLAT,
                R300,
                R100,
                S10,
                compile_with=told(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)),
            ),
            "`from_logits=True` tells the loss that no softmax was applied, and your last layer has one. Keras on "
            "TensorFlow notices it and only warns; elsewhere it is a softmax of a softmax, another loss.",
        ),
        Misconception(
            "no-softmax",
            stack((28, 28), FLAT, R300, R100, lambda: dense(10), compile_with=SPARSE),
            "The last layer has no activation, but your loss expects probabilities. Ten outputs should add up to 1.",
        ),
        Misconception(
            "sigmoid-output",
            stack((28, 28), FLAT, R300, R100, lambda: dense(10, "sigmoid"), compile_with=SPARSE),
            "Ten sigmoids are ten separate questions; their sum is not 1. One class of ten is right here.",
        ),
        Misconception(
            "scaled-twice",
            stack((28, 28), lambda: layers.Rescaling(1 / 255), FLAT, R300, R100, S10, compile_with=SPARSE),
            "Your model divides by 255, but the pixels are already in [0, 1]: scaled twice, the largest input is "
            "0.004. You saw in section 5 how such a network starts.",
        ),
        Misconception(
            "exact-equality",
            stack((28, 28), FLAT, R300, R100, S10, compile_with=told(metrics=[keras.metrics.Accuracy()])),
            "`keras.metrics.Accuracy()` counts how often an output *equals* the label, digit for digit; probabilities "
            'hardly ever do. The text "accuracy" '
            "lets Keras choose the right one for your loss.",
        ),
        Misconception(
            "no-accuracy",
            stack((28, 28), FLAT, R300, R100, S10, compile_with=told(metrics=None)),
            "Network and loss are right. The exercise also asks the model to report its accuracy: `compile` has an "
            "argument for what to measure.",
        ),
        Misconception(
            "not-compiled",
            stack((28, 28), FLAT, R300, R100, S10),
            "The network is right, but it is not compiled: it has no loss, no optimizer and nothing to measure.",
        ),
        Misconception(
            "layers-exchanged",
            stack((28, 28), FLAT, R100, R300, S10, compile_with=SPARSE),
            "The hidden layers are exchanged: 100 comes first in your model. 784-300-100-10 is read from the input on.",
        ),
    ],
    alternatives={
        "functional, adam, apart": classifier_functional,
        "rmsprop, metric by function name": stack(
            (28, 28),
            FLAT,
            R300,
            R100,
            S10,
            compile_with=told(optimizer="rmsprop", metrics=["sparse_categorical_accuracy"]),
        ),
        "two metrics": stack(
            (28, 28), FLAT, R300, R100, S10, compile_with=told(metrics=["acc", "sparse_top_k_categorical_accuracy"])
        ),
        "function as loss": stack(
            (28, 28), FLAT, R300, R100, S10, compile_with=told(loss=keras.losses.sparse_categorical_crossentropy)
        ),
    },
)

# -- history_verdict -------------------------------------------------------------------------------


def verdict_cases(rng):
    def run(last, val, n=6):
        """Falling curves that end at `last`; `val` is (lowest, last) validation loss."""
        loss = np.linspace(2.3, last, n).tolist()
        val_loss = np.linspace(2.4, val[0], n - 2).tolist() + np.linspace(val[0], val[1], 3)[1:].tolist()
        return {"loss": [round(v, 4) for v in loss], "val_loss": [round(v, 4) for v in val_loss], "accuracy": [0.5] * n}

    a, b = float(rng.uniform(0.02, 0.09)), float(rng.uniform(0.2, 0.3))
    return [
        Case((run(0.9, (0.95, 0.95)),), about="both still high"),
        Case((run(0.3, (0.35, 0.37)),), about="validation close to its best"),
        Case((run(0.1, (0.4, 0.7)),), about="validation turned up"),
        Case((run(0.8, (0.5, 1.4)),), about="training high and validation turned up: the first rule comes first"),
        Case(
            (run(0.05, (0.40, 0.42)),), about="a gap between training and validation, but validation is near its best"
        ),
        Case((run(0.3, (0.05, 0.08)),), about="small numbers: 0.08 against a best of 0.05"),
        Case((run(0.3, (1.5, 1.75)),), about="large numbers: 1.75 against a best of 1.5"),
        Case((run(0.4, (0.6, 0.62)),), about="validation loss above 0.5, training loss below"),
        Case(
            ({"loss": [2.0, 0.3, 0.7], "val_loss": [2.0, 0.6, 0.65]},),
            about="the training loss was lower once and rose again",
        ),
        Case(({"loss": [0.4], "val_loss": [0.45]},), about="a single epoch"),
        Case(
            ({"loss": [1.5, 0.2, 0.1], "val_loss": [0.3, 0.2, 0.29]},),
            about="the last validation loss is below the first",
        ),
        Case(
            ({"loss": [1.5, 0.3, 0.1], "val_loss": [0.5, 0.4, 0.7]},),
            about="the last validation loss is far above the first, too",
        ),
        Case((run(a, (b, 1.28 * b)),), about="28 % above the best"),
        Case((run(a, (b, 1.12 * b)),), about="12 % above the best"),
        Case((run(a, (b, 1.22 * b)),), about="22 % above the best"),
    ]


def by_rules(
    train=lambda h: h["loss"][-1],
    over=lambda h: h["val_loss"][-1] > 1.2 * min(h["val_loss"]),
    words=("underfit", "overfit", "good"),
    over_first=False,
):
    def judge(history):
        if over_first and over(history):
            return words[1]
        if train(history) > 0.5:
            return words[0]
        return words[1] if over(history) else words[2]

    return judge


def with_numpy(history):
    loss, val = np.asarray(history["loss"]), np.asarray(history["val_loss"])
    return "underfit" if loss[-1] > 0.5 else "overfit" if (val[-1] - val.min()) / val.min() > 0.2 else "good"


HISTORY_VERDICT = Exercise(
    "07.history_verdict",
    points=3,
    cases=verdict_cases,
    misconceptions=[
        Misconception(
            "gap",
            by_rules(over=lambda h: h["val_loss"][-1] > 1.2 * h["loss"][-1]),
            "You compare validation with *training*. A gap is normal; the rule asks how far the last validation loss "
            "lies above the lowest *validation* loss. Try loss 0.05 with validation 0.40, then 0.42.",
        ),
        Misconception(
            "absolute",
            by_rules(over=lambda h: h["val_loss"][-1] > min(h["val_loss"]) + 0.2),
            "You add 0.2 to the lowest value. 20 % is a share of it: what is 20 % above 0.05, and what above 1.5?",
        ),
        Misconception(
            "overfit-first",
            by_rules(over_first=True),
            "The order of the rules matters. A training loss of 0.8 is underfitting, even when the validation loss has "
            "turned up.",
        ),
        Misconception(
            "lowest-training",
            by_rules(train=lambda h: min(h["loss"])),
            "Rule 1 looks at the *last* training loss, not at the lowest one. Try the losses 2.0, 0.3, 0.7.",
        ),
        Misconception(
            "validation-for-training",
            by_rules(train=lambda h: h["val_loss"][-1]),
            'Rule 1 looks at the training loss, `"loss"`. You ask the validation loss whether the network underfits.',
        ),
        Misconception(
            "against-the-first",
            by_rules(over=lambda h: h["val_loss"][-1] > 1.2 * h["val_loss"][0]),
            "You compare the last validation loss with the first one. The rule compares it with the lowest. Try 0.30, "
            "0.20, 0.29.",
        ),
        Misconception(
            "any-rise",
            by_rules(over=lambda h: h["val_loss"][-1] > min(h["val_loss"])),
            "You call every rise overfitting. Validation losses wobble; the rule allows 20 % above the lowest.",
        ),
        Misconception(
            "share-of-last",
            by_rules(over=lambda h: h["val_loss"][-1] - min(h["val_loss"]) > 0.2 * h["val_loss"][-1]),
            'You measure the rise as a share of the *last* loss. "20 % above the lowest" is a share of the lowest. Try '
            "lowest 0.25, last "
            "0.305: that is 22 % above.",
        ),
        Misconception(
            "first-training",
            by_rules(train=lambda h: h["loss"][0]),
            "You look at the training loss of the first epoch. Every run starts high; the rule asks where it ends.",
        ),
        Misconception(
            "verbs",
            by_rules(words=("underfitting", "overfitting", "good")),
            'The rules are right, the words are not: the exercise asks for exactly "underfit", "overfit" and "good".',
        ),
    ],
    alternatives={
        "numpy": with_numpy,
        "quotient": by_rules(over=lambda h: h["val_loss"][-1] / min(h["val_loss"]) - 1 > 0.2),
        "sorted": by_rules(over=lambda h: h["val_loss"][-1] > 1.2 * sorted(h["val_loss"])[0]),
        "numpy text": lambda history: str(np.array([with_numpy(history)])[0]),
    },
)

# -- make_callbacks --------------------------------------------------------------------------------


def callbacks(stop=None, save=None, path=None, without=()):
    def make(checkpoint_path):
        early = {"monitor": "val_loss", "patience": 5, "restore_best_weights": True, **(stop or {})}
        check = {"monitor": "val_loss", "save_best_only": True, **(save or {})}
        made = {
            "stop": lambda: keras.callbacks.EarlyStopping(**early),
            "save": lambda: keras.callbacks.ModelCheckpoint(path or checkpoint_path, **check),
        }
        return [build() for name, build in made.items() if name not in without]

    return make


def more_callbacks(checkpoint_path):
    return (
        keras.callbacks.ReduceLROnPlateau(patience=2),
        keras.callbacks.ModelCheckpoint(filepath=checkpoint_path, save_best_only=True, verbose=0),
        keras.callbacks.TerminateOnNaN(),
        keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True, mode="min"),
    )


MAKE_CALLBACKS = Exercise(
    "07.make_callbacks",
    points=3,
    cases=lambda rng: [
        Case(("best.keras",)),
        Case((f"runs/net_{int(rng.integers(100, 999))}.keras",), about="another path"),
    ],
    probe=ReturnsCallbacks(),
    judge=Callbacks(),
    time_limit=SECONDS,
    misconceptions=[
        Misconception(
            "default-patience",
            lambda path: [
                keras.callbacks.EarlyStopping(monitor="val_loss", restore_best_weights=True),
                callbacks()(path)[1],
            ],
            "Your EarlyStopping has its default patience of 0: it stops at the first epoch without a new best. How "
            "many bad epochs should it bear?",
        ),
        Misconception(
            "no-restore",
            callbacks(stop={"restore_best_weights": False}),
            "After stopping, your model keeps the weights of the last epoch, five epochs past the best. EarlyStopping "
            "has a setting that brings the best weights back; it is off unless you turn it on.",
        ),
        Misconception(
            "watches-training",
            callbacks(stop={"monitor": "loss"}),
            "Your EarlyStopping watches the training loss, which falls on while the network overfits. Which number "
            "tells about data that were not trained on?",
        ),
        Misconception(
            "saves-every-epoch",
            callbacks(save={"save_best_only": False}),
            "Your ModelCheckpoint overwrites the file after every epoch, so at the end it holds the last model. It "
            "should save only when the model is the best so far.",
        ),
        Misconception(
            "own-path",
            callbacks(path="model.keras"),
            "Your checkpoint goes to a file name of your own. The caller says where: use the argument.",
        ),
        Misconception(
            "no-checkpoint",
            callbacks(without=("save",)),
            "EarlyStopping is right. In the list that comes back no callback writes the model to a file.",
        ),
        Misconception(
            "no-early-stopping",
            callbacks(without=("stop",)),
            "The checkpoint is right. In the list that comes back no callback ends the training when nothing improves.",
        ),
        Misconception(
            "not-a-list",
            lambda path: callbacks()(path)[0],
            "You return a single callback. `fit` takes a list of them, and two were asked for.",
        ),
        Misconception(
            "watches-accuracy",
            callbacks(stop={"monitor": "val_accuracy"}, save={"monitor": "val_accuracy"}),
            "Both watch the validation accuracy. The exercise asks for the validation loss: it reacts to how sure the "
            "network is, and it is there for every task, regression too.",
        ),
    ],
    alternatives={
        "tuple, more, other order": more_callbacks,
        "wide": lambda path: [*callbacks()(path), keras.callbacks.CSVLogger("log.csv")],
    },
)

# -- beat_baseline ---------------------------------------------------------------------------------


def arms_case(rng):
    """Arms turned and wound in a way of their own, so that only what was learned from `x` and `y` helps."""
    how = {"turn": rng.uniform(0, 2 * np.pi), "twist": rng.choice([-1, 1]) * rng.uniform(3.3, 4.0)}
    x, y = spiral_arms(500, rng, **how)
    new_x, truth = spiral_arms(600, rng, **how)
    return [Case((x, y, int(rng.integers(1, 1000)), new_x), about="arms turned in another way", truth=truth)]


def arms_net(sizes, epochs, classes=3, rate=0.03, activation="relu", batch=50):
    """An answer to beat_baseline: these hidden layers, trained by Adam."""

    def answer(x, y, seed):
        keras.utils.set_random_seed(seed)
        model = keras.Sequential([keras.Input((2,)), *(dense(units, activation) for units in sizes)])
        model.add(dense(classes, "softmax" if classes > 1 else "sigmoid"))
        if epochs:
            model.compile(optimizer=keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy")
            model.fit(x, y, epochs=epochs, batch_size=batch, verbose=0)
        return model

    return answer


def arms_history(x, y, seed):
    model = arms_net([16], 0)(x, y, seed)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    return model.fit(x, y, epochs=1, verbose=0)


BEAT_BASELINE = Exercise(
    "07.beat_baseline",
    points=4,
    cases=arms_case,
    probe=Trained(),
    judge=OnNewSamples(),
    time_limit=180,
    misconceptions=[
        Misconception(
            "returns-nothing",
            lambda x, y, seed: None,
            "Nothing comes back from your function. The caller wants to ask the trained model: what must the last line "
            "hand out?",
        ),
        Misconception(
            "returns-history",
            arms_history,
            "What comes back is the *history* that `fit` returns: numbers about the training. The trained network "
            "itself is what can answer for new points.",
        ),
        Misconception(
            "too-large",
            arms_net([64, 64], 0),
            "Your network has more than 400 parameters. Ask `count_params()`; the matrix between two hidden layers "
            "costs most, the product of their widths.",
        ),
        Misconception(
            "one-output",
            arms_net([16], 0, classes=1),
            "There are three arms and one output. How many output neurons has a task with three classes, and with "
            "which activation (lesson 02)?",
        ),
        Misconception(
            "not-trained",
            arms_net([16, 16], 0),
            "On new points your network is hardly better than guessing one of three. Does it see `x` and `y` at all "
            "before it is returned? And does the training loss fall?",
        ),
        Misconception(
            "no-hidden-layer",
            arms_net([], 8, rate=0.1),
            "Your network has no bend: its borders are straight lines, and an arm is not straight. It gets what "
            "lines can get, about two thirds to three quarters.",
        ),
        Misconception(
            "too-little",
            arms_net([10], 15, rate=0.01),
            "Your network is within the budget and has begun to learn, but new points still fall on wrong sides of its "
            "borders. Read its curves: is the *training* loss still falling at the end? Then more epochs or another "
            "optimizer will help. Is it flat and high? Then it needs more units, or another layer.",
        ),
    ],
    alternatives={"one wide layer of tanh": arms_net([60], 60, activation="tanh", rate=0.05)},
)

# -- quizzes ---------------------------------------------------------------------------------------

GRADED = graded_quiz(
    "07.quiz_answers",
    2,
    [
        Question(
            "07.q1",
            "apply",
            2,
            "How many parameters has `Dense(20)` on an input of 50 numbers?",
            [
                Option("70", "That adds inputs and neurons. Every neuron has a weight for each input."),
                Option("1000", "These are the weights; each of the 20 neurons has a bias too."),
                Option("1020", "Right: 50·20 weights and 20 biases.", right=True),
                Option("1050", "50 biases would be one for each input; biases belong to neurons."),
            ],
        ),
        Question(
            "07.q2",
            "analyse",
            5,
            "A network looks at a photograph and at a table of five numbers, and joins both before its output. How do "
            "you build it?",
            [
                Option(
                    "Sequential, with two Input entries",
                    "A list has one way in. A second Input in the list does not open a second door.",
                ),
                Option(
                    "Functional, with two inputs and a layer that joins",
                    "Right: two inputs, two branches, one Concatenate, and the model is made from both inputs.",
                    right=True,
                ),
                Option(
                    "Sequential, after stacking both into one array with a batch size of 2",
                    "The batch counts samples. Two kinds of input of one sample are not two samples.",
                ),
                Option(
                    "it cannot be done in one model", "Functional models may have any number of inputs and outputs."
                ),
            ],
        ),
        Question(
            "07.q3",
            "evaluate",
            5,
            "Training loss 0.02 and falling; validation loss was lowest in epoch 9, 0.31, has risen since, and is 0.55 "
            "in epoch 40. What is the best next step?",
            [
                Option(
                    "train 40 more epochs, the training loss still falls",
                    "The training loss will fall further; the validation loss has been rising for 31 epochs.",
                ),
                Option(
                    "a larger network, to bring the validation loss down too",
                    "The network already learns its training data by heart; more parameters make that easier.",
                ),
                Option("report 0.02 as the result", "0.02 was measured on data that the network has seen."),
                Option(
                    "stop near epoch 9 and keep those weights, or gather more data",
                    "Right: the best epoch was the ninth. EarlyStopping with restore_best_weights does it for you.",
                    right=True,
                ),
            ],
        ),
        Question(
            "07.q4",
            "apply",
            2,
            "Ten classes, integer labels, an untrained classifier: which first loss should you expect, roughly?",
            [
                Option("2.3", "Right: saying 10 % to each class costs −ln 0.1 = 2.30.", right=True),
                Option("0.69", "That is ln 2, the loss of guessing between two classes."),
                Option("0.1", "The probability is 0.1; its loss is −ln of it."),
                Option(
                    "10",
                    "A loss of 10 means a probability of 0.00005 for the right class: worse than guessing, a sign of "
                    "unscaled inputs.",
                ),
            ],
        ),
    ],
)

PRACTICE = [
    Question(
        "07.p1",
        "remember",
        2,
        "What does `compile` do?",
        [
            Option("It trains the model for one epoch.", "Training is done by `fit`. `compile` changes no weight."),
            Option(
                "It sets loss, optimizer and metrics.", "Right: it says how to learn and what to measure.", right=True
            ),
            Option("It turns the Python code into a program file.", "The word suggests it; no file is written."),
            Option("It creates the weights.", "Weights appear when a layer meets its input shape."),
        ],
    ),
    Question(
        "07.p2",
        "understand",
        2,
        "What does `None` in the output shape `(None, 64)` stand for?",
        [
            Option("The layer has not been trained.", "Shapes do not depend on training."),
            Option("The number of samples is left open.", "Right: the batch may have any size.", right=True),
            Option(
                "The number of inputs is unknown.",
                "64 is the number of outputs; the inputs were needed to make the weights.",
            ),
            Option(
                "A mistake in the model.",
                "Models show it unless a batch size was fixed; the first axis is the batch.",
            ),
        ],
    ),
    Question(
        "07.p3",
        "apply",
        2,
        "`model.predict(x)` gives shape (90, 1), the targets have shape (90,). What is the shape of their difference?",
        [
            Option("(90,)", "NumPy does not drop the axis for you; it stretches the other array."),
            Option("(90, 1)", "The targets become a row (1, 90), not a column."),
            Option("(90, 90)", "Right: a column minus a row is a table of all pairs. Take `[:, 0]` first.", right=True),
            Option("an error", "If only: broadcasting makes it work, silently and wrong."),
        ],
    ),
    Question(
        "07.p4",
        "analyse",
        5,
        "`validation_split=0.2`, rows sorted by class, ten classes of equal size. What happens?",
        [
            Option(
                "Nothing special, Keras shuffles all rows before it splits off a fifth.",
                "It shuffles the training part in every epoch, after the last fifth was put aside.",
            ),
            Option(
                "Two classes stand in the validation set only, never in training.",
                "Right: the last fifth of the rows is cut off first. Shuffle before.",
                right=True,
            ),
            Option(
                "The split is taken at random from each class.", "That is called stratified, and Keras does not do it."
            ),
            Option("Keras stops with an error.", "It cannot know that your rows are sorted."),
        ],
    ),
    Question(
        "07.p5",
        "understand",
        2,
        "Both losses fall, and the validation loss lies *below* the training loss in the first epochs. Which "
        "reason is common and harmless?",
        [
            Option(
                "The validation images leaked into training and are known by heart.",
                "That would be harmful, and would not stop after the first epochs.",
            ),
            Option(
                "The training loss is a mean over an epoch of worse weights.",
                "Right: validation is measured at the end of the epoch. Dropout, lesson 11, is another reason.",
                right=True,
            ),
            Option("The network overfits.", "Overfitting shows the other way round."),
            Option("The optimizer goes uphill.", "Both losses fall here."),
        ],
    ),
    Question(
        "07.p6",
        "analyse",
        5,
        "A Functional model has fewer parameters than you counted, and Keras did not complain. What is likely?",
        [
            Option(
                "The output of one layer is not used by the next one.",
                "Right: a model holds what lies on a way from its inputs to its outputs, nothing else.",
                right=True,
            ),
            Option("Keras merged two layers of the same size to save memory.", "Keras merges no layers."),
            Option("Biases are not counted.", "They are, in `summary()` and in `count_params()`."),
            Option("The model was not compiled.", "Compiling neither adds nor removes parameters."),
        ],
    ),
    Question(
        "07.p7",
        "evaluate",
        5,
        "Which old spelling is the most dangerous to find in a working program?",
        [
            Option("`Dense(output_dim=64)`", "It stops at once, so nobody works with it."),
            Option("`SGD(lr=0.1)`", "It stops at once."),
            Option(
                "`SGD(0.1, decay=1e-4)`",
                "Right: it warns, ignores the decay, and trains with a constant rate.",
                right=True,
            ),
            Option("`Dense(64, input_shape=(100,))`", "It warns and does what it says; only a style of the past."),
        ],
    ),
    Question(
        "07.p8",
        "evaluate",
        5,
        "A regression network has a mean absolute error of 46, linear regression 46 as well, always saying the mean "
        "59. What do you report?",
        [
            Option(
                "The network works: 46 is much better than the 59 of the mean.",
                "True and half of the story: a line does the same with 11 parameters.",
            ),
            Option(
                "Here the network is as good as a line; I take the line.",
                "Right: a baseline decides whether complexity pays.",
                right=True,
            ),
            Option(
                "Nothing, until the network beats the line.",
                "Training on until it wins means choosing by the test set.",
            ),
            Option("The best of ten starts.", "That reports luck, chosen on the test set."),
        ],
    ),
]

BANK = Bank(
    "07-keras-models",
    [
        BUILD_SEQUENTIAL,
        BUILD_FUNCTIONAL,
        BUILD_REGRESSOR,
        BUILD_CLASSIFIER,
        HISTORY_VERDICT,
        MAKE_CALLBACKS,
        BEAT_BASELINE,
        GRADED,
    ],
    PRACTICE,
)
