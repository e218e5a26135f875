"""Lesson 12: its figures, by the lesson's own code; pretrained weights with and without a network; the judges of its
exercises.
"""

import json
import os

import numpy as np
import pytest
from lessons import namespace, says

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
keras = pytest.importorskip("keras")

from keras import layers

from helpers.checks import plain
from helpers.checks.contract import CaseSpec
from helpers.checks.judges.facts import Facts
from helpers.checks.judges.names import Names
from helpers.checks.probes.given import ready
from helpers.checks.probes.transfer import BlockFacts, ThawFacts, TransferFacts
from helpers.experiments import pretrained
from helpers.widgets import transfer_runs

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NNCOURSE_OFFLINE", "1")
        patch.setenv("NNCOURSE_HOME", str(tmp_path_factory.mktemp("home")))
        return namespace("12-transfer-learning")


def test_transfer_wins_with_few_images_and_loses_with_many(lesson):
    few, many = ({way: found[k].mean() for way, found in lesson["runs"].items()} for k in (0, -1))
    assert few["frozen, then fine-tuned"] > few["from scratch"] + 0.05
    assert many["from scratch"] > many["frozen base"] + 0.1
    says("12-transfer-learning", "and the learned one is far better than each of them")
    assert lesson["random_base"].max() < many["frozen base"] - 0.1
    says(
        "12-transfer-learning", "learns 14 227 numbers *for this task*, and they beat 99 numbers on features for 0 to 6"
    )
    learning = [
        sum(int(np.prod(v.shape)) for v in pretrained_or_not.trainable_variables)
        for pretrained_or_not in (lesson["scratch"], transfer_runs.network(3))
    ]
    assert learning == [14_227, 99]


def test_the_old_head_answers_7_and_9_more_alike_and_8_clearly_otherwise(lesson):
    says(
        "12-transfer-learning",
        "the row of the 8 differs clearly from the two others",
        "The rows of the 7 and the 9 are nearer to each other",
    )
    from scipy.stats import chi2_contingency

    said = lesson["outputs"].argmax(axis=1)
    seven, eight, nine = (np.bincount(said[lesson["test_y"] == digit], minlength=7) for digit in range(3))
    others = [np.array(two) for two in ((seven, eight), (nine, eight))]
    assert max(chi2_contingency(two[:, two.any(axis=0)]).pvalue for two in others) < 1e-3
    # The share of images on which two rows differ.
    near, *far = (np.abs(a / a.sum() - b / b.sum()).sum() / 2 for a, b in ((seven, nine), *others))
    assert near < min(far)


def test_the_first_two_accuracies_are_what_the_prediction_says(lesson):
    assert all(0.4 < lesson[name] < 0.8 for name in ("frozen_accuracy", "scratch_accuracy"))


def test_what_the_summary_says_of_few_and_many_images():
    says(
        "12-transfer-learning",
        "Here a frozen base is ahead up to 5 images a class, fine-tuned up to 10; beyond that, scratch is.",
        "With 5 images of each class the widget of section 4 has 0.59 for all blocks open from the start, and 0.72 for a "
        "frozen base that is fine-tuned at the end",
    )
    found = {key: np.mean(runs) for key, runs in json.loads(transfer_runs.DATA.read_text(encoding="utf-8")).items()}
    ahead = {
        way: [size for size in transfer_runs.SAMPLES if found[f"{size} 3 {way}"] > found[f"{size} scratch"]]
        for way in ("still", "tuned")
    }
    assert ahead == {"still": [1, 2, 5], "tuned": [1, 2, 5, 10]}
    assert [round(float(found[key]), 2) for key in ("5 0 still", "5 3 tuned")] == [0.59, 0.72]


def test_with_batch_norm_open_the_old_weights_reach_what_scratch_reaches(lesson, monkeypatch):
    says("12-transfer-learning", "80 images of each class give about 0.96 from the old weights, too")

    def all_open(kind):
        model = network(kind)
        for layer in model.layers:
            layer.trainable = True
        model.compile(keras.optimizers.Adam(transfer_runs.RATE), "sparse_categorical_crossentropy")
        return model

    network = transfer_runs.network
    monkeypatch.setattr(transfer_runs, "network", all_open)
    lab = transfer_runs.Lab(base_weights=lesson["learned"])
    assert np.mean([lab.run(80, frozen=0, seed=seed) for seed in range(2)]) == pytest.approx(0.96, abs=0.025)


def test_a_rich_and_near_old_task_pays_in_every_run(lesson):
    says(
        "12-transfer-learning", "In both pairs the worst run with the old features is far ahead of the best one without"
    )
    for name in lesson["NEAR"]:
        worst, best = min(lesson["near"][name, "frozen base"]), max(lesson["near"][name, "from scratch"])
        assert worst > best + 0.1, name


def test_with_fixed_batch_norm_and_free_weights_one_of_six_runs_has_collapsed():
    says(
        "12-transfer-learning",
        "With one block frozen, and with none, look at the single runs: one of six has collapsed",
    )
    from helpers.widgets import TransferLab

    for frozen in range(2):
        worst, second, *_ = sorted(TransferLab(samples=80, frozen=frozen, fine_tune=False).transfer)
        assert worst < 0.5 < 0.8 < second
    assert min(TransferLab(samples=80).scratch) > 0.9


def test_gradients_survive_with_the_shortcut_only(lesson):
    with_shortcut, without = (np.median(lesson["measured"][way][:, 0]) for way in ("with shortcut", "without"))
    assert lesson["DEPTH"] >= 20
    assert 0.1 < with_shortcut < 100 and without < 1e-10


def test_the_table_of_architectures(lesson):
    told = {row[0]: (row[1], row[2], int(row[3].replace(" ", ""))) for row in lesson["rows"]}
    assert told == {
        "VGG-16": (2014, 16, 138_357_544),
        "ResNet50": (2015, 50, 25_636_712),
        "InceptionV3": (2015, 48, 23_851_784),
        "Xception": (2016, 37, 22_910_480),
    }
    says("12-transfer-learning", "all layers with parameters, batch norm and side branches among them, 81 for Xception")
    assert lesson["network"].name == "xception" and sum(bool(item.weights) for item in lesson["network"].layers) == 81


def test_a_base_without_its_head_takes_other_sizes_and_its_own_scaling():
    says(
        "12-transfer-learning",
        "trained on 299×299 (without its head it takes other sizes, from 75 on)",
        "(For EfficientNet, MobileNetV3 and ConvNeXt it does nothing: they scale inside.)",
    )
    family = keras.applications
    assert family.InceptionV3(include_top=False, weights=None, input_shape=(75, 75, 3)).output_shape[-1] == 2048
    with pytest.raises(ValueError, match="at least 75x75"):
        family.InceptionV3(include_top=False, weights=None, input_shape=(74, 74, 3))
    photo = np.random.default_rng(0).integers(0, 256, (1, 4, 4, 3)).astype(np.float32)
    for name, scales_outside in (
        ("efficientnet", False),
        ("efficientnet_v2", False),
        ("mobilenet_v3", False),
        ("convnext", False),
        ("mobilenet_v2", True),
        ("xception", True),
        ("vgg16", True),
    ):
        assert np.array_equal(getattr(family, name).preprocess_input(photo.copy()), photo) != scales_outside, name


def test_the_products_in_the_text(lesson):
    assert lesson["residual_gradient"]([0.1, 0.2]) == pytest.approx(1.32)
    says("12-transfer-learning", r"$1.1^{20} = (1.1^{10})^2 \approx 2.594^2 \approx 6.73$")
    assert (
        round(1.1**10, 3) == 2.594 and round(2.594**2, 2) == round(lesson["residual_gradient"]([0.1] * 20), 2) == 6.73
    )
    says(
        "12-transfer-learning", r"which stays near 1 while $\sum|g_k|$ is small; without the 1 the product would vanish"
    )
    small = np.random.default_rng(0).normal(0, 0.001, 50)
    assert lesson["residual_gradient"](small) == pytest.approx(1, abs=0.06) and abs(np.prod(small)) < 1e-100
    head = keras.Sequential([layers.Input((32,)), layers.Dense(3)])
    says(
        "12-transfer-learning",
        f"a trainable `Dense(3)` after 32 features it is $32 \\cdot 3 + 3 = {head.count_params()}$",
    )


# -- batch norm, and what the probes see --------------------------------------------------------------------------


def base():
    return keras.Sequential(
        [
            keras.Input((6, 6, 1)),
            layers.Conv2D(3, 3, name="conv"),
            layers.BatchNormalization(name="norm"),
            layers.Conv2D(2, 3, name="last"),
        ]
    )


def ask(probe, answer, *arguments, **given):
    case = CaseSpec(args=[plain.encode(item) for item in (plain.GivenModel(base().to_json(), **given), *arguments)])
    return plain.decode(json.loads(json.dumps(plain.encode(probe.ask(answer, case).value))))


def test_unfreezing_through_the_outer_switch_wakes_batch_norm_and_the_probe_sees_it(lesson):
    def outer_switch(model, n):
        model.trainable = True
        return model

    assert ask(ThawFacts(), outer_switch, 1, as_a_whole=False)["norm_layers_learn"] == 1
    right = ask(ThawFacts(), lesson["unfreeze_last"], 1, as_a_whole=False)
    assert right["learning"] == {"conv": 0, "norm": 0, "last": 2} and right["norm_layers_learn"] == 0


def test_an_unfrozen_layer_in_a_base_whose_own_flag_says_false_learns_and_counts():
    def inner_only(model, n):
        model.layers[-1].trainable = True
        return model

    assert ask(ThawFacts(), inner_only, 1, as_a_whole=False)["learning"] == {"conv": 0, "norm": 0, "last": 2}
    inside = base()
    inside.trainable = False
    model = keras.Sequential([inside, layers.Flatten(), layers.Dense(1)])
    inner_only(inside, 1)
    before = inside.get_weights()
    model.compile("sgd", "mse")
    model.fit(np.random.default_rng(0).normal(size=(8, 6, 6, 1)), np.ones(8), verbose=0)
    moved = [not np.array_equal(a, b) for a, b in zip(before, inside.get_weights())]
    last = {id(variable) for variable in inside.layers[-1].variables}
    assert moved == [id(variable) in last for variable in inside.weights]


def test_a_transferred_model_is_described_by_facts(lesson):
    facts = ask(TransferFacts(), lesson["build_transfer_model"], 4)
    assert facts["output_shape"] == [None, 4] and facts["base_learns"] == 0 and facts["holds_base"] is True
    assert facts["rows_sum_to_one"] is True


def test_a_call_with_training_false_does_not_keep_batch_norm_still_in_fit(lesson):
    says(
        "12-transfer-learning",
        "Not while `fit` runs on a Functional or Sequential model, with the Keras of this course",
    )
    assert lesson["moved"] == {"training=False in the call": True, "trainable = False": False}

    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.norm, self.head = layers.BatchNormalization(), layers.Dense(1)

        def call(self, x, training=None):
            return self.head(self.norm(x, training=False))

    model = Own()
    model.compile("sgd", "mse")
    model.fit(np.full((32, 4), 5.0), np.zeros(32), verbose=0)
    assert not np.asarray(model.norm.moving_mean).any()


def test_opening_the_base_opens_batch_norm_too():
    says("12-transfer-learning", "But `base.trainable = True` opens batch norm, too.")
    model = base()
    model.trainable = False
    model.layers[-1].trainable = True
    assert not model.get_layer("norm").trainable
    model.trainable = True
    assert model.get_layer("norm").trainable


def test_a_shortcut_in_a_block_of_the_same_size_fails_only_where_channels_differ():
    x = keras.Input((6, 6, 4))
    for stride, filters, fits in ((1, 4, True), (1, 3, False), (2, 4, False)):
        h = layers.Conv2D(filters, 3, strides=stride, padding="same")(x)
        assert (tuple(h.shape) == tuple(x.shape)) == fits


def test_a_block_is_seen_through_given_kernels(lesson):
    def facts(block, *shape):
        return BlockFacts().ask(block, CaseSpec(args=[plain.encode(item) for item in shape])).value

    mine = facts(lesson["residual_block"], (5, 5, 3), 3)
    assert mine["one_by_one"] == [] and (mine["zeroed"] >= 0).all()
    rng = np.random.default_rng(3)
    assert mine["zeroed"] == pytest.approx(np.maximum(rng.normal(size=(2, 5, 5, 3)), 0), abs=1e-5)


def test_facts_are_told_in_their_own_sentence():
    judge = Facts(sentences={"n": "There are {got}, expected {expected}", "values": "The values differ"})
    right = {"n": 2, "values": np.array([1.0, 2.0])}
    assert judge.trouble({"n": 2, "values": np.array([1.0, 2.0005])}, right, CaseSpec()) is None
    assert judge.trouble({**right, "n": 3}, right, CaseSpec())[0] == "There are 3, expected 2"
    assert judge.trouble({"n": 2, "values": np.array([1.0])}, right, CaseSpec())[0] == "The values differ"
    assert judge.trouble({"n": True, "values": right["values"]}, {**right, "n": 1}, CaseSpec()) is not None
    assert (
        "was asked for" in judge.trouble(None, right, CaseSpec())[0] and judge.trouble(None, None, CaseSpec()) is None
    )


def test_names_ignore_capitals_and_know_equals():
    judge = Names(same=(("lstm", "gru"),))
    assert judge.trouble(" GRU ", "lstm", CaseSpec()) is None and judge.trouble("rnn", "lstm", CaseSpec()) is not None
    assert "in quotes" in judge.trouble(3, "lstm", CaseSpec())[0]


# -- ImageNet weights ------------------------------------------------------------------------------------------------


