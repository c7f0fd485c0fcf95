"""Two evaluations of the same cases: what changed, and whether it could be chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from copilot.evaluation.measures import mcnemar
from copilot.evaluation.outcome import Outcome
from copilot.evaluation.summary import safety
from copilot.problem import Problem


def compare(old: Iterable[Outcome], new: Iterable[Outcome]) -> dict[str, Any]:
    """What became right or wrong from `old` to `new`, over the cases that both scored.

    Raises Problem where no case stands in both. A case whose label changed meanwhile is named and not compared.
    """
    before, after = ({o.case_id: o for o in outcomes} for outcomes in (old, new))
    both = [id for id in after if id in before and before[id].scored and after[id].scored]
    relabelled = [id for id in both if _label(before[id]) != _label(after[id])]
    pairs = [(before[id], after[id]) for id in both if id not in set(relabelled)]
    if not pairs:
        raise Problem("--compare: the two evaluations share no case with the same label; give two runs of one file")
    return {
        "cases": len(pairs),
        "only_old": sorted(set(before) - set(after)),
        "only_new": sorted(set(after) - set(before)),
        "relabelled": relabelled,
        "recommendation": _changes([
            (o.case_id, o.label, o.recommendation or "", n.recommendation or "") for o, n in pairs
        ]),
        "criteria": _changes(_verdicts(pairs)),
        "safety": {"old": safety([o for o, _ in pairs]), "new": safety([n for _, n in pairs])},
    }  # fmt: skip


def _label(outcome: Outcome) -> tuple[str, dict[str, str | None]]:
    return outcome.label, {c.id: c.label for c in outcome.criteria if c.label}


def _verdicts(pairs: Sequence[tuple[Outcome, Outcome]]) -> list[tuple[str, str, str, str]]:
    rows = []
    for old, new in pairs:
        now = {c.id: c for c in new.criteria}
        rows += [
            (f"{old.case_id} {c.id}", c.label, c.ruled or "absent", now[c.id].ruled or "absent")
            for c in old.criteria if c.label
        ]  # fmt: skip
    return rows


def _changes(rows: Sequence[tuple[str, str, str, str]]) -> dict[str, Any]:
    """Of (name, label, before, after): what was put right, what was made wrong, what is wrong in another way."""
    changed = [row for row in rows if row[2] != row[3]]
    parts = {
        "put_right": [row for row in changed if row[3] == row[1]],
        "made_wrong": [row for row in changed if row[2] == row[1]],
        "wrong_otherwise": [row for row in changed if row[1] not in row[2:]],
    }
    return {
        "old_right": sum(label == before for _, label, before, _ in rows),
        "new_right": sum(label == after for _, label, _, after in rows),
        "of": len(rows),
        **{
            part: [{"name": name, "label": label, "old": old, "new": new} for name, label, old, new in found]
            for part, found in parts.items()
        },
        "p": mcnemar(len(parts["put_right"]), len(parts["made_wrong"])),
    }
