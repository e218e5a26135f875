"""The marking page in a browser: 122 answers, hostile ones among them, marked without a mouse; stopped, and gone on with."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time

import grading_course as course
import marking_class
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import chromium, jupyter_lab, new_page
from lessons import ROOT
from playwright.sync_api import expect
from system import needs

from helpers.instructors.authored import Course
from helpers.instructors.banks.written import Written
from helpers.instructors.exams.people import give_numbers, record
from helpers.instructors.grading import judging
from helpers.instructors.grading.gradebook import open_gradebook
from helpers.instructors.people.roster import Roster

pytestmark = [needs("chromium"), pytest.mark.slow]
COUNT = 120
ALIVE = "script, iframe, object, embed, style, link, form, input, button, a[href], svg, [onerror], [onload], [style]"
expect.set_options(timeout=60_000)  # this machine may do much else
SHOWS = re.compile(r"^Answer \d+ of \d+")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = course.make(tmp_path_factory.mktemp("marking"))
    texts = {f"student{i:03}": marking_class.answer_of(i) for i in range(COUNT)}
    marking_class.hand_in(root, texts | {"photo": "See ![scan](attachment:scan.png)", "last": "Three.", "silent": None})
    judging.close()
    (root / "grading/exchange").mkdir()
    return root


@contextlib.contextmanager
def serving(root, sent=signal.SIGTERM):
    """`nncourse mark 01` in a course's folder; yields the address that it prints."""
    words = [sys.executable, "-m", "helpers", "mark", "01", "--no-browser"]
    around = os.environ | {"PYTHONPATH": str(ROOT), "JUPYTER_RUNTIME_DIR": str(root / "grading/runtime")}
    log = root / "grading/server.txt"
    with log.open("w") as out:
        process = subprocess.Popen(words, cwd=root, env=around, stdout=out, stderr=subprocess.STDOUT)
    try:
        end, found = time.monotonic() + 120, None
        while not found:
            assert process.poll() is None and time.monotonic() < end, log.read_text()
            time.sleep(0.1)
            found = re.search(r"http://127\.0\.0\.1:\d+/marking\S+token=\w+", log.read_text())
        yield found[0]
    finally:
        process.send_signal(sent)
        process.wait(60)


def shown(page):
    """Wait for the answer of the heading; return the heading's first words."""
    expect(page.locator("#which")).to_have_text(SHOWS)
    page.wait_for_function("() => document.querySelector('#answer').dataset.shows")
    return SHOWS.match(page.locator("#which").inner_text())[0]


def mark(page, *keys):
    """Press keys, then Enter, and wait for another answer."""
    before = shown(page)
    for key in (*keys, "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#which")).not_to_have_text(re.compile(f"^{before} "))
    return before


def nothing_lives(page):
    assert page.evaluate("() => window.hit") is None
    assert page.locator("#answer").locator(ALIVE).count() == 0


def points(root):
    """{student: points} of all that have a mark of a person, in nbgrader's own gradebook."""
    with open_gradebook(Course(root)) as gradebook:
        return {
            entry.student_id: grade.manual_score
            for entry in gradebook.find_assignment(course.SLUG).submissions
            for part in entry.notebooks
            for grade in part.grades
            if grade.name == "why" and grade.manual_score is not None and not grade.needs_manual_grade
        }


def test_a_class_is_marked_by_keyboard_and_nothing_is_lost_on_the_way(root):
    with chromium() as browser:
        with serving(root, signal.SIGKILL) as address, new_page(browser) as page:
            page.on("dialog", lambda dialog: pytest.fail(dialog.message))
            page.goto(address)
            order = [mark(page, *keys) for keys in (["1"], ["2"], ["f"], ["0"], ["1", "2"], ["1", "1", "2"])]
            assert order == [f"Answer {i} of {COUNT + 2}" for i in range(1, 7)]
            page.keyboard.press("c")
            page.keyboard.type("Mind the sign of $x_1$.")
            page.keyboard.press("Enter")
            mark(page, "1")
            page.keyboard.press("c")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            expect(page.locator("#said")).to_contain_text("Mind the sign")
            text = page.locator("#answer").inner_text()
            page.keyboard.press("1")
            expect(page.locator("#score")).to_contain_text("0.5 of 1")
            page.reload()
            assert shown(page) == f"Answer 8 of {COUNT + 2}" and page.locator("#answer").inner_text() == text
            expect(page.locator("#score")).to_contain_text("0.5 of 1")
            assert "token" not in page.url
        assert sorted(points(root).values()) == [0, 0.5, 0.5, 0.5, 0.5, 1, 1]

        with serving(root) as address, new_page(browser) as page:  # the machine was stopped hard in between
            page.goto(address)
            page.keyboard.press("g")
            page.keyboard.press("Escape")
            assert shown(page) == f"Answer 8 of {COUNT + 2}" and page.locator("#answer").inner_text() == text
            for _ in range(COUNT + 2 - 8):
                nothing_lives(page)
                mark(page, "1", "2")
            nothing_lives(page)
            for key in ("1", "2", "Enter"):
                page.keyboard.press(key)
            expect(page.locator("#told")).to_contain_text("Nothing else here")
            expect(page.locator("#progress")).to_contain_text(f"{COUNT + 2} of {COUNT + 2} marked")
            page.keyboard.press("w")
            expect(page.locator("#told")).to_contain_text("No other question")
            assert page.problems == []
            assert {re.match(r"\w+://[^/]+", url)[0] for url in page.requests} <= {
                address.split("/marking")[0],
                "data:",
            }
    found = points(root)
    assert len(found) == COUNT + 2 and "silent" not in found


def test_a_second_marker_differs_and_a_change_reaches_all(root):
    with chromium() as browser, serving(root) as address, new_page(browser) as page:
        page.goto(address)
        shown(page)
        page.locator("#marker").fill("Bob")
        page.locator("#marker").press("Tab")
        expect(page.locator("#which")).to_contain_text("marked by another")
        page.keyboard.press("g")  # to "marked by others"
        expect(page.locator("dialog [role=listbox]")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        shown(page)
        expect(page.locator("#score")).to_contain_text("– of 1")
        assert page.locator("#others").inner_text() == ""
        mark(page, "0")
        page.keyboard.press("g")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("#which")).to_contain_text("two differ")
        expect(page.locator("#others")).to_contain_text("0.5 of 1")
        page.keyboard.press("[")
        expect(page.locator("#which")).to_contain_text("done")
        page.keyboard.press("u")
        expect(page.locator("#which")).to_contain_text("two differ")
        page.keyboard.press("]")
        expect(page.locator("#which")).to_contain_text("done")

        page.keyboard.press("e")
        box = page.locator("dialog .row input").first
        expect(box).to_be_focused()
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            box.fill("0.25")
            box.press("Tab")
        page.keyboard.press("Escape")
        assert list(points(root).values()).count(0.75) >= COUNT - 8
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.keyboard.press("u")
        page.keyboard.press("p")
        expect(page.locator("#told")).to_contain_text("made anew", timeout=60_000)
    assert list(points(root).values()).count(0.75) == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_and_its_dialogs_have_no_barrier(root, dark):
    with chromium() as browser, serving(root) as address, new_page(browser, dark=dark, width=700) as page:
        page.goto(address)
        shown(page)
        for keys in ("q", "?", "c", "e", "g", "h", "="):
            page.keyboard.press(keys)
            page.wait_for_timeout(200)
            found = Axe().run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
            page.keyboard.press("Escape")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_whoever_has_no_token_sees_nothing(root):
    with chromium() as browser, serving(root) as address, new_page(browser) as page:
        base = address.split("?")[0]
        for place in ("", "/page.js"):
            page.goto(base.split("/marking")[0] + "/marking" + place)
            assert "login" in page.url
        answer = page.request.get(f"{base.split('/01')[0]}/api/question/{course.SLUG}/why", max_redirects=0)
        assert answer.status in (302, 403)
        page.goto(address)
        answer = page.request.post(
            f"{base.split('/01')[0]}/api/question/{course.SLUG}/why", data='{"do": "full"}', timeout=120_000
        )
        assert answer.status == 403, "without the word that only the page has"


def test_jupyterlab_opens_it_from_its_launcher(root):
    with chromium() as browser, jupyter_lab(root) as lab, new_page(browser) as page:
        page.goto(f"{lab.url}/lab?reset")
        card = (
            page.get_by_role("button", name="Marking").or_(page.locator(".jp-LauncherCard", has_text="Marking")).first
        )
        with page.context.expect_page() as opened:
            card.click(timeout=60_000)
        mine = opened.value
        expect(mine.locator("#which")).to_have_text(SHOWS)
        if "done" not in mine.locator("#which").inner_text():
            mark(mine, "f")
        student = next(student for student, given in points(root).items() if given == 1)
        with open_gradebook(Course(root)) as gradebook:
            number = gradebook.find_submission_notebook(course.SLUG, course.SLUG, student).id
        page.goto(f"{lab.url}/formgrader/submissions/{number}")
        expect(page.locator("input#why")).to_have_value("1")
        expect(page.locator("textarea#why-comment")).to_have_value(re.compile("0.5 point: a reason"))


def test_keys_lead_from_question_to_question_and_those_who_grade_are_offered(root):
    """Last, for it gives the class an exam."""
    (root / "course.toml").write_text('graders = ["Ann", "Bob \\"the <b>\\""]\n')
    roster = Roster(Course(root))
    roster.add("ada", listed=True)
    roster.save()
    asked = [Written(f"01.w{n}", "Why", "apply", 2, (), "1", "exam", "Why?", "Because.", ((2, "all"),)) for n in (1, 2)]
    record(Course(root), Course(root).paper("exam-7"), "Exam 7", [asked])
    give_numbers(Course(root), Course(root).paper("exam-7"), 7)
    with chromium() as browser, serving(root) as address, new_page(browser) as page:
        page.goto(address)
        shown(page)
        assert page.locator("#graders option").evaluate_all("all => all.map((one) => one.value)") == [
            "Ann",
            'Bob "the <b>"',
        ]
        for name in ("01.w1", "01.w2"):
            page.keyboard.press("w")
            expect(page.locator("#question")).to_have_value(f"exam-7/{name}")
            expect(page.locator("#answer")).to_contain_text("Number 1")
            page.keyboard.press("f")
            page.keyboard.press("Enter")
            expect(page.locator("#told")).to_contain_text("Press w")
        page.route("**/api/question/**", lambda route: (time.sleep(0.3), route.continue_()))
        for key in ("=", *"1.5", "Enter", "c", *"Fast", "Enter", "Enter"):  # faster than the server answers
            page.keyboard.press(key)
        expect(page.locator("#said")).to_contain_text("Fast")
        expect(page.locator("#which")).to_contain_text("done")
        page.keyboard.press("h")
        expect(page.locator("dialog[open] input").first).to_have_attribute("list", "graders")
    with open_gradebook(Course(root)) as gradebook:
        assert gradebook.find_submission("exam-7", "ada").score == 3.5
