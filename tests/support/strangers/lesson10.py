"""Wrong first tries of lesson 10, written by someone who had seen the released notebook alone."""

import numpy as np


def confusion_matrix__transposed(y_true, y_pred, n):  # rows predicted
    m = np.zeros((n, n), int)
    for t, p in zip(y_true, y_pred, strict=True):
        m[p, t] += 1
    return m


def confusion_matrix__floats(y_true, y_pred, n):  # floats
    m = np.zeros((n, n))
    for t, p in zip(y_true, y_pred, strict=True):
        m[t, p] += 1
    return m


def confusion_matrix__shared_rows(y_true, y_pred, n):  # one row, n times
    m = [[0] * n] * n
    for t, p in zip(y_true, y_pred, strict=True):
        m[t][p] += 1
    return np.array(m)


def confusion_matrix__set_one(y_true, y_pred, n):  # = 1
    m = np.zeros((n, n), int)
    for t, p in zip(y_true, y_pred, strict=True):
        m[t, p] = 1
    return m


def confusion_matrix__fancy(y_true, y_pred, n):  # fancy index counts once
    m = np.zeros((n, n), int)
    m[y_true, y_pred] += 1
    return m


def confusion_matrix__share(y_true, y_pred, n):  # shares
    m = np.zeros((n, n))
    for t, p in zip(y_true, y_pred, strict=True):
        m[t, p] += 1 / len(y_true)
    return m


def confusion_matrix__wrong_only(y_true, y_pred, n):  # right ones not counted
    m = np.zeros((n, n), int)
    for t, p in zip(y_true, y_pred, strict=True):
        if t != p:
            m[t, p] += 1
    return m


def confusion_matrix__from_labels(y_true, y_pred, n):  # size from the labels that occur
    k = max(y_true) + 1
    m = np.zeros((k, k), int)
    for t, p in zip(y_true, y_pred, strict=True):
        m[t, p] += 1
    return m


def confusion_matrix__return_in_loop(y_true, y_pred, n):  # returns in the loop
    m = np.zeros((n, n), int)
    for t, p in zip(y_true, y_pred, strict=True):
        m[t, p] += 1
        return m


def confusion_matrix__one_based(y_true, y_pred, n):  # classes from 1
    m = np.zeros((n, n), int)
    for t, p in zip(y_true, y_pred, strict=True):
        m[t - 1, p - 1] += 1
    return m


def _counts(y_true, y_pred):
    y_true, y_pred = np.array(y_true), np.array(y_pred)
    tp = int(np.sum((y_true == 1) & (y_pred == 1)))
    fp = int(np.sum((y_true == 0) & (y_pred == 1)))
    fn = int(np.sum((y_true == 1) & (y_pred == 0)))
    return tp, fp, fn


def precision_recall_f1__swapped(y_true, y_pred):  # recall first
    tp, fp, fn = _counts(y_true, y_pred)
    p = tp / (tp + fp) if tp + fp else 0
    r = tp / (tp + fn) if tp + fn else 0
    return r, p, (2 * p * r / (p + r) if p + r else 0)


def precision_recall_f1__zero_division(y_true, y_pred):  # 0/0 not handled
    tp, fp, fn = _counts(y_true, y_pred)
    p, r = tp / (tp + fp), tp / (tp + fn)
    return p, r, 2 * p * r / (p + r)


def precision_recall_f1__mean(y_true, y_pred):  # the arithmetic mean
    tp, fp, fn = _counts(y_true, y_pred)
    p = tp / (tp + fp) if tp + fp else 0
    r = tp / (tp + fn) if tp + fn else 0
    return p, r, (p + r) / 2


def precision_recall_f1__no_two(y_true, y_pred):  # 2 is missing
    tp, fp, fn = _counts(y_true, y_pred)
    p = tp / (tp + fp) if tp + fp else 0
    r = tp / (tp + fn) if tp + fn else 0
    return p, r, (p * r / (p + r) if p + r else 0)


def precision_recall_f1__accuracy(y_true, y_pred):  # accuracy for precision
    tp, fp, fn = _counts(y_true, y_pred)
    p = float(np.mean(np.array(y_true) == np.array(y_pred)))
    r = tp / (tp + fn) if tp + fn else 0
    return p, r, (2 * p * r / (p + r) if p + r else 0)


def precision_recall_f1__zero_positive(y_true, y_pred):  # 0 is positive
    y_true, y_pred = 1 - np.array(y_true), 1 - np.array(y_pred)
    tp, fp, fn = _counts(y_true, y_pred)
    p = tp / (tp + fp) if tp + fp else 0
    r = tp / (tp + fn) if tp + fn else 0
    return p, r, (2 * p * r / (p + r) if p + r else 0)


def precision_recall_f1__lists(y_true, y_pred):  # lists compared as a whole
    tp = np.sum((y_true == 1) & (y_pred == 1))
    fp = np.sum((y_true == 0) & (y_pred == 1))
    fn = np.sum((y_true == 1) & (y_pred == 0))
    p = tp / (tp + fp) if tp + fp else 0
    r = tp / (tp + fn) if tp + fn else 0
    return p, r, (2 * p * r / (p + r) if p + r else 0)


