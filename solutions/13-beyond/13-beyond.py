# %% [markdown] content="where deep learning stands; RNN, LSTM, autoencoder and GAN run once each; questions on the whole course" week=14
# # 13 · Beyond
#
# Where deep learning stands, when something simpler is better, and five more kinds of network, each run once.
#
# **Time** 60 min · **Points** 12 · **You need** lessons 01 to 12
#
# *Core path: about 59 minutes; what is marked “further” and the quizzes take about 17 more.*
#
# After this lesson you can
#
# - say what deep learning does better than classical machine learning and what it does worse, from a measurement;
# - place its main ideas between 1899 and today;
# - write one step of an RNN and of an LSTM, and show that Keras computes the same;
# - choose a network for a problem, and say why a smaller one would or would not do;
# - find out with the question bank what you still want to repeat.

# %% tags=["setup"]
import os

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # before the import: TensorFlow stays quiet

import keras
import numpy as np
from keras import layers
from scipy.special import expit  # the sigmoid, stable
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from helpers import answers, check, plots, predict, questions, quiz, show, table
from helpers.figures import COLORS
from helpers.experiments.training import TrainingProgress, track

plt = plots()
my = answers("13")  # my.f is your own f as soon as its check is green

# %% [markdown]
# ## 1 · Is deep learning always better?
#
# *About 8 minutes*
#
# *Classical* machine learning usually takes features that people have made, and learns a decision from them: logistic
# regression, decision trees, support vector machines. *Deep* learning learns the features, too: *end-to-end*, from pixels to answers.
#
# > **Predict.** 1400 small images of digits, 64 pixels each. Which is most accurate on the test images: logistic
# > regression, a forest of 100 trees, a support vector machine, or a network with two hidden layers?

# %%
predict("13.best_method")

# %%
import time

from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

digits = load_digits()
pixels = (digits.images / 16).astype(np.float32)  # (1797, 8, 8) in [0, 1]
train_x, test_x, train_y, test_y = train_test_split(pixels, digits.target, test_size=397, random_state=0, stratify=digits.target)


def mlp():
    """64-64-32-10, compiled for integer labels."""
    model = keras.Sequential([keras.Input((64,)), layers.Dense(64, "relu"), layers.Dense(32, "relu"), layers.Dense(10, "softmax")])
    model.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def flat(images):
    """Images (n, 8, 8) as rows of 64 numbers."""
    return images.reshape(len(images), 64)

# %% [markdown]
# Each method gets 50, 300 and all 1400 images. Seconds depend on your machine, so they stay out of the table.

# %%
CLASSICAL = {
    "logistic regression": LogisticRegression(max_iter=300),
    "forest of 100 trees": RandomForestClassifier(100, random_state=0),
    "support vector machine": SVC(C=10),
}
SIZES = (50, 300, 1400)
score, seconds = {}, {}
trials = [(name, size) for name in [*CLASSICAL, "network"] for size in SIZES]
for name, size in track(trials, "four methods, three sizes", unit="training"):
    x, y = flat(train_x[:size]), train_y[:size]
    keras.utils.set_random_seed(0)
    started = time.perf_counter()
    if name == "network":
        model = mlp()
        model.fit(x, y, epochs=30, batch_size=32, verbose=0)
        score[name, size] = model.evaluate(flat(test_x), test_y, verbose=0)[1]
    else:
        score[name, size] = CLASSICAL[name].fit(x, y).score(flat(test_x), test_y)
    seconds[name] = time.perf_counter() - started

rows = [[name, *(f"{score[name, size]:.3f}" for size in SIZES)] for name in [*CLASSICAL, "network"]]
table(rows, ["", *(f"{size} images" for size in SIZES)], "Share of 397 test images that are right", row_headings=True)

# %% [markdown]
# And the time to train on all 1400? Seconds differ from machine to machine, so we ask about the winner alone, with a wide
# margin.

# %%
winner = max(CLASSICAL, key=lambda name: score[name, 1400])
print(f"the network trains more than ten times as long as the {winner}:", seconds["network"] > 10 * seconds[winner])

