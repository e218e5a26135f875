"""The bench: its quick parts give rows, docs/measured.md holds the table, and rows that were not measured again stay."""

import importlib.util
import re
import subprocess
import sys

import pytest
from lessons import ROOT

pytestmark = pytest.mark.slow


def bench():
    place = importlib.util.spec_from_file_location("bench_main", ROOT / "tests/bench/__main__.py")
    module = importlib.util.module_from_spec(place)
    sys.modules["bench_main"] = module
    place.loader.exec_module(module)
    return module


def test_quick_parts_are_measured_and_printed_as_a_table():
    done = subprocess.run([sys.executable, "tests/bench", "imports", "bank"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", done.stdout, re.M)
    assert rows[0] == ("what", "bar", "ours", "peer", "load") and len(rows) == 6
    ours = {what: figure for what, _, figure, _, _ in rows}
    assert ours["misconceptions that lose their mark"] == "100 %"
    assert float(ours["misconceptions met with their own hint"].rstrip(" %")) >= 95
    assert int(ours["misconceptions of an exercise"].split()[0]) >= 4


def test_an_unknown_part_gets_one_sentence():
    done = subprocess.run([sys.executable, "tests/bench", "speed"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr.startswith("There is no part speed. The parts are: setup, ")


def test_new_rows_take_the_place_of_old_ones_and_others_stay():
    run = bench()
    text = f"a\n{run.BEGIN}\n{run.HEAD}| x | ≤ 1 | 2 | – | 0.1 |\n| y | ≤ 1 | 3 | – | 0.1 |\n{run.END}\nb\n"
    again = run.merged(text, [run.Row("x", "≤ 1", "0.5", load="0.2"), run.Row("z", "0", "0")])
    assert again.startswith("a\n") and again.endswith(f"{run.END}\nb\n")
    assert re.findall(r"^\| ([xyz]) \| .*? \| (.*?) \|", again, re.M) == [("x", "0.5"), ("y", "3"), ("z", "0")]


def test_the_page_holds_the_table():
    run = bench()
    text = run.PAGE.read_text("utf-8")
    quoted = text.split(run.BEGIN)[1].split(run.END)[0]
    assert quoted.lstrip("\n").startswith(run.HEAD) and len(quoted.splitlines()) > 10
    assert run.merged(text, []) == text
