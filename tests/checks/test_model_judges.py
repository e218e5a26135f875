"""Exercises on Keras models: every sound way to build the asked network is right, and a wrong one is told why."""

import json
import os

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")

from keras import layers

from helpers.checks import plain, probes
from helpers.checks.contract import CaseSpec, Inputs
from helpers.checks.judges import judge
from helpers.checks.judges.callbacks import Callbacks
from helpers.checks.judges.models import SameModel
from helpers.checks.judges.trained import OnNewSamples
from helpers.checks.probes.given import ready
from helpers.checks.probes.models import BuildsBlock, BuildsModel, ReturnsCallbacks
from helpers.checks.probes.trained import Trained
from helpers.instructors.banks import Case, Exercise, Misconception


def sequential(*stack, shape=(8,)):
    return lambda: keras.Sequential([keras.Input(shape), *stack])


def functional():
    x = keras.Input((8,), name="any_name")
    h = layers.Activation("relu")(layers.Dense(5, name="first")(x))
    return keras.Model(x, layers.Softmax()(layers.Dense(3)(h)))


def reference():
    return keras.Sequential([keras.Input((8,)), layers.Dense(5, "relu"), layers.Dense(3, "softmax")])


WRONG = {
    "softmax-inside": sequential(layers.Dense(5, "softmax"), layers.Dense(3, "softmax")),
    "no-bias": sequential(layers.Dense(5, "relu", use_bias=False), layers.Dense(3, "softmax")),
}


def verdict(answer, cases=(Case(),), **options):
    options.setdefault("reference", reference)
    options.setdefault("probe", BuildsModel())
    options.setdefault("judge", SameModel())
    options.setdefault("misconceptions", [Misconception(name, wrong, f"hint {name}") for name, wrong in WRONG.items()])
    made = Exercise("07.net", 2, lambda rng: list(cases), time_limit=60, **options)
    spec = json.loads(json.dumps(made.spec(0)))
    return judge(spec, json.loads(json.dumps(probes.answer(probes.request(spec), answer))))


def said(answer, **options):
    return " ".join(message.text for message in verdict(answer, **options).messages)


@pytest.mark.parametrize(
    "answer", [reference, functional, sequential(layers.Dense(5), layers.ReLU(), layers.Dense(3, "softmax"))]
)
def test_every_sound_way_to_build_it_is_right(answer):
    assert verdict(answer).state == "right"


@pytest.mark.parametrize("name", WRONG)
def test_a_known_mistake_gets_its_hint(name):
    assert verdict(WRONG[name]).misconceptions == [name]


@pytest.mark.parametrize(
    "answer, words",
    [
        (sequential(layers.Dense(4, "relu"), layers.Dense(3, "softmax")), "units is 4, expected 5"),
        (
            sequential(layers.Dense(5, "relu"), layers.Dense(5, "relu"), layers.Dense(3, "softmax")),
            "Layer 2 (Dense) is one too many",
        ),
        (sequential(layers.Dense(5, "relu")), "1 layers (Dense), expected 2"),
        (sequential(layers.Dense(5, "tanh"), layers.Dense(3, "softmax")), "activation is tanh, expected relu"),
        (sequential(layers.Dense(5, "relu"), layers.Dense(3, "softmax"), shape=(9,)), "input shape is (batch, 9)"),
        (lambda: keras.Sequential([layers.Dense(5)]), "does not know its input shape"),
        (lambda: None, "returns None"),
        (lambda: 3, "A Keras model was asked for"),
    ],
)
def test_another_mistake_is_told_as_it_is(answer, words):
    assert words in said(answer)


def test_layers_in_another_order_are_told_apart_from_other_layers():
    asked = sequential(layers.Dense(5), layers.BatchNormalization(), layers.Dropout(0.5), layers.Dense(3))
    other = sequential(layers.Dense(5), layers.Dropout(0.5), layers.BatchNormalization(), layers.Dense(3))
    text = said(other, reference=asked)
    assert "in another order: Dense, Dropout, BatchNormalization, Dense" in text, text


def compiled(loss="sparse_categorical_crossentropy", optimizer="sgd", metrics=("accuracy",)):
    def build():
        model = reference()
        model.compile(optimizer=optimizer, loss=loss, metrics=list(metrics))
        return model

    return build


def test_how_it_is_compiled_counts_where_asked():
    options = dict(reference=compiled(), judge=SameModel(look_at=("layers", "compiled", "metrics")), misconceptions=[])
    loss = keras.losses.SparseCategoricalCrossentropy()
    good = compiled(loss=loss, optimizer=keras.optimizers.SGD(0.1), metrics=[keras.metrics.SparseCategoricalAccuracy()])
    assert verdict(good, **options).state == "right"
    assert "not compiled" in said(reference, **options)
    assert "loss is categorical_crossentropy" in said(compiled(loss="categorical_crossentropy"), **options)
    assert "optimizer is Adam" in said(compiled(optimizer="adam"), **options)
    assert "accuracy is not reported" in said(compiled(metrics=()), **options)


