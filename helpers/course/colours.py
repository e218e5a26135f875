"""The colours of the house, each said once: for pictures, boxes and tables that bring no style sheet of their own."""

BLUE, ORANGE, GREEN, RED, PURPLE, GREY = "#1f6fb4", "#c2570c", "#1b7837", "#a3262a", "#6a4c93", "#5f6368"
"""Lines and words on white: each has a contrast of at least 4.5:1 there."""
CORAL, VIOLET, BROWN, STONE, YELLOW = "#c13c40", "#7a3e9d", "#96601e", "#6f7479", "#e0b13c"
"""Bars and veils, on light and dark grounds alike."""
INK, PAPER, RULE = "#1b1b1b", "#ffffff", "#80868b"


def rgb(colour: str) -> str:
    """Red, green and blue of a colour, as CSS's `rgb()` takes them: "27, 120, 55"."""
    return ", ".join(str(int(colour[k : k + 2], 16)) for k in (1, 3, 5))
