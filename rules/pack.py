"""Rule packs: what one version of a policy asks for, as data that a clinician can read in a diff.

A pack lies in `rules/packs/<policy>/<from-date>.yaml` with its cases beside it in `<from-date>.cases.yaml`. A published
version is never edited; a change is a new dated file, and no date falls through to an older one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, cast

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from rules.request import Line, Request
from rules.verdict import Citation, Threshold

SHIPPED = Path(__file__).parent / "packs"
UNVERIFIED = "unverified-summary"
Comparison = Literal["at_least", "more_than", "at_most", "less_than", "equals"]
COMPARISONS: tuple[Comparison, ...] = ("at_least", "more_than", "at_most", "less_than", "equals")

# A repeat ablation is an ablation with an earlier one in the record; the engine tells them apart.
Situation = Literal["diagnostic", "initial_therapeutic", "repeat_therapeutic", "ablation", "repeat_ablation"]

# The fifty states, the District and the territories: where "every state" applies.
STATES = frozenset({
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS",
    "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC",
    "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY",
    "AS", "GU", "MP", "PR", "VI",
})  # fmt: skip


class BadPack(Exception):
    """A pack that cannot be used, in one line: which file, which field, how to mend it."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Quantity(Part):
    """A number with its unit in the singular, written `70 percent`, `3 months`, `4 sessions`."""

    value: Fraction
    unit: str

    def __str__(self) -> str:
        number = str(self.value) if self.value.denominator == 1 else f"{float(self.value):g}"
        if self.unit == "percent":
            return f"{number} %"
        return f"{number} {self.unit}{'' if self.value == 1 else 's'}"


def _quantity(written: Any) -> Any:
    if isinstance(written, Quantity | dict):
        return written
    match = re.fullmatch(r"(\d+(?:\.\d+)?) +([a-z]+)", str(written).strip())
    if match is None:
        raise ValueError(f"write a number and its unit, such as '70 percent' or '3 months', not '{written}'")
    unit = match[2]
    return {"value": Fraction(match[1]), "unit": unit[:-1] if unit.endswith("s") else unit}


Amount = Annotated[Quantity, BeforeValidator(_quantity)]


class Cite(Part):
    """The words of a passage that a criterion encodes. `guideline` is the pack's own where it is absent."""

    guideline: str | None = None
    passage: str
    quote: str = Field(min_length=8)


class Rule(Part):
    """One test of a derived fact, or a group of rules. `lasting` asks that the level held at least that long."""

    fact: str | None = None
    at_least: Amount | None = None
    more_than: Amount | None = None
    at_most: Amount | None = None
    less_than: Amount | None = None
    equals: bool | str | None = None
    lasting: Amount | None = None
    all: tuple[Rule, ...] = ()
    any: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def is_one_thing(self) -> Rule:
        if [bool(self.fact), bool(self.all), bool(self.any)].count(True) != 1:
            raise ValueError("give one of fact, all, any")
        given = [name for name in COMPARISONS if getattr(self, name) is not None]
        if self.fact and len(given) != 1:
            raise ValueError(f"fact {self.fact}: give one comparison of {', '.join(COMPARISONS)}")
        if not self.fact and (given or self.lasting):
            raise ValueError("a group has no comparison of its own; put it beside its fact")
        return self

    @property
    def test(self) -> Comparison:
        for name in COMPARISONS:
            if getattr(self, name) is not None:
                return name
        raise ValueError("a group has no comparison of its own")

    @property
    def wanted(self) -> Quantity | bool | str:
        return cast("Quantity | bool | str", getattr(self, self.test))

    def parts(self) -> Iterator[Rule]:
        """The tests in this rule, in order."""
        if self.fact:
            yield self
        for part in (*self.all, *self.any):
            yield from part.parts()

    def threshold(self) -> Threshold | None:
        """The comparison as a review shows it: that of the rule's first test."""
        first = next(self.parts())
        wanted = first.wanted
        if isinstance(wanted, Quantity):
            return Threshold(first.test, wanted.value, wanted.unit)
        return Threshold(first.test, wanted, "finding" if isinstance(wanted, bool) else "modality")


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


class Criterion(Rule):
    """A criterion: a rule with its name, its source, its confidence mark and what to ask for where it is not shown.

    `id` is the criterion's name in the contract; criteria of different purposes may share one.
    """

    id: str = ""
    title: str
    cite: Annotated[tuple[Cite, ...], BeforeValidator(_as_list)] = Field(min_length=1)
    mark: str
    ask: str


class Effective(Part):
    """The first and the last day on which a version is in force; no last day while it still is."""

    since: dt.date = Field(alias="from")
    to: dt.date | None = None

    @model_validator(mode="after")
    def in_order(self) -> Effective:
        if self.to and self.to < self.since:
            raise ValueError("effective.to lies before effective.from")
        return self

    def covers(self, day: dt.date) -> bool:
        return self.since <= day and (self.to is None or day <= self.to)


class AppliesTo(Part):
    """Whose requests a policy governs. No payers: any. `states` gives the published number by state for a policy of
    contractors; `every_state` says that it also stands, without a number we know, in the states not listed."""

    payers: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    cpt: tuple[str, ...] = Field(min_length=1)
    states: dict[str, tuple[str, ...]] = {}
    every_state: bool = False

    @model_validator(mode="after")
    def known_states(self) -> AppliesTo:
        listed = [state for states in self.states.values() for state in states]
        unknown = sorted(set(listed) - STATES)
        if unknown or len(listed) != len(set(listed)):
            raise ValueError(f"states: each once, two letters; look at {', '.join(unknown) or 'the ones listed twice'}")
        return self

    @property
    def by_state(self) -> bool:
        return bool(self.states) or self.every_state


