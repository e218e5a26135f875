"""`predict("05.which_moves_most")`: a guess before the result, kept on the student's computer and in the notebook.

The questions lie beside this file as plain data, with their results sealed. A committed guess goes into the file
`predictions.json` beside the record of checks, and into an output of the notebook, so that a hand-in carries it.
"""

import difflib
import functools
import json
from datetime import UTC, datetime
from pathlib import Path

from ..checks.record import progress_file
from ..course.files import write_whole

QUESTIONS = Path(__file__).parent / "predictions"
MIME = "application/vnd.nncourse.prediction+json"


@functools.cache
def questions(lesson):
    """The predictions of a lesson by its two digits: id -> question as the widget takes it; empty where it has none."""
    found = sorted(QUESTIONS.glob(f"{lesson}-*.json"))
    return json.loads(found[0].read_text("utf-8")) if found else {}


def predict(question):
    """Ask for a prediction; what was committed earlier is there again.

    Raises:
        ValueError: there is no such question.
    """
    from IPython.display import display

    from ..widgets import Prediction

    known = questions(str(question)[:2])
    if question not in known:
        near = difflib.get_close_matches(str(question), known, n=1)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        raise ValueError(f'There is no prediction "{question}".{hint}')
    before = predicted(question)
    widget = Prediction(**known[question], **({"guess": before, "committed": True} if before is not None else {}))
    display(widget)
    kept = display(_kept(question, before), raw=True, display_id=True)

    def commit(change):
        if widget.committed:
            note(question, widget.guess, widget.right)
            if kept is not None:
                kept.update(_kept(question, widget.guess), raw=True)

    widget.observe(commit, "committed")


def _kept(question, guess):
    """The output that travels with the notebook: the guess as data and in words."""
    words = "" if guess is None else f"Your prediction is kept: {in_words(guess)}."
    return {"text/plain": words, MIME: {"question": question, "guess": guess}}


def in_words(guess):
    """A guess in few words."""
    if guess == "unsure":
        return "“I don't know”"
    if isinstance(guess, list):
        return "a curve" if all(isinstance(item, (int, float)) for item in guess) else ", then ".join(guess)
    return f"{guess:g}" if isinstance(guess, (int, float)) else f"“{guess}”"


# -- the record on this computer --------------------------------------------------------------------


def predictions_file():
    """Where the predictions of this student lie: beside the record of checks."""
    return progress_file().with_name("predictions.json")


def read():
    """The record: id -> {"guess", "right", "when"}; empty when there is none."""
    try:
        record = json.loads(predictions_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def predicted(question):
    """The guess that was committed for a question, or None."""
    entry = read().get(question)
    known = questions(question[:2])[question]
    return entry["guess"] if isinstance(entry, dict) and _is_answer(known, entry.get("guess")) else None


def note(question, guess, right):
    """Keep a guess: the first one stands, for it is what was believed before. An unwritable disk costs only the
    record.
    """
    record = read()
    if question in record:
        return
    when = datetime.now(UTC).isoformat(timespec="seconds")
    record[question] = {"guess": guess, "right": right, "when": when}
    try:
        write_whole(predictions_file(), json.dumps(record, indent=1, sort_keys=True))
    except OSError:
        pass


def surprises(lesson):
    """Where the picture of this student changed, one sentence each: predictions of a lesson that something else came
    out of.
    """
    from ..widgets.guesses import fits, unseal

    told = []
    for question, known in questions(lesson).items():
        guess, sealed = predicted(question), unseal(known["sealed"])
        if guess is None or fits(known["kind"], guess, sealed):
            continue
        came = "something else came out" if known["kind"] == "curve" else f"it is {in_words(sealed['truth'])}"
        told.append(f"{question}: {known['ask']} You said {in_words(guess)}, {came}.")
    return told


def results(lesson, guesses):
    """What a student believed beside what came out, in the lesson's order.

    A list of {"ask", "guess", "right", "came", "says"}; what came out of a sketched curve is said in words alone.

    Args:
        lesson: its two digits.
        guesses: id -> {"guess", "right"}, as `believed` gives them.
    """
    from ..widgets.guesses import unseal

    told = []
    for question, known in questions(lesson).items():
        if given := guesses.get(question):
            sealed = unseal(known["sealed"])
            came = "" if known["kind"] == "curve" else in_words(sealed["truth"])
            told.append({"ask": known["ask"], "guess": in_words(given["guess"]), "right": given["right"]})
            told[-1] |= {"came": came, "says": sealed["says"]}
    return told


# -- what a notebook carries ------------------------------------------------------------------------


def believed(notebook):
    """The predictions in a notebook that was handed in: id -> {"guess", "right"}, for the class report.

    Nothing in a notebook is trusted: what is no answer to a question of the course is left out.
    """
    from ..widgets.guesses import fits, unseal

    found = {}
    for data in carried(notebook, MIME):
        if not isinstance(data.get("question"), str):
            continue
        known = questions(data["question"][:2]).get(data["question"]) if data["question"][:2].isdigit() else None
        if known and _is_answer(known, data.get("guess")):
            guess = data["guess"]
            right = fits(known["kind"], guess, unseal(known["sealed"]))
            found[data["question"]] = {"guess": guess, "right": right}
    return found


def carried(notebook, mime):
    """The dicts that a notebook's outputs hold under one of the course's own MIME types; it may be nonsense."""
    for cell in _dicts(notebook.get("cells")):
        for output in _dicts(cell.get("outputs")):
            data = output["data"].get(mime) if isinstance(output.get("data"), dict) else None
            if isinstance(data, dict):
                yield data


def _dicts(items):
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _is_answer(known, guess):
    from ..widgets.guesses import is_guess

    return guess is not None and is_guess(known["kind"], guess, known.get("options", []), known.get("axes", {}))
