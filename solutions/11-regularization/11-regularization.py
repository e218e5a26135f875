# %% [markdown] content="overfitting and four remedies: penalties, dropout, early stopping, augmented data" week=12
# # 11 · Regularization
#
# A network can learn its training data by heart and know nothing. How to notice it, and four remedies: penalties,
# dropout, early stopping, augmented data.
#
# **Time** 90 min · **Points** 22 · **You need** lessons 05, 07 and 10
#
# *Core path: about 83 minutes; what is marked “further” and the quizzes take about 38 more.*
#
# After this lesson you can
#
# - tell underfitting from overfitting by two errors, and bias from variance by a picture;
# - compute L1 and L2 penalties and their gradients, and say which of the two has its minimum at exact zeros, and why;
# - write inverted dropout and early stopping, and show that they do what Keras does;
# - augment images, and say when a transform changes the label;
# - compare remedies fairly: one data set, several starts, error bars.

# %% tags=["setup"]
import os

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # before the import: TensorFlow stays quiet
import keras
import numpy as np
from keras import layers

from helpers import answers, check, plots, predict, questions, quiz, show, table
from helpers.figures import COLORS
from helpers.experiments.training import TrainingProgress, track
from helpers.widgets import AugmentationBench, RegularizationLab

plt = plots()
my = answers("11")  # my.f is your own f as soon as its check is green

# %% [markdown]
# ## 1 · Too little, too much
#
# *About 12 minutes*
#
# 15 points lie around a sine wave, with noise. You may fit a polynomial of any degree. Which degree is best?
#
# > **Predict.** What happens to the error on these 15 points as the degree grows? And on other points from the same
# > source?

# %%
predict("11.errors_and_degree")

# %%
def wave(n, rng, noise=0.3):
    """n points around sin(πx): x and y, with one x in each of n equal parts of [−1, 1]."""
    x = 2 * (np.arange(n) + rng.random(n)) / n - 1
    return x, np.sin(np.pi * x) + rng.normal(0, noise, n)


rng = np.random.default_rng(3)
x, y = wave(15, rng)
new_x, new_y = wave(1000, rng)
degrees = range(1, 13)
fits = {d: np.polynomial.Polynomial.fit(x, y, d, domain=[-1, 1]) for d in degrees}
train_error = [np.mean((fits[d](x) - y) ** 2) for d in degrees]
new_error = [np.mean((fits[d](new_x) - new_y) ** 2) for d in degrees]

# %% jupyter={"source_hidden": true}
# Picture: errors against the degree
fig, axes = plt.subplots(1, 2, figsize=(11, 3.8))
line = np.linspace(-1, 1, 300)
axes[0].plot(x, y, "o", color="black", ms=6, label="15 training points", ls="")
for d, style in ((1, ":"), (5, "-"), (12, "--")):
    axes[0].plot(line, fits[d](line), ls=style, label=f"degree {d}")
axes[0].set(xlabel="x", ylabel="y", ylim=(-2.2, 2.2))
axes[0].legend(fontsize=9)
axes[1].semilogy(degrees, train_error, "o-", label="training error")
axes[1].semilogy(degrees, new_error, "s--", label="error on 1000 new points")
axes[1].axhline(0.09, color="black", ls=":", lw=1, label="noise² = 0.09")
axes[1].set(xlabel="degree", ylabel="mean squared error")
axes[1].legend(fontsize=9)
show(fig, alt="Left: 15 points and three fits. Degree 1 is a straight line that misses the wave; degree 5 follows it; degree 12 runs close to every point and swings wildly between them. "
     "Right, on a log axis: the training error falls with the degree; the error on new points falls at first, then rises steeply.",
     caption="The training error never rises with the degree. The error on new points does: that is overfitting.")

# %% [markdown]
# <details><summary>What came out</summary>
#
# - *Underfitting*: the model cannot even fit the training data. Both errors are high. (Degree 1.)
# - *Overfitting*: it fits the training data and not the rule behind them. Training error low, error on new data high.
#
# Best on the new points are degrees 5 and 6 here, with an error of 0.097.
#
# </details>
#
# The training error alone does not show overfitting. You need data that were not used for fitting. In fact you need three
# sets:
#
# | set | used for | how often |
# |---|---|---|
# | training | fitting weights | in every epoch |
# | validation | choosing: degree, λ, rate, when to stop | whenever you choose |
# | test | one last, honest measurement | once |
#
# > **Think.** Why is the validation error of the model that you *chose* too optimistic, as a rule?
# >
# > <details><summary>Answer</summary>
# >
# > You chose the one with the lowest validation error. Part of that lowness was luck with these points, and luck does not
# > repeat. Choosing is a kind of fitting. So a third set, never used for a choice, gives the number you report.
# >
# > </details>
#
# ### Bias and variance
#
# Let us draw new training sets, 400 times 15 points, and fit each. Two things can go wrong. (We look at the inner four
# fifths of the range. At the ends a polynomial of a high degree flies off, and its squares would drown everything.)

# %%
inner = line[30:-30]
truth = np.sin(np.pi * inner)
spread = {}
for d in (1, 4, 11):
    rng = np.random.default_rng(0)
    curves = np.array([np.polynomial.Polynomial.fit(*wave(15, rng), d, domain=[-1, 1])(inner) for _ in range(400)])
    bias = np.mean((curves.mean(axis=0) - truth) ** 2)  # the mean curve against the truth
    variance = np.mean(curves.var(axis=0))              # the curves against their mean
    fresh = truth + rng.normal(0, 0.3, curves.shape)    # fresh noisy values at the same places
    spread[d] = (bias, variance, curves, np.mean((curves - fresh) ** 2))

# %% jupyter={"source_hidden": true}
# Picture: twenty fits at three degrees
fig, axes = plt.subplots(1, 3, figsize=(11, 3.4), sharey=True)
for ax, (d, (bias, variance, curves, _)), word in zip(axes, spread.items(), ("high bias", "a good balance", "high variance")):
    for one in curves[:20]:
        ax.plot(inner, one, color=COLORS["blue"], lw=0.7, ls="-", alpha=0.6)
    ax.plot(line, np.sin(np.pi * line), color="black", ls="--", lw=2)
    ax.set(title=f"degree {d}: {word}", ylim=(-2.5, 2.5), xlabel=f"bias² {bias:.3f}, variance {variance:.3f}")
show(fig, alt="Three panels, each with 20 fitted curves and the true sine wave. Degree 1: lines that agree with each other and miss the wave. "
     "Degree 4: curves close to the wave. Degree 11: curves that scatter widely around it.",
     caption="20 of the 400 fits. Bias: all fits are wrong in the same way. Variance: each training set gives another answer.")

