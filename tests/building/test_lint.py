"""The linter finds each flaw that it knows, and no lesson of the course has any."""

import mini_course
import pytest
from click.testing import CliRunner
from lessons import ROOT, slugs

from helpers.cli import main
from helpers.instructors.authored import Course
from helpers.instructors.building.lint import lint

PLAIN = """

# %% [markdown]
# Text.

# %%
{code}
"""


def complaints(tmp_path, source=mini_course.SOURCE, bank=mini_course.BANK):
    root = mini_course.make(tmp_path, source=source, bank=bank)
    return [str(complaint) for complaint in lint(Course(root).lesson(mini_course.SLUG))]


@pytest.mark.parametrize("slug", slugs())
def test_no_lesson_has_a_complaint(slug):
    assert [str(complaint) for complaint in lint(Course(ROOT).lesson(slug))] == []


def test_a_sound_lesson_has_no_complaint(tmp_path):
    good = PLAIN.format(code='show(fig, alt="A line.", caption="It rises.")')
    assert complaints(tmp_path, mini_course.SOURCE + good) == []


@pytest.mark.parametrize(
    "scheme, words",
    [("- 0.75: a reason", "adds up to 1.25, and the answer is worth 1"), ("0.5: a reason", "adds up to 0.5, and")],
)
def test_a_marking_scheme_adds_up_to_the_points(tmp_path, scheme, words):
    found = complaints(tmp_path, mini_course.SOURCE.replace("- 0.5: a reason", scheme))
    assert len(found) == 1 and words in found[0]


@pytest.mark.parametrize(
    "code, words",
    [
        ('show(fig, caption="It rises.")', "a figure has no alt"),
        ('show(fig, alt="A line.")', "a figure has no caption"),
        ('show(fig, alt=" ", caption="It rises.")', "a figure has no alt"),
        ("plt.show()", "loses the alt text"),
        ("x = 1\n" * 31, "the cell has 31 lines"),
        ("x = (", "cannot be read"),
        ("# %% [markdown]\n# ## A\n#\n# #### B", "jumps from 2 to 4"),
        ("# %% [markdown]\n# # Again", "one heading with a single #"),
        ("# %% [markdown]\n# ![](x.png)", "no alt text"),
        ('# %% [markdown]\n# <img src="x.png">', "<img> has no alt"),
        ("# %% [markdown]\n# > **Tip.** Do.", 'the box "Tip."'),
        ("# %% [markdown]\n# <details>x</details>", "needs its <summary>"),
        ("x = 1\n\n# %%\ny = 1\n\n# %%\nz = 1\n\n# %%\nt = 1", "nothing explains this cell"),
    ],
)
def test_a_flaw_is_named_with_its_place(tmp_path, code, words):
    found = complaints(tmp_path, mini_course.SOURCE + PLAIN.format(code=code))
    assert any(words in text and text.startswith("01-tiny, cell ") for text in found), found


@pytest.mark.parametrize(
    "change, words",
    [
        (('check("01.triple", triple)', 'check("01.triple", triple); 1'), "exactly one line"),
        (('check("01.triple", triple)', 'check("01.treble", triple)'), "no exercise 01.treble"),
        (("# # 01 · Tiny", "# Tiny"), "has no title"),
    ],
)
def test_a_flaw_of_the_source_is_named(tmp_path, change, words):
    assert any(words in text for text in complaints(tmp_path, mini_course.SOURCE.replace(*change)))


def test_an_exercise_without_enough_hints_is_named(tmp_path):
    bank = mini_course.BANK.replace('        Misconception("double", lambda x: 2 * x, "That is twice x."),\n', "")
    assert any("has 3 misconceptions" in text for text in complaints(tmp_path, bank=bank))


def test_the_command_lists_complaints_and_fails(tmp_path, monkeypatch):
    root = mini_course.make(tmp_path, mini_course.SOURCE + PLAIN.format(code="plt.show()"))
    monkeypatch.chdir(root)
    result = CliRunner().invoke(main, ["lint"])
    assert result.exit_code == 1 and "loses the alt text" in result.output
