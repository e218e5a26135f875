# %% [markdown] content="layers as matrices, shapes, counting parameters, how deep and how wide" week=3
# # 03 · Feedforward networks
#
# Neurons side by side make a layer, layers one after the other make a network. This lesson computes both, counts what is
# in them, and shows what such a network can and cannot fit.
#
# **Time** 75 min · **Points** 20 · **You need** lessons 01 and 02
#
# *Core path: about 74 minutes; what is marked “further” and the quizzes take about 43 more.*
#
# After this lesson you can
#
# - compute the output of any fully connected network, by hand and in a few lines of NumPy;
# - write down the shape of every array in it, for one sample and for a batch;
# - count its parameters, and tell them from hyperparameters;
# - choose output units, activation and loss for a task;
# - build a curve from shifted ReLUs, and say what that promises and what it does not.

# %% tags=["setup"]
import time

import numpy as np
from scipy.special import expit as sigmoid, softmax  # the two functions of lesson 02, as SciPy has them

from helpers import answers, check, plots, predict, questions, quiz, show, table
from helpers.widgets import NetworkBuilder

plt = plots()
my = answers("03")  # my.f is your own f as soon as its check is green

# %% [markdown]
# ## 1 · One layer
#
# *About 11 minutes*
#
# A neuron with 2 inputs has 2 weights and a bias. Three neurons look at the same 2 inputs. How many numbers do they own
# together, and how would you store them?
#
# Six weights and three biases. We put the weights into a matrix $W$ with one **row per input** and one **column per
# neuron**:
#
# $$W = \begin{pmatrix} 1 & 0 & -1 \\ 2 & 1 & 0.5 \end{pmatrix}, \qquad b = \begin{pmatrix} 0 & -3 & 1 \end{pmatrix}$$
#
# The second neuron has the weights 0 and 1 (second column) and the bias −3.

# %% [markdown]
# > **By hand.** The input is $x = (1, 2)$. Compute the net input $z$ of each of the three neurons, then apply ReLU.
# > <details><summary>Result</summary>
# >
# > $z_1 = 1\cdot 1 + 2\cdot 2 + 0 = 5$, $z_2 = 1\cdot 0 + 2\cdot 1 - 3 = -1$, $z_3 = 1\cdot(-1) + 2\cdot 0.5 + 1 = 1$.
# > ReLU keeps 5 and 1 and turns −1 into 0: $h = (5, 0, 1)$.
# >
# > </details>

# %%
x = np.array([1.0, 2.0])
W = np.array([[1.0, 0.0, -1.0],
              [2.0, 1.0, 0.5]])
b = np.array([0.0, -3.0, 1.0])

for j in range(3):
    z = np.sum(x * W[:, j]) + b[j]
    print(f"neuron {j + 1}: weights {W[:, j]}, z = {z:g}")

# %% [markdown]
# The sum of products of `x` with every column of `W` is exactly what the matrix product `x @ W` gives, all columns at
# once. The bias vector is then added, one bias for each neuron.
#
# A *batch* is several samples handled together. Each sample is a row of $X$, shape `(batch, features)`.
#
# > **Predict.** `X` has 4 rows (samples) and 2 columns (features). What is the shape of `X @ W`, and which biases does a
# > sample get when `+ b` is added?

# %%
predict("03.shape_of_a_batch")

