# %% [markdown] content="vanishing and exploding gradients, initialization, clipping, batch normalization" week=9
# # 08 · Training deep networks
#
# A network of twenty layers has the same formulas as one of two, and often learns nothing. You will measure why, and
# mend it.
#
# **Time** 75 min · **Points** 20 · **You need** lessons 05, 06 and 07
#
# *Core path: about 72 minutes; what is marked “further” and the quizzes take about 38 more.*
#
# After this lesson you can
#
# - measure gradients layer by layer, and say from the numbers whether they vanish or explode,
# - choose starting weights: Glorot for tanh, He for ReLU, and derive He's $2/n$,
# - write batch normalization by hand, for training and for prediction, equal to Keras' to $10^{-6}$,
# - clip gradients without turning them, and count the dead neurons of a layer,
# - compare remedies fairly: the same data, several starts.

# %% tags=["setup"]
import os

# Before Keras is imported: no log lines, and fewer differences between processors.
os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0")

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from helpers import answers, check, plots, predict, questions, quiz, show, table
from helpers.experiments.datasets import enlarged_digits
from helpers.experiments.training import TrainingProgress, track

plt = plots()
my = answers("08")  # my.f is your own f as soon as its check is green

# %% [markdown]
# ## 1 · A chain of factors
#
# *About 7 minutes*
#
# In lesson 05 the gradient of the first weight was a product: on its way back it was multiplied, at every layer, by a
# weight and by the derivative of an activation. What does a product of thirty factors do?
#
# > **Predict.** Thirty factors of 0.25 (the best that a sigmoid can give, lesson 02). Thirty factors of 0.9. Thirty of
# > 1.5. Which of the three is nearest to 1?

# %%
predict("08.thirty_factors")

# %%
for factor in (0.25, 0.9, 1.0, 1.1, 1.5):
    print(f"{factor:4} to the power 30: {factor**30:.1e}")

# %% [markdown]
# <details><summary>What came out</summary>
#
# None is near 1 except 1 itself. A factor a little below 1 makes gradients *vanish*: with gradient descent the first layers
# hardly move. A factor a little above makes them *explode*: a step may throw the weights away. **Gradient descent in deep
# networks needs factors near 1.**
#
# </details>

# %% [markdown]
# ### Exercise 1 · gradient_product (2 points)
#
# Write `gradient_product(derivatives)`. It takes a sequence of local derivatives (a list or an array of any length
# from 1) and returns their product as one number: what is left of a gradient of 1 after passing them all.
#
# Example: `gradient_product([0.5, 0.2, -3.0])` is −0.3.

# %% nbgrader={"grade": false, "grade_id": "gradient_product", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient_product(derivatives):
    """Return the product of a sequence of local derivatives, one number."""
    ### BEGIN SOLUTION
    return np.prod(np.asarray(derivatives, dtype=float))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-gradient_product", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("08.gradient_product", gradient_product)

# %%
at_best = my.gradient_product([0.25] * 10)
print(f"ten sigmoids at their best: {at_best:.1e}")
print(f"with weights of 4 between them: {my.gradient_product([0.25 * 4] * 10):.1f}")

# %% [markdown]
# Weights of 4 would just make up for the sigmoid's 0.25, if every neuron stayed at $z = 0$, where its slope is largest.
# They do not stay there. Weights and slopes pull against each other; let us watch them.

# %% [markdown] further=true
# ## 2 · Watch it flow
#
# *About 7 minutes · further*
#
# This sends 48 samples forward through a deep network with random weights, and the gradient of a loss back. No
# training: this is the state before the first update. A *scale* of 1 means weights with standard deviation
# $1/\sqrt{24}$, because each layer has 24 neurons.

# %%
from helpers.widgets import GradientFlow

flow = GradientFlow(depth=20, activation="sigmoid", scale=1)
flow

# %% [markdown]
# > **Try it.**
# > 1. Sigmoid, scale 1. By what does each layer multiply? Now one layer only, then move the depth up.
# > 2. Sigmoid, scale up to 5: more and more activations are *saturated*. Do the gradients explode?
# > 3. Tanh, scale 1, then 2, 3, 4. At 4 most neurons are saturated. Do the gradients vanish? Which of the two factors won?
# > 4. ReLU: find the scale, to one decimal, at which the two curves stay level.
# > 5. ReLU at scale 0.5 and at 3: look at the histograms of the last layers.
# > 6. Tick *Batch normalization* and repeat the worst cases. What does the scale do now?
# >
# > <details><summary>What you should find</summary>
# >
# > 1. By 0.20 to 0.25, at every depth: 6·10⁻⁴ is left at depth 5, 4·10⁻²⁰ at depth 30.
# > 2. Not at 5: a third of the neurons is saturated, and a layer multiplies by 0.63. Section 3 goes on from there.
# > 3. 0.91, 1.14, 1.32, 1.49. At scale 4 six of ten neurons are saturated; the weights won.
# > 4. Between 1.4 and 1.5. Section 5 gets √2 for wide layers; with 24 neurons it takes a little more.
# > 5. At 0.5 the last layers answer nearly 0 to everything; at 3 they answer nearly a million.
# > 6. Hardly anything: from 0.3 to 5 the factor is 0.93 to 0.95 for sigmoid, near 1.1 for tanh and 1.2 for ReLU. Only
# >    sigmoid at 0.05 has 0.37 (for a very small scale a guard in its formula matters, section 7).
# >
# > </details>

# %%
settings = [("sigmoid", 1), ("sigmoid", 4.9), ("tanh", 1), ("tanh", 4), ("relu", 1), ("relu", 1.41), ("relu", 3)]
for activation, scale in settings:
    told = GradientFlow(depth=20, activation=activation, scale=scale)
    first = told.gradient_norms[0]
    print(f"{activation:7} scale {scale:4}: factor {told.factor:.2f} a layer, gradient of the first weights {first:.1e}")

# %% [markdown]
# ## 3 · Measured: depth, activation, start
#
# *About 8 minutes*
#
# Now without a widget. The backward pass is that of lesson 05:
# $\delta^{l} = (\delta^{l+1} W^{l+1\,\mathsf T}) \odot f'(z^l)$. Four ways to draw the starting weights of a layer with
# $n$ inputs and $n$ outputs, here $n = 64$:
#
# | name | standard deviation | for $n = 64$ |
# |---|---|---|
# | small | 0.01 | 0.01 |
# | standard | 1 | 1 |
# | Glorot | $\sqrt{2/(n_{in} + n_{out})}$ | 0.125 |
# | He | $\sqrt{2/n_{in}}$ | 0.177 |

