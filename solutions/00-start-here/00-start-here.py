# %% [markdown] content="JupyterLab, cells and kernels; how exercises, checks and handing in work" week=1
# # 00 · Start here
#
# How to work with this course: you run cells, solve one exercise, read what its check says, and hand it in.
#
# **Time** 30 min · **Points** 2 · **You need** Python: functions, lists, and a first idea of NumPy arrays
#
# *Core path: about 27 minutes; what is marked “further” and the quizzes take about 17 more.*
#
# After this lesson you can
#
# - run a cell, restart the kernel, and explain why a cell "does not know" a name,
# - tell whether your installation has what the course needs,
# - move a widget by mouse and by keyboard,
# - solve an exercise, read the hint of its check, validate the notebook and hand it in.
#
# *Further* parts can be left for later. The points of their exercises count all the same.

# %% tags=["setup"]
import numpy as np

from helpers import check, predict, progress, quiz

# %% [markdown]
# ## 1 · Cells and the kernel
#
# *About 10 minutes*
#
# This page is a *notebook*: a column of *cells*. A cell holds text, like this one, or Python code, like the next one.
# Click into the next cell, then press **Shift + Enter**. The cell runs, its result appears below it, and the next cell
# becomes active.

# %%
2 + 3

# %% [markdown]
# If the last line is an expression, its value is shown. `print` shows anything else.
#
# | keys | what happens |
# |---|---|
# | Shift + Enter | run this cell, go to the next |
# | Ctrl + Enter | run this cell, stay here |
# | Esc, then A or B | new cell above or below |
# | Esc, then M or Y | turn a cell into text or into code |
# | Tab in code | complete the name that you began |
# | Shift + Tab inside the brackets of a call | show what the function wants |
# | Ctrl + Z, or ⌘ Z on a Mac | undo |
#
# The code runs in a separate Python process, the *kernel*. The page sends it text and shows what comes back.
# The kernel keeps every name that you have defined, with the value from the last run.

# %% [markdown]
# > **Predict.** Below the question stand two cells. Run `counter = 10` once, then `counter = counter + 1` *three times*.
# > Which number do you see at the end?

# %%
predict("00.counter")

# %% [markdown]
# Here is the widget that asks you in every lesson. Commit to a guess, and it shows what comes out. A wrong guess costs no
# points. It is a good way to learn: what surprises you, you keep.

# %%
counter = 10

# %%
counter = counter + 1
counter

# %% [markdown]
# <details><summary>What came out</summary>
#
# You see 13. Read from top to bottom the notebook gives 11, and yet the kernel holds 13: what counts is what was *run*, and
# how often.
#
# </details>
#
# The number in square brackets left of a cell, such as `[7]`, says when it was run: the kernel numbers all runs, whichever
# cell they belong to. `[*]` means that the cell is still running or waits for its turn.
#
# > **Think.** You run a cell and get `NameError: name 'np' is not defined`, though `import numpy as np` stands right
# > above it. What happened?
# >
# > <details><summary>Answer</summary>
# >
# > The cell with the import was not run since the kernel started. A kernel starts when you open a notebook that has none,
# > and it forgets everything when it stops. Run the cells from the top.
# >
# > </details>

# %% [markdown]
# ### Start afresh
#
# Four menu entries help when things look odd:
#
# | menu **Kernel** | what it does | when |
# |---|---|---|
# | Interrupt Kernel (or the ■ button) | stops the running cell | a loop never ends |
# | Restart Kernel… | forgets all names; your text stays | old names confuse you |
# | Restart Kernel and Run up to Selected Cell… | forgets all, then runs from the top to the cell where you are | you want the names of the cells above |
# | Restart Kernel and Run All Cells… (or the ▶▶ button) | forgets all, then runs from top to bottom | **before you hand in** |
#
# > **Try it.** Click on this text, then take **Kernel → Restart Kernel and Run up to Selected Cell…** Look at the counter
# > again: it is 11. A notebook that gives the same result after a fresh run from the top does not depend on the order in
# > which you happened to click.
#
# > **Note.** *Run all* stops at a cell that raises an error, and that is the place to look at. An exercise that you have
# > not solved yet stops nothing: its check says that it is still empty, and the lesson goes on.

# %% [markdown]
# ## 2 · Is everything installed?
#
# *About 1 minute*
#
# Do you have what the fourteen lessons need? This looks, and changes nothing.

# %% tags=["remove-output"]
from helpers.study.doctor import doctor

