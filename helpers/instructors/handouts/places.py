"""Where something stands in a lesson, for messages: a line of its text source, or a cell of the notebook."""

from pathlib import Path

from ...course.errors import HandoutError
from ..authored.sources import first_lines


class Places:
    """The places of one notebook: `places.of(cell, "text in it")` gives "05-x.py, line 12" or "05-x.ipynb, cell 4"."""

    def __init__(self, name, folder):
        self._notebook = f"{name}.ipynb"
        self._source = Path(folder or ".") / f"{name}.py"
        self._starts = first_lines(self._source.read_text("utf-8")) if self._source.is_file() else []

    @staticmethod
    def number(notebook):
        """Note in every cell which one it is, before an edition leaves some out."""
        for i, cell in enumerate(notebook.cells):
            cell.metadata["nncourse_cell"] = [i, len(notebook.cells)]

    def of(self, cell, fragment=""):
        """The place of a cell, or of the line in it where `fragment` begins."""
        index, count = cell.metadata.get("nncourse_cell", [0, 0])
        if len(self._starts) != count:
            return f"{self._notebook}, cell {index + 1}"
        at = cell.source.find(fragment) if fragment else 0
        line = cell.source[: max(at, 0)].count("\n")
        return f"{self._source.name}, line {self._starts[index] + line}"

    def error(self, cell, message, fragment=""):
        """A `HandoutError` that names the place."""
        return HandoutError(f"{self.of(cell, fragment)}: {message}")
