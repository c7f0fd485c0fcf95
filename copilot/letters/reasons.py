"""What a letter says of the case itself: to whom, about which request, why, and what would change it.

Only the governing criteria speak: a society's threshold is never given as the plan's rule. Silence and contrary
evidence have different sentences, and a quotation stands as the record has it, with its document and date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from copilot import words
from copilot.case import Case
from copilot.letters.page import Paragraph
from copilot.letters.plain import american, day, plain
from copilot.notices import Audience, Composed, Decision, missing
from copilot.review import Criterion, Evidence, Review
from rules.request import PROCEDURE_OF_CODE

SIDES = {"left": "on the left side", "right": "on the right side", "bilateral": "on both sides"}
PURPOSES = {"diagnostic": "test ", "initial_therapeutic": "first ", "repeat_therapeutic": "repeat ", "ablation": ""}


def composed(
    what: Composed, case: Case, review: Review, audience: Audience, decision: Decision, own: str
) -> list[Paragraph]:
    """The paragraphs of a composed element. `own`: the person's own reason where they decide otherwise."""
    writers: dict[str, Callable[[], Iterator[Paragraph]]] = {
        "addressee": lambda: addressee(case, audience),
        "subject": lambda: subject(case, audience),
        "reasons": lambda: reasons(case, review, audience, decision, own),
        "more_information": lambda: more_information(review, audience, decision),
    }
    return list(writers[what]())


def case_fields(case: Case, review: Review) -> dict[str, str]:
    """The names that an element's text may take from the case."""
    return {
        "service": service(case), "service_exact": words.requested(case), "policy": policy(review),
        "blank": "____________________", "to_write": missing("what is approved and what is not"),
    }  # fmt: skip


def policy(review: Review) -> str:
    """'Aetna CPB 0016, sacroiliac joint injections, in force from January 1, 2025': a version is named by that day."""
    held = review.policy
    if held is None:
        return missing("the plan provision relied on")
    number = f" ({held.number})" if held.number and held.number not in held.title else ""
    return f"{held.title}{number}, in force from {american(held.version)}"


def service(case: Case) -> str:
    """The service in plain words, without codes: 'repeat shot into the sacroiliac joint, on both sides'."""
    asked = case.request
    known = PROCEDURE_OF_CODE.get(asked.cpt or "")
    name = words.PROCEDURES[known] if known and known != "other" else asked.description or f"procedure {asked.cpt}"
    said = plain(name)
    if known and known != "other":
        said = said[:1].lower() + said[1:]
    side = f", {SIDES[asked.side]}" if asked.side else ""
    return f"{PURPOSES.get(asked.purpose or '', '')}{said}{side}"


def addressee(case: Case, audience: Audience) -> Iterator[Paragraph]:
    if audience == "member":
        yield Paragraph(case.member.name or missing("the member's name"))
        given: Any = (case.member.model_extra or {}).get("address")
    else:
        provider = _provider(case)
        yield Paragraph(provider.get("name") or "To the requesting provider")
        given = provider.get("address")
    for line in given if isinstance(given, list) else [given] if given else []:
        yield Paragraph(str(line))


def subject(case: Case, audience: Audience) -> Iterator[Paragraph]:
    asked, provider = case.request, _provider(case).get("name")
    lines = {
        "Member": case.member.name or missing("the member's name"),
        "Member number": case.member.id,
        "Request number": case.id,
        "Request received": day(case.received),
        "Service": service(case) if audience == "member" else words.requested(case),
        "Diagnosis codes": ", ".join(asked.diagnoses) if audience == "provider" else None,
        "Date of service": day(asked.date_of_service) or "not given in the request",
        "Requested by": provider or ("your doctor" if audience == "member" else None),
    }
    for name, value in lines.items():
        if value:
            yield Paragraph(f"{name}: {value}")


def reasons(case: Case, review: Review, audience: Audience, decision: Decision, own: str) -> Iterator[Paragraph]:
    """A group of sentences for each governing criterion that bears on the decision, the decisive ones first."""
    if decision != review.recommendation:
        given = own if own.strip() else missing("the reason for the decision, in the physician's words")
        yield from (Paragraph(line.strip()) for line in given.split("\n") if line.strip())
        if decision in ("approve", "pend") or review.recommendation == "approve":
            return
    held = [c for c in review.criteria if c.governing]
    failed, open_ = by(held, "not_met"), by(held, "contradictory") + by(held, "undocumented")
    if not held and decision != "approve":
        yield Paragraph(missing("the reason, since no policy on file governs this request"))
    for criterion in [] if decision == "approve" else failed + open_:
        yield from told(criterion, case, audience)
    if met := by(held, "met"):
        yield Paragraph(MET[audience])
        yield from (Paragraph(_title(c, audience), "bullet") for c in met)


