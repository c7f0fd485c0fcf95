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
            self.audience = gr.Radio([("Member", "member"), ("Provider", "provider")], value="member", label="Letter to", scale=2)
        with gr.Group(visible=False) as self.otherwise:
            self.reason = gr.Dropdown([(text, key) for key, text in REASONS.items()], value=None, label="Why otherwise than recommended")
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
                self.because = gr.Dropdown([(text, key) for key, text in SEND_BACK.items()], value=None, label="Why")
            self.give = gr.Button("Give the case", size="sm")
        with gr.Accordion("Take the signature back", open=False, visible=False) as self.voiding:
            self.void_words = gr.Textbox(label="Why it no longer holds", lines=2)
            self.void = gr.Button("Take it back", variant="stop", size="sm")
        self.seen = gr.State({})

    @property
    def widgets(self) -> list[Any]:
        return [self.standing, self.decision, self.otherwise, self.letter, self.signing, self.acknowledged, self.problem,
                self.refused, self.send, self.colleague, self.voiding, self.seen, self.handing, self.sign, self.draw]  # fmt: skip

    def shown(self, desk: Desk, opened: Opened, audience: str = "member") -> Changes:
        """The part as the case stands. What somebody ticked or wrote stays, as long as it is about the same thing."""
        works, holds = desk.person.may("work on cases"), opened.signature is not None and not opened.signature.void
        review = opened.review.review if opened.review else None
        sheet = desk.sheet(opened.case.id) if review else None
        drawn = next(iter(opened.letters.values()), None)
        decision = (opened.signature.decision if holds and opened.signature else None) or (
            _decision(drawn.kind) if drawn else None) or (review.recommendation if review else None)  # fmt: skip
        items = [(_text(item), item.id) for item in sheet.items] if sheet else []
        people = [(p.full_name, p.name) for p in desk.colleagues()]
        return {
            self.standing: show.standing(desk, opened), self.decision: gr.Radio(value=decision, interactive=works and not holds),
            self.otherwise: gr.Group(visible=bool(review) and decision != review.recommendation and not holds),
            self.letter: show.letter(desk, opened, audience, None), self.draw: gr.Button(visible=works and not holds),
            self.signing: gr.Group(visible=works and not holds), self.sign: gr.Button(visible=works and not holds),
            self.acknowledged: gr.CheckboxGroup(items, value=[], visible=bool(items) and works and not holds),
            self.problem: "", self.refused: "", self.send: gr.Button(visible=works and holds and opened.file.state == "signed"),
            self.colleague: gr.Dropdown(people, value=None), self.voiding: gr.Accordion(visible=works and holds),
            self.handing: gr.Accordion(visible=works),
            self.seen: {"hash": sheet.hash if sheet else None, "assignee": opened.file.assignee, "recommended": review and review.recommendation},
        }  # fmt: skip

    def wire(self, page: Any) -> None:
        self.page = page
        answer = self.wiring.answer
        changed = [*page.everything, *self.widgets]
        case = [page.case_id, self.audience]
        for event in (self.audience.input, self.letter.click):
            event(answer(self.look, self.problem), case, changed, **QUICK)
        self.decision.input(answer(self.decide, self.problem), [self.decision, self.seen], [self.otherwise, self.problem], **QUICK)
        drawing = [*case, self.decision, self.words]
        self.draw.click(answer(self.drawn, self.problem), drawing, changed, **QUICK)
        signing = [*case, self.seen, self.decision, self.acknowledged, self.reason, self.words]
        self.sign.click(answer(self.signed, self.refused), signing, changed, **QUICK)
        self.send.click(answer(self.sent, self.refused), case, changed, **QUICK)
        handing = [*case, self.seen, self.colleague, self.because]
        self.give.click(answer(self.given, self.refused), handing, changed, **QUICK)
        self.void.click(answer(self.voided, self.refused), [*case, self.void_words], changed, **QUICK)

    def look(self, desk: Desk, event: Any, case_id: str, audience: str) -> Changes:
        opened = desk.open(case_id)
        return {**self.page.view(desk, case_id, opened), **self.shown(desk, opened, audience)}

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

    def voided(self, desk: Desk, event: Any, case_id: str, audience: str, words: str) -> Changes:
        desk.void(case_id, words or "")
        return {**self.look(desk, event, case_id, audience), self.refused: say("The signature no longer holds.")}


def _decision(kind: str) -> str | None:
    return {"approval": "approve", "information_request": "pend"}.get(kind)


def _text(item: Any) -> str:
    return f"{item.text} (“{item.quote}”)" if item.quote and item.quote not in item.text else item.text
