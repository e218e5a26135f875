"""Wrong first tries of lesson 09, written by someone who had seen the released notebook alone."""

import numpy as np


def _refuse(n, k, padding, stride):
    if n < 1 or k < 1 or stride < 1:
        raise ValueError("n, k and stride must be at least 1")
    if padding < 0:
        raise ValueError("padding must not be negative")
    if k > n + 2 * padding:
        raise ValueError("the kernel does not fit")


def conv_output_size(n, k, padding=0, stride=1):
    _refuse(n, k, padding, stride)
    return (n + 2 * padding - k) // stride + 1


def conv_output_size__no_plus(n, k, padding=0, stride=1):  # + 1 is missing
    _refuse(n, k, padding, stride)
    return (n + 2 * padding - k) // stride


def conv_output_size__padding_once(n, k, padding=0, stride=1):  # padding on one side
    _refuse(n, k, padding, stride)
    return (n + padding - k) // stride + 1


def conv_output_size__float(n, k, padding=0, stride=1):  # / for //
    _refuse(n, k, padding, stride)
    return (n + 2 * padding - k) / stride + 1


def conv_output_size__ceil(n, k, padding=0, stride=1):  # rounded up
    _refuse(n, k, padding, stride)
    return int(np.ceil((n + 2 * padding - k) / stride)) + 1


def conv_output_size__round(n, k, padding=0, stride=1):  # rounded to the nearest
    _refuse(n, k, padding, stride)
    return round((n + 2 * padding - k) / stride) + 1


def conv_output_size__no_stride(n, k, padding=0, stride=1):  # stride ignored
    _refuse(n, k, padding, stride)
    return n + 2 * padding - k + 1


def conv_output_size__brackets(n, k, padding=0, stride=1):  # brackets missing: only k is divided
    _refuse(n, k, padding, stride)
    return n + 2 * padding - k // stride + 1


def conv_output_size__no_errors(n, k, padding=0, stride=1):  # no ValueError at all
    return (n + 2 * padding - k) // stride + 1


def conv_output_size__returns_error(n, k, padding=0, stride=1):  # returns the ValueError
    if n < 1 or k < 1 or stride < 1 or padding < 0 or k > n + 2 * padding:
        return ValueError("these sizes do not fit")
    return (n + 2 * padding - k) // stride + 1


def conv_output_size__ge(n, k, padding=0, stride=1):  # >= : refuses a kernel that just fits
    if n < 1 or k < 1 or stride < 1 or padding < 0 or k >= n + 2 * padding:
        raise ValueError("these sizes do not fit")
    return (n + 2 * padding - k) // stride + 1


def conv2d__flipped(image, kernel, padding=0, stride=1):  # the kernel is flipped
    image = np.pad(image, padding)
    kernel = kernel[::-1, ::-1]
    kh, kw = kernel.shape
    H, W = (image.shape[0] - kh) // stride + 1, (image.shape[1] - kw) // stride + 1
    out = np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            out[i, j] = np.sum(image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel)
    return out


def conv2d__square_kernel(image, kernel, padding=0, stride=1):  # one size for both sides of the kernel
    image = np.pad(image, padding)
    k = kernel.shape[0]
    H, W = (image.shape[0] - k) // stride + 1, (image.shape[1] - k) // stride + 1
    out = np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            out[i, j] = np.sum(image[i * stride : i * stride + k, j * stride : j * stride + k] * kernel)
    return out


def conv2d__square_image(image, kernel, padding=0, stride=1):  # one size for both sides of the image
    image = np.pad(image, padding)
    kh, kw = kernel.shape
    n = (image.shape[0] - kh) // stride + 1
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            out[i, j] = np.sum(image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel)
    return out


def conv2d__no_stride(image, kernel, padding=0, stride=1):  # the window moves by 1
    image = np.pad(image, padding)
    kh, kw = kernel.shape
    H, W = (image.shape[0] - kh) // stride + 1, (image.shape[1] - kw) // stride + 1
    out = np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            out[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel)
    return out


