"""What the record says beside results: duration of pain, care, examination, guidance, findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from rules import words
from rules.amounts import Interval, compare, length
from rules.derive.seen import Seen, conflicting, ruled, silent
from rules.derive.statements import compared, imprecise, quoted, yes_or_no
from rules.facts import ConservativeCare, Finding, PainDuration, Span
from rules.pack import Quantity, Rule
from rules.record import Record
from rules.verdict import Verdict

# Pain elsewhere says nothing of the requested site.
_ELSEWHERE = ("shoulder", "knee", "ankle", "foot", "heel", "toe", "wrist", "hand", "thumb", "finger", "elbow", "head",
              "jaw", "migraine", "chest", "abdom", "plantar")  # fmt: skip
_UPPER = ("neck", "cervic", "arm", "thorac", "upper back")


def pain_duration(record: Record, rule: Rule) -> Seen:
    """How long the pain at the requested site has been present."""
    assert isinstance(rule.wanted, Quantity)
    stated = [f for f in record.facts if isinstance(f, PainDuration) and _is_site(f.site, record)]
    found = [(_grown(length(f.duration, rule.wanted.unit), f, rule.wanted.unit), f) for f in _latest(stated)]
    return compared(
        [(interval, fact.span, words.duration(fact.duration)) for interval, fact in found],
        rule,
        "Pain for",
        "How long the pain has been present is not recorded",
        "How long the pain has been present",
    )


# The fewest and the most days of a unit.
_DAYS = {"day": (1, 1), "week": (7, 7), "month": (30, 31), "year": (365, 366)}


def _grown(told: Interval, fact: PainDuration, unit: str) -> Interval:
    """A length told in an earlier note, by the last one that tells of the pain; others may add as much."""
    if fact.stated_on is None or fact.last_note is None or unit not in _DAYS:
        return told
    shortest, longest = _DAYS[unit]
    sure = Fraction(((fact.there_on or fact.stated_on) - fact.stated_on).days, longest)
    perhaps = Fraction((fact.last_note - fact.stated_on).days, shortest)
    low = None if told.low is None else told.low + sure
    return replace(told, low=low, high=None if told.high is None else told.high + perhaps)


# Statements of notes nearer to each other than this speak of the same time.
_SAME_TIME = dt.timedelta(days=30)


def _latest(stated: Sequence[PainDuration]) -> list[PainDuration]:
    """The statements of the latest notes: a length that an older note gives has grown since."""
    last = max((f.stated_on for f in stated if f.stated_on), default=None)
    return [f for f in stated if last is None or f.stated_on is None or f.stated_on >= last - _SAME_TIME]


def _is_site(site: str | None, record: Record) -> bool:
    where = (site or "").lower()
    if any(part in where for part in _ELSEWHERE):
        return False
    if where == "low_back" and record.region == "upper":
        return False
    upper = any(part in where for part in _UPPER) and "back" not in where.replace("upper back", "")
    return not upper or record.region == "upper" or record.procedure == "trigger_point_injection"


def conservative_care(record: Record, rule: Rule) -> Seen:
    """The longest active course of conservative care; parallel courses are not added up."""
    assert isinstance(rule.wanted, Quantity)
    told = [f for f in record.facts if isinstance(f, ConservativeCare)]
    courses = [f for f in told if f.active] or [f for f in told if f.duration and f.duration.high == 0]  # none was done
    ask = ("What conservative care was done, from when to when, and with what result",)
    timed = [(length(f.duration, rule.wanted.unit), f) for f in courses if f.duration]
    if not timed:
        said = (
            f"{words.quote(courses[0].span)} does not say how long it went on"
            if courses
            else "No course of conservative care is recorded"
        )
        return silent(said, rule, [f.span for f in courses], ask)
    sides: dict[Verdict, list[tuple[Interval, ConservativeCare]]] = {}
    for time, fact in timed:
        sides.setdefault(compare(time, rule.test, rule.wanted.value), []).append((time, fact))
    verdict: Verdict = next(v for v in ("met", "undocumented", "not_met") if v in sides)
    if verdict == "met" and all(_is_disputed(fact, rule) for _, fact in sides["met"]):
        return _in_dispute(sides["met"][0][1], rule, ask)
    longest = max(sides[verdict], key=lambda pair: pair[0].high or pair[0].low or Fraction(0))[1]
    assert longest.duration
    what = " and ".join(longest.what).replace("_", " ") or "conservative care"
    subject = f"{words.duration(longest.duration).capitalize()} of {what} ({words.quote(longest.span)})"
    if verdict == "undocumented":
        return imprecise(subject, rule, longest.span, ask, longest.duration)
    return ruled(verdict, subject, rule, longest.duration, [longest.span])


def _is_disputed(course: ConservativeCare, rule: Rule) -> bool:
    """Whether another paper of the record puts the same course under what is asked."""
    assert isinstance(rule.wanted, Quantity)
    if course.against is None:
        return False
    return course.attended is None or (
        compare(length(course.attended, rule.wanted.unit), rule.test, rule.wanted.value) == "not_met"
    )


def _in_dispute(course: ConservativeCare, rule: Rule, ask: tuple[str, ...]) -> Seen:
    assert course.duration
    assert course.against
    said = f"The record says {words.duration(course.duration)} of therapy ({words.quote(course.span)}), and against it "
    return conflicting(said + words.quote(course.against), rule, [course.span, course.against], asks=ask)


# --- findings -----------------------------------------------------------------------------------------------------


def finding(record: Record, rule: Rule, name: str, label: str, ask: str) -> Seen:
    """A finding that the record states to be present or absent."""
    said = [(f.present, f.span) for f in record.facts if isinstance(f, Finding) and f.name == name and _here(f, record)]
    return yes_or_no(said, rule, label, ask)


def _here(fact: Finding, record: Record) -> bool:
    return fact.side in (None, "bilateral", record.side) or record.side in (None, "bilateral")


def other_causes_excluded(record: Record, rule: Rule) -> Seen:
    """Whether other causes of the pain were considered and excluded, and no other cause stands in the record."""
    said = [(f.present, f.span) for f in record.facts if isinstance(f, Finding) and f.name == "other_causes_excluded"]
    said += [(False, f.span) for f in record.facts if isinstance(f, Finding) and f.name == "other_cause" and f.present]
    ask = "Which other causes of the pain were considered, and how they were excluded"
    seen = yes_or_no(said, rule, "exclusion of other causes", ask)
    if seen.verdict == "not_met" and seen.evidence:
        return replace(seen, says=f"The record names another cause of the pain ({quoted(seen.evidence[0])})")
    return seen


def radiculopathy(record: Record, rule: Rule) -> Seen:
    """An untreated radiculopathy. An exclusion: unmentioned, it does not apply."""
    said = [(f.present, f.span) for f in record.facts if isinstance(f, Finding) and f.name == "radiculopathy"]
    return yes_or_no(said, rule, "untreated radiculopathy", None, exclusion=True)


def radicular_pain(record: Record, rule: Rule) -> Seen:
    """Radicular pain or radiculopathy."""
    said = [
        (f.present, f.span)
        for f in record.facts
        if isinstance(f, Finding) and f.name in ("radicular_pain", "radiculopathy")
    ]
    if any(present for present, _ in said):
        named = [(f.present, f.span) for f in record.facts if isinstance(f, Finding) and f.name == "radicular_pain"]
        said = named or said
    return yes_or_no(said, rule, "radicular pain", "Whether the pain is radicular, with its distribution")


def claudication(record: Record, rule: Rule) -> Seen:
    """Neurogenic claudication."""
    return finding(record, rule, "claudication", "neurogenic claudication", "Whether there is neurogenic claudication")


def concordant_imaging(record: Record, rule: Rule) -> Seen:
    """Imaging that fits the symptoms."""
    ask = "The imaging report, and how it fits the side and level of the symptoms"
    return finding(record, rule, "concordant_imaging", "imaging that fits the symptoms", ask)


def axial_pain(record: Record, rule: Rule) -> Seen:
    """Whether the pain is mainly axial; pain that is radicular is not."""
    said = [(f.present, f.span) for f in record.facts if isinstance(f, Finding) and f.name == "axial_pain"]
    axial = [span for present, span in said if present]
    said += [
        (False, f.span)
        for f in record.facts
        if isinstance(f, Finding) and f.name in ("radicular_pain", "radiculopathy") and f.present
        # the limb's part in 'back pain greater than leg pain' does not speak against it
        and not any(_within(f.span, span) for span in axial)
    ]
    return yes_or_no(said, rule, "axial pain", "Whether the pain is mainly axial or radicular")


def _within(inner: Span, outer: Span) -> bool:
    return (
        inner.document == outer.document
        and None not in (inner.start, inner.end, outer.start, outer.end)
        and (outer.start or 0) <= (inner.start or 0)
        and (inner.end or 0) <= (outer.end or 0)
    )


def contrast_allergy(record: Record, rule: Rule) -> Seen:
    """A documented allergy to contrast."""
    return finding(
        record, rule, "contrast_allergy", "a contrast allergy", "Whether there is a contrast allergy or pregnancy"
    )


def pregnancy(record: Record, rule: Rule) -> Seen:
    """A documented pregnancy."""
    return finding(record, rule, "pregnancy", "a pregnancy", "Whether there is a contrast allergy or pregnancy")


def trigger_point(record: Record, rule: Rule) -> Seen:
    """A focal trigger point found on examination."""
    return finding(
        record,
        rule,
        "trigger_point",
        "a trigger point on examination",
        "The examination: the muscle, the taut band or nodule, and the response to pressure",
    )
