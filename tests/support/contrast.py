"""Contrast of the texts that axe-core leaves undecided: formulas, single signs, letters in drawings and over gradients.

low = too_low(page, Axe().run(page).response)       # [] where all can be read
"""

# For each element: its text, its contrast, and what is asked of it. Colours are composed as they lie upon each other.
CONTRAST = r"""(selectors) => {
    const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const rgba = (colour) => {
        pixel.clearRect(0, 0, 1, 1);
        pixel.fillStyle = colour;
        pixel.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
        return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a], [R, G, B]) => [r, g, b].map((c, i) => a * c + (1 - a) * [R, G, B][i]);
    const light = (c) => c.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const paints = (e, x, y) => {
        const style = getComputedStyle(e);
        if (e.localName === 'canvas') {
            const box = e.getBoundingClientRect();
            const [px, py] = [((x - box.left) / box.width) * e.width, ((y - box.top) / box.height) * e.height];
            const [r, g, b, a] = e.getContext('2d').getImageData(px, py, 1, 1).data;
            return [r, g, b, a / 255];
        }
        if (e instanceof SVGElement && e.localName !== 'svg') {
            if (e.localName === 'text' || style.fill === 'none' || style.fill.startsWith('url')) return [0, 0, 0, 0];
            const [r, g, b, a] = rgba(style.fill);
            return [r, g, b, a * style.opacity * style.fillOpacity];
        }
        return rgba(style.backgroundColor);
    };
    const ground = (e) => {
        const style = getComputedStyle(e);
        if (e instanceof SVGElement && style.stroke !== 'none' && parseFloat(style.strokeWidth) >= 2) return rgba(style.stroke).slice(0, 3);
        const box = e.getBoundingClientRect();
        const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
        const layers = [];
        for (const below of document.elementsFromPoint(x, y)) {
            if (below === e || e.contains(below)) continue;
            const paint = paints(below, x, y);
            layers.push(paint);
            if (paint[3] === 1) break;
            // A canvas beneath a drawing takes no pointer, so it is not among them.
            const under = below.localName === 'svg' ? below.parentElement.querySelector('canvas') : null;
            if (under) layers.push(paints(under, x, y));
        }
        return layers.reverse().reduce((base, paint) => over(paint, base), rgba(getComputedStyle(document.documentElement).getPropertyValue('--ground').trim() || 'white').slice(0, 3));
    };
    const low = [];
    for (const selector of selectors) {
        const e = document.querySelector(selector);
        if (!e?.checkVisibility() || e.closest('[aria-disabled=true], :disabled, .nnw-sr') || !e.textContent.trim()) continue;
        e.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
        const style = getComputedStyle(e);
        const base = ground(e);
        const ink = over(rgba(e instanceof SVGElement ? style.fill : style.color), base);
        const [a, b] = [light(ink), light(base)].sort((one, other) => other - one);
        const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < (large ? 3 : 4.5)) low.push([e.textContent.trim().slice(0, 40), Number(ratio.toFixed(2)), ink.map(Math.round), base.map(Math.round)]);
    }
    return low;
}"""


def too_low(page, response):
    """What axe-core could not decide about contrast and is too low: [text, ratio, colour, ground] for each."""
    undecided = [node for item in response["incomplete"] if item["id"] == "color-contrast" for node in item["nodes"]]
    return page.evaluate(CONTRAST, [node["target"][-1] for node in undecided])
