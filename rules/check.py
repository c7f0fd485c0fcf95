"""Proves a pack: its quotes, its thresholds, its dates and its cases; and that nothing published changed.

Every function returns what fails, one clear line each; an empty list is a proof. The guideline texts are passed in as
`passages`: text by (guideline, passage).
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rules import scenario
from rules.derive import FACTS
from rules.engine import evaluate, situation
from rules.facts import Fact, Side
from rules.pack import BadPack, Criterion, Pack, Quantity, Rule, read_yaml
from rules.record import Chart, Record
from rules.request import PROCEDURE_OF_CODE, Line, Purpose, Request
from rules.verdict import Verdict

Passages = Mapping[tuple[str, str], str]

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TIMES = ("day", "week", "month", "year")


class Given(BaseModel):
    """The request of a case; what is absent is taken from the file's own request."""

    model_config = ConfigDict(extra="forbid")

    cpt: str | None = None
    purpose: Purpose | None = None
    side: Side | None = None
    on: dt.date | None = None
    guidance: str | None = None
    payer: str | None = None
    line: Line | None = None
    state: str | None = None


class Case(BaseModel):
    """One case: a sentence, a made-up record, and the verdicts it must have."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=10)
    request: Given = Given()
    record: list[dict[str, Any]] = []
    expect: dict[str, Verdict] = Field(min_length=1)


class Cases(BaseModel):
    """The cases beside a pack."""

    model_config = ConfigDict(extra="forbid")

    request: Given = Given()
    cases: list[Case] = []


@dataclass(frozen=True, slots=True)
class Posed:
    """A case made ready for the engine."""

    name: str
    request: Request
    facts: tuple[Fact, ...]
    expect: dict[str, Verdict]


def cases(text: str, name: str) -> tuple[Posed, ...]:
    """The cases in that YAML text. Raises BadPack."""
    try:
        given = Cases.model_validate(read_yaml(text, name) or {})
    except ValidationError as error:
        first = error.errors()[0]
        raise BadPack(f"{name}: {'.'.join(str(p) for p in first['loc'])}: {first['msg']}") from None
    common = given.request.model_dump(exclude_unset=True)
    posed = []
    for case in given.cases:
        fields = common | case.request.model_dump(exclude_unset=True)
        request = Request(**fields, procedure=PROCEDURE_OF_CODE.get(fields.get("cpt") or ""))
        try:
            facts = scenario.record(case.record, request)
        except ValueError as error:
            raise BadPack(f"{name}: case '{case.name}': {error}") from None
        posed.append(Posed(case.name, request, facts, case.expect))
    return tuple(posed)


def problems(pack: Pack, passages: Passages, posed: Sequence[Posed]) -> list[str]:
    """What is wrong with one pack."""
    return proof(pack, passages) or [*hold(pack, posed), *cover(pack, posed)]


def proof(pack: Pack, passages: Passages) -> list[str]:
    """What is wrong with a pack's tests, quotes and thresholds, its cases apart."""
    return [*_shape(pack), *_quotes(pack, passages)]


def _shape(pack: Pack) -> list[str]:
    """Each test names a derived fact and is put in its measure."""
    found = []
    for key, criterion in pack.criteria.items():
        for part in criterion.parts():
            derived = FACTS.get(part.fact or "")
            if derived is None:
                found.append(f"{pack.key}: {key}: no derived fact is called {part.fact}")
            elif not _fits(derived.measure, part):
                given = f"{part.test}: {part.wanted}"
                found.append(f"{pack.key}: {key}: {part.fact} is measured in {derived.measure}, and '{given}' is not")
    return found


def _fits(measure: str, part: Rule) -> bool:
    wanted = part.wanted
    if part.lasting and (measure != "percent" or part.lasting.unit not in _TIMES):
        return False
    if isinstance(wanted, bool):
        return measure == "yes"
    if isinstance(wanted, str):
        return measure == "modality"
    if measure == "count":
        return wanted.unit not in (*_TIMES, "percent")
    return wanted.unit == "percent" if measure == "percent" else measure == "time" and wanted.unit in _TIMES


def _quotes(pack: Pack, passages: Passages) -> list[str]:
    """Each quote stands in its passage, and each threshold with its unit in a quote."""
    found = []
    for key, criterion in pack.criteria.items():
        for cite, citation in zip(criterion.cite, pack.citations(criterion), strict=True):
            text = passages.get((citation.guideline, cite.passage))
            if text is None:
                found.append(f"{pack.key}: {key}: guideline {citation.guideline} has no passage {cite.passage}")
            elif " ".join(cite.quote.split()) not in " ".join(text.split()):
                found.append(
                    f"{pack.key}: {key}: the quote does not stand in {citation.guideline}#{cite.passage}: {cite.quote}"
                )
        quoted = " ".join(cite.quote for cite in criterion.cite)
        for part in criterion.parts():
            for amount in (part.wanted, part.lasting):
                if isinstance(amount, Quantity) and not _says(quoted, amount):
                    found.append(f"{pack.key}: {key}: no quote says {amount}")
    return found


