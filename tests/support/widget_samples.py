"""One of each widget, for tests that hold every widget to the same."""

import numpy as np

import helpers.widgets
from helpers.widgets.guesses import seal

CLASSES = [getattr(helpers.widgets, name) for name in helpers.widgets.__all__]
FRAMES = [
    {"update": 0, "hidden": [[1, -1, 0.2], [1, 1, 2], [-0.5, 0.3, -8]], "output": [1, -1, 0.5, 0.1], "error": 0.6},
    {"update": 40, "hidden": [[4, -4, 0.2], [-4, 4, 2], [-2, -2, -8]], "output": [6, 6, 0.5, -3], "error": 0.02},
    {"update": 90, "hidden": [[6, -6, 0.2], [-6, 6, 2], [-3, -3, -8]], "output": [9, 9, 0.5, -4], "error": 0.003},
]


def between(first, second, share):
    """The frame of a training at that share of the way from one frame to another."""
    mixed = {key: (1 - share) * np.array(first[key]) + share * np.array(second[key]) for key in first}
    return {key: value.tolist() for key, value in mixed.items()} | {"update": int(mixed["update"])}


TRAINING = [between(FRAMES[0], FRAMES[2], k / 8) for k in range(9)]
MINIMAL = {
    "LearningLines": {"frames": TRAINING},
    "OptimizerRace": {"steps": 40},  # it opens at the start, where momentum's strength moves nothing yet
    "Prediction": {
        "ask": "Which moves `E` most?",
        "options": ["w1", "b2"],
        "sealed": seal("b2", "Its signal is 1.", bars=[0.001, 0.09]),
    },
    "Quiz": {
        "questions": [
            {
                "id": "bias",
                "bloom": "understand",
                "marks": 2,
                "question": "What does `b` do?",
                "options": [
                    {"text": "It shifts the line.", "right": True, "why": "The weights alone turn it."},
                    {"text": "It turns the line </script>.", "right": False, "why": "Turning is done by the weights."},
                ],
            }
        ]
    },
}


def made(cls, **state):
    """A widget of that class, with what it cannot do without."""
    return cls(**{**MINIMAL.get(cls.__name__, {}), **state})
