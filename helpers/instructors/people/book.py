"""nbgrader's gradebook, opened; what it knows of people; who stands in it under which name."""

import contextlib
import importlib
import json
import os
import sqlite3
import sys
import tomllib
import types
import warnings
from datetime import datetime, timedelta

from ...course.databases import gradebook_url, let_alembic_start_anywhere
from ...course.errors import CourseError
from .words import plain

COURSE_ID = "nncourse"
ABOUT = "course.toml"
"""Which class this copy of the course is for: id, term, graders, and where students read the lessons."""
WAIT = 60  # seconds for another program that writes the gradebook
GIVE = """update submitted_assignment set student_id = ? where student_id = ? and assignment_id in
    (select id from assignment where name = ?)"""
SUBMISSIONS = "submitted_assignment s join assignment a on s.assignment_id = a.id"
NOTEBOOKS = f"{SUBMISSIONS} join submitted_notebook n on n.assignment_id = s.id"
FIELDS = ("first_name", "last_name", "email", "lms_user_id")  # what nbgrader keeps of a student


def about_class(course):
    """What course.toml says of the class: a dict with "id", "term" and "lessons" (texts) and "graders" (names),
    each where it stands there.

    Raises:
        CourseError: that file cannot be read.
    """
    path = course.root / ABOUT
    try:
        said = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    except ValueError as error:
        raise CourseError(f'{ABOUT} cannot be read ({error}). Its lines are such as id = "{COURSE_ID}".') from None
    names = said.get("graders", [])
    if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
        raise CourseError(f'{ABOUT}: graders is a list of names, such as graders = ["ann", "ben"].')
    if wrong := [key for key in ("id", "term", "lessons") if not isinstance(said.get(key, ""), str)]:
        raise CourseError(f"{ABOUT}: {wrong[0]} is a text, in quotation marks.")
    if "{lesson}" not in (said.get("lessons") or "{lesson}"):
        raise CourseError(f'{ABOUT}: lessons needs {{lesson}}, such as "https://example.org/{{lesson}}.html".')
    return said


def about_text(about):
    """What `about_class` gives as the text of the file, with words made plain: TOML takes no control character."""
    fit = {
        key: plain(value) if isinstance(value, str) else list(map(plain, value))
        for key, value in about.items()
        if value
    }
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in fit.items())


def course_id(course):
    """nbgrader's course id, as in nbgrader_config.py.

    Raises:
        CourseError: course.toml cannot be read.
    """
    return about_class(course).get("id") or COURSE_ID


def graders(course):
    """The names of those who grade, as course.toml gives them; empty where it does not.

    Raises:
        CourseError: course.toml cannot be read.
    """
    return about_class(course).get("graders", [])


def db_url(course):
    """The same database as in nbgrader_config.py."""
    return gradebook_url(course.grading.gradebook)


def open_gradebook(course):
    """nbgrader's `Gradebook`, made where it does not exist; use it as a context manager."""
    import_nbgrader()
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import SAWarning

    # nbgrader's own code warns about itself on every new submission.
    warnings.filterwarnings("ignore", category=SAWarning, module=r"nbgrader\.")
    own = os.path.dirname(sys.executable)
    if own not in os.environ.get("PATH", "").split(os.pathsep):
        # A new database asks the program `alembic` for its version; it lies beside this Python.
        os.environ["PATH"] = f"{own}{os.pathsep}{os.environ.get('PATH', '')}"
    let_alembic_start_anywhere()
    course.grading.folder.mkdir(exist_ok=True)
    return Gradebook(db_url(course), course_id(course))


def import_nbformat():
    """Import nbformat without the grammar of web addresses that its jsonschema would make: no notebook
    needs that, and it takes most of a second.
    """
    name = "rfc3987_syntax"
    if name not in sys.modules and "nbformat" not in sys.modules:
        sys.modules[name] = None
        try:
            importlib.import_module("nbformat")
        finally:
            del sys.modules[name]


SERVED = ("assignment_list", "course_list", "formgrader", "validate_assignment")


def import_nbgrader():
    """Import nbgrader without its extensions of Jupyter's server, and what these stand on: a converter of notebooks, a
    client of kernels, all programs of nbgrader. The gradebook needs none of that, and it takes most of a second.
    """
    import_nbformat()
    if "nbgrader" in sys.modules:
        return
    stand_ins = {name: types.ModuleType(name) for name in (f"nbgrader.server_extensions.{served}" for served in SERVED)}
    for name, module in stand_ins.items():
        module.load_jupyter_server_extension = None
        sys.modules[name] = module
    try:
        importlib.import_module("nbgrader")
    finally:
        for name in stand_ins:
            del sys.modules[name]


