"""Wrong first tries of lesson 04, written by someone who had seen the released notebook alone."""

import numpy as np

delta = 1.0


def huber__linear_offset(y, p, delta=1.0):  # the linear part without −½δ²: a jump at δ
    e = np.abs(y - p)
    return np.mean(np.where(e <= delta, 0.5 * e**2, delta * e))


def huber__no_half(y, p, delta=1.0):  # e² without ½
    e = np.abs(y - p)
    return np.mean(np.where(e <= delta, e**2, delta * (e - 0.5 * delta)))


def huber__delta_one(y, p, d=1.0):  # the notebook's delta, not its own argument
    e = np.abs(y - p)
    return np.mean(np.where(e <= delta, 0.5 * e**2, delta * (e - 0.5 * delta)))


def huber__no_abs(y, p, delta=1.0):  # no absolute value: large negative errors count as small
    e = y - p
    return np.mean(np.where(e <= delta, 0.5 * e**2, delta * (e - 0.5 * delta)))


def huber__sum(y, p, delta=1.0):  # sum for mean
    e = np.abs(y - p)
    return np.sum(np.where(e <= delta, 0.5 * e**2, delta * (e - 0.5 * delta)))


def huber__elements(y, p, delta=1.0):  # no mean at all
    e = np.abs(y - p)
    return np.where(e <= delta, 0.5 * e**2, delta * (e - 0.5 * delta))


def huber__if(y, p, delta=1.0):  # an if over an array
    e = np.abs(y - p)
    if e <= delta:
        return np.mean(0.5 * e**2)
    return np.mean(delta * (e - 0.5 * delta))


def huber__all(y, p, delta=1.0):  # one decision for the whole array
    e = np.abs(y - p)
    if np.all(e <= delta):
        return np.mean(0.5 * e**2)
    return np.mean(delta * (e - 0.5 * delta))


def huber__half_delta(y, p, delta=1.0):  # δ·(|e| − ½): right for δ = 1 alone
    e = np.abs(y - p)
    return np.mean(np.where(e <= delta, 0.5 * e**2, delta * (e - 0.5)))


def huber__swapped(y, p, delta=1.0):  # the parts exchanged
    e = np.abs(y - p)
    return np.mean(np.where(e > delta, 0.5 * e**2, delta * (e - 0.5 * delta)))


def binary_crossentropy__no_minus(y, p, eps=1e-7):  # no minus sign
    p = np.clip(p, eps, 1 - eps)
    return np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def binary_crossentropy__no_clip(y, p, eps=1e-7):  # not clipped
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def binary_crossentropy__clip_lost(y, p, eps=1e-7):  # the result of np.clip is thrown away
    np.clip(p, eps, 1 - eps)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def binary_crossentropy__clip_low(y, p, eps=1e-7):  # clipped below only
    p = np.maximum(p, eps)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def binary_crossentropy__one_term(y, p, eps=1e-7):  # the term for label 0 is missing
    p = np.clip(p, eps, 1 - eps)
    return -np.mean(y * np.log(p))


def binary_crossentropy__log10(y, p, eps=1e-7):  # logarithm to base 10
    p = np.clip(p, eps, 1 - eps)
    return -np.mean(y * np.log10(p) + (1 - y) * np.log10(1 - p))


def binary_crossentropy__plus_eps(y, p, eps=1e-7):  # + eps in the logarithm
    return -np.mean(y * np.log(p + eps) + (1 - y) * np.log(1 - p + eps))


def binary_crossentropy__swapped(y, p, eps=1e-7):  # y and p exchanged in the logarithm
    p = np.clip(p, eps, 1 - eps)
    y = np.clip(y, eps, 1 - eps)
    return -np.mean(p * np.log(y) + (1 - p) * np.log(1 - y))


def binary_crossentropy__sum(y, p, eps=1e-7):  # sum for mean
    p = np.clip(p, eps, 1 - eps)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))


def binary_crossentropy__fixed_eps(y, p, eps=1e-7):  # 1e-7 in the body
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def softmax(z, axis=None):
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def mse__sum(y, p):  # sum
    return np.sum((y - p) ** 2)


def mse__axis0(y, p):  # mean over the samples only
    return np.mean((y - p) ** 2, axis=0)


def mse__len(y, p):  # divided by the rows
    return np.sum((y - p) ** 2) / len(y)


