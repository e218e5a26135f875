"""The build: reproducible, never stale, never leaking an answer, and clear about malformed sources."""

import json
import random
import re
import time
import tomllib
from pathlib import Path

import mini_course
import nbformat
import numpy as np
import pytest
from click.testing import CliRunner
from lessons import ROOT, slugs

from helpers.checks import plain, probes
from helpers.cli import main
from helpers.course.errors import BankError, CourseError, SourceError
from helpers.instructors.authored import Course
from helpers.instructors.banks import exercise as exercises
from helpers.instructors.banks.alike import difference
from helpers.instructors.building.boxes import painted, unpainted
from helpers.instructors.building.build import build, complaint, generated, stale

NOTEBOOK = Path("course") / mini_course.SLUG / f"{mini_course.SLUG}.ipynb"


@pytest.fixture(scope="session")
def fresh():
    """The whole build, lessons in any order, in a process where somebody has changed what lessons and their cells can."""
    import keras

    course = Course(ROOT)
    keras.utils.set_random_seed(5)
    keras.Sequential([keras.layers.Dense(3)])  # Keras counts models
    keras.config.set_floatx("float64")
    keras.config.set_image_data_format("channels_first")
    with np.errstate(all="raise"), np.printoptions(precision=2):
        files = generated(course, random.sample(course.lessons, len(course.lessons)), progress=False)
    keras.config.set_floatx("float32")
    keras.config.set_image_data_format("channels_last")
    return files


def test_nothing_generated_is_stale(fresh):
    assert complaint(Course(ROOT), fresh) == ""


def test_two_builds_give_the_same_bytes(tmp_path):
    one = generated(Course(mini_course.make(tmp_path / "a")), progress=False)
    other = generated(Course(mini_course.make(tmp_path / "b")), progress=False)
    assert one == other


def test_a_busy_machine_builds_the_same_bank(tmp_path, monkeypatch):
    """Mutants of a reference have a time limit; once it was of the clock, and those slow that day had no words."""
    exercise = Course(mini_course.make(tmp_path)).lesson("01").bank().exercises[0]
    usual = exercise.spec(seed=0)
    assert usual["slips"], "of mutants come the words for slips"
    ask = probes._ask_one
    monkeypatch.setattr(exercises, "MUTANT_SECONDS", 0.05)
    monkeypatch.setattr(probes, "_ask_one", lambda *given: time.sleep(0.06) or ask(*given))
    assert exercise.spec(seed=0) == usual


@pytest.mark.parametrize("name", ["02.sigmoid", "07.build_regressor", "11.l1_grad"])
def test_last_digits_change_nothing_of_a_bank_but_themselves(name, monkeypatch):
    """A wrong answer that is right in one case was once told apart from the reference there by its last digit."""
    exercise = next(one for one in Course(ROOT).lesson(name[:2]).bank().exercises if one.id == name)
    usual, outcomes, rng = exercise.spec(seed=0), exercises.Exercise._outcomes, np.random.default_rng(0)

    def on_another_machine(value):
        if isinstance(value, dict) and "array" in value and (array := plain.decode(value)).dtype.kind == "f":
            noise = rng.choice([-1, 0, 1], array.shape) * np.finfo(array.dtype).eps
            return plain.encode((array * (1 + noise)).astype(array.dtype))
        if isinstance(value, dict):
            return {key: on_another_machine(item) for key, item in value.items()}
        return [on_another_machine(item) for item in value] if isinstance(value, list) else value

    monkeypatch.setattr(
        exercises.Exercise, "_outcomes", lambda *given: [on_another_machine(told) for told in outcomes(*given)]
    )
    there = exercise.spec(seed=0)
    for told in ("cases", "misconceptions"):
        assert difference(there[told], usual[told]) is None


def test_a_file_that_an_earlier_test_left_open_changes_nothing_of_a_bank(monkeypatch):
    """Python warns of it when it tidies up, which may be while any answer is asked."""
    exercise = next(one for one in Course(ROOT).lesson("11").bank().exercises if one.id == "11.l1_grad")
    usual, answer = exercise.spec(seed=0), probes.answer

    def meanwhile(*given, **options):
        return [told | {"warned": [*told.get("warned", []), "ResourceWarning"]} for told in answer(*given, **options)]

    monkeypatch.setattr(probes, "answer", meanwhile)
    assert exercise.spec(seed=0)["cases"] == usual["cases"]


