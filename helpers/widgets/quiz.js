// Quiz: choose, check, and read at once why the chosen option is right or why it is tempting.

import { button, h, keyboard, markup, row, status, uniqueId, widget } from "./controls.js";

/** Marks earned and marks of all questions. */
export function score(questions, answers) {
  const right = (q) => answers[q.id] != null && q.options[answers[q.id]].right;
  return {
    earned: questions.filter(right).reduce((sum, q) => sum + q.marks, 0),
    total: questions.reduce((sum, q) => sum + q.marks, 0),
    answered: questions.filter((q) => answers[q.id] != null).length,
  };
}

function question(ui, q, number) {
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
    q.options.map((option, i) => h("label.nnw-option", {}, radios[i], h("span", {}, markup(option.text)))),
    row(button(ui, { label: "Check", when: () => picked() >= 0 && !settled(), onclick: check })),
    feedback,
  );
}

function render(context) {
  const ui = widget(context, { title: context.model.get("title") });
  const questions = ui.get("questions");
  ui.root.append(...questions.map((q, i) => question(ui, q, i + 1)));
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