doctor()

# %% [markdown]
# Each line says what was found. Where something is missing, the last column says how to mend it. Copy a command into a
# terminal (menu **File → New → Terminal**), then restart the kernel and run the cell again.
#
# - *needed*: without it some part of the course does not work.
# - *good to have*: the course works without it, with simpler pictures, other images or slightly other numbers.
# - *for instructors*: you can leave these lines alone.
#
# On a terminal, `nncourse doctor` prints the same.

# %% [markdown] further=true
# ## 3 · A first widget
#
# *About 11 minutes · further*
#
# Many lessons let you play with a thing before they give its formula. Below is one artificial neuron with two inputs.
# It answers 1 on the shaded side of the line and 0 on the other. Can it be an AND gate: 1 only where both inputs are 1?

# %%
from helpers.widgets import GateTuner

neuron = GateTuner(gate="AND", w1=1, w2=1, b=-0.5, hide=["gate", "view"])
neuron

# %% [markdown]
# > **Try it.**
# > 1. Before you touch anything: which two corners are wrong? Then drag the slider of the bias b; the line moves.
# > 2. Click the slider once, then use the arrow keys: ← and → move it by one step, Home and End jump to its ends.
# > 3. Find a bias for which all four corners are right. How much room do you have?
# > 4. Press ↺ beside the slider: it goes back to where the lesson put it.
#
# > <details><summary>What you should find</summary>
# >
# > At the start one corner is right and shaded, (1, 1), and (0, 0) is right and not shaded; (0, 1) and (1, 0) are
# > wrong. With both weights at 1, every bias from −2 up to just below −1 gives AND. Lesson 01 says why.
# >
# > </details>
#
# The widget is a Python object as well. Move the slider, run the next cell, and see that the kernel knows.

# %%
print("bias:", neuron.b, "· is it an AND gate?", neuron.solved)

# %% [markdown]
# It works in the other direction too: what you set in Python, the picture shows.
#
# > **Try it.** Delete the `#` in the next cell, run it, and look at the widget.

# %%
# neuron.b = -1.5
neuron.solved

# %% [markdown]
# ## 4 · How an exercise works
#
# *About 12 minutes*
#
# Most exercises are a function with an empty body, some a dict without entries. A cell with one line follows: the *check*.
# You write the function, run the cell, and run the check. Before your turn, let us see what a check says to a wrong
# answer.
#
# The exercise below asks for twice its input. Someone wrote the square instead.

# %%
def wrong_double(x):
    return x**2


print("for 2 it looks fine:", wrong_double(2))
check("00.double", wrong_double)

# %% [markdown]
# The check calls the function with several inputs and compares. It found out which mistake this is, and says something
# to think about. Of a mistake that it does not know it says what it found out about your answer, or for which call what came
# back. It never tells the solution; **A step nearer** says one
# thing more. You may ask it as often as you like. Nothing is sent anywhere, and only what you hand in is marked.
#
# > **Predict.** The next answer prints the right number. What will the check say?

# %%
predict("00.printed")

# %%
def printed_double(x):
    print(2 * x)


check("00.double", printed_double)

# %% [markdown]
# <details><summary>What came out</summary>
#
# A function that only prints shows its result to you, and gives nothing to the line that called it.
#
# </details>
#
# What a check accepts: Python numbers, NumPy numbers and arrays, `float32` and `float64`; prints and warnings cost
# nothing unless the exercise says so. What it notices: wrong values, wrong shapes, errors in your code, loops that do not
# end, and functions that change the data they were given.
#
# > **Note.** Inputs are numbers or NumPy arrays, in every exercise of the course unless it says otherwise. With a list,
# > `2 * [1, 3]` is `[1, 3, 1, 3]`: Python repeats it. With an array, `2 * np.array([1, 3])` is `array([2, 6])`.

# %% [markdown]
# ### Exercise 1 · double (2 points)
#
# Write `double(x)`. It returns twice `x`, for a number or for an array of any shape. Its argument stays as it was.
#
# Example: `double(3)` is 6, and `double(np.array([1.5, -2.0]))` is `array([ 3., -4.])`.
#
# Delete the line `raise NotImplementedError()`, write your answer, and run the cell.

