"""The way of a case: facts, policy, verdicts, passages, draft, override. What comes out is a recommendation in draft.

The rules read the record and decide before any model is asked; a model's draft is held against them and never changes
them. Nothing here writes: storing, signing and sending are the store's and the sign-off's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rules
from copilot import draft, finder, instructions, policies, reconcile, whose
from copilot.canonical import digest
from copilot.case import Case
from copilot.library import Library, open_library
from copilot.model import Budget
from copilot.narrative import Audience, Findings
from copilot.review import (
    UNDATED,
    Caution,
    Citation,
    Criterion,
    Evidence,
    GoverningPolicy,
    PassageHit,
    Receipt,
    Reference,
    Review,
    SignOff,
)
from copilot.settings import Settings
from rules import engine, reading, verdict
from rules.facts import Amount, Fact, Span, number, to_json
from rules.pack import Pack
from rules.request import PROCEDURE_OF_CODE, Request

if TYPE_CHECKING:
    from copilot.corrections import Correction
    from copilot.model import Model

# How many passages a review shows beside those that its criteria cite.
PASSAGES = 6


def review(
    case: Case,
    *,
    settings: Settings,
    model: Model | None = None,
    audience: Audience = "clinician",
    corrections: Sequence[Correction] = (),
    budget: Budget | None = None,
    packs: Sequence[Pack] | None = None,
) -> Review:
    """Review one case. Raises Problem only for unusable settings or packs; a failing model ends in the rules' review.

    `packs`: those to decide by, where not all that are in force (an older version replayed, a newer one tried).
    """
    packs = policies.packs(settings) if packs is None else packs
    library = open_library(settings, partial(standing_questions, packs))
    facts, notices = read(case, corrections)
    ruling = engine.rule(packs, request_of(case), facts, description=case.request.description or "")
    findings = find(case, ruling, facts, library)
    budget = budget or Budget()  # one for the draft and its repair together
    drafted = draft.write(model, findings, budget)
    settled = reconcile.reconcile(drafted, findings, audience, model, budget)
    receipt = Receipt(
        case_sha256=digest(case.model_dump(mode="json", exclude={"label"})),
        policy_sha256=ruling.pack.sha256 if ruling.pack else None,
        guidelines_sha256=library.guidelines_sha256(),
        engine=engine_version(),
        model=drafted.draft.model,
        prompt_sha256=drafted.prompt.sha256 if drafted.prompt else None,
    )
    return Review(
        case_id=case.id,
        review_id=digest([receipt.model_dump(), settled.narrative, [c.id for c in corrections], audience])[:20],
        recommendation=ruling.recommendation,
        sign_off=SignOff(needs="physician" if ruling.recommendation == "deny" else "reviewer"),
        policy=findings.policy,
        criteria=list(findings.criteria),
        cautions=[*findings.cautions, *finder.suggestions(drafted, findings)],
        facts=[to_json(fact) for fact in facts],
        requests=list(findings.requests),
        draft=settled.draft,
        overrides=settled.overrides,
        narrative=settled.narrative,
        references=list(findings.references),
        passages=list(findings.hits),
        receipt=receipt,
        notices=[*notices, *library.notices, *([settled.draft.notice] if settled.draft.notice else [])],
    )


def findings_of(case: Case, settings: Settings, corrections: Sequence[Correction] = ()) -> Findings:
    """What the rules find on a case, for questions about it."""
    packs = policies.packs(settings)
    library = open_library(settings, partial(standing_questions, packs))
    facts, _ = read(case, corrections)
    ruling = engine.rule(packs, request_of(case), facts, description=case.request.description or "")
    return find(case, ruling, facts, library)


def read(case: Case, corrections: Sequence[Correction] = ()) -> tuple[tuple[Fact, ...], list[str]]:
    """The facts of a case as people corrected them, and what of the record was not read, a line each."""
    documents = case.record()
    addressed = [caution.span for caution in instructions.find(documents)]
    record = instructions.unaddressed(documents)
    facts = (*case.stated_facts(), *(f for f in reading.read(record) if not _addressed(f.span, addressed)))
    notices = list(case.unread)
    if corrections:
        from copilot.corrections import apply

        corrected = apply(facts, corrections, documents)
        facts = corrected.facts
        notices += [
            f"the correction of {c.at:%Y-%m-%d} by {c.by} fits nothing in this record" for c in corrected.unplaced
        ]
    return facts, notices


def _addressed(span: Span, addressed: Sequence[Span | None]) -> bool:
    """Whether a fact stands in words that speak to the software: they are reported, and are no part of the record."""
    return any(
        other is not None
        and other.document == span.document
        and other.start is not None
        and other.end is not None
        and span.start is not None
        and span.end is not None
        and span.start < other.end
        and other.start < span.end
        for other in addressed
    )


def request_of(case: Case) -> Request:
    """What the rules need of the request: no name, no identifier."""
    asked, plan = case.request, case.plan
    code = (asked.cpt or "").strip().upper()[:5]
    described = _described(asked.description or "")
    return Request(
        cpt=asked.cpt,
        procedure=PROCEDURE_OF_CODE.get(code) or described,
        purpose=asked.purpose,
        side=asked.side,
        on=asked.date_of_service or case.received,
        guidance=asked.guidance,
        payer=plan.payer,
        line=plan.line_of_business,
        state=plan.state,
        policy=plan.policy,
    )


def _described(words: str) -> Any:
    """The procedure that a description in words names, read as the record is read."""
    from rules.facts import Document, ProcedureEvent

    named = [f for f in reading.read([Document("request", words)]) if isinstance(f, ProcedureEvent)]
    return named[0].procedure if named else None


def find(case: Case, ruling: engine.Ruling, facts: tuple[Fact, ...], library: Library) -> Findings:
    """The ruling in the contract's shapes, with the passages that were found for the reader and the model."""
    on = case.request.date_of_service or case.received
    criteria = tuple(_criterion(result, ruling.decisive) for result in ruling.criteria)
    noticed = (*ruling.cautions, *instructions.find(case.record()), *whose.find(case))
    cautions = [_caution(caution) for caution in noticed]
    hits: dict[tuple[str, str], float] = {}
    for criterion in sorted((c for c in criteria if c.governing), key=lambda c: not c.decisive):
        for hit in library.search(criterion.title, 3, case.plan.payer, case.plan.line_of_business, on):
            key = (hit.passage.guideline, hit.passage.anchor)
            hits[key] = max(hits.get(key, 0.0), hit.score)
    best = sorted(hits.items(), key=lambda item: -item[1])[:PASSAGES]
    found = Findings(
        case=case,
        policy=_policy(ruling),
        recommendation=ruling.recommendation,
        criteria=criteria,
        cautions=tuple(cautions),
        requests=ruling.requests,
        facts=facts,
        passage=lambda guideline, passage: library.get(guideline, passage, on) or library.get(guideline, passage),
        hits=tuple(PassageHit(guideline=g, passage=p, score=score) for (g, p), score in best),
    )
    return replace(found, references=tuple(_references(found.cited(), library, on)))


