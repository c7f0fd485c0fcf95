"""Facts in words: how a percentage, a duration, a procedure or a place in the record is written in a sentence."""

from __future__ import annotations

import re

from copilot.case import Case, CaseDocument
from copilot.review import Evidence
from rules.facts import Amount, Duration, Outcome, Percent, Procedure, Score, Side, Span, When, number
from rules.request import PROCEDURE_OF_CODE

PROCEDURES: dict[Procedure | None, str] = {
    "sij_injection": "sacroiliac joint injection", "epidural_injection": "epidural steroid injection",
    "facet_injection": "facet joint injection", "medial_branch_block": "medial branch block",
    "facet_rfa": "facet radiofrequency ablation", "sij_rfa": "sacroiliac radiofrequency ablation",
    "trigger_point_injection": "trigger point injection", "sij_fusion": "sacroiliac joint fusion",
    "other": "other procedure", None: "procedure",
}  # fmt: skip
PURPOSES = {
    "diagnostic": "diagnostic", "initial_therapeutic": "first therapeutic",
    "repeat_therapeutic": "repeat", "ablation": "",
}  # fmt: skip
BOUNDS = {"at_least": "at least ", "more_than": "more than ", "at_most": "at most ", "less_than": "less than ",
          "approx": "about ", "exact": "", "range": ""}  # fmt: skip


def amount(value: Amount, unit: str = "") -> str:
    """'75', 'at least 50', '50 to 60', with `unit` after each number it needs."""
    low, high = number(value.low), number(value.high)
    if low is not None and high is not None and low != high:
        return f"{low}{unit} to {high}{unit}"
    return f"{BOUNDS[value.bound]}{low if low is not None else high}{unit}"


def percent(value: Percent) -> str:
    """'75% relief', 'at least 50% relief', '40% worse'."""
    if value.high is not None and value.high < 0:
        return amount(Percent(-value.high, None if value.low is None else -value.low, value.bound), "%") + " worse"
    return amount(value, "%") + " relief"


def duration(value: Duration) -> str:
    """'30 minutes', 'at least 2 months', '1.5 hours'."""
    one = value.low == value.high == 1
    return f"{amount(value)} {value.unit}{'' if one else 's'}"


def score(value: Score) -> str:
    low, high = number(value.low), number(value.high)
    return f"{low}" if low == high else f"{low} to {high}"


def day(value: When | None) -> str:
    return f"on {value}" if value and value.day else f"in {value}" if value else "on an undated occasion"


def event(procedure: Procedure | None, side: Side | None) -> str:
    """'bilateral sacroiliac joint injection'."""
    return f"{side} {PROCEDURES[procedure]}" if side else PROCEDURES[procedure]


def requested(case: Case) -> str:
    """What is asked for, in our own words: 'repeat bilateral sacroiliac joint injection (code 27096)'."""
    asked = case.request
    known = PROCEDURE_OF_CODE.get(asked.cpt or "")
    name = PROCEDURES[known] if known and known != "other" else asked.description or f"procedure {asked.cpt}"
    words = [PURPOSES.get(asked.purpose or "", ""), asked.side or "", name]
    return " ".join(w for w in words if w) + (f" (code {asked.cpt})" if asked.cpt else "")


def calculation(outcome: Outcome) -> str | None:
    """'(8 − 2) ÷ 8 × 100 = 75%', where the relief was computed from two exact scores."""
    if outcome.how != "computed" or not (outcome.pre and outcome.post and outcome.percent):
        return None
    if outcome.pre.low != outcome.pre.high or outcome.post.low != outcome.post.high:
        return None
    before, after = score(outcome.pre), score(outcome.post)
    return f"({before} − {after}) ÷ {before} × 100 = {amount(outcome.percent, '%')}"


def document_label(document: CaseDocument) -> str:
    """'[clinic note 2025-11-12]': how a narrative cites a document of the record."""
    day = document.date.isoformat() if document.date else ""
    name = re.sub(r"[\[\]\s]+", " ", document.name).strip()
    return f"[{name}]" if not day or day in name else f"[{name} {day}]"


def phrase(case: Case, place: Span) -> str:
    """The record's words at a place on one line; a bare figure with the sentence around it."""
    quote = inner(" ".join(place.quote.split()))
    if len(quote.split()) > 2 or place.start is None:
        return quote
    text = next((d.text or "" for d in case.documents if (d.text or "")[place.start : place.end] == place.quote), "")
    before = max((m.end() for m in re.finditer(r"[.;!?]\s|\n", text[: place.start])), default=0)
    after = re.search(r"[.;!?](?:\s|$)|\n", text[place.end :])
    whole = " ".join(text[before : (place.end or 0) + (after.start() if after else 80)].split())
    whole = inner(whole)
    return whole if quote in whole and len(whole) < 200 else quote


def inner(quote: str) -> str:
    """A quotation as it stands inside quotation marks: its own become single ones."""
    return quote.replace('"', "'").replace("“", "'").replace("”", "'")


def label(case: Case, place: Span | Evidence) -> str:
    """The label of the document in which `place` stands; of several with one name, the one that holds its words."""
    if place.field:
        return "[request]"
    named = [d for d in case.documents if d.name == place.document]
    holds = [d for d in named if place.start is not None and (d.text or "")[place.start : place.end] == place.quote]
    found = holds or named
    return document_label(found[0]) if found else f"[{place.document}]"


def cited(sentence: str, *marks: str) -> str:
    """`sentence` with citation marks before its full stop, each mark once."""
    extra = " ".join(dict.fromkeys(mark for mark in marks if mark and mark not in sentence))
    body = sentence.rstrip()
    end = body[-1] if body and body[-1] in ".?!" else ""
    return f"{body.removesuffix(end).rstrip()} {extra}{end or '.'}" if extra else body
