"""The reviewers' page: widgets and wiring. `python ui.py` is `necessity serve`.

What a person may see and do is decided in `copilot.desk` and below it; how things look stands in `copilot.page`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import gradio as gr

from copilot.desk import LISTS, Desk
from copilot.page import show
from copilot.page.web import cookie_of, form_token
from copilot.problem import Problem
from copilot.site import Sites

# Buttons and marks inside our HTML tell what they are for in `data-act`, and what they mean beside it.
ACTS = """element.addEventListener('click', event => {
  const hit = event.target.closest('[data-act]');
  if (hit) trigger('click', {...hit.dataset});
});"""
QUICK: dict[str, Any] = {"api_visibility": "private", "queue": False, "show_progress": "hidden"}


def html(**options: Any) -> gr.HTML:
    return gr.HTML(apply_default_css=False, js_on_load=ACTS, padding=False, **options)


class Page:
    """The page: its widgets as attributes, and what each event does. A handler returns the widgets that change."""

    def __init__(self, sites: Sites) -> None:
        self.sites = sites
        with gr.Blocks(title="Necessity Copilot", analytics_enabled=False, fill_width=True) as self.blocks:
            self.case_id = gr.State(None)
            self.top = html()
            self.notice = gr.HTML(elem_id="notice", apply_default_css=False, padding=False)
            with gr.Tabs(selected="list", elem_id="views") as self.tabs:
                with gr.Tab("Worklist", id="list") as self.list_tab:
                    self._worklist()
                with gr.Tab("Case", id="case") as self.case_tab:
                    self._case()
            self._wire()

    # --- widgets --------------------------------------------------------------------------------------------------

    def _worklist(self) -> None:
        with gr.Row(equal_height=True):
            choices = [(name, key) for key, name in LISTS.items()]
            self.which = gr.Radio(choices, value="mine", label="List", scale=5)
            self.search = gr.Textbox(label="Search", placeholder="case, member, code, payer", scale=2, max_lines=1)
        self.list = html()

    def _case(self) -> None:
        self.banner = html(value='<p class="empty">Open a case from the worklist.</p>')
        with gr.Row(elem_classes="sides", visible=False) as self.sides:
            with gr.Column(scale=5, min_width=380):
                self.record = html()
            with gr.Column(scale=6, min_width=420), gr.Tabs(selected="criteria") as self.parts:
                with gr.Tab("Criteria", id="criteria"):
                    self.criteria = html()
                with gr.Tab("Facts", id="facts"):
                    self.facts = html()
                with gr.Tab("History", id="history"):
                    self.history = html()

    # --- wiring ---------------------------------------------------------------------------------------------------

    def _wire(self) -> None:
        self.blocks.load(self._answer(self.start), None, [self.top, self.list, self.which], **QUICK)
        for event in (self.which.change, self.search.submit, self.list_tab.select):
            event(self._answer(self.show_list), [self.which, self.search], [self.list, self.notice], **QUICK)
        opened = [self.tabs, self.case_id, self.banner, self.sides, self.record, self.criteria, self.facts,
                  self.history, self.parts, self.notice]  # fmt: skip
        self.opened = opened
        self.list.click(self._answer(self.open), None, opened, **QUICK)
        self.banner.click(self._answer(self.on_banner), [self.case_id], opened, **QUICK)

    def _answer(self, handler: Callable[..., dict[Any, Any]]) -> Callable[..., Any]:
        """A handler with the desk of the session; problems become a sentence on the page, and nothing typed is lost."""

        def answer(request: gr.Request, event: gr.EventData, *inputs: Any) -> dict[Any, Any]:
            try:
                desk = Desk.of(self.sites.of(cookie_of(request)))
                return handler(desk, event._data or {}, *inputs)
            except Problem as problem:
                return {self.notice: say(str(problem), "problem")}
            except Exception as error:  # its text may quote the record
                logging.getLogger(__name__).error("%s failed: %s", handler.__name__, type(error).__name__)
                return {self.notice: say("Something went wrong on the server; nothing was changed.", "problem")}

        return answer

    # --- what happens ---------------------------------------------------------------------------------------------

    def start(self, desk: Desk, event: dict[str, Any]) -> dict[Any, Any]:
        cookie = desk.token if not desk.site.demo else Sites.MARK + desk.token
        changes: dict[Any, Any] = {self.top: show.head(desk, form_token(cookie))}
        if desk.person.may("read cases"):
            which = "mine" if desk.worklist("mine") else "physician" if desk.person.may("decide adversely") else "unassigned"
            changes |= {self.which: which, self.list: show.worklist(desk, desk.worklist(which), which)}
        return changes

    def show_list(self, desk: Desk, event: dict[str, Any], which: str, search: str) -> dict[Any, Any]:
        return {self.list: show.worklist(desk, desk.worklist(which, search), which), self.notice: ""}

    def open(self, desk: Desk, event: dict[str, Any]) -> dict[Any, Any]:
        if event.get("act") != "open":
            return {}
        return {self.tabs: gr.Tabs(selected="case"), self.parts: gr.Tabs(selected="criteria"), self.notice: "",
                **self.view(desk, event["case"])}  # fmt: skip

    def view(self, desk: Desk, case_id: str) -> dict[Any, Any]:
        """Everything of a case that is shown, as it stands now."""
        opened = desk.open(case_id)
        return {
            self.case_id: case_id, self.sides: gr.Row(visible=True), self.banner: show.banner(desk, opened),
            self.record: show.record(opened), self.criteria: show.criteria(opened),
            self.facts: show.facts(desk, opened), self.history: show.history(opened),
        }  # fmt: skip

    def on_banner(self, desk: Desk, event: dict[str, Any], case_id: str) -> dict[Any, Any]:
        act, said = event.get("act"), ""
        if act == "take":
            desk.give(case_id, desk.name, event.get("seen") or None)
            said = "The case is with you."
        elif act == "lay-back":
            desk.give(case_id, None, desk.name)
            said = "The case is with nobody now."
        elif act in ("rules", "model"):
            desk.review_again(case_id, with_model=act == "model")
            said = "Reviewed again."
        return {**self.view(desk, case_id), self.notice: say(said)}


def say(text: str, kind: str = "done") -> str:
    """A line that a screen reader reads out; nothing where there is nothing to say."""
    from copilot.page import render

    return render("notice", text=text[:1].upper() + text[1:], kind=kind) if text else ""


def build(sites: Sites) -> Any:
    """The page as Gradio blocks."""
    return Page(sites).blocks


def main() -> None:
    """Serve the page with the settings in force."""
    import sys

    from copilot.cli import main as command

    sys.argv[1:1] = ["serve"]
    command()


if __name__ == "__main__":
    main()
