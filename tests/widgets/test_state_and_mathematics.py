"""Widgets in Python and their mathematics in JavaScript: state, limits, clear errors, and equal numbers."""

import itertools
import json
import math
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import unquote

import numpy as np
import pytest
import traitlets
from scipy.optimize import approx_fprime
from scipy.special import expit
from system import needs
from widget_samples import CLASSES, MINIMAL, made
from widgets_js import WIDGETS, run_js

import helpers.widgets
from helpers.widgets import BackpropStepper, GateTuner, Quiz, base
from helpers.widgets.guesses import seal

# -- every widget ------------------------------------------------------------------------------


def test_naming_one_widget_loads_that_one_only():
    code = (
        "import sys, helpers.widgets; assert 'anywidget' not in sys.modules;"
        "from helpers.widgets import GateTuner; assert 'helpers.widgets.quiz' not in sys.modules;"
        "assert 'numpy' not in sys.modules and 'matplotlib' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=WIDGETS.parent.parent)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("cls", CLASSES)
def test_state_survives_json_and_reset_returns_to_the_state_given(cls):
    widget = made(cls)
    start = widget.state()
    assert json.loads(json.dumps(start)) == start
    for name, trait in cls.class_traits().items():
        if isinstance(trait, base.Number) and name in start:
            setattr(widget, name, trait.high)
    widget.reset()
    assert widget.state() == start


@pytest.mark.parametrize("cls", CLASSES)
def test_every_setting_works_at_its_limits_and_is_refused_beyond(cls):
    widget = made(cls)
    for name in cls.state_names():
        trait = cls.class_traits()[name]
        if isinstance(trait, (base.Number, base.Whole)):
            for limit in (trait.low, trait.high):
                setattr(widget, name, limit)
                assert widget.describe()
            for bad in (trait.low - 1, trait.high + 1, math.nan, "x", None, True):
                with pytest.raises(traitlets.TraitError, match=f"{cls.__name__}: {name} must be a number from"):
                    setattr(widget, name, bad)
        elif isinstance(trait, base.Numbers):
            for limit in (trait.low, trait.high):
                setattr(widget, name, [limit] * trait.count)
                assert widget.describe()
            for bad in ([0.0] * (trait.count + 1), [math.inf] * trait.count, "x", 3):
                with pytest.raises(traitlets.TraitError, match=f"{cls.__name__}: {name}"):
                    setattr(widget, name, bad)
        elif isinstance(trait, base.Choice):
            for value in trait.values:
                setattr(widget, name, value)
                assert widget.describe()
            with pytest.raises(traitlets.TraitError, match=f"{cls.__name__}: {name} must be one of"):
                setattr(widget, name, "no such value")
        elif isinstance(trait, base.Flag):
            with pytest.raises(traitlets.TraitError, match="must be True or False"):
                setattr(widget, name, "yes")


@pytest.mark.parametrize("cls", CLASSES)
def test_what_the_browser_tells_is_not_told_back(cls):
    widget = made(cls)
    assert [name for name in widget.state_names() if widget.trait_metadata(name, "echo_update", default=True)] == []


@pytest.mark.parametrize("cls", CLASSES)
def test_unknown_settings_and_controls_are_named_in_one_sentence(cls):
    with pytest.raises(TypeError, match=f"{cls.__name__} has no setting 'colour'"):
        made(cls, colour="red")
    with pytest.raises(traitlets.TraitError, match=f"{cls.__name__} has no control 'colour' to hide"):
        made(cls, hide=["colour"])
    assert made(cls, hide=list(cls.CONTROLS)).hide == list(cls.CONTROLS)


@pytest.mark.parametrize("cls", CLASSES)
def test_what_a_notebook_shows_carries_the_state_for_a_page_without_kernel(cls):
    data = made(cls)._repr_mimebundle_()[0]
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"].startswith(cls.__name__)
    part = data["application/vnd.nncourse.widget+json"]
    assert part["widget"] == cls.__name__ and part["state"]["_start"].items() <= part["state"].items()
    assert json.loads(json.dumps(part)) == part


@pytest.mark.parametrize("cls", CLASSES)
def test_one_module_without_imports_and_nothing_fetched(cls):
    text = base.module_text(cls.MODULE)
    assert text.rstrip().endswith(f"export default js_{cls.MODULE}.default;")
    assert not base.IMPORT.search(text) and text.count("\nexport ") == 1
    # The only address is the name space of SVG.
    assert {part.split('"')[0] for part in text.split("http")[1:]} <= {"://www.w3.org/2000/svg"}


def test_a_page_holds_each_module_once_and_escapes_its_data():
    page = base.handout_parts(["GateTuner", "Quiz", "GateTuner"])
    for name in ("host", "controls", "draw", "numbers", "gate_tuner", "quiz"):
        assert page.count(f"const js_{name} = ") == 1
    part = made(Quiz)._repr_mimebundle_()[0][base.MIME]
    mount = base.handout_mount(part)
    assert mount.count("</script>") == 1
    assert json.loads(mount.split('json">')[1].split("</script>")[0]) == part["state"]


def test_unknown_widget_on_a_page_is_one_sentence():
    with pytest.raises(ValueError, match="There is no widget 'Gatetuner'; there are .*GateTuner"):
        base.handout_parts(["Gatetuner"])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('import x from "./y.js";\n', "only `import"),
        ('export * from "./y.js";\n', "only `import"),
        ('import { a } from "./bad.js";\n', "imports itself"),
    ],
)
def test_javascript_that_the_bundler_does_not_understand_is_refused(tmp_path, monkeypatch, source, message):
    (tmp_path / "bad.js").write_text(source)
    monkeypatch.setattr(base, "HERE", tmp_path)
    with pytest.raises(ValueError, match=message):
        base.bundle(["bad"])


