"""Judges: compare plain outcomes with what the reference answered, and choose the words for the student.

A specification (`spec`) is plain data: the exercise's probe and judge, and for each case its inputs, the expected
outcome, and the outcome that each misconception gives. It comes from a public file or, when grading, fresh from the
exercise bank. `judge(spec, outcomes)` returns a `Verdict`; it runs no code of the student's.
"""
from dataclasses import dataclass, field

from .. import plain
from .batches import Batches
from .callbacks import Callbacks
from .choices import Choices
from .close import Close
from .facts import Facts
from .dropout import Dropout
from .gates import TruthTable
from .models import SameModel
from .names import Names
from .output_layer import OutputLayer
from .same_dtype import SameDtype

JUDGES = {cls.kind: cls for cls in (Close, TruthTable, Choices, Batches, Callbacks, SameModel, OutputLayer, Facts, Names, Dropout, SameDtype)}


class SpecError(ValueError):
    """The specification itself is wrong; nothing about the student's answer is known."""


def from_plain(data):
    """The judge that plain data such as `{"kind": "close", "rtol": 1e-5}` describes."""
    options = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items() if key != "kind"}
    if data.get("kind") not in JUDGES:
        raise SpecError(f'There is no judge "{data.get("kind")}".')
    return JUDGES[data["kind"]](**options)


@dataclass
class Message:
    """One thing to tell the student: a hint where a misconception was recognized, else what was observed.

    `detail` names inputs and values of a case; it is shown for public cases and held back for secret ones.
    """

    text: str
    detail: str = ""
    misconception: str = ""


@dataclass
class Verdict:
    """The result of one exercise.

    Attributes:
        state: "right", "partly", "wrong", "empty" (untouched), "error", "timeout" or "recorded" (judged later).
        points, max_points: earned and possible marks.
        parts: name of each part -> share of it that was right, 0 or 1.
        messages: what to tell the student, most helpful first; empty when all is right.
    """

    exercise: str
    state: str
    points: float
    max_points: float
    parts: dict = field(default_factory=dict)
    messages: list = field(default_factory=list)

    @property
    def misconceptions(self):
        """Names of the misconceptions that were recognized."""
        return [message.misconception for message in self.messages if message.misconception]


def judge(spec, outcomes):
    """Judge `outcomes`, one for each of the spec's cases, and return a `Verdict`.

    Marks are shared over the exercise's parts by their weight; a part is earned when all of its cases are right.
    Anything malformed in `outcomes` counts as no answer: it may come from a hostile process.
    """
    how = from_plain(spec["judge"])
    cases = spec["cases"]
    outcomes = list(outcomes) if isinstance(outcomes, list) else []
    outcomes = [_sound(outcomes[i] if i < len(outcomes) else {"missing": spec["name"]}) for i in range(len(cases))]
    _name_earlier_exercises(spec, outcomes)
    found = [_complaint(how, case, outcome) for case, outcome in zip(cases, outcomes)]

    weights = spec.get("parts") or {"": 1}
    parts, messages = {}, []
    for part in weights:
        mine = [i for i, case in enumerate(cases) if case.get("part", "") == part]
        wrong = [i for i in mine if found[i] is not None]
        parts[part] = 0 if wrong or not mine else 1
        if wrong:
            messages += _messages(how, spec, cases, outcomes, found, mine, wrong)
    messages = list({(m.misconception or m.text + m.detail): m for m in messages}.values())

    earlier = _carried_over(how, spec, cases, outcomes) if messages else None
    if earlier:
        text = (
            f"Right, with your own `{earlier}`. There is a mistake in `{earlier}`, which costs nothing here: "
            "mend it, and the numbers of this exercise become right too."
        )
        return Verdict(spec["id"], "right", spec["points"], spec["points"], dict.fromkeys(weights, 1), [Message(text)])

    share = sum(weights[part] * earned for part, earned in parts.items()) / sum(weights.values())
    points = round(spec["points"] * share, 2)
    return Verdict(spec["id"], _state(share, outcomes), points, spec["points"], parts, messages)


