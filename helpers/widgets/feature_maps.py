"""FeatureMaps: look into a small trained CNN: choose a layer and a filter, draw or shift a digit,
see maps and answer.
"""

from __future__ import annotations

import base64

import traitlets

from ..course.files import ROOT
from .base import Choice, CourseWidget, Whole, plain, shipped

DATA = ROOT / "data" / "digit_cnn.json"
SIDE = 28
LAYERS = ("conv 1", "pool 1", "conv 2", "pool 2")


class FeatureMaps(CourseWidget):
    """A digit, what each filter of a small CNN makes of it, and the ten probabilities at the end.

    The network is conv (3×3, same, ReLU), max-pool 2, conv (3×3, same, ReLU), max-pool 2, dense softmax. Its weights
    and ten digits come from ``data/digit_cnn.json``; ``FeatureMaps.of(model, images)`` looks into a model of your own.
    ``maps.image`` is the picture that goes in, ``maps.probabilities`` what comes out, ``maps.activations`` what is
    between.

    Args:
        layer: "conv 1", "pool 1", "conv 2" or "pool 2"; filter: 1, 2, …
        digit: which of the ten digits; right, down: by how many pixels it is shifted.
        drawn: a drawing in its place, 28·28 bytes as hexadecimal text.
    """

    MODULE = "feature_maps"
    CONTROLS = ("layer", "filter", "digit", "right", "down", "draw", "reset")

    layer = Choice(LAYERS)
    filter = Whole(1, 1, 64)
    digit = Whole(2, 0, 9)
    right = Whole(0, -10, 10)
    down = Whole(0, -10, 10)
    drawn = traitlets.Unicode("").tag(sync=True)
    _net = traitlets.Dict().tag(sync=True)

    def __init__(self, *, net=None, **state):
        super().__init__(**state)
        self._net = net or shipped(DATA)

    @classmethod
    def of(cls, model, images, **state):
        """Look into a Keras model of this shape; ``images`` are ten pictures ``(10, 28, 28)`` in [0, 1], one of each
        digit.
        """
        return cls(net=exported(model, images), **state)

    @traitlets.validate("drawn")
    def _a_picture(self, proposal):
        text = proposal["value"]
        if text and (len(text) != 2 * SIDE * SIDE or set(text) - set("0123456789abcdef")):
            raise traitlets.TraitError(
                f"FeatureMaps: drawn must be empty or {2 * SIDE * SIDE} hexadecimal digits, one byte a pixel."
            )
        return text

    @property
    def image(self):
        """The picture that goes in, ``(28, 28)`` in [0, 1]."""
        import numpy as np

        raw = bytes.fromhex(self.drawn) if self.drawn else base64.b64decode(self._net["digits"][self.digit])
        before = np.frombuffer(raw, np.uint8).reshape(SIDE, SIDE) / 255
        after, dy, dx = np.zeros_like(before), self.down, self.right
        rows, columns = slice(max(dy, 0), SIDE + min(dy, 0)), slice(max(dx, 0), SIDE + min(dx, 0))
        after[rows, columns] = before[max(-dy, 0) : SIDE + min(-dy, 0), max(-dx, 0) : SIDE + min(-dx, 0)]
        return after

    @property
    def activations(self):
        """Layer name -> its maps ``(height, width, filters)`` for the picture that goes in."""
        import numpy as np
        from numpy.lib.stride_tricks import sliding_window_view

        maps, h = {}, self.image[:, :, None]
        for number in (1, 2):
            kernel, bias = (np.array(array) for array in arrays(self._net["layers"][number - 1]))
            windows = sliding_window_view(np.pad(h, ((1, 1), (1, 1), (0, 0))), (3, 3), axis=(0, 1))
            h = np.maximum(np.einsum("ijcab,abcf->ijf", windows, kernel) + bias, 0)
            maps[f"conv {number}"] = h
            h = h[: h.shape[0] // 2 * 2, : h.shape[1] // 2 * 2]
            h = h.reshape(h.shape[0] // 2, 2, h.shape[1] // 2, 2, -1).max(axis=(1, 3))
            maps[f"pool {number}"] = h
        return maps

    @property
    def probabilities(self):
        """The ten outputs of the softmax."""
        import numpy as np

        kernel, bias = arrays(self._net["layers"][2])
        z = self.activations["pool 2"].ravel() @ kernel + bias
        e = np.exp(z - z.max())
        return e / e.sum()

    @property
    def prediction(self) -> int:
        """The digit that the network names."""
        return int(self.probabilities.argmax())

    def describe(self) -> str:
        what = "a drawing" if self.drawn else f"the digit {self.digit}"
        moved = f", shifted {self.right} right and {self.down} down" if self.right or self.down else ""
        best = self.probabilities
        return (
            f"{what}{moved}; filter {self.filter} of {self.layer}; the network says {best.argmax()} with probability "
            f"{best.max():.2f}."
        )

    def _page_state(self):
        return {**super()._page_state(), "_net": plain(self._net)}


def exported(model, images) -> dict:
    """Weights of a Keras model conv-pool-conv-pool-flatten-dense, and ten pictures, as plain data.

    Raises:
        ValueError: the model has other layers, or there are not ten pictures of 28 × 28.
    """
    import numpy as np

    weights = model.get_weights()
    images = np.asarray(images, dtype=float).reshape(-1, SIDE, SIDE)
    good = len(weights) == 6 and weights[0].shape[:3] == (3, 3, 1) and weights[2].shape[:2] == (3, 3)
    good = good and weights[4].shape == (7 * 7 * weights[2].shape[3], 10)
    if not good or len(images) != 10:
        raise ValueError(
            "FeatureMaps looks into a model Conv2D(3×3, same), MaxPooling2D, Conv2D(3×3, same), MaxPooling2D, Flatten, "
            "Dense(10), with ten pictures of 28 × 28."
        )
    layers = [
        {"kernel": _packed(w), "shape": list(w.shape), "bias": _packed(b)}
        for w, b in zip(weights[::2], weights[1::2], strict=True)
    ]
    pixels = np.round(images.clip(0, 1) * 255).astype(np.uint8)
    return {"layers": layers, "digits": [base64.b64encode(one.tobytes()).decode("ascii") for one in pixels]}


def _packed(array):
    return base64.b64encode(array.astype("<f4").tobytes()).decode("ascii")


def arrays(layer):
    """Kernel and bias of one layer as NumPy arrays."""
    import numpy as np

    kernel, bias = (np.frombuffer(base64.b64decode(layer[name]), "<f4") for name in ("kernel", "bias"))
    return kernel.reshape(layer["shape"]), bias
