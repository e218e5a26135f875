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
    assert lesson["random_base"].mean() < many["frozen base"]


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


def test_the_products_in_the_text(lesson):
    assert lesson["residual_gradient"]([0.1, 0.2]) == pytest.approx(1.32)
    assert lesson["residual_gradient"]([0.1] * 20) == pytest.approx(6.7, abs=0.05)
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


def test_an_unfrozen_layer_in_a_frozen_base_does_not_learn():
    def inner_only(model, n):
        model.layers[-1].trainable = True
        return model

    assert ask(ThawFacts(), inner_only, 1, as_a_whole=False)["learning"]["last"] == 0


def test_a_transferred_model_is_described_by_facts(lesson):
    facts = ask(TransferFacts(), lesson["build_transfer_model"], 4)
    assert facts["output_shape"] == [None, 4] and facts["base_learns"] == 0 and facts["holds_base"] is True
    assert facts["rows_sum_to_one"] is True


def test_a_call_with_training_false_does_not_keep_batch_norm_still_in_fit(lesson):
    assert lesson["moved"] == {"training=False in the call": True, "trainable = False": False}


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
    says("12-transfer-learning", "After changing `trainable`, compile again.")
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


def test_with_large_weights_the_product_behind_shortcuts_grows(lesson):
    says("12-transfer-learning", "the product can grow without bound", "Change 0.5 to 2 above")
    rng, grown = np.random.default_rng(0), {}
    for scale in (0.5, 2.0):
        x, slope = rng.normal(size=16), np.eye(16)
        for first, second in rng.normal(0, scale / 4, (24, 2, 16, 16)):
            on = x @ first > 0
            x, slope = np.maximum(x @ first, 0) @ second + x, slope @ (np.eye(16) + first * on @ second)
        grown[scale] = np.linalg.norm(slope)
    assert grown[0.5] < 1e3 < 1e6 < grown[2.0]
