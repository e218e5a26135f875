"""Blackboard. Hand-ins: "Download Assignments" of help.blackboard.com; marks: "Work Offline" there (the Grade Center's
download).

A file is named TASK_LOGIN_attempt_YYYY-MM-DD-HH-MM-SS_OWN NAME, with the time of the attempt in the server's zone;
beside it stands TASK_LOGIN_attempt_TIME.txt with the platform's own words. A column of the Grade Center is `Title
[Total Pts: 30 Score]
|12345`, a row is known by its Username. A teacher's preview ("Student Preview" there) leaves a student of Blackboard's
own in the course: its login is the teacher's with _previewuser.
"""

import os
import re
from datetime import datetime

from .. import Column, Owner, Platform

FILE = re.compile(r"(?P<head>[^/]+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<rest>[^/]+)|(?P<note>\.txt))")
TITLE = re.compile(r"(?P<title>.*?)\s*\[[^\]]*?(?P<most>\d+(?:[.,]\d+)?)[^\]]*\]\s*\|\s*(?P<id>\d+)\s*")

PREVIEW = "_previewuser"


class Blackboard(Platform):
    name, title = "blackboard", "Blackboard"
    columns = {"number": ("Student ID",)}
    signature = ("Last Name", "First Name", "Username", ("Availability", "Last Access", "Student ID"))

    def owner(self, path):
        return self._owner(path, "")

    def owners(self, paths):
        heads = [found["head"] for found in map(FILE.fullmatch, paths) if found]
        common = os.path.commonprefix(heads) if len(set(heads)) > 1 else ""
        task = common[
            : common.rfind("_") + 1
        ]  # title and login may both hold underscores; the title is the same for all
        return {path: self._owner(path, task) for path in paths}

    def _owner(self, path, task):
        found = FILE.fullmatch(path)
        if not found:
            return None
        head = found["head"]
        login = head[len(task) :] if task else head.rsplit("_", 1)[-1]
        cuts = [
            head[i + 1 :] for i, c in enumerate(head) if c == "_"
        ]  # any of them may be the login that the roster has
        keys = (*(f"login:{cut.casefold()}" for cut in cuts), f"login:{login.casefold()}")
        try:
            time = datetime.strptime(found["time"], "%Y-%m-%d-%H-%M-%S")
        except ValueError:
            time = None
        problem = "it is of Blackboard's own student, of a preview" if login.casefold().endswith(PREVIEW) else ""
        order = (found["time"],)
        return Owner(login, keys, found["rest"] or "", wanted=login, time=time, order=order, problem=problem)

    def person(self, row):
        return None if row.get("login", "").casefold().endswith(PREVIEW) else row

    def marks(self, rows):
        found = [(i, TITLE.fullmatch(text)) for i, text in enumerate(rows[0])]
        return [Column(i, one["title"], float(one["most"].replace(",", "."))) for i, one in found if one]

    def fixed(self, rows, row, column):
        return "in progress or needs grading in Blackboard" if "progress" in rows[row][column].casefold() else ""
