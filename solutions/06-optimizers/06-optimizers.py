# %% [markdown] content="gradient descent and its learning rate; momentum, RMSprop, Adam; schedules and mini-batches" week=6
# # 06 · Optimizers
#
# Backpropagation gives the gradient. An optimizer decides what to do with it: how far to go, in which direction, and what
# to remember of the steps before.
#
# **Time** 90 min · **Points** 28 · **You need** lesson 05 (gradients), lesson 04 (losses)
#
# *Core path: about 89 minutes; what is marked “further” and the quizzes take about 39 more.*
#
# After this lesson you can
#
# - predict from the curvature of a loss whether a learning rate crawls, arrives or diverges,
# - write momentum, AdaGrad, RMSprop and Adam in a few lines each, and say what each one mends and what it costs,
# - cut data into mini-batches, and count updates, iterations and epochs,
# - plan a learning rate over time,
# - say what gradient descent promises about minima, and what it does not.

# %% tags=["setup"]
import math

import numpy as np

from helpers import answers, check, plots, predict, questions, quiz, show, table

plt = plots()
my = answers("06")  # my.f is your own f as soon as its check is green

# %% [markdown]
# ## 1 · One step downhill
#
# *About 4 minutes*
#
# Think of the loss as a landscape: each weight is a direction in which you can walk, the loss is the height. You stand
# somewhere in fog. All that you feel is the slope under your feet. Which way do you go, and how far?
#
# The gradient $g = \partial L / \partial w$ points uphill. *Gradient descent* steps the other way, by the gradient
# times a *learning rate* $\eta$ (`lr` in code):
#
# $$w \leftarrow w - \eta\, g$$

# %% [markdown]
# ### Exercise 1 · gradient_descent_step (1 point)
#
# Write `gradient_descent_step(w, g, lr)`. It returns the new weights. `w` and `g` are numbers or arrays of the same
# shape; `w` itself stays as it was.
#
# Example: `gradient_descent_step(1.0, 4.0, 0.1)` is 0.6.

# %% nbgrader={"grade": false, "grade_id": "gradient_descent_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient_descent_step(w, g, lr):
    """Return the weights after one step of gradient descent.

    w, g: weights and gradient, numbers or arrays of one shape; lr: learning rate.
    """
    ### BEGIN SOLUTION
    return w - lr * g
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-gradient_descent_step", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("06.gradient_descent_step", gradient_descent_step)

# %% [markdown]
# ## 2 · How long a step?
#
# *About 15 minutes*
#
# How much does the choice of $\eta$ matter? Let us walk on a bowl, $L(w) = \tfrac12 \lambda w^2$ with
# $\lambda = 4$. The number $\lambda$ is the *curvature*: the second derivative of the loss, how fast the slope grows
# with the distance.

# %%
CURVATURE = 4.0


@my.run
def walk(lr, steps, w=1.0):
    """All positions of gradient descent on ½·λ·w², start included."""
    path = [w]
    for _ in range(steps):
        path.append(my.gradient_descent_step(path[-1], CURVATURE * path[-1], lr))
    return np.array(path)


# %% [markdown]
# > **Predict.** Three learning rates: 0.02, 0.2 and 0.51. Which one arrives first? What does the largest do?

# %%
predict("06.three_rates")

# %% jupyter={"source_hidden": true}
# Picture: ten steps at three learning rates
fig, panels = plt.subplots(1, 3, figsize=(9.6, 3.2), sharey=True)
line = np.linspace(-1.7, 1.7, 200)
for ax, lr, word in zip(panels, (0.02, 0.2, 0.51), ("too small", "good", "too large")):
    path = walk(lr, 10)
    ax.plot(line, CURVATURE / 2 * line**2, color="#5f6368", linestyle="-", linewidth=1)
    ax.plot(path, CURVATURE / 2 * path**2, "o-", color="#1f6fb4", markersize=5, linewidth=1.2)
    ax.set(title=f"η = {lr}: {word}", xlabel="w", ylim=(-0.2, 5))
panels[0].set_ylabel("loss")
show(
    fig,
    alt=(
        "Three parabolas with ten steps each. With 0.02 the points creep down one side, with 0.2 they reach"
        " the bottom in a few steps, with 0.51 they jump from side to side and climb."
    ),
    caption=(
        "Ten steps from w = 1. The step is the learning rate times the slope, so far from the bottom it is"
        " long by itself."
    ),
)

# %% [markdown]
# Why does the rate decide what becomes of a run? Look at one step on the bowl. The gradient is $\lambda w$,
# so
#
# $$w_{\text{new}} = w - \eta\,\lambda w = (1 - \eta\lambda)\, w$$
#
# Each step multiplies the distance from the minimum by the same number, $1 - \eta\lambda$. Here it is at six rates.

# %%
rates = [0.05, 0.25, 0.45, 0.49, 0.50, 0.51]
rows = [[lr, 1 - lr * CURVATURE, *walk(lr, 100)[[1, 2, 3, 10, 100]]] for lr in rates]
table(
    [[f"{row[0]:.2f}", *[f"{value:.4f}".replace("-", "−") for value in row[1:]]] for row in rows],
    ["η", "1 − ηλ", "w after 1 step", "2 steps", "3 steps", "10 steps", "100 steps"],
    "Gradient descent on ½·4·w² from w = 1",
)

# %% [markdown]
# Read the second column:
#
# | $\eta\lambda$ | the factor $1-\eta\lambda$ | what you see |
# |---|---|---|
# | between 0 and 1 | between 0 and 1 | walks down one side |
# | exactly 1 | 0 | arrives in one step |
# | between 1 and 2 | between −1 and 0 | jumps over the minimum, and comes nearer |
# | exactly 2 | −1 | jumps between two points for ever |
# | above 2 | below −1 | each jump lands farther out: it *diverges* |
#
# So gradient descent on a bowl of curvature $\lambda$ diverges exactly when $\eta > 2/\lambda$. Here that is 0.5.

# %%
from helpers.widgets import OptimizerRace

race = OptimizerRace(surface="bowl", lr=0.1, steps=3, racers=["gd"], hide=["beta", "racers"])
race

# %% [markdown]
# > **Try it.** The bowl has curvature 4 in both directions.
# > 1. Before you touch anything: how long is the second step compared with the first? Then read x in the table at steps 1, 2, 3.
# > 2. Press **η = 1.02 · 2/λ**, just above the border. What happens on the third step? Say on which side of the minimum, and
# >    how far out, before you look.
# >
# > <details><summary>What you should find</summary>
# >
# > 1. 0.6 times as long (in x 0.384 against 0.64). x falls by the same factor: 1.6 at the start, then 0.96, 0.576, 0.3456.
# > 2. η = 0.51 multiplies the distance by −1.04. The third step lands on the far side, at −1.04³ = −1.125 times the start:
# >    x = −1.8. One step is harmless; a thousand are not.
# >
# > </details>

# %% [markdown]
# ### Two directions, one learning rate
#
# A network has thousands of directions, and each may have a curvature of its own, but there is one $\eta$. Which
# curvature decides? Take $L = \tfrac12(1\cdot w_1^2 + 25\cdot w_2^2)$. Each direction keeps its own factor: $1 - \eta$
# and $1 - 25\eta$.
#
# > **Think.** With $\eta = 0.1$, which of the two directions diverges? And what is that rate for the other one?
# >
# > <details><summary>Answer</summary>
# >
# > The steep one: its factor is 1 − 2.5 = −1.5. For the flat one 0.1 is slow: factor 0.9. The whole walk diverges,
# > because the loss adds both up.
# >
# > </details>

# %% [markdown]
# ### Exercise 2 · largest_stable_lr (2 points)
#
# Write `largest_stable_lr(curvatures)`. Given the curvatures of a bowl, a sequence of positive numbers, one for each
# direction, it returns the border: the learning rate above which gradient descent diverges. One number.
#
# Example: `largest_stable_lr([1, 25])` is 0.08.

