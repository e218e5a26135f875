"""Every figure of lesson 04 at its printed precision, computed by the lesson's own code; and Keras agrees."""

import numpy as np
import pytest
from lessons import namespace, says
from scipy.special import softmax
from sklearn.metrics import log_loss, mean_absolute_error, mean_squared_error

from helpers.widgets import LossExplorer
from helpers.widgets.loss_explorer import POINTS

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
    says(SLUG, "here 22 and 3", "The slope of the MSE is $\\frac2N\\sum(c - y_i)$; it is 0 where $c$ is the mean")
    y, c, h = lesson["values"], 5.0, 1e-4
    measured = (np.mean((y - c - h) ** 2) - np.mean((y - c + h) ** 2)) / (2 * h)
    assert measured == pytest.approx(2 / len(y) * np.sum(c - y)) and np.sum(y.mean() - y) == pytest.approx(0)


def test_every_value_between_the_middle_two_is_as_good_for_the_mae():
    says(SLUG, "every value between the middle two is as good for the MAE")
    values = np.array([1.0, 2.0, 5.0, 9.0])
    errors = [np.mean(np.abs(values - c)) for c in (2, 3, 4.5, 5)]
    assert np.allclose(errors, errors[0]) and np.mean(np.abs(values - 5.5)) > errors[0] < np.mean(np.abs(values - 1.5))


def test_the_median_scatters_a_quarter_more_on_clean_normal_data():
    says(SLUG, "the median scatters $\\sqrt{\\pi/2} = 1.25$ times as much as the mean")
    samples = np.random.default_rng(0).normal(size=(4000, 101))
    assert (
        1.2 < np.median(samples, axis=1).std() / samples.mean(axis=1).std() < 1.3
        and round((np.pi / 2) ** 0.5, 2) == 1.25
    )


def test_a_fresh_network_starts_above_log_k():
    says(SLUG, "in ten tries a 784-300-100-10 network with Glorot's start", "started between 2.6 and 3.0")
    losses = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        h = rng.normal(size=(300, 784))
        for inputs, units in ((784, 300), (300, 100), (100, 10)):
            z = h @ (rng.uniform(-1, 1, (inputs, units)) * np.sqrt(6 / (inputs + units)))
            h = np.maximum(z, 0)
        losses.append(-np.log(softmax(z, axis=1)[np.arange(300), rng.integers(0, 10, 300)]).mean())
    assert 2.6 < min(losses) < 2.7 and 2.9 < max(losses) < 3.0


def test_cross_entropy_is_smallest_and_equal_to_the_entropy_for_the_true_distribution():
    says(SLUG, "it is smallest, and equal to the entropy, when $p = q$", "it is 0.6, and the cross-entropy is 0.9163")
    q = np.array([0.2, 0.5, 0.3])
    entropy = -np.sum(q * np.log(q))
    others = np.random.default_rng(0).dirichlet(np.ones(3), 500)
    assert np.all(-np.log(others) @ q >= entropy) and round(-np.log(0.4), 4) == 0.9163


def test_the_model_answer_of_the_weighted_gradient():
    from scipy.special import expit

    for a, y, z in ((3.0, 1, -0.7), (3.0, 0, -0.7), (0.5, 1, 1.2), (1.0, 0, 2.0)):
        loss = lambda z, a=a, y=y: -(a * y * np.log(expit(z)) + (1 - y) * np.log(1 - expit(z)))  # noqa: E731
        slope = (loss(z + 1e-6) - loss(z - 1e-6)) / 2e-6
        assert np.isclose(slope, a * (expit(z) - 1) if y else expit(z), rtol=1e-6)


def test_half_the_sum_of_squares_is_the_mse_for_two_outputs_only(lesson):
    assert {k: round(v, 10) for k, v in lesson["half_sums"].items()} == {
        1: 0.2748110832,
        2: 0.2983711088,
        3: 0.3033711088,
    }
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
    slope, start = explorer.lines["MSE"]
    clean = np.polyfit(*zip(*POINTS, strict=True), 1)
    says(SLUG, "at x = 5 the line stands at 7.6 in place of 5.0. Its slope is 1.0, near the 0.8 of the clean line")
    assert (round(slope, 1), round(start + 5 * slope, 1)) == (1.0, 7.6)
    assert (round(clean[0], 1), round(np.polyval(clean, 5), 1)) == (0.8, 5.0)