def test_a_block_is_probed_through_a_symbolic_tensor():
    def block(x, filters):
        return layers.Conv2D(filters, 3, padding="same", activation="relu")(x)

    def strided(x, filters):
        return layers.Conv2D(filters, 3, strides=2, padding="same", activation="relu")(x)

    options = dict(cases=[Case(((6, 6, 2), 4))], reference=block, probe=BuildsBlock(), misconceptions=[])
    assert verdict(block, **options).state == "right"
    assert "strides is (2, 2)" in said(strided, **options)


def test_callbacks_are_described_by_their_settings():
    def callbacks(path):
        return [keras.callbacks.EarlyStopping(patience=5), keras.callbacks.ModelCheckpoint(path, save_best_only=True)]

    case = CaseSpec(args=[plain.encode("best.keras")])
    told = plain.decode(plain.encode(ReturnsCallbacks().ask(callbacks, case).value))
    assert told["EarlyStopping"]["patience"] == 5 and told["ModelCheckpoint"]["filepath"] == "best.keras"


def test_a_given_model_arrives_with_its_frozen_layers():
    base = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="a"), layers.Dense(2, name="b")])
    given = plain.GivenModel(base.to_json(), trainable={"a": False})
    back = plain.decode(json.loads(json.dumps(plain.encode(given))))
    assert back == given
    model = ready(back)
    assert [layer.trainable for layer in model.layers] == [False, True]


def test_a_loss_that_expects_logits_does_not_fit_a_softmax_output():
    options = dict(reference=compiled(), judge=SameModel(look_at=("layers", "compiled")), misconceptions=[])
    logits = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    assert "expects logits" in said(compiled(loss=logits), **options)
    assert verdict(compiled(loss=[keras.losses.SparseCategoricalCrossentropy()]), **options).state == "right"


def test_exact_equality_is_not_accuracy():
    options = dict(
        reference=compiled(),
        judge=SameModel(look_at=("layers", "compiled", "metrics"), ignore=("optimizer",)),
        misconceptions=[],
    )
    assert "accuracy is not reported" in said(compiled(metrics=[keras.metrics.Accuracy()]), **options)
    assert (
        verdict(compiled(optimizer="adam", metrics=[keras.metrics.SparseCategoricalAccuracy()]), **options).state
        == "right"
    )


def test_what_is_no_model_and_what_has_no_shapes_can_be_misconceptions_of_their_own():
    def tensor():
        return layers.Dense(3)(keras.Input((8,)))

    def shapeless():
        return keras.Sequential([layers.Dense(5, "relu"), layers.Dense(3, "softmax")])

    options = dict(
        misconceptions=[
            Misconception("tensor", tensor, "hint tensor"),
            Misconception("shapeless", shapeless, "hint shapeless"),
        ]
    )
    assert verdict(tensor, **options).misconceptions == ["tensor"]
    assert verdict(shapeless, **options).misconceptions == ["shapeless"]
    assert "does not know its input shape" in said(lambda: keras.Sequential([layers.Dense(5, "relu")]), **options)
    assert "units is 4" in said(sequential(layers.Dense(4, "relu"), layers.Dense(3, "softmax")), **options)


RELU = (layers.ReLU(), layers.LeakyReLU(0.0), keras.ops.relu, lambda z: keras.ops.maximum(z, 0), "relu")


@pytest.mark.parametrize("relu", RELU)
def test_an_activation_may_be_a_layer_or_a_function(relu):
    assert verdict(sequential(layers.Dense(5, relu), layers.Dense(3, keras.activations.softmax))).state == "right"
    alone = relu if isinstance(relu, layers.Layer) else layers.Activation(relu)
    assert verdict(sequential(layers.Dense(5), alone, layers.Dense(3, "softmax"))).state == "right"


def named_relu(z):
    return keras.ops.maximum(z, -1)


named_relu.__name__ = "relu"
NO_RELU = (layers.ReLU(6.0), layers.ReLU(negative_slope=0.1), layers.LeakyReLU(), named_relu, "linear")


@pytest.mark.parametrize("other", NO_RELU)
def test_what_only_has_the_name_of_an_activation_is_another(other):
    judge = SameModel(("layers",))
    assert verdict(sequential(layers.Dense(5, other), layers.Dense(3, "softmax")), judge=judge).state == "wrong"
    alone = other if isinstance(other, layers.Layer) else layers.Activation(other)
    assert verdict(sequential(layers.Dense(5), alone, layers.Dense(3, "softmax")), judge=judge).state == "wrong"
    behind = sequential(layers.Dense(5, "relu"), layers.Activation("linear"), layers.Dense(3, "softmax"))
    assert verdict(behind, judge=judge).state == "right"


