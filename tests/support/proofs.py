"""Proofs of what the tutor says: a rule for each kind of sentence, which finds out by other means whether it is true."""

import ast
import inspect
import re

import numpy as np

from helpers.checks import plain, probes
from helpers.checks.check import public_spec
from helpers.checks.complaints import complain
from helpers.checks.contract import Outcome, Request
from helpers.checks.diagnosis import Live, Tried, calling, changes, repair
from helpers.checks.judges import JUDGES
from helpers.checks.naming import arguments


class Answer:
    """An answer beside what is asked: for each public case, what comes in, what came out, what was expected."""

    def __init__(self, exercise_id, target, part=None):
        self.spec, self.target = public_spec(exercise_id), target
        self.cases = [case for case in self.spec.cases if part is None or case.part == part]
        self.how = JUDGES.from_plain(self.spec.judge)
        self.came = [self.ask(case) for case in self.cases]
        self.wanted = [Outcome.read(case.expected) for case in self.cases]
        self.right = [
            one.answered and not one.changed and not self.how.trouble(one.value, other.value, case)
            if not other.error
            else bool(one.error and other.error.type in one.error.types)
            for one, other, case in zip(self.came, self.wanted, self.cases)
        ]

    def ask(self, case, **others):
        given = case.inputs()
        if others:
            names = {name: k for k, name in enumerate(self.spec.parameters)}
            args, kwargs = list(given.args), dict(given.kwargs)
            for name, value in others.items():
                if name in kwargs:
                    kwargs[name] = plain.encode(value)
                elif names.get(name, len(args)) < len(args):
                    args[names[name]] = plain.encode(value)
                else:
                    kwargs[name] = plain.encode(value)
            given = type(given)(**{**vars(given), "args": args, "kwargs": kwargs})
        request = Request(self.spec.id, self.spec.name, self.spec.probe, [given], 5.0)
        return Outcome.read(probes.answer(request, self.target)[0])

    def pairs(self):
        """(got, wanted) arrays of the wrong cases; None where a value is no array."""
        return [(array(a.value), array(b.value)) for a, b, ok in zip(self.came, self.wanted, self.right) if not ok]

    def given(self, i, name):
        """What a case hands over for an argument; where it leaves that out, the answer's own default."""
        mine = inspect.signature(self.target).parameters
        default = mine[name].default if name in mine and mine[name].default is not inspect.Parameter.empty else None
        return arguments(self.spec, self.cases[i]).get(name, default)

    def stays(self, i, name, other, part=None):
        """Whether the answer to a case, or a part of it, is the same with another value of an argument; True where one
        of the two is no answer.
        """
        after, before = self.ask(self.cases[i], **{name: other}), self.came[i]
        if not (after.answered and before.answered):
            return True
        one, two = (one.value if part is None else one.value[part] for one in (after, before))
        return plain.encode(one) == plain.encode(two) or not self.how.trouble(one, two, self.cases[i])


def array(value):
    try:
        found = np.asarray(value)
    except ValueError:  # arrays of unlike shapes in one list
        parts = [array(item) for item in value]
        return None if any(part is None for part in parts) else np.concatenate([part.ravel() for part in parts])
    return found.astype(float) if found.dtype.kind in "biuf" else None


def close(one, other):
    return one is not None and np.shape(one) == np.shape(other) and np.allclose(one, other, 1e-4, 1e-6, equal_nan=True)


def everywhere(test):
    """A rule: in each wrong case `test(got, wanted)` holds."""
    return lambda answer, found: all(a is not None and b is not None and test(a, b) for a, b in answer.pairs())


def times(factor):
    return everywhere(lambda got, wanted: close(got, factor * wanted))


def unmoved(answer, found):
    """Other values than the tutor tried change nothing."""
    names = re.findall(r"`(\w+)`", found[0])
    asked = 0
    for name in names:
        for i, case in enumerate(answer.cases):
            value = answer.given(i, name)
            if isinstance(value, (bool, str)) or not (
                isinstance(value, float) or isinstance(value, np.ndarray) and value.dtype.kind == "f"
            ):
                continue
            after = answer.ask(case, **{name: value * 1.125 + 0.03125})
            if after.answered and answer.came[i].answered:
                asked += 1
                if plain.encode(after.value) == plain.encode(answer.came[i].value):
                    continue  # whatever it is: a function, too, may come back
                if answer.how.trouble(after.value, answer.came[i].value, case):
                    return False
    return True


