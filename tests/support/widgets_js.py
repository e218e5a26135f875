"""Runs the exported mathematics of a widget's JavaScript module in Node, to compare it with Python."""

import functools
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from system import stop_if_missing

WIDGETS = Path(__file__).resolve().parents[2] / "helpers" / "widgets"
RUNNER = Path(__file__).with_name("widgets_node.mjs")


def run_js(module, calls):
    """The results of ``[(function name, *arguments), ...]`` of ``helpers/widgets/<module>.js``."""
    stop_if_missing(["node"])  # a test need not say that it looks at JavaScript, too
    job = {"module": (_as_package() / f"{module}.js").as_uri(), "calls": calls}
    done = subprocess.run(["node", str(RUNNER)], input=json.dumps(job), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@functools.cache
def _as_package() -> Path:
    # A copy that says "these are ES modules": older Node takes .js files for CommonJS.
    folder = Path(tempfile.mkdtemp(prefix="widgets-js-"))
    for source in WIDGETS.glob("*.js"):
        shutil.copy(source, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    return folder
