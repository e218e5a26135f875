"""Wrong first tries of lesson 08, written by someone who had seen the released notebook alone."""

import numpy as np


def batch_norm__axis1(x, gamma, beta, eps=1e-3):  # over the units
    mean, var = x.mean(axis=1), x.var(axis=1)
    return gamma * (x - mean[:, None]) / np.sqrt(var[:, None] + eps) + beta, (mean, var)


def batch_norm__all(x, gamma, beta, eps=1e-3):  # over everything
    mean, var = x.mean(), x.var()
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, (mean, var)


def batch_norm__std(x, gamma, beta, eps=1e-3):  # the std returned for the variance
    mean, std = x.mean(axis=0), x.std(axis=0)
    return gamma * (x - mean) / np.sqrt(std**2 + eps) + beta, (mean, std)


def batch_norm__no_root(x, gamma, beta, eps=1e-3):  # divided by the variance
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / (var + eps) + beta, (mean, var)


def batch_norm__ddof(x, gamma, beta, eps=1e-3):  # n − 1
    mean, var = x.mean(axis=0), x.var(axis=0, ddof=1)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, (mean, var)


def batch_norm__flat(x, gamma, beta, eps=1e-3):  # three items, no pair inside
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, mean, var


def batch_norm__var_eps(x, gamma, beta, eps=1e-3):  # eps in the returned variance
    mean, var = x.mean(axis=0), x.var(axis=0) + eps
    return gamma * (x - mean) / np.sqrt(var) + beta, (mean, var)


def batch_norm__swapped(x, gamma, beta, eps=1e-3):  # gamma and beta exchanged
    mean, var = x.mean(axis=0), x.var(axis=0)
    return beta * (x - mean) / np.sqrt(var + eps) + gamma, (mean, var)


def batch_norm__only_out(x, gamma, beta, eps=1e-3):  # output only
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


def batch_norm__eps_outside(x, gamma, beta, eps=1e-3):  # eps beside the root
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / (np.sqrt(var) + eps) + beta, (mean, var)


def clip_by_global_norm__each(grads, max_norm):  # each array by its own norm
    out = []
    for g in grads:
        n = np.linalg.norm(g)
        out.append(g * max_norm / n if n > max_norm else g)
    return out


def clip_by_global_norm__values(grads, max_norm):  # clips the values
    return [np.clip(g, -max_norm, max_norm) for g in grads]


def clip_by_global_norm__always(grads, max_norm):  # scales up, too
    n = np.sqrt(sum(np.sum(g**2) for g in grads))
    if n == 0:
        return grads
    return [g * max_norm / n for g in grads]


def clip_by_global_norm__no_root(grads, max_norm):  # the root is missing
    n = sum(np.sum(g**2) for g in grads)
    return [g * max_norm / n for g in grads] if n > max_norm else grads


def clip_by_global_norm__upside_down(grads, max_norm):  # n / max_norm
    n = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * n / max_norm for g in grads] if n > max_norm else grads


def clip_by_global_norm__sum_of_norms(grads, max_norm):  # norms added up
    n = sum(np.linalg.norm(g) for g in grads)
    return [g * max_norm / n for g in grads] if n > max_norm else grads


def clip_by_global_norm__nan(grads, max_norm):  # 0/0 for zeros
    n = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * max_norm / n if not n <= max_norm or n == 0 else g for g in grads]


def clip_by_global_norm__in_place(grads, max_norm):  # changes the caller's arrays
    n = np.sqrt(sum(np.sum(g**2) for g in grads))
    if n > max_norm:
        for g in grads:
            g *= max_norm / n
    return grads


def clip_by_global_norm__array(grads, max_norm):  # one flat array
    flat = np.concatenate([np.ravel(g) for g in grads])
    n = np.linalg.norm(flat)
    return flat * max_norm / n if n > max_norm else flat


def clip_by_global_norm__loop_norm(grads, max_norm):  # the norm of the last array only
    for g in grads:
        n = np.sqrt(np.sum(g**2))
    return [g * max_norm / n for g in grads] if n > max_norm else grads


def dead_fraction__all_zeros(activations):  # share of zeros
    return np.mean(activations == 0)


def dead_fraction__samples(activations):  # dead samples
    return np.mean(np.all(activations == 0, axis=1))


def dead_fraction__any(activations):  # any for all
    return np.mean(np.any(activations == 0, axis=0))


def dead_fraction__alive(activations):  # the share of the living
    return np.mean(np.any(activations > 0, axis=0))


def dead_fraction__count(activations):  # a count
    return np.sum(np.all(activations == 0, axis=0))


def dead_fraction__percent(activations):  # per cent
    return 100 * np.mean(np.all(activations == 0, axis=0))


