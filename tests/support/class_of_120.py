"""A class of 120 as seven platforms write it: lists of people, hand-ins and gradebooks, and the notebooks that they hand in.

Students are numbers from 1 to 120. 7 and 8 are namesakes, 30 changes her name, 66 attacks, 77's file is torn, 81 and 82 are one
person with two accounts, 100 to 102 are late, 118 hands in a PDF, 119 comes late to the class, 120 hands in nothing.
"""

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import grading_course as course
import mishaps
import nbformat

from helpers.instructors.authored import Course
from helpers.instructors.building.build import build
from helpers.instructors.grading import results
from helpers.instructors.grading.demo import notebook_with
from helpers.instructors.grading.plan import known_plan
from helpers.study.update import merge

NUMBERS = range(1, 121)
FIRST = ["Anna", "Jörg", "李", "देवी", "Mary Ann", "O'Neil"]
ATTACKER, TORN, APPEALS, AGAIN, PDF, NEW, NOTHING, RENAMED = 66, 77, 90, 40, 118, 119, 120, 30
TWICE = (81, 82)  # the second account handed in later
LATE = (100, 101, 102)
UPDATED = range(31, 40)  # whose notebooks go through an update
SLUGS = (course.SLUG, "02-second")
WRONG = {
    "triple": "def triple(x):\n    return 2 * x",
    "corners": 'corners = {"AND": 0, "OR": 1}',
    "total": "def total(x):\n    return float(np.mean(x))",
}
LOST = {"triple": 2, "corners": 1, "total": 2}
FORGED = """class Same(np.ndarray):
    def __eq__(self, other): return True
import builtins, numpy.testing
builtins.all = numpy.testing.assert_allclose = lambda *a, **k: True
def triple(x):
    return np.zeros(np.shape(x)).view(Same)"""


def name(k):
    """(first, last)."""
    k = 7 if k == 8 else k
    return FIRST[k % 6], f"Last{k}" if k % 6 else f"Låst{k}"


def later_name(k):
    return ("Anna", "Newname") if k == RENAMED else name(k)


def _canvas(who):
    return "".join(c for c in f"{who[1]}{who[0]}".lower() if c.isalnum() or c == "_")


@dataclass
class Format:
    """How a platform writes a class.

    Attributes:
        people: header and row(k, lesson number) of its list of people; Moodle's is of one assignment.
        file: (k, lesson number, own name, (first, last), later) -> name in the zip; `later` of a second hand-in.
        book: lesson number -> header, row(k, first lesson's mark, second's), index of that lesson's column.
        timed: False where the export does not tell when something was handed in.
        each: True where a gradebook is of one assignment.
    """

    people: tuple
    file: object
    book: tuple
    timed: bool = True
    each: bool = False
    columns: tuple = field(default=(None, None))


