"""Every page of the course itself: nothing fetched, no barrier, fits a phone, no answer in a student's hands.

The pages are made in `handouts/`, as `make handouts` makes them, so that lessons which have not changed are not run again.
"""
import html
import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import chromium, offline_page
from system import needs
from test_handouts_browser import OUTSIDE, fetched

from helpers.building.sources import lesson_folders, read_source
from helpers.handouts.build import build
from helpers.handouts.editions import BEGIN, END
from helpers.handouts.places import HandoutError

ROOT = Path(__file__).resolve().parent.parent
LESSONS = [folder.name for folder in lesson_folders(ROOT)]
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
    try:
        build(ROOT, progress=False)
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
    for cell in read_source(ROOT / "solutions" / name / f"{name}.py").cells:
        for region in re.findall(rf"{BEGIN}\n(.*?){END}", cell.source, re.DOTALL):
            answers |= {line.strip() for line in region.splitlines()}
    answers = {line for line in answers if line not in given and len(line) > 15 and not line.startswith(("for ", "return ", "#"))}
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
    for dark in (False, True):
        with offline_page(browser, path, dark=dark) as page:
            ready = page.evaluate(READY)
            record_property(f"ready_ms_{'dark' if dark else 'light'}", ready)
            print(f"{edition}/{path.name}: ready after {ready:.0f} ms")
            page.evaluate("() => document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
            violations = Axe().run(page).response["violations"]
            assert [(item["id"], item["nodes"][0]["html"][:200]) for item in violations] == []
            assert fetched(page) == [] and page.problems == []
    with offline_page(browser, path, width=360, height=740) as page:
        assert page.evaluate("() => document.documentElement.scrollWidth") == 360
        assert page.evaluate(OVERFULL_CELLS) == [], "words of a table run into the next column"
        assert page.evaluate(OUTSIDE) == []
