"""Working skeletons for writers: a new lesson, and a new exercise in a lesson, that build, lint clean and pass the tests.

What is made is a small, complete example. The writer replaces it piece by piece, with the tests green all the way.
"""
import ast
import builtins
import keyword
import re
from dataclasses import dataclass
from pathlib import Path

from . import listings
from .sources import find_lesson, lesson_folders, read_source

TEMPLATES = Path(__file__).parent / "templates"
LESSON_POINTS = 4  # of the example lesson: exercise 2, quiz 1, answer in words 1


@dataclass
class Edit:
    """The files to write, path -> text, and what the writer does next. Nothing is written before all of it is known."""

    files: dict
    told: list

    def write(self, root):
        """Write the files under `root`; return their relative paths."""
        for path, text in self.files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        return list(self.files)


def new_lesson(root, slug, title, minutes=60, content="weighted sums: what the weights of a neuron do"):
    """The skeleton of a lesson, as an `Edit`.

    Args:
        root: the course's root.
        slug: the folder's name, such as "14-transformers".
        title: the lesson's title, without its number.
        minutes: working time.
        content: what it holds in one line, for the map of the course.

    Raises:
        ValueError: the slug or the title does not fit, or is taken.
    """
    if not re.fullmatch(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise ValueError(f'"{slug}" is no name for a lesson: two digits, then small letters, digits and hyphens, as in 14-transformers.')
    for folder in lesson_folders(root):
        if folder.name[:2] == slug[:2]:
            raise ValueError(f"There is a lesson {slug[:2]} already: solutions/{folder.name}. Choose another number.")
    title, content = title.strip(), content.strip()
    if not title or set(title) & set("|\n[]\"\\"):
        raise ValueError('A title is one line of words, without |, [, ], \\ and ".')
    if not content or set(content) & set("|\n\"\\"):
        raise ValueError('The content is one line of words, without |, \\ and ".')
    if not 5 <= minutes <= 300:
        raise ValueError(f"A lesson takes between 5 and 300 minutes, not {minutes}.")
    words = {"NUMBER": slug[:2], "SLUG": slug, "TITLE": title, "MINUTES": minutes, "POINTS": LESSON_POINTS, "BEFORE": _before(root, slug)}
    folder = Path("solutions") / slug
    files = {folder / f"{slug}.py": _filled("lesson.py.txt", words), folder / "exercises.py": _filled("bank.py.txt", words)}
    edit = Edit(files, [f"Next: replace the example in {folder / slug}.py and {folder}/exercises.py, then `nncourse build`, `nncourse lint {slug[:2]}`."])
    edit.files |= listings.with_lesson(root, listings.Entry(slug, title, minutes, LESSON_POINTS, content))
    return edit


def new_exercise(root, lesson, name, points=2):
    """A new exercise before the lesson's practice quiz and in its bank, as an `Edit`.

    Args:
        root: the course's root.
        lesson: number, folder name or path of the lesson.
        name: what the student's cell will define, such as "softmax".
        points: its marks, in steps of one half.

    Raises:
        ValueError: the lesson is unknown, the name does not fit or is taken, or the bank is written in an unknown form.
    """
    folder = find_lesson(root, lesson)
    source_path, bank_path = folder / f"{folder.name}.py", folder / "exercises.py"
    source, bank = source_path.read_text("utf-8"), bank_path.read_text("utf-8")
    _refuse_name(folder, name, source, bank)
    if points <= 0 or points * 2 != int(points * 2):
        raise ValueError(f"Points are positive, in steps of one half, not {points:g}.")
    for path, text in ((source_path, source), (bank_path, bank)):
        if not re.search(r"^import numpy as np$", text, re.M):
            raise ValueError(f"{path.relative_to(root)} needs `import numpy as np`, in a lesson in its set-up cell: add it and try again.")
    taken = set(re.findall(r"^(?:def )?(\w+)", bank, re.M))
    constant = next(word for word in (name.upper(), f"{name.upper()}_EXERCISE") if word not in taken)
    words = {
        "LESSON": folder.name[:2], "NAME": name, "NUMBER_OF_POINTS": f"{points:g}", "CONSTANT": constant,
        "POINTS": f"{points:g} point{'' if points == 1 else 's'}",
        "COUNT": 1 + max(map(int, re.findall(r"^# ### Exercise (\d+)", source, re.M)), default=0),
        "CASES": next(word for word in (f"{name}_cases", f"{name}_exercise_cases") if word not in taken),
        "RULE": "-" * max(3, 96 - len(name)),
    }  # fmt: skip
    source = _before_quiz(source, _filled("exercise_cells.py.txt", words))
    total = sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in read_source(source_path).cells) + points
    source = re.sub(r"(\*\*Points\*\* )[\d.]+", rf"\g<1>{total:g}", source, count=1)
    bank = _in_bank(bank, folder.name, constant, _filled("exercise_bank.py.txt", words))
    inside = Path("solutions") / folder.name
    edit = Edit({inside / source_path.name: source, inside / "exercises.py": bank}, [f"{folder.name} has {total:g} points now."])
    edit.files |= listings.with_points(root, folder.name, total)
    edit.told.append(f"Next: replace the example in both files, then `nncourse build`, `nncourse lint {folder.name[:2]}`.")
    return edit


