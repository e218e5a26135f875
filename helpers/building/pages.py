"""Pages of the documentation that are gathered from the lessons: errata of lecture notes, and what is taught where."""
import re

from ..course_map import LESSONS

ERRATUM = "> **Where lecture notes go wrong.**"
NOTICE = "<!-- Gathered from the lessons by `make build`. Edit the lessons, not this page. -->\n"


def errata_page(notebooks):
    """The boxes "Where lecture notes go wrong" of all lessons, each with the text that resolves it.

    Args:
        notebooks: dict of lesson folder name -> notebook, in the order of the course.
    """
    lines = ["# Where lecture notes go wrong", "", NOTICE, "Each box stands in its lesson, where it matters, beside the cell that proves it.", ""]
    for lesson in LESSONS:
        if lesson.slug not in notebooks:
            continue
        boxes = list(_boxes(notebooks[lesson.slug]))
        if boxes:
            lines += [f"## {lesson.number} · {lesson.title}", ""]
        for section, box in boxes:
            lines += [f"**[{section}](../course/{lesson.slug}/{lesson.slug}.ipynb)**", "", box, ""]
    return "\n".join(lines).rstrip() + "\n"


def coverage_page(notebooks):
    """A table topic → lesson → exercises, from the lessons' section headings."""
    lines = ["# What is taught where", "", NOTICE, "| topic | lesson | exercises |", "|---|---|---|"]
    for lesson in LESSONS:
        if lesson.slug not in notebooks:
            continue
        for section, exercises in _sections(notebooks[lesson.slug]):
            names = ", ".join(f"`{name}`" for name in exercises)
            lines.append(f"| {section} | [{lesson.number} · {lesson.title}](../course/{lesson.slug}/{lesson.slug}.ipynb) | {names} |")
    return "\n".join(lines) + "\n"


def _sections(notebook):
    """(title, exercises' names) of each numbered section."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for title in re.findall(r"^## (?:\d+ · )?(.+)$", cell.source, re.M):
                found.append((title, []))
        match = re.match(r'check\("\d\d\.(\w+)", \w+\)$', cell.source)
        if match and cell.metadata.get("nbgrader", {}).get("grade") and found:
            found[-1][1].append(match[1])
    skipped = ("Summary", "Practice quiz", "Graded quiz", "In your own words")
    return [(title.replace("|", "\\|"), exercises) for title, exercises in found if not title.startswith(skipped)]


def _boxes(notebook):
    """(section's title, box and what follows it) for every such box of a lesson."""
    section, cells = "", notebook.cells
    for index, cell in enumerate(cells):
        if cell.cell_type != "markdown" or cell.metadata.get("nbgrader", {}).get("solution"):
            continue
        blocks = _blocks(cell.source)
        for place, block in enumerate(blocks):
            if block.startswith("## "):
                section = re.sub(r"^## (\d+ · )?", "", block.splitlines()[0])
            if block.startswith(ERRATUM):
                after = _until_something_new(blocks[place + 1 :])
                if not after:
                    later = (other for other in cells[index + 1 : index + 4] if other.cell_type == "markdown")
                    after = _until_something_new(_blocks(next(later).source))
                yield section, "\n\n".join([block, *after])


def _blocks(source):
    """Paragraphs, block quotes and fenced code of a Markdown text, whole."""
    found = []
    fenced = False
    for line in source.splitlines():
        new = not found or (not fenced and (not line.strip() or line.startswith(">") != found[-1].startswith(">") or line.startswith("#")))
        if line.startswith("```"):
            fenced = not fenced
        if new:
            found.append(line)
        else:
            found[-1] += "\n" + line
    return [block.strip() for block in found if block.strip()]


def _until_something_new(blocks):
    """The blocks before the next heading or box, at most two."""
    kept = []
    for block in blocks[:2]:
        if block.startswith(("#", "> **", "<details")):
            break
        kept.append(block)
    return kept
