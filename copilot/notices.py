"""What a letter must hold by law, as data: elements by kind, line, funding and state; and the plan's own data.

    law = required(Terms("adverse", "deny", "commercial", "insured", "CA"), "member", shipped())

`letters/notices.yaml` gives each element its source, its mark and the day from which it holds. Where the funding is
unknown the elements of both laws are required, and `waits` says why nobody may sign yet.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from copilot.plain_yaml import Loader
from copilot.problem import Problem
from rules.request import Line

Kind = Literal["approval", "information_request", "adverse"]
Audience = Literal["member", "provider"]
Decision = Literal["approve", "deny", "partial", "pend"]
Funding = Literal["insured", "self_funded"]
Composed = Literal["addressee", "subject", "reasons", "more_information"]

DATA = Path(__file__).parent / "letters"
KIND_OF: dict[Decision, Kind] = {
    "approve": "approval", "deny": "adverse", "partial": "adverse", "pend": "information_request"
}  # fmt: skip

# What a text may name beside the plan's fields, filled from the case, or left to be written or signed.
CASE_FIELDS = frozenset({"service", "service_exact", "policy", "blank", "taglines", "to_write"})
BY_STATE = ("consumer_assistance", "state_insurance_help", "state_fair_hearing", "medicaid_help")


class Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class PlanData(Data):
    """The plan's own names, addresses and telephone numbers. What is missing is asked for where a letter needs it.

    The fields of `BY_STATE` give an agency by the state's two letters, and `default`. `wording` replaces the paragraphs
    of an element by the plan's approved ones, by element id.
    """

    example: bool = False
    name: str
    address: str
    member_phone: str | None = None
    tty: str | None = None
    provider_phone: str | None = None
    review_phone: str | None = None
    appeals_address: str | None = None
    appeals_phone: str | None = None
    appeals_fax: str | None = None
    records_address: str | None = None
    records_fax: str | None = None
    language_phone: str | None = None
    criteria_web: str | None = None
    taglines: tuple[str, ...] = ()
    external_review: str | None = None
    consumer_assistance: dict[str, str] = {}
    state_insurance_help: dict[str, str] = {}
    state_fair_hearing: dict[str, str] = {}
    medicaid_help: dict[str, str] = {}
    california_department_notice: str | None = None
    wording: dict[str, tuple[str, ...]] = {}

    def fields(self, state: str | None) -> dict[str, str]:
        """Every field by name, in force in a state; what is not given asks for itself, and blocks signing."""
        known: dict[str, str] = {"plan": self.name, "plan_address": self.address, "taglines": " ".join(self.taglines)}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if name in BY_STATE:
                value = value.get(state or "") or value.get("default")
            if name not in ("example", "name", "address", "taglines", "wording"):
                known[name] = value or missing(f"{name} in the plan's data")
        return known


def missing(what: str) -> str:
    """The mark of something a person must still fill in. A letter that holds one may not be signed."""
    return f"[to be filled in: {what}]"


NOT_NAMED = {"example", "name", "address", "wording"}  # `plan` and `plan_address` say two of them
PLAN_FIELDS = frozenset({"plan", "plan_address", *PlanData.model_fields} - NOT_NAMED)


class Scope(Data):
    """To whom something applies; what is absent applies to everyone. `not_`: not where both of these are so."""

    kinds: tuple[Kind, ...] = ()
    decisions: tuple[Decision, ...] = ()
    lines: tuple[Line, ...] = ()
    funding: tuple[Funding, ...] = ()
    states: tuple[str, ...] = ()
    not_states: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None

    def covers(self, terms: Terms) -> bool:
        """An unknown funding or line rules nothing out; an unknown state adds no state's law."""
        return (
            (not self.kinds or terms.kind in self.kinds)
            and (not self.decisions or terms.decision in self.decisions)
            and (not self.lines or terms.line in (None, *self.lines))
            and (not self.funding or terms.funding in (None, *self.funding))
            and (not self.states or terms.state in self.states)
            and terms.state not in self.not_states
            and (self.since is None or terms.on is None or self.since <= terms.on)
            and (self.until is None or terms.on is None or terms.on <= self.until)
        )


class Exception_(Data):
    funding: Funding
    state: str


