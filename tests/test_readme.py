"""The README tells the truth: its map is the course's, its links lead somewhere, its commands exist."""
import re

import pytest
from lessons import ROOT

from helpers.cli import main
from helpers.course_map import LESSONS

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_map_in_the_readme_is_the_course():
    text = (ROOT / "README.md").read_text("utf-8")
    for lesson in LESSONS:
        row = f"| {lesson.number} | [{lesson.title}](course/{lesson.slug}/{lesson.slug}.ipynb) | {lesson.minutes} min | {lesson.points} | {lesson.content} |"
        assert row in text


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = page.read_text("utf-8")
    headings = {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in re.findall(r"^#+ (.*)$", text, re.M)}
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```|`[^`\n]+`", "", text, flags=re.S)):
        if target.startswith("#"):
            assert target[1:] in headings, target
        elif not re.match(r"[a-z]+:", target):
            assert (page.parent / target.split("#")[0]).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_exists(page):
    text = page.read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    for name in re.findall(r"(?:^|`)make ([a-z-]+)", text, re.M):
        assert name in targets, f"make {name}"
    for name in re.findall(r"(?:^|`|bin/)nncourse ([a-z-]+)", text, re.M):
        assert name in main.commands, f"nncourse {name}"
