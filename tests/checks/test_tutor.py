"""The tutor: what a wrong answer that nobody foresaw is told is true of it, and names the student's own numbers and names."""

import ast
import json
import linecache
import random
import threading

import numpy as np
import pytest

from helpers.checks import diagnosis, probes, record
from helpers.checks.check import Report, check
from helpers.checks.complaints import complain
from helpers.checks.contract import Outcome, Spec
from helpers.checks.diagnosis import Live, calling, changes, meanings, repair
from helpers.checks.judges import JUDGES, judge
from helpers.checks.judges.close import Close
from helpers.checks.verdict import Message, Verdict
from helpers.instructors.banks import Case, Exercise, Misconception


def function(source, **space):
    """The function that a notebook's cell defines, with its lines where Python looks for them."""
    name = f"<cell {abs(hash(source))}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    space = {"np": np, **space}
    exec(compile(source, name, "exec"), space)
    return space[source.partition("def ")[2].partition("(")[0]] if source.startswith("def ") else space["answer"]


def move_cases(rng):
    return [
        Case((np.array([0.5, -1.0]), 0.25, np.array([2.0, -1.0])), about="the example"),
        Case((rng.normal(size=3), 0.1, rng.normal(size=3))),
        Case((rng.normal(size=5), 0.7, rng.normal(size=5))),
    ]


def move(w, lr, g):
    """Return (w, size)."""
    return w - lr * g, float(np.sum(g * g))


MOVE = Exercise(
    "01.move", 2, move_cases, [Misconception("none", lambda w, lr, g: (w, 0.0), "Nothing moves.")], reference=move
)
ROWS = Exercise(
    "01.rows",
    1,
    lambda rng: [Case((rng.normal(size=shape),)) for shape in ((2, 3), (3, 3), (4, 2))],
    [],
    reference=lambda x: x / np.abs(x).sum(axis=1, keepdims=True),
)
MEAN = Exercise(
    "01.mean",
    1,
    lambda rng: [Case((rng.normal(size=n), rng.normal(size=n))) for n in (3, 4, 7)],
    [],
    reference=lambda y, p: np.mean((y - p) ** 2),
)


def told(exercise, answer, green=lambda name: None, slips=False):
    """The first message; without the slips that were made by machine, unless they are asked for: the other layers speak."""
    spec = Spec.of(json.loads(json.dumps(exercise.spec(0))))
    spec.slips = spec.slips if slips else []
    outcomes = json.loads(json.dumps(probes.answer(probes.request(spec), answer)))
    return judge(spec, outcomes, Live(answer, spec, 5.0), green).messages[0]


@pytest.mark.parametrize(
    "exercise, answer, words",
    [
        (
            MOVE,
            "def move(w, lr, g):\n    return w + lr * g, float(np.sum(g * g))",
            "moves `w` by the right amount, but the wrong way",
        ),
        (
            MOVE,
            "def move(w, lr, g):\n    return w - 2 * lr * g, float(np.sum(g * g))",
            "moves `w` exactly twice as far",
        ),
        (
            MOVE,
            "def move(w, lr, g):\n    return float(np.sum(g * g)), w - lr * g",
            "the right values, in another order",
        ),
        (MOVE, "def move(w, lr, g):\n    return w - lr * g", "is the new w alone"),
        (
            MOVE,
            "def move(w, lr, g):\n    return w - lr * g, -float(np.sum(g * g))",
            "The new w is right in every case, `size` is not",
        ),
        (
            MOVE,
            "def move(w, lr, g):\n    return w - 0.25 * g, float(np.sum(g * g))",
            "never looks at its argument `lr`",
        ),
        (
            MOVE,
            "def move(w, lr, g):\n    lr = rate\n    return w - rate * g, float(np.sum(g * g))",
            "depends on `rate` of your notebook",
        ),
        (
            MOVE,
            "def move(w, lr, g):\n    w -= lr * g\n    return w, float(np.sum(g * g))",
            "It happens in your line `w -= lr * g`",
        ),
        (
            MOVE,
            "def move(w, lr, g):\n    w = w - lr * g",
            "Your function ends after its line `w = w - lr * g`, without a `return`",
        ),
        (
            MOVE,
            "def move(w, lr, g):\n    return print(w - lr * g)",
            "Your line `return print(w - lr * g)` is where your function ends",
        ),
        (MOVE, "def move(w, lr, g):\n    return w - lr * v, 1.0", "nothing is called `v`"),
        (
            MOVE,
            "def move(w, lr, g):\n    return w - lr * g[:1] @ w, 1.0",
            "The shapes do not fit together. There, `w` is an array of shape",
        ),
        (MOVE, "def move(w, lr):\n    return w", "It is called as `move(w, lr, g)`"),
        (ROWS, "def rows(x):\n    return x / np.abs(x).sum(axis=0)", "the last row of `x`"),
        (ROWS, "def rows(x):\n    return (x / np.abs(x).sum(axis=1, keepdims=True)).T", "transposed"),
        (
            ROWS,
            "def rows(x):\n    return np.trunc(x / np.abs(x).sum(axis=1, keepdims=True) * 1)",
            "cut to whole numbers",
        ),
        (
            MEAN,
            "def mean(y, p):\n    return np.sum((y - p) ** 2)",
            "too large by a factor that is the number of entries of `y`",
        ),
        (MEAN, "def mean(y, p):\n    return np.mean((y - p) ** 2) / 2", "exactly half of what it should be"),
        (MEAN, "def mean(y, p):\n    return (y - p) ** 2", "one number that is made of them"),
        (MEAN, "def mean(y, p):\n    return np.sqrt(np.mean((y - p) ** 2))", "the square root of what it should be"),
    ],
)
def test_the_most_useful_fact_comes_first(exercise, answer, words):
    found = told(exercise, function(answer, rate=0.25))
    assert words in found.text, found.text