# %%
FUNCTIONS = {
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "ReLU": (lambda z: np.maximum(z, 0), lambda a: (a > 0).astype(float)),
}
WIDTH = 64
STARTS = {"small 0.01": 0.01, "standard 1": 1.0, "Glorot": np.sqrt(2 / (2 * WIDTH)), "He": np.sqrt(2 / WIDTH)}


def gradient_norms(depth, activation, std, seed=0):
    """Norms of dL/dz of each layer, first layer first, when a random gradient comes back; and the activations."""
    rng = np.random.default_rng(seed)
    f, slope = FUNCTIONS[activation]
    outs = [rng.normal(size=(64, WIDTH))]
    weights = [rng.normal(0, std, (WIDTH, WIDTH)) for _ in range(depth)]
    for W in weights:
        outs.append(f(outs[-1] @ W))
    delta, norms = rng.normal(size=(64, WIDTH)) / 64, []
    for W, out in zip(weights[::-1], outs[:0:-1]):
        delta = delta * slope(out)
        norms.append(np.linalg.norm(delta))
        delta = delta @ W.T
    return np.array(norms[::-1]), outs[1:]

# %% [markdown]
# > **Predict.** Twelve combinations at depth 30. In how many is the first layer's gradient between a tenth of the last
# > layer's and ten times it: none, three, six or all twelve?

# %%
predict("08.how_many_level")

# %% jupyter={"source_hidden": true}
# Picture: gradient at the first layer against depth
depths = range(2, 31)
first_layer = {
    (activation, start): [gradient_norms(depth, activation, std)[0][0] for depth in depths]
    for activation in FUNCTIONS for start, std in STARTS.items()
}

fig, axes = plt.subplots(1, 3, figsize=(10, 3.6), sharey=True)
for ax, activation in zip(axes, FUNCTIONS):
    for (start, _), mark in zip(STARTS.items(), "osD^"):
        ax.semilogy(depths, first_layer[activation, start], marker=mark, markevery=4, markersize=4, label=start)
    ax.set(title=activation, xlabel="depth", ylim=(1e-20, 1e12))
axes[0].set_ylabel("gradient norm at layer 1")
axes[2].legend(fontsize=9)
show(fig, alt="Three panels, one for each activation, gradient norm at the first layer against depth 2 to 30 on a logarithmic axis. "
     "Sigmoid falls for every start; tanh falls a little for Glorot, rises a little for He and steeply for standard 1; ReLU is level for He only.",
     caption="What arrives at the first layer. Straight lines on a logarithmic axis: one constant factor for each layer.")

# %%
rows = []
for activation in FUNCTIONS:
    for start, std in STARTS.items():
        norms, outs = gradient_norms(30, activation, std)
        factor = (norms[0] / norms[-1]) ** (1 / 29)
        flat = np.mean([np.mean(FUNCTIONS[activation][1](out) < 0.05) for out in outs])
        rows.append([activation, start, f"{factor:.2f}", f"{norms[0]:.0e}", f"{flat:.0%}"])
columns = ["activation", "start", "factor a layer", "gradient at layer 1 of 30", "share with slope below 0.05"]
table(rows, columns, "Depth 30, measured")

# %% [markdown]
# <details><summary>What came out</summary>
#
# Read the column *factor a layer*. Near 1 stand tanh with Glorot, tanh with He, and ReLU with He. Sigmoid is below 1 for
# all four starts. The factor has two parts, $W$ and $f'$: small weights shrink, flat places shrink, large weights grow.
#
# </details>
#
# > **Where lecture notes go wrong.** "Exploding gradients come from large initial weights that saturate the neurons."
# > Two things in one sentence that pull apart. *Saturation* has slope near 0: it can only make gradients smaller. What
# > makes them larger is the *large weight itself*, which every gradient is multiplied by. Measured over 30 layers with
# > weights of standard deviation 1: sigmoid, with 57 % flat places, still vanishes; ReLU, whose right half never
# > saturates, explodes most; and tanh explodes *in spite of* saturation.
#
# > **Predict.** Give sigmoid still larger weights, with standard deviations of 2, 3 and 5. Its slope is at most 0.25. Can
# > its gradients explode, too?

# %%
predict("08.large_sigmoid_weights")

# %%
for activation, spreads in (("sigmoid", (1, 2, 3, 5)), ("tanh", (1, 3, 10, 100))):
    for std in spreads:
        norms, outs = gradient_norms(20, activation, std)
        factor = (norms[0] / norms[-1]) ** (1 / 19)
        flat = np.mean([np.mean(FUNCTIONS[activation][1](out) < 0.05) for out in outs])
        print(f"{activation:7} 20 layers, standard deviation {std:3}: {flat:6.1%} flat, factor {factor:4.2f}, "
              f"gradient at layer 1 {norms[0]:.1e}")

# %% [markdown]
# <details><summary>What came out</summary>
#
# They can. The few places that are not flat let more and more through, because the weights grow: sigmoid passes factor 1
# between 1 and 2. Only far beyond that does saturation win: for tanh at 100 only two places in a hundred have a slope that
# is not exactly 0 in float64. That is too few for a way through twenty layers, and the gradient is exactly 0.
#
# </details>
#
# Is the hand-written pass right? `tf.GradientTape` computes the same for a small case.

# %%
rng = np.random.default_rng(0)
x, ws = rng.normal(size=(64, WIDTH)), [tf.Variable(rng.normal(0, 0.125, (WIDTH, WIDTH))) for _ in range(5)]
back = tf.constant(rng.normal(size=(64, WIDTH)) / 64)
with tf.GradientTape(persistent=True) as tape:
    h, nets = tf.constant(x), []
    for w in ws:
        nets.append(h @ w)
        h = tf.tanh(nets[-1])
    total = tf.reduce_sum(h * back)
by_tape = [float(tf.norm(tape.gradient(total, z))) for z in nets]
print("tape:   ", np.round(by_tape, 8))
print("by hand:", np.round(gradient_norms(5, "tanh", 0.125)[0], 8))

# %% [markdown]
# ## 4 · Why not start at zero?
#
# *About 3 minutes*
#
# Zero weights would be neither too large nor too small. And a perceptron started at zero in lesson 01.
#
# > **Predict.** A network 2-4-1 whose weights all start at 0, or all at 0.5, is trained for 2 000 updates. How many
# > different hidden neurons does it have then?

# %%
predict("08.different_neurons")

# %%
rng = np.random.default_rng(1)
X = rng.normal(size=(40, 2))
T = (X[:, :1] * X[:, 1:] > 0).astype(float)                         # XOR of the signs


