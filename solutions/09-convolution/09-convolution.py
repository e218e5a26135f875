# %% [markdown] content="images as arrays; kernel, stride and padding by hand; output sizes; pooling" week=10
# # 09 · Convolution
#
# A dense layer looks at an image as at a bag of numbers. A convolution looks at it as at an image: it slides a small
# window of weights over it, and uses the same few weights everywhere.
#
# **Time** 90 min · **Points** 26 · **You need** lesson 03 (layers and their parameters); NumPy slices
#
# *Core path: about 90 minutes; what is marked “further” and the quizzes take about 40 more.*
#
# After this lesson you can
#
# - work out a convolution by hand, and write it in a few lines, for grey and for colour images,
# - say how large the output is, which padding keeps the size, and what a stride throws away,
# - count the parameters of any convolutional layer,
# - find edges in a real photograph, blur it and sharpen it,
# - tell equivariance from invariance, and say which of the two convolution and pooling bring.

# %% tags=["setup"]
import numpy as np

from helpers import answers, check, plots, predict, questions, quiz, show, table
from helpers.figures.matrices import matrices

plt = plots()
my = answers("09")  # my.f is your own f as soon as its check is green

# %% [markdown]
# ## 1 · An image is an array
#
# *About 4 minutes*
#
# What does a computer see when it opens a photograph? Here is one that comes with scikit-learn.

# %%
from sklearn.datasets import load_sample_image

original = load_sample_image("china.jpg")
print(
    "shape:",
    original.shape,
    " type:",
    original.dtype,
    " smallest and largest value:",
    original.min(),
    original.max(),
)

# %% [markdown]
# 427 rows, 640 columns, 3 *channels*: red, green, blue. Each value is a whole number from 0 to 255: 0 is black, none of
# that colour; 255 is full. A *grey* image has one channel and needs no third axis (Keras wants one all the same).
#
# > **Note.** The order is rows first: `(height, width, channels)`. The pixel in row 10, column 200 is `image[10, 200]`,
# > though in school you would say x = 200, y = 10. A batch of images has one more axis in front:
# > `(batch, height, width, channels)`.
#
# > **Where lecture notes go wrong.** "Red is (255, 0, 0), green is (0, 128, 0), blue is (0, 255, 0)." The order is red,
# > green, blue, so (0, 255, 0) is the brightest green. Blue is (0, 0, 255). A check: in a photograph of a blue sky the
# > third channel is the brightest, here 231 against 174 and 201 in the pixel at the
# > upper left, `original[0, 0]`.
#
# For this lesson we make it small and grey: each new pixel is the mean of a block of 4 × 4 old ones, and of its three
# channels. (427 is no multiple of 4: the last three rows are left out.)

# %%
blocks = original[:424].astype(float).reshape(106, 4, 160, 4, 3)
photo_rgb = blocks.mean(axis=(1, 3))
photo = photo_rgb.mean(axis=2)
print("colour:", photo_rgb.shape, " grey:", photo.shape)

# %% jupyter={"source_hidden": true}
# Picture: a photograph and its channels
fig, axes = plt.subplots(1, 4, figsize=(9.6, 2.1))
axes[0].imshow(photo_rgb.astype(int), interpolation="nearest")
for ax, channel, name in zip(axes[1:], range(3), ("red", "green", "blue")):
    ax.imshow(photo_rgb[:, :, channel], vmin=0, vmax=255, interpolation="nearest")
    ax.set_title(f"channel {channel}: {name}", fontsize=11)
axes[0].set_title("colour", fontsize=11)
for ax in axes:
    ax.axis("off")
show(
    fig,
    raster=True,
    alt=(
        "A Chinese pagoda with stacked roofs above trees and a lake, in colour and as three grey pictures,"
        " one for each channel. The sky is brightest in the blue channel, the roofs in the red one."
    ),
    caption="A colour image is three grey ones. In each, 0 is drawn black and 255 white.",
)

# %%
matrices(
    {"pixels": photo[30:36, 75:83]},
    "Rows 30 to 35, columns 75 to 82. Each number is a pixel, painted in its own grey.",
    pixels=["pixels"],
    digits=0,
)

# %% [markdown]
# ## 2 · A small window instead of a full connection
#
# *About 11 minutes*
#
# What would a dense layer need for a photograph of 224 × 224 pixels in colour? Every neuron has one weight for every
# input.

# %%
dense_weights = 224 * 224 * 3
print("weights of ONE dense neuron:", dense_weights)
print("weights of a layer of 100 such neurons:", 100 * dense_weights)

# %% [markdown]
# > **Where lecture notes go wrong.** "A 224 × 224 RGB image needs 150 528 weights." That is the count for *one* neuron
# > of a dense layer. A hidden layer of 100 neurons has 15 052 800, and then the biases.
#
# And there is a second trouble. Shift the picture by one pixel: for a dense neuron most inputs have changed, 98 % in our
# small grey photograph. Its weights for an edge in one place are not its weights for the same edge next to it.
#
# Two ideas mend both:
# 1. **Local**: a neuron looks at a small window only, such as 3 × 3 pixels.
# 2. **Shared**: all windows use the same weights.
#
# The small array of shared weights is the *kernel*. It slides over the image. At each place you multiply every pixel
# under it with the weight on top of it, and add up:
#
# $$\text{out}[i, j] = \sum_{a}\sum_{b} \text{image}[i + a,\; j + b]\cdot \text{kernel}[a, b]$$
#
# > **By hand.** Image and kernel are below. Where the kernel lies in the upper left corner, what is the sum?
# >
# > <details><summary>Result</summary>
# >
# > $25\cdot 0 + 110\cdot 1 + 15\cdot 1 + 14\cdot 0 = 125$.
# >
# > </details>

# %%
numbers = np.array([
    [25, 110, 65, 0, 34],
    [15, 14, 10, 54, 66],
    [65, 76, 54, 200, 210],
    [176, 5, 73, 67, 89],
    [63, 90, 95, 111, 175],
])
diagonal = np.array([[0, 1], [1, 0]])
matrices({"image": numbers, "kernel": diagonal}, "Image and kernel of the sum by hand.", pixels=["image"])

# %%
from helpers.widgets import ConvStepper

stepper = ConvStepper(image=numbers, kernel=diagonal, shown=0)
stepper