def test_a_single_slip_is_named_and_the_right_line_is_not_shown():
    found = told(MOVE, function("def move(w, lr, g):\n    return w + lr * g, float(np.sum(g * g))"), slips=True)
    assert "A + stands where a − belongs" in found.text and "lr * g" not in found.text
    other = told(MOVE, function("def move(w, lr, g):\n    return w + 1.01 * lr * g, float(np.sum(g * g))"), slips=True)
    assert "one small thing" not in other.text


def test_the_call_is_ready_to_paste_and_parts_have_their_names():
    wrong = function("def move(w, lr, g):\n    return w - lr * g + 0.125, float(np.sum(g * g))")
    found = told(MOVE, wrong)
    assert "`move(w=np.array([0.5, -1.0]), lr=0.25, g=np.array([2.0, -1.0]))`" in found.detail
    assert "item 1" not in found.text and "new w" in found.text and "`size` is right" in found.text


def test_a_shape_that_breaks_it_is_seen_in_the_pattern():
    square = function("def rows(x):\n    return x / np.abs(x).sum(axis=1, keepdims=True) + (x.shape[0] != x.shape[1])")
    assert "goes wrong exactly where `x` is not square" in told(ROWS, square).text


def wide_cases(rng):
    mixed = (rng.permutation([-2.0, -1.0, 1.5, 3.0, 2.5]) for _ in range(4))
    return [*(Case((x,)) for x in mixed), Case((np.array([1.5, 0.5, -6.0, 2.0, 2.5]),))]


@pytest.mark.parametrize(
    "change, words",
    [
        ("y[(x < 0) & (x.sum() > 1)] += 3", "the wrong entries are exactly those where `x` is 0 or negative"),
        ("y[0] += 3; y[1] *= 0.998", "is right but for its first entry"),
        ("y[1:] += np.arange(1, 5)", "is right in its first entry alone"),
        ("y[[1, 3]] += [3, 4]; y[0] *= 0.998", "is right but for its entries 2 and 4"),
        ("half = half * 1.001; y = y + 3 * half", "Your `half` is right: the slip comes after that"),
    ],
)
def test_what_is_right_says_the_judge(change, words):
    """Its limits are those of the exercise: what it takes for right is not called wrong on the way to a wrong one."""

    def wide(x):
        half = x / 2
        return 2 * half + 7

    made = Exercise("01.wide", 1, wide_cases, [], reference=wide, judge=Close(rtol=1e-2), steps=("half",))
    spec = Spec.of(made.spec(0))
    spec.slips = []
    answer = function(f"def wide(x):\n    half = x / 2\n    y = (2 * half + 7) * 1.001\n    {change}\n    return y")
    first = judge(spec, probes.answer(probes.request(spec), answer), Live(answer, spec, 5.0)).messages[0]
    texts = [one.text for one in (first, *first.further)]
    assert any(words in text for text in texts), texts


def test_two_mistakes_at_once_are_both_named():
    known = Misconception("sum", lambda y, p: np.sum((y - p) ** 2), "You add where a mean was asked for.")
    exercise = Exercise(
        "01.mean",
        1,
        lambda rng: [Case((rng.normal(size=size), rng.normal(size=size))) for size in ((3, 2), (4, 3), (7, 2))],
        [Misconception("columns", lambda y, p: np.sum((y - p) ** 2, axis=1), "You add where a mean was asked for.")],
        reference=lambda y, p: np.mean((y - p) ** 2, axis=1),
    )
    found = told(exercise, lambda y, p: -np.sum((y - p) ** 2, axis=1))
    assert found.misconception == "columns" and "Two things at once" in found.text and "wrong sign" in found.text
    assert known.hint in found.text


