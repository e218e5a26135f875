"""Handouts as readers meet them: opened from disk in Chromium without a network, on a screen, a phone and on paper."""

import base64
import html
import io
import json
import re
import subprocess
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import handout_course
import nbformat
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import OUTSIDE, chromium, fetched, jupyter_lab, offline_page, press_through
from contrast import too_low
from lessons import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from PIL import Image
from playwright.sync_api import expect
from system import needs

from helpers import bootstrap
from helpers.course.notebooks import BOXES
from helpers.instructors.authored import Course
from helpers.instructors.building.boxes import painted
from helpers.instructors.handouts import pdf
from helpers.instructors.handouts.build import build
from helpers.instructors.handouts.fonts import characters_of, math_font
from helpers.instructors.handouts.formulas import to_mathml
from helpers.instructors.handouts.pdf import SECTIONS, make_pdf, sections
from helpers.instructors.handouts.pictures import shorter_pictures
from helpers.instructors.handouts.site import build_site
from helpers.instructors.handouts.text import css_string

pytestmark = needs("chromium")

FORMULAS = json.loads((ROOT / "tests/support/formulas.json").read_text("utf-8"))
PAGES = [
    "handouts/student/01-neuron.html",
    "handouts/instructor/01-neuron.html",
    "handouts/student/02-second.html",
    "handouts/index.html",
    "handouts/instructor/index.html",
    "site/01-neuron.html",
    "site/index.html",
]


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = handout_course.make(tmp_path_factory.mktemp("pages") / "course")
    build(Course(folder), progress=False)
    build_site(Course(folder), progress=False)
    return folder