# %% [markdown]
# <details><summary>What came out</summary>
#
# The small network wins nothing here, and takes many times as long as the winner. (With 50 images eight starts reach
# 0.79 to 0.83; the support vector machine stays ahead.) On 64 clean numbers per sample there are few features to
# discover. Where raw data are large (photographs, sound, text) and plenty, it is the other way round: nobody can write
# down the features of a cat.
#
# </details>
#
# > **Where lecture notes go wrong.** A table found in notes ends like this:
# >
# > | | machine learning | deep learning |
# > |---|---|---|
# > | training time | long | short |
# > | interpretation | difficult | easy |
# >
# > As a rule both rows are the other way round. On small images of digits a network of two hidden layers takes many times
# > as long to train as the best classical method; and millions of weights are hard to read. The table the right way round:
#
# | | classical machine learning | deep learning |
# |---|---|---|
# | data | hundreds of samples can be enough | usually thousands to billions; less with transfer (lesson 12) |
# | hardware | any laptop | graphics cards for all but small models |
# | features | made by people who know the field | learned |
# | the way to the answer | steps: clean, extract, select, decide | end-to-end |
# | training time | seconds to hours | seconds to months; on the same data usually **longer** |
# | prediction time | varies: a line is instant, nearest neighbours search the data | fixed by the network; fast on the right hardware |
# | interpretability | often readable: weights, rules, trees | **hard**: millions of weights |
#
# ### What it costs
#
# - **Computing.** Training a large model costs energy and money, and few can afford it.
# - **Data.** They must be collected, labelled, and may be private or unfair. A network learns their mistakes as well.
# - **Overfitting.** With more weights than samples, it can know all by heart (lesson 11).
# - **Opacity.** It gives no reasons, and can be sure and wrong (lesson 12: the old network on new digits).
#
# ### Where it is used
#
# Reading handwriting and speech, translating, answering; finding tumours and cracks; steering cars and robots;
# recommending films; folding proteins; making pictures, sound and text; forecasting weather and demand.
#
# > **Think.** A bank wants to grant credits from 15 numbers per customer, and must explain each refusal. Deep or
# > classical?
# >
# > <details><summary>Answer</summary>
# >
# > Classical: few features, all meaningful, and a duty to explain. A network may serve as a benchmark: if it is hardly
# > better, the readable model has lost hardly anything.
# >
# > </details>

# %% [markdown]
# ## 2 · How we got here
#
# *About 1 minute*
#
# > **Predict.** Backpropagation became famous in 1986, convolutional networks read cheques in 1998. Why did the wave
# > begin in 2012 only?

# %%
predict("13.why_2012")

# %% jupyter={"source_hidden": true}
# Picture: a history
HISTORY = [
    (1899, "Ramón y Cajal's drawings:\nthe brain is made of cells"), (1943, "McCulloch, Pitts:\na neuron as logic"),
    (1958, "Rosenblatt: the perceptron\nlearns its weights"), (1969, "Minsky, Papert: no line\ndoes XOR; a winter follows"),
    (1986, "Rumelhart, Hinton, Williams:\nbackpropagation"), (1997, "Hochreiter, Schmidhuber:\nLSTM"),
    (1998, "LeCun: LeNet-5\nreads cheques"), (2012, "AlexNet wins ImageNet:\nReLU, dropout, two GPUs"),
    (2014, "GAN; Adam; VGG"), (2015, "ResNet: 152 layers"), (2017, "transformer:\nattention"), (2022, "language models\nin everyone's browser"),
]
fig, ax = plt.subplots(figsize=(11, 4.8))
ax.axhline(0, color="#5f6368", lw=2, ls="-")
for i, (year, text) in enumerate(HISTORY):
    height = (1, -1, 2.1, -2.1)[i % 4]
    ax.plot([i, i], [0, height], color=COLORS["blue"], lw=1.2, ls="-")
    ax.plot(i, 0, "o", ms=9, color=COLORS["blue"])
    ax.text(i, height + np.sign(height) * 0.08, f"{year}\n{text}", ha="center", va="bottom" if height > 0 else "top", fontsize=10)
ax.set(xlim=(-0.9, len(HISTORY) - 0.1), ylim=(-3.3, 3.3))
ax.axis("off")
show(fig, alt="A line of time with twelve entries: " + "; ".join(f"{year}: {' '.join(text.split())}" for year, text in HISTORY) + ".",
     caption="From drawings of nerve cells to language models. The entries stand at equal distances, not to scale.")

# %% [markdown]
# <details><summary>What came out</summary>
#
# The ideas were there. What came together in 2012 was a million labelled photographs (ImageNet, 2009), graphics cards
# that multiply matrices, and small remedies that you know by now: ReLU (lesson 02) and dropout (11). Since then: residual connections (12), and *attention*, where each element of a sequence looks at others and
# weighs what matters to it.
#
# </details>