@needs("node")
def test_bundled_modules_run_and_renamed_imports_work(tmp_path, monkeypatch):
    (tmp_path / "one.js").write_text(
        "export const a = 1;\nexport function twice(v) { return 2 * v; }\nexport class C {}\n"
    )
    (tmp_path / "two.js").write_text(
        'import {\n  a as start,\n  twice,\n} from "./one.js";\nconst a = twice(start);\nexport default { a };\n'
    )
    monkeypatch.setattr(base, "HERE", tmp_path)
    (tmp_path / "all.mjs").write_text(base.bundle(["two"]) + "console.log(js_two.default.a + js_one.a);")
    done = subprocess.run(["node", str(tmp_path / "all.mjs")], capture_output=True, text=True)
    assert done.stdout.strip() == "3", done.stderr


# -- GateTuner ---------------------------------------------------------------------------------

SOLUTIONS = {"AND": (1, 1, -1.5), "OR": (1, 1, -0.5), "NAND": (-1, -1, 1.5), "NOR": (-1, -1, 0.5), "NOT": (-2, 0, 1)}


def test_gate_tuner_knows_when_the_gate_is_met():
    for gate, (w1, w2, b) in SOLUTIONS.items():
        assert GateTuner(gate=gate, w1=w1, w2=w2, b=b).solved
        assert not GateTuner(gate=gate, w1=-w1, w2=-w2, b=-b).solved
    grid = np.linspace(-4, 4, 9)
    for gate in ("XOR", "XNOR"):
        assert not any(
            GateTuner(gate=gate, w1=w1, w2=w2, b=b).solved for w1, w2, b in itertools.product(grid, repeat=3)
        )


def test_gate_tuner_puts_a_corner_on_the_line_where_paper_does():
    tuner = GateTuner(gate="AND", w1=0.7, w2=0.1, b=-0.8)
    assert tuner.table[-1] == (1, 1, 0.0, 1, 1) and tuner.solved


@needs("node")
def test_gate_tuner_does_not_print_the_proofs_that_are_asked_for():
    """XOR's is asked before its fold, XNOR's is marked: the widget says that there is a reason, and no inequality."""
    for reason in run_js("gate_tuner", [("reason", "XOR"), ("reason", "XNOR")]):
        assert "reasons" in reason and not set(reason) & set("<≥≤>=")


@needs("node")
def test_gate_tuner_table_in_the_browser_equals_python():
    rng = np.random.default_rng(1)
    tuners = [
        GateTuner(gate=rng.choice(GateTuner.gate.values), w1=w1, w2=w2, b=b)
        for w1, w2, b in rng.integers(-40, 41, (300, 3)) / 10
    ]
    calls = [("truthTable", t.gate, [t.w1] if t.gate == "NOT" else [t.w1, t.w2], t.b) for t in tuners]
    for tuner, rows in zip(tuners, run_js("gate_tuner", calls), strict=True):
        assert tuner.table == [(*r["x"], r["z"], r["output"], r["target"]) for r in rows]
        assert tuner.solved == all(r["right"] for r in rows)