def precision_recall_f1__dict(y_true, y_pred):  # a dict
    tp, fp, fn = _counts(y_true, y_pred)
    p = tp / (tp + fp) if tp + fp else 0
    r = tp / (tp + fn) if tp + fn else 0
    return {"precision": p, "recall": r, "f1": 2 * p * r / (p + r) if p + r else 0}


def precision_recall_f1__two(y_true, y_pred):  # f1 not returned
    tp, fp, fn = _counts(y_true, y_pred)
    return (tp / (tp + fp) if tp + fp else 0), (tp / (tp + fn) if tp + fn else 0)


def precision_recall_f1__one_for_undefined(y_true, y_pred):  # 1 where undefined
    tp, fp, fn = _counts(y_true, y_pred)
    p = tp / (tp + fp) if tp + fp else 1
    r = tp / (tp + fn) if tp + fn else 1
    return p, r, (2 * p * r / (p + r) if p + r else 1)


def _shapes(input_shape, layers, pool_stride=None, filters_after_pool=None):
    h, w, c = input_shape
    out = []
    for layer in layers:
        if layer[0] == "conv":
            _, k, s, p, f = layer
            h, w, c = (h + 2 * p - k) // s + 1, (w + 2 * p - k) // s + 1, f
            out.append((h, w, c))
        elif layer[0] == "pool":
            _, k, s = layer
            h, w = (h - k) // s + 1, (w - k) // s + 1
            out.append((h, w, c))
        elif layer[0] == "flatten":
            out.append((h * w * c,))
        else:
            out.append((layer[1],))
    return out


def trace_shapes__with_input(input_shape, layers):  # the input too
    return [input_shape, *_shapes(input_shape, layers)]


def trace_shapes__ints(input_shape, layers):  # a number for (n,)
    return [s if len(s) == 3 else s[0] for s in _shapes(input_shape, layers)]


def trace_shapes__square(input_shape, layers):  # square only
    return _shapes((input_shape[0], input_shape[0], input_shape[2]), layers)


def trace_shapes__last(input_shape, layers):  # the last shape only
    return _shapes(input_shape, layers)[-1]


def trace_shapes__pool_divides(input_shape, layers):  # pooling divides by its size
    h, w, c = input_shape
    out = []
    for layer in layers:
        if layer[0] == "conv":
            _, k, s, p, f = layer
            h, w, c = (h + 2 * p - k) // s + 1, (w + 2 * p - k) // s + 1, f
            out.append((h, w, c))
        elif layer[0] == "pool":
            h, w = h // layer[1], w // layer[1]
            out.append((h, w, c))
        elif layer[0] == "flatten":
            out.append((h * w * c,))
        else:
            out.append((layer[1],))
    return out


def trace_shapes__padding_once(input_shape, layers):  # padding on one side
    fixed = [(a[0], a[1], a[2], a[3] / 2, a[4]) if a[0] == "conv" else a for a in layers]
    return [tuple(int(v) for v in s) for s in _shapes(input_shape, fixed)]


def trace_shapes__channels_kept(input_shape, layers):  # conv keeps the channels
    fixed = [(a[0], a[1], a[2], a[3], input_shape[2]) if a[0] == "conv" else a for a in layers]
    return _shapes(input_shape, fixed)


def trace_shapes__flatten_no_channels(input_shape, layers):  # flatten without the channels
    h = 1
    out = []
    for shape, layer in zip(_shapes(input_shape, layers), layers, strict=True):
        if layer[0] == "flatten":
            shape = (h[0] * h[1],) if isinstance(h, tuple) else (input_shape[0] * input_shape[1],)
        h = shape
        out.append(shape)
    return out


VGG = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))


def vgg16_parameters__no_bias(blocks=VGG, dense=(4096, 4096, 1000), image=(224, 224, 3)):  # no biases
    h, w, c = image
    total = 0
    for count, f in blocks:
        for _ in range(count):
            total += 9 * c * f
            c = f
        h, w = h // 2, w // 2
    n = h * w * c
    for d in dense:
        total += n * d
        n = d
    return total


def vgg16_parameters__constant(blocks=VGG, dense=(4096, 4096, 1000), image=(224, 224, 3)):  # the number of the lesson
    return 138357544


def vgg16_parameters__no_pool(blocks=VGG, dense=(4096, 4096, 1000), image=(224, 224, 3)):  # no pooling
    h, w, c = image
    total = 0
    for count, f in blocks:
        for _ in range(count):
            total += (9 * c + 1) * f
            c = f
    n = h * w * c
    for d in dense:
        total += (n + 1) * d
        n = d
    return total


def vgg16_parameters__channels_late(
    blocks=VGG, dense=(4096, 4096, 1000), image=(224, 224, 3)
):  # c changes after the block
    h, w, c = image
    total = 0
    for count, f in blocks:
        for _ in range(count):
            total += (9 * c + 1) * f
        c = f
        h, w = h // 2, w // 2
    n = h * w * c
    for d in dense:
        total += (n + 1) * d
        n = d
    return total


