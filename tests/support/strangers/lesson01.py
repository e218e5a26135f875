"""Wrong first tries of lesson 01, written by someone who had seen the released notebook alone."""

import numpy as np

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
x, w, b = np.array([1, 2, 3]), np.array([4, 5, 6]), 0
z = 3.0


def step(z):
    return np.where(np.asarray(z) >= 0, 1, 0)[()]


def neuron(x, w, b):
    return step(np.asarray(x) @ w + b)


def perceptron_update(w, b, x, target, lr):
    error = target - neuron(x, w, b)
    return w + lr * error * x, b + lr * error


def step__booleans(z):  # the comparison alone: booleans
    return z >= 0


def step__floats(z):  # floats
    return np.heaviside(z, 1.0)


def step__strict(z):  # > for >=
    return np.where(np.asarray(z) > 0, 1, 0)


def step__if(z):  # an if, which stops at an array
    if z >= 0:
        return 1
    else:
        return 0


def step__sign(z):  # np.sign: −1, 0, 1
    return np.sign(z).astype(int)


def step__signs(z):  # −1 in place of 0
    return np.where(np.asarray(z) >= 0, 1, -1)


def step__any(z):  # one answer for the whole array
    return int(np.any(np.asarray(z) >= 0))


def step__list(z):  # a loop that gives a list, and only for a flat array
    out = []
    for value in np.atleast_1d(z):
        out.append(1 if value >= 0 else 0)
    return out


def step__early_return(z):  # return inside the loop: only the first entry
    for value in np.ravel(z):
        if value >= 0:
            return 1
        else:
            return 0


def step__reversed(z):  # the two branches exchanged
    return np.where(np.asarray(z) >= 0, 0, 1)


def neuron__no_bias(x, w, b):  # b left out
    return step(np.dot(x, w))


def neuron__minus_bias(x, w, b):  # b subtracted like a threshold
    return step(np.dot(x, w) - b)


def neuron__no_step(x, w, b):  # the net input itself
    return np.dot(x, w) + b


def neuron__sum_all(x, w, b):  # np.sum over the whole batch
    return step(np.sum(x * w) + b)


def neuron__axis0(x, w, b):  # sum over the samples
    return step(np.sum(x * w, axis=0) + b)


def neuron__global_w(x, weights, bias):  # names of the notebook in place of its arguments
    return step(x @ w + b)


def neuron__w_at_x(x, w, b):  # w @ x: stops for a batch
    return step(w @ x + b)


def neuron__no_reduction(x, w, b):  # the products are never added
    return step(x * w + b)


def neuron__bias_each(x, w, b):  # the bias added to each product, so d times
    return step(np.sum(x * w + b, axis=-1))


def neuron__two_inputs(x, w, b):  # written for two features
    return step(x[..., 0] * w[0] + x[..., 1] * w[1] + b)


def perceptron_update__net_input(w, b, x, target, lr):  # compares with the net input
    z = np.dot(w, x) + b
    error = target - z
    return w + lr * error * x, b + lr * error


def perceptron_update__sign(w, b, x, target, lr):  # output − target: moves the wrong way
    error = neuron(x, w, b) - target
    return w + lr * error * x, b + lr * error


def perceptron_update__bias_x(w, b, x, target, lr):  # the bias forgets the learning rate
    error = target - neuron(x, w, b)
    return w + lr * error * x, b + error


def perceptron_update__no_lr(w, b, x, target, lr):  # lr unused
    error = target - neuron(x, w, b)
    return w + error * x, b + error


def perceptron_update__in_place(w, b, x, target, lr):  # += on the argument
    error = target - neuron(x, w, b)
    w += lr * error * x
    b += lr * error
    return w, b


def perceptron_update__swapped(w, b, x, target, lr):  # (b, w)
    error = target - neuron(x, w, b)
    return b + lr * error, w + lr * error * x


def perceptron_update__no_bias(w, b, x, target, lr):  # the bias stays
    error = target - neuron(x, w, b)
    return w + lr * error * x, b


def perceptron_update__only_misses(w, b, x, target, lr):  # false alarms are not corrected
    if neuron(x, w, b) == 0 and target == 1:
        w = w + lr * x
        b = b + lr
    return w, b


def perceptron_update__steps_only(w, b, x, target, lr):  # returns the changes, not the new values
    error = target - neuron(x, w, b)
    return lr * error * x, lr * error


def perceptron_update__no_x(w, b, x, target, lr):  # x forgotten in the update of w
    error = target - neuron(x, w, b)
    return w + lr * error, b + lr * error


def train_perceptron__reset_outside(X, y, lr, epochs):  # the counter is never set back to 0
    w, b = np.zeros(X.shape[1]), 0.0
    errors, wrong = [], 0
    for _ in range(epochs):
        for xi, yi in zip(X, y):
            wrong += int(neuron(xi, w, b) != yi)
            w, b = perceptron_update(w, b, xi, yi, lr)
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors


def train_perceptron__not_assigned(X, y, lr, epochs):  # the result of the update is thrown away
    w, b = np.zeros(X.shape[1]), 0.0
    errors = []
    for _ in range(epochs):
        wrong = 0
        for xi, yi in zip(X, y):
            wrong += int(neuron(xi, w, b) != yi)
            perceptron_update(w, b, xi, yi, lr)
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors


def train_perceptron__after_update(X, y, lr, epochs):  # errors counted after the update of the sample
    w, b = np.zeros(X.shape[1]), 0.0
    errors = []
    for _ in range(epochs):
        wrong = 0
        for xi, yi in zip(X, y):
            w, b = perceptron_update(w, b, xi, yi, lr)
            wrong += int(neuron(xi, w, b) != yi)
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors


def train_perceptron__no_stop(X, y, lr, epochs):  # runs all epochs
    w, b = np.zeros(X.shape[1]), 0.0
    errors = []
    for _ in range(epochs):
        wrong = 0
        for xi, yi in zip(X, y):
            wrong += int(neuron(xi, w, b) != yi)
            w, b = perceptron_update(w, b, xi, yi, lr)
        errors.append(wrong)
    return w, b, errors


def train_perceptron__last_zero_missing(X, y, lr, epochs):  # stops before the 0 is written down
    w, b = np.zeros(X.shape[1]), 0.0
    errors = []
    for _ in range(epochs):
        wrong = 0
        for xi, yi in zip(X, y):
            wrong += int(neuron(xi, w, b) != yi)
            w, b = perceptron_update(w, b, xi, yi, lr)
        if wrong == 0:
            break
        errors.append(wrong)
    return w, b, errors


def train_perceptron__return_in_loop(X, y, lr, epochs):  # return indented too far: one epoch
    w, b = np.zeros(X.shape[1]), 0.0
    errors = []
    for _ in range(epochs):
        wrong = 0
        for xi, yi in zip(X, y):
            wrong += int(neuron(xi, w, b) != yi)
            w, b = perceptron_update(w, b, xi, yi, lr)
        errors.append(wrong)
        return w, b, errors


def train_perceptron__lr_one(X, y, lr, epochs):  # the learning rate of the example
    w, b = np.zeros(X.shape[1]), 0.0
    errors = []
    for _ in range(epochs):
        wrong = 0
        for xi, yi in zip(X, y):
            wrong += int(neuron(xi, w, b) != yi)
            w, b = perceptron_update(w, b, xi, yi, 1)
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors


def train_perceptron__ones(X, y, lr, epochs):  # starts with ones
    w, b = np.ones(X.shape[1]), 1.0
    errors = []
    for _ in range(epochs):
        wrong = 0
        for xi, yi in zip(X, y):
            wrong += int(neuron(xi, w, b) != yi)
            w, b = perceptron_update(w, b, xi, yi, lr)
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors


def train_perceptron__signed_errors(X, y, lr, epochs):  # adds the signed errors: they cancel
    w, b = np.zeros(X.shape[1]), 0.0
    errors = []
    for _ in range(epochs):
        wrong = 0
        for xi, yi in zip(X, y):
            wrong += int(yi - neuron(xi, w, b))
            w, b = perceptron_update(w, b, xi, yi, lr)
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors


def train_perceptron__two_weights(X, y, lr, epochs):  # np.zeros(2): stops for three features
    w, b = np.zeros(2), 0.0
    errors = []
    for _ in range(epochs):
        wrong = 0
        for xi, yi in zip(X, y):
            wrong += int(neuron(xi, w, b) != yi)
            w, b = perceptron_update(w, b, xi, yi, lr)
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors


def neuron__sum_of_all(x, w, b):  # np.sum over everything
    return step(np.sum(x * w) + b)


def neuron__no_step_again(x, w, b):  # net input only
    return np.dot(x, w) + b


def neuron__bias_each_again(x, w, b):  # the bias is added to every product
    return step(np.sum(x * w + b, axis=-1))


def neuron__above_bias(x, w, b):  # fires when the sum exceeds b, as a threshold
    return step(np.dot(x, w) - b)


def neuron__axis0_again(x, w, b):  # sums over the samples
    return step((x * w).sum(axis=0) + b)


def neuron__loop_first_two(x, w, b):  # only the first two inputs
    return step(x[..., 0] * w[0] + x[..., 1] * w[1] + b)


def train_perceptron__no_stop_again(X, y, lr, epochs):  # runs all epochs
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        wrong = 0
        for x, t in zip(X, y):
            e = t - neuron(x, w, b)
            if e != 0:
                wrong += 1
            w = w + lr * e * x
            b = b + lr * e
        errors.append(wrong)
    return w, b, errors


