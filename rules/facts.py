"""What the record says: facts read from the text, each with the span it was read from.

Numbers are exact (`Fraction`); nothing is rounded before it is compared. `to_json` gives the shapes of CONTRACT.md
section 4, where computed percentages are shown with two decimals.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Any, Literal

Procedure = Literal[
    "sij_injection", "epidural_injection", "facet_injection", "medial_branch_block", "facet_rfa", "sij_rfa",
    "trigger_point_injection", "sij_fusion", "other",
]  # fmt: skip
Side = Literal["left", "right", "bilateral"]
Phase = Literal["anaesthetic", "steroid", "unknown"]
Bound = Literal["exact", "at_least", "more_than", "at_most", "less_than", "range", "approx"]
Unit = Literal["minute", "hour", "day", "week", "month", "year"]
Status = Literal["ok", "ambiguous", "not_computable"]
Scale = Literal["nrs", "vas_mm", "vas_cm"]


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the record as loaded. Spans index `text`. `pages` holds the offset at which each page starts.

    `doubtful`: spans that OCR may have misread; a number read from one is ambiguous until a person confirms it.
    """

    name: str
    text: str
    date: dt.date | None = None
    pages: tuple[int, ...] = ()
    doubtful: tuple[tuple[int, int], ...] = ()

    def page_of(self, offset: int) -> int | None:
        """The page (from 1) on which `offset` stands, or None where the document has no pages."""
        return sum(start <= offset for start in self.pages) or None


@dataclass(frozen=True, slots=True)
class Span:
    """Where a fact stands: `document.text[start:end] == quote`. A structured field has `field` and no offsets."""

    document: str
    start: int | None
    end: int | None
    quote: str
    page: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A day, a month or a year as the chart states it: the first and last day it can mean."""

    first: dt.date
    last: dt.date

    @property
    def day(self) -> dt.date | None:
        """The day itself, where it is known to the day."""
        return self.first if self.first == self.last else None

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        return f"{self.first:%Y-%m}" if self.first.month == self.last.month else f"{self.first:%Y}"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that may be a range, with how it was bounded. `low` is None for 'at most', `high` for 'at least'."""

    low: Fraction | None
    high: Fraction | None
    bound: Bound = "exact"


@dataclass(frozen=True, slots=True)
class Percent(Amount):
    """Percent relief; negative is worsening. 'About 70 %' keeps low = high = 70 with bound 'approx'."""


@dataclass(frozen=True, slots=True)
class Duration(Amount):
    """A length of time in its own unit, as stated."""

    unit: Unit = "day"


@dataclass(frozen=True, slots=True)
class Score:
    """A pain score, possibly a range ('2-3/10')."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an ambiguous statement. `percent` is None where that reading gives no amount of pain relief."""

    percent: Percent | None
    gloss: str


@dataclass(frozen=True, slots=True)
class Fact:
    """The base of every fact: where it was read."""

    span: Span
    kind = "finding"


@dataclass(frozen=True, slots=True)
class Outcome(Fact):
    """What a procedure did for pain (`of="pain"`, kind relief) or function (`of="function"`, kind function).

    `date` is the procedure's, `measured_on` the day of measurement, `measured_at` the time since the procedure,
    `lasted` how long this level held. `over` is true where the level is said to have ended. `of="both"` is a combined
    statement ("70 % better in pain and function"). `change`/`specific` serve verbal functional outcomes; of pain,
    `change` is "same" where words without an amount say that little or nothing came of it ("not much help").
    `literal_relief` marks words that state an amount of relief ("0 pain relief"), which the engine reads literally.
    `baseline` is where the score before stands, if another document holds it.
    """

    of: Literal["pain", "function", "both"] = "pain"
    procedure: Procedure | None = None
    date: When | None = None
    side: Side | None = None
    phase: Phase = "unknown"
    pre: Score | None = None
    post: Score | None = None
    scale: Scale | None = None
    percent: Percent | None = None
    how: Literal["stated", "computed"] | None = None
    lasted: Duration | None = None
    measured_at: Duration | None = None
    measured_on: dt.date | None = None
    over: bool = False
    peak: bool = False
    change: Literal["better", "same", "worse"] | None = None
    specific: bool = False
    status: Status = "ok"
    note: str | None = None
    readings: tuple[Reading, ...] = ()
    literal_relief: bool = False
    role: str | None = None  # who wrote it, where that is known: physician, nurse, therapist, phone, letter
    baseline: Span | None = None

    @property
    def kind_name(self) -> str:
        return "function" if self.of == "function" else "relief"


