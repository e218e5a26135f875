# %% [markdown] content="how wrong is a prediction: squared, absolute and Huber error, cross-entropy" week=4
# # 04 · Loss functions
#
# A network predicts. How wrong is it? This lesson builds the numbers that answer, and shows what each of them makes the
# network care about.
#
# **Time** 60 min · **Points** 18 · **You need** lessons 02 and 03
#
# *Core path: about 60 minutes; what is marked “further” and the quizzes take about 42 more.*
#
# After this lesson you can
#
# - say what a loss is for, and what a function needs to be one;
# - compute MSE, MAE, Huber's loss and three kinds of cross-entropy by hand and in NumPy;
# - explain what an outlier does to each, and why log loss punishes confident mistakes;
# - tell over what a mean is taken, and what `from_logits` changes;
# - derive why softmax and cross-entropy together have the gradient $p - y$.

# %% tags=["setup"]
import numpy as np
from scipy.special import softmax  # as in lesson 02, from SciPy

from helpers import answers, check, plots, predict, questions, quiz, show, table
from helpers.widgets import LossExplorer

plt = plots()
my = answers("04")  # my.f is your own f as soon as its check is green

# %% [markdown]
# ## 1 · What a loss is for
#
# *About 3 minutes*
#
# Here is a very small model: $p = w\,x$, one weight and a prediction $p$. For $x = 1, 2, 3$ the targets are 2, 4, 6. Is
# $w = 1.5$ any good?
#
# The model does not need an answer to *predict*: the forward pass runs without any loss. To improve $w$ step by step we
# take one number that says how bad it is. Its slope says in which direction it gets better. That number is the *loss*. The
# backward pass (lesson 05) starts from it.
#
# > **Predict.** Take the mean of the squared errors as the loss. Between which two of the values $w = 1, 1.5, 2, 2.5$
# > is the loss steepest?

# %%
predict("04.where_steepest")

# %%
rows = []
for w in (1.0, 1.5, 2.0, 2.5):
    loss = ((2 - w) ** 2 + (4 - 2 * w) ** 2 + (6 - 3 * w) ** 2) / 3
    rows.append([w, w, 2 * w, 3 * w, f"{loss:.3f}"])
table(rows, ["w", "p1", "p2", "p3", "loss"], "Targets 2, 4, 6")

# %% [markdown]
# <details><summary>What came out</summary>
#
# The loss falls towards $w = 2$, steepest between 1 and 1.5, and rises beyond.
#
# </details>
#
# Its slope tells where to go: negative at 1.5, so $w$ should grow.
#
# What must a function be able to do to serve as a loss?
#
# 1. It is **one number**, smaller for better predictions.
# 2. It is **differentiable, almost everywhere**: its slope says how to change the weights. Single kinks are allowed.
# 3. Its slope is **not zero over wide stretches where there is still something to learn**.
#
# A classifier is often judged by its *accuracy*, the share of right answers. Why is it no loss?

# %% jupyter={"source_hidden": true}
# Picture: accuracy and a loss against the bias
x = np.array([-2.0, -1.0, -0.5, 0.5, 1.0, 2.5])
y = np.array([0, 0, 1, 0, 1, 1])
bias = np.linspace(-3, 3, 601)
z = 2 * (x + bias[:, None])  # one row for each bias; the model says 1 where z >= 0
accuracy = ((z >= 0) == y).mean(axis=1)
loss = np.logaddexp(0, np.where(y == 1, -z, z)).mean(axis=1)

fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3))
left.plot(bias, accuracy)
left.set(xlabel="bias", title="accuracy", ylim=(0, 1.05))
right.plot(bias, loss)
right.set(xlabel="bias", title="a loss (log loss, section 5)", ylim=(0, None))
show(
    fig,
    alt="Left: accuracy against the bias is a staircase of flat steps with sudden jumps. Right: the log "
    "loss of the same model is a smooth valley with one lowest point.",
    caption="On a flat step the slope is 0: accuracy does not say which way to go. The loss does, everywhere but at its lowest point.",
)

# %% [markdown]
# Accuracy is a *metric*: it is reported. A loss is *minimized*. Keras keeps the two apart in
# `compile(loss=..., metrics=[...])`.
#
# ## 2 · Errors of numbers: MSE and MAE
#
# *About 12 minutes*
#
# For regression the raw material is the error, prediction $p$ minus target $y$. (In section 5 the predictions $p$ are
# probabilities.) Two ways to turn many errors into one number:
#
# $$\mathrm{MSE} = \frac{1}{N} \sum_{i=1}^{N} (y_i - p_i)^2 \qquad\qquad \mathrm{MAE} = \frac{1}{N} \sum_{i=1}^{N} |y_i - p_i|$$
#
# The *mean squared error* squares, the *mean absolute error* takes the size. $N$ counts **all** numbers: samples times
# outputs.
#
# > **By hand.** Targets 3, 5, 2, 7 and predictions 2.5, 5, 4, 8. Compute both.
# > <details><summary>Result</summary>
# >
# > The errors are −0.5, 0, 2, 1. Squares: 0.25, 0, 4, 1, together 5.25, so MSE = 1.3125. Sizes: 0.5, 0, 2, 1, together
# > 3.5, so MAE = 0.875.
# >
# > </details>

# %% [markdown]
# ### Exercise 1 · mse (2 points)
#
# Write `mse(y, p)`: the mean squared error as one number, the mean over **all** elements.
#
# `y` (targets) and `p` (predictions) have the same shape, whatever it is: a number, `(n,)`, `(n, outputs)`.
# Example: `mse([3, 5, 2, 7], [2.5, 5, 4, 8])`, as arrays, is 1.3125.

