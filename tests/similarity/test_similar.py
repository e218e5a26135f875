"""Hand-ins that are too alike: disguises are seen through, what everybody has accuses nobody, and the page escapes what
students wrote.
"""

import json
import random
import re
from contextlib import chdir
from dataclasses import replace

import look_alikes as made
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import chromium, offline_page
from click.testing import CliRunner
from lessons import ROOT
from system import needs

from helpers.cli import main
from helpers.course.errors import CourseError
from helpers.instructors.authored import Course
from helpers.instructors.exams.notebook import make_notebooks
from helpers.instructors.people.roster import Roster
from helpers.instructors.similarity import compare, fingerprints, handins, page

LESSON = Course(ROOT).lesson("05")


def words(kind, text):
    return {found.word for found in fingerprints.fingerprints(kind, text)}


def found(root, number, kind="code", earlier=None):
    every = list(handins.read(Course(root), Course(root).gradable(number), earlier))
    pairs = compare.compare(every, kind).pairs
    return {tuple(sorted((pair.one.name, pair.other.name))): pair for pair in pairs}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A class of 60, with three whole copies in disguise; (course, truth)."""
    students, truth = made.class_with_copies("05", 60, seed=7, shares=(1.0,))
    students["z1"] = (students["z1"][0], students["s007"][1])  # this one's words are copied, too
    return made.course_with(tmp_path_factory.mktemp("alike"), "05", students), truth


def test_whatever_two_texts_share_over_a_window_is_found():
    """The guarantee of winnowing: runs of RUN + WINDOW - 1 tokens."""
    dice = random.Random(1)
    for _ in range(50):
        least = fingerprints.RUN["words"] + fingerprints.WINDOW - 1
        shared = [f"w{dice.randrange(10**6)}" for _ in range(least)]
        texts = [" ".join([*map(str, range(n, n + n)), *shared, *map(str, range(9 * n, 11 * n))]) for n in (31, 47)]
        assert words("words", texts[0]) & words("words", texts[1])


def test_names_comments_layout_and_strings_play_no_part():
    one = 'def f(x, w):\n    """Say it."""\n    total = np.dot(w, x) + 0.50  # the sum\n    return np.tanh(total * 2)\n'
    other = "def f(a, b):\n    q = np.dot(b,\n        a) + .5\n\n    return np.tanh(q * 2.0)"
    assert fingerprints.normalized("code", one) == fingerprints.normalized("code", other)
    assert words("code", one) == words("code", other) != set()
    assert words("code", one) != words("code", one.replace("tanh", "exp"))


@pytest.mark.parametrize("text", ["'''" * 5000, '"\\' * 8000, "((" * 9000, "e+" * 9000, "\ud800é\x00" * 500, "", "\\"])
def test_what_is_no_python_is_read_all_the_same(text):
    assert isinstance(fingerprints.fingerprints("code", text), tuple)


@pytest.mark.slow
def test_copies_in_disguise_are_found_and_nobody_else(small):
    root, truth = small
    assert set(found(root, "05")) == {tuple(sorted(pair)) for pair in truth}
    assert set(found(root, "05", "words")) == {("s007", "z1")}


@pytest.mark.slow
def test_exercises_in_which_all_look_alike_accuse_nobody(tmp_path):
    students, _ = made.class_with_copies("01", 30, seed=3)
    assert found(made.course_with(tmp_path, "01", students), "01") == {}


@pytest.mark.slow
def test_known_solutions_accuse_nobody(tmp_path):
    """All but some hand in the lesson's own solution: that is no copy of each other."""
    known = {
        cell.metadata.nbgrader.grade_id: cell.source for cell in LESSON.notebook().cells if "nbgrader" in cell.metadata
    }
    own = made.honest_class("05", 20, seed=5)
    own |= {f"k{i}": ({name: known[name] for name in made.LONG}, None) for i in range(6)}
    assert found(made.course_with(tmp_path, "05", own), "05") == {}


@pytest.mark.slow
def test_an_earlier_class_is_compared_with_but_not_within_itself_and_nobody_with_themselves(tmp_path):
    dice = random.Random(4)
    now, before = made.honest_class("05", 20, seed=8), made.honest_class("05", 20, seed=9)
    before = {name.replace("s", "old"): work for name, work in before.items()}
    before["old000"] = before["old001"]  # theirs is not ours to judge
    now["copy"] = (
        made.copied((before["old003"][0], made.alone("05", dice)), "other names, comments and layout", dice),
        None,
    )
    now["old005"] = before["old005"]  # the same person again
    (tmp_path / "now").mkdir(), (tmp_path / "then").mkdir()
    root = made.course_with(tmp_path / "now", "05", now)
    then = made.course_with(tmp_path / "then", "05", before)
    for folder in (then, then / "grading/submitted"):
        assert set(found(root, "05", earlier=folder)) == {("copy", "old003 (earlier class)")}