@pytest.mark.parametrize("answer", [lambda w, lr, g: (w + lr, lr), lambda w, lr, g: (1.0, 1.0)])
def test_a_known_mistake_is_not_found_in_what_hides_it(answer):
    """A part that is wrong in another way, or an answer that holds no trace of it, is no second mistake on top."""
    known = Misconception("uphill", lambda w, lr, g: (w + lr * g, lr), "You walk uphill.")
    cases = [Case((0.5, 0.25, -1.0)), Case((2.0, 0.5, 3.0)), Case((1.5, 0.125, 0.25))]
    made = Exercise("01.move", 1, lambda rng: cases, [known], reference=lambda w, lr, g: (w - lr * g, lr))
    assert "Two things" not in told(made, answer).text


def test_an_answer_that_hangs_on_chance_is_told_that_alone():
    rng = np.random.default_rng()
    answers = (
        lambda x: x + rng.normal(size=x.shape),
        lambda x: x / (1 + np.random.random()),
        lambda x, seen=[]: seen.append(1) or x * len(seen),
    )
    for answer in answers:
        spec = Spec.of(ROWS.spec(0))
        found = judge(spec, probes.answer(probes.request(spec), answer), Live(answer, spec, 5.0)).messages[0]
        assert "Asked the same twice" in found.text, found.text
        assert [one.layer for one in found.further] == ["", ""]


@pytest.mark.parametrize(
    "line, thrown_away",
    [
        ("np.exp(x)", True),
        ("np.exp(x, x)", False),
        ("np.maximum(x, 0)", True),
        ("np.maximum(x, 0, x)", False),
        ("np.clip(x, 0, 1)", True),
        ("np.clip(x, 0, 1, x)", False),
        ("np.round(x, 1)", True),
        ("np.round(x, 1, x)", False),
        ("x.clip(0, 1)", True),
        ("x.clip(0, 1, x)", False),
        ("x.round(1)", True),
        ("x.round(1, x)", False),
        ("np.exp(*both)", False),
        ("np.exp(x, **there)", False),
        ("if len(x) > 9:\n        np.exp(x)", False),
    ],
)
def test_a_line_without_effect_is_one_that_runs_and_changes_nothing(line, thrown_away):
    source = f"def rows(x):\n    x = x + 1\n    both, there = (x, x), {{'out': x}}\n    {line}\n    return x * 3"
    assert ("throws it away" in told(ROWS, function(source)).text) == thrown_away


@pytest.mark.parametrize(
    "lines, said",
    [
        ("x == x + 1", "`==` compares"),
        ("x + 1", "does nothing with it"),
        ("x = x + 1", ""),
        ("a, b = np.abs(x), 1\n    if b == 2 or 3:\n        a = a + 1", "a number other than 0 counts as true"),
        ("a, b = 0, 'w'\n    if b == 'u' or 'v':\n        a = 1", "a text that is not empty counts as true"),
        ("a, b = 0, 'w'\n    if b == 'u' or b == 'v':\n        a = 1", ""),
        ("if len(x) > 9:\n        a = len(x) == 2 or 3", ""),
        ("a = np.array(x)\n    a[a < 0] = 0\n    a[a >= 0] = 1", "each 0 that was written there is picked, too"),
        ("a = np.array(x)\n    a[a >= 0] = 1\n    a[a < 0] = 0", ""),
        ("a = np.array(x)\n    a[a > 0] = 1\n    a[a <= 1] = 1", ""),
        ("a = b = np.zeros(3)\n    a[0] = 1", "one thing with 2 names"),
        ("a = b = []\n    b.append(1)", "one thing with 2 names"),
        ("a = b = np.zeros(3)\n    a = a + 1", ""),
        ("a = b = 0\n    a += 1", ""),
        ("for i in range(2):\n        for i in range(3):\n            pass", "the same variable `i`"),
        ("for i in range(2):\n        for j in range(3):\n            pass", ""),
        ("for row in x:\n        row = row + 1", "What stands in `x` is as it was"),
        ("a = 0\n    for row in x:\n        row = row + 1\n        a += row", ""),
        ("a = len(x) ^ 2", "a power is `**`"),
        ("a = len(x) ^ 0", ""),
        ("a = 1 // 2", "`1 // 2` is 0"),
        ("a = 4 // 2", ""),
        ("a = 3 // 2", ""),
        ("a = len(x) > 0 & len(x) > 1", "takes `0 & len(x)` first"),
        ("a = (len(x) > 0) & (len(x) > 1)", ""),
        ("a = [np.zeros(2)] * 3\n    a[0][1] = 1", "holds one and the same row"),
    ],
)
def test_what_does_not_do_what_it_seems_to_is_named_where_it_runs(lines, said):
    message = told(ROWS, function(f"def rows(x):\n    {lines}\n    return x * 3"))
    assert said in message.text, message.text
    assert (message.layer == "written") == bool(said), message.text


