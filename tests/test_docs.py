"""The documentation is true: plan and glossary agree with the lessons, and every command in it is run here or has its reason.

Commands run on a course of one small lesson, made in a folder of the test's own. Those that cannot be run in a test stand in
`ELSEWHERE`, each with the place where it is run or the reason why it is not.
"""
import contextlib
import re
import shutil
import xml.etree.ElementTree as tree

import mini_course
import pytest
from click.testing import CliRunner
from lessons import ROOT, slugs
from test_readme import PAGES

from helpers.cli import main
from helpers.course_map import LESSONS

# Each is run as `nncourse ...` in a tiny course, in this order, and ends with the given code.
RUN = {
    "lint": 0,
    "new-lesson 14-attention --title Attention --minutes 75": 0,
    "new-exercise 14 attention_weights --points 3": 0,
    "build": 0,
    "build --check": 0,
    "collect export.zip --dry-run": 0,
    "collect export.zip": 0,
    "bundle": 0,
    "bundle --git ../students": 0,
    "update bundle/nncourse.zip": 0,
    "progress": 0,
    "doctor": None,  # what it finds depends on the machine
}
ELSEWHERE = {
    "make lab": "tests/test_environment.py and tests/test_student_path.py: opens a server that does not end",
    "make test": "would run this test inside itself",
    "make setup": "tests/test_environment.py: fetches packages",
    "make lock": "tests/test_environment.py checks its result: asks a package registry",
    "make check": "is `nncourse build --check`, which is run here",
    "make clean": "would remove the environment that runs the tests",
    "make demo": "tests/test_grading_class.py runs it in process: needs the sandbox",
    "make grade": "tests/test_grading_class.py: needs the sandbox",
    "nncourse grade": "tests/test_grading_class.py: needs the sandbox",
    "make handouts": "tests/test_handouts.py: runs lessons",
    "nncourse handouts": "tests/test_handouts.py: runs lessons",
    "make site": "tests/test_handouts.py: runs lessons",
    "nncourse site": "tests/test_handouts.py: runs lessons",
    "make bench": "tests/test_bench.py runs its parts on small input: whole, it measures for many minutes",
    "make bench-grading": "tests/test_bench.py: measures for some minutes",
    "make help": "tests/test_environment.py",
    "make hub": "tests/test_hub.py: opens servers that do not end",
    "nncourse hub": "tests/test_hub.py: opens servers that do not end",
    "nncourse colab": "tests of the launchers",
    "nbgrader": "tests/test_grading_formgrader.py, tests/test_grading_collect.py and tests/test_hub.py",
    "jupyter nbconvert": "tests/test_handouts.py",
    "jupyter lab": "tests/test_lab.py: opens a server that does not end",
    "dask": "tests/test_grading_dask.py starts its scheduler and workers",
    "python helpers/bootstrap.py": "tests/test_environment.py",
    "py -3.12 helpers": "Windows; the same file as in the line above",
    "python -m helpers.classroom.hub.measure": "tests/test_hub.py runs it on lesson 00: whole, it measures for minutes",
    "pip": "names pip's settings, or a package that only a class's own machine needs",
    "conda": "no conda here; tests/test_environment.py compares environment.yml with the lock",
    "podman": "no container tool here; docs/hub.md says so",
    "helm": "no cluster here; docs/hub.md says so",
    **dict.fromkeys(
        ("useradd", "sudo -u grader", "chmod 700", "python3 -m venv /opt", "python3 /opt", "/opt/", "unzip", "install -d", "cp ", "systemctl"),
        "makes a class's machine as root, for minutes; docs/hub.md says where it was run by hand",
    ),
}
PROGRAMS = "make nncourse nbgrader jupyter dask python python3 py pip conda podman helm npm sudo systemctl".split()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A tiny course as an instructor has it, with one submission as a platform's export."""
    root = mini_course.make(tmp_path_factory.mktemp("docs") / "course")
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, root)
    shutil.copytree(ROOT / ".devcontainer", root / ".devcontainer")
    shutil.copytree(ROOT / "docs", root / "docs")
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("cache"))
    shutil.copytree(ROOT / "helpers", root / "helpers", ignore=shutil.ignore_patterns("__pycache__", "[0-9][0-9]-*.json"))
    (root / "helpers/checks/public").mkdir(exist_ok=True)
    run(root, ["build"])
    slug = mini_course.SLUG
    inbox = root / "export" / "anna"
    inbox.mkdir(parents=True)
    shutil.copy(root / "course" / slug / f"{slug}.ipynb", inbox)
    shutil.make_archive(str(root / "export"), "zip", root / "export")
    shutil.rmtree(root / "export")
    return root