def rest_unmoved(answer, found):
    """Another one in place of the first or the last entry alone may move the answer; any other may not."""
    for i, case in enumerate(answer.cases):
        value = answer.given(i, found[2])
        if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.ndim and len(value) > 1:
            other = value * 1.125 + 0.03125
            kept = 0 if found[3] == "first" else -1
            other[kept] = value[kept]
            after = answer.ask(case, **{found[2]: other})
            if (
                after.answered
                and answer.came[i].answered
                and answer.how.trouble(after.value, answer.came[i].value, case)
            ):
                return False
    return True


def turned(answer, found):
    """Nothing changes with the other sign, or in reverse order."""
    for i in range(len(answer.cases)):
        value = answer.given(i, found[1])
        if isinstance(value, (float, list)) or isinstance(value, np.ndarray) and value.dtype.kind in "iuf":
            axis = {"first": 0, "second": 1, "third": 2}[found[2]] if found.re.groups > 1 else None
            if isinstance(value, list) if axis is None else axis >= np.ndim(value):
                continue
            other = -value if axis is None else value[::-1] if isinstance(value, list) else np.flip(value, axis)
            if not answer.stays(i, found[1], other):
                return False
    return True


def part_unmoved(answer, found):
    """The parts of the result that are named are the same with other values of the argument than the tutor tried."""
    named = [name.strip(" `") for name in re.split(r", | and ", found[1])]
    parts = [k for k, name in enumerate(answer.spec.returns) if name in named]
    for i in range(len(answer.cases)):
        value = answer.given(i, found[2])
        if isinstance(value, (float, int, np.ndarray)) and not isinstance(value, bool):
            other = value + 3 if isinstance(value, int) else value * 1.125 + 0.03125
            if not all(answer.stays(i, found[2], other, part) for part in parts):
                return False
    return bool(parts)


def cut_off(answer, found):
    """What is beyond the number may be twice as far off."""
    name, number = found[1], float(found[2])
    for i in range(len(answer.cases)):
        if not answer.right[i]:
            value = np.asarray(answer.given(i, name))
            other = np.where(abs(value) > number, 2 * value, value)
            if np.array_equal(other, value) or not answer.stays(i, name, other if other.ndim else float(other)):
                return False
    return True


def own_line(answer, found):
    """The line that is said to call something stands in the answer itself."""
    return found[1].removesuffix("…") in inspect.getsource(answer.target)


def default(answer, found):
    """Where an argument is left out, the answer is right as soon as it gets the value of the lesson."""
    other = ast.literal_eval(found[3])
    wrong = [i for i, right in enumerate(answer.right) if not right]
    after = [answer.ask(answer.cases[i], **{found[1]: other}) for i in wrong]
    return inspect.signature(answer.target).parameters[found[1]].default == ast.literal_eval(found[2]) and all(
        one.answered and not answer.how.trouble(one.value, answer.wanted[i].value, answer.cases[i])
        for i, one in zip(wrong, after)
    )


def of_rows(test):
    """A rule: in each wrong case every row of the answer passes the test, and none of what is asked does."""
    return everywhere(lambda got, wanted: test(got) and not test(wanted))


def in_place_of_a_sum(measure):
    """The same of rows that should sum to 1, and of which the measure is 1 instead."""
    return of_rows(lambda a: np.allclose(measure(a), 1) and not np.allclose(a.sum(-1), 1))


def counted(answer, found):
    return int(found[1]) == answer.right.count(False) and int(found[2]) == len(answer.cases)


def rights(answer, found):
    return int(found[1]) == answer.right.count(True) and int(found[2]) == len(answer.cases)


def stops(answer, found):
    return any(one.error and one.error.type == found[1] for one in answer.came)


def as_arrays(answer, found):
    """The lists of each wrong case are such, and as arrays they bring the answer right."""
    names = re.findall(r"`(\w+)`", found[1])
    for i, case in enumerate(answer.cases):
        if not answer.right[i]:
            given = {name: answer.given(i, name) for name in names}
            after = answer.ask(case, **{name: np.array(value) for name, value in given.items()})
            if not all(isinstance(value, list) for value in given.values()) or not after.answered:
                return False
            if answer.how.trouble(after.value, answer.wanted[i].value, case):
                return False
    return bool(names)


def moved_round(answer, found):
    """In each wrong case the answer is the argument, rolled by one place."""
    step, axis = (1 if found[3] == "end" else -1), (0 if found[2] == "rows" else 1)
    wrong = [i for i, right in enumerate(answer.right) if not right]
    return all(close(array(answer.came[i].value), np.roll(answer.given(i, found[1]), step, axis)) for i in wrong)


