"""Plain data: the only thing that travels between a student's code and the judge.

`encode` turns values into JSON-safe data, `decode` turns them back. Arrays travel as bytes with dtype and shape,
so that no digit is lost. Nothing is ever unpickled or executed; what cannot be said plainly becomes its type's name.
"""

import base64
import math
from dataclasses import dataclass, field

import numpy as np

ARRAY_KINDS = "biufc"
MAX_ARRAY_BYTES = 64_000_000
MAX_ITEMS = 100_000
MAX_TEXT = 10_000
MAX_DEPTH = 12
MAX_SHOWN_AXES = 4


@dataclass(frozen=True)
class Opaque:
    """A value that plain data cannot carry; only its type's name is kept."""

    type_name: str


@dataclass(frozen=True, eq=False)
class Elementwise:
    """A function for exercises that take one: `ufunc(scale * x)`, and the sum of it all when `total`.

    Args:
        ufunc: the name of a NumPy function of one argument, such as "tanh".
        scale: a number or an array that multiplies the argument.
        total: True for a scalar function of an array.
        coupled: True sums inside, `ufunc(Σ scale * x)`: the slope in one entry depends on all the others.
    """

    ufunc: str
    scale: object = 1.0
    total: bool = False
    coupled: bool = False

    def __post_init__(self):
        if self.ufunc not in ("tanh", "sin", "cos", "exp", "square", "arctan", "sign", "floor", "absolute", "sinh"):
            raise ValueError(f'"{self.ufunc}" is not a function that exercises use.')

    def __call__(self, x):
        if self.coupled:
            return float(getattr(np, self.ufunc)(np.sum(np.multiply(self.scale, x))))
        value = getattr(np, self.ufunc)(np.multiply(self.scale, x))
        return float(np.sum(value)) if self.total else value

    def __repr__(self):
        inner = "x" if np.isscalar(self.scale) and self.scale == 1 else "c * x"
        if self.coupled:
            return f"{self.ufunc}(sum({inner}))"
        return f"sum({self.ufunc}({inner}))" if self.total else f"{self.ufunc}({inner})"


@dataclass(frozen=True)
class Random:
    """A random generator among the inputs of an exercise, `numpy.random.default_rng(seed)`."""

    seed: int


@dataclass(frozen=True)
class GivenModel:
    """A Keras model among the inputs of an exercise: its configuration, made weights, and what is trainable.

    Args:
        config: `model.to_json()`.
        seed: of the made weights.
        trainable: layer name -> whether it is trainable, where it is not the default.
        as_a_whole: False freezes the model as a whole.
    """

    config: str
    seed: int = 0
    trainable: dict = field(default_factory=dict)
    as_a_whole: bool = True


def encode(value, depth=0):
    """Return `value` as JSON-safe data.

    Numbers, strings, None, lists, tuples, dicts and numeric arrays are kept exactly, subclasses of them as their base;
    NumPy scalars and tensors become arrays, a text of NumPy a text; `Elementwise` and `Random` keep their description;
    anything else becomes `{"opaque": type name}`.
    """
    if depth > MAX_DEPTH:
        return {"opaque": "deeply nested value"}
    if value is None or type(value) is bool:
        return value
    if type(value) is int:
        return value if abs(value) < 2**53 else {"int": hex(value)}
    if issubclass(type(value), str):
        return str.__str__(value)[:MAX_TEXT]
    if type(value) is float:
        return value if math.isfinite(value) else {"float": repr(value)}
    if isinstance(value, Elementwise):
        parts = [value.ufunc, encode(value.scale), value.total]
        return {"elementwise": [*parts, True] if value.coupled else parts}
    if isinstance(value, Random):
        return {"random": value.seed}
    if isinstance(value, Opaque):
        return {"opaque": value.type_name}
    if isinstance(value, GivenModel):
        return {"model": [value.config, value.seed, value.trainable, value.as_a_whole]}
    kind = next((kind for kind in (list, tuple, dict) if issubclass(type(value), kind)), None)
    if kind:
        # A subclass, such as a named tuple, is what it holds, whatever methods it has of its own.
        if kind.__len__(value) > MAX_ITEMS:
            return {"opaque": f"{kind.__name__} of {kind.__len__(value)} items"}
        if kind is dict:
            return {"dict": [[encode(k, depth + 1), encode(v, depth + 1)] for k, v in dict.items(value)]}
        return {kind.__name__: [encode(item, depth + 1) for item in kind.__iter__(value)]}
    if isinstance(value, np.ndarray) and not value.ndim and value.dtype.kind == "U":
        return encode(str(np.asarray(value).item()))
    array = _as_array(value)
    if array is None:
        return {"opaque": type(value).__name__}
    return {
        "array": {
            "dtype": array.dtype.str,
            "shape": list(array.shape),
            "bytes": base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii"),
        }
    }


