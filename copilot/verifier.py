"""The verifier: what in a finished letter cannot be traced, and what it must hold by law and does not.

    held = sources(case, review, plan, "adverse", "member")
    for finding in verify(docx_or_markdown, held): ...

It reads the letter as it stands, also after a person edited the Word file. Every figure, date, code, identifier, name
and quotation is traced to the record and its facts, the request, the policy, or the plan's data and the notices; where
a sentence says nearly what was drawn, another figure or name in it is found even if that figure stands elsewhere.
Legal elements stand word for word: staff who want other words give them in the plan's data, where counsel sees them.
Anything it returns blocks signing: `for_signing` is what `copilot.signoff.sign` takes. What a person wrote and nothing
speaks against, nobody but a person can judge: `by_hand` gives those sentences, for the signer to acknowledge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from copilot.case import Case
from copilot.letter import PARTLY, Signer, redraw
from copilot.letters import docx
from copilot.letters.docx import Page
from copilot.letters.page import DRAFT, HIDDEN, SIGN_LINES, Letter, Paragraph
from copilot.letters.plain import american, plain
from copilot.letters.sources import Sources, sources
from copilot.letters.texts import from_markdown, plainly, sentences, short, stands
from copilot.letters.tracing import Finding, changed, contradicts, untraced
from copilot.notices import Decision, PlanData, shipped
from copilot.problem import Problem
from copilot.review import Review

if TYPE_CHECKING:
    from copilot.store import Letter as StoredLetter

__all__ = ["Finding", "Sources", "by_hand", "for_signing", "sources", "verify", "written"]

TO_FILL = re.compile(r"\[to be filled in: ([^\]]*)\]|_{5,}")
BLANK = re.compile(rf"({'|'.join(SIGN_LINES)}): ?_+")
REASONS = frozenset({"specific_reason", "what_is_open", "approval_reasons"})


def verify(letter: str | bytes, held: Sources) -> list[Finding]:
    """Everything that blocks signing this letter (Markdown or a Word file); empty where nothing does."""
    page = docx.read(letter) if isinstance(letter, bytes) else from_markdown(letter)
    decision = _decision(page, held)
    drawn, template = held.drawn[decision]
    wanted = _expected(drawn, held.signer)
    found = [Finding("waits", "", "", why) for why in drawn.waits]
    found += [*_form(page, held), *_missing(page, drawn, wanted, held, decision)]
    near = _drawn_sentences(wanted, template)
    for where, text in _places(page, drawn):
        found += _unfinished(where, text, held)
    for where, sentence, new in _sentences(page, drawn, near):
        found += untraced(where, sentence, held, new)
        if new:
            found += [*changed(where, sentence, near), *contradicts(where, sentence, drawn.kind, decision)]
    return list(dict.fromkeys(found))


def by_hand(letter: bytes, held: Sources) -> tuple[str, ...]:
    """The sentences of a Word letter that a person wrote: those that were not drawn."""
    page = docx.read(letter)
    drawn, template = held.drawn[_decision(page, held)]
    near = _drawn_sentences(_expected(drawn, held.signer), template)
    return tuple(dict.fromkeys(sentence for _, sentence, new in _sentences(page, drawn, near) if new))


def _drawn_sentences(wanted: list[Paragraph], template: Page) -> list[str]:
    spoken = [p.text for p in (*wanted, *template.paragraphs)]
    return list(dict.fromkeys(s for text in spoken for s in (*sentences(text), text)))  # two may have been run together


def _sentences(page: Page, drawn: Letter, near: Sequence[str]) -> Iterator[tuple[str, str, bool]]:
    """Every sentence with its place, and whether a person wrote it."""
    known = {plainly(s) for s in near}
    for where, text in _places(page, drawn):
        said = sentences(TO_FILL.sub(" ", text)) if not BLANK.fullmatch(text) else []
        yield from ((where, s, plainly(s) not in known) for s in said if re.search(r"\w", s))


def written(plan: PlanData, folder: Path | None = None) -> Callable[..., Sequence[str]]:
    """What `sign` takes as `by_hand`: the sentences of a stored letter that a person wrote."""

    def found(letter: StoredLetter, case: Case, review: Review) -> Sequence[str]:
        try:
            return by_hand(letter.docx, sources(case, review, plan, letter.kind, letter.audience, folder=folder))
        except Problem:
            return ()  # the verifier says what is wrong with it, and it is not signed

    return found


def for_signing(plan: PlanData, folder: Path | None = None) -> Callable[..., Sequence[str]]:
    """What `sign` takes: the findings on a stored letter, a line each. Its PDF must say what its Word file says, and it
    must announce the decision that is signed, where that is given."""

    def check(letter: StoredLetter, case: Case, review: Review, decision: str | None = None) -> Sequence[str]:
        try:
            held = sources(case, review, plan, letter.kind, letter.audience, folder=folder)
            found = [str(finding) for finding in verify(letter.docx, held)]
            announced = _decision(docx.read(letter.docx), held)
            if decision not in (None, announced):
                found.append(f"it announces the decision to {announced}, not to {decision}")
            if letter.pdf is not None and redraw(letter.docx) != letter.pdf:
                found.append("the PDF does not say what the Word file says: draw the PDF again")
        except Problem as problem:
            return [str(problem)]
        return found

    return check


def _decision(page: Page, held: Sources) -> Decision:
    """Which decision the letter announces: by its title, where the kind can announce two."""
    partly = any(p.text in PARTLY.values() for p in page.paragraphs)
    return "partial" if partly and "partial" in held.drawn else next(iter(held.drawn))


def _places(page: Page, drawn: Letter) -> Iterator[tuple[str, str]]:
    """Every text of the letter and where it stands."""
    yield from ((f"paragraph {n}", p.text) for n, p in enumerate(page.paragraphs, 1))
    yield from (("the header", text.replace(drawn.mark, " ")) for text in page.headers)
    yield from (("the footer", text) for text in page.footers)


def _expected(drawn: Letter, signer: Signer | None) -> list[Paragraph]:
    """The letter's paragraphs, with the signer on the blank lines where it was signed."""
    filled = []
    for paragraph in drawn.paragraphs:
        blank = BLANK.fullmatch(paragraph.text) if signer else None
        value = signer.lines[blank[1]] if signer and blank else None
        if blank is None:
            filled.append(paragraph)
        elif value:
            filled.append(Paragraph(f"{blank[1]}: {value}", paragraph.style, paragraph.element))
    return filled


