"""The letter and its sign-off: draw, look, download, upload what was edited, acknowledge, sign, send back, void."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from copilot.desk import SEND_BACK, Desk, Opened
from copilot.page import render, show
from copilot.page.parts.base import ONCE, QUICK, Changes, Wiring, html, say
from copilot.signoff import REASONS, Refused

DECISIONS = [("Approve", "approve"), ("Deny", "deny"), ("Approve in part", "partial"), ("Pend for information", "pend")]
DRAW = "Draw the letter"
# What is not to be pressed while a letter is drawn: nobody signs the one that is about to be replaced.
DRAWING = """() => [{__type__: "update", value: "Drawing the letter …", interactive: false},
                    {__type__: "update", interactive: false}]"""
DRAWN = f"""() => [{{__type__: "update", value: "{DRAW}", interactive: true}},
                    {{__type__: "update", interactive: true}}]"""

Seen = dict[str, Any]  # the hash of what the page shows, with whom the case was, and what was recommended


class Letters:
    """The letter part of a case. `seen` holds the hash of what the page shows: that is what a signature is bound to."""

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
        self.draw = gr.Button(DRAW, size="sm")
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
        self.seen = gr.JSON({}, visible=False)

    @property
    def form(self) -> list[Any]:
        """What every act tells: the case, and what of the part is chosen."""
        return [self.page.case_id, self.audience, self.seen, self.decision, self.acknowledged]

    @property
    def widgets(self) -> list[Any]:
        return [
            self.standing, self.decision, self.otherwise, self.reason, self.words, self.draw, self.problem, self.letter,
            self.signing, self.acknowledged, self.sign, self.refused, self.send, self.handing, self.colleague,
            self.because, self.voiding, self.void_words, self.extending, self.days, self.needed, self.seen,
        ]  # fmt: skip

    def blank(self) -> Changes:
        """Nothing of the last case; the part is filled when somebody turns to it."""
        return {self.standing: "", self.letter: "", self.problem: "", self.refused: "", self.seen: {},
                self.decision: None, self.reason: None, self.words: "", self.because: None, self.void_words: "",
                self.needed: "", self.draw: gr.Button(visible=False), self.signing: gr.Group(visible=False),
                self.acknowledged: gr.CheckboxGroup([], value=[], visible=False)}  # fmt: skip

    def shown(
        self, desk: Desk, opened: Opened, audience: str, seen: Seen, decision: str, ticked: Sequence[str]
    ) -> Changes:
        """The part as the case stands; what was ticked and is still asked, what was chosen and written stays."""
        works, holds = desk.person.may("work on cases"), opened.signature is not None and not opened.signature.void
        review = opened.review.review if opened.review else None
        sheet = desk.sheet(opened.case.id) if review else None
        recommended = review.recommendation if review else None
        chosen = decision if seen.get("recommended") == recommended else None
        decision = _signed(opened) or chosen or _announced(opened) or recommended or ""
        items = [(_text(item), item.id) for item in sheet.items] if sheet else []
        people = [(p.full_name, p.name) for p in desk.colleagues()]
        open_, longest = works and not holds, desk.longest_extension(opened)
        return {
            self.standing: show.standing(desk, opened),
            self.decision: gr.Radio(value=decision or None, interactive=open_),
            self.otherwise: gr.Group(visible=open_ and decision != recommended),
            self.letter: show.letter(desk, opened, audience, None),
            self.draw: gr.Button(visible=open_),
            self.signing: gr.Group(visible=open_),
            self.sign: gr.Button(visible=open_),
            self.acknowledged: gr.CheckboxGroup(
                items, value=[key for _, key in items if key in ticked], visible=open_ and bool(items)
            ),
            self.send: gr.Button(visible=works and holds and opened.file.state == "signed"),
            self.colleague: gr.Dropdown(people, value=None),
            self.voiding: gr.Accordion(visible=works and holds),
            self.handing: gr.Accordion(visible=works),
            self.extending: gr.Accordion(visible=open_ and longest > 0),
            self.days: gr.Number(value=longest or None, maximum=longest or None),
            self.seen: {"hash": sheet and sheet.hash, "assignee": opened.file.assignee, "recommended": recommended},
            self.problem: "",
            self.refused: "",
        }

    def wire(self, page: Any) -> None:
        self.page = page
        answer = self.wiring.answer
        changed = [*page.everything, *self.widgets]
        form = self.form
        for event in (self.audience.input, self.letter.click, page.letter_tab.select):
            event(answer(self.look, self.problem), form, changed, **QUICK)
        self.decision.input(
            answer(self.decide, self.problem), [self.decision, self.seen], [self.otherwise, self.problem], **QUICK
        )
        pressed = [self.draw, self.sign]
        self.draw.click(None, None, pressed, js=DRAWING, **QUICK)
        drawn = self.draw.click(answer(self.drawn, self.problem), [*form, self.words], changed, **ONCE)
        drawn.then(None, None, pressed, js=DRAWN, **QUICK)
        self.sign.click(answer(self.signed, self.refused), [*form, self.reason, self.words], changed, **ONCE)
        self.send.click(answer(self.sent, self.refused), form, changed, **ONCE)
        self.give.click(answer(self.given, self.refused), [*form, self.colleague, self.because], changed, **ONCE)
        self.extend.click(answer(self.extended, self.refused), [*form, self.days, self.needed], changed, **ONCE)
        self.void.click(answer(self.voided, self.refused), [*form, self.void_words], changed, **ONCE)

    def look(
        self, desk: Desk, event: Any, case_id: str, audience: str, seen: Seen, decision: str, ticked: Sequence[str]
    ) -> Changes:
        if not case_id:
            return {}
        opened = desk.open(case_id)
        part = self.shown(desk, opened, audience, seen, decision, ticked)
        return {**self.page.view(desk, case_id, opened), **part, self.page.notice: ""}

    def decide(self, desk: Desk, event: Any, decision: str, seen: Seen) -> Changes:
        return {self.otherwise: gr.Group(visible=decision != seen.get("recommended")), self.problem: ""}

    def drawn(self, desk: Desk, event: Any, case_id: str, audience: str, seen: Seen, decision: str,
              ticked: Sequence[str], words: str) -> Changes:  # fmt: skip
        desk.draw(case_id, audience, decision, words or "")
        return self.look(desk, event, case_id, audience, seen, decision, ticked)

    def signed(self, desk: Desk, event: Any, case_id: str, audience: str, seen: Seen, decision: str,
               ticked: Sequence[str], reason: str | None, words: str) -> Changes:  # fmt: skip
        try:
            desk.sign(case_id, seen.get("hash") or "", decision, ticked, reason, words or "")
        except Refused as refused:
            return {self.refused: render("refused", reasons=refused.reasons)}
        return {**self.look(desk, event, case_id, audience, {}, "", ()), self.refused: say("Signed.")}

    def sent(self, desk: Desk, event: Any, case_id: str, *form: Any) -> Changes:
        desk.sent(case_id)
        return self.look(desk, event, case_id, *form)

    def given(self, desk: Desk, event: Any, case_id: str, audience: str, seen: Seen, decision: str,
              ticked: Sequence[str], to: str, because: str) -> Changes:  # fmt: skip
        desk.send_back(case_id, to, because, seen.get("assignee"))
        looked = self.look(desk, event, case_id, audience, seen, decision, ticked)
        return {**looked, self.refused: say(f"The case is with {to} now.")}

    def extended(self, desk: Desk, event: Any, case_id: str, audience: str, seen: Seen, decision: str,
                 ticked: Sequence[str], days: float | None, why: str) -> Changes:  # fmt: skip
        desk.extend(case_id, int(days or 0), why or "")
        looked = self.look(desk, event, case_id, audience, seen, decision, ticked)
        return {**looked, self.refused: say("The time to answer is extended.")}

    def voided(self, desk: Desk, event: Any, case_id: str, audience: str, seen: Seen, decision: str,
               ticked: Sequence[str], words: str) -> Changes:  # fmt: skip
        desk.void(case_id, words or "")
        looked = self.look(desk, event, case_id, audience, {}, "", ())
        return {**looked, self.refused: say("The signature no longer holds.")}


def _signed(opened: Opened) -> str | None:
    return opened.signature.decision if opened.signature is not None and not opened.signature.void else None


def _announced(opened: Opened) -> str | None:
    """What the letter announces, where its kind can announce one thing only."""
    drawn = next(iter(opened.letters.values()), None)
    return {"approval": "approve", "information_request": "pend"}.get(drawn.kind) if drawn else None


def _text(item: Any) -> str:
    return f"{item.text} (“{item.quote}”)" if item.quote and item.quote not in item.text else item.text
