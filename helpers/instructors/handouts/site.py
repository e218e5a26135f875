"""The site: all student pages with a front page that searches them, for any web server or none."""

import re
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag

from ...course.files import write_whole
from .build import build
from .index import index_page
from .linear import with_linear_formulas


def build_site(course, out=None, jobs=None, progress=True):
    """Write the site to `out` (`root/site` if None); return the paths written.

    Raises:
        ValueError: some lessons could not be made.
    """
    root = course.root
    out = Path(out) if out else root / "site"
    made = root / "handouts" / ".site"
    build(
        course,
        editions=("student",),
        out=made,
        jobs=jobs,
        progress=progress,
        search="index.html",
        cache=root / "handouts" / ".executed",
    )
    facts = [lesson.facts() for lesson in course.lessons]
    texts = {item.slug: (made / "student" / f"{item.slug}.html").read_text("utf-8") for item in facts}
    pages = {out / f"{name}.html": text for name, text in texts.items()}
    found = [section for item in facts for section in sections(texts[item.slug], f"{item.slug}.html", item.heading)]
    pages[out / "index.html"] = index_page(facts, {"student": ""}, {"student": list(texts)}, found)
    changed = [path for path, page in pages.items() if not path.is_file() or path.read_text("utf-8") != page]
    for path in changed:
        write_whole(path, pages[path])
    return changed


SILENT = ("script", "style", "textarea", "label", "annotation")
BLOCKS = ("p", "li", "pre", "div", "tr", "h1", "h2", "h3", "h4", "summary", "figcaption", "caption")
BLOCK = "\x1e"  # between two paragraphs, items or rows


def sections(page, href, title):
    """The sections of a page for the search: a list of {"page", "heading", "href", "text", "code"}, where `text` is a
    list of sentences, with formulas on one line, and `code` what cells and outputs hold.
    """
    main = BeautifulSoup(with_linear_formulas(page), "html.parser").main
    for tag in main(SILENT):
        tag.decompose()
    for tag in main("img"):
        tag.replace_with(f"{BLOCK}{tag.get('alt', '')}{BLOCK}")
    for tag in main((*BLOCKS, "td", "th")):  # words of two blocks are two words
        mark = BLOCK if tag.name in BLOCKS else " "
        tag.insert(0, mark)
        tag.append(mark)
    made = []
    for heading in main(["h1", "h2", "h3"]):
        text, code = [], []
        for node in _up_to_the_next_heading(heading):
            (code if node.find_parent("pre") else text).append(node)
        found = {"text": _sentences("".join(text)), "code": "".join(code).replace(BLOCK, "\n").strip()}
        if found["text"] or found["code"]:
            words = " ".join(heading.get_text().replace(BLOCK, " ").split())
            made.append({"page": title, "heading": words, "href": f"{href}#{heading.get('id', '')}", **found})
    return made


def _sentences(text):
    """What stands between two blocks, cut where one sentence ends and another begins."""
    blocks = (" ".join(block.split()) for block in text.split(BLOCK))
    return [one for block in blocks for one in re.split(r"(?<=[.!?]) (?=[A-Z“\"(\d])", block) if re.search(r"\w", one)]


def _up_to_the_next_heading(heading):
    inside = set(map(id, heading.descendants))
    for node in heading.next_elements:
        if isinstance(node, Tag) and node.name in ("h1", "h2", "h3"):
            return
        if type(node) is NavigableString and id(node) not in inside and node.find_parent("main"):
            yield node
