"""ConvStepper: a kernel walks over a small image, its sum is written out, and the output fills up."""

from __future__ import annotations

import traitlets

from .base import CourseWidget, Flag, Whole, checked_number

IMAGE = (
    (25, 110, 65, 0, 34),
    (15, 14, 10, 54, 66),
    (65, 76, 54, 200, 210),
    (176, 5, 73, 67, 89),
    (63, 90, 95, 111, 175),
)
KERNEL = ((0, 1), (1, 0))


class Grid(traitlets.TraitType):
    """Rows of numbers, all of one length, between `least` and `most` each way; kept as tuples so that no change goes
    unnoticed.
    """

    def __init__(self, default, most, low=-999, high=999, least=1, **kwargs):
        self.most, self.least, self.low, self.high = most, least, low, high
        super().__init__(default, **kwargs)
        self.tag(sync=True)

    def validate(self, obj, value):
        place = f"{type(obj).__name__}: {self.name}"
        wanted = (
            f"must be {self.least} to {self.most} rows of {self.least} to {self.most} numbers, all rows of one length"
        )
        try:
            rows = [list(row) for row in value]
        except TypeError:
            rows = []
        widths = {len(row) for row in rows}
        if not self.least <= len(rows) <= self.most or len(widths) != 1 or not self.least <= widths.pop() <= self.most:
            raise traitlets.TraitError(f"{place} {wanted}.")
        return tuple(
            tuple(_tidy(checked_number(f"{place}[{i}][{j}]", item, self.low, self.high)) for j, item in enumerate(row))
            for i, row in enumerate(rows)
        )


def _tidy(number: float):
    """Whole numbers without the point."""
    return int(number) if number == int(number) else number


class ConvStepper(CourseWidget):
    """A kernel on a small image: one position at a time, every product written out.

    ``ConvStepper(image=[[...]], kernel=[[0, 1], [1, 0]], stride=1, padding=0, dilation=1, shown=1)``: images up to
    7 × 7, kernels up to 4 × 4. ``shown`` counts the outputs that are filled in. ``flip=True`` turns the kernel by 180°
    first: convolution as mathematics defines it; without it the cross-correlation that libraries compute.
    ``stepper.output`` is the whole result as a list of rows, empty where the kernel does not fit.
    """

    MODULE = "conv_stepper"
    CONTROLS = (
        "picture_choice",
        "kernel_choice",
        "image",
        "kernel",
        "stride",
        "padding",
        "dilation",
        "flip",
        "next",
        "back",
        "all",
        "run",
        "restart",
        "reset",
    )

    image = Grid(IMAGE, 7, least=2)
    kernel = Grid(KERNEL, 4)
    stride = Whole(1, 1, 4)
    padding = Whole(0, 0, 2)
    dilation = Whole(1, 1, 3)
    flip = Flag(False)
    shown = Whole(1, 0, 200)

    @property
    def output(self) -> list[list[float]]:
        """The result for the present image, kernel, stride, padding and dilation."""
        kernel = [row[::-1] for row in self.kernel[::-1]] if self.flip else self.kernel
        pixels = {(i, j): value for i, row in enumerate(self.image) for j, value in enumerate(row)}
        starts = []
        for size, taps in ((len(self.image), len(kernel)), (len(self.image[0]), len(kernel[0]))):
            starts.append(range(-self.padding, size + self.padding - self.dilation * (taps - 1), self.stride))
        return [
            [
                sum(
                    w * pixels.get((top + a * self.dilation, left + b * self.dilation), 0)
                    for a, row in enumerate(kernel)
                    for b, w in enumerate(row)
                )
                for left in starts[1]
            ]
            for top in starts[0]
            if starts[1]
        ]

    def describe(self) -> str:
        rows, columns = len(self.image), len(self.image[0])
        kind = "convolution with the flipped kernel" if self.flip else "cross-correlation"
        size = f"{len(self.kernel)} × {len(self.kernel[0])} kernel"
        settings = f"stride {self.stride}, padding {self.padding}, dilation {self.dilation}"
        output = self.output
        if not output:
            return f"{rows} × {columns} image, {size}, {settings}: the kernel does not fit."
        text = " / ".join(" ".join(f"{value:g}" for value in row) for row in output)
        return f"{rows} × {columns} image, {size}, {settings}, {kind}: output {len(output)} × {len(output[0])}: {text}."
