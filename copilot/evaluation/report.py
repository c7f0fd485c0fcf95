"""The evaluation as one page that opens anywhere, asks nothing of the network and prints."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from copilot.evaluation import plots
from copilot.evaluation.outcome import Outcome

TEMPLATE = Path(__file__).with_name("report.html.jinja")


def report(summary: dict[str, Any], outcomes: Sequence[Outcome], about: str = "") -> str:
    """The page. `about` is a line on what was evaluated, with which model, when."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    hidden = {o.case_id for o in outcomes if o.held_out}
    wrong = sorted((o for o in outcomes if o.scored and o.wrong), key=_gravity)
    scored = [o.seconds for o in outcomes if o.scored]
    drawn = {
        "recommendation": Markup(plots.confusion(summary["recommendation"]["table"], "Recommendation by label")),
        "criteria": Markup(plots.confusion(summary["criteria"]["table"], "Criterion verdict by label")),
        "latency": Markup(plots.latency(scored, "Share of reviews done within a time")) if scored else "",
        "slices": {
            name: Markup(plots.intervals(parts, f"Recommendations right by {name}")) if parts else ""
            for name, parts in summary["slices"].items()
        },
    }
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        s=summary, plots=drawn, about=about, words=lambda name: name.replace("_", " "), unsafe=_unsafe,
        wrong=[o for o in wrong if not o.held_out], hidden=sum(o.held_out for o in wrong),
        open_ids=lambda ids: _open(ids, hidden),
    )  # fmt: skip


def _unsafe(outcome: Outcome) -> bool:
    return outcome.label != outcome.recommendation in ("approve", "deny")


def _gravity(outcome: Outcome) -> tuple[bool, bool, str]:
    return not _unsafe(outcome), "recommendation" not in outcome.wrong, outcome.case_id


def _open(ids: Sequence[str], hidden: Collection[str]) -> str:
    """The ids that may be read, and how many more are held out."""
    shown, more = [id for id in ids if id not in hidden], sum(id in hidden for id in ids)
    return ", ".join(shown + ([f"{more} held out"] if more else []))
