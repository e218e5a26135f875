"""Wrong first tries of lesson 05, written by someone who had seen the released notebook alone."""

import numpy as np

X = np.array([0.05, 0.10])
W = np.array([0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55])
B = np.array([0.35, 0.60])
TARGET = np.array([0.01, 0.99])
h = 1e-6


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward_222(x, w, b):
    net_h = np.array([w[0] * x[0] + w[1] * x[1] + b[0], w[2] * x[0] + w[3] * x[1] + b[0]])
    out_h = sigmoid(net_h)
    net_o = np.array([w[4] * out_h[0] + w[5] * out_h[1] + b[1], w[6] * out_h[0] + w[7] * out_h[1] + b[1]])
    return {"net_h": net_h, "out_h": out_h, "net_o": net_o, "out_o": sigmoid(net_o)}


def output_gradients__sign(x, w, b, target):  # target − out
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = (target - o) * o * (1 - o)
    return np.array([d[0] * h[0], d[0] * h[1], d[1] * h[0], d[1] * h[1]])


def output_gradients__no_slope(x, w, b, target):  # the sigmoid's slope is missing
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = o - target
    return np.array([d[0] * h[0], d[0] * h[1], d[1] * h[0], d[1] * h[1]])


def output_gradients__net(x, w, b, target):  # out·(1 − net)
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = (o - target) * o * (1 - s["net_o"])
    return np.array([d[0] * h[0], d[0] * h[1], d[1] * h[0], d[1] * h[1]])


def output_gradients__order(x, w, b, target):  # w5, w7, w6, w8
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = (o - target) * o * (1 - o)
    return np.array([d[0] * h[0], d[1] * h[0], d[0] * h[1], d[1] * h[1]])


def output_gradients__input(x, w, b, target):  # times the network's input, not out_h
    s = forward_222(x, w, b)
    o = s["out_o"]
    d = (o - target) * o * (1 - o)
    return np.array([d[0] * x[0], d[0] * x[1], d[1] * x[0], d[1] * x[1]])


def output_gradients__matrix(x, w, b, target):  # a 2×2 matrix
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = (o - target) * o * (1 - o)
    return np.outer(d, h)


def output_gradients__two(x, w, b, target):  # one gradient for each neuron
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    return (o - target) * o * (1 - o) * h


def output_gradients__global_target(x, w, b, t):  # TARGET of the notebook
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = (o - TARGET) * o * (1 - o)
    return np.array([d[0] * h[0], d[0] * h[1], d[1] * h[0], d[1] * h[1]])


def output_gradients__twice(x, w, b, target):  # 2·(out − t): the derivative of a square without ½
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = 2 * (o - target) * o * (1 - o)
    return np.array([d[0] * h[0], d[0] * h[1], d[1] * h[0], d[1] * h[1]])


def output_gradients__net_h(x, w, b, target):  # net_h for out_h
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["net_h"]
    d = (o - target) * o * (1 - o)
    return np.array([d[0] * h[0], d[0] * h[1], d[1] * h[0], d[1] * h[1]])


def hidden_gradients__one_path(x, w, b, target):  # only over o1
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = (o - target) * o * (1 - o)
    dh = np.array([d[0] * w[4], d[0] * w[5]]) * h * (1 - h)
    return np.array([dh[0] * x[0], dh[0] * x[1], dh[1] * x[0], dh[1] * x[1]])


def hidden_gradients__transposed(x, w, b, target):  # w5, w6 for h1: the matrix is transposed
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = (o - target) * o * (1 - o)
    dh = np.array([d[0] * w[4] + d[1] * w[5], d[0] * w[6] + d[1] * w[7]]) * h * (1 - h)
    return np.array([dh[0] * x[0], dh[0] * x[1], dh[1] * x[0], dh[1] * x[1]])


def hidden_gradients__no_slope(x, w, b, target):  # the hidden slope is missing
    s = forward_222(x, w, b)
    o = s["out_o"]
    d = (o - target) * o * (1 - o)
    dh = np.array([d[0] * w[4] + d[1] * w[6], d[0] * w[5] + d[1] * w[7]])
    return np.array([dh[0] * x[0], dh[0] * x[1], dh[1] * x[0], dh[1] * x[1]])


def hidden_gradients__out_h(x, w, b, target):  # times out_h, not the input
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = (o - target) * o * (1 - o)
    dh = np.array([d[0] * w[4] + d[1] * w[6], d[0] * w[5] + d[1] * w[7]]) * h * (1 - h)
    return np.array([dh[0] * h[0], dh[0] * h[1], dh[1] * h[0], dh[1] * h[1]])


def hidden_gradients__one_based(x, w, b, target):  # w[5] for w5
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = (o - target) * o * (1 - o)
    dh = np.array([d[0] * w[5] + d[1] * w[7], d[0] * w[6] + d[1] * w[8]]) * h * (1 - h)
    return np.array([dh[0] * x[0], dh[0] * x[1], dh[1] * x[0], dh[1] * x[1]])


def hidden_gradients__order(x, w, b, target):  # w1, w3, w2, w4
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = (o - target) * o * (1 - o)
    dh = np.array([d[0] * w[4] + d[1] * w[6], d[0] * w[5] + d[1] * w[7]]) * h * (1 - h)
    return np.array([dh[0] * x[0], dh[1] * x[0], dh[0] * x[1], dh[1] * x[1]])


