"""Who needs a person now: reasons that the marks give, and whom they concern."""

import statistics
from dataclasses import dataclass

HALF = 0.5  # of the points
FALL = 0.3  # of the points, below a student's own mean so far


@dataclass
class Concern:
    """A reason to talk with somebody, and the ids of those whom it concerns, sorted."""

    reason: str
    students: list


def concerns(shares, failed, listed=()):
    """The `Concern`s of a class, those that concern nobody left out.

    Args:
        shares: lesson -> {student: share of the points by checks}, of what was graded; the last of them is now.
        failed: lesson of these -> students whose hand-in could not be graded.
        listed: everybody on the roster.
    """
    lessons = list(shares)
    if not lessons:
        return []
    last = lessons[-1]
    now, broken = shares.get(last, {}), set(failed.get(last, ()))
    told = [
        Concern(f"whose hand-in of {last} could not be graded", sorted(broken)),
        Concern(f"on the roster, without a hand-in of {last}", sorted(set(listed) - set(now) - broken)),
    ]
    if now:
        quarter = statistics.quantiles(now.values(), n=4)[0] if len(now) > 1 else min(now.values())
        low = {student for student, share in now.items() if share < HALF and share <= quarter}
        told.append(
            Concern(f"with less than half of the points of {last}, in the last quarter of the class", sorted(low))
        )
        before = {
            student: [shares[one][student] for one in lessons[:-1] if student in shares.get(one, {})] for student in now
        }
        fell = {s for s, marks in before.items() if marks and now[s] < statistics.fmean(marks) - FALL - 1e-9}
        told.append(
            Concern(
                f"who fell by {100 * FALL:.0f} points of a hundred in {last}, against their own lessons before",
                sorted(fell),
            )
        )
    return [concern for concern in told if concern.students]
