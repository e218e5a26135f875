# %% [markdown] content="one neuron, its line, AND, OR and NOT; why XOR needs two layers; Rosenblatt's learning rule" week=1
# # 01 · Perceptron and logic gates
#
# One artificial neuron: what it computes, what it can decide, what it cannot, and how it learns its weights from
# examples.
#
# **Time** 80 min · **Points** 22 · **You need** lesson 00, a little NumPy
#
# *Core path: about 76 minutes; what is marked “further” and the quizzes take about 60 more.*
#
# After this lesson you can
#
# - compute the output of a neuron by hand and in NumPy, for one sample and for many;
# - choose weights and a bias that make a neuron an AND, OR, NAND, NOR or NOT gate;
# - draw the line at which a neuron changes its mind, and prove that no line does XOR;
# - build XOR and XNOR from two layers, and say what the hidden layer does;
# - train a neuron with Rosenblatt's rule, and tell when that can never end.

# %% tags=["setup"]
import itertools

import numpy as np

from helpers import answers, check, plots, predict, questions, quiz, show, table
from helpers.figures import COLORS
from helpers.widgets import GateTuner

plt = plots()
my = answers("01")  # my.f is your own f as soon as its check is green
CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])  # every input of a gate with two inputs, one in each row

# %% [markdown] further=true
# ## 1 · A neuron, and a model of it
#
# *About 3 minutes · further*
#
# A nerve cell can hear from thousands of others. It does not pass on every signal. So how does it decide when to speak?
#
# It collects. Signals arrive at *synapses*, the contacts with other cells; some pass a signal on strongly, some weakly,
# some hold the cell back. *Dendrites*, the cell's branches, carry the signals to the *soma*, its body, where they add
# up. When the sum reaches a threshold, the cell *fires*: one pulse runs along the *axon*, its output line. Below the
# threshold, nothing.
#
# > **Predict.** Look at the two drawings below before you read the table under them. Which part on the right plays the
# > role of the synapse?

# %%
predict("01.role_of_the_synapse")

# %% [markdown]
# > **Note.** Code that only draws is folded away in this course. Click on the three dots if you want to see it.

# %% jupyter={"source_hidden": true}
# Drawing: a label with a line to its place
def label(ax, text, at, to, color="black"):
    """Write `text` at a point and draw a thin line from it to the part that it names."""
    ax.annotate(text, xy=to, xytext=at, ha="center", va="center", fontsize=11, color=color,
                arrowprops={"arrowstyle": "-", "color": "#5f6368", "lw": 1})


