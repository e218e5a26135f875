# %% [markdown] content="convolution, activation, pooling, dense: a small network trained, looked into and evaluated" week=11
# # 10 · Convolutional networks
#
# Convolution, activation, pooling, dense: a small network is trained, looked into, tested on moved images and evaluated.
#
# **Time** 90 min · **Points** 22 · **You need** lessons 07, 08 (batch normalization) and 09
#
# *Core path: about 85 minutes; what is marked “further” and the quizzes take about 25 more.*
#
# After this lesson you can
#
# - build a CNN in Keras and say what each layer is for, and why they stand in this order;
# - trace shapes and parameters through any chain of layers, VGG-16 with its 138 million included;
# - look at the filters and feature maps of a trained network;
# - say what happens to a dense network and to a CNN when the object moves (section 5);
# - judge a classifier by its confusion matrix, precision, recall and F1, and say when accuracy lies.

# %% tags=["setup"]
import os

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # before the import: TensorFlow stays quiet
import keras
import numpy as np
from keras import layers

from helpers import answers, check, plots, predict, questions, quiz, show, table
from helpers.figures.scale_drawing import costs, draw_to_scale
from helpers.experiments.training import TrainingProgress

plt = plots()
my = answers("10")  # my.f is your own f as soon as its check is green

# %% [markdown]
# ## 1 · Who does what
#
# *About 16 minutes*
#
# A dense network sees an image as 784 numbers in a row. It does not know that two of them were neighbours. If we
# shuffled the pixels of all images in the same way, it would learn just as well. So what does a network look like that
# *does* know what a neighbour is?
#
# Five kinds of layers, in the classic order:
#
# | layer | what it does | what it learns |
# |---|---|---|
# | convolution | looks for one small pattern everywhere: one map for each filter | the patterns |
# | activation | ReLU keeps "found here", drops "found the opposite" | nothing |
# | pooling | max-pooling keeps the strongest answer of each small square: smaller maps | nothing |
# | flatten | puts all maps into one row | nothing |
# | dense | decides from what was found, and where | which patterns mean which class |
#
# Convolution, activation and pooling may repeat. Later convolutions look for patterns *of patterns*: in networks that were
# trained on photographs people found edges and spots of colour in the first layers, textures and parts (fur, wheels, eyes)
# in the middle, and whole objects near the end. Section 4 looks into two layers of ours.
#
# The last layer, the *head*, belongs to the task: softmax for one of many, a sigmoid for yes or no, and for a number (an
# age, an angle) one linear unit, trained with the mean squared error: a *regression head*. All before it may stay.
#
# > **Where lecture notes go wrong.** "Flatten discards the spatial information." It moves numbers into one row, always in
# > the same order, and loses none: `reshape` brings them back. The dense layer behind it has a weight of its own for each
# > place, so it knows *where*. What it is not told is which places are neighbours, and what it learns at one place it does
# > not know at the next.
#
# We work with 1 797 handwritten digits that ship with scikit-learn. They have 8×8 pixels; we enlarge them to 20×20 and
# put them into the middle of a black 28×28 image, so that there is room to move them later.

# %%
from scipy.ndimage import zoom
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

raw = load_digits()
larger = zoom(raw.images / 16, (1, 2.5, 2.5), order=1).clip(0, 1)
images = np.pad(larger, ((0, 0), (4, 4), (4, 4))).astype(np.float32)[..., None]
train_x, test_x, train_y, test_y = train_test_split(images, raw.target, test_size=360, random_state=0, stratify=raw.target)
print("training", train_x.shape, " test", test_x.shape, " values from", train_x.min(), "to", train_x.max())

# %% [markdown]
# `(batch, height, width, channels)`: the last axis is there even for grey images, with one channel.
#
# Now one filter by hand. It has +1 on its upper row and −1 on its lower row.
#
# > **Predict.** Where on a digit does this filter answer with large numbers? What will ReLU throw away?

# %%
predict("10.where_it_answers")

# %%
edge = layers.Conv2D(1, 3, padding="same", use_bias=False)
edge.build((None, 28, 28, 1))
edge.set_weights([np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]], float).reshape(3, 3, 1, 1)])

digit = test_x[test_y == 5][:1]
z = edge(digit)
a = layers.ReLU()(z)
p = layers.MaxPooling2D(2)(a)
print("shapes:", tuple(z.shape), tuple(a.shape), tuple(p.shape), f" z from {np.min(z):.2f} to {np.max(z):.2f}")

# %% jupyter={"source_hidden": true}
# Picture: one filter, step by step
fig, axes = plt.subplots(1, 4, figsize=(11, 3.1))
for ax, picture, title in zip(axes, (digit, z, a, p), ("image", "convolution: z", "ReLU: max(z, 0)", "max-pool 2×2")):
    drawn = ax.imshow(np.asarray(picture)[0, :, :, 0], vmin=-3 if "z" == title[-1] else 0, vmax=1 if title == "image" else 3)
    ax.set(title=title, xticks=[], yticks=[])
    ax.set_xlabel(f"{picture.shape[1]}×{picture.shape[2]}")
show(fig, raster=True, alt="Four pictures of a handwritten 5: the image; the result of the convolution, bright below every horizontal stroke and dark "
     "above it; after ReLU only the bright parts; after pooling the same at half the size.",
     caption="The filter finds lower edges of strokes. ReLU keeps them and drops the upper edges. Pooling keeps the strongest answer of each square.")

# %% [markdown]
# <details><summary>What came out</summary>
#
# The filter answers where bright pixels lie above dark ones: at the lower edges of strokes. At upper edges it gives
# negative numbers, and ReLU drops them. Another filter is free to look for those.
#
# </details>
#
# In lesson 09 the activation came right after the convolution, before pooling.
#
# > **Predict.** Change the order on this map: first pooling, then ReLU. Does the result differ for max-pooling? And for
# > average pooling?

# %%
predict("10.pool_then_relu")

# %%
relu = layers.ReLU()
orders = {}
for name, pool in (("max-pooling", layers.MaxPooling2D(2)), ("average pooling", layers.AveragePooling2D(2))):
    orders[name] = float(np.abs(np.asarray(pool(relu(z))) - np.asarray(relu(pool(z)))).max())