def dead_fraction__batch(activations):  # divided by the batch
    return np.sum(np.all(activations == 0, axis=0)) / len(activations)


def dead_fraction__mask(activations):  # the mask
    return np.all(activations == 0, axis=0)


def dead_fraction__small(activations):  # small counts as dead
    return np.mean(np.mean(activations, axis=0) < 0.1)


def dead_fraction__floor(activations):  # //
    return np.sum(np.all(activations == 0, axis=0)) // activations.shape[1]


def gradient_product__sum(derivatives):  # sum
    return sum(derivatives)


def gradient_product__zero(derivatives):  # starts from 0
    p = 0
    for d in derivatives:
        p *= d
    return p


def gradient_product__last_missing(derivatives):  # the last one missing
    p = 1
    for d in derivatives[:-1]:
        p *= d
    return p


def gradient_product__overwrite(derivatives):  # the last two only
    p = 1
    for i in range(1, len(derivatives)):
        p = derivatives[i - 1] * derivatives[i]
    return p


def gradient_product__abs(derivatives):  # sizes
    return np.prod(np.abs(derivatives))


def gradient_product__cum(derivatives):  # all partial products
    return np.cumprod(derivatives)


def gradient_product__power(derivatives):  # first one to the n
    return derivatives[0] ** len(derivatives)


def batch_norm_inference__own(x, gamma, beta, moving_mean, moving_var, eps=1e-3):  # the batch's statistics
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta


def batch_norm_inference__no_root(x, gamma, beta, moving_mean, moving_var, eps=1e-3):  # no root
    return gamma * (x - moving_mean) / (moving_var + eps) + beta


def batch_norm_inference__no_eps(x, gamma, beta, moving_mean, moving_var, eps=1e-3):  # no eps
    return gamma * (x - moving_mean) / np.sqrt(moving_var) + beta


def batch_norm_inference__brackets(x, gamma, beta, moving_mean, moving_var, eps=1e-3):  # brackets
    return gamma * x - moving_mean / np.sqrt(moving_var + eps) + beta


def batch_norm_inference__pair(x, gamma, beta, moving_mean, moving_var, eps=1e-3):  # statistics too
    return gamma * (x - moving_mean) / np.sqrt(moving_var + eps) + beta, (moving_mean, moving_var)


def batch_norm_inference__no_scale(x, gamma, beta, moving_mean, moving_var, eps=1e-3):  # normalized only
    return (x - moving_mean) / np.sqrt(moving_var + eps)


def batch_norm_inference__beta_inside(x, gamma, beta, moving_mean, moving_var, eps=1e-3):  # β inside the bracket
    return gamma * ((x - moving_mean) / np.sqrt(moving_var + eps) + beta)


def batch_norm_inference__eps_fixed(x, gamma, beta, moving_mean, moving_var, eps=1e-3):  # 1e-3 in the code
    return gamma * (x - moving_mean) / np.sqrt(moving_var + 1e-3) + beta


def batch_norm__axis1_again(x, gamma, beta, eps=1e-3):  # over the units of a sample
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, (mean, var)


def batch_norm__all_again(x, gamma, beta, eps=1e-3):  # over everything
    mean, var = x.mean(), x.var()
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, (mean, var)


def batch_norm__std_returned(x, gamma, beta, eps=1e-3):  # the standard deviation is returned
    mean, std = x.mean(axis=0), x.std(axis=0)
    return gamma * (x - mean) / np.sqrt(std**2 + eps) + beta, (mean, std)


def batch_norm__ddof_again(x, gamma, beta, eps=1e-3):  # n − 1
    mean, var = x.mean(axis=0), x.var(axis=0, ddof=1)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, (mean, var)


def batch_norm__no_beta(x, gamma, beta, eps=1e-3):  # beta forgotten
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps), (mean, var)


def batch_norm__flat_tuple(x, gamma, beta, eps=1e-3):  # three results side by side
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, mean, var


def clip_by_global_norm__each_again(grads, max_norm):  # each array by its own norm
    out = []
    for g in grads:
        n = np.linalg.norm(g)
        out.append(g * max_norm / n if n > max_norm else g)
    return out


def clip_by_global_norm__values_again(grads, max_norm):  # clips the entries
    return [np.clip(g, -max_norm, max_norm) for g in grads]


def clip_by_global_norm__sum_of_norms_again(grads, max_norm):  # adds up the norms
    n = sum(np.linalg.norm(g) for g in grads)
    if n <= max_norm:
        return grads
    return [g * max_norm / n for g in grads]


def clip_by_global_norm__square(grads, max_norm):  # forgot the root
    n = sum(np.sum(g**2) for g in grads)
    if n <= max_norm:
        return grads
    return [g * max_norm / n for g in grads]
