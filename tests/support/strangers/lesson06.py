"""Wrong first tries of lesson 06, written by someone who had seen the released notebook alone."""

import math

import numpy as np


def adam_step__no_correction(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # no bias correction
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * m / (np.sqrt(v) + eps), m, v


def adam_step__corrected_returned(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # returns m̂ and v̂
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m = m / (1 - beta1**t)
    v = v / (1 - beta2**t)
    return w - lr * m / (np.sqrt(v) + eps), m, v


def adam_step__t_ignored(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # 1 − β, right at t = 1 alone
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * m / (1 - beta1) / (np.sqrt(v / (1 - beta2)) + eps), m, v


def adam_step__times_t(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # β·t for β**t
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1 * t), v / (1 - beta2 * t)
    return w - lr * m_hat / (np.sqrt(np.abs(v_hat)) + eps), m, v


def adam_step__no_root(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # no square root
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (v_hat + eps), m, v


def adam_step__no_square(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # g for g²
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * np.abs(g)
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def adam_step__beta_swapped(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # the betas exchanged
    m = beta2 * m + (1 - beta2) * g
    v = beta1 * v + (1 - beta1) * g**2
    m_hat, v_hat = m / (1 - beta2**t), v / (1 - beta1**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def adam_step__plus(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # w + step
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w + lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def adam_step__only_w(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # only w comes back
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps)


def adam_step__v_not_corrected(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # only m is corrected
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    return w - lr * m_hat / (np.sqrt(v) + eps), m, v


def minibatches__not_shuffled(X, y, batch_size, rng):  # in order
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def minibatches__apart(X, y, batch_size, rng):  # X and y shuffled separately
    px, py = rng.permutation(len(X)), rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        yield X[px[start : start + batch_size]], y[py[start : start + batch_size]]


def minibatches__drops_last(X, y, batch_size, rng):  # the short batch is dropped
    order = rng.permutation(len(X))
    for k in range(len(X) // batch_size):
        part = order[k * batch_size : (k + 1) * batch_size]
        yield X[part], y[part]


def minibatches__own_rng(X, y, batch_size, rng):  # np.random in place of rng
    order = np.random.permutation(len(X))
    for start in range(0, len(X), batch_size):
        part = order[start : start + batch_size]
        yield X[part], y[part]


def minibatches__return(X, y, batch_size, rng):  # return in place of yield: the first batch only
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        part = order[start : start + batch_size]
        return X[part], y[part]


def minibatches__replacement(X, y, batch_size, rng):  # drawn with replacement
    for start in range(0, len(X), batch_size):
        part = rng.integers(0, len(X), min(batch_size, len(X) - start))
        yield X[part], y[part]


def minibatches__only_x(X, y, batch_size, rng):  # y stays in its order
    order = rng.permutation(len(X))
    X = X[order]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def minibatches__shuffle_in_place(X, y, batch_size, rng):  # rng.shuffle on the argument
    rng.shuffle(X)
    rng.shuffle(y)
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def minibatches__order_of_batches(X, y, batch_size, rng):  # only the order of the batches is shuffled
    starts = np.arange(0, len(X), batch_size)
    for start in rng.permutation(starts):
        yield X[start : start + batch_size], y[start : start + batch_size]


def minibatches__samples(X, y, batch_size, rng):  # one sample at a time
    for i in rng.permutation(len(X)):
        yield X[i], y[i]


def momentum_step__old_velocity(w, v, g, lr, beta=0.9):  # moves with the old velocity
    return w - v, beta * v + lr * g


def momentum_step__swapped(w, v, g, lr, beta=0.9):  # (v, w)
    v = beta * v + lr * g
    return v, w - v


def momentum_step__average(w, v, g, lr, beta=0.9):  # (1 − beta)·g
    v = beta * v + (1 - beta) * g
    return w - lr * v, v


def momentum_step__lr_twice(w, v, g, lr, beta=0.9):  # lr twice
    v = beta * v + lr * g
    return w - lr * v, v


def momentum_step__no_lr(w, v, g, lr, beta=0.9):  # no lr
    v = beta * v + g
    return w - v, v


def momentum_step__plus(w, v, g, lr, beta=0.9):  # climbs
    v = beta * v + lr * g
    return w + v, v


def momentum_step__beta_fixed(w, v, g, lr, beta=0.9):  # 0.9 in the code
    v = 0.9 * v + lr * g
    return w - v, v


def momentum_step__only_w(w, v, g, lr, beta=0.9):  # the velocity is not returned
    v = beta * v + lr * g
    return w - v


def momentum_step__in_place(w, v, g, lr, beta=0.9):  # changes the arrays
    v *= beta
    v += lr * g
    w -= v
    return w, v


def momentum_step__minus_velocity(w, v, g, lr, beta=0.9):  # v = βv − ηg, then w − v
    v = beta * v - lr * g
    return w - v, v


def rmsprop_step__sum(w, s, g, lr, rho=0.9, eps=1e-7):  # AdaGrad
    s = s + g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def rmsprop_step__swapped_rho(w, s, g, lr, rho=0.9, eps=1e-7):  # rho and 1 − rho exchanged
    s = (1 - rho) * s + rho * g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def rmsprop_step__no_root(w, s, g, lr, rho=0.9, eps=1e-7):  # no root
    s = rho * s + (1 - rho) * g**2
    return w - lr * g / (s + eps), s


def rmsprop_step__old_s(w, s, g, lr, rho=0.9, eps=1e-7):  # divides by the old s
    new = rho * s + (1 - rho) * g**2
    return w - lr * g / (np.sqrt(s) + eps), new


def rmsprop_step__no_square(w, s, g, lr, rho=0.9, eps=1e-7):  # g for g²
    s = rho * s + (1 - rho) * g
    return w - lr * g / (np.sqrt(np.abs(s)) + eps), s


def rmsprop_step__no_eps(w, s, g, lr, rho=0.9, eps=1e-7):  # no eps
    s = rho * s + (1 - rho) * g**2
    return w - lr * g / np.sqrt(s), s


def rmsprop_step__returns_old(w, s, g, lr, rho=0.9, eps=1e-7):  # returns the old s
    new = rho * s + (1 - rho) * g**2
    return w - lr * g / (np.sqrt(new) + eps), s


def rmsprop_step__factor_missing(w, s, g, lr, rho=0.9, eps=1e-7):  # no (1 − rho)
    s = rho * s + g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def rmsprop_step__precedence(w, s, g, lr, rho=0.9, eps=1e-7):  # lr·g missing brackets
    s = rho * s + 1 - rho * g**2
    return w - lr * g / (np.sqrt(np.abs(s)) + eps), s


def rmsprop_step__sign_only(w, s, g, lr, rho=0.9, eps=1e-7):  # the step without g
    s = rho * s + (1 - rho) * g**2
    return w - lr / (np.sqrt(s) + eps), s


def _schedule(step, schedule, options):
    lr = options["lr"]
    if schedule == "constant":
        return lr
    if schedule == "step":
        return lr * options["drop"] ** (step // options["every"])
    if schedule == "exponential":
        return lr * options["rate"] ** step
    if schedule == "inverse_time":
        return lr / (1 + options["rate"] * step)
    if schedule == "cosine":
        return lr / 2 * (1 + math.cos(math.pi * min(step, options["total"]) / options["total"]))
    raise ValueError(f"unknown schedule {schedule}")


def learning_rate__true_division(step, schedule, **options):  # / for //
    if schedule == "step":
        return options["lr"] * options["drop"] ** (step / options["every"])
    return _schedule(step, schedule, options)


def learning_rate__times_floor(step, schedule, **options):  # multiplied, no power
    if schedule == "step":
        return options["lr"] * options["drop"] * (step // options["every"])
    return _schedule(step, schedule, options)


def learning_rate__plus_exponent(step, schedule, **options):  # grows
    if schedule == "exponential":
        return options["lr"] * options["rate"] ** -step
    return _schedule(step, schedule, options)


def learning_rate__cosine_beyond(step, schedule, **options):  # climbs again beyond total
    if schedule == "cosine":
        return options["lr"] / 2 * (1 + math.cos(math.pi * step / options["total"]))
    return _schedule(step, schedule, options)


def learning_rate__returns_none(step, schedule, **options):  # no error for an unknown name
    try:
        return _schedule(step, schedule, options)
    except ValueError:
        return None


def learning_rate__degrees(step, schedule, **options):  # degrees
    if schedule == "cosine":
        return options["lr"] / 2 * (1 + math.cos(180 * min(step, options["total"]) / options["total"]))
    return _schedule(step, schedule, options)


def learning_rate__silent_message(step, schedule, **options):  # the message does not name it
    try:
        return _schedule(step, schedule, options)
    except ValueError:
        raise ValueError("unknown schedule") from None


def learning_rate__defaults(step, schedule, **options):  # numbers of the lesson in place of options
    if schedule == "step":
        return options["lr"] * 0.5 ** (step // 10)
    return _schedule(step, schedule, options)


def learning_rate__no_half(step, schedule, **options):  # the ½ is missing
    if schedule == "cosine":
        return options["lr"] * (1 + math.cos(math.pi * min(step, options["total"]) / options["total"]))
    return _schedule(step, schedule, options)


def learning_rate__key_error(step, schedule, **options):  # KeyError where ValueError is asked
    if schedule not in ("constant", "step", "exponential", "inverse_time", "cosine"):
        raise KeyError(schedule)
    return _schedule(step, schedule, options)


def adagrad_step__overwrites(w, s, g, lr, eps=1e-7):  # s = g²
    s = g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def adagrad_step__no_square(w, s, g, lr, eps=1e-7):  # adds g
    s = s + g
    return w - lr * g / (np.sqrt(np.abs(s)) + eps), s


def adagrad_step__old_s(w, s, g, lr, eps=1e-7):  # divides by the old one
    return w - lr * g / (np.sqrt(s) + eps), s + g**2


def adagrad_step__no_lr(w, s, g, lr, eps=1e-7):  # no rate
    s = s + g**2
    return w - g / (np.sqrt(s) + eps), s


def adagrad_step__norm(w, s, g, lr, eps=1e-7):  # one sum for all weights
    s = s + np.sum(g**2)
    return w - lr * g / (np.sqrt(s) + eps), s


def adagrad_step__root_of_g(w, s, g, lr, eps=1e-7):  # brackets: lr·g/√s + eps
    s = s + g**2
    return w - (lr * g / np.sqrt(s) + eps), s


def adagrad_step__step_only(w, s, g, lr, eps=1e-7):  # the step, not the weight
    s = s + g**2
    return lr * g / (np.sqrt(s) + eps), s


def updates_per_epoch__floor(n, batch_size):  # rounded down
    return n // batch_size


def updates_per_epoch__plus_one(n, batch_size):  # always one more
    return n // batch_size + 1


def updates_per_epoch__float(n, batch_size):  # no rounding
    return n / batch_size


def updates_per_epoch__round(n, batch_size):  # to the nearest
    return round(n / batch_size)


def updates_per_epoch__ceil_floor(n, batch_size):  # ceil of //
    return math.ceil(n // batch_size)


def updates_per_epoch__swapped(n, batch_size):  # upside down
    return math.ceil(batch_size / n)


def updates_per_epoch__loop(n, batch_size):  # counts one too many
    count = 0
    while n >= 0:
        n -= batch_size
        count += 1
    return count


def largest_stable_lr__min(curvatures):  # the smallest curvature
    return 2 / min(curvatures)


def largest_stable_lr__one(curvatures):  # 1/λ
    return 1 / max(curvatures)


def largest_stable_lr__all(curvatures):  # one a direction
    return [2 / c for c in curvatures]


def largest_stable_lr__sum(curvatures):  # the sum
    return 2 / sum(curvatures)


def largest_stable_lr__mean(curvatures):  # mean
    return 2 / np.mean(curvatures)


def largest_stable_lr__last(curvatures):  # the last one
    return 2 / curvatures[-1]


def largest_stable_lr__shape_one(curvatures):  # an array of one
    return np.array([2 / max(curvatures)])


def gradient_descent_step__plus(w, g, lr):  # uphill
    return w + lr * g


def gradient_descent_step__no_lr(w, g, lr):  # no learning rate
    return w - g


def gradient_descent_step__change(w, g, lr):  # the step alone
    return -lr * g


def gradient_descent_step__in_place(w, g, lr):  # -=
    w -= lr * g
    return w


def gradient_descent_step__lr_w(w, g, lr):  # lr on the weights
    return lr * w - g


def gradient_descent_step__divided(w, g, lr):  # g / lr
    return w - g / lr


def adam_step__corrected_returned_again(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # m̂, v̂ are returned
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m = m / (1 - beta1**t)
    v = v / (1 - beta2**t)
    return w - lr * m / (np.sqrt(v) + eps), m, v


def adam_step__no_root_again(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # no root
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * (m / (1 - beta1**t)) / (v / (1 - beta2**t) + eps), m, v


def adam_step__times_t_again(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # beta·t for beta**t
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * (m / (1 - beta1 * t)) / (np.sqrt(v / (1 - beta2 * t)) + eps), m, v


def adam_step__m_only_corrected(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # v not corrected
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v) + eps), m, v


def adam_step__g_for_m(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # the step takes g
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * g / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def adam_step__betas_swapped(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):  # beta2 for m
    m = beta2 * m + (1 - beta2) * g
    v = beta1 * v + (1 - beta1) * g**2
    return w - lr * (m / (1 - beta2**t)) / (np.sqrt(v / (1 - beta1**t)) + eps), m, v


def learning_rate__no_floor(step, schedule, **o):  # drop ** (t / every)
    if schedule == "constant":
        return o["lr"]
    if schedule == "step":
        return o["lr"] * o["drop"] ** (step / o["every"])
    if schedule == "exponential":
        return o["lr"] * o["rate"] ** step
    if schedule == "inverse_time":
        return o["lr"] / (1 + o["rate"] * step)
    if schedule == "cosine":
        return 0.5 * o["lr"] * (1 + np.cos(np.pi * min(step, o["total"]) / o["total"]))
    raise ValueError(f"unknown schedule {schedule}")


def learning_rate__cosine_rises(step, schedule, **o):  # the cosine goes up again after total
    if schedule == "constant":
        return o["lr"]
    if schedule == "step":
        return o["lr"] * o["drop"] ** (step // o["every"])
    if schedule == "exponential":
        return o["lr"] * o["rate"] ** step
    if schedule == "inverse_time":
        return o["lr"] / (1 + o["rate"] * step)
    if schedule == "cosine":
        return 0.5 * o["lr"] * (1 + np.cos(np.pi * step / o["total"]))
    raise ValueError(f"unknown schedule {schedule}")


def learning_rate__e_power(step, schedule, **o):  # exp(−rate·t)
    if schedule == "constant":
        return o["lr"]
    if schedule == "step":
        return o["lr"] * o["drop"] ** (step // o["every"])
    if schedule == "exponential":
        return o["lr"] * np.exp(-o["rate"] * step)
    if schedule == "inverse_time":
        return o["lr"] / (1 + o["rate"] * step)
    if schedule == "cosine":
        return 0.5 * o["lr"] * (1 + np.cos(np.pi * min(step, o["total"]) / o["total"]))
    raise ValueError(f"unknown schedule {schedule}")


def learning_rate__prints_unknown(step, schedule, **o):  # prints for an unknown name
    if schedule == "constant":
        return o["lr"]
    if schedule == "step":
        return o["lr"] * o["drop"] ** (step // o["every"])
    if schedule == "exponential":
        return o["lr"] * o["rate"] ** step
    if schedule == "inverse_time":
        return o["lr"] / (1 + o["rate"] * step)
    if schedule == "cosine":
        return 0.5 * o["lr"] * (1 + np.cos(np.pi * min(step, o["total"]) / o["total"]))
    print("ValueError: unknown schedule", schedule)


def learning_rate__degrees_again(step, schedule, **o):  # cos(180·t/total)
    if schedule == "constant":
        return o["lr"]
    if schedule == "step":
        return o["lr"] * o["drop"] ** (step // o["every"])
    if schedule == "exponential":
        return o["lr"] * o["rate"] ** step
    if schedule == "inverse_time":
        return o["lr"] / (1 + o["rate"] * step)
    if schedule == "cosine":
        if step > o["total"]:
            return 0.0
        return 0.5 * o["lr"] * (1 + np.cos(180 * step / o["total"]))
    raise ValueError(f"unknown schedule {schedule}")


def learning_rate__brackets(step, schedule, **o):  # lr / 1 + rate·t
    if schedule == "constant":
        return o["lr"]
    if schedule == "step":
        return o["lr"] * o["drop"] ** (step // o["every"])
    if schedule == "exponential":
        return o["lr"] * o["rate"] ** step
    if schedule == "inverse_time":
        return o["lr"] / 1 + o["rate"] * step
    if schedule == "cosine":
        if step > o["total"]:
            return 0.0
        return 0.5 * o["lr"] * (1 + np.cos(np.pi * step / o["total"]))
    raise ValueError(f"unknown schedule {schedule}")


def minibatches__not_shuffled_again(X, y, batch_size, rng):  # in order
    for i in range(0, len(X), batch_size):
        yield X[i : i + batch_size], y[i : i + batch_size]


def minibatches__drop_last(X, y, batch_size, rng):  # the rest is dropped
    order = rng.permutation(len(X))
    for k in range(len(X) // batch_size):
        i = order[k * batch_size : (k + 1) * batch_size]
        yield X[i], y[i]


def minibatches__choice(X, y, batch_size, rng):  # with replacement
    for _ in range(0, len(X), batch_size):
        i = rng.integers(0, len(X), batch_size)
        yield X[i], y[i]


def minibatches__own_rng_again(X, y, batch_size, rng):  # np.random.permutation
    order = np.random.permutation(len(X))
    for k in range(0, len(X), batch_size):
        i = order[k : k + batch_size]
        yield X[i], y[i]


def momentum_step__old_v(w, v, g, lr, beta=0.9):  # the old velocity moves w
    new = beta * v + lr * g
    return w - v, new


def momentum_step__plus_again(w, v, g, lr, beta=0.9):  # w + v
    v = beta * v + lr * g
    return w + v, v


def momentum_step__one_minus_beta(w, v, g, lr, beta=0.9):  # (1 − β)·g
    v = beta * v + (1 - beta) * g
    return w - lr * v, v


def momentum_step__minus_lr(w, v, g, lr, beta=0.9):  # v = βv − lr·g, w − v
    v = beta * v - lr * g
    return w - v, v


def rmsprop_step__no_rho(w, s, g, lr, rho=0.9, eps=1e-7):  # AdaGrad's sum
    s = s + g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def rmsprop_step__weights_swapped(w, s, g, lr, rho=0.9, eps=1e-7):  # (1 − ρ)·s + ρ·g²
    s = (1 - rho) * s + rho * g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def rmsprop_step__not_squared(w, s, g, lr, rho=0.9, eps=1e-7):  # g in place of g²
    s = rho * s + (1 - rho) * np.abs(g)
    return w - lr * g / (np.sqrt(s) + eps), s


def rmsprop_step__old_s_again(w, s, g, lr, rho=0.9, eps=1e-7):  # old s
    new = rho * s + (1 - rho) * g**2
    return w - lr * g / (np.sqrt(s) + eps), new


def minibatches__shuffled_apart(X, y, batch_size, rng):
    # X and y are shuffled one after the other, each in an order of its own: rows lose their labels.
    X_mixed = rng.permutation(X)
    y_mixed = rng.permutation(y)
    for start in range(0, len(X), batch_size):
        yield X_mixed[start : start + batch_size], y_mixed[start : start + batch_size]


def minibatches__batches_shuffled_only(X, y, batch_size, rng):
    # Only the order of the batches is random: inside, the same neighbours always stay together.
    for start in rng.permutation(np.arange(0, len(X), batch_size)):
        yield X[start : start + batch_size], y[start : start + batch_size]


def minibatches__drawn_with_replacement(X, y, batch_size, rng):
    # Draws row numbers at random for each batch: some samples come twice, others never.
    n = len(X)
    for start in range(0, n, batch_size):
        chosen = rng.integers(0, n, size=min(batch_size, n - start))
        yield X[chosen], y[chosen]


def minibatches__parts_of_equal_size(X, y, batch_size, rng):
    # array_split makes parts as equal as possible: 7 samples in batches of 3 come out as 3, 2, 2 and not 3, 3, 1.
    order = rng.permutation(len(X))
    for part in np.array_split(order, math.ceil(len(X) / batch_size)):
        yield X[part], y[part]


def minibatches__return_for_yield(X, y, batch_size, rng):
    # `return` in the loop ends the function after the first batch; the for loop outside then runs over X_batch and y_batch.
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        part = order[start : start + batch_size]
        return X[part], y[part]


def adam_step__corrected_means_returned(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):
    # Overwrites m and v with the corrected means and returns those: the next step goes on with the wrong numbers.
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m = m / (1 - beta1**t)
    v = v / (1 - beta2**t)
    return w - lr * m / (np.sqrt(v) + eps), m, v


def adam_step__beta_times_t(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):
    # The raised t is read as a factor, beta * t: right at t = 1, nan from the second step on (negative under the root).
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1 * t)
    v_hat = v / (1 - beta2 * t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def adam_step__gradient_in_the_step(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):
    # The weight moves along g and not along the mean m_hat: m is kept but never used, which is RMSprop.
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    v_hat = v / (1 - beta2**t)
    return w - lr * g / (np.sqrt(v_hat) + eps), m, v


def adam_step__square_of_the_mean(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):
    # v collects the squares of m in place of the squares of the gradient.
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * m**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def adam_step__steps_counted_from_zero(w, m, v, g, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):
    # Adds 1 to t as if the first step were 0: the correction is always one step too late.
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def learning_rate__stairs_without_floor(step, schedule, **options):
    # In "step" the quotient is not rounded down: the rate falls at every step instead of in stairs.
    lr = options.get("lr")
    if schedule == "constant":
        return lr
    if schedule == "step":
        return lr * options["drop"] ** (step / options["every"])
    if schedule == "exponential":
        return lr * options["rate"] ** step
    if schedule == "inverse_time":
        return lr / (1 + options["rate"] * step)
    if schedule == "cosine":
        t = min(step, options["total"])
        return 0.5 * lr * (1 + math.cos(math.pi * t / options["total"]))
    raise ValueError(f"unknown schedule {schedule!r}")


def learning_rate__cosine_in_degrees(step, schedule, **options):
    # Writes 180 for pi in the cosine; math.cos takes radians.
    lr = options.get("lr")
    if schedule == "constant":
        return lr
    if schedule == "step":
        return lr * options["drop"] ** (step // options["every"])
    if schedule == "exponential":
        return lr * options["rate"] ** step
    if schedule == "inverse_time":
        return lr / (1 + options["rate"] * step)
    if schedule == "cosine":
        if step >= options["total"]:
            return 0.0
        return 0.5 * lr * (1 + math.cos(180 * step / options["total"]))
    raise ValueError(f"unknown schedule {schedule!r}")


def learning_rate__exponential_with_e(step, schedule, **options):
    # "exponential" as in a physics book, lr * e^(-rate * t); here the base is the rate itself.
    lr = options.get("lr")
    if schedule == "constant":
        return lr
    if schedule == "step":
        return lr * options["drop"] ** (step // options["every"])
    if schedule == "exponential":
        return lr * math.exp(-options["rate"] * step)
    if schedule == "inverse_time":
        return lr / (1 + options["rate"] * step)
    if schedule == "cosine":
        t = min(step, options["total"])
        return 0.5 * lr * (1 + math.cos(math.pi * t / options["total"]))
    raise ValueError(f"unknown schedule {schedule!r}")


def learning_rate__inverse_time_brackets(step, schedule, **options):
    # The bracket in "inverse_time" closes too early, (1 + rate) * t: at step 0 that divides by zero.
    lr = options.get("lr")
    if schedule == "constant":
        return lr
    if schedule == "step":
        return lr * options["drop"] ** (step // options["every"])
    if schedule == "exponential":
        return lr * options["rate"] ** step
    if schedule == "inverse_time":
        return lr / ((1 + options["rate"]) * step)
    if schedule == "cosine":
        t = min(step, options["total"])
        return 0.5 * lr * (1 + math.cos(math.pi * t / options["total"]))
    raise ValueError(f"unknown schedule {schedule!r}")


def learning_rate__error_returned(step, schedule, **options):
    # For an unknown name the ValueError is returned as a value, not raised: nothing stops the program.
    lr = options.get("lr")
    if schedule == "constant":
        return lr
    if schedule == "step":
        return lr * options["drop"] ** (step // options["every"])
    if schedule == "exponential":
        return lr * options["rate"] ** step
    if schedule == "inverse_time":
        return lr / (1 + options["rate"] * step)
    if schedule == "cosine":
        t = min(step, options["total"])
        return 0.5 * lr * (1 + math.cos(math.pi * t / options["total"]))
    return ValueError(f"unknown schedule {schedule!r}")
