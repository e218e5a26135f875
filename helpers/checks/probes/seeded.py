"""The probe for answers that use a random generator: the same seed twice, then another seed."""

from dataclasses import dataclass, replace

from .. import plain
from .calls import Call


@dataclass(frozen=True)
class Seeded(Call):
    """Call the answer three times and take what comes back as {"first", "again", "other"}.

    "first" and "again" get generators of the case's own seed, "other" one of the next seed: the judge can tell whether
    the seed alone decides, and whether it decides anything.

    Args:
        more: number of further seeds, told as "seed 2", "seed 3" …: what never varies by chance does not come from it.
    """

    more: int = 0
    kind = "seeded"

    def ask(self, target, case):
        runs = {
            name: super(Seeded, self).ask(target, _shifted(case, by))
            for name, by in (
                ("first", 0),
                ("again", 0),
                ("other", 1),
                *((f"seed {k}", k) for k in range(2, 2 + self.more)),
            )
        }
        failed = next((run for run in runs.values() if not run.answered), None)
        if failed:
            return failed
        changed = list(dict.fromkeys(name for run in runs.values() for name in run.changed))
        return replace(runs["first"], value={name: run.value for name, run in runs.items()}, changed=changed)


def _shifted(case, by):
    """The case with every generator among its inputs replaced by that of a later seed."""

    def shift(item):
        value = plain.decode(item)
        return plain.encode(replace(value, seed=value.seed + by)) if isinstance(value, plain.Random) else item

    return replace(
        case, args=[shift(item) for item in case.args], kwargs={name: shift(item) for name, item in case.kwargs.items()}
    )
