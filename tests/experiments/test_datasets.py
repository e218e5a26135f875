"""Image data: every way to get it, with made files in the real IDX format and a real local web server."""

import functools
import gzip
import hashlib
import http.server
import threading

import numpy as np
import pytest

from helpers.experiments import datasets


def idx(array, magic=None):
    header = bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return gzip.compress((magic or header) + array.astype(np.uint8).tobytes(), mtime=0)


class Server(http.server.SimpleHTTPRequestHandler):
    asked = []

    def do_GET(self):
        Server.asked.append((self.path, self.headers.get("Range")))
        path = self.translate_path(self.path)
        try:
            body = open(path, "rb").read()
        except OSError:
            return self.send_error(404)
        start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        if start and start >= len(body):
            return self.send_error(416)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        self.wfile.write(body[start:])

    def log_message(self, *args):
        pass


@pytest.fixture
def made(tmp_path, monkeypatch):
    """(url, checksums, files' folder): four small files in the form of Fashion-MNIST, on a server of this test."""
    folder = tmp_path / "server"
    folder.mkdir()
    rng = np.random.default_rng(0)
    arrays = [rng.integers(0, 256, (20, 28, 28)), np.arange(20) % 10, rng.integers(0, 256, (5, 28, 28)), np.arange(5)]
    for name, array in zip(datasets.FASHION_FILES, arrays):
        (folder / name).write_bytes(idx(array))
    sums = {name: hashlib.md5((folder / name).read_bytes()).hexdigest() for name in datasets.FASHION_FILES}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Server, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("NNCOURSE_DATA", str(tmp_path / "cache"))
    monkeypatch.delenv("NNCOURSE_OFFLINE", raising=False)
    Server.asked.clear()
    yield f"http://127.0.0.1:{server.server_port}/", sums, folder
    server.shutdown()
    server.server_close()


def test_fashion_mnist_is_downloaded_once_and_then_cached(made):
    url, sums, _ = made
    images = datasets.load_images(url=url, checksums=sums)
    assert images.name == "Fashion-MNIST" and len(Server.asked) == 4
    assert images.train_x.shape == (20, 28, 28) and images.train_x.dtype == np.float32
    assert images.train_x.min() >= 0 and images.train_x.max() <= 1 and images.train_x.max() > 0.9
    assert images.train_y.tolist() == [i % 10 for i in range(20)] and len(images.class_names) == 10
    assert datasets.load_images(url=url, checksums=sums).name == "Fashion-MNIST" and len(Server.asked) == 4
    assert datasets.load_images(download=False, checksums=sums).name == "Fashion-MNIST"


def test_a_corrupt_file_in_the_cache_is_replaced(made):
    url, sums, _ = made
    datasets.load_images(url=url, checksums=sums)
    spoilt = datasets.cache_folder() / "fashion-mnist" / "train-labels-idx1-ubyte.gz"
    spoilt.write_bytes(b"spoilt")
    assert datasets.load_images(url=url, checksums=sums).name == "Fashion-MNIST" and len(Server.asked) == 5


def test_a_broken_download_goes_on_where_it_stopped(made):
    url, sums, folder = made
    name = "train-images-idx3-ubyte.gz"
    cache = datasets.cache_folder() / "fashion-mnist"
    cache.mkdir(parents=True)
    (cache / f"{name}.part").write_bytes((folder / name).read_bytes()[:1000])
    datasets.fetch(url + name, cache / name, sums[name])
    assert Server.asked == [(f"/{name}", "bytes=1000-")]
    assert (cache / name).read_bytes() == (folder / name).read_bytes()
    assert not (cache / f"{name}.part").exists()


def test_a_whole_part_needs_nothing_more(made):
    url, sums, folder = made
    name = "t10k-labels-idx1-ubyte.gz"
    cache = datasets.cache_folder()
    cache.mkdir(parents=True)
    (cache / f"{name}.part").write_bytes((folder / name).read_bytes())
    datasets.fetch(url + name, cache / name, sums[name])
    assert (cache / name).exists()


def test_a_wrong_file_on_the_server_is_noticed_and_not_kept(made):
    url, sums, folder = made
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(idx(np.zeros(20)))
    images = datasets.load_images(url=url, checksums=sums)
    assert images.name == "handwritten digits" and "wrong checksum" in images.note
    assert not list((datasets.cache_folder() / "fashion-mnist").glob("train-labels*"))


@pytest.mark.parametrize("path", ["nowhere/", ""])
def test_without_the_files_the_digits_come_in_the_same_form(made, path):
    url, sums, folder = made
    if not path:
        url = "http://127.0.0.1:9/"
    images = datasets.load_images(url=url + path, checksums=sums)
    assert images.name == "handwritten digits" and "scikit-learn" in images.note
    assert images.train_x.shape == (1437, 28, 28) and images.test_x.shape == (360, 28, 28)
    assert images.train_x.dtype == np.float32 and images.train_x.min() >= 0 and images.train_x.max() <= 1
    assert sorted(set(images.train_y.tolist())) == list(range(10)) and len(images.class_names) == 10


def test_offline_is_offline(made, monkeypatch):
    url, sums, _ = made
    monkeypatch.setenv("NNCOURSE_OFFLINE", "1")
    images = datasets.load_images(url=url, checksums=sums)
    assert images.name == "handwritten digits" and Server.asked == [] and "not in the cache" in images.note


@pytest.mark.parametrize(
    "content, words",
    [
        (b"no gzip", "cannot be unpacked"),
        (idx(np.zeros((2, 2)))[:-12], "cannot be unpacked"),
        (gzip.compress(b"\x00\x00\x0d\x01\x00\x00\x00\x01\x00", mtime=0), "not an IDX file"),
        (idx(np.zeros(3), magic=b"\x00\x00\x08\x01\x00\x00\x00\x09"), "holds 3 values"),
    ],
    ids=["no gzip", "cut off", "other type", "too few values"],
)
def test_malformed_idx_files_are_named(tmp_path, content, words):
    (tmp_path / "x.gz").write_bytes(content)
    with pytest.raises(datasets.DataError, match=words) as caught:
        datasets.read_idx(tmp_path / "x.gz")
    assert "x.gz" in str(caught.value)
