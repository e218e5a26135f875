"""Wrong first tries of lesson 02, written by someone who had seen the released notebook alone."""

import math

import numpy as np


def sigmoid__plain(z):  # overflows for large negative z
    return 1 / (1 + np.exp(-z))


def sigmoid__brackets(z):  # 1 / 1 + e^(−z)
    z = np.clip(z, -500, 500)
    return 1 / 1 + np.exp(-z)


def sigmoid__sign(z):  # e^(+z)
    z = np.clip(z, -500, 500)
    return 1 / (1 + np.exp(z))


def sigmoid__math(z):  # math.exp knows numbers only
    return 1 / (1 + math.exp(-z))


def sigmoid__xor(z):  # ^ is no power in Python
    return 1 / (1 + math.e ^ (-z))


def sigmoid__where(z):  # np.where computes both sides
    z = np.asarray(z)
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


def sigmoid__if(z):  # an if, for numbers only
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


def sigmoid__clip_narrow(z):  # clipped to ±5: cuts off what is not large at all
    z = np.clip(z, -5, 5)
    return 1 / (1 + np.exp(-z))


def sigmoid__rounded(z):  # rounded to four digits
    z = np.clip(z, -500, 500)
    return np.round(1 / (1 + np.exp(-z)), 4)


def sigmoid__tanh(z):  # tanh(z) moved and halved, but with z for z/2
    return 0.5 * (1 + np.tanh(z))


def softmax__plain(z):  # no shift by the maximum
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


def softmax__whole(z):  # one sum for the whole batch
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def softmax__axis0(z):  # normalizes the columns
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


def softmax__axis1(z):  # axis=1: stops for one row of scores
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax__no_keepdims(z):  # keepdims forgotten
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1)


def softmax__global_max(z):  # one maximum for all rows: small rows become 0/0
    e = np.exp(z - z.max())
    return e / e.sum(axis=-1, keepdims=True)


def softmax__no_exp(z):  # shares of the scores themselves
    return z / np.sum(z, axis=-1, keepdims=True)


def softmax__in_place(z):  # -= changes the argument
    z -= z.max(axis=-1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


def softmax__by_max(z):  # divided by the largest, not by the sum
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.max(axis=-1, keepdims=True)


def softmax__minus(z):  # exp(max − z): the sign is turned
    e = np.exp(z.min(axis=-1, keepdims=True) - z)
    return e / e.sum(axis=-1, keepdims=True)


def leaky_relu__maximum(z, alpha=0.1):  # np.maximum: wrong for α > 1
    return np.maximum(z, alpha * z)


def leaky_relu__fixed(z, alpha=0.1):  # 0.1 written into the body
    return np.where(z > 0, z, 0.1 * z)


def leaky_relu__max(z, alpha=0.1):  # np.max in place of np.maximum
    return np.max(0, z) + alpha * np.min(0, z)


def leaky_relu__if(z, alpha=0.1):  # an if, for numbers only
    if z > 0:
        return z
    return alpha * z


def leaky_relu__alpha(z, alpha=0.1):  # α instead of α·z
    return np.where(z > 0, z, alpha)


def leaky_relu__relu(z, alpha=0.1):  # plain ReLU
    return np.maximum(0, z)


def leaky_relu__swapped(z, alpha=0.1):  # the branches exchanged
    return np.where(z > 0, alpha * z, z)


def leaky_relu__minus(z, alpha=0.1):  # −α·z
    return np.where(z > 0, z, -alpha * z)


def leaky_relu__in_place(z, alpha=0.1):  # writes into the argument
    z[z <= 0] *= alpha
    return z


def leaky_relu__sum(z, alpha=0.1):  # both parts added everywhere
    return np.maximum(0, z) + alpha * z


def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_grad__of_output(z):  # takes z for σ(z)
    return z * (1 - z)


def sigmoid_grad__no_brackets(z):  # brackets missing
    return sigmoid(z) * 1 - sigmoid(z)


def sigmoid_grad__not_times(z):  # 1 − σ alone
    return 1 - sigmoid(z)


def sigmoid_grad__minus(z):  # the sign that the box warns of
    return -np.exp(-z) / (1 + np.exp(-z)) ** 2


def sigmoid_grad__square_missing(z):  # the denominator is not squared
    return np.exp(-z) / (1 + np.exp(-z))


def sigmoid_grad__plus(z):  # 1 + σ
    s = sigmoid(z)
    return s * (1 + s)


def sigmoid_grad__squared(z):  # σ² in place of σ(1 − σ)
    return sigmoid(z) ** 2


def sigmoid_grad__math(z):  # math.exp
    s = 1 / (1 + math.exp(-z))
    return s * (1 - s)


def sigmoid_grad__coarse(z):  # a difference quotient with a coarse step, one-sided
    h = 0.01
    return (sigmoid(z + h) - sigmoid(z)) / h


def sigmoid_grad__twice(z):  # sigmoid of sigmoid
    s = sigmoid(sigmoid(z))
    return s * (1 - s)


def relu__np_max(z):  # one number for all
    return np.max(z, 0)


def relu__max(z):  # Python's max
    return max(0, z)


def relu__abs(z):  # |z|
    return np.abs(z)


def relu__in_place(z):  # the argument is changed
    z = np.asarray(z)
    z[z < 0] = 0
    return z


def relu__mask(z):  # the mask
    return (z > 0) * 1


def relu__negative(z):  # the other side
    return np.minimum(0, z)


def relu__half(z):  # (z + |z|), half forgotten
    return z + np.abs(z)


def relu__clip_one(z):  # clipped at 1 too
    return np.clip(z, 0, 1)


def relu__filter(z):  # drops the negative entries
    return z[z > 0]


def relu__leaky(z):  # the leaky one
    return np.where(z > 0, z, 0.01 * z)


def tanh_from_sigmoid__no_two_inside(z):  # 2σ(z) − 1
    return 2 * sigmoid(z) - 1


def tanh_from_sigmoid__no_two_outside(z):  # σ(2z) − 1
    return sigmoid(2 * z) - 1


def tanh_from_sigmoid__np(z):  # np.tanh
    return np.tanh(z)


def tanh_from_sigmoid__plus(z):  # + 1
    return 2 * sigmoid(2 * z) + 1


def tanh_from_sigmoid__half(z):  # σ(z/2)
    return 2 * sigmoid(z / 2) - 1


def tanh_from_sigmoid__ratio(z):  # (σ(z) − σ(−z)) / (σ(z) + σ(−z))
    return (sigmoid(z) - sigmoid(-z)) / (sigmoid(z) + sigmoid(-z))


def relu_grad__at_zero(z):  # 1 at 0
    return np.where(z >= 0, 1.0, 0.0)


def relu_grad__value(z):  # relu itself
    return np.maximum(0, z)


def relu_grad__if(z):  # for a number only
    if z > 0:
        return 1
    return 0


def relu_grad__sign(z):  # np.sign
    return np.sign(z)


def relu_grad__divided(z):  # relu(z) / z, NaN at 0
    return np.maximum(0, z) / z


def relu_grad__leaky(z):  # 0.01 on the left
    return np.where(z > 0, 1.0, 0.01)


def softmax__axis0_again(z):  # down the columns
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


def softmax__abs(z):  # no exponentials: shares of the scores
    return z / z.sum(axis=-1, keepdims=True)


def softmax__shift_wrong_sign(z):  # exp(max − z)
    e = np.exp(z.max(axis=-1, keepdims=True) - z)
    return e / e.sum(axis=-1, keepdims=True)


def softmax__clip(z):  # clips the scores
    e = np.exp(np.clip(z, -500, 500))
    return e / e.sum(axis=-1, keepdims=True)


def softmax__log(z):  # log of softmax
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def softmax__in_place_again(z):  # writes into the argument
    z -= z.max(axis=-1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


def sigmoid__naive(z):  # overflows
    return 1 / (1 + np.exp(-z))


def sigmoid__plus(z):  # exp(z)
    return 1 / (1 + np.exp(np.clip(z, -700, 700)))


def sigmoid__math_again(z):  # math.exp
    import math

    return 1 / (1 + math.exp(-z))


def sigmoid__where_both(z):  # np.where of two formulas, both computed
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


def sigmoid_grad__of_value(z):  # z·(1 − z)
    return z * (1 - z)


def sigmoid_grad__plus_again(z):  # s·(1 + s)
    s = sigmoid(z)
    return s * (1 + s)


def sigmoid_grad__one_minus_square(z):  # 1 − s², the slope of tanh
    return 1 - sigmoid(z) ** 2


def sigmoid_grad__exp_over(z):  # e^(−z) / (1 + e^(−z))
    e = np.exp(-z)
    return e / (1 + e)


def output_layer__binary_two(task, n=1):  # two units for yes and no
    if task == "binary":
        return 2, "softmax", "binary_crossentropy"
    if task == "multiclass":
        return n, "softmax", "sparse_categorical_crossentropy"
    if task == "multilabel":
        return n, "sigmoid", "binary_crossentropy"
    return n, "linear", "mse"


def output_layer__one_hot(task, n=1):  # categorical for integer labels
    if task == "binary":
        return 1, "sigmoid", "binary_crossentropy"
    if task == "multiclass":
        return n, "softmax", "categorical_crossentropy"
    if task == "multilabel":
        return n, "sigmoid", "binary_crossentropy"
    return n, "linear", "mse"


def output_layer__multilabel_softmax(task, n=1):  # softmax for many labels
    if task == "binary":
        return 1, "sigmoid", "binary_crossentropy"
    if task == "multiclass":
        return n, "softmax", "sparse_categorical_crossentropy"
    if task == "multilabel":
        return n, "softmax", "binary_crossentropy"
    return n, "linear", "mse"


def output_layer__relu_regression(task, n=1):  # relu for numbers of any sign
    if task == "binary":
        return 1, "sigmoid", "binary_crossentropy"
    if task == "multiclass":
        return n, "softmax", "sparse_categorical_crossentropy"
    if task == "multilabel":
        return n, "sigmoid", "binary_crossentropy"
    return n, "relu", "mse"


def leaky_relu__maximum_again(z, alpha=0.1):  # max(z, αz), wrong for α > 1
    return np.maximum(z, alpha * z)


def leaky_relu__divided(z, alpha=0.1):  # z / α
    return np.where(z > 0, z, z / alpha)


def leaky_relu__constant(z, alpha=0.1):  # −α on the left
    return np.where(z > 0, z, -alpha)


def leaky_relu__absolute(z, alpha=0.1):  # α·|z|
    return np.where(z > 0, z, alpha * np.abs(z))


def sigmoid__branches_swapped(z):
    # The two forms are exchanged: the one for z >= 0 is used for z < 0 and the other way round, so the curve falls.
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, e / (1 + e), 1 / (1 + e))


def sigmoid__abs_for_every_sign(z):
    # Takes |z| against the overflow and forgets that negative z need the other form: no output is below 0.5.
    return 1 / (1 + np.exp(-np.abs(z)))


def sigmoid__clipped_at_five(z):
    # Cuts z to [-5, 5] against the overflow, as if sigmoid were 0 or 1 beyond: everything outside gets 0.0067 or 0.9933.
    z = np.clip(z, -5, 5)
    return 1 / (1 + np.exp(-z))


def sigmoid__if_on_an_array(z):
    # A plain `if` chooses the form: fine for one number, a ValueError (truth value is ambiguous) for an array.
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


def sigmoid__brackets_forgotten(z):
    # No brackets round the denominator: 1 / 1 + e is 1 + e, the division is done before the sum.
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1 / 1 + e, e / 1 + e)