def conv2d__no_padding(image, kernel, padding=0, stride=1):  # padding ignored
    kh, kw = kernel.shape
    H, W = (image.shape[0] - kh) // stride + 1, (image.shape[1] - kw) // stride + 1
    out = np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            out[i, j] = np.sum(image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel)
    return out


def conv2d__one_short(image, kernel, padding=0, stride=1):  # + 1 is missing: last row and column
    image = np.pad(image, padding)
    kh, kw = kernel.shape
    H, W = (image.shape[0] - kh) // stride, (image.shape[1] - kw) // stride
    out = np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            out[i, j] = np.sum(image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel)
    return out


def conv2d__integers(image, kernel, padding=0, stride=1):  # an array of integers for the answer
    image = np.pad(image, padding)
    kh, kw = kernel.shape
    H, W = (image.shape[0] - kh) // stride + 1, (image.shape[1] - kw) // stride + 1
    out = np.zeros((H, W), dtype=int)
    for i in range(H):
        for j in range(W):
            out[i, j] = np.sum(image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel)
    return out


def conv2d__matrix_product(image, kernel, padding=0, stride=1):  # @ for *
    image = np.pad(image, padding)
    kh, kw = kernel.shape
    H, W = (image.shape[0] - kh) // stride + 1, (image.shape[1] - kw) // stride + 1
    out = np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            out[i, j] = np.sum(image[i * stride : i * stride + kh, j * stride : j * stride + kw] @ kernel)
    return out


def conv2d__mean(image, kernel, padding=0, stride=1):  # mean for sum
    image = np.pad(image, padding)
    kh, kw = kernel.shape
    H, W = (image.shape[0] - kh) // stride + 1, (image.shape[1] - kw) // stride + 1
    out = np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            out[i, j] = np.mean(image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel)
    return out


def conv2d__ones(image, kernel, padding=0, stride=1):  # padded with the edge values
    image = np.pad(image, padding, mode="edge")
    kh, kw = kernel.shape
    H, W = (image.shape[0] - kh) // stride + 1, (image.shape[1] - kw) // stride + 1
    out = np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            out[i, j] = np.sum(image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel)
    return out


def conv2d(image, kernel, padding=0, stride=1):
    image = np.pad(image, padding)
    kh, kw = kernel.shape
    rows = (image.shape[0] - kh) // stride + 1
    columns = (image.shape[1] - kw) // stride + 1
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = np.sum(image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel)
    return out


def max_pool2d__no_stride(image, size=2, stride=None):  # stride 1 always
    h, w = image.shape
    return np.array(
        [[image[i : i + size, j : j + size].max() for j in range(w - size + 1)] for i in range(h - size + 1)]
    )


def max_pool2d__ignores_stride(image, size=2, stride=None):  # size for stride
    h, w = image.shape
    return np.array(
        [
            [image[i : i + size, j : j + size].max() for j in range(0, w - size + 1, size)]
            for i in range(0, h - size + 1, size)
        ]
    )


def max_pool2d__none_is_one(image, size=2, stride=None):  # None taken for 1
    stride = stride or 1
    h, w = image.shape
    return np.array(
        [
            [image[i : i + size, j : j + size].max() for j in range(0, w - size + 1, stride)]
            for i in range(0, h - size + 1, stride)
        ]
    )


def max_pool2d__partial(image, size=2, stride=None):  # keeps the windows that are not full
    stride = stride or size
    h, w = image.shape
    return np.array(
        [[image[i : i + size, j : j + size].max() for j in range(0, w, stride)] for i in range(0, h, stride)]
    )


def max_pool2d__zeros(image, size=2, stride=None):  # starts from 0: wrong for negative values
    stride = stride or size
    h, w = (image.shape[0] - size) // stride + 1, (image.shape[1] - size) // stride + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            for a in range(size):
                for b in range(size):
                    out[i, j] = max(out[i, j], image[i * stride + a, j * stride + b])
    return out


