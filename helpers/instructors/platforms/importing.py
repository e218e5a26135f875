"""Take people from a table that a platform or a spreadsheet exported, into the roster."""

import re
import shlex
from collections import Counter
from dataclasses import dataclass, field

from ...course.errors import CourseError
from ..people.roster import ALL, Person, Roster
from ..people.words import compact, folded, is_student_id, plain, some
from . import FIELD_NAMES, key_fields, platform_named, platforms
from .tables import read_table

ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
PLAIN_FIELDS = ("first_name", "last_name", "email", "login", "group", "accommodations", "lms_user_id")


@dataclass
class Imported:
    """What an import did: ids of people who are new or changed, counts of the other rows, sentences on what was odd."""

    platform: str = ""
    rows: int = 0
    added: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    same: int = 0
    skipped: int = 0
    told: list = field(default_factory=list)


def import_roster(course, path, platform=None, dry_run=False):
    """Bring the roster up to a file's state. Nobody is taken off, and two people are never merged.

    Args:
        path: a CSV or TSV file.
        platform: name of the platform that made it; None finds out.
        dry_run: True writes nothing.

    Raises:
        CourseError: the file is no table, or names no people.
    """
    table = read_table(path)
    made_by, rows = people_of(table, platform)
    roster, done = Roster(course), Imported(made_by.title, len(rows))
    seen, unclear, names = {}, set(), Counter(folded(full_name(row)) for _, row in rows if row)
    if nobody := [_first_words(table.rows[number - 1]) for number, row in rows if row is None]:
        done.told.append(f"No person: {some(nobody, 8)}.")
    for number, row in rows:
        if row is None:
            done.skipped += 1
            continue
        same = [] if keys_of(row) else [one.id for one in _called(roster, full_name(row), seen)]
        if len(same) > 1:
            unclear.update(same)
            several = " or ".join(map(roster.calls(), same))
            done.told.append(
                f"Row {number} may be {several}: it has no login, e-mail or number that tells. It was left."
            )
            done.same += 1
            continue
        person, new = _person(roster, row, names[folded(full_name(row))] == 1, done, seen)
        if person.id in seen:
            before, other = seen[person.id]
            _are_one(f"{table.name}, rows {before} and {number}", other, row)
            done.told.append(f"Rows {before} and {number} are both {roster.calls()(person.id)}; the later one counts.")
        seen[person.id] = number, row
        changed = _fill(person, row)
        kind = done.added if new else done.changed
        if new or changed:
            kind.append(person.id)
        else:
            done.same += 1
    if absent := [student for student in roster.listed if student not in seen.keys() | unclear]:
        done.told.append(
            f"{len(absent)} on the roster are not in this file: {some(map(roster.calls(), absent))}. "
            f"`nncourse roster delete STUDENT` takes a person off."
        )
    if not dry_run:
        roster.save()
    return done


def people_of(table, platform=None):
    """(Platform, [(row number, {field: text} or None for a row that is nobody's)]) of a table.

    Raises:
        CourseError: no column of it names people.
    """
    header = {folded(name.lstrip("#")) for name in table.rows[0]}
    if platform is None:
        made_by = next((one for one in platforms().values() if one.recognizes(header)), platforms()["folders"])
    else:
        made_by = platform_named(platform)
    columns = columns_of(table.rows[0], made_by)
    if not {"id", "login", "email", "name", "last_name", "number", *key_fields()} & set(columns):
        raise CourseError(
            f"{table.name} names no people: it has no column such as Name, Email or Login, but "
            f"{', '.join(plain(name, 30) for name in table.rows[0][:8])}."
        )
    rows, kinds = [], {"id", "login", *key_fields()}
    for number, cells in enumerate(table.rows[1:], 2):
        row = {name: cells[i].strip() for name, i in columns.items() if i < len(cells)}
        if rounded := next((row[kind] for kind in kinds & row.keys() if ROUNDED.fullmatch(row[kind])), ""):
            raise CourseError(
                f'{table.name}, row {number}: "{rounded}" is what a spreadsheet has made of a long number. Export '
                f"the file once more, and do not save it in a spreadsheet."
            )
        row = made_by.person({name: plain(text, 300).strip() for name, text in row.items()})
        rows.append((number, row if row and any(row.values()) else None))
    return made_by, rows


def columns_of(header, platform):
    """{field: index of its column}; the platform's own names count before those of any platform."""
    found = {}
    for names in (platform.columns, FIELD_NAMES):
        for name, titles in names.items():
            for i, title in enumerate(header):
                if name not in found and i not in found.values() and folded(title) in map(folded, titles):
                    found[name] = i
    return found


