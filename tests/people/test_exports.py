"""From the roster over the hand-in back into the platform's own gradebook: marks in their column and row, all else byte for byte.

Each platform's files are written by its published rules; helpers/instructors/platforms/known/ names them.
"""

import re
import sys
import zipfile

import grading_course as course
import pytest
from click.testing import CliRunner

from helpers.cli import main
from helpers.course.errors import CourseError
from helpers.instructors.authored import Course
from helpers.instructors.grading import report, submissions
from helpers.instructors.grading.plan import known_of
from helpers.instructors.people.roster import Roster
from helpers.instructors.platforms import exports, known, platforms
from helpers.instructors.platforms.collect import collect
from helpers.instructors.platforms.importing import import_roster

SLUG = course.SLUG
MOST = 10
# Of each platform: its people, the names in its zip, its gradebook with {} where the mark of anna and of ben goes, and what marks
# stand there before. cat has handed in and waits for a person; dan has not handed in.
PLATFORMS = {
    "canvas": (
        'Student,ID,SIS User ID,SIS Login ID,Section\r\n    Points Possible,,,,\r\n"Ant, Anna",111,,aant,A\r\n"Ant, Anna",222,,bant,A\r\n'
        '"Cow, Cät",333,,ccow,B\r\n"Dog, Dan",444,,ddog,B\r\n',
        [
            "antanna_111_9001_01-graded.ipynb",
            "antanna_LATE_222_9002_01-graded-1.ipynb",
            "cowcät_333_9003_01-graded.ipynb",
        ],
        "Student,ID,SIS User ID,SIS Login ID,Section,Other (7),Homework 1 (77),Final Score\r\n    Points Possible,,,,,5,10,(read only)\r\n"
        '"Ant, Anna",111,,aant,A,,{},12\r\n"Ant, Anna",222,,bant,A,3,{},\r\n"Cow, Cät",333,,ccow,B,,5,\r\n"Dog, Dan",444,,ddog,B,,,\r\n',
    ),
    "moodle": (
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Feedback comments\n"
        'Participant 51,Anna Ant,a@x.org,,,"10.00",Yes,\nParticipant 52,Anna Ant,b@x.org,,,"10.00",Yes,\nParticipant 53,"Cät Cow",c@x.org,,,"10.00",Yes,\n'
        "Participant 54,Dan Dog,d@x.org,,,10.00,Yes,\n",
        [
            "Anna Ant_51_assignsubmission_file_/01-graded.ipynb",
            "Anna Ant_52_assignsubmission_file_/01-graded.ipynb",
            "Cät Cow_53_assignsubmission_file_/01-graded.ipynb",
        ],
        "\ufeffIdentifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Feedback comments\n"
        'Participant 51,Anna Ant,a@x.org,"Submitted, late",{},"10.00",Yes,"fine, ""really"""\nParticipant 52,Anna Ant,b@x.org,,{},"10.00",Yes,\n'
        'Participant 53,"Cät Cow",c@x.org,,5,"10.00",Yes,\nParticipant 54,Dan Dog,d@x.org,,,10.00,Yes,\n',
    ),
    "blackboard": (
        '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Availability"\n"Ant"\t"Anna"\t"aant"\t"1"\t"Yes"\n"Ant"\t"Anna"\t"b_ant"\t"2"\t"Yes"\n'
        '"Cow"\t"Cät"\t"ccow"\t"3"\t"Yes"\n"Dog"\t"Dan"\t"ddog"\t"4"\t"Yes"\n',
        [
            "Home_work 1_aant_attempt_2026-09-15-20-00-00_01-graded.ipynb",
            "Home_work 1_aant_attempt_2026-09-15-20-00-00.txt",
            "Home_work 1_b_ant_attempt_2026-09-15-21-00-00_01-graded.ipynb",
            "Home_work 1_ccow_attempt_2026-09-15-20-00-00_01-graded.ipynb",
        ],
        '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Availability"\t"Home_work 1 [Total Pts: 10 Score] |12345"\t"Total [Total Pts: 99 Score] |1"\n'
        '"Ant"\t"Anna"\t"aant"\t"1"\t"Yes"\t"{}"\t"1"\n"Ant"\t"Anna"\t"b_ant"\t"2"\t"Yes"\t"{}"\t"2"\n"Cow"\t"Cät"\t"ccow"\t"3"\t"Yes"\t"5"\t"3"\n'
        '"Dog"\t"Dan"\t"ddog"\t"4"\t"Yes"\t""\t""\n',
    ),
    "brightspace": (
        "OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator\n#1,#aant,Ant,Anna,a@x.org,#\n#2,#bbee,Bee,Ben,b@x.org,#\n"
        "#3,#ccow,Cow,Cät,c@x.org,#\n#4,#ddog,Dog,Dan,d@x.org,#\n",
        [
            "397-255 - Anna Ant - Sep 24, 2025 926 PM/01-graded.ipynb",
            "398-255 - Ben Bee - Sep 24, 2025 1026 AM/01-graded.ipynb",
            "399-255 - Cät Cow - Sep 24, 2025 1026 AM/01-graded.ipynb",
            "index.html",
        ],
        "OrgDefinedId,Username,Last Name,First Name,Email,Lesson 1 Points Grade <Numeric MaxPoints:10>,End-of-Line Indicator\n"
        "#1,#aant,Ant,Anna,a@x.org,{},#\n#2,#bbee,Bee,Ben,b@x.org,{},#\n#3,#ccow,Cow,Cät,c@x.org,5,#\n#4,#ddog,Dog,Dan,d@x.org,,#\n",
    ),
    "ilias": (
        "update;usr_id;login;lastname;firstname;status;mark;notice;comment\n0;11;aant;Ant;Anna;notgraded;;;\n0;12;bant;Ant;Anna;notgraded;;;\n"
        "0;13;ccow;Cow;Cät;notgraded;;;\n0;14;ddog;Dog;Dan;notgraded;;;\n",
        [
            "Übung 1/Abgaben/Ant_Anna_aant_11/01-graded.ipynb",
            "Übung 1/Abgaben/Ant_Anna_bant_12/01-graded.ipynb",
            "Übung 1/Abgaben/Cow_Cät_ccow_13/01-graded.ipynb",
            "Übung 1/status.csv",
        ],
        "update;usr_id;login;lastname;firstname;status;mark;notice;comment\n{u};11;aant;Ant;Anna;notgraded;{};;\n{u};12;bant;Ant;Anna;notgraded;{};;\n"
        "0;13;ccow;Cow;Cät;notgraded;5;;\n0;14;ddog;Dog;Dan;notgraded;;;\n",
    ),
    "nbgrader": (
        "id,first_name,last_name,email,lms_user_id\naant,Anna,Ant,,\nbant,Anna,Ant,,\nccow,Cät,Cow,,\nddog,Dan,Dog,,\n",
        ["aant/01-graded/01-graded.ipynb", "bant/01-graded/01-graded.ipynb", "ccow/01-graded/01-graded.ipynb"],
        "id,first_name,last_name,email,01-graded\naant,Anna,Ant,,{}\nbant,Anna,Ant,,{}\nccow,Cät,Cow,,5\nddog,Dan,Dog,,\n",
    ),
    "folders": (
        "Name;E-Mail;Login\nAnna Ant;a@x.org;aant\nBen Ant;b@x.org;bant\nCät Cow;c@x.org;ccow\nDan Dog;d@x.org;ddog\n",
        ["aant/01-graded.ipynb", "b@x.org/01-graded.ipynb", "Cow, Cät/01-graded.ipynb"],
        "Name;E-Mail;Login;Lesson 1;Sum\nAnna Ant;a@x.org;aant;{};1,5\nBen Ant;b@x.org;bant;{};\nCät Cow;c@x.org;ccow;5;\nDan Dog;d@x.org;ddog;;\n",
    ),
}


