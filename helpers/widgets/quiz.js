// Quiz: choose, check, and read at once why the chosen option is right or why it is tempting.

import { button, h, keyboard, markup, row, status, uniqueId, widget } from "./controls.js";
import { randomFrom } from "./numbers.js";

/** Marks earned and marks of all questions. */
export function score(questions, answers) {
  const right = (q) => answers[q.id] != null && q.options[answers[q.id]].right;
  return {
    earned: questions.filter(right).reduce((sum, q) => sum + q.marks, 0),
    total: questions.reduce((sum, q) => sum + q.marks, 0),
    answered: questions.filter((q) => answers[q.id] != null).length,
  };
}

/** The order in which a question's options are shown, as their numbers: drawn from the seed, "none of …" last; 0 keeps it. */
export function order(q, seed) {
  const all = q.options.map((_, i) => i);
  if (!seed) return all;
  const random = randomFrom([...q.id].reduce((sum, c) => (31 * sum + c.charCodeAt(0)) % 1000003, seed % 1000003));
  for (let i = all.length - 1; i > 0; i -= 1) {
    const k = Math.floor(random() * (i + 1));
    [all[i], all[k]] = [all[k], all[i]];
  }
  const last = (i) => /^none of/i.test(q.options[i].text);
  return [...all.filter((i) => !last(i)), ...all.filter(last)];
}

function question(ui, q, number, seed) {
  const group = uniqueId("nnw-question");
  const radios = q.options.map((_, i) => keyboard(h("input", { type: "radio", name: group, value: i })));
  const picked = () => radios.findIndex((radio) => radio.checked);
  const answer = () => ui.get("answers")[q.id];
  const check = () => picked() >= 0 && ui.set("answers", { ...ui.get("answers"), [q.id]: picked() });
  radios.forEach((radio) => {
    radio.addEventListener("change", ui.refresh);
    radio.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), check()));
  });
  // What is checked follows the answer only when the answer changes: choosing again must not jump back.
  let shown;
  ui.paint(() => {
    if (answer() === shown) return;
    shown = answer();
    radios.forEach((radio, i) => (radio.checked = i === shown));
  });
  const settled = () => answer() != null && answer() === picked();
  const feedback = status(
    ui,
    () => (settled() ? `${q.options[answer()].right ? "Right." : "Not quite."} ${q.options[answer()].why}` : ""),
    () => (settled() ? (q.options[answer()].right ? "good" : "bad") : ""),
  );
  ui.paint(() => (feedback.firstChild.hidden = !settled()));
  return h(
    "fieldset.nnw-question",
    { "data-question": q.id },
    h("legend", {}, `${number}. `, markup(q.question), h("span.nnw-meta", {}, `${q.bloom} · ${q.marks} marks`)),
    order(q, seed).map((i) => h("label.nnw-option", {}, radios[i], h("span", {}, markup(q.options[i].text)))),
    row(button(ui, { label: "Check", when: () => picked() >= 0 && !settled(), onclick: check })),
    feedback,
  );
}

/** One question at a time; on paper all of them. It opens with the first that has no answer yet. */
function turns(ui, questions, asked) {
  const open = questions.findIndex((q) => ui.get("answers")[q.id] == null);
  let at = Math.max(0, open);
  const go = (to) => {
    at = Math.min(asked.length - 1, Math.max(0, to));
    ui.refresh();
    asked[at].querySelector("input").focus({ preventScroll: true });
  };
  ui.paint(() => asked.forEach((box, i) => box.classList.toggle("nnw-later", i !== at)));
  const dots = h("p.nnw-small");
  ui.paint(() => {
    const done = questions.map((q, i) => (i === at ? "◉" : ui.get("answers")[q.id] == null ? "○" : "●")).join(" ");
    dots.replaceChildren(h("span", { "aria-hidden": "true" }, `${done}  `), `Question ${at + 1} of ${asked.length}`);
  });
  return row(
    button(ui, { name: "previous", label: "Previous question", when: () => at > 0, onclick: () => go(at - 1) }),
    button(ui, { name: "next", label: "Next question", when: () => at < asked.length - 1, onclick: () => go(at + 1) }),
    dots,
  );
}

function render(context) {
  const ui = widget(context, { title: context.model.get("title") });
  const questions = ui.get("questions");
  // A page without kernel draws an order of its own each time that it is opened.
  const seed = ui.get("seed") < 0 ? 1 + Math.floor(Math.random() * 1e6) : ui.get("seed");
  const asked = questions.map((q, i) => question(ui, q, i + 1, seed));
  ui.root.append(...asked);
  if (asked.length > 1) ui.root.append(turns(ui, questions, asked));
  if (!ui.hidden("score")) {
    const now = () => score(questions, ui.get("answers"));
    ui.root.append(
      status(
        ui,
        () => `${now().answered} of ${questions.length} answered, ${now().earned} of ${now().total} marks.`,
        () => (now().earned === now().total ? "good" : "note"),
      ),
    );
  }
  return ui.stop;
}

export default { render };