# %% [markdown]
# > **Try it.**
# > 1. Press **Next**. Before each press say the next sum. How many steps until the first row of the output is full?
# > 2. Why has the output 4 rows and not 5?
# > 3. Choose the image *one bright pixel* and the kernel *lopsided (1 to 9)*, then **Fill all**. What do you see? Then tick
# >    *flip the kernel*.
# > 4. Kernel *vertical edges*, image *dark left, bright right*, **Fill all**: where is the output large? Now *horizontal
# >    edges*: why is it 0 everywhere?
# > 5. Invent a kernel that copies the image. Then one that moves it by one pixel.
# >
# > <details><summary>What you should find</summary>
# >
# > 1. Four: 125, 79, 10, 88.
# > 2. A window of 2 has only 4 places in a row of 5.
# > 3. The kernel comes out turned by 180°: 9 at the upper left. Flipped, it comes out upright: one reason why
# >    mathematicians flip.
# > 4. Large where the window sees both dark and bright, 4 · 190 = 760. Going down nothing changes, so differences of rows are 0.
# > 5. With a 3 × 3 kernel and padding 1, a single 1 in the middle copies; a single 1 anywhere else moves.
# >
# > </details>

# %% [markdown]
# > **Where lecture notes go wrong.**
# > - A 5 × 5 image that begins with the rows 25 110 … and 15 14 … meets the kernel 0 1 / 1 0; a printed figure of the output
# >   starts with 124. Add it up: 110 + 15 = 125.
# > - "A 5 × 5 image with a 2 × 2 filter needs 16 weights." 16 is the number of *outputs*, 4 × 4. The filter has 4 weights,
# >   and a bias.

# %% [markdown]
# ### Three words for how the window moves
#
# | word | what it says | default |
# |---|---|---|
# | *stride* $s$ | how many pixels the window moves from one place to the next | 1 |
# | *padding* $p$ | how many rows and columns of zeros are added on *each* side | 0 |
# | *dilation* $d$ | how far apart the pixels are that the kernel reads; its weights stay as many | 1 |
#
# Stride 1 looks at every place, so it finds the finest detail and says to the pixel where it is. Stride 2 leaves out every
# second place in both directions: about a quarter of the outputs is left, and each feature is placed to two pixels only. A
# stride beyond the kernel's size does not even read all pixels.
#
# > **Think.** Which pixel of the image is read by the fewest windows, with no padding and stride 1?
# >
# > <details><summary>Answer</summary>
# >
# > Each corner: a single window reads it, while a pixel far from the border is read by $k^2$. Padding gives the border
# > more say.
# >
# > </details>

# %% [markdown]
# ## 3 · How large is the output?
#
# *About 23 minutes*
#
# Take one side: $n$ pixels, a kernel of $k$, padding $p$ on both sides, stride $s$. After padding there are $n + 2p$
# pixels. The window starts at the left border. How far can it move until its right end meets the right border? By
# $n + 2p - k$. In steps of $s$, that is $\lfloor (n + 2p - k)/s \rfloor$ steps, plus the place where it started:
#
# $$\text{output} = \left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1$$
#
# The brackets $\lfloor\;\rfloor$ round down. With dilation $d$ the kernel spans $d(k-1) + 1$ pixels; put that in place
# of $k$.

# %%
from helpers.widgets import OutputSize

size = OutputSize(n=7, k=3, padding=0, stride=2)
size

# %% [markdown]
# > **Try it.**
# > 1. n = 28, k = 7, s = 1, p = 0. Predict, then look.
# > 2. n = 4, k = 3, s = 2. Some say "impossible". What does the picture say about the last row and column?
# > 3. n = 5, k = 3, s = 2: find the padding for which the output is 5 again.
# > 4. n = 224, k = 5, s = 2, and the output should be 112. Is there a p for which the steps come out even?
# > 5. k = 3 and dilation 4: as wide as which ordinary kernel?
# >
# > <details><summary>What you should find</summary>
# >
# > 1. 22: (28 − 7)/1 + 1.
# > 2. One output; the last row and column are never read.
# > 3. p = 3 on each side.
# > 4. No: 224 + 2p − 5 = 219 + 2p is odd for every p. With p = 2 libraries round down and give 112; what they drop is
# >    padding only.
# > 5. It spans 4 · 2 + 1 = 9.
# >
# > </details>
#
# > **Where lecture notes go wrong.** "A 4 × 4 image cannot be convolved with a 3 × 3 kernel at stride 2", because
# > $(4 - 3)/2$ is not whole. The rule "it must divide" is a good habit for designing networks, for then no pixel is
# > left over at the end. But libraries round down and drop the last row and column.

# %% [markdown]
# ### Exercise 1 · conv_output_size (3 points)
#
# Write `conv_output_size(n, k, padding=0, stride=1)`: the number of outputs along one side, rounded down. All are whole
# numbers, and so is the answer.
#
# Raise a `ValueError` with a message that says what is wrong when `n`, `k` or `stride` is below 1, when `padding` is
# negative, or when the kernel does not fit, `k > n + 2·padding`.
#
# Examples: `conv_output_size(28, 7)` is 22; `conv_output_size(224, 5, padding=2, stride=2)` is 112;
# `conv_output_size(3, 5)` is a `ValueError`. Sizes earn two thirds of the points, errors one third.

# %% nbgrader={"grade": false, "grade_id": "conv_output_size", "locked": false, "schema_version": 3, "solution": true, "task": false}
def conv_output_size(n, k, padding=0, stride=1):
    """Return the output size along one side, rounded down.

    n: image size; k: kernel size; padding: zeros on each side; stride: step. ValueError where there is no output.
    """
    ### BEGIN SOLUTION
    if n < 1 or k < 1 or stride < 1:
        raise ValueError(f"n, k and stride must be at least 1, got n = {n}, k = {k}, stride = {stride}.")
    if padding < 0:
        raise ValueError(f"padding must not be negative, got {padding}.")
    if k > n + 2 * padding:
        raise ValueError(f"A kernel of {k} does not fit into {n} pixels with padding {padding} on each side.")
    return (n + 2 * padding - k) // stride + 1
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-conv_output_size", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("09.conv_output_size", conv_output_size)

# %%
asked = [
    ("28 × 28, kernel 7", 28, 7, 0, 1),
    ("5 × 5, kernel 3, stride 2, padding 3", 5, 3, 3, 2),
    ("224 × 224, kernel 5, stride 2, padding 2", 224, 5, 2, 2),
    ("4 × 4, kernel 3, stride 2", 4, 3, 0, 2),
    ("128 × 128, kernel 3, padding 1", 128, 3, 1, 1),
]
sizes = {name: my.conv_output_size(n, k, p, s) for name, n, k, p, s in asked}
table(
    [
        [name, f"({n} + 2·{p} − {k}) / {s} + 1 = {(n + 2 * p - k) / s + 1:g}", sizes[name]]
        for name, n, k, p, s in asked
    ],
    ["situation", "formula without the floor", "output per side"],
    "Five sizes",
)