def train_perceptron__signed_errors_again(X, y, lr, epochs):  # adds the signed errors
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        wrong = 0
        for x, t in zip(X, y):
            e = t - neuron(x, w, b)
            wrong += e
            w = w + lr * e * x
            b = b + lr * e
        errors.append(int(wrong))
        if wrong == 0:
            break
    return w, b, errors


def train_perceptron__random_start(X, y, lr, epochs):  # small random weights
    rng = np.random.default_rng(0)
    w, b, errors = rng.normal(size=X.shape[1]), 0.0, []
    for _ in range(epochs):
        wrong = 0
        for x, t in zip(X, y):
            e = t - neuron(x, w, b)
            wrong += int(e != 0)
            w, b = w + lr * e * x, b + lr * e
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors


def train_perceptron__return_in_loop_again(X, y, lr, epochs):  # return stands inside the epoch loop
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        wrong = 0
        for x, t in zip(X, y):
            e = t - neuron(x, w, b)
            wrong += int(e != 0)
            w, b = w + lr * e * x, b + lr * e
        errors.append(wrong)
        if wrong == 0:
            break
        return w, b, errors


def train_perceptron__last_only(X, y, lr, epochs):  # errors is the last number
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        wrong = 0
        for x, t in zip(X, y):
            e = t - neuron(x, w, b)
            wrong += int(e != 0)
            w, b = w + lr * e * x, b + lr * e
        if wrong == 0:
            break
    return w, b, wrong


def train_perceptron__no_lr_bias(X, y, lr, epochs):  # the bias moves without lr
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        wrong = 0
        for x, t in zip(X, y):
            e = t - neuron(x, w, b)
            wrong += int(e != 0)
            w, b = w + lr * e * x, b + e
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors


# the output is an OR of NOR and OR, which is always 1
xnor_network__or_of_or_nor = {
    "hidden": (np.array([[1, -1], [1, -1]]), np.array([-0.5, 0.5])),
    "output": (np.array([1, 1]), -0.5),
}


# the XOR network of the text
xnor_network__xor = {
    "hidden": (np.array([[1, -1], [1, -1]]), np.array([-0.5, 1.5])),
    "output": (np.array([1, 1]), -1.5),
}


# only one bias for both hidden neurons
xnor_network__one_bias = {
    "hidden": (np.array([[1, -1], [1, -1]]), -1.5),
    "output": (np.array([1, 1]), -0.5),
}


# weights one neuron a row
xnor_network__rows = {
    "hidden": (np.array([[1, 1], [-1, -1]]), np.array([-1.5, 0.5])),
    "output": (np.array([1, 1]), -0.5),
}


# the key is misspelled
xnor_network__key = {
    "Hidden": (np.array([[1, -1], [1, -1]]), np.array([-1.5, 0.5])),
    "Output": (np.array([1, 1]), -0.5),
}


# a bare gate, no hidden layer
xnor_network__output_only = {"output": (np.array([1, 1]), -0.5)}


def step__round(z):  # rounds a sigmoid
    return np.round(1 / (1 + np.exp(-z))).astype(int)


def step__int_of_bool_number(z):  # int(z >= 0): numbers only
    return int(z >= 0)


def step__at_one(z):  # fires from 1
    return np.where(np.asarray(z) >= 1, 1, 0)


def step__maximum(z):  # np.maximum(0, 1)
    return np.maximum(0, np.minimum(1, z))


def perceptron_update__net_input_again(w, b, x, target, lr):  # target − z
    z = np.dot(w, x) + b
    e = target - z
    return w + lr * e * x, b + lr * e


def perceptron_update__output_minus_target(w, b, x, target, lr):  # out − target
    e = neuron(x, w, b) - target
    return w + lr * e * x, b + lr * e


def perceptron_update__bias_times_x(w, b, x, target, lr):  # the bias moves by lr·e·Σx
    e = target - neuron(x, w, b)
    return w + lr * e * x, b + lr * e * np.sum(x)


def perceptron_update__only_misses_again(w, b, x, target, lr):  # only where it should have fired
    if target == 1 and neuron(x, w, b) == 0:
        w = w + lr * x
        b = b + lr
    return w, b


def perceptron_update__z_without_bias(w, b, x, target, lr):  # z without b
    a = step(np.dot(w, x))
    error = target - a
    return w + lr * error * x, b + lr * error


# sets the negative values to 0 first, and the next line then turns these zeros into 1: everything becomes 1
def step__masks_in_wrong_order(z):
    a = np.array(z)
    a[a < 0] = 0
    a[a >= 0] = 1
    return a.astype(int)
