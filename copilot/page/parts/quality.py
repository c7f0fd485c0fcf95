"""Quality: the latest evaluation, where rules or people overrode, how long answers took."""

from __future__ import annotations

from typing import Any

import gradio as gr

from copilot.desk import Desk
from copilot.page import show
from copilot.page.parts.base import QUICK, Changes, Wiring


class Quality:
    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.problem = gr.HTML(apply_default_css=False, padding=False)
        self.view = gr.HTML(apply_default_css=False, padding=False)

    def wire(self, tab: gr.Tab) -> None:
        tab.select(self.wiring.answer(self.shown, self.problem), None, [self.view, self.problem], **QUICK)

    def shown(self, desk: Desk, event: dict[str, Any]) -> Changes:
        return {self.view: show.quality(desk), self.problem: ""}
