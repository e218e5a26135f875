"""A file beside a lesson that hides a package, such as random.py: after an error the kernel names it. An IPython
extension.

Every kernel of the course loads it from its own settings, which `bootstrap.write_settings` writes.
"""

import sys
from importlib.machinery import PathFinder
from pathlib import Path


def load_ipython_extension(shell):
    """Look after each cell that ended in an error."""

    def look(result):
        if result.error_in_exec is not None:
            for name in hiding(Path.cwd()):
                print(
                    f"Beside this notebook lies {name}, and Python takes it for the package of that name: rename it, "
                    "then restart the kernel.",
                    file=sys.stderr,
                )

    shell.events.register("post_run_cell", look)


def hiding(folder):
    """The names of files and packages in a folder that stand before an installed module of the same name."""
    elsewhere = [entry for entry in sys.path if entry not in ("", ".", str(folder))]
    found = []
    for path in sorted(folder.iterdir()):
        name = path.name if (path / "__init__.py").is_file() else path.stem if path.suffix == ".py" else ""
        known = not name.isidentifier() or name in sys.builtin_module_names or _loaded_from_elsewhere(name, folder)
        if not known and PathFinder.find_spec(name, elsewhere):
            found.append(path.name)
    return found


def _loaded_from_elsewhere(name, folder):
    file = getattr(sys.modules.get(name), "__file__", None)
    return file is not None and folder not in Path(file).parents
