"""Every lesson as a whole: its solutions run from a clean kernel without error or warning, and its points add up."""
import json
import re
import time

import nbformat
import pytest
from lessons import ROOT, slugs
from nbclient import NotebookClient

from helpers.building.sources import read_source
from helpers.checks.bank import load_bank
from helpers.course_map import LESSONS

BOXES = ("Predict.", "Think.")


def run(path, **environment):
    """Execute a notebook from a clean kernel; return it with its outputs, and the seconds that it took."""
    notebook = nbformat.read(path, as_version=4)
    started = time.monotonic()
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": path.parent}}, allow_errors=True).execute()
    return notebook, time.monotonic() - started


@pytest.mark.parametrize("slug", slugs())
def test_the_solutions_run_clean_from_start_to_end(slug, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path))
    monkeypatch.setenv("NNCOURSE_OFFLINE", "1")
    notebook, seconds = run(ROOT / "solutions" / slug / f"{slug}.ipynb")
    troubles = []
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                troubles.append(f"cell {index}: {output.ename}: {output.evalue}")
            if output.output_type == "stream" and output.name == "stderr":
                troubles += [line for line in output.text.splitlines() if line.strip() and not _is_progress(line)]
    assert troubles == []
    with capsys.disabled():
        print(f"\n{slug}: {seconds:.1f} s", end=" ")
    record = json.loads((tmp_path / "progress.json").read_text("utf-8"))
    passed = {name for name, entry in record.items() if entry["state"] in ("right", "recorded")}
    assert passed >= {exercise.id for exercise in load_bank(ROOT / "solutions" / slug).exercises}


KERAS = [slug for slug in slugs() if slug[:2] in ("07", "08", "10", "11", "12", "13")]


@pytest.mark.parametrize("slug", KERAS or slugs())
def test_a_keras_lesson_prints_the_same_numbers_again(slug, tmp_path, monkeypatch):
    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path))
    monkeypatch.setenv("NNCOURSE_OFFLINE", "1")
    path = ROOT / "solutions" / slug / f"{slug}.ipynb"
    first, second = (_printed(run(path)[0]) for _ in range(2))
    assert first == second
    assert not KERAS or sum(map(len, first.values())) > 1000


def _printed(notebook):
    """Cell number -> what it printed, and its tables."""
    told = {}
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stdout":
                told[index] = told.get(index, "") + output.text
            elif "<table" in output.get("data", {}).get("text/html", ""):
                told[index] = told.get(index, "") + output.data["text/html"]
    return told


def _is_progress(line):
    """A progress bar of tqdm, which writes to stderr: `lesson: 100%|███| 3/3 [00:01<00:00]`."""
    return re.search(r"\d+%\|.*\| .*\[.*\]|it/s\]|epoch", line) is not None


@pytest.mark.parametrize("slug", slugs())
def test_points_and_title_agree_with_the_map_of_the_course(slug):
    entry = next(lesson for lesson in LESSONS if lesson.slug == slug)
    cells = read_source(ROOT / "solutions" / slug / f"{slug}.py").cells
    points = sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in cells)
    assert points == entry.points
    assert cells[0].source.splitlines()[0] == f"# {entry.number} · {entry.title}"
    assert f"**Points** {entry.points}" in cells[0].source and f"**Time** {entry.minutes} min" in cells[0].source


@pytest.mark.parametrize("slug", slugs())
def test_a_lesson_asks_plays_thinks_and_sums_up(slug):
    cells = read_source(ROOT / "solutions" / slug / f"{slug}.py").cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert "## Summary" in text
    summary = text.split("## Summary", 1)[1]
    assert len([line for line in summary.splitlines() if line.strip()]) <= 12
    if slug[:2] != "00":
        assert "> **Predict.**" in text and "> **Try it.**" in text
        assert "helpers.widgets" in code and "quiz(" in code and "questions(" in code
        manual = [c for c in cells if c.cell_type == "markdown" and c.metadata.get("nbgrader", {}).get("grade")]
        assert manual and all("**Marking scheme.**" in cell.source for cell in manual)


@pytest.mark.parametrize("slug", slugs())
def test_every_question_explains_every_option(slug):
    bank = load_bank(ROOT / "solutions" / slug)
    graded = [question for exercise in bank.exercises for question in exercise.questions]
    for question in bank.questions + graded:
        assert 2 <= len(question.options) <= 6
        assert all(len(option.why) > 6 for option in question.options), question.id
        assert len({option.text for option in question.options}) == len(question.options)
    if slug[:2] != "00":
        assert len(bank.questions) >= 6 and len(graded) >= 2
