"""Marks on the marking page: kept at once, changed for all, undone, by two people, and what the gradebook then says."""

import json
import shutil

import grading_course as course
import marking_class
import pytest
from marking_class import QUESTION

from helpers.course.errors import CourseError
from helpers.instructors.authored import Course
from helpers.instructors.authored.papers import PEOPLE
from helpers.instructors.grading import batch, history, judging, marks, report, submissions
from helpers.instructors.grading.class_report import write_report
from helpers.instructors.grading.gradebook import open_gradebook
from helpers.instructors.marking import book, journal
from helpers.instructors.marking.desk import Desk
from helpers.instructors.platforms import exports

ANN, BOB = "Ann", "Bob"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    root = course.make(tmp_path_factory.mktemp("class"))
    texts = {f"s{i:02}": marking_class.answer_of(i) for i in range(5)}
    marking_class.hand_in(root, texts | {"silent": None, "photo": "See ![scan](attachment:scan.png)"})
    yield root
    judging.close()


@pytest.fixture
def desk(template, tmp_path):

    shutil.copytree(template / "grading", tmp_path / "grading")
    course.make(tmp_path)
    desk = Desk(Course(tmp_path))
    yield desk
    desk.close()


def codes(desk, marker=ANN):
    return [one["code"] for one in desk.look(QUESTION, marker)["answers"]]


def items(desk):
    return [item["id"] for item in desk.look(QUESTION, ANN)["items"]]


def act(desk, do, code=None, by=ANN, **more):
    return desk.act(QUESTION, by, {"do": do} | ({"code": code} if code else {}) | more)


def one(desk, code, marker=ANN):
    return next(one for one in desk.look(QUESTION, marker)["answers"] if one["code"] == code)


def student(desk, code):
    return desk._student(desk.question(QUESTION), code)


def entry(desk, code):
    """What nbgrader's own interface says: points, comment, whether a person must look."""
    with open_gradebook(desk.course) as gradebook:
        place = ("why", course.SLUG, course.SLUG, student(desk, code))
        grade, comment = gradebook.find_grade(*place), gradebook.find_comment(*place)
        return grade.manual_score, comment.manual_comment or "", grade.needs_manual_grade


def test_answers_stand_in_an_order_of_the_questions_own_that_stays(desk):
    first = codes(desk)
    assert len(first) == 6 and desk.look(QUESTION, ANN)["empty"] == 1
    again = Desk(desk.course)
    assert codes(again) == codes(again, BOB) == first
    names = [student(desk, code) for code in first]
    assert names != sorted(names)
    told = json.dumps(desk.look(QUESTION, ANN)) + json.dumps(desk.answer(QUESTION, first[0]))
    assert not any(name in told for name in names)
    assert names[0] in desk.answer(QUESTION, first[0], named=True)["name"]


def test_the_items_of_the_lessons_own_scheme_add_up_and_reach_the_gradebook(desk):
    code, (reason, square) = codes(desk)[0], items(desk)
    shown = act(desk, "pick", code, item=reason)
    assert next(a for a in shown["answers"] if a["code"] == code)["state"] == "begun"
    assert entry(desk, code)[0] is None, "what is not done yet is no mark"
    act(desk, "done", code)
    assert entry(desk, code) == (0.5, "- 0.5 point: a reason\n- 0 of 0.5: it holds for $x^2$, too", False)
    act(desk, "pick", code, item=square)
    assert entry(desk, code)[0] == 1.0
    assert marks.marks_by_hand(desk.course)[student(desk, code), course.SLUG] == {"why": (1.0, False)}
    assert "the-model-answer" not in entry(desk, code)[1]


def test_nothing_is_lost_when_the_lid_closes(desk):
    code, (reason, _) = codes(desk)[0], items(desk)
    act(desk, "pick", code, item=reason)
    act(desk, "say", code, words="Well seen.")
    fresh = one(Desk(desk.course), code)
    assert fresh["state"] == "begun" and fresh["mine"]["score"] == 0.5 and len(fresh["mine"]["comments"]) == 1
    with open(desk.course.root / f"grading/marking/{course.SLUG}.jsonl", "a") as file:
        file.write('{"do": "points", "ans')  # the machine stopped in the middle of a line
    other = Desk(desk.course)
    act(other, "done", code)
    assert one(Desk(desk.course), code)["state"] == "done" and entry(desk, code)[0] == 0.5