def _form(page: Page, held: Sources) -> Iterator[Finding]:
    """Problems of the file itself: what it may not hold, hidden characters, the mark on every page, pictures."""
    for problem in page.problems:
        yield Finding("form", problem, "", problem)
    if page.pictures - held.pictures:
        yield Finding("form", "picture", "", "it holds a picture that is not the template's, and its words go unread")
    for n, paragraph in enumerate(page.paragraphs, 1):
        if hidden := HIDDEN.search(paragraph.text):
            code = f"U+{ord(hidden.group()):04X}"
            yield Finding("form", code, f"paragraph {n}", f"it holds the hidden character {code}")
    if not held.signer and not page.marked(DRAFT):
        yield Finding("form", DRAFT, "the header", f"“{DRAFT}” is missing on some page")
    if held.signer and any(DRAFT in header for header in page.headers):
        yield Finding("form", DRAFT, "the header", "it is signed and still marked as a draft")


def _missing(
    page: Page, drawn: Letter, wanted: list[Paragraph], held: Sources, decision: Decision
) -> Iterator[Finding]:
    """Each legal element of which a paragraph does not stand word for word; the title; a reason of the person's own."""
    said = [plainly(p.text) for p in page.paragraphs]
    if plainly(drawn.title) not in said:
        yield Finding("missing", "title", "", f"missing: the title “{drawn.title}”")
    lost: dict[str, str] = {}
    for paragraph in wanted:
        if paragraph.element and "[to be filled in" not in paragraph.text and _needed(paragraph, held, decision):
            text = plainly(paragraph.text)
            if not any(stands(text, each) for each in said):
                lost.setdefault(paragraph.element, paragraph.text)
    names = {element.id: element.name for element in shipped().elements}
    for element, text in lost.items():
        yield Finding("missing", element, "", f"missing or reworded: {names[element]} (“{short(text)}”)")
    if decision != held.review.recommendation and not _own_reason(page, drawn):
        yield Finding("missing", "own_reason", "", "missing: the reason for the decision, in the person's own words")


def _needed(paragraph: Paragraph, held: Sources, decision: Decision) -> bool:
    """Of the reasons each failed criterion and the record's words on it must stay; the rest a person may reword."""
    if paragraph.element not in REASONS:
        return True
    if decision != "deny" or held.review.recommendation != "deny":
        return False
    failed = [c for c in held.review.criteria if c.governing and c.verdict == "not_met"]
    if paragraph.style == "quote":
        return any(f"“{' '.join(e.quote.split())}”" in paragraph.text for c in failed for e in c.evidence)
    titles = [title.rstrip(".") for c in failed for title in (plain(c.title), american(c.title))]
    return any(paragraph.text.endswith(f": {title}.") for title in titles)


def _own_reason(page: Page, drawn: Letter) -> bool:
    """Whether the reasons hold a sentence that was not drawn, and nothing to be filled in."""
    heading = next((part.heading for part in drawn.parts if part.id in ("reasons", "open")), None)
    known = {plainly(p.text) for p in drawn.paragraphs}
    inside = False
    for paragraph in page.paragraphs:
        if paragraph.style in ("heading", "title"):
            inside = paragraph.text == heading
        elif inside and plainly(paragraph.text) not in known and len(paragraph.text.split()) > 3:
            return True
    return False


def _unfinished(where: str, text: str, held: Sources) -> Iterator[Finding]:
    for m in TO_FILL.finditer(text):
        if m[1]:
            yield Finding("unfinished", m[1], where, f"to be filled in: {m[1]}")
        elif held.signer or not BLANK.fullmatch(text):
            yield Finding("unfinished", m.group(), where, "a blank is not filled in")