def hidden_gradients__no_output_slope(x, w, b, target):  # δ of the outputs without their slope
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = o - target
    dh = np.array([d[0] * w[4] + d[1] * w[6], d[0] * w[5] + d[1] * w[7]]) * h * (1 - h)
    return np.array([dh[0] * x[0], dh[0] * x[1], dh[1] * x[0], dh[1] * x[1]])


def hidden_gradients__new_weights(x, w, b, target):  # steps back through weights that have already moved
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = (o - target) * o * (1 - o)
    new = w[4:] - 0.5 * np.array([d[0] * h[0], d[0] * h[1], d[1] * h[0], d[1] * h[1]])
    dh = np.array([d[0] * new[0] + d[1] * new[2], d[0] * new[1] + d[1] * new[3]]) * h * (1 - h)
    return np.array([dh[0] * x[0], dh[0] * x[1], dh[1] * x[0], dh[1] * x[1]])


def hidden_gradients__sign(x, w, b, target):  # target − out
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = (target - o) * o * (1 - o)
    dh = np.array([d[0] * w[4] + d[1] * w[6], d[0] * w[5] + d[1] * w[7]]) * h * (1 - h)
    return np.array([dh[0] * x[0], dh[0] * x[1], dh[1] * x[0], dh[1] * x[1]])


def hidden_gradients__global_w(x, w, b, target):  # w5 … w8 of the notebook
    s = forward_222(x, w, b)
    o, h = s["out_o"], s["out_h"]
    d = (o - target) * o * (1 - o)
    dh = np.array([d[0] * W[4] + d[1] * W[6], d[0] * W[5] + d[1] * W[7]]) * h * (1 - h)
    return np.array([dh[0] * x[0], dh[0] * x[1], dh[1] * x[0], dh[1] * x[1]])


def numerical_gradient__forward(f, w, eps=1e-6):  # forward difference
    g = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        up = w.copy()
        up[i] += eps
        g[i] = (f(up) - f(w)) / eps
    return g


def numerical_gradient__half(f, w, eps=1e-6):  # divided by eps, not 2·eps
    g = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[i] += eps
        down[i] -= eps
        g[i] = (f(up) - f(down)) / eps
    return g


def numerical_gradient__brackets(f, w, eps=1e-6):  # / 2 * eps
    g = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[i] += eps
        down[i] -= eps
        g[i] = (f(up) - f(down)) / 2 * eps
    return g


def numerical_gradient__all(f, w, eps=1e-6):  # all entries nudged at once
    return (f(w + eps) - f(w - eps)) / (2 * eps)


def numerical_gradient__no_copy(f, w, eps=1e-6):  # w is an alias: the entry stays moved
    g = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        up = w
        up[i] += eps
        f_up = f(up)
        down = w
        down[i] -= eps
        g[i] = (f_up - f(down)) / (2 * eps)
    return g


def numerical_gradient__rounding(f, w, eps=1e-6):  # adds and takes away: leaves a rounding error
    g = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        w[i] += eps
        up = f(w)
        w[i] -= 2 * eps
        down = f(w)
        w[i] += eps
        g[i] = (up - down) / (2 * eps)
    return g


def numerical_gradient__flat(f, w, eps=1e-6):  # range(len(w)): moves whole rows of a matrix
    g = np.zeros_like(w)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += eps
        down[i] -= eps
        g[i] = (f(up) - f(down)) / (2 * eps)
    return g


def numerical_gradient__reversed(f, w, eps=1e-6):  # down − up
    g = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[i] += eps
        down[i] -= eps
        g[i] = (f(down) - f(up)) / (2 * eps)
    return g


def numerical_gradient__large(f, w, eps=1e-6):  # eps unused: 0.01 as in the text
    g = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[i] += 0.01
        down[i] -= 0.01
        g[i] = (f(up) - f(down)) / 0.02
    return g


def numerical_gradient__early(f, w, eps=1e-6):  # return in the loop: only the first entry
    g = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[i] += eps
        down[i] -= eps
        g[i] = (f(up) - f(down)) / (2 * eps)
        return g


def chain_step__minus_missing(x, w1, b1, w2, b2, target, lr):  # climbs
    a1 = sigmoid(w1 * x + b1)
    a2 = sigmoid(w2 * a1 + b2)
    d2 = (a2 - target) * a2 * (1 - a2)
    d1 = d2 * w2 * a1 * (1 - a1)
    return w1 + lr * d1 * x, b1 + lr * d1, w2 + lr * d2 * a1, b2 + lr * d2


def chain_step__new_w2(x, w1, b1, w2, b2, target, lr):  # w2 is moved first
    a1 = sigmoid(w1 * x + b1)
    a2 = sigmoid(w2 * a1 + b2)
    d2 = (a2 - target) * a2 * (1 - a2)
    w2 = w2 - lr * d2 * a1
    b2 = b2 - lr * d2
    d1 = d2 * w2 * a1 * (1 - a1)
    return w1 - lr * d1 * x, b1 - lr * d1, w2, b2


def chain_step__order(x, w1, b1, w2, b2, target, lr):  # w1, w2, b1, b2
    a1 = sigmoid(w1 * x + b1)
    a2 = sigmoid(w2 * a1 + b2)
    d2 = (a2 - target) * a2 * (1 - a2)
    d1 = d2 * w2 * a1 * (1 - a1)
    return w1 - lr * d1 * x, w2 - lr * d2 * a1, b1 - lr * d1, b2 - lr * d2


