"""Lesson 09: every figure of its text, computed by the lesson's own code; SciPy and Keras as second opinions."""

import importlib

import numpy as np
import pytest
from lessons import ROOT, namespace, says
from scipy.signal import correlate2d

from helpers.instructors.authored import Course
from helpers.instructors.banks.predictions import load_predictions
from helpers.widgets import ChannelWalk, ConvStepper, OutputSize

SLUG = "09-convolution"


@pytest.fixture(scope="module")
def ns():
    return namespace(SLUG)


def test_the_worked_grey_example(ns):
    expected = [[125, 79, 10, 88], [79, 86, 108, 266], [252, 59, 273, 277], [68, 163, 162, 200]]
    assert ns["worked"].tolist() == expected == ns["stepper"].output
    assert ns["numbers"].tolist()[0] == [25, 110, 65, 0, 34] and ns["diagonal"].tolist() == [[0, 1], [1, 0]]
    assert ns["stepper"].shown == 0 and len(expected[0]) == 4  # so that four presses fill the first row
    assert ns["worked"].size == 16 and ns["diagonal"].size == 4


def test_the_worked_colour_example(ns):
    assert ns["channel_sums"] == [308, -498, 164]
    assert ns["rgb_output"].tolist() == [[-25]]


def test_output_sizes_asked_in_the_text(ns):
    size = ns["conv_output_size"]
    assert list(ns["sizes"].values()) == [22, 5, 112, 1, 128]
    sizes = {p: size(224, 5, stride=2, padding=p) for p in range(300)}
    assert all(size(223, 5, stride=2, padding=p) == n for p, n in sizes.items())  # a row less: always one that is left
    assert sizes[2] == 112
    assert all(size(n, k) < n for n in range(2, 40) for k in range(2, n + 1))
    assert 60 - sum(60 - size(60, 3) for _ in range(10)) == 40
    with pytest.raises(ValueError):
        size(3, 5)


def test_padding_that_keeps_the_size(ns):
    same = ns["same_padding"]
    assert (same(5, 3, 2), same(28, 5, 1), same(6, 3, 2), same(28, 3, 1)) == (3, 2, None, 1)
    for n, k, s in np.random.default_rng(0).integers(1, 12, (300, 3)):
        p = same(n, k, s)
        if p is not None:
            assert ns["conv_output_size"](n, k, p, s) == n and (n + 2 * p - k) % s == 0
        else:  # the padding rounded up keeps n by the floor alone
            rounded = ((n - 1) * s + k - n + 1) // 2
            assert (ns["conv_output_size"](n, k, rounded, s) == n) == (s > 1) and (n + 2 * rounded - k) % s == 1 % s


def test_most_outputs_are_blind_where_padding_keeps_the_size_at_stride_2(ns):
    says(SLUG, "Nine of 25: nearly two thirds of the outputs are empty")
    assert ns["blind"] == {(5, 3, 2, 3): 16, (7, 5, 2, 5): 24, (28, 5, 1, 2): 0}
    for (n, k, s, p), empty in ns["blind"].items():
        sees = correlate2d(np.pad(np.ones((n, n)), p), np.ones((k, k)), mode="valid")[::s, ::s]
        assert sees.shape == (n, n) and (sees == 0).sum() == empty


def test_parameters_and_weights(ns):
    count = ns["conv_parameters"]
    assert ns["dense_weights"] == 150528 and 100 * ns["dense_weights"] == 15_052_800
    assert (count((3, 3), 3, 32), count((4, 4, 2), 3, 32), count((3, 3), 3, 1, bias=False), count((2, 2), 1, 1)) == (
        896,
        3104,
        27,
        5,
    )
    says(SLUG, "The small window buys the factor; sharing buys whole maps for the same 896.")
    assert round(ns["dense_same"] / 896) == 5376 and 32 * count((3, 3), 3, 1) == 896
    # The quiz's colleague is right with as many channels in as out; a first layer on colour is another matter.
    assert 2 * count((3, 3), 64, 64) < count((5, 5), 64, 64)
    assert count((3, 3), 3, 64) + count((3, 3), 64, 64) > count((5, 5), 3, 64)
    assert ns["maps"].shape == (16, 16, 32) and ns["conv_output_size"](128, 3, 1, 1) == 128
    assert 2 * count((3, 3), 10, 10, bias=False) == 18 * 100 and count((5, 5), 10, 10, bias=False) == 25 * 100


def test_a_window_of_one_pixel_is_a_dense_layer_at_each_pixel(ns):
    assert ns["mixed"].shape == (16, 16, 8) and np.allclose(ns["mixed"], ns["as_dense"])
    assert ns["conv_parameters"]((1, 1), 32, 8) == 264


def test_the_field_of_the_chain_is_15_pixels_wide(ns):
    assert (ns["sees"], ns["jump"]) == (15, 4)
    reached = [column for column in range(39) if _reads(ns["conv2d"], column)]
    assert len(reached) == 15 and reached == list(range(reached[0], reached[0] + 15))


