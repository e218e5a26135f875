"""Facts about the call: where the student's code stopped, with what in hand; where None came from; what was changed."""

import ast
import difflib
import re
import time
from types import CodeType

import numpy as np

from .. import plain, probes
from ..naming import listed
from ..verdict import Message
from .difference import exchange
from .meanings import meaning_of
from .source import notebook_names, source_of, tree_of
from .steps import on_the_way, traced


def facts(tried):
    complaint, outcome = tried.complaints[tried.first], tried.outcomes[tried.first]
    if outcome.error and complaint.kind == "error" and outcome.error.type not in ("NotCallable", "NotImplementedError"):
        message = stopped(tried, complaint, outcome.error)
        message.text = " ".join(filter(None, [message.text, exchange.words(tried)]))
        yield message
    elif complaint.kind == "none":
        yield _none(tried, complaint)
    elif complaint.kind == "changed":
        yield _changed(tried, complaint, outcome)
    elif complaint.kind == "value":
        if _unsteady(tried):
            yield Message(
                "Asked the same twice, your function gives two answers: they depend on chance, or on something that an "
                "earlier call left behind."
            )
            return
        yield from _other_default(tried)
        yield from _a_list(tried)
        yield from _built_on(tried)
        yield from _row_after_row(tried)
        yield from _left_early(tried)
    elif complaint.kind in ("missing", "empty", "timeout", "error", "calls", "warned", "raise"):
        yield Message(complaint.text, complaint.detail)


def _unsteady(tried):
    """True where the answer to the first wrong case is another one when it is asked once more."""
    before = tried.outcomes[tried.first]
    if not tried.live or not before.answered or tried.spec.probe["kind"] != "call":
        return False
    after = tried.live.ask(tried.case.inputs())
    return bool(after and after.answered) and plain.encode(after.value) != plain.encode(before.value)


def _built_on(tried):
    """Functions of earlier exercises that decide the answer and are not right themselves."""
    used = dict.fromkeys(name for outcome in tried.outcomes for name in outcome.used)
    for name in used:
        if tried.green(name) is False:
            yield Message(f"It builds on your `{name}`, whose check is not green: mend that one first.")
            return


def _other_default(tried):
    """An argument whose default is not the one of the lesson, where that explains all that is wrong."""
    for name, default in tried.spec.defaults.items():
        mine = [tried.taken(i).get(name) for i in tried.wrong]
        left_out = all(name not in tried.arguments(i) for i in tried.wrong)
        other = isinstance(mine[0], (int, float, str)) and mine[0] != default
        if left_out and other and exchange.right_with(tried, {name: default}):
            yield Message(
                f"Where `{name}` is left out, your function takes {mine[0]!r} for it. In the first line that the "
                f"exercise gives, `{name}` is {default!r}."
            )
            return


def _given(tried, name):
    """What the cases that are wrong hand over for an argument."""
    return [tried.arguments(i).get(name) for i in tried.wrong]


def _a_list(tried):
    """Lists among the arguments, where the answer is right for the same numbers in arrays, in each wrong case."""
    names = [
        name
        for name in tried.spec.parameters
        if all(type(one) is list and {*map(type, one)} <= {int, float} for one in _given(tried, name))
    ]
    changes = [{name: np.asarray(tried.arguments(i)[name]) for name in names} for i in tried.wrong]
    if names and exchange.right_with_each(tried, changes, least=1):
        one = len(names) == 1
        yield Message(
            f"Wherever your answer is wrong, {listed(f'`{name}`' for name in names)} "
            f"{'comes as a list' if one else 'come as lists'}; with the same numbers in "
            f"{'an array' if one else 'arrays'} it is right. A list neither computes nor compares entry by entry."
        )


# Without an axis they go through all numbers of an array; with so many arguments the axis is among them.
ONE_AFTER_THE_OTHER = {"take": 3, "repeat": 3, "append": 3, "insert": 4, "delete": 3, "cumsum": 2, "cumprod": 2}


