"""What is known of a result without running anything: nothing changed, nothing can be read, or the grader failed.

Every run asks this of every submission, so nothing heavy is loaded here.
"""

from ...course.errors import Unreadable
from . import results
from .contract import FAILED, Result
from .hostile import clean
from .notebooks import read_bytes


def before(course, submission, plan, again=False):
    """(key, content, result): the result where there is nothing to run, because nothing changed or nothing can be read.

    Args:
        plan: a `plan.Known`.
        again: True grades also what has not changed.
    """
    content, problem = b"", submission.problem
    try:
        content = content if problem else read_bytes(submission.path)
    except Unreadable as unreadable:
        problem = str(unreadable)
    key = results.key_of(plan.fingerprint, content, problem)
    known = results.load(course, submission.lesson, submission.student)
    if known and known.key == key and not (again and known.written):
        return key, content, known
    return key, content, blank(plan, key, problem) if problem else None


def blank(plan, key, message):
    """The result of a submission that could not be graded."""
    return Result(lesson=plan.lesson, seed=plan.seed, key=key, state=FAILED, message=clean(message, 600))


def stumbled(plan, error):
    """The result where the grader itself came to grief over a submission; without a key: the next run tries again."""
    return blank(plan, "", f"The grader could not judge it ({type(error).__name__}: {error}).")
