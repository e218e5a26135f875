# %% [markdown] content="why a network needs a bend; sigmoid, tanh, ReLU, softmax, their derivatives; which one for which task" week=2
# # 02 · Activation functions
#
# A neuron computes a weighted sum and then bends it. This lesson is about the bend: why a network needs one, which ones
# are in use, and what their derivatives do to learning.
#
# **Time** 75 min · **Points** 22 · **You need** lesson 01
#
# *Core path: about 68 minutes; what is marked “further” and the quizzes take about 69 more.*
#
# After this lesson you can
#
# - show with numbers what a stack of linear layers can do and what not,
# - write sigmoid, tanh, ReLU, leaky ReLU and softmax, stable up to |z| = 1000, and the derivatives of the first and the third,
# - work out the derivative of sigmoid in two ways, and check a derivative by a finite difference,
# - say what saturated and dead neurons are, and what causes them,
# - choose the output activation for a given task.

# %% tags=["setup"]
import numpy as np

from helpers import check, plots, predict, questions, quiz, show, table

# %%
plt = plots()

# %% [markdown]
# ## 1 · Why a network needs a bend
#
# *About 7 minutes*
#
# In lesson 01 every neuron ended in a step, and two layers of them did XOR. What if we leave the step out and only add
# up? Here are two layers without any activation: 2 inputs, 3 hidden neurons, 1 output. Rows are samples.
#
# > **Predict.** The first sample is $x = (3, -1)$. Could *one* layer give the same output for every $x$?

# %%
predict("02.two_layers_or_one")

# %%
W1 = np.array([[1.0, 2.0, -1.0], [0.0, 1.0, 3.0]])
b1 = np.array([1.0, 0.0, -2.0])
W2 = np.array([[2.0], [-1.0], [1.0]])
b2 = np.array([0.5])

x = np.array([[3.0, -1.0], [0.0, 2.0], [1.0, 1.0]])
hidden = x @ W1 + b1
output = hidden @ W2 + b2
print("hidden, first sample:", hidden[0])
print("output:", output.ravel())

# %% [markdown]
# <details><summary>What came out</summary>
#
# Put the first formula into the second and multiply out:
#
# $$(x W_1 + b_1)\,W_2 + b_2 \;=\; x\,(W_1 W_2) + (b_1 W_2 + b_2) .$$
#
# The brackets on the right hold numbers only. They are the weights and the bias of a single layer. By hand:
# $W_1 W_2 = (2 - 2 - 1,\; 0 - 1 + 3) = (-1, 2)$ and $b_1 W_2 + b_2 = 2 + 0 - 2 + 0.5 = 0.5$. For $x = (3, -1)$ that is
# $-3 - 2 + 0.5 = -4.5$, as above.
#
# </details>

# %%
W_one = W1 @ W2
b_one = b1 @ W2 + b2
print("one layer: W =", W_one.ravel(), " b =", b_one)
print("its output:", (x @ W_one + b_one).ravel())

# %% [markdown]
# Does depth help? Ten linear layers of four neurons have 200 parameters. One layer of four has 20. Let us try to
# fold the ten into one, and compare the two on 1000 random inputs.

# %%
rng = np.random.default_rng(2)
stack = [(rng.normal(size=(4, 4)), rng.normal(size=4)) for _ in range(10)]

deep = inputs = rng.normal(size=(1000, 4))
W_folded, b_folded = np.eye(4), np.zeros(4)
for W, b in stack:
    deep = deep @ W + b
    W_folded, b_folded = W_folded @ W, b_folded @ W + b

difference = np.max(np.abs(deep - (inputs @ W_folded + b_folded)) / np.max(np.abs(deep)))
print(f"largest relative difference between 10 layers and 1: {difference:.1e}")

# %% [markdown]
# <details><summary>What came out</summary>
#
# The difference is rounding. **A stack of linear layers is one linear layer**, however deep.
#
# </details>
#
# What that costs: no straight line separates XOR (lesson 01), so no stack of straight layers does. The best that a linear
# model can do, by least squares, is to answer 0.5 everywhere. Bent neurons change it: two are enough. Below, the function
# `bend(z)` is $z$ where $z$ is positive and 0 elsewhere.

# %%
corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
xor = np.array([0, 1, 1, 0])
with_bias = np.column_stack([corners, np.ones(4)])
linear_best = with_bias @ np.linalg.lstsq(with_bias, xor, rcond=None)[0]


def bend(z):
    return (z + np.abs(z)) / 2


total = corners.sum(axis=1)
bent = bend(total) - 2 * bend(total - 1)
rows = [
    (*corner, target, f"{line:.2f}", f"{b:g}")
    for corner, target, line, b in zip(corners.tolist(), xor, linear_best, bent)
]
table(rows, ["x1", "x2", "XOR", "best linear model", "two bent neurons"], "A bend is what XOR needs")

# %% [markdown]
# The bent network is $\text{bend}(x_1 + x_2) - 2\,\text{bend}(x_1 + x_2 - 1)$: two hidden neurons, one output.
#
# The bend is called the *activation function* $f$: a neuron computes the net input $z = \sum_i w_i x_i + b$ and hands on
# its activation $a = f(z)$.
#
# > **Think.** Is there a place where *no* bend, $f(z) = z$, is right?
# >
# > <details><summary>Answer</summary>
# >
# > Yes: the output layer of a regression. Tomorrow's temperature may be any number, so nothing should squash it. The hidden
# > layers before it have their bends.
# >
# > </details>

# %% [markdown] further=true
# ## 2 · What makes a good bend?
#
# *About 8 minutes · further*
#
# The step of lesson 01 is a bend. Why not keep it? Because networks learn by the derivative: *move each weight a little
# in the direction that lowers the error*. Let us watch an error while one weight moves.
#
# Five samples, one weight, squared error. Once with a step as activation, once with a smooth curve.
#
# > **Predict.** What does the error look like for the step: a slope that leads down, or something else?

# %%
predict("02.error_of_a_step")

# %%
samples = np.array([-2.0, -1.0, 0.5, 1.0, 2.0])
targets = np.array([0.0, 0.0, 1.0, 1.0, 1.0])
weights = np.linspace(-3, 3, 601)


def error_of(f, bias=-0.6):
    """Mean squared error on the five samples, for every weight in `weights`."""
    z = weights[:, None] * samples + bias
    return np.mean((f(z) - targets) ** 2, axis=1)

# %% jupyter={"source_hidden": true}
# Picture: error against a weight
fig, ax = plt.subplots(figsize=(7, 3.2))
ax.plot(weights, error_of(lambda z: np.heaviside(z, 1)), label="step")
ax.plot(weights, error_of(lambda z: (1 + np.tanh(z)) / 2), label="smooth")
ax.set(xlabel="weight w", ylabel="mean squared error")
ax.legend()
show(
    fig,
    alt="Error against one weight. With a step it is a staircase of flat pieces; with a smooth curve "
        "it falls steadily from left to right.",
    caption="Standing on a stair, you cannot feel which way is down: the slope is 0 on every stair.",
)

# %% [markdown]
# <details><summary>What came out</summary>
#
# On every stair the derivative is 0, so gradient descent does not move. At the jumps there is no derivative at all.
# Rosenblatt's rule got round this, for one layer only.
#
# </details>
#
# So here is what we would like of an activation function:
#
# 1. **not linear**, or depth is worth nothing,
# 2. **a derivative that is not 0** over a wide range of $z$, or nothing is learned there,
# 3. **cheap**: it runs for every neuron and every sample,
# 4. **monotonic**: a larger $z$ never gives a smaller output, so that a weight keeps its meaning (a wish, not a must:
#    section 8 has two popular functions that dip),
# 5. **outputs around 0**, which makes learning in the next layer easier (section 4).
#
# None of the functions below is best at all five. Play before we write formulas.

# %%
from helpers.widgets import ActivationExplorer

explorer = ActivationExplorer(function="sigmoid", z=1, hide=["logits", "temperature", "shift"])
explorer

