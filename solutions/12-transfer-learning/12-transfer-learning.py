# %% [markdown] content="features learned once serve again: freeze, replace the head, fine-tune; residual connections" week=13
# # 12 · Transfer learning
#
# What a network has learned for one task can serve the next. We reuse a trained network for classes that it has never
# seen, and look at the shortcut that makes very deep networks much easier to train.
#
# **Time** 75 min · **Points** 16 · **You need** lessons 08, 10 and 11
#
# *Core path: about 74 minutes; what is marked “further” and the quizzes take about 17 more.*
#
# After this lesson you can
#
# - take a trained network apart: keep its base, freeze it, give it a new head;
# - unfreeze its last layers and fine-tune them, and say what batch norm does meanwhile;
# - say from measurements when transfer pays;
# - build a residual block, and compute why gradients survive twenty of them.

# %% tags=["setup"]
import functools
import os

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # before the import: TensorFlow stays quiet

import keras
import numpy as np
from keras import layers

from helpers import answers, check, plots, predict, questions, quiz, show, table
from helpers.figures import COLORS
from helpers.experiments.training import TrainingProgress, track
from helpers.widgets.transfer_runs import Lab, tasks

plt = plots()
my = answers("12")  # my.f is your own f as soon as its check is green

# %% [markdown]
# ## 1 · Two tasks, and not enough data for one of them
#
# *About 5 minutes*
#
# A network that reads the digits 0 to 6 may have learned strokes, corners and loops on the way. Do 7, 8 and 9 need
# other ones?
#
# We make the digits a little harder than usual, so that there is something to learn: each stands somewhere in a larger,
# noisy image. The *old task* is 0 to 6, with plenty of images. The *new task* is 7, 8 and 9, with few.

# %%
(old_x, old_y), (new_x, new_y), (test_x, test_y) = tasks()
print(f"old task: {len(old_x)} images of 0 to 6")
print(f"new task: {len(new_x)} images of 7, 8, 9 to draw a few from, and {len(test_x)} to test on; shape {new_x.shape[1:]}")

