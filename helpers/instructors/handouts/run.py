"""Run a lesson's notebook in a fresh kernel, for a handout."""

import os
import tempfile
from pathlib import Path

from ...course.errors import HandoutError
from ...course.files import ROOT


def run_notebook(notebook, folder, timeout=600):
    """Run all cells in place, in `folder`; errors stay in the outputs, where `check_outputs` finds them.

    Raises:
        HandoutError: a cell takes longer than `timeout` seconds, or the kernel died.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    with tempfile.TemporaryDirectory(prefix="nncourse-handout-") as home:
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        # The author's own record of passed checks is not touched.
        env = {**os.environ, "NNCOURSE_HOME": home, "NNCOURSE_HANDOUT": "1", "PYTHONPATH": path}
        client = NotebookClient(
            notebook,
            timeout=timeout,
            allow_errors=True,
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
            store_widget_state=False,
            extra_arguments=["--IPKernelApp.log_level=40"],  # else each kernel warns that it talks over TCP
        )
        # What libraries write past the notebook (TensorFlow's greeting) would garble the progress bar.
        with open(Path(home) / "kernel.log", "w+", encoding="utf-8") as log:
            try:
                client.execute(env=env, stderr=log)
            except CellTimeoutError as error:
                raise HandoutError(f"{Path(folder).name}: a cell takes longer than {timeout} s.") from error
            except DeadKernelError as error:
                log.seek(0)
                last = (log.read().strip().splitlines() or ["it left no message"])[-1]
                raise HandoutError(f"{Path(folder).name}: its kernel died: {last}") from error
    return notebook
