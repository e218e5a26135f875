"""An exercise as a bank, `solutions/NN-slug/exercises.py`, declares it.

From one declaration come the public cases that ship with the course, the secret cases of a grading run, and the test
that every misconception loses the mark. Reference solutions are not written here: they are the solution cells of the
lesson itself, found by name.
"""

import contextlib
import functools
import inspect
import itertools
import re
import sys
import zlib
from dataclasses import dataclass, field, replace

import numpy as np

from ...checks import plain, probes
from ...checks.complaints import complain
from ...checks.contract import CaseSpec, Inputs, Outcome, Request, Spec
from ...checks.diagnosis import Tried, moves, slips, source, steps
from ...checks.judges import judge
from ...checks.judges.close import Close
from ...course.errors import BankError, place, place_of
from .alike import alike

PUBLIC_SEED = 0
REFERENCE_SECONDS = 60.0  # these, and those of a mutant, are of processor time: a busy machine gives the same bank
MUTANT_SECONDS = 5.0  # only an endless one needs them; the others take 0.05 s at most


def _named(spec):
    """`Exercise.spec`, with its errors as `BankError`s that name the exercise, and file and line of what stopped."""

    @functools.wraps(spec)
    def named(self, *args, **kwargs):
        try:
            with _settings_of_a_fresh_process():
                return spec(self, *args, **kwargs)
        except BankError as error:
            code = getattr(self.cases, "__code__", None)
            where = f" It is declared in {place(code.co_filename, code.co_firstlineno)}." if code else ""
            raise BankError(f"{error}{where}") from error
        except Exception as error:
            where = place_of(error)
            if not where:  # no line of the bank had a part in it: a bug of the course's own code
                raise
            raise BankError(f"Exercise {self.id} stops with {type(error).__name__}: {error} ({where}).") from error

    return named


@contextlib.contextmanager
def _settings_of_a_fresh_process():
    """NumPy and Keras as nobody has set them: the same seed gives the same cases, whatever ran here before."""
    if keras := sys.modules.get("keras"):
        keras.utils.clear_session(free_memory=False)  # the numbers in models' names, and the dtype policy
        keras.config.set_floatx("float32")  # lesson 04 changes it
        keras.config.set_image_data_format("channels_last")
        keras.config.set_epsilon(1e-7)
    with np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"):
        yield


@dataclass
class Case:
    """One question to the student's answer.

    Args:
        args, kwargs: the arguments of the call (numbers, arrays, lists, dicts, `plain.Elementwise`, `plain.Random`).
        about: what is special about this case, in a few words that may be shown, e.g. "a single number".
        part: the part of the exercise that it belongs to, where the exercise declares parts.
        key: for the probe `Value`, the item of the answer to look at.
        truth: what the judge holds an answer against where no reference knows it, e.g. the labels of new samples; it
            stands in the expected outcome as "truth" and never enters the process of an answer.
    """

    args: tuple = ()
    kwargs: dict = field(default_factory=dict)
    about: str = ""
    part: str = ""
    key: str | None = None
    truth: object = None

    def inputs(self):
        """The case as plain data, as the probe gets it: nothing in it tells what is right."""
        named = {name: plain.encode(item) for name, item in self.kwargs.items()}
        return Inputs([plain.encode(item) for item in self.args], named, self.key)


@dataclass
class Misconception:
    """A wrong answer that students really give.

    Args:
        name: a short slug, unique in its exercise; it names the misconception in reports.
        wrong: the wrong function or value.
        hint: what a good teacher would say; it never shows the solution.
    """

    name: str
    wrong: object
    hint: str