def test_a_changed_source_is_stale_until_it_is_built(tmp_path):
    root = mini_course.make(tmp_path)
    build(Course(root), progress=False)
    assert stale(Course(root), generated(Course(root), progress=False)) == []
    source = root / "solutions" / mini_course.SLUG / f"{mini_course.SLUG}.py"
    source.write_text(source.read_text().replace("Why three?", "Why not four?"))
    assert NOTEBOOK in stale(Course(root), generated(Course(root), progress=False))
    assert NOTEBOOK in build(Course(root), progress=False)
    assert build(Course(root), progress=False) == []


def test_a_build_removes_its_own_leftovers_and_nothing_of_somebodys(tmp_path):
    root = mini_course.make(tmp_path)
    build(Course(root), progress=False)
    slug = mini_course.SLUG
    own = [
        Path(f"course/{slug}/my_notes.ipynb"),
        Path(f"course/{slug}/best.keras"),
        Path(f"solutions/{slug}/try.ipynb"),
    ]
    left = [Path("course/14-gone/14-gone.ipynb"), Path("helpers/checks/public/14-gone.json")]
    for path in own + left:
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text("work")
    assert sorted(build(Course(root), progress=False)) == left
    assert all((root / path).read_text() == "work" for path in own)
    told = complaint(Course(root), generated(Course(root), progress=False))
    assert told.startswith("Not made from solutions/") and all(str(path) in told for path in own)


def test_caches_that_git_leaves_of_another_branchs_lesson_are_no_lesson(tmp_path):
    root = mini_course.make(tmp_path)
    (root / "solutions/14-attention/__pycache__").mkdir(parents=True)
    assert [lesson.slug for lesson in Course(root).lessons] == [mini_course.SLUG]


def test_an_edited_release_is_stale(tmp_path):
    root = mini_course.make(tmp_path)
    build(Course(root), progress=False)
    (root / NOTEBOOK).write_text((root / NOTEBOOK).read_text() + " ")
    assert stale(Course(root), generated(Course(root), progress=False)) == [NOTEBOOK]


def test_notebooks_have_no_outputs_stable_ids_and_the_right_kernel(fresh):
    for path, content in fresh.items():
        if path.suffix == ".ipynb":
            notebook = nbformat.reads(content.decode(), as_version=4)
            nbformat.validate(notebook)
            assert notebook.metadata.kernelspec.name == "python3"
            assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
            assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)


def test_the_release_keeps_no_answer(tmp_path):
    files = generated(Course(mini_course.make(tmp_path)), progress=False)
    released = files[NOTEBOOK].decode()
    public = files[Path("helpers/checks/public") / f"{mini_course.SLUG}.json"].decode()
    for secret in (
        "the-secret-of-triple",
        "the-model-answer",
        "Marking scheme",
        "an-instructors-note",
        "BEGIN SOLUTION",
        "jupytext",
    ):
        assert secret not in released
    assert "quiz_answers = {}\\n" in released and released.count("raise NotImplementedError") == 1
    for secret in ("a-secret-why", '"right": true, "why": "yes"'):
        assert secret not in public
    quiz = json.loads(public)["exercises"]["01.quiz_answers"]
    assert all("expected" not in case for case in quiz["cases"])


