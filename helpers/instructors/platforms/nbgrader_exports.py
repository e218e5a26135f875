"""The exports as plugins of nbgrader: `nbgrader export
--exporter=helpers.instructors.platforms.nbgrader_exports.Canvas`.

There is one for each platform, made from its class when it is asked for.
"""

import csv
import io
from pathlib import Path

from nbgrader.api import MissingEntry
from nbgrader.plugins.export import ExportPlugin
from traitlets import Unicode

from ...course.files import write_whole
from ..authored import Course
from . import exports, platforms


class _Marks(ExportPlugin):
    """Marks for a platform; open ones are left out, never a 0."""

    platform = ""
    gradebook_file = Unicode(
        "", help="The file that the platform exported, to be filled; empty makes a plain one."
    ).tag(config=True)

    def export(self, gradebook):
        """Write the file `to`, of the lessons and students that nbgrader was asked for."""
        course = Course(".")
        target = Path(self.to or f"{self.platform}.csv")
        if self.gradebook_file:
            done = exports.fill(course, self.gradebook_file, target, platform=self.platform)
            self.log.info("%s: %d mark(s), %d open", target, done.written, done.open)
            for sentence in [*done.told, *done.problems]:
                self.log.warning(sentence)
            return
        lessons = list(self.assignment) or sorted(exports.marks_of(course).most)
        for lesson in lessons:
            path = target if len(lessons) == 1 else target.with_name(f"{target.stem}-{lesson}{target.suffix}")
            rows = exports.plain_rows(course, platforms()[self.platform], lesson, self.student)
            write_whole(path, exports.csv_text(rows))
            self.log.info("Exported marks to %s", path)


def __getattr__(name):
    """The plugin of a platform, by its name with a capital: `Canvas`."""
    if name.lower() not in platforms() or not name[0].isupper():
        raise AttributeError(
            f"There is no export for {name}. There are {', '.join(one.capitalize() for one in platforms())}."
        )
    made = type(name, (_Marks,), {"platform": name.lower(), "__module__": __name__})
    globals()[name] = made
    return made


COLUMNS = (
    "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,"
    "max_score"
)


class OpenMarks(ExportPlugin):
    """nbgrader's own table, with an empty score where there is no mark: missing, not gradable, waiting for a person."""

    def export(self, gradebook):
        """Write the file `to`, of the lessons and students that nbgrader was asked for."""
        text = io.StringIO()
        table = csv.DictWriter(text, COLUMNS.split(","), lineterminator="\n")
        table.writeheader()
        for assignment in gradebook.assignments:
            for student in gradebook.students:
                if (self.assignment or [assignment.name]).count(assignment.name) and (
                    self.student or [student.id]
                ).count(student.id):
                    table.writerow(self._row(gradebook, assignment, student))
        write_whole(Path(self.to or "grades.csv"), text.getvalue())

    def _row(self, gradebook, assignment, student):
        row = {name: getattr(student, name) or "" for name in ("last_name", "first_name", "email")}
        row |= {"assignment": assignment.name, "student_id": student.id, "max_score": assignment.max_score}
        row["duedate"] = assignment.duedate or ""
        try:
            handed_in = gradebook.find_submission(assignment.name, student.id)
        except MissingEntry:
            return row
        row["timestamp"] = handed_in.timestamp or ""
        marks = [grade for part in handed_in.notebooks for grade in part.grades]
        if marks and not any(grade.manual_score is None and grade.auto_score is None for grade in marks):
            taken = handed_in.late_submission_penalty
            row |= {"raw_score": handed_in.score, "late_submission_penalty": taken}
            row["score"] = max(0.0, handed_in.score - taken)
        return row
