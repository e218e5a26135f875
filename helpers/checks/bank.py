"""The words in which an exercise bank, `solutions/NN-slug/exercises.py`, declares its exercises and questions.

From one declaration come the public cases that ship with the course, the secret cases of a grading run, and the test
that every misconception loses the mark. Reference solutions are not written here: they are the solution cells of the
lesson itself, found by name.
"""
import importlib.util
import sys
import warnings
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from . import plain, probes
from .judges import judge
from .judges.choices import Choices
from .judges.close import Close

PUBLIC_SEED = 0
LETTERS = "abcdefgh"


class BankError(ValueError):
    """An exercise bank contradicts itself; the message names the exercise and what to mend."""


@dataclass
class Case:
    """One question to the student's answer.

    Args:
        args, kwargs: the arguments of the call (numbers, arrays, lists, dicts, `plain.Elementwise`, `plain.Random`).
        about: what is special about this case, in a few words that may be shown, e.g. "a single number".
        part: the part of the exercise that it belongs to, where the exercise declares parts.
        key: for the probe `Value`, the item of the answer to look at.
    """

    args: tuple = ()
    kwargs: dict = field(default_factory=dict)
    about: str = ""
    part: str = ""
    key: str | None = None

    def inputs(self):
        """The case as plain data, as the probe gets it: nothing in it tells what is right."""
        data = {"args": [plain.encode(item) for item in self.args]}
        if self.kwargs:
            data["kwargs"] = {name: plain.encode(item) for name, item in self.kwargs.items()}
        if self.key is not None:
            data["key"] = self.key
        return data


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
    secret: bool = False
    questions: list = field(default_factory=list)

    @property
    def name(self):
        """The name that the student's cell defines."""
        return self.id.split(".", 1)[1]

    def spec(self, seed, with_wrong=True):
        """Everything that judging needs, as plain data, with cases drawn from `seed` (an integer).

        Raises:
            BankError: the reference does not answer its own cases, or a case is malformed.
        """
        rng = np.random.default_rng([int(seed), zlib.crc32(self.id.encode())])
        if "keras" in sys.modules:
            # Keras numbers the names of models through the whole process; the same seed must give the same cases.
            sys.modules["keras"].utils.clear_session(free_memory=False)
        cases = self.cases(rng)
        spec = {
            "id": self.id,
            "name": self.name,
            "points": self.points,
            "time_limit": self.time_limit,
            "probe": probes.to_plain(self._probe(seed)),
            "judge": probes.to_plain(self.judge),
            "misconceptions": {m.name: m.hint for m in self.misconceptions},
            "cases": [],
        }
        if self.parts:
            spec["parts"] = dict(self.parts)
        inputs = [case.inputs() for case in cases]
        probe = spec["probe"]
        expected = self._outcomes(self.reference, inputs, probe)
        wrong = {m.name: self._outcomes(m.wrong, inputs, probe) for m in self.misconceptions} if with_wrong else {}
        for i, case in enumerate(cases):
            # A misconception that answers this case like the reference is left out: `expected` speaks for it.
            told = {name: outcomes[i] for name, outcomes in wrong.items() if outcomes[i] != expected[i]}
            entry = dict(inputs[i], expected=expected[i], wrong=told)
            if case.about:
                entry["about"] = case.about
            if case.part:
                entry["part"] = case.part
            spec["cases"].append(entry)
        carried = [
            {"uses": name, "outcomes": self._built_on(name, version, inputs, probe)}
            for name, versions in self.carries.items()
            for version in versions
            if with_wrong
        ]
        if carried:
            spec["carried"] = [item for item in carried if item["outcomes"] != expected]
        self._prove(spec, expected)
        return spec

    def _probe(self, seed):
        """The probe; where it draws weights, secret cases get weights that no public file knows the outputs of."""
        drawn = int(np.random.default_rng([int(seed), 1]).integers(1, 2**31))
        return replace(self.probe, seed=drawn) if seed != PUBLIC_SEED and hasattr(self.probe, "seed") else self.probe

    def _built_on(self, name, version, inputs, probe):
        """What the reference answers when the earlier function `name` is the wrong `version`."""
        space = self.reference.__globals__
        right = space[name]
        space[name] = version
        try:
            return self._outcomes(self.reference, inputs, probe)
        finally:
            space[name] = right

    def _outcomes(self, target, inputs, probe):
        request_ = {"name": self.name, "probe": probe, "time_limit": 60, "cases": inputs}
        outcomes = probes.answer(request_, target)
        for outcome in outcomes:
            for key in ("line", "lineno"):  # the text of an answer has no place in what students get
                outcome.get("error", {}).pop(key, None)
        return outcomes

    def _prove(self, spec, expected):
        for case in spec["cases"]:
            if case.get("part", "") not in (self.parts or {"": 1}):
                raise BankError(f'Exercise {self.id}: a case names the part "{case.get("part", "")}", which is not declared.')
            if "error" in case["expected"] and case["expected"]["error"]["type"] != "ValueError":
                error = case["expected"]["error"]
                raise BankError(f"Exercise {self.id}: its own reference stops with {error['type']}: {error['message']}")
        verdict = judge(spec, expected)
        if verdict.state != "right":
            text = verdict.messages[0].text if verdict.messages else "no case"
            raise BankError(f"Exercise {self.id}: its own reference fails one of its cases: {text}")