def _says(quoted: str, amount: Quantity) -> bool:
    """Whether the number, in digits or as a word, stands in the text before its unit ('3 provocative manoeuvres')."""
    number = str(amount.value) if amount.value.denominator == 1 else f"{float(amount.value):g}"
    spelled = _WORDS[int(amount.value)] if amount.value.denominator == 1 and amount.value < len(_WORDS) else number
    unit = "(?:percent|per cent|%)" if amount.unit == "percent" else f"{amount.unit}s?"
    return bool(
        re.search(rf"(?<![\w.])(?:{re.escape(number)}|{spelled})\s*(?:[a-z]+ ){{0,2}}{unit}", quoted, re.IGNORECASE)
    )


def hold(pack: Pack, posed: Sequence[Posed]) -> list[str]:
    """Each case has the verdicts it expects."""
    found = []
    for case in posed:
        results = {r.id: r for r in evaluate(pack, case.request, case.facts)}
        for id_, expected in case.expect.items():
            if id_ not in results:
                found.append(f"{pack.key}: '{case.name}': {id_} is not asked for there")
            elif results[id_].verdict != expected:
                got = results[id_]
                found.append(f"{pack.key}: '{case.name}': {id_} is {got.verdict}, expected {expected}: {got.because}")
    return found


def cover(pack: Pack, posed: Sequence[Posed]) -> list[str]:
    """Each criterion has a case for every verdict that it can have."""
    seen: dict[str, set[Verdict]] = {key: set() for key in pack.criteria}
    for case in posed:
        if case.request.purpose is None:
            continue
        for key in pack.require.get(situation(pack, Record(Chart(case.request, case.facts), case.request.side)), ()):
            if expected := case.expect.get(pack.criteria[key].id):
                seen[key].add(expected)
    return [
        f"{pack.key}: {key}: no case where it is {verdict}"
        for key, criterion in pack.criteria.items()
        for verdict in ("met", "not_met", "undocumented", "contradictory")
        if verdict in _reachable(criterion) and verdict not in seen[key]
    ]


def _reachable(criterion: Criterion) -> set[str]:
    verdicts = {"met", "not_met", "undocumented", "contradictory"}
    return {v for v in verdicts if any(v not in FACTS[part.fact or ""].never for part in criterion.parts())}


def overlaps(packs: Iterable[Pack]) -> list[str]:
    """Versions of one policy whose dates overlap. One without a last day ends where the next begins."""
    found = []
    by_policy: dict[str, list[Pack]] = {}
    for pack in packs:
        by_policy.setdefault(pack.policy, []).append(pack)
    for versions in by_policy.values():
        versions.sort(key=lambda pack: pack.effective.since)
        for one, other in pairwise(versions):
            if one.effective.since == other.effective.since:
                found.append(f"{one.key}: stands twice")
            elif one.effective.to and one.effective.covers(other.effective.since):
                found.append(f"{other.key}: begins before {one.key} ends on {one.effective.to}; begin it later")
    return found


# --- what is published --------------------------------------------------------------------------------------------


def changed(packs: Iterable[Pack], manifest: Path) -> list[str]:
    """Published versions that are no longer what they were, or are gone, and versions not yet published."""
    published = read_manifest(manifest)
    current = {pack.key: pack.sha256 for pack in packs}
    found = []
    for key, digest in published.items():
        if key not in current:
            found.append(f"{key}: was published and is gone; a version is never removed")
        elif current[key] != digest:
            found.append(f"{key}: was changed after it was published; add a new dated file in its place")
    found += [
        f"{key}: is not published; run `necessity policies check --publish`" for key in current if key not in published
    ]
    return found


def read_manifest(manifest: Path) -> dict[str, str]:
    if not manifest.exists():
        return {}
    known: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
    return known


def publish(packs: Iterable[Pack], manifest: Path) -> list[str]:
    """Add the versions that are new to the manifest; what it holds already stays. Returns the keys that were added."""
    published = read_manifest(manifest)
    new = {pack.key: pack.sha256 for pack in packs if pack.key not in published}
    if new:
        text = json.dumps(dict(sorted((published | new).items())), indent=2) + "\n"
        manifest.write_text(text, encoding="utf-8")
    return sorted(new)
