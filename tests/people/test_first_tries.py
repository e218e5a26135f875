"""A first class, with all that goes wrong the first time: the wrong lesson, the wrong zip, another platform's on top, the
same one twice. Whatever is tried, nobody is lost, nothing wrong is taken, and a sentence says what happened.
"""

import io
import json
import re
import shlex
import zipfile

import class_of_120 as made
import grading_course as course
import pytest
from click.testing import CliRunner

from helpers.cli import main
from helpers.course.errors import CourseError
from helpers.instructors.authored import Course
from helpers.instructors.grading import report, results, submissions
from helpers.instructors.people.roster import Roster
from helpers.instructors.people.words import quoted
from helpers.instructors.platforms import exports, moves, platforms
from helpers.instructors.platforms.collect import collect
from helpers.instructors.platforms.importing import import_roster

SLUG, SECOND = made.SLUGS
MAKE = made.make_course
CLASS = range(1, 13)  # 7 and 8 are namesakes, 12 hands in nothing


def notebook(k, slug=SLUG, word=""):
    checks = f'check("{slug[:2]}.triple", triple)'
    cells = [{"cell_type": "code", "source": checks}]
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {"owner": f"{k}{word}"}, "cells": cells}
    ).encode()


def packed(name, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def hand_ins(slug=SLUG, word=""):
    """What the class uploads: (student, own file name, content)."""
    own = {k: notebook(k, slug, word) for k in CLASS}
    return [
        *((k, f"{slug}.ipynb", own[k]) for k in (1, 7, 8)),
        (2, "Hausaufgabe Müller, final (2).ipynb", own[2]),
        (3, f"{slug}.ipynb", own[3][:-40]),
        (4, "hw.zip", packed(f"work/{slug}.ipynb", own[4])),
        (5, "hw.zip", packed("again.zip", packed(f"{slug}.ipynb", own[5]))),
        (6, f"{slug}.py", b"def triple(x): return 3 * x"),
        (9, "link.txt", b"https://colab.research.google.com/drive/1aBc"),
        (10, "homework.txt", own[10]),
        (11, f"{slug}.json", own[11]),
    ]


TAKEN = {1, 2, 3, 4, 7, 8, 10, 11}  # of a torn file the grader says that it cannot be read


def people(root, platform, n=1):
    head, row = made.FORMATS[platform].people
    path = root / "people.csv"
    path.write_text("\n".join([head, *(row(k, n) for k in CLASS)]) + "\n", "utf-8")
    return import_roster(Course(root), path)


def typed(*words):
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code in (0, 1) and "Traceback" not in done.output, done.output
    return done


def decided(root, platform, path):
    """Collect, and decide which of two namesakes is which where the platform does not tell."""
    done, whose = typed("collect", path), Roster(Course(root)).by_key
    labels = sorted(set(re.findall(r'--decide "([^"]+)=…"', done.output)))
    if labels:
        assert done.exit_code == 1 and len(labels) == 2 and not made.stored(root), done.output
        two = [whose(f"email:u{k}@x.org") or whose(f"login:u{k}") for k in (7, 8)]
        done = typed("collect", path, *(f"--decide={label}={one.id}" for label, one in zip(labels, two)))
    assert done.exit_code == 0, done.output
    return done


@pytest.mark.parametrize("platform", made.FORMATS)
def test_nobody_is_lost_in_a_first_class_whatever_is_tried(platform, root, tmp_path):
    assert len(people(root, platform).added) == len(CLASS)
    export = made.export(tmp_path / "export.zip", platform, hand_ins())

    # Another lesson is said than the notebooks hold, the wrong files are given: nothing is taken, and one sentence says why.
    done = typed("collect", export, "--lesson", "02")
    assert done.exit_code == 1 and done.output.count("\n") == 1 and f"exercises of {SLUG}, not of" in done.output
    with zipfile.ZipFile(tmp_path / "holiday.zip", "w") as archive:
        for name in ("beach/1.jpg", "beach/2.jpg", "notes.docx"):
            archive.writestr(name, b"x")
    assert " 0 taken" in typed("collect", tmp_path / "holiday.zip").output
    assert typed("collect", root / "people.csv").exit_code == 1
    assert typed("roster", "import", export).exit_code == typed("export", export).exit_code == 1
    assert not made.stored(root) and len(Roster(Course(root)).listed) == len(CLASS)

    # The right one: everybody stands once, as handed in, without a notebook, or with nothing.
    told = decided(root, platform, export).output
    balanced(root, told)
    there = made.stored(root)
    assert len(there) == len(TAKEN) and all(lesson == SLUG for _, lesson in there)
    assert {json.loads(content)["metadata"]["owner"] for content in there.values() if content.endswith(b"}")} == {
        str(k) for k in TAKEN - {3}
    }

    # The same once more, and another platform's zip of the same class on top: it is there already, or it asks.
    assert f" 0 taken, {len(TAKEN)} there already" in typed("collect", export).output
    other = "canvas" if platform != "canvas" else "brightspace"
    newer = made.export(tmp_path / "other.zip", other, hand_ins(word=" of another platform"))
    before = dict(there)
    assert typed("collect", newer).exit_code == 1 and made.stored(root) == before

    # A newer one: what is replaced is kept.
    later = made.export(tmp_path / "later.zip", platform, hand_ins(word=" once more"), later=CLASS)
    done = typed("collect", later)
    asked = re.findall(r'--decide "([^"]+)=…"', done.output)
    done = typed("collect", later, *(f"--decide={name}=take" for name in asked)) if asked else done
    assert done.exit_code == 0, done.output
    balanced(root, done.output)
    assert len(made.stored(root)) == len(TAKEN) and all(b"once more" in one for one in made.stored(root).values())
    assert sorted(made.stored(root, "earlier").values()) == sorted(before.values())


def balanced(root, told):
    """Each person of the roster stands in the books once."""
    called = Roster(Course(root)).calls()
    sentences = dict(re.findall(r"^(\S+: nothing|No notebook was taken) from (.+)\.$", told, re.MULTILINE))
    without = [name for names in sentences.values() for name in names.split(", ")]
    handed = [called(student) for student, _ in made.stored(root)]
    assert sorted([*without, *handed]) == sorted(map(called, Roster(Course(root)).listed)), told


def test_one_notebook_of_another_lesson_is_asked_about_and_what_is_decided_counts(root, tmp_path):
    files = [(1, "a.ipynb", notebook(1)), (2, "b.ipynb", notebook(2, SECOND)), (3, "c.ipynb", b'{"cells": []}')]
    export = made.export(tmp_path / "x.zip", "folders", files)
    done = typed("collect", export, "--lesson", "01")
    assert done.exit_code == 1 and f"exercises of {SECOND}, not of {SLUG}" in done.output and not made.stored(root)
    done = typed("collect", export, "--lesson", "01", "--decide", "u2/b.ipynb=02")
    assert done.exit_code == 0 and set(made.stored(root)) == {("u1", SLUG), ("u2", SECOND), ("u3", SLUG)}


def test_one_foreign_notebook_among_many_that_tell_nothing_is_one_and_a_right_one_is_no_foreign_one(root, tmp_path):
    files = [(1, "a.ipynb", notebook(1, SECOND)), *((k, "b.ipynb", b'{"torn') for k in (2, 3, 4))]
    books = collect(Course(root), made.export(tmp_path / "x.zip", "folders", files), lesson=SLUG)
    assert len(books.unclear) == 1 and f"exercises of {SECOND}, not of {SLUG}" in books.unclear[0]
    with zipfile.ZipFile(tmp_path / "y.zip", "w") as archive:
        archive.writestr(f"studenttest_5999_9009_{SLUG}.ipynb", notebook(99))
    books = collect(Course(root), tmp_path / "y.zip", lesson=SLUG)
    assert len(books.unclear) == 1 and "student view" in books.unclear[0]


def test_a_sign_in_a_name_that_cannot_be_printed_makes_no_second_name(root, tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(f"{SLUG}.ipynb", notebook(1))
        archive.writestr("more.zip", b"PK")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("Zoe\u00a0Ant_101_assignsubmission_file_/hw.zip", inner.getvalue())
        archive.writestr(f"Ben Bee_102_assignsubmission_file_/{SLUG}.ipynb", notebook(2))
    assert not collect(Course(root), tmp_path / "x.zip").unclear and len(made.stored(root)) == 2


# The student that a platform makes for the teacher, as it stands in its list of people and among its hand-ins.
MADE_UP = {
    "canvas": ('"Student, Test",5999,{},Sec'.format("0a1b2c3d4e" * 4), f"studenttest_5999_9009_{SLUG}.ipynb"),
    "canvas without logins": ('"Student, Test",5999,,Sec', f"studenttest_LATE_5999_9009_{SLUG}.ipynb"),
    "canvas in German": ('"Schüler, Test",5999,{},Sec'.format("0a1b2c3d4e" * 4), f"schülertest_5999_9009_{SLUG}.ipynb"),
    "blackboard": (
        "Teach_PreviewUser,Tea,teach_previewuser,,Yes",
        f"HW_1_teach_previewuser_attempt_2026-01-15-10-00-00_{SLUG}.ipynb",
    ),
}


@pytest.mark.parametrize("case", MADE_UP)
@pytest.mark.parametrize("listed", [True, False], ids=["with a roster", "without"])
def test_a_platforms_own_student_is_nobody(case, listed, root, tmp_path):
    platform, (row, file) = case.split()[0], MADE_UP[case]
    head, of = made.FORMATS[platform].people
    (root / "people.csv").write_text("\n".join([head, *(of(k, 1) for k in (1, 2)), row]) + "\n", "utf-8")
    done = import_roster(Course(root), root / "people.csv", dry_run=not listed)
    assert (len(done.added), done.skipped) == (2, 1) and any("No person: " in told for told in done.told)
    path = made.export(tmp_path / "x.zip", platform, [(k, f"{SLUG}.ipynb", notebook(k)) for k in (1, 2)])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(file, notebook(99))
    books = collect(Course(root), path)
    if not listed and "German" in case:
        return  # nothing tells
    assert len(books.unclear) == 1 and file in books.unclear[0] and not made.stored(root)
    books = collect(Course(root), path, decide=[f"{file}=leave"])
    assert not books.unclear and len(made.stored(root)) == len(Roster(Course(root)).people) == 2
    assert not listed or books.absent == {SLUG: []}
    course.recorded(root, {student: 8.0 for student, _ in made.stored(root)})
    text = made.gradebook(platform, 1, {}, without=set(made.NUMBERS) - {1, 2}) + row + ",,\n"
    (root / "book.csv").write_text(text, "utf-8")
    filled = exports.fill(Course(root), root / "book.csv", columns=["HW 1=01"], scale=True)
    assert filled.written == 2 and filled.path.read_text("utf-8").endswith(f"\n{row},,\n")
    assert not filled.problems and not any("not known" in told for told in filled.told)


def test_who_handed_in_something_else_did_not_hand_in_nothing(root, tmp_path):
    """It waits for a person, in grades.csv and in what an export tells; a notebook that comes later takes its place."""
    people(root, "canvas")
    collect(Course(root), made.export(tmp_path / "x.zip", "canvas", hand_ins()))
    course.recorded(root, {student: 8.0 for student, _ in made.stored(root)})
    marks = exports.marks_of(Course(root))
    of = {k: marks.open.get((f"u{k}", SLUG), [None])[0] for k in CLASS}
    assert "hw.zip/again.zip (a zip inside a zip is not opened)" in of[5].message and "link.txt" in of[9].message
    assert f"no notebook: {SLUG}.py (a .py file, no notebook)." in of[6].message
    assert of[12].message == report.NOTHING and of[1] is None
    told = "\n".join(exports.why_open(marks, [(f"u{k}", SLUG) for k in CLASS if of[k]], str))
    assert "3 cannot be graded (ask for the notebook" in told and "1 without a hand-in" in told
    collect(Course(root), made.export(tmp_path / "y.zip", "canvas", [(9, f"{SLUG}.ipynb", notebook(9))], later=CLASS))
    found = submissions.find(Course(root)).by_lesson[SLUG]
    assert not found["u9"].problem and "no notebook" in found["u5"].problem
    for double, into in (("u5", "u1"), ("u2", "u6")):  # the notebook counts, whoever of the two handed it in
        moves.merging(Course(root), double, into).do()
        assert (into, SLUG) in made.stored(root) and not (root / f"grading/earlier/{into}").exists()


NO_RECEIPTS = ('{"instead": 5}', '{"instead": {"a": 1}}', '{"instead": [7]}', "[" * 100_000, '{"instead": ', "7")


@pytest.mark.parametrize("text", NO_RECEIPTS, ids=range(len(NO_RECEIPTS)))
def test_a_receipt_that_a_student_wrote_stops_nobody(text, root):
    """By nbgrader's exchange all files of a student arrive."""
    course.hand_in(root, "bob", notebook(1))
    folder = root / f"grading/submitted/eve/{SLUG}"
    folder.mkdir(parents=True)
    (folder / "receipt.json").write_text(text)
    found = submissions.find(Course(root)).by_lesson[SLUG]
    assert not found["bob"].problem and "the folder holds no notebook" in found["eve"].problem


def test_the_folder_of_a_lesson_tells_what_came_in_place_of_its_notebook(root, tmp_path):
    """Whoever handed in one lesson's notebook did not hand in nothing for the other, to which a scan came."""
    people(root, "nbgrader")
    for name, content in {
        f"u1/{SLUG}/{SLUG}.ipynb": notebook(1),
        f"u1/{SECOND}/scan.pdf": b"%PDF",
        f"u2/{SECOND}/{SECOND}.ipynb": notebook(2, SECOND),
    }.items():
        (path := tmp_path / "x" / name).parent.mkdir(parents=True)
        path.write_bytes(content)
    told, anna = typed("collect", tmp_path / "x").output, Roster(Course(root)).calls()("u1")
    assert f"{SECOND}: something else than a notebook from {anna}." in told
    nothing = dict(re.findall(r"^(\S+): nothing from (.+)\.$", told, re.MULTILINE))
    assert anna not in nothing[SECOND] + nothing[SLUG] and nothing[SECOND].count(", ") == len(CLASS) - 3
    assert "scan.pdf" in submissions.find(Course(root)).by_lesson[SECOND]["u1"].problem


def test_who_is_not_known_and_has_no_notebook_is_named(root, tmp_path):
    people(root, "canvas")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(f"last1anna_1001_9001_{SLUG}.ipynb", notebook(1))
        for name in ("foxfay_77_9002_scan.pdf", "gnugus_78_text.html", "henhal_79_9003_hw.zip"):
            archive.writestr(name, b"PK")
    done = typed("collect", tmp_path / "x.zip")
    assert done.exit_code == 0 and "without a notebook: foxfay_77, gnugus_78, henhal_79." in done.output


def test_a_real_person_may_be_called_test_student(root):
    (root / "people.csv").write_text('Student,ID,SIS Login ID,Section\n"Student, Test",11,tstudent,A\n')
    assert len(import_roster(Course(root), root / "people.csv").added) == 1


def test_without_the_platforms_ids_its_other_columns_name_the_people(root):
    rows = ['"Ant, Anna",,S1,aant,A', '"Bee, Ben",,,,A', "    Points Possible,,,,"]
    (root / "people.csv").write_text("\n".join(["Student,ID,SIS User ID,SIS Login ID,Section", *rows]))
    done = import_roster(Course(root), root / "people.csv")
    assert {one.name for one in Roster(Course(root)).people.values()} == {"Anna Ant", "Ben Bee"} and done.skipped == 1
    assert Roster(Course(root)).by_key("login:aant").key("number") == "S1"


@pytest.mark.parametrize(
    "text, says",
    [
        ("Student;ID;Section\nAnna Ant;1,00E+13;A\nBen Bee;1,00E+13;A\n", r'row 2: "1,00E\+13" is what a spreadsheet'),
        ("Name,Login\nAnna Ant,x1\nBen Bee,X1\n", 'rows 2 and 3: "x1" is of Anna Ant and Ben Bee'),
        ("Name,E-Mail\nAnna Ant,n/a\nBen Bee,n/a\n", 'rows 2 and 3: "n/a" is of'),
        ("Name\nAnt, Anna\nBee, Ben\n", "a name with a comma needs quotes"),
    ],
)
def test_a_list_in_which_two_people_would_become_one_stops(text, says, root):
    (root / "people.csv").write_text(text)
    with pytest.raises(CourseError, match=says):
        import_roster(Course(root), root / "people.csv")
    assert not Roster(Course(root)).people


def test_one_person_spelled_in_two_ways_stays_one(root):
    (root / "people.csv").write_text('Student,ID\nAnna Ant,7\n"Ant, Anna",7\n')
    import_roster(Course(root), root / "people.csv", "canvas")
    assert [one.name for one in Roster(Course(root)).people.values()] == ["Anna Ant"]


def test_a_list_of_names_alone_makes_no_namesake_of_a_namesake(root):
    """As often as it is imported; and what is to be typed can be typed, whatever somebody is called."""
    (root / "people.csv").write_text("Name,Group\nAnna Ant,A\nAnna Ant,B\nBen Bee,A\n")
    for _ in range(3):
        done = import_roster(Course(root), root / "people.csv")
    assert len(Roster(Course(root)).people) == 3 and done.same == 3 and not done.added
    assert "Row 2 may be Anna Ant or Anna Ant (Anna Ant-2)" in done.told[0]
    assert not any("not in this file" in told for told in done.told)
    (root / "more.csv").write_text("Name,Login\nAnna Ant,a$nna\n")
    told = " ".join(import_roster(Course(root), root / "more.csv").told)
    (words,) = re.findall(r"`nncourse (roster merge [^`]*Ant-2[^`]*)`", told)
    assert typed(*shlex.split(words), "--yes").exit_code == 0 and len(Roster(Course(root)).people) == 3
    assert shlex.split(f"x {quoted('a $(b) `c` it' + chr(39) + 's' + chr(34))}")[1] == "a $(b) `c` it's" + '"'


def test_a_space_tells_two_names_apart(root):
    (root / "people.csv").write_text("First name,Last name\nLi,Na\n")
    import_roster(Course(root), root / "people.csv")
    (root / "people.csv").write_text("Name,Login\nLina,lina7\nLi Na,li1\n")
    assert import_roster(Course(root), root / "people.csv").added == ["lina7"]
    assert [one.login for one in Roster(Course(root)).by_name("Li Na") if one.first_name == "Li"] == ["li1"]


@pytest.mark.parametrize("platform", sorted({*made.FORMATS} - {"folders", "nbgrader"}))
def test_the_list_of_people_may_come_after_the_hand_ins(platform, root, tmp_path):
    """Who handed in under a name that one row has is that row's person; two namesakes stay two, and are told."""
    ks = [k for k in CLASS if k != 8]
    collect(Course(root), made.export(tmp_path / "x.zip", platform, [(k, f"{SLUG}.ipynb", notebook(k)) for k in ks]))
    before = set(Roster(Course(root)).people)
    head, of = made.FORMATS[platform].people
    (root / "people.csv").write_text("\n".join([head, *(of(k, 1) for k in ks)]) + "\n", "utf-8")
    done = import_roster(Course(root), root / "people.csv")
    assert not done.added and set(Roster(Course(root)).people) == before == set(Roster(Course(root)).listed)


@pytest.mark.parametrize(
    "name, whose",
    [
        ("antanna_111_text.html", "antanna_111"),
        ("antanna_LATE_111_link.html", "antanna_111"),
        ("anon_Xy3Zq_text.html", "anon_Xy3Zq"),
        ("LATE_anon_Xy3Zq_link.html", "anon_Xy3Zq"),
    ],
)
def test_what_was_typed_into_canvas_is_its_persons(name, whose):
    owner = platforms()["canvas"].owner(name)
    assert owner.label == whose and owner.late == ("LATE" in name)


def test_a_brightspace_date_of_another_language_names_the_person_all_the_same():
    for time in ("15 sept. 2026 2000", "2026-09-15 20.00", "15. September 2026 2000"):
        owner = platforms()["brightspace"].owner(f"397-255 - Anna - Lena Ant - {time}/a - b/{SLUG}.ipynb")
        assert (owner.name, owner.keys, owner.rest) == ("Anna - Lena Ant", ("brightspace:397",), f"a - b/{SLUG}.ipynb")
        assert owner.time is None


def test_moodle_leaves_signs_of_a_name_out(root, tmp_path):
    (root / "people.csv").write_text('First name,Last name,ID number\n"Mary ""May""",O\'Neil: Jr.,S1\n')
    import_roster(Course(root), root / "people.csv")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(f"Mary May ONeil Jr._51_assignsubmission_file_/{SLUG}.ipynb", notebook(1))
    books = collect(Course(root), tmp_path / "x.zip")
    assert not books.unclear and [student for student, _ in made.stored(root)] == Roster(Course(root)).listed


def test_every_column_and_every_mark_is_accounted_for(root):
    """What stays open in the platform's gradebook is told, with what to type; a column that is not there is a mistake."""
    head = "Student,ID,SIS Login ID,Section,Warm-up (1),HW 1 (2),HW 2 (3),Essay (4),Total (5)"
    points = "    Points Possible,,,,5,10,10,10,(read only)"
    (root / "book.csv").write_text(f'{head}\n{points}\n"Ant, Anna",11,aant,A,,,,,7\n')
    import_roster(Course(root), root / "book.csv")
    course.recorded(root, {(anna := Roster(Course(root)).listed[0]): 8.0})
    course.hand_in(root, anna, notebook(1))

    def told(*words):
        done = typed("export", root / "book.csv", *words)
        return done.exit_code, done.output

    code, text = told()
    assert code == 0 and "1 mark(s) of 1 student(s)" in text
    assert '2 column(s) stay as they were, for their titles tell no lesson: "Warm-up (1)", "Essay (4)"' in text
    assert f'"HW 2 (3)" stays as it was: {SECOND} has not been graded yet.' in text and "Total" not in text
    code, text = told("--column", "HW1=01")
    assert code == 1 and 'No column of book.csv is called "HW1". Columns of marks: "Warm-up (1)", "HW 1 (2)"' in text
    results.save(Course(root), anna, course.graded(SECOND))
    (root / "book.csv").write_text((root / "book.csv").read_text().replace("HW 2 (3)", "Test (3)"))
    code, text = told()
    assert code == 0 and f"No column is that of {SECOND}: the marks of it are in no cell of book.csv." in text
