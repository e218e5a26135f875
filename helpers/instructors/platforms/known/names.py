"""No platform: files side by side whose names start with the student, `anna_05-backpropagation.ipynb`. Only where one
says so.
"""

import re

from .. import Owner, Platform, typed_keys

FILE = re.compile(r"(?P<student>[^/_ ]+)[_ ](?P<rest>[^/]+)")


class Names(Platform):
    name, title = "names", "names before the first _"
    strict = guessed = False

    def owner(self, path):
        found = FILE.fullmatch(path)
        student = found["student"] if found else ""
        return Owner(student, typed_keys(student), found["rest"], wanted=student) if found else None
