"""Files are written whole or not at all."""

import os
import threading
import time

import pytest

from helpers.course import files
from helpers.course.files import alone, write_whole


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


def test_one_after_the_other_changes_a_file_that_is_kept_alone(tmp_path):
    path = tmp_path / "count"
    path.write_text("0")

    def count():
        for _ in range(5):
            with alone(path):
                before = int(path.read_text())
                time.sleep(0.002)
                path.write_text(str(before + 1))

    threads = [threading.Thread(target=count) for _ in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert path.read_text() == "30" and [*tmp_path.iterdir()] == [path]


def test_a_lock_that_was_left_behind_holds_nobody_up_and_who_is_late_leaves_the_next_ones_lock(tmp_path):
    path, lock = tmp_path / "count", tmp_path / ".count.lock"
    lock.touch()
    os.utime(lock, (1, 1))
    began = time.monotonic()
    with alone(path, wait=60.0):
        assert time.monotonic() - began < 30 and lock.exists()
        with alone(path, wait=0.05):  # the first one takes too long
            pass
        assert not lock.exists()
        lock.touch()
        theirs = lock.stat()
    assert lock.stat() == theirs
    tomorrow = time.time() + 86400  # a clock that is ahead
    os.utime(lock, (tomorrow, tomorrow))
    with alone(path, wait=0.05):
        pass
    assert not lock.exists()


def test_a_file_that_is_just_being_removed_is_waited_for_and_none_that_cannot_be_made(tmp_path, monkeypatch):
    tries, real = [], os.open

    def refused(*args):
        tries.append(args)
        if len(tries) < 4 or "never" in str(args[0]):
            raise PermissionError
        return real(*args)

    monkeypatch.setattr(files.os, "open", refused)
    with alone(tmp_path / "never"):
        assert len(tries) == 1
    monkeypatch.setattr(files, "BUSY", (FileExistsError, PermissionError))  # as on Windows
    with alone(tmp_path / "count"):
        assert len(tries) == 4 and (tmp_path / ".count.lock").exists()
    with alone(tmp_path / "never", wait=0.05):
        pass
    (tmp_path / "file").touch()
    with alone(tmp_path / "file" / "count", wait=0.05):
        pass
    assert not (tmp_path / ".count.lock").exists()