def test_without_a_network_a_clear_word_and_no_model(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("NNCOURSE_OFFLINE", "1")
    model, note = pretrained.imagenet_model()
    assert model is None and "NNCOURSE_OFFLINE" in note
    monkeypatch.setenv("NNCOURSE_OFFLINE", "0")
    model, note = pretrained.imagenet_model(address="http://127.0.0.1:9/")
    assert model is None and "refused" in note and "goes on without" in note


def test_with_a_network_the_weights_are_loaded_and_a_broken_download_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(pretrained, "_unreachable", lambda address: None)
    small = keras.Sequential([keras.Input((8, 8, 3)), layers.GlobalAveragePooling2D(), layers.Dense(1000, "softmax")])
    asked = []
    monkeypatch.setattr(keras.applications, "MobileNetV2", lambda weights: asked.append(weights) or small)
    model, note = pretrained.imagenet_model()
    assert model is small and asked == ["imagenet"] and "4 000 parameters" in note
    monkeypatch.setattr(
        keras.applications,
        "MobileNetV2",
        lambda weights: (_ for _ in ()).throw(ValueError("Incomplete or corrupted file\nmore")),
    )
    model, note = pretrained.imagenet_model()
    assert model is None and "Incomplete or corrupted file" in note and "more" not in note


def test_cached_weights_need_no_network(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert not pretrained.cached("MobileNetV2")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5").write_bytes(b"x")
    (tmp_path / "models" / "resnet50_weights_tf_dim_ordering_tf_kernels.h5").write_bytes(b"x")
    assert pretrained.cached("ResNet50")


def test_an_unknown_network_is_named():
    with pytest.raises(ValueError, match='no network "VGG99"'):
        pretrained.imagenet_model("VGG99")


def test_guesses_without_class_names_are_none(monkeypatch):
    small = keras.Sequential([keras.Input((8, 8, 3)), layers.GlobalAveragePooling2D(), layers.Dense(1000, "softmax")])
    photo = np.random.default_rng(0).integers(0, 256, (20, 30, 3))

    def unreachable(*args, **kwargs):
        raise OSError("no network")

    monkeypatch.setattr(keras.applications.mobilenet_v2, "decode_predictions", unreachable)
    assert pretrained.guesses(small, photo) is None
    monkeypatch.setattr(
        keras.applications.mobilenet_v2, "decode_predictions", lambda scores, top: [[("n1", "garden_daisy", 0.5)]]
    )
    assert pretrained.guesses(small, photo) == [("garden daisy", 0.5)]


def test_a_given_model_inside_a_model_can_be_frozen_by_name():
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(3)], name="inner")
    outer = keras.Sequential([keras.Input((4,)), inner, layers.Dense(2)])
    model = ready(plain.GivenModel(outer.to_json(), trainable={"inner": False}))
    assert sum(int(np.prod(v.shape)) for v in model.trainable_variables) == 8


def test_a_changed_trainable_needs_a_new_compile():
    says(
        "12-transfer-learning",
        "The first `fit` builds a training step for what learns then, and later calls of `fit` use it until you compile.",
    )
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)])
    x, y = np.random.default_rng(0).normal(size=(20, 2)), np.ones((20, 1))
    moved = []
    for compiled_anew in (True, False, True):
        if compiled_anew:
            model.compile("sgd", "mse")
        before = model.layers[0].get_weights()[0]
        model.fit(x, y, verbose=0)
        moved.append(not np.array_equal(before, model.layers[0].get_weights()[0]))
        model.layers[0].trainable = False
    assert moved == [True, True, False]


def test_a_thawed_base_learns_after_a_new_compile_only():
    """What the third graded question says."""
    inside = keras.Sequential([keras.Input((2,)), layers.Dense(3)])
    inside.trainable = False
    model = keras.Sequential([inside, layers.Dense(1)])
    x, y = np.random.default_rng(0).normal(size=(20, 2)), np.ones((20, 1))
    moved = []
    for step in ("compile", "thaw", "compile"):
        if step == "compile":
            model.compile("sgd", "mse")
        else:
            inside.trainable = True
        before = inside.get_weights()[0]
        model.fit(x, y, verbose=0)
        moved.append(not np.array_equal(before, inside.get_weights()[0]))
    assert moved == [False, False, True]


def test_with_large_weights_the_product_behind_shortcuts_grows(lesson):
    says("12-transfer-learning", "the product can grow without bound")
    says("12-transfer-learning", "now nothing vanishes without shortcuts, and with them the gradient grows")

    def first_block(shortcut):
        return np.median([lesson["gradient_norms"](shortcut, seed)[0] for seed in range(5)])

    before = lesson["SCALE"]
    try:
        for scale in (2**0.5, 2):
            lesson["SCALE"] = scale
            assert first_block(False) > 10 and first_block(True) > 1e4
    finally:
        lesson["SCALE"] = before