def by(criteria: list[Criterion], verdict: str) -> list[Criterion]:
    """Those with a verdict, the decisive ones first."""
    return sorted((c for c in criteria if c.verdict == verdict), key=lambda c: not c.decisive)


MET = {
    "member": "The record shows that you meet these parts of the rule:",
    "provider": "The record shows these criteria met:",
}
SAID = {
    ("not_met", "member"): "The record shows that you do not meet this part of the rule.",
    ("undocumented", "member"): "The record does not tell us enough about this. We do not take that as a no.",
    ("contradictory", "member"): "The record says different things about this, so we cannot tell.",
    ("undocumented", "provider"): "Not documented; this is not held to be failed.",
    ("contradictory", "provider"): "The record contradicts itself on this point.",
}


def told(criterion: Criterion, case: Case, audience: Audience) -> Iterator[Paragraph]:
    """What the rule asks, what the record shows with its date and words, and what follows from it."""
    label = "The rule asks for this" if audience == "member" else "Criterion"
    yield Paragraph(f"{label}: {_title(criterion, audience)}.")
    for place in _evidence(criterion):
        yield Paragraph(f"{source(place, case)}: “{' '.join(place.quote.split())}”", "quote")
    if audience == "provider":
        yield Paragraph(
            " ".join(filter(None, [american(criterion.because), SAID.get((criterion.verdict, "provider"))]))
        )
        return
    compared = comparison(criterion) if criterion.verdict == "not_met" else ""
    yield Paragraph(" ".join(filter(None, [compared, SAID[criterion.verdict, "member"]])))


def comparison(criterion: Criterion) -> str:
    """'We read this as 0%. The rule asks for at least 70%.', where both are amounts of the same unit."""
    seen, wanted = criterion.observed or {}, criterion.threshold or {}
    low, high, value = seen.get("low"), seen.get("high"), wanted.get("value")
    unit = wanted.get("unit") or ""
    if (low, high) == (None, None) or isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if (seen.get("unit") or "") != unit:
        return ""
    bound = "at most " if low is None else "at least " if high is None else ""
    ends = dict.fromkeys(str(end) for end in (low, high) if end is not None)
    read, asked = _amount(" to ".join(ends), unit), _amount(str(value), unit)
    return f"We read this as {bound}{read}. The rule asks for {words.BOUNDS.get(wanted['test'], '')}{asked}."


def source(place: Evidence, case: Case) -> str:
    """'Clinic note, November 12, 2025'."""
    if place.field:
        return f"The request, {place.field.removeprefix('request.').replace('_', ' ')}"
    dated = next((d.date for d in case.documents if d.name == place.document), None)
    name = " ".join(place.document.split())
    page = f", page {place.page}" if place.page else ""
    return f"{name[:1].upper()}{name[1:]}{f', {day(dated)}' if dated else ''}{page}"


def more_information(review: Review, audience: Audience, decision: Decision) -> Iterator[Paragraph]:
    """What would help, a line each, and why: the rule turns on it and the record does not show it."""
    held = [c for c in review.criteria if c.governing and c.verdict != "met"]
    asks = [_said(r, audience) for r in review.requests]
    if decision in ("deny", "partial"):
        shown = "Any record that shows this: {}" if audience == "member" else "Any record that shows: {}"
        asks += [shown.format(_title(c, audience)) for c in held if c.verdict == "not_met"]
    yield Paragraph(LEAD[decision == "pend", audience])
    if not asks:
        asks = [missing("what is asked for")]
    yield from (Paragraph(ask.rstrip(".") + ".", "bullet") for ask in dict.fromkeys(asks))
    yield Paragraph(WHY[audience])


LEAD = {
    (True, "member"): "To decide, we need:",
    (True, "provider"): "Please send:",
    (False, "member"): "Your doctor can send us more. These would help:",
    (False, "provider"): "The following would help to perfect the request:",
}
WHY = {
    "member": "Why we ask: the rule depends on these things. The record we have does not show that the rule is met.",
    "provider": "Why: the policy turns on these points, and the record received does not show that they are met.",
}


def _evidence(criterion: Criterion) -> list[Evidence]:
    """Each place once; the same words in one document are quoted once."""
    return list({(e.document, e.field, " ".join(e.quote.split())): e for e in criterion.evidence}.values())


def _title(criterion: Criterion, audience: Audience) -> str:
    return _said(criterion.title, audience).rstrip(".")


def _said(text: str, audience: Audience) -> str:
    return plain(text) if audience == "member" else american(text)


def _amount(number: str, unit: str) -> str:
    if unit == "percent":
        return f"{number}%"
    return f"{number} {unit}{'' if number == '1' or not unit else 's'}".strip()


def _provider(case: Case) -> dict[str, Any]:
    given = (case.model_extra or {}).get("provider") or (case.request.model_extra or {}).get("provider")
    return given if isinstance(given, dict) else {"name": given} if isinstance(given, str) else {}
