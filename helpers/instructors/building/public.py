"""The public side of an exercise bank: cases, expected answers, misconceptions and hints as plain data, no code."""

import json

from ...checks import plain
from ...checks.contract import CaseSpec, Spec
from ..banks import PUBLIC_SEED


def public_bytes(bank, asked=()):
    """The exact bytes of `helpers/checks/public/NN-slug.json` for a bank and the lesson's written questions."""
    data = {
        "lesson": bank.lesson,
        "exercises": {exercise.id: public_exercise(exercise) for exercise in bank.exercises},
        "practice": [practice_question(question) for question in bank.questions],
        "written": [written_question(question) for question in asked if question.use == "practice"],
    }
    return (written(data, levels=4) + "\n").encode("utf-8")


def written(value, levels):
    """JSON with a line for each entry of the outer `levels`, here down to a case or a hint, and no space within."""
    if not levels or not value or not isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if isinstance(value, list):
        return "[\n" + ",\n".join(written(item, levels - 1) for item in value) + "\n]"
    return "{\n" + ",\n".join(f"{json.dumps(key)}: {written(item, levels - 1)}" for key, item in value.items()) + "\n}"


def public_exercise(exercise):
    """An exercise's public specification; for a secret one, the questions without their key."""
    spec = Spec.of(exercise.spec(PUBLIC_SEED, with_wrong=not exercise.secret))
    if exercise.secret:
        spec.cases = [CaseSpec(key=case.key, part=case.part) for case in spec.cases]
        spec.secret = True
        spec.questions = [
            {"question": q.text, "marks": q.marks, "bloom": q.bloom, "options": [option.text for option in q.options]}
            for q in exercise.questions
        ]
    else:
        for case in spec.cases:
            case.expected = _effect(exercise.judge, case, case.expected)
            case.wrong = {name: _effect(exercise.judge, case, outcome) for name, outcome in case.wrong.items()}
    return spec.plain()


def _effect(judge, case, outcome):
    """Where every answer with the right effect is right, only the effect ships: the reference would be a solution."""
    if "value" not in outcome:
        return outcome
    return outcome | {"value": plain.encode(judge.outline(plain.decode(outcome["value"]), case))}


def practice_question(question):
    """A practice question as the Quiz widget takes it."""
    options = [{"text": option.text, "right": option.right, "why": option.why} for option in question.options]
    return {
        "id": question.id,
        "bloom": question.bloom,
        "marks": question.marks,
        "question": question.text,
        "options": options,
    }


def written_question(question):
    """A written question that is for practice, with its model answer and marking scheme."""
    return {
        "id": question.id,
        "bloom": question.level,
        "marks": question.marks,
        "question": question.question,
        "answer": question.answer,
        "scheme": [list(line) for line in question.scheme],
        "section": question.shown,
    }


def predictions_bytes(lesson, predictions):
    """The exact bytes of `helpers/study/predictions/NN-slug.json`: each question, its result sealed."""
    data = {f"{lesson}.{name}": prediction.plain() for name, prediction in predictions.items()}
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode("utf-8")