def train_241(W1, W2, steps=2000, lr=2.0):
    """Train 2-4-1 with sigmoids on (X, T) by full-batch gradient descent; return W1 and the final log loss."""
    b1, b2 = np.zeros(4), np.zeros(1)
    for _ in range(steps):
        h = 1 / (1 + np.exp(-(X @ W1 + b1)))
        p = 1 / (1 + np.exp(-(h @ W2 + b2)))
        d2 = (p - T) / len(X)
        d1 = d2 @ W2.T * h * (1 - h)
        W1, W2 = W1 - lr * X.T @ d1, W2 - lr * h.T @ d2
        b1, b2 = b1 - lr * d1.sum(axis=0), b2 - lr * d2.sum(axis=0)
    return W1, -np.mean(T * np.log(p) + (1 - T) * np.log(1 - p))


for name, W1, W2 in [
    ("all 0", np.zeros((2, 4)), np.zeros((4, 1))),
    ("all 0.5", np.full((2, 4), 0.5), np.full((4, 1), 0.5)),
    ("random", rng.normal(size=(2, 4)), rng.normal(size=(4, 1))),
]:
    W1, loss = train_241(W1, W2)
    different = np.unique(W1.round(9), axis=1).shape[1]
    print(f"{name:8} log loss {loss:.3f}; different hidden neurons: {different}; first row of W1: {W1[0].round(3)}")

# %% [markdown]
# <details><summary>What came out</summary>
#
# One. Neurons with equal weights on the way in *and* on the way out give equal outputs, get equal gradients, and stay
# equal at every update: four neurons, the power of one, and no border that bends. **Random starting weights break the
# symmetry.** Biases may start at 0: the weights already differ.
#
# </details>

# %% [markdown]
# ## 5 · The right size of a random weight
#
# *About 10 minutes*
#
# So weights must be random, and of the right size. Which size keeps the signal alive? A net input is a sum of $n$
# products.
#
# > **Predict.** Inputs and weights with mean 0 and variance 1, all independent. What is the variance of the net input for
# > $n = 1$, 10, 100, 1000?

# %%
predict("08.variance_of_a_sum")

# %%
rng = np.random.default_rng(2)
for n in (1, 10, 100, 1000):
    z = (rng.normal(size=(5000, n)) * rng.normal(size=(5000, n))).sum(axis=1)
    print(f"n = {n:4}: variance of the sum {z.var():7.1f}, standard deviation {z.std():5.1f}")

# %% [markdown]
# <details><summary>What came out</summary>
#
# The variance of a sum of $n$ independent terms is the sum of their variances; if all have the same one, it grows like
# $n$. With
# $\operatorname{Var}(w) = 1/n$ it would stay at 1.
#
# </details>
#
# Three recipes follow from this:
#
# | recipe | variance of a weight | made for | in Keras |
# |---|---|---|---|
# | LeCun | $1/n_{in}$ | forward pass, $f(z) \approx z$ | `"lecun_normal"` |
# | Glorot (Xavier) | $2/(n_{in} + n_{out})$: between forward, $1/n_{in}$, and backward, $1/n_{out}$ | tanh, whose slope at 0 is 1 (sigmoid's is ¼) | `"glorot_uniform"`, the default of `Dense` |
# | He (Kaiming) | $2/n_{in}$: ReLU throws half of the signal away, 2 repairs it | ReLU and its kin | `"he_normal"` |
#
# A *uniform* distribution on $[-a, a]$ has variance $a^2/3$. Setting it equal to Glorot's variance gives the limit
# $a = \sqrt{6/(n_{in} + n_{out})}$.

# %% [markdown]
# ### Exercise 2 · glorot_limit (1 point)
#
# Write `glorot_limit(fan_in, fan_out)`: the limit $a$ of the uniform Glorot distribution for a layer with `fan_in` inputs
# and `fan_out` neurons. Example: `glorot_limit(2, 4)` is 1.0.

# %% nbgrader={"grade": false, "grade_id": "glorot_limit", "locked": false, "schema_version": 3, "solution": true, "task": false}
def glorot_limit(fan_in, fan_out):
    """Return the limit a of Glorot's uniform distribution on [-a, a]."""
    ### BEGIN SOLUTION
    return np.sqrt(6 / (fan_in + fan_out))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-glorot_limit", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("08.glorot_limit", glorot_limit)

# %% [markdown]
# ### Exercise 3 · he_std (1 point)
#
# Write `he_std(fan_in)`: the standard deviation of He's normal distribution. Example: `he_std(50)` is 0.2.

# %% nbgrader={"grade": false, "grade_id": "he_std", "locked": false, "schema_version": 3, "solution": true, "task": false}
def he_std(fan_in):
    """Return the standard deviation of He's normal distribution for a layer with fan_in inputs."""
    ### BEGIN SOLUTION
    return np.sqrt(2 / fan_in)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-he_std", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("08.he_std", he_std)

# %% [markdown]
# What Keras draws, against your formulas:

# %%
glorot = np.asarray(keras.initializers.GlorotUniform(seed=1)((300, 100)))
he = np.asarray(keras.initializers.HeNormal(seed=1)((300, 100)))
print(f"Glorot: largest |w| {np.abs(glorot).max():.5f}, your limit    {my.glorot_limit(300, 100):.5f}")
print(f"He:     spread      {he.std():.5f}, your std      {my.he_std(300):.5f}; largest |w| {np.abs(he).max():.3f}")

# %% [markdown]
# > **Note.** `HeNormal` and `GlorotNormal` cut off what lies beyond two standard deviations (and widen the rest to keep
# > the spread). So the largest weight is about 2.27 · `he_std`, where a plain normal distribution has outliers.
#
# > **Think.** Where does the 2 in He's formula come from? A hint in numbers: what is the mean of $\mathrm{relu}(z)^2$ when
# > $z$ is standard normal?
# >
# > <details><summary>Answer</summary>
# >
# > ½. Why, you will show at the end.
# >
# > </details>

# %% [markdown] further=true
# ## 6 · Clipping: a speed limit for steps
#
# *About 10 minutes · further*
#
# This section is off the core path; its exercise is graded all the same.
#
# A good start does not protect you later. Suppose that training has brought a network here: twenty layers with one weight
# each, all 1.3, and no activation: $\hat y = w_1 w_2 \cdots w_{20}$, target 1.

# %%
w = np.full(20, 1.3)
output = w.prod()
gradient = (output - 1) * output / w                # derivative of ½(ŷ − 1)² by each weight
print(f"output {output:.0f}, gradient of each weight {gradient[0]:.0f}, norm of all {np.linalg.norm(gradient):.0f}")
print(f"after one step with lr 0.01 a weight is {1.3 - 0.01 * gradient[0]:.0f}")

