"""Learning platforms: what their exports of hand-ins, people and marks look like. Each is one class in one file of
`known/`.

A new platform is one new file there with one subclass of `Platform`; `platforms()` finds it. Collecting, the roster's
import, filling a gradebook and `nbgrader export` then know it.
"""

import functools
import importlib
import pkgutil
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from ...course.errors import CourseError
from ..people.words import folded

# What columns with people are called in files of any platform, in the languages that we have met. Compared `folded`.
FIELD_NAMES = {
    "id": ("id", "student id", "student_id", "student", "participant id"),
    "first_name": (
        "first name",
        "firstname",
        "first_name",
        "given name",
        "given names",
        "vorname",
        "prénom",
        "nombre",
        "nome",
    ),
    "last_name": (
        "last name",
        "lastname",
        "last_name",
        "surname",
        "family name",
        "nachname",
        "familienname",
        "nom",
        "nom de famille",
        "apellido(s)",
        "apellidos",
        "apellido",
        "cognome",
    ),
    "name": ("name", "full name", "fullname", "student name", "vollständiger name", "nom complet", "nombre completo"),
    "email": (
        "email",
        "e-mail",
        "email address",
        "e-mail-adresse",
        "mail",
        "adresse de courriel",
        "dirección de correo",
    ),
    "login": (
        "login",
        "username",
        "user name",
        "user",
        "benutzername",
        "anmeldename",
        "nom d'utilisateur",
        "nombre de usuario",
        "sis login id",
    ),
    "number": (
        "number",
        "id number",
        "matrikelnummer",
        "student number",
        "orgdefinedid",
        "org defined id",
        "sis user id",
        "id-nummer",
        "numéro d'identification",
        "número de id",
    ),
    "group": ("group", "groups", "section", "sections", "gruppe", "gruppen", "groupe", "groupes", "grupo", "grupos"),
    "accommodations": ("accommodations", "accommodation", "nachteilsausgleich", "notes"),
    "extension": ("extension", "extra days", "extension days", "fristverlängerung"),
    "lms_user_id": ("lms_user_id", "lms user id"),
}


@dataclass(frozen=True)
class Owner:
    """Whose an entry of an export is, as the outermost part of its name says; that part is the platform's, not the
    student's.

    Attributes:
        label: how the platform writes this person, for showing and deciding.
        keys: how the platform knows the person, such as "canvas:4711"; the last is the one to remember.
        rest: what the student named: the file, or the path below the own folder.
        name: the person's name where it is told.
        wanted: the student id that a person who is not known yet would get.
        late: the platform says that it came late.
        time: when it was handed in, in local time without a zone, where the name tells.
        order: of several hand-ins of one person a larger one is later, where the name tells.
        anonymous: the platform hides who it is.
        lasting: the name is the person's beyond this assignment; the keys alone would not be.
        problem: why this name must not be trusted.
    """

    label: str
    keys: tuple = ()
    rest: str = ""
    name: str = ""
    wanted: str = ""
    late: bool = False
    time: datetime | None = None
    order: tuple = ()
    anonymous: bool = False
    lasting: bool = True
    problem: str = ""

    @property
    def own(self) -> str:
        """The one key to remember this person by."""
        return self.keys[-1] if self.keys else ""


@dataclass(frozen=True)
class Column:
    """A column of a gradebook that holds the marks of one task; `most` is its maximum where the file tells."""

    index: int
    title: str
    most: float | None = None


class Platform:
    """One learning platform. A subclass says what differs; `docs/grading.md` lists what its files must look like.

    Attributes:
        name: as typed after --platform.
        title: as people call it.
        strict: False for layouts that almost any file fits; they are tried last.
        guessed: False for a layout that is used only where --platform names it.
        dated: True where the time of an entry in the export is the time of handing in.
        columns: field of a person, or the prefix of a key -> names of columns, beyond FIELD_NAMES.
        signature: names of columns by which this platform's files of people and marks are known.
        inside: True where the rest of an entry's name starts with the lesson's folder.
    """

    name = title = ""
    strict = True
    guessed = True
    dated = True
    columns: ClassVar[dict] = {}
    signature: ClassVar[tuple] = ()
    inside = False

    def owner(self, path: str) -> Owner | None:
        """The `Owner` of an entry, or None where its name is not in this platform's layout.

        Args:
            path: the entry's name with slashes, as the platform wrote it. It is hostile below its outermost part.
        """
        return None

    def owners(self, paths: Iterable[str]) -> dict[str, Owner | None]:
        """{path: Owner or None} of all entries of an export."""
        return {path: self.owner(path) for path in paths}

    def recognizes(self, header: Collection[str]) -> bool:
        """True where a table with these column names (folded) comes from this platform."""
        return bool(self.signature) and all(
            any(folded(other) in header for other in _several(name)) for name in self.signature
        )

    def person(self, row: dict[str, str]) -> dict[str, str] | None:
        """Fields of a person from a row of a table: `row` maps field -> text. None where the row is nobody's."""
        return row

    def marks(self, rows: list[list[str]]) -> list[Column]:
        """The columns of a gradebook that can hold marks.

        Args:
            rows: the rows of the table as lists of texts, the first is the header.
        """
        return []

    def fixed(self, rows: list[list[str]], row: int, column: Column) -> str:
        """Why a mark must not be written into this cell, or ""."""
        return ""

    def also(self, rows: list[list[str]], row: int, column: Column) -> dict[int, str]:
        """Further cells that have to be written where a mark is: {column index: text}."""
        return {}

    def plain(self, title: str, most: float, lines: Any) -> Any:
        """A file for import made from nothing but the roster and the marks of one lesson, as rows; None where that is
        no use.

        Args:
            title: the lesson.
            most: its points.
            lines: (Person, points) of all whose mark is final.
        """
        return None


def _several(name: str | tuple[str, ...]) -> tuple[str, ...]:
    return (name,) if isinstance(name, str) else name


@functools.lru_cache(maxsize=1)
def platforms() -> dict[str, Platform]:
    """{name: Platform} of all files in `known/`; those with a layout of their own come first."""
    from . import known

    found = {}
    for module in pkgutil.iter_modules(known.__path__):
        for thing in vars(importlib.import_module(f"{known.__name__}.{module.name}")).values():
            if isinstance(thing, type) and issubclass(thing, Platform) and thing.name:
                found[thing.name] = thing()
    return dict(sorted(found.items(), key=lambda item: (not item[1].strict, item[0])))


def platform_named(name: str) -> Platform:
    """The platform of a name that was typed.

    Raises:
        CourseError: there is none.
    """
    if name not in platforms():
        raise CourseError(f'There is no platform "{name}". Known are {", ".join(platforms())}.')
    return platforms()[name]


def key_fields() -> list[str]:
    """The kinds of keys by which files of any platform name people, besides id, login and e-mail."""
    return [
        *dict.fromkeys(name for one in platforms().values() for name in one.columns if name not in FIELD_NAMES),
        "number",
    ]


def typed_keys(text: str) -> tuple[str, ...]:
    """Keys of a name that some person chose for a folder or file: an id, a login or an e-mail."""
    return tuple(f"{kind}:{text.casefold()}" for kind in ("login", "email", "id"))


def number_in(text: str) -> float | None:
    """The number of a cell such as "30", "30.5" or "30,5"; None where it holds none."""
    found = re.fullmatch(r"\s*(-?\d+(?:[.,]\d+)?)\s*", text)
    return float(found[1].replace(",", ".")) if found else None