def _policy(ruling: engine.Ruling) -> GoverningPolicy | None:
    pack = ruling.pack
    if pack is None:
        return None
    return GoverningPolicy(
        id=pack.policy, version=pack.version, title=pack.title, number=ruling.number, why=ruling.why,
        status=f"verified: {pack.verified}" if pack.verified else pack.status, not_encoded=list(pack.not_encoded),
    )  # fmt: skip


def _criterion(result: verdict.CriterionResult, decisive: frozenset[str]) -> Criterion:
    threshold = result.threshold
    value = threshold and threshold.value
    return Criterion(
        id=result.id,
        title=result.title,
        verdict=result.verdict,
        decisive=result.governing and result.id in decisive,
        governing=result.governing,
        because=result.because,
        threshold={
            "test": threshold.test,
            "value": value if isinstance(value, str | bool) else number(value),
            "unit": threshold.unit,
        }
        if threshold
        else None,
        observed=_observed(result.observed, result.observed_unit),
        evidence=[Evidence(**{k: getattr(span, k) for k in Evidence.model_fields}) for span in result.evidence],
        citations=[Citation(guideline=c.guideline, passage=c.passage, quote=c.quote) for c in result.citations],
        mark=result.mark,
    )


def _observed(observed: Amount | str | None, unit: str | None) -> dict[str, Any] | None:
    if observed is None:
        return None
    if isinstance(observed, str):
        return {"value": observed, "unit": unit}
    return {"low": number(observed.low), "high": number(observed.high), "bound": observed.bound, "unit": unit}


def _caution(caution: verdict.Caution) -> Caution:
    span = caution.span
    return Caution(
        kind=caution.kind, quote=caution.quote, message=caution.message, must_acknowledge=caution.must_acknowledge,
        document=span.document if span else None, start=span.start if span else None, end=span.end if span else None,
    )  # fmt: skip


def _references(cited: Iterable[tuple[str, str]], library: Library, on: Any) -> Iterable[Reference]:
    for name in dict.fromkeys(guideline for guideline, _ in cited):
        known = library.guideline(name, on) or library.guideline(name)
        if known is not None:
            since = known.effective_from.isoformat() if known.effective_from else UNDATED
            yield Reference(
                guideline=name, title=known.title, publisher=known.publisher, effective=since, url=known.url or "",
                status=known.status,
            )  # fmt: skip


def standing_questions(packs: Sequence[Pack]) -> tuple[str, ...]:
    """What every review asks of the library; the answers are kept with its index."""
    return tuple(dict.fromkeys(c.title for pack in packs for c in pack.criteria.values()))


@lru_cache(maxsize=1)
def engine_version() -> str:
    """The version of the reader and the engine: a hash of their source, for receipts."""
    folder = Path(rules.__file__).parent
    sources = sorted(folder.rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


def reviewer(settings: Settings, model: Model | None = None) -> Callable[[Case, Sequence[Correction]], Review]:
    """`review` with its settings and model in place, as the store, batch and evaluation take it."""
    return lambda case, corrections=(): review(case, settings=settings, model=model, corrections=corrections)