def max_pool2d__square(image, size=2, stride=None):  # the height for both
    stride = stride or size
    n = (image.shape[0] - size) // stride + 1
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            out[i, j] = image[i * stride : i * stride + size, j * stride : j * stride + size].max()
    return out


def max_pool2d__mean(image, size=2, stride=None):  # mean
    stride = stride or size
    h, w = (image.shape[0] - size) // stride + 1, (image.shape[1] - size) // stride + 1
    return np.array(
        [
            [image[i * stride : i * stride + size, j * stride : j * stride + size].mean() for j in range(w)]
            for i in range(h)
        ]
    )


def max_pool2d__columns_first(image, size=2, stride=None):  # transposed
    stride = stride or size
    h, w = (image.shape[0] - size) // stride + 1, (image.shape[1] - size) // stride + 1
    return np.array(
        [
            [image[i * stride : i * stride + size, j * stride : j * stride + size].max() for i in range(h)]
            for j in range(w)
        ]
    )


def max_pool2d__size_two(image, size=2, stride=None):  # windows of 2 always
    stride = stride or size
    h, w = (image.shape[0] - size) // stride + 1, (image.shape[1] - size) // stride + 1
    return np.array(
        [[image[i * stride : i * stride + 2, j * stride : j * stride + 2].max() for j in range(w)] for i in range(h)]
    )


def max_pool2d__position(image, size=2, stride=None):  # windows at i, not at i·stride
    stride = stride or size
    h, w = (image.shape[0] - size) // stride + 1, (image.shape[1] - size) // stride + 1
    return np.array([[image[i : i + size, j : j + size].max() for j in range(w)] for i in range(h)])


def conv2d_rgb__bias_each(image, kernels, bias, padding=0, stride=1):  # bias once a channel
    return sum(conv2d(image[..., c], kernels[..., c], padding, stride) + bias for c in range(image.shape[2]))


def conv2d_rgb__three(image, kernels, bias, padding=0, stride=1):  # three channels always
    return sum(conv2d(image[..., c], kernels[..., c], padding, stride) for c in range(3)) + bias


def conv2d_rgb__no_bias(image, kernels, bias, padding=0, stride=1):  # no bias
    return sum(conv2d(image[..., c], kernels[..., c], padding, stride) for c in range(image.shape[2]))


def conv2d_rgb__stack(image, kernels, bias, padding=0, stride=1):  # one map a channel
    return np.stack([conv2d(image[..., c], kernels[..., c], padding, stride) for c in range(image.shape[2])], -1) + bias


def conv2d_rgb__mean(image, kernels, bias, padding=0, stride=1):  # averaged over the channels
    return (
        np.mean([conv2d(image[..., c], kernels[..., c], padding, stride) for c in range(image.shape[2])], axis=0) + bias
    )


def conv2d_rgb__positional(image, kernels, bias, padding=0, stride=1):  # stride and padding exchanged
    return sum(conv2d(image[..., c], kernels[..., c], stride, padding or 1) for c in range(image.shape[2])) + bias


def conv2d_rgb__not_passed(image, kernels, bias, padding=0, stride=1):  # padding and stride not handed on
    return sum(conv2d(image[..., c], kernels[..., c]) for c in range(image.shape[2])) + bias


def conv2d_rgb__grey(image, kernels, bias, padding=0, stride=1):  # grey image first
    return conv2d(image.mean(axis=2), kernels.mean(axis=2), padding, stride) + bias


def conv2d_rgb__overwrites(image, kernels, bias, padding=0, stride=1):  # = for +=
    for c in range(image.shape[2]):
        out = conv2d(image[..., c], kernels[..., c], padding, stride)
    return out + bias


def conv2d_rgb__first_axis(image, kernels, bias, padding=0, stride=1):  # channels looked for in front
    return sum(conv2d(image[c], kernels[c], padding, stride) for c in range(len(kernels))) + bias


def conv_parameters__area(kernel_shape, in_channels, filters, bias=True):  # in_channels missing
    return (int(np.prod(kernel_shape)) + bias) * filters


