"""Facts: confirm a reading, reject, add by words of the record, take back; the rules run again at once."""

from __future__ import annotations

from typing import Any

import gradio as gr

from copilot.desk import Desk, Opened
from copilot.page import show
from copilot.page.parts.base import ONCE, QUICK, Changes, Wiring, html, say

TITLES = {
    "confirm": "Which reading is meant?",
    "reject": "This was read wrongly",
    "take-back": "Take the correction back",
    "add": "Add a fact",
}


class Facts:
    """`again` shows the case anew after a correction."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.problem = gr.HTML(apply_default_css=False, padding=False)
        with gr.Group():
            self.title = gr.Markdown(
                "**Add a fact** – select the words in the record and press “Use as a fact”, or paste them"
            )
            self.readings = gr.Radio([], label="Reading", visible=False)
            self.quote = gr.Textbox(label="Words of the record", lines=2)
            self.reason = gr.Textbox(label="Why", lines=1, max_lines=3, placeholder="said in the letter of …")
            with gr.Row():
                self.save = gr.Button("Save and run the rules again", variant="primary", size="sm")
                self.cancel = gr.Button("Cancel", size="sm", visible=False)
        self.table = html()
        self.meant = gr.JSON({"act": "add"}, visible=False)

    @property
    def form(self) -> list[Any]:
        return [self.title, self.readings, self.quote, self.reason, self.cancel, self.meant, self.problem]

    def shown(self, desk: Desk, opened: Opened) -> Changes:
        return {self.table: show.facts(desk, opened), **self.blank()}

    def wire(self, page: Any) -> None:
        self.page = page
        answer = self.wiring.answer
        self.table.click(answer(self.begin, self.problem), [page.case_id], self.form, **QUICK)
        page.record.click(answer(self.point, self.problem), None, [*self.form, page.parts], **QUICK)
        self.cancel.click(answer(lambda desk, event: self.blank(), self.problem), None, self.form, **QUICK)
        inputs = [page.case_id, self.meant, self.readings, self.quote, self.reason]
        self.save.click(answer(self.correct, self.problem), inputs, [*page.everything, *self.form], **ONCE)

    def blank(self) -> Changes:
        return self._form("add", quote="")

    def _form(self, act: str, quote: str | None = None, readings: list[Any] | None = None, **meant: Any) -> Changes:
        return {
            self.title: f"**{TITLES[act]}**"
            + (" – select the words in the record and press “Use as a fact”, or paste them" if act == "add" else ""),
            self.readings: gr.Radio(readings or [], value=None, visible=act == "confirm"),
            self.quote: gr.Textbox(value=quote, interactive=act == "add"),
            self.reason: "", self.cancel: gr.Button(visible=act != "add"), self.problem: "",
            self.meant: {"act": act, **meant},
        }  # fmt: skip

    def begin(self, desk: Desk, event: dict[str, Any], case_id: str) -> Changes:
        """A button beside a fact or a correction."""
        act = event["act"]
        opened = desk.open(case_id)
        if act == "take-back":
            correction = next(c for c in opened.corrections if c.id == event["id"])
            content = correction.content
            return self._form(act, content.get("quote") or content["fact"]["quote"], correction=correction.id)
        assert opened.review is not None
        fact = opened.review.review.facts[int(event["n"])]
        readings = [(reading["gloss"], n) for n, reading in enumerate(fact.get("readings") or [])]
        return self._form(act, fact["quote"], readings, fact=fact)

    def point(self, desk: Desk, event: dict[str, Any]) -> Changes:
        """Words selected in the record."""
        if event.get("act") != "point":
            return {}
        place = (event["document"], int(event["start"]), int(event["end"]))
        form = self._form("add", event["quote"], place=place)
        return {**form, self.page.parts: gr.Tabs(selected="facts")}

    def correct(
        self, desk: Desk, event: dict[str, Any], case_id: str, meant: dict[str, Any], reading: int | None, quote: str,
        reason: str,
    ) -> Changes:  # fmt: skip
        act = meant["act"]
        if act == "confirm":
            desk.confirm(case_id, meant["fact"], -1 if reading is None else reading, reason)
        elif act == "reject":
            desk.reject(case_id, meant["fact"], reason)
        elif act == "take-back":
            desk.take_back(case_id, meant["correction"], reason)
        else:
            desk.add(case_id, quote, tuple(place) if (place := meant.get("place")) else None, reason)
        return {**self.page.view(desk, case_id), **self.blank(), self.problem: say("Saved; the rules ran again.")}