# %% [markdown]
# ### Which padding keeps the size?
#
# Without padding every kernel with $k > 1$ shrinks the image, even at stride 1: $n - k + 1 < n$. Ten layers of 3 × 3
# take 20 rows and 20 columns away. So one often wants the output as large as the input.
#
# Solve $\frac{n + 2p - k}{s} + 1 = n$, exactly and without the floor, for $p$:
#
# $$2p = (n - 1)\,s + k - n$$
#
# For stride 1 that is $2p = k - 1$: a 3 × 3 kernel needs $p = 1$, a 5 × 5 kernel $p = 2$. One reason why kernels mostly
# have odd sizes (another: they have a middle).
#
# > **By hand.** 5 × 5, $k = 3$, $s = 2$: $2p = 4\cdot 2 + 3 - 5 = 6$, so $p = 3$ on each side. And $n = 6$, $k = 3$,
# > $s = 2$: $2p = 7$. There is no such whole $p$.

# %% [markdown]
# ### Exercise 2 · same_padding (3 points)
#
# Write `same_padding(n, k, stride)`. It returns the padding for *each side*, a whole number $p$ that solves the equation
# above: the output has $n$ pixels, and the floor has nothing to drop. Where $(n-1)s + k - n$ is odd, no whole $p$ solves
# it: return `None`. (At stride 2 or more a $p$ rounded up gives $n$ outputs, too, but only because the floor drops a
# rest.)
#
# Examples: `same_padding(5, 3, 2)` is 3; `same_padding(28, 5, 1)` is 2; `same_padding(6, 3, 2)` is `None`.

# %% nbgrader={"grade": false, "grade_id": "same_padding", "locked": false, "schema_version": 3, "solution": true, "task": false}
def same_padding(n, k, stride):
    """Return the whole padding per side that solves the equation exactly, or None where no whole number does."""
    ### BEGIN SOLUTION
    both_sides = (n - 1) * stride + k - n
    return both_sides // 2 if both_sides % 2 == 0 else None
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-same_padding", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("09.same_padding", same_padding)

# %% [markdown]
# The equation has a solution. Is it a good idea, at stride 2? With $n = 5$, $k = 3$, $s = 2$, $p = 3$ the padded image is
# 11 wide, and only its middle 5 hold pixels.
#
# > **Predict.** 5 × 5 outputs. How many of them read at least one pixel of the image?

# %%
predict("09.outputs_that_read")

# %%
def reads_nothing(n, k, stride, padding):
    """How many of the n × n outputs see only zeros of the padding, for an image of n × n whose size is kept."""
    begins = np.arange(n) * stride - padding  # the first pixel of each window, along one side
    inside = (begins + k > 0) & (begins < n)
    return n**2 - inside.sum() ** 2


blind = {(n, k, s, p): reads_nothing(n, k, s, p) for n, k, s, p in ((5, 3, 2, 3), (7, 5, 2, 5), (28, 5, 1, 2))}
for (n, k, s, p), empty in blind.items():
    print(f"n = {n}, k = {k}, s = {s}, p = {p}: {empty} of {n * n} outputs read only zeros")

# %% [markdown]
# <details><summary>What came out</summary>
#
# Nine of 25: nearly two thirds of the outputs are empty.
#
# </details>
#
# > **Note.** One strides *in order* to get smaller. The exercise practises the equation, and stride 1 is where it is used.
# >
# > Keras' `padding="same"` means something else: an output of $\lceil n/s \rceil$. At stride 1 that is the size of the
# > input. Where the padding comes out odd, Keras puts the extra zero at the right and at the bottom.
# > `padding="valid"` means no padding.

# %% [markdown]
# ## 4 · Write it
#
# *About 10 minutes*
#
# Now the whole operation for a grey image. You know the number of outputs; each of them is a sum over one window.
#
# ### Exercise 3 · conv2d (4 points)
#
# Write `conv2d(image, kernel, padding=0, stride=1)`. `image` and `kernel` are 2-D arrays of any height and width, not
# always square. It returns a 2-D array: zeros are added on all four sides, the kernel moves in steps of `stride` in
# both directions, and each output is the sum of the products. The kernel is used as it is, *not* flipped. You may use
# loops, and your `conv_output_size`.
#
# Example: `conv2d(numbers, diagonal)` starts with 125, 79, 10, 88.

# %% nbgrader={"grade": false, "grade_id": "conv2d", "locked": false, "schema_version": 3, "solution": true, "task": false}
def conv2d(image, kernel, padding=0, stride=1):
    """Slide the kernel over the image, as libraries do it, and return the array of sums.

    image: (H, W); kernel: (kh, kw); padding: zeros on each side; stride: step in both directions.
    """
    ### BEGIN SOLUTION
    (height, width), (kh, kw) = image.shape, kernel.shape
    rows = conv_output_size(height, kh, padding, stride)
    columns = conv_output_size(width, kw, padding, stride)
    padded = np.pad(image, padding)
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            out[i, j] = np.sum(padded[top : top + kh, left : left + kw] * kernel)
    return out
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-conv2d", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("09.conv2d", conv2d)

# %%
worked = my.conv2d(numbers, diagonal)
matrices(
    {"image": numbers, "kernel": diagonal, "output": worked},
    "Each number of the output is the sum of one window's pixels times the weights.",
    pixels=["image"],
)

# %% [markdown]
# ### What libraries call convolution
#
# Here are two functions of SciPy. Which of them is yours?

# %%
from scipy.signal import convolve2d, correlate2d

lopsided = np.array([[1.0, 2.0], [3.0, 4.0]])
mine = my.conv2d(numbers, lopsided)
scipy_gap = float(np.abs(mine - correlate2d(numbers, lopsided, mode="valid")).max())
flip_gap = float(np.abs(mine - convolve2d(numbers, lopsided, mode="valid")).max())
turned_gap = float(
    np.abs(my.conv2d(numbers, lopsided[::-1, ::-1]) - convolve2d(numbers, lopsided, mode="valid")).max()
)
print("difference from correlate2d:", scipy_gap)
print("difference from convolve2d: ", flip_gap)
print("... with the kernel turned by 180 degrees:", turned_gap)