def chain_step__gradients(x, w1, b1, w2, b2, target, lr):  # returns the gradients
    a1 = sigmoid(w1 * x + b1)
    a2 = sigmoid(w2 * a1 + b2)
    d2 = (a2 - target) * a2 * (1 - a2)
    d1 = d2 * w2 * a1 * (1 - a1)
    return d1 * x, d1, d2 * a1, d2


def chain_step__no_slope1(x, w1, b1, w2, b2, target, lr):  # the first sigmoid's slope is missing
    a1 = sigmoid(w1 * x + b1)
    a2 = sigmoid(w2 * a1 + b2)
    d2 = (a2 - target) * a2 * (1 - a2)
    d1 = d2 * w2
    return w1 - lr * d1 * x, b1 - lr * d1, w2 - lr * d2 * a1, b2 - lr * d2


def chain_step__x_for_a1(x, w1, b1, w2, b2, target, lr):  # x at w2
    a1 = sigmoid(w1 * x + b1)
    a2 = sigmoid(w2 * a1 + b2)
    d2 = (a2 - target) * a2 * (1 - a2)
    d1 = d2 * w2 * a1 * (1 - a1)
    return w1 - lr * d1 * x, b1 - lr * d1, w2 - lr * d2 * x, b2 - lr * d2


def chain_step__bias_times_b(x, w1, b1, w2, b2, target, lr):  # bias gradients times the bias
    a1 = sigmoid(w1 * x + b1)
    a2 = sigmoid(w2 * a1 + b2)
    d2 = (a2 - target) * a2 * (1 - a2)
    d1 = d2 * w2 * a1 * (1 - a1)
    return w1 - lr * d1 * x, b1 - lr * d1 * b1, w2 - lr * d2 * a1, b2 - lr * d2 * b2


def chain_step__lr_04(x, w1, b1, w2, b2, target, lr):  # the lesson's rate
    a1 = sigmoid(w1 * x + b1)
    a2 = sigmoid(w2 * a1 + b2)
    d2 = (a2 - target) * a2 * (1 - a2)
    d1 = d2 * w2 * a1 * (1 - a1)
    return w1 - 0.4 * d1 * x, b1 - 0.4 * d1, w2 - 0.4 * d2 * a1, b2 - 0.4 * d2


def chain_step__factor_two(x, w1, b1, w2, b2, target, lr):  # derivative of the square without the ½
    a1 = sigmoid(w1 * x + b1)
    a2 = sigmoid(w2 * a1 + b2)
    d2 = 2 * (a2 - target) * a2 * (1 - a2)
    d1 = d2 * w2 * a1 * (1 - a1)
    return w1 - lr * d1 * x, b1 - lr * d1, w2 - lr * d2 * a1, b2 - lr * d2


def chain_step__no_b1(x, w1, b1, w2, b2, target, lr):  # b1 left out of the forward pass
    a1 = sigmoid(w1 * x)
    a2 = sigmoid(w2 * a1 + b2)
    d2 = (a2 - target) * a2 * (1 - a2)
    d1 = d2 * w2 * a1 * (1 - a1)
    return w1 - lr * d1 * x, b1 - lr * d1, w2 - lr * d2 * a1, b2 - lr * d2


def forward_222__one_based(x, w, b):  # counts weights from 1
    net_h1 = w[1] * x[0] + w[2] * x[1] + b[0]
    net_h2 = w[3] * x[0] + w[4] * x[1] + b[0]
    out_h1, out_h2 = sigmoid(net_h1), sigmoid(net_h2)
    net_o1 = w[5] * out_h1 + w[6] * out_h2 + b[1]
    net_o2 = w[7] * out_h1 + w[8] * out_h2 + b[1]
    return {
        "net_h": [net_h1, net_h2],
        "out_h": [out_h1, out_h2],
        "net_o": [net_o1, net_o2],
        "out_o": [sigmoid(net_o1), sigmoid(net_o2)],
    }


def forward_222__transposed(x, w, b):  # w1, w3 into h1
    net_h = np.array([w[0] * x[0] + w[2] * x[1], w[1] * x[0] + w[3] * x[1]]) + b[0]
    out_h = sigmoid(net_h)
    net_o = np.array([w[4] * out_h[0] + w[6] * out_h[1], w[5] * out_h[0] + w[7] * out_h[1]]) + b[1]
    return {"net_h": net_h, "out_h": out_h, "net_o": net_o, "out_o": sigmoid(net_o)}


def forward_222__bias_each(x, w, b):  # b1 at h1 and b2 at h2
    net_h = np.array([w[0] * x[0] + w[1] * x[1], w[2] * x[0] + w[3] * x[1]]) + np.array(b)
    out_h = sigmoid(net_h)
    net_o = np.array([w[4] * out_h[0] + w[5] * out_h[1], w[6] * out_h[0] + w[7] * out_h[1]]) + np.array(b)
    return {"net_h": net_h, "out_h": out_h, "net_o": net_o, "out_o": sigmoid(net_o)}


def forward_222__net_to_output(x, w, b):  # hands net_h on
    net_h = np.array([w[0] * x[0] + w[1] * x[1], w[2] * x[0] + w[3] * x[1]]) + b[0]
    out_h = sigmoid(net_h)
    net_o = np.array([w[4] * net_h[0] + w[5] * net_h[1], w[6] * net_h[0] + w[7] * net_h[1]]) + b[1]
    return {"net_h": net_h, "out_h": out_h, "net_o": net_o, "out_o": sigmoid(net_o)}


