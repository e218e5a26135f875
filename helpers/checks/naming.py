"""How a call, an input and a part of a result are named to a student."""

import math

import numpy as np

from . import plain

SHORT = 12  # numbers of an array that are written out
DIGITS = 6


def given(spec, case):
    """The call of a case, ready to paste into a cell; "" where there is no call."""
    args, kwargs = case.values()
    return f"The call: `{call(spec, case)}`." if args or kwargs else ""


def call(spec, case):
    """E.g. `step(z=0.0)`: the function with its arguments by name."""
    return f"{spec.name}({', '.join(f'{name}={code(value)}' for name, value in arguments(spec, case).items())})"


def arguments(spec, case):
    """Name -> value of a case's arguments; those that the reference does not name are numbered."""
    args, kwargs = case.values()
    names = [*spec.parameters, *(f"argument_{i + 1}" for i in range(len(spec.parameters), len(args)))]
    return dict(zip(names, args)) | kwargs


def code(value):
    """A value as one would type it; what is long is shortened, what cannot be typed is described."""
    if isinstance(value, np.ndarray):
        if value.size > SHORT:
            return f"<array of shape {value.shape}>"
        listed = value.tolist()
        plainly = np.array(listed if value.size else 0.0).dtype == value.dtype
        kind = "" if plainly else f", dtype={value.dtype.name!r}"
        return f"np.array({code(listed)}{kind})" if value.size else f"np.zeros({value.shape}{kind})"
    if value is None or isinstance(value, (bool, int, str)):
        return repr(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return {math.inf: "np.inf", -math.inf: "-np.inf"}.get(value, "np.nan")
        text = f"{value:.{DIGITS}g}"
        return text if any(c in text for c in ".en") else f"{text}.0"
    if isinstance(value, (list, tuple)):
        if len(value) > SHORT:
            return f"<{type(value).__name__} of {len(value)} items>"
        inner = ", ".join(map(code, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        if len(value) > SHORT:
            return f"<dict of {len(value)} entries>"
        return "{" + ", ".join(f"{key!r}: {code(item)}" for key, item in value.items()) + "}"
    if isinstance(value, plain.Random):
        return f"np.random.default_rng({value.seed})"
    if isinstance(value, plain.Elementwise):
        scale = value.scale
        inner = "x" if np.isscalar(scale) and scale == 1 else f"{code(scale)} * x"
        if value.coupled:
            return f"lambda x: np.{value.ufunc}(np.sum({inner}))"
        body = f"np.{value.ufunc}({inner})"
        return f"lambda x: np.sum({body})" if value.total else f"lambda x: {body}"
    return f"<{plain.show(value)}>"


def part(spec, position, count):
    """The name of an item of a result: "the new w", or "item 2" where the bank names none."""
    if len(spec.returns) == count:
        return f"`{spec.returns[position]}`" if spec.returns[position].isidentifier() else spec.returns[position]
    return f"item {position + 1}"


def listed(items):
    """`a`, `b` and `c`."""
    items = list(items)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