@pytest.mark.parametrize("name", PAGES)
def test_page_fetches_nothing_and_complains_of_nothing(browser, course, name, record_property):
    with offline_page(browser, course / name) as page:
        page.wait_for_load_state("networkidle")
        assert fetched(page) == [] and page.problems == []
        ready = page.evaluate("() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        record_property("ready_ms", ready)
        print(f"{name}: ready after {ready:.0f} ms")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_barrier(browser, course, name, dark):
    with offline_page(browser, course / name, dark=dark) as page:
        page.evaluate("() => document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
        found = Axe().run(page).response
        assert len(found["passes"]) > 10
        assert [(item["id"], item["nodes"][0]["html"][:200]) for item in found["violations"]] == []
        assert too_low(page, found) == []
        ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert (ground != "rgb(255, 255, 255)") == dark


def test_a_formula_too_pale_is_told(browser, course):
    with offline_page(browser, course / PAGES[0]) as page:
        page.add_style_tag(content="math { color: #999 }")
        found = Axe().run(page, options={"runOnly": ["color-contrast"]}).response
        assert len(too_low(page, found)) > 5


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_needs_no_sideways_scrolling(browser, course, name):
    with offline_page(browser, course / name, width=360, height=740) as page:
        assert page.evaluate("() => document.documentElement.scrollWidth") == 360
        assert page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("wide", ["pre.printed", ".nn-wide"])
def test_what_scrolls_sideways_can_be_reached_by_keyboard(browser, course, wide):
    with offline_page(browser, course / PAGES[0], width=360) as page:
        expect(page.locator(wide).first).to_have_attribute("tabindex", "0")
        page.locator(wide).first.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("(wide) => document.querySelector(wide).scrollLeft > 0", arg=wide)


def test_a_wide_figure_fits_a_screen_and_stays_readable_on_a_phone(browser, course):
    for width, readable, scrolls in ((360, 600, True), (1200, 800, False)):
        with offline_page(browser, course / PAGES[0], width=width) as page:
            box = page.locator(".nn-wide").first
            assert box.locator("img").evaluate("(image) => image.getBoundingClientRect().width") > readable
            assert box.evaluate("(box) => box.scrollWidth > box.clientWidth") == scrolls


def test_skip_link_comes_first_and_leads_to_the_lesson(browser, course):
    with offline_page(browser, course / PAGES[0]) as page:
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => [document.activeElement.textContent, document.activeElement.getBoundingClientRect().top >= 0]"
        )
        assert focused == ["Skip to the lesson", True]
        assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.id") == "lesson"


def test_structure_of_the_page(browser, course):
    with offline_page(browser, course / PAGES[0]) as page:
        for landmark in ("banner", "main", "contentinfo"):
            assert page.get_by_role(landmark).count() == 1
        assert page.get_by_role("heading", level=1).all_text_contents() == ["01 · A neuron that decides"]
        here = page.get_by_role("navigation", name="On this page")
        assert here.get_by_role("link").all_text_contents() == [
            "1 · What a neuron computes",
            "2 · Quiz",
            "3 · Many epochs",
            "Summary",
        ]
        here.get_by_role("link", name="Summary").click()
        assert page.evaluate("() => decodeURIComponent(location.hash)") == "#Summary"


def test_lessons_lead_to_each_other_from_disk(browser, course):
    with offline_page(browser, course / "handouts/index.html") as page:
        page.get_by_role("link", name="Student edition of 01").click()
        page.get_by_role("link", name="Next 02").click()
        assert page.title() == "02 · A second lesson · Student edition"
        page.get_by_role("link", name="Neural networks, a course").click()
        assert page.url.endswith("/handouts/student/index.html")


def test_widget_lives_and_every_key_is_painted(browser, course):
    with offline_page(browser, course / PAGES[0]) as page:
        page.locator('.nnw input[data-name="w1"]').focus()
        painted = press_through(page, "ArrowRight", 20)
        assert len(painted) == len(set(painted)) == 20
        assert page.locator(".nnw").count() == 2 and page.problems == []


def test_a_quiz_answers_at_once(browser, course):
    with offline_page(browser, course / PAGES[0]) as page:
        page.get_by_role("radio", name="9").check()
        page.get_by_role("button", name="Check").click()
        page.get_by_text("1 of 1 answered, 2 of 2 marks.").first.wait_for()


def test_series_of_pictures_moves_by_keyboard_and_is_told_in_words(browser, course):
    with offline_page(browser, course / PAGES[0]) as page:
        series = page.locator("[data-frames]")
        series.get_by_role("slider", name="The bar grows: epoch").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert series.get_by_role("status").last.text_content() == "The bar after epoch 3 is 180 wide."
        assert series.locator("img").get_attribute("alt") == "The bar after epoch 3 is 180 wide."
        assert series.get_by_role("slider").get_attribute("aria-valuetext") == "3"
        assert "180" in series.locator("img").get_attribute("src")


def test_answers_open_by_keyboard(browser, course):
    with offline_page(browser, course / PAGES[0]) as page:
        page.locator(".box-think summary").focus()
        page.keyboard.press("Enter")
        assert page.get_by_text("the four inequalities contradict each other").is_visible()


def test_what_is_written_stays(browser, course):
    with offline_page(browser, course / PAGES[0]) as page:
        page.get_by_label("Your answer: Exercise 1").fill("return 3 * x")
        page.reload()
        assert page.get_by_label("Your answer: Exercise 1").input_value() == "return 3 * x"


def test_reduced_motion_is_respected(browser, course):
    for calm, behaviour in ((False, "smooth"), (True, "auto")):
        with offline_page(browser, course / PAGES[0], calm=calm) as page:
            assert page.evaluate("() => getComputedStyle(document.documentElement).scrollBehavior") == behaviour


def test_page_says_all_it_can_without_scripts(browser, course):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((course / PAGES[0]).as_uri())
    assert page.get_by_text("GateTuner: gate AND").is_visible()
    assert page.locator("math").count() > 10 and page.get_by_alt_text("The bar after epoch 1").is_visible()
    context.close()


# -- formulas ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def formulas(browser, tmp_path_factory):
    """A page with all formulas, each in a <p> of its own, in the embedded font."""
    extra = [
        ["long arrow", r"x \xrightarrow{\text{a long label over it}} h"],
        ["short arrow", r"x \to h"],
        ["small", "(a)"],
        ["tall", r"\left(\frac{\frac ab}{\frac cd}\right)"],
    ]
    body = "".join(f'<p data-name="{name}">{to_mathml(latex, True)}</p>' for name, latex in [*FORMULAS, *extra])
    face = f"@font-face {{ font-family: M; src: url(data:font/woff;base64,{math_font(characters_of(body))}) }}"
    path = tmp_path_factory.mktemp("formulas") / "all.html"
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><style>{face} math {{ font-family: M; font-size: 30px }}</style>{body}',
        "utf-8",
    )
    with offline_page(browser, path) as page:
        page.evaluate("() => document.fonts.ready")
        yield page


