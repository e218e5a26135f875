"""What the lessons say of themselves in their first cell: title, time, points, what they need, what one can do after."""
import re
from dataclasses import dataclass, field
from pathlib import Path

from ..building.sources import lesson_folders, read_source


@dataclass(frozen=True)
class Entry:
    """One lesson on the map."""

    folder: Path
    title: str
    about: str = ""
    minutes: int | None = None
    points: float | None = None
    needs: str = ""
    goals: list = field(default_factory=list)

    @property
    def name(self):
        """The folder's name, which is also the page's."""
        return self.folder.name


def catalog(root):
    """The `Entry` of every lesson in `root/solutions` that has a text source, in order."""
    return [entry(folder) for folder in lesson_folders(root) if (folder / f"{folder.name}.py").is_file()]


def entry(folder):
    """Read the first text cell that has a title. What a lesson does not say stays empty."""
    notebook = read_source(folder / f"{folder.name}.py")
    source = next((cell.source for cell in notebook.cells if re.match(r"# ", cell.source) and cell.cell_type == "markdown"), "")
    lines = source.splitlines()
    title = lines[0].removeprefix("# ").strip() if lines else folder.name
    facts = next((line for line in lines if line.startswith("**Time**")), "")
    paragraphs = [part.strip() for part in source.split("\n\n")[1:]]
    about = next((part for part in paragraphs if not part.startswith(("**Time**", "After this", "-", "#"))), "")
    goals = re.split(r"After this lesson you can[^\n]*\n", source, maxsplit=1)
    return Entry(
        folder=folder,
        title=title,
        about=plain_words(" ".join(about.split())),
        minutes=_number(r"\*\*Time\*\*\s*(\d+)", facts),
        points=_number(r"\*\*Points\*\*\s*(\d+)", facts),
        needs=plain_words(_found(r"\*\*You need\*\*\s*(.+)$", facts)),
        goals=[plain_words(item).rstrip(";,.") for item in re.findall(r"^[-*] (.+(?:\n  .+)*)", goals[1], re.MULTILINE)] if len(goals) > 1 else [],
    )


def _found(pattern, text):
    match = re.search(pattern, text)
    return match[1].strip() if match else ""


def _number(pattern, text):
    return int(_found(pattern, text)) if _found(pattern, text) else None


def plain_words(text):
    """Markdown as plain text, good enough for one sentence."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(text.split()))
    return re.sub(r"(\*\*|__|`|\$|(?<!\w)[*_]|[*_](?!\w))", "", text)
