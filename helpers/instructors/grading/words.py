"""What a student wrote in words, set for a page: Markdown and formulas, without a network, and nothing in it alive.

Words are set by the judge's process (`judging.words`), whose time and memory are limited; what that cannot bear is
shown as it was typed. What comes back passes a list of the elements and attributes that a page may hold.
"""

import html
import re
from html.parser import HTMLParser

from jinja2.utils import markupsafe

from . import judging

MOST = 30_000  # characters that are set; more are shown as typed
MOST_SHOWN = 300_000
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # would let words stand where they were not written
CONTROL = re.compile(r"[^\S\n\t ]|[\x00-\x08\x0b-\x1f\x7f]")

TEXT = re.findall(
    r"\w+", "p br hr em strong del code pre blockquote ul ol li dl dt dd table thead tbody tr th td div span"
)
MATHS = re.findall(
    r"\w+",
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd "
    "mmultiscripts mprescripts none mpadded mphantom merror mstyle semantics",
)
EMPTY = ("mspace", "mprescripts", "none")
"""Elements of mathematics without content. A browser takes all that follows into one that does not end in "/>"."""
ALONE = ("br", "hr", "img", *EMPTY)
ALLOWED = dict.fromkeys(TEXT, ("class", "tabindex")) | dict.fromkeys(
    MATHS,
    (
        *("display", "displaystyle", "scriptlevel", "stretchy", "symmetric", "form", "fence", "separator", "accent"),
        *("accentunder", "largeop", "movablelimits", "minsize", "maxsize", "lspace", "rspace", "width", "height"),
        *("depth", "voffset", "linethickness", "columnalign", "columnspan", "rowspan", "mathvariant", "class", "dir"),
    ),
)
CLASSES = frozenset(("formula", "long", "typed", "heading", "m-box", "m-up", "m-down", "m-strike"))


def set_words(text, pictures=None):
    """A text of a student's, or a comment on it, as `Markup` that no browser finds anything alive in.

    Args:
        text: Markdown; `grading.hostile.inert` may have been there before.
        pictures: name -> address of the pictures that the grader has drawn anew; others are named in words.
    """
    text = visible(text)
    told = judging.words(text[:MOST]) if text.strip() else ""
    pieces = [_as_typed(text[:MOST]), _passed("", pictures or {})] if told is None else [_passed(told, pictures or {})]
    if len(text) > MOST:
        rest = text[MOST:MOST_SHOWN]
        told = markupsafe.Markup("<p>{} more characters follow, as they were typed.</p>")
        pieces.append(told.format(len(text) - MOST))
        pieces.append(_as_typed(rest + ("…" if len(text) > MOST_SHOWN else "")))
    return markupsafe.Markup("").join(pieces)


def visible(text):
    """A text in which every sign that turns the direction of writing, or controls a terminal, can be seen."""
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")
    text = TURNING.sub(lambda sign: f"⟨U+{ord(sign[0]):04X}⟩", text)
    return CONTROL.sub(" ", text)


def _as_typed(text):
    return markupsafe.Markup('<pre class="typed">{}</pre>').format(text)


def _passed(markup, pictures):
    door = _Door(pictures)
    door.feed(markup)
    door.close()
    for tag in reversed(door.open):
        door.out.append(f"</{tag}>")
    for name in [name for name in pictures if name not in door.seen]:  # pasted, and not placed in the text
        door.out.append(f"<p>{door.picture({'src': name})}</p>")
    return markupsafe.Markup("".join(door.out))


class _Door(HTMLParser):
    """Lets through the elements and attributes of `ALLOWED`, all text escaped, and closes what was opened."""

    def __init__(self, pictures):
        super().__init__(convert_charrefs=True)
        self.out, self.open, self.seen, self._pictures = [], [], set(), pictures

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag == "img":
            self.out.append(self.picture(values))
            return
        if tag not in ALLOWED:
            return
        if "class" in values:
            values["class"] = " ".join(name for name in values["class"].split() if name in CLASSES)
        kept = [f' {k}="{html.escape(v)}"' for k, v in values.items() if k in ALLOWED[tag] and v]
        self.out.append(f"<{tag}{''.join(kept)}{'/' * (tag in EMPTY)}>")
        if tag not in ALONE:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag in ALLOWED and tag not in ALONE:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in self.open:
            while (last := self.open.pop()) != tag:
                self.out.append(f"</{last}>")
            self.out.append(f"</{tag}>")

    def handle_data(self, data):
        self.out.append(html.escape(data))

    def picture(self, values):
        """An `<img>` of a picture that was drawn anew; words for any other."""
        name, alt = values.get("src", ""), values.get("alt", "").strip()
        if name in self._pictures:
            self.seen.add(name)
            source = html.escape(self._pictures[name])
            return f'<img src="{source}" alt="{html.escape(alt or f"The picture {name} of this answer")}">'
        return html.escape(f"[picture {alt or name}, which is not here]")