def taken(root, platform, tmp_path):
    """Roster and hand-ins of a platform; return the students of its notebooks, in order."""
    people, names, _ = PLATFORMS[platform]
    (root / "people.csv").write_text(people, "utf-8")
    assert len(import_roster(Course(root), root / "people.csv").added) == 4
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for i, name in enumerate(names):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 15, 12, i, 0)), f'{{"cells": [], "n": {i}}}')
    books = collect(Course(root), tmp_path / "export.zip")
    assert not books.unclear, books.unclear
    assert len(books.absent[SLUG]) == 1
    whose = {item.source: item.student for item in books.files if item.action == "take"}
    students = [whose[name] for name in names if name in whose]
    assert len(set(students)) == 3
    return students


def filled(platform, *marks, update="1"):
    text = PLATFORMS[platform][2].replace("{u}", update)
    for mark in marks:
        text = text.replace("{}", mark, 1)
    return text


@pytest.mark.parametrize("platform", PLATFORMS)
def test_marks_come_back_into_the_platforms_own_file(platform, root, tmp_path):
    anna, ben, cat = taken(root, platform, tmp_path)
    course.recorded(root, {anna: 7.5, ben: 0.0, cat: None})
    file = tmp_path / "Grades-Homework 1.csv"
    file.write_text(filled(platform, "", "4", update="0"), "utf-8")
    before = file.read_bytes()
    done = exports.fill(Course(root), file)
    seven = "7,5" if platform == "folders" else "7.5"
    assert done.path.read_bytes().decode("utf-8") == filled(platform, seven, "0")
    assert (done.written, done.open, done.problems) == (2, 2, [])
    assert file.read_bytes() == before