def test_which_line_leaves_first_beside_the_explorer():
    says(SLUG, "MSE and Huber leave together", "From about y = 10 Huber stays. MAE moves a little until y = 9")
    says(SLUG, "as long as no error exceeds δ, Huber's loss is half the squared error")
    lines = {}
    for y in (8.6, 8.8, 9, 9.4, 9.8, 10.5, 30):
        lines[y] = LossExplorer(outlier_y=y).lines
    for y in (8.6, 8.8, 9, 9.4, 9.8):
        assert lines[y]["Huber"] == pytest.approx(lines[y]["MSE"]), y
    assert lines[10.5]["Huber"] == pytest.approx(lines[30]["Huber"]) != pytest.approx(lines[10.5]["MSE"])
    assert [round(lines[y]["MAE"][0], 3) for y in (8.6, 8.8, 9, 9.4, 30)] == [0.778, 0.8, 0.812, 0.812, 0.812]
    assert all(round(line[0], 1) == 0.8 for line in lines[8.6].values()), "in line"


def test_log_loss_of_the_examples(lesson):
    y, p = np.array([1.0, 0, 1]), np.array([0.9, 0.2, 0.4])
    assert round(lesson["binary_crossentropy"](y, p), 4) == 0.4149 == round(log_loss(y, p), 4)
    assert [round(lesson["binary_crossentropy"](1.0, q), 4) for q in (0.9, 0.8, 0.4, 0.5)] == [
        0.1054,
        0.2231,
        0.9163,
        0.6931,
    ]
    assert round(lesson["binary_crossentropy"](1.0, 0.0), 3) == 16.118
    assert round(lesson["binary_crossentropy"](0.0, 1.0, eps=0.01), 3) == 4.605


def test_confident_mistakes_cost_much_and_pull_hard(lesson):
    rows = {row[0]: row[1:] for row in lesson["confident"]}
    assert [round(v, 4) for v in rows[0.001]] == [6.9078, 0.998, -0.999, -0.002]
    assert round(rows[0.01][2], 2) == -0.99 and round(rows[0.01][3], 4) == -0.0196
    assert rows[0.001][0] - rows[0.01][0] == pytest.approx(np.log(10))
    for p, (_, _, slope, slope_of_squares) in rows.items():  # what is measured there is what section 9 derives
        assert [slope, slope_of_squares] == pytest.approx([p - 1, 2 * (p - 1) * p * (1 - p)], abs=1e-8)


def test_cross_entropies_of_the_example(lesson):
    P, y = np.array([[0.2, 0.7, 0.1], [0.5, 0.3, 0.2]]), np.array([1, 0])
    assert round(lesson["sparse_categorical_crossentropy"](y, P), 4) == 0.5249
    assert round(lesson["categorical_crossentropy"](np.eye(3)[y], P), 4) == 0.5249
    uniform = np.full((4, 10), 0.1)
    assert round(lesson["sparse_categorical_crossentropy"](np.array([0, 3, 9, 5]), uniform), 4) == 2.3026


def test_reductions_give_five_answers(lesson):
    values = list(lesson["reductions"].values())
    assert values[0].tolist() == [2, 1, 6] and values[1:] == [3, 6, 9, 18]
    says(SLUG, "The rows are 1, 3 / 0, 2 / 4, 8.")
    ways = (np.sum, np.mean)
    assert {over(each(lesson["squared_errors"], axis=1)) for each in ways for over in ways} == {3, 6, 9, 18}
    says(SLUG, "For one batch size they differ by constant factors")

    def factors(errors):
        found = np.array([over(each(errors, axis=1)) for each in ways for over in ways])
        return found / found[-1]

    three, three_more, four = np.split(np.random.default_rng(0).uniform(size=(10, 2)), [3, 6])
    assert np.allclose(factors(three), factors(three_more)) and not np.allclose(factors(three), factors(four))


