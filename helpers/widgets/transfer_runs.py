"""The experiment behind TransferLab: a network pre-trained on the digits 0 to 6 learns 7, 8 and 9 from few samples.

`python -m helpers.widgets.transfer_runs` computes every setting with several seeds and writes `data/transfer_lab.json`,
which the widget shows. `Lab.run` trains one setting once, for the widget's "run it here".
"""

import json
import os

import numpy as np

from ..course.files import ROOT

DATA = ROOT / "data" / "transfer_lab.json"
SAMPLES = (1, 2, 5, 10, 20, 40, 80)
BLOCKS = 3
SEEDS = 6
UPDATES, TUNING, BATCH = 80, 40, 32
RATE = 0.01
SIDE, NOISE = 12, 0.1


class Stopped(Exception):
    """The user asked a run to stop."""


def tasks(seed=0):
    """Two tasks made of the handwritten digits: ((x, y) of 0 to 6, (x, y) of 7 to 9 to train on, (x, y) of them to test
    on).

    Each digit, 8×8 pixels, stands at a random place in a noisy image of 12×12; those of the old task three times.
    Images are `(n, 12, 12, 1)`; labels count from 0 in each task; places, noise and order are drawn from `seed`.
    """
    from sklearn.datasets import load_digits

    rng = np.random.default_rng(seed)
    images, digits = load_digits(return_X_y=True)
    order = rng.permutation(len(images))
    images, digits = images[order].reshape(-1, 8, 8) / 16, digits[order]
    old = digits < 7
    new_x, new_y = placed(images[~old], rng), digits[~old] - 7
    old_x = placed(np.repeat(images[old], 3, axis=0), rng)
    return (old_x, np.repeat(digits[old], 3)), (new_x[250:], new_y[250:]), (new_x[:250], new_y[:250])


def placed(images, rng):
    """Images `(n, 8, 8)` at random places in noisy ones of shape `(n, 12, 12, 1)`."""
    out = NOISE * rng.normal(size=(len(images), SIDE, SIDE))
    for canvas, image, (top, left) in zip(out, images, rng.integers(0, SIDE - 7, (len(images), 2))):
        canvas[top : top + 8, left : left + 8] += image
    return out.astype(np.float32)[..., None]


