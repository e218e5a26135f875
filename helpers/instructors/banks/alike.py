"""Which outcomes count as the same: the same code gives another last digit on another processor, or on a busy one."""

import numpy as np

from ...checks.plain import decode


def difference(one, other, place=()):
    """Where two structures of plain data first differ, as a tuple of keys; None where they are alike.

    Numbers may differ in their last digits: NumPy depends on the processor, and TensorFlow sums in another order each
    time. What is no number is alike only where it is equal, keys in the same order.
    """
    if type(one) is not type(other):
        return place
    if isinstance(one, dict) and "array" in one and "array" in other:
        one, other = decode(one), decode(other)
        close = (1e-4, 1e-5) if one.dtype == np.float32 else (1e-9, 1e-12)
        same = one.shape == other.shape and one.dtype == other.dtype and np.allclose(one, other, *close, equal_nan=True)
    elif isinstance(one, dict):
        if list(one) != list(other):
            unlike = set(one) ^ set(other)
            return (*place, *sorted(map(str, unlike))[:1])
        return next((at for key in one if (at := difference(one[key], other[key], (*place, key))) is not None), None)
    elif isinstance(one, list):
        if len(one) != len(other):
            return place
        pairs = enumerate(zip(one, other, strict=True))
        return next((at for i, pair in pairs if (at := difference(*pair, (*place, i))) is not None), None)
    else:
        same = abs(one - other) <= 1e-9 * abs(one) + 1e-12 if isinstance(one, float) else one == other
    return None if same else place


def alike(one, other):
    """True where two structures of plain data differ in nothing but the last digits of numbers."""
    return difference(one, other) is None
