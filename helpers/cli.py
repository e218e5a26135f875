"""The command line `nncourse`: what the Makefile's targets call. Each command says what it did, or one clear sentence.

Here stand the commands of everybody; those of instructors come from their rooms, where a copy of the course has them.
"""

import codecs
import importlib.util
import os
import sys
import traceback
from pathlib import Path

import click

from .bootstrap import have_a_home
from .course.errors import CourseError, sentence

# What stands for a sign that a terminal or pipe cannot show; for any other, "?".
PLAIN = {"✔": "+", "◐": "~", "○": "-", "✘": "x", "→": "->", "–": "-", "−": "-", "×": "x", "…": "..."}


def _plainly(error):
    return "".join(PLAIN.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


codecs.register_error("plain", _plainly)
REPORT = "This is a bug of the course's own code, not of what you did. Please report it with the lines above."


class Commands(click.Group):
    """Turns every error that is advice into one sentence and a non-zero exit; a bug of ours keeps its traceback."""

    def invoke(self, ctx):
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(errors="plain")
        have_a_home()
        try:
            return super().invoke(ctx)
        except Exception as error:
            if isinstance(error, (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError)):
                raise  # click ends a pipe that was closed, as by `head`, without a word
            told = sentence(error)
            if told is None or os.environ.get("NNCOURSE_TRACEBACK"):
                traceback.print_exception(error)
            click.echo(f"Error: {told}" if told else REPORT, err=True)
            raise click.exceptions.Exit(1) from error

    def resolve_command(self, ctx, args):
        if self.get_command(ctx, args[0]) is None and not INSTRUCTORS:
            known = ", ".join(self.list_commands(ctx))
            raise CourseError(f'There is no command "{args[0]}" in a student\'s copy of the course; there are {known}.')
        return super().resolve_command(ctx, args)


@click.group(cls=Commands)
@click.version_option(package_name="nncourse")
def main():
    """The neural-network course: build the lessons, grade a class, make handouts."""


@main.command()
@click.option("--json", "as_json", is_flag=True, help="The report as JSON, for scripts.")
def doctor(as_json):
    """Say what of the course's environment is fine, what is missing, and how to mend it; exit with
    1 if something is.
    """
    import json

    from .study.doctor import doctor as examine

    report = examine()
    click.echo(json.dumps(report.data(), indent=1) if as_json else repr(report))
    if not report.ok:
        raise SystemExit(1)


@main.command()
@click.argument("lesson", required=False)
@click.option("--json", "as_json", is_flag=True, help="The record as JSON, for scripts.")
def progress(lesson, as_json):
    """Show which exercises are passed on this computer (all, or those of one LESSON such as 02)."""
    import json

    from .study.progress import progress as view

    found = view(lesson)
    click.echo(json.dumps(found.data(), indent=1) if as_json else repr(found))


@main.command()
@click.argument("source", type=click.Path(path_type=Path))
def update(source):
    """Bring this folder to a new release (SOURCE: a bundle's zip or folder); answers stay, old notebooks are kept."""
    from .study.update import update as update_

    told = update_(copy_here(), source, progress=True)
    for line in told:
        click.echo(line)
    click.echo(f"{len(told)} lesson(s) changed." if told else "No lesson had changed.")


def copy_here():
    """The student's copy around the current folder.

    Raises:
        CourseError: there is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "nbgrader_config.py").is_file() and (folder / "course").is_dir():
            return folder
    raise CourseError("This is not the course's folder: change into the folder that holds course/ and try again.")


INSTRUCTORS = importlib.util.find_spec("helpers.instructors") is not None
if INSTRUCTORS:
    from .instructors.commands import COMMANDS

    for command in COMMANDS:
        main.add_command(command)