def mse__xor(y, p):  # ^
    return np.mean((y - p) ^ 2)


def mse__root(y, p):  # RMSE
    return np.sqrt(np.mean((y - p) ** 2))


def mse__of_mean(y, p):  # square of the mean
    return np.mean(y - p) ** 2


def mse__minus(y, p):  # the notes' minus
    return -np.mean((y - p) ** 2)


def mse__half(y, p):  # ½
    return 0.5 * np.mean((y - p) ** 2)


def mse__squares(y, p):  # y² − p²
    return np.mean(y**2 - p**2)


def mse__loop(y, p):  # overwrites instead of adding
    total = 0
    for a, b in zip(np.ravel(y), np.ravel(p), strict=True):
        total = (a - b) ** 2
    return total / np.size(y)


def categorical_crossentropy__mean_all(Y, P, eps=1e-7):  # mean over all elements
    return -np.mean(Y * np.log(np.clip(P, eps, 1 - eps)))


def categorical_crossentropy__sum_all(Y, P, eps=1e-7):  # sum over everything
    return -np.sum(Y * np.log(np.clip(P, eps, 1 - eps)))


def categorical_crossentropy__per_sample(Y, P, eps=1e-7):  # one loss a sample
    return -np.sum(Y * np.log(np.clip(P, eps, 1 - eps)), axis=1)


def categorical_crossentropy__axis(Y, P, eps=1e-7):  # sums over samples, mean over classes
    return -np.mean(np.sum(Y * np.log(np.clip(P, eps, 1 - eps)), axis=0))


def categorical_crossentropy__no_clip(Y, P, eps=1e-7):  # no clipping
    return -np.mean(np.sum(Y * np.log(P), axis=1))


def categorical_crossentropy__add_eps(Y, P, eps=1e-7):  # log(P + eps)
    return -np.mean(np.sum(Y * np.log(P + eps), axis=1))


def categorical_crossentropy__no_minus(Y, P, eps=1e-7):  # sign
    return np.mean(np.sum(Y * np.log(np.clip(P, eps, 1 - eps)), axis=1))


def categorical_crossentropy__binary(Y, P, eps=1e-7):  # binary formula on each class
    P = np.clip(P, eps, 1 - eps)
    return -np.mean(np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P), axis=1))


def categorical_crossentropy__log10(Y, P, eps=1e-7):  # log10
    return -np.mean(np.sum(Y * np.log10(np.clip(P, eps, 1 - eps)), axis=1))


def categorical_crossentropy__swapped(Y, P, eps=1e-7):  # P·log Y
    return -np.mean(np.sum(P * np.log(np.clip(Y, eps, 1 - eps)), axis=1))


def softmax_crossentropy_grad__no_mean(logits, y):  # no 1/n
    g = softmax(logits, axis=1)
    g[np.arange(len(y)), y] -= 1
    return g


def softmax_crossentropy_grad__no_axis(logits, y):  # softmax over the whole array
    g = softmax(logits)
    g[np.arange(len(y)), y] -= 1
    return g / len(y)


def softmax_crossentropy_grad__sign(logits, y):  # y − p
    k = logits.shape[1]
    return (np.eye(k)[y] - softmax(logits, axis=1)) / len(y)


def softmax_crossentropy_grad__not_one_hot(logits, y):  # subtracts the class number
    return (softmax(logits, axis=1) - y[:, None]) / len(y)


def softmax_crossentropy_grad__columns(logits, y):  # all rows of the chosen columns
    g = softmax(logits, axis=1)
    g[:, y] -= 1
    return g / len(y)


def softmax_crossentropy_grad__size(logits, y):  # divided by all elements
    g = softmax(logits, axis=1)
    g[np.arange(len(y)), y] -= 1
    return g / g.size


def softmax_crossentropy_grad__axis0(logits, y):  # over the samples
    g = softmax(logits, axis=0)
    g[np.arange(len(y)), y] -= 1
    return g / len(y)


def softmax_crossentropy_grad__three_classes(logits, y):  # three classes only
    return (softmax(logits, axis=1) - np.eye(3)[y]) / len(y)


def softmax_crossentropy_grad__overflow(logits, y):  # plain exp
    e = np.exp(logits)
    g = e / e.sum(axis=1, keepdims=True)
    g[np.arange(len(y)), y] -= 1
    return g / len(y)