def conv_parameters__one_bias(kernel_shape, in_channels, filters, bias=True):  # one bias in all
    return int(np.prod(kernel_shape)) * in_channels * filters + (1 if bias else 0)


def conv_parameters__always_bias(kernel_shape, in_channels, filters, bias=True):  # ignores bias=False
    return (int(np.prod(kernel_shape)) * in_channels + 1) * filters


def conv_parameters__two_sides(kernel_shape, in_channels, filters, bias=True):  # 2-D only
    return (kernel_shape[0] * kernel_shape[1] * in_channels + bias) * filters


def conv_parameters__sum(kernel_shape, in_channels, filters, bias=True):  # sum of the sides
    return (sum(kernel_shape) * in_channels + bias) * filters


def conv_parameters__square(kernel_shape, in_channels, filters, bias=True):  # the first side, squared
    return (kernel_shape[0] ** 2 * in_channels + bias) * filters


def conv_parameters__bias_channels(kernel_shape, in_channels, filters, bias=True):  # a bias for each channel
    return (int(np.prod(kernel_shape)) + bias) * in_channels * filters


def same_padding__half(n, k, stride):  # the formula for stride 1
    return (k - 1) // 2


def same_padding__both_sides(n, k, stride):  # not halved
    return (n - 1) * stride + k - n


def same_padding__floor(n, k, stride):  # no None
    return ((n - 1) * stride + k - n) // 2


def same_padding__text(n, k, stride):  # text
    p = (n - 1) * stride + k - n
    return p // 2 if p % 2 == 0 else "None"


def same_padding__n_s(n, k, stride):  # n·s for (n−1)·s
    p = n * stride + k - n
    return p // 2 if p % 2 == 0 else None


def same_padding__even_kernel(n, k, stride):  # None by the kernel
    return ((n - 1) * stride + k - n) // 2 if k % 2 else None


def same_padding__raises(n, k, stride):  # an error in place of None
    p = (n - 1) * stride + k - n
    if p % 2:
        raise ValueError("no padding")
    return p // 2


def conv2d__flipped_again(image, kernel, padding=0, stride=1):  # flipped kernel
    kernel = kernel[::-1, ::-1]
    image = np.pad(image, padding)
    kh, kw = kernel.shape
    h = (image.shape[0] - kh) // stride + 1
    w = (image.shape[1] - kw) // stride + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            out[i, j] = np.sum(image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel)
    return out


def conv2d__no_stride_start(image, kernel, padding=0, stride=1):  # windows start at i, j
    image = np.pad(image, padding)
    kh, kw = kernel.shape
    h = (image.shape[0] - kh) // stride + 1
    w = (image.shape[1] - kw) // stride + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            out[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel)
    return out


def conv2d__square_kernel_again(image, kernel, padding=0, stride=1):  # kh for both sides
    image = np.pad(image, padding)
    k = kernel.shape[0]
    h = (image.shape[0] - k) // stride + 1
    w = (image.shape[1] - k) // stride + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            out[i, j] = np.sum(image[i * stride : i * stride + k, j * stride : j * stride + k] * kernel)
    return out


def conv2d__dot(image, kernel, padding=0, stride=1):  # matrix product in each window
    image = np.pad(image, padding)
    kh, kw = kernel.shape
    h = (image.shape[0] - kh) // stride + 1
    w = (image.shape[1] - kw) // stride + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            window = image[i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[i, j] = np.sum(window @ kernel.T)
    return out


def conv2d__pad_one_side(image, kernel, padding=0, stride=1):  # zeros only at the bottom and the right
    image = np.pad(image, ((0, padding), (0, padding)))
    kh, kw = kernel.shape
    h = (image.shape[0] - kh) // stride + 1
    w = (image.shape[1] - kw) // stride + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            out[i, j] = np.sum(image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel)
    return out