def _reads(conv2d, column):
    """Whether the middle output of the chain 3, 5/2, 5/2 changes with a pixel of that column."""
    image = np.zeros((39, 39))
    image[:, column] = 1
    for k, s in ((3, 1), (5, 2), (5, 2)):
        image = conv2d(image, np.ones((k, k)), 0, s)
    return image[3, 3] > 0


def test_blue_is_the_third_channel_and_strides_leave_places_out(ns):
    says(
        SLUG,
        "so (0, 255, 0) is the brightest green",
        "here 231 against 174 and 201 in the pixel",
        "about a quarter of the outputs",
        "(427 is no multiple of 4: the last three rows are left out.)",
    )
    assert len(ns["original"]) == 427 == 4 * 106 + 3 and ns["blocks"].shape[0] == 106
    assert ns["original"][0, 0].tolist() == [174, 201, 231]
    assert ns["conv_output_size"](28, 3) == 2 * ns["conv_output_size"](28, 3, 0, 2)


def test_the_chain_ends_with_1960_numbers(ns):
    assert [row[1] for row in ns["trail"]] == ["37 × 37 × 10", "17 × 17 × 20", "7 × 7 × 40"]
    assert ns["flat"] == 1960


def test_hand_written_convolution_is_scipys_cross_correlation(ns):
    assert ns["scipy_gap"] < 1e-9 and ns["turned_gap"] < 1e-9 and ns["flip_gap"] > 1
    rng = np.random.default_rng(1)
    for _ in range(30):
        image, kernel, p, s = (
            rng.normal(size=rng.integers(4, 12, 2)),
            rng.normal(size=rng.integers(1, 5, 2)),
            int(rng.integers(0, 3)),
            int(rng.integers(1, 4)),
        )
        assert np.allclose(
            ns["conv2d"](image, kernel, p, s), correlate2d(np.pad(image, p), kernel, "valid")[::s, ::s], atol=1e-12
        )


def test_photograph_and_kernels(ns):
    assert (
        ns["original"].shape == (427, 640, 3)
        and ns["photo"].shape == (106, 160)
        and ns["photo"].min() >= 0
        and ns["photo"].max() <= 255
    )
    assert {name: round(value, 9) for name, value in ns["even_answers"].items()} == {
        "blur": 80,
        "vertical edges": 0,
        "horizontal edges": 0,
        "sharpen": 80,
    }
    detail = {name: np.abs(np.diff(ns["filtered"][name][1:-1, 1:-1], axis=1)).mean() for name in ("blur", "sharpen")}
    plain = np.abs(np.diff(ns["photo"][1:-1, 1:-1], axis=1)).mean()
    assert detail["blur"] < plain < detail["sharpen"]
    assert ns["reach"] == {1: 3, 2: 5, 3: 7, 4: 9}


def test_what_a_shift_changes_and_what_the_notes_say_of_the_order(ns):
    says(SLUG, "98 % in our small grey photograph", "has about 5 376 times as many parameters")
    photo = ns["photo"]
    assert round((photo[:, 1:] != photo[:, :-1]).mean(), 2) == 0.98
    says(SLUG, "With max pooling and ReLU both orders give the same numbers, with average pooling they do not")
    image, relu = np.random.default_rng(5).normal(size=(8, 8)), lambda values: np.maximum(values, 0)
    for pool, same in ((ns["max_pool2d"], True), (ns["avg_pool2d"], False)):
        assert np.allclose(pool(relu(image)), relu(pool(image))) == same
    says(SLUG, "With stride 1 and an odd $k$, $p = (k-1)/2$ keeps the size.")
    assert all(ns["same_padding"](20, k, 1) == (k - 1) / 2 for k in range(1, 12, 2))
    assert not any(ns["same_padding"](20, k, 1) for k in range(2, 12, 2))


def test_max_pooling_forgets_the_place_and_the_other_values(ns):
    sealed = load_predictions(ROOT / "solutions" / SLUG)["what_is_convolution"].says
    assert "Max pooling does not tell where in its window the largest value stood." in sealed and "only" not in sealed
    for window in ([[4, 0], [0, 0]], [[0, 0], [0, 4]], [[1, 2], [3, 4]]):
        assert ns["max_pool2d"](np.array(window)) == 4


def test_pooling(ns):
    assert ns["max_pool2d"](ns["grid"]).tolist() == [[4, 2], [5, -1]] and ns["avg_pool2d"](ns["grid"]).tolist() == [
        [2.5, 1],
        [2, -3],
    ]
    assert ns["max_pool2d"](np.zeros((5, 7))).shape == (2, 3)


