"""A new case: a few fields, pasted text, dropped documents. The same form corrects a case and takes a reply."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import gradio as gr
from pydantic import ValidationError

from copilot.case import Case, CaseDocument
from copilot.desk import Desk
from copilot.load import expected
from copilot.page import render
from copilot.page.parts.base import QUICK, SLOW, Changes, Wiring, held, html, say
from rules.facts import Side
from rules.request import Line, Purpose


def _choices(kind: Any) -> list[tuple[str, str]]:
    return [("not stated", ""), *((str(value).replace("_", " "), value) for value in get_args(kind))]


# Each field of the form: its path in a case, its label, its choices where it has any, and an example.
FIELDS: tuple[tuple[str, str, Any, str], ...] = (
    ("id", "Case number", None, "2025-00123"),
    ("received", "Received", None, "2025-11-20"),
    ("urgency", "Urgency", [("standard", "standard"), ("expedited", "expedited")], ""),
    ("member.name", "Member", None, ""),
    ("member.id", "Member number", None, ""),
    ("member.dob", "Born", None, "1961-04-02"),
    ("plan.payer", "Payer", None, "aetna"),
    ("plan.line_of_business", "Line of business", _choices(Line), ""),
    ("plan.state", "State", None, "CA"),
    ("plan.funding", "Funding", [("not stated", ""), ("insured", "insured"), ("self-funded", "self_funded")], ""),
    ("request.cpt", "Code (CPT)", None, "27096"),
    ("request.description", "Service", None, "SIJ injection, image guided"),
    ("request.purpose", "Purpose", _choices(Purpose), ""),
    ("request.side", "Side", _choices(Side), ""),
    ("request.date_of_service", "Date of service", None, "2025-12-01"),
    ("request.guidance", "Guidance", None, "fluoroscopy"),
    ("request.diagnoses", "Diagnoses, commas between", None, "M53.3"),
    ("question", "Question", None, ""),
)  # fmt: skip
PASTED = "pasted note"


class Entry:
    """The form. `of` is the case that it corrects, or None for a new one."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.title = gr.HTML("<h2>New case</h2>", apply_default_css=False, padding=False)
        self.fields: dict[str, Any] = {}
        for n in range(0, len(FIELDS), 3):
            with gr.Row():
                for path, label, choices, example in FIELDS[n : n + 3]:
                    self.fields[path] = (
                        gr.Dropdown(choices, value=choices[0][1], label=label)
                        if choices
                        else gr.Textbox(label=label, placeholder=example, max_lines=1)
                    )
        self.drop = html(render("drop", held=[], notes=[]))
        self.text = gr.Textbox(label="Or paste a note", lines=8, max_lines=16)
        self.why = gr.Textbox(label="What was wrong", visible=False)
        self.problem = gr.HTML(apply_default_css=False, padding=False)
        with gr.Row():
            self.submit = gr.Button("Store and review", variant="primary")
            self.clear = gr.Button("Empty the form")
        self.of = held()

    @property
    def widgets(self) -> list[Any]:
        return [self.title, *self.fields.values(), self.drop, self.text, self.why, self.problem, self.submit, self.of]

    def wire(self, page: Any) -> None:
        self.page = page
        answer, stream = self.wiring.answer, self.wiring.stream
        self.drop.click(answer(self.dropped, self.problem), None, [self.drop, self.problem], **QUICK)
        self.clear.click(answer(self.empty, self.problem), None, self.widgets, **QUICK)
        inputs = [self.of, self.why, self.text, *self.fields.values()]
        self.submit.click(stream(self.store, self.problem), inputs, [*page.whole_widgets, *self.widgets], **SLOW)

    def empty(self, desk: Desk, event: dict[str, Any]) -> Changes:
        self.wiring.tray.empty(desk)
        return self.filled(None)

    def filled(self, case: Case | None) -> Changes:
        """The form for a new case, or with a case's fields to correct."""
        changes: Changes = {}
        for path, _, choices, _ in FIELDS:
            value = _at(case, path) if case else (choices[0][1] if choices else "")
            kind = gr.Dropdown if choices else gr.Textbox
            fixed = {"interactive": case is None} if path == "id" else {}
            changes[self.fields[path]] = kind(value=value, info=None, elem_classes=[], **fixed)
        title = f"Correct case {case.id}, or add documents to it" if case else "New case"
        return {
            **changes, self.title: render("heading", text=title), self.drop: render("drop", held=[], notes=[]),
            self.text: "", self.why: gr.Textbox(value="", visible=case is not None), self.problem: "",
            self.submit: "Store and review", self.of: case.id if case else "",
        }  # fmt: skip

    def dropped(self, desk: Desk, event: dict[str, Any]) -> Changes:
        if event.get("act") == "empty-tray":
            self.wiring.tray.empty(desk)
        dropped, notes = self.wiring.tray.of(desk)
        return {self.drop: render("drop", held=dropped, notes=notes), self.problem: ""}

    def store(
        self, desk: Desk, event: dict[str, Any], of: str, why: str, text: str, *values: Any
    ) -> Iterator[Changes]:
        """Store the case and review it; what is wrong stands beside its field."""
        dropped, notes = self.wiring.tray.of(desk)
        new = [*dropped, *([CaseDocument(name=PASTED, text=text)] if text.strip() else [])]
        before = desk.open(of).case if of else None
        told = _told(dict(zip((path for path, *_ in FIELDS), values, strict=True)))
        if before is None:
            told["documents"] = [d.model_dump(mode="json") for d in new]
            told["unread"] = notes
        else:
            told = _merged(before.model_dump(mode="json"), told)
            told["documents"] += [_renamed(d, before).model_dump(mode="json") for d in new]
        yield {**self._beside({}), self.problem: say("Reviewing …")}
        try:
            case = Case.model_validate(told)
        except ValidationError as error:
            yield self._wrong(error)
            return
        if before is None:
            case_id, twins = desk.submit(case)
            said = (
                f"Stored and reviewed. The same was asked before: {', '.join(twins)}."
                if twins
                else "Stored and reviewed."
            )
        elif desk.site.store.state(case.id) == "pended" and new and not why.strip():
            case_id, said = case.id, "The reply is taken; the clock runs on."
            desk.reply(case.id, [_renamed(d, before) for d in new])
        else:
            desk.revise(case, why)
            case_id, said = case.id, "Corrected and reviewed."
        self.wiring.tray.empty(desk)
        page = self.page
        yield {**self.filled(None), page.tabs: gr.Tabs(selected="case"), page.parts: gr.Tabs(selected="criteria"),
               **page.whole(desk, case_id), page.notice: say(said)}  # fmt: skip

    def _wrong(self, error: ValidationError) -> Changes:
        """Each problem beside its field; what belongs to no field below them all."""
        wrong, rest = {}, []
        for one in error.errors(include_url=False, include_input=False):
            path = ".".join(str(part) for part in one["loc"] if isinstance(part, str))
            text = expected(one)
            if path == "request":
                wrong["request.cpt"] = "Give a code, or name the service."
            elif path == "documents":
                rest.append("Drop a document or paste a note: a request without a record cannot be reviewed.")
            elif path in self.fields:
                wrong[path] = f"It {text}."
            else:
                rest.append(f"{path} {text}.")
        rest = rest or ["Some fields need mending; each says what it needs."]
        return {**self._beside(wrong), self.problem: say(" ".join(rest), "problem")}

    def _beside(self, wrong: dict[str, str]) -> Changes:
        changes: Changes = {}
        for path, _, choices, _ in FIELDS:
            kind = gr.Dropdown if choices else gr.Textbox
            told = wrong.get(path)
            changes[self.fields[path]] = kind(info=told, elem_classes=["wrong"] if told else [])
        return changes


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """The form as a case; an empty field is absent."""
    case: dict[str, Any] = {"member": {}, "plan": {}, "request": {}}
    for path, value in values.items():
        text = (value or "").strip()
        if not text:
            continue
        *inside, name = path.split(".")
        place = case[inside[0]] if inside else case
        place[name] = [d.strip() for d in text.split(",") if d.strip()] if name == "diagnoses" else text
    return case


def _merged(before: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """A case with the form's fields in place of its own; what the form does not show stays."""
    after = {**before, "received": told.get("received"), "urgency": told.get("urgency") or before["urgency"],
             "question": told.get("question")}  # fmt: skip
    for part in ("member", "plan", "request"):
        shown = {path.split(".")[1] for path, *_ in FIELDS if path.startswith(f"{part}.")}
        kept = {name: value for name, value in before[part].items() if name not in shown}
        after[part] = {**kept, **told[part]}
    return after


def _renamed(document: CaseDocument, case: Case) -> CaseDocument:
    """A pasted note gets a name that the case does not have yet."""
    taken = {d.name for d in case.documents}
    if document.name != PASTED or PASTED not in taken:
        return document
    number = next(n for n in range(2, 1000) if f"{PASTED} {n}" not in taken)
    return document.model_copy(update={"name": f"{PASTED} {number}"})


def _at(case: Case, path: str) -> str:
    value: Any = case
    for name in path.split("."):
        value = getattr(value, name)
    return ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