def conv2d__int_output(image, kernel, padding=0, stride=1):  # an output of integers
    image = np.pad(image, padding)
    kh, kw = kernel.shape
    h = (image.shape[0] - kh) // stride + 1
    w = (image.shape[1] - kw) // stride + 1
    out = np.zeros((h, w), dtype=int)
    for i in range(h):
        for j in range(w):
            out[i, j] = np.sum(image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel)
    return out


def avg_pool2d__max(image, size=2, stride=None):  # the maximum, copied
    if stride is None:
        stride = size
    h = (image.shape[0] - size) // stride + 1
    w = (image.shape[1] - size) // stride + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            out[i, j] = np.max(image[i * stride : i * stride + size, j * stride : j * stride + size])
    return out


def avg_pool2d__sum(image, size=2, stride=None):  # the sum
    if stride is None:
        stride = size
    h = (image.shape[0] - size) // stride + 1
    w = (image.shape[1] - size) // stride + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            out[i, j] = np.sum(image[i * stride : i * stride + size, j * stride : j * stride + size])
    return out


def avg_pool2d__four(image, size=2, stride=None):  # divided by 4
    if stride is None:
        stride = size
    h = (image.shape[0] - size) // stride + 1
    w = (image.shape[1] - size) // stride + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            out[i, j] = np.sum(image[i * stride : i * stride + size, j * stride : j * stride + size]) / 4
    return out


def avg_pool2d__stride_two(image, size=2, stride=None):  # stride 2 when none is given
    if stride is None:
        stride = 2
    h = (image.shape[0] - size) // stride + 1
    w = (image.shape[1] - size) // stride + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            out[i, j] = np.mean(image[i * stride : i * stride + size, j * stride : j * stride + size])
    return out


def avg_pool2d__partial(image, size=2, stride=None):  # windows that are not full count, too
    stride = stride or size
    h, w = image.shape
    rows = range(0, h, stride)
    columns = range(0, w, stride)
    return np.array([[image[i : i + size, j : j + size].mean() for j in columns] for i in rows])


def avg_pool2d__size_by_one(image, size=2, stride=None):  # h from the width
    stride = stride or size
    n = (image.shape[1] - size) // stride + 1
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            out[i, j] = np.mean(image[i * stride : i * stride + size, j * stride : j * stride + size])
    return out


def conv_output_size__no_plus_one(n, k, padding=0, stride=1):  # + 1 is missing
    if n < 1 or k < 1 or stride < 1 or padding < 0 or k > n + 2 * padding:
        raise ValueError("this does not work")
    return (n + 2 * padding - k) // stride


def conv_output_size__padding_once_again(n, k, padding=0, stride=1):  # padding on one side
    if n < 1 or k < 1 or stride < 1 or padding < 0 or k > n + 2 * padding:
        raise ValueError("this does not work")
    return (n + padding - k) // stride + 1


def conv_output_size__none(n, k, padding=0, stride=1):  # returns None for what cannot be
    if n < 1 or k < 1 or stride < 1 or padding < 0 or k > n + 2 * padding:
        return None
    return (n + 2 * padding - k) // stride + 1


def conv_output_size__round_again(n, k, padding=0, stride=1):  # rounds
    if n < 1 or k < 1 or stride < 1 or padding < 0 or k > n + 2 * padding:
        raise ValueError("this does not work")
    return round((n + 2 * padding - k) / stride) + 1


def conv2d_rgb__bias_each_again(image, kernels, bias, padding=0, stride=1):  # the bias once for each channel
    return sum(conv2d(image[:, :, c], kernels[:, :, c], padding, stride) + bias for c in range(image.shape[2]))


def conv2d_rgb__three_again(image, kernels, bias, padding=0, stride=1):  # three channels
    return sum(conv2d(image[:, :, c], kernels[:, :, c], padding, stride) for c in range(3)) + bias


def conv2d_rgb__channel_list(image, kernels, bias, padding=0, stride=1):  # one map for each channel
    return np.array([conv2d(image[:, :, c], kernels[:, :, c], padding, stride) + bias for c in range(image.shape[2])])


