"""Collecting is a reconciliation: every file and every person is accounted for, nobody becomes somebody else, what is
unclear stops.
"""

import io
import json
import os
import zipfile
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import grading_course as course
import pytest
from click.testing import CliRunner

from helpers.cli import main
from helpers.course.errors import CourseError
from helpers.instructors.authored import Course
from helpers.instructors.people.roster import Roster
from helpers.instructors.platforms import platforms
from helpers.instructors.platforms.books import STATES
from helpers.instructors.platforms.collect import collect
from helpers.instructors.platforms.importing import import_roster
from helpers.instructors.platforms.lessons import lesson_of

SLUG = course.SLUG


def zipped(path, names, dates=None):
    """A zip of small notebooks that all differ; `names` may be (name, bytes)."""
    with zipfile.ZipFile(path, "w") as archive:
        for i, name in enumerate(names):
            name, content = name if isinstance(name, tuple) else (name, b'{"cells": [], "n": %d}' % i)
            date = dates[i] if dates else (2026, 1, 15, 12, 5 * i % 60, 0)
            archive.writestr(zipfile.ZipInfo(name, date), content)
    return path


def table(books):
    return {item.source: (item.action, item.student) for item in books.files}


def students(root):
    return sorted({path.parts[-3] for path in (root / "grading/submitted").rglob("*.ipynb")})


def roster(root, rows, head="id,first_name,last_name,email,lms_user_id"):
    path = root / "people.csv"
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return import_roster(Course(root), path)


@pytest.fixture
def root(tmp_path):
    return course.make(tmp_path / "c")


# Each platform's own names: whose, and that two people stay two.
EXPORTS = {
    "moodle": [
        (f"Anna Ant_51_assignsubmission_file_/{SLUG}.ipynb", "Anna Ant"),
        (f"Mary Ann O'Neil_52_assignsubmission_file_/{SLUG} (1).ipynb", "Mary Ann O'Neil"),
        (f"Anna Bee_53_assignsubmission_file/{SLUG}.ipynb", "Anna Bee"),
    ],
    "moodle flat": [
        (f"Anna Ant_51_assignsubmission_file_{SLUG}.ipynb", "Anna Ant"),
        (f"Anna Bee_52_assignsubmission_file_{SLUG}.ipynb", "Anna Bee"),
    ],
    "moodle blind": [
        (f"Participant_51_assignsubmission_file_/{SLUG}.ipynb", "participant-51"),
        (f"Participant_52_assignsubmission_file_/{SLUG}.ipynb", "participant-52"),
    ],
    "canvas": [
        (f"antanna_111_9001_{SLUG}.ipynb", "antanna"),
        (f"antanna_222_9002_{SLUG}.ipynb", "antanna-2"),
        (f"müllerjörg_333_9003_{SLUG}-1.ipynb", "müllerjörg"),
        (f"oneilmary_LATE_444_9004_{SLUG}.ipynb", "oneilmary"),
    ],
    "canvas anonymous": [
        (f"anon_Xy3Zq_9001_{SLUG}.ipynb", "anon-Xy3Zq"),
        (f"anon_LATE_Qq1Zz_9003_{SLUG}.ipynb", "anon-Qq1Zz"),
        (f"LATE_anon_Rr1Zz_9004_{SLUG}.ipynb", "anon-Rr1Zz"),
    ],
    "blackboard": [
        (f"Home_work 5_ant_01_attempt_2026-09-15-20-00-00_{SLUG}.ipynb", "ant_01"),
        (f"Home_work 5_bee_01_attempt_2026-09-15-20-10-00_{SLUG}.ipynb", "bee_01"),
        ("Home_work 5_bee_01_attempt_2026-09-15-20-10-00.txt", "bee_01"),
    ],
    "brightspace": [
        (f"397-255 - Mary-Ann Smith - Sep 24, 2025 926 PM/{SLUG}.ipynb", "Mary-Ann Smith"),
        (f"398-255 - John Doe - Sep 24, 2025 1026 AM/{SLUG}.ipynb", "John Doe"),
    ],
    "ilias": [
        (f"Übung 5/Abgaben/Ant_Anna_aant_4711/{SLUG}.ipynb", "aant"),
        (f"Übung 5/Abgaben/Bee_Ben Uwe_bbee_4712/{SLUG}.ipynb", "bbee"),
    ],
    "nbgrader": [(f"anna/{SLUG}/{SLUG}.ipynb", "anna"), (f"ben/{SLUG}/{SLUG}.ipynb", "ben")],
    "folders": [
        (f"anna.ant@example.org/{SLUG}.ipynb", "anna.ant@example.org"),
        (f"Ant, Anna/{SLUG}.ipynb", "Ant Anna"),
        (f"O’Neil Mary/{SLUG}.ipynb", "O’Neil Mary"),
        (f"李小龍/{SLUG}.ipynb", "李小龍"),
        (f"देवनागरी कुमार/{SLUG}.ipynb", "देवनागरी कुमार"),
        (f"สมชาย ใจดี/{SLUG}.ipynb", "สมชาย ใจดี"),
        (f"مُحَمَّد/{SLUG}.ipynb", "مُحَمَّد"),
        (f"_ben/{SLUG}.ipynb", "ben"),
    ],
    "a folder around": [(f"submitted/anna/{SLUG}/{SLUG}.ipynb", "anna"), (f"submitted/ben/{SLUG}/{SLUG}.ipynb", "ben")],
}


