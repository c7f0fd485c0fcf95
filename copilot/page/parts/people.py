"""People: who has access, for administrators."""

from __future__ import annotations

from typing import Any

import gradio as gr

from copilot.desk import Desk
from copilot.page import render
from copilot.page.parts.base import ONCE, QUICK, Changes, Wiring, html, say
from copilot.people import ROLES


class People:
    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.list = html()
        with gr.Group():
            with gr.Row():
                self.name = gr.Textbox(label="Name to log in with", max_lines=1)
                self.full_name = gr.Textbox(label="Full name, as letters are signed", max_lines=1)
                self.password = gr.Textbox(label="First password", type="password", max_lines=1)
            with gr.Row():
                self.roles = gr.CheckboxGroup(list(ROLES), label="Roles")
                self.licence = gr.Textbox(label="Licence (physicians)", max_lines=1)
                self.specialty = gr.Textbox(label="Specialty (physicians)", max_lines=1)
            self.add = gr.Button("Give access", variant="primary")
        self.problem = gr.HTML(apply_default_css=False, padding=False)

    def wire(self, tab: gr.Tab) -> None:
        answer = self.wiring.answer
        fields = [self.name, self.full_name, self.password, self.roles, self.licence, self.specialty]
        shown = [self.list, self.problem]
        tab.select(answer(self.all, self.problem), None, shown, **QUICK)
        self.list.click(answer(self.change, self.problem), None, shown, **QUICK)
        self.add.click(answer(self.added, self.problem), fields, [*shown, *fields], **ONCE)

    def all(self, desk: Desk, event: dict[str, Any]) -> Changes:
        return {self.list: render("people", people=desk.everyone(), me=desk.name), self.problem: ""}

    def change(self, desk: Desk, event: dict[str, Any]) -> Changes:
        {"disable": desk.disable, "enable": desk.enable}[event["act"]](event["name"])
        return self.all(desk, event)

    def added(self, desk: Desk, event: dict[str, Any], *values: Any) -> Changes:
        person = desk.add_person(*values)
        empty = dict.fromkeys((self.name, self.full_name, self.password, self.licence, self.specialty), "")
        return {**self.all(desk, event), **empty, self.roles: [], self.problem: say(f"{person.full_name} has access.")}
