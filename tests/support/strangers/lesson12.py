"""Wrong first tries of lesson 12, written by someone who had seen the released notebook alone."""

import numpy as np


def residual_gradient__plain(local_gradients):  # no shortcut
    return np.prod(local_gradients)


def residual_gradient__plus_after(local_gradients):  # 1 + product
    return 1 + np.prod(local_gradients)


def residual_gradient__sum(local_gradients):  # 1 + sum
    return 1 + sum(local_gradients)


def residual_gradient__each(local_gradients):  # no product
    return 1 + np.array(local_gradients)


def residual_gradient__list_plus(local_gradients):  # a list plus 1
    return np.prod(local_gradients + 1)


def residual_gradient__sum_of_factors(local_gradients):  # factors added
    return sum(1 + g for g in local_gradients)


def unfreeze_last__all(base, n):  # frees everything
    base.trainable = True
    return base


def unfreeze_last__slice_zero(base, n):  # layers[-0:] is all of them
    import keras

    base.trainable = True
    for layer in base.layers:
        layer.trainable = False
    for layer in base.layers[-n:]:
        if not isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = True
    return base


def unfreeze_last__norm_too(base, n):  # batch norm is freed, too
    base.trainable = True
    for layer in base.layers[: len(base.layers) - n]:
        layer.trainable = False
    return base


def unfreeze_last__norm_not_counted(base, n):  # n layers without batch norm
    import keras

    base.trainable = True
    for layer in base.layers:
        layer.trainable = False
    others = [layer for layer in base.layers if not isinstance(layer, keras.layers.BatchNormalization)]
    for layer in others[len(others) - n :]:
        layer.trainable = True
    return base


def unfreeze_last__base_frozen(base, n):  # opens the layers inside, and forgets to return the base
    import keras

    for layer in base.layers[: len(base.layers) - n]:
        layer.trainable = False
    for layer in base.layers[len(base.layers) - n :]:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)


def unfreeze_last__first(base, n):  # the first n
    import keras

    base.trainable = True
    for i, layer in enumerate(base.layers):
        layer.trainable = i < n and not isinstance(layer, keras.layers.BatchNormalization)
    return base


def residual_gradient__sum_again(local_gradients):  # 1 + sum
    return 1 + np.sum(local_gradients)


def residual_gradient__no_one(local_gradients):  # plain product
    return np.prod(local_gradients)


def residual_gradient__minus(local_gradients):  # 1 − g
    return np.prod(1 - np.array(local_gradients))


def residual_gradient__one_outside(local_gradients):  # 1 + product
    return 1 + np.prod(local_gradients)


def residual_gradient__two(local_gradients):  # two blocks only
    g = local_gradients
    return (1 + g[0]) * (1 + g[1])


def residual_gradient__list_plus_one(local_gradients):  # list + 1
    return np.prod(local_gradients + 1)


def trainable_parameters__all(model):  # counts everything
    return model.count_params()


def trainable_parameters__variables(model):  # counts arrays, not numbers
    return len(model.trainable_weights)


def trainable_parameters__first_axis(model):  # lengths of the first axis
    return sum(len(w) for w in model.trainable_weights)


def trainable_parameters__top_layers(model):  # sum over layers that say trainable
    return sum(layer.count_params() for layer in model.layers if layer.trainable)


# counts kernels only: biases, and gamma and beta of batch norm, are left out
def trainable_parameters__kernels_only(model):
    return int(sum(np.prod(w.shape) for w in model.trainable_weights if len(w.shape) > 1))


# skips models inside the model: only its own layers are counted
def trainable_parameters__inner_models_skipped(model):
    total = 0
    for layer in model.layers:
        if hasattr(layer, "layers"):
            continue
        for w in layer.trainable_weights:
            total += int(np.prod(w.shape))
    return total
