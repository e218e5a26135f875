"""The documentation is true: plan and glossary agree with the lessons, the picture has words, and links are complete.

Its commands are typed in test_commands.py.
"""

import re
import xml.etree.ElementTree as tree

import pytest
from click.testing import CliRunner
from docs_pages import FENCE, PAGES
from lessons import ROOT, slugs

from helpers.cli import main
from helpers.instructors.authored import Course
from helpers.instructors.banks.written import read_written


def test_every_command_explains_itself():
    for name, command in main.commands.items():
        told = CliRunner().invoke(main, [name, "--help"])
        assert told.exit_code == 0 and len(command.get_short_help_str(300)) > 30 and "Usage" in told.output, name


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
    for room in re.findall(
        r">(?:helpers/|instructors/)?(\w+)/?</text>", (ROOT / "docs/architecture.svg").read_text("utf-8")
    ):
        if any((ROOT / above / room).is_dir() for above in ("", "helpers", "helpers/instructors")):
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


def test_each_erratum_stands_alone():
    """Nothing in the list leans on a cell, a picture or a table that stands in the lesson only."""
    text = (ROOT / "docs/errata.md").read_text("utf-8")
    leaning = r"(?:next|last|first) cell|cells? (?:above|below)|widget (?:above|below)|table (?:above|below|says)|the picture|have just seen|with yours|two tables"
    found = [line for line in text.splitlines() if re.search(leaning, line, re.I)]
    assert not found


@pytest.mark.parametrize(
    "wanted",
    [
        "flatten",
        "F1",
        "Xception",
        "Inception",
        "AlexNet",
        "LeNet",
        "Nesterov",
        "AdamW",
        "1 × 1 kernel",
        "regression head",
        "De Morgan",
        "GradientTape",
        "plot_model",
        "receptive field",
        "stride",
        "padding",
        "confusion matrix",
        "fine-tuning",
        "residual",
        "ResNet",
        "VGG-16",
        "entropy",
        "softplus",
        "weight decay",
        "augmentation",
        "early stopping",
        "backpropagation through time",
        "autoencoder",
        "pooling",
        "batch normalization",
    ],
)
def test_whoever_looks_for_a_topic_finds_its_section(wanted):
    page = (ROOT / "docs/coverage.md").read_text("utf-8")
    rows = [
        line for line in page.splitlines() if line.startswith("| ") and wanted.lower() in line.split(" | ")[0].lower()
    ]
    assert rows and all("](../course/" in row for row in rows)


def test_every_written_question_has_its_section_on_the_page():
    page = (ROOT / "docs/coverage.md").read_text("utf-8")
    for lesson in Course(ROOT).lessons:
        for question in read_written(lesson.folder / "written.md"):
            assert f"| {question.title} | [{question.lesson} · " in page, question.id


def test_a_block_types_the_environments_programs_with_their_folder():
    """A reader pastes a block as it stands, and has activated nothing."""
    bare = re.compile(r"^ *(?:nncourse|nbgrader|jupyter|dask|pytest) ", re.M)
    found = [
        f"{page.name}: {line[0]}"
        for page in PAGES
        for _, block in FENCE.findall(page.read_text("utf-8"))
        for line in bare.finditer(block)
    ]
    assert found == []