def test_equivariance_and_invariance(ns):
    assert ns["equivariant_gap"] < 1e-12 and ns["invariant_gap"] > 0.1
    changes = ns["changes"]
    assert changes["max over everything"] == [0, 0, 0, 0]
    assert changes["none"][0] > changes["max, 2 × 2"][0] > changes["max, 4 × 4"][0] > 0.1
    assert all(changes[name][3] > 1.5 for name in ("none", "max, 2 × 2", "max, 4 × 4"))
    says(SLUG, "Larger shifts change it much more, nearly as before with 2 × 2.")
    assert (
        changes["max, 2 × 2"][2] > 0.9 * changes["none"][2] and changes["max, 4 × 4"][2] > 3 * changes["max, 4 × 4"][0]
    )
    image, kernel = np.random.default_rng(3).normal(size=(9, 12)), ns["kernel"]
    steps = [ns["conv2d"](np.roll(image, shift, axis=1), kernel, stride=2)[:, 2:] for shift in (0, 1, 2)]
    assert np.allclose(steps[2][:, 1:], steps[0][:, :-1]) and not np.allclose(steps[1], steps[0])


def test_widget_answers_that_the_text_gives():
    impulse = np.zeros((5, 5))
    impulse[2, 2] = 1
    lopsided = np.arange(1, 10).reshape(3, 3)
    assert ConvStepper(image=impulse, kernel=lopsided).output == lopsided[::-1, ::-1].tolist()
    assert ConvStepper(image=impulse, kernel=lopsided, flip=True).output == lopsided.tolist()
    step = np.tile([10, 10, 10, 200, 200, 200], (6, 1))
    vertical = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    assert ConvStepper(image=step, kernel=vertical).output == [[0, 760, 760, 0]] * 4
    assert not np.any(ConvStepper(image=step, kernel=vertical.T).output)
    compare = np.tile([-1, 0, 1], (3, 1))
    there_and_back = np.array(ConvStepper(image=np.hstack([step[:, 1:5], step[:, :3]]), kernel=compare).output)
    assert there_and_back.max() == 570 == -there_and_back.min()
    says(SLUG, "With a 3 × 3 kernel and padding 1, a single 1 in the middle copies; a single 1 anywhere else moves.")
    for row, column in np.ndindex(3, 3):
        one = np.zeros((3, 3))
        one[row, column] = 1
        out = np.array(ConvStepper(image=lopsided, kernel=one, padding=1).output)
        moved = np.pad(lopsided, 1)[row : row + 3, column : column + 3]
        assert np.array_equal(out, moved) and np.array_equal(out, lopsided) == (row == column == 1)
    assert (
        OutputSize(n=4, k=3, stride=2).unread_image == 1
        and OutputSize(n=224, k=5, padding=2, stride=2).unread_image == 0
    )
    assert OutputSize(n=28, k=3, dilation=4, stride=1).span == 9


def test_hand_written_functions_equal_keras():
    if importlib.util.find_spec("tensorflow") is None:
        pytest.skip("TensorFlow is not installed")
    full = namespace(SLUG, skip_tags=())
    assert len(full["gaps"]) == 10 and max(full["gaps"].values()) < 1e-6
    assert list(full["layer_counts"].values()) == [(896, 896), (3104, 3104)]


def test_points_and_quiz_key():
    bank = Course(ROOT).lesson(SLUG).bank()
    assert sum(exercise.points for exercise in bank.exercises) + 2 == 26
    assert namespace(SLUG)["quiz_answers"] == bank["09.quiz_answers"].reference


def test_the_walk_over_the_colour_image_says_what_its_box_says():
    says(
        SLUG,
        "$16 \\cdot 27 \\cdot 3 = 1296$",
        "above 0 only where green is stronger by more than 20, at the lower right",
    )
    assert 16 * 27 * 3 == 1296
    says(SLUG, "*after pooling*, with filter 1.", "Only one of its four windows passes its value on")
    first = np.maximum(np.array(ChannelWalk(filter=1).map), 0)
    for window in (first[i : i + 2, j : j + 2] for i in (0, 2) for j in (0, 2)):
        assert (window == window.max()).sum() == 1
    walk = ChannelWalk(filter=3)
    red, green, _ = np.array(walk.image)
    assert np.array_equal(walk.map, green - red - 20)
    above = np.argwhere(np.array(walk.map) > 0)
    assert len(above) <= 8 and above.sum(axis=1).min() >= 4, "not at the lower right"
    left_to_right = np.array(ChannelWalk(filter=2).map)
    says(SLUG, "That is the first column: on its left lies the dark frame.")
    assert (left_to_right[:, 0] < 0).all() and (left_to_right[:, 1:] > 0).all()


def test_maximum_and_mean_of_a_window_agree_on_even_ground_only(ns):
    sealed = load_predictions(ROOT / "solutions" / SLUG)["brighter_pool"].says
    assert "On even ground they agree; where an edge crosses the window they differ." in sealed
    even, crossed = np.full((2, 2), 0.4), np.array([[0.0, 1.0], [0.0, 1.0]])
    apart = [float(ns["max_pool2d"](window)[0, 0] - ns["avg_pool2d"](window)[0, 0]) for window in (even, crossed)]
    assert apart == pytest.approx([0, 0.5])
