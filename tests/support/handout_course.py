"""A course of two small lessons with one of everything that a handout must show: for the tests of handouts."""

import shutil
from pathlib import Path

import mini_course

from helpers.instructors.authored import Lesson
from helpers.instructors.building.public import public_bytes

FIRST = (
    r'''# %% tags=["remove-cell"]
from pathlib import Path
import helpers.checks.check
helpers.checks.check.PUBLIC = Path("../../public").resolve()

# %% [markdown]
# # 01 · A neuron that decides
#
# One neuron, one line, and what it can say about four points.
#
# **Time** 20 min · **Points** 5 · **You need** nothing
#
# After this lesson you can
#
# - compute the output of a neuron by hand;
# - find weights for a gate.

# %% tags=["setup"]
import numpy as np
from helpers import check, plots, questions, quiz, show, table
from helpers.widgets import GateTuner

plt = plots()

# %% [markdown]
# ## 1 · What a neuron computes
#
# A *neuron* weighs its inputs $x_i$, adds a bias $b$, and fires when the sum is not negative:
#
# $$z = \sum_{i=1}^{d} w_i x_i + b, \qquad \operatorname{step}(z)=\begin{cases} 1 & z \ge 0\\ 0 & \text{otherwise}\end{cases}$$
#
# Its smooth relative is $\sigma(z)=\dfrac{1}{1+e^{-z}}$, and the chain rule says
#
# \begin{align}
# \frac{\partial E}{\partial w_5} &= \frac{\partial E}{\partial \mathrm{out}_{o1}}\,\frac{\partial \mathrm{out}_{o1}}{\partial \mathrm{net}_{o1}}\,\frac{\partial \mathrm{net}_{o1}}{\partial w_5} \\
# &= 0.7413650696 \cdot 0.1868156018 \cdot 0.5932699921
# \end{align}
#
# > **Predict.** For $w = (1, 1)$ and $b = -1.5$: at which of the four corners does the neuron fire?
#
# > **Try it.** Set `w1` to 1, then `w2` to 1. Which corners are still wrong?
#
# > **Think.** Can a line separate the corners of XOR?
# >
# > <details><summary>Answer</summary>
# >
# > No: the four inequalities contradict each other, because $w_1 + w_2 + 2b < 0$ and $w_1 + w_2 + 2b \ge 0$.
# >
# > </details>
#
# > **Where lecture notes go wrong.** Notes print `z > 0`. A check at $z = 0$ shows that $\operatorname{step}(0) = 1$ here.
#
# > **Note.** Arrays are batch-first: `x` has shape `(batch, features)`.
#
# > **By hand.** ($1 \cdot 1 + 1 \cdot 1 - 1.5 = 0.5$, and $0.15 \cdot 0.05 + 0.20 \cdot 0.10 + 0.35 = 0.3775 = z$.) The neuron fires.

# %%
z = np.linspace(-4, 4, 81)
fig, ax = plt.subplots(figsize=(9, 3))
ax.plot(z, np.where(z >= 0, 1, 0), label="step")
ax.plot(z, 1 / (1 + np.exp(-z)), label="sigmoid")
ax.set_xlabel("z")
ax.legend()
show(fig, alt="Two curves from 0 to 1 over z: the step jumps at 0, the sigmoid rises in an S.", caption="The sigmoid is a step with a slope.")

# %% jupyter={"source_hidden": true}
def folded_away(ax):
    """Draw nothing."""

# %% jupyter={"source_hidden": true}
folded_away(ax)

# %%
print("a line that is so long that it does not fit on the screen of a phone, and that has to scroll sideways in its own box")
table([["AND", -1.5, 0.25], ["OR", -0.5, 0.75]], ["gate", "net at (0, 0)", "share of ones"], "Two gates", row_headings=True)

# %% [markdown]
# | step | range | zero-centred | where it is used in this course and in others |
# |---|---|:-:|---|
# | binary | 0, 1 | no | lesson 01, and [lesson 02](../02-second/02-second.ipynb) |
#
# ```python
# def fires(z):
#     return z >= 0  # in a text cell
# ```

# %%
GateTuner(gate="AND", w1=1, w2=0.5, b=-1)

# %% [markdown]
# ### Exercise 1 · triple (2 points)
#
# Return three times `x`, for a number or an array.

'''
    + mini_course.TRIPLE
    + r"""
# %% [markdown]
# ## 2 · Quiz

# %%
quiz("01")

# %%
questions("01.quiz_answers")

"""
    + mini_course.exercise("quiz_answers", 2, '### BEGIN SOLUTION\nquiz_answers = {"1": "b"}\n### END SOLUTION\n')
    + r"""
# %% [markdown]
# ### Question 2 · Why three? (1 point)

"""
    + mini_course.in_words("why", 1)
    + r"""
# %% [markdown] tags=["instructor"]
# an-instructors-note

# %% [markdown]
# ## 3 · Many epochs

# %% tags=["remove-input"]
from IPython.display import display
from helpers.instructors.handouts.frames import frames

bar = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40"><rect width="{}" height="40" fill="#1f6fb4"/></svg>'
series = [(str(n), bar.format(60 * n), f"The bar after epoch {n} is {60 * n} wide.") for n in range(1, 5)]
display({**frames("The bar grows", "epoch", series), "text/plain": "a series"}, raw=True)

# %% [markdown]
# ## Summary
#
# A neuron is a line. Next comes [the second lesson](../02-second/02-second.ipynb).
"""
)

SECOND = r"""# %% [markdown]
# # 02 · A second lesson
#
# Softmax turns scores into shares.
#
# **Time** 10 min · **Points** 0 · **You need** lesson 01
#
# After this lesson you can
#
# - say what softmax does, as [a book](https://www.deeplearningbook.org/) tells it.

# %% [markdown]
# ## 1 · Softmax
#
# $$\operatorname{softmax}(\mathbf z)_i=\frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}$$

# %%
print(sum([0.2, 0.3, 0.5]))
"""

BANK = mini_course.bank(
    "01-neuron",
    mini_course.TRIPLE_IN_BANK.replace("power of three.", "power of three: compare `x**3` with `3 * x` at 2."),
    practice=mini_course.PRACTICE,
    before=mini_course.TRIPLE_CASES,
)

EMPTY_BANK = """from helpers.instructors.banks import Bank

BANK = Bank("02-second", [])
"""

LESSONS = {"01-neuron": (FIRST, BANK), "02-second": (SECOND, EMPTY_BANK)}


def make(folder):
    """Write the course into `folder`; return the folder."""
    folder = Path(folder)
    (folder / "public").mkdir(parents=True)
    for name, (source, bank) in LESSONS.items():
        lesson = folder / "solutions" / name
        lesson.mkdir(parents=True)
        (lesson / f"{name}.py").write_text(source, "utf-8")
        (lesson / "exercises.py").write_text(bank, "utf-8")
        (folder / "public" / f"{name}.json").write_bytes(public_bytes(Lesson.at(lesson).bank()))
    shutil.copy(mini_course.ROOT / "nbgrader_config.py", folder)
    return folder


def replace(folder, lesson, old, new):
    """Change the text source of a lesson."""
    path = Path(folder) / "solutions" / lesson / f"{lesson}.py"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
