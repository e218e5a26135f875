"""The build: reproducible, never stale, never leaking an answer, and clear about malformed sources."""
import json
import re
from pathlib import Path

import mini_course
import nbformat
import pytest
from click.testing import CliRunner
from lessons import ROOT, slugs

from helpers.building.build import build, generated, stale
from helpers.building.sources import SourceError, find_lesson, lesson_folders, read_source
from helpers.checks.bank import BankError, load_bank
from helpers.cli import main

NOTEBOOK = Path("course") / mini_course.SLUG / f"{mini_course.SLUG}.ipynb"


@pytest.fixture(scope="session")
def fresh():
    return generated(ROOT, progress=False)


def test_nothing_generated_is_stale(fresh):
    assert stale(ROOT, fresh) == []


def test_two_builds_give_the_same_bytes(tmp_path):
    one = generated(mini_course.make(tmp_path / "a"), progress=False)
    other = generated(mini_course.make(tmp_path / "b"), progress=False)
    assert one == other


def test_a_changed_source_is_stale_until_it_is_built(tmp_path):
    root = mini_course.make(tmp_path)
    build(root, progress=False)
    assert stale(root, generated(root, progress=False)) == []
    source = root / "solutions" / mini_course.SLUG / f"{mini_course.SLUG}.py"
    source.write_text(source.read_text().replace("Why three?", "Why not four?"))
    assert NOTEBOOK in stale(root, generated(root, progress=False))
    assert NOTEBOOK in build(root, progress=False)
    assert build(root, progress=False) == []


def test_caches_that_git_leaves_of_another_branchs_lesson_are_no_lesson(tmp_path):
    root = mini_course.make(tmp_path)
    (root / "solutions/14-attention/__pycache__").mkdir(parents=True)
    assert [folder.name for folder in lesson_folders(root)] == [mini_course.SLUG]


def test_an_edited_release_is_stale(tmp_path):
    root = mini_course.make(tmp_path)
    build(root, progress=False)
    (root / NOTEBOOK).write_text((root / NOTEBOOK).read_text() + " ")
    assert stale(root, generated(root, progress=False)) == [NOTEBOOK]


def test_notebooks_have_no_outputs_stable_ids_and_the_right_kernel(fresh):
    for path, content in fresh.items():
        if path.suffix == ".ipynb":
            notebook = nbformat.reads(content.decode(), as_version=4)
            nbformat.validate(notebook)
            assert notebook.metadata.kernelspec.name == "python3"
            assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
            assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)


def test_the_release_keeps_no_answer(tmp_path):
    files = generated(mini_course.make(tmp_path), progress=False)
    released = files[NOTEBOOK].decode()
    public = files[Path("helpers/checks/public") / f"{mini_course.SLUG}.json"].decode()
    for secret in ("the-secret-of-triple", "the-model-answer", "Marking scheme", "an-instructors-note", "BEGIN SOLUTION", "jupytext"):
        assert secret not in released
    assert 'quiz_answers = {}\\n' in released and released.count("raise NotImplementedError") == 1
    for secret in ("a-secret-why", '"right": true, "why": "yes"'):
        assert secret not in public
    quiz = json.loads(public)["exercises"]["01.quiz_answers"]
    assert all("expected" not in case for case in quiz["cases"])


@pytest.mark.parametrize("slug", slugs())
def test_no_student_file_holds_a_solution_a_key_or_a_note(slug, fresh):
    source = read_source(ROOT / "solutions" / slug / f"{slug}.py")
    mine = [content.decode() for path, content in fresh.items() if path.parts[0] != "solutions" and slug in str(path)]
    mine += [path.read_text("utf-8") for path in (ROOT / "course" / slug).rglob("*") if path.is_file() and path.suffix == ".ipynb"]
    for cell in source.cells:
        for region in re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell.source, re.S):
            answers = [line.strip() for line in region.splitlines() if len(line.strip()) > 25]
            for text in mine:
                own = {json.dumps(line, ensure_ascii=False)[1:-1] for line in answers}
                assert not [line for line in own if line in text and line not in _taught(source)]
        if "instructor" in cell.metadata.get("tags", []):
            assert not any(json.dumps(cell.source, ensure_ascii=False)[1:-1] in text for text in mine)
    for exercise in load_bank(ROOT / "solutions" / slug).exercises:
        for question in exercise.questions:
            assert not any(option.why in text for option in question.options for text in mine)


