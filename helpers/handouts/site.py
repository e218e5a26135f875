"""The site: all student pages with a front page that searches them, for any web server or none."""
import re
from html.parser import HTMLParser
from pathlib import Path

from ..files import write_whole
from .build import build
from .catalog import catalog
from .index import index_page


def build_site(root, out=None, jobs=None, progress=True):
    """Write the site to `out` (`root/site` if None); return the paths written.

    Raises:
        ValueError: some lessons could not be made.
    """
    root = Path(root)
    out = Path(out) if out else root / "site"
    made = root / "handouts" / ".site"
    build(root, editions=("student",), out=made, jobs=jobs, progress=progress, search="index.html", cache=root / "handouts" / ".executed")
    entries = catalog(root)
    texts = {entry.name: (made / "student" / f"{entry.name}.html").read_text("utf-8") for entry in entries}
    pages = {out / f"{name}.html": text for name, text in texts.items()}
    found = [section for entry in entries for section in sections(texts[entry.name], f"{entry.name}.html", entry.title)]
    pages[out / "index.html"] = index_page(entries, {"student": ""}, {"student": list(texts)}, found)
    changed = [path for path, page in pages.items() if not path.is_file() or path.read_text("utf-8") != page]
    for path in changed:
        write_whole(path, pages[path])
    return changed


def sections(page, href, title):
    """The sections of a page for the search: a list of {"page", "heading", "href", "text"}."""
    reader = _Sections()
    reader.feed(page)
    made = []
    for heading, anchor, text in reader.sections:
        text = re.sub(r"\s+", " ", "".join(text)).strip()
        heading = re.sub(r"\s+", " ", "".join(heading)).strip()
        if text:
            made.append({"page": title, "heading": heading, "href": f"{href}#{anchor}", "text": text})
    return made


class _Sections(HTMLParser):
    SILENT = ("script", "style", "textarea", "label", "annotation")
    BLOCKS = ("p", "li", "td", "th", "pre", "div", "tr", "h1", "h2", "h3", "h4", "summary", "figcaption", "math")

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.sections = []
        self._main = False
        self._silent = 0
        self._heading = False

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "main":
            self._main = True
        elif tag in self.SILENT:
            self._silent += 1
        elif tag in ("h1", "h2", "h3") and self._main:
            self.sections.append(([], values.get("id", ""), []))
            self._heading = True
        elif tag == "img" and self.sections:
            self.sections[-1][2].append(f" {values.get('alt', '')} ")
        if tag in self.BLOCKS and self.sections:
            self.sections[-1][2].append(" ")

    def handle_endtag(self, tag):
        if tag == "main":
            self._main = False
        elif tag in self.SILENT:
            self._silent -= 1
        elif tag in ("h1", "h2", "h3"):
            self._heading = False
        if tag in self.BLOCKS and self.sections:
            self.sections[-1][2].append(" ")

    def handle_data(self, data):
        if self._main and not self._silent and self.sections:
            self.sections[-1][0 if self._heading else 2].append(data)
