"""When an answer is due. The time frames are data, each with the day from which it holds, its source and its mark.

Marks: V1 primary text seen, V2 secondary text seen, R recalled and still to be verified.
Where several time frames may apply (the funding is unknown, a state adds its own), the earliest due date governs.
Days end at 23:59:59 UTC, which in the Americas is before the local day ends; public holidays are counted as business
days. Both err on the early side, never late.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["unknown", "stopped", "ok", "soon", "overdue"]
SOON = dt.timedelta(days=2)
SOON_EXPEDITED = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Timeframe:
    """One rule: an answer within `amount` `unit`s of receipt, for requests received from `since` to `until`.

    `pend_stops`: the clock stands still while information is awaited. `extension`: days it may be extended once.
    `state` None: everywhere. `funding` None: either. `since` None: its first day is not on file.
    """

    name: str
    amount: int
    unit: Literal["hour", "calendar_day", "business_day"]
    urgency: Literal["standard", "expedited"]
    line: str
    source: str
    mark: str
    since: dt.date | None = None
    until: dt.date | None = None
    state: str | None = None
    funding: str | None = None
    pend_stops: bool = False
    extension: int | None = None

    def __str__(self) -> str:
        unit = self.unit.replace("_", " ") + ("s" if self.amount != 1 else "")
        return f"{self.amount} {unit} ({self.name}; {self.source}; {self.mark})"


_2026 = dt.date(2026, 1, 1)
_2025_END = dt.date(2025, 12, 31)
_CMS = "CMS-0057-F, 89 FR 8758"
_ERISA = "29 CFR 2560.503-1(f)"
_CA = "Cal. H&S 1367.01(h)"

TIMEFRAMES: tuple[Timeframe, ...] = (
    Timeframe("Medicare Advantage, standard", 7, "calendar_day", "standard", "medicare_advantage", _CMS, "V2",
              since=_2026, extension=14),
    Timeframe("Medicare Advantage, standard, before 2026", 14, "calendar_day", "standard", "medicare_advantage",
              "42 CFR 422.568(b)", "R", until=_2025_END, extension=14),
    Timeframe("Medicare Advantage, expedited", 72, "hour", "expedited", "medicare_advantage", _CMS, "V2",
              since=_2026, extension=14),
    Timeframe("Medicare Advantage, expedited, before 2026", 72, "hour", "expedited", "medicare_advantage",
              "42 CFR 422.572(a)", "R", until=_2025_END, extension=14),
    Timeframe("Medicaid, standard", 7, "calendar_day", "standard", "medicaid", _CMS, "V2", since=_2026, extension=14),
    Timeframe("Medicaid, standard, before 2026", 14, "calendar_day", "standard", "medicaid",
              "42 CFR 438.210(d)(1)", "R", until=_2025_END, extension=14),
    Timeframe("Medicaid, expedited", 72, "hour", "expedited", "medicaid", _CMS, "V2", since=_2026, extension=14),
    Timeframe("Medicaid, expedited, before 2026", 72, "hour", "expedited", "medicaid", "42 CFR 438.210(d)(2)", "R",
              until=_2025_END, extension=14),
    # 15 days and 72 hours are V2; that a request for information stops the standard clock is recalled (f)(4).
    Timeframe("ERISA pre-service", 15, "calendar_day", "standard", "commercial", _ERISA, "V2", funding="self_funded",
              pend_stops=True, extension=15),
    Timeframe("ERISA urgent", 72, "hour", "expedited", "commercial", _ERISA, "V2", funding="self_funded"),
    Timeframe("Accreditation, non-urgent", 15, "calendar_day", "standard", "commercial", "NCQA UM 5", "V2",
              funding="insured", pend_stops=True, extension=15),
    Timeframe("Accreditation, urgent", 72, "hour", "expedited", "commercial", "NCQA UM 5", "V2", funding="insured"),
    Timeframe("California, standard", 5, "business_day", "standard", "commercial", _CA, "R", state="CA",
              funding="insured", pend_stops=True),
    Timeframe("California, urgent", 72, "hour", "expedited", "commercial", _CA, "R", state="CA", funding="insured"),
    Timeframe("Massachusetts, standard", 2, "business_day", "standard", "commercial", "211 CMR 52", "V2", state="MA",
              funding="insured"),
    Timeframe("Massachusetts, urgent", 24, "hour", "expedited", "commercial", "211 CMR 52", "V2", state="MA",
              funding="insured", since=dt.date(2026, 6, 1)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hold:
    """A pend (from `began`, open while `ended` is None) or an extension by `days`."""

    kind: Literal["pend", "extension"]
    began: dt.datetime
    ended: dt.datetime | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides which time frame governs. `received` is the start; a bare day counts from its first second."""

    received: dt.datetime
    urgency: str = "standard"
    line: str | None = None
    state: str | None = None
    funding: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """`at` is None while the clock is stopped, and where no time frame is on file; `why` says which, in words."""

    at: dt.datetime | None
    timeframe: Timeframe | None
    stopped: bool
    why: str

    def level(self, now: dt.datetime) -> Level:
        """How pressing it is at `now`."""
        if self.at is None:
            return "stopped" if self.stopped else "unknown"
        if self.at < now:
            return "overdue"
        expedited = self.timeframe is not None and self.timeframe.urgency == "expedited"
        return "soon" if self.at - now <= (SOON_EXPEDITED if expedited else SOON) else "ok"

    def words(self, now: dt.datetime) -> str:
        """The clock in words: "due in 3 days", "overdue by 2 hours", "clock stopped: …"."""
        if self.at is None:
            return self.why
        span = abs(self.at - now)
        amount, unit = (span.days, "day") if span >= dt.timedelta(days=1) else (span.seconds // 3600, "hour")
        told = f"{amount} {unit}{'' if amount == 1 else 's'}"
        return f"overdue by {told}" if self.at < now else f"due in {told}"


def applicable(terms: Terms, timeframes: Iterable[Timeframe] = TIMEFRAMES) -> tuple[Timeframe, ...]:
    """The time frames that may govern. An unknown line or funding rules nothing out; an unknown state adds nothing."""
    day = terms.received.date()
    return tuple(
        frame
        for frame in timeframes
        if frame.urgency == terms.urgency
        and (frame.since is None or frame.since <= day)
        and (frame.until is None or day <= frame.until)
        and terms.line in (None, frame.line)
        and frame.state in (None, terms.state)
        and (None in (frame.funding, terms.funding) or frame.funding == terms.funding)
    )


def due(terms: Terms, holds: Sequence[Hold] = (), timeframes: Iterable[Timeframe] = TIMEFRAMES) -> Due:
    """When the answer is due: the earliest deadline among the time frames that may govern."""
    frames = applicable(terms, timeframes)
    if not frames:
        line = (terms.line or "this line of business").replace("_", " ")
        return Due(None, None, False, f"no time frame is on file for {line}, received {terms.received:%Y-%m-%d}")
    running = [(at, frame) for frame in frames if (at := _deadline(frame, terms.received, holds)) is not None]
    if not running:
        return Due(None, frames[0], True, "clock stopped while information is awaited")
    at, frame = min(running, key=lambda pair: pair[0])
    return Due(at, frame, False, str(frame))


def _deadline(frame: Timeframe, received: dt.datetime, holds: Sequence[Hold]) -> dt.datetime | None:
    """The deadline under one time frame, or None while its clock is stopped."""
    pends = [hold for hold in holds if hold.kind == "pend"] if frame.pend_stops else []
    if any(pend.ended is None for pend in pends):
        return None
    longer = max((hold.days or 0 for hold in holds if hold.kind == "extension"), default=0)
    longer = min(longer, frame.extension or 0)
    if frame.unit == "hour":
        held = sum(((pend.ended or pend.began) - pend.began for pend in pends), dt.timedelta())
        return received + dt.timedelta(hours=frame.amount, days=longer) + held
    # The day of receipt and the day an answer comes in do not count; counting starts the day after.
    day, left = received.date(), frame.amount
    while left:
        day += dt.timedelta(days=1)
        held_today = any(pend.began.date() < day <= (pend.ended or pend.began).date() for pend in pends)
        working = frame.unit == "calendar_day" or day.weekday() < 5
        left -= working and not held_today
    day += dt.timedelta(days=longer)
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=dt.UTC)