table([[name, f"{d:.3f}"] for name, d in orders.items()], ["", "largest difference between the two orders"],
      "Activation before or after pooling")

# %% [markdown]
# <details><summary>What came out</summary>
#
# With max-pooling the numbers agree, for any function that never falls, as ReLU: the largest input gives the largest
# output, so max(f) = f(max). With average pooling the answer differs, because −3 and +3 cancel before ReLU can drop the
# −3: that is another function. The usual order is **convolution, activation, pooling**. In many networks batch
# normalization (lesson 08) stands between convolution and activation.
#
# </details>
#
# ### Where CNNs are used
#
# Wherever neighbours matter: reading handwriting on cheques and letters; finding scratches on parts in a factory;
# marking tumours in scans; seeing lanes, signs and people from a car; comparing fingerprints. The "image" need not be a
# photograph: a spectrogram of speech or a chess board will do.
#
# > **Think.** A table of customers: age, income, city, last purchase. Should you use a CNN?
# >
# > <details><summary>Answer</summary>
# >
# > No. The columns could be in any order, so "neighbour" means nothing. A CNN would look for patterns in the accident of
# > which column stands beside which.
# >
# > </details>

# %% [markdown]
# ### Exercise 1 · build_cnn_150 (3 points)
#
# A first network with one layer. Grey images of 150×150 pixels; one convolution with 8 filters of 3×3, stride 3, no
# padding, ReLU.
#
# > **By hand.** Use $\lfloor (n + 2p - k)/s \rfloor + 1$ of lesson 09. How large are the maps? How many parameters has
# > the layer?
# >
# > <details><summary>Result</summary>
# >
# > 50×50×8 and 80.
# >
# > </details>
#
# Write `build_cnn_150()`. It returns the Keras model (Sequential or Functional) with input shape `(150, 150, 1)`. It need
# not be compiled. ReLU may be the layer's `activation` or a layer of its own.

# %% nbgrader={"grade": false, "grade_id": "build_cnn_150", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_cnn_150():
    """Return a model: input (150, 150, 1), one convolution with 8 filters 3×3, stride 3, ReLU."""
    ### BEGIN SOLUTION
    return keras.Sequential([
        keras.Input((150, 150, 1)),
        layers.Conv2D(8, 3, strides=3, activation="relu"),
    ])
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-build_cnn_150", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("10.build_cnn_150", build_cnn_150)

# %% [markdown]
# Stride 3 with a 3×3 kernel: the windows tile the image without overlap, like a mosaic. Each of the 50·50 windows is seen
# once, by eight filters with $3 \cdot 3 \cdot 1 + 1 = 10$ parameters each.

# %%
@my.run
def size_of_mosaic():
    """Output shape and number of parameters of your network."""
    mosaic = my.build_cnn_150()
    return mosaic.output_shape, mosaic.count_params()


shape, parameters = size_of_mosaic()
print("output", shape, " parameters", parameters)
print("padding='same' would give", layers.Conv2D(8, 3, strides=3, padding="same").compute_output_shape((None, 150, 150, 1)))

# %% [markdown]
# The same: 150 is a multiple of 3, so nothing needs padding.
#
# ## 2 · Shapes through a chain of layers
#
# *About 19 minutes*
#
# Before you train a network, you should know the shape at every point. Four kinds of layers here change a shape:
#
# - convolution with kernel $k$, stride $s$, padding $p$ and $f$ filters: $(H, W, C) \to (H', W', f)$;
# - pooling with size $k$ and stride $s$: $(H, W, C) \to (H', W', C)$. The channels stay;
# - flatten: $(H, W, C) \to (H \cdot W \cdot C,)$;
# - dense with $n$ units: $(m,) \to (n,)$.
#
# > **By hand.** 28×28×1 → convolution k 5, s 1, p 0, 6 filters → pool 2, 2 → convolution k 5, s 1, p 0, 16 filters →
# > pool 2, 2 → flatten → dense 120 → dense 10. This is close to LeNet-5, which read cheques in 1998. Write down all
# > seven shapes.
# >
# > <details><summary>Result</summary>
# >
# > 24×24×6, 12×12×6, 8×8×16, 4×4×16, 256, 120, 10.
# >
# > </details>
#
# ### Exercise 2 · trace_shapes (4 points)
#
# Write `trace_shapes(input_shape, layers)`. `input_shape` is `(H, W, C)`. `layers` is a list of
#
# - `("conv", k, s, p, filters)`: kernel k×k, stride s, p pixels of padding on each side,
# - `("pool", k, s)`: window k×k, stride s, no padding,
# - `("flatten",)`,
# - `("dense", n)`, which comes only after a flatten.
#
# Return a list with one tuple for each layer, `(H, W, C)` or `(n,)`. The input is not included. Sizes are rounded down, as
# in Keras with `padding="valid"`. Height and width may differ.