def _row_after_row(tried):
    """A function of NumPy that takes an array of several axes for one long row, for want of an axis."""
    nodes = list(ast.walk(tree_of(tried) or ast.Module([], [])))
    # What a name holds in the end it held at the call where nothing is assigned to it from there on.
    again = any(isinstance(node, (ast.For, ast.While)) for node in nodes)
    stored = {}
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            stored[node.id] = float("inf") if again else max(node.lineno, stored.get(node.id, 0))
    statements = [node for node in nodes if isinstance(node, ast.stmt) and not hasattr(node, "body")]
    calls = [
        node
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") in ONE_AFTER_THE_OTHER
        and getattr(getattr(node.func, "value", None), "id", "") in ("np", "numpy")
        and node.args
        and isinstance(node.args[0], ast.Name)
        and stored.get(node.args[0].id, 0) < statement.lineno
        and not any(keyword.arg in ("axis", None) for keyword in node.keywords)
        and len(node.args) < ONE_AFTER_THE_OTHER[node.func.attr]
    ]
    held = on_the_way(tried.live.target, tried.case, None, 0.2) if calls and tried.live.left > 0.02 else {}
    for node in calls:
        name = node.args[0].id
        if np.ndim(held.get(name, 0)) > 1 and is_run(tried, node):
            yield Message(
                f"Your `{ast.unparse(node)}` names no `axis`, so it goes through the numbers of `{name}` one after the "
                "other, as if all its rows were one.",
                sharp=False,
            )
            return


def is_run(tried, node):
    """True where a statement is run in a case that is wrong. A model is not built again to see it: what stands in no
    branch and no loop is run.
    """
    if tried.spec.probe["kind"] != "call":
        straight = [one for one in getattr(source_of(tried), "body", ()) if not hasattr(one, "body")]
        return any(one.lineno <= node.lineno <= one.end_lineno for one in straight)
    seen = (watch(tried, lines=True, case=i) for i in tried.wrong)
    return any(node.lineno <= number <= node.end_lineno for numbers in seen for number in numbers or ())


def _left_early(tried):
    """A `return` inside a loop that is reached in its first round, in every case that is wrong."""
    tree, left = tree_of(tried), set()
    loops = [node for node in ast.walk(tree or ast.Module([], [])) if isinstance(node, (ast.For, ast.While))]
    if not any(isinstance(node, ast.Return) for loop in loops for node in ast.walk(loop)):
        return
    for i in tried.wrong:
        lines = watch(tried, lines=True, case=i)
        inside = [loop for loop in loops if lines and loop.lineno < lines[-1] <= loop.end_lineno]
        if not inside or lines.count(inside[0].body[0].lineno) != 1:
            return
        left.add(lines[-1])
    if left:
        lines = listed(f"`{probes.line_of(tried.live.target.__code__, number)}`" for number in sorted(left))
        yield Message(
            f"Wherever it goes wrong, your function is left in the first round of its loop, by {lines}: a `return` "
            "ends the whole function, and no other round is run."
        )


def stopped(tried, complaint, error):
    text = complaint.text
    if error.earlier:
        caller = f"Your line `{error.caller}` calls" if error.caller else "Your function calls"
        state = tried.green(error.earlier)
        advice = {
            True: "Its check is green, so look at what you hand it.",
            False: "Its check is not green: mend that one first.",
            None: "Look at what you hand it, and at that function itself.",
        }[state]
        text = f"{caller} `{error.earlier}`, and that stopped with {error.type}: {error.message}. {advice}"
    elif not error.line and "argument" in error.message:
        names = ", ".join(tried.spec.parameters)
        text += f" It is called as `{tried.spec.name}({names})`."
    meaning = meaning_of(error)
    answers = getattr(getattr(tried.live, "target", None), "__name__", "")
    if error.type == "NameError":
        meaning = _unknown_name(tried, error)
    elif error.line.startswith("raise") and not error.earlier and error.function in (tried.spec.name, answers):
        meaning = "Your own `raise` refuses this input, for which there is an answer."
    meaning = " ".join([meaning, *_about_the_line(tried, error)]).strip()
    held = [f"`{name}` is {what}" for name, what in error.held.items()]
    there = f"There, {listed(held)}." if held else ""
    return Message(" ".join(filter(None, [text, meaning, there])), complaint.detail)


