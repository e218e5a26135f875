"""The map of the course as a page: one line of lessons, what each needs and gives, and links to the pages."""

import html
import re
from pathlib import Path

import jinja2

from ...course.lessons import totals
from ...course.notebooks import counted

TEMPLATES = Path(__file__).parent / "templates" / "nncourse"
NAMES = {"student": "Student edition", "instructor": "Instructor edition"}


def index_page(lessons, editions, there, sections=None):
    """The page that lists the lessons.

    Args:
        lessons: list of `Facts`.
        editions: edition -> the folder of its pages as seen from this page, with a slash at its end, or "".
        there: edition -> names of the lessons whose page exists; the others are listed without a link.
        sections: what can be searched, as `site.sections` gives it; None leaves the search out.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    only = next(iter(editions)) if len(editions) == 1 else ""
    first = next(iter(editions), "")
    numbers = {name[:2]: name for name in there.get(first, [])}
    return environment.get_template("index.html.j2").render(
        lessons=lessons,
        counted=counted,
        editions=editions,
        there=there,
        only=only,
        name=NAMES.get(only, ""),
        names=NAMES,
        minutes=totals(lessons)[0],
        points=f"{totals(lessons)[1]:g}",
        needs=lambda lesson: _with_links(lesson.needs, numbers, editions.get(first, "")),
        style=jinja2.utils.markupsafe.Markup((TEMPLATES / "page.css").read_text("utf-8")),
        script=jinja2.utils.markupsafe.Markup((TEMPLATES / "search.js").read_text("utf-8")),
        sections=sections,
    )


def _with_links(needs, numbers, folder):
    """ "lesson 03" becomes a link to its page, the 11 of "Python 3.11" does not."""

    def link(match):
        name = numbers.get(match[1])
        return f'<a href="{folder}{name}.html">{match[0]}</a>' if name else match[0]

    return jinja2.utils.markupsafe.Markup(
        re.sub(r"\b(?<![.\d])(?:lessons? )?(\d\d)\b(?!\.\d)", link, html.escape(needs))
    )
