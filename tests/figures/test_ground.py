"""What lessons show as HTML lies on the page's own ground, in the page's own ink: light boxes shine in a dark theme."""

import ast
import re
from pathlib import Path

from helpers.checks.check import Report
from helpers.checks.verdict import Message, Verdict
from helpers.course.notebooks import BOXES

HELPERS = Path(__file__).resolve().parents[2] / "helpers"
# Those of instructors are pages of their own, with a style sheet; widgets have the kit's.
ROOMS = ("checks", "course", "experiments", "figures", "study")
PAINTED = re.compile(r"(?<![-\w])(?:background(?:-color)?|color):\s*(?!inherit|none|transparent|rgba)(?:#|[a-z]|\{)")
COLOUR = re.compile(r"#(?:[0-9a-f]{3}){1,2}\b|\b\d{1,3}, ?\d{1,3}, ?\d{1,3}\b", re.IGNORECASE)
BLACK_AND_WHITE = {(0, 0, 0), (255, 255, 255)}
# Pictures bring their ground along: drawings are made for white, a pixel's cell is as grey as the pixel.
PICTURES = {"figures/house.py", "figures/matrices.py"}


def strings(file):
    """The texts of a file; what an f-string fills in stays a pair of braces."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_only_pictures_bring_a_ground_or_an_ink_of_their_own():
    found = {}
    for file in sorted(file for room in ROOMS for file in (HELPERS / room).rglob("*.py")):
        if painted := [text for text in strings(file) if PAINTED.search(text)]:
            found[file.relative_to(HELPERS).as_posix()] = painted
    assert set(found) == PICTURES, found


def test_no_lesson_calls_a_widgets_ink_black_or_white():
    """What is drawn in the page's ink is black in one theme and white in the other."""
    ink = re.compile(r"\b(?:black|white) (?:line|curve|arrow|dot|mark|frame|corner)")
    sources = sorted((HELPERS.parent / "solutions").glob("*/*.py"))
    assert len(sources) > 14 and ink.search("The black line in the widget")
    assert not {file.name: found for file in sources if (found := ink.findall(file.read_text("utf-8")))}


def shades(text):
    """The colours that stand in a text, as red, green and blue."""
    for found in COLOUR.findall(text):
        if found.startswith("#"):
            digits = found[1:] if len(found) == 7 else "".join(2 * digit for digit in found[1:])
            yield tuple(int(digits[k : k + 2], 16) for k in (0, 2, 4))
        else:
            yield tuple(map(int, found.split(",")))


def test_each_colour_stands_in_one_file():
    places = {}
    for file in sorted(HELPERS.rglob("*.py")):
        for shade in {shade for text in strings(file) for shade in shades(text)} - BLACK_AND_WHITE:
            places.setdefault(shade, []).append(file.relative_to(HELPERS).as_posix())
    assert len(places) > 10
    assert {shade: files for shade, files in places.items() if len(files) > 1} == {}


def test_the_style_of_jupyterlab_knows_the_colours_of_the_boxes():
    style = (HELPERS / "study/jupyter/share/jupyter/labextensions/nncourse-style/static/style.js").read_text("utf-8")
    tones = re.search(r"const tones = (\[.*?\])", style)[1]
    assert set(shades(tones)) == set(shades(" ".join(box.colour for box in BOXES.values())))


def test_an_empty_exercise_does_not_look_like_a_mistake_and_one_point_is_not_points():
    empty = Report(Verdict("01.step", "empty", 0, 1, {}, [Message("This exercise is still empty.")]))
    wrong = Report(Verdict("01.step", "wrong", 0, 1, {}, [Message("Not the step.")]))
    ground = [re.search(r"rgba\([^)]*\)", report._repr_html_())[0] for report in (empty, wrong)]
    assert ground[0] != ground[1]
    assert "0 of 1 point<" in empty._repr_html_()