# %% [markdown]
# In mathematics a *convolution* takes two functions and gives a third: at each shift, the sum (or integral) of one times
# the other, turned round. Image and kernel are the two, the output is the third. So it flips the kernel in both
# directions first; without the flip it is a *cross-correlation*. Keras, TensorFlow and PyTorch compute the cross-correlation and call it convolution. Does it
# matter? A network learns its kernels. If the library flipped, it would learn them flipped. Where you *choose* the
# kernel, as in the next section, it matters.

# %% [markdown] further=true
# ## 5 · Edges, blur, sharpness
#
# *About 6 minutes · further*
#
# What can nine weights do to a photograph? Four kernels that people knew long before networks learned their own:

# %%
kernels = {
    "blur": np.ones((3, 3)) / 9,
    "vertical edges": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "horizontal edges": np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
    "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
}
matrices(
    {f"{name}, sum {k.sum():g}": k for name, k in kernels.items()},
    "Four kernels. Orange weights are above 0, blue ones below.",
)

# %% [markdown]
# > **Predict.** Look at the sums of the weights. On a patch of even grey, say 80 everywhere, what does each of the four
# > give?

# %%
predict("09.even_grey")

# %%
even = np.full((3, 3), 80.0)
even_answers = {name: my.conv2d(even, kernel).item() for name, kernel in kernels.items()}
print({name: round(value, 6) for name, value in even_answers.items()})

# %% [markdown]
# <details><summary>What came out</summary>
#
# On even grey the output is the grey times the sum of the weights. Sum 1 keeps the brightness. Sum 0 answers only to
# change.
#
# </details>

# %%
filtered = {name: my.conv2d(photo, kernel, padding=1) for name, kernel in kernels.items()}

# %% jupyter={"source_hidden": true}
# Picture: four kernels on a photograph
fig, axes = plt.subplots(2, 3, figsize=(9.6, 4.7))
edges = np.hypot(filtered["vertical edges"], filtered["horizontal edges"])[1:-1, 1:-1]  # without the frame
pictures = [
    ("photograph", photo, 0, 255),
    ("blur", filtered["blur"], 0, 255),
    ("sharpen", filtered["sharpen"], 0, 255),
]
pictures += [(name, filtered[name], -400, 400) for name in ("vertical edges", "horizontal edges")]
pictures += [("edges: √(vertical² + horizontal²)", edges, 0, 500)]
for ax, (name, picture, low, high) in zip(axes.flat, pictures):
    ax.imshow(picture, vmin=low, vmax=high, interpolation="nearest")
    ax.set_title(name, fontsize=11)
    ax.axis("off")
show(
    fig,
    raster=True,
    alt=(
        "Six pictures of the pagoda. The blurred one is soft, the sharpened one crisp and grainy. The"
        " vertical-edge picture is grey with bright and dark lines at columns and the sides of roofs, the"
        " horizontal one shows eaves and steps, and the last shows all outlines bright on black."
    ),
    caption=(
        "Photograph: china.jpg of scikit-learn. In the pictures of vertical and of horizontal edges mid-grey is"
        " 0, white is a step from dark to bright, black one from bright to dark; in the last picture black is 0."
    ),
)

# %% [markdown]
# > **Think.** Why do the edge pictures have a bright or dark frame at some borders of the image?
# >
# > <details><summary>Answer</summary>
# >
# > Padding puts black around the picture. From black to sky is a large step: an edge that is not in the photograph.
# >
# > </details>
#
# In a network nobody writes these numbers down. The kernels are weights: they start at random, and gradient descent
# finds kernels that help. Lesson 10 looks at some that a network found, and at where it looks for edges.

# %% [markdown]
# ### Dilation: a wider view for the same price
#
# With dilation 2 the kernel reads every second pixel: 3 × 3 weights span 5 × 5 pixels. You get that with your `conv2d` by
# putting zeros between the weights.

# %%
def dilate(kernel, d):
    """The kernel with d − 1 zeros between its weights."""
    kh, kw = kernel.shape
    spread = np.zeros((d * (kh - 1) + 1, d * (kw - 1) + 1))
    spread[::d, ::d] = kernel
    return spread


nine = np.arange(1, 10).reshape(3, 3)
matrices({"kernel": nine, "with dilation 2": dilate(nine, 2)}, "Nine weights, and zeros between them.")

# %%
reach = {d: dilate(np.ones((3, 3)), d).shape[0] for d in (1, 2, 3, 4)}
table(
    [[d, 9, f"{span} × {span}", my.conv_output_size(28, span)] for d, span in reach.items()],
    ["dilation", "weights", "spans", "output on 28 × 28"],
    "A 3 × 3 kernel with dilation",
)

# %% [markdown]
# ## 6 · Colour: one kernel for each channel, one sum for all
#
# *About 18 minutes*
#
# A colour image has three channels. What does a filter look like then? It has a kernel for each channel: 3 × 3 × 3,
# that is 27 weights. At each place the sums of the channels are *added up*, and one bias is added. Out comes a single
# number.

# %%
patch = np.stack([
    [[0, 0, 0], [0, 156, 155], [0, 153, 154]],
    [[0, 0, 0], [0, 167, 166], [0, 164, 165]],
    [[0, 0, 0], [0, 163, 162], [0, 160, 161]],
], axis=-1)
rgb_kernels = np.stack([
    [[-1, -1, 1], [0, 1, -1], [0, 1, 1]],
    [[1, 0, 0], [1, -1, -1], [1, 0, -1]],
    [[0, 1, 1], [0, 1, 0], [1, -1, 1]],
], axis=-1)
colours = ["red", "green", "blue"]
corner = {f"{name} {part}": array[:, :, c] for c, name in enumerate(colours)
          for part, array in [("pixels", patch), ("weights", rgb_kernels)]}
matrices(
    corner,
    "The upper left corner of a photograph, padded with zeros, and the filter's three kernels.",
    pixels=[f"{name} pixels" for name in colours],
)

# %% [markdown]
# > **By hand.** Work out the three sums, one for each channel, then the output with bias 1.

# %%
channel_sums = [int(np.sum(patch[:, :, c] * rgb_kernels[:, :, c])) for c in range(3)]
print("red, green, blue:", channel_sums, " with bias 1:", sum(channel_sums) + 1)

# %% [markdown]
# ### Exercise 4 · conv2d_rgb (3 points)
#
# Write `conv2d_rgb(image, kernels, bias, padding=0, stride=1)` for *one* filter. `image` is `(H, W, C)`, `kernels` is
# `(kh, kw, C)` with the same number $C$ of channels, not always 3; `bias` is a number. It returns a 2-D array. Padding
# adds rows and columns, never channels. You may call your `conv2d`.
#
# Example: `conv2d_rgb(patch, rgb_kernels, 1)` is `[[-25.]]`.

