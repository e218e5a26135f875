"""OutputSize: how many places a kernel has on an image, drawn and as a formula, and what the floor throws away."""

from __future__ import annotations

from .base import CourseWidget, Whole


class OutputSize(CourseWidget):
    """Sliders for image size n, kernel size k, padding p, stride s and dilation d.

    ``OutputSize(n=224, k=5, padding=2, stride=2)``: ``size.output`` is the number of outputs along one side, None where
    the kernel does not fit; ``size.divides`` says whether the last position ends at the border; ``size.unread`` counts
    the rows at the far end that no position reaches, padding included, ``size.unread_image`` without padding.
    """

    MODULE = "output_size"
    CONTROLS = ("n", "k", "padding", "stride", "dilation", "position", "grid", "strip", "reset")

    n = Whole(7, 1, 256)
    k = Whole(3, 1, 15)
    padding = Whole(0, 0, 16)
    stride = Whole(2, 1, 16)
    dilation = Whole(1, 1, 4)
    position = Whole(1, 1, 10**6, help="the position whose window is shown, counted row by row")

    @property
    def span(self) -> int:
        """How many pixels the kernel reaches over, gaps of the dilation included."""
        return 1 + (self.k - 1) * self.dilation

    @property
    def room(self) -> int:
        """How far the kernel can move from its first position; negative where it does not fit."""
        return self.n + 2 * self.padding - self.span

    @property
    def output(self) -> int | None:
        """Outputs along one side, rounded down as libraries do."""
        return len(range(0, self.room + 1, self.stride)) or None

    @property
    def divides(self) -> bool:
        """True where the steps come out even, as the rule of many lecture notes demands."""
        return self.room >= 0 and self.room % self.stride == 0

    @property
    def unread(self) -> int:
        """Rows (and columns) at the far end that no position reaches, padding included."""
        return self.room % self.stride if self.room >= 0 else self.n + 2 * self.padding

    @property
    def unread_image(self) -> int:
        """Those among them that belong to the image."""
        return min(self.n, max(0, self.unread - self.padding))

    def describe(self) -> str:
        what = f"n = {self.n}, k = {self.k}, padding {self.padding}, stride {self.stride}, dilation {self.dilation}"
        if self.output is None:
            return f"{what}: the kernel does not fit."
        rest = (
            "the steps come out even"
            if self.divides
            else f"{self.unread} never read at the far end, {self.unread_image} of them image"
        )
        return f"{what}: output {self.output}; {rest}."
