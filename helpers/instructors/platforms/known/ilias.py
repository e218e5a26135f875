"""ILIAS. Hand-ins and marks of an exercise: `Modules/Exercise` of ILIAS-eLearning/ILIAS, and its multi-feedback's
status file.

A hand-in lies in `TASK/Abgaben/Last_First_login_NUMBER/` ("Submissions" in English), a download of one unit starts with
the person's folder; teams stand in a `Team_NUMBER/` of their own. Older files carry their time, `YYYYMMDDHHMMSS_OWN
NAME`. A status file has usr_id, login and mark, and takes over only rows whose "update" is 1.
"""

import re
from datetime import datetime

from .. import Column, Owner, Platform

PERSON = re.compile(r"(?P<last>[^/_]+)_(?P<first>[^/]+)_(?P<login>[^/_]+)_(?P<user>\d+)")
INSIDE = re.compile(r"(?:(?P<around>(?:[^/]+/){0,2}?)(?:Abgaben|Submissions)/)?(?:Team_\d+/)?", re.IGNORECASE)
STAMP = re.compile(r"(\d{14})_(.+)")


class Ilias(Platform):
    name, title = "ilias", "ILIAS"
    columns = {"ilias": ("usr_id",)}
    signature = ("usr_id", "login", "mark", "status")

    def owner(self, path):
        inside = INSIDE.match(path)
        if any(PERSON.fullmatch(folder) for folder in (inside["around"] or "").split("/")):
            return self.owner_below(path)
        return self.owner_below(path[inside.end() :])

    def owner_below(self, path):
        """The owner of an entry whose first folder is the person's."""
        folder, _, rest = path.partition("/")
        found = PERSON.fullmatch(folder)
        if not found or not rest:
            return None
        stamp = STAMP.fullmatch(rest)
        try:
            time = datetime.strptime(stamp[1], "%Y%m%d%H%M%S") if stamp else None
        except ValueError:
            time = None
        name = f"{found['first'].replace('_', ' ')} {found['last']}"
        return Owner(
            folder,
            (f"login:{found['login'].casefold()}", f"ilias:{found['user']}"),
            stamp[2] if time else rest,
            name,
            found["login"],
            time=time,
            order=(stamp[1],) if time else (),
        )

    def marks(self, rows):
        header = [text.strip().casefold() for text in rows[0]]
        return [Column(header.index("mark"), "")]

    def also(self, rows, row, column):
        header = [text.strip().casefold() for text in rows[0]]
        return {header.index("update"): "1"} if "update" in header else {}