# %% nbgrader={"grade": false, "grade_id": "mse", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mse(y, p):
    """Mean squared error over all elements; y and p have the same shape."""
    ### BEGIN SOLUTION
    return np.mean((np.asarray(y) - np.asarray(p)) ** 2)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-mse", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("04.mse", mse)

# %% [markdown]
# ### Exercise 2 · mae (1 point)
#
# Write `mae(y, p)`: the mean absolute error as one number, the mean over all elements. Shapes as before.
# Example: with the arrays above it is 0.875.

# %% nbgrader={"grade": false, "grade_id": "mae", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mae(y, p):
    """Mean absolute error over all elements; y and p have the same shape."""
    ### BEGIN SOLUTION
    return np.mean(np.abs(np.asarray(y) - np.asarray(p)))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-mae", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("04.mae", mae)

# %% [markdown]
# > **Note.** Targets often come as `(n,)` and a network's output as `(n, 1)`. NumPy then subtracts *every* prediction
# > from *every* target and raises no error. Compare shapes before you compare values.

# %%
targets = np.array([1.0, 2.0, 3.0])
outputs = np.array([[1.0], [2.0], [3.0]])  # a perfect prediction, as a column
print("shape of the difference:", (targets - outputs).shape)
print("'MSE' of a perfect prediction:", np.mean((targets - outputs) ** 2))
print("after ravel:", np.mean((targets - outputs.ravel()) ** 2))

# %% [markdown]
# What does each of the two losses *want*? Let the prediction be one constant $c$ for five targets, 1, 2, 3, 4 and 100.
#
# > **Predict.** Which $c$ makes the MSE smallest? Which makes the MAE smallest? (They are two numbers that you know from
# > statistics.)

# %%
predict("04.best_constants")

# %%
values = np.array([1.0, 2.0, 3.0, 4.0, 100.0])
constants = np.linspace(0, 100, 10001)
squared = np.mean((values - constants[:, None]) ** 2, axis=1)
absolute = np.mean(np.abs(values - constants[:, None]), axis=1)
best_squared, best_absolute = constants[squared.argmin()], constants[absolute.argmin()]
print(f"smallest MSE at c = {best_squared:g}, smallest MAE at c = {best_absolute:g}")

# %% [markdown]
# <details><summary>What came out</summary>
#
# MSE wants the **mean**, MAE wants the **median**, here 22 and 3. The slope of the MSE is $\frac2N\sum(c - y_i)$; it is 0
# where $c$ is the mean. The one value 100 drags the mean to where no data are. The median does not care how far away it
# lies. (With an even number of targets every value between the middle two is as good for
# the MAE.)
#
# </details>
#
# Choosing a loss means choosing what a good answer is.
#
# > **Where lecture notes go wrong.** The MSE printed with a minus sign in front: $-\frac{1}{N}\sum (y_i - p_i)^2$. A mean
# > of squares is never negative, and minimizing the printed formula would push predictions *away* from their targets.
# > The minus sign belongs to the cross-entropies of section 5, where the logarithms are negative.
#
# ## 3 · One half of a sum is not a mean
#
# *About 2 minutes*
#
# The worked example of lesson 05 measures its error like this, with its own letters: targets $t$ and outputs $o$ of **one**
# sample:
#
# $$E = \tfrac12 \sum_k (t_k - o_k)^2$$
#
# > **Think.** Why the ½? Differentiate $\tfrac12 (t - o)^2$ by $o$.
# > <details><summary>Answer</summary>
# >
# > $\tfrac12 \cdot 2\,(t - o)\cdot(-1) = o - t$. The ½ cancels the 2 of the square: output minus target is all that is
# > left. The ½ does not move the minimum.
# >
# > </details>
#
# > **Where lecture notes go wrong.** Many notes call this $E$ "MSE". It has a ½ and no mean. With exactly two outputs,
# > as in the worked example of lesson 05, the two happen to agree, because dividing by 2 *is* the mean of two numbers. With
# > one output the MSE is twice as large as $E$, with three it is two thirds of it.

# %%
t = np.array([0.01, 0.99, 0.50])
o = np.array([0.7513650696, 0.7729284653, 0.60])  # the first two: targets and outputs of lesson 05
half_sums = {k: 0.5 * np.sum((t[:k] - o[:k]) ** 2) for k in (1, 2, 3)}
means = {k: np.mean((t[:k] - o[:k]) ** 2) for k in (1, 2, 3)}
table([[k, f"{half_sums[k]:.10f}", f"{means[k]:.10f}", f"{means[k] / half_sums[k]:.4f}"] for k in (1, 2, 3)],
      ["outputs", "½ Σ (t − o)²", "MSE", "MSE / E"], "Equal for two outputs, and only for two")

# %% [markdown] further=true
# The factor between them is $2/N$. It looks harmless, since both are smallest at the same place. But all gradients
# carry the factor too, and with them the steps of gradient descent. When you copy a learning rate, copy the loss with its
# mean or sum.
#
# ## 4 · Outliers, and a compromise
#
# *About 15 minutes · further*
#
# MSE squares. An error of 10 counts a hundred times as much as an error of 1, so one wild value can rule the fit. MAE
# does not, but its slope is the same for an error of 100 and of 0.001, and it has a kink at 0, right where training
# should settle down. That is a trade: *robustness* against wild values for precision on clean ones. (With normal errors and many
# samples the median scatters $\sqrt{\pi/2} = 1.25$ times as much as the mean.)
#
# *Huber's loss* takes the good part of each, with a border $\delta > 0$ between them:
#
# $$L_\delta(e) = \begin{cases} \tfrac12 e^2 & \text{if } |e| \le \delta \\ \delta\left(|e| - \tfrac12\delta\right) & \text{otherwise} \end{cases}$$
#
# > **By hand.** Compute $L_1(0.5)$, $L_1(1)$, $L_1(-3)$ and $L_2(3)$. Then compare both lines of the formula at
# > $|e| = \delta$.
# > <details><summary>Result</summary>
# >
# > 0.125, 0.5, $1\cdot(3 - 0.5) = 2.5$, and $2\cdot(3 - 1) = 4$. At $|e| = \delta$ both lines give $\tfrac12\delta^2$,
# > and both have the slope $\delta$. That is what the ½ and the $-\tfrac12\delta$ are for: no jump and no kink at the
# > border.
# >
# > </details>

