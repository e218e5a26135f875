"""Every page of the course itself: nothing fetched, no barrier, fits a phone, no answer in a student's hands.

The pages are made in `handouts/`, as `make handouts` makes them, so that lessons which have not changed are not run
again.
"""

import contextlib
import html
import json
import re
import shutil
from pathlib import Path

import executed
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import OUTSIDE, chromium, fetched, offline_page
from contrast import too_low
from system import needs

from helpers.instructors.authored import Course
from helpers.instructors.handouts.build import build
from helpers.instructors.handouts.editions import BEGIN, END
from helpers.instructors.handouts.pdf import make_pdf
from helpers.instructors.handouts.places import HandoutError

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
LESSONS = [lesson.slug for lesson in Course(ROOT).lessons]
EDITIONS = ("student", "instructor")
LARGEST = 700_000
READY = "() => performance.getEntriesByType('navigation')[0].loadEventEnd"
"""For the report (`pytest -rP` or `--junitxml`): all parsed, scripts run, widgets mounted, pictures loaded."""

OVERFULL_CELLS = """() => [...document.querySelectorAll('main td, main th')]
    .filter((cell) => cell.offsetParent && cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent)"""


@pytest.fixture(scope="module")
def pages():
    """Gives the path of a page; a lesson that could not be made fails its own tests, with its own message."""
    failures = ""
    for name in LESSONS:
        with contextlib.suppress(HandoutError):  # told below, with its page
            executed.solutions(name)
    try:
        build(Course(ROOT), progress=False)
    except HandoutError as error:
        failures = str(error)

    def page(edition, name):
        told = [line for line in failures.splitlines() if line.startswith(name)]
        assert told == []
        return ROOT / "handouts" / edition / f"{name}.html"

    return page


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


def words_of(page):
    """The text of a page without code colours, scripts and styles."""
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", page))


@pytest.mark.parametrize("name", LESSONS)
def test_student_page_holds_no_line_of_a_solution(pages, name):
    shown = words_of(pages("student", name).read_text("utf-8"))
    released = json.loads((ROOT / "course" / name / f"{name}.ipynb").read_text("utf-8"))
    given = words_of("\n".join("".join(cell["source"]) for cell in released["cells"]))
    answers = set()
    for cell in Course(ROOT).lesson(name).notebook().cells:
        for region in re.findall(rf"{BEGIN}\n(.*?){END}", cell.source, re.DOTALL):
            answers |= {line.strip() for line in region.splitlines()}
    answers = {
        line
        for line in answers
        if line not in given and len(line) > 15 and not line.startswith(("for ", "return ", "#"))
    }
    assert [line for line in answers if line in shown] == []


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", LESSONS)
def test_page_is_small(pages, name, edition):
    assert pages(edition, name).stat().st_size < LARGEST


@needs("chromium")
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", [*LESSONS, "index"])
def test_page_meets_its_readers(pages, browser, name, edition, record_property):
    path = pages(edition, name)
    # Each lesson is seen in both themes, the student's page in the light, the instructor's in the dark: what stands on
    # one alone are answers. All else that axe looks at is the same in the dark.
    for dark in (False, True) if name in (LESSONS[0], "index") else (edition == "instructor",):
        rules = {"resultTypes": ["violations", "incomplete"]} | ({"runOnly": ["color-contrast"]} if dark else {})
        with offline_page(browser, path, dark=dark) as page:
            ready = page.evaluate(READY)
            record_property(f"ready_ms_{'dark' if dark else 'light'}", ready)
            print(f"{edition}/{path.name}: ready after {ready:.0f} ms")
            page.evaluate("() => document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
            found = Axe().run(page, options=rules).response
            assert [(item["id"], item["nodes"][0]["html"][:200]) for item in found["violations"]] == []
            assert too_low(page, found) == [], "texts with too little contrast that axe leaves undecided"
            assert fetched(page) == [] and page.problems == []
    with offline_page(browser, path, width=360, height=740) as page:
        assert page.evaluate("() => document.documentElement.scrollWidth") == 360
        assert page.evaluate(OVERFULL_CELLS) == [], "words of a table run into the next column"
        assert page.evaluate(OUTSIDE) == []


@needs("chromium")
def test_the_first_lesson_is_short_on_paper(pages, tmp_path):
    """Before it had columns, it took 37 pages and had less to say; 60 % of them is the bar."""
    made = make_pdf(shutil.copy(pages("student", LESSONS[1]), tmp_path)).read_bytes()
    assert 10 < len(re.findall(rb"/Type /Page\b", made)) <= 22
