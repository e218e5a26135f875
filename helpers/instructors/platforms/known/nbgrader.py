"""nbgrader: a folder of submissions, `STUDENT/LESSON/NOTEBOOK.ipynb`, and the CSV files of its gradebook.

The exchange lays the time of handing in beside the notebook, in `timestamp.txt`. `nbgrader db student import` reads a
table with id, first_name, last_name, email and lms_user_id.
"""

import re

from .. import Owner, Platform, typed_keys

ENTRY = re.compile(r"(?P<student>[^/]+)/(?P<lesson>\d\d-[a-z0-9-]+)/(?P<rest>.+)", re.DOTALL)


class Nbgrader(Platform):
    name, title = "nbgrader", "nbgrader"
    columns = {"id": ("student_id", "id")}
    signature = (("id", "student_id"), "first_name", "last_name", "email")
    inside = True

    def owner(self, path):
        found = ENTRY.fullmatch(path)
        if not found:
            return None
        return Owner(
            found["student"],
            typed_keys(found["student"]),
            f"{found['lesson']}/{found['rest']}",
            wanted=found["student"],
        )