def test_a_marks_history_says_who_gave_it(desk):
    code, (reason, _) = codes(desk)[0], items(desk)
    for by in (ANN, BOB):
        act(desk, "pick", code, by, item=reason)
        act(desk, "done", code, by)
    act(desk, "undo", by=BOB)
    told = list(journal.who_marked(desk.course, student(desk, code), course.SLUG))
    assert len(told) == 1 and told[0].endswith(f"  why: marked by {ANN}")
    assert list(journal.who_marked(desk.course, student(desk, codes(desk)[1]), course.SLUG)) == []


def test_undo_goes_back_step_by_step_and_only_over_ones_own(desk):
    (first, second, *_), (reason, _) = codes(desk), items(desk)
    act(desk, "pick", first, item=reason)
    act(desk, "done", first)
    act(desk, "points", second, by=BOB, points=1)
    shown = act(desk, "undo")
    assert shown["went"] == first and entry(desk, first)[::2] == (None, True)
    act(desk, "undo")
    assert one(desk, first)["state"] == "open" and one(desk, second, BOB)["mine"]["score"] == 1
    with pytest.raises(CourseError, match="nothing of yours"):
        act(desk, "undo")


def test_a_changed_item_or_comment_reaches_all_that_were_marked_with_it(desk):
    (first, second, third, *_), (reason, square) = codes(desk), items(desk)
    for code in (first, second):
        act(desk, "pick", code, item=reason)
        act(desk, "say", code, words="Lok at the sign.")
        act(desk, "done", code)
    act(desk, "pick", third, item=square)
    act(desk, "done", third)
    comments = desk.look(QUESTION, ANN)["comments"]
    assert [comment["used"] for comment in comments] == [2]
    act(desk, "item", id=reason, points=0.25, words="a weak reason")
    act(desk, "words", id=comments[0]["id"], words="Look at the sign.")
    for code in (first, second):
        points, said, _ = entry(desk, code)
        assert points == 0.25 and "0.25 point: a weak reason" in said and said.endswith("\n\nLook at the sign.")
    assert entry(desk, third)[0] == 0.5 and "0 of 0.25: a weak reason" in entry(desk, third)[1]
    act(desk, "undo")
    assert entry(desk, first)[1].endswith("Lok at the sign.")


def test_an_item_of_the_markers_own_takes_points_off_but_never_below_none(desk):
    code = codes(desk)[0]
    shown = act(desk, "item", points=-0.75, words="contradicts itself")
    act(desk, "pick", code, item=shown["items"][-1]["id"])
    act(desk, "done", code)
    assert entry(desk, code)[0] == 0
    act(desk, "full", code)
    assert entry(desk, code)[0] == 1
    act(desk, "pick", code, item=shown["items"][-1]["id"])
    assert entry(desk, code)[:2] == (
        0.25,
        "- 0.5 point: a reason\n- 0.5 point: it holds for $x^2$, too\n- -0.75 point: contradicts itself",
    )


def test_a_scheme_that_changes_in_the_lesson_changes_the_marks(desk):
    (first, *_), (reason, _) = codes(desk), items(desk)
    act(desk, "pick", first, item=reason)
    act(desk, "done", first)
    source = desk.course.root / f"solutions/{course.SLUG}/{course.SLUG}.py"
    source.write_text(
        source.read_text("utf-8").replace("# - 0.5: a reason", "# - 0.25: a picture\n# - 0.25: a reason"), "utf-8"
    )
    fresh = Desk(desk.course)
    assert [item["points"] for item in fresh.look(QUESTION, ANN)["items"]] == [0.25, 0.25, 0.5]
    assert entry(fresh, first)[:2] == (
        0.25,
        "- 0 of 0.25: a picture\n- 0.25 point: a reason\n- 0 of 0.5: it holds for $x^2$, too",
    )


def test_a_second_marker_does_not_see_the_first_and_where_they_differ_a_person_settles(desk):
    code, (reason, _) = codes(desk)[0], items(desk)
    act(desk, "pick", code, item=reason)
    act(desk, "done", code)
    seen = one(desk, code, BOB)
    assert seen["state"] == "second" and "others" not in seen and seen["mine"]["score"] is None
    act(desk, "full", code, by=BOB)
    act(desk, "done", code, by=BOB)
    seen = one(desk, code, BOB)
    assert seen["state"] == "differ" and seen["others"][0]["who"] == ANN and seen["others"][0]["score"] == 0.5
    assert entry(desk, code) == (None, marks.UNSETTLED, True), "it is open until it is settled"
    desk.publish()
    name, outlines = student(desk, code), {course.SLUG: report.outline(desk.course, course.SLUG)}
    rows = {
        row.exercise: row
        for row in report.grade_rows(desk.course, outlines, submissions.find(desk.course))
        if row[0] == name
    }
    assert rows["01.why"].points is None and "Two markers differ" in rows["01.why"].message
    page = (desk.course.root / f"grading/feedback/{name}/{course.SLUG}/{course.SLUG}.html").read_text("utf-8")
    assert "Two markers differ" in page and "not marked yet" in page
    gradebook = desk.course.root / "canvas.csv"
    gradebook.write_text(
        f"Student,ID,SIS Login ID,Section,01 Graded\nPoints Possible,,,,10\n{name},7,{name},A,5\n", "utf-8"
    )
    done = exports.fill(desk.course, gradebook, columns=["01 Graded=01"])
    assert (done.written, done.open) == (0, 1) and "on which two markers differ" in " ".join(done.why)
    assert done.path.read_text("utf-8") == gradebook.read_text("utf-8"), "an open mark clears none"
    put(desk, code, None, "A word, and no points.")
    assert one(desk, code)["state"] == one(desk, code)["state"] == "differ", "a comment settles nothing"
    assert entry(desk, code) == (None, f"{marks.UNSETTLED}\n\nA word, and no points.", True)
    act(desk, "settle", code, by=ANN, who=BOB)
    assert entry(desk, code)[::2] == (1.0, False) and one(desk, code)["state"] == "done"
    act(desk, "undo", by=ANN)
    put(desk, code, 0.75, f"{marks.UNSETTLED}\n\nBetween the two.")
    assert one(desk, code)["state"] == "done" and entry(desk, code) == (0.75, "Between the two.", False)


def test_an_answer_is_skipped_or_handed_on(desk):
    first, second, *_ = codes(desk)
    act(desk, "skip", first)
    assert one(desk, first)["state"] == "skipped" and one(desk, first, BOB)["state"] == "open"
    act(desk, "skip", first)
    assert one(desk, first)["state"] == "open"
    act(desk, "hand", second, to=BOB, why="I know him")
    assert one(desk, second)["state"] == "away" and one(desk, second, BOB)["state"] == "mine"
    assert one(desk, second, BOB)["handed"]["why"] == "I know him"
    act(desk, "points", second, by=BOB, points=0)
    act(desk, "done", second, by=BOB)
    assert entry(desk, second)[::2] == (0, False) and one(desk, second)["state"] == "second"


def put(desk, code, points, comment):
    """As a person does in Formgrader."""
    with open_gradebook(desk.course) as gradebook:
        place = ("why", course.SLUG, course.SLUG, student(desk, code))
        grade, note = gradebook.find_grade(*place), gradebook.find_comment(*place)
        grade.manual_score, grade.needs_manual_grade, note.manual_comment = points, False, comment
        gradebook.db.commit()


def test_what_is_marked_in_formgrader_counts_here_and_the_other_way_round(desk):
    first, second, *_ = codes(desk)
    put(desk, first, 0.75, "From Formgrader")
    seen = one(desk, first)
    assert seen["state"] == "done" and seen["others"][0]["score"] == 0.75
    assert entry(desk, first) == (0.75, "From Formgrader", False)
    act(desk, "full", second)
    act(desk, "done", second)
    put(desk, second, 0.25, "Changed there")
    assert one(desk, second)["others"][0]["score"] == 0.25 and entry(desk, second)[0] == 0.25
    act(desk, "full", second)
    assert entry(desk, second)[0] == 1.0 and "others" in one(desk, second)