class Revision(Part):
    """A later revision of the source that is known to exist and has not been read."""

    since: dt.date = Field(alias="from")
    note: str


class Pack(Part):
    """One version of one policy.

    `governs` is false for society criteria, which are shown beside a governing policy and decide nothing. `require`
    lists criteria (by their key) for each purpose. `not_encoded` is what the source also asks and no rule here checks.
    `sha256` is the file's; `verified` says who compared this very file with which text.
    """

    policy: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    publisher: str
    number: str | None = None
    called: str | None = None
    effective: Effective
    revisions: tuple[Revision, ...] = ()
    applies_to: AppliesTo
    guideline: str
    status: str
    governs: bool = True
    supporting: tuple[str, ...] = ()
    require: dict[Situation, tuple[str, ...]]
    criteria: dict[str, Criterion]
    not_encoded: tuple[str, ...] = ()
    sha256: str = ""
    verified: str | None = None

    @model_validator(mode="before")
    @classmethod
    def name_criteria(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("criteria"), dict):
            named = {key: {"id": key, **value} for key, value in data["criteria"].items() if isinstance(value, dict)}
            return {**data, "criteria": {**data["criteria"], **named}}
        return data

    @model_validator(mode="after")
    def names_hold(self) -> Pack:
        used = {key for keys in self.require.values() for key in keys}
        if unknown := sorted(used - set(self.criteria)):
            raise ValueError(f"require names {', '.join(unknown)}, which criteria does not define")
        if unused := sorted(set(self.criteria) - used):
            raise ValueError(f"criteria.{unused[0]} is required for no purpose; list it under require or remove it")
        for situation, keys in self.require.items():
            ids = [self.criteria[key].id for key in keys]
            if len(ids) != len(set(ids)):
                raise ValueError(f"require.{situation} asks for one criterion twice")
        return self

    @property
    def version(self) -> str:
        return self.effective.since.isoformat()

    @property
    def key(self) -> str:
        return f"{self.policy}/{self.version}"

    def number_in(self, state: str | None) -> str | None:
        """The published number, for an LCD the one of the state's contractor; None where none is known."""
        wanted = (state or "").strip().upper()
        return next((n for n, states in self.applies_to.states.items() if wanted in states), self.number)

    def name_for(self, request: Request) -> str:
        """What a sentence calls the policy: 'CPB 0016', 'LCD L39383'."""
        number = self.number_in(request.state)
        if number is None:
            return self.called or self.title
        return f"LCD {number}" if self.applies_to.by_state else number

    def citations(self, criterion: Criterion) -> tuple[Citation, ...]:
        return tuple(Citation(c.guideline or self.guideline, c.passage, c.quote) for c in criterion.cite)

    def marks(self) -> tuple[str, ...]:
        """The confidence marks in force, strongest first."""
        found = {mark.strip() for criterion in self.criteria.values() for mark in criterion.mark.split(",")}
        return tuple(mark for mark in ("V1", "V2", "S", "R") if mark in found)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML in which only true and false are booleans (`on` is a word), and a key given twice is an error."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in resolvers if first in "tTfF" or tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        found = cast("dict[Any, Any]", super().construct_mapping(node, deep))
        if len(found) < len(node.value):
            raise yaml.MarkedYAMLError(problem="a field is given twice", problem_mark=node.start_mark)
        return found


def read_yaml(text: str, name: str) -> Any:
    """What that YAML holds. `name` is the file's, for messages."""
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "write `field: value` lines"
        raise BadPack(f"{name}: no usable YAML{where}: {problem}") from None


def parse(text: str, name: str) -> Pack:
    """The pack in that YAML text. Raises BadPack with the file, the field and what is wrong."""
    data = read_yaml(text, name)
    if not isinstance(data, dict):
        raise BadPack(f"{name}: holds no pack; begin with `policy: <id>`")
    if computed := {"sha256", "verified"} & set(data):
        raise BadPack(f"{name}: {min(computed)} is worked out by the program; remove it")
    try:
        pack = Pack.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise BadPack(f"{name}: {field or 'pack'}: {first['msg'].removeprefix('Value error, ')}") from None
    return pack.model_copy(update={"sha256": hashlib.sha256(text.encode()).hexdigest()})


def files(folder: Path) -> tuple[Path, ...]:
    """The pack files of a folder, without the cases beside them."""
    return tuple(sorted(path for path in folder.glob("*/*.yaml") if not path.name.endswith(".cases.yaml")))


def load(folder: Path) -> tuple[Pack, ...]:
    """Every pack of a folder laid out as `<policy>/<from-date>.yaml`. Raises BadPack."""
    packs = []
    for path in files(folder):
        name = f"{path.parent.name}/{path.name}"
        try:
            pack = parse(path.read_text(encoding="utf-8"), name)
        except (OSError, UnicodeDecodeError):
            raise BadPack(f"{name}: cannot be read as text; save it as UTF-8") from None
        if name != f"{pack.key}.yaml":
            raise BadPack(f"{name}: holds {pack.key}; the folder is the policy and the file its first day in force")
        packs.append(pack)
    return tuple(packs)


@lru_cache(maxsize=1)
def shipped() -> tuple[Pack, ...]:
    """The packs that come with the program."""
    return load(SHIPPED)
