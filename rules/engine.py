"""Decides: criteria against a record, and from them the recommendation. Pure; the pipeline calls two things.

    ruling = rule(packs, request, facts, description=case.request.description or "")
        everything at once: which policy governs and why, the purpose, every criterion (the governing policy's first, in
        its order, then the supporting ones with `governing` False), the recommendation with the ids that are decisive,
        cautions, and what to ask the provider
    results = evaluate(pack, request, facts)
        only the criteria of one pack, for a request whose purpose is settled

`packs` come from `rules.pack.shipped()`, or with a plan's own from `copilot.policies.packs(settings)`; `facts` from
`rules.reading.read(documents)`, to which facts of structured sources (FHIR) may be added with `span.field` set.
Where no policy governs, `ruling.pack` is None, `criteria` empty, and `cautions` holds one of kind `no_policy`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from rules.amounts import between
from rules.derive import FACTS
from rules.derive.seen import BY, Seen
from rules.facts import Fact, Finding, Side, When
from rules.pack import Criterion, Pack, Quantity, Rule, Situation
from rules.purpose import purpose
from rules.record import Chart, Record
from rules.request import Purpose, Request, code_of
from rules.select import select, supporting
from rules.verdict import Caution, CriterionResult, Verdict

Recommendation = Literal["approve", "deny", "pend"]

# Reading rule 8: the first of these that any part has.
_ALL: tuple[Verdict, ...] = ("not_met", "contradictory", "undocumented", "met")
_ANY: tuple[Verdict, ...] = ("met", "contradictory", "undocumented", "not_met")
# After more than this a repeat ablation is judged as a first one, by new diagnostic blocks (POLICIES, cms-lcd-facet).
REDIAGNOSE = Quantity(value=Fraction(2), unit="year")
# Interlaminar epidurals and trigger points are not done on one side of the spine.
_WITHOUT_SIDE = {"62321", "62323", "20552", "20553"}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rules say of a case. `purpose` is None where neither request nor record settles it."""

    pack: Pack | None
    number: str | None
    why: str
    purpose: Purpose | None
    recommendation: Recommendation
    decisive: frozenset[str]
    criteria: tuple[CriterionResult, ...]
    cautions: tuple[Caution, ...]
    requests: tuple[str, ...]


def rule(packs: Sequence[Pack], request: Request, facts: Sequence[Fact], description: str = "") -> Ruling:
    """The whole decision on one request."""
    settled = replace(request, purpose=purpose(request, facts, description))
    chosen = select(packs, settled)
    general = (*chosen.cautions, *record_cautions(facts))
    if chosen.pack is None or request.on is None:
        return Ruling(None, None, chosen.why, settled.purpose, "pend", frozenset(), (), general, ())
    chart = Chart(settled, facts)
    governing = _evaluate(chosen.pack, chart)
    beside = tuple(
        result
        for pack in supporting(packs, chosen.pack, request.on)
        for result in _evaluate(pack, chart)
        if settled.purpose
    )
    recommendation, decisive = decide(governing, settled.purpose is not None)
    asks = [ask for result in governing if result.verdict != "met" for ask in result.asks]
    if settled.purpose is None:
        asks.insert(0, "Whether the request is diagnostic, a first therapeutic injection, or a repeat")
    if request.side is None and _sided(settled):
        asks.append("The side that is requested")
    cautions = general + tuple(caution for result in governing for caution in result.cautions)
    return Ruling(
        chosen.pack, chosen.number, chosen.why, settled.purpose, recommendation, decisive, governing + beside,
        tuple(dict.fromkeys(cautions)), tuple(dict.fromkeys(asks)),
    )  # fmt: skip


def decide(results: Sequence[CriterionResult], purpose_known: bool = True) -> tuple[Recommendation, frozenset[str]]:
    """The recommendation on the governing criteria and the ids that settle it.

    deny where the record contradicts a criterion; approve where every one is met; else pend.
    """
    failed = frozenset(r.id for r in results if r.verdict == "not_met")
    if failed:
        return "deny", failed
    open_ = frozenset(r.id for r in results if r.verdict != "met")
    if open_ or not results or not purpose_known:
        return "pend", open_
    return "approve", frozenset(r.id for r in results)