def curve(ax, points, width, color="#6a4c93"):
    """A smooth line through control points (a Bézier curve)."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    codes = [Path.MOVETO] + [Path.CURVE3 if len(points) == 3 else Path.CURVE4] * (len(points) - 1)
    ax.add_patch(PathPatch(Path(points, codes), fill=False, lw=width, edgecolor=color, capstyle="round"))

# %% jupyter={"source_hidden": true}
# Drawing: a nerve cell
def nerve_cell(ax):
    """Draw a biological neuron with its dendrites, synapses, soma and axon."""
    branches = [[(3.2, 3.4), (2.4, 4.6), (1.2, 5.2)], [(3.0, 3.1), (2.0, 3.3), (0.8, 3.4)], [(3.2, 2.6), (2.3, 1.8), (1.1, 0.9)]]
    twigs = [[(2.3, 4.5), (1.9, 5.2), (1.8, 5.8)], [(2.0, 3.28), (1.6, 2.9), (1.0, 2.4)], [(2.2, 1.75), (1.9, 1.1), (2.0, 0.4)]]
    for points in branches:
        curve(ax, points, 6)
    for points in twigs:
        curve(ax, points, 4)
    for tip in [(1.2, 5.2), (1.8, 5.8), (0.8, 3.4), (1.0, 2.4), (1.1, 0.9), (2.0, 0.4)]:
        out = (tip[0] - 0.75, tip[1] + 0.12 * np.sign(tip[1] - 3))
        ax.plot([out[0], tip[0] - 0.24], [out[1], tip[1]], color=COLORS["orange"], lw=2.5, ls="-")
        ax.plot(tip[0] - 0.2, tip[1], "o", ms=9, color=COLORS["orange"])
    turn = np.linspace(0, 2 * np.pi, 200)
    radius = 0.95 + 0.09 * np.cos(3 * turn) + 0.05 * np.sin(5 * turn)
    ax.fill(3.7 + radius * np.cos(turn), 3 + radius * np.sin(turn), color="#d9cfe6", ec="#6a4c93", lw=2.5, zorder=3)
    ax.plot(3.7, 3.05, "o", ms=22, color="#a58fc2", zorder=4)
    curve(ax, [(4.5, 2.95), (5.6, 2.7), (6.6, 3.2), (7.6, 3.0)], 4)
    for end in [(8.7, 4.1), (9.0, 3.0), (8.7, 1.9)]:
        curve(ax, [(7.6, 3.0), (8.2, 3.0), end], 3)
        ax.plot(*end, "o", ms=8, color="#6a4c93")
    label(ax, "synapses", (0.1, 4.4), (0.6, 3.55))
    label(ax, "dendrites", (3.6, 5.5), (2.35, 4.35))
    label(ax, "soma: adds up", (4.2, 0.9), (3.8, 2.1))
    label(ax, "axon", (6.2, 4.2), (6.1, 3.05))
    label(ax, "to other cells", (7.6, 0.9), (8.6, 1.75))

# %% jupyter={"source_hidden": true}
# Drawing: an artificial neuron
def artificial_neuron(ax):
    """Draw the model: inputs, weights, summation, step, output."""
    for i, y in enumerate([4.9, 3.0, 1.1], 1):
        ax.annotate("", xy=(4.0, 3 + 0.28 * (y - 3)), xytext=(1.35, 3 + 0.86 * (y - 3)), arrowprops={"arrowstyle": "-|>", "color": COLORS["orange"], "lw": 1 + i})
        ax.plot(0.7, y, "o", ms=32, mfc="white", mec=COLORS["purple"], mew=2.5)
        ax.text(0.7, y, f"$x_{i}$", ha="center", va="center", fontsize=14)
        ax.text(2.3, 3 + 0.64 * (y - 3) + (0.45 if y < 4 else 0.62), f"$w_{i}$", ha="center", va="center", fontsize=14, color=COLORS["orange"])
    ax.annotate("", xy=(4.7, 2.2), xytext=(4.7, 0.9), arrowprops={"arrowstyle": "-|>", "color": COLORS["orange"], "lw": 2})
    ax.text(4.7, 0.55, "bias $b$", ha="center", va="center", fontsize=13)
    ax.plot(4.7, 3, "o", ms=58, mfc="#d9cfe6", mec=COLORS["purple"], mew=2.5)
    ax.text(4.7, 3, r"$\Sigma$", ha="center", va="center", fontsize=22)
    ax.annotate("", xy=(6.6, 3), xytext=(5.5, 3), arrowprops={"arrowstyle": "-|>", "color": COLORS["purple"], "lw": 2.5})
    ax.text(6.0, 3.35, "$z$", ha="center", fontsize=14)
    ax.add_patch(plt.Rectangle((6.6, 2.3), 1.4, 1.4, fc="white", ec=COLORS["purple"], lw=2.5))
    ax.plot([6.75, 7.3, 7.3, 7.85], [2.55, 2.55, 3.45, 3.45], color="black", lw=2.5, ls="-")
    ax.annotate("", xy=(9.2, 3), xytext=(8.0, 3), arrowprops={"arrowstyle": "-|>", "color": COLORS["purple"], "lw": 2.5})
    ax.text(8.75, 3.35, "$a$", ha="center", fontsize=14)
    label(ax, "inputs", (0.7, 5.9), (0.7, 5.3))
    label(ax, "weights", (3.4, 5.9), (2.55, 5.05))
    label(ax, "weighted sum", (4.9, 4.9), (4.7, 3.75))
    label(ax, "step", (7.3, 4.7), (7.3, 3.7))
    label(ax, "output", (8.9, 1.9), (8.8, 2.9))

# %% jupyter={"source_hidden": true}
# Picture: a nerve cell and a neuron, part by part
fig, axes = plt.subplots(1, 2, figsize=(11, 4.2))
for ax, draw, title in zip(axes, (nerve_cell, artificial_neuron), ("a nerve cell", "an artificial neuron")):
    draw(ax)
    ax.set(xlim=(-0.6, 9.6), ylim=(0, 6.3), title=title)
    ax.axis("off")
show(fig, alt="Two drawings side by side. Left, a nerve cell: six incoming fibres end at synapses on branching dendrites, which lead into "
     "the soma; one axon leaves it to the right and splits into three endings. Right, an artificial neuron: inputs x1, x2, x3 on arrows "
     "with weights w1, w2, w3, and a bias b, lead into a circle with a sum sign; its result z passes a box with a step and leaves as output a.",
     caption="Signals flow from left to right in both. The model keeps four things: inputs, weights, a sum, and a decision.")

# %% [markdown]
# | the nerve cell | the artificial neuron | in the formula |
# |---|---|---|
# | a signal arrives on a dendrite | an input | $x_i$ |
# | a synapse passes it on, strongly, weakly or as a brake | a weight: large, small or negative | $w_i$ |
# | the soma adds up | the weighted sum plus the bias | $z = \sum_i w_i x_i + b$ |
# | it fires when a threshold is reached | the step | $a = \text{step}(z)$ |
# | one pulse on the axon, or none | the output, 1 or 0 | $a$ |
#
# > **Note.** This is a model of arithmetic, not of life. Real neurons also speak in rhythms and chemistry. In 1943
# > McCulloch and Pitts wrote down a neuron that counts its signals and compares with a threshold; it had no graded
# > weights. Rosenblatt's *perceptron* of 1958 had weights that learn.

# %% [markdown]
# ## 2 · What one neuron computes
#
# *About 16 minutes*
#
# Two things, one after the other:
#
# $$z = w_1 x_1 + w_2 x_2 + \dots + w_d x_d + b \qquad\text{then}\qquad a = f(z)$$
#
# $z$ is the *net input*: the weighted sum of the inputs, plus the *bias* $b$, a number of the neuron's own. $f$ is the
# *activation function*: what the neuron makes of $z$.
#
# > **By hand.** A neuron has the inputs 1, 2, 3, the weights 4, 5, 6, no bias, and the activation $f(z) = 3z$. What is
# > its output? Write down $z$ first. Then run the cell.

# %%
x, w, b = np.array([1, 2, 3]), np.array([4, 5, 6]), 0
products = w * x
z = products.sum() + b
linear_output = 3 * z
print(f"products {products}, net input z = {z}, output 3·z = {linear_output}")

# %% [markdown]
# $z = 4 + 10 + 18 = 32$, and $3 \cdot 32 = 96$. A neuron whose activation is a multiple of $z$ is a *linear neuron*. It
# answers with any number at all. But a cell that fires or stays silent gives one of two answers. It needs a *step*.
#
# ### Three steps in three books
#
# > **Predict.** Lecture notes print three step functions: 1 if $z \ge 0$, else 0; 1 if $z > 0$, else 0; +1 if $z \ge 0$,
# > else −1. For which $z$ do they not all agree?

# %%
predict("01.where_steps_disagree")

# %% jupyter={"source_hidden": true}
# Picture: three conventions of the step
conventions = [("1 if z ≥ 0 else 0", 0, True), ("1 if z > 0 else 0", 0, False), ("+1 if z ≥ 0 else −1", -1, True)]
fig, axes = plt.subplots(1, 3, figsize=(10, 2.8), sharey=True)
for ax, (title, low, fires_at_zero) in zip(axes, conventions):
    ax.plot([-2, 0], [low, low], color=COLORS["blue"], ls="-")
    ax.plot([0, 2], [1, 1], color=COLORS["blue"], ls="-")
    ax.plot(0, 1, "o", ms=9, color=COLORS["blue"], mfc=COLORS["blue"] if fires_at_zero else "white")
    ax.plot(0, low, "o", ms=9, color=COLORS["blue"], mfc="white" if fires_at_zero else COLORS["blue"])
    ax.set(title=title, xlabel="z", xticks=[-2, -1, 0, 1, 2], yticks=[-1, 0, 1], ylim=(-1.35, 1.35))
axes[0].set_ylabel("output")
axes[0].text(-1.9, -0.75, "used in this course", color=COLORS["green"], weight="bold")
show(fig, alt="Three step functions of z. The first jumps from 0 to 1 and has the value 1 at z = 0. The second jumps from 0 to 1 and has the "
     "value 0 at z = 0. The third jumps from −1 to +1 and has the value +1 at z = 0. The first is marked: used in this course.",
     caption="A filled dot is the value at z = 0. The first two differ there and nowhere else.")

# %% [markdown]
# <details><summary>What came out</summary>
#
# The first two disagree at one point only, $z = 0$. The third says −1 where the others say 0.
#
# </details>
#
# All three are in use; what matters is that you know which one a text means. This course uses
#
# $$\text{step}(z) = \begin{cases} 1 & \text{if } z \ge 0 \\ 0 & \text{if } z < 0 \end{cases}$$
#
# > **Note.** $z = 0$ is not a rare accident. With inputs 0 and 1 and small whole numbers for weights and bias it happens
# > often, and section 3 shows a gate from lecture notes that breaks on it.

# %% [markdown]
# ### Exercise 1 · step (2 points)
#
# Write `step(z)` for this course's convention, elementwise.
#
# - `z` is a number or an array of any shape. The answer has the same shape; for a number, a single number (an array without
#   axes counts as one).
# - The answer holds the integers 0 and 1: not booleans, not floats.
# - `step(0)` is 1.
#
# Example: `step(np.array([-0.5, 0.0, 0.5]))` gives `[0, 1, 1]`.

# %% nbgrader={"grade": false, "grade_id": "step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def step(z):
    """Return 1 where z >= 0 and 0 elsewhere, as integers, for a number or an array."""
    ### BEGIN SOLUTION
    return (np.asarray(z) >= 0).astype(int)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-step", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("01.step", step)

# %% [markdown]
# ### What the bias is for
#
# The neuron fires when $\sum_i w_i x_i + b \ge 0$. Move $b$ to the other side:
#
# $$\sum_i w_i x_i \ge -b$$
#
# So $-b$ is the threshold: how much weighted evidence the neuron asks for. A bias of −1.5 asks for 1.5. A positive bias
# makes it fire without any evidence.
#
# > **By hand.** Shall I take the bicycle? Three yes-or-no inputs: the road is dry (weight 2), it is light outside
# > (weight 1), my bag is heavy (weight −2). The bias is −1.5: by default I walk. Decide for (dry, light, heavy) =
# > (1, 0, 0), for (0, 1, 0) and for (1, 1, 1).
# >
# > <details><summary>Answer</summary>
# >
# > $z = 2 - 1.5 = 0.5$: ride. $z = 1 - 1.5 = -0.5$: walk. $z = 2 + 1 - 2 - 1.5 = -0.5$: walk, the bag has cancelled the
# > dry road.
# >
# > </details>
#
# > **Where lecture notes go wrong.** "The neuron fires when $\sum_i w_i x_i \ge b$" on one page,
# > $z = \sum_i w_i x_i + b$ on the next, with the same letter $b$. Both ideas are fine, but the first $b$ is a
# > threshold and the second a bias: one is minus the other. Mix them, and the bicycle neuron gets $b = +1.5$ in place of
# > −1.5. Its net input for (0, 0, 0) is then +1.5: by default you ride.

# %% [markdown]
# ### Exercise 2 · neuron (3 points)
#
# Write `neuron(x, w, b)`: weighted sum, bias, step.
#
# - `w` has shape `(d,)`, `b` is a number.
# - `x` has shape `(..., d)`: the features lie along the last axis. One sample, shape `(d,)`, gives one number. A batch,
#   shape `(n, d)`, gives `n` answers, shape `(n,)`. Any further axes in front stay as they are.
# - You may call your `step`. Net inputs of exactly 0 do not occur in this exercise.
#
# Example: `neuron(np.array([[1, 0, 0], [0, 1, 0], [1, 1, 1]]), np.array([2, 1, -2]), -1.5)`, the bicycle, gives
# `[1, 0, 0]`.

# %% nbgrader={"grade": false, "grade_id": "neuron", "locked": false, "schema_version": 3, "solution": true, "task": false}
def neuron(x, w, b):
    """Return the output, 0 or 1, of one neuron for samples x of shape (..., d), weights w of shape (d,) and a bias b."""
    ### BEGIN SOLUTION
    return step(np.asarray(x) @ np.asarray(w) + b)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-neuron", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("01.neuron", neuron)

# %% [markdown]
# ## 3 · One neuron is one gate
#
# *About 27 minutes*
#
# A *gate* is a rule from bits to a bit. AND answers 1 when both inputs are 1. Is there a neuron that does the same?
#
# > **Predict.** Take $w_1 = w_2 = 1$ and $b = -1.5$. Fill in the net input for the four rows (0, 0), (0, 1), (1, 0),
# > (1, 1) on paper. Then run.

# %%
predict("01.net_input_of_11")

# %%
def gate_rows(w, b):
    """The truth table of a neuron: one row (inputs..., net input, output) for each input of zeros and ones."""
    rows = []
    for x in itertools.product((0, 1), repeat=len(w)):
        z = sum(weight * value for weight, value in zip(w, x)) + b
        rows.append([*x, z, 1 if z >= 0 else 0])
    return rows


table(gate_rows([1, 1], -1.5), ["x1", "x2", "net input z", "output"], "AND = step(x1 + x2 − 1.5)")

# %% [markdown]
# <details><summary>What came out</summary>
#
# One input that is on is not enough to pay for the bias; two are.
#
# </details>
#
# Three more gates need nothing but other numbers. In the notation of digital logic the inputs are $A = x_1$ and $B = x_2$;
# $A'$ is NOT A, $AB$ is A AND B, and $A + B$ is A OR B, which is not a sum.

# %%
table(gate_rows([1, 1], -0.5), ["x1", "x2", "net input z", "output"], "OR = step(x1 + x2 − 0.5)")

# %%
table(gate_rows([-2], 1), ["x1", "net input z", "output"], "NOT = step(1 − 2·x1)")

# %%
table(gate_rows([-1, -1], 0.5), ["x1", "x2", "net input z", "output"], "NOR = A′·B′ = step(0.5 − x1 − x2)")

# %% [markdown]
# In OR one input is enough. In NOT the input counts against firing. NOR fires unless something speaks against it:
# neither A nor B, which is $A'B'$. Same neuron, four characters. Nothing was programmed: there is no `if x1 and x2`
# anywhere. Only the numbers differ.
#
# Now by hand. The widget holds one neuron. The four corners are its inputs, the number in each is the output that the
# gate wants. The shaded side is where the neuron fires.
#
# > **Try it.** This is AND with the numbers from above. Move only **b**. How far up can it go, and how far down, before
# > a corner turns wrong? Read $z$ in the truth table while you move.

# %%
tuner = GateTuner(gate="AND", w1=1, w2=1, b=-1.5, hide=["gate", "view"])
tuner

# %% [markdown]
# <details><summary>Answer</summary>
#
# $-2 \le b < -1$. At $b = -1$ the corners (0, 1) and (1, 0) reach $z = 0$ and fire. At $b = -2$ the corner (1, 1) has
# exactly $z = 0$ and still fires; below that, nothing does.
#
# </details>
#
# Everything that you see is also a Python object. Move a slider above, then run the next cell again.

# %%
print(tuner)
print("gate met:", tuner.solved)

# %% [markdown]
# > **Try it.** The next one has AND's numbers and should become OR. One slider is enough. Which one, and in which
# > direction? Say it before you touch it.

# %%
GateTuner(gate="OR", w1=1, w2=1, b=-1.5, hide=["gate", "view"])

# %% [markdown]
# > **Try it.** NAND is NOT AND. With AND's numbers all four corners are wrong. There is a change that turns every wrong
# > corner into a right one at once. Find it.

# %%
GateTuner(gate="NAND", w1=1, w2=1, b=-1.5, hide=["gate", "view"])

# %% [markdown]
# <details><summary>Answer</summary>
#
# OR: raise $b$, to anywhere in $-1 \le b < 0$. NAND: change the sign of all three numbers. Then $z$ becomes $-z$, and
# every decision turns over, as long as no $z$ is exactly 0.
#
# </details>
#
# > **Where lecture notes go wrong.** Some notes give NOT as $\text{step}(1 - x_1)$. It looks right, but for $x_1 = 1$ the
# > net input is exactly 0, and where $\text{step}(0) = 1$ the neuron fires: NOT 1 would be 1. The formula belongs to the
# > convention $z > 0$.
#
# The widget has these numbers. Repair NOT with one slider.

# %%
GateTuner(gate="NOT", w1=-1, b=1, hide=["gate", "view"])

# %% [markdown]
# Takeaway: one neuron with two inputs is three numbers, and many triples make the same gate. Leave room on both sides of 0.
#
# ### Exercise 3 · gates (4 points)
#
# Fill the dict `gates`: for each name a pair `(w, b)`. "AND", "OR", "NAND" and "NOR" have two weights, "NOT" has one.
#
# - Any numbers that work are right. A net input of exactly 0 fires.
# - `w` is a list, a tuple or an array; for "NOT" a plain number will do. More gates than these five do no harm.
# - Each gate counts on its own.
#
# Prefer numbers that are not printed above. Example of the form, for a gate that copies its first input:
# `gates["FIRST"] = ([1, 0], -0.5)`.

# %% nbgrader={"grade": false, "grade_id": "gates", "locked": false, "schema_version": 3, "solution": true, "task": false}
gates = {}
### BEGIN SOLUTION
gates["AND"] = ([1, 1], -1.5)
gates["OR"] = ([1, 1], -0.5)
gates["NAND"] = ([-1, -1], 1.5)
gates["NOR"] = ([-1, -1], 0.5)
gates["NOT"] = ([-2], 1)
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-gates", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("01.gates", gates)

# %% [markdown]
# ## 4 · The decision line
#
# *About 7 minutes*
#
# The line in the widget: where does it come from? It is where the neuron is about to change its mind, $z = 0$:
#
# $$w_1 x_1 + w_2 x_2 + b = 0$$
#
# > **By hand.** For AND this is $x_1 + x_2 - 1.5 = 0$. Where does it meet the $x_1$ axis, where the $x_2$ axis? Then do
# > OR and NOR.

# %% jupyter={"source_hidden": true}
# Drawing: a gate in the plane
def plane(ax, w, b, targets, title):
    """Draw where a neuron fires, its line z = 0, its weight vector, and the corners: filled where the gate wants 1."""
    x1, x2 = np.meshgrid(np.linspace(-0.6, 1.6, 300), np.linspace(-0.6, 1.6, 300))
    z = w[0] * x1 + w[1] * x2 + b
    ax.contourf(x1, x2, z, levels=[0, 100], colors=["#dbe7f5"])
    ax.contour(x1, x2, z, levels=[0], colors="black", linewidths=2)
    direction = np.array(w) / np.linalg.norm(w)
    foot = -b * direction / np.linalg.norm(w) + 0.35 * direction[::-1] * (1, -1)  # on the line, away from the corners
    ax.annotate("", xy=foot + 0.4 * direction, xytext=foot,
                arrowprops={"arrowstyle": "-|>", "color": COLORS["orange"], "lw": 2.5})
    for corner, target in zip(CORNERS, targets):
        ax.plot(*corner, "o", ms=13, mew=2.5, color=COLORS["blue"], mfc=COLORS["blue"] if target else "white")
    ax.set(title=title, xlabel="x1", ylabel="x2", xticks=[0, 1], yticks=[0, 1], aspect="equal")


fig, axes = plt.subplots(1, 3, figsize=(10, 3.7))
plane(axes[0], (1, 1), -1.5, (0, 0, 0, 1), "AND: x1 + x2 − 1.5 = 0")
plane(axes[1], (1, 1), -0.5, (0, 1, 1, 1), "OR: x1 + x2 − 0.5 = 0")
plane(axes[2], (-1, -1), 0.5, (1, 0, 0, 0), "NOR: 0.5 − x1 − x2 = 0")
show(fig, alt="Three planes with the corners of the unit square. AND: the line runs from (0, 1.5) to (1.5, 0) and cuts off the filled corner (1, 1). "
     "OR: the line runs from (0, 0.5) to (0.5, 0) and cuts off the empty corner (0, 0). NOR: the same line as OR, but the other side is shaded. "
     "In each an arrow leaves the line at a right angle into the shaded side.",
     caption="Shaded: the neuron fires. Filled corner: the gate wants 1. Arrow: the direction of w. OR and NOR share a line and differ in its side.")

# %% [markdown]
# What the picture says, and where it comes from:
#
# - Set $x_2 = 0$: the line meets the $x_1$ axis at $-b / w_1$, if $w_1$ is not 0, and the $x_2$ axis at $-b / w_2$, if
#   $w_2$ is not. For AND both are 1.5, for OR and NOR 0.5.
# - If $p$ and $q$ lie on the line, $w \cdot (p - q) = 0$: so $w$ stands at a right angle to it. It points into the side
#   that fires: walk along $w$ and $z$ grows.
# - The bias shifts the line and does not turn it. The line's distance from the origin is $|b| / \lVert w \rVert$, with
#   $\lVert w \rVert = \sqrt{w_1^2 + w_2^2}$, the length of $w$.
# - Multiply $w$ and $b$ by 10: $z$ is ten times as large, its sign stays, the line stays.
# - Multiply by −1: the line stays, the sides change places. That was NAND.
#
# With three inputs the line becomes a plane, with $d$ inputs a *hyperplane*. The formula is the same.
#
# > **Try it.** The line below is AND's, from numbers twice as large. Halve all three: the line comes back to where it was.
# > Then set **w2** to 0. Which way does the line stand now, and which input does the neuron ignore?

# %%
GateTuner(gate="AND", w1=2, w2=2, b=-3, hide=["gate", "view"])

# %% [markdown]
# <details><summary>Answer</summary>
#
# Upright: only $x_1$ decides. A weight of 0 is an input that the neuron does not hear.
#
# </details>
#
# ## 5 · How many gates can one neuron be?
#
# *About 10 minutes*
#
# A gate with two inputs is a column of four bits, so there are $2^4 = 16$ gates.
#
# > **Predict.** All 16? Half of them? Let us draw 100 000 neurons at random and see which gates turn up.

# %%
predict("01.how_many_gates")

# %%
# @my.run above a function: while an answer is missing, its recorded result stands in.
@my.run
def count_gates(neurons):
    """How many of so many random neurons are each of the sixteen gates."""
    rng = np.random.default_rng(1)
    w, b = rng.normal(size=(2, neurons)), rng.normal(size=neurons)
    outputs = my.step(CORNERS @ w + b)        # one column for each neuron, one row for each corner
    codes = np.array([8, 4, 2, 1]) @ outputs  # the four bits read as a number from 0 to 15
    return np.bincount(codes, minlength=16)


counts = count_gates(100_000)
print(f"{np.count_nonzero(counts)} of 16 gates turned up")

# %% jupyter={"source_hidden": true}
# Picture: how many of 16 tables were met
NAMES = ["never", "AND", "A·B′", "A", "A′·B", "B", "XOR", "OR", "NOR", "XNOR", "B′", "A + B′", "A′", "A′ + B", "NAND", "always"]
fig, axes = plt.subplots(2, 8, figsize=(11, 3.7))
for code, ax in enumerate(axes.ravel()):
    for bit, corner in enumerate(CORNERS):
        wanted = code >> (3 - bit) & 1
        ax.plot(*corner, "o", ms=11, mew=2, color=COLORS["blue"], mfc=COLORS["blue"] if wanted else "white")
    missing = counts[code] == 0
    ax.set_title(NAMES[code], fontsize=12, color=COLORS["red"] if missing else "black", weight="bold" if missing else "normal")
    ax.set_xlabel("not once" if missing else f"{counts[code] / 1000:.1f} %", color=COLORS["red"] if missing else "black")
    ax.set(xlim=(-0.45, 1.45), ylim=(-0.45, 1.45), xticks=[], yticks=[], aspect="equal")
    ax.spines[:].set_visible(True)
show(fig, alt="Sixteen small squares, one for each gate, with filled corners where the gate answers 1, and the share of random neurons that are this gate. "
     "Fourteen have a share between 1 and 28 per cent; never and always are the most common. XOR and XNOR, whose filled corners lie on a diagonal, are marked: not once.",
     caption="Each square is a gate: A = x1 to the right, B = x2 upwards, filled corner = 1. Fourteen gates turned up. XOR and XNOR did not, in 100 000 tries.")

# %% [markdown]
# <details><summary>What came out</summary>
#
# XOR, "exactly one of the two", and XNOR, "both or neither", never came. Bad luck, or impossible?
#
# </details>
#
# > **Try it.** Look for XOR yourself for two minutes. How many corners can you get right at once? (After some tries the
# > widget tells you how far any line can get.)

# %%
GateTuner(gate="XOR", w1=1, w2=1, b=-0.5, hide=["gate", "view"])

# %% [markdown]
# ### Why, in a picture
#
# > **Predict.** Join the two corners where XOR wants 1 by a straight segment. Join the two where it wants 0. Where do
# > the segments meet?

# %%
predict("01.two_segments")

# %% jupyter={"source_hidden": true}
# Picture: the two segments
fig, ax = plt.subplots(figsize=(4.6, 4.3))
ax.plot([0, 1], [1, 0], color=COLORS["blue"], ls="-", lw=3)
ax.plot([0, 1], [0, 1], color=COLORS["orange"], ls="--", lw=3)
for corner, target in zip(CORNERS, (0, 1, 1, 0)):
    ax.plot(*corner, "o", ms=15, mew=2.5, color=COLORS["blue"], mfc=COLORS["blue"] if target else "white", zorder=3)
ax.plot(0.5, 0.5, "s", ms=13, color=COLORS["red"], zorder=4)
ax.annotate("must be on\nboth sides", xy=(0.53, 0.5), xytext=(1.02, 0.5), va="center", color=COLORS["red"], arrowprops={"arrowstyle": "->", "color": COLORS["red"]})
ax.text(0.17, 0.93, "all of it fires", color=COLORS["blue"])
ax.text(0.05, -0.13, "all of it is silent", color=COLORS["orange"])
ax.set(xlim=(-0.3, 1.5), ylim=(-0.3, 1.3), xlabel="x1", ylabel="x2", xticks=[0, 1], yticks=[0, 1], aspect="equal")
show(fig, alt="The four corners for XOR. A solid segment joins the filled corners (0, 1) and (1, 0), a dashed segment joins the empty corners (0, 0) and (1, 1). "
     "They cross at (0.5, 0.5), which is marked: must be on both sides.",
     caption="Each side of a line holds, with two points, everything between them. The centre would have to fire and be silent.")

# %% [markdown]
# ### Why, in four inequalities
#
# > **By hand.** Suppose that $w_1, w_2, b$ did XOR. Each row of the truth table is then an inequality. Write the four
# > down, before you open the answer. Which two would you add to get into trouble with the other two?
# >
# > <details><summary>Answer</summary>
# >
# > | row | wants | so |
# > |---|---|---|
# > | (0, 0) | 0 | $b < 0$ |
# > | (0, 1) | 1 | $w_2 + b \ge 0$ |
# > | (1, 0) | 1 | $w_1 + b \ge 0$ |
# > | (1, 1) | 0 | $w_1 + w_2 + b < 0$ |
# >
# > The two in the middle add up to $w_1 + w_2 + 2b \ge 0$. The other two add up to $w_1 + w_2 + 2b < 0$. Both cannot
# > hold. So there are no such numbers, and no line.
# >
# > </details>
#
# You will write its twin, for XNOR, at the end of the lesson. Minsky and Papert's book *Perceptrons* of 1969 made such
# limits famous, and much of the money for neural networks went elsewhere for years. Classes that a line
# (plane, hyperplane) can part are called *linearly separable*. Of the 16 gates only XOR and XNOR are not. (A smaller
# puzzle of the kind has one input: three points in a row with the targets 0, 1, 0. Try a neuron on it.)

# %% [markdown]
# ## 6 · Two layers
#
# *About 15 minutes*
#
# No line does XOR. But XOR is OR without AND: "at least one, and not both",
#
# $$A \oplus B = (A + B) \cdot (AB)'$$
#
# OR is a neuron. NAND is a neuron. AND joins them, and is a neuron, too. So a *network* can do it: two *hidden* neurons
# that look at the inputs, and one output neuron that looks at the hidden ones only. Neurons that look at the same inputs
# form a *layer*. This network has two: the hidden one and the output.
#
# In code the hidden weights are a table `W` of shape `(inputs, hidden)`: `W[i, j]` leads from input i to hidden neuron
# j. One column is one hidden neuron.

# %%
W = np.array([[1, -1],    # from x1 to OR and to NAND
              [1, -1]])   # from x2 to OR and to NAND
b_hidden = np.array([-0.5, 1.5])
w_out, b_out = np.array([1, 1]), -1.5  # AND of the two

hidden = my.step(CORNERS @ W + b_hidden)
xor = my.step(hidden @ w_out + b_out)
rows = [[*corner, *h, out] for corner, h, out in zip(CORNERS, hidden, xor)]
table(rows, ["A", "B", "A + B", "(AB)′", "output"], "XOR = (A + B)·(AB)′, from three neurons")

# %% [markdown]
# > **Think.** The output neuron is an AND, and no single neuron does XOR. Where did the difficulty go?
# >
# > <details><summary>Answer</summary>
# >
# > Look at the two middle columns. The output neuron never sees (A, B). It sees (A + B, (AB)′), and there the four
# > inputs have become three points: (0, 1), (1, 1) and (1, 0). The two inputs that want 1 have become the same point,
# > and a line cuts it off.
# >
# > </details>
#
# ### XNOR, and what the hidden layer sees
#
# XNOR is 1 when the inputs are equal: both off, or both on. Each half is a gate that you know:
#
# $$a_1 = A'B' \qquad a_2 = AB \qquad a_3 = a_1 + a_2$$
#
# One need not guess the halves. XNOR is NOT XOR, and De Morgan's two rules take a NOT into a bracket:
# $(PQ)' = P' + Q'$ and $(P + Q)' = P'Q'$. So, step by step:
#
# $$\bigl((A + B)\,(AB)'\bigr)' = (A + B)' + (AB)'' = (A + B)' + AB = A'B' + AB$$
#
# First rule one, with $P = A + B$ and $Q = (AB)'$. Then NOT NOT cancels. Then rule two.
#
# | A | B | $a_1 = A'B'$ | $a_2 = AB$ | $a_3 = a_1 + a_2$ |
# |---|---|---|---|---|
# | 0 | 0 | 1 | 0 | 1 |
# | 0 | 1 | 0 | 0 | 0 |
# | 1 | 0 | 0 | 0 | 0 |
# | 1 | 1 | 0 | 1 | 1 |
#
# > **Predict.** Read $(a_1, a_2)$ as a point of a plane. Where do the four inputs land? Could a line separate them
# > there?

# %%
predict("01.where_inputs_land")

# %% jupyter={"source_hidden": true}
# Picture: where the four inputs land
fig, axes = plt.subplots(1, 2, figsize=(9.5, 4.3))
for ax, points, targets in ((axes[0], CORNERS, (1, 0, 0, 1)), (axes[1], [(1, 0), (0, 0), (0, 1)], (1, 0, 1))):
    for point, target in zip(points, targets):
        ax.plot(*point, "o", ms=15, mew=2.5, color=COLORS["blue"], mfc=COLORS["blue"] if target else "white", zorder=3)
    ax.set(xlim=(-0.6, 1.75), ylim=(-0.6, 1.6), xticks=[0, 1], yticks=[0, 1], aspect="equal")
ends = np.array([-0.6, 1.75])
axes[0].plot(ends, 0.5 - ends, color=COLORS["green"], ls="--")
axes[0].plot(ends, 1.5 - ends, color=COLORS["purple"], ls="-.")
axes[0].text(-0.52, -0.42, "$a_1$ fires", color=COLORS["green"])
axes[0].text(1.12, 1.3, "$a_2$ fires", color=COLORS["purple"])
axes[0].set(xlabel="A", ylabel="B", title="what the hidden neurons see")
axes[1].fill_between(ends, 0.5 - ends, 1.6, color="#dbe7f5")
axes[1].plot(ends, 0.5 - ends, color="black", ls="-")
axes[1].text(1.12, 0.93, "$a_3$ fires")
for text, point, shift in (("from (0, 0)", (1, 0), (0.1, -0.22)), ("from (0, 1) and (1, 0)", (0, 0), (-0.55, -0.25)), ("from (1, 1)", (0, 1), (0.1, 0.12))):
    axes[1].text(point[0] + shift[0], point[1] + shift[1], text)
axes[1].set(xlabel="$a_1 = A'B'$", ylabel="$a_2 = AB$", title="what the output neuron sees")
show(fig, alt="Left, the plane of A and B for XNOR: filled corners (0, 0) and (1, 1); a dashed line cuts off (0, 0), where a1 fires, and a dash-dotted line cuts off (1, 1), "
     "where a2 fires. Right, the plane of a1 and a2: (0, 0) has become (1, 0), (1, 1) has become (0, 1), and both other inputs have become (0, 0). One line separates the filled points from the empty one.",
     caption="Two layers turn a hard problem into easy ones. The hidden layer moves the points; where they land, one line is enough.")

# %% [markdown]
# This is the idea behind deep networks: *early layers re-describe the input until the last layer's job
# is easy*.
#
# ### Exercise 4 · xnor_network (3 points)
#
# Fill the dict `xnor_network` so that the network is 1 exactly when both inputs are equal.
#
# - `xnor_network["hidden"] = (W, b)`: `W` of shape `(2, 2)` is (inputs, hidden), so one hidden neuron is one
#   **column**; `b` holds the two biases.
# - `xnor_network["output"] = (w, b)`: the two weights and the bias of the output neuron, which sees the hidden neurons
#   only.
# - Any network of this form that works is right, with or without $A'B'$ and $AB$. Every neuron has our step: 0 fires.
#
# For the form look at the XOR network above: it would be `{"hidden": (W, b_hidden), "output": (w_out, b_out)}`.

# %% nbgrader={"grade": false, "grade_id": "xnor_network", "locked": false, "schema_version": 3, "solution": true, "task": false}
xnor_network = {}
### BEGIN SOLUTION
xnor_network["hidden"] = ([[-1, 1], [-1, 1]], [0.5, -1.5])  # first column A'B', second column AB
xnor_network["output"] = ([1, 1], -0.5)                     # OR of the two
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-xnor_network", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("01.xnor_network", xnor_network)

# %% [markdown]
# ### If two layers are good, are more always better?
#
# The trick of XNOR works for any table of bits: one hidden neuron for each row that wants 1, an AND that fires for this
# row alone, and one OR behind them. Such a network can know any table by heart. Is that what we want?
#
# A test: a rule of 8 bits, "at least 5 are on". We write down the answers of all 256 inputs, and 26 of them, about 1
# in 10, get a slip of the pen. Half of the rows are for training, the other half for the test. Three candidates:
#
# - one neuron that was *told* the rule: all weights 1, $b = -4.5$;
# - one neuron that *learned* from the training rows, slips included (a library trains it here; section 7 shows how a
#   neuron learns);
# - two layers that know every training row by heart.
#
# > **Predict.** Which one has the lowest error on the *test* rows?

# %%
predict("01.one_neuron_or_a_table")

# %%
from sklearn.linear_model import LogisticRegression

rng = np.random.default_rng(4)
bits = np.array(list(itertools.product((0, 1), repeat=8)))
ideal = (bits.sum(axis=1) > 4).astype(int)
slips = rng.permutation(256) < 26
noisy = np.where(slips, 1 - ideal, ideal)
order = rng.permutation(256)
train, test = order[:128], order[128:]

fitted = LogisticRegression().fit(bits[train], noisy[train])
by_heart = bits[train][noisy[train] == 1]  # the training rows that want 1: one hidden neuron for each
W_heart = 2 * by_heart.T - 1               # +1 where its row has a 1, −1 where it has a 0 ...
b_heart = 0.5 - by_heart.sum(axis=1)       # ... so that only this row reaches z = 0.5


@my.run
def two_layers():
    """The answer of the network that knows its training rows by heart, to all 256 rows."""
    return my.step(my.step(bits @ W_heart + b_heart) @ np.ones(len(by_heart)) - 0.5)


outputs = {
    "one neuron, told the rule": my.step(bits @ np.ones(8) - 4.5),
    "one neuron, trained on these rows": my.step(bits @ fitted.coef_[0] + fitted.intercept_[0]),
    f"two layers, {len(by_heart)} hidden neurons, one a row": two_layers(),
}
error_rows = [[name, np.mean(out[train] != noisy[train]), np.mean(out[test] != noisy[test])] for name, out in outputs.items()]
table(error_rows, ["network", "training rows", "test rows"], "Share of wrong answers", digits=2, row_headings=True)

# %% [markdown]
# > **Where lecture notes go wrong.** "More epochs, more layers, lower error."
# >
# > <details><summary>What a check shows</summary>
# >
# > On the training rows, yes: a network with one hidden neuron for each row that wants 1 makes no error there. On rows
# > that it has not seen it does worse than a single neuron. No hidden neuron fires for such a row, so the network answers
# > 0, whatever the rule says. Its error there is the share of rows that want 1. It would be about as bad without any
# > slips: it has stored a table, not a rule. More room can lower the *training* error. What it does to the *test* error
# > depends on the data, and a test tells. Lesson 11 is about this.
# >
# > </details>

# %% [markdown] further=true
# ## 7 · Learning the weights
#
# *About 29 minutes · further*
#
# So far you chose the weights. Can the neuron find them, from nothing but inputs and wanted answers?
#
# Rosenblatt's answer: show it one sample. If the answer is right, leave everything as it is. If it is wrong,
# move the weights a little so that the same sample comes out less wrong. Then the next sample. In one formula, with
# target $t$, output $a$ and learning rate $\eta$:
#
# $$w \leftarrow w + \eta\,(t - a)\,x \qquad\qquad b \leftarrow b + \eta\,(t - a)$$
#
# | target $t$ | output $a$ | $t - a$ | what happens |
# |---|---|---|---|
# | 0 or 1 | the same | 0 | nothing |
# | 1 | 0 | +1 | it should have fired: add $\eta x$ to $w$ and $\eta$ to $b$ |
# | 0 | 1 | −1 | it should have been silent: subtract them |
#
# > **Think.** Why does that help? Compute the net input of the *same* sample after the update.
# >
# > <details><summary>Answer</summary>
# >
# > $z_{\text{new}} = (w + \eta (t-a)\,x) \cdot x + b + \eta (t-a) = z + \eta\,(t-a)\,(\lVert x \rVert^2 + 1)$. The
# > bracket is positive. So $z$ grows when the neuron should have fired and shrinks when it should have been silent. It
# > need not cross 0 at once, and other samples may suffer.
# >
# > </details>
#
# One run through all samples is an *epoch*.
#
# > **By hand.** Teach AND to a neuron with $w = (0, 0)$, $b = 0$, $\eta = 1$. First sample (0, 0), target 0: $z = 0$,
# > and 0 fires, so $a = 1$, $t - a = -1$, and $b$ becomes −1. The weights stay, since the inputs are 0. Samples (0, 1)
# > and (1, 0): $z = -1$, silent, right. Now do (1, 1) yourself, and read the result in the widget: press **One sample**
# > four times.

# %%
GateTuner(gate="AND", view="learn", lr=1, hide=["gate", "view"])

# %% [markdown]
# After the first epoch: $w = (1, 1)$, $b = 0$. Two samples were wrong when they were shown. Press **One epoch** until nothing is wrong any more. How
# many epochs did it take?
#
# ### Exercise 5 · perceptron_update (3 points)
#
# Write one step of the rule: `perceptron_update(w, b, x, target, lr)` returns the pair `(w, b)` after one sample.
#
# - `w` and `x` have shape `(d,)`; `b` and `lr` are numbers; `target` is 0 or 1.
# - Compare the target with the neuron's output, 0 or 1, not with its net input. (You may call your `neuron`.)
# - Return new values and leave the arguments as they are. When the sample is right, the values stay the same (you may then
#   return `w` and `b` themselves).
#
# Example: `perceptron_update(np.array([0.5, -1.0]), 0.25, np.array([1.0, 2.0]), 1, 0.5)`. Here $z = -1.25$, so the
# neuron is silent and should have fired: the answer is `w = [1.0, 0.0]`, `b = 0.75`.

# %% nbgrader={"grade": false, "grade_id": "perceptron_update", "locked": false, "schema_version": 3, "solution": true, "task": false}
def perceptron_update(w, b, x, target, lr):
    """Return the weights (d,) and the bias after Rosenblatt's rule has seen one sample x (d,) with its target, 0 or 1."""
    ### BEGIN SOLUTION
    error = target - neuron(x, w, b)
    return w + lr * error * x, b + lr * error
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-perceptron_update", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("01.perceptron_update", perceptron_update)

