"""The judge for open tasks: whatever the network, it is held against new samples and against its budget."""

from dataclasses import dataclass

import numpy as np

from .. import plain
from .base import Judge, Trouble

SENTENCES = {
    "nothing": "Nothing came back: the last line returns the model.",
    "history": "A training history came back; the trained model was asked for.",
    "no-model": "A trained Keras model was asked for.",
    "own-code": "Only layers of Keras count here: some of this model's code is its own, and hides what it holds.",
    "budget": "The model holds {numbers} numbers; the budget is {budget}.",
    "outputs": "The model does not answer with one number for each class.",
    "untrained": "{share:.0%} of the new samples are right: hardly more than guessing.",
    "straight": "{share:.0%} of the new samples are right, by straight borders; {bar:.0%} are asked.",
    "below": "{share:.0%} of the new samples are right; {bar:.0%} are asked.",
}


@dataclass(frozen=True)
class OnNewSamples(Judge):
    """Judge a network asked by the probe `Trained`: at most `budget` numbers, a share of at least `bar` of the new
    samples right.

    The best of its tries counts. An answer agrees with another when both are right, or both fail in the same way.

    Args:
        budget: the most weights, biases and other numbers.
        bar: share of right answers.
        guessing: up to this share a network counts as not trained.
    """

    budget: int = 400
    bar: float = 0.9
    guessing: float = 0.6
    kind = "trained"

    def outline(self, answer, case):
        """The truth, or the kind of trouble, in place of guesses."""
        is_expected = isinstance(answer, dict) and "truth" in answer
        return {"truth": answer["truth"]} if is_expected else self.violation(answer, case)[0]

    def trouble(self, got, expected, case):
        mine, share = self.violation(got, case)
        right = isinstance(expected, dict) and "truth" in expected
        told = "" if right else expected if isinstance(expected, str) else self.violation(expected, case)[0]
        if mine == told:
            return None
        numbers = got.get("numbers") if isinstance(got, dict) else None
        sentence = SENTENCES.get(mine, "The model is right here.")
        return Trouble(sentence.format(numbers=numbers, budget=self.budget, share=share, bar=self.bar))

    def violation(self, got, case):
        """(the kind of the first trouble or "", the share of new samples that are right)."""
        if not isinstance(got, dict) or not isinstance(got.get("guesses"), list):
            kind = "history" if isinstance(got, plain.Opaque) and got.type_name == "History" else "no-model"
            return "nothing" if got is None else kind, 0.0
        truth = plain.decode(case.expected["value"])["truth"]
        tries = [np.asarray(guess) for guess in got["guesses"]]
        shares = [float(np.mean(guess == truth)) for guess in tries if guess.shape == truth.shape]
        share = max(shares, default=None)
        if got.get("own_code") is not False:
            return "own-code", 0.0
        if not isinstance(got.get("numbers"), int) or got["numbers"] > self.budget:
            return "budget", share or 0.0
        if share is None:
            return "outputs", 0.0
        if share >= self.bar:
            return "", share
        # The middle one of its tries tells: one of three networks that were not trained may get more right by luck.
        trained = float(np.median(shares)) >= self.guessing
        return ("below" if got.get("bends") else "straight") if trained else "untrained", share