def forward_222__tuple(x, w, b):  # a tuple, no dict
    net_h = np.array([w[0] * x[0] + w[1] * x[1], w[2] * x[0] + w[3] * x[1]]) + b[0]
    out_h = sigmoid(net_h)
    net_o = np.array([w[4] * out_h[0] + w[5] * out_h[1], w[6] * out_h[0] + w[7] * out_h[1]]) + b[1]
    return net_h, out_h, net_o, sigmoid(net_o)


def forward_222__keys(x, w, b):  # other keys
    net_h = np.array([w[0] * x[0] + w[1] * x[1], w[2] * x[0] + w[3] * x[1]]) + b[0]
    out_h = sigmoid(net_h)
    net_o = np.array([w[4] * out_h[0] + w[5] * out_h[1], w[6] * out_h[0] + w[7] * out_h[1]]) + b[1]
    return {"neth": net_h, "outh": out_h, "neto": net_o, "outo": sigmoid(net_o)}


def forward_222__b1_everywhere(x, w, b):  # b[0] in the output layer
    net_h = np.array([w[0] * x[0] + w[1] * x[1], w[2] * x[0] + w[3] * x[1]]) + b[0]
    out_h = sigmoid(net_h)
    net_o = np.array([w[4] * out_h[0] + w[5] * out_h[1], w[6] * out_h[0] + w[7] * out_h[1]]) + b[0]
    return {"net_h": net_h, "out_h": out_h, "net_o": net_o, "out_o": sigmoid(net_o)}


def forward_222__linear_output(x, w, b):  # out_o is net_o
    net_h = np.array([w[0] * x[0] + w[1] * x[1], w[2] * x[0] + w[3] * x[1]]) + b[0]
    out_h = sigmoid(net_h)
    net_o = np.array([w[4] * out_h[0] + w[5] * out_h[1], w[6] * out_h[0] + w[7] * out_h[1]]) + b[1]
    return {"net_h": net_h, "out_h": out_h, "net_o": net_o, "out_o": net_o}


def forward_222__misprint(x, w, b):  # the notes' misprint: w2·i1
    net_h = np.array([w[0] * x[0] + w[1] * x[0], w[2] * x[1] + w[3] * x[1]]) + b[0]
    out_h = sigmoid(net_h)
    net_o = np.array([w[4] * out_h[0] + w[5] * out_h[1], w[6] * out_h[0] + w[7] * out_h[1]]) + b[1]
    return {"net_h": net_h, "out_h": out_h, "net_o": net_o, "out_o": sigmoid(net_o)}


def forward_222__rounded(x, w, b):  # rounds the net inputs and goes on
    net_h = np.round(np.array([w[0] * x[0] + w[1] * x[1], w[2] * x[0] + w[3] * x[1]]) + b[0], 3)
    out_h = np.round(sigmoid(net_h), 3)
    net_o = np.array([w[4] * out_h[0] + w[5] * out_h[1], w[6] * out_h[0] + w[7] * out_h[1]]) + b[1]
    return {"net_h": net_h, "out_h": out_h, "net_o": net_o, "out_o": sigmoid(net_o)}


def sigmoid_layer_backward__no_slope(dout, x, W):  # the slope is missing
    return dout @ W.T, x.T @ dout


def sigmoid_layer_backward__slope_of_net(dout, x, W):  # net·(1 − net)
    z = x @ W
    d = dout * z * (1 - z)
    return d @ W.T, x.T @ d


def sigmoid_layer_backward__swapped(dout, x, W):  # (dW, dx)
    s = sigmoid(x @ W)
    d = dout * s * (1 - s)
    return x.T @ d, d @ W.T


def sigmoid_layer_backward__mean(dout, x, W):  # averaged over the batch
    s = sigmoid(x @ W)
    d = dout * s * (1 - s)
    return d @ W.T, x.T @ d / len(x)


def sigmoid_layer_backward__relu(dout, x, W):  # ReLU's mask
    d = dout * (x @ W > 0)
    return d @ W.T, x.T @ d


def sigmoid_layer_backward__transpose(dout, x, W):  # W without transpose
    s = sigmoid(x @ W)
    d = dout * s * (1 - s)
    return d @ W, x.T @ d


def sigmoid_layer_backward__dw_transposed(dout, x, W):  # dW transposed
    s = sigmoid(x @ W)
    d = dout * s * (1 - s)
    return d @ W.T, d.T @ x


def sigmoid_layer_backward__dw_no_slope(dout, x, W):  # slope in dx only
    s = sigmoid(x @ W)
    d = dout * s * (1 - s)
    return d @ W.T, x.T @ dout


def sigmoid_layer_backward__only_dx(dout, x, W):  # dW is missing
    s = sigmoid(x @ W)
    d = dout * s * (1 - s)
    return d @ W.T


def sigmoid_layer_backward__no_dout(dout, x, W):  # what comes from above is dropped
    s = sigmoid(x @ W)
    d = s * (1 - s)
    return d @ W.T, x.T @ d


def total_error__no_half(target, out):  # ½
    return np.sum((target - out) ** 2)


def total_error__mean(target, out):  # mean
    return 0.5 * np.mean((target - out) ** 2)


def total_error__two(target, out):  # two outputs only
    return 0.5 * (target[0] - out[0]) ** 2 + 0.5 * (target[1] - out[1]) ** 2


def total_error__each(target, out):  # no sum
    return 0.5 * (target - out) ** 2


def total_error__square_of_sum(target, out):  # square of the sum
    return 0.5 * np.sum(target - out) ** 2


def total_error__integer_half(target, out):  # 1//2
    return 1 // 2 * np.sum((target - out) ** 2)


