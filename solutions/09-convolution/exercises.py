"""Exercise bank of lesson 09: output sizes, convolution of grey and colour images, pooling, parameters, quizzes."""

import functools
import math

import numpy as np

from helpers.checks.probes import Call
from helpers.instructors.banks import Bank, Case, Exercise, Misconception, Option, Question, graded_quiz

# -- output size -----------------------------------------------------------------------------------


def size_cases(rng):
    def drawn():
        k, stride, padding = int(rng.integers(2, 8)), int(rng.integers(2, 5)), int(rng.integers(1, 4))
        rest = int(rng.integers(1, stride))  # so that the division does not come out even
        n = k + stride * int(rng.integers(3, 9)) + rest
        return n, k, padding, stride

    n, k, padding, stride = drawn()
    ok = (7, 3, 0, 2)
    return [
        Case((28, 7), about="stride 1, no padding", part="sizes"),
        Case((224, 5), {"padding": 2, "stride": 2}, about="does not divide", part="sizes"),
        Case((4, 3, 0, 2), about="the last row is dropped", part="sizes"),
        Case((12, 3, 0, 5), about="0.8 of a step is left over", part="sizes"),
        Case((10, 3, 0, 3), about="a third of a step is left over", part="sizes"),
        Case((n - 2 * padding if n > 2 * padding + k else n, k, padding, stride), about="drawn", part="sizes"),
        Case((k, k), about="exactly one place", part="sizes"),
        Case((9, 1), {"stride": 2}, about="a kernel of one pixel", part="sizes"),
        Case((1, 1), about="one pixel and a kernel of one", part="sizes"),
        Case((2, 5, 2, 1), about="fits thanks to the padding", part="sizes"),
        Case(ok, about="nothing is wrong here", part="errors"),
        Case((3, 5), about="the kernel does not fit", part="errors"),
        Case((3, 9, 2, 1), about="does not fit even with padding", part="errors"),
        Case((0, 1, 1, 1), about="n = 0", part="errors"),
        Case((5, 0), about="k = 0", part="errors"),
        Case((5, 3, 0, 0), about="stride 0", part="errors"),
        Case((5, 3, 0, -1), about="a negative stride", part="errors"),
        Case((5, 3, -1, 1), about="negative padding", part="errors"),
    ]


def checked(formula):
    """The formula behind all the checks of its arguments."""

    def conv_output_size(n, k, padding=0, stride=1):
        if min(n, k, stride) < 1 or padding < 0 or k > n + 2 * padding:
            raise ValueError("no output")
        return formula(n, k, padding, stride)

    return conv_output_size


def unchecked(bad):
    """The right formula where only `bad(n, k, padding, stride)` raises a ValueError."""

    def conv_output_size(n, k, padding=0, stride=1):
        if bad(n, k, padding, stride):
            raise ValueError("no output")
        return (n + 2 * padding - k) // stride + 1

    return conv_output_size


def none_for_errors(n, k, padding=0, stride=1):
    try:
        return right_size(n, k, padding, stride)
    except ValueError:
        return None


def asserts(n, k, padding=0, stride=1):
    assert min(n, k, stride) >= 1 and padding >= 0 and k <= n + 2 * padding
    return right_size(n, k, padding, stride)