# %% jupyter={"source_hidden": true}
# Picture: three losses and their slopes
e = np.linspace(-4, 4, 4001)
pull = {"½ e²": e, "|e|": np.sign(e), "Huber, δ = 1": np.clip(e, -1, 1)}  # the slopes
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.3))
for name, slope in pull.items():
    loss = np.cumsum(slope) * (e[1] - e[0])  # a function is the area under its slope
    left.plot(e, loss - loss.min(), label=name)
    right.plot(e, slope, label=name)
left.set(xlabel="error e", title="loss", ylim=(0, 6))
right.set(xlabel="error e", title="its slope: how hard a point pulls", ylim=(-3, 3))
left.legend()
show(
    fig,
    alt="Left: half the squared error as a parabola, the absolute error as a V, and Huber's loss, which "
    "follows the parabola near 0 and straight lines outside. Right: their slopes, a rising line, a "
    "jump from −1 to 1, and a line that is cut off at −1 and 1.",
    caption="The slope is the pull of a point on the fit. Squared: the farther, the harder. Absolute: 1 at "
    "any distance. Huber: proportional, but at most δ.",
)

# %% [markdown]
# ### Exercise 3 · huber (3 points)
#
# Write `huber(y, p, delta=1.0)`: the mean of Huber's loss over all elements, as one number.
#
# `y` and `p` have the same shape; `delta` is positive. Example: for targets `[0, 0, 0, 0]` and predictions
# `[0.5, 1, -3, 0]` it is $(0.125 + 0.5 + 2.5 + 0)/4 = 0.78125$; with `delta=2` it is
# $(0.125 + 0.5 + 4 + 0)/4 = 1.15625$.

