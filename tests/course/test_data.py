"""Every file that ships in `data/` is listed with its source, licence and the checksum that it has."""

import hashlib
import re

from lessons import ROOT

ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| `([0-9a-f]{64})` \|$", re.M)


def test_the_table_of_data_agrees_with_the_folder():
    rows = {row[0]: row for row in ROW.findall((ROOT / "data/README.md").read_text("utf-8"))}
    files = {path.relative_to(ROOT / "data").as_posix(): path for path in (ROOT / "data").rglob("*") if path.is_file()}
    files = {name: path for name, path in files.items() if name != "README.md" and not name.startswith("cache/")}
    assert set(rows) == set(files)
    for name, path in files.items():
        assert rows[name][4] == hashlib.sha256(path.read_bytes()).hexdigest(), f"{name} has another checksum"
        assert rows[name][2].strip() and rows[name][3].strip()