@pytest.mark.parametrize("slug", slugs())
def test_no_student_file_holds_a_solution_a_key_or_a_note(slug, fresh):
    source = Course(ROOT).lesson(slug).notebook()
    mine = [content.decode() for path, content in fresh.items() if path.parts[0] != "solutions" and slug in str(path)]
    mine += [
        path.read_text("utf-8")
        for path in (ROOT / "course" / slug).rglob("*")
        if path.is_file() and path.suffix == ".ipynb"
    ]
    for cell in source.cells:
        for region in re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell.source, re.S):
            answers = [line.strip() for line in region.splitlines() if len(line.strip()) > 25]
            for text in mine:
                own = {json.dumps(line, ensure_ascii=False)[1:-1] for line in answers}
                assert not [line for line in own if line in text and line not in _taught(source)]
        if "instructor" in cell.metadata.get("tags", []):
            assert not any(json.dumps(cell.source, ensure_ascii=False)[1:-1] in text for text in mine)
    for exercise in Course(ROOT).lesson(slug).bank().exercises:
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
        (('"points": 1, ', ""), 'needs "points"'),
        (('"grade_id": "check-triple"', '"grade_id": "triple"'), "is used already in line 9"),
        (('"solution": false, ', ""), '"solution": true or false'),
    ],
)
def test_malformed_metadata_is_named_with_file_and_line(tmp_path, change, words):
    root = mini_course.make(tmp_path, source=mini_course.SOURCE.replace(*change, 1))
    with pytest.raises(SourceError) as caught:
        generated(Course(root), progress=False)
    assert words in str(caught.value)
    assert re.search(rf"{mini_course.SLUG}\.py, line (9|16|31)", str(caught.value))
    assert not (root / "course").exists()


@pytest.mark.parametrize(
    "change, words",
    [
        (('graded_quiz("01.quiz_answers"', 'graded_quiz("01.triple"'), 'declares "01.triple" twice'),
        (('Exercise("01.triple"', 'Exercise("02.triple"'), 'begin with "01."'),
        (('Case((2.0,), about="one number")', 'Case((2.0,), part="numbers")'), 'names the part "numbers"'),
        (("Case((2.0,)", "Case(()"), "its own reference stops with TypeError"),
        (("Case((2.0,)", 'Case(({"no": "number"},)'), "its own reference"),
        (("BANK = Bank", "BAG = Bank"), "must define BANK"),
        (('"01.g1", "remember"', '"01.g1", "recite"'), "has the Bloom level 'recite'"),
    ],
)
def test_a_bank_that_contradicts_itself_is_refused(tmp_path, change, words):
    root = mini_course.make(tmp_path, bank=mini_course.BANK.replace(*change, 1))
    with pytest.raises(BankError) as caught:
        generated(Course(root), progress=False)
    assert words in str(caught.value)


def test_an_exercise_without_its_solution_cell_is_refused(tmp_path):
    root = mini_course.make(tmp_path, source=mini_course.SOURCE.replace("def triple", "def treble"))
    with pytest.raises(BankError, match="no solution cell of 01-tiny defines `triple`"):
        generated(Course(root), progress=False)


def test_what_nbgrader_refuses_is_told(tmp_path):
    root = mini_course.make(tmp_path, source=mini_course.SOURCE.replace("    ### END SOLUTION\n", "", 1))
    with pytest.raises((SourceError, BankError), match="[Ss]olution"):
        generated(Course(root), progress=False)


def test_unknown_lessons_get_one_sentence(tmp_path, monkeypatch):
    root = mini_course.make(tmp_path)
    with pytest.raises(CourseError, match='no lesson "99". The lessons are: 01-tiny'):
        Course(root).lesson("99")
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


def test_a_save_in_jupyterlab_keeps_all_that_a_cell_of_a_source_says():
    """Jupytext writes back what its settings name; the facts of a lesson stand in the metadata of its first cell."""
    kept = tomllib.loads((ROOT / "solutions/jupytext.toml").read_text())["cell_metadata_filter"].split(",")
    for lesson in Course(ROOT).lessons:
        said = {key for cell in lesson.notebook().cells for key in cell.metadata} - {"lines_to_next_cell"}
        assert said and said <= set(kept), lesson.slug


def test_boxes_are_painted_in_the_release_and_plain_again_in_a_handout():
    painted_ones = 0
    for slug in slugs():
        for cell in Course(ROOT).lesson(slug).notebook().cells:
            if cell.cell_type == "markdown":
                assert unpainted(painted(cell.source)) == cell.source
                painted_ones += painted(cell.source).count("border-left")
    assert painted_ones > 200
    released = json.loads((ROOT / "course/05-backpropagation/05-backpropagation.ipynb").read_text("utf-8"))
    boxes = ["".join(cell["source"]) for cell in released["cells"] if "**Predict.**" in "".join(cell["source"])]
    assert boxes and all("? **Predict.**" in box for box in boxes)
