"""Drawings inside a page, written shorter: half the size of base64, and looking the same."""
import base64
import re
from urllib.parse import quote

_SVG = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")


def shorter_drawings(markup):
    """HTML whose SVG data addresses are percent-encoded text with two decimals instead of base64 with six."""
    return _SVG.sub(lambda match: _address(base64.b64decode(match[1]).decode("utf-8")), markup)


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
