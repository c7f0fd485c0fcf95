"""What a person does at the page: every act of theirs on a case, held against their roles.

    desk = Desk(site, token)          raises LogInFailed where the session ended
    desk.worklist("mine"); desk.open(case_id); desk.sign(case_id, …)

Raises NotAllowed where no role allows the act, Conflict where somebody else was faster, Problem for unusable input.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from copilot import corrections, people, policies, quality, signoff, standing
from copilot.case import Case, CaseDocument
from copilot.people import LogInFailed, NotAllowed, Person
from copilot.problem import Problem
from copilot.site import Site
from copilot.standing import SUBMITTED, Standing
from copilot.store import CaseFile, Conflict, Letter, Signature, StoredReview, WorkItem

if TYPE_CHECKING:
    from copilot.corrections import Correction
    from copilot.guideline import Passage
    from copilot.narrative import Findings

# The lists a person works from: the name shown, and what `Store.worklist` filters by.
LISTS = {
    "mine": "Mine",
    "unassigned": "Unassigned",
    "physician": "Needs a physician",
    "pended": "Pended",
    "soon": "Due soon",
    "open": "All open",
    "sent": "Sent",
}
SOON = dt.timedelta(days=2)

# Why a case goes back to somebody; what is to be said beyond it stands in the record, not in the log.
SEND_BACK = {
    "check_facts": "Check the facts read from the record",
    "ask_provider": "Ask the provider for what is missing",
    "mend_letter": "Mend the letter",
    "reconsider": "Reconsider the recommendation",
    "other_reviewer": "Another reviewer should look",
}


@dataclass(frozen=True)
class Opened:
    """A case as it lies on the desk. `review` is None until it was reviewed, `before` is the one before it, of another
    record or other facts; `passages` by guideline and anchor."""

    file: CaseFile
    review: StoredReview | None
    before: StoredReview | None
    corrections: tuple[Correction, ...]
    letters: dict[str, Letter]
    issued: tuple[Letter, ...]
    signature: Signature | None
    history: tuple[Event, ...]
    passages: dict[tuple[str, str], Passage]
    now: dt.datetime

    @property
    def case(self) -> Case:
        return self.file.case

    @property
    def stale(self) -> bool:
        """Whether the record or the facts changed since the review."""
        made_with = self.review.corrections if self.review else ()
        version = self.review.case_version if self.review else None
        return version != self.file.version or made_with != tuple(c.id for c in self.corrections)


@dataclass(frozen=True)
class Event:
    """A line of a case's history."""

    at: dt.datetime
    by: str
    action: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """One person at work on one site, for as long as their session lives."""

    site: Site
    token: str
    person: Person

    @classmethod
    def of(cls, found: tuple[Site, str] | None) -> Desk:
        """The desk of a session, as `Sites.of` finds it. Raises LogInFailed where the session ended."""
        person = people.who(found[0].store, found[1]) if found else None
        if found is None or person is None:
            raise LogInFailed("your session has ended; log in again in another tab and go on here, nothing is lost")
        return cls(*found, person)

    @property
    def name(self) -> str:
        return self.person.name

    # --- the worklist ---------------------------------------------------------------------------------------------

    def worklist(self, which: str, search: str = "") -> tuple[WorkItem, ...]:
        """The cases of one of LISTS that hold the words searched for, the soonest due first."""
        self.person.must("read cases")
        filters: dict[str, dict[str, Any]] = {
            "mine": {"assignee": self.name},
            "unassigned": {"unassigned": True},
            "physician": {"needs": "physician", "states": ("submitted", "under review")},
            "pended": {"states": ("pended",)},
            "soon": {"due_before": self.site.store.now() + SOON, "states": ("submitted", "under review", "pended")},
            "open": {},
            "sent": {"states": ("sent",)},
        }
        return self.site.store.worklist(by=self.name, search=search, **filters[which])

    def first_list(self) -> str:
        """The list to begin the day with: the first of the person's own that holds a case."""
        theirs = ["mine", *(["physician"] if self.person.may("decide adversely") else []), "unassigned"]
        return next((which for which in theirs if self.worklist(which)), "open")

    def colleagues(self) -> tuple[Person, ...]:
        """Who may be given cases."""
        return tuple(p for p in people.everyone(self.site.store) if p.may("work on cases"))

    def give(self, case_id: str, to: str | None, seen: str | None) -> None:
        """Take a case, give it to a colleague or lay it back. `seen`: with whom it was when the person looked."""
        self.person.must("work on cases")
        if to is not None and to not in {p.name for p in self.colleagues()}:
            raise Problem(f"assignee: {to} does not review cases; choose a colleague from the list")
        self.site.store.assign(case_id, to, self.name, instead_of=seen)

    def send_back(self, case_id: str, to: str, reason: str, seen: str | None) -> None:
        """Give a case to a colleague with a reason of SEND_BACK, which stands in its history."""
        if reason not in SEND_BACK:
            raise Problem("reason: choose one from the list")
        self.give(case_id, to, seen)
        self.site.store.record_event("sent back", self.name, case_id, to=to, reason=reason)

    # --- a case ---------------------------------------------------------------------------------------------------

    def open(self, case_id: str) -> Opened:
        """Everything of a case; that the person read it goes on record."""
        self.person.must("read cases")
        store = self.site.store
        file = store.case(case_id, by=self.name)
        self.issue(case_id)  # what a crash right after signing left undone
        reviews = store.reviews(case_id)
        review = reviews[-1] if reviews else None
        every = store.letters(case_id)
        return Opened(
            file, review, _before(reviews), corrections.in_force(store, case_id), store.current_letters(case_id),
            tuple(letter for letter in every if letter.final_of), store.signature(case_id), self._history(case_id),
            self._passages(file.case, review), store.now(),
        )  # fmt: skip

    def _passages(self, case: Case, review: StoredReview | None) -> dict[tuple[str, str], Passage]:
        from copilot.library import open_library

        if review is None:
            return {}
        library = open_library(self.site.settings)
        on = case.request.date_of_service or case.received
        cited = [(c.guideline, c.passage) for criterion in review.review.criteria for c in criterion.citations]
        wanted = dict.fromkeys([*cited, *((hit.guideline, hit.passage) for hit in review.review.passages)])
        found = {key: library.get(*key, on) or library.get(*key) for key in wanted}
        return {key: passage for key, passage in found.items() if passage is not None}

    def _history(self, case_id: str) -> tuple[Event, ...]:
        """What happened to the case, readings left out, newest first."""
        from sqlalchemy import select

        from copilot.store.database import moment
        from copilot.store.tables import audit_log as log

        query = select(log).where(log.c.case_id == case_id, log.c.action != "opened").order_by(log.c.seq.desc())
        with self.site.store.read() as connection:
            rows = connection.execute(query.limit(100)).all()
        return tuple(Event(moment(row.at), row.actor, row.action, json.loads(row.detail)) for row in rows)

    def review_again(self, case_id: str, with_model: bool = False) -> StoredReview:
        """Run the rules on the record and the facts as they stand; with the model's draft where asked for."""
        self.person.must("work on cases")
        made_by = self.site.review_with_model if with_model else self.site.review
        return corrections.review_again(self.site.store, case_id, made_by, by=self.name)

    # --- facts ----------------------------------------------------------------------------------------------------

    def confirm(self, case_id: str, fact: dict[str, Any], reading: int, reason: str) -> StoredReview:
        """Say which reading of a fact is meant, and run the rules again."""
        corrections.confirm(self.site.store, self.person, case_id, fact, reading, reason)
        return self.review_again(case_id)

    def reject(self, case_id: str, fact: dict[str, Any], reason: str) -> StoredReview:
        """Say that a fact was read wrongly, and run the rules again."""
        corrections.reject(self.site.store, self.person, case_id, fact, reason)
        return self.review_again(case_id)

    def add(self, case_id: str, quote: str, place: tuple[str, int, int] | None, reason: str) -> StoredReview:
        """Point at words of the record that state a fact, and run the rules again. `place`: document, start and end,
        where they were selected; without it the words must stand in the record once."""
        case = self.site.store.case(case_id, by=self.name).case
        document, start, end = _place(case, quote, place)
        corrections.add(self.site.store, self.person, case_id, document, start, end, reason)
        return self.review_again(case_id)

    def take_back(self, case_id: str, correction: str, reason: str) -> StoredReview:
        """Take a correction back, and run the rules again."""
        corrections.take_back(self.site.store, self.person, case_id, correction, reason)
        return self.review_again(case_id)

    # --- letters --------------------------------------------------------------------------------------------------

    def letter(self, letter_id: str, *, taken: bool) -> Letter:
        """A letter, to look at or to download; `taken`: it is downloaded, which goes on record. Raises NotAllowed,
        Problem for an unknown one."""
        from sqlalchemy import select

        from copilot.store.tables import letters

        self.person.must("read cases")
        with self.site.store.read() as connection:
            case_id = connection.execute(select(letters.c.case_id).where(letters.c.id == letter_id)).scalar()
        if case_id is None:
            raise Problem("no such letter")
        if taken:
            self.site.store.record_event("letter downloaded", self.name, case_id, letter=letter_id)
        return next(letter for letter in self.site.store.letters(case_id) if letter.id == letter_id)

    def draw(self, case_id: str, audience: str, decision: str, words: str = "") -> Letter:
        """Draw the draft letter to the member or the provider for a decision, in place of the present one."""
        from copilot.letter import draw

        self.person.must("work on cases")
        at = signoff.sheet(self.site.store, case_id)
        if at.stale:
            raise Problem(f"{at.stale}, then draw the letter")
        folder = self.site.settings.data_dir
        drawn = draw(at.case, at.review, self._plan(), audience, decision, words, folder=folder)  # type: ignore[arg-type]
        return self._save(at, drawn.letter.kind, audience, drawn.docx, drawn.pdf)

    def upload(self, case_id: str, audience: str, edited: bytes, seen: str | None) -> Letter:
        """Take an edited Word file in place of the letter `seen`. Raises Problem where it cannot be read."""
        from copilot.letter import redraw

        self.person.must("work on cases")
        present = self.site.store.current_letters(case_id).get(audience)
        if present is None:
            raise Problem(f"letter: draw the letter to the {audience} first, then edit that file")
        return self.site.store.save_letter(
            case_id, present.review_id, present.kind, present.audience, edited, redraw(edited), self.name,
            instead_of=seen,
        )  # fmt: skip

    def findings(self, letter: Letter, opened: Opened, decision: str | None = None) -> Sequence[str]:
        """What in a draft letter blocks signing, a line each."""
        if opened.review is None:
            return ["the case was not reviewed yet"]
        return self._verifier()(letter, opened.case, opened.review.review, decision)

    def _save(self, at: signoff.Sheet, kind: Any, audience: Any, docx: bytes, pdf: bytes) -> Letter:
        present = {letter.audience: letter.id for letter in at.letters}.get(audience)
        return self.site.store.save_letter(
            at.case_id, at.review.review_id, kind, audience, docx, pdf, self.name, instead_of=present
        )

    def _plan(self) -> Any:
        from copilot.notices import plan_data

        return plan_data(self.site.settings.data_dir)

    def _verifier(self) -> Any:
        from copilot.verifier import for_signing

        return for_signing(self._plan(), self.site.settings.data_dir)

    def _by_hand(self) -> Any:
        from copilot.verifier import written

        return written(self._plan(), self.site.settings.data_dir)

    # --- sign-off -------------------------------------------------------------------------------------------------

    def sheet(self, case_id: str) -> signoff.Sheet:
        """What there is to sign."""
        self.person.must("read cases")
        return signoff.sheet(self.site.store, case_id, self._by_hand())

    def sign(
        self, case_id: str, seen: str, decision: Any, acknowledged: Sequence[str], reason: str | None, words: str
    ) -> Signature:
        """Sign what was seen, and finish the letters with the signer's name. Raises as `signoff.sign` does."""
        signed = signoff.sign(
            self.site.store, self.token, case_id, seen=seen, decision=decision, acknowledged=acknowledged,
            verify_letter=self._verifier(), by_hand=self._by_hand(), reason=reason or None, words=words,
        )  # fmt: skip
        self.issue(case_id)
        return signed

    def issue(self, case_id: str) -> None:
        """Finish the letters that the signature in force covers and that are not finished yet."""
        from copilot.letter import Signer, finish

        store = self.site.store
        signed = store.signature(case_id)
        if signed is None or signed.void:
            return
        letters = store.letters(case_id)
        done = {letter.final_of for letter in letters}
        for letter in letters:
            if letter.id in signed.letter_ids and letter.id not in done:
                finished = finish(letter.docx, Signer.of(signed), self._plan())
                with suppress(Conflict):  # somebody who opened it at the same time finished it
                    store.issue_letter(letter.id, *finished, by=signed.by)

    def void(self, case_id: str, words: str) -> Signature:
        """Take a sign-off back; what was sent is corrected. Raises Problem where no reason is given."""
        sent = self.site.store.state(case_id) == "sent"
        take = signoff.correct if sent else signoff.withdraw
        return take(self.site.store, self.token, case_id, words)

    def sent(self, case_id: str) -> None:
        """Put on record that the finished letters went out."""
        self.person.must("work on cases")
        self.site.store.sent(case_id, self.name)

    def longest_extension(self, opened: Opened) -> int:
        """The days by which the time to answer may still be extended; 0 where it may not, or was already."""
        frame = opened.file.due.timeframe
        extended = any(hold.kind == "extension" for hold in opened.file.holds)
        return 0 if frame is None or extended else frame.extension or 0

    def extend(self, case_id: str, days: int, reason: str) -> None:
        """Extend the time to answer, once, as far as the governing time frame allows. Raises Conflict, Problem."""
        self.person.must("work on cases")
        if not reason.strip():
            raise Problem("reason: say why more time is needed")
        self.site.store.extend(case_id, days, self.name, reason.strip())

    # --- a new case -----------------------------------------------------------------------------------------------

    def submit(self, case: Case) -> tuple[str, tuple[str, ...]]:
        """Store a new case, give it to the person and review it. Returns its id and the cases that ask the same."""
        self.person.must("work on cases")
        store = self.site.store
        taken = store.submit(case, by=self.name)
        if not taken.again:
            store.assign(case.id, self.name, self.name)
        if store.latest_review(case.id) is None:
            store.save_review(self.site.review(case), by=self.name)
        return taken.case_id, taken.duplicates

    def revise(self, case: Case, why: str) -> StoredReview:
        """Store what was entered wrong anew, and run the rules again; a signature in force is voided."""
        self.person.must("work on cases")
        if not why.strip():
            raise Problem("why: say what was wrong")
        self.site.store.revise(case, self.name, why.strip())
        return self.review_again(case.id)

    def reply(self, case_id: str, documents: Sequence[CaseDocument]) -> StoredReview:
        """Add the provider's answer to a pended case, and run the rules again."""
        self.person.must("work on cases")
        self.site.store.reply(case_id, documents, self.name)
        return self.review_again(case_id)

    # --- questions ------------------------------------------------------------------------------------------------

    def findings_of(self, case_id: str) -> Findings:
        """What the rules found, for questions about the case."""
        from copilot.reviewing import findings_of

        self.person.must("read cases")
        in_force = corrections.in_force(self.site.store, case_id)
        case = self.site.store.case(case_id, by=self.name).case
        return findings_of(case, self.site.settings, in_force)

    def search(self, findings: Findings) -> Any:
        """How a question finds passages that apply to this case."""
        from copilot.library import open_library
        from copilot.review import PassageHit

        plan, request = findings.case.plan, findings.case.request
        library, on = open_library(self.site.settings), request.date_of_service or findings.case.received

        def found(question: str) -> list[PassageHit]:
            hits = library.search(question, 3, plan.payer, plan.line_of_business, on)
            return [PassageHit(guideline=h.passage.guideline, passage=h.passage.anchor, score=h.score) for h in hits]

        return found

    # --- guidelines and policies ----------------------------------------------------------------------------------

    def texts(self) -> tuple[Text, ...]:
        """Every policy and guideline with where it stands."""
        from copilot.library import open_library

        known = standing.standings(self.site.store)
        packs = [
            Text("policy", p.key, p.title, p.publisher, p.version, p.verified or p.status, p.sha256, p)
            for p in policies.packs(self.site.settings)
        ]
        guidelines = [
            Text("guideline", g.key, g.title, g.publisher, g.version, g.status, g.sha256, g)
            for g in open_library(self.site.settings).guidelines
        ]
        every = sorted([*packs, *guidelines], key=lambda text: (text.kind, text.title, text.version))
        return tuple(replace(t, standing=known.get((t.key, t.sha256), t.standing)) for t in every)

    def text(self, key: str) -> Text:
        """One of them by its key. Raises Problem."""
        found = next((text for text in self.texts() if text.key == key), None)
        if found is None:
            raise Problem(f"no policy or guideline {key}")
        return found

    def find(self, query: str) -> list[Any]:
        """Passages of the library that speak of something, best first."""
        from copilot.library import open_library

        return open_library(self.site.settings).search(query, 12)

    def stand(self, key: str, status: str) -> None:
        """Put a policy or guideline where it stands with the plan."""
        standing.change(self.site.store, self.person, key, self.text(key).sha256, status)

    def compare(self, key: str, source: str) -> None:
        """Put on record that the person compared a policy, as it is, with its primary text."""
        self.person.must("change guidelines")
        text = self.text(key)
        if text.kind != "policy":
            raise Problem("only a policy is compared; a guideline’s text says itself where it comes from")
        policies.verify(self.site.settings, text.content, self.person.full_name, source, self.site.store.now())
        self.site.store.record_event("policy compared", self.name, key=text.key, sha256=text.sha256)

    # --- people and quality ---------------------------------------------------------------------------------------

    def quality(self) -> tuple[Any, Any]:
        """The override ledger and the turnaround times."""
        self.person.must("see quality")
        return quality.ledger(self.site.store), quality.turnarounds(self.site.store)

    def evaluation(self) -> dict[str, Any] | None:
        """The figures of the latest evaluation in `evaluation` of the data folder, or None where there is none."""
        self.person.must("see quality")
        file = self.site.settings.data_dir / "evaluation" / "summary.json"
        try:
            return json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise Problem(f"{file.name}: the evaluation cannot be read; run necessity evaluate again") from None

    def everyone(self) -> tuple[Person, ...]:
        self.person.must("manage people")
        return people.everyone(self.site.store)

    def add_person(
        self, name: str, full_name: str, password: str, roles: Sequence[str], licence: str, specialty: str
    ) -> Person:
        self.person.must("manage people")
        return people.add(self.site.store, name, password, roles, by=self.name, full_name=full_name, licence=licence,
                          specialty=specialty)  # fmt: skip

    def disable(self, name: str) -> None:
        self.person.must("manage people")
        if name == self.name:
            raise Problem("you cannot take your own access away; another administrator can")
        people.disable(self.site.store, name, by=self.name)

    def enable(self, name: str) -> None:
        self.person.must("manage people")
        people.enable(self.site.store, name, by=self.name)