def in_a_tuple(answer, found):
    """In each wrong case so many values came in a tuple, where what is asked for is none."""
    pairs = [(a.value, b.value) for a, b, ok in zip(answer.came, answer.wanted, answer.right) if not ok]
    return all(
        isinstance(got, tuple) and len(got) == int(found[1]) and not isinstance(wanted, tuple) for got, wanted in pairs
    )


def exchanged(answer, found):
    for i, case in enumerate(answer.cases):
        if not answer.right[i]:
            one, other = answer.given(i, found[1]), answer.given(i, found[2])
            after = answer.ask(case, **{found[1]: other, found[2]: one})
            if not after.answered or answer.how.trouble(after.value, answer.wanted[i].value, case):
                return False
    return True


def parts_right(answer, found):
    """The parts that are called right are so in every case, and the others are not."""
    said = [name.strip(" `").lower() for name in re.split(r", | and ", found[1])]
    for got, wanted in ((a.value, b.value) for a, b in zip(answer.came, answer.wanted)):
        items = list(wanted.items()) if isinstance(wanted, dict) else list(enumerate(wanted))
        for key, item in items:
            names = {str(key).lower(), f"item {key + 1}" if isinstance(key, int) else ""}
            if isinstance(key, int) and len(answer.spec.returns) == len(items):
                names.add(answer.spec.returns[key].lower())
            if names & set(said) and answer.how.trouble(got[key], item, answer.cases[0]):
                return False
    return True


def tried_out(answer, found):
    """The sentence tells of a change that was tried: its words are proved by trying."""
    return True


def mends(answer, found):
    """Among the small changes of the piece and the line that are named, one makes every public case right: it is
    written into the student's text, which is run anew.
    """
    text = inspect.getsource(answer.target)
    if not all(piece.removesuffix("…").strip() in text for piece in (found[1], *re.findall(r"`(.+?)`", found[2]))):
        return False
    spec, code = answer.spec, answer.target.__code__
    complaints = [complain(answer.how, spec, case, came) for case, came in zip(answer.cases, answer.came)]
    tried = Tried(spec, answer.how, answer.cases, answer.came, complaints, Live(answer.target, spec, 5.0))
    function = calling.tree_of(tried)
    function.decorator_list = []
    lines = set(range(function.lineno, function.end_lineno + 1))
    for node, words in changes.changed(function, lines, changes.Known.of(tried, function)):
        if probes.line_of(code, node.lineno) == found[1] and found[2].startswith(
            words.format(repair.text_of(code, node))
        ):
            space = dict(answer.target.__globals__)
            try:
                exec(ast.unparse(function), space)
            except SyntaxError:
                continue
            if all(Answer(spec.id, space[function.name]).right):
                return True
    return False


def drawn(answer, found):
    return bool({"random", "default_rng"} & {*answer.target.__code__.co_names})


