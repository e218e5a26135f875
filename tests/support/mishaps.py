"""What editors and students do to notebooks: each mishap changes a whole notebook (a dict as in its file) that was right.

Add to it what you meet; tests/grading/test_mishaps.py and tests/course/test_update_keeps_all.py try each on every lesson.
"""

import ast
import copy
import json

MISHAPS = {}


def mishap(function):
    """Put a mishap into the zoo."""
    MISHAPS[function.__name__] = function
    return function


def text(cell):
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def name_of(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def is_check(cell):
    about = cell["metadata"].get("nbgrader", {})
    return bool(about.get("grade") and not about.get("solution"))


def is_answer(cell, kind="code"):
    return bool(cell["metadata"].get("nbgrader", {}).get("solution")) and cell["cell_type"] == kind


def setups(nb):
    return [cell for cell in nb["cells"] if "setup" in cell["metadata"].get("tags", [])]


def pairs(nb):
    """(answer cell, the check right below it)."""
    return [(a, b) for a, b in zip(nb["cells"], nb["cells"][1:]) if is_answer(a) and is_check(b)]


def code(source):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}


def words(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def answered(released, right):
    """The released notebook (nbformat) with answers {grade_id: text} typed in, as a dict; `stub` keeps what was released."""
    nb = json.loads(json.dumps(released))
    for cell in nb["cells"]:
        cell["stub"] = text(cell)
        if name_of(cell) in right:
            cell["source"] = right[name_of(cell)]
    return nb


def written(nb):
    """The file's bytes."""
    nb = copy.deepcopy(nb)
    for cell in nb["cells"]:
        cell.pop("stub", None)
    return json.dumps(nb).encode()


@mishap
def nothing(nb):
    pass


@mishap
def setup_deleted(nb):
    nb["cells"] = [cell for cell in nb["cells"] if cell not in setups(nb)]


@mishap
def colab_mounts_a_drive(nb):
    for cell in setups(nb)[:1]:
        cell["source"] = "from google.colab import drive\ndrive.mount('/content/drive')\n" + text(cell)


@mishap
def a_magic_on_top(nb):
    for cell in setups(nb)[:1]:
        cell["source"] = "%tensorflow_version 2.x\n!pip install -q numpy\n%matplotlib widget\n" + text(cell)


@mishap
def setup_became_text(nb):
    for cell in setups(nb):
        cell["cell_type"] = "markdown"
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


@mishap
def answers_typed_into_the_check_cells(nb):
    for answer, check in pairs(nb):
        check["source"] = text(answer) + "\n\n" + text(check)
        answer["source"] = answer["stub"]


@mishap
def answers_merged_into_the_check_cells(nb):
    gone = []
    for answer, check in pairs(nb):
        check["source"] = text(answer) + "\n" + text(check)
        gone.append(id(answer))
    nb["cells"] = [cell for cell in nb["cells"] if id(cell) not in gone]


@mishap
def checks_merged_into_the_answers(nb):
    gone = []
    for answer, check in pairs(nb):
        answer["source"] = text(answer) + "\n" + text(check)
        gone.append(id(check))
    nb["cells"] = [cell for cell in nb["cells"] if id(cell) not in gone]


@mishap
def answers_below_their_checks(nb):
    for answer, check in pairs(nb):
        nb["cells"].insert(nb["cells"].index(check) + 1, code(text(answer)))
        answer["source"] = answer["stub"]


@mishap
def answers_all_in_one_cell(nb):
    together = "\n\n".join(text(cell) for cell in nb["cells"] if is_answer(cell))
    for cell in nb["cells"]:
        if is_answer(cell):
            cell["source"] = "# see above"
    place = nb["cells"].index(setups(nb)[-1]) + 1 if setups(nb) else 0
    nb["cells"].insert(place, code(together))


@mishap
def answer_cells_deleted_and_retyped(nb):
    for cell in list(nb["cells"]):
        if is_answer(cell):
            nb["cells"][nb["cells"].index(cell)] = code(text(cell))


@mishap
def answers_became_text(nb):
    for cell in nb["cells"]:
        if is_answer(cell):
            cell["cell_type"] = "markdown"
            cell["source"] = f"```python\n{text(cell)}\n```"
            cell.pop("outputs", None)
            cell.pop("execution_count", None)


@mishap
def all_metadata_lost(nb):
    nb["metadata"], nb["nbformat_minor"] = {}, 2
    for cell in nb["cells"]:
        cell["metadata"] = {}
        cell.pop("id", None)


@mishap
def colab(nb):
    nb["metadata"] = {
        "colab": {"provenance": [], "gpuType": "T4"},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
    }
    nb["nbformat_minor"] = 0
    for k, cell in enumerate(nb["cells"]):
        cell.pop("id", None)
        cell["metadata"] |= {"id": f"x{k}", "colab": {"base_uri": "https://localhost:8080/"}}


@mishap
def kaggle(nb):
    nb["nbformat_minor"] = 4
    nb["metadata"] = {"kernelspec": {"name": "python3"}, "kaggle": {"accelerator": "none"}}
    for k, cell in enumerate(nb["cells"]):
        cell.pop("id", None)
        kept = cell["metadata"].get("nbgrader")
        cell["metadata"] = {"_uuid": f"{k:040x}", "trusted": True, "execution": {"shell.execute_reply": "2026"}} | (
            {"nbgrader": kept} if kept else {}
        )


@mishap
def deepnote(nb):
    nb["metadata"] = {"deepnote": {}, "orig_nbformat": 2}
    for k, cell in enumerate(nb["cells"]):
        cell["metadata"] = {"cell_id": f"00001-{k:08x}", "deepnote_cell_type": "code", "source_hash": f"{k:08x}"}
        cell["id"] = f"{k:032x}"


@mishap
def vscode(nb):
    for k, cell in enumerate(nb["cells"]):
        cell["id"] = f"{k:08x}"
        cell["metadata"]["vscode"] = {"languageId": "python"}


@mishap
def windows_line_ends(nb):
    for cell in nb["cells"]:
        cell["source"] = text(cell).replace("\n", "\r\n")


@mishap
def cells_twice(nb):
    for answer, check in pairs(nb):
        nb["cells"].insert(nb["cells"].index(check) + 1, copy.deepcopy(check))
        nb["cells"].insert(nb["cells"].index(answer), copy.deepcopy(answer) | {"source": answer["stub"]})


@mishap
def words_in_a_new_cell_below(nb):
    for cell in [cell for cell in nb["cells"] if is_answer(cell, "markdown")]:
        nb["cells"].insert(nb["cells"].index(cell) + 1, words(text(cell)))
        cell["source"] = cell["stub"]


@mishap
def checks_deleted(nb):
    nb["cells"] = [cell for cell in nb["cells"] if not is_check(cell)]


@mishap
def answers_split(nb):
    """Split at every statement, as JupyterLab's "Split cell" does: each part keeps the metadata."""
    for cell in [cell for cell in nb["cells"] if is_answer(cell)]:
        lines = text(cell).split("\n")
        starts = sorted(
            {
                (min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))]))
                for node in ast.parse(text(cell)).body
            }
            - {1}
        )
        parts = ["\n".join(lines[a - 1 : b - 1]) for a, b in zip([1, *starts], [*starts, len(lines) + 1])]
        at = nb["cells"].index(cell)
        nb["cells"][at : at + 1] = [copy.deepcopy(cell) | {"source": part} for part in parts]