# %% nbgrader={"grade": false, "grade_id": "largest_stable_lr", "locked": false, "schema_version": 3, "solution": true, "task": false}
def largest_stable_lr(curvatures):
    """Return the learning rate beyond which gradient descent diverges on a bowl with these curvatures (all positive)."""
    ### BEGIN SOLUTION
    return 2 / np.max(curvatures)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-largest_stable_lr", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("06.largest_stable_lr", largest_stable_lr)

# %% [markdown]
# > **Where lecture notes go wrong.** "The learning rate is less than 1.0." Neither needed nor enough: the border is
# > $2/\lambda$. Here, with $\lambda = 4$, 0.51 diverges. On a flat bowl with $\lambda = 0.1$ a rate of 10 arrives in one step.
#
# > **Note.** The loss of a network is not a bowl, and nobody computes its curvatures before training. Yet near a
# > minimum a smooth loss usually looks like a bowl, so there is a border there, too. When a training loss suddenly shoots up or becomes
# > `nan`, divide the learning rate by 3 or by 10 first.

# %% [markdown]
# ## 3 · How many samples for one step?
#
# *About 14 minutes*
#
# The loss is a mean over the training set. Must you go through all of it before you may take one step?
#
# | name | samples in a step | steps in one pass over $n$ samples |
# |---|---|---|
# | *batch* gradient descent | all $n$ | 1 |
# | *stochastic* gradient descent (SGD) | 1 | $n$ |
# | *mini-batch* gradient descent | $B$, often 32 to 256 | $n/B$, rounded up |
#
# One pass over the data is an *epoch*. One step, with one batch, is an *iteration*, also called an *update*. (Keras and
# many papers say "SGD" for the mini-batch version.)
#
# > **Where lecture notes go wrong.** "In each epoch (i.e. iteration) …". With batches of 32, 1 000 samples make an epoch of many
# > iterations, and the two words mean the same only if all samples stand in one batch.
#
# So say what you count: updates or epochs.
#
# > **Predict.** 1 000 samples, batches of 32. The last batch is shorter. How many updates has an epoch, and how many have
# > 10 epochs?

# %%
predict("06.updates")

# %% [markdown]
# ### Exercise 3 · updates_per_epoch (1 point)
#
# Write `updates_per_epoch(n, batch_size)`: the number of batches in one pass, when a last, shorter batch counts too.
# Both arguments are whole numbers from 1. The answer is a whole number.
#
# Examples: `updates_per_epoch(1000, 64)` is 16; `updates_per_epoch(96, 32)` is 3; `updates_per_epoch(5, 32)` is 1.

# %% nbgrader={"grade": false, "grade_id": "updates_per_epoch", "locked": false, "schema_version": 3, "solution": true, "task": false}
def updates_per_epoch(n, batch_size):
    """Return the number of mini-batches in one pass over n samples; the last one may be short."""
    ### BEGIN SOLUTION
    return math.ceil(n / batch_size)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-updates_per_epoch", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("06.updates_per_epoch", updates_per_epoch)

# %% [markdown]
# ### Exercise 4 · minibatches (3 points)
#
# Write a generator `minibatches(X, y, batch_size, rng)`. It yields pairs `(X_batch, y_batch)` until every sample was
# there exactly once. `X` has shape `(n, features)`, `y` has shape `(n,)`, `rng` is a generator made by
# `np.random.default_rng`.
#
# - The samples are shuffled, not only the order of the batches, and each row of `X` keeps its entry of `y`.
# - All randomness comes from `rng`: the same seed gives the same batches.
# - Every batch has `batch_size` samples, only the last one may be shorter. If `batch_size` is larger than `n`, there is one
#   batch of `n` samples.
# - `X` and `y` stay as they were.
#
# For 7 samples and `batch_size=3` the batches have 3, 3 and 1 samples. (A function that returns a list of the pairs, or
# anything else that a `for` loop can run over, is right, too.)
#
# > **Note.** A *generator* is a function with `yield` in place of `return`. `yield pair` hands out one pair and pauses;
# > when the `for` loop asks for the next one, the function goes on from there. So no list of all batches has to be built.

# %% nbgrader={"grade": false, "grade_id": "minibatches", "locked": false, "schema_version": 3, "solution": true, "task": false}
def minibatches(X, y, batch_size, rng):
    """Yield shuffled mini-batches (X_batch, y_batch) that together hold every sample once."""
    ### BEGIN SOLUTION
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        chosen = order[start : start + batch_size]
        yield X[chosen], y[chosen]
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-minibatches", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("06.minibatches", minibatches)

# %% [markdown]
# Now the experiment: fit a line $\hat y = wx + b$ to 256 noisy points by the mean squared error, with batches of 256,
# 32 and 1, for three epochs each, all with $\eta = 0.05$.

# %%
rng = np.random.default_rng(0)
points_x = rng.normal(size=(256, 1))
points_y = 2 * points_x[:, 0] + 1 + rng.normal(0, 0.8, 256)


def line_loss(w, x, y):
    """Mean squared error of the line w[0]·x + w[1], and its gradient."""
    error = x[:, 0] * w[0] + w[1] - y
    return np.mean(error**2), 2 * np.array([np.mean(error * x[:, 0]), np.mean(error)])


@my.run
def fit_line(batch_size, epochs=3, lr=0.05, seed=1):
    """The path of (w, b), one row for each update, start included."""
    rng, path = np.random.default_rng(seed), [np.array([-1.0, -1.0])]
    for _ in range(epochs):
        for x, y in my.minibatches(points_x, points_y, batch_size, rng):
            path.append(my.gradient_descent_step(path[-1], line_loss(path[-1], x, y)[1], lr))
    return np.array(path)


# %% jupyter={"source_hidden": true}
# Picture: three batch sizes on their way
line_paths = {size: fit_line(size) for size in (256, 32, 1)}
best_line = np.linalg.lstsq(np.c_[points_x, np.ones(256)], points_y, rcond=None)[0]
grid_w, grid_b = np.meshgrid(np.linspace(-1.6, 3.4, 80), np.linspace(-1.6, 2.6, 80))
heights = np.array(
    [[line_loss((w, b), points_x, points_y)[0] for w, b in zip(*row)] for row in zip(grid_w, grid_b)]
)

fig, panels = plt.subplots(1, 3, figsize=(10, 3.5), sharey=True)
for ax, (size, path) in zip(panels, line_paths.items()):
    ax.contour(grid_w, grid_b, heights, levels=12, colors="#9aa0a6", linewidths=0.7)
    ax.plot(*path.T, "-", color="#1f6fb4", linewidth=1)
    ax.plot(*path[:60].T, "o", color="#1f6fb4", markersize=3)
    ax.plot(*best_line, "*", color="#a3262a", markersize=13)
    ax.set(title=f"batch size {size}: {len(path) - 1} updates", xlabel="w")
panels[0].set_ylabel("b")
show(
    fig,
    alt=(
        "Three contour plots of the loss over w and b. With all 256 samples in a batch three straight steps"
        " cover a quarter of the way. With 32 the path bends a little and nearly reaches the star. With"
        " single samples a ragged path reaches the star and swarms around it."
    ),
    caption=(
        "Three epochs each, so the same number of gradients of single samples. The star is the best line."
    ),
)

# %% jupyter={"source_hidden": true}
# Table: the same work, spent in three ways
lowest = line_loss(best_line, points_x, points_y)[0]
after = {
    size: np.array([line_loss(w, points_x, points_y)[0] - lowest for w in path])
    for size, path in line_paths.items()
}
rows = [
    [
        size,
        my.updates_per_epoch(256, size),
        len(path) - 1,
        f"{after[size][-1]:.3f}",
        f"{after[size][-my.updates_per_epoch(256, size):].max():.3f}",
    ]
    for size, path in line_paths.items()
]
table(
    rows,
    [
        "batch size",
        "updates in an epoch",
        "updates in 3 epochs",
        "loss at the end, above the lowest",
        "highest in the third epoch",
    ],
    "The same work, spent in three ways",
)

# %% [markdown]
# A mini-batch gradient is an estimate of the full one: right on average, noisy each time. While $B$ is small beside
# $n$, the noise falls like $1/\sqrt{B}$ (lesson 08 measures it); the cost grows like $B$. Here, at the same η, small batches make
# far more progress for the same work. At the end they need a smaller learning rate (section 8).
#
# | | batch | stochastic | mini-batch |
# |---|---|---|---|
# | direction of a step | exact | very noisy | a little noisy |
# | fits vectorized hardware | all data at once, if memory holds them | badly: one sample a call | well |
# | near a minimum, η constant | settles | swarms around it | swarms in a smaller circle |
# | shallow traps, saddles | can sit still | noise can shake it free | noise can help a little |

# %% [markdown]
# ## 4 · Ravines, and momentum
#
# *About 13 minutes*
#
# Many losses are steep in some directions and flat in others: *ravines*. The steep direction caps the learning rate at
# $2/\lambda_{\max}$; the flat one then crawls. On $\tfrac12(w_1^2 + 25 w_2^2)$ the best single rate is
# $2/(1+25) = 0.0769$, and then *both* directions keep the factor $\pm 0.923$: curvatures 25 times apart cost 29 steps
# for each digit of accuracy.

# %%
ravine = OptimizerRace(surface="ravine", lr=0.075, beta=0.6, steps=25, racers=["gd"])
ravine

# %% [markdown]
# > **Try it.**
# > 1. The path of gradient descent zigzags. In which direction do the zigzags waste its steps, and in which is it slow?
# > 2. Tick **momentum** too. With β = 0.6, which of the two has the lower loss after 25 steps?
# > 3. Set β to 0, then to 0.95. What goes wrong at each end?
# >
# > <details><summary>What you should find</summary>
# >
# > 1. It overshoots across the ravine (y) and creeps along it (x).
# > 2. Momentum: 0.00006 against 0.056, nearly 900 times lower.
# > 3. With β = 0 it is gradient descent. With 0.95 it rolls past the minimum and swings back and forth for a long time.
# >
# > </details>
#
# What does momentum do? It keeps a *velocity* $v$, a sum of past gradients that fades by the factor $\beta$ at each step:
#
# $$v \leftarrow \beta v + \eta\, g \qquad\qquad w \leftarrow w - v$$
#
# Across the ravine the gradients change sign and cancel in the sum. Along it they agree and add up. For a constant
# gradient the velocity grows towards $\eta g\,(1 + \beta + \beta^2 + \dots) = \eta g / (1-\beta)$: with $\beta = 0.9$
# the steps become ten times as long.

# %% [markdown]
# ### Exercise 5 · momentum_step (3 points)
#
# Write `momentum_step(w, v, g, lr, beta=0.9)`. It returns the pair `(w, v)`, both new, by the two formulas above: first
# the new velocity, then the new weights with it. All are numbers or arrays of one shape; the arguments stay as they
# were.
#
# Example: `momentum_step(1.0, 0.5, 2.0, lr=0.1, beta=0.9)` gives v = 0.9 · 0.5 + 0.1 · 2 = 0.65 and w = 1 − 0.65 = 0.35.

# %% nbgrader={"grade": false, "grade_id": "momentum_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def momentum_step(w, v, g, lr, beta=0.9):
    """One step with momentum: v = beta·v + lr·g, w = w − v. Return (w, v)."""
    ### BEGIN SOLUTION
    v = beta * v + lr * g
    return w - v, v
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-momentum_step", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("06.momentum_step", momentum_step)

# %% [markdown]
# How many steps does each need on the ravine until the loss is below $10^{-6}$? First the settings that theory calls
# best in the long run, then two larger β.

# %% jupyter={"source_hidden": true}
# Table: steps on the ravine
@my.run
def steps_on_ravine(lr, beta, goal=1e-6, most=5000):
    """Steps until ½(w1² + 25·w2²) < goal from (−2, 1), with momentum; `most` where that never happens."""
    curvatures, w, v = np.array([1.0, 25.0]), np.array([-2.0, 1.0]), np.zeros(2)
    for count in range(1, most + 1):
        w, v = my.momentum_step(w, v, curvatures * w, lr, beta)
        if 0.5 * np.sum(curvatures * w**2) < goal:
            return count
    return most


settings = [
    ("gradient descent, best η", 2 / 26, 0.0),
    ("momentum, best η and β", 1 / 9, 4 / 9),
    ("momentum, β = 0.9", 1 / 9, 0.9),
    ("momentum, β = 0.99", 1 / 9, 0.99),
]
ravine_steps = {name: steps_on_ravine(lr, beta) for name, lr, beta in settings}
table(
    [[name, f"{lr:.4f}", f"{beta:.3f}", ravine_steps[name]] for name, lr, beta in settings],
    ["method", "η", "β", "steps"],
    "Steps on the ravine until the loss is below 0.000001",
)

# %% [markdown]
# With a fitting β momentum mends the ravine: 30 steps in place of 104. (With the customary 0.9 it needs 135, more than plain
# descent at its best rate.) Its drawbacks: one more number to choose, one more array to keep, and with $\beta$ too near
# to 1 it overshoots and swings. Its limit of stability is wider, $2(1+\beta)/\lambda$ (try it in the widget: η = 0.15,
# β = 0.95).
#
# > **Note.** Three ways to write momentum are in use. Here and in the lesson's exercises:
# > $v \leftarrow \beta v + \eta g$ and $w \leftarrow w - v$. Keras gives $v$ the other sign:
# > $v \leftarrow \beta v - \eta g$ and $w \leftarrow w + v$. PyTorch keeps $\eta$ outside:
# > $v \leftarrow \beta v + g$ and $w \leftarrow w - \eta v$. With a constant $\eta$ the weights are the same in all
# > three.

# %% [markdown]
# ## 5 · A rate for each weight: AdaGrad
#
# *About 9 minutes*
#
# Momentum treats all weights alike. Yet some weights see large gradients all the time and others a small one now and
# then: a word that occurs in one text of a thousand moves its weights once in a thousand samples. Could each weight
# have a rate of its own?
#
# *AdaGrad* (Duchi, Hazan and Singer, 2011) adds up the squares of all gradients that a weight has ever seen, and
# divides by the root:
#
# $$s \leftarrow s + g^2 \qquad\qquad w \leftarrow w - \eta\,\frac{g}{\sqrt{s} + \varepsilon}$$
#
# All operations are elementwise. $\varepsilon$ is tiny, $10^{-7}$; it is there for one case above all: $g = 0$ with $s = 0$,
# which would be $0/0$.
#
# > **By hand.** First step, $s = 0$, two weights with gradients 100 and 0.01. How far does each move?
# >
# > <details><summary>Result</summary>
# >
# > $g/\sqrt{g^2} = 1$: both move by $\eta$. The size of the gradient cancels; its sign stays.
# >
# > </details>

# %% [markdown]
# ### Exercise 6 · adagrad_step (3 points)
#
# Write `adagrad_step(w, s, g, lr, eps=1e-7)`. It returns the pair `(w, s)`, both new. The accumulator `s` that you get
# holds the sum of squares before this step. Where exactly `eps` stands, inside or outside the root, is up to you: the
# cases do not feel it. But `g = 0` with `s = 0` must leave the weight where it is, without NaN.
#
# Example: `adagrad_step(1.0, 16.0, 3.0, lr=0.1)` gives s = 25 and w = 1 − 0.1 · 3/5 = 0.94.

# %% nbgrader={"grade": false, "grade_id": "adagrad_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def adagrad_step(w, s, g, lr, eps=1e-7):
    """One step of AdaGrad; s is the sum of squared gradients, elementwise. Return (w, s)."""
    ### BEGIN SOLUTION
    s = s + g**2
    return w - lr * g / (np.sqrt(s) + eps), s
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-adagrad_step", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("06.adagrad_step", adagrad_step)

# %% [markdown]
# ### A long slope
#
# > **Predict.** A long, even slope: the gradient is 1 at every step, for ever. AdaGrad with $\eta = 0.1$. How long is
# > the first step, the 100th, the 10 000th?

# %%
predict("06.adagrad_steps")

# %% jupyter={"source_hidden": true}
# Table: steps on an even slope
@my.run
def travel(gradients, step, lr=0.1):
    """Positions of one weight that starts at 0 and sees these gradients; `step` returns (w, s)."""
    w, s, path = 0.0, 0.0, [0.0]
    for g in gradients:
        w, s = step(w, s, g, lr)
        path.append(float(w))
    return np.array(path)


even = travel(np.ones(10_000), my.adagrad_step)
after_shock = travel(np.r_[100.0, np.ones(9_999)], my.adagrad_step)
rows = [
    [name, *[f"{path[k - 1] - path[k]:.5f}" for k in (1, 2, 100, 10_000)], f"{-path[-1]:.1f}"]
    for name, path in (("1, 1, 1, …", even), ("100, then 1, 1, …", after_shock))
]
table(
    rows,
    ["gradients", "step 1", "step 2", "step 100", "step 10 000", "way in all"],
    "AdaGrad with η = 0.1 on an even slope",
)

# %% [markdown]
# <details><summary>What came out</summary>
#
# The sum $s$ never falls, so the *rate* $\eta/\sqrt{s}$ never rises; on an even slope it goes like $\eta/\sqrt{t}$. (A
# single step may still be long: after a hundred gradients of 1 a gradient of 100 moves the weight by 0.0995, nearly
# $\eta$.) One early shock of 100 is not forgotten: for thousands of gradients of 1 every step is then about a hundredth of
# $\eta$.
#
# </details>
#
# On a convex loss that is a sound plan. In a network it can become slow long before the minimum.

# %% [markdown]
# ## 6 · Forget the distant past: RMSprop
#
# *About 8 minutes*
#
# How would you mend that? *RMSprop* (Hinton, lecture notes, 2012) replaces the sum by a running mean that forgets:
#
# $$s \leftarrow \rho\, s + (1-\rho)\, g^2 \qquad\qquad w \leftarrow w - \eta\,\frac{g}{\sqrt{s} + \varepsilon}$$
#
# With $\rho = 0.9$ the mean reaches back about $1/(1-\rho) = 10$ steps. $\sqrt{s}$ is then the *root mean square* of
# recent gradients, hence the name.
#
# > **Where lecture notes go wrong.** Some print the mean as $s \leftarrow \rho + (1-\rho)g^2$: the old $s$ is missing.
# > Check it with a weight whose gradient is 0 from now on: the running mean should fade to 0. The misprint stays at
# > $\rho = 0.9$ for ever, and remembers nothing: $g = 3$ gives $0.9 + 0.1 \cdot 9 = 1.8$ whatever came before.

# %%
mean, misprint = 0.0, 0.0
for g in [3.0, 3.0, 3.0, 0.0, 0.0, 0.0]:
    mean, misprint = 0.9 * mean + 0.1 * g**2, 0.9 + 0.1 * g**2
    print(f"g = {g}:  running mean {mean:.4f}   misprint {misprint:.1f}")

# %% [markdown]
# ### Exercise 7 · rmsprop_step (3 points)
#
# Write `rmsprop_step(w, s, g, lr, rho=0.9, eps=1e-7)`. It returns the pair `(w, s)`, both new. As before: `s` is the
# accumulator before this step, the place of `eps` is up to you, and `g = 0` with `s = 0` gives no NaN.
#
# Example: `rmsprop_step(1.0, 10.0, 2.0, lr=0.1, rho=0.5)` gives s = 0.5 · 10 + 0.5 · 4 = 7 and w = 1 − 0.1 · 2/√7 =
# 0.924407.

# %% nbgrader={"grade": false, "grade_id": "rmsprop_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rmsprop_step(w, s, g, lr, rho=0.9, eps=1e-7):
    """One step of RMSprop; s is the running mean of squared gradients, elementwise. Return (w, s)."""
    ### BEGIN SOLUTION
    s = rho * s + (1 - rho) * g**2
    return w - lr * g / (np.sqrt(s) + eps), s
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-rmsprop_step", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("06.rmsprop_step", rmsprop_step)

# %% [markdown]
# The same two slopes again. Does RMSprop recover from the shock?

# %% jupyter={"source_hidden": true}
# Picture: AdaGrad and RMSprop after a shock
adagrad_way = travel(np.r_[100.0, np.ones(299)], my.adagrad_step)
rms_way = travel(np.r_[100.0, np.ones(299)], my.rmsprop_step)
fig, ax = plt.subplots(figsize=(7, 3.4))
ax.semilogy(np.arange(1, 301), -np.diff(adagrad_way), label="AdaGrad")
ax.semilogy(np.arange(1, 301), -np.diff(rms_way), label="RMSprop")
ax.set(xlabel="step", ylabel="length of the step (log axis)", ylim=(5e-4, 1))
ax.legend(loc="center right")
show(
    fig,
    alt=(
        "Step lengths over 300 steps after one gradient of 100. AdaGrad falls to 0.001 and stays. RMSprop"
        " falls too, then climbs back to 0.1 within about 100 steps."
    ),
    caption="One gradient of 100, then only ones. RMSprop forgets the shock; in AdaGrad's sum it stays.",
)

# %% [markdown]
# The price: near a minimum RMSprop does not calm down by itself. While the size of the gradient hardly changes, its step is about
# $\eta$ long, however small that size is, so it hops to and fro across the minimum, about $\eta/2$ on either side. It wants a learning rate that falls
# (section 8).

# %% [markdown]
# ## 7 · Both at once: Adam
#
# *About 19 minutes*
#
# *Adam* (Kingma and Ba, 2015) keeps two running means: $m$ of the gradients, like momentum, and $v$ of their squares,
# like RMSprop.
#
# $$m \leftarrow \beta_1 m + (1-\beta_1)\, g \qquad\qquad v \leftarrow \beta_2 v + (1-\beta_2)\, g^2$$
#
# Both start at 0, so at first both are too small. How much? After $t$ steps with a constant gradient,
# $m = (1 - \beta_1^t)\, g$. Dividing by that factor mends it. This is the *bias correction*:
#
# $$\hat m = \frac{m}{1-\beta_1^{\,t}} \qquad \hat v = \frac{v}{1-\beta_2^{\,t}} \qquad\qquad w \leftarrow w - \eta\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon}$$
#
# The first step has $t = 1$. Usual values: $\eta = 0.001$, $\beta_1 = 0.9$, $\beta_2 = 0.999$.
#
# > **By hand.** First step with $g = 2$: $m = 0.2$ and $v = 0.004$. With the correction: $\hat m = 0.2/0.1 = 2$,
# > $\hat v = 0.004/0.001 = 4$, so the step is $\eta \cdot 2/2 = \eta$. Without it:
# > $\eta \cdot 0.2/\sqrt{0.004} = 3.16\,\eta$, more than three times too long, just when the means know least.

# %% [markdown]
# ### Exercise 8 · adam_step (5 points)
#
# Write `adam_step(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7)`. It returns `(w, m, v)`, all new. `t`
# counts the steps and is 1 for the first. The `m` and `v` that you return are the plain running means, *before* the
# correction: the next step goes on with them. The place of `eps` is up to you; `g = 0` with `m = v = 0` gives no NaN.
#
# Example: `adam_step(1.0, 0.0, 0.0, 2.0, t=1, lr=0.1)` gives w = 0.9, m = 0.2, v = 0.004.

# %% nbgrader={"grade": false, "grade_id": "adam_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def adam_step(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):
    """One step of Adam; t is 1 at the first step. Return (w, m, v) with the uncorrected means m and v."""
    ### BEGIN SOLUTION
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-adam_step", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check("06.adam_step", adam_step)

# %% [markdown]
# How long does the correction matter? Here is the factor by which a step without it would be too long,
# $\frac{1-\beta_1^t}{\sqrt{1-\beta_2^t}}$, for a constant gradient.

# %% jupyter={"source_hidden": true}
# Table: Adam without its correction
steps = np.array([1, 2, 5, 10, 20, 50, 100, 1000, 5000])
without = (1 - 0.9**steps) / np.sqrt(1 - 0.999**steps)
table(
    [[int(t), f"{factor:.2f}"] for t, factor in zip(steps, without)],
    ["step t", "step without correction, in units of η"],
    "Adam without bias correction on a constant gradient: it gets worse before it gets better",
)

# %% [markdown]
# > **Where lecture notes go wrong.** Adam is often printed with $v_t$ under the root where $\hat v_t$ belongs, or with
# > the correction written back into $m$ and $v$, so that it is applied again at every step. And $\varepsilon$ wanders:
# > Adam's paper has $\sqrt{\hat v} + \varepsilon$, slides have $\sqrt{\hat v + \varepsilon}$, Keras' RMSprop and
# > AdaGrad have $\sqrt{s + \varepsilon}$, and Keras' Adam adds its $\varepsilon$ to the *uncorrected* root:
# >
# > $$w \leftarrow w - \eta\,\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\cdot\frac{m}{\sqrt{v}+\varepsilon}$$
# >
# > Does it matter? Let us see.

# %% jupyter={"source_hidden": true}
# Table: ε outside and inside the root
rows = []
for g in (1.0, 1e-2, 1e-4, 1e-6):
    mean_square = 0.1 * g**2  # RMSprop's s after its first step
    outside, inside = g / (np.sqrt(mean_square) + 1e-7), g / np.sqrt(mean_square + 1e-7)
    rows.append([f"{g:g}", f"{outside:.5f}", f"{inside:.5f}"])
table(
    rows,
    ["gradient", "ε outside: g / (√s + ε)", "ε inside: g / √(s + ε)"],
    "First step of RMSprop in units of η, ε = 1e−7",
)

# %% [markdown]
# With gradients of ordinary size all places agree. Inside the root the same $10^{-7}$ acts like $3\cdot 10^{-4}$: where
# gradients are that small the two methods really differ. When you compare your numbers with a framework, look where its
# $\varepsilon$ stands.

# %% [markdown]
# ### What each one mends, and what it costs
#
# | optimizer | what it adds | mends | drawback | memory for each weight |
# |---|---|---|---|---|
# | gradient descent | nothing | | one rate for all; zigzags in ravines; slow to leave saddles | 0 |
# | momentum | fading sum of gradients | ravines (with a fitting β), long gentle slopes | overshoots; at the same η it swings more in noise; one more number to choose | 1 |
# | AdaGrad | sum of squares | rates for each weight; rare features | can become too slow | 1 |
# | RMSprop | running mean of squares | AdaGrad's ever slower steps | hops near the minimum; first steps too long | 1 |
# | Adam | both means, bias correction | most of the above, often works untuned | two arrays; still needs $\eta$; sometimes generalizes worse than tuned momentum | 2 |
#
# Two relatives stand in many programs. *Nesterov's momentum* takes the gradient where the velocity is about to lead,
# $v \leftarrow \beta v + \eta\, g(w - \beta v)$, and so brakes earlier: on the ravine of section 4, with η = 0.04 and
# β = 0.9, it needs 58 steps in place of 135. Its limit of stability is narrower in exchange. In Keras it is
# `SGD(momentum=0.9, nesterov=True)`. *AdamW* (Loshchilov and Hutter) is Adam with *weight decay*: beside Adam's step, every
# weight shrinks by the share $\eta\lambda$, whatever its gradients were. Keras takes λ = 0.004. Lesson 11 says what
# shrinking is good for.
#
# Now let them race.

# %%
grand_race = OptimizerRace(surface="rosenbrock", lr=0.002)
grand_race

# %% [markdown]
# > **Try it.** All five share one learning rate.
# > 1. *Rosenbrock*, a bent ravine with its minimum at (1, 1). At η = 0.002, who will be there within 200 steps, and who
# >    will hardly have left? Say it, then move **Steps** to 200.
# > 2. Same surface, η = 0.1. Who has diverged, and what does the red sentence say about the curvature? Who is ahead now?
# > 3. *Ravine*, η = 0.5, 100 steps. Gradient descent and momentum explode; AdaGrad, RMSprop and Adam do not. Why can they not?
# >
# > <details><summary>What you should find</summary>
# >
# > 1. Momentum comes near. AdaGrad, RMSprop and Adam, with steps of about η or less, are not far from the start: 200 · 0.002 is a short way.
# > 2. Gradient descent and momentum diverge at once: the curvature at the start is about 1 500, so 2/λ is about 0.0013
# >    there, and momentum's limit 2(1 + β)/λ about 0.0025. Adam and RMSprop are ahead. (These limits are exact on a bowl.
# >    Here the curvature changes on the way: descent at 0.002, above 2/λ of the start, does not diverge.)
# > 3. The size of the gradient cancels: no step is longer than η (AdaGrad), 3.16 η (RMSprop) or 7.3 η (Adam, where gradients
# >    grow by a ninth from step to step after a long silence), however steep it is. They may hop, but cannot explode.
# >
# > </details>

# %% [markdown] further=true
# ## 8 · A learning rate that changes
#
# *About 12 minutes · further*
#
# This section is off the core path; its exercise is graded all the same.
#
# Large steps at first, to get there; small ones at the end, to settle. A *schedule* sets $\eta$ from the number of the
# step.
#
# | name | $\eta$ at step $t$ | options |
# |---|---|---|
# | `"constant"` | $\eta_0$ | `lr` |
# | `"step"` | $\eta_0 \cdot \text{drop}^{\lfloor t/\text{every}\rfloor}$ | `lr`, `drop` (a factor, such as 0.5), `every` |
# | `"exponential"` | $\eta_0 \cdot \text{rate}^{\,t}$ | `lr`, `rate` |
# | `"inverse_time"` | $\eta_0 / (1 + \text{rate}\cdot t)$ | `lr`, `rate` |
# | `"cosine"` | $\tfrac12\eta_0\,(1 + \cos(\pi\, t/\text{total}))$, and 0 after `total` steps | `lr`, `total` |

# %% [markdown]
# ### Exercise 9 · learning_rate (4 points)
#
# Write `learning_rate(step, schedule, **options)`. `step` is a whole number from 0, `schedule` is one of the five
# names, and `options` is a dict with the entries of the table, for example `options["lr"]`. Beyond `total` the cosine
# stays at 0. For any other name raise a `ValueError` whose message names it.
#
# Each schedule earns its points alone, so you can start with one.
#
# Examples: `learning_rate(25, "step", lr=0.1, drop=0.5, every=10)` is 0.025; `learning_rate(50, "cosine", lr=0.1, total=100)` is
# 0.05.

# %% nbgrader={"grade": false, "grade_id": "learning_rate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def learning_rate(step, schedule, **options):
    """Return the learning rate at a step (from 0) of the named schedule; ValueError for an unknown name."""
    ### BEGIN SOLUTION
    lr = options["lr"]
    if schedule == "constant":
        return lr
    if schedule == "step":
        return lr * options["drop"] ** (step // options["every"])
    if schedule == "exponential":
        return lr * options["rate"] ** step
    if schedule == "inverse_time":
        return lr / (1 + options["rate"] * step)
    if schedule == "cosine":
        progress = min(step, options["total"]) / options["total"]
        return 0.5 * lr * (1 + math.cos(math.pi * progress))
    raise ValueError(f'There is no schedule "{schedule}".')
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-learning_rate", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("06.learning_rate", learning_rate)

# %% jupyter={"source_hidden": true}
# Picture: five schedules
schedules = {"constant": {}, "step": {"drop": 0.5, "every": 20}, "exponential": {"rate": 0.97}}
schedules |= {"inverse_time": {"rate": 0.05}, "cosine": {"total": 100}}


@my.run
def rates_of(schedule, options):
    """The learning rates of steps 0 to 120."""
    return [my.learning_rate(t, schedule, lr=0.1, **options) for t in range(121)]


fig, ax = plt.subplots(figsize=(7.6, 3.6))
for name, options in schedules.items():
    style = {"drawstyle": "steps-post"} if name == "step" else {}
    ax.plot(rates_of(name, options), label=name, **style)
ax.set(xlabel="step or epoch", ylabel="learning rate", ylim=(0, 0.105))
ax.legend(loc="upper right", bbox_to_anchor=(1, 0.95))
show(
    fig,
    alt=(
        "Five curves from 0.1: constant is flat; step halves at 20, 40, 60, 80 and 100; exponential and"
        " inverse time fall smoothly, inverse time more slowly at the end; cosine falls slowly, then fast,"
        " then slowly to 0 at 100."
    ),
    caption="Five schedules that start at 0.1. Whether t counts steps or epochs is your choice: say which.",
)

# %% [markdown]
# Does it help? Single samples on the line of section 3, ten epochs, from η = 0.05: first constant, then a cosine down
# to 0.

# %%
@my.run
def fit_with_schedule(schedule, epochs=10, lr=0.05, seed=1):
    """Loss above the lowest possible after each update, batches of one sample."""
    rng, w, t, losses = np.random.default_rng(seed), np.array([-1.0, -1.0]), 0, []
    for _ in range(epochs):
        for x, y in my.minibatches(points_x, points_y, 1, rng):
            rate = my.learning_rate(t, schedule, lr=lr, total=epochs * len(points_x))
            w, t = my.gradient_descent_step(w, line_loss(w, x, y)[1], rate), t + 1
            losses.append(line_loss(w, points_x, points_y)[0] - lowest)
    return np.array(losses)


schedule_losses = {name: fit_with_schedule(name) for name in ("constant", "cosine")}
for name, losses in schedule_losses.items():
    print(f"{name:8s}  mean loss above the lowest, last 100 updates: {losses[-100:].mean():.5f}")

# %% [markdown]
# ### When nobody knows the plan: ReduceLROnPlateau
#
# A schedule must be chosen before training. The alternative watches the *validation loss*, the loss on samples that are
# kept out of training (lesson 07): if it has not improved for `patience` epochs, multiply the rate by `factor`. Keras has
# it as the callback `ReduceLROnPlateau`; here is its rule (Keras counts only gains above `min_delta`, $10^{-4}$ unless you say
# otherwise).

# %%
def plateau_rates(losses, lr, factor=0.5, patience=3):
    """The learning rate after each epoch: multiplied by `factor` whenever `patience` epochs in a row brought no new best loss."""
    best, waited, rates = np.inf, 0, []
    for loss in losses:
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited == patience:
            lr, waited = lr * factor, 0
        rates.append(lr)
    return rates


stalling = [1.0, 0.8, 0.7, 0.71, 0.70, 0.72, 0.69, 0.69, 0.69, 0.69, 0.68]
for epoch, (loss, rate) in enumerate(zip(stalling, plateau_rates(stalling, 0.1)), 1):
    print(f"epoch {epoch:2d}: validation loss {loss:.2f}, learning rate {rate}")

# %% [markdown]
# > **Think.** In epoch 5 the loss is 0.70 again, as in epoch 3. Does the wait start anew?
# >
# > <details><summary>Answer</summary>
# >
# > No. Equal is not better: the best is still 0.70, and epochs 4, 5 and 6 make three without improvement. The rate halves
# > after epoch 6.
# >
# > </details>

# %% [markdown] further=true
# ## 9 · Minima, plateaus, saddles
#
# *About 8 minutes · further*
#
# Where does the walk end? Gradient descent stops where the gradient is 0. That can be
#
# - a *minimum*: downhill in no direction. *Local* if somewhere else is lower, *global* if nowhere is;
# - a *saddle*: uphill in some directions, downhill in others;
# - a *maximum*: uphill in no direction. Only a walk that starts or lands exactly there stays.
#
# On a *plateau* the gradient is so small that hardly anything moves (saturated sigmoids, lesson 02), or it is 0 all around (dead
# ReLUs).

# %%
basins = OptimizerRace(surface="basins", steps=0, racers=["gd", "momentum"])
basins

# %% [markdown]
# > **Try it.**
# > 1. *Two basins*, 60 steps from (1.7, 1): gradient descent ends in the higher basin. Does momentum with β = 0.9 roll over the
# >    hill? Try η = 0.05, 0.08 and 0.1.
# > 2. *Saddle*: start exactly on the ridge, y = 0. Both sit still at the saddle. Now y = 0.01. Who leaves first?
# >
# > <details><summary>What you should find</summary>
# >
# > 1. At 0.05 and 0.1 it does, at 0.08 it does not. Rolling past a poor minimum is luck, not a guarantee.
# > 2. On the ridge the gradient has no sideways part at all. A hundredth beside it is enough: momentum leaves after about
# >    20 steps, gradient descent after about 40.
# >
# > </details>

# %%
def basin(x):
    """A loss with two minima, and its slope."""
    return (x**2 - 1) ** 2 + 0.3 * x, 4 * x * (x**2 - 1) + 0.3


@my.run
def basin_end(x, steps=500):
    """Where gradient descent ends that starts at x, and the loss there."""
    for _ in range(steps):
        x = my.gradient_descent_step(x, basin(x)[1], 0.05)
    return x, basin(x)[0]


basin_ends = {start: basin_end(start) for start in (1.7, 0.3, 0.0, -1.7)}
table(
    [[start, f"{x:.4f}", f"{loss:.4f}"] for start, (x, loss) in basin_ends.items()],
    ["start", "end", "loss at the end"],
    "Batch gradient descent, exact gradients, 500 steps: the start decides where it ends",
)

# %% [markdown]
# (The widget shows this loss raised by 0.3054, so that its lowest point is 0.)
#
# > **Where lecture notes go wrong.** "Batch gradient descent guarantees the global minimum; only the stochastic kind
# > may miss it." On a loss with two basins, batch gradient descent with exact gradients ended 0.6 too high from half of
# > its starts. The right version: gradient descent approaches the global minimum if the loss is *convex* (no chord runs
# > below its graph) and *smooth* (its curvature is bounded), *has* a minimum, and the learning rate is small enough.
# > That is sufficient; other losses may be lucky. The
# > loss of a network with a hidden layer is not convex.
#
# In networks with very many weights, poor local minima seem rarer than one feared. The argument: a point that is a minimum
# in *all* of a million directions at once is unlikely, so most points with zero gradient should be saddles. Noise of
# mini-batches and momentum can help to leave them.
#
# And a plateau, with numbers: one sigmoid neuron, target 1, squared error, started deep in saturation.

# %% jupyter={"source_hidden": true}
# Table: steps out of saturation
@my.run
def plateau_steps(w, lr=1.0, goal=0.01, most=200_000):
    """Steps of gradient descent until (σ(w) − 1)² is below the goal."""
    for count in range(most):
        out = 1 / (1 + math.exp(-w))
        if (out - 1) ** 2 < goal:
            return count
        w = my.gradient_descent_step(w, 2 * (out - 1) * out * (1 - out), lr)
    return most


plateau_table = [[start, plateau_steps(start)] for start in (0.0, -2.0, -5.0, -10.0)]
table(
    plateau_table,
    ["w at the start", "steps until the loss is below 0.01"],
    "The deeper in saturation, the longer the plateau",
)

# %% [markdown]
# ## 10 · One real problem
#
# *About 6 minutes*
#
# Enough of two weights. The digits of lesson 05 again, all 1 797, and a network 64-32-10 as there, with softmax at its end. Its
# 2 410 weights go into one long vector, so that *your* step functions can train it.

# %% jupyter={"source_hidden": true}
# Given: the digits, and the network's loss and gradient
from sklearn.datasets import load_digits

digits, labels = load_digits(return_X_y=True)
digits = digits / 16  # pixels run from 0 to 16
SHAPES = [(64, 32), (32,), (32, 10), (10,)]


def unpack(theta):
    """The vector of all weights, cut into W1, b1, W2, b2."""
    cuts = np.cumsum([math.prod(shape) for shape in SHAPES])[:-1]
    return [part.reshape(shape) for part, shape in zip(np.split(theta, cuts), SHAPES)]


def network_loss(theta, x, y):
    """Mean cross-entropy of the network 64-32-10 and its gradient as one vector (backpropagation as in lesson 05)."""
    W1, b1, W2, b2 = unpack(theta)
    h = np.maximum(x @ W1 + b1, 0)
    z = h @ W2 + b2
    z = z - z.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(len(y)), y] + 1e-12))
    dz = p.copy()
    dz[np.arange(len(y)), y] -= 1
    dz /= len(y)
    dh = (dz @ W2.T) * (h > 0)
    return loss, np.concatenate([(x.T @ dh).ravel(), dh.sum(axis=0), (h.T @ dz).ravel(), dz.sum(axis=0)])


