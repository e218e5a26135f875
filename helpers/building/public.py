"""The public side of an exercise bank: cases, expected answers, misconceptions and hints as plain data, no code."""
import json

from ..checks import plain
from ..checks.bank import PUBLIC_SEED


def public_bytes(bank):
    """The exact bytes of `helpers/checks/public/NN-slug.json` for an exercise bank."""
    data = {
        "lesson": bank.lesson,
        "exercises": {exercise.id: public_exercise(exercise) for exercise in bank.exercises},
        "practice": [practice_question(question) for question in bank.questions],
    }
    return (json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")


def public_exercise(exercise):
    """An exercise's public specification; for a secret one, the questions without their key."""
    if not exercise.secret:
        return _outlined(exercise.spec(PUBLIC_SEED), exercise.judge)
    spec = exercise.spec(PUBLIC_SEED, with_wrong=False)
    for case in spec["cases"]:
        del case["expected"], case["wrong"]
    spec["secret"] = True
    spec["questions"] = [
        {"question": q.text, "marks": q.marks, "bloom": q.bloom, "options": [option.text for option in q.options]}
        for q in exercise.questions
    ]
    return spec


def _outlined(spec, judge):
    """Where every answer with the right effect is right, only the effect ships: the reference would be a solution."""
    if hasattr(judge, "outline"):
        for case in spec["cases"]:
            case["expected"] = _effect(judge, case, case["expected"])
            case["wrong"] = {name: _effect(judge, case, outcome) for name, outcome in case["wrong"].items()}
    return spec


def _effect(judge, case, outcome):
    if "value" not in outcome:
        return outcome
    return outcome | {"value": plain.encode(judge.outline(plain.decode(outcome["value"]), case))}


def practice_question(question):
    """A practice question as the Quiz widget takes it."""
    options = [{"text": option.text, "right": option.right, "why": option.why} for option in question.options]
    return {"id": question.id, "bloom": question.bloom, "marks": question.marks, "question": question.text, "options": options}
