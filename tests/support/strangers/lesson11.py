"""Wrong first tries of lesson 11, written by someone who had seen the released notebook alone."""

import math

import numpy as np


def early_stopping__argmin(val_losses, patience, min_delta=0.0):  # the best of all epochs: looks into the future
    best_epoch = int(np.argmin(val_losses))
    return min(best_epoch + patience, len(val_losses) - 1), best_epoch


def early_stopping__no_reset(val_losses, patience, min_delta=0.0):  # the counter is not set back
    best, best_epoch, wait = val_losses[0], 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < best - min_delta:
            best, best_epoch = val_losses[epoch], epoch
        else:
            wait += 1
            if wait == patience:
                return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


def early_stopping__previous(val_losses, patience, min_delta=0.0):  # compares with the epoch before, not the best
    best_epoch, wait = 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[epoch - 1] - min_delta:
            best_epoch, wait = epoch, 0
        else:
            wait += 1
            if wait == patience:
                return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


def early_stopping__one_late(val_losses, patience, min_delta=0.0):  # wait > patience: one epoch late
    best, best_epoch, wait = val_losses[0], 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < best - min_delta:
            best, best_epoch, wait = val_losses[epoch], epoch, 0
        else:
            wait += 1
            if wait > patience:
                return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


def early_stopping__swapped(val_losses, patience, min_delta=0.0):  # (best, stop)
    best, best_epoch, wait = val_losses[0], 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < best - min_delta:
            best, best_epoch, wait = val_losses[epoch], epoch, 0
        else:
            wait += 1
            if wait == patience:
                return best_epoch, epoch
    return best_epoch, len(val_losses) - 1


def early_stopping__plus_delta(val_losses, patience, min_delta=0.0):  # + min_delta
    best, best_epoch, wait = val_losses[0], 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < best + min_delta:
            best, best_epoch, wait = val_losses[epoch], epoch, 0
        else:
            wait += 1
            if wait == patience:
                return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


def early_stopping__ties(val_losses, patience, min_delta=0.0):  # <= : an equal loss counts as better
    best, best_epoch, wait = val_losses[0], 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] <= best - min_delta:
            best, best_epoch, wait = val_losses[epoch], epoch, 0
        else:
            wait += 1
            if wait == patience:
                return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


def early_stopping__nothing(val_losses, patience, min_delta=0.0):  # no return where it never stops
    best, best_epoch, wait = val_losses[0], 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < best - min_delta:
            best, best_epoch, wait = val_losses[epoch], epoch, 0
        else:
            wait += 1
            if wait == patience:
                return epoch, best_epoch


def early_stopping__from_one(val_losses, patience, min_delta=0.0):  # epochs counted from 1
    best, best_epoch, wait = val_losses[0], 1, 0
    for epoch, loss in enumerate(val_losses[1:], 2):
        if loss < best - min_delta:
            best, best_epoch, wait = loss, epoch, 0
        else:
            wait += 1
            if wait == patience:
                return epoch, best_epoch
    return len(val_losses), best_epoch


def early_stopping__values(val_losses, patience, min_delta=0.0):  # min_delta ignored
    best, best_epoch, wait = val_losses[0], 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < best:
            best, best_epoch, wait = val_losses[epoch], epoch, 0
        else:
            wait += 1
            if wait == patience:
                return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


def inverted_dropout__no_scale(x, rate, rng):  # no scaling
    return x * (rng.random(x.shape) >= rate)


def inverted_dropout__scale_rate(x, rate, rng):  # divided by rate
    return x * (rng.random(x.shape) >= rate) / max(rate, 1e-9)


def inverted_dropout__keeps_rate(x, rate, rng):  # keeps with probability rate
    return x * (rng.random(x.shape) < rate) / (1 - rate)


def inverted_dropout__own_seed(x, rate, rng):  # a seed of its own
    return x * (np.random.default_rng(0).random(x.shape) >= rate) / (1 - rate)


def inverted_dropout__global(x, rate, rng):  # np.random
    return x * (np.random.rand(*x.shape) >= rate) / (1 - rate)


def inverted_dropout__pair(x, rate, rng):  # the mask too
    mask = rng.random(x.shape) >= rate
    return x * mask / (1 - rate), mask


def inverted_dropout__rows(x, rate, rng):  # whole rows
    mask = rng.random(x.shape[0]) >= rate
    return x * mask.reshape(-1, *[1] * (x.ndim - 1)) / (1 - rate)


def inverted_dropout__normal(x, rate, rng):  # normal numbers
    return x * (rng.normal(size=x.shape) >= rate) / (1 - rate)


