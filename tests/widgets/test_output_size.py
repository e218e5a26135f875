"""OutputSize: sizes in the browser and in Python against arrays made in NumPy, and what the floor throws away."""

import numpy as np
import pytest
from system import needs
from widgets_js import run_js

from helpers.widgets import OutputSize


def random_sizes(count):
    rng = np.random.default_rng(11)
    for _ in range(count):
        n, k, padding, stride, dilation = (
            rng.integers(1, 60),
            rng.integers(1, 16),
            rng.integers(0, 8),
            rng.integers(1, 9),
            rng.integers(1, 5),
        )
        yield OutputSize(n=int(n), k=int(k), padding=int(padding), stride=int(stride), dilation=int(dilation))


def seen(size):
    """(number of windows, positions of the padded row behind the last one) by cutting windows out of an array."""
    row = np.arange(-size.padding, size.n + size.padding)
    if size.span > len(row):
        return None, row
    windows = np.lib.stride_tricks.sliding_window_view(row, size.span)[:: size.stride, :: size.dilation]
    assert windows.shape[1] == size.k
    return len(windows), row[row > windows.max()]


def test_python_counts_the_windows_that_numpy_cuts():
    for size in random_sizes(400):
        count, behind = seen(size)
        assert size.output == count and size.unread == len(behind), size
        assert size.unread_image == sum((behind >= 0) & (behind < size.n))
        assert size.divides == (count is not None and len(behind) == 0)


@needs("node")
def test_the_browser_counts_the_same():
    sizes = list(random_sizes(300))
    for size, got in zip(sizes, run_js("output_size", [("sizes", s.state()) for s in sizes]), strict=True):
        assert (got["output"] or None, got["unread"], got["unreadImage"], got["span"]) == (
            size.output,
            size.unread,
            size.unread_image,
            size.span,
        )


@needs("node")
def test_padding_that_keeps_the_size_is_found_or_denied():
    sizes = list(random_sizes(200))
    for size, p in zip(sizes, run_js("output_size", [("keepingPadding", s.state()) for s in sizes]), strict=True):
        right = [
            q
            for q in range(400)
            if size.n + 2 * q >= size.span and (size.n + 2 * q - size.span) == (size.n - 1) * size.stride
        ]
        assert right == ([] if p is None else [p])


@needs("node")
def test_formula_shows_its_numbers_and_what_does_not_fit():
    even, floored, wide, none = run_js(
        "output_size",
        [
            ("formulaLines", OutputSize(**s).state())
            for s in (
                {"n": 7, "k": 3, "stride": 2},
                {"n": 224, "k": 5, "padding": 2, "stride": 2},
                {"n": 9, "k": 3, "dilation": 3, "stride": 1},
                {"n": 3, "k": 5, "stride": 1},
            )
        ],
    )
    assert even[-1] == "= ⌊4 / 2⌋ + 1 = 2 + 1 = 3"
    assert floored[-2:] == ["= ⌊(224 + 2·2 − 5) / 2⌋ + 1", "= ⌊223 / 2⌋ + 1 = ⌊111.5⌋ + 1 = 111 + 1 = 112"]
    assert wide[0].endswith("3·2 + 1 = 7") and wide[-1].endswith("= 3")
    assert none[-1].endswith("the kernel is larger than the padded image")


@needs("node")
def test_what_no_window_reads_is_found_between_the_places_too():
    sizes = [*random_sizes(200), OutputSize(n=8, k=3, stride=5), OutputSize(n=5, k=3, dilation=2, stride=1)]
    states = [size.state() for size in sizes]
    runs = run_js("output_size", [("neverRead", state) for state in states])
    words = run_js("output_size", [("inWords", state) for state in states])
    for size, got, said in zip(sizes, runs, words, strict=True):
        row = np.arange(size.n + 2 * size.padding)
        windows = (
            np.lib.stride_tricks.sliding_window_view(row, size.span)[:: size.stride, :: size.dilation]
            if size.output
            else row[:0]
        )
        assert [at for start, end in got for at in range(start, end)] == sorted(set(row) - set(windows.ravel())), size
        image = set(range(size.padding, size.padding + size.n))
        gaps = len(image - set(windows.ravel()) - set(row[row > windows.max()])) if size.output else 0
        assert (f"{gaps} of {size.n} rows and columns of the image are never read" in said) == (gaps > 0), size
        assert "every pixel is reached" not in said or not image - set(windows.ravel()), size


@needs("node")
def test_a_long_row_is_shown_by_its_two_ends():
    short, long = run_js("output_size", [("cellsShown", 9, 20), ("cellsShown", 228, 20)])
    assert short == list(range(9))
    assert len(long) == 20 and long.count(None) == 1 and long[0] == 0 and long[-1] == 227


def test_the_questions_of_the_lesson():
    for n, k, p, s, output, divides in [
        (5, 3, 3, 2, 5, True),
        (28, 7, 0, 1, 22, True),
        (224, 5, 2, 2, 112, False),
        (4, 3, 0, 2, 1, False),
        (128, 3, 1, 1, 128, True),
        (39, 3, 0, 1, 37, True),
        (37, 5, 0, 2, 17, True),
        (17, 5, 0, 2, 7, True),
    ]:
        size = OutputSize(n=n, k=k, padding=p, stride=s)
        assert (size.output, size.divides) == (output, divides)


def test_what_it_shows_is_said_in_words():
    assert OutputSize(n=4, k=3, stride=2).describe().endswith("output 1; 1 never read at the far end, 1 of them image.")
    assert OutputSize(n=2, k=3, stride=1).describe().endswith("the kernel does not fit.")
    assert "come out even" in OutputSize().describe()
    assert OutputSize(n=4, k=3, stride=2).unread_image == pytest.approx(1)