# %% [markdown]
# > **Try it.** The left picture is the function, the right one its derivative. The dashed line is the tangent at $z$; its
# > slope is the point on the right.
# > 1. **sigmoid**: find the $z$ where the tangent is steepest. How steep is it?
# > 2. Drag $z$ into a shaded band. What has become of the derivative?
# > 3. **tanh**: how steep is it at its steepest? Where do its bands begin?
# > 4. **binary step**: is there any $z$ outside a band?
# > 5. **ReLU**: which half is flat, and what is the derivative in the other half?
# > 6. **leaky ReLU**: set α to 0. Which function is it now? Set α to 1. And now?
#
# > <details><summary>What you should find</summary>
# >
# > 1. At z = 0, slope 0.25.
# > 2. Below 5 % of that; we call the neuron *saturated*.
# > 3. Slope 1 at z = 0; bands from |z| = 2.18 on, for sigmoid from 4.36.
# > 4. None.
# > 5. z ≤ 0 is flat, with derivative 0; on the right the derivative is 1.
# > 6. ReLU; a straight line, no bend at all.
# >
# > </details>

# %% [markdown]
# ## 3 · Sigmoid: a smooth step
#
# *About 23 minutes*
#
# The *sigmoid*, or logistic function, is
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}} .$$
#
# For a large positive $z$, $e^{-z}$ is nearly 0 and the output nearly 1. For a large negative $z$, $e^{-z}$ is huge and
# the output nearly 0. It stays between 0 and 1, so it can be read as a probability.
#
# > **By hand.** $\sigma(0) = 1/(1 + 1) = 0.5$. With $e^{-2} = 0.1353$: $\sigma(2) = 1/1.1353 = 0.8808$, and
# > $\sigma(-2) = 1/(1 + 7.3891) = 0.1192$. The two add up to 1.

# %%
from scipy.special import expit  # SciPy's sigmoid: yours comes in a moment

z = np.array([-10.0, -5.0, -2.0, -1.0, 0.0, 1.0, 2.0, 5.0, 10.0])
table([(f"{v:g}", f"{s:.6f}", f"{1 - s:.6f}", f"{m:.6f}") for v, s, m in zip(z, expit(z), expit(-z))],
      ["z", "σ(z)", "1 − σ(z)", "σ(−z)"], "Sigmoid at a few points")

# %% [markdown]
# The last two columns agree: $1 - \sigma(z) = \sigma(-z)$. The curve is symmetric about the point $(0, 0.5)$.
#
# > **Where lecture notes go wrong.** "When the input passes a threshold, sigmoid outputs 1." Which threshold? In the
# > table, $\sigma(5) = 0.9933$ and $\sigma(10) = 0.99995$. The exact value is *below* 1 for every $z$: sigmoid only
# > *approaches* 1. A computer shows 1.0 only because it runs out of digits:

# %%
for value in (10, 20, 36, 37):
    print(f"z = {value}:  sigmoid = {expit(value):.17f}   equal to 1? {expit(float(value)) == 1}")

# %% [markdown]
# ### From the formula to a program
#
# > **Predict.** What does the formula give for $z = -1000$, typed as it stands? What should it give?

# %%
predict("02.at_minus_1000")

# %%
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    naive = 1 / (1 + np.exp(-np.array([-1000.0, 1000.0])))
print("values:", naive)
print("NumPy says:", *[told.message for told in caught] or ["nothing"])

# %% [markdown]
# <details><summary>What came out</summary>
#
# The values happen to be right: $1/(1 + \infty) = 0$. But $e^{1000}$ does not fit into a float, which ends at about
# $1.8 \cdot 10^{308} \approx e^{709.8}$.
#
# </details>
#
# With a slightly different formula, infinity meets infinity:

# %%
with np.errstate(all="ignore"):
    big = np.exp(1000.0)
    print("exp(1000) =", big, "   exp(1000) / (1 + exp(1000)) =", big / (1 + big))

# %% [markdown]
# `nan`, *not a number*, then spreads through sums and products. The rule for a *stable* program: **let the
# exponential see no large positive number.** $e^{-1000}$ is harmless, it becomes 0.
#
# Two forms of the same function:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}} = \frac{e^{z}}{1 + e^{z}} .$$
#
# > **Think.** Which form is safe for $z \ge 0$, and which for $z < 0$?
# >
# > <details><summary>Answer</summary>
# >
# > The left one for z ≥ 0: its exponent −z is not positive. The right one for z < 0: its exponent z is negative.
# > So: in both cases the exponential of −|z|.
# >
# > </details>

# %% [markdown]
# ### Exercise 1 · sigmoid (2 points)
#
# Write `sigmoid(z)` for a number or an array of any shape; the result has the same shape. It is right for every $z$ from
# −1000 to 1000, **without a RuntimeWarning**. (Keeping an overflow silent with `np.errstate` is allowed where
# the value is right.) Right means near in absolute terms: $\sigma(-40) = 4 \cdot 10^{-18}$ may come out as 0.
#
# Example: `sigmoid(2.0)` is 0.880797, `sigmoid(np.array([-1000.0, 0.0]))` is `[0., 0.5]`.
#
# > **Note.** `np.where(condition, A, B)` computes *both* `A` and `B` everywhere and then picks. A warning in the part
# > that is not picked is still a warning.

# %% nbgrader={"grade": false, "grade_id": "sigmoid", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid(z):
    """Return 1 / (1 + exp(-z)) for a number or an array, stable for |z| up to 1000."""
    ### BEGIN SOLUTION
    z = np.asarray(z)
    small = np.exp(-np.abs(z))  # between 0 and 1, whatever z is
    return np.where(z >= 0, 1.0, small) / (1.0 + small)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-sigmoid", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("02.sigmoid", sigmoid)

# %% [markdown]
# ### How steep is it?
#
# Learning needs the derivative. Before any calculus, measure it: go a little to the right and a little to the left of
# $z$.
#
# $$f'(z) \approx \frac{f(z + h) - f(z - h)}{2h} \qquad \text{with a small } h .$$
#
# This is the *central finite difference*. We shall check derivatives with it.

# %%
def slope(f, z, h=1e-5):
    """Derivative of f at z, measured by a central finite difference."""
    return (f(z + h) - f(z - h)) / (2 * h)


z = np.array([-5.0, -2.0, -1.0, 0.0, 1.0, 2.0, 5.0])
s = expit(z)
table([(f"{v:g}", f"{a:.6f}", f"{1 - a:.6f}", f"{m:.6f}") for v, a, m in zip(z, s, slope(expit, z))],
      ["z", "σ", "1 − σ", "measured slope"], "What do you have to do with σ and 1 − σ to get the slope?")

# %% [markdown]
# > **Predict.** Look at the row of 0: 0.5 and 0.5 give 0.25. The row of 2: 0.880797 and 0.119203 give 0.104994. Which
# > operation is it? Then run the next cell.

# %%
predict("02.which_operation")

# %%
operations = {"sum": s + (1 - s), "difference": s - (1 - s), "product": s * (1 - s), "quotient": s / (1 - s)}
operation_errors = {name: np.max(np.abs(result - slope(expit, z))) for name, result in operations.items()}
for name, error in operation_errors.items():
    print(f"{name:10s} at most {error:.0e} from the measured slope")

# %% [markdown]
# <details><summary>What came out</summary>
#
# So $\sigma'(z) = \sigma(z)\,(1 - \sigma(z))$, and once $\sigma$ is known the derivative costs one subtraction
# and one product. A measurement is no proof. Here are the pieces of two proofs; at the end of the lesson you put them together.
#
# </details>
#
# **First way, by the chain rule.** Write $\sigma$ as $f(u) = 1/u$ with $u = 1 + e^{-z}$.
#
# | piece | derivative |
# |---|---|
# | outer, $f(u) = 1/u = u^{-1}$ | $f'(u) = -u^{-2} = -\dfrac{1}{u^2}$ |
# | inner, $u = 1 + e^{-z}$ | $u' = -e^{-z}$ |
#
# **Second way, from $1 - \sigma$.** Because $1 - \sigma = \dfrac{e^{-z}}{1 + e^{-z}}$, the product
# $\sigma \cdot e^{-z}$ is the same as $1 - \sigma$. Multiply the definition out to $\sigma\,(1 + e^{-z}) = 1$, and
# differentiate both sides.

