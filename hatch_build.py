"""What the package offers to other programs: the instructors' room says so itself, in a copy that holds it."""

import tomllib
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class EntryPoints(MetadataHookInterface):
    """Reads the entry points from `helpers/instructors/entry-points.toml`; a student's copy offers none."""

    def update(self, metadata):
        file = Path(self.root) / "helpers/instructors/entry-points.toml"
        metadata["entry-points"] = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
