"""What the page serves: the record with its model, and beside it, for looking around, example people and cases.

site = Site.open(settings)            the plan's own record
examples = look_around(settings)      a record of its own in `demo` of the data folder
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from copilot import people
from copilot.case import Case
from copilot.people import Person
from copilot.problem import Problem
from copilot.settings import PROJECT, Settings
from copilot.store import Conflict, Store, utc_now

if TYPE_CHECKING:
    from copilot.corrections import Correction
    from copilot.model import Model
    from copilot.review import Review

EXAMPLES = PROJECT / "examples"
# The examples are of November 2025; their clocks run as if they had just come in.
EXAMPLE_DAY = dt.datetime(2025, 11, 21, 9, 0, tzinfo=dt.UTC)
EXAMPLE_PASSWORD = "examples only 2025"
EXAMPLE_PEOPLE = (
    ("nurse", "Nora Ellis, RN", ("reviewer",), None, None),
    ("physician", "Daniel Okafor, MD", ("physician",), "CA-000000", "pain medicine"),
    ("quality", "Quinn Avery", ("quality",), None, None),
    ("administrator", "Ada Moreno", ("administrator",), None, None),
)


@dataclass(frozen=True)
class Site:
    """One record and what works on it. `demo`: it holds examples only."""

    settings: Settings
    store: Store
    model: Model | None
    demo: bool = False
    ready: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def open(cls, settings: Settings, model: Model | None = None, now: Callable[[], dt.datetime] = utc_now) -> Site:
        """The record that the settings name. Raises Problem where it cannot be opened."""
        site = cls(settings, Store.open(settings, now=now), model)
        site.ready.set()
        return site

    def nobody_yet(self) -> bool:
        """Whether no person was ever added."""
        return not people.everyone(self.store)

    def review(self, case: Case, corrections: Sequence[Correction] = ()) -> Review:
        """A review by the rules alone, at once."""
        from copilot.reviewing import review

        return review(case, settings=self.settings, corrections=corrections)

    def review_with_model(self, case: Case, corrections: Sequence[Correction] = ()) -> Review:
        """A review with the model's draft, which takes as long as the model does."""
        from copilot.reviewing import review

        return review(case, settings=self.settings, model=self.model, corrections=corrections)

    def prepare(self) -> None:
        """Load and build what the first review would wait for."""
        from copilot.library import open_library

        open_library(self.settings).prepare()
        if self.model is not None:
            import langchain_openai  # noqa: F401


def look_around(settings: Settings, model: Model | None = None, examples: Path = EXAMPLES) -> Site:
    """The site of example people and cases; its clock starts on EXAMPLE_DAY. It fills in the background, and is `ready`
    once every case is reviewed."""
    folder = settings.folder("demo")
    own = settings.model_copy(update={"data_dir": folder, "database_url": f"sqlite:///{folder / 'necessity.db'}"})
    behind = _behind(folder / "began.json")
    site = Site(own, Store.open(own, now=lambda: utc_now() - behind), model, demo=True)
    if site.nobody_yet():
        for name, full_name, roles, licence, specialty in EXAMPLE_PEOPLE:
            people.add(site.store, name, EXAMPLE_PASSWORD, roles, by="look around", full_name=full_name,
                       licence=licence, specialty=specialty)  # fmt: skip
    threading.Thread(target=_fill, args=(site, examples), name="examples", daemon=True).start()
    return site


def _behind(file: Path) -> dt.timedelta:
    """How far the examples' clock is behind; the same each time, so that time never runs backwards."""
    if not file.exists():
        file.write_text(json.dumps({"began": utc_now().isoformat()}), encoding="utf-8")
    return dt.datetime.fromisoformat(json.loads(file.read_text(encoding="utf-8"))["began"]) - EXAMPLE_DAY


def _fill(site: Site, examples: Path) -> None:
    """Store and review every example case that is not there yet."""
    from copilot.load import load

    try:
        for file in sorted(examples.glob("*.json")):
            for case in load(file):
                _fill_in(site, case)
    finally:
        site.ready.set()


def _fill_in(site: Site, case: Case) -> None:
    try:
        site.store.submit(case, by="look around")
        if site.store.latest_review(case.id) is None:
            site.store.save_review(site.review(case), by="look around")
    except Conflict:
        return  # somebody worked on it already


@dataclass
class Sites:
    """The plan's site, and the examples once somebody asked to look around. A session's token says whose it is."""

    own: Site
    may_look_around: bool = True
    _demo: Site | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    MARK = "example."

    def demo(self) -> Site:
        """The examples. Raises Problem once the plan has people of its own, or beyond this machine."""
        if not self.offers_start():
            raise Problem("looking around is over: there are people with access; log in")
        with self._lock:
            if self._demo is None:
                self._demo = look_around(self.own.settings, self.own.model)
            return self._demo

    def offers_start(self) -> bool:
        """Whether the log-in page offers to create the first administrator, or to look around."""
        return self.may_look_around and self.own.nobody_yet()

    def of(self, cookie: str | None) -> tuple[Site, str] | None:
        """The site and the session's token that a cookie names."""
        if not cookie:
            return None
        if cookie.startswith(self.MARK):
            demo = self._demo
            return (demo, cookie.removeprefix(self.MARK)) if demo else None
        return self.own, cookie

    def cookie(self, site: Site, token: str) -> str:
        return self.MARK + token if site.demo else token

    def who(self, cookie: str | None) -> Person | None:
        """Whose session this is, or None."""
        found = self.of(cookie)
        return people.who(found[0].store, found[1]) if found else None

    def close(self) -> None:
        self.own.store.close()
        if self._demo:
            self._demo.store.close()