# %% [markdown]
# ## 3 · A network with a memory
#
# *About 18 minutes*
#
# The networks so far get their whole input at once, and answer. A sentence, a melody, a fever curve come piece by piece, and the order
# matters. A *recurrent* network (RNN) reads one piece at a time and keeps a *state* $h$:
#
# $$h_t = \tanh(x_t W_x + h_{t-1} W_h + b)$$
#
# The same weights at every step. What goes in is the new piece and what is remembered of all before.
#
# > **By hand.** One unit, $W_x = 1$, $W_h = 0.5$, $b = 0$, start $h_0 = 0$. The inputs are 1, 0, 0. What are $h_1, h_2,
# > h_3$? How long is the 1 remembered?
# >
# > <details><summary>Result</summary>
# >
# > $\tanh 1 = 0.76$, $\tanh 0.38 = 0.36$, $\tanh 0.18 = 0.18$. It about halves with each step and is never quite gone.
# >
# > </details>
#
# ### Exercise 1 · rnn_step (3 points)
#
# Write `rnn_step(x, h, Wx, Wh, b)`: one step; return the new state.
#
# - `x` has shape `(batch, features)`, `h` has `(batch, units)`.
# - `Wx` is `(features, units)`, `Wh` is `(units, units)`, `b` is `(units,)`.
#
# Example: the second step above: `rnn_step` of x = 0, h = 0.76 gives 0.36.

# %% nbgrader={"grade": false, "grade_id": "rnn_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rnn_step(x, h, Wx, Wh, b):
    """Return the new state (batch, units) of a plain recurrent layer after input x (batch, features)."""
    ### BEGIN SOLUTION
    return np.tanh(x @ Wx + h @ Wh + b)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-rnn_step", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("13.rnn_step", rnn_step)

# %% [markdown]
# ### Why the plain RNN forgets
#
# Over $T$ steps the same $W_h$ and the slopes of tanh are multiplied $T$ times: lesson 08's vanishing gradients (or
# exploding ones), in time instead of depth. The *LSTM* (long short-term memory, 1997; its forget gate, 2000) gives the memory a path of its own: a *cell state*
# $c$ that is changed by addition. Three *gates*, sigmoids between 0 and 1, decide what happens to it:
#
# | | formula | says |
# |---|---|---|
# | input gate | $i = \sigma(x_t W + h_{t-1} U + b)$ | how much is written |
# | forget gate | $f = \sigma(x_t W + h_{t-1} U + b)$ | how much **stays** |
# | candidate | $\tilde c = \tanh(x_t W + h_{t-1} U + b)$ | what would be written |
# | output gate | $o = \sigma(x_t W + h_{t-1} U + b)$ | how much is shown |
#
# $$c_t = f \odot c_{t-1} + i \odot \tilde c \qquad\qquad h_t = o \odot \tanh(c_t)$$
#
# Each line has its own $W$ for the input, its own $U$ for the state, and its own $b$.
#
# > **Think.** What is $\partial c_t / \partial c_{t-1}$ along the direct path? Which formula of lesson 12 does it remind you of?
# >
# > <details><summary>Answer</summary>
# >
# > It is $f$. With $f$ near 1 the gradient passes many steps almost unchanged: a shortcut through time, as
# > $y = F(x) + x$ is one through depth.
# >
# > </details>
#
# The *GRU* (2014) is the smaller sister: two gates, no separate cell, about three quarters of the parameters (Keras' GRU
# has a second bias).
#
# ### Exercise 2 · lstm_step (4 points)
#
# Write `lstm_step(x, h, c, params)`; return the new pair `(h, c)`.
#
# - `x` is `(batch, features)`, `h` and `c` are `(batch, units)`.
# - `params` is `(kernel, recurrent_kernel, bias)` as Keras' `get_weights()` gives it: shapes `(features, 4·units)`,
#   `(units, 4·units)`, `(4·units,)`. The four blocks of columns are, in this order, $i$, $f$, $\tilde c$, $o$.
#
# With all inputs, states and parameters 0 except `c` = 1 for a single unit: $f = 0.5$, so `c` becomes 0.5 and `h`
# becomes 0.2311.

# %% nbgrader={"grade": false, "grade_id": "lstm_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def lstm_step(x, h, c, params):
    """Return the new (h, c) of an LSTM cell; params are Keras' (kernel, recurrent_kernel, bias), gates i f c o."""
    ### BEGIN SOLUTION
    kernel, recurrent_kernel, bias = params
    i, f, candidate, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=-1)
    c = expit(f) * c + expit(i) * np.tanh(candidate)
    return expit(o) * np.tanh(c), c
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-lstm_step", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("13.lstm_step", lstm_step)

