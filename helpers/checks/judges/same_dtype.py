"""The judge for arrays that must keep their type: values as `Close` compares them, and the same dtype."""

from dataclasses import dataclass

import numpy as np

from .base import Trouble
from .close import Close


@dataclass(frozen=True)
class SameDtype(Close):
    """`Close`, and an array that comes back must have the dtype of the expected one; lists have none and may pass."""

    kind = "same_dtype"

    def trouble(self, got, expected, case, where=""):
        found = super().trouble(got, expected, case, where)
        if (
            found
            or not (isinstance(got, np.ndarray) and isinstance(expected, np.ndarray))
            or got.dtype == expected.dtype
        ):
            return found
        return Trouble(f"The values are right, but the type changed: {expected.dtype} went in, {got.dtype} came out.")