# %% nbgrader={"grade": false, "grade_id": "huber", "locked": false, "schema_version": 3, "solution": true, "task": false}
def huber(y, p, delta=1.0):
    """Mean Huber loss over all elements: quadratic for errors up to delta, linear beyond."""
    ### BEGIN SOLUTION
    size = np.abs(np.asarray(y) - np.asarray(p))
    return np.mean(np.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-huber", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("04.huber", huber)

# %% [markdown]
# Now watch an outlier at work. Nine points lie near the line $y = 1 + 0.8x$; the tenth is yours to move. The widget draws
# the line that is best under each loss.

# %%
explorer = LossExplorer(outlier_y=16)
explorer

# %% [markdown]
# > **Try it.** Write down your guess before each step.
# >
# > 1. Drag the outlier down to 8.6, into line, then slowly up to 30. Which line leaves first? The slopes at the end?
# > 2. Go back to 20 and watch the MAE line while you drag from 20 to 30. How far does it move? Why?
# > 3. Leave y at 30 and move δ from 0.1 to 20. Between which two lines does Huber's line travel?
# > 4. Read the table in the widget row by row: which line is best? Then column by column.
# > 5. Set the outlier's x to 5, the middle. Which part of the MSE line suffers now, slope or height?
# >
# > <details><summary>Answers</summary>
# >
# > 1. MSE and Huber leave together: as long as no error exceeds δ, Huber's loss is half the squared error. From about
# >    y = 10 Huber stays. MAE moves a little until y = 9 and then stops. The slopes end at 1.97 (MSE),
# >    0.81 (MAE) and 0.89 (Huber).
# > 2. Not at all. For MAE only the *side* counts on which a point lies, not the distance.
# > 3. From the MAE line (small δ: nearly every point is in the linear part) to the MSE line (large δ: nearly none is).
# > 4. Each line is the best in its own column. There is no best line before a loss is chosen.
# > 5. The height: at x = 5 the line stands at 7.6 in place of 5.0. Its slope is 1.0, near the 0.8 of the clean line; at the
# >    edge it was 1.97. An outlier at the edge has a longer lever.
# >
# > </details>

# %% [markdown]
# > **Where lecture notes go wrong.** In chapters on regularization one reads "L1 is robust to outliers, L2 is sensitive
# > to them". That is true of **losses**, absolute errors (L1 loss, MAE) against squared errors (L2 loss, MSE), as long as the
# > outlier lies in the target. A point that is far off in its *input* draws the MAE line to itself, too. None of this is about L1 and L2 **penalties** on weights, which have the same names. Lesson 11
# > treats those.
#
# > **Think.** Is an outlier always an error in the data?
# > <details><summary>Answer</summary>
# >
# > No. A sensor fault should not rule the fit: MAE or Huber. A rare flood that a model must foresee should: MSE. The
# > loss is a decision about the task.
# >
# > </details>

# %% [markdown]
# ## 5 · Errors of probabilities: binary cross-entropy
#
# *About 18 minutes*
#
# Now the model says $p$, the probability that the label is 1. The label turns out to be 1. How much should $p = 0.9$
# cost? And $p = 0.1$?
#
# Look at the probability that the model gave to **what really happened**: $p$ if the label is 1, $1 - p$ if it is 0.
# Over several independent samples these multiply. The logarithm turns the product into a sum. The minus sign makes small
# good. The mean keeps it from growing with the number of samples:
#
# $$L = -\frac{1}{N} \sum_{i=1}^{N} \Bigl( y_i \log p_i + (1 - y_i) \log (1 - p_i) \Bigr)$$
#
# This is *binary cross-entropy* or *log loss*. $\log$ is the natural logarithm. For each sample one of the two terms is
# 0: the label picks the other.
#
# > **By hand.** Three samples with labels 1, 0, 1 and predictions 0.9, 0.2, 0.4. You may use $-\log 0.9 = 0.1054$,
# > $-\log 0.8 = 0.2231$, $-\log 0.4 = 0.9163$.
# > <details><summary>Result</summary>
# >
# > The second sample has label 0, so it counts $-\log(1 - 0.2)$. Mean of 0.1054, 0.2231 and 0.9163: 0.4149.
# >
# > </details>

# %%
print("probability of all three labels together:", round(0.9 * 0.8 * 0.4, 4))
print("minus its logarithm, by 3:              ", round(-np.log(0.9 * 0.8 * 0.4) / 3, 4))

# %% [markdown]
# Smallest log loss means: the model under which the labels that were seen are most probable. The name of that principle in
# statistics is *maximum likelihood*. (MSE belongs to the same family: if the noise of the targets is normal, with the same width
# everywhere, the model with the smallest MSE is the one that makes the targets most probable.)
#
# > **Note.** *Entropy*, $-\sum_k q_k \log q_k$, measures how uncertain a distribution $q$ is. *Cross-entropy*,
# > $-\sum_k q_k \log p_k$, is what it costs to expect $p$ where $q$ is true; it is smallest, and equal to the entropy,
# > when $p = q$. With a label for $q$, all weight on one class, the entropy is 0.
#
# > **Where lecture notes go wrong.** "Cross-entropy is the average difference between predicted and actual
# > probabilities." The formula does not subtract one from the other. That would be the MAE: for label 1 and $p = 0.4$
# > it is 0.6, and the cross-entropy is 0.9163.
#
# Why not squared error, as before?
#
# > **Predict.** The label is 1. In your head: by how much does log loss grow when $p$ falls from 0.01 to 0.001, and by how
# > much the squared error?

# %%
predict("04.confident_and_wrong")

# %%
def costs(z):
    """Probability, log loss and squared error of a sigmoid unit with net input z, for label 1."""
    p = 1 / (1 + np.exp(-z))
    return np.array([p, -np.log(p), (1 - p) ** 2])


chances = [0.99, 0.9, 0.5, 0.1, 0.01, 0.001]
confident, h = [], 1e-5
for p in chances:
    z = np.log(p / (1 - p))  # the net input that gives p
    slopes = (costs(z + h) - costs(z - h)) / (2 * h)
    confident.append([p, *costs(z)[1:], *slopes[1:]])
table([[f"{p:g}", *(f"{v:.4f}" for v in rest)] for p, *rest in confident],
      ["p for the right label", "log loss", "squared error", "slope by z, log loss", "slope by z, squared"],
      "What a prediction costs, and how hard the net input z of the sigmoid is pulled back")

# %% [markdown]
# <details><summary>What came out</summary>
#
# Each time the probability of the truth is divided by ten, log loss grows by another 2.3 ($\log 10$), without end. The
# squared error never exceeds 1: to it, "wrong" and "certain and wrong" cost about the same.
#
# </details>
#
# The last two columns matter even more. Behind $p = \sigma(z)$ stands a net input $z$. A **confident mistake**
# ($p = 0.001$) sits far out on the flat part of the sigmoid. There the slope of the squared error is nearly 0: the
# network is badly wrong and hardly learns. The slope of log loss is −0.999, almost as strong as it gets. (Both are measured
# by finite differences, as in lesson 02.)
#
# **Log loss punishes confident mistakes**, and so it can correct them.
#
# There is a price: $\log 0 = -\infty$.

# %%
with np.errstate(divide="ignore", invalid="ignore"):
    print("label 1, p = 0, the term of label 1:", -1 * np.log(0.0))
    print("label 1, p = 1, the term of label 0:", -0 * np.log(0.0))

# %% [markdown]
# A wrong answer with full certainty costs infinitely much, and a *right* one gives NaN, because $0 \cdot (-\infty)$ is
# not a number. One such sample spoils the mean of the whole batch. So probabilities are *clipped* before the logarithm:
# values below $\varepsilon$ become $\varepsilon$, values above $1 - \varepsilon$ become $1 - \varepsilon$. Keras takes
# $\varepsilon = 10^{-7}$; then no probability can cost more than $-\log 10^{-7} = 16.118$.
#
# ### Exercise 4 · binary_crossentropy (3 points)
#
# Write `binary_crossentropy(y, p, eps=1e-7)`: the mean over all elements, as one number.
#
# - `y` holds labels 0 and 1, `p` probabilities for label 1, in the same shape; both may be numbers, `(n,)` or `(n, labels)`.
# - Clip `p` to `[eps, 1 - eps]`, on both sides, before you take logarithms. Natural logarithm.
#
# Examples: the three samples above give 0.4149; label 1 with `p = 0` gives 16.118; label 0 with `p = 1` and `eps=0.01`
# gives $-\log 0.01 = 4.605$.

# %% nbgrader={"grade": false, "grade_id": "binary_crossentropy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def binary_crossentropy(y, p, eps=1e-7):
    """Mean log loss over all elements for labels y (0 or 1) and probabilities p clipped to [eps, 1 - eps]."""
    ### BEGIN SOLUTION
    y = np.asarray(y)
    p = np.clip(p, eps, 1 - eps)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-binary_crossentropy", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("04.binary_crossentropy", binary_crossentropy)

# %%
log_explorer = LossExplorer(view="log", p=0.9)
log_explorer

# %% [markdown]
# > **Try it.**
# >
# > 1. Label 1. Move $p$ from 0.9 down to 0.1 and on to 0.01. Where do the two curves part?
# > 2. At $p = 0.01$ compare the two slopes by z in the table. Which loss would still teach this network?
# > 3. Go to $p = 0$. What does clipping do to the value, and what to the slope? Switch clipping off and look again.
# > 4. Choose label 0. Which $p$ costs the same for both labels?
# >
# > <details><summary>Answers</summary>
# >
# > 1. From the beginning, and farther and farther: at 0.1 log loss is 2.30 and the squared error 0.81, at 0.01 they are 4.61
# >    and 0.98. The squared error has a ceiling, 1.
# > 2. Log loss: −0.99 against −0.0196, fifty times as strong.
# > 3. With clipping 16.1181, but slope 0: a clipped value no longer depends on $p$. Without it the value is infinite, while the
# >    slope by z is −1. Section 8 shows how to keep both the value and the slope.
# > 4. $p = 0.5$, and it costs $\log 2 = 0.693$: the price of knowing nothing about two classes.
# >
# > </details>

# %% [markdown]
# ## 6 · Many classes: categorical and sparse
#
# *About 12 minutes*
#
# With $K$ classes the network gives a row of $K$ probabilities (softmax). The rule stays the same: minus the logarithm
# of the probability that was given to the true class.
#
# Labels come in two forms, and the same loss has two names for it:
#
# | | label of class 1 of 3 | name in Keras |
# |---|---|---|
# | *one-hot*: a row with a single 1 | `[0, 1, 0]` | `categorical_crossentropy` |
# | *integer*: the number of the class, from 0 | `1` | `sparse_categorical_crossentropy` |
#
# $$L = -\frac{1}{n} \sum_{i=1}^{n} \sum_{k=0}^{K-1} Y_{ik} \log P_{ik} = -\frac{1}{n} \sum_{i=1}^{n} \log P_{i,\,y_i}$$
#
# In the inner sum only the term of the true class can differ from 0. The mean runs over the $n$ **samples**, not over the classes.
#
# > **By hand.** Two samples: class 1 with $P = (0.2, 0.7, 0.1)$ and class 0 with $P = (0.5, 0.3, 0.2)$. Use
# > $-\log 0.7 = 0.3567$ and $-\log 0.5 = 0.6931$.
# > <details><summary>Result</summary>
# >
# > $(0.3567 + 0.6931)/2 = 0.5249$. How the rest of a row is shared out among the other classes plays no part.
# >
# > </details>

# %% [markdown]
# ### Exercise 5 · categorical_crossentropy (2 points)
#
# Write `categorical_crossentropy(Y, P, eps=1e-7)`, as one number.
#
# - `Y` has shape `(n, K)`, each row one-hot. `P` has shape `(n, K)`, each row sums to 1.
# - Clip `P` to `[eps, 1 - eps]`. Sum over the classes, mean over the samples.
#
# Example: the two samples above give 0.5249.

# %% nbgrader={"grade": false, "grade_id": "categorical_crossentropy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def categorical_crossentropy(Y, P, eps=1e-7):
    """Cross-entropy of one-hot Y (n, K) and probabilities P (n, K): sum over classes, mean over samples."""
    ### BEGIN SOLUTION
    P = np.clip(P, eps, 1 - eps)
    return -np.mean(np.sum(np.asarray(Y) * np.log(P), axis=-1))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-categorical_crossentropy", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("04.categorical_crossentropy", categorical_crossentropy)

# %% [markdown]
# ### Exercise 6 · sparse_categorical_crossentropy (2 points)
#
# Write `sparse_categorical_crossentropy(y, P, eps=1e-7)`, as one number.
#
# - `y` has shape `(n,)` and holds the class of each sample as an integer from 0 to K − 1. `P` has shape `(n, K)`, each row
#   sums to 1.
# - Clip `P` to `[eps, 1 - eps]`; mean over the samples.
#
# Example: `y = [1, 0]` and the same `P` give 0.5249 again. NumPy can pick one entry from each row: think of row numbers
# and column numbers that go in pairs.

# %% nbgrader={"grade": false, "grade_id": "sparse_categorical_crossentropy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sparse_categorical_crossentropy(y, P, eps=1e-7):
    """Cross-entropy of integer labels y (n,) and probabilities P (n, K): mean over samples."""
    ### BEGIN SOLUTION
    P = np.clip(P, eps, 1 - eps)
    rows = np.arange(len(P))
    return -np.mean(np.log(P[rows, np.asarray(y)]))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-sparse_categorical_crossentropy", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("04.sparse_categorical_crossentropy", sparse_categorical_crossentropy)

# %% [markdown]
# What does a network cost that knows nothing and says so?
#
# > **Predict.** Ten classes, and scores that are all near 0 at first: with which loss should training start?

# %%
predict("04.loss_at_the_start")

# %%
for classes in (2, 3, 10, 1000):
    print(f"{classes:5d} classes: log K = {np.log(classes):.4f}")

# %% [markdown] further=true
# <details><summary>What came out</summary>
#
# It gives each of $K$ classes $1/K$, so its loss is $\log K$. Random weights make scores that differ, so a fresh network
# starts somewhat higher: in ten tries a 784-300-100-10 network with Glorot's start (lesson 08) and standardized inputs
# started between 2.6 and 3.0. If yours starts far above that, it is confidently wrong before it has
# seen anything: look at the initial weights and at the scale of the inputs. If it *stays* at 2.3, it does not learn.
#
# </details>
#
# ## 7 · Mean over what?
#
# *About 4 minutes · further*
#
# "The mean of the losses" hides a choice. Here are the squared errors of three samples with two outputs each.
#
# > **Predict.** The rows are 1, 3 / 0, 2 / 4, 8. Over the outputs you may add or average, and over the samples as well. How
# > many different single numbers can come out?

# %%
predict("04.how_many_losses")

# %%
squared_errors = np.array([[1.0, 3.0], [0.0, 2.0], [4.0, 8.0]])  # (samples, outputs)
per_sample = squared_errors.mean(axis=-1)
reductions = {
    "one value per sample, mean over the outputs": per_sample,
    "mean over everything (Keras' default)": per_sample.mean(),
    "sum over the outputs, mean over the samples": squared_errors.sum(axis=-1).mean(),
    "mean over the outputs, sum over the samples": per_sample.sum(),
    "sum over everything": squared_errors.sum(),
}
table(list(reductions.items()), ["reduction", "value"], "Six squared errors, added up in five ways")

# %% [markdown]
# <details><summary>What came out</summary>
#
# All but the first are legitimate losses. For one batch size they differ by constant factors, and so do their gradients.
#
# </details>
#
# What the libraries do:
#
# - **Keras**, for MSE and MAE: mean over the last axis gives one loss per sample, then the mean over the batch.
#   `reduction="sum"` adds instead, `reduction=None` leaves one value per sample.
# - **Cross-entropy** sums over the classes and takes the mean over the samples. A mean over the classes as well would make
#   the loss of a ten-class problem ten times too small.
# - **Binary cross-entropy** with several labels takes the mean over labels, too.
# - With a **sum over the batch** the gradient grows with the batch size: double the batch, and on average it takes half the
#   learning rate for steps of the same size. With a mean they stay comparable; that speaks for the mean as the default.
#
# > **Think.** Four samples with loss 1 each make the first batch, one sample with loss 5 the second, short one. The log
# > shows the mean of the two batch means. What is it, and what is the true mean over the five samples?
# > <details><summary>Answer</summary>
# >
# > $(1 + 5)/2 = 3$, but the true mean is $9/5 = 1.8$. Weight each batch by its size. (Keras' progress bar does.)
# >
# > </details>

# %% [markdown]
# ## 8 · `from_logits`
#
# *About 4 minutes*
#
# The row that goes *into* softmax consists of *logits*: any real numbers. Softmax makes probabilities of them,
# cross-entropy takes the logarithm. First $\exp$, then $\log$: do they cancel? For the true class $c$:
#
# $$-\log p_c = -\log \frac{e^{z_c}}{\sum_k e^{z_k}} = \log \sum_k e^{z_k} - z_c$$
#
# No division. And with the largest logit taken out of the sum, nothing overflows, and no logarithm of a tiny number is taken:
# $\log \sum_k e^{z_k} = m + \log \sum_k e^{z_k - m}$ with $m = \max_k z_k$, where the sum is at least 1.
#
# > **Predict.** The logits are 0, 30 and 120, and the true class is the first. The true loss is 120. What will the way
# > through probabilities and clipping say?

# %%
predict("04.underflow")

# %%
logits = np.array([0.0, 30.0, 120.0], dtype=np.float32)
probability = softmax(logits)[0]
through_probabilities = -np.log(np.clip(probability, 1e-7, 1 - 1e-7))
m = logits.max()
from_logits = m + np.log(np.sum(np.exp(logits - m))) - logits[0]
print(f"probability of the true class in float32: {probability}")
print(f"clipped, then −log: {through_probabilities:.3f}")
print(f"from the logits:    {from_logits:.3f}")

# %% [markdown]
# <details><summary>What came out</summary>
#
# In 32-bit numbers the probability has underflowed to 0. Clipping turns the loss into 16.118 and its slope into 0:
# nothing pulls this sample back. From the logits, value and slope are right.
#
# </details>
#
# So the advice is: **no softmax in the last layer, and `from_logits=True` in the loss**, or a softmax layer and
# `from_logits=False` (the default in Keras). Either is right. A loss that is told the wrong thing about an array of numbers
# cannot know, and it runs without an error.
#
# > **Note.** Keras 3 on TensorFlow has a safety net. Where a tensor comes straight from Keras' own softmax or sigmoid, the
# > loss goes back to the logits by itself: nothing underflows, and a wrong `from_logits=True` costs a warning only. The
# > cross-check at the end shows it. Arrays, a softmax of your own, and other frameworks have no such net.
#
# > **Where lecture notes go wrong.** A model ends with softmax *and* its loss expects logits. A library that does not
# > notice (Keras 3 on TensorFlow does, for its own softmax) takes probabilities for logits and applies softmax again.
# > Then even a perfect prediction cannot reach 0.

# %%
stuck = {}
for classes in (3, 10):
    perfect = np.eye(classes)[0]  # probability 1 for the true class
    stuck[classes] = -np.log(softmax(perfect)[0])
    print(f"{classes:2d} classes, perfect prediction taken for logits: loss {stuck[classes]:.4f}")

# %% [markdown]
# A ten-class training whose loss never gets below 1.46 is a symptom worth knowing. (PyTorch's cross-entropy always wants
# logits: a softmax before it does just this.)
#
# ## 9 · The gradient of softmax with cross-entropy
#
# *About 7 minutes*
#
# How must each logit change? The formula of section 8 makes the derivative short: $\log\sum_k e^{z_k}$ has the
# derivative $e^{z_j} / \sum_k e^{z_k} = p_j$, and $-z_c$ has the derivative −1 for the true class and 0 for the others.
# Together, with $y$ one-hot:
#
# $$\frac{\partial L}{\partial z_j} = p_j - y_j$$
#
# > **By hand.** Logits 2, 1, 0 give $p = (0.6652, 0.2447, 0.0900)$. The true class is 0. Write down the gradient. What
# > is its sum, and which logit wants to rise?
# > <details><summary>Result</summary>
# >
# > $(-0.3348, 0.2447, 0.0900)$. The sum is 0: what one class gains the others lose. Only the true class has a negative
# > slope, so gradient descent raises its logit and lowers the others, the more the more probability they took.
# >
# > </details>

# %%
def loss_of(z, c):
    """Cross-entropy of one row of logits for the true class c."""
    return np.log(np.sum(np.exp(z))) - z[c]


z, c, h = np.array([2.0, 1.0, 0.0]), 0, 1e-6
by_formula = softmax(z) - np.eye(3)[c]
by_differences = [(loss_of(z + h * step, c) - loss_of(z - h * step, c)) / (2 * h) for step in np.eye(3)]
print("p − y:              ", by_formula.round(6))
print("central differences:", np.round(by_differences, 6))

# %% [markdown]
# For a batch the loss is a mean over $n$ samples, so each row of the gradient carries the factor $1/n$. The same holds
# for sigmoid with binary cross-entropy and for a linear output with $\tfrac12 e^2$: prediction minus target, every
# time. This clean gradient is a reason to choose output activation and loss in pairs.
#
# ### Exercise 7 · softmax_crossentropy_grad (2 points)
#
# Write `softmax_crossentropy_grad(logits, y)`: the gradient, with respect to the logits, of the **mean** cross-entropy
# of a batch.
#
# - `logits` has shape `(n, K)`; values up to 1000 in size must not overflow. `y` has shape `(n,)` and holds integer classes.
# - Return an array of shape `(n, K)`. `softmax` from the first cell wants to be told its axis; without, it normalizes over the
#   whole array.
#
# Example: for `logits = [[2, 1, 0]]` and `y = [0]` it is `[[-0.3348, 0.2447, 0.0900]]`.

# %% nbgrader={"grade": false, "grade_id": "softmax_crossentropy_grad", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax_crossentropy_grad(logits, y):
    """Gradient (n, K) of the mean cross-entropy of softmax(logits) for integer labels y (n,)."""
    ### BEGIN SOLUTION
    gradient = softmax(np.asarray(logits, dtype=float), axis=-1)
    rows = np.arange(len(gradient))
    gradient[rows, np.asarray(y)] -= 1
    return gradient / len(gradient)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-softmax_crossentropy_grad", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("04.softmax_crossentropy_grad", softmax_crossentropy_grad)

# %% [markdown]
# ## 10 · Which loss for which task
#
# *About 1 minute*
#
# | task | output units and activation | loss | name in Keras |
# |---|---|---|---|
# | a number | 1, none | MSE | `mse` |
# | a number, data with outliers | 1, none | MAE or Huber | `mae`, `Huber(delta)` |
# | yes or no | 1, sigmoid | binary cross-entropy | `binary_crossentropy` |
# | several labels at once | one per label, sigmoid | binary cross-entropy | `binary_crossentropy` |
# | one of K classes, one-hot labels | K, softmax | categorical cross-entropy | `categorical_crossentropy` |
# | one of K classes, integer labels | K, softmax | sparse categorical cross-entropy | `sparse_categorical_crossentropy` |
#
# > **Think.** A colleague trains a yes/no classifier with one sigmoid unit and MSE. It learns, but slowly at the start,
# > when some outputs are near 0 for label 1. Which column of the table in section 5 explains it?
# > <details><summary>Answer</summary>
# >
# > The last: the slope of the squared error by z nearly vanishes for confident mistakes. Binary cross-entropy cures it.
# >
# > </details>

# %% [markdown]
# ## Practice quiz
#
# *About 5 minutes · further*
#
# Eight questions that answer at once and explain each option. They do not count.

# %%
quiz("04")

# %% [markdown]
# ## Graded quiz
#
# *About 3 minutes · further*
#
# Three questions, 1 point together. They are marked when you hand in.

# %%
questions("04.quiz_answers")

# %% [markdown]
# Write the letter of your choice for each question, for example `quiz_answers["1"] = "a"`.

# %% nbgrader={"grade": false, "grade_id": "quiz_answers", "locked": false, "schema_version": 3, "solution": true, "task": false}
quiz_answers = {}
### BEGIN SOLUTION
quiz_answers["1"] = "b"
quiz_answers["2"] = "d"
quiz_answers["3"] = "a"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-quiz_answers", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("04.quiz_answers", quiz_answers)

# %% [markdown]
# ## In your own words
#
# *About 9 minutes · further*
#
# **A gradient with weights (2 points, marked by hand).** In a medical test a missed illness is worse than a false alarm.
# So the two terms of the log loss get different weights, $a > 0$ and 1:
#
# $$L = -\bigl( a\, y \log p + (1 - y) \log (1 - p) \bigr), \qquad p = \sigma(z), \qquad y \in \{0, 1\}$$
#
# Derive $\partial L / \partial z$ step by step, once for $y = 1$ and once for $y = 0$ (you may use $\sigma' = \sigma(1 -
# \sigma)$). Check that $a = 1$ gives $p - y$. Say in one sentence what a large $a$ does to training. The log loss stands in
# section 5.

# %% [markdown] nbgrader={"grade": true, "grade_id": "derivation", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# For $y = 1$: $L = -a \log p$. By the chain rule
#
# $$\frac{\partial L}{\partial z} = -\frac{a}{p} \cdot p(1 - p) = -a(1 - p) = a(p - 1)$$
#
# For $y = 0$: $L = -\log(1 - p)$, and
#
# $$\frac{\partial L}{\partial z} = \frac{1}{1 - p} \cdot p(1 - p) = p$$
#
# With $a = 1$ the first is $p - 1 = p - y$, the second $p = p - 0 = p - y$.
#
# Meaning: an ill person who is called healthy pulls $z$ up $a$ times as hard; the network answers "ill" more readily, at
# the price of more false alarms.
#
# **Marking scheme.** A sign error costs the half point of its case only, and not that of the check if it is consistent.
# Both cases in one formula, $a\,y(p - 1) + (1 - y)\,p$, are as good.
#
# - 0.5: the case $y = 1$: derivative of the logarithm, σ′, the product
# - 0.5: the case $y = 0$ with its two minus signs
# - 0.5: the check with $a = 1$
# - 0.5: the sentence
# ### END SOLUTION

# %% [markdown]
# ## Cross-check with Keras (optional)
#
# *About 6 minutes · further*
#
# Does Keras agree with what you wrote by hand? This section needs TensorFlow, which takes some seconds to start. It
# uses your functions, so solve the exercises first. Nothing here is graded. Keras normally computes in 32-bit numbers;
# we ask for 64 bits, so that differences are not blurred by rounding.

# %% tags=["tensorflow"]
import os

# Before the import, so that TensorFlow stays quiet.
os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
import keras
import tensorflow as tf

keras.config.set_floatx("float64")
rng = np.random.default_rng(0)
y, p = rng.normal(0, 2, (50, 3)), rng.normal(0, 2, (50, 3))
labels, chances = rng.integers(0, 2, (50, 4)).astype(float), rng.uniform(size=(50, 4))
chances[0, 0], chances[1, 1] = 0.0, 1.0  # clipping, too
logits, classes = rng.normal(0, 3, (50, 5)), rng.integers(0, 5, 50)
P, Y = softmax(logits, axis=-1), np.eye(5)[classes]
losses = keras.losses

# %% tags=["tensorflow"]
pairs = {
    "mse": (my.mse(y, p), losses.MeanSquaredError()(y, p)),
    "mae": (my.mae(y, p), losses.MeanAbsoluteError()(y, p)),
    "huber, δ = 1": (my.huber(y, p), losses.Huber()(y, p)),
    "huber, δ = 2.5": (my.huber(y, p, delta=2.5), losses.Huber(delta=2.5)(y, p)),
    "binary_crossentropy": (my.binary_crossentropy(labels, chances), losses.BinaryCrossentropy()(labels, chances)),
    "categorical_crossentropy": (my.categorical_crossentropy(Y, P), losses.CategoricalCrossentropy()(Y, P)),
    "the same from logits": (
        my.categorical_crossentropy(Y, P), losses.CategoricalCrossentropy(from_logits=True)(Y, logits)),
    "sparse_categorical_crossentropy": (
        my.sparse_categorical_crossentropy(classes, P), losses.SparseCategoricalCrossentropy()(classes, P)),
}
differences = {name: abs(float(mine) - float(theirs)) for name, (mine, theirs) in pairs.items()}
assert max(differences.values()) < 1e-6
rows = [[name, f"{float(mine):.8f}", f"{float(theirs):.8f}", f"{differences[name]:.0e}"]
        for name, (mine, theirs) in pairs.items()]
table(rows, ["loss", "yours", "Keras", "difference"], "All within 1e-6")

# %% [markdown]
# And the gradient, by automatic differentiation:

# %% tags=["tensorflow"]
with tf.GradientTape() as tape:
    z = tf.Variable(logits)
    mean_loss = losses.SparseCategoricalCrossentropy(from_logits=True)(classes, z)
automatic = tape.gradient(mean_loss, z).numpy()
gradient_difference = np.abs(automatic - my.softmax_crossentropy_grad(logits, classes)).max()
print(f"largest difference to tf.GradientTape: {gradient_difference:.1e}")
assert gradient_difference < 1e-6

# %% [markdown]
# The safety net of section 8: the same probabilities, once as a tensor that remembers its softmax, once as bare numbers.

# %% tags=["tensorflow"]
import warnings

remembers = keras.ops.softmax(keras.ops.convert_to_tensor(logits))
told_logits = losses.SparseCategoricalCrossentropy(from_logits=True)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    net = {
        "right": float(losses.SparseCategoricalCrossentropy()(classes, P)),
        "wrong setting, tensor": float(told_logits(classes, remembers)),
        "wrong setting, bare numbers": float(told_logits(classes, P)),
    }
net_warnings = [str(warning.message) for warning in caught]
table(net.items(), ["what the loss gets", "loss"], f"from_logits=True on probabilities: {len(net_warnings)} warning", digits=4)

# %% tags=["tensorflow"]
per_sample = losses.MeanSquaredError(reduction=None)(y, p)
print("reduction=None gives one value per sample:", tuple(per_sample.shape))
keras.config.set_floatx("float32")  # back to the usual

# %% [markdown]
# ## Summary
#
# - A loss is one number, smaller for better, with a slope almost everywhere. Prediction needs none; the backward pass starts from it.
# - MSE wants the mean and obeys outliers; MAE wants the median and ignores how far they are; Huber is quadratic up to δ, then linear.
# - $\tfrac12\sum(t - o)^2$ is neither MSE nor a mean; for two outputs they agree by accident.
# - Cross-entropy is minus the log of the probability given to the truth. It punishes confident mistakes, and can correct them.
# - Clip to $[\varepsilon, 1 - \varepsilon]$, or better: compute from logits. Never softmax twice.
# - Cross-entropy: sum over classes, mean over samples. Equal probabilities for K classes cost $\log K$.
# - Softmax with cross-entropy has the gradient $(p - y)/n$.
#
# Next, lesson 05: the slope of the loss travels back through the network to every single weight.
