"""What a student's answer is asked and told: probes, judges, plain data and the check in the notebook."""

import collections
import json
import signal
import statistics
import subprocess
import sys
import time
import warnings

import mini_course
import numpy as np
import pytest
from lessons import ROOT

from helpers.checks import check as check_room
from helpers.checks import naming, plain, probes, record
from helpers.checks.contract import CaseSpec, Outcome
from helpers.checks.judges import judge
from helpers.checks.judges.close import Close
from helpers.checks.judges.gates import TruthTable
from helpers.instructors.authored import Course
from helpers.instructors.banks import Case, Exercise, Misconception
from helpers.instructors.building.build import build


def exercise(cases, reference=lambda x: 3 * np.asarray(x), **options):
    options.setdefault("misconceptions", [Misconception("double", lambda x: 2 * np.asarray(x), "That is twice x.")])
    return Exercise("01.triple", 2, lambda rng: cases, reference=reference, **options)


def verdict(answer, made=None, seed=0):
    made = made or exercise([Case((2.0,), about="one number"), Case((np.array([1.0, -2.0]),), about="an array")])
    spec = made.spec(seed)
    spec = json.loads(json.dumps(spec))
    outcomes = json.loads(json.dumps(probes.answer(probes.request(spec), answer)))
    return judge(spec, outcomes)


def said(answer, made=None):
    return " ".join(f"{m.text} {m.detail}" for m in verdict(answer, made).messages)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        -2.5,
        float("inf"),
        "text",
        [1, [2.0, None]],
        (1, (2,)),
        {"a": 1, 2: [3]},
        10**30,
        np.arange(6.0).reshape(2, 3),
        np.float32(1.5),
        np.array([], int),
        np.array([[True]]),
        np.array(1 + 2j),
        plain.Random(7),
    ],
)
def test_plain_data_survives_the_journey(value):
    back = plain.decode(json.loads(json.dumps(plain.encode(value), allow_nan=False)))
    np.testing.assert_equal(back, np.asarray(value) if isinstance(value, np.generic) else value)
    if isinstance(value, np.ndarray):
        assert back.dtype == value.dtype and back.shape == value.shape


def test_nan_travels():
    assert np.isnan(plain.decode(plain.encode(float("nan"))))


def test_a_function_input_travels_as_its_description():
    f = plain.Elementwise("tanh", np.array([1.0, 2.0]), total=True)
    back = plain.decode(json.loads(json.dumps(plain.encode(f))))
    assert back(np.ones(2)) == pytest.approx(np.tanh(1) + np.tanh(2))


@pytest.mark.parametrize("value", [object(), {1, 2}, lambda: 1, np.array(["a"]), np.array([None])])
def test_what_cannot_be_said_plainly_becomes_its_name(value):
    assert plain.decode(plain.encode(value)) == plain.Opaque(type(value).__name__)


Pair = collections.namedtuple("Pair", "w b")


class Loud(list):
    def __iter__(self):
        raise RuntimeError

    __len__ = __getitem__ = __iter__


class Lying:
    @property
    def __class__(self):
        return list


@pytest.mark.parametrize(
    "value, base",
    [
        (np.str_("mlp"), "mlp"),
        (np.where(True, "a", "b"), "a"),
        (type("Text", (str,), {"__str__": lambda self: "other"})("mlp"), "mlp"),
        (Pair(1, np.float64(2.0)), (1, np.float64(2.0))),
        (Loud([1, 2]), [1, 2]),
        (type("Mine", (tuple,), {})([1]), (1,)),
        (collections.OrderedDict(a=1), {"a": 1}),
        (type("Mine", (dict,), {"items": lambda self: 1 / 0})(a=Loud()), {"a": []}),
        (Lying(), plain.Opaque("Lying")),
    ],
)
def test_a_subclass_travels_as_what_it_holds_and_runs_no_code_of_its_own(value, base):
    back = plain.decode(plain.encode(value))
    assert type(back) is type(base) and back == base


def made_again(value):
    """The value of its code, where it can be typed."""
    code = naming.code(value)
    return value if "<" in code else eval(code, {"np": np})


def same(one, other):
    """Equal to the digits that are shown, and of the same types."""
    if isinstance(one, plain.Elementwise):
        return same(*(np.asarray(function(0.5)) for function in (one, other)))
    if isinstance(one, plain.Random):
        return other is one or np.random.default_rng(one.seed).random() == other.random()
    if isinstance(one, (list, tuple, dict)):
        items = (list(it.items()) if isinstance(it, dict) else list(it) for it in (one, other))
        return type(one) is type(other) and len(one) == len(other) and all(map(same, *items))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and np.allclose(one, other, 1e-5, equal_nan=True)
    if isinstance(one, float):
        return type(other) is float and np.isclose(one, other, 1e-5, equal_nan=True)
    return type(one) is type(other) and one == other


