"""A guideline text: front matter and anchored passages in Markdown. guidelines/README.md gives the format."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from copilot.documents import decode, read_bytes
from copilot.problem import Problem

LINES = ("commercial", "medicare_advantage", "medicare", "medicaid")
_HEADING = re.compile(r"^##[ \t]+(?P<heading>.+?)[ \t]*\{#(?P<anchor>[^}\s]+)\}[ \t]*$", re.MULTILINE)
_SECOND_LEVEL = re.compile(r"^##[ \t].*$", re.MULTILINE)
_MARK = re.compile(r"\[(V1|V2|S|R|own)\]")
_NAME = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_Yaml: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Passage:
    """One anchored passage of one version of a guideline. `text`: lines joined; `marks`: how sure its facts are."""

    guideline: str
    version: str
    anchor: str
    heading: str
    text: str
    title: str
    effective_from: dt.date | None
    effective_to: dt.date | None
    payers: tuple[str, ...]
    lines: tuple[str, ...]
    marks: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.guideline}@{self.version}#{self.anchor}"

    def says(self, quote: str) -> bool:
        """Whether the quote stands in the text word for word, however the lines are broken."""
        wanted = _joined(quote)
        return bool(wanted) and wanted in _joined(self.text)


@dataclass(frozen=True)
class Guideline:
    """One version of a guideline. No payers or lines means any; no dates means at any time. `added`: the user's own."""

    id: str
    title: str
    publisher: str
    url: str | None
    number: str | None
    effective_from: dt.date | None
    effective_to: dt.date | None
    payers: tuple[str, ...]
    lines: tuple[str, ...]
    licence: str
    status: str
    passages: tuple[Passage, ...]
    file: str
    sha256: str
    added: bool = False

    @property
    def version(self) -> str:
        return version_of(self.effective_from)

    @property
    def key(self) -> str:
        return f"{self.id}@{self.version}"

    def applies(self, payer: str | None = None, line: str | None = None, on: dt.date | None = None) -> bool:
        """Whether it speaks to this payer and line, and is in force on that day. What is not given is not asked."""
        return (
            (payer is None or not self.payers or payer.strip().lower() in self.payers)
            and (line is None or not self.lines or line in self.lines)
            and (on is None or self.in_force(on))
        )

    def in_force(self, day: dt.date) -> bool:
        return (self.effective_from or dt.date.min) <= day <= (self.effective_to or dt.date.max)


class Effective(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    since: dt.date | None = Field(default=None, alias="from")
    to: dt.date | None = None

    @model_validator(mode="after")
    def in_order(self) -> Effective:
        if self.since and self.to and self.to < self.since:
            raise ValueError("effective.to lies before effective.from")
        return self


Names = Annotated[list[str], BeforeValidator(lambda names: [str(name).strip().lower() for name in names or []])]


class FrontMatter(BaseModel):
    """The head of a guideline file."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    id: str = Field(pattern=_NAME)
    title: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    url: str | None = None
    number: str | None = None
    effective: Effective = Effective()
    payers: Names = []
    lines: Names = []
    licence: str = Field(min_length=1)
    status: str = Field(min_length=1)

    @model_validator(mode="after")
    def known_lines(self) -> FrontMatter:
        for line in self.lines:
            if line not in LINES:
                raise ValueError(f"lines: {line} is none of {', '.join(LINES)}")
        return self


def read(path: Path, added: bool = False) -> Guideline:
    """The guideline in that file. Raises Problem with the file, the field and how to mend it."""
    return parse(decode(read_bytes(path), str(path)), path.name, added)


def parse(text: str, name: str, added: bool = False) -> Guideline:
    """The guideline that this Markdown holds; `name` is the file's, for messages."""
    head, body = _split(text, name)
    passages = []
    for heading, anchor, content in _sections(body, name):
        passages.append(
            Passage(
                guideline=head.id,
                version=version_of(head.effective.since),
                anchor=anchor,
                heading=heading,
                text=content,
                title=head.title,
                effective_from=head.effective.since,
                effective_to=head.effective.to,
                payers=tuple(head.payers),
                lines=tuple(head.lines),
                marks=tuple(dict.fromkeys(_MARK.findall(content))),
            )
        )
    if not passages:
        raise Problem(f"{name}: holds no passage; begin each with a line such as `## Repeat injections {{#repeat}}`")
    return Guideline(
        **head.model_dump(exclude={"effective", "payers", "lines"}),
        effective_from=head.effective.since,
        effective_to=head.effective.to,
        payers=tuple(head.payers),
        lines=tuple(head.lines),
        passages=tuple(passages),
        file=name,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        added=added,
    )


def version_of(effective_from: dt.date | None) -> str:
    """A version is named by the day it came into force."""
    return effective_from.isoformat() if effective_from else "undated"


def _split(text: str, name: str) -> tuple[FrontMatter, str]:
    parts = re.split(r"^---[ \t]*$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        raise Problem(f"{name}: begins with no front matter; see guidelines/README.md for the fields between two `---`")
    try:
        given = yaml.load(parts[1], Loader=_Yaml)
        return FrontMatter.model_validate(given or {}), parts[2]
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f" at line {where.line + 1}" if where else ""
        raise Problem(f"{name}: the front matter is no YAML{line}; write `field: value` lines") from None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Problem(f"{name}: front matter {field or 'field'}: {first['msg']}") from None


def _sections(body: str, name: str) -> list[tuple[str, str, str]]:
    starts = list(_SECOND_LEVEL.finditer(body))
    sections: list[tuple[str, str, str]] = []
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        named = _HEADING.match(start.group())
        if named is None or not re.match(_NAME, named["anchor"]):
            raise Problem(
                f"{name}: `{start.group()[:60]}` has no anchor; end the line with one like `{{#pain-duration}}`"
            )
        content = _paragraphs(body[start.end() : end.start() if end else len(body)])
        if not content:
            raise Problem(f"{name}: passage {named['anchor']} is empty")
        if named["anchor"] in {anchor for _, anchor, _ in sections}:
            raise Problem(f"{name}: two passages are called {named['anchor']}; give each its own anchor")
        sections.append((named["heading"], named["anchor"], content))
    return sections


def _paragraphs(text: str) -> str:
    """The text with the hard line breaks of prose joined; lists and tables keep their lines."""
    blocks = [block.strip() for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    return "\n\n".join(
        block if re.search(r"^\s*([-*|]|\d+\.)\s?", block, re.MULTILINE) else _joined(block) for block in blocks
    )


def _joined(text: str) -> str:
    return " ".join(text.split())
