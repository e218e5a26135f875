"""What judging gives: a `Verdict` with `Message`s for the student."""

from dataclasses import dataclass, field


@dataclass
class Message:
    """One thing to tell the student: a hint where a misconception was recognized, else what was observed.

    Attributes:
        text: quotes no input and no value, so that it may also be told of a secret case.
        detail: names inputs and values of a case; shown for public cases, held back for secret ones.
        misconception: its name in the bank, where one was recognized.
        layer: the layer of `diagnosis` that found it; "" where nothing explains the answer.
        sharp: False where it tells an effect or a kind of slip only, so that other layers may say more.
        further: what to say next, where more is asked for, each a step nearer.
    """

    text: str
    detail: str = ""
    misconception: str = ""
    layer: str = ""
    sharp: bool = True
    further: list = field(default_factory=list)


@dataclass
class Verdict:
    """The result of one exercise.

    Attributes:
        state: "right", "partly", "wrong", "empty" (untouched), "error", "timeout" or "recorded" (judged later).
        points, max_points: earned and possible marks.
        parts: name of each part -> share of it that was right, 0 or 1.
        messages: what to tell the student, most helpful first; empty when all is right.
    """

    exercise: str
    state: str
    points: float
    max_points: float
    parts: dict = field(default_factory=dict)
    messages: list = field(default_factory=list)

    @property
    def misconceptions(self) -> list[str]:
        """Names of the misconceptions that were recognized."""
        return [message.misconception for message in self.messages if message.misconception]
