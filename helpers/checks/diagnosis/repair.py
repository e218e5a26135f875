"""One small change of the student's own code with which every input comes out right: found by trying, told as a place.

What is said names the line and the piece, never what belongs there. The student's function is not touched: the changed
ones are made from its source, and live only as long as they are asked.
"""

import ast
import linecache
import threading
import time
import warnings

import numpy as np

from .. import probes
from ..complaints import complain
from ..contract import Outcome, Request
from ..verdict import Message
from .bounds import stays_inside
from .calling import watch
from .changes import MISSING, ONE, Known, changed
from .difference import numbers
from .source import tree_of
from .tried import chance_as_before

SECONDS = 0.8  # of processor time, for all changes together


def facts(tried):
    function = tree_of(tried)
    if not function or threading.current_thread() is not threading.main_thread():  # there alone the time has an end
        return
    function.decorator_list = []
    target = tried.live.target
    if not stays_inside(function, target, tried.spec.probe.get("stand_ins", ()), [target]):
        return
    until = time.process_time() + SECONDS
    first, last = function.lineno, function.end_lineno
    run = set(watch(tried, lines=True) or range(first, last + 1))
    known = Known.of(tried, function)
    for node, words in changed(function, run, known):
        if time.process_time() > until:
            return
        if words == MISSING and len(tried.wrong) < 2:  # something added can make one answer right by chance
            continue
        if _right(tried, function):
            code = tried.live.target.__code__
            line, piece = probes.line_of(code, node.lineno), text_of(code, node)
            number = len(tried.cases)
            yield Message(
                f"One small change in your line `{line}` is enough, and all {number} inputs that are tried here come "
                f"out right: {words.format(piece)}{'' if words.endswith('?') else '.'}",
                tried.complaints[tried.first].detail,
            )
            return


def text_of(code, node):
    """A piece of the student's code as it is written."""
    lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 : node.end_lineno]
    indent = len(lines[0]) - len(lines[0].lstrip())
    if node.lineno != node.end_lineno:
        return f"{probes.line_of(code, node.lineno)} …"
    return lines[-1].encode()[indent + node.col_offset : indent + node.end_col_offset].decode()


def _right(tried, function):
    """Whether the function that a tree stands for is right in every case of this part, and no worse in other parts; the
    smallest case that is wrong is asked first.
    """
    live = tried.live
    space = dict(live.target.__globals__)  # a copy: the notebook's own stay, and what calls itself is the changed one
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = compile(ast.Module([function], []), "<a changed answer>", "exec")
    except SyntaxError:  # a change may make no Python
        return False
    exec(code, space)
    mine, smallest = space[function.name], min(tried.wrong, key=lambda i: len(str(tried.cases[i].args)))
    if not all(_fine(tried, case, mine) for case in (tried.cases[smallest], *tried.cases)):
        return False
    others = [case for case in tried.spec.cases if not any(case is one for one in tried.cases)]
    return all(_fine(tried, case, mine) or not _fine(tried, case, tried.live.target) for case in others)


def _fine(tried, case, target):
    spec = tried.spec
    request = Request(spec.id, spec.name, spec.probe | {"earlier": ()}, [case.inputs()], ONE)
    with chance_as_before():
        outcome = Outcome.read(probes.answer(request, target, of_processor=True)[0])
    if outcome.answered and tried.how.compares_values:  # most are far off, and a complaint in full takes its time
        got, wanted = numbers(outcome.value), numbers(case.right.value)
        readable = got is not None and wanted is not None
        if readable and not (got.shape == wanted.shape and np.allclose(got, wanted, 1e-3, 1e-3)):
            return False
    return complain(tried.how, spec, case, outcome) is None
