"""Record the numbers with which an untouched lesson goes on: what the solutions give to the lesson's own calls of `my`.

`python -m helpers.instructors.building.recording`, a process of its own, runs the cells that it reads from its input.
"""

import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from ...course.errors import SourceError
from .needed import names, needed

CALL = re.compile(r"(?<![\w.])my\.(\w+)")
MARKED = re.compile(r"^@my\.run\ndef (\w+)", re.M)
ROOT = Path(__file__).resolve().parents[3]


def recorded_bytes(folder, notebook, before=None):
    """The bytes of `helpers/checks/recorded/NN-slug.json`; None for a lesson that goes on from no answer.

    Args:
        folder: the lesson's folder, in which its cells run.
        notebook: its solutions edition.
        before: the file's bytes as they are; they stay while the cells that they come from are the same.

    Raises:
        SourceError: a cell of the lesson fails.
    """
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    marked = {name for source in sources for name in MARKED.findall(source)}
    asking = [i for i, source in enumerate(sources) if CALL.search(source) or names(source).uses & marked]
    if not asking:
        return None
    answers = {name for source in sources for name in CALL.findall(source)} - {"run"}
    cells = [sources[index] for index in needed(sources, answers, always=asking)]
    lines = [line for cell in cells for line in cell.splitlines() if not re.match(r"(import|from)\s", line)]
    digest = hashlib.sha256(json.dumps(lines).encode()).hexdigest()
    if before and json.loads(before)["cells"] == digest:
        return before
    calls = record(folder, cells)
    return (json.dumps({"cells": digest, "calls": calls}, indent=1) + "\n").encode("utf-8")


def record(folder, cells):
    """Run the cells in a fresh process; return key -> result of their calls, as plain data."""
    with tempfile.TemporaryDirectory(prefix="nncourse-record-") as home:
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        quiet = {
            "MPLBACKEND": "agg",
            "NNCOURSE_OFFLINE": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "TF_ENABLE_ONEDNN_OPTS": "0",
        }
        ended = subprocess.run(
            [sys.executable, "-m", "helpers.instructors.building.recording"],
            input=json.dumps(cells),
            capture_output=True,
            encoding="utf-8",
            cwd=folder,
            env={**os.environ, **quiet, "PYTHONIOENCODING": "utf-8", "NNCOURSE_HOME": home, "PYTHONPATH": path},
        )
    if ended.returncode:
        last = (ended.stderr.strip().splitlines() or ["it left no message"])[-1]
        raise SourceError(f"{Path(folder).name} cannot be recorded: {last}")
    return json.loads(ended.stdout)


def main():
    """Run the cells given as JSON on the input, and print the calls that they made."""
    from IPython.core.interactiveshell import InteractiveShell

    from ...checks import answers

    answers.recording = calls = {}
    shell = InteractiveShell.instance()
    shell.displayhook.quiet = lambda: True
    with open(os.devnull, "w", encoding="utf-8") as nothing, contextlib.redirect_stdout(nothing):
        for source in json.load(sys.stdin):
            shell.run_cell(source, silent=True).raise_error()
    json.dump(calls, sys.stdout)


if __name__ == "__main__":
    main()
