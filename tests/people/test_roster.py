"""The roster: read from what platforms export, kept in nbgrader's gradebook, changed and deleted with everything about
a person.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import datetime

import grading_course as course
import pytest
from click.testing import CliRunner
from lessons import ROOT
from nbgrader import dbutil

from helpers.cli import main
from helpers.course.errors import CourseError
from helpers.instructors.authored import Course
from helpers.instructors.marking import journal
from helpers.instructors.people import book
from helpers.instructors.people.roster import Roster
from helpers.instructors.people.words import as_student_id, is_student_id, plain, table_cell
from helpers.instructors.platforms import moves
from helpers.instructors.platforms.importing import import_roster
from helpers.instructors.platforms.tables import table_of

SLUG = course.SLUG
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (77)
    Points Possible,,,,,10
"Ant, Anna",111,S1,aant,Group A,
"Müller, Jörg",222,S2,jmueller,Group B,3
"""
MOODLE_PEOPLE = '"First name","Last name","ID number","Email address","Groups"\n"Anna","Ant","S1","anna@x.org","Group A"\n"Jörg","Müller","S2","joerg@x.org",""\n'
WORKSHEET = "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed\nParticipant 51,Anna Ant,anna@x.org,Submitted,,10.00,Yes\nParticipant 52,Jörg Müller,joerg@x.org,,,10.00,Yes\n"
BLACKBOARD = '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Last Access"\t"Availability"\t"HW 1 [Total Pts: 10 Score] |12345"\n"Ant"\t"Anna"\t"aant"\t"S1"\t""\t"Yes"\t""\n"Müller"\t"Jörg"\t"jmueller"\t"S2"\t""\t"Yes"\t""\n'
BRIGHTSPACE = "OrgDefinedId,Username,Last Name,First Name,Email,HW 1 Points Grade <Numeric MaxPoints:10>,End-of-Line Indicator\n#S1,#aant,Ant,Anna,anna@x.org,,#\n#S2,#jmueller,Müller,Jörg,joerg@x.org,,#\n"
ILIAS = "update;usr_id;login;lastname;firstname;status;mark;notice;comment\n0;4711;aant;Ant;Anna;notgraded;;;\n0;4712;jmueller;Müller;Jörg;notgraded;;;\n"
NBGRADER = (
    "id,first_name,last_name,email,lms_user_id\naant,Anna,Ant,anna@x.org,111\njmueller,Jörg,Müller,joerg@x.org,222\n"
)
SHEET = "Name;E-Mail;Gruppe;Extra days\nAnna Ant;anna@x.org;A;2\nMüller, Jörg;joerg@x.org;B;\n"
FILES = {
    "Canvas": CANVAS,
    "Moodle": MOODLE_PEOPLE,
    "Moodle worksheet": WORKSHEET,
    "Blackboard": BLACKBOARD,
    "Brightspace": BRIGHTSPACE,
    "ILIAS": ILIAS,
    "nbgrader": NBGRADER,
    "a folder for each person": SHEET,
}


def imported(root, text, encoding="utf-8", name="people.csv"):
    path = root / name
    path.write_bytes(text.encode(encoding))
    return import_roster(Course(root), path)


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]


@pytest.mark.parametrize("platform, encoding", [(name, ENCODINGS[i % 4]) for i, name in enumerate(FILES)])
def test_people_come_from_every_platforms_file(platform, encoding, root):
    tables = [table_of(FILES[platform].encode(one), "people.csv") for one in ENCODINGS]
    assert all(table.rows == tables[0].rows for table in tables)
    done = imported(root, FILES[platform], encoding)
    people = {p.name: p for p in Roster(Course(root)).people.values()}
    assert set(people) == {"Anna Ant", "Jörg Müller"}, done
    assert len(done.added) == 2 and platform.startswith(done.platform)
    assert all(person.listed for person in people.values())
    again = imported(root, FILES[platform], encoding)
    assert again.same == 2 and not again.added and not again.changed
    if platform == "Canvas":
        assert people["Anna Ant"].key("canvas") == "111" and people["Anna Ant"].group == "Group A" and done.skipped == 1