def shift__roll(image, dy, dx, fill=0):  # wraps around
    return np.roll(image, (dy, dx), axis=(0, 1))


def shift__swapped(image, dy, dx, fill=0):  # dx down, dy right
    out = np.full_like(image, fill)
    h, w = image.shape[:2]
    dy, dx = dx, dy
    if abs(dy) >= h or abs(dx) >= w:
        return out
    out[max(dy, 0) : h + min(dy, 0), max(dx, 0) : w + min(dx, 0)] = image[
        max(-dy, 0) : h + min(-dy, 0), max(-dx, 0) : w + min(-dx, 0)
    ]
    return out


def shift__zeros(image, dy, dx, fill=0):  # fill ignored
    out = np.zeros_like(image)
    h, w = image.shape[:2]
    out[max(dy, 0) : h + min(dy, 0), max(dx, 0) : w + min(dx, 0)] = image[
        max(-dy, 0) : h + min(-dy, 0), max(-dx, 0) : w + min(-dx, 0)
    ]
    return out


def shift__other_way(image, dy, dx, fill=0):  # up and left
    out = np.full_like(image, fill)
    h, w = image.shape[:2]
    dy, dx = -dy, -dx
    out[max(dy, 0) : h + min(dy, 0), max(dx, 0) : w + min(dx, 0)] = image[
        max(-dy, 0) : h + min(-dy, 0), max(-dx, 0) : w + min(-dx, 0)
    ]
    return out


def shift__positive_only(image, dy, dx, fill=0):  # positive only
    out = np.full_like(image, fill)
    out[dy:, dx:] = image[: image.shape[0] - dy, : image.shape[1] - dx]
    return out


def shift__minus_zero(image, dy, dx, fill=0):  # [:-0]
    out = np.full_like(image, fill)
    if dy >= 0 and dx >= 0:
        out[dy:, dx:] = image[:-dy, :-dx]
    else:
        out = np.roll(image, (dy, dx), axis=(0, 1))
    return out


def shift__float(image, dy, dx, fill=0):  # floats
    out = np.full(image.shape, float(fill))
    h, w = image.shape[:2]
    out[max(dy, 0) : h + min(dy, 0), max(dx, 0) : w + min(dx, 0)] = image[
        max(-dy, 0) : h + min(-dy, 0), max(-dx, 0) : w + min(-dx, 0)
    ]
    return out


def l1_grad__no_lam(w, lam):  # λ missing
    return np.sign(w)


def l1_grad__abs(w, lam):  # λ|w|
    return lam * np.abs(w)


def l1_grad__constant(w, lam):  # λ everywhere
    return lam * np.ones_like(w)


def l1_grad__ratio(w, lam):  # 0/0
    return lam * w / np.abs(w)


def l1_grad__where(w, lam):  # 0 counted as negative
    return np.where(w > 0, lam, -lam)


def l1_grad__sum(w, lam):  # summed
    return lam * np.sum(np.sign(w))


def horizontal_flip__vertical(image):  # up and down
    return image[::-1]


def horizontal_flip__both(image):  # both
    return image[::-1, ::-1]


def horizontal_flip__last_axis(image):  # the last axis: colours
    return image[..., ::-1]


def horizontal_flip__transpose(image):  # transposed
    return image.T


def horizontal_flip__fliplr_rows(image):  # reversed() of the rows
    return np.array(list(reversed(image)))


def early_stopping__last_better(val_losses, patience, min_delta=0.0):  # compares with the epoch before
    best, wait = 0, 0
    for i in range(1, len(val_losses)):
        if val_losses[i] < val_losses[i - 1] - min_delta:
            best, wait = i, 0
        else:
            wait += 1
            if wait >= patience:
                return i, best
    return len(val_losses) - 1, best


def early_stopping__no_reset_again(val_losses, patience, min_delta=0.0):  # wait is never reset
    best, wait = 0, 0
    for i in range(1, len(val_losses)):
        if val_losses[i] < val_losses[best] - min_delta:
            best = i
        else:
            wait += 1
            if wait == patience:
                return i, best
    return len(val_losses) - 1, best


def early_stopping__one_late_again(val_losses, patience, min_delta=0.0):  # wait > patience
    best, wait = 0, 0
    for i in range(1, len(val_losses)):
        if val_losses[i] < val_losses[best] - min_delta:
            best, wait = i, 0
        else:
            wait += 1
            if wait > patience:
                return i, best
    return len(val_losses) - 1, best


def early_stopping__plus_delta_again(val_losses, patience, min_delta=0.0):  # + min_delta
    best, wait = 0, 0
    for i in range(1, len(val_losses)):
        if val_losses[i] < val_losses[best] + min_delta:
            best, wait = i, 0
        else:
            wait += 1
            if wait == patience:
                return i, best
    return len(val_losses) - 1, best


