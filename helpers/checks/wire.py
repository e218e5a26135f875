"""Structures that travel as plain data. They need no NumPy: who reads the records of a class holds no values."""

from dataclasses import MISSING, Field, dataclass, fields
from typing import Any, Self


@dataclass
class Wire:
    """A dataclass that travels as plain data."""

    def plain(self) -> dict[str, Any]:
        """The fields that differ from their default, as a dict of plain data."""
        return {f.name: _plainly(getattr(self, f.name)) for f in fields(self) if getattr(self, f.name) != default(f)}

    @classmethod
    def of(cls, data: Any) -> Self:
        """The structure that `plain` described; what is one already is handed back."""
        return data if isinstance(data, cls) else cls(**{f.name: data[f.name] for f in fields(cls) if f.name in data})


def default(f: Field) -> Any:
    """What a field holds where nothing is said."""
    return f.default_factory() if f.default_factory is not MISSING else f.default


def _plainly(value: Any) -> Any:
    if isinstance(value, Wire):
        return value.plain()
    return [_plainly(item) for item in value] if isinstance(value, (list, tuple)) else value
