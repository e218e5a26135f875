"""Brightspace (D2L). Hand-ins: folders `NUMBER-NUMBER - Full Name - Sep 15, 2026 800 PM`; marks: "Importing grades" of
community.d2l.com.

The first number is the person's, the second the assignment's; the time is that of handing in, in the zone of the one
who downloads, and is not read where another language writes it. A file of marks has OrgDefinedId and Username, both
with a # before, `Title Points Grade <Numeric MaxPoints:30>` and ends each line with #.
"""

import re
from datetime import datetime

from .. import Column, Owner, Platform

FOLDER = re.compile(
    r"(?P<person>\d+)-(?P<task>\d+) - (?P<name>[^/]+?) - (?P<time>[A-Z][a-z]{2,8} \d{1,2}, \d{4} \d{3,4} [AP]M)(?:/| - "
    r")(?P<rest>.+)",
    re.DOTALL,
)
ELSEWHERE = re.compile(r"(?P<person>\d+)-(?P<task>\d+) - (?P<name>[^/]+) - [^/]*\d{4}[^/]*/(?P<rest>.+)", re.DOTALL)
TITLE = re.compile(
    r"(?P<title>.*?)\s*Points Grade\s*<[^>]*?MaxPoints:(?P<most>\d+(?:[.,]\d+)?)[^>]*>\s*", re.IGNORECASE
)


class Brightspace(Platform):
    name, title = "brightspace", "Brightspace"
    columns = {"number": ("OrgDefinedId",), "login": ("Username",)}
    signature = (("OrgDefinedId", "Username"), "End-of-Line Indicator")

    def owner(self, path):
        found = FOLDER.fullmatch(path) or ELSEWHERE.fullmatch(path)
        if not found:
            return None
        time = _time(found.groupdict().get("time", ""))
        order = (time.isoformat(),) if time else ()
        return Owner(
            f"{found['name']}_{found['person']}",
            (f"brightspace:{found['person']}",),
            found["rest"],
            found["name"],
            found["name"],
            time=time,
            order=order,
        )

    def person(self, row):
        return {key: value.removeprefix("#") for key, value in row.items()}

    def marks(self, rows):
        found = [(i, TITLE.fullmatch(text)) for i, text in enumerate(rows[0])]
        return [Column(i, one["title"], float(one["most"].replace(",", "."))) for i, one in found if one]

    def plain(self, title, most, lines):
        head = ["OrgDefinedId", "Username", f"{title} Points Grade", "End-of-Line Indicator"]
        return [
            head,
            *([person.key("number"), person.login or person.id, f"{points:g}", "#"] for person, points in lines),
        ]


def _time(text):
    words = re.fullmatch(r"(\w{3})\w* (\d+), (\d+) (\d{1,2})(\d\d) ([AP]M)", text)
    try:
        return datetime.strptime("{} {} {} {}:{} {}".format(*words.groups()), "%b %d %Y %I:%M %p") if words else None
    except ValueError:
        return None