def conv2d_rgb__stride_lost(image, kernels, bias, padding=0, stride=1):  # padding and stride are not passed on
    return sum(conv2d(image[:, :, c], kernels[:, :, c]) for c in range(image.shape[2])) + bias


def conv2d__windows_one_pixel_apart(image, kernel, padding=0, stride=1):
    # The stride goes into the size of the output but not into the place of the window: it still moves pixel by pixel.
    kh, kw = kernel.shape
    rows = conv_output_size(image.shape[0], kh, padding, stride)
    columns = conv_output_size(image.shape[1], kw, padding, stride)
    padded = np.pad(image, padding)
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = np.sum(padded[i : i + kh, j : j + kw] * kernel)
    return out


def conv2d__border_repeated(image, kernel, padding=0, stride=1):
    # Pads with copies of the border pixels (mode="edge"); zeros are asked for.
    kh, kw = kernel.shape
    rows = conv_output_size(image.shape[0], kh, padding, stride)
    columns = conv_output_size(image.shape[1], kw, padding, stride)
    padded = np.pad(image, padding, mode="edge")
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            out[i, j] = np.sum(padded[top : top + kh, left : left + kw] * kernel)
    return out


def conv2d__square_kernels_only(image, kernel, padding=0, stride=1):
    # Takes the kernel's height for its width as well: a kernel that is not square does not match its window.
    k = kernel.shape[0]
    rows = conv_output_size(image.shape[0], k, padding, stride)
    columns = conv_output_size(image.shape[1], k, padding, stride)
    padded = np.pad(image, padding)
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            out[i, j] = np.sum(padded[top : top + k, left : left + k] * kernel)
    return out


def conv2d__matrix_product_again(image, kernel, padding=0, stride=1):
    # Window @ kernel is a matrix product; every pixel has to meet the one weight on top of it (*).
    kh, kw = kernel.shape
    rows = conv_output_size(image.shape[0], kh, padding, stride)
    columns = conv_output_size(image.shape[1], kw, padding, stride)
    padded = np.pad(image, padding)
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            out[i, j] = np.sum(padded[top : top + kh, left : left + kw] @ kernel)
    return out


def conv2d__whole_numbers(image, kernel, padding=0, stride=1):
    # The output is an array of integers, "since pixels are whole numbers": everything after the point is cut off.
    kh, kw = kernel.shape
    rows = conv_output_size(image.shape[0], kh, padding, stride)
    columns = conv_output_size(image.shape[1], kw, padding, stride)
    padded = np.pad(image, padding)
    out = np.zeros((rows, columns), dtype=int)
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            out[i, j] = np.sum(padded[top : top + kh, left : left + kw] * kernel)
    return out


def conv2d_rgb__bias_in_each_channel(image, kernels, bias, padding=0, stride=1):
    # Adds the bias to the map of every channel: with three channels it is counted three times.
    total = 0
    for c in range(image.shape[2]):
        total = total + conv2d(image[:, :, c], kernels[:, :, c], padding, stride) + bias
    return total


def conv2d_rgb__three_channels_always(image, kernels, bias, padding=0, stride=1):
    # Adds exactly red, green and blue: with two channels an IndexError, with more than three the rest is left out.
    red = conv2d(image[:, :, 0], kernels[:, :, 0], padding, stride)
    green = conv2d(image[:, :, 1], kernels[:, :, 1], padding, stride)
    blue = conv2d(image[:, :, 2], kernels[:, :, 2], padding, stride)
    return red + green + blue + bias


def conv2d_rgb__padding_and_stride_swapped(image, kernels, bias, padding=0, stride=1):
    # Hands stride and padding on in the wrong order: with the defaults conv2d gets a stride of 0 and raises.
    maps = [conv2d(image[:, :, c], kernels[:, :, c], stride, padding) for c in range(image.shape[2])]
    return sum(maps) + bias


def conv2d_rgb__channels_added_first(image, kernels, bias, padding=0, stride=1):
    # Adds up the channels of the image and of the kernels before the convolution: every kernel then meets every channel.
    return conv2d(image.sum(axis=2), kernels.sum(axis=2), padding, stride) + bias