# %% [markdown]
# The weights were 0.3 away from an answer, and each of them moves by 276. Three ways to limit it, for gradients
# $g_1, g_2, \dots$ (one array for each weight array):
#
# | clip by | rule | direction | in Keras |
# |---|---|---|---|
# | value | every number into $[-c, c]$ | can turn | `SGD(clipvalue=c)` |
# | norm | each array alone: if $\lVert g_i\rVert > c$, $g_i \cdot c/\lVert g_i\rVert$ | can turn: arrays change against each other | `SGD(clipnorm=c)` |
# | global norm | one norm of all, $G = \sqrt{\sum_i \lVert g_i\rVert^2}$; if $G > c$, all times $c/G$ | **stays** | `SGD(global_clipnorm=c)` |

# %% jupyter={"source_hidden": true}
# Picture: one gradient, clipped in three ways
g1, g2 = np.array([6.0]), np.array([1.0])           # two arrays of one number each, so that we can draw them
G = np.sqrt((g1**2).sum() + (g2**2).sum())
ways = {
    "gradient": (g1[0], g2[0]),
    "by value 2": (min(g1[0], 2), min(g2[0], 2)),
    "each norm 2": (2.0, 1.0),
    "global norm 2": (g1[0] * 2 / G, g2[0] * 2 / G),
}
fig, ax = plt.subplots(figsize=(6.4, 2.6))
for (name, (a, b)), lift, color in zip(ways.items(), (0.12, 0.22, -0.25, -0.3), ("#5f6368", "#c2570c", "#6a4c93", "#1f6fb4")):
    ax.annotate("", (a, b), (0, 0), arrowprops={"arrowstyle": "-|>", "lw": 2.2, "color": color})
    ax.text(a + 0.1, b + lift, name, color=color)
ax.set(xlim=(0, 7.6), ylim=(-0.15, 1.5), xlabel="gradient of the first array", ylabel="of the second", aspect="equal")
show(fig, alt="Four arrows from the origin: the gradient (6, 1); "
     "clipped by value and by each norm both end at (2, 1), a steeper direction; clipped by global norm ends near (1.97, 0.33), along the gradient.",
     caption="By value and by single norms the step turns; by global norm it keeps its direction and gets shorter.")

# %% [markdown]
# ### Exercise 4 · clip_by_global_norm (3 points)
#
# Write `clip_by_global_norm(grads, max_norm)`. `grads` is a list of arrays of any shapes. Return a list of arrays of
# the same shapes: all multiplied by the same factor so that the global norm becomes `max_norm`, if it is larger;
# **unchanged** if it is not. All zeros must give zeros. The arrays of the caller stay as they are.
#
# Example: `[array([3., 4.]), array([12.])]` has global norm 13; with `max_norm=1.3` the answer is
# `[array([0.3, 0.4]), array([1.2])]`.

# %% nbgrader={"grade": false, "grade_id": "clip_by_global_norm", "locked": false, "schema_version": 3, "solution": true, "task": false}
def clip_by_global_norm(grads, max_norm):
    """Return the list of gradients, scaled together so that their global norm is at most max_norm."""
    ### BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(np.square(g)) for g in grads))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [g * factor for g in grads]
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-clip_by_global_norm", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("08.clip_by_global_norm", clip_by_global_norm)

# %%
rng = np.random.default_rng(3)
grads = [rng.normal(size=(4, 3)), rng.normal(size=3), rng.normal(size=(3, 2))]
ours = my.clip_by_global_norm(grads, 1.5)
theirs, norm = tf.clip_by_global_norm([tf.constant(g) for g in grads], 1.5)
apart = max(np.abs(a - b.numpy()).max() for a, b in zip(ours, theirs))
print(f"global norm {float(norm):.3f}; largest difference to TensorFlow {apart:.0e}")


@my.run
def chain_of_20(limit):
    """The output of a chain of twenty weights after each of sixty updates, target 1."""
    w, path = np.full(20, 1.3), []
    for _ in range(60):
        with np.errstate(over="ignore", invalid="ignore"):
            gradient = (w.prod() - 1) * w.prod() / w
            w = w - 0.05 * (gradient if limit is None else my.clip_by_global_norm([gradient], limit)[0])
            path.append(w.prod())
    return path


for limit in (None, 1.0):
    path = chain_of_20(limit)
    name = "no clipping" if limit is None else "global norm 1"
    print(f"{name:13}: output after 1 update {path[0]:.3g}, after 30 {path[29]:.3g}, after 60 {path[-1]:.4g}")

# %% [markdown]
# Without clipping: thrown far away by the first update, and then no number at all. With it: down the slope at walking
# pace, and then the gradient is small and nothing is clipped any more. Clipping does not mend *vanishing* gradients: it
# never makes anything larger.

# %% [markdown]
# ## 7 · Batch normalization
#
# *About 23 minutes*
#
# A good start sets the scale of $z$ once. *Batch normalization* sets it anew at every step, for every neuron, from the
# batch itself. For one neuron, with net inputs $z_1 \dots z_m$ over a batch of $m$ samples, four equations:
#
# $$\mu = \frac1m \sum_i z_i \qquad \sigma^2 = \frac1m \sum_i (z_i - \mu)^2 \qquad
# \hat z_i = \frac{z_i - \mu}{\sqrt{\sigma^2 + \varepsilon}} \qquad y_i = \gamma \hat z_i + \beta$$
#
# The first two measure the batch, the third gives mean 0 and variance 1 (a little less, because of ε), the fourth lets the network choose another mean
# $\beta$ and spread $\gamma$: both are trained, starting at $\gamma = 1$, $\beta = 0$.
#
# > **By hand.** One neuron, batch 1, 2, 6, with $\varepsilon = 0$, $\gamma = 2$, $\beta = 10$. Mean 3. Variance
# > $(4 + 1 + 9)/3 = 14/3$. Normalized −0.926, −0.463, 1.389. Outputs 8.148, 9.074, 12.777.
#
# > **Note.** The variance divides by $m$, not by $m - 1$: `np.var` does that by default. $\varepsilon$ (0.001 in Keras)
# > stands **inside** the root and guards against a neuron that is constant over the batch. The mean runs over the samples
# > (axis 0), separately for every neuron.

# %% [markdown]
# ### Exercise 5 · batch_norm (4 points)
#
# Write `batch_norm(x, gamma, beta, eps=1e-3)` for training. `x` has shape `(batch, units)`, `gamma` and `beta` have shape
# `(units,)`. Return `(out, (mean, var))`: the output of the shape of `x`, and the mean and variance of each unit over the
# batch, both `(units,)`, the variance without ε.

