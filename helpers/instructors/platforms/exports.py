"""Marks for learning platforms: into the very file that a platform exported, or into a plain one.

A mark that is open (missing, failed, waiting for a person) is never a 0 and never clears one: its cell stays as it was.
"""

import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from ...course.errors import CourseError
from ...course.files import write_whole
from ...course.lessons import shipped
from ..authored.papers import is_on_paper
from ..grading import report
from ..grading.exports import totals
from ..grading.marks import UNSETTLED
from ..people.roster import Person, Roster
from ..people.words import folded, plain, some, table_cell
from . import Column, Platform, number_in, platforms
from .importing import full_name, keys_of, people_of
from .lessons import lessons_of
from .tables import read_table


@dataclass
class Filled:
    """What was filled in: the file, counts, sentences on what was odd, and what keeps marks from being complete.

    Attributes:
        why: lines on the marks that are open: of whom, which, and what to do.
    """

    path: Path
    written: int = 0
    open: int = 0
    students: set = field(default_factory=set)
    told: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    why: list = field(default_factory=list)


@dataclass
class Marks:
    """All marks of the class.

    Attributes:
        most: lesson -> points that can be had.
        of: student -> lesson -> points, None while open.
        open: (student, lesson) -> the rows of grades.csv that keep it open.
    """

    most: dict
    of: dict
    open: dict


def marks_of(course, rows=None):
    """The `Marks` of all that has been graded.

    Args:
        rows: of grades.csv, where they are at hand.

    Raises:
        CourseError: nothing has been.
    """
    outlines = report.outlines(course)
    if not outlines:
        raise CourseError("Nothing has been graded yet: run `nncourse grade` first.")
    waiting = {}
    if rows is None:
        rows = list(report.grade_rows(course, outlines, report.hand_ins(course, outlines)))
    for row in rows:
        if row.state in report.OPEN:
            waiting.setdefault((row.student, row.lesson), []).append(row)
    most = {lesson: sum(item.max for item in outline) for lesson, outline in outlines.items()}
    return Marks(most, totals(rows), waiting)


# What keeps a mark open, and what an instructor does about it, the most urgent first.
TO_DO = {
    "failed": "cannot be graded (ask for the notebook once more, and collect it)",
    "new": "not graded yet (nncourse grade)",
    "differ": "with answers on which two markers differ (nncourse mark, then [ or ])",
    "words": "with answers in words to mark (nncourse mark)",
    "missing": "without a hand-in (if that is a 0, enter it on the platform)",
}


