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
from rules.facts import Finding, Procedure, Span
from rules.pack import Quantity, Rule
from rules.record import Event, Record, Role
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
    assert isinstance(rule.wanted, Quantity) and record.request.on is not None
    wanted, on = rule.wanted.value, record.request.on
    dated, events, missing = _dated(record, role, per_joint, on)
    stated = _stated(record, role, per_joint)
    counted = [(_of(finding), finding.span) for finding in stated]
    verdicts = {compare(count, rule.test, wanted) for count, _ in counted}
    by_date = compare(dated, rule.test, wanted) if dated else None
    spans = [span for _, span in counted]
    event_spans = [event.spans[0] for event in events]
    if {"met", "not_met"} <= verdicts or ("met" in verdicts and by_date == "not_met"):
        says = _two_counts(counted, events, dated)
        return conflicting(says, rule, [*spans, *event_spans], asks=(_ASK,))
    if counted:
        verdict: Verdict = next(v for v in ("not_met", "met", "undocumented") if v in verdicts)
        count, span = next(c for c in counted if compare(c[0], rule.test, wanted) == verdict)
        subject = f"{_total(count, rule)} in the 12 months, by {words.quote(span)}, the requested one counted,"
        if verdict == "undocumented":
            missing_words = f"{words.quote(span)} leaves open whether the requested session is counted"
            return silent(missing_words, rule, spans, (_ASK,), observed=count)
        return ruled(verdict, subject, rule, count, spans, [_caution(span)])
    if missing or dated is None:
        return silent(
            "The record dates no earlier session although there was one",
            rule,
            [s for e in events for s in e.spans[:1]],
            (_ASK,),
        )
    verdict = by_date or "undocumented"
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
    return ruled(verdict, subject, rule, dated, event_spans, [_caution(event_spans[0] if event_spans else None)])


_ASK = "The dates and sides of all sessions in the past 12 months"


def _dated(
    record: Record, role: Role | None, per_joint: bool, on: dt.date
) -> tuple[Interval | None, list[Event], bool]:
    """The count by dates with the requested session, the sessions in the window, and whether an undated one is missing."""
    start = _a_year_before(on)
    events = [e for e in _earlier(record, role, per_joint) if e.when is None or e.when.last > start]
    undated = [e for e in events if e.when is None]
    known = [e for e in events if e.when is not None]
    sure = {
        e.when.first
        for e in known
        if e.when and e.when.first > start and (not per_joint or e.sides or record.side is None)
    }
    maybe = {e.when.first for e in known if e.when} - sure
    nothing_dated = not any(e.when for e in _earlier(record, role, per_joint))
    repeated = record.request.purpose == "repeat_therapeutic" and role in ("therapeutic", None)
    missing = nothing_dated and (bool(undated) or repeated)
    low = Fraction(len(sure) + 1)
    return Interval(low, low + len(maybe) + len(undated)), known, missing


def _earlier(record: Record, role: Role | None, per_joint: bool) -> tuple[Event, ...]:
    """Earlier sessions in that role; per session every side counts, per joint only the requested one."""
    side = record.side if per_joint else "bilateral"
    if role is not None:
        kinds: tuple[Procedure, ...] = (
            ("medial_branch_block", "facet_injection")
            if role == "diagnostic" and record.procedure == "facet_rfa"
            else ()
        )
        return record.earlier(role, side=side, kinds=kinds)
    return tuple(e for r in ("diagnostic", "therapeutic") for e in record.earlier(r, side=side))


def _a_year_before(on: dt.date) -> dt.date:
    """The latest day from which twelve calendar months have passed by `on`; a session on it is out."""
    day = dt.date(on.year - 1, on.month, min(on.day, 28))
    while add(day + dt.timedelta(days=1), YEAR) <= on:
        day += dt.timedelta(days=1)
    return day


def _stated(record: Record, role: Role | None, per_joint: bool) -> list[Finding]:
    return [
        fact
        for fact in record.facts
        if isinstance(fact, Finding)
        and fact.name == "sessions_12_months"
        and fact.count is not None
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


def _two_counts(counted: Sequence[tuple[Interval, Span]], events: Sequence[Event], dated: Interval | None) -> str:
    said = " and ".join(words.quote(span) for _, span in counted)
    if len(counted) > 1 or dated is None:
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
