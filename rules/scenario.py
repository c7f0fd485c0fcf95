"""Made-up records in a few words, for the cases beside a pack and for tests.

    - {injection: 2025-06-02}                     a performed procedure of the requested kind, on the requested side
    - {injection: undated, purpose: diagnostic}   ... with side, purpose, kind, region where they matter
    - {relief: 7 to 2, after: 6 weeks}            a result of the injection given last before it
    - {relief: 50-60, for: 3 months, over: true}  also: about 70, more than 70, at least 50, less than 25, none
    - {relief: 30 or 70}                          words with two readings; `literal: true` for the founding case
    - {function: 60, for: 3 months}               percent, or better, same, vague
    - {both: 70}                                  one figure for pain and function
    - {pain: 4 months}  {care: 6 weeks}  {tests: 3}  {tests: [FABER, Yeoman], negative: [compression]}
    - {guidance: ultrasound}  {finding: pregnancy}  {absent: pregnancy}  {sessions: 4, with_request: true}

`in: other note` puts a statement into another document; `on`, `of`, `side`, `phase`, `peak` and `kind` are understood
where they make sense.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, cast

from rules.facts import (
    Bound,
    ConservativeCare,
    Duration,
    Fact,
    Finding,
    Guidance,
    Outcome,
    PainDuration,
    Percent,
    Procedure,
    ProcedureEvent,
    ProvocativeTests,
    Reading,
    Score,
    Span,
    Unit,
    When,
)
from rules.request import Request, procedure_of

_BOUNDS: dict[str, Bound] = {
    "about": "approx", "more than": "more_than", "less than": "less_than", "at least": "at_least", "at most": "at_most",
}  # fmt: skip
_AMOUNT = re.compile(
    r"(?:(about|more than|less than|at least|at most) )?(-?\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?(?: ([a-z]+?)s?)?$"
)


def record(entries: Sequence[Mapping[str, Any]], request: Request) -> tuple[Fact, ...]:
    """The facts that these entries stand for. Raises ValueError with the entry that is not understood."""
    facts: list[Fact] = []
    latest: ProcedureEvent | None = None
    for place, entry in enumerate(entries):
        fact = _fact(dict(entry), request, latest, place)
        if isinstance(fact, ProcedureEvent):
            latest = fact
        facts.append(fact)
    return tuple(facts)


def _fact(entry: dict[str, Any], request: Request, latest: ProcedureEvent | None, place: int) -> Fact:
    text = ", ".join(f"{key} {value}" for key, value in entry.items())
    # Entries stand well apart in their note, as statements of different visits do.
    start = place * 1000
    span = Span(str(entry.pop("in", "note")), start, start + len(text), text)
    makers = {
        "injection": _procedure, "relief": _result, "function": _result, "both": _result, "pain": _pain, "care": _care,
        "tests": _tests, "guidance": _guidance, "finding": _finding, "absent": _finding, "sessions": _sessions,
    }  # fmt: skip
    kind = next((key for key in entry if key in makers), None)
    if kind is None:
        raise ValueError(f"{{{text}}}: says nothing; use one of {', '.join(makers)}")
    value = entry.pop(kind)
    try:
        fact = makers[kind](kind, value, entry, span, request, latest)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{{{text}}}: {error}") from None
    if entry:
        raise ValueError(f"{{{text}}}: '{next(iter(entry))}' has no meaning here")
    return fact


def _procedure(
    kind: str, value: Any, entry: dict[str, Any], span: Span, request: Request, latest: ProcedureEvent | None
) -> Fact:
    return ProcedureEvent(
        span,
        procedure=_kind(entry, request),
        date=_when(value),
        side=entry.pop("side", request.side),
        region=entry.pop("region", None),
        purpose=entry.pop("purpose", None),
        agents=tuple(entry.pop("agents", ())),
    )


def _kind(entry: dict[str, Any], request: Request) -> Procedure:
    return cast(Procedure, entry.pop("kind", None) or procedure_of(request) or "other")


def _result(
    kind: str, value: Any, entry: dict[str, Any], span: Span, request: Request, latest: ProcedureEvent | None
) -> Fact:
    given: dict[str, Any] = {
        "of": {"relief": "pain", "function": "function", "both": "both"}[kind],
        "procedure": entry.pop("kind", latest.procedure if latest else procedure_of(request)),
        "date": _when(entry.pop("of")) if "of" in entry else latest.date if latest else None,
        "side": entry.pop("side", latest.side if latest else request.side),
        "phase": entry.pop("phase", "unknown"),
        "measured_at": _duration(entry.pop("after")) if "after" in entry else None,
        "lasted": _duration(entry.pop("for")) if "for" in entry else None,
        "measured_on": entry.pop("on", None),
        "over": entry.pop("over", False),
        "peak": entry.pop("peak", False),
        "literal_relief": entry.pop("literal", False),
        "note": entry.pop("note", None),
    }
    text = str(value)
    if pair := re.fullmatch(r"(\S+) to (\S+)", text):
        given |= {"pre": _score(pair[1]), "post": _score(pair[2]), "how": "computed"}
    elif " or " in text:
        ways = [None if way == "score" else _percent(way) for way in text.split(" or ")]
        given |= {
            "status": "ambiguous",
            "readings": tuple(Reading(way, f"reading {i + 1}") for i, way in enumerate(ways)),
        }
    elif text in ("none", "None"):
        pass
    elif text in ("better", "same", "vague"):
        given |= {"change": "same" if text == "same" else "better", "specific": text == "better"}
    else:
        given |= {"percent": _percent(text), "how": "stated"}
    return Outcome(span, **given)


def _pain(kind: str, value: Any, entry: dict[str, Any], span: Span, request: Request, latest: Any) -> Fact:
    return PainDuration(span, duration=_duration(value), site=entry.pop("site", None))


def _care(kind: str, value: Any, entry: dict[str, Any], span: Span, request: Request, latest: Any) -> Fact:
    stated = None if value in (None, "none") else _duration(value)
    return ConservativeCare(span, what=("physical therapy",), duration=stated, active=entry.pop("active", True))


def _tests(kind: str, value: Any, entry: dict[str, Any], span: Span, request: Request, latest: Any) -> Fact:
    names = tuple(value) if isinstance(value, list) else ()
    return ProvocativeTests(
        span,
        names=names,
        negative_names=tuple(entry.pop("negative", ())),
        positive=value if isinstance(value, int) else None,
        side=entry.pop("side", None),
    )


def _guidance(kind: str, value: Any, entry: dict[str, Any], span: Span, request: Request, latest: Any) -> Fact:
    return Guidance(span, modality=str(value), contrast=entry.pop("contrast", None))


def _finding(kind: str, value: Any, entry: dict[str, Any], span: Span, request: Request, latest: Any) -> Fact:
    return Finding(span, name=str(value), present=kind == "finding", side=entry.pop("side", None))


def _sessions(kind: str, value: Any, entry: dict[str, Any], span: Span, request: Request, latest: Any) -> Fact:
    return Finding(
        span,
        name="sessions_12_months",
        count=int(value),
        includes_request=entry.pop("with_request", None),
        purpose=entry.pop("purpose", None),
    )


def _when(value: Any) -> When | None:
    if isinstance(value, dt.date):
        return When(value, value)
    if value in (None, "undated"):
        return None
    month = re.fullmatch(r"(\d{4})-(\d{2})", str(value))
    if month is None:
        raise ValueError(f"'{value}' is no date; write 2025-06-02, 2025-06 or undated")
    first = dt.date(int(month[1]), int(month[2]), 1)
    following = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return When(first, following - dt.timedelta(days=1))


def _parts(text: str) -> tuple[Fraction | None, Fraction | None, Bound, str | None]:
    match = _AMOUNT.match(text)
    if match is None:
        raise ValueError(f"'{text}' is no amount; write 70, 50-60, about 70, more than 70, at least 50, less than 25")
    bound = _BOUNDS.get(match[1] or "", "range" if match[3] else "exact")
    low = Fraction(match[2])
    high = Fraction(match[3]) if match[3] else low
    if bound in ("at_least", "more_than"):
        return low, None, bound, match[4]
    if bound in ("at_most", "less_than"):
        return None, high, bound, match[4]
    return low, high, bound, match[4]


def _percent(text: str) -> Percent:
    low, high, bound, _ = _parts(text.removesuffix(" %"))
    return Percent(low, high, bound)


def _duration(value: Any) -> Duration:
    low, high, bound, unit = _parts(str(value))
    if unit not in ("minute", "hour", "day", "week", "month", "year"):
        raise ValueError(f"'{value}' is no length of time; write 6 weeks, 2-4 months, about 3 months")
    return Duration(low, high, bound, cast(Unit, unit))


def _score(text: str) -> Score:
    low, high, _, _ = _parts(text)
    assert low is not None
    assert high is not None
    return Score(low, high)
