"""What a derived fact answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rules.amounts import Interval
from rules.facts import Amount, Span
from rules.pack import Quantity, Rule
from rules.verdict import Caution, Verdict
from rules.words import asked, relation, threshold

# Stands in a clause where the policy is named; a character that no chart holds.
BY = "\ue000"


@dataclass(frozen=True, slots=True)
class Seen:
    """One test of the record. `says` is its clause of the sentence; `BY` in it is where the policy is named.

    `combined` is what the verdict would be if a figure for pain and function together counted for this part alone: it
    is ambiguous only where it decides.
    """

    verdict: Verdict
    says: str
    observed: Amount | str | None = None
    unit: str | None = None
    evidence: tuple[Span, ...] = ()
    cautions: tuple[Caution, ...] = ()
    asks: tuple[str, ...] = ()
    combined: Verdict | None = None


def ruled(
    verdict: Verdict,
    subject: str,
    rule: Rule,
    observed: Amount | Interval | str | None = None,
    evidence: Sequence[Span] = (),
    cautions: Sequence[Caution] = (),
    plural: bool = False,
) -> Seen:
    """A value that meets its threshold or does not: '<subject> is at least the 70 % that CPB 0016 asks for'."""
    allows = "allows" if rule.test in ("at_most", "less_than") else "asks for"
    says = (
        f"{subject} {'are' if plural else 'is'} {relation(rule, verdict == 'met')} {threshold(rule)} that {BY} {allows}"
    )
    return Seen(verdict, says, amount_of(observed), unit_of(rule), tuple(evidence), tuple(cautions))


def silent(
    missing: str,
    rule: Rule,
    evidence: Sequence[Span] = (),
    asks: Sequence[str] = (),
    cautions: Sequence[Caution] = (),
    observed: Amount | Interval | str | None = None,
) -> Seen:
    """Nothing that decides: '<missing>, and CPB 0016 asks for at least 70 %'."""
    wants = f", and {BY} {_asks(rule)}" if isinstance(rule.wanted, Quantity) else ""
    return Seen(
        "undocumented", missing + wants, amount_of(observed), unit_of(rule) if observed is not None else None,
        tuple(evidence), tuple(cautions), tuple(asks),
    )  # fmt: skip


def conflicting(
    statements: str, rule: Rule, evidence: Sequence[Span], cautions: Sequence[Caution] = (), asks: Sequence[str] = ()
) -> Seen:
    """Statements on different sides of the threshold: none is picked."""
    wants = f"; {BY} {_asks(rule)}" if isinstance(rule.wanted, Quantity) else ""
    spoken = Caution(
        "conflict",
        "The record contradicts itself here, and no statement is picked over another.",
        quote=evidence[0].quote if evidence else None,
        span=evidence[0] if evidence else None,
    )
    return Seen("contradictory", statements + wants, None, None, tuple(evidence), (*cautions, spoken), tuple(asks))


def _asks(rule: Rule) -> str:
    return ("allows " if rule.test in ("at_most", "less_than") else "asks for ") + asked(rule)


def unit_of(rule: Rule) -> str | None:
    return rule.wanted.unit if isinstance(rule.wanted, Quantity) else None


def amount_of(found: Amount | Interval | str | None) -> Amount | str | None:
    """What a review shows as observed."""
    if isinstance(found, Interval):
        bound = "more_than" if found.low_open else "less_than" if found.high_open else "range"
        return Amount(found.low, found.high, "exact" if found.low == found.high else bound)  # type: ignore[arg-type]
    return found
