"""Letters: approval, request for information, adverse determination; to the member and to the provider.

    letter = compose(case, review, plan_data(folder), "member")
    letter.markdown;  docx = to_docx(letter, template);  pdf = to_pdf(read(docx))

A letter is drawn from the verdicts and the record, never from a model's words. It is a draft until a person signs:
`finish` then takes the mark off and puts the signer's name, credentials and date on the blank lines.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from copilot.case import Case
from copilot.letters.page import DRAFT, EXAMPLE, SIGN_LINES, Letter, Paragraph, Part, clean
from copilot.letters.plain import day, explained, unexplained
from copilot.letters.reasons import case_fields, composed
from copilot.notices import KIND_OF, Audience, Decision, Element, Notices, PlanData, Terms, required, shipped
from copilot.problem import Problem
from copilot.review import Review

if TYPE_CHECKING:
    from copilot.store import Signature

TITLES = {
    ("approval", "member"): "We approved your request",
    ("approval", "provider"): "Approval of a request",
    ("information_request", "member"): "We need more information about your request",
    ("information_request", "provider"): "Request for information",
    ("adverse", "member"): "We did not approve your request",
    ("adverse", "provider"): "Notice of an adverse determination",
}
PARTLY = {"member": "We approved only part of your request", "provider": "Notice of a partial approval"}


class NotDrawn(Problem):
    """No letter may be drawn for this case; the text says why."""


def terms(case: Case, decision: Decision) -> Terms:
    """What decides which law the letter follows."""
    plan = case.plan
    return Terms(KIND_OF[decision], decision, plan.line_of_business, plan.funding, (plan.state or "").upper() or None,
                 case.received or case.request.date_of_service)  # fmt: skip


def compose(
    case: Case, review: Review, plan: PlanData, audience: Audience = "member", decision: Decision | None = None,
    words: str = "", notices: Notices | None = None,
) -> Letter:  # fmt: skip
    """The draft letter. `decision`: the person's, where it is not the one recommended; `words`: then their reason.

    Raises NotDrawn where the law on file covers no such letter, with the reason.
    """
    decision, notices = decision or review.recommendation, notices or shipped()
    asked = terms(case, decision)
    law = required(asked, audience, notices)
    if law.refused:
        raise NotDrawn(law.refused)
    names = plan.fields(asked.state) | case_fields(case, review)

    def paragraphs(element: Element) -> list[Paragraph]:
        if element.composed:
            made = composed(element.composed, case, review, audience, decision, words)
        else:
            made = [_filled(p, names) for p in plan.wording.get(element.id) or element.paragraphs(audience)]
        return [p.of(element.id) for p in made if clean(p.text)]

    parts = []
    for part in notices.parts:
        said = [p for element in law.elements if element.part == part.id for p in paragraphs(element)]
        if part.member is None:
            said = [replace(p, style="line") for p in said]
        if said:
            parts.append(Part(part.id, getattr(part, audience) or "", tuple(said)))
    title = PARTLY[audience] if decision == "partial" else TITLES[asked.kind, audience]
    mark = f"{DRAFT} · {EXAMPLE}" if plan.example else DRAFT
    letter = Letter(asked.kind, audience, title, mark, tuple(parts), law.waits, law.notes)
    written = {element.id for element in law.elements if element.composed}
    return _for_members(letter, written) if audience == "member" else letter


def _filled(paragraph: str, names: dict[str, str]) -> Paragraph:
    style = "bullet" if paragraph.startswith("- ") else "line" if paragraph.endswith("{blank}") else "text"
    return Paragraph(paragraph.removeprefix("- ").format_map(names), style)  # type: ignore[arg-type]


def _for_members(letter: Letter, written: set[str]) -> Letter:
    """With the short forms that the letter shows explained under the reasons; those unknown in what was `written` from
    the case are told to staff."""
    said = " ".join(p.text for p in letter.paragraphs)
    known = explained(said)
    parts = list(letter.parts)
    for n, part in enumerate(parts):
        if part.id in ("reasons", "open") and known:
            line = Paragraph(f"Short forms in this letter: {'; '.join(known)}.", element=part.paragraphs[0].element)
            parts[n] = Part(part.id, part.heading, (*part.paragraphs, line))
    told = " ".join(p.text for p in letter.paragraphs if p.element in written - {"addressee", "identification"})
    unknown = sorted(set(unexplained(told, "; ".join(known))))
    notes = (f"Short forms that the letter does not explain to the member: {', '.join(unknown)}.",) if unknown else ()
    return replace(letter, parts=tuple(parts), notes=letter.notes + notes)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, as a letter shows it. `credentials`: such as 'Physician, pain medicine'."""

    name: str
    credentials: str
    licence: str | None
    on: dt.date

    @classmethod
    def of(cls, signature: Signature) -> Signer:
        """The signer of a stored signature."""
        credentials = ", ".join(filter(None, [signature.role.capitalize(), (signature.specialty or "").lower()]))
        return cls(signature.full_name, credentials, signature.licence, signature.at.date())

    @property
    def lines(self) -> dict[str, str | None]:
        """What goes on each blank line; a line for which there is nothing goes."""
        signed = day(self.on)
        return dict(zip(SIGN_LINES, (self.name, self.credentials, self.licence, signed, signed), strict=True))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A letter with its files, which say the same."""

    letter: Letter
    docx: bytes
    pdf: bytes


def draw(
    case: Case, review: Review, plan: PlanData, audience: Audience = "member", decision: Decision | None = None,
    words: str = "", folder: Path | None = None,
) -> Drawn:  # fmt: skip
    """The draft letter with its Word file, from the data folder's own template where it has one, and its PDF."""
    from copilot.letters import docx, pdf, templates

    letter = compose(case, review, plan, audience, decision, words)
    written = docx.write(letter, templates.load(letter.kind, folder))
    return Drawn(letter, written, pdf.write(docx.read(written)))


def redraw(edited: bytes) -> bytes:
    """The PDF of a Word file as it stands, edited or not. Raises Problem where it is unreadable."""
    from copilot.letters import docx, pdf

    return pdf.write(docx.read(edited))


def finish(signed: bytes, signer: Signer, plan: PlanData) -> tuple[bytes, bytes]:
    """The signed letter as it goes out, Word and PDF: without the draft's mark, the signer on the blank lines."""
    from copilot.letters import docx

    finished = docx.finish(signed, signer, EXAMPLE if plan.example else "")
    return finished, redraw(finished)
