"""How the requested procedure will be guided, by the request's field and by the notes."""

from __future__ import annotations

import re

from rules.derive.seen import BY, Seen, conflicting, silent
from rules.derive.statements import quoted, yes_or_no
from rules.facts import Finding, Guidance, Span
from rules.pack import Rule
from rules.record import Record
from rules.verdict import Verdict

# What packs compare with. Words that name no modality ("image guided") say nothing here.
FLUOROSCOPY_OR_CT, ULTRASOUND, NONE = "fluoroscopy or ct", "ultrasound", "none"
_MODALITIES = (
    (re.compile(r"\bnone\b|\bno (?:image|imaging|guidance)|without|unguided|landmark|\bblind|palpation", re.I), NONE),
    (re.compile(r"ultraso|sonograph|\bus\b", re.I), ULTRASOUND),
    (re.compile(r"fluoro|c-? ?arm\b|\bct\b|computed tomo", re.I), FLUOROSCOPY_OR_CT),
)
_TOLD = {FLUOROSCOPY_OR_CT: "fluoroscopy or CT", ULTRASOUND: "ultrasound", NONE: "no imaging guidance"}


def modalities(written: str) -> list[str]:
    """The modalities that these words name."""
    found = [kind for pattern, kind in _MODALITIES if pattern.search(written)]
    return [NONE] if NONE in found else found


def image_guidance(record: Record, rule: Rule) -> Seen:
    """The imaging that will guide the requested procedure. A code that implies imaging is no evidence of it."""
    planned = _planned(record)
    if not planned:
        ask = "The imaging guidance planned for the injection"
        return silent("How the injection will be guided is not recorded", rule, asks=(ask,))
    kind, span = planned[0]
    other = next((said for named, said in planned if named != kind), None)
    if other is not None:
        says = f"Guidance is stated in two ways: {quoted(span)} and {quoted(other)}"
        return conflicting(says, rule, [span, other], asks=("Which imaging guidance is planned",))
    verdict: Verdict = "met" if kind == rule.wanted else "not_met"
    wanted = _TOLD.get(str(rule.wanted), str(rule.wanted))
    but = f", as {BY} asks" if verdict == "met" else f", and not {wanted} as {BY} asks"
    says = f"The planned guidance ({quoted(span)}) is {_TOLD[kind]}{but}"
    return Seen(verdict, says, kind, None, tuple(said for _, said in planned))


def imaging_used(record: Record, rule: Rule) -> Seen:
    """Whether imaging will guide the injection. An exclusion: where nothing is said, it does not apply."""
    said = [(kind != NONE, span) for kind, span in _planned(record)]
    said += [(f.present, f.span) for f in record.facts if isinstance(f, Finding) and f.name == "imaging_guidance_used"]
    return yes_or_no(said, rule, "imaging guidance", None, exclusion=True)


def no_contrast(record: Record, rule: Rule) -> Seen:
    """Whether the plan is to do without contrast. An exclusion: contrast that is not mentioned decides nothing."""
    planned = [f for f in record.facts if isinstance(f, Guidance) and f.planned and f.contrast is not None]
    said = [(not f.contrast, f.span) for f in planned]
    return yes_or_no(said, rule, "a procedure without contrast", None, exclusion=True)


def _planned(record: Record) -> list[tuple[str, Span]]:
    """The guidance planned, with where it stands."""
    field = (record.request.guidance or "").strip()
    said = [(field, Span("request", None, None, field, field="request.guidance"))] if field else []
    said += [(f.modality, f.span) for f in record.facts if isinstance(f, Guidance) and f.planned]
    return [(kind, span) for written, span in said for kind in modalities(written)]
