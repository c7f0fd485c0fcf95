"""All outcomes in figures: what summary.json holds and the report draws.

False denial and false approval come first and apart. "Could not tell" is a figure of its own: a review that pends what
a label approves or denies, a criterion left undocumented or contradictory where the label knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from copilot.evaluation.labelled import RECOMMENDATIONS, VERDICTS
from copilot.evaluation.measures import cohen, mcnemar, quantiles, share, table
from copilot.evaluation.outcome import Judged, Outcome

ABSENT = "absent"
UNDECIDED = {"undocumented", "contradictory", ABSENT}
LENGTHS = ((200, "under 200 words"), (1000, "200 to 999 words"), (5000, "1,000 to 4,999 words"))


def summarise(outcomes: Sequence[Outcome], left_out: Sequence[str] = ()) -> dict[str, Any]:
    """The figures of an evaluation. `left_out`: the lines that say which cases could not be used."""
    scored = [outcome for outcome in outcomes if outcome.scored]
    return {
        "cases": {"given": len(outcomes) + len(left_out), "scored": len(scored),
                  "failed": len(outcomes) - len(scored), "left_out": len(left_out)},
        "left_out": list(left_out),
        "failed": [{"case_id": o.case_id, "why": o.failed} for o in outcomes if not o.scored],
        "safety": safety(scored),
        "recommendation": recommendation(scored),
        "criteria": criteria(scored),
        "policy": _checked(o.policy_right for o in scored),
        "lcd": _checked(o.lcd_right for o in scored),
        "cautions": _checked(o.caution_right for o in scored),
        "integrity": integrity(scored),
        "override": override(scored),
        "latency": quantiles([o.seconds for o in scored]),
        "tokens": {"in": quantiles([o.tokens_in for o in scored if o.calls]),
                   "out": quantiles([o.tokens_out for o in scored if o.calls]),
                   "calls": sum(o.calls for o in scored), "total_in": sum(o.tokens_in for o in scored),
                   "total_out": sum(o.tokens_out for o in scored)},
        "notices": dict(Counter(notice for o in scored for notice in o.notices).most_common(20)),
        "slices": {name: slices(scored, of) for name, of in SLICES.items()},
    }  # fmt: skip


def safety(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """False denial: denied though the label does not deny. False approval: approved though it does not approve."""
    return {"false_denial": _false(outcomes, "deny"), "false_approval": _false(outcomes, "approve")}


def _false(outcomes: Sequence[Outcome], said: str) -> dict[str, Any]:
    at_risk = [o for o in outcomes if o.label != said]
    wrong = [o.case_id for o in at_risk if o.recommendation == said]
    return {**share(len(wrong), len(at_risk)).json(), "cases": wrong}


def recommendation(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Label by recommendation: right, wrong, could not tell, and chance-corrected agreement."""
    pairs = [(o.label, o.recommendation or "") for o in outcomes]
    return {
        **_three_ways(pairs, lambda got: got == "pend"),
        "table": _table(pairs, RECOMMENDATIONS, RECOMMENDATIONS),
        "kappa": cohen(pairs, RECOMMENDATIONS).json(),
    }