# %% jupyter={"source_hidden": true}
# Given: one step of any of the five, by its name
def advance(name, w, memory, g, t, lr):
    """One step of the named optimizer with your functions; memory is a pair of arrays."""
    m, s = memory
    if name == "gradient descent":
        return my.gradient_descent_step(w, g, lr), memory
    if name == "momentum":
        w, m = my.momentum_step(w, m, g, lr)
    elif name == "AdaGrad":
        w, s = my.adagrad_step(w, s, g, lr)
    elif name == "RMSprop":
        w, s = my.rmsprop_step(w, s, g, lr)
    else:
        w, m, s = my.adam_step(w, m, s, g, t, lr)
    return w, (m, s)


# %%
@my.run
def train(name, lr, seed, epochs=5, batch_size=64):
    """Training loss over all images at the start and after each epoch; weights and batches come from the seed."""
    rng = np.random.default_rng(seed)
    scales = [np.sqrt(2 / 64), 0, np.sqrt(1 / 32), 0]
    theta = np.concatenate([rng.normal(0, scale, math.prod(shape)) for shape, scale in zip(SHAPES, scales)])
    memory, t = (np.zeros_like(theta), np.zeros_like(theta)), 0
    losses = [network_loss(theta, digits, labels)[0]]
    for _ in range(epochs):
        for x, y in my.minibatches(digits, labels, batch_size, rng):
            t += 1
            theta, memory = advance(name, theta, memory, network_loss(theta, x, y)[1], t, lr)
        losses.append(network_loss(theta, digits, labels)[0])
    return losses


# %% [markdown]
# > **Predict.** At $\eta = 0.003$, which optimizer has the lowest training loss after five epochs? And at $\eta = 0.3$?

# %%
predict("06.best_of_five")

# %%
OPTIMIZERS = ["gradient descent", "momentum", "AdaGrad", "RMSprop", "Adam"]
SEEDS = (0, 1, 2)
curves = {
    lr: {name: np.array([train(name, lr, seed) for seed in SEEDS]) for name in OPTIMIZERS}
    for lr in (0.003, 0.3)
}

# %% jupyter={"source_hidden": true}
# Picture: five optimizers at two rates
fig, panels = plt.subplots(1, 2, figsize=(10, 4), sharey=True)
for ax, (lr, found) in zip(panels, curves.items()):
    for (name, losses), mark in zip(found.items(), "osD^x"):
        (drawn,) = ax.plot(losses.mean(axis=0), marker=mark, markersize=6, label=name)
        ax.fill_between(
            range(6), losses.min(axis=0), losses.max(axis=0), color=drawn.get_color(), alpha=0.15, linewidth=0
        )
    ax.set(title=f"η = {lr}", xlabel="epoch", yscale="log")
    ax.set_yticks([0.1, 0.2, 0.5, 1, 2], labels=["0.1", "0.2", "0.5", "1", "2"])
    ax.set_yticks([], minor=True)
panels[0].set_ylabel("training loss (log axis)")
panels[0].legend(fontsize=9)
show(
    fig,
    alt=(
        "Training loss over five epochs for five optimizers, at learning rate 0.003 on the left and 0.3 on"
        " the right. Left: RMSprop and Adam fall to about 0.3, the others stay above 1.5. Right: momentum"
        " falls to 0.14, AdaGrad and gradient descent to about 0.4, Adam and RMSprop stay above 1."
    ),
    caption=(
        "Mean of three seeds; the bands reach from the best to the worst seed. The same five optimizers, two"
        " learning rates, two rankings."
    ),
)

# %% [markdown]
# So which one is best? The question is not fair until each has *its own* learning rate.

# %%
RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0]
final = {
    name: np.array([np.mean([train(name, lr, seed, epochs=3)[-1] for seed in SEEDS[:2]]) for lr in RATES])
    for name in OPTIMIZERS
}

# %% jupyter={"source_hidden": true}
# Picture: final loss against the learning rate
fig, ax = plt.subplots(figsize=(7.6, 4))
for (name, losses), mark in zip(final.items(), "osD^x"):
    ax.plot(RATES, losses, marker=mark, markersize=7, label=name)
ax.set(
    xlabel="learning rate (log axis)",
    ylabel="training loss after 3 epochs (log axis)",
    xscale="log",
    yscale="log",
)
ax.set_yticks([0.1, 0.2, 0.5, 1, 2, 5], labels=["0.1", "0.2", "0.5", "1", "2", "5"])
ax.set_yticks([], minor=True)
ax.legend(fontsize=9)
show(
    fig,
    alt=(
        "Training loss after three epochs against the learning rate. RMSprop and Adam are lowest near 0.01 to"
        " 0.03, AdaGrad near 0.1, momentum near 0.1, gradient descent near 1. Each curve is a valley;"
        " the curves cross."
    ),
    caption=(
        "Each optimizer has a valley of good rates. They lie at different places: compare optimizers only at"
        " their own best rates."
    ),
)

# %% jupyter={"source_hidden": true}
# Table: each at its own best rate, and with more seeds
best_rates = {name: RATES[int(np.argmin(losses))] for name, losses in final.items()}
six_seeds = {name: [train(name, best_rates[name], seed, epochs=3)[-1] for seed in range(6)] for name in OPTIMIZERS}
rows = [
    [name, best_rates[name], *(f"{loss:.3f}" for loss in (final[name].min(), np.mean(losses), max(losses)))]
    for name, losses in six_seeds.items()
]
columns = ["optimizer", "best of the eight rates", "loss, the two seeds", "mean of six seeds", "worst of six"]
table(rows, columns, "Training loss after 3 epochs, each at its own best rate")

# %% [markdown]
# On the two seeds that chose the rates, each comes close to Adam, even plain gradient descent. On six seeds only momentum does:
# gradient descent fails twice at the rate that looked best, and RMSprop and AdaGrad scatter. A rate that is picked on two seeds is
# partly luck. So: search the rate on a log scale, for each optimizer, and with several seeds. Adam is a good first choice: on
# many problems some rate between 0.0001 and 0.01 serves it well. (Here, in three epochs, 0.03 is its best, 0.01 comes near, and
# 0.001 is far too slow.)
#
# > **Note.** This compares *training* losses. Which optimizer gives the network that does best on new data is another
# > question (lessons 10 and 11).