# %%
X = np.array([[1.0, 2.0], [0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
print("shapes:", X.shape, "@", W.shape, "->", (X @ W).shape)
print(X @ W + b)

# %% [markdown]
# <details><summary>What came out</summary>
#
# Four rows of three numbers: one row a sample, one column a neuron. NumPy lines shapes up from the right, so `b` with
# shape `(3,)` meets the last axis, the neurons, and every row gets the same three biases. The second sample is all
# zeros: its row is the biases themselves.
#
# </details>
#
# > **Note.** When the batch happens to be as long as the layer is wide, a bias added along the wrong axis raises no
# > error. It gives every *sample* a bias of its own. The next cell shows it. Check with a sample of zeros, as above.

# %%
square = X[:3] @ W  # 3 samples, 3 neurons
print("right, zeros give b:     ", (square + b)[1])
print("wrong, and no complaint: ", (square + b[:, None])[1])

# %% [markdown]
# ### Exercise 1 · dense (3 points)
#
# Write `dense(x, W, b, activation)`, one fully connected layer.
#
# - `x` has shape `(batch, d)`, `W` has shape `(d, n)`, `b` has shape `(n,)`.
# - `activation` is a function that takes an array and works elementwise, such as `np.tanh`. It is always given, never None.
# - Return the layer's output, shape `(batch, n)`.
#
# Example: with `x = [[1, 2]]` and the `W`, `b` above, and ReLU as activation, the output is `[[5, 0, 1]]`. (The check
# takes the same numbers with other activations.)

# %% nbgrader={"grade": false, "grade_id": "dense", "locked": false, "schema_version": 3, "solution": true, "task": false}
def dense(x, W, b, activation):
    """Output of a fully connected layer.

    x: (batch, d), W: (d, n), b: (n,), activation: an elementwise function. Returns (batch, n).
    """
    ### BEGIN SOLUTION
    return activation(np.asarray(x) @ np.asarray(W) + np.asarray(b))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-dense", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("03.dense", dense)

# %% [markdown]
# ## 2 · What makes a network plain
#
# *About 3 minutes*
#
# Which networks does this lesson cover? Those that keep six assumptions. Each of them is dropped by some network that you
# meet later, so it *is* an assumption.
#
# | | assumption | who drops it |
# |---|---|---|
# | 1 | The layers stand in sequence. Signals go forward only, from each layer to the next. | recurrent networks (13), residual links (12) |
# | 2 | There are no links inside a layer. | recurrent layers, from one time step to the next (13) |
# | 3 | All input enters through the input layer. | models with several inputs (07) |
# | 4 | Every neuron is linked to every neuron of the next layer (*fully connected*). | convolutions (09) |
# | 5 | Every link has a weight of its own, every neuron beyond the input layer a bias of its own. | shared weights in convolutions (09), the shared biases of the worked example (05) |
# | 6 | One layer, one activation. | networks with several kinds of output (07) |
#
# A network that keeps all six and has a hidden layer is called a *multilayer perceptron* (MLP), a *plain feedforward
# network* or a *dense network*. The first layer of nodes, the *input layer*, computes nothing: it holds the features. Layers between input
# and output are *hidden layers*. A network 784-300-100-10 has 784 inputs, two hidden layers of 300 and 100 neurons, and
# 10 outputs: three layers that compute.

# %% [markdown]
# > **Think.** In lesson 01, XNOR was built as $a_1 = A'B'$, $a_2 = AB$, $a_3 = \mathrm{OR}(a_1, a_2)$. Does that network
# > keep all six assumptions? What are its layer sizes?
# > <details><summary>Answer</summary>
# >
# > Yes. 2-2-1: two inputs, two hidden neurons that both see both inputs, one output. All neurons use the step.
# >
# > </details>

# %% [markdown]
# > **Think.** The linear neuron of lesson 01 had inputs 1, 2, 3, weights 4, 5, 6 and the activation $3z$; its output
# > was 96. Put a second linear neuron behind it, with weight 0.5 and activation $2z$. Which single neuron does the same
# > job?
# > <details><summary>Answer</summary>
# >
# > The second one returns $2 \cdot 0.5 \cdot 96 = 96$: it hands on whatever it gets. One neuron with the weights 12, 15, 18
# > and the activation $z$ does it all: $12 + 30 + 54 = 96$. A stack of linear layers is one linear layer. The
# > non-linear activation between them is what makes depth worth having (lesson 02).
# >
# > </details>

# %% [markdown] further=true
# ## 3 · A network with four neurons
#
# *About 8 minutes · further*
#
# How does a drawing become numbers? Here is a network with two inputs and four neurons. Each neuron's output is called
# $f_1$ to $f_4$. All four use the sigmoid.

# %% jupyter={"source_hidden": true}
# Picture: the network of four neurons
place = {"x1": (0, 1.5), "x2": (0, 0.5), "f1": (1.6, 1), "f2": (3.2, 1.7), "f3": (3.2, 0.3), "f4": (4.8, 1)}
links = {("x1", "f1"): "w1", ("x2", "f1"): "w2", ("f1", "f2"): "w12", ("f1", "f3"): "w13",
         ("f2", "f4"): "w24", ("f3", "f4"): "w34"}
biases = {"f1": "b1", "f2": "b2", "f3": "b3", "f4": "b4"}

fig, ax = plt.subplots(figsize=(7.6, 3))
arrow = {"arrowstyle": "-|>", "shrinkB": 17, "lw": 1.5}
middle = {"ha": "center", "va": "center"}
for (start, end), weight in links.items():
    (xa, ya), (xb, yb) = place[start], place[end]
    ax.annotate("", (xb, yb), (xa, ya), arrowprops={**arrow, "shrinkA": 17, "color": "#1b1b1b"})
    ax.text((xa + xb) / 2, (ya + yb) / 2, weight, **middle, bbox={"fc": "white", "ec": "none", "pad": 2})
for name, (xa, ya) in place.items():
    shape, edge = ("s", "#5f6368") if name[0] == "x" else ("o", "#1f6fb4")
    ax.plot(xa, ya, shape, ms=29, mfc="white", mec=edge, mew=2.2)
    ax.text(xa, ya, name, weight="bold", **middle)
    if name in biases:
        ax.annotate(biases[name], (xa, ya), (xa, ya - 0.62), **middle, color="#c2570c",
                    arrowprops={**arrow, "color": "#c2570c"})
ax.set(xlim=(-0.4, 5.4), ylim=(-0.5, 2.2), aspect="equal")
ax.axis("off")
show(
    fig,
    alt="A network drawn from left to right. Inputs x1 and x2 lead to neuron f1 with weights w1 and w2. "
    "f1 leads to f2 with weight w12 and to f3 with w13. f2 and f3 lead to f4 with weights w24 and "
    "w34. Every neuron has its own bias b1 to b4.",
    caption="Squares are inputs, circles are neurons. The two digits of a weight say from where to where: w24"
    " goes from f2 to f4.",
)

# %% [markdown]
# Read the drawing neuron by neuron. Whatever has an arrow into a neuron stands in its sum:
#
# $$f_1 = \sigma(w_1 x_1 + w_2 x_2 + b_1) \qquad f_2 = \sigma(w_{12} f_1 + b_2) \qquad f_3 = \sigma(w_{13} f_1 + b_3)$$
#
# $$f_4 = \sigma(w_{24} f_2 + w_{34} f_3 + b_4)$$
#
# Note what is *not* there: $f_2$ sees $f_1$ only, not the inputs, and $f_2$ and $f_3$ do not see each other.

# %% [markdown]
# > **By hand.** Let $x_1 = 1$, $x_2 = 2$, $w_1 = 0.5$, $w_2 = -0.25$, $b_1 = 0$, $w_{12} = 2$, $b_2 = -1$, $w_{13} = -2$,
# > $b_3 = 3$, $w_{24} = 1$, $w_{34} = -1$, $b_4 = 0$. The numbers are chosen so that you need only $\sigma(0) = 0.5$ and
# > $\sigma(2) = 0.8808$. Which net input does $f_4$ get?
# > <details><summary>Result</summary>
# >
# > $f_1 = \sigma(0.5 - 0.5) = 0.5$, $f_2 = \sigma(1 - 1) = 0.5$, $f_3 = \sigma(-1 + 3) = 0.8808$. The net input of
# > $f_4$ is $0.5 - 0.8808 = -0.3808$, and $f_4 = \sigma(-0.3808) = 0.4059$.
# >
# > </details>

# %% [markdown]
# ### Exercise 2 · four_neuron_network (3 points)
#
# Write `four_neuron_network(x1, x2, params)` for the drawing above, and return $f_4$.
#
# - `x1` and `x2` are numbers, or arrays of the same shape (then so is the answer).
# - `params` is a dict with the keys `"w1"`, `"w2"`, `"b1"`, `"w12"`, `"b2"`, `"w13"`, `"b3"`, `"w24"`, `"w34"`, `"b4"`.
# - Use `sigmoid` from the first cell.
#
# Example: with the numbers above the answer is 0.4059 (rounded).

# %% nbgrader={"grade": false, "grade_id": "four_neuron_network", "locked": false, "schema_version": 3, "solution": true, "task": false}
def four_neuron_network(x1, x2, params):
    """Output f4 of the network drawn above; x1 and x2: numbers or arrays of one shape, params: a dict."""
    ### BEGIN SOLUTION
    f1 = sigmoid(params["w1"] * np.asarray(x1) + params["w2"] * np.asarray(x2) + params["b1"])
    f2 = sigmoid(params["w12"] * f1 + params["b2"])
    f3 = sigmoid(params["w13"] * f1 + params["b3"])
    return sigmoid(params["w24"] * f2 + params["w34"] * f3 + params["b4"])
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-four_neuron_network", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("03.four_neuron_network", four_neuron_network)

# %% [markdown]
# Ten names for four neurons. A network with 266 610 parameters needs something better.
#
# ## 4 · Layer after layer
#
# *About 15 minutes*
#
# What does the second layer take as its input? The output of the first. That is the whole idea of the *forward pass*:
#
# $$h^0 = x, \qquad h^l = f^l\left(W^l h^{l-1} + b^l\right) \quad \text{for } l = 1, \dots, L$$
#
# The raised $l$ numbers the layers; it is not a power. Written out for three layers it is one function inside another, a
# *composition*: $h^3 = F^3(F^2(F^1(x)))$, where $F^l(h) = f^l(W^l h + b^l)$ is a whole layer. A network with two hidden
# layers or more is usually called *deep*; its *depth* counts the layers that compute.
#
# The last output $h^L$ is the prediction. For classification into several classes the last activation is softmax, which
# turns the row of outputs into probabilities.
#
# The formula is written for one sample as a column. In our arrays a sample is a row, so the same thing reads
# `h = f(h @ W + b)`. Section 5 puts both side by side.
#
# > **Predict.** Below stands XNOR from lesson 01 as two layers: the hidden neurons are NOR and AND, the output neuron
# > is OR. All four corners go through as one batch. What are the four rows of the hidden output `h1`?

# %%
predict("03.rows_of_h1")

# %%
def step(z):
    return (np.asarray(z) >= 0).astype(int)


corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
W1, b1 = np.array([[-1.0, 1.0], [-1.0, 1.0]]), np.array([0.5, -1.5])  # columns: NOR, AND
W2, b2 = np.array([[1.0], [1.0]]), np.array([-0.5])  # OR

h1 = step(corners @ W1 + b1)
h2 = step(h1 @ W2 + b2)
table([[*x, *h, *y] for x, h, y in zip(corners, h1, h2)], ["A", "B", "NOR", "AND", "XNOR"],
      "All four corners in one batch")

# %% [markdown]
# <details><summary>What came out</summary>
#
# Look at the middle: in the plane of (NOR, AND) the corners 01 and 10 fall onto the same point (0, 0). A line *can*
# separate (0, 0) from the other two. The hidden layer has re-described the input so that the last layer has an easy
# job.
#
# </details>
#
# > **Try it.** Change `b1` to `[1.5, -1.5]` and run the cell again. The first hidden neuron is now NAND. Which gate
# > does the network compute, and why is it a dull one?
# > <details><summary>Answer</summary>
# >
# > NAND or AND: always 1.
# >
# > </details>

# %% [markdown]
# With softmax at the end, the same two lines make a classifier. The weights here are random: it has learned nothing yet,
# but it already *predicts*.

# %%
rng = np.random.default_rng(3)
X = rng.normal(size=(4, 5))  # 4 samples, 5 features
h = np.tanh(X @ rng.normal(size=(5, 7)) + rng.normal(size=7))
probabilities = softmax(h @ rng.normal(size=(7, 3)) + rng.normal(size=3), axis=-1)
table([[i, *(f"{p:.3f}" for p in row), f"{row.sum():.3f}"] for i, row in enumerate(probabilities)],
      ["sample", "class 0", "class 1", "class 2", "sum"], "A 5-7-3 network with random weights")

# %% [markdown]
# ### Exercise 3 · forward (4 points)
#
# Write `forward(x, layers)`, the forward pass through any number of layers.
#
# - `x` has shape `(batch, d)`.
# - `layers` is a list of tuples `(W, b, activation)`, in order; `activation` is a function, never None. There is at least one.
# - Return the list of **every layer's output**, in order. The input itself is not in the list: two layers, two arrays.
# - `x` and the layers stay as they are.
#
# Lesson 05 needs all these outputs, not only the last. Example: for XNOR,
# `forward(corners, [(W1, b1, step), (W2, b2, step)])` returns `[h1, h2]` from above.

# %% nbgrader={"grade": false, "grade_id": "forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def forward(x, layers):
    """The list of every layer's output for x of shape (batch, d); layers holds (W, b, activation)."""
    ### BEGIN SOLUTION
    outputs = []
    h = x
    for W, b, activation in layers:
        h = dense(h, W, b, activation)
        outputs.append(h)
    return outputs
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-forward", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("03.forward", forward)

# %% [markdown]
# ## 5 · Shapes of a batch
#
# *About 10 minutes*
#
# Many errors in network code are wrong shapes. It saves time to write them down before you run anything.
#
# Take $d = 5$ features, a batch of $B = 32$ samples, and layers of 7 and 4 neurons. Two conventions are in use.
#
# | | samples are columns (many lecture notes) | samples are rows (Keras, this course) |
# |---|---|---|
# | a sample is | a column | a row |
# | input | 5×32 | 32×5 |
# | first layer | $W^1$ is 7×5, $b^1$ is 7×1 | $W^1$ is 5×7, $b^1$ has 7 entries |
# | formula | $h^1 = f(W^1 x + b^1)$ | $h^1 = f(x W^1 + b^1)$ |
# | after the first layer | 7×32 | 32×7 |
# | second layer | $W^2$ is 4×7, $b^2$ is 4×1 | $W^2$ is 7×4, $b^2$ has 4 entries |
# | after the second layer | 4×32 | 32×4 |
# | in one line | 5×32 → 7×32 → 4×32 | 32×5 → 32×7 → 32×4 |
#
# > **Predict.** Both conventions describe the same network. How do you get from an array of one to the array of the
# > other?

# %%
predict("03.from_one_to_the_other")

# %%
rng = np.random.default_rng(0)
W1_col, b1_col = rng.normal(size=(7, 5)), rng.normal(size=(7, 1))
W2_col, b2_col = rng.normal(size=(4, 7)), rng.normal(size=(4, 1))
x_col = rng.normal(size=(5, 32))

h1_col = np.tanh(W1_col @ x_col + b1_col)
h2_col = np.tanh(W2_col @ h1_col + b2_col)
column_shapes = [a.shape for a in (x_col, h1_col, h2_col)]
print("samples as columns:", column_shapes)

h1_row = np.tanh(x_col.T @ W1_col.T + b1_col.ravel())
h2_row = np.tanh(h1_row @ W2_col.T + b2_col.ravel())
row_shapes = [a.shape for a in (x_col.T, h1_row, h2_row)]
print("samples as rows:   ", row_shapes)
print("the same numbers:  ", np.allclose(h2_row, h2_col.T))

# %% [markdown]
# <details><summary>What came out</summary>
#
# Everything is transposed: $(W h)^T = h^T W^T$.
#
# </details>
#
# **From here on this course uses rows, batch first**, because Keras does. The weights of a layer then have the shape
# (inputs, outputs), and shapes read from left to right like a sentence: `(32, 5) @ (5, 7)` gives `(32, 7)`. The two
# inner numbers must be equal, and they vanish.

# %% [markdown]
# > **Where lecture notes go wrong.** A slide writes $h = f(Wx + b)$ with $x$ of size 5×32, and its program below says
# > `x @ W`. Both conventions are right, but not on one page. With $W$ of size 7×5 the shapes clash, and you notice. With a
# > square $W$ and samples as rows they fit: `x @ W` runs where `x @ W.T` was meant, and is another network. (PyTorch's
# > `nn.Linear` stores (outputs, inputs), Keras' `Dense` (inputs, outputs): look before you copy weights.)

# %%
W_square = np.array([[0.0, 1.0], [0.0, 0.0]])
sample = np.array([[3.0, 5.0]])
print("x @ W:  ", sample @ W_square)
print("x @ W.T:", sample @ W_square.T, " no error, another network")

# %% [markdown]
# ### Exercise 4 · layer_shapes (3 points)
#
# Write `layer_shapes(sizes, batch)`: the shapes of all outputs, samples as rows.
#
# - `sizes` is a list of layer sizes, the input first, such as `[5, 7, 4]`.
# - Return a list of tuples `(batch, n)`, one for **every** entry of `sizes`, the input included.
#
# Example: `layer_shapes([5, 7, 4], 32)` is `[(32, 5), (32, 7), (32, 4)]`. (Lists in place of tuples are right, too.)

# %% nbgrader={"grade": false, "grade_id": "layer_shapes", "locked": false, "schema_version": 3, "solution": true, "task": false}
def layer_shapes(sizes, batch):
    """Shapes (batch, n) of the input and of every layer's output; sizes lists the layer sizes, input first."""
    ### BEGIN SOLUTION
    return [(batch, n) for n in sizes]
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-layer_shapes", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("03.layer_shapes", layer_shapes)

# %% [markdown]
# ## 6 · Parameters and hyperparameters
#
# *About 15 minutes*
#
# Who chooses the number 0.15 of a weight, and who chooses that there are 300 neurons?
#
# *Parameters* are found by training: weights and biases. *Hyperparameters* are chosen before training, by you or by a
# search that trains many networks.
#
# | parameters | hyperparameters |
# |---|---|
# | every entry of every $W^l$ | number of hidden layers, neurons in each |
# | every entry of every $b^l$ | activation functions |
# | | loss function, optimizer, learning rate $\eta$ |
# | | batch size, number of epochs |
# | | regularization coefficient $\lambda$, dropout rate |
# | | how the weights are initialized |
#
# Optimizers come in lesson 06, regularization and dropout in lesson 11.
#
# > **Think.** Does the batch size change the number of parameters? Does the number of features?
# > <details><summary>Answer</summary>
# >
# > The batch size does not: the same $W$ is used for every row. The number of features does: the first layer needs one
# > weight for each feature and neuron.
# >
# > </details>

# %% [markdown]
# How many parameters has a 5-7-4 network? The first layer links 5 inputs with 7 neurons: 35 weights, and 7 biases. The
# second links 7 with 4: 28 weights, and 4 biases. Together $42 + 32 = 74$. The input layer has no bias: it computes
# nothing.
#
# > **By hand.** Count 784-300-100-10, the classifier of lesson 07, layer by layer.
# > <details><summary>Result</summary>
# >
# > $784\cdot 300 + 300 = 235\,500$; $300\cdot 100 + 100 = 30\,100$; $100\cdot 10 + 10 = 1\,010$. Together 266 610.
# > Without the biases it would be 266 200. Nearly nine tenths sit in the first layer.
# >
# > </details>

# %% [markdown]
# > **Where lecture notes go wrong.** Three slips of one drawing. "Every link has a weight and a bias": a link has a weight;
# > the bias belongs to the neuron, one each. With a bias for each link, 5-7-4 would have 126 numbers; it has 74. "Output =
# > σ(Σ Input)": the weights are missing. Every neuron of a layer would then give the same answer. Right is
# > $\sigma(\sum_i w_i x_i + b)$. And the input layer is called layer 1: it computes nothing, layer 1 is the first one
# > that does.
#
# A weight for each link, a bias for each neuron that computes: that is all there is to count.
#
# ### Exercise 5 · count_parameters (3 points)
#
# Write `count_parameters(sizes)`: the number of weights and biases of a fully connected network.
#
# - `sizes` lists the layer sizes, the input first; it has at least two entries.
# - Return one whole number.
#
# Examples: `count_parameters([5, 7, 4])` is 74, `count_parameters([784, 300, 100, 10])` is 266610.

# %% nbgrader={"grade": false, "grade_id": "count_parameters", "locked": false, "schema_version": 3, "solution": true, "task": false}
def count_parameters(sizes):
    """Weights and biases of a fully connected network with the given layer sizes, input first."""
    ### BEGIN SOLUTION
    return sum((inputs + 1) * outputs for inputs, outputs in zip(sizes[:-1], sizes[1:]))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-count_parameters", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("03.count_parameters", count_parameters)

# %% [markdown]
# Now build networks by slider. Wide layers are drawn without their middle; the numbers are complete.

# %%
builder = NetworkBuilder(sizes=[5, 7, 4], batch=32)
builder

# %% [markdown]
# > **Try it.** Write down your answer before you move the slider.
# >
# > 1. Change the batch from 32 to 64. Which numbers change? Which do not?
# > 2. Switch the shapes to "one sample a column". Which shape of $W$ do you get? Switch back.
# > 3. Press Reset all, then set 100 inputs, no hidden layer, 10 outputs: 1 010 parameters. Add one hidden layer of 10. More
# >    parameters or fewer?
# > 4. Set 784 inputs, one hidden layer, 10 outputs. You may spend 10 000 parameters. How wide can the hidden layer be?
# > 5. From 784-100-10: what costs more, making the hidden layer 200 wide, or adding a second hidden layer of 100?
# >
# > <details><summary>Answers</summary>
# >
# > 1. Only the first number of every output's shape. No weight, no bias, no count.
# > 2. 7×5 and 4×7, both transposed.
# > 3. Hardly more: $100\cdot 10 + 10 + 10\cdot 10 + 10 = 1\,120$. A narrow hidden layer is cheap.
# > 4. 12: each hidden neuron costs $784 + 1 + 10 = 795$ parameters, and the outputs' biases 10 more. 12 neurons make 9 550.
# > 5. Wider costs 159 010 in all, deeper 89 610. With many inputs the first layer dominates.
# >
# > </details>

# %% [markdown]
# The state of the widget can be read in code. Run this cell again after you have moved a slider.

# %%
print(builder.sizes, "->", builder.parameters, "parameters")
print(builder.shapes)

# %% [markdown]
# ## 7 · Why everything is a matrix product
#
# *About 4 minutes*
#
# A layer is a sum over inputs, for every neuron, for every sample: three nested loops. NumPy hides them in `@`.
# Does that matter?
#
# > **Predict.** A layer with 784 inputs and 100 neurons sees 8 samples: 627 200 multiplications. How much faster is one
# > matrix product than three Python loops: about 5 times, about 50 times, or several hundred times or more?

# %%
predict("03.how_much_faster")

# %%
def layer_with_loops(x, W, b):
    samples, inputs, neurons = len(x), len(W), len(b)
    z = [[0.0] * neurons for _ in range(samples)]
    for s in range(samples):
        for j in range(neurons):
            total = b[j]
            for i in range(inputs):
                total += x[s][i] * W[i][j]
            z[s][j] = total
    return z


def best_time(function, repeats):
    """Seconds of the fastest of some runs: the others were disturbed."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)

# %%
rng = np.random.default_rng(1)
X, W, b = rng.normal(size=(8, 784)), rng.normal(size=(784, 100)), rng.normal(size=100)
lists = X.tolist(), W.tolist(), b.tolist()  # plain lists: Python's loops are slower still on arrays

loops = best_time(lambda: layer_with_loops(*lists), 2)
neurons = best_time(lambda: np.stack([X @ W[:, j] + b[j] for j in range(100)], axis=1), 20)
product = best_time(lambda: X @ W + b, 50)
assert np.allclose(layer_with_loops(*lists), X @ W + b)
seconds = {"three Python loops": loops, "a loop over the neurons": neurons, "one matrix product": product}
print(f"The matrix product is {loops / product:.0f} times as fast as the three loops.")
table([[name, f"{t * 1e3:.3f}", f"{t / product:,.0f} ×"] for name, t in seconds.items()],
      ["how", "milliseconds", "time against the product"], "The same 800 numbers, measured on this machine")

# %% [markdown]
# <details><summary>What came out</summary>
#
# The three give the same numbers. The ratio differs from machine to machine; on the one where this was written it was above
# 500.
#
# </details>
#
# The product runs compiled code on several numbers at once. So networks are written with arrays, and samples come in
# batches.

# %% [markdown]
# ## 8 · Which network for which task
#
# *About 3 minutes*
#
# What must be decided before training? For a plain network a table of typical choices goes a long way.
#
# | | regression | binary | several labels at once | one of several classes |
# |---|---|---|---|---|
# | input units | one per feature | one per feature | one per feature | one per feature |
# | hidden layers | 1–5 | 1–5 | 1–5 | 1–5 |
# | neurons in each | 10–100 | 10–100 | 10–100 | 10–100 |
# | hidden activation | ReLU | ReLU | ReLU | ReLU |
# | output units | one per predicted number | 1 | one per label | one per class |
# | output activation | none (softplus if positive, sigmoid or tanh if bounded) | sigmoid | sigmoid | softmax |
# | loss (lesson 04) | MSE; MAE or Huber with outliers | binary cross-entropy | binary cross-entropy | categorical cross-entropy |
#
# A grey 28×28 image has $28\cdot 28 = 784$ features when it is unrolled into a row: hence the 784 above.
#
# A network takes numbers. So how does one feed it a *category*, such as red, green, blue? As one input for each, of which
# one is 1 and the others 0 (*one-hot*): (1, 0, 0), (0, 1, 0), (0, 0, 1). The numbers 0, 1, 2 in a single input would say
# that blue is twice green. Where the categories have an order, such as small, medium, large, a single number may do.

# %% [markdown]
# > **By hand.** How many output units?
# >
# > 1. the price of a house;
# > 2. the centre of an object in a picture;
# > 3. the box around that object;
# > 4. which of ten digits is written;
# > 5. spam or not;
# > 6. which of three topics an article touches, possibly several.
# >
# > <details><summary>Result</summary>
# >
# > 1. One number: 1.
# > 2. A centre has two coordinates: 2.
# > 3. A box has four numbers (centre, width, height, or two corners): 4.
# > 4. One probability per class: 10.
# > 5. One probability: 1 with sigmoid.
# > 6. One probability per topic: 3 with sigmoid. They need not sum to 1, so softmax would be wrong.
# >
# > </details>

# %% [markdown]
# > **Think.** Box *and* digit at once: how many outputs, and which of the six assumptions gets in the way?
# > <details><summary>Answer</summary>
# >
# > $4 + 10 = 14$. The four box numbers want no activation, the ten classes want softmax: that breaks "one layer, one
# > activation". Lesson 07 builds two output layers on the same hidden layers.
# >
# > </details>

# %% [markdown]
# ## 9 · A sum of ReLUs fits a curve
#
# *About 12 minutes*
#
# A hidden layer of ReLUs, one linear output. What curves can that draw? Start with three units:
#
# $$g(x) = \mathrm{relu}(x - 1) - 2\,\mathrm{relu}(x - 2) + \mathrm{relu}(x - 3)$$
#
# > **Predict.** Compute $g(0), g(1), g(2), g(3), g(4)$ in your head. What does the graph look like?

# %%
predict("03.graph_of_g")

# %%
def relu(z):
    return np.maximum(0, z)


x = np.linspace(0, 4, 401)
g = relu(x - 1) - 2 * relu(x - 2) + relu(x - 3)

# %% jupyter={"source_hidden": true}
# Picture: three units and their sum
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2))
for weight, kink in [(1, 1), (-2, 2), (1, 3)]:
    left.plot(x, weight * relu(x - kink), label=f"{weight} · relu(x − {kink})".replace("-", "−"))
left.set(xlabel="x", title="three units")
left.legend()
right.plot(x, g, color="#6a4c93")
right.set(xlabel="x", title="their sum", ylim=(-0.2, 1.4))
show(
    fig,
    alt="Left: three hinges, flat at 0 up to their kink at 1, 2 and 3, then straight with slopes 1, −2 "
    "and 1. Right: their sum, a triangle that rises from 0 at x = 1 to 1 at x = 2 and falls back to 0"
    " at x = 3.",
    caption="Each unit changes the slope at its kink: +1, then −2, then +1. The sum is a hill that is 0 "
    "everywhere else.",
)

# %% [markdown]
# <details><summary>What came out</summary>
#
# Each unit bends the curve at one place, its *kink*, and the output weight says by how much. So a sum of $n$ ReLUs is a
# chain of straight pieces. On a range with a left end every such chain can be written as a sum of ReLUs and an output
# bias. Here the hidden weights are 1, and so
# **the output weight is the change of slope at the kink**. (With a hidden weight $w$ it is the output weight times $|w|$.)
#
# </details>
#
# That is a recipe. To follow a continuous curve: mark points on it, connect them by straight pieces, read off the
# slopes, take differences. No training is needed here.

# %%
def relu_fit(f, low, high, n):
    """Kinks, output weights and output bias of n ReLU units whose sum meets f at n + 1 evenly spaced points."""
    points = np.linspace(low, high, n + 1)
    slopes = np.diff(f(points)) / np.diff(points)
    return points[:-1], np.diff(slopes, prepend=0.0), f(points[0])


def network_1_n_1(x, kinks, weights, bias):
    """The same as layers: hidden weights 1 and biases −kink, ReLU, then one linear output."""
    hidden = relu(x[:, None] @ np.ones((1, len(kinks))) - kinks)
    return (hidden @ weights[:, None]).ravel() + bias


fit_x = np.linspace(0, 6, 601)
kinks, weights, bias = relu_fit(np.sin, 0, 6, 4)
print("kinks:  ", kinks)
print("weights:", weights.round(4), " bias:", bias)

# %% [markdown]
# > **Predict.** The largest distance between $\sin x$ and the chain on [0, 6] is 0.12 or so with 6 units. What will it be
# > with 12, and with 24? (Half? A quarter?)

# %%
predict("03.twice_the_units")

# %% jupyter={"source_hidden": true}
# Picture: more and more units
fig, axes = plt.subplots(1, 3, figsize=(10, 3), sharey=True)
fit_errors = {}
for n in (3, 6, 12, 24, 48):
    network = network_1_n_1(fit_x, *relu_fit(np.sin, 0, 6, n))
    fit_errors[n] = np.abs(network - np.sin(fit_x)).max()
for ax, n in zip(axes, (3, 6, 12)):
    kinks, weights, bias = relu_fit(np.sin, 0, 6, n)
    ax.plot(fit_x, np.sin(fit_x), "--", color="#c2570c", label="sin x")
    ax.plot(fit_x, network_1_n_1(fit_x, kinks, weights, bias), "-", color="#1f6fb4", label="network")
    ax.plot(kinks, np.sin(kinks), "o", color="#1f6fb4", ms=5)
    ax.set(title=f"{n} units, at most {fit_errors[n]:.3f} off", xlabel="x")
axes[0].legend()
show(
    fig,
    alt="Three plots of sin x on 0 to 6, dashed, with a chain of 3, 6 and 12 straight pieces. With 3 "
    "pieces the chain cuts the arches off, with 6 it is near, with 12 it can hardly be told from the "
    "curve.",
    caption="One hidden layer of ReLUs as a chain of straight pieces. Dots mark the kinks.",
)

# %%
gain = {n: fit_errors[n // 2] / error if n > 3 else "–" for n, error in fit_errors.items()}
table([[n, 3 * n + 1, error, gain[n]] for n, error in fit_errors.items()],
      ["hidden units n", "parameters 3n + 1", "largest error", "times better"],
      "How near the chain comes to the sine", digits=4)

# %% [markdown]
# <details><summary>What came out</summary>
#
# With 12 units 0.031, with 24 units 0.0078: twice the units, a quarter of the distance. A short chord half as long lies
# about a quarter as far from a smooth curve, since the gap grows about with the square of its length.
#
# This is *universal approximation*, seen: a network with one hidden layer, wide enough, comes as near as you like to
# any continuous function on a closed and bounded range. It holds for many inputs too, and for sigmoid, tanh and most
# other non-polynomial activations.
#
# </details>
#
# > **Where lecture notes go wrong.** "One hidden layer can learn anything." The theorem says that good weights *exist*.
# > It does not say how many units are needed (with many inputs it can be astronomically many), that gradient descent
# > finds the weights, or that the network is right between and beyond the samples. Beyond its last kink a sum of ReLUs is a
# > straight line for ever, whatever the curve does there.
#
# We ask the 24-unit network about $x = 8$ and $x = 10$.

# %%
kinks, weights, bias = relu_fit(np.sin, 0, 6, 24)
for far in (3.0, 8.0, 10.0):
    answer = network_1_n_1(np.array([far]), kinks, weights, bias)[0]
    print(f"x = {far:4.1f}   network {answer:7.3f}   sin x {np.sin(far):7.3f}")

# %% [markdown]
# It never knew that the sine comes back.
#
# Now let the units fit *samples*. The widget finds the best output weights by least squares.

# %%
fitter = NetworkBuilder(view="fit", target="kink", units=3)
fitter

# %% [markdown]
# > **Try it.**
# >
# > 1. The curve is $|x - 3| - 1.5$. Three units miss it. Which numbers of units meet it exactly, and why?
# > 2. Choose "sine" and move the units from 1 to 12. From where on do you no longer see a difference?
# > 3. Choose "stairs" and go up to 30 units. Which part of the error stays, and why does the theorem not promise better?
# > 4. Choose "sine" again, set the noise to 0.3, and move the units slowly from 1 to 30. Watch both errors. Where is the
# >    error against the true curve smallest? Press New noise and repeat.
# >
# > <details><summary>Answers</summary>
# >
# > 1. All even numbers: the kinks are evenly spaced, and then one lies at 3. A weight cannot mend a kink in the wrong
# >    place; dragging the kink to 3 can.
# > 2. At about 6 to 8 the error is below 0.03.
# > 3. The jumps: a chain of straight pieces is continuous. The theorem speaks of continuous functions.
# > 4. The error on the samples goes down, with small steps up on the way. The error against the curve is smallest at about
# >    4 to 6 units, with some noise at 7 or more.
# >
# > </details>

# %% [markdown] further=true
# ## 10 · Shallow or deep
#
# *About 7 minutes · further*
#
# With the same number of neurons, is one wide layer better, or several narrow ones?
#
# Here is a layer that folds: $t(x) = 2\,\mathrm{relu}(x) - 4\,\mathrm{relu}(x - 0.5)$. On [0, 1] it goes up from 0 to 1
# and down again. Two units.
#
# > **Predict.** Feed the output of $t$ into a second $t$, and that into a third. How many straight pieces has
# > $t(t(t(x)))$?

# %%
predict("03.pieces")

# %%
def fold(x):
    return 2 * relu(x) - 4 * relu(x - 0.5)


def count_pieces(y):
    """Straight pieces of a curve given on an even grid that hits all its kinks."""
    return 1 + int(np.sum(np.abs(np.diff(y, 2)) > 1e-9))


grid = np.linspace(0, 1, 2**12 + 1)
folded, pieces, zigzags = grid, {}, []
for depth in range(1, 9):
    folded = fold(folded)
    zigzags.append(folded)
    pieces[depth] = count_pieces(folded)

# %% jupyter={"source_hidden": true}
# Picture: folds, layer by layer
fig, axes = plt.subplots(1, 4, figsize=(10, 2.4), sharey=True)
for depth, (ax, zigzag) in enumerate(zip(axes, zigzags), 1):
    ax.plot(grid, zigzag, "-", color="#1f6fb4")
    ax.set(title=f"depth {depth}: {pieces[depth]} pieces", xlabel="x")
show(
    fig,
    alt="Four zigzag curves on 0 to 1. Depth 1 has 2 straight pieces, depth 2 has 4, depth 3 has 8, depth"
    " 4 has 16.",
    caption="Each further layer of two units folds the line once more and doubles the number of pieces.",
)

# %% [markdown]
# <details><summary>What came out</summary>
#
# A single hidden layer of $n$ units makes at most $n + 1$ pieces, because each unit adds at most one kink. And the folds?
# Depth $k$ makes $2^k$ pieces with $2k$ units. This zigzag needs one unit more than it has kinks: the extra one sets the
# slope at the left end. So one layer needs $2^k$ units.
#
# </details>
#
# Count the parameters of both:

# %%
rows = []
for depth, found in pieces.items():
    deep = [1, *[2] * depth, 1]
    shallow = [1, found, 1]
    cost = [sum((a + 1) * b for a, b in zip(sizes, sizes[1:])) for sizes in (deep, shallow)]
    if depth in (1, 2, 4, 6, 8):
        rows.append([depth, found, 2 * depth, cost[0], found, cost[1]])
table(rows, ["layers", "pieces", "units, deep", "parameters, deep", "units, shallow", "parameters, shallow"],
      "The same zigzag, deep and shallow")

# %% [markdown]
# Up to two layers both cost the same. From three on depth wins, by more and more. Deep networks reuse what earlier layers
# made; trained on photographs, often edges first, then textures, then parts of objects. Width gives more of the same kind of
# feature; depth gives features of features.
#
# A zigzag is made for folding. Does a smooth curve gain, too? Dmitry Yarotsky showed in 2017 how a parabola comes from
# folds alone:
#
# $$x^2 \approx x - \frac{t(x)}{4} - \frac{t(t(x))}{4^2} - \frac{t(t(t(x)))}{4^3} - \dots$$
#
# > **Predict.** Eight folding layers have 16 units, whose shares are summed up along the way. Beside them stands one
# > layer of 16 units, `relu_fit` of section 9. Which one is nearer to $x^2$ on [0, 1]? Ten times nearer? A hundred?

# %%
predict("03.nearer_to_a_square")

# %%
def square_by_folds(x, depth):
    """x² from `depth` folding layers: each folds what the layer before it made and adds its share to a carried sum."""
    folded, total = x, x
    for layer in range(1, depth + 1):
        folded = fold(folded)
        total = total - folded / 4**layer
    return total


square_rows = []
for depth in (1, 2, 4, 8):
    deep_error = np.abs(square_by_folds(grid, depth) - grid**2).max()
    shallow_error = np.abs(network_1_n_1(grid, *relu_fit(np.square, 0, 1, 2 * depth)) - grid**2).max()
    square_rows.append([2 * depth, f"{shallow_error:.1e}", f"{deep_error:.1e}"])
table(square_rows, ["units", "largest error, one layer", "largest error, layers of two"], "x² on [0, 1]")

# %% [markdown]
# <details><summary>What came out</summary>
#
# With 16 units more than two hundred times nearer than `relu_fit`, and more than a hundred times nearer than the best chain
# of 16 pieces, which has half the error of `relu_fit`. This smooth curve gains from depth, too, if the weights are right.
# (The carried sum is a link around the layers, which assumption 1 forbids. A plain network carries it with one more unit in
# each layer after the first, 23 in all. Next to `relu_fit` with 23 units it is still more than a hundred times nearer.)
#
# </details>
#
# *If the weights are right*: here they were written down, not learned. And depth has its price: gradients must travel
# back through all layers and can vanish or explode (lesson 08).

# %% [markdown] further=true
# ## 11 · Design advice and its limits
#
# *About 8 minutes · further*
#
# How many layers, how many neurons? No formula knows. This is what experience says:
#
# 1. **Start simple.** One hidden layer, or none. You need a number to beat.
# 2. **Add layers before width.** For images, sound and text, more layers of a moderate width tend to serve better than
#    one huge layer.
# 3. **Grow until it overfits, then stop** and step back, or regularize (lesson 11). The end of this section shows what that
#    means.
# 4. **Keep a log** of what was tried: what changed, what came out. One change at a time.
#
# Is advice 2 a law? Try it where it is quickly tried: a sine, 200 points, no noise. Two networks with 97 parameters each,
# 1-8-8-1 and 1-32-1, all of them *trained*, by a library, from ten random starts.
#
# > **Predict.** Which one comes nearer, the deep one or the wide one? In how many of the ten starts?

# %%
predict("03.deep_or_wide")

# %%
from sklearn.neural_network import MLPRegressor

wave_x = np.linspace(0, 1, 200)[:, None]
wave = np.sin(6 * wave_x.ravel())


def trained_error(hidden_layers, seed):
    """Root mean squared error of a ReLU network after training from one random start."""
    network = MLPRegressor(hidden_layer_sizes=hidden_layers, solver="lbfgs", max_iter=500, random_state=seed)
    return np.sqrt(np.mean((network.fit(wave_x, wave).predict(wave_x) - wave) ** 2))


trained_errors = {sizes: np.array([trained_error(sizes, seed) for seed in range(10)]) for sizes in ((8, 8), (32,))}
nearest = np.minimum(*trained_errors.values())
trained_rows = [["-".join(map(str, (1, *sizes, 1))), np.median(e), e.min(), e.max(), int(np.sum(e == nearest))]
                for sizes, e in trained_errors.items()]
table(trained_rows, ["network", "median error", "best start", "worst start", "starts in which it is nearer"],
      "Deep or wide, 97 parameters each, trained", digits=3)

# %% [markdown]
# <details><summary>What came out</summary>
#
# Here the wide one wins, in 8 of 10 starts. What a network could represent is one thing, what training finds from a random
# start is another.
#
# </details>
#
# So advice 2 is a habit that served well on images, and a question to your own data elsewhere.
#
# Advice 3 needs two errors: one on the data that were fitted (*training error*) and one on data that were not (*test
# error*). Let us follow the advice for noisy samples of a sine, with one hidden ReLU layer whose kinks stand on an even
# grid. Only the output weights and the output bias are fitted, $n + 1$ numbers. Keep the log.
#
# > **Predict.** 30 training samples. The hidden layer grows from 1 to 29 units. How does the *test* error go? Sketch it.

# %%
predict("03.errors_of_more_units")

# %%
def relu_features(x, n):
    kinks = 6 * np.arange(n) / n
    return np.column_stack([np.ones_like(x), relu(x[:, None] - kinks)])


rng = np.random.default_rng(3)
train_x, test_x = np.linspace(0, 6, 30), rng.uniform(0, 6, 1000)
train_y = np.sin(train_x) + 0.3 * rng.normal(size=30)
test_y = np.sin(test_x) + 0.3 * rng.normal(size=1000)

log = []
for n in range(1, 30):
    weights = np.linalg.lstsq(relu_features(train_x, n), train_y, rcond=None)[0]
    train_error, test_error = (np.sqrt(np.mean((relu_features(x, n) @ weights - y) ** 2))
                               for x, y in ((train_x, train_y), (test_x, test_y)))
    log.append((n, n + 1, train_error, test_error))
best_units = min(log, key=lambda row: row[3])[0]
table([row for row in log if row[0] in (1, 2, 3, 4, 5, 6, 8, 12, 20, 29)],
      ["hidden units n", "fitted numbers n + 1", "training error", "test error"],
      "The log (root mean squared errors)", digits=3)

# %% jupyter={"source_hidden": true}
# Picture: training and test error against units
fig, ax = plt.subplots(figsize=(7, 3.4))
ax.plot([row[0] for row in log], [row[2] for row in log], "o-", ms=4, label="training error")
ax.plot([row[0] for row in log], [row[3] for row in log], "s--", ms=4, label="test error")
ax.axvline(best_units, color="#5f6368", ls=":", lw=1.5)
ax.text(best_units + 0.4, 0.03, f"smallest test error: {best_units} units", va="center")
ax.set(xlabel="hidden units", ylabel="error", ylim=(0, 0.75))
ax.legend(loc="upper center", ncol=2)
show(
    fig,
    alt="Two curves over 1 to 29 hidden units. The training error falls from 0.54 to 0, with small steps up on the way. "
    "The test error falls to 0.31 at 6 units and then rises, with ups and downs, to more than 0.5, far above the "
    "training error.",
    caption="Training error alone says: the bigger the better. Test error says where to stop.",
)

# %% [markdown]
# <details><summary>What came out</summary>
#
# With 29 units, 30 numbers are fitted to 30 samples, and the curve goes through every single one: training error 0, noise
# and all. On the way the training error rises a little now and then: the kinks of 5 units are not all among those of
# 6, so the larger network is not always an extension of the smaller one. The test samples carry noise of size 0.3 themselves,
# so no network can get much below 0.3 there; six units come close. Past
# them the test error rises, with ups and downs: the extra units fit the noise. That is *overfitting*.
#
# </details>
#
# > **Where lecture notes go wrong.** "More layers and more epochs give a lower error." A lower *training* error,
# > mostly. The test error often goes down and comes up again, as it does for 1 to 29 units on 30 noisy samples. Bigger
# > networks also tend to need more data, more time, and regularization.
#
# > **Think.** We chose the number of units by looking at the test error. Why is the smallest test error now a bit too
# > good to be true?
# > <details><summary>Answer</summary>
# >
# > We picked the best of 29 tries on just these test data. A third set, looked at once, gives an honest figure.
# > That is why lesson 07 splits data into training, validation and test.
# >
# > </details>
#
# The advice has limits, too. For photographs, sound and text the *kind* of layer (convolution, attention) often matters
# more than the count, and one often starts from a network that others have trained (lesson 12). Very large networks can
# even improve again far beyond the point where they fit the training data exactly.

# %% [markdown]
# ## Practice quiz
#
# *About 5 minutes · further*
#
# Eight questions that answer at once and explain each option. They do not count.

# %%
quiz("03")

# %% [markdown]
# ## Graded quiz
#
# *About 3 minutes · further*
#
# Four questions, 2 points together. They are marked when you hand in.

# %%
questions("03.quiz_answers")

# %% [markdown]
# Write the letter of your choice for each question, for example `quiz_answers["1"] = "a"`.

# %% nbgrader={"grade": false, "grade_id": "quiz_answers", "locked": false, "schema_version": 3, "solution": true, "task": false}
quiz_answers = {}
### BEGIN SOLUTION
quiz_answers["1"] = "c"
quiz_answers["2"] = "a"
quiz_answers["3"] = "b"
quiz_answers["4"] = "d"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-quiz_answers", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("03.quiz_answers", quiz_answers)

# %% [markdown]
# ## In your own words
#
# *About 9 minutes · further*
#
# **Counting, in symbols (2 points, marked by hand).** Section 6 counts parameters, section 5 shapes.
#
# 1. A fully connected network has the layer sizes $n_0, n_1, \dots, n_L$, the input first. Derive a formula for its number of
#    parameters, and say what each term counts.
# 2. A batch of $B = 32$ samples with $d = 5$ features goes through layers of 7 and 4 neurons. Write the shapes of the input,
#    of both weight matrices and of both outputs, once with samples as rows and once with samples as columns. Which of your
#    numbers depend on $B$?

# %% [markdown] nbgrader={"grade": true, "grade_id": "in_own_words", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# 1. Layer $l$ links each of the $n_{l-1}$ outputs before it with each of its $n_l$ neurons: $n_{l-1} n_l$ weights. Every
# neuron of it has one bias: $n_l$ more. The input layer has neither. Over all layers:
# $$\sum_{l=1}^{L} \left(n_{l-1} n_l + n_l\right) = \sum_{l=1}^{L} (n_{l-1} + 1)\, n_l$$
#
# 2. Rows: input 32×5, $W^1$ 5×7, output 32×7, $W^2$ 7×4, output 32×4. Columns: input 5×32, $W^1$ 7×5, output 7×32, $W^2$ 4×7,
# output 4×32. Only the shapes of the input and of the outputs depend on $B$. The weights, and so the count
# $(5 + 1)\cdot 7 + (7 + 1)\cdot 4 = 74$, do not.
#
# **Marking scheme.**
#
# - 0.5: the sum with both terms explained
# - 0.5: the biases are there, and the input layer gets none
# - 0.5: the shapes in both conventions
# - 0.5: the remark on $B$
# ### END SOLUTION

# %% [markdown]
# ## Cross-check with Keras (optional)
#
# *About 3 minutes · further*
#
# Does Keras agree with what you wrote by hand? This section needs TensorFlow, which takes some seconds to start. It
# uses your functions, so solve the exercises first. Nothing here is graded.

# %% tags=["tensorflow"]
import os

# Before the import, so that TensorFlow stays quiet.
os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
import keras

keras.utils.set_random_seed(0)
model = keras.Sequential([
    keras.Input((784,)),
    keras.layers.Dense(300, activation="relu"),
    keras.layers.Dense(100, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
print("Keras counts", model.count_params(), "parameters; you count", my.count_parameters([784, 300, 100, 10]))

# %% [markdown]
# The weights of a Keras layer come as `[W, b]`, with $W$ of shape (inputs, outputs): they fit into your `forward` as
# they are.

# %% tags=["tensorflow"]
rng = np.random.default_rng(5)
X = rng.normal(size=(32, 784)).astype("float32")
activations = [relu, relu, lambda z: softmax(z, axis=-1)]
layers = [(*layer.get_weights(), f) for layer, f in zip(model.layers, activations)]

theirs = model.predict(X, verbose=0)


@my.run
def compare():
    """The shapes of your layers' outputs, and how far the last one is from Keras'."""
    mine = my.forward(X, layers)
    return [tuple(h.shape) for h in mine], np.abs(mine[-1] - theirs).max()


shapes, difference = compare()
print("your shapes: ", shapes)
print("Keras shapes:", [tuple(layer.output.shape) for layer in model.layers], " (None stands for the batch)")
print("largest difference:", f"{difference:.1e}")
assert difference < 1e-6

# %% [markdown]
# ## Summary
#
# - A layer is $f(xW + b)$: one column of $W$ a neuron, one row of $x$ a sample.
# - A network is layers in sequence: $h^0 = x$, $h^l = f^l(h^{l-1} W^l + b^l)$. Six assumptions make it plain.
# - Shapes, batch first: (32, 5) → (32, 7) → (32, 4). Notes with samples as columns show everything transposed.
# - Parameters are learned: $\sum (n_{l-1} + 1)\,n_l$. Hyperparameters are chosen. The batch size changes no parameter count.
# - One matrix product beat three Python loops by a factor of hundreds or more.
# - Outputs: one unit per predicted number, per label, or per class.
# - A sum of ReLUs is a chain of straight pieces and can come near any continuous curve on a closed, bounded range.
#   Existence, not learning.
# - Start simple, grow until the error on unseen data rises, keep a log.
#
# Next, lesson 04: how good is a prediction? One number, the loss, will say so, and training will make it small.
