"""Canvas. Hand-ins: `lib/content_zipper.rb` of instructure/canvas-lms; marks: `lib/gradebook_exporter.rb` there.

A file is named NAME_LATE_USERID_FILEID_OWN NAME, where NAME is "last, first" in lower case without all but letters,
digits and underscores, LATE stands only where it came late, and for anonymous marking NAME_USERID is anon_CODE. What
was typed, or a link, is NAME_LATE_USERID_text.html or _link.html. The zip is made when one asks for it: its times are
those of zipping. File numbers only grow, so that of two files the larger number is later.

A course may have a student of Canvas' own, for the teacher's student view (`find_or_create_student_view_student` of
`app/models/course.rb`): "Student, Test" in English, with a login of 40 hexadecimal digits. The gradebook puts it last.
"""

import re

from ...people.words import compact, folded
from .. import Column, Owner, Platform, number_in

OWN = r"_(?:(?P<file>\d+)_(?P<rest>[^/]+)|(?P<typed>(?:text|link)\.html))"
FILE = re.compile(rf"(?P<name>[\w.@+'’ -]*?)(?:_(?P<late>LATE))?_(?P<user>\d+){OWN}")
ANONYMOUS = re.compile(rf"(?:(?P<late>LATE)_)?anon_(?:(?P<late2>LATE)_)?(?P<code>[A-Za-z0-9]+){OWN}")
AGAIN = re.compile(r"_\d+_(?!(?:19|20)\d\d_)(\d{4,})_")  # a second pair of numbers: a name may imitate the platform
TITLE = re.compile(r"(?P<title>.*?)\s*\((?P<id>\d+)\)\s*")
POINTS = "Points Possible"
VIEW, VIEWS_LOGIN = "student test", re.compile(r"[0-9a-f]{40}")


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
                found["rest"] or found["typed"],
                wanted=f"anon-{found['code']}",
                late=late,
                order=_order(found),
                anonymous=True,
            )
        found = FILE.fullmatch(path)
        if not found:
            return None
        problem = ""
        if AGAIN.search(f"_{found['rest']}"):
            problem = f"its name fits user {found['user']}, but also others"
        elif compact(found["name"]) == compact(VIEW):
            problem = "it may be of Canvas' own student, of the student view"
        return Owner(
            f"{found['name']}_{found['user']}",
            (f"canvas:{found['user']}",),
            found["rest"] or found["typed"],
            found["name"],
            found["name"],
            bool(found["late"]),
            order=_order(found),
            problem=problem,
        )

    def person(self, row):
        login, name = row.get("login", ""), row.get("name") or f"{row.get('last_name')} {row.get('first_name')}"
        if POINTS in name or VIEWS_LOGIN.fullmatch(login) or (folded(name) == VIEW and not login):
            return None
        if "," in row.get("name", "") and not row.get("last_name"):
            last, first = row["name"].split(",", 1)
            row = row | {"last_name": last.strip(), "first_name": first.strip()}
        if row.get("canvas", "").isdigit():
            return row | {"lms_user_id": row["canvas"]}
        return {field: text for field, text in row.items() if field != "canvas"}  # known by the rest, as in Canvas

    def marks(self, rows):
        points = next((row for row in rows[1:] if row and row[0].strip() == POINTS), [])
        columns = []
        for i, text in enumerate(rows[0]):
            found = TITLE.fullmatch(text)
            if found and "read only" not in "".join(points[i : i + 1]):  # sums are; tasks have their number behind them
                columns.append(Column(i, found["title"], number_in(points[i]) if i < len(points) else None))
        return columns

    def fixed(self, rows, row, column):
        text = rows[row][column].strip()
        return {"EX": "excused", "N/A": "not assigned"}.get(text, "")

    def plain(self, title, most, lines):
        made = [
            ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title],
            [f"    {POINTS}", "", "", "", "", f"{most:g}"],
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


def _order(found):
    return (int(found["file"]),) if found["file"] else ()