# %% [markdown]
# ### Is it what Keras computes?
#
# We let a Keras cell and your function run side by side for ten steps, from the same weights.

# %%
@my.run
def differ_from_keras(steps):
    """The largest difference between your LSTM and Keras' after so many steps."""
    rng = np.random.default_rng(0)
    cell = keras.layers.LSTMCell(5)
    cell.build((None, 3))
    h, c = np.zeros((4, 5), np.float32), np.zeros((4, 5), np.float32)
    keras_h, keras_c = h, c
    for _ in range(steps):
        x = rng.normal(size=(4, 3)).astype(np.float32)
        h, c = my.lstm_step(x, h, c, cell.get_weights())
        _, (keras_h, keras_c) = cell(x, [keras_h, keras_c])
    return max(np.abs(h - np.asarray(keras_h)).max(), np.abs(c - np.asarray(keras_c)).max())


lstm_difference = differ_from_keras(10)
print("largest difference after ten steps is below 1e-6:", lstm_difference < 1e-6)

# %% [markdown]
# ## 4 · RNN, LSTM and GRU at work
#
# *About 10 minutes*
#
# A digit as a sequence: eight steps, one row of eight pixels at each. It never sees the whole image at once.
# `return_sequences=True` gives the state after every row, not only after the last.
#
# > **Predict.** Guessing gets 10 %. We train an RNN, an LSTM and a GRU of 32 units. After how many rows are *all three* right
# > on more than half of the digits: one, three or eight?

# %%
predict("13.reading_row_by_row")

# %%
CELLS = {"RNN": layers.SimpleRNN, "LSTM": layers.LSTM, "GRU": layers.GRU}
readers, rows = {}, []
for name, layer in CELLS.items():
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((8, 8)), layer(32, return_sequences=True), layers.Dense(10, activation="softmax")])
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    targets = np.repeat(train_y[:, None], 8, axis=1)  # the same label after every row: say early what you think
    model.fit(train_x, targets, epochs=8, batch_size=64, verbose=0, callbacks=[TrainingProgress(name)])
    readers[name] = np.asarray(model(test_x))  # (397, 8, 10): an opinion after each row
    right = (readers[name].argmax(axis=-1) == test_y[:, None]).mean(axis=0)
    rows.append([name, model.layers[0].count_params(), *(f"{share:.2f}" for share in right)])
table(rows, ["", "parameters", *(f"row {k}" for k in range(1, 9))],
      "Share of test digits that are right after each row", row_headings=True)

# %% [markdown]
# One digit, seen by the GRU:

# %% jupyter={"source_hidden": true}
# Picture: what the GRU believes, row by row
chosen = int(np.flatnonzero(test_y == 2)[0])
belief = readers["GRU"][chosen]
fig, axes = plt.subplots(1, 2, figsize=(9, 3.6), gridspec_kw={"width_ratios": [1, 2]})
axes[0].imshow(test_x[chosen], cmap="gray_r")
axes[0].set(title="read from top to bottom", xticks=[], yticks=range(8), yticklabels=range(1, 9), ylabel="row")
axes[1].imshow(belief, cmap="Blues", vmin=0, vmax=1, aspect="auto")
axes[1].set(title="what the GRU believes", xticks=range(10), yticks=range(8), yticklabels=range(1, 9), xlabel="digit")
for (row, digit), p in np.ndenumerate(belief):
    if p > 0.15:
        axes[1].text(digit, row, f"{p:.1f}", ha="center", va="center", fontsize=9, color="white" if p > 0.5 else "black")
for ax in axes:
    ax.grid(False)
show(fig, alt=f"Left: a handwritten 2 of 8 by 8 pixels. Right: for each row read, the ten probabilities. Best guess after each row: "
     f"{', '.join(str(k) for k in belief.argmax(axis=1))}.", caption="Belief after each row. The state carries what the earlier rows have shown.")

# %% [markdown]
# <details><summary>What came out</summary>
#
# All three are far above guessing after three rows; most is learned from these three, and the last row adds nothing.
#
# </details>
#
# And longer sequences? How much does the *first* step still matter to the state after $T$ steps? We measure the gradient of
# the last state with respect to the first input, for fresh layers of 16 units. For the LSTM and the GRU we open the gate
# that keeps (a bias of 4), as training can. This comparison favours the gates. We give the RNN recurrent
# weights of 0.8 times their start; with 1.0 its gradient is still down to 2·10⁻⁵ after 40 steps.