SIZE = "(e) => { const box = e.getBoundingClientRect(); return [box.width, box.height]; }"


@pytest.mark.parametrize("name", [name for name, _ in FORMULAS])
def test_formula_is_drawn(formulas, name):
    width, height = formulas.locator(f'[data-name="{name}"] math').evaluate(SIZE)
    assert width > 10 and height > 15
    drawn = formulas.locator(f'[data-name="{name}"] :is(mi, mo, mn, mtext)').evaluate_all(
        "(all) => all.filter((e) => e.textContent.trim() && !/^[\\u2061-\\u2064]$/.test(e.textContent)).map((e) => "
        "e.getBoundingClientRect().height)"
    )
    assert min(drawn) > 0


def test_font_is_the_embedded_one(formulas):
    assert formulas.evaluate("() => [...document.fonts].map((face) => face.status)") == ["loaded"]


@pytest.mark.parametrize(
    ("name", "bracket", "inside"),
    [
        ("bmatrix", "[", "mtable"),
        ("cases", "{", "mtable"),
        ("tall", "(", "mfrac"),
        ("smallmatrix/array", "[", "mtable"),
        ("prod/binom", "(", "mfrac"),
    ],
)
def test_brackets_grow_with_what_they_hold(formulas, name, bracket, inside):
    formula = formulas.locator(f'[data-name="{name}"]')
    high = formula.locator("mo").filter(has_text=re.compile(f"^{re.escape(bracket)}$")).first.evaluate(SIZE)[1]
    assert high >= 0.8 * formula.locator(inside).first.evaluate(SIZE)[1]
    plain = formulas.locator('[data-name="small"] mo').first.evaluate(SIZE)[1]
    assert high > 1.3 * plain


def test_arrows_and_braces_grow_with_their_label(formulas):
    # The box of a stretched arrow or brace keeps its first width; the picture tells.
    assert longest_line(formulas.locator('[data-name="long arrow"] math')) > 150
    assert longest_line(formulas.locator('[data-name="short arrow"] math')) < 40
    assert longest_line(formulas.locator('[data-name="underbrace"] math')) > 40


def longest_line(element):
    """The longest horizontal run of dark pixels in an element."""
    dark = np.asarray(Image.open(io.BytesIO(element.screenshot())).convert("L")) < 128
    return max(max((len(run) for run in "".join("x" if on else " " for on in row).split()), default=0) for row in dark)


def test_a_drawing_written_shorter_is_the_same_picture(browser, tmp_path):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(4, 3))
    axes.plot([0.123456, 1, 2], [3, 1.234567, 2], "o--", label="a line, $x_1^2$")
    axes.scatter([0.5, 1.5], [1.5, 2.5], c=["red", "blue"])
    axes.set(title="Ünïcode & <letters>", xlabel="x")
    axes.legend()
    stream = io.StringIO()
    figure.savefig(stream, format="svg")
    plt.close(figure)
    before = f'<img src="data:image/svg+xml;base64,{base64.b64encode(stream.getvalue().encode()).decode()}">'
    after = shorter_pictures(before)
    assert len(after) < 0.6 * len(before)
    shots = []
    for name, picture in (("before", before), ("after", after)):
        (tmp_path / f"{name}.html").write_text(f'<!doctype html><meta charset="utf-8">{picture}', "utf-8")
        with offline_page(browser, tmp_path / f"{name}.html") as page:
            shots.append(np.asarray(Image.open(io.BytesIO(page.locator("img").screenshot())).convert("RGB"), int))
    # Positions to two decimals shade edges a little differently; a letter that is missing or elsewhere differs by 255.
    assert shots[0].shape == shots[1].shape and np.abs(shots[0] - shots[1]).max() < 128 and shots[0].std() > 10


# -- search, paper, JupyterLab -------------------------------------------------------------------------


