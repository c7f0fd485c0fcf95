"""What a command shows on standard error while it reads a long chart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

FEW = 10  # pages, read before anyone wonders


class _Bar:
    """A bar for the file being read; none for a short one."""

    def __init__(self) -> None:
        self._shown: tuple[Progress, TaskID] | None = None

    def tell(self, name: str, done: int, of: int) -> None:
        if of <= FEW:
            return
        if self._shown is None:
            self._shown = self._begun(name, of)
        bar, task = self._shown
        bar.update(task, completed=done)
        if done >= of:
            self.end()

    def end(self) -> None:
        if self._shown:
            self._shown[0].stop()
        self._shown = None

    def _begun(self, name: str, of: int) -> tuple[Progress, TaskID]:
        from rich.console import Console
        from rich.markup import escape
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        bar = Progress(*columns, console=Console(stderr=True), transient=True)
        bar.start()
        return bar, bar.add_task(f"Reading {escape(name)}", total=of)


@contextmanager
def shown() -> Iterator[None]:
    """Within it, the pages read of a chart of more than a few are counted on standard error."""
    from copilot.documents import watched

    bar = _Bar()
    try:
        with watched(bar.tell):
            yield
    finally:
        bar.end()
