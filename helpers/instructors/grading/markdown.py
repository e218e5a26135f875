"""Markdown of a student's as HTML, inside the judge's process."""

import html
import re

from ..people.book import import_nbformat

LONGEST = 4000  # characters of one formula
DEEPEST = 60  # braces within braces


def rendered(text):
    """Markdown as HTML with MathML; links are words, and pictures stand by their names. Only `words.set_words` may
    trust it: after its door.
    """
    import_nbformat()
    from nbconvert.filters.markdown_mistune import MarkdownWithMath

    return MarkdownWithMath(renderer=_renderer()).render(text)


def _renderer():
    from nbconvert.filters.markdown_mistune import IPythonRenderer

    class Renderer(IPythonRenderer):
        def block_code(self, code, info=None):
            return f"<pre><code>{html.escape(code)}</code></pre>\n"

        def block_html(self, text):
            return f"<p>{html.escape(text.strip())}</p>\n"

        def inline_html(self, text):
            return html.escape(text)

        def heading(self, text, level, **attrs):
            return f'<p class="heading">{text}</p>\n'  # the page's own headings stay in order

        def link(self, text, url, title=None):
            address = html.escape(url)
            return text if html.unescape(text) == url else f"{text} ({address})"

        def image(self, text, url, title=None):
            words = html.escape(re.sub(r"<[^>]*>", "", text))
            if url.startswith("attachment:"):
                return f'<img src="{html.escape(url.removeprefix("attachment:"))}" alt="{words}">'
            return html.escape(f"![{html.unescape(words)}]({url})")

        def block_math(self, body):
            return f'<span class="formula" tabindex="0">{formula(body, True)}</span>'

        def inline_math(self, body):
            return f'<span class="long">{formula(body, False)}</span>'

        def latex_environment(self, name, body):
            latex = f"\\begin{{{name}}}{body}\\end{{{name}}}"
            return f'<span class="formula" tabindex="0">{formula(latex, True)}</span>'

    return Renderer(escape=True, exclude_anchor_links=True)


def formula(latex, display):
    """A formula as MathML; as it was typed where it cannot be set, or does more than mathematics."""
    from ...course.errors import FormulaError
    from ..handouts.formulas import to_mathml
    from .hostile import MATHEMATICS

    latex = latex.replace("\u200b", "")
    depth = deepest = 0
    for sign in latex:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        deepest = max(deepest, depth)
    commands = {name for name in re.findall(r"\\(?:\\|([a-zA-Z]+))", latex) if name}  # two backslashes end a row
    known = commands <= MATHEMATICS
    if known and len(latex) <= LONGEST and deepest <= DEEPEST:
        try:
            return to_mathml(latex, display)
        except FormulaError:
            pass
    sign = "$$" if display else "$"
    return f'<code class="typed">{html.escape(sign + latex + sign)}</code>'