def _taught(source):
    """The lesson's own text and demonstrations, which may use a line that an answer uses too."""
    shown = [c.source for c in source.cells if not c.metadata.get("nbgrader", {}).get("solution")]
    return json.dumps("\n".join(shown), ensure_ascii=False)


@pytest.mark.parametrize(
    "change, words",
    [
        (('"schema_version": 3, "solution": true', '"schema_version" 3, "solution": true'), "not valid JSON"),
        (('"grade_id": "triple", ', ""), 'needs a "grade_id"'),
        (('"points": 2, ', ""), 'needs "points"'),
        (('"grade_id": "check-triple"', '"grade_id": "triple"'), "is used already in line 9"),
        (('"solution": false, ', ""), '"solution": true or false'),
    ],
)
def test_malformed_metadata_is_named_with_file_and_line(tmp_path, change, words):
    root = mini_course.make(tmp_path, source=mini_course.SOURCE.replace(*change, 1))
    with pytest.raises(SourceError) as caught:
        generated(root, progress=False)
    assert words in str(caught.value)
    assert re.search(rf"{mini_course.SLUG}\.py, line (9|16)", str(caught.value))
    assert not (root / "course").exists()


@pytest.mark.parametrize(
    "change, words",
    [
        (('graded_quiz("01.quiz_answers"', 'graded_quiz("01.triple"'), 'declares "01.triple" twice'),
        (('Exercise("01.triple"', 'Exercise("02.triple"'), 'begin with "01."'),
        (('Case((2.0,), about="one number")', 'Case((2.0,), part="numbers")'), 'names the part "numbers"'),
        (("Case((2.0,)", "Case(()"), "its own reference stops with TypeError"),
        (('Case((2.0,)', 'Case(({"no": "number"},)'), "its own reference"),
        (("BANK = Bank", "BAG = Bank"), "must define BANK"),
        (('"01.g1", "remember"', '"01.g1", "recite"'), "not a Bloom level"),
    ],
)
def test_a_bank_that_contradicts_itself_is_refused(tmp_path, change, words):
    root = mini_course.make(tmp_path, bank=mini_course.BANK.replace(*change, 1))
    with pytest.raises(BankError) as caught:
        generated(root, progress=False)
    assert words in str(caught.value)


def test_an_exercise_without_its_solution_cell_is_refused(tmp_path):
    root = mini_course.make(tmp_path, source=mini_course.SOURCE.replace("def triple", "def treble"))
    with pytest.raises(BankError, match="no solution cell of 01-tiny defines `triple`"):
        generated(root, progress=False)


def test_what_nbgrader_refuses_is_told(tmp_path):
    root = mini_course.make(tmp_path, source=mini_course.SOURCE.replace("    ### END SOLUTION\n", "", 1))
    with pytest.raises((ValueError, BankError), match="[Ss]olution"):
        generated(root, progress=False)


def test_unknown_lessons_get_one_sentence(tmp_path, monkeypatch):
    root = mini_course.make(tmp_path)
    with pytest.raises(ValueError, match='no lesson "99". The lessons are: 01-tiny'):
        find_lesson(root, "99")
    monkeypatch.chdir(root)
    result = CliRunner().invoke(main, ["build", "99"])
    assert result.exit_code == 1 and result.output.strip().count("\n") == 0 and "99" in result.output


def test_outside_the_course_the_command_says_where_to_go(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["build"])
    assert result.exit_code == 1 and "change into the folder that holds solutions/" in result.output


def test_build_check_fails_on_a_stale_course_and_writes_nothing(tmp_path, monkeypatch):
    root = mini_course.make(tmp_path)
    monkeypatch.chdir(root)
    result = CliRunner().invoke(main, ["build", "--check"])
    assert result.exit_code == 1 and "Stale" in result.output and not (root / "course").exists()
    assert CliRunner().invoke(main, ["build"]).exit_code == 0
    assert CliRunner().invoke(main, ["build", "--check"]).exit_code == 0