def vgg16_parameters__no_dense(blocks=VGG, dense=(4096, 4096, 1000), image=(224, 224, 3)):  # convolutions only
    c = image[2]
    total = 0
    for count, f in blocks:
        for _ in range(count):
            total += (9 * c + 1) * f
            c = f
    return total


def vgg16_parameters__floats(blocks=VGG, dense=(4096, 4096, 1000), image=(224, 224, 3)):  # sides not rounded down
    h, w, c = image
    total = 0
    for count, f in blocks:
        for _ in range(count):
            total += (9 * c + 1) * f
            c = f
        h, w = h / 2, w / 2
    n = h * w * c
    for d in dense:
        total += (n + 1) * d
        n = d
    return total


def vgg16_parameters__seven(blocks=VGG, dense=(4096, 4096, 1000), image=(224, 224, 3)):  # 7×7 always
    c = image[2]
    total = 0
    for count, f in blocks:
        for _ in range(count):
            total += (9 * c + 1) * f
            c = f
    n = 7 * 7 * c
    for d in dense:
        total += (n + 1) * d
        n = d
    return total


def confusion_matrix__transposed_again(y_true, y_pred, n):  # rows predicted
    m = np.zeros((n, n), dtype=int)
    for t, p in zip(y_true, y_pred):
        m[p, t] += 1
    return m


def confusion_matrix__set_one_again(y_true, y_pred, n):  # = 1 for += 1
    m = np.zeros((n, n), dtype=int)
    for t, p in zip(y_true, y_pred):
        m[t, p] = 1
    return m


def confusion_matrix__fancy_again(y_true, y_pred, n):  # m[y_true, y_pred] += 1 counts once
    m = np.zeros((n, n), dtype=int)
    m[np.array(y_true), np.array(y_pred)] += 1
    return m


def confusion_matrix__share_again(y_true, y_pred, n):  # each row divided by its sum
    m = np.zeros((n, n))
    for t, p in zip(y_true, y_pred):
        m[t, p] += 1
    return m / np.maximum(m.sum(axis=1, keepdims=True), 1)


def confusion_matrix__hits(y_true, y_pred, n):  # only the diagonal
    m = np.zeros((n, n), dtype=int)
    for t, p in zip(y_true, y_pred):
        if t == p:
            m[t, t] += 1
    return m


def confusion_matrix__rows_shared(y_true, y_pred, n):  # [[0] * n] * n
    m = [[0] * n] * n
    for t, p in zip(y_true, y_pred):
        m[t][p] += 1
    return np.array(m)


def precision_recall_f1__swapped_again(y_true, y_pred):  # precision and recall exchanged
    t, p = np.array(y_true), np.array(y_pred)
    tp = np.sum((t == 1) & (p == 1))
    fp = np.sum((t == 0) & (p == 1))
    fn = np.sum((t == 1) & (p == 0))
    precision = tp / (tp + fn) if tp + fn else 0
    recall = tp / (tp + fp) if tp + fp else 0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0
    return precision, recall, f1


def precision_recall_f1__mean_again(y_true, y_pred):  # F1 as the plain mean
    t, p = np.array(y_true), np.array(y_pred)
    tp = np.sum((t == 1) & (p == 1))
    fp = np.sum((t == 0) & (p == 1))
    fn = np.sum((t == 1) & (p == 0))
    precision = tp / (tp + fp) if tp + fp else 0
    recall = tp / (tp + fn) if tp + fn else 0
    return precision, recall, (precision + recall) / 2


def precision_recall_f1__accuracy_again(y_true, y_pred):  # accuracy for precision
    t, p = np.array(y_true), np.array(y_pred)
    tp = np.sum((t == 1) & (p == 1))
    fn = np.sum((t == 1) & (p == 0))
    precision = np.mean(t == p)
    recall = tp / (tp + fn) if tp + fn else 0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0
    return precision, recall, f1


def precision_recall_f1__no_two_again(y_true, y_pred):  # F1 without the 2
    t, p = np.array(y_true), np.array(y_pred)
    tp = np.sum((t == 1) & (p == 1))
    fp = np.sum((t == 0) & (p == 1))
    fn = np.sum((t == 1) & (p == 0))
    precision = tp / (tp + fp) if tp + fp else 0
    recall = tp / (tp + fn) if tp + fn else 0
    f1 = precision * recall / (precision + recall) if precision + recall else 0
    return precision, recall, f1


def build_small_cnn__relu_before_norm(*_):  # ReLU before batch norm
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


def build_small_cnn__valid(*_):  # padding forgotten
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


def build_small_cnn__no_flatten(*_):  # flatten forgotten
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same"),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(2),
            layers.Dense(10, activation="softmax"),
        ]
    )


def build_small_cnn__no_channels(*_):  # input (28, 28)
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Conv2D(32, 3, padding="same"),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


# compares without turning lists into arrays: for lists y_true == i is simply False, and all counts are 0
def confusion_matrix__lists_compared(y_true, y_pred, n):
    m = np.zeros((n, n), dtype=int)
    for i in range(n):
        for j in range(n):
            m[i, j] = np.sum((y_true == i) & (y_pred == j))
    return m
