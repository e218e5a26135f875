"""Lesson 01: every figure of the syllabus, from the code that the lesson shows, and what its text claims."""
import itertools

import numpy as np
import pytest
from lessons import ROOT, namespace

from helpers import check
from helpers.building.sources import read_source
from helpers.checks import probes
from helpers.checks.bank import load_bank
from helpers.checks.judges import judge
from helpers.widgets import GateTuner

SLUG = "01-perceptron-gates"
TABLES = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "NAND": [1, 1, 1, 0], "NOR": [1, 0, 0, 0], "NOT": [1, 0]}


@pytest.fixture(scope="module")
def lesson():
    return namespace(SLUG)


@pytest.mark.parametrize(
    "w, b, nets, outputs",
    [
        ([1, 1], -1.5, [-1.5, -0.5, -0.5, 0.5], TABLES["AND"]),
        ([1, 1], -0.5, [-0.5, 0.5, 0.5, 1.5], TABLES["OR"]),
        ([-2], 1, [1, -1], TABLES["NOT"]),
        ([-1, -1], 0.5, [0.5, -0.5, -0.5, -1.5], TABLES["NOR"]),
    ],
    ids=["AND", "OR", "NOT", "NOR"],
)
def test_truth_tables_with_their_net_inputs(lesson, w, b, nets, outputs):
    rows = lesson["gate_rows"](w, b)
    assert [row[-2] for row in rows] == nets and [row[-1] for row in rows] == outputs
    inputs = np.array([row[:-2] for row in rows])
    assert lesson["neuron"](inputs, np.array(w), b).tolist() == outputs
    source = (ROOT / "solutions" / SLUG / f"{SLUG}.py").read_text("utf-8")
    assert f"gate_rows({w}, {b:g})" in source, "the lesson shows this table"


def test_the_linear_neuron_gives_96(lesson):
    assert lesson["products"].tolist() == [4, 10, 18] and lesson["linear_output"] == 96


def test_the_step_fires_at_zero(lesson):
    assert lesson["step"](0) == 1 and lesson["step"](np.array([-1e-9, 0.0, 1e-9])).tolist() == [0, 1, 1]


def test_fourteen_of_sixteen_gates_are_one_neuron(lesson):
    assert np.flatnonzero(lesson["counts"] == 0).tolist() == [0b0110, 0b1001]
    # The four inequalities leave no room for the other two: on a fine grid of numbers, none does either.
    grid = np.array(list(itertools.product(np.arange(-3, 3.25, 0.25), repeat=3)))
    outputs = lesson["step"](lesson["CORNERS"] @ grid[:, :2].T + grid[:, 2])
    met = set(np.array([8, 4, 2, 1]) @ outputs)
    assert met == set(range(16)) - {0b0110, 0b1001}


def test_xor_from_or_and_nand_and_xnor_from_its_two_halves(lesson):
    step, corners = lesson["step"], lesson["CORNERS"]
    assert lesson["hidden"].T.tolist() == [TABLES["OR"], TABLES["NAND"]] and lesson["xor"].tolist() == [0, 1, 1, 0]
    (W, b), (w, c) = lesson["xnor_network"]["hidden"], lesson["xnor_network"]["output"]
    hidden = step(corners @ np.array(W) + b)
    assert hidden.T.tolist() == [TABLES["NOR"], TABLES["AND"]] and step(hidden @ np.array(w) + c).tolist() == [1, 0, 0, 1]


def test_learning_by_heart_lowers_the_training_error_and_raises_the_test_error(lesson):
    (_, few_train, few_test), (_, many_train, many_test) = lesson["error_rows"]
    assert many_train == 0 < few_train < 0.15 and few_test < 0.15 and many_test > 2 * few_test


def test_rosenblatts_rule_ends_on_and_and_or_and_circles_on_xor(lesson):
    w, b, errors = lesson["learned"]["AND"]
    assert (w.tolist(), b, errors) == ([2, 1], -3, [2, 3, 3, 2, 1, 0])
    w, b, errors = lesson["learned"]["OR"]
    assert (w.tolist(), b, errors) == ([1, 1], -1, [2, 2, 1, 0])
    train, y = lesson["train_perceptron"], np.array([0, 1, 1, 0])
    assert train(lesson["CORNERS"], y, 1, 500)[2] == [3, 3] + [4] * 498
    ends = [train(lesson["CORNERS"], y, 1, epochs)[:2] for epochs in (2, 3, 4, 50)]
    assert all(w.tolist() == [-1, 0] and b == 0 for w, b in ends)