def softmax_crossentropy_grad__loss(logits, y):  # the loss, not its gradient
    g = softmax(logits, axis=1)
    return -np.mean(np.log(g[np.arange(len(y)), y]))


def mae__no_abs(y, p):  # no absolute value
    return np.mean(y - p)


def mae__abs_of_mean(y, p):  # absolute value of the mean
    return abs(np.mean(y - p))


def mae__median(y, p):  # median
    return np.median(np.abs(y - p))


def mae__squared(y, p):  # mse
    return np.mean((y - p) ** 2)


def mae__abs_each(y, p):  # |y| − |p|
    return np.mean(np.abs(y) - np.abs(p))


def mae__max(y, p):  # the largest
    return np.max(np.abs(y - p))


def sparse_categorical_crossentropy__columns(y, P, eps=1e-7):  # P[:, y]
    return -np.mean(np.log(np.clip(P[:, y], eps, 1 - eps)))


def sparse_categorical_crossentropy__argmax(y, P, eps=1e-7):  # the largest probability
    return -np.mean(np.log(np.clip(P.max(axis=1), eps, 1 - eps)))


def sparse_categorical_crossentropy__sum(y, P, eps=1e-7):  # sum
    return -np.sum(np.log(np.clip(P[np.arange(len(y)), y], eps, 1 - eps)))


def sparse_categorical_crossentropy__eye_three(y, P, eps=1e-7):  # three classes
    return -np.mean(np.sum(np.eye(3)[y] * np.log(np.clip(P, eps, 1 - eps)), axis=1))


def sparse_categorical_crossentropy__times_label(y, P, eps=1e-7):  # the label as a factor
    P = np.clip(P, eps, 1 - eps)
    return -np.mean(y * np.log(P[np.arange(len(y)), y]))


def sparse_categorical_crossentropy__one_based(y, P, eps=1e-7):  # classes from 1
    P = np.clip(P, eps, 1 - eps)
    return -np.mean(np.log(P[np.arange(len(y)), y - 1]))


def sparse_categorical_crossentropy__probability(y, P, eps=1e-7):  # no logarithm
    return -np.mean(np.clip(P, eps, 1 - eps)[np.arange(len(y)), y])


def sparse_categorical_crossentropy__log_of_mean(y, P, eps=1e-7):  # log of the mean
    return -np.log(np.mean(np.clip(P, eps, 1 - eps)[np.arange(len(y)), y]))


def huber__no_half_again(y, p, delta=1.0):  # e² without ½
    e = np.abs(y - p)
    return np.mean(np.where(e <= delta, e**2, delta * (e - delta / 2)))


def huber__no_delta_factor(y, p, delta=1.0):  # the linear part without δ
    e = np.abs(y - p)
    return np.mean(np.where(e <= delta, 0.5 * e**2, e - 0.5 * delta))


def huber__abs_forgotten(y, p, delta=1.0):  # no absolute value
    e = y - p
    return np.mean(np.where(e <= delta, 0.5 * e**2, delta * (e - 0.5 * delta)))


def huber__half_fixed(y, p, delta=1.0):  # δ·e − ½ as for δ = 1
    e = np.abs(y - p)
    return np.mean(np.where(e <= delta, 0.5 * e**2, delta * e - 0.5))


def huber__mean_first(y, p, delta=1.0):  # decides by the mean error
    e = np.mean(np.abs(y - p))
    if e <= delta:
        return 0.5 * e**2
    return delta * (e - 0.5 * delta)


def huber__elementwise(y, p, delta=1.0):  # no mean
    e = np.abs(y - p)
    return np.where(e <= delta, 0.5 * e**2, delta * (e - 0.5 * delta))


def sparse_categorical_crossentropy__all_columns(y, P, eps=1e-7):  # P[:, y]
    P = np.clip(P, eps, 1 - eps)
    return -np.mean(np.log(P[:, y]))


def sparse_categorical_crossentropy__times_label_again(y, P, eps=1e-7):  # the label as a factor
    P = np.clip(P, eps, 1 - eps)
    return -np.mean(y[:, None] * np.log(P))


def sparse_categorical_crossentropy__sum_again(y, P, eps=1e-7):  # sum for mean
    P = np.clip(P, eps, 1 - eps)
    return -np.sum(np.log(P[np.arange(len(y)), y]))


