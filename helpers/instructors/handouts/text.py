"""Markdown cells to HTML: formulas as MathML, the course's boxes, links between lessons, pictures inside the page."""

import html
import re

from mistune.plugins.table import table_in_list, table_in_quote
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from ...course.lessons import shipped
from ...course.notebooks import BOXES
from .code import highlighted
from .formulas import FormulaError, to_mathml

LONG = 26
"""Characters from which a formula in the text may be wider than a phone; there it gets a box that scrolls."""

TOGETHER = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|[×·] \d)|(?<=\d [×·]) (?=\d)")
"""The spaces within a number or a shape, 10 000 or 3 × 3: no line ends there."""

COURSE = {lesson.slug for lesson in shipped()}


def css_string(text):
    """Words as they stand between the quotes of a style sheet's string."""
    return re.sub(r'[\\"<\n]', lambda found: f"\\{ord(found[0]):x} ", text)


class Renderer(IPythonRenderer):
    """Renders the Markdown of one notebook; `headings` collects (level, text, id) of all its cells.

    Args:
        places: the notebook's `Places`, for messages.
        folder: where the pictures lie that the text names.
        pages: lesson folder name -> address of its page, for links.
    """

    def __init__(self, places, folder, pages):
        super().__init__(escape=False, embed_images=True, path=str(folder or "."), exclude_anchor_links=True)
        self.headings, self._ids = [], set()
        self._places, self._pages, self._cell = places, pages, None

    def render_cell(self, cell, source=None):
        """The HTML of a Markdown cell, or of `source` as if it stood there."""
        self._cell, self.attachments = cell, cell.get("attachments", {})
        # Boxes are block quotes; JupyterLab shows a table in one, too.
        markdown = MarkdownWithMath(renderer=self)
        markdown.use(table_in_quote)
        markdown.use(table_in_list)
        return _unbroken(markdown.render(cell.source if source is None else source))

    # -- formulas ----------------------------------------------------------------------------------

    def block_math(self, body):
        return f'<span class="formula">{self._formula(body, body, True)}</span>'

    def inline_math(self, body):
        formula = self._formula(body, body, False)
        if len(html.unescape(re.sub(r"<[^>]*>", "", formula))) < LONG:
            return formula
        return f'<span class="long">{formula}</span>'

    def latex_environment(self, name, body):
        latex = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return f'<span class="formula">{self._formula(latex, latex, True)}</span>'

    def _formula(self, latex, written, display):
        try:
            return to_mathml(latex, display)
        except FormulaError as error:
            raise self._places.error(self._cell, f"{error}.", written) from None

    def text(self, text):
        if found := re.search(r"\\[A-Za-z]{2,}", text):
            why = "stands outside a formula: is one not closed, or does a line of it begin like a list, with + or -?"
            raise self._places.error(self._cell, f"{found[0]} {why}", found[0])
        return TOGETHER.sub("\N{NO-BREAK SPACE}", super().text(text))

    # -- structure ---------------------------------------------------------------------------------

    def heading(self, text, level, **attrs):
        words = html.unescape(re.sub(r"<[^>]*>", "", text)).strip()
        name = stem = re.sub(r"\s+", "-", words)
        count = 1
        while name in self._ids:
            count += 1
            name = f"{stem}-{count}"
        self._ids.add(name)
        self.headings.append((level, text, name))
        kind = ' class="exercise"' if re.match(r"Exercise \d", words) else ""
        return f'<h{level} id="{html.escape(name)}"{kind}>{breakable(text)}</h{level}>\n'

    def codespan(self, text):
        return breakable(super().codespan(text))

    def block_quote(self, text):
        found = re.match(r"\s*<p><strong>([^<]+?)[.:]?</strong>\s*", text)
        kind = BOXES.get(html.unescape(found[1]).replace("’", "'") + ".") if found else None
        if re.fullmatch(r"\s*<details>.*</details>\s*", text, re.DOTALL):
            return text  # the answer to the box before
        if not kind:
            return f"<blockquote>\n{text}</blockquote>\n"
        rest = text[found.end() :]
        rest = rest.removeprefix("</p>") if rest.startswith("</p>") else f"<p>{rest}"
        label = f'<p class="box-label" data-sign="{kind.sign}">{found[1]}</p>'
        return f'<div class="box box-{kind.style}">\n{label}\n{rest}</div>\n'

    def table(self, text):
        return f'<div class="scroll"><table>\n{text}</table></div>\n'

    def table_cell(self, text, align=None, head=False):
        style = f' style="text-align:{align}"' if align else ""
        head = head and text.strip()  # an empty heading would be read as one
        if head and not re.sub(r"<math\b.*?</math>", "", text, flags=re.DOTALL).strip():
            # Screen readers differ in what they say of a heading that is only a formula; plain text is safe.
            words = " ".join(re.sub(r"<[^>]*>", " ", text).split())
            text = f'<span class="hidden-text">{words}</span>' + text.replace("<math", '<math aria-hidden="true"')
        return f'  <th scope="col"{style}>{text}</th>\n' if head else f"  <td{style}>{text}</td>\n"

    def block_code(self, code, info=None):
        language = info.split()[0] if info and info.strip() else None
        return f"<pre><code>{highlighted(code, language)}</code></pre>\n"

    # -- links and pictures ------------------------------------------------------------------------

    def link(self, text, url, title=None):
        found = re.search(r"(?:^|/)(\d\d-[\w-]+)\.ipynb(#.*)?$", url)
        if found:
            if self._pages and found[1] not in self._pages and found[1] not in COURSE:
                raise self._places.error(self._cell, f"the link leads to {found[1]}, which is not a lesson.", url)
            if found[1] not in self._pages:
                return text
            url = self._pages[found[1]] + (found[2] or "")
        return super().link(text, url, title)

    def output(self, markup):
        """HTML of an output: links to notebooks lead to their pages, or only the words stay; no table heading is
        empty.
        """

        def replaced(match):
            page = self._pages.get(match["name"])
            return f'<a href="{html.escape(page)}">{match["text"]}</a>' if page else match["text"]

        pattern = r'<a\b[^>]*\bhref="[^"]*?(?P<name>\d\d-[\w-]+)\.ipynb"[^>]*>(?P<text>.*?)</a>'
        markup = re.sub(r"<th\b[^>]*>\s*</th>", "<td></td>", markup)
        markup = re.sub(pattern, replaced, markup, flags=re.DOTALL)
        return re.sub(r"<t[dh]\b.*?</t[dh]>", lambda cell: breakable(cell[0]), markup, flags=re.DOTALL)

    def image(self, text, url, title=None):
        if not text.strip():
            raise self._places.error(self._cell, "this picture has no alt text: write ![what it shows](file).", url)
        return super().image(html.unescape(re.sub(r"<[^>]*>", "", text)), url, title)

    def _html_embed_images(self, text):
        # The parent's way closes elements that are still open, such as <details> around Markdown.
        return re.sub(r'(<img\b[^>]*?\bsrc=")([^"]+)(")', self._embedded, text)

    def _embedded(self, match):
        return match[1] + self._embed_image_or_attachment(match[2]) + match[3]


def breakable(markup):
    """Where a line must be broken inside a long name, it is broken behind an underscore."""
    return re.sub(r"(<[^>]*>)|(?<=[^\W_])_+(?=[^\W_])", lambda found: found[1] or f"{found[0]}<wbr>", markup)


def _unbroken(markup):
    """A comma or bracket stays on the line of the formula that it touches."""
    formula = r"(?:<span class=\"long\">)?<math>(?:(?!</math>).)*</math>(?:</span>)?"
    pattern = rf"[(\[“\"'‘]*{formula}[^\s<]+|[(\[“\"'‘]+{formula}"
    return re.sub(pattern, lambda match: f'<span class="unbroken">{match[0]}</span>', markup, flags=re.DOTALL)