@mishap
def answers_copied_to_the_end(nb):
    nb["cells"] += [copy.deepcopy(cell) for cell in nb["cells"] if is_answer(cell)]


@mishap
def exercises_in_reverse(nb):
    """Each answer with its check, the last exercise first."""
    there = pairs(nb)
    places = [nb["cells"].index(answer) for answer, _ in there]
    for place, (answer, check) in zip(places, reversed(there)):
        nb["cells"][place : place + 2] = [answer, check]


@mishap
def answers_became_raw(nb):
    for cell in nb["cells"]:
        if is_answer(cell):
            cell["cell_type"] = "raw"
            cell.pop("outputs", None)
            cell.pop("execution_count", None)


@mishap
def checks_retyped(nb):
    for cell in [cell for cell in nb["cells"] if is_check(cell)]:
        nb["cells"][nb["cells"].index(cell)] = code(text(cell))


@mishap
def answers_are_timed(nb):
    for cell in nb["cells"]:
        if is_answer(cell):
            cell["source"] = "%%time\n" + text(cell)


@mishap
def one_id_for_all(nb):
    for cell in nb["cells"]:
        cell["id"] = "cell"


@mishap
def no_field_of_metadata(nb):
    for cell in nb["cells"]:
        cell.pop("metadata")
        cell.pop("id", None)


@mishap
def pycharm(nb):
    nb["nbformat_minor"] = 5
    nb["metadata"] = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for k, cell in enumerate(nb["cells"]):
        kept = cell["metadata"].get("nbgrader")
        cell["metadata"] = {"collapsed": False, "pycharm": {"name": "#%%\n"}} | ({"nbgrader": kept} if kept else {})
        cell["id"] = f"{k:08x}-0000"


# -- what happens to the file as a whole: bytes to bytes; the cells stay --------------------------------------------

FILES = {
    "a mark of byte order": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "no ASCII": lambda data: json.dumps(json.loads(data), ensure_ascii=False).encode(),
    "an old Windows encoding": lambda data: json.dumps(json.loads(data), ensure_ascii=False).encode(
        "cp1252", "xmlcharrefreplace"
    ),
    "Windows line ends": lambda data: json.dumps(json.loads(data), indent=1).replace("\n", "\r\n").encode(),
    "sources as lists": lambda data: json.dumps(
        _sources(json.loads(data), lambda text: text.splitlines(True))
    ).encode(),
    "format 3": lambda data: json.dumps(_format_3(json.loads(data))).encode(),
    "outputs of 100 MB": lambda data: json.dumps(
        _with_output(json.loads(data), {"text/plain": "x" * 100_000_000})
    ).encode(),
    "a plot of millions of numbers": lambda data: json.dumps(
        _with_output(json.loads(data), {"application/x": [[0.5, [1, 2]] * 1000] * 2000})
    ).encode(),
}


def _sources(nb, change):
    for cell in nb["cells"]:
        cell["source"] = change(text(cell))
    return nb


def _format_3(nb):
    cells = []
    for cell in nb["cells"]:
        kept = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        if cell["cell_type"] == "code":
            cells.append(kept | {"input": text(cell), "language": "python", "outputs": [], "collapsed": False})
        else:
            cells.append(kept | {"source": text(cell)})
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"metadata": {}, "cells": cells}],
    }


def _with_output(nb, data):
    next(cell for cell in nb["cells"] if cell["cell_type"] == "code")["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": data}
    ]
    return nb
