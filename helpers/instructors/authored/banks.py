"""Load a lesson's exercise bank, and give its exercises their references from the solution cells."""

import importlib.util
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ...course import notebooks
from ...course.errors import BankError, place_of
from ..banks import Bank
from .sources import first_lines

if TYPE_CHECKING:
    from .course import Lesson


def load_bank(lesson: "Lesson") -> Bank:
    """Load a lesson's bank and give every exercise its reference from the lesson's solution cells.

    Args:
        lesson: a `Lesson`.

    Raises:
        BankError: the bank is missing or contradicts itself, or its code stops; the message says where.
    """
    path = lesson.bank_file
    if not path.is_file():
        raise BankError(f"{lesson.slug} has no exercise bank: {path} does not exist.")
    module = _module(f"bank_{lesson.slug.replace('-', '_')}", path)
    bank = getattr(module, "BANK", None)
    if not isinstance(bank, Bank):
        raise BankError(f"{path} must define BANK = Bank(...).")
    bank.module = module
    missing = [exercise for exercise in bank.exercises if exercise.reference is None]
    if missing:
        answers = solution_namespace(lesson)
        for exercise in missing:
            if exercise.name not in answers:
                raise BankError(f"Exercise {exercise.id}: no solution cell of {lesson.slug} defines `{exercise.name}`.")
            exercise.reference = answers[exercise.name]
    for position, exercise in enumerate(bank.exercises):
        exercise.before = [earlier for earlier in bank.exercises[:position] if not earlier.secret]
        exercise.others = [other for other in bank.exercises if other is not exercise and not other.secret]
    return bank


def _module(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader  # a Python file has both
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            spec.loader.exec_module(module)
    except Exception as error:
        said = str(error) if isinstance(error, BankError) else f"it stops with {type(error).__name__}: {error}"
        raise BankError(f"{place_of(error) or path}: {said}") from error
    return module


def solution_namespace(lesson: "Lesson") -> dict[str, Any]:
    """Run the lesson's set-up and solution cells in order, and nothing else; return what they define.

    Raises:
        BankError: a cell stops; the message says where.
    """
    notebook, lines = lesson.notebook(), first_lines(lesson.source.read_text("utf-8"))
    lines = lines if len(lines) == len(notebook.cells) else [1] * len(notebook.cells)
    space = {"__name__": f"solutions of {lesson.slug}"}
    for cell, line in zip(notebook.cells, lines):
        wanted = notebooks.is_answer(cell) or notebooks.has_tag(cell, notebooks.SETUP)
        if cell.cell_type == "code" and wanted:
            label = notebooks.grade_id(cell) or notebooks.SETUP
            try:
                # Lines are counted as in the source, for whoever reads a traceback.
                exec(compile("\n" * (line - 1) + cell.source, lesson.source, "exec"), space)
            except Exception as error:
                raise BankError(
                    f'{place_of(error)}: the solution cell "{label}" stops with {type(error).__name__}: {error}'
                ) from error
    return space
