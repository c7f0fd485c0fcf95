"""Which earlier injection a criterion looks at, and what it did."""

from __future__ import annotations

from rules.amounts import between
from rules.derive.care import finding
from rules.derive.readings import Asked, Of
from rules.derive.relief import sustained
from rules.derive.response import anaesthetic_response
from rules.derive.seen import Seen, conflicting, ruled, silent
from rules.events import Event
from rules.facts import Outcome, When
from rules.pack import Quantity, Rule
from rules.record import Record
from rules.verdict import Verdict
from rules.words import LABEL, quote, when


def previous_relief(record: Record, rule: Rule) -> Seen:
    """Relief from the previous injection: the latest therapeutic one, or a diagnostic block where there was none, whose
    reading belongs to the anaesthetic."""
    if not record.earlier("therapeutic") and (blocks := record.earlier("diagnostic")):
        return sustained(Asked(record, blocks[-1], rule, "pain"), anaesthetic_only=True)
    return therapeutic_relief(record, rule)


def therapeutic_relief(record: Record, rule: Rule) -> Seen:
    """Relief from the proximate therapeutic injection on the side."""
    return _proximate(record, rule, "pain")


def therapeutic_function(record: Record, rule: Rule) -> Seen:
    """Improvement of painful movements or daily activities after the proximate therapeutic injection."""
    return _proximate(record, rule, "function")


def first_relief(record: Record, rule: Rule) -> Seen:
    """Relief from the first therapeutic injection that the record names on the side."""
    earlier = record.earlier("therapeutic")
    return sustained(Asked(record, earlier[0], rule, "pain")) if earlier else _no_injection(record, rule)


def ablation_relief(record: Record, rule: Rule) -> Seen:
    """Relief from the latest ablation on the side."""
    earlier = record.earlier("ablation")
    return sustained(Asked(record, earlier[-1], rule, "pain")) if earlier else _no_injection(record, rule)


def ablation_function(record: Record, rule: Rule) -> Seen:
    """Improvement of function after the latest ablation on the side."""
    earlier = record.earlier("ablation")
    return sustained(Asked(record, earlier[-1], rule, "function")) if earlier else _no_injection(record, rule)


def better_function(record: Record, rule: Rule) -> Seen:
    """A specific gain after the proximate therapeutic injection: distance, sitting time, work, a score."""
    earlier = record.earlier("therapeutic")
    said = record.results(earlier[-1], "function") if earlier else ()
    gains = [o for o in said if _gain(o)]
    losses = [o for o in said if o.change in ("same", "worse") or _percent_at_most_zero(o)]
    if gains and losses:
        pair = [gains[0].span, losses[0].span]
        return conflicting(
            f"Function is said to be better ({quote(pair[0])}) and not better ({quote(pair[1])})", rule, pair
        )
    if gains or losses:
        found = gains or losses
        says = f"Function was {'better' if gains else 'not better'} after the injection ({quote(found[0].span)})"
        verdict: Verdict = "met" if bool(gains) is rule.wanted else "not_met"
        return Seen(verdict, says, "better" if gains else "not better", None, (found[0].span,))
    vague = f"{quote(said[0].span)} names no specific gain in function" if said else "No gain in function is recorded"
    return silent(
        vague,
        rule,
        [o.span for o in said],
        ("What the patient can do since the injection that was not possible before",),
    )


def _gain(outcome: Outcome) -> bool:
    if outcome.of != "function":
        return False
    if outcome.pre and outcome.post:
        return outcome.post.high < outcome.pre.low
    if outcome.percent and outcome.percent.low is not None:
        return outcome.percent.low > 0
    return outcome.change == "better" and outcome.specific


def _percent_at_most_zero(outcome: Outcome) -> bool:
    return bool(
        outcome.of == "function" and outcome.percent and outcome.percent.high is not None and outcome.percent.high <= 0
    )


def less_medication(record: Record, rule: Rule) -> Seen:
    """A named drug, or its use, went down."""
    return finding(
        record, rule, "medication_reduced", "less medication", "Which drug went down, from what dose to what"
    )