def total_error__root(target, out):  # length
    return 0.5 * np.linalg.norm(target - out)


def relu_layer_backward__no_mask(dout, x, W):  # no mask
    return dout @ W.T, x.T @ dout


def relu_layer_backward__mask_x(dout, x, W):  # the mask of x
    d = dout * (x @ W)
    return d @ W.T, x.T @ d


def relu_layer_backward__mask_dout(dout, x, W):  # the mask from dout
    d = dout * (dout > 0)
    return d @ W.T, x.T @ d


def relu_layer_backward__ge(dout, x, W):  # ≥
    d = dout * (x @ W >= 0)
    return d @ W.T, x.T @ d


def relu_layer_backward__dw_sum(dout, x, W):  # one weight gradient a column
    d = dout * (x @ W > 0)
    return d @ W.T, d.sum(axis=0)


def relu_layer_backward__first_sample(dout, x, W):  # the first sample only
    d = dout * (x @ W > 0)
    return d @ W.T, np.outer(x[0], d[0])


def relu_layer_backward__forward(dout, x, W):  # the forward pass too
    out = np.maximum(0, x @ W)
    d = dout * (out > 0)
    return out, d @ W.T, x.T @ d


def relu_layer_backward__only_dx_mask(dout, x, W):  # mask after the weights
    return (dout @ W.T) * (x > 0), x.T @ (dout * (x @ W > 0))


def gradients(x, w, b, target):
    s = forward_222(x, w, b)
    oh, oo = s["out_h"], s["out_o"]
    do = (oo - target) * oo * (1 - oo)
    dh = np.array([do[0] * w[4] + do[1] * w[6], do[0] * w[5] + do[1] * w[7]]) * oh * (1 - oh)
    g = np.array(
        [
            dh[0] * x[0],
            dh[0] * x[1],
            dh[1] * x[0],
            dh[1] * x[1],
            do[0] * oh[0],
            do[0] * oh[1],
            do[1] * oh[0],
            do[1] * oh[1],
        ]
    )
    return g, dh.sum(), do.sum()


def error(x, w, b, target):
    return 0.5 * np.sum((target - forward_222(x, w, b)["out_o"]) ** 2)


def train_222__error_before(x, w, b, target, lr, steps, train_biases=False):  # E before each update
    w, b, errors = w.copy(), list(b), []
    for _ in range(steps):
        errors.append(error(x, w, b, target))
        g, g1, g2 = gradients(x, w, b, target)
        w = w - lr * g
        if train_biases:
            b = [b[0] - lr * g1, b[1] - lr * g2]
    return w, b, errors


def train_222__always_biases(x, w, b, target, lr, steps, train_biases=False):  # the flag is ignored
    w, b, errors = w.copy(), list(b), []
    for _ in range(steps):
        g, g1, g2 = gradients(x, w, b, target)
        w = w - lr * g
        b = [b[0] - lr * g1, b[1] - lr * g2]
        errors.append(error(x, w, b, target))
    return w, b, errors


def train_222__uphill(x, w, b, target, lr, steps, train_biases=False):  # plus the gradient
    w, b, errors = w.copy(), list(b), []
    for _ in range(steps):
        g, g1, g2 = gradients(x, w, b, target)
        w = w + lr * g
        if train_biases:
            b = [b[0] + lr * g1, b[1] + lr * g2]
        errors.append(error(x, w, b, target))
    return w, b, errors


def train_222__output_first(x, w, b, target, lr, steps, train_biases=False):  # hidden gradients see the new w5…w8
    w, b, errors = w.copy(), list(b), []
    for _ in range(steps):
        g, g1, g2 = gradients(x, w, b, target)
        w[4:] = w[4:] - lr * g[4:]
        g, g1, _ = gradients(x, w, b, target)
        w[:4] = w[:4] - lr * g[:4]
        if train_biases:
            b = [b[0] - lr * g1, b[1] - lr * g2]
        errors.append(error(x, w, b, target))
    return w, b, errors


def train_222__mean_bias(x, w, b, target, lr, steps, train_biases=False):  # mean of the deltas
    w, b, errors = w.copy(), list(b), []
    for _ in range(steps):
        g, g1, g2 = gradients(x, w, b, target)
        w = w - lr * g
        if train_biases:
            b = [b[0] - lr * g1 / 2, b[1] - lr * g2 / 2]
        errors.append(error(x, w, b, target))
    return w, b, errors


def train_222__last_error(x, w, b, target, lr, steps, train_biases=False):  # one number for errors
    w, b = w.copy(), list(b)
    for _ in range(steps):
        g, g1, g2 = gradients(x, w, b, target)
        w = w - lr * g
        if train_biases:
            b = [b[0] - lr * g1, b[1] - lr * g2]
    return w, b, error(x, w, b, target)


def relu_layer_backward__no_mask_again(dout, x, W):  # no slope
    return dout @ W.T, x.T @ dout


def relu_layer_backward__mask_dout_again(dout, x, W):  # looks at dout > 0
    d = dout * (dout > 0)
    return d @ W.T, x.T @ d


def relu_layer_backward__mask_x_again(dout, x, W):  # looks at x > 0 for dx
    d = dout * (x @ W > 0)
    return (d @ W.T) * (x > 0), x.T @ d


def relu_layer_backward__mean(dout, x, W):  # averaged over the batch
    d = dout * (x @ W > 0)
    return d @ W.T, x.T @ d / len(x)