def _filled(template, words):
    text = (TEMPLATES / template).read_text("utf-8")
    for word, value in words.items():
        text = text.replace(f"@{word}@", str(value))
    return text


def _before(root, slug):
    """Number of the lesson before this one, or "no other"."""
    numbers = [folder.name[:2] for folder in lesson_folders(root) if folder.name < slug]
    return numbers[-1] if numbers else "00"


def _refuse_name(folder, name, source, bank):
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,49}", name) or keyword.iskeyword(name):
        raise ValueError(f'"{name}" is no name for an exercise: small letters, digits and _, as in max_pool2d; at most 50.')
    if hasattr(builtins, name):
        raise ValueError(f'"{name}" is a name of Python itself, which the answer would hide. Choose another.')
    number = folder.name[:2]
    if f'"{number}.{name}"' in bank or re.search(rf'"grade_id": "(check-)?{name}"', source):
        raise ValueError(f"{folder.name} has an exercise {number}.{name} already.")
    if re.search(rf"^(def |class )?{name}\b\s*(\(|=|:)|^(from .*)?import .*\b{name}\b", source, re.M):
        raise ValueError(f'{folder.name} uses the name "{name}" already for something else. Choose another.')


# -- the lesson's source and its bank ------------------------------------------------------------------------


def _before_quiz(source, cells):
    """The source with `cells` before its practice quiz, or before what comes after the exercises where it has none."""
    lines = source.splitlines(keepends=True)
    for heading in ("Practice quiz", "Graded quiz", "In your own words", "Summary"):
        found = [i for i, line in enumerate(lines) if re.match(rf"# ## {heading}", line)]
        if found:
            break
    else:
        return source.rstrip("\n") + "\n\n" + cells.rstrip("\n") + "\n"
    place = found[0]
    marker = max(i for i in range(place) if lines[i].startswith("# %%"))
    if any(line.strip(" #\n") for line in lines[marker + 1 : place]):
        # The heading stands in the middle of a cell: it begins a cell of its own.
        lines[place] = "# %% [markdown]\n" + lines[place]
        while lines[place - 1].strip() == "#":
            del lines[place - 1]
            place -= 1
        cells = "\n" + cells
    else:
        place = marker
    return "".join(lines[:place]) + cells + "".join(lines[place:])


def _in_bank(text, slug, constant, declared):
    """The bank's text with the exercise declared before its first quiz or `BANK`, and listed before the graded quiz."""
    tree = ast.parse(text)
    assigned = {node.targets[0].id: node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}
    listed = _exercise_list(assigned)
    if listed is None:
        raise ValueError(f"solutions/{slug}/exercises.py must say BANK = Bank(..., [EXERCISE, ...], ...), else there is no place to add one.")
    quiz = next((item for item in listed.elts if _is_quiz(item, assigned)), None)
    if quiz is not None:
        text = _inserted(text, quiz.lineno, quiz.col_offset, f"{constant}, ")
    else:
        place = listed.elts[-1] if listed.elts else None
        line, column = (place.end_lineno, place.end_col_offset) if place else (listed.end_lineno, listed.end_col_offset - 1)
        text = _inserted(text, line, column, f", {constant}" if place else constant)
    first = min((node.lineno for name, node in assigned.items() if _is_quiz(node.value, assigned) or node.value is listed or name == "BANK"))
    lines = text.splitlines(keepends=True)
    place = first - 1
    while place and (lines[place - 1].startswith("#") or not lines[place - 1].strip()):
        place -= 1  # above the comment that opens the quizzes
    return "".join(lines[:place]) + "\n\n" + declared + "".join(lines[place:]).lstrip("\n")


def _exercise_list(assigned):
    """The list of exercises in `BANK = Bank(lesson, exercises, ...)`, followed through one name."""
    call = getattr(assigned.get("BANK"), "value", None)
    if not isinstance(call, ast.Call):
        return None
    given = call.args[1] if len(call.args) > 1 else next((k.value for k in call.keywords if k.arg == "exercises"), None)
    if isinstance(given, ast.Name) and given.id in assigned:
        given = assigned[given.id].value
    return given if isinstance(given, ast.List) else None


def _is_quiz(node, assigned):
    if isinstance(node, ast.Name) and node.id in assigned:
        node = assigned[node.id].value
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "graded_quiz"


def _inserted(text, line, column, words):
    """`words` put in at a place of the syntax tree (lines from 1, columns in bytes)."""
    lines = text.splitlines(keepends=True)
    raw = lines[line - 1].encode("utf-8")
    lines[line - 1] = (raw[:column] + words.encode("utf-8") + raw[column:]).decode("utf-8")
    return "".join(lines)