def _about_the_line(tried, error):
    """What stands in the line that stopped and has to do with that: a sentence each."""
    shapes = re.search(r"broadcast together with shapes \(\d+,(\d+)\) \((\d+),\d+\)", error.message)
    if shapes and shapes[1] == shapes[2] and re.search(r"\w \* \w", error.line):
        yield "`*` multiplies entry by entry, which needs equal shapes; rows times columns, added up, is `@`."
    for name in re.findall(r"np\.(max|min)\([^(),]+, [^=(),]+\)", error.line) if error.type == "TypeError" else ():
        yield f"The second argument of `np.{name}` is an axis; `np.{name}imum` compares two things entry by entry."
    if error.type == "TypeError" and "integer" in error.message and re.search(r"[^/]/[^/]", error.line):
        yield "`/` always gives a float."
    if error.type == "ValueError" and re.search(r"np\.split\((?!.*axis)", error.line):
        yield "Without an `axis`, `np.split` cuts along the first one."
    lost = re.search(r"broadcast together with shapes \((\d+(?:,\d+)+)\) \((\d+(?:,\d+)*),?\)", error.message)
    if lost and lost[2] in _without_one(lost[1]) and (call := _loses_an_axis(tried, error)):
        yield (
            f"`{call}` loses the axis over which it goes, and NumPy sets what is left beside the last axes of "
            "the other array. Can that axis be kept?"
        )
    for name in re.findall(r":-(\w+)\b", error.line):
        given = tried.arguments(tried.first).get(name)
        if isinstance(given, (int, float)) and given == 0:
            yield f"With {name} = 0, `:-{name}` is `:0`, which takes nothing: counting from the end knows no zero."
    foreign = [name for name in _names(error.line) if name in notebook_names(getattr(tried.live, "target", None))]
    foreign = [name for name in foreign if name not in error.held and name not in tried.spec.constants]
    if foreign and not error.earlier:
        one = len(foreign) == 1
        yield (
            f"{listed(f'`{name}`' for name in foreign)} in that line {'is a name' if one else 'are names'} of your "
            f"notebook and no {'argument' if one else 'arguments'} of your function: use what the call hands over."
        )


def _without_one(shape):
    """A shape "4,3,2" without one of its axes, each in turn."""
    sizes = shape.split(",")
    return [",".join(sizes[:k] + sizes[k + 1 :]) for k in range(len(sizes))]


REDUCING = ("sum", "max", "min", "mean", "std", "var", "prod", "any", "all")


