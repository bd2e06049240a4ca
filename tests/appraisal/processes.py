"""Other processes: many that start at once, and one that dies at a chosen line of the ballot box or moment."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from workflows.appraisal import ballots

HOME = str(Path(ballots.__file__).parent)
T = TypeVar("T")
FORK = multiprocessing.get_context("fork")


def at_once(calls: list[Callable[[], T]]) -> list[T]:
    """What each call returns, all made at the same moment, each in a process of its own."""
    start, answers = FORK.Barrier(len(calls)), FORK.SimpleQueue()

    def run(call: Callable[[], T]) -> None:
        start.wait()
        answers.put(call())

    started = [FORK.Process(target=run, args=[call]) for call in calls]
    for process in started:
        process.start()
    found = [answers.get() for _ in calls]
    for process in started:
        process.join()
    return found


def killed_at_line(number: int, work: Callable[[], object], *, once: bool = False) -> bool:
    """Do the work in another process, which is killed (-9) before its so manieth line; False: it ended before that.

    `once`: a line counts when it is passed for the first time, however often a loop comes back to it.
    """
    if (child := os.fork()) == 0:
        sys.settrace(_killing_at(number, once=once))
        try:
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _killing_at(number: int, *, once: bool) -> Callable[..., Any]:
    passed, known = 0, set[tuple[str, int]]()

    def trace(frame: FrameType, event: str, _: object) -> Callable[..., Any] | None:
        nonlocal passed
        if not frame.f_code.co_filename.startswith(HOME):
            return None
        line = (frame.f_code.co_filename, frame.f_lineno)
        passed += event == "line" and not (once and line in known)
        known.add(line)
        if passed == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace
