"""Corrections of facts by people. The original stays, with author, time and reason; the rules run again.

A person may confirm one reading of an ambiguous statement, reject a fact, or add one by pointing at words of the
record; an added fact is what the same deterministic reader reads from those words, never a number that somebody typed.

    confirm(store, person, case_id, fact, reading=1, reason="…")     fact: as it stands in review.facts
    review_again(store, case_id, review, by=person.name)
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from copilot.canonical import canonical
from copilot.case import Case
from copilot.problem import Problem
from copilot.review import Review
from rules.facts import Document, Fact, Outcome, to_json
from rules.reading import read

if TYPE_CHECKING:
    from sqlalchemy import Row

    from copilot.people import Person
    from copilot.store import Store, StoredReview

Kind = Literal["confirm", "add", "reject", "take_back"]
# What tells one fact from another: where it stands, its kind and, for a finding, its name.
IDENTITY = ("document", "start", "end", "quote", "field", "kind", "name")
# Reviews a case with the corrections in force: `copilot.reviewing`'s pipeline, passed in.
ReviewCase = Callable[[Case, "tuple[Correction, ...]"], Review]


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction. `content`: the fact meant (`fact`) and the reading chosen (`reading`), or the words pointed at
    (`document`, `start`, `end`, `quote`), or the correction taken back (`correction`)."""

    id: str
    case_id: str
    kind: Kind
    content: dict[str, Any]
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Corrected:
    """The facts after the corrections, and the corrections whose place in the record is no longer to be found."""

    facts: tuple[Fact, ...]
    unplaced: tuple[Correction, ...]


def apply(facts: Sequence[Fact], corrections: Sequence[Correction], documents: Sequence[Document]) -> Corrected:
    """The facts as people corrected them; pure. A correction that fits nothing is given back, not dropped silently."""
    corrected, unplaced = list(facts), []
    for correction in corrections:
        after = _applied(corrected, correction, documents)
        if after is None:
            unplaced.append(correction)
        else:
            corrected = after
    return Corrected(tuple(corrected), tuple(unplaced))


def read_from(documents: Sequence[Document], document: str, start: int, end: int) -> tuple[Fact, ...]:
    """What the reader reads from these words alone, placed in their document.

    Raises Problem where the words are not in that document, or nothing can be read from them.
    """
    source = next((d for d in documents if d.name == document), None)
    if source is None or not 0 <= start < end <= len(source.text):
        raise Problem(f"quote: choose words that stand in one document of the record ({document})")
    doubtful = tuple((max(a, start) - start, min(b, end) - start) for a, b in source.doubtful if a < end and start < b)
    found = read([Document(source.name, source.text[start:end], source.date, (), doubtful)])
    if not found:
        raise Problem("quote: the reader finds no fact in these words; choose the whole sentence that states it")
    return tuple(replace(fact, span=_moved(fact.span, start, source)) for fact in found)


def confirm(
    store: Store, person: Person, case_id: str, fact: Mapping[str, Any], reading: int, reason: str
) -> Correction:
    """Say which reading of an ambiguous fact is meant, by its place in `fact["readings"]`.

    Raises Problem where the fact is not in the newest review or has no such reading, NotAllowed, Conflict where the
    case was sent.
    """
    known = _known(store, case_id, fact)
    readings = known.get("readings") or []
    if known.get("status") != "ambiguous" or not 0 <= reading < len(readings):
        raise Problem("reading: the statement has no such reading")
    return _store(store, person, case_id, "confirm", {"fact": _identity(known), "reading": readings[reading]}, reason)


def reject(store: Store, person: Person, case_id: str, fact: Mapping[str, Any], reason: str) -> Correction:
    """Say that a fact was read wrongly and does not count. Raises as `confirm` does."""
    return _store(store, person, case_id, "reject", {"fact": _identity(_known(store, case_id, fact))}, reason)


def add(store: Store, person: Person, case_id: str, document: str, start: int, end: int, reason: str) -> Correction:
    """Point at words of the record that state a fact. Raises Problem where the reader reads nothing from them."""
    documents = _newest(store, case_id).record()
    read_from(documents, document, start, end)
    text = next(d.text for d in documents if d.name == document)
    words = {"document": document, "start": start, "end": end, "quote": text[start:end]}
    return _store(store, person, case_id, "add", words, reason)


def take_back(store: Store, person: Person, case_id: str, correction_id: str, reason: str) -> Correction:
    """Take a correction back; both stay on record. Raises Problem where it is not in force."""
    if correction_id not in {correction.id for correction in in_force(store, case_id)}:
        raise Problem("correction: no such correction is in force")
    return _store(store, person, case_id, "take_back", {"correction": correction_id}, reason)