def test_a_gradebook_that_was_moved_away_gets_its_marks_again(desk, template):
    code = codes(desk)[0]
    act(desk, "full", code)
    act(desk, "done", code)
    desk.close()
    (desk.course.root / "grading/gradebook.db").write_bytes((template / "grading/gradebook.db").read_bytes())
    fresh = Desk(desk.course)
    fresh.look(QUESTION, ANN)
    assert entry(fresh, code)[0] == 1.0


def test_a_gradebook_that_cannot_be_written_costs_no_mark(desk, monkeypatch):
    from sqlalchemy.exc import OperationalError

    code = codes(desk)[0]
    act(desk, "full", code)

    def locked(*_):
        raise OperationalError("update", {}, Exception("database is locked"))

    with monkeypatch.context() as broken:
        broken.setattr(book.Writer, "put", locked)
        assert "locked" in act(desk, "done", code)["late"]
    assert entry(desk, code)[0] is None and one(desk, code)["state"] == "done"
    assert desk.look(QUESTION, ANN)["late"] == "" and entry(desk, code)[0] == 1.0


def test_other_words_ask_for_another_look_and_the_same_words_do_not(desk):
    code = codes(desk)[0]
    act(desk, "full", code)
    act(desk, "done", code)
    name = student(desk, code)
    text = desk.answer(QUESTION, code)["typed"].replace("\u200b", "")
    marking_class.hand_in(desk.course.root, {name: text})
    assert one(desk, code)["state"] == "done" and entry(desk, code)[::2] == (1.0, False)
    marking_class.hand_in(desk.course.root, {name: "Something else."})
    assert one(desk, code)["state"] == "changed" and entry(desk, code)[::2] == (1.0, True)
    act(desk, "done", code)
    assert one(desk, code)["state"] == "done" and entry(desk, code)[::2] == (1.0, False)


