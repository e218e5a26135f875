"""Helpers of the neural-network course: what a lesson's notebook needs, imported only when it is used.

`from helpers import check, quiz, questions, show` stays light: no TensorFlow, matplotlib or SciPy until needed.
"""

import importlib

_HOMES = {
    "answers": "helpers.checks.answers",
    "check": "helpers.checks.check",
    "quiz": "helpers.checks.check",
    "questions": "helpers.checks.check",
    "show": "helpers.figures",
    "plots": "helpers.figures",
    "table": "helpers.figures",
    "predict": "helpers.study.predict",
    "progress": "helpers.study.progress",
}
__all__ = sorted(_HOMES)


def __getattr__(name):
    if name in _HOMES:
        try:
            return getattr(importlib.import_module(_HOMES[name]), name)
        except AttributeError as error:  # of which `from helpers import` would keep nothing but the name
            raise ImportError(f"helpers.{name} could not be loaded: {error}") from error
    raise AttributeError(f"helpers has no {name!r}; it offers {', '.join(__all__)}, and helpers.widgets.")


def __dir__():
    return __all__