def test_search_works_from_disk(browser, course):
    with offline_page(browser, course / "site/02-second.html") as page:
        page.get_by_label("Search the lessons").fill("bias neuron")
        page.keyboard.press("Enter")
        page.wait_for_url("**/site/index.html?q=bias+neuron")
        results = page.get_by_role("region", name="Search results")
        assert "found" in results.get_by_role("status").text_content()
        assert results.locator("mark").first.text_content().lower() in ("bias", "neuron")
        page.get_by_label("Search the lessons").fill("SÓFTMAX")
        assert results.get_by_role("link").first.text_content() == "02 · A second lesson › 1 · Softmax"
        assert [item["id"] for item in Axe().run(page).response["violations"]] == []
        results.get_by_role("link").first.click()
        assert page.url.split("/")[-1].startswith("02-second.html#1") and page.problems == []


@pytest.mark.parametrize(
    ("asked", "quoted", "said"),
    [
        ("softmx", "softmax(𝐳)ᵢ = (e^zᵢ)/(∑ⱼ₌₁^K e^zⱼ)", "Read softmx as softmax"),
        ("neurno", "neuron", "Read neurno as neuron"),
        ("contradct", "the four inequalities contradict each other", "Read contradct as contradict"),
        ("sigma(z) = 1/(1+e^-z)", "Its smooth relative is σ(z) = 1/(1 + e^(−z))", "found"),
        ("w1 + w2 + 2b < 0", "w₁ + w₂ + 2b < 0", "found"),
        ("import numpy", "import numpy as np", "found"),
    ],
)
def test_search_forgives_a_slip_knows_formulas_and_quotes_sentences(browser, course, asked, quoted, said):
    with offline_page(browser, course / "site/index.html") as page:
        page.get_by_label("Search the lessons").fill(asked)
        results = page.get_by_role("region", name="Search results")
        assert quoted in results.locator("li p").first.text_content()
        assert said in results.get_by_role("status").text_content()


def test_search_says_when_there_is_nothing(browser, course):
    with offline_page(browser, course / "site/index.html") as page:
        page.get_by_label("Search the lessons").fill("zebra (")
        assert page.get_by_role("status").text_content() == "Nothing found. Try fewer or shorter words."
        page.get_by_label("Search the lessons").fill("")
        assert page.locator("#found").is_hidden()


@pytest.mark.parametrize(("paper", "size"), [("A4", (842, 595)), ("letter", (792, 612))])
def test_pdf_is_tagged_and_has_bookmarks(course, paper, size):
    path = make_pdf(course / "handouts/student/02-second.html", paper)
    data = path.read_bytes().decode("latin-1")
    box = re.search(r"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", data)
    assert (round(float(box[1])), round(float(box[2]))) == size
    assert "/StructTreeRoot" in data and "/Marked true" in data and "/Outlines" in data and "/Lang (en)" in data
    made = path.stat().st_mtime_ns
    assert make_pdf(course / "handouts/student/02-second.html", paper) == path and path.stat().st_mtime_ns == made


def test_a_running_head_names_the_section_that_begins_on_a_sheet_or_goes_on(course, tmp_path, monkeypatch):
    titles = ["1 · Why (in short)", r'2 · "Quoted" \ <b>', "3 · Short", "4 · σ and δ"]
    heights = [900, 300, 100, 1700]  # of a sheet's 600 or so
    parts = "".join(
        f'<h2>{html.escape(title)}</h2><h3>Below</h3><p style="height:{height}px">…</p>'
        for title, height in zip(titles, heights, strict=True)
    )
    [counted] = re.findall(
        r"@counter-style section \{.*\}\n@page \{.*counter\(page, section\).*\}\n",
        (course / "handouts/student/02-second.html").read_text("utf-8"),
    )
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>T</title><style>@page {{ size: A4 landscape; }}\n{counted}</style>'
    page = tmp_path / "page.html"
    page.write_text(f"{head}<body><h1>Title</h1>{parts}", "utf-8")
    printed = []

    def recorded(command, **how):
        printed.append(Path(command[-1].removeprefix("file://")).read_text("utf-8"))
        return subprocess.run(command, **how)

    monkeypatch.setattr(pdf, "subprocess", SimpleNamespace(run=recorded, TimeoutExpired=subprocess.TimeoutExpired))
    named = sections(make_pdf(page).read_bytes())
    first, *_, last = named
    assert first == titles[0] and last == titles[-1] and named == sorted(named) and titles[1] in named
    assert len(named) > 4, "sheets"
    assert SECTIONS in printed[0] and SECTIONS not in printed[1]
    assert all(f'" · {css_string(name)}"' in printed[1] for name in named)