# %% nbgrader={"grade": false, "grade_id": "conv2d_rgb", "locked": false, "schema_version": 3, "solution": true, "task": false}
def conv2d_rgb(image, kernels, bias, padding=0, stride=1):
    """Apply one filter to an image with channels; return a 2-D array.

    image: (H, W, C); kernels: (kh, kw, C), one kernel a channel; bias: one number, added once.
    """
    ### BEGIN SOLUTION
    channels = image.shape[2]
    sums = [conv2d(image[:, :, c], kernels[:, :, c], padding, stride) for c in range(channels)]
    return sum(sums) + bias
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-conv2d_rgb", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("09.conv2d_rgb", conv2d_rgb)

# %%
rgb_output = my.conv2d_rgb(patch, rgb_kernels, 1)
print(rgb_output)

# %% [markdown]
# ### Many filters make many maps
#
# One filter gives one 2-D output, a *feature map*. (Some texts give this name to what comes out of the activation, and
# not to what goes into it. Both uses are common.) A layer has many filters, each with weights of its own; their maps
# are stacked as the channels of the next image. So 32 filters of 3 × 3 × 3 give 32 maps, and 128 × 128 × 3 becomes,
# with stride 1 and padding 1, 128 × 128 × 32.

# %%
rng = np.random.default_rng(0)
small = rng.uniform(0, 1, (16, 16, 3))
bank = rng.normal(size=(32, 3, 3, 3))
maps = np.stack([my.conv2d_rgb(small, filter_, 0.0, padding=1) for filter_ in bank], axis=-1)
print("image", small.shape, "→ maps", maps.shape)

# %% [markdown]
# Walk through it once. A 4 × 4 colour image with a frame of zeros, three filters of 3 × 3 × 3, and what is usually done
# next: ReLU (lesson 02), and *pooling*, which keeps the largest of each 2 × 2 (section 9).

# %%
from helpers.widgets import ChannelWalk

walk = ChannelWalk(filter=1, cell=6)
walk

# %% [markdown]
# > **Try it.**
# > 1. Click a number of the map, or press **Next number**. Which pixels of the three channels does it see?
# > 2. Click a pixel under the window: its weight, its product and its place in the sum. How many products make one number of
# >    the map? And how many multiplications all 16 numbers of all three maps?
# > 3. Filter 2 has the same kernel for each channel. Where is its map large, and which of its numbers does ReLU remove?
# > 4. Filter 3 looks at one pixel of two channels. What does it answer? Why is most of its map 0 after ReLU?
# > 5. Look at a number *after pooling*, with filter 1. How many pixels does it depend on? Only one of its four windows
# >    passes its value on: which one?
# >
# > <details><summary>What you should find</summary>
# >
# > 1. A window of 3 × 3 at the same place in each channel.
# > 2. 27 products; $16 \cdot 27 \cdot 3 = 1296$ multiplications.
# > 3. Large where it is brighter on the left than on the right; from dark to bright the sum is negative, and ReLU makes it 0.
# >    That is the first column: on its left lies the dark frame.
# > 4. Green minus red, minus 20: above 0 only where green is stronger by more than 20, at the lower right.
# > 5. 4 × 4 places in each channel, 48 numbers with the frame. The window with the largest of the four: the thick frame.
# >
# > </details>
#
# > **Where lecture notes go wrong.** "The number of filters must match the depth of the image." It is free: 32 filters
# > on 3 channels are fine. What must match is the number of *channels of each filter*: 3 on a colour image, 32 in the
# > layer after this one.
#
# ### A window of 1 × 1
#
# A 1 × 1 kernel sees one pixel. What is it good for? It has a weight for each *channel*: at every place the same dense
# layer mixes the channels, and no neighbour is asked. So one changes the number of maps cheaply (lesson 12), 32 to 8 here,
# for $(1 \cdot 1 \cdot 32 + 1) \cdot 8 = 264$ parameters.

# %%
mixers = rng.normal(size=(8, 1, 1, 32))
mixed = np.stack([my.conv2d_rgb(maps, mixer, 0.0) for mixer in mixers], axis=-1)
as_dense = maps @ mixers[:, 0, 0].T
print("shape:", mixed.shape, " largest difference to a dense layer at each pixel:", f"{np.abs(mixed - as_dense).max():.0e}")

# %% [markdown]
# ## 7 · Count the parameters
#
# *About 9 minutes*
#
# How many numbers does such a layer learn? Each filter has one weight for every pixel of its window and every channel,
# and one bias. The size of the image does not appear at all.
#
# > **By hand.** 32 filters of 3 × 3 on a colour image: $(3\cdot3\cdot3 + 1)\cdot 32 = 896$.
# >
# > Kernels can have more axes: a video is height × width × time. 32 filters of 4 × 4 × 2 on 128 × 128 × 10 with 3
# > channels have $(4\cdot4\cdot2\cdot3 + 1)\cdot 32 = 3104$ parameters.

# %% [markdown]
# ### Exercise 5 · conv_parameters (3 points)
#
# Write `conv_parameters(kernel_shape, in_channels, filters, bias=True)`. `kernel_shape` is a tuple of any length,
# without the channels: `(3, 3)` for images, `(5,)` for sound, `(4, 4, 2)` for video. With `bias=False` the filters have
# no bias. The answer is a whole number.
#
# Examples: `conv_parameters((3, 3), 3, 32)` is 896; `conv_parameters((4, 4, 2), 3, 32)` is 3104;
# `conv_parameters((3, 3), 3, 1, bias=False)` is 27.

# %% nbgrader={"grade": false, "grade_id": "conv_parameters", "locked": false, "schema_version": 3, "solution": true, "task": false}
def conv_parameters(kernel_shape, in_channels, filters, bias=True):
    """Return the number of parameters of a convolutional layer; kernel_shape is a tuple of any length."""
    ### BEGIN SOLUTION
    weights = in_channels
    for side in kernel_shape:
        weights = weights * side
    return (weights + int(bias)) * filters
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-conv_parameters", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("09.conv_parameters", conv_parameters)

# %%
dense_same = 224 * 224 * 3 * 32 + 32
counts = [
    ("one filter 3 × 3 × 3, no bias", my.conv_parameters((3, 3), 3, 1, bias=False)),
    ("one filter 2 × 2 on a grey image", my.conv_parameters((2, 2), 1, 1)),
    ("32 filters 3 × 3 on colour", my.conv_parameters((3, 3), 3, 32)),
    ("32 filters 4 × 4 × 2 on 3 channels", my.conv_parameters((4, 4, 2), 3, 32)),
    ("one dense neuron on 224 × 224 × 3, weights only", dense_weights),
    ("32 dense neurons on 224 × 224 × 3", dense_same),
]
table(
    [[name, f"{count:,}".replace(",", " ")] for name, count in counts],
    ["what", "parameters"],
    "Shared weights are few",
)

