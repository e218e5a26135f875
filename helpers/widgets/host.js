// The host of widgets on a page without a kernel: gives a widget's module the model that JupyterLab
// would give it, and keeps the state in the page.

/** Show `module` (a widget's default export) in `element` with the given state; returns the model. */
export function mount(element, module, state) {
  const values = { ...state };
  const listeners = new Map();
  const tell = (name) => (listeners.get(name) ?? []).slice().forEach((listener) => listener());
  const model = {
    get: (name) => values[name],
    set(name, value) {
      const update = typeof name === "string" ? { [name]: value } : name;
      const changed = Object.keys(update).filter((key) => values[key] !== update[key]);
      Object.assign(values, update);
      for (const key of changed) tell(`change:${key}`);
      if (changed.length) tell("change");
    },
    on(name, listener) {
      listeners.set(name, [...(listeners.get(name) ?? []), listener]);
    },
    off(name, listener) {
      const rest = (listeners.get(name) ?? []).filter((other) => listener && other !== listener);
      listeners.set(name, rest);
    },
    save_changes() {},
    send() {},
  };
  element.replaceChildren();
  module.render({ model, el: element });
  return model;
}

/** Show every widget that the page holds as <div data-widget="Name"> with its state as JSON inside. */
export function mountAll(modules, root = document) {
  for (const element of root.querySelectorAll("[data-widget]")) {
    const state = JSON.parse(element.querySelector('script[type="application/json"]').textContent);
    mount(element, modules[element.dataset.widget], state);
  }
}
