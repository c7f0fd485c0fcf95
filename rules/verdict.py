"""What the engine says of one criterion."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from rules.facts import Amount, Span

Verdict = Literal["met", "not_met", "undocumented", "contradictory"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage of a guideline and the words of it that the criterion encodes."""

    guideline: str
    passage: str
    quote: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """The comparison a criterion makes, e.g. at_least 70 percent. Units: percent, week, month, count, a plain word."""

    test: Literal["at_least", "more_than", "at_most", "less_than", "equals"]
    value: Fraction | str | bool
    unit: str


@dataclass(frozen=True, slots=True)
class Caution:
    """Something a person must know before signing. Kinds: ambiguous_statement, imprecise_value, conflict,
    session_count_from_record, instruction_like_text, copied_forward, ocr, partial_approval, policy_revision, no_policy.
    """

    kind: str
    message: str
    quote: str | None = None
    must_acknowledge: bool = False
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion decided. `because` is one sentence; `asks` is what documentation would change the verdict; `mark`
    how sure the pack's makers are of the rule.
    """

    id: str
    title: str
    verdict: Verdict
    because: str
    threshold: Threshold | None
    observed: Amount | str | None
    observed_unit: str | None
    evidence: tuple[Span, ...]
    citations: tuple[Citation, ...]
    asks: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()
    governing: bool = True
    mark: str | None = None
