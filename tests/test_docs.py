"""The documentation is true: plan and glossary agree with the lessons, the picture has words, and links are complete.

Its commands are typed in test_docs_commands.py.
"""
import re
import xml.etree.ElementTree as tree

import pytest
from click.testing import CliRunner
from docs_pages import PAGES
from lessons import ROOT, slugs

from helpers.cli import main
from helpers.course_map import LESSONS


def test_every_command_explains_itself():
    for name, command in main.commands.items():
        told = CliRunner().invoke(main, [name, "--help"])
        assert told.exit_code == 0 and len(command.help) > 30, name


def test_the_semester_plan_is_the_course():
    text = (ROOT / "docs/instructor-guide.md").read_text("utf-8")
    rows = re.findall(r"^\| ?(\d*) \| (.*) \| (\d+) min \| ([\d.]+) \|$", text, re.M)
    *weeks, last = rows
    assert [int(week) for week, *_ in weeks] == list(range(1, 15))
    lessons = {lesson.slug: lesson for lesson in LESSONS}
    planned = []
    for week, names, minutes, points in weeks:
        held = [lessons[slug] for slug in re.findall(r"course/([^/]+)/", names)]
        planned += held
        assert (sum(lesson.minutes for lesson in held), sum(lesson.points for lesson in held)) == (int(minutes), float(points)), f"week {week}"
        for lesson in held:
            assert f"{lesson.number} · {lesson.title}" in names
    assert planned == list(LESSONS), "each lesson has one week of the plan in docs/instructor-guide.md"
    assert (int(last[2]), float(last[3])) == (sum(lesson.minutes for lesson in LESSONS), sum(lesson.points for lesson in LESSONS))


def glossary():
    text = (ROOT / "docs/glossary.md").read_text("utf-8")
    return re.findall(r"^\| \*\*(.+?)\*\* \| (.+?) \| \[(\d\d)\]\(\.\./course/([^/]+)/.*\) \|$", text, re.M)


@pytest.mark.parametrize("slug", slugs())
def test_each_term_of_the_glossary_occurs_in_its_lesson(slug):
    source = (ROOT / "solutions" / slug / f"{slug}.py").read_text("utf-8")
    text = re.sub(r"\s*\n# ?(> ?)?", " ", source).lower()
    terms = [re.sub(r" \(.*", "", term).lower() for term, _, number, _ in glossary() if number == slug[:2]]
    assert terms, "every lesson brings terms of its own"
    assert [term for term in terms if term not in text] == []


def test_the_glossary_names_each_term_once_in_order_and_in_one_sentence():
    rows = glossary()
    table = [line for line in (ROOT / "docs/glossary.md").read_text("utf-8").splitlines() if line.startswith("| **")]
    names = [term.lower() for term, *_ in rows]
    assert len(rows) == len(table) > 100 and names == sorted(set(names))
    for term, meaning, number, slug in rows:
        assert slug[:2] == number and meaning.endswith(".") and ". " not in meaning, term


def test_the_picture_of_the_rooms_has_words_for_those_who_do_not_see_it():
    drawing = tree.parse(ROOT / "docs/architecture.svg").getroot()
    space = {"svg": "http://www.w3.org/2000/svg"}
    title, description = (drawing.find(f"svg:{name}", space) for name in ("title", "desc"))
    assert drawing.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    alt = re.search(r"!\[(.*?)\]\(architecture\.svg\)", (ROOT / "docs/architecture.md").read_text("utf-8"))[1]
    for room in re.findall(r">(?:helpers/)?(\w+)/?</text>", (ROOT / "docs/architecture.svg").read_text("utf-8")):
        if (ROOT / room).is_dir() or (ROOT / "helpers" / room).is_dir():
            assert room in alt.lower() and room in description.text.lower(), room


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_table_ends_with_an_empty_line(page):
    """Else what follows is set as one more row of it."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.S | re.M)
    assert re.findall(r"^\|.*\|\n(?!\||<!--)\S.*", text, re.M) == []


def test_the_index_names_every_page():
    text = (ROOT / "docs/README.md").read_text("utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in text, page.name
