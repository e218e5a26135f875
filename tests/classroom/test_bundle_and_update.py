"""What students receive holds no answer and works; a new release keeps what they wrote."""

import copy
import importlib
import json
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import mini_course
import nbformat
import pytest
from click.testing import CliRunner
from lessons import ROOT

from helpers.cli import main
from helpers.course.errors import CourseError
from helpers.instructors.authored import Course
from helpers.instructors.building.build import build, generated
from helpers.instructors.classroom import bundle
from helpers.study.update import merge, update

NOTEBOOK = f"course/{mini_course.SLUG}/{mini_course.SLUG}.ipynb"


def released(folder, source=mini_course.SOURCE, bank=mini_course.BANK):
    root = mini_course.make(folder, source=source, bank=bank)
    return nbformat.reads(generated(Course(root), progress=False)[Path(NOTEBOOK)].decode(), as_version=4)


def cell(notebook, grade_id):
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)


def make_course(folder):
    """An instructor's folder with the tiny lesson and all that a bundle takes."""
    root = mini_course.make(folder / "instructor")
    for name in bundle.FILES:
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    (root / "docs").mkdir()
    (root / bundle.README).write_text("# For students\n")
    (root / "data").mkdir()
    (root / "helpers/instructors/grading").mkdir(parents=True)
    (root / "helpers/instructors/grading/engine.py").write_text("instructor = True\n")
    build(Course(root), progress=False)
    return root


def test_the_bundle_holds_the_course_and_no_answer(course, tmp_path):
    path = bundle.make_zip(Course(course), tmp_path / "out" / "bundle.zip")
    with zipfile.ZipFile(path) as packed:
        names = packed.namelist()
        text = "\n".join(packed.read(name).decode("utf-8", "replace") for name in names)
    assert f"nncourse/{NOTEBOOK}" in names and "nncourse/README.md" in names and "nncourse/Makefile" in names
    assert not [
        name for name in names if "solutions" in name or "exercises.py" in name or "grading" in name or "tests" in name
    ]
    for secret in ("the-secret-of-triple", "the-model-answer", "an-instructors-note", "a-secret-why", "BEGIN SOLUTION"):
        assert secret not in text


def test_what_students_get_is_a_place(course, tmp_path):
    """A new module on either side, and nothing else touched."""
    for name in (
        "widgets/new_widget.py",
        "new_room/__init__.py",
        "instructors/grading/new_step.py",
        "instructors/new.toml",
    ):
        (course / "helpers" / name).parent.mkdir(parents=True, exist_ok=True)
        (course / "helpers" / name).write_text("new = True\n")
    held = set(bundle.contents(Course(course)))
    assert {"helpers/widgets/new_widget.py", "helpers/new_room/__init__.py"} <= held
    assert not [name for name in held if "new_step" in name or "new.toml" in name or "instructors" in name]


@pytest.mark.parametrize("everything", [True, False])
def test_a_copy_offers_the_exporters_that_it_holds(tmp_path, everything):
    """One entry point that cannot be loaded takes JupyterLab's whole export menu away."""
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "LICENSE-TEXT"):
        shutil.copy(ROOT / name, tmp_path)
    if everything:
        (tmp_path / "helpers/instructors").mkdir(parents=True)
        shutil.copy(ROOT / "helpers/instructors/entry-points.toml", tmp_path / "helpers/instructors")
    told = subprocess.run([sys.executable, "-m", "hatchling", "metadata"], cwd=tmp_path, capture_output=True, text=True)
    offered = json.loads(told.stdout).get("entry-points", {}).get("nbconvert.exporters", {})
    assert bool(offered) == everything, told.stderr
    for place in offered.values():
        module, _, name = place.partition(":")
        assert hasattr(importlib.import_module(module), name)


def test_an_instructors_command_in_the_students_copy_gets_one_sentence(tmp_path):
    """The students' rooms of helpers/ alone, in a process of their own."""
    for path in (ROOT / "helpers").rglob("*.py"):
        name = path.relative_to(ROOT / "helpers")
        if not f"helpers/{name.as_posix()}".startswith(bundle.INSTRUCTORS):
            (tmp_path / "helpers" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, tmp_path / "helpers" / name)
    (tmp_path / "nbgrader_config.py").touch()
    (tmp_path / "solutions").mkdir()
    for command in ("grade", "handouts", "hub"):
        done = subprocess.run([sys.executable, "-m", "helpers", command], cwd=tmp_path, capture_output=True, text=True)
        assert (
            done.returncode == 1
            and done.stderr
            == f'Error: There is no command "{command}" in a student\'s copy of the course; there are doctor, progress, update.\n'
        )


def test_an_installed_copy_finds_the_data_that_ship(monkeypatch, tmp_path):
    """Colab and a hub's own environment have the package without the repository around it."""
    from helpers.widgets import base

    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(wheel["only-include"]) == {"helpers", "data"} and wheel["sources"] == {"data": "helpers/data"}
    monkeypatch.setattr(base, "HERE", tmp_path / "helpers/widgets")
    (tmp_path / "helpers/data").mkdir(parents=True)
    (tmp_path / "helpers/data/a.json").write_text('{"a": 1}')
    assert base.shipped.__wrapped__(tmp_path / "data/a.json") == {"a": 1}
    with pytest.raises(ValueError, match="data/b.json cannot be read"):
        base.shipped.__wrapped__(tmp_path / "data/b.json")