@contextlib.contextmanager
def _raw(course):
    """The database itself for one transaction, or None where there is no gradebook yet."""
    path = course.grading.gradebook
    if not path.is_file():
        yield None
        return
    with contextlib.closing(sqlite3.connect(path, timeout=WAIT)) as connection, connection:
        yield connection


def rows(course, query, values=()):
    """What a query of the gradebook gives; nothing where there is none yet. Nothing of nbgrader is loaded."""
    path = course.grading.gradebook
    if not path.is_file():
        return []
    # Not "ro": after a kill while something was written, a reader must be able to roll that back.
    connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=WAIT)
    try:
        return connection.execute(query, values).fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return []
        raise
    finally:
        connection.close()


def known_students(course):
    """{student: {field: text}} of all students in the gradebook."""
    found = rows(course, f"select id, {', '.join(FIELDS)} from student")
    return {student: {name: value or "" for name, value in zip(FIELDS, fields)} for student, *fields in found}


def put_students(course, people):
    """Write names, e-mail and platform id of people ({student: {field: text}}) into the gradebook;
    "" clears nothing.
    """
    if not people:
        return
    with open_gradebook(course) as gradebook:
        for student, fields in people.items():
            gradebook.update_or_create_student(student, **{name: value for name, value in fields.items() if value})


def submissions_of(course, student):
    """The lessons of which the gradebook holds a submission of this student."""
    query = f"select a.name from {SUBMISSIONS} where s.student_id = ? order by 1"
    return [name for (name,) in rows(course, query, (student,))]


def move_student(course, old, new, lessons):
    """Give a student's submissions of some lessons to another name, and forget the old one, in one transaction."""
    with _raw(course) as db:
        if db is None or not db.execute("select 1 from student where id = ?", (old,)).fetchone():
            return
        names = ", ".join(FIELDS)
        db.execute(
            f"insert or ignore into student (id, {names}) select ?, {names} from student where id = ?", (new, old)
        )
        for lesson in lessons:
            db.execute(GIVE, (new, old, lesson))
    remove_student(course, old)


def take_over(course, old, new, lesson):
    """Give a student's submission of one lesson, marks and all, to another in place of the other's own."""
    from nbgrader.api import MissingEntry

    if lesson not in submissions_of(course, old):
        return
    with open_gradebook(course) as gradebook, contextlib.suppress(MissingEntry):
        gradebook.remove_submission(lesson, new)
    with _raw(course) as db:
        db.execute(GIVE, (new, old, lesson))


def remove_student(course, student, forget=False):
    """Delete a student with all submissions, marks and comments from the gradebook.

    Args:
        forget: True also writes the file anew, for a database keeps in unused places what was deleted.
    """
    from nbgrader.api import MissingEntry

    path = course.grading.gradebook
    if not path.is_file():
        return
    with open_gradebook(course) as gradebook, contextlib.suppress(MissingEntry):
        gradebook.remove_student(student)
    if forget:
        with contextlib.closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as connection:
            connection.execute("vacuum")


def put_extensions(course, days):
    """Write extensions ({(student, lesson): days}) into the hand-ins that the gradebook knows; nothing else is
    touched.
    """
    with _raw(course) as db:
        for (student, lesson), extra in days.items() if db else ():
            # SQLAlchemy keeps an interval in SQLite as that much time after 1970.
            text = (datetime(1970, 1, 1) + timedelta(days=extra)).strftime("%Y-%m-%d %H:%M:%S.%f") if extra else None
            db.execute(
                "update submitted_assignment set extension = ? where student_id = ? and extension is not ? "
                "and assignment_id in (select id from assignment where name = ?)",
                (text, student, text, lesson),
            )


def everything_about(course, student):
    """All that the gradebook holds of a student, as plain data: names, hand-in times, marks, comments."""
    with _raw(course) as db:
        if db is None:
            return {}
        db.row_factory = sqlite3.Row
        queries = {
            "student": "select * from student where id = ?",
            "marks": f"""select a.name lesson, s.timestamp, b.name cell, g.auto_score, g.manual_score, g.extra_credit,
                g.needs_manual_grade from {NOTEBOOKS}
                join grade g on g.notebook_id = n.id join base_cell b on g.cell_id = b.id
                where s.student_id = ? order by 1, 3""",
            "comments": f"""select a.name lesson, b.name cell, c.auto_comment, c.manual_comment from {NOTEBOOKS}
                join comment c on c.notebook_id = n.id join base_cell b on c.cell_id = b.id
                where s.student_id = ? order by 1, 2""",
        }
        return {kind: [dict(row) for row in db.execute(query, (student,))] for kind, query in queries.items()}