@dataclass(frozen=True, slots=True)
class PainScore(Fact):
    """A score with no pair, and the procedure before or after which it was taken, where the words tell.

    `date` is the procedure's; `measured_at` the time since it.
    """

    kind = "pain_score"
    score: Score = field(default_factory=lambda: Score(Fraction(0), Fraction(0)))
    scale: Scale | None = None
    measured_on: dt.date | None = None
    condition: str | None = None  # rest, movement, worst, average, best, sitting
    procedure: Procedure | None = None
    date: When | None = None
    side: Side | None = None
    measured_at: Duration | None = None
    moment: Literal["before", "after"] | None = None


@dataclass(frozen=True, slots=True)
class ProcedureEvent(Fact):
    """A procedure that was performed, is requested, or was not done. `region`: lumbar, cervical, thoracic, sacral."""

    kind = "procedure"
    procedure: Procedure = "other"
    date: When | None = None
    side: Side | None = None
    region: str | None = None
    levels: tuple[str, ...] = ()
    purpose: Literal["diagnostic", "therapeutic", "ablation"] | None = None
    state: Literal["performed", "requested", "not_done"] = "performed"
    agents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PainDuration(Fact):
    """How long the pain has been present, on the day of the note. `site` where the words tell it.

    `there_on` is the day of the last later note that still tells of the pain and of no other length; `last_note` that
    of the last later note of any kind.
    """

    kind = "duration_of_pain"
    duration: Duration = field(default_factory=lambda: Duration(None, None))
    site: str | None = None
    stated_on: dt.date | None = None
    there_on: dt.date | None = None
    last_note: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ConservativeCare(Fact):
    """One course of conservative care. `active` is false for what was not done, or is only planned.

    `against` is where another paper of the record tells of less (the therapist's own, or a note that she had none);
    `attended` what it tells of, where that can be told.
    """

    kind = "conservative_care"
    what: tuple[str, ...] = ()
    duration: Duration | None = None
    active: bool = True
    against: Span | None = None
    attended: Duration | None = None


@dataclass(frozen=True, slots=True)
class ProvocativeTests(Fact):
    """Provocation manoeuvres: the named positive and negative ones, and the stated count where there is one.

    `unread` names those that the examination speaks of with no result that could be read: the count is then a floor.
    `total`: the note itself says that no others were positive, by a number or in words.
    """

    kind = "provocative_tests"
    names: tuple[str, ...] = ()
    negative_names: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    positive: int | None = None
    tested: int | None = None
    side: Side | None = None
    total: bool = False


@dataclass(frozen=True, slots=True)
class Guidance(Fact):
    """Imaging guidance of a procedure: fluoroscopy, ct, ultrasound or none. `planned` is false for one already done."""

    kind = "guidance"
    modality: str = "none"
    contrast: bool | None = None
    planned: bool = True


@dataclass(frozen=True, slots=True)
class Finding(Fact):
    """Any other input of a criterion, by name, present or explicitly absent.

    Names: radicular_pain, claudication, concordant_imaging, axial_pain, radiculopathy, other_causes_excluded,
    other_cause, contrast_allergy, pregnancy, trigger_point, medication_reduced, sessions_12_months,
    imaging_guidance_used, copied_forward, instruction_like_text, inferred_relief, read_with_doubt.
    """

    name: str = ""
    present: bool = True
    count: int | None = None  # sessions_12_months: how many; None where more are told of without a number
    includes_request: bool | None = None
    purpose: Literal["diagnostic", "therapeutic", "ablation"] | None = None
    procedure: Procedure | None = None
    side: Side | None = None
    date: When | None = None
    note: str | None = None


def number(value: Fraction | None) -> int | float | None:
    """An exact number as JSON shows it: an integer where it is one, else two decimals."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else round(float(value), 2)


def _plain(value: Any) -> Any:
    match value:
        case Fraction():
            return number(value)
        case When():
            return str(value)
        case dt.date():
            return value.isoformat()
        case Score():
            low, high = number(value.low), number(value.high)
            return low if low == high else {"low": low, "high": high}
        case Amount() | Reading() | Span():
            return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
        case tuple():
            return [_plain(item) for item in value]
    return value


def to_json(fact: Fact) -> dict[str, Any]:
    """One fact in the contract's shape."""
    data: dict[str, Any] = {"kind": fact.kind_name if isinstance(fact, Outcome) else fact.kind}
    for item in fields(fact):
        if item.name != "span":
            data[item.name] = _plain(getattr(fact, item.name))
    if isinstance(fact, PainScore):
        data["score"] = {"low": number(fact.score.low), "high": number(fact.score.high)}
    if isinstance(fact, Outcome):
        spoken = fact.lasted or fact.measured_at
        data["duration"] = _plain(spoken) and {
            **{k: v for k, v in _plain(spoken).items() if k != "bound"},
            "role": "relief_lasted" if fact.lasted else "measured_at",
        }
    span = fact.span
    data |= {"document": span.document, "page": span.page, "start": span.start, "end": span.end, "quote": span.quote}
    if span.field is not None:
        data["field"] = span.field
    return data
