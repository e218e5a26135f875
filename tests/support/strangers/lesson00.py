"""Wrong first tries of lesson 00, written by someone who had seen the released notebook alone."""

import numpy as np


def double__three(x):  # 2 + x
    return x + 2


def double__list(x):  # a list repeated
    return [x, x]


def double__in_place(x):  # *=
    x *= 2
    return x


def double__text(x):  # text
    return f"{2 * x}"


def double__int(x):  # cut to integers
    return int(2 * x)


def double__twice(x):  # doubled twice
    x = x + x
    return x + x


def double__name(x):  # another name
    return 2 * y  # noqa: F821


def double__sum(x):  # one number
    return 2 * np.sum(x)


number = 3


def double__global_number(x):  # the notebook's number in place of the argument
    return 2 * number


def double__power(x):  # ^ for times
    return x ^ 2


def double__half(x):  # divides
    return x / 2


def double__list_of_doubles(x):  # loops over x, and so cannot take a number
    result = []
    for value in x:
        result.append(2 * value)
    return result


def double__assigned_only(x):  # no return
    x = 2 * x


def double__concatenated(x):  # np.append(x, x)
    return np.append(x, x)


# misreads "twice x" and returns x two times, as a pair
def double__returns_pair(x):
    return x, x
