"""Files that are written whole or not at all, whenever the process may be killed."""
import os
from pathlib import Path


def write_whole(path, content):
    """Write text (as UTF-8) or bytes to a file, and make its folder where it is missing.

    Raises:
        OSError: the file cannot be written; what was there is still there.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        fresh.write_bytes(data)
        os.replace(fresh, path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
