// TransferLab: transfer against training from scratch for many settings, with mean, spread and every single run; and, where
// a kernel listens, one more run of the chosen setting.

import { button, columns, h, row, select, slider, status, table, toggle, widget } from "./controls.js";
import { axes, colour, legend, picture } from "./draw.js";
import { fixed } from "./numbers.js";

const SAMPLES = [1, 2, 5, 10, 20, 40, 80];
const BLOCKS = 3;
const GUESSING = 1 / 3;

/** The name of a setting in the table of results. */
export const keyOf = (samples, frozen, tune) => `${samples} ${frozen} ${tune ? "tuned" : "still"}`;

/** Mean and sample standard deviation of some runs. */
export function summary(runs) {
  const mean = runs.reduce((sum, v) => sum + v, 0) / runs.length;
  const squares = runs.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, spread: runs.length > 1 ? Math.sqrt(squares / (runs.length - 1)) : 0 };
}

/** ["better" | "worse" | "level", difference of the means]: level within two standard errors of the difference. */
export function compare(transfer, scratch) {
  const [a, b] = [summary(transfer), summary(scratch)];
  const error = Math.sqrt(a.spread ** 2 / transfer.length + b.spread ** 2 / scratch.length);
  const difference = a.mean - b.mean;
  return [Math.abs(difference) <= 2 * error ? "level" : difference > 0 ? "better" : "worse", difference];
}

const percent = (v) => `${fixed(100 * v, 0)} %`;
const inWords = (runs) => `${percent(summary(runs).mean)} ± ${fixed(100 * summary(runs).spread, 0)}`;

function render(context) {
  const ui = widget(context, { title: "Transfer or from scratch?", wide: true });
  const all = () => ui.get("_results");
  const transferOf = (samples) => all()[keyOf(samples, ui.get("frozen"), ui.get("fine_tune"))];
  const scratchOf = (samples) => all()[`${samples} scratch`];
  const live = () => ui.get("_live") ?? {};
  const running = () => live().state === "running";
  const mine = () => live().samples === ui.get("samples") && live().frozen === ui.get("frozen") && live().fine_tune === ui.get("fine_tune");
  let seed = 100;

  const verdict = () => {
    const [word, difference] = compare(transferOf(ui.get("samples")), scratchOf(ui.get("samples")));
    const points = `${fixed(Math.abs(100 * difference), 1)} points`;
    if (word === "level") return `No clear difference (${points}): the runs differ more among themselves.`;
    return word === "better" ? `Transfer is better, by ${points} on average.` : `From scratch is better, by ${points} on average.`;
  };

  function draw(pen, width, height) {
    const plot = axes(pen, {
      left: 52, top: 26, width: width - 66, height: height - 74, x: [0.8, 105], xLog: true, y: [0.2, 1], xTicks: SAMPLES,
      yTicks: [0.2, 0.4, 0.6, 0.8, 1], format: (v) => String(v), xLabel: "images per class (logarithmic axis)", yLabel: "test accuracy",
    });
    plot.curve([[0.8, GUESSING], [105, GUESSING]], { stroke: colour.soft, "stroke-width": 1.5, "stroke-dasharray": "2 4" });
    plot.curve([[ui.get("samples"), 0.2], [ui.get("samples"), 1]], { stroke: colour.line, "stroke-width": 1.5 });
    const lines = [[scratchOf, colour.orange, "square", "7 4", 1.06], [transferOf, colour.blue, "circle", "", 0.945]];
    for (const [runs, paint, mark, dash, shift] of lines) {
      plot.curve(SAMPLES.map((n) => [n, summary(runs(n)).mean]), { stroke: paint, "stroke-width": 2.5, "stroke-dasharray": dash });
      for (const n of SAMPLES) {
        const { mean, spread } = summary(runs(n));
        plot.curve([[n * shift, mean - spread], [n * shift, mean + spread]], { stroke: paint, "stroke-width": 2 });
        plot.dots([[n, mean]], mark, n === ui.get("samples") ? 6 : 4, { fill: paint });
      }
      plot.dots(runs(ui.get("samples")).map((v) => [ui.get("samples") * shift ** 2.5, v]), mark, 3, { fill: "none", stroke: paint, "stroke-width": 1.5 });
    }
    if (live().state === "done" && mine()) {
      plot.dots([[ui.get("samples") * 1.06 ** 4, live().scratch]], "square", 6, { fill: colour.orange, stroke: colour.ink, "stroke-width": 2 });
      plot.dots([[ui.get("samples") * 0.945 ** 4, live().transfer]], "circle", 6, { fill: colour.blue, stroke: colour.ink, "stroke-width": 2 });
    }
  }

  const progress = h("progress", { max: 1, value: 0, "aria-label": "Training in the kernel" });
  const liveBox = h("div", { style: "display:grid;gap:12px" });
  ui.paint(() => {
    liveBox.hidden = !ui.get("_kernel");
    progress.hidden = !running();
    progress.value = live().done ?? 0;
  });
  const liveWords = () => {
    const { state, scratch, transfer, why } = live();
    if (state === "running") return live().done ? `Training in your kernel: ${percent(live().done)} done.` : "Getting ready in your kernel: networks are built, the old task is learned.";
    if (state === "stopped") return "Stopped.";
    if (state === "failed") return `The run failed: ${why}`;
    if (state === "done") return `Run in your kernel (${live().samples} images, ${live().frozen} frozen${live().fine_tune ? ", fine-tuned" : ""}): transfer ${percent(transfer)}, from scratch ${percent(scratch)}.`;
    return "Not run in your kernel yet. It takes some seconds; the first time longer.";
  };
  liveBox.append(
    row(
      button(ui, { name: "run", label: "Run it here", when: () => !running(), onclick: () => context.model.send({ do: "run", seed: seed++ }) }),
      button(ui, { name: "stop", label: "Stop", when: running, onclick: () => context.model.send({ do: "stop" }) }),
    ),
    progress,
    status(ui, liveWords, () => (live().state === "failed" ? "bad" : "")),
  );

  ui.root.append(
    columns(
      [
        select(ui, { path: "samples", label: "Images of each new class", options: SAMPLES }),
        slider(ui, { path: "frozen", label: "Blocks frozen, of 3", min: 0, max: BLOCKS, step: 1 }),
        toggle(ui, { path: "fine_tune", label: "Then fine-tune all blocks, at a tenth of the rate" }),
        status(ui, verdict),
        table(ui, {
          caption: "Test accuracy: mean ± standard deviation",
          head: ["", "computed runs", "lowest", "highest"],
          rows: () => [["transfer", transferOf(ui.get("samples"))], ["from scratch", scratchOf(ui.get("samples"))]].map(([name, runs]) => [name, inWords(runs), percent(Math.min(...runs)), percent(Math.max(...runs))]),
        }),
        liveBox,
      ],
      [
        picture(ui, {
          name: "curves",
          maxWidth: 560,
          height: 340,
          draw,
          alt: () => `Test accuracy against images per class. ${SAMPLES.map((n) => `${n}: transfer ${inWords(transferOf(n))}, scratch ${inWords(scratchOf(n))}`).join("; ")}.`,
        }),
        legend([
          { text: "transfer", colour: colour.blue, mark: "circle", dash: "" },
          { text: "from scratch", colour: colour.orange, mark: "square", dash: "7 4" },
          { text: "bars: standard deviation; hollow marks: single runs" },
          { text: "guessing", colour: colour.soft, dash: "2 4" },
        ]),
      ],
    ),
  );
  return ui.stop;
}

export default { render };
