"""Every figure of lesson 04 at its printed precision, computed by the lesson's own code; and Keras agrees."""
import numpy as np
import pytest
from lessons import namespace
from scipy.special import softmax
from sklearn.metrics import log_loss, mean_absolute_error, mean_squared_error

SLUG = "04-loss-functions"


@pytest.fixture(scope="module")
def lesson():
    return namespace(SLUG)


def test_regression_losses_of_the_examples(lesson):
    y, p = np.array([3.0, 5, 2, 7]), np.array([2.5, 5, 4, 8])
    assert lesson["mse"](y, p) == 1.3125 == mean_squared_error(y, p)
    assert lesson["mae"](y, p) == 0.875 == mean_absolute_error(y, p)
    zeros, errors = np.zeros(4), np.array([0.5, 1, -3, 0])
    assert lesson["huber"](zeros, errors) == 0.78125 and lesson["huber"](zeros, errors, delta=2) == 1.15625


def test_mse_leads_to_the_mean_and_mae_to_the_median(lesson):
    assert lesson["best_squared"] == pytest.approx(22) and lesson["best_absolute"] == pytest.approx(3)


def test_half_the_sum_of_squares_is_the_mse_for_two_outputs_only(lesson):
    assert {k: round(v, 10) for k, v in lesson["half_sums"].items()} == {1: 0.2748110832, 2: 0.2983711088, 3: 0.3033711088}
    ratio = {k: lesson["means"][k] / lesson["half_sums"][k] for k in (1, 2, 3)}
    assert ratio == pytest.approx({1: 2, 2: 1, 3: 2 / 3})


def test_slopes_told_beside_the_explorer(lesson):
    explorer = lesson["explorer"]
    slopes = {}
    for y in (20, 30):
        explorer.outlier_y = y
        slopes[y] = explorer.lines
    assert {name: round(line[0], 2) for name, line in slopes[30].items()} == {"MSE": 1.97, "MAE": 0.81, "Huber": 0.89}
    assert slopes[20]["MAE"] == slopes[30]["MAE"]
    explorer.outlier_x = 5
    assert round(explorer.lines["MSE"][0], 1) == 1.0 and explorer.lines["MSE"][1] > 2.5
    explorer.reset()
    assert all(round(line[0], 1) == 0.8 for line in explorer.lines.values())


def test_log_loss_of_the_examples(lesson):
    y, p = np.array([1.0, 0, 1]), np.array([0.9, 0.2, 0.4])
    assert round(lesson["binary_crossentropy"](y, p), 4) == 0.4149 == round(log_loss(y, p), 4)
    assert [round(lesson["binary_crossentropy"](1.0, q), 4) for q in (0.9, 0.8, 0.4, 0.5)] == [0.1054, 0.2231, 0.9163, 0.6931]
    assert round(lesson["binary_crossentropy"](1.0, 0.0), 3) == 16.118
    assert round(lesson["binary_crossentropy"](0.0, 1.0, eps=0.01), 3) == 4.605


def test_confident_mistakes_cost_much_and_pull_hard(lesson):
    rows = {row[0]: row[1:] for row in lesson["confident"]}
    assert [round(v, 4) for v in rows[0.001]] == [6.9078, 0.998, -0.999, -0.002]
    assert round(rows[0.01][2], 2) == -0.99 and round(rows[0.01][3], 4) == -0.0196
    assert rows[0.001][0] - rows[0.01][0] == pytest.approx(np.log(10))


def test_cross_entropies_of_the_example(lesson):
    P, y = np.array([[0.2, 0.7, 0.1], [0.5, 0.3, 0.2]]), np.array([1, 0])
    assert round(lesson["sparse_categorical_crossentropy"](y, P), 4) == 0.5249
    assert round(lesson["categorical_crossentropy"](np.eye(3)[y], P), 4) == 0.5249
    uniform = np.full((4, 10), 0.1)
    assert round(lesson["sparse_categorical_crossentropy"](np.array([0, 3, 9, 5]), uniform), 4) == 2.3026


def test_reductions_give_five_answers(lesson):
    values = list(lesson["reductions"].values())
    assert values[0].tolist() == [2, 1, 6] and values[1:] == [3, 6, 9, 18]


def test_logits_keep_what_probabilities_lose(lesson):
    assert round(float(lesson["through_probabilities"]), 3) == 16.118 and float(lesson["from_logits"]) == 120
    assert {k: round(float(v), 4) for k, v in lesson["stuck"].items()} == {3: 0.5514, 10: 1.4612}


def test_gradient_of_softmax_with_cross_entropy(lesson):
    gradient = lesson["softmax_crossentropy_grad"]
    assert gradient(np.array([[2.0, 1, 0]]), np.array([0])).round(4).tolist() == [[-0.3348, 0.2447, 0.09]]
    assert np.allclose(lesson["by_formula"], lesson["by_differences"], atol=1e-8)
    rng = np.random.default_rng(1)
    logits, y, h = rng.normal(size=(6, 4)), rng.integers(0, 4, 6), 1e-6
    loss = lesson["sparse_categorical_crossentropy"]
    for i, j in np.ndindex(6, 4):
        step = np.zeros((6, 4))
        step[i, j] = h
        slope = (loss(y, softmax(logits + step, axis=1)) - loss(y, softmax(logits - step, axis=1))) / (2 * h)
        assert gradient(logits, y)[i, j] == pytest.approx(slope, abs=1e-8)


def test_keras_agrees_to_a_millionth():
    lesson = namespace(SLUG, skip_tags=())
    assert len(lesson["differences"]) == 8 and max(lesson["differences"].values()) < 1e-6
    assert lesson["gradient_difference"] < 1e-6
