"""A last look at a finished page: nothing fetched, every picture described, headings in order, links that lead somewhere."""
import re
from html.parser import HTMLParser

from .places import HandoutError

_FETCHING = {"src", "srcset", "poster", "data", "background", "xlink:href"}


def check_page(page, name, places=None):
    """Look through the HTML of a page.

    Raises:
        HandoutError: the page would fetch something, has a picture without alt text, a heading out of order, an id
            twice, or a link to an id that is not there.
    """
    looker = _Looker()
    looker.feed(page)
    problems = looker.problems + _heading_problems(looker.headings)
    twice = sorted({item for item in looker.ids if looker.ids.count(item) > 1})
    problems += [f'the id "{item}" stands there twice' for item in twice]
    problems += [f'a link leads to "#{item}", which is not there' for item in looker.targets if item not in looker.ids]
    if re.search(r"@import|url\(\s*['\"]?(?!data:|#)[\w/.]", looker.styles):
        problems.append("a style fetches a file")
    if problems:
        raise HandoutError(f"{name}: {problems[0]}.")


def _heading_problems(headings):
    if [level for level, _ in headings].count(1) != 1:
        return ["a page has exactly one first-level heading"]
    problems = []
    for (before, _), (level, text) in zip(headings, headings[1:]):
        if level > before + 1:
            problems.append(f'the heading "{text.strip()}" skips a level')
    return problems


class _Looker(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.problems, self.headings, self.ids, self.targets = [], [], [], []
        self.styles = ""
        self._in = ""

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self._in = tag if tag in ("style", "script") else ""
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
            self._in = tag
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "img" and not (values.get("alt") or "").strip():
            self.problems.append("a picture has no alt text; use show(fig, alt=..., caption=...)")
        if tag == "a" and (values.get("href") or "").startswith("#"):
            self.targets.append(values["href"][1:])
        for key, value in attributes:
            fetches = key in _FETCHING or (tag == "link" and key == "href")
            if fetches and value and not value.startswith(("data:", "#")):
                self.problems.append(f"<{tag}> would fetch {value[:80]}")
        self.styles += values.get("style") or ""

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        self._in = ""

    def handle_data(self, data):
        if self._in == "style":
            self.styles += data
        elif self.headings and self._in == f"h{self.headings[-1][0]}":
            self.headings[-1] = (self.headings[-1][0], self.headings[-1][1] + data)
