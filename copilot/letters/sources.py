"""What a letter may rest on: the record and its facts, the request, the policy, the plan's own data, the rules' words.

A society's criteria are left out on purpose: its threshold has no source here, so no letter gives it as the plan's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from copilot.case import Case
from copilot.figures import Figure, figures
from copilot.letter import Signer, compose, terms
from copilot.letters import docx, templates
from copilot.letters.docx import Page
from copilot.letters.page import Letter
from copilot.letters.plain import day, glossary
from copilot.letters.texts import TOKEN, bare, identifiers, plainly
from copilot.notices import KIND_OF, Audience, Decision, Kind, PlanData, required, shipped
from copilot.review import Review


@dataclass(frozen=True)
class Sources:
    """`drawn`: what the program writes for this case, for each decision that this kind of letter can announce.

    `record`: the documents, the request and the facts; `policy`: the governing criteria; `plan`: the plan's data, the
    notices and the template's own words; `rules`: the rules' own sentences. `signer`: where it was signed.
    """

    drawn: dict[Decision, tuple[Letter, Page]]
    record: tuple[str, ...]
    policy: tuple[str, ...]
    plan: tuple[str, ...]
    rules: tuple[str, ...]
    review: Review
    signer: Signer | None = None
    pictures: frozenset[str] = frozenset()
    seen: dict[tuple[str, bool], tuple[tuple[str, str], ...]] = field(default_factory=dict)  # sentences traced already

    @cached_property
    def everything(self) -> tuple[str, ...]:
        return (*self.record, *self.policy, *self.plan, *self.rules)

    @cached_property
    def tokens(self) -> frozenset[str]:
        return frozenset(bare(t) for text in self.everything for t in TOKEN.findall(text))

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(w.casefold() for text in self.everything for w in re.findall(r"[^\W\d_]+", text))

    @cached_property
    def figures(self) -> dict[str, tuple[Figure, ...]]:
        """The figures of each kind of source, each once."""
        return {
            name: tuple({_value(f): f for text in dict.fromkeys(getattr(self, name)) for f in _read(text)}.values())
            for name in ("record", "policy", "plan", "rules")
        }

    @cached_property
    def quotable(self) -> tuple[str, ...]:
        return tuple(plainly(text) for text in self.everything)


def sources(
    case: Case, review: Review, plan: PlanData, kind: Kind, audience: Audience, *, folder: Path | None = None,
    signer: Signer | None = None,
) -> Sources:  # fmt: skip
    """What the letter of this kind for this case may rest on. `folder`: the data folder, for the plan's own template.

    Raises NotDrawn where the law covers no such letter.
    """
    given = (case.model_dump_json(), review.model_dump_json(), plan.model_dump_json())
    return _sources(*given, kind, audience, templates.load(kind, folder), signer)


@lru_cache(8)  # a letter is looked at, listed and signed within minutes, and drawing it to compare takes the longest
def _sources(
    case_json: str, review_json: str, plan_json: str, kind: Kind, audience: Audience, template: bytes,
    signer: Signer | None,
) -> Sources:  # fmt: skip
    case, review = Case.model_validate_json(case_json), Review.model_validate_json(review_json)
    plan = PlanData.model_validate_json(plan_json)
    drawn: dict[Decision, tuple[Letter, Page]] = {}
    for decision, of in KIND_OF.items():
        if of == kind:
            letter = compose(case, review, plan, audience, decision)
            drawn[decision] = letter, docx.read(docx.write(letter, template))
    elements = {e.id: e for d in drawn for e in required(terms(case, d), audience, shipped()).elements}
    said = [p for letter, _ in drawn.values() for p in letter.paragraphs]
    own = {p.text for p in said}
    fixed = [p.text for p in said if not (p.element and elements[p.element].composed)]
    static = [p.text for _, page in drawn.values() for p in page.paragraphs if p.text not in own]
    static += [text for _, page in drawn.values() for text in (*page.headers, *page.footers)]
    data = [*_strings(plan.model_dump(mode="json")), *[e.source for e in elements.values()], *glossary()]
    signed = [line for line in signer.lines.values() if line] if signer else []
    pictures = next(iter(drawn.values()))[1].pictures
    return Sources(drawn, tuple(_record(case, review)), tuple(_policy(review)), (*fixed, *static, *data, *signed),
                   tuple(_rules(review)), review, signer, pictures)  # fmt: skip


def _read(text: str) -> list[Figure]:
    """The figures of a text; the digits of an identifier are none."""
    return figures(identifiers(text)[1])


def _value(figure: Figure) -> tuple[Any, ...]:
    return figure.kind, figure.low, figure.high, figure.unit, figure.kind in ("code", "level") and figure.text


def _record(case: Case, review: Review) -> Iterator[str]:
    """Documents, request, and facts, each fact's figures as they are written."""
    yield from _strings(case.model_dump(mode="json", exclude={"label"}))
    for value in (case.received, case.request.date_of_service, *(d.date for d in case.documents)):
        yield day(value)
    for fact in review.facts:
        yield from _strings({name: value for name, value in fact.items() if name not in ("start", "end", "page")})
        percent = fact.get("percent") or {}
        yield from (f"{n}%" for n in (percent.get("low"), percent.get("high")) if n is not None)
        yield from (f"{fact[n]}/10" for n in ("pre", "post") if isinstance(fact.get(n), int | float))
        for name in ("duration", "lasted", "measured_at"):
            held = fact.get(name) or {}
            yield from (f"{n} {held.get('unit')}s" for n in (held.get("low"), held.get("high")) if n is not None)
    for criterion in review.criteria:
        if criterion.governing:
            yield from _amounts(criterion.observed)


def _policy(review: Review) -> Iterator[str]:
    held = review.policy
    if held:
        yield from (held.title, held.number or "", held.version, held.id, *held.not_encoded)
    governing = [c for c in review.criteria if c.governing]
    cited = {x.guideline for c in governing for x in c.citations}
    for reference in review.references:
        if reference.guideline in cited:
            yield from (reference.title, reference.publisher, reference.effective, reference.url)
    for criterion in governing:
        yield from (criterion.title, *(x.quote for x in criterion.citations), *_amounts(criterion.threshold))


def _rules(review: Review) -> Iterator[str]:
    yield from (c.because for c in review.criteria if c.governing)
    yield from review.requests


def _amounts(held: dict[str, Any] | None) -> Iterator[str]:
    unit = (held or {}).get("unit") or ""
    for name in ("low", "high", "value"):
        if (value := (held or {}).get(name)) is not None:
            yield f"{value}%" if unit == "percent" else f"{value} {unit}s" if unit else str(value)


def _strings(value: Any) -> Iterator[str]:
    """Every text and number in a JSON value."""
    if isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)