@pytest.mark.parametrize("case", EXPORTS)
def test_each_platforms_hand_ins_are_their_students(case, root, tmp_path):
    expected = dict(EXPORTS[case])
    books = collect(Course(root), zipped(tmp_path / "export.zip", list(expected)))
    assert not books.unclear
    assert {item.source: item.student for item in books.files} == expected
    assert sum(books.counts().values()) == len(expected)
    assert students(root) == sorted({student for name, student in expected.items() if name.endswith(".ipynb")})
    again = collect(Course(root), zipped(tmp_path / "export.zip", list(expected)))
    assert not again.unclear and set(again.counts()) <= {"same", "other"}


def test_one_person_of_moodle_stays_one_over_assignments_and_two_namesakes_stop(root, tmp_path):
    name = "{}_{}_assignsubmission_file_/" + f"{SLUG}.ipynb"
    collect(Course(root), zipped(tmp_path / "1.zip", [(name.format("Anna Ant", 51), b'{"cells": [], "first": 1}')]))
    assert students(root) == ["Anna Ant"]
    two = zipped(tmp_path / "2.zip", [name.format("Anna Ant", 61), name.format("Anna Ant", 62)])
    books = collect(Course(root), two)
    assert len(books.unclear) == 2 and "would be one person" in books.unclear[0] and "--decide" in books.unclear[0]
    assert students(root) == ["Anna Ant"]  # nothing was taken
    books = collect(Course(root), two, decide=["Anna Ant_62=new"])
    assert len(books.unclear) == 1 and "under another number before" in books.unclear[0]
    books = collect(Course(root), two, decide=["Anna Ant_61=Anna Ant"])
    assert not books.unclear and students(root) == ["Anna Ant", "Anna Ant-2"]
    assert not collect(Course(root), two).unclear  # decisions are kept


def test_who_is_not_on_the_roster_stops_and_a_person_is_found_by_number_login_or_name(root, tmp_path):
    roster(root, ["anna,Anna,Ant,anna@x.org,111", "ben,Ben,Bee,ben@x.org,"])
    people = Roster(Course(root))
    people.people["anna"].keys.append("canvas:111")
    people.save()
    named = [f"renamedanna_111_9001_{SLUG}.ipynb", f"beeben_222_9002_{SLUG}.ipynb"]
    books = collect(Course(root), zipped(tmp_path / "c.zip", named))
    assert not books.unclear and students(root) == ["anna", "ben"]
    assert any("is now called renamedanna" in note for note in books.notes)
    books = collect(Course(root), zipped(tmp_path / "d.zip", [f"eveevil_333_9003_{SLUG}.ipynb"]))
    assert len(books.unclear) == 1 and "nobody on the roster" in books.unclear[0]
    books = collect(
        Course(root), zipped(tmp_path / "d.zip", [f"eveevil_333_9003_{SLUG}.ipynb"]), decide=["eveevil_333=leave"]
    )
    assert not books.unclear and students(root) == ["anna", "ben"]
    assert books.files[0].action == "leave"


