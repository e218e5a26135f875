"""Wrong first tries of lesson 13, written by someone who had seen the released notebook alone."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def rnn_step__no_tanh(x, h, Wx, Wh, b):  # no tanh
    return x @ Wx + h @ Wh + b


def rnn_step__sigmoid(x, h, Wx, Wh, b):  # sigmoid
    return sigmoid(x @ Wx + h @ Wh + b)


def rnn_step__no_state(x, h, Wx, Wh, b):  # forgets
    return np.tanh(x @ Wx + b)


def rnn_step__transposed(x, h, Wx, Wh, b):  # Wh transposed
    return np.tanh(x @ Wx + h @ Wh.T + b)


def rnn_step__adds_h(x, h, Wx, Wh, b):  # the state added outside
    return np.tanh(x @ Wx + b) + h @ Wh


def rnn_step__elementwise(x, h, Wx, Wh, b):  # * for @
    return np.tanh(x * Wx + h * Wh + b)


def rnn_step__no_bias(x, h, Wx, Wh, b):  # no bias
    return np.tanh(x @ Wx + h @ Wh)


def rnn_step__swapped(x, h, Wx, Wh, b):  # weights exchanged
    return np.tanh(x @ Wh + h @ Wx + b)


def rnn_step__pair(x, h, Wx, Wh, b):  # output and state
    h = np.tanh(x @ Wx + h @ Wh + b)
    return h, h


def rnn_step__two_tanh(x, h, Wx, Wh, b):  # tanh of each term
    return np.tanh(x @ Wx) + np.tanh(h @ Wh) + b


def lstm_step__order(x, h, c, params):  # i f o c
    k, r, b = params
    i, f, o, g = np.split(x @ k + h @ r + b, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def lstm_step__swapped(x, h, c, params):  # (c, h)
    k, r, b = params
    i, f, g, o = np.split(x @ k + h @ r + b, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return c, sigmoid(o) * np.tanh(c)


def lstm_step__old_cell(x, h, c, params):  # h from the old cell
    k, r, b = params
    i, f, g, o = np.split(x @ k + h @ r + b, 4, axis=1)
    new = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), new


def lstm_step__sigmoid_candidate(x, h, c, params):  # the candidate through sigmoid
    k, r, b = params
    i, f, g, o = (sigmoid(part) for part in np.split(x @ k + h @ r + b, 4, axis=1))
    c = f * c + i * g
    return o * np.tanh(c), c


def lstm_step__no_tanh(x, h, c, params):  # no tanh around the cell
    k, r, b = params
    i, f, g, o = np.split(x @ k + h @ r + b, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * c, c


def lstm_step__forget_inverted(x, h, c, params):  # 1 − f
    k, r, b = params
    i, f, g, o = np.split(x @ k + h @ r + b, 4, axis=1)
    c = (1 - sigmoid(f)) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def lstm_step__split_rows(x, h, c, params):  # split along the batch
    k, r, b = params
    i, f, g, o = np.split(x @ k + h @ r + b, 4, axis=0)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def lstm_step__no_recurrent(x, h, c, params):  # h is not used
    k, r, b = params
    i, f, g, o = np.split(x @ k + b, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def lstm_step__interleaved(x, h, c, params):  # every fourth column
    k, r, b = params
    z = x @ k + h @ r + b
    i, f, g, o = z[:, 0::4], z[:, 1::4], z[:, 2::4], z[:, 3::4]
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def lstm_step__only_h(x, h, c, params):  # only h
    k, r, b = params
    i, f, g, o = np.split(x @ k + h @ r + b, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c)


def lstm_step__order_fico(x, h, c, params):  # f, i, c̃, o
    k, r, b = params
    z = x @ k + h @ r + b
    f, i, g, o = np.split(z, 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def lstm_step__no_tanh_out(x, h, c, params):  # o·c
    k, r, b = params
    i, f, g, o = np.split(x @ k + h @ r + b, 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * c, c


def lstm_step__candidate_sigmoid(x, h, c, params):  # sigmoid for c̃
    k, r, b = params
    i, f, g, o = np.split(sigmoid(x @ k + h @ r + b), 4, axis=-1)
    c = f * c + i * g
    return o * np.tanh(c), c


def lstm_step__old_c(x, h, c, params):  # h from the old c
    k, r, b = params
    i, f, g, o = np.split(x @ k + h @ r + b, 4, axis=-1)
    new = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), new


def lstm_step__no_bias(x, h, c, params):  # bias left out
    k, r, _ = params
    i, f, g, o = np.split(x @ k + h @ r, 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def lstm_step__c_h(x, h, c, params):  # (c, h)
    k, r, b = params
    i, f, g, o = np.split(x @ k + h @ r + b, 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return c, sigmoid(o) * np.tanh(c)


def rnn_step__no_h(x, h, Wx, Wh, b):  # the state is left out
    return np.tanh(x @ Wx + b)


def rnn_step__sigmoid_again(x, h, Wx, Wh, b):  # sigmoid
    return 1 / (1 + np.exp(-(x @ Wx + h @ Wh + b)))


def rnn_step__swapped_again(x, h, Wx, Wh, b):  # the two matrices exchanged
    return np.tanh(x @ Wh + h @ Wx + b)


def rnn_step__transposed_again(x, h, Wx, Wh, b):  # h @ Wh.T
    return np.tanh(x @ Wx + h @ Wh.T + b)


# chooses a CNN for the noisy pictures because they are pictures
def choose_network__cnn_for_denoising(problem):
    if problem == "tabular":
        return "mlp"
    if problem in ("image", "denoise"):
        return "cnn"
    if problem == "long_sequence":
        return "gru"
    if problem == "generate_images":
        return "gan"
    return "perceptron"


# writes problem == "a" or "b", which is always true: problems of the later branches never get there
def choose_network__or_always_true(problem):
    if problem == "image":
        return "cnn"
    elif problem == "tabular" or "curved":  # noqa: SIM222
        return "mlp"
    elif problem == "long_sequence":
        return "lstm"
    elif problem == "denoise":
        return "autoencoder"
    elif problem == "generate_images":
        return "gan"
    else:
        return "perceptron"


# returns a list of both names for the long sequence in place of one name
def choose_network__both_names(problem):
    return {
        "tabular": "mlp",
        "image": "cnn",
        "long_sequence": ["lstm", "gru"],
        "denoise": "autoencoder",
        "generate_images": "gan",
        "linearly_separable": "perceptron",
    }[problem]


# splits along the batch instead of the columns (np.split without axis), which raises an error or gives blocks that do not fit
def lstm_step__splits_batch(x, h, c, params):
    W, U, b = params
    z = x @ W + h @ U + b
    i, f, g, o = np.split(z, 4)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


# updates the cell state in place, so the caller's c is changed
def lstm_step__changes_c(x, h, c, params):
    W, U, b = params
    i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=1)
    c *= sigmoid(f)
    c += sigmoid(i) * np.tanh(g)
    h = sigmoid(o) * np.tanh(c)
    return h, c
