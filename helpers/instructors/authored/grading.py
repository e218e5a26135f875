"""Where a class keeps what it hands in and what comes of it."""

from pathlib import Path


class Grading:
    """The places of `grading/`, of which nothing is committed. Each is named here, and nowhere else.

    Args:
        root: the course's root.
    """

    def __init__(self, root: Path) -> None:
        self.folder = folder = root / "grading"
        self.gradebook = folder / "gradebook.db"  # nbgrader's
        self.roster = folder / "roster.json"
        self.lock = folder / ".lock"  # of whoever writes marks
        # A folder for each student, in it one for each lesson:
        self.submitted = folder / "submitted"
        self.earlier = folder / "earlier"  # hand-ins that another took the place of
        self.autograded = folder / "autograded"
        self.feedback = folder / "feedback"
        # A run of the grader, and what it goes on from:
        self.results = folder / "results"
        self.settled = self.results / "late.txt"
        self.plans = folder / "plans"
        self.seeds = folder / "seeds"
        self.seed = folder / "seed.txt"
        # Made anew from all of that:
        self.grades = folder / "grades.csv"
        self.report = folder / "report.html"
        self.items = folder / "items.csv"
        self.counts = folder / "class.csv"
        self.exports = folder / "exports"
        self.similar = folder / "similar"
        # By people, and for them:
        self.marking = folder / "marking"
        self.exams = folder / "exams"
        self.exchange = folder / "exchange"
        self.hub = folder / "hub"
        self.demo = folder / "demo"

    def handed_in(self, student: str, lesson: str) -> Path:
        """The notebook that a student handed in."""
        return self.submitted / student / lesson / f"{lesson}.ipynb"

    def graded(self, student: str, lesson: str) -> Path:
        """The same as the grader has filled it in."""
        return self.autograded / student / lesson / f"{lesson}.ipynb"

    def page(self, student: str, lesson: str) -> Path:
        """The feedback page on it."""
        return self.feedback / student / lesson / f"{lesson}.html"