def test_everybody_on_the_roster_stands_once(root, tmp_path):
    roster(root, ["anna,Anna,Ant,,", "ben,Ben,Bee,,", "cat,Cat,Cow,,"])
    books = collect(
        Course(root), zipped(tmp_path / "f.zip", [f"anna/{SLUG}.ipynb", f"anna/{SLUG} (1).ipynb", f"ben/{SLUG}.ipynb"])
    )
    assert books.absent == {SLUG: ["cat"]} and books.twice == {SLUG: ["anna"]}


ATTACKS = {
    "moodle": ("Eve Evil_52_assignsubmission_file_/{}", f"Anna Ant_51_assignsubmission_file_/{SLUG}.ipynb", "Anna Ant"),
    "moodle flat": (
        "Eve Evil_52_assignsubmission_file_{}",
        f"Anna Ant_51_assignsubmission_file_{SLUG}.ipynb",
        "Anna Ant",
    ),
    "canvas": ("evileve_222_9002_{}", f"antanna_111_9001_{SLUG}.ipynb", "antanna"),
    "canvas name": ("antanna_111_9009__222_9002_{}", f"antanna_111_9001_{SLUG}.ipynb", "antanna"),
    "blackboard": ("HW_eve_attempt_2026-09-15-20-00-00_{}", f"HW_ant_attempt_2026-09-15-19-00-00_{SLUG}.ipynb", "ant"),
    "brightspace": (
        "398-255 - Eve Evil - Sep 24, 2025 1026 AM/{}",
        f"397-255 - Anna Ant - Sep 24, 2025 926 AM/{SLUG}.ipynb",
        "Anna Ant",
    ),
    "ilias": ("Evil_Eve_eve_12/{}", f"Ant_Anna_aant_4711/{SLUG}.ipynb", "aant"),
    "ilias around": ("HW/Abgaben/Evil_Eve_eve_12/{}", f"HW/Abgaben/Ant_Anna_aant_4711/{SLUG}.ipynb", "aant"),
    "nbgrader": (f"eve/{SLUG}/{{}}", f"anna/{SLUG}/{SLUG}.ipynb", "anna"),
    "folders": ("eve/{}", f"anna/{SLUG}.ipynb", "anna"),
}


@pytest.mark.parametrize("case", ATTACKS)
def test_what_a_student_names_names_nobody_else(case, root, tmp_path):
    """Whatever an attacker calls files and folders in the own hand-in, with whatever date: the victim's file stays."""
    own, honest, victim = ATTACKS[case]
    shapes = [
        honest,
        honest.split("/")[-1],
        f"Abgaben/{honest}",
        f"{victim}/{SLUG}/{SLUG}.ipynb",
        f"../{honest}",
        f"/{honest}",
    ]
    if not own.endswith("/{}"):
        shapes = [shape.replace("/", "_") for shape in shapes]
    for number, shape in enumerate(shapes):
        home = course.make(tmp_path / f"c{number}")
        names = [(honest, b'{"cells": [], "who": "victim"}'), (own.format(shape), b'{"cells": [], "who": "eve"}')]
        dates = [(2026, 1, 1, 0, 0, 0), (2026, 2, 1, 0, 0, 0)]
        books = collect(Course(home), zipped(tmp_path / f"{number}.zip", names, dates))
        stored = {path.parts[-3]: path.read_text() for path in (home / "grading").rglob("*.ipynb")}
        assert all("victim" in content for student, content in stored.items() if student == victim), (shape, stored)
        assert books.unclear or "victim" in stored[victim]
        assert sum(books.counts().values()) == 2


