"""Progress of training runs: one line per run that fills up while Keras trains, and stays short when it is done.

`model.fit(..., verbose=0, callbacks=[TrainingProgress("classifier")])`, and `for seed in track(seeds, "seed")`.
What stays on the page holds no clock times, so that the same seed leaves the same page.
"""

import time

import keras

from ..course.markup import NOTHING, html

SECONDS_BETWEEN = 0.15


class Line:
    """One line of progress in a notebook, or one printed line at the end where there is no notebook.

    Args:
        label: what is running, in a few words.
        total: number of steps.
        unit: what a step is, in the singular.
    """

    def __init__(self, label, total, unit):
        self.label, self.total, self.unit = label, total, unit
        self.done, self.words, self.finished = 0, "", False
        self._shown = time.monotonic()
        self._handle = _display(self)

    def update(self, done, words=""):
        """Show that `done` steps are over, with `words` behind it; painted at most a few times a second."""
        self.done, self.words = done, words
        now = time.monotonic()
        if self._handle and now - self._shown >= SECONDS_BETWEEN:
            self._handle.update(self)
            self._shown = now

    def finish(self, words=None):
        """The last state of the line."""
        self.words = self.words if words is None else words
        self.finished = True
        if self._handle:
            self._handle.update(self)
        else:
            print(repr(self))

    def _count(self):
        unit = self.unit if self.total == 1 else f"{self.unit}s"
        return f"{self.done} {unit}" if self.done == self.total else f"{self.done} of {self.total} {unit}"

    def __repr__(self):
        return f"{self.label}: {self._count()}" + (f" · {self.words}" if self.words else "")

    def _repr_html_(self):
        bar = '<progress value="{}" max="{}" aria-label="{}"></progress> '
        bar = NOTHING if self.finished else html(bar, self.done, self.total, self.label)
        return html('<p class="nn-progress" style="margin:.2em 0">{}{}</p>', bar, repr(self))


def _display(line):
    """A handle that changes the displayed line later, or None outside a notebook."""
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        return None
    shell = get_ipython()
    if shell is None or not hasattr(shell, "kernel"):
        return None
    return display(line, display_id=True)


class TrainingProgress(keras.callbacks.Callback):
    """A callback that shows one line for the whole run: epochs done, and the numbers of the last one.

    Args:
        label: the run's name in the line.
        show: names of the logged numbers to show; the default shows all but the learning rate.
        digits: decimals of the numbers.
    """

    def __init__(self, label="training", show=None, digits=3):
        super().__init__()
        self.label, self.show, self.digits = label, show, digits
        self._line = None

    def on_train_begin(self, logs=None):
        self._line = Line(self.label, self.params.get("epochs") or 1, "epoch")
        self._done, self._words = 0, ""

    def on_train_batch_end(self, batch, logs=None):
        steps = self.params.get("steps")
        if steps and steps > 100:
            self._line.update(self._done, f"batch {batch + 1} of {steps}")

    def on_epoch_end(self, epoch, logs=None):
        self._done, self._words = epoch + 1, self._numbers(logs or {})
        self._line.update(self._done, self._words)

    def on_train_end(self, logs=None):
        self._line.done = self._done
        early = self._done < self._line.total
        self._line.finish(self._words + (" · stopped early" if early else ""))

    def _numbers(self, logs):
        names = self.show or [name for name in logs if name != "learning_rate"]
        return " · ".join(f"{name} {float(logs[name]):.{self.digits}f}" for name in names if name in logs)


def track(items, label, unit="run"):
    """Go through `items` and show how many are done: `for seed in track(range(5), "five seeds")`."""
    items = list(items)
    line = Line(label, len(items), unit)
    for i, item in enumerate(items):
        yield item
        line.update(i + 1)
    line.finish()
