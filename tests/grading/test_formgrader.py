"""Formgrader in a real JupyterLab: scores, the marking scheme, a mark given by hand, and the feedback page after it."""

import re

import grading_course as course
import pytest
from battery import attacks
from browser import chromium, jupyter_lab, new_page
from playwright.sync_api import expect
from system import needs

from helpers.instructors.authored import Course
from helpers.instructors.grading.batch import grade_class
from helpers.instructors.grading.gradebook import open_gradebook

pytestmark = [needs("chromium", "bubblewrap"), pytest.mark.slow]
SCHEME = "1 point for any reason"


def grade(root, **options):
    return grade_class(Course(root), echo=lambda line: None, progress=False, jobs=1, **options)


def mark_of(root, student):
    """(mark given by hand, still needs one, total) in the gradebook."""
    with open_gradebook(Course(root)) as gradebook:
        mark = gradebook.find_grade("why", course.SLUG, course.SLUG, student)
        return mark.manual_score, mark.needs_manual_grade, gradebook.find_submission(course.SLUG, student).score


def feedback(root, student):
    return (root / f"grading/feedback/{student}/{course.SLUG}/{course.SLUG}.html").read_text("utf-8")


def row(page, student):
    """The words of a student's row in a table of Formgrader."""
    line = page.locator("tr", has=page.get_by_text(re.compile(rf"^\s*{student}\s*$")))
    line.wait_for()
    return line.inner_text().split()


@pytest.fixture(scope="module")
def formgrader(tmp_path_factory):
    """(root of a graded class, page on its Formgrader, address)."""
    root = course.make(tmp_path_factory.mktemp("formgrader"))
    (root / "grading/exchange").mkdir(parents=True)
    course.hand_in(root, "anna", course.submission(**course.RIGHT))
    course.hand_in(root, "ben", course.right_but(triple="def triple(x):\n    return 2 * x"))
    course.hand_in(root, "eve", course.edited(course.right_but(), attacks.NOTEBOOKS["live-words"]))
    grade(root, seed=course.SEED)
    with chromium() as browser, jupyter_lab(root) as lab, new_page(browser) as page:
        yield root, page, lab.url + "/formgrader"


def test_formgrader_shows_submissions_and_scores(formgrader):
    _, page, url = formgrader
    page.goto(url)
    page.get_by_role("link", name=course.SLUG).first.wait_for()
    page.goto(f"{url}/manage_submissions/{course.SLUG}")
    assert "9/10" in "".join(row(page, "anna")) and "7/10" in "".join(row(page, "ben"))
    assert "needsmanualgrading" in "".join(row(page, "anna"))


def test_a_mark_given_by_hand_is_kept_and_reaches_the_student_without_the_scheme(formgrader):
    root, page, url = formgrader
    page.goto(f"{url}/gradebook/{course.SLUG}/{course.SLUG}")
    page.get_by_role("link", name=re.compile("Submission")).first.wait_for()
    with open_gradebook(Course(root)) as gradebook:
        number = gradebook.find_submission_notebook(course.SLUG, course.SLUG, "ben").id
    page.goto(f"{url}/submissions/{number}")
    box = page.locator("input#why")
    box.wait_for()
    assert SCHEME in page.content() and "That is twice x." in page.content()
    # The marks come by a request of their own, later than the page; until then a mark that is typed is not saved.
    expect(page.locator("input#check-triple")).to_have_attribute("placeholder", "0", timeout=30_000)
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT") as saved:
        box.fill("0.5")
        box.press("Tab")
    assert saved.value.ok
    assert mark_of(root, "ben") == (0.5, False, 7.5)

    course.hand_in(root, "ben", course.right_but(triple="def triple(x):\n    return x + 3"))
    assert grade(root).graded == 1
    assert mark_of(root, "ben") == (0.5, True, 7.5)  # kept, and asks for a second look

    page.reload()
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
        page.locator(".panel-heading", has=box).get_by_role("button", name="Resolve").click()
    assert mark_of(root, "ben") == (0.5, False, 7.5)

    page.goto(f"{url}/manage_submissions/{course.SLUG}")
    row(page, "ben")
    with page.expect_response(
        lambda answer: f"{course.SLUG}/ben/generate_feedback" in answer.url, timeout=60_000
    ) as made:
        page.locator("tr", has=page.get_by_text("ben", exact=True)).locator(".generate-feedback a").click()
    assert made.value.json()["success"], made.value.json()
    text = feedback(root, "ben")
    assert "why · 0.5 of 1" in text and "7.5 of 10 points" in text and "That is three more than x." in text
    for hidden in (SCHEME, "the-model-answer", "the-secret-of-triple", "a-secret-why"):
        assert hidden not in text


def test_what_a_student_wrote_does_not_run_in_formgrader(formgrader):
    root, page, url = formgrader
    with open_gradebook(Course(root)) as gradebook:
        number = gradebook.find_submission_notebook(course.SLUG, course.SLUG, "eve").id
    met = []
    page.on("dialog", lambda dialog: (met.append(dialog.message), dialog.dismiss()))
    page.goto(f"{url}/submissions/{number}/")
    page.get_by_text("Because. <").wait_for()
    assert page.locator("a[href^=javascript], img[onerror], svg[onload]").count() == 0
    assert not any("alert" in text for text in page.locator("script").all_text_contents()) and not met