@contextmanager
def on_paper(browser, page, **where):
    """The page as it is just before it is printed; `where` says where the answers go."""
    with offline_page(browser, page) as opened:
        opened.evaluate("(where) => Object.assign(document.body.dataset, where)", where)
        opened.emulate_media(media="print")
        opened.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        yield opened


def test_a_students_paper_has_answers_at_the_end_or_nowhere(browser, course):
    answer = "the four inequalities contradict each other"
    with on_paper(browser, course / PAGES[0]) as page:
        end = page.locator(".at-end")
        assert page.get_by_text(answer).is_visible() and end.get_by_text(answer).count() == 1
        assert page.locator("main details:visible").count() == end.locator("details").count() > 0
        there = page.locator(".box-think .see a").get_attribute("href")
        assert answer in page.locator(there).text_content() and page.locator(there + " > a").get_attribute("href")
        # On the screen everything is in its place again.
        before = page.locator(".box-think").inner_text()
        page.emulate_media(media="screen")
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")
        assert page.locator(".at-end, .see, .note").count() == 0
        assert page.locator(".box-think details").count() == 1 and "end" in before
    with on_paper(browser, course / PAGES[0], answers="none") as page:
        assert page.get_by_text(answer).count() == 0 and page.locator(".at-end").count() == 0
    with on_paper(browser, course / PAGES[1]) as page:
        assert page.get_by_text(answer).is_visible() and page.locator(".at-end").count() == 0


def test_paper_hides_what_cannot_be_used(browser, course):
    with on_paper(browser, course / PAGES[0]) as page:
        gone = ".toc, .turn, .skip, .fold, .frames input, .nnw-slider input, .nnw-button, .nnw-handle"
        assert page.locator(gone).count() > 8
        assert [item.get_attribute("class") for item in page.locator(gone).all() if item.is_visible()] == []
        assert page.locator(".widget .nnw-picture").first.is_visible()
        assert page.locator(".nnw-slider label:visible").count() == 3
        assert page.locator("pre.printed").first.evaluate("(e) => e.scrollWidth <= e.clientWidth")
        columns = page.locator("main").evaluate("(main) => getComputedStyle(main).columnCount")
        assert columns == "2"


def test_links_are_notes_on_paper(browser, course):
    with on_paper(browser, course / PAGES[2]) as page:
        link = page.locator("main a[href^=http]").first
        address = link.get_attribute("href")
        assert link.evaluate("(a) => a.nextElementSibling.textContent") == " [1]"
        assert page.locator(".links li").first.text_content() == address


def test_jupyterlab_offers_both_editions_in_its_export_menu(browser, tmp_path):
    notebook = new_notebook(cells=[new_markdown_cell("# Mine\n\n$x^2$"), new_code_cell("print(6 * 7)")])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, tmp_path / "mine.ipynb")
    with jupyter_lab(tmp_path) as lab, lab.open(browser, "mine.ipynb") as opened:
        offered = opened.page.locator("#jp-mainmenu-file-notebookexport .lm-Menu-item")
        for _ in range(
            30
        ):  # JupyterLab asks its server what to offer; a menu that was opened before the answer stays empty
            opened.page.locator("#jp-MainMenu").get_by_text("File", exact=True).click()
            opened.page.locator(".lm-Menu-item", has_text="Save and Export Notebook As").click()
            opened.page.wait_for_timeout(2000)
            if offered.filter(has_text="HTML").is_visible():
                break
            opened.page.keyboard.press("Escape")
            opened.page.keyboard.press("Escape")
        labels = offered.locator(".lm-Menu-itemLabel").all_text_contents()
        assert [label for label in labels if "handout" in label.lower() or "nncourse" in label.lower()] == [
            "Handout_for_instructors",
            "Handout_for_students",
        ]
        with opened.page.expect_download(timeout=90_000) as download:
            offered.filter(has_text="Handout_for_students").click()
        download.value.save_as(tmp_path / "saved.html")
        assert download.value.suggested_filename == "mine.html"
    with offline_page(browser, tmp_path / "saved.html") as page:
        assert page.title() == "Mine · Student edition" and page.locator("pre.printed").text_content() == "42"
        assert page.locator("msup").count() == 1 and fetched(page) == [] and page.problems == []