def test_first_epoch_of_and_as_worked_by_hand(lesson):
    w, b, errors = lesson["train_perceptron"](lesson["CORNERS"], np.array(TABLES["AND"]), 1, 1)
    assert (w.tolist(), b, errors) == ([1, 1], 0, [2])


def test_the_learning_rate_sets_the_scale_only_and_a_tenth_shows_rounding(lesson):
    def run(lr):
        return lesson["train_perceptron"](lesson["CORNERS"], np.array(TABLES["AND"]), lr, 12)

    for lr in (0.5, 0.25):
        assert run(lr)[2] == run(1)[2] and run(lr)[0].tolist() == (lr * run(1)[0]).tolist()
    w, b, errors = run(0.1)
    assert errors == [2, 3, 3, 0] and b == -0.20000000000000004 and w[0] == 0.2 and -3e-17 < w[0] + b < -2e-17


def test_the_bound_of_the_convergence_theorem(lesson):
    assert round((lesson["R"] / lesson["gamma"]) ** 2) == 51 and sum(lesson["learned"]["AND"][2]) == 11


def test_two_kinds_of_iris_are_separated_and_two_are_not(lesson):
    assert lesson["errors"][-1] == 0 and lesson["test_errors"] == 0
    assert len(lesson["errors2"]) == 100 and min(lesson["errors2"]) > 0 and lesson["test_errors2"] < 8


def test_the_widgets_of_the_lesson_start_as_the_text_says(lesson):
    assert lesson["tuner"].solved
    assert not any(row[-2] == row[-1] for row in GateTuner(gate="NAND", w1=1, w2=1, b=-1.5).table), "all four corners wrong"
    assert [row[-3] for row in GateTuner(gate="NOT", w1=-1, b=1).table] == [1, 0] and not GateTuner(gate="NOT", w1=-1, b=1).solved
    met = {b / 4 for b in range(-12, 5) if GateTuner(gate="AND", w1=1, w2=1, b=b / 4).solved}
    assert met == {-2, -1.75, -1.5, -1.25}
    met = {b / 4 for b in range(-12, 5) if GateTuner(gate="OR", w1=1, w2=1, b=b / 4).solved}
    assert met == {-1, -0.75, -0.5, -0.25}


def test_examples_in_the_exercise_texts(lesson):
    assert lesson["neuron"](np.array([[1, 0, 0], [0, 1, 0], [1, 1, 1]]), np.array([2, 1, -2]), -1.5).tolist() == [1, 0, 0]
    w, b = lesson["perceptron_update"](np.array([0.5, -1.0]), 0.25, np.array([1.0, 2.0]), 1, 0.5)
    assert w.tolist() == [1.0, 0.0] and b == 0.75


def test_each_gate_counts_on_its_own(lesson):
    spec = load_bank(ROOT / "solutions" / SLUG)["01.gates"].spec(0)
    for count in range(6):
        answer = {name: lesson["gates"][name] if i < count else ([0, 0][: 1 + (name != "NOT")], -1) for i, name in enumerate(TABLES)}
        assert judge(spec, probes.answer(probes.request(spec), answer)).points == pytest.approx(4 * count / 5)
    missing = judge(spec, probes.answer(probes.request(spec), {"AND": ([1, 1], -1.5)}))
    assert missing.points == 0.8 and any('"OR"' in message.text for message in missing.messages)


def test_a_dict_as_it_was_given_is_empty_and_a_half_filled_one_is_wrong(tmp_path, monkeypatch):
    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path))
    for exercise in ("01.gates", "01.xnor_network"):
        report = check(exercise, {})
        assert report.text().startswith(f"○ Still empty: {exercise}"), report
    assert "still empty. Fill in" in check("01.xnor_network", {}).text()
    assert check("01.xnor_network", {"hidden": ([[-1, 1], [-1, 1]], [0.5, -1.5])}).text().startswith("✘ Not yet")


def test_points_sum_to_22():
    cells = read_source(ROOT / "solutions" / SLUG / f"{SLUG}.py").cells
    assert sum(c.metadata["nbgrader"]["points"] for c in cells if c.metadata.get("nbgrader", {}).get("grade")) == 22


def test_keras_agrees_and_finds_no_slope():
    pytest.importorskip("keras")
    space = namespace(SLUG, skip_tags=())
    assert space["keras_and_out"].tolist() == TABLES["AND"] and space["keras_xor_out"].tolist() == [0, 1, 1, 0]
    assert space["slopes"] == [None] * 4
