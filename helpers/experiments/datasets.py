"""Data sets of the lessons: found in a cache, downloaded once, or taken from what ships with the course.

`load_images()` gives Fashion-MNIST where it can be had and scikit-learn's handwritten digits, scaled to 28×28, where it
cannot, in the same form, so that a lesson always runs. It says which one it gives.
"""

import gzip
import hashlib
import os
import textwrap
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..course.errors import DataError

FASHION_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
FASHION_FILES = {
    "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
    "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
    "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
}
"""Name -> MD5 sum, as published with Fashion-MNIST (Xiao, Rasul, Vollgraf 2017, MIT licence)."""
FASHION_CLASSES = ("T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")
DIGITS = "scikit-learn's handwritten digits, scaled to 28 × 28."
SECONDS_TO_CONNECT = 5


@dataclass(frozen=True)
class Images:
    """Images of one kind, split for training and test.

    Attributes:
        name: "Fashion-MNIST" or "handwritten digits".
        train_x, test_x: float32 arrays `(n, 28, 28)` in [0, 1].
        train_y, test_y: integer labels `(n,)`, 0 to 9.
        class_names: ten names, in the order of the labels.
        note: one sentence that says which data these are and why.
    """

    name: str
    train_x: np.ndarray
    train_y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray
    class_names: tuple
    note: str

    def __repr__(self):
        text = f"{self.note} {len(self.train_x)} training and {len(self.test_x)} test images of 28 × 28 pixels."
        return textwrap.fill(text, 88)  # JupyterLab breaks longer lines within a word


def cache_folder():
    """Where downloads are kept; the environment variable NNCOURSE_DATA moves it."""
    import platformdirs

    return Path(os.environ.get("NNCOURSE_DATA") or platformdirs.user_cache_dir("nncourse", appauthor=False))


def load_images(download=True, url=FASHION_URL, checksums=None):
    """Load Fashion-MNIST, or the handwritten digits where it cannot be had.

    Args:
        download: False never uses the network; neither does the environment variable NNCOURSE_OFFLINE=1.
        url, checksums: where the four files are, and their MD5 sums (for tests and for mirrors inside a campus).

    Returns:
        `Images`; its `note` says which data set it is.
    """
    checksums = checksums or FASHION_FILES
    folder = cache_folder() / "fashion-mnist"
    try:
        if download and os.environ.get("NNCOURSE_OFFLINE", "0") in ("", "0"):
            for name, checksum in checksums.items():
                fetch(url + name, folder / name, checksum)
        elif not all(_intact(folder / name, checksum) for name, checksum in checksums.items()):
            raise OSError("it is not in the cache, and the network is not to be used")
        parts = [read_idx(folder / name) for name in checksums]
    except (OSError, DataError) as error:
        return enlarged_digits(f"Fashion-MNIST cannot be had ({_reason(error)}), so these are {DIGITS}")
    train_x, train_y, test_x, test_y = parts
    return Images(
        "Fashion-MNIST",
        train_x.astype(np.float32) / 255,
        train_y.astype(int),
        test_x.astype(np.float32) / 255,
        test_y.astype(int),
        FASHION_CLASSES,
        "These are the photographs of Fashion-MNIST.",
    )


def fetch(url, path, checksum):
    """Download `url` to `path` unless it is there already; go on where an earlier try stopped; verify the MD5 sum.

    Raises:
        OSError: the file cannot be reached.
        DataError: what came is not the file that was asked for; it has been deleted.
    """
    path = Path(path)
    if _intact(path, checksum):
        return
    path.unlink(missing_ok=True)
    partial = path.with_suffix(path.suffix + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    _download(url, partial)
    if not _intact(partial, checksum):
        partial.unlink()
        raise DataError(f"what was downloaded as {path.name} has the wrong checksum")
    os.replace(partial, path)


def _download(url, partial):
    from tqdm.auto import tqdm

    have = partial.stat().st_size if partial.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        answer = urllib.request.urlopen(request, timeout=SECONDS_TO_CONNECT)
    except urllib.error.HTTPError as error:
        if error.code != 416:  # 416: nothing is left to send, the part is whole
            raise
        return
    with answer:
        resumed = answer.status == 206
        total = int(answer.headers.get("Content-Length") or 0) + (have if resumed else 0)
        bar = tqdm(total=total or None, initial=have if resumed else 0, unit="B", unit_scale=True, desc=partial.stem)
        with bar, open(partial, "ab" if resumed else "wb") as file:
            while block := answer.read(1 << 16):
                file.write(block)
                bar.update(len(block))
    if total and partial.stat().st_size < total:
        raise OSError("the connection broke; the next try goes on from there")


def _intact(path, checksum):
    return path.is_file() and hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() == checksum


def spiral_arms(n, rng, turn=0.0, twist=3.7):
    """Points of a disc in three arms that wind around its middle, with a free strip between the arms.

    Args:
        n: number of points.
        rng: a `numpy.random.Generator`.
        turn: angle by which all of it is turned.
        twist: angle by which an arm winds from the middle to the rim; negative winds the other way.

    Returns:
        `(x, y)`: float32 points `(n, 2)` with coordinates in [-1, 1], and arms 0, 1, 2 as integers `(n,)`.
    """
    radius = np.sqrt(rng.uniform(0.02, 1, 4 * n))
    angle = rng.uniform(0, 2 * np.pi, 4 * n)
    place = (angle + twist * radius + turn) / (2 * np.pi / 3) % 3
    inside = np.flatnonzero(np.abs(place % 1 - 0.5) < 0.36)[:n]
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return points[inside].astype(np.float32), place[inside].astype(int)


def read_idx(path):
    """Read a gzipped IDX file of unsigned bytes (images or labels) as an array.

    Raises:
        DataError: the file is not in the IDX format, or shorter or longer than its header says.
    """
    path = Path(path)
    try:
        raw = gzip.decompress(path.read_bytes())
    except (gzip.BadGzipFile, EOFError, OSError) as error:
        raise DataError(f"{path.name} cannot be unpacked: {error}") from error
    if len(raw) < 4 or raw[:3] != b"\x00\x00\x08" or raw[3] not in (1, 3):
        raise DataError(f"{path.name} is not an IDX file of bytes")
    axes = raw[3]
    shape = tuple(int.from_bytes(raw[4 + 4 * i : 8 + 4 * i], "big") for i in range(axes))
    body = raw[4 + 4 * axes :]
    if len(body) != np.prod(shape, dtype=np.int64):
        raise DataError(f"{path.name} holds {len(body)} values, its header says {shape}")
    return np.frombuffer(body, np.uint8).reshape(shape)


def enlarged_digits(note=f"These are {DIGITS}"):
    """scikit-learn's handwritten digits as `Images`: the same on every machine, with a network or without."""
    from scipy.ndimage import zoom
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    digits = load_digits()
    images = zoom(digits.images / 16, (1, 3.5, 3.5), order=1).clip(0, 1).astype(np.float32)
    train_x, test_x, train_y, test_y = train_test_split(
        images, digits.target, test_size=360, random_state=0, stratify=digits.target
    )
    names = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return Images("handwritten digits", train_x, train_y, test_x, test_y, names, note)


def _reason(error):
    reason = getattr(error, "reason", error)
    reason = getattr(reason, "strerror", None) or reason
    return " ".join(str(reason).split()) or type(error).__name__
