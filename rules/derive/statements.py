"""Several statements about one thing: those that disagree across the threshold contradict each other."""

from __future__ import annotations

from collections.abc import Sequence

from rules import words
from rules.amounts import Interval, compare
from rules.derive.seen import Seen, conflicting, ruled, silent
from rules.facts import Amount, Span
from rules.pack import Quantity, Rule
from rules.verdict import Caution, Verdict


def compared(found: Sequence[tuple[Interval, Span, str]], rule: Rule, prefix: str, missing: str, ask: str) -> Seen:
    """Several statements of one number, each with its words. `prefix` leads those in; without one they are plural."""
    assert isinstance(rule.wanted, Quantity)
    sides: dict[Verdict, list[tuple[Interval, Span, str]]] = {}
    for item in found:
        sides.setdefault(compare(item[0], rule.test, rule.wanted.value), []).append(item)
    spans = [span for _, span, _ in found]
    if "met" in sides and "not_met" in sides:
        (_, one, a), (_, other, b) = sides["met"][0], sides["not_met"][0]
        return conflicting(
            f"The record says both {a} ({words.quote(one)}) and {b} ({words.quote(other)})",
            rule,
            [one, other],
            asks=(ask,),
        )
    for verdict in ("met", "not_met", "undocumented"):
        if verdict in sides:
            value, span, said = sides[verdict][0]
            subject = f"{prefix} {said} ({words.quote(span)})".strip()
            if verdict == "undocumented":
                return imprecise(subject, rule, span, (ask,), value)
            return ruled(verdict, subject, rule, value, spans, plural=not prefix and value.low != 1)
    return silent(missing, rule, asks=(ask,))


def imprecise(subject: str, rule: Rule, span: Span, asks: Sequence[str], observed: Amount | Interval) -> Seen:
    message = f"{words.quote(span)} is too imprecise to be set against {words.asked(rule)}."
    caution = Caution("imprecise_value", message, span.quote, False, span)
    return silent(f"{subject} is imprecise: it may lie on either side", rule, [span], asks, [caution], observed)


def yes_or_no(
    said: Sequence[tuple[bool, Span]], rule: Rule, label: str, ask: str | None, exclusion: bool = False
) -> Seen:
    """Whether something is there, set against the wanted answer. An exclusion that nobody mentions does not apply."""
    wanted = rule.wanted
    asks = (ask,) if ask else ()
    answers = {present for present, _ in said}
    if len(answers) > 1:
        one = next(span for present, span in said if present)
        other = next(span for present, span in said if not present)
        return conflicting(
            f"The record both affirms and denies {label}: {quoted(one)} and {quoted(other)}",
            rule,
            [one, other],
            asks=asks,
        )
    if not said:
        if exclusion:
            return Seen("met" if wanted is False else "not_met", f"The record states no {label.removeprefix('a ')}")
        return silent(f"The record does not state {label}", rule, asks=asks)
    present = answers.pop()
    named = label if present else f"no {label.removeprefix('a ')}"
    says = f"The record states {named} ({quoted(said[0][1])})"
    return Seen(
        "met" if present is wanted else "not_met",
        says,
        "yes" if present else "no",
        None,
        tuple(span for _, span in said),
    )


def quoted(span: Span) -> str:
    return words.quote(span) + (" in the request" if span.field else "")