def history(store: Store, case_id: str) -> tuple[Correction, ...]:
    """Every correction of a case, oldest first, those taken back included."""
    from sqlalchemy import select

    from copilot.store.tables import corrections

    query = select(corrections).where(corrections.c.case_id == case_id).order_by(corrections.c.number)
    with store.read() as connection:
        return tuple(map(_correction, connection.execute(query).all()))


def in_force(store: Store, case_id: str) -> tuple[Correction, ...]:
    """The corrections that the next review is made with, oldest first."""
    every = history(store, case_id)
    taken_back = {c.content["correction"] for c in every if c.kind == "take_back"}
    return tuple(c for c in every if c.kind != "take_back" and c.id not in taken_back)


def review_again(store: Store, case_id: str, review: ReviewCase, *, by: str) -> StoredReview:
    """Review the newest record with the corrections in force, store the review and return it.

    Raises Conflict where the case changed while it was reviewed.
    """
    corrections = in_force(store, case_id)
    made = review(_newest(store, case_id), corrections)
    store.save_review(made, by, corrections=tuple(c.id for c in corrections))
    return store.review(made.review_id)


def _applied(facts: list[Fact], correction: Correction, documents: Sequence[Document]) -> list[Fact] | None:
    """The facts after one correction, or None where it fits nothing."""
    content = correction.content
    if correction.kind == "add":
        source = next((d for d in documents if d.name == content["document"]), None)
        if source is None or source.text[content["start"] : content["end"]] != content["quote"]:
            return None
        new = read_from(documents, content["document"], content["start"], content["end"])
        places = {_place(fact) for fact in new}
        return [fact for fact in facts if _place(fact) not in places] + list(new)
    meant = [fact for fact in facts if _identity(to_json(fact)) == content["fact"]]
    if not meant:
        return None
    if correction.kind == "reject":
        return [fact for fact in facts if fact not in meant]
    chosen = [_confirmed(fact, content["reading"]) if fact in meant else fact for fact in facts]
    return chosen if all(chosen) else None  # type: ignore[return-value]


def _confirmed(fact: Fact, reading: Mapping[str, Any]) -> Fact | None:
    """An ambiguous outcome with the reading that a person chose; None where it has no such reading any more."""
    if not isinstance(fact, Outcome):
        return None
    told = to_json(fact)["readings"]
    chosen = next((r for r, shown in zip(fact.readings, told, strict=True) if shown == reading), None)
    if chosen is None:
        return None
    note = f"a person confirmed: {chosen.gloss}"
    return replace(fact, percent=chosen.percent, status="ok", readings=(), literal_relief=False, note=note)


def _place(fact: Fact) -> tuple[object, ...]:
    return tuple(_identity(to_json(fact)).values())


def _moved(span: Any, by: int, source: Document) -> Any:
    return replace(span, start=span.start + by, end=span.end + by, page=source.page_of(span.start + by))


def _identity(fact: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fact.get(name) for name in IDENTITY}


def _known(store: Store, case_id: str, fact: Mapping[str, Any]) -> dict[str, Any]:
    """The fact as the newest review has it."""
    newest = store.latest_review(case_id)
    known = [f for f in (newest.review.facts if newest else []) if _identity(f) == _identity(fact)]
    if not known:
        raise Problem("fact: it is not among those of the newest review; open the case again")
    return known[0]


def _newest(store: Store, case_id: str) -> Case:
    from copilot.store.cases import newest_record

    with store.read() as connection:
        return newest_record(connection, case_id)


def _store(
    store: Store, person: Person, case_id: str, kind: Kind, content: dict[str, Any], reason: str
) -> Correction:
    from copilot.store.cases import unsent
    from copilot.store.signatures import void
    from copilot.store.tables import corrections
    from copilot.store.work import next_number

    person.must("work on cases")
    if not reason.strip():
        raise Problem("reason: say why")
    id = uuid.uuid4().hex
    with store.write() as tx:
        unsent(tx, case_id)
        void(tx, case_id, "changed", "the facts", person.name)
        tx.insert(corrections, id=id, case_id=case_id, number=next_number(tx, corrections, case_id), kind=kind,
                  content=canonical(content), reason=reason.strip(), by=person.name, at=tx.at)  # fmt: skip
        tx.event("corrected", person.name, case_id, id, kind=kind)
        row = tx.row(corrections, id)
    assert row is not None
    return _correction(row)


def _correction(row: Row) -> Correction:
    from copilot.store.database import moment

    return Correction(row.id, row.case_id, row.kind, json.loads(row.content), row.reason, row.by, moment(row.at))