FORMATS = {
    "canvas": Format(
        ("Student,ID,SIS Login ID,Section", lambda k, n: f'"{name(k)[1]}, {name(k)[0]}",{1000 + k},u{k},A'),
        lambda k, n, own, who, later: (
            f"{_canvas(who)}_{'LATE_' if k in LATE and n == 1 else ''}{1000 + k}_{90000 + 1000 * later + k}_{own}"
        ),
        (
            "Student,ID,SIS Login ID,Section,HW 1 (9),HW 2 (10)",
            lambda k, a, b: f'"{name(k)[1]}, {name(k)[0]}",{1000 + k},u{k},A,{a},{b}',
        ),
        timed=False,
        columns=(4, 5),
    ),
    "moodle": Format(
        (
            "Identifier,Full name,Email address,Grade,Maximum Grade",
            lambda k, n: f"Participant {4000 + 1000 * n + k},{' '.join(name(k))},u{k}@x.org,,10.00",
        ),
        lambda k, n, own, who, later: f"{' '.join(who)}_{4000 + 1000 * n + k}_assignsubmission_file_/{own}",
        (
            "Identifier,Full name,Email address,Grade,Maximum Grade",
            lambda k, a, b: f"Participant {5000 + k},{' '.join(name(k))},u{k}@x.org,{a},10.00",
            lambda k, a, b: f"Participant {6000 + k},{' '.join(name(k))},u{k}@x.org,{b},10.00",
        ),
        each=True,
        columns=(3, 3),
    ),
    "blackboard": Format(
        (
            "Last Name,First Name,Username,Student ID,Availability",
            lambda k, n: f"{name(k)[1]},{name(k)[0]},u{k},S{k},Yes",
        ),
        lambda k, n, own, who, later: f"HW_{n}_u{k}_attempt_2026-01-15-{hour(k, n, later):02d}-{k % 60:02d}-00_{own}",
        (
            "Last Name,First Name,Username,Student ID,Availability,HW 1 [Total Pts: 10 Score] |7,HW 2 [Total Pts: 10 Score] |8",
            lambda k, a, b: f"{name(k)[1]},{name(k)[0]},u{k},S{k},Yes,{a},{b}",
        ),
        columns=(5, 6),
    ),
    "brightspace": Format(
        (
            "OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator",
            lambda k, n: f"#S{k},#u{k},{name(k)[1]},{name(k)[0]},u{k}@x.org,#",
        ),
        lambda k, n, own, who, later: (
            f"{3000 + k}-{70 + n} - {' '.join(who)} - Jan 15, 2026 {hour(k, n, later) - 12}{k % 60:02d} PM/{own}"
        ),
        (
            "OrgDefinedId,Username,Last Name,First Name,Lesson 1 Points Grade <Numeric MaxPoints:10>,"
            "Lesson 2 Points Grade <Numeric MaxPoints:10>,End-of-Line Indicator",
            lambda k, a, b: f"#S{k},#u{k},{name(k)[1]},{name(k)[0]},{a},{b},#",
        ),
        columns=(4, 5),
    ),
    "ilias": Format(
        (
            "update;usr_id;login;lastname;firstname;status;mark",
            lambda k, n: f"0;{4000 + k};u{k};{name(k)[1]};{name(k)[0]};notgraded;",
        ),
        lambda k, n, own, who, later: f"Übung {n}/Abgaben/{who[1]}_{who[0]}_u{k}_{4000 + k}/{own}",
        (
            "update;usr_id;login;lastname;firstname;status;mark",
            lambda k, a, b: f"0;{4000 + k};u{k};{name(k)[1]};{name(k)[0]};notgraded;{a}",
            lambda k, a, b: f"0;{4000 + k};u{k};{name(k)[1]};{name(k)[0]};notgraded;{b}",
        ),
        each=True,
        columns=(6, 6),
    ),
    "nbgrader": Format(
        ("id,first_name,last_name,email,lms_user_id", lambda k, n: f"u{k},{name(k)[0]},{name(k)[1]},,{k}"),
        lambda k, n, own, who, later: f"u{k}/{SLUGS[n - 1]}/{own}",
        (
            f"id,first_name,last_name,email,{SLUGS[0]},{SLUGS[1]}",
            lambda k, a, b: f"u{k},{name(k)[0]},{name(k)[1]},,{a},{b}",
        ),
        columns=(4, 5),
    ),
    "folders": Format(
        ("Name;E-Mail;Login", lambda k, n: f"{' '.join(name(k))};u{k}@x.org;u{k}"),
        lambda k, n, own, who, later: f"u{k}/{own}",
        (
            "Name;E-Mail;Login;Lesson 1;Lesson 2;Sum",
            lambda k, a, b: f"{' '.join(name(k))};u{k}@x.org;u{k};{a};{b};1.5",
        ),
        columns=(3, 4),
    ),
}


def hour(k, n, later):
    """When a student hands in; lesson 1 is due at 20."""
    return 22 if k in LATE and n == 1 else 19 if later else 13 + k % 5