def why_open(marks, wanted, called, room=report.SCREEN - 4):
    """Lines on the open marks of (student, lesson) pairs: how many of which kind, what to do, and of whom.

    Args:
        marks: the `Marks`.
        called: gives what to call a student.
        room: lines, at most.
    """
    kinds = {}
    for student, lesson in wanted:
        rows = marks.open.get((student, lesson)) or [
            report.Row(student, lesson, "", None, 0.0, report.MISSING, report.NOTHING)
        ]
        kinds.setdefault(_kind(rows[0]), {}).setdefault(student, []).append(_reason(rows))
    named = max(0, min(report.NAMED, room // max(1, len(kinds)) - 1))
    for kind in filter(kinds.get, TO_DO):
        people = {called(student): "; ".join(reasons) for student, reasons in kinds[kind].items()}
        yield from report.some(f"{len(people)} {TO_DO[kind]}", people, named)


def _kind(row):
    if row.message.startswith(UNSETTLED):
        return "differ"
    if row.state == report.UNGRADED:
        return "new" if row.message == report.NOT_YET else "words"
    if row.state == report.MISSING and row.message != report.NOTHING:
        return report.FAILED  # something was handed in, under another name or as a link
    return row.state


def _reason(rows):
    """Which lesson, and which exercises of it or why none of them, in short."""
    first = rows[0]
    if _kind(first) in ("differ", "words"):
        return ", ".join(plain(row.exercise, 60) for row in rows)
    told = first.message not in (report.NOTHING, report.NOT_YET)
    lesson = _short(first.lesson)
    if told:
        return f"{lesson}: {plain(first.message, 120)}"
    return lesson if is_on_paper(lesson) else f"lesson {lesson}"


def _short(lesson):
    """How an instructor types it."""
    return lesson if is_on_paper(lesson) else lesson[:2]


def fill(course, path, target=None, columns=(), scale=False, platform=None):
    """Write the marks into a copy of a platform's gradebook; all other bytes of it stay.

    Args:
        path: the file that the platform exported.
        target: where the copy goes; None is grading/exports/NAME.
        columns: "TITLE=LESSON" for columns whose title does not tell their lesson; remembered.
        scale: True converts marks where the column's maximum is not the lesson's.
        platform: name of the platform; None finds out.

    Returns:
        A `Filled`.

    Raises:
        CourseError: the file is no gradebook, no column is a lesson's, or a maximum differs.
    """
    table, roster, marks = read_table(path), Roster(course), marks_of(course)
    made_by, rows = people_of(table, platform)
    done = Filled(Path(target) if target else course.grading.exports / Path(path).name)
    chosen = _columns(course, table, made_by, _said(course, columns, marks), roster, marks, scale, done.told)
    people = _people(roster, made_by, rows, marks, done)
    called, waiting, fixed_cells = roster.calls(), [], {}
    for number, person in people.items():
        for column, lesson, factor in chosen:
            points = marks.of.get(person.id, {}).get(lesson)
            if points is None:
                waiting.append((person.id, lesson))
                continue
            fixed = made_by.fixed(table.rows, number, column.index)
            if fixed:
                fixed_cells.setdefault(fixed, []).append(f"{called(person.id)} ({_short(lesson)})")
                continue
            table.put(number, column.index, _as_there(table, column, points * factor))
            for index, text in made_by.also(table.rows, number, column.index).items():
                table.put(number, index, text)
            done.written += 1
            done.students.add(person.id)
    done.open, done.why = len(waiting), list(why_open(marks, waiting, called))
    for why, cells in fixed_cells.items():
        done.told.append(f"{len(cells)} left as it was, {why}: {some(cells)}.")
    missing = sorted(
        student
        for student, own in marks.of.items()
        if student not in {p.id for p in people.values()}
        and any(own.get(lesson) is not None for _, lesson, _ in chosen)
    )
    if missing:
        done.problems.append(
            f"{len(missing)} student(s) with marks stand in no row of {table.name}: {some(map(called, missing))}."
        )
    if Path(done.path).resolve() == Path(path).resolve():
        raise CourseError("The platform's own file is not overwritten; give another one after --to.")
    write_whole(done.path, table.content())
    roster.save()
    return done


def _said(course, columns, marks):
    said = {}
    for text in columns:
        title, equals, lesson = text.rpartition("=")
        if not equals or not title.strip():
            raise CourseError(f'"{plain(text, 80)}" is not TITLE=LESSON.')
        lesson = lesson.strip()
        said[title.strip()] = lesson if lesson in marks.most else course.gradable(lesson).slug
    return said


def _columns(course, table, made_by, said, roster, marks, scale, told):
    """[(Column, lesson, factor)] of the columns to fill; what becomes of others, and of marks without one, goes into
    `told`. What was said is remembered, but of a column that is called the same in the file of every assignment.
    """
    lessons = [*(paper.lesson for paper in course.papers), *(lesson.slug for lesson in course.graded)]
    own = made_by.marks(table.rows)
    there = own or _by_title(table)
    chosen, taken, left = [], {}, []
    names = {folded(name) for column in there for name in (column.title, table.rows[0][column.index])}
    if unknown := [title for title in said if folded(title) not in names]:
        raise CourseError(f'No column of {table.name} is called "{plain(unknown[0], 60)}". {_titles(table, there)}')
    said = {folded(title): lesson for title, lesson in said.items()}
    for column in there:
        title = table.rows[0][column.index]
        known = roster.columns | said if column.title else said
        lesson = known.get(folded(title)) or known.get(folded(column.title or title))
        lesson = lesson or (_lesson_of_title if column.title else _lesson_of_file)(column.title or table.name, lessons)
        if column.title and lesson:
            roster.columns |= {name: one for name, one in said.items() if one == lesson}
        if lesson not in marks.most:
            if lesson:
                told.append(f'"{plain(title, 60)}" stays as it was: {lesson} has not been graded yet.')
            elif own:
                left.append(f'"{plain(title, 40)}"')
            continue
        if lesson in taken:
            raise CourseError(
                f'Both "{plain(taken[lesson], 60)}" and "{plain(title, 60)}" may be {lesson}: say which with --column '
                f'"TITLE={_short(lesson)}".'
            )
        taken[lesson] = title
        factor = 1.0
        if column.most is not None and abs(column.most - marks.most[lesson]) > 1e-9:
            if not scale or column.most <= 0:
                raise CourseError(
                    f'"{plain(title, 60)}" has a maximum of {column.most:g} and {lesson} of {marks.most[lesson]:g}: '
                    f"change it on the platform, or "
                    "convert the marks with --scale."
                )
            factor = column.most / marks.most[lesson]
        chosen.append((column, lesson, factor))
    absent = [lesson for lesson in marks.most if lesson not in taken]
    if not chosen:
        one = plain(table.rows[0][there[0].index], 120) if len(there) == 1 else "TITLE"
        raise CourseError(
            f"No column of {table.name} is that of a graded lesson. {_titles(table, there)} Say which with "
            f'--column "{one}={_short(absent[0])}".'
        )
    if left:
        one = _short(absent[0]) if absent else "LESSON"
        told.append(
            f"{len(left)} column(s) stay as they were, for their titles tell no lesson: {some(left, 8)}. Where one "
            f'is a lesson\'s, add --column "TITLE={one}".'
        )
    if absent and chosen[0][0].title:  # a file without titles is of one assignment
        told.append(f"No column is that of {some(absent, 8)}: the marks of it are in no cell of {table.name}.")
    return chosen


def _titles(table, columns):
    titles = [f'"{plain(table.rows[0][column.index], 40)}"' for column in columns]
    return f"Columns of marks: {some(titles, 8) or 'none'}."


def _lesson_of_title(title, lessons):
    """The lesson of a task: by its number, or its own title."""
    if told := lessons_of(title, lessons):
        return told[0] if len(told) == 1 else ""
    return next((lesson.slug for lesson in shipped() if folded(lesson.title) == folded(title)), "")


def _lesson_of_file(name, lessons):
    """The lesson of a file of one assignment by its name: `HW 5.csv`, `Grades-NN-HW 5-6789.csv`, `worksheet-05.csv`."""
    stem = Path(name).stem
    if lessons_of(stem, lessons):
        return _lesson_of_title(stem, lessons)
    # Moodle: Grades-COURSE-TASK-NUMBER, where the number is its own.
    told = [_lesson_of_title(part, lessons) for part in stem.split("-") if not part.strip().isdecimal()]
    last = re.search(r"-(\d\d)$", stem)
    told += [one for one in lessons if last and one.startswith(f"{last[1]}-")]
    return next(filter(None, told), "")


def _by_title(table):
    """Columns of a table that somebody made: any may hold marks; only those whose title names a lesson are used."""
    return [Column(i, title) for i, title in enumerate(table.rows[0]) if title.strip()]


def _people(roster, made_by, rows, marks, done):
    """{row index: Person} of the rows whose person is known; a name counts only where nobody else has it."""
    by_key = {key: person for person in roster.people.values() for key in person.all_keys()}
    for student in marks.of:  # handed in without a roster
        by_key.setdefault(f"id:{student.casefold()}", roster.people.get(student) or Person(student))
        by_key.setdefault(f"login:{student.casefold()}", by_key[f"id:{student.casefold()}"])
    people, unknown = {}, 0
    names = [folded(full_name(row)) for _, row in rows if row]
    for number, row in rows:
        if row is None:
            continue
        person = next((by_key[key] for key in keys_of(row) if key in by_key), None)
        if person is None and full_name(row) and names.count(folded(full_name(row))) == 1:
            same = roster.by_name(full_name(row))
            person = same[0] if len(same) == 1 else None
        if person is None:
            unknown += 1
        elif person in people.values():
            done.problems.append(
                f"{roster.calls()(person.id)} stands in two rows of the file; only the first was filled."
            )
        else:
            people[number - 1] = person
    if unknown:
        done.told.append(f"{unknown} row(s) are of people who are not known here; they stay as they were.")
    return people


def _as_there(table, column, points):
    """A mark as the column writes numbers: with a decimal comma where the file has them."""
    text = f"{round(points, 2):g}"
    cells = [row[column.index] for row in table.rows[1:] if column.index < len(row)]
    commas = any(re.fullmatch(r"\d+,\d+", cell.strip()) for row in table.rows[1:] for cell in row)
    points_there = any("." in cell and number_in(cell) is not None for cell in cells)
    return text.replace(".", ",") if commas and not points_there else text


def plain_rows(course, platform, lesson, students=(), marks=None, roster=None):
    """The rows of a file for import that holds one lesson's final marks, of all students or some.

    Args:
        marks, roster: of `marks_of`, and the class's `Roster`, where they are at hand.

    A row stands for a final mark only: a platform may take an empty cell for "clear the mark".

    Raises:
        CourseError: the platform takes nothing but its own file, or the lesson has not been graded.
    """
    marks, roster = marks or marks_of(course), roster or Roster(course)
    if lesson not in marks.most:
        raise CourseError(f"{lesson} has not been graded yet.")
    lines = [
        (roster.people.get(student) or Person(student), own[lesson])
        for student, own in sorted(marks.of.items())
        if own.get(lesson) is not None and (not students or student in students)
    ]
    rows = platform.plain(lesson, marks.most[lesson], lines)
    if rows is None:
        raise CourseError(
            f"{platform.title} takes marks only in its own file: export that there, then `nncourse export FILE`."
        )
    return [[table_cell(cell) for cell in row] for row in rows]


def write_plain(course, marks=None):
    """Write grading/exports/PLATFORM-LESSON.csv for every platform that can import a plain file; return their paths."""
    written, marks, roster = [], marks or marks_of(course), Roster(course)
    for platform in platforms().values():
        if type(platform).plain is not Platform.plain:
            for lesson in marks.most:
                written.append(course.grading.exports / f"{platform.name}-{lesson}.csv")
                write_whole(written[-1], csv_text(plain_rows(course, platform, lesson, (), marks, roster)))
    return written


def csv_text(rows):
    """Rows as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