@needs("node")
def test_line_and_shaded_half_plane_agree_with_the_sign_of_the_net_input():
    rng = np.random.default_rng(2)
    lines = [*rng.uniform(-4, 4, (200, 3)), [0, 0, 1], [0, 0, -1], [0, 1, -0.5], [1, 0, -0.5], [1, 1, 9]]
    low, high = -0.5, 1.5
    calls = [(name, *map(float, line), low, high) for line in lines for name in ("firingRegion", "boundary")]
    results = iter(run_js("gate_tuner", calls))
    corners = np.array(list(itertools.product((low, high), repeat=2)))
    points = rng.uniform(low, high, (200, 2))
    for w1, w2, b in lines:
        region, ends = next(results), next(results)
        firing = points @ [w1, w2] + b >= 0
        assert np.array_equal(firing, [in_convex(region, p) for p in points])
        signs = corners @ [w1, w2] + b >= 0
        assert (ends is None) == (signs.all() or not signs.any())
        if ends:
            assert np.allclose(np.array(ends) @ [w1, w2] + b, 0)
            assert (
                np.isclose(np.array(ends), low).any(axis=1).sum() + np.isclose(np.array(ends), high).any(axis=1).sum()
                >= 2
            )


def in_convex(polygon, point):
    """Whether the point lies in a convex polygon whose corners go anticlockwise."""
    if len(polygon) < 3:
        return False
    a = np.array(polygon)
    edge, to_point = np.roll(a, -1, axis=0) - a, point - a
    return bool((edge[:, 0] * to_point[:, 1] - edge[:, 1] * to_point[:, 0] >= -1e-12).all())


@needs("node")
@pytest.mark.parametrize("gate", GateTuner.gate.values)
def test_learning_rule_in_the_browser_equals_numpy(gate):
    targets = helpers.widgets.gate_tuner.TARGETS[gate]
    X = np.array(list(itertools.product((0.0, 1.0), repeat=1 if gate == "NOT" else 2)))
    for (lr, count), got in zip(
        cases := [(0.5, n) for n in range(0, 60, 7)] + [(2.0, 400), (0.25, 400)],
        run_js("gate_tuner", [("learn", gate, *case) for case in cases]),
        strict=True,
    ):
        theta, epochs = np.zeros(X.shape[1] + 1), []
        for t in range(count):
            k = t % len(X)
            wrong = targets[k] - (np.append(X[k], 1) @ theta >= 0)
            theta = theta + lr * wrong * np.append(X[k], 1)
            epochs.append(abs(wrong))
            if k == len(X) - 1 and not any(epochs[-len(X) :]):
                break
        assert [*got["w"], got["b"]] == theta.tolist()
        assert got["errors"] == [int(sum(epochs[i : i + len(X)])) for i in range(0, len(epochs) - len(X) + 1, len(X))]
        if count == 400:
            assert bool(got["learned"]) == (gate not in ("XOR", "XNOR")) == (not got["again"])


@needs("node")
def test_the_learning_view_tells_what_was_wrong_when_shown_from_what_is_wrong_now():
    cases = [(gate, count) for gate in ("AND", "OR", "NOR", "XOR", "XNOR") for count in (4, 5, 7, 8)]
    runs = run_js("gate_tuner", [("learn", gate, 1.0, count) for gate, count in cases])
    going = [(gate, run) for (gate, _), run in zip(cases, runs) if not run["learned"] and not run["again"]]
    told = run_js("gate_tuner", [("learningInWords", gate, run) for gate, run in going])
    differs = 0
    for (gate, run), words in zip(going, told, strict=True):
        now = [row[-2] != row[-1] for row in GateTuner(gate=gate, w1=run["w"][0], w2=run["w"][1], b=run["b"]).table]
        assert words.endswith(f"Wrong when shown in the last one: {run['errors'][-1]}. Wrong now: {sum(now)}."), words
        differs += run["errors"][-1] != sum(now)
    assert differs, "some case in which the two differ"


# -- BackpropStepper ---------------------------------------------------------------------------