def test_marks_without_a_row_and_wrong_maxima_are_told(root, tmp_path):
    students = taken(root, "canvas", tmp_path)
    course.recorded(root, dict.fromkeys(students, 8.0))
    file = tmp_path / "canvas.csv"
    text = filled("canvas", "", "").replace(",5,10,", ",5,100,")
    file.write_text("\r\n".join(line for line in text.split("\r\n") if ",222," not in line), "utf-8")
    with pytest.raises(CourseError, match="maximum of 100 and 01-graded of 10"):
        exports.fill(Course(root), file)
    done = exports.fill(Course(root), file, scale=True)
    assert ",80," in done.path.read_text("utf-8") and len(done.problems) == 1 and students[1] in done.problems[0]
    result = CliRunner().invoke(main, ["export", str(file), "--scale"])
    assert result.exit_code == 1 and "stand in no row" in result.output


def test_excused_locked_and_unknown_rows_stay(root, tmp_path):
    students = taken(root, "canvas", tmp_path)
    course.recorded(root, dict.fromkeys(students, 8.0))
    file = tmp_path / "canvas.csv"
    text = filled("canvas", "EX", "N/A") + '"Student, Test",999,,test,A,,,\r\n'
    file.write_text(text, "utf-8")
    done = exports.fill(Course(root), file)
    assert done.path.read_text("utf-8", newline="") if sys.version_info >= (3, 13) else True
    assert done.path.read_bytes() == text.replace("B,,5,", "B,,8,").encode() and {
        t.split(":")[0] for t in done.told if "left as it was" in t
    } == {"1 left as it was, excused", "1 left as it was, not assigned"}


def test_people_are_called_by_their_names(root, tmp_path):
    """Every command says who it is, with the id where two have one name; and what is open, why, and what to do."""
    anna, other, cat = taken(root, "canvas", tmp_path)
    course.recorded(root, {anna: 7.5, other: 2.0, cat: None})
    folder = root / "grading/submitted" / other / SLUG
    (folder / f"{SLUG}.ipynb").rename(folder / "of\x1b[31mme.ipynb")
    assert Roster(Course(root)).id_of("Cät Cow") == cat and Roster(Course(root)).id_of("nobody") == "nobody"
    file = tmp_path / "canvas.csv"
    file.write_text(filled("canvas", "", ""), "utf-8", newline="")
    later = tmp_path / "people.csv"
    later.write_text("\n".join(PLATFORMS["canvas"][0].splitlines()[:3]), "utf-8")
    outlines = {SLUG: report.outline(Course(root), SLUG)}
    found = submissions.find(Course(root))
    rows = list(report.grade_rows(Course(root), outlines, found))
    told = {
        "grade": "\n".join(report.summary(Course(root), rows, {SLUG: known_of(course.plan())}, found.by_lesson)),
        **{
            " ".join(words[:2]): CliRunner().invoke(main, list(words), input="n\n").output
            for words in (
                ("collect", str(tmp_path / "export.zip"), "--dry-run"),
                ("export", str(file)),
                ("export",),
                ("history", "Cät Cow", "01"),
                ("history", "Dan Dog", "01"),
                ("roster", "extend", "Cät Cow", "01", "2"),
                ("roster", "import", str(later), "--dry-run"),
                ("report", "--names"),
            )
        },
    }
    text = "\n".join(told.values())
    assert "\x1b" not in text
    for student in (
        "aant",
        "bant",
        "ccow",
        "ddog",
    ):  # an id stands behind a name that two have, and in what is to be typed
        assert all(before.endswith((" (", "--student ")) for before in text.split(student)[:-1]), text
    assert {f"Anna Ant ({anna})", f"Anna Ant ({other})"} <= set(re.findall(r"Anna Ant \(\w+\)", told["grade"]))
    assert all("Cät Cow" in told[name] for name in told if name not in ("history Dan Dog", "report --names")), told
    assert "Dan Dog's 01-graded was not graded yet" in text
    page = (root / "grading/report.html").read_text("utf-8")
    assert "Dan Dog" in page and "ddog" not in page
    for name in ("export", f"export {file}"):
        said = told[name]
        assert "3 open and left" in said and "    Cät Cow: 01.why" in said and "    Dan Dog: lesson 01" in said, said
        assert "1 with answers in words to mark (nncourse mark)" in said and "1 without a hand-in" in said
        assert "1 cannot be graded (ask for the notebook once more, and collect it)" in said
        assert f"    Anna Ant ({other}): 01: There is no 01-graded.ipynb (found instead: of" in said