def test_the_same_sources_give_the_same_bundle(course, tmp_path):
    one, other = (bundle.make_zip(Course(course), tmp_path / name).read_bytes() for name in ("a.zip", "b.zip"))
    assert one == other


def test_a_stale_course_is_not_bundled(course, tmp_path):
    source = course / "solutions" / mini_course.SLUG / f"{mini_course.SLUG}.py"
    source.write_text(source.read_text().replace("Why three?", "Why not?"))
    with pytest.raises(CourseError, match="Stale, run"):
        bundle.make_zip(Course(course), tmp_path / "bundle.zip")
    assert not (tmp_path / "bundle.zip").exists()


def new_repository(folder):
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", folder], check=True)
    return folder


def test_the_repository_for_students_gets_one_commit_a_release(course, tmp_path):
    target = new_repository(tmp_path / "repository")
    assert bundle.make_repository(Course(course), target)
    assert not bundle.make_repository(Course(course), target)
    (course / "data" / "new.csv").write_text("1\n")
    assert bundle.make_repository(Course(course), target)
    (course / "data" / "new.csv").unlink()
    assert bundle.make_repository(Course(course), target)
    count = subprocess.run(["git", "-C", target, "rev-list", "--count", "HEAD"], capture_output=True, text=True).stdout
    assert count.strip() == "3" and (target / NOTEBOOK).exists() and not (target / "data/new.csv").exists()


def test_a_mistyped_path_becomes_no_repository_and_anothers_is_not_touched(course, tmp_path):
    with pytest.raises(CourseError, match="is no git repository.* git init --initial-branch=main '.*/stu dents'"):
        bundle.make_repository(Course(course), tmp_path / "stu dents")
    assert not (tmp_path / "stu dents").exists()
    mini_course.commit_all(course)
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis/thesis.txt").write_text("x")
    mini_course.commit_all(tmp_path / "thesis")
    for other, file in ((tmp_path / "thesis", "thesis.txt"), (course, "solutions")):
        with pytest.raises(CourseError, match="a repository of something else"):
            bundle.make_repository(Course(course), other)
        assert (other / file).exists()


def pull(repository, folder):
    """What an nbgitpuller link does."""
    from nbgitpuller.pull import GitPuller

    list(GitPuller(str(repository), str(folder), branch="main").pull())