# %% [markdown]
# > **Where lecture notes go wrong.** Some notes use the first way, write
# >
# > $$\sigma'(z) = -\frac{e^{-z}}{(1 + e^{-z})^2} ,$$
# >
# > and set this equal to the right formula. Look at the sign: what is wrong?

# %%
e = np.exp(-0.0)
print("the notes, at z = 0:", -e / (1 + e) ** 2)
print("formula, at z = 0:  ", expit(0.0) * (1 - expit(0.0)))
print("measured:           ", slope(expit, 0.0).round(6))

# %% [markdown]
# Sigmoid rises, so its derivative is positive, and that of the notes is not. There are *two* minus signs, one from $1/u$ and
# one from $e^{-z}$. They cancel: $\sigma' = +\dfrac{e^{-z}}{(1 + e^{-z})^2}$. Whoever forgets that the derivative of
# $1/u$ is *minus* $1/u^2$ keeps the other one, and boxes the right result all the same.
#
# ### Exercise 2 · sigmoid_grad (2 points)
#
# Write `sigmoid_grad(z)`: the derivative of sigmoid at `z`, for a number or an array. The argument is $z$ itself,
# **not** $\sigma(z)$. You may call your `sigmoid`. It is judged for $z$ from −30 to 30; a mistake in your `sigmoid`
# costs nothing here.
#
# Example: `sigmoid_grad(0.0)` is 0.25, `sigmoid_grad(2.0)` is 0.104994.

# %% nbgrader={"grade": false, "grade_id": "sigmoid_grad", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid_grad(z):
    """Return the derivative of sigmoid at z, a number or an array."""
    ### BEGIN SOLUTION
    s = sigmoid(z)
    return s * (1 - s)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-sigmoid_grad", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("02.sigmoid_grad", sigmoid_grad)

# %% [markdown]
# ### Far away from zero
#
# How large can $\sigma'$ be? With $p = \sigma$ it is $p(1 - p)$, a parabola with its top at $p = \frac12$. So **the
# maximum is 0.25, at $z = 0$**. Away from there it falls quickly.

# %%
far = np.array([0.0, 2.0, 5.0, 10.0])
grid = np.linspace(-8, 8, 1601)
steepest = grid[np.argmax(expit(grid) * expit(-grid))]
print(f"largest derivative {np.max(expit(grid) * expit(-grid)):.2f} at z = {abs(steepest):.1f}")
table([(f"{v:g}", f"{d:.6f}", f"{d / 0.25:.2%}") for v, d in zip(far, expit(far) * expit(-far))],
      ["z", "σ′(z)", "share of the maximum"], "The derivative fades")

# %% [markdown]
# A neuron far out on either side is *saturated*: its output hardly changes when $z$ changes a little. Three
# neurons are to output 0. They have only a bias, which starts at 1, at 4 and at 8, so their first outputs are 0.73, 0.98
# and 0.9997. Gradient descent lowers $\frac12 (a - 0)^2$.
#
# > **Predict.** The third one is the most wrong. Is it also the fastest to improve?

# %%
predict("02.most_wrong")

# %%
def unlearn(bias, steps=400, lr=1.0):
    """Outputs of a sigmoid neuron with target 0, one per step of gradient descent."""
    outputs = []
    for _ in range(steps):
        a = expit(bias)
        outputs.append(a)
        bias -= lr * a * a * (1 - a)
    return np.array(outputs)


starts = {1: unlearn(1.0), 4: unlearn(4.0), 8: unlearn(8.0)}

# %% jupyter={"source_hidden": true}
# Picture: three neurons unlearn, step by step
fig, ax = plt.subplots(figsize=(7, 3))
for start, outputs in starts.items():
    ax.plot(outputs, label=f"starts at z = {start}")
ax.set(xlabel="step of gradient descent", ylabel="output (target 0)", ylim=(-0.03, 1.05))
ax.legend()
show(
    fig,
    alt="Output against step. Starting at z = 1 it falls at once; at z = 4 it stays near 1 for fifty "
        "steps, then falls; at z = 8 it hardly moves in 400 steps.",
    caption="The neuron that is most wrong learns least: its error is multiplied by a derivative of 0.0003.",
)

# %% [markdown] further=true
# <details><summary>What came out</summary>
#
# Each step moves the bias by $-\eta\,(a - 0)\,\sigma'(z)$. Two drawbacks of sigmoid, then: it saturates on both sides, and even at its best it passes on a quarter of the signal.
# (With another loss the first one disappears for an *output* neuron: lesson 04 shows how.)
#
# </details>
#
# ## 4 · Tanh: sigmoid around zero
#
# *About 9 minutes · further*
#
# The *hyperbolic tangent* $\tanh z = \dfrac{e^{z} - e^{-z}}{e^{z} + e^{-z}}$ has the same shape, between −1 and 1. Is
# it really the same shape?
#
# $$2\,\sigma(2z) - 1 = \frac{2}{1 + e^{-2z}} - 1 = \frac{1 - e^{-2z}}{1 + e^{-2z}} = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}} = \tanh z .$$
#
# The third step multiplies top and bottom by $e^{z}$. So tanh is a sigmoid that is squeezed to half its width,
# stretched to twice its height, and moved down by 1.

# %%
z = np.linspace(-4, 4, 9)
squeezed = expit(2 * z)
stretched = 2 * squeezed
moved = stretched - 1
steps = np.column_stack([squeezed, stretched, moved, np.tanh(z)])
table([(f"{v:g}", *[f"{number:.4f}" for number in row]) for v, row in zip(z, steps)],
      ["z", "squeezed", "stretched", "moved down", "tanh z"], "From sigmoid to tanh in three steps")

# %% [markdown]
# ### Exercise 3 · tanh_from_sigmoid (2 points)
#
# Write `tanh_from_sigmoid(z)` for a number or an array. It must **call your `sigmoid`**; `np.tanh` or exponentials of
# your own do not count here. (A mistake inside your `sigmoid` costs nothing here.)
#
# Example: `tanh_from_sigmoid(1.0)` is 0.761594.

# %% nbgrader={"grade": false, "grade_id": "tanh_from_sigmoid", "locked": false, "schema_version": 3, "solution": true, "task": false}
def tanh_from_sigmoid(z):
    """Return tanh(z) for a number or an array, computed with `sigmoid`."""
    ### BEGIN SOLUTION
    return 2 * sigmoid(2 * np.asarray(z)) - 1
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-tanh_from_sigmoid", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("02.tanh_from_sigmoid", tanh_from_sigmoid)

# %% [markdown]
# ### Its derivative
#
# The relation gives the derivative too. With the chain rule, and with $t = \tanh z$, so that
# $\sigma(2z) = \frac{1 + t}{2}$:
#
# $$\tanh' z = 2 \cdot 2\,\sigma'(2z) = 4\,\sigma(2z)\,\bigl(1 - \sigma(2z)\bigr) = 4 \cdot \frac{1 + t}{2} \cdot \frac{1 - t}{2} = 1 - t^2 .$$
#
# > **Think.** What is its greatest value, and where?
# >
# > <details><summary>Answer</summary>
# >
# > 1, at z = 0, where t = 0. That is four times the maximum of σ′, as the factor 4 says.
# >
# > </details>

# %% jupyter={"source_hidden": true}
# Picture: sigmoid and tanh
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2))
left.plot(grid, expit(grid), label="sigmoid")
left.plot(grid, np.tanh(grid), label="tanh")
left.set(title="function", xlabel="z")
right.plot(grid, slope(expit, grid), label="sigmoid, at most 0.25")
right.plot(grid, slope(np.tanh, grid), label="tanh, at most 1")
right.set(title="derivative", xlabel="z")
for ax in (left, right):
    ax.legend(loc="upper left", fontsize=9)
