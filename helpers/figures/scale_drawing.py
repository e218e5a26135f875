"""Convolutional networks drawn to scale: `draw_to_scale(model)` shows every layer's output as a solid, and below it
what the layer holds and what it computes.
"""

from .house import COLORS, plots, show

DEPTH = 0.25  # how far a solid is drawn into the page, for each pixel of its side


def costs(model):
    """What each layer of a built Keras model holds and does, as dicts; layers that only rearrange are left out.

    Returns:
        list of {"name", "kind", "shape", "parameters", "multiplications"}: kind is "input", "convolution", "pooling" or
        "dense", shape that of the output without the batch, multiplications those for one sample.
    """
    found = [_cost("input", "input", model.input_shape[1:], 0, 0)]
    for layer in model.layers:
        kind = {
            "Conv2D": "convolution",
            "MaxPooling2D": "pooling",
            "AveragePooling2D": "pooling",
            "Dense": "dense",
        }.get(type(layer).__name__)
        if not kind:
            continue
        shape, weights = layer.output.shape[1:], layer.weights[0].shape if layer.weights else ()
        places = shape[0] * shape[1] if len(shape) == 3 else 1
        product = 1 if weights else 0
        for n in weights:
            product *= n
        found.append(_cost(layer.name, kind, shape, layer.count_params(), product * places))
    return found


def _cost(name, kind, shape, parameters, multiplications):
    shape = tuple(int(n) for n in shape)
    return {
        "name": name,
        "kind": kind,
        "shape": shape,
        "parameters": int(parameters),
        "multiplications": int(multiplications),
    }


def draw_to_scale(model, caption, thin=16):
    """Draw a model of one branch: solids to scale, and under each its parameters and multiplications.

    Args:
        model: a built Keras model of convolutions, pooling and dense layers.
        caption: what to learn from the picture.
        thin: channels are drawn 1/thin as wide as pixels are high.

    Returns:
        A `helpers.figures.Figure` with an alt text made from the layers.
    """
    layers = costs(model)
    plt = plots()
    fig, axes = plt.subplots(3, 1, figsize=(10, 5.4), sharex=True, gridspec_kw={"height_ratios": [2.4, 1, 1]})
    middles = _solids(axes[0], layers, thin)
    for ax, key, unit, scale in (
        (axes[1], "parameters", "parameters", sum(layer["parameters"] for layer in layers)),
        (axes[2], "multiplications", "multiplications", sum(layer["multiplications"] for layer in layers)),
    ):
        _bars(ax, middles, layers, [layer[key] / scale for layer in layers])
        ax.set_ylabel(f"share of\n{_short(scale)}\n{unit}", fontsize=9)
    return show(fig, alt=in_words(layers), caption=caption)


def _solids(ax, layers, thin):
    """Draw the outputs in a row; return where the middle of each is."""
    tallest = max(layer["shape"][0] for layer in layers if len(layer["shape"]) == 3)
    gap = 0.13 * tallest
    x, middles, told = 0.0, [], None
    for layer in layers:
        height, channels = (
            (layer["shape"][0], layer["shape"][-1]) if len(layer["shape"]) == 3 else (1, layer["shape"][0])
        )
        wide, back = channels / thin, DEPTH * height
        x += gap / 2 if layer["kind"] == "pooling" else gap
        _solid(ax, x, wide, height, back, layer["kind"])
        middles.append(x + (wide + back) / 2)
        if layer["shape"] != told and layer["kind"] != "pooling":
            told = layer["shape"]
            words = "×".join(map(str, layer["shape"]))
            ax.text(
                x + (wide + back) / 2,
                -tallest / 2 - 0.06 * tallest,
                words,
                ha="center",
                va="top",
                fontsize=8,
                rotation=90,
            )
        x += wide + 0.55 * back
    ax.set(xlim=(-0.02 * x, 1.04 * x), ylim=(-1.35 * tallest, tallest * (0.55 + DEPTH)))
    for kind, hatch in (("convolution", ""), ("pooling", "///"), ("dense", "")):
        ax.bar([0], [0], color=_colour(kind), hatch=hatch, edgecolor="white", label=kind)
    ax.legend(loc="upper right", ncols=3, fontsize=9)
    ax.axis("off")
    return middles


def _solid(ax, x, wide, height, back, kind):
    from matplotlib.patches import Polygon

    low, top = -height / 2, height / 2
    look = {
        "edgecolor": "white" if height > 4 else _colour(kind),
        "linewidth": 0.6,
        "hatch": "///" if kind == "pooling" else None,
    }
    faces = (
        ([(x, low), (x + wide, low), (x + wide, top), (x, top)], 1.0),
        ([(x, top), (x + wide, top), (x + wide + back, top + back), (x + back, top + back)], 0.75),
        ([(x + wide, low), (x + wide + back, low + back), (x + wide + back, top + back), (x + wide, top)], 0.5),
    )
    for corners, opacity in faces:
        ax.add_patch(Polygon(corners, facecolor=_colour(kind), alpha=opacity, **look))


def _bars(ax, middles, layers, shares):
    width = (middles[-1] - middles[0]) / len(middles) * 0.55
    hatches = ["///" if layer["kind"] == "pooling" else "" for layer in layers]
    colours = [_colour(layer["kind"]) for layer in layers]
    bars = ax.bar(middles, shares, width=width, color=colours, hatch=hatches)
    labels = [f"{share:.0%}" if share >= 0.005 else "" for share in shares]
    ax.bar_label(bars, labels, fontsize=8)
    ax.set(ylim=(0, 1.25 * max(shares)), xticks=[], yticks=[])


def _colour(kind):
    return COLORS[{"input": "grey", "convolution": "blue", "pooling": "green", "dense": "orange"}[kind]]


def _short(number):
    """A large number in two or three digits and a word."""
    for size, word in ((1e9, "· 10⁹"), (1e6, "million"), (1e3, "thousand")):
        if number >= size:
            return f"{number / size:.3g} {word}"
    return f"{number:g}"


def in_words(layers):
    """The picture for someone who cannot see it."""
    parts = [
        f"{layer['name']} {'×'.join(map(str, layer['shape']))}"
        + (f" with {_short(layer['parameters'])} parameters" if layer["parameters"] else "")
        + (f" and {_short(layer['multiplications'])} multiplications" if layer["multiplications"] else "")
        for layer in layers
    ]
    return f"A network drawn to scale, from left to right: {'; '.join(parts)}."
