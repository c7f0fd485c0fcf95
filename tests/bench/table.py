"""The table of a benchmark: a figure of ours, the same of what stands beside it, and how they compare."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measure. `ours` and `beside` in `unit`; in the same unit `limit` and `least`, which it must stay between."""

    measure: str
    ours: float | None
    unit: str
    beside: float | None = None
    what: str = ""
    limit: float | None = None
    least: float | None = None

    def cells(self) -> tuple[str, ...]:
        ratio = f"{self.ours / self.beside:.2f}" if self.ours and self.beside else ""
        return self.measure, _figure(self.ours), self.unit, _figure(self.beside), self.what, ratio, self._limits()

    def _limits(self) -> str:
        bounds = [("under", self.limit, 1), ("at least", self.least, -1)]
        return ", ".join(
            f"{word} {bound:,g} {'held' if sign * self.ours <= sign * bound else 'NOT HELD'}"
            for word, bound, sign in bounds if bound is not None and self.ours is not None
        )  # fmt: skip


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


HEAD = ("measure", "ours", "unit", "beside", "what stands beside", "ratio", "limit")


def printed(rows: list[Row]) -> str:
    """The rows as text in columns."""
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(HEAD))]
    right = {1, 3, 5}

    def line(row: tuple[str, ...]) -> str:
        placed = [c.rjust(w) if n in right else c.ljust(w) for n, (c, w) in enumerate(zip(row, widths, strict=True))]
        return "  ".join(placed).rstrip()

    return "\n".join(map(line, cells))


def times(do: Callable[[], object], count: int) -> list[float]:
    """How long each of `count` calls took, in milliseconds, sorted."""
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        do()
        taken.append(1e3 * (time.perf_counter() - began))
    return sorted(taken)


def at(taken: list[float], share: float) -> float:
    """The value below which that share of sorted values lies."""
    return taken[min(len(taken) - 1, int(share * len(taken)))]