# %% nbgrader={"grade": false, "grade_id": "batch_norm", "locked": false, "schema_version": 3, "solution": true, "task": false}
def batch_norm(x, gamma, beta, eps=1e-3):
    """Normalize each unit over the batch; return the output and (mean, var) of the units."""
    ### BEGIN SOLUTION
    mean = x.mean(axis=0)
    var = x.var(axis=0)
    normal = (x - mean) / np.sqrt(var + eps)
    return gamma * normal + beta, (mean, var)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-batch_norm", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("08.batch_norm", batch_norm)

# %%
out, (mean, var) = my.batch_norm(np.array([[1.0], [2.0], [6.0]]), np.array([2.0]), np.array([10.0]), eps=0)
print("by hand:", out.ravel().round(3))

x = np.random.default_rng(4).normal(3, 2, size=(32, 5))
layer = layers.BatchNormalization(dtype="float64")
by_keras = np.asarray(layer(x, training=True))
ours, (mean, var) = my.batch_norm(x, np.ones(5), np.zeros(5))
print(f"largest difference to Keras: {np.abs(ours - by_keras).max():.0e}")

# %% [markdown]
# ### Prediction: there may be no batch
#
# > **Predict.** A single patient arrives. What does `batch_norm` make of a batch of one?

# %%
predict("08.batch_of_one")

# %%
one = x[:1]
print("training mode on one sample:", my.batch_norm(one, np.ones(5), np.zeros(5))[0])

# %% [markdown]
# <details><summary>What came out</summary>
#
# Nothing but $\beta$: the mean of one sample is the sample.
#
# </details>
#
# And in a larger batch a patient's answer would depend on who else is waiting. So prediction uses fixed numbers:
# *moving averages* of the batches seen in training. In Keras, after each batch,
#
# $$\text{moving mean} \leftarrow 0.99 \cdot \text{moving mean} + 0.01 \cdot \mu$$
#
# and the same for the variance. They start at 0 and 1.

# %%
print("moving mean after one batch:", np.asarray(layer.moving_mean).round(4))
print("0.01 · mean:                ", (0.01 * mean).round(4))
print("moving variance:            ", np.asarray(layer.moving_variance).round(4))
print("0.99 + 0.01 · var:          ", (0.99 + 0.01 * var).round(4))

# %% [markdown]
# ### Exercise 6 · batch_norm_inference (2 points)
#
# Write `batch_norm_inference(x, gamma, beta, moving_mean, moving_var, eps=1e-3)`. The last two of the four equations, with
# the given statistics in place of those of the batch. Return the output only.

# %% nbgrader={"grade": false, "grade_id": "batch_norm_inference", "locked": false, "schema_version": 3, "solution": true, "task": false}
def batch_norm_inference(x, gamma, beta, moving_mean, moving_var, eps=1e-3):
    """Normalize with given statistics, as at prediction; return the output."""
    ### BEGIN SOLUTION
    return gamma * (x - moving_mean) / np.sqrt(moving_var + eps) + beta
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-batch_norm_inference", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("08.batch_norm_inference", batch_norm_inference)

# %%
gamma, beta, moving_mean, moving_var = (np.random.default_rng(5).uniform(0.5, 2, size=5) for _ in range(4))
layer.set_weights([gamma, beta, moving_mean, moving_var])
ours = my.batch_norm_inference(x, gamma, beta, moving_mean, moving_var)
print(f"largest difference to Keras at inference: {np.abs(ours - np.asarray(layer(x, training=False))).max():.0e}")
trainable = sum(int(np.prod(v.shape)) for v in layer.trainable_variables)
print("parameters of the layer:", layer.count_params(), "= 4 · 5; trainable, γ and β:", trainable)

# %% [markdown]
# ### Where to put it, and what it replaces
#
# - *Dense → batch norm → activation* is the order of the paper of 2015; *after* the activation is used too. Write the
#   activation as its own layer.
# - The bias of the Dense layer before it does nothing: subtracting the mean removes it again, and $\beta$ takes its
#   place. `Dense(64, use_bias=False)` saves it.
# - In training, scaling all weights of a layer by 10 changes no output of the batch norm behind it, but for ε. That is why the starting
#   scale mattered so little in the widget of section 2, if you tried it.
#
# ### A trap: statistics that lag behind
#
# A network of four sigmoid layers with batch norm, trained for 100 updates. 0.99¹⁰⁰ = 0.37: more than a third of the
# moving averages is still the starting value. Its images, and those of all that follows, are scikit-learn's handwritten
# digits, enlarged to 28 × 28.

# %%
images = enlarged_digits()
images

# %%
order = np.random.default_rng(0).permutation(len(images.train_x))[:1400]
flat = images.train_x[order].reshape(len(order), 784)
flat = ((flat - flat.mean()) / flat.std()).astype(np.float32)
train_x, valid_x = flat[:1000], flat[1000:]
train_y, valid_y = images.train_y[order[:1000]], images.train_y[order[1000:]]

keras.utils.set_random_seed(1)
normed = keras.Sequential([keras.Input((784,))])
for _ in range(4):
    for part in (layers.Dense(32, use_bias=False), layers.BatchNormalization(), layers.Activation("sigmoid")):
        normed.add(part)
normed.add(layers.Dense(10, activation="softmax"))
normed.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
normed.fit(train_x, train_y, epochs=5, batch_size=50, verbose=0,
           callbacks=[TrainingProgress("four sigmoid layers with batch norm")])


def accuracy_now(x, y):
    """Share of right answers with the moving averages of now."""
    return np.mean(np.asarray(normed(x, training=False)).argmax(axis=1) == y)

# %%
lagging, on_training = accuracy_now(valid_x, valid_y), accuracy_now(train_x, train_y)
print(f"moving averages after 100 updates:  {lagging:.0%} right, of the training images {on_training:.0%}")
look_again = tf.function(lambda: normed(train_x[:500], training=True))
for _ in range(300):
    look_again()                                    # no training step: only the moving averages move
caught_up = accuracy_now(valid_x, valid_y)
print(f"the same weights, averages caught up: {caught_up:.0%} right")

# %% [markdown]
# Not one weight was changed between the two lines. If a network with batch norm trains well and predicts badly, even
# on its training data, suspect the averages first: train longer, or take `BatchNormalization(momentum=0.9)` on short runs. (Lesson 12 meets the
# opposite trap: averages that move when they should not.)

