"""The judge, in a process with limits of its own: an answer is hostile until it is a verdict.

The untrusted side sends text; it is taken apart here, where time, memory and the length of what is said are bounded,
and what goes wrong costs the answer that it came from. `verdict` asks the process of the calling thread.

    python -P -m helpers.instructors.grading.judging        JSON lines on stdin and stdout: {"exercises": …}, {"judge":
    …}, {"picture": …}, {"words": …}
"""

import base64
import contextlib
import functools
import hashlib
import io
import json
import os
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from .contract import Exercise, Judged
from .hostile import clean

MEGABYTE = 2**20
MEMORY = 1500 * MEGABYTE  # beyond what the process needs for itself
ENOUGH = 400 * MEGABYTE  # a process that has grown by this is replaced, so that memory stays flat
SECONDS = 10  # of processor time for one answer; honest ones take milliseconds
PATIENCE = 120  # seconds on the clock, on a machine that does much else
MOST_SAID = 2 * MEGABYTE
MESSAGES = 5
ENOUGH_TO_TELL = 500  # numbers of a value, to tell answers apart
PICTURE_SIDE = 1600  # pixels
PICTURE_PIXELS = 60_000_000  # a photograph of a telephone has 12 to 50 million

_mine = threading.local()


def verdict(plan, exercise, told=(), right=()):
    """Judge one exercise; return what is `Judged`.

    Args:
        plan: a `contract.Plan`; exercise: one of its exercises.
        told: the outcomes of its specs as JSON text, as far as they came from the untrusted side.
        right: names of the submission's functions that were found right: no mistake is carried over from them.
    """
    texts = [*told, *[b"[]"] * (len(exercise.specs) - len(told))]
    try:
        return Judged.of(_process().ask(plan, {"judge": exercise.id, "right": list(right)}, *texts))
    except Stopped as stopped:
        return Judged(state="wrong", points=0.0, messages=[f"The answer {stopped}."])


def picture(data):
    """A picture of a student's (bytes of PNG or JPEG) drawn anew: (mime type, bytes), or None where it is none."""
    try:
        told = _process().ask(None, {"picture": base64.b64encode(data).decode()})
    except Stopped:
        return None
    return (told["mime"], base64.b64decode(told["data"])) if told else None


def words(text):
    """A student's Markdown as HTML with MathML, or None where that takes too much; see `words.set_words`."""
    try:
        return _words_of(text)
    except Stopped:  # perhaps the machine was busy: that is not remembered
        return None


@functools.lru_cache(maxsize=2048)
def _words_of(text):
    return _process().ask(None, {"words": text})


def close():
    """End the process of the calling thread, if it has one."""
    if process := getattr(_mine, "process", None):
        process.close()
        _mine.process = None


def _process():
    if getattr(_mine, "process", None) is None:
        _mine.process = Process()
    return _mine.process


class Stopped(Exception):
    """An answer that was more than the judge could bear; the text goes on after "The answer"."""