@pytest.mark.parametrize(
    "value",
    [
        *(5, -3, 10**30, True, None, "it's", 1.0, 1e20, 1e-9, np.nan, np.inf, -np.inf, [1, (2,), ()], {"a": np.nan}),
        *(np.arange(3), np.arange(3, dtype=np.uint8), np.ones(2, np.float32), np.array([np.nan, -np.inf])),
        *(np.zeros((0, 3)), np.zeros(0, int), np.array(2.5), np.array([[True, False]]), {k: k for k in range(20)}),
    ],
)
def test_a_value_is_named_by_what_makes_it_again(value):
    assert same(value, made_again(value))


def test_every_public_call_is_ready_to_paste():
    typed = 0
    for path in check_room.PUBLIC.glob("*.json"):
        for exercise_id in check_room.public_lesson(path.name[:2])["exercises"]:
            spec = check_room.public_spec(exercise_id)
            for case in spec.cases:
                for name, value in naming.arguments(spec, case).items():
                    assert same(value, made_again(value)), (exercise_id, name, naming.code(value))
                    typed += "<" not in naming.code(value)
    assert typed > 500, typed


def test_an_array_subclass_keeps_nothing_of_its_own():
    class Equal(np.ndarray):
        def __eq__(self, other):
            return np.array(True)

    back = plain.decode(plain.encode(np.ones(3).view(Equal)))
    assert type(back) is np.ndarray


@pytest.mark.parametrize(
    "data",
    [
        {"array": {"dtype": "O", "shape": [1], "bytes": ""}},
        {"array": {"dtype": "<f8", "shape": [-1], "bytes": "AAAA"}},
        {"array": {"dtype": "<f8", "shape": [10**12], "bytes": ""}},
        {"array": "no"},
        {"float": "zero"},
        {"pickle": "gASV"},
        {"list": 3},
        {"dict": [[1]]},
        [1],
        {"elementwise": ["eval", 1, 0]},
    ],
)
def test_forged_plain_data_is_refused(data):
    with pytest.raises(ValueError):
        plain.decode(data)


@pytest.mark.parametrize(
    "answer",
    [
        lambda x: 3 * np.asarray(x, np.float32),
        lambda x: (np.asarray(x) * 3).tolist(),
        lambda x: [3 * item for item in x] if np.ndim(x) else np.array(3 * x),
        lambda x: (print("hello"), warnings.warn("a warning"), 3 * np.asarray(x))[2],
    ],
)
def test_right_answers_are_right_in_any_dress(answer):
    assert verdict(answer).state == "right"


@pytest.mark.parametrize(
    "answer, words",
    [
        (lambda x: 2 * np.asarray(x), "That is twice x."),
        (lambda x: 3 * np.atleast_1d(x), "wrong shape: (1,), expected ()"),
        (lambda x: None, "returns None"),
        (lambda x: np.asarray(x) * np.nan, "NaN"),
        (lambda x: "three", "Your answer is a text; asked is one number"),
        (lambda x: object(), "is a object; numbers or an array were asked for"),
        (lambda x: 3 * np.asarray(x) + 1, "is 1 too large"),
        (7, "A function was asked for, but this is a int"),
        (lambda x, y: x, "TypeError"),
        (lambda x: [][1], "IndexError: list index out of range in your line `(lambda x: [][1]"),
        (probes.MISSING, "There is no triple yet"),
    ],
)
def test_a_wrong_answer_is_told_what_was_observed(answer, words):
    assert words in said(answer)


@pytest.mark.parametrize(
    "right, asked", [("text", "a text was"), ({"a": 1}, "a dict was"), ((1, "a"), "2 values were"), (1.5, "numbers or")]
)
def test_what_was_asked_for_is_named_by_its_kind(right, asked):
    assert f"{asked}" in Close().trouble(plain.Opaque("set"), right, CaseSpec())[0]


ODD = (
    *(
        [[1, 2], [3]],
        ([1], [[2, 3], [4, [5]]]),
        [[]],
        {},
        {"a": [[1], [1, 2]]},
        {1: 2},
        "a",
        "",
        [None],
        [[None]],
        "abc" * 99,
    ),
    *(
        np.zeros(0),
        np.zeros((0, 3)),
        np.zeros((1,) * 9),
        np.full((3, 3), np.nan),
        np.inf,
        1e308,
        -(10**40),
        1 + 2j,
        True,
    ),
    *(
        plain.Opaque("set"),
        [plain.Opaque("set")] * 2,
        plain.Random(3),
        plain.Elementwise("tanh"),
        plain.GivenModel("{}"),
    ),
)


