"""ChannelWalk: its numbers are those of SciPy and of the worked example, in Python and in the browser."""

import numpy as np
import pytest
from scipy.signal import correlate2d
from widgets_js import run_js

from helpers.widgets import ChannelWalk


def by_scipy(walk):
    chosen = walk.filters[walk.filter - 1]
    maps = [correlate2d(c, k, mode="same") for c, k in zip(np.array(walk.image), np.array(chosen["kernels"]))]
    return maps, sum(maps) + chosen["bias"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_map_relu_and_pool_are_those_of_scipy(number):
    walk = ChannelWalk(filter=number)
    maps, wanted = by_scipy(walk)
    [told] = run_js("channel_walk", [("walked", walk.image, walk.filters[number - 1])])
    relu = np.maximum(wanted, 0)
    pool = relu.reshape(2, 2, 2, 2).max(axis=(1, 3))
    for name, right in (("map", wanted), ("relu", relu), ("pool", pool)):
        assert np.array_equal(told[name], right) and np.array_equal(getattr(walk, name), right)
    assert np.array_equal(told["sums"], np.stack(maps, axis=-1))


def test_the_first_number_is_the_one_worked_by_hand():
    walk = ChannelWalk()
    assert walk.sums == [308, -498, 164] and walk.map[0][0] == -25
    assert "red 308, green -498, blue 164, with the bias -25, after ReLU 0." in str(walk)


def test_a_pooled_number_is_followed_back_to_the_largest_of_its_four():
    for number in (1, 2, 3):
        for cell in (1, 2, 3, 4):
            walk = ChannelWalk(filter=number, stage="pool", cell=cell)
            row, column = walk.place
            assert walk.relu[row][column] == walk.pool[(cell - 1) // 2][(cell - 1) % 2]
            [told] = run_js("channel_walk", [("placeOf", "pool", cell, {"relu": walk.relu})])
            assert tuple(told) == walk.place