def early_stopping__losses(val_losses, patience, min_delta=0.0):  # returns the best loss for its epoch
    best, wait = 0, 0
    for i in range(1, len(val_losses)):
        if val_losses[i] < val_losses[best] - min_delta:
            best, wait = i, 0
        else:
            wait += 1
            if wait == patience:
                return i, val_losses[best]
    return len(val_losses) - 1, val_losses[best]


def early_stopping__from_one_again(val_losses, patience, min_delta=0.0):  # epochs counted from 1
    best, wait = 0, 0
    for i in range(1, len(val_losses)):
        if val_losses[i] < val_losses[best] - min_delta:
            best, wait = i, 0
        else:
            wait += 1
            if wait == patience:
                return i + 1, best + 1
    return len(val_losses), best + 1


def shift__roll_again(image, dy, dx, fill=0):  # what leaves comes in again
    return np.roll(image, (dy, dx), axis=(0, 1))


def shift__swapped_again(image, dy, dx, fill=0):  # dy and dx exchanged
    out = np.full_like(image, fill)
    h, w = image.shape[:2]
    for i in range(h):
        for j in range(w):
            if 0 <= i - dx < h and 0 <= j - dy < w:
                out[i, j] = image[i - dx, j - dy]
    return out


def shift__other_way_again(image, dy, dx, fill=0):  # up and left
    out = np.full_like(image, fill)
    h, w = image.shape[:2]
    for i in range(h):
        for j in range(w):
            if 0 <= i + dy < h and 0 <= j + dx < w:
                out[i, j] = image[i + dy, j + dx]
    return out


def shift__zeros_again(image, dy, dx, fill=0):  # fill is ignored
    out = np.zeros_like(image)
    h, w = image.shape[:2]
    for i in range(h):
        for j in range(w):
            if 0 <= i - dy < h and 0 <= j - dx < w:
                out[i, j] = image[i - dy, j - dx]
    return out


def inverted_dropout__no_scale_again(x, rate, rng):  # not scaled
    return x * (rng.random(x.shape) >= rate)


def inverted_dropout__times_rate(x, rate, rng):  # divided by rate
    return x * (rng.random(x.shape) >= rate) / rate


def inverted_dropout__keeps_rate_again(x, rate, rng):  # keeps the share rate
    return x * (rng.random(x.shape) < rate) / (1 - rate)


def inverted_dropout__one_draw(x, rate, rng):  # one number for all
    if rng.random() < rate:
        return np.zeros_like(x)
    return x / (1 - rate)


def l2_penalty__half(w, lam):  # ½
    return 0.5 * lam * np.sum(w**2)


def l2_penalty__root(w, lam):  # the norm
    return lam * np.sqrt(np.sum(w**2))


def l2_penalty__square_of_sum(w, lam):  # (Σw)²
    return lam * np.sum(w) ** 2


def l2_penalty__lam_squared(w, lam):  # (λw)²
    return np.sum((lam * w) ** 2)


def early_stopping__best_creeps_down(val_losses, patience, min_delta=0.0):  # best takes losses within min_delta
    best, best_epoch, waited = math.inf, 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < best - min_delta:
            best_epoch, waited = epoch, 0
        else:
            waited += 1
        best = min(best, loss)
        if waited >= patience:
            return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


def shift__negative_index_wraps(image, dy, dx, fill=0):  # a negative index comes in from the other side
    image = np.asarray(image)
    h, w = image.shape[:2]
    out = np.full_like(image, fill)
    for r in range(h):
        for c in range(w):
            if r - dy < h and c - dx < w:
                out[r, c] = image[r - dy, c - dx]
    return out


# penalizes the layer's outputs (activity_regularizer) instead of its kernel
def build_regularized__activity_regularizer(input_dim, classes, l2=0.01, rate=0.5):
    import keras
    from keras import layers

    model = keras.Sequential()
    model.add(keras.Input((input_dim,)))
    model.add(layers.Dense(64, activation="relu", activity_regularizer=keras.regularizers.L2(l2)))
    model.add(layers.Dropout(rate))
    model.add(layers.Dense(classes, activation="softmax"))
    return model


# passes the regularizer as third positional argument, which is use_bias, so there is no penalty at all
def build_regularized__regularizer_as_use_bias(input_dim, classes, l2=0.01, rate=0.5):
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((input_dim,)),
            layers.Dense(64, "relu", keras.regularizers.L2(l2)),
            layers.Dropout(rate),
            layers.Dense(classes, "softmax"),
        ]
    )
