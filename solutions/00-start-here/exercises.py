"""Exercise bank of lesson 00: doubling, and a practice quiz on how notebooks work."""

import numpy as np

from helpers.instructors.banks import Bank, Case, Exercise, Misconception, Option, Question


def double_cases(rng):
    return [
        Case((3,), about="a whole number"),
        Case((-1.25,), about="a negative number"),
        Case((rng.normal(size=5),), about="an array"),
        Case((rng.integers(-9, 10, size=4) * 2 + 1,), about="an array of integers"),
        Case((rng.normal(size=(2, 3)),), about="a matrix"),
    ]


def in_place(x):
    x *= 2
    return x


def appended(x):
    return np.append(x, x)


EXERCISES = [
    Exercise(
        "00.double",
        points=2,
        cases=double_cases,
        misconceptions=[
            Misconception(
                "square",
                lambda x: x**2,
                "This is the square of `x`. For 2 both give 4, so 2 is a poor test. Try 3: twice 3 is 6, your function "
                "gives 9.",
            ),
            Misconception(
                "prints",
                lambda x: print(2 * x),
                "Your function returns None. A result that is only printed is seen by you but not by the code that "
                "called the function. Hand it back with `return`.",
            ),
            Misconception(
                "in-place",
                in_place,
                "The value is right, but it is written into the caller's array, as `x *= 2` does: after the call its "
                "data is doubled too. Make a new value and leave `x` alone.",
            ),
            Misconception(
                "plus-two",
                lambda x: x + 2,
                "This is two *more* than `x`. For 2 both give 4, so 2 is a poor test. Try 0: twice 0 is 0.",
            ),
            Misconception(
                "repeated",
                appended,
                "Your answer holds the input twice over instead of twice its value: look at its length. "
                "Repeating is what Python does with a list; here every number should be doubled.",
            ),
            Misconception(
                "total",
                lambda x: 2 * np.sum(x),
                "For an array you give back one number. Every entry should be doubled on its own, and the shape should "
                "stay.",
            ),
            Misconception(
                "unchanged",
                lambda x: x,
                "Your function gives its input back unchanged. If you computed the double, was it given a name and "
                "returned?",
            ),
            Misconception(
                "rounded",
                lambda x: 2 * np.asarray(x).astype(int),
                "Something cuts off the decimals before doubling. Try −1.25: twice that is −2.5.",
            ),
        ],
        alternatives={
            "sum of two": lambda x: x + x,
            "numpy": lambda x: np.multiply(x, 2),
            "float32": lambda x: np.float32(2) * np.asarray(x, dtype=np.float32),
            "list": lambda x: (2 * np.asarray(x)).tolist(),
            "own copy": lambda x: in_place(np.array(x)),
            "prints too": lambda x: print(x) or x * 2,
            "half of half": lambda x: x / 0.5,
        },
    ),
]

QUESTIONS = [
    Question(
        "00.p1",
        "understand",
        2,
        "A cell says `counter = counter + 1`. The cell above says `counter = 0`. You run the upper cell once and the "
        "lower one four times. What is `counter`?",
        [
            Option(
                "1, as the text of the notebook says",
                "The text is run only when you run it. Each run of the lower cell adds 1 to what the kernel holds.",
            ),
            Option("4", "Right: the kernel keeps the name between runs, and four runs add 4.", right=True),
            Option(
                "0, because a cell starts afresh each time",
                "Only a restarted kernel starts afresh. Cells share one memory.",
            ),
            Option(
                "an error, because a cell may be run only once",
                "Cells may be run as often as you like. That is handy, and it is the trap.",
            ),
        ],
    ),
    Question(
        "00.p2",
        "apply",
        2,
        "You open a notebook that worked yesterday, run its fifth cell, and get a NameError. What do you do first?",
        [
            Option(
                "install the package again",
                "The package is still there. A NameError speaks of a name in this kernel, not of an installation.",
            ),
            Option("delete the cell", "The cell is fine. What it needs has not been run yet."),
            Option(
                "run the cells above it",
                "Right: yesterday's kernel is gone, and with it every name that it knew.",
                right=True,
            ),
            Option("rename the file", "The kernel does not care about the file's name, and handing in does: leave it."),
        ],
    ),
    Question(
        "00.p3",
        "understand",
        2,
        "A check says that everything is right. Is the exercise sure to be marked right?",
        [
            Option(
                "yes, the check is the marking",
                "Marking uses the same rules with other inputs. A function that only knows the public numbers would "
                "fail there.",
            ),
            Option(
                "yes, if the function computes its answer for any such input",
                "Right: marking asks other inputs of the same kind.",
                right=True,
            ),
            Option(
                "no, marks depend on the style of the code",
                "What your function does is judged, not how its code looks.",
            ),
            Option("no, marking is done by hand", "Only answers in words are read by a person."),
        ],
    ),
    Question(
        "00.p4",
        "analyse",
        5,
        "`data = np.array([1.0, 2.0])`, then `result = f(data)`. Now `data` is `[2. 4.]`. Which body of `f` does that?",
        [
            Option("`return 2 * x`", "This makes a new array. `data` stays [1. 2.]."),
            Option(
                "`x = x * 2` and `return x`",
                "The right-hand side makes a new array, and the name x moves to it. `data` stays as it was.",
            ),
            Option(
                "`x *= 2` and `return x`",
                "Right: for an array, `*=` writes into the memory that the caller sees too.",
                right=True,
            ),
            Option("`return x + x`", "This makes a new array. `data` stays [1. 2.]."),
        ],
    ),
]

BANK = Bank("00-start-here", EXERCISES, QUESTIONS)