right.set_ylim(-0.05, 1.35)
show(
    fig,
    alt="Left: sigmoid from 0 to 1 and tanh from minus 1 to 1. Right: their derivatives, bells with "
        "tops 0.25 and 1; the bell of tanh is narrower.",
    caption="Around 0 tanh is steeper; it is centred on 0, and it saturates sooner.",
)

# %% [markdown]
# ### Why zero-centred helps
#
# The gradient of a weight is $\delta \cdot a_i$: one number $\delta$ for the neuron, times the activation $a_i$ that
# came in (lesson 05 shows why). Sigmoid's outputs are all positive. What does that mean for the signs of the gradients
# of one neuron's weights?

# %%
rng = np.random.default_rng(3)
net_inputs = rng.normal(size=(1000, 5))  # 5 neurons feed one; 1000 samples
delta = rng.normal(size=(1000, 1))
for name, f in (("sigmoid", expit), ("tanh", np.tanh)):
    signs = np.sign(delta * f(net_inputs))
    mixed = np.mean(np.abs(signs.sum(axis=1)) < 5)
    print(f"{name:8} signs in the first sample: {signs[0].astype(int)}   mixed in {mixed:.0%} of samples")

# %% [markdown]
# With sigmoid before it, a single sample can only raise all weights of a neuron together or lower them all together. To
# raise one and lower another takes several samples that pull against each other: the walk can zigzag. With tanh the signs
# mix in nearly every sample. (Summed over a batch they may mix behind sigmoid, too: in about a third of batches of 32,
# behind tanh in 15 of 16.)
#
# ## 5 · ReLU: a hinge
#
# *About 9 minutes*
#
# The *rectified linear unit* is the bend of section 1:
#
# $$\operatorname{ReLU}(z) = \max(0, z), \qquad \operatorname{ReLU}'(z) = \begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases} .$$
#
# At $z = 0$ there is a corner and no derivative. The `relu` of Keras and TensorFlow takes 0 there, and so does this
# course. (`tf.maximum(x, 0.0)` takes 1: it is a convention.) With random weights $z$ is seldom exactly 0. (It is for an input of zeros, such as a black patch of an image, with a bias of 0.)
#
# On the right side nothing saturates: the derivative is 1 for $z = 2$ and for $z = 2000$. And it costs one comparison.
#
# ### Exercise 4 · relu (1 point)
#
# Write `relu(z)` for a number or an array of any shape. The argument is not changed.
#
# Example: `relu(np.array([-1.5, 0.0, 2.0]))` is `[0., 0., 2.]`.

# %% nbgrader={"grade": false, "grade_id": "relu", "locked": false, "schema_version": 3, "solution": true, "task": false}
def relu(z):
    """Return z where z > 0 and 0 elsewhere, for a number or an array."""
    ### BEGIN SOLUTION
    return np.maximum(z, 0)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-relu", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("02.relu", relu)

# %% [markdown]
# ### Exercise 5 · relu_grad (2 points)
#
# Write `relu_grad(z)`: the derivative of ReLU at `z`, for a number or an array. It is 1 where $z > 0$ and **0 where
# $z \le 0$**. Numbers or booleans are both fine.
#
# Example: `relu_grad(np.array([-1.5, 0.0, 2.0]))` is `[0., 0., 1.]`.

# %% nbgrader={"grade": false, "grade_id": "relu_grad", "locked": false, "schema_version": 3, "solution": true, "task": false}
def relu_grad(z):
    """Return the derivative of ReLU at z: 1 where z > 0, else 0."""
    ### BEGIN SOLUTION
    return (np.asarray(z) > 0).astype(float)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-relu_grad", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("02.relu_grad", relu_grad)

# %% [markdown]
# > **Where lecture notes go wrong.** A widespread program keeps only the *output* of the layer and writes
# >
# > ```python
# > a = np.maximum(0, W @ x)      # forward
# > mask = a >= 0                 # backward: where did ReLU let the signal through?
# > ```
# >
# > Run it on four numbers. What is wrong with the mask?

# %%
net = np.array([-2.0, -0.5, 0.5, 3.0])
a = np.maximum(0, net)
print("net input:", net)
print("output:   ", a)
print("a >= 0:   ", a >= 0)
print("a > 0:    ", a > 0)

# %% [markdown] further=true
# An output of ReLU is never negative, so `a >= 0` is *always true*: the mask lets everything through, and the way back
# treats the layer as if it were linear. With `>` it does not matter whether you look at the net input or at the output.
# You will meet this mask again in lesson 05.
#
# ## 6 · The left side of the hinge
#
# *About 11 minutes · further*
#
# ReLU has a drawback of its own. Where $z \le 0$, the derivative is 0, and such a sample moves no weight. Could that
# happen for *every* sample at once? Let us try. A single neuron learns $1.5\,x + 0.5$ from 100 samples. At step 10, one target is mistyped as −4000.

# %%
def train_neuron(f, w=0.5, b=0.2, mistyped_at=None, steps=200, lr=0.2):
    """Gradient descent for f(w·x + b); per step the share of samples with z > 0, and the loss on true targets."""
    x = np.random.default_rng(0).uniform(0, 2, 100)
    true_target = 1.5 * x + 0.5
    shares, losses = [], []
    for step in range(steps):
        target = true_target.copy()
        if step == mistyped_at:
            target[0] = -4000.0
        z = w * x + b
        shares.append(np.mean(z > 0))
        losses.append(np.mean((f(z) - true_target) ** 2) / 2)
        delta = (f(z) - target) * slope(f, z)
        w, b = w - lr * np.mean(delta * x), b - lr * np.mean(delta)
    return np.array(shares), np.array(losses)


def leaky(z):
    return 0.55 * z + 0.45 * np.abs(z)  # slope 1 on the right, 0.1 on the left

# %% [markdown]
# > **Predict.** Only step 10 has the mistyped target; all others are right. Does the neuron recover from it? And what if
# > the left side of the hinge has a small slope, 0.1 instead of 0?

# %%
predict("02.recovers")

# %%
runs = {
    "ReLU, clean data": train_neuron(bend),
    "ReLU, one mistyped target": train_neuron(bend, mistyped_at=10),
    "ReLU, bad start (w = −1, b = −1)": train_neuron(bend, w=-1.0, b=-1.0),
    "leaky ReLU, one mistyped target": train_neuron(leaky, mistyped_at=10),
}

# %% jupyter={"source_hidden": true}
# Picture: a neuron, its error, update by update
fig, ax = plt.subplots(figsize=(8, 3.6))
for name, (shares, losses) in runs.items():
    if "bad start" not in name:  # it has the same flat line from the first step on
        ax.semilogy(losses, label=name)
ax.set(xlabel="step", ylabel="loss (log axis)")
ax.legend(loc="lower left")
show(
    fig,
    alt="Loss on a log axis. ReLU on clean data falls steadily. After a mistyped target the ReLU "
        "neuron stays at a loss of 2.7 for ever. Leaky ReLU jumps up to 8 and comes back down after "
        "120 steps.",
    caption="One bad step and the ReLU neuron never moves again. The leak brings the other one back.",
)

# %%
rows = [(name, f"{z[0]:.0%}", f"{z[-1]:.0%}", f"{losses[-1]:.4f}") for name, (z, losses) in runs.items()]
table(rows, ["neuron", "samples with z > 0 at the start", "at the end", "final loss"], "Who is alive?")