# %% [markdown]
# ### How large a batch?
#
# With batch norm a sample's output depends on its batch. Without it the batch size matters, too. Three sides of that.
#
# > **Predict.** A mini-batch gradient is a noisy estimate of the full one. Four times as many samples: how much less
# > noise?

# %%
predict("08.four_times_the_samples")

# %%
rng = np.random.default_rng(6)
W = np.zeros((784, 10))
p = np.full((1000, 10), 0.1)
p[np.arange(1000), train_y] -= 1                     # softmax − one-hot, lesson 04
full = train_x.T @ p / 1000
noise = {}
for size in (4, 16, 64, 256):
    draws = [rng.integers(1000, size=size) for _ in range(60)]
    noise[size] = np.mean([np.linalg.norm(train_x[i].T @ p[i] / size - full) for i in draws]) / np.linalg.norm(full)
table(
    [[size, f"{noise[size]:.2f}", f"{size * (784 + 300 + 100 + 10) * 4 / 1e6:.2f} MB"] for size in noise],
    ["batch size", "noise of the gradient, relative to its size", "activations of 784-300-100-10 to keep"],
    "Noise and memory against batch size",
)

# %% [markdown]
# <details><summary>What came out</summary>
#
# Half the noise for four times the samples: $1/\sqrt m$. Memory grows like $m$, because the backward pass needs every
# activation (lesson 05). And generalization? We measure it below, with several starts.
#
# </details>

# %% [markdown]
# ## 8 · Dead neurons: a census
#
# *About 8 minutes*
#
# A ReLU neuron whose net input is negative for *every* sample answers 0 to everything. Its slope is 0 too, so it gets no
# gradient that could bring it back: it is *dead* (lesson 02). What may still move it are changes of the layers below it, and
# what an optimizer adds of its own, such as momentum left over or weight decay.
#
# ### Exercise 7 · dead_fraction (2 points)
#
# Write `dead_fraction(activations)`: `activations` has shape `(batch, units)`, outputs of a ReLU layer. Return the
# share of units that are 0 for every sample, a number from 0 to 1.
#
# Example: the rows `[0, 1, 0]` and `[0, 0, 2]` give 1/3: only the first unit is 0 in both.

# %% nbgrader={"grade": false, "grade_id": "dead_fraction", "locked": false, "schema_version": 3, "solution": true, "task": false}
def dead_fraction(activations):
    """Return the share of units (columns) that are 0 for every sample (row)."""
    ### BEGIN SOLUTION
    return np.mean(np.all(np.asarray(activations) == 0, axis=0))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-dead_fraction", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("08.dead_fraction", dead_fraction)

# %% [markdown]
# The census of a real layer: 784-100-10 on our images, 100 updates. Three ways to start and to step, and one remedy.

# %%
pixels = images.train_x[order[:1000]].reshape(1000, 784)


@my.run
def census(learning_rate, bias, activation):
    """Train 784-100-10 for 100 updates; return the dead share of its hidden layer after 0, 10 and 100, and the accuracy."""
    keras.utils.set_random_seed(0)
    hidden = layers.Dense(100, activation, bias_initializer=keras.initializers.Constant(bias))
    net = keras.Sequential([keras.Input((784,)), hidden, layers.Dense(10, "softmax")])
    net.compile(keras.optimizers.SGD(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    dead = [my.dead_fraction(hidden(pixels))]

    def look(batch, logs):
        if batch == 9 and len(dead) == 1:           # ten updates are done
            dead.append(my.dead_fraction(hidden(pixels)))

    run = net.fit(pixels, train_y, epochs=5, batch_size=50, verbose=0,
                  callbacks=[keras.callbacks.LambdaCallback(on_train_batch_end=look)])
    return *dead, my.dead_fraction(hidden(pixels)), run.history["accuracy"][-1]

# %%
cases = {
    "ReLU, rate 0.1": (0.1, 0.0, "relu"),
    "ReLU, rate 1": (1.0, 0.0, "relu"),
    "ReLU, biases start at −5": (0.1, -5.0, "relu"),
    "leaky ReLU, biases start at −5": (0.1, -5.0, "leaky_relu"),
}
counted = {name: census(*settings) for name, settings in track(cases.items(), "dead neurons")}
table([[name, *(f"{share:.0%}" for share in found)] for name, found in counted.items()],
      ["hidden layer of 100", "dead at the start", "after 10 updates", "after 100 updates", "training accuracy"],
      "A dead-ReLU census")

# %% [markdown]
# A few dead neurons do no harm here. A rate that is too large kills the layer in its first updates; a bad start
# is dead on arrival. Leaky ReLU has a slope on both sides: nothing is ever quite dead, and from the same bad start it learns,
# though less in 100 updates.
# Other cures: biases at 0, a smaller rate, or batch norm before the ReLU, with which no neuron dies even at rate 1.
# (He's weights do not help there: the rate is what kills.)

# %% [markdown]
# ## 9 · Remedies side by side
#
# *About 12 minutes*
#
# Now train. Every network has twenty hidden layers of 32, the same 1 000 images and SGD with momentum. Four starts each are
# trained all at once: every weight array has a leading axis for the start. The function below is lesson 06's momentum on lesson
# 05's gradients, which `GradientTape` computes.

# %%
ACTIVATIONS = {"sigmoid": tf.sigmoid, "tanh": tf.tanh, "ReLU": tf.nn.relu}
SPREADS = {
    "small": lambda a, b: 0.01,
    "standard": lambda a, b: 1.0,
    "Glorot": lambda a, b: (2 / (a + b)) ** 0.5,
    "He": lambda a, b: (2 / a) ** 0.5,
}


def new_weights(sizes, start, starts, seed):
    """For each layer (W, b, gamma) with a leading axis of `starts`; the output layer always starts with Glorot."""
    rng = np.random.default_rng(seed)
    made = []
    for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
        std = SPREADS[start if i < len(sizes) - 2 else "Glorot"](a, b)
        W = rng.normal(0, std, (starts, a, b)).astype(np.float32)
        made.append([tf.Variable(W), tf.Variable(tf.zeros((starts, 1, b))), tf.Variable(tf.ones((starts, 1, b)))])
    return made

# %%
def outputs(weights, x, f, batch_norm):
    """Logits (starts, batch, 10); batch norm uses the statistics of the batch."""
    h = tf.repeat(x[None], weights[0][0].shape[0], axis=0)
    for i, (W, b, gamma) in enumerate(weights):
        z = h @ W
        if batch_norm and i < len(weights) - 1:
            mean, var = tf.nn.moments(z, axes=1, keepdims=True)
            z = gamma * (z - mean) / tf.sqrt(var + 1e-3)
        z = z + b
        h = f(z) if i < len(weights) - 1 else z
    return h

# %%
def train_deep(depth, activation, start, batch_norm=False, starts=4, batch=50, epochs=8, rate=0.01, momentum=0.9):
    """Train 784-32-...-32-10 from several starts at once; return losses (epochs, starts) and validation accuracies."""
    weights, f = new_weights([784, *[32] * depth, 10], start, starts, seed=0), ACTIVATIONS[activation]
    flat = [array for layer in weights for array in (layer if batch_norm else layer[:2])]
    flat = flat[:-1] if batch_norm else flat        # the output layer has no gamma in use
    speeds = [tf.Variable(tf.zeros_like(array)) for array in flat]

    @tf.function
    def update(x, y):
        with tf.GradientTape() as tape:
            logits = outputs(weights, x, f, batch_norm)
            labels = tf.repeat(y[None], starts, axis=0)
            losses = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits), axis=1)
            total = tf.reduce_sum(losses)
        for array, speed, gradient in zip(flat, speeds, tape.gradient(total, flat)):
            speed.assign(momentum * speed + rate * gradient)
            array.assign_sub(speed)
        return losses

    rng, curve = np.random.default_rng(1), []
    for _ in range(epochs):
        order = rng.permutation(len(train_x) // batch * batch).reshape(-1, batch)
        curve.append(np.mean([update(tf.constant(train_x[i]), tf.constant(train_y[i])).numpy() for i in order], axis=0))
    # Batch norm is scored with the statistics of the 400 validation images themselves: moving averages would still lag.
    said = outputs(weights, tf.constant(valid_x), f, batch_norm).numpy().argmax(axis=2)
    return np.array(curve), np.mean(said == valid_y, axis=1)

# %% [markdown]
# Eight networks of twenty layers:
#
# - without batch norm: sigmoid with Glorot; tanh with Glorot; ReLU with small weights, with standard 1, with Glorot and
#   with He;
# - with batch norm: sigmoid with Glorot; ReLU with He.
#
# > **Predict.** Order them by what you measured in section 3, before you look. Which of them stay at the loss of guessing,
# > ln 10 = 2.30 (neither falling nor overflowing)?

# %%
predict("08.stuck_networks")

# %%
remedies = {
    "sigmoid, Glorot": ("sigmoid", "Glorot", False),
    "ReLU, small": ("ReLU", "small", False),
    "ReLU, standard 1": ("ReLU", "standard", False),
    "ReLU, Glorot": ("ReLU", "Glorot", False),
    "ReLU, He": ("ReLU", "He", False),
    "tanh, Glorot": ("tanh", "Glorot", False),
    "ReLU, He, batch norm": ("ReLU", "He", True),
    "sigmoid, Glorot, batch norm": ("sigmoid", "Glorot", True),
}
results = {}
for name, settings in track(remedies.items(), "remedies, four starts each", unit="network"):
    results[name] = train_deep(20, *settings)

rows = []
for name, (curve, accuracy) in results.items():
    last = "not a number" if np.isnan(curve[-1]).all() else f"{np.nanmean(curve[-1]):.2f} ± {np.nanstd(curve[-1]):.2f}"
    rows.append([name, last, f"{accuracy.mean():.0%} ± {accuracy.std():.0%}"])
columns = ["20 hidden layers of 32", "training loss after 8 epochs", "validation accuracy"]
table(rows, columns, "Remedies side by side: mean and standard deviation of four starts")

# %% jupyter={"source_hidden": true}
# Picture: training loss of eight networks
fig, ax = plt.subplots(figsize=(8.6, 3.8))
for (name, (curve, _)), mark in zip(results.items(), "osD^vPX*"):
    if np.isfinite(curve).all():
        epochs = np.arange(1, len(curve) + 1)
        new_style = {"color": "#1a2330", "ls": "-"} if name.startswith("sigmoid, Glorot, batch") else {}
        ax.errorbar(epochs, curve.mean(axis=1), curve.std(axis=1), marker=mark, markersize=5, capsize=2, label=name, **new_style)
ax.axhline(np.log(10), color="#5f6368", lw=1, ls=":")
ax.text(5.6, np.log(10) + 0.1, "guessing: ln 10", color="#5f6368", fontsize=9)
ax.set(xlabel="epoch", ylabel="training loss", ylim=(0, 2.75))
ax.legend(fontsize=9, loc="center left", bbox_to_anchor=(1.0, 0.5))
show(fig, alt="Training loss against epoch for seven networks of twenty layers with error bars. "
     "Plain sigmoid and small ReLU weights stay at 2.30; ReLU with Glorot falls little; "
     "ReLU with He, tanh with Glorot and the two with batch norm fall clearly.",
     caption="Mean of four starts, bars one standard deviation. ReLU from standard 1 is missing: its loss overflowed at once.")

# %% [markdown]
# <details><summary>What came out</summary>
#
# What had a factor far below 1 has hardly left ln 10; what had a factor far above 1 overflowed; near 1, it learns. What
# section 3 measured tells what learns and what does not, but not the order of those that learn. Two remarks:
#
# - **ReLU with He is not the winner here**, tanh with Glorot is ahead of it. He's factor is 1 on average, and in a network
#   only 32 wide it scatters from start to start. "ReLU is best" is a rule of thumb, not a law.
# - **Batch norm lifts the plain sigmoid** from nothing to the front, and helps narrow ReLU layers less. (Its validation
#   accuracy uses the statistics of the 400 validation images, all at once. A network in use has moving averages, section
#   7; after a run as short as this one they would lag behind.)
#
# </details>
#
# ### "More layers, lower error"?

# %%
depth_table = []
for depth in track((1, 2, 4, 8), "accuracy by depth", unit="depth"):
    entry = [depth]
    for activation in ("sigmoid", "tanh"):
        accuracy = train_deep(depth, activation, "Glorot")[1]
        entry.append(f"{accuracy.mean():.0%} ± {accuracy.std():.0%}")
    depth_table.append(entry)
table(depth_table, ["hidden layers", "sigmoid, Glorot", "tanh, Glorot"], "Validation accuracy against depth, four starts")

# %% [markdown]
# > **Where lecture notes go wrong.** "More layers, lower error." Measured on 1 000 small images after eight epochs with 1, 2,
# > 4 and 8 hidden layers: each doubling *costs* the sigmoid network accuracy, from 93 % down to guessing; tanh stays near 95 % and gains
# > nothing. Depth pays where the task needs it and the gradient gets through. (Lesson 07 takes care of "more epochs".)
#
# ### Batch size, again
#
# The same four epochs with small and large batches. Large batches mean fewer updates, so we give both comparisons: the
# same number of *epochs* and the same number of *updates*.

# %%
batch_table = []
for size, epochs in track([(10, 4), (50, 4), (500, 4), (500, 40)], "accuracy by batch size", unit="setting"):
    curve, accuracy = train_deep(2, "tanh", "Glorot", batch=size, epochs=epochs)
    score = f"{accuracy.mean():.1%} ± {accuracy.std():.1%}"
    batch_table.append([size, epochs, 1000 // size * epochs, f"{curve[-1].mean():.2f}", score])
columns = ["batch size", "epochs", "updates", "training loss", "validation accuracy"]
table(batch_table, columns, "784-32-32-10, tanh, Glorot, the same rate, four starts")

# %% [markdown]
# At equal *epochs* the smallest batch is ahead: it took fifty times as many steps as the largest. At equal *updates*,
# 80, batches of 500 are not worse than batches of 50, but they looked at ten times as many images for it. One often
# reads that small batches *generalize* better because of their noise. That is seen on some tasks, with the rate held
# fixed; here the spread between starts is about as large as the difference. Many begin with 32 to 128. When you change the
# batch size, choose the rate anew.
#
# ### In Keras
#
# | trouble | remedy | in Keras |
# |---|---|---|
# | vanishing at the start | He with ReLU, Glorot with tanh | `Dense(64, activation="relu", kernel_initializer="he_normal")` |
# | vanishing or exploding during training | batch norm | `Dense(64, use_bias=False)`, `BatchNormalization()`, `Activation("relu")` |
# | exploding now and then | clipping | `SGD(0.01, momentum=0.9, global_clipnorm=1.0)` |
# | dead neurons | smaller rate, leaky ReLU | `Dense(64, activation="leaky_relu")` |
# | saturated outputs | the right loss: cross-entropy's gradient is $p - y$ (lesson 04) | `loss="sparse_categorical_crossentropy"` |
# | very deep | shortcuts (lesson 12) | `Add()([x, h])` |

# %% [markdown]
# ## Practice quiz
#
# *About 5 minutes · further*
#
# Eight questions that answer at once and explain each option. They do not count.

# %%
quiz("08")

# %% [markdown]
# ## Graded quiz
#
# *About 3 minutes · further*
#
# Four questions, 2 points together. They are marked when you hand in.

# %%
questions("08.quiz_answers")

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

# %% nbgrader={"grade": true, "grade_id": "check-quiz_answers", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("08.quiz_answers", quiz_answers)

# %% [markdown]
# ## In your own words
#
# *About 13 minutes · further*
#
# **He's 2/n (3 points, marked by hand).** Let $z = \sum_{i=1}^{n} w_i a_i$, where all $w_i$ and $a_i$ are independent,
# the $w_i$ are identically distributed with mean 0 and variance $\operatorname{Var}(w)$, and
# $a_i = \mathrm{relu}(z^{\text{below}}_i)$ with identically distributed net inputs $z^{\text{below}}_i$ of the layer below,
# symmetric about 0.
#
# 1. Show that $\operatorname{Var}(z) = n \operatorname{Var}(w)\, E[a^2]$. Say where independence is used and where the mean 0.
# 2. Show that $E[a^2] = \tfrac12 \operatorname{Var}(z^{\text{below}})$.
# 3. Which $\operatorname{Var}(w)$ keeps $\operatorname{Var}(z) = \operatorname{Var}(z^{\text{below}})$? What would happen after
#    30 layers with $\operatorname{Var}(w) = 1/n$?
#
# Section 5 has the rule that you prove here.

# %% [markdown] nbgrader={"grade": true, "grade_id": "own-words-he", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# 1. The terms $w_i a_i$ are independent, so the variance of the sum is the sum of the variances: $n$ equal terms,
#    $\operatorname{Var}(z) = n \operatorname{Var}(w a)$. For one term $E[wa] = E[w]E[a] = 0$, by independence of $w$ and
#    $a$ and $E[w] = 0$. So $\operatorname{Var}(wa) = E[w^2 a^2] = E[w^2]E[a^2] = \operatorname{Var}(w)E[a^2]$, again
#    because $E[w] = 0$. Together $\operatorname{Var}(z) = n \operatorname{Var}(w) E[a^2]$. It is $E[a^2]$, not
#    $\operatorname{Var}(a)$: ReLU's outputs have a positive mean.
# 2. Write $y = z^{\text{below}}$. $a^2 = y^2$ where $y > 0$ and 0 elsewhere. $y$ is symmetric about 0, so each half
#    contributes the same to $E[y^2]$: $E[a^2] = \tfrac12 E[y^2] = \tfrac12 \operatorname{Var}(y)$, as $E[y] = 0$.
# 3. $\operatorname{Var}(z) = \tfrac n2 \operatorname{Var}(w) \operatorname{Var}(z^{\text{below}})$. Equality needs
#    $\operatorname{Var}(w) = 2/n$, He's. With $1/n$ each layer halves the variance; after 30 layers it is
#    $2^{-30} \approx 10^{-9}$ of what it was, and the standard deviation $3 \cdot 10^{-5}$ of it. The 2 repairs exactly
#    the half that ReLU throws away.
#
# **Marking scheme.** Accept $\operatorname{Var}(a)$ for $E[a^2]$ in part 1 only with the remark that the mean of $a$
# was neglected.
#
# - 0.5: variance of the sum as $n$ times one term, with independence named
# - 0.5: $\operatorname{Var}(wa) = \operatorname{Var}(w)E[a^2]$ with the mean 0 named
# - 1: the half by symmetry
# - 0.5: $2/n$
# - 0.5: the $2^{-30}$, or "halves at every layer" with its consequence
# ### END SOLUTION

# %% [markdown]
# ## Summary
#
# - A gradient on its way back is multiplied, layer by layer, by weights and slopes. Depth needs factors near 1.
# - Saturation shrinks gradients; large weights make them explode. Sigmoid's slope is at most 0.25: from the usual starts
#   it vanishes.
# - Where all weights start equal, a hidden layer is worth one neuron. Start at random, biases at 0.
# - Glorot, $2/(n_{in}+n_{out})$, for tanh; He, $2/n_{in}$, for ReLU, whose half is missing.
# - Clip by global norm: shorter steps, same direction.
# - Batch norm: mean and variance over the batch in training, moving averages at prediction, γ and β learned.
# - A dead ReLU answers 0 to every sample. Causes: a bad start, a rate that is too large.
# - More layers do not lower the error by themselves. Compare with several starts.
#
# Next: so far every pixel had its own weight. Lesson 09 lets one small kernel walk over the whole image.