# %% nbgrader={"grade": false, "grade_id": "trace_shapes", "locked": false, "schema_version": 3, "solution": true, "task": false}
def trace_shapes(input_shape, layers):
    """Return the output shape of every layer, as a list of tuples (H, W, C) or (n,)."""
    ### BEGIN SOLUTION
    shape, shapes = tuple(input_shape), []
    for kind, *numbers in layers:
        if kind == "conv":
            k, s, p, filters = numbers
            shape = (*((n + 2 * p - k) // s + 1 for n in shape[:2]), filters)
        elif kind == "pool":
            k, s = numbers
            shape = (*((n - k) // s + 1 for n in shape[:2]), shape[2])
        elif kind == "flatten":
            shape = (int(np.prod(shape)),)
        else:
            shape = (numbers[0],)
        shapes.append(shape)
    return shapes
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-trace_shapes", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("10.trace_shapes", trace_shapes)

# %% [markdown]
# Is that what Keras gives? We build the LeNet of the box above and compare.

# %%
lenet = [("conv", 5, 1, 0, 6), ("pool", 2, 2), ("conv", 5, 1, 0, 16), ("pool", 2, 2), ("flatten",), ("dense", 120), ("dense", 10)]
keras_lenet = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(6, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(16, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Flatten(), layers.Dense(120, activation="relu"), layers.Dense(10, activation="softmax"),
])
traced, keras_shapes = my.trace_shapes((28, 28, 1), lenet), [layer.output.shape[1:] for layer in keras_lenet.layers]
table([[layer[0], str(a), str(b)] for layer, a, b in zip(lenet, traced, keras_shapes)],
      ["layer", "trace_shapes", "Keras"], "One chain, traced twice")

# %% jupyter={"source_hidden": true}
# Picture: LeNet to scale
draw_to_scale(
    keras_lenet, thin=2,
    caption="The same chain to scale: a pixel of a map's side is as high as two channels are wide. Maps become smaller and more; the "
    "dense layers are rows of numbers. Two convolutions do 88 % of the multiplications.",
)

# %% [markdown]
# ### Exercise 3 · build_small_cnn (3 points)
#
# The standard block on 28×28×1, with a classifier behind it. In this order:
#
# convolution with 32 filters 3×3, padding "same" → batch normalization → ReLU → max-pooling 2×2 → flatten → dense 10 with
# softmax.
#
# Write `build_small_cnn()`. It returns the model; it need not be compiled. A convolution without bias is right, too.
#
# > **Think.** Why might one leave the bias out?
# >
# > <details><summary>Answer</summary>
# >
# > Batch normalization subtracts the mean of each channel, and a bias is part of that mean: it vanishes. β takes its
# > place. With `use_bias=False` you save 32 parameters that do nothing.
# >
# > </details>

# %% nbgrader={"grade": false, "grade_id": "build_small_cnn", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_small_cnn():
    """Return a model on (28, 28, 1): conv 32 3×3 same, batch norm, ReLU, max-pool 2, flatten, dense 10 softmax."""
    ### BEGIN SOLUTION
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, padding="same"),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ])
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-build_small_cnn", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("10.build_small_cnn", build_small_cnn)

# %% [markdown]
# > **By hand.** Count its parameters before you run the next cell. Batch normalization has four numbers for each channel:
# > γ and β are trained, the moving mean and variance are not (lesson 08).

# %%
@my.run
def parts_of_the_block():
    """Kind, output shape and number of parameters of each layer of your network."""
    return [[type(layer).__name__, str(layer.output.shape[1:]), layer.count_params()] for layer in my.build_small_cnn().layers]


rows = parts_of_the_block()
rows.append(["all", "", sum(count for _, _, count in rows)])
table(rows, ["layer", "output", "parameters"], "Where the parameters of the small CNN are")

# %% [markdown]
# $320 + 128 + 62\,730$ with the bias. The convolution, which does the seeing, has 320 parameters; the dense layer behind
# it has 62 730. Remember this imbalance. And see what pooling saves: without it $28 \cdot 28 \cdot 32$ numbers would come to
# the dense layer, which would have $(25\,088 + 1) \cdot 10 = 250\,890$ parameters. Pooling has none itself, and keeps the
# number of maps.
#
# ## 3 · VGG-16: 138 million
#
# *About 14 minutes*
#
# In 2014 the Visual Geometry Group in Oxford asked: what if we use 3×3 only, and go deep? Their network of 13
# convolutions and 3 dense layers is still in use as a base (lesson 12). All convolutions are 3×3 with padding 1 and stride
# 1, so sizes change only at the five 2×2 max-pools.
#
# > **Where lecture notes go wrong.** VGG is spelled out as "Visual Geometry Graph NET". It is the name of the people, the
# > *Visual Geometry Group*.
#
# | block | convolutions | filters | size after its pool, from 224×224 |
# |---|---|---|---|
# | 1 | 2 | 64 | 112×112 |
# | 2 | 2 | 128 | 56×56 |
# | 3 | 3 | 256 | 28×28 |
# | 4 | 3 | 512 | 14×14 |
# | 5 | 3 | 512 | 7×7 |
#
# Then flatten, dense 4096, dense 4096, dense 1000. ReLU follows each convolution and the first two dense layers; softmax
# makes probabilities of the last 1000.
#
# > **Note.** Two years before, AlexNet had begun the wave with the same parts, ReLU and softmax included, and fewer layers:
# > five convolutions (11×11 with stride 4, 5×5, three of 3×3) and three dense layers, 61 million parameters. VGG made it
# > deeper, and all kernels small.
#
# > **Predict.** Which of the 16 layers has the most parameters, and what share of all?

# %%
predict("10.most_parameters")

# %% [markdown]
# Why only 3×3? Two 3×3 layers in a row see 5×5 pixels of the input, three see 7×7. For $C$ channels in and out, three of
# them cost $3 \cdot 9C^2 = 27C^2$ weights; one 7×7 layer costs $49C^2$. And there are three activations instead of one.
#
# ### Exercise 4 · vgg16_parameters (3 points)
#
# Write `vgg16_parameters(blocks, dense, image)` with the defaults below. `blocks` lists (number of convolutions,
# filters); all convolutions are 3×3 with padding 1, with a bias. Each block ends with a 2×2 max-pool, stride 2,
# rounding down. `dense` lists the units of the dense layers, with biases. Return the number of parameters. Compute it:
# the check asks for other configurations, too.
#
# Example: `vgg16_parameters(blocks=((1, 2),), dense=(3,), image=(4, 4, 1))` is
# $(9 \cdot 1 + 1) \cdot 2 + (2 \cdot 2 \cdot 2 + 1) \cdot 3 = 20 + 27 = 47$.

# %% nbgrader={"grade": false, "grade_id": "vgg16_parameters", "locked": false, "schema_version": 3, "solution": true, "task": false}
def vgg16_parameters(
    blocks=((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)),
    dense=(4096, 4096, 1000),
    image=(224, 224, 3),
):
    """Return the number of weights and biases of a network like VGG-16."""
    ### BEGIN SOLUTION
    height, width, channels = image
    total = 0
    for convolutions, filters in blocks:
        for _ in range(convolutions):
            total += (3 * 3 * channels + 1) * filters
            channels = filters
        height, width = height // 2, width // 2
    inputs = height * width * channels
    for units in dense:
        total += (inputs + 1) * units
        inputs = units
    return total
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-vgg16_parameters", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("10.vgg16_parameters", vgg16_parameters)

# %% [markdown]
# Keras has VGG-16 ready. In a `StatelessScope` it makes the layers without filling 550 MB with random numbers; counting
# needs shapes only.

# %%
with keras.StatelessScope(initialize_variables=False):
    vgg = keras.applications.VGG16(weights=None)
vgg_sizes = {layer.name: layer.count_params() for layer in vgg.layers if layer.count_params()}
print(f"Keras: {vgg.count_params():_}   yours: {my.vgg16_parameters():_}   layers with weights: {len(vgg_sizes)}".replace("_", " "))

# %% jupyter={"source_hidden": true}
# Picture: VGG-16 to scale
share = vgg_sizes["fc1"] / vgg.count_params()
draw_to_scale(
    vgg,
    caption="VGG-16 to scale: a pixel of a map's side is as high as 16 channels are wide; pooling is hatched. Maps become small and "
    f"many. Convolutions hold little and compute nearly all; the first dense layer holds {share:.0%} and computes next to nothing.",
)

# %% [markdown]
# The first dense layer: $(7 \cdot 7 \cdot 512 + 1) \cdot 4096 = 102\,764\,544$ of 138 357 544, 74 %. All 13
# convolutions together have 14.7 million. That is one reason why later networks (lesson 12) replace flatten and dense by
# an average over each map.
#
# The *cost* is the other way round. A dense weight is used once for each image, a convolution's weight once at every place
# of its map: 50 176 times in the first block. So the convolutions do 99 % of the multiplications with a tenth of the
# parameters.
#
# ### With and without pooling
#
# > **Predict.** Take the five poolings out of VGG-16 and leave all else as it is. By what factor does the number of
# > multiplications of its convolutions grow?

# %%
predict("10.without_pooling")

# %%
vgg_costs = costs(vgg)
convolutions = [layer for layer in vgg_costs if layer["kind"] == "convolution"]
with_pooling = sum(layer["multiplications"] for layer in convolutions)
at_full_size = sum(layer["multiplications"] * (224 / layer["shape"][0]) ** 2 for layer in convolutions)
first_dense = {7: (7 * 7 * 512 + 1) * 4096, 224: (224 * 224 * 512 + 1) * 4096}
table(
    [
        ["size of the last maps", "7 × 7", "224 × 224"],
        ["multiplications of the convolutions", f"{with_pooling / 1e9:.1f} · 10⁹", f"{at_full_size / 1e9:.0f} · 10⁹"],
        ["parameters of the first dense layer", f"{first_dense[7] / 1e6:.0f} million", f"{first_dense[224] / 1e9:.0f} thousand million"],
        ["parameters of all convolutions", "14.7 million", "14.7 million"],
        ["the small CNN: parameters of its dense layer", "62 730", "250 890"],
    ],
    ["", "with pooling", "without"], "What pooling saves", row_headings=True,
)

# %% [markdown]
# <details><summary>What came out</summary>
#
# Pooling has no parameters of its own, and the convolutions keep theirs: a 3 × 3 kernel does not ask how large the map is.
# But 48 times as many multiplications, and a first dense layer of 105 thousand million parameters.
#
# </details>
#
# Why did it not begin with a dense layer? One dense neuron on a 224×224 RGB image has 150 528 weights (lesson 09).
#
# > **By hand.** How many parameters has a dense layer of 64 such neurons? How many has VGG-16's first convolution, 64
# > filters of 3×3 on three channels?

# %%
in_numbers = 224 * 224 * 3
print("weights of one dense neuron:", in_numbers)
print("dense layer of 64 neurons:  ", (in_numbers + 1) * 64)
print("64 filters 3×3:             ", (3 * 3 * 3 + 1) * 64)

# %% [markdown]
# ## 4 · Train one, and look inside
#
# *About 14 minutes*
#
# Two networks for our digits. The dense one has a hidden layer of 100 neurons. The CNN has two blocks, with 8 and 16
# filters of 3×3, then flatten and dense.
#
# > **Predict.** Which has more parameters? By what factor?

# %%
predict("10.dense_or_cnn")

# %%
def dense_net():
    """784-100-10."""
    stack = [layers.Flatten(), layers.Dense(100, activation="relu"), layers.Dense(10, activation="softmax")]
    return keras.Sequential([keras.Input((28, 28, 1)), *stack])


def small_cnn():
    """conv 8 → pool → conv 16 → pool → flatten → dense 10; 3×3, same, ReLU."""
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, padding="same", activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(16, 3, padding="same", activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(10, activation="softmax"),
    ])