@pytest.mark.parametrize(
    "line, said",
    [
        ("base.trainabel = False", "makes something new"),
        ("base.trainable == False", "`==` compares"),
        ("base.name = 'mine'", ""),
        ("if classes > 99: base.trainable == False", ""),
    ],
)
def test_it_is_named_where_a_model_is_built_too(line, said):
    keras = pytest.importorskip("keras")
    source = f"""def build_transfer_model(base, classes):
    {line}
    x = keras.Input(base.input_shape[1:])
    h = keras.layers.GlobalMaxPooling2D()(base(x))
    return keras.Model(x, keras.layers.Dense(classes, "softmax")(h))"""
    message = check("12.build_transfer_model", function(source, keras=keras)).verdict.messages[0]
    assert said in message.text and (message.layer == "written") == bool(said), message.text


def test_what_leaves_its_input_as_it_is_is_no_first_of_two_mistakes():
    text = check("11.horizontal_flip", lambda image: np.roll(image, 1, axis=1)).text()
    assert "Two things" not in text and "`image` with its columns moved by one place towards the end" in text


def test_the_own_raise_of_another_function_is_not_the_answers():
    source = "def mean(y, p):\n    if len(y) < 99:\n        raise ValueError('no')\n    return 0"
    assert "Your own `raise`" in told(MEAN, function(source)).text
    helper = function(source.replace("mean", "helper"))
    assert (
        "Your own `raise`" not in told(MEAN, function("def mean(y, p):\n    return helper(y, p)", helper=helper)).text
    )


MEANT = """
3(4) | no function
sorted([1], key=3) | no function
2.5 ^ 2 | a power is
np.ones(2) ^ np.ones(2) | a power is
None + 1 | is None
len(None) | is None
a, b = None | is None
[1] - 1 | does not compute like an array
(1,) / 2 | does not compute like an array
[1] ** 2 | does not compute like an array
[1] + 1 | does not compute like an array
[1.0] * 0.5 | is repeated
'ab' * 1.5 | is repeated
[[1]][0, 0] | one axis
np.zeros(2.0) | whole number
range(1.5) | whole number
[1, 2][1.0] | whole number
[1, 2][:1.0] | whole number
[1, 2][np.array([0, 1])] | whole number
len([1], [2]) | other arguments
np.sqrt() | other arguments
(lambda y: y)(1, 2) | other arguments
(lambda y: y)() | other arguments
(lambda y: y)(z=1) | other arguments
(lambda y: y)(1, y=1) | other arguments
1 if np.ones(2) else 2 | one yes or no
max(np.ones(2), np.ones(2)) | one yes or no
np.ones(2) in [np.zeros(2)] | one yes or no
np.ones(2) + np.ones(3) | do not fit
np.ones((2, 2)) @ np.ones(3) | do not fit
np.dot(np.ones(2), np.ones(3)) | do not fit
np.ones(3).reshape(2, 2) | do not fit
np.stack([np.ones(2), np.ones(3)]) | do not fit
np.concatenate([np.ones((1, 2)), np.ones((1, 3))]) | do not fit
np.zeros(3)[:] = np.zeros(2) | do not fit
np.array([[1, 2], [3]]) | unlike shapes
np.array([1, [2, 3]]) | unlike shapes
np.zeros(3)[0] = [1, 2] |
int('a') |
np.ones(2)[0, 0] | more positions
[1, 2][2] | Positions run
(1,)[-2] | Positions run
'ab'[2] | Positions run
[].pop() |
[1].pop(2) | Positions run
np.ones(2)[2] | Positions run
np.ones(2)[-3] | Positions run
np.ones(3)[np.array([True, False])] | A mask
np.ones(3)[1.5] | a float is none
np.ones(3)['a'] | whole numbers, slices or masks
{}['a'] | not in there
{1}.remove(2) | not in there
set().pop() |
{}.popitem() |
del y; y | no value
1 / 0 | the divisor is 0
1 // 0 | the divisor is 0
1.0 % 0 | the divisor is 0
divmod(1, 0) | the divisor is 0
0.0 ** -1 | negative power
0 ** -2 | negative power
[1].shape | plain Python value
(1.5).mean() | plain Python value
[1].add(2) |
np.sqrrt(2) | nothing of that name
raise ValueError('operands could not be broadcast') |
raise KeyError('y') |
(lambda f: f(f))(lambda f: f(f)) | more often than Python allows
keras.Input(100) | A shape is a tuple
layers.Dense(2)(layers.Dense(3)) | has it been called on something
keras.Model(layers.Dense(2)(keras.Input((3,))), keras.Input((3,))) | No way leads
keras.Sequential([keras.Input((1, 5, 5)), layers.Conv2D(2, 3)]) | larger than the image
layers.Add()([keras.Input((2, 2, 1)), keras.Input((3, 3, 1))]) | equal shapes
"""