@pytest.mark.parametrize("number", [path.name[:2] for path in sorted(check_room.PUBLIC.glob("*.json"))])
def test_whatever_comes_back_is_judged(number):
    """Odd values themselves, in a pair, and as entries of what a probe may tell."""
    for exercise_id in check_room.public_lesson(number)["exercises"]:
        spec = check_room.public_spec(exercise_id)
        spec.cases = spec.cases[:2]  # in two cases the judge meets all forms, and one odd value is not right in both
        told = plain.decode(spec.cases[0].expected.get("value"))
        names = list(told) if isinstance(told, dict) else ["first", "again", "other"]
        for odd in ODD:
            for value in (
                odd,
                [odd, odd],
                dict.fromkeys(names, odd),
                {**dict.fromkeys(names, told), names[0]: odd},
            ):
                verdict = judge(spec, [{"value": plain.encode(value)}] * len(spec.cases))
                assert verdict.points < spec.points, (exercise_id, value)


def test_an_argument_changed_in_place_is_noticed_even_if_the_value_is_right():
    def in_place(x):
        x *= 3
        return x

    assert "changes its argument `x` in place" in said(in_place)


def test_an_endless_loop_is_stopped_and_named():
    def endless(x):
        while True:
            pass

    made = exercise([Case((2.0,))], time_limit=0.3)
    found = verdict(endless, made)
    assert found.state == "timeout" and "longer than 0.3 seconds" in found.messages[0].text


def test_a_loop_that_swallows_exceptions_is_stopped_too():
    def stubborn(x):
        while True:
            try:
                x += 1
            except Exception:
                pass

    assert verdict(stubborn, exercise([Case((2.0,))], time_limit=0.3)).state == "timeout"


def slow_later(x):
    for _ in range(100 * (np.ndim(x) + 1)):
        time.sleep(0.01)


def caught_later(x):
    while np.ndim(x):
        try:
            sum(range(1000))
        except KeyboardInterrupt:
            pass
    return 3 * x


@pytest.mark.parametrize("answer", [slow_later, caught_later])
@pytest.mark.parametrize("windows", [False, True])
def test_the_time_of_all_cases_together_is_limited_on_every_system(answer, windows, monkeypatch):
    if windows:
        monkeypatch.delattr(signal, "setitimer")
    before = signal.getsignal(signal.SIGTERM)
    made = exercise([Case((2.0,)), Case((np.ones(2),)), Case((np.ones(3),))], time_limit=0.3)
    began = time.monotonic()
    outcomes = probes.answer(probes.request(made.spec(0)), answer)
    assert time.monotonic() - began < 3 and [one.get("timeout") for one in outcomes[1:]] == [0.3, 0.3]
    assert signal.getsignal(signal.SIGTERM) == before


def test_an_interrupt_of_the_students_own_is_an_error_on_every_system(monkeypatch):
    monkeypatch.delattr(signal, "setitimer")

    def interrupted(x):
        raise KeyboardInterrupt

    assert "KeyboardInterrupt" in said(interrupted)


def test_exit_in_an_answer_is_an_error_not_the_end():
    assert "SystemExit" in said(lambda x: exit())


class Speechless(Exception):
    def __str__(self):
        raise ValueError


def speechless(x):
    raise Speechless


@pytest.mark.parametrize(
    "answer, line",
    [
        (lambda x: statistics.mean([]), "statistics.mean([])"),
        (lambda x: json.loads("{"), 'json.loads("{")'),
        (lambda x: np.linalg.inv(np.zeros((2, 2))), "np.linalg.inv"),
        (lambda x: next(y / 0 for y in [1]), "y / 0"),
        (speechless, "raise Speechless"),
    ],
)
def test_the_line_that_is_told_is_the_students_own(answer, line):
    told = probes.answer(probes.request(exercise([Case((2.0,))]).spec(0)), answer)[0]["error"]
    assert line in told["line"], told


def test_partial_credit_goes_by_parts():
    cases = [Case((1.0,), part="positive"), Case((-1.0,), part="negative")]
    made = exercise(cases, parts={"positive": 3, "negative": 1}, misconceptions=[])
    found = verdict(lambda x: 3 * abs(x), made)
    assert (found.state, found.points, found.parts) == ("partly", 1.5, {"positive": 1, "negative": 0})