right_size = checked(lambda n, k, p, s: (n + 2 * p - k) // s + 1)
one_padding = checked(lambda n, k, p, s: (n + p - k) // s + 1)
no_plus_one = checked(lambda n, k, p, s: (n + 2 * p - k) // s)
rounds_up = checked(lambda n, k, p, s: math.ceil((n + 2 * p - k) / s) + 1)

output_size = Exercise(
    "09.conv_output_size",
    points=3,
    cases=size_cases,
    parts={"sizes": 2, "errors": 1},
    misconceptions=[
        Misconception(
            "one-padding",
            one_padding,
            "The padding is counted once, but zeros are added on both sides. 5 pixels with p = 1 are 7.",
        ),
        Misconception(
            "no-plus-one",
            no_plus_one,
            "You count the steps and forget the place where the window starts. With n = k it has exactly one place.",
        ),
        Misconception(
            "true-division",
            checked(lambda n, k, p, s: (n + 2 * p - k) / s + 1),
            "A number of places is whole. Where the division does not come out even, the last step is not taken: which "
            "way must you round?",
        ),
        Misconception(
            "nearest",
            checked(lambda n, k, p, s: round((n + 2 * p - k) / s) + 1),
            "You round to the nearest. 0.8 of a step is no step: for n = 12, k = 3, s = 5 the window has 2 places, not "
            "3.",
        ),
        Misconception(
            "up",
            rounds_up,
            "You round up, so the last window hangs over the border. For n = 4, k = 3, s = 2 there is one place; at "
            "the second the window would need pixel 5.",
        ),
        Misconception(
            "brackets-missing",
            checked(lambda n, k, p, s: n + 2 * p - k // s + 1),
            "You divide the kernel alone by the stride: `//` binds tighter than + and −. What is divided needs "
            "brackets.",
        ),
        Misconception(
            "stride-ignored",
            checked(lambda n, k, p, s: n + 2 * p - k + 1),
            "The stride is not used. With stride 2 the window visits only every second place.",
        ),
        Misconception(
            "kernel-ignored",
            checked(lambda n, k, p, s: (n + 2 * p) // s),
            "The kernel's size is not used. A larger kernel has fewer places: with n = k there is one.",
        ),
        Misconception(
            "nothing-checked",
            unchecked(lambda n, k, p, s: False),
            "The sizes are right. Now the bad inputs: a kernel that does not fit gets 0 or a negative size, and a "
            "stride of 0 stops with a ZeroDivisionError. Look at the arguments first and raise a ValueError that says "
            "what is wrong.",
        ),
        Misconception(
            "fit-unchecked",
            unchecked(lambda n, k, p, s: min(n, k, s) < 1 or p < 0),
            "A kernel that is larger than the padded image gets an answer: 0 or less. Raise a ValueError, with the "
            "numbers in its message.",
        ),
        Misconception(
            "fit-without-padding",
            unchecked(lambda n, k, p, s: min(n, k, s) < 1 or p < 0 or k > n),
            "You compare k with n alone. Padding counts: a kernel of 5 fits into 2 pixels with 2 zeros on each side.",
        ),
        Misconception(
            "only-fit-checked",
            unchecked(lambda n, k, p, s: k > n + 2 * p),
            "Only the fit is checked. A stride of 0, a kernel of 0 or negative padding deserve a ValueError with a "
            "clear sentence, too.",
        ),
        Misconception(
            "padding-unchecked",
            unchecked(lambda n, k, p, s: min(n, k, s) < 1 or k > n + 2 * p),
            "Negative padding gets an answer, as if zeros could be taken away. Raise a ValueError for it.",
        ),
        Misconception(
            "none-for-errors",
            none_for_errors,
            "Where there is no output you return None. The caller would go on with it and fail somewhere else: raise a "
            "ValueError here, where the cause is known.",
        ),
        Misconception(
            "asserts",
            asserts,
            "An `assert` raises an AssertionError, and Python leaves it out when it runs with -O. For bad input `raise "
            'ValueError("...")`.',
        ),
    ],
    alternatives={
        "math.floor": checked(lambda n, k, p, s: math.floor((n + 2 * p - k) / s) + 1),
        "counting": checked(lambda n, k, p, s: len(range(0, n + 2 * p - k + 1, s))),
        "numpy": checked(lambda n, k, p, s: np.int64((n + 2 * p - k + s) // s)),
        "other form": checked(lambda n, k, p, s: (n + 2 * p - k + s) // s),
        "floor as a float": checked(lambda n, k, p, s: np.floor((n + 2 * p - k) / s) + 1),
    },
)

# -- padding that keeps the size -------------------------------------------------------------------


def padding_cases(rng):
    odd_k = int(rng.integers(2, 5)) * 2 + 1
    n = int(rng.integers(6, 30))
    return [
        Case((5, 3, 2), about="the question of the lesson"),
        Case((28, 5, 1), about="stride 1, odd kernel"),
        Case((n, odd_k, 1), about="stride 1, odd kernel"),
        Case((6, 3, 2), about="odd: no whole number solves it"),
        Case((n, odd_k + 1, 1), about="even kernel, stride 1"),
        Case((2 * n + 1, odd_k, 3), about="stride 3"),
        Case((7, 1, 1), about="a kernel of 1"),
        Case((2 * n, odd_k + 1, 2), about="even kernel, stride 2"),
    ]


def padding_rule(twice, none=None, half=lambda x: x // 2):
    """p from 2p = twice(n, k, stride); `none` where that is odd."""
    return lambda n, k, stride: half(twice(n, k, stride)) if twice(n, k, stride) % 2 == 0 else none


def exact_twice(n, k, stride):
    return (n - 1) * stride + k - n


def padded_with_the_floor(n, k, stride):
    return next((p for p in range(n * stride + k) if (n + 2 * p - k) // stride + 1 == n), None)


def no_padding_error(n, k, stride):
    if exact_twice(n, k, stride) % 2:
        raise ValueError("none")
    return exact_twice(n, k, stride) // 2


padding = Exercise(
    "09.same_padding",
    points=3,
    cases=padding_cases,
    misconceptions=[
        Misconception(
            "stride-ignored",
            padding_rule(lambda n, k, s: k - 1),
            "This is right for stride 1 only. With stride 2 the window makes fewer steps, so far more padding is "
            "needed: for n = 5, k = 3, s = 2 it is 3.",
        ),
        Misconception(
            "half-kernel",
            lambda n, k, stride: k // 2,
            "k // 2 is a rule of thumb for stride 1 and odd kernels. Put your answer into the output-size formula and "
            "see whether n comes out, for stride 2 and for even kernels.",
        ),
        Misconception(
            "half-kernel-less-one",
            lambda n, k, stride: (k - 1) // 2,
            "(k − 1) // 2 is right for stride 1 and odd kernels only. For n = 5, k = 3, s = 2 it gives 1, and then the "
            "output has 3 pixels, not 5.",
        ),
        Misconception(
            "floored",
            lambda n, k, stride: exact_twice(n, k, stride) // 2,
            "Where 2p would be odd you round down. That p does not solve the equation. No whole p does: return None.",
        ),
        Misconception(
            "rounded-up",
            lambda n, k, stride: -(-exact_twice(n, k, stride) // 2),
            "Where 2p would be odd you round up. That p does not solve the equation, even where the floor makes n of "
            "it. No whole p does: return None.",
        ),
        Misconception(
            "solves-it-with-the-floor",
            padded_with_the_floor,
            "Your p gives n where the division of the output-size formula is floored. It does not solve the equation: "
            "for (6, 3, 2) its left side, without a floor, is 6.5 with p = 4. No whole p does: return None.",
        ),
        Misconception(
            "kernel-even",
            lambda n, k, stride: None if k % 2 == 0 else exact_twice(n, k, stride) // 2,
            "Your answer is None where k is even, and only there. Whether there is a whole p hangs on 2p, where n and "
            "the stride count, too: compare (6, 3, 2) with (6, 4, 2).",
        ),
        Misconception(
            "half-pixel",
            lambda n, k, stride: exact_twice(n, k, stride) / 2,
            "Half a row of padding does not exist. Where 2p is odd return None.",
        ),
        Misconception(
            "both-sides",
            lambda n, k, stride: exact_twice(n, k, stride) if exact_twice(n, k, stride) % 2 == 0 else None,
            "This is the padding of both sides together. Asked for is what is added on each side.",
        ),
        Misconception(
            "n-for-n-minus-1",
            padding_rule(lambda n, k, s: n * s + k - n),
            "Check the step where you bring the 1 to the other side: n outputs need n − 1 steps. For n = 7, k = 1, s = "
            "1 no padding is needed at all.",
        ),
        Misconception(
            "raises",
            no_padding_error,
            "A ValueError where there is no such padding: here None is asked for. Both are used in practice; the text "
            "decides.",
        ),
        Misconception(
            "minus-one",
            padding_rule(exact_twice, none=-1),
            "−1 is a number with which a caller would go on computing. Where there is no such padding, return None.",
        ),
        Misconception(
            "zero",
            padding_rule(exact_twice, none=0),
            "0 says that no padding is needed. Where there is no such padding, return None.",
        ),
    ],
    alternatives={
        "searching": lambda n, k, stride: next(
            (p for p in range(n * stride + k) if n + 2 * p >= k and n + 2 * p - k == (n - 1) * stride), None
        ),
        "divmod": lambda n, k, stride: (lambda q, r: None if r else q)(*divmod((n - 1) * stride + k - n, 2)),
        "float": lambda n, k, stride: None if exact_twice(n, k, stride) % 2 else exact_twice(n, k, stride) / 2,
        "numpy": lambda n, k, stride: (
            None if exact_twice(n, k, stride) % 2 else np.int64(exact_twice(n, k, stride) // 2)
        ),
    },
)

# -- convolution -----------------------------------------------------------------------------------


def conv_cases(rng):
    return [
        Case(
            (
                np.array(
                    [
                        [25, 110, 65, 0, 34],
                        [15, 14, 10, 54, 66],
                        [65, 76, 54, 200, 210],
                        [176, 5, 73, 67, 89],
                        [63, 90, 95, 111, 175],
                    ]
                ),
                np.array([[0, 1], [1, 0]]),
            ),
            about="the example of the lesson",
        ),
        Case((rng.normal(size=(6, 6)), rng.normal(size=(3, 3))), about="6 × 6 and 3 × 3"),
        Case((rng.normal(size=(5, 8)), rng.normal(size=(2, 3))), about="not square"),
        Case((rng.normal(size=(4, 5)), rng.normal(size=(3, 3))), {"padding": 2}, about="padding 2"),
        Case((rng.normal(size=(7, 9)), rng.normal(size=(3, 2))), {"stride": 2}, about="stride 2"),
        Case(
            (rng.normal(size=(8, 6)), rng.normal(size=(3, 4))),
            {"padding": 1, "stride": 3},
            about="padding 1 and stride 3, a rest is dropped",
        ),
        Case((rng.normal(size=(3, 4)), rng.normal(size=(3, 4))), about="as large as the image: one output"),
        Case(
            (np.array([[1, 2, 0], [3, 1, 2], [0, 1, 4]]), np.array([[0.5, 0.25], [-0.25, 0.5]])),
            about="pixels that are whole numbers, a kernel of fractions",
        ),
    ]


def convolve(image, kernel, padding=0, stride=1, *, steps=None, pad=None, size=None, inner=np.sum, place=None):
    """Convolution with one of its pieces replaced."""
    steps = steps or (stride, stride)
    padded = np.pad(image, padding) if pad is None else pad(image, padding)
    (kh, kw), (rows, columns) = (
        kernel.shape,
        (right_size(n, k, 0, s) for n, k, s in zip(padded.shape, kernel.shape, steps)),
    )
    if size:
        rows, columns = size(rows, columns)
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = place(i, j) if place else (i * steps[0], j * steps[1])
            out[i, j] = inner(padded[top : top + kh, left : left + kw] * kernel)
    return out


def flips(image, kernel, padding=0, stride=1):
    return convolve(image, kernel[::-1, ::-1], padding, stride)


def drops_last(image, kernel, padding=0, stride=1):
    return convolve(image, kernel, padding, stride, size=lambda r, c: (max(r - 1, 0), max(c - 1, 0)))


def square_kernel(image, kernel, padding=0, stride=1):
    padded, k = np.pad(image, padding), kernel.shape[0]
    rows, columns = ((n - k) // stride + 1 for n in padded.shape)
    starts = [[(i * stride, j * stride) for j in range(columns)] for i in range(rows)]
    return np.array([[np.sum(padded[a : a + k, b : b + k] * kernel) for a, b in row] for row in starts])


def image_index(image, kernel, padding=0, stride=1):
    padded, (kh, kw) = np.pad(image, padding), kernel.shape
    out = np.zeros([(n - k) // stride + 1 for n, k in zip(padded.shape, kernel.shape)])
    for i in range(0, padded.shape[0] - kh + 1, stride):
        for j in range(0, padded.shape[1] - kw + 1, stride):
            out[i, j] = np.sum(padded[i : i + kh, j : j + kw] * kernel)
    return out


def by_windows(image, kernel, padding=0, stride=1):
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image, padding), kernel.shape)[::stride, ::stride]
    return np.einsum("ijab,ab->ij", windows, kernel)


def by_shifts(image, kernel, padding=0, stride=1):
    padded = np.pad(np.asarray(image, float), padding)
    rows, columns = padded.shape[0] - kernel.shape[0] + 1, padded.shape[1] - kernel.shape[1] + 1
    total = np.zeros((rows, columns))
    for a in range(kernel.shape[0]):
        for b in range(kernel.shape[1]):
            total += kernel[a, b] * padded[a : a + rows, b : b + columns]
    return total[::stride, ::stride]


def with_lists(image, kernel, padding=0, stride=1):
    return [[float(v) for v in row] for row in convolve(image, kernel, padding, stride)]


def with_scipy(image, kernel, padding=0, stride=1):
    from scipy.signal import correlate2d

    return correlate2d(np.pad(image, padding), kernel, mode="valid")[::stride, ::stride]


def matrix_product(image, kernel, padding=0, stride=1):
    if kernel.shape[0] != kernel.shape[1]:
        raise ValueError("matmul: shapes do not fit")
    padded = np.pad(image, padding)
    k = kernel.shape[0]
    rows, columns = (right_size(n, k, 0, stride) for n in padded.shape)
    return np.array(
        [
            [np.sum(padded[i * stride : i * stride + k, j * stride : j * stride + k] @ kernel) for j in range(columns)]
            for i in range(rows)
        ]
    )


conv = Exercise(
    "09.conv2d",
    points=4,
    cases=conv_cases,
    probe=Call(earlier=("conv_output_size",)),
    carries={"conv_output_size": [one_padding, no_plus_one, rounds_up]},
    misconceptions=[
        Misconception(
            "flips",
            flips,
            "Your kernel is turned by 180° before it is used: a convolution as mathematicians define it. Libraries, "
            "and this exercise, use it as it is. A kernel with a single 1 in its upper left corner shows the "
            "difference.",
        ),
        Misconception(
            "square-kernel",
            square_kernel,
            "Your window is always square: one number k for both sides. Kernels may be 2 × 3: take the height and the "
            "width from `kernel.shape`.",
        ),
        Misconception(
            "whole-numbers",
            lambda image, kernel, padding=0, stride=1: convolve(image, kernel, padding, stride).astype(image.dtype),
            "Right for pixels that are floats. From pixels that are whole numbers yours makes whole numbers, and the "
            "fractions are cut off. What is made with the type of the image keeps it: ask for floats.",
        ),
        Misconception(
            "image-index",
            image_index,
            "The result is written to the place where the window starts in the image. With stride 2 the windows start "
            "at 0, 2, 4, …, but the outputs are numbered 0, 1, 2, …: an index runs out of the array.",
        ),
        Misconception(
            "transposed",
            lambda image, kernel, padding=0, stride=1: convolve(image, kernel.T, padding, stride),
            "The kernel's rows and columns have changed places. Look at the indices: the first one counts rows, in the "
            "image and in the kernel.",
        ),
        Misconception(
            "drops-last",
            drops_last,
            "The last row and the last column of the output are missing. The loop should reach the place where the "
            "window ends exactly at the border: is there a 1 missing in the `range`?",
        ),
        Misconception(
            "stride-ignored",
            lambda image, kernel, padding=0, stride=1: convolve(image, kernel, padding, 1),
            "The stride is not used: with stride 2 the output should be about half as high and half as wide.",
        ),
        Misconception(
            "stride-in-size-only",
            lambda image, kernel, padding=0, stride=1: convolve(
                image, kernel, padding, stride, place=lambda i, j: (i, j)
            ),
            "Your output has the right size, but the window moves by one pixel each time. Where does the window number "
            "i start when the stride is 2?",
        ),
        Misconception(
            "stride-rows-only",
            lambda image, kernel, padding=0, stride=1: convolve(image, kernel, padding, stride, steps=(stride, 1)),
            "The stride is used for the rows only. The window moves by `stride` to the right as well.",
        ),
        Misconception(
            "padding-ignored",
            lambda image, kernel, padding=0, stride=1: convolve(image, kernel, 0, stride),
            "The padding is not used. With padding 2 the image should grow by 4 rows and 4 columns before the window "
            "starts.",
        ),
        Misconception(
            "one-sided",
            lambda image, kernel, padding=0, stride=1: convolve(
                image, kernel, padding, stride, pad=lambda im, p: np.pad(im, ((p, 0), (p, 0)))
            ),
            "Zeros are added at the top and on the left only. Padding goes on all four sides.",
        ),
        Misconception(
            "edge-padding",
            lambda image, kernel, padding=0, stride=1: convolve(
                image, kernel, padding, stride, pad=lambda im, p: np.pad(im, p, mode="edge")
            ),
            "You repeat the pixels of the border. Here padding means zeros.",
        ),
        Misconception(
            "matrix-product",
            matrix_product,
            "`@` is a matrix product. Here each pixel meets the one weight that lies on it: multiply elementwise, then "
            "add up.",
        ),
        Misconception(
            "mean",
            lambda image, kernel, padding=0, stride=1: convolve(image, kernel, padding, stride, inner=np.mean),
            "You take the mean of the products. Their sum is asked for: in the first example 110 + 15 is 125, not "
            "31.25.",
        ),
        Misconception(
            "maximum",
            lambda image, kernel, padding=0, stride=1: convolve(image, kernel, padding, stride, inner=np.max),
            "You keep the largest product. All products are added up.",
        ),
        Misconception(
            "integer-output",
            lambda image, kernel, padding=0, stride=1: convolve(image, kernel, padding, stride).astype(int),
            "Your output holds whole numbers, though the sums have decimals. `np.zeros(shape, dtype=int)` or an "
            "integer image cuts them off.",
        ),
    ],
    alternatives={
        "loops": convolve,
        "windows": by_windows,
        "shifted sums": by_shifts,
        "lists": with_lists,
        "scipy": with_scipy,
        "float32": lambda image, kernel, padding=0, stride=1: convolve(image, kernel, padding, stride).astype(
            np.float32
        ),
        "dot of the flat window": lambda image, kernel, padding=0, stride=1: convolve(
            image, kernel, padding, stride, inner=lambda product: product.ravel() @ np.ones(product.size)
        ),
    },
)


# -- channels --------------------------------------------------------------------------------------

PATCH = np.stack(
    [
        [[0, 0, 0], [0, 156, 155], [0, 153, 154]],
        [[0, 0, 0], [0, 167, 166], [0, 164, 165]],
        [[0, 0, 0], [0, 163, 162], [0, 160, 161]],
    ],
    axis=-1,
)
PATCH_KERNELS = np.stack(
    [[[-1, -1, 1], [0, 1, -1], [0, 1, 1]], [[1, 0, 0], [1, -1, -1], [1, 0, -1]], [[0, 1, 1], [0, 1, 0], [1, -1, 1]]],
    axis=-1,
)


def rgb_cases(rng):
    return [
        Case((PATCH, PATCH_KERNELS, 1), about="the example of the lesson"),
        Case(
            (rng.normal(size=(6, 5, 3)), rng.normal(size=(3, 3, 3)), float(rng.normal())), about="6 × 5 with 3 channels"
        ),
        Case(
            (rng.normal(size=(5, 6, 2)), rng.normal(size=(2, 3, 2)), -0.5),
            {"padding": 1},
            about="2 channels, padding 1",
        ),
        Case(
            (rng.normal(size=(7, 8, 4)), rng.normal(size=(3, 2, 4)), 0.75),
            {"padding": 2, "stride": 2},
            about="4 channels, padding 2, stride 2",
        ),
        Case((rng.normal(size=(4, 4, 1)), rng.normal(size=(2, 2, 1)), 2.0), about="1 channel"),
    ]


def channels(combine, conv_one=None):
    """A filter that joins the maps of the channels by `combine(maps, bias)`."""

    def conv2d_rgb(image, kernels, bias, padding=0, stride=1):
        one = conv_one or convolve
        maps = [one(image[:, :, c], kernels[:, :, c], padding, stride) for c in range(image.shape[2])]
        return combine(np.array(maps), bias)

    return conv2d_rgb


def first_three(image, kernels, bias, padding=0, stride=1):
    return sum(convolve(image[:, :, c], kernels[:, :, c], padding, stride) for c in range(3)) + bias


def rgb_windows(image, kernels, bias, padding=0, stride=1):
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernels.shape[:2], axis=(0, 1))[::stride, ::stride]
    return np.einsum("ijcab,abc->ij", windows, kernels) + bias


colour = Exercise(
    "09.conv2d_rgb",
    points=3,
    cases=rgb_cases,
    probe=Call(earlier=("conv2d", "conv_output_size")),
    carries={"conv2d": [flips, drops_last, functools.partial(convolve, place=lambda i, j: (i, j))]},
    misconceptions=[
        Misconception(
            "bias-forgotten",
            channels(lambda maps, bias: maps.sum(axis=0)),
            "The bias is not used. In the example the three sums give −26, and the output is −25.",
        ),
        Misconception(
            "bias-per-channel",
            channels(lambda maps, bias: (maps + bias).sum(axis=0)),
            "The bias is added once for each channel. A filter has one bias, added once at the end: −26 + 1 in the "
            "example.",
        ),
        Misconception(
            "maps-kept-apart",
            channels(lambda maps, bias: np.moveaxis(maps, 0, -1) + bias),
            "You give back one map for each channel. A filter adds the channels up: its output is a single map, 2-D.",
        ),
        Misconception(
            "mean-of-channels",
            channels(lambda maps, bias: maps.mean(axis=0) + bias),
            "You take the mean over the channels. Their sum is asked for.",
        ),
        Misconception(
            "maximum-of-channels",
            channels(lambda maps, bias: maps.max(axis=0) + bias),
            "You keep the largest channel. The channels are added up.",
        ),
        Misconception(
            "first-channel-only",
            channels(lambda maps, bias: maps[0] + bias),
            "Only the first channel is used. Every channel has its kernel, and all sums are added.",
        ),
        Misconception(
            "always-three",
            first_three,
            "You count on three channels always. Images in the middle of a network have 2, 4 or 512: take the number "
            "from `image.shape`.",
        ),
        Misconception(
            "channels-added-first",
            lambda image, kernels, bias, padding=0, stride=1: (
                convolve(image.sum(axis=2), kernels.sum(axis=2), padding, stride) + bias
            ),
            "You add up the channels first, of the image and of the kernels, so every kernel meets every channel. "
            "Channel c meets the kernel of channel c alone: the maps are added, not what they are made of.",
        ),
        Misconception(
            "same-kernel",
            lambda image, kernels, bias, padding=0, stride=1: (
                sum(convolve(image[:, :, c], kernels[:, :, 0], padding, stride) for c in range(image.shape[2])) + bias
            ),
            "All channels are convolved with the kernel of the first one. Channel c belongs to `kernels[:, :, c]`.",
        ),
        Misconception(
            "bias-subtracted",
            channels(lambda maps, bias: maps.sum(axis=0) - bias),
            "The bias is subtracted. It is added, as in every neuron of this course.",
        ),
        Misconception(
            "padding-lost",
            lambda image, kernels, bias, padding=0, stride=1: channels(lambda maps, b: maps.sum(axis=0) + b)(
                image, kernels, bias
            ),
            "Padding and stride do not arrive: hand them on when you call `conv2d`.",
        ),
    ],
    alternatives={
        "by channel": channels(lambda maps, bias: maps.sum(axis=0) + bias),
        "windows": rgb_windows,
        "bias as a start": lambda image, kernels, bias, padding=0, stride=1: sum(
            (by_windows(image[..., c], kernels[..., c], padding, stride) for c in range(image.shape[2])), start=bias
        ),
        "list": lambda *a, **k: channels(lambda maps, bias: maps.sum(axis=0) + bias)(*a, **k).tolist(),
        "float32": lambda *a, **k: rgb_windows(*a, **k).astype(np.float32),
    },
)

# -- pooling ---------------------------------------------------------------------------------------


def pool_cases(rng):
    return [
        Case(
            (np.array([[1, 3, 2, 1], [4, 2, 0, 1], [5, 1, -3, -1], [0, 2, -2, -6]]),), about="the example of the lesson"
        ),
        Case((rng.normal(size=(6, 4)),), about="6 × 4"),
        Case((rng.normal(size=(5, 7)),), about="5 × 7: a rest is dropped"),
        Case((-1 - rng.random((6, 6)), 3), about="only negative values, size 3"),
        Case((rng.normal(size=(7, 8)), 3, 2), about="size 3, stride 2"),
        Case((rng.normal(size=(6, 5)), 2, 1), about="size 2, stride 1"),
        Case((rng.normal(size=(8, 9)), 2, 3), about="size 2, stride 3: gaps"),
    ]


def pool(reduce, *, default=None, size_rule=right_size, keep_rest=False, place=None, side=None):
    """Pooling with one of its pieces replaced."""

    def pooled(image, size=2, stride=None):
        step = (size if default is None else default) if stride is None else stride
        rows, columns = (size_rule(n, size, 0, step) for n in image.shape)
        if keep_rest:
            rows, columns = (-(-n // step) for n in image.shape)
        where = place or (lambda i, j: (i * step, j * step))
        wide = side(step) if side else size
        cut = [[where(i, j) for j in range(columns)] for i in range(rows)]
        return np.array([[reduce(image[a : a + wide, b : b + wide]) for a, b in row] for row in cut])

    return pooled


def pool_stride_ignored(reduce):
    return lambda image, size=2, stride=None: pool(reduce)(image, size)


def square_image(reduce):
    def pooled(image, size=2, stride=None):
        step = size if stride is None else stride
        starts = range(0, image.shape[0] - size + 1, step)
        with np.errstate(all="ignore"):
            return np.array([[reduce(image[i : i + size, j : j + size]) for j in starts] for i in starts])

    return pooled


def reshaped(reduce):
    """The trick with a reshape where windows do not overlap, else cutting windows."""

    def pooled(image, size=2, stride=None):
        if stride not in (None, size):
            windows = np.lib.stride_tricks.sliding_window_view(image, (size, size))[::stride, ::stride]
            return reduce(windows, axis=(2, 3))
        rows, columns = image.shape[0] // size, image.shape[1] // size
        return reduce(image[: rows * size, : columns * size].reshape(rows, size, columns, size), axis=(1, 3))

    return pooled


def both_pools(reduce):
    """Misconceptions that max and average pooling share."""
    return [
        Misconception(
            "stride-1",
            pool(reduce, default=1),
            "Without a stride your window moves by 1. Here `stride=None` means that the windows lie side by side: a "
            "stride of `size`.",
        ),
        Misconception(
            "stride-ignored",
            pool_stride_ignored(reduce),
            "The stride that is given is not used: the windows always lie side by side. With size 3 and stride 2 they "
            "overlap.",
        ),
        Misconception(
            "keeps-the-rest",
            pool(reduce, keep_rest=True),
            "Windows that hang over the border are kept. Here the floor decides: a 5 × 7 image gives 2 × 3, and the "
            "last row and column are dropped.",
        ),
        Misconception(
            "drops-last",
            pool(reduce, size_rule=lambda n, k, p, s: right_size(n, k, p, s) - 1),
            "The last row and column of windows are missing, even where they fit: is there a 1 missing in the `range`?",
        ),
        Misconception(
            "moves-by-one",
            pool(reduce, place=lambda i, j: (i, j)),
            "The size of your output is right, but the window moves by one pixel each time. Where does window number i "
            "start?",
        ),
        Misconception(
            "window-of-the-stride",
            pool(reduce, side=lambda step: step),
            "Your windows are as wide as the stride. The stride says where the next window starts, and `size` how wide "
            "each of them is: with size 3 and stride 2 they overlap.",
        ),
        Misconception(
            "square-image",
            square_image(reduce),
            "You use the height of the image for its width, too. Images may be 5 × 7: take both from `image.shape`.",
        ),
        Misconception(
            "stride-2-always",
            pool(reduce, default=2),
            "Without a stride your window always moves by 2. `stride=None` means a stride of `size`: with size 3 that "
            "is 3.",
        ),
    ]


max_pool = Exercise(
    "09.max_pool2d",
    points=3,
    cases=pool_cases,
    probe=Call(earlier=("conv_output_size",)),
    carries={"conv_output_size": [no_plus_one, rounds_up]},
    misconceptions=[
        *both_pools(np.max),
        Misconception(
            "starts-at-zero",
            pool(lambda window: max(0.0, np.max(window))),
            "A window of negative numbers gives 0, but its largest value is negative. If you start from 0, start with "
            "a "
            "value of the window itself.",
        ),
        Misconception(
            "mean",
            pool(np.mean),
            "This is the mean of each window, the next exercise. Max pooling keeps the largest value.",
        ),
        Misconception(
            "largest-size",
            pool(lambda window: np.abs(window).max()),
            "You keep the largest size and lose the sign: a window of −2 and −6 gives 6, but its largest value is −2.",
        ),
        Misconception("sum", pool(np.sum), "You add the window up. Max pooling keeps its largest value only."),
    ],
    alternatives={
        "loops": pool(np.max),
        "reshape": reshaped(np.max),
        "python max": pool(lambda window: max(max(row) for row in window)),
        "list": lambda *a, **k: pool(np.max)(*a, **k).tolist(),
        "float32": lambda *a, **k: pool(np.max)(*a, **k).astype(np.float32),
    },
)

avg_pool = Exercise(
    "09.avg_pool2d",
    points=2,
    cases=pool_cases,
    probe=Call(earlier=("conv_output_size",)),
    carries={"conv_output_size": [no_plus_one, rounds_up]},
    misconceptions=[
        *both_pools(np.mean),
        Misconception("maximum", pool(np.max), "This is max pooling. Here the mean of each window is asked for."),
        Misconception(
            "sum", pool(np.sum), "You add the window up and do not divide: on an image of ones the answer should be 1."
        ),
        Misconception(
            "always-four",
            pool(lambda window: np.sum(window) / 4),
            "You divide by 4 always. A window of size 3 has 9 pixels.",
        ),
        Misconception(
            "divided-by-size",
            pool(lambda window: np.sum(window) / window.shape[0]),
            "You divide by the side of the window, not by its number of pixels: on an image of ones the answer should "
            "be 1.",
        ),
        Misconception(
            "median",
            pool(np.median),
            "This is the median of each window. The mean is asked for. Try the window 5, 1, 0, 2: its mean is 2, its "
            "median 1.5.",
        ),
    ],
    alternatives={
        "loops": pool(np.mean),
        "reshape": reshaped(np.mean),
        "sum over count": pool(lambda window: window.sum() / window.size),
        "list": lambda *a, **k: pool(np.mean)(*a, **k).tolist(),
        "float32": lambda *a, **k: pool(np.mean)(*a, **k).astype(np.float32),
    },
)

# -- parameters ------------------------------------------------------------------------------------


def parameter_cases(rng):
    k, c, f = (int(v) for v in rng.integers(2, 9, 3))
    return [
        Case(((3, 3), 3, 32), about="32 filters on colour"),
        Case(((4, 4, 2), 3, 32), about="video"),
        Case(((3, 3), 3, 1), {"bias": False}, about="one filter without bias"),
        Case(((2, 5), c + 1, f), about="not square"),
        Case(((k + 1,), c, f + 1), about="sound: one axis"),
        Case(((k, k, k), c, f), {"bias": False}, about="three axes, no bias"),
        Case(((1, 1), 64, 16), about="1 × 1"),
    ]


def parameters(rule):
    return lambda kernel_shape, in_channels, filters, bias=True: rule(
        math.prod(kernel_shape), in_channels, filters, int(bias)
    )


conv_params = Exercise(
    "09.conv_parameters",
    points=3,
    cases=parameter_cases,
    misconceptions=[
        Misconception(
            "no-bias",
            parameters(lambda window, c, f, b: window * c * f),
            "The biases do not show in your answer: each filter has one, unless `bias=False`. 32 filters of 3 × 3 on "
            "colour have 896 "
            "parameters, not 864.",
        ),
        Misconception(
            "one-bias",
            parameters(lambda window, c, f, b: window * c * f + b),
            "One bias for the whole layer is too few: each filter has its own.",
        ),
        Misconception(
            "bias-per-channel",
            parameters(lambda window, c, f, b: (window + b) * c * f),
            "You count a bias for every channel of every filter. The channels are added up before the bias comes: one "
            "for each filter.",
        ),
        Misconception(
            "bias-always",
            parameters(lambda window, c, f, b: (window * c + 1) * f),
            "`bias=False` is not used. A 3 × 3 × 3 filter without bias has 27 weights.",
        ),
        Misconception(
            "channels-forgotten",
            parameters(lambda window, c, f, b: (window + b) * f),
            "The channels do not show in your answer: on a colour image a 3 × 3 filter has 3 · 3 · 3 weights.",
        ),
        Misconception(
            "filters-forgotten",
            parameters(lambda window, c, f, b: window * c + b),
            "This is one filter. The layer has `filters` of them.",
        ),
        Misconception(
            "bias-per-input-channel",
            parameters(lambda window, c, f, b: window * c * f + b * c),
            "You count the biases by the channels that come in. They belong to the filters, that is to the channels "
            "that go out.",
        ),
        Misconception(
            "two-axes",
            lambda kernel_shape, in_channels, filters, bias=True: (
                (kernel_shape[0] * kernel_shape[min(1, len(kernel_shape) - 1)] * in_channels + int(bias)) * filters
            ),
            "Only the first two sides of the window are used. For video the tuple has three entries, for sound one: "
            "multiply them all.",
        ),
        Misconception(
            "square",
            lambda kernel_shape, in_channels, filters, bias=True: (
                (kernel_shape[0] ** len(kernel_shape) * in_channels + int(bias)) * filters
            ),
            "You take the first side for all. Windows need not be square: try (2, 5).",
        ),
        Misconception(
            "sum-of-sides",
            lambda kernel_shape, in_channels, filters, bias=True: (
                (sum(kernel_shape) * in_channels + int(bias)) * filters
            ),
            "You add the sides of the window. A window of 3 × 3 has 9 pixels.",
        ),
    ],
    alternatives={
        "numpy": lambda kernel_shape, in_channels, filters, bias=True: (
            np.prod(kernel_shape) * in_channels * filters + (filters if bias else 0)
        ),
        "two lines": parameters(lambda window, c, f, b: window * c * f + b * f),
        "array of weights": lambda kernel_shape, in_channels, filters, bias=True: (
            np.zeros((*kernel_shape, in_channels, filters)).size + filters * bool(bias)
        ),
        "float": lambda kernel_shape, in_channels, filters, bias=True: (
            float(math.prod(kernel_shape) * in_channels + bias) * filters
        ),
    },
)

# -- quizzes ---------------------------------------------------------------------------------------

PRACTICE = [
    Question(
        "09.p1",
        "apply",
        2,
        "A 32 × 32 image, kernel 5 × 5, stride 1, no padding. How large is the output?",
        [
            Option("32 × 32", "That needs padding 2."),
            Option("none of these", "Right: 32 − 5 + 1 = 28 on each side.", right=True),
            Option("27 × 27", "That forgets the first place: 32 − 5 is the number of steps."),
            Option("30 × 30", "That would be a kernel of 3."),
        ],
    ),
    Question(
        "09.p2",
        "understand",
        2,
        "A 6 × 6 image, kernel 3 × 3, stride 2, no padding. What does a library do?",
        [
            Option(
                "It raises an error, because (6 − 3)/2 is not whole.",
                "That is a rule of lecture notes. Libraries round down.",
            ),
            Option(
                "It gives 3 × 3 and lets the last window hang over.",
                "The window stays inside, unless you ask for padding.",
            ),
            Option("It gives 2 × 2 and never reads the last row and column.", "Right: ⌊1.5⌋ + 1 = 2.", right=True),
            Option("It gives 2.5 × 2.5.", "A number of windows is whole."),
        ],
    ),
    Question(
        "09.p3",
        "apply",
        2,
        "A layer of 64 filters 3 × 3 follows a layer with 32 maps. How many parameters does it have?",
        [
            Option("18 496", "Right: (3·3·32 + 1)·64.", right=True),
            Option("640", "That forgets the 32 channels: (9 + 1)·64."),
            Option("18 432", "That forgets the 64 biases."),
            Option(
                "It depends on the size of the image.",
                "The weights are shared over all places: the image's size does not count.",
            ),
        ],
    ),
    Question(
        "09.p4",
        "understand",
        2,
        "Which sentence on the filters of a layer is right?",
        [
            Option(
                "There must be as many filters as the image has channels.",
                "Their number is free. It decides how many maps come out.",
            ),
            Option(
                "Each filter must have as many channels as its input.",
                "Right: one kernel for each channel, and the sums are added.",
                right=True,
            ),
            Option("Each filter has one channel only.", "Only on a grey image."),
            Option("All filters of a layer share their weights.", "Places share weights. Each filter has its own."),
        ],
    ),
    Question(
        "09.p5",
        "analyse",
        5,
        "A kernel has the weights −1 0 1 in each of its three rows. Where on a photograph is its output near 0?",
        [
            Option(
                "on even areas and on horizontal edges",
                "Right: it compares left and right, and there they are equal.",
                right=True,
            ),
            Option(
                "on even areas only",
                "On a horizontal edge the left and the right column see the same: their difference is 0 too.",
            ),
            Option(
                "on vertical edges",
                "There its output is far from 0: positive from dark to bright, negative from bright to dark.",
            ),
            Option(
                "only where the image is dark, its numbers near 0",
                "There too; but on an even bright area it is 0 as well, since the weights sum to 0.",
            ),
        ],
    ),
    Question(
        "09.p6",
        "understand",
        2,
        "You move the image by two pixels, and the feature map moves by two pixels. What is this called?",
        [
            Option("invariance", "Invariant would mean: the output stays as it is."),
            Option("equivariance", "Right: the output moves along.", right=True),
            Option("variance", "That is a word of statistics."),
            Option("overfitting", "That is about training and test data."),
        ],
    ),
    Question(
        "09.p7",
        "evaluate",
        5,
        "A colleague replaces a 5 × 5 layer with 64 channels in and out by two such 3 × 3 layers, each followed by "
        "ReLU. What do you say?",
        [
            Option("Bad: the network sees less of the image.", "Two 3 × 3 layers see 5 × 5 pixels, the same."),
            Option("Bad: twice as many layers mean twice as many weights.", "18 · 64² against 25 · 64²: fewer."),
            Option(
                "Good: same field of view, fewer weights, one more activation.",
                "Right. This is what VGG does.",
                right=True,
            ),
            Option(
                "It makes no difference: convolutions can be merged.",
                "Without the ReLU between them they could be merged. With it they cannot.",
            ),
        ],
    ),
]

GRADED = [
    Question(
        "09.g1",
        "apply",
        2,
        "An image of 227 × 227, kernel 11 × 11, stride 4, no padding. How large is the output per side?",
        [
            Option("54", "That is the number of steps; the first place is missing."),
            Option("55", "Right: (227 − 11)/4 + 1 = 55.", right=True),
            Option("56", "That rounds something up: 216/4 is exactly 54."),
            Option("217", "That ignores the stride."),
        ],
    ),
    Question(
        "09.g2",
        "apply",
        2,
        "7 × 7, kernel 5, stride 2. Which padding per side keeps the size exactly?",
        [
            Option("2", "That is right for stride 1. Here it gives (7 + 4 − 5)/2 + 1 = 4."),
            Option("10", "That is both sides together."),
            Option("none", "(7 − 1)·2 + 5 − 7 = 10 is even, so there is one."),
            Option("5", "Right: (7 + 10 − 5)/2 + 1 = 7.", right=True),
        ],
    ),
    Question(
        "09.g3",
        "apply",
        2,
        "16 filters of 5 × 5 × 3 on video of 64 × 64 × 20 with 3 channels. How many parameters?",
        [
            Option("3 616", "Right: (5·5·3·3 + 1)·16.", right=True),
            Option("3 600", "The 16 biases are missing."),
            Option("1 216", "The channels are missing: (75 + 1)·16."),
            Option("3 601", "One bias for the whole layer is too few."),
        ],
    ),
    Question(
        "09.g4",
        "analyse",
        5,
        "A 5 × 5 × 3 filter slides over a 64 × 64 × 3 image. Someone says that its output is 60 × 60 × 3. What is "
        "wrong?",
        [
            Option("Nothing.", "The channels are added up within a filter."),
            Option("It is 64 × 64 × 3.", "Without padding it shrinks, and the channels are added up."),
            Option(
                "The three channels are added up, so one filter gives 60 × 60 × 1.",
                "Right: a third axis comes from several filters.",
                right=True,
            ),
            Option("A filter on colour must have 1 channel.", "It must have 3, as many as its input."),
        ],
    ),
    Question(
        "09.g5",
        "evaluate",
        5,
        '"CNNs recognize an object wherever it is, for convolution is translation invariant." What is the best '
        "correction?",
        [
            Option(
                "The sentence is right.", "Shift the image and the feature map shifts along: it does not stay as it is."
            ),
            Option(
                "Convolution is equivariant; pooling only makes the answer a little less sensitive to small shifts.",
                "Right, and strides and borders spoil even that.",
                right=True,
            ),
            Option(
                "Convolution is neither; only data augmentation makes a network see shifted objects.",
                "Convolution at stride 1 is exactly equivariant away from the border.",
            ),
            Option(
                "Convolution is invariant, but max pooling destroys that.",
                "It is the other way round: pooling brings the little invariance there is.",
            ),
        ],
    ),
]

BANK = Bank(
    "09-convolution",
    [output_size, padding, conv, colour, conv_params, max_pool, avg_pool, graded_quiz("09.quiz_answers", 3, GRADED)],
    PRACTICE,
)
