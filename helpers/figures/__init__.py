"""Pictures and tables of the course, in one style and with a text alternative: figures, diagrams, drawn models."""

from .house import COLORS, Figure, plots, show, table

__all__ = ["COLORS", "Figure", "plots", "show", "table"]