def evaluate(pack: Pack, request: Request, facts: Sequence[Fact]) -> tuple[CriterionResult, ...]:
    """Each criterion that `pack` requires for the request's purpose, in the pack's order.

    Without a purpose, those that it requires for every purpose.
    """
    return _evaluate(pack, Chart(request, facts))


def _evaluate(pack: Pack, chart: Chart) -> tuple[CriterionResult, ...]:
    records = tuple(Record(chart, side) for side in _sides(chart))
    return tuple(_result(pack, pack.criteria[key], records) for key in _required(pack, records[0]))


def _required(pack: Pack, record: Record) -> tuple[str, ...]:
    if record.request.purpose is None:
        shared = set.intersection(*(set(keys) for keys in pack.require.values()))
        return tuple(key for key in pack.criteria if key in shared)
    return pack.require.get(situation(pack, record), ())


def situation(pack: Pack, record: Record) -> Situation:
    """The request's purpose, in which an ablation after an earlier one in the record is a repeat."""
    wanted = record.request.purpose
    assert wanted is not None
    earlier = [e for e in record.earlier("ablation") if e.told] if wanted == "ablation" else []
    if not earlier or "repeat_ablation" not in pack.require or record.request.on is None:
        return wanted
    on = When(record.request.on, record.request.on)
    last = earlier[-1].when
    return "ablation" if last and between(last, on, "more_than", REDIAGNOSE) == "met" else "repeat_ablation"


def _sides(chart: Chart) -> tuple[Side | None, ...]:
    """The sides to judge one by one: both of a bilateral request, and both where a sided request names none and the
    record tells them apart."""
    if chart.request.side == "bilateral":
        return ("left", "right")
    if chart.request.side is None and _sided(chart.request):
        one_sided = [e for e in chart.performed if e.procedure in chart.family and len(e.sides) == 1]
        if len({side for event in one_sided for side in event.sides}) == 2:
            return ("left", "right")
    return (chart.request.side,)


def _sided(request: Request) -> bool:
    return code_of(request) not in _WITHOUT_SIDE and request.procedure not in ("trigger_point_injection",)


def _result(pack: Pack, criterion: Criterion, records: Sequence[Record]) -> CriterionResult:
    request = records[0].request
    seen = _both([(str(record.side), _seen(criterion, record)) for record in records], request.side is not None)
    asks = () if seen.verdict == "met" else seen.asks or (criterion.ask,)
    return CriterionResult(
        id=criterion.id,
        title=criterion.title,
        verdict=seen.verdict,
        because=_sentence(seen.says, pack.name_for(request)),
        threshold=criterion.threshold(),
        observed=seen.observed,
        observed_unit=seen.unit,
        evidence=seen.evidence,
        citations=pack.citations(criterion),
        asks=asks,
        cautions=seen.cautions,
        governing=pack.governs,
        mark=criterion.mark,
    )


def _seen(part: Rule, record: Record) -> Seen:
    if part.fact:
        return FACTS[part.fact].test(record, part)
    seen = [_seen(inner, record) for inner in (part.all or part.any)]
    return _group(seen, _ALL) if part.all else _alternatives(seen)


def _alternatives(seen: Sequence[Seen]) -> Seen:
    """A group of alternatives. A figure for pain and function together counts where both would be met, or both fail."""
    both = [part for part in seen if part.combined]
    verdicts = {part.combined for part in both}
    if len(both) > 1 and len(verdicts) == 1 and not any(part.verdict == "met" for part in seen):
        as_one = both[0]
        verdict = both[0].combined
        if verdict in ("met", "not_met"):
            how = "meets" if verdict == "met" else "falls short of"
            says = f"{as_one.says.partition(', and ')[0]}, and read either way it {how} what {BY} asks for"
            counted = Seen(verdict, says, as_one.observed, as_one.unit, as_one.evidence)
            return _group([counted, *(part for part in seen if not part.combined)], _ANY)
    return _group(seen, _ANY)