# %% [markdown]
# ### Exercise 6 · train_perceptron (3 points)
#
# Write the whole training: `train_perceptron(X, y, lr, epochs)` returns `(w, b, errors)`.
#
# - `X` has shape `(n, d)`, `y` holds `n` targets, 0 or 1.
# - Start with all weights and the bias at 0. Take the samples in order, and update after each one.
# - `errors` is a list with one whole number for each epoch that was run: how many samples were answered wrongly when
#   they were shown.
# - Stop after an epoch without an error; its 0 is the last entry of `errors`. Run at most `epochs` epochs.
#
# Example: OR with `lr=1` gives `w = [1, 1]`, `b = -1`, `errors = [2, 2, 1, 0]`. A mistake in `perceptron_update` shows
# here again, so make that check green first.

# %% nbgrader={"grade": false, "grade_id": "train_perceptron", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_perceptron(X, y, lr, epochs):
    """Train from zeros with Rosenblatt's rule, samples in order; return (w, b, errors), the errors counted for each epoch."""
    ### BEGIN SOLUTION
    w, b = np.zeros(np.shape(X)[1]), 0.0
    errors = []
    for _ in range(epochs):
        wrong = 0
        for x, target in zip(X, y):
            wrong += int(neuron(x, w, b) != target)
            w, b = perceptron_update(w, b, x, target, lr)
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-train_perceptron", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("01.train_perceptron", train_perceptron)

