"""What travels between the bank, the probe and the judge: each structure says its fields once, and goes as plain data.

    bank ── Spec ──> judge          the only one that knows what is right
      Spec ── Request ──> probe     inputs only: this is all that enters the process of a student's code
        probe ── Outcome ──> judge  hostile until `Outcome.read` has read it

On the wire every structure is a dict in which what equals its default is left out: a changed default changes no file.
"""

import functools
import math
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar, Self

from . import plain
from .wire import Wire, default


class Absent:
    """Stands where an outcome holds no value; None is a value."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()


class Kinds:
    """A registry: every subclass with a `kind` of its own is found under it, as soon as its module is imported."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.found: dict[str, Any] = {}

    def add(self, cls: Any) -> None:
        if self.found.setdefault(cls.kind, cls).__qualname__ != cls.__qualname__:
            raise TypeError(f'Two {self.what}s are called "{cls.kind}".')

    def from_plain(self, data: dict[str, Any]) -> Any:
        """The judge or probe that plain data such as `{"kind": "close", "rtol": 1e-5}` describes.

        Raises:
            SpecError: there is none of this kind.
        """
        if data.get("kind") not in self.found:
            raise SpecError(f'There is no {self.what} "{data.get("kind")}".')
        options = {
            key: tuple(value) if isinstance(value, list) else value for key, value in data.items() if key != "kind"
        }
        return self.found[data["kind"]](**options)


class SpecError(ValueError):
    """The specification itself is wrong; nothing about the student's answer is known."""


@dataclass(frozen=True)
class Described:
    """What judges and probes share: a frozen dataclass whose options travel as plain data, found
    again by its `kind`.
    """

    kind: ClassVar[str] = ""

    def plain(self) -> dict[str, Any]:
        """`{"kind": …}` and the options that differ from their default."""
        return {"kind": self.kind} | {
            f.name: value for f in fields(self) if (value := getattr(self, f.name)) != default(f)
        }


@dataclass
class Inputs(Wire):
    """One question to an answer: nothing in it tells what is right.

    Attributes:
        args, kwargs: arguments of the call, each in `plain` form.
        key: the item of the answer to look at, for the probe `Value`.
    """

    args: list = field(default_factory=list)
    kwargs: dict = field(default_factory=dict)
    key: str | None = None

    def values(self) -> tuple[list, dict[str, Any]]:
        """The arguments as they were before they travelled: (list, dict)."""
        return [plain.decode(item) for item in self.args], {
            name: plain.decode(item) for name, item in self.kwargs.items()
        }


@dataclass
class CaseSpec(Inputs):
    """A question with what is known of its answers.

    Attributes:
        expected: outcome of the reference, on the wire; a public graded quiz has none.
        wrong: misconception -> its outcome, where it differs from the reference's.
        about: what is special about the case, in words that may be shown.
        part: the part of the exercise that it belongs to.
        steps: name -> value on the way of the reference, in order, in plain form; public cases only.
    """

    expected: dict = field(default_factory=dict)
    wrong: dict = field(default_factory=dict)
    about: str = ""
    part: str = ""
    steps: dict = field(default_factory=dict)

    @functools.cached_property
    def right(self) -> "Outcome":
        """What is expected, read once for all answers: nobody changes it."""
        return Outcome.read(self.expected)

    @functools.cached_property
    def _as_if(self) -> "dict[str, Outcome]":
        return {}

    def as_if(self, misconception: str) -> "Outcome":
        """What a misconception gives, read once, too."""
        if misconception not in self.wrong:
            return self.right
        if misconception not in self._as_if:
            self._as_if[misconception] = Outcome.read(self.wrong[misconception])
        return self._as_if[misconception]

    def inputs(self) -> Inputs:
        return Inputs(self.args, self.kwargs, self.key)


@dataclass
class Request(Wire):
    """What enters the process of a student's code."""

    id: str
    name: str
    probe: dict
    cases: list[Inputs]
    time_limit: float = 10.0

    def __post_init__(self) -> None:
        self.cases = [Inputs.of(case) for case in self.cases]