def run(root, words):
    """Run `nncourse words...` in `root`, in this process; return click's result."""
    with contextlib.chdir(root):
        return CliRunner().invoke(main, words)


def commands(page):
    """Every command of a page: all lines of its shell blocks, and what else in code starts with a program's name."""
    text = page.read_text("utf-8")
    fence = re.compile(r"^ *```([a-z]*)\n(.*?)^ *```$", re.S | re.M)  # whole blocks, so that no closing fence opens another
    shell = [line for language, block in fence.findall(text) if language in ("sh", "bash") for line in block.splitlines()]
    other = [line for language, block in fence.findall(text) if not language for line in block.splitlines()]
    other += re.findall(r"`([^`\n]+)`", fence.sub("", text))
    for line in shell + other:
        line = re.sub(r"(^|\s+)#.*$|\s{3,}.*$", "", line.strip())
        known = re.match(rf"(?:\.venv/bin/)?({'|'.join(map(re.escape, PROGRAMS))}) ", line)
        for part in re.split(r" && |; ", line) if known or line in map(str.strip, shell) else []:
            if part and not part.startswith("cd "):
                yield part


def said(page):
    """The commands of a page: (program, words) of `make ...` and `nncourse ...`, in code only."""
    for line in commands(page):
        found = re.match(r"(?:\.venv/bin/)?(make|nncourse) ([a-z][a-z-]*)(.*)$", line)
        if found:
            yield found[1], found[2], found[3].strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_other_program_is_run_somewhere_or_has_its_reason(page):
    ours = re.compile(r"(?:\.venv/bin/)?(make|nncourse) [a-z]|make TARGET")
    other = [line for line in commands(page) if not ours.match(line) and not re.match(r"[A-Z_]+=\S+ ", line)]
    assert [line for line in other if not line.startswith(tuple(ELSEWHERE))] == []


