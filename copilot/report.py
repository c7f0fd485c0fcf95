"""A review as a reviewer reads it in a terminal: the recommendation first, then why, then what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from copilot.review import Criterion, Review
from rules import words

SYMBOL = {"met": "✔", "not_met": "✖", "undocumented": "?", "contradictory": "≠"}
WORD = {"met": "met", "not_met": "not met", "undocumented": "not documented", "contradictory": "contradictory"}
COLOUR = {"met": "green", "not_met": "red", "undocumented": "yellow", "contradictory": "magenta"}
ADVICE = {"approve": ("APPROVE", "green"), "deny": ("DENY", "red"), "pend": ("PEND", "yellow")}
TESTS = {"at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<"}


def show(review: Review, console: Any) -> None:
    """Print one review with Rich."""
    from rich.padding import Padding
    from rich.panel import Panel
    from rich.text import Text

    word, colour = ADVICE[review.recommendation]
    head = Text.assemble(
        ("Recommendation: ", "bold"), (word, f"bold {colour}"), f"   needs a {review.sign_off.needs}'s signature",
        f"   case {review.case_id}\n", *(f"{line}\n" for line in reasons(review)), policy_line(review),
    )  # fmt: skip
    console.print(Panel(head, border_style=colour, title="Draft for human review", title_align="left"))
    if review.criteria:
        console.print(_criteria(review))
    for title, lines in (
        ("Cautions", [_caution(c) for c in review.cautions]),
        ("Ask the provider", review.requests),
        ("Overridden by the rules", [_override(o) for o in review.overrides]),
        ("For the reviewer to confirm", review.policy.not_encoded if review.policy else []),
        ("Notices", review.notices),
        ("References", [_reference(r) for r in review.references]),
    ):
        if lines:
            console.print(Text(title, style="bold"))
            for line in lines:
                console.print(Padding(Text.assemble("• ", line), (0, 0, 0, 2)))
            console.print()


def reasons(review: Review) -> list[str]:
    """The sentences that decide: those of the decisive criteria, or why no policy governs."""
    decisive = [c.because for c in review.criteria if c.decisive and c.governing]
    if review.recommendation == "approve":
        return ["Every criterion of the governing policy is met."]
    return decisive or [c.message for c in review.cautions if c.kind == "no_policy"]


def policy_line(review: Review) -> str:
    """Which policy governs, in which version, and why it was chosen."""
    policy = review.policy
    if policy is None:
        return "No policy governs."
    number = f" ({policy.number})" if policy.number and policy.number not in policy.title else ""
    return f"Policy: {policy.title}{number}, version {policy.version}, {policy.status}; chosen for {policy.why}"


def _criteria(review: Review) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=True, expand=True)
    table.add_column("Verdict", ratio=2)
    table.add_column("Criterion, and the value against its threshold", ratio=4)
    table.add_column("Why, with the record's words", ratio=7)
    for criterion in review.criteria:
        verdict = f"{SYMBOL[criterion.verdict]} {WORD[criterion.verdict]}{', decisive' if criterion.decisive else ''}"
        role = [] if criterion.governing else ["supporting: shown, never decides"]
        cites = [f"{c.guideline} #{c.passage}" for c in criterion.citations]
        mark = [f"confidence {criterion.mark}"] if criterion.mark else []
        table.add_row(
            Text(verdict, style=COLOUR[criterion.verdict]),
            Text("\n").join(
                [Text(criterion.title, style="bold"), Text(value_against_threshold(criterion)),
                 *(Text(line, style="dim") for line in (*role, *cites, *mark))]
            ),
            Text("\n").join([Text(criterion.because), *(Text(line, style="dim") for line in _evidence(criterion))]),
        )  # fmt: skip
    return table


def _evidence(criterion: Criterion) -> Iterator[str]:
    for item in criterion.evidence:
        where = item.field or f"{item.document}, {f'page {item.page}, ' if item.page else ''}{item.start}–{item.end}"
        yield f"“{item.quote}” ({where})"


def value_against_threshold(criterion: Criterion) -> str:
    """'0 percent against ≥ 70 percent', 'ultrasound against fluoroscopy or CT'; '–' is what the record does not say."""
    threshold, observed = criterion.threshold, criterion.observed
    if threshold and threshold["test"] != "equals":
        wants = f"{TESTS[threshold['test']]} {threshold['value']} {threshold['unit']}"
    else:
        wants = _finding(threshold["value"]) if threshold else "–"
    if not observed:
        return f"– against {wants}"
    if "value" in observed:
        return f"{_finding(observed['value'])} against {wants}"
    low, high = observed["low"], observed["high"]
    seen = f"{low}" if low == high else f"{'' if low is None else low}–{'' if high is None else high}"
    return f"{seen} {observed['unit'] or ''} against {wants}"


def _finding(value: Any) -> str:
    """What is compared in words: yes or no, or a kind of guidance."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return words.guidance(str(value))


def _caution(caution: Any) -> str:
    return f"{caution.message}{' You must acknowledge this before signing.' if caution.must_acknowledge else ''}"


def _override(override: Any) -> str:
    drafted, ruled = override.drafted or "nothing", override.ruled or "nothing"
    return f"{override.where}: the draft said “{drafted}”; the rules say “{ruled}” – {override.why}"


def _reference(reference: Any) -> str:
    said = f"{reference.title}. {reference.publisher}, {reference.effective}. {reference.status}. {reference.url}"
    return said.rstrip()
