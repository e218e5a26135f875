"""A new term from last term's course: what authors wrote comes along, and nothing of the class that took it."""

import os
import subprocess
import sys
from contextlib import chdir

import grading_course as course
import mini_course
import pytest
from click.testing import CliRunner
from nbgrader import api

from helpers.cli import main
from helpers.course.errors import CourseError
from helpers.instructors.authored import Course
from helpers.instructors.classroom.new_term import new_term
from helpers.instructors.people.book import about_class, about_text, course_id, graders, open_gradebook
from helpers.instructors.people.roster import Person, Roster
from helpers.instructors.people.words import plain

NAMES = ("quentin.q", "Quentin Quill", "quill@example.org", "Ottilie Ocean", "ottilie-o", "kim-vega")
WORDS = [name.encode() for name in NAMES]


@pytest.fixture
def old(tmp_path):
    """A course that a class has taken, with files of that class in many places; committed before the class came."""
    root = course.make(tmp_path / "old")
    (root / ".gitignore").write_text("/grading/\n*.zip\n")
    mini_course.commit_all(root)
    course.recorded(root, {"quentin.q": 5.0, "kim-vega": None})
    for student in ("quentin.q", "ottilie-o"):
        course.hand_in(root, student, course.right_but())
    roster = Roster(Course(root))
    for person in (
        Person("quentin.q", "Quentin", "Quill", email="quill@example.org", listed=True),
        Person("ottilie-o", "Ottilie", "Ocean", listed=True),
    ):
        roster.people[person.id] = person
    roster.save()
    (root / "people.csv").write_text("Quentin Quill\n")
    (root / "export.zip").write_text("Quentin Quill\n")
    (root / "grades of ottilie-o.txt").write_text("none\n")
    lesson = root / "solutions" / course.SLUG
    (lesson / "kim-vega.ipynb").write_text("{}")
    (lesson / "notes.md").write_text("Ask OTTILIE OCEAN about this.\n")
    (lesson / "idea.md").write_text("A new exercise.\n")
    (lesson / f"{course.SLUG}.py").write_text(
        (lesson / f"{course.SLUG}.py").read_text() + "\n# %% [markdown]\n# New.\n"
    )
    return root


def everything(folder):
    for path in sorted(folder.rglob("*")):
        yield os.fsencode(path.relative_to(folder)) + b"\n" + (path.read_bytes() if path.is_file() else b"")


def test_nothing_of_the_old_class_comes_along(old, tmp_path):
    with chdir(old):
        told = CliRunner().invoke(
            main, ["new-term", "../new", "--term", "Autumn 2027", "--id", "nn-27", "--grader", "Ann", "--grader", "ben"]
        )
    assert told.exit_code == 0, told.output
    new = tmp_path / "new"
    found = b"\n".join(everything(new)).lower()
    assert [word for word in WORDS if word.lower() in found] == []
    assert not (new / "grading").exists() and not (new / ".git").exists() and not (new / "people.csv").exists()
    assert graders(Course(new)) == ["Ann", "ben"] and graders(Course(old)) == []
    assert told.output.count("Left behind") == 2 and "kim-vega.ipynb" in told.output


def test_what_authors_wrote_comes_along_and_works(old, tmp_path):
    list(new_term(Course(old), tmp_path / "new", "Autumn 2027", "nn-27"))
    new, slug = tmp_path / "new", course.SLUG
    assert (new / f"solutions/{slug}/idea.md").read_text() == "A new exercise.\n"
    assert "# New." in (new / f"solutions/{slug}/{slug}.py").read_text()  # as it stands, not as it was committed
    assert [lesson.slug for lesson in Course(new).lessons] == [slug]
    assert course_id(Course(new)) == "nn-27" and course_id(Course(old)) == "nncourse"
    asked = "from nbgrader.apps import NbGrader; a = NbGrader(); a.initialize([]); print(a.config.CourseDirectory.course_id)"
    said = subprocess.run([sys.executable, "-c", asked], cwd=new, capture_output=True, text=True, check=True)
    assert said.stdout.strip().endswith("nn-27")
    with open_gradebook(Course(new)) as gradebook:
        assert [one.id for one in gradebook.db.query(api.Course)] == ["nn-27"]
        assert gradebook.students == []
    # The old course is as it was, and the next term can start from the new one.
    assert (old / "grading/roster.json").is_file() and not (old / "course.toml").exists()
    list(new_term(Course(new), tmp_path / "newer", "Spring 2028"))
    assert (
        course_id(Course(tmp_path / "newer")) == "nn-27"
        and "Spring 2028" in (tmp_path / "newer/course.toml").read_text()
    )


