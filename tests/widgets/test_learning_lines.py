"""LearningLines: what the browser draws is what NumPy computes."""

import numpy as np
import pytest
import traitlets
from widget_samples import FRAMES
from widgets_js import run_js

from helpers.widgets import LearningLines


def test_outputs_are_those_of_numpy_in_python_and_in_the_browser():
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    places = np.random.default_rng(0).uniform(-0.5, 1.5, (6, 2))
    for frame in FRAMES:
        W, v = np.array(frame["hidden"]), np.array(frame["output"])
        hidden = sigmoid(places @ W[:2] + W[2])
        wanted = sigmoid(hidden @ v[:-1] + v[-1])
        told = run_js("learning_lines", [("answer", frame, *place) for place in places.tolist()])
        assert np.allclose([one["out"] for one in told], wanted)
        assert np.allclose([one["units"] for one in told], hidden)
        widget = LearningLines(frames=[frame], points=[[*place, 1] for place in places.tolist()])
        assert np.allclose(widget.outputs(), wanted)


def test_a_line_is_cut_at_the_border_of_the_picture():
    rng = np.random.default_rng(1)
    lines = rng.normal(size=(40, 3)).round(3).tolist()
    for (w, v, c), ends in zip(lines, run_js("learning_lines", [("crossing", *line, [-0.5, 1.5]) for line in lines])):
        corners = [w * a + v * b + c > 0 for a in (-0.5, 1.5) for b in (-0.5, 1.5)]
        assert (ends is None) == (len(set(corners)) == 1)
        for a, b in ends or []:
            assert abs(w * a + v * b + c) < 1e-9 and max(abs(a - 0.5), abs(b - 0.5)) == pytest.approx(1)


def test_frames_that_are_none_are_refused():
    with pytest.raises(traitlets.TraitError, match='frame 0 has no "error"'):
        LearningLines(frames=[{key: FRAMES[0][key] for key in ("update", "hidden", "output")}])
    with pytest.raises(traitlets.TraitError, match="three rows of n weights"):
        LearningLines(frames=[FRAMES[0] | {"output": [1, 2]}])
    assert "no training to show" in LearningLines().describe()
    assert "after 90 updates" in LearningLines(frames=FRAMES, at=2).describe()
    assert LearningLines(frames=FRAMES, at=400).frame == FRAMES[-1]


def test_a_line_that_has_left_the_picture_has_all_corners_on_one_side():
    points = LearningLines(frames=FRAMES).points
    rng = np.random.default_rng(2)
    frames = [
        {
            "update": 1,
            "error": 0.1,
            "hidden": np.append(rng.normal(size=(2, 1)), [[c]], axis=0).tolist(),
            "output": [1, 0],
        }
        for c in rng.normal(0, 3, 200)
    ]
    told = run_js("learning_lines", [("verdict", frame, points) for frame in frames])
    away = ["has all corners on one side" in sentence for _, sentence in told]
    assert 20 < sum(away) < 180
    for frame, gone in zip(frames, away, strict=True):
        sides = {np.sign(np.dot(np.ravel(frame["hidden"]), [a, b, 1])) for a, b, _ in points}
        assert not gone or len(sides) == 1


def test_that_all_corners_are_right_is_said_in_words():
    points = LearningLines(frames=FRAMES).points
    (early, asked), (late, reached) = run_js("learning_lines", [("verdict", FRAMES[i], points) for i in (0, 2)])
    assert (early, late) == ("note", "good")
    assert "of 4 corners on the right side" in asked
    assert reached.startswith("After 90 updates all 4 corners are on the right side")
