"""The command line `nncourse`: what the Makefile's targets call. Each command says what it did, or one clear sentence."""
from pathlib import Path

import click


def find_root(holds="solutions"):
    """The course's root: the nearest folder upwards that holds `nbgrader_config.py` and `holds/`."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "nbgrader_config.py").is_file() and (folder / holds).is_dir():
            return folder
    raise click.ClickException(f"This is not the course's folder: change into the folder that holds {holds}/ and try again.")


class Command(click.Group):
    """Turns every error that names its own cause into one sentence and a non-zero exit."""

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except (ValueError, FileNotFoundError, PermissionError) as error:
            raise click.ClickException(str(error)) from error
        except ModuleNotFoundError as error:
            if not (error.name or "").startswith("helpers."):
                raise
            raise click.ClickException(f"{ctx.invoked_subcommand} is for instructors: it needs the whole course, not the students' copy.") from error


@click.group(cls=Command)
@click.version_option(package_name="nncourse")
def main():
    """The neural-network course: build the lessons, grade a class, make handouts."""


@main.command()
@click.argument("lessons", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing; list what is stale and exit with 1.")
def build(lessons, check):
    """Make notebooks, public cases and the released course from the text sources (all LESSONS, or those named)."""
    from .building.build import build as build_, generated, stale
    from .building.sources import find_lesson

    root = find_root()
    folders = [find_lesson(root, name) for name in lessons] or None
    if check:
        wrong = stale(root, generated(root))
        if wrong:
            raise click.ClickException("Stale, run `nncourse build`: " + ", ".join(map(str, wrong)))
        click.echo("Everything generated is up to date.")
        return
    written = build_(root, folders)
    for path in written:
        click.echo(f"wrote {path}")
    click.echo(f"{len(written)} file(s) changed." if written else "Nothing had changed.")


@main.command()
@click.argument("lessons", nargs=-1)
def lint(lessons):
    """Look through the lessons (all LESSONS, or those named) for what would trip a reader, a screen reader or the grader."""
    from .building.lint import lint as look
    from .building.sources import find_lesson, lesson_folders

    root = find_root()
    folders = [find_lesson(root, name) for name in lessons] or lesson_folders(root)
    complaints = [complaint for folder in folders for complaint in look(folder)]
    for complaint in complaints:
        click.echo(complaint)
    if complaints:
        raise click.ClickException(f"{len(complaints)} complaint(s) in {len(folders)} lesson(s).")
    click.echo(f"No complaint in {len(folders)} lesson(s).")


@main.command("new-lesson")
@click.argument("slug")
@click.option("--title", required=True, help="The lesson's title, without its number.")
@click.option("--minutes", type=int, default=60, show_default=True, help="Working time.")
@click.option("--content", help="What it holds, in one line for the map of the course.")
def new_lesson(slug, title, minutes, content):
    """Make the working skeleton of a lesson, SLUG such as 14-transformers, and put it on the map of the course."""
    from .building import skeleton

    root = find_root()
    edit = skeleton.new_lesson(root, slug, title, minutes, **({"content": content} if content else {}))
    _written(edit, root)


@main.command("new-exercise")
@click.argument("lesson")
@click.argument("name")
@click.option("--points", type=float, default=2, show_default=True, help="Its marks.")
def new_exercise(lesson, name, points):
    """Put a working exercise NAME into LESSON, before its practice quiz, and into its exercise bank."""
    from .building import skeleton

    root = find_root()
    _written(skeleton.new_exercise(root, lesson, name, points), root)


def _written(edit, root):
    for path in edit.write(root):
        click.echo(f"wrote {path}")
    for sentence in edit.told:
        click.echo(sentence)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="The report as JSON, for scripts.")
def doctor(as_json):
    """Say what of the course's environment is fine, what is missing, and how to mend it; exit with 1 if something is."""
    import json

    from .doctor import doctor as examine

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

    from .progress_view import progress as view

    found = view(lesson)
    click.echo(json.dumps(found.data(), indent=1) if as_json else repr(found))


@main.command()
@click.argument("lessons", nargs=-1)
@click.option("--edition", type=click.Choice(["student", "instructor", "both"]), default="both", show_default=True)
@click.option("--pdf", is_flag=True, help="Also PDF, through Chromium.")
@click.option("--paper", type=click.Choice(["A4", "letter"]), default="A4", show_default=True, help="Paper of the PDF.")
@click.option("--jobs", type=click.IntRange(1), help="Lessons at a time.  [default: one for each processor]")
def handouts(lessons, edition, pdf, paper, jobs):
    """Run the lessons (all LESSONS, or those named) and make pages of them that need no network, in handouts/."""
    from .building.sources import find_lesson
    from .handouts.build import build as make
    from .handouts.pdf import find_chromium, make_pdf

    root = find_root()
    folders = [find_lesson(root, name) for name in lessons] or None
    if pdf:
        find_chromium()
    editions = ("student", "instructor") if edition == "both" else (edition,)
    built = make(root, folders, editions, jobs=jobs)
    for path in built.written:
        click.echo(f"wrote {path.relative_to(root)} ({path.stat().st_size / 1000:.0f} kB)")
    click.echo(f"{len(built.written)} file(s) written, {built.unchanged} page(s) up to date. Start at {root / 'handouts' / 'index.html'}")
    if pdf:
        for path in built.pages:
            click.echo(f"PDF {make_pdf(path, paper).relative_to(root)}")