class Process:
    """This side's handle on the judge. It starts when it is first asked, and anew after an answer that was too much."""

    def __init__(self):
        self._running, self._knows = None, None

    def ask(self, plan, order, *texts):
        """The reply to an order; `texts` are lines that go with it as they are.

        Raises:
            Stopped: the answer took too much time or memory.
        """
        if self._running is None:
            self._start()
        if plan is not None and self._knows is not plan:
            self._exchange([json.dumps({"exercises": [exercise.plain() for exercise in plan.exercises]}).encode()])
            self._knows = plan
        reply = self._exchange([json.dumps(order | {"lines": len(texts)}).encode(), *texts])
        if reply.get("grown", 0) > ENOUGH:
            self.close()
        return reply["told"]

    def close(self):
        if self._running is not None:
            self._running.kill()
            for pipe in (self._running.stdin, self._running.stdout):
                with contextlib.suppress(OSError):
                    pipe.close()
            self._running.wait()
        self._running = self._knows = None

    __del__ = close

    def _start(self):
        words = [sys.executable, "-P", "-m", "helpers.instructors.grading.judging"]
        package = str(Path(__file__).resolve().parents[3])
        around = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        around |= {"PYTHONPATH": package, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._running = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=around, bufsize=0
        )

    def _exchange(self, lines):
        try:
            for line in lines:
                self._running.stdin.write(line.replace(b"\n", b" ") + b"\n")
            return json.loads(self._line(time.monotonic() + PATIENCE))
        except (OSError, ValueError):
            self._running.kill()
            killed = self._running.wait() == -signal.SIGVTALRM
            self.close()
            raise Stopped("takes too long to compare" if killed else "is nothing that can be compared") from None

    def _line(self, deadline):
        pieces, size, out = [], 0, self._running.stdout
        while not pieces or not pieces[-1].endswith(b"\n"):
            if not select.select([out], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise TimeoutError
            pieces.append(out.read(1 << 16))
            size += len(pieces[-1])
            if not pieces[-1] or size > MOST_SAID:
                raise ValueError
        return b"".join(pieces)


# From here on: what runs in that process.


def main():
    from ...checks import judges  # noqa: F401  what judging needs is loaded before memory is limited

    own = _grown()
    limit = MEMORY + _memory()
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    exercises, source, out = {}, sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    while line := source.readline():
        order = json.loads(line)
        if "exercises" in order:
            exercises = {exercise["id"]: Exercise.of(exercise) for exercise in order["exercises"]}
            told = None
        else:
            texts = [source.readline() for _ in range(order["lines"])]
            # Its end cannot be caught: not by a handler, and not inside of a library's loop.
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            if "picture" in order:
                told = _picture(order["picture"])
            elif "words" in order:
                told = _words(order["words"])
            else:
                told = _verdict(exercises[order["judge"]], texts, order["right"]).plain()
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        out.write(json.dumps({"told": told, "grown": _grown() - own}).encode() + b"\n")
        out.flush()


def _grown():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _memory():
    """Bytes of private memory that this process has now."""
    with contextlib.suppress(OSError), open("/proc/self/statm") as file:
        return int(file.read().split()[5]) * resource.getpagesize()
    return 0


def _verdict(exercise, texts, right):
    """What a judge cannot even look at is no answer, and costs no other exercise anything."""
    outcomes = [_outcomes(text) for text in texts]
    try:
        found, messages = judge_both(exercise, outcomes, right)
    except Exception as error:  # such as the text of an integer of a million digits
        said = f"The answer is nothing that can be compared ({type(error).__name__})."
        return Judged(state="wrong", points=0.0, messages=[said])
    said = [clean(" ".join(filter(None, [message.text, message.detail]))) for message in messages[:MESSAGES]]
    unexpected = found.state in ("wrong", "partly") and not found.misconceptions
    return Judged(
        state=found.state,
        points=found.points,
        messages=said,
        misconceptions=found.misconceptions,
        answer=_likeness(next(filter(None, outcomes), [])) if unexpected else "",
        choices=_choices(exercise.secret, outcomes[-1], found),
    )


def _choices(spec, outcomes, found):
    """Of a graded quiz what was chosen in each question, and whether it is right."""
    from ...checks.contract import Outcome
    from ...checks.judges import JUDGES

    how = JUDGES.from_plain(spec.judge)
    if how.kind != "choices":
        return {}
    given = [Outcome.read(outcome).value for outcome in outcomes[: len(spec.cases)]]
    letters = [how.read(value) or "" for value in given] + [""] * (len(spec.cases) - len(given))
    return {case.key: [letter, found.parts.get(case.part) == 1] for case, letter in zip(spec.cases, letters)}


def _likeness(outcomes):
    """A word for what an answer gave on the public cases, which are the same for all: answers whose values begin alike,
    to four digits, have it in common; "" where that cannot be said.
    """
    from ...checks.plain import decode

    try:
        rough = [_rough(decode(one["value"])) if "value" in one else sorted(one) for one in outcomes]
        return hashlib.sha256(repr(rough).encode("utf-8", "replace")).hexdigest()[:12]
    except (ValueError, TypeError, RecursionError):
        return ""


def _rough(value):
    import numpy as np

    if isinstance(value, dict):
        return sorted((str(key), repr(_rough(one))) for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return [_rough(one) for one in value[:ENOUGH_TO_TELL]]
    if isinstance(value, (np.ndarray, np.generic, int, float)) and np.asarray(value).dtype.kind in "biuf":
        numbers = np.asarray(value, float)
        return [numbers.shape, *(f"{number + 0.0:.4g}" for number in numbers.ravel()[:ENOUGH_TO_TELL])]
    return repr(value)[:ENOUGH_TO_TELL]


def _outcomes(text):
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []


def judge_both(exercise, outcomes, right=()):
    """The verdict on public and secret cases together, and what may be told of it.

    Args:
        outcomes: those of each of the exercise's specs; `right` as in `verdict`.

    A mark needs both. Hints of recognized misconceptions are told; of a public case also inputs and values; of secret
    cases only what they are about.
    """
    from ...checks import judges

    green = dict.fromkeys(right, True).get
    secret, public = exercise.secret, exercise.public
    # Where an error is asked for, its words are judged, and no complaint quotes them.
    asked = {i for i, case in enumerate(secret.cases) if "error" in case.expected}
    hushed = [outcome if i in asked else _hush(outcome) for i, outcome in enumerate(outcomes[-1])]
    if public is None:
        verdict = judges.judge(secret, hushed, green=green)
        return verdict, [judges.Message(m.text, misconception=m.misconception) for m in verdict.messages]
    both = zip(judges.carried(public), judges.carried(secret), strict=True)
    carried = [dict(first, outcomes=first["outcomes"] + second["outcomes"]) for first, second in both]
    merged = replace(secret, cases=public.cases + secret.cases, carried=carried)
    padded = outcomes[0][: len(public.cases)]
    padded += [None] * (len(public.cases) - len(padded))
    verdict = judges.judge(merged, padded + hushed, green=green)
    hints = [judges.Message(m.text, misconception=m.misconception) for m in verdict.messages if m.misconception]
    if hints:
        return verdict, hints
    if verdict.state == "right":
        return verdict, [judges.Message(m.text) for m in verdict.messages]
    seen = judges.judge(public, padded, green=green)
    if seen.state != "right":
        return verdict, seen.messages
    return verdict, [judges.Message(m.text) for m in verdict.messages]


def _hush(outcome):
    """A secret case's outcome without the error's message, which may quote the secret input."""
    error = outcome.get("error") if isinstance(outcome, dict) else None
    if isinstance(error, dict) and error.get("type") != "NotCallable":
        return dict(outcome, error=dict(error, message="(on an input that is not shown)"))
    return outcome


def _picture(data):
    """The picture drawn anew and made small enough: nothing of the student's bytes is left."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PICTURE_PIXELS
    try:
        with Image.open(io.BytesIO(base64.b64decode(data)), formats=("PNG", "JPEG")) as found:
            kind = found.format
            found.draft("RGB", (PICTURE_SIDE, PICTURE_SIDE))
            turned = ImageOps.exif_transpose(found)
            turned.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
            fresh = Image.new("RGB", turned.size, "white")
            fresh.paste(turned, mask=turned.convert("RGBA").getchannel("A"))
    except Exception:  # whatever a library has to say about a broken picture
        return None
    out = io.BytesIO()
    fresh.save(out, kind, **({"quality": 85} if kind == "JPEG" else {"optimize": True}))
    if out.tell() > MOST_SAID // 2:  # a photograph saved as PNG: it would be more than may be said
        kind, out = "JPEG", io.BytesIO()
        fresh.save(out, kind, quality=85)
    return {"mime": f"image/{kind.lower()}", "data": base64.b64encode(out.getvalue()).decode()}


def _words(text):
    from .markdown import rendered

    try:
        return rendered(text)
    except Exception:  # whatever a library has to say about a text made to break it
        return None


if __name__ == "__main__":
    main()