def test_names_live_in_nbgraders_gradebook_and_what_is_edited_there_counts(root):
    imported(root, NBGRADER)
    known = book.known_students(Course(root))
    assert known["aant"] == {"first_name": "Anna", "last_name": "Ant", "email": "anna@x.org", "lms_user_id": "111"}
    with book.open_gradebook(Course(root)) as gradebook:
        gradebook.update_or_create_student("aant", last_name="Bee")
    assert Roster(Course(root)).people["aant"].name == "Anna Bee"
    (root / "grading/gradebook.db").unlink()
    assert (
        Roster(Course(root)).people["aant"].name.startswith("Anna")
    )  # a gradebook that is moved away takes no names with it


def test_one_class_from_several_platforms_is_one_class_and_namesakes_stay_two(root):
    imported(root, CANVAS)
    done = imported(root, MOODLE_PEOPLE)
    assert len(Roster(Course(root)).people) == 2 and not done.added  # the number is the same
    imported(root, WORKSHEET)
    assert Roster(Course(root)).by_key("moodle:51").name == "Anna Ant"
    done = imported(root, NBGRADER.splitlines()[0] + "\naant9,Anna,Ant,other@x.org,999\n")
    assert done.added == ["aant9"] and any("same name" in told and "roster merge" in told for told in done.told)


def test_what_is_no_table_of_people_gets_one_sentence(root):
    for name, content, says in (
        ("x.csv", b"", "no table"),
        ("x.xlsx", b"PK\x03\x04xlsx", 'Save it as CSV and give that file: "Save As"'),
        ("x.xls", b"\xd0\xcf\x11\xe0", "Save it as CSV"),
        ("x.zip", b"PK\x03\x04", "nncourse collect x.zip"),
        ("x.csv", b"a,b\n1,2\n", "names no people"),
        ("x.csv", b"\0\1\2\0", "no table"),
    ):
        path = root / name
        path.write_bytes(content)
        with pytest.raises(CourseError, match=says):
            import_roster(Course(root), path)
    assert not (root / "grading/roster.json").exists()


def hand_in(root, student, text="{}", lesson=SLUG):
    """Everything that a graded hand-in leaves behind."""
    course.hand_in(root, student, course.right_but(), timestamp="2026-01-15 17:00:00 UTC")
    for place, name in (
        (f"grading/autograded/{student}/{lesson}", f"{lesson}.ipynb"),
        (f"grading/feedback/{student}/{lesson}", f"{lesson}.html"),
        (f"grading/results/{lesson}", f"{student}.json"),
        (f"grading/earlier/{student}/{lesson}", "1.ipynb"),
    ):
        (root / place).mkdir(parents=True, exist_ok=True)
        (root / place / name).write_text(text)
    with book.open_gradebook(Course(root)) as gradebook:
        gradebook.update_or_create_assignment(lesson)
        gradebook.update_or_create_submission(lesson, student) if student in book.known_students(Course(root)) else None
        gradebook.update_or_create_student(student)
        gradebook.update_or_create_submission(lesson, student)
    path = root / "grading/grades.csv"
    head = "student,lesson,exercise,points,max,state,message\n"
    path.write_text((path.read_text() if path.exists() else head) + f"{student},{lesson},01.x,1,2,right,\n")


def traces(root, *words):
    """Files under grading/ whose name or content still tells of a person."""
    found = [path for path in (root / "grading").rglob("*") if any(word in path.as_posix() for word in words)]
    files = [path for path in (root / "grading").rglob("*") if path.is_file()]
    return found + [path for path in files if any(word.encode() in path.read_bytes() for word in words)]


def test_delete_says_what_it_does_and_leaves_no_trace(root):
    imported(root, NBGRADER)
    for student in ("aant", "jmueller"):
        hand_in(root, student)
    (root / "people.csv").unlink()
    refused = CliRunner().invoke(main, ["roster", "delete", "aant"], input="n\n")
    assert (
        refused.exit_code == 1
        and "grading/submitted/aant: 2 file(s)" in refused.output
        and (root / "grading/submitted/aant").exists()
    )
    done = CliRunner().invoke(main, ["roster", "delete", "Anna Ant", "--yes"])
    assert done.exit_code == 0 and "marks and comments of 1 lesson(s)" in done.output
    assert not traces(root, "aant", "anna@x.org", "Ant")
    assert "jmueller" in (root / "grading/grades.csv").read_text() and "jmueller" in book.known_students(Course(root))