def sparse_categorical_crossentropy__from_one(y, P, eps=1e-7):  # classes from 1
    P = np.clip(P, eps, 1 - eps)
    return -np.mean(np.log(P[np.arange(len(y)), y - 1]))


def sparse_categorical_crossentropy__log2(y, P, eps=1e-7):  # base 2
    P = np.clip(P, eps, 1 - eps)
    return -np.mean(np.log2(P[np.arange(len(y)), y]))


def sparse_categorical_crossentropy__divided_by_all(y, P, eps=1e-7):  # mean over one-hot entries: n·K
    P = np.clip(P, eps, 1 - eps)
    Y = np.eye(P.shape[1])[y]
    return -np.mean(Y * np.log(P))


def mse__rmse(y, p):  # with the root
    return np.sqrt(np.mean((y - p) ** 2))


def mse__len_again(y, p):  # sum / len
    return np.sum((y - p) ** 2) / len(y)


def mse__square_of_mean(y, p):  # squares the mean
    return np.mean(y - p) ** 2


def mse__half_again(y, p):  # ½
    return 0.5 * np.mean((y - p) ** 2)


def binary_crossentropy__one_side(y, p, eps=1e-7):  # clips from below only
    p = np.maximum(p, eps)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def binary_crossentropy__first_term(y, p, eps=1e-7):  # only y·log p
    p = np.clip(p, eps, 1 - eps)
    return -np.mean(y * np.log(p))


def binary_crossentropy__no_minus_again(y, p, eps=1e-7):  # sign
    p = np.clip(p, eps, 1 - eps)
    return np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def binary_crossentropy__eps_added(y, p, eps=1e-7):  # log(p + eps)
    return -np.mean(y * np.log(p + eps) + (1 - y) * np.log(1 - p + eps))


def softmax_crossentropy_grad__not_mean(logits, y):  # without 1/n
    P = softmax(logits, axis=1)
    P[np.arange(len(y)), y] -= 1
    return P


def softmax_crossentropy_grad__no_axis_again(logits, y):  # softmax over everything
    P = softmax(logits)
    P[np.arange(len(y)), y] -= 1
    return P / len(y)


def softmax_crossentropy_grad__all_columns(logits, y):  # P[:, y] -= 1
    P = softmax(logits, axis=1)
    P[:, y] -= 1
    return P / len(y)


def softmax_crossentropy_grad__divided_by_classes(logits, y):  # divided by K
    P = softmax(logits, axis=1)
    P[np.arange(len(y)), y] -= 1
    return P / logits.shape[1]


def huber__delta_in_front_missing(y, p, delta=1.0):
    # The straight part lacks its factor delta, |e| - delta/2: right for delta = 1 only.
    e = np.abs(y - p)
    return np.mean(np.where(e <= delta, 0.5 * e**2, e - 0.5 * delta))


def huber__square_not_halved(y, p, delta=1.0):
    # The small errors are squared without the 1/2, as in the MSE: the two parts no longer meet at the border.
    e = np.abs(y - p)
    return np.mean(np.where(e <= delta, e**2, delta * (e - 0.5 * delta)))


def huber__sign_in_the_condition(y, p, delta=1.0):
    # Compares e and not |e| with delta: all large negative errors fall into the quadratic part.
    e = y - p
    return np.mean(np.where(e <= delta, 0.5 * e**2, delta * (np.abs(e) - 0.5 * delta)))


def huber__one_decision_for_all(y, p, delta=1.0):
    # Decides once, by the largest error, which formula all elements get; each element must be decided by itself.
    e = np.abs(y - p)
    if np.max(e) <= delta:
        return np.mean(0.5 * e**2)
    return np.mean(delta * (e - 0.5 * delta))


def huber__smaller_of_the_two(y, p, delta=1.0):
    # Takes the smaller of the two formulas; the line is a tangent below the parabola, so it wins always, even below 0.
    e = np.abs(y - p)
    return np.mean(np.minimum(0.5 * e**2, delta * (e - 0.5 * delta)))


def binary_crossentropy__label_one_only(y, p, eps=1e-7):
    # Only the term of label 1: samples with label 0 cost nothing, whatever the prediction.
    p = np.clip(p, eps, 1 - eps)
    return -np.mean(y * np.log(p))