def relu_layer_backward__order(dout, x, W):  # (dW, dx)
    d = dout * (x @ W > 0)
    return x.T @ d, d @ W.T


def relu_layer_backward__times_out(dout, x, W):  # relu(z) as the slope
    d = dout * np.maximum(0, x @ W)
    return d @ W.T, x.T @ d


def hidden_gradients__one_path_again(x, w, b, target):  # only through o1
    s = forward_222(x, w, b)
    oh, oo = s["out_h"], s["out_o"]
    do = (oo - target) * oo * (1 - oo)
    dh = np.array([do[0] * w[4], do[0] * w[5]]) * oh * (1 - oh)
    return np.array([dh[0] * x[0], dh[0] * x[1], dh[1] * x[0], dh[1] * x[1]])


def hidden_gradients__weights_mixed(x, w, b, target):  # w5, w6 into h1 and w7, w8 into h2
    s = forward_222(x, w, b)
    oh, oo = s["out_h"], s["out_o"]
    do = (oo - target) * oo * (1 - oo)
    dh = np.array([do[0] * w[4] + do[1] * w[5], do[0] * w[6] + do[1] * w[7]]) * oh * (1 - oh)
    return np.array([dh[0] * x[0], dh[0] * x[1], dh[1] * x[0], dh[1] * x[1]])


def hidden_gradients__no_hidden_slope(x, w, b, target):  # out_h·(1 − out_h) is missing
    s = forward_222(x, w, b)
    oo = s["out_o"]
    do = (oo - target) * oo * (1 - oo)
    dh = np.array([do[0] * w[4] + do[1] * w[6], do[0] * w[5] + do[1] * w[7]])
    return np.array([dh[0] * x[0], dh[0] * x[1], dh[1] * x[0], dh[1] * x[1]])


def hidden_gradients__sigmoid_of_out(x, w, b, target):  # slope from sigmoid(out_h)
    s = forward_222(x, w, b)
    oh, oo = s["out_h"], s["out_o"]
    do = (oo - target) * oo * (1 - oo)
    a = sigmoid(oh)
    dh = np.array([do[0] * w[4] + do[1] * w[6], do[0] * w[5] + do[1] * w[7]]) * a * (1 - a)
    return np.array([dh[0] * x[0], dh[0] * x[1], dh[1] * x[0], dh[1] * x[1]])


def hidden_gradients__out_h_for_x(x, w, b, target):  # times out_h in place of x
    s = forward_222(x, w, b)
    oh, oo = s["out_h"], s["out_o"]
    do = (oo - target) * oo * (1 - oo)
    dh = np.array([do[0] * w[4] + do[1] * w[6], do[0] * w[5] + do[1] * w[7]]) * oh * (1 - oh)
    return np.array([dh[0] * oh[0], dh[0] * oh[1], dh[1] * oh[0], dh[1] * oh[1]])


def hidden_gradients__sign_and_order(x, w, b, target):  # sign, and w1, w3, w2, w4
    s = forward_222(x, w, b)
    oh, oo = s["out_h"], s["out_o"]
    do = (target - oo) * oo * (1 - oo)
    dh = np.array([do[0] * w[4] + do[1] * w[6], do[0] * w[5] + do[1] * w[7]]) * oh * (1 - oh)
    return np.array([dh[0] * x[0], dh[1] * x[0], dh[0] * x[1], dh[1] * x[1]])


def numerical_gradient__forward_again(f, w, eps=1e-6):  # forward difference
    g = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        u = w.copy()
        u[i] += eps
        g[i] = (f(u) - f(w)) / eps
    return g


def numerical_gradient__one_eps(f, w, eps=1e-6):  # divided by eps
    g = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        u, v = w.copy(), w.copy()
        u[i] += eps
        v[i] -= eps
        g[i] = (f(u) - f(v)) / eps
    return g


def numerical_gradient__all_at_once(f, w, eps=1e-6):  # all entries are moved together
    g = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        g[i] = (f(w + eps) - f(w - eps)) / (2 * eps)
    return g


def numerical_gradient__no_reset(f, w, eps=1e-6):  # entries stay moved down
    w = w.copy()
    g = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        w[i] += eps
        up = f(w)
        w[i] -= eps
        down = f(w)
        g[i] = (up - down) / (2 * eps)
    return g


def chain_step__new_w2_again(x, w1, b1, w2, b2, target, lr):  # the new w2 goes into the first layer's gradient
    a1 = sigmoid(w1 * x + b1)
    a2 = sigmoid(w2 * a1 + b2)
    d2 = (a2 - target) * a2 * (1 - a2)
    w2 = w2 - lr * d2 * a1
    b2 = b2 - lr * d2
    d1 = d2 * w2 * a1 * (1 - a1)
    return w1 - lr * d1 * x, b1 - lr * d1, w2, b2


def chain_step__no_w2(x, w1, b1, w2, b2, target, lr):  # w2 is missing on the way back
    a1 = sigmoid(w1 * x + b1)
    a2 = sigmoid(w2 * a1 + b2)
    d2 = (a2 - target) * a2 * (1 - a2)
    d1 = d2 * a1 * (1 - a1)
    return w1 - lr * d1 * x, b1 - lr * d1, w2 - lr * d2 * a1, b2 - lr * d2


def chain_step__gradients_again(x, w1, b1, w2, b2, target, lr):  # returns the gradients
    a1 = sigmoid(w1 * x + b1)
    a2 = sigmoid(w2 * a1 + b2)
    d2 = (a2 - target) * a2 * (1 - a2)
    d1 = d2 * w2 * a1 * (1 - a1)
    return d1 * x, d1, d2 * a1, d2


