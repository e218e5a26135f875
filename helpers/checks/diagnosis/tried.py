"""A wrong answer and everything that is known of it."""

from __future__ import annotations

import contextlib
import inspect
import random
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .. import naming, plain, probes
from ..complaints import Complaint
from ..contract import CaseSpec, Inputs, Outcome, Request, Spec

if TYPE_CHECKING:  # judges stand on this room
    from ..judges.base import Judge


@contextlib.contextmanager
def chance_as_before():
    """What is drawn inside is drawn again afterwards: looking closer leaves the notebook's random numbers alone."""
    plain_one, state = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(plain_one)
        np.random.set_state(state)


class Live:
    """The student's answer itself, where it can be asked again: in their notebook, within a budget of seconds.

    The seconds are of the processor, so that a busy machine takes no words away; the clock stops what only waits.
    """

    def __init__(self, target, spec, seconds):
        self.target, self._spec = target, spec
        self._until = time.process_time() + seconds

    @property
    def left(self):
        return self._until - time.process_time()

    def ask(self, inputs: Inputs):
        """The outcome for other inputs; None where there is no time left, or it took too long."""
        if self.left < 0.01:
            return None
        request = Request(self._spec.id, self._spec.name, self._spec.probe, [inputs], 4 * self.left)
        with chance_as_before():
            outcome = Outcome.read(probes.answer(request, self.target)[0])
        if outcome.timeout:
            self._until = 0.0
            return None
        return outcome


@dataclass
class Tried:
    """One part of an exercise: its cases, what the answer gave, what is wrong with it.

    Attributes:
        cases, outcomes, complaints: one each; a complaint is None where the case is right.
        live: the answer itself, or None when only its outcomes are here (grading).
        green: function that tells whether the check of an earlier exercise's function is green: True, False or None
            (unknown).
    """

    spec: Spec
    how: Judge
    cases: list[CaseSpec]
    outcomes: list[Outcome]
    complaints: list[Complaint | None]
    live: Live | None = None
    green: object = lambda name: None

    def __post_init__(self):
        self.expected = [case.right for case in self.cases]
        self.wrong = [i for i, complaint in enumerate(self.complaints) if complaint]
        self.right = [i for i, complaint in enumerate(self.complaints) if not complaint]
        serious = [i for i in self.wrong if self.complaints[i].kind in ("changed", "timeout")]
        self.first = next(iter(serious or self.wrong), None)

    @property
    def case(self):
        return self.cases[self.first]

    @property
    def call(self):
        return naming.call(self.spec, self.case)

    def arguments(self, i):
        return naming.arguments(self.spec, self.cases[i])

    def taken(self, i):
        """The arguments of case i, and the answer's own defaults for those that the case leaves out."""
        try:
            mine = inspect.signature(self.live.target).parameters
        except (AttributeError, TypeError, ValueError):
            return self.arguments(i)
        defaults = {name: one.default for name, one in mine.items() if one.default is not one.empty}
        return {name: defaults[name] for name in self.spec.parameters if name in defaults} | self.arguments(i)

    def asked_with(self, i, others):
        """The inputs of case i with some arguments replaced, or given where they were left out: name -> value."""
        case = self.cases[i]
        others = {name: plain.encode(value) for name, value in others.items()}
        given = self.arguments(i)
        added = {name: item for name, item in others.items() if name not in given}
        kwargs = {name: others.get(name, item) for name, item in case.kwargs.items()} | added
        names = [*self.spec.parameters, *[""] * len(case.args)]
        args = [others.get(name, item) if name not in kwargs else item for name, item in zip(names, case.args)]
        return replace(case.inputs(), args=args, kwargs=kwargs)