def test_a_name_in_what_git_knows_is_told(old, tmp_path):
    page = old / "solutions" / course.SLUG / "notes.md"
    subprocess.run(["git", "add", str(page)], cwd=old, check=True)
    told = list(new_term(Course(old), tmp_path / "new", "Autumn 2027"))
    assert any("Look at" in line and "notes.md" in line and "OTTILIE OCEAN" in line for line in told)


def test_without_git_only_the_rooms_come_along(old, tmp_path):
    (old / ".git").rename(tmp_path / "history")
    list(new_term(Course(old), tmp_path / "new", "Autumn 2027"))
    found = b"\n".join(everything(tmp_path / "new")).lower()
    assert [word for word in WORDS if word.lower() in found] == []
    assert (tmp_path / "new/nbgrader_config.py").is_file() and (tmp_path / "new/solutions").is_dir()


def test_a_shared_exchange_that_still_holds_hand_ins_is_told(old, tmp_path, monkeypatch):
    (tmp_path / "exchange/nncourse/inbound/quentin.q+01").mkdir(parents=True)
    monkeypatch.setenv("NBGRADER_EXCHANGE", str(tmp_path / "exchange"))
    assert any("still holds hand-ins" in line for line in new_term(Course(old), tmp_path / "new", "Autumn"))
    assert not any("still holds" in line for line in new_term(Course(old), tmp_path / "other", "Autumn", "nn-27"))


@pytest.mark.parametrize(
    "folder, id_, says",
    [("old/inside", None, "lies in the old course"), ("taken", None, "not empty"), ("new", "a b/c", "is no course id")],
)
def test_bad_input_gets_one_sentence_and_writes_nothing(old, tmp_path, folder, id_, says):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/file").touch()
    before = sorted(tmp_path.rglob("*"))
    with chdir(old):
        more = ["--id", id_] if id_ else []
        told = CliRunner().invoke(main, ["new-term", str(tmp_path / folder), "--term", "x", *more])
    assert told.exit_code == 1 and says in told.output and sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", [" ", "\x7f"])
def test_a_grader_has_a_name(name, old, tmp_path):
    with pytest.raises(CourseError, match="A grader needs a name"):
        list(new_term(Course(old), tmp_path / "new", "Autumn 2027", graders=["ann", name]))
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "text, says",
    [
        ("id = nn", "cannot be read"),
        ("id = 7", "id is a text"),
        ('graders = "ann"', "graders is a list of names"),
        ('graders = ["ann", ""]', "graders is a list of names"),
        ('lessons = "https://example.org/{slug}.html"', "lessons needs {lesson}"),
    ],
)
def test_a_broken_course_file_gets_one_sentence(tmp_path, text, says):
    (tmp_path / "course.toml").write_text(text)
    with pytest.raises(CourseError, match=f"course.toml.* {says}"):
        course_id(Course(tmp_path))


def test_any_sign_in_what_a_class_is_called_makes_a_course_file_that_can_be_read(tmp_path):
    signs = [chr(code) for code in (*range(0x100), 0x2028, 0xD800, 0xFEFF, 0x1F600)]
    for sign in signs:
        (tmp_path / "course.toml").write_text(about_text({"term": f"a{sign}b", "graders": [f"c{sign}d"]}), "utf-8")
        assert about_class(Course(tmp_path))["term"] == plain(f"a{sign}b")


def test_the_next_term_has_graders_of_its_own_and_reads_the_lessons_where_the_last_did(old, tmp_path):
    (old / "course.toml").write_text('graders = ["ann"]\nlessons = "https://example.org/{lesson}.html"\n')
    list(new_term(Course(old), tmp_path / "new", "Autumn 2027", graders=["ben"]))
    assert about_class(Course(tmp_path / "new")) == {
        "id": "nncourse",
        "term": "Autumn 2027",
        "graders": ["ben"],
        "lessons": "https://example.org/{lesson}.html",
    }