def of_pixels(between):
    """A model whose layers have this between them."""

    def build():
        pixels = keras.Input((4, 4, 2))
        return keras.Model(pixels, layers.Dense(3, "softmax")(between(layers.Conv2D(5, 3)(pixels))))

    return build


ops = keras.ops
FLAT_RELU = (
    lambda h: ops.reshape(ops.maximum(h, 0), (-1, 20)),
    lambda h: layers.Reshape((20,))(ops.relu(h)),
    lambda h: layers.Lambda(lambda x: ops.reshape(x, (-1, 20)))(layers.ReLU()(h)),
)


@pytest.mark.parametrize("between", FLAT_RELU)
def test_what_stands_between_layers_is_known_by_what_it_computes(between):
    asked = of_pixels(lambda h: layers.Flatten()(layers.Activation("relu")(h)))
    judge = SameModel(("layers",))
    assert verdict(of_pixels(between), reference=asked, judge=judge).state == "right"
    for other in (
        lambda h: ops.reshape(ops.maximum(h, -1), (-1, 20)),
        lambda h: ops.reshape(ops.minimum(h, 0), (-1, 20)),
        lambda h: ops.reshape(ops.transpose(ops.relu(h), (0, 2, 3, 1)), (-1, 20)),
        lambda h: ops.max(ops.relu(h), (1, 2)),
        lambda h: layers.Reshape((20,))(h),
    ):
        assert verdict(of_pixels(other), reference=asked, judge=judge).state == "wrong"


@pytest.mark.parametrize("relu", [ops.relu, lambda h: ops.maximum(h, 0), layers.Lambda(lambda h: ops.relu(h))])
def test_an_axis_that_is_open_hides_no_activation(relu):
    def of_steps(between):
        steps = keras.Input((None, 4))
        return keras.Model(steps, layers.Dense(3, "softmax")(between(layers.Dense(5)(steps))))

    how = dict(reference=lambda: of_steps(layers.ReLU()), judge=SameModel(("layers",)), probe=BuildsModel(batch=0))
    for between, state in ((relu, "right"), (lambda h: ops.maximum(h, -1), "wrong")):
        assert verdict(lambda: of_steps(between), **how).state == state


def callback_words(callbacks):
    case = CaseSpec(args=[plain.encode("best.keras")])
    told = plain.decode(plain.encode(ReturnsCallbacks().ask(callbacks, case).value))
    wanted = plain.decode(
        plain.encode(ReturnsCallbacks().ask(lambda path: [keras.callbacks.EarlyStopping(patience=5)], case).value)
    )
    return Callbacks().trouble(told, wanted, case)


def written(loss, metrics, penalty):
    def build():
        net = keras.Sequential(
            [keras.Input((8,)), layers.Dense(5, "relu", kernel_regularizer=penalty), layers.Dense(3, "softmax")]
        )
        net.compile("sgd", loss, metrics=metrics)
        return net

    return build


def as_rows(y, p):
    return keras.losses.categorical_crossentropy(keras.ops.one_hot(keras.ops.cast(y, "int32"), p.shape[-1]), p)


@pytest.mark.parametrize(
    "loss, metrics, penalty",
    [
        (keras.losses.SparseCategoricalCrossentropy, [[keras.metrics.SparseCategoricalAccuracy]], "l2"),
        ([keras.losses.sparse_categorical_crossentropy], "acc".split(), keras.regularizers.L1L2(0, 0.01)),
        (lambda y, p: keras.losses.sparse_categorical_crossentropy(y, p), [["accuracy"]], lambda w: 0.01 * sum_of(w)),
        (as_rows, [keras.metrics.SparseCategoricalAccuracy(name="share of right ones")], keras.regularizers.L2(0.01)),
    ],
)
def test_what_computes_the_same_is_the_same_however_it_is_written(loss, metrics, penalty):
    asked = written("sparse_categorical_crossentropy", ["accuracy"], "l2")
    judge = SameModel(("layers", "compiled", "metrics"))
    assert verdict(written(loss, metrics, penalty), reference=asked, judge=judge).state == "right"
    for other in (
        written("mse", metrics, penalty),
        written(loss, [keras.metrics.Accuracy()], penalty),
        written(mean_squared_error, metrics, penalty),
        written(loss, metrics, keras.regularizers.L2(0.02)),
        written(loss, metrics, lambda w: 0.01 * keras.ops.mean(w * w)),
        written(loss, metrics, lambda w: 0.01 * keras.ops.sum(w) ** 2),
        written(loss, metrics, keras.regularizers.L1(0.01)),
    ):
        assert verdict(other, reference=asked, judge=judge).state == "wrong"


