"""The cases tell wrong from right: a reference with one small change loses its mark, or it is explained why it is equal."""

import pytest
from lessons import slugs

from helpers.checks.check import check
from helpers.instructors.authored import Course
from helpers.instructors.banks.mutants import explained, mutants, unexplained

QUICK = "02"  # in the first circle


@pytest.mark.parametrize("slug", [pytest.param(s, marks=() if s[:2] == QUICK else pytest.mark.slow) for s in slugs()])
def test_every_mutant_loses_its_mark_or_is_explained(slug):
    missing, idle = unexplained(Course.here().lesson(slug).bank())
    assert not missing and not idle, "run `nncourse mutants`"


def test_the_list_says_why():
    assert all(len(why) > 10 for names in explained().values() for why in names.values())


@pytest.mark.slow
@pytest.mark.parametrize("number", ["01", "03", "04", "08"])
def test_of_the_mutants_nearly_all_meet_a_hint_that_names_what_is_wrong(number, tmp_path, monkeypatch):
    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path))
    layers = []
    for exercise in Course.here().lesson(number).bank().exercises:
        if exercise.secret or exercise.probe.kind != "call":
            continue
        for mutant in list(mutants(exercise))[::6]:
            report = check(exercise.id, mutant.answer)
            if not report.passed:
                layers.append(report.verdict.messages[0].layer)
    named = sum(map(bool, layers))
    assert len(layers) >= 5 and named >= 0.9 * len(layers), layers