# %% [markdown]
# *Bias* is the distance from the mean fit to the truth; *variance* is how far fits from different training sets lie apart.
# And the points themselves carry noise, which no model can foresee. How do the three go together?
#
# > **Predict.** For degree 1: bias² 0.155, variance 0.011, noise² 0.09. What is the mean squared error on new points?

# %%
predict("11.three_parts")

# %%
bias_rows = [[d, bias, variance, 0.09, bias + variance + 0.09, error] for d, (bias, variance, _, error) in spread.items()]
table(bias_rows, ["degree", "bias²", "variance", "noise²", "their sum", "measured error"], "Three parts and the measured error", digits=3)

# %% [markdown]
# <details><summary>What came out</summary>
#
# They add up. A stiff model has bias, a flexible one variance. **Regularization** makes a flexible model a little stiffer:
# some bias for much less variance.
#
# </details>

# %%
RegularizationLab(degree=12, penalty="none", samples=15)

# %% [markdown]
# > **Try it.** Start with degree 12 and no penalty.
# >
# > 1. More training points: from how many on is degree 12 harmless? **More data regularizes without a penalty.**
# > 2. Back to 15 points. Choose L2 and move λ from 10⁻⁶ to 10. Where is the validation error lowest?
# > 3. The same with L1. How many coefficients are exactly zero?
# > 4. Set the noise to 0, with 15 points. Does degree 12 still need a penalty? And with 5 points?
# >
# > <details><summary>What you should find</summary>
# >
# > 1. The validation error is 3.3 with 15 points, 0.21 with 25, 0.12 with 40 and 0.10 with 50. The noise alone
# >    makes 0.09. So from about 40 on there is little left to mend.
# > 2. At λ = 0.016: 0.12.
# > 3. At λ = 0.008: 0.10, and 6 of the 12 coefficients are exactly zero.
# > 4. With 15 points no: it follows the wave between them, and a penalty only does harm. With 5 points yes: the training
# >    error is 0 and the validation error about 1, for twelve coefficients and five points leave the curve free in between.
# >    Overfitting needs no noise, only too few points for the freedom of the model.
# >
# > </details>
#
# ## 2 · Penalties: L2 and L1
#
# *About 24 minutes*
#
# A wild curve needs large coefficients: they cancel at the training points and much less well between them. So let us
# charge for large weights. We add a *penalty* to the loss:
#
# $$L_2: \; \lambda \sum_i w_i^2 \qquad\qquad L_1: \; \lambda \sum_i |w_i|$$
#
# λ says how much a weight costs. The bias is not charged: here it shifts the whole curve and does not bend it. In networks one
# usually leaves the biases out, too. (There a hidden bias does more: it says where the kink is, lesson 03.)
#
# > **By hand.** $w = (3, -4, 0)$, $\lambda = 0.1$. Compute both penalties and both gradients.
# >
# > <details><summary>Result</summary>
# >
# > L1: 0.7. L2: 2.5. Gradients: L1 (0.1, −0.1, 0), L2 (0.6, −0.8, 0).
# >
# > </details>
#
# > **Note.** Some books write $\frac{\lambda}{2} \sum w^2$, so that the gradient is $\lambda w$. Keras' `L2(lam)` has
# > no ½, and neither have we. Same idea, another λ.
#
# ### Exercises 1 to 4 · l1_penalty, l2_penalty (1 point each), l1_grad, l2_grad (2 points each)
#
# `w` is an array of any shape, `lam` a number. The penalties are one number; the gradients have the shape of `w`. Where
# $w = 0$, $|w|$ has no slope; take 0 there.

# %% nbgrader={"grade": false, "grade_id": "l1_penalty", "locked": false, "schema_version": 3, "solution": true, "task": false}
def l1_penalty(w, lam):
    """λ·Σ|w|, one number."""
    ### BEGIN SOLUTION
    return lam * np.sum(np.abs(w))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-l1_penalty", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("11.l1_penalty", l1_penalty)

# %% nbgrader={"grade": false, "grade_id": "l2_penalty", "locked": false, "schema_version": 3, "solution": true, "task": false}
def l2_penalty(w, lam):
    """λ·Σw², one number."""
    ### BEGIN SOLUTION
    return lam * np.sum(np.square(w))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-l2_penalty", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("11.l2_penalty", l2_penalty)

# %% nbgrader={"grade": false, "grade_id": "l1_grad", "locked": false, "schema_version": 3, "solution": true, "task": false}
def l1_grad(w, lam):
    """Gradient of λ·Σ|w|, in the shape of w; 0 where w is 0."""
    ### BEGIN SOLUTION
    return lam * np.sign(w)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-l1_grad", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("11.l1_grad", l1_grad)

# %% nbgrader={"grade": false, "grade_id": "l2_grad", "locked": false, "schema_version": 3, "solution": true, "task": false}
def l2_grad(w, lam):
    """Gradient of λ·Σw², in the shape of w."""
    ### BEGIN SOLUTION
    return 2 * lam * np.asarray(w)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-l2_grad", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("11.l2_grad", l2_grad)

# %% [markdown]
# Checked twice: by a central difference, and by TensorFlow.

# %%
import tensorflow as tf

w = np.array([3.0, -4.0, 0.5])
rows = []
two = ("L1", my.l1_penalty, my.l1_grad, keras.regularizers.L1(0.1)), ("L2", my.l2_penalty, my.l2_grad, keras.regularizers.L2(0.1))
for name, penalty, gradient, keras_one in two:
    central = [(penalty(w + h, 0.1) - penalty(w - h, 0.1)) / 2e-6 for h in 1e-6 * np.eye(3)]
    tensor = tf.Variable(w)
    with tf.GradientTape() as tape:
        value = keras_one(tensor)
    gradients = [np.round(g, 6) for g in (gradient(w, 0.1), central, tape.gradient(value, tensor))]
    rows.append([name, *map(str, gradients), f"{penalty(w, 0.1):.4f}", f"{float(value):.4f}"])
table(rows, ["", "by hand", "central difference", "GradientTape", "penalty", "Keras' penalty"],
      "Gradients at w = (3, −4, 0.5), λ = 0.1")

# %% [markdown]
# ### Why L1 gives exact zeros
#
# Look at the gradients. L2 pulls with force $2\lambda w$: the smaller a weight, the weaker the pull. It shrinks a weight, but
# not to 0. L1 pulls with the same force λ all the way to 0. If the data pull with less than λ *at $w = 0$*, a minimum lies
# there.
#
# > **Predict.** A weight wants to be at $t$: the loss is $(w - t)^2$. Where does it end with L2, λ = 1? With L1, λ = 1?
# > Take $t = 2$ and $t = 0.4$.

# %%
predict("11.where_a_weight_ends")