def keys_of(row):
    """The keys by which a row names its person, the surest first."""
    keys = [f"{kind}:{row[kind]}" for kind in key_fields() if row.get(kind)]
    keys += [f"id:{row['id'].casefold()}"] if row.get("id") else []
    keys += [f"{kind}:{row[kind].casefold()}" for kind in ("login", "email") if row.get(kind)]
    return keys


def full_name(row):
    """The name that a row tells, first name first."""
    name = f"{row.get('first_name', '')} {row.get('last_name', '')}".strip()
    return name or row.get("name", "")


def _first_words(cells):
    return next((f'"{plain(cell.strip(), 40)}"' for cell in cells if cell.strip()), '""')


def _are_one(where, row, other):
    """Stop at two rows with one number and the names of two: the file is wrong, and one of them would be lost."""
    same = next((key.split(":", 1)[1] for key in keys_of(row) if key in keys_of(other)), "")
    names = [full_name(row), full_name(other)]
    words, letters = ([form(name) for name in names] for form in (lambda name: sorted(folded(name).split()), compact))
    if same and all(names) and words[0] != words[1] and letters[0] != letters[1]:
        told = " and ".join(plain(name, 60) for name in names)
        raise CourseError(f'{where}: "{plain(same, 60)}" is of {told}. Nobody was taken; mend the file.')


def _person(roster, row, alone, done, seen):
    """(the person of a row, whether it is a new one).

    Args:
        alone: True where no other row has this name.
        seen: ids of the people of rows before.
    """
    for key in keys_of(row):
        person = roster.by_key(key)
        if person is not None:
            return person, False
    name = full_name(row)
    same = _called(roster, name, seen)
    if len(same) == 1 and (same[0].listed or alone) and not _contradicts(same[0], row):
        return same[0], False  # the same class from another platform, or who handed in under this name
    stated = next((row[kind] for kind in ("id", "login", "number") if is_student_id(row.get(kind, ""))), "")
    handed_in = roster.people.get(stated)
    if handed_in and not handed_in.listed and not handed_in.forms() and not _contradicts(handed_in, row):
        return handed_in, False  # known from the name of a folder alone
    person = roster.add(stated or row.get("email", "").split("@")[0] or name)
    for one in same:
        done.told.append(
            f"{one.id} has the same name as {person.id}; `nncourse roster merge {shlex.quote(one.id)} "
            f"{shlex.quote(person.id)}` makes them one."
        )
    return person, True


def _called(roster, name, seen):
    """People, but those of rows before, who may have a name of a list. Whoever is on the roster is spelled so, "Li Na"
    is not Lina; the names of hand-ins may lack spaces.
    """
    same = [one for one in roster.by_name(name) if one.id not in seen]
    return [one for one in same if not one.listed or folded(name) in one.spelled()]


def _contradicts(person, row):
    """True where a row says what cannot be of this person."""
    pairs = [(getattr(person, kind), row.get(kind, "")) for kind in ("email", "login")]
    if any(mine and theirs and mine.casefold() != theirs.casefold() for mine, theirs in pairs):
        return True
    mine = {key.split(":")[0]: key.split(":", 1)[1] for key in person.keys}
    return any(kind in mine and row.get(kind) and mine[kind] != row[kind] for kind in key_fields() if kind != "moodle")


def _fill(person, row):
    """Put a row's fields into a person; True where that changed anything."""
    before = Person(
        **{
            **vars(person),
            "keys": list(person.keys),
            "names": list(person.names),
            "extensions": dict(person.extensions),
        }
    )
    for name in PLAIN_FIELDS:
        if row.get(name):
            setattr(person, name, row[name])
    if row.get("name") and not person.first_name and not person.last_name:
        first, _, last = row["name"].rpartition(" ")
        last, first = row["name"].split(",", 1) if "," in row["name"] else (last, first)
        person.first_name, person.last_name = first.strip(), last.strip()
    for kind in key_fields():
        if row.get(kind) and f"{kind}:{row[kind]}" not in person.keys:
            person.keys.append(f"{kind}:{row[kind]}")
    days = row.get("extension", "").replace(",", ".")
    try:
        if days:
            person.extensions[ALL] = float(days)
    except ValueError:
        person.accommodations = person.accommodations or row["extension"]
    person.listed = True
    return vars(before) != vars(person)