sizes = [make().count_params() for make in (dense_net, small_cnn)]
print("dense", sizes[0], "  CNN", sizes[1], f"  ratio {sizes[0] / sizes[1]:.1f}")

# %% [markdown]
# One run may be luck, so each network is trained from three starts.

# %%
SEEDS = (0, 1, 2)


def trained(make, name, seed, learning_rate=0.004, epochs=10):
    """A model made, compiled and trained on the digits from one start."""
    keras.utils.set_random_seed(seed)
    model = make()
    model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(train_x, train_y, epochs=epochs, batch_size=64, verbose=0, callbacks=[TrainingProgress(f"{name}, start {seed}")])
    return model


def accuracy(model, x, y):
    """Share of images that the model names right."""
    return float((np.asarray(model(x)).argmax(axis=1) == y).mean())


nets = {"dense": [trained(dense_net, "dense", seed) for seed in SEEDS], "CNN": [trained(small_cnn, "CNN", seed) for seed in SEEDS]}

# %% [markdown]
# How many of the 360 test digits does each get right?

# %%
rows = []
for name, models in nets.items():
    scores = [accuracy(model, test_x, test_y) for model in models]
    rows.append([name, models[0].count_params(), *[f"{s:.3f}" for s in scores], f"{np.mean(scores):.3f} ± {np.std(scores):.3f}"])
table(rows, ["network", "parameters", *[f"start {s}" for s in SEEDS], "mean ± std"],
      "Accuracy on the test digits, in the middle of the image", row_headings=True)

# %% [markdown]
# About the same accuracy, with a ninth of the parameters. These digits are small, clean and centred; a dense network can
# cope. Section 5 will change that. First: what has the CNN learned to look for?

# %%
cnn = nets["CNN"][0]
filters = cnn.layers[0].get_weights()[0]
looks = keras.Model(cnn.inputs[0], [cnn.layers[0].output, cnn.layers[2].output])
maps_1, maps_2 = (np.asarray(m)[0] for m in looks(digit))
print("first filters", filters.shape, " their maps", maps_1.shape, " second maps", maps_2.shape)