# %%
import tensorflow as tf


def reach(name, T, seed, scale=0.8):
    """Norm of d(last state)/d(first input), for one fresh layer on a random sequence of T steps."""
    keras.utils.set_random_seed(seed)
    layer = CELLS[name](16)
    x = tf.constant(np.random.default_rng(seed).normal(size=(8, T, 4)).astype(np.float32))
    layer.build(x.shape)
    kernel, recurrent, bias = layer.get_weights()
    if name == "RNN":
        recurrent = scale * recurrent
    elif name == "LSTM":
        bias[16:32] = 4
    else:
        bias[0, :16] = 4
    layer.set_weights([kernel, recurrent, bias])
    with tf.GradientTape() as tape:
        tape.watch(x)
        total = tf.reduce_sum(layer(x))
    return float(tf.norm(tape.gradient(total, x)[:, 0]))


STEPS = (2, 10, 20, 40)
reached = {name: [np.median([reach(name, T, seed) for seed in range(3)]) for T in STEPS] for name in track(CELLS, "gradients", "cell")}

# %% jupyter={"source_hidden": true}
# Picture: memory against distance
fig, ax = plt.subplots(figsize=(7, 3.4))
for (name, values), marker, color, line in zip(reached.items(), "Dos", ("red", "blue", "green"), (":", "-", "--")):
    ax.plot(STEPS, values, marker=marker, color=COLORS[color], ls=line, label=name)
ax.set(yscale="log", xlabel="steps in the sequence", ylabel="gradient")
ax.legend()
words = "; ".join(f"{name}: {values[0]:.1e} after 2 steps, {values[-1]:.1e} after 40" for name, values in reached.items())
show(fig, alt=f"Gradient of the last state with respect to the first input, logarithmic axis. {words}.",
     caption="The plain RNN forgets by a factor per step; the gated cells can hold on.")

# %% [markdown]
# > **Note.** A fresh LSTM, whose forget gate starts near $\sigma(1) = 0.73$, forgets as well: measured as above, its gradient
# > falls from 0.65 to $10^{-4}$. That of a fresh GRU, whose gate starts near 0.5, falls to $4 \cdot 10^{-9}$. A gate helps
# > after it has learned to stay open.
#
# > **Try it.** Set `scale=0.8` to `1.3` above, then to `2`. Which of lesson 08's two troubles do you see?
# >
# > <details><summary>What you should find</summary>
# >
# > At 1.3 the gradient still vanishes, but slowly: it is 0.03 after 40 steps, where 0.8 leaves 10⁻⁸. At 2 it explodes:
# > about 300. The slopes of tanh shrink, large weights grow, and at 2 the weights win.
# >
# > </details>

# %% [markdown]
# ## 5 · An autoencoder: through the narrow middle
#
# *About 3 minutes*
#
# An *autoencoder* is trained to give back its own input. That is trivial, unless something is in the way: a middle
# layer that is too narrow for everything, or noise in the input while the target is clean. Then it must learn what
# digits are like.
#
# > **Predict.** The network never sees a label. Can it clean a noisy digit that was not in its training data?

# %%
predict("13.clean_without_labels")

# %%
rng = np.random.default_rng(0)
clean, clean_test = np.tile(flat(train_x), (2, 1)), flat(test_x)
noisy, noisy_test = (data + rng.normal(0, 0.3, data.shape).astype(np.float32) for data in (clean, clean_test))


def restore(hidden):
    """Train 64-hidden-64 to clean noisy digits; return what it makes of the noisy test images."""
    keras.utils.set_random_seed(0)
    autoencoder = keras.Sequential([keras.Input((64,)), layers.Dense(hidden, activation="relu"), layers.Dense(64, activation="sigmoid")])
    autoencoder.compile(keras.optimizers.Adam(0.005), "mse")
    autoencoder.fit(noisy, clean, epochs=15, batch_size=64, verbose=0, callbacks=[TrainingProgress(f"autoencoder, {hidden} units")])
    return np.asarray(autoencoder(noisy_test))


restored, by_wide = restore(32), restore(128)
for name, images in (("noisy", noisy_test), ("restored by 32 hidden units", restored), ("restored by 128", by_wide)):
    print(f"{name:27}: mean squared error to the clean image {np.mean((images - clean_test) ** 2):.3f}")

