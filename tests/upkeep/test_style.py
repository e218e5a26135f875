"""What tools can keep is kept: layout, likely slips, types, who may import whom, declared packages (`make style`)."""

import ast
import re
import tomllib

import pytest

from helpers.course.files import HELPERS, ROOT
from helpers.instructors.upkeep import style

BUNDLED = {'<style>\n</style>\n<script type="module">\n</script>'}  # the widgets' own style and modules


@pytest.mark.parametrize("step", style.STEPS)
def test_the_code_is_as_its_tools_ask(step):
    assert style.run(step) == ""


def test_every_room_has_its_place_in_the_contracts():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    placed = {name.strip() for layer in layers for name in layer.split("|")}
    students = {f"helpers.{path.parent.name}" for path in HELPERS.glob("*/__init__.py")} - {"helpers.instructors"}
    instructors = {f"helpers.instructors.{path.parent.name}" for path in HELPERS.glob("instructors/*/__init__.py")}
    assert students | instructors <= placed
    closed = next(contract["source_modules"] for contract in contracts if contract["type"] == "forbidden")
    assert students <= set(closed)


def test_no_html_of_a_notebook_is_put_together_unescaped():
    """What students' rooms show is made by `course.markup.html`, which escapes; an f-string with a tag in it does not."""
    found = []
    for path in HELPERS.rglob("*.py"):
        if "instructors" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.JoinedStr) and any(
                    isinstance(part, ast.FormattedValue) for part in node.values
                ):
                    text = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
                    if re.search(r"</[a-z]+>|<[a-z]+ [a-z-]+=", text) and text.strip() not in BUNDLED:
                        found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {text[:60]}")
    assert found == []


def test_a_place_of_the_class_is_named_in_grading_alone():
    """`course.grading` says where it lies: a path that is spelled out twice is mended once."""
    doors = {HELPERS / "bootstrap.py", HELPERS / "instructors/authored/grading.py"}  # a bare Python has no course yet
    found = []
    for path in {*HELPERS.rglob("*.py")} - doors:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and re.fullmatch(r"/?grading(/\S*)?", str(node.value)):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}")
    assert found == []


def test_who_needs_the_course_is_given_it():
    """A function that is handed the course's root and makes a course of it hides what it needs."""
    found = []
    for path in HELPERS.rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef) and "root" in {one.arg for one in function.args.args}:
                made = {ast.unparse(node) for node in ast.walk(function) if isinstance(node, ast.Call)}
                found += [f"{path.relative_to(ROOT)}: {function.name}"] * ("Course(root)" in made)
    assert found == []