# %% [markdown]
# ### Three gates go to school
#
# > **Predict.** Train AND, OR and XOR for at most 12 epochs with your `train_perceptron`. No line does XOR, so its curve of
# > errors cannot reach 0. How many errors will its later epochs have?

# %%
predict("01.later_epochs")

# %%
TARGETS = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "XOR": [0, 1, 1, 0]}
learned = {name: my.train_perceptron(CORNERS, np.array(y), lr=1, epochs=12) for name, y in TARGETS.items()}
rows = [[name, f"({w[0]:g}, {w[1]:g})", f"{b:g}", ", ".join(map(str, errors))] for name, (w, b, errors) in learned.items()]
table(rows, ["gate", "w", "b", "errors in each epoch"], "Rosenblatt's rule with lr = 1", row_headings=True)

# %% jupyter={"source_hidden": true}
# Picture: errors in each epoch
fig, ax = plt.subplots(figsize=(7.5, 3.2))
for (name, (_, _, errors)), marker, color in zip(learned.items(), "osD", ("blue", "green", "red")):
    epochs = range(1, len(errors) + 1)
    ax.plot(epochs, errors, marker=marker, ms=8, color=COLORS[color], label=name, ls={"AND": "-", "OR": "--", "XOR": ":"}[name])
    note = f"{name}: done" if errors[-1] == 0 else f"{name}: for ever"
    ax.annotate(note, (len(errors), errors[-1]), xytext=(8, 4), textcoords="offset points", color=COLORS[color])
