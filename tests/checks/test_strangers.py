"""Wrong first tries of someone who had seen the released notebooks alone: each meets words that name its own mistake."""

import logging

import pytest
import strangers
from proofs import read

from helpers.checks.diagnosis import repair

pytestmark = pytest.mark.slow
TRIES = list(strangers.tries())


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path))
    monkeypatch.setattr(repair, "SECONDS", 10)  # what is found must not hang on what else the machine does


@pytest.mark.parametrize("one", TRIES, ids=lambda one: one.name)
def test_a_strangers_slip_is_met_with_its_own_words_and_none_that_are_false(one, caplog):
    caplog.set_level(logging.DEBUG, "helpers.checks")
    report, _ = strangers.checked(one)
    assert one.phrase in report.text(), report.text()
    assert not strangers.is_false(report, one), report.text()
    assert "stumbled" not in caplog.text
    for message in report.verdict.messages:
        proved = message.layer in ("dependence", "pattern", "elsewhere", "repair")
        assert not proved or read(message), f"no rule of `proofs` proves this: {message.text}"


def test_every_try_is_among_them_and_19_of_20_are_named():
    assert [one.name for one in TRIES] == list(strangers.written())
    assert sum(one.named for one in TRIES) >= 0.95 * len(TRIES)