# %% [markdown]
# The dense layer of 32 neurons has about 5 376 times as many parameters as the convolution with 32 filters, and gives 32
# numbers, where the convolution gives 32 whole maps. The small window buys the factor; sharing buys whole maps for the
# same 896.

# %% [markdown] further=true
# ## 8 · A chain of layers
#
# *About 7 minutes · further*
#
# Layer after layer: the maps of one are the image of the next. Follow the shape by hand before you run it.
#
# > **By hand.** 39 × 39 × 3 → 10 filters, k 3, s 1 → 20 filters, k 5, s 2 → 40 filters, k 5, s 2. What comes out, and how
# > many numbers is that?

# %%
shape, trail = (39, 39, 3), []
for k, s, filters in [(3, 1, 10), (5, 2, 20), (5, 2, 40)]:
    side = my.conv_output_size(shape[0], k, 0, s)
    trail.append(
        [
            f"{filters} filters {k} × {k} × {shape[2]}, stride {s}",
            f"{side} × {side} × {filters}",
            my.conv_parameters((k, k), shape[2], filters),
        ]
    )
    shape = (side, side, filters)
flat = int(np.prod(shape))
table(
    [["image", "39 × 39 × 3", 0], *trail, ["flattened", flat, 0]],
    ["layer", "shape", "parameters"],
    "From 39 × 39 × 3 to a vector",
)

# %% [markdown]
# The maps get smaller and more. At the end, 7 · 7 · 40 = 1960 numbers go to a dense layer.
#
# Where does the activation go? Usually after each convolution, and before pooling if there is any. Without it two convolutions
# in a row would be one larger convolution, the border aside, as two linear layers are one (lesson 02).
#
# > **Where lecture notes go wrong.** "Convolution, pooling, then the activation." The usual order is conv →
# > ReLU → pool. With max pooling and ReLU both orders give the same numbers, with average pooling they do not: lesson 10
# > tries it.
#
# ### How far does a neuron see?
#
# A neuron of the first 3 × 3 layer sees 3 × 3 pixels. A neuron of the second sees 3 × 3 of *those*: 5 × 5 pixels. This is
# its *receptive field*.
#
# > **Think.** Two layers of 3 × 3, or one of 5 × 5, both with $C$ channels in and out: same field. Which has fewer
# > weights?
# >
# > <details><summary>Answer</summary>
# >
# > Two of 3 × 3: 18 C² against 25 C², and there is one more activation in between. All convolutions of VGG-16 (lesson 10)
# > are 3 × 3 for this reason.
# >
# > </details>

# %%
seen = np.zeros((9, 9))
seen[4, 4] = 1
for layer in (1, 2, 3):
    seen = (my.conv2d(seen, np.ones((3, 3)), padding=1) > 0).astype(float)
    print(
        f"after {layer} layer{'s' if layer > 1 else ''} of 3 × 3: {int(seen.any(axis=0).sum())} × {int(seen.any(axis=1).sum())} pixels"
    )

# %% [markdown]
# With strides the field grows faster. One step in a map with *jump* $q$ is $q$ pixels of the image; so a layer with kernel
# $k$ adds $(k - 1)\,q$ to the field, and multiplies the jump by its stride:
#
# $$r \leftarrow r + (k - 1)\, q \qquad\qquad q \leftarrow q \cdot s$$
#
# > **By hand.** Begin with $r = 1$, $q = 1$. The chain above has kernels 3, 5, 5 and strides 1, 2, 2. How many pixels
# > does a neuron of its last layer see along one side?
# >
# > <details><summary>Result</summary>
# >
# > $3$, then $3 + 4 \cdot 1 = 7$, then $7 + 4 \cdot 2 = 15$.
# >
# > </details>

# %%
sees, jump = 1, 1
for k, s in [(3, 1), (5, 2), (5, 2)]:
    sees, jump = sees + (k - 1) * jump, jump * s
    print(f"kernel {k}, stride {s}: sees {sees} × {sees} pixels; its neighbour looks {jump} further")

# %% [markdown]
# ## 9 · Pooling
#
# *About 14 minutes*
#
# Do you need to know that there is an edge at column 117, or only that there is one around there? *Pooling* makes a map
# smaller: it cuts it into windows and keeps one number of each. *Max pooling* keeps the largest, *average pooling* the
# mean. There is nothing to learn, and each channel is pooled by itself: 28 × 28 × 16 becomes 14 × 14 × 16, smaller maps
# and as many.
#
# > **By hand.** Pool with windows of 2 and stride 2:
# >
# > rows 1 3 2 1 / 4 2 0 1 / 5 1 −3 −1 / 0 2 −2 −6
# >
# > Max: 4, 2 / 5, −1. Average: 2.5, 1 / 2, −3. Look at the lower right: the largest of four negative numbers is negative.

# %% [markdown]
# ### Exercise 6 · max_pool2d (3 points)
#
# Write `max_pool2d(image, size=2, stride=None)`. `image` is 2-D, of any height and width; the window is `size × size`.
# `stride=None` means a stride of `size`. No padding; a last window that is not full is dropped, as the floor says. It
# returns a 2-D array.
#
# Example: the numbers above give `[[4, 2], [5, -1]]`. A 5 × 7 image with `size=2` gives 2 × 3.

# %% nbgrader={"grade": false, "grade_id": "max_pool2d", "locked": false, "schema_version": 3, "solution": true, "task": false}
def max_pool2d(image, size=2, stride=None):
    """Return the largest value of each window; stride=None means stride = size. image: (H, W)."""
    ### BEGIN SOLUTION
    stride = size if stride is None else stride
    rows, columns = (conv_output_size(n, size, 0, stride) for n in image.shape)
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = np.max(image[i * stride : i * stride + size, j * stride : j * stride + size])
    return out
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-max_pool2d", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("09.max_pool2d", max_pool2d)

# %% [markdown]
# ### Exercise 7 · avg_pool2d (2 points)
#
# Write `avg_pool2d(image, size=2, stride=None)`: the same with the mean of each window.
#
# Example: the numbers above give `[[2.5, 1], [2, -3]]`.