# %% jupyter={"source_hidden": true}
# Picture: what the autoencoder makes of it
fig, axes = plt.subplots(3, 10, figsize=(10, 3.3))
for row, (images, name) in enumerate(((noisy_test, "noisy"), (restored, "restored"), (clean_test, "clean"))):
    for column, ax in enumerate(axes[row]):
        ax.imshow(images[column].reshape(8, 8), cmap="gray_r", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[])
    axes[row, 0].set_ylabel(name)
show(fig, alt="Three rows of ten digits. The upper ones are full of grey noise, the middle ones are smooth and readable, the lower ones are the originals, "
     "which the middle ones resemble.", caption="Above what the autoencoder sees, in the middle what it makes of it, below what it should be.")

# %% [markdown]
# <details><summary>What came out</summary>
#
# The error falls to about a quarter. The target was the clean image, so the network learned to leave out what changes at
# random and to keep what digits have in common. The narrow middle is not needed for this: with 128 hidden units the error
# is even a little smaller.
#
# </details>
#
# What it is used for: taking noise, scratches or fog out of pictures and sound; *compression*, where only the numbers in the
# middle are kept; *anomalies*, where a large error of rebuilding says "I have not seen such a thing" (a broken engine, a
# forged payment); pre-training without labels, where the first half serves as a base (lesson 12); and drawing data of many
# dimensions in two.

# %% [markdown]
# ## 6 · A GAN: two networks compete
#
# *About 5 minutes*
#
# Can a network make *new* digits? A *generative adversarial network* (2014) has two parts:
#
# - the *generator* turns 16 random numbers into an image. It never sees a real one;
# - the *discriminator* sees real and made images and says which is which.
#
# They are trained together: at each update the discriminator moves to be right and the generator to make it wrong. The gradient goes through the
# discriminator into the generator, as in lesson 05.
#
# > **Think.** What is the discriminator's loss when it is helpless and says 50 % to everything?
# >
# > <details><summary>Answer</summary>
# >
# > $-\log 0.5 = 0.69$ for each half, real and made: 1.39 together. At balance the loss is near
# > that (and before training, too).
# >
# > </details>

# %%
def leaky_stack(inputs, *units, last=None):
    """Dense layers with leaky ReLU, and a last one with its own activation."""
    stack = [keras.Input((inputs,))]
    for n in units[:-1]:
        stack += [layers.Dense(n), layers.LeakyReLU(negative_slope=0.2)]
    return keras.Sequential([*stack, layers.Dense(units[-1], activation=last)])


keras.utils.set_random_seed(1)
generator = leaky_stack(16, 64, 128, 64, last="sigmoid")
discriminator = leaky_stack(64, 128, 64, 1)
optimizers = [keras.optimizers.Adam(0.001, beta_1=0.5) for _ in range(2)]
loss = keras.losses.BinaryCrossentropy(from_logits=True)


@tf.function
def gan_step(real, noise):
    """One update of both networks; returns the two losses."""
    with tf.GradientTape(persistent=True) as tape:
        made = generator(noise)
        on_real, on_made = discriminator(real), discriminator(made)
        ones, zeros = tf.ones_like(on_real), tf.zeros_like(on_made)
        d_loss = loss(0.9 * ones, on_real) + loss(zeros, on_made)  # 0.9: a little doubt keeps the discriminator from being too sure
        g_loss = loss(ones, on_made)
    for network, value, optimizer in ((discriminator, d_loss, optimizers[0]), (generator, g_loss, optimizers[1])):
        optimizer.apply_gradients(zip(tape.gradient(value, network.trainable_variables), network.trainable_variables))
    return d_loss, g_loss

# %% [markdown]
# 2000 updates, with a look at the same ten random inputs now and then.

# %%
rng = np.random.default_rng(0)
same_noise = rng.normal(size=(10, 16)).astype(np.float32)
real = flat(pixels)
snapshots, d_losses = {0: np.asarray(generator(same_noise))}, []
for step in track(range(1, 2001), "GAN", "update"):
    values = gan_step(real[rng.integers(0, len(real), 64)], rng.normal(size=(64, 16)).astype(np.float32))
    d_losses.append(float(values[0]))
    if step in (200, 800, 2000):
        snapshots[step] = np.asarray(generator(same_noise))
print(f"loss of the discriminator, mean of the last 200 updates: {np.mean(d_losses[-200:]):.2f}")