ax.set(xlabel="epoch", ylabel="wrong of 4", xlim=(0.6, 14.2), ylim=(-0.3, 4.6), xticks=range(1, 13), yticks=range(5))
show(fig, alt="Wrong answers in each epoch. AND: 2, 3, 3, 2, 1, 0 and done. OR: 2, 2, 1, 0 and done. XOR: 3, 3 and then 4 in every epoch, for ever.",
     caption="AND and OR reach an epoch without error, after which nothing changes any more. XOR never does.")

# %% [markdown]
# <details><summary>What came out</summary>
#
# AND needs six epochs, with 2, 3, 3, 2, 1 and 0 errors: it gets worse before it gets better. OR needs four, with 2, 2,
# 1 and 0. XOR ends up with 4 errors an epoch: every sample is answered wrongly *when it is shown*. Is that worse than
# guessing?
#
# </details>
#
# > **Predict.** After each error the weights move, so every sample meets another neuron. Stop at the end of an epoch
# > and ask that one neuron all four corners. How many does it get wrong?

# %%
predict("01.wrong_at_the_end")

# %%
rows = []
for epochs in range(1, 7):
    w, b, errors = my.train_perceptron(CORNERS, np.array(TARGETS["XOR"]), lr=1, epochs=epochs)
    wrong_now = int(np.sum(my.neuron(CORNERS, w, b) != TARGETS["XOR"]))
    rows.append([epochs, errors[-1], wrong_now, f"({w[0]:g}, {w[1]:g})", f"{b:g}"])
