"""Questions about the case. An answer is provisional until the guard has been through it; its sources open below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import gradio as gr

from copilot import chat
from copilot.desk import Desk
from copilot.page import render
from copilot.page.parts.base import HIDDEN, QUICK, SLOW, Changes, Wiring, html

SUGGESTED = (
    "What would change the recommendation?",
    "What is missing from the record?",
    "What was done before?",
    "Which policy governs, and why?",
    "Why does another threshold not apply?",
)
PROVISIONAL = "Provisional, not checked yet"
# An answer that still arrives after its case was left is dropped where it would be shown: cancelling stops the server,
# and not what is on its way. Each message tells its case.
OF_THIS_CASE = """(said, shown) =>
  [(said ?? []).every(m => m.metadata?.id === shown) ? said : said.filter(m => m.metadata?.id === shown)]"""


class Questions:
    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.suggested = html(render("suggested", questions=SUGGESTED))
        self.chat = gr.Chatbot(
            label="Questions about this case", layout="panel", height="52vh", allow_tags=False, buttons=["copy"],
            show_label=False, placeholder="Answers come from the record, the policy and the verdicts, with sources.",
        )  # fmt: skip
        self.question = gr.Textbox(label="Question", max_lines=4, submit_btn="Ask", stop_btn=False)
        self.problem = gr.HTML(apply_default_css=False, padding=False)
        self.sources = html()
        self.turns = gr.State([])

    @property
    def widgets(self) -> list[Any]:
        return [self.chat, self.question, self.problem, self.sources, self.turns]

    def blank(self) -> Changes:
        return {self.chat: [], self.turns: [], self.sources: "", self.problem: ""}

    def wire(self, page: Any) -> None:
        inputs = [page.case_id, self.chat, self.turns]
        ask, suggest = (self.wiring.stream(handler, self.problem) for handler in (self.ask, self.suggest))
        self.asking = [
            self.question.submit(ask, [*inputs, self.question], self.widgets, **SLOW),
            self.suggested.click(suggest, inputs, self.widgets, **SLOW),
        ]
        self.chat.clear(lambda: [], None, self.turns, **QUICK)
        self.chat.change(None, [self.chat, page.case_id], self.chat, js=OF_THIS_CASE, **HIDDEN)

    def suggest(
        self, desk: Desk, event: dict[str, Any], case_id: str, said: list[Any], turns: Any
    ) -> Iterator[Changes]:
        yield from self.ask(desk, event, case_id, said, turns, event.get("question", ""))

    def ask(
        self, desk: Desk, event: dict[str, Any], case_id: str, said: list[Any], turns: list[chat.Turn], question: str
    ) -> Iterator[Changes]:
        if not question.strip():
            return
        said = [*said, _message("user", question, case_id)]
        yield {self.chat: said, self.question: "", self.problem: "", self.sources: ""}
        findings = desk.findings_of(case_id)
        text = ""
        for piece in chat.ask(question, findings, turns, desk.site.model, search=desk.search(findings)):
            if piece.final:
                found = sources(piece.text, findings)
                shown = [*said, _message("assistant", _plain(piece.text), case_id)]
                yield {
                    self.chat: shown, self.turns: [*turns, chat.Turn(question, piece.text)],
                    self.sources: render("sources", found=found, piece=piece),
                }  # fmt: skip
                return
            text += piece.text
            provisional = f"**{PROVISIONAL}**\n\n{_plain(text)}"
            yield {self.chat: [*said, _message("assistant", provisional, case_id)]}


def sources(text: str, findings: Any) -> list[tuple[int, Any]]:
    """The passages that an answer's numbers stand for."""
    cited = findings.cited()
    numbers = sorted({int(n) for n in re.findall(r"\[(\d{1,3})\]", text)})
    return [(n, findings.passage(*cited[n - 1])) for n in numbers if 0 < n <= len(cited)]


def _message(role: Literal["user", "assistant"], text: str, case_id: str) -> gr.ChatMessage:
    return gr.ChatMessage(role=role, content=text, metadata={"id": case_id})


def _plain(text: str) -> str:
    """Markdown in which no words of the record become markup or links."""
    return text.replace("<", "&lt;").replace("](", "] (").replace("![", "! [")
