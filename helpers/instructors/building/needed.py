"""Which cells of a notebook its exercises need: a lesson's demonstrations and trainings need not run for a mark.

A cell is needed when it is an exercise's own, a set-up cell, or binds a name that a needed cell uses. The analysis
reads names only and rather takes a cell too many.
"""

import ast
import functools
import re
import symtable
import threading
from dataclasses import dataclass

REFLECTIVE = {"exec", "eval", "globals", "locals", "vars"}
IMPORTED = re.compile(r"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)
QUOTED = re.compile(r"""["']([^"'\n]+)["']""")
AROUND = re.compile(r"\s*%%(?:time|timeit|capture|prun)\b.*\n")  # the first line of a cell that runs as any other


@dataclass(frozen=True)
class Names:
    """What a cell does with the notebook's names; `sound` is False where it could not be parsed."""

    binds: frozenset = frozenset()
    uses: frozenset = frozenset()
    imports: frozenset = frozenset()
    changes: frozenset = frozenset()
    defines: frozenset = frozenset()  # functions and classes
    sound: bool = True
    star: bool = False

    def plainly(self):
        """As plain data, for the way out of the sandbox."""
        return [
            sorted(self.binds),
            sorted(self.uses),
            sorted(self.imports),
            sorted(self.changes),
            sorted(self.defines),
            self.sound,
            self.star,
        ]

    @classmethod
    def from_plain(cls, data):
        """The `Names` that `plainly` told.

        Raises:
            ValueError, TypeError: the data is something else.
        """
        *sets, sound, star = data
        if len(sets) != 5 or not all(isinstance(name, str) for found in sets for name in found):
            raise ValueError("These are no names.")
        return cls(*map(frozenset, sets), sound is True, star is True)


UNKNOWN = Names(sound=False)


def needed(sources, roots, always=(), names_of=None, own=()):
    """Positions of the cells that must run, in order.

    Args:
        sources: the text of each code cell.
        roots: names that the exercises ask for.
        always: positions that run in any case.
        names_of: function that gives a cell's `Names`; None reads the cells here, which is for texts that one trusts.
        own: positions of cells that the student has added: those that use needed data may change it, as `fill(table)`
            does.
    """
    cells = [(names_of or names)(source) for source in sources]
    imported = frozenset().union(*(cell.imports for cell in cells))
    fixed = imported.union(*(cell.defines for cell in cells))
    seen, chosen, open_names = set(), set(), []
    everything = False

    def take(i):
        nonlocal everything
        chosen.add(i)
        everything = everything or bool(cells[i].uses & REFLECTIVE)
        open_names.extend(cells[i].uses | files(sources[i]))

    for i, cell in enumerate(cells):
        mentions = not cell.sound and any(re.search(rf"\b{re.escape(root)}\b", sources[i]) for root in roots)
        if i in always or cell.star or mentions:
            take(i)
    open_names.extend(roots)
    # A student's cell may write a file that another one reads, or run code from text.
    spoken = {i: files(sources[i]) | _from_text(cells[i], sources[i]) for i in own}
    while open_names and not everything:
        name = open_names.pop()
        seen.add(name)
        for i, cell in enumerate(cells):
            # `model.fit(x)` may change what `model` is; `np.sum(x)` does not change NumPy.
            changes = (name in cell.changes and name not in imported) or (
                i in own and name in cell.uses and name not in fixed
            )
            if i not in chosen and (name in cell.binds or changes or name in spoken.get(i, ())):
                take(i)
        open_names = [other for other in open_names if other not in seen]
    return list(range(len(cells))) if everything else sorted(chosen)


def _from_text(cell, source):
    """The words of a cell that runs code from text, or is no plain Python: any may be a name that it binds."""
    return frozenset(re.findall(r"[^\W\d]\w*", source)) if not cell.sound or cell.uses & REFLECTIVE else frozenset()


def files(source):
    """Names of files that a cell imports, or speaks of in quotes or in a magic: `mine.py` of `from mine import f`."""
    found = {f"{name}.py" for name in IMPORTED.findall(source)}
    for line in source.splitlines():
        found |= set(line.split()[1:]) if line.startswith("%") else set(QUOTED.findall(line))
    return frozenset(name.rpartition("/")[2] for name in found if "." in name)


# CPython 3.11 counts the depth of a syntax tree once for all threads: parsed in two at a time, a sound cell may fail.
_ONE_PARSER = threading.Lock()


def names(source):
    """The `Names` of one cell, from any thread. A hostile cell can keep the parser busy for hours: students' cells are
    read in the sandbox.
    """
    with _ONE_PARSER:
        return _names(source)


@functools.lru_cache(maxsize=1024)
def _names(source):
    try:
        from IPython.core.inputtransformer2 import TransformerManager

        text = TransformerManager().transform_cell(AROUND.sub("", source, count=1) if AROUND.match(source) else source)
        tree = ast.parse(text)
        table = symtable.symtable(text, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Names(sound=False)
    binds, uses, imports = set(), set(), set()
    for symbol in table.get_symbols():
        if symbol.is_assigned() or symbol.is_imported():
            binds.add(symbol.get_name())
        if symbol.is_imported():
            imports.add(symbol.get_name())
        if symbol.is_referenced():
            uses.add(symbol.get_name())
    inner = set()
    for child in table.get_children():
        _inner(child, inner, uses)
    binds |= inner
    defines = {
        node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    }
    uses -= imports | defines  # what a cell imports or defines itself it needs from no other cell
    if inner:  # `def start(): global table; ...`: the cell that calls it is needed, too
        uses, defines = uses | defines, set()
    stored, changes, star = _targets(tree)
    return Names(*map(frozenset, (binds | stored, uses, imports, changes, defines)), True, star)


def _inner(table, binds, uses):
    for symbol in table.get_symbols():
        if symbol.is_global():
            if symbol.is_assigned():
                binds.add(symbol.get_name())
            uses.add(symbol.get_name())
    for child in table.get_children():
        _inner(child, binds, uses)


def _targets(tree):
    """Names changed through `a.b = …` and `a[i] = …`, names whose methods are called as statements, and `import *`."""
    stored, changes, star = set(), set(), False
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, (ast.Store, ast.Del)):
            stored.add(_root(node))
        elif isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            star = True
    for node in tree.body:
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and isinstance(node.value.func, ast.Attribute)
        ):
            changes.add(_root(node.value.func))
    return stored - {None}, changes - {None}, star


def _root(node):
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
