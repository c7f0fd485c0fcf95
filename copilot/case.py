"""A case: one request with its record, as CONTRACT.md section 1 gives it. Absent is never guessed."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rules.facts import Document, Side
from rules.request import Line, Purpose


class Entered(BaseModel):
    """Where data enters: unknown fields are kept for other programs, known ones are checked."""

    model_config = ConfigDict(extra="allow", str_strip_whitespace=True)


class Member(Entered):
    id: str | None = None
    name: str | None = None
    dob: dt.date | None = None


class Plan(Entered):
    """`funding` decides which law a letter follows; null until known."""

    payer: str | None = None
    line_of_business: Line | None = None
    state: str | None = None
    policy: str | None = None
    funding: Literal["insured", "self_funded"] | None = None


class RequestedService(Entered):
    cpt: str | None = None
    description: str | None = None
    purpose: Purpose | None = None
    side: Side | None = None
    date_of_service: dt.date | None = None
    guidance: str | None = None
    diagnoses: list[str] = []

    @model_validator(mode="after")
    def says_what_is_asked(self) -> RequestedService:
        if not (self.cpt or self.description):
            raise ValueError("give request.cpt or request.description")
        return self


class CaseDocument(Entered):
    """A document of the record. `text` as loaded; `path` (relative to the case file) is read into `text` on loading."""

    name: str
    date: dt.date | None = None
    text: str | None = None
    path: str | None = None
    pages: list[int] = []


class Case(Entered):
    id: str = Field(min_length=1)
    received: dt.date | None = None
    urgency: Literal["standard", "expedited"] = "standard"
    member: Member = Member()
    plan: Plan = Plan()
    request: RequestedService
    question: str | None = None
    documents: list[CaseDocument] = Field(min_length=1)
    label: dict[str, Any] | None = None

    def record(self) -> tuple[Document, ...]:
        """The documents as the reader takes them."""
        return tuple(Document(d.name, d.text or "", d.date, tuple(d.pages)) for d in self.documents)