def test_a_runtime_warning_counts_only_where_stability_is_the_point():
    def loud(x):
        return 3 * np.asarray(x) + 0 * np.exp(-np.asarray(1e4 * np.ones(1)))[0] + 0 / np.exp(np.float64(800))

    stable = exercise([Case((2.0,))], judge=Close(no_warning=True), misconceptions=[])
    assert verdict(loud, exercise([Case((2.0,))])).state == "right"
    assert "RuntimeWarning" in said(loud, stable)


def test_an_answer_that_must_build_on_another_is_spied_on():
    space = {"np": np}
    exec(
        "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\ndef tanh(z):\n    return 2 * sigmoid(2 * z) - 1\ndef "
        "alone(z):\n    return np.tanh(z)\ndef for_show(z):\n    sigmoid(z)\n    return np.tanh(z)",
        space,
    )
    made = Exercise(
        "02.tanh", 1, lambda rng: [Case((0.5,))], [], reference=space["tanh"], probe=probes.Call(spies=("sigmoid",))
    )
    assert verdict(space["tanh"], made).state == "right"
    for answer in ("alone", "for_show"):
        assert "does not come from `sigmoid`" in said(space[answer], made)


def test_a_generator_is_collected():
    made = exercise(
        [Case((3,))], reference=lambda n: (i for i in range(n)), probe=probes.Call(collect=True), misconceptions=[]
    )
    assert verdict(lambda n: iter(range(n)), made).state == "right"
    assert verdict(lambda n: iter(range(n - 1)), made).state == "wrong"


def test_an_asked_for_error_is_right_and_its_absence_is_told():
    def fits(k):
        if k > 3:
            raise ValueError("The kernel does not fit.")
        return 3 * k

    made = exercise([Case((2,)), Case((5,), about="a kernel that does not fit")], reference=fits, misconceptions=[])
    assert verdict(fits, made).state == "right"
    assert "a ValueError was asked for, but it returned a value" in said(lambda k: 3 * k, made)


@pytest.mark.parametrize(
    "outcomes",
    [
        *([{"timeout": seconds}] * 2 for seconds in (0, -1, float("nan"), float("inf"), "1e999")),
        *(None, [], [1, 2], [{}, {}]),
        [{"value": {"pickle": "x"}}] * 2,
        [{"error": 1}] * 2,
        [{"value": 6.0}],
    ],
)
def test_malformed_outcomes_earn_nothing(outcomes):
    spec = exercise([Case((2.0,)), Case((np.ones(2),))]).spec(0)
    assert judge(spec, outcomes).points == 0
    for told in map(Outcome.read, outcomes or ()):
        assert sum(map(bool, (told.answered, told.error, told.missing, told.timeout))) == 1


def test_a_request_holds_inputs_only():
    spec = exercise([Case((2.0,), about="a number")]).spec(0)
    asked = probes.request(spec)
    assert set(asked) == {"id", "name", "probe", "cases"} and set(asked["cases"][0]) == {"args"}


def test_secret_cases_differ_from_seed_to_seed_and_replay():
    made = Exercise("01.triple", 2, lambda rng: [Case((rng.normal(size=3),))], [], reference=lambda x: 3 * x)
    assert made.spec(1) == made.spec(1) and made.spec(1) != made.spec(2)


@pytest.mark.parametrize(
    "answer, right",
    [
        (([1, 1], -1.5), True),
        ((np.array([0.2, 0.2]), np.float32(-0.3)), True),
        (((1e-9, 1e-9), -2e-9), True),
        (([1, 1], 1.5), False),
        (([1, 1], -0.5), False),
        ([[1, 1], [-1.5]], True),
        ((1, 1, -1.5), False),
        (([1, 1, 1], -2), False),
        (("a", "b"), False),
        (None, False),
        (([np.nan, 1], 0), False),
    ],
)
def test_any_weights_that_meet_the_gate_are_right(answer, right):
    assert (TruthTable().trouble(answer, ([1, 1], -1.5), CaseSpec(key="AND")) is None) == right


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    root = mini_course.make(tmp_path)
    build(Course(root), progress=False)
    monkeypatch.setattr(check_room, "PUBLIC", root / "helpers/checks/public")
    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path / "home"))
    check_room.public_lesson.cache_clear()
    yield check_room.check
    check_room.public_lesson.cache_clear()


