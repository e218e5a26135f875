"""Pictures inside a page, written shorter and looking the same: drawings as text, pixels as lossless WebP."""
import base64
import io
import re
from urllib.parse import quote

_SVG = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
_PNG = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]{4000,})")


def shorter_pictures(markup):
    """HTML whose SVG addresses are percent-encoded text with two decimals, and whose large PNGs are lossless WebP."""
    markup = _SVG.sub(lambda match: _address(base64.b64decode(match[1]).decode("utf-8")), markup)
    return _PNG.sub(_as_webp, markup)


def _as_webp(match):
    from PIL import Image

    buffer = io.BytesIO()
    Image.open(io.BytesIO(base64.b64decode(match[1]))).save(buffer, "WEBP", lossless=True, quality=100, method=4, exact=True)
    shorter = f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"
    return min(match[0], shorter, key=len)


def _address(svg):
    svg = re.sub(r"<metadata\b.*?</metadata>|<!--.*?-->|<\?xml.*?\?>|<!DOCTYPE[^>]*>", "", svg, flags=re.DOTALL)
    # Only positions: the scale of a letter needs all its digits.
    svg = re.sub(r'(?<=\sd=")[^"]*|(?<=\s[xy]=")[^"]*|(?<=translate\()[^)]*', lambda match: _rounded(match[0]), svg)
    svg = re.sub(r">\s+<", "><", re.sub(r"\s+", " ", svg)).strip()
    # Quoted for an attribute in double quotes and for JSON.
    return "data:image/svg+xml," + quote(svg.replace('"', "'"), safe=" '!()*+,-./:;=?@[]_{}~$")


def _rounded(numbers):
    numbers = re.sub(r"-?\d*\.\d+(?:[eE]-?\d+)?", _two_decimals, numbers)
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", " ".join(numbers.split()))


def _two_decimals(match):
    short = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short
