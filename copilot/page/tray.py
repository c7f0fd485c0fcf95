"""Documents dropped on the page that belong to no case yet: kept in memory only, for one session, for an hour."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import PurePath

from copilot.case import CaseDocument
from copilot.desk import Desk
from copilot.problem import Problem

HOUR = 3600.0
MOST = 200  # documents of one session


class Tray:
    """What each session dropped, in order."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: dict[str, tuple[float, list[CaseDocument], list[str]]] = {}
        self._lock = threading.Lock()

    def put(self, desk: Desk, name: str, content: bytes) -> str:
        """Read a document and keep it. Returns what to tell. Raises Problem where it cannot be read."""
        from copilot.documents import text_of_bytes

        desk.person.must("work on cases")
        name = PurePath(name.replace("\\", "/")).name[:200] or "document"
        loaded = text_of_bytes(content, name)
        document = CaseDocument(
            name=name, text=loaded.text, pages=list(loaded.pages), doubtful=list(loaded.doubtful),
            spots=list(loaded.spots), pictures=list(loaded.pictures),  # type: ignore[arg-type]
        )  # fmt: skip
        with self._lock:
            self._sweep()
            _, held, notes = self._held.get(desk.token, (0.0, [], []))
            if len(held) >= MOST:
                raise Problem(f"documents: up to {MOST} are taken for one case")
            if any(name == other.name for other in held):
                raise Problem(f"{name}: a document of this name is here already; rename the file")
            told = [f"{name}: {note}" for note in loaded.notes]
            self._held[desk.token] = (self._clock(), [*held, document], [*notes, *told])
        return "; ".join([f"{name}: {len(loaded.text):,} characters read", *loaded.notes])

    def of(self, desk: Desk) -> tuple[list[CaseDocument], list[str]]:
        """What the session dropped, and what of it was not read."""
        with self._lock:
            self._sweep()
            _, held, notes = self._held.get(desk.token, (0.0, [], []))
            return list(held), list(notes)

    def empty(self, desk: Desk) -> None:
        with self._lock:
            self._held.pop(desk.token, None)

    def _sweep(self) -> None:
        old = self._clock() - HOUR
        for token in [token for token, (at, _, _) in self._held.items() if at < old]:
            del self._held[token]
