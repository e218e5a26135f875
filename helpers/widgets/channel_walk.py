"""ChannelWalk: filters walk over a colour image; every number of a map is followed back to its multiplications."""

from __future__ import annotations

import json

import traitlets

from .base import Choice, CourseWidget, Whole

CHANNELS = ("red", "green", "blue")
IMAGE = (
    ((156, 155, 150, 40), (153, 154, 90, 20), (152, 80, 30, 10), (60, 20, 10, 5)),
    ((167, 166, 160, 50), (164, 165, 100, 60), (160, 90, 120, 130), (70, 90, 140, 150)),
    ((163, 162, 158, 60), (160, 161, 110, 30), (158, 95, 40, 20), (80, 30, 20, 10)),
)
NOTHING = ((0, 0, 0), (0, 0, 0), (0, 0, 0))
FILTERS = (
    {
        "name": "the one worked by hand",
        "kernels": (
            ((-1, -1, 1), (0, 1, -1), (0, 1, 1)),
            ((1, 0, 0), (1, -1, -1), (1, 0, -1)),
            ((0, 1, 1), (0, 1, 0), (1, -1, 1)),
        ),
        "bias": 1,
    },
    {"name": "from bright to dark", "kernels": (((1, 0, -1), (1, 0, -1), (1, 0, -1)),) * 3, "bias": 0},
    {
        "name": "more green than red",
        "kernels": (((0, 0, 0), (0, -1, 0), (0, 0, 0)), ((0, 0, 0), (0, 1, 0), (0, 0, 0)), NOTHING),
        "bias": -20,
    },
)
STAGES = ("map", "relu", "pool")


class ChannelWalk(CourseWidget):
    """A 4 × 4 colour image padded by 1, filters of 3 × 3 × 3, ReLU, and max pooling in windows of 2.

    ``ChannelWalk(filter=1, stage="map", cell=1, product=1)``: which filter (counted from 1), at which of "map", "relu"
    and "pool" one looks, at which number there (row by row, from 1), and at which of the 27 products of its sum.
    ``walk.map``, ``walk.relu`` and ``walk.pool`` are the numbers, ``walk.sums`` those of the channels at the window.
    """

    MODULE = "channel_walk"
    CONTROLS = ("filter", "stage", "cell", "product", "next", "back", "reset")

    image = traitlets.List(json.loads(json.dumps(IMAGE))).tag(sync=True)
    filters = traitlets.List(json.loads(json.dumps(FILTERS))).tag(sync=True)
    filter = Whole(1, 1, len(FILTERS))
    stage = Choice(STAGES)
    cell = Whole(1, 1, 16)
    product = Whole(1, 1, 27)

    def _window(self, row, column):
        padded = [[[0] * 6, *([0, *line, 0] for line in channel), [0] * 6] for channel in self.image]
        return [[line[column : column + 3] for line in channel[row : row + 3]] for channel in padded]

    def _sums(self, row, column):
        kernels = self.filters[self.filter - 1]["kernels"]
        return [
            sum(v * w for line, weights in zip(window, kernel) for v, w in zip(line, weights))
            for window, kernel in zip(self._window(row, column), kernels)
        ]

    @property
    def map(self) -> list[list[float]]:
        """What the filter gives: the sums of all channels, and the bias once."""
        bias = self.filters[self.filter - 1]["bias"]
        return [[sum(self._sums(i, j)) + bias for j in range(4)] for i in range(4)]

    @property
    def relu(self) -> list[list[float]]:
        """The map after ReLU."""
        return [[max(value, 0) for value in line] for line in self.map]

    @property
    def pool(self) -> list[list[float]]:
        """The largest of each window of 2 × 2 after ReLU."""
        relu = self.relu
        return [[max(relu[2 * i + a][2 * j + b] for a in (0, 1) for b in (0, 1)) for j in (0, 1)] for i in (0, 1)]

    @property
    def place(self) -> tuple[int, int]:
        """Row and column, from 0, of the number of the map that is followed back; of a pooled one, its largest."""
        side = 2 if self.stage == "pool" else 4
        row, column = divmod(min(self.cell, side * side) - 1, side)
        if side == 4:
            return row, column
        relu = self.relu
        inside = [(2 * row + a, 2 * column + b) for a in (0, 1) for b in (0, 1)]
        return max(inside, key=lambda place: relu[place[0]][place[1]])

    @property
    def sums(self) -> list[float]:
        """The sums of red, green and blue at that place."""
        return self._sums(*self.place)

    def describe(self) -> str:
        row, column = self.place
        parts = ", ".join(f"{name} {value:g}" for name, value in zip(CHANNELS, self.sums))
        total = self.map[row][column]
        return (
            f'filter {self.filter}, "{self.filters[self.filter - 1]["name"]}", '
            f"at row {row + 1}, column {column + 1} of its map: "
            f"{parts}, with the bias {total:g}, after ReLU {max(total, 0):g}."
        )