def test_rename_moves_everything(root):
    imported(root, NBGRADER)
    hand_in(root, "aant")
    moves.renaming(Course(root), "aant", "anna").do()
    assert Roster(Course(root)).people["anna"].name == "Anna Ant" and "aant" not in Roster(Course(root)).people
    for place in ("submitted", "autograded", "feedback", "earlier"):
        assert [path.name for path in (root / "grading" / place).iterdir()] == ["anna"]
    assert [path.name for path in (root / "grading/results" / SLUG).iterdir()] == ["anna.json"]
    assert book.submissions_of(Course(root), "anna") == [SLUG] and set(book.known_students(Course(root))) == {
        "anna",
        "jmueller",
    }
    assert (root / "grading/grades.csv").read_text().splitlines()[1].startswith("anna,")
    with pytest.raises(CourseError, match="somebody already"):
        moves.renaming(Course(root), "anna", "jmueller")
    with pytest.raises(CourseError, match="no student id"):
        moves.renaming(Course(root), "anna", "../x")


def test_merge_loses_no_hand_in(root):
    imported(root, NBGRADER)
    for student in ("aant", "jmueller"):
        hand_in(root, student, text=student)
    ours = (root / f"grading/submitted/jmueller/{SLUG}/{SLUG}.ipynb").read_bytes()
    (root / f"grading/submitted/aant/{SLUG}/{SLUG}.ipynb").write_bytes(b"the other one")
    plan = moves.merging(Course(root), "aant", "jmueller")
    assert any("both handed in" in line for line in plan.lines)
    plan.do()
    assert (root / f"grading/submitted/jmueller/{SLUG}/{SLUG}.ipynb").read_bytes() == ours
    kept = [path.read_bytes() for path in (root / "grading/earlier/jmueller").rglob("*.ipynb")]
    assert b"the other one" in kept and not (root / "grading/submitted/aant").exists()
    assert set(book.known_students(Course(root))) == {"jmueller"} and Roster(Course(root)).find("aant").id == "jmueller"
    for text in (MOODLE_PEOPLE, BLACKBOARD, MOODLE_PEOPLE):  # that call this person by both e-mails and logins
        assert not imported(root, text).added


def _failed(student):
    return {"lesson": SLUG, "seed": 1, "key": "", "state": "failed", "message": f"of {student}"}


@pytest.mark.parametrize("later", ["aant", "jmueller"])
def test_merge_keeps_the_later_hand_in_with_its_marks_and_sets_the_other_aside(root, later):
    imported(root, NBGRADER)
    for student in ("aant", "jmueller"):
        hand_in(root, student, text=json.dumps(_failed(student)))
        hour = 18 if student == later else 17
        (root / f"grading/submitted/{student}/{SLUG}/timestamp.txt").write_text(f"2026-01-15 {hour}:00:00 UTC")
    with book.open_gradebook(Course(root)) as gradebook:
        gradebook.update_or_create_submission(SLUG, later, timestamp=datetime(2026, 1, 15, 18))
    plan = moves.merging(Course(root), "aant", "jmueller")
    assert any(f"The hand-in of {later} counts (handed in later), with its marks" in line for line in plan.lines)
    plan.do()
    result = json.loads((root / f"grading/results/{SLUG}/jmueller.json").read_text())
    assert result["message"] == f"of {later}" and [
        path.name for path in (root / f"grading/results/{SLUG}").iterdir()
    ] == ["jmueller.json"]
    with book.open_gradebook(Course(root)) as gradebook:
        assert gradebook.find_submission(SLUG, "jmueller").timestamp == datetime(2026, 1, 15, 18)
    other = "jmueller" if later == "aant" else "aant"
    kept = root / f"grading/earlier/jmueller/{SLUG}"
    assert json.loads((kept / f"of-{other}.json").read_text())["result"]["message"] == f"of {other}"
    assert (kept / f"of-{other}.ipynb").is_file() and set(book.known_students(Course(root))) == {"jmueller"}


