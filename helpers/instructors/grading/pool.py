"""Submissions graded several at a time on this machine."""

import collections
import os
import queue
import threading

from ...course.errors import CannotStart
from . import engine, judging
from .beforehand import before, stumbled
from .kernel import Zygote


class Pool:
    """Worker threads; each drives a runner of a shared warm process and a judge, so that all waiting, all student code
    and all judging is outside Python's lock.
    """

    def __init__(self, course, sandboxed, jobs=None):
        self._course, self._sandboxed = course, sandboxed
        self._jobs = max(1, jobs or os.cpu_count() or 1)
        self._warm, self._lock = {}, threading.Lock()

    def expect(self, kinds):
        """Let the warm processes for these kinds of lessons import while the plans are made.

        To be called from the thread that asks for results: a sandbox ends with the thread that started it.
        """
        for kind in sorted(kinds):
            self._zygote(kind)

    def close(self):
        for warm in self._warm.values():
            warm.close()

    def results(self, work, plans):
        """Yield (submission, result, content, sound notebook or None) as they come; unchanged submissions give their
        recorded result.
        """
        for plan in [plans[lesson] for lesson in sorted({s.lesson for s in work})]:
            self._zygote(plan.kind).warm(plan.imports)
        jobs, done = collections.deque(work), queue.Queue(maxsize=4 * self._jobs)
        stop = threading.Event()

        def worker():
            try:
                while jobs and not stop.is_set():
                    submission = jobs.popleft()
                    plan = plans[submission.lesson].of_student(submission.student)
                    done.put((submission, *self._grade(submission, plan)))
            except IndexError:
                pass  # another worker took the last one
            finally:
                judging.close()
                done.put(None)

        threads = [threading.Thread(target=worker, daemon=True) for _ in range(self._jobs)]
        for thread in threads:
            thread.start()
        try:
            finished = 0
            while finished < len(threads):
                item = done.get()
                if item is None:
                    finished += 1
                elif isinstance(item[1], Exception):
                    raise item[1]
                else:
                    yield item
        finally:
            stop.set()

    def _grade(self, submission, plan):
        """(result, content, sound notebook or None); the result is an exception where the machine, not the submission,
        is to blame.
        """
        content, made = b"", []
        try:
            key, content, result = before(self._course, submission, plan, again=True)
            if result is None:
                whole = plan.whole
                result = engine.grade(whole, content, lambda: self._zygote(plan.kind).fork(whole.files), made)
                result.key = key
        except CannotStart as error:
            result = error
        except Exception as error:  # fail closed, and never stop the batch
            result = stumbled(plan, error)
        return result, content, next(iter(made), None)

    def _zygote(self, kind):
        with self._lock:
            if kind not in self._warm:
                self._warm[kind] = Zygote(self._course.root, kind, self._sandboxed)
            return self._warm[kind]
