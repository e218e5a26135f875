"""Curves that grow while a loop trains, for networks that are trained without Keras."""

import time

from .house import plots, show

SECONDS_BETWEEN = 0.25


class LiveCurves:
    """`live = LiveCurves("epoch", "share right")`, in the loop `live.add(epoch, training=0.9, test=0.8)`, at its end
    `live.close()`.

    In a notebook a picture grows with the run, and goes when it is closed: the lesson then shows the finished one.
    Where there is no notebook nothing is shown.
    """

    def __init__(self, xlabel, ylabel):
        self.xlabel, self.ylabel = xlabel, ylabel
        self.places, self.curves = [], {}
        self._handle, self._shown = None, 0.0

    def add(self, place, **values):
        """One more point of each curve; painted at most a few times a second."""
        self.places.append(place)
        for name, value in values.items():
            self.curves.setdefault(name, []).append(float(value))
        if time.monotonic() - self._shown >= SECONDS_BETWEEN:
            self._paint()
            self._shown = time.monotonic()

    def close(self):
        """Take the growing picture away."""
        if self._handle:
            self._handle.update({"text/plain": ""}, raw=True)

    def _paint(self):
        from IPython import get_ipython
        from IPython.display import display

        shell = get_ipython()
        if shell is None or not hasattr(shell, "kernel"):
            return
        picture = show(self._figure(), alt=self._words(), caption=f"While it trains: {self._words()}")
        if self._handle:
            self._handle.update(picture)
        else:
            self._handle = display(picture, display_id=True)

    def _figure(self):
        fig, ax = plots().subplots(figsize=(6, 2.8))
        for name, values in self.curves.items():
            ax.plot(self.places, values, label=name)
        ax.set(xlabel=self.xlabel, ylabel=self.ylabel)
        ax.legend()
        return fig

    def _words(self):
        now = ", ".join(f"{name} {values[-1]:.3f}" for name, values in self.curves.items())
        return f"{self.xlabel} {self.places[-1]}, {now}."
