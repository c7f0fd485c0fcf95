"""The letter and its sign-off: draw, look, download, upload what was edited, acknowledge, sign, send back, void."""

from __future__ import annotations

from typing import Any

import gradio as gr

from copilot.desk import SEND_BACK, Desk, Opened
from copilot.page import render, show
from copilot.page.parts.base import QUICK, Changes, Wiring, html, say
from copilot.signoff import REASONS, Refused

DECISIONS = [("Approve", "approve"), ("Deny", "deny"), ("Approve in part", "partial"), ("Pend for information", "pend")]


class Letters:
    """The letter part of a case. `seen` holds the hash of what the person looks at."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.standing = gr.HTML(apply_default_css=False, padding=False)
        with gr.Row():
            self.decision = gr.Radio(DECISIONS, label="Decision", scale=3)
            to = [("Member", "member"), ("Provider", "provider")]
            self.audience = gr.Radio(to, value="member", label="Letter to", scale=2)
        with gr.Group(visible=False) as self.otherwise:
            reasons = [(text, key) for key, text in REASONS.items()]
            self.reason = gr.Dropdown(reasons, value=None, label="Why otherwise than recommended")
            self.words = gr.Textbox(label="In your own words", lines=2)
        self.draw = gr.Button("Draw the letter", size="sm")
        self.problem = gr.HTML(apply_default_css=False, padding=False)
        self.letter = html()
        with gr.Group() as self.signing:
            self.acknowledged = gr.CheckboxGroup([], label="I have considered")
            self.sign = gr.Button("Sign", variant="primary")
        self.refused = gr.HTML(apply_default_css=False, padding=False)
        with gr.Row():
            self.send = gr.Button("The letters went out", size="sm", visible=False)
        with gr.Accordion("Give to a colleague, send back", open=False) as self.handing:
            with gr.Row():
                self.colleague = gr.Dropdown([], label="Colleague")
                because = [(text, key) for key, text in SEND_BACK.items()]
                self.because = gr.Dropdown(because, value=None, label="Why")
            self.give = gr.Button("Give the case", size="sm")
        with gr.Accordion("Extend the time to answer", open=False, visible=False) as self.extending:
            self.days = gr.Number(label="Days", precision=0, minimum=1)
            self.needed = gr.Textbox(label="Why more time is needed", lines=2)
            self.extend = gr.Button("Extend it", size="sm")
        with gr.Accordion("Take the signature back", open=False, visible=False) as self.voiding:
            self.void_words = gr.Textbox(label="Why it no longer holds", lines=2)
            self.void = gr.Button("Take it back", variant="stop", size="sm")
        self.seen = gr.State({})

    @property
    def widgets(self) -> list[Any]:
        return [
            self.standing, self.decision, self.otherwise, self.draw, self.problem, self.letter, self.signing,
            self.acknowledged, self.sign, self.refused, self.send, self.handing, self.colleague, self.voiding,
            self.extending, self.days, self.needed, self.seen,
        ]  # fmt: skip

    def blank(self) -> Changes:
        """Nothing of the last case; the part is filled when somebody turns to it."""
        return {self.standing: "", self.letter: "", self.problem: "", self.refused: "", self.seen: {},
                self.acknowledged: gr.CheckboxGroup([], value=[], visible=False)}  # fmt: skip

    def shown(self, desk: Desk, opened: Opened, audience: str = "member") -> Changes:
        """The part as the case stands."""
        works, holds = desk.person.may("work on cases"), opened.signature is not None and not opened.signature.void
        review = opened.review.review if opened.review else None
        sheet = desk.sheet(opened.case.id) if review else None
        recommended = review.recommendation if review else None
        decision = _decision(opened) or recommended
        items = [(_text(item), item.id) for item in sheet.items] if sheet else []
        people = [(p.full_name, p.name) for p in desk.colleagues()]
        open_, longest = works and not holds, desk.longest_extension(opened)
        return {
            self.standing: show.standing(desk, opened),
            self.decision: gr.Radio(value=decision, interactive=open_),
            self.otherwise: gr.Group(visible=open_ and decision != recommended),
            self.letter: show.letter(desk, opened, audience, None),
            self.draw: gr.Button(visible=open_),
            self.signing: gr.Group(visible=open_),
            self.sign: gr.Button(visible=open_),
            self.acknowledged: gr.CheckboxGroup(items, value=[], visible=open_ and bool(items)),
            self.send: gr.Button(visible=works and holds and opened.file.state == "signed"),
            self.colleague: gr.Dropdown(people, value=None),
            self.voiding: gr.Accordion(visible=works and holds),
            self.handing: gr.Accordion(visible=works),
            self.extending: gr.Accordion(visible=open_ and longest > 0),
            self.days: gr.Number(value=longest or None, maximum=longest or None),
            self.needed: "",
            self.seen: {"hash": sheet and sheet.hash, "assignee": opened.file.assignee, "recommended": recommended},
            self.problem: "",
            self.refused: "",
        }

    def wire(self, page: Any) -> None:
        self.page = page
        answer = self.wiring.answer
        changed = [*page.everything, *self.widgets]
        case = [page.case_id, self.audience]
        for event in (self.audience.input, self.letter.click, page.letter_tab.select):
            event(answer(self.look, self.problem), case, changed, **QUICK)
        self.decision.input(
            answer(self.decide, self.problem), [self.decision, self.seen], [self.otherwise, self.problem], **QUICK
        )
        drawing = [*case, self.decision, self.words]
        self.draw.click(answer(self.drawn, self.problem), drawing, changed, **QUICK)
        signing = [*case, self.seen, self.decision, self.acknowledged, self.reason, self.words]
        self.sign.click(answer(self.signed, self.refused), signing, changed, **QUICK)
        self.send.click(answer(self.sent, self.refused), case, changed, **QUICK)
        handing = [*case, self.seen, self.colleague, self.because]
        self.give.click(answer(self.given, self.refused), handing, changed, **QUICK)
        extending = [*case, self.days, self.needed]
        self.extend.click(answer(self.extended, self.refused), extending, changed, **QUICK)
        self.void.click(answer(self.voided, self.refused), [*case, self.void_words], changed, **QUICK)

    def look(self, desk: Desk, event: Any, case_id: str | None, audience: str) -> Changes:
        if not case_id:
            return {}
        opened = desk.open(case_id)
        return {**self.page.view(desk, case_id, opened), **self.shown(desk, opened, audience), self.page.notice: ""}

    def decide(self, desk: Desk, event: Any, decision: str, seen: dict[str, Any]) -> Changes:
        return {self.otherwise: gr.Group(visible=decision != seen.get("recommended")), self.problem: ""}

    def drawn(self, desk: Desk, event: Any, case_id: str, audience: str, decision: str, words: str) -> Changes:
        desk.draw(case_id, audience, decision, words or "")
        return self.look(desk, event, case_id, audience)

    def signed(
        self, desk: Desk, event: Any, case_id: str, audience: str, seen: dict[str, Any], decision: str,
        acknowledged: list[str], reason: str | None, words: str,
    ) -> Changes:  # fmt: skip
        try:
            desk.sign(case_id, seen.get("hash") or "", decision, acknowledged, reason, words or "")
        except Refused as refused:
            return {self.refused: render("refused", reasons=refused.reasons)}
        return {**self.look(desk, event, case_id, audience), self.refused: say("Signed.")}

    def sent(self, desk: Desk, event: Any, case_id: str, audience: str) -> Changes:
        desk.sent(case_id)
        return self.look(desk, event, case_id, audience)

    def given(
        self, desk: Desk, event: Any, case_id: str, audience: str, seen: dict[str, Any], to: str, because: str
    ) -> Changes:
        desk.send_back(case_id, to, because, seen.get("assignee"))
        return {**self.look(desk, event, case_id, audience), self.refused: say(f"The case is with {to} now.")}

    def extended(self, desk: Desk, event: Any, case_id: str, audience: str, days: float | None, why: str) -> Changes:
        desk.extend(case_id, int(days or 0), why or "")
        return {**self.look(desk, event, case_id, audience), self.refused: say("The time to answer is extended.")}

    def voided(self, desk: Desk, event: Any, case_id: str, audience: str, words: str) -> Changes:
        desk.void(case_id, words or "")
        return {**self.look(desk, event, case_id, audience), self.refused: say("The signature no longer holds.")}


def _decision(opened: Opened) -> str | None:
    """What was signed; else what the letter announces, where its kind can announce one thing only."""
    if opened.signature is not None and not opened.signature.void:
        return opened.signature.decision
    drawn = next(iter(opened.letters.values()), None)
    return {"approval": "approve", "information_request": "pend"}.get(drawn.kind) if drawn else None


def _text(item: Any) -> str:
    return f"{item.text} (“{item.quote}”)" if item.quote and item.quote not in item.text else item.text
