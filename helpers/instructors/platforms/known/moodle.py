"""Moodle. Hand-ins: `mod/assign/locallib.php` (download_submissions) of moodle/moodle; marks:
`mod/assign/feedback/offline/` (the grading worksheet) there, and the gradebook's own export.

A hand-in is `Full Name_NUMBER_assignsubmission_file_/OWN NAME`, or, without folders, `Full
Name_NUMBER_assignsubmission_file_OWN NAME`; in a course with groups the group's name and "-" stand before. Underscores
of names become spaces, so that the first one is the platform's. NUMBER is of one person in one assignment: it is never
used again, and it is not the person's. The worksheet names the same number as "Participant NUMBER"; with blind marking
that is the only name.
"""

import re

from .. import Column, Owner, Platform, number_in

OUTERMOST = re.compile(
    r"(?P<name>[^/_]+)_(?P<number>\d+)_assignsubmission_(?P<kind>file|onlinetext)(?:_?/|_)(?P<rest>.+)", re.DOTALL
)
BLIND = re.compile(r"(?:participant|teilnehmer/?-?(?:in)?|participante|partecipante|deelnemer)\W*", re.IGNORECASE)
GRADE = ("grade", "bewertung", "note", "calificación", "cijfer", "valutazione", "nota")
MOST = ("maximum grade", "höchstbewertung", "bestwertung", "note maximale", "calificación máxima")
CHANGEABLE = ("grade can be changed", "bewertung kann geändert werden", "la note peut être modifiée")
NO = ("no", "nein", "non")


class Moodle(Platform):
    name, title = "moodle", "Moodle"
    columns = {
        "moodle": ("Identifier", "ID", "Identifikator", "Identifiant", "Identificador"),
        "group": ("Group", "Gruppe"),
    }

    def owner(self, path):
        found = OUTERMOST.fullmatch(path)
        if not found:
            return None
        name, number = found["name"].strip(), found["number"]
        label = f"{name}_{number}"
        if BLIND.fullmatch(name):
            return Owner(
                label,
                (f"moodle:{number}",),
                found["rest"],
                wanted=f"participant-{number}",
                anonymous=True,
                lasting=False,
            )
        return Owner(label, (f"moodle:{number}",), found["rest"], name, name, lasting=False)

    def recognizes(self, header):
        worksheet = any(name in header for name in GRADE) and bool(
            {"identifier", "identifikator", "identifiant", "identificador"} & header
        )
        people = {"first name", "vorname", "prénom", "nombre"} & header and {
            "id number",
            "id-nummer",
            "matrikelnummer",
        } & header
        return worksheet or bool(people)

    def person(self, row):
        number = re.search(r"(\d+)\s*$", row.get("moodle", ""))
        row = {key: value for key, value in row.items() if key != "moodle"}
        return row | ({"moodle": number[1]} if number else {})

    def marks(self, rows):
        header = [text.strip().casefold() for text in rows[0]]
        if any(name in header for name in GRADE):
            column = next(header.index(name) for name in GRADE if name in header)
            most = next((header.index(name) for name in MOST if name in header), None)
            tops = {number_in(row[most]) for row in rows[1:] if len(row) > most} if most is not None else set()
            return [Column(column, "", tops.pop() if len(tops) == 1 else None)]
        tasks = [
            (i, re.fullmatch(r"(?:[^:]+:\s*)?(?P<title>.+?)\s*\((?:Real|Punkte|Brut|Réel)\)", text.strip()))
            for i, text in enumerate(rows[0])
        ]
        return [Column(i, found["title"]) for i, found in tasks if found]

    def fixed(self, rows, row, column):
        header = [text.strip().casefold() for text in rows[0]]
        for name in CHANGEABLE:
            if name in header and rows[row][header.index(name)].strip().casefold() in NO:
                return "locked in Moodle"
        return ""

    def plain(self, title, most, lines):
        head = ["First name", "Last name", "ID number", "Email address", title]
        return [
            head,
            *(
                [p.first_name, p.last_name or p.name, p.key("number") or p.login or p.id, p.email, f"{points:g}"]
                for p, points in lines
            ),
        ]
