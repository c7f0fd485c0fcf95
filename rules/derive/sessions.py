"""How many sessions the rolling twelve months hold, the requested one counted.

A session exactly twelve calendar months before the date of service is out. The count is the record's and not that of
claims, and a caution says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from rules import words
from rules.amounts import Interval, add, compare
from rules.derive.seen import Seen, conflicting, ruled, silent
from rules.events import Event, Role
from rules.facts import Finding, Span
from rules.pack import Quantity, Rule
from rules.record import Record
from rules.verdict import Caution, Verdict

YEAR = Quantity(value=Fraction(12), unit="month")


def therapeutic_sessions(record: Record, rule: Rule) -> Seen:
    """Therapeutic sessions; a day counts once, both sides or one."""
    return _sessions(record, rule, "therapeutic")


def diagnostic_sessions(record: Record, rule: Rule) -> Seen:
    """Diagnostic sessions; a day counts once."""
    return _sessions(record, rule, "diagnostic")


def ablation_sessions(record: Record, rule: Rule) -> Seen:
    """Ablation sessions; a day counts once."""
    return _sessions(record, rule, "ablation")


def injections_of_joint(record: Record, rule: Rule) -> Seen:
    """Therapeutic injections of one joint: a bilateral day counts for each side."""
    return _sessions(record, rule, "therapeutic", per_joint=True)


def all_sessions(record: Record, rule: Rule) -> Seen:
    """Sessions of the requested procedure, whatever they were for."""
    return _sessions(record, rule, None)


def _sessions(record: Record, rule: Rule, role: Role | None, per_joint: bool = False) -> Seen:
    assert isinstance(rule.wanted, Quantity)
    assert record.request.on is not None
    wanted, on = rule.wanted.value, record.request.on
    dated, events, missing = _dated(record, role, per_joint, on)
    stated = _stated(record, role, per_joint)
    counted = [(_of(finding), finding.span) for finding in stated]
    verdicts = {compare(count, rule.test, wanted) for count, _ in counted}
    by_date = compare(dated, rule.test, wanted)
    spans = [span for _, span in counted]
    event_spans = [event.spans[0] for event in events]
    if {"met", "not_met"} <= verdicts or ("met" in verdicts and by_date == "not_met"):
        says = _two_counts(counted, events)
        return conflicting(says, rule, [*spans, *event_spans], asks=(_ASK,))
    if counted:
        verdict: Verdict = next(v for v in ("not_met", "met", "undocumented") if v in verdicts)
        count, span = next(c for c in counted if compare(c[0], rule.test, wanted) == verdict)
        subject = f"{_total(count, rule)} in the 12 months, by {words.quote(span)}, the requested one counted,"
        if verdict == "undocumented":
            missing_words = f"{words.quote(span)} leaves open whether the requested session is counted"
            return silent(missing_words, rule, spans, (_ASK,), observed=count)
        return ruled(verdict, subject, rule, count, spans, [_caution(span)], count.low != 1)
    if uncounted := _uncounted(record, role, per_joint):
        if by_date != "not_met":
            says = f"{words.quote(uncounted[0])} gives neither the number nor the dates of earlier sessions"
            return silent(says, rule, uncounted, (_ASK,))
    if missing:
        return silent(
            "The record dates no earlier session although there was one",
            rule,
            [s for e in events for s in e.spans[:1]],
            (_ASK,),
        )
    verdict = by_date
    days = ", ".join(words.when(event.when) for event in events)
    listed = f" ({days} and the requested one)" if days else " (the requested one)"
    if verdict == "undocumented":
        return silent(
            f"Between {_count(dated.low)} and {_total(dated, rule, high=True)} fall in the 12 months{listed}",
            rule,
            event_spans,
            (_ASK,),
            observed=dated,
        )
    subject = f"{_total(dated, rule)} in the 12 months before {words.day(on)}{listed}"
    return ruled(
        verdict, subject, rule, dated, event_spans, [_caution(event_spans[0] if event_spans else None)], dated.low != 1
    )


_ASK = "The dates and sides of all sessions in the past 12 months"


def _dated(record: Record, role: Role | None, per_joint: bool, on: dt.date) -> tuple[Interval, list[Event], bool]:
    """The count by dates with the requested session, the sessions in the window, and whether an undated one is missing.

    A mere mention without a date or a result is no session of its own; it only shows that a repeat had one before it.
    """
    start = _a_year_before(on)
    earlier = _earlier(record, role, per_joint)
    dated = {event: event.when for event in earlier if event.when}
    undated = [event for event in earlier if event.when is None and event.told]
    within = {event: when for event, when in dated.items() if when.last > start}
    sure = {w.first for e, w in within.items() if w.first > start and (not per_joint or e.sides or record.side is None)}
    maybe = {when.first for when in within.values()} - sure
    repeated = record.request.purpose == "repeat_therapeutic" and role in ("therapeutic", None)
    missing = not dated and (bool(undated) or repeated)
    low = Fraction(len(sure) + 1)
    return Interval(low, low + len(maybe) + len(undated)), list(within), missing


def _earlier(record: Record, role: Role | None, per_joint: bool) -> tuple[Event, ...]:
    """Earlier sessions in that role; per session every side counts, per joint only the requested one."""
    side = record.side if per_joint else "bilateral"
    roles: tuple[Role, ...] = (role,) if role else ("diagnostic", "therapeutic")
    return tuple(event for one in roles for event in record.earlier(one, side=side))


def _a_year_before(on: dt.date) -> dt.date:
    """The latest day from which twelve calendar months have passed by `on`; a session on it is out."""
    day = dt.date(on.year - 1, on.month, min(on.day, 28))
    while add(day + dt.timedelta(days=1), YEAR) <= on:
        day += dt.timedelta(days=1)
    return day


def _stated(record: Record, role: Role | None, per_joint: bool) -> list[Finding]:
    return [fact for fact in _told(record, role, per_joint) if fact.count is not None]


def _uncounted(record: Record, role: Role | None, per_joint: bool) -> list[Span]:
    """Words that tell of more sessions without their number or dates."""
    return [fact.span for fact in _told(record, role, per_joint) if fact.count is None]


def _told(record: Record, role: Role | None, per_joint: bool) -> list[Finding]:
    return [
        fact
        for fact in record.facts
        if isinstance(fact, Finding)
        and fact.name == "sessions_12_months"
        and (role is None or fact.purpose in (None, role))
        and (fact.procedure is None or fact.procedure in record.family)
        and (not per_joint or record.side is None or fact.side in (None, "bilateral", record.side))
    ]


def _of(finding: Finding) -> Interval:
    """A stated count with the requested session in it; one that does not say whether it is counted may lack it."""
    count = Fraction(finding.count or 0)
    if finding.includes_request is None:
        return Interval(count, count + 1)
    return Interval(*(count + (0 if finding.includes_request else 1),) * 2)


def _caution(span: Span | None) -> Caution:
    message = "The count of sessions is from the record, not from claims."
    return Caution("session_count_from_record", message, span.quote if span else None, False, span)


def _two_counts(counted: Sequence[tuple[Interval, Span]], events: Sequence[Event]) -> str:
    said = " and ".join(words.quote(span) for _, span in counted)
    if len(counted) > 1:
        return f"The counts differ: {said}"
    days = ", ".join(words.when(event.when) for event in events)
    return f"{said} differs from the sessions that the record dates ({days})"


def _count(value: Fraction | None) -> str:
    return words.number(value or Fraction(0))


def _total(count: Interval, rule: Rule, high: bool = False) -> str:
    assert isinstance(rule.wanted, Quantity)
    value = (count.high if high else count.low) or Fraction(0)
    text = words.amount(count) if count.low != count.high and not high else words.number(value)
    return f"{text} {rule.wanted.unit}{'' if value == 1 else 's'}"