# %% [markdown]
# ## Practice quiz
#
# *About 5 minutes · further*
#
# Eight questions that answer at once and explain each option. They do not count.

# %%
quiz("06")

# %% [markdown]
# ## Graded quiz
#
# *About 3 minutes · further*
#
# Four questions, 1 point together. They are marked when you hand in.

# %%
questions("06.quiz_answers")

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
check("06.quiz_answers", quiz_answers)

# %% [markdown]
# ## In your own words
#
# *About 9 minutes · further*
#
# **Why gradient descent diverges beyond 2/λ (2 points, marked by hand).** Take the loss
# $L(w) = \tfrac12\lambda\,(w - w^*)^2$ with $\lambda > 0$, a minimum at $w^*$ and a start $w_0 \neq w^*$.
#
# Derive how the distance $w_t - w^*$ after $t$ steps of gradient descent depends on $\eta$, $\lambda$, $t$ and $w_0$.
# Then say for which $\eta > 0$ it goes to 0, for which it stays, and for which it grows without bound. Section 2 tries it out
# with numbers.

# %% [markdown] nbgrader={"grade": true, "grade_id": "derivation", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The gradient is $\frac{dL}{dw} = \lambda (w - w^*)$. One step gives
#
# $$w_{t+1} - w^* = w_t - \eta\lambda (w_t - w^*) - w^* = (1 - \eta\lambda)(w_t - w^*),$$
#
# so after $t$ steps $w_t - w^* = (1-\eta\lambda)^t\,(w_0 - w^*)$.
#
# This goes to 0 exactly when $|1-\eta\lambda| < 1$, that is $-1 < 1 - \eta\lambda < 1$, that is $0 < \eta < 2/\lambda$.
# For $\eta = 2/\lambda$ the factor is $-1$: the distance keeps its size and only changes sign. For $\eta > 2/\lambda$
# the factor is below $-1$, its powers grow without bound, and the walk diverges while it jumps from side to side.
#
# **Marking scheme.** An answer for $w^* = 0$ only loses nothing. A picture or numbers without the recursion earn at
# most half a point.
#
# - 0.5: gradient and recursion with the factor $1-\eta\lambda$
# - 0.5: the power $t$, by repeated use or induction
# - 0.5: the condition $|1-\eta\lambda| < 1$ solved for $\eta$
# - 0.5: the two other cases, equal and above, each with what happens
# ### END SOLUTION

# %% [markdown]
# ## Cross-check with Keras (optional)
#
# *About 2 minutes · further*
#
# Do your five steps agree with `keras.optimizers`? Fifty steps each, with the same fifty gradients. The settings must
# be mapped:
#
# | here | Keras | difference |
# |---|---|---|
# | `gradient_descent_step` | `SGD(lr)` | none |
# | `momentum_step` | `SGD(lr, momentum=0.9)` | its velocity has the other sign; same weights |
# | `adagrad_step` | `Adagrad(lr)` | its accumulator starts at 0.1, not 0; ε inside the root |
# | `rmsprop_step` | `RMSprop(lr, rho=0.9)` | ε inside the root |
# | `adam_step` | `Adam(lr)` | ε beside the uncorrected root |
#
# The next cell imports TensorFlow, which takes some seconds.

# %% tags=["tensorflow"] jupyter={"source_hidden": true}
# Set-up: Keras walks with the same fifty gradients
import os

# Before the import, so that TensorFlow stays quiet.
os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
import keras

rng = np.random.default_rng(5)
# Sizes between 0.5 and 2, so that the place of ε is not felt.
gradients = rng.choice([-1.0, 1.0], (50, 6)) * rng.uniform(0.5, 2, (50, 6))
begin = rng.normal(size=6)


def keras_path(optimizer):
    """The weights after each of the fifty gradients, in float64."""
    variable = keras.Variable(begin, dtype="float64")
    optimizer.build([variable])
    path = []
    for g in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(g, dtype="float64")], [variable])
        path.append(variable.numpy().copy())
    return np.array(path)


# %% tags=["tensorflow"] jupyter={"source_hidden": true}
# Table: your steps against keras.optimizers
@my.run
def own_path(name, lr, s=0.0):
    """The same with the functions of this lesson; s is where the accumulator starts."""
    w, memory, path = begin, (np.zeros(6), np.full(6, s)), []
    for t, g in enumerate(gradients, 1):
        w, memory = advance(name, w, memory, g, t, lr)
        path.append(w)
    return np.array(path)


LR = 1 / 256  # exact in float32, in which Keras keeps its settings
pairs = {
    "gradient descent": (keras.optimizers.SGD(LR), own_path("gradient descent", LR)),
    "momentum": (keras.optimizers.SGD(LR, momentum=0.9), own_path("momentum", LR)),
    "AdaGrad": (keras.optimizers.Adagrad(LR), own_path("AdaGrad", LR, s=0.1)),
    "RMSprop": (keras.optimizers.RMSprop(LR, rho=0.9), own_path("RMSprop", LR)),
    "Adam": (keras.optimizers.Adam(LR), own_path("Adam", LR)),
}
differences = {
    name: float(np.abs(keras_path(optimizer) - own).max()) for name, (optimizer, own) in pairs.items()
}
table(
    [[name, f"{value:.1e}", "✔" if value < 1e-6 else "✘"] for name, value in differences.items()],
    ["optimizer", "largest difference over 50 steps", "below 1e−6?"],
    "Hand-written steps against keras.optimizers",
)

# %% [markdown]
# And what if the settings are *not* mapped? AdaGrad with an accumulator that starts at 0 gives a different walk:

# %% tags=["tensorflow"]
unmapped = float(np.abs(keras_path(keras.optimizers.Adagrad(LR)) - own_path("AdaGrad", LR, s=0.0)).max())
print(f"AdaGrad from 0 against Keras' Adagrad from 0.1: largest difference {unmapped:.4f}")

# %% tags=["tensorflow"] jupyter={"source_hidden": true}
# Checked: ReduceLROnPlateau in Keras
from types import SimpleNamespace

callback = keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=3, min_delta=0)
callback.set_model(SimpleNamespace(optimizer=keras.optimizers.SGD(0.1)))
callback.on_train_begin()
keras_rates = []
for epoch, loss in enumerate(stalling):
    callback.on_epoch_end(epoch, {"val_loss": loss})
    keras_rates.append(float(callback.model.optimizer.learning_rate))
print("ReduceLROnPlateau agrees:", np.allclose(keras_rates, plateau_rates(stalling, 0.1)))

# %% [markdown]
# ## Summary
#
# - Gradient descent: $w \leftarrow w - \eta g$. On a bowl it multiplies the distance by $1 - \eta\lambda$ and diverges
#   exactly when $\eta > 2/\lambda$; of many curvatures the largest decides.
# - Mini-batches trade noise, which falls like $1/\sqrt{B}$, for many more updates. An epoch has $\lceil n/B \rceil$ updates.
# - Momentum adds up what agrees and cancels what alternates: with a fitting β it mends ravines.
# - AdaGrad gives each weight its own rate, and can become too slow; RMSprop forgets the past; Adam joins RMSprop and
#   momentum, with bias correction for the first steps.
# - Most schedules start large and end small. ReduceLROnPlateau decides by the validation loss.
# - Gradient descent promises the global minimum of a smooth convex loss that has one, at a small rate; for a network nobody does.
# - Rankings flip with the learning rate: compare optimizers only at their own best rates.
#
# Next: lesson 07 hands all of this to Keras, where an optimizer is one word in `compile`, and you know what the word
# does.