def _state(share, outcomes):
    if share == 1:
        return "right"
    if share > 0:
        return "partly"
    errors = [outcome["error"]["type"] for outcome in outcomes if "error" in outcome and not outcome["error"].get("earlier")]
    if any("error" in outcome and outcome["error"].get("earlier") for outcome in outcomes):
        return "error"
    if all("missing" in outcome for outcome in outcomes):
        return "empty"
    if errors and len(errors) == len(outcomes) and set(errors) == {"NotImplementedError"}:
        return "empty"
    if any("timeout" in outcome for outcome in outcomes):
        return "timeout"
    return "error" if len(errors) == len(outcomes) else "wrong"


def _sound(outcome):
    """The outcome with its value decoded, or an error outcome where it is not what a probe sends."""
    try:
        sound = dict(outcome)
        if "error" in sound:
            error = sound["error"]
            sound["error"] = {
                "type": str(error["type"])[:80],
                "types": [str(name) for name in error.get("types", [])][:20],
                "message": str(error.get("message", ""))[:300],
                "line": str(error.get("line", ""))[:300],
                "lineno": error.get("lineno") if isinstance(error.get("lineno"), int) else None,
                "function": str(error.get("function", ""))[:80],
            }
        elif "value" in sound:
            sound["value"] = plain.decode(sound["value"])
        elif "missing" not in sound and "timeout" not in sound:
            raise ValueError("no answer")
        sound["changed"] = [str(name) for name in sound.get("changed", [])]
        sound["used"] = [str(name) for name in sound.get("used", [])]
        sound["warned"] = [str(name) for name in sound.get("warned", [])]
        sound["calls"] = {str(k): int(v) for k, v in dict(sound.get("calls", {})).items()}
        return sound
    except (TypeError, KeyError, ValueError, AttributeError):
        return {"missing": "a readable answer", "changed": [], "used": [], "warned": [], "calls": {}}


def _name_earlier_exercises(spec, outcomes):
    """Mark errors that were raised inside an earlier exercise's function, which this answer calls."""
    for outcome in outcomes:
        if "error" in outcome and outcome["error"]["function"] in spec["probe"].get("earlier", ()):
            outcome["error"]["earlier"] = outcome["error"]["function"]


def _carried_over(how, spec, cases, outcomes):
    """The earlier function whose known mistake explains every difference from the right answer, or None."""
    for item in spec.get("carried", []):
        wanted = [_sound(outcome) for outcome in item["outcomes"]]
        used = any(item["uses"] in outcome["used"] for outcome in outcomes)
        if used and all(_alike(how, *three) for three in zip(cases, outcomes, wanted)):
            return item["uses"]
    return None


def _complaint(how, case, outcome):
    """None where the outcome is right, else (kind, sentence, detail)."""
    expected = _sound(case["expected"])
    about = f" ({case['about']})" if case.get("about") else ""
    if "missing" in outcome:
        return ("missing", f"There is no {outcome['missing']} yet.", "")
    if "timeout" in outcome:
        return ("timeout", f"The answer took longer than {outcome['timeout']:g} seconds. Is there a loop that never ends?", "")
    if "error" in expected:
        return _error_wanted(case, expected["error"], outcome, about)
    if "error" in outcome:
        return _error_met(case, outcome["error"], about)
    if outcome["changed"]:
        names = " and ".join(f"`{name}`" for name in outcome["changed"])
        text = (
            f"Your function changes its argument {names} in place, so the caller's data is different afterwards. "
            "Work on a new array: write `w = w + step` rather than `w += step`, or start with a copy."
        )
        return ("changed", text, "")
    if outcome["value"] is None and expected["value"] is not None:
        return ("none", "Your function returns None. Does every path end in a `return`?", _given(case))
    for name in how.warnings_that_count():
        if name in outcome["warned"]:
            return ("warned", f"The value may be right, but NumPy raises a {name}{about}. "
                    "Choose a form in which nothing overflows.", _given(case))
    for name, least in expected["calls"].items():
        if least and not outcome["calls"].get(name):
            return ("calls", f"Your function does not call `{name}`. The point here is to build on it.", "")
    trouble = how.trouble(outcome["value"], expected["value"], case)
    if trouble is None:
        return None
    text, detail = trouble
    text = f"{text.removesuffix('.')}{about}."
    if outcome["used"]:
        text += f" It builds on your {' and '.join(f'`{name}`' for name in outcome['used'])}: is that check green?"
    return ("value", text, " ".join(filter(None, [_given(case), detail])))


