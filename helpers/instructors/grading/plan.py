"""A lesson's grading plan: everything that grading one submission needs, as plain data, with secret cases from a seed.

A plan holds answers. It stays with the engine and never enters a kernel. `Known` is a plan that is kept between runs.
"""

import ast
import contextlib
import functools
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...course import notebooks
from ...course.errors import GradingError
from ...course.files import write_whole
from ...course.lessons import is_exam
from ..authored import Lesson
from .contract import Exercise, InWords, Plan, Wire

if TYPE_CHECKING:
    from ..banks import Bank

CELL_SECONDS = {"numpy": 10.0, "tensorflow": 90.0}
TOTAL_SECONDS = {"numpy": 300.0, "tensorflow": 900.0}


@dataclass
class Known(Wire):
    """What a run needs to know of a plan before anything is graded; `whole` reads the rest.

    Attributes:
        lesson, seed, kind, imports: as in the plan.
        fingerprint: of all that decides a mark, but the submission.
        release, code: of the release and of the judging code, for the history of a mark.
        made_of: of everything that the plan was made of, and much that it was not: where it is the same, so is the
            plan.
        hints: exercise id -> {misconception: hint}.
    """

    lesson: str
    seed: int
    kind: str
    imports: list[str]
    fingerprint: str
    release: str
    code: str
    made_of: str
    hints: dict[str, dict[str, str]]
    path: str = ""

    def __post_init__(self) -> None:
        self.people: Mapping[str, Known] = {}  # of an exam: student -> the plan of their own seed

    def of_student(self, student: str) -> "Known":
        """The plan that a student is graded by."""
        return self.people.get(student, self)

    @functools.cached_property
    def whole(self) -> Plan:
        """The plan as `plan_of` gave it."""
        return Plan.of(json.loads(Path(self.path).read_text("utf-8")))


def known_plan(lesson: Lesson, seed: int, told: Callable[[str], object] = lambda sentence: None) -> Known:
    """The plan of a lesson as it was kept, or a fresh one, which is kept. Returns a `Known`; errors as of `plan_of`.

    Args:
        told: hears one sentence before a plan is made, which takes seconds.
    """
    told = functools.cache(told)  # once for all seeds of an exam
    folder, made_of = lesson.grading.plans, _made_of(lesson)
    known = _kept(folder, lesson, seed, made_of, told)
    known.people = {student: _kept(folder, lesson, own, made_of, told) for student, own in lesson.seeds.items()}
    wanted = {path for one in (seed, *lesson.seeds.values()) for path in _paths(folder, lesson, one)}
    for path in folder.glob(f"{lesson.slug}-*.json"):
        if path not in wanted:
            path.unlink()
    return known


def _paths(folder: Path, lesson: Lesson, seed: int) -> tuple[Path, Path]:
    """Where a plan and its `Known` are kept."""
    stem = f"{lesson.slug}-{seed}"
    return folder / f"{stem}.json", folder / f"{stem}.head.json"


def _kept(folder: Path, lesson: Lesson, seed: int, made_of: str, told: Callable[[str], object]) -> Known:
    whole, head = _paths(folder, lesson, seed)
    with contextlib.suppress(OSError, ValueError, TypeError):
        known = Known.of(json.loads(head.read_text("utf-8")))
        known.path = str(whole)
        if known.made_of == made_of and Path(known.path).is_file():
            return known
    told(f"Drawing the secret cases of {lesson.slug} …")
    plan = plan_of(lesson, seed)
    known = known_of(plan, made_of)
    write_whole(whole, json.dumps(plan.plain()))
    write_whole(head, json.dumps(known.plain()))
    known.path = str(whole)
    return known


def known_of(plan: Plan, made_of: str = "") -> Known:
    """The `Known` of a plan that is at hand."""
    hints = {exercise.id: exercise.secret.misconceptions for exercise in plan.exercises}
    told = (plan.lesson, plan.seed, plan.kind, plan.imports, plan.fingerprint, plan.release, plan.code)
    known = Known(*told, made_of, hints)
    known.whole = plan
    return known


def _made_of(lesson: Lesson) -> str:
    """A word for all files that a plan could stand on: the package's code, the lesson, its release; and for the
    libraries.
    """
    package = Path(__file__).resolve().parents[2]
    word = hashlib.sha256(f"{sys.version_info[:2]} {version('numpy')}".encode())
    with contextlib.suppress(ModuleNotFoundError):
        word.update(version("keras").encode())
    code = sorted(path for path in package.rglob("*.py") if "__pycache__" not in path.parts)
    for folder, paths in ((package, code), (lesson.root, lesson.files())):
        for path in paths:
            word.update(f"{path.relative_to(folder)}\0".encode("utf-8", "surrogateescape") + path.read_bytes())
    return word.hexdigest()


