"""Pictures of Keras models: `draw_model(model)` gives `keras.utils.plot_model`'s picture, or a drawing of our own.

Keras draws with the program Graphviz. Where Graphviz is missing, matplotlib draws the same boxes and arrows, and the
caption says so in a clear word.
"""

import shutil
import struct

from ..course.colours import BLUE, INK
from .house import Figure, plots, show

NO_GRAPHVIZ = "Graphviz is not installed here, so this is a simpler drawing; `nncourse doctor` says how to get it."
DPI = 120


def draw_model(model, caption=""):
    """Draw a built Keras model: each layer's name, type and activation, the shapes of its input and output, the links.

    Args:
        model: a built `keras.Model`, Sequential or Functional.
        caption: what to learn from the picture; the default names the model and its parameters.

    Returns:
        A `helpers.figures.Figure`; as the last value of a cell it is displayed.

    Raises:
        ValueError: the model does not know its input shape yet.
    """
    if not getattr(model, "built", False):
        raise ValueError(
            "This model has no shapes yet: start it with keras.Input(shape), or call it on a batch, then draw it."
        )
    caption = caption or f"The model {model.name}: {model.count_params():,} parameters.".replace(",", " ")
    picture = _by_graphviz(model)
    if picture is None:
        return show(_by_matplotlib(model), alt=in_words(model), caption=f"{caption} {NO_GRAPHVIZ}")
    pixels = struct.unpack(">I", picture[16:20])[0]
    return Figure("image/png", picture, in_words(model), caption, round(pixels * 66 / DPI))


def links(model):
    """The model's layers in order and their links: a list of layers, and a list of pairs (index from, index to)."""
    if type(model).__name__ == "Sequential":
        layers = list(model.layers)
        return layers, [(i, i + 1) for i in range(len(layers) - 1)]
    layers = list(getattr(model, "operations", model.layers))
    place = {id(layer): i for i, layer in enumerate(layers)}
    pairs = []
    # A shared layer has a node for each use; only the uses inside this model count.
    used = {id(node) for nodes in model._nodes_by_depth.values() for node in nodes}
    for i, layer in enumerate(layers):
        for node in layer._inbound_nodes:
            if id(node) in used:
                sources = [tensor._keras_history.operation for tensor in node.input_tensors]
                pairs += [(place[id(source)], i) for source in sources if id(source) in place]
    return layers, list(dict.fromkeys(pairs))


def in_words(model):
    """The model's layers and links as text, for someone who cannot see the picture."""
    layers, pairs = links(model)
    told = []
    for i, layer in enumerate(layers):
        sources = [layers[a].name for a, b in pairs if b == i]
        origin = f", from {' and '.join(sources)}" if sources else ""
        told.append(f"{layer.name} ({_kind(layer)}), output {_shape(layer)}{origin}")
    return f"Diagram of {len(layers)} boxes joined by arrows: {'; '.join(told)}."


def _by_graphviz(model):
    """The PNG bytes of Keras' own picture, or None where Graphviz or pydot is missing or fails."""
    if not shutil.which("dot"):
        return None
    import keras

    try:
        dot = keras.utils.model_to_dot(
            model, show_shapes=True, show_layer_names=True, show_layer_activations=True, dpi=DPI, splines="polyline"
        )
        return dot.create(prog="dot", format="png")
    except (ImportError, OSError, AssertionError):
        return None


def _by_matplotlib(model):
    layers, pairs = links(model)
    rows = _rows(len(layers), pairs)
    wide = max(rows.count(row) for row in rows)
    tall = max(rows) + 1
    fig, ax = plots().subplots(figsize=(min(9.0, 3.4 * wide), 0.95 * tall))
    ax.set(xlim=(0, wide), ylim=(tall - 0.5, -0.5))
    ax.axis("off")
    places = []
    for i, row in enumerate(rows):
        before = rows[:i].count(row)
        places.append((wide / 2 + before - (rows.count(row) - 1) / 2, row))
    for a, b in pairs:
        (x1, y1), (x2, y2) = places[a], places[b]
        # A link that jumps over layers bends around their boxes.
        bend = "arc3,rad=0.6" if y2 - y1 > 1 else "arc3"
        style = {"arrowstyle": "-|>", "color": INK, "lw": 1.4, "connectionstyle": bend}
        ax.annotate("", xy=(x2, y2 - 0.31), xytext=(x1, y1 + 0.31), arrowprops=style)
    for layer, (x, y) in zip(layers, places):
        box = {"boxstyle": "round,pad=0.45", "facecolor": "#eef3fa", "edgecolor": BLUE}
        arrives = f"in {_input(layer)}  " if _input(layer) else ""
        text = f"{layer.name} · {_kind(layer)}\n{arrives}out {_shape(layer)}"
        ax.text(x, y, text, ha="center", va="center", fontsize=9, bbox=box)
    return fig


def _rows(count, pairs):
    """The row of each layer: one below the lowest of those that feed it."""
    rows = [0] * count
    for a, b in sorted(pairs, key=lambda pair: pair[1]):
        rows[b] = max(rows[b], rows[a] + 1)
    for i in range(count):
        fed = [rows[b] for a, b in pairs if a == i]
        if fed and all(b != i for _, b in pairs):
            rows[i] = min(fed) - 1  # an input stands just above the first layer that reads it
    return rows


def _kind(layer):
    name = getattr(getattr(layer, "activation", None), "__name__", "linear")
    return type(layer).__name__ + (f", {name}" if name != "linear" else "")


def _shape(layer):
    return _written(getattr(layer, "output", None))


def _input(layer):
    return _written(getattr(layer, "input", None))


def _written(tensors):
    if tensors is None:
        return "?"
    if isinstance(tensors, (list, tuple)):
        return ", ".join(map(_written, tensors))
    return f"({', '.join('None' if n is None else str(n) for n in tensors.shape)})"