def test_delete_takes_released_feedback_along(root):
    imported(root, NBGRADER)
    for student in ("aant", "jmueller"):
        hand_in(root, student, text=f"page of {student}")
        page = root / f"grading/exchange/nn/feedback/{student[::-1]}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"page of {student}")
    (root / "people.csv").unlink()
    moves.deleting(Course(root), "aant").do()
    assert not traces(root, "aant") and [page.name for page in (root / "grading").rglob("exchange/*/*/*.html")] == [
        "relleumj.html"
    ]


def test_all_about_a_person_goes_into_one_zip(root, tmp_path):
    imported(root, NBGRADER)
    for student in ("aant", "jmueller"):
        hand_in(root, student)
    path, _ = moves.export_everything(Course(root), "aant", tmp_path / "anna.zip")
    with zipfile.ZipFile(path) as packed:
        text = b"".join(packed.read(name) for name in packed.namelist())
        assert json.loads(packed.read("aant/roster.json"))["email"] == "anna@x.org"
        assert any(name.endswith(f"submitted/aant/{SLUG}/{SLUG}.ipynb") for name in packed.namelist())
    assert b"jmueller" not in text


def test_what_delete_takes_away_export_has_handed_out(root, tmp_path):
    """Each file that is gone and told of nobody else is in the zip, wherever it lay."""
    both = {"aant": 1, "jmueller": 2}
    imported(root, NBGRADER)
    (root / "people.csv").unlink()
    exams, roster = root / "grading/exams", Roster(Course(root))
    roster.people["aant"].names = ["Ant, A."]
    roster.decisions = {"Ant, A.": "aant", "Müller, J.": "jmueller"}
    roster.save()
    files = {
        "mid/notebook.json": json.dumps({"number": "90", "title": "", "lessons": [], "take": [], "people": both}),
        "7/exam.json": '{"title": "", "letters": ["A"], "questions": []}',
        "7/people.json": json.dumps({student: {"number": n, "paper": "A"} for student, n in both.items()}),
        "7/marks.csv": "number,student,total\n1,aant,\n2,jmueller,\n",
    }
    for student, number in both.items():
        hand_in(root, student, text=f"of {student}")
        files[f"mid/notebooks/{student}/90-exam-mid.ipynb"] = f"seed of {student}"
        files |= {f"7/scans/{number:03}-{page}.png": f"page {page} of {student}" for page in range(1, 15)}
        line = {"do": "done", "answer": student, "q": "why", "by": f"marker of {student}"}
        journal.Journal(Course(root), SLUG).add(line)
    for name, text in files.items():
        (exams / name).parent.mkdir(parents=True, exist_ok=True)
        (exams / name).write_text(text)
    (root / "grading/report.html").write_text("what aant and jmueller wrote")
    before = {path: path.read_bytes() for path in (root / "grading").rglob("*") if path.is_file()}
    path, _ = moves.export_everything(Course(root), "aant", tmp_path / "anna.zip")
    moves.deleting(Course(root), "aant").do()
    with zipfile.ZipFile(path) as packed:
        handed_out = {name.removeprefix("aant/"): packed.read(name) for name in packed.namelist()}
    gone = {path.relative_to(root).as_posix(): content for path, content in before.items() if not path.exists()}
    own = {name: content for name, content in gone.items() if b"jmueller" not in content}
    assert len(own) > 20 and {name: handed_out.get(name) for name in own} == own
    told = b"".join(handed_out.values())
    assert (
        b"marker of aant" in told and b"Ant, A." in told and b"jmueller" not in told and "Müller".encode() not in told
    )
    assert not traces(root, "aant", "Ant, A.")


def test_extensions_are_kept_for_one_lesson_or_all(root):
    imported(root, SHEET)
    assert Roster(Course(root)).extension("anna", SLUG) == 2.0
    assert CliRunner().invoke(main, ["roster", "extend", "Jörg Müller", "01", "3"]).exit_code == 0
    assert Roster(Course(root)).extension("joerg", SLUG) == 3.0
    listed = CliRunner().invoke(main, ["roster", "list"]).output
    assert "2 on the roster" in listed and "Jörg Müller" in listed and "+3 day(s)" in listed