def test_check_shows_the_hint_and_keeps_a_record(tiny):
    report = tiny("01.triple", lambda x: 2 * x)
    assert "That is twice x." in repr(report) and "That is twice x." in report._repr_html_()
    assert record.read()["01.triple"]["state"] == "wrong"
    assert tiny("01.triple", lambda x: 3 * x).passed
    assert not tiny("01.triple", lambda x: 4 * x).passed
    assert record.read()["01.triple"] | {"first_tried": "", "first_passed": ""} == {
        "tries": 3,
        "state": "right",
        "points": 2,
        "max": 2,
        "first_tried": "",
        "first_passed": "",
    }


def test_a_graded_quiz_is_recorded_but_not_judged(tiny):
    assert tiny("01.quiz_answers", {"1": "A"}).verdict.state == "recorded"
    assert tiny("01.quiz_answers", {"1": "b"}).verdict.state == "recorded"
    assert "Still open: question 1." in repr(tiny("01.quiz_answers", {"1": ""}))
    assert "a) 5" in repr(check_room.questions("01.quiz_answers"))


@pytest.mark.parametrize(
    "exercise_id, words",
    [("01.tripel", 'Did you mean "01.triple"'), ("09.triple", 'no lesson "09"'), (5, 'no lesson "5"')],
)
def test_unknown_exercises_get_one_sentence(tiny, exercise_id, words):
    with pytest.raises(ValueError, match=words):
        tiny(exercise_id, None)


def test_validate_counts_a_failed_check(tiny, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert tiny("01.triple", lambda x: 3 * x).passed
    with pytest.raises(check_room.CheckFailed, match="That is twice x"):
        tiny("01.triple", lambda x: 2 * x)
    assert record.read() == {}


def test_a_spoilt_record_or_a_full_disk_costs_nothing(tiny, tmp_path, monkeypatch, capsys):
    record.progress_file().parent.mkdir()
    record.progress_file().write_text("{spoilt")
    assert tiny("01.triple", lambda x: 3 * x).passed and record.read()["01.triple"]["state"] == "right"
    (kept,) = record.progress_file().parent.glob("progress-*.json")
    assert kept.read_text() == "{spoilt" and str(kept) in capsys.readouterr().out
    assert tiny("01.triple", lambda x: 3 * x).passed and not capsys.readouterr().out
    monkeypatch.setenv("NNCOURSE_HOME", "/proc/nowhere")
    assert tiny("01.triple", lambda x: 3 * x).passed


@pytest.mark.parametrize("entry", [{}, [], 3, None, {"tries": "many"}, {"tries": None, "asked_more": []}])
def test_a_broken_entry_is_counted_from_the_start(tiny, entry):
    record.progress_file().parent.mkdir()
    record.progress_file().write_text(json.dumps({"01.triple": entry, "01.other": {"tries": 2}}))
    assert tiny("01.triple", lambda x: 3 * x).passed
    assert not tiny("01.triple", lambda x: 4 * x, more=True).passed
    told = record.read()
    assert (told["01.triple"]["tries"], told["01.triple"]["asked_more"], told["01.other"]) == (2, 1, {"tries": 2})


def test_two_notebooks_at_once_lose_no_entry(tmp_path, monkeypatch):
    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path))
    lines = "from helpers.checks import record; import sys"
    each = "[record.asked(f'01.{sys.argv[1]}', str(i), True) for i in range(100)]"
    both = [subprocess.Popen([sys.executable, "-c", f"{lines}; {each}", name], cwd=ROOT) for name in "ab"]
    assert [one.wait(60) for one in both] == [0, 0]
    assert {name: entry["asked_more"] for name, entry in record.read().items()} == {"01.a": 100, "01.b": 100}
    (tmp_path / ".progress.json.lock").touch()  # of a process that was killed
    record.asked("01.a", "", True)
    assert record.read()["01.a"]["asked_more"] == 101 and len(list(tmp_path.iterdir())) == 1


def test_student_text_cannot_inject_html(tiny):
    def angry(x):
        raise RuntimeError("<script>alert(1)</script>")

    assert "<script>" not in tiny("01.triple", angry)._repr_html_()


def test_a_word_between_asterisks_is_emphasized_and_products_and_star_arguments_are_not():
    from helpers.course.markup import EMPHASIS, as_html

    assert as_html("*All* of (*them*): `2 *x* 3`") == "<em>All</em> of (<em>them</em>): <code>2 *x* 3</code>"
    for text in ("a * b * c", "5*3*2", "f(*args, **options)", "x*y*"):
        assert as_html(text) == text
    assert f"/{EMPHASIS.pattern}/" in (ROOT / "helpers/widgets/controls.js").read_text("utf-8"), (
        "widgets have the same rule"
    )