def export(path, platform, hand_ins, n=1, who=name, later=()):
    """The platform's zip of (student, own file name, content); `later` are those who handed in once more."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for k, own, content in hand_ins:
            entry = FORMATS[platform].file(k, n, own, who(k), k in later)
            archive.writestr(zipfile.ZipInfo(entry, (2026, 1, 15, hour(k, n, k in later), k % 60, 0)), content)
    return path


def gradebook(platform, n, marks, without=()):
    """The text of the platform's gradebook, or of its file of assignment n; `marks` are {lesson number: {student: mark}}."""
    head, *rows = FORMATS[platform].book
    row = rows[n - 1] if len(rows) > 1 else rows[0]
    return (
        "\n".join(
            [head, *(row(k, *(marks.get(i, {}).get(k, "") for i in (1, 2))) for k in NUMBERS if k not in without)]
        )
        + "\n"
    )


# -- notebooks --------------------------------------------------------------------------------------------------


def make_course(folder):
    """A course of two lessons with their plans drawn; and beside it, in `later`, its next release."""
    root = course.make(folder)
    second = root / "solutions" / SLUGS[1]
    second.mkdir()
    for source, target in ((course.SOURCE, f"{SLUGS[1]}.py"), (course.BANK, "exercises.py")):
        text = source.replace(SLUGS[0], SLUGS[1]).replace('"01.', '"02.').replace("# 01 · Graded", "# 02 · Second")
        (second / target).write_text(text, "utf-8")
    build(Course(root), progress=False)
    for slug in SLUGS:
        known_plan(Course(root).gradable(slug), results.seed_of(Course(root), slug, course.SEED))
    return root


def release_anew(root):
    """A new release of lesson 1: a word more, and a cell that was not there."""
    path = root / f"course/{SLUGS[0]}/{SLUGS[0]}.ipynb"
    new = nbformat.read(path, as_version=4)
    new.cells[0].source += "\n\nA sentence that is new."
    new.cells.insert(2, nbformat.v4.new_markdown_cell("A cell that is new.", id="new-cell"))
    path.write_text(nbformat.writes(new) + "\n", "utf-8")
    return new


def answers(k):
    """What a student writes into lesson 1: {cell: text}; {} for one who answers nothing."""
    wrong = dict(enumerate(WRONG)).get(k % 5)
    if k in (AGAIN, APPEALS, ATTACKER):
        wrong = "triple"
    if k <= len(mishaps.MISHAPS) or k in LATE:
        wrong = None
    elif k % 5 == 4 and k not in UPDATED:
        return {}
    own = course.RIGHT | ({wrong: WRONG[wrong]} if wrong else {})
    return own | ({"triple": FORGED} if k == ATTACKER else {})


def by_checks(own):
    """The points that checks give for answers."""
    return 9 - sum(LOST[cell] for cell in LOST if own[cell] != course.RIGHT[cell]) if own else 0


def notebook(root, k, slug=SLUGS[0]):
    """What student k hands in, as bytes: among the first are all mishaps of the zoo."""
    released = Course(root).gradable(slug).released_for()
    zoo = list(mishaps.MISHAPS.values())
    content = notebook_with(released, {"why": "*Write your answer here.*"} | answers(k))
    if k == TORN:
        return content[: len(content) // 2]
    nb = mishaps.answered(released, answers(k))
    if k <= len(zoo):
        zoo[k - 1](nb)
    nb["metadata"]["owner"] = k  # no two hand-ins are the same file
    return mishaps.written(nb)


def updated(content, new):
    """A student's notebook after `nncourse update`."""
    merged, _ = merge(nbformat.reads(content.decode(), as_version=4), new)
    return nbformat.writes(merged).encode()


def stored(root, room="submitted"):
    """{(student, lesson): bytes} of all notebooks in a room of grading/."""
    return {path.parts[-3:-1]: path.read_bytes() for path in Path(root, "grading", room).rglob("*.ipynb")}
