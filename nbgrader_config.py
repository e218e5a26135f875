"""nbgrader's view of this repository: `solutions/` is released to `course/`; all that grading makes lies in
`grading/`.
"""

import os
import tomllib
from pathlib import Path

from helpers.course.databases import gradebook_url, let_alembic_start_anywhere

c = get_config()  # noqa: F821 - given by traitlets

let_alembic_start_anywhere()
ROOT = Path(__file__).resolve().parent if "__file__" in globals() else Path.cwd()

# course.toml, where there is one, says which class this copy is for: `nncourse new-term` writes it.
ABOUT = tomllib.loads((ROOT / "course.toml").read_text("utf-8")) if (ROOT / "course.toml").is_file() else {}
c.CourseDirectory.course_id = ABOUT.get("id") or "nncourse"
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "course"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
# nbgrader does not make the folder of its gradebook, and dies without it.
if os.access(ROOT, os.W_OK):
    (ROOT / "grading").mkdir(exist_ok=True)
c.CourseDirectory.db_url = gradebook_url(ROOT / "grading/gradebook.db")
# One person's laptop needs no shared folder; a class on one machine names its own.
c.Exchange.root = os.environ.get("NBGRADER_EXCHANGE", str(ROOT / "grading/exchange"))
# Text sources, banks and written questions hold answers; a student's own .py would shadow packages when grading.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", "*.py", "written.md", "feedback", ".*"]

c.ClearSolutions.code_stub = {"python": "# Your code here\nraise NotImplementedError()"}
c.ClearSolutions.text_stub = "*Write your answer here.*"

c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "helpers.instructors.building.release.StubsOfValues",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
    "helpers.instructors.building.release.ReleaseToStudents",
]

# Grading: the course's own engine in place of nbgrader's execution, so that marks are those of `nncourse grade`.
c.Autograde.sanitize_preprocessors = [
    "helpers.instructors.grading.nbgrader_steps.Sanitize",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "helpers.instructors.grading.nbgrader_steps.GradeOutside",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.GenerateFeedback.exporter_class = "helpers.instructors.grading.nbgrader_steps.FeedbackPage"
c.FeedbackPage.lessons = ABOUT.get("lessons", "")  # a lost mark links to its section there
c.GenerateFeedback.preprocessors = ["nbgrader.preprocessors.GetGrades"]
# nbgrader's own table gives a 0 to who handed in nothing, and to what could not be graded.
c.ExportApp.plugin_class = "helpers.instructors.platforms.nbgrader_exports.OpenMarks"
