"""The lessons for Google Colab: the released notebooks with one more cell in front, which installs the course there."""

import copy
from pathlib import Path

import nbformat

from ...course.errors import CourseError

# Colab keeps its own NumPy, TensorFlow, matplotlib, SciPy, scikit-learn and ipywidgets: replacing them under a running
# kernel breaks it. Only what it lacks is added.
MISSING_THERE = ["anywidget>=0.9", "platformdirs>=4", "pydot>=3"]
CELL = """\
# Google Colab: run this cell first. It installs the course beside what Colab has, and lets widgets draw.
%pip install --quiet {missing}
%pip install --quiet --no-deps {source}
try:
    from google.colab import output
    output.enable_custom_widget_manager()
except ImportError:
    pass  # not on Colab: nothing to enable
"""


def with_install_cell(notebook, source):
    """A copy of a released notebook that installs the course first.

    Args:
        notebook: as in `course/`.
        source: what pip installs: the address or name of the bundle's zip, or `git+https://…` of the students'
            repository.

    Raises:
        CourseError: the source would break out of the cell's line.
    """
    if not source or any(sign in source for sign in "\n\r'\"`$;&|<> "):
        raise CourseError(f"{source!r} is no address that pip can install from: give one without spaces and quotes.")
    fresh = copy.deepcopy(notebook)
    missing = " ".join(f'"{name}"' for name in MISSING_THERE)
    cell = nbformat.v4.new_code_cell(CELL.format(missing=missing, source=f'"{source}"'), id="colab-install")
    fresh.cells.insert(0, cell)
    return fresh


def write_notebooks(course, target, source):
    """Write every released lesson for Colab into the folder `target`; return the paths."""
    written = []
    for path in sorted(course.root.glob("course/[0-9][0-9]-*/[0-9][0-9]-*.ipynb")):
        notebook = with_install_cell(nbformat.read(path, as_version=4), source)
        place = Path(target) / path.name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
        written.append(place)
    if not written:
        raise CourseError("course/ holds no lesson; `nncourse build` makes the lessons from solutions/.")
    return written