def mean_squared_error(y, p):
    return keras.ops.sum((y - p) ** 2)


def sum_of(w):
    return keras.ops.sum(w * w)


def test_callbacks_are_judged_by_the_settings_asked_for():
    stop = keras.callbacks.EarlyStopping
    assert callback_words(lambda path: (keras.callbacks.TerminateOnNaN(), stop(patience=5, verbose=1))) is None
    assert "`patience` is 0, expected 5" in callback_words(lambda path: [stop()])[0]
    assert "no EarlyStopping among your callbacks" in callback_words(lambda path: [keras.callbacks.TerminateOnNaN()])[0]
    assert "list of callbacks" in callback_words(lambda path: stop(patience=5))[0]


def test_what_only_has_the_name_of_a_callback_is_none():
    named = type("EarlyStopping", (), {"monitor": "val_loss", "patience": 5, "restore_best_weights": False})
    assert "no EarlyStopping among your callbacks" in callback_words(lambda path: [named()])[0]


def test_a_description_of_a_block_is_no_block():
    case = Inputs([plain.encode((4,))])
    right = BuildsBlock().ask(lambda x: keras.layers.Dense(2)(x), case).value
    assert right["layers"] and BuildsBlock().ask(lambda x: right, case).value == plain.Opaque("dict")


def on_new_samples(told):
    truth = np.arange(300) % 3
    case = CaseSpec(expected={"value": plain.encode({"truth": truth})})
    return OnNewSamples().trouble(told, {"truth": truth}, case)


def told_of_a_network(share=0.95, **other):
    truth = np.arange(300) % 3
    guess = np.where(np.arange(300) < round(300 * share), truth, (truth + 1) % 3)
    return {"numbers": 371, "bends": True, "own_code": False, "guesses": [guess]} | other


@pytest.mark.parametrize(
    "told, words",
    [
        (told_of_a_network(), None),
        (told_of_a_network(guesses=[np.zeros(300, int), np.arange(300) % 3]), None),
        (told_of_a_network(numbers=401), "The model holds 401 numbers; the budget is 400."),
        (told_of_a_network(numbers="3"), "The model holds 3 numbers"),
        (told_of_a_network(own_code=True), "Only layers of Keras count here"),
        (told_of_a_network(0.8), "80% of the new samples are right; 90% are asked."),
        (told_of_a_network(0.8, bends=False), "by straight borders"),
        (told_of_a_network(0.4), "hardly more than guessing"),
        (told_of_a_network(guesses=[np.zeros(0, int)]), "one number for each class"),
        ({"truth": np.arange(300) % 3}, "A trained Keras model was asked for."),
        (None, "Nothing came back"),
        (plain.Opaque("History"), "A training history came back"),
        (5, "A trained Keras model was asked for."),
    ],
)
def test_an_open_task_is_judged_on_new_samples_and_within_its_budget(told, words):
    trouble = on_new_samples(told)
    assert trouble is None if words is None else words in trouble[0]


def test_a_bad_start_is_tried_again_with_the_next_seed():
    x = np.linspace(-1, 1, 40, dtype=np.float32)[:, None]
    y, seeds = (x[:, 0] > 0).astype(int), []

    def answer(x, y, seed):
        seeds.append(seed)
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2)])
        model.set_weights([np.array([[-1.0, 1.0]]) * (1 if len(seeds) == 2 else -1), np.zeros(2)])
        return model

    outcome = Trained().ask(answer, Inputs([plain.encode(item) for item in (x, y, 7, x)]))
    assert seeds == [7, 8] and len(outcome.value["guesses"]) == 2 and outcome.value["numbers"] == 4
    assert (outcome.value["guesses"][1] == y).all() and not outcome.value["bends"] and not outcome.value["own_code"]


def test_what_is_no_model_of_keras_alone_does_not_pass_for_one():
    class Mine(keras.layers.Layer):
        def call(self, x):
            return x

    inputs = Inputs([plain.encode(item) for item in (np.zeros((4, 2)), np.zeros(4, int), 0, np.zeros((4, 2)))])
    asked = Trained(tries=1).ask(lambda x, y, s: keras.Sequential([keras.Input((2,)), Mine()]), inputs)
    assert asked.value["own_code"]
    assert Trained().ask(lambda x, y, s: {"truth": y}, inputs).value == plain.Opaque("dict")


def test_the_truth_of_a_case_stays_out_of_what_an_answer_is_asked():
    case = Case((np.zeros((2, 2)), 3), truth=np.array([7, 9]))
    asked = json.dumps(case.inputs().plain())
    assert json.dumps(plain.encode(case.truth)) not in asked and "truth" not in asked
