"""The two plainest probes: call the answer, or take it as it is."""
import contextlib
import inspect
from dataclasses import dataclass

import numpy as np

from . import plain
from .given import ready


@dataclass(frozen=True)
class Call:
    """Call the answer with each case's arguments.

    Args:
        collect: the answer is a generator; its items are collected into a list (at most 10 000 of them).
        spies: names of functions of the notebook; the outcome's "calls" counts how often the answer called each.
        stand_ins: names of the notebook's functions that sound ones take the place of during the call, so that a mistake
            in an earlier exercise is not punished twice.
        earlier: names of the notebook's functions that the answer may build on; the outcome's "used" lists those that
            it called, so that the judge can tell an earlier mistake from a new one (`Exercise.carries`).
    """

    collect: bool = False
    spies: tuple = ()
    stand_ins: tuple = ()
    earlier: tuple = ()
    kind: str = "call"

    def ask(self, target, case):
        if not callable(target):
            return {"error": {"type": "NotCallable", "types": [], "message": type(target).__name__}}
        given = [plain.decode(item) for item in case.get("args", [])]
        named = {name: plain.decode(item) for name, item in case.get("kwargs", {}).items()}
        outcome = {}
        with self._counted(target) as counts:
            value = target(*map(ready, given), **{name: ready(item) for name, item in named.items()})
            if self.collect:
                value = [item for item, _ in zip(value, range(10_000))]
        if self.spies:
            outcome["calls"] = {name: counts[name] for name in self.spies}
        if any(counts[name] for name in self.earlier):
            outcome["used"] = [name for name in self.earlier if counts[name]]
        outcome["value"] = plain.encode(value)
        changed = [i for i, item in enumerate(given) if plain.encode(item) != case["args"][i]]
        names = _argument_names(target, len(given))
        changed = [names[i] for i in changed]
        changed += [name for name, item in named.items() if plain.encode(item) != case["kwargs"][name]]
        if changed:
            outcome["changed"] = changed
        return outcome

    @contextlib.contextmanager
    def _counted(self, target):
        counts = dict.fromkeys(self.spies + self.earlier, 0)
        space = getattr(target, "__globals__", {})
        found = {name: _from_scipy(name) for name in self.stand_ins}
        found |= {name: space[name] for name in counts if name not in found and callable(space.get(name))}
        originals = {name: space[name] for name in found if name in space}

        def counted(name, function):
            def wrapper(*args, **kwargs):
                counts[name] += 1
                return function(*args, **kwargs)

            return wrapper

        space.update({name: counted(name, function) if name in counts else function for name, function in found.items()})
        try:
            yield counts
        finally:
            for name in found.keys() - originals.keys():
                space.pop(name, None)
            space.update(originals)


@dataclass(frozen=True)
class Value:
    """Take the answer itself; where a case has a key, the answer's item of that name."""

    kind: str = "value"

    def ask(self, target, case):
        if "key" not in case:
            return {"value": plain.encode(target)}
        if not isinstance(target, dict):
            return {"missing": f'dict with the entry "{case["key"]}"'}
        if case["key"] not in target:
            return {"missing": f'"{case["key"]}"'}
        return {"value": plain.encode(target[case["key"]])}


def _from_scipy(name):
    """A function that lessons write by hand, from SciPy, or for layers as one homogeneous product."""
    from scipy import special

    def layer(x, W, b, activation, *_, **__):
        return activation(np.column_stack([x, np.ones(len(x))]) @ np.vstack([W, b]))

    found = {"sigmoid": special.expit, "softmax": lambda z: special.softmax(z, axis=-1), "dense": layer}
    return {**found, "relu": lambda z: np.clip(z, 0, None)}[name]


def _argument_names(target, count):
    """Names of the first `count` positional arguments, for messages."""
    try:
        names = [p.name for p in inspect.signature(target).parameters.values()]
    except (TypeError, ValueError):
        names = []
    return names[:count] + [f"argument {i + 1}" for i in range(len(names), count)]
