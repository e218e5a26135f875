"""The face of `helpers` towards a student: light to import, and without a ready answer to any exercise."""

import importlib
import inspect
import os
import pkgutil
import subprocess
import sys

import pytest
from lessons import ROOT, slugs

import helpers
from helpers.checks import probes
from helpers.checks.judges import judge
from helpers.instructors.authored import Course


def loaded_after(statement, names):
    code = f"import sys; {statement}; print([name for name in {names!r} if name in sys.modules])"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.strip()


def test_import_helpers_loads_nothing_heavy():
    assert loaded_after("import helpers", ["numpy", "matplotlib", "scipy", "tensorflow", "keras", "IPython"]) == "[]"


def test_a_check_needs_no_matplotlib_and_no_tensorflow():
    assert loaded_after("from helpers import check", ["matplotlib", "scipy", "tensorflow", "keras"]) == "[]"


def test_an_unknown_name_is_told():
    with pytest.raises(AttributeError, match="helpers has no 'chek'"):
        helpers.chek


def public_callables():
    """Every public function of the package, with the names of its module; the command line is left out."""
    for module in pkgutil.walk_packages(helpers.__path__, "helpers."):
        if (
            module.name.endswith(("__main__", ".cli", "bootstrap"))
            or ".grading" in module.name
            or ".hub" in module.name
            or ".marking" in module.name  # it starts a server
        ):
            continue
        room = importlib.import_module(module.name)
        for name, value in vars(room).items():
            if not name.startswith("_") and callable(value) and getattr(value, "__module__", "") == module.name:
                yield f"{module.name}.{name}", value


@pytest.mark.slow
@pytest.mark.parametrize("slug", slugs())
def test_helpers_offer_no_ready_answer(slug, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    candidates = list(public_callables())
    assert len(candidates) > 20
    for exercise in Course(ROOT).lesson(slug).bank().exercises:
        if not isinstance(exercise.probe, probes.Call):
            continue
        spec = exercise.spec(1, with_wrong=False) | {"time_limit": 2}
        request = probes.request(spec)
        count = len(request["cases"][0].get("args", []))
        for name, candidate in candidates:
            if takes(candidate, count):
                verdict = judge(spec | {"misconceptions": {}}, probes.answer(request, candidate))
                assert verdict.state != "right", f"{name} answers {exercise.id}"
    assert not os.listdir(tmp_path)


def takes(candidate, count):
    try:
        inspect.signature(candidate).bind(*range(count))
    except (TypeError, ValueError):
        return False
    return True