@pytest.mark.parametrize("lessons", [1, 14])
def test_what_is_open_fits_a_screen(lessons):
    rows, states = {}, (report.MISSING, report.FAILED, report.UNGRADED)
    for i in range(1000):
        for n in range(lessons):
            lesson, state = f"{n:02d}-x", states[i % 3]
            why = report.NOTHING if state == report.MISSING else "Said why."
            rows[f"s{i}", lesson] = [report.Row(f"s{i}", lesson, f"{n:02d}.why", None, 1.0, state, why)]
            rows[f"s{i}", lesson][0] = (
                rows[f"s{i}", lesson][0]._replace(message=report.NOT_YET) if i % 6 == 2 else rows[f"s{i}", lesson][0]
            )
    lines = list(exports.why_open(exports.Marks({}, {}, rows), rows, str))
    assert len(lines) <= report.SCREEN - 4 and all(len(line) < 200 for line in lines)
    assert [int(line.split()[0]) for line in lines if not line.startswith("    ")] == [333, 167, 166, 334]


@pytest.mark.parametrize("name", ["HW 1.csv", "worksheet-01.csv", "Grades-CS 10-HW 1-6789.csv"])
def test_a_file_of_one_assignment_tells_its_lesson_by_its_name(root, tmp_path, name):
    students = taken(root, "moodle", tmp_path)
    course.recorded(root, {students[0]: 7.5})
    file = tmp_path / name
    file.write_text(PLATFORMS["moodle"][2].format("", ""), "utf-8")
    assert exports.fill(Course(root), file).written == 1


@pytest.mark.parametrize("name", ["{}.csv", "Grades-NN-26-{}-6789.csv"])
def test_a_lessons_title_tells_the_lesson(name):
    """And numbers of more than one lesson tell none: to ask is better than to fill the wrong marks in."""
    from helpers.course.lessons import shipped

    lessons = [lesson.slug for lesson in shipped()]
    for lesson in shipped():
        assert exports._lesson_of_title(lesson.title, lessons) == lesson.slug
        assert exports._lesson_of_file(name.format(lesson.title), lessons) == lesson.slug
    for title in ("HW 5 (week 6)", "HW 3/4", "HW 3/13"):
        assert exports._lesson_of_title(title, lessons) == ""
    for file in ("CS 10-HW 3-678.csv", "Grades-NN-Final-5.csv", "Grades-NN-Final-1234-2.csv"):
        assert exports._lesson_of_file(file, lessons) == ""
    assert exports._lesson_of_file("Grades-NN-Backpropagation-12.csv", lessons) == "05-backpropagation"


@pytest.mark.parametrize("title", ["Exam final", "Exam final resit", "exam mid_term", "Exam 7"])
def test_a_column_of_an_exam_is_no_lessons_and_no_other_exams(title):
    exams = ["exam-final", "exam-final-resit", "exam-mid_term", "exam-7"]
    asked = exports._lesson_of_title(title, [*exams, "07-keras-models"])
    assert asked in exams and asked.replace("_", "-") == title.lower().replace(" ", "-").replace("_", "-")