class Lab:
    """Networks for all settings, each built once; between two runs only their weights are drawn anew.

    Args:
        seed: of the two tasks and of the pre-training.
        base_weights: weights of a base that is trained already, as `get_weights()` of the lesson's base gives them;
            without them the first run pre-trains one.
    """

    def __init__(self, seed=0, base_weights=None):
        self.old, self.pool, self.test = tasks(seed)
        self._models = {}
        self._pretrained = base_weights
        self._seed = seed

    def run(self, samples, frozen=BLOCKS, fine_tune=False, seed=0, scratch=False, tell=None):
        """Train one setting once.

        Args:
            samples: images of each new class, 1 to 80.
            frozen: how many of the three blocks, from the first on, keep their weights; the others learn with the head.
            fine_tune: True lets all blocks learn at a tenth of the rate during the last 40 of the 120 updates.
            scratch: True starts from random weights and trains everything; `frozen` and `fine_tune` do not count.
            tell: called with the share done, 0 to 1; raising `Stopped` in it ends the run.

        Returns:
            Share of the 250 test images that are right.
        """
        import keras

        tell = tell or (lambda share: None)
        if not scratch and self._pretrained is None:
            self._pretrain(tell)
        model = self._model("scratch" if scratch else frozen)
        tuned = self._model("tune") if fine_tune and not scratch else None
        keras.utils.set_random_seed(seed)  # after the networks are built: building draws random numbers, too
        rng = np.random.default_rng(seed)
        few = np.concatenate(
            [rng.choice(np.flatnonzero(self.pool[1] == digit), samples, replace=False) for digit in range(3)]
        )
        total = UPDATES + TUNING
        self._draw(model, None if scratch else self._pretrained)
        first = UPDATES if tuned else total
        self._fit(model, few, first, rng, lambda done: tell(done / total))
        if tuned:
            tuned.set_weights(model.get_weights())
            self._fit(tuned, few, TUNING, rng, lambda done: tell((first + done) / total))
            model = tuned
        guess = np.argmax(model(self.test[0], training=False), axis=1)
        return float(np.mean(guess == self.test[1]))

    def _pretrain(self, tell):
        import keras

        keras.utils.set_random_seed(self._seed)
        model = self._model("pretrain")
        # Pre-training belongs to no setting, so its share stays 0; telling lets it be stopped.
        report = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: tell(0.0))
        model.fit(*self.old, epochs=4, batch_size=BATCH, verbose=0, callbacks=[report])
        self._pretrained = model.get_weights()[:-2]  # without the head

    def _model(self, kind):
        """The network for `kind`: "pretrain", "scratch", "tune", or the number of frozen blocks."""
        if kind not in self._models:
            self._models[kind] = network(kind)
        return self._models[kind]

    def _draw(self, model, base):
        """Fresh random weights everywhere, or pre-trained ones in the base and a fresh head."""
        import keras

        fresh = network("scratch") if base is None else None
        if fresh is not None:
            model.set_weights(fresh.get_weights())
        else:
            kernel, bias = model.get_weights()[-2:]
            head = keras.initializers.GlorotUniform()(kernel.shape)
            model.set_weights([*base, np.asarray(head), np.zeros_like(bias)])

    def _fit(self, model, few, updates, rng, tell):
        import keras

        for variable in model.optimizer.variables:
            if "learning_rate" not in variable.path:
                variable.assign(np.zeros(variable.shape, variable.dtype))
        drawn = rng.choice(few, BATCH * updates)  # the same number of updates for every sample size
        report = keras.callbacks.LambdaCallback(
            on_train_batch_end=lambda batch, logs: batch % 5 == 0 and tell(batch + 1)
        )
        x, y = self.pool
        model.fit(x[drawn], y[drawn], batch_size=BATCH, shuffle=False, verbose=0, callbacks=[report])


def network(kind):
    import keras
    from keras import layers

    x = inputs = keras.Input((SIDE, SIDE, 1))
    learns = {"pretrain": 0, "scratch": 0, "tune": 0}.get(kind, kind)
    for block, filters in enumerate((16, 32, 32)):
        moving = block >= learns
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False, trainable=moving)(x)
        # Batch norm of a pre-trained network stays in inference mode.
        x = layers.BatchNormalization(momentum=0.9, trainable=kind in ("pretrain", "scratch"))(x)
        x = layers.ReLU()(x)
        if block < 2:
            x = layers.MaxPooling2D()(x)
    classes = 7 if kind == "pretrain" else 3
    model = keras.Model(inputs, layers.Dense(classes, activation="softmax")(layers.GlobalMaxPooling2D()(x)))
    rate = RATE / 10 if kind == "tune" else RATE / 2 if kind == "pretrain" else RATE
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
    return model


def settings():
    """Every setting of the grid: (key, arguments of `Lab.run`)."""
    for samples in SAMPLES:
        yield f"{samples} scratch", {"samples": samples, "scratch": True}
        for frozen in range(BLOCKS + 1):
            for tune in (False, True):
                yield key(samples, frozen, tune), {"samples": samples, "frozen": frozen, "fine_tune": tune}


def key(samples, frozen, fine_tune):
    """The name of a setting in the file of results."""
    return f"{samples} {frozen} {'tuned' if fine_tune else 'still'}"


def compute(seeds=SEEDS):
    """All settings with `seeds` seeds: key -> list of accuracies."""
    from tqdm.auto import tqdm

    lab = Lab()
    return {
        name: [round(lab.run(seed=seed, **options), 4) for seed in range(seeds)]
        for name, options in tqdm(list(settings()))
    }


if __name__ == "__main__":
    os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
    lines = [f"  {json.dumps(name)}: {json.dumps(runs)}" for name, runs in compute().items()]
    DATA.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{len(lines)} settings with {SEEDS} seeds each are in {DATA.name}.")
