"""What travels between plan, engine, judge and record: each structure says its fields once, and goes as plain data.

    plan ── Plan ──> engine ── Exercise ──> judge ── Judged ──> engine ── Result ──> record, gradebook, pages

A plan holds answers and never enters a kernel; of it only `Spec.request()` does. On the wire and on the disk every
structure is a dict in which what equals its default is left out.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...checks.wire import Wire

if TYPE_CHECKING:
    from ...checks.contract import Spec

GRADED, FAILED = "graded", "failed"  # states of a result
UNGRADED, EMPTY = "ungraded", "empty"  # of an answer in words


@dataclass
class Exercise(Wire):
    """One exercise of a plan.

    Attributes:
        public: None where only the secret cases are asked: of a graded quiz, of an open task, and in an exam.
        order: of an exam's choices, question -> the letters that the options a, b, c … have in the bank.
    """

    id: str
    name: str
    grade_id: str
    points: float
    secret: "Spec"
    public: "Spec | None" = None
    order: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        from ...checks.contract import Spec

        self.secret = Spec.of(self.secret)
        self.public = None if self.public is None else Spec.of(self.public)

    @property
    def specs(self) -> "list[Spec]":
        """What is asked, in order."""
        return [self.secret] if self.public is None else [self.public, self.secret]


@dataclass
class InWords(Wire):
    """A question of a plan that a person marks, with its marking scheme."""

    grade_id: str
    points: float
    scheme: str = ""


@dataclass(kw_only=True)
class Plan(Wire):
    """Everything that grading one submission of a lesson needs.

    Attributes:
        lesson, seed: slug, and from what the secret cases were drawn.
        kind: "numpy" or "tensorflow", the warm process that suits it.
        released: text of the released notebook.
        exercises, manual: what checks mark, and what a person marks.
        files: paths that a student's folder holds beside the notebook.
        imports: statements of the set-up cells that the warm process may have behind it, `plan.imports_of`.
        cell_seconds, total_seconds: limits.
        release, code: words for the release and the judging code.
        fingerprint: a word for all that decides a mark but the submission.
        variant: of an exam, a word that stands in the notebook of this seed alone.
    """

    lesson: str
    seed: int
    kind: str
    released: str
    exercises: list[Exercise]
    manual: list[InWords]
    files: list[str]
    imports: list[str]
    cell_seconds: float
    total_seconds: float
    release: str
    code: str
    fingerprint: str
    variant: str = ""

    def __post_init__(self) -> None:
        self.exercises = [Exercise.of(exercise) for exercise in self.exercises]
        self.manual = [InWords.of(item) for item in self.manual]


@dataclass(kw_only=True)
class Judged(Wire):
    """What the judge says of one exercise.

    Attributes:
        state: as of a `Verdict`.
        messages: sentences for the student.
        misconceptions: names of those that were recognized.
        answer: a word that all unexpected answers share which give the same values; "" for others.
        choices: of a graded quiz: question -> [letter that was chosen or "", whether it is right].
    """

    state: str
    points: float
    messages: list[str] = field(default_factory=list)
    misconceptions: list[str] = field(default_factory=list)
    answer: str = ""
    choices: dict[str, list] = field(default_factory=dict)


@dataclass(kw_only=True)
class Mark(Judged):
    """One exercise of a result. `seconds` is how long the answer took."""

    id: str
    name: str
    grade_id: str
    max: float
    seconds: float = 0.0


@dataclass
class MarkInWords(Wire):
    """An answer in words: empty, or ungraded until a person has marked it."""

    grade_id: str
    max: float
    state: str


@dataclass(kw_only=True)
class Event(Wire):
    """One thing that happened to a mark.

    Attributes:
        seed, release, code, plan, points, failed: of "graded": what decided it (words cut short), and what came of it.
        marks: of "graded": exercise -> points; of "marked by a person": cell -> score.
        penalty: of "late penalty": points taken off.
    """

    when: str
    event: str
    seed: int | None = None
    release: str = ""
    code: str = ""
    plan: str = ""
    points: float | None = None
    failed: str = ""
    marks: dict[str, float] = field(default_factory=dict)
    penalty: float = 0.0


@dataclass
class Settled(Wire):
    """Marks by hand, penalty and a word for comments and where the lessons are read, as the page shows them."""

    by_hand: dict[str, float] = field(default_factory=dict)
    penalty: float = 0.0
    comments: str = ""


@dataclass(kw_only=True)
class Result(Wire):
    """One submission as it was graded; also its record.

    Attributes:
        key: what decided it, in one word.
        state: GRADED, or FAILED with the reason in `message`.
        notes: sentences on what was odd.
        exercises, manual: what checks marked, and what a person marks.
        predictions: question -> what was believed before its result.
        minutes: exercise -> minutes to the first right check, where the student shared them.
        timestamp: of the hand-in, as it was last seen.
        history, settled: what happened to the mark, and what of it the feedback page shows.
        written: whether gradebook and files have it, too.
    """

    lesson: str
    seed: int
    key: str
    state: str
    message: str = ""
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    exercises: list[Mark] = field(default_factory=list)
    manual: list[MarkInWords] = field(default_factory=list)
    predictions: dict[str, dict] = field(default_factory=dict)
    minutes: dict[str, float] = field(default_factory=dict)
    timestamp: str | None = None
    history: list[Event] = field(default_factory=list)
    settled: Settled = field(default_factory=Settled)
    written: bool = False

    def __post_init__(self) -> None:
        self.exercises = [Mark.of(mark) for mark in self.exercises]
        self.manual = [MarkInWords.of(item) for item in self.manual]
        self.history = [Event.of(event) for event in self.history]
        self.settled = Settled.of(self.settled)

    @property
    def marks(self) -> list[Mark | MarkInWords]:
        """All that points are given for."""
        return [*self.exercises, *self.manual]

    @property
    def points(self) -> float:
        """What its exercises earned."""
        return sum(mark.points for mark in self.exercises)

    def graded_by(self) -> Event | None:
        """What graded it last; None where no history was kept."""
        return next((event for event in reversed(self.history) if event.event == GRADED), None)