def test_every_file_is_accounted_for(root, tmp_path):
    names = [
        "ant/01-graded.IPYNB",
        "bee/01-graded.ipynb.txt",
        "cat/01-graded.pdf",
        ("dog/homework.zip", b"PK"),
        "elk/01-graded.html",
        "fox/x.py",
        "gnu/01-graded.before-20260915-101010.ipynb",
        "gnu/01-graded.ipynb",
        "hen/01-graded.before-2026-09-15.ipynb",
        "hen/.ipynb_checkpoints/01-graded-checkpoint.ipynb",
        "__MACOSX/ant/._01-graded.IPYNB",
        ".DS_Store",
        "stray.txt",
    ]
    books = collect(
        Course(root),
        zipped(
            tmp_path / "x.zip",
            names,
            [(2026, 3, 1, 0, 0, 0)] * 7 + [(2026, 1, 1, 0, 0, 0)] + [(2026, 3, 1, 0, 0, 0)] * 5,
        ),
    )
    found = table(books)
    assert set(found) == {name if isinstance(name, str) else name[0] for name in names} and not books.unclear
    assert students(root) == ["ant", "bee", "gnu"]
    assert (
        '"n": 7' in (root / f"grading/submitted/gnu/{SLUG}/{SLUG}.ipynb").read_text()
    )  # the course's own older copy never wins
    assert found["dog/homework.zip"] == ("damaged", "dog")
    for name in ("cat/01-graded.pdf", "elk/01-graded.html", "fox/x.py"):
        assert found[name][0] == "other" and found[name][1] == name[:3]
    assert found["hen/01-graded.before-2026-09-15.ipynb"] == ("older", "hen")
    assert set(books.counts()) <= set(STATES)


def packed(*files):
    """A student's own zip, as bytes."""
    out = io.BytesIO()
    zipped(out, list(files), [(2030, 1, 1, 0, 0, 0)] * len(files))
    return out.getvalue()


@pytest.mark.parametrize(
    "of",
    [
        lambda who, k: f"{who}anna_{k}_9001_",
        lambda who, k: f"{who}/",
        lambda who, k: f"{who}/{SLUG}/",
        lambda who, k: f"Anna {who}_{k}_assignsubmission_file_/",
        lambda who, k: f"Anna {who}_{k}_assignsubmission_file_",
    ],
)
def test_a_zip_in_a_hand_in_is_looked_into_one_level_deep(of, root, tmp_path):
    ant, eve, bee = of("ant", 11), of("eve", 12), of("bee", 13)
    mine = packed(f"work/{SLUG}.ipynb", "work/data.csv", f"__MACOSX/._{SLUG}.ipynb", ("more.zip", packed("x.ipynb")))
    forged = packed((f"{bee}{SLUG}.ipynb", b'{"cells": [], "who": "eve"}'), ("../../up.ipynb", b"{}"))
    names = [(f"{ant}hw.zip", mine), (f"{eve}hw.ZIP", forged), (f"{bee}{SLUG}.ipynb", b'{"cells": [], "who": "bee"}')]
    books = collect(Course(root), zipped(tmp_path / "x.zip", names), lesson=None if SLUG in ant else SLUG)
    assert not books.unclear, books.unclear
    assert books.counts() == {"take": 3, "other": 4, "damaged": 2}
    assert all(item.time is None or item.time.year == 2026 for item in books.files)  # not what the student's zip says
    whose = {item.source: item.student for item in books.files}
    stored = {path.parts[-3]: path.read_text() for path in (root / "grading").rglob("*.ipynb")}
    assert len(stored) == 3 and '"bee"' in stored[whose[f"{bee}{SLUG}.ipynb"]]
    assert '"eve"' in stored[whose[f"{eve}hw.ZIP/{bee}{SLUG}.ipynb"]]
    assert collect(Course(root), tmp_path / "x.zip", lesson=SLUG).counts()["same"] == 3


