"""Files are written whole or not at all."""
import os

import pytest

from helpers.files import write_whole


def test_text_and_bytes_are_written_as_they_are_and_the_folder_is_made(tmp_path):
    path = tmp_path / "new" / "grades.csv"
    write_whole(path, "naïve,1\nb,2\r\n")
    assert path.read_bytes() == "naïve,1\nb,2\r\n".encode()
    write_whole(str(path), b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff" and [*path.parent.iterdir()] == [path]


def test_what_was_there_stays_when_a_write_fails(tmp_path, monkeypatch):
    path = tmp_path / "grades.csv"
    write_whole(path, "all marks")

    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "half of th")
    assert path.read_text() == "all marks" and [*tmp_path.iterdir()] == [path]
