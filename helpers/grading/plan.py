"""A lesson's grading plan: everything that grading one submission needs, as plain data, with secret cases from a seed.

A plan holds answers. It stays with the engine and never enters a kernel.
"""
import ast
import hashlib
import json
import re
from pathlib import Path

import nbformat

from ..building.public import public_exercise
from ..building.sources import find_lesson, read_source
from ..checks.bank import load_bank
from .notebooks import CHECK_LINE
from .sources import solution_cells

ENGINE_VERSION = 3  # part of a result's key: raise it when the engine would judge the same submission differently
CELL_SECONDS = {"numpy": 10.0, "tensorflow": 90.0}
TOTAL_SECONDS = {"numpy": 300.0, "tensorflow": 900.0}


def make_plan(root, name, seed):
    """The plan of a lesson.

    Args:
        root: the course's root.
        name: number or folder name of the lesson.
        seed: integer from which the secret cases are drawn.

    Returns:
        A dict: "lesson", "seed", "kind", "released" (the released notebook's text), "exercises" (each with "id", "name",
        "grade_id", "points", "public" and "secret" specifications), "manual", "files", time limits, and a "fingerprint".

    Raises:
        ValueError: no such lesson, it is not built, or notebook and bank disagree on a graded cell.
    """
    folder = find_lesson(root, name)
    released = released_notebook(root, folder.name)
    bank = load_bank(folder)
    graded = {c.metadata.nbgrader.grade_id: c for c in released.cells if c.metadata.get("nbgrader", {}).get("grade")}
    schemes = solution_cells(read_source(folder / f"{folder.name}.py"))
    exercises, manual = [], []
    for grade_id, cell in graded.items():
        if cell.metadata.nbgrader.get("solution"):
            manual.append({"grade_id": grade_id, "points": float(cell.metadata.nbgrader.points), "scheme": schemes.get(grade_id, "")})
            continue
        exercises.append(_exercise(folder.name, bank, grade_id, cell, seed))
    missing = {exercise.id for exercise in bank.exercises} - {exercise["id"] for exercise in exercises}
    if missing:
        raise ValueError(f"The notebook of {folder.name} has no check cell for {', '.join(sorted(missing))}.")
    course = Path(root) / "course" / folder.name
    plan = {
        "lesson": folder.name,
        "seed": int(seed),
        "kind": kind_of(folder, exercises),
        "released": nbformat.writes(released),
        "exercises": exercises,
        "manual": manual,
        "files": sorted(str(p) for p in course.iterdir() if not p.name.startswith(".") and p.suffix != ".ipynb"),
        "engine": ENGINE_VERSION,
    }
    plan["imports"] = imports_of(released)
    plan["cell_seconds"] = CELL_SECONDS[plan["kind"]]
    plan["total_seconds"] = TOTAL_SECONDS[plan["kind"]]
    plan["fingerprint"] = hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()
    return plan


def imports_of(released):
    """The import statements of a lesson's set-up cells; the course's own text, not a student's."""
    found = []
    for cell in released.cells:
        if cell.cell_type == "code" and "setup" in cell.metadata.get("tags", []):
            found += [ast.unparse(node) for node in ast.parse(cell.source).body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return found


def released_notebook(root, lesson):
    """The notebook that students were given.

    Raises:
        ValueError: it is not there.
    """
    path = Path(root) / "course" / lesson / f"{lesson}.ipynb"
    if not path.is_file():
        raise ValueError(f"course/{lesson}/{lesson}.ipynb is missing: run `nncourse build {lesson[:2]}` first.")
    return nbformat.read(path, as_version=4)


def _exercise(lesson, bank, grade_id, cell, seed):
    line = CHECK_LINE.match(cell.source)
    try:
        exercise = bank[line[1]]
    except (KeyError, TypeError):
        raise ValueError(f'The check cell "{grade_id}" of {lesson} names no exercise of its bank.') from None
    if float(cell.metadata.nbgrader.points) != float(exercise.points):
        raise ValueError(
            f"{exercise.id} has {exercise.points:g} points in the bank and {cell.metadata.nbgrader.points:g} in the "
            f"notebook of {lesson}. Make them agree and build again.")
    return {
        "id": exercise.id,
        "name": exercise.name,
        "grade_id": grade_id,
        "points": float(exercise.points),
        "public": None if exercise.secret else public_exercise(exercise),
        "secret": exercise.spec(seed),
    }


def kind_of(folder, exercises=()):
    """"tensorflow" where the lesson's exercises stand on Keras, else "numpy": which warm process suits it.

    Without the exercises of a plan, which take time, it judges by the lesson's imports alone.
    """
    if any(exercise["secret"]["probe"]["kind"].startswith("model") for exercise in exercises):
        return "tensorflow"
    for cell in read_source(folder / f"{folder.name}.py").cells:
        wanted = cell.metadata.get("nbgrader", {}).get("solution") or "setup" in cell.metadata.get("tags", [])
        if cell.cell_type == "code" and wanted and re.search(r"\b(keras|tensorflow)\b", cell.source) and _imports_keras(cell.source):
            return "tensorflow"
    return "numpy"


def _imports_keras(source):
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return bool(found & {"keras", "tensorflow"})
