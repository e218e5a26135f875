"""Item analysis against figures reckoned by hand and against SciPy, and what it says in words."""

import random
import statistics

import numpy as np
import pytest
from scipy import stats

from helpers.instructors.insight import items
from helpers.instructors.insight.items import Item, analyse
from helpers.instructors.insight.people import concerns


def lesson(columns, most=1.0):
    """Items of the columns of a table: one row for each student."""
    return [Item(f"i{k}", most, {f"s{i:03d}": mark for i, mark in enumerate(col)}) for k, col in enumerate(columns)]


def made(students=120, seed=1):
    """Four items that measure one thing, one that measures nothing, and one that misleads."""
    dice = np.random.default_rng(seed)
    ability = dice.normal(size=students)
    good = [(ability + dice.normal(size=students) > level).astype(float) for level in (-1, -0.3, 0.3, 1)]
    noise = (dice.random(students) < 0.5).astype(float)
    return [*good, noise, (ability + 0.6 * dice.normal(size=students) < 0).astype(float)]


def test_figures_reckoned_by_hand():
    """Ten students; the first item is solved by the five with the most elsewhere, whose rest is 1, others 0: r = 1."""
    first = [1] * 5 + [0] * 5
    half = [2, 2, 2, 2, 1, 1, 0, 0, 0, 0]
    easy, hard = analyse(lesson([first, first])), analyse(lesson([first, [2 * x for x in first], half], most=2.0))
    assert [one.discrimination for one in easy] == pytest.approx([1, 1]) and easy[0].upper_lower == pytest.approx(1)
    assert hard[2].solved == 0.4 and hard[2].mean == 0.5
    # About their means: of `half` four times 1, twice 0, four times -1; of the rest five times 0.5, five times -0.5. The
    # products add up to 4, the squares to 8 and 2.5.
    assert hard[2].discrimination == pytest.approx(4 / np.sqrt(8 * 2.5), abs=1e-12)


def test_the_same_as_scipys_point_biserial_and_pearson():
    columns = made()
    for k, one in enumerate(analyse(lesson(columns))):
        rest = sum(column for i, column in enumerate(columns) if i != k)
        assert one.discrimination == pytest.approx(stats.pointbiserialr(columns[k], rest).statistic, abs=1e-12)
        known = stats.pearsonr(columns[k], rest).confidence_interval()
        assert (one.low, one.high) == pytest.approx((known.low, known.high), abs=1e-9)
    dice = np.random.default_rng(2)
    parts = [dice.integers(0, 5, 40) / 2 for _ in range(4)]
    for k, one in enumerate(analyse(lesson(parts, most=2.0))):
        rest = sum(column for i, column in enumerate(parts) if i != k)
        assert one.discrimination == pytest.approx(stats.pearsonr(parts[k], rest).statistic, abs=1e-12)


def test_upper_and_lower_groups_do_not_hang_on_the_order_of_names():
    """27 of 100: by hand on marks without ties; with ties the same for every order."""
    dice = random.Random(3)
    pairs = [(dice.random(), i / 100) for i in range(100)]
    by_hand = statistics.fmean(p for p, _ in pairs[-27:]) - statistics.fmean(p for p, _ in pairs[:27])
    assert items.upper_lower(pairs) == pytest.approx(by_hand)
    tied = [(share, round(rest, 1)) for share, rest in pairs]
    dice.shuffle(pairs := list(tied))
    assert items.upper_lower(pairs) == pytest.approx(items.upper_lower(tied), abs=1e-12)


def test_what_measures_nothing_or_misleads_is_said_in_words():
    *good, nothing, misleads = made(300)
    told = [one.says for one in analyse(lesson([*good, nothing]))]
    assert told[:4] == [""] * 4 and "does not measure" in told[4]
    assert "look for a trap" in analyse(lesson([*good, misleads]))[4].says
    small = analyse(lesson([*made(30)[:4], made(30)[4]]))[4]
    assert small.high > items.LITTLE > small.discrimination and "as far as 30 marks can say" in small.says


@pytest.mark.parametrize(
    "column, says",
    [
        ([1] * 12, "Everybody solved it"),
        ([0] * 12, "Nobody earned anything"),
        ([0.5] * 12, "tells nobody apart"),
        ([1, 0] * 3, "Too few marks to say what it measures (6 of 10)"),
        ([], "No marks yet"),
    ],
)
def test_what_cannot_be_reckoned_is_said(column, says):
    other = list(range(12))
    one = analyse([*lesson([column]), Item("other", 11, {f"s{i:03d}": mark for i, mark in enumerate(other)})])[0]
    assert says in one.says and one.discrimination is None


def test_marks_that_are_missing_leave_no_trace():
    """Who has no mark yet in an answer in words counts in neither, and no other item changes because of it."""
    columns = made(60)
    some = [Item("words", 1, {f"s{i:03d}": columns[3][i] for i in range(0, 60, 2)}), *lesson(columns[:3])]
    rest = sum(columns[:3])[::2]
    assert analyse(some)[0].discrimination == pytest.approx(stats.pearsonr(columns[3][::2], rest).statistic)
    assert analyse(some)[0].count == 30
    some[0].waiting = 30
    assert analyse(some)[0].says == "30 are not marked yet; these figures are of the others alone."
    noise = [Item("noise", 1, lesson([made(300)[4]])[0].earned, waiting=1), *lesson(made(300)[:4])]
    assert "not marked yet" in analyse(noise)[0].says and "does not measure" in analyse(noise)[0].says


def test_distractors_that_do_no_work_and_those_that_pull_the_wrong_way():
    columns = made(100)
    quiz = lesson(columns[:1])[0]
    quiz.options, quiz.key = dict.fromkeys("abcd", ""), "b"
    quiz.chosen = {student: "b" if mark else "a" for student, mark in quiz.earned.items()}
    quiz.chosen[next(s for s, mark in quiz.earned.items() if not mark)] = "c"
    one = analyse([quiz, *lesson(columns[1:4])])[0]
    assert "Nobody takes d. Hardly anybody takes c." in one.says and one.pulls == []
    assert one.taken.startswith("a ") and "b* " in one.taken and "d 0" in one.taken
    quiz.key = "a"  # as if the key were wrong
    quiz.earned = {student: 1.0 - mark for student, mark in quiz.earned.items()}
    assert "is the key right?" in analyse([quiz, *lesson(columns[1:4])])[0].says


def test_the_order_of_students_changes_no_figure():
    columns = made(50)
    order = list(range(50))
    random.Random(4).shuffle(order)
    mixed = [Item(f"i{k}", 1, {f"s{i:03d}": column[i] for i in order}) for k, column in enumerate(columns)]
    for one, other in zip(analyse(lesson(columns)), analyse(mixed)):
        assert (one.discrimination, one.low, one.upper_lower, one.says) == (
            other.discrimination,
            other.low,
            other.upper_lower,
            other.says,
        )


def test_who_needs_a_person():
    before = {f"s{i}": 0.9 for i in range(8)}
    now = before | {"s0": 0.2, "s1": 0.55, "s2": 0.6}
    told = concerns({"01-a": before, "02-b": now}, {"02-b": ["s8"]}, ["s3", "s8", "s9"])
    assert [concern.students for concern in told] == [["s8"], ["s9"], ["s0"], ["s0", "s1"]]
    assert {one.reason.split(" of ")[-1] for one in concerns({"90-exam-mid": before, "02-b": {}}, {}, ["s9"])} == {
        "02-b"
    }
    assert concerns({}, {}) == [] and concerns({"01-a": before}, {}) == []