# %% [markdown]
# <details><summary>What came out</summary>
#
# A neuron with $z \le 0$ for every sample is *dead*: it outputs 0, and its gradients are 0. The table has two causes: **bad
# initial weights**, and **one large update**, from a high learning rate or a huge error. With plain gradient descent it
# stays dead as long as its inputs stay as they are, as in a first layer; weight decay can bring it back. Behind a layer that still learns, the inputs shift, and now and then one of
# them wakes it. In a real network some neurons of a layer may die and the rest carry on; lesson 08 counts them.
#
# </details>
#
# *Leaky ReLU* keeps a small slope α on the left:
#
# $$f(z) = \begin{cases} z & z > 0 \\ \alpha z & z \le 0 \end{cases}, \qquad f'(z) = \begin{cases} 1 & z > 0 \\ \alpha & z \le 0 \end{cases} .$$
#
# > **Where lecture notes go wrong.** "Leaky ReLU is max(0.1·z, z)", says one set of notes; "max(0.01·z, z)", says
# > another. The layer `LeakyReLU` of Keras takes 0.3, the function `leaky_relu` of Keras 0.2. The slope is a *choice*,
# > not a law of nature. Always say which one you use. Here the default is 0.1.
#
# > **Think.** Many programs write `max(alpha * z, z)`. For which α is that *not* the function above? Try $z = 2$ and
# > $z = -2$ with α = 3 in your head.
# >
# > <details><summary>Answer</summary>
# >
# > For α above 1. With α = 3 and z = 2, the larger of 6 and 2 is 6, but a positive z should come out as it is: 2. With
# > z = −2 the larger of −6 and −2 is −2, but −6 is asked for. Both sides are wrong.
# >
# > </details>

# %% [markdown]
# ### Exercise 6 · leaky_relu (2 points)
#
# Write `leaky_relu(z, alpha=0.1)` for a number or an array: $z$ where $z > 0$, $\alpha z$ elsewhere, **for every α ≥
# 0**, also above 1. Only the function is asked for, not its derivative.
#
# Example: `leaky_relu(np.array([-2.0, 3.0]))` is `[-0.2, 3.]`, `leaky_relu(-2.0, alpha=3)` is −6.

# %% nbgrader={"grade": false, "grade_id": "leaky_relu", "locked": false, "schema_version": 3, "solution": true, "task": false}
def leaky_relu(z, alpha=0.1):
    """Return z where z > 0 and alpha * z elsewhere, for a number or an array and any alpha >= 0."""
    ### BEGIN SOLUTION
    z = np.asarray(z)
    return np.where(z > 0, z, alpha * z)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-leaky_relu", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("02.leaky_relu", leaky_relu)

# %% [markdown] further=true
# ## 7 · Many layers: a product of derivatives
#
# *About 8 minutes · further*
#
# In a deep network an error signal travels backward through every layer, and each activation multiplies it by its
# derivative. (The weights multiply too; we leave them out here, lesson 08 brings them back.) After $n$ layers:
#
# $$f'(z_1) \cdot f'(z_2) \cdots f'(z_n) .$$
#
# > **Predict.** Ten sigmoid layers, every neuron at its very best point, $z = 0$. What share of the signal is left? A
# > tenth, a thousandth, a millionth?

# %%
predict("02.ten_sigmoids")

# %%
depths = [1, 2, 5, 10, 20]
columns = {
    "sigmoid at best, 0.25ⁿ": 0.25,
    "sigmoid at z = 2": float(expit(2) * expit(-2)),
    "tanh at best": 1.0,
    "tanh at z = 1": float(1 - np.tanh(1) ** 2),
    "ReLU, z > 0": 1.0,
    "leaky ReLU, z < 0, α = 0.1": 0.1,
}
rows = [(n, *[f"{d**n:.2g}" for d in columns.values()]) for n in depths]
table(rows, ["layers", *columns], "What is left of the signal")

# %% [markdown]
# <details><summary>What came out</summary>
#
# A millionth: $0.25^{10} = 9.5 \cdot 10^{-7}$, at best.
#
# </details>
#
# This is the *vanishing gradient*. As far as the activations go, the layers next to the input hear almost nothing of the
# error.

# %%
ActivationExplorer(function="sigmoid", view="layers", z=2, n=10, hide=["logits", "temperature", "shift"])

# %% [markdown]
# > **Try it.** The axis is logarithmic: every grid line is a fixed *factor*.
# > 1. **sigmoid**, $z = 2$: after how many layers is less than a thousandth left?
# > 2. Move $z$ to 0. What is the best that 20 sigmoid layers can do?
# > 3. **tanh**: for which $z$ does it lose nothing? Is that likely for all 20 layers at once?
# > 4. **ReLU** with $z > 0$, then with $z \le 0$. There is nothing in between.
# > 5. **leaky ReLU**, $z < 0$: compare α = 0.01, 0.1 and 0.3 at $n = 5$. Then set α = 1.5: what is the opposite danger?
#
# > <details><summary>What you should find</summary>
# >
# > 1. At n = 4, with 0.105⁴ = 0.00012; 3 layers leave 0.0012.
# > 2. 0.25²⁰ = 9·10⁻¹³.
# > 3. Only at z = 0.
# > 4. All or nothing.
# > 5. 10⁻¹⁰, 10⁻⁵ and 0.0024; above 1 the product grows, an *exploding* gradient.
# >
# > </details>
#
# This is a main reason why hidden layers of deep networks use ReLU and its relatives.

# %% [markdown] further=true
# ## 8 · All of them side by side
#
# *About 11 minutes · further*
#
# Six functions and their derivatives in one picture. The derivatives are measured, by `slope`.

# %%
CURVES = {
    "binary step": lambda z: np.heaviside(z, 1.0),
    "linear": lambda z: z,
    "sigmoid": expit,
    "tanh": np.tanh,
    "ReLU": bend,
    "leaky ReLU, α = 0.1": leaky,
}

# %% jupyter={"source_hidden": true}
# Picture: all activations and their derivatives
fig, axes = plt.subplots(3, 4, figsize=(10, 7))
zs = np.linspace(-4, 4, 400)  # an even number of points: none of them is the corner at 0
for (name, f), (upper, lower) in zip(CURVES.items(), axes.reshape(6, 2)):
    values = np.array(f(zs))
    values[1:][np.abs(np.diff(values)) > 0.5] = np.nan  # a jump is a gap, not a steep line
    upper.plot(zs, values)
    lower.plot(zs, np.where(np.abs(zs) < 0.02, np.nan, slope(f, zs)), color="#c2570c", linestyle="--")
    upper.set_title(name, fontsize=10)
    lower.set_title("its derivative", fontsize=10)
    lower.set_ylim(-0.15, 1.15)
    upper.set_xticks([-4, 0, 4])
    lower.set_xticks([-4, 0, 4])
show(
    fig,
    alt="Twelve small plots. Step: derivative 0. Linear: derivative 1. Sigmoid: a bell up to 0.25. "
        "Tanh: a bell up to 1. ReLU: 0 then 1. Leaky ReLU: 0.1 then 1.",
    caption="Solid: the function. Dashed: its derivative. All derivatives have one scale.",
)

# %% [markdown]
# > **Predict.** Here we call a function *monotonic* if it never falls (mathematics says *monotonically increasing*). All
# > six are. Which of the six *derivatives* never fall? Decide with the picture, then let the computer look.

# %%
predict("02.rising_derivatives")

# %%
def never_falls(values):
    return bool(np.all(np.diff(values) >= -1e-9))


normal_z = np.random.default_rng(6).normal(size=100_000)


def mean_output(f):
    return round(float(np.mean(f(normal_z))), 2) + 0.0  # + 0.0 turns −0.0 into 0.0


rows_of_properties = []
for name, f in CURVES.items():
    d = slope(f, zs[np.abs(zs) > 0.02])
    values = f"{f(-50.0):.3g} … {f(50.0):.3g}"
    rows_of_properties.append((name, values, never_falls(f(zs)), never_falls(d.round(6)), f"{d.max():.2f}", f"{mean_output(f):.2f}"))
headings = ["function", "values from z = −50 to 50", "f monotonic?", "f′ monotonic?", "largest f′", "mean output"]
table(rows_of_properties, headings, "Measured properties; the mean is over 100 000 z from a normal distribution")

# %% [markdown]
# What does each cost? Time for one number, best of five runs, on this machine; and for scale, the weighted sum of a
# neuron with 1000 inputs, which comes before each activation.

# %%
import timeit

many = np.random.default_rng(4).normal(size=100_000)
layer = np.random.default_rng(5).normal(size=(1000, 1000))
work = {
    "ReLU": lambda: np.maximum(many, 0),
    "leaky ReLU": lambda: np.maximum(many, 0.1 * many),
    "tanh": lambda: np.tanh(many),
    "sigmoid": lambda: 1 / (1 + np.exp(-many)),
    "weighted sum, 1000 inputs": lambda: many.reshape(100, 1000) @ layer,
}
best = {name: min(timeit.repeat(f, number=4, repeat=5)) / 4 / many.size * 1e9 for name, f in work.items()}
table([(name, f"{ns:.2f}") for name, ns in best.items()], ["what", "nanoseconds per number"], "Cost")