def test_a_zip_in_a_hand_in_is_bounded_and_its_damage_told(root, tmp_path):
    many = packed(*(f"{i}.ipynb" for i in range(300)))
    torn = packed(f"{SLUG}.ipynb")[:-30]
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(4):
            archive.writestr(f"{i}.ipynb", bytes(50_000_000))
    twice = packed((f"{SLUG}.ipynb", b'{"cells": [], "other": 1}'))
    names = [
        ("ant/a.zip", many),
        ("bee/b.zip", torn),
        ("dog/d.zip", bomb.getvalue()),
        ("cat/c.zip", twice),
        (f"cat/{SLUG}.ipynb", b'{"cells": []}'),
    ]
    books = collect(Course(root), zipped(tmp_path / "x.zip", names, [(2026, 1, 1, 1, 1, 1)] * 5))
    found = {item.source: item for item in books.files}
    assert found["ant/a.zip"].action == found["bee/b.zip"].action == "damaged" and "300 files" in found["ant/a.zip"].why
    assert found["dog/d.zip"].action == "damaged" and "larger than any notebook" in found["dog/d.zip"].why
    assert len(books.unclear) == 2 and "nothing tells whether" in books.unclear[0]  # the zip's, or the one beside it
    assert not students(root)
    books = collect(Course(root), tmp_path / "x.zip", decide=[f"cat/c.zip/{SLUG}.ipynb=take"])
    assert not books.unclear and students(root) == ["cat"]


def damaged(path):
    """A zip with an entry without a date, one with a wrong checksum and one that is encrypted, between sound ones."""
    zipped(
        path, [f"ant/{SLUG}.ipynb", f"bee/{SLUG}.ipynb", f"cat/{SLUG}.ipynb", f"dog/{SLUG}.ipynb", f"elk/{SLUG}.ipynb"]
    )
    data = bytearray(path.read_bytes())
    for who, change in (("ant", "date"), ("bee", "crc"), ("cat", "secret")):
        for signature, flags, date in ((b"PK\x03\x04", 6, 10), (b"PK\x01\x02", 8, 12)):
            place = data.find(signature)
            while place >= 0:
                if who.encode() in data[place : place + 60]:
                    if change == "date":
                        data[place + date : place + date + 4] = bytes(4)
                    elif change == "crc":
                        data[place + date + 4] ^= 0xFF
                    else:
                        data[place + flags] |= 1
                place = data.find(signature, place + 4)
    path.write_bytes(bytes(data))
    return path


def test_a_damaged_entry_costs_itself_alone(root, tmp_path):
    books = collect(Course(root), damaged(tmp_path / "x.zip"))
    assert [item.action for item in books.files] == ["take", "damaged", "damaged", "take", "take"]
    assert books.files[0].time is None and "encrypted" in books.files[2].why
    assert students(root) == ["ant", "dog", "elk"]
    assert not (root / f"grading/submitted/ant/{SLUG}/timestamp.txt").exists()