@pytest.mark.slow
def test_copies_in_an_exam_notebook_are_found_also_those_of_an_earlier_class(tmp_path):
    """Its text differs between people: each has another variant, and the options in another order."""
    root, then = tmp_path / "now", tmp_path / "then"
    root.mkdir(), then.mkdir()
    students, truth = made.class_with_copies("05", 24, seed=7, shares=(1.0,))
    course = Course(made.course_with(root, "05", {}))
    roster = Roster(Course(root))
    for student in students:
        roster.add(student, listed=True)
    roster.save()
    make_notebooks(course, "mid", [*(f"05.{name}" for name in made.LONG), "05.p1", "05.p2", "05.p3"])
    for folder, number, people in ((root, "90", students), (then, "91", {"old": students["s001"]})):
        for student, (answers, _) in people.items():
            own = course.gradable("90").folder / "notebooks" / (student if folder == root else "s002")
            path = folder / f"grading/submitted/{student}/{number}-exam-mid/{number}-exam-mid.ipynb"
            path.parent.mkdir(parents=True)
            path.write_bytes(made.filled(own / "90-exam-mid.ipynb", answers))
    pairs = {tuple(sorted(pair)) for pair in truth}
    assert set(found(root, "90")) == pairs
    assert set(found(root, "90", earlier=then)) == pairs | {("old (earlier class)", "s001")}
    with chdir(root):
        told = CliRunner().invoke(main, ["similar", "90"])
    assert told.exit_code == 0 and f"{len(pairs)} pair(s) to look at" in told.output, told.output


def test_one_hand_in_is_compared_with_an_earlier_class(small):
    now, *others = handins.read(Course(small[0]), LESSON)
    earlier = [replace(handin, earlier=True) for handin in others]
    assert compare.compare([now, *earlier], "code").line >= compare.LEAST_SHARE


def test_untouched_hand_ins_are_not_alike(tmp_path):
    students = {f"s{i}": ({}, None) for i in range(compare.LEAST)}
    assert found(made.course_with(tmp_path, "05", students), "05") == {}


def test_too_few_hand_ins_get_one_sentence(tmp_path):
    root = made.course_with(tmp_path, "05", made.honest_class("05", 3, seed=1))
    with chdir(root):
        told = CliRunner().invoke(main, ["similar", "05"])
    assert told.exit_code == 1 and "12 are needed" in told.output and "--with FOLDER" in told.output
    with pytest.raises(CourseError, match="no hand-in of 05-backpropagation"):
        list(handins.read(Course(root), LESSON, tmp_path / "solutions"))


@pytest.mark.slow
@needs("chromium")
def test_the_page_shows_both_sides_and_escapes_what_students_wrote(small, tmp_path):
    root, _ = small
    bad = "<script>document.title = 'hurt'</script><img src=x onerror=alert(1)>"
    source = json.loads((root / f"grading/submitted/s007/{LESSON.slug}/{LESSON.slug}.ipynb").read_text("utf-8"))
    source["cells"].append({"cell_type": "markdown", "metadata": {}, "source": bad + made.in_words(random.Random(2))})
    for cell in source["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "train_222":
            cell["source"] += f"\n# </pre>{bad}"
    for student in ("s007", "z1"):
        (root / f"grading/submitted/{student}/{LESSON.slug}/{LESSON.slug}.ipynb").write_text(
            json.dumps(source), "utf-8"
        )
    with chdir(root):
        told = CliRunner().invoke(main, ["similar", "05"])
    assert told.exit_code == 0 and "s007 and z1" in told.output and "does not say why" in told.output
    path = root / f"grading/similar/{LESSON.slug}.html"
    text = path.read_text("utf-8")
    assert "What it does not show" in text and "&lt;script&gt;" in text and "<script" not in text and "<img" not in text
    with chromium() as browser, offline_page(browser, path) as shown:
        assert shown.title() == f"{LESSON.slug} · alike"
        assert shown.locator("section h2").first.inner_text() == "s007 and z1: code"
        assert shown.locator("mark").count() > 20
        for scheme in ("light", "dark"):
            shown.emulate_media(color_scheme=scheme)
            assert Axe().run(shown).violations_count == 0
        assert all(url.startswith("file:") for url in shown.requests)


@pytest.mark.slow
def test_the_same_class_gives_the_same_page(small):
    root, _ = small
    texts = {page.write_page(Course(root), LESSON)[0].read_text("utf-8") for _ in range(2)}
    assert len(texts) == 1 and re.search(r"usually share \d+%", texts.pop())