# %% [markdown]
# The numbers differ from machine to machine and from run to run. As a rule ReLU is the cheapest, and those with an
# exponential cost a few times as much. In a wide layer the weighted sum is the larger part of the work: cost alone is
# seldom a reason to choose.
#
# ### The big table
#
# | | formula | derivative | range | zero-centred? | f monotonic? | f′ monotonic? | cost |
# |---|---|---|---|---|---|---|---|
# | **binary step** | 1 if z ≥ 0, else 0 | 0; none at 0 | {0, 1} | no | yes | yes (constant) | a comparison |
# | **linear** | $z$ | 1 | (−∞, ∞) | yes | yes | yes (constant) | none |
# | **sigmoid** | $1/(1 + e^{-z})$ | $\sigma(1 - \sigma)$, at most 0.25 | (0, 1) | no | yes | no | an exponential |
# | **tanh** | $2\sigma(2z) - 1$ | $1 - \tanh^2 z$, at most 1 | (−1, 1) | yes | yes | no | an exponential |
# | **ReLU** | $\max(0, z)$ | 0 or 1 | [0, ∞) | no | yes | yes | a comparison |
# | **leaky ReLU** | $z$ or $\alpha z$ | α or 1 | (−∞, ∞), for α > 0 | no: mean 0.36 (α = 0.1), ReLU 0.40 | yes | yes, for α ≤ 1 | a comparison, a product |
# | **softmax** (section 9) | $e^{z_i} / \sum_j e^{z_j}$ | $p_i(1 - p_i)$ for its own score, $-p_i p_j$ for another | (0, 1), sum 1 | no | yes, in its own score | no | an exponential per class, a sum |

# %% [markdown]
# | | where it is used | advantages | drawbacks |
# |---|---|---|---|
# | **binary step** | perceptron, gates | a clear yes or no | derivative 0: no gradient learning; no degrees between yes and no |
# | **linear** | output of a regression | any value; passes the signal on unchanged | a stack of them is one layer |
# | **sigmoid** | output: one yes or no; gates of an LSTM (lesson 13) | smooth; reads as a probability | saturates on both sides; at most 0.25 per layer; not zero-centred |
# | **tanh** | hidden layers of small and recurrent networks | zero-centred; steeper than sigmoid | saturates on both sides |
# | **ReLU** | hidden layers: the usual first choice | cheap; does not saturate for z > 0; many exact zeros | can die; not zero-centred; unbounded |
# | **leaky ReLU** | hidden layers where ReLU neurons die | never dead, for α > 0; cheap | α must be chosen; often no better than ReLU |
# | **softmax** | output: one of several classes | probabilities that sum to 1 | classes compete; overflows when written naively |
#
# > **Where lecture notes go wrong.** Four sentences from such tables. "Sigmoid can handle more than two classes": one
# > unit cannot; one unit *per label* answers several yes-or-no questions (section 10). "ReLU in hidden layers only": a
# > usual place, not a rule. "Tanh and ReLU are hard to train on small data sets" and "leaky ReLU gives inconsistent
# > results": no table comes with these sentences, and the formulas say nothing of the kind. Ask for one.
#
# ### Three younger relatives
#
# Newer networks bend more softly. *ELU* is $z$ on the right and $e^z - 1$ on the left. *GELU* is $z \cdot \Phi(z)$, where
# $\Phi$ is the share of a normal distribution below $z$. *SiLU*, also called *Swish*, is $z \cdot \sigma(z)$.
#
# > **Predict.** One of the three never falls. Which? For the others: about where is the lowest point?

# %%
predict("02.which_never_falls")

# %%
from scipy.stats import norm

YOUNGER = {
    "ELU": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "GELU": lambda z: z * norm.cdf(z),
    "SiLU (Swish)": lambda z: z * expit(z),
}
younger_rows = [(name, never_falls(f(zs)), f"{f(zs).min():.2f}", f"{zs[f(zs).argmin()]:.1f}", f"{mean_output(f):.2f}")
                for name, f in YOUNGER.items()]
table(younger_rows, ["function", "monotonic?", "smallest value", "at z =", "mean output"], "Softer bends, looked at from −4 to 4")

# %% [markdown]
# <details><summary>What came out</summary>
#
# ELU never falls; its left side ends near −1. GELU and SiLU dip below 0 and come back, so neither is monotonic, and both
# are used in large language models all the same.
#
# </details>
#
# All three let a little through on the left, and their means are nearer to 0 than ReLU's. Each costs an exponential or more.

# %% [markdown]
# > **Think.** Three students describe a function: (a) "zero-centred, largest derivative 1, saturates"; (b) "never
# > negative, and its derivative is never anything but 0 or 1"; (c) "its output is never 0 and never 1". Which is which?
# >
# > <details><summary>Answer</summary>
# >
# > (a) tanh. (b) ReLU; the step fits the words, too: 0 is one of the two. (c) sigmoid; softmax fits too, with two
# > classes or more.
# >
# > </details>

# %% [markdown]
# ## 9 · Softmax: scores become probabilities
#
# *About 18 minutes*
#
# A classifier with three classes ends in three numbers, the *scores* (or *logits*), say $z = (2, 1, 0.1)$. We want three
# probabilities: positive, and 1 in sum. Dividing by the sum fails with negative scores: (2, −1) gives (2, −1), and
# (−1, −2) gives the smaller score the larger share. So make the scores positive first, by the exponential:
#
# $$\operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}} .$$
#
# > **By hand.** $e^{2} = 7.389$, $e^{1} = 2.718$, $e^{0.1} = 1.105$; their sum is about 11.21. So the probabilities are
# > $7.389/11.21 = 0.659$, $2.718/11.21 = 0.242$ and $1.105/11.21 = 0.099$.

# %%
scores = np.array([2.0, 1.0, 0.1])
weights_of_classes = np.exp(scores)
probabilities = weights_of_classes / weights_of_classes.sum()
print("exp(z):       ", weights_of_classes.round(3), " sum", weights_of_classes.sum().round(3))
print("probabilities:", probabilities.round(3), " sum", probabilities.sum())

# %% [markdown]
# Softmax differs from all the others: it is not elementwise. Raise one score and *every* probability changes.

# %%
ActivationExplorer(view="softmax", hide=["function", "z", "alpha", "n"])

# %% [markdown]
# > **Try it.** Use the third tab, *Softmax*.
# > 1. Raise score 3 until classes 1 and 3 are equal. Which scores give equal probabilities?
# > 2. *Add to every score*: −500, then 1000. What happens to the probabilities? What would $e^{1002}$ be?
# > 3. Can you lower the probability of class 1 without touching score 1?
# > 4. Can you make a probability exactly 0 or exactly 1?
#
# > <details><summary>What you should find</summary>
# >
# > 1. Equal scores.
# > 2. Nothing; the exponential of 1002 would overflow, so the widget subtracts the maximum first.
# > 3. Yes: raise another score.
# > 4. Not in exact arithmetic; on the display, by rounding, yes.
# >
# > </details>

# %% [markdown]
# ### Shift invariance, and why programs subtract the maximum
#
# Add the same number $c$ to every score:
#
# $$\frac{e^{z_i + c}}{\sum_j e^{z_j + c}} = \frac{e^{c}\, e^{z_i}}{e^{c} \sum_j e^{z_j}} = \frac{e^{z_i}}{\sum_j e^{z_j}} .$$
#
# Nothing changes: only *differences* between scores count. So we may choose $c$, and a safe choice is
# $c = -\max_j z_j$. Then the largest exponent is 0, every exponential lies between 0 and 1, and the sum is at least 1:
# no overflow, no division by zero.

# %%
large = np.array([1000.0, 999.0, 998.1])
with np.errstate(all="ignore"):
    print("naive:       ", np.exp(large) / np.exp(large).sum())