@pytest.mark.parametrize(
    "name", ["anna", "Anna Ant", "O'Neil", "O’Neil", "李小龍", "देवनागरी", "สมชาย ใจดี", "مُحَمَّد", "a@b.org", "x+y", "é"]
)
def test_names_of_any_script_may_be_students(name):
    assert is_student_id(name) and as_student_id(name) == name


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/b", "a\\b", "_a", "-a", "a\nb", "a\x1bb", "a ", "e\u0301", "x" * 101, "龍" * 70, "a\u202eb"],
)
def test_what_cannot_be_a_folder_of_ones_own_is_no_student(name):
    assert not is_student_id(name)
    assert as_student_id(name) == "" or is_student_id(as_student_id(name))


def test_hostile_words_become_harmless():
    assert plain("a\x1b[2Jb\u202ec\nd\ud800") == "a [2Jb c d?"
    assert (
        table_cell('=HYPERLINK("x")') == '\'=HYPERLINK("x")'
        and table_cell(-1.5) == "-1.5"
        and table_cell("a\nb") == "a b"
    )


def test_a_workbook_is_told_to_be_saved_as_csv(root):
    with zipfile.ZipFile(root / "class.xlsx", "w") as book_of_excel:
        book_of_excel.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(CourseError, match="class.xlsx is a workbook. Save it as CSV"):
        import_roster(Course(root), root / "class.xlsx")


def test_a_table_is_written_again_byte_for_byte():
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        for text in (
            CANVAS,
            BLACKBOARD,
            ILIAS,
            'sep=;\r\na;b\r\n"x ""y""";"1\n2"\r\n',
            "a,b\n1,2",
            "a,b\r\n,\r\n\r\n1,2\r\n\r\n",
        ):
            content = text.encode(encoding, "replace")
            table = table_of(content, "x.csv")
            assert table.content() == content
            last = len(table.rows) - 1
            table.put(last, 1, 'ü,"1"' if encoding != "x" else "1")
            again = table_of(table.content(), "x.csv")
            assert again.rows[last][1] == 'ü,"1"' and again.rows[:last] == table_of(content, "x.csv").rows[:last]


@pytest.mark.parametrize("settings", [{}, {"LC_ALL": "C"}], ids=["usual", "a plain locale"])
def test_a_gradebook_is_made_in_a_folder_whose_name_has_any_sign(tmp_path, settings):
    """nbgrader writes the path of its own tables, which lie in the course's environment, into a file of settings."""
    root = tmp_path / "Kürs 100% #1 it's %d %25"
    shutil.copytree(dbutil.ALEMBIC_DIR, root / "alembic")
    make = (
        "import sys; from nbgrader import dbutil; from helpers.instructors.authored import Course\n"
        "from helpers.instructors.people import book; root = sys.argv[1]\n"
        "dbutil.ALEMBIC_DIR = root + '/alembic'\n"
        "for _ in range(2): book.put_students(Course(root), {'anna': dict.fromkeys(book.FIELDS, 'Anna')})"
    )
    words = [sys.executable, "-c", make, str(root)]
    done = subprocess.run(words, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert set(book.known_students(Course(root))) == {"anna"}


def test_the_folder_of_a_hand_in_goes_before_the_login_of_another_person(tmp_path):
    roster = Roster(Course(tmp_path))
    roster.add("a.smith", login="anna")
    assert roster.id_of("anna") == "a.smith"
    (tmp_path / "grading/submitted/anna").mkdir(parents=True)
    assert roster.id_of("anna") == "anna", "grading, appeals and the history of a mark mean the same person"
    assert roster.id_of("../submitted/anna") == "../submitted/anna" and roster.id_of("a.smith") == "a.smith"


def test_a_list_that_comes_after_the_hand_ins_names_whom_their_folders_name(root):
    roster = Roster(Course(root))
    roster.add("anna")
    roster.add("joerg", names=["Jörg Müller"], email="joerg@y.org")
    roster.save()
    done = imported(root, "Name,Login,E-mail\nAnna Ant,anna,anna@x.org\nJörg Maier,joerg,joerg@x.org\n")
    people = Roster(Course(root)).people
    assert set(people) == {"anna", "joerg", "joerg-2"} and done.added == ["joerg-2"]
    assert people["anna"].name == "Anna Ant" and people["anna"].listed
