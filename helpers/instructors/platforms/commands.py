"""The commands about people: `nncourse collect`, `nncourse roster` and `nncourse export`."""

import functools
from pathlib import Path

import click

from ..authored import Course
from ..people.roster import ALL, Roster
from ..people.words import plain, some


def _in_course(command):
    """A command that gets the course around the current folder as its first argument."""
    return functools.wraps(command)(lambda *args, **given: command(Course.here(), *args, **given))


@click.command()
@click.argument("source", type=click.Path(exists=True))
@click.option("--lesson", help="The lesson of all files, where their names do not tell it.")
@click.option(
    "--platform",
    "--pattern",
    "platform",
    help="canvas, moodle, blackboard, brightspace, ilias, nbgrader, folders, or a regular expression with "
    "(?P<student>…).",
)
@click.option(
    "--decide",
    multiple=True,
    metavar="WHAT=WHOM",
    help="Decide what was unclear, with the words that were printed; it is remembered.",
)
@click.option(
    "--timezone",
    "zone",
    metavar="NAME",
    help="Zone of times that come without one, such as Europe/Berlin; default this computer's.",
)
@click.option("--dry-run", is_flag=True, help="Only show what would be taken as what.")
@_in_course
def collect(course, source, lesson, platform, decide, zone, dry_run):
    """Take submissions from SOURCE, a folder or zip as a learning platform exports it."""
    from .collect import collect as collect_

    books = collect_(
        course, source, platform, course.gradable(lesson).slug if lesson else None, decide, _zone(zone), dry_run
    )
    for item in books.files:
        whom = f"{books.called(item.student) if item.student else '?'} / {item.lesson or '?'}"
        click.echo(f"{item.action:<8}{item.source}  ->  {whom}{f'  ({item.why})' if item.why else ''}")
    _tell(books, dry_run)
    if books.unclear:
        raise click.ClickException(
            f"{len(books.unclear)} unclear; nothing was taken. Decide, and run the command again."
        )


def _tell(books, dry_run):
    for note in books.notes:
        click.echo(f"Note: {note}")
    if books.zone:
        click.echo(f"Note: times without a zone were read as {books.zone}; --timezone changes that.")
    for lesson, students in sorted(books.twice.items()):
        click.echo(f"{lesson}: more than one notebook of {_some(books, students)}.")
    names = {item.student for item in books.files if item.student}
    fine = {item.student for item in books.files if item.action in ("take", "same")}
    for lesson, students in sorted(books.absent.items()):
        without = names - fine | {student for student, other in books.instead if other == lesson}
        if nothing := [student for student in students if student not in without]:
            click.echo(f"{lesson}: nothing from {_some(books, nothing)}.")
        elif not students:
            click.echo(f"{lesson}: all of the roster have handed in.")
    for lesson in sorted({lesson for student, lesson in books.instead if student in fine}):
        others = sorted(student for student, other in books.instead if other == lesson and student in fine)
        click.echo(f"{lesson}: something else than a notebook from {_some(books, others)}.")
    if names - fine:
        click.echo(f"No notebook was taken from {_some(books, sorted(names - fine))}.")
    if strangers := sorted({item.owner.label for item in books.files if item.is_of_a_stranger}):
        click.echo(f"Not known here, and without a notebook: {some(strangers)}.")
    counts = books.counts()
    kinds = {
        "take": "to take" if dry_run or books.unclear else "taken",
        "same": "there already",
        "older": "older",
        "other": "no notebook",
        "damaged": "damaged",
        "leave": "left",
        "unclear": "unclear",
    }
    parts = ", ".join(f"{counts[state]} {words}" for state, words in kinds.items() if counts[state] or state == "take")
    click.echo(f"{books.platform}: {len(books.files)} file(s) = {parts}. {len(fine)} student(s).")
    for sentence in books.unclear:
        click.echo(f"Unclear: {sentence}", err=True)


def _some(books, students):
    return some(map(books.called, students))


def _zone(name):
    from zoneinfo import ZoneInfo

    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise click.ClickException(
            f'"{plain(name, 60)}" is no time zone; write for instance Europe/Berlin or UTC.'
        ) from None


@click.group()
def roster():
    """Who is in the class: import, show, rename, merge, extend, delete."""


@roster.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--platform",
    help="canvas, moodle, blackboard, brightspace, ilias, nbgrader or folders, where the file does not tell.",
)
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@_in_course
def import_(course, file, platform, dry_run):
    """Take people from FILE, a CSV or TSV file as a platform or a spreadsheet exports it."""
    from .importing import import_roster

    done = import_roster(course, file, platform, dry_run)
    for sentence in done.told:
        click.echo(sentence)
    verb = "would be " if dry_run else ""
    click.echo(
        f"{done.platform}: {done.rows} row(s) = {len(done.added)} {verb}new, {len(done.changed)} {verb}changed, "
        f"{done.same} as before, {done.skipped} no person."
    )