# %%
candidates = np.linspace(-3, 3, 6001)
rows = []
for t in (2.0, 0.4):
    ends = [candidates[np.argmin((candidates - t) ** 2 + cost)] for cost in (0 * candidates, candidates**2, np.abs(candidates))]
    rows.append([t, *[f"{abs(e):.3f}" for e in ends]])
table(rows, ["t", "no penalty", "L2, λ = 1", "L1, λ = 1"], "Where the loss (w − t)² + penalty is smallest")

# %% [markdown]
# <details><summary>What came out</summary>
#
# With L2 it ends at $t/(1 + \lambda)$, with L1 at $t - \lambda/2$, or at 0. For this loss L2 divides $t$ by the same number,
# whatever $t$ is. L1 subtracts the same amount and stops at 0: small weights vanish. In two dimensions the same thing is a
# picture.
#
# </details>

# %% jupyter={"source_hidden": true}
# Picture: budgets for two weights
fig, axes = plt.subplots(1, 2, figsize=(9.5, 4.2))
grid_x, grid_y = np.meshgrid(np.linspace(-1.5, 2.5, 401), np.linspace(-1.5, 2.5, 401))
loss = (grid_x - 0.6) ** 2 + 2.2 * (grid_y - 1.6) ** 2 + 0.8 * (grid_x - 0.6) * (grid_y - 1.6)
for ax, order, name in zip(axes, (2, 1), ("L2: circle", "L1: diamond")):
    size = np.abs(grid_x) ** order + np.abs(grid_y) ** order
    ax.contour(grid_x, grid_y, loss, levels=[0.1, 0.3, 0.7, 1.3, 2.2, 3.5], colors=COLORS["blue"], linewidths=1)
    ax.contourf(grid_x, grid_y, size, levels=[0, 1], colors=["#f3d9c4"])
    inside = np.where(size <= 1 + 1e-9, loss, np.inf)
    i = np.unravel_index(inside.argmin(), loss.shape)
    ax.plot(0.6, 1.6, "o", color=COLORS["blue"], ms=8)
    ax.plot(grid_x[i] if abs(grid_x[i]) > 0.02 else 0, grid_y[i], "D", color=COLORS["red"], ms=9)
    ax.annotate("best without penalty", (0.6, 1.6), (0.75, 2.15), fontsize=9)
    ax.annotate(f"best inside: ({grid_x[i]:.2f}, {grid_y[i]:.2f})".replace("-0.00", "0.00"), (grid_x[i], grid_y[i]), (-1.4, -1.2), arrowprops={"arrowstyle": "-", "color": "grey"}, fontsize=9)
    ax.axhline(0, color="black", lw=0.6, ls="-")
    ax.axvline(0, color="black", lw=0.6, ls="-")
    ax.set(title=name, xlabel="$w_1$", ylabel="$w_2$", aspect="equal")
show(fig, alt="Two panels with the same elliptic contours of a loss around (0.6, 1.6). Left, a disc of allowed weights: the best point on its edge has both weights non-zero. "
     "Right, a diamond: the best point is its upper corner, where w1 is 0.",
     caption="With a budget for the weights, the loss is smallest where a contour first touches the budget. A diamond has corners on the axes, where a weight is 0.")

# %% [markdown]
# Charging for weights and giving them a budget are two views of the same thing. For each λ there is a budget
# $\sum w^2 \le B$ (or $\sum |w| \le B$) with the same best weights.
#
# ### Does training find the zeros?
#
# The minimum has exact zeros. Does gradient descent arrive there? Take the weight that wants to be at $t = 0.4$, with the
# loss $(w - t)^2 + |w|$, whose minimum is at 0.
#
# > **Predict.** Start at $w = 1$ with $\eta = 0.1$. What is $w$ after 1 000 steps: exactly 0?

# %%
predict("11.exactly_zero")

# %%
w, eta, lam, path = 1.0, 0.1, 1.0, []
for _ in range(1000):
    w = w - eta * (2 * (w - 0.4) + lam * np.sign(w))
    path.append(w)
print("the last eight:", np.round(path[-8:], 4))

w_soft = 1.0
for _ in range(1000):
    w_soft = w_soft - eta * 2 * (w_soft - 0.4)                      # a step for the data alone ...
    w_soft = np.sign(w_soft) * max(abs(w_soft) - eta * lam, 0)      # ... then λ·η nearer to 0, and not beyond
print("with soft thresholding:", w_soft)

# %% [markdown]
# <details><summary>What came out</summary>
#
# It never rests. The pull keeps its full size up to the end, so a step carries the weight across 0; there both pulls point
# up and throw it back, and it comes down again. A smaller rate makes the jumps smaller, not zero. The second loop has a step
# made for it: *soft thresholding* moves a weight towards 0 by $\eta\lambda$, and not beyond. Libraries that promise zeros (scikit-learn's `Lasso`, and the widget above) use steps of this kind. Keras trains
# by gradients, so its L1 makes weights small, not zero: cut off what is below a threshold afterwards.
#
# </details>
#
# **Which one?** L2 by default: smooth, and it spreads the load over correlated inputs. L1 when you expect most inputs
# to be useless, or want few of them to stay. Both together are called *elastic net*, in Keras `L1L2`. In a Keras layer:
# `layers.Dense(64, kernel_regularizer=keras.regularizers.L1(0.001))`.
#
# > **Where lecture notes go wrong.** "L1 is robust to outliers, L2 is sensitive to outliers." That is about L1 and L2
# > *losses* (MAE and MSE, lesson 04). A penalty looks at weights and never sees a data point. Measured: a line of slope 2
# > through 40 points, then one of them moved far up. With an L2 penalty the slope goes from 1.96 to 4.43, with an L1 penalty
# > from 1.98 to 4.48: both are carried away.

# %%
from sklearn.linear_model import Lasso, Ridge

rng = np.random.default_rng(0)
X = rng.normal(size=(40, 1))
clean = 2 * X[:, 0] + rng.normal(0, 0.1, 40)
spoiled = clean.copy()
spoiled[X[:, 0].argmax()] += 40
rows = []
for name, model in (("L2 penalty", Ridge(alpha=0.4)), ("L1 penalty", Lasso(alpha=0.01))):
    rows.append([name, f"{model.fit(X, clean).coef_[0]:.2f}", f"{model.fit(X, spoiled).coef_[0]:.2f}"])
table(rows, ["squared loss with", "slope", "slope with one outlier"], "Neither penalty protects from an outlier", row_headings=True)