def test_classic_example_to_the_printed_digits():
    stepper = BackpropStepper()
    assert round(stepper.error, 10) == 0.2983711088
    assert [round(o, 10) for o in stepper.out] == [0.7513650696, 0.7729284653]
    assert round(stepper.update(1), 10) == 0.2910277737
    expected = (
        0.1497807161,
        0.1995614323,
        0.2497511436,
        0.2995022873,
        0.3589164797,
        0.4086661861,
        0.5113012702,
        0.5613701211,
    )
    assert [round(w, 10) for w in stepper.w] == list(expected)
    stepper.update(9999)
    assert f"{stepper.error:.6e}" == "3.510188e-05" and stepper.updates == 10_000 and stepper.b == (0.35, 0.60)
    assert [f"{o:.7f}" for o in stepper.out] == ["0.0159136", "0.9840643"]
    assert f"{BackpropStepper(train_biases=True).update(10_000):.3e}" == "4.355e-06"


def test_the_stepper_says_in_words_only_what_was_computed():
    said = [BackpropStepper(stage=stage).describe() for stage in (0, 7, 8, 11)]
    assert ["outputs 0.75136" in text for text in said] == [False, False, True, True]
    assert ["error 0.29837" in text for text in said] == [False, False, False, True]
    trained = BackpropStepper()
    trained.update(1)
    assert "error 0.29102" in trained.describe()


def test_stepper_refuses_changes_in_place_and_odd_counts():
    stepper = BackpropStepper()
    with pytest.raises(TypeError):
        stepper.w[0] = 1.0
    for bad in (-1, 1.5, 10**7, "3"):
        with pytest.raises(traitlets.TraitError, match="count must be a"):
            stepper.update(bad)
    assert stepper.updates == 0


def random_states(count=60):
    rng = np.random.default_rng(3)
    for i in range(count):
        yield {
            "x": rng.uniform(-1, 1, 2).tolist(),
            "target": rng.uniform(0, 1, 2).tolist(),
            "w": rng.normal(0, 2, 8).tolist(),
            "b": rng.normal(0, 1, 2).tolist(),
            "lr": float(rng.uniform(0.05, 2)),
            "train_biases": bool(i % 2),
        }


def error_222(theta, x, target):
    """The error as one function of the ten numbers, with matrices."""
    W1, W2 = np.reshape(theta[:4], (2, 2)), np.reshape(theta[4:8], (2, 2))
    hidden = expit(W1 @ x + theta[8])
    return 0.5 * np.sum((np.asarray(target) - expit(W2 @ hidden + theta[9])) ** 2)


@needs("node")
def test_gradients_in_the_browser_equal_finite_differences():
    states = list(random_states())
    results = run_js("backprop_math", [("backward", s["x"], s["w"], s["b"], s["target"]) for s in states])
    for s, got in zip(states, results, strict=True):
        theta = np.array(s["w"] + s["b"])
        assert got["error"] == pytest.approx(error_222(theta, s["x"], s["target"]), rel=1e-12)
        slope = approx_fprime(theta, error_222, 1e-7, s["x"], s["target"])
        assert np.allclose(got["gradW"] + got["gradB"], slope, atol=1e-6)


@needs("node")
def test_training_in_the_browser_equals_python():
    states = [*random_states(), {"x": [0.05, 0.1], "target": [0.01, 0.99], "lr": 0.5, "train_biases": False}]
    steppers = [BackpropStepper(**s) for s in states]
    counts = [1, 7, 130, 1234] * 15 + [10_000]
    calls = [("train", s.state(), n) for s, n in zip(steppers, counts, strict=True)]
    for stepper, count, got in zip(steppers, counts, run_js("backprop_math", calls), strict=True):
        stepper.update(count)
        assert got["updates"] == count == stepper.updates
        assert np.allclose(got["w"], stepper.w, rtol=1e-8, atol=1e-9) and np.allclose(got["b"], stepper.b)
        assert np.allclose(got["curve"], stepper.curve, rtol=1e-7, atol=1e-12)
    assert f"{got['curve'][-1][1]:.6e}" == "3.510188e-05" and len(got["curve"]) < 400