@roster.command("list")
@_in_course
def list_(course):
    """Show everybody: id, name, what the platforms call them, extensions, and how many lessons were handed in."""
    from . import moves

    people = Roster(course).people
    for person in sorted(people.values(), key=lambda one: (not one.listed, one.id)):
        more = [
            person.email,
            person.group,
            *person.keys,
            *(f"{lesson} +{days:g} day(s)" for lesson, days in person.extensions.items()),
        ]
        handed = len(moves.handed_in(course, person.id))
        click.echo(
            f"{person.id:<20} {plain(person.name, 40):<28} {'' if person.listed else '(not on the roster) '}{handed} "
            f"handed in  {plain('  '.join(filter(None, more)), 200)}"
        )
    click.echo(
        f"{sum(one.listed for one in people.values())} on the roster, {sum(not one.listed for one in people.values())} "
        f"known from hand-ins only."
    )


@roster.command("extend")
@click.argument("student")
@click.argument("lesson")
@click.argument("days", type=float)
@_in_course
def extend(course, student, lesson, days):
    """Give STUDENT a number of DAYS beyond the due date of LESSON (a number such as 05, or all); 0 takes it back."""
    people = Roster(course)
    person = people.find(student)
    name = ALL if lesson == ALL else course.gradable(lesson).slug
    person.extensions[name] = days
    people.save()
    click.echo(
        f"{people.calls()(person.id)}: {days:g} day(s) for {'every lesson' if name == ALL else name}. "
        f"The next `nncourse grade` counts with it."
    )


def _do(plan, yes):
    """Say what a change of people does, ask, and do it."""
    for line in plan.lines:
        click.echo(line)
    if not yes:
        click.confirm("Do this?", abort=True)
    plan.do()
    click.echo("Done.")


@roster.command("rename")
@click.argument("old")
@click.argument("new")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_in_course
def rename(course, old, new, yes):
    """Give a person another student id, in the roster, the gradebook and all files."""
    from .moves import renaming

    _do(renaming(course, old, new), yes)


@roster.command("merge")
@click.argument("double")
@click.argument("into")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_in_course
def merge(course, double, into, yes):
    """Make one person of two: all of DOUBLE becomes INTO's. Of two hand-ins of a lesson the later counts; the other is
    kept.
    """
    from .moves import merging

    _do(merging(course, double, into), yes)


@roster.command("delete")
@click.argument("student")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_in_course
def delete(course, student, yes):
    """Delete a person with everything about them: hand-ins, marks, comments, feedback, records."""
    from .moves import deleting

    _do(deleting(course, student), yes)


@roster.command("export")
@click.argument("student")
@click.option(
    "--to", "target", type=click.Path(path_type=Path), help="The zip file to write; default STUDENT.zip here."
)
@_in_course
def export_person(course, student, target):
    """Write everything that is stored about a person into one zip file."""
    from .moves import export_everything

    path, count = export_everything(course, student, target)
    click.echo(f"wrote {path} ({count} files)")


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="TITLE=LESSON",
    help="Which column is which lesson, where its title does not tell; it is remembered.",
)
@click.option("--scale", is_flag=True, help="Where the platform's maximum is not the lesson's, convert the marks.")
@click.option("--platform", help="The platform that made the file, where the file does not tell.")
@click.option(
    "--to", "target", type=click.Path(path_type=Path), help="The file to write; default grading/exports/NAME."
)
@_in_course
def export(course, file, columns, scale, platform, target):
    """Fill the marks into FILE, the gradebook or grading worksheet that a platform exported, ready to import there.

    Without FILE, plain files for import are written for the platforms that take them.
    """
    from .exports import fill, marks_of, why_open, write_plain

    if file is None:
        marks = marks_of(course)
        for path in write_plain(course, marks):
            click.echo(f"wrote {path.relative_to(course.root)}")
        if marks.open:
            click.echo(f"{len(marks.open)} open and left out:")
        for line in why_open(marks, marks.open, Roster(course).calls()):
            click.echo(line)
        return

    done = fill(course, file, target, columns, scale, platform)
    for sentence in done.told:
        click.echo(sentence)
    left = f"{done.open} open and left as they were{':' if done.open else '.'}"
    click.echo(f"wrote {done.path}: {done.written} mark(s) of {len(done.students)} student(s), {left}")
    for line in done.why:
        click.echo(line)
    if done.problems:
        raise click.ClickException(" ".join(done.problems))