# %% jupyter={"source_hidden": true}
# Picture: what the generator makes
fig, axes = plt.subplots(len(snapshots), 10, figsize=(10, 4.3))
for row, (step, images) in zip(axes, snapshots.items()):
    for ax, image in zip(row, images):
        ax.imshow(image.reshape(8, 8), cmap="gray_r", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[])
    row[0].set_ylabel(f"{step}")
show(fig, alt="Four rows of ten small images, made from the same random numbers after 0, 200, 800 and 2000 updates: grey noise, blots that are all alike, "
     "rough strokes, and shapes of which several can be read as digits.", caption="From noise to digits that nobody wrote. On the left the number of updates.")

# %% [markdown]
# The loss of the discriminator ends below 1.39: it still tells real from made better than a coin does.
#
# > **Note.** GANs are moody. When the generator finds a few images that deceive, it may make little else: *mode
# > collapse*. Many of today's image makers are *diffusion models*: they learn to take noise away, a little at a time,
# > like section 5 many times over.

# %% [markdown]
# ## 7 · Which network for which problem?
#
# *About 10 minutes*
#
# | network | idea | use | activation | training |
# |---|---|---|---|---|
# | perceptron | one neuron, one line | two classes that a line separates | step | Rosenblatt's rule |
# | MLP | layers, fully connected | tables | ReLU; output by task | backpropagation, supervised |
# | CNN | shared kernels, pooling | images | ReLU; softmax | backpropagation, supervised; transfer |
# | RNN | a state, the same weights at every step | short sequences | tanh | backpropagation through time |
# | LSTM | a cell with three gates | long sequences | sigmoid gates, tanh | backpropagation through time |
# | GRU | two gates, no cell | long sequences, fewer weights | sigmoid gates, tanh | backpropagation through time |
# | autoencoder | through a narrow middle back to the input | denoising, compression, anomalies | ReLU; sigmoid or linear output | backpropagation, no labels |
# | GAN | a forger and a detective | new images | leaky ReLU; sigmoid or tanh output | two networks against each other, no labels |
#
# The first question is: how *small* may it be? Try it once more.

# %%
from helpers.widgets import ArchitecturePlayground

ArchitecturePlayground(data="moons", layers=0, activation="tanh", noise=0.1, lr=0.3, epochs=300)

# %% [markdown]
# > **Try it.** No hidden layer is the smooth sister of the perceptron. How far does it get on the moons? Which is the
# > smallest network that gets 99 %? Then choose *circle in a ring*: why is no network without a
# > hidden layer good at it?
# >
# > <details><summary>What you should find</summary>
# >
# > Without a hidden layer 95 % of the training points. One layer of 3 units gets them all. On the circles the line
# > that was learned is hardly better than guessing, 54 %. No line gets more than 71 % there, and without a hidden layer
# > there is nothing but a line.
# >
# > </details>
#
# ### Exercise 3 · choose_network (2 points)
#
# Write `choose_network(problem)`. It takes a name and returns the kind of network whose *use* in the table fits; where two
# fit, the smaller one. (For "lstm" and "gru" both count.) The names are "perceptron", "mlp", "cnn", "rnn", "lstm", "gru",
# "autoencoder" and "gan". Each line is marked by itself.
#
# | problem | what it is |
# |---|---|
# | `"tabular"` | 20 measurements for each of 5000 customers, curved relations |
# | `"image"` | which of ten things is on a photograph |
# | `"long_sequence"` | 500 sensor values, and the first ones matter at the end |
# | `"denoise"` | noisy pictures in, clean ones out |
# | `"generate_images"` | new faces from random numbers |
# | `"linearly_separable"` | two classes, and a straight line between them |

# %% nbgrader={"grade": false, "grade_id": "choose_network", "locked": false, "schema_version": 3, "solution": true, "task": false}
def choose_network(problem):
    """Return the lower-case name of the network that fits a problem of the table above."""
    ### BEGIN SOLUTION
    return {
        "tabular": "mlp",
        "image": "cnn",
        "long_sequence": "lstm",
        "denoise": "autoencoder",
        "generate_images": "gan",
        "linearly_separable": "perceptron",
    }[problem]
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-choose_network", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("13.choose_network", choose_network)

# %% [markdown]
# ## Practice quiz
#
# *About 5 minutes · further*
#
# Eight questions that answer at once and explain each option. They do not count.

# %%
quiz("13")

# %% [markdown]
# ## Graded quiz
#
# *About 3 minutes · further*
#
# Four questions, 1 point together. They are marked when you hand in.

# %%
questions("13.quiz_answers")

# %% [markdown]
# Write the letter of your choice for each question, for example `quiz_answers["1"] = "a"`.

