"""Hold the code to what tools can keep: layout, slips, types, who may import whom, declared packages: `make style`.

What each of them asks, and each exception, stands in pyproject.toml.
"""

import os
import subprocess
import sys
from pathlib import Path

from ...course.files import ROOT

BIN = Path(sys.executable).parent
STEPS = {
    "layout": (["ruff", "format", "--check", "--quiet", "."], "run `ruff format`"),
    "likely slips": (["ruff", "check", "--quiet", "--output-format=concise", "."], "`ruff check --fix` mends some"),
    "rooms": (["lint-imports", "--no-cache"], "docs/architecture.md says why a room may not know another"),
    "packages": (["deptry", ".", "--no-ansi"], "declare in pyproject.toml what the code imports, then `make lock`"),
    "types": (["mypy", "--no-error-summary"], "mend the types, or the code"),
}


def run(step):
    """Run one of `STEPS`; return what it complains of, an empty text if nothing."""
    (program, *words), advice = STEPS[step]
    here = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    done = subprocess.run([BIN / program, *words], cwd=ROOT, env=here, capture_output=True, text=True)
    return f"{done.stdout}{done.stderr}\n{step}: {advice}.\n" if done.returncode else ""


def main():
    """Run all steps; tell what they complain of, and exit with 1 if anything."""
    if not (BIN / "ruff").exists() and not (BIN / "ruff.exe").exists():
        sys.exit("Stopped: run `make test` once; it adds the packages that look through the code.")
    complaints = list(filter(None, map(run, STEPS)))
    print("\n".join(complaints) or f"Nothing to mend: {', '.join(STEPS)}.")
    sys.exit(bool(complaints))