table(rows, ["epoch", "wrong when shown", "wrong at its end", "w at its end", "b at its end"], "XOR goes round in circles")

# %% [markdown]
# <details><summary>What came out</summary>
#
# Two of four: no better and no worse than guessing. From the third epoch on, every epoch ends with the weights that it
# began with: four updates that cancel. The same weights meet the same samples in the same order, so it will go on like
# this for ever.
#
# </details>
#
# > **Try it.** Watch it happen: press **One epoch** three times, then **One sample** four times. What does the line do
# > while the four samples pass?

# %%
GateTuner(gate="XOR", view="learn", lr=1, hide=["gate", "view", "lr"])

# %% [markdown]
# ### The convergence theorem
#
# *If some line separates the two classes, Rosenblatt's rule finds one after a finite number of updates.* The samples
# may come in any order, as long as each of them keeps coming back; the learning rate may be any number above 0; there
# may be any number of features. If no line separates them, it never stops.
#
# How many updates? From a start at zero, at most $(R / \gamma)^2$. Both lengths are measured in a space with one
# dimension more, where the bias is a weight and its input is always 1. There $R$ is the length of the longest sample
# and $\gamma$ the margin: how far the nearest sample is from where $z = 0$. The wider the margin, the lower the bound.
# Each separating neuron gives a bound, if no sample stands exactly at its $z = 0$; for AND take $(1, 1, -1.5)$:

# %%
separator = np.array([1, 1, -1.5])
samples = np.hstack([CORNERS, np.ones((4, 1))])  # the bias's input is always 1
gamma = np.abs(samples @ separator).min() / np.linalg.norm(separator)
R = np.linalg.norm(samples, axis=1).max()
print(f"γ = {gamma:.3f}: at most (R/γ)² = {(R / gamma) ** 2:.0f} updates, needed: {sum(learned['AND'][2])}")

# %% [markdown]
# > **Note.** This margin is not the distance that you see in the plane. There AND's line passes the nearest corner at
# > $0.5 / \sqrt{2} = 0.354$; the formula with that number would promise 24 updates, which the theorem does not.
#
# > **Think.** The theorem promises *a* line. Does it promise the best one? Would you trust a line that just misses a
# > sample?
# >
# > <details><summary>Answer</summary>
# >
# > It stops at the first line without errors, however close that line runs to a sample. AND ended with $w = (2, 1)$,
# > $b = -3$: for (1, 1) the net input is exactly 0. Better lines need a better goal than "no errors": a loss, in lesson 04.
# >
# > </details>
#
# > **Predict.** Does a smaller learning rate need more epochs? Train AND with $\eta$ = 1, 0.5 and 0.25.

# %%
predict("01.smaller_rate")

# %%
rows = []
for lr in (1, 0.5, 0.25, 0.1):
    w, b, errors = my.train_perceptron(CORNERS, np.array(TARGETS["AND"]), lr=lr, epochs=12)
    rows.append([lr, f"({w[0]:g}, {w[1]:g})", f"{b:g}", ", ".join(map(str, errors))])
table(rows, ["lr", "w", "b", "errors in each epoch"], "AND with four learning rates")

# %% [markdown]
# <details><summary>What came out</summary>
#
# No. From zeros, and with inputs 0 and 1, every $w$ and $b$ is $\eta$ times a whole number. So $\eta$ only sets the
# scale, and scaling does not move the line. (Later networks are different: there the learning rate matters a great deal.)
#
# </details>
#
# And the last row? It should be AND's six epochs again.
#
# > **Note.** Floating-point numbers are binary and cannot hold 0.1 exactly. In the last row the third epoch ends with a
# > bias that prints as −0.2 and is −0.20000000000000004. For (1, 0) the net input, $0.2 - 0.2 = 0$ on paper, is about
# > $-3 \cdot 10^{-17}$: the neuron is silent where on paper it fires. Training ends early, at another line. The rates 1, 0.5 and 0.25 are exact
# > in binary, so the exercises use such numbers where $z = 0$ matters.

# %% [markdown] further=true
# ## 8 · Real flowers
#
# *About 6 minutes · further*
#
# Gates have four samples. Does the rule work on measured data? In the 1930s the botanist Edgar Anderson measured
# irises. We take two kinds, setosa and versicolor, 50 flowers each, and two features: length and width of a petal, in
# centimetres.
#
# A neuron that answers 0 or 1 for a sample is a *binary classifier*. 70 flowers are for training, 30 for the test.

# %%
from sklearn.datasets import load_iris

measured, kinds = load_iris(return_X_y=True)


def two_kinds(zero, one, seed=1):
    """Petal length and width of two kinds of iris, shuffled: X (100, 2) and y, 0 for the first kind and 1 for the second."""
    chosen = np.random.default_rng(seed).permutation(np.flatnonzero((kinds == zero) | (kinds == one)))
    return measured[chosen][:, 2:], (kinds[chosen] == one).astype(int)


X, y = two_kinds(0, 1)
w, b, errors = my.train_perceptron(X[:70], y[:70], lr=0.5, epochs=100)
test_errors = int(np.sum(my.neuron(X[70:], w, b) != y[70:]))
print(f"errors per epoch {errors}, w = {w.round(2)}, b = {b:g}; wrong on the 30 test flowers: {test_errors}")

# %%
def petals(ax, X, y, w, b, names):
    """Draw two kinds of flowers and a neuron's line."""
    for kind, marker, color in ((0, "o", "orange"), (1, "^", "blue")):
        ax.plot(*X[y == kind].T, marker, ms=7, color=COLORS[color], mfc="none", mew=1.6, label=names[kind])
    length = np.array([X[:, 0].min() - 0.3, X[:, 0].max() + 0.3])
    ax.plot(length, -(w[0] * length + b) / w[1], color="black", ls="-", label="z = 0")
    ax.set(xlabel="petal length, cm", ylabel="petal width, cm", xlim=length, ylim=(X[:, 1].min() - 0.2, X[:, 1].max() + 0.2))
    ax.legend()


fig, ax = plt.subplots(figsize=(6.5, 4))
petals(ax, X, y, w, b, ("setosa", "versicolor"))
show(fig, alt="Petal width against petal length for 100 irises. Setosa flowers form a small cloud at the lower left, "
     "versicolor a larger one at the upper right. A falling straight line runs between the clouds.",
     caption="All 100 flowers and the line that the neuron learned from 70 of them.")

# %% [markdown]
# Two numbers and a bias tell the kinds apart, and the neuron found them in a blink.
#
# > **Predict.** The third kind, virginica, looks much like versicolor: their clouds overlap. What will the errors per
# > epoch do?

# %%
predict("01.overlapping_clouds")

# %%
X2, y2 = two_kinds(1, 2)
w2, b2, errors2 = my.train_perceptron(X2[:70], y2[:70], lr=0.5, epochs=100)
test_errors2 = int(np.sum(my.neuron(X2[70:], w2, b2) != y2[70:]))
print(f"fewest errors in an epoch: {min(errors2)}; in the last five: {errors2[-5:]}; wrong on 30 test flowers: {test_errors2}")


@my.run
def wrong_at_the_ends(epochs):
    """The same training once more: how many of the 70 flowers the line gets wrong that stands at the end of each epoch."""
    w, b, wrong = np.zeros(2), 0.0, []
    for _ in range(epochs):
        for x, target in zip(X2[:70], y2[:70]):
            w, b = my.perceptron_update(w, b, x, target, lr=0.5)
        wrong.append(int(np.sum(my.neuron(X2[:70], w, b) != y2[:70])))
    return wrong


