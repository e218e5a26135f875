"""nbgrader's view of this repository: `solutions/` is released to `course/`; all that grading makes lies in `grading/`."""
import os
from pathlib import Path

c = get_config()  # noqa: F821 - given by traitlets

ROOT = Path(__file__).resolve().parent if "__file__" in globals() else Path.cwd()

c.CourseDirectory.course_id = "nncourse"
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "course"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
# nbgrader does not make the folder of its gradebook, and dies without it.
if os.access(ROOT, os.W_OK):
    (ROOT / "grading").mkdir(exist_ok=True)
# A second writer waits for its turn instead of stopping the batch.
c.CourseDirectory.db_url = f"sqlite:///{ROOT}/grading/gradebook.db?timeout=60"
# One person's laptop needs no shared folder; a class on one machine names its own.
c.Exchange.root = os.environ.get("NBGRADER_EXCHANGE", str(ROOT / "grading/exchange"))
# Text sources and exercise banks hold answers; a student's own .py would shadow packages when grading.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", "*.py", "feedback", ".*"]

c.ClearSolutions.code_stub = {"python": "# Your code here\nraise NotImplementedError()"}
c.ClearSolutions.text_stub = "*Write your answer here.*"

c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "helpers.building.release.StubsOfValues",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
    "helpers.building.release.ReleaseToStudents",
]

# Grading: the course's own engine in place of nbgrader's execution, so that marks are those of `nncourse grade`.
c.Autograde.sanitize_preprocessors = [
    "helpers.grading.nbgrader_steps.Sanitize",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "helpers.grading.nbgrader_steps.GradeOutside",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.GenerateFeedback.exporter_class = "helpers.grading.nbgrader_steps.FeedbackPage"
c.GenerateFeedback.preprocessors = ["nbgrader.preprocessors.GetGrades"]