# %% nbgrader={"grade": false, "grade_id": "double", "locked": false, "schema_version": 3, "solution": true, "task": false}
def double(x):
    """Return twice x, a number or an array."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check-double", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("00.double", double)

# %% [markdown]
# > **Try it.** Spoil your answer on purpose: return `x + 2`, or write `x *= 2` before `return x`. Read what the check
# > says each time. Then put it right again.

# %% [markdown]
# Not solved yet, and you want to read on? Go on. Where a later cell needs an answer, it says `my.double(3)`: that is your
# own `double` as soon as its check is green. Until then the cell goes on with numbers that come with the lesson, and
# tells you so.

# %% [markdown] further=true
# ## 5 · Quizzes and answers in words
#
# *About 6 minutes · further*
#
# A *practice quiz* answers at once and explains every option, the wrong ones too. Try all of them.

# %%
quiz("00")

# %% [markdown]
# Each of the other lessons also has
# - a *graded quiz*: you write letters into a dict such as `quiz_answers = {"1": "b", "2": "a"}`. The check only tells you
#   whether every question has an answer. The key is not on your computer;
# - an *answer in words*, for example a short derivation: you write text and formulas into a Markdown cell, and a person
#   reads it. A formula stands between dollar signs: `$y = 2x$` becomes $y = 2x$. Double-click a text to see how it
#   was written.
#
# > **Note.** *Points* are what you get for an exercise. The *marks* beside the questions of a graded quiz are weights: they
# > say how the quiz's points are shared out. Three questions of 5, 5 and 10 marks in a quiz of 2 points are worth half a
# > point, half a point and one point.

# %% [markdown]
# ## 6 · Validate and hand in
#
# *About 1 minute*
#
# Before you hand in:
#
# 1. **Restart Kernel and Run All Cells…** Every check below an exercise should say *Right* or *Recorded*. (In this lesson
#    the two that were shown wrong answers in section 4 go on complaining.)
# 2. Save: Ctrl + S, or ⌘ S.
# 3. Press **Validate**, in the bar above the notebook. It runs your whole notebook in a fresh kernel and says either that
#    everything passed, or which check did not and why.
#
# Validate uses the same public cases as the checks. Marking asks your functions *other* inputs of the same kind, and
# reads your quiz and your answers in words. A function that computes the answer passes both; one that knows the public
# numbers by heart does not.
#
# Then, one of two ways; your teacher says which:
#
# | your course | what to do |
# |---|---|
# | a JupyterHub with nbgrader | menu **Nbgrader → Assignment List**, find the lesson, press **Submit**. You may submit again; the last one counts |
# | anything else | hand in the file `NN-slug.ipynb`, e.g. `00-start-here.ipynb`, as it is |
#
# > **Note.** Three things keep your marks safe. Do not rename the file. Keep the names of the functions. Do not delete, copy or
# > edit check cells: marking puts the original ones back. New cells of your own are welcome everywhere.

# %% [markdown]
# ## 7 · The map of the course
#
# *About 2 minutes*
#
# Fourteen lessons, from one neuron to networks that see. Each says what it builds on.

# %%
from helpers.study.course_map import course_map

course_map()

# %% [markdown]
# All lessons run in the same way: you predict, run, explain, change. Much is written by hand first and then compared
# with Keras. Boxes with a bold first word tell you what to do:
#
# | box | what it asks |
# |---|---|
# | **Predict.** | commit to an answer *before* you run the next cell |
# | **Try it.** | set a widget or change a cell, and look for something |
# | **Think.** | a question; the answer is folded away below it |
# | **By hand.** | work it out on paper, then compare |
# | **Note.** | a convention or a trap |
# | **Where lecture notes go wrong.** | a mistake that is printed in notes, and how to see that it is one |
#
# ### How far am I?
#
# Your checks are kept in a small file on this computer. This reads it.

# %% tags=["remove-output"]
progress()

# %% [markdown]
# The more points an exercise has, the wider is its box. Full with a tick: passed, or recorded until it is marked. Half full: tried. Empty: open.
# On a terminal, `nncourse progress` prints the same.

# %% [markdown]
# ## Summary
#
# - The kernel knows what was *run*, in the order in which it was run. When in doubt: restart and run all.
# - `doctor()` says what is installed and how to mend what is not.
# - Widgets move by mouse, touch and arrow keys, and can be read and set in Python.
# - A check can be asked as often as you like. It says what is wrong, never the solution.
# - Return values, do not print them; leave arguments as they were.
# - Before handing in: run all, save, Validate.
#
# Next: lesson 01 looks inside the neuron that you have just tuned, and finds a gate that no single neuron can be.