def criteria(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Label by verdict over all labelled criteria. Kappa's interval draws whole cases: their criteria go together."""
    labelled = [(o.case_id, c) for o in outcomes for c in o.criteria if c.label]
    pairs = [_pair(c) for _, c in labelled]
    named = sorted({c.id for _, c in labelled})
    return {
        **_three_ways(pairs, lambda got: got in UNDECIDED),
        "table": _table(pairs, VERDICTS, (*VERDICTS, ABSENT) if any(got == ABSENT for _, got in pairs) else VERDICTS),
        "kappa": cohen(pairs, (*VERDICTS, ABSENT), [case for case, _ in labelled]).json(),
        "unasked": sum(1 for o in outcomes if any(c.label for c in o.criteria) for c in o.criteria if not c.label),
        "by_criterion": {
            name: _three_ways([_pair(c) for _, c in labelled if c.id == name], lambda got: got in UNDECIDED)
            for name in named
        },
    }


def _pair(judged: Judged) -> tuple[str, str]:
    return judged.label or "", judged.ruled or ABSENT


def _three_ways(pairs: Sequence[tuple[str, str]], undecided: Callable[[str], bool]) -> dict[str, Any]:
    right = sum(label == got for label, got in pairs)
    could_not = sum(label != got and undecided(got) for label, got in pairs)
    return {
        "right": share(right, len(pairs)).json(),
        "could_not_tell": share(could_not, len(pairs)).json(),
        "wrong": share(len(pairs) - right - could_not, len(pairs)).json(),
    }


def _table(pairs: Sequence[tuple[str, str]], rows: Sequence[str], columns: Sequence[str]) -> dict[str, Any]:
    """Counts, and the share of each row that fell into each column."""
    counts = table(pairs, rows, columns)
    shares = [[share(count, sum(row)).json() for count in row] for row in counts]
    return {"rows": list(rows), "columns": list(columns), "counts": counts, "shares": shares}


def _checked(results: Iterable[bool | None]) -> dict[str, Any]:
    known = [right for right in results if right is not None]
    return share(sum(known), len(known)).json()


def integrity(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Citations that hold and spans that are exact: anything under all of them is a fault of the program."""

    def of(name: str) -> dict[str, Any]:
        given = sum(getattr(o, name) for o in outcomes)
        bad = [f"{o.case_id}: {line}" for o in outcomes for line in getattr(o, f"bad_{name}")]
        return {**share(given - len(bad), given).json(), "bad": bad}

    return {"citations": of("citations"), "spans": of("spans")}


def override(outcomes: Sequence[Outcome]) -> dict[str, Any] | None:
    """What overriding the model's drafts was worth and when it was wrong. None without drafts."""
    drafted = [o for o in outcomes if o.drafted]
    if not drafted:
        return None
    verdicts = [(c.label, c.drafted or ABSENT, c.ruled or ABSENT) for o in drafted for c in o.criteria if c.label]
    moved = Counter((where, f"{said} → {ruled}") for o in drafted for where, said, ruled in o.overrides)
    asked = Counter(c.id for o in drafted for c in o.criteria if c.drafted) | Counter(recommendation=len(drafted))
    return {
        "drafts": len(drafted),
        "recommendation": {
            **_worth([(o.label, o.drafted, o.recommendation) for o in drafted]),
            "raw": safety([_as_drafted(o) for o in drafted]),
            "guarded": safety(drafted),
            "saved": [o.case_id for o in drafted if o.drafted != o.label == o.recommendation],
            "spoilt": [o.case_id for o in drafted if o.drafted == o.label != o.recommendation],
        },
        "criteria": _worth(verdicts),
        "by_criterion": {
            name: {
                "overridden": share(sum(n for (where, _), n in moved.items() if where == name), asked[name]).json(),
                "directions": {way: n for (where, way), n in sorted(moved.items()) if where == name},
            }
            for name in sorted(asked)
        },
    }  # fmt: skip


def _as_drafted(outcome: Outcome) -> Outcome:
    return Outcome(outcome.case_id, outcome.label, outcome.drafted)


def _worth(triples: Sequence[tuple[str, str | None, str | None]]) -> dict[str, Any]:
    """Of (label, drafted, ruled): how many the rules put right and how many they spoilt, and whether that is chance."""
    saved = sum(drafted != label == ruled for label, drafted, ruled in triples)
    spoilt = sum(drafted == label != ruled for label, drafted, ruled in triples)
    return {
        "raw_right": share(sum(drafted == label for label, drafted, _ in triples), len(triples)).json(),
        "guarded_right": share(sum(ruled == label for label, _, ruled in triples), len(triples)).json(),
        "overridden": share(sum(drafted not in (ruled, ABSENT) for _, drafted, ruled in triples), len(triples)).json(),
        "put_right": saved, "put_wrong": spoilt, "p": mcnemar(saved, spoilt),
    }  # fmt: skip


def slices(outcomes: Sequence[Outcome], of: Callable[[Outcome], Iterable[str]]) -> dict[str, Any]:
    """The main figures for each part of the cases, the largest part first."""
    parts: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        for name in of(outcome):
            parts.setdefault(name, []).append(outcome)
    return {name: _slice(part) for name, part in sorted(parts.items(), key=lambda item: (-len(item[1]), item[0]))}


def _slice(part: Sequence[Outcome]) -> dict[str, Any]:
    known = [c for o in part for c in o.criteria if c.label]
    held = safety(part)
    return {
        "cases": len(part),
        "right": share(sum(o.label == o.recommendation for o in part), len(part)).json(),
        "could_not_tell": sum(o.recommendation == "pend" != o.label for o in part),
        "false_denial": len(held["false_denial"]["cases"]),
        "false_approval": len(held["false_approval"]["cases"]),
        "criteria_right": share(sum(not c.wrong for c in known), len(known)).json(),
    }


def _length(outcome: Outcome) -> list[str]:
    return [next((name for most, name in LENGTHS if outcome.words < most), "5,000 words and more")]


SLICES: dict[str, Callable[[Outcome], Iterable[str]]] = {
    "policy": lambda o: [o.policy or "none governs"],
    "line of business": lambda o: [(o.line or "not given").replace("_", " ")],
    "document length": _length,
    "difficulty": lambda o: [o.difficulty] if o.difficulty else [],
    "share": lambda o: ["held out" if o.held_out else "open"],
    "tag": lambda o: o.tags,
}
