"""A class whose answers in words wait to be marked: graded without running anything, so that 120 take seconds."""

import base64
import io

import grading_course as course
from PIL import Image

from helpers.instructors.authored import Course
from helpers.instructors.grading import results, submissions
from helpers.instructors.grading.gradebook import Writer, register
from helpers.instructors.grading.notebooks import parsed

QUESTION = f"{course.SLUG}/why"
HOSTILE = {
    "script": "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'><svg onload='window.hit = 1'>",
    "mathjax": r'$\mmlToken{mtext}[href="javascript:window.hit = 1"]{click}$ and $\href{javascript:window.hit=1}{x}$',
    "link": "[click](javascript:window.hit=1) <a href='javascript:window.hit=1'>me</a> ![p](http://127.0.0.1:1/x.png)",
    "bidi": "\u202egnihtyna\u202c \u2066of\u2069 the \u200bother",
    "huge": "A reason. " * 60_000,
    "deep": "$" + "{" * 4000 + "x" + "}" * 4000 + "$ " + "[" * 9000 + "> " * 3000,
    "style": "</div></section><style>body { display: none }</style><form action='http://127.0.0.1:1'>",
    "control": "a\x00b\x1b[31m \x9b red \ud800 end",
    "template": "{{ 7 * 7 }} {% raw %} ${window.hit = 1}",
    "markdown": "# Heading\n\n| a | b |\n|---|---|\n| $x_1$ | `<b>` |\n\n```html\n<script>window.hit = 1</script>\n```",
}


def answer_of(i):
    """The i-th answer of a class: honest ones with formulas between the hostile ones."""
    names = list(HOSTILE)
    if i % 12 == 5:
        return HOSTILE[names[(i // 12) % len(names)]]
    return f"Reason number {i}: $\\frac{{1}}{{{i + 2}}} \\le \\sum_k x_k^2$, so it is three."


def photograph():
    """A small picture as the bytes of a file."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(out, "PNG")
    return out.getvalue()


def picture():
    """A pasted photograph as an attachment."""
    return {"scan.png": {"image/png": base64.b64encode(photograph()).decode()}}


def hand_in(root, answers):
    """Hand in and grade answers in words ({student: text, None for none}); a text with "scan.png" has a picture.

    A second time is a second run of the grader: marks of a person ask for another look.
    """
    plan = course.plan()
    register(Course(root), course.SLUG, parsed(plan.released))
    with Writer(Course(root)) as writer:
        for student, text in answers.items():
            content = course.edited(course.right_but(), _write(text))
            path = course.hand_in(root, student, content)
            course.recorded(root, {student: 9.0 if text is None else None})
            result = results.load(Course(root), course.SLUG, student)
            writer.write(submissions.Submission(student, course.SLUG, path), plan, result, content)
            results.save(Course(root), student, result)


def _write(text):
    def change(notebook):
        cell = course.cell(notebook, "why")
        if text is None:
            cell.source = "*Write your answer here.*"
            return
        cell.source = text.encode("utf-8", "replace").decode()
        if "scan.png" in text:
            cell.attachments = picture()

    return change