@dataclass
class Spec(Wire):
    """Everything that asking and judging one exercise needs.

    Attributes:
        id, name, points: of the exercise; `name` is what the student's cell defines.
        probe, judge: `{"kind": …}` with options.
        cases: list of `CaseSpec`.
        misconceptions: name -> hint.
        parts: part -> weight; empty where the exercise is all or nothing.
        carried: [{"uses": earlier function, "outcomes": of the reference on top of a wrong version of it}].
        time_limit: seconds for all cases together.
        parameters: names of the reference's arguments, in order; the lesson's own text shows them.
        defaults: argument -> its default in that text, where that is a number, a text or None.
        returns: names of the parts of its result, where it has several.
        moves, still: the `diagnosis.places.Place`s with which the reference's answer changes, and does not.
        decides: argument -> numbers of the parts of a result that it changes, where a result has several.
        apart: arguments whose rows stay apart.
        constants: names of the notebook that the reference reads, too.
        slips: what single small slips in the reference would answer: list of `diagnosis.slips.Effect`.
        secret: the key does not ship; `questions` holds the texts of such a quiz.
    """

    id: str
    name: str
    points: float
    probe: dict
    judge: dict
    cases: list[CaseSpec]
    misconceptions: dict = field(default_factory=dict)
    parts: dict = field(default_factory=dict)
    carried: list = field(default_factory=list)
    time_limit: float = 10.0
    parameters: list = field(default_factory=list)
    defaults: dict = field(default_factory=dict)
    returns: list = field(default_factory=list)
    moves: list = field(default_factory=list)
    still: list = field(default_factory=list)
    decides: dict = field(default_factory=dict)
    apart: list = field(default_factory=list)
    constants: list = field(default_factory=list)
    slips: list = field(default_factory=list)
    secret: bool = False
    questions: list = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cases = [CaseSpec.of(case) for case in self.cases]

    def request(self) -> Request:
        """The part of it that may meet a student's code."""
        return Request(self.id, self.name, self.probe, [case.inputs() for case in self.cases], self.time_limit)


@dataclass
class Fault:
    """An exception of the student's code.

    Attributes:
        type, types: its class's name, and those of all classes that it derives from.
        message: its text.
        line, lineno, function: the student's own line where it happened, and in which of their functions.
        caller: their line that called that function, where it is another one.
        held: name of a variable of that line -> what it was, in words that quote no value: "an array of shape (3,)";
            of the caller's line where that function is an earlier exercise's.
        earlier: the earlier exercise's function that stopped, where it was not this answer itself (set by the judge).
    """

    type: str
    types: list[str] = field(default_factory=list)
    message: str = ""
    line: str = ""
    lineno: int | None = None
    function: str = ""
    caller: str = ""
    held: dict[str, str] = field(default_factory=dict)
    earlier: str = ""

    @classmethod
    def read(cls, data: Any) -> Self:
        lineno = data.get("lineno")
        return cls(
            type=str(data["type"])[:80],
            types=[str(name)[:80] for name in data.get("types", [])][:20],
            message=str(data.get("message", ""))[:300],
            line=str(data.get("line", ""))[:300],
            lineno=lineno if type(lineno) is int else None,
            function=str(data.get("function", ""))[:80],
            caller=str(data.get("caller", ""))[:300],
            held={str(name)[:80]: str(what)[:80] for name, what in list(dict(data.get("held", {})).items())[:6]},
        )


@dataclass
class Outcome:
    """What came back for one case: exactly one of value, error, missing and timeout.

    Attributes:
        value: what the answer gave.
        error: the exception that it raised.
        missing: what is not there yet.
        timeout: the seconds that were used up.
        changed: names of arguments that were changed in place.
        warned: categories of warnings.
        calls: function that the probe spies on -> how often it was called, 0 where what it gave decides nothing.
        used: the earlier functions that decide the answer.
    """

    value: Any = ABSENT
    error: Fault | None = None
    missing: str = ""
    timeout: float = 0.0
    changed: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        return self.value is not ABSENT

    def plain(self) -> dict[str, Any]:
        """On the wire; the value is put into plain form here."""
        told = {f.name: item for f in fields(self)[1:] if (item := getattr(self, f.name)) != default(f)}
        if self.error:
            told["error"] = {
                name: value for name, value in asdict(self.error).items() if value not in ("", None, [], {})
            }
        return told | ({"value": plain.encode(self.value)} if self.answered else {})

    @classmethod
    def read(cls, data: Any) -> Self:
        """The outcome that came over the wire; malformed data, which may be hostile, is no answer."""
        try:
            told: dict[str, Any] = {
                "changed": [str(name) for name in data.get("changed", [])],
                "warned": [str(name) for name in data.get("warned", [])],
                "used": [str(name) for name in data.get("used", [])],
                "calls": {str(name): int(count) for name, count in dict(data.get("calls", {})).items()},
            }
            if "error" in data:
                return cls(error=Fault.read(data["error"]), **told)
            if "value" in data:
                return cls(value=plain.decode(data["value"]), **told)
            if "missing" in data:
                return cls(missing=str(data["missing"])[:300], **told)
            timeout = float(data["timeout"])
            if not 0 < timeout < math.inf:
                raise ValueError("This is no time that was used up.")
            return cls(timeout=timeout, **told)
        except (TypeError, KeyError, ValueError, AttributeError, OverflowError):
            return cls(missing="a readable answer")