LONG = "A neuron weighs what comes in, adds its bias, and says yes or no. " * 12


def test_lines_in_jupyterlab_hold_as_much_as_in_a_handout(browser, tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "settings")
    bootstrap.write_settings()
    text = "\n\n".join(["# Mine", LONG, *(painted(f"> **{kind}** {LONG}") for kind in BOXES)])
    notebook = new_notebook(cells=[new_markdown_cell(text)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (tmp_path / "own").mkdir()
    nbformat.write(notebook, tmp_path / "own/own.ipynb")
    settings = {"JUPYTER_PATH": str(tmp_path / "settings/share/jupyter")}
    with (
        jupyter_lab(tmp_path / "own", environment=settings) as lab,
        lab.open(browser, "own.ipynb", width=1600) as opened,
    ):
        lines = opened.page.locator(".jp-RenderedMarkdown p")
        expect(lines).to_have_count(1 + len(BOXES))
        for line in lines.all():
            count = line.evaluate("(p) => Math.round(p.offsetHeight / parseFloat(getComputedStyle(p).lineHeight))")
            assert 65 <= len(line.text_content()) / count <= 90
        assert lines.nth(1).evaluate("(p) => p.parentElement.style.borderLeftWidth") == "6px"
        # As in a handout a box's label has its colour, and a line of its own.
        labels = opened.page.locator(".jp-RenderedMarkdown p > strong").evaluate_all(
            """(labels) => labels.map((label) => {
                const words = document.createRange();
                words.setStart(label.nextSibling, 1);
                words.setEnd(label.nextSibling, 9);
                const below = words.getBoundingClientRect().top >= label.getClientRects()[0].bottom - 4;
                return below && getComputedStyle(label).color;
            })"""
        )
        assert len(set(labels)) == len(BOXES) and all(labels), labels


def test_lines_of_a_page_hold_65_to_90_characters(browser, course):
    with offline_page(browser, course / PAGES[0]) as page:
        counts = page.evaluate(
            """(words) => ['main', '.box-note'].map((where) => {
                const p = document.createElement('p');
                p.textContent = words;
                document.querySelector(where).append(p);
                return words.length / Math.round(p.offsetHeight / parseFloat(getComputedStyle(p).lineHeight));
            })""",
            LONG,
        )
        assert all(65 <= count <= 90 for count in counts), counts


def test_the_list_of_sections_marks_the_one_that_is_read(browser, course):
    with offline_page(browser, course / PAGES[0]) as page:
        for name in ("3 · Many epochs", "1 · What a neuron computes"):
            page.get_by_role("heading", name=name).evaluate("(heading) => heading.scrollIntoView()")
            expect(page.locator(".toc [aria-current]")).to_have_text(name)


def test_code_boxes_have_one_width_and_what_scrolls_says_so(browser, course):
    with offline_page(browser, course / PAGES[0], width=1400) as page:
        widths = page.locator("main > pre:visible").evaluate_all("(all) => all.map((pre) => pre.offsetWidth)")
        assert len(widths) > 3 and len(set(widths)) == 1
        assert page.locator(".swipe:visible").count() == 0
    with offline_page(browser, course / PAGES[0], width=360) as page:
        box = page.locator(".nn-wide.goes-on").first
        assert (
            box.evaluate("(box) => box.nextElementSibling.matches('.swipe')") and page.locator(".swipe:visible").count()
        )
        box.evaluate("(box) => { box.scrollLeft = 9999; }")
        expect(page.locator(".nn-wide").first).not_to_have_class(re.compile("goes-on"))
