"""A last look at a finished page: nothing fetched, every picture described, headings in order, links that lead
somewhere.
"""

import re
from collections import Counter

from bs4 import BeautifulSoup

from ...course.errors import HandoutError

FETCHING = ("src", "srcset", "poster", "data", "background", "xlink:href")


def check_page(page, name):
    """Look through the HTML of a page.

    Raises:
        HandoutError: the page would fetch something, has a picture without alt text, a heading out of order, an id
            twice, or a link to an id that is not there.
    """
    for problem in _problems(BeautifulSoup(page, "html.parser")):
        raise HandoutError(f"{name}: {problem}.")


def _problems(soup):
    tags = soup.find_all(True)
    for tag in tags:
        if tag.name == "img" and not tag.get("alt", "").strip():
            yield "a picture has no alt text; use show(fig, alt=..., caption=...)"
        for key in (*FETCHING, *(["href"] if tag.name == "link" else [])):
            if tag.get(key) and not tag[key].startswith(("data:", "#")):
                yield f"<{tag.name}> would fetch {tag[key][:80]}"
    yield from _heading_problems(soup.find_all(re.compile(r"^h[1-6]$")))
    ids = Counter(tag["id"] for tag in tags if tag.has_attr("id"))
    yield from (f'the id "{item}" stands there twice' for item, count in ids.items() if count > 1)
    targets = (tag["href"][1:] for tag in soup.find_all("a", href=re.compile("^#")))
    yield from (f'a link leads to "#{item}", which is not there' for item in targets if item not in ids)
    styles = [style.string or "" for style in soup.find_all("style")] + [
        tag["style"] for tag in tags if tag.get("style")
    ]
    if re.search(r"@import|url\(\s*['\"]?(?!data:|#)[\w/.]", "\n".join(styles)):
        yield "a style fetches a file"


def _heading_problems(headings):
    levels = [int(heading.name[1]) for heading in headings]
    if levels.count(1) != 1:
        yield "a page has exactly one first-level heading"
    for before, level, heading in zip(levels, levels[1:], headings[1:]):
        if level > before + 1:
            yield f'the heading "{heading.get_text().strip()}" skips a level'
