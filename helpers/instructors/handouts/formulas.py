"""LaTeX formulas to MathML when a page is built, so that the page needs no script and no network to show them."""

import re

from math_core import LatexError, LatexToMathML

from ...course.errors import FormulaError

_CONVERTER = LatexToMathML(fancy_error=False)
_WITH_NUMBERS = ("align", "equation", "gather")


def to_mathml(latex, display=False):
    r"""A formula as a `<math>` element.

    Args:
        latex: the formula without its dollars; an environment with its `\begin` and `\end`.
        display: True for a formula on a line of its own.

    Raises:
        FormulaError: the formula has a mistake or uses a command that is not known.
    """
    try:
        mathml = _CONVERTER.convert_with_local_state(_prepared(latex.strip()), displaystyle=display)
    except LatexError as error:
        reason = re.sub(r"^\d+: ", "", str(error)).rstrip(".")
        raise FormulaError(f"{reason}, in the formula {_short(latex)}") from None
    return _drawable(mathml)


def _short(latex):
    flat = " ".join(latex.split())
    return flat if len(flat) <= 80 else flat[:77] + "..."


# -- what JupyterLab's typesetter understands and the converter does not, said in other words ----------


def _prepared(latex):
    latex = re.sub(r"\\[hm]box(?=\s*\{)", r"\\text", latex)
    latex = latex.replace(r"\pmb", r"\boldsymbol")
    latex = _rewritten(latex, r"\substack", lambda body: rf"\begin{{subarray}}{{c}}{body}\end{{subarray}}")
    latex = _rewritten(latex, r"\text", _text_with_formulas)
    for name in _WITH_NUMBERS:  # JupyterLab numbers nothing by itself, only \tag
        latex = latex.replace(rf"\begin{{{name}}}", rf"\begin{{{name}*}}").replace(
            rf"\end{{{name}}}", rf"\end{{{name}*}}"
        )
    if r"\tag" in latex and not latex.startswith(r"\begin"):
        latex = rf"\begin{{equation*}}{latex}\end{{equation*}}"
    return latex


def _rewritten(latex, command, rewrite):
    """Replace every `command{body}` by `rewrite(body)`; braces inside the body are balanced."""
    pieces, at = [], 0
    for match in re.finditer(re.escape(command) + r"\s*\{", latex):
        if match.start() < at:
            continue
        depth, end = 1, match.end()
        while end < len(latex) and depth:
            depth += {"{": 1, "}": -1}.get(latex[end], 0) if latex[end - 1] != "\\" else 0
            end += 1
        if depth:
            break  # left to the converter, which says what is missing
        pieces += [latex[at : match.start()], rewrite(latex[match.end() : end - 1])]
        at = end
    return "".join([*pieces, latex[at:]])


def _text_with_formulas(body):
    parts = re.split(r"(?<!\\)\$", body)
    if len(parts) == 1:
        return rf"\text{{{body}}}"
    # Odd parts stood between dollars.
    return "".join(part if i % 2 else rf"\text{{{part}}}" for i, part in enumerate(parts) if part)


# -- what browsers do not draw of MathML, left to the page's style -------------------------------------

_ENCLOSED = {"box": "m-box", "updiagonalstrike": "m-up", "downdiagonalstrike": "m-down", "horizontalstrike": "m-strike"}


def _drawable(mathml):
    mathml = re.sub(r'<mrow class="menclose-[^"]*"></mrow>', "", mathml)

    def as_row(match):
        return f'<mrow class="{" ".join(_ENCLOSED.get(name, "") for name in match[1].split()).strip()}">'

    return re.sub(r'<menclose notation="([^"]*)">', as_row, mathml).replace("</menclose>", "</mrow>")
