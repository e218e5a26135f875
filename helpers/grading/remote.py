"""Grading on several machines: the workers of a Dask scheduler run submissions, this process keeps all records.

Each worker needs the course's package and, for the sandbox, bubblewrap. A worker that dies takes nothing with it: its
submissions go to another one, and the same submission gives the same result.
"""
import functools
import threading
from pathlib import Path

from . import engine
from .kernel import Zygote
from .pool import before, stumbled

IN_FLIGHT = 4  # submissions waiting at each thread of a worker


class DaskPool:
    """Gives the same results as `pool.Pool`.

    Raises:
        ValueError: Dask is not installed, or there is no scheduler at the address.
    """

    def __init__(self, root, sandboxed, address):
        try:
            from distributed import Client
        except ImportError:
            raise ValueError("Grading on several machines needs Dask: pip install 'dask[distributed]'.") from None
        self._root, self._sandboxed = root, sandboxed
        try:
            self._client = Client(address, timeout=10)
        except (OSError, ValueError) as error:
            raise ValueError(f"There is no Dask scheduler at {address} ({error}).") from None

    def expect(self, kinds):
        """Nothing to do ahead: the workers have warm processes of their own."""

    def close(self):
        self._client.close()

    def results(self, work, plans):
        """Yield (submission, result, content) as they come."""
        from distributed import as_completed

        sent = {lesson: self._client.scatter(plans[lesson], broadcast=True, hash=False) for lesson in {s.lesson for s in work}}
        waiting, jobs, done = {}, iter(work), as_completed(with_results=False)
        room = IN_FLIGHT * max(1, sum(self._client.nthreads().values()))

        def next_job():
            for submission in jobs:
                key, content, result = before(self._root, submission, plans[submission.lesson])
                if result is not None:
                    return submission, result, content
                future = self._client.submit(grade_there, sent[submission.lesson], content, self._sandboxed, pure=False)
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
                yield submission, self._outcome(future, plans[submission.lesson], key), content

    @staticmethod
    def _outcome(future, plan, key):
        error = future.exception()
        if error is None:
            return future.result() | {"key": key}
        if isinstance(error, (RuntimeError, ValueError)):
            raise error
        return stumbled(plan, error)


def grade_there(plan, content, sandboxed):
    """On a worker: grade one notebook in a runner of this worker's own warm process."""
    with _lock:
        warm = _zygote(plan["kind"], sandboxed)
        warm.warm(plan["imports"])
    return engine.grade(plan, content, lambda: warm.fork([path for path in plan["files"] if Path(path).exists()]))


_lock = threading.Lock()


@functools.lru_cache(maxsize=None)
def _zygote(kind, sandboxed):
    made, here = [], threading.Event()

    def keep():
        # The sandbox ends with the thread that started it, and Dask's threads come and go.
        try:
            made.append(Zygote(Path(__file__).resolve().parents[2], kind, sandboxed))
        except Exception as error:
            made.append(error)
        here.set()
        threading.Event().wait()

    threading.Thread(target=keep, daemon=True).start()
    here.wait()
    if isinstance(made[0], Exception):
        raise made[0]
    return made[0]