def chain_step__slope_of_input(x, w1, b1, w2, b2, target, lr):  # x·(1 − x) in place of a1's slope
    a1 = sigmoid(w1 * x + b1)
    a2 = sigmoid(w2 * a1 + b2)
    d2 = (a2 - target) * a2 * (1 - a2)
    d1 = d2 * w2 * x * (1 - x)
    return w1 - lr * d1 * x, b1 - lr * d1, w2 - lr * d2 * a1, b2 - lr * d2


def total_error__max(target, out):  # the largest
    return 0.5 * np.max((target - out) ** 2)


def total_error__half_missing(target, out):  # no ½
    return np.sum((target - out) ** 2)


def total_error__two_outputs(target, out):  # two outputs only
    return 0.5 * ((target[0] - out[0]) ** 2 + (target[1] - out[1]) ** 2)


def total_error__abs(target, out):  # absolute errors
    return 0.5 * np.sum(np.abs(target - out))


def total_error(target, out):
    return 0.5 * np.sum((np.asarray(target) - np.asarray(out)) ** 2)


def deltas(x, w, b, target):
    state = forward_222(x, w, b)
    h, o = state["out_h"], state["out_o"]
    delta_o = (o - target) * o * (1 - o)
    back = np.array([delta_o[0] * w[4] + delta_o[1] * w[6], delta_o[0] * w[5] + delta_o[1] * w[7]])
    return back * h * (1 - h), delta_o


def output_gradients(x, w, b, target):
    h = forward_222(x, w, b)["out_h"]
    _, d = deltas(x, w, b, target)
    return np.array([d[0] * h[0], d[0] * h[1], d[1] * h[0], d[1] * h[1]])


def hidden_gradients(x, w, b, target):
    d, _ = deltas(x, w, b, target)
    return np.array([d[0] * x[0], d[0] * x[1], d[1] * x[0], d[1] * x[1]])


def numerical_gradient__divided_by_eps(f, w, eps=1e-6):
    # The two points are 2*eps apart, but the difference is divided by eps: everything twice as large.
    grad = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[i] += eps
        down[i] -= eps
        grad[i] = (f(up) - f(down)) / eps
    return grad


def numerical_gradient__all_entries_at_once(f, w, eps=1e-6):
    # Moves all entries together: every place gets the sum of all partial derivatives.
    slope = (f(w + eps) - f(w - eps)) / (2 * eps)
    return np.full(w.shape, slope)


def numerical_gradient__moved_back_by_adding(f, w, eps=1e-6):
    # Goes back by adding eps again: rounding leaves w with other last bits than before; the old value must be kept.
    grad = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        w[i] += eps
        up = f(w)
        w[i] -= 2 * eps
        down = f(w)
        w[i] += eps
        grad[i] = (up - down) / (2 * eps)
    return grad


def numerical_gradient__copies_that_are_none(f, w, eps=1e-6):
    # `up = w` makes no copy: both names are the same array, the nudges cancel and the gradient is 0.
    grad = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        up = w
        down = w
        up[i] += eps
        down[i] -= eps
        grad[i] = (f(up) - f(down)) / (2 * eps)
    return grad


def numerical_gradient__rows_for_entries(f, w, eps=1e-6):
    # Counts with range(len(w)): for a matrix a whole row is moved at once and shares one number.
    grad = np.zeros(w.shape)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += eps
        down[i] -= eps
        grad[i] = (f(up) - f(down)) / (2 * eps)
    return grad


def hidden_gradients__weights_of_one_output(x, w, b, target):
    # Uses w5 and w6 for h1 and w7 and w8 for h2: those end in one output; the ones that leave h1 are w5 and w7.
    state = forward_222(x, w, b)
    h, o = state["out_h"], state["out_o"]
    d1, d2 = (o - target) * o * (1 - o)
    dh1 = (d1 * w[4] + d2 * w[5]) * h[0] * (1 - h[0])
    dh2 = (d1 * w[6] + d2 * w[7]) * h[1] * (1 - h[1])
    return np.array([dh1 * x[0], dh1 * x[1], dh2 * x[0], dh2 * x[1]])


def hidden_gradients__paths_averaged(x, w, b, target):
    # Takes the mean of the two paths from a hidden neuron to the error; they have to be added.
    state = forward_222(x, w, b)
    h, o = state["out_h"], state["out_o"]
    d = (o - target) * o * (1 - o)
    dh1 = np.mean([d[0] * w[4], d[1] * w[6]]) * h[0] * (1 - h[0])
    dh2 = np.mean([d[0] * w[5], d[1] * w[7]]) * h[1] * (1 - h[1])
    return np.array([dh1 * x[0], dh1 * x[1], dh2 * x[0], dh2 * x[1]])


def hidden_gradients__slope_of_the_outputs_forgotten(x, w, b, target):
    # On the way back the sigmoid of the output neurons is skipped: out - target goes straight to the weights.
    state = forward_222(x, w, b)
    h, o = state["out_h"], state["out_o"]
    d = o - target
    dh1 = (d[0] * w[4] + d[1] * w[6]) * h[0] * (1 - h[0])
    dh2 = (d[0] * w[5] + d[1] * w[7]) * h[1] * (1 - h[1])
    return np.array([dh1 * x[0], dh1 * x[1], dh2 * x[0], dh2 * x[1]])