def test_what_an_error_means_is_told_by_its_own_words():
    keras = pytest.importorskip("keras")
    met = set()
    for line in MEANT.strip().splitlines():
        code, _, words = line.partition(" |")
        source = f"def rows(x):\n    y = 1\n    {code}"
        answer = function(source, keras=keras, layers=keras.layers)
        fault = Outcome.read(probes.answer(probes.request(ROWS.spec(0)), answer)[0]).error
        meaning = meanings.meaning_of(fault)
        assert words.strip() in meaning and bool(words) == bool(meaning), (code, fault, meaning)
        met.add(meaning)
    assert not {words for _, _, words in meanings.MEANINGS} - met


def test_the_object_of_a_method_is_no_argument():
    class Net:
        def move(self, a, b, c):
            return a - 0.25 * c, float(np.sum(c * c))

    assert "argument `b`" in told(MOVE, Net().move).text


def test_a_function_whose_check_is_green_is_not_blamed():
    source = "def area(r):\n    return 3.14 * r * r\n\ndef volume(r, h):\n    return area(r, h)\n"
    made = Exercise(
        "01.volume",
        1,
        lambda rng: [Case((2.0, 3.0)), Case((1.0, 5.0))],
        [],
        reference=lambda r, h: 3.14 * r * r * h,
        probe=probes.Call(earlier=("area",)),
    )
    space = {}
    exec(source.replace("area(r, h)", "area(r) + h"), space)
    for state in (True, False):
        text = told(made, space["volume"], lambda name, state=state: state).text
        assert ("`area`, whose check is not green" in text) == (not state) and "is that check green" not in text


@pytest.mark.parametrize("between", [0, 1, 3])
def test_the_line_of_a_stop_is_the_answers_own_however_deep_it_happened(between):
    """`volume` hands `area` nothing it can use: what stops is deep inside of functions that are right."""
    chain = [f"f{k}" for k in range(between)]
    source = "def area(r):\n    return 3.14 * checked(r)\n\ndef checked(r):\n    return r + 0.0\n\n"
    for name, inner in zip(chain, [*chain[1:], "area"]):
        source += f"def {name}(r):\n    return {inner}(r)\n\n"
    first = (chain or ["area"])[0]
    source += f"def volume(r, h):\n    base = {first}(str(r))\n    return base * h\n"
    made = Exercise(
        "01.volume",
        1,
        lambda rng: [Case((2.0, 3.0)), Case((1.0, 5.0))],
        [],
        reference=lambda r, h: 3.14 * r * h,
        probe=probes.Call(earlier=("area", "checked", *chain)),
    )
    name = f"<chain {between}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    space = {}
    exec(compile(source, name, "exec"), space)
    text = told(made, space["volume"], lambda name: True).text
    assert f"Your line `base = {first}(str(r))` calls `{first}`" in text
    assert "There, `r` is a single number." in text


def test_arguments_that_change_places_are_seen_where_the_call_stops():
    made = Exercise(
        "01.steps_of",
        1,
        lambda rng: [Case((float(n),)) for n in (3, 5, 8)],
        [],
        reference=lambda n, width=1, skip=0: (n - skip) / width,
    )
    answer = function("def steps_of(n, width=1, skip=0):\n    return int((n - width) // 1) / int(skip)\n")
    assert "With `width` and `skip` exchanged" in told(made, answer).text


def test_another_default_is_told_where_it_explains_all_that_is_wrong():
    made = Exercise(
        "01.leak",
        1,
        lambda rng: [Case((-1.0,)), Case((np.array([1.0, -2.0]),)), Case((-2.0, 0.5))],
        [],
        reference=slope,
    )
    assert "your function takes 0.3 for it" in told(made, lambda z, alpha=0.3: np.where(z > 0, z, alpha * z)).text
    assert "left out" not in told(made, lambda z, alpha=0.3: np.where(z > 0, z, 2 * alpha * z)).text


def slope(z, alpha=0.1):
    return np.where(np.asarray(z) > 0, z, alpha * z)


class Limited(Live):
    """An answer that may be asked a number of times, and then no more."""

    def __init__(self, target, spec, times):
        super().__init__(target, spec, 60.0)
        self.times = times

    @property
    def left(self):
        return 60.0 if self.times > 0 else 0.0

    def ask(self, inputs):
        self.times -= 1
        return super().ask(inputs) if self.times >= 0 else None


def late(w, lr, g):
    """Takes notice of `lr`, of signs and of the order where there are many numbers only: the last that is asked."""
    return (w - lr * g if len(w) > 4 else w - 0.1 * g * 1.5), np.sum(g * g) * 2


@pytest.mark.parametrize("times", range(0, 90, 3))
def test_what_the_time_did_not_suffice_to_look_at_is_not_spoken_of(times):
    made = Spec.of(MOVE.spec(0))
    outcomes = probes.answer(probes.request(made), late)
    message = judge(made, outcomes, Limited(late, made, times), lambda name: None).messages[0]
    for one in (message, *message.further):
        assert "stays the same whatever stands for `lr`" not in one.text


