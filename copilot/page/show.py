"""Each view as HTML from what the desk gives. Every value is escaped by the templates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from copilot.case import CaseDocument
from copilot.desk import SEND_BACK, Desk, Opened
from copilot.page import render
from copilot.page.marking import marks, pieces
from copilot.page.pictures import pages
from copilot.report import SYMBOL, WORD, reasons, value_against_threshold
from copilot.store import WorkItem

ADVICE = {"approve": ("✔", "Approve"), "deny": ("✖", "Deny"), "pend": ("?", "Pend")}
TONE = {"approve": "met", "deny": "not_met", "pend": "undocumented"}
CLOCK = {"overdue": "‼", "soon": "!", "ok": "·", "stopped": "‖", "unknown": "?"}
READ = {
    "relief": "Relief", "pain_score": "Pain score", "function": "Function", "duration_of_pain": "Duration of pain",
    "conservative_care": "Conservative care", "provocative_tests": "Provocation tests", "guidance": "Guidance",
    "procedure": "Procedure", "finding": "Finding",
}  # fmt: skip
SHOWN = (
    "name", "procedure", "side", "pre", "post", "score", "percent", "phase", "duration", "positive", "modality", "what",
    "state", "present", "count", "value",
)  # fmt: skip
PLAIN = ("name", "procedure", "side", "modality", "what", "state")  # their values say what they are
BOUNDS = {"exact": "", "approx": "about"}
# What a fact of one kind need not have.
ABSENT = dict.fromkeys(("date", "status", "readings", "note", "document", "field", "start", "end"))
WORDS: dict[str, Any] = {
    "advice": ADVICE,
    "tone": TONE,
    "symbol": SYMBOL,
    "word": WORD,
    "against": value_against_threshold,
}


def worklist(desk: Desk, items: Sequence[WorkItem], which: str) -> str:
    now = desk.site.store.now()
    rows = [(item, item.due.level(now), item.due.words(now)) for item in items]
    return render("worklist", rows=rows, clock=CLOCK, which=which, now=now, **WORDS)


def head(desk: Desk, token: str) -> str:
    return render("top", person=desk.person, demo=desk.site.demo, token=token)


def banner(desk: Desk, opened: Opened) -> str:
    review = opened.review.review if opened.review else None
    level, clock = opened.file.due.level(opened.now), opened.file.due.words(opened.now)
    return render(
        "banner", o=opened, case=opened.case, review=review, reasons=reasons(review) if review else [], level=level,
        clock=clock, mark=CLOCK[level], me=desk.name, works=desk.person.may("work on cases"), model=desk.site.model,
        **WORDS,
    )  # fmt: skip


def record(opened: Opened) -> str:
    review = opened.review.review if opened.review else None
    documents = [(d, pieces(d.text or "", marks(review, d), d.pages), scans(d)) for d in opened.case.documents]
    return render("record", documents=documents, case=opened.case, review=review, **WORDS)


def scans(document: CaseDocument) -> list[tuple[str, int | None, int, str]]:
    """What the scan may be misread at, to compare by eye: the words read, their page, their place, their picture."""
    found = zip(document.doubtful, document.spots, document.pictures, strict=False)
    return [((document.text or "")[start:end], int(spot[0]), start, picture) for (start, end), spot, picture in found]


def criteria(opened: Opened) -> str:
    if opened.review is None:
        return render("criteria", review=None, o=opened, changed=[], **WORDS)
    return render("criteria", review=opened.review.review, o=opened, changed=changed(opened), **WORDS)


def changed(opened: Opened) -> list[tuple[str, str, str]]:
    """What came out otherwise than in the review before: the recommendation and the criteria, each before and now."""
    if opened.review is None or opened.before is None:
        return []
    now, before = opened.review.review, opened.before.review
    verdicts = {criterion.id: criterion.verdict for criterion in before.criteria}
    found = [("Recommendation", before.recommendation, now.recommendation)]
    found += [(c.title, verdicts[c.id], c.verdict) for c in now.criteria if c.id in verdicts]
    return [(what, was, is_) for what, was, is_ in found if was != is_]


def facts(desk: Desk, opened: Opened) -> str:
    found = opened.review.review.facts if opened.review else []
    rows = [(n, ABSENT | fact, READ.get(fact["kind"], fact["kind"]), told(fact)) for n, fact in enumerate(found)]
    rows.sort(key=lambda row: row[1]["status"] != "ambiguous")  # what waits for a person comes first
    return render("facts", rows=rows, o=opened, works=desk.person.may("work on cases"), **WORDS)


def history(opened: Opened) -> str:
    return render("history", o=opened, send_back=SEND_BACK)


def told(fact: dict[str, Any]) -> str:
    """What was read, in one line."""
    parts = [_told(name, fact[name]) for name in SHOWN if fact.get(name) not in (None, [], "", {}, True)]
    return ", ".join(part.replace("_", " ") for part in parts)


def _told(name: str, value: Any) -> str:
    if value is False:
        return f"not {name}"
    return _short(value) if name in PLAIN else f"{name} {_short(value)}"


def _short(value: Any) -> str:
    if isinstance(value, dict):
        low, high = value.get("low"), value.get("high")
        number = f"{low}" if low == high else f"{'' if low is None else low}–{'' if high is None else high}"
        unit = value.get("unit") and f"{value['unit']}{'' if low == high == 1 else 's'}"
        bound = value.get("bound", "")
        return " ".join(part for part in (BOUNDS.get(bound, bound), number, unit) if part)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def when(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def letter(desk: Desk, opened: Opened, audience: str, decision: str | None) -> str:
    """The letter to one audience as the page it will be, its downloads, and what blocks signing."""
    draft = opened.letters.get(audience)
    issued = [one for one in opened.issued if one.audience == audience and draft and one.final_of == draft.id]
    holds = opened.signature is not None and not opened.signature.void
    seen = issued[-1] if issued and holds else draft
    findings = desk.findings(draft, opened, decision) if draft and not holds else ()
    return render(
        "letter", letter=seen, draft=draft, count=pages(seen.pdf) if seen and seen.pdf else 0, audience=audience,
        findings=findings, case_id=opened.case.id, holds=holds, works=desk.person.may("work on cases"),
    )  # fmt: skip


def standing(desk: Desk, opened: Opened) -> str:
    """What was signed, and what became of it."""
    return render("standing", s=opened.signature, state=opened.file.state, adverse=("deny", "partial"))


def quality(desk: Desk) -> str:
    """Evaluation, overrides and turnaround as plots and tables."""
    from markupsafe import Markup

    from copilot.evaluation import plots

    overrides, turns = desk.quality()
    found = desk.evaluation()
    drawn = {}
    if found:
        drawn = {
            "Recommendation by label": plots.confusion(found["recommendation"]["table"], "Recommendation by label"),
            "Criterion verdict by label": plots.confusion(found["criteria"]["table"], "Criterion verdict by label"),
        }
        drawn |= {
            f"Right by {name}": plots.intervals(parts, f"Recommendations right by {name}")
            for name, parts in found["slices"].items()
            if parts
        }
    if turns:
        days = [turn.took.total_seconds() / 86_400 for turn in turns]
        drawn["Turnaround"] = plots.turnaround(days, "Share of cases signed within a number of days")
    late = sum(turn.late is True for turn in turns)
    return render(
        "quality", overrides=overrides[:200], turns=turns, late=late, e=found, cases=desk.person.may("read cases"),
        plots={title: Markup(svg) for title, svg in drawn.items()}, folder=desk.site.settings.data_dir / "evaluation",
    )  # fmt: skip