def binary_crossentropy__clipped_below_only(y, p, eps=1e-7):
    # Clips at eps but not at 1 - eps: with p = 1 the other term is log(0), so inf or nan comes out.
    p = np.maximum(p, eps)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def binary_crossentropy__eps_added_again(y, p, eps=1e-7):
    # Adds eps inside the logarithms instead of clipping: all terms are shifted, visibly so for eps = 0.01.
    p = np.asarray(p)
    return -np.mean(y * np.log(p + eps) + (1 - y) * np.log(1 - p + eps))


def binary_crossentropy__in_bits(y, p, eps=1e-7):
    # Logarithm to base 2, as in information theory; the natural one is asked for.
    p = np.clip(p, eps, 1 - eps)
    return -np.mean(y * np.log2(p) + (1 - y) * np.log2(1 - p))


def binary_crossentropy__one_minus_the_log(y, p, eps=1e-7):
    # Writes 1 - log(p) where log(1 - p) is meant: the 1 - stands outside the logarithm.
    p = np.clip(p, eps, 1 - eps)
    return -np.mean(y * np.log(p) + (1 - y) * (1 - np.log(p)))


def sparse_categorical_crossentropy__columns_of_all_rows(y, P, eps=1e-7):
    # P[:, y] picks for every row the columns of all samples, an n x n array, not one entry from each row.
    P = np.clip(P, eps, 1 - eps)
    return -np.mean(np.log(P[:, y]))


def sparse_categorical_crossentropy__classes_from_one(y, P, eps=1e-7):
    # Subtracts 1 as if the classes were numbered from 1: the neighbouring column is read, for class 0 the last one.
    P = np.clip(P, eps, 1 - eps)
    return -np.mean(np.log(P[np.arange(len(y)), y - 1]))


def sparse_categorical_crossentropy__take_without_axis(y, P, eps=1e-7):
    # np.take without an axis counts through the flattened array: all entries come from the top rows.
    P = np.clip(P, eps, 1 - eps)
    return -np.mean(np.log(np.take(P, y)))


def sparse_categorical_crossentropy__log_of_the_mean(y, P, eps=1e-7):
    # Averages the probabilities first and takes one logarithm; the logarithms have to be averaged.
    P = np.clip(P, eps, 1 - eps)
    return -np.log(np.mean(P[np.arange(len(y)), y]))


def sparse_categorical_crossentropy__predicted_class(y, P, eps=1e-7):
    # Takes the largest probability of each row, that of the predicted class; the labels y are not used at all.
    P = np.clip(P, eps, 1 - eps)
    return -np.mean(np.log(P.max(axis=1)))


def softmax_crossentropy_grad__divided_by_all_entries(logits, y):
    # Divides by n times K, the number of entries; the loss is a mean over the n samples only.
    G = softmax(logits, axis=1)
    G[np.arange(len(y)), y] -= 1
    return G / G.size


def softmax_crossentropy_grad__one_off_in_whole_columns(logits, y):
    # p[:, y] -= 1 lowers the whole column of every class that occurs, in all rows, not only at each sample's own label.
    p = softmax(logits, axis=1)
    p[:, y] -= 1
    return p / len(y)


def softmax_crossentropy_grad__number_of_the_class(logits, y):
    # Subtracts the number of the class from the whole row: y is used as it is, without making it one-hot.
    p = softmax(logits, axis=1)
    return (p - np.asarray(y)[:, None]) / len(y)


def softmax_crossentropy_grad__true_class_only(logits, y):
    # Only the entry of the true class gets a gradient, the others stay 0; they have to be pushed down by p.
    p = softmax(logits, axis=1)
    rows = np.arange(len(y))
    G = np.zeros_like(p)
    G[rows, y] = (p[rows, y] - 1) / len(y)
    return G


def softmax_crossentropy_grad__eye_of_the_batch(logits, y):
    # The one-hot table is made with the number of samples in place of the number of classes: shapes clash unless n = K.
    n = len(logits)
    Y = np.eye(n)[y]
    return (softmax(logits, axis=1) - Y) / n


# clips inside the caller's array of probabilities and so changes it
def binary_crossentropy__changes_p(y, p, eps=1e-7):
    y, p = np.asarray(y), np.asarray(p)
    p[p < eps] = eps
    p[p > 1 - eps] = 1 - eps
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