# %% jupyter={"source_hidden": true}
# Picture: filters and their maps
fig, axes = plt.subplots(3, 8, figsize=(11, 4.6))
for i in range(8):
    axes[0, i].imshow(filters[:, :, 0, i], vmin=-np.abs(filters).max(), vmax=np.abs(filters).max())
    axes[1, i].imshow(maps_1[:, :, i], vmin=0, vmax=maps_1.max())
    axes[2, i].imshow(maps_2[:, :, i], vmin=0, vmax=maps_2.max())
    axes[0, i].set_title(f"filter {i + 1}", fontsize=10)
for ax, name in zip(axes[:, 0], ("weights", "conv 1", "conv 2")):
    ax.set_ylabel(name)
for ax in axes.flat:
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
show(fig, raster=True, alt="Three rows of eight pictures. First the 3×3 weights of the first convolution's filters, a mix of light and dark squares. Below, what each makes of a 5: "
     "mostly a softer or brighter 5. Last, eight maps of the second convolution: coarser; some show only the upper, lower or right edges of the strokes.",
     caption="Filters of the first layer (black negative, white positive), their maps of a 5, and eight of the 16 maps of the second layer.")

# %% [markdown]
# What did you expect? Many books show clean edge detectors in the first layer. Here most of its filters blur the stroke
# or brighten it. The *second* layer has the specialists: maps that show only lower edges of strokes, only upper ones,
# only right-hand sides. Nobody told it to look for edges. Networks trained on a million photographs do learn clean edges in
# the first layer.
#
# ### From strokes to digits
#
# What is a number in a map an answer *to*? Here is a way to ask: for one unit, look for the places in all test images where
# it answers most, and cut out what it sees there, its receptive field. After the first convolution that is 3 × 3 pixels, after
# the second 8 × 8 (lesson 09: 3, then 4 after pooling, then 4 + 2 · 2), and for an output the whole image.

# %%
def strongest(maps, images, before, size, most=7):
    """What a unit sees where it answers most: the patches of the `most` images with the largest answers.

    maps: (n, H, W), the unit's answers; size: side of its receptive field, which begins `before` pixels up and left.
    """
    step = images.shape[1] // maps.shape[1]
    padded = np.pad(images[..., 0], ((0, 0), (size, size), (size, size)))
    patches = []
    for n in np.argsort(-maps.max(axis=(1, 2)))[:most]:
        i, j = np.unravel_index(maps[n].argmax(), maps[n].shape)
        top, left = i * step - before + size, j * step - before + size
        patches.append(padded[n, top : top + size, left : left + size])
    return patches


answers_1, answers_2 = (np.asarray(m) for m in looks(test_x))
outputs = np.asarray(cnn(test_x))
rows_of_patches = [strongest(answers_1[..., unit], test_x, 1, 3) for unit in (0, 3, 1)]
rows_of_patches += [strongest(answers_2[..., unit], test_x, 3, 8) for unit in (1, 6, 11)]
rows_of_patches += [list(test_x[np.argsort(-outputs[:, digit_class])[:7], ..., 0]) for digit_class in (0, 3, 7)]

