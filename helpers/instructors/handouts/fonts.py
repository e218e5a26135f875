"""The maths font of a page: only the characters that its formulas need, as data inside the page.

Brackets, roots and braces grow with their content only in a font with an OpenType MATH table, which few systems have.
The font is STIX Two Math (SIL Open Font License), as it comes with the package ziamath.
"""

import base64
import functools
import html
import importlib.util
import io
import logging
import re
from pathlib import Path

ALWAYS = "√′()[]{}|‖⏞⏟⌊⌋"


@functools.lru_cache(maxsize=64)
def math_font(characters):
    """A WOFF font as base64 text, with the glyphs of a frozenset of characters and their larger variants."""
    from fontTools import subset

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    options = subset.Options(
        layout_features=["ssty", "dtls", "flac"], hinting=False, name_IDs=[1, 2, 13, 14], notdef_outline=True
    )
    # Found without importing the package, which would load all of it.
    home = Path(importlib.util.find_spec("ziamath").submodule_search_locations[0])
    font = subset.load_font(str(home / "fonts" / "STIXTwoMath-Regular.ttf"), options)
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes={ord(form) for character in characters | set(ALWAYS) for form in _forms(character)})
    chosen.subset(font)
    _mend_arrows(font["MATH"].table.MathVariants)
    # One date for all, so that the same formulas always give the same bytes.
    font.recalcTimestamp = False
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def characters_of(page):
    """The characters that stand in the `<math>` elements of a page, as a frozenset."""
    formulas = re.findall(r"<math\b.*?</math>", page, re.DOTALL)
    text = html.unescape(re.sub(r"<[^>]*>", "", "".join(formulas)))
    return frozenset(character for character in text if not character.isspace())


def _mend_arrows(variants):
    """Let → and ↔ grow: in version 2.11 of the font the last part of their assembly has its connector at the wrong
    end.
    """
    for construction in variants.HorizGlyphConstruction or []:
        last = construction.GlyphAssembly.PartRecords[-1] if construction.GlyphAssembly else None
        if last and last.StartConnectorLength == 0 < last.EndConnectorLength:
            last.StartConnectorLength, last.EndConnectorLength = last.EndConnectorLength, 0


def _forms(character):
    """A character and what the browser makes of it as a variable: `x` alone in an element is shown in maths italic."""
    yield character
    if character == "h":
        yield "ℎ"
    elif "a" <= character <= "z":
        yield chr(0x1D44E + ord(character) - ord("a"))
    elif "A" <= character <= "Z":
        yield chr(0x1D434 + ord(character) - ord("A"))
    elif "α" <= character <= "ω":
        yield chr(0x1D6FC + ord(character) - ord("α"))
    elif "Α" <= character <= "Ω":
        yield chr(0x1D6E2 + ord(character) - ord("Α"))
    elif character in (extra := dict(zip("∂ϵϑϰϕϱϖ", range(0x1D715, 0x1D71C)))):
        yield chr(extra[character])