def test_what_was_said_of_a_file_of_one_assignment_is_not_remembered(root, tmp_path):
    students = taken(root, "moodle", tmp_path)
    course.recorded(root, {students[0]: 7.5})
    file = tmp_path / "next week.csv"
    file.write_text(PLATFORMS["moodle"][2].format("", ""), "utf-8")
    assert exports.fill(Course(root), file, columns=["Grade=01"]).written == 1
    with pytest.raises(
        CourseError, match='No column .*--column "Grade=01"'
    ):  # else the marks of one task would be written as those of another
        exports.fill(Course(root), file)


def test_a_column_is_named_once(root, tmp_path):
    students = taken(root, "canvas", tmp_path)
    course.recorded(root, dict.fromkeys(students, 8.0))
    file = tmp_path / "canvas.csv"
    file.write_text(filled("canvas", "", "").replace("Homework 1 (77)", "Gates (77)"), "utf-8")
    result = CliRunner().invoke(main, ["export", str(file)])
    assert result.exit_code == 1 and '"Gates (77)"' in result.output and '--column "TITLE=01"' in result.output
    assert CliRunner().invoke(main, ["export", str(file), "--column", "Gates=01"]).exit_code == 0
    assert CliRunner().invoke(main, ["export", str(file)]).exit_code == 0


def test_nbgrader_export_knows_every_platform(root, tmp_path):
    from nbgrader.apps import NbGraderApp

    students = taken(root, "canvas", tmp_path)
    course.recorded(root, {students[0]: 7.5, students[1]: 2.0, students[2]: None})
    place = "helpers.instructors.platforms.nbgrader_exports"
    NbGraderApp.clear_instance()
    NbGraderApp.launch_instance(["export", f"--exporter={place}.Canvas", f"--to={tmp_path / 'plain.csv'}"])
    lines = (tmp_path / "plain.csv").read_text("utf-8").splitlines()
    assert lines[2:] == ['"Ant, Anna",111,,aant,A,7.5', '"Ant, Anna",222,,bant,A,2']
    file = tmp_path / "canvas.csv"
    file.write_text(filled("canvas", "", ""), "utf-8", newline="")
    NbGraderApp.clear_instance()
    NbGraderApp.launch_instance(
        ["export", f"--exporter={place}.Canvas", f"--to={tmp_path / 'full.csv'}", f"--Canvas.gradebook_file={file}"]
    )
    assert (tmp_path / "full.csv").read_bytes().decode() == filled("canvas", "7.5", "2")


MADE = '''"""A platform that nobody has."""
import re
from .. import Column, Owner, Platform

class Made(Platform):
    name, title = "made", "Made"
    columns = {"made": ("Made number",)}
    signature = ("Made number", "Mark")
    def owner(self, path):
        found = re.fullmatch(r"<(\\\\d+)>([^/]+)", path)
        return Owner(found[1], (f"made:{found[1]}",), found[2], wanted=f"made-{found[1]}") if found else None
    def marks(self, rows):
        return [Column(rows[0].index("Mark"), "")]
    def plain(self, title, most, lines):
        return [["Made number", "Mark"], *([person.key("made"), f"{points:g}"] for person, points in lines)]
'''


def test_a_new_platform_is_one_new_file(root, tmp_path, monkeypatch):
    """Its hand-ins, its marks and its plugin of nbgrader work with nothing else touched."""
    (tmp_path / "made_up.py").write_text(MADE.replace("\\\\\\\\", "\\\\").replace("\\\\", "\\"))
    monkeypatch.setattr(known, "__path__", [*known.__path__, str(tmp_path)])
    platforms.cache_clear()
    try:
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            for number in (7, 8):
                archive.writestr(f"<{number}>01-graded.ipynb", f'{{"cells": [], "n": {number}}}')
        assert not collect(Course(root), tmp_path / "x.zip").unclear
        course.recorded(root, {"made-7": 5.0, "made-8": None})
        file = tmp_path / "lesson 1.csv"
        file.write_text("Made number,Mark\n7,\n8,3\n")
        assert exports.fill(Course(root), file).path.read_text() == "Made number,Mark\n7,5\n8,3\n"
        from helpers.instructors.platforms import nbgrader_exports

        assert nbgrader_exports.Made.platform == "made"
    finally:
        platforms.cache_clear()