# %% jupyter={"source_hidden": true}
# Picture: old task and new task
fig, axes = plt.subplots(2, 7, figsize=(10, 3.4))
for column in range(7):
    axes[0, column].imshow(old_x[np.flatnonzero(old_y == column)[0], ..., 0], cmap="gray_r")
    axes[0, column].set_title(str(column))
    axes[1, column].imshow(new_x[np.flatnonzero(new_y == column % 3)[column // 3], ..., 0], cmap="gray_r")
    axes[1, column].set_title(str(7 + column % 3))
for ax in axes.flat:
    ax.set(xticks=[], yticks=[])
show(fig, alt="Two rows of small grey images, each a noisy square with one handwritten digit somewhere in it. The upper row shows 0 to 6, "
     "the lower row 7, 8 and 9 in turn.", caption="Above the old task, below the new one. The digit may stand anywhere.")

# %% [markdown]
# ### Pre-training
#
# *Pre-training* is training on the old task. The network has two parts: a *base*, which turns an image into feature
# maps, and a *head*, which turns features into classes.

# %%
def build_base():
    """Three blocks of convolution, batch norm and ReLU: (12, 12, 1) -> (3, 3, 32)."""
    x = inputs = keras.Input((12, 12, 1))
    for block, filters in enumerate((16, 32, 32), 1):
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False, name=f"conv{block}")(x)
        x = layers.BatchNormalization(momentum=0.9, name=f"norm{block}")(x)
        x = layers.ReLU(name=f"relu{block}")(x)
        if block < 3:
            x = layers.MaxPooling2D(name=f"pool{block}")(x)
    return keras.Model(inputs, x, name="base")


keras.utils.set_random_seed(0)
base = build_base()
old_model = keras.Sequential([base, layers.GlobalMaxPooling2D(), layers.Dense(7, activation="softmax")])
old_model.compile(keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy", metrics=["accuracy"])
old_model.fit(old_x, old_y, epochs=4, batch_size=32, verbose=0, callbacks=[TrainingProgress("old task")])
learned = base.get_weights()  # a copy, to begin anew whenever we like

# %% [markdown]
# `GlobalMaxPooling2D` asks of each of the 32 maps: how strongly does your feature occur, where it is strongest? That is
# what a digit at any place needs.
#
# > **Predict.** Show this network a 7, an 8 and a 9. It has seven outputs and has never seen any of these digits. What
# > will it say, and how sure will it be?

# %%
predict("12.never_seen")

# %%
outputs = np.asarray(old_model(test_x, training=False))
rows = []
for digit in range(3):
    mine = outputs[test_y == digit]
    counts = np.bincount(mine.argmax(axis=1), minlength=7)
    rows.append([7 + digit, *counts, f"{mine.max(axis=1).mean():.2f}"])
table(rows, ["shown", *range(7), "mean confidence"], "What the old network takes the new digits for", row_headings=True)

# %% [markdown]
# <details><summary>What came out</summary>
#
# It must choose one of its seven, and it is quite sure of itself. A softmax shares out 1 among its classes (lesson 02) and has no "none of these". But
# look at *how* it errs: the row of the 8 differs clearly from the two others. So the features tell something about the new
# digits already. It is the head that cannot say it. (The rows of the 7 and the 9 are nearer to each other.)
#
# </details>

# %% [markdown]
# ## 2 · Freeze the base, replace the head
#
# *About 15 minutes*
#
# The recipe has three steps:
#
# 1. **Freeze** the base: `base.trainable = False`. Its weights stay as they are.
# 2. **Replace the head**: pooling or flatten, then a Dense layer with as many outputs as the new task has classes.
# 3. **Train**: only the head learns. This is *feature extraction*.
#
# > **Think.** Why not keep the base trainable from the start? It would learn something even better.
# >
# > <details><summary>Answer</summary>
# >
# > The new head is random, so its first gradients say little about the task, and they may spoil features. With 5
# > images of each class the widget of section 4 has 0.59 for all blocks open from the start, and 0.72 for a frozen base
# > that is fine-tuned at the end, at a tenth of the rate.
# >
# > </details>
#
# ### And batch norm?
#
# Batch norm has two modes (lesson 08): in training it uses the mean and variance of the batch, at inference its moving
# statistics. The moving statistics of the base were measured on images of the old task.
#
# > **Predict.** A frozen weight does not move. Do the moving statistics move when `fit` runs over a frozen batch norm
# > layer?

# %%
predict("12.moving_statistics")

# %%
norm = base.get_layer("norm1")
before = np.asarray(norm.moving_mean).copy()
for trainable in (True, False):
    norm.trainable = trainable
    norm.moving_mean.assign(before)
    base(test_x[:8], training=True)  # as `fit` calls it
    moved = not np.array_equal(before, np.asarray(norm.moving_mean))
    print(f"norm1.trainable = {trainable!s:5}: its moving mean moved: {moved}")
base.set_weights(learned)

# %% [markdown]
# <details><summary>What came out</summary>
#
# They do not. In Keras, `trainable = False` on a batch norm layer also switches it to *inference mode*: it normalizes
# with its moving statistics and leaves them alone, even when `training=True` is passed on.
#
# </details>
#
# > **Where lecture notes go wrong.** "Call the base as `base(x, training=False)`, and batch norm stays in inference
# > mode." Not while `fit` runs on a Functional or Sequential model, with the Keras of this course: a batch norm layer
# > called in this way had moved its mean after one epoch. (All inputs were 5.)

# %%
moved = {}
for way in ("training=False in the call", "trainable = False"):
    quiet = layers.BatchNormalization(trainable=way != "trainable = False")
    x = keras.Input((4,))
    tiny = keras.Model(x, layers.Dense(1)(quiet(x, training=False)))
    tiny.compile("sgd", "mse")
    tiny.fit(np.full((32, 4), 5.0), np.zeros(32), verbose=0, callbacks=[TrainingProgress(way)])
    moved[way] = bool(np.asarray(quiet.moving_mean).any())
print("moving mean moved:", moved)

# %% [markdown]
# <details><summary>What came out</summary>
#
# `fit` passes `training=True` on to the layer, in spite of what the call said. The flag holds while other layers are
# unfrozen one by one. But `base.trainable = True` opens batch norm, too.
#
# </details>
#
# With few images or small batches one usually keeps the batch norm of a base frozen. This lesson asks for it.

# %% [markdown]
# ### Exercise 1 · build_transfer_model (4 points)
#
# Write `build_transfer_model(base, classes)`. It returns a Keras model with the given base, frozen, and a new head.
#
# - `base` is a model that maps images to feature maps, `(None, h, w, channels)`. Use the base itself, with its weights.
# - After it: pooling or flatten, then a softmax with `classes` outputs: the output shape is `(None, classes)`. Dropout or
#   a further Dense layer before the softmax is your choice.
# - The base is frozen, batch norm included, as a whole or layer by layer; the head can learn. Compiling is not asked.
#
# Example: for our base and 3 classes, `model.output_shape` is `(None, 3)`, and with global pooling 99 numbers learn.

# %% nbgrader={"grade": false, "grade_id": "build_transfer_model", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_transfer_model(base, classes):
    """Return a model with the given base, frozen, and a new softmax head for `classes` classes."""
    ### BEGIN SOLUTION
    base.trainable = False
    inputs = keras.Input(base.input_shape[1:])
    features = layers.GlobalMaxPooling2D()(base(inputs))
    return keras.Model(inputs, layers.Dense(classes, activation="softmax")(features))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-build_transfer_model", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("12.build_transfer_model", build_transfer_model)

# %% [markdown]
# ### Five images of each
#
# Now the new task, with 15 images in all. Beside it, the same architecture from random weights: *training from scratch*.
#
# > **Predict.** 250 test images, three classes: guessing gets 33 %. What will the two reach?

# %%
predict("12.fifteen_images")

# %%
rng = np.random.default_rng(1)
few = np.concatenate([rng.choice(np.flatnonzero(new_y == digit), 5, replace=False) for digit in range(3)])


def learn(model, rate, epochs, label):
    """Train a model on the few images; return its accuracy on the test images."""
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(new_x[few], new_y[few], epochs=epochs, batch_size=15, verbose=0, callbacks=[TrainingProgress(label)])
    return model.evaluate(test_x, test_y, verbose=0)[1]


@functools.cache
def with_new_head():
    """Your transfer model on the base of section 1, built once."""
    base.set_weights(learned)
    return my.build_transfer_model(base, 3)


@my.run
def accuracy_of_new_head():
    """Accuracy after training the head alone."""
    keras.utils.set_random_seed(1)
    return learn(with_new_head(), 0.01, 50, "new head on the old base")


frozen_accuracy = accuracy_of_new_head()
keras.utils.set_random_seed(1)
scratch = keras.Sequential([build_base(), layers.GlobalMaxPooling2D(), layers.Dense(3, activation="softmax")])
scratch_accuracy = learn(scratch, 0.01, 50, "from scratch")
print(f"test accuracy: transfer {frozen_accuracy:.2f}, from scratch {scratch_accuracy:.2f}")

# %% [markdown]
# 15 images are soon known by heart, so only the test accuracy counts. With another draw of them the order may change.

# %% [markdown]
# ## 3 · Fine-tuning
#
# *About 14 minutes*
#
# The head makes sense now. *Fine-tuning* unfreezes the end of the base and goes on with a **small** learning rate, a
# tenth or a hundredth of the first. As a rule early layers see edges, which most tasks need, and late layers know the old
# classes; so the late ones are the first to move.
#
# ### Exercise 2 · unfreeze_last (3 points)
#
# Write `unfreeze_last(base, n)`. Afterwards
#
# - the last `n` layers of `base.layers` are trainable; batch norm among them is counted, and stays frozen;
# - all earlier layers are frozen, whatever they were before;
# - it works for a base that was frozen as a whole, and `n = 0` frees none;
# - weights are not changed. The function returns the base.
#
# Example: the last layers of our base are `conv3`, `norm3`, `relu3`. `unfreeze_last(base, 3)` frees `conv3` only.

# %% nbgrader={"grade": false, "grade_id": "unfreeze_last", "locked": false, "schema_version": 3, "solution": true, "task": false}
def unfreeze_last(base, n):
    """Make the last n layers of the base trainable, except batch norm, freeze all others, and return the base."""
    ### BEGIN SOLUTION
    base.trainable = True
    first = len(base.layers) - n
    for position, layer in enumerate(base.layers):
        layer.trainable = position >= first and not isinstance(layer, layers.BatchNormalization)
    return base
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-unfreeze_last", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("12.unfreeze_last", unfreeze_last)

# %% [markdown]
# ### Exercise 3 · trainable_parameters (2 points)
#
# Is the right part frozen? Count it. Write `trainable_parameters(model)`: how many *numbers* `fit` may change by
# gradients. γ and β of a trainable batch norm layer count; its moving mean and variance do not; frozen layers do not.
# Models may hold other models.
#
# Example: for a trainable `Dense(3)` after 32 features it is $32 \cdot 3 + 3 = 99$.

# %% nbgrader={"grade": false, "grade_id": "trainable_parameters", "locked": false, "schema_version": 3, "solution": true, "task": false}
def trainable_parameters(model):
    """Return the number of parameters of a Keras model that training may change."""
    ### BEGIN SOLUTION
    return sum(int(np.prod(variable.shape)) for variable in model.trainable_variables)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-trainable_parameters", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("12.trainable_parameters", trainable_parameters)

# %% [markdown]
# > **By hand.** How many numbers learn with 0, 3 and all layers of our base open? `conv3` has $3 \cdot 3 \cdot 32 \cdot
# > 32$ weights and no bias. Then run.

# %%
@my.run
def count_learning(n):
    """How many numbers learn with the last n layers open, and how many there are."""
    model = with_new_head()
    my.unfreeze_last(base, n)
    return my.trainable_parameters(model), model.count_params()


rows = [[n, *count_learning(n)] for n in (0, 3, len(base.layers))]
table(rows, ["layers open", "numbers that learn", "numbers in all"], "The base of section 1 with its new head")

# %% [markdown]
# As a rule, the smaller the part that learns, the fewer images it needs: freezing is a *regularizer* (lesson 11). Now fine-tune
# the model of section 2, with a tenth of the rate.
#
# > **Note.** After changing `trainable`, compile again. The first `fit` builds a training step for what learns then, and
# > later calls of `fit` use it until you compile.

# %%
@my.run
def accuracy_of_tuned():
    """Accuracy after fine-tuning the last three layers of the base."""
    model = with_new_head()
    my.unfreeze_last(base, 3)
    return learn(model, 0.001, 30, "fine-tuning")


tuned_accuracy = accuracy_of_tuned()
print(f"test accuracy: new head only {frozen_accuracy:.2f}, then fine-tuned {tuned_accuracy:.2f}")

# %% [markdown]
# ## 4 · When does it pay?
#
# *About 17 minutes*
#
# Did fine-tuning help, did transfer? One run can mislead. We repeat the experiment with other draws of images and other
# random weights, for 2 and for 80 images of each class. Every run gets 120 updates of 32 images, so that no side trains
# longer. *Fine-tuned* means here: all blocks, at a tenth of the rate, during the last 40.
#
# > **Predict.** Accuracy for few and for many images per class, with a frozen base and from scratch: do the two lines
# > cross?

# %%
predict("12.do_they_cross")

# %%
lab = Lab(base_weights=learned)
WAYS = {
    "from scratch": {"scratch": True},
    "frozen base": {"frozen": 3},
    "frozen, then fine-tuned": {"frozen": 3, "fine_tune": True},
}
SIZES, SEEDS = (2, 80), range(3)
jobs = [(way, size, seed) for way in WAYS for size in SIZES for seed in SEEDS]
accuracy = {job: lab.run(job[1], seed=job[2], **WAYS[job[0]]) for job in track(jobs, "three ways")}
runs = {way: np.array([[accuracy[way, size, seed] for seed in SEEDS] for size in SIZES]) for way in WAYS}
rows = [[way, *(f"{r.mean():.2f} ± {r.std(ddof=1):.2f}" for r in found)] for way, found in runs.items()]
table(rows, ["network", *(f"{size} per class" for size in SIZES)],
      "Test accuracy: mean ± standard deviation of 3 runs", row_headings=True)

# %% jupyter={"source_hidden": true}
# Picture: accuracy against images per class
fig, ax = plt.subplots(figsize=(7.5, 4))
for shift, (way, found), marker, color, line in zip((0.95, 1, 1.05), runs.items(), "Dos", ("red", "blue", "green"), (":", "-", "--")):
    ax.errorbar(np.array(SIZES) * shift, found.mean(axis=1), found.std(axis=1, ddof=1), marker=marker, ms=8, ls=line, color=COLORS[color], capsize=5, label=way)
ax.axhline(1 / 3, color="#5f6368", lw=1, ls="-")
ax.text(2, 0.345, "guessing", color="#5f6368")
ax.set(xscale="log", xticks=SIZES, xlabel="images per class (logarithmic axis)", ylabel="test accuracy", ylim=(0.25, 1.02))
ax.set_xticklabels(SIZES)
ax.legend()
numbers = "; ".join(f"{way}: {', '.join(f'{v:.2f}' for v in found.mean(axis=1))}" for way, found in runs.items())
show(fig, alt=f"Test accuracy with error bars for 2 and 80 images per class. {numbers}.",
     caption="With few images the old features are ahead on average; with many, training everything from scratch overtakes them.")

# %% [markdown]
# <details><summary>What came out</summary>
#
# With two images of each class, hardly anything can be learned about strokes: it must be known already. (The error bars
# of three runs overlap there. The widget below has six runs for each setting.) With 80, the network from scratch learns
# 14 227 numbers *for this task*, and they beat 99 numbers on features for 0 to 6. **Transfer replaces data. Where there is
# plenty of data, there is less to replace.**
#
# (Our transfer networks keep batch norm fixed, the one from scratch does not. With it open and all blocks learning,
# 80 images of each class give about 0.96 from the old weights, too.)
#
# </details>
#
# ### Two pairs where it pays visibly
#
# Seven old classes and three new ones show only a small advantage. Another old task has all ten digits. Two new tasks follow
# it, with two images of each digit: their *mirror images* (strokes of the same kind, and for most digits other shapes), and
# their *upper halves* (the lower half is covered).

# %%
from sklearn.datasets import load_digits

from helpers.widgets.transfer_runs import placed

rng = np.random.default_rng(0)
shapes, ten = load_digits(return_X_y=True)
order = rng.permutation(len(ten))
shapes, ten = shapes[order].reshape(-1, 8, 8) / 16, ten[order]
upright = placed(np.repeat(shapes[:1100], 2, axis=0), rng)
halves = shapes[1100:].copy()
halves[:, 4:] = 0
NEAR = {"mirror images": placed(shapes[1100:, :, ::-1], rng), "upper halves": placed(halves, rng)}


def ten_classes(base, rate):
    """The base with a head for ten classes, compiled."""
    model = keras.Sequential([base, layers.GlobalMaxPooling2D(), layers.Dense(10, activation="softmax")])
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


keras.utils.set_random_seed(0)
richer = build_base()
before = ten_classes(richer, 0.005).fit(upright, np.repeat(ten[:1100], 2), epochs=4, batch_size=32, verbose=0)

# %% jupyter={"source_hidden": true}
# Picture: the two new tasks
fig, axes = plt.subplots(2, 10, figsize=(10, 2.6))
for row, (name, images) in zip(axes, NEAR.items()):
    for digit, ax in enumerate(row):
        ax.imshow(images[np.flatnonzero(ten[1100:] == digit)[0], ..., 0], cmap="gray_r")
        ax.set(xticks=[], yticks=[], title=str(digit))
    row[0].set_ylabel(name)
show(fig, alt="Two rows of ten noisy squares, one for each digit from 0 to 9. Above, the digits are mirrored; below, only their upper halves are left.",
     caption="Above mirror images, below upper halves.")

# %%
def near_run(images, transfer, seed):
    """Accuracy on a new task after 120 updates on two images of each digit, with the frozen base or from scratch."""
    keras.utils.set_random_seed(seed)
    network = build_base()
    if transfer:
        network.set_weights(richer.get_weights())
        network.trainable = False
    rng = np.random.default_rng(seed)
    labels = ten[1100:]
    few = np.concatenate([rng.choice(np.flatnonzero(labels[:300] == digit), 2, replace=False) for digit in range(10)])
    drawn = np.concatenate([rng.permutation(few) for _ in range(120)])
    model = ten_classes(network, 0.01)
    model.fit(images[drawn], labels[drawn], batch_size=20, shuffle=False, verbose=0)
    return model.evaluate(images[300:], labels[300:], verbose=0)[1]


near = {}
for name, way in track([(name, way) for name in NEAR for way in ("from scratch", "frozen base")], "two pairs"):
    near[name, way] = [near_run(NEAR[name], way == "frozen base", seed) for seed in SEEDS]
for (name, way), found in near.items():
    print(f"{name}, {way:12}: {np.mean(found):.2f} ± {np.std(found, ddof=1):.2f}, single runs {np.round(found, 2)}")

# %% [markdown]
# In both pairs the worst run with the old features is far ahead of the best one without. We changed several things at
# once (how rich the old task, how many new classes, how near the two), so this does not say which one decides.
#
# ### More settings
#
# The widget holds the experiment with 7, 8 and 9 for many more settings, with six runs each. In JupyterLab, **Run it here** trains
# the chosen setting once more in your kernel.

# %%
from helpers.widgets import TransferLab

TransferLab(samples=5)

# %% [markdown]
# > **Try it.**
# >
# > 1. 2 images per class, 3 blocks frozen. Look at the single runs: can one run of each tell which way is better?
# > 2. 80 images per class: free one block after the other. Which setting comes closest to the network from scratch? With
# >    one block frozen, and with none, look at the single runs: one of six has collapsed. The network from scratch has the
# >    same rate, but its batch norm follows the batch; here it is held fixed while the weights under it move.
# > 3. 3 blocks frozen: switch fine-tuning on. For how many images does it help?
# > 4. 1 image per class: how much do the six runs differ, and how often would one run have misled you?
# >
# > <details><summary>What you should find</summary>
# >
# > 1. No. Transfer reaches 0.47 to 0.63, scratch 0.42 to 0.53: the two ranges overlap. The means, 0.57 and 0.46, tell.
# > 2. With 3, 2, 1, 0 blocks frozen: 0.74, 0.92, 0.83, 0.80; scratch has 0.96. Freeing the last block is best.
# > 3. For every number: 0.48 becomes 0.53 with 1 image, 0.62 becomes 0.72 with 5, 0.74 becomes 0.88 with 80.
# > 4. Transfer from 0.39 to 0.58, scratch from 0.33 to 0.44. Run by run, scratch is ahead once in six.
# >
# > </details>

# %% [markdown]
# ### Was it the features?
#
# Perhaps *any* frozen base would do, and all the work is done by the head. A good experiment asks. The control: a base
# with **random** weights, frozen in the same way.
#
# > **Predict.** 80 images per class. Where will the random base land?

# %%
predict("12.random_base")

# %%
def with_random_base(seed):
    """Accuracy of a head on a frozen base with random weights of its own."""
    keras.utils.set_random_seed(seed)
    return Lab(base_weights=build_base().get_weights()).run(80, frozen=3, seed=seed)


random_base = np.array([with_random_base(seed) for seed in track(SEEDS, "frozen random bases")])
print(f"three frozen random bases {np.round(random_base, 2)}, frozen pre-trained base {runs['frozen base'][-1].mean():.2f}")

# %% [markdown]
# <details><summary>What came out</summary>
#
# Random bases differ, from guessing upward, and the learned one is far better than each of them. What helps was learned:
# kernels, and the statistics of batch norm with them. (A random base has neither.)
#
# </details>
#
# The same question decides in practice. Five factors:
#
# | factor | ask | if the answer is bad |
# |---|---|---|
# | compatibility | same kind of input, same scaling, features that matter in both tasks? | unfreeze more, or another base; *negative transfer* is real: a wrong base can be worse than none |
# | size | how many images per class, how many numbers learn? | few images: freeze more; many: unfreeze more, or start from scratch |
# | regularization | does the head know its images by heart? | dropout, L2, early stopping, augmentation (lesson 11) |
# | learning rate | a tenth or less of the first for fine-tuning? | too large, and the features are torn up; too small, and nothing moves |
# | evaluation | test images never used for choosing, several runs, a baseline? | without scratch and control, 0.9 says little |
#
# > **Think.** Which bases would you try for (a) 300 X-ray images, (b) 50 photographs of each of 20 dog breeds, (c) two
# > million satellite images with ten colour channels?
# >
# > <details><summary>Answer</summary>
# >
# > (a) A base from photographs, early blocks frozen, strong regularization; better a base from other X-rays. (b) A base
# > from ImageNet, frozen: it has seen dogs. (c) Ten channels do not fit a base for three, and there is plenty of data:
# > train from scratch, and compare.
# >
# > </details>

# %% [markdown]
# ## 5 · Very deep bases: the shortcut
#
# *About 15 minutes*
#
# Good bases are deep. Lesson 08 showed what depth does to gradients: a product of many small factors. In 2015 a small
# change let 152 layers learn well, the *residual connection*:
#
# $$y = F(x) + x$$
#
# The block learns only the *difference* to its input. What is the slope of one block, if $F'(x) = g$?
#
# $$\frac{dy}{dx} = g + 1$$
#
# > **By hand.** Twenty layers with $g = 0.1$ each. By what is the gradient multiplied without shortcuts, and with them?
# > ($1.1^{10} \approx 2.594$.)
# >
# > <details><summary>Result</summary>
# >
# > $10^{-20}$, and $1.1^{20} = (1.1^{10})^2 \approx 2.594^2 \approx 6.73$.
# >
# > </details>
#
# ### Exercise 4 · residual_gradient (1 point)
#
# Write `residual_gradient(local_gradients)`: for residual blocks in a row, with the local gradients $g_1, g_2, \dots$ of
# their $F$, return the one number by which the whole stack multiplies a gradient. `local_gradients` is a sequence of
# numbers.
#
# Example: two blocks with 0.1 and 0.2 give 1.32.

# %% nbgrader={"grade": false, "grade_id": "residual_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def residual_gradient(local_gradients):
    """Return the factor by which residual blocks with these local gradients multiply a gradient."""
    ### BEGIN SOLUTION
    return np.prod(1 + np.asarray(local_gradients))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-residual_gradient", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("12.residual_gradient", residual_gradient)

# %% [markdown]
# ### Measured, at depth 24
#
# Now real blocks: 24 of them, each with two Dense layers of 16 neurons, on our images. How large is the gradient that
# reaches each block, with and without the `+ x`? Weights are small here (half of Glorot's).

# %%
import tensorflow as tf

DEPTH, WIDTH, SCALE = 24, 16, 0.5


def gradient_norms(shortcut, seed):
    """Norm of the loss gradient at the input of each of 24 blocks and at the last output, relative to that one."""
    rng = np.random.default_rng(seed)
    weights = rng.normal(0, SCALE / np.sqrt(WIDTH), (DEPTH, 2, WIDTH, WIDTH))
    x = tf.constant(old_x[:64].reshape(64, -1) @ rng.normal(0, 0.1, (144, WIDTH)))
    probe = rng.normal(size=x.shape)  # the gradient of the loss at the last output: a random direction
    outs = []
    with tf.GradientTape() as tape:
        for first, second in weights:
            tape.watch(x)
            outs.append(x)
            F = tf.nn.relu(x @ first) @ second
            x = F + x if shortcut else F
        loss = tf.reduce_sum(x * probe)
    norms = np.array([float(tf.norm(g)) for g in tape.gradient(loss, [*outs, x])])
    return norms / norms[-1]

# %% [markdown]
# Five seeds each; the line is the median, the band goes from the smallest to the largest.

# %%
measured = {way: np.array([gradient_norms(way == "with shortcut", seed) for seed in range(5)]) for way in ("with shortcut", "without")}
for way, norms in measured.items():
    print(f"{way:14}: at the first block {np.median(norms[:, 0]):.1e} of the gradient at the end")

# %% jupyter={"source_hidden": true}
# Picture: gradient against block
fig, ax = plt.subplots(figsize=(7.5, 3.6))
for (way, norms), color, line in zip(measured.items(), ("blue", "red"), ("-", "--")):
    ax.plot(range(DEPTH + 1), np.median(norms, axis=0), color=COLORS[color], ls=line, label=way)
    ax.fill_between(range(DEPTH + 1), norms.min(axis=0), norms.max(axis=0), color=COLORS[color], alpha=0.2)
ax.set(yscale="log", xlabel="block (the loss is at the right)", ylabel="gradient, relative")
ax.legend()
ends = "; ".join(f"{way}, {np.median(norms[:, 0]):.0e} at the first block" for way, norms in measured.items())
show(fig, alt=f"Gradient norm against block on a logarithmic axis. Both lines are 1 after the last block. To the left: {ends}.",
     caption=f"The same weights, with shortcuts and without. {ends[0].upper()}{ends[1:]}.")

# %% [markdown]
# > **Note.** A free way is no guarantee. With large weights most factors $1 + g$ are far from 1, and the product can grow
# > without bound: residual networks still want good initialization or batch norm (lesson 08). Change `SCALE` to
# > $\sqrt{2}$ (He's scale) or 2 above and run again: now nothing vanishes without shortcuts, and with them the gradient
# > grows.
#
# ### Exercise 5 · residual_block (3 points)
#
# Write `residual_block(x, filters)` with Keras layers. `x` is a symbolic tensor `(None, h, w, channels)`; return one of
# shape `(None, h, w, filters)`.
#
# - $F$: a 3×3 convolution with `filters` filters, ReLU, a second 3×3 convolution with `filters` filters and no activation. Both
#   keep height and width.
# - The shortcut: `x` itself. Where its channels are not `filters`, and only there, a 1×1 convolution brings them in line.
# - The sum of both, then a ReLU. (This last ReLU lets the gradient pass where the sum is positive. The derivation above
#   leaves it out.)
#
# Biases and batch norm inside $F$ are your choice. Check of your own: with both 3×3 kernels and their biases zero, and
# `filters` equal to the channels of `x`, the block gives ReLU(x).

# %% nbgrader={"grade": false, "grade_id": "residual_block", "locked": false, "schema_version": 3, "solution": true, "task": false}
def residual_block(x, filters):
    """Return relu(F(x) + x) for a symbolic tensor x, F being two 3×3 convolutions with `filters` filters."""
    ### BEGIN SOLUTION
    h = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    h = layers.Conv2D(filters, 3, padding="same")(h)
    if x.shape[-1] != filters:
        x = layers.Conv2D(filters, 1)(x)
    return layers.ReLU()(layers.Add()([h, x]))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-residual_block", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("12.residual_block", residual_block)

# %% [markdown]
# > **Think.** A block whose $F$ is zero passes on ReLU(x). Why is that a better start for a deep network than a block
# > that passes on noise?
# >
# > <details><summary>Answer</summary>
# >
# > A stack of such blocks begins as a shallow network, and each block has only to learn what it adds. Without shortcuts,
# > each new block must first learn to do no harm: to copy its input. That was the observation behind residual networks:
# > plain networks with more layers had a *higher* training error.
# >
# > </details>

# %% [markdown]
# ## 6 · Four famous bases
#
# *About 5 minutes*
#
# > **Predict.** Four networks: VGG-16 of 2014, and three from 2015 and 2016 that are all deeper. Which has the most
# > parameters?

# %%
predict("12.largest_network")

# %% [markdown]
# The depth below counts convolution and dense layers on the longest way from input to output.

# %%
def depth(model):
    """Convolution and dense layers on the longest way through a Functional model."""
    weighty = (layers.Conv2D, layers.SeparableConv2D, layers.Dense)
    found = {}
    for operation in model.operations:  # in an order in which inputs come first
        parents = [p.operation.name for node in operation._inbound_nodes for p in node.parent_nodes]
        found[operation.name] = max((found[name] for name in parents), default=0) + isinstance(operation, weighty)
    return max(found.values())


IDEAS = {
    "ResNet50": (2015, "residual blocks of 1×1, 3×3, 1×1 convolutions"),
    "InceptionV3": (2015, "several kernel sizes side by side, large ones split into thin ones"),
    "Xception": (2016, "each channel by itself, then 1×1 across channels"),
}
rows = []
for name in track(IDEAS, "architectures", "network"):
    network = getattr(keras.applications, name)(weights=None)
    rows.append([name, IDEAS[name][0], depth(network), f"{network.count_params():,}".replace(",", " "), IDEAS[name][1]])

# %% [markdown]
# VGG-16 would fill 550 MB with random numbers only to be counted. Lesson 10 counts it on paper; we build its convolutions
# and add its three dense layers by hand.

# %%
convolutions = keras.applications.VGG16(weights=None, include_top=False).count_params()
vgg16 = convolutions + (7 * 7 * 512 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 1000
rows.insert(0, ["VGG-16", 2014, 16, f"{vgg16:,}".replace(",", " "), "3×3 convolutions only, stacked; three large dense layers"])
table(rows, ["network", "year", "depth", "parameters", "idea"],
      "Four architectures, with their heads for 1000 classes", row_headings=True)

# %% [markdown]
# <details><summary>What came out</summary>
#
# The oldest and shallowest is the largest by far: most of VGG-16 is its first dense layer. The others end in global
# average pooling. (Counts of depth differ: Xception's authors do not count its last dense layer; Keras' own table counts
# all layers with parameters, batch norm and side branches among them, 81 for Xception.)
#
# </details>
#
# ### Inception and Xception as bases
#
# | | as a base it offers | what it costs |
# |---|---|---|
# | Inception-v3 | features of several sizes at once; fewer parameters than VGG-16, at higher accuracy | a graph of odd branches: hard to cut at the right layer; trained on 299×299 (without its head it takes other sizes, from 75 on), scaled to [−1, 1] |
# | Xception | better use of about as many parameters; regular blocks, easy to cut | separable convolutions are memory-bound: slower than their parameter count says; the same training size and scaling |
# | both | days of training on dozens of GPUs that you need not pay for; often good with few images per class | 90 MB of weights; ImageNet's one-sided choice of pictures comes along; features of photographs, less use for spectra or text |
#
# **Advantages of transfer:** less data, less time, less energy, often better results, a strong baseline early.
# **Drawbacks:** the base's scaling and errors come along; negative transfer where the tasks are too far apart; large models
# for small questions; licences of weights and data.

# %% [markdown]
# ## 7 · A base from ImageNet
#
# *About 2 minutes*
#
# In Keras, bases from ImageNet stand in `keras.applications`. The weights are a download; the cell says what it got.

# %%
from sklearn.datasets import load_sample_image

from helpers.experiments.pretrained import guesses, imagenet_model

big, note = imagenet_model("MobileNetV2")
print(note)
if big is not None:
    said = guesses(big, load_sample_image("flower.jpg")) or "no class names without a network"
    print("for scikit-learn's photograph of a flower it says:", said)

# %% [markdown]
# With a network you would go on like this; it is sections 2 and 3 again, in five lines:
#
# ```python
# base = keras.applications.MobileNetV2(include_top=False, weights="imagenet", input_shape=(160, 160, 3))
# model = build_transfer_model(base, classes=5)
# model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
# model.fit(keras.applications.mobilenet_v2.preprocess_input(x), y, epochs=5)
# unfreeze_last(base, 30)      # then compile again, with a rate of 1e-5
# ```
#
# > **Note.** Every base wants its inputs scaled as in its own training: call its `preprocess_input`, once. (For
# > EfficientNet, MobileNetV3 and ConvNeXt it does nothing: they scale inside.) A wrong scale gives no error message.

# %% [markdown]
# ## Practice quiz
#
# *About 5 minutes · further*
#
# Eight questions that answer at once and explain each option. They do not count.

# %%
quiz("12")

# %% [markdown]
# ## Graded quiz
#
# *About 3 minutes · further*
#
# Four questions, 1 point together. They are marked when you hand in.

# %%
questions("12.quiz_answers")

# %% [markdown]
# Write the letter of your choice for each question, for example `quiz_answers["1"] = "a"`.

# %% nbgrader={"grade": false, "grade_id": "quiz_answers", "locked": false, "schema_version": 3, "solution": true, "task": false}
quiz_answers = {}
### BEGIN SOLUTION
quiz_answers["1"] = "b"
quiz_answers["2"] = "a"
quiz_answers["3"] = "c"
quiz_answers["4"] = "b"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-quiz_answers", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("12.quiz_answers", quiz_answers)

# %% [markdown]
# ## In your own words
#
# *About 9 minutes · further*
#
# **The free way (2 points, marked by hand).** Residual blocks stand in section 5.
#
# 1. $n$ residual blocks stand in a row: $x_k = F_k(x_{k-1}) + x_{k-1}$, all of them numbers. Derive $\dfrac{dx_n}{dx_0}$ by the
#    chain rule, with $g_k = F_k'(x_{k-1})$.
# 2. All $g_k$ are so near 0 that $\sum |g_k|$ is small, too. What is the product near to, and what would it be near to without shortcuts? Multiply out two
#    blocks and name the term that is the "free way".
# 3. Name one situation in which you would *not* use transfer, and say how you would find out that you were right.

# %% [markdown] nbgrader={"grade": true, "grade_id": "free-way", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# 1. One block: $\frac{dx_k}{dx_{k-1}} = g_k + 1$. Chain rule: $\frac{dx_n}{dx_0} = \prod_{k=1}^{n} (1 + g_k)$.
# 2. Near 1 (about $1 + \sum g_k$), whatever $n$ is, as long as $\sum |g_k|$ is small. Without shortcuts the product is
#    $\prod g_k$, near 0 and the nearer the deeper. Two blocks: $(1 + g_1)(1 + g_2) = 1 + g_1 + g_2 + g_1 g_2$; the 1 is the
#    way around both blocks, $g_1 g_2$ the way through both.
# 3. For example plenty of data of a very different kind (spectra, ten-channel images), or a model that must be tiny, or weights whose licence forbids it.
#    Found out by training from scratch with the same budget, several seeds, and comparing on the same test data.
#
# **Marking scheme.** A missing name for the free way costs nothing if the 1 is pointed at. "When data is plenty" alone,
# without a way to find out, earns the half point for the situation.
#
# - 0.5: part 1 and 2: the derivation with the chain rule named or visible
# - 0.5: part 1 and 2: "near 1 against near 0" with the expanded product
# - 0.5: part 3: a sound situation
# - 0.5: part 3: a comparison that could prove the writer wrong
# ### END SOLUTION

# %% [markdown]
# ## Summary
#
# - A network is a base that makes features and a head that makes classes.
# - Freeze the base, replace the head, train; then unfreeze the last layers and fine-tune with a small rate.
# - With few images one keeps batch norm at `trainable = False`. Compile again after every change
#   of `trainable`.
# - Here a frozen base is ahead up to 5 images a class, fine-tuned up to 10; beyond that, scratch is. Measure both, with
#   several seeds and a control.
# - $y = F(x) + x$ has the slope $1 + g$: gradients pass through $\prod(1 + g_k)$, which stays near 1 while $\sum|g_k|$ is
#   small; without the 1 the product would vanish.
# - VGG-16 has 138 million parameters at depth 16; ResNet-50, Inception-v3 and Xception are deeper with under 26 million.
#
# Next, lesson 13: where deep learning stands, and five more kinds of network, each run once.