@pytest.mark.parametrize(
    "wish, says",
    [
        ({"do": "points", "points": 2}, "between 0 and 1"),
        ({"do": "points", "points": float("nan")}, "number"),
        ({"do": "points", "points": "1"}, "number"),
        ({"do": "done"}, "Nothing is chosen"),
        ({"do": "pick", "item": "s99"}, "no such item"),
        ({"do": "say", "words": "  "}, "some words"),
        ({"do": "say", "words": "x" * 3000}, "3000 characters"),
        ({"do": "say", "comment": "c1"}, "no such comment"),
        ({"do": "settle", "who": "Eve"}, "somebody who has marked"),
        ({"do": "item", "points": 1, "words": ""}, "some words"),
        ({"do": "wrote", "marks": {}}, "cannot do"),
        ({"do": "taken", "points": 1, "comment": ""}, "cannot do"),
        ({}, "cannot do"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence_and_changes_nothing(desk, wish, says):
    code = codes(desk)[0]
    before = desk.look(QUESTION, ANN)
    with pytest.raises(CourseError, match=says):
        desk.act(QUESTION, ANN, {"code": code} | wish)
    assert desk.look(QUESTION, ANN) == before
    with pytest.raises(CourseError, match="load the page again"):
        act(desk, "full", "0123456789")


def test_two_markers_at_two_pages_write_one_journal(desk):
    other = Desk(desk.course)
    for i, code in enumerate(codes(desk)):
        act((desk, other)[i % 2], "points", code, by=(ANN, BOB)[i % 2], points=1)
        act((desk, other)[i % 2], "done", code, by=(ANN, BOB)[i % 2])
    shown = Desk(desk.course).overview(ANN)
    assert [(one["total"], one["done"], one["empty"]) for one in shown] == [(6, 6, 1)]
    lines = (desk.course.root / f"grading/marking/{course.SLUG}.jsonl").read_text("utf-8").splitlines()
    assert all(json.loads(line)["do"] for line in lines)


def test_a_journal_that_somebody_keeps_is_a_sentence(desk, monkeypatch):
    import fcntl

    monkeypatch.setattr(journal, "WAIT", 0.05)
    code = codes(desk)[0]
    with open(desk.course.root / f"grading/marking/{course.SLUG}.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CourseError, match="nothing was stored"):
            act(desk, "full", code)


def test_a_pasted_picture_stands_in_the_answer(desk):
    pages = [desk.answer(QUESTION, code)["html"] for code in codes(desk)]
    assert sum("data:image/png;base64," in page for page in pages) == 1


def test_a_question_that_is_none(desk):
    with pytest.raises(CourseError, match="no question"):
        desk.question(f"{course.SLUG}/nothing")
    with pytest.raises(CourseError, match="no lesson"):
        desk.question("99")


def test_feedback_pages_and_table_follow(desk):
    code, (reason, _) = codes(desk)[0], items(desk)
    act(desk, "pick", code, item=reason)
    act(desk, "done", code)
    assert "1 feedback page was made anew" in desk.publish()
    page = (desk.course.root / f"grading/feedback/{student(desk, code)}/{course.SLUG}/{course.SLUG}.html").read_text(
        "utf-8"
    )
    assert "a reason" in page and "0.5 of 1" in page and "the-model-answer" not in page
    assert (
        f"{student(desk, code)},{course.SLUG},01.why,0.5,1,marked,"
        in (desk.course.root / "grading/grades.csv").read_text()
    )


def test_a_student_who_is_renamed_or_deleted_is_so_in_the_journal_too(desk):
    from helpers.instructors.platforms import moves

    (first, second, *_), (reason, _) = codes(desk), items(desk)
    names = student(desk, first), student(desk, second)
    for code in (first, second):
        act(desk, "pick", code, item=reason)
        act(desk, "say", code, words="Well seen.")
        act(desk, "done", code)
    desk.close()
    moves.deleting(desk.course, names[0]).do()
    moves.renaming(desk.course, names[1], "renamed").do()
    text = (desk.course.root / f"grading/marking/{course.SLUG}.jsonl").read_text("utf-8")
    assert not any(f'"{name}"' in text for name in names)
    fresh = Desk(desk.course)
    code = fresh.question(QUESTION).code("renamed")
    assert one(fresh, code)["state"] == "done" and entry(fresh, code)[:2] == (
        0.5,
        "- 0.5 point: a reason\n- 0 of 0.5: it holds for $x^2$, too\n\nWell seen.",
    )
    assert act(fresh, "undo")["went"] == code, "lines keep their number"


def test_a_page_that_is_open_while_somebody_is_renamed_goes_on_with_the_new_journal(desk):
    from helpers.instructors.platforms import moves

    (first, second, *_), (reason, _) = codes(desk), items(desk)
    other, name = student(desk, second), student(desk, first)
    for code in (first, second):
        act(desk, "pick", code, item=reason)
        act(desk, "done", code)
    file = desk.course.root / f"grading/marking/{course.SLUG}.jsonl"
    moves.renaming(desk.course, name, "x").do()
    assert file.stat().st_mode & 0o777 == 0o600
    act(desk, "skip", second)
    assert one(desk, second)["state"] == "done" and act(desk, "undo")["went"] == second
    assert name not in json.dumps(desk._journal(desk.question(QUESTION)).events)
    told = json.dumps(journal.lines_about(desk.course, other))
    assert other in told and '"x"' not in told, "a line about several people tells each their own part"


def test_a_new_comment_reaches_a_feedback_page_that_was_made(desk):
    code, (reason, _) = codes(desk)[0], items(desk)
    act(desk, "pick", code, item=reason)
    act(desk, "done", code)
    desk.publish()
    assert desk.publish().startswith("0 feedback pages")
    act(desk, "say", code, words="Explain the sign.")
    act(desk, "done", code)
    assert desk.publish().startswith("1 feedback page was")
    page = desk.course.root / f"grading/feedback/{student(desk, code)}/{course.SLUG}/{course.SLUG}.html"
    assert "Explain the sign." in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("agreed", "minutes"),
    [
        ("25 %", 113),
        ("15 Min.", 105),
        ("15 Minuten, eigener Raum", 105),
        ("10 percent and 5 mins", 104),
        ("ein Raum", 90),
    ],
)
def test_extra_time_is_read_as_people_write_it_and_never_cut(agreed, minutes):
    from helpers.instructors.exams.people import time_of

    assert time_of(90, agreed) == minutes


def test_scanned_pages_stand_in_their_order_however_large_they_are(tmp_path):
    import io

    import numpy as np
    from PIL import Image

    from helpers.instructors.marking import papers

    paper = Course(tmp_path).paper("exam-7")
    folder = paper.folder / papers.SCANS
    folder.mkdir(parents=True)
    for name in ("7.png", "7-2.png", "7-10.png", "17.png"):
        (folder / name).touch()
    (paper.folder / PEOPLE).write_text('{"ada": {"number": 7, "paper": "A"}}')
    assert [path.name for path in papers.pages_of(paper, "ada")] == ["7.png", "7-2.png", "7-10.png"]
    noise = np.random.default_rng(0).integers(0, 255, (1600, 1200, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, "PNG")
    assert judging.picture(out.getvalue())[0] == "image/jpeg"


def test_an_exam_whose_people_are_gone_closes_nothing(desk):
    folder = desk.course.paper("exam-9").folder
    folder.mkdir(parents=True)
    (folder / PEOPLE).write_text("{}")
    assert [one["id"] for one in desk.overview(ANN)] == [QUESTION]


def test_an_exam_on_paper_is_marked_on_the_same_page(desk):
    from helpers.instructors.banks.written import Written
    from helpers.instructors.exams.paper import Choice
    from helpers.instructors.exams.people import give_numbers, record
    from helpers.instructors.people.roster import Roster
    from helpers.instructors.platforms import moves

    roster = Roster(desk.course)
    for name in ("ada", "ben", "cleo"):
        roster.add(name, first_name=name.title(), listed=True)
    roster.people["ben"].accommodations = "25 % more time, a room of his own"
    roster.save()
    words = Written("01.w1", "Why", "apply", 2, (), "1", "exam", "Why $x$?", "Because.", ((1, "one"), (1, "two")))
    choice = Choice("01.q1", "apply", "Which?", (("left", "no", False), ("right", "yes", True)))
    other = Choice("01.q1", "apply", "Which?", choice.options[::-1])
    record(desk.course, desk.course.paper("exam-7"), "Exam 7", [[words, choice], [other, words]])
    list_, page = give_numbers(desk.course, desk.course.paper("exam-7"), 7, minutes=90)
    rows = [line.split(",", 5) for line in list_.read_text("utf-8").splitlines()[1:]]
    assert [int(row[0]) for row in rows] == [1, 2, 3] and {row[3] for row in rows} == {"A", "B"}
    ben = next(row for row in rows if row[1] == "ben")
    assert ben[4] == "113" and "a room of his own" in page.read_text("utf-8")
    roster.add("dan", listed=True)
    roster.save()
    again = give_numbers(desk.course, desk.course.paper("exam-7"), 7)[0].read_text("utf-8").splitlines()[1:]
    assert [row.split(",")[:2] for row in again[:3]] == [row[:2] for row in rows], "who has a number keeps it"

    question = "exam-7/01.w1"
    shown = desk.look(question, ANN)
    assert len(shown["answers"]) == 4 and [item["points"] for item in shown["items"]] == [1, 1]
    code = desk.question(question).code("ben")
    scans = desk.course.root / "grading/exams/7/scans"
    scans.mkdir()
    (scans / f"{int(ben[0]):03}-2.png").write_bytes(marking_class.photograph())
    (scans / f"{int(ben[0]):03}-3.png").write_bytes(b"<script>")
    told = desk.answer(question, code)["html"]
    assert f"Number {ben[0]}" in told and f"paper {ben[3]}" in told and told.count("<img ") == 1
    assert "ben" not in told.casefold()
    letter = {"A": "b", "B": "a"}[ben[3]]
    assert f"{letter})" in desk.answer("exam-7/01.q1", desk.question("exam-7/01.q1").code("ben"))["html"]
    for name in ("exam-7/01.w1", "exam-7/01.q1"):
        code = desk.question(name).code("ben")
        desk.act(name, ANN, {"do": "full", "code": code})
        desk.act(name, ANN, {"do": "done", "code": code})
    with open_gradebook(desk.course) as gradebook:
        assert gradebook.find_submission("exam-7", "ben").score == 4
        assert len(gradebook.assignment_submissions("exam-7")) == 1, "a paper that nobody marked is no hand-in"
    with pytest.raises(CourseError, match="The exam 7 is being marked"):
        record(desk.course, desk.course.paper("exam-7"), "Exam 7", [[words]])
    told = "\n".join(history.told(desk.course, "ben", "exam-7"))
    assert "  01.w1: 2 of 2 (marked by a person)\n    - 1 point: one" in told
    assert "  01.w1: open of 2 (ungraded)" in history.told(desk.course, "ada", "exam-7")
    with pytest.raises(CourseError, match="Nobody has no number"):
        list(history.told(desk.course, "Nobody", "exam-7"))
    desk.publish()
    table = (desk.course.root / "grading/exams/7/marks.csv").read_text("utf-8").splitlines()
    assert table[0] == "number,student,01.w1,01.q1,total" and f"{ben[0]},ben,2,2,4" in table
    assert any(line.endswith("ada,,,") for line in table)
    assert {one["id"] for one in desk.overview(ANN)} == {QUESTION, "exam-7/01.w1", "exam-7/01.q1"}

    rows = (desk.course.root / "grading/grades.csv").read_text("utf-8").splitlines()
    assert {f"ben,exam-7,{name},2,2,marked," for name in ("01.w1", "01.q1")} <= set(rows)
    assert sum(row.startswith("ada,exam-7,01.") and ",,2,ungraded,Waits for" in row for row in rows) == 2
    path = write_report(desk.course, report.outlines(desk.course), {})
    section = path.read_text("utf-8").split("<h2>exam-7</h2>")[1]
    assert "1 graded, 0 failed, 3 with answers" in " ".join(section.split())
    assert "01.w1" in section and "Misconceptions" not in section
    figures = (desk.course.root / "grading/items.csv").read_text("utf-8").splitlines()
    assert any(line.startswith("exam-7,01.w1,1,1.000,1.000,") for line in figures)
    by_lesson = path.read_text("utf-8").split(f"<h2>{course.SLUG}</h2>")[1]
    assert "7 graded, 0 failed, 6 with answers" in " ".join(by_lesson.split())
    act(desk, "full", codes(desk)[0])
    act(desk, "done", codes(desk)[0])
    text = write_report(desk.course, report.outlines(desk.course), {}).read_text("utf-8")
    assert "5 with answers to mark by hand" in " ".join(text.split())
    for folder in ("submitted", "results"):  # a class that has exams on paper alone
        shutil.rmtree(desk.course.root / "grading" / folder, ignore_errors=True)
    desk.publish()
    assert "ben,exam-7,01.w1,2,2,marked," in (desk.course.root / "grading/grades.csv").read_text("utf-8")
    assert batch.report_class(desk.course).is_file()
    book, head = (
        desk.course.root / "canvas.csv",
        "Student,ID,SIS Login ID,Section,Exam 71 (9),Exam 7 (8)\nPoints Possible,,,,9,4\n",
    )
    book.write_text(f"{head}Ada,1,ada,A,5,3\nBen,2,ben,A,5,3\n", "utf-8")
    done = exports.fill(desk.course, book)
    assert done.path.read_text("utf-8") == f"{head}Ada,1,ada,A,5,3\nBen,2,ben,A,5,4\n", "what is open stays as it was"
    assert (done.written, done.open) == (1, 1) and "ada: 01.w1, 01.q1" in " ".join(done.why).casefold()
    book.write_text(book.read_text("utf-8").replace("Exam 7 ", "Midterm "), "utf-8")
    assert exports.fill(desk.course, book, columns=["Midterm (8)=exam-7"]).written == 1
    with open_gradebook(desk.course) as gradebook:
        assert gradebook.find_submission("exam-7", "ben").score == 4, "reading writes nothing"

    moves.deleting(desk.course, "ben").do()
    assert not any("ben" in path.read_text("utf-8") for path in (desk.course.root / "grading/exams").rglob("*.json"))
    assert not list(scans.glob("*-2.png"))
    with pytest.raises(CourseError, match="no exam 8"):
        desk.question("exam-8")