# %% nbgrader={"grade": false, "grade_id": "avg_pool2d", "locked": false, "schema_version": 3, "solution": true, "task": false}
def avg_pool2d(image, size=2, stride=None):
    """Return the mean of each window; stride=None means stride = size. image: (H, W)."""
    ### BEGIN SOLUTION
    stride = size if stride is None else stride
    rows, columns = (conv_output_size(n, size, 0, stride) for n in image.shape)
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = np.mean(image[i * stride : i * stride + size, j * stride : j * stride + size])
    return out
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-avg_pool2d", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("09.avg_pool2d", avg_pool2d)

# %%
grid = np.array([[1, 3, 2, 1], [4, 2, 0, 1], [5, 1, -3, -1], [0, 2, -2, -6]])
matrices(
    {"input": grid, "max pooling": my.max_pool2d(grid), "average pooling": my.avg_pool2d(grid)},
    "Windows of 2 × 2, side by side.",
)

# %% [markdown]
# > **Predict.** Pool the edge picture of the pagoda in windows of 4 × 4, once by maximum and once by mean. Which of the
# > two comes out brighter, and why?

# %%
predict("09.brighter_pool")

# %%
@my.run
def pool_edges(size):
    """The edge picture after your max pooling and after your average pooling."""
    return my.max_pool2d(edges, size), my.avg_pool2d(edges, size)


largest, mean = pool_edges(4)

# %% jupyter={"source_hidden": true}
# Picture: two ways to pool
fig, axes = plt.subplots(1, 3, figsize=(9.6, 2.4))
shown = [
    ("edges", edges),
    ("max pooling, 4 × 4", largest),
    ("average pooling, 4 × 4", mean),
]
for ax, (name, picture) in zip(axes, shown):
    ax.imshow(picture, vmin=0, vmax=500, interpolation="nearest")
    ax.set_title(f"{name}: {picture.shape[0]} × {picture.shape[1]}", fontsize=11)
    ax.axis("off")
show(
    fig,
    raster=True,
    alt=(
        "The edge picture and two versions with about a sixteenth of its pixels. After max pooling the outlines are"
        " bright and thick, after average pooling dim."
    ),
    caption=(
        "Max pooling keeps the answer to “is there an edge in this window?”, average pooling “how much edge"
        " on average?”."
    ),
)

# %% [markdown] further=true
# ## 10 · Equivariance and invariance
#
# *About 6 minutes · further*
#
# Shift the image by some pixels. What happens to the output?
#
# - *Equivariant*: the output shifts along. f(shift(x)) = shift(f(x)).
# - *Invariant*: the output stays as it is. f(shift(x)) = f(x).
#
# > **Predict.** Which of the two is convolution? And pooling? Take a bright spot, far from the border, and shift it.

# %%
predict("09.what_is_convolution")

# %%
rng = np.random.default_rng(4)
field = np.zeros((24, 24))
field[8:13, 7:12] = rng.uniform(0.2, 1, (5, 5))
kernel = rng.normal(size=(3, 3))


def moved(array, columns):
    """The array with everything `columns` further to the right (the content never reaches the border here)."""
    return np.roll(array, columns, axis=1)


response = my.conv2d(field, kernel, padding=1)
equivariant_gap = float(np.abs(my.conv2d(moved(field, 3), kernel, padding=1) - moved(response, 3)).max())
invariant_gap = float(np.abs(my.conv2d(moved(field, 3), kernel, padding=1) - response).max())
print(f"conv(shift(x)) against shift(conv(x)): {equivariant_gap:.1e}")
print(f"conv(shift(x)) against conv(x):        {invariant_gap:.2f}")

# %% [markdown]
# <details><summary>What came out</summary>
#
# Convolution at stride 1 is equivariant away from the border, and not invariant at all.
#
# </details>
#
# Now pooling: by how much does the pooled map change when the image moves?

# %%
def spot(rng):
    """A bright random spot of 5 × 5 somewhere in the left half of a dark image."""
    image, (top, left) = np.zeros((24, 24)), rng.integers(3, 9, 2)
    image[top : top + 5, left : left + 5] = rng.uniform(0.2, 1, (5, 5))
    return image


spots = [spot(rng) for _ in range(40)]


@my.run
def change_after(name, columns):
    """Mean change of the pooled map when the image moves, relative to its mean size, over forty spots."""
    pool, responses = pools[name], [np.maximum(my.conv2d(image, kernel, padding=1), 0) for image in spots]
    pairs = [(pool(response), pool(moved(response, columns))) for response in responses]
    return float(np.mean([np.abs(after - before).sum() / np.abs(before).sum() for before, after in pairs]))


# %%
pools = {
    "none": lambda a: a,
    "max, 2 × 2": my.max_pool2d,
    "max, 4 × 4": lambda a: my.max_pool2d(a, 4),
    "max over everything": lambda a: my.max_pool2d(a, 24),
}
changes = {name: [change_after(name, columns) for columns in (1, 2, 4, 8)] for name in pools}
table(
    [[name, *[f"{value:.2f}" for value in row]] for name, row in changes.items()],
    ["pooling", "shift 1", "2", "4", "8"],
    "Change of the map when the image moves; 0 is invariant, 2 is nothing in common",
)

# %% [markdown]
# <details><summary>What came out</summary>
#
# Pooling makes the map less sensitive to shifts that are small beside its window: for one pixel 0.81 with 2 × 2 and 0.35
# with 4 × 4, where it was 1.96. That is what is meant by "roughly invariant". Larger shifts change it much more, nearly
# as before with 2 × 2. Only pooling over *everything* forgets the place altogether.
#
# </details>
#
# > **Where lecture notes go wrong.** "CNNs are translation invariant." "Max pooling gives spatial variance."
# >
# > <details><summary>Better</summary>
# >
# > Convolution is *equivariant*. Pooling makes the answer a little less sensitive to small shifts; strides and borders
# > spoil even that. And the second word is *invariance*, only roughly.
# >
# > </details>
#
# > **Think.** With stride 2, is the convolution still equivariant?
# >
# > <details><summary>Answer</summary>
# >
# > Only for shifts by a multiple of 2 pixels: then the output moves by half as much. Shift by 1, and the windows see
# > other pixels.
# >
# > </details>

# %% [markdown]
# ## Practice quiz
#
# *About 5 minutes · further*
#
# Seven questions that answer at once and explain each option. They do not count.

# %%
quiz("09")

# %% [markdown]
# ## Graded quiz
#
# *About 3 minutes · further*
#
# Five questions, 3 points together. They are marked when you hand in.

# %%
questions("09.quiz_answers")

# %% [markdown]
# Write the letter of your choice for each question, for example `quiz_answers["1"] = "a"`.

