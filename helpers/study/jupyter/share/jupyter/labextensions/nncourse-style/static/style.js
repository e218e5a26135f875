// The style of lessons in JupyterLab: lines of 65 to 90 characters, as in the handouts, and in the dark quiet cards under
// drawings. An extension that is nothing but this style, registered as JupyterLab expects of one that was built.
// The colours of a lesson's boxes: each box's own first words are painted with it, on a line of their own.
const tones = ["122, 62, 157", "27, 120, 55", "31, 111, 180", "193, 60, 64", "111, 116, 121", "150, 96, 30"];
const label = (tone) => `.jp-RenderedMarkdown > div[style*="rgb(${tone})"] > p:first-child > strong:first-child`;
const labels = tones.map((tone) => `
${label(tone)} { color: color-mix(in srgb, rgb(${tone}) 85%, black); }
[data-jp-theme-light="false"] ${label(tone)} { color: color-mix(in srgb, rgb(${tone}) 45%, white); }
${label(tone)}::after { content: "\\A"; white-space: pre; }`).join("");
const css = `${labels}
.jp-RenderedMarkdown > :is(p, ul, ol, dl, blockquote, div, details),
.jp-RenderedHTML :is(.nn-report, .nn-questions, .nn-note-of-source, figcaption) { max-width: 43em !important; }
.jp-RenderedMarkdown > div[style*="border-left"] { padding: 8px 16px !important; margin-block: 1em; border-radius: 6px; }
.jp-RenderedMarkdown > div[style*="border-left"] > :last-child { margin-bottom: 0; }
.jp-RenderedMarkdown > table { margin-inline: 0; }
.jp-RenderedMarkdown > details { margin-block: 1em; }
.jp-RenderedMarkdown pre { margin-block: 0.7em; }
.jp-RenderedHTML figcaption { margin-top: 6px; }
.jp-RenderedMarkdown > details > summary { cursor: pointer; }
[data-jp-theme-light="false"] .nn-figure img { filter: url(#nncourse-quiet); border-radius: 6px; padding: 10px; box-sizing: border-box; }
`;
const gamma = ["R", "G", "B"].map((name) => `<feFunc${name} type="gamma" amplitude="0.84" exponent="1.25"/>`).join("");
const filter = `<filter id="nncourse-quiet" color-interpolation-filters="sRGB"><feComponentTransfer>${gamma}</feComponentTransfer></filter>`;
const activate = () => {
  document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
  document.body.insertAdjacentHTML("beforeend", `<svg width="0" height="0" aria-hidden="true" style="position:absolute">${filter}</svg>`);
};
const found = () => ({ __esModule: true, default: { id: "nncourse-style:plugin", autoStart: true, activate } });
(window._JUPYTERLAB ??= {})["nncourse-style"] = { init: () => {}, get: async () => found };
