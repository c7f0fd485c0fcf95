"""A case: one request with its record, as CONTRACT.md section 1 gives it. Absent is never guessed."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from rules.facts import (
    Document,
    Duration,
    Fact,
    Outcome,
    PainScore,
    Percent,
    Phase,
    Procedure,
    ProcedureEvent,
    Scale,
    Score,
    Side,
    Span,
    When,
)  # fmt: skip
from rules.request import Line, Purpose


def _iso(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        return value.strip()
    if value is None or type(value) is dt.date:
        return value
    raise PydanticCustomError("date", "must be a date such as 2025-12-01")  # 1961 must not become a day in 1970


Day = Annotated[dt.date, BeforeValidator(_iso)]
Verbatim = Annotated[str, StringConstraints(strip_whitespace=False)]  # offsets count from its first character


class Entered(BaseModel):
    """Where data enters: unknown fields are kept for other programs, known ones are checked."""

    model_config = ConfigDict(extra="allow", str_strip_whitespace=True, coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def null_is_absent(cls, data: Any) -> Any:
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


class Member(Entered):
    id: str | None = None
    name: str | None = None
    dob: Day | None = None


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
    date_of_service: Day | None = None
    guidance: str | None = None
    diagnoses: list[str] = []

    @model_validator(mode="after")
    def says_what_is_asked(self) -> RequestedService:
        if not (self.cpt or self.description):
            raise ValueError("give request.cpt or request.description")
        return self


class CaseDocument(Entered):
    """A document of the record. `text` as loaded; `path` (relative to the case file) is read into `text` on loading.

    `pages`: the offset at which each page starts. `doubtful`: spans of `text` that OCR may have misread; `spots`: where
    each stands in the picture, as (page from 1, left, top, right, bottom), fractions of the page; `pictures`: how each
    looks (PNG in base64), for a person to compare.
    """

    name: str = Field(min_length=1)
    date: Day | None = None
    text: Verbatim | None = None
    path: str | None = None
    pages: list[int] = []
    doubtful: list[tuple[int, int]] = []
    spots: list[tuple[int, float, float, float, float]] = []
    pictures: list[str] = []


class StatedValue(Entered):
    """A value that a sending system states in a field of its own; the field is its evidence, not a place in a text.

    `document` names the resource, `field` the path in it, `quote` the value as it stands there. `kind` says what the
    values below mean: a `pain_score` is `score` (0 to 10, or millimetres of 100 by `scale`) on the day `measured_on`;
    `relief` is `pre` and `post` about the `procedure` done on `date`, taken `hours` after it; a `procedure` was
    performed, or not done, on `date`.
    """

    kind: Literal["pain_score", "relief", "procedure"]
    document: str
    field: str
    quote: str
    scale: Scale | None = None
    score: Fraction | None = None
    pre: Fraction | None = None
    post: Fraction | None = None
    measured_on: Day | None = None
    hours: Fraction | None = None
    procedure: Procedure | None = None
    date: Day | None = None
    side: Side | None = None
    state: Literal["performed", "not_done"] = "performed"

    def fact(self) -> Fact:
        """The fact, as the rules take it."""
        span = Span(self.document, None, None, self.quote, field=self.field)
        on = self.date and When(self.date, self.date)
        if self.kind == "procedure":
            return ProcedureEvent(span, self.procedure or "other", on, self.side, state=self.state)
        if self.kind == "pain_score":
            score = self.score or Fraction(0)
            return PainScore(span, Score(score, score), self.scale, self.measured_on)
        pre, post = self.pre or Fraction(0), self.post or Fraction(0)
        after = Duration(self.hours, self.hours, unit="hour") if self.hours is not None else None
        common = {
            "procedure": self.procedure, "date": on, "side": self.side, "pre": Score(pre, pre),
            "post": Score(post, post), "scale": self.scale, "measured_at": after, "measured_on": self.measured_on,
            "phase": self._phase(),
        }  # fmt: skip
        if not pre:
            return Outcome(span, status="not_computable", note="the score before was 0", **common)
        relief = (pre - post) * 100 / pre
        return Outcome(span, percent=Percent(relief, relief), how="computed", **common)

    def _phase(self) -> Phase:
        """Up to 24 hours is the anaesthetic's, from 14 days the steroid's; between them it is not known."""
        if self.hours is not None and self.hours <= 24:
            return "anaesthetic"
        days = (self.measured_on - self.date).days if self.measured_on and self.date else 0
        return "steroid" if days >= 14 else "unknown"


class Case(Entered):
    id: str = Field(min_length=1)
    received: Day | None = None
    urgency: Literal["standard", "expedited"] = "standard"
    member: Member = Member()
    plan: Plan = Plan()
    request: RequestedService
    question: str | None = None
    documents: list[CaseDocument] = Field(min_length=1)
    label: dict[str, Any] | None = None
    stated: list[StatedValue] = []
    unread: list[str] = []  # what of the record was not read and why, one line each; the review shows it

    def record(self) -> tuple[Document, ...]:
        """The documents as the reader takes them."""
        return tuple(
            Document(d.name, d.text or "", d.date, tuple(d.pages), tuple(d.doubtful)) for d in self.documents
        )

    def stated_facts(self) -> tuple[Fact, ...]:
        """The facts that structured fields state; they stand beside those read from the documents."""
        return tuple(value.fact() for value in self.stated)
