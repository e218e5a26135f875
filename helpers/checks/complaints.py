"""What is wrong with one outcome, in plain words, and when two outcomes are alike."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from . import naming


@dataclass
class Complaint:
    """Why one case is not right.

    Attributes:
        kind: "missing", "empty", "timeout", "raise" (an error was asked for), "error", "changed", "none", "warned",
            "calls" or "value".
        text, detail: as in `verdict.Message`; the detail is put into words when it is asked for, which takes longer
            than to compare.
        aspect: of a value, as in `judges.Trouble`.
    """

    kind: str
    text: str
    tell: Callable[[], str] = str
    aspect: str = ""

    @property
    def detail(self):
        try:
            return self.tell()
        except Exception as error:  # what came may be anything
            lost("detail", error)
            return ""

    @property
    def telling(self):
        """Whether the text itself names what is wrong; "The value is not right." does not."""
        return self.aspect != "value"


def complain(how, spec, case, outcome):
    """The `Complaint` about an outcome, None where it is right."""
    expected = case.right
    about = f" ({case.about})" if case.about else ""
    if outcome.missing:
        return Complaint("missing", f"There is no {outcome.missing} yet.")
    if outcome.timeout:
        return Complaint(
            "timeout", f"The answer took longer than {outcome.timeout:g} seconds. Is there a loop that never ends?"
        )

    def given():
        return naming.given(spec, case)

    if expected.error:
        return _error_wanted(expected.error, outcome, about, given) or _unsaid(
            expected.error, outcome, spec, case, given
        )
    if outcome.error:
        return _error_met(outcome.error, about, given)
    if outcome.changed:
        names = " and ".join(f"`{name}`" for name in outcome.changed)
        text = (
            f"Your function changes its argument {names} in place, so the caller's data is different afterwards. "
            "Let it work on a copy, or on something new."
        )
        return Complaint("changed", text, given)
    if outcome.value is None and expected.value is not None:
        text = "Your function returns None. What stands after `return` comes back; without one, None does."
        return Complaint("none", text, given)
    for name in how.warnings_that_count():
        if name in outcome.warned:
            text = f"NumPy raises a {name}{about}. Choose a form in which nothing overflows."
            return Complaint("warned", text, given)
    for name, least in expected.calls.items():
        if least and not outcome.calls.get(name):
            told = f"What your function gives does not come from `{name}`. The point here is to build on it."
            return Complaint("calls", told)
    try:
        trouble = how.trouble(outcome.value, expected.value, case)
    except Exception as error:  # `got` may be anything
        lost(type(how).__name__, error)
        text = f"The answer is nothing that can be compared ({type(error).__name__}){about}."
        return Complaint("value", text, given)
    if trouble is None:
        return None

    def detail():
        seen = trouble.detail() if callable(trouble.detail) else trouble.detail
        return " ".join(filter(None, [given(), seen]))

    text = trouble.text
    if trouble.item:
        text = text.replace(f"in item {trouble.item}", f"in {_part(spec, expected, trouble.item)}", 1)
    return Complaint("value", f"{text.removesuffix('.')}{about}.", detail, trouble.aspect)


def _part(spec, expected, number):
    """The name of an item of the result, counted from 1."""
    count = len(expected.value) if isinstance(expected.value, (list, tuple)) else 0
    return naming.part(spec, number - 1, count)


def _error_wanted(wanted, outcome, about, given):
    if outcome.error and wanted.type in outcome.error.types:
        return None
    returned = getattr(outcome.value, "type_name", "")
    got = f"it raised {outcome.error.type}" if outcome.error else "it returned a value"
    if not outcome.error and returned == wanted.type:
        got = "it was returned like a value, and `raise` is what raises it"
    return Complaint("raise", f"Here a {wanted.type} was asked for, but {got}{about}.", given)


def _unsaid(wanted, outcome, spec, case, given):
    """An error of the right type whose message says nothing, or does not name what the reference's names."""
    if not outcome.error.message.strip():
        text = f"Your {outcome.error.type} comes without a message. Say in it what is wrong, for those who meet it."
        return Complaint("raise", text, given)
    for value in naming.arguments(spec, case).values():
        if isinstance(value, str) and value in wanted.message and value not in outcome.error.message:
            text = f"Your {outcome.error.type} does not name what it refuses: its message should hold what came in."
            return Complaint("raise", text, given)
    return None


def _error_met(error, about, given):
    if error.type == "NotImplementedError" and error.earlier:
        text = (
            f"Your code calls `{error.earlier}`, which is still empty. "
            "Solve that exercise first, or write its lines here."
        )
        return Complaint("error", text)
    if error.type == "NotImplementedError":
        return Complaint(
            "empty", "This exercise is still empty. Replace `raise NotImplementedError()` with your answer."
        )
    if error.type == "NotCallable":
        text = f"A function was asked for, but this is a {error.message}. Is its name used for something else?"
        return Complaint("error", text)
    where = f" in your line `{error.line}`" if error.line else ""
    return Complaint("error", f"Your code stopped with {error.type}: {error.message}{where}{about}.", given)


def alike(how, case, got, wrong):
    """True where two outcomes say the same, as far as the judge looks."""
    if got.error or wrong.error:
        return bool(got.error and wrong.error) and got.error.type == wrong.error.type
    if not (got.answered and wrong.answered) or bool(got.changed) != bool(wrong.changed):
        return False
    if any((name in got.warned) != (name in wrong.warned) for name in how.warnings_that_count()):
        return False
    if any(bool(got.calls.get(name)) != bool(wrong.calls.get(name)) for name in got.calls | wrong.calls):
        return False
    try:
        return how.alike(got.value, wrong.value, case)
    except Exception as error:
        lost(type(how).__name__, error)
        return False


def lost(where, error):
    """A judge or a layer of the tutor stumbled over an answer: tests and logs hear where; a student is told no more."""
    logging.getLogger(__name__).debug("%s stumbled", where, exc_info=error)