def test_damage_inside_any_way_of_packing_costs_itself_alone(root, tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for i, kind in enumerate((zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)):
            archive.writestr(f"s{i}/{SLUG}.ipynb", b'{"cells": []}' + bytes(range(200)) * 9, kind)
    data = bytearray(path.read_bytes())
    for i in range(3):
        place = data.find(f"s{i}/{SLUG}.ipynb".encode()) + len(f"s{i}/{SLUG}.ipynb")
        data[place + 12 : place + 60] = b"\xff" * 48
    path.write_bytes(bytes(data))
    assert [item.action for item in collect(Course(root), path).files] == ["damaged"] * 3 + ["take"]


def test_folders_that_are_links_or_closed_are_told(root, tmp_path, monkeypatch):
    folder = tmp_path / "in"
    for name in ("ant", "bee"):
        (folder / name).mkdir(parents=True)
        (folder / name / f"{SLUG}.ipynb").write_text('{"cells": [], "of": "%s"}' % name)
    (folder / "cat").symlink_to(folder / "ant")
    scandir = os.scandir

    def closed(path="."):
        if os.fspath(path).endswith("bee"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    found = {item.source: item for item in collect(Course(root), folder).files}
    assert found["bee"].action == found["cat"].action == "damaged"
    assert "Permission denied" in found["bee"].why and "link" in found["cat"].why
    assert students(root) == ["ant"]


def test_times_are_those_of_handing_in_or_unknown(root, tmp_path):
    berlin = ZoneInfo("Europe/Berlin")
    books = collect(
        Course(root), zipped(tmp_path / "b.zip", [f"HW_ant_attempt_2026-09-15-20-00-00_{SLUG}.ipynb"]), zone=berlin
    )
    stamp = (root / f"grading/submitted/ant/{SLUG}/timestamp.txt").read_text()
    assert stamp == "2026-09-15 18:00:00 UTC" and "CEST" in books.zone
    books = collect(Course(root), zipped(tmp_path / "c.zip", [f"antanna_LATE_111_9001_{SLUG}.ipynb"]))
    assert books.files[0].time is None and any("LATE of antanna" in note for note in books.notes)
    assert json.loads((root / f"grading/submitted/antanna/{SLUG}/receipt.json").read_text())["late"] is True
    at_once = [f"{name}/{SLUG}.ipynb" for name in ("dee", "eve", "flo")]
    books = collect(Course(root), zipped(tmp_path / "d.zip", at_once, [(2026, 3, 1, 1, 1, 2)] * 3))
    assert {item.time for item in books.files} == {None} and any("that of zipping" in note for note in books.notes)


def test_a_folders_times_are_known_to_the_second(root, tmp_path):
    path = tmp_path / "in/anna" / f"{SLUG}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text('{"cells": []}')
    os.utime(path, (1.7e9, 1.7e9))
    assert collect(Course(root), tmp_path / "in").files[0].time == datetime.fromtimestamp(1.7e9, UTC)


def test_the_latest_counts_and_what_it_replaces_is_kept(root, tmp_path):
    names = [f"antanna_111_9001_{SLUG}.ipynb", f"antanna_111_9003_{SLUG}-1.ipynb", f"antanna_111_9002_{SLUG}-2.ipynb"]
    books = collect(Course(root), zipped(tmp_path / "1.zip", names))
    assert [item.action for item in books.files] == ["older", "older", "take"] or table(books)[names[1]][0] == "take"
    collect(Course(root), zipped(tmp_path / "2.zip", [(f"antanna_111_9010_{SLUG}.ipynb", b'{"cells": [], "new": 1}')]))
    assert '"new"' in (root / f"grading/submitted/antanna/{SLUG}/{SLUG}.ipynb").read_text()
    assert len(list((root / "grading/earlier/antanna").rglob("*.ipynb"))) == 1
    books = collect(
        Course(root), zipped(tmp_path / "3.zip", [(f"antanna_111_9004_{SLUG}.ipynb", b'{"cells": [], "old": 1}')])
    )
    assert books.files[0].action == "older"


def test_where_nothing_tells_which_is_later_it_stops(root, tmp_path):
    same = [(2026, 1, 1, 0, 0, 0)] * 2
    path = zipped(tmp_path / "x.zip", [f"ant/{SLUG}.ipynb", f"ant/{SLUG} (1).ipynb"], same)
    books = collect(Course(root), path)
    assert len(books.unclear) == 2 and not students(root)
    books = collect(Course(root), path, decide=[f"ant/{SLUG} (1).ipynb=take"])
    assert not books.unclear and '"n": 1' in (root / f"grading/submitted/ant/{SLUG}/{SLUG}.ipynb").read_text()


def test_names_that_lead_elsewhere_are_left(root, tmp_path):
    names = [
        "../../evil/01-graded.ipynb",
        "/etc/01-graded.ipynb",
        "../01-graded/01-graded.ipynb",
        "..\\x_1/01-graded.ipynb",
        f"ant/{SLUG}.ipynb",
    ]
    collect(Course(root), zipped(tmp_path / "evil.zip", names))
    assert not (tmp_path / "evil").exists() and students(root) == ["ant"]


def test_no_control_character_reaches_the_terminal(root, tmp_path, monkeypatch):
    monkeypatch.chdir(root)
    archive = zipped(
        tmp_path / "x.zip",
        [f"a\x1b[2Jnna/{SLUG}.ipynb", f"b\u202een/{SLUG}.ipynb", "c\nd/x.pdf", "e/we\x1b]0;ird\x07.py"],
    )
    result = CliRunner().invoke(main, ["collect", str(archive)])
    assert not {c for c in result.output if c in "\x1b\x07\u202e\r"} and result.output.count("\n") < 12
    assert all(name.isprintable() for name in students(root))


def test_a_dry_run_shows_and_writes_nothing_and_unclear_ends_with_1(root, tmp_path, monkeypatch):
    monkeypatch.chdir(root)
    archive = zipped(tmp_path / "m.zip", ["anna/01-graded.ipynb", "ben/other.ipynb"])
    result = CliRunner().invoke(main, ["collect", str(archive), "--dry-run"])
    assert result.exit_code == 1, result.output
    assert (
        f"take    anna/01-graded.ipynb  ->  anna / {SLUG}" in result.output
        and '--decide "ben/other.ipynb=…"' in result.output
    )
    assert not (root / "grading").exists()
    result = CliRunner().invoke(main, ["collect", str(archive), "--lesson", "01"])
    assert result.exit_code == 0 and "2 taken" in result.output
    result = CliRunner().invoke(main, ["collect", str(archive), "--decide", "ben/other.ipynb=01"])
    assert result.exit_code == 0 and "2 there already" in result.output


def test_a_notebooks_exercises_tell_its_lesson(root, tmp_path):
    content = json.dumps({"cells": [{"source": 'check("01.triple", triple)'}]}).encode()
    books = collect(Course(root), zipped(tmp_path / "x.zip", [("anna/Untitled7.ipynb", content)]))
    assert not books.unclear and books.files[0].lesson == SLUG


def test_one_folder_around_a_nested_hand_in_is_asked_about(root, tmp_path):
    books = collect(Course(root), zipped(tmp_path / "x.zip", [f"class/anna/{SLUG}.ipynb"]))
    assert len(books.unclear) == 1 and "may be the class's" in books.unclear[0] and not students(root)


def test_a_pattern_of_ones_own(root, tmp_path):
    names = [f"week1/{SLUG}/anna.ipynb", f"week1/{SLUG}/ben.ipynb"]
    books = collect(
        Course(root), zipped(tmp_path / "x.zip", names), platform=r".*/(?P<lesson>[^/]+)/(?P<student>\w+)\.ipynb"
    )
    assert not books.unclear and students(root) == ["anna", "ben"]
    assert (
        collect(Course(root), zipped(tmp_path / "y.zip", [f"cat_{SLUG}.ipynb"]), platform="names").files[0].student
        == "cat"
    )


def test_bad_input_gets_one_sentence(root, tmp_path):
    (tmp_path / "x.txt").write_text("no zip")
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 half a zip")
    with pytest.raises(CourseError, match="neither a folder nor a zip"):
        collect(Course(root), tmp_path / "x.txt")
    with pytest.raises(CourseError, match="damaged or not whole"):
        collect(Course(root), tmp_path / "x.zip")
    with pytest.raises(CourseError, match="needs a group"):
        collect(Course(root), tmp_path, platform="(.*)")
    with pytest.raises(CourseError, match="not a regular expression"):
        collect(Course(root), tmp_path, platform="(")
    with pytest.raises(CourseError, match="Known are"):
        collect(Course(root), tmp_path, platform="moddle")
    with pytest.raises(CourseError, match="There is no"):
        collect(Course(root), tmp_path, decide=["x=nobody"])


def test_every_platform_says_what_it_is():
    assert {"canvas", "moodle", "blackboard", "brightspace", "ilias", "nbgrader", "folders"} <= set(platforms())


@pytest.mark.parametrize(
    "name, lesson",
    [
        ("01-perceptron-gates (1).ipynb", "01-perceptron-gates"),
        ("01_perceptron_gates.ipynb", "01-perceptron-gates"),
        ("Copy of 01-Perceptron-Gates.ipynb", "01-perceptron-gates"),
        ("lesson 5.ipynb", "05-backpropagation"),
        ("05.ipynb", "05-backpropagation"),
        ("lesson 1 of 14.ipynb", "01-perceptron-gates"),
        ("lesson 1 or 5.ipynb", ""),
        ("homework.ipynb", ""),
        ("99.ipynb", ""),
    ],
)
def test_the_lesson_is_read_from_renamed_notebooks(name, lesson):
    assert lesson_of(name, ["01-perceptron-gates", "05-backpropagation"]) == lesson