# %% jupyter={"source_hidden": true}
# Picture: what units see where they answer most
fig, axes = plt.subplots(3, 3, figsize=(11, 2.7))
for number, (ax, patches) in enumerate(zip(axes.flat, rows_of_patches)):
    side = patches[0].shape[0]
    strip = np.full((side, 7 * side + 6 * max(1, side // 8)), 0.5)  # seven patches with a grey line between them
    for k, seen_there in enumerate(patches):
        left = k * (side + max(1, side // 8))
        strip[:, left : left + side] = seen_there
    ax.imshow(strip, vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
for ax, name in zip(axes[:, 0], ("conv 1\n3×3", "conv 2\n8×8", "output\n28×28")):
    ax.set_ylabel(name, fontsize=9)
show(fig, raster=True,
     alt="Nine strips of seven patches. First layer, 3×3 pixels: bright above a dark row; a dark row above bright; all bright. Second layer, 8×8: a dark "
     "upper left corner with a slanted border; bright left and dark right; a bright piece above dark. Outputs: seven zeros, seven threes, seven sevens.",
     caption="What three units of each layer see where they answer most. Borders and bright spots, then pieces of strokes with a direction, then digits.")

# %% [markdown]
# The widget below holds this network. All of it is computed in your browser.

# %%
from helpers.widgets import FeatureMaps

maps = FeatureMaps(layer="conv 1", digit=5, filter=2)
maps

# %% [markdown]
# > **Try it.**
# >
# > 1. *conv 1*: which filter is nearly silent? Do its 3×3 weights tell you why?
# > 2. Go from *conv 1* to *pool 1*: what is lost, what is kept?
# > 3. *conv 2*: find a filter for lower edges and one for upper edges of strokes. Check them on another digit.
# > 4. Shift right by 1, 2, 3. What becomes of the probability of 5?
# > 5. How far to the right can the 5 go before the answer is wrong? And to the left?
# > 6. Press **Clear** and draw a 7, as large as the 5 was. Then draw one half as large, in the middle.
# >
# > <details><summary>What you should find</summary>
# >
# > 1. Filter 1 does not reach 0.5 on the 5; the others reach 1.2 to 2.7. Its weights are small, and their sum is nearly 0.
# > 2. Three of four numbers are lost. The strongest answer of each square is kept.
# > 3. Filter 4 for lower edges, filter 9 for upper ones; filter 7 likes right-hand sides.
# > 4. The 5 wins at 1 and 2; at 3 it has lost to 3.
# > 5. Two pixels to the right; at three it says 3. Four to the left; at five it says 4.
# > 6. The network reads 35 of the 36 test 7s, and hardly one of them at half the size. A convolution is equivariant to
# >    shifts, not to size.
# >
# > </details>

# %%
print(maps)
print({name: a.shape for name, a in maps.activations.items()})

# %% [markdown] further=true
# ## 5 · Shift an image
#
# *About 8 minutes · further*
#
# Two words of lesson 09. *Equivariant*: the object moves, and the map moves along. *Invariant*: the object moves, and the
# answer stays. There the kernels were ours; here they are learned.
#
# > **Predict.** Our 5 moves right by 1, 2, 3, 4 pixels. Do the maps of the first convolution move along exactly? And those
# > behind the first pooling?

# %%
predict("10.moving_along")

# %%
def moved(x, right):
    """Images moved by `right` pixels (negative: to the left); black comes in. Nothing is lost up to 4 pixels."""
    return np.roll(x, right, axis=2)


conv_1 = keras.Model(cnn.inputs[0], cnn.layers[0].output)
pool_1 = keras.Model(cnn.inputs[0], cnn.layers[1].output)
rows = []
for right in (1, 2, 3, 4):
    before, after = np.asarray(conv_1(digit)), np.asarray(conv_1(moved(digit, right)))
    pooled, pooled_after = np.asarray(pool_1(digit)), np.asarray(pool_1(moved(digit, right)))
    along = np.abs(after - moved(before, right)).max()
    stay = np.abs(after - before).max()
    half = np.abs(pooled_after - moved(pooled, right // 2)).max() if right % 2 == 0 else np.nan
    rows.append([right, f"{along:.6f}", f"{stay:.2f}", "–" if np.isnan(half) else f"{half:.6f}",
                 f"{np.abs(pooled_after - pooled).max():.2f}"])
table(rows, ["shift", "conv: moved along?", "conv: same as before?", "pool: moved along?", "pool: same as before?"],
      "Largest difference (0 means yes)")

# %% [markdown]
# <details><summary>What came out</summary>
#
# The convolution is *equivariant*: at stride 1, away from the border, where padding comes in. It is not invariant at
# all.
# Pooling by 2 is equivariant for even shifts.
#
# And pooling is invariant only as long as the maximum stays in its square: the last column shows how little that is for
# one pixel and more.
#
# </details>
#
# What about the whole network? Its last layer is dense: it has its own weight for each place of each map. So let us
# build a third network. It has one more convolution, and then, in place of flatten, *global max-pooling*: of each map
# only its largest value remains. **Where** it was no longer counts.

# %%
def global_cnn():
    """conv 8 → pool → conv 16 → pool → conv 32 → global max-pool → dense 10."""
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, padding="same", activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(16, 3, padding="same", activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, padding="same", activation="relu"), layers.GlobalMaxPooling2D(),
        layers.Dense(10, activation="softmax"),
    ])


nets["CNN, global pool"] = [trained(global_cnn, "CNN with global pooling", seed) for seed in SEEDS]
print("parameters", global_cnn().count_params())

# %% [markdown]
# > **Predict.** All three were trained on centred digits only. Draw three curves on paper: accuracy on the test digits
# > against the shift, from 4 pixels left to 4 pixels right. Where does each network stand at 4? Guessing gives 0.1.

# %%
predict("10.accuracy_against_shift")

# %% jupyter={"source_hidden": true}
# Picture: accuracy against shift
SHIFTS = range(-4, 5)
curves = {name: np.array([[accuracy(m, moved(test_x, s), test_y) for s in SHIFTS] for m in models]) for name, models in nets.items()}

fig, ax = plt.subplots(figsize=(8, 4))
for (name, values), marker in zip(curves.items(), "osD"):
    ax.errorbar(SHIFTS, values.mean(axis=0), yerr=values.std(axis=0), marker=marker, capsize=4, label=f"{name} ({nets[name][0].count_params()} parameters)")
ax.axhline(0.1, color="black", ls=":", lw=1)
ax.set(xlabel="shift to the right, pixels", ylabel="accuracy on the test digits", ylim=(0, 1.02), xticks=list(SHIFTS))
ax.legend(loc="lower center")
show(fig, alt="Accuracy against shift for three networks, mean and standard deviation of three starts. All are near 0.96 without a shift. "
     "The dense network falls to about 0.3 at 4 pixels, the CNN with flatten to about 0.35, the CNN with global pooling stays above 0.9.",
     caption="Trained on centred digits, tested on moved ones. Only the network that forgets the place survives.")

# %% [markdown]
# <details><summary>What came out</summary>
#
# The CNN with flatten is a little better than the dense network, not more: its convolutions carry the shift faithfully to
# a dense layer that has never seen it. Global pooling turns the equivariant maps into an answer that hardly depends on
# the place (nearly: padding and the two 2 × 2 pools leave a trace). It is not the third convolution: with flatten behind it
# in place of global pooling, accuracy falls as in the second network.
#
# It also has the fewest parameters of the three, 6 218 against 79 510, and over all shifts it is far ahead:
#
# </details>

# %%
rows = []
for name, v in curves.items():
    everywhere = v.mean(axis=1)
    rows.append([name, f"{nets[name][0].count_params():,}", f"{v[:, 4].mean():.3f} ± {v[:, 4].std():.3f}",
                 f"{everywhere.mean():.3f} ± {everywhere.std():.3f}"])
table(rows, ["network", "parameters", "centred", "mean over all shifts"], "Accuracy, three starts each", row_headings=True)

# %% [markdown]
# ### A CNN beside a dense network
#
# | | CNN | dense network |
# |---|---|---|
# | input | rows, columns, channels | one row of numbers |
# | a neuron is linked to | a small window | all pixels |
# | weights | shared by all places | one for each link |
# | parameters on 28×28 | convolutions 1 248, with the dense layer 9 098 | 79 510 |
# | on an image of twice the side | convolutions as before, dense layer four times | nearly four times as many |
# | the object moves | maps move along | another input altogether |
# | good for | images, sound, all that has neighbours | tables |
#
# > **Think.** Is forgetting the place always a good thing?
# >
# > <details><summary>Answer</summary>
# >
# > No. Global pooling cannot tell a stroke above a circle from the same stroke below it, unless some filter sees both at
# > once. That is how 6 and 9 differ. And a self-driving car wants to know *where* the pedestrian is. The other cure for
# > shifts is to show the network moved images in training: augmentation, lesson 11.
# >
# > </details>

# %% [markdown]
# ## 6 · Accuracy lies
#
# *About 21 minutes*
#
# A camera looks at parts on a belt. 3 of 100 are broken. A program says "fine" to every part. Its accuracy: 97 %. It has
# never found a broken part. What should we count instead?
#
# ### The confusion matrix
#
# A table of counts: row $i$, column $j$ holds how many samples of true class $i$ were called $j$. The diagonal is right,
# all else is wrong, and you can see *which* wrong.
#
# > **Note.** Rows true, columns predicted: that is scikit-learn's convention and ours. Some books swap them. Always read
# > the axis labels.
#
# ### Exercise 5 · confusion_matrix (3 points)
#
# Write `confusion_matrix(y_true, y_pred, n)` for labels 0 … n − 1, which come as lists or as arrays: an integer array
# `(n, n)`, rows true, columns predicted. Classes that do not occur get zeros.
#
# Example: true 0, 0, 1, 2 and predicted 0, 1, 1, 1 with n = 3 give [[1, 1, 0], [0, 1, 0], [0, 1, 0]].

# %% nbgrader={"grade": false, "grade_id": "confusion_matrix", "locked": false, "schema_version": 3, "solution": true, "task": false}
def confusion_matrix(y_true, y_pred, n):
    """Return counts (n, n): rows true classes, columns predicted ones."""
    ### BEGIN SOLUTION
    counts = np.zeros((n, n), dtype=int)
    for true, predicted in zip(y_true, y_pred):
        counts[true, predicted] += 1
    return counts
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-confusion_matrix", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("10.confusion_matrix", confusion_matrix)

# %% [markdown]
# Which digits does the CNN with flatten mix up when they move two pixels to the right?

# %%
import sklearn.metrics

shifted_x = moved(test_x, 2)
predicted = np.asarray(cnn(shifted_x)).argmax(axis=1)


@my.run
def count_confusions():
    """Your confusion matrix of the moved test digits."""
    return my.confusion_matrix(test_y, predicted, 10)


counts = count_confusions()
print("agrees with scikit-learn:", np.array_equal(counts, sklearn.metrics.confusion_matrix(test_y, predicted)))

# %% jupyter={"source_hidden": true}
# Picture: the confusion matrix
fig, ax = plt.subplots(figsize=(5.6, 5))
ax.imshow(counts, cmap="Blues", vmax=36)
for i in range(10):
    for j in range(10):
        if counts[i, j]:
            ax.text(j, i, counts[i, j], ha="center", va="center", color="white" if counts[i, j] > 20 else "black", fontweight="bold" if i == j else "normal")
ax.set(xlabel="predicted", ylabel="true", xticks=range(10), yticks=range(10))
ax.grid(False)
off = counts - np.diag(np.diag(counts))
i, j = np.unravel_index(off.argmax(), off.shape)
show(fig, alt=f"Confusion matrix of ten digits. Most counts are on the diagonal. The largest off it: {off.max()} times a {i} was called {j}.",
     caption=f"Test digits moved two pixels to the right. The commonest mistake: a {i} is called {j}, {off.max()} times.")

# %% [markdown]
# ### Precision and recall
#
# For a yes-or-no question, four counts say it all: true positives TP, false positives FP (false alarms), false negatives
# FN (missed), true negatives TN.
#
# - *Precision* TP / (TP + FP): of those I called positive, how many were?
# - *Recall* TP / (TP + FN): of those that were positive, how many did I find?
# - *F1*, their harmonic mean $2PR/(P + R)$: high only when both are.
#
# > **By hand.** 1 000 parts, 30 broken. A program raises the alarm 40 times, 24 of them rightly. Compute precision, recall,
# > F1 and accuracy. And for "fine" to all?
# >
# > <details><summary>Result</summary>
# >
# > Precision 24/40 = 0.6, recall 24/30 = 0.8, F1 = 0.6857, accuracy 0.978. "Fine" to all: accuracy 0.97, recall 0, and
# > precision 0/0.
# >
# > </details>
#
# What is 0/0? Undefined. As scikit-learn does, we say 0.
#
# ### Exercise 6 · precision_recall_f1 (3 points)
#
# Write `precision_recall_f1(y_true, y_pred)` for labels 0 and 1, where 1 is positive; they come as lists or as arrays.
# Return the three numbers as a tuple. Where one is undefined, it is 0.

# %% nbgrader={"grade": false, "grade_id": "precision_recall_f1", "locked": false, "schema_version": 3, "solution": true, "task": false}
def precision_recall_f1(y_true, y_pred):
    """Return (precision, recall, F1) of binary labels; 0 where undefined."""
    ### BEGIN SOLUTION
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred)
    hits = np.sum((y_true == 1) & (y_pred == 1))
    called, there = np.sum(y_pred == 1), np.sum(y_true == 1)
    precision = hits / called if called else 0.0
    recall = hits / there if there else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return precision, recall, f1
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-precision_recall_f1", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("10.precision_recall_f1", precision_recall_f1)

# %% [markdown]
# Let us make digits into an inspection. "Broken" is an 8, and 8s are rare: of the moved test digits we keep all others
# and ten 8s. The CNN gives a probability for 8. From which probability on do we raise the alarm?
#
# > **Predict.** You lower the threshold from 0.5 to 0.02. What happens to recall, what to precision, what to accuracy?

# %%
predict("10.lower_threshold")

# %%
keep = np.concatenate([np.flatnonzero(test_y != 8), np.flatnonzero(test_y == 8)[:10]])
broken = (test_y[keep] == 8).astype(int)
p_broken = np.asarray(cnn(shifted_x[keep]))[:, 8]

alarms = {"never": np.zeros_like(broken)} | {f"p ≥ {t}": (p_broken >= t).astype(int) for t in (0.9, 0.5, 0.1, 0.02)}


@my.run
def score(name):
    """Precision, recall and F1 of one alarm, by your function."""
    return my.precision_recall_f1(broken, alarms[name])


rows = []
for name, alarm in alarms.items():
    ours = score(name)
    theirs = sklearn.metrics.precision_recall_fscore_support(broken, alarm, average="binary", zero_division=0)[:3]
    rows.append([name, f"{(alarm == broken).mean():.3f}", *[f"{v:.3f}" for v in ours], "yes" if np.allclose(ours, theirs) else "no"])
table(rows, ["alarm", "accuracy", "precision", "recall", "F1", "as scikit-learn?"],
      f"{broken.sum()} broken among {len(broken)}", row_headings=True)

# %% [markdown]
# <details><summary>What came out</summary>
#
# "Never" is more accurate than two of the four real alarms, and useless. At a lower threshold no alarm falls away, so
# recall can only rise or stay.
# From 0.1 to 0.02 it stays: more false alarms, and not one broken part more. Precision mostly falls. Which of the two you
# want is no question of mathematics. A missed tumour costs more than a second look; a false alarm in a spam filter costs
# a letter.
#
# </details>
#
# > **Note.** This table only *shows* the trade. To *choose* a threshold, make it from validation data, as every other
# > choice; the test set is for one last look.
#
# ### Ten classes: the macro average
#
# For each class ask "this one or not?", take its F1, and average the ten numbers: the *macro* average. Each class counts
# the same, however rare.

# %%
@my.run
def score_each_class():
    """Precision, recall and F1 of each digit, by your function: an array (10, 3)."""
    return np.array([my.precision_recall_f1((test_y[keep] == k).astype(int), (predicted[keep] == k).astype(int)) for k in range(10)])


per_class = score_each_class()
by_sklearn = sklearn.metrics.f1_score(test_y[keep], predicted[keep], average="macro")
print("macro F1: ours", per_class[:, 2].mean().round(4), " scikit-learn", round(by_sklearn, 4))
rows = [[k, int((test_y[keep] == k).sum()), *(f"{value:.3f}" for value in row)] for k, row in enumerate(per_class)]
table(rows, ["class", "samples", "precision", "recall", "F1"], "Precision, recall and F1 of each digit, moved two pixels")

# %% [markdown]
# > **Think.** Weight each class's recall by its number of samples and average. What do you get?
# >
# > <details><summary>Answer</summary>
# >
# > The accuracy: recall of class $k$ is (right ones of $k$)/(samples of $k$), so the weighted sum is all right ones over
# > all samples. That is why accuracy listens to the large classes.
# >
# > </details>

# %%
support = np.bincount(test_y[keep], minlength=10)
print("weighted recall", (per_class[:, 1] * support).sum() / support.sum(), "  accuracy", (predicted[keep] == test_y[keep]).mean())

# %% tags=["instructor"]
# The weights in the widget FeatureMaps come from this lesson: set NNCOURSE_EXPORT=1, run the notebook, and write the new
# checksum into data/README.md. The digits are the first test image of each class.
if os.environ.get("NNCOURSE_EXPORT"):
    import json

    from helpers.widgets.feature_maps import DATA, exported

    first = [int(np.flatnonzero(test_y == k)[0]) for k in range(10)]
    DATA.write_text(json.dumps(exported(cnn, test_x[first]), indent=1) + "\n", "utf-8")

# %% [markdown]
# ## Practice quiz
#
# *About 5 minutes · further*
#
# Eight questions that answer at once and explain each option. They do not count.

# %%
quiz("10")

# %% [markdown]
# ## Graded quiz
#
# *About 3 minutes · further*
#
# Four questions, 1 point together. They are marked when you hand in.

# %%
questions("10.quiz_answers")

# %% [markdown]
# Write the letter of your choice for each question, for example `quiz_answers["1"] = "a"`.

# %% nbgrader={"grade": false, "grade_id": "quiz_answers", "locked": false, "schema_version": 3, "solution": true, "task": false}
quiz_answers = {}
### BEGIN SOLUTION
quiz_answers["1"] = "b"
quiz_answers["2"] = "d"
quiz_answers["3"] = "a"
quiz_answers["4"] = "c"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-quiz_answers", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("10.quiz_answers", quiz_answers)

# %% [markdown]
# ## In your own words
#
# *About 9 minutes · further*
#
# **A convolution against a dense layer (2 points, marked by hand).** An image has $H \times W$ pixels and $C$ channels. A
# convolution has $F$ filters of $k \times k$, padding "same", stride 1.
#
# 1. Derive its number of parameters, and that of a dense layer from the same image to the same $H \cdot W \cdot F$
#    outputs.
# 2. Put in 28×28×1, 3×3, F = 8.
# 3. Which two assumptions about images save so much? Name one image task for which one of them is wrong.
#
# Section 1 counts the parameters of one such layer.

# %% [markdown] nbgrader={"grade": true, "grade_id": "own-words-parameters", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# 1. Each filter has $k \cdot k \cdot C$ weights and a bias, used at every place: $(k^2 C + 1) F$. $H$ and $W$ do not
#    appear. In a dense layer each of the $HWF$ outputs has a weight for each of the $HWC$ inputs and a bias:
#    $(HWC + 1) \cdot HWF$.
# 2. $(9 + 1) \cdot 8 = 80$ against $(784 + 1) \cdot 6272 = 4\,923\,520$.
# 3. *Locality*: what matters for one output lies in its neighbourhood, so all other weights are set to 0. *Sharing*: a
#    pattern means the same everywhere, so all places use the same weights. Sharing is wrong where the place has meaning,
#    e.g. passport photographs that are always aligned, or a form with fixed fields. Locality is wrong where far-apart
#    pixels decide, e.g. whether left and right half are mirror images.
#
# **Marking scheme.**
#
# - 0.5: part 1: the formula of the convolution, biases included
# - 0.5: part 1: the formula of the dense layer, biases included
# - 0.5: both numbers of part 2
# - 0.25: part 3: one assumption named, in any words (sharing, or locality)
# - 0.25: part 3: the other assumption, too, and a sensible task
# ### END SOLUTION

# %% [markdown]
# ## Summary
#
# - Convolution, (batch norm,) activation, pooling; then flatten or global pooling; then dense.
# - Shapes: $\lfloor (n + 2p - k)/s \rfloor + 1$ for height and width; filters give channels; pooling keeps channels.
# - Parameters of a convolution do not depend on the image's size. Those of flatten + dense do: 74 % of VGG-16's
#   138 357 544 are in its first dense layer.
# - Convolution is equivariant. Pooling by 2 is equivariant for even shifts, and far from invariant. A flatten + dense head is neither.
# - Accuracy lies on imbalanced data. Look at the confusion matrix; report precision, recall, F1 and the macro average.
# - Thresholds trade precision for recall; the costs of the two mistakes decide.
#
# Next, lesson 11: networks that learn their training data by heart, and four remedies.
