"""Measuring: compared runs in turn in one process, medians, statements counted, and a figure against its target."""

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Figure:
    """What a row of the goals came to. `words` says what was measured, with the figures behind `value`."""

    value: float | None
    target: str
    holds: bool | None
    words: str

    def as_json(self) -> dict[str, Any]:
        """The row for JSON=1."""
        value = None if self.value is None else round(self.value, 3)
        return {"value": value, "target": self.target, "holds": self.holds, "words": self.words}


def seconds(work: Callable[[], Any]) -> float:
    """How long one call takes, the garbage collector kept out of it."""
    gc.collect(0)
    gc.disable()
    start = time.perf_counter()
    work()
    taken = time.perf_counter() - start
    gc.enable()
    return taken


def in_turn(rounds: Iterable[tuple[Callable[[], Any], ...]], skip: int = 2) -> tuple[float, ...]:
    """Median seconds of each column of calls, run row by row (A B, A B, …); the first rows only warm up."""
    rows = [tuple(seconds(work) for work in row) for row in rounds]
    return tuple(median(column) for column in zip(*rows[skip:], strict=True))


class Statements:
    """Counts what is sent to the database inside `with`; BEGIN, COMMIT and SAVEPOINT are counted apart."""

    def __init__(self) -> None:
        self.sql: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.sql.append(sql)
        return execute(sql, params, many, context)

    def __enter__(self) -> "Statements":
        self._wrapper = connection.execute_wrapper(self)
        self._wrapper.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._wrapper.__exit__(*error)

    @property
    def number(self) -> int:
        """Statements other than those of transactions."""
        return len([sql for sql in self.sql if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])


def statements(work: Callable[[], Any]) -> int:
    """How many statements a call sends."""
    with Statements() as counted:
        work()
    return counted.number


def ms(value: float) -> str:
    """Seconds as milliseconds, for people."""
    return f"{value * 1000:.3g} ms"