def scheduled(step, kind):
    return 0.5 if kind == "constant" else 0.5**step


def test_what_decides_in_one_part_of_an_exercise_is_not_missed_in_another():
    made = Exercise(
        "01.scheduled",
        2,
        lambda rng: [
            Case((step, kind), part=kind) for kind, most in (("constant", 5), ("falling", 9)) for step in range(most)
        ],
        [],
        reference=scheduled,
        parts={"constant": 1, "falling": 1},
    )

    def answer(step, kind):
        return 0.25 if kind == "constant" else scheduled(step, kind)

    assert "`step`" not in told(made, answer).text.partition("The call")[0]


def test_a_part_of_a_result_that_never_moves_is_told():
    answer = function("def move(w, lr, g):\n    return w - 0.05 * g * len(g), np.sum(g * g)\n")
    made = Spec.of(MOVE.spec(0))
    assert made.decides["lr"] == [0]
    outcomes = probes.answer(probes.request(made), answer)
    message = judge(made, outcomes, Live(answer, made, 5.0), lambda name: None).messages[0]
    assert "never looks at its argument `lr`" in message.text
    answer = function("def move(w, lr, g):\n    return w - 0.05 * g * len(g), np.sum(g * g) * lr\n")
    outcomes = probes.answer(probes.request(made), answer)
    message = judge(made, outcomes, Live(answer, made, 5.0), lambda name: None).messages[0]
    assert any("the new w stays the same whatever stands for `lr`" in one.text for one in (message, *message.further))


@pytest.mark.parametrize(
    "line, words",
    [
        ("return np.abs(x) * 2", "turned into −`x`"),
        ("return np.abs(x) if np.ptp(x) < 3 else x", ""),
        ("return np.abs(x) * 2 if x.sum() > 0 else 1 / 0", ""),
        ("return np.full(4, x.sum())", "comes in reverse order along its first axis"),
        ("return np.full(4, x.sum()) if x[0] > x[-1] else np.sort(x)[:1] / 0", ""),
    ],
)
def test_what_an_answer_takes_no_notice_of_is_said_where_it_is_so_in_every_case(line, words):
    made = Exercise(
        "01.odd",
        1,
        lambda rng: [Case((shift * np.sort(rng.normal(size=4))[::-1] + 2,)) for shift in (0.1, 0.2, 0.3, 5, 0.5)],
        [],
        reference=lambda x: x**3 / np.array([1.0, 2.0, 3.0, 4.0]),
    )
    spec, answer = Spec.of(made.spec(0)), function(f"def odd(x):\n    {line}\n")
    verdict = judge(spec, probes.answer(probes.request(spec), answer), Live(answer, spec, 5.0), lambda name: None)
    said = " ".join(one.text for one in (verdict.messages[0], *verdict.messages[0].further))
    assert words in said if words else "turned into" not in said and "reverse order" not in said, said


def test_names_of_the_inside_never_leak():
    made = Exercise(
        "03.net",
        1,
        lambda rng: [Case((np.ones((1, 2)),))],
        [],
        reference=lambda x: x,
        probe=probes.Call(stand_ins=("dense",)),
    )
    space = {"dense": lambda x: x}
    exec("def net(x):\n    return dense(x)\n", space)
    assert "<locals>" not in told(made, space["net"]).text


@pytest.mark.parametrize(
    "sign, factor, shift", [(s, f, d) for s in (1, -1) for f in (1, 2, 0.5, 1.7) for d in (0, 1, 0.3)]
)
def test_what_is_said_of_a_difference_is_true_of_it(sign, factor, shift):
    """Random wrong answers of one kind: a sentence about sign, factor or shift stands exactly where it is so."""
    if (sign, factor, shift) == (1, 1, 0):
        return
    text = told(MEAN, lambda y, p: sign * factor * np.mean((y - p) ** 2) + shift).text
    assert ("wrong sign" in text) == ((sign, factor, shift) == (-1, 1, 0)), text
    assert ("exactly twice" in text) == ((sign, factor, shift) == (1, 2, 0)), text
    assert ("exactly half" in text) == ((sign, factor, shift) == (1, 0.5, 0)), text
    assert ("1 too large" in text) == ((sign, factor, shift) == (1, 1, 1)), text


def test_prints_plots_and_the_notebooks_own_data_are_left_alone(capsys):
    answer = function(
        "def mean(y, p):\n    print('hello')\n    import matplotlib.pyplot as plt\n    plt.figure()\n    return len(y) * rate",
        rate=2.0,
    )
    import matplotlib.pyplot as plt

    plt.close("all")
    state = np.random.get_state()[1].tolist()
    told(MEAN, answer)
    assert capsys.readouterr().out == "" and not plt.get_fignums() and answer.__globals__["rate"] == 2.0
    assert np.random.get_state()[1].tolist() == state


CHANGED = "One small change in your line"


def tried(exercise, source, **space):
    """What is known of a wrong answer, as the layers get it."""
    spec, answer = Spec.of(exercise.spec(0)), function(source, **space)
    outcomes = [Outcome.read(one) for one in probes.answer(probes.request(spec), answer)]
    how = JUDGES.from_plain(spec.judge)
    complaints = [complain(how, spec, case, outcome) for case, outcome in zip(spec.cases, outcomes)]
    return diagnosis.Tried(spec, how, spec.cases, outcomes, complaints, Live(answer, spec, 5.0))


def repaired(exercise, source, **space):
    return "".join(one.text for one in repair.facts(tried(exercise, source, **space)))


DOUBLE = function("def double(y):\n    return 2 * y")


@pytest.mark.parametrize(
    "line",
    [
        "out = buffer.copy(); out[:] = len(y); log.append(1)",
        "out = np.add(buffer, 1, out=buffer)",
        "out = [log.append(1) for _ in y]",
        "out = helper(y)",
        "out = write(y)",
        "out = store(y)",
        "out = double.seen.append(y)",
    ],
)
def test_a_change_is_not_tried_with_the_notebooks_own_objects(line):
    buffer, log = np.zeros(3), []
    source = f"def mean(y, p):\n    {line}\n    return np.mean((y + p) ** 2)"
    space = {"buffer": buffer, "log": log, "helper": log.append, "double": DOUBLE}
    space["write"] = function("def write(y):\n    return double(log.append(1) or y)", **space)
    space["store"] = function("def store(y, kept=[]):\n    kept.append(y)\n    return kept", **space)
    asked = tried(MEAN, source, **space)
    before = buffer.copy(), len(log)
    assert not list(repair.facts(asked)) and (buffer == before[0]).all() and len(log) == before[1]
    for harmless in ("out = y * rate", "out = double(y)", "out = exp(y)"):
        assert CHANGED in repaired(MEAN, source.replace(line, harmless), rate=2.0, double=DOUBLE, exp=np.exp)


def test_an_answer_that_calls_itself_is_changed_as_a_whole():
    made = Exercise(
        "01.total", 1, lambda rng: [Case((n,)) for n in (1, 2, 4, 7)], [], reference=lambda n: n * (n + 1) // 2
    )
    source = "def total(n):\n    if n == 0:\n        return 5\n    return n + total(n - 1)"
    answer = function(source)
    assert "`return 5`" in repaired(made, source)
    space = answer.__globals__
    answer(3)
    assert space["total"] is answer


@pytest.mark.parametrize(
    "loop",
    [
        "try:\n            y = y - p\n            break\n        except:\n            pass",
        "try:\n            y = y - p\n            break\n        except BaseException:\n            pass",
        "try:\n            y = y - p\n        finally:\n            break",
    ],
)
def test_what_could_not_be_stopped_is_not_changed(loop):
    source = f"def mean(y, p):\n    while True:\n        {loop}\n    return np.mean(y + y)"
    assert not repaired(MEAN, source)


def test_without_an_end_of_its_time_nothing_is_changed():
    source, found = "def mean(y, p):\n    return np.mean((y + p) ** 2)", []
    asked = tried(MEAN, source)
    thread = threading.Thread(target=lambda: found.append(list(repair.facts(asked))))
    thread.start()
    thread.join()
    assert found == [[]] and CHANGED in repaired(MEAN, source)


SAMPLE = """def mean(y, p, n=3, axis=0):
    n = len(y) + n
    sizes = [0] * n
    out = np.zeros((n, 2)) * np.arange(n).reshape(n, 1)
    power = y**n ^ 2
    for k in range(n - 1):
        out[k] += y[-1] - p[k] ** (n / 2)
        if k > 3 and not axis or n == 2:
            return out.T
    rest = [a - b * 2 for a, b in zip(y, p) if a is not None]
    s = {"a": np.sum(out), "b": (lambda z: np.exp(-z))(y)}
    n *= 2
    print(f"{n:.2f} of {s['a']}")
    return np.mean(out, axis=0) if n else np.max(np.abs(y), keepdims=True) + np.concatenate([y, p])
"""


def test_every_change_makes_python_and_sizes_stay_small():
    asked = tried(MEAN, SAMPLE)
    tree = calling.tree_of(asked)
    before, added = ast.dump(tree), set()
    for _ in changes.changed(tree, set(range(99)), changes.Known.of(asked, tree)):
        compile(ast.Module([tree], []), "<changed>", "exec")
        nodes = list(ast.walk(tree))
        calls = [node for node in nodes if isinstance(node, ast.Call)]
        added |= {",".join(sorted(key.arg for key in call.keywords)) for call in calls}
        powers = [node.right for node in nodes if isinstance(getattr(node, "op", None), ast.Pow)]
        made = [call.args[0] for call in calls if ast.unparse(call.func) in ("np.zeros", "np.arange", "range")]
        names = [node.id for one in powers + made for node in ast.walk(one) if isinstance(node, ast.Name)]
        assert set(names) <= {"n"} and len(names) <= len(powers + made) <= 5, ast.unparse(tree)
    assert ast.dump(tree) == before and {"axis", "keepdims", "axis,keepdims"} <= added