@needs("node")
def test_every_step_shows_the_value_of_the_right_pass():
    state = BackpropStepper().state()
    [steps] = run_js("backprop_math", [("lessonSteps", state)])
    values = {step["key"]: step["value"] for step in steps}
    # The figures of the syllabus.
    expected = {
        "out_h1": 0.5932699921,
        "out_h2": 0.5968843783,
        "out_o1": 0.7513650696,
        "out_o2": 0.7729284653,
        "E_o1": 0.2748110832,
        "E_o2": 0.0235600256,
        "E": 0.2983711088,
        "dout_o1": 0.7413650696,
        "slope_o1": 0.1868156018,
        "grad_w5": 0.0821670406,
        "dout_h1": 0.0363503064,
        "slope_h1": 0.2413007086,
        "grad_w1": 0.0004385677,
    }
    assert {key: round(values[key], 10) for key in expected} == expected
    assert next(s["numbers"] for s in steps if s["key"] == "dout_h1").endswith("= 0.0553994247 − 0.0190491183")
    assert [s["phase"] for s in steps] == ["forward"] * 11 + ["backward"] * 20 + ["update"]
    [with_biases] = run_js("backprop_math", [("lessonSteps", {**state, "train_biases": True})])
    assert [s["key"] for s in with_biases if s["key"] not in values] == ["grad_b2", "grad_b1"]


# -- Quiz and shared numbers -------------------------------------------------------------------


def test_quiz_counts_marks_and_names_the_faulty_question():
    quiz = made(Quiz)
    assert quiz.score == (0, 2)
    quiz.answers = {"bias": 1}
    assert quiz.score == (0, 2)
    quiz.answers = {"bias": 0}
    assert quiz.score == (2, 2)
    [good] = MINIMAL["Quiz"]["questions"]
    for change, message in [
        ({"marks": 3}, "'bias' has 3 marks"),
        ({"bloom": "guess"}, "'bias' has the Bloom level 'guess'"),
        ({"options": good["options"][1:]}, "'bias' needs at least two options"),
        ({"options": [good["options"][0]] * 2}, "'bias' must have exactly one right option, it has 2"),
        ({"options": [good["options"][0], {**good["options"][1], "why": " "}]}, "'bias' does not say why option 2"),
    ]:
        with pytest.raises(traitlets.TraitError, match=message):
            Quiz([{**good, **change}])
    with pytest.raises(traitlets.TraitError, match="two questions have the id 'bias'"):
        Quiz([good, good])
    with pytest.raises(traitlets.TraitError, match="no option number 5"):
        quiz.answers = {"bias": 5}
    assert "right" not in quiz.describe()


@needs("node")
def test_quiz_score_in_the_browser_equals_python():
    quiz = made(Quiz)
    for answers in ({}, {"bias": 0}, {"bias": 1}):
        quiz.answers = answers
        [got] = run_js("quiz", [("score", quiz.questions, answers)])
        assert (got["earned"], got["total"]) == quiz.score and got["answered"] == len(answers)


@needs("node")
def test_numbers_are_written_for_people():
    texts = {
        0.1 + 0.2: "0.3",
        -1.5: "−1.5",
        -0.00001: "−1e−5",
        0.00011912: "1.19e−4",
        1234.5: "1234.5",
        3e9: "3e9",
        -1e-300: "−1e−300",
    }
    assert run_js("numbers", [("fmt", value) for value in texts]) == list(texts.values())
    assert run_js("numbers", [("fmt", 0.0821670406, 10), ("signed", -2), ("factor", -3.5), ("fixed", -0.00001, 2)]) == [
        "0.0821670406",
        "− 2",
        "(−3.5)",
        "0.00",
    ]


@needs("node")
def test_ticks_are_round_and_inside():
    rng = np.random.default_rng(4)
    spans = [sorted(rng.normal(0, 10 ** rng.uniform(-3, 4), 2)) for _ in range(200)]
    for (low, high), found in zip(
        spans, run_js("numbers", [("ticks", low, high, 5) for low, high in spans]), strict=True
    ):
        step = np.diff(found)
        assert 2 <= len(found) <= 12 and low - 1e-9 <= found[0] and found[-1] <= high + 1e-9 * abs(high)
        assert np.allclose(step, step[0], rtol=1e-6)
        assert round(step[0] / 10 ** math.floor(math.log10(step[0] * (1 + 1e-9))), 6) in (1, 2, 5)
    assert run_js("numbers", [("logTicks", 0.01, 1000, 10)]) == [[0.01, 0.1, 1, 10, 100, 1000]]