@dataclass
class Option:
    """One answer of a question: its text, and `why` it is right or why it is tempting."""

    text: str
    why: str
    right: bool = False


@dataclass
class Question:
    """A multiple-choice question with one right option.

    Args:
        id: e.g. "01.q3".
        bloom: "remember", "understand", "apply", "analyse", "evaluate" or "create".
        marks: 2, 5 or 10.
        text: the question.
        options: two to six `Option`, one of them right.
    """

    id: str
    bloom: str
    marks: int
    text: str
    options: list

    def __post_init__(self):
        if self.bloom not in ("remember", "understand", "apply", "analyse", "evaluate", "create"):
            raise BankError(f'Question {self.id}: "{self.bloom}" is not a Bloom level.')
        if self.marks not in (2, 5, 10):
            raise BankError(f"Question {self.id}: marks are 2, 5 or 10, not {self.marks}.")
        if sum(option.right for option in self.options) != 1:
            raise BankError(f"Question {self.id}: exactly one option must be right.")
        if not all(option.why for option in self.options):
            raise BankError(f"Question {self.id}: every option needs a `why`.")

    @property
    def key(self):
        """The letter of the right option."""
        return LETTERS[[option.right for option in self.options].index(True)]


def graded_quiz(id, points, questions):
    """An exercise whose answer is a dict question number -> letter. Its key never ships with the student's files."""
    key = {str(i + 1): question.key for i, question in enumerate(questions)}
    return Exercise(
        id=id,
        points=points,
        cases=lambda rng: [Case(key=number, part=number) for number in key],
        parts={str(i + 1): question.marks for i, question in enumerate(questions)},
        probe=probes.Value(),
        judge=Choices(letters=LETTERS[: max(len(question.options) for question in questions)]),
        misconceptions=[],
        reference=key,
        secret=True,
        questions=list(questions),
    )


@dataclass
class Bank:
    """All exercises and practice questions of one lesson.

    Args:
        lesson: the lesson's folder name, e.g. "05-backpropagation".
        exercises: list of `Exercise`, in the lesson's order.
        questions: list of practice `Question`.
    """

    lesson: str
    exercises: list
    questions: list = field(default_factory=list)

    def __post_init__(self):
        ids = [item.id for item in self.exercises + self.questions]
        ids += [question.id for exercise in self.exercises for question in exercise.questions]
        twice = sorted({id for id in ids if ids.count(id) > 1})
        if twice:
            raise BankError(f'The bank of {self.lesson} declares "{twice[0]}" twice. Give each its own id.')
        for id in ids:
            if not id.startswith(f"{self.lesson[:2]}."):
                raise BankError(f'The bank of {self.lesson} declares "{id}"; ids of this lesson begin with "{self.lesson[:2]}.".')

    def __getitem__(self, id):
        for exercise in self.exercises:
            if exercise.id == id:
                return exercise
        raise KeyError(f'There is no exercise "{id}" in {self.lesson}.')


def load_bank(folder):
    """Load `folder/exercises.py` and give every exercise its reference from the lesson's solution cells.

    Args:
        folder: a lesson's folder under `solutions/`.

    Raises:
        BankError: the bank is missing or contradicts itself.
    """
    folder = Path(folder)
    path = folder / "exercises.py"
    if not path.is_file():
        raise BankError(f"{folder.name} has no exercise bank: {path} does not exist.")
    name = f"bank_{folder.name.replace('-', '_')}"
    module_spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(module_spec)
    sys.modules[name] = module
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module_spec.loader.exec_module(module)
    bank = getattr(module, "BANK", None)
    if not isinstance(bank, Bank):
        raise BankError(f"{path} must define BANK = Bank(...).")
    missing = [exercise for exercise in bank.exercises if exercise.reference is None]
    if missing:
        answers = solution_namespace(folder)
        for exercise in missing:
            if exercise.name not in answers:
                raise BankError(f"Exercise {exercise.id}: no solution cell of {folder.name} defines `{exercise.name}`.")
            exercise.reference = answers[exercise.name]
    return bank


def solution_namespace(folder):
    """Run the lesson's set-up and solution cells in order, and nothing else; return what they define.

    Set-up cells carry the tag "setup" (imports and constants that solutions use).
    """
    from ..building.sources import read_source

    notebook = read_source(Path(folder) / f"{Path(folder).name}.py")
    space = {"__name__": f"solutions of {Path(folder).name}"}
    for cell in notebook.cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        wanted = nbgrader.get("solution") or "setup" in cell.metadata.get("tags", [])
        if cell.cell_type == "code" and wanted:
            label = nbgrader.get("grade_id", "setup")
            try:
                exec(compile(cell.source, f"<{Path(folder).name}: {label}>", "exec"), space)
            except Exception as error:
                raise BankError(f'{folder}: the solution cell "{label}" stops with {type(error).__name__}: {error}') from error
    return space
