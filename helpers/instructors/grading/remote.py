"""Grading on several machines: the workers of a Dask scheduler run submissions, this process keeps all records.

Each worker needs the course's package and, for the sandbox, bubblewrap. A worker that dies takes nothing with it: its
submissions go to another one, and the same submission gives the same result.
"""

import functools
import threading
from dataclasses import replace
from pathlib import Path

from ...course.errors import GradingError
from ...course.files import ROOT
from . import engine
from .beforehand import before, stumbled
from .kernel import Zygote

IN_FLIGHT = 4  # submissions waiting at each thread of a worker


class DaskPool:
    """Gives the same results as `pool.Pool`.

    Raises:
        GradingError: Dask is not installed, or there is no scheduler at the address.
    """

    def __init__(self, course, sandboxed, address):
        try:
            from distributed import Client
        except ImportError:
            raise GradingError("Grading on several machines needs Dask: pip install 'dask[distributed]'.") from None
        self._course, self._sandboxed = course, sandboxed
        try:
            self._client = Client(address, timeout=10)
        except (OSError, ValueError) as error:
            raise GradingError(f"There is no Dask scheduler at {address} ({error}).") from None

    def expect(self, kinds):
        """Nothing to do ahead: the workers have warm processes of their own."""

    def close(self):
        self._client.close()

    def results(self, work, plans):
        """Yield (submission, result, content, None) as they come."""
        from distributed import as_completed

        own = {submission.path: plans[submission.lesson].of_student(submission.student) for submission in work}
        sent = {  # never a bare dict: of that Dask would send each value under its key, whosever it is
            plan.fingerprint: self._client.scatter(plan.whole, broadcast=True, hash=False)
            for plan in {plan.fingerprint: plan for plan in own.values()}.values()
        }
        waiting, jobs, done = {}, iter(work), as_completed(with_results=False)
        room = IN_FLIGHT * max(1, sum(self._client.nthreads().values()))

        def next_job():
            for submission in jobs:
                key, content, result = before(self._course, submission, own[submission.path], again=True)
                if result is not None:
                    return submission, result, content, None
                plan = sent[own[submission.path].fingerprint]
                future = self._client.submit(grade_there, plan, content, self._sandboxed, pure=False)
                waiting[future] = (submission, key, content)
                done.add(future)
                return None
            return False

        more = True
        while more or waiting:
            while more and len(waiting) < room:
                job = next_job()
                more = job is not False
                if job:
                    yield job
            if waiting:
                future = next(done)
                submission, key, content = waiting.pop(future)
                yield submission, self._outcome(future, own[submission.path], key), content, None

    @staticmethod
    def _outcome(future, plan, key):
        error = future.exception()
        if error is None:
            return replace(future.result(), key=key)
        if isinstance(error, (RuntimeError, ValueError)):
            raise error
        return stumbled(plan, error)


def grade_there(plan, content, sandboxed):
    """On a worker: grade one notebook in a runner of this worker's own warm process."""
    with _lock:
        warm = _zygote(plan.kind, sandboxed)
        warm.warm(plan.imports)
    return engine.grade(plan, content, lambda: warm.fork([path for path in plan.files if Path(path).exists()]))


_lock = threading.Lock()


@functools.cache
def _zygote(kind, sandboxed):
    made, here = [], threading.Event()

    def keep():
        # The sandbox ends with the thread that started it, and Dask's threads come and go.
        try:
            made.append(Zygote(ROOT, kind, sandboxed))
        except Exception as error:
            made.append(error)
        here.set()
        threading.Event().wait()

    threading.Thread(target=keep, daemon=True).start()
    here.wait()
    if isinstance(made[0], Exception):
        raise made[0]
    return made[0]