def test_logits_keep_what_probabilities_lose(lesson):
    assert round(float(lesson["through_probabilities"]), 3) == 16.118 and float(lesson["from_logits"]) == 120
    says(SLUG, "From the logits, value and slope are right.")
    z, m = lesson["logits"].astype(float), 120
    loss = lambda z: m + np.log(np.sum(np.exp(z - m))) - z[0]  # noqa: E731
    slopes = [(loss(z + 1e-4 * step) - loss(z - 1e-4 * step)) / 2e-4 for step in np.eye(3)]
    assert slopes == pytest.approx([-1, 0, 1], abs=1e-6)
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
    says(SLUG, "a wrong `from_logits=True` costs a warning only", "remembers its softmax, once as bare numbers")
    right, tensor, bare = lesson["net"].values()
    assert tensor == pytest.approx(right) and abs(bare - right) > 1 and len(lesson["net_warnings"]) == 1
    says(SLUG, "nothing underflows")
    keras = lesson["keras"]
    probabilities = keras.ops.softmax(keras.ops.convert_to_tensor(np.float32([[0, 30, 120]])))
    for given, loss in ((probabilities, 120), (probabilities.numpy(), 16.118)):
        assert float(keras.losses.SparseCategoricalCrossentropy()(np.array([0]), given)) == pytest.approx(
            loss, abs=1e-3
        )
    says(SLUG, "comes straight from Keras' own softmax or sigmoid", "(Keras 3 on TensorFlow does, for its own softmax)")
    sure = keras.ops.sigmoid(keras.ops.convert_to_tensor(np.float32([[-40]])))
    assert float(keras.losses.BinaryCrossentropy()(np.ones((1, 1)), sure)) == pytest.approx(40)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3, activation="softmax")])
    model.set_weights([np.eye(3), np.zeros(3)])
    model.compile(keras.optimizers.SGD(0.0), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    with pytest.warns(UserWarning, match="from_logits=True"):
        history = model.fit(50 * np.eye(3), np.arange(3), verbose=0).history
    assert history["loss"][0] == pytest.approx(0, abs=1e-6), "a perfect prediction reaches 0 in spite of the setting"


def test_the_progress_bar_of_keras_weights_each_batch_by_its_size():
    says(SLUG, "$(1 + 5)/2 = 3$, but the true mean is $9/5 = 1.8$", "(Keras' progress bar does.)")
    keras = pytest.importorskip("keras")
    x, y = np.zeros((5, 1)), np.array([[1], [1], [1], [1], [np.sqrt(5)]])
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.0), "mse")
    told = model.fit(x, y, batch_size=4, shuffle=False, verbose=0).history["loss"][0]
    assert told == pytest.approx(1.8, rel=1e-5)


def test_the_sum_behind_the_largest_logit_is_at_least_one():
    says(SLUG, "where the sum is at least 1", "no logarithm of a tiny number is taken")
    for logits in (np.array([-800.0, -900.0]), np.array([900.0, 3.0, -1000.0])):
        shifted = np.exp(logits - logits.max()).sum()
        assert shifted >= 1 and np.isfinite(logits.max() + np.log(shifted))


def test_a_sum_over_the_batch_makes_twice_the_gradient_of_twice_the_batch():
    says(SLUG, "on average it takes half the learning rate")
    rng = np.random.default_rng(0)
    sizes = {n: np.mean([np.sum(2 * (1.0 + rng.normal(size=n))) for _ in range(4000)]) for n in (32, 64)}
    assert sizes[64] / sizes[32] == pytest.approx(2, rel=0.02)


def test_a_point_far_off_in_its_input_draws_the_mae_line_to_itself():
    says(SLUG, "as long as the outlier lies in the target", "far off in its *input* draws the MAE line to itself, too")

    def mae_line(points):
        """(slope, start) of the line with the smallest MAE: it runs through two of the points."""
        x, y = np.array(points, float).T
        pairs = [(i, j) for i in range(len(x)) for j in range(i)]
        lines = [(slope := (y[i] - y[j]) / (x[i] - x[j]), y[i] - slope * x[i]) for i, j in pairs]
        return min(lines, key=lambda line: np.abs(y - line[1] - line[0] * x).sum())

    assert mae_line([*POINTS, (9.5, 30)])[0] == pytest.approx(0.8, abs=0.05), "off in its target"
    slope, start = mae_line([*POINTS, (100, 0)])
    assert abs(slope) < 0.1 and start + 100 * slope == pytest.approx(0, abs=1e-9)


def test_the_loss_curves_part_from_the_beginning():
    says(SLUG, "at 0.1 log loss is 2.30 and the squared error 0.81, at 0.01 they are 4.61 and 0.98")
    assert [(round(-np.log(p), 2), round((1 - p) ** 2, 2)) for p in (0.1, 0.01)] == [(2.3, 0.81), (4.61, 0.98)]


def test_a_loss_may_have_a_slope_of_zero_at_single_places_but_accuracy_has_it_over_wide_stretches(lesson):
    says(SLUG, "not zero over wide stretches where there is still something to learn")
    flat = {name: np.mean(np.diff(lesson[name]) == 0) for name in ("accuracy", "loss")}
    assert flat["accuracy"] > 0.9 and flat["loss"] < 0.01