@dataclass(frozen=True)
class Text:
    """A policy or a guideline. `mark`: how far it was compared with its primary text; `content`: the thing itself."""

    kind: str
    key: str
    title: str
    publisher: str
    version: str
    mark: str
    sha256: str
    content: Any
    standing: Standing = SUBMITTED


def _before(reviews: Sequence[StoredReview]) -> StoredReview | None:
    """The newest review that was made from something else than the last one."""
    made_from = [(one.case_version, one.corrections) for one in reviews]
    others = [one for one, of in zip(reviews, made_from, strict=True) if of != made_from[-1]]
    return others[-1] if others else None


def _place(case: Case, quote: str, place: tuple[str, int, int] | None) -> tuple[str, int, int]:
    """Where words stand in the record: where they were selected, or the one place that holds them."""
    texts = {document.name: document.text or "" for document in case.documents}
    if place is not None and texts.get(place[0], "")[place[1] : place[2]] == quote:
        return place
    wanted = quote.strip()
    found = [(name, text.find(wanted)) for name, text in texts.items() for _ in range(text.count(wanted)) if wanted]
    if len(found) != 1:
        what = "they stand in several places" if found else "they stand nowhere" if wanted else "no words are given"
        raise Problem(f"quote: {what} in the record; select the words in the record")
    name, start = found[0]
    return name, start, start + len(wanted)


__all__ = ["LISTS", "SEND_BACK", "Desk", "Event", "NotAllowed", "Opened"]