# %% [markdown]
# ## 3 · Dropout
#
# *About 10 minutes*
#
# Ask one expert and she may err. Ask many, each with other information, and average: errors that are not shared partly
# cancel. Training many networks is dear. *Dropout* gets something like it from one: in each training step every neuron is switched off with
# probability `rate`. Each step trains another thinned network, and no neuron can rely on a particular colleague.
#
# When the network is used, all neurons are on. Then sums would be larger than in training: with rate 0.5, twice as
# large on average. *Inverted* dropout makes up for it in training: what stays is divided by $1 - \text{rate}$. The mean is
# unchanged, and at inference there is nothing to do.
#
# > **By hand.** $x = (2, 4, 6, 8)$, rate 0.5, second and fourth dropped. What is the output, and its mean?
# >
# > <details><summary>Result</summary>
# >
# > (4, 0, 12, 0), with the mean 4. The mean of $x$ is 5: over many masks the two agree, on average.
# >
# > </details>
#
# ### Exercise 5 · inverted_dropout (3 points)
#
# Write `inverted_dropout(x, rate, rng)` for an array of any shape, $0 \le$ rate $< 1$, and a NumPy generator. Each
# element is dropped (set to 0) with probability `rate`, independently; what stays is divided by `1 - rate`. Return the
# output only. All randomness comes from `rng`: the same seed gives the same mask. In which order you draw does not
# matter.

# %% nbgrader={"grade": false, "grade_id": "inverted_dropout", "locked": false, "schema_version": 3, "solution": true, "task": false}
def inverted_dropout(x, rate, rng):
    """Drop each element with probability `rate`, scale the others by 1/(1 − rate)."""
    ### BEGIN SOLUTION
    x = np.asarray(x)
    kept = rng.random(x.shape) >= rate
    return x * kept / (1 - rate)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-inverted_dropout", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("11.inverted_dropout", inverted_dropout)

# %% [markdown]
# Now Keras' layer, in training and at inference. And the mean over many elements.

# %%
ones = np.ones((1, 10_000), np.float32)
layer = layers.Dropout(0.3, seed=0)
training, inference = np.asarray(layer(ones, training=True)), np.asarray(layer(ones, training=False))
ours = my.inverted_dropout(ones, 0.3, np.random.default_rng(0))
table([
    ["yours", f"{(ours == 0).mean():.3f}", f"{ours.max():.4f}", f"{ours.mean():.3f}"],
    ["Keras, training=True", f"{(training == 0).mean():.3f}", f"{training.max():.4f}", f"{training.mean():.3f}"],
    ["Keras, training=False", f"{(inference == 0).mean():.3f}", f"{inference.max():.4f}", f"{inference.mean():.3f}"],
], ["rate 0.3", "share dropped", "what stays of 1", "mean"], "Dropout on 10 000 ones", row_headings=True)

# %% [markdown]
# At inference the layer does nothing. `fit` passes `training=True`, `evaluate` and `predict` pass `False`. That is one
# reason why a training loss can lie *above* the validation loss: it is measured with neurons missing.
#
# > **Think.** What is wrong with "we keep dropout on while predicting"? When might one do it on purpose?
# >
# > <details><summary>Answer</summary>
# >
# > The same input gives another answer each time. Done many times on purpose, the spread of the answers is a rough measure
# > of how unsure the network is: each mask is one member of the ensemble.
# >
# > </details>
#
# ## 4 · Early stopping
#
# *About 11 minutes*
#
# A large network often passes from underfitting to overfitting *while it trains*. So stop in between: watch the validation
# loss, and stop when it has not improved for `patience` epochs.
#
# > **By hand.** Validation losses 0.9, 0.7, **0.6**, 0.65, 0.62, 0.61, 0.5. After which epoch, counted from 0, does training
# > stop with patience 2, and to which does it go back? And with patience 4?
# >
# > <details><summary>Result</summary>
# >
# > With patience 2 it stops after epoch 4 and goes back to epoch 2. With patience 4 it gets to see 0.5. Too low a patience
# > stops at the first bump. More patience costs time, and goes back to a validation loss that is never higher.
# >
# > </details>
#
# ### Exercise 6 · early_stopping (3 points)
#
# Write `early_stopping(val_losses, patience, min_delta=0.0)`. It looks at the losses epoch by epoch and returns
# `(stop_epoch, best_epoch)`, both counted from 0:
#
# - a loss is an improvement when it is below the best so far minus `min_delta`; the first epoch always is one;
# - after `patience` epochs in a row without an improvement, stop: `stop_epoch` is the last of them;
# - `best_epoch` is the epoch of the last improvement before the stop;
# - if it never stops, `stop_epoch` is the last index. `patience` is at least 1.
#
# Example: the losses above with patience 2 give (4, 2).

# %% nbgrader={"grade": false, "grade_id": "early_stopping", "locked": false, "schema_version": 3, "solution": true, "task": false}
def early_stopping(val_losses, patience, min_delta=0.0):
    """Return (stop_epoch, best_epoch), as keras.callbacks.EarlyStopping does."""
    ### BEGIN SOLUTION
    best, best_epoch, waited = np.inf, 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < best - min_delta:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
            if waited >= patience:
                return epoch, best_epoch
    return len(val_losses) - 1, best_epoch
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-early_stopping", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("11.early_stopping", early_stopping)

# %% [markdown]
# Does Keras do the same? A callback needs no real training: we tell it losses and look when it wants to stop.

# %%
class Nothing:
    """A stand-in for a model: the callback only sets `stop_training`."""

    stop_training = False


def keras_early_stopping(val_losses, patience, min_delta=0.0):
    """(stop_epoch, best_epoch) of keras.callbacks.EarlyStopping fed with these losses."""
    callback = keras.callbacks.EarlyStopping(monitor="val_loss", mode="min", patience=patience, min_delta=min_delta)
    callback.set_model(Nothing())
    callback.on_train_begin()
    for epoch, loss in enumerate(val_losses):
        callback.on_epoch_end(epoch, {"val_loss": loss})
        if callback.model.stop_training:
            break
    return epoch, callback.best_epoch

# %% [markdown]
# One thousand random curves, with random patience and `min_delta`:

# %%
@my.run
def agreeing(curves):
    """On how many random curves your function and Keras say the same."""
    rng, agree = np.random.default_rng(0), 0
    for _ in range(curves):
        curve = 1 + np.cumsum(rng.normal(-0.02, 0.1, rng.integers(1, 40)))
        patience, min_delta = int(rng.integers(1, 8)), float(rng.choice([0, 0.05]))
        agree += my.early_stopping(curve, patience, min_delta) == keras_early_stopping(curve, patience, min_delta)
    return agree


print("agree on", agreeing(1000), "of 1000 curves")

# %% [markdown]
# > **Note.** By default Keras keeps the weights of the *last* epoch, which is `patience` epochs too late. Say
# > `EarlyStopping(patience=5, restore_best_weights=True)`.
#
# How much patience? One bumpy curve, four answers:

# %%
rng = np.random.default_rng(8)
epochs = np.arange(80)
bumpy = 0.4 + 0.9 * np.exp(-epochs / 9) + 0.004 * np.maximum(epochs - 38, 0) + rng.normal(0, 0.03, 80)
rows = []
for patience in (1, 3, 10, 40):
    stop, best = my.early_stopping(bumpy, patience)
    rows.append([patience, stop, best, f"{bumpy[best]:.3f}", f"{bumpy[stop]:.3f}"])
