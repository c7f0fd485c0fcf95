"""Guidelines and policies: to read and to search, with where each stands and what still waits for a person."""

from __future__ import annotations

from typing import Any

import gradio as gr

from copilot.desk import Desk
from copilot.page import render
from copilot.page.parts.base import ONCE, QUICK, Changes, Wiring, held, html, say
from copilot.standing import STATUSES


class Shelf:
    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        with gr.Row(elem_classes="sides"):
            with gr.Column(scale=5, min_width=360):
                self.query = gr.Textbox(
                    label="Search passages", placeholder="relief after a diagnostic block", max_lines=1
                )
                self.list = html()
            with gr.Column(scale=6, min_width=400):
                self.text = html('<p class="empty">Choose a policy or a guideline to read it.</p>')
                with gr.Group(visible=False) as self.changing:
                    self.status = gr.Radio(list(STATUSES), label="Where it stands with the plan")
                    self.source = gr.Textbox(
                        label="Compared with the primary text: title, version and date", max_lines=2, visible=False
                    )
                    self.compare = gr.Button("I compared it and it agrees", size="sm", visible=False)
                self.problem = gr.HTML(apply_default_css=False, padding=False)
        self.key = held()

    @property
    def widgets(self) -> list[Any]:
        return [self.list, self.text, self.changing, self.status, self.source, self.compare, self.problem, self.key]

    def wire(self, page: Any, tab: gr.Tab) -> None:
        answer = self.wiring.answer
        tab.select(answer(self.all, self.problem), None, self.widgets, **QUICK)
        self.query.submit(answer(self.search, self.problem), [self.query], self.widgets, **QUICK)
        self.list.click(answer(self.read, self.problem), None, self.widgets, **QUICK)
        self.status.input(answer(self.stand, self.problem), [self.key, self.status], self.widgets, **QUICK)
        self.compare.click(answer(self.compared, self.problem), [self.key, self.source], self.widgets, **ONCE)

    def all(self, desk: Desk, event: dict[str, Any]) -> Changes:
        return {self.list: render("shelf", texts=desk.texts()), self.problem: ""}

    def search(self, desk: Desk, event: dict[str, Any], query: str) -> Changes:
        if not query.strip():
            return self.all(desk, event)
        return {self.list: render("found", hits=desk.find(query), query=query), self.problem: ""}

    def read(self, desk: Desk, event: dict[str, Any]) -> Changes:
        if event.get("act") == "all":
            return self.all(desk, event)
        return self.shown(desk, event["key"], event.get("anchor", ""))

    def shown(self, desk: Desk, key: str, anchor: str = "") -> Changes:
        text, may = desk.text(key), desk.person.may("change guidelines")
        policy = text.kind == "policy"
        return {
            self.text: render("text", t=text, anchor=anchor), self.changing: gr.Group(visible=may),
            self.status: text.standing.status, self.source: gr.Textbox(value="", visible=policy),
            self.compare: gr.Button(visible=policy), self.key: key, self.problem: "",
        }  # fmt: skip

    def stand(self, desk: Desk, event: dict[str, Any], key: str, status: str) -> Changes:
        desk.stand(key, status)
        return {**self.all(desk, event), **self.shown(desk, key), self.problem: say(f"It is {status} now.")}

    def compared(self, desk: Desk, event: dict[str, Any], key: str, source: str) -> Changes:
        desk.compare(key, source)
        return {**self.all(desk, event), **self.shown(desk, key), self.problem: say("The comparison is on record.")}
