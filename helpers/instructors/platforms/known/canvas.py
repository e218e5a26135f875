"""Canvas. Hand-ins: `lib/content_zipper.rb` of instructure/canvas-lms; marks: `lib/gradebook_exporter.rb` there.

A file is named NAME_LATE_USERID_FILEID_OWN NAME, where NAME is "last, first" in lower case without all but letters,
digits and underscores, LATE stands only where it came late, and for anonymous marking NAME_USERID is anon_CODE. The zip
is made when one asks for it: its times are those of zipping. File numbers only grow, so that of two files the larger
number is later.
"""

import re

from .. import Column, Owner, Platform, number_in

FILE = re.compile(r"(?P<name>[\w.@+'’ -]*?)(?:_(?P<late>LATE))?_(?P<user>\d+)_(?P<file>\d+)_(?P<rest>[^/]+)")
ANONYMOUS = re.compile(
    r"(?:(?P<late>LATE)_)?anon_(?:(?P<late2>LATE)_)?(?P<code>[A-Za-z0-9]+)_(?P<file>\d+)_(?P<rest>[^/]+)"
)
AGAIN = re.compile(r"_\d+_(?!(?:19|20)\d\d_)(\d{4,})_")  # a second pair of numbers: a name may imitate the platform
TITLE = re.compile(r"(?P<title>.*?)\s*\((?P<id>\d+)\)\s*")


class Canvas(Platform):
    name, title = "canvas", "Canvas"
    dated = False
    columns = {"canvas": ("ID",), "name": ("Student",), "last_name": ("LastName",), "first_name": ("FirstName",)}
    signature = ("ID", "Section", ("Student", "LastName"))

    def owner(self, path):
        found = ANONYMOUS.fullmatch(path)
        if found:
            late = bool(found["late"] or found["late2"])
            return Owner(
                f"anon_{found['code']}",
                (f"canvas-anonymous:{found['code']}",),
                found["rest"],
                wanted=f"anon-{found['code']}",
                late=late,
                order=(int(found["file"]),),
                anonymous=True,
            )
        found = FILE.fullmatch(path)
        if not found:
            return None
        problem = ""
        if AGAIN.search(f"_{found['rest']}"):
            problem = f"its name fits user {found['user']}, but also others"
        return Owner(
            f"{found['name']}_{found['user']}",
            (f"canvas:{found['user']}",),
            found["rest"],
            found["name"],
            found["name"],
            bool(found["late"]),
            order=(int(found["file"]),),
            problem=problem,
        )

    def person(self, row):
        if not row.get("canvas", "").strip().isdigit():  # "Points Possible", and the row of manual posting
            return None
        if "," in row.get("name", "") and not row.get("last_name"):
            last, first = row["name"].split(",", 1)
            row = row | {"last_name": last.strip(), "first_name": first.strip()}
        return row | {"lms_user_id": row["canvas"].strip()}

    def marks(self, rows):
        points = next((row for row in rows[1:] if row and row[0].strip() == "Points Possible"), [])
        columns = []
        for i, text in enumerate(rows[0]):
            found = TITLE.fullmatch(text)
            if found:  # only tasks have their number behind the title; sums and totals have none
                columns.append(Column(i, found["title"], number_in(points[i]) if i < len(points) else None))
        return columns

    def fixed(self, rows, row, column):
        text = rows[row][column].strip()
        return {"EX": "excused", "N/A": "not assigned"}.get(text, "")

    def plain(self, title, most, lines):
        made = [
            ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title],
            ["    Points Possible", "", "", "", "", f"{most:g}"],
        ]
        for person, points in lines:
            name = f"{person.last_name}, {person.first_name}".strip(", ") or person.name
            made.append(
                [
                    name,
                    person.key("canvas"),
                    person.key("number"),
                    person.login or person.id,
                    person.group,
                    f"{points:g}",
                ]
            )
        return made