def _error_wanted(case, wanted, outcome, about):
    if "error" in outcome and wanted["type"] in outcome["error"]["types"]:
        return None
    got = f"it raised {outcome['error']['type']}" if "error" in outcome else "it returned a value"
    return ("raise", f"Here a {wanted['type']} was asked for, but {got}{about}.", _given(case))


def _error_met(case, error, about):
    if error.get("earlier") and error["type"] == "NotImplementedError":
        text = f"Your code calls `{error['earlier']}`, which is still empty. Solve that exercise first, or write its lines here."
        return ("error", text, "")
    if error["type"] == "NotImplementedError":
        return ("empty", "This exercise is still empty. Replace `raise NotImplementedError()` with your answer.", "")
    if error["type"] == "NotCallable":
        return ("error", f"A function was asked for, but this is a {error['message']}. Is its name used for something else?", "")
    where = f" in your line `{error['line']}`" if error["line"] else ""
    where += f" of `{error['earlier']}`, which is called here: mend that first" if error.get("earlier") else ""
    return ("error", f"Your code stopped with {error['type']}: {error['message']}{where}{about}.", _given(case))


def _messages(how, spec, cases, outcomes, found, mine, wrong):
    """The hint of the misconception that answers exactly like the student on this part, else the first complaint."""
    kind, text, detail = found[wrong[0]]
    if kind in ("empty", "missing") and all(found[i][0] == kind for i in wrong):
        return [Message(text)]
    for name, hint in spec.get("misconceptions", {}).items():
        pairs = [(outcomes[i], _sound(cases[i]["wrong"].get(name, cases[i]["expected"]))) for i in mine]
        if all(_alike(how, cases[i], *pair) for i, pair in zip(mine, pairs)):
            if any(_complaint(how, cases[i], wrong_one) for i, (_, wrong_one) in zip(mine, pairs)):
                return [Message(hint, misconception=name)]
    serious = next((found[i] for i in wrong if found[i][0] in ("changed", "timeout")), (kind, text, detail))
    return [Message(serious[1], serious[2])]


def _alike(how, case, got, wrong):
    """True where two outcomes say the same, as far as the judge looks."""
    if "error" in got or "error" in wrong:
        return "error" in got and "error" in wrong and got["error"]["type"] == wrong["error"]["type"]
    if "value" not in got or "value" not in wrong:
        return False
    if bool(got["changed"]) != bool(wrong["changed"]):
        return False
    for name in how.warnings_that_count():
        if (name in got["warned"]) != (name in wrong["warned"]):
            return False
    for name in set(got["calls"]) | set(wrong["calls"]):
        if bool(got["calls"].get(name)) != bool(wrong["calls"].get(name)):
            return False
    return how.trouble(got["value"], wrong["value"], case) is None


def _given(case):
    """The inputs of a case in words: `For x = [1, 2], w = ...`."""
    if not case.get("args") and not case.get("kwargs"):
        return ""
    named = [plain.show(plain.decode(item)) for item in case.get("args", [])]
    named += [f"{name}={plain.show(plain.decode(item))}" for name, item in case.get("kwargs", {}).items()]
    return f"For the input ({', '.join(named)})."
