"""The random numbers of the widgets' modules, in NumPy: mulberry32, and normal numbers by Box and Muller."""

import numpy as np


def uniforms(seed, count):
    """The first `count` numbers in [0, 1) of `randomFrom(seed)` in numbers.js."""
    mask = np.uint64(0xFFFFFFFF)
    state = (np.uint64(seed & 0xFFFFFFFF) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x6D2B79F5)) & mask
    t = ((state ^ (state >> np.uint64(15))) * (state | np.uint64(1))) & mask
    mixed = ((t ^ (t >> np.uint64(7))) * (t | np.uint64(61))) & mask
    t = t ^ ((t + mixed) & mask)
    return ((t ^ (t >> np.uint64(14))) & mask).astype(float) / 2**32


def normals_from(numbers):
    """Standard normal numbers from pairs of uniform ones, along the last axis."""
    first, second = numbers[..., 0::2], numbers[..., 1::2]
    return np.sqrt(-2 * np.log(1 - first)) * np.cos(2 * np.pi * second)


def normals(seed, count):
    """The first `count` normal numbers of `randomFrom(seed).normal()`."""
    return normals_from(uniforms(seed, 2 * count))