table(rows, ["patience", "stops after epoch", "best epoch", "loss there (restored)", "loss at the stop (not restored)"],
      f"The lowest loss of all is {bumpy.min():.3f} in epoch {bumpy.argmin()}")

# %% jupyter={"source_hidden": true}
# Picture: where patience stops
fig, ax = plt.subplots(figsize=(8, 3.4))
ax.plot(epochs, bumpy, color=COLORS["blue"], ls="-", lw=1.5)
for (patience, stop, best, *_), marker, color in zip(rows, "osD^", ("red", "orange", "green", "purple")):
    ax.plot(stop, bumpy[stop], marker, ms=10, color=COLORS[color], ls="", label=f"patience {patience}: stop at {stop}, best {best}")
ax.set(xlabel="epoch", ylabel="validation loss")
ax.legend()
show(fig, alt="A noisy validation loss that falls until about epoch 38 and then rises slowly. Low patience stops in the steep part at the first bump, high patience runs long past the lowest point.",
     caption="Patience 1 stops at the first bump. Very high patience costs epochs, and needs the best weights restored.")

# %% [markdown]
# ## 5 · Data augmentation
#
# *About 22 minutes*
#
# More data regularizes without a penalty (section 1). A photograph of a temple, mirrored, is still a photograph of a temple:
# a new training image for nothing. *Augmentation* changes each training image a little, anew in every epoch, in ways
# that do not change its label.
#
# > **Try it.** For each slider: up to where does a person still give the same label? Then change to the handwritten 6.
# > Which transform is harmless for the temple and wrong for the 6? Which angle turns the 6 into another digit, and would
# > you turn a temple by it?
# >
# > <details><summary>Answer</summary>
# >
# > Flip left-right. A half turn makes the 6 a 9, and no camera sees a temple so.
# >
# > </details>

# %%
AugmentationBench(picture="temple")

# %% [markdown]
# Mirror a 6 and it is no digit. Turn it by 180° and it is a 9. Mirror a **b** and it is a **d**. So no transform is
# good or bad by itself: **it should keep the label in your task, and look like something that could come.** Two in the
# table bend this rule. Erasing looks like nothing that could come. Mixing changes the label, so it mixes the targets, too.
#
# | transform | in photographs | in digits and letters | Keras layer |
# |---|---|---|---|
# | flip left-right | keeps, unless there is writing in it | changes (6, b) | `RandomFlip("horizontal")` |
# | rotate | small angles keep | 180° changes (6 → 9) | `RandomRotation(0.05)`, a share of 360° |
# | crop, zoom | keeps, while enough is left | keeps | `RandomCrop`, `RandomZoom` |
# | shift | keeps | keeps | `RandomTranslation(0.1, 0.1)` |
# | brightness, contrast | keeps | keeps | `RandomBrightness(0.2, value_range=(0, 1))`, `RandomContrast(0.2, value_range=(0, 1))` |
# | noise, blur | keeps, if mild | keeps, if mild | `GaussianNoise(0.1)`, `RandomGaussianBlur(value_range=(0, 1))` |
# | colour jitter | keeps, unless colour is the label | – | `RandomColorJitter(value_range=(0, 1), …)` |
# | erasing | keeps, if small | keeps, if small | `RandomErasing(value_range=(0, 1))` |
# | mixing | changes: mix the targets, too | changes | `MixUp` |
#
# ### Exercises 7 to 9 · horizontal_flip (1 point), shift (2 points), adjust_brightness (1 point)
#
# - `horizontal_flip(image)`: left and right exchanged. Images `(H, W)` and `(H, W, C)`.
# - `shift(image, dy, dx, fill=0)`: moved down by `dy` and right by `dx` pixels (negative: up, left), smaller than the image.
#   What leaves is lost, what enters is `fill`. Images `(H, W)` and `(H, W, C)`; the dtype is kept.
# - `adjust_brightness(image, delta)`: floats in [0, 1]; add `delta`, then clip to [0, 1].
#
# > **By hand.** `shift([[1, 2], [3, 4]], 1, 0)` is [[0, 0], [1, 2]]; `shift([[1, 2], [3, 4]], 0, -1)` is [[2, 0], [4,
# > 0]].

# %% nbgrader={"grade": false, "grade_id": "horizontal_flip", "locked": false, "schema_version": 3, "solution": true, "task": false}
def horizontal_flip(image):
    """The image with left and right exchanged."""
    ### BEGIN SOLUTION
    return np.asarray(image)[:, ::-1]
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-horizontal_flip", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("11.horizontal_flip", horizontal_flip)

# %% nbgrader={"grade": false, "grade_id": "shift", "locked": false, "schema_version": 3, "solution": true, "task": false}
def shift(image, dy, dx, fill=0):
    """The image moved down by dy and right by dx pixels, with `fill` where nothing was."""
    ### BEGIN SOLUTION
    image = np.asarray(image)
    moved = np.full_like(image, fill)
    height, width = image.shape[:2]
    moved[max(dy, 0) : height + min(dy, 0), max(dx, 0) : width + min(dx, 0)] = (
        image[max(-dy, 0) : height + min(-dy, 0), max(-dx, 0) : width + min(-dx, 0)]
    )
    return moved
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-shift", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("11.shift", shift)

# %% nbgrader={"grade": false, "grade_id": "adjust_brightness", "locked": false, "schema_version": 3, "solution": true, "task": false}
def adjust_brightness(image, delta):
    """The image with delta added, clipped to [0, 1]."""
    ### BEGIN SOLUTION
    return np.clip(np.asarray(image) + delta, 0, 1)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-adjust_brightness", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("11.adjust_brightness", adjust_brightness)

# %% [markdown]
# ### The same with Keras, and old code
#
# Keras' layers stand at the front of the model. They change images while `fit` runs and do nothing otherwise. An eight,
# eight times:

# %%
from sklearn.datasets import load_digits

digits = load_digits()
eight = np.kron(digits.images[8] / 16, np.ones((4, 4)))[None, :, :, None].astype(np.float32)
augment = keras.Sequential([
    layers.RandomRotation(0.06, fill_mode="constant", seed=1),
    layers.RandomZoom(0.15, fill_mode="constant", seed=2),
    layers.RandomTranslation(0.1, 0.1, fill_mode="constant", seed=3),
    layers.GaussianNoise(0.08, seed=4),
])
versions = [np.asarray(augment(eight, training=True))[0, :, :, 0] for _ in range(7)]
print("at inference unchanged:", np.allclose(augment(eight, training=False), eight))

