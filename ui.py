"""The reviewers' page: widgets and wiring. `python ui.py` is `necessity serve`.

What a person may see and do is decided in `copilot.desk` and below it; how things look stands in `copilot.page`, whose
`parts` are put together here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from copilot.desk import LISTS, Desk, Opened
from copilot.page import show
from copilot.page.parts.base import QUICK, SLOW, Changes, Wiring, held, html, say
from copilot.page.parts.entry import Entry
from copilot.page.parts.facts import Facts
from copilot.page.parts.letters import Letters
from copilot.page.parts.people import People
from copilot.page.parts.quality import Quality
from copilot.page.parts.questions import Questions
from copilot.page.parts.shelf import Shelf
from copilot.page.tray import Tray
from copilot.page.web import form_token
from copilot.site import Sites


class Page:
    """The page: its widgets as attributes, and what each event does. A handler returns the widgets that change."""

    def __init__(self, sites: Sites, tray: Tray) -> None:
        self.sites, self.wiring = sites, Wiring(sites, tray)
        with gr.Blocks(title="Necessity Copilot", analytics_enabled=False, fill_width=True) as self.blocks:
            self.case_id = held()
            self.top = html()
            self.notice = gr.HTML(elem_id="notice", apply_default_css=False, padding=False)
            with gr.Tabs(selected="list", elem_id="views") as self.tabs:
                with gr.Tab("Worklist", id="list", visible=False) as self.list_tab:
                    self._worklist()
                with gr.Tab("Case", id="case", visible=False) as self.case_tab:
                    self._case()
                with gr.Tab("New case", id="entry", visible=False) as self.entry_tab:
                    self.entry = Entry(self.wiring)
                with gr.Tab("Guidelines and policies", id="shelf") as self.shelf_tab:
                    self.shelf = Shelf(self.wiring)
                with gr.Tab("Quality", id="quality", visible=False) as self.quality_tab:
                    self.quality = Quality(self.wiring)
                with gr.Tab("People", id="people", visible=False) as self.people_tab:
                    self.people = People(self.wiring)
            self._wire()

    # --- widgets --------------------------------------------------------------------------------------------------

    def _worklist(self) -> None:
        with gr.Row():
            choices = [(name, key) for key, name in LISTS.items()]
            self.which = gr.Radio(choices, value=None, label="List", scale=8)
            self.search = gr.Textbox(
                label="Search", placeholder="case, member, code, payer", scale=2, min_width=260, max_lines=1
            )
        self.list = html()

    def _case(self) -> None:
        self.banner = html('<p class="empty">Open a case from the worklist.</p>')
        with gr.Row(elem_classes="sides", visible=False) as self.sides:
            with gr.Column(scale=5, min_width=380, elem_classes="left"):
                self.record = html()
            with gr.Column(scale=6, min_width=420), gr.Tabs(selected="criteria") as self.parts:
                with gr.Tab("Criteria", id="criteria"):
                    self.criteria = html()
                with gr.Tab("Facts", id="facts"):
                    self.facts = Facts(self.wiring)
                with gr.Tab("Letter and sign-off", id="letter") as self.letter_tab:
                    self.letters = Letters(self.wiring)
                with gr.Tab("Ask", id="ask"):
                    self.questions = Questions(self.wiring)
                with gr.Tab("History", id="history"):
                    self.history = html()

    @property
    def whole_widgets(self) -> list[Any]:
        """What changes when another case is opened."""
        return [self.tabs, *self.everything, *self.facts.form, *self.letters.widgets, *self.questions.widgets]

    @property
    def everything(self) -> list[Any]:
        """What changes with the case."""
        own = [self.case_id, self.sides, self.banner, self.record, self.criteria, self.history, self.notice, self.parts]
        return [*own, self.facts.table]

    # --- wiring ---------------------------------------------------------------------------------------------------

    def _wire(self) -> None:
        def answer(handler: Any) -> Any:
            return self.wiring.answer(handler, self.notice)

        whole = self.whole_widgets
        tabs = [self.list_tab, self.case_tab, self.entry_tab, self.shelf_tab, self.quality_tab, self.people_tab]
        started = [self.top, self.list, self.which, self.notice, self.tabs, *tabs]
        self.blocks.load(answer(self.start), None, started, **QUICK)
        for event in (self.which.input, self.search.submit, self.list_tab.select):
            event(answer(self.show_list), [self.which, self.search], [self.list, self.notice], **QUICK)
        for part in (self.facts, self.letters, self.questions, self.entry):
            part.wire(self)
        form = self.letters.form
        self.banner.click(answer(self.on_banner), form, [*whole, *self.entry.widgets], **QUICK)
        drafting = self.banner.submit(self.wiring.stream(self.draft, self.notice), form, whole, **SLOW)
        # What a model still writes belongs to the case that was left: it is kept there, and not shown here.
        self.list.click(answer(self.open), None, whole, cancels=[drafting, *self.questions.asking], **QUICK)
        self.shelf.wire(self, self.shelf_tab)
        self.quality.wire(self.quality_tab)
        self.people.wire(self.people_tab)

    # --- what happens ---------------------------------------------------------------------------------------------

    def start(self, desk: Desk, event: dict[str, Any]) -> Changes:
        changes: Changes = {self.top: show.head(desk, form_token(self.sites.cookie(desk.site, desk.token)))}
        if desk.person.may("read cases"):
            which = desk.first_list()
            changes |= {self.which: which, self.list: show.worklist(desk, desk.worklist(which), which)}
        first = "list" if desk.person.may("read cases") else "people"
        allowed = {
            self.list_tab: "read cases", self.case_tab: "read cases", self.entry_tab: "work on cases",
            self.quality_tab: "see quality", self.people_tab: "manage people",
        }  # fmt: skip
        shown: Changes = {tab: gr.Tab(visible=desk.person.may(act)) for tab, act in allowed.items()}
        return {**changes, **shown, self.tabs: gr.Tabs(selected=first)}

    def show_list(self, desk: Desk, event: dict[str, Any], which: str | None, search: str) -> Changes:
        if which is None:  # the page is still starting
            return {}
        return {self.list: show.worklist(desk, desk.worklist(which, search), which), self.notice: ""}

    def open(self, desk: Desk, event: dict[str, Any]) -> Changes:
        if event.get("act") != "open":
            return {}
        return {self.tabs: gr.Tabs(selected="case"), self.parts: gr.Tabs(selected="criteria"), self.notice: "",
                **self.whole(desk, event["case"])}  # fmt: skip

    def whole(self, desk: Desk, case_id: str) -> Changes:
        """A case as it stands, its forms empty."""
        opened = desk.open(case_id)
        forms = {**self.facts.shown(desk, opened), **self.letters.blank(), **self.questions.blank()}
        return {**self.view(desk, case_id, opened), **forms}

    def view(self, desk: Desk, case_id: str, opened: Opened | None = None) -> Changes:
        """What of a case is read; what somebody types is left as it is."""
        opened = opened or desk.open(case_id)
        return {
            self.case_id: case_id, self.sides: gr.Row(visible=True), self.banner: show.banner(desk, opened),
            self.record: show.record(opened), self.criteria: show.criteria(opened),
            self.facts.table: show.facts(desk, opened), self.history: show.history(opened),
        }  # fmt: skip

    def on_banner(self, desk: Desk, event: dict[str, Any], case_id: str, *form: Any) -> Changes:
        act, seen = event.get("act"), event.get("seen") or None
        if act == "amend":
            self.wiring.tray.empty(desk)
            return {**self.entry.filled(desk.open(case_id).case), self.tabs: gr.Tabs(selected="entry")}
        said = {
            "take": lambda: desk.give(case_id, desk.name, seen) or "The case is with you.",
            "lay-back": lambda: desk.give(case_id, None, seen) or "The case is with nobody now.",
            "rules": lambda: desk.review_again(case_id) and "Reviewed again.",
        }[act]()
        return {**self.letters.look(desk, event, case_id, *form), self.notice: say(said)}

    def draft(self, desk: Desk, event: dict[str, Any], case_id: str, *form: Any) -> Iterator[Changes]:
        drafting = "The model is drafting; the rules hold its draft against the record when it comes."
        yield {self.notice: say(drafting)}
        by_model = desk.review_again(case_id, with_model=True).review.draft.source == "llm"
        nothing = "Reviewed again by the rules: the model gave no draft that could be used; the notices say why."
        told = "Reviewed again, with the model's draft." if by_model else nothing
        yield {**self.letters.look(desk, event, case_id, *form), self.notice: say(told)}


def build(sites: Sites, tray: Tray) -> Any:
    """The page as Gradio blocks."""
    return Page(sites, tray).blocks


def main() -> None:
    """Serve the page with the settings in force."""
    import sys

    from copilot.cli import main as command

    sys.argv[1:1] = ["serve"]
    command()


if __name__ == "__main__":
    main()