def conv2d_rgb__one_map_per_channel(image, kernels, bias, padding=0, stride=1):
    # Returns the maps of the channels side by side, a 3-D array; they have to be added into one map.
    maps = [conv2d(image[:, :, c], kernels[:, :, c], padding, stride) for c in range(image.shape[2])]
    return np.stack(maps, axis=-1) + bias


def max_pool2d__search_starts_at_zero(image, size=2, stride=None):
    # The search for the largest starts at 0: a window of negative numbers gives 0.
    if stride is None:
        stride = size
    rows = (image.shape[0] - size) // stride + 1
    columns = (image.shape[1] - size) // stride + 1
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            for a in range(size):
                for b in range(size):
                    pixel = image[i * stride + a, j * stride + b]
                    if pixel > out[i, j]:
                        out[i, j] = pixel
    return out


def max_pool2d__cut_windows_kept(image, size=2, stride=None):
    # Windows that stick out at the right or at the bottom are kept; a 5 x 7 image gives 3 x 4 in place of 2 x 3.
    if stride is None:
        stride = size
    H, W = image.shape
    return np.array(
        [
            [image[top : top + size, left : left + size].max() for left in range(0, W, stride)]
            for top in range(0, H, stride)
        ]
    )


def max_pool2d__stride_ignored(image, size=2, stride=None):
    # Always cuts the image into windows side by side: a stride other than size has no effect.
    rows, columns = image.shape[0] // size, image.shape[1] // size
    blocks = image[: rows * size, : columns * size].reshape(rows, size, columns, size)
    return blocks.max(axis=(1, 3))


def max_pool2d__largest_by_absolute_value(image, size=2, stride=None):
    # Keeps the pixel that is farthest from 0, so that -6 beats -1 and also beats 2.
    if stride is None:
        stride = size
    rows = (image.shape[0] - size) // stride + 1
    columns = (image.shape[1] - size) // stride + 1
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = image[i * stride : i * stride + size, j * stride : j * stride + size].ravel()
            out[i, j] = window[np.argmax(np.abs(window))]
    return out


def max_pool2d__max_of_python(image, size=2, stride=None):
    # Python's max compares whole rows of the window with each other and stops with a ValueError (ambiguous truth value).
    if stride is None:
        stride = size
    rows = (image.shape[0] - size) // stride + 1
    columns = (image.shape[1] - size) // stride + 1
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = image[i * stride : i * stride + size, j * stride : j * stride + size]
            out[i, j] = max(window)
    return out


def conv2d__dtype_of_the_image(image, kernel, padding=0, stride=1):  # fractions cut off for whole pixels
    kh, kw = kernel.shape
    rows = conv_output_size(image.shape[0], kh, padding, stride)
    cols = conv_output_size(image.shape[1], kw, padding, stride)
    padded = np.pad(image, padding)
    out = np.zeros((rows, cols), dtype=image.dtype)
    for i in range(rows):
        for j in range(cols):
            top, left = i * stride, j * stride
            out[i, j] = (padded[top : top + kh, left : left + kw] * kernel).sum()
    return out


# cuts windows of stride x stride in place of size x size: wrong as soon as the two differ
def max_pool2d__window_of_stride(image, size=2, stride=None):
    s = stride if stride is not None else size
    h, w = (image.shape[0] - size) // s + 1, (image.shape[1] - size) // s + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            out[i, j] = image[i * s : (i + 1) * s, j * s : (j + 1) * s].max()
    return out


# tries values of p with the floored formula, so it finds a p where the floor drops a rest
def same_padding__searches_with_floor(n, k, stride):
    for p in range(n * stride + k):
        if conv_output_size(n, k, p, stride) == n:
            return p
    return None


# tests with isinstance(p, int), but / always gives a float, so the answer is always None
def same_padding__float_is_never_int(n, k, stride):
    p = ((n - 1) * stride + k - n) / 2
    if isinstance(p, int):
        return p
    return None