shifted = np.exp(large - large.max())
print("max shifted: ", (shifted / shifted.sum()).round(3), "  the same differences as (2, 1, 0.1)")

# %% [markdown]
# ### Temperature
#
# Divide all scores by a *temperature* $T > 0$ before the softmax. It decides how sure the output looks; the winner
# stays the winner.
#
# > **Predict.** Which way does $T = 10$ move the three probabilities: towards (1, 0, 0) or towards equal shares?

# %%
predict("02.temperature_of_10")

# %% jupyter={"source_hidden": true}
# Picture: one softmax at four temperatures
from scipy.special import softmax as scipy_softmax

temperatures = [0.25, 1, 3, 10]
fig, axes = plt.subplots(1, 4, figsize=(10, 2.6), sharey=True)
for ax, T in zip(axes, temperatures):
    shares = scipy_softmax(scores / T)
    ax.bar(["1", "2", "3"], shares, color=["#1f6fb4", "#c2570c", "#1b7837"])
    for i, share in enumerate(shares):
        ax.text(i, share + 0.02, f"{share:.2f}", ha="center", fontsize=10)
    ax.set(title=f"T = {T:g}", xlabel="class", ylim=(0, 1.12))
axes[0].set_ylabel("probability")
show(
    fig,
    alt="Four bar charts of the probabilities of three classes. At T = 0.25 class 1 has 0.98; at T = "
        "1 the shares are 0.66, 0.24, 0.10; at T = 10 they are nearly equal.",
    caption="The same scores (2, 1, 0.1) at four temperatures.",
)

# %% [markdown]
# ### Two classes: sigmoid again
#
# With two classes, divide top and bottom by $e^{z_1}$:
#
# $$\operatorname{softmax}(z)_1 = \frac{e^{z_1}}{e^{z_1} + e^{z_2}} = \frac{1}{1 + e^{-(z_1 - z_2)}} = \sigma(z_1 - z_2) .$$
#
# So **a softmax with two classes is a sigmoid of the difference of the scores**. One unit with sigmoid does the same job
# with half the weights.

# %%
pairs = np.random.default_rng(6).normal(scale=3, size=(4, 2))
rows = [
    (f"{a:.3f}", f"{b:.3f}", f"{scipy_softmax([a, b])[0]:.6f}", f"{expit(a - b):.6f}") for a, b in pairs
]
table(rows, ["z1", "z2", "softmax(z)₁", "σ(z1 − z2)"], "Two ways to the same probability")

# %% [markdown]
# ### Exercise 7 · softmax (4 points)
#
# Write `softmax(z)`: probabilities **along the last axis**, for an array of one or more axes. Each row of a batch is
# normalized on its own. The shape stays, the argument is not changed, and it is right for scores up to ±1000 **without a
# RuntimeWarning**.
#
# Examples: `softmax(np.array([2.0, 1.0, 0.1]))` is `[0.659, 0.242, 0.099]`;
# `softmax(np.array([[0.0, 0.0], [1000.0, 1000.0]]))` is `[[0.5, 0.5], [0.5, 0.5]]`.
#
# One point for a single row of scores, two for batches, one for large scores.
#
# > **Note.** `z.max(axis=-1)` of a `(5, 3)` array has shape `(5,)`, which does not line up with the rows.
# > `keepdims=True` keeps it `(5, 1)`.

# %% nbgrader={"grade": false, "grade_id": "softmax", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax(z):
    """Return softmax along the last axis of an array with one axis or more, stable for large scores."""
    ### BEGIN SOLUTION
    z = np.asarray(z)
    shares = np.exp(z - z.max(axis=-1, keepdims=True))
    return shares / shares.sum(axis=-1, keepdims=True)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-softmax", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("02.softmax", softmax)

# %% [markdown]
# ## 10 · Which output for which task?
#
# *About 10 minutes*
#
# Hidden layers: ReLU, unless you have a reason. The **output** layer is different: its activation decides which values
# can come out, and so it follows from the task.
#
# | task | example | units | activation | loss (lesson 04) | read the output as |
# |---|---|---|---|---|---|
# | **binary**: yes or no | is this mail spam? | 1 | `sigmoid` | `binary_crossentropy` | probability of yes |
# | **multi-class**: exactly one of K | which digit is it? | K | `softmax` | `sparse_categorical_crossentropy` | K probabilities, sum 1 |
# | **multi-label**: any number of L | which animals are in the picture? | L | `sigmoid` | `binary_crossentropy` | L separate probabilities |
# | **regression**: any number | tomorrow's temperature | 1 per number | `linear` | `mse` | the number |
# | regression, never negative | a waiting time | 1 per number | `softplus` (or `relu`) | `mse` | the number |
# | regression between bounds | a share in [0, 1]; a steering angle in [−1, 1] | 1 per number | `sigmoid`; `tanh` | `mse` | the number |
#
# *Softplus*, $\log(1 + e^{z})$, is a ReLU with a rounded corner: always positive, and its derivative is the sigmoid.
# Find it in the widget of section 2. A `relu` as the *only* output can die as in section 6, and then the whole network
# stands still. Softplus has a slope for every $z$, though a small one far out on the left.
#
# > **Note.** `sparse_categorical_crossentropy` takes labels as integers, such as 3. `categorical_crossentropy` is the
# > same loss for labels written as rows such as (0, 0, 0, 1). This course uses integers.

# %% [markdown]
# ### Classes that compete, and labels that do not
#
# A picture shows a cat *and* a dog. Both scores are high: 4. There is no horse: −3.
#
# > **Predict.** What does softmax say about the cat? And sigmoid?

# %%
predict("02.cat_and_dog")

# %%
animals = np.array([4.0, 4.0, -3.0])
both = zip(("cat", "dog", "horse"), animals, scipy_softmax(animals), expit(animals))
rows = [(name, f"{v:g}", f"{p:.3f}", f"{q:.3f}") for name, v, p, q in both]
table(rows, ["label", "score", "softmax", "sigmoid per label"], "One picture, two animals")

# %% [markdown]
# <details><summary>What came out</summary>
#
# With softmax the cat and the dog take each other's share: 0.5 each, though the network is sure of both.
#
# </details>
#
# Softmax answers "which *one*?". For "which of these, any number?" every label needs a sigmoid of its own.
#
# > **Where lecture notes go wrong.** Lists of "output activations for binary classification" name ReLU, tanh and
# > softmax beside sigmoid. Try each as a single output unit that is to be the probability of "yes":

# %%
score = np.array([-2.0, 0.0, 3.0])
candidates = {
    "sigmoid": expit(score),
    "tanh": np.tanh(score),
    "ReLU": bend(score),
    "softmax, 1 unit": np.array([scipy_softmax([v])[0] for v in score]),
}
table([(name, *[f"{v:.3f}" for v in values]) for name, values in candidates.items()],
      ["output unit", "score −2", "score 0", "score 3"], "Which rows are probabilities?")

# %% [markdown]
# Tanh gives negative "probabilities". ReLU gives 3, and exactly 0, whose logarithm is $-\infty$: a loss has to clip it
# (lesson 04), and where it clips, its slope is 0. Softmax over *one* unit is $e^z / e^z = 1$, whatever the score. What
# works: **sigmoid with one unit, or softmax with two.**
#
# ### Exercise 8 · output_layer (3 points)
#
# Write `output_layer(task, n=1)`. It returns `(units, activation, loss)` for a network in Keras, with Keras' names as
# strings:
#
# - `"binary"`: one unit that gives the probability of yes; `n` is ignored,
# - `"multiclass"`: `n` classes, exactly one is right; labels are **integers**,
# - `"multilabel"`: `n` labels, any number of them is right,
# - `"regression"`: `n` numbers of any size and sign, trained with the mean squared error.
#
# Usual aliases count as well (`"mse"` or `"mean_squared_error"`; `"linear"` or `None`). Each task is a quarter of the
# points.

