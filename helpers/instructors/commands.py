"""The instructors' commands of `nncourse`: build the lessons, make pages and bundles, grade a class, run a hub."""

import re
from pathlib import Path

import click

from ..course.errors import CourseError
from .authored import Course
from .platforms.commands import collect, export, roster


@click.command()
@click.argument("lessons", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing; list what is stale and exit with 1.")
def build(lessons, check):
    """Make notebooks, public cases and the released course from the text sources (all LESSONS, or those named)."""
    from .building.build import build as build_
    from .building.build import complaint, generated

    course = Course.here()
    if check:
        if wrong := complaint(course, generated(course)):
            raise CourseError(wrong)
        click.echo("Everything generated is up to date.")
        return
    written = build_(course, course.chosen(lessons) if lessons else None)
    for path in written:
        click.echo(f"{'wrote' if (course.root / path).is_file() else 'removed'} {path}")
    click.echo(f"{len(written)} file(s) changed." if written else "Nothing had changed.")


@click.command()
@click.argument("lessons", nargs=-1)
def lint(lessons):
    """Look through the lessons (all LESSONS, or those named) for what would trip a reader, a screen reader or the
    grader.
    """
    from .building.lint import lint as look

    chosen = Course.here().chosen(lessons)
    complaints = [complaint for lesson in chosen for complaint in look(lesson)]
    for complaint in complaints:
        click.echo(complaint)
    if complaints:
        raise CourseError(f"{len(complaints)} complaint(s) in {len(chosen)} lesson(s).")
    click.echo(f"No complaint in {len(chosen)} lesson(s).")


@click.command("new-lesson")
@click.argument("slug")
@click.option("--title", required=True, help="The lesson's title, without its number.")
@click.option("--minutes", type=int, default=60, show_default=True, help="Working time.")
@click.option("--content", help="What it holds, in one line for the map of the course.")
def new_lesson(slug, title, minutes, content):
    """Make the working skeleton of a lesson, SLUG such as 14-transformers, which the next build puts on the map of the
    course.
    """
    from .building import skeleton

    course = Course.here()
    edit = skeleton.new_lesson(course, slug, title, minutes, **({"content": content} if content else {}))
    _written(edit, course.root)


@click.command("new-exercise")
@click.argument("lesson")
@click.argument("name")
@click.option("--points", type=float, default=2, show_default=True, help="Its marks.")
def new_exercise(lesson, name, points):
    """Put a working exercise NAME into LESSON, before its practice quiz, and into its exercise bank."""
    from .building import skeleton

    course = Course.here()
    _written(skeleton.new_exercise(course, lesson, name, points), course.root)


@click.command("new-misconception")
@click.argument("exercise")
def new_misconception(exercise):
    """Print a draft for the bank of EXERCISE, such as 05.hidden_gradients, from a wrong answer that several students
    gave.
    """
    from .grading.unexpected import draft

    course = Course.here()
    lesson = course.lesson(exercise.partition(".")[0])
    for line in draft(course, lesson.slug, exercise):
        click.echo(line)


@click.command()
@click.argument("lessons", nargs=-1)
def mutants(lessons):
    """Change the reference solutions of LESSONS (default: all) one small thing at a time, and name what no case tells
    apart.
    """
    from .banks.mutants import unexplained

    found = []
    for lesson in Course.here().chosen(lessons):
        click.echo(f"{lesson.slug} …")
        missing, idle = unexplained(lesson.bank())
        found += missing
        for exercise, name in missing:
            click.echo(f"  {exercise}: {name} earns full marks")
        for exercise, name in idle:
            click.echo(f"  {exercise}: {name} is explained as equal, and is none any more")
    if found:
        raise CourseError(
            f"{len(found)} wrong answers earn full marks. Add a case that tells them apart, or say in "
            "helpers/instructors/banks/equal_mutants.txt why there is none."
        )
    click.echo("Every mutant loses its mark, or is explained.")


def _written(edit, root):
    for path in edit.write(root):
        click.echo(f"wrote {path}")
    for sentence in edit.told:
        click.echo(sentence)


@click.command()
@click.argument("lessons", nargs=-1)
@click.option("--edition", type=click.Choice(["student", "instructor", "both"]), default="both", show_default=True)
@click.option("--pdf", is_flag=True, help="Also PDF, through Chromium.")
@click.option("--paper", type=click.Choice(["A4", "letter"]), default="A4", show_default=True, help="Paper of the PDF.")
@click.option(
    "--answers",
    type=click.Choice(["end", "none"]),
    default="end",
    show_default=True,
    help="Where a student's PDF has the folded answers: at the end, or nowhere.",
)
@click.option("--jobs", type=click.IntRange(1), help="Lessons at a time.  [default: one for each processor]")
def handouts(lessons, edition, pdf, paper, answers, jobs):
    """Run the lessons (all LESSONS, or those named) and make pages of them that need no network, in handouts/."""
    from .handouts.build import build as make
    from .handouts.pdf import find_chromium, make_pdf

    course = Course.here()
    root, chosen = course.root, course.chosen(lessons)
    if pdf:
        find_chromium()
    editions = ("student", "instructor") if edition == "both" else (edition,)
    built = make(course, chosen, editions, jobs=jobs)
    for path in built.written:
        click.echo(f"wrote {path.relative_to(root)} ({path.stat().st_size / 1000:.0f} kB)")
    click.echo(
        f"{len(built.written)} file(s) written, {built.unchanged} page(s) up to date. Start at "
        f"{root / 'handouts' / 'index.html'}"
    )
    if pdf:
        for path in built.pages:
            click.echo(f"PDF {make_pdf(path, paper, answers).relative_to(root)}")


@click.command()
@click.option("--jobs", type=click.IntRange(1), help="Lessons at a time.  [default: one for each processor]")
def site(jobs):
    """Make a static site of all student pages, with search, in site/: for any web server, or none."""
    from .handouts.site import build_site
    from .people.book import about_class

    course = Course.here()
    root = course.root
    written = build_site(course, jobs=jobs)
    for path in written:
        click.echo(f"wrote {path.relative_to(root)}")
    click.echo(f"{len(written)} file(s) changed. Start at {root / 'site' / 'index.html'}")
    if not about_class(course).get("lessons"):
        click.echo('Feedback pages link there with its address in course.toml: lessons = "https://…/{lesson}.html"')


@click.command()
@click.argument("lessons", nargs=-1)
@click.option(
    "--student", "students", multiple=True, metavar="STUDENT", help="Only this student; may be given several times."
)
@click.option("--seed", type=int, help="Draw new secret cases from this seed for these lessons, and grade all anew.")
@click.option("--again", is_flag=True, help="Grade also what has not changed.")
@click.option("--no-sandbox", is_flag=True, help="Run submissions with your own rights. Only for code you trust.")
@click.option("--jobs", type=click.IntRange(1), help="Submissions at a time; default one for each processor.")
@click.option("--scheduler", metavar="ADDRESS", help="Let the workers of this Dask scheduler do the work.")
def grade(lessons, students, seed, again, no_sandbox, jobs, scheduler):
    """Grade what is new or changed in grading/submitted (all LESSONS, or those named)."""
    from .grading.batch import grade_class
    from .platforms.exports import marks_of, write_plain

    course = Course.here()
    run = grade_class(course, lessons, students, seed, not no_sandbox, jobs, scheduler, again=again)
    for path in write_plain(course, marks_of(course, run.rows)):
        click.echo(f"For import: {path.relative_to(course.root)}")


@click.command()
@click.argument("lesson", required=False)
@click.option("--port", default=8890, show_default=True, help="Where the browser finds it on this computer.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
def mark(lesson, port, no_browser):
    """Mark answers in words on a page, one question across the class, by keyboard.

    LESSON is a lesson such as 05, or an exam on paper such as exam-7; without it choose on the page.
    """
    from .marking.desk import Desk

    desk = Desk(Course.here())
    if lesson:
        desk.question(lesson)  # a sentence now, not a page that stays empty
    from .marking.server import serve

    click.echo("The marking page runs at the address below, on this computer alone. Ctrl-C stops it; nothing is lost.")
    serve(desk.question(lesson).id if lesson else "", port, not no_browser)


@click.command()
@click.argument("student")
@click.argument("lesson")
@click.option("--seeds", type=click.IntRange(0), default=0, help="Try this many other draws of secret cases, too.")
@click.option("--no-sandbox", is_flag=True, help="Run the submission with your own rights. Only for code you trust.")
def appeal(student, lesson, seeds, no_sandbox):
    """Grade one hand-in once more, as it was graded, and compare; show what each mark came from. Nothing is written."""
    from .grading.appeal import appeal as replay

    for line in replay(Course.here(), student, lesson, seeds, not no_sandbox):
        click.echo(line)


@click.command("new-term")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--term", required=True, help='What people call it, such as "Autumn 2027".')
@click.option("--id", "id_", help="nbgrader's course id, where several classes share one exchange.  [default: the old]")
@click.option("--grader", "graders", multiple=True, help="Name of somebody who grades; may be given several times.")
def new_term(folder, term, id_, graders):
    """Start a new term in FOLDER from this course: all that authors wrote, and nothing of the class that took it."""
    from .classroom.new_term import new_term as start

    for line in start(Course.here(), folder, term, id_, graders):
        click.echo(line)


@click.command()
@click.option("--names", is_flag=True, help="Name those who need a person; without it the page names nobody.")
def report(names):
    """Make the class report anew, and grade nothing: what each exercise measures, what goes wrong, whom to see."""
    from .grading.batch import report_class

    course = Course.here()
    path = report_class(course, names)
    click.echo(f"wrote {path.relative_to(course.root)}, grading/items.csv and grading/class.csv")


@click.command()
@click.argument("student")
@click.argument("lesson")
def history(student, lesson):
    """Show what became of each mark of a hand-in: release, seed, judging code, penalties, who marked, with which words.

    LESSON is a lesson such as 05, or an exam on paper such as exam-7.
    """
    from .authored.papers import is_on_paper
    from .grading.history import told
    from .marking.journal import who_marked
    from .people.roster import Roster

    course = Course.here()
    slug = lesson if is_on_paper(lesson) else course.gradable(lesson).slug
    student = Roster(course).id_of(student)
    for line in told(course, student, slug):
        click.echo(line)
    if people := list(who_marked(course, student, slug)):
        click.echo("\n  ".join(["By people:", *people]))


@click.command()
@click.argument("lesson")
@click.option(
    "--with",
    "earlier",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Compare with an earlier class, too: its course, or a folder of STUDENT/LESSON/LESSON.ipynb.",
)
def similar(lesson, earlier):
    """Find hand-ins of LESSON that are more alike than those of the class usually are, and show them side by side.

    LESSON is a lesson such as 05, or an exam notebook such as 90.
    """
    from .similarity.page import write_page

    course = Course.here()
    path, lines = write_page(course, course.gradable(lesson), earlier)
    for line in lines:
        click.echo(line)
    click.echo(f"wrote {path.relative_to(course.root)}")


@click.command()
@click.argument("lessons", nargs=-1)
@click.option("--no-sandbox", is_flag=True, help="Run submissions with your own rights.")
def demo(lessons, no_sandbox):
    """Make a small class of submissions in grading/demo, grade it, and print the report."""
    from .grading.demo import run

    run(Course.here(), lessons, sandboxed=not no_sandbox)


@click.command()
@click.option(
    "--git",
    "repository",
    type=click.Path(path_type=Path),
    help="Commit the bundle to this git repository instead; it must be there.",
)
def bundle(repository):
    """Make what students receive: bundle/nncourse.zip, or a commit in a git repository that they pull from."""
    from .classroom.bundle import make_repository, make_zip

    course = Course.here()
    if repository:
        changed = make_repository(course, repository)
        click.echo(f"{repository}: committed the new release." if changed else f"{repository}: nothing had changed.")
        return
    path = make_zip(course, course.root / "bundle" / "nncourse.zip")
    click.echo(f"wrote {path.relative_to(course.root)} ({path.stat().st_size / 1e6:.1f} MB)")


@click.command()
@click.option("--marks", type=click.IntRange(1), default=40, show_default=True, help="Marks of the paper in all.")
@click.option("--lesson", "lessons", multiple=True, help="Only of this lesson, e.g. 05; may be given several times.")
@click.option("--topic", "topics", multiple=True, help="Only on this topic, e.g. pooling; may be given several times.")
@click.option(
    "--level", "levels", multiple=True, help="Only of this Bloom level, e.g. apply; may be given several times."
)
@click.option("--kind", type=click.Choice(["written", "choice", "both"]), default="both", show_default=True)
@click.option("--unseen", is_flag=True, help="Only questions that were kept for exams; students have all others.")
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Another seed draws other questions."
)
@click.option(
    "--papers", type=int, default=1, show_default=True, help="Papers for neighbours: the same in other orders."
)
@click.option("--same-order", is_flag=True, help="All papers in the same order; only the options are shuffled.")
@click.option("--minutes", type=click.IntRange(1), help="Of the exam: the list of people adds extra time to it.")
@click.option("--pdf", is_flag=True, help="Also PDF, through Chromium.")
@click.option("--paper", type=click.Choice(["A4", "letter"]), default="A4", show_default=True, help="Paper of the PDF.")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="Where to write papers; notebooks go to grading/exams/ under its last name.  [default: exams/SEED]",
)
@click.option("--notebook", is_flag=True, help="Notebooks in place of papers: exercises and choices, checks off.")
@click.option(
    "--take", multiple=True, metavar="ID", help="Of a notebook: this exercise or question; may be given several times."
)
def exam(
    marks, lessons, topics, levels, kind, unseen, seed, papers, same_order, minutes, pdf, paper, folder, notebook, take
):
    """Draw an exam from the written questions and the quizzes: papers for students, and a marker's copy of each.

    With --notebook from the exercises and the quizzes: a notebook for each person on the roster.
    """
    from .authored.papers import EXAM
    from .exams.make import make_exam
    from .exams.notebook import make_notebooks
    from .exams.people import give_numbers
    from .handouts.pdf import make_pdf

    course = Course.here()
    folder = folder or course.root / "exams" / str(seed)
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(folder).resolve().name)  # it stands in addresses
    if notebook:
        if topics or levels or unseen or papers > 1 or same_order or pdf:
            raise CourseError(
                "--topic, --level, --unseen, --papers, --same-order and --pdf are for papers, not for --notebook."
            )
        written = make_notebooks(course, name, take, marks, lessons, kind, seed, minutes)
        click.echo(f"{len(written) - 2} notebook(s) made; {written[-1]} says whose they are.")
        return
    if take:
        raise CourseError("--take is for --notebook; papers are drawn.")
    how, kept = [marks, lessons, topics, levels, kind, seed, papers, same_order], course.paper(EXAM + name)
    for page in make_exam(course, folder, *how, keep=kept, unseen=unseen):
        click.echo(f"wrote {page}")
        if pdf:
            click.echo(f"PDF {make_pdf(page, paper)}")
    for page in give_numbers(course, kept, seed, minutes):
        click.echo(f"wrote {page}")