@needs("node")
def test_random_numbers_repeat_and_are_uniform_and_normal(tmp_path):
    script = tmp_path / "draw.mjs"
    from widgets_js import _as_package

    script.write_text(
        f'import {{ randomFrom }} from "{(_as_package() / "numbers.js").as_uri()}";'
        "const r = randomFrom(7), s = randomFrom(7);"
        "const draw = (n, f) => Array.from({ length: n }, f);"
        "console.log(JSON.stringify([draw(4000, r), draw(4000, s), draw(4000, r.normal)]));"
    )
    done = subprocess.run(["node", str(script)], capture_output=True, text=True)
    first, second, normal = map(np.array, json.loads(done.stdout))
    assert np.array_equal(first, second) and np.allclose(
        first[:50], list(itertools.islice(mulberry32(7), 50)), atol=1e-12
    )
    assert abs(first.mean() - 0.5) < 0.02 and abs(first.std() - 12**-0.5) < 0.02
    assert abs(normal.mean()) < 0.06 and abs(normal.std() - 1) < 0.05


def mulberry32(state):
    """Tommy Ettinger's generator, as published, with 32-bit arithmetic."""
    while True:
        state = (state + 0x6D2B79F5) % 2**32
        t = (state ^ state >> 15) * (state | 1) % 2**32
        t = (t + (t ^ t >> 7) * (t | 61) % 2**32) % 2**32 ^ t
        yield (t ^ t >> 14) / 2**32


@needs("node")
def test_a_number_typed_before_a_step_is_told_right_turned_or_other():
    told = run_js(
        "backprop_stepper", [("verdictOn", *pair) for pair in ((0.378, 0.3775), (0.08, -0.0803), (0.5, 0.3775))]
    )
    assert told[0] == "You said 0.378: right." and "its sign is turned" in told[1] and "it is 0.3775" in told[2]
    with pytest.raises(traitlets.TraitError, match="guess is"):
        BackpropStepper(guess=[1])
    assert BackpropStepper(guess=[1, 0.3]).guess == [1, 0.3]


@needs("node")
def test_options_are_shown_in_an_order_of_the_seed_with_none_of_these_last():
    question = {"id": "01.p1", "options": [{"text": text} for text in ("a", "none of these", "b", "c", "d")]}
    orders = run_js("quiz", [("order", question, seed) for seed in range(60)])
    assert orders[0] == [0, 1, 2, 3, 4]
    assert all(sorted(order) == [0, 1, 2, 3, 4] and order[-1] == 1 for order in orders[1:])
    assert len({tuple(order) for order in orders[1:]}) > 15
    assert orders[7] == run_js("quiz", [("order", question, 7)])[0]


def test_a_last_picture_is_read_back_as_it_was_drawn_whatever_its_letters():
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text x="1">unit &lt; 0 &amp; "50 %" − 1 # \'</text></svg>'
    tuner = GateTuner()
    tuner._still = {"pictures": [{"svg": svg, "words": 'A "plane" & < 0'}], "state": 1}
    read = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: read.append(dict(attributes)) if tag == "img" else None
    parser.feed(tuner._still_data()["text/html"])
    assert [(unquote(img["src"].partition(",")[2]), img["alt"]) for img in read] == [(svg, 'A "plane" & < 0')]


def test_a_quiz_and_a_prediction_say_what_was_answered_and_nothing_before():
    quiz, prediction = made(Quiz), made(helpers.widgets.Prediction)
    assert "marks" not in quiz.describe() and "It is" not in prediction.describe()
    quiz.answers, prediction.guess = {"bias": 1}, "w1"
    assert quiz.describe().endswith("Answered: 1 (b); 0 of 2 marks.") and "It is" not in prediction.describe()
    prediction.committed = True
    assert prediction.describe().endswith("You said w1. It is b2. Its signal is 1.")
    curve = helpers.widgets.Prediction(
        kind="curve",
        axes={"at": [1, 2], "y": [0, 1]},
        guess=[0.5, None],
        sealed=seal([0.25, 1 / 3], "It falls.", near=0.1),
        committed=True,
    )
    assert curve.describe().endswith("You said 0.5, nothing. It is 0.25, 0.3333. It falls.")