@main.command()
@click.option("--jobs", type=click.IntRange(1), help="Lessons at a time.  [default: one for each processor]")
def site(jobs):
    """Make a static site of all student pages, with search, in site/: for any web server, or none."""
    from .handouts.site import build_site

    root = find_root()
    written = build_site(root, jobs=jobs)
    for path in written:
        click.echo(f"wrote {path.relative_to(root)}")
    click.echo(f"{len(written)} file(s) changed. Start at {root / 'site' / 'index.html'}")


@main.command()
@click.argument("lessons", nargs=-1)
@click.option("--student", "students", multiple=True, metavar="ID", help="Only this student; may be given several times.")
@click.option("--seed", type=int, help="Draw the secret cases from this seed and grade all anew; the report names the seed.")
@click.option("--no-sandbox", is_flag=True, help="Run submissions with your own rights. Only for code you trust.")
@click.option("--jobs", type=click.IntRange(1), help="Submissions at a time; default one for each processor.")
@click.option("--scheduler", metavar="ADDRESS", help="Let the workers of this Dask scheduler do the work.")
def grade(lessons, students, seed, no_sandbox, jobs, scheduler):
    """Grade what lies in grading/submitted (all LESSONS, or those named)."""
    from .grading.batch import grade_class

    grade_class(find_root(), lessons, students, seed, not no_sandbox, jobs, scheduler)


@main.command()
@click.argument("source", type=click.Path(exists=True))
@click.option("--lesson", help="The lesson of all files, where their names do not tell it.")
@click.option("--pattern", help="nbgrader, moodle, canvas, folders, names, or a regular expression with (?P<student>…).")
@click.option("--dry-run", is_flag=True, help="Only show what would be taken as what.")
def collect(source, lesson, pattern, dry_run):
    """Take submissions from SOURCE, a folder or zip as a learning platform exports it."""
    from .building.sources import find_lesson
    from .grading.collect import collect as collect_

    root = find_root()
    found = collect_(root, source, pattern, find_lesson(root, lesson).name if lesson else None, dry_run)
    for item in found:
        what = f"{item.student or '?'} / {item.lesson or '?'}"
        click.echo(f"{item.action:<6} {item.source}  ->  {what}{f'  ({item.why})' if item.why else ''}")
    taken = sum(item.action == "take" for item in found)
    click.echo(f"{taken} of {len(found)} notebook(s) {'would be taken' if dry_run else 'taken'}.")


@main.command()
@click.argument("lessons", nargs=-1)
@click.option("--no-sandbox", is_flag=True, help="Run submissions with your own rights.")
def demo(lessons, no_sandbox):
    """Make a small class of submissions in grading/demo, grade it, and print the report."""
    from .grading.demo import run

    run(find_root(), lessons, sandboxed=not no_sandbox)


@main.command()
@click.option("--git", "repository", type=click.Path(path_type=Path), help="Commit the bundle to this git repository instead.")
def bundle(repository):
    """Make what students receive: bundle/nncourse.zip, or a commit in a git repository that they pull from."""
    from .classroom.bundle import make_repository, make_zip

    root = find_root()
    if repository:
        changed = make_repository(root, repository)
        click.echo(f"{repository}: committed the new release." if changed else f"{repository}: nothing had changed.")
        return
    path = make_zip(root, root / "bundle" / "nncourse.zip")
    click.echo(f"wrote {path.relative_to(root)} ({path.stat().st_size / 1e6:.1f} MB)")


@main.command()
@click.argument("source", type=click.Path(path_type=Path))
def update(source):
    """Bring this folder to a new release (SOURCE: a bundle's zip or folder); answers stay, old notebooks are kept."""
    from .classroom.update import update as update_

    told = update_(find_root(holds="course"), source, progress=True)
    for sentence in told:
        click.echo(sentence)
    click.echo(f"{len(told)} lesson(s) changed." if told else "No lesson had changed.")


@main.command()
@click.option("--port", default=8000, show_default=True, help="Where the browser finds it on this computer.")
@click.option("--image", type=click.Path(path_type=Path), help="Start nothing; lay out FOLDER to build the class's container image in.")
def hub(port, image):
    """Try the course on a JupyterHub on this computer: only for trying, see docs/hub.md for a class."""
    from .classroom.hub.image import make_folder
    from .classroom.hub.start import start

    if image:
        click.echo(f"{len(make_folder(find_root(), image))} file(s) in {image}; build the image there, see docs/hub.md.")
        return
    start(find_root(), port)


@main.command()
@click.argument("source")
@click.option("--to", "target", type=click.Path(path_type=Path), default=Path("bundle/colab"), show_default=True, help="Folder to write into.")
def colab(source, target):
    """Write the lessons for Google Colab, each with a first cell that installs the course from SOURCE (zip or git+https://…)."""
    from .classroom.colab import write_notebooks

    written = write_notebooks(find_root(holds="course"), target, source)
    click.echo(f"wrote {len(written)} notebook(s) into {target}; docs/launchers.md says what works there.")
