"""TransferLab: what a network gains from features that were learned on another task, for many settings, run by run."""

from __future__ import annotations

import statistics
import threading

import traitlets

from .base import Choice, CourseWidget, Flag, Whole, shipped
from .transfer_runs import BLOCKS, DATA, SAMPLES, Stopped, key


class TransferLab(CourseWidget):
    """Accuracy of transfer against training from scratch, with mean, spread and single runs.

    ``TransferLab(samples=5, frozen=3, fine_tune=True)``; ``lab.transfer`` and ``lab.scratch`` are the accuracies of the
    computed runs. Where a kernel runs, a button trains the chosen setting once more; ``lab.live`` is what it found.
    """

    MODULE = "transfer_lab"
    CONTROLS = ("samples", "frozen", "fine_tune", "run", "stop", "reset")

    samples = Choice(SAMPLES, 5)
    frozen = Whole(BLOCKS, 0, BLOCKS)
    fine_tune = Flag(False)
    _results = traitlets.Dict().tag(sync=True)
    _kernel = traitlets.Bool(True).tag(sync=True)
    _live = traitlets.Dict().tag(sync=True)

    def __init__(self, **state):
        super().__init__(**state)
        self._results = shipped(DATA)
        self._stop = threading.Event()
        self._thread = None
        self._lab = None
        self.on_msg(self._heard)

    @property
    def transfer(self) -> list[float]:
        """Test accuracies of the computed runs of this setting."""
        return self._results[key(self.samples, self.frozen, self.fine_tune)]

    @property
    def scratch(self) -> list[float]:
        """Test accuracies of the computed runs from random weights, with as many images."""
        return self._results[f"{self.samples} scratch"]

    @property
    def live(self) -> dict:
        """The last run in the kernel: its setting, what was found, and how far it is."""
        return dict(self._live)

    def describe(self) -> str:
        tuned = "with" if self.fine_tune else "without"
        words = f"{self.samples} images per class, {self.frozen} of {BLOCKS} blocks frozen, {tuned} fine-tuning: "
        return words + f"transfer {_in_words(self.transfer)}, from scratch {_in_words(self.scratch)}"

    def _page_state(self):
        return {**super()._page_state(), "_results": shipped(DATA), "_kernel": False, "_live": {}}

    # -- runs in the kernel: in a thread, so that the request to stop can be heard meanwhile -------------------------

    def _heard(self, widget, content, buffers):
        if content.get("do") == "stop":
            self.stop()
        elif content.get("do") == "run":
            self.start(int(content.get("seed", 100)))

    def start(self, seed=100) -> None:
        """Train the chosen setting once, from scratch and by transfer, in a thread; does nothing
        while one is running.
        """
        if self._thread is not None and self._thread.is_alive():
            return
        self._stop.clear()
        setting = {"samples": self.samples, "frozen": self.frozen, "fine_tune": self.fine_tune, "seed": seed}
        self._live = {**setting, "state": "running", "done": 0.0}
        self._thread = threading.Thread(target=self._train, args=(setting,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the run; what it has found so far is dropped."""
        self._stop.set()

    def _train(self, setting):
        def tell(first):
            def told(share):
                if self._stop.is_set():
                    raise Stopped
                self._live = {**setting, "state": "running", "done": round((first + share) / 2, 3)}

            return told

        try:
            if self._lab is None:
                from .transfer_runs import Lab

                self._lab = Lab()
            scratch = self._lab.run(setting["samples"], seed=setting["seed"], scratch=True, tell=tell(0))
            transfer = self._lab.run(**setting, tell=tell(1))
        except Stopped:
            self._live = {**setting, "state": "stopped"}
        except Exception as error:  # nobody else would see what goes wrong in a thread
            self._live = {**setting, "state": "failed", "why": f"{type(error).__name__}: {error}"[:200]}
        else:
            self._live = {**setting, "state": "done", "scratch": scratch, "transfer": transfer}


def _in_words(runs):
    return f"{statistics.mean(runs):.0%} ± {statistics.stdev(runs):.0%}"