def plan_of(lesson: Lesson, seed: int, own: int | None = None) -> Plan:
    """The `Plan` of a lesson.

    Args:
        seed: integer from which the secret cases are drawn.
        own: of an exam, the seed of the notebook that was handed in, where `seed` is another one.

    Raises:
        CourseError: it is not built, or notebook and bank disagree on a graded cell.
    """
    import nbformat

    from .sources import solution_cells

    own = seed if own is None else own
    released = lesson.released_for(own)
    bank = lesson.bank_for(own)
    graded = {str(notebooks.grade_id(cell)): cell for cell in released.cells if notebooks.is_graded(cell)}
    schemes = solution_cells(lesson.notebook())
    exercises, manual = [], []
    for grade_id, cell in graded.items():
        if notebooks.is_answer(cell):
            manual.append(InWords(grade_id, float(notebooks.points(cell)), schemes.get(grade_id, "")))
        else:
            exercises.append(_exercise(lesson, bank, grade_id, cell, seed, lesson.order_for(own)))
    missing = {exercise.id for exercise in bank.exercises} - {exercise.id for exercise in exercises}
    if missing:
        raise GradingError(f"The notebook of {lesson.slug} has no check cell for {', '.join(sorted(missing))}.")
    kind, imports = kind_of(lesson, exercises), imports_of(released)
    # Beside an exam lies what nobody who sits it may read: everybody's seed, what was agreed with whom.
    beside = [] if is_exam(lesson.slug) else lesson.released.parent.iterdir()
    limits = [CELL_SECONDS[kind], TOTAL_SECONDS[kind], imports]
    release = _word([[cell.source, notebooks.about(cell)] for cell in _that_count(released)])
    code = _judging_code(bank, exercises, schemes.values())
    return Plan(
        lesson=lesson.slug,
        seed=int(seed),
        kind=kind,
        released=nbformat.writes(released),
        exercises=exercises,
        manual=manual,
        files=sorted(str(path) for path in beside if not path.name.startswith(".") and path.suffix != ".ipynb"),
        imports=imports,
        cell_seconds=CELL_SECONDS[kind],
        total_seconds=TOTAL_SECONDS[kind],
        release=release,
        code=code,
        fingerprint=_word([lesson.slug, int(seed), release, code, limits]),
        variant=lesson.variant(own),
    )


def _word(data: Any) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def _that_count(released: Any) -> Iterator[Any]:
    """The cells of a release that a mark can hang on: code, graded cells, and the question before
    an answer in words.
    """
    followed = [*released.cells[1:], None]
    for cell, after in zip(released.cells, followed):
        if cell.cell_type == "code" or notebooks.about(cell) or (after is not None and notebooks.about(after)):
            yield cell


def _judging_code(bank: "Bank", exercises: list[Exercise], solutions: Iterable[str]) -> str:
    """The word for the code that judges this lesson: its bank and solutions, its judges and probes, the engine."""
    from . import engine, judging_code, kernel, runner

    used = [bank[exercise.id] for exercise in exercises]
    roots = {type(part) for exercise in used for part in (exercise.judge, exercise.probe)}
    modules = [one.module for one in bank.sources or [bank]]
    answers = sorted(judging_code.text_of(source) for source in solutions)
    return _word([judging_code.code_of(*modules, engine.grade, kernel.Kernel, runner.serve, *roots), answers])


def imports_of(released: Any) -> list[str]:
    """What a lesson's set-up cells do for everybody alike: they import, and call what they have imported from the
    package, as `my = answers("05")` does, which reads the public cases. The course's own text, not a student's.
    """
    found, package = [], set()
    for cell in released.cells:
        if cell.cell_type == "code" and notebooks.has_tag(cell, notebooks.SETUP):
            for node in ast.parse(cell.source).body:
                match node:
                    case ast.ImportFrom(module="helpers", names=names):
                        package |= {alias.name for alias in names}
                    case ast.Import() | ast.ImportFrom():
                        pass
                    case ast.Assign(value=ast.Call(func=ast.Name(id=name))) if name in package:
                        pass
                    case _:
                        continue
                found.append(ast.unparse(node))
    return found


def _exercise(lesson: Lesson, bank: "Bank", grade_id: str, cell: Any, seed: int, order: Mapping[str, str]) -> Exercise:
    from ..building.public import public_exercise

    try:
        exercise = bank[notebooks.checked(cell)]
    except KeyError:
        raise GradingError(f'The check cell "{grade_id}" of {lesson.slug} names no exercise of its bank.') from None
    if float(notebooks.points(cell)) != float(exercise.points):
        raise GradingError(
            f"{exercise.id} has {exercise.points:g} points in the bank and {notebooks.points(cell):g} in the "
            f"notebook of {lesson.slug}. Make them agree and build again."
        )
    # An open task trains for seconds, and is judged on samples that nobody has seen: to train on the public ones once
    # more would double what it costs, and prove nothing.
    unasked = exercise.secret or exercise.probe.open_task or is_exam(lesson.slug)
    public = None if unasked else public_exercise(exercise)
    order = dict(order) if exercise.questions else {}
    return Exercise(exercise.id, exercise.name, grade_id, float(exercise.points), exercise.spec(seed), public, order)


def kind_of(lesson: Lesson, exercises: Iterable[Exercise] = ()) -> str:
    """ "tensorflow" where the lesson's exercises stand on Keras, else "numpy": which warm process suits it.

    Without the exercises of a plan, which take time, it judges by the lesson's imports alone.
    """
    if any(exercise.secret.probe["kind"].startswith("model") for exercise in exercises):
        return "tensorflow"
    for cell in lesson.notebook().cells:
        wanted = notebooks.is_answer(cell) or notebooks.has_tag(cell, notebooks.SETUP)
        if (
            cell.cell_type == "code"
            and wanted
            and re.search(r"\b(keras|tensorflow)\b", cell.source)
            and _imports_keras(cell.source)
        ):
            return "tensorflow"
    return "numpy"


def _imports_keras(source: str) -> bool:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return bool(found & {"keras", "tensorflow"})
