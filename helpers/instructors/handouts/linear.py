"""MathML on one line, as one would type it: for the search, and wherever a formula has to be plain text."""

import html
import re
from xml.etree import ElementTree

FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
UPPER = str.maketrans("0123456789+−-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
LOWER = str.maketrans("0123456789+−-=aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
SPACED = set("=+−<>≤≥≈≠→⇒←↦∈⊕∧∨≫≪∝±")


def with_linear_formulas(markup):
    """HTML with each formula written on one line."""
    return FORMULA.sub(lambda found: html.escape(linear(found[0])), markup)


def linear(mathml):
    """One formula as text: `E = 1/2(T − a₂)²`, `∂E/∂w₅`, `∑ᵢ₌₁^d wᵢxᵢ`."""
    # MathML of a page is HTML: names of characters that XML does not know are written out.
    known = re.sub(r"&(?!(?:lt|gt|amp|quot|apos|#\d+|#x[\da-fA-F]+);)\w+;", lambda name: html.unescape(name[0]), mathml)
    return re.sub(r"\s+", " ", _text(ElementTree.fromstring(known)).replace("\u2061", "")).strip()


def _text(node):
    parts = list(node)
    tag = node.tag.rpartition("}")[2]
    if tag == "mfrac":
        return "/".join(_grouped(_text(part)) for part in parts)
    if tag in ("msup", "mover"):
        return _text(parts[0]) + _small(_text(parts[1]), "^", UPPER)
    if tag in ("msub", "munder"):
        return _text(parts[0]) + _small(_text(parts[1]), "_", LOWER)
    if tag == "munderover":
        sides = _small(_text(parts[1]), "_", LOWER) + _small(_text(parts[2]), "^", UPPER)
        return f"{_text(parts[0])}{sides} "
    if tag == "msubsup":
        return _text(parts[0]) + _small(_text(parts[1]), "_", LOWER) + _small(_text(parts[2]), "^", UPPER)
    if tag == "msqrt":
        return "√" + _grouped("".join(map(_text, parts)))
    if tag in ("annotation", "annotation-xml"):
        return ""
    if tag in ("mspace", "mtr"):
        return " " + " ".join(map(_text, parts)) + " "
    if tag == "mo" and (node.text or "").strip() in (",", ";"):
        return f"{node.text.strip()} "
    if tag == "mo" and (node.text or "").strip() in SPACED:
        return f" {node.text.strip()} " if node.get("lspace") != "0" else node.text.strip()
    return (node.text or "").strip("\n") + "".join(map(_text, parts))


def _small(text, sign, table):
    """An exponent or an index: raised or lowered digits where it is a number, else behind its sign."""
    text = text.replace(" ", "")
    if text and all(ord(letter) in table for letter in text):
        return text.translate(table)
    return sign + _grouped(text) + " " if text and text not in "′⊤" else text


def _grouped(text):
    text = text.strip()
    return text if re.fullmatch(r"[\w.∂∇Δ₀-ₜᵢ-ᵥⱼ]+|\([^()]*\)", text) else f"({text})"