# %% jupyter={"source_hidden": true}
# Picture: one image, changed seven times
fig, axes = plt.subplots(1, 8, figsize=(11, 1.7))
for ax, picture, title in zip(axes, [eight[0, :, :, 0], *versions], ["original", *[""] * 7]):
    ax.imshow(picture, vmin=0, vmax=1)
    ax.set(title=title, xticks=[], yticks=[])
    ax.grid(False)
show(fig, raster=True, alt="A handwritten 8 and seven versions of it: slightly turned, larger or smaller, moved, with grain.",
     caption="One image, seven new ones with the same label. fit would draw others in every epoch.")

# %% [markdown]
# Many notes on augmentation still use `ImageDataGenerator`. Lesson 07 ran it: the class is gone from Keras 3 and lives on,
# deprecated, in `tf.keras`. Here is what to write today:
#
# | `ImageDataGenerator` argument | preprocessing layer |
# |---|---|
# | `rescale=1/255` | `Rescaling(1 / 255)` |
# | `horizontal_flip=True`, `vertical_flip=True` | `RandomFlip("horizontal")`, `RandomFlip("vertical")` |
# | `rotation_range=20` (degrees) | `RandomRotation(20 / 360)` (share of a full turn) |
# | `width_shift_range=0.1`, `height_shift_range=0.1` | `RandomTranslation(height_factor=0.1, width_factor=0.1)` |
# | `zoom_range=0.2` | `RandomZoom(0.2)` |
# | `shear_range=10` (degrees) | `RandomShear(x_factor, y_factor)` (shares) |
# | `brightness_range=(0.8, 1.2)` (factors) | `RandomBrightness(0.2, value_range=(0, 1))` (added share of the value range) |
# | `channel_shift_range` | `RandomColorJitter`, `RandomHue`, `RandomSaturation`, each with `value_range` |
# | `fill_mode="nearest"`, `cval=0` | `fill_mode="nearest"`, `fill_value=0` of the layers that rotate, zoom, shift or shear |
# | `featurewise_center`, `featurewise_std_normalization` | `Normalization()`, then `adapt(images)` |
# | `preprocessing_function=f` | `Lambda(f)`, or `dataset.map(f)` |
# | `validation_split=0.2` | `validation_split` of `fit`, or of `image_dataset_from_directory` |
# | `.flow_from_directory(folder)` | `keras.utils.image_dataset_from_directory(folder)` |
#
# > **Note.** Units changed: 20 degrees became 20/360, and factors became shares. `RandomRotation(20)` raises a ValueError:
# > a share lies between −1 and 1. And `RandomCrop` cuts in training only. At prediction a larger image goes on, and a
# > flatten + dense head, built for the cut size, stops with an error.
#
# One more default to look at.
#
# > **Predict.** A grey image, all pixels 0.5, goes through `RandomBrightness(0.2)`. What comes out?

# %%
predict("11.brightness")

# %%
grey = np.full((20, 8, 8, 1), 0.5, np.float32)  # twenty grey images
for name, options in (("without value_range", {}), ("value_range=(0, 1)", {"value_range": (0, 1)})):
    changed = np.asarray(layers.RandomBrightness(0.2, seed=1, **options)(grey, training=True))
    print(f"{name:20} from {changed.min():.2f} to {changed.max():.2f}")

# %% [markdown]
# <details><summary>What came out</summary>
#
# Numbers far above 1, which is white in these images. Up to a fifth of 255 is added, so up to 51.5 can come out, and no error
# tells so. Layers that know brightness or colour assume pixels from 0 to 255. Wherever a layer has a `value_range`, say
# which one your images have.
#
# </details>
#
# Now, are all the names of the tables there?

# %%
names = ("RandomFlip RandomRotation RandomCrop RandomZoom RandomTranslation RandomBrightness RandomContrast GaussianNoise "
         "RandomGaussianBlur RandomColorJitter RandomErasing MixUp Rescaling RandomShear RandomHue RandomSaturation "
         "Normalization Lambda").split()
print("not in this Keras:", [name for name in names if not hasattr(layers, name)] or "none")

# %% [markdown]
# ## 6 · Noise and batch normalization
#
# *About 3 minutes*
#
# *Noise* added to the inputs or hidden values in training says: a small change must not change the answer. For a linear
# model with mean squared loss it is on average even the same as L2, with λ = (standard deviation)². A measurement:

# %%
rng = np.random.default_rng(0)
A = rng.normal(size=(30, 5))
t = A @ np.array([2, -1, 0.5, 0, 1]) + rng.normal(0, 0.3, 30)
many = np.concatenate([A + 0.5 * rng.normal(size=A.shape) for _ in range(3000)])
noisy = np.linalg.lstsq(many, np.tile(t, 3000), rcond=None)[0]
ridge = np.linalg.solve(A.T @ A + 30 * 0.5**2 * np.eye(5), A.T @ t)
plain = np.linalg.lstsq(A, t, rcond=None)[0]
table([["no penalty, no noise", *plain], ["noise 0.5 on the inputs", *noisy], ["L2, λ = 0.25", *ridge]],
      ["", *(f"w{i}" for i in range(1, 6))], "Noise on the inputs shrinks weights as L2 does", digits=3, row_headings=True)

# %% [markdown]
# *Batch normalization* (lesson 08) was made to speed up training. It regularizes by accident: mean and variance come from
# the mini-batch, so what a sample looks like to the next layer depends on who else is in its batch. That is noise.
#
# > **Predict.** With which batch size is this noise larger, 8 or 128?

# %%
predict("11.noisier_batch")

# %%
rng = np.random.default_rng(0)
values = rng.normal(5, 2, 5000)
sample = 6.0
rows = []
for size in (8, 32, 128):
    seen = []
    for _ in range(500):
        batch = np.append(rng.choice(values, size - 1), sample)
        seen.append((sample - batch.mean()) / np.sqrt(batch.var() + 1e-3))
    rows.append([size, np.mean(seen), np.std(seen)])
table(rows, ["batch size", "normalized value, mean", "standard deviation"], "The same sample in 500 batches", digits=3)

# %% [markdown]
# <details><summary>What came out</summary>
#
# Small batches, more noise. So with batch norm in the network less dropout may be enough: try both.
#
# </details>

# %% [markdown] further=true
# ## 7 · All of them, compared
#
# *About 21 minutes · further*
#
# This section is off the core path; its exercise is graded all the same.
#
# Which remedy is best? A comparison needs one data set, the same network, and several starts. Ours: 150 digits for
# training, each at a random place (±1 pixel) in a 10×10 frame, 150 for validation, 1 000 for the test. A network
# 100-64-10 in NumPy, with **your own functions**, so that nothing is hidden.

# %%
rng = np.random.default_rng(99)
placed = np.array([np.roll(np.pad(image / 16, 1), rng.integers(-1, 2, 2), (0, 1)) for image in digits.images])


