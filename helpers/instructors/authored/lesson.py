"""A lesson: what it is called, where its parts lie, and what they hold."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ...course import notebooks
from ...course.errors import BankError, CourseError
from ...course.lessons import FIRST_EXAM, Facts, is_exam
from .grading import Grading
from .times import section_times

if TYPE_CHECKING:
    from ..banks import Bank


@dataclass(frozen=True)
class Lesson:
    """One lesson: what it is called, where its parts lie, and what they hold.

    Args:
        root: the course's root.
        slug: the folder's name, e.g. "05-backpropagation".
    """

    root: Path
    slug: str

    @classmethod
    def at(cls, folder: str | Path) -> Self:
        """The lesson whose authors work in `folder`."""
        folder = Path(folder).resolve()
        return cls(folder.parent.parent, folder.name)

    @property
    def number(self) -> str:
        """The two digits that the slug begins with."""
        return self.slug[:2]

    @property
    def grading(self) -> Grading:
        """The places of the class that takes it."""
        return Grading(self.root)

    @property
    def folder(self) -> Path:
        """Where its authors work."""
        return self.root / "solutions" / self.slug

    @property
    def source(self) -> Path:
        """Its text source."""
        return self.folder / f"{self.slug}.py"

    @property
    def paired(self) -> Path:
        """The notebook with solutions, made from the source."""
        return self.folder / f"{self.slug}.ipynb"

    @property
    def bank_file(self) -> Path:
        """Its exercise bank."""
        return self.folder / "exercises.py"

    @property
    def released(self) -> Path:
        """The notebook that students get."""
        return self.root / "course" / self.slug / f"{self.slug}.ipynb"

    @property
    def public(self) -> Path:
        """Its public cases."""
        return self.root / "helpers/checks/public" / f"{self.slug}.json"

    @property
    def recorded(self) -> Path:
        """The numbers with which it goes on until an answer is right."""
        return self.root / "helpers/checks/recorded" / f"{self.slug}.json"

    @property
    def predictions(self) -> Path:
        """Its predictions, as they ship."""
        return self.root / "helpers/study/predictions" / f"{self.slug}.json"

    @property
    def taught(self) -> list["Lesson"]:
        """The lessons that it is on: itself; of an exam, those that it takes something from."""
        return [self]

    def notebook(self) -> Any:
        """The notebook of its source, read anew.

        Raises:
            SourceError: the source is malformed, or missing.
        """
        from .sources import read_source  # here, for a command line that starts at once

        return read_source(self.source)

    def files(self) -> list[Path]:
        """What its grading plan stands on beside the package."""
        found = [*self.folder.rglob("*.py"), *self.released.parent.rglob("*")]
        return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)

    def released_text(self) -> str:
        """The file that students were given, read anew.

        Raises:
            CourseError: it is not there.
        """
        try:
            return self.released.read_text("utf-8")
        except FileNotFoundError:
            raise CourseError(f"{self.released.relative_to(self.root)} is missing: {self.back}.") from None

    @property
    def back(self) -> str:
        """How a released notebook that is missing comes back."""
        return f"run `nncourse build {self.number}` first"

    def released_for(self, seed: int = 0) -> Any:
        """The notebook that students got; an exam has another one for each seed. Errors as of `released_text`."""
        import nbformat

        return nbformat.v4.reads(self.released_text())

    def bank_for(self, seed: int) -> "Bank":
        """Its exercise bank; that of an exam has its options in the order of a seed."""
        return self.bank()

    def order_for(self, seed: int) -> dict[str, str]:
        """Of an exam, question -> the letters that its options have in the bank."""
        return {}

    def variant(self, seed: int) -> str:
        """Of an exam, a word that stands in the notebook of this seed alone."""
        return ""

    @property
    def seeds(self) -> dict[str, int]:
        """Of an exam, student -> seed of their own; a class has the same secret cases in a lesson."""
        return {}

    def bank(self) -> "Bank":
        """Its exercise bank, loaded anew, each exercise with its reference from the solution cells.

        Raises:
            BankError: the bank is missing or contradicts itself, its code stops, or the lesson has an exam's number.
        """
        from .banks import load_bank

        if is_exam(self.slug):  # its checks would say nothing, and its plan would take no public cases
            raise BankError(f"{self.slug}: numbers from {FIRST_EXAM} on are of exams; give the lesson another one.")
        return load_bank(self)

    def facts(self, notebook: Any = None) -> Facts:
        """What it says of itself in its first cell with a title; what it does not say stays empty."""
        return facts(self.slug, notebook or self.notebook())


def facts(slug: str, notebook: Any) -> Facts:
    """The `Facts` of a lesson: title, time, needs, first paragraph and goals as its first cell says them in words.

    What it holds in one line (`content`) and its `week` in the semester plan stand in that cell's metadata.
    """
    texts = (cell for cell in notebook.cells if cell.cell_type == "markdown" and cell.source.startswith("# "))
    first = next(texts, None)
    source = first.source if first else ""
    line = next((line for line in source.splitlines() if line.startswith("**Time**")), "")
    paragraphs = [part.strip() for part in source.split("\n\n")[1:]]
    about = next((part for part in paragraphs if not part.startswith(("**Time**", "After this", "-", "#"))), "")
    goals = re.split(r"After this lesson you can[^\n]*\n", source, maxsplit=1)[1:]
    minutes = _found(r"\*\*Time\*\*\s*(\d+)", line)
    total = sum(map(notebooks.points, notebook.cells))
    return Facts(
        slug=slug,
        title=re.sub(rf"^# ({slug[:2]} · )?", "", source.split("\n", 1)[0]).strip() or slug,
        minutes=int(minutes) if minutes else None,
        points=int(total) if total == int(total) else total,
        content=first.metadata.get("content", "") if first else "",
        week=first.metadata.get("week") if first else None,
        needs=plain_words(_found(r"\*\*You need\*\*\s*(.+)$", line)),
        about=plain_words(about),
        sections=section_times(notebook),
        goals=tuple(
            plain_words(item).rstrip(";,.")
            for text in goals
            for item in re.findall(r"^[-*] (.+(?:\n  .+)*)", text, re.MULTILINE)
        ),
    )


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    return match[1].strip() if match else ""


def plain_words(text: str) -> str:
    """Markdown as plain text, good enough for one sentence."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(text.split()))
    return re.sub(r"(\*\*|__|`|\$|(?<!\w)[*_]|[*_](?!\w))", "", text)