def test_pulling_a_release_keeps_what_a_student_wrote(course, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    repository, student = new_repository(tmp_path / "repository"), tmp_path / "student"
    bundle.make_repository(Course(course), repository)
    pull(repository, student)
    nbformat.write(worked_on(nbformat.read(student / NOTEBOOK, as_version=4)), student / NOTEBOOK)
    (student / "course/my-notes.txt").write_text("mine")
    source = course / "solutions" / mini_course.SLUG / f"{mini_course.SLUG}.py"
    source.write_text(source.read_text().replace("# # 01 · Tiny", "# # 01 · Tiny, mended"))
    (course / "data" / "new.csv").write_text("1\n")
    build(Course(course), progress=False)
    bundle.make_repository(Course(course), repository)
    pull(repository, student)
    mine = nbformat.read(student / NOTEBOOK, as_version=4)
    assert cell(mine, "triple").source.endswith("return x + x + x") and any(
        c.source == "my_own = 1" for c in mine.cells
    )
    assert "Tiny, mended" in mine.cells[0].source
    assert (student / "course/my-notes.txt").read_text() == "mine" and (student / "data/new.csv").exists()
    pull(repository, student)
    assert cell(nbformat.read(student / NOTEBOOK, as_version=4), "triple").source.endswith("return x + x + x")


def worked_on(notebook):
    mine = copy.deepcopy(notebook)
    cell(mine, "triple").source = "def triple(x):\n    return x + x + x"
    cell(mine, "why").source = "Because of the three."
    mine.cells.insert(2, nbformat.v4.new_code_cell("my_own = 1", id="ab12cd34"))
    return mine


def test_an_unchanged_exercise_keeps_its_answer_and_own_cells_their_place(tmp_path):
    old = released(tmp_path / "a")
    new = released(tmp_path / "b", source=mini_course.SOURCE.replace("Why three?", "Why three, and not four?"))
    merged, counts = merge(worked_on(old), new)
    assert counts == {"kept": 2, "added": 1, "retired": 0}
    assert (
        cell(merged, "triple").source.endswith("return x + x + x")
        and cell(merged, "why").source == "Because of the three."
    )
    assert [c.source for c in merged.cells].index("my_own = 1") == 2
    assert any("and not four" in c.source for c in merged.cells)
    nbformat.validate(merged)


def test_a_changed_exercise_keeps_the_answer_and_takes_the_new_check(tmp_path):
    old = released(tmp_path / "a")
    new = released(
        tmp_path / "b",
        source=mini_course.SOURCE.replace('"""Return three times x."""', '"""Return 3x, for arrays too."""'),
    )
    merged, _ = merge(worked_on(old), new)
    assert cell(merged, "triple").source.endswith("return x + x + x")
    untouched, counts = merge(old, new)
    assert "for arrays too" in cell(untouched, "triple").source and counts["kept"] == 0


def test_an_added_exercise_appears_and_a_removed_one_is_kept_at_the_end(tmp_path):
    renamed = mini_course.SOURCE.replace("triple", "treble")
    new = released(tmp_path / "b", source=renamed, bank=mini_course.BANK.replace("triple", "treble"))
    merged, counts = merge(worked_on(released(tmp_path / "a")), new)
    assert counts["retired"] == 1 and "raise NotImplementedError" in cell(merged, "treble").source
    assert merged.cells[-1].source.endswith("return x + x + x") and "nbgrader" not in merged.cells[-1].metadata
    again, _ = merge(merged, new)
    assert [c.source for c in again.cells].count(merged.cells[-1].source) == 1


def test_update_backs_up_the_old_file_and_changes_nothing_twice(course, tmp_path):
    student = tmp_path / "student"
    with zipfile.ZipFile(bundle.make_zip(Course(course), tmp_path / "one.zip")) as packed:
        packed.extractall(tmp_path)
    (tmp_path / "nncourse").rename(student)
    mine = worked_on(nbformat.read(student / NOTEBOOK, as_version=4))
    nbformat.write(mine, student / NOTEBOOK)
    before = (student / NOTEBOOK).read_bytes()
    source = course / "solutions" / mini_course.SLUG / f"{mini_course.SLUG}.py"
    source.write_text(source.read_text().replace("Why three?", "Why not four?"))
    build(Course(course), progress=False)
    told = update(student, bundle.make_zip(Course(course), tmp_path / "two.zip"))
    assert len(told) == 1 and "2 answer(s) kept" in told[0]
    backups = list((student / NOTEBOOK).parent.glob("*.before-*.ipynb"))
    assert len(backups) == 1 and backups[0].read_bytes() == before
    assert (
        "return x + x + x" in (student / NOTEBOOK).read_text() and "Why not four?" in (student / NOTEBOOK).read_text()
    )
    assert update(student, tmp_path / "two.zip") == []


@pytest.mark.parametrize("content, words", [(b"no zip", "no bundle"), (None, "no bundle")])
def test_what_is_no_bundle_is_refused(tmp_path, content, words):
    path = tmp_path / "x.zip"
    if content:
        path.write_bytes(content)
    with pytest.raises(CourseError, match=words):
        update(tmp_path, path)


def test_a_bundle_that_reaches_outside_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as packed:
        packed.writestr("nncourse/course/a.ipynb", "{}")
        packed.writestr("nncourse/../../evil.py", "x")
    with pytest.raises(CourseError, match="outside its folder"):
        update(tmp_path / "student", tmp_path / "x.zip")
    assert not (tmp_path / "evil.py").exists() and not (tmp_path / "student").exists()


def test_the_instructors_repository_is_never_overwritten_by_a_bundle(course, tmp_path):
    before = (course / "nbgrader_config.py").stat(), sorted(course.rglob("*"))
    source = bundle.make_zip(Course(course), tmp_path / "one.zip")
    with pytest.raises(CourseError, match="it is the instructors' repository"):
        update(course, source)
    assert (
        not (course / "Makefile").exists()
        and ((course / "nbgrader_config.py").stat(), sorted(course.rglob("*"))) == before
    )


def test_an_unreadable_notebook_stops_the_update_before_anything_is_written(course, tmp_path):
    student = tmp_path / "student"
    (student / NOTEBOOK).parent.mkdir(parents=True)
    (student / NOTEBOOK).write_text("{broken")
    with pytest.raises(CourseError, match="cannot be read as a notebook"):
        update(student, bundle.make_zip(Course(course), tmp_path / "one.zip"))
    assert not (student / "README.md").exists() and (student / NOTEBOOK).read_text() == "{broken"


def test_the_commands_say_what_they_did(course, tmp_path, monkeypatch):
    monkeypatch.chdir(course)
    result = CliRunner().invoke(main, ["bundle"])
    assert result.exit_code == 0 and (course / "bundle" / "nncourse.zip").is_file(), result.output
    shutil.unpack_archive(course / "bundle/nncourse.zip", tmp_path / "student")
    monkeypatch.chdir(tmp_path / "student/nncourse")
    result = CliRunner().invoke(main, ["update", str(course / "bundle/nncourse.zip")])
    assert result.exit_code == 0 and "No lesson had changed." in result.output
    monkeypatch.chdir(course)
    result = CliRunner().invoke(main, ["update", str(course / "bundle/nncourse.zip")])
    assert result.exit_code == 1 and result.output.count("\n") == 1, result.output