WHOLE = "(?:^Your|Wherever it is wrong, your) answer "
RULES = (
    (r"Your function never looks at its argument `\w+`", unmoved),
    (r"your answer stays the same whatever stands for (?:one of )?(`.+?`) \(other", unmoved),
    (r"whatever the (entries|rows) of `(\w+)` but the (first|last) are", rest_unmoved),
    (r"whatever the .+? of `\w+` (?:but|is)", tried_out),
    (r"The first (?:row|entry) of your answer changes when only the last", tried_out),
    (r"Your answer changes when only `.+?` changes", tried_out),
    (r"depends on `.+?` of your notebook", tried_out),
    (r"stays the same when `(\w+)` is turned into −`\w+`", turned),
    (r"stays the same when `(\w+)` comes in reverse order along its (\w+) axis", turned),
    (r"With these inputs (?!your answer)(.+?) stays? the same whatever stands for `(\w+)`", part_unmoved),
    (r"takes no notice of how far `(\w+)` goes beyond ([\d.e+]+), a number", cut_off),
    (r"Your line `(.+?)` calls", own_line),
    (r"Where `(\w+)` is left out, your function takes (.+?) for it.+ is (.+)\.", default),
    (r"In yours, wherever it is wrong, its squares sum to 1", in_place_of_a_sum(lambda a: (a**2).sum(-1))),
    (r"In yours, wherever it is wrong, its largest number is 1", in_place_of_a_sum(lambda a: a.max(-1))),
    (r"In yours, wherever it is wrong, its mean is 1", in_place_of_a_sum(lambda a: a.mean(-1))),
    (r"In each row.* of your answer all numbers are equal", of_rows(lambda a: np.allclose(a, a[..., :1]))),
    (r"In each column.* of your answer all numbers are equal", of_rows(lambda a: np.allclose(a, a[:1]))),
    (WHOLE + r"has the right size and the wrong sign", times(-1)),
    (WHOLE + r"is exactly twice what", times(2)),
    (WHOLE + r"is exactly half of what", times(0.5)),
    (WHOLE + r"is exactly three times what", times(3)),
    (WHOLE + r"is exactly a third of", times(1 / 3)),
    (WHOLE + r"is exactly four times", times(4)),
    (WHOLE + r"is exactly a quarter", times(0.25)),
    (WHOLE + r"is exactly 100 times", times(100)),
    (WHOLE + r"is exactly a hundredth", times(0.01)),
    (
        WHOLE + r"is what it should be times (-?\d[\d.e+-]*),? ",
        lambda answer, found: times(float(found[1]))(answer, found),
    ),
    (WHOLE + r"is `(\w+)` with its (rows|columns) moved by one place towards the (start|end)", moved_round),
    (WHOLE + r"is 0 throughout", everywhere(lambda got, wanted: not got.any())),
    (WHOLE + r"is 1 throughout", everywhere(lambda got, wanted: (got == 1).all())),
    (WHOLE + r"is 1 too large", everywhere(lambda got, wanted: close(got, wanted + 1))),
    (WHOLE + r"is 1 too small", everywhere(lambda got, wanted: close(got, wanted - 1))),
    (WHOLE + r"is 1 minus what", everywhere(lambda got, wanted: close(got, 1 - wanted))),
    (WHOLE + r"is the square of what", everywhere(lambda got, wanted: close(got, wanted**2))),
    (WHOLE + r"is the square root of what", everywhere(lambda got, wanted: close(got**2, wanted))),
    (WHOLE + r"is transposed", everywhere(lambda got, wanted: close(got.T, wanted))),
    (WHOLE + r"has lost its minus signs", everywhere(lambda got, wanted: close(got, abs(wanted)))),
    (
        r"Wherever your answer is wrong, it is too large",
        everywhere(lambda got, wanted: ((got - wanted)[~np.isclose(got, wanted, 1e-5, 1e-8)] > 0).all()),
    ),
    (
        r"Wherever your answer is wrong, it is too small",
        everywhere(lambda got, wanted: ((got - wanted)[~np.isclose(got, wanted, 1e-5, 1e-8)] < 0).all()),
    ),
    (
        WHOLE + r"is wrong on its diagonal alone",
        everywhere(lambda got, wanted: close(got - np.diag(np.diag(got)), wanted - np.diag(np.diag(wanted)))),
    ),
    (
        WHOLE + r"holds the right numbers, one for each entry",
        everywhere(lambda got, wanted: got.ndim and wanted.ndim == 0),
    ),
    (
        r"is off by at most (a hundredth of a per cent|a tenth of a per cent|one per cent)",
        everywhere(lambda got, wanted: np.allclose(got, wanted, 0.011, 1e-9)),
    ),
    (
        r"the right answer is never negative",
        lambda answer, found: all((array(w.value) >= 0).all() for w in answer.wanted),
    ),
    (r"With `(\w+)` and `(\w+)` exchanged, your function", exchanged),
    (r"Wherever your answer is wrong, (.+?) comes? as (?:a list|lists); with the same numbers", as_arrays),
    (WHOLE + r"is (\d+) values in a tuple", in_a_tuple),
    (
        WHOLE + r"is one number, the last of",
        everywhere(lambda got, wanted: got.ndim == 0 and np.isclose(got, wanted.ravel()[-1])),
    ),
    (
        WHOLE + r"is one number, the first of",
        everywhere(lambda got, wanted: got.ndim == 0 and np.isclose(got, wanted.ravel()[0])),
    ),
    (r"^(.+?) (?:is|are) right in every case,", parts_right),
    (r"goes wrong exactly where .+? \((\d+) of (\d+) inputs\)", counted),
    (r"(\d+) of (\d+) inputs come out right", rights),
    (
        r"One small change in your line `(.+?)` is enough, and all \d+ inputs that are tried here come out right: (.+)",
        mends,
    ),
    (r"Your answer depends on random numbers that your function draws", drawn),
    (r"On the way your `.+?` is \w+", tried_out),
    (r"For another input: your code stopped with (\w+)", stops),
)


def read(message):
    """Each rule that reads a sentence of a message, with what it found there."""
    return [(rule, found) for pattern, rule in RULES if (found := re.search(pattern, message.text))]