@click.command()
@click.option("--port", default=8000, show_default=True, help="Where the browser finds it on this computer.")
@click.option(
    "--image",
    type=click.Path(path_type=Path),
    help="Start nothing; lay out FOLDER to build the class's container image in.",
)
def hub(port, image):
    """Try the course on a JupyterHub on this computer: only for trying, see docs/hub.md for a class."""
    from .classroom.hub.image import make_folder
    from .classroom.hub.start import start

    if image:
        count = len(make_folder(Course.here(), image))
        click.echo(f"{count} file(s) in {image}; build the image there, see docs/hub.md.")
        return
    start(Course.here(), port)


@click.command()
@click.argument("source")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    default=Path("bundle/colab"),
    show_default=True,
    help="Folder to write into.",
)
def colab(source, target):
    """Write the lessons for Google Colab, each with a first cell that installs the course from SOURCE (zip or
    git+https://…).
    """
    from .classroom.colab import write_notebooks

    written = write_notebooks(Course.here(), target, source)
    click.echo(f"wrote {len(written)} notebook(s) into {target}; docs/launchers.md says what works there.")


@click.command()
def lock():
    """Make both locks and environment.yml anew from pyproject.toml; UPGRADE=1 in the environment takes new versions."""
    import subprocess

    from .upkeep.locks import main

    try:
        main()
    except (OSError, subprocess.CalledProcessError) as error:
        raise CourseError("The locks could not be made; the lines above say why (often the network).") from error


@click.command()
def style():
    """Hold the code to what tools can keep: layout, likely slips, rooms, declared packages, types."""
    from .upkeep.style import main

    main()


@click.command("bench-grading")
@click.argument("lesson", default="01")
@click.argument("submissions", default=8)
@click.argument("rounds", default=2)
def bench_grading(lesson, submissions, rounds):
    """Measure `nncourse grade` against stock `nbgrader autograde` on this machine."""
    from .grading.bench import main

    main(lesson, submissions, rounds)


@click.command("hub-memory")
@click.argument("lessons", nargs=-1)
def hub_memory(lessons):
    """Measure the memory and processor time that one student of a hub needs."""
    from .classroom.hub.measure import main

    main(lessons)


COMMANDS = (
    build,
    lint,
    new_lesson,
    new_exercise,
    new_misconception,
    mutants,
    handouts,
    site,
    grade,
    mark,
    appeal,
    report,
    history,
    similar,
    new_term,
    collect,
    demo,
    exam,
    bundle,
    hub,
    colab,
    export,
    roster,
    lock,
    style,
    bench_grading,
    hub_memory,
)
