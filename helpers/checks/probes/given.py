"""Inputs as the student's code gets them: descriptions of random generators and models become the real thing."""

import numpy as np

from .. import plain


def ready(item):
    """A decoded input, or the generator or model that it describes."""
    if isinstance(item, plain.Random):
        return np.random.default_rng(item.seed)
    if isinstance(item, plain.GivenModel):
        return build_given(item)
    return item


def build_given(given):
    """The Keras model that a `plain.GivenModel` among an exercise's inputs stands for."""
    import keras

    model = keras.models.model_from_json(given.config)
    rng = np.random.default_rng(given.seed)
    model.set_weights([np.abs(rng.normal(0, 0.2, v.shape)) + 0.1 for v in model.weights])
    model.trainable = True
    for name, trainable in given.trainable.items():
        model.get_layer(name).trainable = trainable
    if not given.as_a_whole:
        model.trainable = False
    return model