def _as_array(value):
    """`value` as a base-class numeric array, or None. Subclasses are stripped, so that no
    overridden method survives.
    """
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
    elif callable(getattr(value, "numpy", None)) and hasattr(value, "shape"):
        array = np.asarray(value.numpy())
    else:
        return None
    if array.dtype.kind not in ARRAY_KINDS or array.nbytes > MAX_ARRAY_BYTES:
        return None
    return array.astype(array.dtype.newbyteorder("<"), copy=False)


def decode(data):
    """Return the value that `encode` was given.

    Raises:
        ValueError: the data is not what `encode` makes (it may come from a hostile process).
    """
    if data is None or isinstance(data, (bool, int, float, str)):
        return data
    if not isinstance(data, dict) or len(data) != 1:
        raise ValueError("This is not plain data as the probe sends it.")
    ((kind, content),) = data.items()
    if kind not in _DECODERS:
        raise ValueError(f'Plain data has no kind "{kind}".')
    try:
        return _DECODERS[kind](content)
    except (TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f'Plain data of kind "{kind}" is malformed.') from error


def _array(content):
    dtype = np.dtype(content["dtype"])
    shape = tuple(int(n) for n in content["shape"])
    if dtype.kind not in ARRAY_KINDS:
        raise ValueError("Only numeric arrays travel as plain data.")
    raw = base64.b64decode(content["bytes"], validate=True)
    return np.frombuffer(raw, dtype=dtype).reshape(shape).copy()


_DECODERS = {
    "int": lambda text: int(text, 16),
    "float": float,
    "list": lambda items: [decode(item) for item in items],
    "tuple": lambda items: tuple(decode(item) for item in items),
    "dict": lambda pairs: {_key(decode(k)): decode(v) for k, v in pairs},
    "array": _array,
    "elementwise": lambda parts: Elementwise(parts[0], decode(parts[1]), bool(parts[2]), len(parts) > 3),
    "random": lambda seed: Random(int(seed)),
    "model": lambda parts: GivenModel(str(parts[0]), int(parts[1]), dict(parts[2]), bool(parts[3])),
    "opaque": lambda name: Opaque(str(name)),
}


def _key(value):
    return (
        tuple(value)
        if isinstance(value, list)
        else value.item()
        if isinstance(value, np.ndarray) and value.ndim == 0
        else value
    )


def show(value, digits=6):
    """`value` in few words for a person, e.g. in a hint: `0.5`, `[1, 0, 1]`, `array of shape (3, 4): ...`."""
    if isinstance(value, Opaque):
        return f"a {value.type_name}"
    if isinstance(value, np.ndarray) and not value.ndim:
        return show(value.item(), digits)
    if isinstance(value, np.ndarray):
        if value.ndim > MAX_SHOWN_AXES:  # of each axis a few entries stay: their number grows with a power of the axes
            return f"an array of shape {value.shape}"
        text = np.array2string(value, precision=digits, separator=", ", threshold=24, edgeitems=2, suppress_small=False)
        return " ".join(text.split())
    if isinstance(value, float):
        return f"{value:.{digits}g}"
    if isinstance(value, int) and abs(value) >= 10**40:  # Python writes out no whole number of 4300 digits
        return f"a whole number of more than {int((value.bit_length() - 1) * 0.30103)} digits"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(show(item, digits) for item in value[:8]) + (", …" if len(value) > 8 else "")
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        inner = ", ".join(f"{key!r}: {show(item, digits)}" for key, item in list(value.items())[:8])
        return "{" + inner + (", …" if len(value) > 8 else "") + "}"
    if isinstance(value, Random):
        return f"default_rng({value.seed})"
    if isinstance(value, GivenModel):
        return "a Keras model"
    return repr(value)