def _group(seen: Sequence[Seen], order: Sequence[Verdict]) -> Seen:
    """One answer of several parts: the first verdict in `order` that any part has, told from the parts that have it."""
    verdict = next(v for v in order if any(part.verdict == v for part in seen))
    deciding = [part for part in seen if part.verdict == verdict]
    told = deciding
    if order is _ANY and verdict == "undocumented":
        told = deciding + [part for part in seen if part.verdict == "not_met"]
    first = next((part for part in deciding if part.observed is not None), deciding[0])
    return Seen(
        verdict,
        _joined([part.says for part in told]),
        first.observed,
        first.unit,
        tuple(dict.fromkeys(span for part in told for span in part.evidence)),
        tuple(dict.fromkeys(caution for part in told for caution in part.cautions)),
        tuple(dict.fromkeys(ask for part in seen if part.verdict != "met" for ask in part.asks)),
    )


def _both(sides: Sequence[tuple[str, Seen]], named: bool) -> Seen:
    """One answer for a request on two sides. One side met and the other not is a conflict for a physician."""
    (first, one), *rest = sides
    if not rest or all(other == one for _, other in rest):
        return one
    second, other = rest[0]
    verdicts = {one.verdict, other.verdict}
    says = f"{first.capitalize()}: {one.says}; {second}: {other.says}"
    cautions: tuple[Caution, ...] = (*one.cautions, *other.cautions)
    asks = tuple(dict.fromkeys((*one.asks, *other.asks)))
    if len(verdicts) == 1:
        verdict = one.verdict
    elif not named:
        verdict = "undocumented"
        says = f"The request names no side, and the sides differ: {says[:1].lower()}{says[1:]}"
    elif "contradictory" in verdicts or verdicts == {"met", "not_met"}:
        verdict = "contradictory"
        if verdicts == {"met", "not_met"}:
            partial = (
                "One side meets this criterion and the other does not; a partial approval is a physician's decision."
            )
            cautions = (*cautions, Caution("partial_approval", partial))
    else:
        verdict = "undocumented"
    return Seen(
        verdict,
        _shortened(says),
        one.observed if len(verdicts) == 1 else None,
        one.unit if len(verdicts) == 1 else None,
        tuple(dict.fromkeys((*one.evidence, *other.evidence))),
        tuple(dict.fromkeys(cautions)),
        asks,
    )


def _joined(clauses: Sequence[str]) -> str:
    """Clauses as one sentence, each said once."""
    first, *rest = dict.fromkeys(clauses)
    return _shortened("; ".join([first, *(f"{clause[:1].lower()}{clause[1:]}" for clause in rest)]))


def _shortened(text: str) -> str:
    """The policy named once: 'that LCD L39383 asks for' after the first value only."""
    head, sep, tail = text.partition(BY)
    tail = tail.replace(f" that {BY} asks for", "").replace(f" that {BY} allows", "").replace(BY, "it")
    return head + sep + tail


def _sentence(clause: str, by: str) -> str:
    text = _shortened(clause).replace(BY, by).strip()
    return f"{text[:1].upper()}{text[1:]}."


_RECORD_CAUTIONS = {
    "instruction_like_text": "Text in the record reads like an instruction; it is data here and changed nothing.",
    "copied_forward": "This is copied from another note; it is one statement, of a day that nobody knows.",
    "inferred_relief": "Relief is argued here from the gap between injections; a gap is never evidence of relief.",
    "read_with_doubt": "Read from a picture with little confidence; it does not count until a person has compared it.",
}


def record_cautions(facts: Sequence[Fact]) -> tuple[Caution, ...]:
    """Cautions about the record as a whole; none has to be acknowledged."""
    return tuple(
        Caution("ocr" if f.name == "read_with_doubt" else f.name, _RECORD_CAUTIONS[f.name], f.span.quote, False, f.span)
        for f in facts
        if isinstance(f, Finding) and f.present and f.name in _RECORD_CAUTIONS
    )
