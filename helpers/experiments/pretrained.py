"""Networks of `keras.applications` with their ImageNet weights: from Keras' cache, downloaded once, or a clear word
why not.
"""

import os
import urllib.error
import urllib.request
from pathlib import Path

ADDRESS = "https://storage.googleapis.com/tensorflow/keras-applications/"
SECONDS_TO_CONNECT = 5


def imagenet_model(name="MobileNetV2", address=ADDRESS):
    """A pretrained network, if it can be had.

    Args:
        name: a class of `keras.applications`, e.g. "MobileNetV2" (14 MB) or "ResNet50" (103 MB).
        address: where Keras' weights are; it is asked first, so that a missing network costs seconds and not minutes.

    Returns:
        (model, note): the model or None, and one sentence that says which.

    Raises:
        ValueError: `keras.applications` has no such network.
    """
    import keras

    if not callable(getattr(keras.applications, name, None)):
        raise ValueError(f'keras.applications has no network "{name}". Try "MobileNetV2" or "ResNet50".')
    why = None if cached(name) else _unreachable(address)
    if why:
        return None, f"The ImageNet weights of {name} cannot be had now ({why}). The lesson goes on without them."
    try:
        model = getattr(keras.applications, name)(weights="imagenet")
    except Exception as error:  # Keras wraps what went wrong (network, disk, checksum) in several classes
        return (
            None,
            f"The ImageNet weights of {name} could not be loaded ({_first_line(error)}). The lesson goes on without "
            f"them.",
        )
    return model, f"{name} with the weights that it learned on ImageNet: {model.count_params():,} parameters.".replace(
        ",", " "
    )


def guesses(model, image, name="mobilenet_v2", top=3):
    """The `top` names that an ImageNet network finds for a photograph `(H, W, 3)` of numbers from 0 to 255.

    Returns:
        list of (name, probability), best first; None where the list of class names cannot be had.
    """
    import keras
    import numpy as np

    tools = getattr(keras.applications, name)
    sized = keras.ops.image.resize(np.asarray(image, np.float32)[None], model.input_shape[1:3])
    scores = np.asarray(model(tools.preprocess_input(np.array(sized)), training=False))
    try:
        return [(words.replace("_", " "), float(p)) for _, words, p in tools.decode_predictions(scores, top=top)[0]]
    except Exception:  # the class names are a download of their own
        return None


def cached(name):
    known = name.lower().replace("_", "")
    folder = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "models"
    return any(known in path.name.lower().replace("_", "") and "notop" not in path.name for path in folder.glob("*.h5"))


def _unreachable(address):
    """None where the address answers, else the reason in a few words."""
    if os.environ.get("NNCOURSE_OFFLINE", "0") not in ("", "0"):
        return "NNCOURSE_OFFLINE is set"
    try:
        urllib.request.urlopen(urllib.request.Request(address, method="HEAD"), timeout=SECONDS_TO_CONNECT).close()
    except urllib.error.HTTPError:
        return None  # an answer is an answer: the folder itself need not be a page
    except (OSError, ValueError) as error:
        return _first_line(getattr(error, "reason", None) or error)
    return None


def _first_line(error):
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