# %% nbgrader={"grade": false, "grade_id": "quiz_answers", "locked": false, "schema_version": 3, "solution": true, "task": false}
quiz_answers = {}
### BEGIN SOLUTION
quiz_answers["1"] = "b"
quiz_answers["2"] = "d"
quiz_answers["3"] = "a"
quiz_answers["4"] = "c"
quiz_answers["5"] = "b"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-quiz_answers", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("09.quiz_answers", quiz_answers)

# %% [markdown]
# ## In your own words
#
# *About 8 minutes · further*
#
# **The output-size formula (2 points, marked by hand).** Close section 3. Derive the formula
# $\lfloor (n + 2p - k)/s \rfloor + 1$ for the number of outputs along one side. Number the pixels of the padded row, say which positions the first pixel of the
# kernel can take, and count them. Then say, in one sentence each, where the floor comes from and where the $+1$ comes
# from.

# %% [markdown] nbgrader={"grade": true, "grade_id": "derivation", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# After padding, the row has $N = n + 2p$ pixels; number them $0, 1, \dots, N - 1$. Place number $i = 0, 1, 2, \dots$ of
# the kernel starts at pixel $i\,s$ and ends at pixel $i\,s + k - 1$. It fits if its end lies inside the row:
#
# $$i\,s + k - 1 \le N - 1 \iff i\,s \le N - k \iff i \le \frac{n + 2p - k}{s}.$$
#
# $i$ is a whole number from 0, so the largest possible one is $\lfloor (n + 2p - k)/s \rfloor$ (for $k \le n + 2p$;
# otherwise not even $i = 0$ fits). Counting from 0 to that number gives $\lfloor (n + 2p - k)/s \rfloor + 1$ places.
#
# The floor is there because a step that would carry the kernel over the border is not taken; the pixels that remain are
# dropped. The $+1$ is the first place, for which no step was needed.
#
# **Marking scheme.** Numbering from 1 is as good. A worked example instead of letters earns at most half a point.
#
# - 0.5: padded length $n + 2p$, both sides
# - 0.5: start and end of place $i$ and the condition that it fits
# - 0.5: solved for $i$ and counted from 0
# - 0.5: both sentences, on floor and on $+1$
# ### END SOLUTION

# %% [markdown]
# ## Cross-check with Keras (optional)
#
# *About 5 minutes · further*
#
# Do your functions agree with `keras.ops`? Keras wants a batch axis and a channel axis: images
# `(batch, height, width, channels)`, kernels `(kh, kw, in, out)`. The next cell imports TensorFlow, which takes
# some seconds.

# %% tags=["tensorflow"]
import os

# Before the import, so that TensorFlow stays quiet.
os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
import keras


def keras_conv(image, kernels, padding, stride):
    """One filter through keras.ops.conv, in float64; image (H, W, C), kernels (kh, kw, C)."""
    padded = np.pad(image, [(padding, padding), (padding, padding), (0, 0)]).astype("float64")
    out = keras.ops.conv(padded[None], kernels[..., None].astype("float64"), strides=stride, padding="valid")
    return np.array(out)[0, :, :, 0]


rng = np.random.default_rng(6)
gaps = {}
for stride in (1, 2, 3):
    image, kernels_, bias = rng.normal(size=(11, 9, 3)), rng.normal(size=(3, 4, 3)), rng.normal()
    theirs = keras_conv(image, kernels_, 2, stride) + bias
    gaps[f"conv2d_rgb, stride {stride}"] = float(
        np.abs(my.conv2d_rgb(image, kernels_, bias, 2, stride) - theirs).max()
    )
    grey = keras_conv(image[:, :, :1], kernels_[:, :, :1], 2, stride)
    gaps[f"conv2d, stride {stride}"] = float(
        np.abs(my.conv2d(image[:, :, 0], kernels_[:, :, 0], 2, stride) - grey).max()
    )

# %% tags=["tensorflow"]
image = rng.normal(size=(11, 9))
for name, mine_, theirs_ in (
    ("max_pool2d", my.max_pool2d, keras.ops.max_pool),
    ("avg_pool2d", my.avg_pool2d, keras.ops.average_pool),
):
    for size_, stride in ((2, None), (3, 2)):
        theirs = np.array(theirs_(image[None, :, :, None], size_, strides=stride, padding="valid"))[
            0, :, :, 0
        ]
        gaps[f"{name}, size {size_}, stride {stride}"] = float(
            np.abs(mine_(image, size_, stride) - theirs).max()
        )
table(
    [[name, f"{gap:.1e}", "✔" if gap < 1e-6 else "✘"] for name, gap in gaps.items()],
    ["function", "largest difference", "below 1e−6?"],
    "Hand-written against keras.ops",
)

# %% tags=["tensorflow"]
layer_counts = {}
for layer, shape_in, kernel_shape in (
    (keras.layers.Conv2D(32, 3), (128, 128, 3), (3, 3)),
    (keras.layers.Conv3D(32, (4, 4, 2)), (128, 128, 10, 3), (4, 4, 2)),
):
    layer.build((None, *shape_in))
    layer_counts[layer.name] = (layer.count_params(), my.conv_parameters(kernel_shape, 3, 32))
print("parameters, Keras and you:", layer_counts)
print(
    'shape with padding="same":',
    keras.layers.Conv2D(32, 3, padding="same").compute_output_shape((None, 128, 128, 3)),
)
print(
    '5 × 5, kernel 3, stride 2, padding="same":',
    keras.layers.Conv2D(1, 3, strides=2, padding="same").compute_output_shape((None, 5, 5, 1)),
)

# %% [markdown]
# The last line shows what Keras' "same" means: ⌈5/2⌉ = 3, not 5.

# %% [markdown]
# ## Summary
#
# - An image is `(height, width, channels)`; 0 is black, 255 white.
# - A kernel slides over the image; each output is a sum of products. Keras, TensorFlow and PyTorch do not flip it: it
#   is a cross-correlation.
# - Output per side: $\lfloor (n + 2p - k)/s \rfloor + 1$. The floor drops what is left over. With stride 1 and an odd
#   $k$, $p = (k-1)/2$ keeps the size.
# - A filter has a kernel for every channel and one bias: its sums are added into one map. The number of filters is free.
# - Parameters: (window · channels + 1) · filters, whatever the size of the image.
# - Usual order: convolution, activation, pooling. Pooling has nothing to learn.
# - Convolution at stride 1 is equivariant, away from the border. Pooling brings some invariance to small shifts.
#
# Next: lesson 10 puts these pieces together into a network that reads handwritten digits, and looks into it.