def diagnostic_relief(record: Record, rule: Rule) -> Seen:
    """The anaesthetic response to the latest diagnostic injection on the side."""
    labelled = record.earlier("diagnostic")
    if labelled:
        return anaesthetic_response(Asked(record, labelled[-1], rule, "pain"))
    # An injection that the chart calls neither diagnostic nor therapeutic serves where its anaesthetic phase was read.
    for event in reversed([e for e in record.earlier("therapeutic") if e.role is None]):
        seen = anaesthetic_response(Asked(record, event, rule, "pain"), labelled=False)
        if seen.evidence:
            return seen
    ask = "The pain scores before a diagnostic injection and during its anaesthetic phase, with its date and side"
    return silent("The record gives no response to a diagnostic injection", rule, asks=(ask,))


def _block(record: Record, rule: Rule, which: int, name: str) -> Seen:
    blocks = _blocks(record)
    if len(blocks) <= which:
        ask = f"The date, side and levels of the {name} medial branch block, with the pain scores before and after it"
        return silent(f"The record shows no {name} medial branch block", rule, asks=(ask,))
    return anaesthetic_response(Asked(record, blocks[which], rule, "pain"))


def first_block_relief(record: Record, rule: Rule) -> Seen:
    """The response to the earlier of the two latest diagnostic medial branch blocks."""
    return _block(record, rule, 0, "first")


def second_block_relief(record: Record, rule: Rule) -> Seen:
    """The response to the later of the two latest diagnostic medial branch blocks."""
    return _block(record, rule, 1, "second")


def time_between_blocks(record: Record, rule: Rule) -> Seen:
    """The time between the two latest diagnostic medial branch blocks."""
    blocks = _blocks(record)
    if len(blocks) < 2 or blocks[0].when is None or blocks[1].when is None:
        return silent(
            "The dates of two medial branch blocks are not both recorded",
            rule,
            asks=("The dates of both medial branch blocks",),
        )
    assert isinstance(rule.wanted, Quantity)
    verdict = between(blocks[0].when, blocks[1].when, rule.test, rule.wanted)
    spans = [blocks[0].spans[0], blocks[1].spans[0]]
    subject = f"The time between the blocks of {when(blocks[0].when)} and {when(blocks[1].when)}"
    if verdict == "undocumented":
        return silent(
            f"{subject} is not known to the day", rule, spans, ("The exact dates of both medial branch blocks",)
        )
    return ruled(verdict, subject, rule, _days(blocks[0].when, blocks[1].when), spans)


def _blocks(record: Record) -> tuple[Event, ...]:
    """The two latest diagnostic blocks on the side; those before an earlier ablation were that ablation's."""
    ablated = [event.when.last for event in record.earlier("ablation") if event.when]
    blocks = record.earlier("diagnostic", kind="medial_branch_block")
    return tuple(b for b in blocks if not ablated or (b.when and b.when.first > ablated[-1]))[-2:]


def _days(start: When, end: When) -> str:
    days = (end.first - start.last).days
    return f"{days} day{'' if days == 1 else 's'}"


def time_since_last(record: Record, rule: Rule) -> Seen:
    """The time from the latest therapeutic injection on the side to the date of the request."""
    assert isinstance(rule.wanted, Quantity)
    earlier, on = record.earlier("therapeutic"), record.request.on
    if not earlier or earlier[-1].when is None or on is None:
        return silent(
            "The record does not date the last injection",
            rule,
            asks=("The date of the last injection on each requested side",),
        )
    last = earlier[-1]
    assert last.when is not None
    verdict = between(last.when, When(on, on), rule.test, rule.wanted)
    subject = f"The time from the last injection on {when(last.when)} to {when(When(on, on))}"
    if verdict == "undocumented":
        return silent(
            f"{subject} is not known to the day", rule, last.spans[:1], ("The exact date of the last injection",)
        )
    return ruled(verdict, subject, rule, _days(last.when, When(on, on)), last.spans[:1])


def _proximate(record: Record, rule: Rule, of: Of) -> Seen:
    earlier = record.earlier("therapeutic")
    return sustained(Asked(record, earlier[-1], rule, of)) if earlier else _no_injection(record, rule)


def _no_injection(record: Record, rule: Rule) -> Seen:
    side = f" on the {record.side}" if record.side in ("left", "right") else ""
    kind = LABEL.get(record.procedure or "other", "procedure")
    ask = (
        f"The dates and sides of all earlier {kind}s, with pain scores before and after each and how long relief lasted"
    )
    return silent(f"The record shows no earlier {kind}{side}", rule, asks=(ask,))