def split(seed):
    """Training, validation and test images (n, 10, 10) with labels, in another order for each seed."""
    order = np.random.default_rng(seed).permutation(len(placed))
    parts = order[:150], order[150:300], order[-1000:]
    return [(placed[part], digits.target[part]) for part in parts]


def forward(weights, x, mask=1):
    """Hidden activations and probabilities of the network 100-64-10; `mask` multiplies the hidden ones (dropout)."""
    W, b, V, c = weights
    h = np.maximum(x @ W + b, 0) * mask
    z = h @ V + c
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return h, e / e.sum(axis=1, keepdims=True)


# %% [markdown]
# The loss without penalties, and the gradients of lesson 05 with your dropout in the hidden layer:

# %%
def log_loss(weights, images, labels):
    """Mean cross-entropy without penalties."""
    p = forward(weights, images.reshape(len(images), -1))[1]
    return -np.mean(np.log(p[np.arange(len(labels)), labels] + 1e-12))


def backward(weights, x, labels, rate, rng):
    """Gradients of the mean cross-entropy by all four arrays, with dropout in the hidden layer."""
    mask = my.inverted_dropout(np.ones((len(x), 64)), rate, rng) if rate else 1
    h, p = forward(weights, x, mask)
    dz = (p - np.eye(10)[labels]) / len(x)
    dh = dz @ weights[2].T * mask * (h > 0)
    return [x.T @ dh, dh.sum(axis=0), h.T @ dz, dz.sum(axis=0)]

# %% [markdown]
# One training run: forward, backward (lesson 05), momentum (lesson 06). The remedies, but for early stopping, are the lines
# with `l1`, `l2`, `rate`, `noise` and `augmented`.

# %%
def train(train_set, validation, seed, l1=0, l2=0, rate=0, noise=0, augmented=False, epochs=200, lr=0.2):
    """Train from one start; return the weights after each epoch and the validation losses."""
    rng = np.random.default_rng(seed)
    images, labels = train_set
    choices = [[my.shift(image, dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)] for image in images] if augmented else images[:, None]
    choices = np.reshape(choices, (len(images), -1, 100))
    weights = [rng.normal(0, np.sqrt(2 / 100), (100, 64)), np.zeros(64), rng.normal(0, np.sqrt(2 / 64), (64, 10)), np.zeros(10)]
    velocity = [np.zeros_like(w) for w in weights]
    history, losses = [], []
    for _ in range(epochs):
        x = choices[np.arange(len(images)), rng.integers(choices.shape[1], size=len(images))]
        x = x + noise * rng.normal(size=x.shape) if noise else x
        gradients = backward(weights, x, labels, rate, rng)
        for i in (0, 2):  # kernels only: biases are not penalized
            gradients[i] = gradients[i] + my.l1_grad(weights[i], l1) + my.l2_grad(weights[i], l2)
        velocity = [0.9 * v + g for v, g in zip(velocity, gradients)]
        weights = [w - lr * v for w, v in zip(weights, velocity)]
        history.append(weights)
        losses.append(log_loss(weights, *validation))
    return history, losses

# %% [markdown]
# Five runs each, every one with another start and another split of the images. The test loss and the test accuracy are
# measured once, at the end.

# %%
REMEDIES = {
    "none": {}, "L2, λ = 0.003": {"l2": 0.003}, "L1, λ = 0.0005": {"l1": 0.0005}, "dropout 0.5": {"rate": 0.5},
    "early stopping": {}, "augmentation": {"augmented": True}, "noise 0.2": {"noise": 0.2},
}


@my.run
def outcome(name, seed):
    """Training loss, test loss and test accuracy of one remedy from one start."""
    training_set, validation_set, test_set = split(seed)
    history, losses = train(training_set, validation_set, seed, **REMEDIES[name])
    kept = history[my.early_stopping(losses, patience=10)[1]] if name == "early stopping" else history[-1]
    flat = test_set[0].reshape(1000, -1)
    right = float((forward(kept, flat)[1].argmax(axis=1) == test_set[1]).mean())
    return log_loss(kept, *training_set), log_loss(kept, *test_set), right


results = {name: [] for name in REMEDIES}
for seed in track(range(5), "seven remedies", "start"):
    for name in REMEDIES:
        results[name].append(outcome(name, seed))
summary = {name: (np.mean(r, axis=0), np.std(r, axis=0)) for name, r in results.items()}

# %% jupyter={"source_hidden": true}
# Picture: all remedies, five starts each
fig, axes = plt.subplots(1, 2, figsize=(11, 3.8), sharey=True)
places = np.arange(len(summary))[::-1]
for ax, k, label in zip(axes, (1, 2), ("test loss (lower is better)", "test accuracy (higher is better)")):
    means, stds = np.array([[m[k], s[k]] for m, s in summary.values()]).T
    ax.errorbar(means, places, xerr=stds, fmt="o", capsize=4, ms=7, color=COLORS["blue"], ls="")
    ax.axvline(means[0], color="black", ls=":", lw=1)
    ax.set(xlabel=label, yticks=places, yticklabels=list(summary))
show(fig, alt="Test loss and accuracy of seven remedies, mean and standard deviation of five starts. " + "; ".join(f"{n}: loss {m[1]:.2f}, accuracy {m[2]:.2f}" for n, (m, s) in summary.items()) + ".",
     caption="Five starts each; the dotted line is the network without a remedy. Every remedy lowers the loss; augmentation is far ahead in both.")

# %% [markdown]
# The numbers, with the training loss beside them:

# %%
rows = [[name, f"{m[0]:.3f}", f"{m[1]:.2f} ± {s[1]:.2f}", f"{m[2]:.3f} ± {s[2]:.3f}"] for name, (m, s) in summary.items()]
table(rows, ["remedy", "training loss", "test loss", "test accuracy"], "Five starts, mean ± standard deviation", row_headings=True)

# %% [markdown]
# Read it slowly.
#
# - Without a remedy the training loss is nearly 0 and the test loss is large: overfitting, confident and wrong.
# - Penalties, dropout and early stopping lower the test *loss* a lot: the network is less sure of its mistakes. Their
#   *accuracy* moves by at most six hundredths: a little up with dropout, down with early stopping, and with the penalties
#   no more than the starts scatter. Lower loss and higher accuracy are two things.
# - Noise on the pixels does more for the accuracy: a small change of any pixel must not change the answer. A dense layer does not know
#   which pixels are neighbours, so shuffling all images in the same way would change nothing on average.
# - Augmentation wins by far. It is the only one here that shows the network new positions: a digit one pixel further is the
#   same digit.
#
# Is this fair? Not quite, and you should say so when you report such a table. The augmentation uses the very transform that
# made the data, shifts by one pixel. And each remedy has one setting, chosen by a few tries; with equal effort for each the
# order of the others may change.
#
# > **Think.** Someone reports "dropout improved accuracy by 1 %", from one run. What do you ask?
# >
# > <details><summary>Answer</summary>
# >
# > How many starts? How large is the scatter between them? Was the rate chosen on the test set? One per cent is about the
# > size of the error bars above.
# >
# > </details>
#
# > **Try it.** Change λ or the rate in `REMEDIES` and run the three cells again. Combine two remedies.
#
# ### Exercise 10 · build_regularized (3 points)
#
# Write `build_regularized(input_dim, classes, l2=0.01, rate=0.5)`: a Keras model with `input_dim` inputs, a dense layer
# of 64 neurons with ReLU and the regularizer `keras.regularizers.L2(l2)` on its kernel only, dropout with `rate`, and a
# softmax output for `classes` classes without a penalty. It need not be compiled.