@dataclass
class Exercise:
    """One graded exercise.

    Args:
        id: lesson number and name, e.g. "05.hidden_gradients"; the name is what the student's cell defines.
        points: marks.
        cases: function of a `numpy.random.Generator` that returns the list of `Case`.
        misconceptions: at least four `Misconception`.
        probe, judge: how the answer is asked and compared.
        parts: names and weights, where partial credit is given; a case names its part. Default: all or nothing.
        time_limit: seconds for all cases together.
        alternatives: name -> another right answer, for the tests.
        reference: the right answer; None takes it from the lesson's solution cell.
        carries: for exercises that build on earlier ones, name of the earlier function -> list of wrong versions of it.
            An answer that calls such a function (the probe's `earlier` names it) and is right but for that mistake
            keeps its marks: a mistake is not punished twice.
        returns: names of the parts of its result, e.g. ("the new w", "the new b"); by default those that the
            reference's docstring names, "Return (w, v)".
        steps: variables of the reference, in order, whose names the exercise's text uses: a wrong answer that has
            them, too, learns which is the first that is not right.
        secret: True keeps the expected answers out of the student's files (graded quizzes).
    """

    id: str
    points: float
    cases: object
    misconceptions: list
    probe: object = probes.Call()
    judge: object = Close()
    parts: dict | None = None
    time_limit: float = 10.0
    alternatives: dict = field(default_factory=dict)
    reference: object = None
    carries: dict = field(default_factory=dict)
    returns: tuple = ()
    steps: tuple = ()
    secret: bool = False
    questions: list = field(default_factory=list)
    before: list = field(default_factory=list, repr=False)  # the lesson's exercises that come before it
    others: list = field(default_factory=list, repr=False)  # all other exercises of the lesson

    @property
    def name(self):
        """The name that the student's cell defines."""
        return self.id.split(".", 1)[1]

    @_named
    def spec(self, seed, with_wrong=True):
        """Everything that judging needs, as plain data, with cases drawn from `seed` (an integer).

        Raises:
            BankError: the reference does not answer its own cases, or a case is malformed.
        """
        rng = np.random.default_rng([int(seed), zlib.crc32(self.id.encode())])
        cases = self.cases(rng)
        inputs = [case.inputs() for case in cases]
        request = Request(self.id, self.name, self._probe(seed).plain(), inputs, REFERENCE_SECONDS)
        expected = self._outcomes(self.reference, request)
        for case, outcome in zip(cases, expected):
            if case.truth is not None:
                outcome["value"] = plain.encode({"truth": case.truth} | dict(plain.decode(outcome["value"])))
        wrong = {m.name: self._outcomes(m.wrong, request) for m in self.misconceptions if with_wrong}
        hints = {m.name: m.hint for m in self.misconceptions}
        others = itertools.chain(self._echoes(request), self._neighbours(request)) if with_wrong else ()
        for name, hint, outcomes in others:
            if not any(_same(outcomes, known) for known in (expected, *wrong.values())):
                wrong[name], hints[name] = outcomes, hint
        told = [
            # A misconception that answers a case like the reference is left out: `expected` speaks for it.
            CaseSpec(
                asked.args,
                asked.kwargs,
                asked.key,
                expected[i],
                {name: _told(of[i]) for name, of in wrong.items() if not _same(of[i], expected[i])},
                case.about,
                case.part,
            )
            for i, (case, asked) in enumerate(zip(cases, inputs))
        ]
        carried = [
            {"uses": name, "outcomes": self._built_on(name, version, request)}
            for name, versions in self.carries.items()
            for version in versions
            if with_wrong
        ]
        spec = Spec(
            id=self.id,
            name=self.name,
            points=self.points,
            probe=request.probe,
            judge=self.judge.plain(),
            cases=told,
            misconceptions=hints,
            parts=dict(self.parts or {}),
            # One that changes nothing in these cases keeps its place, for it may change others of the same exercise.
            carried=[{"uses": item["uses"]} if _same(item["outcomes"], expected) else item for item in carried],
            time_limit=self.time_limit,
            parameters=list(_signature(self.reference)),
        )
        spec.returns = self._parts_of_the_result(expected)
        if seed == PUBLIC_SEED and with_wrong and spec.probe["kind"] == "call":
            spec.defaults = _defaults(self.reference)
            self._look_at_dependence(spec, expected, request)
            spec.slips = self._slips(spec, expected, request)
            for case in spec.cases if self.steps else ():
                on_the_way = steps.on_the_way(self.reference, case, self.steps, REFERENCE_SECONDS)
                case.steps = {name: plain.encode(on_the_way[name]) for name in self.steps}
        self._prove(spec, expected)
        return spec.plain()

    def _neighbours(self, request):
        """(name, hint, outcomes) for each other exercise of the lesson that takes the same arguments."""
        for other in self.others:
            if other.probe == self.probe and _takes_the_same(other.reference, self.reference):
                hint = f"This is what `{other.name}` gives, another exercise: read again what is asked here."
                yield f"{other.name} instead", hint, self._outcomes(other.reference, request)

    def _echoes(self, request):
        """(name, hint, outcomes) for the reference on top of each known mistake of an earlier
        exercise that it calls.
        """
        code = getattr(self.reference, "__code__", None)
        for earlier in self.before if code else ():
            if earlier.name not in code.co_names or earlier.name not in self.reference.__globals__:
                continue
            for m in earlier.misconceptions:
                hint = f"A mistake of `{earlier.name}` sits inside this answer. {m.hint}"
                yield f"{earlier.name}: {m.name}", hint, self._built_on(earlier.name, m.wrong, request)

    def _parts_of_the_result(self, expected):
        counts = {
            len(value) for outcome in expected if isinstance(value := plain.decode(outcome.get("value")), (list, tuple))
        }
        named = re.search(r"[Rr]eturn (?:the new )?\(([\w, ]+)\)", inspect.getdoc(self.reference) or "")
        names = (
            self.returns or tuple(name.strip() for name in named[1].split(",") if name.strip())
            if named or self.returns
            else ()
        )
        if counts != {len(names)}:
            return []
        return [f"the new {name}" if name in _signature(self.reference) else name for name in names]

    def _look_at_dependence(self, spec, expected, request):
        """What the reference depends on, for `diagnosis.dependence` to compare an answer with."""

        def ask(inputs):
            return Outcome.read(self._outcomes(self.reference, replace(request, cases=[inputs]))[0])

        tried = Tried(
            spec, self.judge, spec.cases, [Outcome.read(outcome) for outcome in expected], [None] * len(expected)
        )
        spec.moves, spec.still, spec.decides = moves.moving(ask, tried)
        spec.apart = moves.staying_apart(ask, tried)
        spec.constants = source.notebook_names(self.reference)

    def _slips(self, spec, expected, request):
        """What small slips make of the answers; where several make the same of them, each may be the cause."""
        from .mutants import mutants

        if not self.judge.compares_values:
            return []
        found, right = {}, self._fingerprints(expected)
        for mutant in mutants(self):
            outcomes = probes.answer(replace(request, time_limit=MUTANT_SECONDS), mutant.answer, of_processor=True)
            numbers = self._fingerprints(outcomes)
            if numbers and numbers != right and self._is_wrong(spec, outcomes):
                told = found.setdefault(numbers, [])
                told += [mutant.slip] if mutant.slip not in told else []
        sharp = {numbers: [one for one in told if not one.vague] or told for numbers, told in found.items()}
        return [slips.Effect(told, list(numbers)) for numbers, told in sharp.items() if len(told) <= 3]

    def _is_wrong(self, spec, outcomes):
        pairs = zip(spec.cases, map(Outcome.read, outcomes))
        return any(complain(self.judge, spec, case, outcome) for case, outcome in pairs)

    @staticmethod
    def _fingerprints(outcomes):
        numbers = []
        for outcome in map(Outcome.read, outcomes):
            number = slips.number_of(outcome)
            if number is None:
                return None
            numbers.append(float(f"{number:.8g}"))
        return tuple(numbers)

    def _probe(self, seed):
        """The probe; where it draws weights, secret cases get weights that no public file knows the outputs of."""
        drawn = int(np.random.default_rng([int(seed), 1]).integers(1, 2**31))
        return replace(self.probe, seed=drawn) if seed != PUBLIC_SEED and hasattr(self.probe, "seed") else self.probe

    def _built_on(self, name, version, request):
        """What the reference answers when the earlier function `name` is the wrong `version`."""
        space = self.reference.__globals__
        right = space[name]
        space[name] = version
        try:
            return self._outcomes(self.reference, request)
        finally:
            space[name] = right

    def _outcomes(self, target, request):
        outcomes = probes.answer(request, target, of_processor=True)
        counted = self.judge.warnings_that_count()
        for outcome in outcomes:
            # Any other may come of what ran in this process before, as that of a file which nobody had closed.
            warned = [name for name in outcome.pop("warned", []) if name in counted]
            outcome |= {"warned": warned} if warned else {}
            for key in (
                "line",
                "lineno",
                "function",
                "caller",
                "held",
            ):  # the text of an answer has no place in what students get
                outcome.get("error", {}).pop(key, None)
        return outcomes

    def _prove(self, spec, expected):
        for case in spec.cases:
            if case.part not in (self.parts or {"": 1}):
                raise BankError(f'Exercise {self.id}: a case names the part "{case.part}", which is not declared.')
            if "error" in case.expected and case.expected["error"]["type"] != "ValueError":
                error = case.expected["error"]
                raise BankError(f"Exercise {self.id}: its own reference stops with {error['type']}: {error['message']}")
        verdict = judge(spec, expected)
        if verdict.state != "right":
            text = verdict.messages[0].text if verdict.messages else "no case"
            raise BankError(f"Exercise {self.id}: its own reference fails one of its cases: {text}")


def _same(one, other):
    """True where outcomes are equal, or differ in nothing but last digits, as one sum does on a busy machine."""
    return one == other or alike(one, other)


def _told(outcome):
    """What a misconception's outcome is recognized by: of an error its type and words."""
    if "error" not in outcome:
        return outcome
    return outcome | {"error": {key: outcome["error"][key] for key in ("type", "message") if key in outcome["error"]}}


def _takes_the_same(other, reference):
    """True where another function can be called as the reference is: with its arguments, and defaults for the rest."""
    mine, theirs = _signature(reference), _signature(other)
    if not mine or theirs[: len(mine)] != mine:
        return False
    return all(
        inspect.signature(other).parameters[name].default is not inspect.Parameter.empty for name in theirs[len(mine) :]
    )


def _signature(reference):
    """Names of the arguments that a reference takes; none where it is no function."""
    try:
        return [
            name
            for name, p in inspect.signature(reference).parameters.items()
            if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
        ]
    except (TypeError, ValueError):
        return []


def _defaults(reference):
    """Argument -> its default, of those that can be written down plainly."""
    given = {name: inspect.signature(reference).parameters[name].default for name in _signature(reference)}
    return {name: value for name, value in given.items() if value is None or type(value) in (bool, int, float, str)}