def test_a_missing_axis_is_found():
    assert CHANGED in repaired(ROWS, "def rows(x):\n    return x / np.sum(np.abs(x), keepdims=True)")
    made = Exercise(
        "01.last", 1, lambda rng: [Case((rng.normal(size=(2, n)),)) for n in (2, 3)], [], reference=lambda x: x.sum(-1)
    )
    assert "something is missing at `np.sum(x)`" in repaired(made, "def last(x):\n    return np.sum(x)")


def test_a_function_of_each_part_is_found_where_the_whole_has_one():
    made = Exercise(
        "01.bent",
        1,
        lambda rng: [Case((float(a), float(b))) for a, b in rng.normal(size=(3, 2))],
        [],
        reference=lambda a, b: np.tanh(a + 2 * b),
    )
    text = repaired(made, "def bent(a, b):\n    return np.tanh(a) + np.tanh(2 * b)")
    assert "look at `np.tanh(a) + np.tanh(2 * b)` in it: is that function asked for each part" in text


def test_a_hint_leaves_the_random_numbers_where_they_were():
    sources = ("rng = np.random", "y = y + 0 * np.random.normal(size=y.shape)", "y = y + 0 * random.random()")
    for line in sources:
        asked = tried(MEAN, f"def mean(y, p):\n    {line}\n    return np.mean((y + p) ** 2)", random=random)
        before = np.random.get_state()[1:3], random.getstate()
        diagnosis.explain(asked)
        after = np.random.get_state()[1:3], random.getstate()
        assert (before[0][0] == after[0][0]).all() and before[0][1] == after[0][1] and before[1] == after[1], line


def test_a_row_that_stands_in_all_is_told_where_rows_are_written():
    for line in ("out = [[0] * 2] * len(x)\n    out[0][1] = 3", "out = [[]] * len(x)\n    out[0].append(3)"):
        assert "one and the same row" in told(ROWS, function(f"def rows(x):\n    {line}\n    return x")).text
    for line in ("y = np.hstack([x, np.array([[1.0]] * len(x))])", "out = [[0] * 2] * len(x)\n    x[0][1] = 3"):
        source = f"def rows(x):\n    x = x.copy()\n    {line}\n    return x"
        assert "one and the same row" not in told(ROWS, function(source)).text


def test_a_judge_and_a_layer_that_stumble_are_heard_and_cost_no_words(caplog, monkeypatch):
    caplog.set_level("DEBUG", "helpers.checks")
    monkeypatch.setattr(calling, "_built_on", lambda tried: 1 / 0)
    source = "def mean(y, p):\n    return np.mean((y + p) ** 2)"
    assert told(MEAN, function(source)).text and "calling stumbled" in caplog.text and "_built_on" in caplog.text
    caplog.clear()
    monkeypatch.setattr(Close, "trouble", lambda self, got, want, case: None if got == want else {}["no such"])
    first = told(MEAN, function(source))
    assert "nothing that can be compared (KeyError)" in "".join(one.text for one in (first, *first.further))
    assert "Close stumbled" in caplog.text and "no such" in caplog.text


def test_an_endless_loop_costs_its_time_once():
    def endless(y, p):
        while True:
            pass

    made = Exercise("01.mean", 1, MEAN.cases, [], reference=MEAN.reference, time_limit=0.3)
    spec = Spec.of(made.spec(0))
    verdict = judge(spec, probes.answer(probes.request(spec), endless), Live(endless, spec, 0.2))
    assert verdict.state == "timeout" and "loop" in verdict.messages[0].text


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path))


def test_more_is_told_step_by_step_and_counted_on_this_computer(home):
    def wrong(z):
        return np.asarray(z) * 0 + 0.25

    first = check("02.sigmoid", wrong)
    assert len(first.lines()) == 1 and "more=True" in repr(first)
    second, third = check("02.sigmoid", wrong, more=True), check("02.sigmoid", wrong, more=True)
    assert first.lines()[0] == second.lines()[0] and len(first.lines()) < len(second.lines()) <= len(third.lines())
    assert record.read()["02.sigmoid"]["asked_more"] == 2
    assert len(check("02.sigmoid", lambda z: np.asarray(z) * 0 + 0.5, more=True).lines()) == 2
    assert not check("02.sigmoid", lambda z: 0.5 * (1 + np.tanh(np.asarray(z) / 2))).steps_left()


def test_a_report_of_a_grading_run_offers_no_more():
    report = Report(Verdict("01.step", "wrong", 0, 2, {}, [Message("Not yet.")]))
    assert "more=True" not in repr(report)