def _loses_an_axis(tried, error):
    """The call that goes over an axis and does not keep it, in the line that stopped or in what a name of that line was
    set to; "" where there is none.
    """
    nodes = list(ast.walk(tree_of(tried) or ast.Module([], [])))
    code = tried.live.target.__code__
    there = [node for node in nodes if isinstance(node, ast.stmt) and not hasattr(node, "body")]
    there = [node for node in there if probes.line_of(code, node.lineno) == error.line]
    read = {one.id for node in there for one in ast.walk(node) if isinstance(one, ast.Name)}
    set_to = [n for n in nodes if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") in read]
    for node in (one for statement in (*there, *set_to) for one in ast.walk(statement)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in REDUCING:
            given = {keyword.arg for keyword in node.keywords}
            if "axis" in given and not given & {"keepdims", None}:
                return ast.unparse(node)
    return ""


def _names(line):
    return dict.fromkeys(re.findall(r"(?<![\w.])[A-Za-z_]\w*", line))


def _unknown_name(tried, error):
    found = re.search(r"name '(\w+)'", error.message)
    if not found:
        return ""
    known = [*tried.spec.parameters, *error.held]
    close = [name for name in difflib.get_close_matches(found[1], known, n=1, cutoff=0.8) if name != found[1]]
    lower = [name for name in known if name.lower() == found[1].lower() and name != found[1]]
    near = f" Did you mean `{(lower or close)[0]}`?" if lower or close else ""
    return f"At that point nothing is called `{found[1]}`, neither in your function nor in the notebook.{near}"


def _none(tried, complaint):
    """Where None came from: looked up while the function runs once more."""
    seen = watch(tried)
    text = complaint.text
    if tried.spec.probe["kind"] != "call":  # a model is not built again for a word
        ends = [node for node in ast.walk(source_of(tried) or ast.Module([], [])) if isinstance(node, ast.Return)]
        if len(ends) == 1 and isinstance(ends[0].value, ast.Call):
            called = ast.unparse(ends[0].value.func)
            text = (
                f"Your function hands back what `{called}` gives, and that is None: it changes something that is there."
            )
    if seen and seen["return"] is not None:
        line = seen["return"]
        if line.startswith("return "):
            text = f"Your line `{line}` is where your function ends, and what it gives back there is None."
            if "(" in line:
                text += (
                    " What is called there gives None: many functions and methods change something and return nothing."
                )
            text += _another_type(tried)
        else:
            text = f"Your function ends after its line `{line}`, without a `return` on that way: so None comes back."
    return Message(text, complaint.detail)


def _another_type(tried):
    """A test `isinstance(p, int)` of what is a float in every case that is wrong; "" where there is none."""
    nodes = list(ast.walk(tree_of(tried) or ast.Module([], [])))
    stored = [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    for node in nodes:
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "isinstance" or len(node.args) != 2:
            continue
        name, kind = (getattr(one, "id", "") for one in node.args)
        if kind != "int" or stored.count(name) != 1:
            continue
        held = [on_the_way(tried.live.target, tried.cases[i], [name], 0.2).get(name) for i in tried.wrong]
        if all(isinstance(value, float) for value in held):
            return (
                f" `{name}` is a float there, {held[0]!r}, so `{ast.unparse(node)}` is False however whole it is: the "
                "type is asked for, not the value. `/` always gives a float."
            )
    return ""


def _changed(tried, complaint, outcome):
    name = outcome.changed[0]
    seen = watch(tried, argument=name)
    text = complaint.text
    if seen and seen["change"]:
        text += f" It happens in your line `{seen['change']}`."
    return Message(text, complaint.detail)


def watch(tried, argument=None, lines=False, case=None):
    """Run the answer once more on a case, by default the first that is wrong, line by line.

    Returns {"return": the line at which it ended, "change": the line after which the argument was another}, or, with
    `lines`, the numbers of all lines that were run; None where that cannot be seen.
    """
    case = tried.first if case is None else case
    target = getattr(tried.live, "target", None)
    code = getattr(target, "__code__", None)
    if not isinstance(code, CodeType) or tried.live.left < 0.02 or tried.spec.probe["kind"] != "call":
        return None
    args, kwargs = tried.cases[case].values()
    named = tried.arguments(case)
    position = list(named).index(argument) if argument in named else None
    watched = None if position is None else (args[position] if position < len(args) else kwargs[argument])
    before = plain.encode(watched)
    seen, last, until = {"return": None, "change": ""}, [None], time.monotonic() + min(tried.live.left, 1.0)
    run_through = []

    def trace(frame, event, _):
        if frame.f_code is not code:
            return None
        if time.monotonic() > until:
            raise probes.TimeUp
        changed = argument is not None and not seen["change"] and last[0] and plain.encode(watched) != before
        if changed:
            seen["change"] = probes.line_of(code, last[0])
        if event == "return":
            seen["return"] = probes.line_of(code, frame.f_lineno)
        elif event == "line":
            run_through.append(frame.f_lineno)
        last[0] = frame.f_lineno
        return trace

    done = traced(trace, target, args, kwargs, tried.live.left)
    return (run_through if lines else seen) if done else None
