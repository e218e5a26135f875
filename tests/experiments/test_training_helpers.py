"""The progress line of training runs, and pictures of models with and without Graphviz."""

import base64
import os
import re

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")

import numpy as np
from keras import layers
from system import needs

from helpers.experiments import training
from helpers.figures import model_drawing


def small():
    return keras.Sequential(
        [keras.Input((4,)), layers.Dense(3, "relu", name="hidden"), layers.Dense(2, name="out")], name="small"
    )


def branched():
    a, b = keras.Input((6,), name="a"), keras.Input((2,), name="b")
    shared = layers.Dense(2, name="shared")
    first = shared(a)
    total = layers.Add(name="total")([first, b])
    return keras.Model([a, b], layers.Dense(1, name="out")(layers.Concatenate(name="joined")([first, total])))


def fitted(capsys, callbacks=(), epochs=3):
    model = small()
    model.compile("sgd", "mse")
    line = training.TrainingProgress("tiny net")
    model.fit(np.ones((8, 4)), np.zeros((8, 2)), epochs=epochs, verbose=0, callbacks=[*callbacks, line])
    return capsys.readouterr()


def test_a_run_leaves_one_line_without_clock_times(capsys):
    told = fitted(capsys)
    assert re.fullmatch(r"tiny net: 3 epochs · loss \d\.\d{3}\n", told.out) and told.err == ""


def test_a_run_that_stops_early_says_so(capsys):
    stop = keras.callbacks.EarlyStopping(monitor="loss", patience=1, min_delta=1e9)
    assert "tiny net: 2 of 40 epochs" in (out := fitted(capsys, [stop], 40).out) and out.endswith("· stopped early\n")


def test_a_loop_counts_its_runs(capsys):
    assert list(training.track([3, 1], "two seeds")) == [3, 1]
    assert capsys.readouterr().out == "two seeds: 2 runs\n"


def test_while_it_runs_the_bar_has_a_name_and_afterwards_it_is_gone():
    line = training.Line("a < b", 4, "epoch")
    line.update(1, "loss 0.5")
    assert '<progress value="1" max="4" aria-label="a &lt; b"></progress>' in line._repr_html_()
    line.finish()
    assert "<progress" not in line._repr_html_() and "1 of 4 epochs · loss 0.5" in line._repr_html_()


@needs("graphviz")
def test_graphviz_draws_names_and_shapes():
    figure = model_drawing.draw_model(small())
    assert figure.source.startswith("data:image/png;base64,")
    assert base64.b64decode(figure.source.split(",")[1])[:4] == b"\x89PNG"
    assert figure.caption == "The model small: 23 parameters."
    assert "out (Dense), output (None, 2), from hidden" in figure.alt


def test_without_graphviz_it_is_drawn_and_said(monkeypatch):
    monkeypatch.setattr(model_drawing.shutil, "which", lambda name: None)
    figure = model_drawing.draw_model(branched(), caption="Two inputs.")
    assert figure.caption.startswith("Two inputs. Graphviz is not installed here") and "svg" in figure.source
    assert "joined (Concatenate), output (None, 4), from shared and total" in figure.alt


def test_links_of_a_branched_model_follow_its_calls():
    found, pairs = model_drawing.links(branched())
    named = {(found[i].name, found[j].name) for i, j in pairs}
    assert named == {
        ("a", "shared"),
        ("shared", "total"),
        ("b", "total"),
        ("shared", "joined"),
        ("total", "joined"),
        ("joined", "out"),
    }


def test_a_model_without_shapes_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match="no shapes yet: start it with keras.Input"):
        model_drawing.draw_model(keras.Sequential([layers.Dense(2)]))