def test_commands_are_found_behind_blocks_of_other_languages(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```python\nx = 1\n```\nSay `make lab`, or `x = 1`.\n```sh\nmake handouts  # all\ncd a && podman build .\nfrobnicate --all\n```\n")
    assert list(commands(page)) == ["make handouts", "podman build .", "frobnicate --all", "make lab"]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_is_run_or_has_its_reason(page):
    run_here = {words.split()[0] for words in RUN}
    for program, name, _ in said(page):
        assert name in run_here or f"{program} {name}" in ELSEWHERE, f"{program} {name}: add it to RUN or ELSEWHERE"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_option_that_is_named_exists(page):
    for program, name, rest in said(page):
        if program != "nncourse":
            continue
        known = {option for parameter in main.commands[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, f"nncourse {name} {rest}"


def test_every_reason_is_of_a_command_that_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = {tuple(words) for page in PAGES for *words, _ in said(page)}
    for command in ELSEWHERE:
        program, name = (*command.split(), "")[:2]
        if (program, name) in named:
            assert name in (targets if program == "make" else main.commands), command


def test_the_commands_run(course, monkeypatch, tmp_path):
    monkeypatch.setenv("NNCOURSE_HOME", str(tmp_path))
    for words, code in RUN.items():
        arguments = words.split()
        done = run(course, arguments)
        assert done.exception is None or isinstance(done.exception, SystemExit), f"nncourse {words}: {done.exception!r}"
        assert code is None or done.exit_code == code, f"nncourse {words}: {done.output[-2000:]}"
    assert (course / "solutions/14-attention/14-attention.py").is_file()
    assert (course / f"grading/submitted/anna/{mini_course.SLUG}/{mini_course.SLUG}.ipynb").is_file()


def test_every_command_explains_itself():
    for name, command in main.commands.items():
        told = CliRunner().invoke(main, [name, "--help"])
        assert told.exit_code == 0 and len(command.help) > 30, name


# -- what the pages claim -----------------------------------------------------------------------------------------


def test_the_semester_plan_is_the_course():
    text = (ROOT / "docs/instructor-guide.md").read_text("utf-8")
    rows = re.findall(r"^\| ?(\d*) \| (.*) \| (\d+) min \| ([\d.]+) \|$", text, re.M)
    *weeks, last = rows
    assert [int(week) for week, *_ in weeks] == list(range(1, 15))
    lessons = {lesson.slug: lesson for lesson in LESSONS}
    planned = []
    for week, names, minutes, points in weeks:
        held = [lessons[slug] for slug in re.findall(r"course/([^/]+)/", names)]
        planned += held
        assert (sum(lesson.minutes for lesson in held), sum(lesson.points for lesson in held)) == (int(minutes), float(points)), f"week {week}"
        for lesson in held:
            assert f"{lesson.number} · {lesson.title}" in names
    assert planned == list(LESSONS), "each lesson has one week of the plan in docs/instructor-guide.md"
    assert (int(last[2]), float(last[3])) == (sum(lesson.minutes for lesson in LESSONS), sum(lesson.points for lesson in LESSONS))


def glossary():
    text = (ROOT / "docs/glossary.md").read_text("utf-8")
    return re.findall(r"^\| \*\*(.+?)\*\* \| (.+?) \| \[(\d\d)\]\(\.\./course/([^/]+)/.*\) \|$", text, re.M)


@pytest.mark.parametrize("slug", slugs())
def test_each_term_of_the_glossary_occurs_in_its_lesson(slug):
    source = (ROOT / "solutions" / slug / f"{slug}.py").read_text("utf-8")
    text = re.sub(r"\s*\n# ?(> ?)?", " ", source).lower()
    terms = [re.sub(r" \(.*", "", term).lower() for term, _, number, _ in glossary() if number == slug[:2]]
    assert terms, "every lesson brings terms of its own"
    assert [term for term in terms if term not in text] == []


def test_the_glossary_names_each_term_once_in_order_and_in_one_sentence():
    rows = glossary()
    table = [line for line in (ROOT / "docs/glossary.md").read_text("utf-8").splitlines() if line.startswith("| **")]
    names = [term.lower() for term, *_ in rows]
    assert len(rows) == len(table) > 100 and names == sorted(set(names))
    for term, meaning, number, slug in rows:
        assert slug[:2] == number and meaning.endswith(".") and ". " not in meaning, term


def test_the_picture_of_the_rooms_has_words_for_those_who_do_not_see_it():
    drawing = tree.parse(ROOT / "docs/architecture.svg").getroot()
    space = {"svg": "http://www.w3.org/2000/svg"}
    title, description = (drawing.find(f"svg:{name}", space) for name in ("title", "desc"))
    assert drawing.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    alt = re.search(r"!\[(.*?)\]\(architecture\.svg\)", (ROOT / "docs/architecture.md").read_text("utf-8"))[1]
    for room in re.findall(r">(?:helpers/)?(\w+)/?</text>", (ROOT / "docs/architecture.svg").read_text("utf-8")):
        if (ROOT / room).is_dir() or (ROOT / "helpers" / room).is_dir():
            assert room in alt.lower() and room in description.text.lower(), room


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_table_ends_with_an_empty_line(page):
    """Else what follows is set as one more row of it."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.S | re.M)
    assert re.findall(r"^\|.*\|\n(?!\||<!--)\S.*", text, re.M) == []


def test_the_index_names_every_page():
    text = (ROOT / "docs/README.md").read_text("utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in text, page.name
