"""Minutes of sections: what the build says of a lesson's time, and that the core path keeps what the lesson states."""

import re

import pytest
from lessons import ROOT, slugs

from helpers.course.lessons import shipped
from helpers.instructors.authored import Course
from helpers.instructors.authored.sources import parsed
from helpers.instructors.authored.times import section_times, with_times

SOURCE = """# %% [markdown]
# # 99 · A lesson
#
# **Time** 10 min · **Points** 0
#
# After this lesson you can
#
# - do it.

# %% [markdown]
# ## 1 · First
#
# Words.
#
# > **Try it.** Move it.
#
# ## 2 · Second

# %%
x = 1

# %% [markdown] further=true
# ## 3 · Third

# %% nbgrader={"grade": true, "grade_id": "check-a", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("99.a", a)

# %% [markdown]
# ## Practice quiz

# %%
quiz("99")

# %% [markdown]
# ## Summary
"""


def test_each_section_gets_its_minutes_and_the_start_the_core_path():
    made = with_times(SOURCE, parsed(SOURCE, ROOT))
    times = section_times(parsed(SOURCE, ROOT))
    assert [(s.title, s.further) for s in times] == [
        ("First", False),
        ("Second", False),
        ("Third", True),
        ("Practice quiz", True),
        ("Summary", False),
    ]
    assert times[0].minutes >= 4 and times[1].minutes == 1 and times[2].minutes == 7
    assert "# ## 3 · Third\n#\n# *About 7 minutes · further*\n" in made and "# ## Summary\n" in made + "\n"
    core = sum(s.minutes for s in times if not s.further)
    assert f"# *Core path: about {core} minutes; what is marked “further” and the quizzes take about" in made
    assert with_times(made, parsed(made, ROOT)) == made


def test_a_section_that_changes_gets_new_minutes():
    made = with_times(SOURCE, parsed(SOURCE, ROOT))
    longer = made.replace("# Words.", "# " + "word " * 1700)
    again = with_times(longer, parsed(longer, ROOT))
    assert re.search(r"# ## 1 · First\n#\n# \*About 1[45] minutes\*\n", again) and again.count("*About") == made.count(
        "*About"
    )


@pytest.mark.parametrize("slug", slugs())
def test_the_core_path_keeps_the_minutes_that_the_lesson_states(slug):
    facts = Course(ROOT).lesson(slug).facts()
    assert 0 < facts.core <= facts.minutes
    assert facts.sections == next(item for item in shipped() if item.slug == slug).sections
