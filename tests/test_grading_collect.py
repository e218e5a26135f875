"""Collecting: exports of learning platforms become submissions, the latest counts, a dry run writes nothing."""
import os
import zipfile

import grading_course as course
import pytest
from click.testing import CliRunner

from helpers.cli import main
from helpers.grading.collect import collect, lesson_of


def zipped(path, names):
    with zipfile.ZipFile(path, "w") as archive:
        for i, name in enumerate(names):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 15, 12, i % 60, 0)), f'{{"cells": [], "n": {i}}}')
    return path


def table(found):
    return {item.source: (item.action, item.student, item.lesson) for item in found}


def test_a_moodle_zip_is_taken_by_student_number(tmp_path):
    root = course.make(tmp_path / "c")
    names = ["Anna Ant_123_assignsubmission_file_/01-graded.ipynb", "Ben Bee_124_assignsubmission_file_/01-graded (1).ipynb",
             "Cat_125_assignsubmission_file_/readme.txt"]  # fmt: skip
    found = collect(root, zipped(tmp_path / "m.zip", names))
    assert table(found) == {names[0]: ("take", "123", course.SLUG), names[1]: ("take", "124", course.SLUG)}
    assert (root / f"grading/submitted/124/{course.SLUG}/{course.SLUG}.ipynb").is_file()
    assert (root / f"grading/submitted/124/{course.SLUG}/timestamp.txt").read_text() == "2026-01-15 12:01:00 UTC"


def test_a_canvas_folder_of_files_is_taken_and_the_latest_of_two_counts(tmp_path):
    root, folder = course.make(tmp_path / "c"), tmp_path / "canvas"
    folder.mkdir()
    for i, name in enumerate(["antanna_11_22_01-graded.ipynb", "antanna_LATE_11_23_01-graded-1.ipynb", "beeben_12_24_notes.ipynb"]):
        (folder / name).write_text(f'{{"cells": [], "n": {i}}}')
        os.utime(folder / name, (1.7e9 + 60 * i, 1.7e9 + 60 * i))
    found = table(collect(root, folder))
    assert found["antanna_11_22_01-graded.ipynb"][0] == "older"
    assert found["antanna_LATE_11_23_01-graded-1.ipynb"] == ("take", "antanna", course.SLUG)
    assert found["beeben_12_24_notes.ipynb"][0] == "leave"
    assert '"n": 1' in (root / f"grading/submitted/antanna/{course.SLUG}/{course.SLUG}.ipynb").read_text()
    again = table(collect(root, folder))
    assert again["antanna_LATE_11_23_01-graded-1.ipynb"][0] == "same"


def test_names_that_lead_elsewhere_are_left(tmp_path):
    root = course.make(tmp_path / "c")
    names = ["../../evil/01-graded.ipynb", "/etc/01-graded.ipynb", "../01-graded/01-graded.ipynb", "..\\x_1/01-graded.ipynb"]
    collect(root, zipped(tmp_path / "evil.zip", names))
    assert not (tmp_path / "evil").exists()
    inside = root / "grading/submitted"
    assert all(path.resolve().is_relative_to(inside.resolve()) for path in inside.rglob("*"))
    assert ".." not in {path.name for path in inside.glob("*")}


def test_a_dry_run_shows_and_writes_nothing(tmp_path, monkeypatch):
    root = course.make(tmp_path / "c")
    monkeypatch.chdir(root)
    archive = zipped(tmp_path / "m.zip", ["anna/01-graded.ipynb", "ben/other.ipynb"])
    result = CliRunner().invoke(main, ["collect", str(archive), "--dry-run"])
    assert result.exit_code == 0, result.output
    assert f"take   anna/01-graded.ipynb  ->  anna / {course.SLUG}" in result.output and "1 of 2 notebook(s) would be taken" in result.output
    assert not (root / "grading").exists()
    result = CliRunner().invoke(main, ["collect", str(archive), "--lesson", "01"])
    assert "2 of 2 notebook(s) taken" in result.output


def test_bad_input_gets_one_sentence(tmp_path):
    root = course.make(tmp_path / "c")
    (tmp_path / "x.txt").write_text("no zip")
    with pytest.raises(ValueError, match="neither a folder nor a zip"):
        collect(root, tmp_path / "x.txt")
    with pytest.raises(ValueError, match="needs a group"):
        collect(root, tmp_path, pattern="(.*)")
    with pytest.raises(ValueError, match="not a regular expression"):
        collect(root, tmp_path, pattern="(")


@pytest.mark.parametrize(
    "name, lesson",
    [
        ("01-perceptron-gates (1).ipynb", "01-perceptron-gates"),
        ("01_perceptron_gates.ipynb", "01-perceptron-gates"),
        ("Copy of 01-Perceptron-Gates.ipynb", "01-perceptron-gates"),
        ("lesson 5.ipynb", "05-backpropagation"),
        ("05.ipynb", "05-backpropagation"),
        ("homework.ipynb", ""),
        ("99.ipynb", ""),
    ],
)
def test_the_lesson_is_read_from_renamed_notebooks(name, lesson):
    assert lesson_of(name, ["01-perceptron-gates", "05-backpropagation"]) == lesson
