"""What the words of an error mean, for those who meet them for the first time."""

import re

import numpy as np

OF_ARRAYS = "|".join(name for name in dir(np.ndarray) if not name.startswith("_"))
CALLED = r"[\w.<>]+\(\) (takes |missing \d+ required|got an unexpected keyword|got multiple values|got other arguments)"
# Error, its message from the start, and a sentence that is true of every error with such a message.
MEANINGS = (
    (
        "TypeError",
        r"'[\w.]+' object is not callable",
        "Something that is no function is called like one there.",
    ),
    (
        "TypeError",
        r"unsupported operand type\(s\) for \^=?:|ufunc 'bitwise_xor' not supported",
        "`^` is no power in Python: a power is `**`.",
    ),
    (
        "TypeError",
        r".*'NoneType'|cannot unpack non-iterable NoneType",
        "Something there is None, as what a function gives back that has no `return`, or a method that works in place.",
    ),
    (
        "TypeError",
        r"unsupported operand type\(s\) for .*'(list|tuple)'|can only concatenate (list|tuple)",
        "A list or a tuple does not compute like an array: `np.asarray` makes an array of it, which does.",
    ),
    (
        "TypeError",
        r"can't multiply sequence by non-int",
        "Times a whole number, a list or a text is repeated, and times anything else it stops: `np.asarray` makes an "
        "array of numbers, which computes.",
    ),
    (
        "TypeError",
        r"list indices must be integers or slices, not tuple",
        "A list has one axis: `np.asarray` makes an array of it, which may have more.",
    ),
    (
        "TypeError",
        r"expected a sequence of integers or a single integer|only integer scalar arrays"
        r"|'[\w.]+' object cannot be interpreted as an integer|(slice|list|tuple) indices must be integers",
        "A whole number was wanted there: for a position, a count, a size or an axis.",
    ),
    (
        "TypeError",
        CALLED,
        "What is called there takes other arguments than it gets.",
    ),
    (
        "ValueError",
        r"The truth value of an? (empty )?array",
        "An `if`, `and`, `or` or `not` wants one yes or no, and so do `max`, `sorted` and `in`. An array has one for "
        "each entry.",
    ),
    (
        "ValueError",
        r"operands could not be broadcast|could not broadcast|matmul: Input operand|shapes .* not aligned"
        r"|shape mismatch|all the input array|all input arrays must have|cannot reshape array",
        "The shapes do not fit together.",
    ),
    (
        "ValueError",
        r"setting an array element with a sequence. The requested array has an inhomogeneous",
        "Entries of unlike shapes make no array.",
    ),
    (
        "IndexError",
        r"too many indices for array",
        "There are more positions between the brackets than the array has axes.",
    ),
    (
        "IndexError",
        r"(\w+ )+index out of range|index -?\d+ is out of bounds",
        "Positions run from 0 to one less than the length, or from −1 back to minus the length.",
    ),
    ("IndexError", r"boolean index did not match", "A mask needs the shape of what it picks from."),
    (
        "IndexError",
        r"only integers, slices",
        "Between the brackets stand whole numbers, slices or masks; a float is none, even where it is whole.",
    ),
    (
        "KeyError",
        r"(?!'pop from an empty set'|'popitem\(\): dictionary is empty')",
        "What was asked for is not in there: it must be written exactly as it was put in.",
    ),
    ("UnboundLocalError", r"", "On the way that this input takes, the name has no value where it is used."),
    ("ZeroDivisionError", r".*(division|modulo)", "With this input the divisor is 0."),
    ("ZeroDivisionError", r".*negative power", "0 to a negative power would be 1 divided by 0."),
    (
        "RecursionError",
        r"",
        "A function calls itself, by itself or through others, more often than Python allows. What ends that?",
    ),
    (
        "AttributeError",
        rf"'(list|tuple|int|float)' object has no attribute '({OF_ARRAYS})'$",
        "This is a plain Python value: `np.asarray` makes an array of it, which has that.",
    ),
    (
        "ValueError",
        r"Cannot convert '\d+' to a shape",
        "A shape is a tuple, one number in it, too: it takes a comma before the bracket closes.",
    ),
    (
        "ValueError",
        r"Only input tensors may be passed as positional arguments. .*<\w+ name=",
        "A layer stands where the numbers that it makes are wanted: has it been called on something?",
    ),
    (
        "ValueError",
        r"Output with path .* is not connected to `inputs`",
        "No way leads from what is named as the input to what is named as the output. The input comes first.",
    ),
    (
        "ValueError",
        r"Computed output size would be zero or negative",
        "The window is larger than the image that meets it. Keras reads a shape as height, width, channels.",
    ),
    (
        "ValueError",
        r"Inputs have incompatible shapes",
        "What is joined has to have equal shapes. A convolution without padding makes height and width smaller.",
    ),
    ("AttributeError", r"module '", "The module has nothing of that name: look at its spelling."),
)


def meaning_of(error):
    """What the words of a student's error mean; "" where that is not known, or the words are their own."""
    if error.line.startswith("raise"):
        return ""
    if error.type == "TypeError" and not error.line and re.match(CALLED, error.message):
        return "The first line of your function has to take what the call gives."
    found = (words for kind, start, words in MEANINGS if kind == error.type and re.match(start, error.message))
    return next(found, "")
