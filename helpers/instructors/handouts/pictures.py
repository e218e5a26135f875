"""Pictures inside a page, written shorter and looking the same: drawings as text, pixels as lossless WebP."""

import base64
import io
import re
from urllib.parse import quote

_SVG = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
_PNG = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]{4000,})")


def shorter_pictures(markup):
    """HTML whose SVG addresses are percent-encoded text without what nobody sees, and whose large PNGs are lossless
    WebP.
    """
    markup = _SVG.sub(lambda match: _address(base64.b64decode(match[1]).decode("utf-8")), markup)
    return _PNG.sub(_as_webp, markup)


def _as_webp(match):
    from PIL import Image

    buffer = io.BytesIO()
    Image.open(io.BytesIO(base64.b64decode(match[1]))).save(
        buffer, "WEBP", lossless=True, quality=100, method=4, exact=True
    )
    shorter = f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"
    return min(match[0], shorter, key=len)


def _address(svg):
    svg = re.sub(r"<metadata\b.*?</metadata>|<!--.*?-->|<\?xml.*?\?>|<!DOCTYPE[^>]*>", "", svg, flags=re.DOTALL)
    # Only positions: the scale of a letter needs all its digits.
    svg = re.sub(r'(?<=\sd=")[^"]*|(?<=\s[xy]=")[^"]*|(?<=translate\()[^)]*', lambda match: _rounded(match[0]), svg)
    svg = re.sub(r">\s+<", "><", re.sub(r"\s+", " ", svg)).strip()
    if 'id="figure_1"' in svg:  # as matplotlib writes it; other hands may use names in ways that are not known here
        svg = _short_names(_short_letters(svg))
    # Quoted for an attribute in double quotes and for JSON; an element still ends at the first ">".
    return "data:image/svg+xml," + quote(svg.replace('"', "'"), safe=" <'!()*+,-./:;=?@[]_{}~$")


def _short_letters(svg):
    """Half of a drawing is its letters, a `use` for each, and styles: the same in fewer words."""
    svg = re.sub(r'(?<=\sstyle=")[^"]*', lambda match: re.sub(r"\s*([:;])\s*", r"\1", match[0]), svg)
    svg = re.sub(r' xmlns:xlink="[^"]*"', "", svg.replace(" xlink:href=", " href="))
    return re.sub(r'(<use href="[^"]*") transform="translate\((\S+) (\S+)\)"\s?/>', r'\1 x="\2" y="\3"/>', svg).replace(
        ' y="0"/>', "/>"
    )


def _short_names(svg):
    """Names that something refers to become short, the others go."""
    asked = dict.fromkeys(re.findall(r"""(?:\shref="#|url\(#)([^")]+)""", svg))
    short = {name: f"i{number:x}" for number, name in enumerate(asked)}
    svg = re.sub(r'\sid="([^"]*)"', lambda match: f' id="{short[match[1]]}"' if match[1] in short else "", svg)
    return re.sub(r"""(\shref="#|url\(#)([^")]+)""", lambda match: match[1] + short[match[2]], svg)


def _rounded(numbers):
    numbers = re.sub(r"-?\d*\.\d+(?:[eE]-?\d+)?", _two_decimals, numbers)
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", " ".join(numbers.split()))


def _two_decimals(match):
    short = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short