wrong_of_70 = wrong_at_the_ends(100)
print(f"wrong of 70 at the end of the last epoch: {wrong_of_70[-1]}; of epoch {np.argmin(wrong_of_70) + 1}: {min(wrong_of_70)}")

# %% jupyter={"source_hidden": true}
# Picture: two pairs of flowers
fig, axes = plt.subplots(1, 2, figsize=(10.5, 3.8))
petals(axes[0], X2, y2, w2, b2, ("versicolor", "virginica"))
axes[1].plot(range(1, 101), errors2, color=COLORS["red"], ls="-", lw=1.5)
axes[1].set(xlabel="epoch", ylabel="wrong of 70", ylim=(0, None), title="errors in each epoch")
show(fig, alt="Left: versicolor and virginica flowers overlap where petals are about 5 cm long and 1.6 cm wide, and the "
     "learned line passes through the overlap. Right: errors per epoch fall from above 30, but keep jumping and never reach 0.",
     caption="No line separates these two kinds, so the rule never rests: each flower on the wrong side pulls at the line.")

# %% [markdown]
# <details><summary>What came out</summary>
#
# It stays useful, since most flowers come out right, but it does not stop, and the last line is not the best one it has
# met: at the end of the last epoch the line gets 6 of 70 wrong; after another epoch it was only 3.
#
# </details>
#
# Overlap is common in practice. From lesson 04 on we replace "right or wrong" by *how* wrong, and
# training can settle down.
#
# > **Think.** Someone says: "The errors still jump after 100 epochs. Train for 10 000, the convergence theorem
# > guarantees success." What do you answer?
# >
# > <details><summary>Answer</summary>
# >
# > The theorem starts with *if*. It promises success when a line separates the classes. Jumping errors cannot tell "not
# > yet" from "never", but a look at the left picture can.
# >
# > </details>

# %% [markdown]
# ## Practice quiz
#
# *About 5 minutes · further*
#
# Seven questions that answer at once and explain each option. They do not count.

# %%
quiz("01")

# %% [markdown]
# ## Graded quiz
#
# *About 3 minutes · further*
#
# Four questions, 2 points together. They are marked when you hand in.

# %%
questions("01.quiz_answers")

# %% [markdown]
# Write the letter of your choice for each question, for example `quiz_answers["1"] = "a"`.

# %% nbgrader={"grade": false, "grade_id": "quiz_answers", "locked": false, "schema_version": 3, "solution": true, "task": false}
quiz_answers = {}
### BEGIN SOLUTION
quiz_answers["1"] = "c"
quiz_answers["2"] = "d"
quiz_answers["3"] = "b"
quiz_answers["4"] = "a"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-quiz_answers", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("01.quiz_answers", quiz_answers)

# %% [markdown]
# ## In your own words
#
# *About 9 minutes · further*
#
# **Four inequalities (2 points, marked by hand).** Close section 5. Prove that no choice of $w_1, w_2, b$ makes one
# neuron an XNOR, which is 1 when both inputs are equal:
#
# 1. Write one inequality for each row of the truth table.
# 2. Show that they contradict each other.
# 3. A colleague uses the other convention, where the neuron fires only for $z > 0$. Which signs in your four lines
#    change? Does the proof still hold?
#
# Write formulas between dollars, e.g. `$w_1 + b \ge 0$`, or in plain text.

# %% [markdown] nbgrader={"grade": true, "grade_id": "xor-proof", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Suppose that $w_1, w_2, b$ do XNOR.
#
# 1. (0, 0) wants 1: $b \ge 0$. (0, 1) wants 0: $w_2 + b < 0$. (1, 0) wants 0: $w_1 + b < 0$. (1, 1) wants 1:
#    $w_1 + w_2 + b \ge 0$.
# 2. The second and the third give $w_1 + w_2 + 2b < 0$. The first and the fourth give $w_1 + w_2 + 2b \ge 0$.
#    Contradiction.
# 3. Every "fires" becomes $> 0$ and every "silent" $\le 0$. The sums become $w_1 + w_2 + 2b \le 0$ and
#    $w_1 + w_2 + 2b > 0$, which contradict each other as well: the proof holds.
#
# **Marking scheme.** None of the points is for the inequalities of XOR itself. A picture proof with the crossing
# diagonals earns the half point of the contradiction if the inequalities are missing.
#
# - 0.5: the four inequalities
# - 0.5: none of them is wrong, and $\ge$ and $<$ are kept apart
# - 0.5: a valid contradiction, by adding or by any other way, e.g. $w_1 + w_2 + b < -b \le 0$
# - 0.5: part 3: the signs named and "yes, it still holds" with a reason
# ### END SOLUTION

# %% [markdown]
# ## Cross-check with Keras (optional)
#
# *About 5 minutes · further*
#
# Optional: the next cells load TensorFlow, which takes some seconds. In Keras a neuron is a `Dense` layer with one
# unit. We give it AND's numbers and the step, and compare with the table of section 3.

# %% tags=["tensorflow"]
import os

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # before the import: TensorFlow stays quiet
import keras
import tensorflow as tf


def keras_step(z):
    """The step of this course, for Keras: 1.0 where z >= 0, else 0.0."""
    return keras.ops.cast(z >= 0, "float32")


keras_and = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation=keras_step)])
keras_and.set_weights([np.array([[1.0], [1.0]]), np.array([-1.5])])  # weights (inputs, units), then biases
keras_and_out = keras_and(CORNERS).numpy().ravel()
print("AND in Keras:", keras_and_out, " by hand:", [row[-1] for row in gate_rows([1, 1], -1.5)])

# %% tags=["tensorflow"]
keras_xor = keras.Sequential([
    keras.Input((2,)),
    keras.layers.Dense(2, activation=keras_step),
    keras.layers.Dense(1, activation=keras_step),
])
keras_xor.set_weights([W, b_hidden, w_out[:, None], np.array([b_out])])
keras_xor_out = keras_xor(CORNERS).numpy().ravel()
print("XOR in Keras:", keras_xor_out, " by hand:", xor)

# %% [markdown]
# Keras computes what you computed. Can it also *learn* the weights of the XOR network? Keras learns from slopes: how
# much would the output change if a weight changed a little?
#
# > **Predict.** What will TensorFlow say about the slope of a step?

# %%
predict("01.slope_of_a_step")

# %% tags=["tensorflow"]
with tf.GradientTape() as tape:
    output = keras_xor(CORNERS)
slopes = tape.gradient(output, keras_xor.trainable_weights)
print("slopes:", slopes)

# %% [markdown]
# <details><summary>What came out</summary>
#
# `None` for every weight: there is no path back. TensorFlow has no derivative for a comparison such as `>=`, so nothing
# leads from the output to the weights.
#
# </details>
#
# Here a comparison, `>=`, makes the step. `tf.sign` is a step, too, and TensorFlow does have a derivative for it:

# %% tags=["tensorflow"]
z = tf.Variable([-0.5, 0.5])
with tf.GradientTape() as tape:
    output = tf.sign(z)
flat_slopes = tape.gradient(output, z).numpy()
print("slopes of a step:", flat_slopes)

# %% [markdown]
# Zeros. A step is flat left and right of its jump: a small change of a weight changes no answer, so no slope says where
# to go. Rosenblatt's rule needs no slope, but it is a rule for one neuron: nobody tells the hidden neurons what *their*
# target is. To train two layers by slopes we need an activation whose slope is not 0.

# %% [markdown]
# ## Summary
#
# - A neuron computes $z = \sum_i w_i x_i + b$ and answers $\text{step}(z)$: 1 for $z \ge 0$, else 0.
# - $-b$ is the threshold. The bias shifts the decision line; the weights turn it.
# - AND, OR, NAND, NOR and NOT are one neuron each, and 14 of the 16 gates with two inputs are.
# - XOR and XNOR are not: four inequalities contradict each other. They are not linearly separable.
# - A hidden layer moves the points so that one line is enough: XNOR is $A'B' + AB$.
# - A larger network can fit the training data better, noise included. Data that it has not seen say whether that helped.
# - Rosenblatt's rule, $w \leftarrow w + \eta(t - a)x$, ends if a line separates the classes, and never otherwise.
#
# Next, lesson 02: activation functions with a slope, which a network of several layers needs in order to learn by slopes.
