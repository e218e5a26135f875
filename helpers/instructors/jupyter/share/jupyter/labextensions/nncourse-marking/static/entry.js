// A card in JupyterLab's launcher, and a command in its palette, that open the marking page. As small as such an
// extension can be: JupyterLab asks every one for `init` and `get`, which its usual build tools would write.
(() => {
  let shared = {};

  const token = async (name, wanted) => {
    const [version] = Object.values(shared[name] ?? {});
    return version && (await version.get())()[wanted];
  };

  const plugin = (launcherToken, paletteToken) => ({
    id: 'nncourse-marking:launcher',
    autoStart: true,
    optional: [launcherToken, paletteToken].filter(Boolean),
    activate: (app, launcher, palette) => {
      const command = 'nncourse:mark';
      const { baseUrl } = JSON.parse(document.getElementById('jupyter-config-data').textContent);
      app.commands.addCommand(command, {
        label: 'Marking',
        caption: 'Mark answers in words: one question across the class',
        execute: () => { window.open(`${baseUrl}marking`, '_blank', 'noopener'); },
      });
      launcher?.add({ command, category: 'Other', rank: 1 });
      palette?.addItem({ command, category: 'Neural-network course' });
    },
  });

  (window._JUPYTERLAB ??= {})['nncourse-marking'] = {
    init: (scope) => { shared = scope; },
    get: async () => {
      const made = plugin(await token('@jupyterlab/launcher', 'ILauncher'), await token('@jupyterlab/apputils', 'ICommandPalette'));
      return () => ({ __esModule: true, default: made });
    },
  };
})();