# %% nbgrader={"grade": false, "grade_id": "output_layer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def output_layer(task, n=1):
    """Return (units, activation, loss) for "binary", "multiclass", "multilabel" or "regression"."""
    ### BEGIN SOLUTION
    if task == "binary":
        return 1, "sigmoid", "binary_crossentropy"
    if task == "multiclass":
        return n, "softmax", "sparse_categorical_crossentropy"
    if task == "multilabel":
        return n, "sigmoid", "binary_crossentropy"
    if task == "regression":
        return n, "linear", "mse"
    raise ValueError(f'There is no task "{task}".')
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-output_layer", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("02.output_layer", output_layer)

# %% [markdown]
# ## Practice quiz
#
# *About 5 minutes · further*
#
# Eight questions that answer at once and explain each option. They do not count.

# %%
quiz("02")

# %% [markdown]
# ## Graded quiz
#
# *About 3 minutes · further*
#
# Five questions, 2 points together. They are marked when you hand in.

# %%
questions("02.quiz_answers")

# %% [markdown]
# Write the letter of your choice for each question, for example `quiz_answers["1"] = "a"`.

# %% nbgrader={"grade": false, "grade_id": "quiz_answers", "locked": false, "schema_version": 3, "solution": true, "task": false}
quiz_answers = {}
### BEGIN SOLUTION
quiz_answers["1"] = "c"
quiz_answers["2"] = "a"
quiz_answers["3"] = "d"
quiz_answers["4"] = "b"
quiz_answers["5"] = "c"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-quiz_answers", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("02.quiz_answers", quiz_answers)

# %% [markdown]
# ## In your own words
#
# *About 9 minutes · further*
#
# **σ′ in two ways (2 points, marked by hand).** Derive $\sigma'(z) = \sigma(z)\,\bigl(1 - \sigma(z)\bigr)$ twice; the
# pieces stand in section 3.
#
# 1. By the chain rule (or the quotient rule), from $\sigma(z) = \dfrac{1}{1 + e^{-z}}$.
# 2. From $\sigma\,(1 + e^{-z}) = 1$ and $1 - \sigma = \dfrac{e^{-z}}{1 + e^{-z}}$, without the quotient rule.
#
# Name the rule that each step uses. Double-click the cell below, write formulas between dollar signs, and run it to see
# them set.

# %% [markdown] nbgrader={"grade": true, "grade_id": "derive-sigmoid", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# **First way.** With $u = 1 + e^{-z}$ and $\sigma = 1/u$, the power rule gives $\dfrac{d\sigma}{du} = -\dfrac{1}{u^2}$
# and the chain rule gives $\dfrac{du}{dz} = -e^{-z}$. By the chain rule
#
# $$\sigma' = \left(-\frac{1}{u^2}\right)\left(-e^{-z}\right) = \frac{e^{-z}}{(1 + e^{-z})^2} = \frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}} = \sigma\,(1 - \sigma) ,$$
#
# because $1 - \sigma = \dfrac{1 + e^{-z} - 1}{1 + e^{-z}} = \dfrac{e^{-z}}{1 + e^{-z}}$.
#
# **Second way.** Differentiate $\sigma\,(1 + e^{-z}) = 1$ by the product rule:
# $\sigma'\,(1 + e^{-z}) - \sigma\,e^{-z} = 0$. Solve for $\sigma'$:
#
# $$\sigma' = \sigma \cdot \frac{e^{-z}}{1 + e^{-z}} = \sigma\,(1 - \sigma) .$$
#
# **Marking scheme.** A lost sign that is put right at the end without a reason costs half a point, once. Another
# correct derivation (quotient rule; from 1 − σ(z) = σ(−z); by logarithms) earns the full point of its way.
#
# - 0.5: first way: both inner derivatives with their minus signs
# - 0.5: first way: the fraction split into σ and 1 − σ
# - 0.5: second way: the product rule with the sign of the second term
# - 0.5: second way: solved, and 1 − σ recognized
# ### END SOLUTION

# %% [markdown]
# ## Cross-check with Keras (optional)
#
# *About 5 minutes · further*
#
# Do your functions agree with the framework? The next cells load TensorFlow, which takes some seconds; nothing before
# them needs it. Functions are compared with `keras.activations`, derivatives with `tf.GradientTape`, which
# differentiates a program.

# %% tags=["tensorflow"]
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # only errors, please
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"  # and no line about how sums are ordered
import keras
import tensorflow as tf

z_check = np.linspace(-20, 20, 401)
rows_check = np.random.default_rng(7).normal(scale=5, size=(6, 4))


def largest_difference(mine, theirs):
    """The largest difference to the framework, or a word where your function is still empty."""
    try:
        return f"{np.max(np.abs(np.asarray(mine()) - np.asarray(theirs))):.1e}"
    except NotImplementedError:
        return "still empty"

# %% tags=["tensorflow"]
t = tf.constant(z_check)
functions = {
    "sigmoid": (lambda: sigmoid(z_check), keras.activations.sigmoid(t)),
    "tanh_from_sigmoid": (lambda: tanh_from_sigmoid(z_check), keras.activations.tanh(t)),
    "relu": (lambda: relu(z_check), keras.activations.relu(t)),
    "leaky_relu, α = 0.3": (lambda: leaky_relu(z_check, 0.3), keras.layers.LeakyReLU(dtype="float64")(t)),
    "softmax": (lambda: softmax(rows_check), keras.activations.softmax(tf.constant(rows_check))),
}
keras_differences = {name: largest_difference(mine, theirs) for name, (mine, theirs) in functions.items()}
table(keras_differences.items(), ["function", "largest difference to Keras"], "Your functions and Keras")

# %% tags=["tensorflow"]
def tape_gradient(f, values):
    """The derivative of an elementwise Keras function, by automatic differentiation."""
    x = tf.Variable(values)
    with tf.GradientTape() as tape:
        y = f(x)
    return tape.gradient(y, x).numpy()


z_off = z_check[np.abs(z_check) > 0.01]  # without the corner of ReLU, where a finite difference gives 0.5
derivatives = {
    "sigmoid_grad": (lambda: sigmoid_grad(z_off), keras.activations.sigmoid, expit),
    "1 − tanh²": (lambda: 1 - np.tanh(z_off) ** 2, keras.activations.tanh, np.tanh),
    "relu_grad": (lambda: relu_grad(z_off), keras.activations.relu, bend),
}
tape_differences = {}
for name, (mine, theirs, f) in derivatives.items():
    references = tape_gradient(theirs, z_off), slope(f, z_off)
    tape_differences[name] = [largest_difference(mine, reference) for reference in references]
headings = ["derivative", "difference to tf.GradientTape", "to the finite difference"]
table([(name, *pair) for name, pair in tape_differences.items()], headings, "Every derivative, checked twice")

# %% tags=["tensorflow"]
print("slope of keras.layers.LeakyReLU():   ", keras.layers.LeakyReLU().negative_slope)
print("slope of keras.activations.leaky_relu:", -keras.activations.leaky_relu(tf.constant(-1.0)).numpy())
print("ReLU′ at exactly 0, by the tape:      ", tape_gradient(keras.activations.relu, [0.0]))

# %% [markdown]
# ## Summary
#
# - Without a non-linear activation, any number of layers is one layer.
# - Sigmoid: (0, 1), σ′ = σ(1 − σ) ≤ 0.25. Tanh: (−1, 1), zero-centred, tanh z = 2σ(2z) − 1, tanh′ = 1 − tanh² ≤ 1.
# - Both saturate: far from 0 the derivative fades, and with it learning. Over n sigmoid layers at best 0.25ⁿ is left,
#   not counting the weights.
# - ReLU is cheap and does not saturate for z > 0, but a neuron whose z is ≤ 0 for every sample is dead. A leak keeps it alive.
# - Let exponentials see no large positive number: −|z| in sigmoid, z − max in softmax.
# - Softmax: positive, sum 1; unchanged by a shift of all scores; with two classes, a sigmoid of their difference.
# - Output: binary → 1 sigmoid; multi-label → a sigmoid per label; multi-class → softmax; regression → linear.
#
# Next: lesson 03 puts such neurons into layers, and layers into a network, and counts what is in it.