# %% nbgrader={"grade": false, "grade_id": "quiz_answers", "locked": false, "schema_version": 3, "solution": true, "task": false}
quiz_answers = {}
### BEGIN SOLUTION
quiz_answers["1"] = "c"
quiz_answers["2"] = "b"
quiz_answers["3"] = "d"
quiz_answers["4"] = "a"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-quiz_answers", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("13.quiz_answers", quiz_answers)

# %% [markdown]
# ## In your own words
#
# *About 9 minutes · further*
#
# **A memory that lasts (2 points, marked by hand).** The plain RNN and the LSTM stand in section 3.
#
# 1. A plain RNN with one unit: $h_t = \tanh(w\,h_{t-1} + u\,x_t + b)$. Derive $\dfrac{\partial h_T}{\partial h_0}$ as a product, and say why it goes to 0 for $|w| < 1$.
# 2. An LSTM cell: take the gates as given numbers $f_1, \dots, f_T$ and derive $\dfrac{\partial c_T}{\partial c_0}$. What must the network learn in order to remember?

# %% [markdown] nbgrader={"grade": true, "grade_id": "memory", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# 1. One step: $\frac{\partial h_t}{\partial h_{t-1}} = w\,(1 - h_t^2)$, since $\tanh' = 1 - \tanh^2$. Chain rule:
#    $\frac{\partial h_T}{\partial h_0} = \prod_{t=1}^{T} w\,(1 - h_t^2)$. Each factor is at most $|w|$ in size, because $0 < 1 - h_t^2 \le 1$; so the product is at
#    most $|w|^T$, which goes to 0.
# 2. $c_t = f_t c_{t-1} + i_t \tilde c_t$, so $\frac{\partial c_t}{\partial c_{t-1}} = f_t$ and $\frac{\partial c_T}{\partial c_0} = \prod f_t$. To
#    remember, the network must keep the forget gates near 1 while the memory is needed.
#
# **Marking scheme.**
#
# - 0.5: part 1: the factor with tanh′ (a missing $1 - h^2$ costs it)
# - 0.5: part 1: the bound and the limit
# - 0.5: part 2: $\prod f_t$
# - 0.5: part 2: "forget gate near 1" ("must be 0" costs it)
# ### END SOLUTION

# %% [markdown]
# ## The question bank of the course
#
# *About 3 minutes*
#
# All practice questions of all lessons, with their Bloom level: *remember* a fact, *understand* it, *apply* it to
# numbers, *analyse* a case, *evaluate* a claim, *create* a design. Most are multiple choice; some are to be answered in
# words, as in an exam, and have their model answer and marking scheme folded below them. Other written questions are kept
# for exams.

# %%
from helpers.study.question_bank import question_bank

bank = question_bank()
bank.overview()

# %% [markdown]
# Where do you feel unsure? Filter by lesson, level, marks or words. `.quiz()` makes a selection answer at once.

# %%
bank.filter(words="learning rate")

# %%
bank.filter(level=["analyse", "evaluate", "create"], marks=5, kind="choice").draw(marks=30, seed=1).quiz()

# %% [markdown]
# A mock exam over everything: 20 marks of each kind. Change the seed for another one. Take 40 minutes, and write the answers in
# words on paper before you open a model answer.

# %%
choices = bank.filter(kind="choice").draw(marks=20, seed=13)
choices.quiz()

# %%
bank.filter(kind="words").draw(marks=20, seed=13).in_words()

# %% [markdown]
# ## Summary
#
# - Deep learning learns its features. It wants data and computing, usually trains longer, and is harder to interpret.
# - On small tables classical methods are the baseline to beat. Measure before you choose.
# - An RNN carries a state with the same weights at every step; its gradients can vanish in time as they do in depth.
# - LSTM and GRU keep memory by addition, under gates. Your `lstm_step` is Keras' LSTMCell.
# - An autoencoder learns without labels by rebuilding its input; a GAN makes new data by a contest of two networks.
# - Choose the smallest network that fits the problem.
#
# **Course complete.** You began with one neuron and three numbers, and you have derived, written and measured what
# stands behind Keras. What next? *Read* Goodfellow, Bengio, Courville, *Deep Learning*; Prince, *Understanding Deep
# Learning*; Nielsen, *Neural Networks and Deep Learning* (all free to read on the web). *Learn* attention: write one
# head in NumPy. *Do* one project of your own: your data, a classical baseline, a small network, several seeds, one
# honest page on what you found.
