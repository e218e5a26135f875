"""The map of the course as a page: one line of lessons, what each needs and gives, and links to the pages."""
import html
import re
from pathlib import Path

import jinja2

TEMPLATES = Path(__file__).parent / "templates" / "nncourse"
NAMES = {"student": "Student edition", "instructor": "Instructor edition"}


def index_page(entries, editions, there, sections=None):
    """The page that lists the lessons.

    Args:
        entries: list of `catalog.Entry`.
        editions: edition -> the folder of its pages as seen from this page, with a slash at its end, or "".
        there: edition -> names of the lessons whose page exists; the others are listed without a link.
        sections: what can be searched, as `site.sections` gives it; None leaves the search out.
    """
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    only = next(iter(editions)) if len(editions) == 1 else ""
    first = next(iter(editions), "")
    numbers = {name[:2]: name for name in there.get(first, [])}
    return environment.get_template("index.html.j2").render(
        entries=entries,
        editions=editions,
        there=there,
        only=only,
        name=NAMES.get(only, ""),
        names=NAMES,
        minutes=sum(entry.minutes or 0 for entry in entries),
        points=sum(entry.points or 0 for entry in entries),
        needs=lambda entry: _with_links(entry.needs, numbers, editions.get(first, "")),
        style=jinja2.utils.markupsafe.Markup((TEMPLATES / "page.css").read_text("utf-8")),
        script=jinja2.utils.markupsafe.Markup((TEMPLATES / "search.js").read_text("utf-8")),
        sections=sections,
    )


def _with_links(needs, numbers, folder):
    """"lesson 03" becomes a link to its page."""

    def link(match):
        name = numbers.get(match[1])
        return f'<a href="{folder}{name}.html">{match[0]}</a>' if name else match[0]

    return jinja2.utils.markupsafe.Markup(re.sub(r"\b(?:lessons? )?(\d\d)\b", link, html.escape(needs)))