def hidden_gradients__ordered_by_input(x, w, b, target):
    # Flattens the table inputs x neurons row by row: the order is w1, w3, w2, w4.
    state = forward_222(x, w, b)
    h, o = state["out_h"], state["out_o"]
    d = (o - target) * o * (1 - o)
    W_o = np.asarray(w)[4:].reshape(2, 2)
    dh = (d @ W_o) * h * (1 - h)
    return np.outer(x, dh).ravel()


def hidden_gradients__signal_from_the_wrong_layer(x, w, b, target):
    # Multiplies by the outputs of h1 and h2, as for w5 ... w8; w1 ... w4 carry the inputs i1 and i2.
    state = forward_222(x, w, b)
    h, o = state["out_h"], state["out_o"]
    d = (o - target) * o * (1 - o)
    dh1 = (d[0] * w[4] + d[1] * w[6]) * h[0] * (1 - h[0])
    dh2 = (d[0] * w[5] + d[1] * w[7]) * h[1] * (1 - h[1])
    return np.array([dh1 * h[0], dh1 * h[1], dh2 * h[0], dh2 * h[1]])


def train_222__hidden_after_the_outputs_moved(x, w, b, target, lr, steps, train_biases=False):
    # Moves w5 ... w8 first and then computes the gradients of w1 ... w4 with the new ones.
    w = np.array(w, dtype=float)
    errors = []
    for _ in range(steps):
        dh, do = deltas(x, w, b, target)
        w[4:] -= lr * output_gradients(x, w, b, target)
        w[:4] -= lr * hidden_gradients(x, w, b, target)
        if train_biases:
            b = (b[0] - lr * dh.sum(), b[1] - lr * do.sum())
        errors.append(total_error(target, forward_222(x, w, b)["out_o"]))
    return w, b, errors


def train_222__error_before_the_update(x, w, b, target, lr, steps, train_biases=False):
    # Notes the error before the weights move: the list starts one update too early and lacks the last error.
    w = np.array(w, dtype=float)
    errors = []
    for _ in range(steps):
        errors.append(total_error(target, forward_222(x, w, b)["out_o"]))
        dh, do = deltas(x, w, b, target)
        w = w - lr * np.concatenate([hidden_gradients(x, w, b, target), output_gradients(x, w, b, target)])
        if train_biases:
            b = (b[0] - lr * dh.sum(), b[1] - lr * do.sum())
    return w, b, errors


def train_222__callers_weights_moved(x, w, b, target, lr, steps, train_biases=False):
    # `w -=` writes into the array that the caller handed in; it should stay as it is.
    errors = []
    for _ in range(steps):
        dh, do = deltas(x, w, b, target)
        w -= lr * np.concatenate([hidden_gradients(x, w, b, target), output_gradients(x, w, b, target)])
        if train_biases:
            b = (b[0] - lr * dh.sum(), b[1] - lr * do.sum())
        errors.append(total_error(target, forward_222(x, w, b)["out_o"]))
    return w, b, errors


def train_222__bias_gets_the_mean(x, w, b, target, lr, steps, train_biases=False):
    # The gradient of a shared bias is taken as the mean of its two deltas; it is their sum.
    w = np.array(w, dtype=float)
    errors = []
    for _ in range(steps):
        dh, do = deltas(x, w, b, target)
        w = w - lr * np.concatenate([hidden_gradients(x, w, b, target), output_gradients(x, w, b, target)])
        if train_biases:
            b = (b[0] - lr * dh.mean(), b[1] - lr * do.mean())
        errors.append(total_error(target, forward_222(x, w, b)["out_o"]))
    return w, b, errors


def train_222__every_step_from_the_start(x, w, b, target, lr, steps, train_biases=False):
    # Each update starts again from the weights that were handed in: after 100 steps one is where one was after the first.
    new_w, new_b = w, b
    errors = []
    for _ in range(steps):
        dh, do = deltas(x, w, b, target)
        new_w = w - lr * np.concatenate([hidden_gradients(x, w, b, target), output_gradients(x, w, b, target)])
        if train_biases:
            new_b = (b[0] - lr * dh.sum(), b[1] - lr * do.sum())
        errors.append(total_error(target, forward_222(x, new_w, new_b)["out_o"]))
    return new_w, new_b, errors


def relu_layer_backward__mask_never_off(dout, x, W):
    # The mask is out >= 0, which is true everywhere since ReLU never gives a negative number: no unit is switched off.
    out = np.maximum(0, x @ W)
    dz = dout * (out >= 0)
    return dz @ W.T, x.T @ dz


def relu_layer_backward__mask_from_dout(dout, x, W):
    # Sends the gradient itself through ReLU: what counts is the sign of the net input, not that of dout.
    dz = np.maximum(0, dout)
    return dz @ W.T, x.T @ dz


def relu_layer_backward__results_swapped(dout, x, W):
    # Returns (dW, dx) where (dx, dW) is asked for.
    dz = dout * (x @ W > 0)
    dx = dz @ W.T
    dW = x.T @ dz
    return dW, dx


def relu_layer_backward__mask_for_dW_only(dout, x, W):
    # The mask is used for dW but forgotten for dx: units that are off still send blame back to the inputs.
    mask = x @ W > 0
    dW = x.T @ (dout * mask)
    dx = np.asarray(dout) @ W.T
    return dx, dW


def relu_layer_backward__output_for_slope(dout, x, W):
    # Multiplies by the output of ReLU instead of its slope: where a unit is on, the factor is z and not 1.
    out = np.maximum(0, x @ W)
    dz = dout * out
    return dz @ W.T, x.T @ dz
