"""The two plainest probes: call the answer, or take it as it is."""

import contextlib
import functools
import inspect
import warnings
from dataclasses import dataclass

import numpy as np

from .. import plain
from ..contract import Fault, Outcome
from .base import Probe
from .given import ready


@dataclass(frozen=True)
class Call(Probe):
    """Call the answer with each case's arguments.

    Args:
        collect: the answer is a generator; its items are collected into a list (at most 10 000 of them).
        spies: names of functions of the notebook; the outcome's "calls" counts how often the answer called each, and
            is 0 where what they returned decides nothing.
        stand_ins: names of the notebook's functions that sound ones take the place of during the call, so that a
            mistake in an earlier exercise is not punished twice.
        earlier: names of the notebook's functions that the answer may build on; the outcome's "used" lists those that
            decide what it returns, so that the judge can tell an earlier mistake from a new one (`Exercise.carries`).
    """

    collect: bool = False
    spies: tuple = ()
    stand_ins: tuple = ()
    earlier: tuple = ()
    kind = "call"

    def ask(self, target, case):
        if not callable(target):
            return Outcome(error=Fault("NotCallable", message=type(target).__name__))
        given, named = case.values()
        with self._counted(target) as counts:
            value = self._called(target, given, named)
        value = plain.decode(plain.encode(value))  # as it is now, whatever it shares with the arguments
        deciding = {
            name: count if count and self._decides(name, count, target, case, value) else 0
            for name, count in counts.items()
        }
        used = [name for name in self.earlier if deciding[name]]
        names = argument_names(target, len(given))
        changed = [name for name, item, before in zip(names, given, case.args) if plain.encode(item) != before]
        changed += [name for name, item in named.items() if plain.encode(item) != case.kwargs[name]]
        return Outcome(value=value, changed=changed, calls={name: deciding[name] for name in self.spies}, used=used)

    def _called(self, target, given, named):
        value = target(*map(ready, given), **{name: ready(item) for name, item in named.items()})
        return [item for item, _ in zip(value, range(10_000))] if self.collect else value

    def _decides(self, name, calls, target, case, value):
        """True where the answer changes with what `name` returns: a function that is called for
        show decides nothing.
        """
        with self._counted(target, shaken=name, most=calls), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return plain.encode(self._called(target, *case.values())) != plain.encode(value)
            except (Exception, SystemExit, _MoreCalls):
                return True

    @contextlib.contextmanager
    def _counted(self, target, shaken="", most=0):
        """Put the stand-ins in place, and count the calls of spies and earlier functions; what `shaken` returns is
        changed, and it is called `most` times at most.
        """
        counts = dict.fromkeys(self.spies + self.earlier, 0)
        space = getattr(target, "__globals__", {})
        found = {name: _called_alike(space.get(name), _from_scipy(name)) for name in self.stand_ins}
        found |= {name: space[name] for name in counts if name not in found and callable(space.get(name))}
        originals = {name: space[name] for name in found if name in space}

        def counted(name, function):
            def wrapper(*args, **kwargs):
                counts[name] += 1
                if name != shaken:
                    return function(*args, **kwargs)
                if counts[name] > most:
                    raise _MoreCalls
                return _shaken(function(*args, **kwargs))

            return wrapper

        space.update(
            {name: counted(name, function) if name in counts else function for name, function in found.items()}
        )
        try:
            yield counts
        finally:
            for name in found.keys() - originals.keys():
                space.pop(name, None)
            space.update(originals)


@dataclass(frozen=True)
class Value(Probe):
    """Take the answer itself; where a case has a key, the answer's item of that name."""

    kind = "value"

    def ask(self, target, case):
        if case.key is None:
            return Outcome(value=target)
        if not isinstance(target, dict):
            return Outcome(missing=f'dict with the entry "{case.key}"')
        return Outcome(value=target[case.key]) if case.key in target else Outcome(missing=f'"{case.key}"')


class _MoreCalls(BaseException):
    """With other values from an earlier function the answer calls it more often; a loop may then never end."""


def _shaken(value):
    """Another value of the same form; what is neither number nor made of numbers stays."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(_shaken, value)) if type(value) in (list, tuple) else value
    if isinstance(value, dict):
        return {key: _shaken(item) for key, item in value.items()}
    if isinstance(value, (bool, np.bool_)):
        return not value
    if isinstance(value, (int, float, complex, np.number, np.ndarray)) or hasattr(value, "__array__"):
        array = np.asarray(value)
        if array.dtype.kind == "b":
            return ~array
        return value + 1 if array.dtype.kind in "iu" else value * 1.5 + 0.25 if array.dtype.kind in "fc" else value
    return value


def _from_scipy(name):
    """A function that lessons write by hand, from SciPy, or for layers as one homogeneous product."""
    from scipy import special

    def layer(x, W, b, activation, *_):
        return activation(np.column_stack([x, np.ones(len(x))]) @ np.vstack([W, b]))

    found = {
        "sigmoid": lambda z, *_: special.expit(z),
        "relu": lambda z, *_: np.clip(z, 0, None),
        "dense": layer,
    }[name]
    found.__name__ = found.__qualname__ = name  # a message about it names the student's function
    return found


def _called_alike(own, sound):
    """A sound function that takes its arguments by the names that the notebook's own gives them, too."""
    if not callable(own):
        return sound
    with contextlib.suppress(TypeError, ValueError):  # what has no signature is called by place
        form = inspect.signature(own)

        @functools.wraps(sound)
        def alike(*args, **kwargs):
            try:
                given = form.bind(*args, **kwargs)
            except TypeError as error:
                raise TypeError(f"{sound.__name__}() got other arguments than it takes: {error}") from None
            given.apply_defaults()
            return sound(*given.args, *given.kwargs.values())

        return alike
    return sound


def argument_names(target, count):
    """Names of the first `count` positional arguments, for messages."""
    try:
        names = [p.name for p in inspect.signature(target).parameters.values()]
    except (TypeError, ValueError):
        names = []
    return names[:count] + [f"argument {i + 1}" for i in range(len(names), count)]