def leaky_relu__larger_of_the_two(z, alpha=0.1):
    # The short form max(alpha*z, z) holds for alpha up to 1 only; for alpha = 3 both sides come out wrong.
    return np.maximum(alpha * np.asarray(z), z)


def leaky_relu__default_of_keras(z, alpha=0.3):
    # Changed the default to the 0.3 of Keras' layer; the exercise says 0.1.
    return np.where(np.asarray(z) > 0, z, alpha * np.asarray(z))


def leaky_relu__alpha_as_value(z, alpha=0.1):
    # The left side is the constant alpha (the derivative there), not alpha times z.
    return np.where(np.asarray(z) > 0, z, alpha)


def leaky_relu__minus_on_the_left(z, alpha=0.1):
    # Subtracts the negative part where it should be added: the left side goes up like a flat |z|.
    return np.maximum(0, z) - alpha * np.minimum(0, z)


def leaky_relu__in_place_again(z, alpha=0.1):
    # Multiplies inside the caller's array: the argument is changed, and a plain number cannot be indexed (TypeError).
    z[z <= 0] *= alpha
    return z


def softmax__sum_of_the_whole_array(z):
    # The sum runs over the whole batch, so all rows together add up to 1 and not each row by itself.
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e)


def softmax__divided_by_the_largest(z):
    # Divides by the largest exponential instead of by the sum: the winner gets 1 and a row adds up to more.
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.max(e, axis=-1, keepdims=True)


def softmax__length_one(z):
    # Normalizes as a vector: the squares of a row add up to 1, not the numbers themselves.
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.linalg.norm(e, axis=-1, keepdims=True)


def softmax__shift_in_place(z):
    # `-=` shifts the scores in the caller's array; the probabilities are right but the argument is changed.
    z -= z.max(axis=-1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


def softmax__scores_clipped(z):
    # Stops the overflow by cutting the scores to [-30, 30], so that 100 and 1000 count as equal.
    e = np.exp(np.clip(z, -30, 30))
    return e / e.sum(axis=-1, keepdims=True)


def leaky_relu__output_dtype_of_z(z, alpha=0.1):  # whole numbers stay whole
    z = np.asarray(z)
    out = np.zeros_like(z)
    out[z > 0] = z[z > 0]
    out[z <= 0] = alpha * z[z <= 0]
    return out


# forgets keepdims=True: raises for a batch that is not square, and works with the wrong rows for a square one
def softmax__max_loses_its_axis(z):
    e = np.exp(z - z.max(axis=-1))
    return e / e.sum(axis=-1)


# forgets the exponential: divides the (shifted) scores by their sum
def softmax__shares_of_shifted(z):
    shifted = z - z.min(axis=-1, keepdims=True) + 1e-9
    return shifted / shifted.sum(axis=-1, keepdims=True)


# doubles z in place, so the caller's array is changed
def tanh_from_sigmoid__changes_input(z):
    z *= 2
    return 2 * sigmoid(z) - 1


# loops over the elements and keeps only the result of the last one
def tanh_from_sigmoid__keeps_last_only(z):
    for value in np.ravel(z):
        t = 2 * sigmoid(2 * value) - 1
    return t