class Element(Scope):
    """One thing a letter must hold: its paragraphs for an audience, or how they are composed from the case."""

    id: str
    name: str
    part: str
    source: str
    mark: str
    not_: Exception_ | None = None
    both: tuple[str, ...] = ()
    member: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    composed: Composed | None = None

    @model_validator(mode="before")
    @classmethod
    def plain_not(cls, data: Any) -> Any:
        return {("not_" if key == "not" else key): value for key, value in data.items()}

    @field_validator("both", "member", "provider")
    @classmethod
    def known_names(cls, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
        for paragraph in paragraphs:
            for _, name, _, _ in Formatter().parse(paragraph):
                if name is not None and name not in PLAN_FIELDS | CASE_FIELDS:
                    raise ValueError(f"unknown name {{{name}}}")
        return paragraphs

    def covers(self, terms: Terms) -> bool:
        excepted = self.not_ and (self.not_.funding, self.not_.state) == (terms.funding, terms.state)
        return super().covers(terms) and not excepted

    def paragraphs(self, audience: Audience) -> tuple[str, ...]:
        return getattr(self, audience) or self.both

    def speaks_to(self, audience: Audience) -> bool:
        return bool(self.composed or self.paragraphs(audience))


class Refusal(Scope):
    why: str


class Wait(Scope):
    needs: Literal["funding", "state"]
    why: str


class Note(Scope):
    note: str


class PartOf(Data):
    """A part of the letter and its heading for each audience; None: it has none."""

    id: str
    member: str | None = None
    provider: str | None = None


class Notices(Data):
    """`notices.yaml`: the elements, and where no letter may be drawn or signed."""

    version: str
    refusals: tuple[Refusal, ...]
    waits: tuple[Wait, ...]
    notes: tuple[Note, ...]
    parts: tuple[PartOf, ...]
    elements: tuple[Element, ...]

    @model_validator(mode="after")
    def parts_exist(self) -> Notices:
        known = {part.id for part in self.parts}
        for element in self.elements:
            if element.part not in known:
                raise ValueError(f"element {element.id}: there is no part {element.part}")
        return self


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides which law a letter follows. `on`: the day the request was received."""

    kind: Kind
    decision: Decision
    line: Line | None = None
    funding: Funding | None = None
    state: str | None = None
    on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Required:
    """The elements of a letter in order. `refused`: why none may be drawn; `waits`: why none may be signed yet."""

    elements: tuple[Element, ...]
    refused: str | None
    waits: tuple[str, ...]
    notes: tuple[str, ...]


def required(terms: Terms, audience: Audience, notices: Notices) -> Required:
    """What the law asks of this letter."""
    elements = tuple(e for e in notices.elements if e.covers(terms) and e.speaks_to(audience))
    refused = next((r.why for r in notices.refusals if terms.line is not None and r.covers(terms)), None)
    if refused is None and terms.kind == "adverse" and terms.line is None:
        refused = "plan.line_of_business is unknown, and it decides what an adverse letter must hold: give it"
    waits = tuple(w.why for w in notices.waits if w.covers(terms) and getattr(terms, w.needs) is None)
    notes = tuple(n.note for n in notices.notes if n.covers(terms))
    return Required(elements, refused, waits, notes)


@lru_cache
def shipped() -> Notices:
    """The elements that come with the program."""
    return _read(DATA / "notices.yaml", Notices)


def plan_data(folder: Path | None) -> PlanData:
    """The plan's data: `letters/plan.yaml` of the data folder, or the example. Raises Problem where it is unusable."""
    own = folder / "letters" / "plan.yaml" if folder else None
    plan = _read(own if own and own.is_file() else DATA / "plan.example.yaml", PlanData)
    known = {element.id for element in shipped().elements}
    for name, paragraphs in plan.wording.items():
        if name not in known:
            raise Problem(f"{own}: wording.{name}: there is no such element")
        try:
            Element.known_names(paragraphs)
        except ValueError as error:
            raise Problem(f"{own}: wording.{name}: {error}") from None
    return plan


def _read(path: Path, shape: type[Any]) -> Any:
    try:
        return shape.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Problem(f"{path}: {where}: {first['msg'].lower()}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise Problem(f"{path}{f' line {mark.line + 1}' if mark else ''}: it is not readable YAML") from None
    except OSError as error:
        raise Problem(f"{path}: it cannot be opened ({error.strerror})") from None