# %% nbgrader={"grade": false, "grade_id": "build_regularized", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_regularized(input_dim, classes, l2=0.01, rate=0.5):
    """Return a model: Dense 64 ReLU with L2 on the kernel, Dropout(rate), Dense(classes) softmax."""
    ### BEGIN SOLUTION
    return keras.Sequential([
        keras.Input((input_dim,)),
        layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L2(l2)),
        layers.Dropout(rate),
        layers.Dense(classes, activation="softmax"),
    ])
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-build_regularized", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("11.build_regularized", build_regularized)

# %% [markdown]
# In Keras penalty, dropout and early stopping are a few words. The loss that `fit` reports contains the penalty.

# %%
@my.run
def parts_of_the_loss():
    """Train your regularized network; return its cross-entropy, your l2_penalty, and the loss that Keras reports."""
    keras.utils.set_random_seed(0)
    model = my.build_regularized(100, 10, l2=0.003, rate=0.3)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    (x, y), (valid_x, valid_y), _ = split(0)
    x, valid_x = x.reshape(150, 100), valid_x.reshape(150, 100)
    stopper = keras.callbacks.EarlyStopping(monitor="val_loss", patience=10, restore_best_weights=True)
    model.fit(x, y, validation_data=(valid_x, valid_y), epochs=60, batch_size=50, verbose=0,
              callbacks=[stopper, TrainingProgress("L2, dropout, early stopping")])
    bare = np.mean(keras.losses.sparse_categorical_crossentropy(y, model(x)))
    return bare, my.l2_penalty(model.layers[0].get_weights()[0], 0.003), model.evaluate(x, y, verbose=0)[0]


bare, penalty, reported = parts_of_the_loss()
print(f"cross-entropy {bare:.4f} + your l2_penalty {penalty:.4f} = {bare + penalty:.4f}; Keras reports {reported:.4f}")

# %% [markdown]
# ## Practice quiz
#
# *About 5 minutes · further*
#
# Eight questions that answer at once and explain each option. They do not count.

# %%
quiz("11")

# %% [markdown]
# ## Graded quiz
#
# *About 3 minutes · further*
#
# Four questions, 1 point together. They are marked when you hand in.

# %%
questions("11.quiz_answers")

# %% [markdown]
# Write the letter of your choice for each question, for example `quiz_answers["1"] = "a"`.

# %% nbgrader={"grade": false, "grade_id": "quiz_answers", "locked": false, "schema_version": 3, "solution": true, "task": false}
quiz_answers = {}
### BEGIN SOLUTION
quiz_answers["1"] = "c"
quiz_answers["2"] = "a"
quiz_answers["3"] = "d"
quiz_answers["4"] = "b"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-quiz_answers", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("11.quiz_answers", quiz_answers)

# %% [markdown]
# ## In your own words
#
# *About 9 minutes · further*
#
# **L2 is weight decay (2 points, marked by hand).** The two penalties stand in section 2. The loss is
# $L(w) + \lambda \sum_i w_i^2$, and gradient descent has the rate $\eta$.
#
# 1. Derive the update of one weight $w_i$, and write it as $w_i \leftarrow c \, w_i - \eta \, \partial L / \partial w_i$.
#    What is $c$?
# 2. Let $\partial L / \partial w_i = 0$. What is $w_i$ after $k$ steps? Put in $w_i = 1$, $\eta = 0.1$, $\lambda = 0.5$, $k =
#    10$. For which $\eta \lambda$ does something go wrong?
# 3. Do the same for L1 with $w_i > 0$. Which of the two is called "weight decay", and why?

# %% [markdown] nbgrader={"grade": true, "grade_id": "own-words-decay", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# 1. The gradient of the sum is $\partial L / \partial w_i + 2 \lambda w_i$. So $w_i \leftarrow w_i - \eta (\partial L / \partial
#    w_i + 2 \lambda w_i) = (1 - 2 \eta \lambda) w_i - \eta \, \partial L / \partial w_i$, and $c = 1 - 2 \eta \lambda$.
# 2. $w_i (1 - 2 \eta \lambda)^k = 0.9^{10} = 0.3487$. For $\eta \lambda > 1$ we have $|c| > 1$ and the weight grows, with
#    changing sign; for $\eta \lambda > 1/2$ it already changes sign in each step; at $\eta \lambda = 1$ it flips for ever.
# 3. L1: $w_i \leftarrow w_i - \eta \lambda - \eta \, \partial L / \partial w_i$: it falls by a constant, and reaches 0, or
#    jumps across it, after about $w_i/(\eta \lambda)$ steps. L2 multiplies by a constant factor below 1, as in radioactive decay: "weight decay".
#
# **Marking scheme.**
#
# - 0.5: the derivation of the update
# - 0.5: $c = 1 - 2 \eta \lambda$ (not if the 2 is missing without saying that the penalty was taken with ½)
# - 0.5: $0.9^{10} \approx 0.349$ and $\eta\lambda > 1$ (or $> 1/2$ with the reason "changes sign")
# - 0.5: the L1 update and the reason for the name
# ### END SOLUTION

# %% [markdown]
# ## Summary
#
# - Training error low, validation error high: overfitting. Both high: underfitting. The test set is for one last look.
# - Bias: wrong in the same way each time. Variance: another answer for each training set.
# - L2, $\lambda \sum w^2$, gradient $2 \lambda w$: shrinks all. L1, $\lambda \sum |w|$, gradient $\lambda\,\mathrm{sign}(w)$:
#   its minimum often has zeros, which soft thresholding reaches and gradient steps jump across. Biases are not penalized.
# - Inverted dropout: drop with `rate`, divide by 1 − `rate`, off at inference.
# - Early stopping: patience, and restore the best weights.
# - Augmentation should keep the label *in your task*; where it mixes images, it mixes the targets. Keras: layers at the front of the model.
# - Compare with several starts and error bars.
#
# Next, lesson 12: what if you have few images, and someone else had millions?
