"""The probe for answers that use a random generator: the same seed twice, then another seed."""
from dataclasses import dataclass, replace

from . import plain
from .calls import Call


@dataclass(frozen=True)
class Seeded(Call):
    """Call the answer three times and take what comes back as {"first", "again", "other"}.

    "first" and "again" get generators of the case's own seed, "other" one of the next seed: the judge can tell whether
    the seed alone decides, and whether it decides anything.
    """

    kind: str = "seeded"

    def ask(self, target, case):
        outcomes = {name: super(Seeded, self).ask(target, _shifted(case, by)) for name, by in (("first", 0), ("again", 0), ("other", 1))}
        values = {"dict": [[name, outcome.get("value")] for name, outcome in outcomes.items()]}
        failed = next((outcome for outcome in outcomes.values() if "value" not in outcome), None)
        merged = dict(failed or outcomes["first"])
        changed = [name for outcome in outcomes.values() for name in outcome.get("changed", [])]
        if changed:
            merged["changed"] = list(dict.fromkeys(changed))
        return merged if failed else merged | {"value": values}


def _shifted(case, by):
    """The case with every generator among its inputs replaced by that of a later seed."""
    def shift(item):
        value = plain.decode(item)
        return plain.encode(replace(value, seed=value.seed + by)) if isinstance(value, plain.Random) else item

    shifted = dict(case, args=[shift(item) for item in case.get("args", [])])
    if "kwargs" in case:
        shifted["kwargs"] = {name: shift(item) for name, item in case["kwargs"].items()}
    return shifted


PROBES = {"seeded": Seeded}
